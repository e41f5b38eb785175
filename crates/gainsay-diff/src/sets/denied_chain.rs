//! Finds affirmations that lead from one entity to another by a transitive predicate, with a claim that denies the
//! statement that these carry.
//!
//! Where only one way leads from an entity to another, nothing is searched for. Many denials may deny what one entity
//! leads to, or what leads to one entity: for these the search is made once. The chains of both kinds are kept as
//! routes in one forest, so that very many of them take little more memory than their links.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::sync::Arc;

use gainsay_model::date::Days;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Found;
use super::chain_facts::{ChainFacts, Direction};
use super::graph::{Graph, Graphs, link_from, outer_days};
use super::scopes::{ScopeId, ScopeIds};
use super::search::{Wanted, shortest};
use super::shared_searches::{Link, Ranked, SearchKey, SharedSearches};
use super::together::{KnownPrincipals, Together};
use super::trees::Conditions;
use crate::claim_forest::{ClaimForest, Route};
use crate::clash::Comparer;
use crate::cover::{Cover, Interval, holds};
use crate::ledger::entities::EntityId;
use crate::ledger::{ClaimId, Ledger, Statement, StatementId};
use crate::mechanism::Mechanism;
use crate::set_conflict::{Proof, SetClaims, SetConflict};
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::Arguments;

/// Returns the denied chains: the first one of each negative claim.
pub fn find(
    comparer: &Comparer,
    graphs: &Graphs,
    scopes: &ScopeIds,
    principals: &mut KnownPrincipals,
) -> Vec<SetConflict> {
    if graphs.all.is_empty() {
        return Vec::new();
    }
    let ledger = comparer.ledger;
    let finder = Finder::new(ledger, graphs);
    let mut search = Search::new(&finder, finder.denials(scopes));
    let chains = search.chains();
    let mut facts = ChainFacts::new(comparer, Arc::new(search.shared.forest));
    let mut found = Vec::new();
    for (denials, chain) in &chains {
        let certain = denials.timeless && !denials.shared.hedged && !chain.hedged && {
            let denied = ledger.statement_of(denials.statement);
            chain.denies_strictly(ledger, denied, &finder.ways[denied.predicate.0 as usize], &mut facts)
        };
        let word = ledger.vocabulary.word(chain.predicate);
        let days = if word.is_event() || word.is_state() { chain.days(ledger, &mut facts) } else { None };
        let (predicate, start, end) = (chain.predicate, chain.start, chain.end);
        let proof = Proof::Chain { predicate, start, end, days };
        for denial in &denials.claims {
            let Some((claims, together)) = chain.denied_by(comparer, *denial, &mut facts) else { continue };
            let proof = proof.clone();
            let set = Found { mechanism: Mechanism::DeniedChain, claims, proof, certain };
            found.push(together.set(comparer, principals, set));
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

impl Denial {
    /// Returns the conditions under which a chain is denied.
    fn conditions(&self) -> Conditions {
        (self.possible, !self.hedged)
    }
}

/// Negative claims that have one chain.
struct Denials {
    statement: StatementId,
    timeless: bool,
    shared: Denial,
    claims: Vec<ClaimId>,
}

/// A chain that leads to the denied statement.
struct Chain {
    predicate: PredicateId,
    start: EntityId,
    end: EntityId,
    claims: ChainClaims,
    hedged: bool,
}

/// The claims of a chain.
enum ChainClaims {
    Route(Route),
    Listed(Vec<ClaimId>),
}

impl ChainClaims {
    fn len(&self, forest: &ClaimForest) -> usize {
        match self {
            ChainClaims::Route(route) => forest.length(*route),
            ChainClaims::Listed(claims) => claims.len(),
        }
    }

    /// Compares chains by their lengths, then by the ids of their claims.
    fn order(&self, other: &ChainClaims, forest: &ClaimForest) -> Ordering {
        let by_claims = || match (self, other) {
            (ChainClaims::Route(route), ChainClaims::Route(other)) => forest.order(*route, *other),
            (ChainClaims::Listed(claims), ChainClaims::Listed(other)) => claims.cmp(other),
            (ChainClaims::Route(route), ChainClaims::Listed(other)) => forest.claims(*route).cmp(other),
            (ChainClaims::Listed(claims), ChainClaims::Route(route)) => claims.cmp(&forest.claims(*route)),
        };
        self.len(forest).cmp(&other.len(forest)).then_with(by_claims)
    }
}

impl Chain {
    /// Returns the claims with one that denies what they lead to, and the summary of all of them.
    fn denied_by(&self, comparer: &Comparer, denial: ClaimId, facts: &mut ChainFacts) -> Option<(SetClaims, Together)> {
        match &self.claims {
            ChainClaims::Route(route) => {
                let together = facts.together(*route)?.with(comparer, denial);
                Some((SetClaims::Denied { path: facts.path(*route), denial }, together))
            }
            ChainClaims::Listed(claims) => {
                let claims: Vec<ClaimId> = claims.iter().copied().chain([denial]).collect();
                let together = Together::of(comparer, claims.iter().copied())?;
                Some((SetClaims::listed(claims), together))
            }
        }
    }

    /// Iterates over the claims of a list, each with the entities that it links.
    fn links<'c>(
        &self,
        ledger: &'c Ledger,
        claims: &'c [ClaimId],
    ) -> impl Iterator<Item = (ClaimId, Arguments)> + use<'c> {
        let mut from = self.start;
        claims.iter().map(move |claim| {
            let link = link_from(ledger, *claim, from);
            from = link.object.unwrap_or(from);
            (*claim, link)
        })
    }

    /// Returns true if what the claims lead to, all without a presumption, carries the denied statement without one.
    fn denies_strictly(&self, ledger: &Ledger, denied: &Statement, ways: &[Way], facts: &mut ChainFacts) -> bool {
        let ends = Arguments { subject: self.start, object: Some(self.end) };
        let denies = |direction: &Direction| {
            let Some(Arguments { subject, object: Some(object) }) = direction.pair(ends) else { return false };
            let whole = ledger.statement_about(direction.predicate, subject, object);
            ledger.all_carried(&whole, denied.predicate, denied.pair).iter().any(|way| way.usually == 0)
        };
        let mut predicates: Vec<PredicateId> = ways.iter().map(|way| way.predicate).collect();
        predicates.dedup();
        let both =
            predicates.into_iter().map(|predicate| [true, false].map(|forwards| Direction { predicate, forwards }));
        let mut directions = both.flatten().filter(denies);
        directions.any(|direction| match &self.claims {
            ChainClaims::Route(route) => facts.lead_strictly(direction, *route),
            ChainClaims::Listed(claims) => {
                self.links(ledger, claims).all(|(claim, link)| direction.leads(ledger, claim, link))
            }
        })
    }

    /// Returns the days on which all statements of the chain may hold.
    fn days(&self, ledger: &Ledger, facts: &mut ChainFacts) -> Option<Days> {
        match &self.claims {
            ChainClaims::Route(route) => facts.days(self.predicate, *route),
            ChainClaims::Listed(claims) => {
                let outer = |(claim, link)| outer_days(ledger, self.predicate, claim, link);
                let mut all = self.links(ledger, claims).map(outer);
                all.try_fold(Days::ALWAYS, |days, outer| days.intersection(outer))
            }
        }
    }
}

/// The search for the chains of many denials.
struct Search<'s, 'f, 'w> {
    finder: &'s Finder<'f, 'w>,
    /// The denials, each with the search that can be made for most; those of one search follow each other.
    denials: Vec<(Option<SearchKey>, Denials)>,
    shared: SharedSearches<'s>,
}

