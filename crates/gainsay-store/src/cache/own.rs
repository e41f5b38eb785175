//! Files and folders that are the user's own: what others may have put there is not opened, and nothing is waited for.

use std::fs::{self, File};
use std::io;
use std::path::Path;

#[cfg(unix)]
use crate::temp_files::is_of_user;

/// What others may do with a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// They may read it.
    Readable,
    /// Neither read nor write.
    Private,
}

/// Opens a file for reading if it is the user's own. A link is not followed, and a pipe or a device is no file.
#[cfg(unix)]
pub fn open(path: &Path, access: Access) -> Option<File> {
    use rustix::fs::{Mode, OFlags};
    // A pipe would be waited for.
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty()).ok()?);
    let forbidden = if access == Access::Private { 0o077 } else { 0o022 };
    let found = file.metadata().ok()?;
    (found.is_file() && is_own(&found, forbidden)).then_some(file)
}

/// Opens a file for reading, if it is one. A link is not followed.
#[cfg(not(unix))]
pub fn open(path: &Path, _: Access) -> Option<File> {
    path.symlink_metadata().ok().filter(fs::Metadata::is_file)?;
    File::open(path).ok()
}

/// Returns whether a file or folder is the user's own, and nobody else may do with it what these bits allow.
#[cfg(unix)]
fn is_own(found: &fs::Metadata, forbidden: u32) -> bool {
    use std::os::unix::fs::MetadataExt;
    is_of_user(found) && found.mode() & forbidden == 0
}

/// Returns whether something is a folder, and the user's own. A link to one is none.
pub fn is_folder(folder: &Path) -> bool {
    folder.symlink_metadata().is_ok_and(|found| found.is_dir() && is_own(&found, 0))
}

/// Returns whether something is a folder of the user's own in which nobody else may write. A link to one is none.
pub fn is_private_folder(folder: &Path) -> bool {
    folder.symlink_metadata().is_ok_and(|found| found.is_dir() && is_own(&found, 0o022))
}

#[cfg(not(unix))]
fn is_own(_: &fs::Metadata, _: u32) -> bool {
    true
}

/// Makes a folder, and all on the way to it that are missing, for the user alone.
///
/// # Errors
/// Returns the error of the operating system.
#[cfg_attr(test, allow(dead_code))]
pub fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
