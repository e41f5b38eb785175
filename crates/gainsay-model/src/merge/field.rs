//! The fields of a block mapping, each with its lines, its value, and the slot by which it is matched.

use std::collections::HashMap;
use std::ops::Range;

use super::commented::CommentedValue;
use super::flow::LocatedNode;
use super::value::{ScalarReading, Value};
use crate::layout::{Comment, LaidPart, Scope, cut, ended, moved, of_entries, of_lines, tail};
use crate::record::Stance;
use crate::schema::{Kind, Shape};
use crate::yaml::{Entry, Node};

/// The slot of a claim's stance: one thing to decide, whichever of the five keys of stances it has.
pub(super) const STANCE: &str = "stance";

/// A mapping in block style.
#[derive(Clone, Debug)]
pub(super) struct BlockMapping<'t> {
    pub fields: Vec<Field<'t>>,
    /// The column of the keys.
    pub column: usize,
    /// Comments and empty lines behind the last field.
    pub below: &'t str,
    places: HashMap<&'t str, usize>,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(super) struct Field<'t> {
    /// The whole text that the field stands in.
    pub text: &'t str,
    pub entry: &'t Entry,
    pub part: LaidPart<'t>,
    pub column: usize,
    pub shape: Option<Shape>,
    /// The name by which the field is matched: its key, or [`STANCE`].
    pub slot: &'t str,
    pub value: Value,
}

impl<'t> BlockMapping<'t> {
    /// Cuts a mapping that stands in a region of a text; none if it is in flow style, or has a key twice.
    pub(super) fn cut(
        text: &'t str,
        entries: &'t [Entry],
        region: Range<usize>,
        kind: Option<Kind>,
        reading: ScalarReading,
    ) -> Option<BlockMapping<'t>> {
        let mark =
            |entry: &Entry| entry.key.span.start as usize..entry.value.span().end.max(entry.key.span.end) as usize;
        let marks: Vec<_> = entries.iter().map(mark).collect();
        let block = cut(text, region, &marks)?;
        let slots = slots(entries, kind)?;
        let fields = entries
            .iter()
            .zip(block.parts)
            .zip(slots)
            .map(|((entry, part), slot)| Field {
                text,
                entry,
                part,
                column: block.column,
                shape: shape_of(kind, &entry.key.text),
                slot,
                value: said(text, entry, slot, kind, reading),
            })
            .collect::<Vec<Field<'t>>>();
        let places = fields.iter().enumerate().map(|(at, field)| (field.slot, at)).collect();
        Some(BlockMapping { fields, column: block.column, below: block.below, places })
    }

    /// Returns the field of a slot.
    pub(super) fn find(&self, slot: &str) -> Option<&Field<'t>> {
        self.fields.get(self.index(slot)?)
    }

    /// Returns the lines of comment above the fields and below the last one.
    pub(super) fn comment_lines(&self) -> impl Iterator<Item = &'t str> {
        let above: Vec<&'t str> = self.fields.iter().map(|field| field.part.above).collect();
        above.into_iter().chain([self.below]).flat_map(of_lines)
    }

    /// Returns the index of the field of a slot.
    pub(super) fn index(&self, slot: &str) -> Option<usize> {
        self.places.get(slot).copied()
    }
}

impl Field<'_> {
    /// Returns the lines of the field, as they stand.
    pub(super) fn lines(&self) -> String {
        ended(format!("{}{}", " ".repeat(self.column), self.part.body))
    }

    /// Returns the lines of the field in another column.
    pub(super) fn lines_in(&self, column: usize) -> Option<String> {
        moved(self.part.body, self.column, column)
    }

    /// Returns true if the field is written like another, columns aside.
    pub(super) fn is_written_like(&self, other: &Field<'_>) -> bool {
        if self.column == other.column {
            return self.part.body.trim_end_matches('\n') == other.part.body.trim_end_matches('\n');
        }
        self.lines_in(0).is_some_and(|lines| Some(lines) == other.lines_in(0))
    }

    /// Returns the line of another field with this field's value in it, and the comment behind it kept; none where one
    /// of the fields is not one line.
    pub(super) fn put_into(&self, other: &Field<'_>) -> Option<String> {
        let (Node::Scalar(scalar), Node::Scalar(into)) = (&self.entry.value, &other.entry.value) else { return None };
        if scalar.cut.is_some() || into.cut.is_some() {
            // The words behind such a value are most likely a part of it.
            return None;
        }
        let written = self.text.get(scalar.span.start as usize..scalar.span.end as usize)?;
        let is_one_line = |field: &Field<'_>| !field.part.body.trim_end().contains('\n');
        (is_one_line(self) && is_one_line(other) && !written.is_empty()).then_some(())?;
        Some(ended(format!("{}{}", " ".repeat(other.column), other.with_value(written)?)))
    }
}

