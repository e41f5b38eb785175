//! Edits of records, as values, and their effect on the text of a file.
//!
//! An edit changes the bytes of the part that it is about and no others: comments, blank lines, quotes, order and line
//! breaks stay. Its result is read again before anybody sees it: the record must be the one before with that one
//! change, every other record must read as before, and every comment must be there. An edit that cannot be made so is
//! refused by name, and nothing is changed.
//!
//! The modules, in the order of the work: `target` finds the record; `block` and `flow` say which ranges of the text
//! are to be replaced, by the lines of `layout`; `documents` puts whole records in and takes them out, `entries` takes
//! out one of two equal keys; `rename` follows an id; `verify` reads the result. `files` makes edits of several files, and `format` puts a file into canonical
//! layout.

mod block;
mod documents;
mod entries;
mod files;
mod flow;
mod format;
mod key;
mod refusal;
mod rename;
mod rewrite;
mod target;
mod verify;

pub use crate::layout::{Splice, spliced};
pub(crate) use entries::splices_without_entry;
pub use files::{FileRefusal, Texts, apply_to_files, rename};
pub use format::format;
pub use refusal::Refusal;
pub use target::Target;

use std::ops::Range;

use crate::schema::Kind;
use crate::text::composed;
use crate::value::{Record, Value};
use crate::yaml::{self, Reading};
use rename::Rename;
use verify::Expected;

/// An edit of one file's records.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Edit {
    /// Gives a key a value. A new stance of a claim takes the place of its old one.
    Set {
        /// The record to change.
        record: Target,
        /// The key to set.
        key: KeyPath,
        /// The new value of the key.
        value: Value,
    },
    /// Takes a key away. A key that is not there changes nothing.
    Unset {
        /// The record to change.
        record: Target,
        /// The key to take away.
        key: KeyPath,
    },
    /// Puts a member at the end of a key's list. A member that is there already changes nothing.
    Add {
        /// The record to change.
        record: Target,
        /// The key of the list.
        key: String,
        /// The member to add.
        member: Value,
    },
    /// Takes a member out of a key's list, and the key away with its last member.
    Take {
        /// The record to change.
        record: Target,
        /// The key of the list.
        key: String,
        /// The member to take out.
        member: Value,
    },
    /// Puts a record at the end of the file.
    Insert {
        /// The record to insert.
        record: Record,
    },
    /// Takes a record out of the file.
    Remove {
        /// The record to remove.
        record: Target,
    },
    /// Gives a record another id, in its own key and wherever this file refers to it.
    Rename {
        /// The kind of the record.
        kind: Kind,
        /// The present id of the record.
        from: String,
        /// The new id of the record.
        to: String,
        /// The predicates whose objects are no entities: numbers, dates or texts.
        literal: Vec<String>,
    },
}

/// A key of a record, or one entry of the mapping that is its value: `scope.place`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct KeyPath {
    /// The key of the record.
    pub key: String,
    /// The key within the value of that key.
    pub inner: Option<String>,
}

impl KeyPath {
    /// Returns the path of a key.
    pub fn of(key: impl Into<String>) -> KeyPath {
        KeyPath { key: key.into(), inner: None }
    }

    /// Returns the path of a key within a key's value.
    pub fn within(key: impl Into<String>, inner: impl Into<String>) -> KeyPath {
        KeyPath { key: key.into(), inner: Some(inner.into()) }
    }
}

impl std::fmt::Display for KeyPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.inner {
            Some(inner) => write!(f, "{}.{inner}", self.key),
            None => f.write_str(&self.key),
        }
    }
}

/// Returns the text of a file with an edit made in it.
///
/// # Errors
///
/// Returns the reason if the edit cannot be made; the text then stays as it is.
pub fn apply(text: &str, edit: &Edit) -> Result<String, Refusal> {
    let splices = splices(text, edit)?;
    spliced(text, &splices).ok_or(Refusal::Layout)
}

/// Returns the range of a text, from one document marker to the next, in which byte `at` lies, and its text after the
/// edits, made one after the other. Nothing else of the text is read, so that many records of one file are edited in
/// the time of reading it.
///
/// # Errors
///
/// Returns the reason for the first edit that cannot be made.
pub fn apply_around(text: &str, at: usize, edits: &[Edit]) -> Result<(Range<usize>, String), Refusal> {
    let piece = yaml::piece_at(text, at);
    let mut after = text.get(piece.clone()).unwrap_or_default().to_owned();
    for edit in edits {
        after = apply(&after, edit)?;
    }
    Ok((piece, after))
}

