//! Edits of mappings and lists in block style, where each part has lines of its own.

use std::ops::Range;

use super::flow;
use super::format::has_block;
use super::target::RecordText;
use crate::layout::{
    Block, Comment, LaidPart, Scope, Splice, cut, dashes, line_break, line_end, line_start, moved, of_entries,
    of_lines, of_node, tail,
};
use crate::schema::Kind;
use crate::value::Value;
use crate::write::{LINE, Role, behind, entry};
use crate::yaml::{Entry, Node, Scalar, quoted};

/// A mapping in block style.
pub(super) struct Mapping<'t, 'r> {
    text: &'t str,
    entries: &'r [Entry],
    block: Block<'t>,
}

impl<'t, 'r> Mapping<'t, 'r> {
    /// Returns a record's keys; none if they do not each have lines of their own.
    pub(super) fn of(text: &'t str, found: &RecordText<'r>) -> Option<Mapping<'t, 'r>> {
        if found.document.flow {
            return None;
        }
        Mapping::cut(text, &found.document.entries, found.region.clone())
    }

    fn cut(text: &'t str, entries: &'r [Entry], region: Range<usize>) -> Option<Mapping<'t, 'r>> {
        let marks: Vec<Range<usize>> = entries.iter().map(|entry| flow::mark(text, entry)).collect();
        Some(Mapping { text, entries, block: cut(text, region, &marks)? })
    }

    /// Returns the mapping that is the value of a key, if it stands on the lines below the key.
    pub(super) fn within(&self, at: usize) -> Option<Mapping<'t, 'r>> {
        let (entry, part) = self.part(at)?;
        let Node::Map { entries, .. } = &entry.value else { return None };
        Mapping::cut(self.text, entries, line_end(self.text, entry.key.span.end as usize)..part.end())
    }

    /// Returns the mapping that is a member of a list, if it begins behind its dash.
    pub(super) fn in_list(text: &'t str, member: &'r Node) -> Option<Mapping<'t, 'r>> {
        let Node::Map { entries, span } = member else { return None };
        Mapping::cut(text, entries, span.start as usize..line_end(text, span.end as usize))
    }

    /// Returns the list that is the value of a key, if it stands on the lines below the key.
    pub(super) fn list(&self, at: usize) -> Option<List<'t, 'r>> {
        let (entry, part) = self.part(at)?;
        let Node::List { items, span } = &entry.value else { return None };
        let starts = dashes(self.text, span.start as usize..span.end as usize, items.len())?;
        let mark = |(start, item): (usize, &Node)| start..(item.span().end as usize).max(start + 1);
        let marks: Vec<Range<usize>> = starts.into_iter().zip(items).map(mark).collect();
        let block = cut(self.text, line_end(self.text, entry.key.span.end as usize)..part.end(), &marks)?;
        Some(List { text: self.text, items, block })
    }

    fn part(&self, at: usize) -> Option<(&'r Entry, &LaidPart<'t>)> {
        Some((self.entries.get(at)?, self.block.parts.get(at)?))
    }

    /// Returns the ways to give a key another value: in the place of the old one on its line, or on lines of its own.
    pub(super) fn replace(&self, at: usize, value: &Value, role: Role) -> Vec<Vec<Splice>> {
        [self.replaced_in_line(at, value, role), self.replaced(at, value, role)].into_iter().flatten().collect()
    }

    /// Returns the replacement of one text by another on the line of their key, in the same quotes.
    fn replaced_in_line(&self, at: usize, value: &Value, role: Role) -> Option<Vec<Splice>> {
        let (entry, _) = self.part(at)?;
        let (Node::Scalar(old), Value::Text(new)) = (&entry.value, value) else { return None };
        let (start, end) = (old.span.start as usize, old.span.end as usize);
        let written = self.text.get(entry.key.span.end as usize..end)?;
        if old.cut.is_some() || start == end || new.contains('\n') || written.contains(['\n', '\r']) {
            return None;
        }
        let new = flow::restyled(self.text, old, new, role, false);
        let head = self.text.get(line_start(self.text, start)..start)?;
        let fits = head.chars().count() + new.chars().count() <= LINE;
        fits.then(|| vec![Splice::new(start..end, new)])
    }

