//! Which files belong to a workspace: the same for every verb and every state, whatever git's patterns say and wherever
//! they are set.

use gainsay_tests::program::{Run, git_is_here, shell};
use gainsay_tests::workspaces::write;
use std::fs;

/// A claim, its file to be named by the caller.
fn claim(id: &str, stance: &str) -> String {
    format!("claim: {id}\nby: mayor\n{stance}: mayor leads town\nsaid: 2018-05-01\nsource: s\n")
}

/// A workspace with one claim in `r.yaml`.
fn files() -> Vec<(String, String)> {
    let rest = "entity: mayor\nname: The mayor\n---\nentity: town\nname: The town\n---\nsource: s\ntitle: S\n---\npredicate: leads\n\
                label: leads\n---\n";
    vec![
        ("gainsay.yaml".into(), "gainsay: 1\n".into()),
        ("r.yaml".into(), format!("{rest}{}", claim("yes", "affirms"))),
    ]
}

struct Workspace {
    _folder: tempfile::TempDir,
    root: std::path::PathBuf,
    home: std::path::PathBuf,
}

impl Workspace {
    /// The claim `no`, which contradicts that of the others, lies in `path`.
    fn with(path: &str) -> Workspace {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("a path");
        let (root, home) = (root.join("ws"), root.join("home"));
        fs::create_dir_all(&home).expect("a folder");
        let mut all = files();
        if !path.is_empty() {
            all.push((path.into(), claim("no", "denies")));
        }
        write(&root, &all);
        Workspace { _folder: folder, root, home }
    }

    fn in_git(path: &str) -> Workspace {
        let workspace = Workspace::with(path);
        workspace.sh("git init -q && git add . && git commit -qm first");
        workspace
    }

    fn run(&self, line: &str) -> Run {
        shell(&self.root, &self.home, line)
    }

    /// Runs a line that must not fail.
    fn sh(&self, line: &str) -> String {
        let run = self.run(line);
        assert_eq!(run.status, Some(0), "{line}\n{}", run.text());
        run.text()
    }

    fn put(&self, path: &str, text: &str) {
        let place = self.root.join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::write(place, text).expect("written");
    }

    /// Whether a check finds the contradiction, and what it prints. Without a cache and twice with one, it is the same.
    fn finds(&self) -> (bool, String) {
        self.finds_with("")
    }

    /// The same with something in the environment.
    fn finds_with(&self, environment: &str) -> (bool, String) {
        let line = |cache: &str| format!("{environment} GAINSAY_CACHE={cache} gainsay check --today 2026-11-29");
        let runs: Vec<Run> =
            ["never", "always", "always", "always"].iter().map(|cache| self.run(&line(cache))).collect();
        for run in &runs {
            assert_eq!((run.status, run.text()), (runs[0].status, runs[0].text()), "with a cache as without");
        }
        assert!(matches!(runs[0].status, Some(0 | 1)), "{}", runs[0].text());
        (runs[0].status == Some(1), runs[0].text())
    }

    /// Whether `list`, `show` and `check --since` know of the claim `no`, as `check` does.
    fn agree(&self) {
        let found = self.finds().0;
        assert_eq!(self.sh("gainsay list").contains("no "), found, "list");
        assert_eq!(self.run("gainsay show no").status == Some(0), found, "show");
        assert_eq!(self.run("gainsay seal no --check").status != Some(2), found, "seal");
        let folders = self
            .run("mkdir ../empty && printf 'gainsay: 1\\n' >../empty/gainsay.yaml; gainsay diff ../empty . -o json");
        assert_eq!(folders.text().contains("\"no\""), found, "diff of folders: {}", folders.text());
    }
}

fn settle() {
    std::thread::sleep(std::time::Duration::from_millis(70));
}

#[test]
fn what_git_tracks_is_read_wherever_it_is_ignored() {
    if !git_is_here() {
        return;
    }
    // Where the pattern stands, and what it is.
    let places = [
        ("printf 'drafts/\\n' >.gitignore", ""),
        ("printf '*.yaml\\n' >.gitignore", ""),
        ("printf '*\\n' >drafts/.gitignore", ""),
        ("printf 'drafts\\n' >.git/info/exclude", ""),
        ("printf 'drafts\\n' >../pat && git config core.excludesFile ../pat", ""),
        (
            "printf 'drafts\\n' >../pat && git config --file ../conf core.excludesFile \"$PWD/../pat\"",
            "GIT_CONFIG_GLOBAL=$PWD/../conf",
        ),
    ];
    for (line, environment) in places {
        let workspace = Workspace::in_git("drafts/no.yaml");
        settle();
        workspace.sh(line);
        let (found, text) = workspace.finds_with(environment);
        assert!(found, "{line}: {text}");
        assert!(!text.contains("ignored by git"), "{line}: {text}");
        workspace.agree();
        let since = workspace.run("gainsay check --since HEAD --today 2026-11-29");
        assert!(since.text().contains("1 finding remains open"), "{line}: {}", since.text());
    }
}

