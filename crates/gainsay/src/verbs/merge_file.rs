//! `merge-file`: two versions of a file are merged into one, which is written whole or not at all.

use std::io::Write;
use std::path::Path;

use gainsay_git::Repository;
use gainsay_model::merge::{Conflict, Counts, Merge, Options, Why, merge};
use gainsay_model::text::{escaped, trimmed_to};
use gainsay_model::yaml;
use gainsay_render::plural::plural;
use gainsay_store::merging;
use gainsay_store::read_file::read_file;
use gainsay_store::write::write_whole;

use crate::Status;
use crate::args::MergeFile;
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::verbs::git::here;

/// The number of characters shown of a name.
const WIDTH: usize = 80;

/// Merges the changes that two versions have made to a third into the first of them, or prints the result.
///
/// # Errors
/// Returns an error if a version cannot be read, or the result cannot be written; then nothing is written.
pub fn merge_file(args: &MergeFile, terminal: &mut Terminal) -> Result<Status, Problem> {
    // A file that both sides have added has no base.
    let base = if args.base.try_exists().is_ok_and(|there| !there) { String::new() } else { read(&args.base)? };
    let (ours, theirs) = (read(&args.ours)?, read(&args.theirs)?);
    let merge = merge(&base, &ours, &theirs, &options(args)?);
    if args.stdout {
        terminal.exact()?.write_all(merge.text.as_bytes())?;
    } else if merge.text != ours {
        write_whole(&args.ours, merge.text.as_bytes())
            .map_err(|e| untouched(Problem::at(&args.ours, "written", &e)))?;
    }
    tell(args, &merge, terminal);
    Ok(if merge.is_clean() { Status::Fine } else { Status::Findings })
}

fn read(path: &Path) -> Result<String, Problem> {
    let bytes = read_file(path)
        .map_err(|why| untouched(Problem::new(format!("{} could not be read: {why}", path.display()))))?;
    let text = yaml::decode(&bytes)
        .map_err(|fault| untouched(Problem::new(format!("{} could not be read: {}", path.display(), fault.message))))?;
    Ok(text.to_owned())
}

/// Adds a remedy to a problem: git takes OURS for the result of a failed merge too, and calls it a conflict.
fn untouched(problem: Problem) -> Problem {
    problem.help("nothing was merged: OURS is as it was, and does not have what THEIRS changed")
}

fn options(args: &MergeFile) -> Result<Options, Problem> {
    if args.labels.len() > 3 {
        return Err(Problem::new("there are more than three labels").help("give `-L` for ours, the base and theirs"));
    }
    let label = |i: usize, path: &Path| {
        args.labels.get(i).map_or_else(|| path.display().to_string(), |label| label.to_string_lossy().into_owned())
    };
    Ok(Options {
        any_yaml: args.any_yaml,
        marker: args.marker_size,
        ours: label(0, &args.ours),
        theirs: label(2, &args.theirs),
    })
}

/// Reports what is left to decide, or the number of changes from each side.
fn tell(args: &MergeFile, merge: &Merge, terminal: &mut Terminal) {
    let name = args.path.as_ref().unwrap_or(&args.ours).display().to_string();
    if let Some(why) = &merge.doubt {
        let how =
            if merge.conflicts.is_empty() && why.starts_with("the result") { "" } else { "merged line by line, for " };
        terminal.warn(&format!("{name}: {how}{why}"));
    }
    for conflict in &merge.conflicts {
        terminal.warn(&format!("{name}:{}: {}{}", conflict.line, named(conflict), conflict.why.words()));
        if let Some((side, path)) = moved_to(conflict, &name) {
            let record = trimmed_to(&conflict.record, WIDTH);
            terminal.hint(&format!(
                "{record} stands in {} in {side}: what was changed here may belong there",
                escaped(&path)
            ));
        }
    }
    if merge.is_clean() {
        terminal.hint(&format!("{name}: merged{}", counted(merge.counts)));
    } else if merge.conflicts.is_empty() {
        terminal.hint("no marker stands in it, but look at it before you go on");
    } else {
        terminal.hint(&format!("{} left to decide between the markers", plural(merge.conflicts.len(), "conflict")));
    }
}

/// Returns the file to which one side may have moved a record that it has deleted here, and that side; none if git is
/// not merging, or the record is gone.
fn moved_to(conflict: &Conflict, path: &str) -> Option<(&'static str, String)> {
    let by_ours = match conflict.why {
        Why::OursDeleted => true,
        Why::TheirsDeleted => false,
        _ => return None,
    };
    if conflict.record.is_empty() || !conflict.key.is_empty() {
        return None;
    }
    // This is only advice: if git cannot be asked, the conflict stands all the same.
    let repository = Repository::around(&here().ok()?).ok()?;
    let path = merging::moved_to(&repository, &conflict.record, path, by_ours).ok()??;
    Some((if by_ours { "ours" } else { "theirs" }, path))
}

/// Returns the number of keys changed by each side; empty if only one side has touched the file.
fn counted(Counts { ours, theirs, both }: Counts) -> String {
    match ours + theirs + both {
        0 => String::new(),
        _ => format!("; keys changed by ours: {ours}, by theirs: {theirs}, by both: {both}"),
    }
}

/// Returns the record and the key that a conflict is about.
fn named(conflict: &Conflict) -> String {
    let key = if conflict.key.is_empty() { String::new() } else { format!("`{}`", conflict.key) };
    match (&*trimmed_to(&conflict.record, WIDTH), &*trimmed_to(&key, WIDTH)) {
        ("", "") => String::new(),
        ("", key) => format!("{key}: "),
        (record, "") => format!("{record}: "),
        (record, key) => format!("{record}: {key}: "),
    }
}
