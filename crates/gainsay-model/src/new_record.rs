//! Chooses the id of a new record, and the file that it goes into, by the habits of its workspace.

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::char::is_combining_mark;

use crate::interner::is_id;
use crate::records::RecordHeader;
use crate::schema::{Kind, STANCES};
use crate::text::composed;
use crate::value::{Record, Value};
use crate::workspace::Workspace;

/// The characters at the end of a new claim's id: no vowels, so that they form no words, and none that looks like
/// another.
pub const ID_LETTERS: &[u8; 26] = b"23456789bcdfghjkmnpqrstvwz";

/// The number of words of a title or a name that go into an id.
const WORDS: usize = 6;

/// Returns an id for a record with these fields: for a claim its speaker and its predicate, with `ending` behind them;
/// for any other record its name, with `ending` only where the id is taken. `ending` tells the id from others.
pub fn make_id(kind: Kind, fields: &[(String, Value)], ending: &str, is_taken: &dyn Fn(&str) -> bool) -> String {
    let text = |key: &str| match fields.iter().find(|(known, _)| known == key) {
        Some((_, Value::Text(text))) => Some(text.as_str()),
        _ => None,
    };
    let parts: Vec<String> = match kind {
        Kind::Claim => {
            let statement = STANCES.iter().find_map(|stance| text(stance));
            let predicate = statement.and_then(|statement| statement.split_whitespace().nth(1));
            [text("by"), predicate].into_iter().flatten().map(slug).collect()
        }
        Kind::Entity => text("name").map(slug).into_iter().collect(),
        Kind::Predicate => text("label").map(slug).into_iter().collect(),
        Kind::Source => {
            let year = text("published").and_then(|date| date.get(..4)).map(str::to_owned);
            [text("publisher").map(slug), text("title").map(slug), year].into_iter().flatten().collect()
        }
        Kind::Ruling | Kind::Manifest => Vec::new(),
    };
    let named: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let plain = if named.is_empty() { kind.word().to_owned() } else { named.join("-") };
    let ended = format!("{plain}-{ending}");
    match kind {
        Kind::Claim | Kind::Ruling => ended,
        _ if is_taken(&plain) || !is_id(&plain) => ended,
        _ => plain,
    }
}

/// Returns a text as a part of an id: its first words in lower case, joined by `-`; empty if no id can be made of it.
pub fn slug(text: &str) -> String {
    let small = text.to_lowercase();
    let words = small.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)).filter(|word| is_id(word));
    words.take(WORDS).collect::<Vec<_>>().join("-")
}

/// The place for new records of a kind, by the habits of a workspace.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Habit {
    /// New records go into this file.
    File(String),
    /// New records go into files of their own in this folder.
    Folder(String),
}

impl Habit {
    /// Returns the path for a record with that id, from the workspace's root.
    fn path(&self, id: &str) -> String {
        match self {
            Habit::File(path) => path.clone(),
            Habit::Folder(folder) => format!("{}.yaml", join(&[folder, &file_name(id)])),
        }
    }
}

/// The habits of a workspace, each found once, for many new records.
pub struct Habits<'w> {
    workspace: &'w Workspace,
    known: FxHashMap<(Kind, Option<String>), Habit>,
}

impl<'w> Habits<'w> {
    /// Returns the habits of a workspace; each is found when it is first asked for.
    pub fn of(workspace: &'w Workspace) -> Habits<'w> {
        Habits { workspace, known: FxHashMap::default() }
    }

    /// Returns the path of the file for a new record, from the workspace's root.
    pub fn path_for(&mut self, record: &Record) -> String {
        let (workspace, kind) = (self.workspace, record.kind());
        let by = match record.get("by") {
            Some(Value::Text(by)) if kind == Kind::Claim => Some(by.clone()),
            _ => None,
        };
        let habit = self.known.entry((kind, by.clone())).or_insert_with(|| habit(workspace, kind, by.as_deref()));
        habit.path(record.id())
    }
}

/// A field that a record lacks, and that every record of its kind must have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    /// A key that is required.
    Key(&'static str),
    /// A stance, with its statement.
    Stance,
}

/// Returns the fields that keys and values lack to be a record of a kind; an empty value does not count.
pub fn missing(kind: Kind, fields: &[(String, Value)]) -> Vec<Missing> {
    let has = |name: &str| fields.iter().any(|(key, value)| key == name && !value.is_empty());
    let keys = kind.keys().iter().filter(|key| key.required && !has(key.name));
    let lacks_stance = kind == Kind::Claim && !STANCES.iter().any(|stance| has(stance));
    keys.map(|key| Missing::Key(key.name)).chain(lacks_stance.then_some(Missing::Stance)).collect()
}

/// The reason for which keys and values are no new record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NewRecordFault {
    /// The given id is not a valid id.
    BadId(String),
    /// A record of the kind has the id that is given.
    TakenId(String),
    /// Records of the kind have no such key.
    UnknownKey(String),
    /// Fields that every record of the kind must have are missing.
    Incomplete(Vec<Missing>),
    /// No ending of an id could be drawn.
    NoEnding,
}

