//! `docs-cli`: the manual as Markdown, kept as `docs/cli.md`; a test checks that the two are equal.

use std::fmt::Write as _;
use std::io::Write as _;

use clap::{Arg, Command};

use crate::Status;
use crate::manual::{ENVIRONMENT, STATUSES, command, examples, typed, verbs};
use crate::problem::Problem;
use crate::terminal::Terminal;

/// Prints the manual.
///
/// # Errors
/// Returns the errors of standard output.
pub fn docs_cli(terminal: &mut Terminal) -> Result<Status, Problem> {
    terminal.exact()?.write_all(manual(&command()).as_bytes())?;
    Ok(Status::Fine)
}

const BEGINNING: &str = "\
<!-- Written by `gainsay docs-cli`: to change it, change the arguments in crates/gainsay/src/args.rs. -->
# The command line

`gainsay VERB …`. Every verb works from any folder of a workspace. Data goes to standard output; hints, warnings and errors go
to standard error. No verb needs the network. `gainsay VERB --help` says the same as this page.

";

fn manual(program: &Command) -> String {
    let mut page = BEGINNING.to_owned();
    page.push_str("| verb | |\n| --- | --- |\n");
    for verb in verbs(program) {
        let name = typed(verb);
        let _ = writeln!(
            page,
            "| [`{name}`](#gainsay-{}) | {} |",
            name.replace(' ', "-"),
            verb.get_about().map(ToString::to_string).unwrap_or_default()
        );
    }
    page.push_str("\nWith every verb:\n\n");
    page.push_str(&arguments(program, true));
    page.push_str("\n## Exit status\n\n| | |\n| --- | --- |\n");
    page.push_str(&STATUSES.map(|(status, text)| format!("| {status} | {text} |\n")).concat());
    page.push_str("\n## Environment\n\n| | |\n| --- | --- |\n");
    page.push_str(
        &ENVIRONMENT.map(|(names, text)| format!("| `{}` | {text} |\n", names.replace(", ", "`, `"))).concat(),
    );
    for verb in verbs(program) {
        page.push_str(&section(verb));
    }
    page
}

/// Returns the section of one verb.
fn section(verb: &Command) -> String {
    let usage = verb.clone().render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    let about = verb.get_long_about().or(verb.get_about()).map(ToString::to_string).unwrap_or_default();
    let about = if about.ends_with('.') { about } else { format!("{about}.") };
    let mut section = format!("\n## gainsay {}\n\n{about}\n\n```text\n{usage}\n```\n", typed(verb));
    let arguments = arguments(verb, false);
    if !arguments.is_empty() {
        let _ = write!(section, "\n{arguments}");
    }
    let examples = examples(verb);
    if !examples.is_empty() {
        let _ = write!(section, "\n```text\n{}\n```\n", examples.join("\n"));
    }
    section
}

/// Returns the arguments as a list: those of every verb, or those of this verb alone.
fn arguments(command: &Command, global: bool) -> String {
    let is_told = |arg: &&Arg| !arg.is_hide_set() && is_global(arg) == global;
    let (positional, options): (Vec<&Arg>, Vec<&Arg>) =
        command.get_arguments().filter(is_told).partition(|arg| arg.is_positional());
    positional.into_iter().chain(options).map(argument).collect()
}

fn is_global(arg: &Arg) -> bool {
    arg.is_global_set() || matches!(arg.get_id().as_str(), "help" | "version")
}

fn argument(arg: &Arg) -> String {
    let help = arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut lines = help.lines();
    let mut told = format!("- {}: {}", name(arg), lines.next().unwrap_or_default());
    let defaults: Vec<String> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    if !defaults.is_empty() && arg.get_action().takes_values() && !arg.is_hide_default_value_set() {
        let _ = write!(told, " (`{}` if not given)", defaults.join(" "));
    }
    told.push('\n');
    // A help text of several lines is a list of words, each with its meaning, and perhaps a sentence at the end.
    for line in lines {
        match line.strip_prefix("  ").and_then(|line| line.split_once("  ")) {
            Some((word, text)) => told.push_str(&value(word, text)),
            None => told.push_str(&format!("\n  {line}\n")),
        }
    }
    if arg.get_action().takes_values() {
        for possible in arg.get_possible_values().iter().filter(|possible| !possible.is_hide_set()) {
            told.push_str(&value(
                possible.get_name(),
                &possible.get_help().map(ToString::to_string).unwrap_or_default(),
            ));
        }
    }
    told
}

fn value(word: &str, text: &str) -> String {
    if text.trim().is_empty() { format!("  - `{word}`\n") } else { format!("  - `{word}`: {}\n", text.trim()) }
}

/// Returns an argument as it is typed.
fn name(arg: &Arg) -> String {
    let values = arg.get_value_names().unwrap_or_default().join(" ");
    let short = arg.get_short().map(|short| format!("-{short}"));
    let long = arg.get_long().map(|long| format!("--{long}"));
    let takes = arg.get_action().takes_values() && !values.is_empty();
    let many = if arg.get_num_args().is_some_and(|range| range.max_values() > 1) { "…" } else { "" };
    let typed: Vec<String> = short.into_iter().chain(long).map(|name| format!("`{name}`")).collect();
    match (typed.is_empty(), takes) {
        (true, _) => format!("`{values}{many}`"),
        (false, true) => format!("{} `{values}{many}`", typed.join(", ")),
        (false, false) => typed.join(", "),
    }
}
