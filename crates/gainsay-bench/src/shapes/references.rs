//! Small files of difficult shape: records that refer to each other in long chains, rings and ladders, and records that
//! name all others.

use super::{Records, Shape, day, part_of, records};
use crate::random::mixed;

/// The sizes at which these shapes are measured.
const SIZES: &[usize] = &[1_000, 3_000, 9_000];

/// The shapes of this family.
pub const ALL: &[Shape] = &[
    // Sources at one address, each derived from the next.
    Shape {
        name: "reprints",
        sizes: SIZES,
        draw: |size, _| reprints(size, |i, size| (i + 1 < size).then(|| format!("s{}", i + 1))),
    },
    // Sources at one address, each derived from two others, in circles.
    Shape {
        name: "reprints-of-two",
        sizes: SIZES,
        draw: |size, _| reprints(size, |i, size| Some(format!("s{}, s{}", (7 * i + 1) % size, (13 * i + 5) % size))),
    },
    // Reports of one utterance from a chain of sources, each of which draws on one more.
    Shape { name: "one-utterance", sizes: SIZES, draw: one_utterance },
    // One ruling on as many claims, no two of them about the same thing.
    Shape {
        name: "ruling",
        sizes: SIZES,
        draw: |size, _| ruling(size, |i| format!("affirms: e0 supplies e{i}\nsaid: 2018-01-01")),
    },
    // One ruling on claims that affirm and deny one statement.
    Shape { name: "ruling-on-all", sizes: SIZES, draw: |size, _| ruling(size, |i| affirmed_or_denied(i).to_owned()) },
    // One ruling on claims that affirm and deny one statement, each for a day of its own.
    Shape { name: "ruling-by-days", sizes: SIZES, draw: |size, _| ruling(size, by_days) },
    // Each entity speaks for the next, and all affirm or deny one statement.
    Shape {
        name: "offices",
        sizes: SIZES,
        draw: |size, _| offices(size, |i, size| if i + 1 < size { next_office(i + 1) } else { String::new() }),
    },
    // Each entity speaks for the next, in a ring.
    Shape {
        name: "offices-in-a-ring",
        sizes: SIZES,
        draw: |size, _| offices(size, |i, size| next_office((i + 1) % size)),
    },
    // Each entity speaks for the next, by offices of different years.
    Shape { name: "offices-by-dates", sizes: SIZES, draw: |size, _| offices(size, dated_office) },
    // One entity with as many offices as claims, each for a day.
    Shape { name: "offices-of-one", sizes: SIZES, draw: offices_of_one },
    // Predicates in a ladder of implications, all affirmed of one pair; the last one is denied, too.
    Shape { name: "ladder", sizes: SIZES, draw: ladder },
    // Predicates in a ladder of implications, each functional and excluding one of as many more; each claim is about
    // others.
    Shape { name: "excluding-ladder", sizes: SIZES, draw: excluding_ladder },
    // Predicates in a chain of implications, each of which must not imply the last.
    Shape { name: "guards", sizes: SIZES, draw: |size, _| chain(size, guarded) },
    // Predicates in a chain of implications to one that excludes the one before it.
    Shape { name: "absurdities", sizes: SIZES, draw: |size, _| chain(size, absurd) },
    // Claims with subjects of as many kinds, none of which is among as many that the predicate allows.
    Shape { name: "kinds", sizes: SIZES, draw: kinds },
    // As many entities, each part of three that are drawn from those before it; claims are lifted on both sides.
    Shape { name: "wholes-of-three", sizes: SIZES, draw: wholes_of_three },
    // As many entities that are one, each of its own kind, which the predicate does not allow.
    Shape { name: "kinds-of-one", sizes: SIZES, draw: kinds_of_one },
];

fn source() -> Records {
    records("sources", 1, |_| "source: s\ntitle: S\n".into())
}

fn supplies() -> Records {
    records("vocabulary", 1, |_| "predicate: supplies\n".into())
}

fn entities(count: usize, rest: impl Fn(usize) -> String + 'static) -> Records {
    records("entities", count, move |i| format!("entity: e{i}\nname: Entity {i}\n{}", rest(i)))
}

