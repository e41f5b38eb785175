//! Finds clashes of statements where parts are lifted to their wholes: worked out for two statements at a time, from
//! the points where they can come to say something about the same.

use crate::clash::{Candidate, Comparer};
use crate::ledger::Statement;
use crate::ledger::derived::own;
use crate::ledger::entities::EntityId;
use crate::mechanism::Mechanism;
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::{Arguments, Derived};

/// A point where two statements meet: their predicates, the entities of the first, and those of the second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct MeetingPoint {
    mechanism: Mechanism,
    predicates: (PredicateId, PredicateId),
    here: Arguments,
    there: Arguments,
}

impl Comparer<'_, '_> {
    /// Adds the statements that the two carry and that exclude each other, or never hold both ways round, where either
    /// of the two needs lifting.
    pub(super) fn lifted_oppositions(&self, a: &Statement, b: &Statement, found: &mut Vec<Candidate>) {
        let ledger = self.ledger;
        let mut places = self.places(a, b);
        places.sort_unstable();
        places.dedup();
        let start = found.len();
        for MeetingPoint { mechanism, predicates: (p, q), here, there } in places {
            let counting = |statement, predicate, pair| {
                let mut all = ledger.all_carried(statement, predicate, pair);
                all.retain(|state| !self.is_barred(statement, state));
                all
            };
            let (of_a, of_b) = (counting(a, p, here), counting(b, q, there));
            for (x, y) in of_a.iter().flat_map(|x| of_b.iter().map(move |y| (x, y))) {
                let of_y = if here == there {
                    (y.lifted_subject, y.lifted_object)
                } else {
                    (y.lifted_object, y.lifted_subject)
                };
                if !(x.lifted_subject && of_y.0 || x.lifted_object && of_y.1) {
                    let (usually, steps) = (x.usually + y.usually, x.steps + y.steps);
                    found.push(Candidate { mechanism, a: *x, b: *y, exact: true, usually, steps });
                }
            }
        }
        let first = |c: &Candidate, d: &Candidate| {
            let by_b = || c.b.predicate.cmp(&d.b.predicate).then_with(|| ledger.compare(b, &c.b, &d.b));
            ledger.compare(a, &c.a, &d.a).then_with(by_b)
        };
        found[start..].sort_by(first);
    }

    /// Returns the points where the two statements come to clash, without both being lifted on one side.
    fn places(&self, a: &Statement, b: &Statement) -> Vec<MeetingPoint> {
        let ledger = self.ledger;
        let (of_a, of_b) = (ledger.lifting(a.predicate), ledger.lifting(b.predicate));
        let (Some(own_a), Some(own_b)) = (own(a), own(b)) else { return Vec::new() };
        let comes_to = |from: EntityId, lifted: bool, to: EntityId| ledger.height(from, lifted, to).is_some();
        let mut places = Vec::new();
        for x in of_a.all() {
            let word = ledger.vocabulary.word(x.predicate);
            let excluded = word.excludes.iter().map(|other| (Mechanism::Exclusion, *other, false));
            let mirrored = word.asymmetric.then_some((Mechanism::Asymmetry, x.predicate, true));
            for (mechanism, other, mirrored) in excluded.chain(mirrored) {
                for y in of_b.with(other) {
                    let sides = if mirrored { [y.sides()[1], y.sides()[0]] } else { y.sides() };
                    let mut at = x.sides().into_iter().zip(sides).map(|(i, j)| match (x.lifted[i], y.lifted[j]) {
                        (true, true) => None,
                        (lifted, false) => Some(own_b[j]).filter(|there| comes_to(own_a[i], lifted, *there)),
                        (false, true) => Some(own_a[i]).filter(|there| comes_to(own_b[j], true, *there)),
                    });
                    let Some(Some(subject)) = at.next() else { continue };
                    let Some(Some(object)) = at.next() else { continue };
                    let here = Arguments { subject, object: Some(object) };
                    let Some(there) = (if mirrored { here.mirror() } else { Some(here) }) else { continue };
                    places.push(MeetingPoint { mechanism, predicates: (x.predicate, other), here, there });
                }
            }
        }
        places
    }

    /// Returns true if a carried statement does not count in exclusion and asymmetry: it has no derivation free of
    /// presumptions, and it excludes, or is the asymmetric mirror of, another statement that is carried, however
    /// derived or lifted.
    fn is_barred(&self, statement: &Statement, state: &Derived) -> bool {
        let ledger = self.ledger;
        let word = ledger.vocabulary.word(state.predicate);
        let carries = |predicate, pair| !ledger.all_carried(statement, predicate, pair).is_empty();
        state.usually > 0
            && ledger.all_carried(statement, state.predicate, state.pair).iter().all(|s| s.usually > 0)
            && (word.excludes.iter().any(|other| *other != state.predicate && carries(*other, state.pair))
                || (word.asymmetric && state.pair.mirror().is_some_and(|mirror| carries(state.predicate, mirror))))
    }
}
