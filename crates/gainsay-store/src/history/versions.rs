//! The versions of files in a history, each parsed once: by path and by git's id of the content.

use std::collections::{BTreeMap, HashMap};

use gainsay_git::{Id, Repository};
use gainsay_model::read::{FileVersions, Version};
use gainsay_model::record::Manifest;

use crate::Error;

/// Versions of files in git, each parsed once.
#[derive(Default)]
pub struct Versions {
    all: FileVersions,
    known: HashMap<Id, BTreeMap<String, Version>>,
}

impl Versions {
    /// Returns the version of a file with that content. It is read and parsed if it is new.
    ///
    /// # Errors
    /// Returns an error if git does not have the content.
    pub fn get(&mut self, repository: &Repository, path: &str, content: Id) -> Result<Version, Error> {
        match self.find(path, content) {
            Some(version) => Ok(version),
            None => Ok(self.add(path, content, &repository.content(content)?)),
        }
    }

    /// Returns the version of a file with that content, whose bytes are given.
    pub fn add(&mut self, path: &str, content: Id, bytes: &[u8]) -> Version {
        self.find(path, content).unwrap_or_else(|| {
            let version = self.all.add(path, Ok(bytes));
            self.known.entry(content).or_default().insert(path.to_owned(), version);
            version
        })
    }

    fn find(&self, path: &str, content: Id) -> Option<Version> {
        self.known.get(&content)?.get(path).copied()
    }

    /// Returns all versions.
    pub fn all(&self) -> &FileVersions {
        &self.all
    }

    /// Returns the built-in vocabularies that a manifest uses.
    pub fn built_in(&mut self, manifest: &Manifest) -> Vec<Version> {
        self.all.vocabularies(manifest)
    }
}
