//! What follows from what, and what cannot go together: steps in words, each with the record that says so.

use gainsay_model::finding::{Reason, Route};
use gainsay_model::record::EdgeKind;

use crate::clash::{Candidate, Comparer, Mechanism};
use crate::ledger::entities::EntityId;
use crate::ledger::{ClaimId, Ledger, Statement};
use crate::vocabulary::closure::{Derived, Via};
use crate::vocabulary::{PredicateId, StepKind};

fn reason(text: impl Into<String>, route: Option<Route>) -> Reason {
    Reason::new(text).at(route)
}

/// What is carried by a statement, in words.
fn carried(comparer: &Comparer, statement: &Statement, state: &Derived) -> String {
    comparer.plain_text(state.predicate, state.pair, &statement.object)
}

/// What a statement says itself, in words.
fn itself(comparer: &Comparer, statement: &Statement) -> String {
    comparer.plain_text(statement.predicate, statement.pair, &statement.object)
}

/// The steps by which a claim carries something; none for what it says itself.
pub fn derivation(comparer: &Comparer, claim: ClaimId, state: &Derived) -> Vec<Reason> {
    let ledger = comparer.ledger;
    let statement = ledger.statement_of(ledger.claim(claim).statement);
    let (says, carried, rule) = (itself(comparer, statement), carried(comparer, statement, state), as_a_rule(state));
    headed(format!("{} says `{says}`, and with it{rule} `{carried}`:", ledger.claim_text(claim)), steps(comparer.ledger, statement, state))
}

/// The steps by which a statement carries something; none for itself.
pub fn derivation_of(comparer: &Comparer, statement: &Statement, state: &Derived) -> Vec<Reason> {
    let (says, carried, rule) = (itself(comparer, statement), carried(comparer, statement, state), as_a_rule(state));
    headed(format!("who says `{says}` says with it{rule} `{carried}`:"), steps(comparer.ledger, statement, state))
}

/// Steps below what they lead to; nothing, where there are none.
fn headed(heading: String, steps: Vec<Reason>) -> Vec<Reason> {
    let heading = (!steps.is_empty()).then(|| Reason::new(heading));
    heading.into_iter().chain(steps.into_iter().map(Reason::as_step)).collect()
}

/// That a step is only presumed.
fn as_a_rule(state: &Derived) -> &'static str {
    if state.usually > 0 { ", as a rule," } else { "" }
}

fn steps(ledger: &Ledger, statement: &Statement, state: &Derived) -> Vec<Reason> {
    let mut at = Derived::itself(&ledger.vocabulary, statement.predicate, statement.pair);
    let told = |(via, next): (Via, Derived)| {
        let told = step(ledger, (&at, &via, &next));
        at = next;
        told
    };
    ledger.path(statement, state).into_iter().map(told).collect()
}

/// One step of a derivation.
fn step(ledger: &Ledger, (from, via, to): (&Derived, &Via, &Derived)) -> Reason {
    match via {
        Via::Tie(tie) => {
            let (declared_by, key, index) = tie.said_by;
            let because =
                tie_because(ledger, declared_by, key, index).map(|why| format!(": {}", why.trim_end_matches('.'))).unwrap_or_default();
            let route = Route::Key(ledger.vocabulary.word(declared_by).place(), key, index);
            reason(format!("{}{because}", step_text(ledger, from.predicate, via, to.predicate)), Some(route))
        }
        Via::Whole(kind) => {
            let (part, whole) = lifted(kind, from, to);
            let (predicate, part_id, whole_id) =
                (ledger.predicate_text(from.predicate), ledger.entity_text(part), ledger.entity_text(whole));
            reason(
                format!("{predicate} holds of the whole if of a part, and {part_id} is part of {whole_id}"),
                part_of_route(ledger, part, whole),
            )
        }
        Via::Further(kind, more) => {
            let (part, whole) = lifted(kind, from, to);
            let (part, whole) = (ledger.entity_text(part), ledger.entity_text(whole));
            reason(format!("and so on: {part} comes up to {whole} by {more} more steps of that kind"), None)
        }
    }
}

/// From which part to which whole a step leads.
fn lifted(kind: &StepKind, from: &Derived, to: &Derived) -> (EntityId, EntityId) {
    match (kind, from.pair.object, to.pair.object) {
        (StepKind::WholeObject, Some(part), Some(whole)) => (part, whole),
        _ => (from.pair.subject, to.pair.subject),
    }
}

