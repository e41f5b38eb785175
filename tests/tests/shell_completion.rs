//! Completion in shells: what the program offers when it is asked as the shells' scripts ask, what bash and fish make of
//! it where they are at hand, and that nothing is said or written whatever goes wrong.

use std::fs;
use std::path::Path;
use std::process::Command;

use gainsay_tests::program::program;
use gainsay_tests::skipped;
use tempfile::TempDir;

const RECORDS: &str = "\
entity: ada
name: Ada Lovelace
aka: Countess
kind: person
---
entity: bob
name: Bob
---
predicate: knows
label: knows
---
predicate: has-height
object: number m
---
source: letters
title: Letters
---
claim: ada-knows
by: ada
affirms: ada knows bob
source: letters
via: [bob]
scope: {place: london}
---
claim: bob-denies
by: bob
denies: ada knows bob
source: letters
---
entity: letters
name: The letters
";

fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("gainsay.yaml"), "gainsay: 1\n").expect("a manifest");
    fs::create_dir(folder.path().join("claims")).expect("a folder");
    fs::write(folder.path().join("claims/all.yaml"), RECORDS).expect("records");
    folder
}

/// Returns the completions that fish gets for the last of these words, each with its description, and asserts that
/// nothing goes to stderr. Options, which may follow anywhere, are left out unless one is begun.
fn offered(folder: &Path, words: &[&str]) -> Vec<String> {
    let mut asked = Command::new(program());
    asked.current_dir(folder).args(["--", "gainsay"]).args(words).env("GAINSAY_COMPLETE", "fish").env_remove("CI");
    let done = asked.output().expect("the program runs");
    assert_eq!((done.status.code(), &*done.stderr), (Some(0), &b""[..]), "{words:?}");
    let begins_option = words.last().is_some_and(|word| word.starts_with('-'));
    let text = String::from_utf8(done.stdout).expect("UTF-8");
    text.lines().filter(|line| begins_option || !line.starts_with('-')).map(str::to_owned).collect()
}

