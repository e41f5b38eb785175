//! Small files of difficult shape: many claims that meet, of which next to none conflict, or all.

use super::{Records, Shape, records};
use crate::random::{Random, mixed};

/// The sizes at which these shapes are measured.
const SIZES: &[usize] = &[1_000, 4_000, 16_000];

/// The shapes of this family.
pub const ALL: &[Shape] = &[
    // One speaker suggests as many values in one utterance as others affirm.
    Shape { name: "alternatives", sizes: SIZES, draw: |size, _| alternatives(size, |i| format!("{}", 1_000 + i)) },
    // One speaker suggests values, and each of the others affirms one of the alternatives.
    Shape {
        name: "alternatives-met",
        sizes: SIZES,
        draw: |size, _| alternatives(size, move |i| format!("{}", 1_000 + i % (size / 2))),
    },
    // Predicates in a ring, each the inverse of the next and implying the one after it, affirmed and denied.
    Shape { name: "inverses", sizes: SIZES, draw: inverses },
    // Claims on one statement, each with seven scope keys, and no two with the same words.
    Shape { name: "scopes", sizes: SIZES, draw: |size, _| scopes(size, seven_keys) },
    // Claims on one statement, each with some of seven scope keys.
    Shape { name: "scope-keys", sizes: SIZES, draw: |size, seed| scopes(size, move |i| some_keys(i, size, seed)) },
    // Claims on one statement, of which each gives a scope key of its own.
    Shape { name: "scope-keys-own", sizes: SIZES, draw: |size, _| scopes(size, |i| format!("k{i}: w{i}")) },
    // Values that all lie within the tolerance.
    Shape { name: "tolerance", sizes: SIZES, draw: |size, _| tolerance(size, "5%", |i| 1_000_000 + i) },
    // Values, each within the tolerance of nearly all others.
    Shape {
        name: "tolerance-edge",
        sizes: SIZES,
        draw: |size, _| tolerance(size, &format!("{}", size * 9 / 10), |i| i),
    },
    // Claims of one utterance, each with its own path to the source.
    Shape { name: "ways", sizes: SIZES, draw: ways },
    // Claims of one utterance, each with a value of its own where only one is possible.
    Shape { name: "breath", sizes: SIZES, draw: breath },
    // Values of one thing that all may follow one another in one year.
    Shape { name: "successors", sizes: SIZES, draw: successors },
    // Entities given to one thing, that all may follow one another in one year, where parts stand for their wholes.
    Shape { name: "successors-or-wholes", sizes: SIZES, draw: successors_or_wholes },
    // Predicates of two camps, each excluding the other through what it implies.
    Shape { name: "camps", sizes: SIZES, draw: camps },
    // Predicates, each of which excludes the next.
    Shape { name: "exclusions", sizes: SIZES, draw: exclusions },
];

fn entities(count: usize) -> Records {
    records("entities", count, |i| format!("entity: e{i}\nname: Entity {i}\n"))
}

fn source() -> Records {
    records("sources", 1, |_| "source: paper\ntitle: Paper\n".into())
}

fn claim(i: usize, by: usize, statement: &str, rest: &str) -> String {
    format!("claim: c{i:06}\nby: e{by}\n{statement}\n{rest}")
}

const NUMBER: &str = "predicate: has-inhabitants\nobject: number\nfunctional: true\n";

/// The lines of a claim without scope or anything else that is rare.
const PLAIN: &str = "when: 2018\nsource: paper\n";

fn alternatives(size: usize, affirmed: impl Fn(usize) -> String + 'static) -> Vec<Records> {
    let suggested = size / 2;
    vec![
        records("vocabulary", 1, |_| NUMBER.into()),
        entities(3),
        source(),
        records("claims", size, move |i| {
            if i < suggested {
                let value = format!("suggests: e0 has-inhabitants {}", 1_000 + i);
                claim(i, 1, &value, "when: 2018\nsource: paper\nutterance: speech\n")
            } else {
                claim(i, 2, &format!("affirms: e0 has-inhabitants {}", affirmed(i)), PLAIN)
            }
        }),
    ]
}

fn inverses(size: usize, _: u64) -> Vec<Records> {
    let predicate =
        move |i: usize| format!("predicate: p{i}\ninverse-of: p{}\nimplies: p{}\n", (i + 1) % size, (i + 2) % size);
    vec![
        records("vocabulary", size, predicate),
        entities(22),
        source(),
        records("claims", size, |i| {
            // Even predicates imply even ones, and odd predicates odd ones.
            let stance = if i % 4 < 2 { "affirms" } else { "denies" };
            claim(i, 2 + i % 20, &format!("{stance}: e0 p{i} e1"), PLAIN)
        }),
    ]
}

