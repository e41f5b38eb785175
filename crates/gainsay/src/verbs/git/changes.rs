//! Changes to files, all prepared before the first is made: what cannot be written is known while nothing has changed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use gainsay_store::temp_files::{ListedPath, OwnerRun, is_of_user};
use gainsay_store::write::Draft;

use super::shown;
use crate::problem::Problem;
use crate::terminal::Terminal;

/// Changes in the order in which they will be made.
#[derive(Default)]
pub struct Changes {
    list: Vec<Change>,
    locks: Vec<Lock>,
}

struct Change {
    path: PathBuf,
    /// The new content; none if the file is to go.
    draft: Option<Draft>,
    words: String,
}

impl Changes {
    /// Prepares new content for a file. `words` are for the person who asked for it.
    ///
    /// # Errors
    /// Returns an error if it cannot be written.
    pub fn write(&mut self, path: &Path, content: &[u8], words: &str) -> Result<(), Problem> {
        let draft = draft(path, content).map_err(|e| unwritten(path, &e))?;
        self.list.push(Change { path: path.to_path_buf(), draft: Some(draft), words: words.to_owned() });
        Ok(())
    }

    /// The same, for a file that will be run.
    ///
    /// # Errors
    /// Returns an error if it cannot be written.
    pub fn write_program(&mut self, path: &Path, content: &[u8], words: &str) -> Result<(), Problem> {
        let draft = draft(path, content).and_then(Draft::executable).map_err(|e| unwritten(path, &e))?;
        self.list.push(Change { path: path.to_path_buf(), draft: Some(draft), words: words.to_owned() });
        Ok(())
    }

    /// The same, for a file of git's settings that read as `before`; git is kept from changing it from now on.
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

    /// Will delete a file.
    pub fn delete(&mut self, path: &Path, words: &str) {
        self.list.push(Change { path: path.to_path_buf(), draft: None, words: words.to_owned() });
    }

    /// Makes them all, and tells each.
    ///
    /// # Errors
    /// Returns an error if one cannot be made after all; those told before are made.
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

/// Git's own way to keep others from a file of settings: one of the same name with `.lock` behind it.
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
        // Git needs nothing to stand in it. Whose it is, is there for the case that we are killed.
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

/// What a lock of ours begins with.
const OURS: &str = "gainsay ";

/// Returns whether a lock is one that a run of ours has left, which has ended.
fn is_left(lock: &Path) -> bool {
    let is_own = lock.symlink_metadata().is_ok_and(|found| found.is_file() && found.len() < 100 && is_of_user(&found));
    let text = if is_own { fs::read_to_string(lock).unwrap_or_default() } else { String::new() };
    text.strip_prefix(OURS).and_then(OwnerRun::read).is_some_and(OwnerRun::has_ended)
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Nothing can be done about one that stays; git says so the next time.
        let _ = fs::remove_file(&self.path);
    }
}
