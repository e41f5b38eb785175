use super::*;

fn any(base: &str, ours: &str, theirs: &str) -> Merge {
    merge(base, ours, theirs, &Options { any_yaml: true, ..Options::default() })
}

fn records(base: &str, ours: &str, theirs: &str) -> Merge {
    merge(base, ours, theirs, &Options::default())
}

/// Returns the text of a merge, which must be clean.
fn clean(merge: Merge) -> String {
    assert!(merge.is_clean(), "{:?} {:?}\n{}", merge.doubt, merge.conflicts, merge.text);
    merge.text
}

/// Returns the conflicts of a merge as `record/key:line`.
fn open(merge: &Merge) -> Vec<String> {
    assert_eq!(merge.doubt, None, "{}", merge.text);
    merge.conflicts.iter().map(|c| format!("{}/{}:{}", c.record, c.key, c.line)).collect()
}

const PERSON: &str = "\
# A member of the house
name: Ada Heron
email: ada@example.org   # her own
roles:
- start_date: 2021-01-11
  type: lower
  district: '3'
offices:
- classification: capitol
  address: Room 519-N, 300 SW 10th St., Topeka, KS
    66612
  voice: 785-296-7426
links:
- url: https://example.org/a
- url: https://example.org/b
  note: homepage
ids:
  short: heron
";

