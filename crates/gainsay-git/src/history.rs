//! History: commits and their parents.

use crate::{GitError, Id, Repository, library_error};

/// A commit, with what is shown to people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commit {
    /// The id of the commit.
    pub id: Id,
    /// The parents of the commit: none for a first commit, or where history was fetched no further; two or more for a
    /// merge.
    pub parents: Vec<Id>,
    /// Says that history was fetched no further: a parent of the commit is missing, so its own changes are unknown.
    pub is_cut_off: bool,
    /// The name of the author.
    pub author: String,
    /// The time at which the author wrote the change, in seconds since 1970-01-01, and the offset of the author's clock
    /// from UTC, in seconds.
    pub written: (i64, i32),
    /// The time of the commit, in seconds since 1970-01-01.
    pub committed: i64,
    /// The first line of the message.
    pub title: String,
}

impl Repository {
    /// Returns the commit with that id.
    ///
    /// # Errors
    /// Returns an error if it cannot be read.
    pub fn commit(&self, id: Id) -> Result<Commit, GitError> {
        let unread =
            |error: &dyn std::fmt::Display| library_error(&format!("the commit {} cannot be read", id.short()), error);
        let commit = self.git.find_commit(id.0).map_err(|e| unread(&e))?;
        let author = commit.author().map_err(|e| unread(&e))?;
        let written = author.time().unwrap_or_default();
        let title = commit.message().map(|message| message.summary().to_string()).unwrap_or_default();
        let (parents, missing): (Vec<Id>, Vec<Id>) =
            commit.parent_ids().map(|parent| Id(parent.detach())).partition(|parent| self.has(*parent));
        Ok(Commit {
            id,
            parents,
            is_cut_off: !missing.is_empty(),
            author: author.name.to_string(),
            written: (written.seconds, written.offset),
            committed: commit.time().map_or(written.seconds, |time| time.seconds),
            title,
        })
    }

    /// Returns whether a commit is in this repository. It may be missing if history was fetched only in part.
    fn has(&self, commit: Id) -> bool {
        self.git.has_object(commit.0)
    }
}
