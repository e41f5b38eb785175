//! Fixes: remedies of findings as data, for whoever carries them out.
//!
//! A fix has a title, and edits that are made all together or not at all. It points by route, as findings do; what it
//! does to the text of the files is worked out when somebody asks ([`Fix::splices`]).

use crate::edit::Edit;
use crate::record::Place;
use crate::route::Route;

/// A remedy of a finding as data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What it does, in the imperative, small and without a full stop.
    pub title: String,
    /// Whether it may be made without asking.
    pub applicability: Applicability,
    /// The command that does the same.
    pub command: Option<String>,
    /// Its edits; all are made, or none.
    pub edits: Vec<FixEdit>,
}

/// Whether a fix may be made without asking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Applicability {
    /// It cannot change what was meant: only how it is typed.
    Safe,
    /// Somebody has to say that this is what was meant, or is to be from now on.
    Ask,
}

/// An edit of a fix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FixEdit {
    /// What a route leads to is replaced by a text. With [`Route::Key`] and no index that is the key and its value.
    Text {
        /// What to replace.
        route: Route,
        /// By this.
        text: String,
    },
    /// An id gets the place of a word, within what a route leads to: a pin behind it, and the other keys of its
    /// mapping, stay.
    Id {
        /// A reference.
        route: Route,
        /// The word, in Unicode NFC.
        from: String,
        /// The id.
        to: String,
    },
    /// An edit of the record that stands there.
    Record {
        /// The record.
        place: Place,
        /// The edit.
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

    /// Adds a replacement of what a route leads to.
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

    /// Adds an edit of a record.
    #[must_use]
    pub fn editing(mut self, place: Place, edit: Edit) -> Fix {
        self.edits.push(FixEdit::Record { place, edit });
        self
    }

    /// Names the command that does the same.
    #[must_use]
    pub fn with_command(self, command: impl Into<String>) -> Fix {
        Fix { command: Some(command.into()), ..self }
    }

    /// Returns whether the fix may be made without asking.
    pub fn is_safe(&self) -> bool {
        self.applicability == Applicability::Safe
    }
}

impl FixEdit {
    /// Returns the number of the file that it edits.
    pub fn file(&self) -> u32 {
        match self {
            FixEdit::Text { route, .. } | FixEdit::Id { route, .. } => route.file(),
            FixEdit::Record { place, .. } => place.file,
        }
    }

    /// Calls `each` with every route that it points by.
    pub(crate) fn routes(&mut self, each: &mut impl FnMut(&mut Route)) {
        match self {
            FixEdit::Text { route, .. } | FixEdit::Id { route, .. } => each(route),
            FixEdit::Record { place, .. } => {
                let mut route = Route::Record(*place);
                each(&mut route);
                *place = route.record().unwrap_or(*place);
            }
        }
    }
}
