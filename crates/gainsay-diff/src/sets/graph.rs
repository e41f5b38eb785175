//! A graph of entities, with the statements of one transitive predicate that affirmations of one scope carry.

use std::cell::OnceCell;

use gainsay_model::date::{Day, Days};
use rustc_hash::FxHashMap;

use super::scopes::{ScopeId, ScopeIds};
use crate::ledger::entities::EntityId;
use crate::ledger::{ClaimId, Ledger, StatementId};
use crate::vocabulary::closure::{Arguments, Derived};
use crate::vocabulary::{PredicateId, PredicateInfo};

/// A statement p(from, to) that an affirmation carries, nothing lifted. Entities are numbered within their graph.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// The subject of the statement.
    pub from: u32,
    /// The object of the statement.
    pub to: u32,
    /// The affirmation.
    pub claim: ClaimId,
    /// The days on which the statement may hold; all days if time plays no part.
    pub outer: Days,
    /// Whether the affirmation leaves room for doubt.
    pub hedged: bool,
}

/// The edges of one predicate and scope.
#[derive(Debug)]
pub struct Graph {
    /// The entities, in the order of their numbers.
    pub nodes: Vec<EntityId>,
    /// The edges, by subject, then by claim.
    pub edges: Vec<Edge>,
    /// The places where the edges of each subject begin.
    starts: Vec<u32>,
    /// The edges by their objects, and the places where those of each object begin.
    to: OnceCell<(Vec<u32>, Vec<u32>)>,
    /// The nodes by their places among parts and wholes.
    by_place: OnceCell<Vec<(u32, u32)>>,
    /// The days on which edges end, and those on which they begin, in order.
    bounds: OnceCell<(Vec<Day>, Vec<Day>)>,
}

impl Graph {
    /// Returns a graph of edges between numbered nodes.
    pub fn new(nodes: Vec<EntityId>, mut edges: Vec<Edge>) -> Graph {
        edges.sort_unstable_by_key(|edge| (edge.from, edge.claim, edge.to));
        let mut starts = vec![0; nodes.len() + 1];
        edges.iter().for_each(|edge| starts[edge.from as usize + 1] += 1);
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        Graph { nodes, edges, starts, to: OnceCell::new(), by_place: OnceCell::new(), bounds: OnceCell::new() }
    }

    /// Returns a graph of some edges of this one.
    pub fn of_some(&self, edges: &[u32]) -> Graph {
        let mut known: Vec<u32> = edges.iter().flat_map(|i| self.ends(*i)).collect();
        known.sort_unstable();
        known.dedup();
        let number = |node: u32| known.partition_point(|known| *known < node) as u32;
        let edge = |i: &u32| {
            let edge = self.edges[*i as usize];
            Edge { from: number(edge.from), to: number(edge.to), ..edge }
        };
        Graph::new(known.iter().map(|node| self.nodes[*node as usize]).collect(), edges.iter().map(edge).collect())
    }

    fn ends(&self, edge: u32) -> [u32; 2] {
        let edge = &self.edges[edge as usize];
        [edge.from, edge.to]
    }

    /// Returns the edges from a node, by number, in the order of their claims.
    pub fn out(&self, node: u32) -> std::ops::Range<u32> {
        self.starts[node as usize]..self.starts[node as usize + 1]
    }

    /// Returns the edges to a node, by number.
    pub fn into(&self, node: u32) -> &[u32] {
        let (edges, starts) = self.to.get_or_init(|| {
            let mut edges: Vec<u32> = (0..self.edges.len() as u32).collect();
            let to = |edge: &u32| self.edges[*edge as usize].to;
            edges.sort_by_key(to);
            let starts = (0..=self.nodes.len() as u32).map(|node| edges.partition_point(|edge| to(edge) < node) as u32);
            let starts = starts.collect();
            (edges, starts)
        });
        &edges[starts[node as usize] as usize..starts[node as usize + 1] as usize]
    }

    /// Returns the last days of all edges, and the first days, in order.
    pub fn bounds(&self) -> &(Vec<Day>, Vec<Day>) {
        self.bounds.get_or_init(|| {
            let sorted = |day: fn(Days) -> Day| {
                let mut days: Vec<Day> = self.edges.iter().map(|edge| day(edge.outer)).collect();
                days.sort_unstable();
                days
            };
            (sorted(|days| days.last), sorted(|days| days.first))
        })
    }

    /// Returns the number of an entity, if it is in the graph.
    pub fn node(&self, entity: EntityId) -> Option<u32> {
        self.nodes.binary_search(&entity).ok().map(|node| node as u32)
    }

    /// Returns the nodes that an entity is or that are parts of it, sorted.
    pub fn below(&self, ledger: &Ledger, whole: EntityId) -> Vec<u32> {
        let by_place = self.by_place.get_or_init(|| {
            let place = |(i, entity): (usize, &EntityId)| (ledger.entities.place(*entity), i as u32);
            let mut places: Vec<(u32, u32)> = self.nodes.iter().enumerate().map(place).collect();
            places.sort_unstable();
            places
        });
        let mut below = Vec::new();
        for (first, last) in ledger.entities.below(whole).iter() {
            let start = by_place.partition_point(|(place, _)| place < first);
            below.extend(by_place[start..].iter().take_while(|(place, _)| place <= last).map(|(_, node)| *node));
        }
        below.sort_unstable();
        below
    }
}

/// The graphs of all transitive predicates.
pub struct Graphs {
    /// The graphs, by predicate, then by scope.
    pub all: Vec<(PredicateId, ScopeId, Graph)>,
}

