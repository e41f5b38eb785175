//! Compares two statements, and decides whether two claims conflict, and how certainly. It is the only place that does.

pub mod alternatives;
mod candidates;
mod contested;
mod lifted;
mod meeting;
mod pairing;
mod relations;
pub mod values;

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::grounds::DerivationSteps;
use crate::ledger::origins::Ends;
use crate::ledger::speakers::Common;
use crate::ledger::{ClaimId, Entry, Ledger};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;
use crate::set_conflict::SetConflict;
use crate::time::Meeting;
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::Derived;
use alternatives::Alternatives;
use contested::Mirrors;
pub use contested::SameStatement;
pub use pairing::{Obstacle, Pairing};
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
}

/// Returns true if a claim gives the time at which its statement happened or held, or holds: a promise does not.
fn gives_a_time(entry: &Entry) -> bool {
    entry.when.is_some() && !entry.promises
}
