//! Conflicts of three and more claims, as values.

use gainsay_model::date::{Day, Days};
use gainsay_model::quantity::Decimal;

use crate::ids::{ClaimId, EntityId};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;
use crate::vocabulary::PredicateId;

/// Three or more claims, or two, that conflict together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetConflict {
    /// How they conflict.
    pub mechanism: Mechanism,
    /// Who conflicts with whom.
    pub rule: PairRule,
    /// Certain, or only possible.
    pub certain: bool,
    /// The claims, in the order of the proof.
    pub claims: Vec<ClaimId>,
    /// The claims, in the order of their ids.
    pub sorted: Vec<ClaimId>,
    /// What makes them conflict.
    pub proof: Proof,
}

/// What makes claims conflict together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Proof {
    /// Statements of one predicate that lead round in a cycle.
    Cycle {
        /// The predicate.
        predicate: PredicateId,
        /// The entity where the statement of each claim begins.
        entities: Vec<EntityId>,
        /// The first entity by name of the strongly connected component.
        component: EntityId,
    },
    /// Statements of one predicate that lead from one entity to another, and a denial of that; it is the last claim.
    Chain {
        /// The predicate.
        predicate: PredicateId,
        /// The entities on the way, both ends included.
        entities: Vec<EntityId>,
    },
    /// Denials that deny together, day by day, what the first claim affirms.
    Cover {
        /// The days that the affirmation may mean.
        outer: Days,
        /// The days that each denial surely denies.
        denied: Vec<Days>,
    },
    /// Values that add up to more than a total.
    Total {
        /// The predicate.
        predicate: PredicateId,
        /// The day on which all of them hold; none if time plays no part.
        day: Option<Day>,
        /// The subject of each value.
        subjects: Vec<EntityId>,
        /// The lower bounds, added up.
        sum: Decimal,
    },
}
