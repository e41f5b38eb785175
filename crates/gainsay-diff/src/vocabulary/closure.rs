//! Finds the statements that an affirmation carries: one search over states of a statement, in which every step may
//! follow every other. [`lifting`](super::lifting) adds the statements that are lifted.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use crate::ids::EntityId;
use crate::vocabulary::{PredicateId, StepKind, Tie, Vocabulary};

/// The subject of a closure that many statements share.
pub(super) const SUBJECT: EntityId = EntityId(u32::MAX - 1);
/// The object of a closure that many statements share.
pub(super) const OBJECT: EntityId = EntityId(u32::MAX);

/// A statement that another carries, with its best derivation: fewest presumptions, then fewest steps, then first by
/// name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Derived {
    /// The predicate of the statement.
    pub predicate: PredicateId,
    /// The entities that the statement is about; in a closure that statements share the two are marks, which
    /// [`Derived::placed`] replaces by entities.
    pub pair: Arguments,
    /// Whether the subject was reached from a part.
    pub lifted_subject: bool,
    /// Whether the object was reached from a part.
    pub lifted_object: bool,
    /// Whether an event was passed, or the statement is one: it holds at some time, whatever the claim's own mode is.
    pub event: bool,
    /// The number of steps by presumption.
    pub usually: u32,
    /// The number of all steps.
    pub steps: u32,
}

impl Derived {
    /// Returns the statement itself, as one that it carries.
    pub fn itself(vocabulary: &Vocabulary, predicate: PredicateId, pair: Arguments) -> Derived {
        let event = vocabulary.word(predicate).is_event();
        Derived { predicate, pair, lifted_subject: false, lifted_object: false, event, usually: 0, steps: 0 }
    }

    /// Returns a state of a closure that statements share, for the statement about `pair`.
    pub fn placed(&self, pair: Arguments) -> Derived {
        Derived { pair: self.about(pair), ..*self }
    }

    /// Returns the entities that a state of a closure that statements share is about, for the statement about `pair`.
    pub fn about(&self, pair: Arguments) -> Arguments {
        match (self.exchanged(), pair.object) {
            (true, Some(object)) => Arguments { subject: object, object: Some(pair.subject) },
            _ => pair,
        }
    }

    /// Returns true if subject and object are exchanged in a state of a closure that statements share.
    pub fn exchanged(&self) -> bool {
        self.pair.subject == OBJECT
    }

    /// Returns the cost of a derivation: presumptions, then steps.
    pub fn cost(&self) -> (u32, u32) {
        (self.usually, self.steps)
    }

    /// Returns the statement behind a tie.
    pub fn follow(&self, vocabulary: &Vocabulary, tie: &Tie) -> Derived {
        let mut next = Derived {
            predicate: tie.to,
            event: self.event || vocabulary.word(tie.to).is_event(),
            usually: self.usually + u32::from(tie.kind == StepKind::Usually),
            steps: self.steps + 1,
            ..*self
        };
        if let (true, Some(object)) = (tie.kind.exchanges(), self.pair.object) {
            next.pair = Arguments { subject: object, object: Some(self.pair.subject) };
            next.lifted_subject = self.lifted_object;
            next.lifted_object = self.lifted_subject;
        }
        next
    }

    /// Returns the statement after a number of steps from part to whole, on one side.
    pub fn lift(&self, kind: StepKind, whole: EntityId, steps: u32) -> Derived {
        let next = Derived { steps: self.steps + steps, ..*self };
        if kind == StepKind::WholeSubject {
            Derived { pair: Arguments { subject: whole, ..self.pair }, lifted_subject: true, ..next }
        } else {
            Derived { pair: Arguments { object: Some(whole), ..self.pair }, lifted_object: true, ..next }
        }
    }
}

/// A step, in the form in which states store it: there can be a great number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ClosureStep {
    /// The tie of that number of the predicate before.
    Tie(u32),
    Whole(StepKind),
}

