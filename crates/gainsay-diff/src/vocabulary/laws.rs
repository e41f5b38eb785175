//! Finds the predicates that one carries by law alone, without their derivations: enough to tell that most vocabularies
//! are sound, and far cheaper than closures.

use std::cell::OnceCell;
use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::cover::{Cover, Interval, holds, shared};
use crate::graph::components;
use crate::vocabulary::{PredicateId, StepKind, Tie, Vocabulary};

/// The ties that are followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Force {
    /// Only ties by law.
    Law,
    /// Ties by law and by presumption.
    Presumption,
}

impl Force {
    fn follows(self, tie: &Tie) -> bool {
        self == Force::Presumption || tie.kind != StepKind::Usually
    }
}

/// The predicates that each predicate carries, for queries about many. Nothing is worked out before it is asked for.
pub struct Entailed<'v, 'w> {
    vocabulary: &'v Vocabulary<'w>,
    force: Force,
    cover: OnceCell<Cover>,
}

impl<'v, 'w> Entailed<'v, 'w> {
    /// Returns the entailments by ties of that force.
    pub fn new(vocabulary: &'v Vocabulary<'w>, force: Force) -> Entailed<'v, 'w> {
        Entailed { vocabulary, force, cover: OnceCell::new() }
    }

    /// Returns true if a statement with the one is a statement with the other, subject and object `exchanged` or in
    /// their places.
    pub fn has(&self, one: PredicateId, other: PredicateId, exchanged: bool) -> bool {
        self.holds(&self.reach(place(one, false)), other, exchanged)
    }

    fn cover(&self) -> &Cover {
        self.cover.get_or_init(|| Cover::new(2 * self.vocabulary.words.len(), &|node| self.next(node)))
    }

    fn next(&self, node: usize) -> Vec<usize> {
        let (at, exchanged) = at(node);
        let ties = self.vocabulary.word(at).ties.iter().filter(|tie| self.force.follows(tie));
        ties.map(|tie| place(tie.to, exchanged ^ tie.kind.exchanges())).collect()
    }

    fn reach(&self, node: usize) -> Rc<[Interval]> {
        self.cover().reach(node, &|node| self.next(node))
    }

    fn holds(&self, reach: &[Interval], predicate: PredicateId, exchanged: bool) -> bool {
        self.cover().place(place(predicate, exchanged)).is_some_and(|place| holds(reach, place))
    }

    /// Returns the predicate with which one is at odds that is carried together with all others in reach: the first
    /// that it excludes, or itself, if it is asymmetric.
    fn odds(&self, reach: &[Interval], predicate: PredicateId, exchanged: bool) -> Option<PredicateId> {
        let word = self.vocabulary.word(predicate);
        let excluded = word.excludes.iter().copied().find(|other| self.holds(reach, *other, exchanged));
        excluded.or_else(|| (word.asymmetric && self.holds(reach, predicate, !exchanged)).then_some(predicate))
    }

    /// Returns for each predicate whether it contradicts itself by those that it carries.
    ///
    /// A predicate that leads to a contradictory one is contradictory itself. Where one of the predicates that a
    /// predicate leads to carries all that the others carry, only the predicate itself can be at odds with anything;
    /// else all that it carries are looked through.
    pub fn contradictory(&self) -> Vec<bool> {
        let mut found = vec![false; 2 * self.vocabulary.words.len()];
        let mut is_told = vec![false; found.len()];
        for component in components(found.len(), |node| self.next(node)) {
            let reach = self.reach(component[0]);
            let mut beyond: Vec<usize> =
                component.iter().flat_map(|node| self.next(*node)).filter(|to| is_told[*to]).collect();
            beyond.sort_unstable();
            beyond.dedup();
            let is_at_odds = |node: usize| self.odds(&reach, at(node).0, at(node).1).is_some();
            let contradicts = beyond.iter().any(|to| found[*to])
                || component.iter().any(|node| is_at_odds(*node))
                || (!self.is_one_of_all(&beyond) && self.nodes(&reach).any(is_at_odds));
            component.iter().for_each(|node| (found[*node], is_told[*node]) = (contradicts, true));
        }
        self.vocabulary.ids().map(|predicate| found[place(predicate, false)]).collect()
    }

