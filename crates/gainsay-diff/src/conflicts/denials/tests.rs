use gainsay_model::finding::Level;
use gainsay_model::{Input, Workspace};

use crate::clash::Comparer;
use crate::conflicts::pairs::{PairKind, every_pair};
use crate::conflicts::{Met, Wanted, conflicts, find};
use crate::draws::draws;
use crate::ledger::{ClaimId, Ledger};
use crate::rules::levels::Levels;
use crate::rulings::Rulings;
use crate::vocabulary::tests::random_predicates;

/// Returns a workspace of predicates that are tied together, and of claims that affirm or deny them of the same two
/// things. Some seeds have predicates in a ring or in a row, few days, or few speakers.
fn workspace(seed: u64) -> Workspace {
    let mut random = draws(seed);
    let (shape, speakers, days, rare) = (random(4), 1 + random(5), 1 + random(5), random(3) == 0);
    let chain = |i: u64, kind: &str| {
        let next = if shape == 1 { Some((i + 1) % 9) } else { Some(i + 1).filter(|next| *next < 9) };
        format!("predicate: p{i}\n{}", next.map_or_else(String::new, |next| format!("{kind}: p{next}\n")))
    };
    let mut text = match shape {
        1 | 2 => {
            let kind = ["implies", "implies", "usually-implies"];
            let all: Vec<String> = (0..9).map(|i| chain(i, kind[random(3) as usize])).collect();
            all.join("---\n")
        }
        _ => random_predicates(seed),
    };
    text += "---\nsource: s\n---\nsource: t\npublished: 2011\n---\nentity: e0\n---\nentity: e1\n---\nentity: e2\n";
    for i in 3..8 {
        let office = if random(3) == 0 { "speaks-for: {to: e3, from: 2008-05}\n" } else { "" };
        text.push_str(&format!("---\nentity: e{i}\n{office}"));
    }
    let denials = 1 + random(5);
    for i in 0..30 {
        let stance = match (random(8) < denials, random(6)) {
            (true, 0) => "doubts",
            (true, _) => "denies",
            (false, 0) => "suggests",
            (false, _) => "affirms",
        };
        let (subject, object) = if random(5) == 0 { ("e1", "e0") } else { ("e0", "e1") };
        text.push_str(&format!(
            "---\nclaim: c{i}\nby: e{}\n{stance}: {subject} p{} {object}\n",
            3 + random(speakers),
            random(9)
        ));
        if random(3) > 0 {
            text.push_str(&format!("said: {}\n", 2006 + random(days)));
        }
        if random(2) == 0 {
            let from = 2004 + random(days);
            let is_long = stance == "affirms" && random(3) > 0;
            text.push_str(&if is_long { format!("when: {from}/{}\n", from + 1) } else { format!("when: {from}\n") });
        }
        text.push_str(if random(4) == 0 { "source: t\n" } else { "source: s\n" });
        if rare {
            match random(12) {
                0 => text.push_str(&format!("answers: c{}\n", random(30))),
                1 => text.push_str(&format!("utterance: u{}\n", random(3))),
                2 => text.push_str("scope: {place: here}\n"),
                3 => text.push_str("scope: {place: there}\n"),
                4 => text.push_str("act: accuses\n"),
                5 => text.push_str("promises: true\n"),
                _ => {}
            }
        }
    }
    for i in 0..random(4) {
        let claims: Vec<String> = (0..4).map(|_| format!("c{}", random(30))).collect();
        text.push_str(&format!("---\nruling: r{i}\nbetween: [{}]\nverdict: open\n", claims.join(", ")));
    }
    Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(text.into()) }])
}

fn found(ledger: &Ledger, many_statements: usize) -> [Vec<String>; 5] {
    let comparer = Comparer::new(ledger).with_many_statements(many_statements);
    let rulings = Rulings::new(ledger, 0);
    let grouped = conflicts(&comparer, &rulings, usize::MAX).iter().map(|found| format!("{found:?}")).collect();
    let comparer = Comparer::new(ledger).with_many_statements(many_statements);
    let (mut pairs, mut changes, mut answers, mut every) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let wanted = Wanted {
        pairs: Some(&mut |a: ClaimId, b: ClaimId, kind: PairKind| pairs.push(format!("{a:?} {b:?} {kind:?}"))),
        from: Level::Warning,
        position_changes: Some(&mut |a: ClaimId, b: ClaimId| changes.push(format!("{a:?} {b:?}"))),
        answers: Some(&mut |met: Met| {
            // Only an accusation can be answered.
            if let Met::Pair(a, b) = met
                && [a, b].iter().any(|id| ledger.claim(*id).accuses)
            {
                answers.push(format!("{a:?} {b:?}"));
            }
        }),
    };
    find(&comparer, &rulings, &Levels::default(), usize::MAX, wanted);
    let sets = comparer.sets().iter().map(|set| format!("{set:?}")).collect();
    every_pair(&comparer, None, None, |a, b, kind| every.push(format!("{a:?} {b:?} {kind:?}")));
    assert_eq!(sorted(every), sorted(pairs.clone()));
    [grouped, sorted(pairs), sorted(changes), sorted(answers), sets]
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

#[test]
fn what_is_found_of_all_denials_at_once_is_what_is_found_two_by_two() {
    let mut count = [0; 5];
    for seed in 0..600 {
        let workspace = workspace(seed);
        let ledger = Ledger::new(&workspace);
        let (at_once, two_by_two) = (found(&ledger, 0), found(&ledger, usize::MAX));
        for (kind, (at_once, two_by_two)) in at_once.iter().zip(&two_by_two).enumerate() {
            assert_eq!(at_once, two_by_two, "seed {seed}, result {kind}");
            count[kind] += at_once.len();
        }
    }
    assert!(count.iter().all(|count| *count > 10), "hardly anything was found: {count:?}");
}
