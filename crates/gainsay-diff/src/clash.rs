//! Whether two claims conflict: the one place where two statements are compared, and the one that says how certainly.

pub mod alternatives;
mod contested;
mod lifted;
mod relations;
pub mod time;
pub mod values;

use std::cell::OnceCell;

use gainsay_model::record::Lasts;

use crate::ledger::entities::EntityId;
use crate::ledger::origins::{Ends, EndsOf};
use crate::ledger::speakers::Common;
use crate::ledger::{ClaimId, Entry, Ledger, Statement};
use crate::rules::PairRule;
use crate::sets::{self, SetConflict};
use crate::vocabulary::closure::Derived;
use alternatives::Alternatives;
use contested::Mirrors;
pub use contested::SameStatement;
use relations::Relations;
use time::{Circumstances, Meeting, Relation, Time};

/// How two claims clash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Mechanism {
    /// Said and mirrored: both ways round, where only one can be.
    Asymmetry,
    /// Affirmed and denied.
    Denial,
    /// Of three and more claims: statements that lead from one thing to another, and a denial of that.
    DeniedChain,
    /// Two things that exclude each other.
    Exclusion,
    /// Two values, where there can be but one.
    Functional,
    /// Two subjects, where there can be but one.
    InverseFunctional,
    /// Of three and more claims: affirmed for some time, all of which several claims deny.
    JointlyDenied,
    /// Two times of what happens or holds once.
    Once,
    /// Of three and more claims: statements that lead round in a cycle, where nothing leads back.
    OrderCycle,
    /// The values of two or more claims add up to more than a total.
    OverTotal,
}

impl Mechanism {
    /// All of them, by name.
    pub const ALL: [Mechanism; 10] = [
        Mechanism::Asymmetry,
        Mechanism::Denial,
        Mechanism::DeniedChain,
        Mechanism::Exclusion,
        Mechanism::Functional,
        Mechanism::InverseFunctional,
        Mechanism::JointlyDenied,
        Mechanism::Once,
        Mechanism::OrderCycle,
        Mechanism::OverTotal,
    ];

    /// Returns whether it is of a set of claims, not of two.
    pub fn is_of_sets(self) -> bool {
        matches!(self, Mechanism::DeniedChain | Mechanism::JointlyDenied | Mechanism::OrderCycle | Mechanism::OverTotal)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Mechanism::Asymmetry => "asymmetry",
            Mechanism::Denial => "denial",
            Mechanism::DeniedChain => "denied-chain",
            Mechanism::Exclusion => "exclusion",
            Mechanism::Functional => "functional",
            Mechanism::InverseFunctional => "inverse-functional",
            Mechanism::JointlyDenied => "jointly-denied",
            Mechanism::Once => "once",
            Mechanism::OrderCycle => "order-cycle",
            Mechanism::OverTotal => "over-total",
        }
    }
}

/// Which mechanisms are looked for at a time: what meets for one of them need not meet for another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    /// That there can be but one object.
    Objects,
    /// That there can be but one subject.
    Subjects,
    /// That it happens or holds but once.
    Times,
    /// Everything else.
    Statements,
}

impl About {
    /// All of them.
    pub const ALL: [About; 4] = [About::Objects, About::Subjects, About::Times, About::Statements];
}

/// A way in which two statements clash, times and speakers aside.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// How.
    pub mechanism: Mechanism,
    /// What the first statement carries.
    pub a: Derived,
    /// The same of the second. A denial carries only itself.
    pub b: Derived,
    /// The values clash certainly.
    pub exact: bool,
    /// Steps by presumption, of both sides together.
    pub usually: u32,
    /// Steps in all, of both sides together.
    pub steps: u32,
}

/// The steps of a candidate of which it is known that there are some, and not how many.
pub const UNKNOWN: u32 = u32::MAX;

/// A conflict of two claims by one mechanism.
#[derive(Clone, Copy, Debug)]
pub struct Clash {
    /// The best derivation.
    pub candidate: Candidate,
    /// How the times bear on each other in it.
    pub meeting: Meeting,
    /// One derivation at least is certain.
    pub certain: bool,
    /// Who conflicts with whom.
    pub rule: PairRule,
}

/// What two claims are to each other, whatever they say.
#[derive(Clone, Copy, Debug)]
pub struct Pairing {
    /// Whom both speak for.
    pub common: Common,
    /// One and the same speaker, in one and the same role.
    pub same_speaker: bool,
    /// One of them answers the other, and has no `when`.
    pub answered: bool,
    /// One utterance.
    pub one_utterance: bool,
    /// One utterance, about one moment.
    pub one_moment: bool,
    /// One of them leaves room for doubt.
    pub hedged: bool,
    /// A scope key is given on one side only.
    pub scope_partial: bool,
    /// Who conflicts with whom.
    pub rule: PairRule,
}

