//! Texts of record: what stands in the kept copies of sources, and where the quotes stand in it.

use gainsay_diff::quotes::Seen;
use gainsay_sources::TextOfRecord;

/// Where the texts of record come from.
pub trait Texts {
    /// Returns the text of the copy of a source, by index in the records; none if there is no copy that can be read.
    fn text(&self, source: usize) -> Option<TextOfRecord>;

    /// Returns what was seen of the copy of a source, and of the quotes in it.
    fn seen(&self, source: usize) -> Option<&Seen>;
}

/// No source has a copy.
pub struct NoTexts;

impl Texts for NoTexts {
    fn text(&self, _source: usize) -> Option<TextOfRecord> {
        None
    }

    fn seen(&self, _source: usize) -> Option<&Seen> {
        None
    }
}
