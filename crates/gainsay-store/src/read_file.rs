//! The reading of one file.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use gainsay_model::yaml;

use crate::reason;

/// Returns a file's bytes, or the reason in words why it cannot be read.
pub fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    read_into(path, &mut bytes)?;
    Ok(bytes)
}

/// Appends a file's bytes to `bytes`, or returns the reason in words why it cannot be read.
pub(crate) fn read_into(path: &Path, bytes: &mut Vec<u8>) -> Result<(), String> {
    let words = |error: std::io::Error| reason(&error);
    // Reading one byte too many shows that the file is too large, without asking for its size before.
    let read = File::open(path).map_err(words)?.take(yaml::LARGEST as u64 + 1).read_to_end(bytes).map_err(words)?;
    if read > yaml::LARGEST { Err("it is larger than 64 MiB".into()) } else { Ok(()) }
}

/// Reads a file that others may have put there. A pipe or a device is refused, since reading it might never end.
///
/// # Errors
/// Returns the error of the operating system.
pub fn read_unwaiting(path: &Path) -> std::io::Result<Vec<u8>> {
    let found = fs::metadata(path)?;
    if found.is_file() || found.is_dir() { fs::read(path) } else { Err(std::io::Error::other(NO_REGULAR_FILE)) }
}

/// The reason why a pipe or device with the name of a record file is not read.
pub(crate) const NO_REGULAR_FILE: &str = "it is no file, but a pipe, a socket or a device";