    /// Returns true if one of some nodes reaches all that any of them reaches.
    fn is_one_of_all(&self, nodes: &[usize]) -> bool {
        let [_, _, ..] = nodes else { return true };
        let reaches: Vec<Rc<[Interval]>> = nodes.iter().map(|node| self.reach(*node)).collect();
        let count = |reach: &[Interval]| reach.iter().map(|(first, last)| u64::from(last - first) + 1).sum::<u64>();
        let Some(widest) = reaches.iter().max_by_key(|reach| count(reach)) else { return true };
        reaches.iter().all(|reach| {
            shared(reach, widest).map(|(first, last)| u64::from(last - first) + 1).sum::<u64>() == count(reach)
        })
    }

    fn nodes<'r>(&'r self, reach: &'r [Interval]) -> impl Iterator<Item = usize> + 'r {
        reach.iter().flat_map(|(first, last)| *first..=*last).filter_map(|place| self.cover().at(place))
    }
}

/// Returns the predicates that contradict themselves by law.
pub fn unsatisfiable(vocabulary: &Vocabulary) -> FxHashSet<PredicateId> {
    if !vocabulary.words.iter().any(|word| word.asymmetric || !word.excludes.is_empty()) {
        return FxHashSet::default();
    }
    let contradictory = Entailed::new(vocabulary, Force::Law).contradictory();
    vocabulary.ids().filter(|predicate| contradictory[predicate.0 as usize]).collect()
}

/// The pairs by which predicates contradict themselves by law.
pub struct Contradictions<'e, 'v, 'w> {
    entailed: &'e Entailed<'v, 'w>,
    known: FxHashMap<PredicateId, Option<(PredicateId, PredicateId)>>,
}

impl<'e, 'v, 'w> Contradictions<'e, 'v, 'w> {
    /// Returns the contradictions by what is carried by law.
    pub fn new(entailed: &'e Entailed<'v, 'w>) -> Contradictions<'e, 'v, 'w> {
        Contradictions { entailed, known: FxHashMap::default() }
    }

    /// Returns the two predicates by which one contradicts itself, if it does: the one that is reached first in the
    /// fewest steps, and the first of those that it excludes; or the one that is asymmetric, twice.
    pub fn of(&mut self, predicate: PredicateId) -> Option<(PredicateId, PredicateId)> {
        let (mut chain, mut at) = (FxHashSet::default(), predicate);
        // A predicate with a single tie only comes to those that the next one comes to, in the same order.
        let found = loop {
            if let Some(known) = self.known.get(&at) {
                break *known;
            }
            if let Some(other) = self.entailed.odds(&self.entailed.reach(place(at, false)), at, false) {
                break Some((at, other));
            }
            chain.insert(at);
            let mut ties = self.entailed.vocabulary.word(at).ties.iter().filter(|tie| self.entailed.force.follows(tie));
            match (ties.next(), ties.next()) {
                (Some(only), None) if !chain.contains(&only.to) => at = only.to,
                _ => break self.first_reached(at),
            }
        };
        self.known.insert(at, found);
        chain.into_iter().for_each(|predicate| _ = self.known.insert(predicate, found));
        found
    }

    /// Looks through all predicates that one carries.
    fn first_reached(&self, predicate: PredicateId) -> Option<(PredicateId, PredicateId)> {
        let reach = self.entailed.reach(place(predicate, false));
        let start = place(predicate, false);
        let (mut all, mut seen) = (vec![start], FxHashSet::from_iter([start]));
        let mut next = 0;
        while let Some(&node) = all.get(next) {
            next += 1;
            let (at, exchanged) = at(node);
            if let Some(other) = self.entailed.odds(&reach, at, exchanged) {
                return Some((at, other));
            }
            all.extend(self.entailed.next(node).into_iter().filter(|to| seen.insert(*to)));
        }
        None
    }
}

/// The shortest ways by law to one predicate at a time.
pub struct Ways<'v, 'w> {
    vocabulary: &'v Vocabulary<'w>,
    to: Option<PredicateId>,
    /// The number of steps by which each predicate comes there, either way round.
    steps: Vec<u32>,
    chains: OnceCell<Chains>,
}

impl<'v, 'w> Ways<'v, 'w> {
    /// Returns the ways of a vocabulary, before any was asked for.
    pub fn new(vocabulary: &'v Vocabulary<'w>) -> Ways<'v, 'w> {
        Ways { vocabulary, to: None, steps: Vec::new(), chains: OnceCell::new() }
    }