#[test]
fn what_git_ignores_is_not_read_wherever_that_is_set() {
    if !git_is_here() {
        return;
    }
    let global = "printf 'drafts/\\n' >../pat && printf '[core]\\nexcludesFile = ../pat\\n' >../conf";
    let included = "printf 'drafts/\\n' >../pat && printf '[core]\\nexcludesFile = ../pat\\n' >../inc && printf '[include]\\npath = inc\\n' >../conf";
    let places = [
        ("printf 'drafts/\\n' >.gitignore", ""),
        ("printf '*\\n' >drafts/.gitignore", ""),
        ("printf '/drafts/no.yaml\\n' >.git/info/exclude", ""),
        ("printf '/drafts/*.yaml\\n' >../pat && git config core.excludesFile ../pat", ""),
        ("printf 'drafts\\n' >../home/pat && git config core.excludesFile '~/pat'", ""),
        (global, "GIT_CONFIG_GLOBAL=$PWD/../conf"),
        (global, "GIT_CONFIG_NOSYSTEM= GIT_CONFIG_SYSTEM=$PWD/../conf"),
        (included, "GIT_CONFIG_GLOBAL=$PWD/../conf"),
        (
            "printf 'drafts/\\n' >../pat",
            "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.excludesFile GIT_CONFIG_VALUE_0=../pat",
        ),
        // What `git -c` hands to hooks, as it does now and as it did once.
        ("printf 'drafts/\\n' >../pat", "GIT_CONFIG_PARAMETERS=\"'core.excludesfile'='../pat'\""),
        ("printf 'drafts/\\n' >../pat", "GIT_CONFIG_PARAMETERS=\"'a.b=c' 'core.excludesFile=../pat'\""),
        ("mkdir -p ../xdg/git && printf 'drafts/\\n' >../xdg/git/ignore", "XDG_CONFIG_HOME=$PWD/../xdg"),
        ("mkdir -p ../home/.config/git && printf 'drafts/\\n' >../home/.config/git/ignore", ""),
        (
            "git config extensions.worktreeConfig true && printf 'drafts/\\n' >../pat && git config --worktree core.excludesFile ../pat",
            "",
        ),
    ];
    for (line, environment) in places {
        let workspace = Workspace::in_git("");
        workspace.put("drafts/no.yaml", &claim("no", "denies"));
        settle();
        workspace.sh(line);
        let check = workspace.run(&format!("{environment} git check-ignore -q drafts/no.yaml"));
        assert_eq!(check.status, Some(0), "git ignores it: {line}");
        let (found, text) = workspace.finds_with(environment);
        assert!(!found, "{line} {environment}: {text}");
        assert!(text.contains("1 claim, no findings; 1 file ignored by git"), "{line}: {text}");
        let json = workspace.run(&format!("{environment} gainsay check -o json"));
        assert!(json.text().contains("\"ignored\": 1"), "{}", json.text());
        let named = workspace.run(&format!("{environment} gainsay check drafts/no.yaml"));
        assert_eq!(named.status, Some(2), "{}", named.text());
        assert!(named.text().contains("drafts/no.yaml is not read: git ignores it"), "{}", named.text());
        // Once it is tracked it is read.
        workspace.sh("git add -f drafts/no.yaml");
        assert!(workspace.finds_with(environment).0, "{line}");
        workspace.sh("git rm -q --cached drafts/no.yaml");
        assert!(!workspace.finds_with(environment).0, "{line}");
    }
}

#[test]
fn the_nearest_pattern_decides_and_a_folder_above_counts() {
    if !git_is_here() {
        return;
    }
    let workspace = Workspace::with("inner/no.yaml");
    // The workspace lies below the root of the repository.
    workspace.sh("cd .. && git init -q && printf '/ws/inner/\\n' >.gitignore");
    assert!(!workspace.finds().0);
    workspace.sh("printf '/inner/\\n' >../.gitignore");
    assert!(workspace.finds().0, "it is anchored where it stands");
    workspace.sh("printf 'no.yaml\\n' >../.gitignore && printf '!no.yaml\\n' >inner/.gitignore");
    assert!(workspace.finds().0, "the nearest counts");
    workspace.sh("printf 'inner\\n' >../.gitignore");
    assert!(!workspace.finds().0, "below a folder that is ignored nothing is let in again");
    workspace.sh("git add -f inner/no.yaml");
    assert!(workspace.finds().0);
    workspace.agree();
}

