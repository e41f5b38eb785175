//! Merging by the real `git`, with this program as its driver: no comment is lost, and what git cannot see is told.
//! Without `git` on the PATH these tests are skipped, and say so.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use gainsay_tests::program::{git_is_here, shell};
use gainsay_tests::triples::{CommentedTriple, has_comment};
use tempfile::TempDir;

/// A repository in which both kinds of file are merged by this program: `.yaml` as records, `.yml` as any YAML.
struct Made {
    home: TempDir,
    root: PathBuf,
}

const DRIVER: &str = "--path %P --marker-size %L -L ours -L base -L theirs %O %A %B";

impl Made {
    fn new() -> Option<Made> {
        if !git_is_here() {
            return None;
        }
        let home = tempfile::tempdir().expect("a temporary folder");
        let root = home.path().join("kb");
        fs::create_dir(&root).expect("a folder");
        let made = Made { home, root };
        made.sh("git init -q -b main");
        made.write(".gitattributes", "*.yaml merge=records\n*.yml merge=any\n");
        made.sh(&format!("git config merge.records.driver 'gainsay merge-file {DRIVER}'"));
        made.sh(&format!("git config merge.any.driver 'gainsay merge-file --any-yaml {DRIVER}'"));
        Some(made)
    }

    fn sh(&self, line: &str) -> String {
        let (status, text) = self.run(line);
        assert_eq!(status, 0, "{line}\n{text}");
        text
    }

    fn run(&self, line: &str) -> (i32, String) {
        let run = shell(&self.root, self.home.path(), line);
        (run.status.unwrap_or(-1), run.text())
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Commits all, and goes to a branch.
    fn commit(&self, then: &str) {
        self.sh(&format!("git add -A && git commit -q --allow-empty -m x && git switch -q {then}"));
    }
}

#[test]
fn git_loses_no_comment() {
    let Some(made) = Made::new() else { return };
    let seeds = std::env::var("GAINSAY_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(100);
    let name = |seed: u64, records: bool| format!("{seed}.{}", if records { "yaml" } else { "yml" });
    let all: Vec<(u64, bool)> = (0..seeds).flat_map(|seed| [(seed, true), (seed, false)]).collect();
    let write = |which: fn(&CommentedTriple) -> &str| {
        for (seed, records) in &all {
            made.write(&name(*seed, *records), which(&CommentedTriple::of(*seed, *records)));
        }
    };
    write(|t| &t.triple.base.text);
    made.commit("-c theirs");
    write(|t| &t.triple.theirs.text);
    made.commit("main");
    write(|t| &t.triple.ours.text);
    made.commit("main");
    let (_, told) = made.run("git merge theirs -m x");
    let open = made.sh("git diff --name-only --diff-filter=U");
    let open: HashSet<&str> = open.lines().collect();
    let mut clean = 0;
    for (seed, records) in &all {
        let name = name(*seed, *records);
        let text = fs::read_to_string(made.root.join(&name)).expect("the merged file");
        for comment in CommentedTriple::of(*seed, *records).comments {
            assert!(has_comment(&text, &comment), "{name}: {comment} is lost\n{text}");
        }
        clean += usize::from(!open.contains(name.as_str()));
    }
    assert!(clean * 4 > all.len(), "only {clean} of {} were merged\n{told}", all.len());
}

/// A workspace with two entities in one file, and a branch.
fn workspace() -> Option<Made> {
    let made = Made::new()?;
    made.sh("rm .gitattributes && gainsay init && gainsay git install");
    made.write(
        "entities/people.yaml",
        "entity: ada\nname: Ada\n---\nentity: bo\nname: Bo\n---\nentity: cy\nname: Cy\n",
    );
    made.commit("-c theirs");
    Some(made)
}

#[test]
fn a_deletion_that_a_move_undoes_is_told() {
    let Some(made) = workspace() else { return };
    // Theirs moves a record, ours deletes it.
    made.write("entities/people.yaml", "entity: ada\nname: Ada\n---\nentity: cy\nname: Cy\n");
    made.write("entities/bo.yaml", "entity: bo\nname: Bo\n");
    made.commit("main");
    made.write("entities/people.yaml", "entity: ada\nname: Ada\n---\nentity: cy\nname: Cy\n");
    made.commit("main");
    let (status, told) = made.run("git merge theirs -m x");
    assert_ne!(status, 0, "{told}");
    assert!(
        told.contains(
            "entity bo: deleted in ours, and back with the merge, as theirs has moved it to entities/bo.yaml"
        ),
        "{told}"
    );
    // Deleted there, too, nothing is told.
    made.sh("git rm -q -f entities/bo.yaml");
    let (status, told) = made.run("git commit -m merged");
    assert!(status == 0 && !told.contains("deleted"), "{told}");
}

#[test]
fn what_does_not_belong_to_the_workspace_undoes_no_deletion() {
    let Some(made) = workspace() else { return };
    let manifest = fs::read_to_string(made.root.join("gainsay.yaml")).expect("a manifest");
    made.write("gainsay.yaml", &format!("{manifest}\nexclude: [drafts]\n"));
    made.sh("git branch -D -q main");
    made.commit("-c main");
    made.sh("git checkout -q theirs");
    // Theirs keeps a copy where it is not read, ours deletes the record.
    made.write("entities/people.yaml", "entity: ada\nname: Ada\n---\nentity: cy\nname: Cy\n");
    made.write("drafts/bo.yaml", "entity: bo\nname: Bo\n");
    made.write(".old/bo.yaml", "entity: bo\nname: Bo\n");
    made.sh("git add -f . && git commit -qm theirs && git checkout -q main");
    made.write("entities/people.yaml", "entity: ada\nname: Ada\n---\nentity: cy\nname: Cy\n");
    made.sh("git add . && git commit -qm ours");
    let (status, told) = made.run("git merge theirs -m x");
    assert!(status == 0 && !told.contains("deleted"), "{told}");
}

#[test]
fn a_deletion_is_undone_in_a_file_of_any_ending_that_is_read() {
    let Some(made) = workspace() else { return };
    made.write("entities/people.yaml", "entity: ada\nname: Ada\n---\nentity: cy\nname: Cy\n");
    made.write("entities/BO.YML", "entity: bo\nname: Bo\n");
    made.commit("main");
    made.write("entities/people.yaml", "entity: ada\nname: Ada\n---\nentity: cy\nname: Cy\n");
    made.commit("main");
    let (status, told) = made.run("git merge theirs -m x");
    assert!(status != 0 && told.contains("theirs has moved it to entities/BO.YML"), "{told}");
}

#[test]
fn an_edit_of_what_the_other_side_has_moved_says_where_to() {
    let Some(made) = workspace() else { return };
    made.write("entities/people.yaml", "entity: ada\nname: Ada\n---\nentity: cy\nname: Cy\n");
    made.write("entities/bo.yaml", "entity: bo\nname: Bo\n");
    made.commit("main");
    made.write(
        "entities/people.yaml",
        "entity: ada\nname: Ada\n---\nentity: bo\nname: Bo Heron\n---\nentity: cy\nname: Cy\n",
    );
    made.commit("main");
    let (status, told) = made.run("git merge theirs -m x");
    assert_eq!(status, 1, "{told}");
    assert!(told.contains("entity bo: changed in ours, deleted in theirs"), "{told}");
    assert!(told.contains("entity bo stands in entities/bo.yaml in theirs"), "{told}");
}
