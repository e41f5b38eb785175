//! The members of a list, each with its lines, and the lines of a merged one.

use std::collections::{HashMap, HashSet};

use super::commented::{CommentedValue, deletes_commented_member};
use super::field::{BlockMapping, Field};
use super::flow::{self, FlowPart, LocatedNode};
use super::layout::{carried, merged_above, moved_above, split_above, with_tail};
use super::list::{self, Pick, Plan, SharedMember};
use super::mapping::{Merger, outdented};
use super::outcome::{Outcome, Side};
use super::reformat::Reformatted;
use super::value::{ScalarReading, Value};
use crate::layout::{Block, LaidPart, cut, dashes, line_end, moved, tail};
use crate::schema::Shape;
use crate::yaml::Node;

/// The members of a list that is a key's value.
#[derive(Clone, Debug)]
pub(super) struct Members<'t> {
    text: &'t str,
    items: &'t [Node],
    pub values: Vec<Value>,
    /// The lines of the members, if the list is in block style.
    block: Option<Block<'t>>,
    /// The list and the comments in it; none if it is a bare value or absent.
    version: Option<CommentedValue<'t>>,
}

impl<'t> Members<'t> {
    /// Returns the members of a field's value; none if that is neither a list, nor the single member of one, nor empty.
    pub(super) fn of(field: &'t Field<'t>, reading: ScalarReading) -> Option<Members<'t>> {
        let (text, node) = (field.text, &field.entry.value);
        let takes_one = matches!(field.shape, Some(Shape::Many | Shape::Sequence | Shape::Edges(_)));
        let items = match node {
            Node::List { items, .. } => items.as_slice(),
            Node::Scalar(scalar) if scalar.plain && scalar.text.is_empty() => &[],
            Node::Refused { .. } => return None,
            one if takes_one => std::slice::from_ref(one),
            _ => return None,
        };
        let block = if matches!(node, Node::List { .. }) { block(field, items) } else { None };
        let values = items.iter().map(|item| Value::member(text, item, field.shape, reading)).collect();
        let version = matches!(node, Node::List { .. }).then(|| field.version());
        Some(Members { text, items, values, block, version })
    }

    /// Returns the members of an absent list.
    pub(super) fn none() -> Members<'t> {
        Members { text: "", items: &[], values: Vec::new(), block: None, version: None }
    }

    /// Returns the value of a member in its text.
    fn located(&self, at: usize) -> Option<LocatedNode<'t>> {
        Some(LocatedNode { text: self.text, node: self.items.get(at)? })
    }

    /// Returns a member's lines, if it stands in a block list.
    fn part(&self, at: usize) -> Option<&LaidPart<'t>> {
        self.block.as_ref()?.parts.get(at)
    }

    /// Returns the comment behind the first line of a member of a block list, as [`tail`] does.
    fn tail(&self, at: usize) -> Option<&'t str> {
        let part = self.part(at)?;
        tail(self.text, part.start + 1, part.end(), self.items.get(at)?)
    }

    /// Returns a member of a block list as a mapping of its own, if it is one.
    fn table(&self, at: usize, reading: ScalarReading) -> Option<BlockMapping<'t>> {
        let part = self.block.as_ref()?.parts.get(at)?;
        let Node::Map { entries, span } = self.items.get(at)? else { return None };
        let first = entries.first()?.key.span.start as usize;
        (span.start as usize == first).then_some(())?;
        BlockMapping::cut(self.text, entries, first..part.end(), None, reading)
    }
}

/// Returns a list's lines, if it is a block list below its key.
fn block<'t>(field: &Field<'t>, items: &[Node]) -> Option<Block<'t>> {
    let span = field.entry.value.span();
    let starts = dashes(field.text, span.start as usize..span.end as usize, items.len())?;
    let mark = |(start, item): (usize, &Node)| start..(item.span().end as usize).max(start + 1);
    let marks: Vec<_> = starts.into_iter().zip(items).map(mark).collect();
    cut(field.text, line_end(field.text, field.entry.key.span.end as usize)..field.part.end(), &marks)
}

/// Three versions of a list that are being merged.
pub(super) struct Lists<'t> {
    pub base: Members<'t>,
    pub ours: Members<'t>,
    pub theirs: Members<'t>,
}

