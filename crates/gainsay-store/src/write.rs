//! The writing of whole files: afterwards a file has either the new content or the old.

use std::fs::{self, File, Permissions};
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Component, Path, PathBuf};

use gainsay_model::workspace::MANIFEST;

use crate::temp_files::TempFile;

/// New content for a file, on disk beside it; nobody sees it until it is [put in place](Draft::put_in_place).
pub struct Draft {
    target: PathBuf,
    written: TempFile,
}

impl Draft {
    /// Writes the new content beside the file, and reads it back. Links are followed, but not out of a workspace.
    /// Permissions stay, and the owner too where the system allows it.
    ///
    /// # Errors
    /// Returns the error of the operating system; then nothing has changed.
    pub fn write(path: &Path, content: &[u8]) -> io::Result<Draft> {
        Draft::write_by(path, |out| out.write_all(content))
    }

    /// Writes the content that a function writes, which is never held in memory as a whole; see [`Draft::write`].
    ///
    /// # Errors
    /// Returns the error of the operating system or of the function; then nothing has changed.
    pub fn write_by(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<Draft> {
        refuse_leaving(path)?;
        let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let folder = target.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let before = fs::metadata(&target).ok();
        if before.as_ref().is_some_and(|before| before.permissions().readonly()) {
            // The permissions of the folder may allow us to replace it; but somebody wants the file to stay as it is.
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is write-protected"));
        }
        let permissions = before.as_ref().map(fs::Metadata::permissions).or_else(for_new_files);
        let (written, file) = TempFile::new_in(folder, permissions)?;
        let mut blocks = Blocks::new(file);
        write(&mut blocks)?;
        let digest = blocks.finish()?;
        if let Some(before) = before {
            fs::set_permissions(written.path(), before.permissions())?;
            keep_owner(written.path(), &before);
        }
        if digest_of(written.path())? != digest {
            return Err(io::Error::other("what was written does not read back the same"));
        }
        Ok(Draft { target, written })
    }

    /// Lets everybody run the file who may read it, if the system knows such a permission.
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
    /// Returns the error of the operating system; then the old content stays.
    pub fn put_in_place(self) -> io::Result<()> {
        self.written.put_at(&self.target)
    }
}

/// The number of bytes that are written, and read back, at once.
const BLOCK: usize = 1 << 16;

/// A file that is written block by block, with a digest of the blocks.
struct Blocks {
    file: File,
    block: Vec<u8>,
    digest: DefaultHasher,
}

impl Blocks {
    fn new(file: File) -> Blocks {
        Blocks { file, block: Vec::with_capacity(BLOCK), digest: DefaultHasher::new() }
    }

    fn write_block(&mut self) -> io::Result<()> {
        self.file.write_all(&self.block)?;
        self.digest.write(&self.block);
        self.block.clear();
        Ok(())
    }

    /// Writes what is left, sees that it is on disk, and returns the digest.
    fn finish(mut self) -> io::Result<u64> {
        self.write_block()?;
        self.file.sync_all()?;
        Ok(self.digest.finish())
    }
}

impl Write for Blocks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(BLOCK - self.block.len());
        self.block.extend_from_slice(&bytes[..taken]);
        if self.block.len() == BLOCK {
            self.write_block()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        // A block is written when it is full, so that all files of the same content have the same blocks.
        Ok(())
    }
}

/// Returns the digest of the blocks of a file.
fn digest_of(path: &Path) -> io::Result<u64> {
    let (mut file, mut digest) = (File::open(path)?, DefaultHasher::new());
    let mut block = Vec::with_capacity(BLOCK);
    loop {
        block.clear();
        Read::by_ref(&mut file).take(BLOCK as u64).read_to_end(&mut block)?;
        digest.write(&block);
        if block.len() < BLOCK {
            return Ok(digest.finish());
        }
    }
}

/// Writes a whole file. A path that exists but is no file (`/dev/stdout`, a named pipe) is written to directly.
///
/// # Errors
/// Returns the error of the operating system; a file is then as it was.
pub fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    write_whole_by(path, |out| out.write_all(content))
}

/// Writes a whole file, with the content that a function writes, which is never held in memory as a whole; see
/// [`write_whole`].
///
/// # Errors
/// Returns the error of the operating system or of the function; a file is then as it was.
pub fn write_whole_by(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(there) if !there.is_file() => {
            refuse_leaving(path)?;
            let mut out = BufWriter::new(fs::OpenOptions::new().write(true).open(path)?);
            write(&mut out)?;
            out.flush()
        }
        _ => Draft::write_by(path, write)?.put_in_place(),
    }
}

/// Refuses a path that, as written, lies in a workspace or a repository, but leads out of it through a link: whoever
/// made the workspace could have us write anywhere with it. A path that lies in neither, as written, is the user's own
/// choice.
///
/// # Errors
/// Returns an error if a link leads out, or nowhere.
pub fn refuse_leaving(path: &Path) -> io::Result<()> {
    let written = std::path::absolute(path)?;
    let is_root = |folder: &&Path| folder.join(MANIFEST).is_file() || folder.join(REPOSITORY).exists();
    // The target of a link may look like a workspace of its own: every workspace around the path, as written, counts.
    let plain = without_steps_up(&written);
    let mut roots = plain.ancestors().skip(1).filter(is_root).peekable();
    // A path that does not exist yet will lie in the nearest folder that exists.
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

/// Returns a path with its `..` resolved as they are written, without following links.
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

/// The folder or file in which a repository keeps its own data.
const REPOSITORY: &str = ".git";

/// Writes a file that does not exist yet, and returns whether it was written. An existing path stays, whatever it is.
///
/// # Errors
/// Returns the error of the operating system; then there is no file.
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
    // The system removes the permissions that the user's mask excludes.
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
    // Only an administrator may give files away; all others own the file already.
    let _ = std::os::unix::fs::chown(path, Some(before.uid()), Some(before.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &fs::Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_piece_by_piece_reads_back_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report");
        for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK] {
            let content: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
            for piece in [7, BLOCK + 3] {
                let write = |out: &mut dyn Write| content.chunks(piece).try_for_each(|piece| out.write_all(piece));
                write_whole_by(&path, write).unwrap();
                assert!(fs::read(&path).unwrap() == content, "{length} bytes in pieces of {piece}");
            }
        }
    }

    #[test]
    fn a_failure_on_the_way_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report");
        write_whole(&path, b"old").unwrap();
        let fails = |out: &mut dyn Write| {
            out.write_all(&[b'n'; 3 * BLOCK])?;
            Err(io::Error::other("no more"))
        };
        assert_eq!(write_whole_by(&path, fails).unwrap_err().to_string(), "no more");
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
    }
}
