//! Sources: where things were said.

use std::borrow::Cow;

use super::{DateId, Place, Seal};
use crate::file::digest;
use crate::interner::Symbol;
use crate::text::composed;

/// A source: a document or recording in which claims were made.
#[derive(Clone, PartialEq, Debug)]
pub struct Source {
    /// The id of the source.
    pub id: Option<Symbol>,
    /// The place of the source.
    pub place: Place,
    /// The seal, if any was written.
    pub seal: Option<Seal>,
    /// The date of publication.
    pub published: Option<DateId>,
    /// The date on which somebody last looked at the source.
    pub accessed: Option<DateId>,
    /// The sources that this one draws on.
    pub derived_from: Vec<Symbol>,
    /// Digests of the values that tell one text from another ([`Source::MARKS`]), in that order; 0 for a key that is
    /// not given. Digests save room: there are many sources, and their addresses are long.
    pub marks: [u64; 3],
    /// Whether the source names a kept copy.
    pub kept: bool,
}

impl Source {
    /// Returns a source at that place without any other content.
    pub(crate) fn at(place: Place) -> Source {
        Source {
            id: None,
            place,
            seal: None,
            published: None,
            accessed: None,
            derived_from: vec![],
            marks: [0; 3],
            kept: false,
        }
    }

    /// Returns true if two sources of a workspace say the same, as far as their content is kept, wherever they stand.
    pub fn says_the_same(&self, other: &Source) -> bool {
        *self == Source { place: self.place, ..other.clone() }
    }

    /// The keys whose values tell one text from another: sources with an equal value of one of them are likely one.
    pub const MARKS: [&str; 3] = ["url", "archived", "sha256"];

    /// Returns the digest of the value of such a key; 0 for an empty value, and for no other.
    pub(crate) fn mark(key: &str, text: &str) -> u64 {
        Source::mark_text(key, text).map_or(0, |mark| digest(mark.as_bytes()).max(1))
    }

    /// Returns the value of such a key as it is compared; none for an empty value.
    pub(crate) fn mark_text<'t>(key: &str, text: &'t str) -> Option<Cow<'t, str>> {
        match text.trim() {
            "" => None,
            // Hex digits are the same in both cases.
            text if key == "sha256" => Some(Cow::Owned(text.to_ascii_lowercase())),
            text => Some(composed(text)),
        }
    }
}
