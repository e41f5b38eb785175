//! Searches for chains that are made once for many denials: from one node of a graph, or to it. Where there is no
//! choice on the way, nothing is searched for.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::graph::{Edge, Graphs};
use super::spread::{Arrival, Shared, Spread};
use super::trees::{Conditions, OnlyWay, Trees};
use crate::claim_forest::{ClaimForest, Heading, Route};

/// Two nodes of a graph, each by its number, between which a chain may lead.
#[derive(Clone, Copy)]
pub struct Link {
    /// The number of the graph.
    pub number: usize,
    /// The node where the chain begins.
    pub source: u32,
    /// The node where the chain ends.
    pub target: u32,
}

/// A search that is made once for many denials: from one node of a graph, or to it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SearchKey {
    shared: Shared,
    /// The number of the graph.
    number: usize,
    node: u32,
    /// Whether ways on which there is no choice lead to the node, or from it, so that one edge more is enough.
    is_led: bool,
}

/// A search after the number of denials for which it could be made.
pub type Ranked = (Reverse<usize>, SearchKey);

/// The searches that are made once for many denials.
pub struct SharedSearches<'s> {
    graphs: &'s Graphs,
    /// The chains that were found.
    pub forest: ClaimForest,
    /// The ways in each graph on which there is no choice.
    trees: Vec<Trees>,
    /// Such ways by the edges alone that count under some conditions, by the number of the graph.
    under: FxHashMap<(usize, Counting), Trees>,
    /// The number of edges that may still be gone through for these.
    left_for_trees: usize,
    /// The number of denials for which each search could be made.
    counts: FxHashMap<SearchKey, usize>,
    made: FxHashMap<SearchKey, Spread>,
    /// The search that was made for the denials that came last.
    last: Option<SearchKey>,
    /// The number of edges that searches may still try.
    left: usize,
}

/// The edges of a graph that count under some conditions: the number of those that end before these days, and of those
/// that begin before the end of these days; and whether hedged ones count.
type Counting = (usize, usize, bool);

/// The number of edges, for each that there is, that searches may try; with [`SPARE`] more in all. Further chains are
/// searched for one by one.
const EACH: usize = 64;

/// The number of edges that these searches may try in any case.
const SPARE: usize = 1 << 16;

/// The number of conditions for which trees are made of the edges alone that count.
const CONDITIONS: usize = 16;

