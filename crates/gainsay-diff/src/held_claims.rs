//! The claims of a position by their ids, in order. Where very many conflicts begin with the same claims, these are kept
//! once for all of them.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::ids::PathId;
use crate::number_set::{NumberSet, NumberSets};

/// The number of claims of a position that are shown; the others are counted.
pub const SHOWN: usize = 5;

/// The claims of a position, each with the index of what it holds.
#[derive(Clone)]
pub enum HeldClaims {
    /// A list.
    Listed(Vec<(Arc<str>, usize)>),
    /// Claims that follow each other, and all hold the first thing. Only the first ones are ever shown.
    Path(HeldPath),
}

/// A path of claims in a tree.
#[derive(Clone)]
pub struct HeldPath {
    tree: Arc<ClaimTree>,
    end: PathId,
}

/// Paths of claims that begin alike, by their ends.
#[derive(Debug)]
pub struct ClaimTree {
    nodes: Vec<TreeNode>,
    /// The speakers, by number.
    speakers: Vec<String>,
}

#[derive(Debug)]
struct TreeNode {
    before: PathId,
    jump: PathId,
    length: u32,
    /// Empty where a path begins.
    claim: Arc<str>,
    speaker: u32,
    /// The last node, this one or one before, whose speaker speaks for the first time on the path.
    first_heard: PathId,
}

/// A path as it is put into a tree: the one before, one further back, and the last claim.
pub struct TreePath<'t> {
    /// The path before; the path itself where it begins.
    pub before: PathId,
    /// A path further back, so that a long way back takes few steps.
    pub jump: PathId,
    /// The id and the speaker of the last claim; none where a path begins.
    pub claim: Option<(Arc<str>, &'t str)>,
}

impl ClaimTree {
    /// Makes a tree of paths, each of which comes after the one before it.
    pub fn new<'t>(paths: impl Iterator<Item = TreePath<'t>>) -> ClaimTree {
        let sets = NumberSets::default();
        let mut tree = ClaimTree { nodes: Vec::new(), speakers: Vec::new() };
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        let mut heard: Vec<NumberSet> = Vec::new();
        for TreePath { before, jump, claim } in paths {
            let id = tree.nodes.len() as PathId;
            let Some((claim, speaker)) = claim else {
                let begin = TreeNode { before: id, jump: id, length: 0, claim: "".into(), speaker: 0, first_heard: id };
                tree.nodes.push(begin);
                heard.push(sets.empty());
                continue;
            };
            let speaker = *numbers.entry(speaker).or_insert_with(|| {
                tree.speakers.push(speaker.to_owned());
                tree.speakers.len() as u32 - 1
            });
            let (of, earlier) = (&tree.nodes[before as usize], &heard[before as usize]);
            let first_heard = if earlier.has(speaker) { of.first_heard } else { id };
            let node = TreeNode { before, jump, length: of.length + 1, claim, speaker, first_heard };
            let all = earlier.with(speaker);
            tree.nodes.push(node);
            heard.push(all);
        }
        tree
    }
}

impl HeldPath {
    /// Returns the path with that end.
    pub fn new(tree: Arc<ClaimTree>, end: PathId) -> HeldPath {
        HeldPath { tree, end }
    }

    fn node(&self, id: PathId) -> &TreeNode {
        &self.tree.nodes[id as usize]
    }

    fn length(&self, id: PathId) -> usize {
        self.node(id).length as usize
    }

    /// Returns the first claims of the path, at most `count` of them.
    fn first(&self, count: usize) -> Vec<&str> {
        let mut at = self.end;
        while self.length(at) > count {
            let node = self.node(at);
            at = if self.length(node.jump) >= count { node.jump } else { node.before };
        }
        let mut claims = Vec::with_capacity(self.length(at));
        while self.length(at) > 0 {
            claims.push(&*self.node(at).claim);
            at = self.node(at).before;
        }
        claims.reverse();
        claims
    }

    /// Returns the speakers, each once, in no order.
    fn speakers(&self) -> impl Iterator<Item = &str> {
        let mut at = self.end;
        std::iter::from_fn(move || {
            let node = self.node(self.node(at).first_heard);
            (node.length > 0).then(|| {
                at = node.before;
                self.tree.speakers[node.speaker as usize].as_str()
            })
        })
    }

    fn is(&self, other: &HeldPath) -> bool {
        Arc::ptr_eq(&self.tree, &other.tree) && self.end == other.end
    }
}

impl HeldClaims {
    /// Returns the number of claims.
    pub fn len(&self) -> usize {
        match self {
            HeldClaims::Listed(claims) => claims.len(),
            HeldClaims::Path(path) => path.length(path.end),
        }
    }

    /// Returns true if there is no claim.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Iterates over the ids, each with the index of what the claim holds.
    pub fn iter(&self) -> Box<dyn Iterator<Item = (&str, usize)> + '_> {
        self.first(usize::MAX)
    }

    /// Iterates over the first claims, at most `count` of them, without a look at the others.
    pub fn first(&self, count: usize) -> Box<dyn Iterator<Item = (&str, usize)> + '_> {
        match self {
            HeldClaims::Listed(claims) => Box::new(claims.iter().take(count).map(|(id, held)| (&**id, *held))),
            HeldClaims::Path(path) => Box::new(path.first(count).into_iter().map(|id| (id, 0))),
        }
    }

    /// Iterates over the claims among which those are that are shown.
    pub fn showable(&self) -> Box<dyn Iterator<Item = (&str, usize)> + '_> {
        self.first(if let HeldClaims::Path(_) = self { SHOWN } else { usize::MAX })
    }

    /// Returns the ids of the speakers, each once and in no order, if they are known without a look at each claim.
    pub fn speakers(&self) -> Option<Box<dyn Iterator<Item = &str> + '_>> {
        match self {
            HeldClaims::Listed(_) => None,
            HeldClaims::Path(path) => Some(Box::new(path.speakers())),
        }
    }

    /// Returns true if both are the same path of one tree, which is seen at once.
    pub fn are_one_path(&self, other: &HeldClaims) -> bool {
        matches!((self, other), (HeldClaims::Path(one), HeldClaims::Path(other)) if one.is(other))
    }
}

impl PartialEq for HeldClaims {
    fn eq(&self, other: &HeldClaims) -> bool {
        self.are_one_path(other) || (self.len() == other.len() && self.iter().eq(other.iter()))
    }
}

impl Eq for HeldClaims {}

impl fmt::Debug for HeldClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Compares lists of claims as one list of ids each; what both begin with is passed over where that is seen at once.
pub fn order<'h>(
    mut one: impl Iterator<Item = &'h HeldClaims>,
    mut other: impl Iterator<Item = &'h HeldClaims>,
) -> Ordering {
    fn ids<'h>(
        first: Option<&'h HeldClaims>,
        rest: impl Iterator<Item = &'h HeldClaims>,
    ) -> impl Iterator<Item = &'h str> {
        first.into_iter().chain(rest).flat_map(HeldClaims::iter).map(|(id, _)| id)
    }
    loop {
        match (one.next(), other.next()) {
            (Some(a), Some(b)) if a.are_one_path(b) => {}
            (None, None) => return Ordering::Equal,
            (a, b) => return ids(a, one).cmp(ids(b, other)),
        }
    }
}
