//! The files of commits, and in which of them two commits differ. A commit's own manifest says which files belong to it, as it does wherever that
//! state is looked at: what it leaves out is not there.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use gainsay_git::{Blob, Difference, Id, Repository};
use gainsay_model::workspace::MANIFEST;

use crate::Error;
use crate::belonging::Belonging;
use crate::snapshot::target;

/// A file in which two commits differ.
pub struct Step {
    /// From the root of the workspace.
    pub path: String,
    /// What it was; none if it was not there.
    pub before: Option<Blob>,
    /// What it is; none if it is not there any more.
    pub after: Option<Blob>,
}

/// What decides which files belong to a tree: its manifest, if it has one.
type Manifest = Option<Blob>;

/// The trees of a repository. Each manifest is read once.
pub struct Trees<'r> {
    repository: &'r Repository,
    known: RefCell<HashMap<Manifest, Rc<Belonging>>>,
}

impl<'r> Trees<'r> {
    /// Nothing is read yet.
    pub fn new(repository: &'r Repository) -> Trees<'r> {
        Trees { repository, known: RefCell::default() }
    }

    /// Returns every file that belongs to a tree, in the order of paths.
    ///
    /// # Errors
    /// If a folder or the manifest cannot be read.
    pub fn files(&self, tree: Id) -> Result<Vec<(String, Blob)>, Error> {
        let belonging = self.belonging(self.manifest(Some(tree))?)?;
        let files = self.repository.files(tree, &|path, folder| belonging.takes(path, folder))?;
        Ok(files.into_iter().filter_map(|(path, blob)| self.followed(tree, &path, blob).map(|blob| (path, blob))).collect())
    }

    /// Returns what a file contains if it is a link; none if that leads to no file of the workspace.
    fn followed(&self, tree: Id, path: &str, blob: Blob) -> Option<Blob> {
        if blob.link { target(self.repository, tree, path, blob) } else { Some(blob) }
    }

    /// Returns the file at a path, if it belongs to the tree.
    ///
    /// # Errors
    /// If a folder or the manifest cannot be read.
    pub fn file(&self, tree: Id, path: &str) -> Result<Option<Blob>, Error> {
        let belonging = self.belonging(self.manifest(Some(tree))?)?;
        if belonging.of_whole(path).is_err() {
            return Ok(None);
        }
        if path.contains(char::REPLACEMENT_CHARACTER) {
            // Its name is not UTF-8, and git cannot be asked for it by what is shown.
            return Ok(self.files(tree)?.into_iter().find(|(known, _)| known == path).map(|(_, blob)| blob));
        }
        Ok(self.repository.file(tree, path)?.and_then(|blob| self.followed(tree, path, blob)))
    }

    /// Returns the files in which two trees differ, in the order of paths; also those that belong to one of them only.
    ///
    /// # Errors
    /// If a folder or a manifest cannot be read.
    pub fn steps(&self, before: Option<Id>, after: Option<Id>) -> Result<Vec<Step>, Error> {
        let manifests = (self.manifest(before)?, self.manifest(after)?);
        let (old, new) = (self.belonging(manifests.0)?, self.belonging(manifests.1)?);
        if old.leaves_out_as(&new) {
            let found = self.repository.differences(before, after, &|path, folder| new.takes(path, folder))?;
            let side =
                |tree: Option<Id>, path: &str, blob: Option<Blob>| tree.zip(blob).and_then(|(tree, blob)| self.followed(tree, path, blob));
            let step = |found: Difference| {
                let (was, is) = (side(before, &found.path, found.before), side(after, &found.path, found.after));
                Step { path: found.path, before: was, after: is }
            };
            return Ok(found.into_iter().map(step).collect());
        }
        // The same file may belong to one and not to the other.
        let files = |tree: Option<Id>| tree.map_or_else(|| Ok(Vec::new()), |tree| self.files(tree));
        let mut steps: BTreeMap<String, (Option<Blob>, Option<Blob>)> = BTreeMap::new();
        for (path, blob) in files(before)? {
            steps.entry(path).or_default().0 = Some(blob);
        }
        for (path, blob) in files(after)? {
            steps.entry(path).or_default().1 = Some(blob);
        }
        let steps = steps.into_iter().filter(|(_, (before, after))| before != after);
        Ok(steps.map(|(path, (before, after))| Step { path, before, after }).collect())
    }

    fn manifest(&self, tree: Option<Id>) -> Result<Manifest, Error> {
        let Some(tree) = tree else { return Ok(None) };
        // Where it is a link, what that leads to says which files belong.
        Ok(self.repository.file(tree, MANIFEST)?.and_then(|blob| self.followed(tree, MANIFEST, blob)))
    }

    fn belonging(&self, manifest: Manifest) -> Result<Rc<Belonging>, Error> {
        if let Some(known) = self.known.borrow().get(&manifest) {
            return Ok(Rc::clone(known));
        }
        let text = manifest.map(|blob| self.repository.content(blob.id)).transpose()?.unwrap_or_default();
        let belonging = Rc::new(Belonging::by_manifest(&String::from_utf8_lossy(&text)));
        self.known.borrow_mut().insert(manifest, Rc::clone(&belonging));
        Ok(belonging)
    }
}
