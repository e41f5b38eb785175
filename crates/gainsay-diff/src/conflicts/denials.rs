//! Finds the conflicts by denial among many statements about the same two entities, all of one denial at once.
//!
//! Of predicates that imply each other, or follow each other, each denial is contested by very many affirmations, and
//! these are nearly the same for all denials. The affirmations that carry a statement are one set, which shares its
//! parts with those of others; they are compared with a denial class by class; and the pair that explains the conflict
//! is the nearest one.

mod classes;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::cmp::Reverse;
use std::rc::Rc;

use gainsay_model::Symbol;
use gainsay_model::date::Day;
use gainsay_model::finding::Level;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::{About, Candidate, Clash, Comparer};
use crate::conflicts::group::{ConflictGrouper, Star};
use crate::conflicts::notes::{changed_position, position_changes_of};
use crate::conflicts::pairs::{ClaimSelection, PairKind};
use crate::conflicts::position_claims::RankedClaims;
use crate::joins::denied_run::DeniedRun;
use crate::joins::live_graph::{Cost, NodeId};
use crate::joins::{StatementJoin, StatementRun};
use crate::ledger::{ClaimId, StatementId};
use crate::mechanism::Mechanism;
use crate::number_set::{NumberSet, NumberSets};
use crate::rules::PairRule;
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::Derived;
use classes::{Classes, KindId, PartyId, PartyRelation, Verdict};

/// The number of steps that may be taken in any case.
const SPARE: usize = 1 << 12;

/// The number of classes up to which each is looked at; with more, each claim is.
const FEW: usize = 16;

/// The affirmations and denials of many statements about the same two entities.
pub struct Denials<'d, 'l, 'w> {
    comparer: &'d Comparer<'l, 'w>,
    denied: Rc<DeniedRun<'l>>,
    /// Whether all statements are events; otherwise none is.
    are_events: bool,
    classes: Classes<'d, 'l, 'w>,
    /// The claims that affirm, oldest first.
    affirmed: Rc<RankedClaims>,
    /// The kind and the party of each claim that affirms, and its place in the graph.
    of_affirmed: Vec<(KindId, PartyId, NodeId)>,
    /// For each statement of the graph, the claims that affirm it and differ from others only in their classes.
    by_node: Vec<Vec<u32>>,
    /// For each statement of the graph, such claims that carry it: at all, and by law.
    carriers: Vec<NumberSet>,
    lawful: Option<Vec<NumberSet>>,
    sets: NumberSets,
    /// The claims of each class, and of each kind.
    by_class: FxHashMap<(KindId, PartyId), NumberSet>,
    by_kind: Vec<(KindId, NumberSet)>,
    /// The number of parties that affirm.
    parties: PartyId,
    /// Claims that are in no class, since they answer, are answered, share an utterance, accuse, or are ruled upon.
    apart: Vec<u32>,
    denials: Vec<Denial>,
    compared: RefCell<FxHashMap<ComparedKey, Rc<Compared>>>,
    /// The search for the nearest claim of each set.
    searches: RefCell<FxHashMap<u64, NearestSearch>>,
}

/// The key of denials that are compared alike: the claims that carry what is denied, at all and by law, the kind of the
/// denial, and the parties that are no strangers to its own.
type ComparedKey = (u64, u64, KindId, Vec<(PartyId, PartyRelation)>);

/// A claim that denies.
#[derive(Clone, Copy)]
struct Denial {
    claim: ClaimId,
    statement: StatementId,
    /// The denied statement in the graph.
    node: NodeId,
    kind: KindId,
    party: PartyId,
    is_apart: bool,
}

/// Affirmations that carry what is denied, by law or by a presumption, and that conflict with the denial in one way, or
/// do not.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stratum {
    /// The class, if the affirmations are those of one.
    class: Option<(KindId, PartyId)>,
    is_lawful: bool,
    verdict: Option<Verdict>,
}

/// The affirmations with which a denial conflicts, those apart that the manifest silences.
struct Compared {
    stars: Vec<ComparedStar>,
}

