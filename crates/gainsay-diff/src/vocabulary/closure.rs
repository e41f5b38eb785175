//! What an affirmation carries: one search over states of a statement, in which every step may follow every other.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use crate::ledger::entities::{Entities, EntityId};
use crate::vocabulary::{PredicateId, StepKind, Tie, Vocabulary};

/// The subject of a closure that many statements share.
const SUBJECT: EntityId = EntityId(u32::MAX - 1);
/// The object of a closure that many statements share.
const OBJECT: EntityId = EntityId(u32::MAX);

/// A statement that another carries, and how it is reached at best: fewest presumptions, then fewest steps, then first by name.
#[derive(Clone, Copy, Debug)]
pub struct Derived {
    /// Its predicate.
    pub predicate: PredicateId,
    subject: EntityId,
    object: Option<EntityId>,
    /// The subject was reached from a part.
    pub lifted_subject: bool,
    /// The object was reached from a part.
    pub lifted_object: bool,
    /// An event was passed, or it is one: what is said holds at some time, whatever the claim's own mode.
    pub event: bool,
    /// Steps by presumption.
    pub usually: u32,
    /// Steps in all.
    pub steps: u32,
    /// The state before it, and the step from there; none for the statement itself.
    from: Option<(u32, Step)>,
}

/// A step, as states keep it, of which there can be very many.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// The tie of that number, of the predicate before.
    Tie(u32),
    Whole(StepKind),
}

/// The step by which a state was reached.
#[derive(Clone, Copy, Debug)]
pub enum Via {
    /// An edge or a trait of the vocabulary.
    Tie(Tie),
    /// From a part to a whole that it is directly a part of.
    Whole(StepKind),
}

/// Everything that a statement carries, itself first, the best reached first.
#[derive(Debug)]
pub struct Closure {
    /// The states.
    pub states: Vec<Derived>,
    /// The states' indices, by predicate.
    by_predicate: Vec<(PredicateId, u32)>,
    /// States that do not count in exclusion and asymmetry: presumed only, and at odds with something else that is carried.
    barred: Vec<bool>,
    /// States that count in exclusion and asymmetry, whose predicates exclude something or are asymmetric.
    opposing: Vec<u32>,
    /// States that nothing was lifted for, whose predicates may have but one object, or subject.
    single: Vec<u32>,
    /// Whether statements of other entities share it.
    shared: bool,
}

/// The two things that a statement is about; an object that is no entity is none here.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Pair {
    /// The subject.
    pub subject: EntityId,
    /// The object, if it is an entity.
    pub object: Option<EntityId>,
}

impl Closure {
    /// What a statement with that predicate carries, whoever it is about: good for those whose parts cannot be lifted, and whose
    /// subject is not their object.
    pub fn shared(vocabulary: &Vocabulary, predicate: PredicateId) -> Closure {
        let object = vocabulary.word(predicate).takes_entities().then_some(OBJECT);
        Closure::new(vocabulary, search(vocabulary, &|_| &[], predicate, Pair { subject: SUBJECT, object }, true), true)
    }

    /// What this very statement carries.
    pub fn of(vocabulary: &Vocabulary, entities: &Entities, predicate: PredicateId, pair: Pair) -> Closure {
        Closure::new(vocabulary, search(vocabulary, &|e| &entities.class(e).parents, predicate, pair, true), false)
    }

    /// What a statement about two different things carries by law alone, nothing lifted.
    pub fn strict(vocabulary: &Vocabulary, predicate: PredicateId) -> Closure {
        let object = vocabulary.word(predicate).takes_entities().then_some(OBJECT);
        Closure::new(vocabulary, search(vocabulary, &|_| &[], predicate, Pair { subject: SUBJECT, object }, false), true)
    }