/// Why two claims do not conflict, whatever they say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Obstacle {
    /// Both leave room for doubt.
    BothHedged,
    /// Their scopes give different words for this key.
    Scope(gainsay_model::Symbol),
}

/// Compares claims, with what must be known of several at once.
pub struct Comparer<'l, 'w> {
    /// The claims.
    pub ledger: &'l Ledger<'w>,
    /// What one speaker suggests in one breath.
    pub(crate) alternatives: Alternatives,
    ends: Ends,
    relations: Relations,
    /// With which predicates statements can be mirrored, once that was asked.
    mirrors: OnceCell<Mirrors>,
    /// The number of statements about the same two entities from which on they are joined by what they carry.
    pub(crate) many_statements: usize,
    /// The conflicts of three and more claims; worked out when they are asked for.
    sets: OnceCell<Vec<SetConflict>>,
}

/// The number of statements about the same two entities that counts as many, unless a caller sets another.
const MANY_STATEMENTS: usize = 64;

impl<'l, 'w> Comparer<'l, 'w> {
    /// Prepares to compare the claims of a ledger.
    pub fn new(ledger: &'l Ledger<'w>) -> Comparer<'l, 'w> {
        let mut comparer = Comparer {
            ledger,
            alternatives: Alternatives::default(),
            ends: Ends::new(ledger.workspace),
            relations: Relations::new(&ledger.vocabulary),
            mirrors: OnceCell::new(),
            many_statements: MANY_STATEMENTS,
            sets: OnceCell::new(),
        };
        comparer.alternatives = Alternatives::new(ledger, |id| comparer.report(ledger.claim(id)));
        comparer
    }

    /// Returns the comparer as one that joins statements about the same two entities once there are so many; the answers
    /// are the same.
    #[must_use]
    pub fn with_many_statements(self, many_statements: usize) -> Comparer<'l, 'w> {
        Comparer { many_statements, ..self }
    }

    /// Returns the conflicts of three and more claims, in the order of the stream of pairs.
    pub fn sets(&self) -> &[SetConflict] {
        self.sets.get_or_init(|| sets::sets(self))
    }

    /// Keeps the conflicts of three and more claims, where they were found beside something else.
    pub(crate) fn keep_sets(&self, found: impl FnOnce() -> Vec<SetConflict>) {
        self.sets.get_or_init(found);
    }

    // --- what two claims are to each other ---

    /// Compares two claims' stances, scopes and speakers.
    pub fn pairing(&self, a: ClaimId, b: ClaimId) -> Result<Pairing, Obstacle> {
        let (x, y) = (self.ledger.claim(a), self.ledger.claim(b));
        if x.stance.hedged() && y.stance.hedged() {
            return Err(Obstacle::BothHedged);
        }
        self.ties(a, b)
    }

    /// The same, hedges aside.
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

    /// One of the two was certainly said before the other.
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

    /// Sources without a common origin, or one source and two ways that lead to it.
    fn different_reports(&self, x: &Entry, y: &Entry) -> bool {
        match (self.report(x), self.report(y)) {
            ((Some(a), v), (Some(b), w)) if a == b => v.is_some() && w.is_some() && v != w,
            ((Some(a), _), (Some(b), _)) => !self.ends.share(a, b),
            _ => false,
        }
    }

    /// Returns whether two sources have an origin in common.
    pub(crate) fn share_an_origin(&self, a: gainsay_model::Symbol, b: gainsay_model::Symbol) -> bool {
        self.ends.share(a, b)
    }

