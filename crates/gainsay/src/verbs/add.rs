//! `add`: new records, by options, from JSON, or asked for on a terminal.

mod ask;
mod json;

use std::collections::BTreeMap;

use gainsay_model::Workspace;
use gainsay_model::edit::KeyPath;
use gainsay_model::new_record::{Habits, Missing, NewRecordFault, new_record, taken_ids};
use gainsay_model::schema::{Kind, STANCES, Shape};
use gainsay_model::text::{composed, escaped};
use gainsay_model::value::{Record, Value};
use gainsay_store::editing::ending;
use gainsay_store::paths::new_path_within;
use rustc_hash::FxHashSet;

use super::edit::{Editing, not_made};
use super::set::read;
use super::{find, no_id};
use crate::Status;
use crate::args::edit::{Add, Wanted};
use crate::problem::Problem;
use crate::terminal::Terminal;
use gainsay_render::by_name::{by_name, put_ids};

/// The keys that belong to one record alone, and are never copied from another.
const OWN: [&str; 9] =
    ["rev", "quote", "translation", "retracted", "supersedes", "answers", "based-on", "utterance", "note"];

/// Adds one record as the options say, or all records of a JSON file, and prints the path of each file.
///
/// # Errors
/// Returns the errors of editing, and one for a key, value or id that is invalid. Nothing is written then.
pub fn add(args: &Add, terminal: &mut Terminal) -> Result<Status, Problem> {
    let wanted = args.wanted();
    if ask::is_wanted(wanted) {
        return ask::ask(wanted, terminal);
    }
    let mut editing = Editing::begin(&wanted.options, terminal)?;
    let all = match &wanted.json {
        Some(path) => json::records(path, wanted.kind)?,
        None => vec![typed(&editing.workspace, wanted)?],
    };
    if all.is_empty() {
        return Err(
            Problem::new("there is nothing to add").help("give at least one key, or a JSON file that is not empty")
        );
    }
    let mut taken = taken_ids(&editing.workspace, wanted.kind);
    let given = wanted.into.as_ref().map(|path| new_path_within(&editing.root, path)).transpose()?;
    let (mut habits, mut new) = (Habits::of(&editing.workspace), BTreeMap::<String, Vec<Record>>::new());
    for (i, fields) in all.into_iter().enumerate() {
        let record = match wanted.json {
            Some(_) => record(wanted.kind, fields, &mut taken, "").map_err(|problem| problem.of_record(i + 1)),
            None => record(wanted.kind, fields, &mut taken, "--"),
        }?;
        let path = given.clone().unwrap_or_else(|| habits.path_for(&record));
        new.entry(path).or_default().push(record);
    }
    let after = editing.texts_with(&new).map_err(not_made)?;
    editing.tells_paths = wanted.json.is_some();
    editing.finish(&after, &wanted.options, terminal)
}

/// The keys of a record with their values.
pub(super) type Fields = Vec<(String, Value)>;

/// Returns the fields that were typed, and those copied from a similar record.
fn typed(workspace: &Workspace, wanted: &Wanted) -> Result<Fields, Problem> {
    let mut fields: Fields = wanted.id.iter().map(|id| (wanted.kind.first_key().to_owned(), Value::text(id))).collect();
    for key in wanted.kind.keys() {
        let texts = wanted.typed.iter().filter(|(name, _)| *name == key.name).map(|(_, text)| text);
        let values = texts.map(|text| value(key.name, text, key.shape)).collect::<Result<Vec<_>, _>>()?;
        if let Some(mut value) = together(values, key.shape) {
            put_ids(key, &mut value, &|kind, name| by_name(workspace, kind, name));
            fields.push((key.name.to_owned(), value));
        }
    }
    if let Some(like) = &wanted.like {
        take_over(workspace, wanted.kind, like, &mut fields)?;
    }
    Ok(fields)
}