/// Returns the text of a file with records put at its end, all verified together, in the time of reading it.
///
/// # Errors
///
/// Returns the reason if that cannot be done; the text then stays as it is.
pub fn insert_all(text: &str, records: &[Record]) -> Result<String, Refusal> {
    let splices = splices_of(text, |plain, reading| documents::insert(plain, reading, records))?;
    spliced(text, &splices).ok_or(Refusal::Layout)
}

/// Returns the replacements that make an edit in the text of a file, in no order; none where the edit would change
/// nothing.
///
/// # Errors
///
/// Returns the reason if the edit cannot be made.
pub fn splices(text: &str, edit: &Edit) -> Result<Vec<Splice>, Refusal> {
    splices_of(text, |plain, reading| plan(plain, reading, edit))
}

/// Returns the replacements that make an edit in the range of a text, from one document marker to the next, in which
/// byte `at` lies, in no order. Nothing else of the text is read.
///
/// # Errors
///
/// Returns the reason if the edit cannot be made.
pub fn splices_around(text: &str, at: usize, edit: &Edit) -> Result<Vec<Splice>, Refusal> {
    let piece = yaml::piece_at(text, at);
    let splices = splices(text.get(piece.clone()).unwrap_or_default(), edit)?;
    Ok(splices.into_iter().map(|splice| splice.moved(piece.start)).collect())
}

/// Returns the text of a file with a value set in the record that begins at byte `start`.
pub(crate) fn set_at(text: &str, start: u32, key: &KeyPath, value: &Value) -> Result<String, Refusal> {
    let splices = splices_of(text, |plain, reading| {
        let mark = text.len() - plain.len();
        let begins = |document: &yaml::Document| document.span.start as usize + mark == start as usize;
        let number = reading.documents.iter().position(begins);
        let found = number.and_then(|number| target::RecordText::at(plain, number, reading.documents.get(number)?));
        key::set(plain, &found.ok_or(Refusal::Layout)?, key, value)
    })?;
    spliced(text, &splices).ok_or(Refusal::Layout)
}

/// Returns the verified replacements of a plan in a text that may begin with a byte-order mark; none where there is
/// nothing to do. The plan is made of the text without the mark.
fn splices_of(
    text: &str,
    plan: impl FnOnce(&str, &Reading) -> Result<Option<Plan>, Refusal>,
) -> Result<Vec<Splice>, Refusal> {
    let plain = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mark = text.len() - plain.len();
    let reading = yaml::read(plain);
    let Some(plan) = plan(plain, &reading)? else { return Ok(Vec::new()) };
    let splices = verify::first_sound(plain, &reading, plan)?;
    Ok(splices.into_iter().map(|splice| splice.moved(mark)).collect())
}

/// Plans an edit of a text without byte-order mark.
fn plan(text: &str, reading: &Reading, edit: &Edit) -> Result<Option<Plan>, Refusal> {
    match edit {
        Edit::Set { record, key, value } => key::set(text, &target::find(text, reading, record)?, key, value),
        Edit::Unset { record, key } => key::unset(text, &target::find(text, reading, record)?, key),
        Edit::Add { record, key, member } => key::add(text, &target::find(text, reading, record)?, key, member),
        Edit::Take { record, key, member } => key::take(text, &target::find(text, reading, record)?, key, member),
        Edit::Insert { record } => documents::insert(text, reading, std::slice::from_ref(record)),
        Edit::Remove { record } => documents::remove(text, &target::find(text, reading, record)?),
        Edit::Rename { kind, from, to, literal } => {
            let is_literal = |predicate: &str| literal.iter().any(|known| composed(known) == composed(predicate));
            Rename { kind: *kind, from, to, is_literal: &is_literal }.in_file(text, reading)
        }
    }
}

/// The ways in which an edit may be made, the best first, and the result that it must have.
#[derive(Debug)]
struct Plan {
    ways: Vec<Vec<Splice>>,
    expected: Expected,
}

#[cfg(test)]
mod tests;
