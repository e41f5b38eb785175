//! Finds the carried statements of two that would clash if they counted: where parts are lifted to their wholes there
//! are too many to list, so the search begins where the two first meet.

use rustc_hash::FxHashSet;

use crate::ledger::derived::own;
use crate::ledger::entities::EntityId;
use crate::ledger::{Ledger, Statement};
use crate::vocabulary::closure::{Arguments, Derived};
use crate::vocabulary::lifting::Carried;

/// Returns the first statements that the two carry which would clash by their predicates and entities.
pub fn first_at_odds(ledger: &Ledger, s: &Statement, t: &Statement) -> Option<(Derived, Derived)> {
    let (own_s, own_t) = (own(s)?, own(t)?);
    let (of_s, of_t) = (ledger.lifting(s.predicate), ledger.lifting(t.predicate));
    let mut first: Option<Derived> = None;
    for x in of_s.all() {
        let word = ledger.vocabulary.word(x.predicate);
        let mut at = |subjects: Vec<EntityId>, objects: Vec<EntityId>| {
            for pair in subjects
                .iter()
                .flat_map(|subject| objects.iter().map(|object| Arguments { subject: *subject, object: Some(*object) }))
            {
                let best = ledger.all_carried(s, x.predicate, pair).into_iter().next();
                let is_first = |best: &Derived| first.is_none_or(|first| ledger.compare(s, best, &first).is_lt());
                first = best.filter(is_first).or(first);
            }
        };
        let come_from = |place: usize| (own_s[x.sides()[place]], x.lifted[x.sides()[place]]);
        // Both come to the same entity there.
        let shared = |place: usize, y: &Carried, of_y: usize| {
            let side = y.sides()[of_y];
            nearest(ledger, come_from(place), |e| comes_to(ledger, (own_t[side], y.lifted[side]), e))
        };
        // The other comes to another entity there.
        let apart = |place: usize, y: &Carried| {
            let side = y.sides()[place];
            let others =
                if y.lifted[side] { ledger.entities.wholes(own_t[side]) } else { FxHashSet::from_iter([own_t[side]]) };
            nearest(ledger, come_from(place), |e| others.len() > usize::from(others.contains(&e)))
        };
        for other in &word.excludes {
            of_t.with(*other).for_each(|y| at(shared(0, y, 0), shared(1, y, 1)));
        }
        for y in of_t.with(x.predicate) {
            if word.asymmetric {
                at(shared(0, y, 1), shared(1, y, 0));
            }
            if word.functional {
                at(shared(0, y, 0), apart(1, y));
            }
            if word.inverse_functional {
                at(apart(0, y), shared(1, y, 1));
            }
        }
    }
    let x = first?;
    Some((x, against(ledger, t, own_t, &x)?))
}

/// Returns the first statement that one carries which would clash with the given one.
fn against(ledger: &Ledger, t: &Statement, own_t: [EntityId; 2], x: &Derived) -> Option<Derived> {
    let (word, object) = (ledger.vocabulary.word(x.predicate), x.pair.object?);
    let mirror = Arguments { subject: object, object: Some(x.pair.subject) };
    let mut all: Vec<Derived> = word.excludes.iter().flat_map(|other| ledger.all_carried(t, *other, x.pair)).collect();
    if word.asymmetric {
        all.extend(ledger.all_carried(t, x.predicate, mirror));
    }
    for y in ledger.lifting(t.predicate).with(x.predicate) {
        let [from_subject, from_object] = y.sides().map(|side| (own_t[side], y.lifted[side]));
        if word.functional && comes_to(ledger, from_subject, x.pair.subject) {
            for other in nearest(ledger, from_object, |e| e != object) {
                all.extend(ledger.all_carried(t, x.predicate, Arguments { object: Some(other), ..x.pair }));
            }
        }
        if word.inverse_functional && comes_to(ledger, from_object, object) {
            for subject in nearest(ledger, from_subject, |e| e != x.pair.subject) {
                all.extend(ledger.all_carried(t, x.predicate, Arguments { subject, ..x.pair }));
            }
        }
    }
    all.into_iter().min_by(|a, b| ledger.compare(t, a, b))
}

fn comes_to(ledger: &Ledger, (from, lifted): (EntityId, bool), to: EntityId) -> bool {
    ledger.height(from, lifted, to).is_some()
}

/// Returns the entity itself; or, if it is lifted, those of its wholes that fit and are the fewest steps away.
fn nearest(ledger: &Ledger, (from, lifted): (EntityId, bool), will_do: impl Fn(EntityId) -> bool) -> Vec<EntityId> {
    if !lifted {
        return Some(from).filter(|from| will_do(*from)).into_iter().collect();
    }
    let (mut level, mut seen) = (vec![from], FxHashSet::default());
    while !level.is_empty() {
        level = level
            .iter()
            .flat_map(|part| &ledger.entities.class(*part).parents)
            .copied()
            .filter(|whole| seen.insert(*whole))
            .collect();
        let found: Vec<EntityId> = level.iter().copied().filter(|whole| will_do(*whole)).collect();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}
