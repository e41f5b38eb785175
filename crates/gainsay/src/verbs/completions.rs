//! `completions`: the scripts with which shells complete the arguments.

use clap::ValueEnum;
use std::io::{Error, Write};

use crate::Status;
use crate::args::Completions;
use crate::completion::{SHELLS, VARIABLE};
use crate::problem::Problem;
use crate::terminal::Terminal;

/// The name of the program, as it is typed.
const PROGRAM: &str = "gainsay";

/// Prints the script with which a shell asks the program for completions.
///
/// # Errors
/// Returns the errors of standard output.
pub fn completions(args: &Completions, terminal: &mut Terminal) -> Result<Status, Problem> {
    let mut script = Vec::new();
    let name = args.shell.to_possible_value();
    let shell = name.as_ref().and_then(|name| SHELLS.completer(name.get_name()));
    let shell = shell.ok_or_else(|| Error::other("the shell is not known"))?;
    shell.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)?;
    terminal.exact()?.write_all(&script)?;
    Ok(Status::Fine)
}
