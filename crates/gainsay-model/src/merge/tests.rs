use super::*;

fn any(base: &str, ours: &str, theirs: &str) -> Merge {
    merge(base, ours, theirs, &Options { any_yaml: true, ..Options::default() })
}

fn records(base: &str, ours: &str, theirs: &str) -> Merge {
    merge(base, ours, theirs, &Options::default())
}

/// A clean result, and its text.
fn clean(merge: Merge) -> String {
    assert!(merge.is_clean(), "{:?} {:?}\n{}", merge.doubt, merge.conflicts, merge.text);
    merge.text
}

/// What is in conflict, as `record/key:line`.
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
    let ours = person(&[("ada@example.org", "heron@example.org"), ("  short: heron\n", "  short: heron\n  long: ada-heron\n")]);
    let theirs = person(&[("'3'", "'4'"), ("name: Ada Heron\n", "name: Ada Heron\n# since 1961\nbirth_date: 1961-02-03\n")]);
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
        result.text.ends_with("ids:\n<<<<<<< ours\n  short: one\n=======\n  short: two\n>>>>>>> theirs\n  long: ada-heron\n"),
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
    assert!(result.text.contains("<<<<<<< ours\n=======\nemail: b@example.org   # her own\n>>>>>>> theirs\n"), "{}", result.text);
    assert_eq!(any(PERSON, &theirs, &ours).conflicts[0].why, Why::TheirsDeleted);
    // Untouched there, it is gone.
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
    // Laid out otherwise, it is still the same.
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
    // A link with one address is one link.
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
    let both = person(&[("links:\n", "links:\n- url: https://example.org/c\n"), ("- url: https://example.org/b\n  note: homepage\n", "")]);
    assert_eq!(clean(any(PERSON, &ours, &theirs)), both);
}

#[test]
fn a_list_that_is_gone_is_an_empty_one() {
    let gone = person(&[("links:\n- url: https://example.org/a\n- url: https://example.org/b\n  note: homepage\n", "")]);
    let more = person(&[("note: homepage\n", "note: homepage\n- url: https://example.org/c\n")]);
    let left = person(&[(
        "links:\n- url: https://example.org/a\n- url: https://example.org/b\n  note: homepage\n",
        "links:\n- url: https://example.org/c\n",
    )]);
    assert_eq!(clean(any(PERSON, &gone, &more)), left);
    assert_eq!(clean(any(PERSON, &more, &gone)), left);
    let emptied = person(&[("links:\n- url: https://example.org/a\n- url: https://example.org/b\n  note: homepage\n", "links: []\n")]);
    assert_eq!(clean(any(PERSON, &emptied, &more)), left);
}

#[test]
fn layouts_of_lists_mix() {
    let base = "a: [x, y]\nb: 1\n";
    assert_eq!(clean(any(base, "a: [x, y, o]\nb: 1\n", "a:\n  - x\n  - y\n  - 'it: is'\nb: 2\n")), "a: [x, y, o, 'it: is']\nb: 2\n");
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
    // Each in its place, the first key changed.
    assert_eq!(clean(any(base, &base.replace("a: 1", "a: 2"), &base.replace("b: 1", "b: 2"))), "a: 2\nb: 2\n---\nc: 1\nd: 1\n");
    // One more, and they are known by their first keys.
    let theirs = "x: 1\n---\nc: 1\nd: 2\n---\na: 1\nb: 1\n";
    assert_eq!(clean(any(base, &base.replace("b: 1", "b: 2"), theirs)), "a: 1\nb: 2\n---\nx: 1\n---\nc: 1\nd: 2\n");
}

#[test]
fn a_list_may_be_a_whole_document() {
    assert_eq!(clean(any("- a\n- k: 1\n", "# ours\n- a\n- k: 1\n- o\n", "- t\n- a\n- k: 2\n")), "- t\n# ours\n- a\n- k: 2\n- o\n");
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
    // Of a text, quotes are layout.
    assert_eq!(clean(any("a: x\n", "a: 'x'\n", "a: y\n")), "a: y\n");
}

