//! Fixes: remedies of findings as data, for the program that carries them out.
//!
//! A fix has a title, and edits that are made all together or not at all. It points by route, as findings do; its
//! effect on the text of the files is worked out when it is asked for ([`Fix::splices`]).

use crate::edit::Edit;
use crate::record::Place;
use crate::route::Route;

/// A remedy of a finding as data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// The title of the fix, in the imperative, in lower case and without a full stop.
    pub title: String,
    /// Whether the fix may be made without asking.
    pub applicability: Applicability,
    /// The command that does the same as the fix.
    pub command: Option<String>,
    /// The edits of the fix; either all are made or none.
    pub edits: Vec<FixEdit>,
}

/// Whether a fix may be made without asking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Applicability {
    /// The fix cannot change the meaning: only the way in which it is typed.
    Safe,
    /// A person has to confirm that this is what was meant, or is to be from now on.
    Ask,
}

/// An edit of a fix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FixEdit {
    /// Replaces the target of a route by a text. With [`Route::Key`] and no index, the target is the key and its value.
    Text {
        /// The part to replace.
        route: Route,
        /// The new text.
        text: String,
    },
    /// Puts an id in the place of a word within the target of a route: a pin behind it, and the other keys of its
    /// mapping, stay.
    Id {
        /// The reference to change.
        route: Route,
        /// The word to replace, in Unicode NFC.
        from: String,
        /// The new id.
        to: String,
    },
    /// Takes out the key that is the target of a route, with its value: of a key that stands twice this one alone.
    WithoutEntry {
        /// The key.
        route: Route,
    },
    /// Edits a record.
    Record {
        /// The place of the record.
        place: Place,
        /// The edit of the record.
        edit: Edit,
    },
}

impl Fix {
    /// Returns a fix without edits that may be made without asking.
    pub fn safe(title: impl Into<String>) -> Fix {
        Fix { title: title.into(), applicability: Applicability::Safe, command: None, edits: Vec::new() }
    }

    /// Returns a fix without edits about which somebody has to be asked.
    pub fn ask(title: impl Into<String>) -> Fix {
        Fix { applicability: Applicability::Ask, ..Fix::safe(title) }
    }

    /// Adds a replacement of a route's target.
    #[must_use]
    pub fn replacing(mut self, route: Route, text: impl Into<String>) -> Fix {
        self.edits.push(FixEdit::Text { route, text: text.into() });
        self
    }

    /// Adds an id in the place of a word.
    #[must_use]
    pub fn referring(mut self, route: Route, from: impl Into<String>, to: impl Into<String>) -> Fix {
        self.edits.push(FixEdit::Id { route, from: from.into(), to: to.into() });
        self
    }

    /// Adds that a key and its value are taken out.
    #[must_use]
    pub fn without_entry(mut self, route: Route) -> Fix {
        self.edits.push(FixEdit::WithoutEntry { route });
        self
    }

    /// Adds an edit of a record.
    #[must_use]
    pub fn editing(mut self, place: Place, edit: Edit) -> Fix {
        self.edits.push(FixEdit::Record { place, edit });
        self
    }

    /// Sets the command that does the same as the fix.
    #[must_use]
    pub fn with_command(self, command: impl Into<String>) -> Fix {
        Fix { command: Some(command.into()), ..self }
    }

    /// Returns true if the fix may be made without asking.
    pub fn is_safe(&self) -> bool {
        self.applicability == Applicability::Safe
    }
}

impl FixEdit {
    /// Returns the number of the file that the edit changes.
    pub fn file(&self) -> u32 {
        match self {
            FixEdit::Text { route, .. } | FixEdit::Id { route, .. } | FixEdit::WithoutEntry { route } => route.file(),
            FixEdit::Record { place, .. } => place.file,
        }
    }

    /// Calls `each` with every route of the edit.
    pub(crate) fn routes(&mut self, each: &mut impl FnMut(&mut Route)) {
        match self {
            FixEdit::Text { route, .. } | FixEdit::Id { route, .. } | FixEdit::WithoutEntry { route } => each(route),
            FixEdit::Record { place, .. } => {
                let mut route = Route::Record(*place);
                each(&mut route);
                *place = route.record().unwrap_or(*place);
            }
        }
    }
}
