//! Snapshots of a workspace: a revision, the index, the files on disk, or another folder; and the files in which two of
//! them differ.
//!
//! Nothing is read before it is asked for: the content of a snapshot is known by git's ids, and only files that differ
//! have to be opened.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use gainsay_git::{Blob, Id, Index, Repository, Staged};
use gainsay_model::Workspace;
use gainsay_model::read::Input;
use gainsay_model::workspace::MANIFEST;

use crate::belonging::{Aside, Belonging, is_copy, probably_meant};
use crate::content::{FileContent, FileDifference, Files, differences};
use crate::copies::CopyPlace;
use crate::files;
use crate::manifest::refuse_newer;
use crate::read_file::read_file;
use crate::trees::{Trees, resolved};
use crate::{Error, Events, LoadOptions};

/// A snapshot of a workspace.
pub struct Snapshot {
    /// The name by which people call it: `HEAD~1`, `the index`, `the working tree`, a folder.
    pub name: String,
    /// The root of the workspace in git, if this is a revision that has one.
    tree: Option<Id>,
    /// The files, looked up when they are first asked for.
    files: OnceCell<Files>,
    /// The location of the copies if this is not a revision.
    copies: CopyPlace,
}

/// The source of snapshots: the root of a workspace, and the repository around it, opened when it is first asked for.
pub struct SnapshotSource<'e> {
    /// The folder of the manifest.
    pub root: PathBuf,
    repository: OnceCell<Repository>,
    options: LoadOptions,
    events: &'e dyn Events,
}

