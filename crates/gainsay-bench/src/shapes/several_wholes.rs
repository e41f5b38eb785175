//! Entities that are each part of several others, with a thousand claims at most that are lifted on both sides: the
//! size is the number of entities.

use super::hierarchies::lifted_predicates;
use super::{Records, Shape, day, part_of, records};
use crate::random::mixed;

/// The sizes at which these shapes are measured.
const SIZES: &[usize] = &[10_000, 30_000, 100_000];

/// The most claims.
const MOST_CLAIMS: usize = 1_000;

/// The shapes of this family.
pub const ALL: &[Shape] = &[
    // Each entity is part of three that are drawn from all before it.
    Shape { name: "wholes-before", sizes: SIZES, draw: |size, seed| drawn(size, seed, before, any_time) },
    // Each is part of three of the hundred before it, so that parts are nested deep, and nearly all claims meet.
    Shape { name: "wholes-nearby", sizes: SIZES, draw: |size, seed| drawn(size, seed, nearby, any_time) },
    // The same, with each claim for a day of its own, so that none conflict.
    Shape { name: "wholes-by-days", sizes: SIZES, draw: |size, seed| drawn(size, seed, nearby, of_one_day) },
    // Each is part of three that are drawn from all, so that nearly all are parts of each other.
    Shape { name: "wholes-in-circles", sizes: SIZES, draw: |size, seed| drawn(size, seed, anywhere, any_time) },
];

/// Returns the range of entities from which the wholes of one are drawn, in a workspace of that size.
type Range = fn(usize, usize) -> std::ops::Range<usize>;

fn before(i: usize, _: usize) -> std::ops::Range<usize> {
    0..i
}

fn nearby(i: usize, _: usize) -> std::ops::Range<usize> {
    i.saturating_sub(100)..i
}

fn anywhere(_: usize, size: usize) -> std::ops::Range<usize> {
    0..size
}

fn any_time(_: usize) -> String {
    String::new()
}

fn of_one_day(i: usize) -> String {
    format!("when: {}\n", day(i))
}

fn drawn(size: usize, seed: u64, range: Range, when: fn(usize) -> String) -> Vec<Records> {
    let draw = move |i: usize, kind: u64, below: usize| mixed(seed, i as u64, kind) as usize % below;
    let entity = move |i: usize| {
        let range = range(i, size);
        let whole = |kind: u64| (!range.is_empty()).then(|| range.start + draw(i, kind, range.len()));
        let mut wholes: Vec<usize> = (12..15).filter_map(whole).filter(|whole| *whole != i).collect();
        wholes.sort_unstable();
        wholes.dedup();
        let wholes: Vec<String> = wholes.iter().map(|whole| format!("e{whole}")).collect();
        let part_of = part_of(&wholes);
        format!("entity: e{i}\nname: Entity {i}\n{part_of}")
    };
    let claim = move |i: usize| {
        let stance = ["affirms", "denies"][draw(i, 15, 2)];
        let predicate = ["owns", "owns", "supplies", "shuns"][draw(i, 16, 4)];
        let (speaker, subject, object) = (draw(i, 17, size), draw(i, 18, size), draw(i, 19, size));
        let when = when(i);
        format!("claim: c{i:06}\nby: e{speaker}\n{stance}: e{subject} {predicate} e{object}\n{when}source: s\n")
    };
    vec![
        lifted_predicates(),
        records("sources", 1, |_| "source: s\ntitle: S\n".into()),
        records("entities", size, entity),
        records("claims", size.min(MOST_CLAIMS), claim),
    ]
}
