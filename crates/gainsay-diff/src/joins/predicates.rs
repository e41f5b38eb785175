//! Joins many statements about the same by the statements that they carry, instead of trying each two: about the same
//! two entities, or with values of the same one.
//!
//! A carried statement is looked for once for all that clash in it: the statements that carry it are joined with those
//! that deny it, or that carry one that excludes it. So half a vocabulary that excludes the other half through what it
//! implies is compared as two lists.

use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::Comparer;
use crate::joins::ByLaw;
use crate::ledger::{Statement, StatementId};
use crate::mechanism::Mechanism;
use crate::vocabulary::{PredicateId, StepKind, Vocabulary};

/// The number of pairs of statements up to which they are tried one by one.
const FEW: usize = 64;

/// The number of steps that may be taken in any case.
const SPARE: usize = 1 << 12;

/// A predicate, about the two entities in their order or exchanged; with values never exchanged.
pub type Carried = (PredicateId, bool);

/// Affirmed statements that carry clashing statements: the lists and the pairs of [`Clashing`].
type Clashes = (Vec<([Carried; 2], Vec<u32>, Vec<u32>)>, Vec<(u32, u32)>);

/// Statements about the same two entities, or, of each predicate one, with values of the same entity.
pub struct PredicateJoins<'j, 'l, 'w> {
    comparer: &'j Comparer<'l, 'w>,
    vocabulary: &'j Vocabulary<'w>,
    statements: &'j [StatementId],
    /// The denied statements, by their numbers among all.
    denied: Vec<u32>,
    /// For each affirmed statement, its number among all.
    by_predicate: FxHashMap<Carried, u32>,
    /// All statements that are affirmed, or follow from an affirmed one.
    live: FxHashSet<Carried>,
    /// The number of steps that may still be taken.
    budget: usize,
}

/// The statements that can clash by denial, exclusion or asymmetry, by their numbers, each two once.
pub struct Clashing {
    /// The affirmed and the denied statements about each thing. Statements that mirror each other are contested as one.
    pub denials: Vec<(Vec<u32>, Vec<u32>)>,
    /// Two clashing statements, the statements that carry the one, and those that carry the other: each two clash in no
    /// other way.
    pub lists: Vec<([Carried; 2], Vec<u32>, Vec<u32>)>,
    /// Two affirmed statements that may clash in several ways.
    pub pairs: Vec<(u32, u32)>,
    /// Whether no statement that is affirmed, or follows from an affirmed one, is presumed, and none is an event.
    pub are_by_law: bool,
}

impl<'j, 'l, 'w> PredicateJoins<'j, 'l, 'w> {
    /// Returns joins for statements about two different entities or with values of one, of which nothing is lifted. The
    /// functions tell by its number whether a statement is affirmed, and whether it is denied.
    pub fn new(
        comparer: &'j Comparer<'l, 'w>,
        statements: &'j [StatementId],
        is_affirmed: &dyn Fn(usize) -> bool,
        is_denied: &dyn Fn(usize) -> bool,
    ) -> Self {
        let ledger = comparer.ledger;
        let vocabulary = &ledger.vocabulary;
        let numbers = |is_one: &dyn Fn(usize) -> bool| -> Vec<u32> {
            (0..statements.len()).filter(|i| is_one(*i)).map(|i| i as u32).collect()
        };
        let (affirmed, denied) = (numbers(is_affirmed), numbers(is_denied));
        let carried = |i: &u32| (itself(ledger.statement_of(statements[*i as usize])), *i);
        let by_predicate: FxHashMap<Carried, u32> = affirmed.iter().map(carried).collect();
        let mut live: FxHashSet<Carried> = by_predicate.keys().copied().collect();
        let mut open: Vec<Carried> = live.iter().copied().collect();
        while let Some((predicate, exchanged)) = open.pop() {
            let next = vocabulary.word(predicate).ties.iter().map(|tie| (tie.to, exchanged ^ tie.kind.exchanges()));
            open.extend(next.filter(|to| live.insert(*to)));
        }
        let budget = SPARE + statements.len() * statements.len() / 8;
        PredicateJoins { comparer, vocabulary, statements, denied, by_predicate, live, budget }
    }

    /// Returns the statements that can clash, without denials if these are done; none if it takes less to try each two.
    pub fn find(mut self, are_denials_done: bool) -> Option<Clashing> {
        let is_plain = |(predicate, _): &Carried| {
            let word = self.vocabulary.word(*predicate);
            !word.is_event() && word.ties.iter().all(|tie| tie.kind != StepKind::Usually)
        };
        let are_by_law = self.live.iter().all(is_plain);
        let denials = if are_denials_done { Vec::new() } else { self.denials()? };
        let (lists, pairs) = self.clashes()?;
        Some(Clashing { denials, lists, pairs, are_by_law })
    }

