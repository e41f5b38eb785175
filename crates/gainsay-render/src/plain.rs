//! A record as plain data, key by key, for JSON and YAML.

use std::borrow::Cow;

use gainsay_model::schema::{Kind, Shape};
use gainsay_model::text::spaced;
use gainsay_model::value::Value;
use gainsay_model::yaml::{Document, Node, Scalar, entry};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The content of a record, key by key in the order of its file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlainRecord {
    /// Each key with its value; none if the value may not be used.
    fields: Vec<(String, Option<Value>)>,
    kind: Kind,
}

/// Returns the content of a record. A key that takes a list has one, even if a bare value is written; the first of two
/// equal keys counts; empty values are left out.
pub fn plain(document: &Document, kind: Kind) -> PlainRecord {
    let mut fields: Vec<(String, Option<Value>)> = Vec::new();
    for entry in &document.entries {
        let (key, shape) = (&entry.key.text, kind.key(&entry.key.text).map(|key| key.shape));
        let is_refused = matches!(entry.value, Node::Refused { .. });
        let value = Value::marked(&entry.value).and_then(Value::without_empties).map(|value| in_shape(value, shape));
        if (is_refused || value.is_some()) && fields.iter().all(|(known, _)| known != key) {
            fields.push((key.clone(), value));
        }
    }
    PlainRecord { fields, kind }
}

/// Returns a value as a list if its key takes one.
fn in_shape(value: Value, shape: Option<Shape>) -> Value {
    let wants_list = matches!(shape, Some(Shape::Many | Shape::Sequence | Shape::Edges(_)));
    match value {
        one @ (Value::Text(_) | Value::Mapping(_)) if wants_list => Value::List(vec![one]),
        value => value,
    }
}

/// Returns the text under a key, if there is one.
///
/// If a `#` has cut off words, the text is marked, as in all other functions of this module: no text passes for whole
/// that is not.
pub fn text<'d>(document: &'d Document, key: &str) -> Option<Cow<'d, str>> {
    match &entry(&document.entries, key)?.value {
        Node::Scalar(scalar) => Some(trimmed(scalar)).filter(|text| !text.is_empty()),
        _ => None,
    }
}

/// Returns a text without the white space around it.
fn trimmed(scalar: &Scalar) -> Cow<'_, str> {
    match scalar.marked() {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// Returns the texts under a key.
pub fn texts<'d>(document: &'d Document, key: &str) -> Vec<Cow<'d, str>> {
    scalars(document, key).map(trimmed).collect()
}

/// Returns whether a text is under a key. If a `#` has cut a text off, the rest of it counts.
pub fn has_text(document: &Document, key: &str, text: &str) -> bool {
    scalars(document, key).any(|scalar| scalar.text.trim() == text)
}

/// Returns the scalars under a key, whether it has one or a list.
fn scalars<'d>(document: &'d Document, key: &str) -> impl Iterator<Item = &'d Scalar> {
    let value = entry(&document.entries, key).map(|entry| &entry.value);
    let nodes = match value {
        Some(Node::List { items, .. }) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    nodes.iter().filter_map(|node| if let Node::Scalar(scalar) = node { Some(scalar) } else { None })
}

/// Returns a statement in one line, as it is written under a stance.
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

impl Serialize for PlainRecord {
    /// Writes the record as a mapping of texts, lists and mappings; `true` and `false` are flags under a key that takes
    /// one.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.fields.len()))?;
        for (key, value) in &self.fields {
            let is_flag = self.kind.key(key).is_some_and(|key| key.shape == Shape::Flag);
            match value {
                Some(Value::Text(word)) if is_flag && (word == "true" || word == "false") => {
                    map.serialize_entry(key, &(word == "true"))?;
                }
                value => map.serialize_entry(key, value)?,
            }
        }
        map.end()
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
