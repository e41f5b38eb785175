//! The tree of parts and wholes, for two queries: the entities below one, and the number of steps by which a part comes
//! up to a whole.
//!
//! Every entity hangs from one of its wholes at most, so that they form trees, and stands in a preorder, its own branch
//! right behind it. That is all where no entity has two wholes: the entities below one are an interval of the preorder,
//! and two numbers tell how far one lies above another. Where an entity is part of a second whole, or parts go round in
//! a circle, a *crossing* (a non-tree edge) leads from the other whole to the branch; only crossings have to be walked.
//! Their results are cached only for the two ends between which there is one way: for the *head* above a part, and for
//! the *tail* below a whole.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::kd_tree::{ANY, KdTree};
use crate::ledger::distances::{HeadGraph, Marks, Searches, Target, Way};
use crate::ledger::entities::{Class, EntityId};
use crate::ledger::place_set::PlaceSet;

/// An interval of the preorder: its first and its last place.
pub type Interval = (u32, u32);

/// The number of intervals that are cached for each entity before the cache is emptied.
const REMEMBERED: usize = 32;

/// The number of further ones that are cached, however few entities there are.
const REMEMBERED_ANYWAY: usize = 1 << 16;

/// The number of crossings from a branch up to which each of them is looked at.
const FEW_CROSSINGS: usize = 1 << 12;

/// The number of known intervals up to which they are added as they are; with more it takes less to go through the
/// places that are not there yet.
const FEW_STRETCHES: usize = 32;

/// Parts and wholes.
#[derive(Debug)]
pub struct Parts {
    /// The position of each entity, by number.
    places: Vec<TreePosition>,
    /// The crossings, by the place of the whole.
    crossings: Vec<Crossing>,
    /// For each place, the number of crossings that begin before it; empty, if there are none at all.
    crossings_before: Vec<u32>,
    /// The two ends of the crossings, by place, once many were asked for.
    ends: OnceCell<KdTree<2>>,
    heads: Option<Heads>,
    known: RefCell<Known>,
}

/// The heads, if there are crossings.
#[derive(Debug)]
struct Heads {
    /// For each entity, the number of its head.
    numbers: Vec<u32>,
    graph: HeadGraph,
    /// Whether anything is a part of itself, at any remove.
    circles: bool,
}

/// A non-tree edge from a whole to a part that hangs from another one.
#[derive(Clone, Copy, Debug)]
struct Crossing {
    /// The place of the whole.
    from: u32,
    /// The place of the part.
    to: u32,
    part: EntityId,
}

/// The cached results, where there are crossings.
#[derive(Debug, Default)]
struct Known {
    /// The intervals below tails, if they are more than their own branch.
    below: FxHashMap<EntityId, Rc<[Interval]>>,
    /// The number of these intervals.
    stretches: usize,
    /// A set of reached places, which is used again.
    reached: PlaceSet,
    /// The last searches for numbers of steps.
    searches: Searches,
    /// The heads that a walk up has passed, which are used again.
    passed: Marks,
}

/// The straight way up from an entity to its head, of the entities that lie above another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct WayUp {
    /// The number of the head.
    pub head: u32,
    /// The place of the entity at which the way begins.
    pub from: u32,
}

/// The position of an entity in the tree.
#[derive(Clone, Copy, Debug)]
struct TreePosition {
    /// The entity's own branch of the preorder; the entity comes first.
    branch: Interval,
    /// The interval from the first to the last place of any entity in the branch, or of a part of one: just the branch,
    /// if no crossing leads out.
    reach: Interval,
    /// The number of steps up to the root of the tree.
    depth: u32,
    /// The nearest entity, itself or above it, from which more than one way leads up, or none.
    head: EntityId,
    /// The nearest entity, itself or below it, from which more than one way leads down, or none: every part of an
    /// entity between the two comes up through it.
    tail: EntityId,
}

