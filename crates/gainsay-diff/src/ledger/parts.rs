//! What is part of what, ready to be asked: which entities lie below one, and by how many steps a part comes up to a
//! whole.
//!
//! Every entity hangs from one of its wholes at most, so that they make trees, and stands in one row, its own branch
//! right behind it. That is all there is where nothing has two wholes: what lies below an entity is one stretch of the
//! row, and who lies how far above whom is told by two numbers. Where something is part of a second whole, or parts go
//! round in a circle, a *crossing* leads from the other whole to the branch; only crossings have to be walked. What is
//! found then is kept of the two ends alone between which there is one way only: of the *head* above a part, and of the
//! *tail* below a whole.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BinaryHeap};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::kd_tree::{ANY, KdTree};
use crate::ledger::entities::{Class, EntityId};

/// A stretch of the row: its first and its last place.
pub type Interval = (u32, u32);

/// So many stretches, and so many numbers of steps, are remembered before all are forgotten.
const REMEMBERED: usize = 1 << 24;

/// Parts and wholes.
#[derive(Debug)]
pub struct Parts {
    /// By number of the entity.
    places: Vec<TreePosition>,
    /// From the place of a whole to that of a part that hangs from another one.
    crossings: KdTree<2>,
    /// To which entity each crossing leads.
    crossed: Vec<EntityId>,
    known: RefCell<Known>,
}

/// What was worked out already, where there are crossings.
#[derive(Debug, Default)]
struct Known {
    /// What lies below tails, if that is more than their own branch.
    below: FxHashMap<EntityId, Rc<[Interval]>>,
    /// How many stretches that are.
    stretches: usize,
    /// Of each tail, by how many steps heads come up to it.
    steps: FxHashMap<EntityId, FxHashMap<EntityId, u32>>,
    /// How many numbers that are.
    numbers: usize,
}

/// Where an entity stands.
#[derive(Clone, Copy, Debug)]
struct TreePosition {
    /// Its own branch of the row; it comes first.
    branch: Interval,
    /// From the first to the last place where anything in its branch, or a part of that, stands: just the branch, if
    /// no crossing leads out.
    reach: Interval,
    /// Steps up to the root of its tree.
    depth: u32,
    /// The nearest entity, itself or above it, from which more than the one way leads up, or none.
    head: EntityId,
    /// The nearest entity, itself or below it, from which more than the one way leads down, or none: whatever is part
    /// of what is between comes up through it.
    tail: EntityId,
}

impl Parts {
    /// Puts all entities in a row.
    pub fn new(classes: &[Class]) -> Parts {
        const NOWHERE: u32 = u32::MAX;
        let (apart, none) = ((NOWHERE, NOWHERE), EntityId(NOWHERE));
        let mut places =
            vec![TreePosition { branch: apart, reach: apart, depth: 0, head: none, tail: none }; classes.len()];
        let (mut crossings, mut crossed) = (Vec::new(), Vec::new());
        let mut next = 0;
        // What is part of nothing comes first; what is left then goes round in circles.
        let ids = || (0..classes.len() as u32).map(EntityId);
        let roots = ids().filter(|id| classes[id.0 as usize].parents.is_empty());
        for root in roots.chain(ids()) {
            if places[root.0 as usize].branch.0 != NOWHERE {
                continue;
            }
            let mut enter = |places: &mut [TreePosition], id: EntityId, above: Option<TreePosition>| {
                let head = above.filter(|_| classes[id.0 as usize].parents.len() == 1).map_or(id, |above| above.head);
                let depth = above.map_or(0, |above| above.depth + 1);
                places[id.0 as usize] =
                    TreePosition { branch: (next, next), reach: (next, next), depth, head, tail: id };
                next += 1;
            };
            enter(&mut places, root, None);
            let mut open = vec![(root, 0)];
            while let Some((whole, part)) = open.last_mut() {
                let (whole, at) = (*whole, *part);
                *part += 1;
                match classes[whole.0 as usize].parts.get(at) {
                    Some(part) if places[part.0 as usize].branch.0 == NOWHERE => {
                        let above = places[whole.0 as usize];
                        enter(&mut places, *part, Some(above));
                        open.push((*part, 0));
                    }
                    Some(part) => {
                        let to = places[part.0 as usize].branch.0;
                        let from = &mut places[whole.0 as usize];
                        from.reach = joined(from.reach, (to, to));
                        crossings.push(([from.branch.0.into(), to.into()], crossed.len()));
                        crossed.push(*part);
                    }
                    None => {
                        open.pop();
                        let TreePosition { branch: (first, last), reach, head, .. } = places[whole.0 as usize];
                        if let [only] = classes[whole.0 as usize].parts.as_slice()
                            && let part = places[only.0 as usize]
                            && (part.branch.0, part.head) == (first + 1, head)
                        {
                            places[whole.0 as usize].tail = part.tail;
                        }
                        if let Some((above, _)) = open.last() {
                            let above = &mut places[above.0 as usize];
                            above.branch.1 = last;
                            above.reach = joined(above.reach, reach);
                        }
                    }
                }
            }
        }
        Parts { places, crossings: KdTree::new(&crossings, None, &[0, 1]), crossed, known: RefCell::default() }
    }

