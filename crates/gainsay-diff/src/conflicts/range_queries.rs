//! Range queries for claims that conflict with one: each claim is a point, made of its time, its speaker and its value,
//! and each rule is a query for the points in a box. A claim in a box nearly always conflicts, so that a search for
//! claims that do not exist costs little.

use std::cell::OnceCell;

use gainsay_model::Symbol;
use gainsay_model::date::{Day, Days, INFINITY, NEG_INFINITY};
use gainsay_model::quantity::Tolerance;
use gainsay_model::record::Lasts;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::alternatives::GroupId;
use crate::clash::{About, Comparer, values};
use crate::conflicts::succession_index::{Succession, SuccessionIndex};
use crate::conflicts::utterances::{NONE, UtteranceKey, Utterances, leader};
use crate::cover::{Interval, shared};
use crate::joins::StatementJoin;
use crate::kd_tree::{ANY, AxisRange, KdTree};
use crate::ledger::derived::own;
use crate::ledger::entities::EntityId;
use crate::ledger::speakers::PrincipalsId;
use crate::ledger::{ClaimId, Entry, Ledger, StatementId};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;
use crate::rulings::Rulings;
use crate::time::{Relation, Time, span_of_once};
use crate::vocabulary::{PredicateId, PredicateInfo, Vocabulary};

// --- the dimensions ---

/// The days in which the time may lie: the first, and the last.
const OUTER: [usize; 2] = [0, 1];
/// The days of which the time is sure; if there are none, the last comes before the first.
const SURE: [usize; 2] = [2, 3];
/// The days of which another time must be sure to cover all of this one.
const INNER: [usize; 2] = [4, 5];
/// The days on which the claim can have been made.
const SAID: [usize; 2] = [6, 7];
/// The place of the value among the others.
const VALUE: [usize; 2] = [8, 9];
/// The speaker, and whether he speaks for himself.
pub(super) const ROLE: usize = 10;
/// The party: claims that can have a principal in common lie in one party.
const PARTY: usize = 11;
/// Some of the principals of the claim: the first and the last place of an interval.
pub(super) const PRINCIPALS: [usize; 2] = [12, 13];
/// 1 if the claim leaves room for doubt.
const HEDGED: usize = 14;
/// 1 if the claim gives a value without a date.
const UNDATED: usize = 15;
/// 1 if a certain conclusion can rest on the claim's time.
const FIRM: usize = 16;
/// 1 if the claim says of a state, without a `when`, that it holds: that may be presumed to last.
const OPEN: usize = 17;
/// The utterance of which the claim is a part; -1 if none is given.
const UTTERANCE: usize = 18;
/// The moment that the claim speaks of in its utterance.
const MOMENT: usize = 19;
/// The source of a part of an utterance, the way that led there, and the origin of that source.
const SOURCE: usize = 20;
const WAY: usize = 21;
const ORIGIN: usize = 22;
/// The values between which one must lie to differ from all that is suggested with it in one utterance: after the
/// first, and before the last.
const GAP: [usize; 2] = [23, 24];
/// The rulings that name the claim, as a number; -1 if there are none.
const RULED: usize = 25;
pub(super) const DIMENSIONS: usize = 26;

// --- other meanings of some dimensions, where two times of what happens or holds once are looked for; the days in
// which it can lie as an event are in `OUTER` ---

/// The days between which it began and ended; an end that is no date is without bound.
const WHOLE: [usize; 2] = VALUE;
/// The days in which its start lies, if that is a date.
const START: [usize; 2] = SURE;
/// The days in which its end lies, if that is a date.
const END: [usize; 2] = INNER;
/// 1 if the time is an interval.
const INTERVAL: usize = OPEN;

/// The dimensions that most queries use. Those of the sure days lie close to those of the time that a claim may lie in.
pub(super) const SORTING: [usize; 21] = [
    OUTER[0],
    OUTER[1],
    SAID[0],
    SAID[1],
    VALUE[0],
    VALUE[1],
    ROLE,
    PARTY,
    PRINCIPALS[0],
    PRINCIPALS[1],
    HEDGED,
    UNDATED,
    OPEN,
    UTTERANCE,
    MOMENT,
    SOURCE,
    WAY,
    ORIGIN,
    GAP[0],
    GAP[1],
    RULED,
];

