//! The selection of findings, and their order.

use std::cmp::Reverse;

use gainsay_diff::Outcome;
use gainsay_diff::baseline::Baseline;
use gainsay_diff::findings::AnyFinding;
use gainsay_diff::fingerprint::fingerprints;
use gainsay_model::Workspace;
use gainsay_model::date::Day;
use gainsay_model::finding::Level;
use gainsay_model::schema::Kind;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::location::Locations;

/// Filters for findings, and their order. A finding is selected if it matches every filter that is given.
#[derive(Default)]
pub struct FindingFilters<'w> {
    /// The rules or mechanisms, one of which must be that of the finding; any if there are none.
    pub rules: &'w [String],
    /// The lowest level of a finding.
    pub level: Option<Level>,
    /// Says whether conflicts must be certain. Findings that are no conflicts always are.
    pub certain: bool,
    /// The ids of claims, one of which must be in the finding.
    pub claims: Option<FxHashSet<&'w str>>,
    /// The known findings, which are left out.
    pub baseline: Option<&'w Baseline>,
    /// The order.
    pub order: Order,
}

/// The order in which findings are shown.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Order {
    /// The worst first.
    #[default]
    Level,
    /// By file and line.
    Place,
    /// By the latest day on which one of the claims was said, the newest first; findings without a day last.
    Date,
}

/// The selected findings.
pub struct Selection {
    /// The indices of the findings, in the order asked for.
    pub findings: Vec<usize>,
    /// The number of findings that would count and were not selected.
    pub left_out: usize,
    /// The effect of the baseline, if there is one.
    pub baseline: Option<BaselineUse>,
}

/// The effect of a baseline on a check.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BaselineUse {
    /// The number of findings that it left out.
    pub known: usize,
    /// The number of its entries that are no finding any more.
    pub stale: usize,
}

impl Selection {
    /// Selects every finding, in the order in which they were found.
    pub fn all(outcome: &Outcome) -> Selection {
        Selection { findings: (0..outcome.findings.len()).collect(), left_out: 0, baseline: None }
    }

    /// Selects the findings that match the filters.
    pub fn of(wanted: &FindingFilters, workspace: &Workspace, locations: &Locations, outcome: &Outcome) -> Selection {
        let mut selected = Selection::all(outcome);
        if let Some(baseline) = wanted.baseline {
            let mut left = baseline.clone();
            let fingerprints = fingerprints(workspace, &outcome.findings);
            let is_known =
                |index: &usize| fingerprints.get(*index).is_some_and(|fingerprint| baseline.has(fingerprint));
            let before = selected.findings.len();
            selected.findings.retain(|index| !is_known(index));
            let found: FxHashSet<&str> = fingerprints.iter().map(String::as_str).collect();
            let stale = left.prune(|fingerprint| found.contains(fingerprint));
            selected.baseline = Some(BaselineUse { known: before - selected.findings.len(), stale });
        }
        let finding = |index: usize| outcome.findings.get(index);
        let (fitting, others): (Vec<usize>, Vec<usize>) =
            selected.findings.iter().partition(|index| finding(**index).is_some_and(|finding| wanted.fits(finding)));
        let counts = |finding: &AnyFinding| finding.ruled().is_none() && !finding.is_note();
        selected.left_out = others.into_iter().filter_map(finding).filter(|finding| counts(finding)).count();
        selected.findings = fitting;
        match wanted.order {
            Order::Level => {}
            Order::Place => selected.findings.sort_by_cached_key(|index| {
                let route = finding(*index).and_then(AnyFinding::first_route);
                route.map(|route| locations.find(route)).map(|place| (place.file.to_owned(), place.start))
            }),
            Order::Date => {
                let days = days_said(workspace);
                selected
                    .findings
                    .sort_by_cached_key(|index| Reverse(finding(*index).and_then(|f| last_said(f, &days))));
            }
        }
        selected
    }
}

impl FindingFilters<'_> {
    fn fits(&self, finding: &AnyFinding) -> bool {
        let conflict = finding.conflict();
        let of_conflict = conflict.map(|conflict| {
            std::iter::once(conflict.mechanism.name()).chain(conflict.other_rules.iter().map(|rule| rule.name()))
        });
        let mut names = std::iter::once(finding.rule()).chain(of_conflict.into_iter().flatten());
        let is_claim =
            |ids: &FxHashSet<&str>| finding.records().any(|(kind, id)| kind == Kind::Claim && ids.contains(id));
        (self.rules.is_empty() || names.any(|name| self.rules.iter().any(|rule| rule == name)))
            && self.level.is_none_or(|level| finding.level() >= level)
            && (!self.certain || conflict.is_none_or(|conflict| conflict.certain))
            && self.claims.as_ref().is_none_or(is_claim)
    }
}

/// Returns the last day on which each claim can have been said, if a date says so.
fn days_said(workspace: &Workspace) -> FxHashMap<&str, Day> {
    let claims = workspace.records.claims.iter();
    claims.filter_map(|claim| Some((workspace.text(claim.id?), workspace.date(claim.said?).span().last))).collect()
}

fn last_said(finding: &AnyFinding, days: &FxHashMap<&str, Day>) -> Option<Day> {
    let claims = finding.records().filter(|(kind, _)| *kind == Kind::Claim);
    claims.filter_map(|(_, id)| days.get(id).copied()).max()
}
