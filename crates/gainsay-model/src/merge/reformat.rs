//! Lays a mapping in brackets out key by key, so that it can be merged into one that is laid out so.

use super::field::BlockMapping;
use super::flow::{LocatedNode, written};
use super::value::ScalarReading;
use crate::yaml::{self, Node, StreamPart};

/// The mapping's new text, and its reading.
pub(super) struct Reformatted {
    text: String,
    parts: Vec<StreamPart>,
}

impl Reformatted {
    /// Returns a mapping, laid out key by key; none if it is no mapping in brackets, or has an anchor, an
    /// alias or a tag.
    pub(super) fn of(located: LocatedNode<'_>, reading: ScalarReading) -> Option<Reformatted> {
        let Node::Map { entries, span } = located.node else { return None };
        located.text.get(span.start as usize..).filter(|text| text.starts_with('{'))?;
        let lines: Option<Vec<String>> = entries.iter().map(|entry| written(located.text, entry, reading)).collect();
        let text: String = lines?.iter().map(|line| format!("{line}\n")).collect();
        let parts = yaml::parts(&text).ok()?;
        Some(Reformatted { text, parts })
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
