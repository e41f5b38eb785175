//! Merges lists, as values only: the changes of each side to the members of the base are made together.
//!
//! Where order means nothing, members are matched by their value, wherever they stand. A member that is gone counts as
//! changed into a new one at its place, if it resembles one there or as many are new as gone. A change of one side
//! alone is made. If both sides remove the same member, or add the same one, that is one change; but where one member
//! is turned into two different ones, or changed by one side and deleted by the other, the list is in conflict.

mod duplicates;
mod list_diff;
mod sequence;

use std::collections::{HashMap, HashSet};

pub(super) use duplicates::tokens;
use list_diff::{ListDiff, MemberState};

use super::order::{MergedSlot, TheirPlace, weave};
use super::outcome::Side;
use super::value::Value;

/// A member of a merged list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pick {
    /// The member of ours at this index.
    Ours(usize),
    /// The member of theirs at this index.
    Theirs(usize),
    /// A member of the base with the changes of both sides, its fields merged.
    Merged { base: usize, ours: usize, theirs: usize },
}

/// The plan of a merged list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Plan {
    /// The members of the merged list, in order.
    pub picks: Vec<Pick>,
    /// The members that both sides have, changed or not.
    pub pairs: Vec<SharedMember>,
    /// The members of the base that one side has left as they were, and the other has deleted.
    pub dropped: Vec<Dropped>,
}

/// A member that both sides have, by its indexes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct SharedMember {
    /// The index in the base; none if both sides have added the member.
    pub base: Option<usize>,
    pub ours: usize,
    pub theirs: usize,
}

/// A member that one side has kept and the other deleted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Dropped {
    pub base: usize,
    /// The side that has kept the member, and its index there.
    pub kept_by: Side,
    pub at: usize,
}

/// The properties of a list that decide how it is merged.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Kind {
    /// Whether the order of the members means something.
    pub ordered: bool,
    /// The key that a member without keys stands for: a `q` among predicates is `{to: q}`.
    pub main: Option<&'static str>,
}

/// Returns the plan of a merged list; none if there is a conflict.
pub(super) fn plan(base: &[Value], ours: &[Value], theirs: &[Value], kind: Kind) -> Option<Plan> {
    let plan = if kind.ordered {
        Plan { picks: sequence::plan(base, ours, theirs)?, ..Plan::default() }
    } else {
        sets(base, ours, theirs, kind)?
    };
    let merged = plan.picks.iter().filter_map(|pick| match *pick {
        Pick::Ours(at) | Pick::Merged { ours: at, .. } => ours.get(at),
        Pick::Theirs(at) => theirs.get(at),
    });
    let is_single = duplicates::doubles_nothing([base, ours, theirs], merged, kind.main);
    is_single.then_some(plan)
}

/// Returns the plan of a list whose order means nothing.
fn sets(base: &[Value], ours: &[Value], theirs: &[Value], kind: Kind) -> Option<Plan> {
    let mut merger = Merger {
        theirs_at: vec![TheirPlace::New; theirs.len()],
        moved: HashMap::new(),
        picks: (0..ours.len()).map(|i| Some(Pick::Ours(i))).collect(),
        our_change: ListDiff::between(base, ours),
        their_change: ListDiff::between(base, theirs),
        base,
        ours,
        theirs,
        pairs: Vec::new(),
        dropped: Vec::new(),
    };
    merger.match_additions();
    for i in 0..base.len() {
        merger.settle(i)?;
    }
    if merger.adds_one_twice(kind.main) {
        return None;
    }
    merger.follow_moves();
    Some(Plan { picks: merger.woven(), pairs: merger.pairs, dropped: merger.dropped })
}

struct Merger<'v> {
    base: &'v [Value],
    ours: &'v [Value],
    theirs: &'v [Value],
    our_change: ListDiff,
    their_change: ListDiff,
    /// The pick for each member of ours; none if it is removed.
    picks: Vec<Option<Pick>>,
    /// The place of each member of theirs in ours.
    theirs_at: Vec<TheirPlace>,
    /// The member that takes the place of one of theirs, because theirs has moved it.
    moved: HashMap<usize, Pick>,
    pairs: Vec<SharedMember>,
    dropped: Vec<Dropped>,
}

