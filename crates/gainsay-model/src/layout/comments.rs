//! Finds the comments of a text. A comment is identified by its words and by the key or member that it stands at.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::FxHasher;

use super::{line_end, start_of};
use crate::yaml::{self, Entry, Node};

/// The keys that identify a member of a list: a changed member that keeps its value is the same, and two added members
/// with the same value are one.
pub(crate) const IDENTIFYING: [&str; 7] = ["id", "key", "uuid", "to", "for", "name", "url"];

/// A comment of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Comment<'t> {
    /// The byte offset of its `#`.
    pub at: usize,
    /// The words of the comment, from the `#` to the end of the line, without white space at the end.
    pub words: &'t str,
    /// A number for the key or member that it belongs to.
    pub place: u64,
}

impl Comment<'_> {
    /// Returns true if only white space stands before the comment on its line.
    pub(crate) fn is_alone(&self, text: &str) -> bool {
        text.get(..self.at).is_some_and(stands_alone)
    }
}

/// Returns true if the text ends where a line begins, white space aside.
fn stands_alone(before: &str) -> bool {
    before.trim_end_matches([' ', '\t']).ends_with('\n') || before.trim().is_empty()
}

/// The document, key or member that a comment belongs to, within its outer ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope(u64);

impl Scope {
    /// Returns the scope of a document, by its name.
    pub(crate) fn document(name: &str) -> Scope {
        Scope(0).within(name)
    }

    fn within(self, part: &str) -> Scope {
        let mut hasher = FxHasher::default();
        self.0.hash(&mut hasher);
        part.hash(&mut hasher);
        Scope(hasher.finish())
    }
}

/// Returns the comments in a range of a text that holds these entries of a mapping, in order.
pub(crate) fn of_entries<'t>(text: &'t str, range: Range<usize>, entries: &[Entry], scope: Scope) -> Vec<Comment<'t>> {
    let mut outline = Outline::default();
    outline.add_entries(text, entries, scope);
    outline.scan(text, range, scope)
}

/// Returns the comments in a range of a text that holds this value and no other, in order.
pub(crate) fn of_node<'t>(text: &'t str, range: Range<usize>, node: Option<&Node>, scope: Scope) -> Vec<Comment<'t>> {
    if !text.get(range.clone()).is_some_and(|text| text.contains('#')) {
        return Vec::new();
    }
    let mut outline = Outline::default();
    if let Some(node) = node {
        outline.add(text, node, scope);
    }
    outline.scan(text, range, scope)
}

/// Returns the words of the comment lines among lines that have only comments and white space.
pub(crate) fn of_lines(lines: &str) -> impl Iterator<Item = &str> {
    lines.lines().map(str::trim).filter(|line| line.starts_with('#'))
}

/// The places of a value's scalars, in which a `#` begins no comment, and of its keys and members.
#[derive(Default)]
struct Outline {
    scalars: Vec<Range<usize>>,
    starts: Vec<(usize, Scope)>,
}

impl Outline {
    fn add(&mut self, text: &str, node: &Node, scope: Scope) {
        match node {
            Node::Scalar(scalar) => self.scalars.push(scalar.span.start as usize..scalar.span.end as usize),
            Node::Refused { span } => self.scalars.push(start_of(text, node)..span.end as usize),
            Node::List { items, .. } => {
                for item in items {
                    let scope = scope.within("-").within(name_of(item));
                    self.starts.push((start_of(text, item), scope));
                    self.add(text, item, scope);
                }
            }
            Node::Map { entries, .. } => self.add_entries(text, entries, scope),
        }
    }

    fn add_entries(&mut self, text: &str, entries: &[Entry], scope: Scope) {
        for entry in entries {
            let scope = scope.within(&entry.key.text);
            let key = entry.key.span;
            self.starts.push((key.start as usize, scope));
            self.scalars.push(key.start as usize..key.end as usize);
            self.add(text, &entry.value, scope);
        }
    }

    /// Returns the comments between the scalars.
    fn scan<'t>(&self, text: &'t str, range: Range<usize>, scope: Scope) -> Vec<Comment<'t>> {
        let mut comments = Vec::new();
        let mut at = range.start;
        for scalar in &self.scalars {
            self.scan_gap(text, at..scalar.start.min(range.end), scope, &mut comments);
            at = at.max(scalar.end);
        }
        self.scan_gap(text, at..range.end, scope, &mut comments);
        comments
    }

    fn scan_gap<'t>(&self, text: &'t str, gap: Range<usize>, scope: Scope, comments: &mut Vec<Comment<'t>>) {
        let mut at = gap.start;
        while let Some(found) = text.get(at..gap.end).and_then(|rest| rest.find('#')) {
            let hash = at + found;
            let before = text.get(..hash).unwrap_or_default();
            if before.is_empty() || before.ends_with([' ', '\t', '\n', '\r', '\u{feff}']) {
                let end = line_end(text, hash);
                let words = text.get(hash..end).unwrap_or_default().trim_end();
                comments.push(Comment { at: hash, words, place: self.place(before, hash, scope).0 });
                at = end;
            } else {
                at = hash + 1;
            }
        }
    }

    /// Returns the part that a comment belongs to: for a comment on a line of its own the next part, else the part
    /// before it.
    fn place(&self, before: &str, hash: usize, scope: Scope) -> Scope {
        let next = self.starts.partition_point(|(start, _)| *start < hash);
        let start = if stands_alone(before) {
            self.starts.get(next)
        } else {
            next.checked_sub(1).and_then(|last| self.starts.get(last))
        };
        start.map_or(scope.within("end"), |(_, scope)| *scope)
    }
}

/// Returns the name of a member of a list: the text of the key that identifies it. A member that is a text has none, so
/// that its comment is still the same when the text is changed.
fn name_of(item: &Node) -> &str {
    match item {
        Node::Map { entries, .. } => {
            let known = IDENTIFYING.iter().find_map(|key| yaml::entry(entries, key));
            match known.map(|entry| &entry.value) {
                Some(Node::Scalar(scalar)) => &scalar.text,
                _ => "",
            }
        }
        _ => "",
    }
}
