//! History: commits, and where they came from.

use crate::{GitError, Id, Repository, told};

/// A commit, as people speak of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commit {
    /// Its id.
    pub id: Id,
    /// The commits that it follows: none for the first one, or where history was fetched no further; two or more for a
    /// merge.
    pub parents: Vec<Id>,
    /// History was fetched no further: the commit follows one that is not here, so that nobody can say what it changed
    /// itself.
    pub is_cut_off: bool,
    /// Who wrote the change.
    pub author: String,
    /// When it was written: seconds since 1970-01-01, and how far the author's clock was ahead of UTC, in seconds.
    pub written: (i64, i32),
    /// When it was committed, in seconds since 1970-01-01.
    pub committed: i64,
    /// The first line of its message.
    pub title: String,
}

impl Repository {
    /// The commit of that id.
    ///
    /// # Errors
    /// Returns an error if it cannot be read.
    pub fn commit(&self, id: Id) -> Result<Commit, GitError> {
        let unread = |error: &dyn std::fmt::Display| told(&format!("the commit {} cannot be read", id.short()), error);
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

    /// Whether a commit is here: not if history was fetched no further.
    fn has(&self, commit: Id) -> bool {
        self.git.has_object(commit.0)
    }
}