struct ComparedStar {
    members: NumberSet,
    silenced: bool,
    /// The rules of the pairs, each with whether a pair is certain.
    rules: Vec<(PairRule, bool)>,
    /// The level of the most serious pairs.
    level: Level,
    /// The claims of the most serious pairs.
    best: NumberSet,
}

/// A search for the nearest claim of a set, as far as it was made.
#[derive(Default)]
struct NearestSearch {
    /// The number of statements that were looked at.
    steps: usize,
    /// For each statement, the nearest claim, once it is worked out for all.
    all: Option<Vec<Option<(Cost, ClaimId)>>>,
}

impl<'d, 'l, 'w> Denials<'d, 'l, 'w> {
    /// Returns the denials of a run of statements about two different entities, of which nothing is lifted; none if it
    /// is better to compare two by two.
    pub fn new(
        comparer: &'d Comparer<'l, 'w>,
        run: StatementRun<'l>,
        is_ruled: impl Fn(ClaimId) -> bool,
    ) -> Option<Self> {
        let ledger = comparer.ledger;
        let denied = Rc::new(DeniedRun::new(ledger, run)?);
        let graph = &denied.graph;
        let is_event = |predicate: &PredicateId| ledger.vocabulary.word(*predicate).is_event();
        let are_events = graph.predicates().next().is_some_and(|predicate| is_event(&predicate));
        if graph.predicates().any(|predicate| is_event(&predicate) != are_events) {
            return None;
        }
        let is_apart = is_apart(comparer, is_ruled, &denied);
        let mut classes = Classes::new(comparer);
        let mut claims: Vec<(Day, ClaimId)> = denied
            .affirmed()
            .iter()
            .flat_map(|id| ledger.affirming(*id))
            .map(|id| (ledger.spoken(ledger.claim(*id)).days.last, *id))
            .collect();
        claims.sort_unstable();
        let affirmed = Rc::new(RankedClaims::new(claims.into_iter().map(|(_, id)| id).collect()));
        let (mut of_affirmed, mut by_node, mut apart) = (Vec::new(), vec![Vec::new(); graph.len()], Vec::new());
        for (rank, id) in affirmed.claims().iter().enumerate() {
            let node = denied.node(ledger.claim(*id).statement)?;
            let (kind, party) = classes.of(*id);
            of_affirmed.push((kind, party, node));
            if is_apart(*id) { &mut apart } else { &mut by_node[node as usize] }.push(rank as u32);
        }
        let parties = classes.parties();
        let mut denials = Vec::new();
        for (statement, node) in denied.denied().iter().copied() {
            for claim in ledger.denying(statement).iter().copied() {
                let (kind, party) = classes.of(claim);
                denials.push(Denial { claim, statement, node, kind, party, is_apart: is_apart(claim) });
            }
        }
        let denied_apart = denials.iter().filter(|denial| denial.is_apart).count();
        let most = SPARE + run.statements.len() * run.statements.len() / 8;
        if apart.len() * denials.len() + denied_apart * of_affirmed.len() > most {
            return None;
        }
        let sets = NumberSets::default();
        let own = |node: NodeId| NumberSet::of(&sets, by_node[node as usize].iter().copied());
        let carriers = graph.gathered(&sets, own, false, most)?;
        let lawful = if graph.has_presumptions() { Some(graph.gathered(&sets, own, true, most)?) } else { None };
        let mut by_class: FxHashMap<(KindId, PartyId), Vec<u32>> = FxHashMap::default();
        let mut by_kind: FxHashMap<KindId, Vec<u32>> = FxHashMap::default();
        for rank in by_node.iter().flatten() {
            let (kind, party, _) = of_affirmed[*rank as usize];
            by_class.entry((kind, party)).or_default().push(*rank);
            by_kind.entry(kind).or_default().push(*rank);
        }
        let by_class = by_class.into_iter().map(|(class, ranks)| (class, NumberSet::of(&sets, ranks))).collect();
        let by_kind = by_kind.into_iter().map(|(kind, ranks)| (kind, NumberSet::of(&sets, ranks))).collect();
        Some(Denials {
            comparer,
            denied: Rc::clone(&denied),
            are_events,
            classes,
            affirmed,
            of_affirmed,
            by_node,
            carriers,
            lawful,
            sets,
            by_class,
            by_kind,
            parties,
            apart,
            denials,
            compared: RefCell::default(),
            searches: RefCell::default(),
        })
    }

