//! Replacements in a text.

use std::ops::Range;

/// A range of a text, and the new text in its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Splice {
    /// The bytes that are replaced.
    pub range: Range<usize>,
    /// The new text.
    pub text: String,
}

impl Splice {
    /// Returns a replacement.
    pub(crate) fn new(range: Range<usize>, text: impl Into<String>) -> Splice {
        Splice { range, text: text.into() }
    }

    /// Returns the replacement for a text that begins with so many more bytes.
    #[must_use]
    pub(crate) fn moved(self, bytes: usize) -> Splice {
        Splice { range: self.range.start + bytes..self.range.end + bytes, ..self }
    }

    /// Returns an insertion.
    pub(crate) fn insert(at: usize, text: impl Into<String>) -> Splice {
        Splice::new(at..at, text)
    }
}

/// Returns a text with replacements made in it; none where two of them overlap or one ends beyond the text or within a
/// character.
///
/// The replacements may come in any order. Two insertions at one place are made in the order given.
pub fn spliced(text: &str, splices: &[Splice]) -> Option<String> {
    let mut ordered: Vec<&Splice> = splices.iter().collect();
    ordered.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let grown: usize = splices.iter().map(|splice| splice.text.len()).sum();
    let mut result = String::with_capacity(text.len() + grown);
    let mut at = 0;
    for splice in ordered {
        result.push_str(text.get(at..splice.range.start)?);
        result.push_str(&splice.text);
        at = splice.range.end;
    }
    result.push_str(text.get(at..)?);
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacements_are_made_in_any_order() {
        let splices = [Splice::new(4..7, "THREE"), Splice::insert(0, ">"), Splice::new(2..3, "")];
        assert_eq!(spliced("a b cde f", &splices).as_deref(), Some(">a  THREE f"));
        assert_eq!(spliced("abc", &[]).as_deref(), Some("abc"));
    }

    #[test]
    fn replacements_that_overlap_or_leave_the_text_are_none() {
        assert_eq!(spliced("abc", &[Splice::new(0..2, ""), Splice::new(1..3, "")]), None);
        assert_eq!(spliced("abc", &[Splice::new(2..4, "")]), None);
        assert_eq!(spliced("é", &[Splice::insert(1, "x")]), None);
    }
}
