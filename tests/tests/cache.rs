//! Runs with a cache say what runs without one say: after every edit, and whatever has become of the cache.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use gainsay_tests::program::{program, run};
use gainsay_tests::random;
use gainsay_tests::workspaces::write;

/// What `check` prints, in full and as pairs, and how it ends.
fn checked(folder: &Path, cache: &str, more: &[&str]) -> (String, String, Option<i32>) {
    let told = |output: &str| {
        let mut command = Command::new(program());
        command
            .arg("-C")
            .arg(folder)
            .args(["check", "--today", "2026-11-23", "--notes", "--output", output])
            .args(more);
        let done = run(own_state(&mut command)
            .env("GAINSAY_CACHE", cache)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped()));
        (done.text(), done.status)
    };
    let ((full, status), (pairs, _)) = (told("full"), told("pairs"));
    (full, pairs, status)
}

/// Where the key of these tests is kept: not among the user's own things.
fn state() -> &'static Path {
    Path::new(concat!(env!("CARGO_TARGET_TMPDIR"), "/state"))
}

fn own_state(command: &mut Command) -> &mut Command {
    command.env("XDG_STATE_HOME", state()).env_remove("CI")
}

fn agree(folder: &Path, what: &str) {
    let wanted = checked(folder, "never", &["--threads", "1"]);
    for threads in ["1", "3"] {
        assert_eq!(checked(folder, "always", &["--threads", threads]), wanted, "{what}, {threads} threads");
    }
}

/// Longer than a file system looks at the clock: what is older is taken for settled.
fn settle() {
    std::thread::sleep(std::time::Duration::from_millis(70));
}

/// The two files of a cache: what was read, and which files there were.
const FILES: [&str; 2] = ["records-7", "folders-2"];

fn cache(folder: &Path) -> [std::path::PathBuf; 2] {
    FILES.map(|name| folder.join(".gainsay").join(name))
}

