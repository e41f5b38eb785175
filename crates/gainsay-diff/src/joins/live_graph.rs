//! The statements to which the affirmed ones about two entities lead, as a graph: from each, which affirmations carry it
//! is known for all of them after one pass, and the nearest affirmation is searched for.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::components;
use crate::ids::ClaimId;
use crate::joins::predicates::Carried;
use crate::number_set::{NumberSet, NumberSets};
use crate::vocabulary::{PredicateId, StepKind, Vocabulary};

/// The cost of a derivation: presumptions, then steps.
pub type Cost = (u32, u32);

/// A statement of the graph, by number.
pub type NodeId = u32;

/// Statements and the ties between them.
pub struct LiveGraph {
    nodes: Vec<Carried>,
    numbers: FxHashMap<Carried, NodeId>,
    /// For each statement those to which a tie leads, and whether it is only presumed.
    next: Ties,
    /// For each statement those from which a tie leads.
    back: Ties,
}

/// Ties of statements, those of one after those of the other.
struct Ties {
    /// The places at which the ties of each statement begin, and the end of all.
    starts: Vec<u32>,
    all: Vec<(NodeId, bool)>,
}

impl Ties {
    /// Sorts ties by the statements to which they belong.
    fn new(count: usize, mut ties: Vec<(NodeId, NodeId, bool)>) -> Ties {
        ties.sort_unstable();
        let mut starts = vec![0; count + 1];
        ties.iter().for_each(|(of, ..)| starts[*of as usize + 1] += 1);
        for i in 0..count {
            starts[i + 1] += starts[i];
        }
        Ties { starts, all: ties.into_iter().map(|(_, other, presumed)| (other, presumed)).collect() }
    }

    fn of(&self, node: NodeId) -> &[(NodeId, bool)] {
        &self.all[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }
}

impl LiveGraph {
    /// Returns the graph of some statements and all to which they lead.
    pub fn new(vocabulary: &Vocabulary, from: impl Iterator<Item = Carried>) -> LiveGraph {
        let (mut nodes, mut numbers, mut ties) = (Vec::new(), FxHashMap::default(), Vec::new());
        let mut number = |nodes: &mut Vec<Carried>, carried: Carried| {
            *numbers.entry(carried).or_insert_with(|| {
                nodes.push(carried);
                nodes.len() as NodeId - 1
            })
        };
        from.for_each(|carried| _ = number(&mut nodes, carried));
        let mut at = 0;
        while let Some((predicate, exchanged)) = nodes.get(at).copied() {
            for tie in &vocabulary.word(predicate).ties {
                let to = number(&mut nodes, (tie.to, exchanged ^ tie.kind.exchanges()));
                ties.push((at as NodeId, to, tie.kind == StepKind::Usually));
            }
            at += 1;
        }
        let turned = ties.iter().map(|(from, to, presumed)| (*to, *from, *presumed)).collect();
        let (next, back) = (Ties::new(nodes.len(), ties), Ties::new(nodes.len(), turned));
        LiveGraph { nodes, numbers, next, back }
    }

    /// Returns the number of statements.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns true if there is no statement.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns the number of a statement, if it is in the graph.
    pub fn number(&self, carried: Carried) -> Option<NodeId> {
        self.numbers.get(&carried).copied()
    }

    /// Iterates over the predicates of all statements.
    pub fn predicates(&self) -> impl Iterator<Item = PredicateId> {
        self.nodes.iter().map(|(predicate, _)| *predicate)
    }

    /// Returns true if any tie is only presumed.
    pub fn has_presumptions(&self) -> bool {
        self.next.all.iter().any(|(_, presumed)| *presumed)
    }

