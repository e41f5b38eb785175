//! A record as plain data: what is written in it, key by key, for JSON and YAML.

use std::borrow::Cow;

use gainsay_model::schema::{Kind, Shape};
use gainsay_model::text::spaced;
use gainsay_model::yaml::{Document, Entry, Node, Scalar, entry};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// A value, as written. Keys stay in their order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Plain {
    /// A value that may not be used.
    Nothing,
    /// A text; dates and numbers are texts too, to the letter.
    Text(String),
    /// `true`.
    Flag(bool),
    /// A list.
    List(Vec<Plain>),
    /// A mapping.
    Mapping(Vec<(String, Plain)>),
}

/// All that a record says. A key that takes a list has one, also where a bare value is written; of a key given twice
/// the first counts.
pub fn plain(document: &Document, kind: Kind) -> Plain {
    mapping(&document.entries, |entry| shaped(&entry.value, kind.key(&entry.key.text).map(|key| key.shape)))
}

/// The text that stands under a key, if there is one.
///
/// Words that a `#` has cut off are marked, here and in all that follows: no text passes for whole that is not.
pub fn text<'d>(document: &'d Document, key: &str) -> Option<Cow<'d, str>> {
    match &entry(&document.entries, key)?.value {
        Node::Scalar(scalar) => Some(trimmed(scalar)).filter(|text| !text.is_empty()),
        _ => None,
    }
}

/// A text without white space around it.
fn trimmed(scalar: &Scalar) -> Cow<'_, str> {
    match scalar.marked() {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// The texts that stand under a key.
pub fn texts<'d>(document: &'d Document, key: &str) -> Vec<Cow<'d, str>> {
    scalars(document, key).map(trimmed).collect()
}

/// Whether a text stands under a key. Where a `#` has cut one off, what is left counts.
pub fn has_text(document: &Document, key: &str, text: &str) -> bool {
    scalars(document, key).any(|scalar| scalar.text.trim() == text)
}

/// The texts that stand under a key, be it one or a list.
fn scalars<'d>(document: &'d Document, key: &str) -> impl Iterator<Item = &'d Scalar> {
    let value = entry(&document.entries, key).map(|entry| &entry.value);
    let nodes = match value {
        Some(Node::List { items, .. }) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    nodes.iter().filter_map(|node| if let Node::Scalar(scalar) = node { Some(scalar) } else { None })
}

/// A statement in one line, as it is written under a stance.
pub fn statement(document: &Document, stance: &str) -> Option<String> {
    match &entry(&document.entries, stance)?.value {
        Node::Scalar(scalar) => Some(spaced(&scalar.marked())),
        Node::Map { entries, .. } => {
            let part = |key: &str| match &entry(entries, key)?.value {
                Node::Scalar(scalar) => Some(spaced(&scalar.marked())),
                _ => None,
            };
            Some([part("subject")?, part("predicate")?, part("object")?].join(" "))
        }
        _ => None,
    }
}

fn shaped(node: &Node, shape: Option<Shape>) -> Plain {
    match (shape, of(node)) {
        (Some(Shape::Many | Shape::Sequence | Shape::Edges(_)), one @ (Plain::Text(_) | Plain::Mapping(_))) => {
            Plain::List(vec![one])
        }
        (Some(Shape::Flag), Plain::Text(word)) if word == "true" => Plain::Flag(true),
        (Some(Shape::Flag), Plain::Text(word)) if word == "false" => Plain::Flag(false),
        (_, value) => value,
    }
}

fn of(node: &Node) -> Plain {
    match node {
        Node::Scalar(scalar) => Plain::Text(scalar.marked().into_owned()),
        Node::List { items, .. } => Plain::List(items.iter().map(of).collect()),
        Node::Map { entries, .. } => mapping(entries, |entry| of(&entry.value)),
        Node::Refused { .. } => Plain::Nothing,
    }
}

fn mapping(entries: &[Entry], value: impl Fn(&Entry) -> Plain) -> Plain {
    let mut found: Vec<(String, Plain)> = Vec::new();
    for entry in entries {
        // A key with nothing after it is as if it were not there.
        let is_empty = matches!(&entry.value, Node::Scalar(scalar) if scalar.marked().trim().is_empty());
        if !is_empty && found.iter().all(|(key, _)| *key != entry.key.text) {
            found.push((entry.key.text.clone(), value(entry)));
        }
    }
    Plain::Mapping(found)
}

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Plain::Nothing => serializer.serialize_unit(),
            Plain::Text(text) => serializer.serialize_str(text),
            Plain::Flag(flag) => serializer.serialize_bool(*flag),
            Plain::List(items) => serializer.collect_seq(items),
            Plain::Mapping(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str, kind: Kind) -> String {
        let reading = gainsay_model::yaml::read(text);
        serde_json::to_string(&plain(&reading.documents[0], kind)).unwrap()
    }

    #[test]
    fn what_is_written_is_what_is_told() {
        assert_eq!(
            json("claim: a\nvia: tabnak\nwhen: 2018\nwhen: 2019\nat:\nscope: {on: no}\nby: *who", Kind::Claim),
            r#"{"claim":"a","via":["tabnak"],"when":"2018","scope":{"on":"no"},"by":null}"#
        );
        assert_eq!(
            json("predicate: p\nimplies: {to: q, because: r}\nsymmetric: true\ntransitive: 1.10", Kind::Predicate),
            r#"{"predicate":"p","implies":[{"to":"q","because":"r"}],"symmetric":true,"transitive":"1.10"}"#
        );
    }
}
