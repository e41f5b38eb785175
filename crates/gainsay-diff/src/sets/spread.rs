//! Shortest paths from one node to all others, or from all to one, found level by level as far as somebody asks: for
//! many ends, or beginnings, the search is made once.
//!
//! A path is the one that [`shortest`](super::search::shortest) finds for its two nodes alone. Of the paths to a node
//! those are kept that hold on days, or with no hedge, for which no earlier one does.

use std::ops::Range;

use gainsay_model::date::Days;
use rustc_hash::FxHashMap;

use super::graph::Graph;
use super::search::{Label, NONE, is_dominated};
use super::trees::Conditions;
use crate::claim_forest::{ClaimForest, Links};
use crate::ids::NodeId;

/// What paths have in common.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Shared {
    /// The node where they begin.
    Beginning,
    /// The node where they end.
    End,
}

/// A search from one node, or to it, that is not yet over.
#[derive(Debug)]
pub struct Spread {
    shared: Shared,
    /// Whether a path may have one edge only.
    may_be_direct: bool,
    labels: Vec<Label>,
    /// The labels of each node.
    known: FxHashMap<u32, Vec<u32>>,
    /// The labels that came last.
    level: Range<usize>,
    length: usize,
    /// The paths between each node and the shared one, in the order in which they are chosen.
    reached: FxHashMap<u32, Vec<Reached>>,
    /// The places of labels in a forest, as far as somebody asked.
    places: FxHashMap<u32, NodeId>,
}

/// A path between a node and the shared one.
#[derive(Clone, Copy, Debug)]
pub struct Reached {
    /// The label of its neighbour.
    label: u32,
    /// The edge between the two.
    edge: u32,
    /// The days on which its edges hold together.
    days: Days,
    /// Whether one of its edges is hedged.
    pub hedged: bool,
}

/// The result of a search for a node.
pub enum Arrival {
    /// The first path.
    At(Reached),
    /// No path leads there.
    Never,
    /// The search took too long.
    Unknown,
}

impl Spread {
    /// Begins at the node that paths share. A path has two edges at least, unless it `may_be_direct`.
    pub fn new(shared: Shared, node: u32, may_be_direct: bool) -> Spread {
        let (days, hedged) = (Days::ALWAYS, false);
        let start = Label { node, days, hedged, first: NONE, before: NONE, edge: NONE, rank: 0 };
        Spread {
            shared,
            may_be_direct,
            labels: vec![start],
            known: FxHashMap::default(),
            level: 0..1,
            length: 0,
            reached: FxHashMap::default(),
            places: FxHashMap::default(),
        }
    }

    /// Looks for the first path to a node that holds on one of some days and, unless that `may_be_hedged`, has no
    /// hedge. Takes the edges that are tried from those that are `left`.
    pub fn find(&mut self, graph: &Graph, node: u32, (days, may_be_hedged): Conditions, left: &mut usize) -> Arrival {
        let fits = |reached: &&Reached| reached.days.meets(days) && (may_be_hedged || !reached.hedged);
        let mut seen = 0;
        loop {
            let all = self.reached.get(&node).map_or(&[][..], Vec::as_slice);
            if let Some(reached) = all[seen..].iter().find(fits) {
                return Arrival::At(*reached);
            }
            seen = all.len();
            if self.level.is_empty() {
                return Arrival::Never;
            }
            let tried: usize = self.level.clone().map(|label| self.edges(graph, label).count()).sum();
            let Some(rest) = left.checked_sub(tried) else { return Arrival::Unknown };
            *left = rest;
            self.advance(graph);
        }
    }

    /// Iterates over the edges that make the path of a label longer.
    fn edges<'g>(&self, graph: &'g Graph, label: usize) -> impl Iterator<Item = u32> + use<'g> {
        let node = self.labels[label].node;
        let (out, into) = match self.shared {
            Shared::Beginning => (Some(graph.out(node)), None),
            Shared::End => (None, Some(graph.into(node).iter().copied())),
        };
        out.into_iter().flatten().chain(into.into_iter().flatten())
    }

    /// Takes one edge more.
    fn advance(&mut self, graph: &Graph) {
        self.length += 1;
        let start_node = self.labels[0].node;
        let other_end = |edge: u32| {
            let edge = &graph.edges[edge as usize];
            if self.shared == Shared::Beginning { edge.to } else { edge.from }
        };
        let mut steps = Vec::new();
        for from in self.level.clone() {
            let label = &self.labels[from];
            for edge in self.edges(graph, from) {
                let step = &graph.edges[edge as usize];
                if step.outer.meets(label.days) && !(label.hedged && step.hedged) && other_end(edge) != start_node {
                    // Paths of one length are in the order of their claims from the beginning.
                    let order = match self.shared {
                        Shared::Beginning => (label.rank, step.claim.0),
                        Shared::End => (step.claim.0, label.rank),
                    };
                    steps.push((order, from as u32, edge));
                }
            }
        }
        steps.sort_unstable();
        let start = self.labels.len();
        let (mut rank, mut last) = (0, None);
        for (order, from, edge) in steps {
            let (before, step) = (&self.labels[from as usize], &graph.edges[edge as usize]);
            let node = other_end(edge);
            if last.replace(order).is_some_and(|last| last != order) {
                rank += 1;
            }
            let Some(days) = step.outer.intersection(before.days) else { continue };
            let hedged = before.hedged || step.hedged;
            // No path comes back to its end.
            if self.may_be_direct || (self.length > 1 && before.first != node) {
                add(self.reached.entry(node).or_default(), Reached { label: from, edge, days, hedged });
            }
            let first = match self.length {
                _ if self.may_be_direct => NONE,
                1 => node,
                _ => before.first,
            };
            let label = Label { node, days, hedged, first, before: from, edge, rank };
            let of_node = self.known.entry(node).or_default();
            if !is_dominated(&self.labels, of_node, &label) {
                of_node.push(self.labels.len() as u32);
                self.labels.push(label);
            }
        }
        self.level = start..self.labels.len();
    }

    /// Returns the place in a forest of the other end of a path, in the tree whose root is the node that paths share.
    pub fn place(&mut self, graph: &Graph, forest: &mut ClaimForest, reached: &Reached) -> NodeId {
        let root = forest.root(graph.nodes[self.labels[0].node as usize]);
        let (mut open, mut at) = (Vec::new(), reached.label);
        let mut place = loop {
            if let Some(place) = self.places.get(&at) {
                break *place;
            }
            let before = self.labels[at as usize].before;
            if before == NONE {
                break root;
            }
            open.push(at);
            at = before;
        };
        let shared = self.shared;
        let mut child = |parent: NodeId, edge: u32| {
            let edge = &graph.edges[edge as usize];
            let claim = Some(edge.claim);
            let (links, node) = match shared {
                Shared::Beginning => (Links { up: None, down: claim }, edge.to),
                Shared::End => (Links { up: claim, down: None }, edge.from),
            };
            forest.child(parent, links, graph.nodes[node as usize])
        };
        for label in open.into_iter().rev() {
            place = child(place, self.labels[label as usize].edge);
            self.places.insert(label, place);
        }
        child(place, reached.edge)
    }
}

/// Adds a path, unless an earlier one holds whenever it does.
fn add(all: &mut Vec<Reached>, reached: Reached) {
    let can_do_all = |earlier: &Reached| reached.days.within(earlier.days) && (!earlier.hedged || reached.hedged);
    if !all.iter().any(can_do_all) {
        all.push(reached);
    }
}
