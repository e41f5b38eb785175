//! Why two claims do, or do not, conflict: the derivation, the times, or the first condition that fails.

mod lifted;

use gainsay_model::Symbol;
use gainsay_model::finding::Route;
use gainsay_model::record::{Claim, Object, Stance};

use crate::clash::time::Meeting;
use crate::clash::{Candidate, Clash, Comparer, Mechanism, Obstacle, Pairing};
use crate::conflicts::notes::{changed_position, draws_a_line};
use crate::explain::conflicts::{stance_route, statement_text};
use crate::explain::notes::{carries, guard};
use crate::explain::{derivations, pair, times};
use crate::grounds::{FirstOfMany, Ground, GroundKind};
use crate::ledger::{Absence, ClaimId, Statement};
use crate::rules::PairRule;
use crate::rulings::Rulings;
use crate::vocabulary::closure::Derived;

/// So many of the statements that a claim carries are named.
const NAMED: usize = 6;

/// An answer to the question.
#[derive(Debug)]
pub enum Why {
    /// They conflict: by these, one a mechanism.
    Conflicts(Vec<PairConflict>),
    /// They do not, and why.
    Not(Vec<WhyNot>),
}

/// One conflict of two claims.
#[derive(Debug)]
pub struct PairConflict {
    /// Who conflicts with whom.
    pub rule: PairRule,
    /// How they clash.
    pub mechanism: Mechanism,
    /// Certain, or only possible.
    pub certain: bool,
    /// What is contested.
    pub contested: String,
    /// What it rests on.
    pub grounds: Vec<Ground>,
    /// The ruling that covers it.
    pub ruled: Option<String>,
}

/// Why two claims do not conflict. Claims and predicates are named by their ids, statements written as they are
/// understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WhyNot {
    /// It is one claim.
    OneClaim,
    /// A claim takes no part.
    NoPart {
        /// The claim.
        claim: String,
        /// Why.
        absence: NoPart,
        /// Where that stands.
        route: Route,
    },
    /// Both deny.
    TwoDenials,
    /// Both are hedged.
    BothHedged,
    /// Their scopes give different words for one key.
    Scopes {
        /// The key.
        key: String,
        /// Each claim, and its word.
        words: [(String, String); 2],
    },
    /// The value that is denied is not the one that is affirmed.
    OtherValue {
        /// What is affirmed.
        says: String,
        /// What is denied.
        denies: String,
    },
    /// What is denied is not carried by what is affirmed.
    NotCarried {
        /// What is affirmed.
        says: String,
        /// What else that carries.
        carries: FirstOfMany,
        /// What is denied.
        denies: String,
    },
    /// What is denied carries what is affirmed, and not the other way about.
    OnlyTheOtherWay,
    /// The predicate may have several objects.
    NotFunctional {
        /// The predicate.
        predicate: String,
    },
    /// Two values can be one.
    SameValue {
        /// The two statements.
        statements: [String; 2],
        /// One may lie within the tolerance of the other.
        tolerance: bool,
        /// The predicate.
        route: Route,
    },
    /// Nothing that the one carries is opposed to what the other carries.
    NothingOpposed {
        /// The two statements.
        statements: [String; 2],
    },
    /// What would clash is carried up from parts.
    FromParts {
        /// The two statements that would clash.
        statements: [String; 2],
    },
    /// What would clash is presumed, and at odds with what its own claim carries.
    AgainstItself {
        /// The two statements that would clash.
        statements: [String; 2],
    },
    /// Only two times that are given can differ, and a claim gives none.
    NoWhen {
        /// The claim.
        claim: String,
    },
    /// A promise does not say when something happened.
    Promise,
    /// A value without a date contradicts no dated one.
    NoDate {
        /// The claim without one.
        claim: String,
    },
    /// One is one of several alternatives, and not all of them conflict.
    Alternatives,
    /// The speaker draws a line between the two.
    Distinction {
        /// Who speaks.
        speaker: String,
        /// Where what is more is denied.
        route: Route,
    },
    /// One side held both, at different times.
    PositionChange,
    /// Something that would be a ground, were it a conflict.
    Ground(Ground),
}

