//! Real merges of other people's YAML, read in place where they are at hand: what only one side changed is taken over,
//! lists are put together, and a true conflict is left, around its key alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gainsay_model::merge::{Options, merge};
use gainsay_model::yaml::{self, Node};
use gainsay_tests::program::gainsay;
use gainsay_tests::workspaces::shared;

fn cases() -> Vec<PathBuf> {
    let Some(folder) = shared("data/merge3") else { return Vec::new() };
    let entries = std::fs::read_dir(folder).expect("the cases can be listed");
    let mut cases: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry of the folder").path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    assert!(cases.len() >= 9, "only {} cases", cases.len());
    cases
}

fn text(case: &Path, name: &str) -> String {
    std::fs::read_to_string(case.join(name)).unwrap_or_else(|error| panic!("{}: {name}: {error}", case.display()))
}

/// What each key of the one document says, by name.
type Keys = BTreeMap<String, String>;

fn keys(text: &str) -> Keys {
    let reading = yaml::read(text);
    assert!(reading.faults.is_empty(), "{:?}\n{text}", reading.faults);
    reading
        .documents
        .iter()
        .flat_map(|d| &d.entries)
        .map(|entry| (entry.key.text.clone(), said(&entry.value)))
        .collect()
}

fn said(node: &Node) -> String {
    match node {
        Node::Scalar(scalar) => format!("{:?}", scalar.text),
        Node::List { items, .. } => format!("[\n{}\n]", members(items).join("\n")),
        Node::Map { entries, .. } => {
            let mut said: Vec<String> =
                entries.iter().map(|entry| format!("{:?}: {}", entry.key.text, said(&entry.value))).collect();
            said.sort();
            format!("{{{}}}", said.join(", "))
        }
        Node::Refused { .. } => panic!("anchors, aliases and tags do not occur"),
    }
}

fn members(items: &[Node]) -> Vec<String> {
    items.iter().map(said).collect()
}

/// The members of a list, each with how often it is there; nothing for what is no list.
fn counted(value: Option<&String>) -> BTreeMap<String, i32> {
    let mut counts = BTreeMap::new();
    for line in value.map_or("", String::as_str).lines().filter(|line| !matches!(*line, "[" | "]" | "")) {
        *counts.entry(line.to_owned()).or_default() += 1;
    }
    counts
}

/// Base, with what each side has added and taken away.
fn put_together(base: Option<&String>, ours: Option<&String>, theirs: Option<&String>) -> BTreeMap<String, i32> {
    let (b, o, t) = (counted(base), counted(ours), counted(theirs));
    let of = |counts: &BTreeMap<String, i32>, item: &String| counts.get(item).copied().unwrap_or(0);
    let mut sum = BTreeMap::new();
    for item in b.keys().chain(o.keys()).chain(t.keys()) {
        let (b, o, t) = (of(&b, item), of(&o, item), of(&t, item));
        let count = if o == b || o == t { t } else { o };
        if count > 0 {
            sum.insert(item.clone(), count);
        }
    }
    sum
}

/// The text as it is if every conflict is decided one way.
fn decided(text: &str, ours: bool) -> String {
    let mut side = None;
    let keep = |line: &&str| {
        side = match *line {
            "<<<<<<< ours" => Some(true),
            "=======" => Some(false),
            ">>>>>>> theirs" => None,
            _ => return side.is_none_or(|side| side == ours),
        };
        false
    };
    text.lines().filter(keep).map(|line| format!("{line}\n")).collect()
}

/// What is otherwise in a case than it should be.
fn wrong(case: &Path) -> Vec<String> {
    let expected: serde_json::Value = serde_json::from_str(&text(case, "expected.json")).expect("JSON");
    let (base, ours, theirs) = (text(case, "base.yml"), text(case, "ours.yml"), text(case, "theirs.yml"));
    let result = merge(&base, &ours, &theirs, &Options { any_yaml: true, ..Options::default() });
    let mut wrong = Vec::new();
    if result.doubt.is_some() {
        wrong.push(format!("not merged by keys: {:?}", result.doubt));
    }
    let top = |key: &str| key.split('.').next().unwrap_or_default().to_owned();
    let mut open: Vec<String> = result.conflicts.iter().map(|conflict| top(&conflict.key)).collect();
    open.dedup();
    let states = expected["keys"].as_object().expect("the keys that were changed");
    let state = |key: &str| states.get(key).and_then(|key| key["state"].as_str()).unwrap_or("untouched").to_owned();
    let conflicting: Vec<&String> =
        states.keys().filter(|key| matches!(state(key).as_str(), "conflict" | "list-conflict")).collect();
    open.sort();
    if open.iter().collect::<Vec<_>>() != conflicting {
        wrong.push(format!("in conflict are {open:?}, and should be {conflicting:?}"));
    }
    let (b, o, t) = (keys(&base), keys(&ours), keys(&theirs));
    for side in [true, false] {
        let r = keys(&decided(&result.text, side));
        for key in b.keys().chain(o.keys()).chain(t.keys()) {
            let (b, o, t, r) = (b.get(key), o.get(key), t.get(key), r.get(key));
            let right = match state(key).as_str() {
                "untouched" | "ours-only" | "same-change" => r == o,
                "theirs-only" => r == t,
                "list-both-added" | "list-disjoint-edits" => counted(r) == put_together(b, o, t),
                _ if open.contains(key) && side => r == o,
                _ => r == t,
            };
            if !right {
                wrong.push(format!("{key} ({}) is {r:?}", state(key)));
            }
        }
    }
    wrong
}

#[test]
fn every_key_is_as_it_should_be() {
    let wrong: Vec<String> = cases()
        .iter()
        .flat_map(|case| wrong(case).into_iter().map(|why| format!("{}: {why}", case.display())))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_program_ends_as_the_case_does() {
    for case in cases() {
        let is_clean = text(&case, "expected.json").contains("/semantic-clean\"");
        let run = gainsay(&case, &["merge-file", "--any-yaml", "-p", "base.yml", "ours.yml", "theirs.yml"]);
        assert_eq!(run.status, Some(if is_clean { 0 } else { 1 }), "{}\n{}", case.display(), run.text());
    }
}
