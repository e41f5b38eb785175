//! Edits from forms: previewed before they are saved, and written by the library of edits.
//!
//! A form is a row of a sheet ([`gainsay_model::sheet`]): each field is a column, and the text typed in it a cell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use gainsay_diff::quotes::digest_of;
use gainsay_model::Workspace;
use gainsay_model::date::{Date, Day};
use gainsay_model::edit::{Edit, KeyPath, Target, Texts};
use gainsay_model::finding::{Finding, Route};
use gainsay_model::new_record::{Habits, Missing, NewRecordFault, new_record, taken_ids};
use gainsay_model::schema::{Content, Kind, STANCES};
use gainsay_model::sheet::{Column, Row};
use gainsay_model::value::{Record, Value};
use gainsay_model::write::write;
use gainsay_render::by_name::Names;
use gainsay_render::prose::consequences::consequences;
use gainsay_render::prose::dates;
use gainsay_render::text_diff::unified;
use gainsay_store::clock::today;
use gainsay_store::editing::{Editing, NotMade};
use gainsay_store::keeping::{keep, keep_line_ends, path_beside};
use gainsay_store::{Changed, Error, Events, LoadOptions};
use serde::{Deserialize, Serialize};

/// The folder for texts that are pasted into forms.
const COPIES: &str = "sources/copies";

/// The content of a form that somebody fills in.
#[derive(Clone, Deserialize, Debug)]
pub struct Draft {
    /// The kind of the record.
    pub kind: String,
    /// The id of the record that is edited; none for a new one.
    pub id: Option<String>,
    /// The letters and digits at the end of a new id.
    #[serde(default)]
    pub ending: String,
    /// The fields as they were shown, by the names of their columns.
    #[serde(default)]
    pub was: BTreeMap<String, String>,
    /// The fields as they are now.
    pub now: BTreeMap<String, String>,
    /// The text of a source, to be kept as its copy.
    #[serde(default)]
    pub text: String,
}

/// The result of a draft.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Debug)]
pub struct Answer {
    /// The file that changes, by its path from the workspace's root.
    pub path: String,
    /// The text of a new record; for another, the change of the file.
    pub text: String,
    /// The problems that prevent it from being saved.
    pub problems: Vec<ToldProblem>,
    /// The contradictions that it causes or ends, a line each.
    pub consequences: Vec<String>,
    /// Dates in words, by field.
    pub dates: BTreeMap<String, String>,
    /// The fields that were changed elsewhere meanwhile, with their content in the file now.
    pub elsewhere: BTreeMap<String, String>,
    /// The id of the record, once it is saved.
    pub saved: Option<String>,
}

/// A problem of a draft.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct ToldProblem {
    /// The field; none if the problem concerns all of them.
    pub field: Option<String>,
    /// The message.
    pub message: String,
    /// The remedies.
    pub help: Vec<String>,
}

impl ToldProblem {
    fn new(field: Option<String>, message: impl Into<String>) -> ToldProblem {
        ToldProblem { field, message: message.into(), help: Vec::new() }
    }
}

/// An editor of a workspace.
#[derive(Clone)]
pub struct Editor {
    pub root: PathBuf,
    pub load: LoadOptions,
    pub events: Arc<dyn Events + Send>,
    pub today: Option<Day>,
}

/// The effect of a draft on the files.
struct Made {
    after: Texts,
    /// The path of the file, from the workspace's root.
    path: String,
    id: String,
    /// The record, if it is a new one.
    new: Option<Record>,
    /// The copy to be kept: its path and its content.
    copy: Option<(String, Vec<u8>)>,
}

impl Editor {
    /// Returns what a draft would do, and writes nothing.
    pub fn preview(&self, draft: &Draft) -> Answer {
        self.answer(draft, true).0
    }

    /// Saves a draft, unless there is a problem. Returns the files that were written as well.
    pub fn save(&self, draft: &Draft) -> (Answer, Vec<Changed>) {
        self.answer(draft, false)
    }

