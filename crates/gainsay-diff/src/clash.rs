//! Compares two statements, and decides whether two claims conflict, and how certainly. It is the only place that does.

pub mod alternatives;
mod contested;
mod lifted;
mod relations;
pub mod values;

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

use gainsay_model::record::Lasts;
use rustc_hash::FxHashMap;

use crate::grounds::DerivationSteps;
use crate::ledger::entities::EntityId;
use crate::ledger::origins::{Ends, EndsOf};
use crate::ledger::speakers::Common;
use crate::ledger::{ClaimId, Entry, Ledger, Statement};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;
use crate::set_conflict::SetConflict;
use crate::time::{self, Circumstances, Meeting, Relation, Time};
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::Derived;
use alternatives::Alternatives;
use contested::Mirrors;
pub use contested::SameStatement;
use relations::Relations;

/// The mechanisms that are looked for at one time: claims that meet for one group of them need not meet for another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    /// Mechanisms of predicates with a single object.
    Objects,
    /// Mechanisms of predicates with a single subject.
    Subjects,
    /// Mechanisms of events and states that happen or hold once.
    Times,
    /// All other mechanisms.
    Statements,
}

impl About {
    /// All groups of mechanisms.
    pub const ALL: [About; 4] = [About::Objects, About::Subjects, About::Times, About::Statements];
}

/// A way in which two statements clash, times and speakers aside.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// The mechanism of the clash.
    pub mechanism: Mechanism,
    /// The statement that the first claim carries.
    pub a: Derived,
    /// The statement that the second claim carries. A denial carries only itself.
    pub b: Derived,
    /// Whether the values clash certainly.
    pub exact: bool,
    /// The number of steps by presumption, of both sides together.
    pub usually: u32,
    /// The number of all steps, of both sides together.
    pub steps: u32,
}

/// The number of steps of a candidate that has some, where it is not known how many.
pub const UNKNOWN: u32 = u32::MAX;

/// A conflict of two claims by one mechanism.
#[derive(Clone, Copy, Debug)]
pub struct Clash {
    /// The best derivation of the conflict.
    pub candidate: Candidate,
    /// The relation of the times in that derivation.
    pub meeting: Meeting,
    /// Whether at least one derivation is certain.
    pub certain: bool,
    /// The rule of the pair, by its speakers.
    pub rule: PairRule,
}

/// The relation of two claims, whatever their statements.
#[derive(Clone, Copy, Debug)]
pub struct Pairing {
    /// The principals for whom both speakers speak.
    pub common: Common,
    /// Whether both claims have the same speaker, in the same role.
    pub same_speaker: bool,
    /// Whether one claim answers the other, and has no `when`.
    pub answered: bool,
    /// Whether both claims are one utterance.
    pub one_utterance: bool,
    /// Whether both claims are one utterance about one moment.
    pub one_moment: bool,
    /// Whether one of the claims leaves room for doubt.
    pub hedged: bool,
    /// Whether a key of the scope is given on one side only.
    pub scope_partial: bool,
    /// The rule of the pair, by its speakers.
    pub rule: PairRule,
}

/// The reason for which two claims do not conflict, whatever their statements.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Obstacle {
    /// Both claims leave room for doubt.
    BothHedged,
    /// The scopes of the claims have different words for this key.
    Scope(gainsay_model::Symbol),
}

/// Compares claims, with the knowledge that concerns several claims at once.
pub struct Comparer<'l, 'w> {
    /// The ledger of the claims.
    pub ledger: &'l Ledger<'w>,
    /// The groups of claims that one speaker suggests in one utterance.
    pub(crate) alternatives: Alternatives,
    ends: Ends,
    relations: Relations,
    /// The mirrors of statements, by predicate, once they were asked for.
    mirrors: OnceCell<Mirrors>,
    /// The number of statements about the same two entities from which on they are joined by what they carry.
    pub(crate) many_statements: usize,
    /// The conflicts of three or more claims, worked out when they are first asked for.
    pub(crate) sets: OnceCell<Vec<SetConflict>>,
    /// The ids of claims in conflicts.
    ids: RefCell<FxHashMap<ClaimId, Arc<str>>>,
    /// The steps of derivations that were asked for, by the predicate at which they begin and the number of the state to
    /// which they lead.
    pub(crate) steps: RefCell<FxHashMap<(PredicateId, u32), DerivationSteps>>,
}

