//! What all claims that meet have in common, and each claim as a point.

use gainsay_model::date::{Day, Days, INFINITY, NEG_INFINITY};
use gainsay_model::quantity::Tolerance;
use gainsay_model::record::Lasts;
use rustc_hash::{FxHashMap, FxHashSet};

use super::dimensions::{
    DIMENSIONS, END, Extents, FIRM, GAP, HEDGED, INNER, INTERVAL, MOMENT, OPEN, ORIGIN, OUTER, PARTY, Point, ROLE,
    SAID, SOURCE, START, SURE, UNDATED, UTTERANCE, VALUE, WAY, WHOLE,
};
use super::extents::{above, below, meets, only};
use super::parties::Parties;
use super::succession_index::Succession;
use crate::clash::alternatives::GroupId;
use crate::clash::{About, Comparer, values};
use crate::conflicts::utterances::{UtteranceKey, Utterances};
use crate::joins::StatementJoin;
use crate::kd_tree::{ANY, AxisRange};
use crate::ledger::derived::own;
use crate::ledger::entities::EntityId;
use crate::ledger::{ClaimId, Entry, Ledger, StatementId};
use crate::mechanism::Mechanism;
use crate::rulings::Rulings;
use crate::time::{Relation, Time, span_of_once};
use crate::vocabulary::{PredicateId, PredicateInfo, Vocabulary};

/// The properties that all claims that meet have in common.
pub struct Setting<'s, 'l, 'w> {
    pub(super) comparer: &'s Comparer<'l, 'w>,
    pub(super) about: About,
    pub(super) denied: bool,
    /// The distance in days at which two claims may still conflict, if one is presumed to last; `INFINITY` if that has
    /// no end.
    slack: Day,
    /// Whether time plays no part in a contested statement.
    pub(super) timeless: bool,
    /// The succession that keeps times from contradicting, whatever is contested; none if something may be contested in
    /// which nothing takes over.
    pub(super) succession: Option<Succession>,
    /// Whether a value or statement without a date contradicts only its like.
    pub(super) like_undated: bool,
    /// The ways in which the times of what happens or holds once are compared, if they are looked for.
    twice: Vec<Twice>,
    /// The places of the values, if the claims that meet give values of which there can be only one; for entities, a
    /// number that differs where they do.
    pub(super) values: FxHashMap<StatementId, ValueRange>,
    /// The numbers of the utterances of claims.
    pub(super) utterances: Utterances,
    /// The alternatives that are looked at together: those that conflict with others by the same rules, and none of
    /// which is ruled upon.
    pub(super) breaths: FxHashSet<GroupId>,
    /// For each claim that rulings name, the number of these rulings: claims that the same rulings name have one number.
    ruled: FxHashMap<ClaimId, i64>,
}

/// The place of a value.
#[derive(Clone, Copy)]
pub struct ValueRange {
    /// The interval of the value.
    pub(super) days: Days,
    /// The limits of values that differ: they end before the first of these, or begin after the last.
    pub(super) limits: Days,
}

impl<'s, 'l, 'w> Setting<'s, 'l, 'w> {
    /// Returns the properties of statements that meet. `patience` is the number of claims that a search looks at before
    /// it asks for those that are not in succession.
    pub fn new(comparer: &'s Comparer<'l, 'w>, join: &StatementJoin, rulings: &Rulings, patience: usize) -> Self {
        let ledger = comparer.ledger;
        let (mut slack, mut timeless, mut asymmetric) = (0, false, false);
        let statements = || join.a.iter().chain(join.b).copied();
        // Lifting adds no predicate.
        let carried = carried(&ledger.vocabulary, statements().map(|s| ledger.statement_of(s).predicate));
        for predicate in &carried {
            let word = ledger.vocabulary.word(*predicate);
            asymmetric |= word.asymmetric;
            timeless |= !word.is_event() && !word.is_state();
            slack = match word.lasts {
                Lasts::Forever => INFINITY,
                Lasts::Days(lasts) => slack.max(lasts).max(365),
            };
        }
        let valued = join.about == About::Objects && statements().all(|s| ledger.statement_of(s).pair.object.is_none());
        let values = if valued {
            let objects: Vec<_> = statements().map(|s| &ledger.statement_of(s).object).collect();
            let limits = values::limits(ledger.workspace, &objects, &tolerances(comparer, join));
            let placed = values::stretches(ledger.workspace, &objects).into_iter().zip(limits);
            statements().zip(placed.map(|(days, limits)| ValueRange { days, limits })).collect()
        } else if matches!(join.about, About::Objects | About::Subjects) {
            entities(ledger, join, &carried)
        } else {
            FxHashMap::default()
        };
        let twice = if join.about == About::Times { twice(comparer, join) } else { Vec::new() };
        let affirming = join.a.iter().flat_map(|s| ledger.affirming(*s));
        let others = join.b.iter().flat_map(|s| if join.denied { ledger.denying(*s) } else { ledger.affirming(*s) });
        let ruled = ruled(rulings, affirming.clone().chain(others.clone()).copied());
        let breaths = if values.is_empty() {
            FxHashSet::default()
        } else {
            breaths(comparer, join, |id| ruled.contains_key(&id))
        };
        let utterances = Utterances::new(comparer, affirming.chain(others).copied());
        Setting {
            comparer,
            about: join.about,
            denied: join.denied,
            slack,
            timeless,
            succession: succession(&ledger.vocabulary, join, &carried, patience),
            like_undated: match join.about {
                About::Objects | About::Subjects => true,
                About::Statements => !join.denied && !asymmetric,
                About::Times => false,
            },
            twice,
            values,
            utterances,
            breaths,
            ruled,
        }
    }

