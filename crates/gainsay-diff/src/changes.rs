//! Compares two states of a workspace, record by record, and describes the meaning of each change.
//!
//! Records are the same if kind and id are; a record that is gone may have been renamed. [`Meaning`] names the meaning
//! of a change, and [`FieldChange`] gives it key by key. Two records with the same content, however they are laid out
//! and wherever they lie, differ in their form at most.

mod matching;
mod meaning;
mod renames;

use gainsay_model::canonical::{Value, fields};
use gainsay_model::record::{ObjectType, Place, Stance};
use gainsay_model::schema::Kind;
use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

pub use meaning::Meaning;
pub use renames::RecordId;
use renames::Renames;

/// A change of a record.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// The kind of the record.
    pub kind: Kind,
    /// The id of the record; the new one, if it was renamed.
    pub id: String,
    /// The id that the record had, if it was renamed.
    pub was: Option<String>,
    /// The meaning of the change, in a word.
    pub meaning: Meaning,
    /// The keys whose values differ: the stance first, the others in the order of the schema.
    pub fields: Vec<FieldChange>,
    /// The former place of the record; none if it is new.
    pub before: Option<Place>,
    /// The present place of the record; none if it is gone.
    pub after: Option<Place>,
    /// The renamed records, itself included, that the record names by their new ids, if these ids are all that has
    /// changed.
    pub follows: Vec<RecordId>,
}

impl Change {
    /// Returns true if it may turn out, once all other changes are known, that the record only names renamed records by
    /// their new ids.
    pub fn may_follow(&self) -> bool {
        let names_others = matches!(
            self.meaning,
            Meaning::StatementChanged | Meaning::SpeakerChanged | Meaning::Resourced | Meaning::Changed
        );
        names_others && self.follows.is_empty()
    }
}

/// A key whose value differs.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldChange {
    /// The key.
    pub key: String,
    /// The former value; none if the key was not there.
    pub before: Option<Value>,
    /// The present value; none if the key is not there any more.
    pub after: Option<Value>,
}

/// The differences between two states.
#[derive(Debug, Default)]
pub struct Changes {
    /// Records with other content, by kind and id.
    pub list: Vec<Change>,
    /// Records that only look different or lie elsewhere, by kind and id.
    pub formatting: Vec<Change>,
}

/// A record of a state, with its content.
pub(crate) struct RecordText {
    kind: Kind,
    id: String,
    place: Place,
    fields: Vec<(String, Value)>,
}

