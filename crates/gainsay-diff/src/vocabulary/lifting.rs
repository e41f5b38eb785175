//! Finds the statements that one carries whose subject and object are parts of something.
//!
//! A step to a whole changes neither the predicate nor the other side, and stays possible until it is used: if some of
//! the steps of a derivation allow to lift one side, that side can come as far up as there are wholes, each a step
//! more. So all that has to be known of a predicate is what it carries with either side lifted or not, and by how many
//! steps beside those from part to whole. That is as much as a statement carries about a part of a part of nothing; the
//! depth of the parts in a query does not matter.

use crate::ids::EntityId;
use crate::vocabulary::closure::{Arguments, ClosureStep, Derived, From, OBJECT, SUBJECT, Wholes, search, unwound};
use crate::vocabulary::{PredicateId, StepKind, Vocabulary};

/// The statements that ones with one predicate carry, best first: as if subject and object were each part of one thing.
#[derive(Debug)]
pub struct Lifting {
    all: Vec<Carried>,
    from: Vec<From>,
    /// The indices of all statements, by predicate.
    by_predicate: Vec<(PredicateId, u32)>,
}

/// A statement that ones with one predicate carry. Sides are those of the statement itself: 0 its subject, 1 its
/// object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Carried {
    /// The predicate of the carried statement.
    pub predicate: PredicateId,
    /// Whether subject and object are exchanged.
    pub exchanged: bool,
    /// Whether each side is lifted.
    pub lifted: [bool; 2],
    /// Whether an event was passed, or the statement is one.
    pub event: bool,
    /// The number of steps by presumption.
    pub usually: u32,
    /// The number of steps, without those from part to whole.
    pub ties: u32,
    /// The index of the statement in the lifting.
    state: u32,
}

/// A step, or several, on the way of a derivation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Move {
    /// The tie of that number of the predicate before.
    Tie(u32),
    /// All steps from parts to wholes on a side of the statement itself.
    Lift(usize),
}

impl Carried {
    fn of(state: &Derived, number: u32) -> Carried {
        let exchanged = side_of(state.pair.subject) == 1;
        let lifted = if exchanged {
            [state.lifted_object, state.lifted_subject]
        } else {
            [state.lifted_subject, state.lifted_object]
        };
        let ties = state.steps - u32::from(lifted[0]) - u32::from(lifted[1]);
        Carried {
            predicate: state.predicate,
            exchanged,
            lifted,
            event: state.event,
            usually: state.usually,
            ties,
            state: number,
        }
    }

    /// Returns the sides that are the subject and the object.
    pub fn sides(&self) -> [usize; 2] {
        if self.exchanged { [1, 0] } else { [0, 1] }
    }
}

impl Lifting {
    /// Returns the lifting of statements about entities with that predicate.
    pub fn new(vocabulary: &Vocabulary, predicate: PredicateId) -> Lifting {
        let (states, from) = of_heights(vocabulary, predicate, [1, 1]);
        let all: Vec<Carried> = states.iter().enumerate().map(|(i, state)| Carried::of(state, i as u32)).collect();
        let mut by_predicate: Vec<_> = all.iter().map(|carried| (carried.predicate, carried.state)).collect();
        by_predicate.sort_unstable();
        Lifting { all, from, by_predicate }
    }

    /// Returns all carried statements.
    pub fn all(&self) -> &[Carried] {
        &self.all
    }

    /// Returns the carried statements with that predicate.
    pub fn with(&self, predicate: PredicateId) -> impl Iterator<Item = &Carried> {
        let start = self.by_predicate.partition_point(|(p, _)| *p < predicate);
        self.by_predicate[start..].iter().take_while(move |(p, _)| *p == predicate).map(|(_, i)| &self.all[*i as usize])
    }

    /// Returns true if a side can be lifted.
    pub fn lifts(&self, side: usize) -> bool {
        self.all.iter().any(|carried| carried.lifted[side])
    }

    /// Returns the best way to a carried statement, if the sides come up by these numbers of steps.
    pub fn way(&self, vocabulary: &Vocabulary, carried: &Carried, heights: [u32; 2]) -> Vec<Move> {
        let moves = |from: &[From], state: u32, states: &dyn Fn(u32) -> bool| {
            let mut moves: Vec<Move> = Vec::new();
            for (before, step, _) in unwound(from, state) {
                let next = match step {
                    ClosureStep::Tie(number) => Move::Tie(number),
                    ClosureStep::Whole(kind) => {
                        Move::Lift(usize::from((kind == StepKind::WholeObject) != states(before)))
                    }
                };
                // On one side, all steps are taken together.
                if moves.last() != Some(&next) || matches!(next, Move::Tie(_)) {
                    moves.push(next);
                }
            }
            moves
        };
        // Presumptions come as late as possible, and the height to which the sides come up can tell which is later;
        // nothing else depends on it. A height beyond the number of the other steps makes no difference to that.
        if carried.usually == 0 || heights.iter().all(|height| *height <= 1) {
            return moves(&self.from, carried.state, &|state| self.all[state as usize].exchanged);
        }
        let (low, high, most) = (heights[0].min(heights[1]), heights[0].max(heights[1]), carried.ties + 1);
        let low_enough = low.min(most);
        let high_enough = low_enough + (high - low).min(most);
        let enough = heights.map(|height| if height == low { low_enough } else { high_enough });
        let (states, from) = of_heights(vocabulary, self.all[0].predicate, enough);
        let exchanged = |state: &Derived| side_of(state.pair.subject) == 1;
        let at = states.iter().position(|state| {
            let tops = carried.sides().map(|side| Some(mark(side, enough[side])));
            state.predicate == carried.predicate
                && [Some(state.pair.subject), state.pair.object] == tops
                && state.event == carried.event
        });
        at.map(|at| moves(&from, at as u32, &|state| exchanged(&states[state as usize]))).unwrap_or_default()
    }
}

/// Returns a mark for the entity to which a side has come up by that many steps.
fn mark(side: usize, height: u32) -> EntityId {
    let start = [SUBJECT, OBJECT][side];
    EntityId(start.0 - 2 * height)
}

fn side_of(mark: EntityId) -> usize {
    usize::from((OBJECT.0 - mark.0).is_multiple_of(2))
}

/// Returns the statements that one carries whose sides come up by these numbers of steps and no more. No other step is
/// taken on the way up, since it can be taken before or after.
fn of_heights(vocabulary: &Vocabulary, predicate: PredicateId, heights: [u32; 2]) -> (Vec<Derived>, Vec<From>) {
    struct Heights {
        heights: [u32; 2],
        /// The marks to which each side comes up, step by step.
        marks: [Vec<EntityId>; 2],
    }
    impl Heights {
        fn at(&self, mark: EntityId) -> (usize, u32) {
            (side_of(mark), (OBJECT.0 - mark.0) / 2)
        }
    }
    impl Wholes for Heights {
        fn parents(&self, part: EntityId) -> &[EntityId] {
            let (side, height) = self.at(part);
            self.marks[side].get(height as usize).map(std::slice::from_ref).unwrap_or_default()
        }

        fn is_passed(&self, entity: EntityId) -> bool {
            let (side, height) = self.at(entity);
            height > 0 && height < self.heights[side]
        }
    }
    let marks = [0, 1].map(|side| (1..=heights[side]).map(|height| mark(side, height)).collect());
    let start = Derived::itself(vocabulary, predicate, Arguments { subject: SUBJECT, object: Some(OBJECT) });
    search(vocabulary, &Heights { heights, marks }, start, true, &mut |_| true)
}
