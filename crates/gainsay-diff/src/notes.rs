//! Two notes that are no conflicts: the line that a speaker draws, and the position that a side gave up.

use gainsay_model::record::Lasts;
use rustc_hash::FxHashMap;

use crate::clash::{Candidate, Comparer, Mechanism};
use crate::closure::Pair;
use crate::ledger::{ClaimId, Entry, StatementId};
use crate::meetings::{Voices, meetings};
use crate::speakers::Common;
use crate::values;
use crate::vocabulary::PredicateId;

/// Calls `found` with every claim that affirms the less and every claim by the same speaker that denies the more: contacts, not
/// relations.
pub fn distinctions(comparer: &Comparer, voices: &[Voices], mut found: impl FnMut(ClaimId, ClaimId)) {
    let ledger = comparer.ledger;
    let mut positive: FxHashMap<(PredicateId, Pair), Vec<StatementId>> = FxHashMap::default();
    for (i, statement) in ledger.statements.iter().enumerate() {
        if !voices[i].positive.is_empty() {
            positive.entry((statement.predicate, statement.pair)).or_default().push(StatementId(i as u32));
        }
    }
    for (i, denied) in ledger.statements.iter().enumerate() {
        if voices[i].negative.is_empty() {
            continue;
        }
        let closure = ledger.closure(denied);
        let mut less: Vec<StatementId> = closure
            .states
            .iter()
            .filter(|s| !s.lifted_subject && !s.lifted_object)
            .filter_map(|s| positive.get(&(s.predicate, closure.about(s, denied.pair))))
            .flatten()
            .copied()
            .filter(|s| draws_a_line(comparer, *s, StatementId(i as u32)))
            .collect();
        less.sort_unstable();
        less.dedup();
        for statement in less {
            let affirmed = &voices[statement.0 as usize].positive;
            same_speakers(comparer, affirmed, &voices[i].negative, |a, n| {
                if distinct(comparer, a, n) {
                    found(a, n);
                }
            });
        }
    }
}

/// Whether the second says more than the first: values equal, and the first does not carry it.
pub fn draws_a_line(comparer: &Comparer, less: StatementId, more: StatementId) -> bool {
    let ledger = comparer.ledger;
    let (less, more) = (ledger.statement_of(less), ledger.statement_of(more));
    let equal = less.pair.object.is_some() || values::same(ledger.workspace, less.object, more.object);
    let closure = ledger.closure(less);
    let carries =
        closure.with(more.predicate).any(|(_, s)| !s.lifted_subject && !s.lifted_object && closure.about(s, less.pair) == more.pair);
    equal && !carries
}

/// Calls `meet` with every two claims of one speaker, speaker by speaker.
fn same_speakers(comparer: &Comparer, affirmed: &[ClaimId], denied: &[ClaimId], mut meet: impl FnMut(ClaimId, ClaimId)) {
    let role = |id: &ClaimId| {
        let entry = comparer.ledger.claim(*id);
        (entry.speaker, entry.for_himself)
    };
    let mut by_role: FxHashMap<_, Vec<ClaimId>> = FxHashMap::default();
    for id in affirmed {
        by_role.entry(role(id)).or_default().push(*id);
    }
    for n in denied {
        for a in by_role.get(&role(n)).into_iter().flatten() {
            meet(*a, *n);
        }
    }
}

fn distinct(comparer: &Comparer, a: ClaimId, n: ClaimId) -> bool {
    let ledger = comparer.ledger;
    let (x, y) = (ledger.claim(a), ledger.claim(n));
    let Ok(ties) = comparer.ties(a, n) else { return false };
    let word = ledger.vocabulary.word(ledger.statement_of(y.statement).predicate);
    let own = ledger.vocabulary.word(ledger.statement_of(x.statement).predicate);
    let (o, p) = (x.time.reach(own.is_event()).outer, y.time.reach(false).outer);
    let answers = |c: &Entry, other: &Entry| c.record.answers == Some(other.name);
    let timeless = !word.is_event() && !word.is_state();
    timeless
        || o.meets(p)
        || ties.one_moment
        || answers(x, y)
        || answers(y, x)
        || stands(comparer.standing_of_denial(x, y, true, word), o.gap(p))
}

fn stands(standing: Option<Lasts>, gap: i64) -> bool {
    match standing {
        Some(Lasts::Forever) => true,
        Some(Lasts::Days(days)) => gap <= days,
        None => false,
    }
}

/// Calls `found` with every affirmation and every denial within one side that would conflict, were they of one time.
pub fn position_changes(comparer: &Comparer, voices: &[Voices], mut found: impl FnMut(ClaimId, ClaimId)) {
    let ledger = comparer.ledger;
    meetings(comparer, voices, |meet| {
        if !meet.denied {
            return;
        }
        for a in meet.a {
            for b in meet.b {
                let (affirmed, denied) = (&voices[a.0 as usize].positive, &voices[b.0 as usize].negative);
                if affirmed.is_empty() || denied.is_empty() {
                    continue;
                }
                let candidates = comparer.candidates(ledger.statement_of(*a), ledger.statement_of(*b), true);
                for &x in affirmed.iter().filter(|_| !candidates.is_empty()) {
                    for &n in denied.iter().filter(|n| changed_position(comparer, x, **n, &candidates)) {
                        found(x, n);
                    }
                }
            }
        }
    });
}

/// Whether the two would conflict by denial within one side, were they of one time.
pub fn changed_position(comparer: &Comparer, a: ClaimId, n: ClaimId, candidates: &[Candidate]) -> bool {
    let ledger = comparer.ledger;
    let (x, y) = (ledger.claim(a), ledger.claim(n));
    let in_order = x.spoken.before(&y.spoken) || y.spoken.before(&x.spoken);
    let one_utterance = x.record.utterance.is_some() && x.record.utterance == y.record.utterance;
    if !in_order || one_utterance || ledger.sides.common(x.principals, y.principals) == Common::Nobody {
        return false;
    }
    let Ok(pairing) = comparer.pairing(a, n) else { return false };
    let closure = ledger.closure(ledger.statement_of(x.statement));
    candidates.iter().filter(|c| c.mechanism == Mechanism::Denial).all(|candidate| {
        let state = &closure.states[candidate.a as usize];
        let word = ledger.vocabulary.word(state.predicate);
        let (o, p) = (x.time.reach(state.event).outer, y.time.reach(false).outer);
        let timeless = !word.is_event() && !word.is_state();
        !timeless && !pairing.answered && !o.meets(p) && !stands(comparer.standing_of_denial(x, y, true, word), o.gap(p))
    })
}