    fn answer(&self, draft: &Draft, dry: bool) -> (Answer, Vec<Changed>) {
        let mut answer = Answer { dates: dates_of(draft), ..Answer::default() };
        let written = match self.make(draft, dry, &mut answer) {
            Ok(written) => written,
            Err(problem) => {
                answer.problems.push(problem);
                Vec::new()
            }
        };
        (answer, written)
    }

    /// Makes the edit, describes it in the answer, and writes it unless this is a preview.
    fn make(&self, draft: &Draft, dry: bool, answer: &mut Answer) -> Result<Vec<Changed>, ToldProblem> {
        let kind = Kind::of_first_key(&draft.kind).filter(|kind| *kind != Kind::Manifest);
        let kind = kind.ok_or_else(|| ToldProblem::new(None, "there is no such kind of record"))?;
        let editing = Editing::begin(self.root.clone(), dry, self.load, &*self.events);
        let mut editing = editing.map_err(failed)?;
        let names = Names::of(&editing.workspace);
        let made = match &draft.id {
            None => add(&mut editing, kind, draft, &names)?,
            Some(id) => {
                answer.elsewhere = elsewhere(&editing.workspace, kind, id, draft)?;
                change(&mut editing, kind, id, draft, &names)?
            }
        };
        answer.path.clone_from(&made.path);
        answer.text = match &made.new {
            Some(record) => write(record),
            None => changed_lines(&editing, &made),
        };
        if made.after.is_empty() {
            return Err(ToldProblem::new(None, "nothing has changed yet"));
        }
        let review = editing.review(&made.after, false, today(self.today), self.load, &*self.events);
        let review = review.map_err(|why| not_made(kind, why, made.after.get(&made.path).map(String::as_str)))?;
        answer.consequences = consequences(&review);
        if dry || !answer.elsewhere.is_empty() {
            return Ok(Vec::new());
        }
        let written = self.write(&editing, &made).map_err(failed)?;
        answer.saved = Some(made.id);
        Ok(written)
    }

    fn write(&self, editing: &Editing, made: &Made) -> Result<Vec<Changed>, Error> {
        let mut paths: Vec<String> = made.after.keys().cloned().collect();
        if let Some((path, bytes)) = &made.copy {
            paths.extend(keep_line_ends(&self.root, path)?);
            keep(&self.root, path, bytes)?;
        }
        editing.write(&made.after)?;
        Ok(paths.into_iter().map(|path| Changed { path, is_there: true, is_copy: false }).collect())
    }
}

/// Makes a new record from a draft.
fn add(editing: &mut Editing, kind: Kind, draft: &Draft, names: &Names) -> Result<Made, ToldProblem> {
    let mut fields = read(kind, &draft.now, names)?;
    let ending = || is_ending(&draft.ending).then(|| draft.ending.clone());
    let taken = taken_ids(&editing.workspace, kind);
    let record = |fields| new_record(kind, fields, &taken, &ending).map_err(|fault| no_record(kind, &fault));
    let mut made = record(fields.clone())?;
    let path = Habits::of(&editing.workspace).path_for(&made);
    let mut copy = None;
    if kind == Kind::Source && !draft.text.trim().is_empty() {
        let place = format!("{COPIES}/{}.txt", made.id().replace('/', "-"));
        let bytes = format!("{}\n", draft.text.replace("\r\n", "\n").trim_end()).into_bytes();
        fields.retain(|(key, _)| key != "file" && key != "sha256" && key != kind.first_key());
        fields.insert(0, (kind.first_key().to_owned(), Value::text(made.id())));
        fields.push(("file".to_owned(), Value::text(path_beside(&path, &place))));
        fields.push(("sha256".to_owned(), Value::text(digest_of(&bytes))));
        made = record(fields)?;
        copy = Some((place, bytes));
    }
    let new = BTreeMap::from([(path.clone(), vec![made.clone()])]);
    let after = editing.texts_with(&new).map_err(|why| not_made(kind, why, None))?;
    Ok(Made { after, path, id: made.id().to_owned(), new: Some(made), copy })
}

