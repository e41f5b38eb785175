//! Names of entities and sources, for people who write a name where an id belongs.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use gainsay_model::record::Place;
use gainsay_model::schema::{Content, Key, Kind};
use gainsay_model::sheet::Row;
use gainsay_model::value::Value;
use gainsay_model::{Symbol, Workspace};

use crate::plain::texts;

/// The keys under which a record gives its names.
pub const NAMES: [&str; 3] = ["name", "aka", "title"];

/// Returns the texts of a record under some keys.
pub fn called(workspace: &Workspace, place: Place, keys: &[&str]) -> Vec<String> {
    let document = workspace.document(place);
    let of_key = |key: &&str| document.as_ref().map(|document| texts(document, key)).unwrap_or_default();
    keys.iter().flat_map(|key| of_key(key).into_iter().map(Cow::into_owned).collect::<Vec<_>>()).collect()
}

/// Returns the id of the one entity or source with that name, ignoring case; none if no record or several records have
/// the name, or if it is already an id. Records are read only if it is no id.
pub fn by_name(workspace: &Workspace, kind: Kind, name: &str) -> Option<String> {
    let is_id = workspace.records.headers_of(kind).any(|header| header.id.is_some_and(|id| workspace.text(id) == name));
    let mut found = if is_id { Vec::new() } else { all_by_name(workspace, kind, name) };
    found.pop().filter(|_| found.is_empty()).map(|id| workspace.text(id).to_owned())
}

/// Returns the ids of all entities or sources with that name, ignoring case.
pub fn all_by_name(workspace: &Workspace, kind: Kind, name: &str) -> Vec<Symbol> {
    if !matches!(kind, Kind::Entity | Kind::Source) {
        return Vec::new();
    }
    let wanted = name.to_lowercase();
    let is_called = |place: Place| called(workspace, place, &NAMES).iter().any(|name| name.to_lowercase() == wanted);
    let found = workspace.records.headers_of(kind).filter(|header| is_called(header.place));
    found.filter_map(|header| header.id).collect()
}

/// Replaces the names in the value of a key by ids, where `id_of` knows one; in a mapping, the name under its main key.
pub fn put_ids(key: &Key, value: &mut Value, id_of: &impl Fn(Kind, &str) -> Option<String>) {
    match (key.content, value) {
        (Content::Reference(kind), Value::Text(text)) => {
            if let Some(id) = id_of(kind, text) {
                *text = id;
            }
        }
        (_, Value::List(items)) => items.iter_mut().for_each(|item| put_ids(key, item, id_of)),
        (_, Value::Mapping(entries)) => {
            let main = entries.iter_mut().filter(|(name, _)| Some(name.as_str()) == key.shape.main_key());
            main.for_each(|(_, value)| put_ids(key, value, id_of));
        }
        _ => {}
    }
}

/// The ids and names of entities and sources, read once for many rows.
pub struct Names {
    ids: HashSet<(Kind, String)>,
    /// The id by kind and lower-case name; none if several records have the name.
    called: HashMap<(Kind, String), Option<String>>,
}

impl Names {
    /// Returns the names of a workspace.
    pub fn of(workspace: &Workspace) -> Names {
        let mut names = Names { ids: HashSet::new(), called: HashMap::new() };
        for kind in [Kind::Entity, Kind::Source] {
            for header in workspace.records.headers_of(kind) {
                let Some(id) = header.id.map(|id| workspace.text(id).to_owned()) else { continue };
                names.add(kind, &id, called(workspace, header.place, &["name", "aka", "title", "url"]));
                names.ids.insert((kind, id));
            }
        }
        names
    }

    fn add(&mut self, kind: Kind, id: &str, called: Vec<String>) {
        for name in called {
            let known = self.called.entry((kind, name.to_lowercase())).or_insert_with(|| Some(id.to_owned()));
            if known.as_deref() != Some(id) {
                *known = None;
            }
        }
    }

    /// Replaces the names of entities and sources in a row by their ids, where a name belongs to one record only.
    pub fn put_ids(&self, kind: Kind, row: &mut Row) {
        for field in row.fields.iter_mut().filter(|field| field.key.inner.is_none()) {
            if let Some(key) = kind.key(&field.key.key) {
                put_ids(key, &mut field.value, &|kind, name| self.id_of(kind, name));
            }
        }
    }

    fn id_of(&self, kind: Kind, name: &str) -> Option<String> {
        let is_id = self.ids.contains(&(kind, name.to_owned()));
        if is_id { None } else { self.called.get(&(kind, name.to_lowercase())).cloned().flatten() }
    }
}
