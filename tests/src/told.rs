//! The findings of a check, in words.

use std::collections::{BTreeMap, BTreeSet};

use gainsay_diff::Outcome;
use gainsay_diff::findings::{AnyFinding, Conflict};
use gainsay_model::Workspace;
use gainsay_model::date::Day;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::schema::Kind;

/// Puts findings of a workspace into words, with records called by their ids. A conflict has its claims.
pub fn told(workspace: &Workspace, findings: &[AnyFinding]) -> Vec<Finding> {
    let naming = gainsay_render::prose::Naming::by_ids(workspace);
    let with_claims = |any: &AnyFinding| {
        let finding = gainsay_render::prose::told(&naming, any).into_owned();
        any.conflict().into_iter().flat_map(Conflict::claims).fold(finding, |told, id| told.of(Kind::Claim, id))
    };
    findings.iter().map(with_claims).collect()
}

/// Returns all findings of a check of a workspace on a day, in words.
pub fn check(workspace: &Workspace, today: Day) -> Vec<Finding> {
    told(workspace, &gainsay_diff::check(workspace, today).findings)
}

/// Returns everything that was found, by the files that it shows: with bytes in the place of routes.
pub fn shown(workspace: &Workspace, outcome: &Outcome) -> BTreeMap<String, Vec<String>> {
    let place = |route: Route| {
        let span = workspace.span(route);
        format!("{} {}..{}", workspace.files[route.file() as usize].path, span.start, span.end)
    };
    let mut by_file: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in told(workspace, &outcome.findings) {
        let Finding { rule, level, certain, records, message, help, ruled, key, .. } = &finding;
        let labels: Vec<_> = finding.labels.iter().map(|label| (place(label.route), &label.text)).collect();
        let because: Vec<_> = finding.because.iter().map(|reason| (reason.route.map(place), &reason.text)).collect();
        let line = format!("{message} {:?} {labels:?} {because:?}", (rule, level, certain, records, help, ruled, key));
        let files: BTreeSet<u32> = finding.labels.iter().map(|label| label.route.file()).collect();
        for file in files {
            by_file.entry(workspace.files[file as usize].path.clone()).or_default().push(line.clone());
        }
    }
    by_file
}

/// Returns the findings in order and the numbers.
pub fn all(workspace: &Workspace, outcome: &Outcome) -> String {
    let told = told(workspace, &outcome.findings);
    let lines: String = told.iter().map(|finding| format!("{} {}\n", finding.rule, finding.message)).collect();
    format!("{lines}{:?}", outcome.summary)
}
