//! Why two claims do, or do not, conflict: the derivation, the times, or the first condition that fails.

mod lifted;

use gainsay_model::Name;
use gainsay_model::finding::{Reason, Route};
use gainsay_model::record::{Claim, Object, Stance};

use crate::clash::time::Meeting;
use crate::clash::{Candidate, Clash, Comparer, Mechanism, Obstacle, Pairing};
use crate::conflicts::notes::{changed_position, draws_a_line};
use crate::ledger::{Absence, ClaimId, Statement};
use crate::rulings::Rulings;
use crate::vocabulary::closure::Derived;
use crate::words::findings::{carries, guard, stance_route, statement_text};
use crate::words::{derivations, reasons, times};

/// So many of the statements that a claim carries are named.
const NAMED: usize = 6;

/// An answer to the question.
#[derive(Debug)]
pub struct Why {
    /// In one line.
    pub answer: String,
    /// The conflicts, one a mechanism; none if the claims do not conflict.
    pub conflicts: Vec<Conflict>,
    /// Why they do not conflict.
    pub because: Vec<Reason>,
}

/// One conflict of the two claims, in words.
#[derive(Debug)]
pub struct Conflict {
    /// Rule, mechanism and certainty: `dispute by denial, possible`.
    pub title: String,
    /// How they clash.
    pub mechanism: &'static str,
    /// What is contested.
    pub contested: String,
    /// What it rests on.
    pub because: Vec<Reason>,
    /// The ruling that covers it.
    pub ruled: Option<String>,
}

/// Why the claims of these two ids do, or do not, conflict. Both are claims of the workspace.
pub fn why(comparer: &Comparer, rulings: &Rulings, a: Name, b: Name) -> Why {
    let ledger = comparer.ledger;
    if a == b {
        return no_conflict(vec![plain("a claim does not conflict with itself")]);
    }
    let absent: Vec<Reason> = [a, b].into_iter().filter_map(|name| absence(comparer, name)).collect();
    let (Some(a), Some(b), []) = (ledger.find(a), ledger.find(b), absent.as_slice()) else { return no_conflict(absent) };
    let clashes = comparer.conflicts(a, b);
    if clashes.is_empty() {
        return no_conflict(why_not(comparer, a, b));
    }
    let (one, other) = if ledger.claim(a).stance.positive() { (a, b) } else { (b, a) };
    let Ok(pairing) = comparer.pairing(one, other) else { return no_conflict(Vec::new()) };
    let conflicts: Vec<Conflict> = clashes.iter().map(|clash| told(comparer, rulings, (one, other), &pairing, clash)).collect();
    let certain = clashes.iter().any(|c| c.certain);
    Why { answer: if certain { "they conflict".into() } else { "they may conflict".into() }, conflicts, because: Vec::new() }
}

fn told(comparer: &Comparer, rulings: &Rulings, (a, b): (ClaimId, ClaimId), pairing: &Pairing, clash: &Clash) -> Conflict {
    let statement = |id: ClaimId| comparer.ledger.statement_of(comparer.ledger.claim(id).statement);
    let because = reasons::of_conflict(comparer, a, b, pairing, clash);
    let certainty = if clash.certain { "certain" } else { "possible" };
    Conflict {
        title: format!("{} by {}, {certainty}", clash.rule.name(), clash.candidate.mechanism.name()),
        mechanism: clash.candidate.mechanism.name(),
        contested: comparer.contested(statement(a), statement(b), &clash.candidate),
        because,
        ruled: rulings.covering(a, b).map(str::to_owned),
    }
}

fn no_conflict(because: Vec<Reason>) -> Why {
    Why { answer: "they do not conflict".into(), conflicts: Vec::new(), because }
}

fn plain(text: impl Into<String>) -> Reason {
    Reason::new(text)
}

fn at(text: impl Into<String>, route: Route) -> Reason {
    Reason::new(text).at(route)
}

// --- claims that take no part ---