    /// Returns the number of steps by which a predicate comes to another with subject and object in their places, and
    /// the first `most` of them; at each, the first tie is taken that leads on.
    pub fn between(&mut self, from: PredicateId, to: PredicateId, most: usize) -> Option<(usize, Vec<Tie>)> {
        let chains = self.chains.get_or_init(|| Chains::new(self.vocabulary));
        if let Some(steps) = chains.between(place(from, false), place(to, false)) {
            let mut at = from;
            let only = |_| {
                let tie = *self.vocabulary.word(at).ties.iter().find(|tie| Force::Law.follows(tie))?;
                at = tie.to;
                Some(tie)
            };
            return Some((steps, (0..steps.min(most)).map_while(only).collect()));
        }
        if self.to != Some(to) {
            self.walk_back(to);
        }
        let mut rest = *self.steps.get(place(from, false)).filter(|steps| **steps != FAR)?;
        let (steps, mut at, mut way) = (rest as usize, (from, false), Vec::new());
        while rest > 0 && way.len() < most {
            rest -= 1;
            let there = |tie: &Tie| place(tie.to, at.1 ^ tie.kind.exchanges());
            let mut ties = self.vocabulary.word(at.0).ties.iter().filter(|tie| Force::Law.follows(tie));
            let tie = *ties.find(|tie| self.steps[there(tie)] == rest)?;
            at = (tie.to, at.1 ^ tie.kind.exchanges());
            way.push(tie);
        }
        Some((steps, way))
    }

    fn walk_back(&mut self, to: PredicateId) {
        self.to = Some(to);
        self.steps = vec![FAR; 2 * self.vocabulary.words.len()];
        self.steps[place(to, false)] = 0;
        let (back, mut open) = (self.vocabulary.back(), VecDeque::from([place(to, false)]));
        while let Some(node) = open.pop_front() {
            let ((predicate, exchanged), steps) = (at(node), self.steps[node] + 1);
            for (from, kind) in back[predicate.0 as usize].iter().filter(|(_, kind)| *kind != StepKind::Usually) {
                let before = place(*from, exchanged ^ kind.exchanges());
                if self.steps[before] == FAR {
                    self.steps[before] = steps;
                    open.push_back(before);
                }
            }
        }
    }
}

/// Predicates, either way round, in chains: each leads by law to the next one and to no other.
struct Chains {
    /// For each predicate, its chain and its place in it.
    places: Vec<(u32, u32)>,
    /// The last predicate of each chain, and the one that it alone leads to.
    ends: Vec<(usize, Option<usize>)>,
}

/// The number of chains beyond which the way is searched for in another manner.
const MOST_CHAINS: usize = 64;

impl Chains {
    fn new(vocabulary: &Vocabulary) -> Chains {
        const NONE: usize = usize::MAX;
        let count = 2 * vocabulary.words.len();
        let only = |node: usize| {
            let (predicate, exchanged) = at(node);
            let ties = vocabulary.word(predicate).ties.iter().filter(|tie| Force::Law.follows(tie));
            let mut next = ties.map(|tie| place(tie.to, exchanged ^ tie.kind.exchanges()));
            let first = next.next()?;
            next.all(|other| other == first).then_some(first)
        };
        // Of several that lead only to one, the first has it in its chain.
        let mut before = vec![NONE; count];
        for node in 0..count {
            if let Some(to) = only(node).filter(|to| before[*to] == NONE) {
                before[to] = node;
            }
        }
        let (mut places, mut ends) = (vec![(u32::MAX, 0); count], Vec::new());
        // Predicates to which none leads come first; the rest lie on circles.
        for start in (0..count).filter(|node| before[*node] == NONE).chain(0..count) {
            let (mut node, mut index) = (start, 0);
            if places[node].0 != u32::MAX {
                continue;
            }
            loop {
                places[node] = (ends.len() as u32, index);
                match only(node) {
                    Some(to) if before[to] == node && places[to].0 == u32::MAX => (node, index) = (to, index + 1),
                    next => {
                        ends.push((node, next));
                        break;
                    }
                }
            }
        }
        Chains { places, ends }
    }

