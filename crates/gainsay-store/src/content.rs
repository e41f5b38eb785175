//! The contents of the files of a snapshot, and the files in which two snapshots differ. A file that git has is known by
//! its id, and read only when somebody asks.

use std::collections::BTreeMap;
use std::path::PathBuf;

use gainsay_git::Id;

/// The files that are read for a snapshot, by path from the root.
pub type Files = BTreeMap<String, FileContent>;

/// The content of a file, which may not have been read yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileContent {
    /// The content is in git.
    Git(Id),
    /// The content is on disk, and known to be what git has under this id.
    Untouched(Id, PathBuf),
    /// The content was on disk, and was read to compare it.
    Read(Vec<u8>),
    /// Nobody can read it, for this reason.
    Unread(String),
}

/// A file in which two snapshots differ.
pub struct FileDifference {
    /// The path from the root, with `/` between folders.
    pub path: String,
    /// The content before; none if the file did not exist.
    pub before: Option<FileContent>,
    /// The content after; none if the file no longer exists.
    pub after: Option<FileContent>,
}

impl FileContent {
    /// Returns the content of a link that leads to no file of the workspace.
    pub(crate) fn leads_nowhere() -> FileContent {
        FileContent::Unread("this link leads to no file of the workspace".into())
    }

    fn id(&self) -> Option<Id> {
        if let FileContent::Git(id) | FileContent::Untouched(id, _) = self { Some(*id) } else { None }
    }

    fn same(&self, other: &FileContent) -> bool {
        self.id().map_or_else(|| self == other, |id| Some(id) == other.id())
    }
}

/// Returns the files in which two snapshots differ, in the order of paths.
pub(crate) fn differences(before: &Files, after: &Files) -> Vec<FileDifference> {
    let mut paths: Vec<&String> = before.keys().chain(after.keys()).collect();
    paths.sort_unstable();
    paths.dedup();
    let same =
        |path: &str| matches!((before.get(path), after.get(path)), (Some(before), Some(after)) if before.same(after));
    let difference = |path: &String| FileDifference {
        path: path.clone(),
        before: before.get(path).cloned(),
        after: after.get(path).cloned(),
    };
    paths.into_iter().filter(|path| !same(path)).map(difference).collect()
}
