//! Where to look for claims that conflict with one: each claim is a point, of its time, its speaker and its value, and
//! each rule asks for what lies in a box. What lies there nearly always conflicts, so that looking for what there is
//! not costs little.

use std::cell::OnceCell;

use gainsay_model::Symbol;
use gainsay_model::date::{Day, Days, INFINITY, NEG_INFINITY};
use gainsay_model::quantity::Tolerance;
use gainsay_model::record::Lasts;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::alternatives::GroupId;
use crate::clash::{About, Comparer, values};
use crate::conflicts::utterances::{NONE, UtteranceKey, Utterances, leader};
use crate::cover::{Interval, shared};
use crate::joins::StatementJoin;
use crate::kd_tree::{ANY, AxisRange, KdTree};
use crate::ledger::speakers::PrincipalsId;
use crate::ledger::{ClaimId, Entry, Ledger, StatementId};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;
use crate::time::{Time, span_of_once};
use crate::vocabulary::{PredicateId, Vocabulary};

// The dimensions.

/// The days that its time may lie in: the first, and the last.
const OUTER: [usize; 2] = [0, 1];
/// The days of which it is sure; if there are none, the last comes before the first.
const SURE: [usize; 2] = [2, 3];
/// What must be sure in another for all of its time to be.
const INNER: [usize; 2] = [4, 5];
/// When it was said.
const SAID: [usize; 2] = [6, 7];
/// Where its value lies among the others.
const VALUE: [usize; 2] = [8, 9];
/// Who speaks, and whether for himself.
const ROLE: usize = 10;
/// Who can have a principal in common lies in one party.
const PARTY: usize = 11;
/// Some of those in whose name it is said: the first and the last place of a stretch.
const PRINCIPALS: [usize; 2] = [12, 13];
/// 1 if it leaves room for doubt.
const HEDGED: usize = 14;
/// 1 if it is a value without a date.
const UNDATED: usize = 15;
/// 1 if something certain can rest on it.
const FIRM: usize = 16;
/// 1 if it says of a state, without a `when`, that it holds: that may be presumed to stand.
const OPEN: usize = 17;
/// The utterance that it is part of; -1 if none is given.
const UTTERANCE: usize = 18;
/// Of which moment it speaks in its utterance.
const MOMENT: usize = 19;
/// The source of what is part of an utterance, the way that led there, and where that source draws on.
const SOURCE: usize = 20;
const WAY: usize = 21;
const ORIGIN: usize = 22;
/// Between which values one must lie to differ from all that is said with it in one breath: after the first, and before
/// the last.
const GAP: [usize; 2] = [23, 24];
const DIMENSIONS: usize = 25;

// What takes the place of some dimensions where two times are looked for of what happens or holds once. The days in
// which it can lie as an event stand in `OUTER`.

/// The days between which it began and ended; an end that is no date is without bound.
const WHOLE: [usize; 2] = VALUE;
/// The days in which its start lies, if that is a date.
const START: [usize; 2] = SURE;
/// The days in which its end lies, if that is a date.
const END: [usize; 2] = INNER;
/// 1 if its time is an interval.
const INTERVAL: usize = OPEN;

/// The dimensions that most questions ask for. Those of what is sure lie close to those of the time that it may lie in.
const SORTING: [usize; 20] = [
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
];

/// The dimensions that tell whether something certain can come of two claims, whoever makes them.
const CERTAINTY: [usize; 8] = [SURE[0], SURE[1], INNER[0], INNER[1], HEDGED, FIRM, UTTERANCE, MOMENT];

type Point = [i64; DIMENSIONS];
type Extents = [AxisRange; DIMENSIONS];

