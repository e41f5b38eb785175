//! Finds the claims on which a change bears: the pairs of all others are as they were, and need not be compared.

use gainsay_model::record::{Entity, Predicate};
use gainsay_model::schema::Kind;
use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::changes::{Change, Changes};
use crate::clash::Comparer;
use crate::conflicts::pairs::ClaimSelection;
use crate::impact::{resting, spread};

/// Returns the ids of the claims on whose pairs changes from one state to the other can bear; none if that may be all.
/// Other claims say what they said, of entities and sources that are what they were, by predicates that are tied to what
/// they were tied to.
pub fn edited_claims(before: &Workspace, after: &Workspace, changes: &Changes) -> Option<FxHashSet<String>> {
    let mut edits = EditedIds::default();
    for change in changes.list.iter().filter(|change| change.follows.is_empty()) {
        edits.add(change)?;
    }
    if [before, after].into_iter().any(|state| changes_a_doubled_id(state, changes)) {
        return None;
    }
    if edits.names.is_empty() && edits.predicates.is_empty() {
        return Some(edits.claims);
    }
    let named: Vec<String> = [before, after].into_iter().flat_map(|state| edits.claims_that_name(state)).collect();
    edits.claims.extend(named);
    Some(edits.claims)
}

/// The ids of edited records.
#[derive(Default)]
struct EditedIds {
    claims: FxHashSet<String>,
    /// The entities and sources on which pairs of claims rest.
    names: FxHashSet<String>,
    /// The predicates on which pairs of claims rest.
    predicates: FxHashSet<String>,
    /// Whether it may have changed which entities are the same, or a part of another.
    are_tied_otherwise: bool,
}

impl EditedIds {
    /// Adds an edited record; none if it may bear on all claims.
    fn add(&mut self, change: &Change) -> Option<()> {
        let bears = |idle: &[&str]| !change.fields.iter().all(|field| idle.contains(&field.key.as_str()));
        let has_moved = change.was.is_some() || change.before.is_none() || change.after.is_none();
        let ids = || std::iter::once(&change.id).chain(&change.was).cloned();
        match change.kind {
            Kind::Claim => self.claims.extend(ids()),
            Kind::Ruling => {}
            Kind::Manifest => return None,
            Kind::Predicate if has_moved || bears(&IDLE_IN_PREDICATES) => self.predicates.extend(ids()),
            Kind::Entity if has_moved || bears(&IDLE_IN_ENTITIES) => {
                self.are_tied_otherwise |=
                    change.fields.iter().any(|field| matches!(field.key.as_str(), "part-of" | "same-as"));
                self.names.extend(ids());
            }
            Kind::Source if has_moved || bears(&IDLE_IN_SOURCES) => self.names.extend(ids()),
            Kind::Entity | Kind::Source | Kind::Predicate => {}
        }
        Some(())
    }

    /// Returns the claims of a state that name one of the entities and sources or one that rests on it, or a predicate
    /// that is tied to one of these. A whole rests on its parts, too, as far as two wholes may be the same thing if
    /// something is a part of both.
    fn claims_that_name(&self, state: &Workspace) -> Vec<String> {
        let find = |ids: &FxHashSet<String>| ids.iter().filter_map(|id| state.names.find(id)).collect();
        let mut named = spread(find(&self.names), &resting(state));
        if self.are_tied_otherwise {
            named = spread(named, &wholes(&state.records.entities));
        }
        if !self.predicates.is_empty() {
            named.extend(spread(find(&self.predicates), &ties(&state.records.predicates)));
        }
        let claims = state.records.claims.iter().filter(|claim| claim.symbols().any(|name| named.contains(&name)));
        claims.filter_map(|claim| Some(state.text(claim.id?).to_owned())).collect()
    }
}

/// The keys of an entity on which no pair of claims depends.
const IDLE_IN_ENTITIES: [&str; 6] = ["name", "aka", "kind", "links", "note", "rev"];

