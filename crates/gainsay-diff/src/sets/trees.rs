//! The ways in a graph on which there is no choice: in a tree there is only one from a node to another, and a node may
//! lead to one other only. Chains on these ways are found without a search.

use std::collections::VecDeque;

use gainsay_model::date::Days;
use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::{Edge, Graph};
use super::route_sums::{RouteSums, Summing};
use crate::claim_forest::{ClaimForest, Heading, Links, Route};
use crate::ids::NodeId;

/// The ways in a graph on which there is no choice, as places in a forest.
#[derive(Debug)]
pub struct Trees {
    /// The place of each node of a part that is a tree.
    places: Vec<Option<NodeId>>,
    /// For all other nodes their places on the ways on which each node leads up to one other only, and on those on
    /// which each is reached from above from one other only. Most nodes of a ring have two places, so that it is a
    /// path.
    forced: [Vec<[Option<NodeId>; 2]>; 2],
    /// The link of each place with its parent.
    links: FxHashMap<NodeId, TreeLink>,
    sums: RouteSums<Sum>,
}

/// The link of a place with its parent.
#[derive(Clone, Copy, Default, Debug)]
struct TreeLink {
    /// The edge that leads up, and the one that leads down.
    edges: [Option<Direct>; 2],
    /// The depth of the last place, down to this one, from which no edge leads up, and of the last to which none leads
    /// down.
    gaps: [u32; 2],
}

/// The edge from one node to another whose claim is the first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Direct {
    edge: u32,
    /// Whether other edges lead there, too.
    has_others: bool,
}

/// A summary of edges.
#[derive(Clone, Copy, Debug)]
struct Sum {
    /// The days that they have in common.
    days: Option<Days>,
    /// The number of those that are hedged.
    hedged: usize,
    /// Whether other edges link the same nodes.
    has_others: bool,
}

/// The days on one of which a chain holds, and whether it may be hedged.
pub type Conditions = (Days, bool);

/// The end of a way on which there is no choice: the first node that leads to several others or none, or that is
/// reached from several or none.
#[derive(Clone, Copy, Debug)]
pub struct Lead {
    /// The node.
    pub node: u32,
    /// The place from which, or to which, the way leads.
    place: NodeId,
    /// The place of the node.
    root: NodeId,
}

/// The only way from one node to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnlyWay {
    /// The way, and whether one of its claims is hedged.
    Route(Route, bool),
    /// No chain leads there.
    Nowhere,
    /// There is only one way, and several claims for some of its links, of which not the first ones count.
    OtherClaims,
    /// There may be several ways.
    Unknown,
}

impl Trees {
    /// Finds the ways in a graph on which there is no choice, and adds them to a forest. Some edges may be left out.
    pub fn new(graph: &Graph, forest: &mut ClaimForest, counts: impl Fn(&Edge) -> bool) -> Trees {
        let (links, sums) = (FxHashMap::default(), RouteSums::default());
        let [up, down] = [(); 2].map(|()| vec![[None; 2]; graph.nodes.len()]);
        let trees = Trees { places: vec![None; graph.nodes.len()], forced: [up, down], links, sums };
        let neighbours = neighbours(graph, counts);
        let next = [Heading::Up, Heading::Down].map(|heading| neighbours.iter().map(|of| only(of, heading)).collect());
        let mut planting = Planting { graph, neighbours: &neighbours, next, forest, trees };
        for part in parts(&neighbours) {
            planting.plant(&part);
        }
        planting.trees
    }

    /// Returns the chain from one node to another that holds under some conditions, if there is no choice on the way.
    pub fn find(
        &mut self,
        graph: &Graph,
        forest: &ClaimForest,
        [from, to]: [u32; 2],
        conditions: Conditions,
    ) -> OnlyWay {
        let Some(route) = self.route(forest, [from, to]) else { return OnlyWay::Unknown };
        let Some(route) = route.filter(|route| forest.length(*route) > 1) else { return OnlyWay::Nowhere };
        match self.sum(graph, forest, route) {
            Some(sum) if sum.meets(conditions) => OnlyWay::Route(route, sum.hedged > 0),
            Some(sum) if sum.has_others => OnlyWay::OtherClaims,
            _ => OnlyWay::Nowhere,
        }
    }