/// One step of a derivation in words: `funds implies supports`.
pub fn step_text(ledger: &Ledger, from: PredicateId, via: &Via, to: PredicateId) -> String {
    let (from, to) = (ledger.predicate_text(from), ledger.predicate_text(to));
    match via {
        Via::Tie(tie) => match tie.kind {
            StepKind::Implies => format!("{from} implies {to}"),
            StepKind::Usually => format!("{from} usually implies {to}"),
            StepKind::Symmetric => format!("{from} is symmetric"),
            StepKind::Inverse => format!("{from} is the inverse of {to}"),
            StepKind::WholeSubject | StepKind::WholeObject => format!("{from} holds of the whole"),
        },
        Via::Whole(_) | Via::Further(..) => format!("{from} of a part holds of the whole"),
    }
}

/// The record that says so.
pub fn via_route(ledger: &Ledger, via: &Via) -> Option<Route> {
    match via {
        Via::Tie(tie) => {
            let (declared_by, key, index) = tie.said_by;
            Some(Route::Key(ledger.vocabulary.word(declared_by).place(), key, index))
        }
        Via::Whole(_) | Via::Further(..) => None,
    }
}

fn tie_because(ledger: &Ledger, declared_by: PredicateId, key: &str, index: Option<u32>) -> Option<String> {
    let edges = &ledger.vocabulary.word(declared_by).record.edges;
    edges.iter().find(|e| e.kind.key() == key && Some(e.index) == index).and_then(|e| e.because.clone())
}

/// The entity record that says that the one is part of the other.
fn part_of_route(ledger: &Ledger, part: EntityId, whole: EntityId) -> Option<Route> {
    let workspace = ledger.workspace;
    let says = |entity: &gainsay_model::record::Entity| {
        let index = entity.part_of.iter().position(|name| ledger.entities.find(*name) == Some(whole))?;
        Some(Route::Key(entity.place, "part-of", Some(index as u32)))
    };
    let representative = workspace.entity(ledger.entities.class(part).representative);
    // Only of several that are the same has another record to be looked for.
    representative.and_then(says).or_else(|| {
        let members = workspace.entities().filter(|e| e.id.and_then(|id| ledger.entities.find(id)) == Some(part));
        members.into_iter().find_map(says)
    })
}

/// What makes it impossible that both hold, where it is not plain denial.
pub fn opposition(comparer: &Comparer, candidate: &Candidate) -> Option<Reason> {
    let ledger = comparer.ledger;
    let state = candidate.a;
    let word = ledger.vocabulary.word(state.predicate);
    let id = ledger.predicate_text(state.predicate);
    match candidate.mechanism {
        Mechanism::Denial => None,
        Mechanism::Exclusion => {
            let other = candidate.b.predicate;
            Some(reason(
                format!("{id} and {} exclude each other", ledger.predicate_text(other)),
                exclusion_route(ledger, state.predicate, other),
            ))
        }
        Mechanism::Functional => {
            let when = if word.is_event() || word.is_state() { " at a time" } else { "" };
            Some(reason(format!("{id} is functional: one object{when}"), Some(Route::Key(word.place(), "functional", None))))
        }
        Mechanism::InverseFunctional => {
            let when = if word.is_event() || word.is_state() { " at a time" } else { "" };
            Some(reason(
                format!("{id} is inverse-functional: one subject{when}"),
                Some(Route::Key(word.place(), "inverse-functional", None)),
            ))
        }
        Mechanism::Once => {
            let once = if word.is_event() { "happens once" } else { "holds over one stretch of time" };
            Some(reason(format!("{id} is `once`: it {once} at most"), Some(Route::Key(word.place(), "once", None))))
        }
        Mechanism::Asymmetry => {
            let key = if word.record.traits.asymmetric { "asymmetric" } else { "irreflexive" };
            let why = if word.record.traits.asymmetric { "asymmetric" } else { "transitive and irreflexive" };
            Some(reason(format!("{id} is {why}: it never holds both ways round"), Some(Route::Key(word.place(), key, None))))
        }
    }
}

/// Where one of the two declares that they exclude each other.
fn exclusion_route(ledger: &Ledger, a: PredicateId, b: PredicateId) -> Option<Route> {
    let declared = |from: PredicateId, to: PredicateId| {
        let word = ledger.vocabulary.word(from);
        let edge = word.record.edges.iter().find(|e| e.kind == EdgeKind::Excludes && ledger.vocabulary.find(e.to) == Some(to))?;
        Some(Route::Key(word.place(), edge.kind.key(), Some(edge.index)))
    };
    declared(a, b).or_else(|| declared(b, a))
}
