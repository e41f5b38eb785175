//! Finds affirmations that lead from one entity to another by a transitive predicate, with a claim that denies the
//! statement that these carry.
//!
//! Many denials may deny what one entity leads to, or what leads to one entity. For these the search is made once, and
//! their chains, which begin or end alike, are kept as paths that share a part.

use std::cell::OnceCell;
use std::cmp::{Ordering, Reverse};
use std::rc::Rc;

use gainsay_model::date::Days;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Found;
use super::approach::Approach;
use super::chain_facts::{ChainFacts, Direction, directions};
use super::graph::{Graph, Graphs, carries_strictly, link_from, outer_days};
use super::scopes::{ScopeId, ScopeIds};
use super::search::{Wanted, shortest};
use super::spread::{Arrival, Spread};
use super::together::{KnownPrincipals, Together};
use crate::claim_paths::{ClaimPaths, Shared, order};
use crate::clash::Comparer;
use crate::cover::{Cover, Interval, holds};
use crate::ids::PathId;
use crate::ledger::entities::EntityId;
use crate::ledger::{ClaimId, Ledger, Statement, StatementId};
use crate::mechanism::Mechanism;
use crate::number_set::NumberSets;
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
    let paths = search.paths.map(Rc::new);
    let sets = NumberSets::default();
    let mut facts = paths.each_ref().map(|paths| ChainFacts::new(comparer, paths, &sets));
    let mut found = Vec::new();
    for (denials, chain) in &chains {
        let certain = denials.timeless && !denials.shared.hedged && !chain.hedged && {
            let directions = chain.strict(comparer, &mut facts);
            chain.denies_strictly(ledger, ledger.statement_of(denials.statement), &directions)
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
    Path(Shared, PathId),
    Listed(Vec<ClaimId>),
}

/// Paths that share their beginnings, and paths that share their ends.
type BothPaths = [ClaimPaths; 2];

/// Facts about paths that share their beginnings, and about those that share their ends.
type BothFacts<'f, 'l, 'w> = [ChainFacts<'f, 'l, 'w>; 2];

impl ChainClaims {
    fn len(&self, paths: &BothPaths) -> usize {
        match self {
            ChainClaims::Path(shared, path) => paths[*shared as usize].length(*path),
            ChainClaims::Listed(claims) => claims.len(),
        }
    }

    /// Compares chains by their lengths, then by the ids of their claims.
    fn order(&self, other: &ChainClaims, paths: &BothPaths) -> Ordering {
        let of = |shared: &Shared| &paths[*shared as usize];
        let by_claims = || match (self, other) {
            (ChainClaims::Path(shared, path), ChainClaims::Path(of_other, other)) => {
                order((of(shared), *path), (of(of_other), *other))
            }
            (ChainClaims::Listed(claims), ChainClaims::Listed(other)) => claims.cmp(other),
            (ChainClaims::Path(shared, path), ChainClaims::Listed(other)) => of(shared).claims(*path).cmp(other),
            (ChainClaims::Listed(claims), ChainClaims::Path(shared, path)) => claims.cmp(&of(shared).claims(*path)),
        };
        self.len(paths).cmp(&other.len(paths)).then_with(by_claims)
    }
}