    fn place(&self, id: EntityId) -> &TreePosition {
        &self.places[id.0 as usize]
    }

    /// The place of an entity in the row.
    pub fn first(&self, id: EntityId) -> u32 {
        self.place(id).branch.0
    }

    /// The stretches of the row in which an entity and all its parts lie, at any remove; in order, and apart from each
    /// other.
    pub fn below(&self, whole: EntityId) -> Rc<[Interval]> {
        let TreePosition { branch, reach, tail, .. } = *self.place(whole);
        if reach == branch {
            return Rc::new([branch]);
        }
        if tail == whole {
            return self.below_tail(tail);
        }
        let mut below = self.below_tail(tail).to_vec();
        // Between the two nothing branches off; in a circle all of it may lie below the tail, too.
        if let Some((first, _)) = below.iter_mut().find(|(first, _)| *first == self.first(tail)) {
            *first = branch.0;
        }
        below.into()
    }

    /// The same of a tail.
    fn below_tail(&self, tail: EntityId) -> Rc<[Interval]> {
        if let Some(known) = self.known.borrow().below.get(&tail) {
            return Rc::clone(known);
        }
        let branch = self.place(tail).branch;
        let (mut open, mut all) = (vec![branch], IntervalSet::default());
        all.insert(branch);
        while let Some(branch) = open.pop() {
            for part in self.escapes(branch) {
                let TreePosition { branch, reach, tail, .. } = *self.place(part);
                // All that lies below any place in the set is in it, or will be.
                if all.covers(branch.0) {
                    continue;
                }
                all.insert(branch);
                match self.known.borrow().below.get(&tail) {
                    _ if reach == branch => {}
                    Some(known) => known.iter().for_each(|stretch| all.insert(*stretch)),
                    None => open.push(branch),
                }
            }
        }
        let apart: Rc<[Interval]> = all.stretches.into_iter().collect();
        let mut known = self.known.borrow_mut();
        if known.stretches >= REMEMBERED {
            (known.below, known.stretches) = (FxHashMap::default(), 0);
        }
        known.stretches += apart.len();
        known.below.insert(tail, Rc::clone(&apart));
        apart
    }

    /// The parts of what lies in a branch that lie outside of it.
    fn escapes(&self, (first, last): Interval) -> Vec<EntityId> {
        let (first, last) = (i64::from(first), i64::from(last));
        let mut found = Vec::new();
        let outside = [(ANY.0, first - 1), (last + 1, ANY.1)];
        self.crossings.within_any([&[(first, last)], &outside], &mut |crossing| found.push(self.crossed[crossing]));
        found
    }

    /// Whether the part is the whole, or lies anywhere below it.
    pub fn lies_below(&self, part: EntityId, whole: EntityId) -> bool {
        let (first, TreePosition { branch, reach, tail, .. }) = (self.first(part), self.place(whole));
        holds(*branch, first) || (reach != branch && within(&self.below_tail(*tail), first))
    }

    /// Whether anything is, or is part of, both.
    pub fn meet(&self, a: EntityId, b: EntityId) -> bool {
        let (a, b) = (self.below(a), self.below(b));
        a.iter().any(|one| b.iter().any(|other| one.0 <= other.1 && other.0 <= one.1))
    }