    /// Returns the number of the rulings that name a claim; -1 if none does.
    pub(super) fn ruled(&self, claim: ClaimId) -> i64 {
        self.ruled.get(&claim).copied().unwrap_or(-1)
    }

    /// Returns true if a claim says of a state, without a `when`, that it holds.
    fn is_open(&self, entry: &Entry) -> bool {
        let ledger = self.comparer.ledger;
        entry.when.is_none() && ledger.word(entry).is_state()
    }

    /// Returns boxes by time: for times that meet the claim's, and for those far away that still count where one of the
    /// two is presumed to last.
    pub(super) fn times(&self, entry: &Entry) -> Vec<Extents> {
        let any = [ANY; DIMENSIONS];
        if self.timeless {
            return vec![any];
        }
        if self.about == About::Times {
            return self.other_times(entry);
        }
        let outer = self.comparer.ledger.time(entry).outer();
        let (mut near, mut far) = (any, any);
        meets(&mut near, OUTER, outer);
        if self.slack < INFINITY {
            meets(&mut far, OUTER, Days { first: outer.first - self.slack, last: outer.last + self.slack });
        }
        if self.is_open(entry) {
            return vec![far];
        }
        far[OPEN] = only(1);
        vec![near, far]
    }

    pub(super) fn point(&self, entry: &Entry, parties: &Parties) -> Point {
        let mut at = [0; DIMENSIONS];
        let mut put = |dimensions: [usize; 2], days: Days| {
            at[dimensions[0]] = days.first;
            at[dimensions[1]] = days.last;
        };
        let ledger = self.comparer.ledger;
        let time = ledger.time(entry);
        put(OUTER, time.outer());
        put(SURE, sure(&time).unwrap_or(Days { first: INFINITY + 1, last: NEG_INFINITY - 1 }));
        put(INNER, inner(&time));
        put(SAID, spoken(ledger, entry));
        put(VALUE, self.values.get(&entry.statement).map_or(Days::ALWAYS, |value| value.days));
        at[ROLE] = role(entry);
        at[PARTY] = parties.of(entry.principals);
        at[HEDGED] = entry.stance.hedged().into();
        at[UNDATED] = ledger.undated(entry).into();
        at[OPEN] = self.is_open(entry).into();
        let UtteranceKey { utterance, moment, source, way, origin } = self.utterances.of(self.comparer, entry);
        for (dimension, number) in
            [(UTTERANCE, utterance), (MOMENT, moment), (SOURCE, source), (WAY, way), (ORIGIN, origin)]
        {
            at[dimension] = number;
        }
        (at[GAP[0]], at[GAP[1]]) = (i64::MIN, i64::MAX);
        at[FIRM] = ((self.timeless || time.firm) && !entry.stance.hedged()).into();
        if let (About::Times, Some(stretch)) = (self.about, time.stretch) {
            // Ends that are no dates differ from none.
            let dated = |end: Option<Days>| end.unwrap_or(Days { first: NEG_INFINITY - 1, last: INFINITY + 1 });
            let mut put = |dimensions: [usize; 2], days: Days| {
                at[dimensions[0]] = days.first;
                at[dimensions[1]] = days.last;
            };
            put(OUTER, span_of_once((&time, true)));
            put(WHOLE, stretch.whole());
            put(START, dated(stretch.start()));
            put(END, dated(stretch.end()));
            at[INTERVAL] = stretch.is_interval.into();
        }
        at
    }