/// Returns the new record made of some fields, under their id or under one made for it, which no record in `taken` has.
/// `ending` draws the part that tells an id from others.
///
/// # Errors
///
/// Returns the reason if the fields make no record.
pub fn new_record(
    kind: Kind,
    mut fields: Vec<(String, Value)>,
    taken: &FxHashSet<String>,
    ending: &dyn Fn() -> Option<String>,
) -> Result<Record, NewRecordFault> {
    let is_taken = |id: &str| taken.contains(id);
    // Ids are in Unicode NFC, however they are typed.
    for (_, value) in fields.iter_mut().filter(|(key, _)| key == kind.first_key()) {
        if let Value::Text(id) = value {
            *id = composed(id).into_owned();
        }
    }
    match fields.iter().find(|(key, _)| key == kind.first_key()).map(|(_, id)| id.clone()) {
        Some(Value::Text(id)) if !is_id(&id) => return Err(NewRecordFault::BadId(id)),
        Some(Value::Text(id)) if is_taken(&id) => return Err(NewRecordFault::TakenId(id)),
        Some(Value::Text(_)) => {}
        _ => {
            fields.retain(|(key, _)| key != kind.first_key());
            let id = free_id(kind, &fields, &is_taken, ending).ok_or(NewRecordFault::NoEnding)?;
            fields.insert(0, (kind.first_key().to_owned(), Value::text(id)));
        }
    }
    if let Some((key, _)) = fields.iter().find(|(key, _)| kind.key(key).is_none()) {
        return Err(NewRecordFault::UnknownKey(key.clone()));
    }
    let missing = missing(kind, &fields);
    let record = if missing.is_empty() { Record::new(kind, fields) } else { None };
    record.ok_or(NewRecordFault::Incomplete(missing))
}

/// Returns an id that no record of the kind has; none if no ending could be drawn.
pub fn free_id(
    kind: Kind,
    fields: &[(String, Value)],
    is_taken: &dyn Fn(&str) -> bool,
    ending: &dyn Fn() -> Option<String>,
) -> Option<String> {
    loop {
        let id = make_id(kind, fields, &ending()?, is_taken);
        if !is_taken(&id) {
            return Some(id);
        }
    }
}

/// Returns the ids of all records of a kind.
pub fn taken_ids(workspace: &Workspace, kind: Kind) -> FxHashSet<String> {
    let ids = workspace.records.headers_of(kind).filter_map(|header| header.id);
    ids.map(|id| workspace.text(id).to_owned()).collect()
}

/// Returns the place for a new record of a kind, for a claim one of that speaker: the place of the last record that is
/// most like it, in a file of its own beside that one, or in the same file if that holds other records, too.
fn habit(workspace: &Workspace, kind: Kind, by: Option<&str>) -> Habit {
    let own: Vec<RecordHeader> =
        workspace.records.headers_of(kind).filter(|header| !workspace.built_in(header.place)).collect();
    let speaker = |header: &RecordHeader| speaker_of(workspace, header);
    let same_speaker = own.iter().rev().find(|header| by.is_some() && speaker(header) == by);
    let Some(like) = same_speaker.or(own.last()) else { return default_habit(kind, by) };
    let Some(file) = workspace.files.get(like.place.file as usize) else { return default_habit(kind, by) };
    let in_file = workspace.records.headers().filter(|header| header.place.file == like.place.file).count();
    let is_of_one_speaker = by.is_none_or(|by| speaker(like) == Some(by));
    if in_file > 1 && is_of_one_speaker {
        return Habit::File(file.path.clone());
    }
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
    let last = folder.rsplit('/').next().unwrap_or_default();
    match by {
        Some(by) if in_file == 1 && speaker(like) == Some(last) => Habit::Folder(join(&[above, &file_name(by)])),
        Some(by) if in_file > 1 => Habit::File(format!("{}.yaml", join(&[folder, &file_name(by)]))),
        // A lone ruling beside the manifest is no habit.
        _ if kind == Kind::Ruling && folder.is_empty() => default_habit(kind, by),
        _ => Habit::Folder(folder.to_owned()),
    }
}

