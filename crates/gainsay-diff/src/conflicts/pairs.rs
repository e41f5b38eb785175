//! The stream of pairs: every two claims that conflict, as the definitions give them, whatever the manifest says and whatever is ruled
//! upon.

use gainsay_model::Workspace;
use gainsay_model::date::Day;
use serde::Serialize;

use crate::clash::{Clash, Comparer, Mechanism};
use crate::conflicts::meetings::{Meet, Voices, meetings, voices};
use crate::ledger::{ClaimId, Ledger, StatementId};
use crate::rulings::Rulings;

/// A pair of the stream; its JSON is a line of `check --output pairs`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Pair {
    /// The first claim, in byte order.
    pub a: String,
    /// The second.
    pub b: String,
    /// How they clash.
    pub mechanism: &'static str,
    /// Who conflicts with whom.
    pub rule: &'static str,
    /// Certain, or only possible.
    pub certain: bool,
    /// The first ruling by name that covers both and is not stale.
    pub ruled: Option<String>,
}

/// All pairs of a workspace, in the order of the stream.
pub fn pairs(workspace: &Workspace, today: Day) -> Vec<Pair> {
    let ledger = Ledger::new(workspace);
    stream(&Comparer::new(&ledger), &Rulings::new(&ledger, today), &voices(&ledger))
}

/// The same, of a ledger at hand.
pub fn stream(comparer: &Comparer, rulings: &Rulings, voices: &[Voices]) -> Vec<Pair> {
    let ledger = comparer.ledger;
    let mut found: Vec<((ClaimId, ClaimId, Mechanism), Clash)> = Vec::new();
    every_clash(comparer, voices, |a, b, clash| found.push(((a.min(b), a.max(b), clash.candidate.mechanism), clash)));
    // Numbers of claims follow the byte order of their ids, and mechanisms that of their names.
    found.sort_unstable_by_key(|(key, _)| *key);
    let write = |((a, b, mechanism), clash): ((ClaimId, ClaimId, Mechanism), Clash)| Pair {
        a: ledger.claim_text(a).to_owned(),
        b: ledger.claim_text(b).to_owned(),
        mechanism: mechanism.name(),
        rule: clash.rule.name(),
        certain: clash.certain,
        ruled: rulings.covering(a, b).map(str::to_owned),
    };
    found.into_iter().map(write).collect()
}

/// Calls `found` for every two claims that conflict, once a mechanism; of a denial the second denies.
pub fn every_clash(comparer: &Comparer, voices: &[Voices], mut found: impl FnMut(ClaimId, ClaimId, Clash)) {
    meetings(comparer, voices, |meet| clashes_of(comparer, voices, meet, &mut found));
}

/// Calls `found` for every two claims that conflict by what these statements say.
pub fn clashes_of(comparer: &Comparer, voices: &[Voices], meet: Meet, found: &mut impl FnMut(ClaimId, ClaimId, Clash)) {
    for (i, a) in meet.a.iter().enumerate() {
        // A statement alone with itself is told by its claims.
        let from = if meet.among && meet.a.len() > 1 { i + 1 } else { 0 };
        for b in &meet.b[from..] {
            clashes_of_two(comparer, voices, (*a, *b), &meet, found);
        }
    }
}

fn clashes_of_two(
    comparer: &Comparer,
    voices: &[Voices],
    (a, b): (StatementId, StatementId),
    meet: &Meet,
    found: &mut impl FnMut(ClaimId, ClaimId, Clash),
) {
    let first = &voices[a.0 as usize].positive;
    let second = &voices[b.0 as usize];
    let second = if meet.denied { &second.negative } else { &second.positive };
    if first.is_empty() || second.is_empty() {
        return;
    }
    let ledger = comparer.ledger;
    let mut candidates = comparer.candidates(ledger.statement_of(a), ledger.statement_of(b), meet.denied);
    candidates.retain(|c| meet.about.covers(c.mechanism));
    if candidates.is_empty() {
        return;
    }
    for (i, &x) in first.iter().enumerate() {
        // Of one statement with itself each pair once.
        let from = if a == b && !meet.denied { i + 1 } else { 0 };
        for &y in &second[from..] {
            let Ok(pairing) = comparer.pairing(x, y) else { continue };
            for same in candidates.chunk_by(|c, d| c.mechanism == d.mechanism) {
                if let Some(clash) = comparer.judge(x, y, &pairing, same) {
                    found(x, y, clash);
                }
            }
        }
    }
}
