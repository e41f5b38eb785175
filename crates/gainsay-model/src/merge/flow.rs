//! Writes values on one line, and merges values in brackets.

use std::ops::Range;

use super::list::{self, Pick};
use super::order::{MergedSlot, TheirPlace, weave};
use super::value::{ScalarReading, Value};
use crate::layout::start_of;
use crate::yaml::{Entry, Node, entry, plain_reads_back_in_flow, quoted};

/// The most entries of a mapping in brackets that is merged inside: its keys are looked up one by one.
const MOST_ENTRIES: usize = 1_000;

/// A value in its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct LocatedNode<'t> {
    pub text: &'t str,
    pub node: &'t Node,
}

/// A part of a value in brackets.
pub(super) enum FlowPart {
    /// The part of ours at this index, as it stands.
    Ours(usize),
    /// The part of ours at this index, with a new text.
    Anew(usize, String),
    /// A part that ours does not have.
    New(String),
}

/// Merges the changes of both sides to a value in brackets. Returns its text and its value; none if there is a
/// conflict, or anchors, aliases or tags are in the way.
pub(super) fn merge(
    base: LocatedNode<'_>,
    ours: LocatedNode<'_>,
    theirs: LocatedNode<'_>,
    reading: ScalarReading,
) -> Option<(String, Value)> {
    let says = |located: LocatedNode<'_>| Value::of(located.text, located.node, reading);
    let (b, o, t) = (says(base), says(ours), says(theirs));
    if o == t || t == b {
        return Some((inline(ours, reading)?, o));
    }
    if o == b {
        return Some((inline(theirs, reading)?, t));
    }
    match (base.node, ours.node, theirs.node) {
        (Node::Map { entries: b, .. }, Node::Map { entries: o, .. }, Node::Map { entries: t, .. }) => {
            merge_maps((base.text, b), (ours, o), (theirs, t), reading)
        }
        (Node::List { items: bs, .. }, Node::List { items: os, .. }, Node::List { items: ts, .. }) => {
            merge_lists([base, ours, theirs], [bs, os, ts], reading)
        }
        _ => None,
    }
}

