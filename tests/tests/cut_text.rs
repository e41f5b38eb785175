//! Words that a `#` cuts off: told wherever they are lost, what is left counts where it should, and the remedy gives
//! back the text.

use std::fmt::Write;

use gainsay_diff::changes::changes;
use gainsay_diff::ledger::Ledger;
use gainsay_model::Workspace;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::yaml::{self, Node};
use gainsay_tests::cuts;
use gainsay_tests::random::Draw;
use gainsay_tests::workspaces::{read_text, today};

const GROUND: &str = "entity: a\nname: A\n---\nentity: b\nname: B\n---\npredicate: p\n---\npredicate: reads\nobject: text\n---\n\
                      source: s\ntitle: S\n---\n";

fn with_ground(record: &str) -> String {
    format!("{GROUND}{record}")
}

fn rules(workspace: &Workspace) -> Vec<&'static str> {
    workspace.findings.iter().map(|finding| finding.rule).collect()
}

/// A claim of these lines beside what it needs; whether it takes part, and the faults that are told.
fn claim(lines: &str) -> (bool, Vec<&'static str>) {
    let mut record = String::new();
    for (key, line) in [("claim", "claim: c"), ("by", "by: a"), ("affirms", "affirms: a p b"), ("source", "source: s")]
    {
        if !lines.lines().any(|given| given.starts_with(&format!("{key}:"))) {
            writeln!(record, "{line}").unwrap();
        }
    }
    // The first key says what the record is.
    let text = if lines.starts_with("claim:") { format!("{lines}\n{record}") } else { format!("{record}{lines}\n") };
    let workspace = read_text(&with_ground(&text));
    let ledger = Ledger::new(&workspace);
    (ledger.claims.len() == 1, rules(&workspace))
}

#[test]
fn a_claim_is_out_where_a_compared_text_is_cut() {
    for lines in [
        "by: a #1",
        "by: #1",
        "for: b #1",
        "for: #1",
        "affirms: a p b #1",
        "affirms: a reads Ward #4",
        "affirms: a #4",
        "affirms: #4",
        "affirms: {subject: a, predicate: reads, object: Ward #4\n  }",
        "affirms:\n  subject: a\n  predicate: reads\n  object: Ward #4",
        "affirms:\n  subject: a\n  predicate: reads\n  object: #4",
        "denies: #4",
        "when: 2018 #1",
        "when: May #1",
        "when: #2018",
        "said: 2018 #1",
        "said: #2018",
        "scope: {measure: area #1\n }",
        "scope:\n  measure: area #1",
        "scope:\n  measure: #1",
        "scope: #1",
        "scope: {measure #1\n  : area}",
    ] {
        assert_eq!(claim(lines), (false, vec!["cut-text"]), "{lines}");
    }
}

#[test]
fn a_claim_stays_where_another_text_is_cut() {
    for lines in [
        "claim: c #1",
        "quote: We are #1 and honest",
        "quote: #1",
        "note: a #1",
        "at: p. #4",
        "via: [a, b #1\n ]",
        "via:\n  - a #1\n  - b",
        "tags: x #1",
        "source: s #1",
        "source: #1",
        "act: says #1",
        "utterance: u #1",
        "confidence: high #1",
        "rev: 1-0123456789ab #1",
        "translation: one\n  two #1",
    ] {
        assert_eq!(claim(lines), (true, vec!["cut-text"]), "{lines}");
    }
    assert_eq!(claim("quote: one #1\nat: two #2\nvia: [a #3\n  , b #4\n ]").1, ["cut-text"; 4]);
}

#[test]
fn what_withdraws_a_claim_still_does() {
    for lines in ["retracted: 2018 #1", "retracted: {date: 2018 #1\n }", "retracted: {date: #2018\n }"] {
        assert_eq!(claim(lines), (false, vec!["cut-text"]), "{lines}");
    }
    assert_eq!(claim("retracted: #2018"), (true, vec!["wrong-shape"]));
}

#[test]
fn comments_are_not_told() {
    for lines in [
        "by: a # 1",
        "quote: C #",
        "quote: C#1",
        "via:\n  - #1\n  - a",
        "quote: #1\n  We are",
        "quote: \"C\" #1",
        "scope: #1\n  m: area",
    ] {
        let (takes_part, rules) = claim(lines);
        assert!(takes_part && !rules.contains(&"cut-text"), "{lines}: {rules:?}");
    }
}

#[test]
fn an_id_is_what_is_left_of_it() {
    let workspace =
        read_text(&with_ground("entity: e #1\nname: E\n---\nclaim: c #2\nby: e\naffirms: e p b\nsource: s\n"));
    assert_eq!(rules(&workspace), ["cut-text"; 2]);
    assert_eq!(Ledger::new(&workspace).claims.len(), 1);
    // Named by another record, it is a text like any other.
    let workspace = read_text(&with_ground("entity: e\nname: E\npart-of: [b #1\n ]\n"));
    assert_eq!(rules(&workspace), ["cut-text"]);
    assert!(workspace.records.entities.last().unwrap().part_of.is_empty());
}