/// Some edits of what lies in a folder: a record changed, a file made, moved, replaced, deleted or touched, the
/// vocabulary or the manifest changed, a folder made or gone, git's rules written.
fn edit(folder: &Path, round: u64, other: &[(String, String)]) -> String {
    let mut files: Vec<_> = walk(folder);
    files.sort();
    let of = |n: u64| &files[n as usize % files.len()];
    let file = of(round.wrapping_mul(7));
    let text = fs::read_to_string(file).expect("a text");
    match round % 12 {
        0 => fs::write(file, text.replace("affirms:", "denies:")).expect("written"),
        1 => fs::write(file, text.replace("denies:", "affirms:")).expect("written"),
        2 => fs::write(file.with_file_name(format!("new-{round}.yaml")), &other[round as usize % other.len()].1)
            .expect("written"),
        3 if !file.ends_with("gainsay.yaml") => {
            fs::rename(file, folder.join(format!("moved-{round}.yaml"))).expect("moved")
        }
        4 if !file.ends_with("gainsay.yaml") => fs::remove_file(file).expect("deleted"),
        7 => {
            let within = folder.join(format!("folder-{}/deep", round % 5));
            fs::create_dir_all(&within).expect("a folder");
            fs::write(within.join(format!("new-{round}.yaml")), &other[round as usize % other.len()].1)
                .expect("written");
        }
        8 if file.parent() != Some(folder) => fs::remove_dir_all(file.parent().expect("a folder")).expect("deleted"),
        9 => fs::write(folder.join(".gitignore"), format!("new-*{}.yaml\nfolder-{}\n", round % 3, round % 5))
            .expect("written"),
        10 => {
            let beside = file.with_extension("new");
            fs::write(&beside, text.replace("affirms:", "suggests:")).expect("written");
            fs::rename(beside, file).expect("replaced");
        }
        // The same content, written again.
        5 => fs::write(file, &text).expect("written"),
        // The same size and another content.
        6 => fs::write(file, text.replace("2018", "2017")).expect("written"),
        _ => fs::write(file, format!("{text}\n# a remark\n")).expect("written"),
    }
    format!("round {round}: {} at {}", round % 12, file.display())
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let visible = entries.filter(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')));
    visible.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

/// Breaks what an earlier run has kept in a folder.
type Breaks = fn(&Path);

/// Puts something odd in the place of what was kept in a folder.
type Replaces<'t> = Box<dyn Fn(&Path) + 't>;

#[test]
fn whatever_is_edited_the_cache_changes_nothing() {
    let seeds = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(3);
    for seed in 0..seeds {
        let (folder, other) = (tempfile::tempdir().expect("a folder"), random::workspace(seed + 1_000, 30));
        write(folder.path(), &random::workspace(seed, 60));
        if seed % 2 == 0 {
            fs::create_dir(folder.path().join(".git")).expect("a repository, as far as its rules go");
        }
        settle();
        agree(folder.path(), "at first");
        let [records, folders] = cache(folder.path());
        assert!(records.is_file(), "there is a cache");
        // Elsewhere folders need not tell whether names have come or gone.
        assert!(folders.is_file() || !cfg!(target_os = "linux"), "which files there are is kept");
        for round in 0..24 {
            let what = edit(folder.path(), seed * 31 + round, &other);
            // Some edits come right after each other, and are not settled when they are read.
            if round % 3 != 0 {
                settle();
            }
            agree(folder.path(), &format!("seed {seed}, {what}"));
        }
    }
}

#[test]
fn a_cache_that_is_odd_is_as_if_it_were_not_there() {
    let (folder, foreign) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    write(folder.path(), &random::workspace(7, 60));
    write(foreign.path(), &random::workspace(8, 60));
    settle();
    agree(folder.path(), "at first");
    agree(foreign.path(), "the other");
    for (file, foreign) in cache(folder.path()).iter().zip(cache(foreign.path())) {
        let whole = fs::read(file).expect("a cache");
        let mut broken: Vec<(String, Vec<u8>)> = [0, 1, 15, 24, 40, 60, whole.len() / 2, whole.len() - 1]
            .map(|end| (format!("cut off at {end}"), whole[..end].to_vec()))
            .into();
        for at in (0..whole.len()).step_by((whole.len() / 40).max(1)) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x41;
            broken.push((format!("changed at {at}"), bytes));
        }
        broken.push(("longer".into(), [&whole[..], b"more"].concat()));
        broken.push(("of another workspace".into(), fs::read(foreign).expect("a cache")));
        for (what, bytes) in broken {
            fs::write(file, bytes).expect("written");
            agree(folder.path(), &format!("{}, {what}", file.display()));
        }
        fs::remove_file(file).expect("deleted");
        fs::create_dir(file).expect("a folder in its place");
        agree(folder.path(), "a folder in its place");
    }
}

#[test]
fn runs_at_the_same_time_do_not_disturb_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &random::workspace(11, 60));
    settle();
    let wanted = checked(folder.path(), "never", &[]);
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..6)
            .map(|_| {
                scope.spawn(|| {
                    cache(folder.path()).iter().for_each(|file| _ = fs::remove_file(file));
                    checked(folder.path(), "always", &[])
                })
            })
            .collect();
        for run in runs {
            assert_eq!(run.join().expect("no panic"), wanted);
        }
    });
    let left: Vec<_> =
        fs::read_dir(folder.path().join(".gainsay")).expect("a folder").flatten().map(|e| e.file_name()).collect();
    assert!(left.len() <= FILES.len() + 1, "only the cache and its .gitignore stay: {left:?}");
}

#[test]
fn a_small_workspace_gets_no_cache_and_a_folder_that_cannot_be_written_to_does_without() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &random::workspace(12, 30));
    settle();
    let wanted = checked(folder.path(), "auto", &[]);
    assert!(!folder.path().join(".gainsay").exists());
    fs::write(folder.path().join(".gainsay"), "a file in its place").expect("written");
    assert_eq!(checked(folder.path(), "always", &[]), wanted);
    assert_eq!(checked(folder.path(), "always", &["--no-cache"]), wanted);
}