/// The number of statements about the same two entities that counts as many, unless a caller sets another.
const MANY_STATEMENTS: usize = 64;

impl<'l, 'w> Comparer<'l, 'w> {
    /// Returns a comparer of the claims of a ledger.
    pub fn new(ledger: &'l Ledger<'w>) -> Comparer<'l, 'w> {
        let mut comparer = Comparer {
            ledger,
            alternatives: Alternatives::default(),
            ends: Ends::new(ledger.workspace),
            relations: Relations::new(&ledger.vocabulary),
            mirrors: OnceCell::new(),
            many_statements: MANY_STATEMENTS,
            sets: OnceCell::new(),
            ids: RefCell::default(),
            steps: RefCell::default(),
        };
        comparer.alternatives = Alternatives::new(ledger, |id| comparer.report(ledger.claim(id)));
        comparer
    }

    /// Returns the comparer with another limit of statements about the same two entities, from which on they are
    /// joined; the answers are the same.
    #[must_use]
    pub fn with_many_statements(self, many_statements: usize) -> Comparer<'l, 'w> {
        Comparer { many_statements, ..self }
    }

    /// Returns the id of a claim, which all conflicts with the claim share.
    pub(crate) fn claim_id(&self, claim: ClaimId) -> Arc<str> {
        let mut ids = self.ids.borrow_mut();
        Arc::clone(ids.entry(claim).or_insert_with(|| self.ledger.claim_text(claim).into()))
    }

    // --- relations of two claims ---

    /// Compares two claims' stances, scopes and speakers.
    pub fn pairing(&self, a: ClaimId, b: ClaimId) -> Result<Pairing, Obstacle> {
        let (x, y) = (self.ledger.claim(a), self.ledger.claim(b));
        if x.stance.hedged() && y.stance.hedged() {
            return Err(Obstacle::BothHedged);
        }
        self.ties(a, b)
    }

    /// Compares two claims' stances, scopes and speakers, hedges aside.
    pub fn ties(&self, a: ClaimId, b: ClaimId) -> Result<Pairing, Obstacle> {
        let (x, y) = (self.ledger.claim(a), self.ledger.claim(b));
        let same_speaker = x.speaker == y.speaker && x.for_himself == y.for_himself;
        let common = self.ledger.sides.common(x.principals, y.principals);
        if x.plain && y.plain {
            return Ok(Pairing {
                common,
                same_speaker,
                answered: false,
                one_utterance: false,
                one_moment: false,
                hedged: x.stance.hedged() || y.stance.hedged(),
                scope_partial: false,
                rule: self.rule(x, y, same_speaker, false, common),
            });
        }
        let scope_partial = compare_scopes(&x.record.more().scope, &y.record.more().scope).map_err(Obstacle::Scope)?;
        let answered = |c: &Entry, other: &Entry| c.when.is_none() && c.record.more().answers == Some(other.name);
        let one_utterance =
            x.record.more().utterance.is_some() && x.record.more().utterance == y.record.more().utterance;
        Ok(Pairing {
            common,
            same_speaker,
            answered: answered(x, y) || answered(y, x),
            one_utterance,
            one_moment: one_utterance && self.about_one_moment(x, y),
            hedged: x.stance.hedged() || y.stance.hedged(),
            scope_partial,
            rule: self.rule(x, y, same_speaker, one_utterance, common),
        })
    }

    /// Returns true if one of the two claims was certainly made before the other.
    pub fn in_order(&self, x: &Entry, y: &Entry) -> bool {
        let (one, other) = (self.ledger.spoken(x), self.ledger.spoken(y));
        one.before(&other) || other.before(&one)
    }

    fn about_one_moment(&self, x: &Entry, y: &Entry) -> bool {
        let event = |e: &Entry| self.ledger.word(e).is_event();
        let alike = match (x.record.when, y.record.when) {
            (None, None) => x.record.promises == y.record.promises,
            (Some(a), Some(b)) => a == b,
            _ => false,
        };
        event(x) == event(y) && alike
    }

