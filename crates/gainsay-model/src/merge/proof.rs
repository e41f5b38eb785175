//! The proof of a merge: its text, with every conflict decided one way and then the other, is read, and must say what it should.

use super::Options;
use super::document::Document;
use super::field::root_value;
use super::markers::decided;
use super::outcome::{Outcome, Whose};
use super::value::{Reading, Value, start_of};
use crate::yaml::{Node, parts};

/// Whether a merged text says what it should, whichever way its conflicts are decided.
pub(super) fn holds(text: &str, outcomes: &[Outcome], reading: Reading, options: &Options) -> bool {
    let is_settled = outcomes.iter().all(Outcome::is_settled);
    let sides: &[Whose] = if is_settled { &[Whose::Ours] } else { &[Whose::Ours, Whose::Theirs] };
    sides.iter().all(|whose| {
        let text = if is_settled { text.to_owned() } else { decided(text, *whose, options) };
        let wanted: Vec<Value> = outcomes.iter().filter_map(|outcome| outcome.decided(*whose)).collect();
        read(&text, reading).is_some_and(|said| said == wanted)
    })
}

/// What every document of a text says; none if one cannot be read, or has an alias without its anchor.
fn read(text: &str, reading: Reading) -> Option<Vec<Value>> {
    let parts = parts(text).ok()?;
    let mut said = Vec::new();
    for part in &parts {
        if let Some(root) = &part.root {
            if !is_anchored(text, part.span.start as usize, root) {
                return None;
            }
            said.push(root_value(text, root, Document::kind_of(root, reading), reading));
        }
    }
    Some(said)
}

/// Whether every alias has its anchor before it in the document.
fn is_anchored(text: &str, from: usize, node: &Node) -> bool {
    match node {
        Node::Scalar(_) => true,
        Node::List { items, .. } => items.iter().all(|item| is_anchored(text, from, item)),
        Node::Map { entries, .. } => entries.iter().all(|entry| is_anchored(text, from, &entry.value)),
        Node::Refused { span } => {
            let start = start_of(text, node);
            match text.get(start..span.end as usize).and_then(|written| written.strip_prefix('*')) {
                Some(name) => text.get(from..start).is_some_and(|before| before.contains(&format!("&{}", name.trim_end()))),
                None => true,
            }
        }
    }
}
