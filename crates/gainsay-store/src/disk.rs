//! The files of a workspace on disk, by their paths from its root.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use gainsay_model::file::FileSource;

use crate::cache::{FileStat, Folder};
use crate::paths::below;
use crate::read_file::read_into;
use crate::threads::join;

/// The files of a workspace on disk.
#[derive(Default)]
pub struct DiskFiles {
    root: PathBuf,
    /// The files that do not lie where their path says, each with its location or the reason why it cannot be read.
    others: HashMap<String, Result<PathBuf, String>>,
}

impl DiskFiles {
    /// Makes the source of the listed files, and returns their paths as well.
    pub(crate) fn of(root: &Path, listed: Vec<ListedFile>) -> (DiskFiles, Vec<String>) {
        let mut disk = DiskFiles { root: root.to_owned(), others: HashMap::new() };
        let paths = listed
            .into_iter()
            .map(|ListedFile { path, other }| {
                if let Some(other) = other {
                    disk.others.insert(path.clone(), other);
                }
                path
            })
            .collect();
        (disk, paths)
    }

    /// Returns where the file with that path lies.
    ///
    /// # Errors
    /// Returns the reason why it cannot be read.
    pub fn place(&self, path: &str) -> Result<PathBuf, String> {
        if self.others.is_empty() {
            return Ok(below(&self.root, path));
        }
        self.others.get(path).map_or_else(|| Ok(below(&self.root, path)), Clone::clone)
    }

    /// Returns the state of a file, which shows whether it has changed; none if it cannot be examined.
    pub(crate) fn stat(&self, path: &str) -> Option<FileStat> {
        FileStat::at(&self.place(path).ok()?)
    }

    /// Returns the states of those of `paths` that are also `listed`; none for the others. Both are in byte order.
    pub(crate) fn stats_of(&self, paths: &[&str], listed: &[String], threads: usize) -> Vec<Option<FileStat>> {
        let is_listed = |path: &&str| listed.binary_search_by(|known| known.as_str().cmp(path)).is_ok();
        if paths.iter().all(is_listed) {
            return self.stats(paths, threads);
        }
        let known: Vec<&str> = paths.iter().copied().filter(is_listed).collect();
        let stats: HashMap<&str, Option<FileStat>> = known.iter().copied().zip(self.stats(&known, threads)).collect();
        paths.iter().map(|path| stats.get(path).copied().flatten()).collect()
    }

    /// Returns the states of many files, examined by that number of threads; none for a file that cannot be examined.
    pub(crate) fn stats(&self, paths: &[&str], threads: usize) -> Vec<Option<FileStat>> {
        let of = |part: &[&str]| -> Vec<Option<FileStat>> {
            let mut folder = Folder::new(&self.root);
            part.iter()
                .map(|path| if self.others.contains_key(*path) { self.stat(path) } else { folder.stat(path) })
                .collect()
        };
        let part = paths.len().div_ceil(threads).max(FEW);
        if paths.len() <= part {
            return of(paths);
        }
        std::thread::scope(|scope| {
            let parts: Vec<_> = paths.chunks(part).map(|part| scope.spawn(move || of(part))).collect();
            parts.into_iter().flat_map(join).collect()
        })
    }
}

impl FileSource for DiskFiles {
    fn fetch(&self, path: &str, bytes: &mut Vec<u8>) -> Result<(), String> {
        read_into(&self.place(path)?, bytes)
    }
}

/// A file of a workspace on disk that has not been read yet.
pub struct ListedFile {
    /// The path from the workspace's root, with `/` between folders.
    pub path: String,
    /// Another location of the file, or the reason why it cannot be read; none if it lies at its path.
    pub(crate) other: Option<Result<PathBuf, String>>,
}

impl ListedFile {
    /// Returns the location of the file, below `root` unless it lies elsewhere.
    ///
    /// # Errors
    /// Says why the file cannot be read.
    pub fn file(self, root: &Path) -> Result<PathBuf, String> {
        self.other.unwrap_or_else(|| Ok(below(root, &self.path)))
    }
}

/// The number of files up to which a second thread is not worth starting.
const FEW: usize = 1_000;
