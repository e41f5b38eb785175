//! Compares the records of two sets of versions of files, as far as conflicts depend on them.

use std::hash::Hash;
use std::ops::Range;

use gainsay_model::Symbol;
use gainsay_model::read::{FileVersions, VersionContent};
use gainsay_model::record::{Entity, Place};
use rustc_hash::{FxHashMap, FxHashSet};

use super::Edits;

/// The differences between two sets of versions.
#[derive(Clone, Default, Debug)]
pub struct Difference {
    /// The records that only one of them has, or that have other content.
    pub edits: Edits,
    /// Whether the entities that claims are about may have changed: the vocabulary differs, or which entities are the
    /// same, or a part of another.
    pub is_of_structure: bool,
}

/// Returns the differences between two sets of versions of files. A claim may move from one file to another.
pub fn difference<'v>(
    versions: &'v FileVersions,
    sides: [impl Iterator<Item = &'v VersionContent> + Clone; 2],
) -> Difference {
    let (all, mut found) = (versions.all(), Difference::default());
    let records = &all.records;
    let path = |place: Place| all.files[place.file as usize].path.as_str();
    let of = |range: &dyn Fn(&VersionContent) -> Range<u32>| {
        [0, 1].map(|side| sides[side].clone().flat_map(range).collect::<Vec<u32>>())
    };

    let claims = of(&|content| content.claims.clone());
    found.edits.claims =
        differing(claims, |i| records.claims[i].id, |a, b| records.claims[a].says_the_same(&records.claims[b]))
            .concat();

    // Of other records that share an id, the first by its path counts.
    let entities = of(&|content| content.entities.clone());
    let entities = differing(
        entities,
        |i| records.entities[i].id,
        |a, b| {
            let (a, b) = (&records.entities[a], &records.entities[b]);
            path(a.place) == path(b.place) && a.says_the_same(b)
        },
    );
    found.is_of_structure |= ties(&records.entities, &entities[0]) != ties(&records.entities, &entities[1]);
    found.edits.names.extend(entities.iter().flatten().filter_map(|i| records.entities[*i as usize].id));

    let sources = of(&|content| content.sources.clone());
    let sources = differing(
        sources,
        |i| records.sources[i].id,
        |a, b| {
            let (a, b) = (&records.sources[a], &records.sources[b]);
            path(a.place) == path(b.place) && a.says_the_same(b)
        },
    );
    found.edits.names.extend(sources.iter().flatten().filter_map(|i| records.sources[*i as usize].id));

    let predicates = of(&|content| content.predicates.clone());
    let predicates = differing(
        predicates,
        |i| records.predicates[i].id,
        |a, b| {
            let (a, b) = (&records.predicates[a], &records.predicates[b]);
            path(a.place) == path(b.place) && a.says_the_same(b)
        },
    );
    found.is_of_structure |= predicates.iter().any(|predicates| !predicates.is_empty());
    found.edits.predicates.extend(predicates.iter().flatten().filter_map(|i| records.predicates[*i as usize].id));

    found.edits.rulings = of(&|content| content.rulings.clone()).concat();
    let vocabularies =
        |side: usize| sides[side].clone().filter_map(|content| content.manifest.as_ref()).flat_map(|m| &m.vocabularies);
    found.is_of_structure |= !vocabularies(0).eq(vocabularies(1));
    found
}

/// Returns the records of each side without those that the other has as well. A record without an id is on one side
/// only.
fn differing<K: Eq + Hash>(
    sides: [Vec<u32>; 2],
    id: impl Fn(usize) -> Option<K>,
    same: impl Fn(usize, usize) -> bool,
) -> [Vec<u32>; 2] {
    let [old, new] = sides;
    let mut waiting: FxHashMap<K, Vec<u32>> = FxHashMap::default();
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for i in old {
        match id(i as usize) {
            Some(id) => waiting.entry(id).or_default().push(i),
            None => gone.push(i),
        }
    }
    for i in new {
        let waiting = id(i as usize).and_then(|id| waiting.get_mut(&id));
        let found = waiting
            .and_then(|waiting| Some((waiting.iter().position(|old| same(*old as usize, i as usize))?, waiting)));
        match found {
            Some((at, waiting)) => drop(waiting.swap_remove(at)),
            None => come.push(i),
        }
    }
    gone.extend(waiting.into_values().flatten());
    [gone, come]
}

/// Returns the entities that are the same as others, or a part of them, with these.
fn ties(all: &[Entity], some: &[u32]) -> FxHashSet<(Symbol, Symbol, bool)> {
    let entities = some.iter().filter_map(|i| all.get(*i as usize)).filter_map(|entity| Some((entity.id?, entity)));
    let of = |(id, entity): (Symbol, &Entity)| {
        let parts = entity.part_of.iter().map(move |whole| (id, *whole, true));
        parts.chain(entity.same_as.iter().map(move |same| (id, *same, false))).collect::<Vec<_>>()
    };
    entities.flat_map(of).collect()
}
