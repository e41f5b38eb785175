//! Writes a repository with a history to measure with: `cargo run --release -p gainsay-tests --bin history -- FILES
//! COMMITS DIR [CLAIMS]`.
//!
//! The first fifth of the commits builds up this number of files, with one claim each unless a larger number of claims
//! is given. The others edit them as people do: a stance is reversed, a date narrowed, a quote replaced; claims are
//! added, retracted and replaced; files are renamed, joined and split; an office, a region, a predicate or the manifest
//! is changed. One commit in twelve begins a branch that is merged some commits later. The same numbers give the same
//! commits.

mod ledger;
mod records;
mod stream;

use std::path::PathBuf;

use ledger::{Ledger, Touched};
use records::Random;
use stream::Stream;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (numbers, folder) = match arguments.as_slice() {
        [files, commits, folder] => ([files, commits, files], folder),
        [files, commits, folder, claims] => ([files, commits, claims], folder),
        _ => usage(),
    };
    let [Ok(files), Ok(commits), Ok(claims)] = numbers.map(|number| number.parse()) else { usage() };
    if files == 0 || commits == 0 || claims < files {
        usage();
    }
    Writer::new(files, commits, claims, &PathBuf::from(folder)).write();
}

fn usage() -> ! {
    eprintln!("usage: history FILES COMMITS DIR [CLAIMS]");
    std::process::exit(2);
}

struct Writer {
    ledger: Ledger,
    stream: Stream,
    random: Random,
    /// The number of claims with which each file begins.
    sizes: Vec<usize>,
    commits: usize,
}

impl Writer {
    fn new(files: usize, commits: usize, claims: usize, folder: &std::path::Path) -> Writer {
        let mut random = Random((files * 1_000_003 + commits) as u64);
        let mut sizes = vec![1; files];
        (files..claims).for_each(|_| sizes[random.skewed(files)] += 1);
        Writer { ledger: Ledger::new(files), stream: Stream::open(folder), random, sizes, commits }
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
        let files = self.sizes.len();
        let steps = (self.commits / 5).clamp(1, files);
        for step in 0..steps {
            let mut touched = if step == 0 { self.ledger.beginning() } else { Touched::default() };
            for file in files * step / steps..files * (step + 1) / steps {
                self.ledger.add_file(&mut self.random, self.sizes[file], &mut touched);
            }
            self.stream.commit("main", "Take in claims", None, &self.ledger, &touched);
        }
    }

    /// Makes a commit of one to five changes, and returns its paths.
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

    /// Makes a branch of one to three commits beside as many on `main`, and merges it. No file is changed on both.
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
