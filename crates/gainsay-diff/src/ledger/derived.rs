//! Finds the statements that another carries about given entities, one query at a time: where parts are nested deep, a
//! statement carries more than can be listed.

use std::cmp::Ordering;

use crate::ledger::entities::EntityId;
use crate::ledger::{Ledger, Statement};
use crate::vocabulary::closure::{Arguments, Carrier, Carriers, Derived, Via, Way, Wholes, search};
use crate::vocabulary::lifting::{Carried, Lifting, Move};
use crate::vocabulary::{PredicateId, StepKind, Tie};

/// The most steps from part to whole, one after the other, that are all shown.
const MOST_TOLD: u32 = 12;

/// The number of steps that are shown of a longer row, with the number of the others.
const TOLD: u32 = 6;

/// A statement that another carries, with its derivation.
struct DerivedStatement<'l> {
    state: Derived,
    carried: &'l Carried,
    /// The number of steps by which either side of the statement comes up.
    heights: [u32; 2],
}

/// A part of the way to a carried statement.
enum Leg {
    /// The tie of that number of the predicate before.
    Tie(u32, Tie),
    /// All steps by which one side comes up.
    Lift { kind: StepKind, part: EntityId, whole: EntityId, steps: u32 },
}

impl Leg {
    fn steps(&self) -> u32 {
        match self {
            Leg::Tie(..) => 1,
            Leg::Lift { steps, .. } => *steps,
        }
    }
}

/// The key that tells derivations of equal cost apart. Those with presumptions at the same steps come in the order in
/// which each step is tried: ties, then wholes of the subject, then wholes of the object.
type Tried = (u8, u32);