    /// Returns the way from one node to another, or none if there surely is none; none if there may be several.
    fn route(&self, forest: &ClaimForest, [from, to]: [u32; 2]) -> Option<Option<Route>> {
        if let (Some(from), Some(to)) = (self.places[from as usize], self.places[to as usize]) {
            return Some(forest.route(from, to).filter(|route| self.leads(forest, *route)));
        }
        if self.places[from as usize].or(self.places[to as usize]).is_some() {
            return Some(None);
        }
        for (heading, begin, end) in [(Heading::Up, from, to), (Heading::Down, to, from)] {
            let forced = &self.forced[heading as usize];
            let Some(begin) = forced[begin as usize][0] else { continue };
            // Somebody who has no choice passes all that he reaches.
            let is_passed = |end: &NodeId| forest.ancestor(begin, forest.depth(*end)) == *end;
            let end = forced[end as usize].into_iter().flatten().find(is_passed);
            if let Some(end) = end {
                let [from, to] = if heading == Heading::Up { [begin, end] } else { [end, begin] };
                return Some(Some(Route { from, top: end, to }));
            }
        }
        None
    }

    /// Returns the end of the way from a node, or to it, on which there is no choice; none in a tree.
    pub fn lead(&self, graph: &Graph, forest: &ClaimForest, node: u32, heading: Heading) -> Option<Lead> {
        let place = self.forced[heading as usize][node as usize][0]?;
        let root = forest.ancestor(place, 0);
        Some(Lead { node: graph.node(forest.entity(root))?, place, root })
    }

    /// Returns the conditions under which a way holds that a lead is put before, or after; none if that depends on
    /// which of several claims are taken, and no conditions if it never does.
    pub fn with_lead(
        &mut self,
        graph: &Graph,
        forest: &ClaimForest,
        (lead, heading): (Lead, Heading),
        (days, may_be_hedged): Conditions,
    ) -> Option<Option<(Conditions, bool)>> {
        let route = lead.route(heading, lead.root);
        let Some(sum) = self.sum(graph, forest, route) else { return Some(Some(((days, may_be_hedged), false))) };
        let is_free = sum.hedged == 0 && sum.days.is_some_and(|of_sum| days.within(of_sum));
        if sum.has_others && !is_free {
            return None;
        }
        let common = sum.days.and_then(|of_sum| of_sum.intersection(days));
        let rest = usize::from(may_be_hedged).checked_sub(sum.hedged);
        Some(common.zip(rest).map(|(days, rest)| ((days, rest > 0), sum.hedged > 0)))
    }

    fn sum(&mut self, graph: &Graph, forest: &ClaimForest, route: Route) -> Option<Sum> {
        let links = &self.links;
        let own = |node: NodeId, heading: Heading| {
            let direct = links.get(&node).and_then(|link| link.edges[heading as usize]);
            let edge = direct.map(|direct| graph.edges[direct.edge as usize]);
            Sum {
                days: edge.map(|edge| edge.outer),
                hedged: usize::from(edge.is_some_and(|edge| edge.hedged)),
                has_others: direct.is_some_and(|direct| direct.has_others),
            }
        };
        let join = |one: Sum, other: &Sum| Sum {
            days: one.days.zip(other.days).and_then(|(one, other)| one.intersection(other)),
            hedged: one.hedged + other.hedged,
            has_others: one.has_others || other.has_others,
        };
        self.sums.over(forest, route, &Summing { own, join })
    }

    /// Returns true if edges lead all the way.
    fn leads(&self, forest: &ClaimForest, Route { from, top, to }: Route) -> bool {
        let gap = |node: NodeId, heading: Heading| self.links.get(&node).map_or(0, |link| link.gaps[heading as usize]);
        gap(from, Heading::Up).max(gap(to, Heading::Down)) <= forest.depth(top)
    }
}

impl Sum {
    fn meets(&self, (days, may_be_hedged): Conditions) -> bool {
        self.days.is_some_and(|of_sum| of_sum.meets(days)) && self.hedged <= usize::from(may_be_hedged)
    }
}

impl Lead {
    /// Returns the way from the place of a node that leads up to the end of this one and from there to another place
    /// or, if this one leads down, from that place to the end of this one and down to the node.
    pub fn route(self, heading: Heading, other: NodeId) -> Route {
        match heading {
            Heading::Up => Route { from: self.place, top: self.root, to: other },
            Heading::Down => Route { from: other, top: self.root, to: self.place },
        }
    }
}