/// Why a claim takes no part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoPart {
    /// It could not be read without a fault.
    Faulty,
    /// More than one claim has its id.
    Double,
    /// It is retracted.
    Retracted,
    /// It is superseded: by this claim, if it is known.
    Superseded(Option<String>),
    /// It only relays.
    Relays,
}

/// Returns why the claims of these two ids do, or do not, conflict. Both are claims of the workspace.
pub fn why(comparer: &Comparer, rulings: &Rulings, a: Symbol, b: Symbol) -> Why {
    let ledger = comparer.ledger;
    if a == b {
        return Why::Not(vec![WhyNot::OneClaim]);
    }
    let absent: Vec<WhyNot> = [a, b].into_iter().filter_map(|name| absence(comparer, name)).collect();
    let (Some(a), Some(b), []) = (ledger.find(a), ledger.find(b), absent.as_slice()) else { return Why::Not(absent) };
    let clashes = comparer.conflicts(a, b);
    if clashes.is_empty() {
        return Why::Not(why_not(comparer, a, b));
    }
    let (one, other) = if ledger.claim(a).stance.positive() { (a, b) } else { (b, a) };
    let Ok(pairing) = comparer.pairing(one, other) else { return Why::Not(Vec::new()) };
    Why::Conflicts(clashes.iter().map(|clash| conflict(comparer, rulings, (one, other), &pairing, clash)).collect())
}

fn conflict(
    comparer: &Comparer,
    rulings: &Rulings,
    (a, b): (ClaimId, ClaimId),
    pairing: &Pairing,
    clash: &Clash,
) -> PairConflict {
    let statement = |id: ClaimId| comparer.ledger.statement_of(comparer.ledger.claim(id).statement);
    PairConflict {
        rule: clash.rule,
        mechanism: clash.candidate.mechanism,
        certain: clash.certain,
        contested: comparer.contested(statement(a), statement(b), &clash.candidate),
        grounds: pair::of_conflict(comparer, a, b, pairing, clash),
        ruled: rulings.covering(a, b).map(str::to_owned),
    }
}

// --- claims that take no part ---

/// What keeps the claims of an id from being compared.
fn absence(comparer: &Comparer, name: Symbol) -> Option<WhyNot> {
    let ledger = comparer.ledger;
    let workspace = ledger.workspace;
    let index = workspace.claim_index(name)?;
    let claim = &workspace.records.claims[index];
    let (absence, route) = match ledger.absences[index] {
        Some(Absence::Faulty) => (NoPart::Faulty, Route::Record(claim.place)),
        Some(Absence::Double) => (NoPart::Double, Route::Record(claim.place)),
        Some(Absence::Retracted) => (NoPart::Retracted, Route::Key(claim.place, "retracted", None)),
        Some(Absence::Superseded) => superseded(comparer, claim, name),
        None if claim.stance == Some(Stance::Relays) => (NoPart::Relays, Route::Key(claim.place, "relays", None)),
        None => return None,
    };
    Some(WhyNot::NoPart { claim: workspace.text(name).to_owned(), absence, route })
}

fn superseded(comparer: &Comparer, claim: &Claim, name: Symbol) -> (NoPart, Route) {
    let workspace = comparer.ledger.workspace;
    let by = workspace.records.claims.iter().find(|c| !c.retracted && c.more().supersedes.contains(&name));
    match by.and_then(|by| Some((workspace.text(by.id?), by))) {
        Some((other, by)) => (NoPart::Superseded(Some(other.to_owned())), Route::Key(by.place, "supersedes", None)),
        None => (NoPart::Superseded(None), Route::Record(claim.place)),
    }
}

// --- the first condition that fails ---

fn why_not(comparer: &Comparer, a: ClaimId, b: ClaimId) -> Vec<WhyNot> {
    let ledger = comparer.ledger;
    let (x, y) = (ledger.claim(a), ledger.claim(b));
    let pairing = match comparer.pairing(a, b) {
        Ok(pairing) => pairing,
        Err(obstacle) => return vec![not_comparable(comparer, a, b, obstacle)],
    };
    let (one, other) = match (x.stance.positive(), y.stance.positive()) {
        (false, false) => return vec![WhyNot::TwoDenials],
        (false, true) => (b, a),
        _ => (a, b),
    };
    let denied = ledger.claim(other).stance.negative();
    let statement = |id: ClaimId| ledger.statement_of(ledger.claim(id).statement);
    let candidates = comparer.candidates(statement(one), statement(other), denied);
    let mut because = match candidates.first() {
        None if denied => not_denied(comparer, one, other),
        None => vec![not_opposed(comparer, one, other)],
        Some(best) => not_met(comparer, (one, other), &pairing, best),
    };
    if denied {
        because.extend(note(comparer, one, other, &candidates));
    }
    because
}