    fn statement(&self, number: u32) -> &Statement {
        self.comparer.ledger.statement_of(self.statements[number as usize])
    }

    /// Spends some steps; none if too few are left.
    fn spend(&mut self, steps: usize) -> Option<()> {
        self.budget = self.budget.checked_sub(steps)?;
        Some(())
    }

    /// Returns the affirmed statements that carry any of these, sorted.
    fn carriers(&mut self, of: &[Carried]) -> Option<Vec<u32>> {
        let back = self.vocabulary.back();
        let mut seen: FxHashSet<Carried> = of.iter().copied().filter(|one| self.live.contains(one)).collect();
        let mut open: Vec<Carried> = seen.iter().copied().collect();
        let mut found = Vec::new();
        while let Some((predicate, exchanged)) = open.pop() {
            let from = &back[predicate.0 as usize];
            self.spend(1 + from.len())?;
            found.extend(self.by_predicate.get(&(predicate, exchanged)));
            let before = from.iter().map(|(from, kind)| (*from, exchanged ^ kind.exchanges()));
            open.extend(before.filter(|one| self.live.contains(one) && seen.insert(*one)));
        }
        found.sort_unstable();
        Some(found)
    }

    /// Returns the affirmed and the denied statements about each thing. Statements that mirror each other are contested
    /// as one.
    fn denials(&mut self) -> Option<Vec<(Vec<u32>, Vec<u32>)>> {
        let mut by_mirror: FxHashMap<Carried, Vec<u32>> = FxHashMap::default();
        let mut order = Vec::new();
        for i in self.denied.clone() {
            let (predicate, exchanged) = itself(self.statement(i));
            let all = by_mirror.entry(self.comparer.mirrored(predicate, exchanged)).or_insert_with_key(|mirror| {
                order.push(*mirror);
                Vec::new()
            });
            all.push(i);
        }
        let mut found = Vec::new();
        for mirror in order {
            let Some(denied) = by_mirror.remove(&mirror) else { continue };
            let of: Vec<Carried> = denied.iter().map(|i| itself(self.statement(*i))).collect();
            let affirmed = self.carriers(&of)?;
            if !affirmed.is_empty() {
                found.push((affirmed, denied));
            }
        }
        Some(found)
    }

    /// Returns the affirmed statements that carry clashing statements.
    fn clashes(&mut self) -> Option<Clashes> {
        let contests = self.contests();
        let mut sides: Vec<([Carried; 2], [Vec<u32>; 2])> = Vec::with_capacity(contests.len());
        let mut known: FxHashMap<Carried, Vec<u32>> = FxHashMap::default();
        for contest in contests {
            let mut both = [Vec::new(), Vec::new()];
            for (side, carried) in both.iter_mut().zip(contest) {
                let carriers = match known.entry(carried) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(unknown) => {
                        let mut carriers = self.carriers(&[carried])?;
                        let unsatisfiable = &self.comparer.ledger.unsatisfiable;
                        carriers.retain(|i| !unsatisfiable.contains(&self.statement(*i).predicate));
                        unknown.insert(carriers)
                    }
                };
                side.clone_from(carriers);
                self.spend(side.len())?;
            }
            if both.iter().all(|side| !side.is_empty()) {
                sides.push((contest, both));
            }
        }
        self.apart(&sides)
    }

    /// Returns the clashing statements among the live ones: those that exclude each other, and those that never hold
    /// both ways round.
    fn contests(&self) -> Vec<[Carried; 2]> {
        let mut live: Vec<Carried> = self.live.iter().copied().collect();
        live.sort_unstable();
        let mut contests = Vec::new();
        for (predicate, exchanged) in live {
            let word = self.vocabulary.word(predicate);
            let excluded = word.excludes.iter().filter(|other| **other >= predicate).map(|other| (*other, exchanged));
            let mirrored = (word.asymmetric && !exchanged).then_some((predicate, true));
            let others = excluded.chain(mirrored).filter(|other| self.live.contains(other));
            contests.extend(others.map(|other| [(predicate, exchanged), other]));
        }
        contests
    }

    /// Takes statements that clash in more than one way out of the lists: they are tried one by one, so that the
    /// statements of two lists clash in one way only.
    fn apart(&mut self, sides: &[([Carried; 2], [Vec<u32>; 2])]) -> Option<Clashes> {
        // The contests of each statement, and its side in each.
        let mut places: FxHashMap<u32, Vec<(u32, usize)>> = FxHashMap::default();
        for (contest, (_, both)) in sides.iter().enumerate() {
            for (side, i) in both.iter().enumerate().flat_map(|(side, all)| all.iter().map(move |i| (side, *i))) {
                places.entry(i).or_default().push((contest as u32, side));
            }
        }
        let mut pairs: FxHashSet<(u32, u32)> = FxHashSet::default();
        let (mut lists, mut met) = (Vec::new(), vec![[u32::MAX; 2]; sides.len()]);
        for (contest, (clash, [left, right])) in sides.iter().enumerate() {
            let mut add = |a: &[u32], b: &[u32]| {
                pairs.extend(a.iter().flat_map(|a| b.iter().map(move |b| (*a.min(b), *a.max(b)))));
            };
            if left.len().saturating_mul(right.len()) <= FEW {
                add(left, right);
                continue;
            }
            let contest = contest as u32;
            for (other, side) in right.iter().flat_map(|i| &places[i]) {
                met[*other as usize][*side] = contest;
            }
            let steps: usize = left.iter().chain(right).map(|i| places[i].len()).sum();
            self.budget = self.budget.checked_sub(steps)?;
            let alone = |i: &&u32| {
                places[*i]
                    .iter()
                    .all(|(other, side)| (*other, *side) == (contest, 0) || met[*other as usize][1 - side] != contest)
            };
            let on_both = |i: &u32| places[i].contains(&(contest, 0));
            let (alone, others): (Vec<u32>, Vec<u32>) = left.iter().partition(alone);
            let (doubled, right): (Vec<u32>, Vec<u32>) = right.iter().partition(|i| on_both(i));
            self.budget = self.budget.checked_sub(others.len() * (right.len() + doubled.len()))?;
            self.budget = self.budget.checked_sub(alone.len() * doubled.len())?;
            add(&others, &right);
            add(&others, &doubled);
            add(&alone, &doubled);
            if !alone.is_empty() && !right.is_empty() {
                lists.push((*clash, alone, right));
            }
        }
        let mut pairs: Vec<(u32, u32)> = pairs.into_iter().collect();
        pairs.sort_unstable();
        Some((lists, pairs))
    }
}

