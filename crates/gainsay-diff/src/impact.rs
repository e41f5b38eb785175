//! The impact of edits: the one place that says which claims have to be looked at to know the effect of an edit, for
//! reviews, history and the incremental check.
//!
//! A conflict depends on the statements of its claims, on whether they take part, on their speakers, entities and
//! sources, and on the vocabulary. So an edit touches the claims that it changes, those that name a changed record or
//! one that rests on it, and those that come to take part or no longer do ([`Edits`]). A claim that shares a topic with
//! one of these (`topics`) may be in conflict with it: that is the [`Impact`]. All conflicts that are not wholly among
//! those claims stay as they are; a law in `tests/tests/impact.rs` holds that for every kind of record.
//!
//! An [`Index`] finds this without going through everything. It is made of parsed records, those of a workspace or of
//! some versions of files, and follows their edits.

mod difference;
mod index;
mod snapshot_pair;
mod topics;

use std::hash::Hash;
use std::ops::Range;

use gainsay_model::read::{FileVersions, Selection, Version};
use gainsay_model::record::{Entity, Predicate, Ruling, Source};
use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

pub use difference::{Difference, difference};
pub use index::Index;
pub use snapshot_pair::{SnapshotPair, changes_something};
pub use topics::{Topic, Topics};

/// The edited records: the versions of each before and after the edit, all of them known to the index.
#[derive(Clone, Default, Debug)]
pub struct Edits {
    /// The edited claims, by index.
    pub claims: Vec<u32>,
    /// The edited entities and sources, by id.
    pub names: FxHashSet<Symbol>,
    /// The edited predicates, by id.
    pub predicates: FxHashSet<Symbol>,
    /// The edited rulings, by index.
    pub rulings: Vec<u32>,
    /// The claims, by index, that are not edited, but are to be selected.
    pub kept: Vec<u32>,
    /// The entities and sources, by id, that are not edited, but are to be selected.
    pub kept_names: FxHashSet<Symbol>,
}

/// The part of a workspace that an edit can touch.
#[derive(Clone, Default, Debug)]
pub struct Impact {
    /// The claims, by index, among which conflicts may come, go or change, sorted. A conflict with a claim that is none
    /// of these stays as it is.
    pub claims: Vec<u32>,
    /// These claims with every record on which their comparison depends.
    pub chosen: Selection,
}

/// The records among which impact is looked for, by their indices.
#[derive(Clone, Default, Debug)]
pub struct Among {
    claims: Vec<Range<u32>>,
    entities: Vec<Range<u32>>,
    predicates: Vec<Range<u32>>,
    sources: Vec<Range<u32>>,
    rulings: Vec<Range<u32>>,
}

impl Among {
    /// Returns all records of a workspace.
    pub fn all(workspace: &Workspace) -> Among {
        let records = &workspace.records;
        let counts = [
            records.claims.len(),
            records.entities.len(),
            records.predicates.len(),
            records.sources.len(),
            records.rulings.len(),
        ];
        let [claims, entities, predicates, sources, rulings] =
            counts.map(|count| std::iter::once(0..count as u32).collect());
        Among { claims, entities, predicates, sources, rulings }
    }

    /// Returns the records of some versions of files.
    pub fn of(versions: &FileVersions, some: impl IntoIterator<Item = Version>) -> Among {
        fn add(ranges: &mut Vec<Range<u32>>, range: &Range<u32>) {
            match ranges.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ if range.is_empty() => {}
                _ => ranges.push(range.clone()),
            }
        }
        let mut among = Among::default();
        for version in some {
            let content = versions.content(version);
            add(&mut among.claims, &content.claims);
            add(&mut among.entities, &content.entities);
            add(&mut among.predicates, &content.predicates);
            add(&mut among.sources, &content.sources);
            add(&mut among.rulings, &content.rulings);
        }
        among
    }

    fn entities<'a>(&'a self, all: &'a Workspace) -> impl Iterator<Item = &'a Entity> {
        of_ranges(&all.records.entities, &self.entities)
    }

    fn predicates<'a>(&'a self, all: &'a Workspace) -> impl Iterator<Item = &'a Predicate> {
        of_ranges(&all.records.predicates, &self.predicates)
    }

    fn sources<'a>(&'a self, all: &'a Workspace) -> impl Iterator<Item = &'a Source> {
        of_ranges(&all.records.sources, &self.sources)
    }

    fn rulings<'a>(&'a self, all: &'a Workspace) -> impl Iterator<Item = (u32, &'a Ruling)> {
        self.rulings.iter().cloned().flatten().map(|i| (i, &all.records.rulings[i as usize]))
    }
}

