//! Fixes: that each of them mends its finding, changes nothing else, and is asked about where it should be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use gainsay_diff::findings::AnyFinding;
use gainsay_diff::fixes::fixes;
use gainsay_diff::rules::{Check, RULES, Remedy};
use gainsay_model::Workspace;
use gainsay_model::fix::Fix;
use gainsay_model::fix_batch::FixBatch;
use gainsay_model::read::Input;
use gainsay_model::value::Value;
use gainsay_model::yaml;
use gainsay_tests::dialogue::Dialogue;
use gainsay_tests::frames::comments;
use gainsay_tests::program::gainsay;
use gainsay_tests::random::Draw;

/// A day on which all rulings hold.
const TODAY: i64 = 20_000;

const AROUND: &str = "\
entity: iran
name: Iran
---
entity: bob
name: Bob Ray
---
entity: group
name: Group
---
predicate: leads
label: leads
---
predicate: owns
label: owns
object: number
---
source: s
title: S
";

fn read(text: &str) -> Workspace {
    let inputs = [("gainsay.yaml", "gainsay: 1\n"), ("around.yaml", AROUND), ("own.yaml", text)];
    Workspace::read(inputs.map(|(path, text)| Input { path: path.into(), bytes: Ok(text.into()) }).into())
}

fn findings(workspace: &Workspace) -> Vec<AnyFinding> {
    gainsay_diff::check(workspace, TODAY).findings
}

fn key(finding: &AnyFinding) -> String {
    let records: Vec<String> = finding.records().map(|(kind, id)| format!("{kind} {id}")).collect();
    let message = finding.record_finding().map_or("", |finding| finding.message.as_str());
    format!("{} {records:?} {message}", finding.rule())
}

/// The text of `own.yaml` with a fix made.
fn fixed(workspace: &Workspace, fix: &Fix) -> String {
    let mut batch = FixBatch::new(workspace);
    assert!(batch.add(fix), "{fix:?}");
    let mut texts = batch.texts();
    let text = texts.remove("own.yaml").unwrap_or_else(|| panic!("{fix:?} changes nothing"));
    assert!(texts.is_empty(), "{fix:?}: {texts:?}");
    text
}

fn claim(id: &str, lines: &str) -> String {
    format!("claim: {id}\nby: bob\nsource: s\n{lines}\n---\n")
}

