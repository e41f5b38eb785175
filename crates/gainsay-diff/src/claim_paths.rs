//! Paths of claims that share their beginnings. A path is known by its end, so that a great number of long paths that
//! begin alike take little more memory than one of them.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::held_claims::{ClaimTree, TreePath};
use crate::ids::{ClaimId, EntityId, PathId};

/// Paths that share their beginnings. Paths of the same claims from the same entity are one.
#[derive(Default, Debug)]
pub struct ClaimPaths {
    nodes: Vec<PathNode>,
    begun: FxHashMap<EntityId, PathId>,
    continued: FxHashMap<(PathId, ClaimId), PathId>,
    tree: OnceCell<Arc<ClaimTree>>,
}

#[derive(Debug)]
struct PathNode {
    /// The path without its last claim; where a path begins, the path itself.
    before: PathId,
    /// A path further back, so that a long way back takes few steps.
    jump: PathId,
    /// The number of claims.
    length: u32,
    /// The last claim; none where a path begins.
    claim: Option<ClaimId>,
    /// The entity to which the path leads.
    entity: EntityId,
}

impl ClaimPaths {
    /// Returns the path without a claim that begins at an entity.
    pub fn begin(&mut self, entity: EntityId) -> PathId {
        let ClaimPaths { nodes, begun, .. } = self;
        *begun.entry(entity).or_insert_with(|| {
            let id = nodes.len() as PathId;
            nodes.push(PathNode { before: id, jump: id, length: 0, claim: None, entity });
            id
        })
    }

    /// Returns a path with one claim more, which leads to an entity.
    pub fn extended(&mut self, before: PathId, claim: ClaimId, entity: EntityId) -> PathId {
        let ClaimPaths { nodes, continued, .. } = self;
        *continued.entry((before, claim)).or_insert_with(|| {
            let of = &nodes[before as usize];
            let far = &nodes[of.jump as usize];
            // Two jumps of one length are followed by one over both.
            let are_equal = of.length - far.length == far.length - nodes[far.jump as usize].length;
            let jump = if are_equal { far.jump } else { before };
            let length = of.length + 1;
            nodes.push(PathNode { before, jump, length, claim: Some(claim), entity });
            nodes.len() as PathId - 1
        })
    }

    /// Returns the path without a claim that begins at an entity, if there is one.
    pub fn begun(&self, entity: EntityId) -> Option<PathId> {
        self.begun.get(&entity).copied()
    }

    /// Returns a path with one claim more, if there is one.
    pub fn continued(&self, before: PathId, claim: ClaimId) -> Option<PathId> {
        self.continued.get(&(before, claim)).copied()
    }

    /// Returns the number of claims of a path.
    pub fn length(&self, path: PathId) -> usize {
        self.nodes[path as usize].length as usize
    }

    /// Returns the entity to which a path leads; of a path without a claim, where it begins.
    pub fn entity(&self, path: PathId) -> EntityId {
        self.nodes[path as usize].entity
    }

    /// Returns the path without its last claim, and that claim; none of a path without a claim.
    pub fn last(&self, path: PathId) -> Option<(PathId, ClaimId)> {
        let node = &self.nodes[path as usize];
        Some((node.before, node.claim?))
    }

    /// Returns the claims of a path, in order.
    pub fn claims(&self, path: PathId) -> Vec<ClaimId> {
        self.first(path, usize::MAX)
    }

    /// Returns the first claims of a path, at most `count` of them.
    pub fn first(&self, path: PathId, count: usize) -> Vec<ClaimId> {
        let mut at = self.beginning(path, count);
        let mut claims = Vec::with_capacity(self.length(at));
        while let Some((before, claim)) = self.last(at) {
            claims.push(claim);
            at = before;
        }
        claims.reverse();
        claims
    }

    /// Returns the path of the first claims of a path, at most `count` of them.
    fn beginning(&self, mut path: PathId, count: usize) -> PathId {
        while self.length(path) > count {
            let PathNode { before, jump, .. } = self.nodes[path as usize];
            path = if self.length(jump) >= count { jump } else { before };
        }
        path
    }

