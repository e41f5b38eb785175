//! Derivations and oppositions, each step with the record that gives it.

use gainsay_model::finding::Route;
use gainsay_model::record::EdgeKind;

use crate::clash::{Candidate, Comparer};
use crate::grounds::{Derivation, DerivationStep, DerivationSteps, Ground, GroundKind, StepOf};
use crate::ledger::entities::EntityId;
use crate::ledger::{ClaimId, Ledger, Statement};
use crate::mechanism::Mechanism;
use crate::vocabulary::closure::{Derived, Via};
use crate::vocabulary::{PredicateId, StepKind};

/// Returns the derivation by which a claim carries a statement; none for its own statement.
pub fn derivation(comparer: &Comparer, claim: ClaimId, state: &Derived) -> Option<Ground> {
    let ledger = comparer.ledger;
    let statement = ledger.statement_of(ledger.claim(claim).statement);
    let derivation = derivation_of(comparer, statement, state)?;
    let GroundKind::Derivation(derivation) = derivation.kind else { return None };
    Some(Ground::new(GroundKind::Derivation(Derivation {
        claim: Some(ledger.claim_text(claim).to_owned()),
        ..derivation
    })))
}

/// Returns the derivation by which a statement carries another, whoever makes it; none for itself.
pub fn derivation_of(comparer: &Comparer, statement: &Statement, state: &Derived) -> Option<Ground> {
    let steps = steps(comparer, statement, state);
    (!steps.is_empty()).then(|| {
        Ground::new(GroundKind::Derivation(Derivation {
            claim: None,
            says: comparer.plain_text(statement.predicate, statement.pair, &statement.object),
            carries: comparer.plain_text(state.predicate, state.pair, &statement.object),
            presumed: state.usually > 0,
            steps,
        }))
    })
}

/// Returns the steps by which a statement carries another, first to last.
pub fn steps(comparer: &Comparer, statement: &Statement, state: &Derived) -> DerivationSteps {
    let ledger = comparer.ledger;
    if !statement.own {
        return shared_steps(comparer, statement, state).unwrap_or_default();
    }
    let mut at = Derived::itself(&ledger.vocabulary, statement.predicate, statement.pair);
    let taken = |(via, next): (Via, Derived)| {
        let taken = step(ledger, (&at, &via, &next));
        at = next;
        taken
    };
    ledger.path(statement, state).into_iter().map(taken).collect()
}

/// Returns the steps from a statement to one that it carries, nothing lifted. They name predicates only, so that all
/// statements with a predicate share them, and what derivations begin with is made once.
fn shared_steps(comparer: &Comparer, statement: &Statement, state: &Derived) -> Option<DerivationSteps> {
    let (ledger, mut known) = (comparer.ledger, comparer.steps.borrow_mut());
    let way = ledger.way(statement, state)?;
    let mut steps = DerivationSteps::default();
    let mut open = Vec::new();
    for taken in way.back() {
        if let Some(before) = known.get(&(statement.predicate, taken.number)) {
            steps = before.clone();
            break;
        }
        open.push(taken);
    }
    for taken in open.into_iter().rev() {
        let [from, to] = [taken.from, taken.to].map(|state| state.placed(statement.pair));
        steps = steps.with(step(ledger, (&from, &taken.via, &to)));
        known.insert((statement.predicate, taken.number), steps.clone());
    }
    Some(steps)
}

fn step(ledger: &Ledger, (from, via, to): (&Derived, &Via, &Derived)) -> DerivationStep {
    match via {
        Via::Tie(tie) => {
            let (declared_by, key, index) = tie.said_by;
            let because = because(ledger, declared_by, key, index);
            with_because(between(ledger, from.predicate, via, to.predicate), because)
        }
        Via::Whole(kind) => {
            let (part, whole) = lifted(kind, from, to);
            let lifted = (ledger.entity_text(part).to_owned(), ledger.entity_text(whole).to_owned());
            let predicate = ledger.predicate_text(from.predicate).to_owned();
            DerivationStep {
                kind: StepOf::Whole { predicate, lifted: Some(lifted) },
                route: part_of_route(ledger, part, whole),
            }
        }
        Via::Further(kind, more) => {
            let (part, whole) = lifted(kind, from, to);
            let (part, whole) = (ledger.entity_text(part).to_owned(), ledger.entity_text(whole).to_owned());
            DerivationStep { kind: StepOf::Further { part, whole, steps: *more }, route: None }
        }
    }
}

