#![allow(clippy::unwrap_used)]

use super::*;

const TEXT: &str = "\
# about it
claim: a
by: b # who

denies: x p y
source: s
via:
  # first
  - c # of c
  - d

scope:
  place: helmand # where
note: >-
  folded
  text
---
entity: b
name: B
";

fn target() -> Target {
    Target::new(Kind::Claim, "a")
}

fn set(text: &str, key: &str, value: &str) -> Result<String, Refusal> {
    let key = key.split_once('.').map_or_else(|| KeyPath::of(key), |(key, inner)| KeyPath::within(key, inner));
    apply(text, &Edit::Set { record: target(), key, value: Value::text(value) })
}

fn unset(text: &str, key: &str) -> Result<String, Refusal> {
    let key = key.split_once('.').map_or_else(|| KeyPath::of(key), |(key, inner)| KeyPath::within(key, inner));
    apply(text, &Edit::Unset { record: target(), key })
}

fn add(text: &str, key: &str, member: &str) -> Result<String, Refusal> {
    apply(text, &Edit::Add { record: target(), key: key.into(), member: Value::text(member) })
}

fn take(text: &str, key: &str, member: &str) -> Result<String, Refusal> {
    apply(text, &Edit::Take { record: target(), key: key.into(), member: Value::text(member) })
}

/// Returns the text with one part of it replaced.
fn with(old: &str, new: &str) -> Result<String, Refusal> {
    assert_eq!(TEXT.matches(old).count(), 1, "{old}");
    Ok(TEXT.replace(old, new))
}

#[test]
fn a_value_is_replaced_where_it_stands() {
    assert_eq!(set(TEXT, "by", "e"), with("by: b # who", "by: e # who"));
    assert_eq!(set(TEXT, "by", "no"), with("by: b # who", "by: \"no\" # who"));
    assert_eq!(set(TEXT, "affirms", "x p z"), with("denies: x p y", "affirms: x p z"));
    assert_eq!(set(TEXT, "note", "one\ntwo"), with(">-\n  folded\n  text", "|-\n  one\n  two"));
    assert_eq!(set(TEXT, "via", "e"), with("via:\n  # first\n  - c # of c\n  - d\n", "via: [e]\n# first\n# of c\n"));
    assert_eq!(set(TEXT, "scope.place", "kabul"), with("helmand", "kabul"));
}

#[test]
fn a_new_key_goes_to_its_place() {
    assert_eq!(set(TEXT, "said", "2018-05"), with("denies: x p y\n", "denies: x p y\nsaid: 2018-05\n"));
    assert_eq!(set(TEXT, "confidence", "low"), with("where\n", "where\nconfidence: low\n"));
    assert_eq!(set(TEXT, "scope.measure", "x"), with("where\n", "where\n  measure: x\n"));
    assert_eq!(set(TEXT, "retracted.because", "so"), with("where\n", "where\nretracted: {because: so}\n"));
}

#[test]
fn what_goes_leaves_its_comments() {
    assert_eq!(unset(TEXT, "via"), with("via:\n  # first\n  - c # of c\n  - d\n", "# first\n# of c\n"));
    assert_eq!(unset(TEXT, "scope.place"), with("scope:\n  place: helmand # where\n", "# where\n"));
    assert_eq!(take(TEXT, "via", "c"), with("  - c # of c\n", "  # of c\n"));
    assert_eq!(unset(TEXT, "note"), with("note: >-\n  folded\n  text\n", ""));
    let removed = apply(TEXT, &Edit::Remove { record: target() });
    assert_eq!(removed.as_deref(), Ok("# about it\n# who\n# first\n# of c\n# where\n---\nentity: b\nname: B\n"));
}

#[test]
fn members_come_in_the_style_of_their_list() {
    assert_eq!(add(TEXT, "via", "e"), with("  - d\n", "  - d\n  - e\n"));
    let flow = "claim: a\nvia: [b, 'c'] # x\nbased-on: d\nby: e";
    assert_eq!(add(flow, "via", "#1").as_deref(), Ok("claim: a\nvia: [b, 'c', \"#1\"] # x\nbased-on: d\nby: e"));
    assert_eq!(add(flow, "based-on", "e").as_deref(), Ok("claim: a\nvia: [b, 'c'] # x\nbased-on: [d, e]\nby: e"));
    assert_eq!(add(flow, "tags", "t").as_deref(), Ok("claim: a\nvia: [b, 'c'] # x\nbased-on: d\ntags: [t]\nby: e"));
    assert_eq!(take(flow, "via", "b").as_deref(), Ok("claim: a\nvia: ['c'] # x\nbased-on: d\nby: e"));
    assert_eq!(take(flow, "based-on", "d").as_deref(), Ok("claim: a\nvia: [b, 'c'] # x\nby: e"));
}

#[test]
fn what_is_so_already_changes_nothing() {
    for edited in [
        set(TEXT, "by", "b"),
        set(TEXT, "note", "folded text"),
        unset(TEXT, "said"),
        add(TEXT, "via", "d"),
        set(TEXT, "scope.place", "helmand"),
    ] {
        assert_eq!(edited.as_deref(), Ok(TEXT));
    }
}

