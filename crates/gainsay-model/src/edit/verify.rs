//! Verifies an edit: its result is read again and must say exactly what it should.

use std::collections::HashMap;

use super::{Plan, Refusal};
use crate::layout::{Scope, Splice, of_entries, spliced};
use crate::schema::{Kind, Shape};
use crate::value::{Record, Value};
use crate::yaml::{self, Document, Entry, Fault, Node, Reading, Scalar, piece_at};

/// The expected reading of a text after an edit.
#[derive(Debug)]
pub(super) enum Expected {
    /// One document has another value for a key, or has lost the key.
    Key {
        number: usize,
        /// The keys that are removed, of which at most one is there.
        old: Vec<String>,
        /// The key that is added, with its value.
        new: Option<(String, Value)>,
        /// The shape of the new value.
        shape: Option<Shape>,
    },
    /// The text has these records in addition, at the end.
    Inserted(Vec<Record>),
    /// The text has one document less.
    Removed { number: usize },
    /// The text has exactly these documents.
    Documents(Vec<Document>),
}

/// Returns the first way to make an edit whose result is the expected one.
pub(super) fn first_sound(text: &str, before: &Reading, plan: Plan) -> Result<Vec<Splice>, Refusal> {
    let is_sound =
        |splices: &Vec<Splice>| spliced(text, splices).is_some_and(|after| holds(text, before, &after, &plan.expected));
    let refusal = if plan.ways.is_empty() { Refusal::Layout } else { Refusal::Unsafe };
    plan.ways.iter().find(|way| is_sound(way)).cloned().ok_or(refusal)
}

fn holds(text: &str, before: &Reading, after_text: &str, expected: &Expected) -> bool {
    let after = yaml::read(after_text);
    expected.fits(&before.documents, &after.documents)
        && has_no_new_fault(&before.faults, &after.faults)
        && comments(text, before) == comments(after_text, &after)
}

impl Expected {
    fn fits(&self, before: &[Document], after: &[Document]) -> bool {
        let are_same =
            |a: &[Document], b: &[Document]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| says_same(a, b));
        match self {
            Expected::Documents(wanted) => are_same(wanted, after),
            Expected::Inserted(records) => after.split_at_checked(before.len()).is_some_and(|(others, new)| {
                let reads = |(new, record): (&Document, &Record)| Record::of(new).as_ref() == Some(record);
                are_same(before, others) && new.len() == records.len() && new.iter().zip(records).all(reads)
            }),
            Expected::Removed { number } => {
                let kept: Vec<&Document> =
                    before.iter().enumerate().filter(|(at, _)| at != number).map(|(_, kept)| kept).collect();
                kept.len() == after.len() && kept.iter().zip(after).all(|(a, b)| says_same(a, b))
            }
            Expected::Key { number, old, new, shape } => {
                let mut pairs = before.iter().zip(after).enumerate();
                before.len() == after.len()
                    && pairs.all(|(at, (a, b))| {
                        if at == *number { key_fits(a, b, old, new.as_ref(), *shape) } else { says_same(a, b) }
                    })
            }
        }
    }
}

/// Returns true if a document says the same as before but for one key.
fn key_fits(
    before: &Document,
    after: &Document,
    old: &[String],
    new: Option<&(String, Value)>,
    shape: Option<Shape>,
) -> bool {
    let is_touched =
        |entry: &&Entry| old.contains(&entry.key.text) || new.is_some_and(|(key, _)| *key == entry.key.text);
    let others = |document: &'_ Document| -> Vec<Entry> {
        document.entries.iter().filter(|entry| !is_touched(entry)).cloned().collect()
    };
    let touched: Vec<&Entry> = after.entries.iter().filter(is_touched).collect();
    let is_there = match (touched.as_slice(), new) {
        ([], None) => true,
        ([entry], Some((key, value))) => entry.key.text == *key && normal(&entry.value, shape).as_ref() == Some(value),
        _ => false,
    };
    is_there && entries_say_same(&others(before), &others(after))
}

/// Returns the value of a node in normal form; none if it is empty, or if a part of it is refused or cut off.
pub(super) fn normal(node: &Node, shape: Option<Shape>) -> Option<Value> {
    if is_spoilt(node) { None } else { Value::of(node)?.normal(shape) }
}

/// Returns true if a part of a node is refused, or a `#` has cut off words of it.
fn is_spoilt(node: &Node) -> bool {
    match node {
        Node::Scalar(scalar) => scalar.cut.is_some(),
        Node::List { items, .. } => items.iter().any(is_spoilt),
        Node::Map { entries, .. } => entries.iter().any(|entry| entry.key.cut.is_some() || is_spoilt(&entry.value)),
        Node::Refused { .. } => true,
    }
}

/// Returns true if two documents say the same, letter for letter. Their places do not count.
pub(super) fn says_same(a: &Document, b: &Document) -> bool {
    entries_say_same(&a.entries, &b.entries)
}

fn entries_say_same(a: &[Entry], b: &[Entry]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| scalar_says_same(&a.key, &b.key) && node_says_same(&a.value, &b.value))
}

fn node_says_same(a: &Node, b: &Node) -> bool {
    match (a, b) {
        (Node::Scalar(a), Node::Scalar(b)) => scalar_says_same(a, b),
        (Node::List { items: a, .. }, Node::List { items: b, .. }) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| node_says_same(a, b))
        }
        (Node::Map { entries: a, .. }, Node::Map { entries: b, .. }) => entries_say_same(a, b),
        (Node::Refused { .. }, Node::Refused { .. }) => true,
        _ => false,
    }
}

/// Returns true if two scalars say the same. The number of line breaks at the end of a block does not count: it depends
/// on the text behind it.
fn scalar_says_same(a: &Scalar, b: &Scalar) -> bool {
    let lost = |scalar: &Scalar| scalar.cut.as_ref().map(|cut| (cut.rest.clone(), cut.behind.clone()));
    a.text.trim_end_matches('\n') == b.text.trim_end_matches('\n') && lost(a) == lost(b)
}

fn has_no_new_fault(before: &[Fault], after: &[Fault]) -> bool {
    let mut known: HashMap<(&str, &str), usize> = HashMap::new();
    for fault in before {
        *known.entry((fault.rule, &fault.message)).or_default() += 1;
    }
    after.iter().all(|fault| match known.get_mut(&(fault.rule, fault.message.as_str())) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    })
}

/// Returns the words of all comments, sorted: of those in documents that can be read, and of those between documents.
pub(super) fn comments<'t>(text: &'t str, reading: &Reading) -> Vec<&'t str> {
    let mut words = Vec::new();
    let mut at = 0;
    for document in &reading.documents {
        let piece = piece_at(text, document.span.start as usize);
        let between = of_entries(text, at..piece.start, &[], Scope::document(""));
        let inside = of_entries(text, piece.clone(), &document.entries, Scope::document(""));
        words.extend(between.into_iter().chain(inside).map(|comment| comment.words));
        at = piece.end;
    }
    words.extend(of_entries(text, at..text.len(), &[], Scope::document("")).into_iter().map(|comment| comment.words));
    words.sort_unstable();
    words
}

/// Returns the kind of a document, by its first key.
pub(super) fn kind_of(document: &Document) -> Option<Kind> {
    Kind::of_first_key(&document.entries.first()?.key.text)
}