/// Returns the completions for the last of these words, without their descriptions.
fn values(folder: &Path, words: &[&str]) -> Vec<String> {
    offered(folder, words).iter().map(|line| line.split('\t').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn records_are_offered_with_what_they_are_called() {
    let folder = workspace();
    let offered = |words: &[&str]| offered(folder.path(), words);
    assert_eq!(
        offered(&["set", "a"]),
        ["ada\tAda Lovelace", "ada-knows\tAda Lovelace affirms: Ada Lovelace knows Bob"]
    );
    assert_eq!(offered(&["list", "--by", ""]), ["ada\tAda Lovelace", "bob\tBob", "letters\tThe letters"]);
    assert_eq!(offered(&["list", "--by=a"]), ["--by=ada\tAda Lovelace"]);
    // What begins with no id may be a name.
    assert_eq!(offered(&["list", "--by", "lovel"]), ["ada\tAda Lovelace, Countess"]);
    assert_eq!(offered(&["add", "claim", "--by", "countess"]), ["ada\tAda Lovelace, Countess"]);
    assert_eq!(offered(&["add", "claim", "--source", ""]), ["letters\tLetters"]);
}

#[test]
fn each_verb_is_offered_the_records_that_it_takes() {
    let folder = workspace();
    let values = |words: &[&str]| values(folder.path(), words);
    for verb in ["retract", "supersede", "rule", "why"] {
        assert_eq!(values(&[verb, ""]), ["ada-knows", "bob-denies"], "{verb}");
    }
    assert_eq!(values(&["supersede", "ada-knows", "b"]), ["bob-denies"]);
    assert_eq!(values(&["source", "text", ""]), ["letters"]);
    assert_eq!(values(&["positions", "b"]), ["bob"]);
    assert_eq!(values(&["rename", "kn"]), ["knows"]);
    assert_eq!(values(&["show", "--kind", "predicate", ""]), ["has-height", "knows"]);
    assert_eq!(values(&["add", "claim", "--like", ""]), ["ada-knows", "bob-denies"]);
    assert_eq!(values(&["log", "--conflict", "ada-knows", "bob"]), ["bob-denies"]);
    // An id for a new record is nobody's.
    assert_eq!(values(&["add", "claim", "--id", ""]), [""; 0]);
    assert_eq!(values(&["set", "entity:l"]), ["entity:letters"]);
}

#[test]
fn keys_and_values_are_those_of_the_record() {
    let folder = workspace();
    let values = |words: &[&str]| values(folder.path(), words);
    assert_eq!(values(&["set", "ada-knows", "sa"]), ["said"]);
    assert_eq!(values(&["set", "ada", "a"]), ["aka"]);
    assert_eq!(values(&["set", "source:letters", "pub"]), ["publisher", "published"]);
    assert_eq!(values(&["unset", "ada-knows", "scope."]), ["scope.place"]);
    assert_eq!(values(&["set", "ada-knows", "retracted.b"]), ["retracted.by", "retracted.because"]);
    assert_eq!(values(&["set", "ada-knows", "confidence", ""]), ["high", "medium", "low"]);
    assert_eq!(values(&["set", "ada-knows", "by", "b"]), ["bob"]);
    assert_eq!(values(&["set", "ada-knows", "via+=a"]), ["via+=ada"]);
    assert_eq!(values(&["set", "ada-knows", "via-="]), ["via-=bob"]);
    assert_eq!(values(&["set", "--dry-run", "knows", "symmetric", ""]), ["true", "false"]);
    assert_eq!(values(&["set", "bob", "kind", ""]), ["person"]);
    assert_eq!(values(&["add", "entity", "--kind", "p"]), ["person"]);
    assert_eq!(values(&["rule", "ada-knows", "bob-denies", "--verdict", "o"]), ["open"]);
}

#[test]
fn a_statement_is_offered_word_by_word() {
    let folder = workspace();
    let values = |words: &[&str]| values(folder.path(), words);
    assert_eq!(values(&["ask", "ada", "kn"]), ["knows"]);
    assert_eq!(values(&["ask", "ada", "knows", "b"]), ["bob"]);
    assert_eq!(values(&["ask", "ada", "has-height", ""]), [""; 0]);
    assert_eq!(
        values(&["add", "claim", "--affirms", "ada k"]),
        ["ada knows ada", "ada knows bob", "ada knows letters"]
    );
    assert_eq!(values(&["add", "claim", "--affirms", "\"bob h"]), ["bob has-height"]);
}

#[test]
fn rules_words_and_paths_are_offered() {
    let folder = workspace();
    let values = |words: &[&str]| values(folder.path(), words);
    assert_eq!(values(&["explain", "unknown-"]), ["unknown-key", "unknown-reference"]);
    assert_eq!(values(&["check", "--rule", "disp"]), ["dispute"]);
    assert_eq!(values(&["list", "--stance", "d"]), ["denies", "doubts"]);
    assert_eq!(values(&["check", "--output", "js"]), ["json"]);
    assert_eq!(values(&["fmt", "cl"]), ["claims/"]);
    assert_eq!(values(&["-C", "claims", "fmt", "a"]), ["all.yaml"]);
    assert_eq!(values(&["-C", "claims", "show", "bob-"]), ["bob-denies"]);
}

#[test]
fn revisions_are_offered() {
    if !gainsay_tests::program::git_is_here() {
        return;
    }
    let folder = workspace();
    let git = |arguments: &[&str]| {
        let name = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"];
        let done = Command::new("git").current_dir(folder.path()).args(name).args(arguments).output();
        assert!(done.expect("git runs").status.success(), "{arguments:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "first"]);
    git(&["tag", "v1"]);
    git(&["branch", "review/first"]);
    let values = |words: &[&str]| values(folder.path(), words);
    assert_eq!(values(&["check", "--since", ""]), ["HEAD", "main", "review/first", "v1"]);
    assert_eq!(values(&["diff", "v1..r"]), ["v1..review/first"]);
    assert_eq!(values(&["diff", "v1...m"]), ["v1...main"]);
    assert_eq!(values(&["diff", "HEAD", "ada-"]), ["ada-knows"]);
}

#[test]
fn nothing_is_said_where_nothing_can_be_offered() {
    let empty = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(offered(empty.path(), &["set", ""]), [""; 0]);
    assert_eq!(offered(empty.path(), &["-C", "nowhere", "set", ""]), [""; 0]);
    assert_eq!(offered(empty.path(), &["check", "--since", "x"]), [""; 0]);
    fs::write(empty.path().join("gainsay.yaml"), "gainsay: [").expect("a broken manifest");
    assert_eq!(offered(empty.path(), &["set", ""]), [""; 0]);
    fs::write(empty.path().join("gainsay.yaml"), "gainsay: 99\n").expect("a manifest of another version");
    assert_eq!(offered(empty.path(), &["set", ""]), [""; 0]);
    let folder = workspace();
    assert_eq!(offered(folder.path(), &["set", "no-such-record", ""]), [""; 0]);
    assert_eq!(offered(folder.path(), &["no-such-verb", "x"]), [""; 0]);
    for words in [&["--", "gainsay"][..], &["--"], &[]] {
        let mut asked = Command::new(program());
        asked.current_dir(folder.path()).args(words).env("GAINSAY_COMPLETE", "no-shell");
        let done = asked.output().expect("the program runs");
        assert_eq!((&*done.stdout, &*done.stderr), (&b""[..], &b""[..]), "{words:?}");
    }
}

/// Every file below a folder, with what it holds.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.push((path.display().to_string(), Vec::new()));
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), fs::read(&path).expect("a file")));
        }
    }
    found.sort();
    found
}

