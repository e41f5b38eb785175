//! Forests of entities that claims link. A route leads from one entity up to an ancestor, and down to another: a great
//! number of long chains of claims that have links in common take little more memory than the links.

mod told_claims;

use std::cmp::Ordering;
use std::fmt;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::ids::{ClaimId, EntityId, NodeId};
use crate::number_sums::{EMPTY, ListId, NumberSums, NumberView};
pub use told_claims::ToldClaims;

/// A direction in a tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Heading {
    /// Towards the root.
    Up,
    /// Away from the root.
    Down,
}

/// The claims that link a node with its parent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct Links {
    /// The claim that leads from the node to its parent.
    pub up: Option<ClaimId>,
    /// The claim that leads from the parent to the node.
    pub down: Option<ClaimId>,
}

impl Links {
    /// Returns the claim that leads in a direction.
    pub fn heading(self, heading: Heading) -> Option<ClaimId> {
        match heading {
            Heading::Up => self.up,
            Heading::Down => self.down,
        }
    }
}

/// A way in a tree: up from a node to one of its ancestors, or itself, and down from there to another one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Route {
    /// The node where it begins.
    pub from: NodeId,
    /// The last common ancestor of the nodes where it begins and ends.
    pub top: NodeId,
    /// The node where it ends.
    pub to: NodeId,
}

/// Trees of entities. Trees with the same root are one, and so are children of one parent with the same links.
#[derive(Debug)]
pub struct ClaimForest {
    /// The number of all claims.
    claims: u32,
    nodes: Vec<Node>,
    roots: FxHashMap<EntityId, NodeId>,
    children: FxHashMap<(NodeId, Links), NodeId>,
    numbers: OnceLock<Numbers>,
    told: OnceLock<Arc<ToldClaims>>,
}

#[derive(Debug)]
struct Node {
    /// The parent; of a root, the root itself.
    parent: NodeId,
    /// An ancestor further up, so that a long way takes few steps.
    jump: NodeId,
    /// The number of ancestors.
    depth: u32,
    /// The claims between the node and its parent.
    links: Links,
    entity: EntityId,
}

/// The numbers of the claims between each node and its root: those that lead up, and those that lead down.
#[derive(Debug)]
struct Numbers {
    sums: NumberSums,
    lists: Vec<[ListId; 2]>,
}

impl ClaimForest {
    /// Returns a forest without a tree, for claims with numbers below this one.
    pub fn new(claims: u32) -> ClaimForest {
        ClaimForest {
            claims,
            nodes: Vec::new(),
            roots: FxHashMap::default(),
            children: FxHashMap::default(),
            numbers: OnceLock::new(),
            told: OnceLock::new(),
        }
    }

    /// Returns the root of the tree of an entity.
    pub fn root(&mut self, entity: EntityId) -> NodeId {
        let ClaimForest { nodes, roots, .. } = self;
        *roots.entry(entity).or_insert_with(|| {
            let id = nodes.len() as NodeId;
            nodes.push(Node { parent: id, jump: id, depth: 0, links: Links::default(), entity });
            id
        })
    }

    /// Returns a child of a node, which is an entity that claims link with it.
    pub fn child(&mut self, parent: NodeId, links: Links, entity: EntityId) -> NodeId {
        let ClaimForest { nodes, children, .. } = self;
        *children.entry((parent, links)).or_insert_with(|| {
            let of = &nodes[parent as usize];
            let far = &nodes[of.jump as usize];
            // Two jumps of one length are followed by one over both.
            let are_equal = of.depth - far.depth == far.depth - nodes[far.jump as usize].depth;
            let jump = if are_equal { far.jump } else { parent };
            let depth = of.depth + 1;
            nodes.push(Node { parent, jump, depth, links, entity });
            nodes.len() as NodeId - 1
        })
    }

    /// Returns the root of the tree of an entity, if there is one.
    pub fn known_root(&self, entity: EntityId) -> Option<NodeId> {
        self.roots.get(&entity).copied()
    }

    /// Returns the child of a node with these links, if there is one.
    pub fn known_child(&self, parent: NodeId, links: Links) -> Option<NodeId> {
        self.children.get(&(parent, links)).copied()
    }

    /// Returns the number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns true if there is no node.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns the number of ancestors of a node.
    pub fn depth(&self, node: NodeId) -> u32 {
        self.nodes[node as usize].depth
    }