/// The dimensions that tell whether a certain conflict can come of two claims, whoever makes them.
const CERTAINTY: [usize; 8] = [SURE[0], SURE[1], INNER[0], INNER[1], HEDGED, FIRM, UTTERANCE, MOMENT];

type Point = [i64; DIMENSIONS];
pub(super) type Extents = [AxisRange; DIMENSIONS];

/// The properties that all claims that meet have in common.
pub struct Setting<'s, 'l, 'w> {
    comparer: &'s Comparer<'l, 'w>,
    about: About,
    denied: bool,
    /// The distance in days at which two claims may still conflict, if one is presumed to last; `INFINITY` if that has
    /// no end.
    slack: Day,
    /// Whether time plays no part in a contested statement.
    timeless: bool,
    /// The succession that keeps times from contradicting, whatever is contested; none if something may be contested in
    /// which nothing takes over.
    succession: Option<Succession>,
    /// Whether a value or statement without a date contradicts only its like.
    like_undated: bool,
    /// The ways in which the times of what happens or holds once are compared, if they are looked for.
    twice: Vec<Twice>,
    /// The places of the values, if the claims that meet give values of which there can be only one; for entities, a
    /// number that differs where they do.
    values: FxHashMap<StatementId, ValueRange>,
    /// The numbers of the utterances of claims.
    utterances: Utterances,
    /// The alternatives that are looked at together: those that conflict with others by the same rules, and none of
    /// which is ruled upon.
    breaths: FxHashSet<GroupId>,
    /// For each claim that rulings name, the number of these rulings: claims that the same rulings name have one number.
    ruled: FxHashMap<ClaimId, i64>,
}

/// The place of a value.
#[derive(Clone, Copy)]
struct ValueRange {
    /// The interval of the value.
    days: Days,
    /// The limits of values that differ: they end before the first of these, or begin after the last.
    limits: Days,
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
    fn ruled(&self, claim: ClaimId) -> i64 {
        self.ruled.get(&claim).copied().unwrap_or(-1)
    }

    /// Returns true if a claim says of a state, without a `when`, that it holds.
    fn is_open(&self, entry: &Entry) -> bool {
        let ledger = self.comparer.ledger;
        entry.when.is_none() && ledger.word(entry).is_state()
    }

