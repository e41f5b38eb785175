//! Finds affirmed statements that exclude each other, or never hold both ways round, because something is lifted. Those
//! that contest one thing are given together: the parts of a whole against that whole, and where either of two
//! statements is lifted on one side, all that are lifted to one point against all others that are.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::clash::{About, Comparer};
use crate::joins::lifted::{Finder, GroupId, LiftDirection, LiftedJoin, count_within, span, widest};
use crate::joins::runs;
use crate::ledger::derived::own;
use crate::ledger::entities::EntityId;
use crate::ledger::{Ledger, Statement, StatementId};
use crate::vocabulary::PredicateId;

/// The interval of all places.
const EVERYWHERE: (u32, u32) = (0, u32::MAX);

/// A statement that ones with a predicate carry and that excludes something, or never holds both ways round. Predicates
/// that carry the same of these clash with others in the same ways.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Contended {
    pub(super) predicate: PredicateId,
    /// Whether subject and object are exchanged.
    pub(super) exchanged: bool,
    /// Whether each side is lifted.
    pub(super) lifted: [bool; 2],
    /// Whether an event was passed, or the statement is one.
    event: bool,
    /// The predicate itself, where a step is presumed: such statements may count or not.
    presumed_by: Option<PredicateId>,
    /// The number of steps beyond those of the nearest.
    steps: u32,
}

/// Returns what statements with a predicate carry of what can clash with affirmed statements, sorted; none if nothing
/// of it counts.
pub(super) fn contended(ledger: &Ledger, predicate: PredicateId) -> Option<Vec<Contended>> {
    if ledger.unsatisfiable.contains(&predicate) {
        return None;
    }
    let of_one = |predicate: PredicateId| {
        let word = ledger.vocabulary.word(predicate);
        word.asymmetric || !word.excludes.is_empty()
    };
    let all = || ledger.lifting(predicate).all().iter().filter(|carried| of_one(carried.predicate));
    let nearest = all().map(|carried| carried.ties).min()?;
    let mut found: Vec<Contended> = all()
        .map(|carried| Contended {
            predicate: carried.predicate,
            exchanged: carried.exchanged,
            lifted: carried.lifted,
            event: carried.event,
            presumed_by: (carried.usually > 0).then_some(predicate),
            steps: carried.ties - nearest,
        })
        .collect();
    found.sort_unstable();
    Some(found)
}

/// The joins of statements with ones of a class.
struct Opposing {
    /// The joins in which a statement comes up on one side, and the other does not on the other; and all others that are
    /// looked at two by two.
    ways: Vec<LiftedJoin>,
    /// The joins in which either statement comes up on a side.
    mixed: Vec<LiftedJoin>,
}

/// Statements either of which come up to the others on a side.
struct MixedContest {
    /// The entity to which the second come up.
    other: EntityId,
    /// The first statements.
    a: Vec<StatementId>,
    /// The second statements.
    b: Vec<StatementId>,
}

/// The relation of a statement to another: whether its subject belongs to the other's object, and the relation of
/// either side.
type Relation = (bool, [LiftDirection; 2]);

/// A function that takes statements each of which may clash with each of the others.
type Found<'c> = &'c mut dyn FnMut(&[StatementId], &[StatementId]);

impl Finder<'_, '_> {
    /// Calls `found` with affirmed statements that may clash with others, each two once.
    pub(super) fn opposed(&self, comparer: &Comparer, found: Found) {
        let mut pairs = Pairs { comparer, seen: FxHashSet::default(), found };
        let mut of_class: BTreeMap<Vec<Contended>, Opposing> = BTreeMap::new();
        let mut of_predicate: BTreeMap<PredicateId, Option<Vec<Contended>>> = BTreeMap::new();
        for (first, run) in runs(self.ledger).filter(|(_, run)| run.first().is_some_and(|s| s.pair.object.is_some())) {
            let affirmed = || {
                let ids = (first.0..).map(StatementId).zip(run);
                ids.filter(|(id, _)| !self.ledger.affirming(*id).is_empty())
            };
            for (_, s) in affirmed() {
                of_predicate.entry(s.predicate).or_insert_with(|| contended(self.ledger, s.predicate));
            }
            // Statements about the same that carry the same of what can clash are looked at together.
            let mut alike: BTreeMap<(EntityId, &Vec<Contended>), Vec<StatementId>> = BTreeMap::new();
            for (id, s) in affirmed() {
                if let Some(Some(class)) = of_predicate.get(&s.predicate) {
                    alike.entry((s.pair.subject, class)).or_default().push(id);
                }
            }
            for ((_, class), ids) in alike {
                if !of_class.contains_key(class) {
                    of_class.insert(class.clone(), self.opposing(class));
                }
                if let Some(opposing) = of_class.get(class) {
                    self.opposed_to(&ids, opposing, &mut pairs);
                }
            }
        }
        for (class, group) in &self.classes {
            if let Some(opposing) = of_class.get(class) {
                opposing.mixed.iter().for_each(|way| self.mixed(*group, way, &mut pairs));
            }
        }
    }