impl Parts {
    /// Puts all entities into a preorder.
    pub fn new(classes: &[Class]) -> Parts {
        const NOWHERE: u32 = u32::MAX;
        let (apart, none) = ((NOWHERE, NOWHERE), EntityId(NOWHERE));
        let mut places =
            vec![TreePosition { branch: apart, reach: apart, depth: 0, head: none, tail: none }; classes.len()];
        let mut crossings = Vec::new();
        let mut next = 0;
        // Entities that are part of nothing come first; the rest lie on circles.
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
                        crossings.push(Crossing { from: from.branch.0, to, part: *part });
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
        crossings.sort_unstable_by_key(|crossing| (crossing.from, crossing.to));
        Parts {
            crossings_before: crossings_before(&crossings, classes.len()),
            ends: OnceCell::new(),
            heads: (!crossings.is_empty()).then(|| Heads::new(classes, &places, &crossings)),
            places,
            crossings,
            known: RefCell::default(),
        }
    }

    fn place(&self, id: EntityId) -> &TreePosition {
        &self.places[id.0 as usize]
    }

    /// Returns the place of an entity in the row.
    pub fn first(&self, id: EntityId) -> u32 {
        self.place(id).branch.0
    }

    /// Returns the intervals of the preorder in which an entity and all its parts lie, at any remove: sorted and
    /// disjoint.
    pub fn below(&self, whole: EntityId) -> Rc<[Interval]> {
        let TreePosition { branch, reach, tail, .. } = *self.place(whole);
        if reach == branch {
            return Rc::new([branch]);
        }
        if tail == whole {
            return self.below_tail(tail);
        }
        let mut below = self.below_tail(tail).to_vec();
        // Between the two no branch leaves; on a circle, all of it may lie below the tail, too.
        if let Some((first, _)) = below.iter_mut().find(|(first, _)| *first == self.first(tail)) {
            *first = branch.0;
        }
        below.into()
    }

    /// Returns the intervals in which a tail and all its parts lie.
    fn below_tail(&self, tail: EntityId) -> Rc<[Interval]> {
        if let Some(known) = self.known.borrow().below.get(&tail) {
            return Rc::clone(known);
        }
        let known = &mut *self.known.borrow_mut();
        let branch = self.place(tail).branch;
        let mut open = vec![branch];
        let reached = &mut known.reached;
        reached.clear(self.places.len());
        reached.insert(branch);
        while let Some(branch) = open.pop() {
            self.escapes(branch, |crossing| {
                // All places below one in the set are in it, or will be.
                if reached.holds(crossing.to) {
                    return;
                }
                let TreePosition { branch, reach, tail, .. } = *self.place(crossing.part);
                reached.insert(branch);
                match known.below.get(&tail) {
                    _ if reach == branch => {}
                    Some(known) if known.len() <= FEW_STRETCHES => {
                        known.iter().for_each(|stretch| reached.insert(*stretch));
                    }
                    _ => open.push(branch),
                }
            });
        }
        let apart: Rc<[Interval]> = reached.stretches().into();
        if known.stretches >= self.remembered() {
            (known.below, known.stretches) = (FxHashMap::default(), 0);
        }
        known.stretches += apart.len();
        known.below.insert(tail, Rc::clone(&apart));
        apart
    }

    /// Returns the number of cached intervals.
    fn remembered(&self) -> usize {
        self.places.len() * REMEMBERED + REMEMBERED_ANYWAY
    }

    /// Calls `found` with the crossings that lead out of a branch.
    fn escapes(&self, (first, last): Interval, mut found: impl FnMut(&Crossing)) {
        let before = |place: usize| self.crossings_before.get(place).map_or(0, |before| *before as usize);
        let within = before(first as usize)..before(last as usize + 1);
        if within.len() <= FEW_CROSSINGS {
            let leads_out = |crossing: &&Crossing| !holds((first, last), crossing.to);
            return self.crossings[within].iter().filter(leads_out).for_each(found);
        }
        let (first, last) = (i64::from(first), i64::from(last));
        let outside = [(ANY.0, first - 1), (last + 1, ANY.1)];
        let ends = self.ends.get_or_init(|| {
            let end = |(i, crossing): (usize, &Crossing)| ([crossing.from.into(), crossing.to.into()], i);
            let ends: Vec<([i64; 2], usize)> = self.crossings.iter().enumerate().map(end).collect();
            KdTree::new(&ends, None, &[0, 1])
        });
        ends.within_any([&[(first, last)], &outside], &mut |i| found(&self.crossings[i]));
    }

