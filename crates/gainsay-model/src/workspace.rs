//! The workspace in memory: its files, its records, and the findings of reading them.

use rustc_hash::FxHashMap;

use crate::canonical::{self, canonical_form};
use crate::date::Date;
use crate::file::File;
use crate::finding::Finding;
use crate::interner::{Interner, Symbol};
use crate::quantity::Quantity;
use crate::record::{
    Claim, DateId, Dates, Digest, Entity, Manifest, ObjectType, Place, Predicate, Quantities, QuantityId, Ruling,
    Source,
};
use crate::records::{Record, Records};
use crate::route::{Part, Route};
use crate::schema::Kind;
use crate::unknown_reference::Unknown;
use crate::yaml::{self, Document, Node, Scalar, Span};

/// The manifest's path.
pub const MANIFEST: &str = "gainsay.yaml";

/// The effort that is spent on suggestions for a reference to a record that is not there.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Suggest {
    /// No suggestions are looked for.
    #[default]
    Nothing,
    /// Only suggestions that decide on the number of findings and on their remedies are looked for: for front ends that
    /// show no advice.
    Remedies,
    /// Similar words are looked for, too.
    All,
}

/// A workspace: the content of its files, and the findings about them.
#[derive(Default, Debug)]
pub struct Workspace {
    /// The files, in the byte order of their paths; built-in vocabularies last.
    pub files: Vec<File>,
    /// All ids and words, by number.
    pub names: Interner,
    /// All dates, by number.
    pub dates: Dates,
    /// All quantities, by number.
    pub quantities: Quantities,
    /// The records of all files.
    pub records: Records,
    /// The findings of reading.
    pub findings: Vec<Finding>,
    /// The record of each id, claims aside.
    pub(crate) ids: Ids,
    /// The claims, by index, in the byte order of their ids, without those that have none; none if all claims stand in
    /// that order.
    pub(crate) by_id: Option<Vec<u32>>,
    /// The claims, by index, with keys that few claims have.
    pub(crate) rich: Vec<u32>,
    /// Returns the claims, by index, that are withdrawn or faulty.
    pub(crate) out: Vec<u32>,
    /// Returns the claims, by index, that have the id of an earlier one.
    pub(crate) doubled: Vec<u32>,
    /// The claims, by index, whose number could be meant otherwise.
    pub(crate) ambiguous: Vec<u32>,
    /// The references to records that are not there for which no similar words were looked for.
    pub(crate) put_off: Vec<Unknown>,
    /// How far it was looked for what was meant by references to what is not there.
    pub(crate) suggest: Suggest,
}

/// The records of each kind by id. Of several with one id, it is the first by path and place.
#[derive(Default, Debug)]
pub(crate) struct Ids {
    /// For each name, a record: its kind in the upper bits, its index in the others. Few names are ids of more than one
    /// kind.
    first: Vec<u32>,
    /// The records of the other kinds with such a name.
    others: FxHashMap<(Kind, Symbol), u32>,
}

/// The value for a name that is no record's id.
const NONE: u32 = u32::MAX;

/// The number of bits for the index of a record, which limits the number of records of a kind.
const INDEX_BITS: u32 = 29;

impl Ids {
    /// Returns a table without ids, with room for that many names.
    pub fn for_names(names: usize) -> Ids {
        Ids { first: vec![NONE; names], others: FxHashMap::default() }
    }

    /// Adds the ids of records of one kind. Returns the records, by index, that have the id of an earlier one, each
    /// with that one.
    pub fn add<R: Record>(&mut self, records: &[R]) -> Vec<(usize, usize)> {
        let mut doubles = Vec::new();
        for (i, record) in records.iter().enumerate() {
            let Some(id) = record.id() else { continue };
            match self.get(R::KIND, id) {
                Some(first) => doubles.push((first, i)),
                None => self.put(R::KIND, id, i as u32),
            }
        }
        doubles
    }

