//! What a predicate carries by law alone, how it comes to it aside: enough to tell that most vocabularies are sound, and far cheaper than
//! closures.

use rustc_hash::FxHashSet;

use crate::vocabulary::{PredicateId, StepKind, Vocabulary};

/// Everything that a statement with one predicate carries by law: predicates, and whether subject and object stand exchanged.
pub struct Carried<'v, 'w> {
    vocabulary: &'v Vocabulary<'w>,
    /// For each predicate and either way round, the walk that came there last.
    reached: Vec<u32>,
    walk: u32,
    /// What the last walk came to.
    all: Vec<(PredicateId, bool)>,
}

impl<'v, 'w> Carried<'v, 'w> {
    /// Nothing yet.
    pub fn new(vocabulary: &'v Vocabulary<'w>) -> Carried<'v, 'w> {
        Carried { vocabulary, reached: vec![0; 2 * vocabulary.words.len()], walk: 0, all: Vec::new() }
    }

    /// What a statement with that predicate carries, in place of what was looked for before.
    pub fn by(&mut self, predicate: PredicateId) -> &mut Self {
        self.walk += 1;
        self.all.clear();
        self.reach(predicate, false);
        let mut next = 0;
        while let Some(&(at, exchanged)) = self.all.get(next) {
            next += 1;
            let vocabulary = self.vocabulary;
            for tie in vocabulary.word(at).ties.iter().filter(|tie| tie.kind != StepKind::Usually) {
                self.reach(tie.to, exchanged ^ tie.kind.exchanges());
            }
        }
        self
    }

    fn reach(&mut self, predicate: PredicateId, exchanged: bool) {
        let place = place(predicate, exchanged);
        if self.reached[place] != self.walk {
            self.reached[place] = self.walk;
            self.all.push((predicate, exchanged));
        }
    }

    /// Whether it carries that.
    pub fn has(&self, predicate: PredicateId, exchanged: bool) -> bool {
        self.reached[place(predicate, exchanged)] == self.walk
    }

    /// Whether it carries what cannot go together.
    fn contradicts_itself(&self) -> bool {
        self.all.iter().any(|&(predicate, exchanged)| {
            let word = self.vocabulary.word(predicate);
            word.excludes.iter().any(|other| self.has(*other, exchanged)) || (word.asymmetric && self.has(predicate, !exchanged))
        })
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
    vocabulary.ids().filter(|predicate| carried.by(*predicate).contradicts_itself()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::closure::contradiction;
    use crate::vocabulary::tests::random_vocabulary;
    use gainsay_model::Workspace;

    #[test]
    fn what_contradicts_itself_is_what_the_closures_say() {
        let mut found = 0;
        for seed in 0..300 {
            let workspace: Workspace = random_vocabulary(seed);
            let vocabulary = Vocabulary::new(&workspace);
            let by_closures: FxHashSet<PredicateId> = vocabulary.ids().filter(|p| contradiction(&vocabulary, *p).is_some()).collect();
            found += by_closures.len();
            assert_eq!(unsatisfiable(&vocabulary), by_closures, "seed {seed}");
        }
        assert!(found > 0);
    }
}
