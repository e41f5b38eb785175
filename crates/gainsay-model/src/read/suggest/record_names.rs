//! The names of records: names, labels, titles and addresses, to be looked up where one is written in the place of an
//! id.
//!
//! Records keep no such texts. They are found line by line, as they are written nearly always; a text that is written
//! in another way is not found, and nothing is suggested for it. Only a digest of each text is kept, and the text is
//! read again where that is looked up.

use std::borrow::Cow;
use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

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
pub(in crate::read) struct RecordNames {
    kind: Kind,
    /// The names, by digest; equal digests in the order of the records.
    all: Vec<Entry>,
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
    /// The index of the record among the records of its kind.
    index: u32,
}

impl RecordNames {
    /// Collects the names of all records of a kind.
    pub fn new(workspace: &Workspace, kind: Kind) -> RecordNames {
        let count = match kind {
            Kind::Entity => workspace.records.entities.len(),
            Kind::Predicate => workspace.records.predicates.len(),
            Kind::Source => workspace.records.sources.len(),
            Kind::Claim | Kind::Ruling | Kind::Manifest => 0,
        };
        let mut names = RecordNames { kind, all: Vec::new() };
        (0..count as u32).for_each(|index| names.add(workspace, index));
        names.all.sort_by_key(|entry| (entry.digest, entry.index));
        names
    }

    /// Takes in the names that a record, by index, has now, in the place of those that it had.
    pub fn renew(&mut self, workspace: &Workspace, index: u32) {
        self.all.retain(|entry| entry.index != index);
        let count = self.all.len();
        self.add(workspace, index);
        for entry in self.all.split_off(count) {
            let at = self.all.partition_point(|known| (known.digest, known.index) < (entry.digest, entry.index));
            self.all.insert(at, entry);
        }
    }

    fn add(&mut self, workspace: &Workspace, index: u32) {
        let Some((_, place)) = record_of(workspace, self.kind, index) else { return };
        let names = names_in(workspace, place, self.kind);
        self.all.extend(names.iter().map(|(name, _)| Entry { digest: digest(&folded(name)), index }));
    }

    /// Returns the records that have a text as a name, given folded.
    pub(super) fn with(&self, workspace: &Workspace, wanted: &str) -> Named {
        let digest = digest(wanted);
        let start = self.all.partition_point(|entry| entry.digest < digest);
        let (mut ids, mut first) = (Vec::new(), None);
        for entry in self.all.iter().skip(start).take_while(|entry| entry.digest == digest) {
            let Some((id, place)) = record_of(workspace, self.kind, entry.index) else { continue };
            let names = names_in(workspace, place, self.kind);
            if let Some((_, what)) = names.into_iter().find(|(name, _)| folded(name) == wanted) {
                first = first.or(Some(what));
                ids.push(workspace.text(id).to_string());
            }
        }
        ids.sort();
        ids.dedup();
        Named { ids, what: first.unwrap_or("name") }
    }
}

/// Returns the id and the place of the record of that kind and index.
fn record_of(workspace: &Workspace, kind: Kind, index: u32) -> Option<(Symbol, Place)> {
    fn of<R: Record>(records: &[R], index: u32) -> Option<(Symbol, Place)> {
        let record = records.get(index as usize)?;
        Some((record.id()?, record.place()))
    }
    let records = &workspace.records;
    match kind {
        Kind::Entity => of(&records.entities, index),
        Kind::Predicate => of(&records.predicates, index),
        Kind::Source => of(&records.sources, index),
        Kind::Claim | Kind::Ruling | Kind::Manifest => None,
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