    /// Returns the joins of statements that come to ones of a class, or to which these come. Only one of the two can be
    /// lifted on a side.
    fn opposing(&self, class: &[Contended]) -> Opposing {
        let (mut ways, mut kinds) = (Vec::new(), FxHashSet::default());
        for carried in class {
            for rival in self.rivals.get(&carried.predicate).into_iter().flatten() {
                kinds.insert((rival.group, rival.exchanged != carried.exchanged));
                ways.extend(of_both(rival, carried));
            }
        }
        // Two statements may be related in one way only, where they clash with subject and object in their places alone,
        // or with these exchanged alone.
        let is_mixed = |way: &LiftedJoin| {
            way.sides.contains(&LiftDirection::Down)
                && !kinds.contains(&(way.group, !way.exchanged))
                && !self.ledger.entities.have_circles()
        };
        let (mixed, ways) = widest(ways).into_iter().partition(is_mixed);
        Opposing { ways, mixed }
    }

    /// Finds statements that may clash with these, which are about the same and carry the same.
    fn opposed_to(&self, ids: &[StatementId], opposing: &Opposing, pairs: &mut Pairs) {
        let Some(there) = ids.first().and_then(|id| own(self.ledger.statement_of(*id))) else { return };
        let is_round = self.on_circle(there);
        let mut met: Vec<(StatementId, GroupId, Relation)> = Vec::new();
        for way in &opposing.ways {
            let there = way.turned(there);
            let mut found = Vec::new();
            self.come_by(way, there, &mut found);
            for s in found {
                let Some(here) = own(self.ledger.statement_of(s)) else { continue };
                let side = |i: usize| if here[i] == there[i] { LiftDirection::Level } else { way.sides[i] };
                let sides = [side(0), side(1)];
                // Where only these come up to the other, they are found from there.
                let is_found = sides.contains(&LiftDirection::Up) || is_round;
                if is_found && home(here) != home(there) {
                    met.push((s, way.group, (way.exchanged, sides)));
                }
            }
        }
        met.sort_unstable();
        met.dedup();
        let mut lists: BTreeMap<(GroupId, Relation), Vec<StatementId>> = BTreeMap::new();
        for same in met.chunk_by(|a, b| a.0 == b.0) {
            let (s, group, relation) = same[0];
            let is_mixed = relation.1.contains(&LiftDirection::Down);
            let here = own(self.ledger.statement_of(s));
            if same.len() > 1 || is_mixed || is_round || here.is_none_or(|here| self.on_circle(here)) {
                ids.iter().for_each(|id| pairs.add(s, *id));
            } else {
                lists.entry((group, relation)).or_default().push(s);
            }
        }
        lists.values().for_each(|list| pairs.add_all(list, ids));
    }

    /// Finds statements of a group and others either of which comes up to the other on a side. All that come up to one
    /// entity on their one side, and are about one other entity to which these others come up, contest one thing.
    fn mixed(&self, group: GroupId, way: &LiftedJoin, pairs: &mut Pairs) {
        let up = usize::from(way.sides[0] != LiftDirection::Up);
        // With subject and object exchanged, either statement is found from the other by the same join.
        if if way.exchanged { way.group < group } else { up != 0 } {
            return;
        }
        let of = |id: StatementId| own(self.ledger.statement_of(id)).map(|own| way.turned(own));
        let mut bs: Vec<(EntityId, StatementId)> =
            self.groups[group].statements.iter().filter_map(|id| Some((of(*id)?[up], *id))).collect();
        bs.sort_unstable();
        for bs in bs.chunk_by(|a, b| a.0 == b.0) {
            let whole = bs[0].0;
            for MixedContest { other, a, b } in self.mixed_at(way, up, bs) {
                let is_other_way = way.exchanged && way.group == group && other < whole;
                if other == whole {
                    for (a, b) in a.iter().flat_map(|a| b.iter().map(move |b| (*a, *b))) {
                        if home_of(self.ledger.statement_of(a)) != home_of(self.ledger.statement_of(b)) {
                            pairs.add(a, b);
                        }
                    }
                } else if !is_other_way {
                    pairs.add_all(&a, &b);
                }
            }
        }
    }

