//! Conflicts of single claims, and rulings, as `show` lists them.

use std::rc::Rc;

use gainsay_diff::clash::{Clash, Comparer};
use gainsay_diff::explain::sets::contested;
use gainsay_diff::ledger::ClaimId;
use gainsay_diff::rulings::Rulings;
use gainsay_diff::set_conflict::{SetClaims, SetConflict};
use gainsay_diff::sets::within;
use gainsay_model::Workspace;
use gainsay_model::record::{Ruling, Verdict};
use rustc_hash::FxHashMap;
use serde::{Serialize, Serializer};

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
    pub(crate) with: Others<'w>,
    /// The numbers of reports and of origins of the other claims.
    #[serde(flatten)]
    pub(crate) reports: Reports,
    /// The ruling that covers it.
    pub(crate) ruled: Option<&'w str>,
}

/// The other claims of a conflict. Those of a set are spelled out where they are written, since a claim may be in very
/// many sets of very many claims.
pub enum Others<'w> {
    /// The ids of claims.
    Listed(Vec<&'w str>),
    /// The claims of a set without one of them, and the ids of all claims by number.
    OfSet(SetClaims, Option<ClaimId>, Rc<[&'w str]>),
}

impl<'w> Others<'w> {
    /// Returns the number of claims.
    pub fn len(&self) -> usize {
        match self {
            Others::Listed(ids) => ids.len(),
            Others::OfSet(claims, without, _) => claims.len() - usize::from(without.is_some()),
        }
    }

    /// Iterates over the ids of the claims.
    pub fn iter(&self) -> Box<dyn Iterator<Item = &'w str> + '_> {
        match self {
            Others::Listed(ids) => Box::new(ids.iter().copied()),
            Others::OfSet(claims, without, ids) => {
                let others = claims.sorted().filter(move |claim| Some(*claim) != *without);
                Box::new(others.filter_map(|claim| ids.get(claim.0 as usize).copied()))
            }
        }
    }
}

impl Serialize for Others<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// Returns the conflicts of a claim with any other, as many as are shown, and the number of the rest; conflicts that are
/// alike are one entry.
pub fn conflicts_of<'w>(ground: &Ground<'_, 'w>, claim: ClaimId) -> (Vec<Conflict<'w>>, usize) {
    /// A conflict of which little is known yet.
    enum Known<'s, 'w> {
        Pairs(Conflict<'w>),
        Set(&'s SetConflict, Option<&'w str>),
    }
    let sets = ground.comparer.sets().iter().filter(|set| set.claims.has(claim));
    let sets = sets.map(|set| Known::Set(set, ground.rulings.covering_set(&set.claims)));
    let mut known: Vec<Known> = of_pairs(ground, claim).into_iter().map(Known::Pairs).chain(sets).collect();
    // Open conflicts come first, and among them the certain ones.
    known.sort_by_key(|known| match known {
        Known::Pairs(conflict) => (conflict.ruled.is_some(), !conflict.certain),
        Known::Set(set, ruled) => (ruled.is_some(), !set.certain),
    });
    let more = known.len().saturating_sub(ground.most_conflicts);
    known.truncate(ground.most_conflicts);
    let ids = ids(ground.comparer);
    let told = known.into_iter().map(|known| match known {
        Known::Pairs(conflict) => conflict,
        Known::Set(set, ruled) => of_set(ground, (set, ruled), Some(claim), &ids),
    });
    (told.map(|conflict| conflict.with_reports(ground.workspace)).collect(), more)
}

/// Returns the ids of all claims that take part, by number.
fn ids<'w>(comparer: &Comparer<'_, 'w>) -> Rc<[&'w str]> {
    comparer.ledger.ids().map(|claim| comparer.ledger.claim_text(claim)).collect()
}

/// Returns the conflicts of a claim with single others; those that are alike are one entry.
fn of_pairs<'w>(ground: &Ground<'_, 'w>, claim: ClaimId) -> Vec<Conflict<'w>> {
    let mut conflicts: Vec<(Conflict<'w>, Vec<&'w str>)> = Vec::new();
    let mut alike: FxHashMap<(&str, &str, bool, Option<&str>, String), usize> = FxHashMap::default();
    for other in ground.comparer.ledger.ids().filter(|other| *other != claim) {
        for clash in ground.comparer.conflicts(claim, other) {
            let conflict = conflict(ground.comparer, ground.rulings, claim, other, &clash);
            let Conflict { rule, mechanism, certain, ruled, .. } = conflict;
            let number =
                *alike.entry((rule, mechanism, certain, ruled, conflict.contested.clone())).or_insert_with(|| {
                    conflicts.push((conflict, Vec::new()));
                    conflicts.len() - 1
                });
            conflicts[number].1.push(ground.comparer.ledger.claim_text(other));
        }
    }
    conflicts.into_iter().map(|(conflict, with)| Conflict { with: Others::Listed(with), ..conflict }).collect()
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
        with: Others::Listed(vec![ledger.claim_text(b)]),
        reports: Reports::default(),
        ruled: rulings.covering(a, b),
    }
}

impl Conflict<'_> {
    /// Counts the reports of the other claims.
    fn with_reports(self, workspace: &Workspace) -> Self {
        let source = |id: &str| workspace.claim_with_id(id)?.source;
        let reports = Reports::of(workspace, self.with.iter().filter_map(source));
        Conflict { reports, ..self }
    }
}

/// Returns the conflicts among some claims, pair by pair.
pub fn conflicts_among<'w>(ground: &Ground<'_, 'w>, claims: &[ClaimId]) -> Vec<Conflict<'w>> {
    let mut conflicts = Vec::new();
    for (i, a) in claims.iter().enumerate() {
        for b in claims.iter().skip(i + 1) {
            for clash in ground.comparer.conflicts(*a, *b) {
                let conflict = conflict(ground.comparer, ground.rulings, *a, *b, &clash);
                let both = [*a, *b].map(|claim| ground.comparer.ledger.claim_text(claim));
                conflicts.push(Conflict { with: Others::Listed(both.to_vec()), ..conflict });
            }
        }
    }
    let mut sorted = claims.to_vec();
    sorted.sort_unstable();
    let ids = ids(ground.comparer);
    let ruled = |set: &SetConflict| ground.rulings.covering_set(&set.claims);
    let sets = within(ground.comparer.sets(), &sorted);
    conflicts.extend(sets.map(|set| of_set(ground, (set, ruled(set)), None, &ids)));
    conflicts.into_iter().map(|conflict| conflict.with_reports(ground.workspace)).collect()
}

/// Returns a conflict of a set of claims, with all of them, or all but one.
fn of_set<'w>(
    ground: &Ground<'_, 'w>,
    (set, ruled): (&SetConflict, Option<&'w str>),
    without: Option<ClaimId>,
    ids: &Rc<[&'w str]>,
) -> Conflict<'w> {
    Conflict {
        rule: set.rule.name(),
        mechanism: set.mechanism.name(),
        certain: set.certain,
        contested: contested(ground.comparer, set),
        with: Others::OfSet(set.claims.clone(), without, Rc::clone(ids)),
        reports: Reports::default(),
        ruled,
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