impl RecordText {
    fn field(&self, key: &str) -> Option<&Value> {
        self.fields.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    fn text(&self, key: &str) -> Option<&str> {
        if let Some(Value::Text(text)) = self.field(key) { Some(text) } else { None }
    }
}

/// Returns the differences between two states, record by record. Only files for whose paths `differs` returns true are
/// looked at.
pub fn changes(before: &Workspace, after: &Workspace, differs: &dyn Fn(&str) -> bool) -> Changes {
    let [old, new] = records_that_may_differ([before, after], differs);
    let mut pairs = matching::pairs(old, new);
    pairs.sort_by(|a, b| key(a).cmp(&key(b)));
    let mut changes = Changes::default();
    let turned = Turned::new(before, after);
    let mut renames = Renames::among(&pairs, [before, after]);
    for (old, new) in &pairs {
        let both = old.as_ref().zip(new.as_ref()).filter(|(_, new)| !turned.has(new));
        let follows = both.map(|(old, new)| renames.followed(old, new)).unwrap_or_default();
        let change = change(old.as_ref(), new.as_ref(), follows, &turned, before, after);
        match change.meaning {
            Meaning::Formatting if same_text(&change, before, after) => {}
            Meaning::Formatting => changes.formatting.push(change),
            _ => changes.list.push(change),
        }
    }
    turned.told_of_others(&mut changes, before, after);
    changes
}

fn key(pair: &(Option<RecordText>, Option<RecordText>)) -> (Kind, &str) {
    pair.1.as_ref().or(pair.0.as_ref()).map_or((Kind::Manifest, ""), |told| (told.kind, &told.id))
}

fn change(
    old: Option<&RecordText>,
    new: Option<&RecordText>,
    follows: Vec<RecordId>,
    turned: &Turned,
    before: &Workspace,
    after: &Workspace,
) -> Change {
    let there = new.or(old);
    let (kind, id) = there.map_or((Kind::Manifest, String::new()), |told| (told.kind, told.id.clone()));
    let fields = field_changes(old, new, kind);
    let was = old.map(|old| old.id.clone()).filter(|was| *was != id);
    let meaning = match (follows.is_empty(), &was) {
        (true, _) => meaning::of(old, new, &fields, turned, before, after),
        (false, Some(_)) => Meaning::Renamed,
        (false, None) => Meaning::Editorial,
    };
    Change { kind, id, was, meaning, fields, before: old.map(|t| t.place), after: new.map(|t| t.place), follows }
}

/// Returns the keys whose values differ; for a record that is new or gone, all keys but the one that names it.
fn field_changes(old: Option<&RecordText>, new: Option<&RecordText>, kind: Kind) -> Vec<FieldChange> {
    let keys = old.into_iter().chain(new).flat_map(|told| told.fields.iter().map(|(key, _)| key.as_str()));
    let mut seen = FxHashSet::default();
    let mut keys: Vec<&str> = keys.filter(|key| *key != kind.first_key() && seen.insert(*key)).collect();
    // The stance comes first, whichever it is: the old one, then the new.
    let place = |key: &str| match Stance::of_key(key) {
        Some(_) => (0, usize::from(old.is_none_or(|old| old.field(key).is_none()))),
        None => (1, kind.keys().iter().position(|known| known.name == key).unwrap_or(usize::MAX)),
    };
    keys.sort_by_key(|key| place(key));
    let value = |told: Option<&RecordText>, key: &str| told.and_then(|told| told.field(key)).cloned();
    let field = |key: &str| FieldChange { key: key.to_owned(), before: value(old, key), after: value(new, key) };
    keys.into_iter().map(field).filter(|field| field.before != field.after).collect()
}

/// A record of a state, without its content.
struct Header<'w> {
    kind: Kind,
    id: &'w str,
    place: Place,
}

/// Returns the records of each state in files that may differ, the manifest included. Records whose text is the same at
/// the same path are left out, if no other record has their id.
fn records_that_may_differ(states: [&Workspace; 2], differs: &dyn Fn(&str) -> bool) -> [Vec<RecordText>; 2] {
    let headers = states.map(|state| headers(state, differs));
    let by_id = [0, 1].map(|side| places_by_id(&headers[side]));
    let text = |side: usize, place: Place| {
        let state: &Workspace = states[side];
        Some((state.files.get(place.file as usize)?.path.as_str(), state.text_around(place)?))
    };
    // A text that stays as it is reads otherwise where its predicate takes another type of object.
    let are_read_alike = predicates_of_texts(states[0]) == predicates_of_texts(states[1]);
    let [before, after] = &by_id;
    let is_same = |(key, place): &(&(Kind, &str), &Option<Place>)| {
        let both = place.zip(after.get(*key).copied().flatten());
        are_read_alike && both.is_some_and(|(was, is)| text(0, was).is_some_and(|was| Some(was) == text(1, is)))
    };
    let same: FxHashSet<(Kind, &str)> = before.iter().filter(is_same).map(|(key, _)| *key).collect();
    let read = |side: usize, header: &Header| {
        let Header { kind, id, place } = *header;
        Some(RecordText { kind, id: id.to_owned(), place, fields: fields_at(states[side], kind, place)? })
    };
    [0, 1].map(|side| {
        let may_differ = headers[side].iter().filter(|one| !same.contains(&(one.kind, one.id)));
        may_differ.filter_map(|one| read(side, one)).collect()
    })
}

/// Returns the headers of the records in files that may differ, the manifest included.
fn headers<'w>(workspace: &'w Workspace, differs: &dyn Fn(&str) -> bool) -> Vec<Header<'w>> {
    let records = &workspace.records;
    let headers = records.headers().map(|header| (header.kind, header.id, header.place));
    let places = headers.chain(records.manifest.place.map(|place| (Kind::Manifest, None, place)));
    let may_differ: Vec<bool> = workspace.files.iter().map(|file| !file.built_in && differs(&file.path)).collect();
    let wanted = |place: &Place| may_differ.get(place.file as usize) == Some(&true);
    let text = |id: Option<Symbol>| id.map(|id| workspace.text(id)).unwrap_or_default();
    let header = |(kind, id, place)| Header { kind, id: text(id), place };
    places.filter(|(_, _, place)| wanted(place)).map(header).collect()
}