    fn put(&mut self, kind: Kind, id: Symbol, index: u32) {
        match self.first.get_mut(id.index()) {
            Some(free) if *free == NONE && index < 1 << INDEX_BITS => *free = (kind as u32) << INDEX_BITS | index,
            _ => drop(self.others.insert((kind, id), index)),
        }
    }

    /// Returns the index of the record of that kind and id.
    pub fn get(&self, kind: Kind, id: Symbol) -> Option<usize> {
        let first = self.first.get(id.index()).copied().filter(|first| *first != NONE)?;
        if first >> INDEX_BITS == kind as u32 {
            return Some((first & ((1 << INDEX_BITS) - 1)) as usize);
        }
        self.others.get(&(kind, id)).map(|index| *index as usize)
    }
}

impl Workspace {
    /// Returns the text of a symbol.
    pub fn text(&self, name: Symbol) -> &str {
        self.names.text(name)
    }

    /// Returns the date of that number.
    pub fn date(&self, id: DateId) -> Date {
        self.dates.date(id)
    }

    /// Returns the quantity of that number.
    pub fn quantity(&self, id: QuantityId) -> &Quantity {
        self.quantities.quantity(id)
    }

    /// Returns the first claim of that id, by path and place.
    pub fn claim(&self, id: Symbol) -> Option<&Claim> {
        self.claim_index(id).map(|i| &self.records.claims[i])
    }

    /// Returns the index of the first claim of that id, in [`Records::claims`].
    pub fn claim_index(&self, id: Symbol) -> Option<usize> {
        id.claim().map(|claim| claim as usize).filter(|claim| *claim < self.records.claims.len())
    }

    /// Returns the claims, by index, in the byte order of their ids, without those that have none; none if all claims
    /// stand in that order.
    pub fn claims_by_id(&self) -> Option<&[u32]> {
        self.by_id.as_deref()
    }

    /// Returns the first claim of that id.
    pub fn claim_with_id(&self, id: &str) -> Option<&Claim> {
        let claims = &self.records.claims;
        let text = |index: usize| claims.get(index).and_then(|claim| claim.id).map_or("", |name| self.text(name));
        let index = match self.claims_by_id() {
            Some(order) => {
                let at = order.partition_point(|index| text(*index as usize) < id);
                order.get(at).map(|index| *index as usize)?
            }
            None => claims.partition_point(|claim| claim.id.map_or("", |name| self.text(name)) < id),
        };
        claims.get(index).filter(|_| text(index) == id)
    }

    /// Returns the claims, by index, with keys that few claims have.
    pub fn rich_claims(&self) -> &[u32] {
        &self.rich
    }

    /// Returns the claims, by index, that have the id of an earlier one.
    pub fn doubled_claims(&self) -> &[u32] {
        &self.doubled
    }

    /// Returns the claims, by index, whose number could be meant with grouped thousands.
    pub fn ambiguous_claims(&self) -> &[u32] {
        &self.ambiguous
    }

    /// Returns the value of a key that tells one text from another ([`Source::MARKS`]), in the form in which it is
    /// compared, read again from the file of a source.
    pub fn mark_of(&self, source: &Source, key: &str) -> Option<String> {
        let document = self.document(source.place)?;
        let given = document.entries.iter().filter(|entry| entry.key.text == key);
        given
            .filter_map(|entry| if let Node::Scalar(scalar) = &entry.value { Some(scalar) } else { None })
            .find_map(|scalar| Source::mark_text(key, &scalar.text).map(std::borrow::Cow::into_owned))
    }

    /// Returns the claims, by index, that are withdrawn or faulty.
    pub fn claims_out(&self) -> &[u32] {
        &self.out
    }

    /// Returns the index of the first entity of that id, in [`Records::entities`].
    pub fn entity_index(&self, id: Symbol) -> Option<usize> {
        self.ids.get(Kind::Entity, id)
    }

    /// Returns the index of the first predicate of that id, in [`Records::predicates`].
    pub fn predicate_index(&self, id: Symbol) -> Option<usize> {
        self.ids.get(Kind::Predicate, id)
    }