/// The step by which a state was reached.
#[derive(Clone, Copy, Debug)]
pub enum Via {
    /// An edge or a trait of the vocabulary.
    Tie(Tie),
    /// A step from a part to a whole that it is directly a part of.
    Whole(StepKind),
    /// A number of further steps of that kind.
    Further(StepKind, u32),
}

/// The statements that one carries, nothing lifted, whoever it is about; itself first, the best reached first.
#[derive(Debug)]
pub struct Closure {
    /// The states.
    pub states: Vec<Derived>,
    /// The step by which each state was reached.
    from: Vec<From>,
    /// The indices of the states, by predicate.
    by_predicate: Vec<(PredicateId, u32)>,
    /// For each state, whether it does not count in exclusion and asymmetry: it is only presumed, and at odds with
    /// another carried statement.
    barred: Vec<bool>,
    /// The states that count in exclusion and asymmetry, whose predicates exclude something or are asymmetric.
    opposing: Vec<u32>,
    /// The states whose predicates may have only one object, or subject.
    single: Vec<u32>,
    /// The states whose predicates happen or hold once.
    once: Vec<u32>,
}

/// The two entities that a statement is about; an object that is no entity is none here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Arguments {
    /// The subject.
    pub subject: EntityId,
    /// The object, if it is an entity.
    pub object: Option<EntityId>,
}

impl Arguments {
    /// Returns the two entities exchanged, if there are two.
    pub fn mirror(self) -> Option<Arguments> {
        let object = self.object.filter(|object| *object != self.subject)?;
        Some(Arguments { subject: object, object: Some(self.subject) })
    }
}

impl Closure {
    /// Returns the closure of statements with that predicate.
    pub fn shared(vocabulary: &Vocabulary, predicate: PredicateId) -> Closure {
        Closure::new(vocabulary, predicate, true)
    }

    /// Returns the closure, by law alone, of a statement about two different things.
    pub fn strict(vocabulary: &Vocabulary, predicate: PredicateId) -> Closure {
        Closure::new(vocabulary, predicate, false)
    }

    fn new(vocabulary: &Vocabulary, predicate: PredicateId, presume: bool) -> Closure {
        let (states, from) = search(vocabulary, &NoParts, start(vocabulary, predicate), presume, &mut |_| true);
        let mut by_predicate: Vec<_> = states.iter().enumerate().map(|(i, s)| (s.predicate, i as u32)).collect();
        by_predicate.sort_unstable();
        let barred = barred(vocabulary, &states, &by_predicate);
        let those = |is_one: &dyn Fn(usize, &Derived) -> bool| -> Vec<u32> {
            states.iter().enumerate().filter(|(i, state)| is_one(*i, state)).map(|(i, _)| i as u32).collect()
        };
        let opposing = those(&|i, state| {
            let word = vocabulary.word(state.predicate);
            !barred[i] && (word.asymmetric || !word.excludes.is_empty())
        });
        let single = those(&|_, state| {
            let word = vocabulary.word(state.predicate);
            word.functional || word.inverse_functional
        });
        let once = those(&|_, state| vocabulary.word(state.predicate).once);
        Closure { states, from, by_predicate, barred, opposing, single, once }
    }

    /// Returns the states that count in exclusion and asymmetry and exclude something or are asymmetric, best first.
    pub fn opposing(&self) -> impl Iterator<Item = &Derived> {
        self.opposing.iter().map(|i| &self.states[*i as usize])
    }

    /// Returns the states of which there can be only one object, or subject, best first.
    pub fn single(&self) -> impl Iterator<Item = &Derived> {
        self.single.iter().map(|i| &self.states[*i as usize])
    }

    /// Returns the states that happen or hold once, best first.
    pub fn once(&self) -> impl Iterator<Item = &Derived> {
        self.once.iter().map(|i| &self.states[*i as usize])
    }

    /// Returns the states with that predicate, and their indices, best first.
    pub fn with(&self, predicate: PredicateId) -> impl Iterator<Item = (u32, &Derived)> {
        with(&self.by_predicate, predicate).map(|i| (i, &self.states[i as usize]))
    }

    /// Returns true if a state does not count in exclusion and asymmetry.
    pub fn is_barred(&self, state: u32) -> bool {
        self.barred[state as usize]
    }