#[test]
fn other_checkouts_and_odd_repositories() {
    if !git_is_here() {
        return;
    }
    // A linked worktree has its index for itself, and its patterns in common.
    let workspace = Workspace::in_git("drafts/no.yaml");
    workspace.sh("git worktree add -q ../linked && printf 'drafts/\\n' >.git/info/exclude");
    let check = |workspace: &Workspace, folder: &str| {
        workspace.run(&format!("cd {folder} && gainsay check --today 2026-11-29"))
    };
    assert_eq!(check(&workspace, "../linked").status, Some(1));
    workspace.sh("cd ../linked && git rm -q --cached drafts/no.yaml");
    let run = check(&workspace, "../linked");
    assert!(run.status == Some(0) && run.text().contains("1 file ignored by git"), "{}", run.text());
    assert_eq!(check(&workspace, ".").status, Some(1), "here it is still tracked");

    // An index of the newest form, and one that is split.
    for form in ["git update-index --index-version 4", "git update-index --split-index"] {
        let workspace = Workspace::in_git("drafts/no.yaml");
        workspace.sh(&format!("printf 'drafts/\\n' >.gitignore && {form}"));
        assert!(workspace.finds().0, "{form}");
    }

    // An index that cannot be read: nobody can say.
    let workspace = Workspace::in_git("drafts/no.yaml");
    workspace.sh("printf 'drafts/\\n' >.gitignore && printf 'DIRC nonsense' >.git/index");
    let run = workspace.run("gainsay check");
    assert_eq!(run.status, Some(2), "{}", run.text());
    assert!(run.text().contains("whether git tracks drafts/"), "{}", run.text());

    // Another repository within has its own patterns and its own index.
    let workspace = Workspace::in_git("");
    workspace.put("inner/drafts/no.yaml", &claim("no", "denies"));
    workspace.sh("cd inner && git init -q && printf 'drafts/\\n' >.gitignore");
    assert!(!workspace.finds().0);
    workspace.sh("cd inner && git add -f drafts");
    assert!(workspace.finds().0);
    workspace.sh("printf 'drafts\\n' >.gitignore");
    assert!(workspace.finds().0, "patterns from around it do not hold in it");

    // Without a repository the workspace's own files of patterns count, and those above it do not.
    let workspace = Workspace::with("drafts/no.yaml");
    workspace.sh("printf 'drafts\\n' >../.gitignore");
    assert!(workspace.finds().0);
    workspace.sh("printf 'drafts\\n' >.gitignore");
    assert!(!workspace.finds().0);
}

#[test]
fn a_sparse_checkout_compares_what_is_not_there_as_git_has_it() {
    if !git_is_here() {
        return;
    }
    // With `--sparse-index` the index holds one entry for all of a folder.
    for form in ["--no-sparse-index", "--sparse-index"] {
        for below in ["", "inner/"] {
            let workspace = Workspace::with(&format!("{below}drafts/no.yaml"));
            workspace.put(&format!("{below}drafts/notes.txt"), "");
            if !below.is_empty() {
                workspace.sh("mv gainsay.yaml r.yaml inner/");
            }
            let at = if below.is_empty() { "." } else { "inner" };
            workspace.sh("git init -q && git add . && git commit -qm first");
            workspace.sh(&format!(
                "git sparse-checkout init --cone {form} && git sparse-checkout set {below}other 2>/dev/null"
            ));
            assert!(!workspace.root.join(below).join("drafts/no.yaml").exists());
            let run = |line: &str| workspace.run(&format!("cd {at} && {line}"));
            for line in ["gainsay diff HEAD", "gainsay diff --staged"] {
                assert!(
                    run(line).text().contains("no record says anything else"),
                    "{form} {below}: {}",
                    run(line).text()
                );
            }
            assert_eq!(run("gainsay git hook pre-commit").text(), "", "{form} {below}");
            // A check of what is there says that it has not seen all.
            let check = run("gainsay check");
            assert_eq!(
                check.text(),
                "1 claim, no findings; 1 file left out by the sparse checkout\n",
                "{form} {below}"
            );
            assert!(run("gainsay check -o json").text().contains("\"not_checked_out\": 1"));
            // One since a revision reads them as git has them.
            let since = run("gainsay check --since HEAD").text();
            assert!(since.contains("2 claims") && since.contains("1 finding remains open"), "{form} {below}: {since}");
            assert!(!since.contains("left out"), "{since}");
            workspace.sh("git sparse-checkout disable");
            assert!(run("gainsay check").text().contains("2 claims, 1 finding"), "{form} {below}");
        }
    }
}

