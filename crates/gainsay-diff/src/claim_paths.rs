//! Paths of claims that share their beginnings, or their ends. A path is the number of one that is a claim shorter, and
//! that claim, so that a great number of long paths that begin alike, or end alike, take little more memory than one of
//! them.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::held_claims::{ClaimTree, TreePath};
use crate::ids::{ClaimId, EntityId, PathId};

/// The part that paths share with others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Shared {
    /// Paths share their beginnings, and claims are added at their ends.
    Beginnings,
    /// Paths share their ends, and claims are added at their beginnings.
    Ends,
}

/// Paths that share a part with others. Paths of the same claims from the same entity, or to the same one, are one.
#[derive(Debug)]
pub struct ClaimPaths {
    shared: Shared,
    nodes: Vec<PathNode>,
    begun: FxHashMap<EntityId, PathId>,
    continued: FxHashMap<(PathId, ClaimId), PathId>,
    tree: OnceCell<Arc<ClaimTree>>,
}

#[derive(Debug)]
struct PathNode {
    /// The path without the claim that was added; of a path without a claim, the path itself.
    rest: PathId,
    /// A shorter path, so that a long way takes few steps.
    jump: PathId,
    /// The number of claims.
    length: u32,
    /// The claim that was added; none of a path without a claim.
    claim: Option<ClaimId>,
    /// The entity to which the path leads or, where ends are shared, from which it leads.
    entity: EntityId,
}

impl ClaimPaths {
    /// Returns no paths yet.
    pub fn new(shared: Shared) -> ClaimPaths {
        ClaimPaths {
            shared,
            nodes: Vec::new(),
            begun: FxHashMap::default(),
            continued: FxHashMap::default(),
            tree: OnceCell::new(),
        }
    }

    /// Returns the part that the paths share.
    pub fn shared(&self) -> Shared {
        self.shared
    }

    /// Returns the path without a claim at an entity.
    pub fn begin(&mut self, entity: EntityId) -> PathId {
        let ClaimPaths { nodes, begun, .. } = self;
        *begun.entry(entity).or_insert_with(|| {
            let id = nodes.len() as PathId;
            nodes.push(PathNode { rest: id, jump: id, length: 0, claim: None, entity });
            id
        })
    }

    /// Returns a path with one claim more, which leads to an entity or, where ends are shared, from it.
    pub fn extended(&mut self, rest: PathId, claim: ClaimId, entity: EntityId) -> PathId {
        let ClaimPaths { nodes, continued, .. } = self;
        *continued.entry((rest, claim)).or_insert_with(|| {
            let of = &nodes[rest as usize];
            let far = &nodes[of.jump as usize];
            // Two jumps of one length are followed by one over both.
            let are_equal = of.length - far.length == far.length - nodes[far.jump as usize].length;
            let jump = if are_equal { far.jump } else { rest };
            let length = of.length + 1;
            nodes.push(PathNode { rest, jump, length, claim: Some(claim), entity });
            nodes.len() as PathId - 1
        })
    }

    /// Returns the path without a claim at an entity, if there is one.
    pub fn begun(&self, entity: EntityId) -> Option<PathId> {
        self.begun.get(&entity).copied()
    }

    /// Returns a path with one claim more, if there is one.
    pub fn continued(&self, rest: PathId, claim: ClaimId) -> Option<PathId> {
        self.continued.get(&(rest, claim)).copied()
    }

    /// Returns the number of claims of a path.
    pub fn length(&self, path: PathId) -> usize {
        self.nodes[path as usize].length as usize
    }

    /// Returns the entity at which a path without a claim is.
    pub fn entity(&self, path: PathId) -> EntityId {
        self.nodes[path as usize].entity
    }

    /// Returns the path without the claim that was added, and that claim; none of a path without a claim.
    pub fn rest(&self, path: PathId) -> Option<(PathId, ClaimId)> {
        let node = &self.nodes[path as usize];
        Some((node.rest, node.claim?))
    }

    /// Returns the entities that the claim that was added links: the one from which it leads, and the one to which.
    pub fn link(&self, path: PathId) -> (EntityId, EntityId) {
        let node = &self.nodes[path as usize];
        let other = self.entity(node.rest);
        match self.shared {
            Shared::Beginnings => (other, node.entity),
            Shared::Ends => (node.entity, other),
        }
    }

    /// Returns the claims of a path, in order.
    pub fn claims(&self, path: PathId) -> Vec<ClaimId> {
        self.first(path, usize::MAX)
    }

