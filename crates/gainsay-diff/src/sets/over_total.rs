//! Finds values of several subjects that add up to more than the total of their predicate.
//!
//! Days are gone through in order: a value that surely holds on a day is added from its first such day on until its
//! last, for each subject the greatest value. A subject that is a part of another is left out as long as that one has a
//! value.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use gainsay_model::date::{Day, Days, NEG_INFINITY};
use gainsay_model::quantity::{Bound, Decimal, Quantity};
use gainsay_model::record::{Object, Stance};
use rustc_hash::FxHashMap;

use super::Found;
use super::scopes::{ScopeId, ScopeIds};
use super::summed::Summed;
use crate::ledger::entities::EntityId;
use crate::ledger::{ClaimId, Ledger, StatementId};
use crate::mechanism::Mechanism;
use crate::set_conflict::{Proof, SetClaims};
use crate::vocabulary::PredicateId;

/// Returns the totals that are exceeded: one for each predicate and scope, on the earliest day.
pub fn find(ledger: &Ledger, scopes: &ScopeIds) -> Vec<Found> {
    let vocabulary = &ledger.vocabulary;
    let with_total = |p: &PredicateId| vocabulary.word(*p).record.total.is_some();
    let totals: Vec<PredicateId> = vocabulary.ids().filter(with_total).collect();
    if totals.is_empty() {
        return Vec::new();
    }
    let by_predicate = affirmed_quantities(ledger);
    let mut found = Vec::new();
    for predicate in totals {
        for values in values(ledger, predicate, &by_predicate, scopes) {
            found.extend(exceeding(ledger, predicate, &values));
        }
    }
    found
}

/// Returns the most to which the values of a predicate can add up without a conflict: its total, and its tolerance,
/// where a relative one is of the total.
pub fn most(ledger: &Ledger, predicate: PredicateId) -> Option<Decimal> {
    let record = ledger.vocabulary.word(predicate).record;
    let total = record.total.as_ref()?;
    Some(match &record.tolerance {
        None => total.clone(),
        Some(tolerance) => total + &tolerance.allowance(total),
    })
}

/// The value of a subject in a claim.
struct Value<'w> {
    /// The lower bound of the value, above 0.
    low: &'w Decimal,
    /// The days on which the value surely holds.
    days: Days,
    subject: EntityId,
    claim: ClaimId,
}

/// Returns the statements of quantities that are affirmed, by predicate.
fn affirmed_quantities(ledger: &Ledger) -> Vec<Vec<StatementId>> {
    let mut by_predicate = vec![Vec::new(); ledger.vocabulary.words.len()];
    for (i, statement) in ledger.statements.iter().enumerate() {
        let id = StatementId(i as u32);
        if matches!(statement.object, Object::Quantity(_)) && !ledger.affirming(id).is_empty() {
            by_predicate[statement.predicate.0 as usize].push(id);
        }
    }
    by_predicate
}

/// Returns the values of each scope that are surely affirmed; none for a scope in which one is wholly below 0.
fn values<'w>(
    ledger: &Ledger<'w>,
    predicate: PredicateId,
    by_predicate: &[Vec<StatementId>],
    scopes: &ScopeIds,
) -> Vec<Vec<Value<'w>>> {
    let word = ledger.vocabulary.word(predicate);
    let timeless = !word.is_event() && !word.is_state();
    let mut by_scope: FxHashMap<ScopeId, Option<Vec<Value>>> = FxHashMap::default();
    for way in ledger.carriers(predicate).all().iter().filter(|way| way.cost.0 == 0) {
        for id in &by_predicate[way.predicate.0 as usize] {
            let statement = ledger.statement_of(*id);
            let Object::Quantity(quantity) = statement.object else { continue };
            let quantity = ledger.workspace.quantity(quantity);
            for claim in ledger.affirming(*id) {
                let entry = ledger.claim(*claim);
                if entry.stance != Stance::Affirms {
                    continue;
                }
                let values = by_scope.entry(scopes.of(*claim)).or_insert_with(|| Some(Vec::new()));
                if is_below_zero(quantity) {
                    *values = None;
                }
                let (Some(values), Some(low)) = (values, positive(&quantity.low)) else { continue };
                let time = ledger.time(entry);
                let sure = if timeless { Some(Days::ALWAYS) } else { time.reach(way.event).sure.filter(|_| time.firm) };
                values.extend(sure.map(|days| Value { low, days, subject: statement.pair.subject, claim: *claim }));
            }
        }
    }
    let mut by_scope: Vec<(ScopeId, Vec<Value>)> =
        by_scope.into_iter().filter_map(|(scope, values)| Some((scope, values?))).collect();
    by_scope.sort_unstable_by_key(|(scope, _)| *scope);
    by_scope.into_iter().map(|(_, values)| values).collect()
}