    /// Returns boxes for claims that give what happens or holds once another time than this claim does.
    fn other_times(&self, entry: &Entry) -> Vec<Extents> {
        let time = self.comparer.ledger.time(entry);
        let Some(stretch) = time.stretch.filter(|_| !entry.promises) else { return Vec::new() };
        let mut boxes = Vec::new();
        for twice in &self.twice {
            let mut add = |dimensions: [usize; 2], days: Days, interval: AxisRange| {
                for (dimension, extent) in
                    [(dimensions[1], below(days.first - twice.grace)), (dimensions[0], above(days.last + twice.grace))]
                {
                    let mut extents = [ANY; DIMENSIONS];
                    extents[dimension] = extent;
                    extents[INTERVAL] = interval;
                    boxes.push(extents);
                }
            };
            match twice.events {
                (false, false) if stretch.is_interval => {
                    add(WHOLE, stretch.whole(), only(0));
                    stretch.start().into_iter().for_each(|start| add(START, start, only(1)));
                    stretch.end().into_iter().for_each(|end| add(END, end, only(1)));
                }
                (false, false) => add(WHOLE, stretch.whole(), only(1)),
                (mine, theirs) => add(if theirs { OUTER } else { WHOLE }, span_of_once((&time, mine)), ANY),
            }
        }
        boxes
    }
}

/// Returns all predicates that statements with any of these carry.
pub fn carried(vocabulary: &Vocabulary, predicates: impl Iterator<Item = PredicateId>) -> Vec<PredicateId> {
    let mut seen = FxHashSet::default();
    let mut all: Vec<PredicateId> = predicates.filter(|predicate| seen.insert(*predicate)).collect();
    let mut at = 0;
    while let Some(predicate) = all.get(at) {
        let ties = vocabulary.word(*predicate).ties.iter().map(|tie| tie.to);
        let new: Vec<PredicateId> = ties.filter(|to| seen.insert(*to)).collect();
        all.extend(new);
        at += 1;
    }
    all
}

/// Returns the succession that keeps times from contradicting, by the least overlap of all predicates that can be
/// contested; none if one of them or of those that lead there is no state.
pub fn succession(
    vocabulary: &Vocabulary,
    join: &StatementJoin,
    carried: &[PredicateId],
    patience: usize,
) -> Option<Succession> {
    let words = || carried.iter().map(|predicate| vocabulary.word(*predicate));
    if join.about == About::Times || !words().all(PredicateInfo::is_state) {
        return None;
    }
    let is_contested = |word: &&PredicateInfo| match join.about {
        About::Objects => word.functional,
        About::Subjects => word.inverse_functional,
        About::Times | About::Statements => true,
    };
    let grace = words().filter(is_contested).map(|word| word.grace).min()?;
    Some(Succession { relation: if join.denied { Relation::Denial } else { Relation::Together }, grace, patience })
}

/// Returns for each claim that rulings name a number of these rulings.
pub fn ruled(rulings: &Rulings, claims: impl Iterator<Item = ClaimId>) -> FxHashMap<ClaimId, i64> {
    let (mut numbers, mut ruled) = (FxHashMap::default(), FxHashMap::default());
    for id in claims {
        let of = rulings.of(id);
        if !of.is_empty() {
            let next = numbers.len() as i64;
            ruled.insert(id, *numbers.entry(of).or_insert(next));
        }
    }
    ruled
}

/// Returns the alternatives among the claims that meet which conflict with others by the same rules, and none of which
/// is ruled upon.
pub fn breaths(comparer: &Comparer, join: &StatementJoin, is_ruled: impl Fn(ClaimId) -> bool) -> FxHashSet<GroupId> {
    let alternatives = &comparer.alternatives;
    if alternatives.is_empty() || join.about != About::Objects {
        return FxHashSet::default();
    }
    let claims = join.a.iter().chain(join.b).flat_map(|s| comparer.ledger.affirming(*s));
    let groups: FxHashSet<GroupId> = claims.filter_map(|id| alternatives.uniform(Mechanism::Functional, *id)).collect();
    groups.into_iter().filter(|group| !alternatives.members(*group).iter().any(|id| is_ruled(*id))).collect()
}

