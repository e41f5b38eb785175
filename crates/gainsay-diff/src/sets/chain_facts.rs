//! Facts about all claims of a route, put together from those about its parts, so that what routes have in common is
//! gone through once.

use std::sync::Arc;

use gainsay_model::date::Days;
use rustc_hash::FxHashMap;

use super::graph::{carries_strictly, outer_days};
use super::route_sums::{RouteSums, Summing};
use super::together::Together;
use crate::claim_forest::{ClaimForest, ClaimPath, Heading, Route};
use crate::clash::Comparer;
use crate::ids::NodeId;
use crate::ledger::{ClaimId, Ledger};
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::Arguments;

/// Facts about routes, as far as they were asked for.
pub struct ChainFacts<'f, 'l, 'w> {
    comparer: &'f Comparer<'l, 'w>,
    forest: Arc<ClaimForest>,
    together: RouteSums<Option<Together>>,
    strict: FxHashMap<Direction, RouteSums<bool>>,
    days: FxHashMap<PredicateId, RouteSums<Option<Days>>>,
}

/// A predicate by which statements lead from the beginning of a route to its end, or the other way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
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

    /// Returns true if a claim leads from one entity to another in this direction without a presumption.
    pub fn leads(self, ledger: &Ledger, claim: ClaimId, link: Arguments) -> bool {
        self.pair(link).is_some_and(|pair| carries_strictly(ledger, self.predicate, claim, pair))
    }
}

impl<'f, 'l, 'w> ChainFacts<'f, 'l, 'w> {
    /// Returns the facts about the routes of a forest.
    pub fn new(comparer: &'f Comparer<'l, 'w>, forest: Arc<ClaimForest>) -> ChainFacts<'f, 'l, 'w> {
        let (strict, days) = (FxHashMap::default(), FxHashMap::default());
        ChainFacts { comparer, forest, together: RouteSums::default(), strict, days }
    }

    /// Returns a route with the forest.
    pub fn path(&self, route: Route) -> ClaimPath {
        ClaimPath { forest: Arc::clone(&self.forest), route }
    }

    /// Returns the summary of the claims of a route; none of one without a claim.
    pub fn together(&mut self, route: Route) -> Option<Together> {
        let (comparer, forest) = (self.comparer, &*self.forest);
        let own = |node: NodeId, heading: Heading| {
            forest.links(node).heading(heading).map(|claim| Together::new(comparer, claim))
        };
        let join = |one: Option<Together>, other: &Option<Together>| match (one, other) {
            (Some(one), Some(other)) => Some(one.and(comparer, other)),
            (one, other) => one.or_else(|| other.clone()),
        };
        self.together.over(forest, route, &Summing { own, join })?
    }

    /// Returns true if all claims of a route lead on in a direction without a presumption.
    pub fn lead_strictly(&mut self, direction: Direction, route: Route) -> bool {
        let (ledger, forest) = (self.comparer.ledger, &*self.forest);
        let own = |node: NodeId, heading: Heading| {
            link(forest, node, heading).is_some_and(|(claim, link)| direction.leads(ledger, claim, link))
        };
        let join = |one: bool, other: &bool| one && *other;
        let known = self.strict.entry(direction).or_default();
        known.over(forest, route, &Summing { own, join }).unwrap_or(true)
    }

    /// Returns the days on which the statements of the predicate that a route's claims carry may all hold.
    pub fn days(&mut self, predicate: PredicateId, route: Route) -> Option<Days> {
        let (ledger, forest) = (self.comparer.ledger, &*self.forest);
        let own = |node: NodeId, heading: Heading| {
            let (claim, link) = link(forest, node, heading)?;
            Some(outer_days(ledger, predicate, claim, link))
        };
        let join = |one: Option<Days>, other: &Option<Days>| one?.intersection((*other)?);
        let known = self.days.entry(predicate).or_default();
        known.over(forest, route, &Summing { own, join }).unwrap_or(Some(Days::ALWAYS))
    }
}

/// Returns the claim that leads between a node and its parent, with the entities between which it leads.
fn link(forest: &ClaimForest, node: NodeId, heading: Heading) -> Option<(ClaimId, Arguments)> {
    let (from, to) = forest.ends(node, heading);
    Some((forest.links(node).heading(heading)?, Arguments { subject: from, object: Some(to) }))
}
