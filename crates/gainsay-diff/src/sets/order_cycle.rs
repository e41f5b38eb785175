//! Finds affirmations that lead round in a cycle, where a transitive predicate never leads back.
//!
//! Edges that lie on a cycle lie in one strongly connected component of the statements that hold on one day. Days are
//! halved until the rest has a day in common, and edges that no longer lie in a component are left out on the way:
//! where no cycle can be, little is looked at. Then time plays no part, and a shortest path back is searched for from
//! each claim, by id.

use gainsay_model::date::{Day, Days, INFINITY};
use rustc_hash::FxHashMap;

use super::Found;
use super::graph::{Edge, Graph, Graphs, carries_strictly};
use super::search::{Wanted, shortest};
use crate::graph::components;
use crate::ledger::entities::EntityId;
use crate::ledger::{ClaimId, Ledger};
use crate::mechanism::Mechanism;
use crate::set_conflict::{Proof, SetClaims};
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::Arguments;

/// Returns the order cycles: one for each strongly connected component in which there is one.
pub fn find(ledger: &Ledger, graphs: &Graphs) -> Vec<Found> {
    let mut found = Vec::new();
    for (predicate, _, graph) in &graphs.all {
        let word = ledger.vocabulary.word(*predicate);
        if word.symmetric || !(word.asymmetric || word.irreflexive) {
            continue;
        }
        for component in connected(graph) {
            let component = graph.of_some(&component);
            let mut best = Best::default();
            split(&component, &busy_days(&component), &mut best);
            // Entities are numbered by name.
            let first = component.nodes.first().copied();
            found.extend(best.cycle.zip(first).map(|(cycle, first)| told(ledger, *predicate, cycle, first)));
        }
    }
    found
}

fn told(ledger: &Ledger, predicate: PredicateId, cycle: Cycle, component: EntityId) -> Found {
    let Cycle { claims, entities, hedged } = cycle;
    let word = ledger.vocabulary.word(predicate);
    let timeless = !word.is_event() && !word.is_state();
    let statement = |i: usize| Arguments { subject: entities[i], object: Some(entities[(i + 1) % entities.len()]) };
    let strict = |pair: &dyn Fn(usize) -> Option<Arguments>| {
        let carries = |pair: Arguments, claim: &ClaimId| carries_strictly(ledger, predicate, *claim, pair);
        claims.iter().enumerate().all(|(i, claim)| pair(i).is_some_and(|pair| carries(pair, claim)))
    };
    let strict = || strict(&|i| Some(statement(i))) || strict(&|i| statement(i).mirror());
    let certain = timeless && !hedged && strict();
    let proof = Proof::Cycle { predicate, entities, component };
    Found { mechanism: Mechanism::OrderCycle, claims: SetClaims::listed(claims), proof, certain }
}

/// The best cycle found so far: the shortest, then the first by the ids of its claims.
#[derive(Default)]
struct Best {
    cycle: Option<Cycle>,
}

/// The claims of a cycle, from the smallest id on, and the entity where the statement of each begins.
struct Cycle {
    claims: Vec<ClaimId>,
    entities: Vec<EntityId>,
    hedged: bool,
}

impl Best {
    /// Returns the most claims of a cycle that begins with that claim and is better.
    fn most(&self, first: ClaimId) -> usize {
        match &self.cycle {
            None => usize::MAX,
            Some(cycle) => cycle.claims.len() - usize::from(cycle.claims.first().is_some_and(|best| first > *best)),
        }
    }

    fn add(&mut self, cycle: Cycle) {
        let is_better = |best: &Cycle| (cycle.claims.len(), &cycle.claims) < (best.claims.len(), &best.claims);
        if self.cycle.as_ref().is_none_or(is_better) {
            self.cycle = Some(cycle);
        }
    }
}

/// Searches for cycles in a component whose edges each hold on at least one of these days.
fn split(component: &Graph, days: &[Day], best: &mut Best) {
    let common = component.edges.iter().fold(Days::ALWAYS, |common, edge| Days {
        first: common.first.max(edge.outer.first),
        last: common.last.min(edge.outer.last),
    });
    if common.first <= common.last || days.len() < 2 {
        return close(&at_one_time(component), best);
    }
    let (earlier, later) = days.split_at(days.len() / 2);
    for days in [earlier, later] {
        let holds = |edge: &Edge| {
            let first = days.partition_point(|day| *day < edge.outer.first);
            days.get(first).is_some_and(|day| *day <= edge.outer.last)
        };
        let edges: Vec<u32> =
            (0..component.edges.len() as u32).filter(|i| holds(&component.edges[*i as usize])).collect();
        let then = component.of_some(&edges);
        connected(&then).iter().for_each(|edges| split(&then.of_some(edges), days, best));
    }
}

/// Returns days such that all edges that have any day in common have one of these: days on which one begins, before
/// another begins after one has ended.
fn busy_days(graph: &Graph) -> Vec<Day> {
    let sorted = |day: &dyn Fn(&Days) -> Day| {
        let mut days: Vec<Day> = graph.edges.iter().map(|edge| day(&edge.outer)).collect();
        days.sort_unstable();
        days.dedup();
        days
    };
    let (firsts, lasts) = (sorted(&|days| days.first), sorted(&|days| days.last));
    let next = |i: usize| firsts.get(i + 1).copied().unwrap_or(INFINITY + 1);
    let ends_before_next =
        |i: &usize| lasts.get(lasts.partition_point(|last| *last < firsts[*i])).is_some_and(|last| *last < next(*i));
    (0..firsts.len()).filter(ends_before_next).map(|i| firsts[i]).collect()
}

