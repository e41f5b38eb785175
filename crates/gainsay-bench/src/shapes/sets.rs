//! Claims of which only three or more together conflict, and as many that do not.

use super::{Records, Shape, day, records};

/// The sizes at which these shapes are measured.
const SIZES: &[usize] = &[1_000, 10_000, 100_000];

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
