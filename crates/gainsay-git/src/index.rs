//! The index: what the next commit would hold, and which files of the checkout are known to be as they are there.

use std::collections::HashMap;
use std::path::Path;

use gix::ObjectId;
use gix::index::entry::stat::Options;
use gix::index::entry::{Flags, Mode, Stage, Stat};
use gix::index::fs::Metadata;

use crate::{Blob, GitError, Id, Repository, told};

/// The index of a checkout, as far as the door's folder goes.
pub struct Index {
    entries: HashMap<String, Entry>,
}

struct Entry {
    staged: Staged,
    stat: Stat,
    /// Left out of the checkout on purpose, as a sparse one does.
    skipped: bool,
    /// Changed in the moment in which the index was written: it may have been changed once more, and look untouched.
    racy: bool,
}

/// What the index holds of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Staged {
    /// This content.
    As(Blob),
    /// More than one, of a merge that is not done.
    Unmerged,
}

impl Repository {
    /// The index as it stands; empty if there is none yet.
    ///
    /// # Errors
    /// Returns an error if it cannot be read.
    pub fn index(&self) -> Result<Index, GitError> {
        let mut entries = HashMap::new();
        if !self.git.index_path().exists() {
            return Ok(Index { entries });
        }
        let index = self.git.open_index().map_err(|e| told("git's index cannot be read", &e))?;
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
    /// Every file in it, in no order.
    pub fn files(&self) -> impl Iterator<Item = (&str, Staged)> {
        self.entries.iter().map(|(path, entry)| (path.as_str(), entry.staged))
    }

    /// Every file that a sparse checkout leaves out on purpose: it counts as it is here.
    pub fn skipped(&self) -> impl Iterator<Item = (&str, Blob)> {
        let blob = |entry: &Entry| if let Staged::As(blob) = entry.staged { Some(blob) } else { None };
        self.entries
            .iter()
            .filter(|(_, entry)| entry.skipped)
            .filter_map(move |(path, entry)| Some((path.as_str(), blob(entry)?)))
    }

    /// What a file of the checkout contains, if its size and times tell that it is as it is here. `path` is from the
    /// door's folder, `file` where it lies.
    pub fn untouched(&self, path: &str, file: &Path) -> Option<Id> {
        let entry = self.entries.get(path)?;
        let Staged::As(Blob { id, link: false }) = entry.staged else { return None };
        let now = Stat::from_fs(&Metadata::from_path_no_follow(file).ok()?).ok()?;
        (!entry.racy && entry.stat.matches(&now, Options::default())).then_some(id)
    }
}
