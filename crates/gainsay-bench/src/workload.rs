//! The ordinary workload: who claims what about what, in numbers; [`text`](crate::text) has the words.
//!
//! There is a world behind the claims, in which everything about two things follows from one random statement about
//! them. A claim that affirms what the world contains, or denies what it does not, contradicts no other, whatever the
//! times. So the only conflicts are those made on purpose, by claims against an earlier one. Only the values of
//! functional predicates change with time, from era to era.

use crate::calendar::{Calendar, Day};
use crate::random::{Random, mixed};
use crate::vocabulary::{Closure, Follows, Predicate, vocabulary};

/// The exclusive upper bound of a number in a claim.
pub const NUMBERS: usize = 10_000;

/// The time for which a functional value lasts, in days.
const ERA: Day = 3_000;
const ERAS: Day = 3;
/// The time in days within which all claims begin.
const SPAN: Day = ERA * ERAS;
/// The time in days within which a claim is said; the last source appears after that.
const SAYING: Day = 365;

/// The mechanism of a planned conflict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mechanism {
    /// One claim affirms what the other denies.
    Denial,
    /// The two statements exclude each other.
    Exclusion,
    /// The claims give two values where only one is possible.
    Functional,
}

impl Mechanism {
    /// Returns the name of the mechanism.
    pub fn name(self) -> &'static str {
        match self {
            Mechanism::Denial => "denial",
            Mechanism::Exclusion => "exclusion",
            Mechanism::Functional => "functional",
        }
    }
}

/// A claim, its entities, predicate and source by number.
#[derive(Clone, Copy)]
pub struct Claim {
    /// The speaker.
    pub speaker: usize,
    /// Says whether it affirms; otherwise it denies.
    pub affirms: bool,
    /// The subject.
    pub subject: usize,
    /// The predicate.
    pub predicate: usize,
    /// The object: another thing, or the number itself.
    pub object: usize,
    /// The first day on which it holds.
    pub from: Day,
    /// The last day on which it holds; none if it has no end.
    pub until: Option<Day>,
    /// The day on which it was said.
    pub said: Day,
    /// The source.
    pub source: usize,
    /// The earlier claim that it conflicts with, and how, if the conflict was made on purpose.
    pub against: Option<(usize, Mechanism)>,
}

impl Claim {
    /// Returns the last day on which it surely holds, provided that it was not said before it begins.
    fn sure_until(&self) -> Day {
        self.until.unwrap_or(self.said)
    }
}

/// A workload.
pub struct Workload {
    /// The seed.
    pub seed: u64,
    /// The predicates.
    pub predicates: Vec<Predicate>,
    /// For each thing that claims are about, the thing that it is part of.
    pub things: Vec<Option<usize>>,
    /// The number of speakers.
    pub speakers: usize,
    /// The day on which each source appeared, in order.
    pub sources: Vec<Day>,
    /// The claims.
    pub claims: Vec<Claim>,
}

impl Workload {
    /// Draws a workload of this number of claims. The same numbers give the same workload.
    pub fn new(claims: usize, seed: u64) -> Workload {
        let start = Calendar::new().day(2001, 1, 1).unwrap_or_default();
        let mut random = Random::new(mixed(seed, claims as u64, 1));
        let (things, speakers, sources) = ((claims / 20).max(50), (claims / 500).max(20), (claims / 10).max(50));
        let appears = |i: usize| start + ((i + 1) as i64 * i64::from(SPAN + SAYING) / sources as i64) as Day;
        let mut workload = Workload {
            seed,
            predicates: vocabulary(seed),
            things: forest(things, &mut random),
            speakers,
            sources: (0..sources).map(appears).collect(),
            claims: Vec::with_capacity(claims),
        };
        let world = World::new(&workload.predicates, seed, things, start);
        let mut drawing =
            Drawing { world, random, facts: Vec::new(), openings: Vec::new(), by_mechanism: Default::default() };
        for _ in 0..claims {
            let claim = drawing.claim(&workload);
            drawing.keep(workload.claims.len(), &claim);
            workload.claims.push(claim);
        }
        workload
    }
}

/// Returns the wholes of which things are parts, four levels deep at most. No predicate has a `whole`: this is only
/// read and kept.
fn forest(things: usize, random: &mut Random) -> Vec<Option<usize>> {
    let mut depths: Vec<usize> = Vec::with_capacity(things);
    let mut wholes = Vec::with_capacity(things);
    for thing in 0..things {
        let whole = Some(random.skewed(thing, 2)).filter(|&w| thing > 10 && random.in_a_thousand(600) && depths[w] < 3);
        depths.push(whole.map_or(0, |w| depths[w] + 1));
        wholes.push(whole);
    }
    wholes
}

