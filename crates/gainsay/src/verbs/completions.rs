//! `completions`: what a shell needs to complete the arguments.

use std::io::Write;

use clap::{Command, CommandFactory};

use crate::Status;
use crate::args::{Args, Completions};
use crate::manual::verbs;
use crate::problem::Problem;
use crate::terminal::Terminal;

/// Prints the completions for a shell.
///
/// # Errors
/// Those of standard output.
pub fn completions(args: &Completions, terminal: &mut Terminal) -> Result<Status, Problem> {
    // The generator panics where it cannot write: it writes to memory first.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut shown(), "gainsay", &mut script);
    terminal.out.write_all(&script)?;
    Ok(Status::Fine)
}

/// The arguments without the hidden verbs, which the generator would complete too.
fn shown() -> Command {
    let all = Args::command();
    Command::new("gainsay").version(env!("CARGO_PKG_VERSION")).args(all.get_arguments().cloned()).subcommands(verbs(&all).cloned())
}
