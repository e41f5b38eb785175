#![allow(clippy::expect_used, clippy::panic)]

use super::*;

/// Returns the content of a text, on one line: `key@place=value@place`, lists and mappings in brackets, faults after
/// `!`. A place is the text that the span covers.
fn shown(text: &str) -> String {
    let reading = read(text);
    let mut parts = Vec::new();
    for document in &reading.documents {
        assert_eq!(read_at(text, document.span.start).as_ref(), Some(document), "in {text:?}");
        parts.push(shown_entries(text, &document.entries));
    }
    for fault in &reading.faults {
        parts.push(format!("!{} {:?}", fault.rule, covered(text, fault.span)));
    }
    parts.join(" ; ")
}

fn covered(text: &str, span: Span) -> &str {
    text.get(span.start as usize..span.end as usize).unwrap_or_else(|| panic!("{span:?} does not lie within {text:?}"))
}

fn shown_entries(text: &str, entries: &[Entry]) -> String {
    let shown = |entry: &Entry| format!("{}={}", shown_scalar(text, &entry.key), shown_node(text, &entry.value));
    entries.iter().map(shown).collect::<Vec<_>>().join(" ")
}

fn shown_scalar(text: &str, scalar: &Scalar) -> String {
    let place = covered(text, scalar.span);
    if place == scalar.text && scalar.plain { place.to_owned() } else { format!("{:?}@{place:?}", scalar.text) }
}

fn shown_node(text: &str, node: &Node) -> String {
    match node {
        Node::Scalar(scalar) => shown_scalar(text, scalar),
        Node::List { items, span } => {
            let items = items.iter().map(|item| shown_node(text, item)).collect::<Vec<_>>();
            format!("[{}]@{:?}", items.join(" "), covered(text, *span))
        }
        Node::Map { entries, span } => format!("{{{}}}@{:?}", shown_entries(text, entries), covered(text, *span)),
        Node::Refused { span } => format!("refused@{:?}", covered(text, *span)),
    }
}

/// Returns the rule, the place and the message of the only fault of a text.
fn only_fault(text: &str) -> (&'static str, Span, String) {
    let reading = read(text);
    assert_eq!(reading.faults.len(), 1, "{text:?} gives {:?}", reading.faults);
    let fault = reading.faults.into_iter().next().expect("one fault");
    assert!(fault.help.is_some(), "{fault:?}");
    (fault.rule, fault.span, fault.message)
}

/// Checks that a text has one fault, `not-yaml`, over `place`, with a message that holds `words`, and gives no record.
fn broken(text: &str, place: &str, words: &str) {
    let (rule, span, message) = only_fault(text);
    assert_eq!((rule, covered(text, span)), ("not-yaml", place), "{text:?}: {message}");
    assert!(message.contains(words), "{text:?}: {message}");
    assert!(read(text).documents.is_empty(), "{text:?}");
}

#[test]
fn places_of_keys_and_values() {
    assert_eq!(shown("claim: x-y\nby: b  # who\n"), "claim=x-y by=b");
    assert_eq!(
        shown("\"claim\" : 'it''s'\nb: \"a\\\"b\"\n"),
        r#""claim"@"\"claim\""="it's"@"'it''s'" b="a\"b"@"\"a\\\"b\"""#
    );
    assert_eq!(shown("claim: é-ß\nnote: «да»\n"), "claim=é-ß note=«да»");
    assert_eq!(shown("a: one\n  two\n\n  three\nb: c"), "a=\"one two\\nthree\"@\"one\\n  two\\n\\n  three\" b=c");
    let reading = read("é: ü\nb: c\n");
    let entry = reading.documents[0].entries.last().expect("an entry");
    assert_eq!((entry.key.span, entry.value.span()), (Span { start: 7, end: 8 }, Span { start: 10, end: 11 }));
    assert_eq!(reading.documents[0].span, Span { start: 0, end: 11 });
}

#[test]
fn places_of_lists_and_mappings() {
    assert_eq!(shown("via: [a, 'b']\n"), "via=[a \"b\"@\"'b'\"]@\"[a, 'b']\"");
    assert_eq!(shown("via:\n  - a\n  -   b # c\nx: y"), "via=[a b]@\"- a\\n  -   b\" x=y");
    assert_eq!(shown("via:\n- a\n- b\nx: y"), "via=[a b]@\"- a\\n- b\" x=y");
    assert_eq!(shown("a: {b: c, d: [e]}\n"), "a={b=c d=[e]@\"[e]\"}@\"{b: c, d: [e]}\"");
    assert_eq!(
        shown("a:\n  b: c\n  d:\n    - e: f\n      g: h\n"),
        "a={b=c d=[{e=f g=h}@\"e: f\\n      g: h\"]@\"- e: f\\n      g: h\"}@\"b: c\\n  d:\\n    - e: f\\n      g: h\""
    );
    assert_eq!(shown("a:\n- - b\n  - c\n"), "a=[[b c]@\"- b\\n  - c\"]@\"- - b\\n  - c\"");
    assert_eq!(shown("a: []\nb: {}\n"), "a=[]@\"[]\" b={}@\"{}\"");
    assert_eq!(shown("{claim: x, by: y}\n"), "claim=x by=y");
    assert_eq!(shown("a: [b: c]\n"), "a=[{b=c}@\"b: c\"]@\"[b: c]\"");
    assert_eq!(shown("a: [\n  b,\n]\n"), "a=[b]@\"[\\n  b,\\n]\"");
}

