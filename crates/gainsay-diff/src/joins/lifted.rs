//! Finds statements that meet because one of them, or both, are lifted from parts to wholes. No statement is followed
//! up through all wholes: the entities below one lie together ([`Entities::below`]), so that the statements that come
//! up to it are found by a range query.
//!
//! [`Entities::below`]: crate::ledger::entities::Entities::below

mod opposed;

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::clash::Comparer;
use crate::kd_tree::{ANY, AxisRange, KdTree};
use crate::ledger::derived::own;
use crate::ledger::entities::EntityId;
use crate::ledger::parts::{Interval, WayUp, lies_on, within};
use crate::ledger::{Ledger, StatementId};
use crate::vocabulary::PredicateId;
use opposed::{Contended, contended};

/// The relation of one side of a statement to a side of another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum LiftDirection {
    /// Both are the same entity.
    Level,
    /// The statement's side is lifted to the other's.
    Up,
    /// The other's side is lifted to the statement's.
    Down,
}

/// The number of a group of affirmed statements.
type GroupId = usize;

/// A way in which the statements of a group come to be about the entities of another statement, by the relation of
/// either side.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct LiftedJoin {
    group: GroupId,
    /// Whether the subject of the statements comes to the other's object, and their object to its subject.
    exchanged: bool,
    sides: [LiftDirection; 2],
}

/// Statements of predicates that carry the same, as far as that is asked for, that are affirmed and can be lifted.
struct Affirmed {
    statements: Vec<StatementId>,
    /// The statements by the places of their subjects, and by those of their objects.
    sides: OnceCell<[Vec<(u32, StatementId)>; 2]>,
    /// The places of the subjects and the objects.
    places: OnceCell<KdTree<2>>,
    /// For either side to which others come up, the statements by their heads there.
    wholes: [OnceCell<Wholes>; 2],
}

/// Statements by one side, to which others come up.
struct Wholes {
    /// The statements, by head, then by place.
    by_head: Vec<Whole>,
    /// For each of them, the place of the other side, and the branch of this one.
    branches: OnceCell<KdTree<3>>,
}

/// The side of a statement to which others come up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Whole {
    head: u32,
    branch: Interval,
    /// The place of the other side.
    other: u32,
    statement: StatementId,
}

/// The number of statements with one head up to which each of them is looked at, beside those for each interval.
const FEW_WHOLES: usize = 64;

/// Calls `found` with statements that may clash because something is lifted, each two once for each way to clash: the
/// second are denied, or affirmed. Statements about the same two things are left out. Those that are given together
/// contest one thing.
pub fn lifted(comparer: &Comparer, mut found: impl FnMut(&[StatementId], &[StatementId], bool)) {
    let ledger = comparer.ledger;
    let finder = Finder::new(ledger);
    if finder.groups.is_empty() {
        return;
    }
    let mut denied = FxHashMap::default();
    for (i, statement) in ledger.statements.iter().enumerate().filter(|(_, s)| s.pair.object.is_some()) {
        let id = StatementId(i as u32);
        if !ledger.denying(id).is_empty() {
            let ways: &Vec<LiftedJoin> =
                denied.entry(statement.predicate).or_insert_with(|| finder.carrying(statement.predicate));
            found(&finder.come(id, ways), &[id], true);
        }
    }
    finder.opposed(comparer, &mut |a, b| found(a, b, false));
}

struct Finder<'f, 'w> {
    ledger: &'f Ledger<'w>,
    /// The affirmed statements that can be lifted, by predicate; and, where several predicates carry the same of what
    /// can clash with affirmed statements, by these.
    groups: Vec<Affirmed>,
    /// The groups of statements that carry the same of what can clash with affirmed statements.
    classes: FxHashMap<Vec<Contended>, GroupId>,
    /// For each predicate, the joins of statements that carry it, lifted.
    carriers: FxHashMap<PredicateId, Vec<LiftedJoin>>,
    /// For each predicate, the joins of statements that carry, lifted or not, one that clashes with it. They lead to
    /// its subject and object.
    rivals: FxHashMap<PredicateId, Vec<LiftedJoin>>,
    /// For each head, whether it is that of an entity of an affirmed statement; none beyond the last that is.
    heads: Vec<bool>,
    /// The straight ways above the entities that were asked for last.
    above: RefCell<Vec<(EntityId, Rc<[WayUp]>)>>,
}

/// The number of entities the ways above which are kept.
const KEPT_WAYS: usize = 4;

