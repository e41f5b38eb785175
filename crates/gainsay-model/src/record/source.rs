//! Sources: where things were said.

use std::borrow::Cow;

use super::{DateId, Place, Rev};
use crate::file::digest;
use crate::interner::Symbol;
use crate::text::composed;

/// Where things were said.
#[derive(Clone, PartialEq, Debug)]
pub struct Source {
    /// Its id.
    pub id: Option<Symbol>,
    /// Where it stands.
    pub place: Place,
    /// The sealed version, if any was written.
    pub rev: Option<Rev>,
    /// When it was published.
    pub published: Option<DateId>,
    /// When somebody last looked at it.
    pub accessed: Option<DateId>,
    /// The sources that it draws on.
    pub derived_from: Vec<Symbol>,
    /// Digests of what tells one text from another ([`Source::MARKS`]), in that order; 0 for what is not given. There
    /// are many sources, and their addresses are long.
    pub marks: [u64; 3],
    /// It names a kept copy.
    pub kept: bool,
}

impl Source {
    /// A source at that place of which nothing else is known yet.
    pub(crate) fn at(place: Place) -> Source {
        Source {
            id: None,
            place,
            rev: None,
            published: None,
            accessed: None,
            derived_from: vec![],
            marks: [0; 3],
            kept: false,
        }
    }

    /// Returns whether two sources of a workspace say the same, as far as it is kept, wherever they stand.
    pub fn says_the_same(&self, other: &Source) -> bool {
        *self == Source { place: self.place, ..other.clone() }
    }

    /// The keys whose values tell one text from another: sources that give one value for one of them are likely one.
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