/// A statement, and whether it is true in the world.
#[derive(Clone, Copy)]
struct Fact {
    subject: usize,
    predicate: usize,
    object: usize,
    affirms: bool,
    /// The era of a functional value.
    era: Option<Day>,
}

/// Two things, or a thing and a number.
#[derive(Clone, Copy)]
struct Two {
    first: usize,
    second: usize,
    number: bool,
}

/// A set of predicates from which the popular ones are drawn more often: that of rank r in proportion to 1/r.
struct Popular {
    members: Vec<usize>,
    sums: Vec<u64>,
}

impl Popular {
    fn new(members: Vec<usize>) -> Popular {
        let weight = |sum: &mut u64, p: &usize| {
            *sum += 1_000_000 / (*p as u64 + 1);
            Some(*sum)
        };
        let sums = members.iter().scan(0, weight).collect();
        Popular { members, sums }
    }

    fn at(&self, number: u64) -> usize {
        let place = number % self.sums.last().copied().unwrap_or(1);
        self.members[self.sums.partition_point(|sum| *sum <= place)]
    }

    fn draw(&self, random: &mut Random) -> usize {
        self.at(random.below(u32::MAX as usize) as u64)
    }
}

struct World {
    seed: u64,
    things: usize,
    start: Day,
    closure: Closure,
    /// The predicates that each predicate excludes.
    excludes: Vec<Vec<Follows>>,
    /// The predicates from which each predicate follows.
    carriers: Vec<Vec<Follows>>,
    number: Vec<bool>,
    functional: Vec<bool>,
    /// The family of each functional predicate: predicates that lead to one another share their values.
    families: Vec<usize>,
    all: Popular,
    /// The predicates that are not functional and relate things; those of numbers are in `amounts`.
    between: Popular,
    amounts: Popular,
}

impl World {
    fn new(predicates: &[Predicate], seed: u64, things: usize, start: Day) -> World {
        let closure = Closure::new(predicates);
        let mut carriers = vec![Vec::new(); predicates.len()];
        let mut families: Vec<usize> = (0..predicates.len()).collect();
        for p in 0..predicates.len() {
            for &(q, exchanged) in closure.of(p) {
                carriers[q].push((p, exchanged));
                let (kept, joined) = (families[p], families[q]);
                families.iter_mut().filter(|f| **f == joined).for_each(|f| *f = kept);
            }
        }
        let excluded = closure.excluded(predicates);
        let excluding = |p: usize| {
            let ways = (0..predicates.len()).flat_map(|q| [(q, false), (q, true)]);
            ways.filter(|&(q, exchanged)| excluded[closure.at(p, q, exchanged)]).collect()
        };
        let those = |fits: &dyn Fn(&Predicate) -> bool| {
            Popular::new((0..predicates.len()).filter(|&p| fits(&predicates[p])).collect())
        };
        World {
            seed,
            things,
            start,
            excludes: (0..predicates.len()).map(excluding).collect(),
            closure,
            carriers,
            number: predicates.iter().map(|p| p.number).collect(),
            functional: predicates.iter().map(|p| p.functional).collect(),
            families,
            all: those(&|_| true),
            between: those(&|p| !p.functional && !p.number),
            amounts: those(&|p| !p.functional && p.number),
        }
    }

    /// Returns the statement about two things from which all others follow: a predicate, and whether the two are
    /// exchanged.
    fn core(&self, two: Two) -> (usize, bool) {
        let drawn = mixed(self.seed, two.first as u64, (two.second * 2 + usize::from(two.number)) as u64);
        let popular = if two.number { &self.amounts } else { &self.between };
        (popular.at(drawn >> 8), !two.number && drawn % 2 == 1)
    }

    /// Returns the value of a functional predicate in an era.
    fn value(&self, predicate: usize, subject: usize, era: Day) -> usize {
        let drawn = mixed(self.seed ^ 0xE4A, (self.families[predicate] * 8 + era as usize) as u64, subject as u64) >> 8;
        let range = if self.number[predicate] { NUMBERS } else { self.things };
        let value = (drawn % range as u64) as usize;
        if !self.number[predicate] && value == subject { (value + 1) % range } else { value }
    }

