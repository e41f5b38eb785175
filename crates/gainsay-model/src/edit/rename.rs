//! A record's new id, and every reference to it.

use super::{Plan, Refusal, Target, rewrite};
use crate::interner::is_id;
use crate::references::with_new_ids;
use crate::schema::Kind;
use crate::text::composed;
use crate::yaml::{Document, Entry, Node, Reading, Scalar};

/// The keys of a ruling in whose prose an id stands in backticks.
const PROSE: [&str; 2] = ["because", "note"];

/// A new id of a record.
pub(super) struct Rename<'i> {
    pub kind: Kind,
    pub from: &'i str,
    pub to: &'i str,
    /// A function that returns true if the objects of a predicate are no entities.
    pub is_literal: &'i dyn Fn(&str) -> bool,
}

impl Rename<'_> {
    /// Plans to give the record its new id in one file, wherever the file names it.
    pub(super) fn in_file(&self, text: &str, reading: &Reading) -> Result<Option<Plan>, Refusal> {
        if !is_id(self.to) || self.kind == Kind::Manifest {
            return Err(Refusal::BadId(self.to.to_owned()));
        }
        let target = Target::new(self.kind, self.to);
        let is_new = composed(self.from) != composed(self.to);
        if is_new && reading.documents.iter().filter_map(Target::of).any(|other| other.is_same(&target)) {
            return Err(Refusal::RecordExists(target));
        }
        Ok(rewrite::texts(text, reading, |document, kind| self.changes(document, kind)))
    }

    /// Returns the texts of a document that name the record, each with its new text.
    fn changes<'d>(&self, document: &'d Document, kind: Kind) -> Vec<(&'d Scalar, String)> {
        let new_id = |kind: Kind, id: &str| {
            let is_named = kind == self.kind && composed(id) == composed(self.from) && id != self.to;
            is_named.then(|| self.to.to_owned())
        };
        let mut changes = with_new_ids(document, self.is_literal, &new_id);
        changes.extend(self.in_prose(document, kind));
        changes
    }

    /// Returns the texts of a ruling in which the id stands in backticks, each with its new text.
    fn in_prose<'d>(&self, document: &'d Document, kind: Kind) -> Vec<(&'d Scalar, String)> {
        let (old, new) = (format!("`{}`", self.from), format!("`{}`", self.to));
        let is_prose = |entry: &&Entry| kind == Kind::Ruling && PROSE.contains(&entry.key.text.as_str());
        let text = |entry: &'d Entry| match &entry.value {
            Node::Scalar(scalar) if scalar.text.contains(&old) => Some((scalar, scalar.text.replace(&old, &new))),
            _ => None,
        };
        document.entries.iter().filter(is_prose).filter_map(text).collect()
    }
}
