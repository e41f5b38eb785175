//! Compares a list with its base: the change that one side has made to each member.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::layout::IDENTIFYING;
use crate::merge::value::Value;

/// The likeness from which on two members resemble each other, of 1,000.
const RESEMBLANCE: usize = 500;

/// The largest number of pairs of members that are compared one by one.
const MOST_COMPARISONS: usize = 10_000;

/// The state of a member of the base on one side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum MemberState {
    /// The member is kept, at this index.
    Kept(usize),
    /// The member was changed into the member at this index.
    Changed(usize),
    /// The member is gone, and others stand in its place; which of them it became cannot be known.
    Replaced,
    /// The member was deleted.
    Deleted,
}

impl MemberState {
    /// Returns the index of the member on that side.
    pub(super) fn index(self) -> Option<usize> {
        match self {
            MemberState::Kept(at) | MemberState::Changed(at) => Some(at),
            MemberState::Replaced | MemberState::Deleted => None,
        }
    }
}

/// All changes that one side has made to a list.
#[derive(Clone, Debug)]
pub(super) struct ListDiff {
    states: Vec<MemberState>,
    /// Whether a changed member is matched by an identifying key.
    identified: Vec<bool>,
    /// For each replaced member, the index in `instead` of the list of new members in its place.
    replaced: HashMap<usize, usize>,
    instead: Vec<Vec<usize>>,
    /// For each member of this side, the member of the base that it comes from.
    origins: Vec<MemberOrigin>,
    /// For each member of this side, whether the other side has added it too.
    shared: Vec<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum MemberOrigin {
    Kept(usize),
    Changed(usize),
    Added,
}

/// New or gone members between two that are kept: the indexes of those two in the base, and of the members between
/// them.
struct Run {
    after: Option<usize>,
    before: Option<usize>,
    members: Vec<usize>,
}

impl ListDiff {
    /// Returns the changes from `base` to `side`.
    pub(super) fn between(base: &[Value], side: &[Value]) -> ListDiff {
        let mut change = ListDiff {
            states: vec![MemberState::Deleted; base.len()],
            identified: vec![false; base.len()],
            replaced: HashMap::new(),
            instead: Vec::new(),
            origins: vec![MemberOrigin::Added; side.len()],
            shared: vec![false; side.len()],
        };
        change.match_equal(base, side);
        change.match_identified(base, side);
        let (gone, new) = (change.gone(), change.added());
        let behind: HashMap<Option<usize>, &Run> = new.iter().map(|run| (run.after, run)).collect();
        let ahead: HashMap<Option<usize>, &Run> = new.iter().map(|run| (run.before, run)).collect();
        for run in &gone {
            if let Some(there) = behind.get(&run.after).or_else(|| ahead.get(&run.before)) {
                change.match_run(base, side, run, there);
            }
        }
        change
    }

    /// Returns the state of a member of the base.
    pub(super) fn state(&self, i: usize) -> MemberState {
        let state = self.states.get(i).copied().unwrap_or(MemberState::Deleted);
        // The other side may have added the new member too, so that it does not replace this one.
        let new = self.replaced.get(&i).and_then(|list| self.instead.get(*list));
        let is_so = state != MemberState::Replaced || new.is_some_and(|new| new.iter().any(|at| !self.is_shared(*at)));
        if is_so { state } else { MemberState::Deleted }
    }

    /// Returns true if a changed member is matched by a key that identifies it.
    pub(super) fn is_identified(&self, i: usize) -> bool {
        self.identified.get(i).copied().unwrap_or(false)
    }

    /// Returns the members of the base that have been moved past others: the fewest that explain the order.
    pub(super) fn moved(&self) -> HashSet<usize> {
        let mut there: Vec<(usize, usize)> =
            (0..self.states.len()).filter_map(|i| Some((self.state(i).index()?, i))).collect();
        there.sort_unstable();
        let order: Vec<usize> = there.into_iter().map(|(_, i)| i).collect();
        let unmoved: HashSet<usize> = longest_increasing_subsequence(&order).into_iter().collect();
        order.into_iter().filter(|i| !unmoved.contains(i)).collect()
    }