#[test]
fn elsewhere_the_value_counts_as_not_given() {
    let text = "entity: e\nname: E #1\nkind: place #2\npart-of: [a, b #3\n ]\nsame-as:\n  - a #4\nsince: 1900 #5\naka: #6\n\
                speaks-for:\n  - {for: a, from: 2016 #7\n    }\n  - {for: b, until: #8\n    }\n  - {for: a #9\n    }\n  - a\n";
    let workspace = read_text(&with_ground(text));
    assert_eq!(rules(&workspace), ["cut-text"; 9]);
    let entity = workspace.records.entities.last().unwrap();
    assert!(entity.kind.is_none() && entity.since.is_none() && entity.same_as.is_empty());
    assert_eq!((entity.part_of.len(), entity.speaks_for.len()), (1, 1));

    let text = "predicate: q\nlabel: is #1 of\ntemporal: event #2\nsymmetric: true #3\nimplies: [p, {to: p, because: it is #4\n }]\n\
                excludes: p #5\n";
    let workspace = read_text(&with_ground(text));
    assert_eq!(rules(&workspace), ["cut-text"; 5]);
    let predicate = workspace.records.predicates.last().unwrap();
    assert!(predicate.label.is_none() && !predicate.traits.symmetric);
    assert_eq!((predicate.edges.len(), predicate.edges[1].because.as_deref()), (2, None));

    let workspace = read_text(&with_ground("source: t\ntitle: #1\npublished: 2018 #2\nderived-from: s #3\n"));
    assert_eq!(rules(&workspace), ["cut-text"; 3]);
    let source = workspace.records.sources.last().unwrap();
    assert!(source.published.is_none() && source.derived_from.is_empty());
}

#[test]
fn what_cannot_be_read_of_a_predicate_takes_its_statements_along() {
    for object in ["object: text #1", "object: #text"] {
        let text = format!("predicate: q\n{object}\n---\nclaim: c\nby: a\naffirms: a q b\nsource: s\n");
        let workspace = read_text(&with_ground(&text));
        assert_eq!(Ledger::new(&workspace).claims.len(), 0, "{object}");
        assert!(rules(&workspace).contains(&"cut-text"), "{object}");
    }
    // A comment is none: the object is an entity, as when the key is not there.
    let workspace =
        read_text(&with_ground("predicate: q\nobject: # text\n---\nclaim: c\nby: a\naffirms: a q b\nsource: s\n"));
    assert_eq!(Ledger::new(&workspace).claims.len(), 1);
}

#[test]
fn what_is_left_counts_in_a_ruling() {
    let claims = "claim: c\nby: a\naffirms: a p b\nsource: s\n---\nclaim: d\nby: b\ndenies: a p b\nsource: s\n---\n";
    let ruling = "ruling: r\nbetween: [c, d #1\n ]\nverdict: open #2\nbecause: it is #3\nuntil: 2017 #4\n";
    let workspace = read_text(&with_ground(&format!("{claims}{ruling}")));
    assert_eq!(rules(&workspace), ["cut-text"; 4]);
    let ruling = &workspace.records.rulings[0];
    assert!(ruling.between.len() == 2 && ruling.verdict.is_some() && ruling.until.is_some());
}

#[test]
fn a_changed_word_behind_a_cut_is_a_change() {
    let with_quote =
        |quote: &str| read_text(&with_ground(&format!("claim: c\nby: a\naffirms: a p b\nsource: s\nquote: {quote}\n")));
    let digest = |quote: &str| {
        let workspace = with_quote(quote);
        let claim = &workspace.records.claims[0];
        workspace.digest(gainsay_model::schema::Kind::Claim, claim.place).unwrap().to_string()
    };
    // In the digest what is left counts; no digest is that of the whole text.
    let all = ["We are #1", "We are #2", "We are", "We are # 1 more", "\"We are #1\""].map(digest);
    assert_eq!(all[..4], [all[2].as_str(); 4]);
    assert_ne!(all[4], all[2]);
    // A review tells every step between them but that of a comment.
    let is_told =
        |before: &str, after: &str| !changes(&with_quote(before), &with_quote(after), &|_| true).list.is_empty();
    for (before, after) in
        [("We are #1", "We are #2"), ("We are #1", "We are"), ("\"We are #1\"", "We are #1"), ("#1", "#2")]
    {
        assert!(is_told(before, after) && is_told(after, before), "{before} to {after}");
    }
    assert!(!is_told("We are", "We are # 1 more"));
}

