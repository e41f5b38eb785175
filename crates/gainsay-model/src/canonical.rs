//! Makes the canonical form of a record, and its digest: two copies of a record that mean the same have the same form,
//! however they are laid out.
//!
//! The form is the record as JSON by RFC 8785, of strings, lists and mappings only. `docs/format.md` has test vectors.

use std::cell::Cell;

use rustc_hash::FxHashSet;
use sha2::{Digest as _, Sha256};

use crate::record::{Digest, ObjectType, SealProof, text_object};
use crate::schema::{EDITORIAL, Kind, Shape};
use crate::text::spaced;
use crate::yaml::{Document, Entry, Node};

pub use crate::value::Value;

impl Value {
    /// Returns the value as JSON by RFC 8785: no white space, keys in the order of their UTF-16 code units.
    fn json(&self) -> String {
        let mut json = String::new();
        self.write_json(&mut json);
        json
    }

    fn write_json(&self, json: &mut String) {
        match self {
            Value::Text(text) => write_json_text(text, json),
            Value::List(items) => {
                json.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        json.push(',');
                    }
                    item.write_json(json);
                }
                json.push(']');
            }
            Value::Mapping(entries) => {
                let mut entries: Vec<_> = entries.iter().collect();
                entries.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
                json.push('{');
                for (i, (key, value)) in entries.into_iter().enumerate() {
                    if i > 0 {
                        json.push(',');
                    }
                    write_json_text(key, json);
                    json.push(':');
                    value.write_json(json);
                }
                json.push('}');
            }
        }
    }
}

fn write_json_text(text: &str, json: &mut String) {
    // Most texts have nothing that has to be escaped.
    if text.bytes().any(|byte| byte < b' ' || matches!(byte, b'"' | b'\\')) {
        return json.push_str(&serde_json::Value::from(text).to_string());
    }
    json.push('"');
    json.push_str(text);
    json.push('"');
}

/// Returns the canonical form of a document of that kind. `object_type` tells what a predicate takes as its object: a
/// text is quoted. Of a text that a `#` has cut off, the part before the `#` counts, as everywhere in a check.
pub fn canonical_form<'t>(
    document: &Document,
    kind: Kind,
    object_type: &dyn Fn(&str) -> Option<&'t ObjectType>,
) -> String {
    let left = document.left();
    let mut entries = fields(left.as_ref().unwrap_or(document), kind, object_type);
    entries.retain(|(key, _)| !EDITORIAL.contains(&key.as_str()));
    firsts(entries).json()
}

/// Returns every key of a document with its canonical value, in the order in which they are written; of a key given
/// twice, the first with a value. `rev`, `note` and `tags`, which the canonical form leaves out, are included.
///
/// A text that a `#` has cut off is given with the words that it has lost ([`crate::yaml::Scalar::marked`]): a change
/// of these is a change of the record, and so is their loss.
pub fn fields<'t>(
    document: &Document,
    kind: Kind,
    object_type: &dyn Fn(&str) -> Option<&'t ObjectType>,
) -> Vec<(String, Value)> {
    let mut fields: Vec<(String, Value)> = Vec::new();
    let mut known = FxHashSet::default();
    for entry in &document.entries {
        let key = spaced(&entry.key.text);
        let value = match kind.key(&key).map(|k| k.shape) {
            Some(Shape::Many) => list(&entry.value, None, true),
            Some(Shape::Sequence) => list(&entry.value, None, false),
            Some(Shape::Edges(main)) => list(&entry.value, Some(main), true),
            Some(Shape::Main(main)) => reduced(&entry.value, main),
            Some(Shape::Statement) => statement(&entry.value, object_type),
            Some(Shape::Flag) => plain(&entry.value).filter(|v| !matches!(v, Value::Text(text) if text == "false")),
            Some(Shape::One | Shape::Mapping) | None => plain(&entry.value),
        };
        // A key without a value counts as absent; if it comes again with a value, that one counts.
        if let Some(value) = value.filter(|v| !v.is_empty())
            && known.insert(key.clone())
        {
            fields.push((key, value));
        }
    }
    fields
}

