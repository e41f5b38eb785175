//! Whenever a run is ended, by Ctrl-C or without any warning, files are as they were or as they were to be, and the next run says what it would
//! have said anyway.

#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gainsay_tests::program::{gainsay, program};
use gainsay_tests::random::{self, Draw};
use gainsay_tests::workspaces::{TODAY, write};
use tempfile::TempDir;

fn spawn(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new(program());
    command.current_dir(folder).args(arguments).env("GAINSAY_CACHE", "always");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program runs")
}

/// Begins a run and ends it after a while with a signal, unless it has ended by then.
fn ended(folder: &Path, arguments: &[&str], signal: &str, after: Duration) {
    let mut child = spawn(folder, arguments);
    std::thread::sleep(after);
    if signal == "KILL" {
        let _ = child.kill();
    } else {
        // There may be none any more.
        let pid = child.id().to_string();
        let _ = Command::new("kill").args([format!("-{signal}"), pid]).stderr(Stdio::null()).status();
    }
    child.wait().expect("a child");
}

/// How long a run takes.
fn usual(folder: &Path, arguments: &[&str]) -> Duration {
    let begun = Instant::now();
    spawn(folder, arguments).wait().expect("a child");
    begun.elapsed()
}

/// What lies in a folder and below that is there only for a while.
fn temporaries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let below = |path: PathBuf| if path.is_dir() { temporaries(&path) } else { vec![path] };
    let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    entries.flat_map(below).filter(|path| name(path).ends_with(".tmp") || name(path).ends_with(".lock")).collect()
}

fn cases(usual: u64) -> u64 {
    std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}

fn workspace(seed: u64, claims: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &random::workspace(seed, claims));
    // What has only just been written is not kept.
    std::thread::sleep(Duration::from_millis(70));
    folder
}

#[test]
fn a_report_is_whole_or_not_there_and_the_cache_is_whole_or_of_no_account() {
    let folder = workspace(3, 60);
    // Much to read and little to compare, so that many a run is ended while the cache is in the making.
    let entities = |file: usize| (0..500).map(|n| format!("---\nentity: e{file}-{n}\nname: E\n")).collect::<String>();
    write(folder.path(), &(0..10).map(|file| (format!("more/{file}.yaml"), entities(file))).collect::<Vec<_>>());
    std::thread::sleep(Duration::from_millis(70));
    let (report, cache) = (folder.path().join("report.json"), folder.path().join(".gainsay"));
    let json = format!("json={}", report.display());
    let arguments = ["check", "--today", TODAY, "--output", &json];
    let wanted = gainsay(folder.path(), &["check", "--today", TODAY, "--no-cache", "--output", "json"]);
    let usual = usual(folder.path(), &arguments).as_micros() as usize;
    let mut draw = Draw(20_261_126);
    for round in 0..cases(60) {
        match round % 3 {
            // Without a cache, with an old report; with one, without a report; with both.
            0 => drop(fs::remove_dir_all(&cache)),
            1 => drop(fs::remove_file(&report)),
            _ => {}
        }
        let signal = ["INT", "KILL", "TERM"][(round / 3 % 3) as usize];
        ended(folder.path(), &arguments, signal, Duration::from_micros(draw.below(usual * 5 / 4) as u64));
        if let Ok(told) = fs::read(&report) {
            assert!(told == wanted.stdout, "round {round}: half a report, or another: {}", String::from_utf8_lossy(&told));
        }
        if signal == "KILL" {
            temporaries(folder.path()).iter().for_each(|path| fs::remove_file(path).expect("deleted"));
        }
        assert_eq!(temporaries(folder.path()), [""; 0].map(PathBuf::from), "round {round}, {signal}");
        if cache.exists() && round % 4 == 0 {
            let ignore = cache.join(".gitignore");
            assert!(!ignore.exists() || fs::read_to_string(ignore).expect("a text").ends_with("\n*\n"), "round {round}");
            let mut next = Command::new(program());
            next.current_dir(folder.path()).args(["check", "--today", TODAY, "--output", "json"]).env("GAINSAY_CACHE", "always");
            assert!(next.output().expect("the program runs").stdout == wanted.stdout, "round {round}");
        }
    }
}

#[test]
fn a_file_is_sealed_or_not_touched() {
    let mut draw = Draw(11);
    for round in 0..cases(12) {
        let folder = workspace(5, 300);
        let texts = || {
            random::workspace(5, 300).into_iter().map(|(path, _)| (fs::read_to_string(folder.path().join(&path)).expect("a text"), path))
        };
        let before: Vec<_> = texts().collect();
        let usual = {
            let other = workspace(5, 300);
            usual(other.path(), &["seal"]).as_micros() as usize
        };
        ended(folder.path(), &["seal"], if round % 2 == 0 { "INT" } else { "TERM" }, Duration::from_micros(draw.below(usual) as u64));
        assert_eq!(temporaries(folder.path()), [""; 0].map(PathBuf::from));
        let partly: Vec<_> = texts().collect();
        let run = gainsay(folder.path(), &["seal"]);
        assert!(run.status == Some(0) || run.status == Some(2), "{}", run.text());
        for (((was, path), (is, _)), (wanted, _)) in before.iter().zip(&partly).zip(texts()) {
            assert!(is == was || *is == wanted, "{path} is neither what it was nor what it was to be");
        }
    }
}

#[test]
fn more_files_are_sealed_than_may_be_open_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("gainsay.yaml"), "gainsay: 1\n").expect("written");
    for number in 0..200 {
        fs::write(folder.path().join(format!("{number}.yaml")), format!("entity: e{number}\nname: E\n")).expect("written");
    }
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("ulimit -n 64; exec {} seal", program().display())).current_dir(folder.path());
    let done = command.output().expect("a shell");
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success() && told.contains("200 records sealed"), "{told}");
}