    /// Returns the index of the first source of that id, in [`Records::sources`].
    pub fn source_index(&self, id: Symbol) -> Option<usize> {
        self.ids.get(Kind::Source, id)
    }

    /// Returns the index of the first ruling of that id, in [`Records::rulings`].
    pub fn ruling_index(&self, id: Symbol) -> Option<usize> {
        self.ids.get(Kind::Ruling, id)
    }

    /// Returns the entity of that id.
    pub fn entity(&self, id: Symbol) -> Option<&Entity> {
        self.ids.get(Kind::Entity, id).map(|i| &self.records.entities[i])
    }

    /// Returns the predicate of that id.
    pub fn predicate(&self, id: Symbol) -> Option<&Predicate> {
        self.ids.get(Kind::Predicate, id).map(|i| &self.records.predicates[i])
    }

    /// Returns the source of that id.
    pub fn source(&self, id: Symbol) -> Option<&Source> {
        self.ids.get(Kind::Source, id).map(|i| &self.records.sources[i])
    }

    /// Returns the ruling of that id.
    pub fn ruling(&self, id: Symbol) -> Option<&Ruling> {
        self.ids.get(Kind::Ruling, id).map(|i| &self.records.rulings[i])
    }

    /// Returns the manifest, or its defaults.
    pub fn manifest(&self) -> &Manifest {
        &self.records.manifest
    }

    /// Returns true if the record at that place comes with the program.
    pub fn built_in(&self, place: Place) -> bool {
        self.files[place.file as usize].built_in
    }

    /// Returns the entities that count: of those that share an id, the first. The same holds for all kinds but claims:
    /// of claims that share an id, none counts.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        first_of(&self.records.entities, &self.ids)
    }

    /// Returns the predicates that count, as [`Workspace::entities`] does.
    pub fn predicates(&self) -> impl Iterator<Item = &Predicate> {
        first_of(&self.records.predicates, &self.ids)
    }

    /// Returns the sources that count, as [`Workspace::entities`] does.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        first_of(&self.records.sources, &self.ids)
    }

    /// Returns the rulings that count, as [`Workspace::entities`] does.
    pub fn rulings(&self) -> impl Iterator<Item = &Ruling> {
        first_of(&self.records.rulings, &self.ids)
    }

    // --- back to the text ---

    /// Returns the document that a record was read from.
    pub fn document(&self, place: Place) -> Option<Document> {
        yaml::read_at(self.files.get(place.file as usize)?.text(), place.start)
    }

    /// Returns the text of a record, and of what stands around it: from the document marker before it to the next one.
    pub fn text_around(&self, place: Place) -> Option<&str> {
        let text = self.files.get(place.file as usize)?.text();
        text.get(yaml::piece_at(text, place.start as usize))
    }

    /// Returns the digest of a record's semantic content; none if its text cannot be read again. The text of a record
    /// whose seal was proved to hold when it was read is not looked at.
    pub fn digest_of<R: Record>(&self, record: &R) -> Option<Digest> {
        let takes_text = || {
            let predicate = record.predicate().and_then(|name| self.predicate(name));
            predicate.is_some_and(|predicate| predicate.object == Some(ObjectType::Text))
        };
        let proved = record.seal().filter(|seal| seal.proof.holds(takes_text));
        proved.map_or_else(|| self.digest(R::KIND, record.place()), |seal| Some(seal.rev().digest))
    }

    /// Returns the digest of the semantic content of the record of that kind at that place; none if its text cannot be
    /// read again.
    pub fn digest(&self, kind: Kind, place: Place) -> Option<Digest> {
        Some(canonical::digest(&self.document_form(kind, place)?))
    }

    /// Returns the canonical form of a record, as JSON.
    pub fn document_form(&self, kind: Kind, place: Place) -> Option<String> {
        Some(canonical_form(&self.document(place)?, kind, &|predicate| self.object_type(predicate)))
    }

    /// Returns the type of the object of the predicate of that id.
    pub fn object_type(&self, predicate: &str) -> Option<&ObjectType> {
        self.names.find(predicate).and_then(|name| self.predicate(name)).and_then(|p| p.object.as_ref())
    }

    /// Returns the bytes of the file to which a route leads; the nearest that are there, if it leads nowhere.
    pub fn span(&self, route: Route) -> Span {
        span_in(route, route.record().and_then(|place| self.document(place)).as_ref())
    }
}