impl Ledger<'_> {
    /// Returns the statements that ones with that predicate carry whose subjects or objects are part of something.
    pub fn lifting(&self, predicate: PredicateId) -> &Lifting {
        self.liftings[predicate.0 as usize].get_or_init(|| Lifting::new(&self.vocabulary, predicate))
    }

    /// Calls `found` with the statements of that predicate about those two that a statement carries, best first.
    pub fn carried(
        &self,
        statement: &Statement,
        predicate: PredicateId,
        pair: Arguments,
        mut found: impl FnMut(Derived),
    ) {
        if statement.own {
            self.found(statement, predicate, pair).into_iter().for_each(|one| found(one.state));
        } else if let Some(carriers) = self.carriers_of(predicate, statement.predicate) {
            self.carried_by(carriers, statement, predicate, pair, &mut found);
        } else {
            let states = self.shared_closure(statement.predicate).with(predicate);
            states
                .filter(|(_, state)| state.about(statement.pair) == pair)
                .for_each(|(_, state)| found(state.placed(statement.pair)));
        }
    }

    fn carried_by(
        &self,
        carriers: &Carriers,
        statement: &Statement,
        predicate: PredicateId,
        pair: Arguments,
        found: &mut dyn FnMut(Derived),
    ) {
        let exchanged = pair != statement.pair;
        if exchanged && statement.pair.mirror() != Some(pair) {
            return;
        }
        let ways = carriers.of(statement.predicate, exchanged);
        if ways.windows(2).any(|pair| pair[0].cost == pair[1].cost) {
            // The order in which two of equal cost are reached tells which comes first.
            let states = self.shared_closure(statement.predicate).with(predicate);
            return states
                .filter(|(_, state)| state.about(statement.pair) == pair)
                .for_each(|(_, state)| found(state.placed(statement.pair)));
        }
        for Carrier { cost: (usually, steps), event, .. } in ways {
            let (lifted_subject, lifted_object) = (false, false);
            found(Derived {
                predicate,
                pair,
                lifted_subject,
                lifted_object,
                event: *event,
                usually: *usually,
                steps: *steps,
            });
        }
    }

    /// Returns the statements of that predicate about those two that a statement carries, best first.
    pub fn all_carried(&self, statement: &Statement, predicate: PredicateId, pair: Arguments) -> Vec<Derived> {
        let mut all = Vec::new();
        self.carried(statement, predicate, pair, |state| all.push(state));
        all
    }

    fn found(&self, statement: &Statement, predicate: PredicateId, pair: Arguments) -> Vec<DerivedStatement<'_>> {
        let (Some(own), Some(there)) = (own(statement), pair.object.map(|object| [pair.subject, object])) else {
            return Vec::new();
        };
        let found = |carried| {
            let mut heights = [0; 2];
            for (side, whole) in Carried::sides(carried).into_iter().zip(there) {
                heights[side] = self.height(own[side], carried.lifted[side], whole)?;
            }
            let [subject, object] = carried.sides().map(|side| carried.lifted[side]);
            let state = Derived {
                predicate,
                pair,
                lifted_subject: subject,
                lifted_object: object,
                event: carried.event,
                usually: carried.usually,
                steps: carried.ties + heights[0] + heights[1],
            };
            Some(DerivedStatement { state, carried, heights })
        };
        let mut all: Vec<DerivedStatement> =
            self.lifting(statement.predicate).with(predicate).filter_map(found).collect();
        if all.len() > 1 {
            all.sort_by(|a, b| self.compare_found(statement, a, b));
            // A statement can be reached in two ways where subject and object are, or come up to, the same.
            let mut seen: Vec<(bool, bool, bool)> = Vec::new();
            all.retain(|DerivedStatement { state, .. }| {
                let flags = (state.lifted_subject, state.lifted_object, state.event);
                let is_new = !seen.contains(&flags);
                seen.push(flags);
                is_new
            });
        }
        all
    }

    /// Returns the number of steps by which an entity, lifted or as it is, comes up to another; none if it does not.
    pub fn height(&self, from: EntityId, lifted: bool, to: EntityId) -> Option<u32> {
        if lifted { self.entities.steps(from, to) } else { (from == to).then_some(0) }
    }

    /// Compares two statements that one carries by the order in which they are reached.
    pub fn compare(&self, statement: &Statement, a: &Derived, b: &Derived) -> Ordering {
        a.cost().cmp(&b.cost()).then_with(|| {
            if a == b {
                Ordering::Equal
            } else if statement.own {
                let found = |state| self.find_carried(statement, state);
                match (found(a), found(b)) {
                    (Some(a), Some(b)) => self.compare_found(statement, &a, &b),
                    (a, b) => a.is_none().cmp(&b.is_none()),
                }
            } else {
                self.index(statement, a).cmp(&self.index(statement, b))
            }
        })
    }

    fn find_carried(&self, statement: &Statement, state: &Derived) -> Option<DerivedStatement<'_>> {
        self.found(statement, state.predicate, state.pair).into_iter().find(|found| found.state == *state)
    }

    /// Returns the index of a carried statement in the closure that the statement shares.
    fn index(&self, statement: &Statement, state: &Derived) -> Option<u32> {
        let mut states = self.shared_closure(statement.predicate).with(state.predicate);
        states.find(|(_, s)| s.placed(statement.pair) == *state).map(|(index, _)| index)
    }

    fn compare_found(&self, statement: &Statement, a: &DerivedStatement, b: &DerivedStatement) -> Ordering {
        a.state.cost().cmp(&b.state.cost()).then_with(|| {
            let ((presumed_a, tried_a), (presumed_b, tried_b)) = (self.tried(statement, a), self.tried(statement, b));
            // A late presumption is reached before an early one.
            presumed_b.iter().rev().cmp(presumed_a.iter().rev()).then_with(|| tried_a.cmp(tried_b))
        })
    }

    /// Returns the numbers of steps after which the presumptions come, and each step.
    fn tried(&self, statement: &Statement, found: &DerivedStatement) -> (Vec<u32>, impl Iterator<Item = Tried>) {
        let legs = self.legs(statement, found);
        let (mut presumed, mut steps) = (Vec::new(), 0);
        for leg in &legs {
            steps += leg.steps();
            presumed.extend(Some(steps).filter(|_| matches!(leg, Leg::Tie(_, tie) if tie.kind == StepKind::Usually)));
        }
        let tried = legs.into_iter().flat_map(|leg| {
            let (tie, lift) = match leg {
                Leg::Tie(number, _) => (Some((0, number)), None),
                Leg::Lift { kind, part, whole, .. } => {
                    let rank = if kind == StepKind::WholeSubject { 1 } else { 2 };
                    (None, Some(self.entities.way(part, whole).map(move |whole| (rank, whole.0))))
                }
            };
            tie.into_iter().chain(lift.into_iter().flatten())
        });
        (presumed, tried)
    }

    /// Returns the way from a statement to a carried one.
    fn legs(&self, statement: &Statement, found: &DerivedStatement) -> Vec<Leg> {
        let Some(own) = own(statement) else { return Vec::new() };
        let (mut predicate, mut exchanged) = (statement.predicate, false);
        let moves = self.lifting(statement.predicate).way(&self.vocabulary, found.carried, found.heights);
        let leg = |step| match step {
            Move::Tie(number) => {
                let tie = self.vocabulary.word(predicate).ties[number as usize];
                predicate = tie.to;
                exchanged ^= tie.kind.exchanges();
                Leg::Tie(number, tie)
            }
            Move::Lift(side) => {
                let kind = if (side == 0) == exchanged { StepKind::WholeObject } else { StepKind::WholeSubject };
                let (subject, object) = (found.state.pair.subject, found.state.pair.object);
                let whole = if found.carried.sides()[0] == side { subject } else { object.unwrap_or(subject) };
                Leg::Lift { kind, part: own[side], whole, steps: found.heights[side] }
            }
        };
        moves.into_iter().map(leg).collect()
    }

    fn itself(&self, statement: &Statement) -> Derived {
        Derived::itself(&self.vocabulary, statement.predicate, statement.pair)
    }

    /// Returns the way from a statement to another that it carries, nothing lifted; none if it does not carry it. What
    /// lies near is searched for, and the closure is worked out for those who ask for much that lies far.
    pub fn way(&self, statement: &Statement, state: &Derived) -> Option<Way<'_>> {
        let predicate = statement.predicate;
        let mut searched = self.searched.borrow_mut();
        let searched = searched.entry(predicate).or_default();
        if self.is_closure_known(predicate) || *searched > self.vocabulary.words.len() {
            let index = self.index(statement, state)?;
            return Some(self.shared_closure(predicate).way(&self.vocabulary, index));
        }
        let is_it = |one: &Derived| one.predicate == state.predicate && one.placed(statement.pair) == *state;
        let (way, count) = Way::search(&self.vocabulary, predicate, is_it);
        *searched += count;
        way
    }

    /// Returns the steps by which a statement carries another, first to last. Of a great number from part to whole the
    /// first are shown, and the others counted.
    pub fn path(&self, statement: &Statement, state: &Derived) -> Vec<(Via, Derived)> {
        if !statement.own {
            let Some(way) = self.way(statement, state) else { return Vec::new() };
            let mut path: Vec<_> = way.back().map(|taken| (taken.via, taken.to.placed(statement.pair))).collect();
            path.reverse();
            return path;
        }
        let Some(found) = self.find_carried(statement, state) else { return Vec::new() };
        let (mut path, mut at) = (Vec::new(), self.itself(statement));
        for leg in self.legs(statement, &found) {
            match leg {
                Leg::Tie(_, tie) => {
                    at = at.follow(&self.vocabulary, &tie);
                    path.push((Via::Tie(tie), at));
                }
                Leg::Lift { kind, part, whole, steps } => {
                    let told = if steps <= MOST_TOLD { steps } else { TOLD };
                    for whole in self.entities.way(part, whole).take(told as usize) {
                        at = at.lift(kind, whole, 1);
                        path.push((Via::Whole(kind), at));
                    }
                    if told < steps {
                        at = at.lift(kind, whole, steps - told);
                        path.push((Via::Further(kind, steps - told), at));
                    }
                }
            }
        }
        path
    }

    /// Calls `more` with the statements that one carries, best first, until it returns false. With lifting there are as
    /// many as wholes of the subject times wholes of the object.
    pub fn each_carried(&self, statement: &Statement, more: &mut dyn FnMut(&Derived) -> bool) {
        if statement.own {
            search(&self.vocabulary, &InLedger(self), self.itself(statement), true, more);
        } else {
            let states = &self.shared_closure(statement.predicate).states;
            let _ = states.iter().all(|state| more(&state.placed(statement.pair)));
        }
    }

    /// Returns the number of different statements that one carries, itself included.
    pub fn count_carried(&self, statement: &Statement) -> usize {
        let Some(own) = own(statement).filter(|_| statement.own) else {
            return self.shared_closure(statement.predicate).states_apart();
        };
        // For each entity, its roles for the two sides: the side itself, or a whole of it.
        let mut roles: rustc_hash::FxHashMap<EntityId, usize> = rustc_hash::FxHashMap::default();
        let role = |side: usize, lifted: bool| 1 << (2 * side + usize::from(lifted));
        for (side, entity) in own.into_iter().enumerate() {
            *roles.entry(entity).or_default() |= role(side, false);
            self.entities
                .wholes(entity)
                .into_iter()
                .for_each(|whole| *roles.entry(whole).or_default() |= role(side, true));
        }
        let mut count = [0usize; 16];
        roles.values().for_each(|roles| count[*roles] += 1);
        let mut all: Vec<&Carried> = self.lifting(statement.predicate).all().iter().collect();
        all.sort_unstable_by_key(|carried| carried.predicate);
        let of_one = |of_one: &[&Carried]| -> usize {
            let is_carried = |pair: [usize; 2]| {
                of_one.iter().any(|c| {
                    c.sides().into_iter().zip(pair).all(|(side, roles)| roles & role(side, c.lifted[side]) != 0)
                })
            };
            let pairs = (0..16).flat_map(|s| (0..16).map(move |o| [s, o]));
            pairs
                .filter(|pair| is_carried(*pair))
                .map(|[s, o]| count[s].saturating_mul(count[o]))
                .fold(0, usize::saturating_add)
        };
        all.chunk_by(|a, b| a.predicate == b.predicate).map(of_one).fold(0, usize::saturating_add)
    }
}

