//! Texts of the kept copies of sources, and the places of quotes in them.

use gainsay_diff::quotes::Seen;
use gainsay_sources::TextOfRecord;

/// A source of the texts of kept copies.
pub trait Texts {
    /// Returns the text of the copy of a source, by its index in the records; none if there is no copy that can be
    /// read.
    fn text(&self, source: usize) -> Option<TextOfRecord>;

    /// Returns the results for the copy of a source, and for the quotes in it.
    fn seen(&self, source: usize) -> Option<&Seen>;
}

/// A source of texts for a workspace without copies.
pub struct NoTexts;

impl Texts for NoTexts {
    fn text(&self, _source: usize) -> Option<TextOfRecord> {
        None
    }

    fn seen(&self, _source: usize) -> Option<&Seen> {
        None
    }
}
