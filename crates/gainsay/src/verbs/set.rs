//! `set` and `unset`: a key of a record gets another value, or is removed.

use gainsay_model::edit::{Edit, KeyPath};
use gainsay_model::schema::{Kind, Shape};
use gainsay_model::text::escaped;
use gainsay_model::value::Value;

use super::edit::{EditedRecord, Editing};
use crate::Status;
use crate::args::edit::{Set, Unset};
use crate::problem::Problem;
use crate::terminal::Terminal;

/// Gives a key of a record a value, or adds to its list or removes from it.
///
/// # Errors
/// Returns the errors of editing, and one for an invalid record, key or value.
pub fn set(args: &Set, terminal: &mut Terminal) -> Result<Status, Problem> {
    let editing = Editing::begin(&args.options, terminal)?;
    let EditedRecord { target: record, path, .. } = editing.record(&args.id)?;
    let (key, change, value) = assignment(args)?;
    let key = key_path(record.kind, &key)?;
    let shape = shape(record.kind, &key);
    let edit = match change {
        Change::To => Edit::Set { value: read(&key, &value, shape)?, record, key },
        Change::Add | Change::Take if key.inner.is_some() || !shape.is_list() => {
            return Err(Problem::new(format!("`{key}` takes no list")).help(format!("give it a value: `{key} VALUE`")));
        }
        Change::Add => Edit::Add { member: member(&key, &value, shape)?, record, key: key.key },
        Change::Take => Edit::Take { member: member(&key, &value, shape)?, record, key: key.key },
    };
    editing.make(&[(path, edit)], &args.options, terminal)
}

/// Removes a key of a record.
///
/// # Errors
/// Returns the errors of editing, and one for a key that every record of that kind needs.
pub fn unset(args: &Unset, terminal: &mut Terminal) -> Result<Status, Problem> {
    let editing = Editing::begin(&args.options, terminal)?;
    let EditedRecord { target: record, path, .. } = editing.record(&args.id)?;
    let key = key_path(record.kind, &args.key)?;
    editing.make(&[(path, Edit::Unset { record, key })], &args.options, terminal)
}

/// The kind of change of a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    To,
    Add,
    Take,
}

/// Splits `KEY VALUE`, `KEY+=VALUE` or `KEY-=VALUE`.
fn assignment(args: &Set) -> Result<(String, Change, String), Problem> {
    let signs = [("+=", Change::Add), ("-=", Change::Take)];
    let at = |(sign, change): (&str, Change)| args.key.find(sign).map(|at| (at, change));
    let first = signs.into_iter().filter_map(at).min_by_key(|(at, _)| *at);
    match (first, &args.value) {
        (None, Some(value)) => Ok((args.key.clone(), Change::To, value.clone())),
        (None, None) => Err(Problem::new(format!("no value is given for `{}`", escaped(&args.key)))
            .help("write `gainsay set ID KEY VALUE`; `gainsay unset ID KEY` takes a key away")),
        (Some((at, change)), rest) => {
            let (key, value) = args.key.split_at(at);
            let value = value.get(2..).unwrap_or_default();
            match rest {
                None => Ok((key.to_owned(), change, value.to_owned())),
                Some(rest) if value.is_empty() => Ok((key.to_owned(), change, rest.clone())),
                Some(rest) => Err(Problem::new(format!("`{}` is one value too many", escaped(rest)))
                    .help("put a value of several words in quotes")),
            }
        }
    }
}

/// Returns the path of a key that records of a kind have: `KEY`, or `KEY.ENTRY` of one that takes a mapping.
///
/// # Errors
/// Returns an error if there is no such key, with the nearest one.
pub fn key_path(kind: Kind, typed: &str) -> Result<KeyPath, Problem> {
    if kind.key(typed).is_some() {
        return Ok(KeyPath::of(typed));
    }
    if let Some((key, inner)) = typed.split_once('.')
        && let Some(known) = kind.key(key)
    {
        return match known.shape {
            _ if inner.trim().is_empty() => {
                Err(Problem::new(format!("the entry of `{key}` has no name")).help(format!("write `{key}.NAME`")))
            }
            Shape::Mapping | Shape::Main(_) => Ok(KeyPath::within(key, inner)),
            _ => Err(Problem::new(format!("`{key}` of {} has no entries of its own", kind.one()))),
        };
    }
    let keys = || kind.keys().iter().map(|key| key.name);
    let problem = Problem::new(format!("{} has no key `{}`", kind.one(), escaped(typed)));
    Err(match gainsay_model::interner::nearest(typed, keys()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!("its keys are {}", keys().collect::<Vec<_>>().join(", "))),
    })
}

/// Returns the shape of a key; an entry of a mapping is one text.
fn shape(kind: Kind, key: &KeyPath) -> Shape {
    let known = if key.inner.is_some() { None } else { kind.key(&key.key) };
    known.map_or(Shape::One, |known| known.shape)
}

/// Reads a value as it is typed on the command line.
///
/// # Errors
/// Returns what is wrong with it.
pub fn read(key: &KeyPath, typed: &str, shape: Shape) -> Result<Value, Problem> {
    Value::read(typed, shape).map_err(|fault| {
        let problem = Problem::new(format!("the value for `{key}` cannot be read: {}", fault.message));
        problem.help("write lists as `[a, b]` and mappings as `{key: value}`, or one bare value")
    })
}

/// Reads a member of a list as it is typed.
fn member(key: &KeyPath, typed: &str, shape: Shape) -> Result<Value, Problem> {
    // A member is one value: a text, or the mapping of an edge.
    let shape = if matches!(shape, Shape::Edges(_)) { shape } else { Shape::One };
    read(key, typed, shape)
}