/// Records in which something is found that edits mend.
fn faulty() -> Vec<String> {
    let pair = [
        claim("a", "affirms: bob leads iran\nsaid: 2018-05-01"),
        claim("b", "denies: bob leads iran\nsaid: 2018-05-02"),
    ]
    .concat();
    let ruling = "ruling: r\nbecause: it was so # why\nverdict: open\n";
    vec![
        pair.clone(),
        format!("{pair}{ruling}between: [a@1-000000000000, b]\n"),
        format!("{pair}{ruling}between:\n- a@1-000000000000 # one\n- b\n"),
        format!("{}{ruling}between: [c, d]\n", claim("c", "affirms: bob leads iran") + &claim("d", "affirms: bob leads iran")),
        "entity: e # it\nrev: 1-000000000000\nname: E\n".to_owned(),
        "predicate: p\nimplies: [q]\nmust-not-imply:\n- to: q # never\n  because: so\n- r\n---\npredicate: q\n---\npredicate: r\n".to_owned(),
        "predicate: p\nobject: text\nsymmetric: true # both\n".to_owned(),
        "predicate: p\ntemporal: timeless\nonce: true\n".to_owned(),
        "predicate: p\nimplies: [q]\n---\npredicate: q\ntemporal: timeless\n".to_owned(),
        "predicate: p\ninverse-of: q\n---\npredicate: q\ntemporal: timeless\n".to_owned(),
        "entity: e\nname: E\nlinks: {wikidata: Q1}\n---\nentity: f\nname: F\nlinks:\n  wikidata: Q1\n".to_owned(),
        "entity: e\nname: E\nkind: state\n---\npredicate: p\ndomain: [stat, person] # x\nrange: person\n".to_owned(),
        claim("a", "denies: Bob leads Iran\nsad: 2018"),
        claim("a", "affirms: bob not-leads iran"),
        claim("a", "denies: bob not-leads iran"),
        claim("a", "affirms: Bob Ray leads Iran"),
        claim("a", "affirms: bob owns 5.000-6.000"),
        claim("a", "affirms: bob leads iran\nsaid: 3/4/2018\nvia: [groop, irn]"),
        claim("a", "affirms: {subject: bob, predicate: leads, object: Iran}\nretracted: {date: 2018, becaus: wrong}"),
        claim("a", "affirms: bob leads iran\ntags: [x]\ntags: [x] # again"),
        claim("a", "affirms: bob leads iran\nnote: one # 1\nsaid: 2018\nnote: |\n  two\n  lines\nsaid: 2018"),
        claim("a", "affirms: bob leads iran\nscope: {place: x, place: y} # where"),
        claim("a", "affirms: bob leads iran\nscope:\n  place: x # one\n  # between\n  place: y\n"),
        claim("a", "affirms: {subject: bob, predicate: leads, predicate: owns, object: iran}"),
        claim("a", "affirms:\n  subject: bob\n  subject: group # or\n  predicate: leads\n  object: iran"),
        "entity: e\nname: E\nspeaks-for:\n- for: iran\n  # x\n  from: 2010\n  from: 2011\n- {for: group, for: iran}\n".to_owned(),
        "entity: e\nname: E\nspeaks-for:\n- from: 2010\n  from: 2011\n  for: iran # x\n".to_owned(),
        claim("a", "affirms: bob leads iran\nnote: berth #4 it was"),
        claim("a", "affirms: bob leads iran # yes\nnote: he said: no"),
        claim("a", "affirms: bob owns 50.000"),
        "predicate: p\nobject: number\nfunctional: true\ntotal: 50.000\n".to_owned(),
        claim("a", "affirms: bob leads iran\nsupersedes: [b] # so") + &claim("b", "denies: bob leads iran\nsupersedes: a"),
        claim("a", "affirms: bob leads iran\nretracted: 2018") + &claim("b", "affirms: bob leads group\nbased-on: [a] # x"),
        "entity: e\nname: E\npart-of: [f, iran] # x\n---\nentity: f\nname: F\npart-of: e\n".to_owned(),
        "entity: e\nname: E\nspeaks-for:\n- for: f\n  from: 2010\n- iran\n---\nentity: f\nname: F\nspeaks-for: e\n".to_owned(),
        "predicate: p\nimplies: [q] # x\n---\npredicate: q\nimplies: [{to: p, because: so}]\n".to_owned(),
        "predicate: p\nimplies: [q, r] # x\n---\npredicate: q\n---\npredicate: r\nexcludes: [q]\n".to_owned(),
        "predicate: p\nimplies: q\n---\npredicate: q\nimplies: r\nsymmetric: true # x\n---\npredicate: r\nasymmetric: true\n".to_owned(),
        "source: t\ntitle: T\nurl: https://example.org/t # here\n---\nsource: u\ntitle: U\nurl: https://example.org/t\nderived-from: s # x\n".to_owned(),
        "entity: e\nname: E # one\n---\nentity: e # two\nname: E\n---\nentity: e\nname: F\npart-of: e\n".to_owned(),
        claim("a", "affirms: bob leads iran\nbased-on: a-2") + &claim("a", "denies: bob leads iran"),
        "entity: e\nname: [E] # it\nspeaks-for:\n- {for: Irann, from: 2010, until: 2012}\n".to_owned(),
    ]
}

