//! Sums of a fact over the claims of routes. Each is put together from a few others, however long the route is.

use rustc_hash::FxHashMap;

use crate::claim_forest::{ClaimForest, Heading, Route};
use crate::ids::NodeId;

/// Sums of a fact, as far as they were asked for. What is summed must not depend on the order.
#[derive(Debug)]
pub struct RouteSums<T> {
    /// The sums from a node up to the ancestor to which it jumps, which is left out.
    jumps: FxHashMap<(NodeId, Heading), T>,
}

/// The fact about one link, and how two facts are put together.
pub struct Summing<Own, Join> {
    /// Returns the fact about the link between a node and its parent.
    pub own: Own,
    /// Puts two facts together.
    pub join: Join,
}

impl<T> Default for RouteSums<T> {
    fn default() -> RouteSums<T> {
        RouteSums { jumps: FxHashMap::default() }
    }
}

impl<T: Clone> RouteSums<T> {
    /// Returns the sum over a route; none over one without a claim.
    pub fn over(
        &mut self,
        forest: &ClaimForest,
        route: Route,
        summing: &Summing<impl Fn(NodeId, Heading) -> T, impl Fn(T, &T) -> T>,
    ) -> Option<T> {
        let Route { from, top, to } = route;
        let mut sum = None;
        for (mut node, heading) in [(from, Heading::Up), (to, Heading::Down)] {
            let end = forest.depth(top);
            while forest.depth(node) > end {
                let (above, is_jump) = forest.stride(node, end);
                let next =
                    if is_jump { self.jump(forest, node, heading, summing) } else { (summing.own)(node, heading) };
                node = above;
                sum = Some(match sum {
                    Some(sum) => (summing.join)(sum, &next),
                    None => next,
                });
            }
        }
        sum
    }

    fn jump(
        &mut self,
        forest: &ClaimForest,
        node: NodeId,
        heading: Heading,
        summing: &Summing<impl Fn(NodeId, Heading) -> T, impl Fn(T, &T) -> T>,
    ) -> T {
        if let Some(known) = self.jumps.get(&(node, heading)) {
            return known.clone();
        }
        let own = (summing.own)(node, heading);
        let jump = forest.jump(node);
        let sum = match forest.parent(node) {
            Some(parent) if parent != jump => {
                // A jump goes as far as two jumps of half the length.
                let near = self.jump(forest, parent, heading, summing);
                let far = self.jump(forest, forest.jump(parent), heading, summing);
                (summing.join)((summing.join)(own, &near), &far)
            }
            _ => own,
        };
        self.jumps.insert((node, heading), sum.clone());
        sum
    }
}