#[test]
fn json_stays_json() {
    let text = "{\n  \"claim\": \"a\",\n  \"by\": \"b\",\n  \"via\": [\"c\"]\n}\n";
    for edited in [
        set(text, "said", "2018"),
        set(text, "by", "no\n\u{7f}"),
        unset(text, "by"),
        add(text, "via", "d"),
        set(text, "scope.place", "x"),
    ] {
        // The key `by` is required.
        let Ok(edited) = edited else { continue };
        let value: serde_json::Value =
            serde_json::from_str(&edited).unwrap_or_else(|error| panic!("{error}: {edited}"));
        assert_eq!(value["claim"], "a");
    }
    assert_eq!(
        set(text, "said", "2018").unwrap(),
        "{\n  \"claim\": \"a\",\n  \"by\": \"b\",\n  \"said\": \"2018\",\n  \"via\": [\"c\"]\n}\n"
    );
}

#[test]
fn a_record_goes_to_the_end() {
    let record =
        Record::new(Kind::Entity, [("entity".into(), Value::text("c")), ("name".into(), Value::text("C"))]).unwrap();
    let insert = |text: &str| apply(text, &Edit::Insert { record: record.clone() }).unwrap();
    assert_eq!(insert(TEXT), format!("{TEXT}---\nentity: c\nname: C\n"));
    assert_eq!(insert(""), "entity: c\nname: C\n");
    assert_eq!(insert("# to do\n"), "# to do\nentity: c\nname: C\n");
    assert_eq!(insert("claim: a"), "claim: a\n---\nentity: c\nname: C");
    assert_eq!(insert("claim: a\r\n---\r\n"), "claim: a\r\n---\r\nentity: c\r\nname: C\r\n");
}

#[test]
fn an_id_is_renamed_wherever_it_stands() {
    let text = "ruling: r\nbetween: [a@1-0123456789ab, \"a\", b]\nverdict: prefers a\nbecause: >-\n  as `a` says, a\n  thing\nnote: a # `a`\n---\nclaim: 'a'\nby: a\naffirms: a  a a\n";
    let rename = |kind, to: &str| apply(text, &Edit::Rename { kind, from: "a".into(), to: to.into(), literal: vec![] });
    let claim = "ruling: r\nbetween: [z@1-0123456789ab, \"z\", b]\nverdict: prefers z\nbecause: >-\n  as `z` says, a\n  thing\nnote: a # `a`\n---\nclaim: 'z'\nby: a\naffirms: a  a a\n";
    assert_eq!(rename(Kind::Claim, "z").as_deref(), Ok(claim));
    assert!(rename(Kind::Entity, "z").unwrap().ends_with("claim: 'a'\nby: z\naffirms: z  a z\n"));
    assert!(rename(Kind::Predicate, "z").unwrap().ends_with("by: a\naffirms: a  z a\n"));
    assert_eq!(rename(Kind::Claim, "no id"), Err(Refusal::BadId("no id".into())));
}

#[test]
fn words_that_a_comment_sign_has_cut_off_are_no_part_of_a_new_value() {
    let text = "claim: a\nquote: We are #1 and honest\n";
    assert_eq!(set(text, "quote", "We are").as_deref(), Ok("claim: a\nquote: \"We are\" #1 and honest\n"));
}

#[test]
fn refusals_have_names() {
    let name = |edited: Result<String, Refusal>| edited.map_err(|refusal| refusal.name()).err();
    assert_eq!(name(set("claim: b\n", "by", "x")), Some("no-such-record"));
    assert_eq!(name(set("claim: a\n---\nclaim: a\n", "by", "x")), Some("several-records"));
    assert_eq!(name(set(TEXT, "byy", "x")), Some("unknown-key"));
    assert_eq!(name(set(TEXT, "claim", "x")), Some("names-record"));
    assert_eq!(name(set(TEXT, "said", " ")), Some("empty-value"));
    assert_eq!(name(unset(TEXT, "by")), Some("required-key"));
    assert_eq!(name(unset(TEXT, "denies")), Some("required-key"));
    assert_eq!(name(set(TEXT, "by.x", "y")), Some("no-mapping"));
    assert_eq!(name(add(TEXT, "by", "x")), Some("no-list"));
    assert_eq!(name(take(TEXT, "via", "x")), Some("no-such-member"));
    assert_eq!(name(set("claim: a\nby: b\nby: c\n", "by", "x")), Some("duplicate-key"));
    assert_eq!(name(set("claim: a\nvia: &x [b]\n", "via", "x")), Some("anchor-or-tag"));
    assert_eq!(name(set("? claim\n: a\nby: b\n", "by", "x")), Some("layout"));
    let twin = Record::new(Kind::Claim, [("claim".into(), Value::text("a"))]).unwrap();
    assert_eq!(name(apply(TEXT, &Edit::Insert { record: twin })), Some("record-exists"));
}

#[test]
fn empty_lines_that_belong_to_a_text_stay_with_it() {
    let text = "claim: a\nscope:\n  place: |+\n    x\n\n\nnote: y\n";
    assert_eq!(
        set(text, "confidence", "low").as_deref(),
        Ok("claim: a\nscope:\n  place: |+\n    x\n\n\nconfidence: low\nnote: y\n")
    );
    let list = "claim: a\ntags:\n- |+\n  x\n\nnote: y\n";
    assert_eq!(add(list, "tags", "b").as_deref(), Ok("claim: a\ntags:\n- |+\n  x\n\n- b\nnote: y\n"));
}
