//! Finds affirmations that lead from one entity to another by a transitive predicate, with a claim that denies the
//! statement that these carry.

use std::cell::OnceCell;

use gainsay_model::date::Days;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Found;
use super::graph::{Graph, Graphs, is_strict};
use super::scopes::{ScopeId, ScopeIds};
use super::search::{Wanted, shortest};
use crate::cover::{Cover, Interval, holds};
use crate::ledger::entities::EntityId;
use crate::ledger::{ClaimId, Ledger, Statement, StatementId};
use crate::mechanism::Mechanism;
use crate::set_conflict::Proof;
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::Arguments;

/// Returns the denied chains: the first one of each negative claim.
pub fn find(ledger: &Ledger, graphs: &Graphs, scopes: &ScopeIds) -> Vec<Found> {
    if graphs.all.is_empty() {
        return Vec::new();
    }
    let finder = Finder::new(ledger, graphs);
    let mut found = Vec::new();
    let mut known: FxHashMap<Denial, Option<Chain>> = FxHashMap::default();
    for (i, statement) in ledger.statements.iter().enumerate() {
        let id = StatementId(i as u32);
        let negative = ledger.denying(id);
        if negative.is_empty() || !finder.may_be_carried(statement) {
            continue;
        }
        known.clear();
        for claim in negative {
            let entry = ledger.claim(*claim);
            let word = ledger.vocabulary.word(statement.predicate);
            let timeless = !word.is_event() && !word.is_state();
            let possible = if timeless { Days::ALWAYS } else { ledger.time(entry).reach(false).outer };
            let denial = Denial { scope: scopes.of(*claim), hedged: entry.stance.hedged(), possible };
            let chain = known.entry(denial).or_insert_with(|| finder.chain(statement, &denial));
            let told = |chain: &Chain| chain.told(ledger, statement, *claim, denial.hedged, timeless);
            found.extend(chain.as_ref().map(told));
        }
    }
    found
}

/// The properties of a negative claim, beside its statement, on which its chain depends.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Denial {
    scope: ScopeId,
    hedged: bool,
    possible: Days,
}

/// A chain that leads to the denied statement.
#[derive(Clone)]
struct Chain {
    predicate: PredicateId,
    claims: Vec<ClaimId>,
    /// The entities on the way, both ends included.
    entities: Vec<EntityId>,
    hedged: bool,
}

impl Chain {
    fn is_better(&self, other: &Chain) -> bool {
        (self.claims.len(), &self.claims) < (other.claims.len(), &other.claims)
    }

    fn told(&self, ledger: &Ledger, denied: &Statement, denial: ClaimId, hedged: bool, timeless: bool) -> Found {
        let certain = timeless && !hedged && !self.hedged && self.is_strict(ledger, denied);
        let mut claims = self.claims.clone();
        claims.push(denial);
        let proof = Proof::Chain { predicate: self.predicate, entities: self.entities.clone() };
        Found { mechanism: Mechanism::DeniedChain, claims, proof, certain }
    }

    /// Returns true if the claims lead to the denied statement without a presumption, by any predicate and either way
    /// round.
    fn is_strict(&self, ledger: &Ledger, denied: &Statement) -> bool {
        let (Some(start), Some(end)) = (self.entities.first(), self.entities.last()) else { return false };
        let vocabulary = &ledger.vocabulary;
        let forwards = |i: usize| Arguments { subject: self.entities[i], object: Some(self.entities[i + 1]) };
        let backwards = |i: usize| Arguments { subject: self.entities[i + 1], object: Some(self.entities[i]) };
        let denies = |predicate, subject: &EntityId, object: &EntityId| {
            let whole = ledger.statement_about(predicate, *subject, *object);
            let ways = ledger.all_carried(&whole, denied.predicate, denied.pair);
            ways.iter().any(|way| way.usually == 0)
        };
        vocabulary.ids().filter(|predicate| vocabulary.word(*predicate).transitive).any(|predicate| {
            (is_strict(ledger, predicate, &self.claims, forwards) && denies(predicate, start, end))
                || (is_strict(ledger, predicate, &self.claims, backwards) && denies(predicate, end, start))
        })
    }
}

/// A way in which statements of one transitive predicate carry the denied one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Way {
    predicate: PredicateId,
    /// Whether their subject comes to be the object, and their object the subject.
    exchanged: bool,
    /// Whether their subject, and their object, may be a part of that of the denied statement.
    lifted: [bool; 2],
}

struct Finder<'f, 'w> {
    ledger: &'f Ledger<'w>,
    graphs: &'f Graphs,
    /// The ways in which each predicate is carried.
    ways: Vec<Vec<Way>>,
    /// The reachability in each graph.
    reaches: Vec<OnceCell<Cover>>,
}

impl<'f, 'w> Finder<'f, 'w> {
    fn new(ledger: &'f Ledger<'w>, graphs: &'f Graphs) -> Finder<'f, 'w> {
        let vocabulary = &ledger.vocabulary;
        let mut ways = vec![Vec::new(); vocabulary.words.len()];
        let mut transitive: Vec<PredicateId> = graphs.all.iter().map(|(predicate, ..)| *predicate).collect();
        transitive.dedup();
        for predicate in transitive {
            for carried in ledger.lifting(predicate).all() {
                let way = Way { predicate, exchanged: carried.exchanged, lifted: carried.lifted };
                ways[carried.predicate.0 as usize].push(way);
            }
        }
        ways.iter_mut().for_each(widest);
        let reaches = graphs.all.iter().map(|_| OnceCell::new()).collect();
        Finder { ledger, graphs, ways, reaches }
    }

