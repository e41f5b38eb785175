//! `check --watch`: a check, and another one when a file of the workspace has changed, and none when nothing has.

#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use gainsay_tests::program::{gainsay, program};
use gainsay_tests::workspaces::TODAY;
use tempfile::TempDir;

/// Longer than anything takes here, also on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// Longer than it takes to see that something has changed, if the machine is not very busy.
const WHILE: Duration = Duration::from_millis(1_500);

/// A claim, and the vocabulary and the people for it.
const RECORDS: &str = "\
entity: ada
name: Ada
---
entity: bob
name: Bob
---
predicate: knows
---
source: letters
title: Letters
---
claim: ada-knows
by: ada
affirms: ada knows bob
said: 2018-05-01
source: letters
";

const DENIAL: &str = "claim: ada-knows-not\nby: ada\ndenies: ada knows bob\nsaid: 2018-05-01\nsource: letters\n";

fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("gainsay.yaml"), "gainsay: 1\n").expect("written");
    fs::write(folder.path().join("records.yaml"), RECORDS).expect("written");
    folder
}

/// A run that watches, and the lines that it prints.
struct Watching {
    child: Child,
    out: Receiver<String>,
    err: Receiver<String>,
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (give, get) = channel();
    std::thread::spawn(move || {
        BufReader::new(stream).lines().map_while(Result::ok).all(|line| give.send(line).is_ok())
    });
    get
}

impl Watching {
    fn begin(folder: &Path, arguments: &[&str]) -> Watching {
        let mut command = Command::new(program());
        command.current_dir(folder).args(["check", "--watch", "--today", TODAY]).args(arguments);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let (out, err) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
        Watching { child, out: lines(out), err: lines(err) }
    }

    /// What it prints on both streams until it waits again.
    fn shown(&self) -> String {
        let (begun, mut shown) = (Instant::now(), String::new());
        loop {
            let line = self
                .err
                .recv_timeout(PATIENCE.saturating_sub(begun.elapsed()))
                .unwrap_or_else(|e| panic!("{e}: {shown}"));
            if line.contains("waiting until a file changes (Ctrl-C to stop)") {
                break;
            }
            shown.push_str(&format!("{line}\n"));
        }
        // Data stands there before the hint does; the thread that reads it may be a little behind.
        std::thread::sleep(Duration::from_millis(50));
        self.out.try_iter().for_each(|line| shown.push_str(&format!("{line}\n")));
        shown
    }