/// Asserts that every cut of a text is told at its place, and that the remedy gives the text that was meant. Returns
/// how many there are.
fn told_and_mended(text: &str) -> usize {
    let workspace = read_text(text);
    let told: Vec<&Finding> = workspace.findings.iter().filter(|finding| finding.rule == "cut-text").collect();
    let lost = cuts::lost(text);
    let places: Vec<Route> = lost.iter().map(|lost| Route::Bytes(1, lost.comment)).collect();
    assert_eq!(told.iter().map(|finding| finding.labels[0].route).collect::<Vec<_>>(), places, "{text:?}");
    for (finding, lost) in told.into_iter().zip(&lost).filter(|(_, lost)| !lost.before_brackets) {
        let mended = cuts::remedied(text, finding, lost).unwrap_or_else(|| panic!("{text:?}: {:?}", finding.help));
        assert_eq!(cuts::text_at(&mended, lost.whole.start).as_ref(), Some(&lost.meant), "{text:?} became {mended:?}");
    }
    lost.len()
}

#[test]
fn whatever_else_is_broken_every_cut_is_told_and_can_be_mended() {
    let mut draw = Draw(20_261_201);
    let records = "claim: c\nby: a #1\naffirms: a p b\nquote: >-\n  We are #1\n  and honest\nvia:\n- a #2\n- b\nscope: {m: area #3\n  , n: x}\n---\n\
                   entity: e\nname: E\naka: [\"x\", y #4\n  ]\nspeaks-for:\n  - for: a #5\n    from: #6\nnote: \"a\" #7\n";
    let scraps = [
        " #1", "#", " #", "\t#x", "\"", "'", ": ", "\n", "\n  ", "- ", "[", "]", "{", "}", ", ", "\\", "é", "\u{a0}",
        "\r", "---\n", "? ", "|", ">-\n",
    ];
    let mut found = told_and_mended(records);
    assert_eq!(found, 6);
    for _ in 0..3_000 {
        let mut letters: Vec<char> = records.chars().collect();
        for _ in 0..1 + draw.below(3) {
            let at = draw.below(letters.len());
            let gone = draw.below(4).min(letters.len() - at);
            letters.splice(at..at + gone, scraps[draw.below(scraps.len())].chars());
        }
        found += told_and_mended(&letters.into_iter().collect::<String>());
    }
    assert!(found > 3_000, "only {found}");
}

#[test]
fn the_remedy_gives_the_text_that_was_meant() {
    let mut draw = Draw(20_261_130);
    let scraps = [
        "a", "We", "\"", "\\", "'", " ", "#1", " #", "é", ": ", ":", "\u{a0}", "- ", "%", "`", "\u{200b}", "\\n", "{",
        "]", ", ", "\u{feff}",
    ];
    let mut followed = 0;
    for round in 0..3_000 {
        let words: String = (0..draw.below(8)).map(|_| scraps[draw.below(scraps.len())]).collect();
        let before = ["w", "We are", ""][draw.below(3)];
        let text = format!("claim: c\nquote: {before} #{words}\nby: a\n");
        let workspace = read_text(&text);
        let Some(finding) = workspace.findings.iter().find(|finding| finding.rule == "cut-text") else { continue };
        let meant = format!("{before} #{}", words.trim_end_matches([' ', '\t']));
        let mended = cuts::remedied(&text, finding, &cuts::lost(&text)[0])
            .unwrap_or_else(|| panic!("round {round}: {:?}", finding.help));
        assert!(!rules(&read_text(&mended)).contains(&"cut-text"), "{text:?} became {mended:?}");
        let document = &yaml::read(&mended).documents[0];
        let Some(Node::Scalar(quote)) = yaml::entry(&document.entries, "quote").map(|entry| &entry.value) else {
            panic!("{mended:?}")
        };
        assert_eq!(quote.text, meant.trim_start_matches(' '), "{text:?} became {mended:?}");
        followed += 1;
    }
    assert!(followed > 1_000, "only {followed}");
}

#[test]
fn the_remedy_followed_again_and_again_mends_a_list() {
    let mut text =
        with_ground("claim: c\nby: a\naffirms: a p b\nsource: s\nvia: [a #1, b #2\n ]\nscope: {m: x #3, n: y #4\n }\n");
    for left in (0..4).rev() {
        let workspace = read_text(&text);
        let finding = workspace.findings.iter().find(|finding| finding.rule == "cut-text").unwrap();
        text = cuts::remedied(&text, finding, &cuts::lost(&text)[0]).unwrap();
        assert_eq!(text.matches('"').count(), 2 * (4 - left));
    }
    assert!(text.contains("via: [\"a #1\", \"b #2\"\n ]\nscope: {m: \"x #3\", n: \"y #4\"\n }"), "{text}");
    assert!(!gainsay_tests::told::check(&read_text(&text), today()).iter().any(|finding| finding.rule == "cut-text"));
}

#[test]
fn a_manifest_s_cut_values_count_as_not_given() {
    let manifest = gainsay_model::read::manifest_of(
        "gainsay: 1 #a\nname: n #b\nfail-on: note #c\nuse: diplomacy #d\nexclude: [a, b #e\n ]\n",
    );
    assert!(manifest.name.is_none() && manifest.fail_on.is_none() && manifest.vocabularies.is_empty());
    assert_eq!(manifest.exclude, ["a"]);
}