    /// Returns the first claims of a path, at most `count` of them.
    pub fn first(&self, path: PathId, count: usize) -> Vec<ClaimId> {
        let mut at = if self.shared == Shared::Beginnings { self.cut(path, count) } else { path };
        let mut claims = Vec::with_capacity(self.length(at).min(count));
        while let Some((rest, claim)) = self.rest(at).filter(|_| claims.len() < count) {
            claims.push(claim);
            at = rest;
        }
        if self.shared == Shared::Beginnings {
            claims.reverse();
        }
        claims
    }

    /// Returns the part of a path that it shares with the paths that were made of it, with at most `count` claims.
    fn cut(&self, mut path: PathId, count: usize) -> PathId {
        while self.length(path) > count {
            let PathNode { rest, jump, .. } = self.nodes[path as usize];
            path = if self.length(jump) >= count { jump } else { rest };
        }
        path
    }

    /// Compares two paths that begin alike by their claims, in order; none if they do not begin at one entity.
    fn order_from_beginning(&self, a: PathId, b: PathId) -> Option<Ordering> {
        if self.shared == Shared::Ends || self.cut(a, 0) != self.cut(b, 0) {
            return None;
        }
        let (mut x, mut y) = (self.cut(a, self.length(b)), self.cut(b, self.length(a)));
        if x == y {
            return Some(self.length(a).cmp(&self.length(b)));
        }
        // Paths of one length jump alike.
        loop {
            let (of_x, of_y) = (&self.nodes[x as usize], &self.nodes[y as usize]);
            if of_x.rest == of_y.rest {
                return Some(of_x.claim.cmp(&of_y.claim));
            }
            (x, y) = if of_x.jump == of_y.jump { (of_x.rest, of_y.rest) } else { (of_x.jump, of_y.jump) };
        }
    }

    /// Returns the claims of all paths by their ids, with the numbers of the paths. `told` gives the id and the speaker
    /// of a claim.
    pub fn tree<'t>(&self, told: impl Fn(ClaimId) -> (Arc<str>, &'t str)) -> Arc<ClaimTree> {
        let path = |node: &PathNode| TreePath { rest: node.rest, jump: node.jump, claim: node.claim.map(&told) };
        let is_reversed = self.shared == Shared::Beginnings;
        let tree = || Arc::new(ClaimTree::new(is_reversed, self.nodes.iter().map(path)));
        Arc::clone(self.tree.get_or_init(tree))
    }
}

/// Compares two paths by their claims, in order.
pub fn order(one: (&ClaimPaths, PathId), other: (&ClaimPaths, PathId)) -> Ordering {
    let ((paths, a), (of_other, b)) = (one, other);
    if std::ptr::eq(paths, of_other)
        && let Some(order) = paths.order_from_beginning(a, b)
    {
        return order;
    }
    // Most paths differ soon.
    let mut count = 8;
    loop {
        let (first, of_other) = (paths.first(a, count), of_other.first(b, count));
        if first != of_other || first.len() < count {
            return first.cmp(&of_other);
        }
        count *= 8;
    }
}

/// A path, with the paths with which it shares a part.
#[derive(Clone)]
pub struct ClaimPath {
    /// All paths.
    pub paths: Rc<ClaimPaths>,
    /// This one.
    pub id: PathId,
}

