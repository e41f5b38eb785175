//! Records as the rows of a sheet: the columns of a kind, the text of each cell, and back.
//!
//! [`columns`] lists the columns of some records, [`Column::cell`] writes a cell and [`Row::read`] reads the cells of a
//! row. The table in [`schema`](crate::schema) says what each key takes. The module does not know files or separators.

mod cell;
mod column;
mod guess;
mod row;
mod table;
mod template;

pub use cell::{guarded, unguarded};
pub use column::{Column, StatementColumns, columns};
pub use row::{CellFault, Field, Row};
pub use table::{Table, TableFault, TableRow};
pub use template::{Filter, Map, Piece, Template};

use crate::canonical;
use crate::record::ObjectType;
use crate::value::{Record, Value};
use crate::write::write;
use crate::yaml::{self, Document, Node};

/// Returns the content of a record, key by key, in the form in which records are compared.
pub fn meaning<'t>(record: &Record, object_type: &dyn Fn(&str) -> Option<&'t ObjectType>) -> Vec<(String, Value)> {
    let reading = yaml::read(&write(record));
    let document = reading.documents.first();
    document.map(|document| canonical::fields(document, record.kind(), object_type)).unwrap_or_default()
}

/// Returns the record that a document holds, if a sheet can hold all of it: no part of it is refused or cut off, and no
/// key is unknown or given twice.
pub fn whole(document: &Document) -> Option<Record> {
    let record = Record::of(document)?;
    let names = document.entries.iter().map(|entry| entry.key.text.as_str());
    let mut known: Vec<&str> = names.filter(|name| record.kind().key(name).is_some()).collect();
    known.sort_unstable();
    known.dedup();
    let is_whole = known.len() == document.entries.len() && document.entries.iter().all(|e| is_plain(&e.value));
    is_whole.then_some(record)
}

fn is_plain(node: &Node) -> bool {
    match node {
        Node::Scalar(_) => !node.is_cut(),
        Node::List { items, .. } => items.iter().all(is_plain),
        Node::Map { entries, .. } => entries.iter().all(|entry| is_plain(&entry.value)),
        Node::Refused { .. } => false,
    }
}