    /// The fewest steps, at least one, by which a part comes up to a whole.
    pub fn steps(&self, classes: &[Class], part: EntityId, whole: EntityId) -> Option<u32> {
        if part != whole
            && let Some(steps) = self.straight(part, whole)
        {
            return Some(steps);
        }
        if self.crossed.is_empty() {
            return None;
        }
        let (TreePosition { depth, head, .. }, TreePosition { tail, depth: top, .. }) =
            (*self.place(part), *self.place(whole));
        let known = || self.known.borrow().steps.get(&tail)?.get(&head).copied();
        let between = known().or_else(|| {
            self.lies_below(part, tail).then(|| self.settle(classes, head, tail))?;
            known()
        })?;
        Some(depth - self.place(head).depth + between + self.place(tail).depth - top)
    }

    /// Works out by how many steps a head comes up to a tail, and all heads between them that were not asked for yet.
    /// From one head to the next there is one way only.
    fn settle(&self, classes: &[Class], head: EntityId, tail: EntityId) {
        let below = self.below_tail(tail);
        let known = &mut *self.known.borrow_mut();
        if known.numbers >= REMEMBERED {
            (known.steps, known.numbers) = (FxHashMap::default(), 0);
        }
        let to_tail = known.steps.entry(tail).or_default();
        known.numbers -= to_tail.len();
        let mut open = BinaryHeap::new();
        // From which heads each of them is come to, and by how many steps.
        let mut from: FxHashMap<EntityId, Vec<(u32, EntityId)>> = FxHashMap::default();
        let (mut unknown, mut seen) = (vec![head], FxHashSet::from_iter([head]));
        while let Some(head) = unknown.pop() {
            for parent in classes[head.0 as usize].parents.iter().filter(|parent| within(&below, self.first(**parent)))
            {
                let above = self.place(*parent);
                let steps = 1 + above.depth - self.place(above.head).depth;
                if let Some(rest) = self.straight(*parent, tail) {
                    open.push(Reverse((1 + rest, head)));
                } else if let Some(rest) = to_tail.get(&above.head) {
                    open.push(Reverse((steps + rest, head)));
                } else {
                    from.entry(above.head).or_default().push((steps, head));
                    unknown.extend(Some(above.head).filter(|head| seen.insert(*head)));
                }
            }
        }
        while let Some(Reverse((steps, head))) = open.pop() {
            if let Entry::Vacant(entry) = to_tail.entry(head) {
                entry.insert(steps);
                open.extend(from.get(&head).into_iter().flatten().map(|(more, head)| Reverse((steps + more, *head))));
            }
        }
        known.numbers += to_tail.len();
    }

    /// The steps from a part to a whole that is on the only way up; none for itself.
    fn straight(&self, part: EntityId, whole: EntityId) -> Option<u32> {
        let (part, whole) = (self.place(part), self.place(whole));
        (part.head == whole.head && holds(whole.branch, part.branch.0)).then(|| part.depth - whole.depth)
    }
}

/// Stretches of the row; none of them touches another.
#[derive(Default)]
struct IntervalSet {
    /// From the first place of each to its last.
    stretches: BTreeMap<u32, u32>,
}

impl IntervalSet {
    fn insert(&mut self, (mut first, mut last): Interval) {
        if let Some((before, end)) = self.stretches.range(..=first).next_back()
            && first <= end.saturating_add(1)
        {
            if last <= *end {
                return;
            }
            (first, last) = (*before, last.max(*end));
        }
        while let Some((&next, &end)) = self.stretches.range(first..=last.saturating_add(1)).next() {
            self.stretches.remove(&next);
            last = last.max(end);
        }
        self.stretches.insert(first, last);
    }

    fn covers(&self, place: u32) -> bool {
        self.stretches.range(..=place).next_back().is_some_and(|(_, last)| place <= *last)
    }
}

fn holds((first, last): Interval, place: u32) -> bool {
    first <= place && place <= last
}

/// From the first place of both to the last.
fn joined(a: Interval, b: Interval) -> Interval {
    (a.0.min(b.0), a.1.max(b.1))
}

/// Whether one of the stretches, in order and apart from each other, holds the place.
pub fn within(stretches: &[Interval], place: u32) -> bool {
    let after = stretches.partition_point(|(first, _)| *first <= place);
    after > 0 && holds(stretches[after - 1], place)
}