impl Chain {
    /// Returns the claims with one that denies what they lead to, and the summary of all of them.
    fn denied_by(&self, comparer: &Comparer, denial: ClaimId, facts: &mut BothFacts) -> Option<(SetClaims, Together)> {
        match &self.claims {
            ChainClaims::Path(shared, path) => {
                let facts = &mut facts[*shared as usize];
                let known = facts.together(*path)?;
                let (together, numbers) = &*known;
                let claims = SetClaims::Denied { path: facts.path(*path), denial, sorted: numbers.with(denial.0) };
                Some((claims, together.clone().with(comparer, denial)))
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

    /// Returns the directions in which all claims lead on without a presumption, by any transitive predicate.
    fn strict(&self, comparer: &Comparer, facts: &mut BothFacts) -> Rc<[Direction]> {
        let ledger = comparer.ledger;
        let claims = match &self.claims {
            ChainClaims::Path(shared, path) => return facts[*shared as usize].strict(*path),
            ChainClaims::Listed(claims) => claims,
        };
        let leads = |direction: &Direction| {
            self.links(ledger, claims).all(|(claim, link)| {
                let pair = direction.pair(link);
                pair.is_some_and(|pair| carries_strictly(ledger, direction.predicate, claim, pair))
            })
        };
        directions(comparer).filter(leads).collect()
    }

    /// Returns true if what the claims lead to in one of some directions carries the denied statement without a
    /// presumption.
    fn denies_strictly(&self, ledger: &Ledger, denied: &Statement, directions: &[Direction]) -> bool {
        let ends = Arguments { subject: self.start, object: Some(self.end) };
        directions.iter().any(|direction| {
            let Some(Arguments { subject, object: Some(object) }) = direction.pair(ends) else { return false };
            let whole = ledger.statement_about(direction.predicate, subject, object);
            ledger.all_carried(&whole, denied.predicate, denied.pair).iter().any(|way| way.usually == 0)
        })
    }

    /// Returns the days on which all statements of the chain may hold.
    fn days(&self, ledger: &Ledger, facts: &mut BothFacts) -> Option<Days> {
        match &self.claims {
            ChainClaims::Path(shared, path) => facts[*shared as usize].days(self.predicate, *path),
            ChainClaims::Listed(claims) => {
                let outer = |(claim, link)| outer_days(ledger, self.predicate, claim, link);
                let mut all = self.links(ledger, claims).map(outer);
                all.try_fold(Days::ALWAYS, |days, outer| days.intersection(outer))
            }
        }
    }
}

/// A search that is made once for many denials: from one node, or to one node, of a graph, each by its number.
type SearchKey = (Shared, usize, u32);

/// A search after the number of denials for which it could be made.
type Ranked = (Reverse<usize>, SearchKey);

/// The search for the chains of many denials.
struct Search<'s, 'f, 'w> {
    finder: &'s Finder<'f, 'w>,
    /// The denials, each with the search that is made for most; those of one search follow each other.
    denials: Vec<(Option<SearchKey>, Denials)>,
    /// The number of denials for which each search could be made.
    counts: FxHashMap<SearchKey, usize>,
    /// The searches that are made once for all denials.
    shared: FxHashSet<SearchKey>,
    made: FxHashMap<SearchKey, Made>,
    /// The search that was made for the denials that came last.
    last: Option<SearchKey>,
    paths: BothPaths,
}

/// A search that was begun.
enum Made {
    From(Spread),
    To(Approach),
}

/// The number of edges, for each that there is, that searches may try that are made for many denials; with [`SPARE`] more
/// in all. Further chains are searched for one by one.
const EACH: usize = 16;

/// The number of edges that these searches may try in any case.
const SPARE: usize = 1 << 16;

impl<'s, 'f, 'w> Search<'s, 'f, 'w> {
    fn new(finder: &'s Finder<'f, 'w>, denials: Vec<Denials>) -> Search<'s, 'f, 'w> {
        let mut counts: FxHashMap<SearchKey, usize> = FxHashMap::default();
        for link in denials.iter().flat_map(|denials| finder.links(denials)) {
            link.searches().into_iter().for_each(|key| *counts.entry(key).or_default() += 1);
        }
        let ranked = |of_denials: Denials| -> (Option<Ranked>, Denials) {
            let links = finder.links(&of_denials).into_iter();
            (links.map(|link| link.best_search(&counts)).min(), of_denials)
        };
        let links = denials.iter().flat_map(|denials| finder.links(denials));
        let mut searches: Vec<Ranked> = links.map(|link| link.best_search(&counts)).collect();
        searches.sort_unstable();
        searches.dedup();
        let edges = |number: usize| finder.graphs.all[number].2.edges.len();
        let all: usize = (0..finder.graphs.all.len()).map(edges).sum();
        let mut left = EACH * all + SPARE;
        let can_be_made = |(_, (_, number, _)): &Ranked| {
            let rest = left.checked_sub(MOST_TIMES * edges(*number));
            left = rest.unwrap_or(left);
            rest.is_some()
        };
        let shared = searches.into_iter().take_while(can_be_made).map(|(_, key)| key).collect();
        let mut denials: Vec<(Option<Ranked>, Denials)> = denials.into_iter().map(ranked).collect();
        denials.sort_by_key(|(search, _)| *search);
        let denials = denials.into_iter().map(|(search, denials)| (search.map(|(_, key)| key), denials)).collect();
        let paths = [Shared::Beginnings, Shared::Ends].map(ClaimPaths::new);
        Search { finder, denials, counts, shared, made: FxHashMap::default(), last: None, paths }
    }

    /// Returns all denials that have a chain, each with the first one.
    fn chains(&mut self) -> Vec<(Denials, Chain)> {
        let mut chains = Vec::new();
        for (search, denials) in std::mem::take(&mut self.denials) {
            // Other searches are not needed again.
            if self.last != search {
                self.made.clear();
                self.last = search;
            }
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
                    [target] => self.shared_chain(Link { number, source, target: *target }, &denials.shared),
                    _ => None,
                };
                let most = best.as_ref().map_or(usize::MAX, |best| best.claims.len(&self.paths));
                let found = found.unwrap_or_else(|| {
                    let targets: Vec<u32> = ends.targets.iter().copied().filter(|target| *target != source).collect();
                    finder.chain_from(number, source, &targets, &denials.shared, most)
                });
                if let Some(chain) = found
                    && best.as_ref().is_none_or(|best| chain.claims.order(&best.claims, &self.paths).is_lt())
                {
                    best = Some(chain);
                }
            }
        }
        best
    }

    /// Returns the first chain between two nodes; none if a search for many denials cannot tell which that is.
    fn shared_chain(&mut self, link: Link, denial: &Denial) -> Option<Option<Chain>> {
        let Link { number, source, target } = link;
        let (predicate, _, graph) = &self.finder.graphs.all[number];
        if source == target {
            return Some(None);
        }
        let (_, key) = link.best_search(&self.counts);
        if !self.shared.contains(&key) {
            return None;
        }
        let (shared, most) = (key.0, MOST_TIMES * graph.edges.len());
        let made = self.made.entry(key).or_insert_with(|| match shared {
            Shared::Beginnings => Made::From(Spread::new(source)),
            Shared::Ends => Made::To(Approach::new(target)),
        });
        let arrival = match made {
            Made::From(spread) => spread.find(graph, target, most),
            Made::To(approach) => approach.find(graph, source, most),
        };
        let hedged = match arrival {
            Arrival::Never => return Some(None),
            Arrival::Unknown => return None,
            // Claims that hold on other days, or one less that is hedged, may lead there, too.
            Arrival::At(days, hedged) if !days.meets(denial.possible) || (hedged && denial.hedged) => return None,
            Arrival::At(_, hedged) => hedged,
        };
        let paths = &mut self.paths[shared as usize];
        let path = match made {
            Made::From(spread) => spread.path(graph, paths, target),
            Made::To(approach) => approach.path(graph, paths, source),
        };
        let [start, end] = [source, target].map(|node| graph.nodes[node as usize]);
        Some(Some(Chain { predicate: *predicate, start, end, claims: ChainClaims::Path(shared, path?), hedged }))
    }
}

/// Two nodes of a graph, each by its number, between which a chain may lead.
#[derive(Clone, Copy)]
struct Link {
    number: usize,
    source: u32,
    target: u32,
}

impl Link {
    /// Returns the searches by which a chain may be found.
    fn searches(self) -> [SearchKey; 2] {
        [(Shared::Beginnings, self.number, self.source), (Shared::Ends, self.number, self.target)]
    }

    /// Returns the search that can be made for most denials.
    fn best_search(self, counts: &FxHashMap<SearchKey, usize>) -> Ranked {
        let [from, to] = self.searches().map(|key| (Reverse(counts.get(&key).copied().unwrap_or_default()), key));
        from.min(to)
    }
}

/// The number of times that a search for many denials may try each edge, on average: it tries one again for other days.
const MOST_TIMES: usize = 4;

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
