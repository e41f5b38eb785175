//! The claims of a position by their ids, in order. Where very many conflicts begin or end with the same claims, these
//! are kept once for all of them.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::claim_forest::{ClaimPath, ToldClaims};
use crate::number_set::{FrozenSet, FrozenSets};

/// The number of claims of a position that are shown; the others are counted.
pub const SHOWN: usize = 5;

/// The claims of a position, each with the index of what it holds.
#[derive(Clone)]
pub enum HeldClaims {
    /// A list.
    Listed(Vec<(Arc<str>, usize)>),
    /// Claims that follow each other, and all hold the first thing. Only the first ones are ever shown.
    Path(HeldPath),
    /// Some of the claims that several positions share, which all hold the first thing.
    Subset(HeldSubset),
}

/// Some of the claims of a pool.
#[derive(Clone)]
pub struct HeldSubset {
    pool: Arc<ClaimPool>,
    set: FrozenSet,
}

/// Claims in the order in which they stand in positions, and sets of them.
#[derive(Debug)]
pub struct ClaimPool {
    ids: Vec<Arc<str>>,
    ranks: FxHashMap<Arc<str>, u32>,
    /// The speaker of each claim, by number.
    speakers: Vec<u32>,
    names: Vec<String>,
    sets: FrozenSets,
}

impl ClaimPool {
    /// Makes a pool of claims, given the id and the speaker of each.
    pub fn new<'t>(claims: impl Iterator<Item = (Arc<str>, &'t str)>, sets: FrozenSets) -> ClaimPool {
        let mut pool =
            ClaimPool { ids: Vec::new(), ranks: FxHashMap::default(), speakers: Vec::new(), names: Vec::new(), sets };
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        for (id, speaker) in claims {
            pool.ranks.insert(Arc::clone(&id), pool.ids.len() as u32);
            pool.ids.push(id);
            let speaker = *numbers.entry(speaker).or_insert_with(|| {
                pool.names.push(speaker.to_owned());
                pool.names.len() as u32 - 1
            });
            pool.speakers.push(speaker);
        }
        pool
    }

    /// Returns true if the pool has a set.
    pub fn has(&self, set: FrozenSet) -> bool {
        self.sets.has(set)
    }
}

impl HeldSubset {
    /// Returns a set of the claims of a pool, which has it.
    pub fn new(pool: Arc<ClaimPool>, set: FrozenSet) -> HeldSubset {
        HeldSubset { pool, set }
    }

    fn ranks(&self) -> impl Iterator<Item = u32> {
        self.pool.sets.iter(self.set)
    }

    /// Returns the rank of a claim, if it is one of these.
    fn rank(&self, claim: &str) -> Option<u32> {
        self.pool.ranks.get(claim).copied().filter(|rank| self.pool.sets.holds(self.set, *rank))
    }

    /// Returns the speakers, each once, in no order.
    fn speakers(&self) -> impl Iterator<Item = &str> {
        let mut is_new = vec![true; self.pool.names.len()];
        let mut left = is_new.len();
        let mut speakers = Vec::new();
        for rank in self.ranks() {
            let speaker = self.pool.speakers[rank as usize] as usize;
            if std::mem::take(&mut is_new[speaker]) {
                speakers.push(self.pool.names[speaker].as_str());
                left -= 1;
            }
            if left == 0 {
                break;
            }
        }
        speakers.into_iter()
    }

    fn is(&self, other: &HeldSubset) -> bool {
        Arc::ptr_eq(&self.pool, &other.pool) && self.set == other.set
    }
}

/// A route of claims in a forest.
#[derive(Clone)]
pub struct HeldPath {
    path: ClaimPath,
    told: Arc<ToldClaims>,
}

impl HeldPath {
    /// Returns a path with the ids of its claims.
    pub fn new(path: ClaimPath, told: Arc<ToldClaims>) -> HeldPath {
        HeldPath { path, told }
    }

    /// Returns the first claims of the path, at most `count` of them.
    fn first(&self, count: usize) -> Vec<&str> {
        self.path.first(count).into_iter().filter_map(|claim| self.told.id(claim)).collect()
    }

