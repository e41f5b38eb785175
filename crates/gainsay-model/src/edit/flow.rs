//! Edits of parts in brackets, and of single texts in the style of another.

use std::ops::Range;

use crate::layout::{Splice, is_quiet, line_break, line_end, line_start, start_of};
use crate::schema::Content;
use crate::value::Value;
use crate::write::{Flow, Role, in_flow, one_line};
use crate::yaml::{Entry, Node, Scalar, quoted, quoted_as_json};

/// Returns the place of a key and its value; the colon is included where there is no value.
pub(super) fn mark(text: &str, entry: &Entry) -> Range<usize> {
    let (key, value) = (entry.key.span, entry.value.span());
    let end = if value.end > key.end {
        value.end as usize
    } else {
        colon(text, &entry.key).map_or(key.end as usize, |colon| colon + 1)
    };
    key.start as usize..end
}

/// Returns the place of a key's colon, if it is on the line of the key.
pub(super) fn colon(text: &str, key: &Scalar) -> Option<usize> {
    let rest = text.get(key.span.end as usize..)?;
    let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    rest.get(gap..)?.starts_with(':').then_some(key.span.end as usize + gap)
}

/// Returns the places of a list's members.
pub(super) fn marks_of(text: &str, items: &[Node]) -> Vec<Range<usize>> {
    items.iter().map(|item| start_of(text, item)..item.span().end as usize).collect()
}

/// Returns true if a list or a mapping stands in brackets.
pub(super) fn is_in_brackets(text: &str, node: &Node) -> bool {
    matches!(node, Node::List { .. } | Node::Map { .. })
        && text.get(node.span().start as usize..).is_some_and(|rest| rest.starts_with(['[', '{']))
}

/// Returns the quotation mark that a text is written with, or nothing.
pub(super) fn quote(text: &str, scalar: &Scalar) -> &'static str {
    match text.as_bytes().get(scalar.span.start as usize) {
        Some(b'"') if !scalar.plain => "\"",
        Some(b'\'') if !scalar.plain => "'",
        _ => "",
    }
}

/// Returns a text in the style of another: in the same quotes, or as plainly as can be.
pub(super) fn restyled(text: &str, old: &Scalar, new: &str, role: Role, in_brackets: bool) -> String {
    in_quotes(quote(text, old), new, role.content, in_brackets)
}

fn in_quotes(quote: &str, new: &str, content: Content, in_brackets: bool) -> String {
    match quote {
        "\"" if in_brackets => quoted_as_json(new),
        "\"" => quoted(new),
        "'" if !new.contains(['\n', '\r', '\t']) && quoted(new).len() == quoted_plainly(new) => {
            format!("'{}'", new.replace('\'', "''"))
        }
        "'" => quoted(new),
        _ => one_line(new, content, in_brackets),
    }
}

/// Returns the length of a text in double quotes in which only quotation marks and backslashes are escaped.
fn quoted_plainly(text: &str) -> usize {
    text.len() + 2 + text.matches(['"', '\\']).count()
}

/// Returns a key and its value on one line, quoted and spaced in the style of a neighbour.
pub(super) fn like(text: &str, neighbour: &Entry, key: &str, value: &Value, role: Role) -> Option<String> {
    let mark = quote(text, &neighbour.key);
    let written_key =
        if mark.is_empty() { one_line(key, Content::Prose, true) } else { in_quotes(mark, key, Content::Prose, true) };
    let (value_mark, is_tight) = match &neighbour.value {
        Node::Scalar(scalar) => {
            let between = text.get(neighbour.key.span.end as usize..scalar.span.start as usize).unwrap_or_default();
            (quote(text, scalar), between == ":" && !mark.is_empty())
        }
        _ => (mark, false),
    };
    let written = match value {
        Value::Text(new) if !mark.is_empty() => {
            in_quotes(if mark == "\"" { mark } else { value_mark }, new, role.content, true)
        }
        several => in_flow(several, role, if mark == "\"" { Flow::Json } else { Flow::Any })?,
    };
    Some(format!("{written_key}{}{written}", if is_tight { ":" } else { ": " }))
}

