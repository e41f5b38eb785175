//! The history as one stream into `git fast-import`, and the checkout at its end.

use std::collections::HashMap;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::ledger::{Ledger, Touched};

/// The time of the first commit: 2020-01-01, in seconds. Each later one follows after an hour.
const BEGIN: usize = 1_577_836_800;

const PEOPLE: [&str; 4] = ["Ada Keeper", "Bo Lindqvist", "Chidi Okafor", "Dana Reyes"];

/// A repository that is being written.
pub struct Stream {
    /// The number of commits written so far.
    pub commits: usize,
    folder: PathBuf,
    child: Child,
    input: BufWriter<ChildStdin>,
    /// The last commit of each branch.
    branches: HashMap<String, usize>,
}

impl Stream {
    /// Begins a repository in a folder, which must not have one.
    pub fn open(folder: &Path) -> Stream {
        std::fs::create_dir_all(folder).expect("the folder can be made");
        assert!(!folder.join(".git").exists(), "{} is a repository already", folder.display());
        git(folder, &["init", "--quiet", "--initial-branch", "main"]);
        let mut child = Command::new("git")
            .current_dir(folder)
            .args(["fast-import", "--quiet"])
            .stdin(Stdio::piped())
            .spawn()
            .expect("git can be run");
        let input = BufWriter::new(child.stdin.take().expect("its input"));
        Stream { commits: 0, folder: folder.to_owned(), child, input, branches: HashMap::new() }
    }

    /// Returns the last commit of a branch.
    pub fn last(&self, branch: &str) -> usize {
        self.branches.get(branch).copied().unwrap_or_default()
    }

    /// Begins a branch at a commit.
    pub fn branch(&mut self, name: &str, at: usize) {
        self.branches.insert(name.to_owned(), at);
    }

    /// Writes a commit: the files at these paths, as the ledger has them now.
    pub fn commit(&mut self, branch: &str, title: &str, merged: Option<usize>, ledger: &Ledger, touched: &Touched) {
        self.commits += 1;
        let (mark, person) = (self.commits, PEOPLE[self.commits * 7 % PEOPLE.len()]);
        let who = format!(
            "{person} <{}@example.org> {} +0000",
            person.split(' ').next().unwrap_or_default(),
            BEGIN + 3_600 * mark
        );
        let mut head = format!(
            "commit refs/heads/{branch}\nmark :{mark}\nauthor {who}\ncommitter {who}\ndata {}\n{title}\n",
            title.len()
        );
        if let Some(before) = self.branches.insert(branch.to_owned(), mark) {
            head.push_str(&format!("from :{before}\n"));
        }
        if let Some(merged) = merged {
            head.push_str(&format!("merge :{merged}\n"));
        }
        self.put(&head);
        // Deleted paths go first: a file may now lie where a folder was.
        for path in touched.iter().filter(|path| ledger.text(path).is_none()) {
            self.put(&format!("D {path}\n"));
        }
        for (path, text) in touched.iter().filter_map(|path| Some((path, ledger.text(path)?))) {
            self.put(&format!("M 100644 inline {path}\ndata {}\n{text}\n", text.len()));
        }
    }

    fn put(&mut self, text: &str) {
        self.input.write_all(text.as_bytes()).expect("git reads on");
    }

    /// Ends the history, and checks out its last commit.
    pub fn close(mut self) {
        self.input.flush().expect("git reads on");
        drop(self.input);
        assert!(self.child.wait().expect("git ends").success(), "git could not take the history in");
        git(&self.folder, &["reset", "--quiet", "--hard", "main"]);
        let side = Command::new("git")
            .current_dir(&self.folder)
            .args(["branch", "--quiet", "-D", "side"])
            .stderr(Stdio::null())
            .status();
        side.expect("git can be run");
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let done = Command::new("git").current_dir(folder).args(arguments).status().expect("git can be run");
    assert!(done.success(), "git {arguments:?}");
}
