//! The manifest on disk, and the check that this program can read its version of the format.

use std::path::Path;

use gainsay_model::read::format_version;
use gainsay_model::workspace::MANIFEST;

use crate::Error;
use crate::read_file::read_file;

pub(crate) fn read_manifest(path: &Path) -> Result<String, Error> {
    let bytes =
        read_file(path).map_err(|why| Error::new(format!("the workspace's {MANIFEST} could not be read: {why}")))?;
    // Faults of its text are reported with all other findings, once everything is read.
    let text = String::from_utf8_lossy(&bytes).into_owned();
    refuse_newer(&text, &path.display().to_string())?;
    Ok(text)
}

/// Refuses a manifest that asks for a newer version of the format; `shown` names the manifest.
///
/// # Errors
/// Returns an error if the manifest asks for a newer version.
pub(crate) fn refuse_newer(manifest: &str, shown: &str) -> Result<(), Error> {
    match format_version(manifest) {
        Some(version) if version > VERSION => Err(Error::new(format!(
            "this workspace is written in {} of the format, and this program reads only version {VERSION} ({shown})",
            if version == u64::MAX { "a much later version".into() } else { format!("version {version}") },
        ))
        .help("get a newer gainsay")),
        _ => Ok(()),
    }
}

/// The newest version of the format that this program reads.
const VERSION: u64 = 1;
