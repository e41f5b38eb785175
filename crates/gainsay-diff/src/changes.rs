//! In what two states of a workspace differ, record by record, told in words of meaning.
//!
//! Records are the same if kind and id are; one that is gone may have been renamed. What a change means is told by
//! [`Meaning`], and key by key by [`FieldChange`]. Two records that say the same, however they are laid out and
//! wherever they lie, differ in their form at most.

mod matching;
mod meaning;

use gainsay_model::canonical::{Value, fields};
use gainsay_model::record::{Place, Stance};
use gainsay_model::schema::Kind;
use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

pub use meaning::Meaning;

/// What happened to a record.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// Its kind.
    pub kind: Kind,
    /// Its id; the new one, if it was renamed.
    pub id: String,
    /// The id that it had, if it was renamed.
    pub was: Option<String>,
    /// What the change comes to, in a word.
    pub meaning: Meaning,
    /// The keys whose values differ: the stance first, the others in the order of the schema.
    pub fields: Vec<FieldChange>,
    /// Where it stood; none if it is new.
    pub before: Option<Place>,
    /// Where it stands; none if it is gone.
    pub after: Option<Place>,
}

/// A key whose value differs.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldChange {
    /// The key.
    pub key: String,
    /// What it was; none if it was not there.
    pub before: Option<Value>,
    /// What it is; none if it is not there any more.
    pub after: Option<Value>,
}

/// What differs between two states.
#[derive(Debug, Default)]
pub struct Changes {
    /// Records that say something else, by kind and id.
    pub list: Vec<Change>,
    /// Records that only look different or lie elsewhere, by kind and id.
    pub formatting: Vec<Change>,
}

/// A record of a state, with what it says.
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

/// What differs between two states, record by record. Only files of which `differs` says so, by their paths, are looked
/// at.
pub fn changes(before: &Workspace, after: &Workspace, differs: &dyn Fn(&str) -> bool) -> Changes {
    let mut pairs = matching::pairs(told(before, differs), told(after, differs));
    pairs.sort_by(|a, b| key(a).cmp(&key(b)));
    let mut changes = Changes::default();
    let turned = Turned::new(before, after);
    for (old, new) in &pairs {
        let change = change(old.as_ref(), new.as_ref(), &turned, before, after);
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
    turned: &Turned,
    before: &Workspace,
    after: &Workspace,
) -> Change {
    let there = new.or(old);
    let (kind, id) = there.map_or((Kind::Manifest, String::new()), |told| (told.kind, told.id.clone()));
    let fields = field_changes(old, new, kind);
    let meaning = meaning::of(old, new, &fields, turned, before, after);
    let was = old.map(|old| old.id.clone()).filter(|was| *was != id);
    Change { kind, id, was, meaning, fields, before: old.map(|t| t.place), after: new.map(|t| t.place) }
}

/// The keys whose values differ; of a record that is new or gone, all keys, but for the one that names it.
fn field_changes(old: Option<&RecordText>, new: Option<&RecordText>, kind: Kind) -> Vec<FieldChange> {
    let keys = old.into_iter().chain(new).flat_map(|told| told.fields.iter().map(|(key, _)| key.as_str()));
    let mut seen = FxHashSet::default();
    let mut keys: Vec<&str> = keys.filter(|key| *key != kind.first_key() && seen.insert(*key)).collect();
    // The stance taken first, whichever it is: the old one, then the new.
    let place = |key: &str| match Stance::of_key(key) {
        Some(_) => (0, usize::from(old.is_none_or(|old| old.field(key).is_none()))),
        None => (1, kind.keys().iter().position(|known| known.name == key).unwrap_or(usize::MAX)),
    };
    keys.sort_by_key(|key| place(key));
    let value = |told: Option<&RecordText>, key: &str| told.and_then(|told| told.field(key)).cloned();
    let field = |key: &str| FieldChange { key: key.to_owned(), before: value(old, key), after: value(new, key) };
    keys.into_iter().map(field).filter(|field| field.before != field.after).collect()
}

/// Every record of the files that may differ, the manifest too.
fn told(workspace: &Workspace, differs: &dyn Fn(&str) -> bool) -> Vec<RecordText> {
    let records = &workspace.records;
    let headers = records.headers().map(|header| (header.kind, header.id, header.place));
    let places = headers.chain(records.manifest.place.map(|place| (Kind::Manifest, None, place)));
    let may_differ: Vec<bool> = workspace.files.iter().map(|file| !file.built_in && differs(&file.path)).collect();
    let wanted = |place: &Place| may_differ.get(place.file as usize) == Some(&true);
    let text = |id: Option<Symbol>| id.map(|id| workspace.text(id).to_owned()).unwrap_or_default();
    let told =
        |(kind, id, place)| Some(RecordText { kind, id: text(id), place, fields: fields_at(workspace, kind, place)? });
    places.filter(|(_, _, place)| wanted(place)).filter_map(told).collect()
}

fn fields_at(workspace: &Workspace, kind: Kind, place: Place) -> Option<Vec<(String, Value)>> {
    Some(fields(&workspace.document(place)?, kind, &|predicate| workspace.object_type(predicate)))
}

/// Whether a record lies where it lay, and looks as it did.
fn same_text(change: &Change, before: &Workspace, after: &Workspace) -> bool {
    let text = |workspace: &Workspace, place: Option<Place>| {
        let place = place?;
        let (file, span) = (workspace.files.get(place.file as usize)?, workspace.document(place)?.span);
        Some((file.path.clone(), file.text().get(span.start as usize..span.end as usize)?.to_owned()))
    };
    text(before, change.before) == text(after, change.after)
}

/// Claims that others took out of the ledger, or brought back into it.
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

    /// Adds those whose own text is as it was.
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
                });
            }
        }
        changes.list.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
    }
}

/// The ids that a claim names under `supersedes` which is not itself retracted.
fn superseded(workspace: &Workspace) -> FxHashSet<String> {
    let claims = workspace.records.claims.iter().filter(|claim| !claim.retracted);
    claims.flat_map(|claim| &claim.more().supersedes).map(|id| workspace.text(*id).to_owned()).collect()
}

fn claims_by_id(workspace: &Workspace) -> FxHashMap<&str, Place> {
    workspace.records.claims.iter().filter_map(|claim| Some((workspace.text(claim.id?), claim.place))).collect()
}
