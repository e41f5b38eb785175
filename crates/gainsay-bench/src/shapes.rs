//! Workspaces of shapes that hurt: each makes one thing large that is small in ordinary ones.

use crate::calendar::Calendar;
use crate::random::{Random, mixed};

/// A shape.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// All claims are on one statement, affirmed and denied for intervals of time by many speakers.
    Contested,
    /// All claims give the one number that one thing can have, written in many ways.
    Values,
    /// As many predicates as claims, in ten chains of implication: of 10,000 each a thousand deep.
    Vocabulary,
    /// As many entities, in two chains of parts, each a quarter of them deep, and a tree; predicates that lift to the whole.
    Parts,
    /// The same, some of them parts of a second whole, and predicates that lift on both sides, some of which exclude each other; claims of
    /// all heights.
    Wholes,
}

/// Records of one kind, to be drawn one by one.
pub struct Records {
    /// Where the files are to lie.
    pub path: &'static str,
    /// How many there are.
    pub count: usize,
    /// The record of a number.
    pub record: Box<dyn Fn(usize) -> String>,
}

fn records(path: &'static str, count: usize, record: impl Fn(usize) -> String + 'static) -> Records {
    Records { path, count, record: Box::new(record) }
}

impl Shape {
    /// All shapes.
    pub const ALL: [Shape; 5] = [Shape::Contested, Shape::Values, Shape::Vocabulary, Shape::Parts, Shape::Wholes];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Contested => "contested",
            Shape::Values => "values",
            Shape::Vocabulary => "vocabulary",
            Shape::Parts => "parts",
            Shape::Wholes => "wholes",
        }
    }

    /// The shape of that name.
    pub fn named(name: &str) -> Option<Shape> {
        Shape::ALL.into_iter().find(|shape| shape.name() == name)
    }

    /// Its records, in that size.
    pub fn records(self, size: usize, seed: u64) -> Vec<Records> {
        let size = size.max(20);
        let (speakers, sources) = ((size / 500).max(20), (size / 10).max(20));
        let mut all = vec![
            records("speakers", speakers, |i| format!("entity: speaker-{i:04}\nname: Speaker {i}\n")),
            records("sources", sources, |i| format!("source: paper-{i:05}\ntitle: Paper {i}\n")),
        ];
        all.extend(match self {
            Shape::Contested => contested(size, seed),
            Shape::Values => values(size, seed),
            Shape::Vocabulary => vocabulary(size, seed),
            Shape::Parts => parts(size, seed),
            Shape::Wholes => wholes(size, seed),
        });
        all
    }
}

/// Claims, each with the statement that is drawn for it: the share of denials is so many in a thousand.
fn claims(count: usize, size: usize, seed: u64, denials: usize, statement: impl Fn(usize, &mut Random) -> String + 'static) -> Records {
    let (speakers, sources) = ((size / 500).max(20), (size / 10).max(20));
    let calendar = Calendar::new();
    let start = calendar.day(2001, 1, 1).unwrap_or_default();
    records("claims", count, move |i| {
        let mut random = Random::new(mixed(seed, i as u64, 3));
        let (speaker, source) = (random.skewed(speakers, 2), random.below(sources));
        let stance = if random.in_a_thousand(denials) { "denies" } else { "affirms" };
        let from = start + random.below(8_000) as i32;
        let until = from + 1 + random.skewed(1_000, 2) as i32;
        let until = if random.in_a_thousand(300) { "..".into() } else { calendar.text(until) };
        let said = calendar.text(from + 1 + random.below(300) as i32);
        let (from, statement) = (calendar.text(from), statement(i, &mut random));
        format!(
            "claim: c{i:07}\nby: speaker-{speaker:04}\n{stance}: {statement}\nwhen: {from}/{until}\nsaid: {said}\nsource: paper-{source:05}\n"
        )
    })
}

fn contested(size: usize, seed: u64) -> Vec<Records> {
    vec![
        records("vocabulary", 1, |_| "predicate: supplies\n".into()),
        records("entities", 2, |i| format!("entity: town-{i}\nname: Town {i}\n")),
        claims(size, size, seed, 500, |_, _| "town-0 supplies town-1".into()),
    ]
}

fn values(size: usize, seed: u64) -> Vec<Records> {
    let spread = size * 10;
    let statement = move |_: usize, random: &mut Random| format!("town-0 has-inhabitants {}", number(1_000 + random.below(spread), random));
    vec![
        records("vocabulary", 1, |_| "predicate: has-inhabitants\nobject: number people\nfunctional: true\n".into()),
        records("entities", 1, |_| "entity: town-0\nname: Town\n".into()),
        claims(size, size, seed, 0, statement),
    ]
}

