//! Makes notes about two claims that are no conflicts, as values.

use gainsay_model::finding::{Level, Route};
use gainsay_model::record::EdgeKind;

use crate::clash::Comparer;
use crate::explain::conflicts::{shown_claim, statement_text};
use crate::explain::{derivations, speakers, times};
use crate::findings::{Note, NoteKind};
use crate::grounds::{Ground, GroundKind};
use crate::ledger::ClaimId;
use crate::rules::PairRule;

/// Returns the note about a distinction that a speaker draws: the first claim affirms the less, the other denies the
/// more.
pub fn distinction(comparer: &Comparer, a: ClaimId, n: ClaimId) -> Note {
    let (less, more) = (statement_text(comparer, a), statement_text(comparer, n));
    let mut grounds: Vec<Ground> = carries(comparer, n, a).into_iter().collect();
    grounds.push(Ground::new(GroundKind::NotCarried { less: less.clone(), more: more.clone() }));
    grounds.extend(guard(comparer, a, n));
    note(comparer, NoteKind::Distinction { less, more }, [a, n], grounds)
}

/// Returns the steps by which the denied statement would carry the affirmed one.
pub fn carries(comparer: &Comparer, more: ClaimId, less: ClaimId) -> Option<Ground> {
    let ledger = comparer.ledger;
    let (of_more, of_less) =
        (ledger.statement_of(ledger.claim(more).statement), ledger.statement_of(ledger.claim(less).statement));
    let carried = ledger.all_carried(of_more, of_less.predicate, of_less.pair);
    let state = carried.iter().find(|s| !s.lifted_subject && !s.lifted_object)?;
    derivations::derivation_of(comparer, of_more, state)
}

/// Returns the guard by which the vocabulary keeps the predicates of two claims apart, if there is one.
pub fn guard(comparer: &Comparer, a: ClaimId, n: ClaimId) -> Option<Ground> {
    let ledger = comparer.ledger;
    let predicate = |id: ClaimId| ledger.statement_of(ledger.claim(id).statement).predicate;
    let guard = |from, to, kind: EdgeKind| {
        let word = ledger.vocabulary.word(from);
        let edge = word.record.edges.iter().find(|e| e.kind == kind && ledger.vocabulary.find(e.to) == Some(to))?;
        let [one, other] = [from, to].map(|predicate| ledger.predicate_text(predicate).to_owned());
        let guard = GroundKind::Guard { one, other, must_not_imply: kind == EdgeKind::MustNotImply };
        Some(Ground::at(guard, Route::Key(word.place(), kind.key(), Some(edge.index))))
    };
    let (less, more) = (predicate(a), predicate(n));
    guard(less, more, EdgeKind::MustNotImply)
        .or_else(|| guard(less, more, EdgeKind::DistinctFrom))
        .or_else(|| guard(more, less, EdgeKind::DistinctFrom))
}

/// Returns the note about a position that one side gave up: the first claim affirms it, the other denies it.
pub fn position_change(comparer: &Comparer, a: ClaimId, n: ClaimId) -> Note {
    let ledger = comparer.ledger;
    let affirmed_first = ledger.spoken(ledger.claim(a)).before(&ledger.spoken(ledger.claim(n)));
    let both = if affirmed_first { [a, n] } else { [n, a] };
    let mut grounds = Vec::new();
    if let Ok(pairing) = comparer.pairing(a, n) {
        let (s, t) = (ledger.statement_of(ledger.claim(a).statement), ledger.statement_of(ledger.claim(n).statement));
        if let Some(candidate) = comparer.candidates(s, t, true).first() {
            let meeting = comparer.meeting(a, n, &pairing, candidate);
            grounds.extend(derivations::derivation(comparer, a, &candidate.a));
            grounds.push(Ground::new(GroundKind::Times(times::relation(comparer, a, n, candidate, meeting))));
        }
        if pairing.rule == PairRule::MixedMessage {
            grounds.extend(speakers::speakers(comparer, a, n, &pairing));
        }
    }
    note(comparer, NoteKind::PositionChange { denied: statement_text(comparer, n), affirmed_first }, both, grounds)
}

fn note(comparer: &Comparer, kind: NoteKind, claims: [ClaimId; 2], grounds: Vec<Ground>) -> Note {
    let shown = claims.map(|id| shown_claim(comparer, id, None));
    Note { kind, level: Level::Error, shown, grounds }
}