impl<'s> SharedSearches<'s> {
    /// Returns no searches yet. Claims have numbers below the last argument.
    pub fn new(graphs: &'s Graphs, claims: u32) -> SharedSearches<'s> {
        let mut forest = ClaimForest::new(claims);
        let trees = graphs.all.iter().map(|(.., graph)| Trees::new(graph, &mut forest, |_| true)).collect();
        let edges: usize = graphs.all.iter().map(|(.., graph)| graph.edges.len()).sum();
        SharedSearches {
            graphs,
            forest,
            trees,
            under: FxHashMap::default(),
            left_for_trees: CONDITIONS * edges + SPARE,
            counts: FxHashMap::default(),
            made: FxHashMap::default(),
            last: None,
            left: EACH * edges + SPARE,
        }
    }

    /// Returns the searches by which the chain between two nodes may be found, and counts them; none if none is
    /// needed.
    pub fn ask(&mut self, link: Link, conditions: Conditions) -> Option<[SearchKey; 2]> {
        let searches = self.searches(link, conditions)?;
        searches.into_iter().for_each(|key| *self.counts.entry(key).or_default() += 1);
        Some(searches)
    }

    /// Returns the search that can be made for most denials.
    pub fn best(&self, searches: [SearchKey; 2]) -> Ranked {
        let [from, to] = searches.map(|key| (Reverse(self.counts.get(&key).copied().unwrap_or_default()), key));
        from.min(to)
    }

    /// Forgets the searches that were made for other denials than the next ones.
    pub fn turn_to(&mut self, search: Option<SearchKey>) {
        if self.last != search {
            self.made.clear();
            self.last = search;
        }
    }

    /// Returns the first chain between two nodes, if there is one, and whether one of its claims is hedged; none if
    /// these searches cannot tell.
    pub fn find(&mut self, link: Link, conditions: Conditions) -> Option<Option<(Route, bool)>> {
        match self.only_way(link, conditions) {
            OnlyWay::Route(route, hedged) => Some(Some((route, hedged))),
            OnlyWay::Nowhere => Some(None),
            OnlyWay::OtherClaims | OnlyWay::Unknown => {
                let searches = self.searches(link, conditions)?;
                let (_, key) = self.best(searches);
                self.search(key, link, conditions)
            }
        }
    }

    /// Returns the route of the first chain between two nodes, and whether it is hedged, by a search that is made
    /// once; none if this cannot tell.
    fn search(&mut self, key: SearchKey, link: Link, conditions: Conditions) -> Option<Option<(Route, bool)>> {
        let SharedSearches { graphs, forest, trees, made, left, .. } = self;
        let (graph, trees) = (&graphs.all[key.number].2, &mut trees[key.number]);
        let (own, other, heading) = match key.shared {
            Shared::Beginning => (link.source, link.target, Heading::Up),
            Shared::End => (link.target, link.source, Heading::Down),
        };
        let lead = trees.lead(graph, forest, own, heading).filter(|_| key.is_led);
        let (conditions, is_lead_hedged) = match lead {
            Some(lead) => match trees.with_lead(graph, forest, (lead, heading), conditions)? {
                Some(rest) => rest,
                None => return Some(None),
            },
            None => (conditions, false),
        };
        let spread = made.entry(key).or_insert_with(|| Spread::new(key.shared, key.node, key.is_led));
        let reached = match spread.find(graph, other, conditions, left) {
            Arrival::At(reached) => reached,
            Arrival::Never => return Some(None),
            Arrival::Unknown => return None,
        };
        let place = spread.place(graph, forest, &reached);
        let root = forest.ancestor(place, 0);
        let route = match (lead, key.shared) {
            (Some(lead), _) => lead.route(heading, place),
            (None, Shared::Beginning) => Route { from: root, top: root, to: place },
            (None, Shared::End) => Route { from: place, top: root, to: root },
        };
        Some(Some((route, is_lead_hedged || reached.hedged)))
    }

    /// Returns the chain between two nodes, if there is no choice on the way.
    fn only_way(&mut self, Link { number, source, target }: Link, conditions: Conditions) -> OnlyWay {
        if source == target {
            return OnlyWay::Nowhere;
        }
        let graph = &self.graphs.all[number].2;
        let found = self.trees[number].find(graph, &self.forest, [source, target], conditions);
        if found != OnlyWay::OtherClaims {
            return found;
        }
        let (days, may_be_hedged) = conditions;
        let (ends, begins) = graph.bounds();
        let counting = (
            ends.partition_point(|end| *end < days.first),
            begins.partition_point(|begin| *begin <= days.last),
            may_be_hedged,
        );
        if !self.under.contains_key(&(number, counting)) {
            let Some(left) = self.left_for_trees.checked_sub(graph.edges.len()) else { return found };
            self.left_for_trees = left;
            let counts = |edge: &Edge| edge.outer.meets(days) && (may_be_hedged || !edge.hedged);
            self.under.insert((number, counting), Trees::new(graph, &mut self.forest, counts));
        }
        match self.under.get_mut(&(number, counting)) {
            Some(trees) => match trees.find(graph, &self.forest, [source, target], conditions) {
                // There was one way only to begin with.
                OnlyWay::Unknown => OnlyWay::Nowhere,
                under => under,
            },
            None => found,
        }
    }

    /// Returns the searches by which the chain between two nodes may be found; none if none is needed.
    fn searches(&mut self, link: Link, conditions: Conditions) -> Option<[SearchKey; 2]> {
        let Link { number, source, target } = link;
        let may_be_led = match self.only_way(link, conditions) {
            OnlyWay::Route(..) | OnlyWay::Nowhere => return None,
            OnlyWay::OtherClaims => false,
            OnlyWay::Unknown => true,
        };
        let (graph, trees) = (&self.graphs.all[number].2, &self.trees[number]);
        let search = |shared: Shared, node: u32, heading: Heading| {
            let lead = trees.lead(graph, &self.forest, node, heading).map(|lead| lead.node);
            let lead = lead.filter(|lead| may_be_led && *lead != node);
            SearchKey { shared, number, node: lead.unwrap_or(node), is_led: lead.is_some() }
        };
        Some([search(Shared::Beginning, source, Heading::Up), search(Shared::End, target, Heading::Down)])
    }
}

#[cfg(test)]
mod tests {
    use gainsay_model::date::{Day, Days};

    use super::super::graph::Graph;
    use super::super::scopes::ScopeId;
    use super::super::search::{Wanted, shortest};
    use super::*;
    use crate::draws::draws;
    use crate::ids::{ClaimId, EntityId};
    use crate::vocabulary::PredicateId;

    fn days(first: i64, last: i64) -> Days {
        Days { first: first as Day, last: last as Day }
    }

