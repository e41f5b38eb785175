//! Searches for shortest paths whose edges can all hold on one day and of which at most one is hedged; of several, the
//! first by the ids of its claims.
//!
//! The search goes level by level. A label is the summary of a way to a node: the days that its edges have in common,
//! and whether one of them is hedged. A label is dropped where an earlier one can do all that it can. Labels of a level
//! are made in the order of their claims' ids, so that the first to arrive is the first by these ids.

use gainsay_model::date::Days;
use rustc_hash::FxHashMap;

use super::graph::Graph;

/// The path that is searched for: of two or more edges from one node to one of others, through different nodes.
pub struct Wanted<'s> {
    /// The node where the path begins.
    pub source: u32,
    /// The nodes where the path may end; sorted, without the source.
    pub targets: &'s [u32],
    /// The days on which all edges of the path may hold together.
    pub days: Days,
    /// Whether an edge of the path may be hedged.
    pub hedge: bool,
    /// The most edges that the path may have.
    pub most: usize,
}

/// A way to a node.
#[derive(Debug)]
pub struct Label {
    /// The node.
    pub node: u32,
    /// The days that the edges of the way have in common.
    pub days: Days,
    /// Whether one of the edges is hedged.
    pub hedged: bool,
    /// The first node after the source, if a path may end there: a path that does not end there cannot come back.
    pub first: u32,
    /// The label before.
    pub before: u32,
    /// The edge from the label before.
    pub edge: u32,
    /// The rank of the label: labels of one level with the same claims have one rank.
    pub rank: u32,
}

/// The value for no node and no label.
pub const NONE: u32 = u32::MAX;

/// Returns the edges of the shortest path, the first by the ids of its claims: only edges for which `may_take` returns
/// true, through nodes for which `may_pass` does. Counts the steps that are tried.
pub fn shortest(
    graph: &Graph,
    wanted: &Wanted,
    may_take: impl Fn(u32) -> bool,
    may_pass: impl Fn(u32) -> bool,
    tried: &mut usize,
) -> Option<Vec<u32>> {
    let Wanted { source, targets, days, hedge, most } = *wanted;
    let mut labels = vec![Label { node: source, days, hedged: !hedge, first: NONE, before: NONE, edge: NONE, rank: 0 }];
    let mut known: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    let mut level = 0..1;
    let is_target = |node: u32| targets.binary_search(&node).is_ok();
    for length in 1..=most {
        let mut steps = Vec::new();
        for from in level.clone() {
            let label: &Label = &labels[from];
            let out = graph.out(label.node);
            *tried += out.len();
            for edge in out {
                let step = &graph.edges[edge as usize];
                let meets = step.outer.meets(label.days) && !(label.hedged && step.hedged);
                // No path comes back from the only end.
                let is_over = length == 1 && targets == [step.to];
                if meets && step.to != source && !is_over && may_take(edge) {
                    steps.push((label.rank, step.claim, from as u32, edge));
                }
            }
        }
        steps.sort_unstable();
        let arrives = |(_, _, from, edge): &&(u32, _, u32, u32)| {
            let to = graph.edges[*edge as usize].to;
            is_target(to) && labels[*from as usize].first != to
        };
        if let Some((_, _, from, edge)) = steps.iter().filter(|_| length > 1).find(arrives) {
            return Some(path(&labels, *from, *edge));
        }
        let start = labels.len();
        let (mut rank, mut last) = (0, None);
        for (parent_rank, claim, from, edge) in steps {
            let (before, step) = (&labels[from as usize], &graph.edges[edge as usize]);
            if last.replace((parent_rank, claim)).is_some_and(|last| last != (parent_rank, claim)) {
                rank += 1;
            }
            let Some(days) = step.outer.intersection(before.days).filter(|_| may_pass(step.to)) else { continue };
            let first = if length == 1 { if is_target(step.to) { step.to } else { NONE } } else { before.first };
            let hedged = before.hedged || step.hedged;
            let label = Label { node: step.to, days, hedged, first, before: from, edge, rank };
            let of_node = known.entry(step.to).or_default();
            if !is_dominated(&labels, of_node, &label) {
                of_node.push(labels.len() as u32);
                labels.push(label);
            }
        }
        level = start..labels.len();
        if level.is_empty() {
            return None;
        }
    }
    None
}

/// Returns true if the labels of a node can do all that another one can: wherever that may end, one of them may.
pub fn is_dominated(labels: &[Label], of_node: &[u32], label: &Label) -> bool {
    let mut barred = None;
    for known in of_node.iter().map(|i| &labels[*i as usize]) {
        if !label.days.within(known.days) || (known.hedged && !label.hedged) {
            continue;
        }
        // Two labels that are barred from different ends are together barred from none.
        if known.first == NONE || known.first == label.first || barred.is_some_and(|barred| barred != known.first) {
            return true;
        }
        barred = Some(known.first);
    }
    false
}

fn path(labels: &[Label], mut label: u32, edge: u32) -> Vec<u32> {
    let mut path = vec![edge];
    while let Some(Label { before, edge, .. }) = labels.get(label as usize).filter(|label| label.before != NONE) {
        path.push(*edge);
        label = *before;
    }
    path.reverse();
    path
}