/// A node that edges link with another one.
#[derive(Clone, Copy, Debug)]
struct Neighbour {
    node: u32,
    /// The edge that leads from the neighbour.
    from: Option<Direct>,
    /// The edge that leads to the neighbour.
    to: Option<Direct>,
}

impl Neighbour {
    /// Returns the edge that leads to the neighbour, or from it.
    fn heading(&self, heading: Heading) -> Option<Direct> {
        if heading == Heading::Up { self.to } else { self.from }
    }

    /// Returns the neighbour as a child from which edges lead up only, or to which they lead down only.
    fn only(&self, heading: Heading) -> Neighbour {
        match heading {
            Heading::Up => Neighbour { to: None, ..*self },
            Heading::Down => Neighbour { from: None, ..*self },
        }
    }
}

/// Returns the neighbours of each node, by the edges that count.
fn neighbours(graph: &Graph, counts: impl Fn(&Edge) -> bool) -> Vec<Vec<Neighbour>> {
    let mut all: Vec<Vec<Neighbour>> = vec![Vec::new(); graph.nodes.len()];
    for (i, edge) in graph.edges.iter().enumerate().filter(|(_, edge)| counts(edge)) {
        let direct = Some(Direct { edge: i as u32, has_others: false });
        all[edge.from as usize].push(Neighbour { node: edge.to, from: None, to: direct });
        all[edge.to as usize].push(Neighbour { node: edge.from, from: direct, to: None });
    }
    let first = |one: Option<Direct>, other: Option<Direct>| match (one, other) {
        (Some(one), Some(other)) => {
            let claim = |direct: &Direct| graph.edges[direct.edge as usize].claim;
            Some(Direct { has_others: true, ..if claim(&other) < claim(&one) { other } else { one } })
        }
        (one, other) => one.or(other),
    };
    for of_node in &mut all {
        of_node.sort_by_key(|neighbour| neighbour.node);
        of_node.dedup_by(|other, kept| {
            let is_same = other.node == kept.node;
            if is_same {
                *kept = Neighbour { node: kept.node, from: first(kept.from, other.from), to: first(kept.to, other.to) };
            }
            is_same
        });
    }
    all
}

/// Returns the only node to which a node with some neighbours leads or, in the other direction, from which it is
/// reached.
fn only(neighbours: &[Neighbour], heading: Heading) -> Option<u32> {
    let mut leading = neighbours.iter().filter(|neighbour| neighbour.heading(heading).is_some());
    leading.next().filter(|_| leading.next().is_none()).map(|neighbour| neighbour.node)
}

/// Returns the parts of a graph that are linked in any direction, with the nodes of each.
fn parts(neighbours: &[Vec<Neighbour>]) -> Vec<Vec<u32>> {
    let mut is_known = vec![false; neighbours.len()];
    let mut parts = Vec::new();
    for node in 0..neighbours.len() {
        if std::mem::replace(&mut is_known[node], true) {
            continue;
        }
        let (mut part, mut next) = (vec![node as u32], 0);
        while let Some(node) = part.get(next) {
            next += 1;
            let others = neighbours[*node as usize].iter().map(|neighbour| neighbour.node);
            let new: Vec<u32> =
                others.filter(|other| !std::mem::replace(&mut is_known[*other as usize], true)).collect();
            part.extend(new);
        }
        parts.push(part);
    }
    parts
}

/// The work of adding trees to a forest.
struct Planting<'p> {
    graph: &'p Graph,
    neighbours: &'p [Vec<Neighbour>],
    /// The node to which alone each node leads, and the one from which alone it is reached.
    next: [Vec<Option<u32>>; 2],
    forest: &'p mut ClaimForest,
    trees: Trees,
}