/// What holds for all claims that meet.
pub struct Setting<'s, 'l, 'w> {
    comparer: &'s Comparer<'l, 'w>,
    about: About,
    denied: bool,
    /// So many days apart two claims may still conflict, if one is presumed to stand; `INFINITY` if that has no end.
    slack: Day,
    /// Time plays no part in something contested.
    timeless: bool,
    /// How the times of what happens or holds once are compared, if that is what is looked for.
    twice: Vec<Twice>,
    /// Where the values lie, if what meets are values of which there can be but one; of entities, any number that
    /// differs where they do.
    values: FxHashMap<StatementId, ValueRange>,
    /// What claims of one utterance have in common.
    utterances: Utterances,
    /// The alternatives that are looked at together: those that conflict with others by the same rules, and none of
    /// which is ruled upon.
    breaths: FxHashSet<GroupId>,
}

/// Where a value lies.
#[derive(Clone, Copy)]
struct ValueRange {
    /// From where to where it reaches.
    days: Days,
    /// What differs from it ends before the first of these, or begins after the last.
    limits: Days,
}

impl<'s, 'l, 'w> Setting<'s, 'l, 'w> {
    /// Of statements that meet.
    pub fn new(comparer: &'s Comparer<'l, 'w>, join: &StatementJoin, is_ruled: impl Fn(ClaimId) -> bool) -> Self {
        let ledger = comparer.ledger;
        let (mut slack, mut timeless) = (0, false);
        let statements = || join.a.iter().chain(join.b).copied();
        // Lifting adds no predicate.
        for predicate in carried(&ledger.vocabulary, statements().map(|s| ledger.statement_of(s).predicate)) {
            let word = ledger.vocabulary.word(predicate);
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
        } else if join.among && join.a.len() > 1 {
            // They have the same in common, and differ in the rest.
            let days = |s: StatementId| Days { first: s.0.into(), last: s.0.into() };
            statements().map(|s| (s, ValueRange { days: days(s), limits: days(s) })).collect()
        } else {
            FxHashMap::default()
        };
        let twice = if join.about == About::Times { twice(comparer, join) } else { Vec::new() };
        let affirming = join.a.iter().flat_map(|s| ledger.affirming(*s));
        let others = join.b.iter().flat_map(|s| if join.denied { ledger.denying(*s) } else { ledger.affirming(*s) });
        let breaths = if values.is_empty() { FxHashSet::default() } else { breaths(comparer, join, is_ruled) };
        let utterances = Utterances::new(comparer, affirming.chain(others).copied());
        Setting {
            comparer,
            about: join.about,
            denied: join.denied,
            slack,
            timeless,
            twice,
            values,
            utterances,
            breaths,
        }
    }

    /// Says of a state, without a `when`, that it holds.
    fn is_open(&self, entry: &Entry) -> bool {
        let ledger = self.comparer.ledger;
        entry.when.is_none() && ledger.word(entry).is_state()
    }

    /// By their times: those that meet the claim's, and those far away that still count where one of the two is
    /// presumed to stand.
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

    /// Where claims lie that give what happens or holds once another time than this claim does.
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

/// How two times of what happens or holds once are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Twice {
    /// Of this claim and of the other, whether it is of an event, or was derived on one or beyond one.
    events: (bool, bool),
    /// Times that lie no further apart than so many days do not differ.
    grace: Day,
}

