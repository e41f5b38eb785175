//! Claims of which only three or more together conflict, and as many that do not.

use super::{Records, Shape, day, records};

/// The sizes at which these shapes are measured.
const SIZES: &[usize] = &[1_000, 10_000, 100_000];

/// The sizes at which shapes are measured that grow faster.
const FEWER: &[usize] = &[1_000, 3_000, 9_000];

/// The shapes of this family.
pub const ALL: &[Shape] = &[
    // Statements of one order, each for a day of its own, that form one ring.
    Shape { name: "order-days", sizes: SIZES, draw: |size, _| order(size, size) },
    // Statements of one order in rings of three.
    Shape { name: "order-rings", sizes: SIZES, draw: |size, _| order(size, 3) },
    // One chain, and denials that its first entity leads to the others.
    Shape { name: "denied-chains", sizes: SIZES, draw: |size, _| denied_chains(size, "", |entity, _| (0, entity)) },
    // One chain, and denials that its entities lead to the last one.
    Shape {
        name: "denied-ends",
        sizes: SIZES,
        draw: |size, _| denied_chains(size, "", |entity, last| (last - entity, last)),
    },
    // One chain that leads both ways, and denials that its first entity leads to the others.
    Shape {
        name: "denied-both-ways",
        sizes: SIZES,
        draw: |size, _| denied_chains(size, "symmetric: true\n", |entity, _| (0, entity)),
    },
    // One chain, and denials that entities of its first half lead to some of its second half.
    Shape { name: "denied-pairs", sizes: SIZES, draw: |size, _| denied_chains(size, "", half_to_half) },
    // One chain that leads both ways, and the same denials.
    Shape {
        name: "denied-pairs-both-ways",
        sizes: SIZES,
        draw: |size, _| denied_chains(size, "symmetric: true\n", half_to_half),
    },
    // A ring, and denials that each entity leads to the one on the other side.
    Shape { name: "denied-across-a-ring", sizes: SIZES, draw: |size, _| denied(size, across_a_ring) },
    // A tree of long branches, and denials that entities high up lead to those below.
    Shape { name: "denied-in-a-tree", sizes: SIZES, draw: |size, _| denied(size, in_a_tree) },
    // One chain that ends in a loop, and denials that entities of its first half lead to some of its second half.
    Shape { name: "denied-before-a-loop", sizes: SIZES, draw: |size, _| denied(size, before_a_loop) },
    // One chain with claims for two years at each link, and denials for days of either.
    Shape { name: "denied-by-days", sizes: SIZES, draw: |size, _| denied(size, by_days) },
    // Two chains with a rung at each link, and denials that entities of the one lead to some of the other.
    Shape { name: "denied-on-a-ladder", sizes: FEWER, draw: |size, _| denied(size, on_a_ladder) },
    // Affirmations for a year, and denials for either half of it.
    Shape { name: "joint-denials", sizes: SIZES, draw: |size, _| joint_denials(size) },
    // Halves of one whole, two for each day, which do not exceed it.
    Shape { name: "totals", sizes: SIZES, draw: |size, _| totals(size) },
];

fn entities(count: usize) -> Records {
    records("entities", count, |i| format!("entity: e{i}\nname: Entity {i}\n"))
}

fn speakers() -> Records {
    records("speakers", 20, |i| format!("entity: s{i}\nname: Speaker {i}\n"))
}

fn source() -> Records {
    records("sources", 1, |_| "source: paper\ntitle: Paper\n".into())
}

fn claim(i: usize, statement: &str, when: &str) -> String {
    format!("claim: c{i:06}\nby: s{}\n{statement}\n{when}source: paper\n", i % 20)
}

/// Draws rings of this number of entities; no two claims of a ring larger than three have a day in common.
fn order(size: usize, ring: usize) -> Vec<Records> {
    let temporal = if ring > 3 { "state" } else { "timeless" };
    let predicate = format!("predicate: above\ntransitive: true\nasymmetric: true\ntemporal: {temporal}\n");
    vec![
        records("vocabulary", 1, move |_| predicate.clone()),
        entities(size),
        speakers(),
        source(),
        records("claims", size, move |i| {
            let begin = i / ring * ring;
            let next = (begin + (i + 1 - begin) % ring) % size;
            let when = if ring > 3 { format!("when: {}\n", day(i)) } else { String::new() };
            claim(i, &format!("affirms: e{i} above e{next}"), &when)
        }),
    ]
}

/// Draws a chain and as many denials of what leads, for each entity from the third one on, between the two that
/// `denied` gives for its number and that of the last one.
fn denied_chains(size: usize, traits: &'static str, denied: fn(usize, usize) -> (usize, usize)) -> Vec<Records> {
    let half = size / 2;
    vec![
        records("vocabulary", 1, move |_| format!("predicate: above\ntransitive: true\n{traits}temporal: timeless\n")),
        entities(half + 1),
        speakers(),
        source(),
        records("claims", half * 2, move |i| {
            let statement = match i.checked_sub(half) {
                None => format!("affirms: e{i} above e{}", i + 1),
                Some(denial) => {
                    let (from, to) = denied((denial + 2).min(half), half);
                    format!("denies: e{from} above e{to}")
                }
            };
            claim(i, &statement, "")
        }),
    ]
}

