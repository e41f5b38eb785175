//! `check --watch`: a check, and another one whenever a file of the workspace has changed: of what that bears on, where
//! that can be told.

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

/// Checks until somebody ends the program, or nobody reads on.
///
/// # Errors
/// Returns the errors of the first check, since what is asked for is then wrong. Later ones are told, and may pass.
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
            // Paths in the arguments count from there, also where the folder was deleted and made anew.
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

/// One check after another.
struct Rounds<'r> {
    args: &'r Check,
    root: &'r Path,
    outputs: &'r [Output<Format>],
    /// What is brought up to date, where all that is found is asked for.
    live: LiveWorkspace<'r>,
    /// What was seen of the quotes, where everything is checked each time.
    quotes: QuoteChecker<'r>,
}

impl Rounds<'_> {
    /// Checks what has changed, or everything where that cannot be told apart, and shows it. `left` is what is not read
    /// on purpose.
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

    /// Returns whether what is asked for takes a new check each time.
    fn checks_anew(&self) -> bool {
        self.args.since.is_some() || self.outputs.iter().any(|output| output.format == Format::Pairs)
    }

    /// Returns what tells whether the copies have changed since they were read.
    fn copies(&self) -> &CopyStats {
        if self.checks_anew() { self.quotes.copies() } else { self.live.copies() }
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