impl<'e> SnapshotSource<'e> {
    /// Makes the source for the workspace with that root.
    pub fn at(root: PathBuf, options: LoadOptions, events: &'e dyn Events) -> SnapshotSource<'e> {
        SnapshotSource { root, repository: OnceCell::new(), options, events }
    }

    /// Returns the repository around the workspace.
    ///
    /// # Errors
    /// Returns an error if there is none, or it cannot be read.
    pub fn repository(&self) -> Result<&Repository, Error> {
        if let Some(repository) = self.repository.get() {
            return Ok(repository);
        }
        let repository = Repository::around(&self.root)?;
        Ok(self.repository.get_or_init(|| repository))
    }

    /// Returns the snapshot of a revision. A revision that has no workspace in this place is an empty snapshot.
    ///
    /// # Errors
    /// Returns an error if there is no such revision, or it cannot be read.
    pub fn revision(&self, revision: &str) -> Result<Snapshot, Error> {
        let commit = self.repository()?.commit_of(revision)?;
        self.commit(commit, revision)
    }

    /// Returns the snapshot of a commit, under a name. Warns if the commit has no workspace in this place.
    ///
    /// # Errors
    /// Returns an error if it cannot be read.
    pub fn commit(&self, commit: Id, name: &str) -> Result<Snapshot, Error> {
        let state = self.commit_quietly(commit, name)?;
        if state.tree.is_none() {
            self.events.warn(&format!("{name} has no workspace in this place (no {MANIFEST}): it counts as empty"));
        }
        Ok(state)
    }

    /// Returns the snapshot of a commit, under a name, without a warning if it has no workspace in this place.
    ///
    /// # Errors
    /// Returns an error if it cannot be read.
    pub fn commit_quietly(&self, commit: Id, name: &str) -> Result<Snapshot, Error> {
        let repository = self.repository()?;
        let tree =
            repository.tree(commit)?.map(|tree| self.workspace_in(repository, tree, name)).transpose()?.flatten();
        let files = if tree.is_some() { OnceCell::new() } else { OnceCell::from(Files::new()) };
        Ok(Snapshot { name: name.to_owned(), tree, files, copies: CopyPlace::Nowhere })
    }

    /// Returns a folder in git if it is a workspace, that is, if it has a manifest.
    fn workspace_in(&self, repository: &Repository, tree: Id, name: &str) -> Result<Option<Id>, Error> {
        if repository.file(tree, MANIFEST)?.is_none() {
            return Ok(None);
        }
        let manifest = Trees::new(repository).manifest(tree)?;
        refuse_newer(&manifest, &format!("{MANIFEST} in {name}"))?;
        self.belonging(&manifest);
        Ok(Some(tree))
    }

    /// Returns the rule for which files belong to a snapshot, by its own manifest. Warns about faults in its patterns.
    fn belonging(&self, manifest: &str) -> Belonging {
        let belonging = Belonging::by_manifest(manifest);
        belonging.faults.iter().for_each(|fault| self.events.warn(fault));
        belonging
    }

    /// Returns every file of a snapshot.
    ///
    /// # Errors
    /// Returns an error if a folder in git cannot be read.
    pub fn files<'s>(&self, state: &'s Snapshot) -> Result<&'s Files, Error> {
        if let (None, Some(tree)) = (state.files.get(), state.tree) {
            let _ = state.files.set(Trees::new(self.repository()?).files(tree)?);
        }
        Ok(state.files.get_or_init(Files::new))
    }

    /// Returns the files in which two snapshots differ, in the order of paths. Between two revisions, folders with
    /// equal ids are not read.
    ///
    /// # Errors
    /// Returns an error if a folder in git cannot be read.
    pub fn differing(&self, before: &Snapshot, after: &Snapshot) -> Result<Vec<FileDifference>, Error> {
        match (before.tree, after.tree) {
            (Some(old), Some(new)) => Trees::new(self.repository()?).differences(Some(old), Some(new)),
            _ => Ok(differences(self.files(before)?, self.files(after)?)),
        }
    }

    /// Returns the snapshot of the index: what the next commit would hold.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub fn index(&self) -> Result<Snapshot, Error> {
        let repository = self.repository()?;
        let index = repository.index()?;
        let staged: BTreeMap<&str, Staged> = index.files().collect();
        let belonging = self.belonging_of_index(repository, &staged)?;
        let whole = &staged;
        let content = |path: &str, staged: &Staged| match staged {
            Staged::As(blob) => match staged_target(repository, whole, path, *blob) {
                Some(blob) => FileContent::Git(blob.id),
                None => FileContent::leads_nowhere(),
            },
            Staged::Unmerged => FileContent::Unread("its merge is not done: resolve it, and `git add` it".into()),
        };
        let files = staged
            .iter()
            .filter(|(path, _)| belonging.of_whole(path).is_ok())
            .map(|(path, staged)| ((*path).to_owned(), content(path, staged)));
        Ok(Snapshot::of("the index", files.collect(), CopyPlace::Index))
    }

    fn belonging_of_index(&self, repository: &Repository, staged: &BTreeMap<&str, Staged>) -> Result<Belonging, Error> {
        let manifest = match staged.get(MANIFEST) {
            Some(Staged::As(blob)) => staged_target(repository, staged, MANIFEST, *blob),
            _ => None,
        };
        let manifest = manifest.map(|blob| repository.content(blob.id)).transpose()?.unwrap_or_default();
        let manifest = String::from_utf8_lossy(&manifest).into_owned();
        refuse_newer(&manifest, &format!("{MANIFEST} in the index"))?;
        Ok(self.belonging(&manifest))
    }

    /// Returns those of some paths that are staged and that, by their names, were probably meant as record files;
    /// without copies beside a staged record file.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub fn meant_in_index(&self, paths: &[&str]) -> Result<Vec<String>, Error> {
        if paths.iter().all(|path| probably_meant(path).is_none()) {
            return Ok(Vec::new());
        }
        let repository = self.repository()?;
        let index = repository.index()?;
        let staged: BTreeMap<&str, Staged> = index.files().collect();
        let belonging = self.belonging_of_index(repository, &staged)?;
        let is_told = |path: &&&str| {
            let is_meant = staged.contains_key(**path) && belonging.of_whole(path) == Err(Aside::ProbablyMeant);
            is_meant && !is_copy(path, |meant| staged.contains_key(meant))
        };
        Ok(paths.iter().filter(is_told).map(|path| (*path).to_owned()).collect())
    }

    /// Returns the snapshot of the files on disk.
    ///
    /// # Errors
    /// Returns the errors of reading a workspace.
    pub fn checkout(&self) -> Result<Snapshot, Error> {
        self.checkout_of(self.listed(&self.root)?)
    }

    /// Returns the snapshot of the files on disk, given their paths, and where each lies or why it cannot be read.
    ///
    /// # Errors
    /// Returns an error if the repository or its index cannot be read.
    pub fn checkout_of(
        &self,
        listed: impl Iterator<Item = (String, Result<PathBuf, String>)>,
    ) -> Result<Snapshot, Error> {
        let repository = self.repository()?;
        let index = repository.index()?;
        let files = self.files_on_disk(&self.root, listed, Some((repository, &index)))?;
        Ok(Snapshot::of("the working tree", files, CopyPlace::Disk))
    }

    /// Returns the snapshot of a folder that is a workspace, wherever it lies.
    ///
    /// # Errors
    /// Returns the errors of reading a workspace.
    pub fn folder(&self, folder: &Path) -> Result<Snapshot, Error> {
        let root = folder.canonicalize().map_err(|e| Error::at(folder, "looked at", &e))?;
        let files = self.files_on_disk(&root, self.listed(&root)?, None)?;
        Ok(Snapshot::of(&folder.display().to_string(), files, CopyPlace::Nowhere))
    }

    fn listed<'r>(
        &self,
        root: &'r Path,
    ) -> Result<impl Iterator<Item = (String, Result<PathBuf, String>)> + use<'r>, Error> {
        Ok(files::listed(root, self.options, self.events)?
            .into_iter()
            .map(|listed| (listed.path.clone(), listed.file(root))))
    }

    fn files_on_disk(
        &self,
        root: &Path,
        listed: impl Iterator<Item = (String, Result<PathBuf, String>)>,
        git: Option<(&Repository, &Index)>,
    ) -> Result<Files, Error> {
        let (mut files, mut beyond) = (Files::new(), Beyond::of(root));
        for (path, place) in listed {
            // Git does not look into another repository or a folder behind a link, so no revision has their files
            // either.
            if git.is_none() || !beyond.holds(&path) {
                let content = place.map_or_else(FileContent::Unread, |file| on_disk(git, &path, file));
                files.insert(path, content);
            }
        }
        if let Some((_, index)) = git {
            add_skipped(root, index, &mut files);
        }
        Ok(files)
    }

    /// Reads the whole workspace of a snapshot, with which a later one is compared.
    ///
    /// # Errors
    /// Returns an error if git does not have the content of a file.
    pub fn workspace(&self, state: &Snapshot) -> Result<Workspace, Error> {
        Ok(Workspace::read_to_compare(self.inputs(state)?))
    }

    /// Reads every file of a snapshot.
    ///
    /// # Errors
    /// Returns an error if git does not have the content of a file.
    pub fn inputs(&self, state: &Snapshot) -> Result<Vec<Input>, Error> {
        self.files(state)?.iter().map(|(path, content)| self.read(path, content)).collect()
    }

    /// Reads a file of a snapshot. A file on disk that cannot be read is a finding. A content that git lost, or never
    /// fetched, is an error: nobody could say what changed.
    ///
    /// # Errors
    /// Returns an error if git does not have the content.
    pub fn read(&self, path: &str, content: &FileContent) -> Result<Input, Error> {
        let from_git = |id: &Id| -> Result<Vec<u8>, Error> { Ok(self.repository()?.content(*id)?) };
        let bytes = match content {
            FileContent::Git(id) => Ok(from_git(id)?),
            FileContent::Untouched(id, file) => from_git(id).or_else(|_| read_file(file)),
            FileContent::Read(bytes) => Ok(bytes.clone()),
            FileContent::Unread(why) => Err(why.clone()),
        };
        Ok(Input { path: path.to_owned(), bytes })
    }
}