fn not_comparable(comparer: &Comparer, a: ClaimId, b: ClaimId, obstacle: Obstacle) -> WhyNot {
    let ledger = comparer.ledger;
    match obstacle {
        Obstacle::BothHedged => WhyNot::BothHedged,
        Obstacle::Scope(key) => {
            let word = |id: ClaimId| {
                let more = ledger.claim(id).record.more();
                let word =
                    more.scope.iter().find(|(k, _)| *k == key).map(|(_, word)| ledger.workspace.text(word.written));
                (ledger.claim_text(id).to_owned(), word.unwrap_or_default().to_owned())
            };
            WhyNot::Scopes { key: ledger.workspace.text(key).to_owned(), words: [word(a), word(b)] }
        }
    }
}

/// What is denied is not carried by what is affirmed.
fn not_denied(comparer: &Comparer, affirmed: ClaimId, denied: ClaimId) -> Vec<WhyNot> {
    let ledger = comparer.ledger;
    let statement = |id: ClaimId| ledger.statement_of(ledger.claim(id).statement);
    let (s, t) = (statement(affirmed), statement(denied));
    let (says, denies) = (statement_text(comparer, affirmed), statement_text(comparer, denied));
    if t.pair.object.is_none() && !ledger.all_carried(s, t.predicate, t.pair).is_empty() {
        return vec![WhyNot::OtherValue { says, denies }];
    }
    let mut because = vec![WhyNot::NotCarried { says, carries: others_carried(comparer, s), denies }];
    if let Some(mirrored) = carries(comparer, denied, affirmed) {
        because.extend([WhyNot::OnlyTheOtherWay, WhyNot::Ground(mirrored)]);
        because.extend(guard(comparer, affirmed, denied).map(WhyNot::Ground));
    }
    because
}

/// What else a statement carries, as much as fits.
fn others_carried(comparer: &Comparer, statement: &Statement) -> FirstOfMany {
    let ledger = comparer.ledger;
    let (mut first, mut is_itself): (Vec<String>, bool) = (Vec::new(), true);
    ledger.each_carried(statement, &mut |state| {
        let text = comparer.plain_text(state.predicate, state.pair, &statement.object);
        if !std::mem::take(&mut is_itself) && !first.contains(&text) {
            first.push(text);
        }
        first.len() < NAMED
    });
    // What comes round to itself is named among the others.
    let round = ledger.all_carried(statement, statement.predicate, statement.pair).len() > 1;
    let more = (ledger.count_carried(statement) - usize::from(!round)).saturating_sub(NAMED);
    FirstOfMany { first, more }
}

/// Neither excludes the other, gives another value, or mirrors what cannot be mirrored.
fn not_opposed(comparer: &Comparer, a: ClaimId, b: ClaimId) -> WhyNot {
    let ledger = comparer.ledger;
    let statement = |id: ClaimId| ledger.statement_of(ledger.claim(id).statement);
    let (s, t) = (statement(a), statement(b));
    let statements = [a, b].map(|id| statement_text(comparer, id));
    if let Some(why) = does_not_count(comparer, s, t) {
        return why;
    }
    if s.predicate == t.predicate && s.pair.subject == t.pair.subject {
        let word = ledger.vocabulary.word(s.predicate);
        if !word.functional {
            return WhyNot::NotFunctional { predicate: ledger.workspace.text(word.name).to_owned() };
        }
        let tolerance = matches!((&s.object, &word.record.tolerance), (Object::Quantity(_), Some(_)));
        return WhyNot::SameValue { statements, tolerance, route: Route::Record(word.place()) };
    }
    WhyNot::NothingOpposed { statements }
}