    fn is_silent(&self) -> bool {
        self.err.recv_timeout(WHILE).is_err() && self.out.try_recv().is_err()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_is_edited_made_moved_and_deleted_is_checked_again() {
    let (folder, elsewhere) = (workspace(), tempfile::tempdir().expect("a folder"));
    let at = |path: &str| folder.path().join(path);
    let watching = Watching::begin(folder.path(), &["--output", "full"]);
    assert!(watching.shown().contains("1 claim, no findings"));

    fs::write(at("records.yaml"), RECORDS.replace("affirms", "doubtfully")).expect("written");
    let shown = watching.shown();
    assert!(shown.contains("=== changed: records.yaml\n") && shown.contains("unknown-key"), "{shown}");
    fs::write(at("records.yaml"), RECORDS).expect("written");
    assert!(watching.shown().contains("1 claim, no findings"));

    fs::create_dir_all(at("claims/more")).expect("a folder");
    fs::write(at("claims/more/denial.yaml"), DENIAL).expect("written");
    let shown = watching.shown();
    assert!(
        shown.contains("=== changed: claims/more/denial.yaml\n") && shown.contains("[self-contradiction]"),
        "{shown}"
    );
    // As many editors save: a new file in the place of the old one.
    fs::write(at("claims/more/denial.yaml~"), DENIAL.replace("denies", "affirms")).expect("written");
    fs::rename(at("claims/more/denial.yaml~"), at("claims/more/denial.yaml")).expect("moved");
    assert!(watching.shown().contains("2 claims, no findings"));

    // A folder is moved away and back.
    fs::rename(at("claims"), elsewhere.path().join("claims")).expect("moved");
    assert!(watching.shown().contains("1 claim, no findings"));
    fs::rename(elsewhere.path().join("claims"), at("claims")).expect("moved");
    assert!(watching.shown().contains("2 claims, no findings"));
    fs::remove_dir_all(at("claims")).expect("deleted");
    assert!(watching.shown().contains("1 claim, no findings"));

    fs::write(at("gainsay.yaml"), "gainsay: 1\nexclude: [records.yaml]\n").expect("written");
    let shown = watching.shown();
    assert!(shown.contains("=== changed: gainsay.yaml") && shown.contains("there are no claims"), "{shown}");
}

#[test]
fn after_each_edit_of_claims_it_shows_what_a_check_shows() {
    let folder = workspace();
    let at = |path: &str| folder.path().join(path);
    // Claims apart from other records: their edits are not for a check of everything.
    let (others, claim) = RECORDS.rsplit_once("---\n").expect("several records");
    fs::write(at("records.yaml"), others).expect("written");
    fs::write(at("claim.yaml"), claim).expect("written");
    let checked = |output: &str| {
        let run = gainsay(folder.path(), &["check", "--today", TODAY, "--output", output]);
        String::from_utf8_lossy(&run.stdout).into_owned()
    };
    let watching = Watching::begin(
        folder.path(),
        &["--output", "json", "--output", &format!("full={}", at("told.txt").display())],
    );
    watching.shown();
    let steps: [(&str, String); 7] = [
        ("a-denial.yaml", DENIAL.into()),
        ("claim.yaml", format!("# A word on it.\n\n{claim}")),
        ("a-denial.yaml", format!("{DENIAL}---\n{}", DENIAL.replace("-not", "-not-2"))),
        ("claim.yaml", claim.replace("bob", "bobb")),
        ("claim.yaml", claim.replace("affirms", "suggests")),
        ("a-denial.yaml", "claim: [\n".into()),
        ("a-denial.yaml", DENIAL.replace("2018", "2019")),
    ];
    for (path, text) in steps {
        fs::write(at(path), text).expect("written");
        let shown = watching.shown();
        assert_eq!(shown.trim(), checked("json").trim(), "{path}");
        assert_eq!(fs::read_to_string(at("told.txt")).expect("written").trim(), checked("full").trim(), "{path}");
    }
}

#[test]
fn a_burst_of_edits_leads_to_few_checks_and_what_is_of_no_account_to_none() {
    let folder = workspace();
    let report = folder.path().join("report.json");
    let arguments = ["--output", "full", "--output", &format!("json={}", report.display())];
    let watching = Watching::begin(folder.path(), &arguments);
    watching.shown();
    assert!(watching.is_silent(), "the report that it writes itself is of no account");
    for name in ["notes.txt", ".hidden.yaml", ".gainsay/records-7", ".git/HEAD"] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, "something").expect("written");
    }
    assert!(watching.is_silent());
    for number in 0..100 {
        let text = DENIAL.replace("ada-knows-not", &format!("not-{number}")).replace("denies", "affirms");
        fs::write(folder.path().join(format!("{number}.yaml")), text).expect("written");
        std::thread::sleep(Duration::from_millis(3));
    }
    let mut checks = 0;
    while !watching.shown().contains("101 claims, no findings") {
        checks += 1;
        assert!(checks < 10, "a check for every edit");
    }
    let told = fs::read_to_string(report).expect("a report");
    assert!(told.contains("not-99") || told.contains("101"), "{told}");
}

#[test]
fn a_workspace_that_vanishes_is_waited_for() {
    let (outer, moved) = (workspace(), tempfile::tempdir().expect("a folder"));
    let folder = outer.path().join("inner");
    let make = || {
        fs::create_dir(&folder).expect("a folder");
        fs::write(folder.join("records.yaml"), RECORDS).expect("written");
        fs::write(folder.join("gainsay.yaml"), "gainsay: 1\n").expect("written");
    };
    make();
    let watching = Watching::begin(&folder, &["--output", "full", "."]);
    assert!(watching.shown().contains("1 claim, no findings"));
    fs::rename(&folder, moved.path().join("away")).expect("moved");
    let shown = watching.shown();
    assert!(shown.contains("error: ") && shown.contains("could not be read: it is not there"), "{shown}");
    make();
    while !watching.shown().contains("1 claim, no findings") {}
    // It is the new folder that is watched now.
    fs::write(folder.join("denial.yaml"), DENIAL).expect("written");
    assert!(watching.shown().contains("[self-contradiction]"));
    fs::write(folder.join("gainsay.yaml"), "gainsay: 99\n").expect("written");
    assert!(watching.shown().contains("error: this workspace is written in version 99"));
    fs::write(folder.join("gainsay.yaml"), "gainsay: 1\n").expect("written");
    assert!(watching.shown().contains("[self-contradiction]"));
}