impl Planting<'_> {
    /// Adds a part of the graph.
    fn plant(&mut self, part: &[u32]) {
        let links: usize = part.iter().map(|node| self.neighbours[*node as usize].len()).sum();
        if links / 2 + 1 == part.len() {
            self.plant_tree(part[0]);
        } else {
            self.plant_forced(part, Heading::Up);
            self.plant_forced(part, Heading::Down);
        }
    }

    /// Adds a part that is a tree.
    fn plant_tree(&mut self, root: u32) {
        self.trees.places[root as usize] = Some(self.forest.root(self.graph.nodes[root as usize]));
        let mut open = VecDeque::from([root]);
        while let Some(parent) = open.pop_front() {
            let Some(above) = self.trees.places[parent as usize] else { continue };
            for neighbour in &self.neighbours[parent as usize] {
                if self.trees.places[neighbour.node as usize].is_none() {
                    self.trees.places[neighbour.node as usize] = Some(self.child(above, neighbour));
                    open.push_back(neighbour.node);
                }
            }
        }
    }

    /// Adds the ways on which every node leads to one other only or, if they are to lead down, is reached from one
    /// only.
    fn plant_forced(&mut self, part: &[u32], heading: Heading) {
        let roots: VecDeque<u32> = part.iter().copied().filter(|node| self.next(*node, heading).is_none()).collect();
        for root in &roots {
            let place = self.forest.root(self.graph.nodes[*root as usize]);
            self.trees.forced[heading as usize][*root as usize][0] = Some(place);
        }
        self.grow(roots, heading);
        // What is left goes round in rings, or leads there.
        for node in part {
            if self.trees.forced[heading as usize][*node as usize][0].is_none() {
                let ring = self.plant_ring(*node, heading);
                self.grow(ring.into(), heading);
            }
        }
    }

    fn next(&self, node: u32, heading: Heading) -> Option<u32> {
        self.next[heading as usize][node as usize]
    }

    /// Adds the ring that is reached from a node, and returns its nodes.
    fn plant_ring(&mut self, node: u32, heading: Heading) -> Vec<u32> {
        // Whoever comes to a node again is on the ring.
        let (mut passed, mut begin) = (FxHashSet::default(), node);
        while passed.insert(begin) {
            let Some(next) = self.next(begin, heading) else { return Vec::new() };
            begin = next;
        }
        let mut ring = vec![begin];
        let others = std::iter::successors(self.next(begin, heading), |node| self.next(*node, heading));
        ring.extend(others.take_while(|node| *node != begin));
        // From each node one comes to all others without a gap: once round, and a second time but for the last one.
        let second = ring[..ring.len() - 1].iter().rev().map(|node| (*node, 1));
        let places = second.chain(ring.iter().rev().map(|node| (*node, 0)));
        let mut before: Option<(u32, NodeId)> = None;
        for (node, copy) in places {
            let place = match before.and_then(|(parent, above)| Some((above, self.neighbour(parent, node)?))) {
                Some((above, neighbour)) => self.child(above, &neighbour.only(heading)),
                None => self.forest.root(self.graph.nodes[node as usize]),
            };
            self.trees.forced[heading as usize][node as usize][copy] = Some(place);
            before = Some((node, place));
        }
        ring
    }

    /// Adds the nodes that lead only to some that have places or, in the other direction, are reached only from these.
    fn grow(&mut self, mut open: VecDeque<u32>, heading: Heading) {
        while let Some(parent) = open.pop_front() {
            let Some(above) = self.trees.forced[heading as usize][parent as usize][0] else { continue };
            for neighbour in &self.neighbours[parent as usize] {
                let node = neighbour.node;
                if self.next(node, heading) == Some(parent)
                    && self.trees.forced[heading as usize][node as usize][0].is_none()
                {
                    let place = self.child(above, &neighbour.only(heading));
                    self.trees.forced[heading as usize][node as usize][0] = Some(place);
                    open.push_back(node);
                }
            }
        }
    }

    fn neighbour(&self, of: u32, node: u32) -> Option<Neighbour> {
        let of_node = &self.neighbours[of as usize];
        of_node.binary_search_by_key(&node, |neighbour| neighbour.node).ok().map(|i| of_node[i])
    }

    /// Adds a neighbour of a node, as the child of its place.
    fn child(&mut self, above: NodeId, neighbour: &Neighbour) -> NodeId {
        let Neighbour { node, from, to } = *neighbour;
        let claim = |direct: Direct| self.graph.edges[direct.edge as usize].claim;
        let links = Links { up: from.map(claim), down: to.map(claim) };
        let place = self.forest.child(above, links, self.graph.nodes[node as usize]);
        let depth = self.forest.depth(place);
        let gaps = self.trees.links.get(&above).map_or([0; 2], |link| link.gaps);
        let gap = |direct: Option<Direct>, above: u32| if direct.is_some() { above } else { depth };
        let link = TreeLink { edges: [from, to], gaps: [gap(from, gaps[0]), gap(to, gaps[1])] };
        self.trees.links.insert(place, link);
        place
    }
}
