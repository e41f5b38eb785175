//! What entities and sources are called, for people who write names where an id belongs.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use gainsay_model::record::Place;
use gainsay_model::schema::{Content, Kind};
use gainsay_model::sheet::Row;
use gainsay_model::value::Value;
use gainsay_model::{Symbol, Workspace};

use crate::plain::texts;

/// The keys under which a record says what it is called.
pub const NAMES: [&str; 3] = ["name", "aka", "title"];

/// Returns what a record says under some keys.
pub fn called(workspace: &Workspace, place: Place, keys: &[&str]) -> Vec<String> {
    let document = workspace.document(place);
    let of_key = |key: &&str| document.as_ref().map(|document| texts(document, key)).unwrap_or_default();
    keys.iter().flat_map(|key| of_key(key).into_iter().map(Cow::into_owned).collect::<Vec<_>>()).collect()
}

/// Returns the id of the one entity or source that is called so, whatever the case of its letters; none if no record or
/// several are, or if it is an id already. Records are read only where it is none.
pub fn by_name(workspace: &Workspace, kind: Kind, name: &str) -> Option<String> {
    let is_id = workspace.records.headers_of(kind).any(|header| header.id.is_some_and(|id| workspace.text(id) == name));
    let mut found = if is_id { Vec::new() } else { all_by_name(workspace, kind, name) };
    found.pop().filter(|_| found.is_empty()).map(|id| workspace.text(id).to_owned())
}

/// Returns the ids of all entities or sources that are called so, whatever the case of its letters.
pub fn all_by_name(workspace: &Workspace, kind: Kind, name: &str) -> Vec<Symbol> {
    if !matches!(kind, Kind::Entity | Kind::Source) {
        return Vec::new();
    }
    let wanted = name.to_lowercase();
    let is_called = |place: Place| called(workspace, place, &NAMES).iter().any(|name| name.to_lowercase() == wanted);
    let found = workspace.records.headers_of(kind).filter(|header| is_called(header.place));
    found.filter_map(|header| header.id).collect()
}

/// Puts ids in the place of the names in the value of a key, where `id_of` knows one.
pub fn put_ids(content: Content, value: &mut Value, id_of: &impl Fn(Kind, &str) -> Option<String>) {
    match (content, value) {
        (Content::Reference(kind), Value::Text(text)) => {
            if let Some(id) = id_of(kind, text) {
                *text = id;
            }
        }
        (_, Value::List(items)) => items.iter_mut().for_each(|item| put_ids(content, item, id_of)),
        _ => {}
    }
}

/// The ids of entities and sources, and what each is called or where it is found: read once, for many rows.
pub struct Names {
    ids: HashSet<(Kind, String)>,
    /// By kind and name in small letters; none where several are called so.
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

    /// Puts the id of an entity or a source in the place of what it is called, where that is one record only.
    pub fn put_ids(&self, kind: Kind, row: &mut Row) {
        for field in row.fields.iter_mut().filter(|field| field.key.inner.is_none()) {
            if let Some(key) = kind.key(&field.key.key) {
                put_ids(key.content, &mut field.value, &|kind, name| self.id_of(kind, name));
            }
        }
    }

    fn id_of(&self, kind: Kind, name: &str) -> Option<String> {
        let is_id = self.ids.contains(&(kind, name.to_owned()));
        if is_id { None } else { self.called.get(&(kind, name.to_lowercase())).cloned().flatten() }
    }
}