/// What two affirmations carry would clash, did it count: it was lifted from parts, or is only presumed.
fn does_not_count(comparer: &Comparer, s: &Statement, t: &Statement) -> Option<WhyNot> {
    let (x, y) =
        if s.own || t.own { lifted::first_at_odds(comparer.ledger, s, t)? } else { first_at_odds(comparer, s, t)? };
    let one = comparer.plain_text(x.predicate, x.pair, &s.object);
    let other = comparer.plain_text(y.predicate, y.pair, &t.object);
    let lifted = x.lifted_subject || x.lifted_object || y.lifted_subject || y.lifted_object;
    let statements = [one, other];
    Some(if lifted { WhyNot::FromParts { statements } } else { WhyNot::AgainstItself { statements } })
}

/// The first that the one carries, and the first that the other does, of all that would clash by predicate and by whom
/// it is about.
fn first_at_odds(comparer: &Comparer, s: &Statement, t: &Statement) -> Option<(Derived, Derived)> {
    let ledger = comparer.ledger;
    let (of_s, of_t) = (ledger.shared_closure(s.predicate), ledger.shared_closure(t.predicate));
    for x in of_s.states.iter().map(|state| state.placed(s.pair)) {
        let word = ledger.vocabulary.word(x.predicate);
        let here = x.pair;
        for y in of_t.states.iter().map(|state| state.placed(t.pair)) {
            let there = y.pair;
            let excluded = word.excludes.contains(&y.predicate) && here == there;
            let mirrored = word.asymmetric
                && x.predicate == y.predicate
                && Some(here.subject) == there.object
                && here.object == Some(there.subject);
            let one_place = x.predicate == y.predicate
                && ((word.functional && here.subject == there.subject && here.object != there.object)
                    || (word.inverse_functional
                        && here.object.is_some()
                        && here.object == there.object
                        && here.subject != there.subject));
            if excluded || mirrored || one_place {
                return Some((x, y));
            }
        }
    }
    None
}

/// The statements clash, and the claims do not: by their times, or because one is set apart.
fn not_met(comparer: &Comparer, (a, b): (ClaimId, ClaimId), pairing: &Pairing, candidate: &Candidate) -> Vec<WhyNot> {
    let ledger = comparer.ledger;
    let mut grounds: Vec<Ground> = derivations::derivation(comparer, a, &candidate.a).into_iter().collect();
    if candidate.mechanism != Mechanism::Denial {
        grounds.extend(derivations::derivation(comparer, b, &candidate.b));
    }
    grounds.extend(derivations::opposition(comparer, candidate));
    let mut because: Vec<WhyNot> = grounds.into_iter().map(WhyNot::Ground).collect();
    let text = |id: ClaimId| ledger.claim_text(id).to_owned();
    if !comparer.admits(a, b, pairing, candidate) {
        let timeless = || [a, b].into_iter().find(|id| ledger.claim(*id).when.is_none());
        because.push(match candidate.mechanism {
            Mechanism::Once => timeless().map_or(WhyNot::Promise, |id| WhyNot::NoWhen { claim: text(id) }),
            _ => WhyNot::NoDate { claim: text(if ledger.undated(ledger.claim(a)) { a } else { b }) },
        });
        return because;
    }
    let meeting = comparer.meeting(a, b, pairing, candidate);
    because.push(if matches!(meeting, Meeting::Never(_)) {
        WhyNot::Ground(Ground::new(GroundKind::Times(times::relation(comparer, a, b, candidate, meeting))))
    } else {
        WhyNot::Alternatives
    });
    because
}

// --- what is worth a note instead ---

fn note(comparer: &Comparer, affirmed: ClaimId, denied: ClaimId, candidates: &[Candidate]) -> Option<WhyNot> {
    let ledger = comparer.ledger;
    let (x, y) = (ledger.claim(affirmed), ledger.claim(denied));
    let same_speaker = x.speaker == y.speaker && x.for_himself == y.for_himself;
    if same_speaker && carries(comparer, denied, affirmed).is_some() && draws_a_line(comparer, x.statement, y.statement)
    {
        return Some(WhyNot::Distinction {
            speaker: ledger.entity_text(x.speaker).to_owned(),
            route: stance_route(ledger, denied),
        });
    }
    let changed = changed_position(comparer, affirmed, denied, candidates) && !candidates.is_empty();
    changed.then_some(WhyNot::PositionChange)
}