    /// Returns true if any entity is a part of itself, at any remove.
    pub fn have_circles(&self) -> bool {
        self.heads.as_ref().is_some_and(|heads| heads.circles)
    }

    /// Returns the number of the head of an entity.
    pub fn head(&self, id: EntityId) -> u32 {
        self.heads.as_ref().map_or(0, |heads| heads.numbers[id.0 as usize])
    }

    /// Returns the own branch of an entity.
    pub fn branch(&self, id: EntityId) -> Interval {
        self.place(id).branch
    }

    /// Returns the straight ways on which an entity and all its wholes lie that have a wanted head, sorted. An entity
    /// lies on one if it has that head, and its branch has the place at which the way begins.
    pub fn above(&self, part: EntityId, wanted: impl Fn(u32) -> bool) -> Vec<WayUp> {
        let head = self.head(part);
        let mut ways = vec![WayUp { head, from: self.first(part) }];
        if let Some(heads) = &self.heads {
            let passed = &mut self.known.borrow_mut().passed;
            heads.graph.above(head, passed, |head, from| ways.push(WayUp { head, from }));
        }
        ways.retain(|way| wanted(way.head));
        ways.sort_unstable();
        ways.dedup();
        ways
    }

    /// Returns true if any entity is, or is part of, both.
    pub fn meet(&self, a: EntityId, b: EntityId) -> bool {
        let (a, b) = (self.below(a), self.below(b));
        a.iter().any(|one| b.iter().any(|other| one.0 <= other.1 && other.0 <= one.1))
    }

    /// Returns the fewest steps, at least one, by which a part comes up to a whole.
    pub fn steps(&self, part: EntityId, whole: EntityId) -> Option<u32> {
        if part != whole
            && let Some(steps) = self.straight(part, whole)
        {
            return Some(steps);
        }
        let heads = self.heads.as_ref()?;
        let (below, above) = (*self.place(part), *self.place(whole));
        // A walk through the branches leaves a part before its whole, where nothing is a part of itself.
        if !heads.circles && below.left() >= above.left() {
            return None;
        }
        let tail = *self.place(above.tail);
        let target = Target {
            entity: above.tail,
            head: heads.numbers[above.tail.0 as usize],
            height: tail.depth - self.place(tail.head).depth,
            branch: tail.branch,
        };
        let searches = &mut self.known.borrow_mut().searches;
        let between = searches.distance(&heads.graph, heads.numbers[part.0 as usize], &target)?;
        Some(below.depth - self.place(below.head).depth + between + tail.depth - above.depth)
    }

    /// Returns the steps from a part to a whole that is on the only way up; none for itself.
    fn straight(&self, part: EntityId, whole: EntityId) -> Option<u32> {
        let (part, whole) = (self.place(part), self.place(whole));
        (part.head == whole.head && holds(whole.branch, part.branch.0)).then(|| part.depth - whole.depth)
    }
}

impl TreePosition {
    /// Returns the number of entities that a walk through the branches leaves before this one.
    fn left(&self) -> u32 {
        self.branch.1 - self.depth
    }
}

