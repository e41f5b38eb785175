//! The relations of predicates, where statements with them are about the same and nothing is lifted: most statements
//! that meet can be told apart by these alone. For each predicate that is asked about, a row of bits is kept, two for
//! each other predicate: its subject and object in their places, or exchanged.

use std::cell::{Cell, OnceCell};

use crate::vocabulary::laws::{Entailed, Force};
use crate::vocabulary::leading::Leading;
use crate::vocabulary::{PredicateId, Vocabulary};

/// The relations of predicates, as far as they were asked for.
pub struct Relations {
    /// The predicates that each one leads to.
    carries: Vec<OnceCell<PredicateBits>>,
    /// The number of others about which each was asked without an answer.
    missed: Vec<Cell<u8>>,
    /// The predicates that lead to each one; asked for those that are denied, exclude something or are asymmetric.
    is_carried: Vec<OnceCell<PredicateBits>>,
    /// The predicates with which each one may clash, if both are affirmed.
    opposes: Vec<OnceCell<PredicateBits>>,
    /// The predicates that exclude something or are asymmetric.
    contentious: OnceCell<Vec<PredicateId>>,
    /// The predicates that lead to the contentious ones.
    contending: OnceCell<Leading>,
    /// Whether each predicate carries, by presumption or not, a statement that clashes with another that it carries.
    at_odds: OnceCell<Vec<bool>>,
    /// The predicates that lead to those that happen or hold once.
    timed: OnceCell<Leading>,
    /// The predicates that lead to those that may have only one object, or subject.
    single: OnceCell<Leading>,
    /// The predicates that may have only one object.
    functional: OnceCell<PredicateBits>,
    /// The predicates that happen or hold once, in their places and exchanged.
    once: OnceCell<PredicateBits>,
}

/// Two bits for each predicate.
type PredicateBits = Box<[u64]>;

fn empty(vocabulary: &Vocabulary) -> PredicateBits {
    vec![0; vocabulary.words.len().div_ceil(32)].into()
}

fn has(row: &PredicateBits, predicate: PredicateId, exchanged: bool) -> bool {
    row[predicate.0 as usize / 32] >> (predicate.0 % 32 * 2 + u32::from(exchanged)) & 1 == 1
}

/// Sets a bit. Returns true if it is new.
fn set(row: &mut PredicateBits, predicate: PredicateId, exchanged: bool) -> bool {
    let is_new = !has(row, predicate, exchanged);
    row[predicate.0 as usize / 32] |= 1 << (predicate.0 % 32 * 2 + u32::from(exchanged));
    is_new
}

/// Adds all bits of the other row, exchanged or not.
fn add(row: &mut PredicateBits, other: &PredicateBits, exchanged: bool) {
    for (bits, more) in row.iter_mut().zip(other) {
        *bits |= turned(*more, exchanged);
    }
}

/// Returns the bits of some predicates with subject and object exchanged, or as they are.
fn turned(bits: u64, exchanged: bool) -> u64 {
    const EVEN: u64 = u64::MAX / 3;
    if exchanged { (bits & EVEN) << 1 | bits >> 1 & EVEN } else { bits }
}

/// Returns every predicate that can be reached from one.
fn reach(
    vocabulary: &Vocabulary,
    from: PredicateId,
    next: impl Fn(PredicateId, &mut dyn FnMut(PredicateId, bool)),
) -> PredicateBits {
    let (mut row, mut all) = (empty(vocabulary), vec![(from, false)]);
    set(&mut row, from, false);
    let mut at = 0;
    while let Some(&(predicate, exchanged)) = all.get(at) {
        at += 1;
        next(predicate, &mut |to, exchanges| {
            if set(&mut row, to, exchanged ^ exchanges) {
                all.push((to, exchanged ^ exchanges));
            }
        });
    }
    row
}

impl Relations {
    /// Returns empty relations.
    pub fn new(vocabulary: &Vocabulary) -> Relations {
        let rows = || vocabulary.ids().map(|_| OnceCell::new()).collect();
        let (carries, is_carried, opposes) = (rows(), rows(), rows());
        Relations {
            carries,
            missed: vec![Cell::new(0); vocabulary.words.len()],
            is_carried,
            opposes,
            contentious: OnceCell::new(),
            contending: OnceCell::new(),
            at_odds: OnceCell::new(),
            timed: OnceCell::new(),
            single: OnceCell::new(),
            functional: OnceCell::new(),
            once: OnceCell::new(),
        }
    }

