//! Changes to files, all prepared before the first is made: what cannot be written is known before anything has
//! changed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use gainsay_store::temp_files::{ListedPath, OwnerRun, is_of_user};
use gainsay_store::write::Draft;

use super::shown;
use crate::problem::Problem;
use crate::terminal::Terminal;

/// The changes, in the order in which they will be made.
#[derive(Default)]
pub struct Changes {
    list: Vec<Change>,
    locks: Vec<Lock>,
}

struct Change {
    path: PathBuf,
    /// The new content; none if the file will be deleted.
    draft: Option<Draft>,
    words: String,
}

impl Changes {
    /// Prepares new content for a file. `words` describe the change to the user.
    ///
    /// # Errors
    /// Returns an error if it cannot be written.
    pub fn write(&mut self, path: &Path, content: &[u8], words: &str) -> Result<(), Problem> {
        let draft = draft(path, content).map_err(|e| unwritten(path, &e))?;
        self.list.push(Change { path: path.to_path_buf(), draft: Some(draft), words: words.to_owned() });
        Ok(())
    }

    /// Prepares new content for a file that will be run. `words` describe the change to the user.
    ///
    /// # Errors
    /// Returns an error if it cannot be written.
    pub fn write_program(&mut self, path: &Path, content: &[u8], words: &str) -> Result<(), Problem> {
        let draft = draft(path, content).and_then(Draft::executable).map_err(|e| unwritten(path, &e))?;
        self.list.push(Change { path: path.to_path_buf(), draft: Some(draft), words: words.to_owned() });
        Ok(())
    }

    /// Prepares new content for a file of git's settings that had the content `before`; from now on git cannot change
    /// it. `words` describe the change to the user.
    ///
    /// # Errors
    /// Returns an error if it cannot be written, or another program is writing it or has written it since.
    pub fn write_settings(&mut self, path: &Path, before: &[u8], content: &[u8], words: &str) -> Result<(), Problem> {
        if path.exists() && !path.is_file() {
            return Err(Problem::new(format!("git's settings cannot be written: {} is no file", path.display()))
                .help("look at GIT_CONFIG_GLOBAL, which names it"));
        }
        self.write(path, content, words)?;
        self.locks.push(Lock::take(path)?);
        if fs::read(path).unwrap_or_default() != before {
            return Err(Problem::new(format!("{} has changed since it was read", path.display()))
                .help("nothing was changed; run this again"));
        }
        Ok(())
    }

    /// Prepares the deletion of a file. `words` describe the change to the user.
    pub fn delete(&mut self, path: &Path, words: &str) {
        self.list.push(Change { path: path.to_path_buf(), draft: None, words: words.to_owned() });
    }

    /// Makes all changes, and reports each.
    ///
    /// # Errors
    /// Returns an error if a change cannot be made after all; those reported before are made.
    pub fn make(self, terminal: &mut Terminal) -> Result<usize, Problem> {
        let count = self.list.len();
        for change in self.list {
            let line = format!("{}: {}", shown(&change.path), change.words);
            match change.draft {
                Some(draft) => draft.put_in_place().map_err(|e| Problem::at(&change.path, "written", &e))?,
                None => fs::remove_file(&change.path).map_err(|e| Problem::at(&change.path, "deleted", &e))?,
            }
            writeln!(terminal.out, "{line}")?;
        }
        Ok(count)
    }
}

fn draft(path: &Path, content: &[u8]) -> io::Result<Draft> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Draft::write(path, content)
}

fn unwritten(path: &Path, error: &io::Error) -> Problem {
    Problem::at(path, "written", error).help("make it writable, and run this again").help("nothing was changed")
}

/// A lock on a file of settings, as git makes it: a file of the same name with `.lock` appended.
struct Lock {
    path: PathBuf,
    _listed: ListedPath,
}

impl Lock {
    fn take(path: &Path) -> Result<Lock, Problem> {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let mut name = real.into_os_string();
        name.push(".lock");
        let lock = PathBuf::from(name);
        // Git ignores the content. It names the owner in case this program is killed.
        let make = || File::create_new(&lock).and_then(|mut file| writeln!(file, "{OURS}{}", OwnerRun::this()));
        let made = ListedPath::make(make, |_| lock.clone()).or_else(|error| {
            if is_left(&lock) {
                fs::remove_file(&lock)?;
                return ListedPath::make(make, |_| lock.clone());
            }
            Err(error)
        });
        match made {
            Ok((_, listed)) => Ok(Lock { path: lock.clone(), _listed: listed }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Problem::new(format!(
                "{} is being changed by another program: there is {}",
                path.display(),
                lock.display()
            ))
            .help("wait until that is done, and run this again; if none is running, delete the file")
            .help("nothing was changed")),
            Err(error) => Err(unwritten(&lock, &error)),
        }
    }
}

/// The beginning of a lock made by this program.
const OURS: &str = "gainsay ";

/// Returns whether a lock was left by a run of this program that has ended.
fn is_left(lock: &Path) -> bool {
    let is_own = lock.symlink_metadata().is_ok_and(|found| found.is_file() && found.len() < 100 && is_of_user(&found));
    let text = if is_own { fs::read_to_string(lock).unwrap_or_default() } else { String::new() };
    text.strip_prefix(OURS).and_then(OwnerRun::read).is_some_and(OwnerRun::has_ended)
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Nothing can be done about a lock that stays; git reports it the next time.
        let _ = fs::remove_file(&self.path);
    }
}