/// Returns the id of the speaker of a claim.
fn speaker_of<'w>(workspace: &'w Workspace, header: &RecordHeader) -> Option<&'w str> {
    let claims = &workspace.records.claims;
    let at = claims.binary_search_by_key(&header.place, |claim| claim.place).ok()?;
    claims.get(at)?.by.map(|by| workspace.text(by))
}

/// Returns an id as the name of a file or a folder.
fn file_name(id: &str) -> String {
    id.replace('/', "-")
}

/// Returns the parts of a path that are not empty, joined.
fn join(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("/")
}

/// Returns the place for the first record of a kind.
fn default_habit(kind: Kind, by: Option<&str>) -> Habit {
    let folder = match kind {
        Kind::Claim => "claims",
        Kind::Entity => "entities",
        Kind::Predicate => "vocabulary",
        Kind::Source => "sources",
        Kind::Ruling | Kind::Manifest => "rulings",
    };
    Habit::Folder(join(&[folder, &by.map(file_name).unwrap_or_default()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Input;

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, Value)> {
        pairs.iter().map(|(key, text)| ((*key).to_owned(), Value::text(*text))).collect()
    }

    fn path(files: &[(&str, &str)], pairs: &[(&str, &str)]) -> String {
        let input =
            |(path, text): &(&str, &str)| Input { path: (*path).to_owned(), bytes: Ok(text.as_bytes().to_vec()) };
        let workspace = Workspace::read(files.iter().map(input).collect());
        let kind = pairs.first().and_then(|(key, _)| Kind::of_first_key(key)).unwrap_or(Kind::Claim);
        Record::new(kind, fields(pairs)).map(|record| Habits::of(&workspace).path_for(&record)).unwrap_or_default()
    }

    #[test]
    fn an_id_says_what_the_record_is_about() {
        let free = |_: &str| false;
        let claim = fields(&[("by", "bahrami"), ("denies", "iran has-relations-with taliban")]);
        assert_eq!(make_id(Kind::Claim, &claim, "x7kq", &free), "bahrami-has-relations-with-x7kq");
        let entity = fields(&[("name", "Müller & Söhne (GmbH)")]);
        assert_eq!(make_id(Kind::Entity, &entity, "x7kq", &free), "müller-söhne-gmbh");
        assert_eq!(make_id(Kind::Entity, &entity, "x7kq", &|_| true), "müller-söhne-gmbh-x7kq");
        let source = fields(&[("title", "On talks"), ("publisher", "Tabnak"), ("published", "2018-12-31")]);
        assert_eq!(make_id(Kind::Source, &source, "x7kq", &free), "tabnak-on-talks-2018");
        assert_eq!(make_id(Kind::Source, &[], "x7kq", &free), "source");
        assert_eq!(slug("İran — «خبر» ١٢"), "i\u{307}ran-خبر-١٢");
    }

    #[test]
    fn a_record_goes_where_its_like_stand() {
        let new = [("claim", "c"), ("by", "zarif"), ("affirms", "a b c")];
        assert_eq!(path(&[], &new), "claims/zarif/c.yaml");
        let claim = |id: &str, by: &str| format!("claim: {id}\nby: {by}\naffirms: a b c\nsource: s\n");
        let (a, b) = (claim("a", "bahrami"), claim("b", "bahrami"));
        assert_eq!(path(&[("claims/bahrami/a.yaml", &a)], &new), "claims/zarif/c.yaml");
        assert_eq!(path(&[("said/a.yaml", &a)], &new), "said/c.yaml");
        let many = format!("{a}---\n{b}");
        assert_eq!(path(&[("claims/bahrami.yaml", &many)], &new), "claims/zarif.yaml");
        let same = [("claim", "c"), ("by", "bahrami"), ("affirms", "a b c")];
        assert_eq!(path(&[("claims/bahrami.yaml", &many)], &same), "claims/bahrami.yaml");
        let entities = "entity: a\nname: A\n---\nentity: b\nname: B\n";
        assert_eq!(path(&[("who.yaml", entities)], &[("entity", "c"), ("name", "C")]), "who.yaml");
        assert_eq!(path(&[("x/a.yaml", "entity: a\nname: A\n")], &[("entity", "c/d"), ("name", "C")]), "x/c-d.yaml");
    }
}
