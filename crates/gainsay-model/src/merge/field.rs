//! The fields of a block mapping, each with its lines, what it says, and what it is matched by.

use std::collections::HashMap;
use std::ops::Range;

use super::layout::{Part, cut};
use super::value::{Reading, Value};
use crate::record::Stance;
use crate::schema::{Kind, Shape};
use crate::yaml::{Entry, Node};

/// The stance of a claim is one thing to decide, whichever of its five keys it stands under.
const STANCE: &str = "stance";

/// A block mapping.
#[derive(Clone, Debug)]
pub(super) struct Table<'t> {
    pub fields: Vec<Field<'t>>,
    /// In what column its keys stand.
    pub column: usize,
    /// Comments and empty lines behind its last field.
    pub below: &'t str,
    places: HashMap<&'t str, usize>,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(super) struct Field<'t> {
    /// The whole text.
    pub text: &'t str,
    pub entry: &'t Entry,
    pub part: Part<'t>,
    pub column: usize,
    pub shape: Option<Shape>,
    /// What it is matched by: its key, or that it is the stance.
    pub slot: &'t str,
    pub value: Value,
}

impl<'t> Table<'t> {
    /// Cuts a mapping that stands in a region of a text; none if it is in flow style, or has a key twice.
    pub(super) fn cut(
        text: &'t str,
        entries: &'t [Entry],
        region: Range<usize>,
        kind: Option<Kind>,
        reading: Reading,
    ) -> Option<Table<'t>> {
        let mark = |entry: &Entry| entry.key.span.start as usize..entry.value.span().end.max(entry.key.span.end) as usize;
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
        Some(Table { fields, column: block.column, below: block.below, places })
    }

    /// The field of a slot.
    pub(super) fn find(&self, slot: &str) -> Option<&Field<'t>> {
        self.fields.get(self.index(slot)?)
    }

    /// Where the field of a slot stands.
    pub(super) fn index(&self, slot: &str) -> Option<usize> {
        self.places.get(slot).copied()
    }
}

/// What a whole document says.
pub(super) fn root_value(text: &str, root: &Node, kind: Option<Kind>, reading: Reading) -> Value {
    match root {
        Node::Map { entries, .. } => match slots(entries, kind) {
            Some(slots) => {
                let entries = entries.iter().zip(slots);
                Value::map(entries.map(|(entry, slot)| (slot.to_owned(), said(text, entry, slot, kind, reading))).collect())
            }
            None => Value::of(text, root, reading),
        },
        other => Value::of(text, other, reading),
    }
}

/// What each entry is matched by; none if two would be matched by the same.
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

/// What an entry says; a stance says which it is, too.
fn said(text: &str, entry: &Entry, slot: &str, kind: Option<Kind>, reading: Reading) -> Value {
    let key = entry.key.text.as_str();
    let value = Value::shaped(text, &entry.value, shape_of(kind, key), reading);
    if slot == key { value } else { Value::Map(vec![(key.to_owned(), value)]) }
}
