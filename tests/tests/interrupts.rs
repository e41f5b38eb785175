//! Whenever a run is ended, by Ctrl-C or without any warning, files are as they were or as they were to be, and the
//! next run says what it would have said anyway.

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

fn runs_to_the_end(folder: &Path, arguments: &[&str]) {
    spawn(folder, arguments).wait().expect("a child");
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
            assert!(
                told == wanted.stdout,
                "round {round}: half a report, or another: {}",
                String::from_utf8_lossy(&told)
            );
        }
        if signal == "KILL" {
            // What it left the next run takes away.
            runs_to_the_end(folder.path(), &["list"]);
        }
        assert_eq!(temporaries(folder.path()), [""; 0].map(PathBuf::from), "round {round}, {signal}");
        if cache.exists() && round % 4 == 0 {
            let ignore = cache.join(".gitignore");
            assert!(
                !ignore.exists() || fs::read_to_string(ignore).expect("a text").ends_with("\n*\n"),
                "round {round}"
            );
            let mut next = Command::new(program());
            next.current_dir(folder.path())
                .args(["check", "--today", TODAY, "--output", "json"])
                .env("GAINSAY_CACHE", "always");
            assert!(next.output().expect("the program runs").stdout == wanted.stdout, "round {round}");
        }
    }
}

/// The rules and records of a report's findings; none if it is not whole.
fn rules(report: &[u8]) -> Option<Vec<(serde_json::Value, serde_json::Value)>> {
    let report: serde_json::Value = serde_json::from_slice(report).ok()?;
    let findings = report.get("findings")?.as_array()?;
    report.get("summary")?;
    Some(findings.iter().map(|finding| (finding["rule"].clone(), finding["records"].clone())).collect())
}

#[test]
fn a_watch_that_is_killed_leaves_whole_reports_and_a_sound_cache() {
    let folder = workspace(3, 60);
    // Enough to read that a kill often falls into reading, checking or keeping.
    let entities = |file: usize| (0..500).map(|n| format!("---\nentity: e{file}-{n}\nname: E\n")).collect::<String>();
    write(folder.path(), &(0..4).map(|file| (format!("more/{file}.yaml"), entities(file))).collect::<Vec<_>>());
    let edited = folder.path().join("more/edited.yaml");
    let (report, cache) = (folder.path().join("report.json"), folder.path().join(".gainsay"));
    let json = format!("json={}", report.display());
    let asked = || {
        let mut check = Command::new(program());
        check
            .current_dir(folder.path())
            .args(["check", "--today", TODAY, "--output", "json"])
            .env("GAINSAY_CACHE", "always");
        check.output().expect("the program runs").stdout
    };
    // As editors save: no check sees half a file.
    let save = |text: &str| {
        let beside = folder.path().join("more/edited.yaml~");
        fs::write(&beside, text).expect("written");
        fs::rename(&beside, &edited).expect("moved");
    };
    // A report on each text that the edited file has in turn.
    let texts = ["entity: edited\nname: A\n", "entity: edited\nname: A\nnonsense: b\n", "entity: e0-0\nname: Twice\n"];
    let wanted = texts.map(|text| {
        save(text);
        gainsay(folder.path(), &["check", "--today", TODAY, "--no-cache", "--output", "json"]).stdout
    });
    assert!(wanted[0] != wanted[1] && wanted[1] != wanted[2], "each text has a report of its own");
    let usual = usual(folder.path(), &["check", "--today", TODAY]).as_micros() as usize;
    let mut draw = Draw(20_261_130);
    for round in 0..cases(15) {
        if round % 4 == 0 {
            drop(fs::remove_dir_all(&cache));
        }
        drop(fs::remove_file(&report));
        let mut watch = spawn(folder.path(), &["check", "--watch", "--today", TODAY, "--output", &json]);
        // Killed in the first check, or in those after an edit.
        for text in texts.iter().cycle().take(1 + round as usize % 3) {
            std::thread::sleep(Duration::from_micros(draw.below(usual * 2) as u64));
            save(text);
        }
        std::thread::sleep(Duration::from_micros(draw.below(usual * 3 + 200_000) as u64));
        watch.kill().expect("it runs until it is killed");
        watch.wait().expect("a child");
        if let Ok(told) = fs::read(&report) {
            let text = String::from_utf8_lossy(&told);
            // Places are worked out when a report is written: of a file that was replaced meanwhile they are its first
            // line.
            let is_known = wanted.iter().any(|wanted| rules(wanted) == rules(&told));
            assert!(rules(&told).is_some() && is_known, "round {round}: half a report, or another: {text}");
        }
        save(texts[round as usize % texts.len()]);
        assert!(asked() == wanted[round as usize % texts.len()], "round {round}: the next check says something else");
        assert_eq!(temporaries(folder.path()), [""; 0].map(PathBuf::from), "round {round}");
    }
}