    fn new(vocabulary: &Vocabulary, states: Vec<Derived>, shared: bool) -> Closure {
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
            (word.functional || word.inverse_functional) && !state.lifted_subject && !state.lifted_object
        });
        Closure { states, by_predicate, barred, opposing, single, shared }
    }

    /// The states that count in exclusion and asymmetry and exclude something or are asymmetric, and their indices, best first.
    pub fn opposing(&self) -> impl Iterator<Item = (u32, &Derived)> {
        self.opposing.iter().map(|i| (*i, &self.states[*i as usize]))
    }

    /// The states that nothing was lifted for and of which there can be but one object, or subject, and their indices, best first.
    pub fn single(&self) -> impl Iterator<Item = (u32, &Derived)> {
        self.single.iter().map(|i| (*i, &self.states[*i as usize]))
    }

    /// The states with that predicate, and their indices, best first.
    pub fn with(&self, predicate: PredicateId) -> impl Iterator<Item = (u32, &Derived)> {
        with(&self.by_predicate, predicate).map(|i| (i, &self.states[i as usize]))
    }

    /// Whether a state does not count in exclusion and asymmetry.
    pub fn is_barred(&self, state: u32) -> bool {
        self.barred[state as usize]
    }

    /// What a state of the closure is about, for a statement about `pair`.
    pub fn about(&self, state: &Derived, pair: Pair) -> Pair {
        let place = |e: EntityId| match e {
            SUBJECT if self.shared => Some(pair.subject),
            OBJECT if self.shared => pair.object,
            other => Some(other),
        };
        Pair { subject: place(state.subject).unwrap_or(pair.subject), object: state.object.and_then(place) }
    }

    /// Whether subject and object stand exchanged in a state of a shared closure.
    pub fn exchanged(state: &Derived) -> bool {
        state.subject == OBJECT
    }

    /// The steps that lead to a state, first to last.
    pub fn path(&self, vocabulary: &Vocabulary, state: &Derived) -> Vec<(Via, Derived)> {
        let mut path = Vec::new();
        let mut at = *state;
        while let Some((before, step)) = at.from {
            let before = self.states[before as usize];
            let via = match step {
                Step::Tie(number) => Via::Tie(vocabulary.word(before.predicate).ties[number as usize]),
                Step::Whole(kind) => Via::Whole(kind),
            };
            path.push((via, at));
            at = before;
        }
        path.reverse();
        path
    }
}

/// The two states of its own strict closure by which a predicate contradicts itself, if it does.
pub fn contradiction(vocabulary: &Vocabulary, predicate: PredicateId) -> Option<(PredicateId, PredicateId)> {
    let closure = Closure::strict(vocabulary, predicate);
    for state in &closure.states {
        let word = vocabulary.word(state.predicate);
        for other in &word.excludes {
            if closure.with(*other).any(|(_, s)| Closure::exchanged(s) == Closure::exchanged(state)) {
                return Some((state.predicate, *other));
            }
        }
        if word.asymmetric && closure.with(state.predicate).any(|(_, s)| Closure::exchanged(s) != Closure::exchanged(state)) {
            return Some((state.predicate, state.predicate));
        }
    }
    None
}

fn with(by_predicate: &[(PredicateId, u32)], predicate: PredicateId) -> impl Iterator<Item = u32> {
    let start = by_predicate.partition_point(|(p, _)| *p < predicate);
    by_predicate[start..].iter().take_while(move |(p, _)| *p == predicate).map(|(_, i)| *i)
}

/// A statement of which there is no derivation free of presumptions does not count in exclusion and asymmetry if it excludes, or is
/// the asymmetric mirror of, another statement of the closure, however derived or lifted.
fn barred(vocabulary: &Vocabulary, states: &[Derived], by_predicate: &[(PredicateId, u32)]) -> Vec<bool> {
    let same = |predicate: PredicateId, subject: EntityId, object: Option<EntityId>| {
        with(by_predicate, predicate).map(|i| &states[i as usize]).filter(move |s| s.subject == subject && s.object == object)
    };
    let bars = |state: &Derived| {
        let word = vocabulary.word(state.predicate);
        let excluded =
            || word.excludes.iter().any(|other| *other != state.predicate && same(*other, state.subject, state.object).next().is_some());
        let mirrored = || match state.object {
            Some(object) if word.asymmetric && object != state.subject => {
                same(state.predicate, object, Some(state.subject)).next().is_some()
            }
            _ => false,
        };
        state.usually > 0 && same(state.predicate, state.subject, state.object).all(|s| s.usually > 0) && (excluded() || mirrored())
    };
    states.iter().map(bars).collect()
}

