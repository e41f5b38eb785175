//! Records and values as data: their content, without its layout and place.
//!
//! A [`Record`] is what [`write`](crate::write) lays out and what is read back from it. The records that checks work on
//! are in [`record`](crate::record); those hold numbers in place of texts.

use std::fmt;

use rustc_hash::FxHashSet;
use serde::{Serialize, Serializer};

use crate::record::Stance;
use crate::schema::{Kind, Shape};
use crate::yaml::{self, Document, Entry, Fault, Node, Scalar};

/// A value: a text, a list or a mapping. Dates, numbers and flags are texts, as written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Value {
    /// A text.
    Text(String),
    /// A list of values.
    List(Vec<Value>),
    /// A list of keys with their values.
    Mapping(Vec<(String, Value)>),
}

/// A record as data, in normal form: keys in canonical order, unknown ones last; no key twice; nothing empty; a list
/// wherever the key takes one; statements in the short form; a mapping that holds only its main key as that key's
/// value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    kind: Kind,
    fields: Vec<(String, Value)>,
}

impl Record {
    /// Returns a record of these keys and values in normal form. Of a key given twice, the first value that is not
    /// empty counts.
    ///
    /// Returns none if its id is missing, empty or no text.
    pub fn new(kind: Kind, fields: impl IntoIterator<Item = (String, Value)>) -> Option<Record> {
        let shape = |key: &str| kind.key(key).map(|key| key.shape);
        let given = firsts(fields).into_iter().map(|(key, value)| (shape(&key), key, value));
        let mut known: Vec<(String, Value)> = given.map(|(shape, key, value)| (key, value.shaped(shape))).collect();
        let place = |key: &str| kind.keys().iter().position(|known| known.name == key).unwrap_or(usize::MAX);
        known.sort_by_key(|(key, _)| place(key));
        let has_id = known.first().is_some_and(|(key, id)| key == kind.first_key() && matches!(id, Value::Text(_)));
        has_id.then_some(Record { kind, fields: known })
    }

    /// Returns the record that a document holds; none if its first key is that of no kind, or there is no id.
    ///
    /// Refused parts (anchors, aliases, tags) are left out. A text that a `#` has cut off is there as YAML reads it.
    pub fn of(document: &Document) -> Option<Record> {
        let kind = Kind::of_first_key(&document.entries.first()?.key.text)?;
        let fields =
            document.entries.iter().filter_map(|entry| Some((entry.key.text.clone(), Value::of(&entry.value)?)));
        Record::new(kind, fields)
    }

    /// Returns the kind of the record.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the record's id.
    pub fn id(&self) -> &str {
        match self.fields.first() {
            Some((_, Value::Text(id))) => id,
            _ => "",
        }
    }

    /// Returns the keys with their values, in canonical order.
    pub fn fields(&self) -> &[(String, Value)] {
        &self.fields
    }

    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.fields.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// Returns the stance of a claim and the statement under it, if it has exactly one.
    pub fn statement(&self) -> Option<(Stance, &Value)> {
        let mut given = self.fields.iter().filter_map(|(key, value)| Some((Stance::of_key(key)?, value)));
        given.next().filter(|_| given.next().is_none() && self.kind == Kind::Claim)
    }
}

impl Value {
    /// Returns the value of a node, letter for letter; none for a refused one.
    pub fn of(node: &Node) -> Option<Value> {
        Value::from_node(node, &|scalar| scalar.text.clone())
    }

    /// Returns the value of a node, with the words marked that a `#` has cut off a text ([`Scalar::marked`]), so that
    /// no text appears whole that is not; none for a refused node.
    pub fn marked(node: &Node) -> Option<Value> {
        Value::from_node(node, &|scalar| scalar.marked().into_owned())
    }

    fn from_node(node: &Node, text: &impl Fn(&Scalar) -> String) -> Option<Value> {
        let of_entry = |entry: &Entry| Some((entry.key.text.clone(), Value::from_node(&entry.value, text)?));
        Some(match node {
            Node::Scalar(scalar) => Value::Text(text(scalar)),
            Node::List { items, .. } => {
                Value::List(items.iter().filter_map(|item| Value::from_node(item, text)).collect())
            }
            Node::Map { entries, .. } => Value::Mapping(entries.iter().filter_map(of_entry).collect()),
            Node::Refused { .. } => return None,
        })
    }