#[test]
fn a_file_is_sealed_or_not_touched() {
    let mut draw = Draw(11);
    for round in 0..cases(12) {
        let folder = workspace(5, 300);
        let texts = || {
            random::workspace(5, 300)
                .into_iter()
                .map(|(path, _)| (fs::read_to_string(folder.path().join(&path)).expect("a text"), path))
        };
        let before: Vec<_> = texts().collect();
        let usual = {
            let other = workspace(5, 300);
            usual(other.path(), &["seal"]).as_micros() as usize
        };
        let signal = ["INT", "TERM", "KILL"][(round % 3) as usize];
        // It is the user's, and old.
        let own = folder.path().join(".gainsay-notes.tmp");
        let file = fs::File::create(&own).expect("a file");
        file.set_modified(std::time::SystemTime::now() - Duration::from_secs(100_000)).expect("a time");
        ended(folder.path(), &["seal"], signal, Duration::from_micros(draw.below(usual) as u64));
        let partly: Vec<_> = texts().collect();
        if signal == "KILL" {
            runs_to_the_end(folder.path(), &["list"]);
        }
        assert_eq!(temporaries(folder.path()), [own], "{signal}");
        let run = gainsay(folder.path(), &["seal"]);
        assert!(run.status == Some(0) || run.status == Some(2), "{}", run.text());
        for (((was, path), (is, _)), (wanted, _)) in before.iter().zip(&partly).zip(texts()) {
            assert!(is == was || *is == wanted, "{path} is neither what it was nor what it was to be");
        }
    }
}

#[test]
fn a_workspace_is_begun_and_a_merge_written_whole_or_not_at_all() {
    let mut draw = Draw(12);
    let files = |folder: &Path| -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        let mut waiting = vec![folder.to_owned()];
        while let Some(folder) = waiting.pop() {
            for path in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
                if path.is_dir() {
                    waiting.push(path);
                } else {
                    found.push((path.clone(), fs::read(&path).expect("a file")));
                }
            }
        }
        found.into_iter().map(|(path, text)| (path.strip_prefix(folder).expect("below").to_owned(), text)).collect()
    };
    // A workspace is named after its folder.
    let root = |folder: &TempDir| folder.path().join("ws");
    let begun = || {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(root(&folder)).expect("a folder");
        folder
    };
    let entity = |name: &str| (0..2_000).map(|n| format!("entity: e{n}\nname: {name}\n---\n")).collect::<String>();
    let sides = || {
        let folder = begun();
        for (path, name) in [("gainsay.yaml", ""), ("base.yml", "A"), ("ours.yml", "A"), ("theirs.yml", "B")] {
            fs::write(root(&folder).join(path), if name.is_empty() { "gainsay: 1\n".to_owned() } else { entity(name) })
                .expect("written");
        }
        folder
    };
    let merging: &[&str] = &["merge-file", "base.yml", "ours.yml", "theirs.yml"];
    let cases_of: [(&[&str], &dyn Fn() -> TempDir); 2] = [(&["init"], &begun), (merging, &sides)];
    for (arguments, make) in cases_of {
        let whole = make();
        let usual = usual(&root(&whole), arguments).as_micros() as usize;
        let (wanted, before) = (files(&root(&whole)), files(&root(&make())));
        assert_ne!(wanted, before, "{arguments:?} does something");
        for round in 0..cases(20) {
            let folder = make();
            ended(&root(&folder), arguments, "KILL", Duration::from_micros(draw.below(usual * 5 / 4) as u64));
            let is_known = |file: &(PathBuf, Vec<u8>)| wanted.contains(file) || before.contains(file);
            for (path, text) in files(&root(&folder)) {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                assert!(
                    is_known(&(path.clone(), text)) || name.ends_with(".tmp"),
                    "{arguments:?}, round {round}: {}",
                    path.display()
                );
            }
            // What was not done is done by the next run, and what was left is gone.
            runs_to_the_end(&root(&folder), arguments);
            let now = files(&root(&folder));
            let names: Vec<_> = now.iter().map(|(path, _)| path).collect();
            assert!(
                now.iter().all(|file| wanted.contains(file)) && now.len() == wanted.len(),
                "{arguments:?}, round {round}: {names:?}"
            );
        }
    }
}

#[test]
fn more_files_are_sealed_than_may_be_open_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("gainsay.yaml"), "gainsay: 1\n").expect("written");
    for number in 0..200 {
        fs::write(folder.path().join(format!("{number}.yaml")), format!("entity: e{number}\nname: E\n"))
            .expect("written");
    }
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("ulimit -n 64; exec {} seal", program().display())).current_dir(folder.path());
    let done = command.output().expect("a shell");
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success() && told.contains("200 records sealed"), "{told}");
}