    /// Returns the replacements that give a value the lines of another. A comment behind the key stays there, and the
    /// comments within the old value move below the new one.
    fn replaced(&self, at: usize, value: &Value, role: Role) -> Option<Vec<Splice>> {
        let (entry, part) = self.part(at)?;
        let text = self.text;
        let key_end = entry.key.span.end as usize;
        let colon = flow::colon(text, &entry.key)?;
        let first_line = line_end(text, key_end).min(part.end());
        let tail = tail(text, key_end, part.end(), &entry.value).unwrap_or_default();
        let head = text.get(line_start(text, part.start)..colon + 1)?;
        let written = self.behind(head, self.block.column, value, role, tail);
        let (first, rest) = written.split_at_checked(written.find('\n').unwrap_or(written.len()))?;
        let mut lines = format!("{first}{tail}{rest}");
        let comments = self.comments(entry, part);
        for comment in comments.iter().filter(|comment| tail.is_empty() || comment.at >= first_line) {
            lines.push_str(&format!("\n{:column$}{}", "", comment.words, column = self.block.column));
        }
        if is_ended(part.body) {
            lines.push('\n');
        }
        Some(vec![Splice::new(colon + 1..part.end(), with_breaks(&lines, line_break(text, part.start)))])
    }

    /// Returns the text behind a key for its value. A text before words that look like a part of it is in quotes.
    fn behind(&self, head: &str, column: usize, value: &Value, role: Role, tail: &str) -> String {
        let written = behind(head, column, value, role);
        let looks_cut =
            tail.trim_start().strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| !c.is_whitespace()));
        match value {
            Value::Text(text) if looks_cut && !written.contains('\n') => format!(" {}", quoted(text)),
            _ => written,
        }
    }

    /// Returns the replacements that put a key below another one, quoted in the same way.
    pub(super) fn insert(&self, after: usize, key: &str, value: &Value, role: Role) -> Option<Vec<Splice>> {
        let (neighbour, part) = self.part(after)?;
        let column = self.block.column;
        let lines = match flow::quote(self.text, &neighbour.key) {
            "" => entry(column, key, value, role),
            _ => format!("{:column$}{}", "", flow::like(self.text, neighbour, key, value, role)?),
        };
        Some(vec![inserted(self.text, end_of(self.text, &neighbour.value, part), &lines)])
    }

    /// Returns the replacements that take a key away. Its comments stay, each on a line of its own.
    pub(super) fn remove(&self, at: usize) -> Option<Vec<Splice>> {
        let (entry, part) = self.part(at)?;
        Some(vec![removed(self.text, part, self.block.column, &self.comments(entry, part))])
    }

    /// Returns the ways to take an entry out: with its lines, or, where the line of the first one is shared with the dash
    /// of a list, up to the next entry.
    pub(super) fn ways_to_remove(&self, at: usize) -> Vec<Vec<Splice>> {
        let behind_dash = if at == 0 { self.removed_behind_dash() } else { None };
        self.remove(at).into_iter().chain(behind_dash).collect()
    }

    /// Returns the replacement that takes out the first entry, which stands behind the dash of a list. Its comments stay
    /// there, and the next entry takes its place.
    fn removed_behind_dash(&self) -> Option<Vec<Splice>> {
        let (entry, own) = self.part(0)?;
        let (_, next) = self.part(1)?;
        let comments = self.comments(entry, own);
        if comments.is_empty() && next.above.is_empty() {
            return Some(vec![Splice::new(own.start..next.start, "")]);
        }
        let column = self.block.column;
        let words: Vec<&str> = comments.iter().map(|comment| comment.words).collect();
        let mut lines = words.join(&format!("\n{:column$}", ""));
        // The indentation of a comment below is not needed behind the dash.
        let end =
            own.end() + if words.is_empty() { next.above.len() - next.above.trim_start_matches(' ').len() } else { 0 };
        if !words.is_empty() {
            lines.push('\n');
        }
        Some(vec![Splice::new(own.start..end, with_breaks(&lines, line_break(self.text, own.start)))])
    }

    /// Returns the comments and empty lines below the last key.
    pub(super) fn below(&self) -> &'t str {
        self.block.below
    }

    /// Returns the lines of a key in canonical layout, the comments above it included. `value` is its value in normal
    /// form.
    pub(super) fn formatted(&self, at: usize, kind: Kind, value: Option<&Value>) -> Option<String> {
        let (own, part) = self.part(at)?;
        let mut lines: String = of_lines(part.above).map(|comment| format!("{comment}\n")).collect();
        let key = own.key.text.as_str();
        let head = match entry(0, key, &Value::text("x"), Role::of(kind, "")).strip_suffix(" x") {
            Some(head) if head.ends_with(':') && !head.contains('\n') => head.to_owned(),
            _ => return None,
        };
        let key_end = own.key.span.end as usize;
        let first_line = line_end(self.text, key_end).min(part.end());
        let tail = tail(self.text, key_end, part.end(), &own.value).unwrap_or_default();
        let has_inner_comments =
            self.comments(own, part).iter().any(|comment| tail.is_empty() || comment.at >= first_line);
        match value.filter(|_| !has_inner_comments && !has_block(self.text, &own.value)) {
            Some(value) => {
                let written = self.behind(&head, 0, value, Role::of(kind, key), tail);
                let (first, rest) = written.split_at_checked(written.find('\n').unwrap_or(written.len()))?;
                let comment = tail.trim();
                let gap = if comment.is_empty() { "" } else { " " };
                lines.push_str(&format!("{head}{first}{gap}{comment}{rest}\n"));
            }
            // The lines of such a key stay as they are.
            None => {
                let colon = flow::colon(self.text, &own.key)?;
                let rest = self.text.get(colon + 1..end_of(self.text, &own.value, part))?;
                lines.push_str(&moved(&format!("{head}{rest}"), self.block.column, 0)?);
            }
        }
        Some(lines)
    }

    fn comments(&self, entry: &Entry, part: &LaidPart<'_>) -> Vec<Comment<'t>> {
        of_entries(self.text, part.start..part.end(), std::slice::from_ref(entry), Scope::document(""))
    }
}