    /// Returns the statements that come up on one side to the entity that these have in common there, and to whose
    /// entity on the other side these come up.
    fn mixed_at(&self, way: &LiftedJoin, up: usize, bs: &[(EntityId, StatementId)]) -> Vec<MixedContest> {
        let stretches = self.ledger.entities.below(bs[0].0);
        let most = count_within(&self.groups[way.group].sides(self.ledger)[up], &stretches, usize::MAX);
        let (mut met, mut looks): (Vec<(EntityId, StatementId, StatementId)>, usize) = (Vec::new(), 0);
        for (seen, (_, b)) in bs.iter().enumerate() {
            if looks > most && seen > 0 {
                return self.all_mixed_at(way, up, bs);
            }
            let Some(there) = own(self.ledger.statement_of(*b)).map(|own| way.turned(own)) else { continue };
            let mut found = Vec::new();
            self.come_by(way, there, &mut found);
            looks += found.len();
            for a in found {
                let here = own(self.ledger.statement_of(a));
                if let Some(here) = here.filter(|here| here[0] != there[0] && here[1] != there[1]) {
                    met.push((here[1 - up], *b, a));
                }
            }
        }
        met.sort_unstable();
        met.dedup();
        let of_one = |one: &[(EntityId, StatementId, StatementId)]| MixedContest {
            other: one[0].0,
            a: one.iter().map(|(.., a)| *a).collect(),
            b: vec![one[0].1],
        };
        met.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).map(of_one).collect()
    }

    /// Returns what [`Self::mixed_at`] does, by all statements that come up on the one side: that takes less where many
    /// pairs meet.
    fn all_mixed_at(&self, way: &LiftedJoin, up: usize, bs: &[(EntityId, StatementId)]) -> Vec<MixedContest> {
        let (whole, sides) = (bs[0].0, &self.groups[way.group].sides(self.ledger)[up]);
        let here = |id: StatementId| own(self.ledger.statement_of(id));
        let mut all: BTreeMap<EntityId, MixedContest> = BTreeMap::new();
        for (_, a) in self.ledger.entities.below(whole).iter().flat_map(|stretch| &sides[span(sides, *stretch)]) {
            if let Some(here) = here(*a).filter(|here| here[up] != whole) {
                let other = here[1 - up];
                let none = || MixedContest { other, a: Vec::new(), b: Vec::new() };
                all.entry(other).or_insert_with(none).a.push(*a);
            }
        }
        let firsts: Vec<StatementId> = all.values().map(|contest| contest.a[0]).collect();
        let wholes = self.wholes(&firsts, 1 - up);
        for (_, b) in bs {
            let Some(part) = here(*b).map(|own| way.turned(own)[1 - up]) else { continue };
            let mut found = Vec::new();
            wholes.on(&self.above(part), &[EVERYWHERE], &mut found);
            found.sort_unstable();
            found.dedup();
            let others = found.into_iter().filter_map(|a| Some(here(a)?[1 - up]));
            for other in others.filter(|other| *other != part) {
                if let Some(contest) = all.get_mut(&other) {
                    contest.b.push(*b);
                }
            }
        }
        all.into_values().filter(|contest| !contest.b.is_empty()).collect()
    }

    /// Returns true if one of the entities is a part of itself.
    fn on_circle(&self, both: [EntityId; 2]) -> bool {
        let entities = &self.ledger.entities;
        entities.have_circles() && both.into_iter().any(|entity| entities.steps(entity, entity).is_some())
    }
}

/// Statements that may clash, on the way to the caller.
struct Pairs<'p, 'l, 'w> {
    comparer: &'p Comparer<'l, 'w>,
    /// The pairs that were given by themselves.
    seen: FxHashSet<(StatementId, StatementId)>,
    found: Found<'p>,
}

impl Pairs<'_, '_, '_> {
    /// Gives two statements, if they were not given yet.
    fn add(&mut self, a: StatementId, b: StatementId) {
        let (a, b) = self.comparer.ledger.in_order(a, b);
        if self.seen.insert((a, b)) {
            (self.found)(&[a], &[b]);
        }
    }

    /// Gives statements that all clash in the same ways, if they do.
    fn add_all(&mut self, a: &[StatementId], b: &[StatementId]) {
        let ledger = self.comparer.ledger;
        let (s, t) = (ledger.statement_of(a[0]), ledger.statement_of(b[0]));
        if (a.len(), b.len()) == (1, 1) || !self.comparer.candidates_about(About::Statements, s, t, false).is_empty() {
            (self.found)(a, b);
        }
    }
}

