//! Scans of a workspace: what can be seen without reading it, and what has changed since an earlier scan.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use gainsay_model::LeftUnread;
use gainsay_model::workspace::MANIFEST;

use crate::cache::FileStat;
use crate::disk::DiskFiles;
use crate::files::find;
use crate::paths::below;
use crate::read_file::read_file;

/// The files of a workspace and their states, seen without reading them: two equal scans saw the same files, unchanged.
pub struct TreeScan {
    manifest: Option<FileStat>,
    /// Each file that would be read, with its state; none if the state is unknown.
    files: BTreeMap<String, Option<FileStat>>,
    left: LeftUnread,
}

impl TreeScan {
    /// Scans the workspace with that root, or what is left of it.
    pub fn at(root: &Path) -> TreeScan {
        let manifest = FileStat::at(&root.join(MANIFEST));
        let found = find(root, false, |_| ()).map(|found| (found.files, found.left));
        let (files, left) = found.unwrap_or_default();
        let (disk, paths) = DiskFiles::of(root, files);
        let stats = disk.stats(&paths.iter().map(String::as_str).collect::<Vec<_>>(), 1);
        TreeScan { manifest, files: paths.into_iter().zip(stats).collect(), left }
    }

    /// Returns whether there was a workspace.
    pub fn is_there(&self) -> bool {
        self.manifest.is_some()
    }

    /// Returns the files that were left unread on purpose.
    pub fn left(&self) -> &LeftUnread {
        &self.left
    }

    /// Returns the files that a later scan saw in another state, or that only one of the two saw: the manifest first.
    pub fn changed(&self, later: &TreeScan) -> Vec<Changed> {
        let manifest = (self.manifest != later.manifest).then(|| Changed {
            path: MANIFEST.to_owned(),
            is_there: later.is_there(),
            is_copy: false,
        });
        let here = self.files.iter().filter(|(path, stat)| later.files.get(*path) != Some(stat));
        let only_there = later.files.iter().filter(|(path, _)| !self.files.contains_key(*path));
        let others = here.chain(only_there).filter(|(path, _)| *path != MANIFEST);
        let others = others.map(|(path, _)| Changed {
            path: path.clone(),
            is_there: later.files.contains_key(path),
            is_copy: false,
        });
        manifest.into_iter().chain(others).collect()
    }
}

/// A file that differs between an earlier and a later scan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changed {
    /// The path from the workspace's root, with `/` between folders.
    pub path: String,
    /// Says whether the later scan saw it.
    pub is_there: bool,
    /// Says whether it is the kept copy of a source, or the text beside one, and no file of records.
    pub is_copy: bool,
}

impl Changed {
    /// Returns the content of the file now; empty if it no longer exists, none if it cannot be read.
    pub fn bytes(&self, root: &Path) -> Option<Vec<u8>> {
        if !self.is_there {
            return Some(Vec::new());
        }
        let path = below(root, &self.path);
        // Opening a pipe would wait for a writer.
        fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
        read_file(&path).ok()
    }
}