    /// Returns boxes by time: for times that meet the claim's, and for those far away that still count where one of the
    /// two is presumed to last.
    fn times(&self, entry: &Entry) -> Vec<Extents> {
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

    fn point(&self, entry: &Entry, parties: &Parties) -> Point {
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
fn carried(vocabulary: &Vocabulary, predicates: impl Iterator<Item = PredicateId>) -> Vec<PredicateId> {
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
fn succession(
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
fn ruled(rulings: &Rulings, claims: impl Iterator<Item = ClaimId>) -> FxHashMap<ClaimId, i64> {
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
fn breaths(comparer: &Comparer, join: &StatementJoin, is_ruled: impl Fn(ClaimId) -> bool) -> FxHashSet<GroupId> {
    let alternatives = &comparer.alternatives;
    if alternatives.is_empty() || join.about != About::Objects {
        return FxHashSet::default();
    }
    let claims = join.a.iter().chain(join.b).flat_map(|s| comparer.ledger.affirming(*s));
    let groups: FxHashSet<GroupId> = claims.filter_map(|id| alternatives.uniform(Mechanism::Functional, *id)).collect();
    groups.into_iter().filter(|group| !alternatives.members(*group).iter().any(|id| is_ruled(*id))).collect()
}

/// Returns the tolerances of all predicates by which the values of statements that meet may differ.
fn tolerances<'c>(comparer: &Comparer<'_, 'c>, join: &StatementJoin) -> Vec<Option<&'c Tolerance>> {
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
fn entities(ledger: &Ledger, join: &StatementJoin, carried: &[PredicateId]) -> FxHashMap<StatementId, ValueRange> {
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
struct Twice {
    /// For this claim and the other, whether the time is of an event, or was derived on one or beyond one.
    events: (bool, bool),
    /// The number of days up to which two times do not differ.
    grace: Day,
}

/// Returns the ways in which statements that meet can be given two times. Claims of either statement are looked for
/// among those of the other, so that each way counts in both directions.
fn twice(comparer: &Comparer, join: &StatementJoin) -> Vec<Twice> {
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

fn inner(time: &Time) -> Days {
    let (near, beyond) = (time.reach(false).outer, time.reach(true).outer);
    Days { first: near.first.max(beyond.first), last: near.last.min(beyond.last) }
}

fn sure(time: &Time) -> Option<Days> {
    match (time.reach(false).sure, time.reach(true).sure) {
        (Some(near), Some(beyond)) => {
            Some(Days { first: near.first.min(beyond.first), last: near.last.max(beyond.last) })
        }
        (near, beyond) => near.or(beyond),
    }
}

/// Returns the days on which a claim can have been made.
fn spoken(ledger: &Ledger, entry: &Entry) -> Days {
    ledger.spoken(entry).days
}

fn role(entry: &Entry) -> i64 {
    2 * i64::from(entry.speaker.0) + i64::from(entry.for_himself)
}

/// Claims that may have a principal in common, grouped into parties.
pub struct Parties {
    party: FxHashMap<PrincipalsId, i64>,
    /// The parties in which not all claims have a principal in common.
    divided: FxHashSet<i64>,
    /// Whether claims are made for somebody in more than one role.
    several_roles: bool,
}

impl Parties {
    /// Returns the parties of all these claims.
    pub fn new(comparer: &Comparer, claims: impl Iterator<Item = ClaimId>) -> Parties {
        let ledger = comparer.ledger;
        let mut roles: FxHashMap<PrincipalsId, FxHashSet<i64>> = FxHashMap::default();
        for id in claims {
            let entry = ledger.claim(id);
            roles.entry(entry.principals).or_default().insert(role(entry));
        }
        let of = |principals: &PrincipalsId| ledger.sides.principals(*principals).possible;
        // Principals whose intervals overlap are joined; intervals that only touch join nobody.
        let mut stretches: Vec<Interval> = roles.keys().flat_map(of).copied().collect();
        stretches.sort_unstable();
        let mut joined: Vec<Interval> = Vec::new();
        for (first, last) in stretches {
            match joined.last_mut() {
                Some(before) if first <= before.1 => before.1 = before.1.max(last),
                _ => joined.push((first, last)),
            }
        }
        let island = |stretch: &Interval| joined.partition_point(|(_, last)| *last < stretch.0) as u32;
        let mut lead: FxHashMap<u32, u32> = FxHashMap::default();
        for principals in roles.keys() {
            for pair in of(principals).windows(2) {
                let (a, b) = (leader(&mut lead, island(&pair[0])), leader(&mut lead, island(&pair[1])));
                lead.insert(a.max(b), a.min(b));
            }
        }
        let mut members: FxHashMap<i64, Vec<PrincipalsId>> = FxHashMap::default();
        let mut party = FxHashMap::default();
        for principals in roles.keys() {
            // A claim is made in its speaker's name at least.
            let to = of(principals).first().map_or(-1, |first| i64::from(leader(&mut lead, island(first))));
            party.insert(*principals, to);
            members.entry(to).or_default().push(*principals);
        }
        let divided = |members: &[PrincipalsId]| {
            let mut common = of(&members[0]).to_vec();
            members.iter().for_each(|m| common = shared(&common, of(m)).collect());
            common.is_empty()
        };
        let several =
            |members: &[PrincipalsId]| members.iter().flat_map(|m| &roles[m]).collect::<FxHashSet<_>>().len() > 1;
        Parties {
            divided: members.iter().filter(|(_, members)| divided(members)).map(|(of, _)| *of).collect(),
            several_roles: members.values().any(|members| several(members)),
            party,
        }
    }

    /// Returns the party of these principals.
    pub fn of(&self, principals: PrincipalsId) -> i64 {
        self.party.get(&principals).copied().unwrap_or(-1)
    }
}

/// An index of claims to search among.
pub struct Witnesses {
    all: KdTree<DIMENSIONS>,
    /// The claims, sorted first by the speaker.
    by_role: KdTree<DIMENSIONS>,
    /// The claims, each as often as it has intervals of principals, sorted first by the beginning of these.
    by_principal: KdTree<DIMENSIONS>,
    /// The claims, only by the dimensions of certainty, each combination once.
    by_certainty: OnceCell<KdTree<{ CERTAINTY.len() }>>,
    /// The claims of each index with their times, too.
    by_succession: [SuccessionIndex; 3],
    /// The claims with their numbers, where some may be in succession.
    numbered: Vec<(usize, ClaimId)>,
    /// The claims by their ids.
    pub by_name: FxHashMap<Symbol, usize>,
    /// The claims by the claim that they answer.
    pub answering: FxHashMap<Symbol, Vec<usize>>,
}

/// The treatment of claims that the same rulings name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RuledAlike {
    /// They are wanted as others are.
    Wanted,
    /// They are not wanted.
    Unwanted,
}

impl Witnesses {
    /// Returns the index of these claims, each with a number.
    pub fn new(setting: &Setting, parties: &Parties, claims: impl Iterator<Item = (usize, ClaimId)>) -> Witnesses {
        let ledger = setting.comparer.ledger;
        let (mut all, mut each) = (Vec::new(), Vec::new());
        let (mut by_name, mut answering, mut groups) =
            (FxHashMap::default(), FxHashMap::default(), FxHashSet::default());
        let mut numbered = Vec::new();
        for (i, id) in claims {
            let entry = ledger.claim(id);
            if setting.succession.is_some() {
                numbered.push((i, id));
            }
            if setting.about == About::Times && (entry.when.is_none() || entry.promises) {
                continue;
            }
            by_name.insert(entry.name, i);
            if let Some(answers) = entry.record.more().answers {
                answering.entry(answers).or_insert_with(Vec::new).push(i);
            }
            let mut at = vec![with_value(RULED, setting.ruled(id), setting.point(entry, parties))];
            if let Some(group) = setting.alternatives(id) {
                // A claim that conflicts with one of them conflicts with all.
                if !groups.insert(group) {
                    continue;
                }
                at = setting.gaps(group).into_iter().map(|gap| between(at[0], gap)).collect();
            }
            let principals = ledger.sides.principals(entry.principals).possible;
            for at in at {
                all.push((at, i));
                for (first, last) in principals.iter().filter(|_| parties.several_roles) {
                    let mut at = at;
                    (at[PRINCIPALS[0]], at[PRINCIPALS[1]]) = (i64::from(*first), i64::from(*last));
                    each.push((at, i));
                }
            }
        }
        let (by_role, by_principal) =
            (KdTree::new(&all, Some(ROLE), &SORTING), KdTree::new(&each, Some(PRINCIPALS[0]), &SORTING));
        let all = KdTree::new(&all, None, &SORTING);
        Witnesses {
            all,
            by_role,
            by_principal,
            by_certainty: OnceCell::new(),
            by_succession: Default::default(),
            numbered,
            by_name,
            answering,
        }
    }

    /// Returns the claims that may conflict with the given one by that rule. Claims that the same rulings name are left
    /// out if they are not wanted: there may be very many.
    pub fn of<'i, 'l, 'w>(
        &'i self,
        setting: &Setting<'_, 'l, 'w>,
        parties: &Parties,
        (id, rule): (ClaimId, PairRule),
        wanted: RuledAlike,
    ) -> impl Iterator<Item = usize> + use<'i, 'l, 'w> {
        let (ruled, search) = (setting.ruled(id), self.search_for(setting, id));
        let extents = match wanted {
            RuledAlike::Unwanted if ruled >= 0 => vec![below(ruled), above(ruled)],
            _ => vec![ANY],
        };
        let boxes = setting.boxes(parties, id, rule).all();
        boxes.flat_map(move |((whose, of), times_meet)| {
            let boxes: Vec<Extents> = extents.iter().map(|ruled| with(RULED, *ruled, of)).collect();
            boxes.into_iter().flat_map(move |extents| search.within((whose, extents), times_meet))
        })
    }

    /// Returns the claims that may conflict with the given one by that rule with certainty, if it is affirmed.
    pub fn certain_of<'i, 'l, 'w>(
        &'i self,
        setting: &Setting<'_, 'l, 'w>,
        parties: &Parties,
        id: ClaimId,
        rule: PairRule,
    ) -> impl Iterator<Item = usize> + use<'i, 'l, 'w> {
        let search = self.search_for(setting, id);
        let mut sure = setting.sure_boxes(id);
        sure.retain(|extents| self.is_any_certain_in(extents));
        let boxes = (!sure.is_empty()).then(|| setting.boxes(parties, id, rule).all());
        boxes.into_iter().flatten().flat_map(move |((whose, extents), times_meet)| {
            let certain: Vec<Extents> = sure.iter().map(|sure| both(&extents, sure)).collect();
            certain.into_iter().flat_map(move |extents| search.within((whose, extents), times_meet))
        })
    }

    /// Returns true if any claim lies where a certain conflict can come of it, whoever makes it. Mostly none does,
    /// which is fast to find out: there are far fewer times than claims.
    fn is_any_certain_in(&self, extents: &Extents) -> bool {
        let kinds = self.by_certainty.get_or_init(|| {
            let kinds: FxHashSet<_> = self.all.points().map(|(point, _)| CERTAINTY.map(|d| point[d])).collect();
            let mut kinds: Vec<_> = kinds.into_iter().map(|kind| (kind, 0)).collect();
            kinds.sort_unstable();
            KdTree::new(&kinds, None, &std::array::from_fn::<usize, { CERTAINTY.len() }, _>(|d| d))
        });
        kinds.within(&CERTAINTY.map(|d| extents[d])).next().is_some()
    }

    fn tree(&self, whose: Whose) -> &KdTree<DIMENSIONS> {
        match whose {
            Whose::Anybodys => &self.all,
            Whose::ASpeakers => &self.by_role,
            Whose::APrincipals => &self.by_principal,
        }
    }

    /// Returns the search for claims that conflict with one.
    fn search_for<'l, 'w>(&self, setting: &Setting<'_, 'l, 'w>, claim: ClaimId) -> Search<'_, 'l, 'w> {
        Search { of: self, ledger: setting.comparer.ledger, claim, succession: setting.succession }
    }
}

/// A search for claims that conflict with one.
#[derive(Clone, Copy)]
struct Search<'i, 'l, 'w> {
    of: &'i Witnesses,
    ledger: &'l Ledger<'w>,
    claim: ClaimId,
    succession: Option<Succession>,
}

impl<'i, 'l, 'w> Search<'i, 'l, 'w> {
    /// Iterates over the claims in a box. Where they are found because their times meet that of the claim, and there are
    /// many, those in succession with it are left out after some.
    fn within(
        self,
        (whose, extents): (Whose, Extents),
        times_meet: bool,
    ) -> impl Iterator<Item = usize> + use<'i, 'l, 'w> {
        let mut all = self.of.tree(whose).within(&extents);
        let (mut seen, mut apart) = (0, None);
        std::iter::from_fn(move || {
            if times_meet && self.succession.is_some_and(|succession| seen == succession.patience) {
                apart = self.out_of_succession(whose, &extents);
            }
            seen += 1;
            match &mut apart {
                Some(apart) => apart.next(),
                None => all.next(),
            }
        })
    }

    /// Iterates over the claims in a box that are not in succession with the claim. Returns none if that excludes
    /// nothing.
    fn out_of_succession(self, whose: Whose, extents: &Extents) -> Option<impl Iterator<Item = usize> + use<'i>> {
        let Succession { relation, grace, .. } = self.succession?;
        let entry = self.ledger.claim(self.claim);
        let times = self.ledger.time(entry).out_of_succession(relation, entry.stance.negative(), grace)?;
        let of = self.of;
        let before_all = match whose {
            Whose::Anybodys => None,
            Whose::ASpeakers => Some(ROLE),
            Whose::APrincipals => Some(PRINCIPALS[0]),
        };
        let like = (of.tree(whose), before_all);
        Some(of.by_succession[whose as usize].within(self.ledger, like, &of.numbered, extents, times))
    }
}

/// The boxes of a rule: each box, with each time, and each value. Most often the first one has a result, so that the
/// others are made when they are asked for.
struct Boxes {
    /// The boxes of claims that are not made in the same utterance.
    apart: Vec<(Whose, Extents)>,
    /// The number of times that belong to the boxes apart.
    times_apart: usize,
    /// The boxes of claims that are made in the same utterance, at all times.
    together: Vec<(Whose, Extents)>,
    times: Vec<Extents>,
    values: Vec<Extents>,
}

impl Boxes {
    /// Iterates over all boxes: by value, then by time. Each comes with whether its claims are those that meet the claim
    /// in time, and not found whatever the times are.
    fn all(self) -> impl Iterator<Item = ((Whose, Extents), bool)> {
        let Boxes { apart, times_apart, together, times, values } = self;
        let (few, many) = (apart.len() * times_apart, together.len() * times.len());
        (0..values.len() * (few + many)).map(move |number| {
            let (value, at) = (number / (few + many), number % (few + many));
            let (boxes, at) = if at < few { (&apart, at) } else { (&together, at - few) };
            let ((whose, extents), time) = (&boxes[at % boxes.len()], at / boxes.len());
            // The first box of times is that of those that meet.
            ((*whose, both(&both(extents, &times[time]), &values[value])), time == 0)
        })
    }
}

/// The index in which a box is searched.
#[derive(Clone, Copy)]
enum Whose {
    Anybodys,
    ASpeakers,
    APrincipals,
}

impl Setting<'_, '_, '_> {
    /// Returns the boxes of claims that conflict with one by a rule.
    fn boxes(&self, parties: &Parties, id: ClaimId, rule: PairRule) -> Boxes {
        let entry = self.comparer.ledger.claim(id);
        let spoken = self.utterances.of(self.comparer, entry);
        let mut times = self.times(entry);
        let mut apart = self.boxes_apart(parties, entry, rule, &spoken);
        if self.like_undated {
            let undated = only(self.comparer.ledger.undated(entry).into());
            apart.iter_mut().for_each(|(_, extents)| extents[UNDATED] = undated);
        }
        let (times_apart, mut together) = (times.len(), Vec::new());
        if spoken.utterance != NONE.utterance {
            if self.about != About::Times {
                times.push(with(MOMENT, only(spoken.moment), [ANY; DIMENSIONS]));
            }
            together = self.boxes_together(parties, entry, rule, &spoken);
        }
        let mut values = self.other_values(id);
        if entry.stance.hedged() {
            values.iter_mut().for_each(|extents| extents[HEDGED] = (0, 0));
        }
        Boxes { apart, times_apart, together, times, values }
    }

    /// Returns the boxes of values that differ from that of a claim, and from all that are suggested with it in one
    /// utterance.
    fn other_values(&self, id: ClaimId) -> Vec<Extents> {
        let any = [ANY; DIMENSIONS];
        if let Some(group) = self.alternatives(id) {
            let within = |gap: (i64, i64)| with(VALUE[0], above(gap.0), with(VALUE[1], below(gap.1), any));
            return self.gaps(group).into_iter().map(within).collect();
        }
        let Some(ValueRange { days, limits }) = self.values.get(&self.comparer.ledger.claim(id).statement) else {
            return vec![any];
        };
        let fits = with(GAP[0], below(days.first), with(GAP[1], above(days.last), any));
        vec![with(VALUE[1], below(limits.first), fits), with(VALUE[0], above(limits.last), fits)]
    }

    /// Returns the alternatives to which a claim belongs, if values of which there can be only one are looked for.
    pub fn alternatives(&self, id: ClaimId) -> Option<GroupId> {
        if self.breaths.is_empty() {
            return None;
        }
        self.comparer.alternatives.uniform(Mechanism::Functional, id).filter(|group| self.breaths.contains(group))
    }

    /// Returns the gaps between alternatives in which values differ from all of them: after the first, and before the
    /// second.
    fn gaps(&self, group: GroupId) -> Vec<(i64, i64)> {
        let statement = |id: &ClaimId| self.comparer.ledger.claim(*id).statement;
        let members = self.comparer.alternatives.members(group);
        let mut limits: Vec<Days> =
            members.iter().filter_map(|id| Some(self.values.get(&statement(id))?.limits)).collect();
        limits.sort_unstable_by_key(|limits| limits.first);
        let (mut gaps, mut reached) = (Vec::new(), i64::MIN);
        for Days { first, last } in limits {
            if first > reached.saturating_add(1) {
                gaps.push((reached, first));
            }
            reached = reached.max(last);
        }
        gaps.push((reached, i64::MAX));
        gaps
    }

    /// Returns the boxes of a rule, whatever the times, for claims that are not made in the same utterance.
    fn boxes_apart(
        &self,
        parties: &Parties,
        entry: &Entry,
        rule: PairRule,
        spoken: &UtteranceKey,
    ) -> Vec<(Whose, Extents)> {
        let said = self::spoken(self.comparer.ledger, entry);
        let mine = with(ROLE, only(role(entry)), [ANY; DIMENSIONS]);
        let others = if spoken.utterance == NONE.utterance {
            vec![ANY]
        } else {
            vec![below(spoken.utterance), above(spoken.utterance)]
        };
        let apart = |extents: Extents| {
            others.iter().map(move |utterance| (Whose::ASpeakers, with(UTTERANCE, *utterance, extents)))
        };
        match rule {
            PairRule::SelfContradiction => {
                let mut together = mine;
                meets(&mut together, SAID, said);
                apart(together).collect()
            }
            PairRule::Reversal => {
                let (before, after) = (with(SAID[1], below(said.first), mine), with(SAID[0], above(said.last), mine));
                apart(before).chain(apart(after)).collect()
            }
            PairRule::ReportDivergence => Vec::new(),
            PairRule::MixedMessage | PairRule::Dispute => self.boxes_of_others(parties, entry, rule),
        }
    }

    /// Returns the boxes of a rule, whatever the times, for claims that are made in the same utterance.
    fn boxes_together(
        &self,
        parties: &Parties,
        entry: &Entry,
        rule: PairRule,
        spoken: &UtteranceKey,
    ) -> Vec<(Whose, Extents)> {
        let UtteranceKey { utterance, source, way, origin, .. } = *spoken;
        let together = with(UTTERANCE, only(utterance), [ANY; DIMENSIONS]);
        let mine = with(ROLE, only(role(entry)), together);
        let here = with(SOURCE, only(source), mine);
        // Other sources of one origin, and sources that draw on others.
        let beside =
            [(0, source - 1), above(source)].map(|other| with(SOURCE, other, with(ORIGIN, only(origin), mine)));
        let elsewhere = [(0, origin - 1), above(origin)].map(|other| with(ORIGIN, other, mine));
        let boxes = match rule {
            PairRule::SelfContradiction if source == NONE.source => vec![mine],
            PairRule::SelfContradiction if way == NONE.way => {
                [&[here, with(SOURCE, only(NONE.source), mine)], &beside[..]].concat()
            }
            PairRule::SelfContradiction => {
                let same = [way, NONE.way].map(|way| with(WAY, only(way), here));
                [&same[..], &[with(SOURCE, only(NONE.source), mine)], &beside].concat()
            }
            PairRule::ReportDivergence if source == NONE.source => Vec::new(),
            PairRule::ReportDivergence => {
                let mut boxes = elsewhere.to_vec();
                if self.utterances.is_divided(origin) {
                    boxes.extend(beside);
                }
                if way != NONE.way {
                    boxes.extend([(0, way - 1), above(way)].map(|other| with(WAY, other, here)));
                }
                boxes
            }
            PairRule::Reversal => Vec::new(),
            PairRule::MixedMessage | PairRule::Dispute => {
                let others = self.boxes_of_others(parties, entry, rule).into_iter();
                return others.map(|(whose, extents)| (whose, both(&extents, &together))).collect();
            }
        };
        boxes.into_iter().map(|extents| (Whose::ASpeakers, extents)).collect()
    }

    /// Returns the boxes of claims by other speakers, with a common principal or without one.
    fn boxes_of_others(&self, parties: &Parties, entry: &Entry, rule: PairRule) -> Vec<(Whose, Extents)> {
        let any = [ANY; DIMENSIONS];
        let (role, party) = (role(entry), parties.of(entry.principals));
        if rule == PairRule::MixedMessage {
            let all = self.comparer.ledger.sides.principals(entry.principals).possible;
            let of = |(first, last): &Interval| {
                let mut extents = any;
                meets(&mut extents, PRINCIPALS, Days { first: (*first).into(), last: (*last).into() });
                extents
            };
            return all
                .iter()
                .flat_map(|p| [below(role), above(role)].map(|other| (Whose::APrincipals, with(ROLE, other, of(p)))))
                .collect();
        }
        let divided = parties.divided.contains(&party).then(|| only(party));
        [below(party), above(party)]
            .into_iter()
            .chain(divided)
            .map(|p| (Whose::Anybodys, with(PARTY, p, any)))
            .collect()
    }

    /// Returns the boxes in which a claim must lie for a certain conflict with this one, which affirms: the whole time
    /// of the one is sure in the other, or a day is sure in both.
    fn sure_boxes(&self, id: ClaimId) -> Vec<Extents> {
        let entry = self.comparer.ledger.claim(id);
        let mut firm = [ANY; DIMENSIONS];
        firm[FIRM] = only(1);
        if self.timeless || self.about == About::Times {
            return vec![firm];
        }
        let time = self.comparer.ledger.time(entry);
        let inner = inner(&time);
        let mut boxes = vec![firm];
        let spoken = self.utterances.of(self.comparer, entry);
        boxes[0][SURE[0]] = (i64::MIN, inner.first);
        boxes[0][SURE[1]] = (inner.last, i64::MAX);
        if let Some(sure) = sure(&time) {
            let mut common = firm;
            meets(&mut common, SURE, sure);
            boxes.push(common);
            if !self.denied {
                let mut within = firm;
                within[INNER[0]] = (sure.first, i64::MAX);
                within[INNER[1]] = (i64::MIN, sure.last);
                boxes.push(within);
            }
        }
        if spoken.utterance != NONE.utterance {
            // This holds whatever the dates are.
            let moment = with(MOMENT, only(spoken.moment), with(HEDGED, (0, 0), [ANY; DIMENSIONS]));
            boxes.push(with(UTTERANCE, only(spoken.utterance), moment));
        }
        boxes
    }
}

/// Returns the point in the place of all alternatives: it may conflict with claims whose value lies in a gap between
/// theirs.
fn between(mut at: Point, gap: (i64, i64)) -> Point {
    (at[GAP[0]], at[GAP[1]]) = gap;
    // The point begins after every value, so that it is found once.
    (at[VALUE[0]], at[VALUE[1]]) = (i64::MAX, i64::MAX);
    at
}

/// Returns a point with another value in one dimension.
fn with_value(dimension: usize, value: i64, mut at: Point) -> Point {
    at[dimension] = value;
    at
}

/// Returns a box with another range in one dimension.
fn with(dimension: usize, extent: AxisRange, mut extents: Extents) -> Extents {
    extents[dimension] = extent;
    extents
}

fn only(value: i64) -> AxisRange {
    (value, value)
}

fn below(value: i64) -> AxisRange {
    (i64::MIN, value.saturating_sub(1))
}

fn above(value: i64) -> AxisRange {
    (value.saturating_add(1), i64::MAX)
}

fn meets(extents: &mut Extents, dimensions: [usize; 2], days: Days) {
    extents[dimensions[0]] = (i64::MIN, days.last);
    extents[dimensions[1]] = (days.first, i64::MAX);
}

fn both(a: &Extents, b: &Extents) -> Extents {
    std::array::from_fn(|d| (a[d].0.max(b[d].0), a[d].1.min(b[d].1)))
}