/// Returns the join of statements with others that carry something in that way, if the two are not both lifted on a
/// side. Where only the others are lifted, they are looked for.
fn of_both(way: &LiftedJoin, carried: &Contended) -> Option<LiftedJoin> {
    let exchanged = way.exchanged != carried.exchanged;
    let mut sides = way.sides;
    for (i, side) in sides.iter_mut().enumerate() {
        if carried.lifted[if exchanged { 1 - i } else { i }] {
            *side = if *side == LiftDirection::Level { LiftDirection::Down } else { return None };
        }
    }
    sides.contains(&LiftDirection::Up).then_some(LiftedJoin { exchanged, sides, ..*way })
}

/// Returns the two entities, whichever is the subject.
fn home([a, b]: [EntityId; 2]) -> (EntityId, EntityId) {
    (a.min(b), a.max(b))
}

fn home_of(statement: &Statement) -> Option<(EntityId, EntityId)> {
    own(statement).map(home)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use gainsay_model::{Input, Workspace};

    use crate::clash::Comparer;
    use crate::conflicts::pairs::every_clash;
    use crate::draws::draws;
    use crate::ledger::Ledger;

    /// Returns a workspace of few entities in each other, some in circles, and of statements about them with predicates
    /// that lift parts to wholes and exclude each other or never hold both ways round.
    fn workspace(seed: u64) -> Workspace {
        let mut random = draws(seed);
        let mut text = String::from("source: s\n");
        let (entities, most) = (5 + seed % 6, 1 + seed % 2);
        for i in 0..entities {
            let mut wholes: Vec<u64> = (0..most).filter(|_| i > 0).map(|_| random(i)).collect();
            if seed.is_multiple_of(5) && random(8) == 0 {
                wholes.push(random(entities));
            }
            let wholes: Vec<String> = wholes.iter().map(|whole| format!("e{whole}")).collect();
            text.push_str(&format!("---\nentity: e{i}\npart-of: [{}]\n", wholes.join(", ")));
        }
        let predicates = 2 + random(6);
        for i in 0..predicates {
            text.push_str(&format!("---\npredicate: p{i}\n"));
            for (key, often) in [("implies", 2), ("usually-implies", 6), ("inverse-of", 6), ("excludes", 2)] {
                if random(often) == 0 {
                    text.push_str(&format!("{key}: p{}\n", random(predicates)));
                }
            }
            for key in ["symmetric", "asymmetric"] {
                if random(5) == 0 {
                    text.push_str(&format!("{key}: true\n"));
                }
            }
            if random(4) > 0 {
                text.push_str(&format!("whole: {}\n", ["subject", "object", "both", "both"][random(4) as usize]));
            }
        }
        for i in 0..24 {
            let (subject, object) = (random(entities), random(entities));
            text.push_str(&format!(
                "---\nclaim: c{i}\nby: e{}\naffirms: e{subject} p{} e{object}\nwhen: {}\nsource: s\n",
                random(3),
                random(predicates),
                2001 + random(2)
            ));
        }
        Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(text.into()) }])
    }

    #[test]
    fn what_is_joined_is_what_meets_two_by_two() {
        let (mut lifted, mut mixed) = (0, 0);
        for seed in 0..400 {
            let workspace = workspace(seed);
            let ledger = Ledger::new(&workspace);
            let comparer = Comparer::new(&ledger);
            let (mut joined, mut compared) = (BTreeMap::new(), BTreeMap::new());
            every_clash(&comparer, |a, b, clash| {
                let (one, other) = (&clash.candidate.a, &clash.candidate.b);
                let sides = [one, other].map(|state| state.lifted_subject || state.lifted_object);
                lifted += usize::from(sides != [false, false]);
                mixed += usize::from(sides == [true, true]);
                let key = (a.min(b), a.max(b), clash.candidate.mechanism);
                assert_eq!(joined.insert(key, (clash.rule, clash.certain)), None, "seed {seed}: {key:?} comes twice");
            });
            let ids: Vec<_> = ledger.ids().collect();
            for (i, a) in ids.iter().enumerate() {
                for b in &ids[i + 1..] {
                    for clash in comparer.conflicts(*a, *b) {
                        compared.insert((*a, *b, clash.candidate.mechanism), (clash.rule, clash.certain));
                    }
                }
            }
            assert_eq!(joined, compared, "seed {seed}");
        }
        assert!(lifted > 1000 && mixed > 100, "hardly anything was lifted: {lifted}, {mixed}");
    }
}
