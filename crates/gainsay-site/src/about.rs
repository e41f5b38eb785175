//! Facts about a site as a whole: its workspace, its commit, and what is published.

use gainsay_render::words::Words;
use serde::Serialize;

/// The facts about the site that every page shows.
#[derive(Clone, Debug)]
pub struct About {
    /// The name of the workspace.
    pub name: String,
    /// The version of the program.
    pub version: &'static str,
    /// The commit that was read; none if there is none.
    pub commit: Option<ReadCommit>,
    /// The part of quotes that is published.
    pub words: Words,
    /// The number of claims that are left out because they are private; none if that was not asked for.
    pub left_out: Option<usize>,
    /// The address under which the site is published, with a `/` at its end, if it is known.
    pub base: Option<String>,
    /// Says whether the pages are served by the program, and change while they are open.
    pub live: bool,
    /// Says whether records can be edited from the pages.
    pub edit: bool,
}

/// The commit that was read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ReadCommit {
    /// The id, as people quote it.
    pub id: String,
    /// The day on which it was committed.
    pub date: String,
    /// The moment of the commit, in the form of a feed.
    #[serde(skip)]
    pub moment: String,
    /// Says whether the files differ from the commit.
    pub is_changed: bool,
}

/// The facts about the site in the data of a page.
#[derive(Serialize, Debug)]
pub struct AboutData<'d> {
    name: &'d str,
    version: &'d str,
    commit: Option<&'d ReadCommit>,
    words: &'d str,
    left_out: Option<usize>,
}

impl About {
    /// Returns the facts in the form of the data of a page.
    pub fn data(&self) -> AboutData<'_> {
        AboutData {
            name: &self.name,
            version: self.version,
            commit: self.commit.as_ref(),
            words: self.words.name(),
            left_out: self.left_out,
        }
    }

    /// Returns whether the texts of kept copies are published, apart from the quotes. A text may contain what is left
    /// out as private.
    pub fn texts_are_published(&self) -> bool {
        self.words == Words::Full && self.left_out.unwrap_or_default() == 0
    }

    /// Returns the commit or state of the files that the pages show, as a clause.
    pub fn state(&self) -> String {
        match &self.commit {
            Some(ReadCommit { id, date, is_changed: false, .. }) => format!("commit {id} of {date}"),
            Some(ReadCommit { id, date, is_changed: true, .. }) => {
                format!("commit {id} of {date}, with changes that are not committed")
            }
            None => "files that are in no commit".to_owned(),
        }
    }
}