/// Returns the law by which the statements of two lists clash, about the two entities of any statement among them.
pub fn law_of([one, other]: [Carried; 2], of_any: &Statement) -> ByLaw {
    let mechanism = if one.0 == other.0 { Mechanism::Asymmetry } else { Mechanism::Exclusion };
    let about = |(predicate, exchanged): Carried| {
        let is_turned = exchanged != itself(of_any).1;
        (predicate, of_any.pair.mirror().filter(|_| is_turned).unwrap_or(of_any.pair))
    };
    ByLaw::Contest { mechanism, one: about(one), other: about(other) }
}

/// Returns the statement itself as a carried one.
pub fn itself(statement: &Statement) -> Carried {
    let exchanged = statement.pair.object.is_some_and(|object| object < statement.pair.subject);
    (statement.predicate, exchanged)
}

#[cfg(test)]
mod tests {
    use crate::draws::draws;
    use gainsay_model::{Input, Workspace};

    use crate::clash::Comparer;
    use crate::conflicts::notes::position_changes;
    use crate::conflicts::pairs::every_clash;
    use crate::ledger::Ledger;
    use crate::vocabulary::tests::random_predicates;

    /// Returns a workspace of predicates tied together at random, all affirmed or denied of the same two things, one
    /// way round or the other.
    fn workspace(seed: u64) -> Workspace {
        let mut random = draws(seed);
        let mut text = random_predicates(seed) + "---\nsource: s\n---\nentity: e0\n---\nentity: e1\n---\nentity: e2\n";
        let denials = random(5);
        for i in 0..24 {
            let stance = if random(8) < denials { "denies" } else { "affirms" };
            let (subject, object) = if random(4) == 0 { ("e1", "e0") } else { ("e0", "e1") };
            let when = match random(3) {
                0 => String::new(),
                _ => format!("when: {}\n", 2001 + random(4)),
            };
            text.push_str(&format!(
                "---\nclaim: c{i}\nby: e{}\n{stance}: {subject} p{} {object}\nsaid: {}\n{when}source: s\n",
                random(3),
                random(9),
                2006 + random(6)
            ));
        }
        Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(text.into()) }])
    }

    #[test]
    fn what_is_joined_is_what_meets_two_by_two() {
        let (mut clashes, mut changes) = (0, 0);
        for seed in 0..600 {
            let workspace = workspace(seed);
            let ledger = Ledger::new(&workspace);
            let found = |many_statements: usize| {
                let comparer = Comparer::new(&ledger).with_many_statements(many_statements);
                let (mut found, mut changed) = (Vec::new(), Vec::new());
                every_clash(&comparer, |a, b, clash| found.push(format!("{a:?} {b:?} {clash:?}")));
                position_changes(&comparer, |a, b| changed.push((a, b)));
                found.sort();
                changed.sort_unstable();
                (found, changed)
            };
            let two_by_two = found(usize::MAX);
            assert_eq!(found(0), two_by_two, "seed {seed}");
            clashes += two_by_two.0.len();
            changes += two_by_two.1.len();
        }
        assert!(clashes > 1000 && changes > 100, "{clashes}, {changes}");
    }
}