    /// Groups all pairs, and calls `answers` with those of claims that answer or accuse.
    pub fn group(&self, grouper: &mut ConflictGrouper<'_, 'l, 'w>, mut answers: impl FnMut(ClaimId, ClaimId)) {
        for denial in self.denials.iter().filter(|denial| !denial.is_apart) {
            let compared = self.compared(grouper, denial);
            for star in &compared.stars {
                let Some((a, clash)) = self.example(denial, &star.best) else { continue };
                grouper.add_star(Star {
                    claim: denial.claim,
                    members: star.members.clone(),
                    of: &self.affirmed,
                    silenced: star.silenced,
                    rules: &star.rules,
                    level: star.level,
                    example: (a, denial.claim, clash),
                });
            }
        }
        self.pairs_apart(|a, b, clash| {
            grouper.add(a, b, clash);
            answers(a, b);
        });
    }

    /// Calls `found` with all pairs, the claim that denies second; if some are chosen, only with those of which one is.
    pub fn pairs(&self, chosen: Option<&ClaimSelection>, mut found: impl FnMut(ClaimId, ClaimId, PairKind)) {
        for denial in self.denials.iter().filter(|denial| !denial.is_apart) {
            let is_chosen = chosen.is_none_or(|chosen| chosen.has(denial.claim));
            let verdicts = Verdicts::new(self, denial, self.related(denial));
            let lawful = self.lawful(denial.node);
            for rank in self.carriers[denial.node as usize].iter() {
                let claim = self.affirmed.claim(rank);
                if (is_chosen || chosen.is_some_and(|chosen| chosen.has(claim)))
                    && let Some(verdict) = verdicts.of(rank, lawful.has(rank))
                {
                    let Verdict { rule, certain } = verdict;
                    found(claim, denial.claim, PairKind { mechanism: Mechanism::Denial, rule, certain });
                }
            }
        }
        self.pairs_apart(|a, b, clash| {
            if chosen.is_none_or(|chosen| chosen.has(a) || chosen.has(b)) {
                found(a, b, PairKind::of(&clash));
            }
        });
    }

    /// Calls `found` with the positions that a side gave up.
    pub fn position_changes(&self, mut found: impl FnMut(ClaimId, ClaimId)) {
        let mut statements: FxHashSet<(StatementId, StatementId)> = FxHashSet::default();
        let mut order = Vec::new();
        let mut add = |a: ClaimId, denied: StatementId| {
            let pair = (self.comparer.ledger.claim(a).statement, denied);
            if statements.insert(pair) {
                order.push(pair);
            }
        };
        for denial in self.denials.iter().filter(|denial| !denial.is_apart) {
            let related = self.related(denial).into_iter().filter(|(_, relation)| relation.has_common());
            let related: FxHashSet<PartyId> = related.map(|(party, _)| party).collect();
            if related.is_empty() {
                continue;
            }
            let mut known: FxHashMap<(KindId, PartyId), bool> = FxHashMap::default();
            for rank in self.carriers[denial.node as usize].iter() {
                let (kind, party, _) = self.of_affirmed[rank as usize];
                if !related.contains(&party) {
                    continue;
                }
                let a = self.affirmed.claim(rank);
                let changes = || changed_position(self.comparer, a, denial.claim, &[self.candidate(denial, (0, 1))]);
                if *known.entry((kind, party)).or_insert_with(changes) {
                    add(a, denial.statement);
                }
            }
        }
        self.each_apart(|a, denial, cost| {
            if changed_position(self.comparer, a, denial.claim, &[self.candidate(denial, cost)]) {
                add(a, denial.statement);
            }
        });
        for (a, b) in order {
            let (a, b) = ([a], [b]);
            let join =
                StatementJoin { a: &a, b: &b, denied: true, among: false, about: About::Statements, by_law: None };
            position_changes_of(self.comparer, &join, &mut found);
        }
    }