impl Snapshot {
    /// Returns a snapshot without files.
    pub fn empty(name: &str) -> Snapshot {
        Snapshot::of(name, Files::new(), CopyPlace::Nowhere)
    }

    /// Returns the location of the kept copies of its sources.
    pub(crate) fn copies(&self) -> CopyPlace {
        self.tree.map_or(self.copies, CopyPlace::Tree)
    }

    fn of(name: &str, files: Files, copies: CopyPlace) -> Snapshot {
        Snapshot { name: name.to_owned(), tree: None, files: OnceCell::from(files), copies }
    }
}

/// Adds the files that are in git, but not on disk, since a sparse checkout leaves them out on purpose.
fn add_skipped(root: &Path, index: &Index, files: &mut Files) {
    let manifest = read_file(&root.join(MANIFEST)).unwrap_or_default();
    let belonging = Belonging::by_manifest(&String::from_utf8_lossy(&manifest));
    for (path, blob) in index.skipped().filter(|(_, blob)| !blob.link) {
        if !files.contains_key(path) && belonging.of_whole(path).is_ok() {
            files.insert(path.to_owned(), FileContent::Git(blob.id));
        }
    }
}

/// Returns the file at a staged path, links followed; none for a link that leads to no staged file.
fn staged_target(repository: &Repository, staged: &BTreeMap<&str, Staged>, path: &str, blob: Blob) -> Option<Blob> {
    if !blob.link {
        return Some(blob);
    }
    let to = String::from_utf8(repository.content(blob.id).ok()?).ok()?;
    match staged.get(resolved(path, &to)?.as_str()) {
        Some(Staged::As(file)) if !file.link => Some(*file),
        _ => None,
    }
}

/// Returns the content of a file on disk: known from git's index if it is untouched; otherwise read.
fn on_disk(git: Option<(&Repository, &Index)>, path: &str, file: PathBuf) -> FileContent {
    if let Some(id) = git.and_then(|(_, index)| index.untouched(path, &file)) {
        return FileContent::Untouched(id, file);
    }
    let bytes = match read_file(&file) {
        Ok(bytes) => bytes,
        Err(why) => return FileContent::Unread(why),
    };
    // The file was touched, and yet is as it is in git: with git's id nobody needs to read it again.
    let known =
        git.and_then(|(repository, _)| repository.id_of_content(&bytes).filter(|id| repository.has_content(*id)));
    known.map_or(FileContent::Read(bytes), |id| FileContent::Untouched(id, file))
}

/// Finds paths that lie behind a link to a folder, or in another repository; each folder is examined once.
struct Beyond<'r> {
    root: &'r Path,
    known: HashMap<String, bool>,
}

impl Beyond<'_> {
    fn of(root: &Path) -> Beyond<'_> {
        Beyond { root, known: HashMap::new() }
    }

    /// Returns whether a path leads through such a folder.
    fn holds(&mut self, path: &str) -> bool {
        let Some((folder, _)) = path.rsplit_once('/') else { return false };
        if let Some(known) = self.known.get(folder) {
            return *known;
        }
        let here = self.root.join(folder);
        let holds = here.is_symlink() || here.join(".git").exists() || self.holds(folder);
        self.known.insert(folder.to_owned(), holds);
        holds
    }
}
