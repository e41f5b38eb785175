//! The workspace in which the user works: found, and read as the arguments ask, with warnings on the terminal.

use std::path::{Path, PathBuf};

use gainsay_model::read::Suggest;
use gainsay_render::summary::not_read_by_its_name;
use gainsay_store::belonging::probably_meant;
use gainsay_store::{LoadOptions, Loaded, SnapshotSource, paths};

use crate::problem::Problem;
use crate::terminal::Terminal;

/// Reads the workspace around the current folder.
///
/// # Errors
/// Returns an error if there is none, if its manifest cannot be read or asks for a newer version of the format, or if
/// its root cannot be listed.
pub fn load(terminal: &Terminal) -> Result<Loaded, Problem> {
    load_at(&find_root()?, terminal)
}

/// Reads the workspace around the current folder for a verb that shows no findings: unknown references get no
/// suggestions.
///
/// # Errors
/// Returns the errors of [`load`].
pub fn load_records(terminal: &Terminal) -> Result<Loaded, Problem> {
    load_with(&find_root()?, LoadOptions { suggest: Suggest::Nothing, ..terminal.options }, terminal)
}

/// Reads the workspace with that root, and warns of files that were probably meant to be read.
///
/// # Errors
/// Returns an error if its manifest cannot be read or asks for a newer version of the format, or if its root cannot be
/// listed.
pub fn load_at(root: &Path, terminal: &Terminal) -> Result<Loaded, Problem> {
    load_with(root, terminal.options, terminal)
}

/// Reads the workspace with that root and these options, and warns of files that were probably meant to be read.
///
/// # Errors
/// Returns the errors of [`load_at`].
pub fn load_with(root: &Path, options: LoadOptions, terminal: &Terminal) -> Result<Loaded, Problem> {
    let loaded = gainsay_store::load(root, options, &terminal.events)?;
    warn_of_meant(&loaded.left.meant, terminal);
    Ok(loaded)
}

/// Returns the source of snapshots of the workspace with that root.
pub fn snapshots(root: PathBuf, terminal: &Terminal) -> SnapshotSource<'_> {
    SnapshotSource::at(root, terminal.options, &terminal.events)
}

/// Returns the nearest folder upward from the current one that holds a manifest.
///
/// # Errors
/// Returns an error if there is none.
pub fn find_root() -> Result<PathBuf, Problem> {
    Ok(paths::find_root()?)
}

/// The largest number of files probably meant to be read that are named.
const NAMED: usize = 5;

/// Warns of files that were probably meant to be read.
pub fn warn_of_meant(paths: &[String], terminal: &Terminal) {
    for path in paths.iter().take(NAMED) {
        let meant = probably_meant(path).unwrap_or(path);
        terminal.warn(&format!("{}; if it holds records, rename it to {meant}", not_read_by_its_name(path)));
    }
    if paths.len() > NAMED {
        terminal.warn(&format!("{} more files of such names are not read", paths.len() - NAMED));
    }
}
