//! Repositories of the real `git` around a small workspace, for tests of git and the program together.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::program::shell;

/// A repository around a workspace, in a folder whose name needs quotes, and a folder of programs without `gainsay`.
pub struct Made {
    /// The home folder of the user, with a folder `bin` of the programs that git itself needs.
    pub home: TempDir,
    /// The root of the repository and of the workspace.
    pub root: PathBuf,
}

/// The one claim of the workspace, `claims/visit.yaml`.
pub const CLAIM: &str = "claim: visit\nby: ada\ndenies: ada knows bo\nsaid: 2018-05\nsource: news\nvia: [bo]\n";

/// The text before a command that runs it where the program is not installed.
pub const WITHOUT_OURS: &str = "PATH=\"$HOME/bin\"";

/// The text before a command that runs it where the program fails; [`Made::new`] writes such a program.
pub const WITH_A_FAILING: &str = "PATH=\"$HOME/failing:$HOME/bin\"";

impl Made {
    /// Makes a repository with one commit. Returns none, and prints a line on stderr, if there is no `git`.
    ///
    /// # Panics
    /// Panics if it cannot be made.
    #[must_use]
    pub fn new() -> Option<Made> {
        let home = tempfile::tempdir().expect("a temporary folder");
        let root = home.path().canonicalize().expect("its own path").join("kb – «é» it's");
        fs::create_dir_all(&root).expect("a folder");
        let made = Made { home, root };
        let found = |program: &str| PathBuf::from(made.sh(&format!("command -v {program} || true")).trim());
        if found("git").as_os_str().is_empty() {
            crate::skipped::say("there is no git");
            return None;
        }
        fs::create_dir(made.home.path().join("bin")).expect("a folder");
        for program in ["git", "sh", "cat"] {
            symlink(found(program), made.home.path().join("bin").join(program)).expect("a link");
        }
        let failing = made.home.path().join("failing");
        fs::create_dir(&failing).expect("a folder");
        fs::write(failing.join("gainsay"), "#!/bin/sh\nexit 2\n").expect("a file");
        made.sh("chmod +x \"$HOME/failing/gainsay\" && gainsay init && git init -q");
        made.write("entities/people.yaml", "entity: ada\nname: Ada\n---\nentity: bo\nname: Bo\n");
        made.write("vocabulary/knows.yaml", "predicate: knows\n");
        made.write("sources/news.yaml", "source: news\ntitle: News\n");
        made.write("claims/visit.yaml", CLAIM);
        made.sh("git add -A && git commit -qm first");
        Some(made)
    }

    /// Runs a line of shell that must end with 0, and returns what it prints.
    ///
    /// # Panics
    /// Panics if it ends otherwise.
    pub fn sh(&self, line: &str) -> String {
        let (status, text) = self.run(line);
        assert_eq!(status, 0, "{line}\n{text}");
        text
    }

    /// Runs a line of shell; returns its status and what it prints.
    #[must_use]
    pub fn run(&self, line: &str) -> (i32, String) {
        let run = shell(&self.root, self.home.path(), line);
        (run.status.unwrap_or(-1), run.text())
    }

    /// Writes a file below the root.
    ///
    /// # Panics
    /// Panics if it cannot be written.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Returns the text of a file below the root; an empty one if there is none.
    #[must_use]
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_default()
    }

    /// Returns the lines of a diff that were added or removed.
    #[must_use]
    pub fn changed(&self, line: &str) -> Vec<String> {
        let is_change =
            |line: &&str| line.starts_with(['+', '-']) && !line.starts_with("+++") && !line.starts_with("---");
        self.sh(line).lines().filter(is_change).map(str::to_owned).collect()
    }
}
