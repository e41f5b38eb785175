//! `check`: everything about the records, and every conflict.

use gainsay_diff::Outcome;
use gainsay_model::finding::Level;
use gainsay_model::schema::Kind;

use crate::Status;
use crate::args::{Check, Format};
use crate::clock::today;
use crate::files::{Loaded, load, path_within};
use crate::outputs::{asked, refuse_damage, write};
use crate::places::Places;
use crate::problem::Problem;
use crate::render::{Report, concise, full, json, pairs};
use crate::terminal::{Progress, Terminal};

/// Checks the workspace and shows the findings in every format asked for.
///
/// # Errors
/// Those of reading the workspace, of unknown paths, and of writing.
pub fn check(args: &Check, terminal: &mut Terminal) -> Result<Status, Problem> {
    let outputs = asked(&args.output, Format::Full)?;
    let loaded = load(terminal)?;
    refuse_damage(&outputs, &loaded.root, loaded.workspace.files.iter().filter(|file| !file.built_in).map(|file| file.path.as_str()))?;
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
    };
    for output in &outputs {
        write(output, terminal, |out, styled| match output.format {
            Format::Full => full::render(&report, out, styled),
            Format::Concise => concise::render(&report, out),
            Format::Json => json::render(&report, out),
            Format::Pairs => pairs::render(&streamed, out),
        })?;
    }
    let status = status(&report, &outcome, fail_on(args, &loaded));
    if status == Status::NoClaims {
        terminal.hint("there are no claims to check: write one into the workspace, or look whether `exclude` or git leaves them out");
    }
    Ok(status)
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
fn status(report: &Report<'_>, outcome: &Outcome, fail_on: Level) -> Status {
    let claims = outcome.summary.records.iter().find(|(kind, _)| *kind == Kind::Claim).map_or(0, |(_, count)| *count);
    match (report.fails(fail_on), claims) {
        (true, _) => Status::Findings,
        (false, 0) => Status::NoClaims,
        (false, _) => Status::Fine,
    }
}
