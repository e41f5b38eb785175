//! Finds parts of a value that one side has deleted although the other has commented on them since: the comment may be
//! the reason to keep the part.

use std::collections::HashMap;
use std::ops::Range;

use super::comments;
use super::flow::{LocatedNode, marks_of};
use super::list::{self, Dropped, Plan, SharedMember};
use super::outcome::Side;
use super::value::{ScalarReading, Value};
use crate::layout::{Comment, Scope, of_node};
use crate::yaml::{Entry, Node};

/// A version of a value, and the range of its text in which comments belong to it.
#[derive(Clone, Debug)]
pub(super) struct CommentedValue<'t> {
    pub located: LocatedNode<'t>,
    pub range: Range<usize>,
}

/// Returns true if one side has deleted a key or a member, at any depth, on which the other has commented.
pub(super) fn deletes_commented(
    base: &CommentedValue<'_>,
    ours: &CommentedValue<'_>,
    theirs: &CommentedValue<'_>,
    reading: ScalarReading,
) -> bool {
    if !ours.has_comments() && !theirs.has_comments() {
        return false;
    }
    match [base, ours, theirs].map(|version| version.located.node) {
        [Node::Map { entries: b, .. }, Node::Map { entries: o, .. }, Node::Map { entries: t, .. }] => {
            deletes_commented_key((base, b), (ours, o), (theirs, t), reading)
        }
        [Node::List { items: b, .. }, Node::List { items: o, .. }, Node::List { items: t, .. }] => {
            let values = |version: &CommentedValue<'_>, items: &[Node]| -> Vec<Value> {
                items.iter().map(|item| Value::of(version.located.text, item, reading)).collect()
            };
            let plan = list::plan(&values(base, b), &values(ours, o), &values(theirs, t), list::Kind::default());
            plan.is_some_and(|plan| deletes_commented_member([Some(base), Some(ours), Some(theirs)], &plan, reading))
        }
        // A member that had more than its name has become the bare name.
        [Node::Map { entries, .. }, Node::Map { .. }, Node::Scalar(_)] if entries.len() > 1 => {
            base.is_commented_in(ours)
        }
        [Node::Map { entries, .. }, Node::Scalar(_), Node::Map { .. }] if entries.len() > 1 => {
            base.is_commented_in(theirs)
        }
        _ => false,
    }
}

/// Returns true if one side has deleted a member of a list, or a part of one, on which the other has commented.
/// `versions` has the base, ours and theirs; none for one that is absent or no list.
pub(super) fn deletes_commented_member(
    versions: [Option<&CommentedValue<'_>>; 3],
    plan: &Plan,
    reading: ScalarReading,
) -> bool {
    if !versions.iter().skip(1).flatten().any(|version| version.has_comments()) {
        return false;
    }
    let [base, ours, theirs] = versions.map(|version| version.map(CommentedValue::members).unwrap_or_default());
    let is_commented = |dropped: &Dropped| {
        let kept_by = if dropped.kept_by == Side::Ours { &ours } else { &theirs };
        is_commented(base.get(dropped.base), kept_by.get(dropped.at))
    };
    let loses_a_part = |pair: &SharedMember| {
        let parts = (pair.base.and_then(|at| base.get(at)), ours.get(pair.ours), theirs.get(pair.theirs));
        let (Some(base), Some(ours), Some(theirs)) = parts else { return false };
        deletes_commented(&base.version, &ours.version, &theirs.version, reading)
    };
    plan.dropped.iter().any(is_commented) || plan.pairs.iter().any(loses_a_part)
}

/// A mapping, and its entries.
type Entries<'v, 't> = (&'v CommentedValue<'t>, &'t [Entry]);

fn deletes_commented_key<'t>(
    base: Entries<'_, 't>,
    ours: Entries<'_, 't>,
    theirs: Entries<'_, 't>,
    reading: ScalarReading,
) -> bool {
    let (here, there) = (ours.0.by_key(ours.1), theirs.0.by_key(theirs.1));
    base.1.iter().zip(base.0.entries(base.1)).any(|(entry, before)| {
        let key = entry.key.text.as_str();
        match (here.get(key), there.get(key)) {
            (Some(kept), None) | (None, Some(kept)) => is_commented(Some(&before), Some(kept)),
            (Some(ours), Some(theirs)) => deletes_commented(&before.version, &ours.version, &theirs.version, reading),
            (None, None) => false,
        }
    })
}

/// A member of a list or an entry of a mapping, with the comments that belong to it.
struct CommentedMember<'t> {
    version: CommentedValue<'t>,
    comments: Vec<Comment<'t>>,
}

fn is_commented(base: Option<&CommentedMember<'_>>, side: Option<&CommentedMember<'_>>) -> bool {
    base.zip(side).is_some_and(|(base, side)| comments::has_new(&base.comments, &side.comments))
}

impl<'t> CommentedValue<'t> {
    fn has_comments(&self) -> bool {
        self.located.text.get(self.range.clone()).is_some_and(|text| text.contains('#'))
    }

    fn comments(&self) -> Vec<Comment<'t>> {
        of_node(self.located.text, self.range.clone(), Some(self.located.node), Scope::document(""))
    }

    /// Returns true if another version of this member has a new comment.
    fn is_commented_in(&self, other: &CommentedValue<'_>) -> bool {
        comments::has_new(&self.comments(), &other.comments())
    }

    fn members(&self) -> Vec<CommentedMember<'t>> {
        match self.located.node {
            Node::List { items, .. } => self.parts(items, &marks_of(self.located.text, items)),
            _ => Vec::new(),
        }
    }

    fn by_key(&self, entries: &'t [Entry]) -> HashMap<&'t str, CommentedMember<'t>> {
        entries.iter().map(|entry| entry.key.text.as_str()).zip(self.entries(entries)).collect()
    }

    fn entries(&self, entries: &'t [Entry]) -> Vec<CommentedMember<'t>> {
        let mark =
            |entry: &Entry| entry.key.span.start as usize..entry.value.span().end.max(entry.key.span.end) as usize;
        let marks: Vec<Range<usize>> = entries.iter().map(mark).collect();
        self.parts(entries.iter().map(|entry| &entry.value), &marks)
    }

    /// Returns the parts with these nodes, each at its mark. A comment belongs to the part that it stands in; else, on
    /// a line of its own, to the next part, and behind a part to that one.
    fn parts(&self, nodes: impl IntoIterator<Item = &'t Node>, marks: &[Range<usize>]) -> Vec<CommentedMember<'t>> {
        let text = self.located.text;
        let end_of = |at: usize| marks.get(at + 1).map_or(self.range.end, |next| next.start);
        let part = |(at, (node, mark)): (usize, (&'t Node, &Range<usize>))| CommentedMember {
            version: CommentedValue { located: LocatedNode { text, node }, range: mark.start..end_of(at) },
            comments: Vec::new(),
        };
        let mut parts: Vec<CommentedMember<'t>> = nodes.into_iter().zip(marks).enumerate().map(part).collect();
        for comment in self.comments() {
            let next = marks.partition_point(|mark| mark.start <= comment.at);
            let before = next.checked_sub(1);
            let is_inside = before.and_then(|at| marks.get(at)).is_some_and(|mark| comment.at < mark.end);
            let owner = if comment.is_alone(text) && !is_inside { Some(next) } else { before };
            if let Some(part) = owner.and_then(|at| parts.get_mut(at)) {
                part.comments.push(comment);
            }
        }
        parts
    }
}