#[test]
fn a_file_that_git_is_told_to_leave_out_is_counted_as_left_out() {
    if !git_is_here() {
        return;
    }
    for version in [2, 4] {
        let workspace = Workspace::with("drafts/no.yaml");
        workspace
            .sh(&format!("git init -q && git config index.version {version} && git add . && git commit -qm first"));
        let run = |line: &str| workspace.run(line);
        assert!(run("gainsay check").text().contains("2 claims, 1 finding"), "{version}");
        // Marked, and still there: it is read.
        workspace.sh("git update-index --skip-worktree drafts/no.yaml");
        assert!(run("gainsay check").text().contains("2 claims, 1 finding"), "{version}");
        workspace.sh("rm drafts/no.yaml");
        for line in ["gainsay check", "gainsay check --no-cache", "gainsay check"] {
            let text = run(line).text();
            assert_eq!(text, "1 claim, no findings; 1 file left out by the sparse checkout\n", "{version}: {line}");
        }
        assert!(run("gainsay check -o json").text().contains("\"not_checked_out\": 1"), "{version}");
        // What is deleted and not marked is deleted.
        workspace.sh("git update-index --no-skip-worktree drafts/no.yaml");
        assert_eq!(run("gainsay check").text(), "1 claim, no findings\n", "{version}");
    }
}

#[test]
fn another_repository_that_git_tracks_is_read_and_not_counted_as_ignored() {
    if !git_is_here() {
        return;
    }
    let workspace = Workspace::in_git("");
    workspace.sh("mkdir ../other && cd ../other && git init -q");
    workspace.put("../other/no.yaml", &claim("no", "denies"));
    workspace.sh("cd ../other && git add . && git commit -qm first");
    workspace.sh(
        "git -c protocol.file.allow=always submodule --quiet add \"$PWD/../other\" sub && printf 'sub/\\n' >.gitignore",
    );
    let (found, text) = workspace.finds();
    assert!(found && !text.contains("ignored by git"), "{text}");
}

#[test]
fn a_staged_file_that_was_probably_meant_is_told_by_the_hook() {
    if !git_is_here() {
        return;
    }
    for (path, told) in [
        ("claims/no.yaml.txt", true),
        ("claims/no.yml.bak", true),
        ("r.yaml.txt", true),
        ("r.yaml.bak", false),
        ("drafts/no.yaml.txt", false),
        (".no.yaml.txt", false),
    ] {
        let workspace = Workspace::in_git("");
        workspace.put("gainsay.yaml", "gainsay: 1\nexclude: [drafts]\n");
        workspace.put(path, &claim("no", "denies"));
        workspace.sh("git add -f .");
        let hook = workspace.run("gainsay git hook pre-commit");
        assert_eq!(
            (hook.status, hook.text().contains(&format!("warning: {path} is not read"))),
            (Some(0), told),
            "{path}: {}",
            hook.text()
        );
        // What was there before is no news, and what goes is none.
        workspace.sh("git commit -qm second");
        workspace.sh("printf '\\n' >>r.yaml && git add r.yaml");
        assert_eq!(workspace.run("gainsay git hook pre-commit").text(), "", "{path}");
        workspace.sh(&format!("git rm -q --cached {path}"));
        assert_eq!(workspace.run("gainsay git hook pre-commit").text(), "", "{path}");
    }
}

#[test]
fn the_ending_is_read_without_regard_to_case() {
    for path in ["NO.YAML", "no.Yml", "a/b.yAmL", "a.b.YML"] {
        let workspace = Workspace::with(path);
        assert!(workspace.finds().0, "{path}");
        workspace.agree();
        assert_eq!(workspace.run(&format!("gainsay check {path}")).status, Some(1), "{path}");
        let over = workspace.run(&format!("gainsay check -o json={path}"));
        assert_eq!(over.status, Some(2), "{path}");
        if git_is_here() {
            workspace.sh("git init -q && git add . && git commit -qm first");
            assert!(workspace.sh("gainsay log no").contains("no"), "{path}");
            assert!(workspace.sh("gainsay git hook pre-commit; true").is_empty(), "{path}");
            workspace.sh(&format!("sed -i s/2018/2017/ {path} && git add ."));
            assert!(workspace.run("gainsay diff HEAD").text().contains("no"), "{path}");
        }
    }
}

