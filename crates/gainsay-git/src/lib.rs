//! The interface to git: revisions, trees, blobs, the index and history, read directly from a repository. This crate
//! does not know what the files mean. It needs neither the `git` program nor a checkout.
//!
//! [`Repository`] is the entry point. Paths are relative to a folder of the repository (the workspace's root), with `/`
//! between folders; an [`Id`] is git's name for a content, so equal ids mean equal contents.

mod attributes;
mod environment;
mod history;
mod ignored;
mod index;
mod locations;
mod settings;
mod trees;

use std::fmt;
use std::path::{Path, PathBuf};

use gix::ObjectId;
use gix::odb::pack::cache::lru::MemoryCappedHashmap;
use gix::reference::Category;

pub use history::Commit;
pub use ignored::{Checkout, Patterns, Tracked};
pub use index::{Index, Staged};
pub use locations::global_settings;
pub use settings::{Section, Settings};
pub use trees::{Blob, Difference};

/// The size in bytes of the cache of unpacked objects: deltas are resolved only once for objects within it.
const PACK_CACHE: usize = 96 << 20;

/// Git's name for the content of a commit, a folder or a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Id(ObjectId);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Id {
    /// Returns the first ten digits, as people quote an id.
    pub fn short(&self) -> String {
        self.0.to_hex_with_len(10).to_string()
    }
}

/// The reason why git could not do something, in one line, and a remedy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GitError {
    /// The message, without a full stop.
    pub message: String,
    /// A remedy, if one is known.
    pub help: Option<String>,
}

impl GitError {
    fn new(message: impl Into<String>) -> GitError {
        GitError { message: message.into(), help: None }
    }

    fn help(self, help: impl Into<String>) -> GitError {
        GitError { help: Some(help.into()), ..self }
    }
}

/// Makes an error from the error of a library: `what` failed, and the first line of its message.
fn library_error(what: &str, error: &dyn fmt::Display) -> GitError {
    let error = error.to_string();
    let line = error.lines().next().unwrap_or_default().trim_end_matches('.');
    GitError::new(format!("{what}: {line}"))
}

/// A repository, seen from one of its folders.
pub struct Repository {
    git: gix::Repository,
    /// The folder's path within the repository, without a slash at the end; empty for the root.
    folder: String,
}

impl Repository {
    /// Opens the repository around a folder. All paths are then relative to that folder.
    ///
    /// # Errors
    /// Returns an error if the folder is in no repository, in one that git's own rules forbid to read, or in one of a
    /// kind that is not known.
    pub fn around(folder: &Path) -> Result<Repository, GitError> {
        let real =
            folder.canonicalize().map_err(|e| library_error(&format!("{} cannot be used", folder.display()), &e))?;
        let mut git = gix::discover_with_environment_overrides(&real).map_err(|error| not_opened(&real, &error))?;
        environment::heed_parameters(&mut git);
        if git
            .config_snapshot()
            .string("extensions.refStorage")
            .is_some_and(|form| form.eq_ignore_ascii_case(b"reftable"))
        {
            return Err(GitError::new(format!(
                "the references of the git repository around {} are kept as `reftable`",
                folder.display()
            ))
            .help("that form is not known here; `git refs migrate --ref-format=files` changes it"));
        }
        git.objects.set_pack_cache(|| Box::new(MemoryCappedHashmap::new(PACK_CACHE)));
        git.object_cache_size_if_unset(8 << 20);
        let root = git.workdir().map(|root| root.canonicalize().unwrap_or_else(|_| root.to_path_buf()));
        let within = root.as_deref().and_then(|root| real.strip_prefix(root).ok()).unwrap_or(Path::new(""));
        let folder = within.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        Ok(Repository { git, folder })
    }

    /// Returns the folder in which git keeps what belongs to this checkout alone.
    pub fn git_folder(&self) -> &Path {
        self.git.git_dir()
    }

    /// Returns the folder in which git keeps what all checkouts share: settings and hooks.
    pub fn common_folder(&self) -> &Path {
        self.git.common_dir()
    }

    /// Returns the folder that is checked out; none for a bare repository.
    pub fn checkout(&self) -> Option<PathBuf> {
        self.git.workdir().map(Path::to_path_buf)
    }

    /// Returns the path of this value's folder within the repository; empty for the root.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// Returns a git setting by its full name, from wherever it is set.
    pub fn setting(&self, name: &str) -> Option<String> {
        self.git.config_snapshot().string(name).map(|value| value.to_string())
    }