    /// Returns true if a statement with `p` carries one with `q`, subject and object `exchanged` or not. Where neither
    /// row is known yet, the predicates that lead to `q` are worked out, since few predicates are denied; for a
    /// predicate that is asked about several others, those it leads to are.
    pub fn carries(&self, vocabulary: &Vocabulary, p: PredicateId, q: PredicateId, exchanged: bool) -> bool {
        let missed = &self.missed[p.0 as usize];
        match (self.carries[p.0 as usize].get(), self.is_carried[q.0 as usize].get()) {
            (Some(of_p), _) => has(of_p, q, exchanged),
            (None, Some(to_q)) => has(to_q, p, exchanged),
            (None, None) if missed.get() < 2 => {
                missed.set(missed.get() + 1);
                has(self.carriers(vocabulary, q), p, exchanged)
            }
            (None, None) => has(self.carried_by(vocabulary, p), q, exchanged),
        }
    }

    fn carried_by(&self, vocabulary: &Vocabulary, predicate: PredicateId) -> &PredicateBits {
        let ties = |p: PredicateId, found: &mut dyn FnMut(PredicateId, bool)| {
            vocabulary.word(p).ties.iter().for_each(|tie| found(tie.to, tie.kind.exchanges()));
        };
        self.carries[predicate.0 as usize].get_or_init(|| reach(vocabulary, predicate, ties))
    }

    /// Returns the predicates that exclude something or are asymmetric.
    fn contentious(&self, vocabulary: &Vocabulary) -> &[PredicateId] {
        let is_contentious =
            |x: &PredicateId| vocabulary.word(*x).asymmetric || !vocabulary.word(*x).excludes.is_empty();
        self.contentious.get_or_init(|| vocabulary.ids().filter(is_contentious).collect())
    }

    /// Returns true if a statement with the predicate may carry one that excludes anything, or is asymmetric.
    pub fn contends(&self, vocabulary: &Vocabulary, predicate: PredicateId) -> bool {
        self.contending
            .get_or_init(|| Leading::to(vocabulary, self.contentious(vocabulary).iter().copied()))
            .has(predicate)
    }

    /// Returns true if a statement with the predicate may carry one that happens or holds once.
    pub fn is_timed(&self, vocabulary: &Vocabulary, predicate: PredicateId) -> bool {
        let once = |p: &PredicateId| vocabulary.word(*p).once;
        self.timed.get_or_init(|| Leading::to(vocabulary, vocabulary.ids().filter(once))).has(predicate)
    }

    /// Returns true if a statement with the predicate may carry one of which there can be only one object, or subject.
    pub fn is_single(&self, vocabulary: &Vocabulary, predicate: PredicateId) -> bool {
        let single = |p: &PredicateId| vocabulary.word(*p).functional || vocabulary.word(*p).inverse_functional;
        self.single.get_or_init(|| Leading::to(vocabulary, vocabulary.ids().filter(single))).has(predicate)
    }

    /// Returns true if a statement with the predicate may carry one that excludes another that it carries, or an
    /// asymmetric one and its mirror.
    pub fn may_oppose_itself(&self, vocabulary: &Vocabulary, predicate: PredicateId) -> bool {
        let at_odds = || Entailed::new(vocabulary, Force::Presumption).contradictory();
        self.contends(vocabulary, predicate) && self.at_odds.get_or_init(at_odds)[predicate.0 as usize]
    }

    /// Returns true if a statement with one predicate may carry one that excludes a statement carried with the other,
    /// or an asymmetric one whose mirror the other carries.
    pub fn may_oppose(&self, vocabulary: &Vocabulary, p: PredicateId, q: PredicateId, exchanged: bool) -> bool {
        if !self.contends(vocabulary, p) || !self.contends(vocabulary, q) {
            return false;
        }
        let opposed = || {
            let mut row = empty(vocabulary);
            let carried = self.carried_by(vocabulary, p);
            for (x, exchanged) in self
                .contentious(vocabulary)
                .iter()
                .flat_map(|x| [(*x, false), (*x, true)])
                .filter(|(x, exchanged)| has(carried, *x, *exchanged))
            {
                let word = vocabulary.word(x);
                word.excludes.iter().for_each(|other| add(&mut row, self.carriers(vocabulary, *other), exchanged));
                if word.asymmetric {
                    add(&mut row, self.carriers(vocabulary, x), !exchanged);
                }
            }
            row
        };
        has(self.opposes[p.0 as usize].get_or_init(opposed), q, exchanged)
    }