/// How statements that meet can be given two times. Claims of either statement are looked for among those of the other,
/// so each way counts both ways round.
fn twice(comparer: &Comparer, join: &StatementJoin) -> Vec<Twice> {
    let ledger = comparer.ledger;
    let mut all: Vec<Twice> = Vec::new();
    for (a, b) in join.a.iter().flat_map(|a| join.b.iter().map(move |b| (*a, *b))) {
        for candidate in comparer.candidates_about(About::Times, ledger.statement_of(a), ledger.statement_of(b), false)
        {
            let (one, other) = (candidate.a.event, candidate.b.event);
            let grace = ledger.vocabulary.word(candidate.a.predicate).grace;
            for events in [(one, other), (other, one)] {
                if !all.contains(&Twice { events, grace }) {
                    all.push(Twice { events, grace });
                }
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

/// The days on which a claim can have been said.
fn spoken(ledger: &Ledger, entry: &Entry) -> Days {
    ledger.spoken(entry).days
}

fn role(entry: &Entry) -> i64 {
    2 * i64::from(entry.speaker.0) + i64::from(entry.for_himself)
}

/// Who may speak for somebody in common, in parties.
pub struct Parties {
    party: FxHashMap<PrincipalsId, i64>,
    /// The parties in which not all have somebody in common.
    divided: FxHashSet<i64>,
    /// Somebody is spoken for in more than one role.
    several_roles: bool,
}

impl Parties {
    /// Of all these claims.
    pub fn new(comparer: &Comparer, claims: impl Iterator<Item = ClaimId>) -> Parties {
        let ledger = comparer.ledger;
        let mut roles: FxHashMap<PrincipalsId, FxHashSet<i64>> = FxHashMap::default();
        for id in claims {
            let entry = ledger.claim(id);
            roles.entry(entry.principals).or_default().insert(role(entry));
        }
        let of = |principals: &PrincipalsId| ledger.sides.principals(*principals).possible;
        // Who stands in stretches that overlap is joined by them; touching alone joins nobody.
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

    /// The party of these principals.
    pub fn of(&self, principals: PrincipalsId) -> i64 {
        self.party.get(&principals).copied().unwrap_or(-1)
    }
}

/// Claims to look among.
pub struct Witnesses {
    all: KdTree<DIMENSIONS>,
    /// By who speaks before all else.
    by_role: KdTree<DIMENSIONS>,
    /// Each as often as there are stretches of principals, by where these begin before all else.
    by_principal: KdTree<DIMENSIONS>,
    /// Only by what tells whether something certain can come of them, each kind once.
    by_certainty: OnceCell<KdTree<{ CERTAINTY.len() }>>,
    /// By the name of the claim.
    pub by_name: FxHashMap<Symbol, usize>,
    /// By the claim that they answer.
    pub answering: FxHashMap<Symbol, Vec<usize>>,
}

impl Witnesses {
    /// Of these claims, each known by a number.
    pub fn new(setting: &Setting, parties: &Parties, claims: impl Iterator<Item = (usize, ClaimId)>) -> Witnesses {
        let ledger = setting.comparer.ledger;
        let (mut all, mut each) = (Vec::new(), Vec::new());
        let (mut by_name, mut answering, mut groups) =
            (FxHashMap::default(), FxHashMap::default(), FxHashSet::default());
        for (i, id) in claims {
            let entry = ledger.claim(id);
            if setting.about == About::Times && (entry.when.is_none() || entry.promises) {
                continue;
            }
            by_name.insert(entry.name, i);
            if let Some(answers) = entry.record.more().answers {
                answering.entry(answers).or_insert_with(Vec::new).push(i);
            }
            let mut at = vec![setting.point(entry, parties)];
            if let Some(group) = setting.alternatives(id) {
                // Whoever conflicts with one of them conflicts with all.
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
        Witnesses { all, by_role, by_principal, by_certainty: OnceCell::new(), by_name, answering }
    }

    /// Those that may conflict with the claim by that rule.
    pub fn of<'i>(
        &'i self,
        setting: &Setting,
        parties: &Parties,
        id: ClaimId,
        rule: PairRule,
    ) -> impl Iterator<Item = usize> + use<'i> {
        setting.boxes(parties, id, rule).all().flat_map(move |(whose, extents)| self.tree(whose).within(&extents))
    }

    /// Of these, those that may do so certainly, if the claim is affirmed.
    pub fn certain_of<'i>(
        &'i self,
        setting: &Setting,
        parties: &Parties,
        id: ClaimId,
        rule: PairRule,
    ) -> impl Iterator<Item = usize> + use<'i> {
        let mut sure = setting.sure_boxes(id);
        sure.retain(|extents| self.is_any_certain_in(extents));
        let boxes = (!sure.is_empty()).then(|| setting.boxes(parties, id, rule).all());
        boxes.into_iter().flatten().flat_map(move |(whose, extents)| {
            let certain: Vec<Extents> = sure.iter().map(|sure| both(&extents, sure)).collect();
            certain.into_iter().flat_map(move |extents| self.tree(whose).within(&extents))
        })
    }

    /// Returns whether any claim lies where something certain can come of it, whoever makes it. Mostly none does, which
    /// takes little to tell: there are far fewer times than claims.
    fn is_any_certain_in(&self, extents: &Extents) -> bool {
        let kinds = self.by_certainty.get_or_init(|| {
            let kinds: FxHashSet<_> = self.all.points().map(|point| CERTAINTY.map(|d| point[d])).collect();
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
}

/// Where to look by a rule: in every box, at every time, and for every value. Most often what is looked for lies in the
/// first, so that the others are made when they are asked for.
struct Boxes {
    /// Among what is not said in the same utterance.
    apart: Vec<(Whose, Extents)>,
    /// So many of the times are those of the boxes apart.
    times_apart: usize,
    /// Among what is said in the same utterance, at all times.
    together: Vec<(Whose, Extents)>,
    times: Vec<Extents>,
    values: Vec<Extents>,
}

impl Boxes {
    /// Iterates over all: by value, then by time.
    fn all(self) -> impl Iterator<Item = (Whose, Extents)> {
        let Boxes { apart, times_apart, together, times, values } = self;
        let (few, many) = (apart.len() * times_apart, together.len() * times.len());
        (0..values.len() * (few + many)).map(move |number| {
            let (value, at) = (number / (few + many), number % (few + many));
            let (boxes, at) = if at < few { (&apart, at) } else { (&together, at - few) };
            let ((whose, extents), time) = (&boxes[at % boxes.len()], &times[at / boxes.len()]);
            (*whose, both(&both(extents, time), &values[value]))
        })
    }
}

/// Among whose claims to look.
#[derive(Clone, Copy)]
enum Whose {
    Anybodys,
    ASpeakers,
    APrincipals,
}

impl Setting<'_, '_, '_> {
    /// Where to look for claims that conflict with one by a rule.
    fn boxes(&self, parties: &Parties, id: ClaimId, rule: PairRule) -> Boxes {
        let entry = self.comparer.ledger.claim(id);
        let spoken = self.utterances.of(self.comparer, entry);
        let mut times = self.times(entry);
        let mut apart = self.boxes_apart(parties, entry, rule, &spoken);
        if matches!(self.about, About::Objects | About::Subjects) {
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

    /// Where the values lie that differ from that of a claim, and from all that is suggested with it in one breath.
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

    /// The alternatives to which a claim belongs, if values of which there can be but one are looked for.
    pub fn alternatives(&self, id: ClaimId) -> Option<GroupId> {
        if self.breaths.is_empty() {
            return None;
        }
        self.comparer.alternatives.uniform(Mechanism::Functional, id).filter(|group| self.breaths.contains(group))
    }

    /// Between what lies that differs from all alternatives: after the first, and before the second.
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

    /// Where to look by a rule, whatever the times, among what is not said in the same utterance.
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

    /// Where to look by a rule, whatever the times, among what is said in the same utterance.
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
        // Other sources of one origin, and those that draw on others.
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

    /// Where to look among what others say, in somebody's name in common or in nobody's.
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

    /// Where a claim must lie for something certain to come of it and this one, which affirms: the whole time of the
    /// one is sure in the other, or a day is sure in both.
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
            // Whatever the dates say.
            let moment = with(MOMENT, only(spoken.moment), with(HEDGED, (0, 0), [ANY; DIMENSIONS]));
            boxes.push(with(UTTERANCE, only(spoken.utterance), moment));
        }
        boxes
    }
}

/// Returns the point in the place of all alternatives: with whom one may conflict whose value lies in a gap between
/// theirs.
fn between(mut at: Point, gap: (i64, i64)) -> Point {
    (at[GAP[0]], at[GAP[1]]) = gap;
    // It begins after every value, so that it is found once.
    (at[VALUE[0]], at[VALUE[1]]) = (i64::MAX, i64::MAX);
    at
}

/// Returns the extents with another one in a dimension.
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
