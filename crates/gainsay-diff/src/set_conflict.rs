//! Conflicts of three or more claims, as values.

use std::cmp::Ordering;
use std::sync::Arc;

use gainsay_model::date::{Day, Days};
use gainsay_model::quantity::Decimal;

use crate::claim_forest::ClaimPath;
use crate::ids::{ClaimId, EntityId};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;
use crate::vocabulary::PredicateId;

/// A set of three or more claims, or of two, that conflict together.
#[derive(Clone, Debug)]
pub struct SetConflict {
    /// The way in which the claims conflict.
    pub mechanism: Mechanism,
    /// The rule of the set, by its speakers.
    pub rule: PairRule,
    /// Whether the conflict is certain, and not only possible.
    pub certain: bool,
    /// The claims.
    pub claims: SetClaims,
    /// The claim that was said by the earliest day, and the one that was said from the latest day on.
    pub moved: [ClaimId; 2],
    /// The claim that leaves room for doubt, if there is one.
    pub hedged: Option<ClaimId>,
    /// For a mixed message, a principal in whose name all claims are made: the first by name.
    pub principal: Option<Principal>,
    /// The proof that the claims conflict.
    pub proof: Proof,
}

/// A principal in whose name all claims of a set are made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Principal {
    /// The principal.
    pub entity: EntityId,
    /// Whether all claims are surely made in that name.
    pub sure: bool,
}

/// The claims of a set.
#[derive(Clone, Debug)]
pub enum SetClaims {
    /// A list.
    Listed {
        /// The claims, in the order of the proof.
        in_order: Vec<ClaimId>,
        /// The claims, in the order of their ids.
        sorted: Vec<ClaimId>,
    },
    /// Claims that follow each other, and one that denies what they lead to.
    Denied {
        /// The claims that follow each other.
        path: ClaimPath,
        /// The claim that denies.
        denial: ClaimId,
    },
}

impl SetClaims {
    /// Returns a list of claims, in the order of the proof.
    pub fn listed(in_order: Vec<ClaimId>) -> SetClaims {
        // The numbers of claims follow the byte order of their ids.
        let mut sorted = in_order.clone();
        sorted.sort_unstable();
        SetClaims::Listed { in_order, sorted }
    }

    /// Returns the number of claims.
    pub fn len(&self) -> usize {
        match self {
            SetClaims::Listed { in_order, .. } => in_order.len(),
            SetClaims::Denied { path, .. } => path.length() + 1,
        }
    }

    /// Returns true if there is no claim.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the first claims in the order of the proof, at most `count` of them, without a look at the others.
    pub fn first_few(&self, count: usize) -> Vec<ClaimId> {
        match self {
            SetClaims::Listed { in_order, .. } => in_order.iter().take(count).copied().collect(),
            SetClaims::Denied { path, denial, .. } => {
                let mut claims = path.first(count);
                claims.extend((claims.len() < count).then_some(*denial));
                claims
            }
        }
    }

    /// Returns the claims in the order of the proof.
    pub fn in_order(&self) -> Vec<ClaimId> {
        self.first_few(usize::MAX)
    }

    /// Returns the first claim of the proof.
    pub fn first(&self) -> Option<ClaimId> {
        self.first_few(1).first().copied()
    }

    /// Returns the last claim of the proof.
    pub fn last(&self) -> Option<ClaimId> {
        match self {
            SetClaims::Listed { in_order, .. } => in_order.last().copied(),
            SetClaims::Denied { denial, .. } => Some(*denial),
        }
    }

    /// Iterates over the claims in the order of their ids.
    pub fn sorted(&self) -> Box<dyn Iterator<Item = ClaimId> + '_> {
        match self {
            SetClaims::Listed { sorted, .. } => Box::new(sorted.iter().copied()),
            SetClaims::Denied { .. } => {
                let mut claims = self.in_order();
                claims.sort_unstable();
                Box::new(claims.into_iter())
            }
        }
    }

    /// Compares the claims with two others, in the order of their ids, without a look at all of them.
    pub fn order_to_pair(&self, pair: [ClaimId; 2]) -> Ordering {
        match self {
            SetClaims::Listed { sorted, .. } => sorted.iter().copied().cmp(pair),
            SetClaims::Denied { path, denial } => path.numbers(*denial).iter().map(ClaimId).cmp(pair),
        }
    }

    /// Returns the first claim by id.
    pub fn least(&self) -> Option<ClaimId> {
        match self {
            SetClaims::Listed { sorted, .. } => sorted.first().copied(),
            SetClaims::Denied { path, denial } => path.numbers(*denial).least().map(ClaimId),
        }
    }

    /// Returns true if a claim is among them.
    pub fn has(&self, claim: ClaimId) -> bool {
        match self {
            SetClaims::Listed { sorted, .. } => sorted.binary_search(&claim).is_ok(),
            SetClaims::Denied { path, denial } => path.numbers(*denial).has(claim.0),
        }
    }

    /// Compares the claims of two sets of one search, in the order of their ids.
    pub fn order(&self, other: &SetClaims) -> Ordering {
        match (self, other) {
            (SetClaims::Listed { sorted: a, .. }, SetClaims::Listed { sorted: b, .. }) => a.cmp(b),
            (SetClaims::Denied { path: a, denial: of_a }, SetClaims::Denied { path: b, denial: of_b })
                if Arc::ptr_eq(&a.forest, &b.forest) =>
            {
                a.numbers(*of_a).order(&b.numbers(*of_b))
            }
            _ => self.sorted().cmp(other.sorted()),
        }
    }
}

/// The proof that claims conflict together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Proof {
    /// Statements of one predicate lead round in a cycle.
    Cycle {
        /// The predicate.
        predicate: PredicateId,
        /// The entity where the statement of each claim begins.
        entities: Vec<EntityId>,
        /// The first entity by name of the strongly connected component.
        component: EntityId,
    },
    /// Statements of one predicate lead from one entity to another, and the last claim denies that.
    Chain {
        /// The predicate.
        predicate: PredicateId,
        /// The entity where the chain begins.
        start: EntityId,
        /// The entity where the chain ends.
        end: EntityId,
        /// The days on which all statements of the chain may hold; none if there are none, or if time plays no part.
        days: Option<Days>,
    },
    /// Denials deny together, day by day, the statement that the first claim affirms.
    Cover {
        /// The days that the affirmation may mean.
        outer: Days,
        /// The days that each denial surely denies.
        denied: Vec<Days>,
    },
    /// Values add up to more than a total.
    Total {
        /// The predicate.
        predicate: PredicateId,
        /// The day on which all of the values hold; none if time plays no part.
        day: Option<Day>,
        /// The subject of each value.
        subjects: Vec<EntityId>,
        /// The sum of the lower bounds.
        sum: Decimal,
    },
}