impl<'f, 'w> Finder<'f, 'w> {
    fn new(ledger: &'f Ledger<'w>) -> Finder<'f, 'w> {
        let mut affirmed: BTreeMap<PredicateId, Vec<StatementId>> = BTreeMap::new();
        for (i, statement) in ledger.statements.iter().enumerate().filter(|(_, s)| s.own) {
            let id = StatementId(i as u32);
            if !ledger.affirming(id).is_empty() {
                affirmed.entry(statement.predicate).or_default().push(id);
            }
        }
        let entities = &ledger.entities;
        let sides = affirmed.values().flatten().filter_map(|s| own(ledger.statement_of(*s)));
        let mut heads = Vec::new();
        for head in sides.flatten().map(|entity| entities.head(entity) as usize) {
            heads.resize(heads.len().max(head + 1), false);
            heads[head] = true;
        }
        let mut finder = Finder {
            ledger,
            groups: Vec::new(),
            classes: FxHashMap::default(),
            carriers: FxHashMap::default(),
            rivals: FxHashMap::default(),
            heads,
            above: RefCell::default(),
        };
        let mut classes: BTreeMap<Vec<Contended>, Vec<GroupId>> = BTreeMap::new();
        for (predicate, statements) in affirmed {
            let group = finder.groups.len();
            finder.groups.push(Affirmed::new(statements));
            for carried in ledger.lifting(predicate).all().iter().filter(|carried| carried.lifted != [false, false]) {
                finder.carriers.entry(carried.predicate).or_default().push(LiftedJoin::new(
                    group,
                    carried.exchanged,
                    carried.lifted,
                ));
            }
            if let Some(class) = contended(ledger, predicate) {
                classes.entry(class).or_default().push(group);
            }
        }
        for (class, of_one) in classes {
            finder.add_rivals(class, &of_one);
        }
        finder
    }

    /// Adds the joins of statements of a class, which are in these groups.
    fn add_rivals(&mut self, class: Vec<Contended>, groups: &[GroupId]) {
        let group = match groups {
            [only] => *only,
            several => {
                let mut all: Vec<StatementId> =
                    several.iter().flat_map(|group| &self.groups[*group].statements).copied().collect();
                all.sort_unstable();
                self.groups.push(Affirmed::new(all));
                self.groups.len() - 1
            }
        };
        for carried in &class {
            let way = LiftedJoin::new(group, carried.exchanged, carried.lifted);
            let word = self.ledger.vocabulary.word(carried.predicate);
            for other in &word.excludes {
                self.rivals.entry(*other).or_default().push(way);
            }
            if word.asymmetric {
                let mirrored = LiftedJoin { exchanged: !way.exchanged, ..way };
                self.rivals.entry(carried.predicate).or_default().push(mirrored);
            }
        }
        self.classes.insert(class, group);
    }

    /// Returns the joins of statements that come to one which is denied with that predicate.
    fn carrying(&self, predicate: PredicateId) -> Vec<LiftedJoin> {
        widest(self.carriers.get(&predicate).cloned().unwrap_or_default())
    }

    /// Returns the statements that come to one by these joins, without those about the same two things; each once.
    fn come(&self, id: StatementId, ways: &[LiftedJoin]) -> Vec<StatementId> {
        let Some(there) = own(self.ledger.statement_of(id)) else { return Vec::new() };
        let mut found = Vec::new();
        for way in ways {
            self.come_by(way, way.turned(there), &mut found);
        }
        found.sort_unstable();
        found.dedup();
        let home = |s: StatementId| own(self.ledger.statement_of(s)).map(|[a, b]| (a.min(b), a.max(b)));
        let own_home = home(id);
        found.retain(|other| home(*other) != own_home);
        found
    }

    fn come_by(&self, way: &LiftedJoin, there: [EntityId; 2], found: &mut Vec<StatementId>) {
        let (entities, affirmed) = (&self.ledger.entities, &self.groups[way.group]);
        let stretches = |side: usize| match (way.sides[side], entities.place(there[side])) {
            (LiftDirection::Up, _) => entities.below(there[side]),
            (_, place) => Rc::from([(place, place)]),
        };
        match way.sides.iter().position(|side| *side == LiftDirection::Down) {
            None => affirmed.within(self.ledger, &[stretches(0), stretches(1)], found),
            Some(down) => {
                let (ways, stretches) = (self.above(there[down]), stretches(1 - down));
                let wholes = affirmed.wholes[down].get_or_init(|| self.wholes(&affirmed.statements, down));
                let others = &affirmed.sides(self.ledger)[1 - down];
                let looks = wholes.looks(&ways, &stretches);
                if count_within(others, &stretches, looks) >= looks {
                    return wholes.on(&ways, &stretches, found);
                }
                let lies_above = |s: &StatementId| {
                    let whole = own(self.ledger.statement_of(*s)).map(|own| own[down]);
                    whole.is_some_and(|whole| lies_on(&ways, entities.head(whole), entities.branch(whole)))
                };
                let others = stretches.iter().flat_map(|stretch| &others[span(others, *stretch)]);
                found.extend(others.map(|(_, s)| *s).filter(lies_above));
            }
        }
    }