/// Returns the tolerances of all predicates by which the values of statements that meet may differ.
pub fn tolerances<'c>(comparer: &Comparer<'_, 'c>, join: &StatementJoin) -> Vec<Option<&'c Tolerance>> {
    let ledger = comparer.ledger;
    let predicate = |statements: &[StatementId]| statements.first().map(|s| ledger.statement_of(*s).predicate);
    let (Some(a), Some(b)) = (predicate(join.a), predicate(join.b)) else { return Vec::new() };
    let (of_a, of_b) = (ledger.shared_closure(a), ledger.shared_closure(b));
    let both = of_a.single().filter(|state| of_b.with(state.predicate).next().is_some());
    both.map(|state| ledger.vocabulary.word(state.predicate))
        .filter(|word| word.functional)
        .map(|word| word.record.tolerance.as_ref())
        .collect()
}

/// Returns the places of the entities that statements give to one entity where there can be only one: two of them
/// differ if their places do not meet.
pub fn entities(ledger: &Ledger, join: &StatementJoin, carried: &[PredicateId]) -> FxHashMap<StatementId, ValueRange> {
    let statements = || join.a.iter().chain(join.b).copied();
    let pair = |s: StatementId| own(ledger.statement_of(s));
    // All statements have one entity in common.
    let common = statements().next().and_then(pair).into_iter().flatten();
    let Some(common) =
        common.into_iter().find(|one| statements().all(|s| pair(s).is_some_and(|own| own.contains(one))))
    else {
        return FxHashMap::default();
    };
    let is_one = |word: &PredicateInfo| match join.about {
        About::Objects => word.functional.then_some(word.whole.object),
        _ => word.inverse_functional.then_some(word.whole.subject),
    };
    // Where parts stand for their wholes, these do not differ.
    let are_wholes =
        carried.iter().filter_map(|predicate| is_one(ledger.vocabulary.word(*predicate))).all(|whole| whole);
    let place = |[subject, object]: [EntityId; 2]| {
        let other = if subject == common { object } else { subject };
        let (first, last) = ledger.entities.branch(other);
        let days = Days { first: first.into(), last: if are_wholes { last } else { first }.into() };
        ValueRange { days, limits: days }
    };
    statements().filter_map(|s| Some((s, place(pair(s)?)))).collect()
}

/// A way in which two times of what happens or holds once are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Twice {
    /// For this claim and the other, whether the time is of an event, or was derived on one or beyond one.
    events: (bool, bool),
    /// The number of days up to which two times do not differ.
    grace: Day,
}

/// Returns the ways in which statements that meet can be given two times. Claims of either statement are looked for
/// among those of the other, so that each way counts in both directions.
pub fn twice(comparer: &Comparer, join: &StatementJoin) -> Vec<Twice> {
    let ledger = comparer.ledger;
    let mut all: Vec<Twice> = Vec::new();
    // All statements of a list are given two times in the same ways.
    let (Some(a), Some(b)) = (join.a.first(), join.b.last()) else { return all };
    for candidate in comparer.candidates_about(About::Times, ledger.statement_of(*a), ledger.statement_of(*b), false) {
        let (one, other) = (candidate.a.event, candidate.b.event);
        let grace = ledger.vocabulary.word(candidate.a.predicate).grace;
        for events in [(one, other), (other, one)] {
            if !all.contains(&Twice { events, grace }) {
                all.push(Twice { events, grace });
            }
        }
    }
    all
}

pub fn inner(time: &Time) -> Days {
    let (near, beyond) = (time.reach(false).outer, time.reach(true).outer);
    Days { first: near.first.max(beyond.first), last: near.last.min(beyond.last) }
}

pub fn sure(time: &Time) -> Option<Days> {
    match (time.reach(false).sure, time.reach(true).sure) {
        (Some(near), Some(beyond)) => {
            Some(Days { first: near.first.min(beyond.first), last: near.last.max(beyond.last) })
        }
        (near, beyond) => near.or(beyond),
    }
}

/// Returns the days on which a claim can have been made.
pub fn spoken(ledger: &Ledger, entry: &Entry) -> Days {
    ledger.spoken(entry).days
}

pub fn role(entry: &Entry) -> i64 {
    2 * i64::from(entry.speaker.0) + i64::from(entry.for_himself)
}
