//! `check --watch`: a check, and another one whenever a file of the workspace has changed: of what that bears on, where
//! that can be told.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use gainsay_diff::incremental::{FileEdit, MOST_EDITS, Standing};
use gainsay_model::LeftUnread;
use gainsay_model::text::escaped;
use gainsay_store::clock::{Begun, today};
use gainsay_store::quotes::QuoteChecker;
use gainsay_store::watch::Watch;
use gainsay_store::{Changed, Loaded};

use rustc_hash::FxHashSet;

use super::{Checked, Pairs, check_once, show};
use crate::Status;
use crate::args::{Check, Format, Output};
use crate::problem::Problem;
use crate::terminal::{Progress, Terminal};
use crate::workspace::load_at;

/// Checks until somebody ends the program, or nobody reads on.
///
/// # Errors
/// Those of the first check, since what is asked for is then wrong. Later ones are told, and may pass.
pub fn check(
    args: &Check,
    root: &Path,
    outputs: &[Output<Format>],
    terminal: &mut Terminal,
) -> Result<Status, Problem> {
    let here = std::env::current_dir();
    terminal.clear()?;
    let (mut watch, mut begun) = (Watch::begin(root), Begun::now());
    let events = terminal.events;
    let quotes = QuoteChecker::new(root, terminal.options, &events);
    let mut rounds = Rounds { args, root, outputs, standing: None, left: LeftUnread::default(), quotes };
    let mut status = rounds.check(terminal)?;
    loop {
        watch.watch_copies(rounds.quotes.copies());
        terminal.hint(&format!("checked in {}; waiting until a file changes (Ctrl-C to stop)", shown(begun.passed())));
        if terminal.is_left() {
            return Ok(status);
        }
        rounds.prepare();
        let changed;
        (watch, changed) = watch.wait();
        if let Ok(here) = &here {
            // Paths in the arguments count from there, also where the folder was deleted and made anew.
            let _ = std::env::set_current_dir(here);
        }
        if !terminal.clear()? {
            write!(terminal.out, "{}", separator(outputs, &changed))?;
        }
        begun = Begun::now();
        rounds.left = watch.left().clone();
        match rounds.check_again(&changed, terminal) {
            Ok(now) => status = now,
            Err(problem) => terminal.fail(&problem),
        }
    }
}

/// One check after another.
struct Rounds<'r> {
    args: &'r Check,
    root: &'r Path,
    outputs: &'r [Output<Format>],
    /// What the last check left, if the next can begin from there.
    standing: Option<Standing>,
    /// What is not read on purpose.
    left: LeftUnread,
    /// What was seen of the quotes.
    quotes: QuoteChecker<'r>,
}

impl Rounds<'_> {
    /// Checks everything.
    fn check(&mut self, terminal: &mut Terminal) -> Result<Status, Problem> {
        let is_pairs = |output: &Output<Format>| output.format == Format::Pairs;
        if self.args.since.is_some() || self.outputs.iter().any(is_pairs) {
            return check_once(self.args, self.root, self.outputs, &mut self.quotes, terminal);
        }
        let Loaded { workspace, left, .. } = load_at(self.root, terminal)?;
        self.left = left;
        let progress = Progress::start("comparing the claims");
        let standing = Standing::new(workspace, today(self.args.today.today));
        drop(progress);
        self.show(standing, None, terminal)
    }

    /// Makes ready for what changes next, while nobody waits.
    fn prepare(&mut self) {
        self.standing.iter_mut().for_each(Standing::prepare);
    }

    /// Checks what has changed, or everything where that cannot be told apart.
    fn check_again(&mut self, changed: &[Changed], terminal: &mut Terminal) -> Result<Status, Problem> {
        let edited = || changed.iter().filter(|file| !file.is_copy);
        let edit = |file: &Changed| Some(FileEdit { path: file.path.clone(), bytes: file.bytes(self.root)? });
        let today = today(self.args.today.today);
        let after = self.standing.take().filter(|_| edited().count() <= MOST_EDITS);
        let after = after.and_then(|standing| standing.after(edited().map(edit).collect::<Option<_>>()?, today));
        match after {
            Some(standing) => self.show(standing, Some(edited().map(|file| file.path.as_str()).collect()), terminal),
            None => self.check(terminal),
        }
    }

    /// Looks for the quotes, only for those that changed if it is known which files were `edited`, and shows everything.
    fn show(
        &mut self,
        standing: Standing,
        edited: Option<FxHashSet<&str>>,
        terminal: &mut Terminal,
    ) -> Result<Status, Problem> {
        let standing = self.standing.insert(standing);
        let (workspace, outcome) = match edited {
            None => self.quotes.added_to(standing),
            Some(edited) => self.quotes.added_again_to(standing, &edited),
        };
        let outcome = &*outcome;
        let checked =
            Checked { root: self.root, workspace, outcome, pairs: Pairs::None, since: None, left: &self.left };
        show(self.args, checked, self.outputs, terminal)
    }
}

/// How long something took.
fn shown(time: Duration) -> String {
    if time.as_millis() < 100 {
        format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
    } else {
        format!("{:.2} s", time.as_secs_f64())
    }
}

/// What stands between two checks where the screen cannot be cleared.
fn separator(outputs: &[Output<Format>], changed: &[Changed]) -> String {
    match outputs.iter().find(|output| output.file.is_none()).map(|output| output.format) {
        None => String::new(),
        Some(Format::Full | Format::Concise | Format::Github | Format::Markdown) => {
            format!("\n=== changed: {}\n\n", told(changed))
        }
        // Programs pass over an empty line.
        Some(Format::Json | Format::Pairs | Format::Sarif | Format::Junit | Format::Gitlab | Format::Html) => {
            "\n".into()
        }
    }
}

/// Returns what has changed, in words: the first few of the files.
fn told(changed: &[Changed]) -> String {
    const FEW: usize = 3;
    let mut shown = changed.iter().take(FEW).map(|file| escaped(&file.path).to_string()).collect::<Vec<_>>().join(", ");
    if changed.len() > FEW {
        shown.push_str(&format!(" and {} more", changed.len() - FEW));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_files_are_named_and_the_rest_counted() {
        let files = ["a.yaml", "b.yaml", "c.yaml", "d.yaml", "e.yaml"].map(|path| Changed {
            path: path.into(),
            is_there: true,
            is_copy: false,
        });
        assert_eq!(told(&files[..1]), "a.yaml");
        assert_eq!(told(&files), "a.yaml, b.yaml, c.yaml and 2 more");
    }
}