    /// Returns the straight ways above an entity that have the head of any statement's entity.
    fn above(&self, entity: EntityId) -> Rc<[WayUp]> {
        let mut kept = self.above.borrow_mut();
        if let Some((_, ways)) = kept.iter().find(|(of, _)| *of == entity) {
            return Rc::clone(ways);
        }
        let is_wanted = |head: u32| self.heads.get(head as usize) == Some(&true);
        let ways: Rc<[WayUp]> = self.ledger.entities.above(entity, is_wanted).into();
        if kept.len() == KEPT_WAYS {
            kept.remove(0);
        }
        kept.push((entity, Rc::clone(&ways)));
        ways
    }

    /// Indexes statements by one side, for others to come up to it.
    fn wholes(&self, statements: &[StatementId], down: usize) -> Wholes {
        let entities = &self.ledger.entities;
        let whole = |s: &StatementId| {
            let own = own(self.ledger.statement_of(*s))?;
            let (head, branch) = (entities.head(own[down]), entities.branch(own[down]));
            Some(Whole { head, branch, other: entities.place(own[1 - down]), statement: *s })
        };
        let mut by_head: Vec<Whole> = statements.iter().filter_map(whole).collect();
        by_head.sort_unstable();
        Wholes { by_head, branches: OnceCell::new() }
    }
}

impl Wholes {
    /// Returns the statements with that head, by place.
    fn with(&self, head: u32) -> &[Whole] {
        let start = self.by_head.partition_point(|whole| whole.head < head);
        let end = start + self.by_head[start..].partition_point(|whole| whole.head == head);
        &self.by_head[start..end]
    }

    /// Returns the number of statements that are looked at to find those on the ways, about.
    fn looks(&self, ways: &[WayUp], stretches: &[Interval]) -> usize {
        let of_one = |ways: &[WayUp]| ways.len() * self.with(ways[0].head).len().min(few(stretches));
        ways.chunk_by(|a, b| a.head == b.head).map(of_one).sum()
    }

    /// Finds the statements that lie on the ways and have their other side in the intervals.
    fn on(&self, ways: &[WayUp], stretches: &[Interval], found: &mut Vec<StatementId>) {
        let stretches_as_ranges = OnceCell::new();
        for ways in ways.chunk_by(|a, b| a.head == b.head) {
            let wholes = self.with(ways[0].head);
            let Some(first) = wholes.first().map(|whole| whole.branch.0) else { continue };
            for from in ways.iter().map(|way| way.from) {
                if wholes.len() <= few(stretches) {
                    let below = &wholes[..wholes.partition_point(|whole| whole.branch.0 <= from)];
                    let is_on = |whole: &&Whole| from <= whole.branch.1 && within(stretches, whole.other);
                    found.extend(below.iter().filter(is_on).map(|whole| whole.statement));
                } else {
                    let others: &Vec<AxisRange> = stretches_as_ranges.get_or_init(|| ranges(stretches));
                    let from = i64::from(from);
                    let above = [&others[..], &[(first.into(), from)], &[(from, ANY.1)]];
                    self.branches().within_any(above, &mut |i| found.push(self.by_head[i].statement));
                }
            }
        }
    }

    fn branches(&self) -> &KdTree<3> {
        self.branches.get_or_init(|| {
            let point =
                |(i, whole): (usize, &Whole)| ([whole.other.into(), whole.branch.0.into(), whole.branch.1.into()], i);
            let points: Vec<([i64; 3], usize)> = self.by_head.iter().enumerate().map(point).collect();
            KdTree::new(&points, None, &[0, 1, 2])
        })
    }
}

impl LiftedJoin {
    fn new(group: GroupId, exchanged: bool, lifted: [bool; 2]) -> LiftedJoin {
        let sides = lifted.map(|up| if up { LiftDirection::Up } else { LiftDirection::Level });
        LiftedJoin { group, exchanged, sides }
    }

    /// Returns the two entities of another statement, in the order of the sides.
    fn turned(&self, [subject, object]: [EntityId; 2]) -> [EntityId; 2] {
        if self.exchanged { [object, subject] } else { [subject, object] }
    }
}

impl Affirmed {
    fn new(statements: Vec<StatementId>) -> Affirmed {
        Affirmed { statements, sides: OnceCell::new(), places: OnceCell::new(), wholes: Default::default() }
    }

