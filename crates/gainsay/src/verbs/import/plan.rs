//! The effect of imported rows on the files: new records at their places, and edits of existing ones.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use gainsay_model::Workspace;
use gainsay_model::canonical;
use gainsay_model::edit::{Edit, KeyPath, Target, Texts, apply_around, insert_all};
use gainsay_model::interner::is_id;
use gainsay_model::new_record::{Habits, Missing, missing};
use gainsay_model::record::ObjectType;
use gainsay_model::records::RecordHeader;
use gainsay_model::schema::{Kind, STANCES, Shape};
use gainsay_model::sheet::meaning;
use gainsay_model::text::{composed, escaped};
use gainsay_model::value::{Record, Value};

use super::rows::{NumberedRow, RowFault};
use crate::verbs::ID_HELP;

/// The records of a workspace by kind and id.
pub type Known = HashMap<(Kind, String), Vec<RecordHeader>>;

/// Returns the records of a workspace by kind and id.
pub fn known(workspace: &Workspace) -> Known {
    let mut known = Known::new();
    for header in workspace.records.headers() {
        if let Some(id) = header.id {
            known.entry((header.kind, workspace.text(id).to_owned())).or_default().push(header);
        }
    }
    known
}

/// The planned changes of the files.
pub struct Plan<'w> {
    workspace: &'w Workspace,
    known: &'w Known,
    empty_unsets: bool,
    into: Option<&'w str>,
    habits: Habits<'w>,
    new: BTreeMap<String, Vec<Record>>,
    changed: BTreeMap<String, Vec<Changed>>,
}

/// A record that changes, in the text of its file.
struct Changed {
    range: Range<usize>,
    text: String,
}

impl<'w> Plan<'w> {
    /// Makes an empty plan. `into` names the file for new records.
    pub fn new(workspace: &'w Workspace, known: &'w Known, empty_unsets: bool, into: Option<&'w str>) -> Plan<'w> {
        let (habits, new, changed) = (Habits::of(workspace), BTreeMap::new(), BTreeMap::new());
        Plan { workspace, known, empty_unsets, into, habits, new, changed }
    }

    /// Adds a row, which must have an id.
    ///
    /// # Errors
    /// Returns the reason why its record cannot be written.
    pub fn take(&mut self, row: &NumberedRow) -> Result<(), RowFault> {
        let kind = row.kind;
        let id = composed(row.row.id(kind).unwrap_or_default()).into_owned();
        if !is_id(&id) {
            let message = format!("`{}` is no id; {ID_HELP}", escaped(&id));
            return Err(row.fault(Some(kind.first_key()), message));
        }
        match self.known.get(&(kind, id.clone())).map(Vec::as_slice) {
            None | Some([]) => self.insert(row),
            Some([header]) if self.workspace.built_in(header.place) => {
                Err(row.fault(Some(kind.first_key()), format!("the {kind} `{id}` comes with the program")))
            }
            Some([header]) => self.update(row, *header, &id),
            Some(_) => Err(row.fault(Some(kind.first_key()), format!("there is more than one {kind} `{id}`"))),
        }
    }

    fn insert(&mut self, row: &NumberedRow) -> Result<(), RowFault> {
        let kind = row.kind;
        let keys = row.row.keys(kind);
        let missing: Vec<String> = missing(kind, &keys)
            .into_iter()
            .map(|missing| match missing {
                Missing::Key(key) => format!("`{key}`"),
                Missing::Stance => "a stance with its statement".to_owned(),
            })
            .collect();
        if !missing.is_empty() {
            return Err(row.fault(None, format!("the {kind} is not complete: {} missing", missing.join(", "))));
        }
        let record = Record::new(kind, keys).ok_or_else(|| row.fault(None, format!("the {kind} has no id")))?;
        let path = match self.into {
            Some(path) => path.to_owned(),
            None => self.habits.path_for(&record),
        };
        self.new.entry(path).or_default().push(record);
        Ok(())
    }

    fn update(&mut self, row: &NumberedRow, header: RecordHeader, id: &str) -> Result<(), RowFault> {
        let file = self.workspace.files.get(header.place.file as usize);
        let document = self.workspace.document(header.place);
        let (Some(file), Some(document)) = (file, document) else {
            return Err(row.fault(None, format!("the record `{id}` cannot be read again")));
        };
        let Some(old) = Record::of(&document) else {
            return Err(row.fault(None, format!("the record `{id}` cannot be read again")));
        };
        let workspace = self.workspace;
        let object_type = |predicate: &str| workspace.object_type(predicate);
        let before: HashMap<String, Value> = canonical::fields(&document, row.kind, &object_type).into_iter().collect();
        let edits = self.edits(row, &old, &before, &object_type);
        if edits.is_empty() {
            return Ok(());
        }
        let only: Vec<Edit> = edits.iter().map(|(edit, _)| edit.clone()).collect();
        match apply_around(file.text(), header.place.start as usize, &only) {
            Ok((range, text)) => {
                self.changed.entry(file.path.clone()).or_default().push(Changed { range, text });
                Ok(())
            }
            Err(refusal) => Err(row.fault(edits.first().map(|(_, key)| key.as_str()), refusal.to_string())),
        }
    }

    /// Returns the edits that give a record the content of its row, each with its key.
    fn edits<'t>(
        &self,
        row: &NumberedRow,
        old: &Record,
        before: &HashMap<String, Value>,
        object_type: &dyn Fn(&str) -> Option<&'t ObjectType>,
    ) -> Vec<(Edit, String)> {
        let kind = row.kind;
        let target = Target::new(kind, old.id());
        let after: HashMap<String, Value> = merged(kind, old, row)
            .map(|record| meaning(&record, object_type).into_iter().collect())
            .unwrap_or_default();
        let mut edits = Vec::new();
        for field in row.row.fields.iter().filter(|field| field.key.key != kind.first_key()) {
            let name = &field.key.key;
            if before.get(name) != after.get(name) {
                let key = entry_of_main(kind, &field.key, &field.value);
                edits.push((Edit::Set { record: target.clone(), key, value: field.value.clone() }, name.clone()));
            }
        }
        for key in row.row.empty.iter().filter(|_| self.empty_unsets) {
            let is_there = match (old.get(&key.key), &key.inner) {
                (Some(Value::Mapping(entries)), Some(inner)) => entries.iter().any(|(known, _)| known == inner),
                (Some(_), None) => true,
                _ => false,
            };
            if is_there {
                edits.push((Edit::Unset { record: target.clone(), key: key.clone() }, key.key.clone()));
            }
        }
        edits
    }

