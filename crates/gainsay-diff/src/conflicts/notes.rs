//! Two notes that are no conflicts: the line that a speaker draws, and the position that a side gave up.

use std::collections::VecDeque;
use std::hash::Hash;

use gainsay_model::record::Lasts;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::values::{self, Same};
use crate::clash::{Candidate, Comparer, Mechanism};
use crate::conflicts::MOST_PAIRS;
use crate::conflicts::meetings::{Voices, meetings};
use crate::ledger::speakers::Common;
use crate::ledger::{ClaimId, Entry, Statement, StatementId};
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::Pair;

/// Where each claim is told with one other only, so many are looked at.
const TRIES: usize = 16;

/// Calls `found` with every claim that affirms the less and every claim by the same speaker that denies the more: contacts, not
/// relations.
pub fn distinctions<'w>(comparer: &Comparer<'_, 'w>, voices: &[Voices], mut found: impl FnMut(ClaimId, ClaimId)) {
    let ledger = comparer.ledger;
    // What two statements about entities have in common beside these is nothing.
    let value = |s: &Statement<'w>| s.pair.object.is_none().then(|| values::same(ledger.workspace, s.object));
    let mut positive: FxHashMap<(PredicateId, Pair, Option<Same>), Vec<StatementId>> = FxHashMap::default();
    for (i, statement) in ledger.statements.iter().enumerate() {
        if !voices[i].positive.is_empty() {
            positive.entry((statement.predicate, statement.pair, value(statement))).or_default().push(StatementId(i as u32));
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
            .filter_map(|s| positive.get(&(s.predicate, closure.about(s, denied.pair), value(denied))))
            .flatten()
            .copied()
            .filter(|s| draws_a_line(comparer, *s, StatementId(i as u32)))
            .collect();
        less.sort_unstable();
        less.dedup();
        for statement in less {
            let affirmed = &voices[statement.0 as usize].positive;
            let role = |id| vec![(ledger.claim(id).speaker, ledger.claim(id).for_himself)];
            belonging(comparer, (affirmed, &voices[i].negative), role, |a, n| distinct(comparer, a, n), &mut found);
        }
    }
}

/// Whether the second says more than the first: values equal, and the first does not carry it.
pub fn draws_a_line(comparer: &Comparer, less: StatementId, more: StatementId) -> bool {
    let ledger = comparer.ledger;
    let (less, more) = (ledger.statement_of(less), ledger.statement_of(more));
    let value = |object| values::same(ledger.workspace, object);
    let equal = less.pair.object.is_some() || value(less.object) == value(more.object);
    let closure = ledger.closure(less);
    let carries =
        closure.with(more.predicate).any(|(_, s)| !s.lifted_subject && !s.lifted_object && closure.about(s, less.pair) == more.pair);
    equal && !carries
}

/// Calls `found` with an affirmation and a denial that have a key in common and belong together, each two once. Where there are too many
/// to look at them all, each claim is told with the nearest opposite one before it.
fn belonging<K: Eq + Hash>(
    comparer: &Comparer,
    (affirmed, denied): (&[ClaimId], &[ClaimId]),
    keys: impl Fn(ClaimId) -> Vec<K>,
    belong: impl Fn(ClaimId, ClaimId) -> bool,
    found: &mut impl FnMut(ClaimId, ClaimId),
) {
    let mut groups: FxHashMap<K, (Vec<ClaimId>, Vec<ClaimId>)> = FxHashMap::default();
    for id in affirmed {
        for key in keys(*id) {
            groups.entry(key).or_default().0.push(*id);
        }
    }
    for id in denied {
        // A denial without an affirmation beside it belongs to nothing.
        for key in keys(*id) {
            if let Some((_, denials)) = groups.get_mut(&key) {
                denials.push(*id);
            }
        }
    }
    let mut seen = FxHashSet::default();
    let mut meet = |a: ClaimId, n: ClaimId| {
        let together = belong(a, n);
        if together && seen.insert((a, n)) {
            found(a, n);
        }
        together
    };
    let pairs: usize = groups.values().map(|(a, n)| a.len().saturating_mul(n.len())).fold(0, usize::saturating_add);
    for (a, n) in groups.values() {
        if pairs <= MOST_PAIRS {
            for (a, n) in a.iter().flat_map(|a| n.iter().map(move |n| (a, n))) {
                meet(*a, *n);
            }
        } else {
            nearest(comparer, a, n, &mut meet);
        }
    }
}

/// Lets each claim meet the opposite ones that were said before it, the latest first, until it belongs to one.
fn nearest(comparer: &Comparer, affirmed: &[ClaimId], denied: &[ClaimId], meet: &mut impl FnMut(ClaimId, ClaimId) -> bool) {
    let said = |id: &ClaimId| comparer.ledger.claim(*id).spoken.days.last;
    let mut all: Vec<(ClaimId, bool)> = affirmed.iter().map(|id| (*id, true)).chain(denied.iter().map(|id| (*id, false))).collect();
    all.sort_unstable_by_key(|(id, _)| (said(id), *id));
    let (mut affirmations, mut denials): (VecDeque<ClaimId>, VecDeque<ClaimId>) = (VecDeque::new(), VecDeque::new());
    for (id, affirms) in all {
        let _ = if affirms { denials.iter().any(|n| meet(id, *n)) } else { affirmations.iter().any(|a| meet(*a, id)) };
        let recent = if affirms { &mut affirmations } else { &mut denials };
        recent.push_front(id);
        recent.truncate(TRIES);
    }
}

fn distinct(comparer: &Comparer, a: ClaimId, n: ClaimId) -> bool {
    let ledger = comparer.ledger;
    let (x, y) = (ledger.claim(a), ledger.claim(n));
    let Ok(ties) = comparer.ties(a, n) else { return false };
    let word = ledger.vocabulary.word(ledger.statement_of(y.statement).predicate);
    let own = ledger.vocabulary.word(ledger.statement_of(x.statement).predicate);
    let (o, p) = (x.time.reach(own.is_event()).outer, y.time.reach(false).outer);
    let answers = |c: &Entry, other: &Entry| c.record.more().answers == Some(other.name);
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
                if !candidates.is_empty() {
                    let sides = |id| ledger.sides.principals(ledger.claim(id).principals).possible.clone();
                    let changed = |x, n| changed_position(comparer, x, n, &candidates);
                    belonging(comparer, (affirmed, denied), sides, changed, &mut found);
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
    let one_utterance = x.record.more().utterance.is_some() && x.record.more().utterance == y.record.more().utterance;
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