/// What keeps the claims of an id from being compared.
fn absence(comparer: &Comparer, name: Name) -> Option<Reason> {
    let ledger = comparer.ledger;
    let workspace = ledger.workspace;
    let (index, id) = (workspace.claim_index(name)?, workspace.text(name));
    let claim = &workspace.records.claims[index];
    match ledger.absences[index] {
        Some(Absence::Faulty) => Some(at(
            format!("`{id}` could not be read without a fault, and takes no part: `gainsay check` tells which"),
            Route::Record(claim.place),
        )),
        Some(Absence::Double) => {
            Some(at(format!("more than one claim is `{id}`, and none of them takes part"), Route::Record(claim.place)))
        }
        Some(Absence::Retracted) => Some(at(format!("`{id}` is retracted, and takes no part"), Route::Key(claim.place, "retracted", None))),
        Some(Absence::Superseded) => Some(superseded(comparer, claim, name)),
        None if claim.stance == Some(Stance::Relays) => {
            Some(at(format!("`{id}` only relays: who passes something on asserts nothing"), Route::Key(claim.place, "relays", None)))
        }
        None => None,
    }
}

fn superseded(comparer: &Comparer, claim: &Claim, name: Name) -> Reason {
    let workspace = comparer.ledger.workspace;
    let id = workspace.text(name);
    let by = workspace.records.claims.iter().find(|c| !c.retracted && c.more().supersedes.contains(&name));
    match by.and_then(|by| Some((workspace.text(by.id?), by))) {
        Some((other, by)) => at(format!("`{id}` is superseded by `{other}`, and takes no part"), Route::Key(by.place, "supersedes", None)),
        None => at(format!("`{id}` is superseded, and takes no part"), Route::Record(claim.place)),
    }
}

// --- the first condition that fails ---

fn why_not(comparer: &Comparer, a: ClaimId, b: ClaimId) -> Vec<Reason> {
    let ledger = comparer.ledger;
    let (x, y) = (ledger.claim(a), ledger.claim(b));
    let pairing = match comparer.pairing(a, b) {
        Ok(pairing) => pairing,
        Err(obstacle) => return vec![plain(obstacle_text(comparer, a, b, obstacle))],
    };
    let (one, other) = match (x.stance.positive(), y.stance.positive()) {
        (false, false) => return vec![plain("both say that something is not so: two denials do not conflict")],
        (false, true) => (b, a),
        _ => (a, b),
    };
    let denied = ledger.claim(other).stance.negative();
    let statement = |id: ClaimId| ledger.statement_of(ledger.claim(id).statement);
    let candidates = comparer.candidates(statement(one), statement(other), denied);
    let mut because = match candidates.first() {
        None if denied => not_denied(comparer, one, other),
        None => not_opposed(comparer, one, other),
        Some(best) => not_met(comparer, (one, other), &pairing, best),
    };
    if denied {
        because.extend(notes(comparer, one, other, &candidates));
    }
    because
}

fn obstacle_text(comparer: &Comparer, a: ClaimId, b: ClaimId, obstacle: Obstacle) -> String {
    let ledger = comparer.ledger;
    match obstacle {
        Obstacle::BothHedged => "both leave room for doubt: *it may be so* and *it may not be so* do not conflict".into(),
        Obstacle::Scope(key) => {
            let word = |id: ClaimId| {
                ledger
                    .claim(id)
                    .record
                    .more()
                    .scope
                    .iter()
                    .find(|(k, _)| *k == key)
                    .map(|(_, word)| ledger.workspace.text(word.written))
                    .unwrap_or_default()
            };
            let (id_a, id_b) = (ledger.claim_text(a), ledger.claim_text(b));
            format!(
                "their scopes differ in `{}`: `{}` in {id_a}, `{}` in {id_b}; they are not comparable",
                ledger.workspace.text(key),
                word(a),
                word(b)
            )
        }
    }
}