fn scopes(size: usize, scope: impl Fn(usize) -> String + 'static) -> Vec<Records> {
    vec![
        records("vocabulary", 1, |_| "predicate: supplies\n".into()),
        entities(22),
        source(),
        records("claims", size, move |i| {
            let stance = if i % 2 == 0 { "affirms" } else { "denies" };
            claim(i, 2 + i % 20, &format!("{stance}: e0 supplies e1"), &format!("{PLAIN}scope: {{{}}}\n", scope(i)))
        }),
    ]
}

fn seven_keys(i: usize) -> String {
    (0..7).map(|key| format!("k{key}: w{i}")).collect::<Vec<_>>().join(", ")
}

fn some_keys(i: usize, size: usize, seed: u64) -> String {
    let mut random = Random::new(mixed(seed, i as u64, 6));
    let mut keys = Vec::new();
    for key in 0..7 {
        if random.in_a_thousand(700) {
            keys.push(format!("k{key}: w{}", random.below(size)));
        }
    }
    if keys.is_empty() { "k0: w0".into() } else { keys.join(", ") }
}

fn tolerance(size: usize, tolerance: &str, value: impl Fn(usize) -> usize + 'static) -> Vec<Records> {
    let predicate = format!("{NUMBER}tolerance: {tolerance}\n");
    vec![
        records("vocabulary", 1, move |_| predicate.clone()),
        entities(22),
        source(),
        records("claims", size, move |i| {
            claim(i, 2 + i % 20, &format!("affirms: e0 has-inhabitants {}", value(i)), PLAIN)
        }),
    ]
}

fn successors(size: usize, _: u64) -> Vec<Records> {
    vec![
        records("vocabulary", 1, |_| NUMBER.into()),
        entities(22),
        source(),
        records("claims", size, |i| {
            claim(i, 2 + i % 20, &format!("affirms: e0 has-inhabitants {i}"), "when: 2018/2018\nsource: paper\n")
        }),
    ]
}

fn successors_or_wholes(size: usize, _: u64) -> Vec<Records> {
    vec![
        records("vocabulary", 1, |_| "predicate: is-in\nfunctional: true\nwhole: object\n".into()),
        entities(size + 22),
        source(),
        records("claims", size, |i| {
            claim(i, 2 + i % 20, &format!("affirms: e0 is-in e{}", i + 22), "when: 2018/2018\nsource: paper\n")
        }),
    ]
}

fn ways(size: usize, _: u64) -> Vec<Records> {
    vec![
        records("vocabulary", 1, |_| "predicate: supplies\n".into()),
        entities(size + 3),
        source(),
        records("claims", size, |i| {
            let stance = if i % 2 == 0 { "affirms" } else { "denies" };
            let rest = format!("when: 2018\nsource: paper\nvia: [e{}]\nutterance: speech\n", i + 3);
            claim(i, 2, &format!("{stance}: e0 supplies e1"), &rest)
        }),
    ]
}

fn breath(size: usize, _: u64) -> Vec<Records> {
    vec![
        records("vocabulary", 1, |_| NUMBER.into()),
        entities(3),
        source(),
        records("claims", size, |i| {
            claim(i, 2, &format!("affirms: e0 has-inhabitants {i}"), "when: 2018\nsource: paper\nutterance: speech\n")
        }),
    ]
}

fn camps(size: usize, _: u64) -> Vec<Records> {
    let predicate = |i: usize| match i {
        0 => "predicate: befriends\nexcludes: fights\n".into(),
        1 => "predicate: fights\n".into(),
        _ => format!("predicate: p{}\nimplies: {}\n", i - 2, ["befriends", "fights"][i % 2]),
    };
    vec![
        records("vocabulary", size + 2, predicate),
        entities(22),
        source(),
        records("claims", size, |i| claim(i, 2 + i % 20, &format!("affirms: e0 p{i} e1"), PLAIN)),
    ]
}

fn exclusions(size: usize, _: u64) -> Vec<Records> {
    vec![
        records("vocabulary", size, move |i| format!("predicate: p{i}\nexcludes: p{}\n", (i + 1) % size)),
        entities(22),
        source(),
        records("claims", size, |i| claim(i, 2 + i % 20, &format!("affirms: e0 p{i} e1"), PLAIN)),
    ]
}