    /// Returns the number of different statements among the states.
    pub fn states_apart(&self) -> usize {
        self.states.iter().map(|state| (state.predicate, state.pair)).collect::<rustc_hash::FxHashSet<_>>().len()
    }

    /// Returns the way to a state.
    pub fn way<'c>(&'c self, vocabulary: &'c Vocabulary, state: u32) -> Way<'c> {
        let (states, from) = (Cow::Borrowed(self.states.as_slice()), Cow::Borrowed(self.from.as_slice()));
        Way { vocabulary, states, from, to: state }
    }
}

/// The way from a statement to another that it carries, nothing lifted.
pub struct Way<'c> {
    vocabulary: &'c Vocabulary<'c>,
    states: Cow<'c, [Derived]>,
    from: Cow<'c, [From]>,
    to: u32,
}

/// A step of a way, from one state of a closure to another.
pub struct StepTaken {
    /// The number of the state behind the step.
    pub number: u32,
    /// The edge or trait that is followed.
    pub via: Via,
    /// The state before the step.
    pub from: Derived,
    /// The state behind the step.
    pub to: Derived,
}

impl<'c> Way<'c> {
    /// Returns the way from statements with a predicate to the first state for which `is_it` returns true, without a
    /// look at what is further away, and the number of states that were looked at. The numbers of states are those of
    /// the whole closure.
    pub fn search(
        vocabulary: &'c Vocabulary,
        predicate: PredicateId,
        is_it: impl Fn(&Derived) -> bool,
    ) -> (Option<Way<'c>>, usize) {
        let start = start(vocabulary, predicate);
        let mut is_found = false;
        let (states, from) = search(vocabulary, &NoParts, start, true, &mut |state| {
            is_found = is_it(state);
            !is_found
        });
        let (count, to) = (states.len(), (states.len() as u32).saturating_sub(1));
        (is_found.then(|| Way { vocabulary, states: states.into(), from: from.into(), to }), count)
    }

    /// Iterates over the steps, last to first.
    pub fn back(&self) -> impl Iterator<Item = StepTaken> {
        let mut at = self.to;
        std::iter::from_fn(move || {
            let (before, step) = self.from[at as usize]?;
            let (from, to) = (self.states[before as usize], self.states[at as usize]);
            let via = match step {
                ClosureStep::Tie(number) => Via::Tie(self.vocabulary.word(from.predicate).ties[number as usize]),
                ClosureStep::Whole(kind) => Via::Whole(kind),
            };
            Some(StepTaken { number: std::mem::replace(&mut at, before), via, from, to })
        })
    }
}

/// Returns a statement with a predicate, as the first that it carries itself.
fn start(vocabulary: &Vocabulary, predicate: PredicateId) -> Derived {
    let object = vocabulary.word(predicate).takes_entities().then_some(OBJECT);
    Derived::itself(vocabulary, predicate, Arguments { subject: SUBJECT, object })
}

/// Returns the steps to a state, first to last: the state before, the step, and the state behind.
pub(crate) fn unwound(from: &[From], state: u32) -> Vec<(u32, ClosureStep, u32)> {
    let mut at = state;
    let mut steps: Vec<_> = std::iter::from_fn(|| {
        let (before, step) = from[at as usize]?;
        Some((before, step, std::mem::replace(&mut at, before)))
    })
    .collect();
    steps.reverse();
    steps
}

/// The predicates that carry one, each with its best cost: the closures of all of them, as far as they lead there.
#[derive(Debug)]
pub struct Carriers {
    all: Vec<Carrier>,
}

/// A way in which statements with one predicate carry one with another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Carrier {
    /// The predicate that carries.
    pub predicate: PredicateId,
    /// Whether subject and object are exchanged.
    pub exchanged: bool,
    /// The cost: presumptions, then steps.
    pub cost: (u32, u32),
    /// Whether an event was passed, or the statement is one.
    pub event: bool,
}

