//! Finds notes about two claims that are no conflicts: a distinction that a speaker draws, and a position that a side
//! gave up.

use std::collections::VecDeque;
use std::hash::Hash;

use gainsay_model::record::Lasts;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::values::{self, Same};
use crate::clash::{Candidate, Comparer};
use crate::conflicts::MOST_PAIRS;
use crate::conflicts::range_queries::Parties;
use crate::joins::{StatementJoin, runs};
use crate::ledger::speakers::Common;
use crate::ledger::{ClaimId, Entry, StatementId};
use crate::mechanism::Mechanism;
use crate::vocabulary::PredicateId;

/// The number of claims that are tried for each claim, where it is noted with one other only.
const TRIES: usize = 16;

/// The number of pairs up to which all are tried, whether they have a key in common or not.
const FEW: usize = 64;

/// Calls `found` with every claim that affirms the less and every claim by the same speaker that denies the more:
/// contacts, not relations.
pub fn distinctions(comparer: &Comparer, mut found: impl FnMut(ClaimId, ClaimId)) {
    let ledger = comparer.ledger;
    for (first, run) in runs(ledger).filter(|(_, run)| run.len() > 1) {
        let all = (first.0..first.0 + run.len() as u32).map(StatementId);
        let (affirmed, denied): (Vec<StatementId>, Vec<StatementId>) = (
            all.clone().filter(|s| !ledger.affirming(*s).is_empty()).collect(),
            all.filter(|s| !ledger.denying(*s).is_empty()).collect(),
        );
        let mut line = |less: StatementId, more: StatementId| {
            if draws_a_line(comparer, less, more) {
                let role = |id| vec![(ledger.claim(id).speaker, ledger.claim(id).for_himself)];
                let both = (ledger.affirming(less), ledger.denying(more));
                belonging(comparer, both, role, |a, n| distinct(comparer, a, n), &mut found);
            }
        };
        if run.first().is_some_and(|s| s.pair.object.is_some()) {
            let pairs = denied.iter().flat_map(|more| affirmed.iter().map(move |less| (*less, *more)));
            pairs.for_each(|(less, more)| line(less, more));
        } else if !denied.is_empty() {
            let value = |s: StatementId| values::same(ledger.workspace, &ledger.statement_of(s).object);
            let mut by_value: FxHashMap<(PredicateId, Same), Vec<StatementId>> = FxHashMap::default();
            for less in affirmed {
                by_value.entry((ledger.statement_of(less).predicate, value(less))).or_default().push(less);
            }
            for more in denied {
                let mut carried: Vec<PredicateId> = ledger
                    .shared_closure(ledger.statement_of(more).predicate)
                    .states
                    .iter()
                    .map(|state| state.predicate)
                    .collect();
                carried.sort_unstable();
                carried.dedup();
                let same = carried.into_iter().filter_map(|predicate| by_value.get(&(predicate, value(more))));
                same.flatten().for_each(|less| line(*less, more));
            }
        }
    }
}

/// Returns true if the second statement says more than the first: it carries the first, nothing lifted, and the first
/// does not carry it.
pub fn draws_a_line(comparer: &Comparer, less: StatementId, more: StatementId) -> bool {
    let ledger = comparer.ledger;
    let (less, more) = (ledger.statement_of(less), ledger.statement_of(more));
    let value = |object| values::same(ledger.workspace, object);
    let equal = || less.pair.object.is_some() || value(&less.object) == value(&more.object);
    comparer.carries(more, less) && !comparer.carries(less, more) && equal()
}

/// Calls `found` with an affirmation and a denial that belong together, each two once; those that do have a key in
/// common. Where there are too many to try them all, each claim is given with the nearest opposite one before it.
fn belonging<K: Eq + Hash>(
    comparer: &Comparer,
    (affirmed, denied): (&[ClaimId], &[ClaimId]),
    keys: impl Fn(ClaimId) -> Vec<K>,
    belong: impl Fn(ClaimId, ClaimId) -> bool,
    found: &mut impl FnMut(ClaimId, ClaimId),
) {
    if affirmed.len() * denied.len() <= FEW {
        for (a, n) in affirmed.iter().flat_map(|a| denied.iter().map(move |n| (*a, *n))) {
            if belong(a, n) {
                found(a, n);
            }
        }
        return;
    }
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
    let mut join = |a: ClaimId, n: ClaimId| {
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
                join(*a, *n);
            }
        } else {
            nearest(comparer, a, n, &mut join);
        }
    }
}

/// Calls `join` for each claim with the opposite ones that were made before it, the latest first, until it returns
/// true.
fn nearest(
    comparer: &Comparer,
    affirmed: &[ClaimId],
    denied: &[ClaimId],
    join: &mut impl FnMut(ClaimId, ClaimId) -> bool,
) {
    let said = |id: &ClaimId| comparer.ledger.spoken(comparer.ledger.claim(*id)).days.last;
    let mut all: Vec<(ClaimId, bool)> =
        affirmed.iter().map(|id| (*id, true)).chain(denied.iter().map(|id| (*id, false))).collect();
    all.sort_by_cached_key(|(id, _)| (said(id), *id));
    let (mut affirmations, mut denials): (VecDeque<ClaimId>, VecDeque<ClaimId>) = (VecDeque::new(), VecDeque::new());
    for (id, affirms) in all {
        let _ = if affirms { denials.iter().any(|n| join(id, *n)) } else { affirmations.iter().any(|a| join(*a, id)) };
        let recent = if affirms { &mut affirmations } else { &mut denials };
        recent.push_front(id);
        recent.truncate(TRIES);
    }
}