#[test]
fn block_scalars() {
    assert_eq!(shown("q: >-\n  a\n  b\n\nr: |\n  c\n   d\n\n"), "q=\"a b\"@\"a\\n  b\" r=\"c\\n d\\n\"@\"c\\n   d\"");
    assert_eq!(shown("q: |+\n  a\n\nr: x"), "q=\"a\\n\\n\"@\"a\" r=x");
    assert_eq!(shown("q: |2-\n    a\n"), "q=\"  a\"@\"a\"");
    assert_eq!(shown("q: >\n  a\n  b\n# done\nr: x"), "q=\"a b\\n\"@\"a\\n  b\" r=x");
    assert_eq!(shown("q: >-\n\n  a\n"), "q=\"\\na\"@\"a\"");
    assert_eq!(shown("q: |\nr: x"), "q=\"\"@\"\" r=x");
    assert_eq!(shown("q: >-"), "q=\"\"@\"\"");
    assert_eq!(shown("q: |-\n  --- a\n  ...\n"), "q=\"--- a\\n...\"@\"--- a\\n  ...\"");
}

#[test]
fn values_left_empty() {
    let reading = read("a  :\nb: ~\nc: null\nd: ''\n");
    let values: Vec<_> = reading.documents[0]
        .entries
        .iter()
        .map(|entry| match &entry.value {
            Node::Scalar(scalar) => (&*scalar.text, scalar.plain, scalar.span.start, scalar.span.end),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(values, [("", true, 1, 1), ("~", true, 8, 9), ("null", true, 13, 17), ("", false, 21, 23)]);
    assert_eq!(shown("a: {b, c: }\n"), "a={b=\"\"@\"\" c=\"\"@\"\"}@\"{b, c: }\"".replace("\"\"@\"\"", ""));
}

#[test]
fn no_text_takes_in_the_keys_below_it() {
    broken("quote: \"We are\nby: a\nnote: x\"\n", "by: a", "left margin");
    broken("quote: 'We are\r\nby: a'\r\n", "by: a'", "left margin");
    broken("via:\n  - \"a\nb\"\n", "b\"", "left margin");
    assert_eq!(shown("quote: \"We\n  are\n\n  we\"\n"), "quote=\"We are\\nwe\"@\"\\\"We\\n  are\\n\\n  we\\\"\"");
    assert!(parts("quote: \"We\nare\"\n").is_ok(), "other people's files are merged all the same");
    // Between brackets, as in JSON, there is no margin.
    assert!(read("{\"quote\": \"We\nare\"}").faults.is_empty());
}

#[test]
fn a_sign_before_a_block_is_no_text() {
    for sign in [">5", "|2", ">1-", "|-3", ">+1"] {
        let text = format!("total: {sign}\nby: a\n");
        assert_eq!(shown(&text), format!("total=\"\"@\"\" by=a ; !wrong-shape \"{sign}\""));
        assert_eq!(only_fault(&format!("via:\n  - {sign} \n  - b\n")).0, "wrong-shape");
        assert_eq!(only_fault(&format!("total: {sign}")).0, "wrong-shape");
    }
    assert!(read("note: >-\nby: a\n---\nby: b\nnote: |2\n   a\n").faults.is_empty());
}

#[test]
fn a_byte_order_mark_within_a_text_is_told() {
    for text in ["quote: a\u{feff}b\n", "quote: >-\n  a\n  b\u{feff}\n", "via: [a\u{feff}]\n"] {
        let (rule, span, message) = only_fault(text);
        assert_eq!((rule, covered(text, span)), ("wrong-shape", "\u{feff}"), "{message}");
        assert_eq!(read(text).documents.len(), 1);
    }
    assert!(read("quote: \"a\u{feff}b\"\n").faults.is_empty());
}

#[test]
fn a_comment_that_takes_a_bracket_is_told() {
    broken("scope: {m: area #1}\nby: a\n", "{", "comment");
    broken("via: [a #1, b]\nby: a\n", "[", "comment");
    broken("via: [a, b # and more\nby: a\n", "[", "not closed");
}

/// Returns each cut of a text: the text that is left, the words that are lost, and their place.
fn cuts(text: &str) -> Vec<(String, String, String)> {
    fn of_scalar(text: &str, scalar: &Scalar, found: &mut Vec<(String, String, String)>) {
        if let Some(cut) = &scalar.cut {
            found.push((scalar.text.clone(), cut.rest.clone(), covered(text, cut.span).to_owned()));
        }
    }
    fn of_node(text: &str, node: &Node, found: &mut Vec<(String, String, String)>) {
        match node {
            Node::Scalar(scalar) => of_scalar(text, scalar, found),
            Node::List { items, .. } => items.iter().for_each(|item| of_node(text, item, found)),
            Node::Map { entries, .. } => entries.iter().for_each(|entry| of_entry(text, entry, found)),
            Node::Refused { .. } => {}
        }
    }
    fn of_entry(text: &str, entry: &Entry, found: &mut Vec<(String, String, String)>) {
        of_scalar(text, &entry.key, found);
        of_node(text, &entry.value, found);
    }
    let (mut found, reading) = (Vec::new(), read(text));
    assert!(reading.faults.is_empty(), "{text:?}: {:?}", reading.faults);
    reading.documents.iter().flat_map(|document| &document.entries).for_each(|entry| of_entry(text, entry, &mut found));
    found
}

fn cut(text: &str, left: &str, rest: &str, place: &str) {
    assert_eq!(cuts(text), [(left.to_owned(), rest.to_owned(), place.to_owned())], "{text:?}");
}

#[test]
fn words_behind_a_hash_are_cut() {
    cut("quote: We are #1 and honest\nby: a", "We are", " #1 and honest", "#1 and honest");
    cut("quote: We are #1 and honest  \r\nby: a\r\n", "We are", " #1 and honest", "#1 and honest");
    cut("quote: We are\t#1\rby: a\r", "We are", "\t#1", "#1");
    cut("quote: We are \t  #1", "We are", " \t  #1", "#1");
    cut("quote: We\n  are\n\n  one\n  or #2\nby: a", "We are\none or", " #2", "#2");
    cut("quote: a ##b", "a", " ##b", "##b");
    cut("quote: a #b # c: d", "a", " #b # c: d", "#b # c: d");
    cut("quote: é\u{a0} #ü", "é\u{a0}", " #ü", "#ü");
    cut("quote: #1\nby: a", "", " #1", "#1");
    cut("quote:\t #1\nby: a", "", "\t #1", "#1");
    cut("\"quote\"  : #1, or [2]\nby: a", "", " #1, or [2]", "#1, or [2]");
    cut("a: b\n---\n# why\nc: d #e\n...\n", "d", " #e", "#e");
    cut("via:\n  - a #1\n  - b", "a", " #1", "#1");
    cut("scope:\n  measure: area #1\n  place: x", "area", " #1", "#1");
    cut("scope:\n  measure: #1\n  place: x", "", " #1", "#1");
    cut("a:\n- b: #c\n", "", " #c", "#c");
    cut("? a\n: #b\n", "", " #b", "#b");
    cut("? a #1\n: b\n", "a", " #1", "#1");
}

#[test]
fn words_behind_a_hash_in_brackets_are_cut() {
    cut("scope: {measure: area #1\n }", "area", " #1", "#1");
    cut("scope: {measure: area #1, place: kabul\n }", "area", " #1", "#1, place: kabul");
    cut("scope: {measure: #1: a, b\n }", "", " #1", "#1: a, b");
    cut("scope: {'measure': #1}\n }", "", " #1", "#1}");
    cut("scope: {measure #1\n }", "measure", " #1", "#1");
    cut("scope: {measure #1\n : a}", "measure", " #1", "#1");
    cut("via: [a, b #1\n, c]", "b", " #1", "#1");
    cut("via: [a #1\n]", "a", " #1", "#1");
    cut("via: [a: b #1\n]", "b", " #1", "#1");
    cut("{quote: We are #1\n, by: a}", "We are", " #1", "#1");
}

#[test]
fn comments_are_no_cuts() {
    for text in [
        "quote: We are # 1",
        "quote: C #\nby: a",
        "quote: C #",
        "quote: C #\t1",
        "quote: C #\u{a0}1",
        "quote: C#1",
        "quote: C\u{a0}#1",
        "quote: \"C\" #1",
        "quote: 'C' #1",
        "quote: [a, b] #1",
        "quote: {a: b} #1",
        "quote: [a, b, #1\n]",
        "quote: [a, #b\n c]",
        "quote: [ #b\n c]",
        "quote: { #b\n c: d}",
        "quote: > #1\n  a #2\nby: b",
        "quote: |\n  a #2\n #3\nby: b",
        "quote: #1\n  We are\nby: a",
        "via: #1\n  - a\n",
        "via:\n  - #1\n  - a\n",
        "scope: #1\n  a: b\n",
        "retracted: #2018\nby: a",
        "#1\nby: a\n#2\n",
        "by: a\n #2\n",
        "quote: #\nby: a",
        "quote: # 1\nby: a",
    ] {
        assert_eq!(cuts(text), [], "{text:?}");
    }
}

#[test]
fn what_was_meant_is_the_whole_text() {
    let meant = |text: &str| match &read(text).documents[0].entries[0].value {
        Node::Scalar(scalar) => (scalar.meant().into_owned(), scalar.marked().into_owned()),
        other => panic!("{other:?}"),
    };
    let both = |meant: &str, marked: &str| (meant.to_owned(), marked.to_owned());
    assert_eq!(meant("a: We are  #1 \"so\" \\o/"), both("We are  #1 \"so\" \\o/", "We are [cut off: #1 \"so\" \\o/]"));
    assert_eq!(meant("a:  #1 b"), both("#1 b", "[cut off: #1 b]"));
    assert_eq!(meant("a: b # c"), both("b", "b"));
}

#[test]
fn scalars_are_text() {
    assert_eq!(
        shown("a: no\nb: 1.10\nc: 012\nd: 2018-12-30\ne: 1:30\nf: 0x1F\n"),
        "a=no b=1.10 c=012 d=2018-12-30 e=1:30 f=0x1F"
    );
}

#[test]
fn duplicate_keys_are_kept_in_order() {
    assert_eq!(shown("a: 1\nb: 2\na: 3\n"), "a=1 b=2 a=3");
}

#[test]
fn line_ends_and_byte_order_mark() {
    for end in ["\n", "\r\n", "\r"] {
        let text = "a: b\nc:\n  - d\n---\ne: f\n...\n\ng: h\n".replace('\n', end);
        let list = "[d]@\"- d\"";
        assert_eq!(shown(&text), format!("a=b c={list} ; e=f ; g=h"), "{end:?}");
        assert_eq!(shown(&format!("\u{FEFF}{text}")), format!("a=b c={list} ; e=f ; g=h"), "{end:?}");
        assert_eq!(
            shown(&"q: |\n  a\n  b\nr: \"x\n  y\"\n".replace('\n', end)).replace("\\r", "\\n").replace("\\n\\n", "\\n"),
            "q=\"a\\nb\\n\"@\"a\\n  b\" r=\"x y\"@\"\\\"x\\n  y\\\"\""
        );
    }
    assert_eq!(read("\u{FEFF}a: b").documents[0].span, Span { start: 3, end: 7 });
    assert_eq!(shown("\u{FEFF}---\na: b\n---\nc: d\n"), "a=b ; c=d");
    assert_eq!(shown("\u{FEFF}# comment\na: b\n"), "a=b");
    // The next-line character ends no line in YAML 1.2.
    assert_eq!(shown("a: b\u{85}---\n"), "a=b\u{85}---");
    broken("a: b\n\u{FEFF}c: d\n", "\u{FEFF}", "byte-order mark");
}

#[test]
fn empty_documents_are_nothing() {
    for text in [
        "",
        "\n",
        "---",
        "---\n",
        "--- # x\n",
        "# a\n---\n---\n# b\n---\n",
        "...\n",
        "---\n...\n...\n",
        " \n\t\n",
        "\u{FEFF}",
        "%YAML 1.2\n---\n",
    ] {
        assert_eq!(read(text), Reading::default(), "{text:?}");
    }
    assert_eq!(shown("---\n# x\n---\na: b\n---\n---\nc: d\n---\n"), "a=b ; c=d");
    assert_eq!(shown("--- {a: b}\n--- # c\nd: e\n"), "a=b ; d=e");
}

#[test]
fn markers_cut_whatever_is_open() {
    for open in [
        "q: \"x",
        "q: 'x",
        "q: [x",
        "q: {x",
        "q: {x: [",
        "q: x\n y",
        "by:b\nc: d",
        "a: b: c",
        "q: x\n\tr: s",
        "q: \u{7}",
        "q: @",
    ] {
        let text = format!("a: b\n---\n{open}\n---\nc: d\n...\n{open}\n...\ne: f\n");
        let reading = read(&text);
        let keys: Vec<_> = reading.documents.iter().map(|document| document.entries[0].key.text.as_str()).collect();
        let faulty = if open == "q: x\n y" { 0 } else { 2 };
        assert_eq!(reading.faults.len(), faulty, "{open:?}: {:?}", reading.faults);
        assert_eq!(keys, if faulty == 0 { vec!["a", "q", "c", "q", "e"] } else { vec!["a", "c", "e"] }, "{open:?}");
    }
    assert_eq!(
        shown("a: ---\nb: x --- y\nc:\n  ---\nd: ...x\n---x: y\n"),
        "a=--- b=\"x --- y\"@\"x --- y\" c=--- d=...x ---x=y".replace("\"x --- y\"@\"x --- y\"", "x --- y")
    );
    assert_eq!(shown("a: b\n... c\n"), "a=b ; !not-yaml \"c\"");
    assert_eq!(shown("a: b\n... # end\nc: d"), "a=b ; c=d");
}

#[test]
fn directives() {
    assert_eq!(shown("%YAML 1.2\n---\na: b\n"), "a=b");
    assert_eq!(shown("# x\n%YAML 1.1 # y\n---\na: b\n...\n%YAML 1.2\n---\nc: d\n"), "a=b ; c=d");
    assert_eq!(
        shown("%TAG ! x\n%YAML 2.0\n---\na: b\n"),
        "a=b ; !wrong-shape \"%TAG ! x\" ; !wrong-shape \"%YAML 2.0\""
    );
    broken("%YAML 1.2\na: b\n", "%YAML 1.2", "before a line `---`");
    broken("%YAML 1.2\n", "%YAML 1.2", "before a line `---`");
    broken("a: b\n%YAML 1.2\n---\n", "%YAML 1.2", "before a line `---`");
}

#[test]
fn what_yaml_has_and_records_have_not() {
    assert_eq!(
        shown("a: &x b\nc: *x\nd: *y\n"),
        "a=refused@\"b\" c=refused@\"*x\" d=refused@\"*y\" ; !wrong-shape \"&x\" ; !wrong-shape \"*x\" ; !wrong-shape \"*y\""
    );
    assert_eq!(
        shown("a: !t b\nc: !!str [d]\ne: !f\ng: h"),
        "a=refused@\"b\" c=refused@\"[d]\" e=refused@\"\" g=h ; !wrong-shape \"!t\" ; !wrong-shape \"!!str\" ; !wrong-shape \"!f\""
    );
    assert_eq!(shown("a: b\n<<: *x\nc: d\n\"<<\": e\n"), "a=b c=d \"<<\"@\"\\\"<<\\\"\"=e ; !wrong-shape \"<<\"");
    assert_eq!(
        shown("a: b\n[c]: d\n? {e: f}\n: g\nh: i\n"),
        "a=b h=i ; !wrong-shape \"[c]\" ; !wrong-shape \"{e: f}\""
    );
    assert_eq!(shown("a: b\n&k c: d\ne: f"), "a=b e=f ; !wrong-shape \"&k\"");
    assert_eq!(shown("a: b\n: c\nd: e"), "a=b d=e ; !wrong-shape \"\"");
    // Without its first key, the kind of a record is not known.
    assert_eq!(shown("&k a: b\nc: d\n---\ne: f"), "e=f ; !wrong-shape \"&k\"");
    assert_eq!(shown("--- &r\na: b\n---\ne: f"), "e=f ; !wrong-shape \"&r\"");
}

#[test]
fn roots_that_are_no_record() {
    for (text, place) in [
        ("just words\n", "just words"),
        ("- a: b\n- c\n", "- a: b"),
        ("[a]\n", "[a]"),
        ("--- ~\n", "~"),
        ("{}\n", "{}"),
        ("''", "''"),
        ("--- |\n  a\n", "a"),
    ] {
        assert_eq!(shown(text), format!("!wrong-shape {place:?}"));
    }
    let (rule, _, message) = only_fault("by:bahrami\n");
    assert_eq!(rule, "wrong-shape");
    assert!(message.contains("the space after the colon of `by:`"), "{message}");
}

#[test]
fn faults_in_plain_words() {
    broken("claim: x\nby: b: c\n", ":", "colon with a space");
    broken("claim: x\nby:bahrami\nsaid: 2018\n", ":", "space after the colon of `by:`");
    broken("by:bahrami\nclaim: x\n", ":", "space after the colon of `by:`");
    broken("claim: x\n\tby: y\n", "\t", "tab");
    broken("claim: x\nvia:\n\t- y\n", "\t", "tab");
    broken("claim: \"x\nby: y\n", "\"", "not closed");
    broken("claim: \"x\nby: \"y\"\n", "\"", "not closed");
    assert_eq!(only_fault("claim: \"x\nby: \"y\"\n").1.start, 7);
    broken("note: 'it's'\n", "s", "after the closing quotation mark");
    broken("note: \"a\" b\n", "b", "after the closing quotation mark");
    broken("note: [a] b\n", "b", "after the closing bracket");
    broken("via: [a, b\nsaid: 2018\n", "[", "not closed");
    broken("via: [a, b", "[", "not closed");
    broken("via: [a, {b: c]\n", "{", "closes it");
    broken("note: ]\n", "]", "closes nothing");
    broken("claim: x\n  by: y\n", "by", "indentation");
    broken("  claim: x\nby: y\n", "by: y", "indentation");
    broken("via:\n  - a\n - b\n", "- b", "belongs to no list");
    broken("via: a\n- b\n", "- b", "belongs to no list");
    broken("via: - a\n", "-", "list");
    broken("claim: x\nfree words\n", "free words", "neither a key");
    broken("claim x\nby: y\n", "claim x", "neither a key");
    broken("\"claim\":\"x\"\n", ":", "space after the colon of `claim:`");
    broken("claim: x\nnote: *very* kind\n", "*", "quotes");
    broken("note: a\n  # b\n  c\nby: z\n", "c", "comment");
    broken("note: @x\n", "@", "quotes");
    broken("note: 100\nn: %5\n", "%", "quotes");
    broken("note: \"C:\\dir\"\n", "\\", "no code");
    broken("note: \"\\u00\"\n", "\\", "no code");
    broken("note: * b\n", "*", "quotes");
    broken("note: > 5\n", ">", "next line");
    broken(&format!("{}: x\n", "k".repeat(2000)), &"k".repeat(2000), "too long");
}

#[test]
fn characters_nobody_sees() {
    for (bad, words) in [
        ("\0", "NUL character (U+0000)"),
        ("\u{7}", "(U+0007)"),
        ("\u{1B}", "escape"),
        ("\u{7F}", "delete"),
        ("\u{81}", "(U+0081)"),
        ("\u{FFFF}", "U+FFFF"),
    ] {
        broken(&format!("a: b\nc: d{bad}e\n"), bad, words);
        broken(&format!("c: \"d{bad}e\"\n"), bad, words);
        broken(&format!("a: b # c{bad}\n"), bad, words);
        // Where nothing but comments stands before the first marker, too.
        let faults = read(&format!("# c{bad}\n---\na: b\n")).faults;
        assert!(matches!(&faults[..], [fault] if fault.message.contains(words)), "{faults:?}");
    }
    assert_eq!(shown("a: \"\\0\\x07\"\n"), r#"a="\0\u{7}"@"\"\\0\\x07\"""#);
    // Half of a pair stands for no character. A whole pair, as JSON writes it, does.
    broken("a: \"\\uD800\"\n", "\\", "no code");
    assert_eq!(shown("a: \"\\uD83D\\uDE00\"\n"), r#"a="😀"@"\"\\uD83D\\uDE00\"""#);
}

#[test]
fn nesting_stops_at_64_levels() {
    let flow = |depth: usize| format!("a: {}x{}\n", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&flow(63)).faults.is_empty());
    broken(&flow(64), "", "64 levels");
    let block = |depth: usize| format!("a:\n  {}x\n", "- ".repeat(depth));
    assert!(read(&block(63)).faults.is_empty());
    broken(&block(64), "", "64 levels");
    let mixed =
        |depth: usize| format!("a:\n  {}{}x{}\n", "- ".repeat(30), "[".repeat(depth - 30), "]".repeat(depth - 30));
    assert!(read(&mixed(63)).faults.is_empty());
    broken(&mixed(64), "", "64 levels");
    for deep in ["[", "{a: ", "- ", "? ", ": ", "{? ", "[{a: "] {
        broken(&deep.repeat(20_000), "", "64 levels");
    }
    broken(&"- [".repeat(20_000), "-", "between brackets");
}

#[test]
fn laughs_are_not_multiplied() {
    let mut text = String::from("claim: x\na: &a [lol, lol]\n");
    for (name, of) in ('b'..='z').zip('a'..) {
        text.push_str(&format!("{name}: &{name} [*{of}, *{of}, *{of}, *{of}]\n"));
    }
    let reading = read(&text);
    assert_eq!(reading.faults.len(), 26 + 25 * 4);
    assert_eq!(reading.documents[0].entries.len(), 27);
}

#[test]
fn very_many_faults_are_counted() {
    let reading = read(&format!("claim: x\na: [{}]\n---\nb: c\n---\n[", "*a, ".repeat(5_000)));
    assert_eq!(reading.faults.len(), MOST_FAULTS + 1);
    assert!(
        reading.faults.last().is_some_and(|fault| fault.message.starts_with("4001 more")),
        "{:?}",
        reading.faults.last()
    );
    assert_eq!(reading.documents.len(), 2);
    // Faults within a document that turns out to be broken no longer count.
    broken(&format!("a: [{}\n", "*a, ".repeat(5_000)), "[", "not closed");
}

#[test]
fn large_and_long() {
    let digits = "7".repeat(1_000_000);
    assert_eq!(shown(&format!("a: {digits}\n")), format!("a={digits}"));
    let reading = read(&format!("claim: x\nvia: [{}]\n", "al-monitor, ".repeat(100_000)));
    assert!(matches!(&reading.documents[0].entries[1].value, Node::List { items, .. } if items.len() == 100_000));
    let too_large = " ".repeat(LARGEST + 1);
    broken(&too_large, "", "64 MiB");
    assert!(decode(too_large.as_bytes()).is_err_and(|fault| fault.message.contains("64 MiB")));
    assert!(decode(too_large.as_bytes().get(1..).expect("shorter")).is_ok());
}

#[test]
fn bytes_that_are_no_utf8() {
    let fault = |bytes: &[u8]| decode(bytes).expect_err("a fault");
    assert_eq!(decode("a: é".as_bytes()), Ok("a: é"));
    assert_eq!(decode(b""), Ok(""));
    let latin = fault(b"a: b\r\nc: caf\xE9\n");
    assert_eq!((latin.rule, latin.span), ("not-yaml", Span { start: 12, end: 13 }));
    assert!(latin.message.contains("byte E9") && latin.message.contains("line 2"), "{}", latin.message);
    let pointer = fault(b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n");
    // A file that only begins like a pointer is read.
    assert!(decode(b"version https://git-lfs.github.com/spec/v1\n---\nentity: a\nname: A\n").is_ok());
    assert!(
        pointer.message.contains("Git LFS pointer") && pointer.help.is_some_and(|help| help.contains("git lfs pull"))
    );
    assert!(fault(b"a: \xED\xA0\x80").message.contains("byte ED"), "a lone surrogate");
    assert!(fault(b"a: b\xE2\x82").message.contains("byte E2"), "cut off");
    for bytes in [&b"\xFF\xFEa\0:\0"[..], b"\xFE\xFF\0a\0:", b"a\0:\0", b"\0a\0:"] {
        assert!(fault(bytes).message.contains("UTF-16"));
    }
    assert!(fault(b"a\0\0\0:\0\0\0").message.contains("UTF-32"));
}

#[test]
fn read_at_finds_only_records() {
    let text = "a: b\n---\nc: [\n---\né: f\n";
    assert_eq!(read_at(text, 0).map(|document| document.entries.len()), Some(1));
    for start in (1..text.len() as u32 + 3).filter(|&start| start != 18) {
        assert_eq!(read_at(text, start), None, "{start}");
    }
    assert!(read_at(text, 18).is_some());
}

#[test]
fn texts_to_write_plain() {
    for text in [
        "x",
        "a b",
        "2018-05",
        "~",
        "no",
        "it's",
        "a, b",
        "x]",
        "a:b",
        "a#b",
        "http://a.b/c",
        "-1",
        "?x",
        ":x",
        "---",
        "é",
        "“so”",
        "a \"b\" c",
        "<<",
        "../2018",
    ] {
        assert!(plain_reads_back(text), "{text:?}");
    }
    for text in [
        "",
        " a",
        "a ",
        "a\nb",
        "a: b",
        "a:",
        "a #b",
        "#a",
        "- a",
        "-",
        "? a",
        ": a",
        "[a",
        "{a",
        "\"a",
        "'a'",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%a",
        "@a",
        "`a",
        "a\tb",
        "a\0",
        "\u{FEFF}a",
        "a\u{85}b",
        "a\u{2028}b",
        "\u{A0}a",
        "a\n---\nb: c",
        "x\nl: m",
    ] {
        assert!(!plain_reads_back(text), "{text:?}");
        assert!(!plain_reads_back_in_flow(text), "{text:?}");
    }
    for text in ["x", "a b", "2018-05", "it's", "a:b", "http://a.b/c", "-1"] {
        assert!(plain_reads_back_in_flow(text), "{text:?}");
    }
    for text in ["a, b", "x]", "x}", "x[", "---", "a, k: b", "x]\nl: m\n#", "a: b"] {
        assert!(text == "---" || !plain_reads_back_in_flow(text), "{text:?}");
    }
}

#[test]
fn texts_in_quotes() {
    assert_eq!(quoted("say \"no\"\\"), r#""say \"no\"\\""#);
    assert_eq!(quoted("é\t\n\0\u{85}\u{FEFF}\u{2028}"), r#""é\t\n\x00\x85\uFEFF\u2028""#);
}

/// A generator of numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn text(&mut self, bits: &[&str], most: usize) -> String {
        (0..self.below(most)).map(|_| bits[self.below(bits.len())]).collect()
    }
}

const BITS: &[&str] = &[
    "a",
    "b: ",
    "c:",
    "\n",
    "\n",
    "\n  ",
    "\n- ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ",",
    "\"",
    "'",
    "\\",
    "#",
    " #",
    " ",
    "\t",
    "\r\n",
    "\r",
    "|",
    ">-\n",
    "&x ",
    "*x",
    "!t ",
    "? ",
    ": ",
    "---",
    "\n---\n",
    "\n...\n",
    "\n--- ",
    "é",
    "\u{85}",
    "\u{FEFF}",
    "\0",
    "~",
    "<<: ",
    "@",
    "key: value\n",
    "list:\n  - x\n",
    "text: |\n  x\n",
    "1",
    "\u{1F600}",
    "\\x",
    "...",
];

#[test]
fn spans_lie_in_order_within_the_text() {
    let mut dice = Dice(1);
    for _ in 0..20_000 {
        let text = dice.text(BITS, 30);
        let reading = read(&text);
        let mut end = 0;
        for document in &reading.documents {
            assert!(document.span.start >= end, "{text:?}");
            end = document.span.end;
            check_entries(&text, &document.entries, document.span);
            assert_eq!(read_at(&text, document.span.start).as_ref(), Some(document), "{text:?}");
        }
        for fault in &reading.faults {
            covered(&text, fault.span);
        }
    }
}

fn check_entries(text: &str, entries: &[Entry], within: Span) {
    let mut end = within.start;
    for Entry { key, value } in entries {
        covered(text, key.span);
        assert!(
            key.span.start >= end && value.span().start >= key.span.end && value.span().end <= within.end,
            "{text:?}"
        );
        end = value.span().end;
        check_node(text, value);
    }
}

fn check_node(text: &str, node: &Node) {
    covered(text, node.span());
    match node {
        Node::Scalar(_) | Node::Refused { .. } => {}
        Node::Map { entries, span } => check_entries(text, entries, *span),
        Node::List { items, span } => {
            for item in items {
                assert!(item.span().start >= span.start && item.span().end <= span.end, "{text:?}");
                check_node(text, item);
            }
        }
    }
}

#[test]
fn neighbours_never_matter() {
    let mut dice = Dice(2);
    for _ in 0..10_000 {
        let (first, second) = (dice.text(BITS, 15), dice.text(BITS, 15));
        let (first, second) = (format!("{first}\n---\n"), second.trim_start_matches('\u{FEFF}').to_owned());
        let texts = |text: &str| {
            read(text).documents.iter().map(|document| shown_entries(text, &document.entries)).collect::<Vec<_>>()
        };
        let alone = [texts(&first), texts(&format!("---\n{second}"))].concat();
        assert_eq!(texts(&format!("{first}{second}")), alone, "{first:?} {second:?}");
    }
}

/// Checks that cutting a text first gives the same scalars, where the parser can read the whole text at once.
#[test]
fn cutting_changes_nothing() {
    use granit_parser::{Event, Parser};
    fn gather(node: &Node, texts: &mut Vec<String>) {
        match node {
            Node::Scalar(scalar) => texts.push(scalar.text.clone()),
            Node::List { items, .. } => items.iter().for_each(|item| gather(item, texts)),
            Node::Map { entries, .. } => entries.iter().for_each(|entry| {
                texts.push(entry.key.text.clone());
                gather(&entry.value, texts);
            }),
            Node::Refused { .. } => {}
        }
    }
    let mut dice = Dice(3);
    let mut compared = 0;
    for _ in 0..40_000 {
        let text = dice.text(BITS, 20);
        let whole: Result<Vec<_>, _> = Parser::new_from_str(&text).collect();
        let reading = read(&text);
        let (Ok(events), true) = (whole, reading.faults.is_empty()) else {
            continue;
        };
        let mut expected = Vec::new();
        for (event, place) in events {
            if let Event::Scalar(text, style, ..) = event {
                let is_empty = style == granit_parser::ScalarStyle::Plain
                    && place.byte_range().is_some_and(|range| range.is_empty());
                expected.push(if is_empty { String::new() } else { text.into_owned() });
            }
        }
        let mut found = Vec::new();
        for entry in reading.documents.iter().flat_map(|document| &document.entries) {
            found.push(entry.key.text.clone());
            gather(&entry.value, &mut found);
        }
        // Empty documents are one empty scalar to the parser, and nothing here.
        expected.retain(|text| !text.is_empty());
        found.retain(|text| !text.is_empty());
        assert_eq!(found, expected, "{text:?}");
        compared += usize::from(!found.is_empty());
    }
    assert!(compared > 500, "only {compared} texts could be compared");
}

#[test]
fn what_is_written_reads_back() {
    let mut dice = Dice(4);
    for _ in 0..10_000 {
        let text = dice.text(BITS, 8);
        let written = quoted(&text);
        assert!(!written.contains(['\n', '\r']));
        for line in [format!("k: {written}\n"), format!("k: [{written}]\n"), format!("k: {{{written}: x}}")] {
            let reading = read(&line);
            let found = match &reading.documents[0].entries[0].value {
                Node::Scalar(scalar) => &scalar.text,
                Node::List { items, .. } => match &items[0] {
                    Node::Scalar(scalar) => &scalar.text,
                    other => panic!("{other:?}"),
                },
                Node::Map { entries, .. } => &entries[0].key.text,
                Node::Refused { .. } => panic!("{line:?}"),
            };
            assert_eq!(*found, text, "{line:?}");
        }
        if plain_reads_back(&text) {
            assert_eq!(shown(&format!("k: {text}\nl: m\n")), format!("k={text} l=m"));
        }
    }
}