/// A list in block style.
pub(super) struct List<'t, 'r> {
    text: &'t str,
    items: &'r [Node],
    block: Block<'t>,
}

impl List<'_, '_> {
    /// Returns the replacements that put a member at the end.
    pub(super) fn push(&self, value: &Value, role: Role) -> Option<Vec<Splice>> {
        let last = self.block.parts.last()?;
        let head = format!("{:column$}-", "", column = self.block.column);
        let lines = format!("{head}{}", behind(&head, self.block.column, value, role));
        Some(vec![inserted(self.text, end_of(self.text, self.items.last()?, last), &lines)])
    }

    /// Returns the replacements that take a member out. Its comments stay, each on a line of its own.
    pub(super) fn remove(&self, at: usize) -> Option<Vec<Splice>> {
        let (item, part) = (self.items.get(at)?, self.block.parts.get(at)?);
        let comments = of_node(self.text, part.start..part.end(), Some(item), Scope::document(""));
        Some(vec![removed(self.text, part, self.block.column, &comments)])
    }
}

/// Returns the end of a part's lines, empty lines that belong to its text included.
fn end_of(text: &str, value: &Node, part: &LaidPart<'_>) -> usize {
    let mut end = part.end();
    if last_text(value).is_some_and(|last| !last.plain && last.text.ends_with("\n\n")) {
        while end < text.len() {
            let next = line_end(text, end);
            if next == end || !text.get(end..next).is_some_and(|line| line.trim().is_empty()) {
                break;
            }
            end = next;
        }
    }
    end
}

/// Returns the text at the end of a value.
fn last_text(value: &Node) -> Option<&Scalar> {
    match value {
        Node::Scalar(scalar) => Some(scalar),
        Node::List { items, .. } => last_text(items.last()?),
        Node::Map { entries, .. } => last_text(&entries.last()?.value),
        Node::Refused { .. } => None,
    }
}

/// Returns the replacement that takes the lines of a part out and leaves its comments in their place.
fn removed(text: &str, part: &LaidPart<'_>, column: usize, comments: &[Comment<'_>]) -> Splice {
    let start = line_start(text, part.start);
    let lines: Vec<String> = comments.iter().map(|comment| format!("{:column$}{}", "", comment.words)).collect();
    let mut lines = lines.join("\n");
    let line_break = line_break(text, part.start);
    if is_ended(part.body) {
        if !lines.is_empty() {
            lines.push('\n');
        }
        return Splice::new(start..part.end(), with_breaks(&lines, line_break));
    }
    // The line break before the part goes with it where the text has none at its end, but not one that ends an empty
    // line.
    let bare = text.get(..start).map_or(start, without_break);
    let is_empty_line = line_start(text, bare) == bare;
    let before = if lines.is_empty() && !is_empty_line { bare } else { start };
    Splice::new(before..part.end(), with_breaks(&lines, line_break))
}

/// Returns the length of a text without the line break at its end.
pub(super) fn without_break(text: &str) -> usize {
    let body = text.strip_suffix('\n').unwrap_or(text);
    body.strip_suffix('\r').unwrap_or(body).len()
}

/// Returns the replacement that puts lines in where a line begins or the text ends.
pub(super) fn inserted(text: &str, at: usize, lines: &str) -> Splice {
    let line_break = line_break(text, text.get(..at).map_or(at, without_break));
    let is_at_start = text.get(..at).is_none_or(|before| before.is_empty() || is_ended(before));
    let lines = if is_at_start { format!("{lines}\n") } else { format!("\n{lines}") };
    Splice::insert(at, with_breaks(&lines, line_break))
}

fn is_ended(lines: &str) -> bool {
    lines.ends_with(['\n', '\r'])
}

/// Returns lines that end in LF with other line breaks in place of these.
pub(super) fn with_breaks(lines: &str, line_break: &str) -> String {
    if line_break == "\n" { lines.to_owned() } else { lines.replace('\n', line_break) }
}
