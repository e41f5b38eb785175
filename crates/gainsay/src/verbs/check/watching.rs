//! `check --watch`: a check, and another one whenever a file of the workspace has changed. If possible, only what the
//! change can affect is checked again.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use gainsay_model::LeftUnread;
use gainsay_model::text::escaped;
use gainsay_store::clock::{Begun, today};
use gainsay_store::copies::CopyStats;
use gainsay_store::live::{Change, Update};
use gainsay_store::quotes::QuoteChecker;
use gainsay_store::watch::Watch;
use gainsay_store::{Changed, LiveWorkspace};

use super::{Checked, Pairs, check_once, show};
use crate::Status;
use crate::args::{Check, Format, Output};
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::workspace::warn_of_meant;

/// Checks until somebody ends the program, or nobody reads the output.
///
/// # Errors
/// Returns the errors of the first check, since the request is wrong then. Later errors are reported, and may pass.
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
    let mut rounds = Rounds {
        args,
        root,
        outputs,
        live: LiveWorkspace::closed(root, terminal.options, &events),
        quotes: QuoteChecker::new(root, terminal.options, &events),
    };
    let mut status = rounds.check(Vec::new(), watch.left(), terminal)?;
    loop {
        watch.watch_copies(rounds.copies());
        terminal.hint(&format!("checked in {}; waiting until a file changes (Ctrl-C to stop)", shown(begun.passed())));
        if terminal.is_left() {
            return Ok(status);
        }
        rounds.live.prepare();
        let changed;
        (watch, changed) = watch.wait();
        if let Ok(here) = &here {
            // Paths in the arguments are relative to that folder, even if it was deleted and made again.
            let _ = std::env::set_current_dir(here);
        }
        if !terminal.clear()? {
            write!(terminal.out, "{}", separator(outputs, &changed))?;
        }
        begun = Begun::now();
        match rounds.check(changed, watch.left(), terminal) {
            Ok(now) => status = now,
            Err(problem) => terminal.fail(&problem),
        }
    }
}

/// A series of checks.
struct Rounds<'r> {
    args: &'r Check,
    root: &'r Path,
    outputs: &'r [Output<Format>],
    /// The workspace that is kept up to date, if all findings are asked for.
    live: LiveWorkspace<'r>,
    /// The results for quotes, if everything is checked each time.
    quotes: QuoteChecker<'r>,
}

impl Rounds<'_> {
    /// Checks what has changed, or everything if that is impossible, and shows it. `left` has the files that are not
    /// read on purpose.
    fn check(&mut self, changed: Vec<Changed>, left: &LeftUnread, terminal: &mut Terminal) -> Result<Status, Problem> {
        if self.checks_anew() {
            return check_once(self.args, self.root, self.outputs, &mut self.quotes, terminal);
        }
        let changes = changed.into_iter().map(Change::OnDisk).collect();
        let update = self.live.update(changes, today(self.args.today.today))?;
        let Some(last) = self.live.last() else { return Ok(Status::Fine) };
        if update == Update::Everything {
            warn_of_meant(&last.left().meant, terminal);
        }
        let (workspace, outcome) = (last.workspace(), last.outcome());
        let checked = Checked { root: self.root, workspace, outcome, pairs: Pairs::None, since: None, left };
        show(self.args, checked, self.outputs, terminal)
    }

    /// Returns whether the request needs a new check each time.
    fn checks_anew(&self) -> bool {
        self.args.since.is_some() || self.outputs.iter().any(|output| output.format == Format::Pairs)
    }

    /// Returns the states of the copies, which show whether they have changed since they were read.
    fn copies(&self) -> &CopyStats {
        if self.checks_anew() { self.quotes.copies() } else { self.live.copies() }
    }
}

/// Returns a duration in words.
fn shown(time: Duration) -> String {
    if time.as_millis() < 100 {
        format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
    } else {
        format!("{:.2} s", time.as_secs_f64())
    }
}

/// Returns the text between two checks if the screen cannot be cleared.
fn separator(outputs: &[Output<Format>], changed: &[Changed]) -> String {
    match outputs.iter().find(|output| output.file.is_none()).map(|output| output.format) {
        None => String::new(),
        Some(Format::Full | Format::Concise | Format::Github | Format::Markdown) => {
            format!("\n=== changed: {}\n\n", told(changed))
        }
        // Programs ignore an empty line.
        Some(Format::Json | Format::Pairs | Format::Sarif | Format::Junit | Format::Gitlab | Format::Html) => {
            "\n".into()
        }
    }
}

/// Returns the names of the first changed files, in words.
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