#[test]
fn a_file_that_was_probably_meant_is_told() {
    for (path, told) in [
        ("claims/no.yaml.txt", true),
        ("claims/NO.YML.TXT", true),
        ("claims/no.yaml.bak", true),
        ("r.yaml.txt", true),
        ("r.yaml.bak", false),
        ("claims/no.txt", false),
        ("claims/.no.yaml.txt", false),
    ] {
        let workspace = Workspace::with(path);
        let (found, text) = workspace.finds();
        assert!(!found, "{path}");
        assert_eq!(text.contains(&format!("warning: {path} is not read")), told, "{path}: {text}");
        let named = workspace.run(&format!("gainsay check {path}"));
        assert_eq!(named.status, Some(2), "{path}: {}", named.text());
        assert!(named.text().contains("is not read:"), "{path}: {}", named.text());
    }
    let workspace = Workspace::with("drafts/no.yaml.txt");
    workspace.put("gainsay.yaml", "gainsay: 1\nexclude: [drafts]\n");
    assert!(!workspace.finds().1.contains("no.yaml.txt"), "what is left out is not told");
}

#[test]
fn a_file_that_is_named_and_not_read_is_no_success() {
    let workspace = Workspace::with("drafts/no.yaml");
    workspace.put("gainsay.yaml", "gainsay: 1\nexclude: [drafts]\n");
    workspace.put("notes.txt", "");
    workspace.put(".hidden/a.yaml", &claim("a", "affirms"));
    workspace.put("claims/.b.yaml", &claim("b", "affirms"));
    fs::create_dir(workspace.root.join("empty")).expect("a folder");
    for (path, why) in [
        ("drafts/no.yaml", "the manifest excludes it"),
        ("drafts", "the manifest excludes it"),
        ("notes.txt", "its name does not end in .yaml or .yml"),
        (".hidden/a.yaml", "begins with a dot"),
        ("claims/.b.yaml", "begins with a dot"),
        (".hidden", "begins with a dot"),
        ("../home", "is not in this workspace"),
        ("gone.yaml", "there is no gone.yaml"),
    ] {
        for more in ["", "-o json", "-o concise r.yaml", "-o sarif"] {
            let run = workspace.run(&format!("gainsay check {path} {more}"));
            assert_eq!(run.status, Some(2), "{path} {more}: {}", run.text());
            assert!(run.text().contains(why), "{path} {more}: {}", run.text());
        }
    }
    let run = workspace.run("gainsay check empty");
    assert!(run.text().contains("there is no file to read in empty"), "{}", run.text());
    assert_eq!(workspace.run("gainsay check r.yaml").status, Some(0));
}

#[test]
fn what_is_left_unread_on_purpose_is_counted() {
    let workspace = Workspace::with("drafts/no.yaml");
    workspace.put("gainsay.yaml", "gainsay: 1\nexclude: [drafts, old.yaml]\n");
    workspace.put("drafts/deep/two.yml", "");
    workspace.put("drafts/notes.txt", "");
    workspace.put("drafts/.three.yaml", "");
    workspace.put("old.yaml", "");
    workspace.put("kept/a.yaml", "");
    workspace.put("kept/README.md", "");
    workspace.put(".gitignore", "kept/\n*.tmp\n");
    workspace.put("x.tmp", "");
    let (found, text) = workspace.finds();
    assert!(!found && text.ends_with("1 claim, no findings; 3 files excluded, 1 ignored by git\n"), "{text}");
    for (face, wanted) in [
        ("full", "3 files excluded, 1 ignored by git"),
        ("github", "3 files excluded, 1 ignored by git"),
        ("junit", "3 files excluded, 1 ignored by git"),
        ("sarif", "3 files excluded, 1 ignored by git"),
        ("json", "\"excluded\": 3"),
        ("concise", "hint: 3 files excluded, 1 ignored by git"),
        ("gitlab", "hint: 3 files excluded, 1 ignored by git"),
        ("pairs", "hint: 3 files excluded, 1 ignored by git"),
    ] {
        let run = workspace.run(&format!("gainsay check -o {face}"));
        assert!(run.text().contains(wanted), "{face}: {}", run.text());
    }
    settle();
    workspace.put("kept/b.yaml", "");
    assert!(workspace.finds().1.contains("2 ignored by git"));
}

