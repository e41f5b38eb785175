//! Groups predicates that lead to some others in the same ways: two statements that differ only in such predicates
//! clash with a third in the same ways, so that all statements of a class are compared together.

use rustc_hash::FxHashMap;

use crate::ledger::Ledger;
use crate::vocabulary::PredicateId;

/// The number of ways for each predicate up to which predicates are grouped, on average.
const MOST_WAYS: usize = 16;

/// The number of ways up to which predicates are grouped in any case.
const FEW_WAYS: usize = 1 << 12;

/// The number of a class.
pub type ClassId = u32;

/// A way in which a predicate leads to another: that one, whether subject and object are exchanged, whether an event is
/// passed, the number of presumptions, and the number of steps beyond those of the shortest way to any other.
type Way = (PredicateId, bool, bool, u32, u32);

/// The predicates that lead to some others, in classes.
pub struct PredicateClasses {
    /// The class of each predicate that leads to one of the others.
    of: FxHashMap<PredicateId, ClassId>,
}

impl PredicateClasses {
    /// Groups the predicates that lead to any of these, these included. Where there are too many ways, each predicate
    /// is a class of its own.
    pub fn of_those_that_lead_to(ledger: &Ledger, targets: impl Iterator<Item = PredicateId>) -> PredicateClasses {
        let mut ways: FxHashMap<PredicateId, Vec<Way>> = FxHashMap::default();
        let (mut count, most) = (0, FEW_WAYS + MOST_WAYS * ledger.vocabulary.words.len());
        for target in targets {
            let carriers = ledger.carriers(target).all();
            count += carriers.len();
            for carrier in carriers {
                let (usually, steps) = carrier.cost;
                let way = (target, carrier.exchanged, carrier.event, usually, steps);
                let known = ways.entry(carrier.predicate).or_default();
                if count <= most {
                    known.push(way);
                }
            }
        }
        if count > most {
            return PredicateClasses { of: ways.into_keys().map(|predicate| (predicate, predicate.0)).collect() };
        }
        let mut predicates: Vec<PredicateId> = ways.keys().copied().collect();
        predicates.sort_unstable();
        let mut numbers: FxHashMap<Vec<Way>, ClassId> = FxHashMap::default();
        let mut number = |predicate: PredicateId| {
            let mut ways = ways.remove(&predicate).unwrap_or_default();
            // Steps that all ways have in common make none of them better than another.
            let least = ways.iter().map(|way| way.4).min().unwrap_or_default();
            ways.iter_mut().for_each(|way| way.4 -= least);
            ways.sort_unstable();
            let next = numbers.len() as ClassId;
            (predicate, *numbers.entry(ways).or_insert(next))
        };
        PredicateClasses { of: predicates.into_iter().map(&mut number).collect() }
    }

    /// Returns the class of a predicate; none if it leads to none of the others.
    pub fn of(&self, predicate: PredicateId) -> Option<ClassId> {
        self.of.get(&predicate).copied()
    }
}