fn is_below_zero(quantity: &Quantity) -> bool {
    match &quantity.high {
        Bound::Unbounded => false,
        Bound::Closed(high) => high.is_negative(),
        Bound::Open(high) => high.is_negative() || high.is_zero(),
    }
}

fn positive(low: &Bound) -> Option<&Decimal> {
    low.number().filter(|low| !low.is_negative() && !low.is_zero())
}

/// Returns the values that exceed the total on the earliest day on which any do.
fn exceeding(ledger: &Ledger, predicate: PredicateId, values: &[Value]) -> Option<Found> {
    let most = most(ledger, predicate)?;
    let mut subjects: Vec<EntityId> = values.iter().map(|value| value.subject).collect();
    subjects.sort_unstable_by_key(|subject| ledger.entities.place(*subject));
    subjects.dedup();
    if subjects.len() < 2 {
        return None;
    }
    let numbers: FxHashMap<EntityId, usize> = subjects.iter().enumerate().map(|(i, subject)| (*subject, i)).collect();
    // The greatest value comes first, then the first by id.
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by_key(|i| (Reverse(values[*i].low), values[*i].claim));
    let mut present: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); subjects.len()];
    let mut summed = Summed::new(&ledger.entities, &subjects);
    let changes = changes(values, &order);
    for of_day in changes.chunk_by(|a, b| a.0 == b.0) {
        let mut changed: Vec<usize> = Vec::new();
        for (_, begins, rank) in of_day {
            let subject = numbers[&values[order[*rank]].subject];
            let there = &mut present[subject];
            if *begins {
                there.insert(*rank)
            } else {
                there.remove(rank)
            };
            changed.push(subject);
        }
        changed.sort_unstable();
        changed.dedup();
        for subject in changed {
            summed.set(subject, present[subject].first().map(|rank| values[order[*rank]].low));
        }
        if summed.count() > 1 && *summed.sum() > most {
            let there = (0..subjects.len()).filter(|subject| summed.counts(*subject));
            let ranks = there.filter_map(|subject| present[subject].first().copied());
            let there = ranks.map(|rank| (rank, &values[order[rank]])).collect();
            return fewest(predicate, &most, there, of_day[0].0);
        }
    }
    None
}

/// Returns the days on which each value begins and ceases to hold, in order; values by their ranks.
fn changes(values: &[Value], order: &[usize]) -> Vec<(Day, bool, usize)> {
    let change = |(rank, i): (usize, &usize)| {
        let days = values[*i].days;
        [(days.first, true, rank), (days.last.saturating_add(1), false, rank)]
    };
    let mut changes: Vec<(Day, bool, usize)> = order.iter().enumerate().flat_map(change).collect();
    changes.sort_unstable();
    changes
}

/// Returns the fewest, largest values that exceed the most there can be, of at least two subjects, among the values
/// that hold, by their ranks.
fn fewest(predicate: PredicateId, most: &Decimal, mut there: Vec<(usize, &Value)>, day: Day) -> Option<Found> {
    there.sort_unstable_by_key(|(rank, _)| *rank);
    let (mut sum, mut claims, mut subjects) = (Decimal::zero(), Vec::new(), Vec::new());
    for (_, value) in there {
        sum = &sum + value.low;
        claims.push(value.claim);
        subjects.push(value.subject);
        if claims.len() > 1 && sum > *most {
            let day = Some(day).filter(|day| *day > NEG_INFINITY);
            let proof = Proof::Total { predicate, day, subjects, sum };
            let claims = SetClaims::listed(claims);
            return Some(Found { mechanism: Mechanism::OverTotal, claims, proof, certain: true });
        }
    }
    None
}
