//! The program against the brute force, on random workspaces dense with conflicts.
//!
//! `GAINSAY_SEEDS` says how many (300 if not given), `GAINSAY_FIRST_SEED` where they begin. A disagreement is printed with its seed and the
//! smallest workspace on which the two still disagree.

use std::collections::BTreeSet;

use gainsay_tests::answers::{answer, difference};
use gainsay_tests::random::{TODAY, shrink, workspace};
use gainsay_tests::workspaces::{File, shown};
use gainsay_tests::{brute, deep};

/// The most claims of a random workspace.
const SIZE: usize = 60;

fn number(name: &str, otherwise: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")),
        Err(_) => otherwise,
    }
}

/// How the program answers otherwise than the brute force.
fn disagreement(files: &[File]) -> Option<String> {
    difference(&brute::answer(files, TODAY), &answer(files))
}

/// What a disagreement is about, whatever the records: a sign, and a line of an answer without its ids. What is made smaller must stay
/// about the same.
fn matters(disagreement: &str) -> BTreeSet<String> {
    let of_line = |line: &str| -> Option<String> {
        let (sign, json) = line.split_at_checked(1)?;
        let mut line: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).ok()?;
        line.retain(|key, _| !matches!(key.as_str(), "a" | "b" | "id" | "ruled"));
        Some(format!("{sign}{line:?}"))
    };
    disagreement.lines().filter_map(of_line).collect()
}

#[test]
fn the_program_and_the_brute_force_agree() {
    agree(number("GAINSAY_SEEDS", 300), |seed| workspace(seed, SIZE));
}

#[test]
fn they_agree_where_things_lie_deep_in_each_other() {
    agree(number("GAINSAY_SEEDS", 300), deep::workspace);
}

/// Who says what usually excludes itself, of things or of values, contradicts whoever says the same.
#[test]
fn they_agree_on_a_statement_that_opposes_itself() {
    let vocabulary = "gainsay: 1\n---\nsource: paper\npublished: 2019-01-01\n---\nentity: envoy\n---\nentity: court\n---\npredicate: shuns\n\
        excludes: shuns\n---\npredicate: avoids\nusually-implies: shuns\n---\npredicate: lacks\nobject: number\nexcludes: lacks\n---\n\
        predicate: wants\nobject: number\nusually-implies: lacks\n";
    for statement in ["envoy avoids court", "court avoids court", "envoy wants 3"] {
        let claim = |id: &str, by: &str| format!("---\nclaim: {id}\nby: {by}\naffirms: {statement}\nsource: paper\nsaid: 2018\n");
        let text = format!("{vocabulary}{}{}", claim("one", "envoy"), claim("other", "court"));
        let files: Vec<File> = vec![("gainsay.yaml".into(), text)];
        assert_eq!(brute::answer(&files, TODAY).pairs.len(), 1, "{statement}");
        assert_eq!(disagreement(&files), None, "{statement}");
    }
}

fn agree(seeds: u64, workspace: impl Fn(u64) -> Vec<File>) {
    let first = number("GAINSAY_FIRST_SEED", 1);
    let mut conflicts = 0;
    for seed in first..first + seeds {
        let files = workspace(seed);
        let wanted = brute::answer(&files, TODAY);
        conflicts += wanted.pairs.len();
        if let Some(whole) = difference(&wanted, &answer(&files)) {
            let about = matters(&whole);
            let small = shrink(&files, |files| disagreement(files).is_some_and(|told| !matters(&told).is_disjoint(&about)));
            let told = disagreement(&small).unwrap_or_default();
            panic!("seed {seed}: `-` is the brute force, `+` the program\n{whole}\nsmallest:\n{told}\n{}", shown(&small));
        }
    }
    assert!(conflicts > 0, "the random workspaces hold no conflict: nothing was compared");
}