    /// Reads a value as somebody types it for a key of some shape: letter for letter where the key takes a text; where
    /// it takes a list or a mapping, that in brackets, or one bare value.
    ///
    /// # Errors
    ///
    /// Returns the fault of a value in brackets.
    pub fn read(typed: &str, shape: Shape) -> Result<Value, Fault> {
        let wants_text = matches!(shape, Shape::One | Shape::Statement | Shape::Flag);
        if wants_text || !typed.trim_start().starts_with(['[', '{']) {
            return Ok(Value::text(typed));
        }
        // The lines below the first one belong to the value.
        let reading = yaml::read(&format!("value: {}\n", typed.trim().replace('\n', "\n ")));
        let (mut documents, mut faults) = (reading.documents, reading.faults);
        let entries = documents.pop().map(|document| document.entries).unwrap_or_default();
        match (entries.as_slice(), faults.is_empty(), documents.is_empty()) {
            ([entry], true, true) if !entry.value.is_cut() => {
                Value::of(&entry.value).ok_or_else(|| Fault::not_a_value(typed))
            }
            _ if faults.is_empty() => Err(Fault::not_a_value(typed)),
            _ => Err(faults.swap_remove(0)),
        }
    }

    /// Returns a JSON value, with numbers and flags as texts; none for `null`, which counts as absent.
    pub fn of_json(value: serde_json::Value) -> Option<Value> {
        Some(match value {
            serde_json::Value::Null => return None,
            serde_json::Value::Bool(flag) => Value::text(flag.to_string()),
            serde_json::Value::Number(number) => Value::text(number.to_string()),
            serde_json::Value::String(text) => Value::Text(text),
            serde_json::Value::Array(items) => Value::List(items.into_iter().filter_map(Value::of_json).collect()),
            serde_json::Value::Object(entries) => {
                let entry = |(key, value)| Some((key, Value::of_json(value)?));
                Value::Mapping(entries.into_iter().filter_map(entry).collect())
            }
        })
    }

    /// Returns a text.
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    /// Returns true if the value is empty.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Text(text) => text.trim().is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Mapping(entries) => entries.is_empty(),
        }
    }

    /// Returns the value in normal form, in the shape that a key takes; none if it is empty.
    pub(crate) fn normal(self, shape: Option<Shape>) -> Option<Value> {
        Some(self.without_empties()?.shaped(shape))
    }

    /// Returns the value in the shape that a key takes.
    fn shaped(self, shape: Option<Shape>) -> Value {
        match (shape, self) {
            (Some(Shape::Edges(main)), value) => {
                Value::List(value.members().into_iter().map(|item| item.reduced(main)).collect())
            }
            (Some(Shape::Many | Shape::Sequence), value) => Value::List(value.members()),
            (Some(Shape::Main(main)), value) => value.reduced(main),
            (Some(Shape::Statement), Value::Mapping(parts)) => short_statement(&parts).unwrap_or(Value::Mapping(parts)),
            (_, value) => value,
        }
    }

    fn members(self) -> Vec<Value> {
        if let Value::List(items) = self { items } else { vec![self] }
    }

    /// Returns the value of the main key, where a mapping holds nothing else.
    fn reduced(self, main: &str) -> Value {
        match self {
            Value::Mapping(mut entries) if matches!(entries.as_slice(), [(key, Value::Text(_))] if key == main) => {
                entries.pop().map_or(Value::Mapping(entries), |(_, value)| value)
            }
            other => other,
        }
    }

    /// Returns the value without line breaks at the ends of its texts.
    pub(crate) fn without_last_breaks(self) -> Value {
        match self {
            Value::Text(text) => Value::Text(text.trim_end_matches('\n').to_owned()),
            Value::List(items) => Value::List(items.into_iter().map(Value::without_last_breaks).collect()),
            Value::Mapping(entries) => {
                Value::Mapping(entries.into_iter().map(|(key, value)| (key, value.without_last_breaks())).collect())
            }
        }
    }

    /// Returns the value without empty parts, and without a second entry of a key; none if nothing is left.
    pub fn without_empties(self) -> Option<Value> {
        let value = match self {
            Value::Text(text) => Value::Text(text),
            Value::List(items) => Value::List(items.into_iter().filter_map(Value::without_empties).collect()),
            Value::Mapping(entries) => Value::Mapping(firsts(entries)),
        };
        (!value.is_empty()).then_some(value)
    }
}