/// A number in one of the ways that people write them.
fn number(value: usize, random: &mut Random) -> String {
    match random.below(12) {
        0 => format!("{}_{:03} people", value / 1_000, value % 1_000),
        1 => format!("{value}.0 people"),
        2 => format!("{}.{}e1 people", value / 10, value % 10),
        3 => format!("+{value} people"),
        4 => format!("~ {value} people"),
        5 => format!("> {value} people"),
        6 => format!("<= {value} people"),
        7 => format!("{value}..{} people", value + random.below(value)),
        8 => format!("{value}.25 people"),
        _ => format!("{value} people"),
    }
}

const CHAINS: usize = 10;

fn vocabulary(size: usize, seed: u64) -> Vec<Records> {
    let predicate = |i: usize| {
        let implies = if i >= CHAINS { format!("implies: says-{:05}\n", i - CHAINS) } else { String::new() };
        // Two chains exclude each other from top to bottom.
        let excludes = if i == 0 { "excludes: says-00001\n" } else { "" };
        format!("predicate: says-{i:05}\n{implies}{excludes}")
    };
    let entities = (size / 10).max(20);
    let statement = move |_: usize, random: &mut Random| {
        let subject = random.below(entities);
        format!("town-{subject:05} says-{:05} town-{:05}", random.below(size), (subject + 1) % entities)
    };
    vec![
        records("vocabulary", size, predicate),
        records("entities", entities, |i| format!("entity: town-{i:05}\nname: Town {i}\n")),
        claims(size, size, seed, 70, statement),
    ]
}

/// What a place is part of: in two chains, each a quarter of all deep, and a tree.
fn whole(i: usize, size: usize, seed: u64) -> Option<usize> {
    let in_chains = size / 4 * 2;
    match i {
        0 | 1 => None,
        _ if i < in_chains => Some(i - 2),
        _ if i == in_chains => None,
        _ => Some(in_chains + mixed(seed, i as u64, 4) as usize % (i - in_chains)),
    }
}

fn parts(size: usize, seed: u64) -> Vec<Records> {
    let entity = move |i: usize| {
        let whole = whole(i, size, seed).map(|whole| format!("part-of: place-{whole:06}\n")).unwrap_or_default();
        format!("entity: place-{i:06}\nname: Place {i}\n{whole}")
    };
    let statement = move |i: usize, random: &mut Random| {
        // Deep things on one side and a few on the other, so that what is said of a part meets what is denied of its whole. Few claims lift
        // on both sides: that is what `wholes` is for.
        let (deep, top) = (random.below(size), random.below(4));
        let (deep, top) = if random.below(2) == 0 { (deep, top) } else { (random.below(4), top) };
        let (predicate, subject, object) = match i % 100 {
            0 => ("trades-with", deep, random.below(size)),
            odd if odd % 2 == 1 => ("owns", deep, top),
            _ => ("supplies", top, deep),
        };
        format!("place-{subject:06} {predicate} place-{:06}", if object == subject { (object + 1) % size } else { object })
    };
    let predicate = |i: usize| {
        ["predicate: trades-with\nwhole: both\n", "predicate: owns\nwhole: subject\n", "predicate: supplies\nwhole: object\n"][i].to_owned()
    };
    vec![records("vocabulary", 3, predicate), records("entities", size, entity), claims((size / 10).max(20), size, seed, 300, statement)]
}

fn wholes(size: usize, seed: u64) -> Vec<Records> {
    let entity = move |i: usize| {
        // One of a hundred is part of something else, too, that comes before it.
        let drawn = mixed(seed, i as u64, 5) as usize;
        let second = (i > 2 && drawn.is_multiple_of(100)).then(|| drawn / 100 % (i - 1));
        let wholes: Vec<String> = whole(i, size, seed).into_iter().chain(second).map(|whole| format!("place-{whole:06}")).collect();
        let part_of = if wholes.is_empty() { String::new() } else { format!("part-of: [{}]\n", wholes.join(", ")) };
        format!("entity: place-{i:06}\nname: Place {i}\n{part_of}")
    };
    let statement = move |_: usize, random: &mut Random| {
        let (subject, object) = (random.below(size), random.below(size));
        let predicate = ["owns", "owns", "supplies", "shuns"][random.below(4)];
        format!("place-{subject:06} {predicate} place-{:06}", if object == subject { (object + 1) % size } else { object })
    };
    let predicate = |i: usize| {
        [
            "predicate: owns\nwhole: both\nimplies: supplies\n",
            "predicate: supplies\nwhole: both\nexcludes: shuns\n",
            "predicate: shuns\nwhole: both\n",
        ][i]
            .to_owned()
    };
    vec![records("vocabulary", 3, predicate), records("entities", size, entity), claims((size / 10).max(20), size, seed, 300, statement)]
}