/// Returns the bytes to which a route leads, given the document of the record that it leads into.
pub fn span_in(route: Route, document: Option<&Document>) -> Span {
    let at = |start: u32| Span { start, end: start };
    match (route, document) {
        (Route::File(_), _) => at(0),
        (Route::Bytes(_, span), _) => span,
        (Route::Record(place) | Route::Key(place, ..) | Route::Part(place, ..), None) => at(place.start),
        (Route::Record(_), Some(document)) => first_entry(document),
        (Route::Key(_, key, index), Some(document)) => {
            let Some(entry) = yaml::entry(&document.entries, key) else { return first_entry(document) };
            match (&entry.value, index) {
                (Node::List { items, .. }, Some(index)) if (index as usize) < items.len() => {
                    items[index as usize].span()
                }
                (value, Some(_)) => value.span(),
                (value, None) => Span { start: entry.key.span.start, end: value.span().end.max(entry.key.span.end) },
            }
        }
        (Route::Part(_, key, part), Some(document)) => match yaml::entry(&document.entries, key) {
            Some(entry) => part_in(&entry.value, part),
            None => first_entry(document),
        },
    }
}

/// Returns the value to which a route to a key leads, given the document of the record: with an index, the list's
/// member of that index, or a value that is no list.
pub fn node_at(document: &Document, route: Route) -> Option<&Node> {
    let Route::Key(_, key, index) = route else { return None };
    match (&yaml::entry(&document.entries, key)?.value, index) {
        (Node::List { items, .. }, Some(index)) => items.get(index as usize),
        (value, _) => Some(value),
    }
}

/// Returns the bytes of a part of a statement; of the whole statement, where it is not written as it reads.
fn part_in(statement: &Node, part: Part) -> Span {
    match statement {
        Node::Map { entries, span } => yaml::entry(entries, part.key()).map_or(*span, |e| e.value.span()),
        Node::Scalar(scalar) => word_in(scalar, part).unwrap_or(scalar.span),
        other => other.span(),
    }
}

/// Returns the bytes of a word of a statement in the short form, if nothing in it is escaped or folded.
fn word_in(scalar: &Scalar, part: Part) -> Option<Span> {
    let text = scalar.text.as_str();
    let quotes = ((scalar.span.end - scalar.span.start) as usize).saturating_sub(text.len());
    if quotes != if scalar.plain { 0 } else { 2 } {
        return None;
    }
    let skip = |from: usize, white: bool| {
        text.get(from..)?.find(|c: char| c.is_whitespace() != white).map_or(Some(text.len()), |i| Some(from + i))
    };
    let mut start = skip(0, true)?;
    for _ in 0..part as usize {
        start = skip(skip(start, false)?, true)?;
    }
    let end = if part == Part::Object { text.trim_end().len() } else { skip(start, false)? };
    let before = scalar.span.start + quotes as u32 / 2;
    (start < end).then(|| Span { start: before + start as u32, end: before + end as u32 })
}

fn first_of<'w, R: Record>(records: &'w [R], ids: &'w Ids) -> impl Iterator<Item = &'w R> {
    records
        .iter()
        .enumerate()
        .filter(move |(i, r)| r.id().is_some_and(|id| ids.get(R::KIND, id) == Some(*i)))
        .map(|(_, r)| r)
}

fn first_entry(document: &Document) -> Span {
    document
        .entries
        .first()
        .map_or(document.span, |e| Span { start: e.key.span.start, end: e.value.span().end.max(e.key.span.end) })
}

/// Returns true if a path in a workspace is that of a folder, or leads into it at any depth. Both paths are from the
/// root, whose own path is empty.
pub fn lies_within(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