impl Carriers {
    /// Returns the carriers of a predicate.
    pub fn new(vocabulary: &Vocabulary, target: PredicateId) -> Carriers {
        let back = vocabulary.back();
        let start = (target, false, vocabulary.word(target).is_event());
        let mut best: FxHashMap<(PredicateId, bool, bool), (u32, u32)> = FxHashMap::from_iter([(start, (0, 0))]);
        let (mut open, mut all) = (BinaryHeap::from([Reverse(((0, 0), start))]), Vec::new());
        while let Some(Reverse((cost, at))) = open.pop() {
            if best.get(&at).is_some_and(|known| *known < cost) {
                continue;
            }
            let (predicate, exchanged, event) = at;
            all.push(Carrier { predicate, exchanged, cost, event });
            for (from, kind) in &back[predicate.0 as usize] {
                let next = (*from, exchanged ^ kind.exchanges(), event || vocabulary.word(*from).is_event());
                let cost = (cost.0 + u32::from(*kind == StepKind::Usually), cost.1 + 1);
                let known = best.entry(next).or_insert((u32::MAX, u32::MAX));
                if cost < *known {
                    *known = cost;
                    open.push(Reverse((cost, next)));
                }
            }
        }
        all.sort_unstable();
        Carriers { all }
    }

    /// Returns all carriers, by predicate.
    pub fn all(&self) -> &[Carrier] {
        &self.all
    }

    /// Returns the ways in which a predicate carries this one, subject and object exchanged or not, best first.
    pub fn of(&self, predicate: PredicateId, exchanged: bool) -> &[Carrier] {
        let key = |carrier: &Carrier| (carrier.predicate, carrier.exchanged);
        let start = self.all.partition_point(|carrier| key(carrier) < (predicate, exchanged));
        let end = self.all.partition_point(|carrier| key(carrier) <= (predicate, exchanged));
        &self.all[start..end]
    }
}

fn with(by_predicate: &[(PredicateId, u32)], predicate: PredicateId) -> impl Iterator<Item = u32> {
    let start = by_predicate.partition_point(|(p, _)| *p < predicate);
    by_predicate[start..].iter().take_while(move |(p, _)| *p == predicate).map(|(_, i)| *i)
}

/// Returns for each state whether it does not count in exclusion and asymmetry: it has no derivation free of
/// presumptions, and it excludes, or is the asymmetric mirror of, another statement of the closure, however derived or
/// lifted.
fn barred(vocabulary: &Vocabulary, states: &[Derived], by_predicate: &[(PredicateId, u32)]) -> Vec<bool> {
    let same = |predicate: PredicateId, pair: Arguments| {
        with(by_predicate, predicate).map(|i| &states[i as usize]).filter(move |s| s.pair == pair)
    };
    let bars = |state: &Derived| {
        let word = vocabulary.word(state.predicate);
        let excluded =
            || word.excludes.iter().any(|other| *other != state.predicate && same(*other, state.pair).next().is_some());
        let mirrored = || {
            word.asymmetric && state.pair.mirror().is_some_and(|mirror| same(state.predicate, mirror).next().is_some())
        };
        state.usually > 0 && same(state.predicate, state.pair).all(|s| s.usually > 0) && (excluded() || mirrored())
    };
    states.iter().map(bars).collect()
}

/// The step by which a state was reached, with the state before it; none for the statement itself.
pub(crate) type From = Option<(u32, ClosureStep)>;

type StateKey = (PredicateId, Arguments, bool, bool, bool);

fn key(state: &Derived) -> StateKey {
    (state.predicate, state.pair, state.lifted_subject, state.lifted_object, state.event)
}

/// The parts and wholes that a search knows.
pub(crate) trait Wholes {
    /// Returns the entities that one is directly a part of, by name.
    fn parents(&self, part: EntityId) -> &[EntityId];

    /// Returns true if an entity is only passed on the way up, and no other step follows from there.
    fn is_passed(&self, entity: EntityId) -> bool;
}

struct NoParts;

impl Wholes for NoParts {
    fn parents(&self, _: EntityId) -> &[EntityId] {
        &[]
    }