/// Returns the entities between which a denial, by number, says that a chain of this many links does not lead: one in
/// its first half, and one in its second.
fn half_to_half(denial: usize, links: usize) -> (usize, usize) {
    let half = links / 2;
    (denial % half, links - denial * 7 % half)
}

/// A claim that something is above another thing, or that it is not.
struct Above {
    is_denied: bool,
    upper: usize,
    lower: usize,
    when: String,
}

/// Draws claims, half of which deny what chains of the others lead to. `claim` returns the claim with a number, given
/// the number of those that affirm.
fn denied(size: usize, claim_of: fn(usize, usize) -> Above) -> Vec<Records> {
    let half = size / 2;
    let is_timed = !claim_of(0, half).when.is_empty();
    let temporal = if is_timed { "state" } else { "timeless" };
    vec![
        records("vocabulary", 1, move |_| format!("predicate: above\ntransitive: true\ntemporal: {temporal}\n")),
        entities(half + 1),
        speakers(),
        source(),
        records("claims", half * 2, move |i| {
            let Above { is_denied, upper, lower, when } = claim_of(i, half);
            let stance = if is_denied { "denies" } else { "affirms" };
            claim(i, &format!("{stance}: e{upper} above e{lower}"), &when)
        }),
    ]
}

fn above(i: usize, half: usize, (upper, lower): (usize, usize)) -> Above {
    Above { is_denied: i >= half, upper, lower, when: String::new() }
}

fn across_a_ring(i: usize, half: usize) -> Above {
    let from = i % half;
    above(i, half, (from, (from + if i < half { 1 } else { half / 2 }) % half))
}

fn in_a_tree(i: usize, half: usize) -> Above {
    let parent = |entity: usize| entity.saturating_sub(1 + entity * 7 % 5);
    let lower = if i < half { i + 1 } else { half - (i - half) / 2 };
    let steps = if i < half { 1 } else { 2 + i % 2 * (half / 20) };
    above(i, half, ((0..steps).fold(lower, |entity, _| parent(entity)), lower))
}

fn before_a_loop(i: usize, half: usize) -> Above {
    let links = half - 1;
    let pair = match i.checked_sub(half) {
        None if i < links => (i, i + 1),
        None => (links, links - 3),
        Some(denial) => half_to_half(denial, links),
    };
    above(i, half, pair)
}

fn by_days(i: usize, half: usize) -> Above {
    let pair = match i.checked_sub(half) {
        None => (i / 2, i / 2 + 1),
        Some(denial) => half_to_half(denial, half / 2),
    };
    let year = 2018 + i % 2;
    let when = if i < half {
        format!("when: {year}\n")
    } else {
        format!("when: {year}-{:02}-{:02}\n", 1 + i % 12, 1 + i % 28)
    };
    Above { when, ..above(i, half, pair) }
}

fn on_a_ladder(i: usize, half: usize) -> Above {
    let rungs = half / 3;
    let pair = match i.checked_sub(half) {
        None => match (i / 3, i % 3) {
            (rung, 0) => (2 * rung, 2 * rung + 2),
            (rung, 1) => (2 * rung + 1, 2 * rung + 3),
            (rung, _) => (2 * rung, 2 * rung + 1),
        },
        Some(denial) => {
            let (from, to) = half_to_half(denial, rungs);
            (2 * from, 2 * to + 1)
        }
    };
    above(i, half, pair)
}

fn joint_denials(size: usize) -> Vec<Records> {
    vec![
        records("vocabulary", 1, |_| "predicate: visits\ntemporal: event\n".into()),
        entities(size / 3 + 2),
        speakers(),
        source(),
        records("claims", size, |i| {
            let statement = |stance: &str| format!("{stance}: e{} visits e{}", i / 3, i / 3 + 1);
            match i % 3 {
                0 => claim(i, &statement("affirms"), "when: 2018\n"),
                1 => claim(i, &statement("denies"), "when: 2018-01-01/2018-06-30\n"),
                _ => claim(i, &statement("denies"), "when: 2018-07-01/2018-12-31\n"),
            }
        }),
    ]
}

fn totals(size: usize) -> Vec<Records> {
    vec![
        records("vocabulary", 1, |_| {
            "predicate: holds-share\nobject: number %\ntotal: 100 %\ntemporal: state\n".into()
        }),
        entities(size),
        speakers(),
        source(),
        records("claims", size, |i| {
            // No two that share a day exceed the total.
            claim(i, &format!("affirms: e{i} holds-share 50 %"), &format!("when: {}\n", day(i / 2)))
        }),
    ]
}
