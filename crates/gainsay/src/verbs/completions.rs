//! `completions`: the scripts with which shells complete the arguments.

use std::io::Write;

use clap::{Command, CommandFactory};

use crate::Status;
use crate::args::{Args, Completions};
use crate::problem::Problem;
use crate::terminal::Terminal;

/// Prints the completions for a shell.
///
/// # Errors
/// Returns the errors of standard output.
pub fn completions(args: &Completions, terminal: &mut Terminal) -> Result<Status, Problem> {
    // The generator panics if it cannot write: it writes to memory first.
    let mut script = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut shown("gainsay", &Args::command()).version(env!("CARGO_PKG_VERSION")),
        "gainsay",
        &mut script,
    );
    terminal.exact()?.write_all(&script)?;
    Ok(Status::Fine)
}

/// Returns the arguments without the hidden verbs, which the generator would complete too.
fn shown(name: &'static str, command: &Command) -> Command {
    let kept = command.get_subcommands().filter(|verb| !verb.is_hide_set());
    let kept = kept.map(|verb| if verb.get_name() == GIT { shown(GIT, verb) } else { verb.clone() });
    let about = command.get_about().cloned().unwrap_or_default();
    Command::new(name).about(about).args(command.get_arguments().cloned()).subcommands(kept)
}

/// The only verb with actions.
const GIT: &str = "git";
