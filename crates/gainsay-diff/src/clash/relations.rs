//! What two predicates are to each other, where statements with them are about the same and nothing is lifted: most statements that meet
//! can be told apart by that alone, so it is worked out once for two predicates.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::ledger::Ledger;
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::{Closure, Derived};

/// What two predicates are to each other.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Relation(u8);

impl Relation {
    const CARRIES: u8 = 1;
    const IS_CARRIED: u8 = 2;
    const OPPOSES: u8 = 4;
    const RIVALS: u8 = 8;
    const KNOWN: u8 = 128;

    /// Who says the first says the second.
    pub fn carries(self) -> bool {
        self.0 & Relation::CARRIES != 0
    }

    /// Who says the second says the first.
    pub fn is_carried(self) -> bool {
        self.0 & Relation::IS_CARRIED != 0
    }

    /// Who says the one says something that excludes what is said with the other, or its mirror where that cannot be.
    pub fn opposes(self) -> bool {
        self.0 & Relation::OPPOSES != 0
    }

    /// Both give a value where there can be but one.
    pub fn rivals(self) -> bool {
        self.0 & Relation::RIVALS != 0
    }

    /// The same, seen from the second.
    fn reversed(self) -> Relation {
        let (carries, is_carried) = (self.0 & Relation::CARRIES, self.0 & Relation::IS_CARRIED);
        Relation(self.0 & !(Relation::CARRIES | Relation::IS_CARRIED) | carries << 1 | is_carried >> 1)
    }
}

/// A table for so many predicates is filled where it is asked; of more, only what is asked is kept.
const MOST_IN_A_TABLE: usize = 1 << 10;

/// What predicates are to each other, as far as it was asked.
pub struct Relations {
    predicates: usize,
    table: RefCell<Vec<Relation>>,
    others: RefCell<FxHashMap<(PredicateId, PredicateId, bool), Relation>>,
}

impl Relations {
    /// Nothing was asked yet.
    pub fn new(ledger: &Ledger) -> Relations {
        let predicates = ledger.vocabulary.words.len();
        let table = if predicates <= MOST_IN_A_TABLE { vec![Relation::default(); 2 * predicates * predicates] } else { Vec::new() };
        Relations { predicates, table: RefCell::new(table), others: RefCell::default() }
    }

    /// What they are to each other in statements about the same, subject and object of the second `exchanged` or not.
    pub fn between(&self, ledger: &Ledger, p: PredicateId, q: PredicateId, exchanged: bool) -> Relation {
        let at = |p: PredicateId, q: PredicateId| 2 * (p.0 as usize * self.predicates + q.0 as usize) + usize::from(exchanged);
        let mut table = self.table.borrow_mut();
        let known = if table.is_empty() { self.others.borrow().get(&(p, q, exchanged)).copied() } else { Some(table[at(p, q)]) };
        if let Some(known) = known.filter(|known| known.0 != 0) {
            return known;
        }
        let relation = relation(ledger, p, q, exchanged);
        if table.is_empty() {
            self.others.borrow_mut().extend([((p, q, exchanged), relation), ((q, p, exchanged), relation.reversed())]);
        } else {
            table[at(p, q)] = relation;
            table[at(q, p)] = relation.reversed();
        }
        relation
    }
}

fn relation(ledger: &Ledger, p: PredicateId, q: PredicateId, exchanged: bool) -> Relation {
    let (of_p, of_q) = (ledger.shared_closure(p), ledger.shared_closure(q));
    let bit = |is_so: bool, bit: u8| if is_so { bit } else { 0 };
    let carries = |closure: &Closure, other| closure.with(other).any(|(_, state)| Closure::exchanged(state) == exchanged);
    Relation(
        Relation::KNOWN
            | bit(carries(of_p, q), Relation::CARRIES)
            | bit(carries(of_q, p), Relation::IS_CARRIED)
            | bit(opposes(ledger, (p, of_p), (q, of_q), exchanged), Relation::OPPOSES)
            | bit(of_p.single().any(|(_, x)| gives_values(ledger, x, of_q)), Relation::RIVALS),
    )
}

fn opposes(ledger: &Ledger, (p, of_p): (PredicateId, &Closure), (q, of_q): (PredicateId, &Closure), exchanged: bool) -> bool {
    let counts = |predicate: PredicateId| !ledger.unsatisfiable.contains(&predicate);
    let meets = |x: &Derived, other: PredicateId, mirrored: bool| {
        let ways = of_q.with(other).filter(|(j, _)| !of_q.is_barred(*j));
        ways.into_iter().any(|(_, y)| Closure::exchanged(x) ^ Closure::exchanged(y) ^ exchanged == mirrored)
    };
    let clashes = |x: &Derived| {
        let word = ledger.vocabulary.word(x.predicate);
        word.excludes.iter().any(|other| meets(x, *other, false)) || (word.asymmetric && meets(x, x.predicate, true))
    };
    counts(p) && counts(q) && of_p.opposing().any(|(_, x)| clashes(x))
}

/// Whether what is carried gives a value where the other does too.
fn gives_values(ledger: &Ledger, x: &Derived, other: &Closure) -> bool {
    ledger.vocabulary.word(x.predicate).functional && other.with(x.predicate).next().is_some()
}
