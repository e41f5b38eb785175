//! Files and folders that belong to the user: files that others may have put there are not opened, and no pipe is
//! waited for.

use std::fs::{self, File};
use std::io;
use std::path::Path;

#[cfg(unix)]
use crate::temp_files::is_of_user;

/// The access that others may have to a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Others may read it.
    Readable,
    /// Others may neither read nor write it.
    Private,
}

/// Opens a file for reading if it belongs to the user. A link is not followed, and a pipe or a device is no file.
#[cfg(unix)]
pub fn open(path: &Path, access: Access) -> Option<File> {
    use rustix::fs::{Mode, OFlags};
    // Opening a pipe would wait for a writer.
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty()).ok()?);
    let forbidden = if access == Access::Private { 0o077 } else { 0o022 };
    let found = file.metadata().ok()?;
    (found.is_file() && is_own(&found, forbidden)).then_some(file)
}

/// Opens a path for reading, if it is a file. A link is not followed.
#[cfg(not(unix))]
pub fn open(path: &Path, _: Access) -> Option<File> {
    path.symlink_metadata().ok().filter(fs::Metadata::is_file)?;
    File::open(path).ok()
}

/// Returns whether a file or folder belongs to the user, and grants nobody else the access of these bits.
#[cfg(unix)]
fn is_own(found: &fs::Metadata, forbidden: u32) -> bool {
    use std::os::unix::fs::MetadataExt;
    is_of_user(found) && found.mode() & forbidden == 0
}

/// Returns whether something is a folder that belongs to the user. A link to a folder does not count.
pub fn is_folder(folder: &Path) -> bool {
    folder.symlink_metadata().is_ok_and(|found| found.is_dir() && is_own(&found, 0))
}

/// Returns whether something is a folder that belongs to the user and in which nobody else may write. A link to a
/// folder does not count.
pub fn is_private_folder(folder: &Path) -> bool {
    folder.symlink_metadata().is_ok_and(|found| found.is_dir() && is_own(&found, 0o022))
}

#[cfg(not(unix))]
fn is_own(_: &fs::Metadata, _: u32) -> bool {
    true
}

/// Makes a folder, and all missing folders above it, for the user alone.
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