    /// Returns the number of steps by which one leads to another, if it does so along few chains.
    fn between(&self, mut from: usize, to: usize) -> Option<usize> {
        let (there, last) = *self.places.get(to)?;
        let mut steps = 0;
        for _ in 0..MOST_CHAINS {
            let (chain, index) = *self.places.get(from)?;
            if chain == there && index <= last {
                return Some(steps + (last - index) as usize);
            }
            let (end, next) = *self.ends.get(chain as usize)?;
            steps += (self.places[end].1 - index) as usize + 1;
            from = next?;
        }
        None
    }
}

/// The value for a predicate that does not come there.
const FAR: u32 = u32::MAX;

fn place(predicate: PredicateId, exchanged: bool) -> usize {
    2 * predicate.0 as usize + usize::from(exchanged)
}

/// Returns the predicate in a place, and whether subject and object are exchanged there.
fn at(place: usize) -> (PredicateId, bool) {
    (PredicateId(place as u32 / 2), place % 2 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::closure::Closure;
    use crate::vocabulary::tests::random_vocabulary;
    use gainsay_model::Workspace;

    /// Returns the two states of its own strict closure by which a predicate contradicts itself, if it does.
    fn contradiction(vocabulary: &Vocabulary, predicate: PredicateId) -> Option<(PredicateId, PredicateId)> {
        contradiction_in(vocabulary, &Closure::strict(vocabulary, predicate))
    }

    fn contradiction_in(vocabulary: &Vocabulary, closure: &Closure) -> Option<(PredicateId, PredicateId)> {
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
            let by_closures: FxHashSet<PredicateId> =
                vocabulary.ids().filter(|p| contradiction(&vocabulary, *p).is_some()).collect();
            found += by_closures.len();
            assert_eq!(unsatisfiable(&vocabulary), by_closures, "seed {seed}");
            let (entailed, presumed) =
                (Entailed::new(&vocabulary, Force::Law), Entailed::new(&vocabulary, Force::Presumption));
            let (mut contradictions, mut ways) = (Contradictions::new(&entailed), Ways::new(&vocabulary));
            let at_odds = presumed.contradictory();
            for predicate in vocabulary.ids() {
                assert_eq!(
                    contradictions.of(predicate),
                    contradiction(&vocabulary, predicate),
                    "seed {seed}: {predicate:?}"
                );
                let (closure, shared) =
                    (Closure::strict(&vocabulary, predicate), Closure::shared(&vocabulary, predicate));
                assert_eq!(
                    at_odds[predicate.0 as usize],
                    contradiction_in(&vocabulary, &shared).is_some(),
                    "seed {seed}: {predicate:?}"
                );
                for (other, exchanged) in vocabulary.ids().flat_map(|other| [(other, false), (other, true)]) {
                    let carries =
                        |closure: &Closure| closure.with(other).any(|(_, state)| state.exchanged() == exchanged);
                    assert_eq!(
                        entailed.has(predicate, other, exchanged),
                        carries(&closure),
                        "seed {seed}: {predicate:?} and {other:?}"
                    );
                    assert_eq!(
                        presumed.has(predicate, other, exchanged),
                        carries(&shared),
                        "seed {seed}: {predicate:?} and {other:?}"
                    );
                }
                for other in vocabulary.ids() {
                    let state = closure.with(other).find(|(_, state)| !state.exchanged());
                    let by_closure = state.map(|(state, _)| {
                        let mut steps: Vec<_> =
                            closure.way(&vocabulary, state).back().map(|taken| (taken.via, taken.to)).collect();
                        steps.reverse();
                        (steps.len(), steps.into_iter().take(2).map(|(_, state)| state.predicate).collect::<Vec<_>>())
                    });
                    let way = ways
                        .between(predicate, other, 2)
                        .map(|(steps, way)| (steps, way.iter().map(|tie| tie.to).collect::<Vec<_>>()));
                    assert_eq!(way, by_closure, "seed {seed}: {predicate:?} to {other:?}");
                }
            }
        }
        assert!(found > 0);
    }
}