    /// Returns a value that a functional predicate has in no era.
    fn wrong_value(&self, predicate: usize, subject: usize, random: &mut Random) -> usize {
        let range = if self.number[predicate] { NUMBERS } else { self.things };
        let mut value = random.below(range);
        while (!self.number[predicate] && value == subject)
            || (0..ERAS).any(|era| self.value(predicate, subject, era) == value)
        {
            value = (value + 1) % range;
        }
        value
    }
}

struct Drawing {
    world: World,
    random: Random,
    facts: Vec<Fact>,
    /// The first facts about pairs that claims have mentioned.
    openings: Vec<Two>,
    /// The claims that can be contradicted by exclusion, and by another value.
    by_mechanism: [Vec<usize>; 2],
}

impl Drawing {
    /// Draws a claim. Three in a thousand are made to conflict; of the others, half repeat an earlier fact, and three
    /// in twenty add to what was mentioned.
    fn claim(&mut self, workload: &Workload) -> Claim {
        if workload.claims.len() > 100 && self.random.in_a_thousand(3) {
            return self.conflict(workload);
        }
        let fact = match self.random.below(100) {
            0..50 if !self.facts.is_empty() => self.facts[self.random.skewed(self.facts.len(), 2)],
            50..65 if !self.openings.is_empty() => {
                let two = self.openings[self.random.below(self.openings.len())];
                self.news_about(two)
            }
            _ => self.news(),
        };
        let (from, until, said) = self.times(fact.era);
        let Fact { subject, predicate, object, affirms, .. } = fact;
        let (speaker, source) = (self.random.skewed(workload.speakers, 2), self.source(workload, said));
        Claim { speaker, affirms, subject, predicate, object, from, until, said, source, against: None }
    }

    /// Returns a fact about anything, by the popularity of predicates and things.
    fn news(&mut self) -> Fact {
        let predicate = self.world.all.draw(&mut self.random);
        let subject = self.random.skewed(self.world.things, 3);
        if self.world.functional[predicate] {
            return self.value(subject, predicate);
        }
        let number = self.world.number[predicate];
        let second = if number { self.random.below(NUMBERS) } else { self.random.skewed(self.world.things, 2) };
        let second = if !number && second == subject { (second + 1) % self.world.things } else { second };
        let (first, second) = if number || subject < second { (subject, second) } else { (second, subject) };
        let two = Two { first, second, number };
        self.openings.push(two);
        self.news_about(two)
    }

    fn value(&mut self, subject: usize, predicate: usize) -> Fact {
        let affirms = !self.random.in_a_thousand(70);
        let era = self.random.below(ERAS as usize) as Day;
        let object = match affirms {
            true => self.world.value(predicate, subject, era),
            false => self.world.wrong_value(predicate, subject, &mut self.random),
        };
        let fact = Fact { subject, predicate, object, affirms, era: Some(era) };
        self.facts.push(fact);
        fact
    }

    /// Returns a fact about these two: something that follows from their core statement is affirmed, or something else
    /// denied.
    fn news_about(&mut self, two: Two) -> Fact {
        let (core, turned) = self.world.core(two);
        let told = |predicate: usize, turned: bool, affirms: bool| {
            let (subject, object) = if turned { (two.second, two.first) } else { (two.first, two.second) };
            Fact { subject, predicate, object, affirms, era: None }
        };
        let denies = self.random.in_a_thousand(75);
        let popular = if two.number { &self.world.amounts } else { &self.world.between };
        let mut denied = None;
        for _ in 0..if denies { 10 } else { 0 } {
            let (q, exchanged) = (popular.draw(&mut self.random), !two.number && self.random.below(2) == 1);
            denied =
                denied.or(Some((q, exchanged)).filter(|_| !self.world.closure.carries(core, q, exchanged != turned)));
        }
        let fact = match denied {
            Some((q, exchanged)) => told(q, exchanged, false),
            None => {
                let following = self.world.closure.of(core);
                let (q, exchanged) =
                    following[if self.random.below(2) == 0 { 0 } else { self.random.below(following.len()) }];
                told(q, exchanged != turned, true)
            }
        };
        self.facts.push(fact);
        fact
    }

    /// Returns when a fact holds, and when it was said: whole days, three in ten without an end. A functional value
    /// ends at the latest on the day on which the next begins.
    fn times(&mut self, era: Option<Day>) -> (Day, Option<Day>, Day) {
        let (begin, end) = era.map_or((0, SPAN), |era| (era * ERA, (era + 1) * ERA));
        let on_the_day = era.is_some() && self.random.below(4) == 0;
        let from = begin + if on_the_day { 0 } else { self.random.below((end - begin - 2) as usize) as Day };
        let length = 30 + self.random.skewed(3_620, 2) as Day;
        let until = (!self.random.in_a_thousand(300))
            .then_some(from + length)
            .map(|day| if era.is_some() { day.min(end) } else { day });
        let said = from + 1 + self.random.below(SAYING as usize - 1) as Day;
        let said = if era.is_some() && until.is_none() { said.min(end) } else { said };
        let start = self.world.start;
        (start + from, until.map(|day| start + day), start + said)
    }

