//! Deep and wide vocabularies, and things that are parts of others.

use super::contests::{claims, parties};
use super::{Records, Shape, part_of, records};
use crate::random::{Random, mixed};

/// The shapes of this family.
pub const ALL: &[Shape] = &[
    // As many predicates as claims, in ten chains of implication: for 10,000, each is a thousand deep.
    Shape { name: "vocabulary", sizes: &[1_000, 10_000], draw: vocabulary },
    // As many entities as claims, in two chains of parts, each a quarter of them deep, and a tree; predicates that lift
    // to the whole.
    Shape { name: "parts", sizes: &[10_000, 100_000], draw: parts },
    // Entities as in `parts`, some of them parts of a second whole, and predicates that lift on both sides, some of
    // which exclude each other; claims of all heights.
    Shape { name: "wholes", sizes: &[10_000, 100_000], draw: wholes },
];

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
    let [speakers, sources] = parties(size);
    vec![
        speakers,
        sources,
        records("vocabulary", size, predicate),
        records("entities", entities, |i| format!("entity: town-{i:05}\nname: Town {i}\n")),
        claims(size, size, seed, 70, statement),
    ]
}

/// Returns what a place is part of: in two chains, each as deep as a quarter of all, and a tree.
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
        // Deep things are on one side and a few on the other, so that a statement about a part meets a denial about its
        // whole. Few claims lift on both sides: `wholes` is for that.
        let (deep, top) = (random.below(size), random.below(4));
        let (deep, top) = if random.below(2) == 0 { (deep, top) } else { (random.below(4), top) };
        let (predicate, subject, object) = match i % 100 {
            0 => ("trades-with", deep, random.below(size)),
            odd if odd % 2 == 1 => ("owns", deep, top),
            _ => ("supplies", top, deep),
        };
        format!(
            "place-{subject:06} {predicate} place-{:06}",
            if object == subject { (object + 1) % size } else { object }
        )
    };
    let predicate = |i: usize| {
        [
            "predicate: trades-with\nwhole: both\n",
            "predicate: owns\nwhole: subject\n",
            "predicate: supplies\nwhole: object\n",
        ][i]
            .to_owned()
    };
    let [speakers, sources] = parties(size);
    vec![
        speakers,
        sources,
        records("vocabulary", 3, predicate),
        records("entities", size, entity),
        claims((size / 10).max(20), size, seed, 300, statement),
    ]
}

/// Returns predicates that lift parts to their wholes on both sides: one implies the next, which excludes the last.
pub(super) fn lifted_predicates() -> Records {
    let predicate = |i: usize| {
        [
            "predicate: owns\nwhole: both\nimplies: supplies\n",
            "predicate: supplies\nwhole: both\nexcludes: shuns\n",
            "predicate: shuns\nwhole: both\n",
        ][i]
            .to_owned()
    };
    records("vocabulary", 3, predicate)
}

fn wholes(size: usize, seed: u64) -> Vec<Records> {
    let entity = move |i: usize| {
        // One in a hundred is also part of something else that comes before it.
        let drawn = mixed(seed, i as u64, 5) as usize;
        let second = (i > 2 && drawn.is_multiple_of(100)).then(|| drawn / 100 % (i - 1));
        let wholes: Vec<String> =
            whole(i, size, seed).into_iter().chain(second).map(|whole| format!("place-{whole:06}")).collect();
        let part_of = part_of(&wholes);
        format!("entity: place-{i:06}\nname: Place {i}\n{part_of}")
    };
    let statement = move |_: usize, random: &mut Random| {
        let (subject, object) = (random.below(size), random.below(size));
        let predicate = ["owns", "owns", "supplies", "shuns"][random.below(4)];
        format!(
            "place-{subject:06} {predicate} place-{:06}",
            if object == subject { (object + 1) % size } else { object }
        )
    };
    let [speakers, sources] = parties(size);
    vec![
        speakers,
        sources,
        lifted_predicates(),
        records("entities", size, entity),
        claims((size / 10).max(20), size, seed, 300, statement),
    ]
}
