//! Finds records that were given another id and nothing else, and the records that follow: of what these say, only the
//! ids have changed.

use gainsay_model::canonical::{Value, fields};
use gainsay_model::record::{Claim, ObjectType};
use gainsay_model::references::{Reference, references, renamed};
use gainsay_model::schema::Kind;
use gainsay_model::yaml::Document;
use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use super::RecordText;

/// A record by its kind and its id.
pub type RecordId = (Kind, String);

/// A record of both states: as it was, and as it is.
type RecordPair = (Option<RecordText>, Option<RecordText>);

/// The renamed records, and the claims that follow them.
pub struct Renames<'w> {
    states: [&'w Workspace; 2],
    /// The new ids, by kind and former id.
    new_ids: FxHashMap<RecordId, String>,
    /// The claims that follow, with the renamed records that they name: a pin on one of them has another digest, and
    /// says the same.
    claims: FxHashMap<String, Vec<RecordId>>,
}

/// The kinds whose records others name by their ids alone.
const KINDS: [Kind; 3] = [Kind::Entity, Kind::Predicate, Kind::Source];

impl<'w> Renames<'w> {
    /// Returns the renames among records of two states: the new id named nothing before, the former one names nothing
    /// any more, and the record says what it said.
    pub fn among(pairs: &[RecordPair], states: [&'w Workspace; 2]) -> Renames<'w> {
        let mut renames = Renames { states, new_ids: FxHashMap::default(), claims: FxHashMap::default() };
        let both = pairs.iter().filter_map(|(old, new)| old.as_ref().zip(new.as_ref()));
        let renamed = both.filter(|(old, new)| KINDS.contains(&new.kind) && old.id != new.id);
        let mut found: Vec<(&RecordText, &RecordText)> = renamed.collect();
        if found.is_empty() {
            return renames;
        }
        let [before, after] = states.map(ids_in_use);
        found.retain(|(old, new)| !before.contains(new.id.as_str()) && !after.contains(old.id.as_str()));
        let document = |old: &RecordText| states[0].document(old.place);
        // Renamed records may name each other. One that says something else takes its id out of the others.
        loop {
            renames.new_ids = found.iter().map(|(old, new)| ((old.kind, old.id.clone()), new.id.clone())).collect();
            let count = found.len();
            found.retain(|(old, new)| document(old).is_some_and(|was| renames.says_the_same(&was, old.kind, new)));
            if found.len() == count {
                return renames;
            }
        }
    }

    /// Returns the renamed records that a record names, by kind and new id, if these ids are all that has changed in
    /// it; else nothing. A renamed record names itself. A ruling names those that its claims name; the claims must come
    /// before it.
    pub fn followed(&mut self, old: &RecordText, new: &RecordText) -> Vec<RecordId> {
        if self.new_ids.is_empty() || old.fields == new.fields {
            return Vec::new();
        }
        if old.id != new.id {
            let is_renamed = self.new_id(old.kind, &old.id).as_ref() == Some(&new.id);
            return is_renamed.then(|| (new.kind, new.id.clone())).into_iter().collect();
        }
        let Some(document) = self.states[0].document(old.place) else { return Vec::new() };
        let followed =
            if new.kind == Kind::Ruling { self.followed_by_claims(&document) } else { self.named(&document) };
        if followed.is_empty() || !self.says_the_same(&document, old.kind, new) {
            return Vec::new();
        }
        if new.kind == Kind::Claim {
            self.claims.insert(new.id.clone(), followed.clone());
        }
        followed
    }

    /// Returns the renamed records that a record names.
    fn named(&self, document: &Document) -> Vec<RecordId> {
        let new_id = |one: &Reference| Some((one.kind, self.new_id(one.kind, one.id)?));
        let found = references(document, &|predicate| self.is_literal(predicate)).iter().filter_map(new_id).collect();
        each_once(found)
    }

    /// Returns the renamed records that the claims of a ruling follow.
    fn followed_by_claims(&self, document: &Document) -> Vec<RecordId> {
        let named = references(document, &|_| false);
        let claims = named.iter().filter(|one| one.kind == Kind::Claim);
        each_once(claims.filter_map(|one| self.claims.get(one.id)).flatten().cloned().collect())
    }

    /// Returns true if one record, with the new ids in place of the former ones, is the other.
    fn says_the_same(&self, old: &Document, kind: Kind, new: &RecordText) -> bool {
        let [_, after] = self.states;
        let new_id = |kind: Kind, id: &str| self.new_id(kind, id);
        let renamed = renamed(old, &|predicate| self.is_literal(predicate), &new_id);
        let said = fields(renamed.as_ref().unwrap_or(old), kind, &|predicate| after.object_type(predicate));
        let counts = |(key, _): &&(String, Value)| key != "rev" && key != kind.first_key();
        said.iter().filter(counts).count() == new.fields.iter().filter(counts).count()
            && said.iter().filter(counts).all(|(key, value)| self.is_same(key, value, new.field(key)))
    }

    /// Returns true if a value is as it was; a pin may have another digest if its claim follows a renamed record.
    fn is_same(&self, key: &str, before: &Value, after: Option<&Value>) -> bool {
        let (Value::List(before), Some(Value::List(after)), "between") = (before, after, key) else {
            return Some(before) == after;
        };
        let ids = |pins: &[Value]| pins.iter().map(|pin| self.unpinned(pin)).collect::<Vec<Value>>();
        ids(before) == ids(after)
    }

    /// Returns a pin, without its version if its claim follows a renamed record.
    fn unpinned(&self, pin: &Value) -> Value {
        let id = if let Value::Text(text) = pin { text.split('@').next().map(str::trim_end) } else { None };
        match id.filter(|id| self.claims.contains_key(*id)) {
            Some(id) => Value::Text(id.to_owned()),
            None => pin.clone(),
        }
    }

    fn new_id(&self, kind: Kind, id: &str) -> Option<String> {
        self.new_ids.get(&(kind, id.to_owned())).cloned()
    }

    fn is_literal(&self, predicate: &str) -> bool {
        self.states[0].object_type(predicate).is_some_and(|object| *object != ObjectType::Entity)
    }
}

fn each_once(mut all: Vec<RecordId>) -> Vec<RecordId> {
    all.sort();
    all.dedup();
    all
}

/// Returns every id of an entity, a predicate or a source that a state has or names.
fn ids_in_use(state: &Workspace) -> FxHashSet<&str> {
    let records = &state.records;
    let mut names: FxHashSet<Symbol> = records.claims.iter().flat_map(Claim::symbols).collect();
    for entity in &records.entities {
        let whom = entity.speaks_for.iter().map(|office| office.whom);
        names.extend(entity.id.into_iter().chain(whom).chain(entity.part_of.iter().chain(&entity.same_as).copied()));
    }
    for predicate in &records.predicates {
        names.extend(predicate.id.into_iter().chain(predicate.edges.iter().map(|edge| edge.to)));
    }
    for source in &records.sources {
        names.extend(source.id.iter().chain(&source.derived_from));
    }
    names.into_iter().map(|name| state.text(name)).collect()
}