    /// Returns a source that had not appeared when the words were said; a source that appeared soon after is likelier
    /// than a late one.
    fn source(&mut self, workload: &Workload, said: Day) -> usize {
        let first = workload.sources.partition_point(|published| *published < said);
        first + self.random.skewed(workload.sources.len().saturating_sub(first), 3)
    }

    /// Returns a claim that cannot be true together with an earlier one, which is true in the world.
    fn conflict(&mut self, workload: &Workload) -> Claim {
        let wanted = match self.random.below(100) {
            0..60 => Mechanism::Denial,
            60..80 => Mechanism::Exclusion,
            _ => Mechanism::Functional,
        };
        let candidates = match wanted {
            Mechanism::Denial => &[][..],
            Mechanism::Exclusion => &self.by_mechanism[0],
            Mechanism::Functional => &self.by_mechanism[1],
        };
        let (mut target, mechanism) = match candidates {
            [] => (self.random.below(workload.claims.len()), Mechanism::Denial),
            some => (*self.random.one_of(some), wanted),
        };
        while workload.claims[target].against.is_some() {
            target = (target + 1) % workload.claims.len();
        }
        let other = workload.claims[target];
        let (affirms, subject, predicate, object) = self.opposite(&other, mechanism);
        // The claim begins within the sure days of the other, and does not end at once, so that neither takes over from
        // the other.
        let last = other.sure_until().min(self.world.start + SPAN);
        let from = other.from + self.random.below((last - other.from) as usize) as Day;
        let mut until = (!self.random.in_a_thousand(300)).then_some(from + 30 + self.random.skewed(3_620, 2) as Day);
        let mut said = from + 1 + self.random.below(SAYING as usize - 1) as Day;
        let mut speaker = self.random.skewed(workload.speakers, 2);
        match self.random.below(20) {
            0..4 => speaker = other.speaker,
            4..6 => {
                (speaker, said) = (other.speaker, other.said);
                until = until.or(Some(from + 400));
            }
            // If it is said before it begins, it is sure of no day, and the conflict is only possible.
            6..8 => (until, said) = (None, from - 1 - self.random.below(200) as Day),
            _ => {}
        }
        let source = self.source(workload, said);
        Claim {
            speaker,
            affirms,
            subject,
            predicate,
            object,
            from,
            until,
            said,
            source,
            against: Some((target, mechanism)),
        }
    }

    /// Returns a stance and a statement that contradict a claim.
    fn opposite(&mut self, other: &Claim, mechanism: Mechanism) -> (bool, usize, usize, usize) {
        let turned =
            |exchanged: bool| if exchanged { (other.object, other.subject) } else { (other.subject, other.object) };
        match mechanism {
            Mechanism::Denial => {
                let ways = if other.affirms {
                    self.world.closure.of(other.predicate)
                } else {
                    &self.world.carriers[other.predicate]
                };
                let (predicate, exchanged) = match self.random.below(2) {
                    0 => (other.predicate, false),
                    _ => *self.random.one_of(ways),
                };
                let (subject, object) = turned(exchanged);
                (!other.affirms, subject, predicate, object)
            }
            Mechanism::Exclusion => {
                let (predicate, exchanged) = *self.random.one_of(&self.world.excludes[other.predicate]);
                let (subject, object) = turned(exchanged);
                (true, subject, predicate, object)
            }
            Mechanism::Functional => {
                let kin: Vec<usize> = self.world.closure.of(other.predicate).iter().map(|way| way.0).collect();
                let predicate = if self.random.below(3) == 0 { *self.random.one_of(&kin) } else { other.predicate };
                (true, other.subject, predicate, self.world.wrong_value(predicate, other.subject, &mut self.random))
            }
        }
    }

    /// Remembers a claim if it can be contradicted.
    fn keep(&mut self, number: usize, claim: &Claim) {
        if !claim.affirms || claim.against.is_some() {
            return;
        }
        if self.world.functional[claim.predicate] {
            self.by_mechanism[1].push(number);
        } else if !self.world.excludes[claim.predicate].is_empty() {
            self.by_mechanism[0].push(number);
        }
    }
}
