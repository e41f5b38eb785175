//! Many predicates, or many parts of a whole, that all come to say something about one thing.

use super::hierarchies::lifted_predicates;
use super::{Records, Shape, records};

/// The sizes at which these shapes are measured.
const SIZES: &[usize] = &[1_000, 3_000, 9_000];

/// The shapes of this family.
pub const ALL: &[Shape] = &[
    // Half the claims affirm one thing of a whole, and half affirm of its parts what excludes it.
    Shape {
        name: "opposed-parts",
        sizes: SIZES,
        draw: |size, _| opposed(size, |_, _| "e0 owns e1".into(), |i, _| format!("e{i} shuns e1")),
    },
    // Half the claims affirm something of the parts of one whole and another, and half of that whole and the other's
    // parts what excludes it.
    Shape {
        name: "opposed-crosswise",
        sizes: SIZES,
        draw: |size, _| opposed(size, |i, _| format!("e{i} owns e1"), |i, half| format!("e0 shuns e{}", i + half)),
    },
    // Predicates that lift parts to wholes, of which every other excludes all others through what it implies.
    Shape { name: "lifted-predicates", sizes: SIZES, draw: |size, _| lifted(size) },
    // Predicates that all imply what happens once, each at one of seven times.
    Shape {
        name: "once-predicates",
        sizes: SIZES,
        draw: |size, _| implied(size, "once: true\ntemporal: event\n", one),
    },
    // Predicates that all imply what has one object, each with another.
    Shape { name: "functional-predicates", sizes: SIZES, draw: |size, _| implied(size, "functional: true\n", other) },
    // The same with numbers.
    Shape {
        name: "valued-predicates",
        sizes: SIZES,
        draw: |size, _| implied(size, "functional: true\nobject: number\n", |i| format!("{i}")),
    },
    // Parts of parts, all given as the one object that a thing can have: none differ.
    Shape { name: "functional-parts", sizes: SIZES, draw: |size, _| functional_parts(size) },
];

/// The number of the first entity that is no speaker and no whole.
const FIRST: usize = 30;

fn entities(count: usize, part_of: impl Fn(usize) -> Option<usize> + 'static) -> Records {
    records("entities", count, move |i| {
        let part_of = part_of(i).map(|whole| format!("part-of: e{whole}\n")).unwrap_or_default();
        format!("entity: e{i}\nname: Entity {i}\n{part_of}")
    })
}

fn source() -> Records {
    records("sources", 1, |_| "source: s\ntitle: S\n".into())
}

fn claims(count: usize, statement: impl Fn(usize) -> String + 'static, year: fn(usize) -> usize) -> Records {
    records("claims", count, move |i| {
        let (speaker, statement, year) = (2 + i % 20, statement(i), year(i));
        format!("claim: c{i:06}\nby: e{speaker}\naffirms: {statement}\nwhen: {year}\nsource: s\n")
    })
}

fn one_year(_: usize) -> usize {
    2018
}

/// Returns claims of two kinds, each given the number of a part and half the number of claims. The first of the parts
/// are parts of one whole, the others of another.
fn opposed(size: usize, one: fn(usize, usize) -> String, other: fn(usize, usize) -> String) -> Vec<Records> {
    let half = size / 2;
    let part_of = move |i: usize| (i >= FIRST).then(|| usize::from(i >= FIRST + half));
    let statement = move |i: usize| {
        if i < half { one(FIRST + i, half) } else { other(FIRST + i - half, half) }
    };
    vec![lifted_predicates(), source(), entities(FIRST + 2 * half, part_of), claims(2 * half, statement, one_year)]
}

fn lifted(size: usize) -> Vec<Records> {
    let predicate = |i: usize| format!("predicate: p{i}\nimplies: {}\nwhole: both\n", ["owns", "shuns"][i % 2]);
    vec![
        lifted_predicates(),
        records("predicates", size, predicate),
        source(),
        entities(FIRST, |i| (i < 2).then_some(FIRST - 1)),
        claims(size, |i| format!("e0 p{i} e1"), one_year),
    ]
}

fn one(_: usize) -> String {
    "e1".into()
}

fn other(i: usize) -> String {
    format!("e{}", FIRST + i)
}

/// Returns claims, each with a predicate of its own that implies one with these traits.
fn implied(size: usize, traits: &'static str, object: fn(usize) -> String) -> Vec<Records> {
    let number = if traits.contains("object: number") { "object: number\n" } else { "" };
    let predicate = move |i: usize| match i.checked_sub(1) {
        None => format!("predicate: has\n{traits}"),
        Some(i) => format!("predicate: p{i}\nimplies: has\n{number}"),
    };
    vec![
        records("vocabulary", size + 1, predicate),
        source(),
        entities(FIRST + size, |_| None),
        claims(size, move |i| format!("e0 p{i} {}", object(i)), |i| 2001 + i % 7),
    ]
}

fn functional_parts(size: usize) -> Vec<Records> {
    vec![
        records("vocabulary", 1, |_| "predicate: lies-in\nfunctional: true\nwhole: object\n".into()),
        source(),
        entities(FIRST + size, |i| (i > FIRST).then(|| i - 1)),
        claims(size, |i| format!("e0 lies-in e{}", FIRST + i), one_year),
    ]
}