    /// Draws a graph of a few nodes: a path, a tree, a ring, or one in which a few nodes leave a choice.
    fn drawn(draw: &mut impl FnMut(u64) -> u64) -> Graph {
        let count = 2 + draw(9);
        let (shape, claims_of_one, is_timed) = (draw(6), 1 + draw(3), draw(2) == 0);
        let mut pairs: Vec<(u64, u64)> = (1..count)
            .map(|node| match shape {
                0 => (node - 1, node),
                1 => (node, draw(node)),
                2 => (draw(node), node),
                3 => [(node - 1, node), (node, node - 1)][draw(2) as usize],
                4 => (node, draw(count)),
                _ => (node - 1, node),
            })
            .collect();
        pairs.extend((0..[0, 1, 3][draw(3) as usize]).map(|_| (draw(count), draw(count))));
        if draw(3) == 0 {
            let back: Vec<(u64, u64)> = pairs.iter().map(|(from, to)| (*to, *from)).collect();
            pairs.extend(back);
        }
        let mut edges = Vec::new();
        for (from, to) in pairs.into_iter().filter(|(from, to)| from != to) {
            for _ in 0..1 + draw(claims_of_one) {
                let begin = draw(4) as i64;
                let outer = if is_timed { days(begin, begin + draw(4) as i64) } else { Days::ALWAYS };
                let hedged = draw(4) == 0;
                edges.push(Edge { from: from as u32, to: to as u32, claim: ClaimId(0), outer, hedged });
            }
        }
        let mut numbers: Vec<u32> = (0..edges.len() as u32).collect();
        for i in (1..numbers.len()).rev() {
            numbers.swap(i, draw(i as u64 + 1) as usize);
        }
        edges.iter_mut().zip(numbers).for_each(|(edge, number)| edge.claim = ClaimId(number));
        Graph::new((0..count as u32).map(EntityId).collect(), edges)
    }

    #[test]
    fn chains_are_those_that_are_found_one_by_one() {
        let mut draw = draws(20_261_201);
        let (mut without_a_choice, mut other_claims, mut led, mut to_an_end, mut found_none) = (0, 0, 0, 0, 0);
        for _ in 0..3_000 {
            let graph = drawn(&mut draw);
            let (count, edges) = (graph.nodes.len() as u32, graph.edges.len() as u32);
            let graphs = Graphs { all: vec![(PredicateId(0), ScopeId::default(), graph)] };
            let graph = &graphs.all[0].2;
            let mut searches = SharedSearches::new(&graphs, edges);
            let begin = draw(4) as i64;
            let conditions = [(days(begin, begin + draw(3) as i64), draw(2) == 0), (Days::ALWAYS, true)];
            let mut asked = Vec::new();
            for (source, target) in (0..count).flat_map(|source| (0..count).map(move |target| (source, target))) {
                for conditions in conditions {
                    let link = Link { number: 0, source, target };
                    if searches.ask(link, conditions).is_none() || draw(2) == 0 {
                        asked.push((link, conditions));
                    }
                }
            }
            for (link, conditions) in asked {
                let Link { source, target, .. } = link;
                let (days, hedge) = conditions;
                let wanted = Wanted { source, targets: &[target], days, hedge, most: usize::MAX };
                let path = shortest(graph, &wanted, |_| true, |_| true, &mut 0).filter(|_| source != target);
                let edges = path.map(|path| path.iter().map(|edge| graph.edges[*edge as usize]).collect::<Vec<Edge>>());
                let claims = edges.as_ref().map(|edges| edges.iter().map(|edge| edge.claim).collect::<Vec<ClaimId>>());
                let way = searches.only_way(link, conditions);
                if let Some(keys) = searches.searches(link, conditions) {
                    let (_, key) = searches.best(keys);
                    other_claims += usize::from(way == OnlyWay::OtherClaims);
                    led += usize::from(key.is_led);
                    to_an_end += usize::from(key.shared == Shared::End);
                } else {
                    without_a_choice += usize::from(claims.is_some());
                }
                found_none += usize::from(claims.is_none());
                let Some(found) = searches.find(link, conditions) else { continue };
                let route = found.map(|(route, _)| searches.forest.claims(route));
                assert_eq!(route, claims, "{source} {target} {conditions:?} {graph:?}");
                let hedged = edges.is_some_and(|edges| edges.iter().any(|edge| edge.hedged));
                assert_eq!(found.is_some_and(|(_, hedged)| hedged), hedged);
            }
        }
        let reached = [without_a_choice, other_claims, led, to_an_end, found_none];
        assert!(reached.iter().all(|count| *count > 100), "{reached:?}");
    }
}
