//! In each crate data flows one way: no two modules depend on each other, directly or through others.
//!
//! A module is a file or folder right below `src`; what lies within a folder may know its neighbours. Tests of a module
//! may use everything.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gainsay_tests::sources::{sources, without_comments};
use gainsay_tests::workspaces::root;

/// The crates whose modules form layers.
const CRATES: [&str; 9] = [
    "gainsay-model",
    "gainsay-diff",
    "gainsay-git",
    "gainsay-sources",
    "gainsay-store",
    "gainsay-render",
    "gainsay-site",
    "gainsay-lsp",
    "gainsay",
];

/// The modules that each module of a crate uses.
type Uses = BTreeMap<String, BTreeSet<String>>;

/// Reads which modules of a crate use which.
fn uses(krate: &str) -> Uses {
    let folder = root().join("crates").join(krate).join("src");
    let files = sources(&folder);
    let module = |path: &Path| {
        let inner = path.strip_prefix(&folder).expect("a file of the crate").with_extension("");
        inner.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>()
    };
    let names: BTreeSet<String> = files.iter().filter_map(|path| module(path).into_iter().next()).collect();
    let exported = exports(&std::fs::read_to_string(folder.join("lib.rs")).expect("a library"), &names);
    let mut uses = Uses::new();
    for path in &files {
        let own = module(path);
        if own.len() == 1 && matches!(own[0].as_str(), "lib" | "main") || own.last().is_some_and(|last| last == "tests")
        {
            continue;
        }
        let text = std::fs::read_to_string(path).expect("a readable source");
        let code = without_comments(text.split("#[cfg(test)]").next().unwrap_or_default());
        let used = paths(&code, &own).into_iter().filter_map(|name| match names.contains(&name) {
            true => Some(name),
            false => exported.get(&name).cloned(),
        });
        let all = uses.entry(own[0].clone()).or_default();
        all.extend(used.filter(|name| *name != own[0]));
    }
    uses
}

/// Returns the module behind each name that a library exports.
fn exports(library: &str, names: &BTreeSet<String>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (_, statement) in library.split(';').filter_map(|text| text.rsplit_once("pub use ")) {
        let mut words = words(statement);
        let Some(module) = words.next().filter(|module| names.contains(*module)) else { continue };
        found.extend(words.map(|name| (name.to_owned(), module.to_owned())));
    }
    found
}

/// Returns the names right below the root of the crate that the code of a module uses, which has the path `own`.
fn paths(code: &str, own: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::").chain(code.match_indices("super::")) {
        let (before, mut rest) = code.split_at(at);
        let is_inner = before.ends_with(|c: char| is_of_word(c) || ":$".contains(c));
        let mut depth = own.len();
        if let Some(below) = rest.strip_prefix("crate::") {
            (rest, depth) = (below, 0);
        }
        while let Some(above) = rest.strip_prefix("super::") {
            (rest, depth) = (above, depth.saturating_sub(1));
        }
        if !is_inner && depth == 0 {
            found.extend(branches(rest).into_iter().filter_map(|branch| words(branch).next()).map(str::to_owned));
        }
    }
    found
}

/// Returns the branches of a tree of `use` in braces; of anything else, the text.
fn branches(text: &str) -> Vec<&str> {
    let Some(inner) = text.strip_prefix('{') else { return vec![text] };
    let (mut found, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, c) in inner.char_indices() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if c == ',' && depth == 0 || depth < 0 {
            found.push(&inner[start..at]);
            start = at + 1;
        }
        if depth < 0 {
            break;
        }
    }
    found
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_of_word(c)).filter(|word| !word.is_empty())
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Returns modules that lead round in a circle, if any do.
fn circle(uses: &Uses) -> Option<Vec<String>> {
    fn visit<'u>(
        uses: &'u Uses,
        at: &'u str,
        way: &mut Vec<&'u str>,
        done: &mut BTreeSet<&'u str>,
    ) -> Option<Vec<String>> {
        if let Some(start) = way.iter().position(|module| *module == at) {
            return Some(way[start..].iter().chain([&at]).map(|module| (*module).to_owned()).collect());
        }
        if done.contains(at) {
            return None;
        }
        way.push(at);
        let found = uses.get(at).into_iter().flatten().find_map(|next| visit(uses, next, way, done));
        way.pop();
        done.insert(at);
        found
    }
    let mut done = BTreeSet::new();
    uses.keys().find_map(|module| visit(uses, module, &mut Vec::new(), &mut done))
}

#[test]
fn no_two_modules_depend_on_each_other() {
    for krate in CRATES {
        let uses = uses(krate);
        assert!(!uses.is_empty(), "{krate} has no modules");
        let circle = circle(&uses);
        assert!(circle.is_none(), "{krate}: {}", circle.unwrap_or_default().join(" uses "));
    }
}

#[test]
fn modules_are_found_as_they_are_used() {
    let diff = uses("gainsay-diff");
    let holds = |from: &str, to: &str| diff.get(from).is_some_and(|all| all.contains(to));
    // By a tree of `use`, by one path, and by a path in the middle of the code.
    assert!(holds("conflicts", "clash") && holds("clash", "ledger") && holds("sets", "joins"), "{diff:?}");
    assert!(
        uses("gainsay-store").get("live").is_some_and(|all| all.contains("events")),
        "names that a library exports"
    );
}

#[test]
fn circles_are_found() {
    let uses = |edges: &[(&str, &str)]| -> Uses {
        let mut uses = Uses::new();
        for (from, to) in edges {
            uses.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        uses
    };
    assert_eq!(circle(&uses(&[("a", "b"), ("a", "c"), ("b", "c")])), None);
    let found = circle(&uses(&[("a", "b"), ("b", "c"), ("c", "d"), ("d", "b")]));
    assert_eq!(found.map(|way| way.join(" ")).as_deref(), Some("b c d b"));
}

#[test]
fn paths_are_read_as_they_are_written() {
    let own = ["a".to_owned(), "b".to_owned()];
    let found = |code: &str| paths(code, &own);
    assert_eq!(found("use crate::x::{y, z::{self, W}};"), ["x"]);
    assert_eq!(found("use crate::{x::Y, z};"), ["x", "z"]);
    assert_eq!(found("use super::near; use super::super::far::Thing;"), ["far"]);
    assert_eq!(found("let n = crate::x::count(super::near());"), ["x"]);
    assert_eq!(found("gainsay_model::crate_of(1)"), [""; 0]);
}
