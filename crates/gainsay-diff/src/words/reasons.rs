//! Reasons in plain words: everything that a conflict rests on, and what would decide it, if it is only possible.

use gainsay_model::finding::{Reason, Route};
use gainsay_model::record::Object;

use crate::clash::time::Meeting;
use crate::clash::{Candidate, Clash, Comparer, Mechanism, Pairing};
use crate::ledger::speakers::Common;
use crate::ledger::{ClaimId, Entry, Ledger, Statement};
use crate::rules::PairRule;
use crate::vocabulary::StepKind;
use crate::vocabulary::closure::{Derived, Via};
use crate::words::derivations::{derivation, opposition, step_text, via_route};
use crate::words::quotes::marks_around;
use crate::words::speakers::{principal, speakers};
use crate::words::times::{deciding_date, times_text};

fn reason(text: impl Into<String>, route: Option<Route>) -> Reason {
    Reason::new(text).at(route)
}

/// What keeps a conflict from being certain, and would decide it.
fn doubts(comparer: &Comparer, a: ClaimId, b: ClaimId, pairing: &Pairing, candidate: &Candidate, meeting: Meeting) -> Vec<Reason> {
    let ledger = comparer.ledger;
    let (x, y) = (ledger.claim(a), ledger.claim(b));
    let mut doubts = Vec::new();
    if let Meeting::Perhaps(doubt) = meeting {
        doubts.push(reason(format!("the date would decide: {}", deciding_date(comparer, (a, b), candidate, doubt)), None));
    }
    for (id, entry) in [(a, x), (b, y)].into_iter().filter(|(_, e)| e.stance.hedged()) {
        let route = Route::Key(entry.record.place, entry.stance.key(), None);
        doubts.push(reason(format!("the hedge would decide: {} only {} it", ledger.claim_text(id), entry.stance.key()), Some(route)));
    }
    for (id, state) in [(a, &candidate.a), (b, &candidate.b)] {
        doubts.extend(presumptions(ledger, id, state));
    }
    if !candidate.exact {
        let values = [x, y].map(|e| value_text(ledger, ledger.statement_of(e.statement)));
        doubts.push(reason(format!("the value would decide: {} and {} are not exact", values[0], values[1]), None));
    }
    if pairing.scope_partial {
        doubts.push(reason(scope_text(ledger, x, y), None));
    }
    if let (PairRule::MixedMessage, Common::Possibly, Some(principal)) = (pairing.rule, pairing.common, principal(ledger, a, b)) {
        doubts.push(reason(
            format!("the office would decide: whether both spoke for {} on the day they spoke is not sure", ledger.entity_text(principal)),
            None,
        ));
    }
    doubts
}

/// The presumptions on the way to what a claim carries.
fn presumptions(ledger: &Ledger, claim: ClaimId, state: &Derived) -> Vec<Reason> {
    let statement = ledger.statement_of(ledger.claim(claim).statement);
    let mut from = statement.predicate;
    let mut found = Vec::new();
    for (via, to) in ledger.path(statement, state) {
        if let Via::Tie(tie) = &via
            && tie.kind == StepKind::Usually
        {
            let text = format!("the edge would decide: {}, and not always", step_text(ledger, from, &via, to.predicate));
            found.push(reason(text, via_route(ledger, &via)));
        }
        from = to.predicate;
    }
    found
}

fn value_text(ledger: &Ledger, statement: &Statement) -> String {
    match &statement.object {
        Object::Entity(name) => ledger.workspace.text(*name).to_owned(),
        other => crate::clash::values::object_text(ledger.workspace, ledger.vocabulary.word(statement.predicate).object(), other),
    }
}

fn scope_text(ledger: &Ledger, x: &Entry, y: &Entry) -> String {
    let keys = |e: &Entry| -> Vec<String> { e.record.more().scope.iter().map(|(key, _)| ledger.workspace.text(*key).to_owned()).collect() };
    let (mine, theirs) = (keys(x), keys(y));
    let mut apart: Vec<String> =
        mine.iter().filter(|k| !theirs.contains(k)).chain(theirs.iter().filter(|k| !mine.contains(k))).cloned().collect();
    apart.sort();
    format!("the scope would decide: only one of the two says `{}`", apart.join("`, `"))
}

/// Everything that a conflict of two claims by one mechanism rests on, and what would decide it, if it is only possible.
pub fn of_conflict(comparer: &Comparer, a: ClaimId, b: ClaimId, pairing: &Pairing, clash: &Clash) -> Vec<Reason> {
    let Clash { candidate, meeting, certain, .. } = clash;
    let mut reasons = derivation(comparer, a, &candidate.a);
    if candidate.mechanism != Mechanism::Denial {
        reasons.extend(derivation(comparer, b, &candidate.b));
    }
    reasons.extend(opposition(comparer, candidate));
    reasons.extend(marks_around(comparer.ledger, [a, b]));
    reasons.push(reason(times_text(comparer, a, b, candidate, *meeting), None));
    reasons.extend(speakers(comparer, a, b, pairing));
    if !certain {
        reasons.extend(doubts(comparer, a, b, pairing, candidate, *meeting));
    }
    reasons
}