type Key = (PredicateId, EntityId, Option<EntityId>, bool, bool, bool);

fn key(state: &Derived) -> Key {
    (state.predicate, state.subject, state.object, state.lifted_subject, state.lifted_object, state.event)
}

fn search<'e>(
    vocabulary: &Vocabulary,
    parents: &dyn Fn(EntityId) -> &'e [EntityId],
    predicate: PredicateId,
    pair: Pair,
    presume: bool,
) -> Vec<Derived> {
    let event = vocabulary.word(predicate).is_event();
    let start = Derived {
        predicate,
        subject: pair.subject,
        object: pair.object,
        lifted_subject: false,
        lifted_object: false,
        event,
        usually: 0,
        steps: 0,
        from: None,
    };
    // Reached, not yet settled: cheapest first, among equals the first found; ties are walked by name, so «first» does not depend
    // on the order of files.
    let mut reached = vec![start];
    let mut open = BinaryHeap::from([Reverse((0, 0, 0usize))]);
    let mut best: FxHashMap<Key, (u32, u32)> = FxHashMap::from_iter([(key(&start), (0, 0))]);
    let mut settled: Vec<Derived> = Vec::new();
    let mut done: rustc_hash::FxHashSet<Key> = rustc_hash::FxHashSet::default();
    while let Some(Reverse((_, _, number))) = open.pop() {
        let state = reached[number];
        if !done.insert(key(&state)) {
            continue;
        }
        let from = settled.len() as u32;
        settled.push(state);
        let mut step = |next: Derived| {
            let cost = (next.usually, next.steps);
            let known = best.entry(key(&next)).or_insert((u32::MAX, u32::MAX));
            if cost < *known {
                *known = cost;
                open.push(Reverse((cost.0, cost.1, reached.len())));
                reached.push(next);
            }
        };
        let word = vocabulary.word(state.predicate);
        for (number, tie) in word.ties.iter().enumerate().filter(|(_, tie)| presume || tie.kind != StepKind::Usually) {
            step(follow(vocabulary, state, tie, (from, Step::Tie(number as u32))));
        }
        let one_more = Derived { steps: state.steps + 1, ..state };
        if word.whole.subject {
            for &subject in parents(state.subject) {
                step(Derived { subject, lifted_subject: true, from: Some((from, Step::Whole(StepKind::WholeSubject))), ..one_more });
            }
        }
        if let (true, Some(object)) = (word.whole.object, state.object) {
            for &object in parents(object) {
                step(Derived {
                    object: Some(object),
                    lifted_object: true,
                    from: Some((from, Step::Whole(StepKind::WholeObject))),
                    ..one_more
                });
            }
        }
    }
    settled
}

fn follow(vocabulary: &Vocabulary, state: Derived, tie: &Tie, from: (u32, Step)) -> Derived {
    let mut next = Derived {
        predicate: tie.to,
        event: state.event || vocabulary.word(tie.to).is_event(),
        usually: state.usually + u32::from(tie.kind == StepKind::Usually),
        steps: state.steps + 1,
        from: Some(from),
        ..state
    };
    if let (true, Some(object)) = (tie.kind.exchanges(), state.object) {
        next.subject = object;
        next.object = Some(state.subject);
        next.lifted_subject = state.lifted_object;
        next.lifted_object = state.lifted_subject;
    }
    next
}
