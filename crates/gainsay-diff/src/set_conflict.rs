//! Conflicts of three or more claims, as values.

use gainsay_model::date::{Day, Days};
use gainsay_model::quantity::Decimal;

use crate::ids::{ClaimId, EntityId};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;
use crate::vocabulary::PredicateId;

/// A set of three or more claims, or of two, that conflict together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetConflict {
    /// The way in which the claims conflict.
    pub mechanism: Mechanism,
    /// The rule of the set, by its speakers.
    pub rule: PairRule,
    /// Whether the conflict is certain, and not only possible.
    pub certain: bool,
    /// The claims, in the order of the proof.
    pub claims: Vec<ClaimId>,
    /// The claims, in the order of their ids.
    pub sorted: Vec<ClaimId>,
    /// The proof that the claims conflict.
    pub proof: Proof,
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
        /// The entities on the way, both ends included.
        entities: Vec<EntityId>,
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
