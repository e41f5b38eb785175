//! The claims of a position by their numbers. Where very many conflicts have nearly the same claims, these are sets that
//! share what they have in common.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::findings::Position;
use crate::held_claims::{ClaimPool, HeldSubset};
use crate::ids::ClaimId;
use crate::number_set::NumberSet;

/// Claims in the order in which they stand in positions, oldest first.
#[derive(Default)]
pub struct RankedClaims {
    claims: Vec<ClaimId>,
    ranks: FxHashMap<ClaimId, u32>,
    /// All claims by their ids, once they are asked for.
    pool: RefCell<Option<Arc<ClaimPool>>>,
}

impl RankedClaims {
    /// Returns the claims, which are given in that order.
    pub fn new(claims: Vec<ClaimId>) -> RankedClaims {
        let ranks = claims.iter().enumerate().map(|(rank, claim)| (*claim, rank as u32)).collect();
        RankedClaims { claims, ranks, pool: RefCell::default() }
    }

    /// Returns all claims.
    pub fn claims(&self) -> &[ClaimId] {
        &self.claims
    }

    /// Returns the claim of a rank.
    pub fn claim(&self, rank: u32) -> ClaimId {
        self.claims[rank as usize]
    }

    /// Returns the rank of a claim, if it is one of them.
    pub fn rank(&self, claim: ClaimId) -> Option<u32> {
        self.ranks.get(&claim).copied()
    }
}

/// A position with its claims by their numbers.
pub type GatheredPosition = Position<PositionClaims>;

/// The claims of a position.
#[derive(Clone)]
pub enum PositionClaims {
    /// Claims, each with the index of what it holds.
    Listed(Vec<(ClaimId, usize)>),
    /// Claims that all hold the first thing.
    Shared(SharedClaims),
}

/// Some of the claims that several positions share.
#[derive(Clone)]
pub struct SharedClaims {
    /// All claims.
    pub of: Rc<RankedClaims>,
    /// The ranks of these.
    pub ranks: NumberSet,
}

impl SharedClaims {
    /// Returns these claims by their ids; `told` gives the id and the speaker of a claim.
    pub fn by_ids<'t>(&self, told: impl Fn(ClaimId) -> (Arc<str>, &'t str)) -> HeldSubset {
        let mut pool = self.of.pool.borrow_mut();
        let set = self.ranks.frozen();
        // Sets that came later than the pool need a new one.
        let known = pool.as_ref().filter(|pool| pool.has(set)).map(Arc::clone);
        let known = known.unwrap_or_else(|| {
            let claims = self.of.claims.iter().map(|claim| told(*claim));
            Arc::clone(pool.insert(Arc::new(ClaimPool::new(claims, self.ranks.freeze()))))
        });
        HeldSubset::new(known, set)
    }
}

impl PositionClaims {
    /// Returns the number of claims.
    pub fn len(&self) -> usize {
        match self {
            PositionClaims::Listed(claims) => claims.len(),
            PositionClaims::Shared(shared) => shared.ranks.len(),
        }
    }

    /// Returns true if there is no claim.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Iterates over the claims, oldest first, each with the index of what it holds.
    pub fn iter(&self) -> Box<dyn Iterator<Item = (ClaimId, usize)> + '_> {
        match self {
            PositionClaims::Listed(claims) => Box::new(claims.iter().copied()),
            PositionClaims::Shared(SharedClaims { of, ranks }) => {
                Box::new(ranks.iter().map(|rank| (of.claim(rank), 0)))
            }
        }
    }

    /// Returns a number that is lower for what comes before, and the index of what a claim holds, if the claim is one of
    /// these.
    pub fn find(&self, claim: ClaimId) -> Option<(usize, usize)> {
        match self {
            PositionClaims::Listed(claims) => {
                let mut numbered = claims.iter().enumerate();
                numbered.find(|(_, (id, _))| *id == claim).map(|(place, (_, held))| (place, *held))
            }
            PositionClaims::Shared(SharedClaims { of, ranks }) => {
                of.rank(claim).filter(|rank| ranks.has(*rank)).map(|rank| (rank as usize, 0))
            }
        }
    }
}

impl fmt::Debug for PositionClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
