//! `check`: everything about the records, and every conflict.

use std::io::{self, Write};
use std::path::Path;

use gainsay_diff::Pair;
use gainsay_model::finding::Level;

use crate::Status;
use crate::args::{Check, Format, Output};
use crate::clock::today;
use crate::files::{Loaded, load, path_within};
use crate::places::Places;
use crate::problem::Problem;
use crate::render::summary::NO_CLAIMS;
use crate::render::{Report, concise, full, github, gitlab, json, junit, pairs, sarif};
use crate::repository;
use crate::terminal::{Progress, Terminal};
use crate::write::write_whole;

/// Checks the workspace and shows the findings in every format asked for.
///
/// # Errors
/// Those of reading the workspace, of unknown paths, and of writing.
pub fn check(args: &Check, terminal: &mut Terminal) -> Result<Status, Problem> {
    let outputs = outputs(&args.output)?;
    let loaded = load(terminal)?;
    refuse_damage(&outputs, &loaded)?;
    let within = args.paths.iter().map(|path| path_within(&loaded.root, path)).collect::<Result<Vec<_>, _>>()?;
    let today = today(args.today.today);
    let (outcome, streamed) = {
        let _progress = Progress::start("comparing the claims");
        if outputs.iter().any(|o| o.format == Format::Pairs) {
            gainsay_diff::check_and_pairs(&loaded.workspace, today)
        } else {
            (gainsay_diff::check(&loaded.workspace, today), Vec::new())
        }
    };
    warn_of_unread(&loaded, &within, terminal);
    let report = Report {
        workspace: &loaded.workspace,
        places: Places::new(&loaded.workspace),
        outcome: &outcome,
        within,
        notes: args.notes,
        ruled: args.ruled,
        fail_on: fail_on(args, &loaded),
        prefix: repository::prefix(&loaded.root),
    };
    for output in &outputs {
        write_output(output, &report, &streamed, terminal)?;
    }
    let status = status(&report);
    if status == Status::NoClaims {
        terminal.hint(&format!("{NO_CLAIMS}: write one into the workspace, or look whether `exclude` or git leaves them out"));
    }
    Ok(status)
}

/// The formats asked for; only one of them can go to standard output.
fn outputs(asked: &[Output]) -> Result<Vec<Output>, Problem> {
    if asked.is_empty() {
        return Ok(vec![Output { format: Format::Full, file: None }]);
    }
    if asked.iter().filter(|o| o.file.is_none()).count() > 1 {
        return Err(Problem::new("two formats cannot both go to standard output").help("name a file for one of them: `--output json=FILE`"));
    }
    Ok(asked.to_vec())
}

fn write_output(output: &Output, report: &Report<'_>, streamed: &[Pair], terminal: &mut Terminal) -> Result<(), Problem> {
    let styled = terminal.styled && output.file.is_none();
    let render = |out: &mut dyn Write| -> io::Result<()> {
        match output.format {
            Format::Full => full::render(report, out, styled),
            Format::Concise => concise::render(report, out),
            Format::Json => json::render(report, out),
            Format::Pairs => pairs::render(streamed, out),
            Format::Github => github::render(report, out),
            Format::Sarif => sarif::render(report, out),
            Format::Junit => junit::render(report, out),
            Format::Gitlab => gitlab::render(report, out),
        }
    };
    match &output.file {
        None => Ok(render(&mut terminal.out)?),
        Some(file) => {
            let mut text = Vec::new();
            render(&mut text).and_then(|()| write_whole(file, &text)).map_err(|e| Problem::at(file, "written", &e))
        }
    }
}

/// A report must not be written over a record, nor over another report.
fn refuse_damage(outputs: &[Output], loaded: &Loaded) -> Result<(), Problem> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| absolute(path));
    let files: Vec<&Path> = outputs.iter().filter_map(|output| output.file.as_deref()).collect();
    for (i, file) in files.iter().enumerate() {
        if files[..i].iter().any(|other| real(other) == real(file)) {
            return Err(Problem::new(format!("two formats cannot both be written to {}", file.display())).help("name a file for each"));
        }
        let target = real(file);
        if loaded.workspace.files.iter().any(|read| !read.built_in && real(&loaded.root.join(&read.path)) == target) {
            return Err(Problem::new(format!("{} is a file of this workspace, and would be overwritten", file.display()))
                .help("write the report to another file"));
        }
    }
    Ok(())
}

/// Asking only for what is not read at all would always find nothing.
fn warn_of_unread(loaded: &Loaded, within: &[String], terminal: &Terminal) {
    for path in within.iter().filter(|p| !p.is_empty()) {
        let is_below = |file: &str| file.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if !loaded.workspace.files.iter().any(|f| is_below(&f.path)) {
            terminal.warn(&format!(
                "no file that is read lies in {}: it may be hidden, ignored by git or under `exclude`, or hold no *.yaml",
                gainsay_model::text::escaped(path)
            ));
        }
    }
}

/// The level from which on a check fails: as asked, else as the manifest says, else errors.
fn fail_on(args: &Check, loaded: &Loaded) -> Level {
    let manifest = || loaded.workspace.manifest().fail_on.as_deref().and_then(Level::of_word);
    args.fail_on.or_else(manifest).unwrap_or(Level::Error)
}

/// A workspace without a single claim is not one in which all is well.
fn status(report: &Report<'_>) -> Status {
    match (report.fails(report.fail_on), report.claims()) {
        (true, _) => Status::Findings,
        (false, 0) => Status::NoClaims,
        (false, _) => Status::Fine,
    }
}
