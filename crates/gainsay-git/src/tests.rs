use std::fs;
use std::path::Path;
use std::process::Command;

use super::*;

/// A repository made with the `git` program, so that the tests read what another program wrote.
struct Made(tempfile::TempDir);

impl Made {
    fn new() -> Made {
        let made = Made(tempfile::tempdir().unwrap());
        made.git(&["init", "-q", "-b", "main"]);
        made
    }

    fn git(&self, args: &[&str]) {
        let identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.autocrlf=false"];
        let run = Command::new("git").current_dir(self.0.path()).args(identity).args(args).output().unwrap();
        assert!(run.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&run.stderr));
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn commit(&self, title: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", title]);
    }

    fn open(&self, folder: &str) -> Repository {
        Repository::around(&self.0.path().join(folder)).unwrap()
    }
}

const ALL: &dyn Fn(&str, bool) -> bool = &|_, _| true;

#[test]
fn folders_differ_in_what_was_written_and_nothing_else() {
    let made = Made::new();
    made.write("kb/a.yaml", "a");
    made.write("kb/deep/b.yaml", "b");
    made.write("elsewhere.yaml", "x");
    made.commit("first");
    made.write("kb/a.yaml", "aa");
    made.write("kb/c/d.yaml", "d");
    fs::remove_file(made.0.path().join("kb/deep/b.yaml")).unwrap();
    made.write("elsewhere.yaml", "y");
    made.commit("second");

    let repository = made.open("kb");
    let tree = |revision: &str| repository.tree(repository.commit_of(revision).unwrap()).unwrap();
    let differences = repository.differences(tree("HEAD~1"), tree("HEAD"), ALL).unwrap();
    let told: Vec<_> = differences.iter().map(|d| (d.path.as_str(), d.before.is_some(), d.after.is_some())).collect();
    assert_eq!(told, [("a.yaml", true, true), ("c/d.yaml", false, true), ("deep/b.yaml", true, false)]);
    let after = differences[0].after.unwrap();
    assert_eq!(repository.content(after.id).unwrap(), b"aa");
    assert_eq!(repository.id_of_content(b"aa"), Some(after.id));
    assert_eq!(repository.file(tree("HEAD").unwrap(), "c/d.yaml").unwrap().map(|blob| blob.link), Some(false));
    assert_eq!(repository.file(tree("HEAD").unwrap(), "deep/b.yaml").unwrap(), None);
}

#[test]
fn a_folder_may_not_have_been_there() {
    let made = Made::new();
    made.write("x", "x");
    made.commit("first");
    made.write("kb/a.yaml", "a");
    made.commit("second");
    let repository = made.open("kb");
    assert_eq!(repository.tree(repository.commit_of("HEAD~1").unwrap()).unwrap(), None);
}

#[test]
fn a_file_becomes_a_folder() {
    let made = Made::new();
    made.write("a.yaml", "a");
    made.commit("first");
    fs::remove_file(made.0.path().join("a.yaml")).unwrap();
    made.write("a.yaml/b.yaml", "b");
    made.commit("second");
    let repository = made.open("");
    let tree = |revision: &str| repository.tree(repository.commit_of(revision).unwrap()).unwrap();
    let paths: Vec<String> =
        repository.differences(tree("@~"), tree("@"), ALL).unwrap().into_iter().map(|d| d.path).collect();
    assert_eq!(paths, ["a.yaml", "a.yaml/b.yaml"]);
}

#[test]
fn commits_tell_who_and_when() {
    let made = Made::new();
    made.write("a", "a");
    made.git(&["add", "-A"]);
    made.git(&["commit", "-q", "-m", "Say why\n\nAt length.", "--date", "2018-05-10T12:00:00+0430"]);
    let repository = made.open("");
    let commit = repository.commit(repository.commit_of("main").unwrap()).unwrap();
    assert_eq!(
        (commit.author.as_str(), commit.title.as_str(), commit.written),
        ("Ada", "Say why", (1_525_937_400, 16_200))
    );
    assert!(commit.parents.is_empty());
}

#[test]
fn what_is_staged_and_what_is_untouched() {
    let made = Made::new();
    made.write("kb/a.yaml", "a");
    made.write("kb/b.yaml", "b");
    made.commit("first");
    made.write("kb/a.yaml", "changed");
    made.git(&["add", "-A"]);
    let index = made.open("kb").index().unwrap();
    let mut files: Vec<&str> = index.files().map(|(path, _)| path).collect();
    files.sort_unstable();
    assert_eq!(files, ["a.yaml", "b.yaml"]);
    made.write("kb/b.yaml", "longer than it was");
    assert_eq!(index.untouched("b.yaml", &made.0.path().join("kb/b.yaml")), None);
    assert_eq!(index.untouched("c.yaml", &made.0.path().join("kb/c.yaml")), None);
}

#[test]
fn trouble_is_told_with_a_remedy() {
    let outside = tempfile::tempdir().unwrap();
    let trouble = Repository::around(outside.path()).err().unwrap();
    assert!(trouble.message.contains("is in no git repository") && trouble.help.is_some(), "{trouble:?}");
    let made = Made::new();
    let repository = made.open("");
    assert!(repository.commit_of("HEAD").unwrap_err().message.contains("no commit"));
    made.write("a", "a");
    made.commit("first");
    let trouble = made.open("").commit_of("no-such").unwrap_err();
    assert!(trouble.message.contains("no revision `no-such`"), "{trouble:?}");
    assert!(Repository::around(Path::new("/no/such/folder")).is_err());
}

#[test]
fn histories_meet() {
    let made = Made::new();
    made.write("a", "a");
    made.commit("first");
    made.git(&["checkout", "-q", "-b", "side"]);
    made.write("b", "b");
    made.commit("on the side");
    made.git(&["checkout", "-q", "main"]);
    made.write("c", "c");
    made.commit("on main");
    made.git(&["merge", "-q", "--no-edit", "side"]);
    let repository = made.open("");
    let commit = |revision: &str| repository.commit_of(revision).unwrap();
    assert_eq!(repository.merge_base(commit("side"), commit("main^1")).unwrap(), commit("main~2"));
    assert_eq!(repository.commit(commit("main")).unwrap().parents.len(), 2);
}

#[test]
fn what_git_converts_is_known_by_the_attributes() {
    let made = Made::new();
    made.write("kb/claims/a.yaml", "claim: a\n");
    made.write(".gitattributes", "*.yaml text eol=lf diff=gainsay merge=gainsay\n");
    let converts = || made.open("kb").converts(["claims/a.yaml", "gainsay.yaml"].into_iter());
    assert!(!converts());
    for (place, rule) in
        [("kb/claims", "*.yaml filter=lfs"), ("kb", "claims/** ident"), (".", "*.yaml working-tree-encoding=UTF-16")]
    {
        let path = format!("{place}/.gitattributes");
        made.write(&path, &format!("{rule}\n"));
        assert!(converts(), "{rule}");
        fs::remove_file(made.0.path().join(&path)).unwrap();
    }
    made.write("elsewhere/.gitattributes", "* filter=lfs\n");
    assert!(!converts());
}
