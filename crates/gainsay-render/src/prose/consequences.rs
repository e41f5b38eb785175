//! The effects of an edit on the conflicts, a line each.

use gainsay_diff::findings::AnyFinding;
use gainsay_diff::review::Review;

use super::{Naming, title, told};

/// The largest number of conflicts listed of each sort.
const TOLD: usize = 5;

/// Returns the conflicts and faults that an edit causes, ends or changes, the worst first; empty if there are none.
pub fn consequences(review: &Review) -> Vec<String> {
    let (before, after) = (Naming::new(&review.before.workspace), Naming::new(&review.after.workspace));
    let comparison = &review.comparison;
    let new: Vec<&AnyFinding> = review.faults.iter().chain(&comparison.introduced).chain(&comparison.rulings).collect();
    let mut lines = told_of("this brings", &after, &new);
    lines.extend(told_of("this changes", &after, &comparison.changed.iter().collect::<Vec<_>>()));
    lines.extend(told_of("this ends", &before, &comparison.resolved.iter().collect::<Vec<_>>()));
    lines
}

fn told_of(what: &str, naming: &Naming, findings: &[&AnyFinding]) -> Vec<String> {
    let line = |finding: &&AnyFinding| format!("{what} {}: {}", title(finding), told(naming, finding).message);
    let mut lines: Vec<String> = findings.iter().take(TOLD).map(line).collect();
    if findings.len() > TOLD {
        lines.push(format!("{what} {} more", findings.len() - TOLD));
    }
    lines
}