#[test]
fn anchors_aliases_and_tags_are_kept_as_they_are() {
    let base = "a: &one\n  k: 1\nb: *one\nc: !!str 3\nd: x\n";
    let ours = base.replace("d: x", "d: y");
    let theirs = base.replace("k: 1", "k: 2").replace("str 3", "str 4");
    assert_eq!(clean(any(base, &ours, &theirs)), theirs.replace("d: x", "d: y"));
    // An alias whose anchor goes is no result.
    let result = any(base, &base.replace("a: &one\n  k: 1\n", "").replace("b: *one\n", ""), &base.replace("d: x\n", "d: x\ne: *one\n"));
    assert!(!result.is_clean(), "{}", result.text);
    // A merge key makes a mapping a thing of its own.
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
    let theirs = "entity: a\nname: Ay\n---\n# new\nentity: n\nname: N\n---\nentity: b\nname: B\n---\nsource: a\ntitle: T\n";
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
    // Untouched, it goes; and what is then the first has no line above it.
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
    // What it says is the same; tags and notes are no part of that.
    let tagged = "entity: a\nname: 'A'\nnote: of the coast\n";
    assert_eq!(clean(records("", "entity: a\nname: A\n", tagged)), "entity: a\nname: A\nnote: of the coast\n");
    assert_eq!(clean(records("", "entity: a\nname: A\n", "entity: b\nname: B\n")), "entity: a\nname: A\n---\nentity: b\nname: B\n");
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
    let both = records(CLAIM, &CLAIM.replace("tags: [one]", "tags: [one, three]"), &CLAIM.replace("tags: [one]", "tags:\n- two\n- one"));
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
    assert_eq!(clean(records(CLAIM, &denied, &CLAIM.replace("2018-05", "2018"))), denied.replace("2018-05", "2018"));
    let long = |object: &str, subject: &str| {
        CLAIM.replace("heron visits mill", &format!("{{subject: {subject}, predicate: visits, object: {object}}}"))
    };
    assert_eq!(open(&records(&long("mill", "heron"), &long("pond", "heron"), &long("mill", "egret"))), ["claim visit/stance:4"]);
}

#[test]
fn a_version_is_never_in_conflict() {
    let ours = CLAIM.replace("1-aaaaaaaaaaaa", "2-bbbbbbbbbbbb").replace("2018-05", "2018");
    let theirs = CLAIM.replace("1-aaaaaaaaaaaa", "3-cccccccccccc").replace("letters", "diary");
    let both = ours.replace("letters", "diary");
    // It says what neither says: the higher count, from which the next seal goes on.
    assert_eq!(clean(records(CLAIM, &ours, &theirs)), both.replace("2-bbbbbbbbbbbb", "3-cccccccccccc"));
    // It says what theirs says, tags aside.
    let tagged = CLAIM.replace("tags: [one]", "tags: [two]");
    let sealed = CLAIM.replace("1-aaaaaaaaaaaa", "2-cccccccccccc").replace("letters", "diary");
    assert_eq!(clean(records(CLAIM, &tagged, &sealed)), sealed.replace("tags: [one]", "tags: [two]"));
    assert_eq!(clean(records(CLAIM, &sealed, &tagged)), sealed.replace("tags: [one]", "tags: [two]"));
    // In any YAML, it is a key like others.
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
    // Only one side has touched it; it is broken all the same.
    assert!(!merge("a: 1\n", "a: 1\n", "a: [\n", &Options::default()).is_clean());
}

#[test]
fn markers_are_as_long_and_called_as_told() {
    let options = Options { any_yaml: true, marker: 9, ours: "HEAD".into(), theirs: "a\nbranch".into() };
    let result = merge("a: 1\n", "a: 2\n", "a: 3\n", &options);
    assert_eq!(result.text, "<<<<<<<<< HEAD\na: 2\n=========\na: 3\n>>>>>>>>> a branch\n");
}