impl Heads {
    fn new(classes: &[Class], places: &[TreePosition], crossings: &[Crossing]) -> Heads {
        let place = |id: EntityId| &places[id.0 as usize];
        let is_head = |id: &EntityId| place(*id).head == *id;
        let heads: Vec<EntityId> = (0..classes.len() as u32).map(EntityId).filter(is_head).collect();
        let mut numbers = vec![0; classes.len()];
        heads.iter().enumerate().for_each(|(number, head)| numbers[head.0 as usize] = number as u32);
        for (i, place) in places.iter().enumerate() {
            numbers[i] = numbers[place.head.0 as usize];
        }
        let way = |part: EntityId, parent: EntityId| Way {
            part: numbers[part.0 as usize],
            whole: numbers[parent.0 as usize],
            steps: 1 + place(parent).depth - place(place(parent).head).depth,
            via: place(parent).branch.0,
        };
        let ways: Vec<Way> = heads
            .iter()
            .flat_map(|head| classes[head.0 as usize].parents.iter().map(|parent| way(*head, *parent)))
            .collect();
        let circles = crossings.iter().any(|crossing| holds(place(crossing.part).branch, crossing.from));
        Heads { graph: HeadGraph::new(heads.len(), &ways), numbers, circles }
    }
}

/// Returns, for each place, the number of crossings, which are sorted, that begin before it, and last the number of
/// all.
fn crossings_before(crossings: &[Crossing], places: usize) -> Vec<u32> {
    if crossings.is_empty() {
        return Vec::new();
    }
    let mut before = vec![0; places + 1];
    crossings.iter().for_each(|crossing| before[crossing.from as usize + 1] += 1);
    for place in 1..=places {
        before[place] += before[place - 1];
    }
    before
}

fn holds((first, last): Interval, place: u32) -> bool {
    first <= place && place <= last
}

/// Returns the interval from the first place of both to the last.
pub fn joined(a: Interval, b: Interval) -> Interval {
    (a.0.min(b.0), a.1.max(b.1))
}

/// Returns true if one of the intervals, which are sorted and disjoint, holds the place.
pub fn within(stretches: &[Interval], place: u32) -> bool {
    let after = stretches.partition_point(|(first, _)| *first <= place);
    after > 0 && holds(stretches[after - 1], place)
}

/// Returns true if an entity with that head and branch lies on one of the ways, which are
/// sorted.
pub fn lies_on(ways: &[WayUp], head: u32, (first, last): Interval) -> bool {
    let at = ways.partition_point(|way| (way.head, way.from) < (head, first));
    ways.get(at).is_some_and(|way| way.head == head && way.from <= last)
}

#[cfg(test)]
mod tests {
    use gainsay_model::{Input, Workspace};
    use rustc_hash::FxHashSet;

    use super::*;
    use crate::ledger::Ledger;