/// What is denied is not carried by what is affirmed.
fn not_denied(comparer: &Comparer, affirmed: ClaimId, denied: ClaimId) -> Vec<Reason> {
    let ledger = comparer.ledger;
    let statement = |id: ClaimId| ledger.statement_of(ledger.claim(id).statement);
    let (s, t) = (statement(affirmed), statement(denied));
    let (says, denies) = (statement_text(comparer, affirmed), statement_text(comparer, denied));
    if t.pair.object.is_none() && !ledger.all_carried(s, t.predicate, t.pair).is_empty() {
        return vec![plain(format!("the values do not contradict: who denies `{denies}` does not deny `{says}`"))];
    }
    let carried = others_carried(comparer, s);
    let mut because = vec![match carried.as_slice() {
        [] => plain(format!("`{says}` carries nothing but itself, and `{denies}` is something else")),
        listed => plain(format!("`{says}` carries {}, and not `{denies}`", listed.join(", "))),
    }];
    let mirrored = carries(comparer, denied, affirmed);
    if !mirrored.is_empty() {
        because.push(plain("it is so only the other way round"));
        because.extend(mirrored);
        because.extend(guard(comparer, affirmed, denied));
    }
    because
}

/// What else a statement carries, in back quotes, as much as fits.
fn others_carried(comparer: &Comparer, statement: &Statement) -> Vec<String> {
    let ledger = comparer.ledger;
    let (mut texts, mut is_itself): (Vec<String>, bool) = (Vec::new(), true);
    ledger.each_carried(statement, &mut |state| {
        let text = format!("`{}`", comparer.plain_text(state.predicate, state.pair, &statement.object));
        if !std::mem::take(&mut is_itself) && !texts.contains(&text) {
            texts.push(text);
        }
        texts.len() < NAMED
    });
    // What comes round to itself is named among the others.
    let round = ledger.all_carried(statement, statement.predicate, statement.pair).len() > 1;
    let rest = (ledger.count_carried(statement) - usize::from(!round)).saturating_sub(NAMED);
    if rest > 0 {
        texts.push(format!("{rest} more"));
    }
    texts
}

/// Neither excludes the other, gives another value, or mirrors what cannot be mirrored.
fn not_opposed(comparer: &Comparer, a: ClaimId, b: ClaimId) -> Vec<Reason> {
    let ledger = comparer.ledger;
    let statement = |id: ClaimId| ledger.statement_of(ledger.claim(id).statement);
    let (s, t) = (statement(a), statement(b));
    let (says, other) = (statement_text(comparer, a), statement_text(comparer, b));
    if let Some(reason) = does_not_count(comparer, s, t) {
        return vec![plain(reason)];
    }
    if s.predicate == t.predicate && s.pair.subject == t.pair.subject {
        let word = ledger.vocabulary.word(s.predicate);
        let id = ledger.workspace.text(word.name);
        if !word.functional {
            return vec![plain(format!("both affirm, and `{id}` is not functional: one subject may have several objects"))];
        }
        let tolerance = match (s.object, &word.record.tolerance) {
            (Object::Quantity(_), Some(_)) => ", or within the tolerance",
            _ => "",
        };
        return vec![at(
            format!("the values do not differ: `{says}` and `{other}` can be one and the same{tolerance}"),
            Route::Record(word.place()),
        )];
    }
    vec![plain(format!(
        "both affirm, and nothing that `{says}` carries excludes what `{other}` carries, or gives another value where there can be but one"
    ))]
}

/// What two affirmations carry would clash, did it count: it was lifted from parts, or is only presumed.
fn does_not_count(comparer: &Comparer, s: &Statement, t: &Statement) -> Option<String> {
    let (x, y) = if s.own || t.own { lifted::first_at_odds(comparer.ledger, s, t)? } else { first_at_odds(comparer, s, t)? };
    let one = comparer.plain_text(x.predicate, x.pair, &s.object);
    let other = comparer.plain_text(y.predicate, y.pair, &t.object);
    let lifted = x.lifted_subject || x.lifted_object || y.lifted_subject || y.lifted_object;
    Some(if lifted {
        format!("`{one}` and `{other}` would clash, but are carried up from parts: what holds of one part says nothing of another")
    } else {
        format!(
            "`{one}` and `{other}` would clash, but the one is only presumed and at odds with what its own claim carries: it does not count"
        )
    })
}