/// Returns a statement's parts on one line, where that means the same whatever type of object the predicate takes: with
/// an object that begins with a quotation mark, or that is not on one line, it does not.
fn short_statement(parts: &[(String, Value)]) -> Option<Value> {
    let part = |key: &str| match parts.iter().find(|(known, _)| known == key)? {
        (_, Value::Text(text)) => Some(text.trim()),
        _ => None,
    };
    let (subject, predicate, object) = (part("subject")?, part("predicate")?, part("object")?);
    let is_word = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
    let fits = is_word(subject)
        && is_word(predicate)
        && !object.is_empty()
        && !object.starts_with('"')
        && !object.contains(['\n', '\r']);
    (parts.len() == 3 && fits).then(|| Value::Text(format!("{subject} {predicate} {object}")))
}

/// Returns the entries that are not empty, without empty parts; of several with one key, the first.
fn firsts(entries: impl IntoIterator<Item = (String, Value)>) -> Vec<(String, Value)> {
    let mut known = FxHashSet::default();
    let full = entries.into_iter().filter_map(|(key, value)| Some((key, value.without_empties()?)));
    full.filter(|(key, _)| known.insert(key.clone())).collect()
}

impl fmt::Display for Value {
    /// Writes the value on one line, lists and mappings as in flow style; for people, not to be read back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::List(items) => write!(f, "[{}]", items.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")),
            Value::Mapping(entries) => {
                write!(
                    f,
                    "{{{}}}",
                    entries.iter().map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>().join(", ")
                )
            }
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(items) => serializer.collect_seq(items),
            Value::Mapping(entries) => serializer.collect_map(entries.iter().map(|(key, value)| (key, value))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str, shape: Shape) -> String {
        match Value::read(typed, shape) {
            Ok(value) => value.to_string(),
            Err(_) => "?".into(),
        }
    }

    #[test]
    fn a_typed_value_is_read_as_its_key_wants() {
        for text in ["[a, b]", "- x", "a: b", "#1", "\"", "{"] {
            assert_eq!(read(text, Shape::One), text);
        }
        assert!(matches!(Value::read("[a, 'b c']", Shape::Many), Ok(Value::List(items)) if items.len() == 2));
        assert!(
            matches!(Value::read(" {for: a, from: 2018}", Shape::Edges("for")), Ok(Value::Mapping(entries)) if entries.len() == 2)
        );
        assert_eq!(read("a, b", Shape::Many), "a, b");
        for typed in ["[a", "[a], [b]", "[a]: b", "{a: *b}", "[a #b]", "[a]\n---\nb: c", "]"] {
            assert_eq!(read(typed, Shape::Mapping), if typed == "]" { "]" } else { "?" }, "{typed}");
        }
    }

    #[test]
    fn a_record_is_in_normal_form() {
        let text = Value::text;
        let fields =
            [("x", text("1")), ("via", text("b")), ("at", text(" ")), ("claim", text("a")), ("via", text("c"))];
        let record = Record::new(Kind::Claim, fields.map(|(key, value)| (key.to_owned(), value)));
        let wanted = [("claim", text("a")), ("via", Value::List(vec![text("b")])), ("x", text("1"))];
        let wanted = wanted.map(|(key, value)| (key.to_owned(), value));
        assert_eq!(record.map(|record| record.fields().to_vec()), Some(wanted.to_vec()));
        assert_eq!(Record::new(Kind::Claim, [("by".to_owned(), text("a"))]), None);
    }
}
