//! `baseline`: a list of known findings, so that checks count only later ones.

use std::collections::HashSet;
use std::path::Path;

use gainsay_diff::Asked;
use gainsay_diff::baseline::Baseline;
use gainsay_diff::findings::AnyFinding;
use gainsay_diff::fingerprint::fingerprints;
use gainsay_model::finding::Level;
use gainsay_model::text::escaped;
use gainsay_render::plural::plural;
use gainsay_store::clock::today;
use gainsay_store::quotes::QuoteChecker;
use gainsay_store::write::write_whole;

use crate::Status;
use crate::args::{BaselineFile, BaselineVerb, Output};
use crate::outputs::refuse_damage;
use crate::problem::Problem;
use crate::terminal::{Progress, Terminal};
use crate::workspace::load;

/// Writes or prunes a baseline.
///
/// # Errors
/// Returns the errors of reading the workspace and the baseline, and of writing the file.
pub fn baseline(verb: &BaselineVerb, terminal: &mut Terminal) -> Result<Status, Problem> {
    match verb {
        BaselineVerb::Write(file) => write(file, terminal),
        BaselineVerb::Prune(file) => prune(file, terminal),
    }
}

/// Reads the baseline in a file.
///
/// # Errors
/// Returns an error if the file cannot be read, or is not a baseline.
pub fn read(file: &Path) -> Result<Baseline, Problem> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let problem = Problem::at(file, "read", &error);
        if error.kind() == std::io::ErrorKind::NotFound {
            problem.help(format!("`gainsay baseline write {}` makes it", file.display()))
        } else {
            problem
        }
    })?;
    Baseline::read(&text).map_err(|bad| {
        let line = escaped(&gainsay_model::text::trimmed_to(&bad.text, 40)).into_owned();
        Problem::new(format!("{}:{}: `{line}` does not begin with a fingerprint", file.display(), bad.number))
            .help("a line is a fingerprint of 16 hexadecimal digits and a few words; `gainsay baseline write` writes such a file")
    })
}

fn write(args: &BaselineFile, terminal: &mut Terminal) -> Result<Status, Problem> {
    let found = found(args, terminal)?;
    let baseline = Baseline::of(found.iter().map(|(fingerprint, finding)| (fingerprint.clone(), finding)));
    save(&args.file, &baseline)?;
    terminal.hint(&format!("{} written to {}", plural(baseline.len(), "known finding"), args.file.display()));
    Ok(Status::Fine)
}

fn prune(args: &BaselineFile, terminal: &mut Terminal) -> Result<Status, Problem> {
    let mut baseline = read(&args.file)?;
    let found: HashSet<String> = found(args, terminal)?.into_iter().map(|(fingerprint, _)| fingerprint).collect();
    let gone = baseline.prune(|fingerprint| found.contains(fingerprint));
    if gone > 0 {
        save(&args.file, &baseline)?;
    }
    let left = plural(baseline.len(), "known finding");
    terminal.hint(&format!(
        "{} removed from {}; {left} left",
        plural(gone, "entry").replace("entrys", "entries"),
        args.file.display()
    ));
    Ok(Status::Fine)
}

/// Returns every finding that counts in a check, with its fingerprint.
fn found(args: &BaselineFile, terminal: &mut Terminal) -> Result<Vec<(String, AnyFinding)>, Problem> {
    let loaded = load(terminal)?;
    let workspace = &loaded.workspace;
    let files = workspace.files.iter().filter(|file| !file.built_in).map(|file| file.path.as_str());
    refuse_damage(&[Output { format: (), file: Some(args.file.clone()) }], &loaded.root, files)?;
    let progress = Progress::start("comparing the claims");
    let asked = Asked { from: Level::Note, notes: false, grounds: false };
    let mut outcome = gainsay_diff::check_for(workspace, today(args.today.today), asked);
    drop(progress);
    QuoteChecker::new(&loaded.root, terminal.options, &terminal.events).add_to(&mut outcome, workspace, asked);
    let fingerprints = fingerprints(workspace, &outcome.findings);
    let counts = |finding: &AnyFinding| finding.ruled().is_none() && !finding.is_note();
    Ok(fingerprints.into_iter().zip(outcome.findings).filter(|(_, finding)| counts(finding)).collect())
}

fn save(file: &Path, baseline: &Baseline) -> Result<(), Problem> {
    write_whole(file, baseline.text().as_bytes()).map_err(|error| Problem::at(file, "written", &error))
}