/// Returns the places of records by kind and id; none for an id that several have.
fn places_by_id<'w>(headers: &[Header<'w>]) -> FxHashMap<(Kind, &'w str), Option<Place>> {
    let mut places = FxHashMap::default();
    for one in headers {
        places.entry((one.kind, one.id)).and_modify(|place| *place = None).or_insert(Some(one.place));
    }
    places
}

/// Returns the predicates whose objects are texts, by id: these are laid out otherwise than all others.
fn predicates_of_texts(workspace: &Workspace) -> FxHashSet<&str> {
    let predicates = workspace.predicates().filter(|predicate| predicate.object == Some(ObjectType::Text));
    predicates.filter_map(|predicate| Some(workspace.text(predicate.id?))).collect()
}

fn fields_at(workspace: &Workspace, kind: Kind, place: Place) -> Option<Vec<(String, Value)>> {
    Some(fields(&workspace.document(place)?, kind, &|predicate| workspace.object_type(predicate)))
}

/// Returns true if a record is at the same path, with the same text, as before.
fn same_text(change: &Change, before: &Workspace, after: &Workspace) -> bool {
    let text = |workspace: &Workspace, place: Option<Place>| {
        let place = place?;
        let (file, span) = (workspace.files.get(place.file as usize)?, workspace.document(place)?.span);
        Some((file.path.clone(), file.text().get(span.start as usize..span.end as usize)?.to_owned()))
    };
    text(before, change.before) == text(after, change.after)
}

/// Claims that other claims took out of the ledger, or brought back into it.
pub(crate) struct Turned {
    superseded: FxHashSet<String>,
    reinstated: FxHashSet<String>,
}

impl Turned {
    fn new(before: &Workspace, after: &Workspace) -> Turned {
        let (old, new) = (superseded(before), superseded(after));
        let only = |these: &FxHashSet<String>, those: &FxHashSet<String>| these.difference(those).cloned().collect();
        Turned { superseded: only(&new, &old), reinstated: only(&old, &new) }
    }

    /// Returns true if a record is a claim that another one took out or brought back.
    fn has(&self, record: &RecordText) -> bool {
        let is_among = |ids: &FxHashSet<String>| ids.contains(&record.id);
        record.kind == Kind::Claim && (is_among(&self.superseded) || is_among(&self.reinstated))
    }

    /// Adds the changes of claims whose own text is as it was.
    fn told_of_others(&self, changes: &mut Changes, before: &Workspace, after: &Workspace) {
        let known: FxHashSet<String> =
            changes.list.iter().filter(|c| c.kind == Kind::Claim).map(|c| c.id.clone()).collect();
        let (old, new) = (claims_by_id(before), claims_by_id(after));
        for (ids, meaning) in [(&self.superseded, Meaning::Superseded), (&self.reinstated, Meaning::Reinstated)] {
            for id in ids.iter().filter(|id| !known.contains(*id)) {
                let (Some(before), Some(after)) = (old.get(id.as_str()), new.get(id.as_str())) else { continue };
                let (before, after) = (Some(*before), Some(*after));
                changes.list.push(Change {
                    kind: Kind::Claim,
                    id: id.clone(),
                    was: None,
                    meaning,
                    fields: Vec::new(),
                    before,
                    after,
                    follows: Vec::new(),
                });
            }
        }
        changes.list.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
    }
}

/// Returns the ids that are named under `supersedes` by claims that are not retracted themselves.
fn superseded(workspace: &Workspace) -> FxHashSet<String> {
    let claims = workspace.records.claims.iter().filter(|claim| !claim.retracted);
    claims.flat_map(|claim| &claim.more().supersedes).map(|id| workspace.text(*id).to_owned()).collect()
}

fn claims_by_id(workspace: &Workspace) -> FxHashMap<&str, Place> {
    workspace.records.claims.iter().filter_map(|claim| Some((workspace.text(claim.id?), claim.place))).collect()
}