    fn may_be_carried(&self, statement: &Statement) -> bool {
        statement.pair.object.is_some() && !self.ways[statement.predicate.0 as usize].is_empty()
    }

    /// Returns the first chain to the denied statement.
    fn chain(&self, denied: &Statement, denial: &Denial) -> Option<Chain> {
        let mut best: Option<Chain> = None;
        for way in &self.ways[denied.predicate.0 as usize] {
            let number = self.graphs.position(way.predicate, denial.scope);
            let Some((number, graph)) = number.map(|number| (number, &self.graphs.all[number].2)) else { continue };
            let Arguments { subject, object: Some(object) } = denied.pair else { return None };
            let (subject, object) = if way.exchanged { (object, subject) } else { (subject, object) };
            let (sources, targets) =
                (self.ends(graph, subject, way.lifted[0]), self.ends(graph, object, way.lifted[1]));
            let sources = self.leading(number, &sources, &targets);
            for source in sources {
                let targets: Vec<u32> = targets.iter().copied().filter(|target| *target != source).collect();
                let most = best.as_ref().map_or(usize::MAX, |best| best.claims.len());
                if let Some(chain) = self.chain_from(number, source, &targets, denial, most)
                    && best.as_ref().is_none_or(|best| chain.is_better(best))
                {
                    best = Some(Chain { predicate: way.predicate, ..chain });
                }
            }
        }
        best
    }

    /// Returns the nodes at which a chain may begin or end.
    fn ends(&self, graph: &Graph, denied: EntityId, lifted: bool) -> Vec<u32> {
        if lifted { graph.below(self.ledger, denied) } else { graph.node(denied).into_iter().collect() }
    }

    /// Returns those of some nodes from which others can be reached, whatever the times are.
    fn leading(&self, number: usize, sources: &[u32], targets: &[u32]) -> Vec<u32> {
        if sources.is_empty() || targets.is_empty() {
            return Vec::new();
        }
        let (graph, reach) = (&self.graphs.all[number].2, self.reach(number));
        let places = places(reach, targets);
        let leads = |node: &u32| {
            let is_kept = |known: &[Interval]| places.iter().any(|place| holds(known, *place));
            !graph.out(*node).is_empty() && reach.known(*node as usize).is_none_or(is_kept)
        };
        sources.iter().copied().filter(leads).collect()
    }

    fn chain_from(&self, number: usize, source: u32, targets: &[u32], denial: &Denial, most: usize) -> Option<Chain> {
        let (predicate, _, graph) = &self.graphs.all[number];
        let reach = self.reach(number);
        // With many ends, it is not worked out which can be reached.
        let places = if targets.len() <= FEW_ENDS { places(reach, targets) } else { Vec::new() };
        let may_pass = |node: u32| {
            places.is_empty()
                || reach.known(node as usize).is_none_or(|known| places.iter().any(|place| holds(known, *place)))
        };
        let wanted = Wanted { source, targets, days: denial.possible, hedge: !denial.hedged, most };
        let path = shortest(graph, &wanted, |_| true, may_pass, &mut 0)?;
        let edges = || path.iter().map(|i| &graph.edges[*i as usize]);
        let entity = |node: u32| graph.nodes[node as usize];
        let entities = std::iter::once(source).chain(edges().map(|edge| edge.to)).map(entity).collect();
        Some(Chain {
            predicate: *predicate,
            claims: edges().map(|edge| edge.claim).collect(),
            entities,
            hedged: edges().any(|edge| edge.hedged),
        })
    }

    fn reach(&self, number: usize) -> &Cover {
        self.reaches[number].get_or_init(|| {
            let graph = &self.graphs.all[number].2;
            let next = |node: usize| -> Vec<usize> {
                let mut next: Vec<usize> =
                    graph.out(node as u32).map(|edge| graph.edges[edge as usize].to as usize).collect();
                next.sort_unstable();
                next.dedup();
                next
            };
            Cover::new(graph.nodes.len(), &next)
        })
    }
}

/// The number of ends up to which it is worked out which can be reached.
const FEW_ENDS: usize = 4;

fn places(reach: &Cover, nodes: &[u32]) -> Vec<u32> {
    nodes.iter().filter_map(|node| reach.place(*node as usize)).collect()
}

/// Returns each way once, without those that another includes: a side that may be lifted may also be level.
fn widest(ways: &mut Vec<Way>) {
    let all: FxHashSet<Way> = ways.iter().copied().collect();
    let includes = |way: &Way| {
        let wider = [[true, way.lifted[1]], [way.lifted[0], true], [true, true]];
        wider.iter().any(|lifted| *lifted != way.lifted && all.contains(&Way { lifted: *lifted, ..*way }))
    };
    ways.sort_unstable();
    ways.dedup();
    ways.retain(|way| !includes(way));
}
