//! The names of records: names, labels, titles and addresses, to be looked up where one is written in the place of an
//! id.
//!
//! Records keep no such texts. They are found line by line, as they are written nearly always; a text that is written
//! in another way is not found, and nothing is suggested for it. Only a digest of each text is kept, and the text is
//! read again where that is looked up.

use std::borrow::Cow;
use std::cell::RefCell;
use std::hash::BuildHasher;
use std::rc::Rc;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::interner::Symbol;
use crate::record::Place;
use crate::records::Record;
use crate::schema::Kind;
use crate::text::folded;
use crate::workspace::Workspace;
use crate::yaml::{self, Node};

/// The keys under which records of a kind have their names, each with the word for such a name.
type Keys = &'static [(&'static str, &'static str)];

/// The names of all records of one kind.
pub(super) struct RecordNames<'w> {
    workspace: &'w Workspace,
    kind: Kind,
    /// The names, by digest; equal digests in the order of the records.
    all: Vec<Entry>,
    /// The texts that were looked up before, folded.
    found: RefCell<FxHashMap<String, Rc<Named>>>,
}

/// The records that have a text as a name.
pub(super) struct Named {
    /// The ids of the records; sorted, and each once.
    pub ids: Vec<String>,
    /// The word for such a name in the first of the records.
    pub what: &'static str,
}

/// A name of a record.
struct Entry {
    /// The digest of the name, folded.
    digest: u64,
    id: Symbol,
    place: Place,
}

impl<'w> RecordNames<'w> {
    /// Collects the names of all records of a kind.
    pub fn new(workspace: &'w Workspace, kind: Kind) -> RecordNames<'w> {
        let records = &workspace.records;
        let mut all = match kind {
            Kind::Entity => entries(workspace, &records.entities),
            Kind::Predicate => entries(workspace, &records.predicates),
            Kind::Source => entries(workspace, &records.sources),
            Kind::Claim | Kind::Ruling | Kind::Manifest => Vec::new(),
        };
        all.sort_by_key(|entry| entry.digest);
        RecordNames { workspace, kind, all, found: RefCell::default() }
    }

    /// Returns the records that have a text as a name.
    pub fn with(&self, text: &str) -> Rc<Named> {
        let wanted = folded(text);
        if let Some(found) = self.found.borrow().get(&wanted) {
            return Rc::clone(found);
        }
        let found = Rc::new(self.look_up(&wanted));
        self.found.borrow_mut().insert(wanted, Rc::clone(&found));
        found
    }

    fn look_up(&self, wanted: &str) -> Named {
        let digest = digest(wanted);
        let start = self.all.partition_point(|entry| entry.digest < digest);
        let (mut ids, mut first) = (Vec::new(), None);
        for entry in self.all.iter().skip(start).take_while(|entry| entry.digest == digest) {
            let names = names_in(self.workspace, entry.place, self.kind);
            if let Some((_, what)) = names.into_iter().find(|(name, _)| folded(name) == wanted) {
                first = first.or(Some(what));
                ids.push(self.workspace.text(entry.id).to_string());
            }
        }
        ids.sort();
        ids.dedup();
        Named { ids, what: first.unwrap_or("name") }
    }
}

fn keys(kind: Kind) -> Keys {
    match kind {
        Kind::Entity => &[("name", "name"), ("aka", "other name")],
        Kind::Predicate => &[("label", "label")],
        Kind::Source => &[("title", "title"), ("url", "address"), ("archived", "archived address")],
        Kind::Claim | Kind::Ruling | Kind::Manifest => &[],
    }
}

fn entries<R: Record>(workspace: &Workspace, records: &[R]) -> Vec<Entry> {
    let mut all = Vec::new();
    for record in records {
        let (Some(id), place) = (record.id(), record.place()) else { continue };
        let names = names_in(workspace, place, R::KIND);
        all.extend(names.iter().map(|(name, _)| Entry { digest: digest(&folded(name)), id, place }));
    }
    all
}

fn digest(folded: &str) -> u64 {
    FxBuildHasher.hash_one(folded)
}

/// Returns the names of a record, each with the word for it; of a source also its addresses in the form in which they
/// are compared.
fn names_in(workspace: &Workspace, place: Place, kind: Kind) -> Vec<(Cow<'_, str>, &'static str)> {
    let mut names = texts_of(workspace, place, keys(kind));
    if kind == Kind::Source {
        let addresses: Vec<_> =
            names.iter().filter_map(|(text, what)| Some((Cow::Owned(bare_address(text)?), *what))).collect();
        names.extend(addresses);
    }
    names
}

/// Returns the texts under these keys of a record, each with the word for it.
fn texts_of(workspace: &Workspace, place: Place, keys: Keys) -> Vec<(Cow<'_, str>, &'static str)> {
    let Some(file) = workspace.files.get(place.file as usize) else { return Vec::new() };
    let rest = file.text().get(place.start as usize..).unwrap_or_default();
    let mut texts = Vec::new();
    for line in rest.split('\n').map(str::trim_end).take_while(|line| !matches!(line.get(..3), Some("---" | "..."))) {
        let Some((key, value)) = line.split_once(':') else { continue };
        let Some((_, what)) = keys.iter().find(|(known, _)| *known == key) else { continue };
        let value = value.trim();
        let is_plain = !value.is_empty()
            && !value.starts_with(['[', '"', '\'', '>', '|', '{', '&', '*', '!', '#'])
            && !value.contains(" #");
        if !is_plain {
            return texts_read(workspace, place, keys);
        }
        texts.push((Cow::Borrowed(value), *what));
    }
    texts
}

/// Reads the texts under these keys of a record with the parser.
fn texts_read(workspace: &Workspace, place: Place, keys: Keys) -> Vec<(Cow<'_, str>, &'static str)> {
    let Some(document) = workspace.document(place) else { return Vec::new() };
    let mut texts = Vec::new();
    for (key, what) in keys {
        match yaml::entry(&document.entries, key).map(|entry| &entry.value) {
            Some(Node::Scalar(scalar)) => texts.push((Cow::Owned(scalar.text.clone()), *what)),
            Some(Node::List { items, .. }) => texts.extend(items.iter().filter_map(|item| match item {
                Node::Scalar(scalar) => Some((Cow::Owned(scalar.text.clone()), *what)),
                _ => None,
            })),
            _ => {}
        }
    }
    texts
}

/// Returns an address without the parts that may differ between two links to the same page: its scheme, `www.`, a slash
/// at its end.
pub(super) fn bare_address(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let bare = ["https://", "http://"].iter().find_map(|scheme| lower.strip_prefix(scheme));
    let bare = bare.or_else(|| lower.starts_with("www.").then_some(lower.as_str()))?;
    Some(format!("//{}", bare.trim_start_matches("www.").trim_end_matches('/')))
}