    fn is_passed(&self, _: EntityId) -> bool {
        false
    }
}

/// Returns the statements that one carries, the best reached first, with the step by which each was reached; as long as
/// `more` returns true.
pub(crate) fn search(
    vocabulary: &Vocabulary,
    wholes: &impl Wholes,
    start: Derived,
    presume: bool,
    more: &mut dyn FnMut(&Derived) -> bool,
) -> (Vec<Derived>, Vec<From>) {
    // Reached, not yet settled: cheapest first, among equals the first found; ties are walked by name, so «first» does
    // not depend on the order of files.
    let mut reached: Vec<(Derived, From)> = vec![(start, None)];
    let mut open = BinaryHeap::from([Reverse((0, 0, 0usize))]);
    let mut best: FxHashMap<StateKey, (u32, u32)> = FxHashMap::from_iter([(key(&start), (0, 0))]);
    let (mut settled, mut ways): (Vec<Derived>, Vec<From>) = (Vec::new(), Vec::new());
    let mut done: rustc_hash::FxHashSet<StateKey> = rustc_hash::FxHashSet::default();
    while let Some(Reverse((_, _, number))) = open.pop() {
        let (state, way) = reached[number];
        if !done.insert(key(&state)) {
            continue;
        }
        let from = settled.len() as u32;
        settled.push(state);
        ways.push(way);
        if !more(&state) {
            break;
        }
        let mut step = |next: Derived, step: ClosureStep| {
            let cost = next.cost();
            let known = best.entry(key(&next)).or_insert((u32::MAX, u32::MAX));
            if cost < *known {
                *known = cost;
                open.push(Reverse((cost.0, cost.1, reached.len())));
                reached.push((next, Some((from, step))));
            }
        };
        let word = vocabulary.word(state.predicate);
        let (subject, object) = (state.pair.subject, state.pair.object);
        let passed = (wholes.is_passed(subject), object.is_some_and(|object| wholes.is_passed(object)));
        if passed == (false, false) {
            for (number, tie) in
                word.ties.iter().enumerate().filter(|(_, tie)| presume || tie.kind != StepKind::Usually)
            {
                step(state.follow(vocabulary, tie), ClosureStep::Tie(number as u32));
            }
        }
        if word.whole.subject && !passed.1 {
            for whole in wholes.parents(subject) {
                step(state.lift(StepKind::WholeSubject, *whole, 1), ClosureStep::Whole(StepKind::WholeSubject));
            }
        }
        if let (true, Some(object)) = (word.whole.object && !passed.0, object) {
            for whole in wholes.parents(object) {
                step(state.lift(StepKind::WholeObject, *whole, 1), ClosureStep::Whole(StepKind::WholeObject));
            }
        }
    }
    (settled, ways)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::tests::random_vocabulary;

    #[test]
    fn what_carries_a_predicate_is_what_the_closures_of_others_lead_to() {
        let (mut ways, mut presumed) = (0, 0);
        for seed in 0..300 {
            let workspace = random_vocabulary(seed);
            let vocabulary = Vocabulary::new(&workspace);
            for target in vocabulary.ids() {
                let carriers = Carriers::new(&vocabulary, target);
                for (predicate, exchanged) in
                    vocabulary.ids().flat_map(|predicate| [(predicate, false), (predicate, true)])
                {
                    let closure = Closure::shared(&vocabulary, predicate);
                    let states = closure.with(target).filter(|(_, state)| state.exchanged() == exchanged);
                    let mut by_closure: Vec<_> = states.map(|(_, state)| (state.cost(), state.event)).collect();
                    by_closure.sort_unstable();
                    let found: Vec<_> =
                        carriers.of(predicate, exchanged).iter().map(|way| (way.cost, way.event)).collect();
                    assert_eq!(found, by_closure, "seed {seed}: {predicate:?} {exchanged} {target:?}");
                    ways += found.len();
                    presumed += found.iter().filter(|((usually, _), _)| *usually > 0).count();
                }
            }
        }
        assert!(ways > 1000 && presumed > 100, "{ways}, {presumed}");
    }
}
