//! Finds the record that an edit is about in the text of a file.

use std::fmt;
use std::ops::Range;

use super::Refusal;
use crate::layout::line_end;
use crate::schema::Kind;
use crate::text::composed;
use crate::yaml::{Document, Node, Reading, piece_at};

/// A record, by its kind and id.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Target {
    /// The kind of the record.
    pub kind: Kind,
    /// The id of the record; the id of a manifest does not count.
    pub id: String,
}

impl Target {
    /// Returns a record's kind and id.
    pub fn new(kind: Kind, id: impl Into<String>) -> Target {
        Target { kind, id: id.into() }
    }

    /// Returns the kind and the id of the record that a document holds; none if it has none.
    pub(super) fn of(document: &Document) -> Option<Target> {
        let first = document.entries.first()?;
        let kind = Kind::of_first_key(&first.key.text)?;
        match &first.value {
            Node::Scalar(id) => Some(Target::new(kind, id.text.trim())),
            _ => None,
        }
    }

    /// Returns true if both name the same record: ids are compared in NFC, and there is only one manifest.
    pub(super) fn is_same(&self, other: &Target) -> bool {
        self.kind == other.kind
            && (self.kind == Kind::Manifest || composed(self.id.trim()) == composed(other.id.trim()))
    }
}

impl Target {
    /// Returns the record with its article: ``an entity `iran` ``.
    pub(super) fn one(&self) -> String {
        if self.kind == Kind::Manifest { "a manifest".to_owned() } else { format!("{} `{}`", self.kind.one(), self.id) }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kind == Kind::Manifest { f.write_str("manifest") } else { write!(f, "{} `{}`", self.kind, self.id) }
    }
}

/// A record in its text.
pub(super) struct RecordText<'r> {
    pub kind: Kind,
    pub document: &'r Document,
    /// The index of the record among the documents of the file.
    pub number: usize,
    /// The range of the text from its document marker to the next.
    pub piece: Range<usize>,
    /// The piece without its marker.
    pub region: Range<usize>,
}

/// Returns the one record of that kind and id.
pub(super) fn find<'r>(text: &str, reading: &'r Reading, target: &Target) -> Result<RecordText<'r>, Refusal> {
    let is_it = |document: &Document| Target::of(document).is_some_and(|other| other.is_same(target));
    let mut found = reading.documents.iter().enumerate().filter(|(_, document)| is_it(document));
    let (number, document) = found.next().ok_or_else(|| Refusal::NoSuchRecord(target.clone()))?;
    if found.next().is_some() {
        return Err(Refusal::SeveralRecords(target.clone()));
    }
    Ok(RecordText::of(text, target.kind, number, document))
}

impl<'r> RecordText<'r> {
    /// Returns a document of a text as a record of the kind that its first key says; none if it says none.
    pub(super) fn at(text: &str, number: usize, document: &'r Document) -> Option<RecordText<'r>> {
        let kind = Kind::of_first_key(&document.entries.first()?.key.text)?;
        Some(RecordText::of(text, kind, number, document))
    }

    fn of(text: &str, kind: Kind, number: usize, document: &'r Document) -> RecordText<'r> {
        let piece = piece_at(text, document.span.start as usize);
        let region = region(text, &piece);
        RecordText { kind, document, number, piece, region }
    }
}

/// Returns a piece without its marker, and without the marker's line where only a comment stands behind the marker.
fn region(text: &str, piece: &Range<usize>) -> Range<usize> {
    let head = line_end(text, piece.start).min(piece.end);
    let line = text.get(piece.start..head).unwrap_or_default();
    let Some(behind) = line.strip_prefix("---").or_else(|| line.strip_prefix("...")).map(str::trim) else {
        return piece.clone();
    };
    let is_marker = line.len() == 3 || line.get(3..).is_some_and(|rest| rest.starts_with([' ', '\t', '\n', '\r']));
    match behind {
        _ if !is_marker => piece.clone(),
        rest if rest.is_empty() || rest.starts_with('#') => head..piece.end,
        _ => piece.start + 3..piece.end,
    }
}