    /// Returns the statements, and which of them carry what is denied.
    pub fn run(&self) -> Rc<DeniedRun<'l>> {
        Rc::clone(&self.denied)
    }

    // --- classes ---

    /// Returns the claims that carry a statement by law.
    fn lawful(&self, node: NodeId) -> &NumberSet {
        &self.lawful.as_ref().unwrap_or(&self.carriers)[node as usize]
    }

    /// Returns what came of the comparison of a denial with all claims that carry what it denies.
    fn compared(&self, grouper: &ConflictGrouper, denial: &Denial) -> Rc<Compared> {
        let (carriers, lawful) = (&self.carriers[denial.node as usize], self.lawful(denial.node));
        let related = self.related(denial);
        let key = (carriers.key(), lawful.key(), denial.kind, related.clone());
        if let Some(known) = self.compared.borrow().get(&key) {
            return Rc::clone(known);
        }
        let verdicts = Verdicts::new(self, denial, related);
        let compared = Rc::new(self.compare(grouper, &verdicts, carriers, lawful));
        self.compared.borrow_mut().insert(key, Rc::clone(&compared));
        compared
    }

    /// Returns the parties of affirmations that are no strangers to that of a denial.
    fn related(&self, denial: &Denial) -> Vec<(PartyId, PartyRelation)> {
        let mut related = self.classes.related(denial.party);
        related.retain(|(party, _)| *party < self.parties);
        related
    }

    fn compare(
        &self,
        grouper: &ConflictGrouper,
        verdicts: &Verdicts,
        carriers: &NumberSet,
        lawful: &NumberSet,
    ) -> Compared {
        let strata = self.strata(verdicts, carriers, lawful);
        let weight = |verdict: &Verdict| grouper.weight(verdict.rule, Mechanism::Denial, verdict.certain);
        let star = |silenced: bool| {
            let is_in = |verdict: &Verdict| weight(verdict).is_some_and(|weight| weight.silenced == silenced);
            let rank = |verdict: &Verdict| {
                let level = weight(verdict).map(|weight| weight.level);
                (Reverse(level), verdict.rule, !verdict.certain)
            };
            let those = || strata.iter().filter_map(|stratum| stratum.verdict).filter(is_in);
            let best = those().min_by_key(rank)?;
            let mut rules: Vec<(PairRule, bool)> = those().map(|verdict| (verdict.rule, verdict.certain)).collect();
            rules.sort_unstable();
            rules.dedup();
            let among = |is_wanted: &dyn Fn(&Verdict) -> bool| {
                let is_wanted = |verdict: Option<Verdict>| verdict.is_some_and(|verdict| is_wanted(&verdict));
                self.among((carriers, lawful), &strata, verdicts, is_wanted)
            };
            Some(ComparedStar {
                members: among(&is_in),
                silenced,
                rules,
                level: weight(&best)?.level,
                best: among(&|verdict| is_in(verdict) && rank(verdict) == rank(&best)),
            })
        };
        Compared { stars: [false, true].into_iter().filter_map(star).collect() }
    }

    /// Returns those of some claims whose verdict is wanted.
    fn among(
        &self,
        (carriers, lawful): (&NumberSet, &NumberSet),
        strata: &[Stratum],
        verdicts: &Verdicts,
        is_wanted: impl Fn(Option<Verdict>) -> bool,
    ) -> NumberSet {
        if strata.iter().all(|stratum| is_wanted(stratum.verdict)) {
            return carriers.clone();
        }
        if strata.iter().all(|stratum| is_wanted(stratum.verdict) == stratum.is_lawful) {
            return lawful.clone();
        }
        let is_one = |rank: &u32| is_wanted(verdicts.of(*rank, lawful.has(*rank)));
        let wanted = strata.iter().filter(|stratum| is_wanted(stratum.verdict));
        let classes: Option<FxHashSet<(KindId, PartyId)>> = wanted.map(|stratum| stratum.class).collect();
        match classes {
            Some(classes) => {
                let ranks = classes.iter().filter_map(|class| self.by_class.get(class)).flat_map(NumberSet::iter);
                NumberSet::of(&self.sets, ranks.filter(|rank| carriers.has(*rank) && is_one(rank)))
            }
            None => NumberSet::of(&self.sets, carriers.iter().filter(is_one)),
        }
    }

    /// Returns the ways in which claims that carry a statement conflict with a denial, or do not.
    fn strata(&self, verdicts: &Verdicts, carriers: &NumberSet, lawful: &NumberSet) -> Vec<Stratum> {
        let mut strata: Vec<Stratum> = Vec::new();
        let mut add = |class: Option<(KindId, PartyId)>, rank: u32, is_lawful: bool| {
            let stratum = Stratum { class, is_lawful, verdict: verdicts.of(rank, is_lawful) };
            if !strata.contains(&stratum) {
                strata.push(stratum);
            }
        };
        if self.by_kind.len() * (1 + verdicts.related.len()) > FEW {
            carriers.iter().for_each(|rank| add(None, rank, lawful.has(rank)));
            return strata;
        }
        let counts = |set: &NumberSet| [set.count_common(lawful), set.count_common(carriers)];
        for (kind, of_kind) in &self.by_kind {
            let [mut by_law, mut all] = counts(of_kind);
            for party in verdicts.related.keys() {
                let Some(class) = self.by_class.get(&(*kind, *party)) else { continue };
                let [of_class_by_law, of_class] = counts(class);
                if of_class_by_law > 0 {
                    class.least().into_iter().for_each(|rank| add(Some((*kind, *party)), rank, true));
                }
                if of_class > of_class_by_law {
                    class.least().into_iter().for_each(|rank| add(Some((*kind, *party)), rank, false));
                }
                (by_law, all) = (by_law - of_class_by_law, all - of_class);
            }
            let is_stranger = |rank: &u32| !verdicts.related.contains_key(&self.of_affirmed[*rank as usize].1);
            let Some(stranger) = of_kind.iter().find(is_stranger).filter(|_| all > 0) else { continue };
            if by_law > 0 {
                add(None, stranger, true);
            }
            if all > by_law {
                add(None, stranger, false);
            }
        }
        strata
    }

    /// Returns the way in which claims that carry what is denied clash with the denial, at that cost.
    fn candidate(&self, denial: &Denial, (usually, steps): Cost) -> Candidate {
        let ledger = self.comparer.ledger;
        let s = ledger.statement_of(denial.statement);
        let itself = Derived::itself(&ledger.vocabulary, s.predicate, s.pair);
        let carried = Derived { event: self.are_events, usually, steps, ..itself };
        Candidate { mechanism: Mechanism::Denial, a: carried, b: itself, exact: true, usually, steps }
    }

    // --- the pair that explains a conflict ---

    /// Returns the claim of a set that clashes with a denial in the fewest presumptions and steps, the first by id of
    /// several, and the clash.
    fn example(&self, denial: &Denial, best: &NumberSet) -> Option<(ClaimId, Clash)> {
        let (cost, a) = self.nearest(denial.node, best)?;
        let pairing = self.comparer.pairing(a, denial.claim).ok()?;
        let clash = self.comparer.judge(a, denial.claim, &pairing, &[self.candidate(denial, cost)])?;
        Some((a, clash))
    }

    /// Returns the nearest claim of a set that carries a statement. Once the searches from some statements have taken as
    /// long, it is worked out for all statements.
    fn nearest(&self, node: NodeId, of: &NumberSet) -> Option<(Cost, ClaimId)> {
        let own = |node: NodeId| {
            let ranks = self.by_node[node as usize].iter().filter(|rank| of.has(**rank));
            ranks.map(|rank| self.affirmed.claim(*rank)).min()
        };
        let mut searches = self.searches.borrow_mut();
        let search = searches.entry(of.key()).or_default();
        if search.all.is_none() && search.steps > self.denied.graph.len() {
            search.all = Some(self.denied.graph.nearest(own));
        }
        if let Some(all) = &search.all {
            return all[node as usize];
        }
        let mut found: Option<(Cost, ClaimId)> = None;
        search.steps += self.denied.graph.back_from(node, |at, cost| {
            let is_further = found.is_some_and(|(known, _)| known < cost);
            found = if is_further { found } else { found.into_iter().chain(own(at).map(|claim| (cost, claim))).min() };
            !is_further
        });
        found
    }

    // --- claims in no class ---

    /// Calls `found` with all pairs of claims that are in no class.
    fn pairs_apart(&self, mut found: impl FnMut(ClaimId, ClaimId, Clash)) {
        self.each_apart(|a, denial, cost| {
            let Ok(pairing) = self.comparer.pairing(a, denial.claim) else { return };
            if let Some(clash) = self.comparer.judge(a, denial.claim, &pairing, &[self.candidate(denial, cost)]) {
                found(a, denial.claim, clash);
            }
        });
    }

    /// Calls `found` with every two claims of which one is in no class, if the first carries what the second denies, and
    /// with the cost of that.
    fn each_apart(&self, mut found: impl FnMut(ClaimId, &Denial, Cost)) {
        for rank in &self.apart {
            let (_, _, node) = self.of_affirmed[*rank as usize];
            let costs = self.denied.graph.costs_from(node);
            for denial in &self.denials {
                if let Some(cost) = costs[denial.node as usize] {
                    found(self.affirmed.claim(*rank), denial, cost);
                }
            }
        }
        for denial in self.denials.iter().filter(|denial| denial.is_apart) {
            let costs = self.denied.graph.costs_to(denial.node);
            for (node, cost) in costs.iter().enumerate().filter_map(|(node, cost)| Some((node, (*cost)?))) {
                self.by_node[node].iter().for_each(|rank| found(self.affirmed.claim(*rank), denial, cost));
            }
        }
    }
}

