//! Files that are there only for a while: new content that is not yet in its place, and git's locks. They go away with whoever made them, also
//! where a signal ends the program; what a program left that had no time for that goes away with a later write in the same folder.

use std::collections::BTreeSet;
use std::fs::{self, File, Permissions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tempfile::{Builder, TempPath};

use crate::clock::age;

/// How their names begin and end.
const NAME: [&str; 2] = [".gainsay-", ".tmp"];

/// What has been left alone for so long is nobody's any more.
const LEFT: Duration = Duration::from_secs(3600);

/// What there is of them in this run. Held while one is made, so that a signal finds each either listed or not there.
static HERE: Mutex<Here> = Mutex::new(Here { paths: BTreeSet::new(), swept: BTreeSet::new(), heeded: false });

struct Here {
    paths: BTreeSet<PathBuf>,
    /// The folders that were looked through for leftovers.
    swept: BTreeSet<PathBuf>,
    /// Whether signals are waited for.
    heeded: bool,
}

impl Here {
    fn lock() -> MutexGuard<'static, Here> {
        HERE.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file with a name of its own, in the folder in which its content is to have another one. It goes away with this value.
pub struct Temporary {
    path: TempPath,
    listed: Listed,
}

impl Temporary {
    /// An empty one. It does not stay open: there may be many of them at once.
    ///
    /// # Errors
    /// What the system says.
    pub fn new_in(folder: &Path, permissions: Option<Permissions>) -> io::Result<(Temporary, File)> {
        sweep(folder);
        let mut builder = Builder::new();
        builder.prefix(NAME[0]).suffix(NAME[1]);
        if let Some(permissions) = permissions {
            builder.permissions(permissions);
        }
        let (made, listed) = Listed::make(|| builder.tempfile_in(folder), |made| made.path().to_owned())?;
        let (file, path) = made.into_parts();
        Ok((Temporary { path, listed }, file))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it that name, in the place of what has it now.
    ///
    /// # Errors
    /// What the system says; then what was there still is.
    pub fn put_at(self, target: &Path) -> io::Result<()> {
        let Temporary { path, listed: _listed } = self;
        path.persist(target).map_err(|e| e.error)
    }

    /// Gives it that name, unless something has it.
    ///
    /// # Errors
    /// What the system says; also if something has it.
    pub fn put_at_new(self, target: &Path) -> io::Result<()> {
        let Temporary { path, listed: _listed } = self;
        path.persist_noclobber(target).map_err(|e| e.error)
    }
}

/// The path of a file that a signal takes away, until this value is dropped.
pub struct Listed(PathBuf);

impl Listed {
    /// Makes a file, and lists its path.
    ///
    /// # Errors
    /// What making it says.
    pub fn make<T>(make: impl FnOnce() -> io::Result<T>, path: impl FnOnce(&T) -> PathBuf) -> io::Result<(T, Listed)> {
        let mut here = Here::lock();
        if !here.heeded {
            here.heeded = true;
            signals::heed();
        }
        let made = make()?;
        let path = path(&made);
        here.paths.insert(path.clone());
        Ok((made, Listed(path)))
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        Here::lock().paths.remove(&self.0);
    }
}

/// Clears a folder, once in a run, of what runs left that were killed or lost their power.
fn sweep(folder: &Path) {
    if !Here::lock().swept.insert(folder.to_owned()) {
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| name.starts_with(NAME[0]) && name.ends_with(NAME[1]));
        // What is younger may be in use by another run.
        if is_ours && entry.metadata().is_ok_and(|found| found.is_file() && age(&found).is_some_and(|age| age > LEFT)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(unix)]
mod signals {
    use std::fs;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    use super::Here;

    /// From now on an interrupt takes away what is listed, before it ends the program as it would have. Until the first is listed nothing is
    /// different from any other program.
    pub fn heed() {
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else { return };
        std::thread::spawn(move || {
            for signal in signals.forever() {
                // It stays locked: nothing new is made any more.
                let here = Here::lock();
                for path in &here.paths {
                    let _ = fs::remove_file(path);
                }
                let _ = emulate_default_handler(signal);
            }
        });
    }
}

#[cfg(not(unix))]
mod signals {
    /// What an interrupt leaves is taken away by a later write.
    pub fn heed() {}
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn what_was_left_is_taken_away_by_a_later_write_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let long_ago = SystemTime::now() - LEFT * 2;
        for name in [".gainsay-abc.tmp", ".gainsay-notes", "abc.tmp", ".gainsay-new.tmp"] {
            let file = File::create(folder.path().join(name)).unwrap();
            if name != ".gainsay-new.tmp" {
                file.set_modified(long_ago).unwrap();
            }
        }
        drop(Temporary::new_in(folder.path(), None).unwrap());
        let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, [".gainsay-new.tmp", ".gainsay-notes", "abc.tmp"]);
    }

    #[test]
    fn what_has_its_place_is_no_longer_listed() {
        let folder = tempfile::tempdir().unwrap();
        let (temporary, file) = Temporary::new_in(folder.path(), None).unwrap();
        let path = temporary.path().to_owned();
        assert!(Here::lock().paths.contains(&path) && path.exists());
        drop(file);
        temporary.put_at(&folder.path().join("a")).unwrap();
        assert!(!Here::lock().paths.contains(&path) && !path.exists());
        let (other, _file) = Temporary::new_in(folder.path(), None).unwrap();
        assert_eq!(other.put_at_new(&folder.path().join("a")).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
