//! The layout of a text: the places of its keys and members, and edits that replace ranges of it.
//!
//! Merging, sealing and editing all cut a text into the same parts and move or replace these, so that comments, quotes
//! and order stay. Lines end in LF, CRLF or CR.

mod comments;
mod splice;

use std::ops::Range;

use crate::yaml::Node;

pub(crate) use comments::{Comment, IDENTIFYING, Scope, of_entries, of_lines, of_node};
pub use splice::{Splice, spliced};

/// The parts of a block mapping or a block list, in order.
#[derive(Clone, Debug)]
pub(crate) struct Block<'t> {
    /// The column of the keys or dashes, from 0.
    pub column: usize,
    pub parts: Vec<LaidPart<'t>>,
    /// Comments and empty lines behind the last part.
    pub below: &'t str,
}

/// A field or a member, with the lines that no other part shares.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LaidPart<'t> {
    /// Comments and empty lines above the part.
    pub above: &'t str,
    /// The place in the text where the lines above the part begin.
    pub above_start: usize,
    /// The text from the key or dash of the part to the end of its last line.
    pub body: &'t str,
    /// The place in the text where the body begins.
    pub start: usize,
}

impl LaidPart<'_> {
    /// Returns the place in the text where the body ends.
    pub(crate) fn end(&self) -> usize {
        self.start + self.body.len()
    }
}

/// Cuts a region of a text into parts at the given marks. A region may begin in the middle of a line, if its first part
/// begins there.
///
/// Returns none where parts share a line, or where the text between them is neither a comment nor an empty line.
pub(crate) fn cut<'t>(text: &'t str, region: Range<usize>, marks: &[Range<usize>]) -> Option<Block<'t>> {
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
        parts.push(LaidPart { above, above_start: from, body: text.get(mark.start..end)?, start: mark.start });
        from = end;
    }
    let below = text.get(from..region.end).filter(|below| is_quiet(below))?;
    Some(Block { column, parts, below })
}

/// Returns the places of the dashes of a block list, one for each member; none if they cannot be told by their column.
pub(crate) fn dashes(text: &str, list: Range<usize>, members: usize) -> Option<Vec<usize>> {
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
    rest.strip_prefix('-').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
}

/// Returns the comment at the end of the first line of a body, with the white space before it; an empty text where
/// there is none. The body runs to `end`, and its value follows a key or a dash that ends at `head`. Returns none where
/// the value goes on over the end of that line, so that no comment may stand there.
pub(crate) fn tail<'t>(text: &'t str, head: usize, end: usize, value: &Node) -> Option<&'t str> {
    let line = line_end(text, head).min(end);
    let span = value.span();
    let (start, close) = (span.start as usize, span.end as usize);
    if start < line && close > line {
        return None;
    }
    let from = if start < line { close.max(head) } else { head };
    let rest = text.get(from..line)?.trim_end_matches(['\n', '\r']);
    let hash = rest
        .match_indices('#')
        .map(|(at, _)| at)
        .find(|at| rest.get(..*at).is_some_and(|before| before.ends_with([' ', '\t'])));
    let code = rest.get(..hash.unwrap_or(rest.len()))?.trim_end();
    rest.get(code.len()..)
}

/// Returns the place where a node begins, with its anchor and its tag.
pub(crate) fn start_of(text: &str, node: &Node) -> usize {
    let mut start = node.span().start as usize;
    if !matches!(node, Node::Refused { .. }) {
        return start;
    }
    while let Some(before) = text.get(..start).map(str::trim_end) {
        let word = before.rfind([' ', '\n', '\t', '[', '{', ',']).map_or(0, |at| at + 1);
        if !before.get(word..).is_some_and(|word| word.starts_with(['&', '!'])) {
            break;
        }
        start = word;
    }
    start
}

/// Returns true if a text has only comments and empty lines.
pub(crate) fn is_quiet(text: &str) -> bool {
    text.split(['\n', '\r']).all(|line| matches!(line.trim_start().chars().next(), None | Some('#')))
}

/// Returns the place where the line of a byte begins.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind(['\n', '\r'])).map_or(0, |at| at + 1)
}

/// Returns the place where the line of a byte ends, its line break included.
pub(crate) fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    match rest.find(['\n', '\r']) {
        None => text.len(),
        Some(found) => at + found + line_break_of(rest.get(found..).unwrap_or_default()).len(),
    }
}

/// Returns the column of a byte, from 0, counted in bytes.
pub(crate) fn column_of(text: &str, at: usize) -> usize {
    at - line_start(text, at).min(at)
}

/// Returns the line break that ends the line of a byte, or else the one before it; LF in a text of one line.
pub(crate) fn line_break(text: &str, at: usize) -> &'static str {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    match (after.find(['\n', '\r']), before.rfind(['\n', '\r'])) {
        (Some(next), _) => line_break_of(after.get(next..).unwrap_or_default()),
        (None, Some(last)) => {
            let from = if before.get(..last).is_some_and(|before| before.ends_with('\r')) { last - 1 } else { last };
            line_break_of(before.get(from..).unwrap_or_default())
        }
        (None, None) => "\n",
    }
}

/// Returns the line break that a text begins with; LF where it begins with none.
fn line_break_of(text: &str) -> &'static str {
    match text.as_bytes() {
        [b'\r', b'\n', ..] => "\r\n",
        [b'\r', ..] => "\r",
        _ => "\n",
    }
}

/// Returns a body moved from one column to another, as whole lines; none if a line of it would lose more than white
/// space.
pub(crate) fn moved(body: &str, from: usize, to: usize) -> Option<String> {
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

/// Returns lines with a line break at the end, unless they are empty.
pub(crate) fn ended(mut lines: String) -> String {
    if !lines.is_empty() && !lines.ends_with('\n') {
        lines.push('\n');
    }
    lines
}