    /// Returns true if a member is not in the base as it is.
    pub(super) fn is_new(&self, at: usize) -> bool {
        !matches!(self.origins.get(at), Some(MemberOrigin::Kept(_)))
    }

    /// Returns true if a member comes from none of the base.
    pub(super) fn is_added(&self, at: usize) -> bool {
        matches!(self.origins.get(at), Some(MemberOrigin::Added))
    }

    /// Turns a member that counted as changed into an addition, and the member of the base that it came from into a
    /// deletion.
    pub(super) fn make_addition(&mut self, at: usize) {
        if let Some(MemberOrigin::Changed(i)) = self.origins.get(at).copied() {
            self.set_state(i, MemberState::Deleted);
            self.set_origin(at, MemberOrigin::Added);
        }
    }

    /// Returns true if the other side has added the same member.
    pub(super) fn is_shared(&self, at: usize) -> bool {
        self.shared.get(at).copied().unwrap_or(false)
    }

    /// Notes that the other side has added the same member.
    pub(super) fn note_shared(&mut self, at: usize) {
        if let Some(shared) = self.shared.get_mut(at) {
            *shared = true;
        }
    }

    fn set_state(&mut self, i: usize, new: MemberState) {
        if let Some(state) = self.states.get_mut(i) {
            *state = new;
        }
    }

    fn set_origin(&mut self, at: usize, new: MemberOrigin) {
        if let Some(origin) = self.origins.get_mut(at) {
            *origin = new;
        }
    }

    /// Matches equal members: the first of several is the first of the other side, and so on.
    fn match_equal(&mut self, base: &[Value], side: &[Value]) {
        let mut places: HashMap<&Value, VecDeque<usize>> = HashMap::new();
        for (at, value) in side.iter().enumerate() {
            places.entry(value).or_default().push_back(at);
        }
        for (i, value) in base.iter().enumerate() {
            if let Some(at) = places.get_mut(value).and_then(VecDeque::pop_front) {
                self.set_state(i, MemberState::Kept(at));
                self.set_origin(at, MemberOrigin::Kept(i));
            }
        }
    }

    /// Matches members that are changed, and perhaps moved, but keep the key that identifies them.
    fn match_identified(&mut self, base: &[Value], side: &[Value]) {
        let mut places: HashMap<(String, &Value), Vec<usize>> = HashMap::new();
        for (at, value) in side.iter().enumerate().filter(|(at, _)| self.is_added(*at)) {
            for name in names(value) {
                places.entry(name).or_default().push(at);
            }
        }
        for (i, value) in base
            .iter()
            .enumerate()
            .filter(|(i, _)| self.states.get(*i) == Some(&MemberState::Deleted))
            .collect::<Vec<_>>()
        {
            let mut found = names(value).into_iter().filter_map(|name| places.remove(&name));
            if let Some([at]) = found.next().as_deref()
                && self.is_added(*at)
            {
                self.change_into(i, *at, true);
            }
        }
    }

    fn change_into(&mut self, i: usize, at: usize, identified: bool) {
        self.set_state(i, MemberState::Changed(at));
        self.set_origin(at, MemberOrigin::Changed(i));
        if let Some(known) = self.identified.get_mut(i) {
            *known = identified;
        }
    }

    /// Returns the members of the base that are gone, in runs between those that are kept.
    fn gone(&self) -> Vec<Run> {
        let member = |i: usize| match self.states.get(i) {
            Some(MemberState::Deleted) => Some(Some(i)),
            Some(MemberState::Kept(_)) => Some(None),
            _ => None,
        };
        runs((0..self.states.len()).filter_map(|i| member(i).map(|gone| (gone, i))))
    }

    /// Returns the members of this side that are new, in runs between those that are kept.
    fn added(&self) -> Vec<Run> {
        let member = |at: usize| match self.origins.get(at) {
            Some(MemberOrigin::Added) => Some((Some(at), 0)),
            Some(MemberOrigin::Kept(i)) => Some((None, *i)),
            _ => None,
        };
        runs((0..self.origins.len()).filter_map(member))
    }

