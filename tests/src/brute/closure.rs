//! Section 2: what an affirmation carries, by a plain breadth-first search over states, once with the strict steps
//! and once with all.

use super::records::{Object, Predicate, Workspace};
use std::collections::{BTreeSet, VecDeque};

/// "*one* search over states (predicate, subject, object, which sides are lifted, whether an event was passed)"
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    pub predicate: usize,
    pub subject: usize,
    /// None where the object is the claim's own quantity, date or text, which travels unchanged.
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
    /// The statement alone.
    #[must_use]
    pub fn statement(&self) -> (usize, usize, Option<usize>) {
        (self.predicate, self.subject, self.object)
    }
}

/// A state, and whether no `usually-implies` was needed.
#[derive(Clone, Copy, Debug)]
pub struct Derived {
    pub state: State,
    pub strict: bool,
}

/// Everything that `predicate(subject, object)` carries, itself included.
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
    let strict = reach(workspace, start, false);
    let all = reach(workspace, start, true);
    all.into_iter().map(|state| Derived { state, strict: strict.contains(&state) }).collect()
}

fn reach(workspace: &Workspace, start: State, usually: bool) -> BTreeSet<State> {
    let mut seen = BTreeSet::from([start]);
    let mut next = VecDeque::from([start]);
    while let Some(state) = next.pop_front() {
        for mut after in steps(workspace, state, usually) {
            // "once an event is passed, the mode stays some"
            after.event_passed = state.event_passed || workspace.predicates[after.predicate].is_event();
            if seen.insert(after) {
                next.push_back(after);
            }
        }
    }
    seen
}

fn steps(workspace: &Workspace, state: State, usually: bool) -> Vec<State> {
    let p = &workspace.predicates[state.predicate];
    let mut after = Vec::new();
    // "`implies`: p(s,o) → q(s,o); `usually-implies` likewise"
    let mut onward = p.implies.clone();
    if usually {
        onward.extend(&p.usually_implies);
    }
    for q in onward {
        if !is_mixed(p, &workspace.predicates[q]) {
            after.push(State { predicate: q, ..state });
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
            after.push(mirrored);
        }
        for (at, other) in workspace.predicates.iter().enumerate() {
            let tied = p.inverse_of.contains(&at) || other.inverse_of.contains(&state.predicate);
            if tied && !is_mixed(p, other) {
                after.push(State { predicate: at, ..mirrored });
            }
        }
        // "`object|both` likewise for o"
        if p.lifts("object") {
            for whole in &workspace.classes[object].part_of {
                after.push(State { object: Some(*whole), object_lifted: true, ..state });
            }
        }
    }
    // "`whole: subject|both`: p(s,o) → p(w,o) for w a `part-of` parent of s"
    if p.lifts("subject") {
        for whole in &workspace.classes[state.subject].part_of {
            after.push(State { subject: *whole, subject_lifted: true, ..state });
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

/// `a excludes b` or `b excludes a`: "always mutual".
#[must_use]
pub fn excludes(workspace: &Workspace, a: usize, b: usize) -> bool {
    let (p, q) = (&workspace.predicates[a], &workspace.predicates[b]);
    !is_mixed(p, q) && (p.excludes.contains(&b) || q.excludes.contains(&a))
}

/// What `p(x, y)`, x ≠ y, strictly carries with nothing lifted, as predicates and whether x and y changed places.
#[must_use]
pub fn close_vocabulary(workspace: &Workspace, predicate: usize) -> BTreeSet<(usize, bool)> {
    let entity = workspace.predicates[predicate].object == super::records::ObjectType::Entity;
    // Two entities that are a part of nothing: no step can lift.
    let mut bare = Workspace { predicates: workspace.predicates.clone(), ..Workspace::default() };
    bare.classes = vec![super::records::Class::default(); 2];
    let start =
        State { predicate, subject: 0, object: entity.then_some(1), subject_lifted: false, object_lifted: false, event_passed: false };
    reach(&bare, start, false).into_iter().map(|state| (state.predicate, state.subject == 1)).collect()
}