impl Lists<'_> {
    /// Returns the plan for the list that is the value of a field; none if there is a conflict.
    pub(super) fn plan(&self, field: &Field<'_>) -> Option<Plan> {
        let kind = list::Kind { ordered: field.shape == Some(Shape::Sequence), main: field.main() };
        list::plan(&self.base.values, &self.ours.values, &self.theirs.values, kind)
    }

    /// Returns true if one side has deleted a member, or a part of one, on which the other has commented.
    pub(super) fn deletes_commented(&self, plan: &Plan, reading: ScalarReading) -> bool {
        let versions = [&self.base, &self.ours, &self.theirs].map(|members| members.version.as_ref());
        deletes_commented_member(versions, plan, reading)
    }

    /// Returns the merged members as a field's lines, in the column of ours, and their value. The layout is that of
    /// `ours`, or of `theirs` where no member of ours is left. Returns none if a member that both have changed is in
    /// conflict, if one side has deleted a member on which the other has commented, or if the layout does not allow it.
    pub(super) fn written(
        &self,
        plan: &Plan,
        ours: Option<&Field<'_>>,
        theirs: Option<&Field<'_>>,
        merger: &Merger<'_>,
    ) -> Option<(String, Value)> {
        let picks = plan.picks.as_slice();
        if self.deletes_commented(plan, merger.reading) {
            return None;
        }
        let column = ours.or(theirs)?.column;
        let mine = picks.iter().any(|pick| !matches!(pick, Pick::Theirs(_)));
        let whose = if mine || theirs.is_none() { Side::Ours } else { Side::Theirs };
        let (host, field) = if whose == Side::Ours { (&self.ours, ours?) } else { (&self.theirs, theirs?) };
        if picks.is_empty() {
            let key = field.text.get(field.part.start..field.entry.key.span.end as usize)?;
            return Some((moved(&format!("{key}: []\n"), field.column, column)?, Value::List(Vec::new())));
        }
        let (body, values) = match &host.block {
            Some(block) => self.in_block(plan, block, whose, field, merger)?,
            None => self.in_flow(picks, host, whose, field, merger)?,
        };
        Some((moved(&body, field.column, column)?, Value::List(values)))
    }

    fn in_block(
        &self,
        plan: &Plan,
        block: &Block<'_>,
        whose: Side,
        field: &Field<'_>,
        merger: &Merger<'_>,
    ) -> Option<(String, Vec<Value>)> {
        let picks = plan.picks.as_slice();
        let pairs: HashMap<usize, SharedMember> = plan.pairs.iter().map(|pair| (pair.ours, *pair)).collect();
        let pairs_of_theirs: HashMap<usize, SharedMember> =
            plan.pairs.iter().map(|pair| (pair.theirs, *pair)).collect();
        let pair_of = |pick: Pick| match pick {
            Pick::Ours(at) | Pick::Merged { ours: at, .. } => pairs.get(&at),
            Pick::Theirs(at) => pairs_of_theirs.get(&at),
        };
        let head = line_end(field.text, field.entry.key.span.end as usize);
        let mut body = field.text.get(field.part.start..head)?.to_owned();
        let mut values = Vec::new();
        let kept: HashSet<usize> = picks.iter().filter_map(|pick| own(*pick, whose)).collect();
        let (mut next, mut follows) = (0, Some(0));
        for pick in picks {
            if let Some(at) = own(*pick, whose) {
                // Comments that stand for themselves above a deleted member stay.
                let gone = block.parts.iter().enumerate().take(at).skip(next).filter(|(at, _)| !kept.contains(at));
                gone.for_each(|(_, gone)| body.push_str(split_above(gone.above).0));
                next = next.max(at + 1);
            }
            let pair = pair_of(*pick).filter(|_| whose == Side::Ours).copied();
            let (lines, value) = self.member(*pick, pair, block, whose, field, merger)?;
            let at = own(*pick, whose);
            body.push_str(&if at.is_some() && at == follows { lines.clone() } else { outdented(&lines, block.column) });
            // Only a part that stands unchanged is known to be followed well by the lines behind it.
            let is_own = |at: &usize| block.parts.get(*at).is_some_and(|part| lines.ends_with(part.body));
            follows = at.filter(is_own).map(|at| at + 1);
            values.push(value);
        }
        Some((body, values))
    }

    /// Returns a member's lines in a block list, and its value. `pair` has its place in the other versions.
    fn member(
        &self,
        pick: Pick,
        pair: Option<SharedMember>,
        block: &Block<'_>,
        whose: Side,
        field: &Field<'_>,
        merger: &Merger<'_>,
    ) -> Option<(String, Value)> {
        let indent = " ".repeat(block.column);
        match pick {
            Pick::Merged { base, ours, theirs } => {
                // An edge of the vocabulary, or an office, is one statement: half of one and half of another are a
                // statement that nobody made.
                field.main().is_none().then_some(())?;
                let part = block.parts.get(ours)?;
                let above =
                    pair.and_then(|pair| self.above(pair, block.column)).unwrap_or_else(|| part.above.to_owned());
                let (comments, text, value) = self.merged(base, ours, theirs, merger)?;
                Some((format!("{above}{}{indent}{text}", moved_above(&comments, block.column)), value))
            }
            Pick::Ours(_) | Pick::Theirs(_) if pair.is_some_and(|pair| self.are_in_blocks(pair)) => {
                let pair = pair?;
                let value = if let Pick::Ours(at) = pick {
                    self.ours.values.get(at)?
                } else {
                    self.theirs.values.get(pair.theirs)?
                };
                Some((self.above(pair, block.column)? + &self.paired(pick, pair, block.column)?, value.clone()))
            }
            Pick::Ours(at) | Pick::Theirs(at) => {
                let members = if matches!(pick, Pick::Ours(_)) { &self.ours } else { &self.theirs };
                let value = members.values.get(at)?.clone();
                let lines = match &members.block {
                    Some(theirs) => {
                        let part = theirs.parts.get(at)?;
                        let above = if own(pick, whose).is_some() { part.above } else { carried(part.above) };
                        let above = if theirs.column == block.column {
                            above.to_owned()
                        } else {
                            moved_above(above, block.column)
                        };
                        above + &moved(part.body, theirs.column, block.column)?
                    }
                    None => format!("{indent}- {}\n", flow::inline(members.located(at)?, merger.reading)?),
                };
                Some((lines, value))
            }
        }
    }

    /// Returns true if all three versions of a member stand in block lists.
    fn are_in_blocks(&self, pair: SharedMember) -> bool {
        let base = pair.base.is_none_or(|at| self.base.part(at).is_some());
        base && self.ours.part(pair.ours).is_some() && self.theirs.part(pair.theirs).is_some()
    }

    /// Returns the lines above a member that both sides have.
    fn above(&self, pair: SharedMember, column: usize) -> Option<String> {
        let base = pair.base.and_then(|at| self.base.part(at)).map(|part| part.above);
        Some(merged_above(base, self.ours.part(pair.ours)?.above, self.theirs.part(pair.theirs)?.above, column))
    }

    /// Returns the lines of a member that both sides have, and at most one has changed: from its dash on.
    fn paired(&self, pick: Pick, pair: SharedMember, column: usize) -> Option<String> {
        let lines =
            |members: &Members<'_>, at: usize| moved(members.part(at)?.body, members.block.as_ref()?.column, column);
        let base = pair.base.and_then(|at| lines(&self.base, at));
        let (ours, theirs) = (lines(&self.ours, pair.ours)?, lines(&self.theirs, pair.theirs)?);
        if base.as_ref() == Some(&theirs) && matches!(pick, Pick::Ours(_)) {
            return Some(ours);
        }
        let tails = [
            pair.base.map_or(Some(""), |at| self.base.tail(at)),
            self.ours.tail(pair.ours),
            self.theirs.tail(pair.theirs),
        ];
        match pick {
            Pick::Ours(_) if base.as_ref() != Some(&ours) => Some(with_tail(ours, self.ours.tail(pair.ours), tails)),
            _ => Some(with_tail(theirs, self.theirs.tail(pair.theirs), tails)),
        }
    }

    /// Returns a member that both have changed, in different parts: the comments to stand above it, and its lines from
    /// its dash on.
    fn merged(&self, base: usize, ours: usize, theirs: usize, merger: &Merger<'_>) -> Option<(String, String, Value)> {
        let reading = merger.reading;
        let laid_out =
            [self.base.located(base)?, self.theirs.located(theirs)?].map(|located| Reformatted::of(located, reading));
        let [b, t] = laid_out.each_ref().map(|relaid| relaid.as_ref().and_then(|relaid| relaid.table(reading)));
        let (b, t) = (b.or_else(|| self.base.table(base, reading)), t.or_else(|| self.theirs.table(theirs, reading)));
        if let (Some(b), Some(o), Some(t)) = (b, self.ours.table(ours, reading), t) {
            let part = self.ours.block.as_ref()?.parts.get(ours)?;
            let dash = self.ours.text.get(part.start..o.fields.first()?.part.start)?;
            let (lines, outcome) = merger.tables(Some(&b), &o, &t, None);
            let outcome = Outcome::Map(outcome);
            let (comments, lines) = split_comments(&lines);
            let rest = lines
                .strip_prefix(&" ".repeat(o.column))
                .filter(|rest| outcome.is_settled() && !rest.starts_with([' ', '\n']))?;
            return Some((comments.to_owned(), format!("{dash}{rest}"), outcome.decided(Side::Ours)?));
        }
        let (text, value) =
            flow::merge(self.base.located(base)?, self.ours.located(ours)?, self.theirs.located(theirs)?, reading)?;
        Some((String::new(), format!("- {text}\n"), value))
    }

    fn in_flow(
        &self,
        picks: &[Pick],
        host: &Members<'_>,
        whose: Side,
        field: &Field<'_>,
        merger: &Merger<'_>,
    ) -> Option<(String, Vec<Value>)> {
        let reading = merger.reading;
        let (mut flow_parts, mut values) = (Vec::new(), Vec::new());
        for pick in picks {
            let (bit, value) = match *pick {
                Pick::Merged { base, ours, theirs } => {
                    field.main().is_none().then_some(())?;
                    let (text, value) = flow::merge(
                        self.base.located(base)?,
                        self.ours.located(ours)?,
                        self.theirs.located(theirs)?,
                        reading,
                    )?;
                    (FlowPart::Anew(ours, text), value)
                }
                Pick::Ours(at) | Pick::Theirs(at) => {
                    let members = if matches!(pick, Pick::Ours(_)) { &self.ours } else { &self.theirs };
                    let bit = if own(*pick, whose).is_some() {
                        FlowPart::Ours(at)
                    } else {
                        FlowPart::New(flow::inline(members.located(at)?, reading)?)
                    };
                    (bit, members.values.get(at)?.clone())
                }
            };
            flow_parts.push(bit);
            values.push(value);
        }
        let node = &field.entry.value;
        let flow = match node {
            Node::List { items, .. } => {
                flow::rebuilt(LocatedNode { text: host.text, node }, &flow::marks_of(host.text, items), &flow_parts)?
            }
            one => bracketed(LocatedNode { text: host.text, node: one }, &flow_parts, reading)?,
        };
        Some((field.with_value(&flow)?, values))
    }
}

