//! `fmt`: record files in canonical layout.

use std::io::Write;

use gainsay_model::edit::{Texts, format};
use gainsay_model::text::escaped;
use gainsay_model::workspace::lies_within;
use gainsay_store::paths::path_within;

use super::edit::Editing;
use crate::Status;
use crate::args::edit::Fmt;
use crate::problem::Problem;
use crate::terminal::Terminal;

/// Puts the files of the workspace, or those in some of its folders, into canonical layout. A file for which that is
/// impossible is left unchanged, and reported.
///
/// # Errors
/// Returns the errors of editing, and one for a path that leads out of the workspace.
pub fn fmt(args: &Fmt, terminal: &mut Terminal) -> Result<Status, Problem> {
    let mut options = args.options;
    // A check writes nothing, not even the lock.
    options.dry_run |= args.check;
    let mut editing = Editing::begin(&options, terminal)?;
    let within = args.paths.iter().map(|path| path_within(&editing.root, path)).collect::<Result<Vec<_>, _>>()?;
    let is_meant = |path: &str| within.is_empty() || within.iter().any(|folder| lies_within(path, folder));
    let (mut after, mut left) = (Texts::new(), 0);
    for (path, text) in editing.all_texts()?.iter().filter(|(path, _)| is_meant(path)) {
        match format(text) {
            Ok(formatted) if formatted != *text => {
                after.insert(path.clone(), formatted);
            }
            Ok(_) => {}
            Err(refusal) => {
                left += 1;
                terminal.warn(&format!("{} is left as it is: {refusal}", escaped(path)));
            }
        }
    }
    if args.check {
        for path in after.keys() {
            writeln!(terminal.out, "{}", escaped(path))?;
        }
        return Ok(if after.is_empty() && left == 0 { Status::Fine } else { Status::Findings });
    }
    editing.write_layout(&after, &options, terminal)?;
    Ok(Status::Fine)
}
