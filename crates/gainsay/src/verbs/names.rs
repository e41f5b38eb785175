//! What entities and sources are called, for the sheets of people who write names where an id belongs.

use std::collections::{HashMap, HashSet};

use gainsay_model::Workspace;
use gainsay_model::schema::{Content, Kind};
use gainsay_model::sheet::Row;
use gainsay_model::value::Value;
use gainsay_render::plain::texts;

/// The ids of entities and sources, and what each is called.
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
                if let Some(document) = workspace.document(header.place) {
                    names.add(kind, &id, ["name", "aka", "title", "url"].iter().flat_map(|key| texts(&document, key)));
                }
                names.ids.insert((kind, id));
            }
        }
        names
    }

    fn add<T: AsRef<str>>(&mut self, kind: Kind, id: &str, called: impl Iterator<Item = T>) {
        for name in called {
            let known = self.called.entry((kind, name.as_ref().to_lowercase())).or_insert_with(|| Some(id.to_owned()));
            if known.as_deref() != Some(id) {
                *known = None;
            }
        }
    }

    /// Puts the id of an entity or a source in the place of what it is called, where that is one record only.
    pub fn put_ids(&self, kind: Kind, row: &mut Row) {
        for field in row.fields.iter_mut().filter(|field| field.key.inner.is_none()) {
            if let Some(Content::Reference(to)) = kind.key(&field.key.key).map(|key| key.content) {
                self.put_id(to, &mut field.value);
            }
        }
    }

    fn put_id(&self, kind: Kind, value: &mut Value) {
        match value {
            Value::Text(text) if !self.ids.contains(&(kind, text.clone())) => {
                if let Some(Some(id)) = self.called.get(&(kind, text.to_lowercase())) {
                    *text = id.clone();
                }
            }
            Value::List(items) => items.iter_mut().for_each(|item| self.put_id(kind, item)),
            _ => {}
        }
    }
}
