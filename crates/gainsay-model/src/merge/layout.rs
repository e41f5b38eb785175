//! A block of a text, cut into the lines of its parts: the fields of a mapping, or the members of a list.

use std::ops::Range;

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
        parts.push(Part { above, body: text.get(mark.start..end)?, start: mark.start });
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