    /// Returns the changes of the files for the rows added.
    pub fn drafts(self) -> Drafts {
        Drafts { new: self.new, changed: self.changed }
    }
}

/// The new and the changed records, by file.
pub struct Drafts {
    new: BTreeMap<String, Vec<Record>>,
    changed: BTreeMap<String, Vec<Changed>>,
}

impl Drafts {
    /// Returns the paths of the files that must be read.
    pub fn paths(&self) -> Vec<String> {
        self.changed.keys().chain(self.new.keys()).cloned().collect()
    }

    /// Returns the new texts of the files that differ.
    ///
    /// # Errors
    /// Returns a file to which nothing can be added, with the reason.
    pub fn texts(self, before: &Texts) -> Result<Texts, String> {
        let mut texts = Texts::new();
        for (path, mut changed) in self.changed {
            let text = before.get(&path).map(String::as_str).unwrap_or_default();
            changed.sort_by_key(|change| change.range.start);
            let mut after = String::with_capacity(text.len());
            let mut end = 0;
            for change in changed {
                after.push_str(text.get(end..change.range.start).ok_or("it was changed meanwhile")?);
                after.push_str(&change.text);
                end = change.range.end;
            }
            after.push_str(text.get(end..).ok_or("it was changed meanwhile")?);
            texts.insert(path, after);
        }
        for (path, records) in self.new {
            let text = texts.get(&path).or(before.get(&path)).map(String::as_str).unwrap_or_default();
            let text = insert_all(text, &records).map_err(|refusal| format!("{path}: {refusal}"))?;
            texts.insert(path, text);
        }
        texts.retain(|path, text| before.get(path) != Some(text));
        Ok(texts)
    }
}

/// Returns the content of a record after a row has replaced some keys.
fn merged(kind: Kind, old: &Record, row: &NumberedRow) -> Option<Record> {
    let given = row.row.keys(kind);
    let sets_stance = given.iter().any(|(key, _)| STANCES.contains(&key.as_str()));
    let mut fields: Vec<(String, Value)> = old.fields().to_vec();
    fields.retain(|(key, _)| !(sets_stance && STANCES.contains(&key.as_str())));
    for (key, value) in given {
        let main = kind.key(&key).and_then(|known| known.shape.main_key());
        match (fields.iter_mut().find(|(known, _)| *known == key), value) {
            (None, value) => fields.push((key, value)),
            (Some((_, old)), Value::Mapping(entries)) if !matches!(old, Value::List(_)) => {
                let mut all = match (std::mem::replace(old, Value::text("")), main) {
                    (Value::Mapping(all), _) => all,
                    (value, Some(main)) => vec![(main.to_owned(), value)],
                    _ => Vec::new(),
                };
                for (key, value) in entries {
                    all.retain(|(known, _)| *known != key);
                    all.push((key, value));
                }
                *old = Value::Mapping(all);
            }
            (Some((_, old)), value) => *old = value,
        }
    }
    Record::new(kind, fields)
}

/// Returns the key to set: for a value that may be a mapping, its main entry, so that the others stay.
fn entry_of_main(kind: Kind, key: &KeyPath, value: &Value) -> KeyPath {
    match (kind.key(&key.key).map(|known| known.shape), value) {
        (Some(Shape::Main(main)), Value::Text(_)) if key.inner.is_none() => KeyPath::within(&key.key, main),
        _ => key.clone(),
    }
}