#[test]
fn every_fix_mends_its_finding_and_keeps_every_comment() {
    let mut carried: BTreeSet<&str> = BTreeSet::new();
    let mut wrong = Vec::new();
    for text in faulty() {
        let workspace = read(&text);
        let all = findings(&workspace);
        let count = |findings: &[AnyFinding], wanted: &str| findings.iter().filter(|one| key(one) == wanted).count();
        let comments = |text: &str| text.matches('#').count();
        for finding in &all {
            for fix in fixes(&workspace, finding) {
                carried.insert(finding.rule());
                let after = fixed(&workspace, &fix);
                let left = count(&findings(&read(&after)), &key(finding));
                if left >= count(&all, &key(finding)) || comments(&after) != comments(&text) {
                    wrong.push(format!("{fix:?}\n{text}\n->\n{after}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let is_named = |check: Check| !matches!(check, Check::Reading | Check::Quotes | Check::Comparison);
    let named = RULES.iter().filter(|rule| rule.remedy == Remedy::Edit && is_named(rule.check)).map(|rule| rule.name);
    let expected: BTreeSet<&str> = named.chain(["reversal"]).collect();
    let reading = [
        "unknown-key",
        "unknown-reference",
        "wrong-shape",
        "bad-date",
        "bad-quantity",
        "bad-statement",
        "duplicate-key",
        "duplicate-id",
        "cut-text",
        "not-yaml",
    ];
    assert_eq!(&carried - &BTreeSet::from(reading), expected);
}

/// An id is mended by itself: its pin, the other keys of its mapping and what stands before it stay.
#[test]
fn an_id_is_mended_within_what_stands_around_it() {
    let after = "between: [a@1-000000000000, b]\nverdict: prefers a\n";
    for (before, after) in [
        ("between: [A@1-000000000000, b]\nverdict: prefers A\n", after),
        (
            "between: ['A@1-000000000000', b]\nverdict: \"prefers A\"\n",
            "between: ['a@1-000000000000', b]\nverdict: \"prefers a\"\n",
        ),
    ] {
        let records = claim("a", "affirms: bob leads iran") + &claim("b", "denies: bob leads iran");
        let text = |lines: &str| format!("{records}ruling: r\nbecause: x\n{lines}");
        assert_eq!(all_safe(&text(before)), text(after));
    }
    for (before, after) in [
        ("speaks-for: [{for: Iran, from: 2010}]", "speaks-for: [{for: iran, from: 2010}]"),
        (
            "speaks-for:\n- from: 2010\n  for: \"Iran\" # in its name",
            "speaks-for:\n- from: 2010\n  for: \"iran\" # in its name",
        ),
        ("part-of: [Iran, group]", "part-of: [iran, group]"),
        ("part-of: 'Iran'", "part-of: \"iran\""),
    ] {
        let text = |line: &str| format!("entity: e\nname: E\n{line}\n");
        assert_eq!(all_safe(&text(before)), text(after));
    }
    let json = |name: &str| {
        format!(
            "{{\"claim\": \"c\", \"by\": \"{name}\", \"affirms\": {{\"subject\": \"{name}\", \"predicate\": \"leads\", \"object\": \"iran\"}}, \"source\": \"s\"}}\n"
        )
    };
    assert_eq!(all_safe(&json("Bob")), json("bob"));
}

/// The text with all fixes made that may be made without asking.
fn all_safe(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..10 {
        let workspace = read(&text);
        let all: Vec<Fix> = findings(&workspace).iter().flat_map(|finding| fixes(&workspace, finding)).collect();
        let mut batch = FixBatch::new(&workspace);
        for fix in all.iter().filter(|fix| fix.is_safe()) {
            batch.add(fix);
        }
        match batch.texts().remove("own.yaml") {
            Some(after) => text = after,
            None => return text,
        }
    }
    panic!("{text}: fixes without end");
}

#[test]
fn a_key_that_says_the_same_twice_is_taken_out_and_one_that_says_something_else_is_asked_about() {
    let twice = claim("a", "affirms: bob leads iran\nsaid: 2018\nnote: x # 1\nnote: \"x\" # 2");
    let once = claim("a", "affirms: bob leads iran\nsaid: 2018\nnote: x # 1\n# 2");
    assert_eq!(all_safe(&twice), once);
    let other = twice.replace("\"x\"", "y");
    assert_eq!(all_safe(&other), other);
}

/// What may be a word for something else, or turns a stance, is asked about.
#[test]
fn what_may_change_the_meaning_is_asked_about() {
    for text in [
        claim("a", "affirms: bob not-leads iran"),
        claim("a", "affirms: Bob Ray leads iran"),
        claim("a", "affirms: grop leads iran"),
        claim("a", "affirms: bob leads iran\nwehn: 2018"),
        claim("a", "affirms: bob leads iran\nwhen: 3/4/2018"),
        claim("a", "affirms: bob leads iran") + "claim: b\nby: Bob Ray\nsource: s\ndenies: bob leads iran\n",
    ] {
        let workspace = read(&text);
        let all: Vec<Fix> = findings(&workspace).iter().flat_map(|finding| fixes(&workspace, finding)).collect();
        assert!(!all.is_empty(), "{text}");
        assert_eq!(all_safe(&text), text);
    }
}

fn workspace(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in [("gainsay.yaml", "gainsay: 1\n"), ("around.yaml", AROUND), ("own.yaml", text)] {
        fs::write(folder.path().join(path), text).expect("a file");
    }
    folder
}

#[test]
fn what_is_asked_for_is_mended_and_nothing_else() {
    let text = "entity: E\nNAME: E # it\n---\nclaim: c\nby: bob\nAFFIRMS: bob leads Iran\nSource: s\n";
    let folder = workspace(text);
    fs::write(folder.path().join("other.yaml"), "entity: o\nNAME: O\n").expect("a file");
    let run = gainsay(folder.path(), &["check", "--fix", "--rule", "unknown-key", "own.yaml"]);
    assert_eq!(run.status, Some(0), "{}", run.text());
    let after = fs::read_to_string(folder.path().join("own.yaml")).expect("the file");
    assert_eq!(after, "entity: E\nname: E # it\n---\nclaim: c\nby: bob\naffirms: bob leads Iran\nsource: s\n");
    assert_eq!(fs::read_to_string(folder.path().join("other.yaml")).expect("the file"), "entity: o\nNAME: O\n");
    let run = gainsay(folder.path(), &["check", "--fix", "--output", "concise"]);
    assert!(run.text().contains("fixed: own.yaml:6: write `iran`"), "{}", run.text());
    let run = gainsay(folder.path(), &["check", "--fix"]);
    assert!(run.text().contains("hint: nothing was fixed"), "{}", run.text());
}

/// Of many findings in one file, and of many rounds, each is mended.
#[test]
fn many_are_mended_at_once() {
    let claims =
        |by: &str| (0..300).map(|i| claim(&format!("c{i}"), &format!("affirms: {by} leads iran"))).collect::<String>();
    let folder = workspace(&claims("Bob"));
    let run = gainsay(folder.path(), &["check", "--fix", "--output", "concise"]);
    assert_eq!(run.status, Some(0), "{}", run.text());
    assert_eq!(fs::read_to_string(folder.path().join("own.yaml")).expect("the file"), claims("bob"));
}

#[test]
fn a_person_is_asked_about_each_fix() {
    let text = claim("a", "affirms: bob leads irn")
        + &claim("b", "affirms: bob leads grop")
        + &claim("c", "wehn: 2018\naffirms: bob leads iran");
    for (answers, expected) in [
        (["y\r", "n\r", "y\r"], text.replace("irn", "iran").replace("wehn", "when")),
        (["n\r", "q\r", ""], text.clone()),
        (["y\r", "q\r", ""], text.replace("irn", "iran")),
    ] {
        let folder = workspace(&text);
        let line =
            format!("{} check --fix=ask --sort place --output concise", gainsay_tests::program::program().display());
        let Some(mut dialogue) = Dialogue::begin(folder.path(), &line) else { return };
        let questions: BTreeMap<&str, &str> = BTreeMap::from([
            ("a", "write `iran`? [y/N/q] "),
            ("b", "write `group`? [y/N/q] "),
            ("c", "write `when`? [y/N/q] "),
        ]);
        for (question, answer) in questions.values().zip(answers).filter(|(_, answer)| !answer.is_empty()) {
            dialogue.expect(question).send(answer);
        }
        dialogue.end();
        assert_eq!(fs::read_to_string(folder.path().join("own.yaml")).expect("the file"), expected, "{answers:?}");
    }
}

/// A mapping of keys and values, in block style from a column on, or in brackets; with comments in block style.
fn mapping(draw: &mut Draw, entries: &[(&str, &str)], column: usize) -> String {
    let written = entries.iter().map(|(key, value)| format!("{key}: {value}"));
    if column == 0 {
        return format!("{{{}}}", written.collect::<Vec<_>>().join(", "));
    }
    let line = |entry: String| match draw.below(4) {
        0 => format!("{entry} # beside {entry}"),
        1 => format!("{entry}\n{:column$}# below {entry}", ""),
        _ => entry,
    };
    written.map(line).collect::<Vec<_>>().join(&format!("\n{:column$}", ""))
}

/// A record in which these entries are a mapping: below a key, or a member of a list.
fn holding(draw: &mut Draw, entries: &[(&str, &str)]) -> String {
    let is_office = entries.iter().any(|(key, _)| *key == "for");
    match (is_office, draw.below(2)) {
        (true, 0) => {
            format!("entity: e\nname: E\nspeaks-for:\n- {}\n- iran # x\nnote: so\n", mapping(draw, entries, 2))
        }
        (true, _) => format!("entity: e\nname: E\nspeaks-for: [group, {}] # x\n", mapping(draw, entries, 0)),
        (false, 0) => claim("a", &format!("affirms:\n  {}\nnote: so", mapping(draw, entries, 2))),
        (false, _) => claim("a", &format!("affirms: {} # x\nnote: so", mapping(draw, entries, 0))),
    }
}

/// One of two equal keys goes, at any depth and in any style; all else stays, comments included.
#[test]
fn one_of_two_keys_goes_at_any_depth() {
    let mut draw = Draw(23);
    for _ in 0..600 {
        let keys: &[(&'static str, &'static str)] = if draw.below(2) == 0 {
            &[("for", "iran"), ("from", "2010"), ("until", "2012")]
        } else {
            &[("subject", "bob"), ("predicate", "leads"), ("object", "iran")]
        };
        let of = draw.below(3);
        let (key, value) = keys[of];
        let other = if draw.below(2) == 0 { value } else { "group" };
        let mut entries = keys.to_vec();
        entries.insert(of + 1 + draw.below(3 - of), (key, other));
        let line_break = ["\n", "\r\n"][draw.below(2)];
        let text = holding(&mut draw, &entries).replace('\n', line_break);
        let values = |text: &str| {
            let reading = yaml::read(text);
            let keys = reading.documents.iter().flat_map(|document| &document.entries);
            keys.map(|entry| (entry.key.text.clone(), Value::of(&entry.value))).collect::<Vec<_>>()
        };
        // What is left without the second, or without the first.
        let without = |gone: &'static str| {
            let mut left: Vec<(&str, &str)> = keys.to_vec();
            left[of] = (key, gone);
            left
        };
        let workspace = read(&text);
        let doubled: Vec<AnyFinding> =
            findings(&workspace).into_iter().filter(|finding| finding.rule() == "duplicate-key").collect();
        let [finding] = doubled.as_slice() else { panic!("{text}") };
        let fixes = fixes(&workspace, finding);
        assert_eq!(fixes.len(), if value == other { 1 } else { 2 }, "{text}");
        for (fix, left) in fixes.iter().zip([without(value), without(other)]) {
            assert_eq!(fix.is_safe(), value == other, "{text}");
            let after = fixed(&workspace, fix);
            assert_eq!(comments(&after), comments(&text), "{text}=>\n{after}");
            let mapping: Vec<(String, Value)> =
                left.iter().map(|(key, value)| ((*key).to_owned(), Value::text(*value))).collect();
            let is_there = |value: &Value| match value {
                Value::Mapping(entries) => same_entries(entries, &mapping),
                Value::List(members) => members
                    .iter()
                    .any(|member| matches!(member, Value::Mapping(entries) if same_entries(entries, &mapping))),
                Value::Text(_) => false,
            };
            let found = values(&after);
            assert!(found.iter().any(|(_, value)| value.as_ref().is_some_and(is_there)), "{text}=>\n{after}");
            assert_eq!(found.len(), values(&text).len(), "{text}=>\n{after}");
        }
    }
}

fn same_entries(one: &[(String, Value)], other: &[(String, Value)]) -> bool {
    one.len() == other.len() && one.iter().all(|entry| other.contains(entry))
}