impl<'t> Field<'t> {
    /// Returns the body of the field with another value on the line of its key; none if the value does not stand there.
    pub(super) fn with_value(&self, value: &str) -> Option<String> {
        let (key, span) = (self.entry.key.span, self.entry.value.span());
        let colon = self.text.get(key.end as usize..span.start as usize)?;
        (colon.trim() == ":" && !colon.contains('\n')).then_some(())?;
        let before = self.text.get(self.part.start..span.start as usize)?;
        let after = self.text.get(span.end as usize..self.part.end())?;
        Some(format!("{before}{value}{after}"))
    }

    /// Returns the key that a member without keys stands for, where the field is a list of such members.
    pub(super) fn main(&self) -> Option<&'static str> {
        if let Some(Shape::Edges(main)) = self.shape { Some(main) } else { None }
    }

    /// Returns the comments above the field and in it.
    pub(super) fn comments(&self) -> Vec<Comment<'t>> {
        let range = self.part.above_start..self.part.end();
        if !self.text.get(range.clone()).is_some_and(|text| text.contains('#')) {
            return Vec::new();
        }
        of_entries(self.text, range, std::slice::from_ref(self.entry), Scope::document(""))
    }

    /// Returns the comment behind the first line of the field, as [`tail`] does.
    pub(super) fn tail(&self) -> Option<&'t str> {
        tail(self.text, self.entry.key.span.end as usize, self.part.end(), &self.entry.value)
    }

    /// Returns the value of the field with the comments in it and behind it.
    pub(super) fn version(&self) -> CommentedValue<'t> {
        CommentedValue { located: self.located(), range: self.entry.key.span.end as usize..self.part.end() }
    }

    /// Returns the value of the field in its text.
    pub(super) fn located(&self) -> LocatedNode<'t> {
        LocatedNode { text: self.text, node: &self.entry.value }
    }
}

/// Returns the value of a whole document.
pub(super) fn root_value(text: &str, root: &Node, kind: Option<Kind>, reading: ScalarReading) -> Value {
    match root {
        Node::Map { entries, .. } => match slots(entries, kind) {
            Some(slots) => {
                let entries = entries.iter().zip(slots);
                Value::map(
                    entries.map(|(entry, slot)| (slot.to_owned(), said(text, entry, slot, kind, reading))).collect(),
                )
            }
            None => Value::of(text, root, reading),
        },
        other => Value::of(text, other, reading),
    }
}

/// Returns the slot of each entry; none if two entries have the same.
fn slots(entries: &[Entry], kind: Option<Kind>) -> Option<Vec<&str>> {
    let is_stance = |entry: &&Entry| kind == Some(Kind::Claim) && Stance::of_key(&entry.key.text).is_some();
    let one_stance = entries.iter().filter(is_stance).count() == 1;
    let slot = |entry| if one_stance && is_stance(&entry) { STANCE } else { entry.key.text.as_str() };
    let slots: Vec<&str> = entries.iter().map(slot).collect();
    let mut sorted = slots.clone();
    sorted.sort_unstable();
    sorted.is_sorted_by(|a, b| a < b).then_some(slots)
}

fn shape_of(kind: Option<Kind>, key: &str) -> Option<Shape> {
    kind.and_then(|kind| kind.key(key)).map(|key| key.shape)
}

/// Returns the value of an entry; for a stance, together with its key.
fn said(text: &str, entry: &Entry, slot: &str, kind: Option<Kind>, reading: ScalarReading) -> Value {
    let key = entry.key.text.as_str();
    let value = Value::shaped(text, &entry.value, shape_of(kind, key), reading);
    if slot == key { value } else { Value::Map(vec![(key.to_owned(), value)]) }
}