    /// Returns the sources at which a source ends.
    pub(crate) fn ends(&self, source: gainsay_model::Symbol) -> EndsOf<'_> {
        self.ends.of(source)
    }

    /// The report by which a claim is known: its source, and the way that led there; what is not there counts as not
    /// given.
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

    // --- what two statements are to each other ---

    /// Whether of two statements about the same the first carries the second, values aside and nothing lifted.
    pub fn carries(&self, a: &Statement, b: &Statement) -> bool {
        let (vocabulary, exchanged) = (&self.ledger.vocabulary, a.pair.subject != b.pair.subject);
        let carries = |exchanged| self.relations.carries(vocabulary, a.predicate, b.predicate, exchanged);
        // Of one thing twice it does not matter which way round.
        carries(exchanged) || (Some(a.pair.subject) == a.pair.object && carries(!exchanged))
    }

    /// Whether two statements about the same may clash by what they carry, nothing lifted, if both are affirmed: by
    /// exclusion or asymmetry.
    pub fn may_oppose(&self, a: &Statement, b: &Statement) -> bool {
        self.relations.may_oppose(&self.ledger.vocabulary, a.predicate, b.predicate, a.pair.subject != b.pair.subject)
    }

    /// Whether a statement may clash with itself so.
    pub fn may_oppose_itself(&self, statement: &Statement) -> bool {
        self.relations.may_oppose_itself(&self.ledger.vocabulary, statement.predicate)
    }

    /// Whether a statement carries anything that could clash with another about the same, if both are affirmed; nothing
    /// lifted.
    pub fn may_clash(&self, statement: &Statement) -> bool {
        let (vocabulary, predicate) = (&self.ledger.vocabulary, statement.predicate);
        self.relations.contends(vocabulary, predicate)
            || (vocabulary.has_once && self.relations.is_timed(vocabulary, predicate))
    }

    /// Whether two statements of the same subject give values where there can be but one.
    pub fn rival(&self, a: &Statement, b: &Statement) -> bool {
        self.relations.rival(&self.ledger.vocabulary, a.predicate, b.predicate)
    }

    /// Whether two statements about the same may be given two times, where what both carry happens or holds but once;
    /// nothing lifted.
    pub fn may_be_twice(&self, a: &Statement, b: &Statement) -> bool {
        if !self.ledger.vocabulary.has_once {
            return false;
        }
        let (vocabulary, exchanged) = (&self.ledger.vocabulary, a.pair.subject != b.pair.subject);
        let twice = |exchanged| self.relations.share_once(vocabulary, a.predicate, b.predicate, exchanged);
        twice(exchanged) || (Some(a.pair.subject) == a.pair.object && twice(!exchanged))
    }

    /// Every way in which two statements clash, best first; `b_denied` tells that the second is denied, not affirmed.
    pub fn candidates(&self, a: &Statement, b: &Statement, b_denied: bool) -> Vec<Candidate> {
        let mut found = Vec::new();
        About::ALL.into_iter().for_each(|about| self.find(a, b, b_denied, about, &mut found));
        self.best_first(a, b, found)
    }

    /// Those by the mechanisms that are looked for.
    pub fn candidates_about(&self, about: About, a: &Statement, b: &Statement, b_denied: bool) -> Vec<Candidate> {
        let mut found = Vec::new();
        self.find(a, b, b_denied, about, &mut found);
        self.best_first(a, b, found)
    }

    /// Of equals the one comes first whose contested statement does.
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

    /// What the two carry that excludes each other, or never holds both ways round.
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

    /// What the two both carry that happens or holds but once. What is lifted does not count.
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

    /// What the two carry of which there can be but one: one object, or one subject. What is lifted does not count.
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

    /// Two entities that cannot be one value: where parts stand for wholes, neither is a part of the other, and nothing
    /// is a part of both.
    fn entities_differ(&self, a: EntityId, b: EntityId, whole: bool) -> bool {
        a != b && !(whole && self.ledger.entities.overlap(a, b))
    }

    // --- whether two claims conflict ---

    /// Every conflict of two claims, one a mechanism at most, in the order of the mechanisms' names.
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

    /// Judges two claims by the candidates of one mechanism, best first: the first that holds is the derivation told;
    /// one that is certain makes the conflict so.
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

    /// A value without a date contradicts no year's: it takes part only against its like, and where one speaks to the
    /// other. What happens or holds once is compared only where both give its time.
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

    /// Whether the times of two claims can bear on each other at all, whatever is contested.
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

    /// Whether the predicates leave it possible that a candidate is certain: two events fit in one day.
    pub fn can_be_sure(&self, candidate: &Candidate) -> bool {
        let word = |state: &Derived| self.ledger.vocabulary.word(state.predicate);
        let one = word(&candidate.a);
        let timeless = !one.is_event() && !one.is_state();
        let whatever = matches!(candidate.mechanism, Mechanism::Denial | Mechanism::Once);
        timeless || whatever || !(one.is_event() || word(&candidate.b).is_event())
    }

    /// How long what was said may be presumed to stand between two claims, where it may at all.
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

    /// How long an affirmation and a denial of that predicate may be presumed to stand, where they may at all.
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

    /// One of the two says of a state that it holds, or does not, when it is said.
    fn may_stand(&self, x: &Entry, y: &Entry) -> bool {
        let open_state = |e: &Entry| e.when.is_none() && self.ledger.word(e).is_state();
        let promised = |e: &Entry| e.promises && e.when.is_none();
        !promised(x) && !promised(y) && (open_state(x) || open_state(y))
    }
}

/// Returns whether a claim says when what it says happened or held, or does: a promise does not.
fn gives_a_time(entry: &Entry) -> bool {
    entry.when.is_some() && !entry.promises
}

fn shorter(a: Lasts, b: Lasts) -> Lasts {
    match (a, b) {
        (Lasts::Days(a), Lasts::Days(b)) => Lasts::Days(a.min(b)),
        (Lasts::Forever, other) | (other, Lasts::Forever) => other,
    }
}

/// Compares two scopes, sorted by key: the key whose words differ, or whether a key is given on one side only.
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