fn distinct(comparer: &Comparer, a: ClaimId, n: ClaimId) -> bool {
    let ledger = comparer.ledger;
    let (x, y) = (ledger.claim(a), ledger.claim(n));
    if (x.speaker, x.for_himself) != (y.speaker, y.for_himself) {
        return false;
    }
    let Ok(ties) = comparer.ties(a, n) else { return false };
    let word = ledger.vocabulary.word(ledger.statement_of(y.statement).predicate);
    let own = ledger.vocabulary.word(ledger.statement_of(x.statement).predicate);
    let (o, p) = (ledger.time(x).reach(own.is_event()).outer, ledger.time(y).reach(false).outer);
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

/// Calls `found` with every affirmation and every denial within one side that would conflict if they were of one time.
#[cfg(test)]
pub fn position_changes(comparer: &Comparer, mut found: impl FnMut(ClaimId, ClaimId)) {
    crate::joins::statement_joins(comparer, |join| {
        if join.denied {
            position_changes_of(comparer, &join, &mut found);
        }
    });
}

/// Calls `found` with the position changes among statements that are affirmed and denied.
pub fn position_changes_of(comparer: &Comparer, join: &StatementJoin, mut found: impl FnMut(ClaimId, ClaimId)) {
    let ledger = comparer.ledger;
    if join.a.len() > 1 && join.b.len() > 1 && join.pairs(ledger) > MOST_PAIRS {
        return position_changes_of_many(comparer, join, found);
    }
    for (a, b) in join.a.iter().flat_map(|a| join.b.iter().map(move |b| (*a, *b))) {
        let (affirmed, denied) = (ledger.affirming(a), ledger.denying(b));
        if affirmed.is_empty() || denied.is_empty() {
            continue;
        }
        let candidates = comparer.candidates(ledger.statement_of(a), ledger.statement_of(b), true);
        if !candidates.is_empty() {
            let sides = sides(comparer, affirmed, denied);
            let changed = |x, n| changed_position(comparer, x, n, &candidates);
            belonging(comparer, (affirmed, denied), sides, changed, &mut found);
        }
    }
}

/// Calls `found` with the position changes among a great number of statements, of which all affirmed ones are compared
/// with all denied ones.
fn position_changes_of_many(comparer: &Comparer, join: &StatementJoin, mut found: impl FnMut(ClaimId, ClaimId)) {
    let ledger = comparer.ledger;
    let affirmed: Vec<ClaimId> = join.a.iter().flat_map(|s| ledger.affirming(*s)).copied().collect();
    let denied: Vec<ClaimId> = join.b.iter().flat_map(|s| ledger.denying(*s)).copied().collect();
    let sides = sides(comparer, &affirmed, &denied);
    let changed = |x: ClaimId, n: ClaimId| {
        // The statements are compared only where the speakers and times allow it.
        changed_position(comparer, x, n, &[]) && {
            let candidates = join.candidates(comparer, ledger.claim(x).statement, ledger.claim(n).statement);
            !candidates.is_empty() && changed_position(comparer, x, n, &candidates)
        }
    };
    belonging(comparer, (&affirmed, &denied), sides, changed, &mut found);
}

/// The number of principals beyond which claims are told apart by their parties alone.
const MOST_PRINCIPALS: u64 = 256;

/// Returns a function for the keys that claims of one side have in common.
fn sides<'c>(
    comparer: &'c Comparer,
    affirmed: &[ClaimId],
    denied: &[ClaimId],
) -> impl Fn(ClaimId) -> Vec<i64> + use<'c> {
    let ledger = comparer.ledger;
    let of = |id: ClaimId| ledger.sides.principals(ledger.claim(id).principals).possible;
    let all = || affirmed.iter().chain(denied).copied();
    let is_wide =
        |id: ClaimId| of(id).iter().map(|(first, last)| u64::from(last - first) + 1).sum::<u64>() > MOST_PRINCIPALS;
    let parties = (affirmed.len() * denied.len() > FEW && all().any(is_wide)).then(|| Parties::new(comparer, all()));
    move |id| match &parties {
        Some(parties) => vec![parties.of(ledger.claim(id).principals)],
        None => of(id).iter().flat_map(|(first, last)| i64::from(*first)..=i64::from(*last)).collect(),
    }
}

/// Returns true if two claims would conflict by denial within one side if they were of one time.
pub fn changed_position(comparer: &Comparer, a: ClaimId, n: ClaimId, candidates: &[Candidate]) -> bool {
    let ledger = comparer.ledger;
    let (x, y) = (ledger.claim(a), ledger.claim(n));
    let one_utterance =
        || x.record.more().utterance.is_some() && x.record.more().utterance == y.record.more().utterance;
    if ledger.sides.common(x.principals, y.principals) == Common::Nobody || !comparer.in_order(x, y) || one_utterance()
    {
        return false;
    }
    let Ok(pairing) = comparer.pairing(a, n) else { return false };
    candidates.iter().filter(|c| c.mechanism == Mechanism::Denial).all(|candidate| {
        let state = &candidate.a;
        let word = ledger.vocabulary.word(state.predicate);
        let (o, p) = (ledger.time(x).reach(state.event).outer, ledger.time(y).reach(false).outer);
        let timeless = !word.is_event() && !word.is_state();
        !timeless
            && !pairing.answered
            && !o.meets(p)
            && !stands(comparer.standing_of_denial(x, y, true, word), o.gap(p))
    })
}
