//! Finds the predicates that lead to any of some others, and groups those of these that one statement can carry
//! together: for all predicates at once by a walk back over their ties, without the closure of any.

use crate::vocabulary::{PredicateId, Vocabulary};

/// The predicates that lead to any of some others, by law or by presumption.
#[derive(Debug)]
pub struct Leading {
    /// For each predicate, whether it leads to one with subject and object in their places, and whether to one with
    /// these exchanged.
    leads: Vec<[bool; 2]>,
}

impl Leading {
    /// Finds the predicates that lead to some, these included.
    pub fn to(vocabulary: &Vocabulary, targets: impl Iterator<Item = PredicateId>) -> Leading {
        let mut leads = vec![[false; 2]; vocabulary.words.len()];
        let mut open: Vec<(PredicateId, bool)> = targets.map(|target| (target, false)).collect();
        let back = if open.is_empty() { &[][..] } else { vocabulary.back() };
        while let Some((predicate, exchanged)) = open.pop() {
            if !std::mem::replace(&mut leads[predicate.0 as usize][usize::from(exchanged)], true) {
                open.extend(
                    back[predicate.0 as usize].iter().map(|(from, kind)| (*from, exchanged ^ kind.exchanges())),
                );
            }
        }
        Leading { leads }
    }

    /// Returns true if a predicate leads to any of them, either way round.
    pub fn has(&self, predicate: PredicateId) -> bool {
        self.leads[predicate.0 as usize] != [false; 2]
    }

    /// Returns whether a predicate leads to any of them with subject and object in their places, and whether with these
    /// exchanged.
    pub fn sides(&self, predicate: PredicateId) -> [bool; 2] {
        self.leads[predicate.0 as usize]
    }

    /// Groups those of the predicates that one statement can carry together into one family, which has the name of the
    /// first of them. Returns the family of each predicate that leads to any of them and that a `used` one is or leads
    /// to; `is_one` returns true for them.
    pub fn families(
        &self,
        vocabulary: &Vocabulary,
        used: impl Iterator<Item = PredicateId>,
        is_one: impl Fn(PredicateId) -> bool,
    ) -> Vec<Option<PredicateId>> {
        let mut joined: Vec<u32> = (0..self.leads.len() as u32).collect();
        let mut is_reached = vec![false; self.leads.len()];
        let mut open: Vec<PredicateId> = used.filter(|predicate| self.has(*predicate)).collect();
        while let Some(predicate) = open.pop() {
            if std::mem::replace(&mut is_reached[predicate.0 as usize], true) {
                continue;
            }
            for to in vocabulary.word(predicate).ties.iter().map(|tie| tie.to).filter(|to| self.has(*to)) {
                let (a, b) = (root(&mut joined, predicate.0), root(&mut joined, to.0));
                joined[a.max(b) as usize] = a.min(b);
                open.push(to);
            }
        }
        let mut first: Vec<Option<PredicateId>> = vec![None; self.leads.len()];
        let reached = vocabulary.ids().filter(|predicate| is_reached[predicate.0 as usize]);
        let reached: Vec<(PredicateId, usize)> =
            reached.map(|predicate| (predicate, root(&mut joined, predicate.0) as usize)).collect();
        for (predicate, root) in reached.iter().filter(|(predicate, _)| is_one(*predicate)) {
            first[*root].get_or_insert(*predicate);
        }
        let mut families = vec![None; self.leads.len()];
        reached.iter().for_each(|(predicate, root)| families[predicate.0 as usize] = first[*root]);
        families
    }
}

/// Returns the first of those that are joined with one.
fn root(joined: &mut [u32], mut at: u32) -> u32 {
    while joined[at as usize] != at {
        joined[at as usize] = joined[joined[at as usize] as usize];
        at = joined[at as usize];
    }
    at
}

#[cfg(test)]
mod tests {
    use rustc_hash::FxHashSet;

    use super::*;
    use crate::vocabulary::closure::Closure;
    use crate::vocabulary::tests::random_vocabulary;

    #[test]
    fn families_are_those_that_closures_have_in_common() {
        let mut several = 0;
        for seed in 0..300 {
            let workspace = random_vocabulary(seed);
            let vocabulary = Vocabulary::new(&workspace);
            let is_one = |predicate: PredicateId| vocabulary.word(predicate).functional;
            let is_used = |predicate: &PredicateId| !(u64::from(predicate.0) + seed).is_multiple_of(3);
            let leading = Leading::to(&vocabulary, vocabulary.ids().filter(|predicate| is_one(*predicate)));
            let families = leading.families(&vocabulary, vocabulary.ids().filter(is_used), is_one);
            // Each predicate is joined with those that it carries, as long as two have any in common.
            let carried = |predicate: PredicateId| -> Vec<(PredicateId, bool)> {
                let closure = Closure::shared(&vocabulary, predicate);
                closure
                    .states
                    .iter()
                    .filter(|state| is_one(state.predicate))
                    .map(|state| (state.predicate, state.exchanged()))
                    .collect()
            };
            let mut joined: Vec<FxHashSet<PredicateId>> = Vec::new();
            for predicate in vocabulary.ids().filter(is_used) {
                let mut all: FxHashSet<PredicateId> = carried(predicate).into_iter().map(|(one, _)| one).collect();
                let (with, without): (Vec<_>, Vec<_>) =
                    joined.into_iter().partition(|family| !family.is_disjoint(&all));
                all.extend(with.into_iter().flatten());
                joined = without;
                joined.push(all);
            }
            for predicate in vocabulary.ids().filter(is_used) {
                let of_it = carried(predicate);
                let sides = [false, true].map(|exchanged| of_it.iter().any(|(_, other)| *other == exchanged));
                assert_eq!(leading.sides(predicate), sides, "seed {seed}: {predicate:?}");
                let family = of_it.first().and_then(|(one, _)| joined.iter().find(|family| family.contains(one)));
                assert_eq!(
                    families[predicate.0 as usize],
                    family.and_then(|family| family.iter().min().copied()),
                    "seed {seed}"
                );
                several += usize::from(family.is_some_and(|family| family.len() > of_it.len()));
            }
        }
        assert!(several > 0, "no two predicates share a family by a third");
    }
}
