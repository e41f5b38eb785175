//! The columns of a sheet.

use std::collections::BTreeSet;

use crate::edit::KeyPath;
use crate::finding::Part;
use crate::schema::{Kind, STANCES, Shape};
use crate::text::spaced;
use crate::value::{Record, Value};

use super::cell::{joined, json};

/// The content of a column.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Column {
    /// The value of a key, or of an entry of its mapping.
    Key(KeyPath),
    /// The stance of a claim.
    Stance,
    /// The statement of a claim, on one line.
    Statement,
    /// A part of the statement of a claim.
    Part(Part),
}

/// The number of columns for a statement.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum StatementColumns {
    /// One column, with the whole statement.
    #[default]
    One,
    /// Three columns: subject, predicate and object.
    Three,
}

const PARTS: [Part; 3] = [Part::Subject, Part::Predicate, Part::Object];

/// Returns the columns for records of a kind: each key of the table in its order, and in the place of a mapping those
/// of its entries that the records have.
pub fn columns(kind: Kind, records: &[Record], statement: StatementColumns) -> Vec<Column> {
    let mut columns = Vec::new();
    for key in kind.keys() {
        if STANCES.contains(&key.name) {
            if key.name == STANCES[0] {
                columns.push(Column::Stance);
                match statement {
                    StatementColumns::One => columns.push(Column::Statement),
                    StatementColumns::Three => columns.extend(PARTS.map(Column::Part)),
                }
            }
            continue;
        }
        if key.shape != Shape::Mapping {
            columns.push(Column::Key(KeyPath::of(key.name)));
        }
        if matches!(key.shape, Shape::Mapping | Shape::Main(_)) {
            let entries: BTreeSet<String> = records.iter().flat_map(|record| entries(record.get(key.name))).collect();
            let others = entries.into_iter().filter(|entry| key.shape.main_key() != Some(entry));
            columns.extend(others.map(|entry| Column::Key(KeyPath::within(key.name, entry))));
        }
    }
    columns
}

/// Returns the keys of a mapping.
fn entries(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Mapping(entries)) => entries.iter().map(|(key, _)| spaced(key)).collect(),
        _ => Vec::new(),
    }
}

impl Column {
    /// Returns the column that a header names for records of a kind, letter for letter.
    pub fn named(kind: Kind, header: &str) -> Option<Column> {
        let header = header.trim();
        if kind == Kind::Claim {
            let parts = PARTS.into_iter().map(|part| (part.key(), Column::Part(part)));
            let own = [("stance", Column::Stance), ("statement", Column::Statement)].into_iter().chain(parts);
            if let Some((_, column)) = own.into_iter().find(|(name, _)| *name == header) {
                return Some(column);
            }
        }
        if let Some(key) = kind.key(header).filter(|key| key.shape != Shape::Mapping) {
            return Some(Column::Key(KeyPath::of(key.name)));
        }
        let (key, entry) = header.split_once('.')?;
        let key = kind.key(key).filter(|key| matches!(key.shape, Shape::Mapping | Shape::Main(_)))?;
        let is_main = key.shape.main_key() == Some(entry);
        (!entry.is_empty())
            .then(|| Column::Key(if is_main { KeyPath::of(key.name) } else { KeyPath::within(key.name, entry) }))
    }

    /// Returns the name of the column in the header.
    pub fn name(&self) -> String {
        match self {
            Column::Key(key) => key.to_string(),
            Column::Stance => "stance".into(),
            Column::Statement => "statement".into(),
            Column::Part(part) => part.key().into(),
        }
    }

    /// Returns the text of the column's cell for a record, unguarded; empty where the record has no such value.
    pub fn cell(&self, record: &Record) -> String {
        match self {
            Column::Stance => record.statement().map(|(stance, _)| stance.key().to_owned()).unwrap_or_default(),
            Column::Statement => record.statement().map(|(_, value)| text_or_json(value)).unwrap_or_default(),
            Column::Part(part) => record.statement().map(|(_, value)| part_of(value, *part)).unwrap_or_default(),
            Column::Key(path) => {
                record.get(&path.key).map(|value| of_key(record.kind(), path, value)).unwrap_or_default()
            }
        }
    }
}

fn of_key(kind: Kind, path: &KeyPath, value: &Value) -> String {
    let main = kind.key(&path.key).and_then(|key| match key.shape {
        Shape::Main(main) => Some(main),
        _ => None,
    });
    match (value, path.inner.as_deref().or(main)) {
        (Value::Text(text), _) if path.inner.is_none() => text.clone(),
        (Value::List(items), _) => joined(items),
        (Value::Mapping(entries), Some(inner)) => {
            entries.iter().find(|(key, _)| spaced(key) == inner).map(|(_, value)| value.to_string()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

fn text_or_json(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => json(other),
    }
}

/// Returns a part of a statement. An object of the long form that begins with a quotation mark is quoted as in the
/// short form.
fn part_of(statement: &Value, part: Part) -> String {
    match statement {
        Value::Text(text) => {
            let text = spaced(text);
            let mut words = text.splitn(3, ' ');
            let at = PARTS.iter().position(|other| *other == part).unwrap_or_default();
            words.nth(at).unwrap_or_default().to_owned()
        }
        Value::Mapping(parts) => match parts.iter().find(|(key, _)| key == part.key()) {
            Some((_, Value::Text(text))) if part == Part::Object && text.starts_with('"') => {
                format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
            }
            Some((_, value)) => value.to_string(),
            None => String::new(),
        },
        Value::List(_) => String::new(),
    }
}