impl fmt::Debug for ClaimPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.paths.claims(self.id)).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::draws::draws;
    use crate::held_claims::{HeldClaims, HeldPath, order as order_of_held};

    const BOTH: [Shared; 2] = [Shared::Beginnings, Shared::Ends];

    fn added(shared: Shared, claims: &mut Vec<ClaimId>, claim: ClaimId) {
        if shared == Shared::Beginnings { claims.push(claim) } else { claims.insert(0, claim) }
    }

    #[test]
    fn paths_are_what_lists_are() {
        let mut draw = draws(11);
        type Listed = Vec<(PathId, Vec<ClaimId>)>;
        let mut all: Vec<(ClaimPaths, Listed)> = Vec::new();
        for shared in BOTH {
            let mut paths = ClaimPaths::new(shared);
            let mut listed = Listed::new();
            for round in 0..300_usize {
                let (rest, mut claims) = match round {
                    0..3 => (paths.begin(EntityId(round as u32)), Vec::new()),
                    _ => listed[round - 1 - draw(round.min(4) as u64) as usize].clone(),
                };
                let claim = ClaimId(draw(3) as u32);
                added(shared, &mut claims, claim);
                let path = paths.extended(rest, claim, EntityId(round as u32));
                assert_eq!(path, paths.extended(rest, claim, EntityId(0)), "the same path is one");
                assert_eq!((paths.continued(rest, claim), paths.rest(path)), (Some(path), Some((rest, claim))));
                listed.push((path, claims));
            }
            all.push((paths, listed));
        }
        for (paths, listed) in &all {
            for (path, claims) in listed {
                assert_eq!((paths.claims(*path), paths.length(*path)), (claims.clone(), claims.len()));
                for count in [0, 1, 2, 7] {
                    assert_eq!(paths.first(*path, count), claims[..count.min(claims.len())], "{count} of {claims:?}");
                }
                for (others, of_others) in &all {
                    for (other, of_other) in of_others.iter().step_by(7) {
                        let ordered = order((paths, *path), (others, *other));
                        assert_eq!(ordered, claims.cmp(of_other), "{claims:?} {of_other:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_claim_links_the_entities_on_either_side_of_it() {
        for (shared, first, second) in [(Shared::Beginnings, (0, 1), (1, 2)), (Shared::Ends, (1, 0), (2, 1))] {
            let mut paths = ClaimPaths::new(shared);
            let begun = paths.begin(EntityId(0));
            let one = paths.extended(begun, ClaimId(5), EntityId(1));
            let two = paths.extended(one, ClaimId(6), EntityId(2));
            let link = |(from, to): (u32, u32)| (EntityId(from), EntityId(to));
            assert_eq!((paths.link(one), paths.link(two)), (link(first), link(second)));
            assert_eq!((paths.begun(EntityId(0)), paths.entity(begun)), (Some(begun), EntityId(0)));
        }
    }

    #[test]
    fn claims_that_a_path_holds_are_what_a_list_holds() {
        type Claims = Vec<(Arc<str>, usize)>;
        let speaker = |claim: ClaimId| ["ada", "bob", "cleo", "dan"][claim.0 as usize * 7 % 4];
        for shared in BOTH {
            let mut draw = draws(7);
            let mut paths = ClaimPaths::new(shared);
            let mut known: Vec<(PathId, Claims)> = Vec::new();
            for i in 0..300_u32 {
                let (rest, mut claims) = match i % 50 {
                    0 => (paths.begin(EntityId(i)), Vec::new()),
                    _ => known[i as usize - 1 - draw(u64::from(i.min(3))) as usize].clone(),
                };
                let at = if shared == Shared::Beginnings { claims.len() } else { 0 };
                claims.insert(at, (format!("c{i}").into(), 0));
                known.push((paths.extended(rest, ClaimId(i), EntityId(i)), claims));
            }
            let tree = paths.tree(|claim| (format!("c{}", claim.0).into(), speaker(claim)));
            let held: Vec<[HeldClaims; 2]> = known
                .into_iter()
                .map(|(path, claims)| {
                    [HeldClaims::Path(HeldPath::new(Arc::clone(&tree), path)), HeldClaims::Listed(claims)]
                })
                .collect();
            for [path, listed] in &held {
                assert_eq!(path, listed);
                for count in [0, 1, 3, listed.len()] {
                    assert!(path.first(count).eq(listed.first(count)), "the first {count} of {listed:?}");
                }
                let speakers: Vec<&str> = path.speakers().into_iter().flatten().collect();
                let number = |id: &str| id[1..].parse().map(ClaimId);
                let wanted: BTreeSet<&str> = listed.iter().filter_map(|(id, _)| number(id).ok()).map(speaker).collect();
                assert_eq!(speakers.len(), wanted.len(), "each once: {speakers:?}");
                assert_eq!(speakers.into_iter().collect::<BTreeSet<_>>(), wanted);
            }
            for (two, others) in held.iter().zip(held.iter().rev()) {
                // However they are kept, they are compared by their ids.
                for (i, j) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                    let ordered = order_of_held([&two[i], &others[0]].into_iter(), [&others[j], &two[1]].into_iter());
                    let ids = |held: [&HeldClaims; 2]| -> Vec<String> {
                        held.into_iter().flat_map(HeldClaims::iter).map(|(id, _)| id.to_owned()).collect()
                    };
                    assert_eq!(ordered, ids([&two[1], &others[1]]).cmp(&ids([&others[1], &two[1]])));
                    let same = order_of_held([&two[i], &others[0]].into_iter(), [&two[j], &others[1]].into_iter());
                    assert_eq!(same, Ordering::Equal);
                }
            }
        }
    }
}