    /// Returns for each statement the numbers of all that lead to it, by law alone or not; `own` gives those of each
    /// statement itself. Statements that lead to each other have one set. Returns none if the sets take more than
    /// `most` parts.
    pub fn gathered(
        &self,
        sets: &NumberSets,
        own: impl Fn(NodeId) -> NumberSet,
        by_law: bool,
        most: usize,
    ) -> Option<Vec<NumberSet>> {
        let follows = |(_, presumed): &&(NodeId, bool)| !(by_law && *presumed);
        let next =
            |node: usize| self.next.of(node as NodeId).iter().filter(follows).map(|(to, _)| *to as usize).collect();
        let before = sets.parts();
        let mut gathered: Vec<Option<NumberSet>> = vec![None; self.len()];
        // A component comes before those that it leads to.
        for component in components(self.len(), next).into_iter().rev() {
            let mut all = sets.empty();
            for node in &component {
                all = all.union(&own(*node as NodeId));
                let earlier = self.back.of(*node as NodeId).iter().filter(follows);
                for set in earlier.filter_map(|(from, _)| gathered[*from as usize].as_ref()) {
                    all = all.union(set);
                }
            }
            if sets.parts() - before > most {
                return None;
            }
            component.iter().for_each(|node| gathered[*node] = Some(all.clone()));
        }
        Some(gathered.into_iter().map(|set| set.unwrap_or_else(|| sets.empty())).collect())
    }

    /// Calls `found` with the statements that lead to one, the nearest first, each with its cost, until it returns
    /// false. Returns the number of statements that were looked at.
    pub fn back_from(&self, node: NodeId, found: impl FnMut(NodeId, Cost) -> bool) -> usize {
        nearest_first(&self.back, node, found)
    }

    /// Returns for each statement the cost at which one leads to it, if it does.
    pub fn costs_from(&self, node: NodeId) -> Vec<Option<Cost>> {
        self.costs(&self.next, node)
    }

    /// Returns for each statement the cost at which it leads to one, if it does.
    pub fn costs_to(&self, node: NodeId) -> Vec<Option<Cost>> {
        self.costs(&self.back, node)
    }

    fn costs(&self, ties: &Ties, node: NodeId) -> Vec<Option<Cost>> {
        let mut costs = vec![None; self.len()];
        nearest_first(ties, node, |node, cost| {
            costs[node as usize] = Some(cost);
            true
        });
        costs
    }

    /// Returns for each statement the nearest claim from which it is reached, the first by id of several, with its cost;
    /// `own` gives the first claim that each statement is made by.
    pub fn nearest(&self, own: impl Fn(NodeId) -> Option<ClaimId>) -> Vec<Option<(Cost, ClaimId)>> {
        let mut best: Vec<Option<(Cost, ClaimId)>> =
            (0..self.len() as NodeId).map(|node| own(node).map(|claim| ((0, 0), claim))).collect();
        let reached = best.iter().enumerate();
        let mut open: BinaryHeap<_> =
            reached.filter_map(|(node, best)| Some(Reverse((best.as_ref().copied()?, node as NodeId)))).collect();
        while let Some(Reverse((label, node))) = open.pop() {
            if best[node as usize] != Some(label) {
                continue;
            }
            for (to, presumed) in self.next.of(node) {
                let label = (further(label.0, *presumed), label.1);
                if best[*to as usize].is_none_or(|known| label < known) {
                    best[*to as usize] = Some(label);
                    open.push(Reverse((label, *to)));
                }
            }
        }
        best
    }
}

fn further((usually, steps): Cost, presumed: bool) -> Cost {
    (usually + u32::from(presumed), steps + 1)
}

fn nearest_first(ties: &Ties, start: NodeId, mut found: impl FnMut(NodeId, Cost) -> bool) -> usize {
    let mut open = BinaryHeap::from([Reverse(((0, 0), start))]);
    let mut done = FxHashSet::default();
    while let Some(Reverse((cost, node))) = open.pop() {
        if !done.insert(node) {
            continue;
        }
        if !found(node, cost) {
            break;
        }
        let next = ties.of(node).iter().filter(|(to, _)| !done.contains(to));
        open.extend(next.map(|(to, presumed)| Reverse((further(cost, *presumed), *to))));
    }
    done.len()
}
