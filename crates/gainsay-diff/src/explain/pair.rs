//! The reasons of a conflict of two claims, and the points that would decide it, if it is only possible.

use gainsay_model::finding::Route;
use gainsay_model::record::Object;

use crate::clash::{Candidate, Clash, Comparer, Pairing};
use crate::explain::derivations::{derivation, opposition, steps};
use crate::explain::quotes::marks_around;
use crate::explain::speakers::{principal, speakers};
use crate::explain::times::{deciding_date, relation};
use crate::grounds::{Doubt, Ground, GroundKind};
use crate::ledger::speakers::Common;
use crate::ledger::{ClaimId, Entry, Ledger, Statement};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;
use crate::time::Meeting;
use crate::vocabulary::closure::Derived;

/// Returns all reasons of a conflict of two claims by one mechanism.
pub fn of_conflict(comparer: &Comparer, a: ClaimId, b: ClaimId, pairing: &Pairing, clash: &Clash) -> Vec<Ground> {
    let Clash { candidate, meeting, certain, .. } = clash;
    let mut grounds: Vec<Ground> = derivation(comparer, a, &candidate.a).into_iter().collect();
    if candidate.mechanism != Mechanism::Denial {
        grounds.extend(derivation(comparer, b, &candidate.b));
    }
    grounds.extend(opposition(comparer, candidate));
    grounds.extend(marks_around(comparer.ledger, [a, b]));
    grounds.push(Ground::new(GroundKind::Times(relation(comparer, a, b, candidate, *meeting))));
    grounds.extend(speakers(comparer, a, b, pairing));
    if !certain {
        grounds.extend(doubts(comparer, a, b, pairing, candidate, *meeting));
    }
    grounds
}

/// Returns the points that keep a conflict from being certain, and would decide it.
fn doubts(
    comparer: &Comparer,
    a: ClaimId,
    b: ClaimId,
    pairing: &Pairing,
    candidate: &Candidate,
    meeting: Meeting,
) -> Vec<Ground> {
    let ledger = comparer.ledger;
    let (x, y) = (ledger.claim(a), ledger.claim(b));
    let doubt = |doubt: Doubt, route: Option<Route>| Ground::at(GroundKind::Doubt(doubt), route);
    let mut doubts = Vec::new();
    if let Meeting::Perhaps(open) = meeting {
        doubts.push(doubt(Doubt::Date(deciding_date(comparer, (a, b), candidate, open)), None));
    }
    for (id, entry) in [(a, x), (b, y)].into_iter().filter(|(_, e)| e.stance.hedged()) {
        let route = Route::Key(entry.record.place, entry.stance.key(), None);
        doubts.push(doubt(Doubt::Hedge { claim: ledger.claim_text(id).to_owned(), stance: entry.stance }, Some(route)));
    }
    for (id, state) in [(a, &candidate.a), (b, &candidate.b)] {
        doubts.extend(presumptions(comparer, ledger.statement_of(ledger.claim(id).statement), state));
    }
    if !candidate.exact {
        doubts.push(doubt(Doubt::Value([x, y].map(|e| value_text(ledger, ledger.statement_of(e.statement)))), None));
    }
    if pairing.scope_partial {
        doubts.push(doubt(Doubt::Scope(scope_apart(ledger, x, y)), None));
    }
    if let (PairRule::MixedMessage, Common::Possibly, Some(principal)) =
        (pairing.rule, pairing.common, principal(ledger, a, b))
    {
        doubts.push(doubt(Doubt::Office(ledger.entity_text(principal).to_owned()), None));
    }
    doubts
}

/// Returns the presumptions on the way to a statement that another carries, as a doubt; none if there are none.
pub fn presumptions(comparer: &Comparer, statement: &Statement, state: &Derived) -> Option<Ground> {
    let edges = || Ground::new(GroundKind::Doubt(Doubt::Edges(steps(comparer, statement, state))));
    (state.usually > 0).then(edges)
}

fn value_text(ledger: &Ledger, statement: &Statement) -> String {
    match &statement.object {
        Object::Entity(name) => ledger.workspace.text(*name).to_owned(),
        other => crate::clash::values::object_text(
            ledger.workspace,
            ledger.vocabulary.word(statement.predicate).object(),
            other,
        ),
    }
}

/// Returns the keys of the scope that only one of the two claims gives.
fn scope_apart(ledger: &Ledger, x: &Entry, y: &Entry) -> Vec<String> {
    let keys = |e: &Entry| -> Vec<String> {
        e.record.more().scope.iter().map(|(key, _)| ledger.workspace.text(*key).to_owned()).collect()
    };
    let (mine, theirs) = (keys(x), keys(y));
    let mut apart: Vec<String> = mine
        .iter()
        .filter(|k| !theirs.contains(k))
        .chain(theirs.iter().filter(|k| !mine.contains(k)))
        .cloned()
        .collect();
    apart.sort();
    apart
}