#[test]
fn it_ends_at_an_interrupt_and_when_nobody_reads_on() {
    let folder = workspace();
    let mut watching = Watching::begin(folder.path(), &["--output", "json"]);
    assert!(watching.shown().contains("\"schema\""));
    let pid = watching.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().expect("kill can be run").success());
    let begun = Instant::now();
    let status = loop {
        match watching.child.try_wait().expect("a child") {
            Some(status) => break status,
            None => assert!(begun.elapsed() < PATIENCE, "it goes on"),
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    // A shell calls this 130.
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(2));

    let mut child = Command::new(program())
        .current_dir(folder.path())
        .args(["check", "--watch"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let begun = Instant::now();
    while child.try_wait().expect("a child").is_none() {
        assert!(begun.elapsed() < PATIENCE, "it goes on, and nobody reads");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn what_cannot_be_done_at_first_is_not_waited_for() {
    let folder = workspace();
    for arguments in [&["check", "--watch", "no-such-folder"][..], &["check", "--watch", "--since", "HEAD"]] {
        let run = gainsay(folder.path(), arguments);
        assert_eq!(run.status, Some(2), "{}", run.text());
    }
}

/// A source with a copy, and two claims that quote it.
const QUOTING: &str = "\
entity: ada
name: Ada
---
entity: bob
name: Bob
---
predicate: knows
---
source: letters
title: Letters
file: letters.txt
";

const QUOTES: &str = "\
claim: ada-knows
by: ada
affirms: ada knows bob
source: letters
quote: I know Bob.
---
claim: ada-knows-still
by: ada
affirms: ada knows bob
source: letters
quote: I still know Bob.
";

#[test]
fn a_quote_is_looked_for_again_when_it_or_the_copy_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |path: &str, text: &str| fs::write(folder.path().join(path), text).expect("written");
    put("gainsay.yaml", "gainsay: 1\n");
    put("sources.yaml", QUOTING);
    put("claims.yaml", QUOTES);
    put("letters.txt", "I know Bob. I still know Bob.\n");
    let watching = Watching::begin(folder.path(), &["--output", "concise"]);
    let numbers = |shown: &str| shown.lines().last().unwrap_or_default().to_owned();
    let check = || gainsay(folder.path(), &["check", "--today", TODAY, "--output", "concise"]);
    let expect = |line: &str| {
        let shown = watching.shown();
        assert_eq!(numbers(&shown), line, "{shown}");
        let fresh = String::from_utf8_lossy(&check().stdout).into_owned();
        let told: Vec<&str> = shown.lines().filter(|line| !line.is_empty() && !line.starts_with("===")).collect();
        assert_eq!(told, fresh.lines().collect::<Vec<_>>());
    };
    expect("2 quotes: 2 found, 0 not found, 0 not checked");
    put("claims.yaml", &QUOTES.replace("I know Bob", "I knew Bob"));
    expect("2 quotes: 1 found, 1 not found, 0 not checked");
    put("letters.txt", "I knew Bob. I no longer know Bob.\n");
    expect("2 quotes: 1 found, 1 not found, 0 not checked");
    fs::remove_file(folder.path().join("letters.txt")).expect("it was there");
    expect("2 quotes: 2 not checked (2 whose copy is missing)");
    put("letters.txt", "I know Bob. I still know Bob.\n");
    expect("2 quotes: 1 found, 1 not found, 0 not checked");
    put("letters.txt.txt", "I knew Bob. I still know Bob.\n");
    put(
        "claims.yaml",
        &QUOTES.replace("quote: I still know Bob.", "note: nothing").replace("I know Bob", "I knew Bob"),
    );
    expect("1 quote: 1 found, 0 not found, 0 not checked");
    put("sources.yaml", &QUOTING.replace("file: letters.txt", "note: lost"));
    expect("1 quote: 1 not checked (1 without a kept copy of the source)");
}