/// The keys of a predicate on which no pair of claims depends.
const IDLE_IN_PREDICATES: [&str; 8] =
    ["label", "domain", "range", "distinct-from", "must-not-imply", "links", "note", "rev"];

/// The keys of a source on which no pair of claims depends.
const IDLE_IN_SOURCES: [&str; 12] = [
    "title",
    "publisher",
    "author",
    "url",
    "archived",
    "file",
    "sha256",
    "accessed",
    "lang",
    "reliability",
    "note",
    "rev",
];

/// Returns, for each entity, the wholes that it is a part of, and the entities that are the same.
fn wholes(entities: &[Entity]) -> FxHashMap<Symbol, Vec<Symbol>> {
    let mut wholes: FxHashMap<Symbol, Vec<Symbol>> = FxHashMap::default();
    for (id, entity) in entities.iter().filter_map(|entity| Some((entity.id?, entity))) {
        entity.same_as.iter().for_each(|same| wholes.entry(*same).or_default().push(id));
        wholes.entry(id).or_default().extend(entity.part_of.iter().chain(&entity.same_as));
    }
    wholes
}

/// Returns, for each predicate, those to which it has an edge or which have one to it.
fn ties(predicates: &[Predicate]) -> FxHashMap<Symbol, Vec<Symbol>> {
    let mut ties: FxHashMap<Symbol, Vec<Symbol>> = FxHashMap::default();
    for (id, predicate) in predicates.iter().filter_map(|predicate| Some((predicate.id?, predicate))) {
        for edge in &predicate.edges {
            ties.entry(id).or_default().push(edge.to);
            ties.entry(edge.to).or_default().push(id);
        }
    }
    ties
}

/// Returns true if the id of a changed record, claims and rulings aside, is that of several records, or none: of records
/// that share an id one counts, and which it is may have changed.
fn changes_a_doubled_id(state: &Workspace, changes: &Changes) -> bool {
    let all = changes.list.iter().chain(&changes.formatting);
    let others = all.filter(|change| !matches!(change.kind, Kind::Claim | Kind::Ruling | Kind::Manifest));
    let mut counts: FxHashMap<(Kind, &str), usize> = others
        .flat_map(|one| std::iter::once(&one.id).chain(&one.was).map(|id| ((one.kind, id.as_str()), 0)))
        .collect();
    if counts.is_empty() {
        return false;
    }
    for header in state.records.headers().filter(|header| header.kind != Kind::Claim) {
        let id = header.id.map(|id| state.text(id)).unwrap_or_default();
        counts.entry((header.kind, id)).and_modify(|count| *count += 1);
    }
    counts.into_iter().any(|((_, id), count)| id.is_empty() || count > 1)
}

/// Returns, for each snapshot, the claims whose pairs may differ: the edited claims, those that take part in only one
/// of the two, and the alternatives of these.
pub fn chosen_in(sides: [&Comparer; 2], edited: &FxHashSet<String>) -> [ClaimSelection; 2] {
    let ids = |side: usize| sides[side].ledger.ids().map(move |id| (id, sides[side].ledger.claim_text(id)));
    let mut touched: FxHashSet<&str> = edited.iter().map(String::as_str).collect();
    for side in [0, 1] {
        touched.extend(ids(side).map(|(_, id)| id).filter(|id| sides[1 - side].ledger.find_id(id).is_none()));
    }
    let beside: Vec<&str> = [0, 1].into_iter().flat_map(|side| beside(sides[side], &touched)).collect();
    touched.extend(beside);
    [0, 1].map(|side| ClaimSelection::new(sides[side].ledger, ids(side).map(|(_, id)| touched.contains(id)).collect()))
}

/// Returns all alternatives of which one is among these claims.
fn beside<'l>(comparer: &Comparer<'l, '_>, ids: &FxHashSet<&str>) -> Vec<&'l str> {
    let ledger = comparer.ledger;
    let groups =
        comparer.alternatives.all().filter(|group| group.iter().any(|id| ids.contains(ledger.claim_text(*id))));
    groups.flatten().map(|id| ledger.claim_text(*id)).collect()
}