    /// Compares two paths by their claims, in order.
    pub fn order(&self, a: PathId, b: PathId) -> Ordering {
        let (mut x, mut y) = (self.beginning(a, self.length(b)), self.beginning(b, self.length(a)));
        if x == y {
            return self.length(a).cmp(&self.length(b));
        }
        if self.beginning(a, 0) != self.beginning(b, 0) {
            return self.claims(a).cmp(&self.claims(b));
        }
        // Paths of one length jump alike.
        loop {
            let (of_x, of_y) = (&self.nodes[x as usize], &self.nodes[y as usize]);
            if of_x.before == of_y.before {
                return of_x.claim.cmp(&of_y.claim);
            }
            (x, y) = if of_x.jump == of_y.jump { (of_x.before, of_y.before) } else { (of_x.jump, of_y.jump) };
        }
    }

    /// Returns the claims of all paths by their ids, with the numbers of the paths. `told` gives the id and the speaker
    /// of a claim.
    pub fn tree<'t>(&self, told: impl Fn(ClaimId) -> (Arc<str>, &'t str)) -> Arc<ClaimTree> {
        let path = |node: &PathNode| TreePath { before: node.before, jump: node.jump, claim: node.claim.map(&told) };
        Arc::clone(self.tree.get_or_init(|| Arc::new(ClaimTree::new(self.nodes.iter().map(path)))))
    }
}

/// A path, with the paths with which it shares its beginning.
#[derive(Clone)]
pub struct ClaimPath {
    /// All paths.
    pub paths: Rc<ClaimPaths>,
    /// The end of this one.
    pub end: PathId,
}

impl fmt::Debug for ClaimPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.paths.claims(self.end)).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::draws::draws;
    use crate::held_claims::{HeldClaims, HeldPath, order};

    #[test]
    fn paths_are_what_lists_are() {
        let mut draw = draws(11);
        let mut paths = ClaimPaths::default();
        let mut listed: Vec<(PathId, Vec<ClaimId>)> = Vec::new();
        for round in 0..400_usize {
            let (before, mut claims) = match round {
                0..3 => (paths.begin(EntityId(round as u32)), Vec::new()),
                _ => listed[round - 1 - draw(round.min(4) as u64) as usize].clone(),
            };
            let claim = ClaimId(draw(3) as u32);
            claims.push(claim);
            let path = paths.extended(before, claim, EntityId(0));
            assert_eq!(path, paths.extended(before, claim, EntityId(0)), "the same path is one");
            listed.push((path, claims));
        }
        for (path, claims) in &listed {
            assert_eq!((paths.claims(*path), paths.length(*path)), (claims.clone(), claims.len()));
            for count in [0, 1, 2, 7] {
                assert_eq!(paths.first(*path, count), claims[..count.min(claims.len())], "{count} of {claims:?}");
            }
            for (other, of_other) in listed.iter().step_by(3) {
                assert_eq!(paths.order(*path, *other), claims.cmp(of_other), "{claims:?} {of_other:?}");
            }
        }
    }

    #[test]
    fn claims_that_a_path_holds_are_what_a_list_holds() {
        let mut draw = draws(7);
        let mut paths = ClaimPaths::default();
        type Claims = Vec<(Arc<str>, usize)>;
        let mut known: Vec<(PathId, Claims)> = Vec::new();
        let speaker = |claim: ClaimId| ["ada", "bob", "cleo", "dan"][claim.0 as usize * 7 % 4];
        for i in 0..300_u32 {
            let (before, mut claims) = match i % 50 {
                0 => (paths.begin(EntityId(i)), Vec::new()),
                _ => known[i as usize - 1 - draw(u64::from(i.min(3))) as usize].clone(),
            };
            claims.push((format!("c{i}").into(), 0));
            known.push((paths.extended(before, ClaimId(i), EntityId(i)), claims));
        }
        let tree = paths.tree(|claim| (format!("c{}", claim.0).into(), speaker(claim)));
        let held: Vec<[HeldClaims; 2]> = known
            .into_iter()
            .map(|(end, claims)| [HeldClaims::Path(HeldPath::new(Arc::clone(&tree), end)), HeldClaims::Listed(claims)])
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
                let ordered = order([&two[i], &others[0]].into_iter(), [&others[j], &two[1]].into_iter());
                let ids = |held: [&HeldClaims; 2]| -> Vec<String> {
                    held.into_iter().flat_map(HeldClaims::iter).map(|(id, _)| id.to_owned()).collect()
                };
                assert_eq!(ordered, ids([&two[1], &others[1]]).cmp(&ids([&others[1], &two[1]])));
                let same = order([&two[i], &others[0]].into_iter(), [&two[j], &others[1]].into_iter());
                assert_eq!(same, Ordering::Equal);
            }
        }
    }
}