/// Returns a claim with these lines after its speaker.
fn claim(i: usize, by: usize, lines: &str) -> String {
    format!("claim: c{i:06}\nby: e{by}\n{lines}\nsource: s\n")
}

fn affirmed_or_denied(i: usize) -> &'static str {
    if i.is_multiple_of(2) { "affirms: e0 supplies e1" } else { "denies: e0 supplies e1" }
}

fn reprints(size: usize, from: fn(usize, usize) -> Option<String>) -> Vec<Records> {
    let source = move |i: usize| {
        let from = from(i, size).map(|from| format!("derived-from: [{from}]\n")).unwrap_or_default();
        format!("source: s{i}\ntitle: S\nurl: https://example.org/text\n{from}")
    };
    let claim = |i: usize| format!("claim: c{i:06}\nby: e0\naffirms: e0 supplies e1\nsource: s{i}\n");
    vec![supplies(), entities(2, |_| String::new()), records("sources", size, source), records("claims", size, claim)]
}

fn one_utterance(size: usize, _: u64) -> Vec<Records> {
    let source = move |i: usize| match i {
        _ if i + 1 < size => format!("source: s{i}\ntitle: S\nderived-from: [s{}, s{}]\n", size + i, i + 1),
        _ if i < size => format!("source: s{i}\ntitle: S\nderived-from: [s{}]\n", size + i),
        _ => format!("source: s{i}\ntitle: S\n"),
    };
    let claim = |i: usize| {
        let stance = affirmed_or_denied(i);
        format!("claim: c{i:06}\nby: e0\n{stance}\nsource: s{i}\nutterance: u\nsaid: 2018-01-01\n")
    };
    vec![
        supplies(),
        entities(2, |_| String::new()),
        records("sources", 2 * size, source),
        records("claims", size, claim),
    ]
}

fn ruling(size: usize, lines: fn(usize) -> String) -> Vec<Records> {
    vec![
        supplies(),
        source(),
        entities(size, |_| String::new()),
        records("claims", size, move |i| claim(i, 0, &lines(i))),
        records("rulings", 1, move |_| {
            let between: Vec<String> = (0..size).map(|i| format!("c{i:06}")).collect();
            format!("ruling: r\nbetween: [{}]\nverdict: open\nbecause: It is so.\n", between.join(", "))
        }),
    ]
}

fn by_days(i: usize) -> String {
    format!("{}\nwhen: {}", affirmed_or_denied(i), day(i))
}

fn offices(size: usize, office: fn(usize, usize) -> String) -> Vec<Records> {
    vec![
        supplies(),
        source(),
        entities(size, move |i| office(i, size)),
        records("claims", size, |i| {
            claim(i, i, &format!("{}\nsaid: 1{:03}-01-01", affirmed_or_denied(i), 900 + i % 100))
        }),
    ]
}

fn next_office(next: usize) -> String {
    format!("speaks-for: e{next}\n")
}

fn dated_office(i: usize, size: usize) -> String {
    match i + 1 < size {
        true => format!("speaks-for: {{for: e{}, from: {}, until: {}}}\n", i + 1, 1_000 + i % 950, 1_960 + i % 60),
        false => String::new(),
    }
}

fn offices_of_one(size: usize, _: u64) -> Vec<Records> {
    let all =
        move || (1..size).map(|i| format!("{{for: e{i}, from: {}, until: {}}}", day(i), day(i))).collect::<Vec<_>>();
    vec![
        supplies(),
        source(),
        entities(size, move |i| if i == 0 { format!("speaks-for: [{}]\n", all().join(", ")) } else { String::new() }),
        records("claims", size, |i| claim(i, 0, &format!("{}\nsaid: {}", affirmed_or_denied(i), day(i)))),
    ]
}

