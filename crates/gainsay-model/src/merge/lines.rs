//! Merges texts line by line: the last resort, for texts that cannot be read as YAML or taken apart by their keys.

use similar::TextMerge;

use super::{Conflict, Merge, Options, Why, markers};

/// The most lines of a text that is compared line by line: where longer texts differ much, that takes too long.
const MOST_LINES: usize = 20_000;

/// Returns the texts merged line by line, and the reason. The result is never clean, since its meaning is not known.
pub(super) fn merge(base: &str, ours: &str, theirs: &str, options: &Options, why: String) -> Merge {
    let is_long = [base, ours, theirs].iter().any(|text| text.lines().count() > MOST_LINES);
    let text = if is_long { whole(ours, theirs, options) } else { by_lines(base, ours, theirs, options) };
    let conflict = |line| Conflict { record: String::new(), key: String::new(), why: Why::Lines, line };
    let conflicts = markers::lines(&text, options).into_iter().map(conflict).collect();
    Merge { text, conflicts, doubt: Some(why), ..Merge::default() }
}

fn by_lines(base: &str, ours: &str, theirs: &str, options: &Options) -> String {
    let mut merge = TextMerge::from_lines(base, ours, theirs);
    merge.conflict_marker_size(options.marker).labels("base", &options.ours, &options.theirs);
    merge.to_string()
}

/// Returns both texts whole, but for the lines with which both begin.
fn whole(ours: &str, theirs: &str, options: &Options) -> String {
    let same =
        ours.split_inclusive('\n').zip(theirs.split_inclusive('\n')).take_while(|(a, b)| a == b && a.ends_with('\n'));
    let head: usize = same.map(|(line, _)| line.len()).sum();
    let rest = |text: &str| crate::layout::ended(text.get(head..).unwrap_or_default().to_owned());
    format!("{}{}", ours.get(..head).unwrap_or_default(), markers::around(&rest(ours), &rest(theirs), options))
}
