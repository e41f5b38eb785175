//! Finds the rule of a set of claims, and its certainty. Summaries of claims are put together, so that what sets have
//! in common is gone through once.

use std::rc::Rc;

use gainsay_model::Symbol;
use gainsay_model::date::{Day, Days};
use rustc_hash::FxHashMap;

use super::Found;
use crate::clash::Comparer;
use crate::cover::{Interval, shared};
use crate::ledger::entities::EntityId;
use crate::ledger::speakers::PrincipalsId;
use crate::ledger::{ClaimId, Entry};
use crate::rules::PairRule;
use crate::set_conflict::{Principal, SetConflict};

/// The first by name of common principals that were looked for.
pub type KnownPrincipals = FxHashMap<Rc<[Interval]>, Option<EntityId>>;

/// A summary of some claims: their speakers, reports, order and principals.
#[derive(Clone, Debug)]
pub struct Together {
    /// The speaker of the first claim, and whether for himself.
    speaker: (EntityId, bool),
    /// All speak alike.
    alike: bool,
    utterance: Option<Symbol>,
    /// All are of the first one's utterance.
    one_utterance: bool,
    /// The reports by which they are known, as long as all speak alike in one utterance.
    reports: Rc<Reports>,
    order: Order,
    principals: Principals,
    /// The claim that was said by the earliest day, and the one that was said from the latest day on.
    moved: [(Day, ClaimId); 2],
    /// The first claim that leaves room for doubt.
    hedged: Option<ClaimId>,
}

/// Principals in whose names all claims are made.
#[derive(Clone, Debug)]
struct Principals {
    last: PrincipalsId,
    sure: Rc<[Interval]>,
    possible: Rc<[Interval]>,
}

/// Reports, and whether any two of them differ: sources without a common origin, or one source and two ways that lead
/// to it.
#[derive(Clone, Default, Debug)]
struct Reports {
    sources: Vec<Symbol>,
    ways: Vec<(Symbol, Vec<EntityId>)>,
    differ: bool,
}

/// When claims were said. What is said in one utterance is said together.
#[derive(Clone, Debug)]
struct Order {
    /// The earliest last day, with its utterance, and the earliest of any other utterance.
    earliest: (Day, Option<Symbol>),
    second: Option<Day>,
    /// The latest first day, likewise.
    latest: (Day, Option<Symbol>),
    second_latest: Option<Day>,
    /// Any one was certainly said before any other.
    any: bool,
}

impl Together {
    /// Returns the summary of one claim.
    pub fn new(comparer: &Comparer, claim: ClaimId) -> Together {
        let ledger = comparer.ledger;
        let entry = ledger.claim(claim);
        let days = ledger.spoken(entry).days;
        let utterance = entry.record.more().utterance;
        let mut reports = Reports::default();
        if utterance.is_some() {
            reports.add(comparer, entry);
        }
        let principals = ledger.sides.principals(entry.principals);
        Together {
            speaker: (entry.speaker, entry.for_himself),
            alike: true,
            utterance,
            one_utterance: utterance.is_some(),
            reports: Rc::new(reports),
            order: Order {
                earliest: (days.last, utterance),
                second: None,
                latest: (days.first, utterance),
                second_latest: None,
                any: false,
            },
            principals: Principals {
                last: entry.principals,
                sure: principals.sure.into(),
                possible: principals.possible.into(),
            },
            moved: [(days.last, claim), (days.first, claim)],
            hedged: entry.stance.hedged().then_some(claim),
        }
    }

    /// Returns the summary of some claims; none if there are none.
    pub fn of(comparer: &Comparer, claims: impl IntoIterator<Item = ClaimId>) -> Option<Together> {
        let mut claims = claims.into_iter();
        let first = Together::new(comparer, claims.next()?);
        Some(claims.fold(first, |together, claim| together.with(comparer, claim)))
    }

