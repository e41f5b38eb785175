//! Completion in shells: what may come next on the command line, with the ids, keys and words of the workspace.
//!
//! The script that `gainsay completions` prints calls the program with [`VARIABLE`] set and with the words typed so
//! far. Whatever goes wrong, the program prints nothing but the answer, and it writes no file: a shell waits for it
//! with a half-typed line.

mod bash;
mod choice;
mod command_line;
mod values;

use std::ffi::OsString;
use std::sync::Arc;

use clap::{Command, CommandFactory};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Elvish, Fish, Powershell, Shells, Zsh};

use crate::args::Args;
use bash::Bash;
use command_line::CommandLine;
use values::{Value, Values};

/// The name of the variable that says which shell asks.
pub const VARIABLE: &str = "GAINSAY_COMPLETE";

/// The shells that can ask.
pub const SHELLS: Shells<'static> = Shells(&[&Bash, &Elvish, &Fish, &Powershell, &Zsh]);

/// Answers a shell that asks for completions; returns whether one asks.
pub fn answer() -> bool {
    let Some(shell) = std::env::var_os(VARIABLE).filter(|shell| !shell.is_empty()) else { return false };
    std::panic::set_hook(Box::new(|_| {}));
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let line = CommandLine::of(&shell.to_string_lossy(), &arguments);
    if let Some(folder) = line.folder() {
        let _ = std::env::set_current_dir(folder);
    }
    let here = std::env::current_dir().ok();
    let line = Arc::new(line);
    let asked = CompleteEnv::with_factory(|| with_values(Args::command(), &line)).var(VARIABLE).shells(SHELLS);
    // A question that cannot be answered gets no answer: nobody would see a message.
    asked.try_complete(arguments, here.as_deref()).unwrap_or(true)
}

/// Returns the arguments, each with its values.
fn with_values(command: Command, line: &Arc<CommandLine>) -> Command {
    let verb = command.get_name().to_owned();
    let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    let command = command.mut_args(|arg| match Value::of(&verb, &arg) {
        Some(value) => {
            let line = Arc::clone(line);
            let complete = move |typed: &std::ffi::OsStr| -> Vec<CompletionCandidate> {
                typed.to_str().map(|typed| Values::new(&line).starting(&value, typed)).unwrap_or_default()
            };
            arg.add(ArgValueCompleter::new(complete))
        }
        None => arg,
    });
    verbs.iter().fold(command, |command, verb| command.mut_subcommand(verb, |verb| with_values(verb, line)))
}