    /// Returns the parent of a node; none of a root.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        let of = &self.nodes[node as usize];
        (of.depth > 0).then_some(of.parent)
    }

    /// Returns an ancestor of a node to which a long way takes few steps; of a root, the root itself.
    pub fn jump(&self, node: NodeId) -> NodeId {
        self.nodes[node as usize].jump
    }

    /// Returns the claims between a node and its parent.
    pub fn links(&self, node: NodeId) -> Links {
        self.nodes[node as usize].links
    }

    /// Returns the entity of a node.
    pub fn entity(&self, node: NodeId) -> EntityId {
        self.nodes[node as usize].entity
    }

    /// Returns the entities between which the claim leads that links a node with its parent: the one from which it
    /// leads, and the one to which.
    pub fn ends(&self, node: NodeId, heading: Heading) -> (EntityId, EntityId) {
        let of = &self.nodes[node as usize];
        let parent = self.entity(of.parent);
        match heading {
            Heading::Up => (of.entity, parent),
            Heading::Down => (parent, of.entity),
        }
    }

    /// Returns the ancestor of a node that has this depth; the node itself if it is no deeper.
    pub fn ancestor(&self, mut node: NodeId, depth: u32) -> NodeId {
        while self.depth(node) > depth {
            node = self.stride(node, depth).0;
        }
        node
    }

    /// Returns the next node on the way from a deeper one up to an ancestor of this depth, and whether a jump leads
    /// there.
    pub fn stride(&self, node: NodeId, depth: u32) -> (NodeId, bool) {
        let Node { parent, jump, .. } = self.nodes[node as usize];
        if self.depth(jump) >= depth { (jump, true) } else { (parent, false) }
    }

    /// Returns the deepest node that is an ancestor of two, or one of them.
    pub fn common_ancestor(&self, a: NodeId, b: NodeId) -> Option<NodeId> {
        let (mut a, mut b) = (self.ancestor(a, self.depth(b)), self.ancestor(b, self.depth(a)));
        // Nodes of one depth jump alike.
        while a != b {
            let (of_a, of_b) = (&self.nodes[a as usize], &self.nodes[b as usize]);
            if of_a.depth == 0 {
                return None;
            }
            (a, b) = if of_a.jump == of_b.jump { (of_a.parent, of_b.parent) } else { (of_a.jump, of_b.jump) };
        }
        Some(a)
    }

    /// Returns the way from one node to another, if they are in one tree.
    pub fn route(&self, from: NodeId, to: NodeId) -> Option<Route> {
        Some(Route { from, top: self.common_ancestor(from, to)?, to })
    }

    /// Returns the number of claims of a route.
    pub fn length(&self, route: Route) -> usize {
        let Route { from, top, to } = route;
        (self.depth(from) + self.depth(to) - 2 * self.depth(top)) as usize
    }

    /// Iterates over the nodes from one up to an ancestor, which is left out.
    pub fn up(&self, from: NodeId, top: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(Some(from), |node| self.parent(*node)).take_while(move |node| *node != top)
    }

    /// Returns the first claims of a route, at most `count` of them.
    pub fn first(&self, route: Route, count: usize) -> Vec<ClaimId> {
        let Route { from, top, to } = route;
        let mut claims: Vec<ClaimId> = self.up(from, top).take(count).filter_map(|node| self.links(node).up).collect();
        let left = u32::try_from(count - claims.len()).unwrap_or(u32::MAX);
        let end = self.ancestor(to, self.depth(top).saturating_add(left));
        let begin = claims.len();
        claims.extend(self.up(end, top).filter_map(|node| self.links(node).down));
        claims[begin..].reverse();
        claims
    }

    /// Returns the claims of a route, in order.
    pub fn claims(&self, route: Route) -> Vec<ClaimId> {
        self.first(route, usize::MAX)
    }

    /// Compares two routes by their claims, in order.
    pub fn order(&self, a: Route, b: Route) -> Ordering {
        if let Some(order) = self.order_from_one_root(a, b) {
            return order;
        }
        // Most routes differ soon.
        let mut count = 8;
        loop {
            let (first, of_other) = (self.first(a, count), self.first(b, count));
            if first != of_other || first.len() < count {
                return first.cmp(&of_other);
            }
            count *= 8;
        }
    }

    /// Compares two routes that lead down from one node by their claims, in order; none if they do not.
    fn order_from_one_root(&self, a: Route, b: Route) -> Option<Ordering> {
        if a.from != a.top || b.from != b.top || a.top != b.top {
            return None;
        }
        let parted = self.common_ancestor(a.to, b.to)?;
        let next = |to: NodeId| self.links(self.ancestor(to, self.depth(parted) + 1)).down;
        Some(match (parted == a.to, parted == b.to) {
            (false, false) => next(a.to).cmp(&next(b.to)),
            (is_a, is_b) => is_b.cmp(&is_a),
        })
    }

    /// Returns the numbers of a route's claims, and of one more. Nothing is added to the forest after that.
    pub fn numbers(&self, route: Route, one: ClaimId) -> NumberView<'_> {
        let Numbers { sums, lists } = self.numbers.get_or_init(|| self.all_numbers());
        let of =
            |node: NodeId, heading: Heading| lists.get(node as usize).map_or(EMPTY, |lists| lists[heading as usize]);
        let Route { from, top, to } = route;
        let up = (of(from, Heading::Up), of(top, Heading::Up));
        sums.view([up, (of(to, Heading::Down), of(top, Heading::Down))], Some(one.0))
    }

    fn all_numbers(&self) -> Numbers {
        let mut sums = NumberSums::new(self.claims);
        let mut lists: Vec<[ListId; 2]> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let [up, down] = if node.depth == 0 { [EMPTY; 2] } else { lists[node.parent as usize] };
            let mut with = |list: ListId, claim: Option<ClaimId>| claim.map_or(list, |claim| sums.with(list, claim.0));
            let next_up = with(up, node.links.up);
            let are_one = up == down && node.links.up == node.links.down;
            let next_down = if are_one { next_up } else { with(down, node.links.down) };
            lists.push([next_up, next_down]);
        }
        Numbers { sums, lists }
    }

    /// Returns the ids and the speakers of all claims. `told` gives those of a claim.
    pub fn told<'t>(&self, told: impl Fn(ClaimId) -> (Arc<str>, &'t str)) -> Arc<ToldClaims> {
        Arc::clone(self.told.get_or_init(|| Arc::new(ToldClaims::new(self, told))))
    }
}

