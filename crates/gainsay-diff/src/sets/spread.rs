//! Shortest paths from one node to all others, found level by level as far as somebody asks: for many ends the search is
//! made once.
//!
//! A path is the one that [`shortest`](super::search::shortest) finds for its end alone, where any days will do and one
//! edge may be hedged.

use std::ops::Range;

use gainsay_model::date::Days;
use rustc_hash::FxHashMap;

use super::graph::Graph;
use super::search::{Label, NONE, is_dominated};
use crate::claim_paths::ClaimPaths;
use crate::ids::PathId;

/// A search from one node that is not yet over.
#[derive(Debug)]
pub struct Spread {
    labels: Vec<Label>,
    /// The labels of each node.
    known: FxHashMap<u32, Vec<u32>>,
    /// The labels that came last.
    level: Range<usize>,
    length: usize,
    /// The label and the edge by which each node is first reached with two or more edges.
    arrived: FxHashMap<u32, (u32, u32)>,
    /// The paths of labels, as far as somebody asked.
    paths: FxHashMap<u32, PathId>,
    /// The number of edges that were tried.
    tried: usize,
}

/// The result of a search for a node.
pub enum Arrival {
    /// The days on which the edges of its path hold together, and whether one of them is hedged.
    At(Days, bool),
    /// No path leads there.
    Never,
    /// The search took too long.
    Unknown,
}

impl Spread {
    /// Begins at a node.
    pub fn new(source: u32) -> Spread {
        let (days, hedged) = (Days::ALWAYS, false);
        let start = Label { node: source, days, hedged, first: NONE, before: NONE, edge: NONE, rank: 0 };
        Spread {
            labels: vec![start],
            known: FxHashMap::default(),
            level: 0..1,
            length: 0,
            arrived: FxHashMap::default(),
            paths: FxHashMap::default(),
            tried: 0,
        }
    }

    /// Looks for a node; no more than `most` edges are tried in all.
    pub fn find(&mut self, graph: &Graph, node: u32, most: usize) -> Arrival {
        loop {
            if let Some((from, edge)) = self.arrived.get(&node) {
                let (label, edge) = (&self.labels[*from as usize], &graph.edges[*edge as usize]);
                let days = edge.outer.intersection(label.days);
                return days.map_or(Arrival::Never, |days| Arrival::At(days, label.hedged || edge.hedged));
            }
            if self.level.is_empty() {
                return Arrival::Never;
            }
            self.tried += self.level.clone().map(|label| graph.out(self.labels[label].node).len()).sum::<usize>();
            if self.tried > most {
                return Arrival::Unknown;
            }
            self.advance(graph);
        }
    }

    /// Takes one edge more.
    fn advance(&mut self, graph: &Graph) {
        self.length += 1;
        let source = self.labels[0].node;
        let mut steps = Vec::new();
        for from in self.level.clone() {
            let label = &self.labels[from];
            for edge in graph.out(label.node) {
                let step = &graph.edges[edge as usize];
                if step.outer.meets(label.days) && !(label.hedged && step.hedged) && step.to != source {
                    steps.push((label.rank, step.claim, from as u32, edge));
                }
            }
        }
        steps.sort_unstable();
        let start = self.labels.len();
        let (mut rank, mut last) = (0, None);
        for (parent_rank, claim, from, edge) in steps {
            let (before, step) = (&self.labels[from as usize], &graph.edges[edge as usize]);
            // No path comes back to its end.
            if self.length > 1 && before.first != step.to {
                self.arrived.entry(step.to).or_insert((from, edge));
            }
            if last.replace((parent_rank, claim)).is_some_and(|last| last != (parent_rank, claim)) {
                rank += 1;
            }
            let Some(days) = step.outer.intersection(before.days) else { continue };
            let first = if self.length == 1 { step.to } else { before.first };
            let hedged = before.hedged || step.hedged;
            let label = Label { node: step.to, days, hedged, first, before: from, edge, rank };
            let of_node = self.known.entry(step.to).or_default();
            if !is_dominated(&self.labels, of_node, &label) {
                of_node.push(self.labels.len() as u32);
                self.labels.push(label);
            }
        }
        self.level = start..self.labels.len();
    }

    /// Returns the path to a node that was reached.
    pub fn path(&mut self, graph: &Graph, paths: &mut ClaimPaths, node: u32) -> Option<PathId> {
        let (label, edge) = *self.arrived.get(&node)?;
        let (mut open, mut at) = (Vec::new(), label);
        let mut path = loop {
            if let Some(path) = self.paths.get(&at) {
                break *path;
            }
            let Label { before, node, .. } = self.labels[at as usize];
            if before == NONE {
                break paths.begin(graph.nodes[node as usize]);
            }
            open.push(at);
            at = before;
        };
        let mut extended = |path: PathId, edge: u32| {
            let edge = &graph.edges[edge as usize];
            paths.extended(path, edge.claim, graph.nodes[edge.to as usize])
        };
        for label in open.into_iter().rev() {
            path = extended(path, self.labels[label as usize].edge);
            self.paths.insert(label, path);
        }
        Some(extended(path, edge))
    }
}
