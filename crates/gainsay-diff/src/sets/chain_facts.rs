//! Facts about all claims of a path, kept for each path of which others are made, so that what paths share is gone through
//! once.

use std::rc::Rc;

use gainsay_model::date::Days;
use rustc_hash::FxHashMap;

use super::graph::{carries_strictly, outer_days};
use super::together::Together;
use crate::claim_paths::{ClaimPath, ClaimPaths};
use crate::clash::Comparer;
use crate::ids::PathId;
use crate::ledger::ClaimId;
use crate::number_set::{NumberSet, NumberSets};
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::Arguments;

/// Facts about paths, as far as they were asked for.
pub struct ChainFacts<'f, 'l, 'w> {
    comparer: &'f Comparer<'l, 'w>,
    paths: &'f Rc<ClaimPaths>,
    sets: NumberSets,
    /// The summary of the claims of a path, and their numbers.
    together: FxHashMap<PathId, Rc<(Together, NumberSet)>>,
    strict: FxHashMap<PathId, Rc<[Direction]>>,
    days: FxHashMap<PredicateId, FxHashMap<PathId, Option<Days>>>,
}

/// A predicate by which statements lead from the beginning of a path to its end, or the other way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Direction {
    /// The predicate.
    pub predicate: PredicateId,
    /// Whether the statements lead from the beginning to the end.
    pub forwards: bool,
}

impl Direction {
    /// Returns the statement from one entity to another in this direction, by its arguments.
    pub fn pair(self, pair: Arguments) -> Option<Arguments> {
        if self.forwards { Some(pair) } else { pair.mirror() }
    }
}

impl<'f, 'l, 'w> ChainFacts<'f, 'l, 'w> {
    /// Returns the facts about some paths.
    pub fn new(comparer: &'f Comparer<'l, 'w>, paths: &'f Rc<ClaimPaths>, sets: &NumberSets) -> ChainFacts<'f, 'l, 'w> {
        ChainFacts {
            comparer,
            paths,
            sets: sets.clone(),
            together: FxHashMap::default(),
            strict: FxHashMap::default(),
            days: FxHashMap::default(),
        }
    }

    /// Returns a path with those with which it shares a part.
    pub fn path(&self, id: PathId) -> ClaimPath {
        ClaimPath { paths: Rc::clone(self.paths), id }
    }

    /// Returns the summary of the claims of a path, and their numbers; none of a path without a claim.
    pub fn together(&mut self, path: PathId) -> Option<Rc<(Together, NumberSet)>> {
        let ChainFacts { comparer, paths, sets, together, .. } = self;
        along(paths, together, path, |before, claim, _| {
            Rc::new(match before {
                Some(before) => (before.0.clone().with(comparer, claim), before.1.with(claim.0)),
                None => (Together::new(comparer, claim), NumberSet::of(sets, [claim.0])),
            })
        })
    }

    /// Returns the directions in which all claims of a path lead on without a presumption, by any transitive predicate.
    pub fn strict(&mut self, path: PathId) -> Rc<[Direction]> {
        let ledger = self.comparer.ledger;
        let strict = along(self.paths, &mut self.strict, path, |before: Option<&Rc<[Direction]>>, claim, link| {
            let leads = |direction: &Direction| {
                let pair = direction.pair(link);
                pair.is_some_and(|pair| carries_strictly(ledger, direction.predicate, claim, pair))
            };
            match before {
                Some(before) if before.iter().all(leads) => Rc::clone(before),
                Some(before) => before.iter().copied().filter(leads).collect(),
                None => directions(self.comparer).filter(leads).collect(),
            }
        });
        strict.unwrap_or_default()
    }

    /// Returns the days on which the statements of the predicate that a path's claims carry may all hold.
    pub fn days(&mut self, predicate: PredicateId, path: PathId) -> Option<Days> {
        let ledger = self.comparer.ledger;
        let known = self.days.entry(predicate).or_default();
        let days = along(self.paths, known, path, |before: Option<&Option<Days>>, claim, link| {
            let before = before.copied().unwrap_or(Some(Days::ALWAYS));
            before.and_then(|days| days.intersection(outer_days(ledger, predicate, claim, link)))
        });
        days.unwrap_or(Some(Days::ALWAYS))
    }
}

/// Returns every direction in which a transitive predicate may lead.
pub fn directions<'c>(comparer: &'c Comparer) -> impl Iterator<Item = Direction> + 'c {
    let vocabulary = &comparer.ledger.vocabulary;
    let transitive = vocabulary.ids().filter(|predicate| vocabulary.word(*predicate).transitive);
    transitive.flat_map(|predicate| [true, false].map(|forwards| Direction { predicate, forwards }))
}

/// Works out a fact about a path from that about the path that is a claim shorter, as far as none is known. `next` gets
/// that fact, the claim, and the entities that it links.
fn along<T: Clone>(
    paths: &ClaimPaths,
    known: &mut FxHashMap<PathId, T>,
    path: PathId,
    mut next: impl FnMut(Option<&T>, ClaimId, Arguments) -> T,
) -> Option<T> {
    let (mut open, mut at) = (Vec::new(), path);
    let mut fact = loop {
        if let Some(fact) = known.get(&at) {
            break Some(fact.clone());
        }
        let Some((rest, claim)) = paths.rest(at) else { break None };
        open.push((at, claim));
        at = rest;
    };
    for (path, claim) in open.into_iter().rev() {
        let (from, to) = paths.link(path);
        let link = Arguments { subject: from, object: Some(to) };
        let of_path = next(fact.as_ref(), claim, link);
        known.insert(path, of_path.clone());
        fact = Some(of_path);
    }
    fact
}