#[cfg(unix)]
#[test]
fn a_cache_that_is_no_file_is_not_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &random::workspace(13, 30));
    settle();
    fs::create_dir(folder.path().join(".gainsay")).expect("a folder");
    for place in cache(folder.path()) {
        // The round before may have left one.
        let _ = fs::remove_file(&place);
        // It never ends.
        std::os::unix::fs::symlink("/dev/zero", &place).expect("a link");
        agree(folder.path(), "a device");
        fs::remove_file(&place).expect("deleted");
        assert!(Command::new("mkfifo").arg(&place).status().expect("mkfifo can be run").success());
        agree(folder.path(), "a pipe that nobody writes to");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_folder_is_not_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &random::workspace(14, 30));
    settle();
    // Whoever gives us a workspace would have us write a `.gitignore` that hides it.
    for target in [".", "claims", "elsewhere"] {
        fs::create_dir_all(folder.path().join(target)).expect("a folder");
        let link = folder.path().join(".gainsay");
        std::os::unix::fs::symlink(target, &link).expect("a link");
        agree(folder.path(), target);
        assert!([".gitignore", FILES[0], FILES[1]].iter().all(|name| !link.join(name).exists()), "{target}");
        fs::remove_file(link).expect("deleted");
    }
}

/// A workspace of one claim and, if asked for, one that contradicts it.
fn contradiction(folder: &Path, with: bool) {
    let claim = |id: &str, stance: &str| {
        format!("claim: {id}\nby: mayor\n{stance}: mayor leads town\nsaid: 2018-05-01\nsource: s\n")
    };
    let rest = "entity: mayor\nname: M\n---\nentity: town\nname: T\n---\nsource: s\ntitle: S\n---\npredicate: leads\nlabel: leads\n---\n";
    let mut files = vec![
        ("gainsay.yaml".to_owned(), "gainsay: 1\n".to_owned()),
        ("r.yaml".into(), format!("{rest}{}", claim("yes", "affirms"))),
    ];
    files.extend(with.then(|| ("hidden/no.yaml".to_owned(), claim("no", "denies"))));
    write(folder, &files);
}

/// A check with these things in the environment; both streams, and how it ended.
fn check(folder: &Path, environment: &[(&str, &str)]) -> (String, Option<i32>) {
    let mut command = Command::new(program());
    own_state(&mut command)
        .arg("-C")
        .arg(folder)
        .args(["check", "--today", "2026-11-23"])
        .env("GAINSAY_CACHE", "always");
    let done = run(command
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped()));
    (done.text(), done.status)
}

