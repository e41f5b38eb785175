//! What a check finds, in words.

use gainsay_diff::findings::AnyFinding;
use gainsay_model::Workspace;
use gainsay_model::date::Day;
use gainsay_model::finding::Finding;

/// Puts findings into words.
pub fn told(findings: &[AnyFinding]) -> Vec<Finding> {
    findings.iter().map(|finding| gainsay_render::prose::told(finding).into_owned()).collect()
}

/// Returns all that a check of a workspace finds on a day, in words.
pub fn check(workspace: &Workspace, today: Day) -> Vec<Finding> {
    told(&gainsay_diff::check(workspace, today).findings)
}