    fn rule(&self, x: &Entry, y: &Entry, same_speaker: bool, one_utterance: bool, common: Common) -> PairRule {
        if same_speaker && one_utterance && self.different_reports(x, y) {
            PairRule::ReportDivergence
        } else if same_speaker && !one_utterance && self.in_order(x, y) {
            PairRule::Reversal
        } else if same_speaker {
            PairRule::SelfContradiction
        } else if common != Common::Nobody {
            PairRule::MixedMessage
        } else {
            PairRule::Dispute
        }
    }

    /// Returns true if the reports of two claims are independent: their sources have no common origin, or one source
    /// has them by two ways.
    fn different_reports(&self, x: &Entry, y: &Entry) -> bool {
        match (self.report(x), self.report(y)) {
            ((Some(a), v), (Some(b), w)) if a == b => v.is_some() && w.is_some() && v != w,
            ((Some(a), _), (Some(b), _)) => !self.ends.share(a, b),
            _ => false,
        }
    }

    /// Returns true if two sources have an origin in common.
    pub(crate) fn share_an_origin(&self, a: gainsay_model::Symbol, b: gainsay_model::Symbol) -> bool {
        self.ends.share(a, b)
    }

    /// Returns the sources at which a source ends.
    pub(crate) fn ends(&self, source: gainsay_model::Symbol) -> EndsOf<'_> {
        self.ends.of(source)
    }

    /// Returns the report by which a claim is known: its source, and the way that led there. A source that is not there
    /// counts as not given.
    pub(crate) fn report(&self, entry: &Entry) -> (Option<gainsay_model::Symbol>, Option<Vec<EntityId>>) {
        let source = entry.record.source.filter(|source| self.ledger.workspace.source(*source).is_some());
        let via = entry
            .record
            .more()
            .via
            .as_ref()
            .map(|via| via.iter().filter_map(|name| self.ledger.entities.find(*name)).collect());
        (source, via)
    }

    // --- relations of two statements ---

    /// Returns true if, of two statements about the same, the first carries the second, values aside and nothing
    /// lifted.
    pub fn carries(&self, a: &Statement, b: &Statement) -> bool {
        let (vocabulary, exchanged) = (&self.ledger.vocabulary, a.pair.subject != b.pair.subject);
        let carries = |exchanged| self.relations.carries(vocabulary, a.predicate, b.predicate, exchanged);
        // With one thing as subject and object, the direction does not matter.
        carries(exchanged) || (Some(a.pair.subject) == a.pair.object && carries(!exchanged))
    }

    /// Returns true if two statements about the same may clash by what they carry, nothing lifted, if both are
    /// affirmed: by exclusion or asymmetry.
    pub fn may_oppose(&self, a: &Statement, b: &Statement) -> bool {
        self.relations.may_oppose(&self.ledger.vocabulary, a.predicate, b.predicate, a.pair.subject != b.pair.subject)
    }

    /// Returns true if a statement may clash with itself, by exclusion or asymmetry.
    pub fn may_oppose_itself(&self, statement: &Statement) -> bool {
        self.relations.may_oppose_itself(&self.ledger.vocabulary, statement.predicate)
    }

    /// Returns true if a statement carries anything that could clash with another about the same, if both are affirmed;
    /// nothing lifted.
    pub fn may_clash(&self, statement: &Statement) -> bool {
        let (vocabulary, predicate) = (&self.ledger.vocabulary, statement.predicate);
        self.relations.contends(vocabulary, predicate)
            || (vocabulary.has_once && self.relations.is_timed(vocabulary, predicate))
    }

    /// Returns true if two statements of the same subject give values where there can be only one.
    pub fn rival(&self, a: &Statement, b: &Statement) -> bool {
        self.relations.rival(&self.ledger.vocabulary, a.predicate, b.predicate)
    }

    /// Returns true if two statements about the same may have two times, where both carry something that happens or
    /// holds once; nothing lifted.
    pub fn may_be_twice(&self, a: &Statement, b: &Statement) -> bool {
        if !self.ledger.vocabulary.has_once {
            return false;
        }
        let (vocabulary, exchanged) = (&self.ledger.vocabulary, a.pair.subject != b.pair.subject);
        let twice = |exchanged| self.relations.share_once(vocabulary, a.predicate, b.predicate, exchanged);
        twice(exchanged) || (Some(a.pair.subject) == a.pair.object && twice(!exchanged))
    }

    /// Returns every way in which two statements clash, best first; `b_denied` means that the second is denied, not
    /// affirmed.
    pub fn candidates(&self, a: &Statement, b: &Statement, b_denied: bool) -> Vec<Candidate> {
        let mut found = Vec::new();
        About::ALL.into_iter().for_each(|about| self.find(a, b, b_denied, about, &mut found));
        self.best_first(a, b, found)
    }

    /// Returns the ways in which two statements clash by the given mechanisms, best first.
    pub fn candidates_about(&self, about: About, a: &Statement, b: &Statement, b_denied: bool) -> Vec<Candidate> {
        let mut found = Vec::new();
        self.find(a, b, b_denied, about, &mut found);
        self.best_first(a, b, found)
    }

    /// Sorts the candidates, best first; among equals, by their contested statements.
    fn best_first(&self, a: &Statement, b: &Statement, mut found: Vec<Candidate>) -> Vec<Candidate> {
        let rank = |c: &Candidate| (c.mechanism, c.usually, c.steps);
        if found.len() > 1 {
            found.sort_by_key(rank);
            for equals in found.chunk_by_mut(|c, d| rank(c) == rank(d)).filter(|equals| equals.len() > 1) {
                equals.sort_by_cached_key(|c| self.contested(a, b, c));
            }
        }
        found
    }

    fn find(&self, a: &Statement, b: &Statement, b_denied: bool, about: About, found: &mut Vec<Candidate>) {
        match (about, b_denied) {
            (About::Statements, true) => self.denials(a, b, found),
            (About::Statements, false) => self.oppositions(a, b, found),
            (About::Times, false) => self.two_times(a, b, found),
            (_, true) => {}
            (_, false) => self.rivals(a, b, about, found),
        }
    }

    fn denials(&self, a: &Statement, b: &Statement, found: &mut Vec<Candidate>) {
        let ledger = self.ledger;
        let itself = Derived::itself(&ledger.vocabulary, b.predicate, b.pair);
        ledger.carried(a, b.predicate, b.pair, |x| {
            let exact = if b.pair.object.is_some() {
                Some(true)
            } else {
                values::denies(ledger.workspace, &a.object, &b.object)
            };
            if let Some(exact) = exact {
                found.push(Candidate {
                    mechanism: Mechanism::Denial,
                    a: x,
                    b: itself,
                    exact,
                    usually: x.usually,
                    steps: x.steps,
                });
            }
        });
    }

    /// Adds the statements that the two carry and that exclude each other, or never hold both ways round.
    fn oppositions(&self, a: &Statement, b: &Statement, found: &mut Vec<Candidate>) {
        let ledger = self.ledger;
        if ledger.unsatisfiable.contains(&a.predicate) || ledger.unsatisfiable.contains(&b.predicate) {
            return;
        }
        if a.own || b.own {
            return self.lifted_oppositions(a, b, found);
        }
        let (of_a, of_b) = (ledger.shared_closure(a.predicate), ledger.shared_closure(b.predicate));
        for x in of_a.opposing() {
            let word = ledger.vocabulary.word(x.predicate);
            let here = x.about(a.pair);
            let mut add = |mechanism, y: &Derived| {
                let (usually, steps) = (x.usually + y.usually, x.steps + y.steps);
                found.push(Candidate {
                    mechanism,
                    a: x.placed(a.pair),
                    b: y.placed(b.pair),
                    exact: true,
                    usually,
                    steps,
                });
            };
            for other in &word.excludes {
                for (_, y) in of_b.with(*other).filter(|(j, _)| !of_b.is_barred(*j)) {
                    let same = || {
                        here.object.is_some()
                            || values::same(ledger.workspace, &a.object) == values::same(ledger.workspace, &b.object)
                    };
                    if y.about(b.pair) == here && same() {
                        add(Mechanism::Exclusion, y);
                    }
                }
            }
            if let (true, Some(mirror)) = (word.asymmetric, here.mirror()) {
                for (_, y) in of_b.with(x.predicate).filter(|(j, _)| !of_b.is_barred(*j)) {
                    if y.about(b.pair) == mirror {
                        add(Mechanism::Asymmetry, y);
                    }
                }
            }
        }
    }

    /// Adds the statements that both carry and that happen or hold once. Lifted statements do not count.
    fn two_times(&self, a: &Statement, b: &Statement, found: &mut Vec<Candidate>) {
        let ledger = self.ledger;
        let (of_a, of_b) = (ledger.shared_closure(a.predicate), ledger.shared_closure(b.predicate));
        let same = |x: &Derived, y: &Derived| {
            x.about(a.pair) == y.about(b.pair)
                && (a.pair.object.is_some()
                    || values::same(ledger.workspace, &a.object) == values::same(ledger.workspace, &b.object))
        };
        for x in of_a.once() {
            for (_, y) in of_b.with(x.predicate).filter(|(_, y)| same(x, y)) {
                let (usually, steps) = (x.usually + y.usually, x.steps + y.steps);
                let (x, y) = (x.placed(a.pair), y.placed(b.pair));
                found.push(Candidate { mechanism: Mechanism::Once, a: x, b: y, exact: true, usually, steps });
            }
        }
    }

    /// Adds the statements that the two carry of which there can be only one: one object, or one subject. Lifted
    /// statements do not count.
    fn rivals(&self, a: &Statement, b: &Statement, about: About, found: &mut Vec<Candidate>) {
        let ledger = self.ledger;
        let (of_a, of_b) = (ledger.shared_closure(a.predicate), ledger.shared_closure(b.predicate));
        for x in of_a.single() {
            let word = ledger.vocabulary.word(x.predicate);
            let here = x.about(a.pair);
            for (_, y) in of_b.with(x.predicate) {
                let there = y.about(b.pair);
                let mut add = |mechanism, exact| {
                    let (usually, steps) = (x.usually + y.usually, x.steps + y.steps);
                    found.push(Candidate {
                        mechanism,
                        a: x.placed(a.pair),
                        b: y.placed(b.pair),
                        exact,
                        usually,
                        steps,
                    });
                };
                if about == About::Objects && word.functional && here.subject == there.subject {
                    let differ = match (here.object, there.object) {
                        (Some(one), Some(other)) => self.entities_differ(one, other, word.whole.object).then_some(true),
                        _ => values::differ(ledger.workspace, &a.object, &b.object, word.record.tolerance.as_ref()),
                    };
                    if let Some(exact) = differ {
                        add(Mechanism::Functional, exact);
                    }
                }
                let mirrored = about == About::Subjects
                    && word.inverse_functional
                    && here.object.is_some()
                    && here.object == there.object;
                if mirrored && self.entities_differ(here.subject, there.subject, word.whole.subject) {
                    add(Mechanism::InverseFunctional, true);
                }
            }
        }
    }

    /// Returns true if two entities cannot be one value: where parts stand for wholes, neither is a part of the other,
    /// and nothing is a part of both.
    fn entities_differ(&self, a: EntityId, b: EntityId, whole: bool) -> bool {
        a != b && !(whole && self.ledger.entities.overlap(a, b))
    }

    // --- conflicts of two claims ---

    /// Returns the conflicts of two claims, at most one for each mechanism, in the order of the mechanisms' names.
    pub fn conflicts(&self, a: ClaimId, b: ClaimId) -> Vec<Clash> {
        let (x, y) = (self.ledger.claim(a), self.ledger.claim(b));
        let Ok(pairing) = self.pairing(a, b) else { return Vec::new() };
        let (one, other, denied) = match (x.stance.positive(), y.stance.positive()) {
            (true, true) => (a, b, false),
            (true, false) => (a, b, true),
            (false, true) => (b, a, true),
            (false, false) => return Vec::new(),
        };
        let statement = |id: ClaimId| self.ledger.statement_of(self.ledger.claim(id).statement);
        let candidates = self.candidates(statement(one), statement(other), denied);
        candidates
            .chunk_by(|c, d| c.mechanism == d.mechanism)
            .filter_map(|same| self.judge(one, other, &pairing, same))
            .collect()
    }

    /// Judges two claims by the candidates of one mechanism, best first. The first candidate that holds is the
    /// derivation that is shown; any that is certain makes the conflict certain.
    pub fn judge(&self, a: ClaimId, b: ClaimId, pairing: &Pairing, candidates: &[Candidate]) -> Option<Clash> {
        let (x, y) = (self.ledger.claim(a), self.ledger.claim(b));
        let times = (self.ledger.time(x), self.ledger.time(y));
        let mut clash: Option<Clash> = None;
        for candidate in candidates {
            if !self.admits(a, b, pairing, candidate) {
                continue;
            }
            let meeting = self.meeting_of((x, y), (&times.0, &times.1), pairing, candidate);
            if matches!(meeting, Meeting::Never(_)) || !self.all_alternatives(a, b, candidate.mechanism) {
                continue;
            }
            let unsure_side = pairing.rule == PairRule::MixedMessage && pairing.common != Common::Surely;
            let certain = matches!(meeting, Meeting::Surely(_))
                && candidate.exact
                && candidate.usually == 0
                && !(pairing.hedged || pairing.scope_partial || unsure_side);
            match &mut clash {
                None => clash = Some(Clash { candidate: *candidate, meeting, certain, rule: pairing.rule }),
                Some(clash) => clash.certain |= certain,
            }
            if certain {
                break;
            }
        }
        clash
    }

    /// Returns true if two claims may clash by a candidate. A value without a date contradicts none with a date: it
    /// takes part only against its like, and where one claim answers the other. Statements that happen or hold once are
    /// compared only where both claims give a time.
    pub fn admits(&self, a: ClaimId, b: ClaimId, pairing: &Pairing, candidate: &Candidate) -> bool {
        let (x, y) = (self.ledger.claim(a), self.ledger.claim(b));
        match candidate.mechanism {
            Mechanism::Denial | Mechanism::Asymmetry => return true,
            Mechanism::Once => return gives_a_time(x) && gives_a_time(y),
            Mechanism::Exclusion
            | Mechanism::Functional
            | Mechanism::InverseFunctional
            | Mechanism::DeniedChain
            | Mechanism::JointlyDenied
            | Mechanism::OrderCycle
            | Mechanism::OverTotal => {}
        }
        let answers = || x.record.more().answers == Some(y.name) || y.record.more().answers == Some(x.name);
        self.ledger.undated(x) == self.ledger.undated(y) || pairing.one_utterance || answers()
    }

    /// Returns true if the times of two claims can bear on each other at all, whatever is contested.
    pub fn may_meet(&self, a: ClaimId, b: ClaimId) -> bool {
        let (x, y) = (self.ledger.claim(a), self.ledger.claim(b));
        let timeless = |e: &Entry| !self.ledger.word(e).is_event() && !self.ledger.word(e).is_state();
        let met = |pairing: Pairing| {
            let any_time = pairing.answered || pairing.one_moment || timeless(x) || timeless(y) || self.may_stand(x, y);
            any_time || self.ledger.time(x).outer().meets(self.ledger.time(y).outer())
        };
        self.pairing(a, b).is_ok_and(met)
    }

    /// Compares the times of two claims for a candidate.
    pub fn meeting(&self, a: ClaimId, b: ClaimId, pairing: &Pairing, candidate: &Candidate) -> Meeting {
        let (x, y) = (self.ledger.claim(a), self.ledger.claim(b));
        self.meeting_of((x, y), (&self.ledger.time(x), &self.ledger.time(y)), pairing, candidate)
    }

    fn meeting_of(
        &self,
        (x, y): (&Entry, &Entry),
        times: (&Time, &Time),
        pairing: &Pairing,
        candidate: &Candidate,
    ) -> Meeting {
        let from = &candidate.a;
        let word = self.ledger.vocabulary.word(from.predicate);
        if candidate.mechanism == Mechanism::Once {
            return time::compare_once((times.0, from.event), (times.1, candidate.b.event), word.grace);
        }
        let denial = candidate.mechanism == Mechanism::Denial;
        let to = (!denial).then_some(&candidate.b);
        let other = to.map_or(word, |state| self.ledger.vocabulary.word(state.predicate));
        let circumstances = Circumstances {
            timeless: !word.is_event() && !word.is_state(),
            answers: pairing.answered,
            together: pairing.one_moment,
            event: word.is_event() || other.is_event(),
            standing: self.standing(x, y, pairing, candidate.mechanism, word, other),
            grace: Some(word.grace.min(other.grace)),
        };
        let relation = if denial { Relation::Denial } else { Relation::Together };
        time::compare(relation, (times.0, from.event), (times.1, to.is_some_and(|state| state.event)), &circumstances)
    }

    /// Returns true if the predicates leave it possible that a candidate is certain: two events fit in one day.
    pub fn can_be_sure(&self, candidate: &Candidate) -> bool {
        let word = |state: &Derived| self.ledger.vocabulary.word(state.predicate);
        let one = word(&candidate.a);
        let timeless = !one.is_event() && !one.is_state();
        let whatever = matches!(candidate.mechanism, Mechanism::Denial | Mechanism::Once);
        timeless || whatever || !(one.is_event() || word(&candidate.b).is_event())
    }

    /// Returns the time for which a statement may be presumed to hold between two claims, where it may at all.
    fn standing(
        &self,
        x: &Entry,
        y: &Entry,
        pairing: &Pairing,
        mechanism: Mechanism,
        word: &crate::vocabulary::PredicateInfo,
        other: &crate::vocabulary::PredicateInfo,
    ) -> Option<Lasts> {
        let in_common = pairing.common != Common::Nobody;
        match mechanism {
            Mechanism::Denial => self.standing_of_denial(x, y, in_common, word),
            Mechanism::Asymmetry | Mechanism::Once => None,
            _ if in_common || !self.may_stand(x, y) => None,
            _ => [word, other].iter().all(|w| w.is_state() && w.lasts_given).then(|| shorter(word.lasts, other.lasts)),
        }
    }

    /// Returns the time for which an affirmation and a denial of that predicate may be presumed to hold, where they may
    /// at all.
    pub fn standing_of_denial(
        &self,
        x: &Entry,
        y: &Entry,
        in_common: bool,
        word: &crate::vocabulary::PredicateInfo,
    ) -> Option<Lasts> {
        if !self.may_stand(x, y) || (in_common && (x.when.is_some() || y.when.is_some())) {
            None
        } else if word.is_event() {
            Some(Lasts::Days(365))
        } else {
            Some(word.lasts)
        }
    }

    /// Returns true if one of the two claims says of a state that it holds, or does not, when the claim is made.
    fn may_stand(&self, x: &Entry, y: &Entry) -> bool {
        let open_state = |e: &Entry| e.when.is_none() && self.ledger.word(e).is_state();
        let promised = |e: &Entry| e.promises && e.when.is_none();
        !promised(x) && !promised(y) && (open_state(x) || open_state(y))
    }
}

