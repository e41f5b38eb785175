//! The stream of pairs: every two claims that conflict, as the definitions give them, whatever the manifest says and whatever is ruled
//! upon.

use gainsay_model::Workspace;
use gainsay_model::date::Day;
use serde::Serialize;

use crate::clash::{About, Clash, Comparer, Mechanism};
use crate::conflicts::meetings::{Meet, meetings};
use crate::ledger::{ClaimId, Ledger, StatementId};
use crate::rules::PairRule;
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
    let (comparer, mut stream) = (Comparer::new(&ledger), Stream::default());
    every_clash(&comparer, |a, b, clash| stream.add(a, b, &clash));
    stream.written(&ledger, &Rulings::new(&ledger, today))
}

/// Pairs on their way into the stream.
#[derive(Default)]
pub struct Stream(Vec<(ClaimId, ClaimId, Mechanism, PairRule, bool)>);

impl Stream {
    /// Adds a pair.
    pub fn add(&mut self, a: ClaimId, b: ClaimId, clash: &Clash) {
        self.0.push((a.min(b), a.max(b), clash.candidate.mechanism, clash.rule, clash.certain));
    }

    /// The pairs, in the order of the stream: numbers of claims follow the byte order of their ids, and mechanisms that of their names.
    pub fn written(mut self, ledger: &Ledger, rulings: &Rulings) -> Vec<Pair> {
        self.0.sort_unstable();
        let write = |(a, b, mechanism, rule, certain): (ClaimId, ClaimId, Mechanism, PairRule, bool)| Pair {
            a: ledger.claim_text(a).to_owned(),
            b: ledger.claim_text(b).to_owned(),
            mechanism: mechanism.name(),
            rule: rule.name(),
            certain,
            ruled: rulings.covering(a, b).map(str::to_owned),
        };
        self.0.into_iter().map(write).collect()
    }
}

/// Calls `found` for every two claims that conflict, once a mechanism; of a denial the second denies.
pub fn every_clash(comparer: &Comparer, mut found: impl FnMut(ClaimId, ClaimId, Clash)) {
    meetings(comparer, |meet| clashes_of(comparer, &meet, &mut found));
}

/// Calls `found` for every two claims that conflict by what these statements say.
pub fn clashes_of(comparer: &Comparer, meet: &Meet, found: &mut impl FnMut(ClaimId, ClaimId, Clash)) {
    for (i, a) in meet.a.iter().enumerate() {
        // A statement alone with itself is told by its claims.
        let from = if meet.among && meet.a.len() > 1 { i + 1 } else { 0 };
        for b in &meet.b[from..] {
            let two = if meet.among { comparer.ledger.in_order(*a, *b) } else { (*a, *b) };
            clashes_of_two(comparer, two, meet, found);
        }
    }
}

fn clashes_of_two(comparer: &Comparer, (a, b): (StatementId, StatementId), meet: &Meet, found: &mut impl FnMut(ClaimId, ClaimId, Clash)) {
    let ledger = comparer.ledger;
    let (first, second) = (ledger.affirming(a), if meet.denied { ledger.denying(b) } else { ledger.affirming(b) });
    if first.is_empty() || second.is_empty() {
        return;
    }
    let (s, t) = (ledger.statement_of(a), ledger.statement_of(b));
    // Who writes the same `when` gives one time.
    let when = |id: &ClaimId| ledger.claim(*id).when;
    if meet.about == About::Times && first.iter().chain(second).all(|id| when(id) == when(&first[0])) {
        return;
    }
    // How far parts come up takes longer to find out than that no two claims are of one time.
    if meet.about != About::Times && (s.own || t.own) && !first.iter().any(|x| second.iter().any(|y| comparer.may_meet(*x, *y))) {
        return;
    }
    let candidates = comparer.candidates_about(meet.about, s, t, meet.denied);
    if candidates.is_empty() {
        return;
    }
    for (i, &x) in first.iter().enumerate() {
        // Of one statement with itself each pair once.
        let from = if a == b && !meet.denied { i + 1 } else { 0 };
        for &y in &second[from..] {
            if meet.about == About::Times && when(&x) == when(&y) {
                continue;
            }
            let Ok(pairing) = comparer.pairing(x, y) else { continue };
            for same in candidates.chunk_by(|c, d| c.mechanism == d.mechanism) {
                if let Some(clash) = comparer.judge(x, y, &pairing, same) {
                    found(x, y, clash);
                }
            }
        }
    }
}