    /// Returns a workspace of entities, each given by its wholes, by number.
    fn workspace(wholes: &[Vec<usize>]) -> Workspace {
        let entity = |(i, wholes): (usize, &Vec<usize>)| {
            let wholes: Vec<String> = wholes.iter().map(|whole| format!("e{whole}")).collect();
            format!("---\nentity: e{i}\nname: E\npart-of: [{}]\n", wholes.join(", "))
        };
        let text: String = wholes.iter().enumerate().map(entity).collect();
        Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(text.into()) }])
    }

    /// Checks the entities below and above each one against those found by following every edge.
    fn assert_below(wholes: &[Vec<usize>]) {
        let workspace = workspace(wholes);
        let ledger = Ledger::new(&workspace);
        let (classes, parts) = (&ledger.entities.classes, Parts::new(&ledger.entities.classes));
        let ids = || (0..classes.len() as u32).map(EntityId);
        let mut below_each: FxHashMap<EntityId, FxHashSet<EntityId>> = FxHashMap::default();
        // The order is such that some results are cached and some are not.
        for whole in ids().filter(|id| id.0 % 3 == 0).chain(ids()) {
            let (mut found, mut open) = (FxHashSet::from_iter([whole]), vec![whole]);
            while let Some(whole) = open.pop() {
                let parts = classes[whole.0 as usize].parts.iter().copied();
                open.extend(parts.filter(|part| found.insert(*part)));
            }
            let below = parts.below(whole);
            assert!(below.windows(2).all(|two| two[0].1 < two[1].0), "{below:?}");
            let by_stretches: FxHashSet<EntityId> = ids().filter(|id| within(&below, parts.first(*id))).collect();
            assert_eq!(by_stretches, found, "{wholes:?}");
            below_each.insert(whole, found);
        }
        for part in ids().filter(|id| id.0.is_multiple_of(7)) {
            let ways = parts.above(part, |_| true);
            let lies_above = |id: &EntityId| lies_on(&ways, parts.head(*id), parts.branch(*id));
            let above: Vec<EntityId> = ids().filter(lies_above).collect();
            let followed: Vec<EntityId> = ids().filter(|whole| below_each[whole].contains(&part)).collect();
            assert_eq!(above, followed, "{part:?} in {wholes:?}");
        }
    }

    /// Checks the numbers of steps between entities, asked for in a mixed order, against those found by following every
    /// edge. Of many entities, some are asked for.
    fn assert_steps(wholes: &[Vec<usize>]) {
        let workspace = workspace(wholes);
        let ledger = Ledger::new(&workspace);
        let (classes, parts) = (&ledger.entities.classes, Parts::new(&ledger.entities.classes));
        let every = classes.len().div_ceil(80) as u32;
        let some = || (0..classes.len() as u32).filter(move |i| i % every == 0);
        let followed = |part: EntityId| {
            let mut steps: FxHashMap<EntityId, u32> = FxHashMap::default();
            let (mut at, mut count) = (vec![part], 0);
            while !at.is_empty() {
                count += 1;
                let parents = at.iter().flat_map(|id| &classes[id.0 as usize].parents).copied();
                let mut next: Vec<EntityId> = parents.filter(|whole| !steps.contains_key(whole)).collect();
                next.sort_unstable();
                next.dedup();
                steps.extend(next.iter().map(|whole| (*whole, count)));
                at = next;
            }
            steps
        };
        let followed: FxHashMap<u32, FxHashMap<EntityId, u32>> = some().map(|i| (i, followed(EntityId(i)))).collect();
        let mut pairs: Vec<(u32, u32)> = some().flat_map(|i| some().map(move |j| (i, j))).collect();
        pairs.sort_by_key(|(i, j)| (i.wrapping_mul(7) % 5, j.wrapping_mul(11) % 3, *i));
        for (part, whole) in pairs {
            let expected = followed[&part].get(&EntityId(whole)).copied();
            assert_eq!(parts.steps(EntityId(part), EntityId(whole)), expected, "{part} to {whole} of {wholes:?}");
        }
    }

    #[test]
    fn what_lies_below_and_above_is_what_is_found_by_following_every_edge() {
        let mut state = 5u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for size in 1..60 {
            // Some entities lie on circles.
            let circles: Vec<Vec<usize>> = (0..size).map(|_| (0..random(3)).map(|_| random(size)).collect()).collect();
            assert_below(&circles);
            assert_steps(&circles);
            let three = |i: usize| (0..3).filter(|_| i > 0).map(|_| random(i.max(1))).collect();
            let wholes_before: Vec<Vec<usize>> = (0..size).map(three).collect();
            assert_below(&wholes_before);
            assert_steps(&wholes_before);
        }
        // The chains are longer than the intervals that are marked place by place, with ways across.
        for every in [3, 40] {
            let second = |i: usize, random: &mut dyn FnMut(usize) -> usize| {
                (i > 2 && i.is_multiple_of(every)).then(|| random(i - 1))
            };
            let chains: Vec<Vec<usize>> =
                (0..900).map(|i: usize| i.checked_sub(2).into_iter().chain(second(i, &mut random)).collect()).collect();
            assert_below(&chains);
            assert_steps(&chains);
        }
        // Shallow and deep entities, each with three wholes, in circles and without.
        for reach in [40, 900] {
            let wholes = |i: usize, random: &mut dyn FnMut(usize) -> usize| {
                (0..3).filter(|_| i > 0).map(|_| i - 1 - random(i.min(reach))).collect()
            };
            let dense: Vec<Vec<usize>> = (0..900).map(|i| wholes(i, &mut random)).collect();
            assert_steps(&dense);
        }
        assert_steps(&(0..900).map(|_| (0..2).map(|_| random(900)).collect()).collect::<Vec<_>>());
    }
}