/// Both folders, each made with its cache by a user with this state folder; the second lacks the contradiction.
fn attacker(state: &Path) -> (tempfile::TempDir, tempfile::TempDir) {
    let (folder, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    contradiction(folder.path(), true);
    contradiction(other.path(), false);
    settle();
    for place in [&folder, &other] {
        for _ in 0..2 {
            check(place.path(), &[("XDG_STATE_HOME", state.to_str().expect("a text"))]);
        }
        assert!(cache(place.path()).iter().all(|file| file.is_file()));
    }
    (folder, other)
}

#[test]
fn a_cache_that_another_user_or_workspace_made_is_not_believed() {
    let state_of_another = tempfile::tempdir().expect("a folder");
    // Of somebody who has all but our key, and of ourselves for another workspace.
    for state in [state_of_another.path(), state()] {
        let (folder, other) = attacker(state);
        for (place, foreign) in cache(folder.path()).iter().zip(cache(other.path())) {
            fs::copy(foreign, place).expect("copied");
        }
        let (text, status) = check(folder.path(), &[]);
        assert!(status == Some(1) && text.contains("self-contradiction"), "{text}");
        // From then on it is our own.
        assert_eq!(check(folder.path(), &[]), (text, status));
    }
    let (folder, _) = attacker(state_of_another.path());
    // Everything is right but the key: what was kept of a file that has changed in nothing that can be seen.
    let (text, status) = check(folder.path(), &[]);
    assert!(status == Some(1), "{text}");
}

#[test]
fn a_cache_that_git_tracks_is_not_used_and_that_is_told() {
    if !gainsay_tests::program::git_is_here() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    contradiction(folder.path(), true);
    settle();
    check(folder.path(), &[]);
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(folder.path()).args(["-c", "user.name=a", "-c", "user.email=a@b"]).args(arguments);
        assert!(
            command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("git runs").success(),
            "{arguments:?}"
        );
    };
    git(&["init", "-q"]);
    git(&["add", "-f", "."]);
    let before = fs::read(&cache(folder.path())[0]).expect("a cache");
    let (text, status) = check(folder.path(), &[]);
    assert!(status == Some(1) && text.contains("git rm -r --cached .gainsay"), "{text}");
    assert_eq!(fs::read(&cache(folder.path())[0]).expect("a cache"), before, "nothing is written there");
    git(&["rm", "-r", "-q", "--cached", ".gainsay"]);
    let (text, _) = check(folder.path(), &[]);
    assert!(!text.contains("git rm"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_cache_of_another_user_is_not_used_and_that_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    contradiction(folder.path(), true);
    settle();
    check(folder.path(), &[]);
    check(folder.path(), &[]);
    if std::os::unix::fs::chown(folder.path().join(".gainsay"), Some(1), None).is_err() {
        gainsay_tests::skipped::say("only an administrator can give a folder away");
        return;
    }
    let before = fs::read(&cache(folder.path())[0]).expect("a cache");
    let (text, status) = check(folder.path(), &[]);
    assert!(status == Some(1) && text.contains(".gainsay/ belongs to another user"), "{text}");
    assert_eq!(fs::read(&cache(folder.path())[0]).expect("a cache"), before, "nothing is written there");
    assert!(!check(folder.path(), &[("CI", "true")]).0.contains("another user"), "none would be used anyway");
}

#[test]
fn where_changes_of_strangers_are_checked_no_cache_is_taken_or_made() {
    let folder = tempfile::tempdir().expect("a folder");
    contradiction(folder.path(), true);
    settle();
    for value in ["true", "1", "woodpecker"] {
        check(folder.path(), &[("CI", value)]);
        assert!(!folder.path().join(".gainsay").exists(), "{value}");
    }
    check(folder.path(), &[("CI", "false")]);
    assert!(cache(folder.path())[0].is_file());
}

#[cfg(unix)]
#[test]
fn without_a_key_there_is_no_cache() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    contradiction(folder.path(), true);
    settle();
    let states = tempfile::tempdir().expect("a folder");
    let own = states.path().join("gainsay");
    let told = |state: &Path| check(folder.path(), &[("XDG_STATE_HOME", state.to_str().expect("a text"))]);
    let wanted = told(states.path());
    let key = own.join("key");
    let found = fs::metadata(&key).expect("a key");
    assert_eq!((found.len(), found.permissions().mode() & 0o777), (32, 0o600));
    assert_eq!(fs::metadata(&own).expect("a folder").permissions().mode() & 0o777, 0o700);
    assert!(cache(folder.path())[0].is_file());
    let written = || fs::read(&cache(folder.path())[0]).ok();
    let first = written();
    let broken: [(&str, Breaks); 6] = [
        ("readable by others", |key| fs::set_permissions(key, fs::Permissions::from_mode(0o644)).expect("set")),
        ("short", |key| fs::write(key, "short").expect("written")),
        ("a link", |key| std::os::unix::fs::symlink("/etc/hostname", key).expect("a link")),
        ("a link that leads nowhere", |key| std::os::unix::fs::symlink("gone", key).expect("a link")),
        ("a folder", |key| fs::create_dir(key).expect("a folder")),
        ("a pipe", |key| assert!(Command::new("mkfifo").arg(key).status().expect("mkfifo").success())),
    ];
    for (what, make) in broken {
        if what != "readable by others" {
            let _ = fs::remove_dir(&key);
            let _ = fs::remove_file(&key);
        }
        make(&key);
        assert_eq!(told(states.path()), wanted, "{what}");
        assert_eq!(written(), first, "{what}: nothing is kept");
    }
    // A state folder that cannot be made.
    assert_eq!(told(Path::new("/dev/null/x")), wanted);
    assert_eq!(written(), first);
}

#[test]
fn a_key_that_came_with_the_workspace_is_not_used() {
    let folder = tempfile::tempdir().expect("a folder");
    // In the workspace, and in the repository around it.
    for (root, state) in [("ws", "ws/.state"), ("repo/kb", "repo/.state")] {
        let (root, state) = (folder.path().join(root), folder.path().join(state));
        contradiction(&root, true);
        fs::create_dir_all(folder.path().join("repo/.git")).expect("a folder");
        settle();
        for _ in 0..2 {
            assert_eq!(check(&root, &[("XDG_STATE_HOME", state.to_str().expect("a text"))]).1, Some(1));
            assert!(!root.join(".gainsay").exists() && !state.exists(), "{}", state.display());
        }
    }
}

#[cfg(unix)]
#[test]
fn whatever_lies_in_the_folder_of_the_cache_nothing_is_read_written_or_waited_for() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("a folder");
    contradiction(folder.path(), true);
    settle();
    // Which files there are is kept from the second run on: the first makes the folder.
    check(folder.path(), &[]);
    let (_, wanted) = check(folder.path(), &[]);
    let outside = tempfile::tempdir().expect("a folder");
    let kept = cache(folder.path());
    let real: Vec<Vec<u8>> = kept.iter().map(|file| fs::read(file).expect("a cache")).collect();
    for (place, whole) in kept.iter().zip(&real) {
        let head = whole[..32].to_vec();
        let huge = |place: &Path| {
            let file = fs::File::create(place).expect("a file");
            std::io::Write::write_all(&mut &file, &head).expect("written");
            // It takes no room on disk.
            file.set_len(1 << 40).expect("as large as is said");
        };
        let target = outside.path().join("target");
        fs::write(&target, whole).expect("written");
        let odd: Vec<(&str, Replaces<'_>)> = vec![
            ("a terabyte of nothing", Box::new(huge)),
            (
                "all ones",
                Box::new(|place| fs::write(place, [head.clone(), vec![0xFF; 1 << 20]].concat()).expect("written")),
            ),
            ("a link to our own", Box::new(|place| symlink(&target, place).expect("a link"))),
            ("a link to a device", Box::new(|place| symlink("/dev/zero", place).expect("a link"))),
            (
                "a pipe",
                Box::new(|place| assert!(Command::new("mkfifo").arg(place).status().expect("mkfifo").success())),
            ),
        ];
        for (what, make) in odd {
            let _ = fs::remove_file(place);
            make(place);
            let (text, status) = check(folder.path(), &[]);
            assert_eq!(status, wanted, "{what}: {text}");
            assert_eq!(fs::read(&target).ok().as_deref(), Some(&whole[..]), "{what}: what a link leads to stays");
            settle();
        }
    }
}

