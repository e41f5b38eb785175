//! Explains why two claims conflict or do not: the derivation, the times, or the first condition that fails.

mod lifted;

use gainsay_model::Symbol;
use gainsay_model::finding::Route;
use gainsay_model::record::{Claim, Object, Stance};

use crate::clash::{Candidate, Clash, Comparer, Obstacle, Pairing};
use crate::conflicts::notes::{changed_position, draws_a_line};
use crate::explain::conflicts::{stance_route, statement_text};
use crate::explain::notes::{carries, guard};
use crate::explain::{derivations, pair, times};
use crate::grounds::{FirstOfMany, Ground, GroundKind};
use crate::ledger::{Absence, ClaimId, Statement};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;
use crate::rulings::Rulings;
use crate::time::Meeting;
use crate::vocabulary::closure::Derived;

/// The number of statements that a claim carries which are named.
const NAMED: usize = 6;

/// The answer to the question.
#[derive(Debug)]
pub enum Why {
    /// The claims conflict, in these ways, one for each mechanism.
    Conflicts(Vec<PairConflict>),
    /// The claims do not conflict, for these reasons.
    Not(Vec<WhyNot>),
}

/// A conflict of two claims.
#[derive(Debug)]
pub struct PairConflict {
    /// The rule of the pair, by its speakers.
    pub rule: PairRule,
    /// The way in which the claims clash.
    pub mechanism: Mechanism,
    /// Whether the conflict is certain, and not only possible.
    pub certain: bool,
    /// The number of the contested statement.
    pub contested: String,
    /// The reasons of the conflict.
    pub grounds: Vec<Ground>,
    /// The ruling that covers the conflict.
    pub ruled: Option<String>,
}

/// The reason for which two claims do not conflict. Claims and predicates are named by their ids, statements are
/// written as they are understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WhyNot {
    /// The two are one claim.
    OneClaim,
    /// A claim takes no part.
    NoPart {
        /// The claim.
        claim: String,
        /// The reason for which it takes no part.
        absence: NoPart,
        /// The route to the part of the record that gives the reason.
        route: Route,
    },
    /// Both claims deny.
    TwoDenials,
    /// Both claims are hedged.
    BothHedged,
    /// The scopes of the claims have different words for one key.
    Scopes {
        /// The key.
        key: String,
        /// Each claim, and its word.
        words: [(String, String); 2],
    },
    /// The denied value is not the affirmed one.
    OtherValue {
        /// The affirmed statement.
        says: String,
        /// The denied statement.
        denies: String,
    },
    /// The affirmed statement does not carry the denied one.
    NotCarried {
        /// The affirmed statement.
        says: String,
        /// The other statements that it carries.
        carries: FirstOfMany,
        /// The denied statement.
        denies: String,
    },
    /// The denied statement carries the affirmed one, and not the other way round.
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
        /// Whether one may lie within the tolerance of the other.
        tolerance: bool,
        /// The predicate.
        route: Route,
    },
    /// No statement that the one carries is opposed to one that the other carries.
    NothingOpposed {
        /// The two statements.
        statements: [String; 2],
    },
    /// The statements that would clash are lifted from parts.
    FromParts {
        /// The two statements that would clash.
        statements: [String; 2],
    },
    /// A statement that would clash is presumed, and at odds with another that its own claim carries.
    AgainstItself {
        /// The two statements that would clash.
        statements: [String; 2],
    },
    /// Only two times that are given can differ, and a claim gives none.
    NoWhen {
        /// The claim.
        claim: String,
    },
    /// A promise does not give the time at which something happened.
    Promise,
    /// A value without a date contradicts no dated one.
    NoDate {
        /// The claim without a date.
        claim: String,
    },
    /// One claim is one of several alternatives, and not all of them conflict.
    Alternatives,
    /// The speaker draws a distinction between the two.
    Distinction {
        /// The speaker.
        speaker: String,
        /// The route to the denial of the stronger statement.
        route: Route,
    },
    /// One side held both positions, at different times.
    PositionChange,
    /// A reason that would be a ground if the claims conflicted.
    Ground(Ground),
}

/// The reason for which a claim takes no part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoPart {
    /// The claim could not be read without a fault.
    Faulty,
    /// More than one claim has the id.
    Double,
    /// The claim is retracted.
    Retracted,
    /// The claim is superseded, by the given claim if it is known.
    Superseded(Option<String>),
    /// The claim only relays.
    Relays,
}

/// Returns the reason for which the claims of these two ids conflict, or do not. Both must be claims of the workspace.
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

/// Returns the reason for which the claims of an id are not compared.
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

/// Returns the reasons for which an affirmed statement does not carry a denied one.
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

/// Returns the other statements that one carries, as many as fit.
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
    // A statement that comes round to itself is named among the others.
    let round = ledger.all_carried(statement, statement.predicate, statement.pair).len() > 1;
    let more = (ledger.count_carried(statement) - usize::from(!round)).saturating_sub(NAMED);
    FirstOfMany { first, more }
}

/// Returns the reason for which neither claim excludes the other, gives another value, or is a mirror that cannot be.
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

/// Returns the reason for which two carried statements that would clash do not count: they are lifted from parts, or
/// only presumed.
fn does_not_count(comparer: &Comparer, s: &Statement, t: &Statement) -> Option<WhyNot> {
    let (x, y) =
        if s.own || t.own { lifted::first_at_odds(comparer.ledger, s, t)? } else { first_at_odds(comparer, s, t)? };
    let one = comparer.plain_text(x.predicate, x.pair, &s.object);
    let other = comparer.plain_text(y.predicate, y.pair, &t.object);
    let lifted = x.lifted_subject || x.lifted_object || y.lifted_subject || y.lifted_object;
    let statements = [one, other];
    Some(if lifted { WhyNot::FromParts { statements } } else { WhyNot::AgainstItself { statements } })
}

/// Returns the first statements that the two carry which would clash by their predicates and entities.
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

/// Returns the reasons for which statements clash, but the claims do not: by their times, or because one is set apart.
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

// --- notes in the place of a conflict ---

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
