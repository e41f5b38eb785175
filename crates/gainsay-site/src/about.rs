//! What a site as a whole says of itself: of which workspace and which commit it is, and what of it is published.

use gainsay_render::words::Words;
use serde::Serialize;

/// What every page of a site says of the site.
#[derive(Clone, Debug)]
pub struct About {
    /// What the workspace is called.
    pub name: String,
    /// The version of the program.
    pub version: &'static str,
    /// The commit that was read; none where there is none.
    pub commit: Option<ReadCommit>,
    /// How much of quotes is published.
    pub words: Words,
    /// How many claims are left out because they are private; none if that was not asked for.
    pub left_out: Option<usize>,
    /// The address under which the site is published, with a `/` at its end, where that is known.
    pub base: Option<String>,
    /// The pages are served by the program, and change while they are looked at.
    pub live: bool,
    /// Records can be edited from the pages.
    pub edit: bool,
}

/// The commit that was read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ReadCommit {
    /// Its id, as people quote it.
    pub id: String,
    /// The day on which it was committed.
    pub date: String,
    /// The moment, as a feed wants it.
    #[serde(skip)]
    pub moment: String,
    /// Whether the files differ from it.
    pub is_changed: bool,
}

/// What the data of a page says of the site.
#[derive(Serialize, Debug)]
pub struct AboutData<'d> {
    name: &'d str,
    version: &'d str,
    commit: Option<&'d ReadCommit>,
    words: &'d str,
    left_out: Option<usize>,
}

impl About {
    /// Returns it as the data of a page says it.
    pub fn data(&self) -> AboutData<'_> {
        AboutData {
            name: &self.name,
            version: self.version,
            commit: self.commit.as_ref(),
            words: self.words.name(),
            left_out: self.left_out,
        }
    }

    /// Returns whether the texts of kept copies are published as far as nothing is quoted from them. What is left out
    /// as private may stand in them.
    pub fn texts_are_published(&self) -> bool {
        self.words == Words::Full && self.left_out.unwrap_or_default() == 0
    }

    /// Returns of which state the pages are, as a clause.
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