/// Returns what the text of a record proves of the digest that it was sealed with. `statement` gives the predicate and
/// the object of a claim's statement as written; a statement about another predicate proves nothing.
pub(crate) fn proof(document: &Document, kind: Kind, sealed: Digest, statement: Option<[&str; 2]>) -> SealProof {
    let (depends, strays) = (Cell::new(false), Cell::new(false));
    let fits = |object_type: Option<&ObjectType>| {
        let form = canonical_form(document, kind, &|predicate| {
            depends.set(true);
            strays.set(strays.get() || statement.is_none_or(|[known, _]| known != predicate));
            object_type
        });
        digest(&form) == sealed
    };
    let unless_text = fits(None);
    // Only a text that is written in quotes can have the same form as another object.
    let may_be_both = || statement.is_some_and(|[_, object]| object.starts_with('"'));
    let if_text = depends.get() && (!unless_text || may_be_both()) && fits(Some(&ObjectType::Text));
    match (unless_text, if_text) {
        _ if strays.get() => SealProof::Nothing,
        (true, false) if depends.get() => SealProof::UnlessText,
        (true, _) => SealProof::Always,
        (false, true) => SealProof::IfText,
        (false, false) => SealProof::Nothing,
    }
}

/// Returns the first 48 bits of the SHA-256 of a canonical form.
pub fn digest(form: &str) -> Digest {
    let hash = Sha256::digest(form.as_bytes());
    Digest(hash.iter().take(6).fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

/// Returns a value as it stands, with its texts in canonical spacing; none if the value is empty.
fn plain(node: &Node) -> Option<Value> {
    let value = match node {
        Node::Scalar(scalar) => Value::Text(spaced(&scalar.marked())),
        Node::List { .. } => list(node, None, true)?,
        Node::Map { entries, .. } => mapping(entries),
        Node::Refused { .. } => return None,
    };
    Some(value).filter(|v| !v.is_empty())
}

fn mapping(entries: &[Entry]) -> Value {
    firsts(entries.iter().filter_map(|entry| Some((spaced(&entry.key.text), plain(&entry.value)?))).collect())
}

/// Returns a mapping of these entries; of several with one key the first.
fn firsts(mut entries: Vec<(String, Value)>) -> Value {
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    entries.dedup_by(|(later, _), (first, _)| later == first);
    Value::Mapping(entries)
}

/// Returns a list, of one member for a bare value. Unless its order counts, the list is sorted by the bytes of its
/// members' JSON, without duplicates.
fn list(node: &Node, main: Option<&str>, sorted: bool) -> Option<Value> {
    let nodes = match node {
        Node::List { items, .. } => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut items: Vec<Value> =
        nodes.iter().filter_map(|node| main.map_or_else(|| plain(node), |main| reduced(node, main))).collect();
    if sorted {
        items.sort_by_cached_key(Value::json);
        items.dedup_by_key(|item| item.json());
    }
    Some(Value::List(items))
}

/// Returns a value; for a mapping that holds only its main key, the value of that key.
fn reduced(node: &Node, main: &str) -> Option<Value> {
    match plain(node)? {
        Value::Mapping(mut entries) if entries.len() == 1 && entries[0].0 == main => {
            entries.pop().map(|(_, value)| value)
        }
        other => Some(other),
    }
}

/// Returns a statement in the short form.
fn statement<'t>(node: &Node, object_type: &dyn Fn(&str) -> Option<&'t ObjectType>) -> Option<Value> {
    let ((subject, predicate, object), long) = match node {
        Node::Scalar(scalar) => {
            let text = spaced(&scalar.marked());
            let mut words = text.splitn(3, ' ').map(str::to_owned);
            match (words.next(), words.next(), words.next()) {
                (Some(subject), Some(predicate), Some(object)) => ((subject, predicate, object), false),
                _ => return Some(Value::Text(text)),
            }
        }
        Node::Map { entries, .. } => {
            let part = |key: &str| {
                entries
                    .iter()
                    .find(|e| e.key.text == key)
                    .and_then(|e| if let Node::Scalar(s) = &e.value { Some(spaced(&s.marked())) } else { None })
            };
            match (part("subject"), part("predicate"), part("object")) {
                (Some(subject), Some(predicate), Some(object)) => ((subject, predicate, object), true),
                _ => return plain(node),
            }
        }
        other => return plain(other),
    };
    let plain_text = match object_type(&predicate) {
        Some(ObjectType::Text) => text_object(&object, long).map(|text| quoted(&spaced(&text))),
        _ => None,
    };
    let object = plain_text.as_deref().unwrap_or(&object);
    Some(Value::Text(format!("{subject} {predicate} {object}")))
}

/// Returns a text in double quotes, with `\"` and `\\` as the only escapes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
