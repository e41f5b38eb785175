//! Verifies a merge: its text, with each conflict decided first for one side and then for the other, is read and must
//! say what it should.

use std::collections::HashMap;
use std::ops::Range;

use super::Options;
use super::document::Document;
use super::field::root_value;
use super::markers::decided;
use super::outcome::{Outcome, Side};
use super::value::{ScalarReading, Value};
use crate::layout::start_of;
use crate::yaml::{Node, parts};

/// Returns true if a merged text says what it should, whichever side its conflicts are decided for.
pub(super) fn holds(text: &str, outcomes: &[Outcome], reading: ScalarReading, options: &Options) -> bool {
    let is_settled = outcomes.iter().all(Outcome::is_settled);
    let sides: &[Side] = if is_settled { &[Side::Ours] } else { &[Side::Ours, Side::Theirs] };
    sides.iter().all(|whose| {
        let text = if is_settled { text.to_owned() } else { decided(text, *whose, options).text };
        let wanted: Vec<Value> = outcomes.iter().filter_map(|outcome| outcome.decided(*whose)).collect();
        read(&text, reading).is_some_and(|said| said == wanted)
    })
}

/// Returns the value of each document of a text; none if one cannot be read, or has an alias without its anchor.
fn read(text: &str, reading: ScalarReading) -> Option<Vec<Value>> {
    let parts = parts(text).ok()?;
    let mut said = Vec::new();
    for part in &parts {
        if let Some(root) = &part.root {
            let anchors = anchors(text, part.span.start as usize..part.span.end as usize);
            if !is_anchored(text, &anchors, root) {
                return None;
            }
            said.push(root_value(text, root, Document::kind_of(root, reading), reading));
        }
    }
    Some(said)
}

/// Returns the first place in a document of each word that may be an anchor.
fn anchors(text: &str, document: Range<usize>) -> HashMap<&str, usize> {
    let mut anchors = HashMap::new();
    for (at, _) in text.get(document.clone()).unwrap_or_default().match_indices('&') {
        let at = document.start + at;
        let name = text.get(at + 1..document.end).unwrap_or_default();
        let end =
            name.find(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}')).unwrap_or(name.len());
        anchors.entry(name.get(..end).unwrap_or_default()).or_insert(at);
    }
    anchors
}

/// Returns true if every alias has its anchor before it in the document.
fn is_anchored(text: &str, anchors: &HashMap<&str, usize>, node: &Node) -> bool {
    match node {
        Node::Scalar(_) => true,
        Node::List { items, .. } => items.iter().all(|item| is_anchored(text, anchors, item)),
        Node::Map { entries, .. } => entries.iter().all(|entry| is_anchored(text, anchors, &entry.value)),
        Node::Refused { span } => {
            let start = start_of(text, node);
            match text.get(start..span.end as usize).and_then(|written| written.strip_prefix('*')) {
                Some(name) => anchors.get(name.trim_end()).is_some_and(|at| *at < start),
                None => true,
            }
        }
    }
}
