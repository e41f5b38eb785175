//! The files of trees in git, and the files in which two trees differ: the one walk over two trees, for snapshots,
//! history and merges.
//!
//! A tree's own manifest decides which files belong to it, as for every snapshot: a file that it leaves out does not
//! exist here. A symbolic link has the content of the file of the workspace that it leads to.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use gainsay_git::{Blob, Difference, Id, Repository};
use gainsay_model::workspace::MANIFEST;

use crate::Error;
use crate::belonging::Belonging;
use crate::content::{FileContent, FileDifference, Files, differences};

/// A file in which two trees differ. A link that leads nowhere has no content, and counts as no file.
pub struct BlobChange {
    /// The path from the root of the workspace.
    pub path: String,
    /// The file before; none if it did not exist.
    pub before: Option<Blob>,
    /// The file after; none if it no longer exists.
    pub after: Option<Blob>,
}

/// The trees of a repository. Each manifest is read once.
pub struct Trees<'r> {
    repository: &'r Repository,
    belongings: RefCell<HashMap<Manifest, Rc<Belonging>>>,
    /// The paths of the links of trees, as far as they are known.
    links: RefCell<HashMap<Id, Links>>,
}

/// The manifest of a tree, if it has one, which decides the files that belong to it.
type Manifest = Option<Blob>;

/// The paths of a tree's symbolic links. Nearly always there are none, and trees with the same links share them.
type Links = Rc<BTreeSet<String>>;

