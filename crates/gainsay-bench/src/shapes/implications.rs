//! Small files in which very many predicates imply each other, or follow each other, and half of them are denied of what
//! the others are affirmed of: nearly every affirmation contradicts every denial.

use super::{Records, Shape, records};

/// The sizes at which these shapes are measured.
const SIZES: &[usize] = &[1_000, 4_000, 16_000];

/// The shapes of this family.
pub const ALL: &[Shape] = &[
    // Predicates in a ring, each implying the next, half affirmed and half denied by one speaker.
    Shape { name: "ring", sizes: SIZES, draw: |size, _| tied(size, ring, 1) },
    // Predicates in a ring, each implying the next, and each claim by a speaker of its own.
    Shape { name: "ring-of-speakers", sizes: SIZES, draw: |size, _| tied(size, ring, size) },
    // Predicates in a ring, each implying the next, and each speaker with an affirmation and a denial.
    Shape { name: "ring-of-pairs", sizes: SIZES, draw: |size, _| tied(size, ring, size / 2) },
    // A ring of presumptions.
    Shape { name: "usual-ring", sizes: SIZES, draw: |size, _| tied(size, usual_ring, 1) },
    // Predicates in a row, each implying the next, with denials at all heights.
    Shape { name: "denied-ladder", sizes: SIZES, draw: |size, _| tied(size, row, 1) },
];

fn ring(i: usize, size: usize) -> String {
    format!("implies: p{}\n", (i + 1) % size)
}

fn usual_ring(i: usize, size: usize) -> String {
    format!("usually-implies: p{}\n", (i + 1) % size)
}

fn row(i: usize, size: usize) -> String {
    if i + 1 < size { format!("implies: p{}\n", i + 1) } else { String::new() }
}

fn tied(size: usize, ties: fn(usize, usize) -> String, speakers: usize) -> Vec<Records> {
    vec![
        records("vocabulary", size, move |i| format!("predicate: p{i}\n{}", ties(i, size))),
        records("entities", 2 + speakers, |i| format!("entity: e{i}\nname: Entity {i}\n")),
        records("sources", 1, |_| "source: paper\ntitle: Paper\n".into()),
        records("claims", size, move |i| {
            let (stance, by) = (["affirms", "denies"][i % 2], 2 + i / (size / speakers).max(1) % speakers);
            format!("claim: c{i:06}\nby: e{by}\n{stance}: e0 p{i} e1\nsaid: 2018\nsource: paper\n")
        }),
    ]
}
