//! Shortest paths from all nodes to one, found level by level as far as somebody asks: for many beginnings the search is
//! made once.
//!
//! A path is the one that [`shortest`](super::search::shortest) finds for its beginning alone, where its days and its
//! hedges are no hindrance; otherwise there may be another one.

use gainsay_model::date::Days;
use rustc_hash::FxHashMap;

use super::graph::Graph;
use super::spread::Arrival;
use crate::claim_paths::ClaimPaths;
use crate::ids::PathId;

/// A search for the beginnings of paths to one node that is not yet over.
#[derive(Debug)]
pub struct Approach {
    target: u32,
    /// The nodes from which the target was reached.
    known: FxHashMap<u32, Step>,
    /// The nodes that came last.
    level: Vec<u32>,
    length: u32,
    /// The paths from nodes, as far as somebody asked.
    paths: FxHashMap<u32, PathId>,
    /// The number of edges that were tried.
    tried: usize,
}

/// The first step of the path from a node.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// The number of edges of the path.
    length: u32,
    /// The first edge.
    edge: u32,
    /// The days on which the edges of the path hold together, and whether one of them is hedged; none if there are no
    /// such days, or if more than one is.
    holds: Option<(Days, bool)>,
}

impl Approach {
    /// Begins at the end of all paths.
    pub fn new(target: u32) -> Approach {
        let (known, paths) = (FxHashMap::default(), FxHashMap::default());
        Approach { target, known, level: vec![target], length: 0, paths, tried: 0 }
    }

    /// Looks for a node; no more than `most` edges are tried in all.
    pub fn find(&mut self, graph: &Graph, node: u32, most: usize) -> Arrival {
        loop {
            if let Some(Step { length, holds, .. }) = self.known.get(&node) {
                // A path has two edges at least, and there may be one beside the only edge.
                let holds = holds.filter(|_| *length > 1);
                return holds.map_or(Arrival::Unknown, |(days, hedged)| Arrival::At(days, hedged));
            }
            if self.level.is_empty() {
                return Arrival::Never;
            }
            self.tried += self.level.iter().map(|node| graph.into(*node).len()).sum::<usize>();
            if self.tried > most {
                return Arrival::Unknown;
            }
            self.advance(graph);
        }
    }

    /// Takes one edge more.
    fn advance(&mut self, graph: &Graph) {
        self.length += 1;
        let edge_of = |edge: u32| &graph.edges[edge as usize];
        let mut first: FxHashMap<u32, u32> = FxHashMap::default();
        for node in &self.level {
            for edge in graph.into(*node) {
                let from = edge_of(*edge).from;
                if from != self.target && !self.known.contains_key(&from) {
                    let known = first.entry(from).or_insert(*edge);
                    if edge_of(*edge).claim < edge_of(*known).claim {
                        *known = *edge;
                    }
                }
            }
        }
        self.level = first.keys().copied().collect();
        for (node, edge) in first {
            let step = edge_of(edge);
            let rest = if step.to == self.target {
                Some((Days::ALWAYS, false))
            } else {
                self.known.get(&step.to).and_then(|rest| rest.holds)
            };
            let holds = rest
                .filter(|(_, hedged)| !(*hedged && step.hedged))
                .and_then(|(days, hedged)| days.intersection(step.outer).map(|days| (days, hedged || step.hedged)));
            self.known.insert(node, Step { length: self.length, edge, holds });
        }
    }

    /// Returns the path from a node that was reached.
    pub fn path(&mut self, graph: &Graph, paths: &mut ClaimPaths, node: u32) -> Option<PathId> {
        let (mut open, mut at) = (Vec::new(), node);
        let mut path = loop {
            if at == self.target {
                break paths.begin(graph.nodes[at as usize]);
            }
            if let Some(path) = self.paths.get(&at) {
                break *path;
            }
            let edge = self.known.get(&at)?.edge;
            open.push((at, edge));
            at = graph.edges[edge as usize].to;
        };
        for (node, edge) in open.into_iter().rev() {
            path = paths.extended(path, graph.edges[edge as usize].claim, graph.nodes[node as usize]);
            self.paths.insert(node, path);
        }
        Some(path)
    }
}