fn of_ranges<'r, R>(records: &'r [R], ranges: &'r [Range<u32>]) -> impl Iterator<Item = &'r R> {
    ranges.iter().flat_map(|range| &records[range.start as usize..range.end as usize])
}

/// Returns every symbol in selected claims, entities and sources.
pub fn names_of(all: &Workspace, chosen: &Selection) -> FxHashSet<Symbol> {
    let records = &all.records;
    let mut names: FxHashSet<Symbol> =
        chosen.claims.iter().flat_map(|i| records.claims[*i as usize].symbols()).collect();
    for entity in chosen.entities.iter().map(|i| &records.entities[*i as usize]) {
        let whom = entity.speaks_for.iter().map(|office| office.whom);
        names.extend(entity.id.into_iter().chain(entity.part_of.iter().chain(&entity.same_as).copied()).chain(whom));
    }
    for source in chosen.sources.iter().map(|i| &records.sources[*i as usize]) {
        names.extend(source.id.iter().chain(&source.derived_from));
    }
    names
}

/// Returns everything that can be reached from some along edges, themselves included.
pub(crate) fn spread<W: Copy + Eq + Hash>(from: FxHashSet<W>, edges: &FxHashMap<W, Vec<W>>) -> FxHashSet<W> {
    let mut waiting: Vec<W> = from.iter().copied().collect();
    let mut reached = from;
    while let Some(next) = waiting.pop() {
        waiting.extend(edges.get(&next).into_iter().flatten().filter(|next| reached.insert(**next)));
    }
    reached
}

/// Returns, for each entity and source of a state, the ones that rest on it.
pub(crate) fn resting(state: &Workspace) -> FxHashMap<Symbol, Vec<Symbol>> {
    resting_among(state, &Among::all(state))
}

/// Returns, for each entity and source, the ones that name it: its parts, those that speak for it or are the same, and
/// the sources that draw on it.
fn resting_among(all: &Workspace, among: &Among) -> FxHashMap<Symbol, Vec<Symbol>> {
    let mut resting: FxHashMap<Symbol, Vec<Symbol>> = FxHashMap::default();
    for (id, entity) in among.entities(all).filter_map(|entity| Some((entity.id?, entity))) {
        let whom = entity.speaks_for.iter().map(|office| office.whom);
        for other in entity.part_of.iter().chain(&entity.same_as).copied().chain(whom) {
            resting.entry(other).or_default().push(id);
        }
        resting.entry(id).or_default().extend(&entity.same_as);
    }
    for (id, source) in among.sources(all).filter_map(|source| Some((source.id?, source))) {
        source.derived_from.iter().for_each(|origin| resting.entry(*origin).or_default().push(id));
    }
    resting
}

/// Returns true if one of these claims names an entity or a source, or one that rests on it, in either state.
pub fn bears_on(id: &str, claims: &[&str], states: [&Workspace; 2]) -> bool {
    states.into_iter().any(|state| {
        let Some(name) = state.names.find(id) else { return false };
        let resting = spread(FxHashSet::from_iter([name]), &resting(state));
        let named =
            state.records.claims.iter().filter(|claim| claim.id.is_some_and(|id| claims.contains(&state.text(id))));
        named.into_iter().any(|claim| claim.symbols().any(|name| resting.contains(&name)))
    })
}