    /// Matches the new members at a place with the gone ones: those that resemble each other, or else one after the
    /// other if there are as many.
    fn match_run(&mut self, base: &[Value], side: &[Value], gone: &Run, new: &Run) {
        let mut free = new.members.clone();
        let mut left = Vec::new();
        let is_small = gone.members.len().saturating_mul(free.len()) <= MOST_COMPARISONS;
        for &i in &gone.members {
            let likeness =
                |at: usize| Some(likeness(base.get(i)?, side.get(at)?)).filter(|alike| *alike >= RESEMBLANCE);
            let compared = if is_small { free.as_slice() } else { &[] };
            let candidates = compared.iter().enumerate().filter_map(|(n, at)| Some((likeness(*at)?, n)));
            match candidates.max_by_key(|(alike, n)| (*alike, std::cmp::Reverse(*n))) {
                Some((_, n)) => self.change_into(i, free.remove(n), false),
                None => left.push(i),
            }
        }
        if left.len() == free.len() {
            for (i, at) in left.into_iter().zip(free) {
                self.change_into(i, at, false);
            }
        } else if !free.is_empty() {
            for i in left {
                self.set_state(i, MemberState::Replaced);
                self.replaced.insert(i, self.instead.len());
            }
            self.instead.push(free);
        }
    }
}

/// Groups members into runs. Each comes with none, or, where it is kept, with its index in the base.
fn runs(members: impl Iterator<Item = (Option<usize>, usize)>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open = Run { after: None, before: None, members: Vec::new() };
    for (member, kept) in members {
        match member {
            Some(member) => open.members.push(member),
            None => {
                let next = Run { after: Some(kept), before: None, members: Vec::new() };
                runs.push(Run { before: Some(kept), ..std::mem::replace(&mut open, next) });
            }
        }
    }
    runs.push(open);
    runs.retain(|run| !run.members.is_empty());
    runs
}

/// Returns the longest increasing subsequence.
fn longest_increasing_subsequence(numbers: &[usize]) -> Vec<usize> {
    // The positions that end the best subsequence of each length, and for each position the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers.get(*end).is_some_and(|last| last < number));
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let steps = std::iter::successors(ends.last().copied(), |at| before.get(*at).copied().flatten());
    steps.filter_map(|at| numbers.get(at).copied()).collect()
}

/// Returns the key that identifies a member, and its value.
pub(super) fn identity(value: &Value) -> Option<(&str, &Value)> {
    let Value::Map(entries) = value else { return None };
    IDENTIFYING
        .iter()
        .find_map(|known| entries.iter().find(|(key, _)| key == known))
        .map(|(key, value)| (key.as_str(), value))
}

/// Returns all names of a member: the value of the key that identifies it, or, where that is a mapping of schemes to
/// ids, each of these.
pub(super) fn names(value: &Value) -> Vec<(String, &Value)> {
    match identity(value) {
        Some((key, Value::Map(schemes))) => {
            schemes.iter().map(|(scheme, id)| (format!("{key}.{scheme}"), id)).collect()
        }
        Some((key, id)) => vec![(key.to_owned(), id)],
        None => Vec::new(),
    }
}

/// Returns the likeness of two values, of 1,000.
fn likeness(a: &Value, b: &Value) -> usize {
    match (a, b) {
        (Value::Text(a) | Value::Bare(a) | Value::Opaque(a), Value::Text(b) | Value::Bare(b) | Value::Opaque(b)) => {
            likeness_of_texts(a, b)
        }
        (Value::Map(a), Value::Map(b)) => {
            let of = |key: &String, value: &Value| {
                b.iter().find(|(other, _)| other == key).map_or(0, |(_, other)| likeness(value, other))
            };
            a.iter().map(|(key, value)| of(key, value)).sum::<usize>() / a.len().max(b.len()).max(1)
        }
        (Value::List(a), Value::List(b)) => {
            a.iter().zip(b).map(|(a, b)| likeness(a, b)).sum::<usize>() / a.len().max(b.len()).max(1)
        }
        _ => 0,
    }
}

/// Returns the share of the longer text that is in the common beginning and end of both, of 1,000.
fn likeness_of_texts(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    let first = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let last = a.iter().rev().zip(b.iter().rev()).take(shorter - first).take_while(|(a, b)| a == b).count();
    (first + last).saturating_mul(1_000).checked_div(longer).unwrap_or(1_000)
}
