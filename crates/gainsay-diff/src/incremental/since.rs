//! Finds the new findings in the check of a workspace, compared with an earlier state: the step goes back, and the
//! findings that it removes are the new ones.

use gainsay_model::Workspace;
use gainsay_model::date::Day;
use rustc_hash::FxHashSet;

use super::step::{EditStep, StepResult};
use super::{FileEdit, Lookup};
use crate::check::Asked;
use crate::compare::{Comparison, Count, News, PairChanges, compare_edited, news};
use crate::outcome::Outcome;

/// Returns the new findings in the check of a workspace on a day, which was asked for some, and every pair that is not
/// kept, given the files that differ in an earlier state, as they were then.
///
/// # Errors
///
/// Returns the given check where everything has to be compared; the workspace is then as it was.
pub fn since(
    workspace: &mut Workspace,
    is: Outcome,
    lookup: Lookup,
    earlier: Vec<FileEdit>,
    asked: (Day, Asked),
) -> Result<(News, PairChanges), Outcome> {
    let (claims, files) = (workspace.records.claims.len(), workspace.files.len());
    let found = match back(workspace, &is, lookup, earlier, asked) {
        // The findings in a removed file still name it.
        Some((was, comparison)) => Ok((news((workspace, &was), (workspace, is), &comparison), comparison.pairs)),
        None => Err(is),
    };
    workspace.records.claims.truncate(claims);
    workspace.files.truncate(files);
    found
}

/// Returns the check of the earlier state, in no order and without its numbers, and the comparison of both as far as
/// they differ.
fn back(
    workspace: &mut Workspace,
    is: &Outcome,
    mut lookup: Lookup,
    earlier: Vec<FileEdit>,
    asked: (Day, Asked),
) -> Option<(Outcome, Comparison)> {
    let paths: FxHashSet<String> = earlier.iter().map(|edit| edit.path.clone()).collect();
    let faulty: FxHashSet<u32> =
        workspace.findings.iter().flat_map(|f| &f.labels).map(|label| label.route.file()).collect();
    let faults = |workspace: &Workspace, file: u32| {
        if faulty.contains(&file) { workspace.faults_of(file) } else { Some(Vec::new()) }
    };
    let mut step = EditStep::read(workspace, &mut lookup, earlier, faults)?;
    if !step.others.is_empty() {
        return None;
    }
    let parts = step.parts(workspace, &lookup, Some(&is.findings))?;
    let claims = step.gone.iter().chain(&step.new).map(|i| &workspace.records.claims[*i as usize]);
    let edited: FxHashSet<String> =
        claims.filter_map(|claim| claim.id).map(|id| workspace.text(id).to_owned()).collect();
    let StepResult { mut left, new, .. } = step.follow(workspace, &parts, is.findings.clone(), asked)?;
    left.extend(new);
    let [now, then] = parts;
    let mut comparison = compare_edited(&then.workspace, &now.workspace, Some(&edited), Count::Compared, asked.0);
    now.lead(&mut comparison.introduced);
    now.lead(&mut comparison.changed);
    now.lead(&mut comparison.rulings);
    comparison.point_at(workspace, &|path| paths.contains(path));
    Some((Outcome { findings: left, summary: is.summary.clone() }, comparison))
}
