//! Moves the lines of fields and members from one text into another.

use std::collections::HashSet;

use crate::layout::ended;

/// Splits the lines above a part into those that stand for themselves and the comment that belongs to the part.
pub(super) fn split_above(above: &str) -> (&str, &str) {
    let mut at = above.len();
    for line in above.split_inclusive('\n').rev() {
        if !line.trim_start().starts_with('#') {
            break;
        }
        at -= line.len();
    }
    above.split_at_checked(at).unwrap_or((above, ""))
}

/// Returns the lines above a part that move with it into another text: its comment, and one empty line before that.
pub(super) fn carried(above: &str) -> &str {
    let (gap, comment) = split_above(above);
    let empty = gap.split_inclusive('\n').next_back().filter(|line| line.trim().is_empty()).map_or(0, str::len);
    above.get(above.len() - comment.len() - empty..).unwrap_or(comment)
}

/// Returns comments and empty lines moved to a column.
pub(super) fn moved_above(above: &str, to: usize) -> String {
    let one = |line: &str| {
        if line.trim().is_empty() { "\n".to_owned() } else { format!("{}{}\n", " ".repeat(to), line.trim()) }
    };
    above.lines().map(one).collect()
}

/// Merges lines of comments: those of ours, and behind them each comment that theirs has added. Where only theirs has
/// changed the lines, they are those of theirs.
pub(super) fn merged_above(base: Option<&str>, ours: &str, theirs: &str, column: usize) -> String {
    let lines = |text: &str| -> Vec<String> { text.lines().map(|line| line.trim().to_owned()).collect() };
    let (b, o, t) = (base.map(lines), lines(ours), lines(theirs));
    if o == t {
        return ours.to_owned();
    }
    if b.as_ref() == Some(&o) {
        return moved_above(theirs, column);
    }
    let known: HashSet<&String> = o.iter().chain(b.iter().flatten()).collect();
    let is_new = |line: &&String| !line.is_empty() && !known.contains(line);
    let added: String = t.iter().filter(is_new).map(|line| format!("{line}\n")).collect();
    ended(ours.to_owned()) + &moved_above(&added, column)
}

/// Puts the comment at the end of a first line that base, ours and theirs give together: where both sides have changed
/// it, that of ours stays. `host` is the comment that stands there.
pub(super) fn with_tail(lines: String, host: Option<&str>, [base, ours, theirs]: [Option<&str>; 3]) -> String {
    let (Some(host), Some(base), Some(ours), Some(theirs)) = (host, base, ours, theirs) else { return lines };
    let (b, o, t) = (base.trim(), ours.trim(), theirs.trim());
    // A `#` without a space behind it is most likely a part of the value.
    let is_text =
        |tail: &str| tail.strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| !c.is_whitespace()));
    if [b, o, t].into_iter().any(is_text) {
        return lines;
    }
    let wanted = if t != b && (o == b || o.is_empty()) { theirs } else { ours }.trim_end();
    let (first, rest) = lines.split_once('\n').unwrap_or((&lines, ""));
    match first.trim_end().strip_suffix(host.trim_end()) {
        Some(code) if wanted != host.trim_end() => format!("{code}{wanted}\n{rest}"),
        _ => lines,
    }
}