    /// Returns the summary with one claim more.
    pub fn with(mut self, comparer: &Comparer, claim: ClaimId) -> Together {
        let ledger = comparer.ledger;
        let entry = ledger.claim(claim);
        let days = ledger.spoken(entry).days;
        let utterance = entry.record.more().utterance;
        self.alike &= (entry.speaker, entry.for_himself) == self.speaker;
        self.one_utterance &= utterance == self.utterance;
        if self.alike && self.one_utterance && !self.reports.differ && !self.reports.has(comparer, entry) {
            Rc::make_mut(&mut self.reports).add(comparer, entry);
        }
        self.order.add(days, utterance);
        self.principals.add(comparer, entry.principals);
        let [first, last] = &mut self.moved;
        *first = (*first).min((days.last, claim));
        *last = (*last).max((days.first, claim));
        self.hedged = self.hedged.or(entry.stance.hedged().then_some(claim));
        self
    }

    /// Returns the summary of these claims and of others.
    pub fn and(mut self, comparer: &Comparer, other: &Together) -> Together {
        self.alike &= other.alike && self.speaker == other.speaker;
        self.one_utterance &= other.one_utterance && self.utterance == other.utterance;
        if self.alike && self.one_utterance && !self.reports.differ && !Rc::ptr_eq(&self.reports, &other.reports) {
            Rc::make_mut(&mut self.reports).add_all(comparer, &other.reports);
        }
        self.order.add_all(&other.order);
        self.principals.add_all(&other.principals);
        let ([first, last], [of_other, last_of_other]) = (&mut self.moved, other.moved);
        *first = (*first).min(of_other);
        *last = (*last).max(last_of_other);
        self.hedged = self.hedged.or(other.hedged);
        self
    }

    /// Returns a set that was found, with its rule. Where no claim is surely made for one principal, a mixed message is
    /// only possible.
    pub fn set(&self, comparer: &Comparer, known: &mut KnownPrincipals, found: Found) -> SetConflict {
        let Found { mechanism, claims, proof, certain } = found;
        let (rule, may_be_certain) = self.rule();
        let is_mixed = rule == PairRule::MixedMessage;
        SetConflict {
            mechanism,
            rule,
            certain: certain && may_be_certain,
            claims,
            moved: self.moved.map(|(_, claim)| claim),
            hedged: self.hedged,
            principal: if is_mixed { self.principal(comparer, known) } else { None },
            proof,
        }
    }

    /// Returns the rule, and whether a conflict by it can be certain.
    fn rule(&self) -> (PairRule, bool) {
        if self.alike {
            let rule = if self.one_utterance && self.reports.differ {
                PairRule::ReportDivergence
            } else if self.order.any {
                PairRule::Reversal
            } else {
                PairRule::SelfContradiction
            };
            return (rule, true);
        }
        let Principals { sure, possible, .. } = &self.principals;
        if possible.is_empty() { (PairRule::Dispute, true) } else { (PairRule::MixedMessage, !sure.is_empty()) }
    }

    /// Returns a principal in whose name all claims are made, surely if there is one: the first by name. Those that are
    /// `known` are not looked for again.
    fn principal(&self, comparer: &Comparer, known: &mut KnownPrincipals) -> Option<Principal> {
        let Principals { sure, possible, .. } = &self.principals;
        let (common, sure) = if sure.is_empty() { (possible, false) } else { (sure, true) };
        // Entities are numbered by name.
        let first = || comparer.ledger.sides.members(common).min();
        let first = *known.entry(Rc::clone(common)).or_insert_with(first);
        first.map(|entity| Principal { entity, sure })
    }
}

impl Principals {
    fn add(&mut self, comparer: &Comparer, id: PrincipalsId) {
        if id == self.last {
            return;
        }
        self.last = id;
        let others = comparer.ledger.sides.principals(id);
        self.keep(others.sure, others.possible);
    }

    fn add_all(&mut self, others: &Principals) {
        let are_same = Rc::ptr_eq(&self.sure, &others.sure) && Rc::ptr_eq(&self.possible, &others.possible);
        if !are_same {
            self.keep(&others.sure, &others.possible);
        }
    }

    /// Keeps those principals that are among others, too.
    fn keep(&mut self, sure: &[Interval], possible: &[Interval]) {
        for (common, of) in [(&mut self.sure, sure), (&mut self.possible, possible)] {
            if **common != *of {
                let both: Vec<Interval> = shared(common, of).collect();
                if both[..] != common[..] {
                    *common = both.into();
                }
            }
        }
    }
}