impl<'r> Trees<'r> {
    /// Makes a value that has read nothing yet.
    pub fn new(repository: &'r Repository) -> Trees<'r> {
        Trees { repository, belongings: RefCell::default(), links: RefCell::default() }
    }

    /// Returns the files in which two trees differ, in the order of paths; including files that belong to one of them
    /// only, and links to files that differ. Folders with equal ids are not read.
    ///
    /// # Errors
    /// Returns an error if a folder or a manifest cannot be read.
    pub fn differences(&self, before: Option<Id>, after: Option<Id>) -> Result<Vec<FileDifference>, Error> {
        let (old, new) = (self.belonging(before)?, self.belonging(after)?);
        if !old.leaves_out_as(&new) {
            // The same file may belong to one tree and not to the other.
            let files = |tree: Option<Id>| tree.map_or_else(|| Ok(Files::new()), |tree| self.files(tree));
            return Ok(differences(&files(before)?, &files(after)?));
        }
        let found = self.repository.differences(before, after, &|path, folder| new.takes(path, folder))?;
        let links = self.links_of_both(before, after, &new, &found)?;
        let content = |tree: Option<Id>, path: &str, blob: Option<Blob>| {
            tree.zip(blob).map(|(tree, blob)| self.content(tree, path, blob))
        };
        let mut all: BTreeMap<String, [Option<FileContent>; 2]> = BTreeMap::new();
        for Difference { path, before: was, after: is } in found {
            let both = [content(before, &path, was), content(after, &path, is)];
            all.insert(path, both);
        }
        for path in links
            .iter()
            .flat_map(|links| links.iter())
            .filter(|path| !all.contains_key(*path))
            .cloned()
            .collect::<BTreeSet<_>>()
        {
            let linked = |tree: Option<Id>| -> Result<Option<FileContent>, Error> {
                let blob = tree.map(|tree| self.repository.file(tree, &path)).transpose()?.flatten();
                Ok(content(tree, &path, blob))
            };
            let both = [linked(before)?, linked(after)?];
            if both[0] != both[1] {
                all.insert(path, both);
            }
        }
        Ok(all.into_iter().map(|(path, [before, after])| FileDifference { path, before, after }).collect())
    }

    /// Returns the files in which two trees differ, as [`Trees::differences`] does, with their content in git.
    ///
    /// # Errors
    /// Returns an error if a folder or a manifest cannot be read.
    pub fn steps(&self, before: Option<Id>, after: Option<Id>) -> Result<Vec<BlobChange>, Error> {
        let step = |found: FileDifference| BlobChange {
            path: found.path,
            before: blob(found.before),
            after: blob(found.after),
        };
        let steps = self.differences(before, after)?.into_iter().map(step);
        Ok(steps.filter(|step| step.before.is_some() || step.after.is_some()).collect())
    }

    /// Returns every file that belongs to a tree, in the order of paths.
    ///
    /// # Errors
    /// Returns an error if a folder or the manifest cannot be read.
    pub fn files(&self, tree: Id) -> Result<Files, Error> {
        let belonging = self.belonging(Some(tree))?;
        let files = self.repository.files(tree, &|path, folder| belonging.takes(path, folder))?;
        let content = |(path, blob): (String, Blob)| (self.content(tree, &path, blob), path);
        Ok(files.into_iter().map(content).map(|(content, path)| (path, content)).collect())
    }

    /// Returns the file at a path, if it belongs to the tree.
    ///
    /// # Errors
    /// Returns an error if a folder or the manifest cannot be read.
    pub fn file(&self, tree: Id, path: &str) -> Result<Option<Blob>, Error> {
        if self.belonging(Some(tree))?.of_whole(path).is_err() {
            return Ok(None);
        }
        if path.contains(char::REPLACEMENT_CHARACTER) {
            // The name is not UTF-8, and git cannot be asked for it by the text that is shown.
            return Ok(blob(self.files(tree)?.remove(path)));
        }
        Ok(blob(self.repository.file(tree, path)?.map(|found| self.content(tree, path, found))))
    }

    /// Returns the text of the manifest of a tree; empty if there is none that can be read.
    ///
    /// # Errors
    /// Returns an error if git does not have it.
    pub fn manifest(&self, tree: Id) -> Result<String, Error> {
        self.text(self.manifest_of(Some(tree))?)
    }

    /// Returns the content of a file, links followed.
    fn content(&self, tree: Id, path: &str, blob: Blob) -> FileContent {
        let target = if blob.link { target(self.repository, tree, path, blob) } else { Some(blob) };
        target.map_or_else(FileContent::leads_nowhere, |blob| FileContent::Git(blob.id))
    }

    /// Returns the links of two trees whose differences are known. One of the trees is searched only if the links of
    /// neither are known.
    fn links_of_both(
        &self,
        before: Option<Id>,
        after: Option<Id>,
        belonging: &Belonging,
        found: &[Difference],
    ) -> Result<[Links; 2], Error> {
        let known = |tree: Option<Id>| {
            tree.map_or_else(|| Some(Links::default()), |tree| self.links.borrow().get(&tree).cloned())
        };
        let both = match (known(before), known(after)) {
            (Some(old), Some(new)) => [old, new],
            (None, Some(new)) => [changed_by(&new, found.iter().map(|file| (&file.path, file.before))), new],
            (old, None) => {
                let old = old.map_or_else(|| self.look_for_links(before, belonging), Ok)?;
                let new = changed_by(&old, found.iter().map(|file| (&file.path, file.after)));
                [old, new]
            }
        };
        let mut links = self.links.borrow_mut();
        links
            .extend([before, after].into_iter().zip(&both).filter_map(|(tree, links)| Some((tree?, Rc::clone(links)))));
        Ok(both)
    }

    fn look_for_links(&self, tree: Option<Id>, belonging: &Belonging) -> Result<Links, Error> {
        let Some(tree) = tree else { return Ok(Links::default()) };
        let files = self.repository.files(tree, &|path, folder| belonging.takes(path, folder))?;
        Ok(Rc::new(files.into_iter().filter(|(_, blob)| blob.link).map(|(path, _)| path).collect()))
    }

    /// Returns the manifest of a tree; if it is a link, the file that the link leads to.
    fn manifest_of(&self, tree: Option<Id>) -> Result<Manifest, Error> {
        let Some(tree) = tree else { return Ok(None) };
        Ok(blob(self.repository.file(tree, MANIFEST)?.map(|found| self.content(tree, MANIFEST, found))))
    }

    fn belonging(&self, tree: Option<Id>) -> Result<Rc<Belonging>, Error> {
        let manifest = self.manifest_of(tree)?;
        if let Some(known) = self.belongings.borrow().get(&manifest) {
            return Ok(Rc::clone(known));
        }
        let belonging = Rc::new(Belonging::by_manifest(&self.text(manifest)?));
        self.belongings.borrow_mut().insert(manifest, Rc::clone(&belonging));
        Ok(belonging)
    }

    fn text(&self, manifest: Manifest) -> Result<String, Error> {
        let bytes = manifest.map(|blob| self.repository.content(blob.id)).transpose()?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Returns the links of a tree, given the links of another tree and the paths at which the two differ.
fn changed_by<'p>(links: &Links, other: impl Iterator<Item = (&'p String, Option<Blob>)>) -> Links {
    let mut changed = Rc::clone(links);
    for (path, blob) in other {
        let is_link = blob.is_some_and(|blob| blob.link);
        if is_link != changed.contains(path) {
            let own = Rc::make_mut(&mut changed);
            _ = if is_link { own.insert(path.clone()) } else { own.remove(path) };
        }
    }
    changed
}

/// Returns a content as a file in git; none if nobody can read it.
fn blob(content: Option<FileContent>) -> Option<Blob> {
    if let Some(FileContent::Git(id)) = content { Some(Blob { id, link: false }) } else { None }
}

/// Returns the file to which a symbolic link in git leads, if that file is in the same workspace and is no link itself.
fn target(repository: &Repository, tree: Id, path: &str, link: Blob) -> Option<Blob> {
    let to = repository.content(link.id).ok().and_then(|bytes| String::from_utf8(bytes).ok())?;
    repository.file(tree, &resolved(path, &to)?).ok().flatten().filter(|blob| !blob.link)
}

/// Returns the path that a link at `path` leads to; none if that lies outside the workspace.
pub(crate) fn resolved(path: &str, to: &str) -> Option<String> {
    if to.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in to.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_stay_inside() {
        assert_eq!(resolved("claims/a.yaml", "../shared/b.yaml").as_deref(), Some("shared/b.yaml"));
        assert_eq!(resolved("a.yaml", "./b.yaml").as_deref(), Some("b.yaml"));
        assert_eq!(resolved("a.yaml", "../b.yaml"), None);
        assert_eq!(resolved("a.yaml", "/etc/b.yaml"), None);
    }
}