    /// Returns the speakers, each once, in no order.
    fn speakers(&self) -> impl Iterator<Item = &str> {
        self.told.speakers(&self.path)
    }
}

impl HeldClaims {
    /// Returns the number of claims.
    pub fn len(&self) -> usize {
        match self {
            HeldClaims::Listed(claims) => claims.len(),
            HeldClaims::Path(path) => path.path.length(),
            HeldClaims::Subset(HeldSubset { pool, set }) => pool.sets.len(*set),
        }
    }

    /// Returns true if there is no claim.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Iterates over the ids, each with the index of what the claim holds.
    pub fn iter(&self) -> Box<dyn Iterator<Item = (&str, usize)> + '_> {
        self.first(usize::MAX)
    }

    /// Iterates over the first claims, at most `count` of them, without a look at the others.
    pub fn first(&self, count: usize) -> Box<dyn Iterator<Item = (&str, usize)> + '_> {
        match self {
            HeldClaims::Listed(claims) => Box::new(claims.iter().take(count).map(|(id, held)| (&**id, *held))),
            HeldClaims::Path(path) => Box::new(path.first(count).into_iter().map(|id| (id, 0))),
            HeldClaims::Subset(subset) => {
                Box::new(subset.ranks().take(count).map(|rank| (&*subset.pool.ids[rank as usize], 0)))
            }
        }
    }

    /// Returns those of some claims that are among the ones of the position that may be shown, in the order of the
    /// position.
    pub fn shown<'s>(&self, some: impl Iterator<Item = &'s str>) -> Vec<&'s str> {
        let mut some: Vec<&str> = some.collect();
        if let HeldClaims::Subset(subset) = self {
            some.retain(|id| subset.rank(id).is_some());
            some.sort_by_key(|id| subset.rank(id));
            return some;
        }
        let most = if let HeldClaims::Path(_) = self { SHOWN } else { usize::MAX };
        self.first(most).filter_map(|(id, _)| some.iter().find(|one| **one == id)).copied().collect()
    }

    /// Returns true if a claim is one of these.
    pub fn has(&self, claim: &str) -> bool {
        match self {
            HeldClaims::Subset(subset) => subset.rank(claim).is_some(),
            HeldClaims::Listed(_) | HeldClaims::Path(_) => self.iter().any(|(id, _)| id == claim),
        }
    }

    /// Returns the ids of the speakers, each once and in no order, if they are known without a look at each claim.
    pub fn speakers(&self) -> Option<Box<dyn Iterator<Item = &str> + '_>> {
        match self {
            HeldClaims::Listed(_) => None,
            HeldClaims::Path(path) => Some(Box::new(path.speakers())),
            HeldClaims::Subset(subset) => Some(Box::new(subset.speakers())),
        }
    }

    /// Returns true if both are kept as one, which is seen at once.
    fn are_one(&self, other: &HeldClaims) -> bool {
        match (self, other) {
            (HeldClaims::Path(one), HeldClaims::Path(other)) => one.path.is(&other.path),
            (HeldClaims::Subset(one), HeldClaims::Subset(other)) => one.is(other),
            _ => false,
        }
    }
}

impl PartialEq for HeldClaims {
    fn eq(&self, other: &HeldClaims) -> bool {
        self.are_one(other) || (self.len() == other.len() && self.iter().eq(other.iter()))
    }
}

impl Eq for HeldClaims {}

impl fmt::Debug for HeldClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Compares lists of claims as one list of ids each; what both begin with is passed over where that is seen at once.
pub fn order<'h>(
    mut one: impl Iterator<Item = &'h HeldClaims>,
    mut other: impl Iterator<Item = &'h HeldClaims>,
) -> Ordering {
    fn ids<'h>(
        first: Option<&'h HeldClaims>,
        rest: impl Iterator<Item = &'h HeldClaims>,
    ) -> impl Iterator<Item = &'h str> {
        first.into_iter().chain(rest).flat_map(HeldClaims::iter).map(|(id, _)| id)
    }
    loop {
        match (one.next(), other.next()) {
            (Some(a), Some(b)) if a.are_one(b) => {}
            (None, None) => return Ordering::Equal,
            (a, b) => return ids(a, one).cmp(ids(b, other)),
        }
    }
}
