//! `check --watch`: a check, and another one whenever a file of the workspace has changed.

use std::io::Write;
use std::path::Path;

use super::check_once;
use crate::Status;
use crate::args::{Check, Format, Output};
use crate::clock::Begun;
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::watch::{Watch, told};

/// Checks until somebody ends the program, or nobody reads on.
///
/// # Errors
/// Those of the first check, since what is asked for is then wrong. Later ones are told, and may pass.
pub fn check(args: &Check, root: &Path, outputs: &[Output<Format>], terminal: &mut Terminal) -> Result<Status, Problem> {
    let here = std::env::current_dir();
    terminal.clear()?;
    let (mut watch, mut begun) = (Watch::begin(root), Begun::now());
    let mut status = check_once(args, root, outputs, terminal)?;
    loop {
        terminal.hint(&format!("checked in {:.2} s; waiting until a file changes (Ctrl-C to stop)", begun.passed().as_secs_f64()));
        if terminal.is_left() {
            return Ok(status);
        }
        let changed = watch.wait();
        if let Ok(here) = &here {
            // Paths in the arguments count from there, also where the folder was deleted and made anew.
            let _ = std::env::set_current_dir(here);
        }
        if !terminal.clear()? {
            write!(terminal.out, "{}", separator(outputs, &changed))?;
        }
        (watch, begun) = (Watch::begin(root), Begun::now());
        match check_once(args, root, outputs, terminal) {
            Ok(now) => status = now,
            Err(problem) => terminal.fail(&problem),
        }
    }
}

/// What stands between two checks where the screen cannot be cleared.
fn separator(outputs: &[Output<Format>], changed: &[String]) -> String {
    match outputs.iter().find(|output| output.file.is_none()).map(|output| output.format) {
        None => String::new(),
        Some(Format::Full | Format::Concise | Format::Github) => format!("\n=== changed: {}\n\n", told(changed)),
        // Programs pass over an empty line.
        Some(Format::Json | Format::Pairs | Format::Sarif | Format::Junit | Format::Gitlab) => "\n".into(),
    }
}