/// Reads the text that was typed for a key; for a mapping one entry, `ENTRY=VALUE`, or the whole mapping in braces.
fn value(key: &str, typed: &str, shape: Shape) -> Result<Value, Problem> {
    if shape == Shape::Mapping
        && !typed.trim_start().starts_with('{')
        && let Some((entry, text)) = typed.split_once('=')
    {
        if !entry.trim().is_empty() {
            return Ok(Value::Mapping(vec![(entry.trim().to_owned(), Value::text(text))]));
        }
        return Err(
            Problem::new(format!("the entry of `{key}` has no name")).help(format!("write `--{key} ENTRY=VALUE`"))
        );
    }
    if shape == Shape::Mapping && !typed.trim_start().starts_with('{') {
        return Err(Problem::new(format!("`{key}` takes entries")).help(format!("write `--{key} ENTRY=VALUE`")));
    }
    read(&KeyPath::of(key), typed, shape)
}

/// Combines several values of one key.
fn together(values: Vec<Value>, shape: Shape) -> Option<Value> {
    let mut values = values.into_iter();
    let first = values.next()?;
    if shape == Shape::Mapping {
        let entries = std::iter::once(first).chain(values).flat_map(|value| match value {
            Value::Mapping(entries) => entries,
            _ => Vec::new(),
        });
        return Some(Value::Mapping(entries.collect()));
    }
    let Some(second) = values.next() else { return Some(first) };
    let items = [first, second].into_iter().chain(values).flat_map(|value| match value {
        Value::List(items) => items,
        one => vec![one],
    });
    Some(Value::List(items.collect()))
}

/// Adds to the fields those of another record of the kind, except the ones that belong to it alone.
fn take_over(workspace: &Workspace, kind: Kind, like: &str, fields: &mut Fields) -> Result<(), Problem> {
    let found = find(workspace, like, Some(kind))?;
    let record = workspace.document(found.place).as_ref().and_then(Record::of);
    let record = record.ok_or_else(|| Problem::new(format!("the {kind} `{}` cannot be read", escaped(like))))?;
    let has_stance = fields.iter().any(|(key, _)| STANCES.contains(&key.as_str()));
    for (key, value) in record.fields().iter().skip(1) {
        let is_other_stance = has_stance && STANCES.contains(&key.as_str());
        let is_given = fields.iter().any(|(known, _)| known == key);
        if !is_given && !is_other_stance && !OWN.contains(&key.as_str()) {
            fields.push((key.clone(), value.clone()));
        }
    }
    Ok(())
}

/// Returns the record with these fields, with an id that is not among the taken ones, and adds it there. A message
/// about missing keys puts `dashes` before each.
fn record(kind: Kind, fields: Fields, taken: &mut FxHashSet<String>, dashes: &str) -> Result<Record, Problem> {
    let record = new_record(kind, fields, taken, &ending).map_err(|fault| no_record(kind, &fault, dashes))?;
    taken.insert(composed(record.id()).into_owned());
    Ok(record)
}

fn taken_id(kind: Kind, id: &str) -> Problem {
    Problem::new(format!("there is {} `{}` already", kind.one(), escaped(id)))
        .help(format!("give another id, or change that one with `gainsay set {id} KEY VALUE`"))
}

fn no_record(kind: Kind, fault: &NewRecordFault, dashes: &str) -> Problem {
    match fault {
        NewRecordFault::BadId(id) => no_id(id),
        NewRecordFault::TakenId(id) => taken_id(kind, id),
        NewRecordFault::UnknownKey(key) => Problem::new(format!("{} has no key `{}`", kind.one(), escaped(key)))
            .help("what is none of its keys can stand in `note`"),
        NewRecordFault::Incomplete(missing) => {
            let missing: Vec<String> = missing
                .iter()
                .map(|missing| match missing {
                    Missing::Key(key) => format!("{dashes}{key}"),
                    Missing::Stance => {
                        format!("a stance: {}", STANCES.map(|stance| format!("{dashes}{stance}")).join(", "))
                    }
                })
                .collect();
            Problem::new(format!("the {kind} is not complete")).help(format!("give {}", missing.join("; ")))
        }
        NewRecordFault::NoEnding => no_ending(),
    }
}

/// Returns the problem that the system has no random numbers for an id.
pub(super) fn no_ending() -> Problem {
    Problem::new("no random number could be drawn").help("give an id with `--id`")
}
