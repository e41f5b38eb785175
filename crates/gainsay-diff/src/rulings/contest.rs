//! Finds out whether any two of some claims conflict, without a comparison of every two: statements are compared where
//! they can meet, and claims where their times can.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::{Candidate, Comparer};
use crate::ledger::{ClaimId, Statement, StatementId};
use crate::mechanism::Mechanism;

/// The number of statements up to which all are compared with each other.
const FEW: usize = 16;

/// Returns true if any two of these claims conflict.
pub fn any_conflict(comparer: &Comparer, claims: &[ClaimId]) -> bool {
    let mut voices: FxHashMap<StatementId, Voices> = FxHashMap::default();
    for id in claims {
        let entry = comparer.ledger.claim(*id);
        let of = voices.entry(entry.statement).or_default();
        if entry.stance.positive() { &mut of.affirm } else { &mut of.deny }.push(*id);
    }
    let mut statements: Vec<StatementId> = voices.keys().copied().collect();
    statements.sort_unstable();
    let pairs = if statements.len() <= FEW { every_two(&statements) } else { meeting(comparer, &statements) };
    pairs.into_iter().any(|(a, b)| contest(comparer, (a, &voices[&a]), (b, &voices[&b])))
}

/// The claims that make a statement.
#[derive(Default)]
struct Voices {
    affirm: Vec<ClaimId>,
    deny: Vec<ClaimId>,
}

fn every_two(statements: &[StatementId]) -> Vec<(StatementId, StatementId)> {
    statements.iter().enumerate().flat_map(|(i, a)| statements[i..].iter().map(move |b| (*a, *b))).collect()
}

/// Returns the pairs of statements that are about the same, or say something of one thing of which there can be only
/// one; a statement that can be lifted meets all.
fn meeting(comparer: &Comparer, statements: &[StatementId]) -> Vec<(StatementId, StatementId)> {
    let ledger = comparer.ledger;
    let mut by_topic: FxHashMap<Topic, Vec<StatementId>> = FxHashMap::default();
    for id in statements {
        let mut topics = topics(comparer, ledger.statement_of(*id));
        topics.sort_unstable();
        topics.dedup();
        topics.into_iter().for_each(|topic| by_topic.entry(topic).or_default().push(*id));
    }
    let of_own = statements.iter().filter(|id| ledger.statement_of(**id).own);
    let lifted = of_own.flat_map(|a| statements.iter().map(|b| (*a.min(b), *a.max(b))));
    let pairs: FxHashSet<_> = by_topic.values().flat_map(|of| every_two(of)).chain(lifted).collect();
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_unstable();
    pairs
}

/// A topic of statements that meet: its kind, and two numbers.
type Topic = (u8, u32, u32);

fn topics(comparer: &Comparer, statement: &Statement) -> Vec<Topic> {
    let ledger = comparer.ledger;
    let (subject, object) = (statement.pair.subject.0, statement.pair.object.map(|object| object.0));
    let mut topics = vec![match object {
        Some(object) => (0, subject.min(object), subject.max(object)),
        None => (1, subject, 0),
    }];
    if object.is_some() {
        for state in ledger.shared_closure(statement.predicate).single() {
            let (word, about) = (ledger.vocabulary.word(state.predicate), state.about(statement.pair));
            topics.extend(word.functional.then_some((2, state.predicate.0, about.subject.0)));
            topics.extend(
                about.object.filter(|_| word.inverse_functional).map(|object| (3, state.predicate.0, object.0)),
            );
        }
    }
    topics
}

/// Returns true if any two claims of these statements conflict.
fn contest(comparer: &Comparer, (a, of_a): (StatementId, &Voices), (b, of_b): (StatementId, &Voices)) -> bool {
    let clash = |(s, of_s): (StatementId, &[ClaimId]), (t, of_t): (StatementId, &[ClaimId]), denied: bool| {
        if of_s.is_empty() || of_t.is_empty() {
            return false;
        }
        let candidates = comparer.candidates(comparer.ledger.statement_of(s), comparer.ledger.statement_of(t), denied);
        !candidates.is_empty() && any_pair(comparer, of_s, of_t, &candidates)
    };
    clash((a, &of_a.affirm), (b, &of_b.affirm), false)
        || clash((a, &of_a.affirm), (b, &of_b.deny), true)
        || (a != b && clash((b, &of_b.affirm), (a, &of_a.deny), true))
}

/// Returns true if any claim of one list conflicts with one of the other.
fn any_pair(comparer: &Comparer, left: &[ClaimId], right: &[ClaimId], candidates: &[Candidate]) -> bool {
    let ledger = comparer.ledger;
    let conflict = |a: ClaimId, b: ClaimId| {
        let Ok(pairing) = comparer.pairing(a, b) else { return false };
        a != b
            && candidates
                .chunk_by(|c, d| c.mechanism == d.mechanism)
                .any(|same| comparer.judge(a, b, &pairing, same).is_some())
    };
    // Two times of what happens once clash where they do not meet, and timeless statements always meet.
    let by_time = |c: &Candidate| {
        let words = [&c.a, &c.b].map(|state| ledger.vocabulary.word(state.predicate));
        c.mechanism != Mechanism::Once && words.iter().all(|word| word.is_event() || word.is_state())
    };
    if !candidates.iter().all(by_time) {
        return left.iter().any(|a| right.iter().any(|b| conflict(*a, *b)));
    }
    // A claim without a time may be presumed to hold on; claims that answer each other, or are made together, meet at
    // any time.
    let is_bound = |id: &ClaimId| {
        let entry = ledger.claim(*id);
        entry.when.is_some()
            && (entry.plain || (entry.record.more().answers.is_none() && entry.record.more().utterance.is_none()))
    };
    let (bound_left, free_left): (Vec<ClaimId>, Vec<ClaimId>) = left.iter().copied().partition(is_bound);
    let (bound_right, free_right): (Vec<ClaimId>, Vec<ClaimId>) = right.iter().copied().partition(is_bound);
    free_left.iter().any(|a| right.iter().any(|b| conflict(*a, *b)))
        || free_right.iter().any(|b| bound_left.iter().any(|a| conflict(*a, *b)))
        || meet_in_time(comparer, &bound_left, &bound_right, conflict)
}