    /// Returns the predicates that carry the given one. The way back from it is as long as the way there, and exchanges
    /// as often.
    fn carriers(&self, vocabulary: &Vocabulary, predicate: PredicateId) -> &PredicateBits {
        let back = vocabulary.back();
        let ties = |p: PredicateId, found: &mut dyn FnMut(PredicateId, bool)| {
            back[p.0 as usize].iter().for_each(|(from, kind)| found(*from, kind.exchanges()))
        };
        self.is_carried[predicate.0 as usize].get_or_init(|| reach(vocabulary, predicate, ties))
    }

    /// Returns true if both predicates give a value where there can be only one. Between values nothing is exchanged.
    pub fn rival(&self, vocabulary: &Vocabulary, p: PredicateId, q: PredicateId) -> bool {
        let functional = self.functional.get_or_init(|| {
            let mut row = empty(vocabulary);
            vocabulary.ids().filter(|p| vocabulary.word(*p).functional).for_each(|p| _ = set(&mut row, p, false));
            row
        });
        let (of_p, of_q) = (self.carried_by(vocabulary, p), self.carried_by(vocabulary, q));
        functional.iter().zip(of_p).zip(of_q).any(|((f, p), q)| f & p & q != 0)
    }

    /// Returns true if both carry one thing that happens or holds once, with subject and object of `q` `exchanged` or
    /// not.
    pub fn share_once(&self, vocabulary: &Vocabulary, p: PredicateId, q: PredicateId, exchanged: bool) -> bool {
        let once = self.once.get_or_init(|| {
            let mut row = empty(vocabulary);
            let all = vocabulary.ids().filter(|p| vocabulary.word(*p).once);
            all.flat_map(|p| [(p, false), (p, true)]).for_each(|(p, exchanged)| _ = set(&mut row, p, exchanged));
            row
        });
        let (of_p, of_q) = (self.carried_by(vocabulary, p), self.carried_by(vocabulary, q));
        once.iter().zip(of_p).zip(of_q).any(|((once, p), q)| once & p & turned(*q, exchanged) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::closure::{Closure, Derived};
    use crate::vocabulary::tests::random_vocabulary;

    #[test]
    fn rows_say_what_closures_say() {
        for seed in 0..300 {
            let workspace = random_vocabulary(seed);
            let vocabulary = Vocabulary::new(&workspace);
            let relations = Relations::new(&vocabulary);
            let closures: Vec<Closure> = vocabulary.ids().map(|p| Closure::shared(&vocabulary, p)).collect();
            for (p, q) in vocabulary.ids().flat_map(|p| vocabulary.ids().map(move |q| (p, q))) {
                let (of_p, of_q) = (&closures[p.0 as usize], &closures[q.0 as usize]);
                let in_place = |state: &&Derived| !state.exchanged();
                let rival = of_p.single().filter(in_place).any(|x| {
                    vocabulary.word(x.predicate).functional && of_q.with(x.predicate).any(|(_, state)| in_place(&state))
                });
                assert_eq!(relations.rival(&vocabulary, p, q), rival, "seed {seed}: {p:?} and {q:?}");
                for exchanged in [false, true] {
                    let twice = of_p
                        .once()
                        .any(|x| of_q.with(x.predicate).any(|(_, y)| (x.exchanged() ^ y.exchanged()) == exchanged));
                    assert_eq!(
                        relations.share_once(&vocabulary, p, q, exchanged),
                        twice,
                        "seed {seed}: {p:?} and {q:?}"
                    );
                    let carries = of_p.with(q).any(|(_, x)| x.exchanged() == exchanged);
                    assert_eq!(
                        relations.carries(&vocabulary, p, q, exchanged),
                        carries,
                        "seed {seed}: {p:?} and {q:?}"
                    );
                    let opposes = of_p.states.iter().any(|x| {
                        let word = vocabulary.word(x.predicate);
                        let meets = |other: PredicateId, mirrored: bool| {
                            of_q.with(other).any(|(_, y)| (x.exchanged() ^ y.exchanged() ^ exchanged) == mirrored)
                        };
                        word.excludes.iter().any(|other| meets(*other, false))
                            || (word.asymmetric && meets(x.predicate, true))
                    });
                    assert_eq!(
                        relations.may_oppose(&vocabulary, p, q, exchanged),
                        opposes,
                        "seed {seed}: {p:?} and {q:?}"
                    );
                    if p == q && !exchanged {
                        assert_eq!(relations.may_oppose_itself(&vocabulary, p), opposes, "seed {seed}: {p:?}");
                    }
                    assert!(
                        of_p.single().next().is_none() || relations.is_single(&vocabulary, p),
                        "seed {seed}: {p:?}"
                    );
                    assert!(!twice || relations.is_timed(&vocabulary, p), "seed {seed}: {p:?}");
                }
            }
        }
    }
}