fn with_because(mut step: DerivationStep, why: Option<String>) -> DerivationStep {
    if let StepOf::Tie { because, .. } = &mut step.kind {
        *because = why;
    }
    step
}

/// Returns a step from one predicate to another, whoever it is about.
pub fn between(ledger: &Ledger, from: PredicateId, via: &Via, to: PredicateId) -> DerivationStep {
    let text = |predicate| ledger.predicate_text(predicate).to_owned();
    match via {
        Via::Tie(tie) => {
            let (declared_by, key, index) = tie.said_by;
            let route = Route::Key(ledger.vocabulary.word(declared_by).place(), key, index);
            DerivationStep {
                kind: StepOf::Tie { kind: tie.kind, from: text(from), to: text(to), because: None },
                route: Some(route),
            }
        }
        Via::Whole(_) | Via::Further(..) => {
            DerivationStep { kind: StepOf::Whole { predicate: text(from), lifted: None }, route: None }
        }
    }
}

/// Returns the part and the whole of a step.
fn lifted(kind: &StepKind, from: &Derived, to: &Derived) -> (EntityId, EntityId) {
    match (kind, from.pair.object, to.pair.object) {
        (StepKind::WholeObject, Some(part), Some(whole)) => (part, whole),
        _ => (from.pair.subject, to.pair.subject),
    }
}

fn because(ledger: &Ledger, declared_by: PredicateId, key: &str, index: Option<u32>) -> Option<String> {
    let edges = &ledger.vocabulary.word(declared_by).record.edges;
    edges.iter().find(|e| e.kind.key() == key && Some(e.index) == index).and_then(|e| e.because.clone())
}

/// Returns the route to the entity record that makes one entity a part of the other.
fn part_of_route(ledger: &Ledger, part: EntityId, whole: EntityId) -> Option<Route> {
    let workspace = ledger.workspace;
    let says = |entity: &gainsay_model::record::Entity| {
        let index = entity.part_of.iter().position(|name| ledger.entities.find(*name) == Some(whole))?;
        Some(Route::Key(entity.place, "part-of", Some(index as u32)))
    };
    let representative = workspace.entity(ledger.entities.class(part).representative);
    // Only where several entities are the same is another record looked for.
    representative.and_then(says).or_else(|| {
        let members = workspace.entities().filter(|e| e.id.and_then(|id| ledger.entities.find(id)) == Some(part));
        members.into_iter().find_map(says)
    })
}

/// Returns the reason for which two statements cannot both hold, where it is not a plain denial.
pub fn opposition(comparer: &Comparer, candidate: &Candidate) -> Option<Ground> {
    let ledger = comparer.ledger;
    let state = candidate.a;
    let word = ledger.vocabulary.word(state.predicate);
    let predicate = ledger.predicate_text(state.predicate).to_owned();
    let at_a_time = word.is_event() || word.is_state();
    let (kind, key) = match candidate.mechanism {
        Mechanism::Denial
        | Mechanism::DeniedChain
        | Mechanism::JointlyDenied
        | Mechanism::OrderCycle
        | Mechanism::OverTotal => return None,
        Mechanism::Exclusion => {
            let other = candidate.b.predicate;
            let kind = GroundKind::Exclusion { one: predicate, other: ledger.predicate_text(other).to_owned() };
            return Some(Ground::at(kind, exclusion_route(ledger, state.predicate, other)));
        }
        Mechanism::Functional => (GroundKind::OneObject { predicate, at_a_time }, "functional"),
        Mechanism::InverseFunctional => (GroundKind::OneSubject { predicate, at_a_time }, "inverse-functional"),
        Mechanism::Once => (GroundKind::Once { predicate, happens: word.is_event() }, "once"),
        Mechanism::Asymmetry => {
            let asymmetric = word.record.traits.asymmetric;
            (GroundKind::OneWay { predicate, asymmetric }, if asymmetric { "asymmetric" } else { "irreflexive" })
        }
    };
    Some(Ground::at(kind, Route::Key(word.place(), key, None)))
}

/// Returns the route to the edge by which one of two predicates excludes the other.
fn exclusion_route(ledger: &Ledger, a: PredicateId, b: PredicateId) -> Option<Route> {
    let declared = |from: PredicateId, to: PredicateId| {
        let word = ledger.vocabulary.word(from);
        let edge = word
            .record
            .edges
            .iter()
            .find(|e| e.kind == EdgeKind::Excludes && ledger.vocabulary.find(e.to) == Some(to))?;
        Some(Route::Key(word.place(), edge.kind.key(), Some(edge.index)))
    };
    declared(a, b).or_else(|| declared(b, a))
}