/// Makes the edits of a draft to its record: those of fields that were changed in the form, and no others.
fn change(editing: &mut Editing, kind: Kind, id: &str, draft: &Draft, names: &Names) -> Result<Made, ToldProblem> {
    let (path, _) = record_of(&editing.workspace, kind, id)?;
    let (was, now) = (read(kind, &draft.was, names)?, read(kind, &draft.now, names)?);
    let value = |fields: &[(String, Value)], key: &str| {
        fields.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone())
    };
    let mut edits = Vec::new();
    let target = Target::new(kind, id);
    for (key, value) in now.iter().filter(|(key, now)| value(&was, key).as_ref() != Some(now)) {
        let edit = Edit::Set { record: target.clone(), key: KeyPath::of(key.as_str()), value: value.clone() };
        edits.push((path.clone(), edit));
    }
    let is_gone = |key: &str| value(&now, key).is_none() && !STANCES.contains(&key);
    for (key, _) in was.iter().filter(|(key, _)| is_gone(key)) {
        edits.push((path.clone(), Edit::Unset { record: target.clone(), key: KeyPath::of(key.as_str()) }));
    }
    let after = editing.texts_after(&edits).map_err(|why| not_made(kind, why, None))?;
    Ok(Made { after, path, id: id.to_owned(), new: None, copy: None })
}

/// Returns the fields that the form changes, and whose content in the file is no longer what the form showed.
fn elsewhere(
    workspace: &Workspace,
    kind: Kind,
    id: &str,
    draft: &Draft,
) -> Result<BTreeMap<String, String>, ToldProblem> {
    let (_, record) = record_of(workspace, kind, id)?;
    let shown = |name: &str| draft.was.get(name).map(String::as_str).unwrap_or_default();
    let changed = draft.now.iter().filter(|(name, now)| shown(name) != now.as_str());
    let differing = changed.filter_map(|(name, _)| {
        let cell = Column::named(kind, name)?.cell(&record);
        (cell != shown(name)).then(|| (name.clone(), cell))
    });
    Ok(differing.collect())
}

/// Returns a record of the workspace, with the path of its file.
pub fn record_of(workspace: &Workspace, kind: Kind, id: &str) -> Result<(String, Record), ToldProblem> {
    let is_it =
        |found: &gainsay_model::records::RecordHeader| found.id.is_some_and(|known| workspace.text(known) == id);
    let mut found = workspace.records.headers_of(kind).filter(is_it);
    let gone = || ToldProblem::new(None, format!("the {kind} `{id}` is not there any more"));
    let header = found.next().ok_or_else(gone)?;
    if found.next().is_some() || workspace.built_in(header.place) {
        return Err(ToldProblem::new(None, format!("the {kind} `{id}` cannot be edited here")));
    }
    let record = workspace.document(header.place).as_ref().and_then(gainsay_model::sheet::whole);
    let unread = || {
        let mut problem = ToldProblem::new(None, format!("the {kind} `{id}` has faults that a form cannot show"));
        problem.help.push("mend them in its file first".to_owned());
        problem
    };
    let path = workspace.files.get(header.place.file as usize).map(|file| file.path.clone()).unwrap_or_default();
    Ok((path, record.ok_or_else(unread)?))
}

/// Reads what was typed, with names replaced by ids.
fn read(kind: Kind, typed: &BTreeMap<String, String>, names: &Names) -> Result<Vec<(String, Value)>, ToldProblem> {
    let columns: Vec<Option<Column>> = typed.keys().map(|name| Column::named(kind, name)).collect();
    let cells: Vec<String> = typed.values().map(|cell| cell.replace("\r\n", "\n")).collect();
    let unnamed = |number: usize| typed.keys().nth(number).cloned();
    let mut row =
        Row::read(kind, &columns, &cells).map_err(|fault| ToldProblem::new(unnamed(fault.column), fault.message))?;
    names.put_ids(kind, &mut row);
    let place = |key: &str| kind.keys().iter().position(|known| known.name == key);
    let mut keys = row.keys(kind);
    keys.sort_by_key(|(key, _)| place(key));
    Ok(keys)
}

