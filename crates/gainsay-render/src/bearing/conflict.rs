//! Conflicts of single claims, and rulings, as `show` lists them.

use gainsay_diff::clash::{Clash, Comparer};
use gainsay_diff::explain::sets::contested;
use gainsay_diff::ledger::ClaimId;
use gainsay_diff::rulings::Rulings;
use gainsay_diff::set_conflict::SetConflict;
use gainsay_diff::sets::within;
use gainsay_model::Workspace;
use gainsay_model::record::{Ruling, Verdict};
use serde::Serialize;

use super::Ground;
use crate::prose::origins::Reports;

/// Claims that conflict in the same way with one claim, or with each other.
#[derive(Serialize)]
pub struct Conflict<'w> {
    /// The name of the rule.
    pub(crate) rule: &'static str,
    /// The name of the mechanism.
    pub(crate) mechanism: &'static str,
    /// Says whether the conflict is certain or only possible.
    pub(crate) certain: bool,
    /// The contested statement.
    pub(crate) contested: String,
    /// The other claims.
    pub(crate) with: Vec<&'w str>,
    /// The numbers of reports and of origins of the other claims.
    #[serde(flatten)]
    pub(crate) reports: Reports,
    /// The ruling that covers it.
    pub(crate) ruled: Option<&'w str>,
}

/// Returns the conflicts of a claim with any other; conflicts that are alike are one entry.
pub fn conflicts_of<'w>(ground: &Ground<'_, 'w>, claim: ClaimId) -> Vec<Conflict<'w>> {
    let ledger = ground.comparer.ledger;
    let mut conflicts: Vec<Conflict<'w>> = Vec::new();
    for other in ledger.ids().filter(|other| *other != claim) {
        for clash in ground.comparer.conflicts(claim, other) {
            let conflict = conflict(ground.comparer, ground.rulings, claim, other, &clash);
            match conflicts.iter_mut().find(|known| known.is_like(&conflict)) {
                Some(known) => known.with.extend(conflict.with),
                None => conflicts.push(conflict),
            }
        }
    }
    let sets = ground.comparer.sets().iter().filter(|set| set.claims.has(claim));
    conflicts.extend(sets.map(|set| of_set(ground, set, Some(claim))));
    conflicts.iter_mut().for_each(|conflict| conflict.count_reports(ledger.workspace));
    // Open conflicts come first, and among them the certain ones.
    conflicts.sort_by_key(|conflict| (conflict.ruled.is_some(), !conflict.certain));
    conflicts
}

/// Returns a conflict of two claims; the second is listed as the other one.
fn conflict<'w>(
    comparer: &Comparer<'_, 'w>,
    rulings: &Rulings<'w>,
    a: ClaimId,
    b: ClaimId,
    clash: &Clash,
) -> Conflict<'w> {
    let ledger = comparer.ledger;
    let statement = |id: ClaimId| ledger.statement_of(ledger.claim(id).statement);
    // A clash names the affirming claim first.
    let (one, other) = if ledger.claim(a).stance.positive() { (a, b) } else { (b, a) };
    Conflict {
        rule: clash.rule.name(),
        mechanism: clash.candidate.mechanism.name(),
        certain: clash.certain,
        contested: comparer.contested(statement(one), statement(other), &clash.candidate),
        with: vec![ledger.claim_text(b)],
        reports: Reports::default(),
        ruled: rulings.covering(a, b),
    }
}

impl Conflict<'_> {
    /// Counts the reports of the other claims.
    fn count_reports(&mut self, workspace: &Workspace) {
        let source = |id: &&str| workspace.claim_with_id(id)?.source;
        self.reports = Reports::of(workspace, self.with.iter().filter_map(source));
    }

    fn is_like(&self, other: &Conflict) -> bool {
        let key = |conflict: &Conflict<'_>| {
            (conflict.rule, conflict.mechanism, conflict.certain, conflict.ruled.map(str::to_owned))
        };
        key(self) == key(other) && self.contested == other.contested
    }
}

/// Returns the conflicts among some claims, pair by pair.
pub fn conflicts_among<'w>(ground: &Ground<'_, 'w>, claims: &[ClaimId]) -> Vec<Conflict<'w>> {
    let mut conflicts = Vec::new();
    for (i, a) in claims.iter().enumerate() {
        for b in claims.iter().skip(i + 1) {
            for clash in ground.comparer.conflicts(*a, *b) {
                let mut conflict = conflict(ground.comparer, ground.rulings, *a, *b, &clash);
                conflict.with.insert(0, ground.comparer.ledger.claim_text(*a));
                conflicts.push(conflict);
            }
        }
    }
    let mut sorted = claims.to_vec();
    sorted.sort_unstable();
    conflicts.extend(within(ground.comparer.sets(), &sorted).map(|set| of_set(ground, set, None)));
    conflicts.iter_mut().for_each(|conflict| conflict.count_reports(ground.workspace));
    conflicts
}

/// Returns a conflict of a set of claims, with all of them, or all but one.
fn of_set<'w>(ground: &Ground<'_, 'w>, set: &SetConflict, without: Option<ClaimId>) -> Conflict<'w> {
    let ledger = ground.comparer.ledger;
    let others = set.claims.sorted().filter(|claim| Some(*claim) != without);
    Conflict {
        rule: set.rule.name(),
        mechanism: set.mechanism.name(),
        certain: set.certain,
        contested: contested(ground.comparer, set),
        with: others.map(|claim| ledger.claim_text(claim)).collect(),
        reports: Reports::default(),
        ruled: ground.rulings.covering_set(&set.claims),
    }
}

/// Returns the reasons why a ruling no longer holds; empty if it does.
pub fn staleness(ground: &Ground, ruling: &str) -> Vec<String> {
    let stale = ground.rulings.stale(ground.workspace, ruling);
    stale.into_iter().flat_map(|finding| finding.labels).map(|label| label.text).collect()
}

/// Returns the verdict of a ruling, as it is written.
pub fn verdict(ground: &Ground, ruling: &Ruling) -> Option<String> {
    Some(match ruling.verdict? {
        Verdict::Open => "open".into(),
        Verdict::Explained => "explained".into(),
        Verdict::NotComparable => "not-comparable".into(),
        Verdict::ChangedPosition => "changed-position".into(),
        Verdict::ReportError => "report-error".into(),
        Verdict::Prefers(claim) => format!("prefers {}", ground.workspace.text(claim)),
    })
}
