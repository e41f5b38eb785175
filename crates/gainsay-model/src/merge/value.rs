//! Values as a merge compares them, without their layout.

use crate::layout::start_of;
use crate::schema::Shape;
use crate::text::spaced;
use crate::yaml::{Entry, Node};

/// A value without its layout. The keys of mappings are sorted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Value {
    Text(String),
    /// A scalar of any YAML that may be no text to other programs: `2018`, `no`, `~`. In quotes it would be another
    /// value.
    Bare(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
    /// A value with an anchor, an alias or a tag, as it is written.
    Opaque(String),
}

/// The way in which scalars are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ScalarReading {
    /// The reading of a record: each scalar is a text, and differences of white space do not count.
    Record,
    /// The reading of any YAML: to the letter.
    AnyYaml,
}

impl Value {
    /// Returns a mapping of these entries.
    pub(super) fn map(mut entries: Vec<(String, Value)>) -> Value {
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        Value::Map(entries)
    }

    /// Returns the value of a node.
    pub(super) fn of(text: &str, node: &Node, reading: ScalarReading) -> Value {
        match node {
            // The text behind a `#` that has cut it off is no comment but lost text: to change it is to change the
            // value.
            Node::Scalar(scalar) if reading == ScalarReading::Record => Value::Text(spaced(&scalar.marked())),
            Node::Scalar(scalar) if scalar.plain && is_typed(&scalar.text) => Value::Bare(scalar.text.clone()),
            Node::Scalar(scalar) => Value::Text(scalar.text.clone()),
            Node::List { items, .. } => Value::List(items.iter().map(|item| Value::of(text, item, reading)).collect()),
            Node::Map { entries, .. } => Value::of_entries(text, entries, reading),
            Node::Refused { span } => Value::Opaque(
                text.get(start_of(text, node)..span.end as usize).unwrap_or_default().trim_end().to_owned(),
            ),
        }
    }

    fn of_entries(text: &str, entries: &[Entry], reading: ScalarReading) -> Value {
        Value::map(
            entries.iter().map(|entry| (entry.key.text.clone(), Value::of(text, &entry.value, reading))).collect(),
        )
    }

    /// Returns the value of a key of a record: a list of one needs no brackets, and a mapping that holds only its main
    /// key is that key's value.
    pub(super) fn shaped(text: &str, node: &Node, shape: Option<Shape>, reading: ScalarReading) -> Value {
        let plain = |node: &Node| Value::of(text, node, reading);
        match (shape, node) {
            (Some(Shape::Many | Shape::Sequence | Shape::Edges(_)), Node::List { items, .. }) => {
                Value::List(items.iter().map(|item| Value::member(text, item, shape, reading)).collect())
            }
            (Some(Shape::Many | Shape::Sequence | Shape::Edges(_)), Node::Scalar(scalar)) if scalar.text.is_empty() => {
                plain(node)
            }
            (Some(Shape::Many | Shape::Sequence | Shape::Edges(_)), one) => {
                Value::List(vec![Value::member(text, one, shape, reading)])
            }
            (Some(Shape::Main(main)), node) => plain(node).reduced(main),
            (Some(Shape::Statement), Node::Map { .. }) => plain(node).in_one_line(),
            _ => plain(node),
        }
    }

    /// Returns the value of a member of a list.
    pub(super) fn member(text: &str, node: &Node, shape: Option<Shape>, reading: ScalarReading) -> Value {
        let value = Value::of(text, node, reading);
        if let Some(Shape::Edges(main)) = shape { value.reduced(main) } else { value }
    }

    /// Returns a statement in its long form as one in the short form, where the two mean the same whatever the object
    /// is.
    fn in_one_line(self) -> Value {
        let Value::Map(entries) = &self else { return self };
        let part = |key: &str| match entries.iter().find(|(known, _)| known == key) {
            Some((_, Value::Text(text))) if !text.is_empty() && !text.starts_with('"') => Some(text.as_str()),
            _ => None,
        };
        match (part("subject"), part("predicate"), part("object")) {
            (Some(subject), Some(predicate), Some(object))
                if entries.len() == 3 && !format!("{subject}{predicate}").contains(' ') =>
            {
                Value::Text(format!("{subject} {predicate} {object}"))
            }
            _ => self,
        }
    }

    fn reduced(self, main: &str) -> Value {
        match self {
            Value::Map(mut entries) if entries.len() == 1 && entries.first().is_some_and(|(key, _)| key == main) => {
                entries.pop().map_or(Value::Map(Vec::new()), |(_, value)| value)
            }
            other => other,
        }
    }
}

/// Returns true if some YAML program may take a plain scalar for something other than a text.
fn is_typed(text: &str) -> bool {
    const WORDS: [&str; 13] = ["", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<"];
    let is_numeric =
        |c: char| c.is_ascii_hexdigit() || matches!(c, '+' | '-' | '.' | ':' | '_' | 'x' | 'o' | 'T' | 't' | 'Z' | ' ');
    let is_number = text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.'))
        && (text.chars().all(is_numeric) && (text.contains(':') || !text.contains(' '))
            || text.to_ascii_lowercase().ends_with(".inf"))
        || text.eq_ignore_ascii_case(".nan");
    is_number || WORDS.contains(&text.to_ascii_lowercase().as_str())
}