/// Splits lines into the comments at their beginning and the rest.
fn split_comments(lines: &str) -> (&str, &str) {
    let comments =
        lines.split_inclusive('\n').take_while(|line| line.trim_start().starts_with('#')).map(str::len).sum();
    lines.split_at_checked(comments).unwrap_or(("", lines))
}

/// Returns a list of one member that was written without brackets, with brackets.
fn bracketed(one: LocatedNode<'_>, flow_parts: &[FlowPart], reading: ScalarReading) -> Option<String> {
    let text = |bit: &FlowPart| match bit {
        FlowPart::Ours(_) => flow::inline(one, reading),
        FlowPart::Anew(_, text) | FlowPart::New(text) => Some(text.clone()),
    };
    let texts: Option<Vec<String>> = flow_parts.iter().map(text).collect();
    let texts = texts?;
    Some(if let [one] = texts.as_slice() { one.clone() } else { format!("[{}]", texts.join(", ")) })
}

/// Returns the index of a pick in the list whose layout is kept.
fn own(pick: Pick, whose: Side) -> Option<usize> {
    match (pick, whose) {
        (Pick::Ours(at) | Pick::Merged { ours: at, .. }, Side::Ours) | (Pick::Theirs(at), Side::Theirs) => Some(at),
        _ => None,
    }
}
