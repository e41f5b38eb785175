//! Lays a mapping in brackets out key by key, so that it can be merged into one that is laid out so.

use super::field::BlockMapping;
use super::flow::{Spot, written};
use super::value::ScalarReading;
use crate::yaml::{self, Node, StreamPart};

/// The mapping's new text, and its reading.
pub(super) struct Relaid {
    text: String,
    parts: Vec<StreamPart>,
}

impl Relaid {
    /// Returns the mapping of a spot, laid out key by key; none if it is no mapping in brackets, or has an anchor, an
    /// alias or a tag.
    pub(super) fn of(spot: Spot<'_>, reading: ScalarReading) -> Option<Relaid> {
        let Node::Map { entries, span } = spot.node else { return None };
        spot.text.get(span.start as usize..).filter(|text| text.starts_with('{'))?;
        let lines: Option<Vec<String>> = entries.iter().map(|entry| written(spot.text, entry, reading)).collect();
        let text: String = lines?.iter().map(|line| format!("{line}\n")).collect();
        let parts = yaml::parts(&text).ok()?;
        Some(Relaid { text, parts })
    }

    /// Returns the mapping's new text as a block mapping.
    pub(super) fn table(&self, reading: ScalarReading) -> Option<BlockMapping<'_>> {
        match self.parts.as_slice() {
            [StreamPart { root: Some(Node::Map { entries, .. }), .. }] => {
                BlockMapping::cut(&self.text, entries, 0..self.text.len(), None, reading)
            }
            _ => None,
        }
    }
}