impl<'s, 'f, 'w> Search<'s, 'f, 'w> {
    fn new(finder: &'s Finder<'f, 'w>, denials: Vec<Denials>) -> Search<'s, 'f, 'w> {
        let mut shared = SharedSearches::new(finder.graphs, finder.ledger.claims.len() as u32);
        let mut asked = |denials: &Denials| -> Vec<[SearchKey; 2]> {
            let links = finder.links(denials).into_iter();
            links.filter_map(|link| shared.ask(link, denials.shared.conditions())).collect()
        };
        let denials: Vec<(Vec<[SearchKey; 2]>, Denials)> =
            denials.into_iter().map(|denials| (asked(&denials), denials)).collect();
        let ranked = |(asked, denials): (Vec<[SearchKey; 2]>, Denials)| {
            (asked.into_iter().map(|both| shared.best(both)).min(), denials)
        };
        let mut denials: Vec<(Option<Ranked>, Denials)> = denials.into_iter().map(ranked).collect();
        denials.sort_by_key(|(search, _)| *search);
        let denials = denials.into_iter().map(|(search, denials)| (search.map(|(_, key)| key), denials)).collect();
        Search { finder, denials, shared }
    }

    /// Returns all denials that have a chain, each with the first one.
    fn chains(&mut self) -> Vec<(Denials, Chain)> {
        let mut chains = Vec::new();
        for (search, denials) in std::mem::take(&mut self.denials) {
            self.shared.turn_to(search);
            chains.extend(self.chain(&denials).map(|chain| (denials, chain)));
        }
        chains
    }

    /// Returns the first chain to the denied statement.
    fn chain(&mut self, denials: &Denials) -> Option<Chain> {
        let finder = self.finder;
        let denied = finder.ledger.statement_of(denials.statement);
        let mut best: Option<Chain> = None;
        for way in &finder.ways[denied.predicate.0 as usize] {
            let Some(ends) = finder.ends_of(way, denied, denials.shared.scope) else { continue };
            let number = ends.number;
            let sources = finder.leading(number, &ends.sources, &ends.targets);
            for source in sources {
                let found = match ends.targets.as_slice() {
                    [target] => self.quick_chain(Link { number, source, target: *target }, &denials.shared),
                    _ => None,
                };
                let most = best.as_ref().map_or(usize::MAX, |best| best.claims.len(&self.shared.forest));
                let found = found.unwrap_or_else(|| {
                    let targets: Vec<u32> = ends.targets.iter().copied().filter(|target| *target != source).collect();
                    finder.chain_from(number, source, &targets, &denials.shared, most)
                });
                if let Some(chain) = found
                    && best.as_ref().is_none_or(|best| chain.claims.order(&best.claims, &self.shared.forest).is_lt())
                {
                    best = Some(chain);
                }
            }
        }
        best
    }

    /// Returns the first chain between two nodes, if that is known without a search for this denial alone.
    fn quick_chain(&mut self, link: Link, denial: &Denial) -> Option<Option<Chain>> {
        let (predicate, _, graph) = &self.finder.graphs.all[link.number];
        let found = self.shared.find(link, denial.conditions())?;
        let [start, end] = [link.source, link.target].map(|node| graph.nodes[node as usize]);
        let chain = |(route, hedged): (Route, bool)| Chain {
            predicate: *predicate,
            start,
            end,
            claims: ChainClaims::Route(route),
            hedged,
        };
        Some(found.map(chain))
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

/// The nodes of a graph, by number, at which chains may begin and end.
struct Ends {
    number: usize,
    sources: Vec<u32>,
    targets: Vec<u32>,
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

    /// Returns the negative claims of statements that may be carried; together those that have one chain.
    fn denials(&self, scopes: &ScopeIds) -> Vec<Denials> {
        let ledger = self.ledger;
        let mut all: Vec<Denials> = Vec::new();
        let mut known: FxHashMap<Denial, usize> = FxHashMap::default();
        for (i, statement) in ledger.statements.iter().enumerate() {
            let id = StatementId(i as u32);
            let negative = ledger.denying(id);
            if negative.is_empty() || !self.may_be_carried(statement) {
                continue;
            }
            known.clear();
            let word = ledger.vocabulary.word(statement.predicate);
            let timeless = !word.is_event() && !word.is_state();
            for claim in negative {
                let entry = ledger.claim(*claim);
                let possible = if timeless { Days::ALWAYS } else { ledger.time(entry).reach(false).outer };
                let denial = Denial { scope: scopes.of(*claim), hedged: entry.stance.hedged(), possible };
                let at = *known.entry(denial).or_insert_with(|| {
                    all.push(Denials { statement: id, timeless, shared: denial, claims: Vec::new() });
                    all.len() - 1
                });
                all[at].claims.push(*claim);
            }
        }
        all
    }

    /// Returns the nodes between which the chains of denials lead, for ways with one node on either side.
    fn links(&self, denials: &Denials) -> Vec<Link> {
        let denied = self.ledger.statement_of(denials.statement);
        let ways = self.ways[denied.predicate.0 as usize].iter().filter(|way| way.lifted == [false; 2]);
        let ends = ways.filter_map(|way| self.ends_of(way, denied, denials.shared.scope));
        let links = ends.filter_map(|Ends { number, sources, targets }| {
            let source = self.leading(number, &sources, &targets).first().copied()?;
            Some(Link { number, source, target: targets.first().copied()? })
        });
        links.collect()
    }

    /// Returns the nodes between which chains may lead to a denied statement.
    fn ends_of(&self, way: &Way, denied: &Statement, scope: ScopeId) -> Option<Ends> {
        let number = self.graphs.position(way.predicate, scope)?;
        let graph = &self.graphs.all[number].2;
        let (subject, object) = (denied.pair.subject, denied.pair.object?);
        let (subject, object) = if way.exchanged { (object, subject) } else { (subject, object) };
        let (sources, targets) = (self.ends(graph, subject, way.lifted[0]), self.ends(graph, object, way.lifted[1]));
        Some(Ends { number, sources, targets })
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
        let end = edges().last()?.to;
        Some(Chain {
            predicate: *predicate,
            start: graph.nodes[source as usize],
            end: graph.nodes[end as usize],
            claims: ChainClaims::Listed(edges().map(|edge| edge.claim).collect()),
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