/// Returns true if any two whose days meet are in `conflict`. Claims whose days do not meet are
/// not compared.
fn meet_in_time(
    comparer: &Comparer,
    left: &[ClaimId],
    right: &[ClaimId],
    conflict: impl Fn(ClaimId, ClaimId) -> bool,
) -> bool {
    let ledger = comparer.ledger;
    let days = |id: &ClaimId| ledger.time(ledger.claim(*id)).outer();
    let of = |claims: &[ClaimId], is_left: bool| claims.iter().map(|id| (days(id), is_left, *id)).collect::<Vec<_>>();
    let mut all = [of(left, true), of(right, false)].concat();
    all.sort_unstable_by_key(|(days, is_left, id)| (days.first, *is_left, *id));
    let (mut open_left, mut open_right) = (Vec::new(), Vec::new());
    for (days, is_left, id) in all {
        let (mine, others) =
            if is_left { (&mut open_left, &mut open_right) } else { (&mut open_right, &mut open_left) };
        others.retain(|(last, _)| *last >= days.first);
        if others.iter().any(|(_, other)| if is_left { conflict(id, *other) } else { conflict(*other, id) }) {
            return true;
        }
        mine.push((days.last, id));
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::draws::draws;
    use gainsay_model::{Input, Workspace};

    use super::*;
    use crate::ledger::Ledger;

    /// Returns a workspace of claims about a few things of which some are parts of others, with predicates of all
    /// kinds.
    fn workspace(seed: u64) -> Workspace {
        let mut random = draws(seed);
        let lifts = if seed.is_multiple_of(3) { "whole: object\n" } else { "" };
        let mut text = format!(
            "source: s\ntitle: S\n---\npredicate: p0\nimplies: p1\n{lifts}---\npredicate: p1\nexcludes: p2\n---\npredicate: p2\nfunctional: true\n\
             ---\npredicate: p3\nonce: true\ntemporal: event\n---\npredicate: p4\nobject: number\nfunctional: true\n---\npredicate: p5\n\
             inverse-functional: true\ntemporal: timeless\n"
        );
        for i in 0..6 {
            let part_of = if i > 3 { format!("part-of: e{}\n", i - 3) } else { String::new() };
            text.push_str(&format!("---\nentity: e{i}\nname: E {i}\n{part_of}"));
        }
        for i in 0..30 {
            let predicate = random(6);
            let object = if predicate == 4 { random(4).to_string() } else { format!("e{}", random(6)) };
            let stance = ["affirms", "affirms", "affirms", "denies", "suggests"][random(5) as usize];
            text.push_str(&format!(
                "---\nclaim: c{i}\nby: e{}\n{stance}: e{} p{predicate} {object}\nsource: s\n",
                random(2),
                random(6)
            ));
            match random(6) {
                0 => {}
                1 => text.push_str(&format!("answers: c{}\n", random(30))),
                2 => text.push_str(&format!("said: 20{}-01-01\nutterance: u\n", 10 + random(40))),
                3 => text.push_str(&format!("when: {}/{}\n", 2000 + random(9), 2010 + random(9))),
                _ => text.push_str(&format!("when: {}-0{}-01\n", 2000 + random(20), 1 + random(3))),
            }
        }
        Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(text.into()) }])
    }

    #[test]
    fn some_conflict_where_two_of_them_do() {
        let mut many = 0;
        for seed in 0..20 {
            let workspace = workspace(seed);
            assert!(workspace.findings.is_empty(), "{:?}", workspace.findings);
            let ledger = Ledger::new(&workspace);
            let comparer = Comparer::new(&ledger);
            let all: Vec<ClaimId> = ledger.ids().collect();
            let conflict = |a: &ClaimId, b: &ClaimId| !comparer.conflicts(*a, *b).is_empty();
            // Each time there are as many claims as possible that do not conflict, and one of the others with them.
            for start in 0..all.len() {
                let mut quiet: Vec<ClaimId> = Vec::new();
                for id in all[start..].iter().chain(&all[..start]) {
                    if quiet.iter().all(|other| !conflict(id, other)) {
                        quiet.push(*id);
                    }
                }
                assert!(!any_conflict(&comparer, &quiet), "seed {seed}: {quiet:?}");
                for id in all.iter().filter(|id| !quiet.contains(id)) {
                    let some = [quiet.as_slice(), &[*id]].concat();
                    assert!(any_conflict(&comparer, &some), "seed {seed}: {some:?}");
                }
                many += usize::from(quiet.len() > FEW);
            }
        }
        assert!(many > 100, "{many}");
    }
}
