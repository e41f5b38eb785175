//! Puts an existing file into canonical layout: keys in their order, values as plainly as can be, long texts folded.
//!
//! The text of a block scalar keeps its style and its lines, and a value with comments in it stays as it is laid out.
//! No word of a text and no comment is lost.

use rustc_hash::FxHashMap;

use super::block::Mapping;
use super::target::RecordText;
use super::verify::comments;
use super::{Refusal, flow};
use crate::layout::{Comment, Scope, of_entries, of_lines};
use crate::schema::Kind;
use crate::value::{Record, Value};
use crate::write::{Role, entry};
use crate::yaml::{self, Document, Entry, Node, Reading};

/// Returns the text of a file in canonical layout.
///
/// # Errors
///
/// Returns the reason if the file is left as it is: it has faults of reading, or keys that share a line.
pub fn format(text: &str) -> Result<String, Refusal> {
    let plain = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let reading = yaml::read(&plain);
    let records = records(&reading).ok_or(Refusal::Faulty)?;
    let formatted = formatted(&plain, &reading, &records)?;
    let after = yaml::read(&formatted);
    let is_same = self::records(&after)
        .is_some_and(|after| after.len() == records.len() && after.iter().zip(&records).all(says_same));
    if is_same && comments(&plain, &reading) == comments(&formatted, &after) {
        Ok(formatted)
    } else {
        Err(Refusal::Unsafe)
    }
}

/// Returns the records of a file; none if any part of it is faulty.
fn records(reading: &Reading) -> Option<Vec<Record>> {
    let record = |document: &Document| {
        let mut keys: Vec<&str> = document.entries.iter().map(|entry| entry.key.text.as_str()).collect();
        keys.sort_unstable();
        let is_sound = keys.is_sorted_by(|a, b| a < b) && document.left().is_none();
        if is_sound { Record::of(document) } else { None }
    };
    if reading.faults.is_empty() { reading.documents.iter().map(record).collect() } else { None }
}

/// Returns true if two records say the same. The number of line breaks at the end of a text does not count: it depends
/// on the text behind a block.
fn says_same((a, b): (&Record, &Record)) -> bool {
    let values = |record: &Record| -> Vec<(String, Value)> {
        record.fields().iter().map(|(key, value)| (key.clone(), value.clone().without_last_breaks())).collect()
    };
    values(a) == values(b)
}

fn formatted(text: &str, reading: &Reading, records: &[Record]) -> Result<String, Refusal> {
    let mut formatted = String::with_capacity(text.len() + 16);
    let mut at = 0;
    for (number, (document, record)) in reading.documents.iter().zip(records).enumerate() {
        let found = RecordText::at(text, number, document).ok_or(Refusal::Faulty)?;
        if number > 0 {
            formatted.push_str("---\n");
        }
        // Comments between two records, and behind a marker, move above the next record.
        let between = of_entries(text, at..found.region.start, &[], Scope::document(""));
        between.iter().for_each(|comment| push_line(&mut formatted, comment.words));
        formatted.push_str(&record_lines(text, &found, record)?);
        at = found.piece.end;
    }
    let below = of_entries(text, at..text.len(), &[], Scope::document(""));
    below.iter().for_each(|comment| push_line(&mut formatted, comment.words));
    Ok(formatted)
}

fn push_line(lines: &mut String, line: &str) {
    lines.push_str(line);
    lines.push('\n');
}

fn record_lines(text: &str, found: &RecordText<'_>, record: &Record) -> Result<String, Refusal> {
    if found.document.flow {
        let comments = of_entries(text, found.region.clone(), &found.document.entries, Scope::document(""));
        return in_block_style(text, found, record, &comments);
    }
    let mapping = Mapping::of(text, found).ok_or(Refusal::Layout)?;
    let mut fields: Vec<(usize, String)> = Vec::new();
    for (at, entry) in found.document.entries.iter().enumerate() {
        let lines = mapping.formatted(at, record.kind(), record.get(&entry.key.text)).ok_or(Refusal::Layout)?;
        fields.push((place(record.kind(), &entry.key.text), lines));
    }
    fields.sort_by_key(|(place, _)| *place);
    let mut lines: String = fields.into_iter().map(|(_, lines)| lines).collect();
    of_lines(mapping.below()).for_each(|comment| push_line(&mut lines, comment));
    Ok(lines)
}

/// Returns the lines of a record in brackets, key by key. Its comments move above the key that they are about.
fn in_block_style(
    text: &str,
    found: &RecordText<'_>,
    record: &Record,
    comments: &[Comment<'_>],
) -> Result<String, Refusal> {
    let entries = &found.document.entries;
    if entries.iter().any(|entry| is_without_value(&entry.value)) {
        return Err(Refusal::Layout);
    }
    let mut about: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    let mut below = Vec::new();
    for comment in comments {
        let next = entries.partition_point(|entry| (entry.key.span.start as usize) < comment.at);
        let own = next.checked_sub(1).and_then(|own| entries.get(own));
        let stands_behind = own.is_some_and(|own| {
            let end = own.value.span().end as usize;
            comment.at < end || text.get(end..comment.at).is_some_and(|between| !between.contains('\n'))
        });
        match if stands_behind { own } else { entries.get(next) } {
            Some(entry) => about.entry(entry.key.text.as_str()).or_default().push(comment.words),
            None => below.push(comment.words),
        }
    }
    let mut lines = String::new();
    for (key, value) in record.fields() {
        about.remove(key.as_str()).into_iter().flatten().for_each(|comment| push_line(&mut lines, comment));
        push_line(&mut lines, &entry(0, key, value, Role::of(record.kind(), key)));
    }
    below.into_iter().for_each(|comment| push_line(&mut lines, comment));
    Ok(lines)
}

/// Returns true if a key has no value, so that writing the record anew would drop it.
fn is_without_value(node: &Node) -> bool {
    Value::of(node).is_none_or(|value| value.is_empty())
}

/// Returns the position of a key: keys that are not in the schema come last, in their order.
fn place(kind: Kind, key: &str) -> usize {
    kind.keys().iter().position(|known| known.name == key).unwrap_or(usize::MAX)
}

/// Returns true if a value, or a part of it, is a block scalar.
pub(super) fn has_block(text: &str, node: &Node) -> bool {
    match node {
        Node::Scalar(scalar) => !scalar.plain && flow::quote(text, scalar).is_empty(),
        Node::List { items, .. } => items.iter().any(|item| has_block(text, item)),
        Node::Map { entries, .. } => entries.iter().any(|entry: &Entry| has_block(text, &entry.value)),
        Node::Refused { .. } => true,
    }
}