/// Returns the change of the file of a record.
fn changed_lines(editing: &Editing, made: &Made) -> String {
    let diff = made
        .after
        .get(&made.path)
        .map(|after| unified(&made.path, editing.before().get(&made.path).map(String::as_str), after));
    diff.unwrap_or_default()
}

/// Returns the dates that were typed, in words.
fn dates_of(draft: &Draft) -> BTreeMap<String, String> {
    let Some(kind) = Kind::of_first_key(&draft.kind) else { return BTreeMap::new() };
    let is_date = |name: &str| kind.key(name).is_some_and(|key| key.content == Content::Date);
    let typed = draft.now.iter().filter(|(name, typed)| is_date(name) && !typed.trim().is_empty());
    typed.filter_map(|(name, typed)| Some((name.clone(), dates::date(&Date::read(typed.trim()).ok()?)))).collect()
}

/// Returns whether a text can be the end of an id generated for a new record.
fn is_ending(text: &str) -> bool {
    !text.is_empty() && text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

fn no_record(kind: Kind, fault: &NewRecordFault) -> ToldProblem {
    match fault {
        NewRecordFault::BadId(id) => ToldProblem::new(Some(kind.word().to_owned()), format!("`{id}` is no id")),
        NewRecordFault::TakenId(id) => {
            ToldProblem::new(Some(kind.word().to_owned()), format!("there is {} `{id}` already", kind.one()))
        }
        NewRecordFault::UnknownKey(key) => ToldProblem::new(None, format!("{} has no key `{key}`", kind.one())),
        NewRecordFault::Incomplete(missing) => {
            let keys = missing.iter().map(|missing| match missing {
                Missing::Key(key) => *key,
                Missing::Stance => "a stance with its statement",
            });
            let keys: BTreeSet<&str> = keys.collect();
            ToldProblem::new(None, format!("still to be filled in: {}", Vec::from_iter(keys).join(", ")))
        }
        NewRecordFault::NoEnding => ToldProblem::new(None, "no id could be made; give one"),
    }
}

/// Returns the problem that prevents an edit. `after` is the text that the file would have.
fn not_made(kind: Kind, why: NotMade, after: Option<&str>) -> ToldProblem {
    match why {
        NotMade::Failed(error) => failed(error),
        NotMade::Refused(refusal) => ToldProblem::new(None, refusal.to_string()),
        NotMade::Fault(fault, _) => fault_of(kind, *fault, after),
    }
}

/// Returns a fault of reading as a problem with the field that it points at.
fn fault_of(kind: Kind, fault: Finding, after: Option<&str>) -> ToldProblem {
    let key = match fault.labels.first().map(|label| label.route) {
        Some(Route::Key(_, key, _)) => Some(key.to_owned()),
        Some(Route::Part(_, _, part)) => Some(part.key().to_owned()),
        Some(Route::Bytes(_, span)) => after.and_then(|text| key_at(text, span.start as usize)),
        _ => None,
    };
    let field = key.filter(|key| Column::named(kind, key).is_some() || STANCES.contains(&key.as_str()));
    let field = field.map(|key| if STANCES.contains(&key.as_str()) { "stance".to_owned() } else { key });
    ToldProblem { field, message: fault.message, help: fault.help }
}

/// Returns the key on the line of a byte of a text.
fn key_at(text: &str, byte: usize) -> Option<String> {
    let start = text.get(..byte)?.rfind('\n').map_or(0, |end| end + 1);
    text.get(start..)?.lines().next()?.split_once(':').map(|(key, _)| key.trim().to_owned())
}

fn failed(error: Error) -> ToldProblem {
    ToldProblem { field: None, message: error.message, help: error.help }
}