fn person(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(PERSON.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

#[test]
fn each_side_has_its_keys() {
    let ours = person(&[
        ("ada@example.org", "heron@example.org"),
        ("  short: heron\n", "  short: heron\n  long: ada-heron\n"),
    ]);
    let theirs =
        person(&[("'3'", "'4'"), ("name: Ada Heron\n", "name: Ada Heron\n# since 1961\nbirth_date: 1961-02-03\n")]);
    let both = person(&[
        ("ada@example.org", "heron@example.org"),
        ("'3'", "'4'"),
        ("name: Ada Heron\n", "name: Ada Heron\n# since 1961\nbirth_date: 1961-02-03\n"),
        ("  short: heron\n", "  short: heron\n  long: ada-heron\n"),
    ]);
    assert_eq!(clean(any(PERSON, &ours, &theirs)), both);
    assert_eq!(clean(any(PERSON, &theirs, &ours)), both);
}

#[test]
fn a_comment_behind_a_value_stays() {
    let ours = person(&[("# her own", "# checked in May")]);
    let theirs = person(&[("ada@example.org", "heron@example.org")]);
    let both = person(&[("ada@example.org   # her own", "heron@example.org   # checked in May")]);
    assert_eq!(clean(any(PERSON, &ours, &theirs)), both);
}

#[test]
fn comments_of_both_stand_above() {
    let ours = person(&[("email:", "# ours\nemail:")]);
    let theirs = person(&[("email:", "# theirs\nemail:"), ("'3'", "'4'")]);
    let both = person(&[("email:", "# ours\n# theirs\nemail:"), ("'3'", "'4'")]);
    assert_eq!(clean(any(PERSON, &ours, &theirs)), both);
}

#[test]
fn a_conflict_stands_around_its_key_alone() {
    let ours = person(&[("ada@example.org", "a@example.org"), ("'3'", "'4'")]);
    let theirs = person(&[("ada@example.org", "b@example.org"), ("  short: heron\n", "  short: aheron\n")]);
    let result = any(PERSON, &ours, &theirs);
    let wanted = person(&[
        (
            "email: ada@example.org   # her own\n",
            "<<<<<<< ours\nemail: a@example.org   # her own\n=======\nemail: b@example.org   # her own\n>>>>>>> theirs\n",
        ),
        ("'3'", "'4'"),
        ("  short: heron\n", "  short: aheron\n"),
    ]);
    assert_eq!(result.text, wanted);
    assert_eq!(open(&result), ["/email:3"]);
    assert_eq!(result.conflicts[0].why, Why::BothChanged);
    assert_eq!(result.counts, Counts { ours: 1, theirs: 1, both: 1 });
}

#[test]
fn an_inner_key_is_in_conflict_alone() {
    let base = person(&[("  short: heron\n", "  short: heron\n  long: ada\n")]);
    let ours = base.replace("short: heron", "short: one").replace("long: ada", "long: ada-heron");
    let theirs = base.replace("short: heron", "short: two");
    let result = any(&base, &ours, &theirs);
    assert_eq!(open(&result), ["/ids.short:18"]);
    assert!(
        result
            .text
            .ends_with("ids:\n<<<<<<< ours\n  short: one\n=======\n  short: two\n>>>>>>> theirs\n  long: ada-heron\n"),
        "{}",
        result.text
    );
}

#[test]
fn deleted_here_and_changed_there_is_a_conflict() {
    let ours = person(&[("email: ada@example.org   # her own\n", "")]);
    let theirs = person(&[("ada@example.org", "b@example.org")]);
    let result = any(PERSON, &ours, &theirs);
    assert_eq!(open(&result), ["/email:3"]);
    assert_eq!(result.conflicts[0].why, Why::OursDeleted);
    assert!(
        result.text.contains("<<<<<<< ours\n=======\nemail: b@example.org   # her own\n>>>>>>> theirs\n"),
        "{}",
        result.text
    );
    assert_eq!(any(PERSON, &theirs, &ours).conflicts[0].why, Why::TheirsDeleted);
    // A document that theirs has not touched is deleted.
    let theirs = person(&[("'3'", "'4'")]);
    assert_eq!(clean(any(PERSON, &ours, &theirs)), ours.replace("'3'", "'4'"));
    assert_eq!(clean(any(PERSON, &theirs, &ours)), ours.replace("'3'", "'4'"));
}

#[test]
fn added_on_both_sides() {
    let with = |text: &str| person(&[("roles:", &format!("{text}roles:"))]);
    assert_eq!(clean(any(PERSON, &with("gender: F\nparty: A\n"), &with("gender: F\n"))), with("gender: F\nparty: A\n"));
    let result = any(PERSON, &with("gender: F\n"), &with("gender: M\n"));
    assert_eq!(open(&result), ["/gender:4"]);
    assert_eq!(result.conflicts[0].why, Why::BothAdded);
    // A value that is laid out otherwise is still the same.
    assert_eq!(clean(any(PERSON, &with("tags: [a, b]\n"), &with("tags:\n- a\n- b\n"))), with("tags: [a, b]\n"));
}

#[test]
fn what_both_add_to_a_list_is_taken() {
    let ours = person(&[
        ("links:\n", "links:\n- url: https://example.org/o\n"),
        ("note: homepage\n", "note: homepage\n- url: https://o.example\n"),
    ]);
    let theirs = person(&[
        ("links:\n", "links:\n- url: https://example.org/t\n"),
        ("note: homepage\n", "note: homepage\n- url: https://t.example\n"),
    ]);
    let both = person(&[
        ("links:\n", "links:\n- url: https://example.org/o\n- url: https://example.org/t\n"),
        ("note: homepage\n", "note: homepage\n- url: https://o.example\n- url: https://t.example\n"),
    ]);
    assert_eq!(clean(any(PERSON, &ours, &theirs)), both);
}

#[test]
fn a_member_edited_here_and_one_added_there() {
    let ours = person(&[("  voice: 785-296-7426\n", "  voice: 785-000-0000\n")]);
    let theirs = person(&[("offices:\n", "offices:\n- classification: district\n  address: Elm St.\n")]);
    let both = person(&[
        ("offices:\n", "offices:\n- classification: district\n  address: Elm St.\n"),
        ("  voice: 785-296-7426\n", "  voice: 785-000-0000\n"),
    ]);
    assert_eq!(clean(any(PERSON, &ours, &theirs)), both);
    assert_eq!(clean(any(PERSON, &theirs, &ours)), both);
}

#[test]
fn a_member_that_both_edit_is_in_conflict_unless_a_key_identifies_it() {
    let ours = person(&[("voice: 785-296-7426", "voice: 785-000-0000")]);
    let theirs = person(&[("Room 519-N", "Room 214")]);
    assert_eq!(open(&any(PERSON, &ours, &theirs)), ["/offices:8"]);
    // Two links with one address are one link.
    let ours = person(&[("  note: homepage", "  note: home")]);
    let theirs = person(&[("  note: homepage", "  note: homepage\n  lang: en")]);
    assert_eq!(clean(any(PERSON, &ours, &theirs)), person(&[("  note: homepage", "  note: home\n  lang: en")]));
    let theirs = person(&[("  note: homepage", "  note: house")]);
    assert_eq!(open(&any(PERSON, &ours, &theirs)), ["/links:13"]);
}

#[test]
fn one_takes_away_what_the_other_edits() {
    let ours = person(&[("- url: https://example.org/b\n  note: homepage\n", "")]);
    let theirs = person(&[("note: homepage", "note: house")]);
    assert_eq!(open(&any(PERSON, &ours, &theirs)), ["/links:13"]);
    let theirs = person(&[("links:\n", "links:\n- url: https://example.org/c\n")]);
    let both = person(&[
        ("links:\n", "links:\n- url: https://example.org/c\n"),
        ("- url: https://example.org/b\n  note: homepage\n", ""),
    ]);
    assert_eq!(clean(any(PERSON, &ours, &theirs)), both);
}

#[test]
fn a_list_that_is_gone_is_an_empty_one() {
    let gone =
        person(&[("links:\n- url: https://example.org/a\n- url: https://example.org/b\n  note: homepage\n", "")]);
    let more = person(&[("note: homepage\n", "note: homepage\n- url: https://example.org/c\n")]);
    let left = person(&[(
        "links:\n- url: https://example.org/a\n- url: https://example.org/b\n  note: homepage\n",
        "links:\n- url: https://example.org/c\n",
    )]);
    assert_eq!(clean(any(PERSON, &gone, &more)), left);
    assert_eq!(clean(any(PERSON, &more, &gone)), left);
    let emptied = person(&[(
        "links:\n- url: https://example.org/a\n- url: https://example.org/b\n  note: homepage\n",
        "links: []\n",
    )]);
    assert_eq!(clean(any(PERSON, &emptied, &more)), left);
}

#[test]
fn layouts_of_lists_mix() {
    let base = "a: [x, y]\nb: 1\n";
    assert_eq!(
        clean(any(base, "a: [x, y, o]\nb: 1\n", "a:\n  - x\n  - y\n  - 'it: is'\nb: 2\n")),
        "a: [x, y, o, 'it: is']\nb: 2\n"
    );
    assert_eq!(
        clean(any(base, "a:\n  # first\n  - x\n  - y\n  - o\nb: 1\n", "a: [t, x, y]\nb: 1\n")),
        "a:\n  - t\n  # first\n  - x\n  - y\n  - o\nb: 1\n"
    );
    let nested = "a:\n- k: 1\n  l: 2\n";
    assert_eq!(
        clean(any(nested, "a:\n  - k: 1\n    l: 2\n  - k: 3\n", "a:\n- k: 0\n- k: 1\n  l: 2\n")),
        "a:\n  - k: 0\n  - k: 1\n    l: 2\n  - k: 3\n"
    );
}

#[test]
fn documents_of_any_yaml_are_matched_by_place_or_by_name() {
    let base = "a: 1\nb: 1\n---\nc: 1\nd: 1\n";
    // Each document is in its place, with its first key changed.
    assert_eq!(
        clean(any(base, &base.replace("a: 1", "a: 2"), &base.replace("b: 1", "b: 2"))),
        "a: 2\nb: 2\n---\nc: 1\nd: 1\n"
    );
    // With one document more, the documents are known by their first keys.
    let theirs = "x: 1\n---\nc: 1\nd: 2\n---\na: 1\nb: 1\n";
    assert_eq!(clean(any(base, &base.replace("b: 1", "b: 2"), theirs)), "a: 1\nb: 2\n---\nx: 1\n---\nc: 1\nd: 2\n");
}

#[test]
fn a_list_may_be_a_whole_document() {
    assert_eq!(
        clean(any("- a\n- k: 1\n", "# ours\n- a\n- k: 1\n- o\n", "- t\n- a\n- k: 2\n")),
        "- t\n# ours\n- a\n- k: 2\n- o\n"
    );
    assert_eq!(clean(any("[a, b]\n", "[a, b, o]\n", "[b]\n")), "[b, o]\n");
    assert!(!any("- a\n", "- b\n", "- c\n").is_clean());
}

#[test]
fn moves_of_either_side_are_followed() {
    let list = |items: &str| format!("l:\n{}", items.chars().map(|c| format!("- {c}\n")).collect::<String>());
    assert_eq!(clean(any(&list("abcd"), &list("dabc"), &list("dcab"))), list("dcab"));
    assert_eq!(clean(any(&list("abcd"), &list("badc"), &list("abcde"))), list("badec"));
    assert_eq!(clean(any(&list("abcd"), &list("abcdx"), &list("dabc"))), list("dabcx"));
}

#[test]
fn quotes_count_where_they_change_the_value() {
    assert_eq!(clean(any("a: 2018\nb: x\n", "a: '2018'\nb: x\n", "a: 2018\nb: y\n")), "a: '2018'\nb: y\n");
    assert_eq!(open(&any("a: 2018\n", "a: '2018'\n", "a: 2019\n")), ["/a:1"]);
    // The quotes of a text are layout.
    assert_eq!(clean(any("a: x\n", "a: 'x'\n", "a: y\n")), "a: y\n");
}

#[test]
fn anchors_aliases_and_tags_are_kept_as_they_are() {
    let base = "a: &one\n  k: 1\nb: *one\nc: !!str 3\nd: x\n";
    let ours = base.replace("d: x", "d: y");
    let theirs = base.replace("k: 1", "k: 2").replace("str 3", "str 4");
    assert_eq!(clean(any(base, &ours, &theirs)), theirs.replace("d: x", "d: y"));
    // A result must not have an alias without its anchor.
    let result = any(
        base,
        &base.replace("a: &one\n  k: 1\n", "").replace("b: *one\n", ""),
        &base.replace("d: x\n", "d: x\ne: *one\n"),
    );
    assert!(!result.is_clean(), "{}", result.text);
    // A merge key makes a mapping one whole.
    let base = "d:\n  <<: *x\n  k: 1\ne: 1\n";
    assert_eq!(open(&any(base, &base.replace("k: 1", "k: 2"), &base.replace("*x", "*y"))), ["/d:1"]);
}

#[test]
fn line_ends_and_marks_are_those_of_ours() {
    let theirs = person(&[("'3'", "'4'")]);
    let ours = format!("\u{feff}{}", person(&[("short: heron", "short: ah")]).replace('\n', "\r\n"));
    let both = person(&[("'3'", "'4'"), ("short: heron", "short: ah")]);
    assert_eq!(clean(any(PERSON, &ours, &theirs)), format!("\u{feff}{}", both.replace('\n', "\r\n")));
    assert_eq!(clean(any(PERSON, &theirs, &ours)), both);
}

#[test]
fn a_last_line_may_lack_its_end() {
    assert_eq!(clean(any("a: 1\nb: 1", "a: 2\nb: 1", "a: 1\nb: 2")), "a: 2\nb: 2\n");
    assert_eq!(clean(any("a: 1", "a: 1\nb: 2", "c: 3\na: 1")), "c: 3\na: 1\nb: 2\n");
}

// --- records ---

const CLAIM: &str = "\
claim: visit
rev: 1-aaaaaaaaaaaa
by: heron
affirms: heron visits mill
when: 2018-05
source: letters
via: [a, b, c]
tags: [one]
";

#[test]
fn records_are_matched_by_kind_and_id() {
    let base = "entity: a\nname: A\n---\nentity: b\nname: B\n";
    let ours = "# the file\nentity: b\nname: Bee\n---\nentity: a\nname: A\n";
    let theirs =
        "entity: a\nname: Ay\n---\n# new\nentity: n\nname: N\n---\nentity: b\nname: B\n---\nsource: a\ntitle: T\n";
    assert_eq!(
        clean(records(base, ours, theirs)),
        "# the file\nentity: b\nname: Bee\n---\nsource: a\ntitle: T\n---\nentity: a\nname: Ay\n---\n# new\nentity: n\nname: N\n"
    );
}

#[test]
fn a_record_deleted_here_and_changed_there() {
    let base = "entity: a\nname: A\n---\nentity: b\nname: B\n---\nentity: c\nname: C\n";
    let ours = "entity: a\nname: A\n---\nentity: c\nname: C\n";
    let theirs = base.replace("name: B", "name: Bee");
    let result = records(base, ours, &theirs);
    assert_eq!(open(&result), ["entity b/:3"]);
    assert_eq!(
        result.text,
        "entity: a\nname: A\n<<<<<<< ours\n=======\n---\nentity: b\nname: Bee\n>>>>>>> theirs\n---\nentity: c\nname: C\n"
    );
    // A document that theirs has not touched goes, and the one that is then the first has no line above it.
    assert_eq!(
        clean(records(base, "entity: b\nname: B\n---\nentity: c\nname: C\n", &base.replace("name: C", "name: D"))),
        "entity: b\nname: B\n---\nentity: c\nname: D\n"
    );
    assert_eq!(
        clean(records(base, &base.replace("name: C", "name: D"), "entity: b\nname: B\n---\nentity: c\nname: C\n")),
        "entity: b\nname: B\n---\nentity: c\nname: D\n"
    );
}

#[test]
fn an_id_that_both_add_is_one_record_and_its_values_are_in_conflict() {
    let ours = "entity: a\nname: A\nkind: person\n";
    let theirs = "entity: a\nname: Ay\nsince: 1900\n";
    let result = records("", ours, theirs);
    assert_eq!(open(&result), ["entity a/name:2", "entity a/kind:7", "entity a/since:11"]);
    assert_eq!(
        result.text,
        "entity: a\n<<<<<<< ours\nname: A\n=======\nname: Ay\n>>>>>>> theirs\n<<<<<<< ours\nkind: person\n=======\n>>>>>>> theirs\n\
         <<<<<<< ours\n=======\nsince: 1900\n>>>>>>> theirs\n"
    );
    // The content is the same; tags and notes are no part of it.
    let tagged = "entity: a\nname: 'A'\nnote: of the coast\n";
    assert_eq!(clean(records("", "entity: a\nname: A\n", tagged)), "entity: a\nname: A\nnote: of the coast\n");
    assert_eq!(
        clean(records("", "entity: a\nname: A\n", "entity: b\nname: B\n")),
        "entity: a\nname: A\n---\nentity: b\nname: B\n"
    );
}

#[test]
fn layout_is_no_change_of_a_record() {
    let ours = CLAIM.replace("when: 2018-05", "when: \"2018-05\"   # by the diary");
    let theirs = CLAIM.replace("when: 2018-05", "when: 2018-06");
    assert_eq!(clean(records(CLAIM, &ours, &theirs)), CLAIM.replace("when: 2018-05", "when: 2018-06   # by the diary"));
    // A list of one needs no brackets.
    let ours = CLAIM.replace("tags: [one]", "tags: one");
    let theirs = CLAIM.replace("tags: [one]", "tags: [one, two]");
    assert_eq!(clean(records(CLAIM, &ours, &theirs)), theirs);
    let both = records(
        CLAIM,
        &CLAIM.replace("tags: [one]", "tags: [one, three]"),
        &CLAIM.replace("tags: [one]", "tags:\n- two\n- one"),
    );
    assert_eq!(clean(both), CLAIM.replace("tags: [one]", "tags: [two, one, three]"));
}

#[test]
fn the_order_of_via_counts() {
    let with = |via: &str| CLAIM.replace("[a, b, c]", via);
    assert_eq!(clean(records(CLAIM, &with("[x, a, b, c]"), &with("[a, b, c, y]"))), with("[x, a, b, c, y]"));
    assert_eq!(clean(records(CLAIM, &with("[a, b, y]"), &with("[x, b, c]"))), with("[x, b, y]"));
    assert_eq!(open(&records(CLAIM, &with("[a, b, c, x]"), &with("[a, b, c, y]"))), ["claim visit/via:7"]);
    assert_eq!(open(&records(CLAIM, &with("[b, a, c]"), &with("[a, c, b]"))), ["claim visit/via:7"]);
}

#[test]
fn a_stance_and_its_statement_are_one_thing() {
    let denied = CLAIM.replace("affirms:", "denies:");
    let other = CLAIM.replace("visits mill", "visits pond");
    assert_eq!(open(&records(CLAIM, &denied, &other)), ["claim visit/stance:4"]);
    assert_eq!(open(&records(CLAIM, &denied, &CLAIM.replace("affirms:", "doubts:"))), ["claim visit/stance:4"]);
    assert_eq!(clean(records(CLAIM, &denied, &CLAIM.replace("letters", "diary"))), denied.replace("letters", "diary"));
    let long = |object: &str, subject: &str| {
        CLAIM.replace("heron visits mill", &format!("{{subject: {subject}, predicate: visits, object: {object}}}"))
    };
    assert_eq!(
        open(&records(&long("mill", "heron"), &long("pond", "heron"), &long("mill", "egret"))),
        ["claim visit/stance:4"]
    );
}

#[test]
fn a_version_is_never_in_conflict() {
    let ours = CLAIM.replace("1-aaaaaaaaaaaa", "2-bbbbbbbbbbbb").replace("2018-05", "2018");
    let theirs = CLAIM.replace("1-aaaaaaaaaaaa", "3-cccccccccccc").replace("letters", "diary");
    let both = ours.replace("letters", "diary");
    // The content is that of neither side: the higher count stays, and the next seal counts on from it.
    assert_eq!(clean(records(CLAIM, &ours, &theirs)), both.replace("2-bbbbbbbbbbbb", "3-cccccccccccc"));
    // The content is that of theirs, tags aside.
    let tagged = CLAIM.replace("tags: [one]", "tags: [two]");
    let sealed = CLAIM.replace("1-aaaaaaaaaaaa", "2-cccccccccccc").replace("letters", "diary");
    assert_eq!(clean(records(CLAIM, &tagged, &sealed)), sealed.replace("tags: [one]", "tags: [two]"));
    assert_eq!(clean(records(CLAIM, &sealed, &tagged)), sealed.replace("tags: [one]", "tags: [two]"));
    // In any YAML, `rev` is a key like others.
    assert_eq!(open(&any(CLAIM, &ours, &theirs)), ["/rev:2"]);
}

// --- what cannot be merged by keys ---

#[test]
fn what_is_not_yaml_is_merged_by_lines_and_never_clean() {
    let base = "a: 1\nb: [\nc: 3\nd: 4\ne: 5\n";
    let result = merge(base, &base.replace("a: 1", "a: 2"), &base.replace("e: 5", "e: 6"), &Options::default());
    assert_eq!(result.text, base.replace("a: 1", "a: 2").replace("e: 5", "e: 6"));
    assert!(!result.is_clean() && result.conflicts.is_empty(), "{result:?}");
    let result = merge(base, &base.replace("a: 1", "a: 2"), &base.replace("a: 1", "a: 3"), &Options::default());
    assert_eq!((result.conflicts.len(), result.conflicts[0].line), (1, 1), "{}", result.text);
    // Only one side has touched the text, but it is broken all the same.
    assert!(!merge("a: 1\n", "a: 1\n", "a: [\n", &Options::default()).is_clean());
}

#[test]
fn markers_are_as_long_and_called_as_told() {
    let options = Options { any_yaml: true, marker: 9, ours: "HEAD".into(), theirs: "a\nbranch".into() };
    let result = merge("a: 1\n", "a: 2\n", "a: 3\n", &options);
    assert_eq!(result.text, "<<<<<<<<< HEAD\na: 2\n=========\na: 3\n>>>>>>>>> a branch\n");
}

// --- comments ---

const ROCK: &str = "entity: rock\nname: Rock\naka:\n- A\n- B\nsince: 1786\nlinks:\n  wikidata: Q1\n";

fn rock(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(ROCK.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

#[test]
fn comments_stay_where_either_side_has_put_them() {
    let both = |ours: &[(&str, &str)], theirs: &[(&str, &str)]| clean(records(ROCK, &rock(ours), &rock(theirs)));
    // A comment behind a value that the other side changes.
    assert_eq!(both(&[("1786", "1787")], &[("1786", "1786  # see p. 4")]), rock(&[("1786", "1787  # see p. 4")]));
    assert_eq!(both(&[("1786", "1786  # see p. 4")], &[("1786", "1787")]), rock(&[("1786", "1787  # see p. 4")]));
    // Comments above a member and behind one.
    assert_eq!(
        both(&[("- B\n", "- B\n- C\n")], &[("- B\n", "# the sailors\n- B # say\n")]),
        rock(&[("- B\n", "# the sailors\n- B # say\n- C\n")])
    );
    // Comments in a mapping, and behind the key of one.
    assert_eq!(
        both(&[("  wiki", "  cameo: 3\n  wiki")], &[("links:\n", "links: # ids\n  # old\n"), ("Q1", "Q1 # new")]),
        rock(&[("links:\n", "links: # ids\n"), ("  wiki", "  cameo: 3\n  # old\n  wiki"), ("Q1", "Q1 # new")])
    );
    // Comments at the end and at the top.
    assert_eq!(
        both(&[("Q1\n", "Q1\n# ours\n")], &[("Q1\n", "Q1\n# theirs\n")]),
        rock(&[("Q1\n", "Q1\n# ours\n# theirs\n")])
    );
    assert_eq!(
        both(&[("entity", "# ours\nentity")], &[("entity", "# theirs\nentity")]),
        rock(&[("entity", "# ours\n# theirs\nentity")])
    );
}

#[test]
fn comments_of_both_at_one_place_stand_above_it() {
    assert_eq!(
        clean(records(ROCK, &rock(&[("1786", "1786 # eve")]), &rock(&[("1786", "1786 # bob")]))),
        rock(&[("since: 1786", "# bob\nsince: 1786 # eve")])
    );
    // A list in brackets has no room for a comment on a member.
    assert_eq!(
        clean(records(
            ROCK,
            &rock(&[("aka:\n- A\n- B\n", "aka: [A, B, C]\n")]),
            &rock(&[("- B\n", "- B\n# why\n- D # from D\n")])
        )),
        rock(&[("aka:\n- A\n- B\n", "# why\n# from D\naka: [A, B, C, D]\n")])
    );
}

#[test]
fn comments_between_documents_are_merged() {
    let base = "# lights\n---\nentity: a\nname: A\n";
    assert_eq!(
        clean(records(base, &base.replace("lights", "our lights"), &base.replace("lights\n", "lights\n# theirs\n"))),
        "# our lights\n# theirs\n---\nentity: a\nname: A\n"
    );
    let theirs = "# lights\n--- # of a\nentity: a\nname: A\n---\n# the end\n";
    assert_eq!(
        clean(records(base, &base.replace("name: A", "name: Ay"), theirs)),
        "# lights\n--- # of a\nentity: a\nname: Ay\n---\n# the end\n"
    );
}

#[test]
fn what_one_side_deletes_and_the_other_comments_on_is_in_conflict() {
    let base = format!("{ROCK}---\nentity: b\nname: B\n");
    let result = records(&base, "entity: b\nname: B\n", &format!("# DO NOT DELETE\n{base}"));
    assert_eq!(open(&result), ["entity rock/:1"]);
    assert_eq!(
        open(&records(ROCK, &rock(&[("since: 1786\n", "")]), &rock(&[("1786", "1786 # sure")]))),
        ["entity rock/since:6"]
    );
    assert_eq!(
        open(&records(ROCK, &rock(&[("- B\n", "")]), &rock(&[("- B\n", "- B # sure\n")]))),
        ["entity rock/aka:3"]
    );
    // A sealed record does not change.
    let sealed = base.replace("entity: rock\n", "entity: rock\nrev: 1-aaaaaaaaaaaa\n");
    assert_eq!(clean(records(&base, "entity: b\nname: B\n", &sealed)), "entity: b\nname: B\n");
    assert_eq!(clean(records(&base, &sealed, "entity: b\nname: B\n")), "entity: b\nname: B\n");
}

#[test]
fn what_a_hash_cuts_off_belongs_to_the_value() {
    let base = "source: s\ntitle: We are #1 and honest\nnote: x\n";
    let with = |title: &str| base.replace("We are #1 and honest", title);
    // Quotes change what such a text says.
    assert_eq!(
        clean(records(base, &with("\"We are #1 and honest\""), &base.replace("x", "y"))),
        with("\"We are #1 and honest\"").replace("x", "y")
    );
    assert_eq!(
        open(&records(base, &with("We were #1 and honest"), &with("We are #2 and honest"))),
        ["source s/title:2"]
    );
    assert_eq!(open(&records("", &with("We are #1"), &with("We are #2"))), ["source s/title:2"]);
    let result = records(&with("We are"), &with("We are # so they say"), &with("We are #2"));
    assert!(result.text.contains("# so they say") && result.text.contains("We are #2"), "{}", result.text);
    assert_eq!(
        open(&records("source: s\ntitle: #1\n", "source: s\ntitle: #2\n", "source: s\ntitle: #3\n")),
        ["source s/title:2"]
    );
}

// --- keys that form one statement together ---

#[test]
fn keys_of_one_statement_are_not_merged_apart() {
    let of = |from: &str, to: &str| CLAIM.replace(from, to);
    let pairs = [
        ("by: heron", "by: egret", "by"),
        ("by: heron", "by: heron\nfor: mill", "for"),
        ("affirms:", "denies:", "stance"),
        ("visits mill", "visits pond", "stance"),
        ("when: 2018-05\n", "when: 2018-05-12\n", "when"),
        ("when: 2018-05\n", "", "when"),
        ("when: 2018-05\n", "when: 2018-05\nsaid: 2018-06\n", "said"),
        ("source: letters", "source: letters\nscope: {place: mill}", "scope"),
        ("source: letters", "act: promises\nsource: letters", "act"),
    ];
    for (from, to, key) in pairs {
        for (other_from, other_to, other) in pairs.iter().filter(|(.., other)| *other != key) {
            let result = records(CLAIM, &of(from, to), &of(other_from, other_to));
            let mut keys: Vec<&str> = result.conflicts.iter().map(|conflict| conflict.key.as_str()).collect();
            keys.sort_unstable();
            let mut wanted = [key, *other];
            wanted.sort_unstable();
            assert_eq!(keys, wanted, "{}", result.text);
            // A change of one side alone, or the same change of both, is no conflict.
            let both = of(from, to).replace(other_from, other_to);
            let sorted = |text: &str| text.lines().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
            assert_eq!(sorted(&clean(records(CLAIM, &both, &of(from, to)))), sorted(&both));
            assert_eq!(sorted(&clean(records(CLAIM, &of(from, to), &both))), sorted(&both));
        }
        assert_eq!(
            clean(records(CLAIM, &of(from, to), &of("letters", "diary"))),
            of(from, to).replace("letters", "diary")
        );
    }
    // A statement that is laid out otherwise is unchanged.
    let long = of("heron visits mill", "{subject: heron, predicate: visits, object: mill}");
    assert_eq!(clean(records(CLAIM, &long, &of("2018-05", "2018"))), long.replace("2018-05", "2018"));
    assert_eq!(
        clean(records(CLAIM, &of("source", "act: says\nsource"), &of("2018-05", "2018"))),
        of("2018-05\nsource", "2018\nact: says\nsource")
    );
}

#[test]
fn a_scope_is_one_thing() {
    let base = CLAIM.replace("source:", "scope: {place: mill, measure: visits}\nsource:");
    let result =
        records(&base, &base.replace("place: mill", "place: pond"), &base.replace("measure: visits", "measure: days"));
    assert_eq!(open(&result), ["claim visit/scope:6"]);
}

#[test]
fn a_ruling_an_office_and_a_life_are_not_made_of_two() {
    let ruling = "ruling: r\nbetween: [a, b]\nverdict: open\nbecause: so\nnote: x\n";
    let result = records(ruling, &ruling.replace("a, b", "a, b, c"), &ruling.replace("open", "explained"));
    assert_eq!(open(&result), ["ruling r/between:2", "ruling r/verdict:7"]);
    let result = records(ruling, &ruling.replace("a, b", "a, b, c"), &ruling.replace("a, b", "a, b, d"));
    assert_eq!(open(&result), ["ruling r/between:2"]);
    let office = "entity: a\nname: A\nspeaks-for:\n- for: iran\n  from: 2016\n";
    let ends = office.replace("2016\n", "2016\n  until: 2018\n");
    assert_eq!(open(&records(office, &ends, &office.replace("2016", "2017"))), ["entity a/speaks-for:3"]);
    let life = "entity: a\nname: A\nsince: 1900\nuntil: 1950\n";
    let later = life.replace("1900", "1940");
    assert_eq!(clean(records(life, &later, &life.replace("1950", "1960"))), later.replace("1950", "1960"));
    assert_eq!(open(&records(life, &later, &life.replace("1950", "1930"))), ["entity a/since:3", "entity a/until:8"]);
}

// --- nothing twice ---

#[test]
fn what_both_add_under_one_id_is_not_there_twice() {
    let predicate = "predicate: p\nlabel: x\n";
    for (ours, theirs) in [
        ("[{to: q, because: x}]", "[{to: q, because: y}]"),
        ("[q]", "[{to: q, because: x}]"),
        ("q", "[r, {to: q, because: x}]"),
        ("{to: q, because: x}", "q"),
    ] {
        let with = |edges: &str| format!("{predicate}implies: {edges}\n");
        assert_eq!(open(&records(predicate, &with(ours), &with(theirs))), ["predicate p/implies:3"], "{ours} {theirs}");
        assert_eq!(
            open(&records(&with("[s]"), &with("[s, q]"), &with("[s, {to: q, because: x}]"))),
            ["predicate p/implies:3"]
        );
    }
    let list = |members: &str| format!("a: 1\nl:\n{members}");
    for (ours, theirs) in [
        ("- id: {x: 1, y: 2}\n  n: a\n", "- id: {x: 1}\n  n: b\n"),
        ("- id: 1\n  n: a\n", "- id: 1\n  n: b\n"),
        ("- name: Ann Lee\n  r: a\n", "- name: ann lee\n  r: b\n"),
        ("- start: 2009\n  seat: 90\n", "- start: 2009\n  seat: 91\n"),
    ] {
        assert_eq!(open(&any("a: 1\n", &list(ours), &list(theirs))), ["/l:2"], "{ours} {theirs}");
        assert!(!any("", &list(ours), &list(theirs)).is_clean());
    }
    assert_eq!(clean(any("a: 1\n", &list("- id: 1\n"), &list("- id: 2\n"))), list("- id: 1\n- id: 2\n"));
}

#[test]
fn a_member_that_each_side_has_moved_elsewhere_is_not_there_twice() {
    let base = "predicate: p\nlabel: x\nimplies: [q, r]\n";
    let moved = |key: &str| base.replace("[q, r]", "[r]") + &format!("{key}: [q]\n");
    assert_eq!(
        open(&records(base, &moved("usually-implies"), &moved("excludes"))),
        ["predicate p/usually-implies:4", "predicate p/excludes:8"]
    );
    assert_eq!(clean(records(base, &moved("excludes"), &moved("excludes"))), moved("excludes"));
    let via = CLAIM.replace("via: [a, b, c]", "via: [a, b]");
    assert!(!records(&via, &via.replace("[a, b]", "[x, a, b]"), &via.replace("[a, b]", "[a, b, x]")).is_clean());
}

#[test]
fn a_record_under_another_id_is_the_same_record() {
    let base = "entity: a\nname: A\n---\nentity: z\nname: Z\n";
    let renamed = |id: &str| base.replace("entity: a", &format!("entity: {id}"));
    let without = "entity: z\nname: Z\n";
    assert_eq!(open(&records(base, &renamed("b"), &renamed("c"))), ["entity b/:1"]);
    assert_eq!(open(&records(base, without, &renamed("b"))), ["entity b/:1"]);
    assert_eq!(open(&records(base, &renamed("b"), without)), ["entity b/:1"]);
    assert_eq!(open(&records(base, &base.replace("name: A", "name: Ay"), &renamed("b"))), ["entity a/:1"]);
    assert_eq!(open(&records(base, &renamed("b"), &base.replace("name: A", "name: Ay"))), ["entity b/:1"]);
    assert_eq!(
        clean(records(base, &renamed("b"), &base.replace("name: Z", "name: Y"))),
        renamed("b").replace("name: Z", "name: Y")
    );
    assert_eq!(
        clean(records(base, &base.replace("name: Z", "name: Y"), &renamed("b"))),
        renamed("b").replace("name: Z", "name: Y")
    );
}

#[test]
fn what_one_side_deletes_and_the_other_comments_on_is_in_conflict_wherever_it_stands() {
    let of_an_entity = [
        ("aka: [\n  A,\n  B\n]\n", "aka: [\n  A, # why\n  B\n]\n", "aka: [\n  B\n]\n"),
        ("aka: [\n  A,\n  B\n]\n", "aka: [\n  # why\n  A,\n  B\n]\n", "aka: [\n  B,\n  C\n]\n"),
        ("aka: [\n  A,\n  B\n]\n", "aka: [\n  A,\n  B # why\n]\n", ""),
        ("aka:\n- A\n- B\n", "aka: # why\n- A\n- B\n", ""),
        (
            "speaks-for:\n- for: x\n  until: 5\n- for: y\n",
            "speaks-for:\n- for: x\n  until: 5 # why\n- for: y\n",
            "speaks-for:\n- for: x\n- y\n",
        ),
        ("speaks-for:\n- for: x\n  until: 5\n", "speaks-for:\n- for: x\n  # why\n  until: 5\n", "speaks-for: [x]\n"),
        ("links: {\n  a: 1,\n  b: 2\n  }\n", "links: {\n  a: 1, # why\n  b: 2\n  }\n", "links: {\n  b: 2\n  }\n"),
        ("links: {\n  a: 1,\n  b: 2\n  }\n", "links: {\n  a: 1, # why\n  b: 3\n  }\n", "links: {b: 2}\n"),
    ];
    for (base, commented, deleted) in of_an_entity {
        let [base, commented, deleted] = [base, commented, deleted].map(|rest| format!("entity: a\nname: A\n{rest}"));
        assert_eq!(records(&base, &commented, &deleted).conflicts.len(), 1, "{commented}{deleted}");
        assert_eq!(records(&base, &deleted, &commented).conflicts.len(), 1, "{deleted}{commented}");
        assert!(records(&base, &commented, &base).is_clean() && records(&base, &base, &commented).is_clean());
    }
    let retracted = "claim: a\nretracted:\n  date: 2018\n  by: x\n";
    let (commented, deleted) = (retracted.replace("  by", "  # why\n  by"), retracted.replace("  by: x\n", ""));
    assert_eq!(open(&records(retracted, &commented, &deleted)), ["claim a/retracted:2"]);
    let list = "- id: a\n  v: 1\n- id: b\n  v: 2\n";
    for (commented, deleted) in [
        (list.replace("- id: b", "# why\n- id: b"), list.replace("- id: b\n  v: 2\n", "")),
        (list.replace("v: 2", "v: 2 # why"), list.replace("  v: 2\n", "")),
    ] {
        assert!(!any(list, &commented, &deleted).is_clean() && !any(list, &deleted, &commented).is_clean());
    }
    // A member that was changed is still there.
    let base = "entity: a\nname: A\naka: [\n  A,\n  B\n]\n";
    let text = clean(records(base, &base.replace("A,", "A, # why"), &base.replace("A,", "AA,")));
    assert!(text.contains("# why") && text.contains("AA"), "{text}");
}