fn merge_maps(
    base: (&str, &[Entry]),
    ours: (LocatedNode<'_>, &[Entry]),
    theirs: (LocatedNode<'_>, &[Entry]),
    reading: ScalarReading,
) -> Option<(String, Value)> {
    if base.1.len().max(ours.1.len()).max(theirs.1.len()) > MOST_ENTRIES {
        return None;
    }
    let said = |text: &str, one: Option<&Entry>| one.map(|one| Value::of(text, &one.value, reading));
    let (our_text, their_text) = (ours.0.text, theirs.0.text);
    let (mut flow_parts, mut values, mut added) = (Vec::new(), Vec::new(), Vec::new());
    for (i, our) in ours.1.iter().enumerate() {
        let key = our.key.text.as_str();
        let (before, their) = (entry(base.1, key), entry(theirs.1, key));
        let (b, o, t) = (said(base.0, before), said(our_text, Some(our)), said(their_text, their));
        added.push(before.is_none());
        let (bit, value) = if o == t || t == b {
            (Some(FlowPart::Ours(i)), o)
        } else if o == b {
            (their.map(|their| Some(FlowPart::Anew(i, written(their_text, their, reading)?))).unwrap_or_default(), t)
        } else {
            let (text, value) =
                merge(locate(base.0, before?), locate(our_text, our), locate(their_text, their?), reading)?;
            (Some(FlowPart::Anew(i, format!("{}: {text}", inline_key(our)))), Some(value))
        };
        flow_parts.push(bit);
        values.extend(value.map(|value| (key.to_owned(), value)));
    }
    let mut places = Vec::new();
    let mut new = Vec::new();
    for their in theirs.1 {
        let key = their.key.text.as_str();
        let at = ours.1.iter().position(|our| our.key.text == key);
        let (b, t) = (said(base.0, entry(base.1, key)), said(their_text, Some(their)));
        let is_new = at.is_none() && b.is_none();
        // Ours has deleted an entry that theirs has changed.
        if at.is_none() && b.is_some() && b != t {
            return None;
        }
        places.push(at.map_or(if is_new { TheirPlace::New } else { TheirPlace::Gone }, TheirPlace::At));
        new.push(if is_new { Some(FlowPart::New(written(their_text, their, reading)?)) } else { None });
        values.extend(t.filter(|_| is_new).map(|value| (key.to_owned(), value)));
    }
    let take = |slot| match slot {
        MergedSlot::Ours(at) => flow_parts.get_mut(at).and_then(Option::take),
        MergedSlot::Theirs(at) => new.get_mut(at).and_then(Option::take),
    };
    let flow_parts: Vec<FlowPart> = weave(&added, &places).into_iter().filter_map(take).collect();
    let marks = ours
        .1
        .iter()
        .map(|our| our.key.span.start as usize..our.value.span().end.max(our.key.span.end) as usize)
        .collect::<Vec<_>>();
    Some((rebuilt(ours.0, &marks, &flow_parts)?, Value::map(values)))
}

fn locate<'t>(text: &'t str, one: &'t Entry) -> LocatedNode<'t> {
    LocatedNode { text, node: &one.value }
}

fn merge_lists(spots: [LocatedNode<'_>; 3], items: [&[Node]; 3], reading: ScalarReading) -> Option<(String, Value)> {
    let [base, ours, theirs] = spots;
    let [bs, os, ts] = items;
    let says = |text: &str, items: &[Node]| items.iter().map(|item| Value::of(text, item, reading)).collect::<Vec<_>>();
    let (b, o, t) = (says(base.text, bs), says(ours.text, os), says(theirs.text, ts));
    let (mut flow_parts, mut values) = (Vec::new(), Vec::new());
    for pick in list::plan(&b, &o, &t, list::Kind::default())?.picks {
        let (bit, value) = match pick {
            Pick::Ours(at) => (FlowPart::Ours(at), o.get(at)?.clone()),
            Pick::Theirs(at) => (
                FlowPart::New(inline(LocatedNode { text: theirs.text, node: ts.get(at)? }, reading)?),
                t.get(at)?.clone(),
            ),
            Pick::Merged { base: i, ours: at, theirs: there } => {
                let located = |text, node| LocatedNode { text, node };
                let (text, value) = merge(
                    located(base.text, bs.get(i)?),
                    located(ours.text, os.get(at)?),
                    located(theirs.text, ts.get(there)?),
                    reading,
                )?;
                (FlowPart::Anew(at, text), value)
            }
        };
        flow_parts.push(bit);
        values.push(value);
    }
    Some((rebuilt(ours, &marks_of(ours.text, os), &flow_parts)?, Value::List(values)))
}

/// Returns the places of a list's members.
pub(super) fn marks_of(text: &str, items: &[Node]) -> Vec<Range<usize>> {
    items.iter().map(|item| start_of(text, item)..item.span().end as usize).collect()
}

/// Returns a value in brackets, made anew of these parts: unchanged where no part is new or gone. Returns none if the
/// value is not in brackets.
pub(super) fn rebuilt(ours: LocatedNode<'_>, marks: &[Range<usize>], flow_parts: &[FlowPart]) -> Option<String> {
    let span = ours.node.span();
    let (start, end) = (span.start as usize, span.end as usize);
    let open = ours.text.get(start..end).and_then(|all| all.get(..1)).filter(|open| matches!(*open, "[" | "{"))?;
    let close = ours.text.get(end.checked_sub(1)?..end)?;
    let (Some(first), Some(last)) = (marks.first(), marks.last()) else {
        let new: Option<Vec<&str>> = flow_parts
            .iter()
            .map(|bit| if let FlowPart::New(text) = bit { Some(text.as_str()) } else { None })
            .collect();
        return Some(format!("{open}{}{close}", new?.join(", ")));
    };
    let mut text = ours.text.get(start..first.start)?.to_owned();
    let mut before: Option<Option<usize>> = None;
    for bit in flow_parts {
        let at = if let FlowPart::Ours(at) | FlowPart::Anew(at, _) = bit { Some(*at) } else { None };
        if let Some(before) = before {
            let neighbours = before.zip(at).filter(|(before, at)| before + 1 == *at);
            let between =
                neighbours.and_then(|(before, at)| ours.text.get(marks.get(before)?.end..marks.get(at)?.start));
            text.push_str(between.unwrap_or(", "));
        }
        match bit {
            FlowPart::Ours(at) => text.push_str(ours.text.get(marks.get(*at)?.clone())?),
            FlowPart::Anew(_, new) | FlowPart::New(new) => text.push_str(new),
        }
        before = Some(at);
    }
    text.push_str(ours.text.get(last.end..end)?);
    Some(if flow_parts.is_empty() { format!("{open}{close}") } else { text })
}

/// Returns a value as it can stand on one line in brackets; none for a value with an anchor, an alias or a tag.
pub(super) fn inline(located: LocatedNode<'_>, reading: ScalarReading) -> Option<String> {
    match located.node {
        Node::Scalar(scalar) if scalar.cut.is_some() && reading == ScalarReading::Record => None,
        Node::Scalar(scalar) => {
            let written = located.text.get(scalar.span.start as usize..scalar.span.end as usize)?;
            let fits = !written.contains('\n')
                && if scalar.plain { plain_reads_back_in_flow(written) } else { written.starts_with(['"', '\'']) };
            if fits {
                return Some(written.to_owned());
            }
            let is_null = scalar.plain && scalar.text.is_empty() && reading == ScalarReading::AnyYaml;
            Some(if is_null { "null".into() } else { quoted(&scalar.text) })
        }
        Node::List { items, .. } => {
            let items: Option<Vec<String>> =
                items.iter().map(|node| inline(LocatedNode { text: located.text, node }, reading)).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        Node::Map { entries, .. } => {
            let entries: Option<Vec<String>> =
                entries.iter().map(|entry| written(located.text, entry, reading)).collect();
            Some(format!("{{{}}}", entries?.join(", ")))
        }
        Node::Refused { .. } => None,
    }
}

/// Returns an entry on one line.
pub(super) fn written(text: &str, entry: &Entry, reading: ScalarReading) -> Option<String> {
    Some(format!("{}: {}", inline_key(entry), inline(locate(text, entry), reading)?))
}

fn inline_key(entry: &Entry) -> String {
    let key = &entry.key;
    if key.plain && plain_reads_back_in_flow(&key.text) { key.text.clone() } else { quoted(&key.text) }
}