/// Returns true if a claim gives the time at which its statement happened or held, or holds: a promise does not.
fn gives_a_time(entry: &Entry) -> bool {
    entry.when.is_some() && !entry.promises
}

fn shorter(a: Lasts, b: Lasts) -> Lasts {
    match (a, b) {
        (Lasts::Days(a), Lasts::Days(b)) => Lasts::Days(a.min(b)),
        (Lasts::Forever, other) | (other, Lasts::Forever) => other,
    }
}

/// Compares two scopes, sorted by key. Returns true if a key is given on one side only.
///
/// # Errors
///
/// Returns the key whose words differ.
fn compare_scopes(
    a: &[(gainsay_model::Symbol, gainsay_model::record::Text)],
    b: &[(gainsay_model::Symbol, gainsay_model::record::Text)],
) -> Result<bool, gainsay_model::Symbol> {
    let word = |key| {
        let at = b.partition_point(|(k, _)| *k < key);
        b.get(at).filter(|(k, _)| *k == key).map(|(_, word)| *word)
    };
    let mut shared = 0;
    for (key, mine) in a {
        match word(*key) {
            Some(theirs) if theirs != *mine => return Err(*key),
            Some(_) => shared += 1,
            None => {}
        }
    }
    Ok(shared < a.len() || shared < b.len())
}
