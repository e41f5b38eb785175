//! Everything that concerns a predicate.

use gainsay_diff::vocabulary::PredicateId;
use gainsay_diff::vocabulary::closure::Derived;
use gainsay_model::interner::Symbol;
use serde::Serialize;

use super::{Ground, claims_that};

/// Everything that concerns a predicate.
#[derive(Serialize)]
pub struct Bearing<'w> {
    /// The predicates that follow from it, directly or indirectly.
    pub(crate) implies: Vec<Step<'w>>,
    /// The predicates from which it follows, directly or indirectly.
    pub(crate) implied_by: Vec<Step<'w>>,
    pub(crate) excludes: Vec<&'w str>,
    pub(crate) claims: Vec<&'w str>,
}

/// Another predicate, and how it follows.
#[derive(Serialize)]
pub struct Step<'w> {
    pub(crate) predicate: &'w str,
    /// Says whether it follows only as a rule, not always.
    pub(crate) usually: bool,
    /// Says whether subject and object are exchanged.
    pub(crate) exchanged: bool,
}

impl<'w> Bearing<'w> {
    /// Collects everything that concerns a predicate.
    pub fn of(ground: &Ground<'_, 'w>, id: Symbol) -> Bearing<'w> {
        let ledger = ground.comparer.ledger;
        let vocabulary = &ledger.vocabulary;
        let Some(predicate) = vocabulary.find(id) else {
            return Bearing { implies: Vec::new(), implied_by: Vec::new(), excludes: Vec::new(), claims: Vec::new() };
        };
        let step = |state: &Derived, other: PredicateId| Step {
            predicate: ledger.predicate_text(other),
            usually: state.usually > 0,
            exchanged: state.exchanged(),
        };
        let steps = |from: PredicateId, to: PredicateId, shown: PredicateId| {
            // The best path is enough: others only add doubt.
            ledger.shared_closure(from).with(to).next().map(|(_, state)| step(state, shown))
        };
        let others = || vocabulary.ids().filter(|other| *other != predicate);
        Bearing {
            implies: others().filter_map(|other| steps(predicate, other, other)).collect(),
            implied_by: others().filter_map(|other| steps(other, predicate, other)).collect(),
            excludes: vocabulary.word(predicate).excludes.iter().map(|other| ledger.predicate_text(*other)).collect(),
            claims: claims_that(ground.workspace, |claim| {
                claim.statement().is_some_and(|statement| statement.predicate == id)
            }),
        }
    }
}