/// Returns the graph without times. Of edges between the same two nodes the first by id is enough, and if that is
/// hedged the first that is not.
fn at_one_time(graph: &Graph) -> Graph {
    let mut edges: Vec<Edge> = graph.edges.iter().map(|edge| Edge { outer: Days::ALWAYS, ..*edge }).collect();
    edges.sort_unstable_by_key(|edge| (edge.from, edge.to, edge.claim));
    let mut last: Option<Edge> = None;
    edges.retain(|edge| {
        let same = last.filter(|last| (last.from, last.to) == (edge.from, edge.to));
        let is_wanted = same.is_none_or(|last| last.hedged && !edge.hedged);
        if is_wanted {
            last = Some(*edge);
        }
        is_wanted
    });
    Graph::new(graph.nodes.clone(), edges)
}

/// Searches for the best cycle in a component whose edges all hold on one day.
fn close(component: &Graph, best: &mut Best) {
    let edge = |i: u32| &component.edges[i as usize];
    let mut order: Vec<u32> = (0..component.edges.len() as u32).collect();
    order.sort_unstable_by_key(|i| edge(*i).claim);
    let mut may_close = vec![true; component.edges.len()];
    let mut tried = 0;
    for i in order {
        let first = edge(i);
        let most = best.most(first.claim);
        if most < 3 {
            return;
        }
        if !std::mem::replace(&mut may_close[i as usize], false) {
            continue;
        }
        // Cycles with a claim of a smaller id have been searched for.
        let may_take = |other: u32| may_close[other as usize] && edge(other).claim > first.claim;
        let wanted = Wanted {
            source: first.to,
            targets: &[first.from],
            days: Days::ALWAYS,
            hedge: !first.hedged,
            most: most - 1,
        };
        if let Some(path) = shortest(component, &wanted, may_take, |_| true, &mut tried) {
            let edges = || std::iter::once(first).chain(path.iter().map(|i| edge(*i)));
            best.add(Cycle {
                claims: edges().map(|edge| edge.claim).collect(),
                entities: edges().map(|edge| component.nodes[edge.from as usize]).collect(),
                hedged: edges().any(|edge| edge.hedged),
            });
        }
        // Edges that no longer lie on any cycle are left out, as often as that costs no more than the search.
        if tried > component.edges.len() {
            tried = 0;
            let left: Vec<u32> = (0..component.edges.len() as u32).filter(|i| may_close[*i as usize]).collect();
            may_close.fill(false);
            let most = best.most(first.claim);
            short_cycles(component, &left, most).iter().for_each(|i| may_close[*i as usize] = true);
        }
    }
}

/// Returns the edges that may lie on a cycle of at most `most` edges.
///
/// With the numbers of steps by which nodes are reached from one of them, an edge falls short of one step further by
/// some steps, and along a cycle all of these add up to its length. So an edge that falls short by more lies on longer
/// cycles only.
fn short_cycles(graph: &Graph, edges: &[u32], most: usize) -> Vec<u32> {
    let mut left = Vec::new();
    for component in connected_of(graph, edges) {
        let steps = steps_from_first(graph, &component);
        let of = |node: u32| steps.get(&node).copied().unwrap_or_default();
        let is_short = |i: &&u32| {
            let edge = &graph.edges[**i as usize];
            of(edge.from) + 1 - of(edge.to).min(of(edge.from) + 1) <= most
        };
        let short: Vec<u32> = component.iter().filter(is_short).copied().collect();
        if short.len() == component.len() {
            left.extend(component);
        } else {
            left.extend(connected_of(graph, &short).into_iter().flatten());
        }
    }
    left
}

/// Returns the number of steps by which each node of a component is reached from the beginning of its first edge.
fn steps_from_first(graph: &Graph, component: &[u32]) -> FxHashMap<u32, usize> {
    let mut next: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for edge in component.iter().map(|i| &graph.edges[*i as usize]) {
        next.entry(edge.from).or_default().push(edge.to);
    }
    let mut steps: FxHashMap<u32, usize> = FxHashMap::default();
    let mut level: Vec<u32> = component.first().map(|i| graph.edges[*i as usize].from).into_iter().collect();
    for step in 0.. {
        level.retain(|node| !steps.contains_key(node));
        if level.is_empty() {
            break;
        }
        let mut further = Vec::new();
        for node in level {
            if steps.insert(node, step).is_none() {
                further.extend(next.get(&node).into_iter().flatten().copied());
            }
        }
        level = further;
    }
    steps
}

/// Returns the edges of each strongly connected component of three or more nodes.
fn connected(graph: &Graph) -> Vec<Vec<u32>> {
    connected_of(graph, &(0..graph.edges.len() as u32).collect::<Vec<u32>>())
}

/// Returns the edges of each strongly connected component of three or more nodes that some edges form.
fn connected_of(graph: &Graph, edges: &[u32]) -> Vec<Vec<u32>> {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    for edge in edges.iter().map(|i| &graph.edges[*i as usize]) {
        next[edge.from as usize].push(edge.to as usize);
    }
    let mut number = vec![u32::MAX; graph.nodes.len()];
    let mut count = 0;
    for component in components(graph.nodes.len(), |node| next[node].clone()) {
        if component.len() > 2 {
            component.iter().for_each(|node| number[*node] = count);
            count += 1;
        }
    }
    let mut all = vec![Vec::new(); count as usize];
    for i in edges {
        let Edge { from, to, .. } = graph.edges[*i as usize];
        let (from, to) = (number[from as usize], number[to as usize]);
        if from == to && from != u32::MAX {
            all[from as usize].push(*i);
        }
    }
    all
}