impl Graphs {
    /// Returns the graphs of a ledger.
    pub fn new(ledger: &Ledger, scopes: &ScopeIds) -> Graphs {
        let vocabulary = &ledger.vocabulary;
        let transitive: Vec<PredicateId> = vocabulary.ids().filter(|p| vocabulary.word(*p).transitive).collect();
        let mut all = Vec::new();
        if !transitive.is_empty() {
            let by_predicate = affirmed_statements(ledger);
            for predicate in transitive {
                let edges = edges(ledger, predicate, &by_predicate, scopes);
                all.extend(edges.into_iter().map(|(scope, edges)| (predicate, scope, numbered(edges))));
            }
        }
        Graphs { all }
    }

    /// Returns the index of the graph of a predicate and a scope.
    pub fn position(&self, predicate: PredicateId, scope: ScopeId) -> Option<usize> {
        self.all.binary_search_by_key(&(predicate, scope), |(predicate, scope, _)| (*predicate, *scope)).ok()
    }
}

/// Returns the statements of two different entities that are affirmed, by predicate.
fn affirmed_statements(ledger: &Ledger) -> Vec<Vec<StatementId>> {
    let mut by_predicate = vec![Vec::new(); ledger.vocabulary.words.len()];
    for (i, statement) in ledger.statements.iter().enumerate() {
        let id = StatementId(i as u32);
        if statement.pair.mirror().is_some() && !ledger.affirming(id).is_empty() {
            by_predicate[statement.predicate.0 as usize].push(id);
        }
    }
    by_predicate
}

/// An edge before its entities are numbered.
struct Loose {
    pair: (EntityId, EntityId),
    edge: Edge,
}

/// Returns the statements of a predicate that the affirmations of each scope carry, as edges.
fn edges(
    ledger: &Ledger,
    predicate: PredicateId,
    by_predicate: &[Vec<StatementId>],
    scopes: &ScopeIds,
) -> Vec<(ScopeId, Vec<Loose>)> {
    let word = ledger.vocabulary.word(predicate);
    let mut by_scope: FxHashMap<ScopeId, Vec<Loose>> = FxHashMap::default();
    for ways in ledger.carriers(predicate).all().chunk_by(|a, b| a.predicate == b.predicate) {
        for exchanged in [false, true] {
            let Some(beyond) = ways.iter().filter(|way| way.exchanged == exchanged).map(|way| way.event).max() else {
                continue;
            };
            for statement in &by_predicate[ways[0].predicate.0 as usize] {
                let Arguments { subject, object: Some(object) } = ledger.statement_of(*statement).pair else {
                    continue;
                };
                let pair = if exchanged { (object, subject) } else { (subject, object) };
                for claim in ledger.affirming(*statement) {
                    let edge = edge(ledger, word, *claim, beyond);
                    by_scope.entry(scopes.of(*claim)).or_default().push(Loose { pair, edge });
                }
            }
        }
    }
    let mut by_scope: Vec<_> = by_scope.into_iter().collect();
    by_scope.sort_unstable_by_key(|(scope, _)| *scope);
    by_scope
}

fn edge(ledger: &Ledger, word: &PredicateInfo, claim: ClaimId, beyond: bool) -> Edge {
    let entry = ledger.claim(claim);
    let timeless = !word.is_event() && !word.is_state();
    // A statement derived beyond an event may hold on more days than another.
    let outer = if timeless { Days::ALWAYS } else { ledger.time(entry).reach(beyond).outer };
    Edge { from: 0, to: 0, claim, outer, hedged: entry.stance.hedged() }
}

/// Numbers the entities of edges.
fn numbered(edges: Vec<Loose>) -> Graph {
    let mut nodes: Vec<EntityId> = edges.iter().flat_map(|edge| [edge.pair.0, edge.pair.1]).collect();
    nodes.sort_unstable();
    nodes.dedup();
    let number = |entity: EntityId| nodes.partition_point(|node| *node < entity) as u32;
    let edges =
        edges.iter().map(|Loose { pair, edge }| Edge { from: number(pair.0), to: number(pair.1), ..*edge }).collect();
    Graph::new(nodes, edges)
}

/// Returns true if a claim carries the statement of the predicate about `pair` without a presumption, nothing lifted.
pub fn carries_strictly(ledger: &Ledger, predicate: PredicateId, claim: ClaimId, pair: Arguments) -> bool {
    let statement = ledger.statement_of(ledger.claim(claim).statement);
    let exchanged = statement.pair != pair;
    (!exchanged || statement.pair.mirror() == Some(pair))
        && ledger.carriers(predicate).of(statement.predicate, exchanged).iter().any(|way| way.cost.0 == 0)
}

/// Returns the days on which what a claim carries of a predicate between two entities may hold, nothing lifted.
pub fn outer_days(ledger: &Ledger, predicate: PredicateId, claim: ClaimId, pair: Arguments) -> Days {
    let entry = ledger.claim(claim);
    let unlifted = |state: &Derived| !state.lifted_subject && !state.lifted_object;
    let carried = ledger.all_carried(ledger.statement_of(entry.statement), predicate, pair);
    let beyond = entry.stance.positive() && carried.into_iter().find(unlifted).is_some_and(|state| state.event);
    ledger.time(entry).reach(beyond).outer
}

/// Returns an entity of a claim's statement, and the other one.
pub fn link_from(ledger: &Ledger, claim: ClaimId, from: EntityId) -> Arguments {
    let pair = ledger.statement_of(ledger.claim(claim).statement).pair;
    if pair.subject == from { pair } else { Arguments { subject: from, object: Some(pair.subject) } }
}
