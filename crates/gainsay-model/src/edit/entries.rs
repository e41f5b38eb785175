//! Takes one entry out of a record by its place: of a key that stands twice this one alone, also within a mapping.

use super::block::Mapping;
use super::target::RecordText;
use super::verify::comments;
use super::{Refusal, Splice, flow, key, spliced};
use crate::value::Value;
use crate::yaml::{self, Document, Entry, Node};

/// Returns the replacements that take an entry out of the record around it, given the byte at which its key begins: of a
/// key that stands twice this one alone. All else in the record, comments included, is proved to stay.
///
/// # Errors
/// Returns an error if the entry cannot be found, or cannot be taken out by itself.
pub(crate) fn splices_without_entry(text: &str, at: usize) -> Result<Vec<Splice>, Refusal> {
    let piece = yaml::piece_at(text, at);
    let own = text.get(piece.clone()).unwrap_or_default();
    let plain = own.strip_prefix('\u{feff}').unwrap_or(own);
    let offset = piece.start + own.len() - plain.len();
    let reading = yaml::read(plain);
    let found = reading.documents.iter().enumerate().find_map(|(number, document)| {
        let path = path_to(&document.entries, at.checked_sub(offset)?)?;
        Some((RecordText::at(plain, number, document)?, path))
    });
    let (found, path) = found.ok_or(Refusal::Layout)?;
    let mut rest = values(found.document);
    take_out(&mut rest, &path);
    let is_sound = |splices: &Vec<Splice>| {
        let after = spliced(plain, splices).unwrap_or_default();
        let read = yaml::read(&after);
        let is_whole = read.documents.len() == reading.documents.len();
        is_whole
            && read.documents.get(found.number).is_some_and(|document| values(document) == rest)
            && comments(&after, &read) == comments(plain, &reading)
    };
    let splices = ways_without(plain, &found, &path).into_iter().find(is_sound).ok_or(Refusal::Unsafe)?;
    Ok(splices.into_iter().map(|splice| splice.moved(offset)).collect())
}

/// Returns the way to the entry whose key begins at a byte: the index of an entry of the record, then, for each level
/// below it, that of a member or of an entry.
fn path_to(entries: &[Entry], at: usize) -> Option<Vec<usize>> {
    entries.iter().enumerate().find_map(|(index, entry)| {
        let below = if entry.key.span.start as usize == at { Some(Vec::new()) } else { path_within(&entry.value, at) };
        Some([vec![index], below?].concat())
    })
}

fn path_within(node: &Node, at: usize) -> Option<Vec<usize>> {
    let span = node.span();
    if !(span.start as usize..span.end as usize).contains(&at) {
        return None;
    }
    match node {
        Node::Map { entries, .. } => path_to(entries, at),
        Node::List { items, .. } => items.iter().enumerate().find_map(|(index, item)| {
            let below = path_within(item, at)?;
            Some([vec![index], below].concat())
        }),
        Node::Scalar(_) | Node::Refused { .. } => None,
    }
}

/// Returns the keys of a document with their values; none for a value that is empty or refused.
fn values(document: &Document) -> Vec<(String, Option<Value>)> {
    document.entries.iter().map(|entry| (entry.key.text.clone(), Value::of(&entry.value))).collect()
}

fn take_out(values: &mut Vec<(String, Option<Value>)>, path: &[usize]) {
    match path {
        [index] => _ = values.remove(*index),
        [index, below @ ..] => {
            if let Some((_, Some(value))) = values.get_mut(*index) {
                take_out_of(value, below);
            }
        }
        [] => {}
    }
}

fn take_out_of(value: &mut Value, path: &[usize]) {
    match (value, path) {
        (Value::Mapping(entries), [index]) if *index < entries.len() => _ = entries.remove(*index),
        (Value::Mapping(entries), [index, below @ ..]) => {
            if let Some((_, value)) = entries.get_mut(*index) {
                take_out_of(value, below);
            }
        }
        (Value::List(members), [index, below @ ..]) => {
            if let Some(value) = members.get_mut(*index) {
                take_out_of(value, below);
            }
        }
        _ => {}
    }
}

/// Returns the ways to take out the entry to which a path leads: on its own lines, or from between its neighbours.
fn ways_without(text: &str, found: &RecordText<'_>, path: &[usize]) -> Vec<Vec<Splice>> {
    let (Some((&first, below)), Some(&last)) = (path.split_first(), path.last()) else { return Vec::new() };
    if below.is_empty() {
        return key::ways_to_remove(text, found, first);
    }
    let Some(value) = found.document.entries.get(first).map(|entry| &entry.value) else { return Vec::new() };
    let to_mapping = below.iter().take(below.len() - 1);
    let mapping = to_mapping.copied().try_fold(value, |node, index| match node {
        Node::Map { entries, .. } => entries.get(index).map(|entry| &entry.value),
        Node::List { items, .. } => items.get(index),
        Node::Scalar(_) | Node::Refused { .. } => None,
    });
    let Some(node @ Node::Map { entries, .. }) = mapping else { return Vec::new() };
    if flow::is_in_brackets(text, node) {
        return flow::remove(text, &key::marks(text, entries), last);
    }
    let in_lines = match below {
        [_] => Mapping::of(text, found).and_then(|record| record.within(first)),
        _ => Mapping::in_list(text, node),
    };
    in_lines.map(|mapping| mapping.ways_to_remove(last)).unwrap_or_default()
}
