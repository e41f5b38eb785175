//! What a predicate carries by law alone, how it comes to it aside: enough to tell that most vocabularies are sound, and far cheaper than
//! closures.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use crate::cover::{Cover, holds};
use crate::vocabulary::{PredicateId, StepKind, Tie, Vocabulary};

/// Everything that a statement with one predicate carries by law: predicates, and whether subject and object stand exchanged.
pub struct Carried<'v, 'w> {
    vocabulary: &'v Vocabulary<'w>,
    /// For each predicate and either way round, the walk that came there last.
    reached: Vec<u32>,
    walk: u32,
    /// What the last walk came to.
    all: Vec<(PredicateId, bool)>,
    /// From where, by its index, and by which tie; of the first from nowhere.
    from: Vec<(u32, Option<Tie>)>,
}

impl<'v, 'w> Carried<'v, 'w> {
    /// Nothing yet.
    pub fn new(vocabulary: &'v Vocabulary<'w>) -> Carried<'v, 'w> {
        Carried { vocabulary, reached: vec![0; 2 * vocabulary.words.len()], walk: 0, all: Vec::new(), from: Vec::new() }
    }

    /// What a statement with that predicate carries, in place of what was looked for before.
    pub fn by(&mut self, predicate: PredicateId) -> &mut Self {
        self.walk += 1;
        self.all.clear();
        self.from.clear();
        self.reach(predicate, false, (0, None));
        let mut next = 0;
        while let Some(&(at, exchanged)) = self.all.get(next) {
            next += 1;
            let vocabulary = self.vocabulary;
            for tie in vocabulary.word(at).ties.iter().filter(|tie| tie.kind != StepKind::Usually) {
                self.reach(tie.to, exchanged ^ tie.kind.exchanges(), (next as u32 - 1, Some(*tie)));
            }
        }
        self
    }

    fn reach(&mut self, predicate: PredicateId, exchanged: bool, from: (u32, Option<Tie>)) {
        let place = place(predicate, exchanged);
        if self.reached[place] != self.walk {
            self.reached[place] = self.walk;
            self.all.push((predicate, exchanged));
            self.from.push(from);
        }
    }

    /// Whether it carries that.
    pub fn has(&self, predicate: PredicateId, exchanged: bool) -> bool {
        self.reached[place(predicate, exchanged)] == self.walk
    }

    /// The ties that lead to a predicate with subject and object in their places, first to last.
    pub fn way(&self, to: PredicateId) -> Vec<Tie> {
        let mut at = self.all.iter().position(|reached| *reached == (to, false)).unwrap_or_default();
        let mut way: Vec<Tie> = std::iter::from_fn(|| {
            let (before, tie) = *self.from.get(at)?;
            at = before as usize;
            tie
        })
        .collect();
        way.reverse();
        way
    }

    /// The two by which it contradicts itself, if it does: the one that is reached first, and the first of those that it excludes; or the
    /// one that is asymmetric, twice.
    pub fn contradiction(&self) -> Option<(PredicateId, PredicateId)> {
        self.all.iter().find_map(|&(predicate, exchanged)| {
            let word = self.vocabulary.word(predicate);
            let excluded = word.excludes.iter().find(|other| self.has(**other, exchanged)).copied();
            excluded.or_else(|| (word.asymmetric && self.has(predicate, !exchanged)).then_some(predicate)).map(|other| (predicate, other))
        })
    }
}

/// What each predicate carries by law, to be asked of many.
pub struct Entailed<'v, 'w> {
    vocabulary: &'v Vocabulary<'w>,
    cover: OnceCell<Cover>,
}

impl<'v, 'w> Entailed<'v, 'w> {
    /// Nothing is worked out before it is asked for.
    pub fn new(vocabulary: &'v Vocabulary<'w>) -> Entailed<'v, 'w> {
        Entailed { vocabulary, cover: OnceCell::new() }
    }

    /// Whether saying the one is saying the other, subject and object in their places.
    pub fn has(&self, one: PredicateId, other: PredicateId) -> bool {
        let next = |node: usize| {
            let (at, exchanged) = (PredicateId(node as u32 / 2), node % 2 == 1);
            let by_law = self.vocabulary.word(at).ties.iter().filter(|tie| tie.kind != StepKind::Usually);
            by_law.map(|tie| place(tie.to, exchanged ^ tie.kind.exchanges())).collect()
        };
        let cover = self.cover.get_or_init(|| Cover::new(2 * self.vocabulary.words.len(), &next));
        cover.place(place(other, false)).is_some_and(|place_there| holds(&cover.reach(place(one, false), &next), place_there))
    }
}

fn place(predicate: PredicateId, exchanged: bool) -> usize {
    2 * predicate.0 as usize + usize::from(exchanged)
}

/// The predicates that contradict themselves by law.
pub fn unsatisfiable(vocabulary: &Vocabulary) -> FxHashSet<PredicateId> {
    if !vocabulary.words.iter().any(|word| word.asymmetric || !word.excludes.is_empty()) {
        return FxHashSet::default();
    }
    let mut carried = Carried::new(vocabulary);
    vocabulary.ids().filter(|predicate| carried.by(*predicate).contradiction().is_some()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::closure::Closure;
    use crate::vocabulary::tests::random_vocabulary;
    use gainsay_model::Workspace;

    /// The two states of its own strict closure by which a predicate contradicts itself, if it does.
    fn contradiction(vocabulary: &Vocabulary, predicate: PredicateId) -> Option<(PredicateId, PredicateId)> {
        let closure = Closure::strict(vocabulary, predicate);
        for state in &closure.states {
            let word = vocabulary.word(state.predicate);
            for other in &word.excludes {
                if closure.with(*other).any(|(_, s)| s.exchanged() == state.exchanged()) {
                    return Some((state.predicate, *other));
                }
            }
            if word.asymmetric && closure.with(state.predicate).any(|(_, s)| s.exchanged() != state.exchanged()) {
                return Some((state.predicate, state.predicate));
            }
        }
        None
    }

    #[test]
    fn what_contradicts_itself_is_what_the_closures_say() {
        let mut found = 0;
        for seed in 0..300 {
            let workspace: Workspace = random_vocabulary(seed);
            let vocabulary = Vocabulary::new(&workspace);
            let by_closures: FxHashSet<PredicateId> = vocabulary.ids().filter(|p| contradiction(&vocabulary, *p).is_some()).collect();
            found += by_closures.len();
            assert_eq!(unsatisfiable(&vocabulary), by_closures, "seed {seed}");
            let (mut laws, entailed) = (Carried::new(&vocabulary), Entailed::new(&vocabulary));
            for predicate in vocabulary.ids() {
                assert_eq!(laws.by(predicate).contradiction(), contradiction(&vocabulary, predicate), "seed {seed}: {predicate:?}");
                let closure = Closure::strict(&vocabulary, predicate);
                for other in vocabulary.ids() {
                    let state = closure.with(other).find(|(_, state)| !state.exchanged());
                    let steps = state.map(|(state, _)| closure.path(&vocabulary, state)).unwrap_or_default();
                    let by_closure: Vec<PredicateId> = steps.into_iter().map(|(_, state)| state.predicate).collect();
                    let way: Vec<PredicateId> = laws.way(other).iter().map(|tie| tie.to).collect();
                    assert_eq!(way, by_closure, "seed {seed}: {predicate:?} to {other:?}");
                    assert_eq!(entailed.has(predicate, other), laws.has(other, false), "seed {seed}: {predicate:?} and {other:?}");
                }
            }
        }
        assert!(found > 0);
    }
}
