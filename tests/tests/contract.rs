//! The contract's fifty example workspaces (`tests/contract`): pairs, sets, notes and findings of one record come out
//! as expected, from the engine, from the program, and from the second reading of the contract.

use std::path::{Path, PathBuf};

use gainsay_tests::answers::{answer, difference};
use gainsay_tests::brute::{self, Answer};
use gainsay_tests::program::gainsay;
use gainsay_tests::workspaces::{TODAY, files_in, root};

/// The cases that the engine does not get right yet. The list only shrinks: a case that passes while it is named here
/// fails the test.
const AWAITED: [&str; 0] = [];

/// A case, and what must come of it.
struct Case {
    name: String,
    folder: PathBuf,
    expected: Answer,
}

impl Case {
    fn read(folder: PathBuf) -> Case {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let lines = |file: &str| lines(&folder.join(file));
        let expected = Answer {
            pairs: lines("expected.jsonl"),
            notes: lines("expected.notes.jsonl"),
            singles: lines("expected.single.jsonl"),
        };
        Case { name, folder, expected }
    }

    fn is_awaited(&self) -> bool {
        AWAITED.contains(&self.name.as_str())
    }
}

fn cases() -> Vec<Case> {
    let folder = root().join("tests/contract");
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry of the folder").path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    assert_eq!(folders.len(), 50, "not all cases are there");
    folders.into_iter().map(Case::read).collect()
}

fn lines(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .lines()
        .map(str::to_owned)
        .collect()
}

#[test]
fn through_the_library() {
    let mut wrong = Vec::new();
    for case in cases() {
        match (difference(&case.expected, &answer(&files_in(&case.folder))), case.is_awaited()) {
            (Some(told), false) => wrong.push(format!("{}\n{told}", case.name)),
            (None, true) => wrong.push(format!("{} passes: take it off the list of what is awaited", case.name)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} cases are not as expected\n\n{}", wrong.len(), wrong.join("\n"));
}

/// What is named as awaited is there: a name that is misspelt would be awaited for ever.
#[test]
fn what_is_awaited_is_there() {
    let cases = cases();
    for name in AWAITED {
        assert!(cases.iter().any(|case| case.name == name), "there is no case {name}");
    }
}

#[test]
fn through_the_program() {
    let mut wrong = Vec::new();
    for case in cases().into_iter().filter(|case| !case.is_awaited()) {
        let run = gainsay(&case.folder, &["check", "--output", "pairs", "--today", TODAY]);
        let found: Vec<String> = String::from_utf8_lossy(&run.stdout).lines().map(str::to_owned).collect();
        if found != case.expected.pairs || !matches!(run.status, Some(0 | 1)) {
            wrong.push(format!("{} ended with {:?}\n{}", case.name, run.status, run.text()));
        }
    }
    assert!(wrong.is_empty(), "{} cases are not as expected\n\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn through_the_second_reading() {
    let told = |case: &Case| {
        let answer = brute::answer(&files_in(&case.folder), TODAY);
        difference(&case.expected, &answer).map(|told| format!("{}\n{told}", case.name))
    };
    let wrong: Vec<String> = cases().iter().filter_map(told).collect();
    assert!(wrong.is_empty(), "{} cases are not as expected\n\n{}", wrong.len(), wrong.join("\n"));
}