fn ladder(size: usize, _: u64) -> Vec<Records> {
    let rung = move |i: usize| {
        let implied: Vec<String> = (i + 1..size.min(i + 3)).map(|next| format!("p{next}")).collect();
        let implies = if implied.is_empty() { String::new() } else { format!("implies: [{}]\n", implied.join(", ")) };
        format!("predicate: p{i}\n{implies}")
    };
    let said = move |i: usize| match i + 1 < size {
        true => claim(i, 0, &format!("affirms: e0 p{i} e1\nsaid: 2018-01-01")),
        false => claim(i, 1, &format!("denies: e0 p{i} e1\nsaid: 2018-01-01")),
    };
    vec![records("vocabulary", size, rung), source(), entities(2, |_| String::new()), records("claims", size, said)]
}

fn excluding_ladder(size: usize, _: u64) -> Vec<Records> {
    let rung = move |i: usize| {
        let implied: Vec<String> = (i + 1..size.min(i + 3)).map(|next| format!("p{next}")).collect();
        let implies = if implied.is_empty() { String::new() } else { format!("implies: [{}]\n", implied.join(", ")) };
        match i < size {
            true => format!("predicate: p{i}\n{implies}functional: true\nexcludes: p{}\n", size + i),
            false => format!("predicate: p{i}\n"),
        }
    };
    vec![
        records("vocabulary", 2 * size, rung),
        source(),
        entities(size, |_| String::new()),
        records("claims", size, move |i| claim(i, 0, &format!("affirms: e{i} p{i} e{}", (i + 1) % size))),
    ]
}

fn chain(size: usize, predicate: fn(usize, usize) -> String) -> Vec<Records> {
    vec![
        records("vocabulary", size, move |i| predicate(i, size)),
        source(),
        entities(2, |_| String::new()),
        records("claims", size, |i| claim(i, 0, &format!("affirms: e0 p{i} e1"))),
    ]
}

fn guarded(i: usize, size: usize) -> String {
    match i + 1 < size {
        true => format!("predicate: p{i}\nimplies: p{}\nmust-not-imply: p{}\n", i + 1, size - 1),
        false => format!("predicate: p{i}\n"),
    }
}

fn absurd(i: usize, size: usize) -> String {
    match i + 1 < size {
        true => format!("predicate: p{i}\nimplies: p{}\n", i + 1),
        false => format!("predicate: p{i}\nexcludes: p{}\n", i - 1),
    }
}

fn kinds(size: usize, _: u64) -> Vec<Records> {
    let predicate = move |_| {
        let allowed: Vec<String> = (0..size).map(|i| format!("allowed-{i}")).collect();
        format!("predicate: supplies\ndomain: [{}]\n", allowed.join(", "))
    };
    vec![
        records("vocabulary", 1, predicate),
        source(),
        entities(size, |i| format!("kind: kind-{i}\n")),
        records("claims", size, |i| claim(i, 0, &format!("affirms: e{i} supplies e0"))),
    ]
}

fn kinds_of_one(size: usize, _: u64) -> Vec<Records> {
    vec![
        records("vocabulary", 1, |_| "predicate: supplies\ndomain: nothing\n".into()),
        source(),
        entities(size, |i| format!("kind: kind-{i}\n{}", if i > 0 { "same-as: e0\n" } else { "" })),
        records("claims", size, |i| claim(i, 0, &format!("affirms: e{i} supplies e0"))),
    ]
}

fn wholes_of_three(size: usize, seed: u64) -> Vec<Records> {
    let drawn = move |i: usize, kind: u64, below: usize| mixed(seed, i as u64, kind) as usize % below;
    let wholes = move |i: usize| match i {
        0 => String::new(),
        _ => {
            let mut wholes: Vec<usize> = (7..10).map(|kind| drawn(i, kind, i)).collect();
            wholes.sort_unstable();
            wholes.dedup();
            let wholes: Vec<String> = wholes.iter().map(|whole| format!("e{whole}")).collect();
            part_of(&wholes)
        }
    };
    let said = move |i: usize| {
        let (subject, object) = (drawn(i, 10, size), drawn(i, 11, size));
        let stance = if i.is_multiple_of(2) { "affirms" } else { "denies" };
        claim(i, i, &format!("{stance}: e{subject} supplies e{object}"))
    };
    vec![
        records("vocabulary", 1, |_| "predicate: supplies\nwhole: both\n".into()),
        source(),
        entities(size, wholes),
        records("claims", size, said),
    ]
}