#[test]
fn every_state_goes_by_its_own_manifest() {
    if !git_is_here() {
        return;
    }
    let workspace = Workspace::in_git("drafts/no.yaml");
    workspace.put("gainsay.yaml", "gainsay: 1\nexclude: [drafts/]\n");
    assert!(!workspace.finds().0);
    assert_eq!(workspace.run("gainsay show no").status, Some(2));
    assert!(workspace.sh("gainsay log no").contains("first"), "HEAD does not leave it out yet");
    workspace.sh("git commit -qam leave-out");
    for verb in ["show no", "blame no"] {
        let run = workspace.run(&format!("gainsay {verb}"));
        assert_eq!(run.status, Some(2), "{verb}: {}", run.text());
    }
    let log = workspace.sh("gainsay log no");
    assert!(log.contains("leave-out") && log.contains("first"), "it was there, and is not any more: {log}");
    assert_eq!(workspace.run("gainsay log no --from HEAD~1").status, Some(0));
    assert_eq!(workspace.run("gainsay blame no --from HEAD~1").status, Some(0));
    let conflict = workspace.sh("gainsay log --conflict yes no");
    assert!(conflict.contains("introduced") && conflict.contains("resolved"), "{conflict}");
    let diff = workspace.run("gainsay diff HEAD~1 HEAD");
    assert!(diff.text().contains("no") && diff.text().contains("resolved"), "{}", diff.text());

    // What never belonged was never there.
    let workspace = Workspace::with("drafts/no.yaml");
    workspace.put("gainsay.yaml", "gainsay: 1\nexclude: [drafts/]\n");
    workspace.sh("git init -q && git add . && git commit -qm first");
    for verb in ["show no", "blame no", "log no"] {
        let run = workspace.run(&format!("gainsay {verb}"));
        assert_eq!(run.status, Some(2), "{verb}: {}", run.text());
    }
    workspace.sh("git mv drafts/no.yaml no.yaml && git commit -qm publish");
    let log = workspace.sh("gainsay log no");
    assert!(log.contains("publish") && !log.contains("first"), "{log}");
}

