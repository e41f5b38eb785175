//! `add`: new records, by options, from JSON, or asked for on a terminal.

mod ask;
mod json;

use std::collections::{BTreeMap, HashSet};

use gainsay_model::Workspace;
use gainsay_model::edit::KeyPath;
use gainsay_model::interner::is_id;
use gainsay_model::new_record::{Habits, ID_LETTERS, Missing, make_id, missing};
use gainsay_model::schema::{Kind, STANCES, Shape};
use gainsay_model::text::{composed, escaped};
use gainsay_model::value::{Record, Value};
use gainsay_store::paths::new_path_within;

use super::edit::Editing;
use super::names::{by_name, put_ids};
use super::set::read;
use super::{find, no_id};
use crate::Status;
use crate::args::edit::{Add, Wanted};
use crate::problem::Problem;
use crate::terminal::Terminal;

/// Keys that belong to one record alone, and are never taken over from another.
const OWN: [&str; 9] =
    ["rev", "quote", "translation", "retracted", "supersedes", "answers", "based-on", "utterance", "note"];

/// How many letters end the id of a claim.
const ENDING: usize = 4;

/// Adds one record as the options say, or all records of a JSON file, and prints the path of each file.
///
/// # Errors
/// Those of editing; keys, values and ids that cannot be. Nothing is written then.
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
    let after = editing.texts_with(&new)?;
    editing.finish(&after, &wanted.options, terminal)
}

/// Keys with their values.
pub(super) type Fields = Vec<(String, Value)>;

/// Returns what was typed, and what it takes over from a record like it.
fn typed(workspace: &Workspace, wanted: &Wanted) -> Result<Fields, Problem> {
    let mut fields: Fields = wanted.id.iter().map(|id| (wanted.kind.first_key().to_owned(), Value::text(id))).collect();
    for key in wanted.kind.keys() {
        let texts = wanted.typed.iter().filter(|(name, _)| *name == key.name).map(|(_, text)| text);
        let values = texts.map(|text| value(key.name, text, key.shape)).collect::<Result<Vec<_>, _>>()?;
        if let Some(mut value) = together(values, key.shape) {
            put_ids(key.content, &mut value, &|kind, name| by_name(workspace, kind, name));
            fields.push((key.name.to_owned(), value));
        }
    }
    if let Some(like) = &wanted.like {
        take_over(workspace, wanted.kind, like, &mut fields)?;
    }
    Ok(fields)
}

/// Reads what was typed for a key; of a mapping one entry, `ENTRY=VALUE`, or all of it in braces.
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

/// Puts several values of one key together.
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

/// Adds to the fields what another record of the kind says, but for what is its own.
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

/// Returns the ids of the records of a kind.
fn taken_ids(workspace: &Workspace, kind: Kind) -> HashSet<String> {
    let ids = workspace.records.headers_of(kind).filter_map(|header| header.id);
    ids.map(|id| workspace.text(id).to_owned()).collect()
}

/// Returns the record of these fields, with an id that is not among the taken ones, and then is. What is missing is told
/// by its keys, each with `dashes` before it.
fn record(kind: Kind, mut fields: Fields, taken: &mut HashSet<String>, dashes: &str) -> Result<Record, Problem> {
    let is_taken = |id: &str| taken.contains(composed(id).as_ref());
    let given = fields.iter().find(|(key, _)| key == kind.first_key()).map(|(_, id)| id.clone());
    match given {
        Some(Value::Text(id)) if !is_id(&id) => return Err(no_id(&id)),
        Some(Value::Text(id)) if is_taken(&id) => {
            return Err(Problem::new(format!("there is {} `{}` already", kind.one(), escaped(&id)))
                .help(format!("give another id, or change that one with `gainsay set {id} KEY VALUE`")));
        }
        Some(Value::Text(_)) => {}
        _ => {
            fields.retain(|(key, _)| key != kind.first_key());
            let id = free_id(kind, &fields, &is_taken)?;
            fields.insert(0, (kind.first_key().to_owned(), Value::text(id)));
        }
    }
    refuse_incomplete(kind, &fields, dashes)?;
    let record = Record::new(kind, fields);
    let record = record.ok_or_else(|| Problem::new(format!("the {kind} could not be written")))?;
    taken.insert(composed(record.id()).into_owned());
    Ok(record)
}

/// Returns an id that no record of the kind has.
pub(super) fn free_id(kind: Kind, fields: &Fields, is_taken: &dyn Fn(&str) -> bool) -> Result<String, Problem> {
    loop {
        let id = make_id(kind, fields, &ending()?, is_taken);
        if !is_taken(&id) {
            return Ok(id);
        }
    }
}

/// Returns letters and digits drawn at random.
fn ending() -> Result<String, Problem> {
    let mut bytes = [0; ENDING];
    getrandom::fill(&mut bytes)
        .map_err(|e| Problem::new(format!("no random number could be drawn: {e}")).help("give an id with `--id`"))?;
    Ok(bytes.iter().map(|byte| char::from(ID_LETTERS[usize::from(*byte) % ID_LETTERS.len()])).collect())
}

/// Refuses a record that lacks what every record of its kind must have, or has a key that none has.
fn refuse_incomplete(kind: Kind, fields: &Fields, dashes: &str) -> Result<(), Problem> {
    if let Some((key, _)) = fields.iter().find(|(key, _)| kind.key(key).is_none()) {
        return Err(Problem::new(format!("{} has no key `{}`", kind.one(), escaped(key)))
            .help("what is none of its keys can stand in `note`"));
    }
    let missing: Vec<String> = missing(kind, fields)
        .into_iter()
        .map(|missing| match missing {
            Missing::Key(key) => format!("{dashes}{key}"),
            Missing::Stance => format!("a stance: {}", STANCES.map(|stance| format!("{dashes}{stance}")).join(", ")),
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Problem::new(format!("the {kind} is not complete")).help(format!("give {}", missing.join("; "))))
}