/// Returns the two entities that a statement is about, if both sides are entities.
pub fn own(statement: &Statement) -> Option<[EntityId; 2]> {
    Some([statement.pair.subject, statement.pair.object?])
}

/// The wholes of a ledger's entities.
struct InLedger<'l, 'w>(&'l Ledger<'w>);

impl Wholes for InLedger<'_, '_> {
    fn parents(&self, part: EntityId) -> &[EntityId] {
        &self.0.entities.class(part).parents
    }

    fn is_passed(&self, _: EntityId) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use crate::draws::draws;
    use gainsay_model::{Input, Workspace};

    use super::*;

    /// Returns a workspace of entities in each other, with several wholes and in circles, and predicates that lift
    /// them; with a claim on every two.
    fn workspace(seed: u64) -> Workspace {
        let mut random = draws(seed);
        let mut text = String::from("source: s\n");
        let (entities, most) = (8 + seed % 5, 1 + seed % 3);
        for i in 0..entities {
            let near = |random: &mut dyn FnMut(u64) -> u64| i.saturating_sub(1 + random(most));
            let mut wholes: Vec<u64> =
                (0..1 + random(most)).map(|_| near(&mut random)).filter(|whole| *whole != i).collect();
            if random(12) == 0 {
                wholes.push(random(entities));
            }
            let wholes: Vec<String> = wholes.iter().map(|whole| format!("e{whole}")).collect();
            let part_of = if wholes.is_empty() { String::new() } else { format!("part-of: [{}]\n", wholes.join(", ")) };
            text.push_str(&format!("---\nentity: e{i}\n{part_of}"));
        }
        for i in 0..5 {
            text.push_str(&format!("---\npredicate: p{i}\n"));
            for (key, often) in [("implies", 2), ("usually-implies", 2), ("inverse-of", 6)] {
                if random(often) == 0 {
                    text.push_str(&format!("{key}: [p{}, p{}]\n", random(5), random(5)));
                }
            }
            if random(4) == 0 {
                text.push_str("symmetric: true\n");
            }
            if random(3) == 0 {
                text.push_str("temporal: event\n");
            }
            if random(3) > 0 {
                text.push_str(&format!("whole: {}\n", ["subject", "object", "both"][random(3) as usize]));
            }
        }
        for i in 0..12 {
            let (subject, object) = (random(entities), random(entities));
            text.push_str(&format!(
                "---\nclaim: c{i}\nby: e0\naffirms: e{subject} p{} e{object}\nsource: s\n",
                random(5)
            ));
        }
        Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(text.into()) }])
    }

    #[test]
    fn what_is_asked_for_is_what_is_found_by_following_every_step() {
        let (mut lifted, mut presumed) = (0, 0);
        for seed in 0..60 {
            let workspace = workspace(seed);
            let ledger = Ledger::new(&workspace);
            for statement in &ledger.statements {
                let start = ledger.itself(statement);
                let (states, from) = search(&ledger.vocabulary, &InLedger(&ledger), start, true, &mut |_| true);
                let mut distinct: Vec<_> = states.iter().map(|state| (state.predicate, state.pair)).collect();
                distinct.sort_unstable();
                distinct.dedup();
                assert_eq!(ledger.count_carried(statement), distinct.len(), "seed {seed}");
                for (predicate, pair) in &distinct {
                    let followed: Vec<Derived> = states
                        .iter()
                        .filter(|state| (state.predicate, state.pair) == (*predicate, *pair))
                        .copied()
                        .collect();
                    assert_eq!(
                        ledger.all_carried(statement, *predicate, *pair),
                        followed,
                        "seed {seed}: {statement:?}"
                    );
                }
                for (i, state) in states.iter().enumerate() {
                    let steps = crate::vocabulary::closure::unwound(&from, i as u32);
                    let followed: Vec<Derived> = steps.into_iter().map(|(_, _, at)| states[at as usize]).collect();
                    let path: Vec<Derived> = ledger.path(statement, state).into_iter().map(|(_, at)| at).collect();
                    assert_eq!(path, followed, "seed {seed}: {statement:?}");
                    lifted += usize::from(state.lifted_subject && state.lifted_object);
                    presumed += usize::from(state.lifted_subject && state.usually > 0);
                }
                assert!(
                    states.is_sorted_by(|a, b| ledger.compare(statement, a, b).is_lt()),
                    "seed {seed}: {statement:?}"
                );
            }
        }
        assert!(lifted > 100 && presumed > 100, "hardly anything was lifted: {lifted}, {presumed}");
    }
}
