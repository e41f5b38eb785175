//! A block of a text, cut into the lines of its parts: the fields of a mapping, or the members of a list.

use std::collections::HashSet;
use std::ops::Range;

use crate::yaml::Node;

/// A block mapping's or a block list's parts, in order.
#[derive(Clone, Debug)]
pub(super) struct Block<'t> {
    /// In what column its keys or dashes stand, from 0.
    pub column: usize,
    pub parts: Vec<Part<'t>>,
    /// Comments and empty lines behind the last part.
    pub below: &'t str,
}

/// A field or a member, with the lines that it has to itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'t> {
    /// Comments and empty lines above it.
    pub above: &'t str,
    /// Where these begin in the text.
    pub above_start: usize,
    /// From its key or dash to the end of its last line.
    pub body: &'t str,
    /// Where the body begins in the text.
    pub start: usize,
}

impl Part<'_> {
    /// Where the body ends in the text.
    pub(super) fn end(&self) -> usize {
        self.start + self.body.len()
    }
}

/// Cuts a region of a text into parts, of which each begins and ends where told. A region may begin in the middle of a line, if the first
/// part does so there.
///
/// None where parts share a line, or where something stands between them that is neither a comment nor an empty line.
pub(super) fn cut<'t>(text: &'t str, region: Range<usize>, marks: &[Range<usize>]) -> Option<Block<'t>> {
    let column = column_of(text, marks.first()?.start);
    let mut parts = Vec::with_capacity(marks.len());
    let mut from = region.start;
    for mark in marks {
        let line = line_start(text, mark.start).max(region.start);
        let end = line_end(text, mark.end.max(mark.start)).min(region.end);
        let above = text.get(from..line)?;
        let indent = text.get(line..mark.start)?;
        let is_first_inline = mark.start == region.start;
        let sound = is_quiet(above)
            && indent.bytes().all(|byte| byte == b' ')
            && (is_first_inline || indent.len() == column)
            && is_quiet(text.get(mark.end.max(mark.start)..end)?.trim_start().trim_start_matches(':'));
        if !sound {
            return None;
        }
        parts.push(Part { above, above_start: from, body: text.get(mark.start..end)?, start: mark.start });
        from = end;
    }
    let below = text.get(from..region.end).filter(|below| is_quiet(below))?;
    Some(Block { column, parts, below })
}

/// Where the dashes of a block list stand, one a member: `None` if they are not to be told by their column.
pub(super) fn dashes(text: &str, list: Range<usize>, members: usize) -> Option<Vec<usize>> {
    let column = column_of(text, list.start);
    let mut found = vec![list.start];
    let mut line = line_end(text, list.start);
    while line < list.end {
        let end = line_end(text, line);
        let rest = text.get(line..end)?;
        let indent = rest.len() - rest.trim_start_matches(' ').len();
        if indent == column && is_dash(rest.get(indent..)?) {
            found.push(line + indent);
        }
        line = end;
    }
    (found.len() == members && is_dash(text.get(list.start..)?)).then_some(found)
}

fn is_dash(rest: &str) -> bool {
    rest.strip_prefix('-').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n']))
}

/// The lines above a part in two: those that stand for themselves, and the comment that belongs to it.
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

/// What of the lines above a part comes along where it is put into another text: its comment, and one empty line before that.
pub(super) fn carried(above: &str) -> &str {
    let (gap, comment) = split_above(above);
    let empty = gap.split_inclusive('\n').next_back().filter(|line| line.trim().is_empty()).map_or(0, str::len);
    above.get(above.len() - comment.len() - empty..).unwrap_or(comment)
}

/// A body that stood in one column, for another, as whole lines; none if a line of it would lose more than white space.
pub(super) fn moved(body: &str, from: usize, to: usize) -> Option<String> {
    let mut lines = String::with_capacity(body.len() + to);
    for (i, line) in body.split_inclusive('\n').enumerate() {
        if i == 0 {
            lines.push_str(&" ".repeat(to));
            lines.push_str(line);
        } else if line.trim_start_matches(' ').trim_end_matches('\n').is_empty() || from == to {
            lines.push_str(line);
        } else {
            lines.push_str(&" ".repeat(to));
            let indent = line.len() - line.trim_start_matches(' ').len();
            lines.push_str(line.get(from..).filter(|_| indent >= from)?);
        }
    }
    Some(ended(lines))
}

/// Comments and empty lines, in a column.
pub(super) fn moved_above(above: &str, to: usize) -> String {
    let one = |line: &str| if line.trim().is_empty() { "\n".to_owned() } else { format!("{}{}\n", " ".repeat(to), line.trim()) };
    above.lines().map(one).collect()
}

/// Merges lines that hold nothing but comments: ours, and behind them each comment that theirs has added. Where only theirs has changed
/// them, they are as theirs has them.
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

/// Returns the comment at the end of the first line of a body, with the white space before it, or nothing where there is none. The body
/// runs to `end`, and its value follows a key or a dash that ends at `head`. None where the value goes on over the end of that line, so that
/// no comment may stand there.
pub(super) fn tail<'t>(text: &'t str, head: usize, end: usize, value: &Node) -> Option<&'t str> {
    let line = line_end(text, head).min(end);
    let span = value.span();
    let (start, close) = (span.start as usize, span.end as usize);
    if start < line && close > line {
        return None;
    }
    let from = if start < line { close.max(head) } else { head };
    let rest = text.get(from..line)?.trim_end_matches('\n');
    let hash = rest.match_indices('#').map(|(at, _)| at).find(|at| rest.get(..*at).is_some_and(|before| before.ends_with([' ', '\t'])));
    let code = rest.get(..hash.unwrap_or(rest.len()))?.trim_end();
    rest.get(code.len()..)
}

/// Puts the comment at the end of a first line as base, ours and theirs want it together: where both have changed it, ours stays. `host` is
/// the one that stands there.
pub(super) fn with_tail(lines: String, host: Option<&str>, [base, ours, theirs]: [Option<&str>; 3]) -> String {
    let (Some(host), Some(base), Some(ours), Some(theirs)) = (host, base, ours, theirs) else { return lines };
    let (b, o, t) = (base.trim(), ours.trim(), theirs.trim());
    // Without a space behind its `#` it is most likely a part of the value.
    let is_text = |tail: &str| tail.strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| !c.is_whitespace()));
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

/// With a line break at the end, unless there is nothing.
pub(super) fn ended(mut lines: String) -> String {
    if !lines.is_empty() && !lines.ends_with('\n') {
        lines.push('\n');
    }
    lines
}

/// Whether nothing but comments and empty lines stands there.
pub(super) fn is_quiet(text: &str) -> bool {
    text.lines().all(|line| matches!(line.trim_start().chars().next(), None | Some('#')))
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

/// Where the line of a byte ends, its line break included.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |found| at + found + 1)
}

fn column_of(text: &str, at: usize) -> usize {
    at - line_start(text, at).min(at)
}