/// The first that the one carries, and the first that the other does, of all that would clash by predicate and by whom it is about.
fn first_at_odds(comparer: &Comparer, s: &Statement, t: &Statement) -> Option<(Derived, Derived)> {
    let ledger = comparer.ledger;
    let (of_s, of_t) = (ledger.shared_closure(s.predicate), ledger.shared_closure(t.predicate));
    for x in of_s.states.iter().map(|state| state.placed(s.pair)) {
        let word = ledger.vocabulary.word(x.predicate);
        let here = x.pair;
        for y in of_t.states.iter().map(|state| state.placed(t.pair)) {
            let there = y.pair;
            let excluded = word.excludes.contains(&y.predicate) && here == there;
            let mirrored =
                word.asymmetric && x.predicate == y.predicate && Some(here.subject) == there.object && here.object == Some(there.subject);
            let one_place = x.predicate == y.predicate
                && ((word.functional && here.subject == there.subject && here.object != there.object)
                    || (word.inverse_functional && here.object.is_some() && here.object == there.object && here.subject != there.subject));
            if excluded || mirrored || one_place {
                return Some((x, y));
            }
        }
    }
    None
}

/// The statements clash, and the claims do not: by their times, or because one is set apart.
fn not_met(comparer: &Comparer, (a, b): (ClaimId, ClaimId), pairing: &Pairing, candidate: &Candidate) -> Vec<Reason> {
    let mut because = derivations::derivation(comparer, a, &candidate.a);
    if candidate.mechanism != Mechanism::Denial {
        because.extend(derivations::derivation(comparer, b, &candidate.b));
    }
    because.extend(derivations::opposition(comparer, candidate));
    if !comparer.admits(a, b, pairing, candidate) {
        let ledger = comparer.ledger;
        if candidate.mechanism == Mechanism::Once {
            let timeless = [a, b].into_iter().find(|id| ledger.claim(*id).when.is_none());
            because.push(plain(match timeless {
                Some(id) => format!("{} gives no `when`, and only two times that are given can differ", ledger.claim_text(id)),
                None => "one of them is a promise, and a promise does not say when it happened".into(),
            }));
            return because;
        }
        let undated = if ledger.undated(ledger.claim(a)) { a } else { b };
        because
            .push(plain(format!("{} has no date at all, and a value without a date contradicts no dated one", ledger.claim_text(undated))));
        return because;
    }
    let meeting = comparer.meeting(a, b, pairing, candidate);
    if matches!(meeting, Meeting::Never(_)) {
        because.push(plain(times::times_text(comparer, a, b, candidate, meeting)));
    } else {
        because.push(plain(
            "one of them is one of several alternatives suggested in one utterance, and not all of these conflict with the other",
        ));
    }
    because
}

// --- what is worth a note instead ---

fn notes(comparer: &Comparer, affirmed: ClaimId, denied: ClaimId, candidates: &[Candidate]) -> Vec<Reason> {
    let ledger = comparer.ledger;
    let (x, y) = (ledger.claim(affirmed), ledger.claim(denied));
    let speaker = ledger.entity_text(x.speaker);
    let same_speaker = x.speaker == y.speaker && x.for_himself == y.for_himself;
    if same_speaker && !carries(comparer, denied, affirmed).is_empty() && draws_a_line(comparer, x.statement, y.statement) {
        return vec![at(
            format!("{speaker} draws a line between the two: see `gainsay explain distinction`"),
            stance_route(ledger, denied),
        )];
    }
    if changed_position(comparer, affirmed, denied, candidates) && !candidates.is_empty() {
        return vec![plain("one side held both, at different times: see `gainsay explain position-change`")];
    }
    Vec::new()
}
