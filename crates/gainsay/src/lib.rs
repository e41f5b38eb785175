//! The command line: arguments, files, terminal, exit status. The crates below know the records and their conflicts;
//! this one only asks for them and shows them.

mod args;
mod completion;
mod example;
mod manual;
mod outputs;
mod panic_hook;
mod problem;
mod terminal;
mod verbs;
mod workspace;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use gainsay_model::read::Suggest;
use gainsay_store::LoadOptions;
use gainsay_store::cache::CacheMode;

use args::{Args, Verb};
use problem::Problem;
use terminal::{Color, Terminal};

/// The result of a verb that could do what it was asked to do. A failure ends with status 2.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// There is nothing at or above the level that fails.
    Fine = 0,
    /// There are findings that fail.
    Findings = 1,
    /// There is no claim to find anything about.
    NoClaims = 3,
}

/// The exit status of a failure.
const NOT_DONE: u8 = 2;

/// Runs the program: reads the arguments, does what they ask for, and returns the exit code.
pub fn run() -> ExitCode {
    if completion::answer() {
        return ExitCode::SUCCESS;
    }
    std::panic::set_hook(Box::new(panic_hook::report));
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(answer) => return show(&answer),
    };
    let mut terminal = Terminal::new(args.color);
    terminal.options = LoadOptions {
        threads: args.threads,
        cache: if args.no_cache { CacheMode::Never } else { CacheMode::from_environment() },
        suggest: Suggest::All,
    };
    match work(&args, &mut terminal) {
        Ok(status) => ExitCode::from(status as u8),
        Err(problem) => fail(&problem, &mut terminal),
    }
}

/// Enters the folder that the user wants to work in, does the work, and makes sure that everything is written.
fn work(args: &Args, terminal: &mut Terminal) -> Result<Status, Problem> {
    if let Some(folder) = &args.directory {
        enter(folder)?;
    }
    let status = follow(&args.verb, terminal)?;
    terminal.finish()?;
    Ok(status)
}

fn enter(folder: &Path) -> Result<(), Problem> {
    std::env::set_current_dir(folder)
        .map_err(|e| Problem::at(folder, "entered", &e).help("name a folder that is there after `-C`"))
}

fn follow(verb: &Verb, terminal: &mut Terminal) -> Result<Status, Problem> {
    match verb {
        Verb::Init(args) => verbs::init::init(args, terminal),
        Verb::Check(args) => verbs::check::check(args, terminal),
        Verb::Baseline { verb } => verbs::baseline::baseline(verb, terminal),
        Verb::Diff(args) => verbs::diff::diff(args, terminal),
        Verb::Log(args) => verbs::log::log(args, terminal),
        Verb::Blame(args) => verbs::blame::blame(args, terminal),
        Verb::Show(args) => verbs::show::show(args, terminal),
        Verb::List(args) => verbs::list::list(args, terminal),
        Verb::Ask(args) => verbs::ask::ask(args, terminal),
        Verb::Why(args) => verbs::why::why(args, terminal),
        Verb::Positions(args) => verbs::positions::positions(args, terminal),
        Verb::Site(args) => verbs::site::site(args, terminal),
        Verb::Serve(args) => verbs::serve::serve(args, terminal),
        Verb::Matrix(args) => verbs::matrix::matrix(args, terminal),
        Verb::Timeline(args) => verbs::timeline::timeline(args, terminal),
        Verb::Explain(args) => verbs::explain::explain(args, terminal),
        Verb::Source { verb } => verbs::source::source(verb, terminal),
        Verb::Add { kind } => verbs::add::add(kind, terminal),
        Verb::Set(args) => verbs::set::set(args, terminal),
        Verb::Unset(args) => verbs::set::unset(args, terminal),
        Verb::Retract(args) => verbs::retract::retract(args, terminal),
        Verb::Supersede(args) => verbs::retract::supersede(args, terminal),
        Verb::Rename(args) => verbs::rename::rename(args, terminal),
        Verb::Fmt(args) => verbs::fmt::fmt(args, terminal),
        Verb::Import { format } => verbs::import::import(format, terminal),
        Verb::Export { format } => verbs::export::export(format, terminal),
        Verb::Rule(args) => verbs::rule::rule(args, terminal),
        Verb::Seal(args) => verbs::seal::seal(args, terminal),
        Verb::Git { verb } => verbs::git::git(verb, terminal),
        Verb::Textconv(args) => verbs::textconv::textconv(args, terminal),
        Verb::MergeFile(args) => verbs::merge_file::merge_file(args, terminal),
        Verb::Schema(args) => verbs::schema::schema(args, terminal),
        Verb::Lsp(_) => Ok(verbs::lsp::lsp(terminal)),
        Verb::Completions(args) => verbs::completions::completions(args, terminal),
        Verb::Man(args) => verbs::man::man(args, terminal),
        Verb::DocsCli => verbs::docs_cli::docs_cli(terminal),
    }
}

fn fail(problem: &Problem, terminal: &mut Terminal) -> ExitCode {
    terminal.fail(problem);
    ExitCode::from(NOT_DONE)
}

/// Shows the message of the argument parser: the help that was asked for, or what is wrong with the arguments.
fn show(answer: &clap::Error) -> ExitCode {
    let mut terminal = Terminal::new(Color::asked(std::env::args_os()));
    match terminal.show(answer) {
        Ok(()) if answer.exit_code() == 0 => ExitCode::SUCCESS,
        Ok(()) => ExitCode::from(NOT_DONE),
        Err(error) => fail(&error.into(), &mut terminal),
    }
}
