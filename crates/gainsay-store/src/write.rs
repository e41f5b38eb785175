//! Writing files whole: either the new content stands there, or the old one does.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use gainsay_model::workspace::MANIFEST;

use crate::temp_files::TempFile;

/// New content for a file, on disk beside it; nobody sees it until it is [put in place](Draft::put_in_place).
pub struct Draft {
    target: PathBuf,
    written: TempFile,
}

impl Draft {
    /// Writes the new content beside the file, and reads it back. Links are followed, but not out of a workspace;
    /// permissions and, where the system lets us, the owner stay.
    ///
    /// # Errors
    /// What the system says; then nothing has changed.
    pub fn write(path: &Path, content: &[u8]) -> io::Result<Draft> {
        refuse_leaving(path)?;
        let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let folder = target.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let before = fs::metadata(&target).ok();
        if before.as_ref().is_some_and(|before| before.permissions().readonly()) {
            // Its folder may let us replace it all the same; but somebody wants it to stay as it is.
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is write-protected"));
        }
        let permissions = before.as_ref().map(fs::Metadata::permissions).or_else(for_new_files);
        let (written, mut file) = TempFile::new_in(folder, permissions)?;
        file.write_all(content)?;
        file.sync_all()?;
        drop(file);
        if let Some(before) = before {
            fs::set_permissions(written.path(), before.permissions())?;
            keep_owner(written.path(), &before);
        }
        if fs::read(written.path())? != content {
            return Err(io::Error::other("what was written does not read back the same"));
        }
        Ok(Draft { target, written })
    }

    /// Lets everybody run it who may read it, as far as the system knows such a thing.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    pub fn executable(self) -> io::Result<Draft> {
        let_run(self.written.path())?;
        Ok(self)
    }

    /// Puts the new content in the place of the old, at once.
    ///
    /// # Errors
    /// What the system says; then the old content stands.
    pub fn put_in_place(self) -> io::Result<()> {
        self.written.put_at(&self.target)
    }
}

/// Writes a file whole. What is no file but there (`/dev/stdout`, a named pipe) is written to as it is.
///
/// # Errors
/// What the system says; a file is then as it was.
pub fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(there) if !there.is_file() => refuse_leaving(path)
            .and_then(|()| fs::OpenOptions::new().write(true).open(path))
            .and_then(|mut file| file.write_all(content)),
        _ => Draft::write(path, content)?.put_in_place(),
    }
}

/// Refuses a path in a workspace, or in a repository, from which a link on the way leads out: whoever gives us a
/// workspace could have us write anywhere with it. A path that lies in none as it is written is the user's own choice.
///
/// # Errors
/// Returns an error if a link leads out, or nowhere.
pub fn refuse_leaving(path: &Path) -> io::Result<()> {
    let written = std::path::absolute(path)?;
    let is_root = |folder: &&Path| folder.join(MANIFEST).is_file() || folder.join(REPOSITORY).exists();
    // What a link leads to may look like a workspace of its own: all around the path have a say.
    let plain = without_steps_up(&written);
    let mut roots = plain.ancestors().skip(1).filter(is_root).peekable();
    // What is not there yet will lie where the nearest folder does that is.
    let Some(there) = written.ancestors().find(|place| place.symlink_metadata().is_ok()) else { return Ok(()) };
    if roots.peek().is_none() {
        return Ok(());
    }
    let Ok(real) = there.canonicalize() else {
        return Err(io::Error::other(format!("{} is a link that leads nowhere", there.display())));
    };
    let inside = |folder: &Path| folder.canonicalize().is_ok_and(|folder| real.starts_with(folder));
    // Git may keep a repository elsewhere.
    let holds =
        |root: &&Path| inside(root) || (plain.starts_with(root.join(REPOSITORY)) && inside(&root.join(REPOSITORY)));
    match roots.find(|root| !holds(root)) {
        None => Ok(()),
        Some(root) => Err(io::Error::other(format!("a link leads out of {} to {}", root.display(), real.display()))),
    }
}

/// Returns a path without its `..`, taken as they are written: whoever writes them means to leave the folder.
fn without_steps_up(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            plain.pop();
        } else {
            plain.push(part);
        }
    }
    plain
}

/// Where a repository keeps what belongs to it.
const REPOSITORY: &str = ".git";

/// Writes a file that is not there yet; whether it was written. What is there stays, whatever it is.
///
/// # Errors
/// What the system says; then there is no file.
pub fn write_new(path: &Path, content: &[u8]) -> io::Result<bool> {
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    // Half a file would be kept the next time.
    match Draft::write(path, content)?.written.put_at_new(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn for_new_files() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    // The system takes away what the user's mask says.
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn for_new_files() -> Option<Permissions> {
    None
}

#[cfg(unix)]
fn let_run(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode();
    fs::set_permissions(path, Permissions::from_mode(mode | (mode & 0o444) >> 2))
}

#[cfg(not(unix))]
fn let_run(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn keep_owner(path: &Path, before: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt;
    // Only an administrator may give files away; for everybody else they are their own already.
    let _ = std::os::unix::fs::chown(path, Some(before.uid()), Some(before.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &fs::Metadata) {}
