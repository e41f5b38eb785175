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
    let mut brought = sentences(&after, new);
    let mut ended = sentences(&before, comparison.resolved.iter());
    // A claim that only has another id now stands in the same conflicts.
    ended.retain(|sentence| match brought.iter().position(|known| known == sentence) {
        Some(same) => {
            brought.remove(same);
            false
        }
        None => true,
    });
    let mut lines = told_of("this brings", &brought);
    lines.extend(told_of("this changes", &sentences(&after, comparison.changed.iter())));
    lines.extend(told_of("this ends", &ended));
    lines
}

fn sentences<'f>(naming: &Naming, findings: impl IntoIterator<Item = &'f AnyFinding>) -> Vec<String> {
    findings.into_iter().map(|finding| format!("{}: {}", title(finding), told(naming, finding).message)).collect()
}

fn told_of(what: &str, sentences: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = sentences.iter().take(TOLD).map(|sentence| format!("{what} {sentence}")).collect();
    if sentences.len() > TOLD {
        lines.push(format!("{what} {} more", sentences.len() - TOLD));
    }
    lines
}