    /// Finds the statements whose subjects lie in the one and whose objects lie in the other intervals. Looks through
    /// those of the side that has fewer, or, where that is less, makes a query for each two intervals.
    fn within(&self, ledger: &Ledger, stretches: &[Rc<[Interval]>; 2], found: &mut Vec<StatementId>) {
        let sides = self.sides(ledger);
        let of_fewer_stretches = usize::from(stretches[1].len() < stretches[0].len());
        let most = count_within(&sides[of_fewer_stretches], &stretches[of_fewer_stretches], usize::MAX);
        let other = count_within(&sides[1 - of_fewer_stretches], &stretches[1 - of_fewer_stretches], most);
        let (side, fewest) = if other < most { (1 - of_fewer_stretches, other) } else { (of_fewer_stretches, most) };
        let boxes = stretches[0].len().saturating_mul(stretches[1].len());
        if boxes.saturating_mul(self.statements.len().isqrt()) < fewest {
            let places = self.places.get_or_init(|| self.places(ledger));
            let [subjects, objects] = stretches.each_ref().map(|stretches| ranges(stretches));
            places.within_any([&subjects, &objects], &mut |i| found.push(self.statements[i]));
            return;
        }
        for (_, s) in stretches[side].iter().flat_map(|stretch| &sides[side][span(&sides[side], *stretch)]) {
            let other = own(ledger.statement_of(*s)).map(|own| ledger.entities.place(own[1 - side]));
            found.extend(other.filter(|place| within(&stretches[1 - side], *place)).map(|_| *s));
        }
    }

    /// Returns the statements by the places of their subjects, and by those of their objects.
    fn sides(&self, ledger: &Ledger) -> &[Vec<(u32, StatementId)>; 2] {
        self.sides.get_or_init(|| [0, 1].map(|side| self.by_place(ledger, side)))
    }

    /// Returns the statements by the places of their subjects or objects, sorted.
    fn by_place(&self, ledger: &Ledger, side: usize) -> Vec<(u32, StatementId)> {
        let place = |s: &StatementId| Some((ledger.entities.place(own(ledger.statement_of(*s))?[side]), *s));
        let mut by_place: Vec<(u32, StatementId)> = self.statements.iter().filter_map(place).collect();
        by_place.sort_unstable();
        by_place
    }

    fn places(&self, ledger: &Ledger) -> KdTree<2> {
        let place = |(i, s): (usize, &StatementId)| {
            own(ledger.statement_of(*s)).map(|own| (own.map(|entity| i64::from(ledger.entities.place(entity))), i))
        };
        let points: Vec<([i64; 2], usize)> = self.statements.iter().enumerate().filter_map(place).collect();
        KdTree::new(&points, None, &[0, 1])
    }
}

/// Returns the number of statements with one head up to which each of them is looked at: a query takes longer the more
/// intervals it is for.
fn few(stretches: &[Interval]) -> usize {
    FEW_WHOLES + 8 * stretches.len()
}

fn ranges(stretches: &[Interval]) -> Vec<AxisRange> {
    stretches.iter().map(|(first, last)| (i64::from(*first), i64::from(*last))).collect()
}

/// Returns the range of those whose places are in the interval.
fn span(by_place: &[(u32, StatementId)], (first, last): Interval) -> Range<usize> {
    by_place.partition_point(|(place, _)| *place < first)..by_place.partition_point(|(place, _)| *place <= last)
}

/// Counts those whose places are in the intervals, until there are `enough` of them or as many intervals were seen.
fn count_within(by_place: &[(u32, StatementId)], stretches: &[Interval], enough: usize) -> usize {
    let mut count = 0;
    for (seen, stretch) in stretches.iter().enumerate() {
        if count >= enough || seen >= enough {
            return enough;
        }
        count += span(by_place, *stretch).len();
    }
    count
}

/// Returns each join once, without those that another includes: a lifted side may also be level.
fn widest(mut ways: Vec<LiftedJoin>) -> Vec<LiftedJoin> {
    ways.sort_unstable();
    ways.dedup();
    let includes = |wide: &LiftedJoin, way: &LiftedJoin| {
        let side = |(wide, way): (&LiftDirection, &LiftDirection)| {
            wide == way || (*wide == LiftDirection::Up && *way == LiftDirection::Level)
        };
        wide != way
            && (wide.group, wide.exchanged) == (way.group, way.exchanged)
            && wide.sides.iter().zip(&way.sides).all(side)
    };
    let all = ways.clone();
    ways.retain(|way| !all.iter().any(|wide| includes(wide, way)));
    ways
}
