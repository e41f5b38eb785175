//! Section 2: what an affirmation carries, by a plain search over states, the cheapest first.

use super::records::{Object, Predicate, Workspace};
use std::collections::{BTreeMap, BTreeSet};

/// "*one* search over states (predicate, subject, object, which sides are lifted, whether an event was passed)"
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    pub predicate: usize,
    pub subject: usize,
    /// The object; none if it is the claim's own quantity, date or text, which is passed on unchanged.
    pub object: Option<usize>,
    pub subject_lifted: bool,
    pub object_lifted: bool,
    pub event_passed: bool,
}

impl State {
    #[must_use]
    pub fn is_lifted(&self) -> bool {
        self.subject_lifted || self.object_lifted
    }
    /// Returns the statement alone.
    #[must_use]
    pub fn statement(&self) -> (usize, usize, Option<usize>) {
        (self.predicate, self.subject, self.object)
    }
}

/// The cost of a derivation: "fewest `usually-implies` steps, then the shortest".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    pub usually: usize,
    pub steps: usize,
}

impl Cost {
    /// "the steps of both sides counted together"
    #[must_use]
    pub fn with(self, other: Cost) -> Cost {
        Cost { usually: self.usually + other.usually, steps: self.steps + other.steps }
    }
}

/// A state, the cost of its best derivation, and whether no `usually-implies` was needed.
#[derive(Clone, Copy, Debug)]
pub struct Derived {
    pub state: State,
    pub cost: Cost,
    pub strict: bool,
}

/// Returns everything that `predicate(subject, object)` carries, itself included.
#[must_use]
pub fn close(workspace: &Workspace, predicate: usize, subject: usize, object: &Object) -> Vec<Derived> {
    let object = if let Object::Entity(entity) = object { Some(*entity) } else { None };
    let start = State {
        predicate,
        subject,
        object,
        subject_lifted: false,
        object_lifted: false,
        event_passed: workspace.predicates[predicate].is_event(),
    };
    let reached = reach(workspace, start, true);
    reached.into_iter().map(|(state, cost)| Derived { state, cost, strict: cost.usually == 0 }).collect()
}

/// Returns every state that can be reached, with its least cost; through `usually-implies` only if asked for.
fn reach(workspace: &Workspace, start: State, usually: bool) -> BTreeMap<State, Cost> {
    let mut reached = BTreeMap::new();
    let mut next = BTreeSet::from([(Cost::default(), start)]);
    while let Some((cost, state)) = next.pop_first() {
        if reached.contains_key(&state) {
            continue;
        }
        reached.insert(state, cost);
        for (mut after, is_usual) in steps(workspace, state) {
            // "once an event is passed, the mode stays some"
            after.event_passed = state.event_passed || workspace.predicates[after.predicate].is_event();
            if !is_usual || usually {
                next.insert((Cost { usually: cost.usually + usize::from(is_usual), steps: cost.steps + 1 }, after));
            }
        }
    }
    reached
}

/// Returns the states one step further, and whether the step is a `usually-implies`.
fn steps(workspace: &Workspace, state: State) -> Vec<(State, bool)> {
    let p = &workspace.predicates[state.predicate];
    let mut after = Vec::new();
    // "`implies`: p(s,o) → q(s,o); `usually-implies` likewise"
    for (onward, is_usual) in [(&p.implies, false), (&p.usually_implies, true)] {
        for q in onward.iter().filter(|q| !is_mixed(p, &workspace.predicates[**q])) {
            after.push((State { predicate: *q, ..state }, is_usual));
        }
    }
    // "`inverse-of` (either way): p(s,o) → r(o,s)"; "`symmetric`: p(s,o) → p(o,s)"; "inverse and symmetry carry the
    // mark to the other side"
    if let Some(object) = state.object {
        let mirrored = State {
            subject: object,
            object: Some(state.subject),
            subject_lifted: state.object_lifted,
            object_lifted: state.subject_lifted,
            ..state
        };
        if p.has("symmetric") {
            after.push((mirrored, false));
        }
        for (at, other) in workspace.predicates.iter().enumerate() {
            let tied = p.inverse_of.contains(&at) || other.inverse_of.contains(&state.predicate);
            if tied && !is_mixed(p, other) {
                after.push((State { predicate: at, ..mirrored }, false));
            }
        }
        // "`object|both` likewise for o"
        if p.lifts("object") {
            for whole in &workspace.classes[object].part_of {
                after.push((State { object: Some(*whole), object_lifted: true, ..state }, false));
            }
        }
    }
    // "`whole: subject|both`: p(s,o) → p(w,o) for w a `part-of` parent of s"
    if p.lifts("subject") {
        for whole in &workspace.classes[state.subject].part_of {
            after.push((State { subject: *whole, subject_lifted: true, ..state }, false));
        }
    }
    after
}

/// "mixed-ties (… between a `timeless` predicate and one that is not, or between different `object` types, a number's
/// unit being part of its type; not followed)"
#[must_use]
pub fn is_mixed(p: &Predicate, q: &Predicate) -> bool {
    use super::records::Temporal::Timeless;
    (p.temporal == Timeless) != (q.temporal == Timeless) || p.object != q.object
}

/// Returns whether one of two predicates excludes the other: "always mutual".
#[must_use]
pub fn excludes(workspace: &Workspace, a: usize, b: usize) -> bool {
    let (p, q) = (&workspace.predicates[a], &workspace.predicates[b]);
    !is_mixed(p, q) && (p.excludes.contains(&b) || q.excludes.contains(&a))
}

/// Returns what `p(x, y)`, x ≠ y, strictly carries with nothing lifted, as predicates and whether x and y are
/// exchanged.
#[must_use]
pub fn close_vocabulary(workspace: &Workspace, predicate: usize) -> BTreeSet<(usize, bool)> {
    let entity = workspace.predicates[predicate].object == super::records::ObjectType::Entity;
    // These are two entities that are part of nothing: no step can lift.
    let mut bare = Workspace { predicates: workspace.predicates.clone(), ..Workspace::default() };
    bare.classes = vec![super::records::Class::default(); 2];
    let start = State {
        predicate,
        subject: 0,
        object: entity.then_some(1),
        subject_lifted: false,
        object_lifted: false,
        event_passed: false,
    };
    reach(&bare, start, false).into_keys().map(|state| (state.predicate, state.subject == 1)).collect()
}
