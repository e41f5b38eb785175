//! The index: the content of the next commit, and the files of the checkout that are known to be unchanged since they
//! were staged.

use std::collections::HashMap;
use std::path::Path;

use gix::ObjectId;
use gix::index::entry::stat::Options;
use gix::index::entry::{Flags, Mode, Stage, Stat};
use gix::index::fs::Metadata;

use crate::{Blob, GitError, Id, Repository, library_error};

/// The index of a checkout, limited to the folder of a [`Repository`] value.
pub struct Index {
    entries: HashMap<String, Entry>,
}

struct Entry {
    staged: Staged,
    stat: Stat,
    /// The file is left out of the checkout on purpose, as in a sparse checkout.
    skipped: bool,
    /// The file was changed at the moment when the index was written: it may have been changed again and still look
    /// untouched.
    racy: bool,
}

/// The staged content of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Staged {
    /// One content.
    As(Blob),
    /// Several contents, from a merge that is not finished.
    Unmerged,
}

impl Repository {
    /// Returns the index as it is now; empty if there is none yet.
    ///
    /// # Errors
    /// Returns an error if it cannot be read.
    pub fn index(&self) -> Result<Index, GitError> {
        let mut entries = HashMap::new();
        if !self.git.index_path().exists() {
            return Ok(Index { entries });
        }
        let index = self.git.open_index().map_err(|e| library_error("git's index cannot be read", &e))?;
        let written = index.timestamp();
        let prefix = if self.folder.is_empty() { String::new() } else { format!("{}/", self.folder) };
        for entry in index.entries() {
            let path = entry.path(&index).to_string();
            if entry.mode == Mode::DIR {
                self.add_sparse_folder(path.trim_end_matches('/'), entry.id, &mut entries)?;
                continue;
            }
            let Some(path) = path.strip_prefix(&prefix) else { continue };
            let blob = match entry.mode {
                Mode::FILE | Mode::FILE_EXECUTABLE => Blob { id: Id(entry.id), link: false },
                Mode::SYMLINK => Blob { id: Id(entry.id), link: true },
                _ => continue,
            };
            let staged = if entry.stage() == Stage::Unconflicted { Staged::As(blob) } else { Staged::Unmerged };
            entries.insert(
                path.to_owned(),
                Entry {
                    staged,
                    stat: entry.stat,
                    skipped: entry.flags.contains(Flags::SKIP_WORKTREE),
                    racy: entry.stat.is_racy(written, Options::default()),
                },
            );
        }
        Ok(Index { entries })
    }

    /// Adds the files of a folder that a sparse index holds as one entry, by its path from the root of the repository.
    fn add_sparse_folder(
        &self,
        path: &str,
        tree: ObjectId,
        entries: &mut HashMap<String, Entry>,
    ) -> Result<(), GitError> {
        let is_wanted = |path: &str| {
            let folder = self.folder.as_str();
            folder.is_empty() || lies_in(path, folder) || lies_in(folder, path)
        };
        if !is_wanted(path) {
            return Ok(());
        }
        let prefix = if self.folder.is_empty() { String::new() } else { format!("{}/", self.folder) };
        let whole = |inner: &str| format!("{path}/{inner}");
        for (inner, blob) in self.files(Id(tree), &|inner, _| is_wanted(&whole(inner)))? {
            let whole = whole(&inner);
            let Some(path) = whole.strip_prefix(&prefix) else { continue };
            let entry = Entry { staged: Staged::As(blob), stat: Stat::default(), skipped: true, racy: true };
            entries.insert(path.to_owned(), entry);
        }
        Ok(())
    }
}

/// Returns whether a path is that of a folder, or of something in it.
fn lies_in(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Index {
    /// Returns every file of the index, in no particular order.
    pub fn files(&self) -> impl Iterator<Item = (&str, Staged)> {
        self.entries.iter().map(|(path, entry)| (path.as_str(), entry.staged))
    }

    /// Returns every file that a sparse checkout leaves out on purpose, with its staged content.
    pub fn skipped(&self) -> impl Iterator<Item = (&str, Blob)> {
        let blob = |entry: &Entry| if let Staged::As(blob) = entry.staged { Some(blob) } else { None };
        self.entries
            .iter()
            .filter(|(_, entry)| entry.skipped)
            .filter_map(move |(path, entry)| Some((path.as_str(), blob(entry)?)))
    }

    /// Returns the content of a file of the checkout if its size and times show that it is unchanged since it was
    /// staged. `path` is relative to the folder of the repository value; `file` is where the file lies on disk.
    pub fn untouched(&self, path: &str, file: &Path) -> Option<Id> {
        let entry = self.entries.get(path)?;
        let Staged::As(Blob { id, link: false }) = entry.staged else { return None };
        let now = Stat::from_fs(&Metadata::from_path_no_follow(file).ok()?).ok()?;
        (!entry.racy && entry.stat.matches(&now, Options::default())).then_some(id)
    }
}
