//! The effects of an edit on the conflicts, a line each.

use gainsay_diff::findings::AnyFinding;
use gainsay_diff::review::Review;
use rustc_hash::FxHashMap;

use super::{Naming, brief, title};

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
    drop_common(&mut brought, &mut ended);
    let mut lines = told_of("this brings", &brought);
    lines.extend(told_of("this changes", &sentences(&after, comparison.changed.iter())));
    lines.extend(told_of("this ends", &ended));
    lines
}

fn sentences<'f>(naming: &Naming, findings: impl IntoIterator<Item = &'f AnyFinding>) -> Vec<String> {
    findings.into_iter().map(|finding| format!("{}: {}", title(finding), brief(naming, finding).message)).collect()
}

/// Drops the sentences that both lists have, the first ones, each as often as both have it.
fn drop_common(one: &mut Vec<String>, other: &mut Vec<String>) {
    let counts = |list: &[String]| {
        let mut counts: FxHashMap<String, usize> = FxHashMap::default();
        list.iter().for_each(|sentence| *counts.entry(sentence.clone()).or_default() += 1);
        counts
    };
    let (mut common, of_other) = (counts(one), counts(other));
    common.iter_mut().for_each(|(sentence, count)| *count = (*count).min(of_other.get(sentence).map_or(0, |n| *n)));
    for list in [one, other] {
        let mut left = common.clone();
        list.retain(|sentence| match left.get_mut(sentence) {
            Some(count @ 1..) => {
                *count -= 1;
                false
            }
            _ => true,
        });
    }
}

fn told_of(what: &str, sentences: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = sentences.iter().take(TOLD).map(|sentence| format!("{what} {sentence}")).collect();
    if sentences.len() > TOLD {
        lines.push(format!("{what} {} more", sentences.len() - TOLD));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_lists_have_in_common_is_dropped_from_both() {
        let list = |text: &str| text.chars().map(String::from).collect::<Vec<_>>();
        for (one, other, left) in [
            ("abc", "", ["abc", ""]),
            ("abc", "xbz", ["ac", "xz"]),
            ("abab", "aab", ["b", ""]),
            ("bacaa", "aca", ["ba", ""]),
            ("a", "aaaa", ["", "aaa"]),
        ] {
            let (mut one, mut other) = (list(one), list(other));
            drop_common(&mut one, &mut other);
            assert_eq!([one.concat(), other.concat()], left);
        }
    }
}