    /// Returns the commit that a revision names: `HEAD`, `main~3`, a tag, an id or the beginning of one.
    ///
    /// # Errors
    /// Returns an error if there is none, or more than one.
    pub fn commit_of(&self, revision: &str) -> Result<Id, GitError> {
        let found = self.git.rev_parse_single(revision).map_err(|error| self.unknown(revision, &error))?;
        let object = found.object().map_err(|error| library_error(&format!("`{revision}` cannot be read"), &error))?;
        let commit = object.peel_to_commit().map_err(|_| GitError::new(format!("`{revision}` names no commit")))?;
        Ok(Id(commit.id))
    }

    /// Returns the names of branches and tags, those that were fetched among them.
    pub fn revision_names(&self) -> Vec<String> {
        let Ok(references) = self.git.references() else { return Vec::new() };
        let Ok(all) = references.all() else { return Vec::new() };
        let names = all.flatten().filter_map(|reference| {
            let (category, name) = reference.name().category_and_short_name()?;
            matches!(category, Category::LocalBranch | Category::RemoteBranch | Category::Tag).then(|| name.to_string())
        });
        names.collect()
    }

    /// Returns the best common ancestor of two commits.
    ///
    /// # Errors
    /// Returns an error if they have none: their histories began apart, or are cut off.
    pub fn merge_base(&self, a: Id, b: Id) -> Result<Id, GitError> {
        match self.git.merge_base(a.0, b.0) {
            Ok(Some(base)) => Ok(Id(base.detach())),
            Ok(None) => {
                Err(self.cut_off(GitError::new(format!("{} and {} have no common ancestor", a.short(), b.short()))))
            }
            Err(error) => Err(self.cut_off(library_error("no common ancestor could be found", &error))),
        }
    }

    /// Returns whether there is no commit yet.
    pub fn is_unborn(&self) -> bool {
        self.git.head().is_ok_and(|head| head.is_unborn())
    }

    /// Returns whether history was fetched only in part.
    pub fn is_shallow(&self) -> bool {
        self.git.is_shallow().unwrap_or(false)
    }

    /// Returns the content of a file.
    ///
    /// # Errors
    /// Returns an error if the content is not there, as in a partial clone.
    pub fn content(&self, id: Id) -> Result<Vec<u8>, GitError> {
        let mut blob = self.git.find_blob(id.0).map_err(|_| {
            GitError::new(format!("the content {} is not in this repository", id.short()))
                .help("fetch it: `git fetch --refetch` brings back what a partial clone left out")
        })?;
        Ok(blob.take_data())
    }

    /// Returns whether a content is in this repository.
    pub fn has_content(&self, id: Id) -> bool {
        self.git.has_object(id.0)
    }

    /// Returns the id that git would give to a file's content.
    pub fn id_of_content(&self, bytes: &[u8]) -> Option<Id> {
        gix::objs::compute_hash(self.git.object_hash(), gix::objs::Kind::Blob, bytes).ok().map(Id)
    }

    fn unknown(&self, revision: &str, error: &dyn fmt::Display) -> GitError {
        let ambiguous = error.to_string().contains("ambiguous");
        if ambiguous {
            return GitError::new(format!("`{revision}` is the beginning of more than one id"))
                .help("write more of its digits");
        }
        if self.is_unborn() && (revision == "HEAD" || revision == "@") {
            return GitError::new("there is no commit in this repository yet").help("commit first, and compare then");
        }
        let trouble = GitError::new(format!("there is no revision `{revision}` in this repository"));
        self.cut_off(trouble.help("`git log --oneline` and `git branch --all` show what there is"))
    }

    /// Adds a remedy to an error if history was fetched only in part: many things are not found for that reason.
    fn cut_off(&self, trouble: GitError) -> GitError {
        if self.is_shallow() {
            trouble.help(
                "history was fetched only in part: `git fetch --unshallow` gets the rest (in CI: `fetch-depth: 0`)",
            )
        } else {
            trouble
        }
    }
}

fn not_opened(folder: &Path, error: &dyn fmt::Display) -> GitError {
    let text = error.to_string();
    if folder.ancestors().all(|folder| !folder.join(".git").exists()) && std::env::var_os("GIT_DIR").is_none() {
        return GitError::new(format!("{} is in no git repository", folder.display()))
            .help("run `git init` to begin one, or compare two folders: `gainsay diff OLD-FOLDER NEW-FOLDER`");
    }
    library_error(&format!("the git repository around {} cannot be read", folder.display()), &text)
}

#[cfg(test)]
mod tests;