impl Reports {
    /// Returns whether a claim's report is among them.
    fn has(&self, comparer: &Comparer, entry: &Entry) -> bool {
        match comparer.report(entry) {
            (None, _) => true,
            (Some(source), None) => self.sources.contains(&source),
            (Some(source), Some(via)) => self.ways.iter().any(|(of, way)| *of == source && *way == via),
        }
    }

    fn add(&mut self, comparer: &Comparer, entry: &Entry) {
        let (Some(source), via) = comparer.report(entry) else { return };
        self.add_source(comparer, source);
        if let Some(via) = via {
            self.add_way(source, via);
        }
    }

    fn add_all(&mut self, comparer: &Comparer, others: &Reports) {
        self.differ |= others.differ;
        for source in &others.sources {
            if self.differ {
                return;
            }
            self.add_source(comparer, *source);
        }
        for (source, way) in &others.ways {
            if self.differ {
                return;
            }
            if !self.ways.iter().any(|(of, known)| of == source && known == way) {
                self.add_way(*source, way.clone());
            }
        }
    }

    fn add_source(&mut self, comparer: &Comparer, source: Symbol) {
        if !self.sources.contains(&source) {
            self.differ |= self.sources.iter().any(|other| !comparer.share_an_origin(source, *other));
            self.sources.push(source);
        }
    }

    fn add_way(&mut self, source: Symbol, way: Vec<EntityId>) {
        self.differ |= self.ways.iter().any(|(of, known)| *of == source && *known != way);
        self.ways.push((source, way));
    }
}

impl Order {
    fn add_all(&mut self, others: &Order) {
        let are_apart = |one: Option<Symbol>, other: Option<Symbol>| one.is_none() || one != other;
        // The earliest of some claims and the latest of others, of two utterances.
        let is_before = |a: &Order, b: &Order| {
            if are_apart(a.earliest.1, b.latest.1) {
                return a.earliest.0 < b.latest.0;
            }
            a.second.is_some_and(|day| day < b.latest.0) || b.second_latest.is_some_and(|day| a.earliest.0 < day)
        };
        self.any |= others.any || is_before(self, others) || is_before(others, self);
        let other_utterance = |(day, utterance): (Day, Option<Symbol>), than, second| {
            if are_apart(utterance, than) { Some(day) } else { second }
        };
        if others.earliest.0 < self.earliest.0 {
            let second = other_utterance(self.earliest, others.earliest.1, self.second);
            self.second = second.into_iter().chain(others.second).min();
            self.earliest = others.earliest;
        } else {
            let second = other_utterance(others.earliest, self.earliest.1, others.second);
            self.second = second.into_iter().chain(self.second).min();
        }
        if others.latest.0 > self.latest.0 {
            let second = other_utterance(self.latest, others.latest.1, self.second_latest);
            self.second_latest = second.into_iter().chain(others.second_latest).max();
            self.latest = others.latest;
        } else {
            let second = other_utterance(others.latest, self.latest.1, others.second_latest);
            self.second_latest = second.into_iter().chain(self.second_latest).max();
        }
    }

    fn add(&mut self, days: Days, utterance: Option<Symbol>) {
        let are_apart = |other: Option<Symbol>| other.is_none() || other != utterance;
        let earliest = if are_apart(self.earliest.1) { Some(self.earliest.0) } else { self.second };
        let latest = if are_apart(self.latest.1) { Some(self.latest.0) } else { self.second_latest };
        self.any |= earliest.is_some_and(|day| day < days.first) || latest.is_some_and(|day| days.last < day);
        if days.last < self.earliest.0 {
            self.second = earliest;
            self.earliest = (days.last, utterance);
        } else if are_apart(self.earliest.1) {
            self.second = Some(self.second.map_or(days.last, |second| second.min(days.last)));
        }
        if days.first > self.latest.0 {
            self.second_latest = latest;
            self.latest = (days.first, utterance);
        } else if are_apart(self.latest.1) {
            self.second_latest = Some(self.second_latest.map_or(days.first, |second| second.max(days.first)));
        }
    }
}