#[test]
fn names_are_taken_as_they_are() {
    if !git_is_here() {
        return;
    }
    let names = [
        "-rf.yaml",
        "--help.yaml",
        "with space.yaml",
        "it's \"quoted\".yaml",
        "new\nline.yaml",
        "$(touch x).yaml",
        "%s.yaml",
        "é.yaml",
    ];
    for name in names {
        let workspace = Workspace::with(name);
        workspace.sh("git init -q && git add -A && git commit -qm first && gainsay git install --textconv");
        let quoted = format!("'{}'", name.replace('\'', "'\\''"));
        assert_eq!(workspace.run(&format!("gainsay check -- {quoted}")).status, Some(1), "{name}");
        workspace.sh(&format!("sed -i s/2018-05-01/2018-05-02/ -- {quoted} && git add -A"));
        let diff = workspace.sh("git diff --cached && git show HEAD && git log -p >/dev/null");
        assert!(diff.contains("2018-05-02") && diff.contains("claim no"), "{name}: {diff}");
        workspace.sh("git stash -q && git stash pop -q --index && git commit --no-verify -qm second");
        assert!(workspace.sh("gainsay log no").contains("second"), "{name}");
        workspace.sh("gainsay seal no");
        workspace.sh("git commit --no-verify -qam sealed && git checkout -q -b other HEAD~1 && sed -i s/2018-05-02/2018-05-03/ -- * && \
             git commit --no-verify -qam three; git merge -q main >/dev/null 2>&1; git status >/dev/null");
        assert!(!workspace.root.join("x").exists(), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn what_a_link_within_the_workspace_leads_to_has_a_history() {
    if !git_is_here() {
        return;
    }
    let workspace = Workspace::with("texts/no.txt");
    workspace.sh("ln -s texts/no.txt no.yaml && git init -q && git add . && git commit -qm first");
    workspace.sh("sed -i s/2018-05/2018-06/ texts/no.txt && git commit -qam second");
    workspace.sh("ln -s ../nowhere gone.yaml && mv gainsay.yaml m.txt && ln -s m.txt gainsay.yaml && git add . && git commit -qm third");
    let log = workspace.sh("gainsay log no");
    assert!(log.contains("first") && log.contains("second") && !log.contains("third"), "{log}");
    assert!(workspace.sh("gainsay blame no").contains("2018-06-01"));
    workspace.sh("printf 'exclude: [no.yaml]\\n' >>m.txt && git commit -qam fourth");
    let log = workspace.sh("gainsay log no");
    assert!(log.contains("fourth") && log.contains("deleted"), "{log}");
}

#[cfg(unix)]
#[test]
fn a_change_of_what_a_link_leads_to_is_one_of_the_record() {
    if !git_is_here() {
        return;
    }
    // What it leads to is itself no record file, or is one.
    for target in ["texts/no.txt", "texts/no.yaml"] {
        let workspace = Workspace::with(target);
        let exclude = if target.ends_with("yaml") { "printf 'exclude: [texts]\\n' >>gainsay.yaml; " } else { "" };
        workspace.sh(&format!("{exclude}ln -s {target} no.yaml && git init -q && git add . && git commit -qm first"));
        workspace.sh(&format!("sed -i s/denies/affirms/ {target} && git commit -qam second"));
        for line in ["gainsay log no", "gainsay log yes", "gainsay log --conflict no yes", "gainsay diff HEAD~1..HEAD"]
        {
            let told = workspace.sh(line);
            assert!(told.contains("resolved"), "{target}: {line}: {told}");
        }
    }
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf_8_are_read_or_refused_in_words() {
    use std::os::unix::ffi::OsStrExt;
    let workspace = Workspace::with("");
    let name = std::ffi::OsStr::from_bytes(b"n\xFFo.yaml");
    if fs::write(workspace.root.join(name), claim("no", "denies")).is_err() {
        gainsay_tests::skipped::say("such names cannot be here");
        return;
    }
    assert!(workspace.finds().0);
    let seal = workspace.run("gainsay seal no");
    assert!(seal.status == Some(1) || seal.status == Some(2), "{}", seal.text());
    assert!(seal.text().contains("the name of its file is not UTF-8"), "{}", seal.text());
    if git_is_here() {
        workspace.sh("git init -q && git add -A && git commit -qm first");
        workspace.sh("printf '*o.yaml\\n' >.gitignore");
        assert!(workspace.finds().0, "it is tracked");
        for line in ["gainsay log no", "gainsay blame no"] {
            let run = workspace.run(line);
            assert_eq!(run.status, Some(0), "{line}: {}", run.text());
            assert!(run.text().contains("leads"), "{line}: {}", run.text());
        }
    }
}

#[test]
fn nothing_that_is_no_file_is_waited_for() {
    let workspace = Workspace::with("drafts/no.yaml");
    workspace.sh("mkfifo a.yaml && mkfifo .gitignore; mkfifo drafts/.gitignore");
    let run = workspace.run("gainsay check");
    assert_eq!(run.status, Some(1), "{}", run.text());
    assert!(run.text().contains("a pipe"), "{}", run.text());
    if git_is_here() {
        for path in [".gitattributes", ".git/hooks/pre-commit"] {
            let workspace = Workspace::in_git("");
            workspace.sh(&format!("mkdir -p .git/hooks && mkfifo {path}"));
            for line in ["gainsay git install", "gainsay git status", "gainsay init"] {
                let run = workspace.run(&format!("timeout 20 {line}"));
                assert!(matches!(run.status, Some(0..=2)), "{path}: {line}: {}", run.text());
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_that_leads_out_of_the_workspace() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a folder");
    let out = outside.path().canonicalize().expect("a path");
    fs::write(out.join("no.yaml"), claim("no", "denies")).expect("written");
    fs::write(out.join("notes"), "mine\n").expect("written");
    let before = || {
        let mut all: Vec<_> =
            fs::read_dir(&out).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        all.sort();
        all.into_iter().map(|path| (fs::read(&path).ok(), path)).collect::<Vec<_>>()
    };
    let was = before();

    // Sealing: a file that is a link, and one in a folder that is.
    for (link, target) in [("linked.yaml", out.join("no.yaml")), ("linked", out.clone())] {
        let workspace = Workspace::with("");
        symlink(target, workspace.root.join(link)).expect("a link");
        let run = workspace.run("gainsay seal");
        assert!(run.text().contains("claim no is not sealed: a link leads out of"), "{}", run.text());
        assert_eq!(run.status, Some(2), "what can be sealed is sealed, and the rest is told: {}", run.text());
        assert_eq!(before(), was, "{link}");
    }
    // What a link leads to may be a workspace, or a repository, of its own: that makes it no part of this one.
    for sign in ["gainsay.yaml", ".git"] {
        let other = tempfile::tempdir().expect("a folder");
        fs::write(other.path().join("no.yaml"), claim("no", "denies")).expect("written");
        fs::write(other.path().join(sign), "gainsay: 1\n").expect("written");
        let workspace = Workspace::with("");
        symlink(other.path(), workspace.root.join("linked")).expect("a link");
        let run = workspace.run("gainsay seal no");
        assert!(run.text().contains("claim no is not sealed: a link leads out of"), "{sign}: {}", run.text());
        for line in ["gainsay check -o json=linked/r.json", "gainsay man linked"] {
            let run = workspace.run(line);
            assert_eq!(run.status, Some(2), "{sign}: {line}: {}", run.text());
        }
        assert_eq!(fs::read_dir(other.path()).expect("a folder").count(), 2, "{sign}");
    }
    // A link that stays within is followed.
    let workspace = Workspace::with("drafts/no.yaml");
    workspace.sh(
        "mkdir moved && mv drafts/no.yaml moved/no.yaml && ln -s ../moved/no.yaml drafts/no.yaml && rm moved/no.yaml",
    );
    workspace.put("moved/no.txt", &claim("no", "denies"));
    workspace.sh("ln -sf ../moved/no.txt drafts/no.yaml && gainsay seal no");

    // Beginning a workspace.
    for (link, target) in [("claims", out.clone()), (".gitattributes", out.join("new")), ("rulings", out.join("gone"))]
    {
        let workspace = Workspace::with("");
        let folder = workspace.root.join("../new");
        fs::create_dir(&folder).expect("a folder");
        symlink(target, folder.join(link)).expect("a link");
        let run = workspace.run("cd ../new && gainsay init");
        // What is there already stays as it is.
        assert!(run.status == Some(2) || link == ".gitattributes", "{link}: {}", run.text());
        assert_eq!(before(), was, "{link}: {}", run.text());
    }

    // Reports.
    let workspace = Workspace::with("");
    symlink(out.join("notes"), workspace.root.join("report.json")).expect("a link");
    symlink(&out, workspace.root.join("reports")).expect("a link");
    for file in ["report.json", "reports/new.json"] {
        let run = workspace.run(&format!("gainsay check -o json={file}"));
        assert_eq!(run.status, Some(2), "{file}: {}", run.text());
        assert_eq!(before(), was, "{file}");
    }
    assert_eq!(
        workspace.run(&format!("gainsay check -o json={}", workspace.home.join("r.json").display())).status,
        Some(1)
    );

    // Merging, and pages.
    symlink(out.join("no.yaml"), workspace.root.join("ours.yml")).expect("a link");
    workspace.put("base.yml", &claim("no", "denies"));
    workspace.put("theirs.yml", &claim("no", "affirms"));
    let run = workspace.run("gainsay merge-file base.yml ours.yml theirs.yml");
    assert_eq!((run.status, before() == was), (Some(2), true), "{}", run.text());
    let run = workspace.run("gainsay man reports");
    assert_eq!((run.status, before() == was), (Some(2), true), "{}", run.text());

    // Git's own files.
    if git_is_here() {
        for (line, link, target) in [
            ("git init -q", ".gitattributes", out.join("notes")),
            ("git init -q", ".gitattributes", out.join("new")),
            ("git init -q && cp .git/config ../saved && rm .git/config", ".git/config", out.join("notes")),
            ("git init -q && rm -rf .git/hooks", ".git/hooks", out.clone()),
            ("git init -q", ".git/hooks/pre-commit", out.join("new")),
        ] {
            let workspace = Workspace::with("");
            workspace.sh(line);
            let link = workspace.root.join(link);
            fs::create_dir_all(link.parent().expect("a folder")).expect("a folder");
            symlink(&target, &link).expect("a link");
            let run = workspace.run("gainsay git install");
            assert_ne!(run.status, Some(0), "{}: {}", link.display(), run.text());
            assert_eq!(before(), was, "{}: {}", link.display(), run.text());
        }
    }
}

#[test]
fn the_manifest_belongs_whatever_is_left_out() {
    let workspace = Workspace::with("no.yaml");
    workspace.put("gainsay.yaml", "gainsay: 1\nexclude: ['*.yaml']\nfail-on: note\n");
    let run = workspace.run("gainsay check");
    assert!(run.text().contains("2 files excluded"), "{}", run.text());
}