/// A route of claims, with the forest.
#[derive(Clone)]
pub struct ClaimPath {
    /// The forest.
    pub forest: Arc<ClaimForest>,
    /// The route.
    pub route: Route,
}

impl ClaimPath {
    /// Returns the number of claims.
    pub fn length(&self) -> usize {
        self.forest.length(self.route)
    }

    /// Returns the first claims, at most `count` of them.
    pub fn first(&self, count: usize) -> Vec<ClaimId> {
        self.forest.first(self.route, count)
    }

    /// Returns the numbers of the claims, and of one more.
    pub fn numbers(&self, one: ClaimId) -> NumberView<'_> {
        self.forest.numbers(self.route, one)
    }

    /// Returns true if both are one route of one forest.
    pub fn is(&self, other: &ClaimPath) -> bool {
        Arc::ptr_eq(&self.forest, &other.forest) && self.route == other.route
    }
}

impl fmt::Debug for ClaimPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.first(usize::MAX)).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::draws::draws;
    use crate::held_claims::{HeldClaims, HeldPath, order as order_of_held};

    /// A route, with its claims.
    type Listed = (Route, Vec<ClaimId>);

    const CLAIMS: u32 = 1_000;

    /// Draws a forest with routes in it: claims of one tree differ, those of two trees need not.
    fn drawn(draw: &mut impl FnMut(u64) -> u64) -> (Arc<ClaimForest>, Vec<Listed>) {
        let mut forest = ClaimForest::new(CLAIMS);
        // Each node with the claims from it up to its root, and down to it.
        type Known = (NodeId, [Vec<ClaimId>; 2]);
        let mut known: Vec<Known> = Vec::new();
        for i in 0..300_u32 {
            if i % 60 == 0 {
                known.push((forest.root(EntityId(i)), [Vec::new(), Vec::new()]));
                continue;
            }
            let back = draw(u64::from((i % 60).min(3)));
            let (parent, mut claims) = known[i as usize - 1 - back as usize].clone();
            let [up, down] = [ClaimId(i % 120 * 7), ClaimId(i % 120 * 7 + 1)];
            let links = match draw(40) {
                0 => Links { up: Some(up), down: None },
                1 => Links { up: None, down: Some(down) },
                _ => Links { up: Some(up), down: Some([up, down][draw(2) as usize]) },
            };
            let node = forest.child(parent, links, EntityId(i));
            assert_eq!(node, forest.child(parent, links, EntityId(0)), "the same child is one");
            assert_eq!((forest.known_child(parent, links), forest.parent(node)), (Some(node), Some(parent)));
            claims[0].splice(0..0, links.up);
            claims[1].extend(links.down);
            known.push((node, claims));
        }
        let mut routes = Vec::new();
        for _ in 0..600 {
            let mut end = || draw(known.len() as u64) as usize;
            let (from, to) = (end(), end());
            let Some(route) = forest.route(known[from].0, known[to].0) else { continue };
            let has = |node: NodeId, heading: Heading| {
                forest.up(node, route.top).all(|node| forest.links(node).heading(heading).is_some())
            };
            if has(route.from, Heading::Up) && has(route.to, Heading::Down) {
                let [up, down] = [&known[from].1[0], &known[to].1[1]];
                let top = &known[route.top as usize].1;
                let mut claims = up[..up.len() - top[0].len()].to_vec();
                claims.extend(&down[top[1].len()..]);
                routes.push((route, claims));
            }
        }
        (Arc::new(forest), routes)
    }

    #[test]
    fn routes_are_what_lists_are() {
        let mut draw = draws(11);
        let (forest, routes) = drawn(&mut draw);
        assert!(routes.iter().filter(|(_, claims)| claims.len() > 5).count() > 10);
        for (route, claims) in &routes {
            assert_eq!((forest.claims(*route), forest.length(*route)), (claims.clone(), claims.len()));
            for count in [0, 1, 2, 7] {
                assert_eq!(forest.first(*route, count), claims[..count.min(claims.len())], "{count} of {claims:?}");
            }
            let sorted = |claims: &[ClaimId], one: u32| {
                claims.iter().map(|claim| claim.0).chain([one]).collect::<BTreeSet<u32>>()
            };
            let numbers = sorted(claims, 999);
            let view = forest.numbers(*route, ClaimId(999));
            assert!(view.iter().eq(numbers.iter().copied()), "{numbers:?}");
            assert!((0..CLAIMS).all(|number| view.has(number) == numbers.contains(&number)));
            for (other, of_other) in &routes {
                assert_eq!(forest.order(*route, *other), claims.cmp(of_other), "{claims:?} {of_other:?}");
                let order = view.order(&forest.numbers(*other, ClaimId(998)));
                assert_eq!(order, numbers.iter().cmp(&sorted(of_other, 998)), "{claims:?} {of_other:?}");
            }
        }
    }

    #[test]
    fn a_claim_links_the_entities_on_either_side_of_it() {
        let mut forest = ClaimForest::new(9);
        let root = forest.root(EntityId(0));
        let links = Links { up: Some(ClaimId(5)), down: Some(ClaimId(6)) };
        let node = forest.child(root, links, EntityId(1));
        let ends = [Heading::Up, Heading::Down].map(|heading| forest.ends(node, heading));
        assert_eq!(ends, [(EntityId(1), EntityId(0)), (EntityId(0), EntityId(1))]);
        assert_eq!((forest.known_root(EntityId(0)), forest.entity(root)), (Some(root), EntityId(0)));
        assert_eq!((forest.known_root(EntityId(1)), forest.parent(root)), (None, None));
    }

    #[test]
    fn claims_that_a_path_holds_are_what_a_list_holds() {
        let speaker = |claim: ClaimId| ["ada", "bob", "cleo", "dan"][claim.0 as usize * 7 % 13 % 4];
        let id = |claim: ClaimId| -> Arc<str> { format!("c{}", claim.0).into() };
        let mut draw = draws(7);
        let (forest, routes) = drawn(&mut draw);
        let told = forest.told(|claim| (id(claim), speaker(claim)));
        let held: Vec<[HeldClaims; 2]> = routes
            .iter()
            .map(|(route, claims)| {
                let path = ClaimPath { forest: Arc::clone(&forest), route: *route };
                let listed = claims.iter().map(|claim| (id(*claim), 0)).collect();
                [HeldClaims::Path(HeldPath::new(path, Arc::clone(&told))), HeldClaims::Listed(listed)]
            })
            .collect();
        for ([path, listed], (_, claims)) in held.iter().zip(&routes) {
            assert_eq!(path, listed);
            for count in [0, 1, 3, listed.len()] {
                assert!(path.first(count).eq(listed.first(count)), "the first {count} of {listed:?}");
            }
            let speakers: Vec<&str> = path.speakers().into_iter().flatten().collect();
            let wanted: BTreeSet<&str> = claims.iter().map(|claim| speaker(*claim)).collect();
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
