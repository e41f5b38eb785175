//! The findings of a check, in words.

use gainsay_diff::findings::AnyFinding;
use gainsay_model::Workspace;
use gainsay_model::date::Day;
use gainsay_model::finding::Finding;

/// Puts findings of a workspace into words, with records called by their ids.
pub fn told(workspace: &Workspace, findings: &[AnyFinding]) -> Vec<Finding> {
    let naming = gainsay_render::prose::Naming::by_ids(workspace);
    findings.iter().map(|finding| gainsay_render::prose::told(&naming, finding).into_owned()).collect()
}

/// Returns all findings of a check of a workspace on a day, in words.
pub fn check(workspace: &Workspace, today: Day) -> Vec<Finding> {
    told(workspace, &gainsay_diff::check(workspace, today).findings)
}