#[test]
fn looking_at_quotes_keeps_and_uses_the_texts_of_copies() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let page = format!("<p>{}</p><p>It was the drought.</p>", "The wheel stood still. ".repeat(8_000));
    let records = "source: page\ntitle: Page\nfile: page.html\n---\nentity: miller\nname: Miller\n---\n\
                   predicate: blames\nlabel: blames\nobject: text\n---\n\
                   claim: miller-blames\nby: miller\naffirms: miller blames \"drought\"\nsource: page\n\
                   quote: It was the drought.\n";
    let files = [("gainsay.yaml", "gainsay: 1\n"), ("records.yaml", records), ("page.html", &page)];
    write(folder.path(), &files.map(|(path, text)| (path.to_owned(), text.to_owned())));
    let verify = || {
        let mut command = Command::new(program());
        command.current_dir(&folder).args(["source", "verify"]).env("GAINSAY_CACHE", "always");
        let done = run(own_state(&mut command).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()));
        assert_eq!(done.status, Some(0), "{}", done.text());
        done.text()
    };
    let kept = || -> Vec<std::path::PathBuf> {
        let entries = fs::read_dir(folder.path().join(".gainsay")).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| path.to_string_lossy().contains("/text-")).collect()
    };
    let first = verify();
    let [text] = &kept()[..] else { panic!("{:?}", kept()) };
    // What is kept is used and not written again.
    let written = fs::metadata(text).and_then(|about| about.modified()).expect("a time");
    settle();
    assert_eq!(verify(), first);
    assert_eq!(fs::metadata(text).and_then(|about| about.modified()).expect("a time"), written);
}
