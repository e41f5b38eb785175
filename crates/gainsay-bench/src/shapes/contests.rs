//! Many claims that contest one statement.

use super::{Records, Shape, records};
use crate::calendar::Calendar;
use crate::random::{Random, mixed};

/// The shapes of this family.
pub const ALL: &[Shape] = &[
    // All claims are on one statement, affirmed and denied for intervals of time by many speakers.
    Shape { name: "contested", sizes: &[10_000, 100_000], draw: contested },
    // All claims give the one number that one thing can have, written in many ways.
    Shape { name: "values", sizes: &[10_000, 100_000], draw: values },
];

fn contested(size: usize, seed: u64) -> Vec<Records> {
    let [speakers, sources] = parties(size);
    vec![
        speakers,
        sources,
        records("vocabulary", 1, |_| "predicate: supplies\n".into()),
        records("entities", 2, |i| format!("entity: town-{i}\nname: Town {i}\n")),
        claims(size, size, seed, 500, |_, _| "town-0 supplies town-1".into()),
    ]
}

fn values(size: usize, seed: u64) -> Vec<Records> {
    let spread = size * 10;
    let statement = move |_: usize, random: &mut Random| {
        format!("town-0 has-inhabitants {}", number(1_000 + random.below(spread), random))
    };
    let [speakers, sources] = parties(size);
    vec![
        speakers,
        sources,
        records("vocabulary", 1, |_| "predicate: has-inhabitants\nobject: number people\nfunctional: true\n".into()),
        records("entities", 1, |_| "entity: town-0\nname: Town\n".into()),
        claims(size, size, seed, 0, statement),
    ]
}

/// Returns a number in one of the ways that people write them.
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

/// Returns the speakers and the sources that this number of claims name.
pub(super) fn parties(size: usize) -> [Records; 2] {
    let (speakers, sources) = ((size / 500).max(20), (size / 10).max(20));
    [
        records("speakers", speakers, |i| format!("entity: speaker-{i:04}\nname: Speaker {i}\n")),
        records("sources", sources, |i| format!("source: paper-{i:05}\ntitle: Paper {i}\n")),
    ]
}

/// Returns claims, each with the statement that is drawn for it; this many in a thousand are denials.
pub(super) fn claims(
    count: usize,
    size: usize,
    seed: u64,
    denials: usize,
    statement: impl Fn(usize, &mut Random) -> String + 'static,
) -> Records {
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
