//! A workspace that is being edited. It is locked and read; new texts are proved by reading the workspace with them,
//! and written all or not at all.

use std::collections::BTreeMap;
use std::path::PathBuf;

use gainsay_diff::compare::Count;
use gainsay_diff::findings::AnyFinding;
use gainsay_diff::review::{Review, ReviewedState};
use gainsay_model::Workspace;
use gainsay_model::date::Day;
use gainsay_model::edit::{Edit, FileRefusal, Texts, apply_to_files, insert_all};
use gainsay_model::finding::Finding;
use gainsay_model::new_record::ID_LETTERS;
use gainsay_model::value::Record;

use crate::edit_session::EditSession;
use crate::{Error, Events, LoadOptions, load};

/// The name of the rule about references to records that do not exist.
pub const UNKNOWN: &str = "unknown-reference";

/// A workspace that is being edited.
pub struct Editing {
    /// The folder of the manifest.
    pub root: PathBuf,
    /// The records as they are on disk; empty once new texts were reviewed.
    pub workspace: Workspace,
    session: EditSession,
    /// The texts of the files that were read.
    before: Texts,
}

/// The reason why an edit is not made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotMade {
    /// The workspace cannot be read or written.
    Failed(Error),
    /// The text of a file cannot be edited in this way.
    Refused(FileRefusal),
    /// The edit would lead to a fault of reading, in the file with that path.
    Fault(Box<Finding>, String),
}

impl From<Error> for NotMade {
    fn from(error: Error) -> NotMade {
        NotMade::Failed(error)
    }
}

impl From<FileRefusal> for NotMade {
    fn from(refusal: FileRefusal) -> NotMade {
        NotMade::Refused(refusal)
    }
}

impl Editing {
    /// Locks and reads the workspace with that root; a dry run takes no lock.
    ///
    /// # Errors
    /// Returns the errors of reading the workspace, and one if another program edits it.
    pub fn begin(root: PathBuf, dry: bool, options: LoadOptions, events: &dyn Events) -> Result<Editing, Error> {
        let session = if dry { EditSession::dry(&root) } else { EditSession::begin(&root)? };
        let workspace = load(&root, options, events)?.workspace;
        Ok(Editing { root, workspace, session, before: Texts::new() })
    }

    /// Returns the text of a file as it is on disk; none if there is no such file.
    ///
    /// # Errors
    /// Returns the reason why it cannot be read.
    pub fn text(&mut self, path: &str) -> Result<Option<&str>, Error> {
        if !self.before.contains_key(path)
            && let Some(text) = self.session.text(path)?
        {
            self.before.insert(path.to_owned(), text);
        }
        Ok(self.before.get(path).map(String::as_str))
    }

    /// Returns the texts of all files of the workspace.
    ///
    /// # Errors
    /// Returns the reason why a file cannot be read.
    pub fn all_texts(&mut self) -> Result<&Texts, Error> {
        let own = self.workspace.files.iter().filter(|file| !file.built_in).map(|file| file.path.clone());
        for path in own.collect::<Vec<_>>() {
            self.text(&path)?;
        }
        Ok(&self.before)
    }

    /// Returns the texts of the files that were read, as they are on disk.
    pub fn before(&self) -> &Texts {
        &self.before
    }

    /// Reads the workspace as it would be with other texts in some of its files.
    ///
    /// # Errors
    /// Returns the errors of reading the workspace.
    pub fn loaded_with(&self, texts: &Texts, options: LoadOptions, events: &dyn Events) -> Result<Workspace, Error> {
        self.session.load_with(texts, options, events)
    }

    /// Returns the new texts of files after edits, each made in the text that the previous one left.
    ///
    /// # Errors
    /// Returns the first edit that cannot be made, or the reason why a file cannot be read.
    pub fn texts_after(&mut self, edits: &[(String, Edit)]) -> Result<Texts, NotMade> {
        for (path, _) in edits {
            self.text(path)?;
        }
        Ok(apply_to_files(&self.before, edits.iter().map(|(path, edit)| (path.as_str(), edit)))?)
    }

    /// Returns the new texts of files with records appended.
    ///
    /// # Errors
    /// Returns a file to which nothing can be appended, or the reason why a file cannot be read.
    pub fn texts_with(&mut self, new: &BTreeMap<String, Vec<Record>>) -> Result<Texts, NotMade> {
        let mut after = Texts::new();
        for (path, records) in new {
            let text = insert_all(self.text(path)?.unwrap_or_default(), records);
            let text = text.map_err(|refusal| FileRefusal { path: path.clone(), refusal })?;
            after.insert(path.clone(), text);
        }
        Ok(after)
    }

    /// Compares the workspace with what it would be with new texts. With `anyway`, references to ids that do not exist
    /// yet are allowed.
    ///
    /// # Errors
    /// Returns a fault of reading that only the new texts have, and the errors of reading.
    pub fn review(
        &mut self,
        after: &Texts,
        anyway: bool,
        today: Day,
        options: LoadOptions,
        events: &dyn Events,
    ) -> Result<Review, NotMade> {
        let edited = self.session.load_with(after, options, events)?;
        let differs = |path: &str| after.contains_key(path);
        let before = state("before", std::mem::take(&mut self.workspace));
        let review = Review::of(before, state("after", edited), &differs, Count::Compared, today);
        let is_allowed = |finding: &Finding| anyway && finding.rule == UNKNOWN;
        let faults = review.faults.iter().filter_map(AnyFinding::record_finding);
        match faults.clone().find(|finding| !is_allowed(finding)) {
            Some(fault) => {
                let file = fault.labels.first().map(|label| label.route.file() as usize);
                let file = file.and_then(|file| review.after.workspace.files.get(file));
                let path = file.map(|file| file.path.clone()).unwrap_or_default();
                Err(NotMade::Fault(Box::new(fault.clone()), path))
            }
            None => Ok(review),
        }
    }

    /// Writes new texts: all or none.
    ///
    /// # Errors
    /// Returns an error if a file was changed meanwhile or cannot be written.
    pub fn write(&self, after: &Texts) -> Result<(), Error> {
        self.session.write(&self.before, after)
    }
}

/// The number of letters and digits at the end of a generated id.
const ENDING: usize = 4;

/// Returns random letters and digits, which tell a new id from others; none if the system has no random numbers.
pub fn ending() -> Option<String> {
    let mut bytes = [0; ENDING];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| char::from(ID_LETTERS[usize::from(*byte) % ID_LETTERS.len()])).collect())
}

fn state(name: &str, workspace: Workspace) -> ReviewedState {
    ReviewedState { name: name.to_owned(), workspace }
}
