//! Writes a repository with a history to measure with: `cargo run --release -p gainsay-tests --bin history -- FILES COMMITS DIR`.
//!
//! The first fifth of the commits builds up so many files of one claim each; the others work on them as editors do: a stance turned, a
//! date narrowed, words quoted anew, claims added, retracted and replaced, files renamed, joined and split, an office or a predicate
//! changed; one in twelve begins a branch that is merged some commits later. The same numbers give the same commits.

mod ledger;
mod records;
mod stream;

use std::path::PathBuf;

use ledger::{Ledger, Touched};
use records::Random;
use stream::Stream;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [files, commits, folder] = arguments.as_slice() else { usage() };
    let (Ok(files), Ok(commits)) = (files.parse(), commits.parse()) else { usage() };
    if files == 0 || commits == 0 {
        usage();
    }
    Writer::new(files, commits, &PathBuf::from(folder)).write();
}

fn usage() -> ! {
    eprintln!("usage: history FILES COMMITS DIR");
    std::process::exit(2);
}

struct Writer {
    ledger: Ledger,
    stream: Stream,
    random: Random,
    files: usize,
    commits: usize,
}

impl Writer {
    fn new(files: usize, commits: usize, folder: &std::path::Path) -> Writer {
        let random = Random((files * 1_000_003 + commits) as u64);
        Writer { ledger: Ledger::new(files), stream: Stream::open(folder), random, files, commits }
    }

    fn write(mut self) {
        self.build_up();
        while self.stream.commits < self.commits {
            let left = self.commits - self.stream.commits;
            if left >= 8 && self.random.below(12) == 0 {
                self.branch();
            } else {
                self.edit("main");
            }
        }
        self.stream.close();
    }

    fn build_up(&mut self) {
        let steps = (self.commits / 5).clamp(1, self.files);
        for step in 0..steps {
            let mut touched = if step == 0 { self.ledger.beginning() } else { Touched::default() };
            for _ in self.files * step / steps..self.files * (step + 1) / steps {
                self.ledger.add(&mut self.random, None, &mut touched);
            }
            self.stream.commit("main", "Take in claims", None, &self.ledger, &touched);
        }
    }

    /// One commit of one to five changes; its paths.
    fn edit(&mut self, branch: &str) -> Touched {
        let mut touched = Touched::default();
        let mut title = "";
        for _ in 0..1 + self.random.skewed(5) {
            let what = self.ledger.change(&mut self.random, branch == "main", &mut touched);
            title = if title.is_empty() { what } else { title };
        }
        self.stream.commit(branch, title, None, &self.ledger, &touched);
        touched
    }

    /// A branch of one to three commits beside as many on `main`, and its merge. No file is changed on both.
    fn branch(&mut self) {
        let begin = self.stream.last("main");
        self.stream.branch("side", begin);
        let mut theirs = Touched::default();
        for _ in 0..1 + self.random.below(3) {
            theirs.extend(self.edit("side"));
        }
        self.ledger.keep_off(&theirs);
        for _ in 0..1 + self.random.below(3) {
            self.edit("main");
        }
        self.ledger.keep_off(&Touched::default());
        let side = self.stream.last("side");
        self.stream.commit("main", "Merge branch 'side'", Some(side), &self.ledger, &theirs);
    }
}
