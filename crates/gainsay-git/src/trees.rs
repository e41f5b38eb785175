//! Folders in git: their files, and the files in which two of them differ. Folders with equal ids are never read.

use std::collections::BTreeMap;

use gix::ObjectId;
use gix::objs::tree::EntryKind;

use crate::{GitError, Id, Repository, library_error};

/// A file in git: the id of its content, and whether it is a symbolic link.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Blob {
    /// The id of the content.
    pub id: Id,
    /// Says whether the file is a symbolic link: its content is then the path that it leads to.
    pub link: bool,
}

/// A file in which two folders differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The path, relative to the folder of the repository value.
    pub path: String,
    /// The file as it was; none if it did not exist.
    pub before: Option<Blob>,
    /// The file as it is; none if it no longer exists.
    pub after: Option<Blob>,
}

/// An entry of a folder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    File(Blob),
    Folder(ObjectId),
}

impl Repository {
    /// Returns this value's folder in a commit; none if it does not exist there.
    ///
    /// # Errors
    /// Returns an error if the commit or a folder on the way cannot be read.
    pub fn tree(&self, commit: Id) -> Result<Option<Id>, GitError> {
        let unread = |error: &dyn std::fmt::Display| {
            library_error(&format!("the commit {} cannot be read", commit.short()), error)
        };
        let commit = self.git.find_commit(commit.0).map_err(|e| unread(&e))?;
        let mut tree = commit.tree_id().map_err(|e| unread(&e))?.detach();
        for name in self.folder.split('/').filter(|name| !name.is_empty()) {
            match self.items(tree)?.remove(name) {
                Some(Item::Folder(inner)) => tree = inner,
                _ => return Ok(None),
            }
        }
        Ok(Some(Id(tree)))
    }

    /// Returns every file below a folder that `wanted` takes, in the order of paths. `wanted` is asked about folders
    /// too: a folder that it does not take is not read.
    ///
    /// # Errors
    /// Returns an error if a folder cannot be read.
    pub fn files(&self, tree: Id, wanted: &dyn Fn(&str, bool) -> bool) -> Result<Vec<(String, Blob)>, GitError> {
        let mut found = Vec::new();
        self.differ("", None, Some(tree.0), wanted, &mut |difference| {
            found.extend(difference.after.map(|blob| (difference.path, blob)));
        })?;
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(found)
    }

    /// Returns every file in which two folders differ and that `wanted` takes, in the order of paths. `wanted` is asked
    /// about folders too: a folder that it does not take is not read.
    ///
    /// # Errors
    /// Returns an error if a folder cannot be read.
    pub fn differences(
        &self,
        before: Option<Id>,
        after: Option<Id>,
        wanted: &dyn Fn(&str, bool) -> bool,
    ) -> Result<Vec<Difference>, GitError> {
        let mut found = Vec::new();
        self.differ("", before.map(|id| id.0), after.map(|id| id.0), wanted, &mut |difference| found.push(difference))?;
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    /// Returns the paths of all files in which two commits differ, in order, relative to this value's folder; without
    /// an earlier commit, the paths of all files.
    ///
    /// # Errors
    /// Returns an error if a commit or a folder cannot be read.
    pub fn paths_between(&self, before: Option<Id>, after: Id) -> Result<Vec<String>, GitError> {
        let before = before.map(|commit| self.tree(commit)).transpose()?.flatten();
        let found = self.differences(before, self.tree(after)?, &|_, _| true)?;
        Ok(found.into_iter().map(|difference| difference.path).collect())
    }

    /// Returns the file at a path below a folder; none if there is no file.
    ///
    /// # Errors
    /// Returns an error if a folder on the way cannot be read.
    pub fn file(&self, tree: Id, path: &str) -> Result<Option<Blob>, GitError> {
        let tree = self.git.find_tree(tree.0).map_err(|e| unread(tree.0, &e))?;
        let entry = tree.lookup_entry_by_path(path).map_err(|e| unread(tree.id, &e))?;
        Ok(entry.and_then(|entry| blob(entry.mode().kind(), entry.object_id())))
    }

    fn differ(
        &self,
        within: &str,
        before: Option<ObjectId>,
        after: Option<ObjectId>,
        wanted: &dyn Fn(&str, bool) -> bool,
        found: &mut dyn FnMut(Difference),
    ) -> Result<(), GitError> {
        if before == after {
            return Ok(());
        }
        let items = |tree: Option<ObjectId>| tree.map_or_else(|| Ok(BTreeMap::new()), |tree| self.items(tree));
        let (old, mut new) = (items(before)?, items(after)?);
        let mut names: Vec<(String, Option<Item>, Option<Item>)> = Vec::new();
        for (name, item) in old {
            let now = new.remove(&name);
            names.push((name, Some(item), now));
        }
        names.extend(new.into_iter().map(|(name, item)| (name, None, Some(item))));
        for (name, was, is) in names.into_iter().filter(|(_, was, is)| was != is) {
            let path = if within.is_empty() { name } else { format!("{within}/{name}") };
            let (file, folder) =
                (|item: Option<Item>| item.and_then(Item::file), |item: Option<Item>| item.and_then(Item::folder));
            let (before, after) = (file(was), file(is));
            if (before.is_some() || after.is_some()) && wanted(&path, false) {
                found(Difference { path: path.clone(), before, after });
            }
            if (folder(was).is_some() || folder(is).is_some()) && wanted(&path, true) {
                self.differ(&path, folder(was), folder(is), wanted, found)?;
            }
        }
        Ok(())
    }

    /// Returns the entries of a folder by name. In names that are not UTF-8 the other bytes are replaced; nobody can
    /// ask for them by name.
    fn items(&self, tree: ObjectId) -> Result<BTreeMap<String, Item>, GitError> {
        let tree = self.git.find_tree(tree).map_err(|e| unread(tree, &e))?;
        let mut items = BTreeMap::new();
        for entry in tree.iter() {
            let entry = entry.map_err(|e| unread(tree.id, &e))?;
            let item = match entry.mode().kind() {
                EntryKind::Tree => Some(Item::Folder(entry.object_id())),
                kind => blob(kind, entry.object_id()).map(Item::File),
            };
            items.extend(item.map(|item| (entry.filename().to_string(), item)));
        }
        Ok(items)
    }
}

impl Item {
    fn file(self) -> Option<Blob> {
        if let Item::File(blob) = self { Some(blob) } else { None }
    }

    fn folder(self) -> Option<ObjectId> {
        if let Item::Folder(tree) = self { Some(tree) } else { None }
    }
}

/// Returns an entry as a file or a link; none for anything else, such as another repository within this one.
fn blob(kind: EntryKind, id: ObjectId) -> Option<Blob> {
    let link = kind == EntryKind::Link;
    (link || matches!(kind, EntryKind::Blob | EntryKind::BlobExecutable)).then_some(Blob { id: Id(id), link })
}

fn unread(tree: ObjectId, error: &dyn std::fmt::Display) -> GitError {
    library_error(&format!("the folder {} cannot be read from git", Id(tree).short()), error)
}