/// The verdicts on affirmations and a denial.
struct Verdicts<'v, 'd, 'l, 'w> {
    denials: &'v Denials<'d, 'l, 'w>,
    denial: &'v Denial,
    related: FxHashMap<PartyId, PartyRelation>,
    /// The verdicts by kind, relation, and whether what is denied is carried by law.
    known: RefCell<FxHashMap<(KindId, PartyRelation, bool), Option<Verdict>>>,
}

impl<'v, 'd, 'l, 'w> Verdicts<'v, 'd, 'l, 'w> {
    fn new(denials: &'v Denials<'d, 'l, 'w>, denial: &'v Denial, related: Vec<(PartyId, PartyRelation)>) -> Self {
        Verdicts { denials, denial, related: related.into_iter().collect(), known: RefCell::default() }
    }

    /// Returns the verdict on a claim, by its rank among those that affirm.
    fn of(&self, rank: u32, is_lawful: bool) -> Option<Verdict> {
        let (kind, party, _) = self.denials.of_affirmed[rank as usize];
        let relation = self.related.get(&party).copied().unwrap_or(PartyRelation::STRANGERS);
        *self.known.borrow_mut().entry((kind, relation, is_lawful)).or_insert_with(|| {
            let claims = (self.denials.affirmed.claim(rank), self.denial.claim);
            let candidate = self.denials.candidate(self.denial, (u32::from(!is_lawful), 1));
            self.denials.classes.verdict((kind, self.denial.kind), relation, claims, &candidate)
        })
    }
}

/// Returns a function that tells whether a claim of some statements has a key that bears on other claims one by one: it
/// answers, is answered, shares an utterance, accuses, or is ruled upon.
fn is_apart(comparer: &Comparer, is_ruled: impl Fn(ClaimId) -> bool, denied: &DeniedRun) -> impl Fn(ClaimId) -> bool {
    let ledger = comparer.ledger;
    let statements = denied.affirmed().iter().chain(denied.denied().iter().map(|(statement, _)| statement));
    let claims = statements.flat_map(|s| ledger.affirming(*s).iter().chain(ledger.denying(*s)));
    let entries = claims.map(|id| ledger.claim(*id)).filter(|entry| !entry.plain);
    let answered: FxHashSet<Symbol> = entries.filter_map(|entry| entry.record.more().answers).collect();
    move |id| {
        let entry = ledger.claim(id);
        let more = || entry.record.more();
        entry.accuses
            || (!entry.plain && (more().answers.is_some() || more().utterance.is_some()))
            || answered.contains(&entry.name)
            || is_ruled(id)
    }
}
