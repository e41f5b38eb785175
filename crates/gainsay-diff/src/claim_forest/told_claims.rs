//! The ids and the speakers of the claims of a forest. The speakers of a route are found without a look at each claim.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{ClaimForest, ClaimPath, Heading, Route};
use crate::ids::{ClaimId, NodeId};

/// The ids and the speakers of all claims of a forest.
#[derive(Debug)]
pub struct ToldClaims {
    /// The id of each claim, and its speaker by number.
    claims: FxHashMap<ClaimId, (Arc<str>, u32)>,
    /// The speakers, by number.
    speakers: Vec<String>,
    /// For either direction, the nodes in which speakers are heard.
    heard: [Heard; 2],
}

/// The speakers of the claims that lead in one direction, from node to node.
#[derive(Debug)]
struct Heard {
    /// The depth of the nearest ancestor of each node whose claim has the same speaker; 0 if there is none.
    before: Vec<u32>,
    /// The node whose speaker was last heard longest ago, from each node up to the one to which it jumps.
    longest_ago: Vec<NodeId>,
}

impl ToldClaims {
    /// Gathers the ids and the speakers of all claims. `told` gives those of a claim.
    pub fn new<'t>(forest: &ClaimForest, told: impl Fn(ClaimId) -> (Arc<str>, &'t str)) -> ToldClaims {
        let (mut claims, mut speakers) = (FxHashMap::default(), Vec::new());
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        let nodes = 0..forest.len() as NodeId;
        let links = nodes.map(|node| forest.links(node));
        for claim in links.flat_map(|links| [links.up, links.down]).flatten() {
            claims.entry(claim).or_insert_with(|| {
                let (id, speaker) = told(claim);
                let number = *numbers.entry(speaker).or_insert_with(|| {
                    speakers.push(speaker.to_owned());
                    speakers.len() as u32 - 1
                });
                (id, number)
            });
        }
        let heard = [Heading::Up, Heading::Down].map(|heading| {
            let speaker = |node: NodeId| Some(claims.get(&forest.links(node).heading(heading)?)?.1);
            Heard::new(forest, speakers.len(), speaker)
        });
        ToldClaims { claims, speakers, heard }
    }

    /// Returns the id of a claim of the forest.
    pub fn id(&self, claim: ClaimId) -> Option<&str> {
        self.claims.get(&claim).map(|(id, _)| &**id)
    }

    /// Iterates over the speakers of the claims of a path of the forest, each once and in no order.
    pub fn speakers(&self, path: &ClaimPath) -> impl Iterator<Item = &str> {
        let forest = &*path.forest;
        let Route { from, top, to } = path.route;
        let mut speakers: FxHashSet<u32> = FxHashSet::default();
        for (node, heading) in [(from, Heading::Up), (to, Heading::Down)] {
            let mut nodes = Vec::new();
            self.heard[heading as usize].first_heard(forest, node, top, &mut nodes);
            let claims = nodes.into_iter().filter_map(|node| forest.links(node).heading(heading));
            speakers.extend(claims.filter_map(|claim| self.claims.get(&claim)).map(|(_, speaker)| *speaker));
        }
        speakers.into_iter().map(|speaker| self.speakers[speaker as usize].as_str())
    }
}

impl Heard {
    fn new(forest: &ClaimForest, speakers: usize, speaker: impl Fn(NodeId) -> Option<u32>) -> Heard {
        let before = heard_before(forest, speakers, speaker);
        let mut longest_ago: Vec<NodeId> = (0..before.len() as NodeId).collect();
        for node in 0..before.len() as NodeId {
            if let Some(parent) = forest.parent(node).filter(|parent| *parent != forest.jump(node)) {
                let ago = |node: NodeId| longest_ago[node as usize];
                let three = [node, ago(parent), ago(forest.jump(parent))];
                let longest = three.into_iter().min_by_key(|node| before[*node as usize]);
                longest_ago[node as usize] = longest.unwrap_or(node);
            }
        }
        Heard { before, longest_ago }
    }

    /// Adds the nodes from one up to an ancestor, which is left out, in which a speaker is heard who is not heard above
    /// them.
    fn first_heard(&self, forest: &ClaimForest, node: NodeId, top: NodeId, found: &mut Vec<NodeId>) {
        let end = forest.depth(top);
        let mut open = vec![(node, end)];
        while let Some((begin, end_of_part)) = open.pop() {
            let (mut at, mut longest) = (begin, None);
            while forest.depth(at) > end_of_part {
                let (next, is_jump) = forest.stride(at, end_of_part);
                let part = if is_jump { self.longest_ago[at as usize] } else { at };
                let ago = |node: NodeId| self.before[node as usize];
                longest = Some(longest.map_or(part, |longest| if ago(part) < ago(longest) { part } else { longest }));
                at = next;
            }
            if let Some(node) = longest.filter(|node| self.before[*node as usize] <= end) {
                found.push(node);
                open.push((begin, forest.depth(node)));
                open.extend(forest.parent(node).map(|parent| (parent, end_of_part)));
            }
        }
    }
}

/// Returns for each node the depth of the nearest ancestor whose claim has the same speaker; 0 if there is none.
fn heard_before(forest: &ClaimForest, speakers: usize, speaker: impl Fn(NodeId) -> Option<u32>) -> Vec<u32> {
    let count = forest.len() as NodeId;
    let mut children: Vec<Vec<NodeId>> = vec![Vec::new(); count as usize];
    let mut open = Vec::new();
    for node in 0..count {
        match forest.parent(node) {
            Some(parent) => children[parent as usize].push(node),
            None => open.push((node, None)),
        }
    }
    let mut before = vec![0; count as usize];
    let mut last = vec![0; speakers];
    // A node is entered, and what its speaker was before is brought back when it is left.
    while let Some((node, left)) = open.pop() {
        let Some(of) = speaker(node) else {
            open.extend(children[node as usize].iter().map(|child| (*child, None)));
            continue;
        };
        match left {
            Some(depth) => last[of as usize] = depth,
            None => {
                let heard = std::mem::replace(&mut last[of as usize], forest.depth(node));
                before[node as usize] = heard;
                open.push((node, Some(heard)));
                open.extend(children[node as usize].iter().map(|child| (*child, None)));
            }
        }
    }
    before
}