#[test]
fn nothing_is_written_and_what_was_kept_is_used() {
    let folder = workspace();
    let before = files(folder.path());
    let ask = || {
        let mut asked = Command::new(program());
        asked.current_dir(folder.path()).args(["--", "gainsay", "set", "bob-"]).env("GAINSAY_COMPLETE", "fish");
        asked.env("GAINSAY_CACHE", "always").env_remove("CI");
        String::from_utf8(asked.output().expect("the program runs").stdout).expect("UTF-8")
    };
    assert!(ask().starts_with("bob-denies\t"));
    assert_eq!(files(folder.path()), before);
    let mut check = Command::new(program());
    check.current_dir(folder.path()).arg("check").env("GAINSAY_CACHE", "always").env_remove("CI");
    check.output().expect("the program runs");
    let kept = files(folder.path());
    assert_ne!(kept, before, "a check keeps what it has read");
    assert!(ask().starts_with("bob-denies\t"));
    fs::write(folder.path().join("new.yaml"), "claim: bob-affirms\nby: bob\naffirms: ada knows bob\nsource: letters\n")
        .expect("a new claim");
    let changed = files(folder.path());
    assert!(ask().starts_with("bob-affirms\t"));
    assert_eq!(files(folder.path()), changed);
}

/// What a shell offers for a line, with the program's script in it.
fn in_shell(folder: &Path, shell: &str, script: &str) -> Option<Vec<String>> {
    if Command::new(shell).arg("--version").output().is_err() {
        skipped::say(&format!("completion in {shell}: needs `{shell}`"));
        return None;
    }
    let home = tempfile::tempdir().expect("a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(gainsay_tests::program::folder().to_owned()).chain(std::env::split_paths(&path));
    let mut run = Command::new(shell);
    run.current_dir(folder).args(["-c", script]).env("HOME", home.path());
    run.env("PATH", std::env::join_paths(folders).expect("a search path"));
    let done = run.output().expect("the shell runs");
    assert_eq!(String::from_utf8_lossy(&done.stderr), "", "{script}");
    Some(String::from_utf8(done.stdout).expect("UTF-8").lines().map(str::to_owned).collect())
}

#[test]
fn bash_completes_the_part_behind_its_breaks() {
    let folder = workspace();
    for (words, expected) in [
        ("gainsay set bob-", vec!["bob-denies"]),
        ("gainsay list --by = a", vec!["ada"]),
        ("gainsay set entity : l", vec!["letters"]),
        ("gainsay set ada-knows via+ = a", vec!["ada"]),
        ("gainsay supersede ada-knows bob", vec!["bob-denies"]),
        ("gainsay check --ou", vec!["--output"]),
    ] {
        let last = words.split(' ').count() - 1;
        let script = format!(
            "source <(gainsay completions bash); COMP_WORDS=({words}); COMP_CWORD={last}; COMP_TYPE=9\n\
             _clap_complete_gainsay gainsay \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"\n\
             printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let Some(found) = in_shell(folder.path(), "bash", &script) else { return };
        assert_eq!(found, expected, "{words}");
    }
}

#[test]
fn fish_completes() {
    let folder = workspace();
    let script = "gainsay completions fish | source; complete -C 'gainsay set bob-'; complete -C 'gainsay ask ada kn'";
    let Some(found) = in_shell(folder.path(), "fish", script) else { return };
    assert_eq!(found, ["bob-denies\tBob denies: Ada Lovelace knows Bob", "knows\tknows"]);
}

#[test]
fn verbs_are_offered_but_for_those_that_are_hidden_from_people() {
    let folder = workspace();
    let verbs = values(folder.path(), &[""]);
    for verb in ["add", "check", "completions", "set", "source"] {
        assert!(verbs.iter().any(|known| known == verb), "{verb} is not in {verbs:?}");
    }
    assert!(!verbs.iter().any(|verb| verb == "docs-cli"), "{verbs:?}");
    assert!(!values(folder.path(), &["git", ""]).iter().any(|verb| verb == "hook"));
}