impl Merger<'_> {
    /// Matches the members that both sides have added, so that each is there once, whether it is new or a changed
    /// member. Where the two sides have changed different members into it, it is an addition of both, and the changed
    /// ones are gone.
    fn match_additions(&mut self) {
        let (our_same, their_same): (HashSet<usize>, HashSet<usize>) =
            (0..self.base.len()).filter_map(|i| self.same_change(i)).unzip();
        let mut pool: HashMap<&Value, Vec<usize>> = HashMap::new();
        for (at, value) in self.theirs.iter().enumerate().rev() {
            if self.their_change.is_new(at) && !their_same.contains(&at) {
                pool.entry(value).or_default().push(at);
            }
        }
        for (at, value) in self.ours.iter().enumerate() {
            if self.our_change.is_new(at)
                && !our_same.contains(&at)
                && let Some(there) = pool.get_mut(value).and_then(Vec::pop)
            {
                self.our_change.make_addition(at);
                self.their_change.make_addition(there);
                self.our_change.note_shared(at);
                self.their_change.note_shared(there);
                self.pairs.push(SharedMember { base: None, ours: at, theirs: there });
                self.set_place(there, TheirPlace::At(at));
            }
        }
    }

    /// Returns the indexes in ours and theirs if both have changed a member to the same value.
    fn same_change(&self, i: usize) -> Option<(usize, usize)> {
        match (self.our_change.state(i), self.their_change.state(i)) {
            (MemberState::Changed(ours), MemberState::Changed(theirs))
                if self.ours.get(ours) == self.theirs.get(theirs) =>
            {
                Some((ours, theirs))
            }
            _ => None,
        }
    }

    /// Decides on a member of the base; none if a person has to decide.
    fn settle(&mut self, i: usize) -> Option<()> {
        match (self.our_change.state(i), self.their_change.state(i)) {
            (MemberState::Kept(ours) | MemberState::Changed(ours), MemberState::Kept(theirs)) => {
                self.pairs.push(SharedMember { base: Some(i), ours, theirs });
                self.set_place(theirs, TheirPlace::At(ours));
            }
            (MemberState::Kept(ours), MemberState::Changed(theirs)) => {
                self.pairs.push(SharedMember { base: Some(i), ours, theirs });
                self.set_place(theirs, TheirPlace::At(ours));
                self.set_pick(ours, Some(Pick::Theirs(theirs)));
            }
            (MemberState::Kept(ours), MemberState::Deleted | MemberState::Replaced) => {
                self.dropped.push(Dropped { base: i, kept_by: Side::Ours, at: ours });
                self.set_pick(ours, None);
            }
            (MemberState::Deleted | MemberState::Replaced, MemberState::Kept(theirs)) => {
                self.dropped.push(Dropped { base: i, kept_by: Side::Theirs, at: theirs });
                self.set_place(theirs, TheirPlace::Gone);
            }
            (MemberState::Changed(ours), MemberState::Changed(theirs)) => {
                self.pairs.push(SharedMember { base: Some(i), ours, theirs });
                self.set_place(theirs, TheirPlace::At(ours));
                if self.ours.get(ours) != self.theirs.get(theirs) {
                    let is_one = self.our_change.is_identified(i) && self.their_change.is_identified(i);
                    self.set_pick(ours, Some(Pick::Merged { base: i, ours, theirs }).filter(|_| is_one));
                    return is_one.then_some(());
                }
            }
            (MemberState::Deleted, MemberState::Deleted) => {}
            (MemberState::Changed(_) | MemberState::Replaced, _) | (MemberState::Deleted, _) => return None,
        }
        Some(())
    }

    /// Returns true if both sides have added a member that is one thing by its id, or may be, in different words.
    fn adds_one_twice(&self, main: Option<&str>) -> bool {
        fn added<'v>(values: &'v [Value], change: &ListDiff) -> Vec<&'v Value> {
            let new = values.iter().enumerate().filter(|(at, _)| change.is_added(*at) && !change.is_shared(*at));
            new.map(|(_, value)| value).collect()
        }
        duplicates::has_duplicates(&added(self.ours, &self.our_change), &added(self.theirs, &self.their_change), main)
    }

    /// Moves the members that theirs has moved, and ours has not, to their places in theirs.
    fn follow_moves(&mut self) {
        let (here, there) = (self.our_change.moved(), self.their_change.moved());
        for i in there.difference(&here) {
            if let Some(theirs) = self.their_change.state(*i).index()
                && let Some(TheirPlace::At(ours)) = self.theirs_at.get(theirs).copied()
                && let Some(pick) = self.picks.get_mut(ours).and_then(Option::take)
            {
                self.set_place(theirs, TheirPlace::New);
                self.moved.insert(theirs, pick);
            }
        }
    }

    fn woven(&self) -> Vec<Pick> {
        let added: Vec<bool> = (0..self.ours.len()).map(|at| self.our_change.is_added(at)).collect();
        let pick = |slot| match slot {
            MergedSlot::Ours(at) => self.picks.get(at).copied().flatten(),
            MergedSlot::Theirs(at) => self.moved.get(&at).copied().or(Some(Pick::Theirs(at))),
        };
        weave(&added, &self.theirs_at).into_iter().filter_map(pick).collect()
    }

    fn set_place(&mut self, theirs: usize, place: TheirPlace) {
        if let Some(known) = self.theirs_at.get_mut(theirs) {
            *known = place;
        }
    }

    fn set_pick(&mut self, ours: usize, pick: Option<Pick>) {
        if let Some(known) = self.picks.get_mut(ours) {
            *known = pick;
        }
    }
}

#[cfg(test)]
mod tests;