/// Returns the replacement that puts a part behind another one: on a line of its own where that one has one, else on
/// the same line.
pub(super) fn insert(text: &str, after: &Range<usize>, written: &str) -> Splice {
    let begin = line_start(text, after.start);
    let indent = text.get(begin..after.start).unwrap_or_default();
    let begins_line = indent.trim_matches([' ', '\t']).is_empty();
    let end = line_end(text, after.end);
    let line = text.get(after.end..end).unwrap_or_default().trim_end_matches(['\n', '\r']);
    let (line_end, line_break) = (after.end + line.len(), line_break(text, after.end));
    let behind_comma = line.trim_start_matches([' ', '\t']).strip_prefix(',');
    match behind_comma.map(|behind| behind.trim_matches([' ', '\t'])) {
        // A comment behind the comma stays with the part before it.
        Some(behind) if begins_line && (behind.is_empty() || behind.starts_with('#')) => {
            Splice::insert(line_end, format!("{line_break}{indent}{written},"))
        }
        None if begins_line && line.trim_matches([' ', '\t']).is_empty() => {
            Splice::insert(after.end, format!(",{line_break}{indent}{written}"))
        }
        _ => {
            let is_tight = behind_comma.is_some_and(|behind| !behind.is_empty() && !behind.starts_with([' ', '\t']));
            Splice::insert(after.end, format!(",{}{written}", if is_tight { "" } else { " " }))
        }
    }
}

/// Returns the replacement that puts a part between empty brackets; none where the brackets are not empty.
pub(super) fn insert_first(text: &str, node: &Node, written: &str) -> Option<Splice> {
    let (start, end) = (node.span().start as usize + 1, node.span().end as usize);
    let between = text.get(start..end.checked_sub(1)?)?;
    between.trim().is_empty().then(|| Splice::new(start..end - 1, written))
}

/// Returns the ways to take one of several parts out with one comma: with the text between it and a neighbour, or
/// without that where comments stand there.
pub(super) fn remove(text: &str, marks: &[Range<usize>], at: usize) -> Vec<Vec<Splice>> {
    let Some(own) = marks.get(at) else { return Vec::new() };
    let before = at
        .checked_sub(1)
        .and_then(|before| marks.get(before))
        .map(|before| (before.end..own.start, before.end..own.end));
    let after = marks.get(at + 1).map(|next| (own.end..next.start, own.start..next.start));
    let mut ways = Vec::new();
    for (gap, whole) in [&before, &after].into_iter().flatten() {
        if !text.get(gap.clone()).is_some_and(|between| between.contains('#')) {
            ways.push(vec![Splice::new(whole.clone(), "")]);
        }
    }
    for (gap, _) in [after, before].into_iter().flatten() {
        if let Some(comma) = text.get(gap.clone()).and_then(comma) {
            ways.push(with_comma(text, own, gap.start + comma));
        }
    }
    ways
}

/// Returns the replacements that take a part out with a comma, and with its lines where no other part shares them.
fn with_comma(text: &str, own: &Range<usize>, comma: usize) -> Vec<Splice> {
    let lines = line_start(text, own.start)..line_end(text, own.end);
    let is_blank = |range: Range<usize>| text.get(range).is_some_and(|text| text.trim().is_empty());
    let begins = is_blank(lines.start..own.start);
    if begins && (own.end..lines.end).contains(&comma) && is_blank(own.end..comma) && is_blank(comma + 1..lines.end) {
        return vec![Splice::new(lines, "")];
    }
    let range = if begins && is_blank(own.end..lines.end) { lines } else { own.clone() };
    vec![Splice::new(range, ""), Splice::new(comma..comma + 1, "")]
}

/// Returns the place of the comma in a text of white space, comments and one comma.
fn comma(between: &str) -> Option<usize> {
    let mut at = 0;
    for line in between.split_inclusive(['\n', '\r']) {
        match line.find([',', '#']) {
            Some(found) if line.get(found..).is_some_and(|rest| rest.starts_with(',')) => return Some(at + found),
            _ if !is_quiet(line) => return None,
            _ => at += line.len(),
        }
    }
    None
}
