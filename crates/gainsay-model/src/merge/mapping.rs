//! Merges mappings: decides on each field, and makes the merged lines.

use std::collections::HashSet;

use super::commented::deletes_commented;
use super::comments;
use super::field::{BlockMapping, Field};
use super::flow;
use super::item::{Lists, Members};
use super::layout::{carried, merged_above, moved_above, split_above, with_tail};
use super::order::{MergedSlot, TheirPlace, weave};
use super::outcome::{Outcome, Side};
use super::reformat::Reformatted;
use super::together::torn;
use super::value::{ScalarReading, Value};
use super::{Options, Why, markers};
use crate::layout::{line_end, moved};
use crate::schema::{EDITORIAL, Kind, Shape};
use crate::yaml::Node;

mod rev;

/// Merges mappings with one set of options.
#[derive(Clone, Copy, Debug)]
pub(super) struct Merger<'o> {
    pub options: &'o Options,
    pub reading: ScalarReading,
}

/// The result for a field: its lines, those above it included, and its outcome; none if it is removed.
#[derive(Clone, Debug)]
struct Merged {
    lines: String,
    outcome: Option<Outcome>,
}

impl Merger<'_> {
    /// Returns the merged lines of a mapping, and the outcomes of its fields. `kind` is the kind of the record, if the
    /// mapping is one.
    pub(super) fn tables(
        &self,
        base: Option<&BlockMapping<'_>>,
        ours: &BlockMapping<'_>,
        theirs: &BlockMapping<'_>,
        kind: Option<Kind>,
    ) -> (String, Vec<(String, Outcome)>) {
        let sealed = kind.is_some_and(|kind| kind != Kind::Manifest);
        let undivided = UndividedFields {
            // Two writers who give one id to two records do not know of each other, so every difference is shown.
            both_added: sealed && base.is_none(),
            torn: base.map(|base| torn(base, ours, theirs, kind)).unwrap_or_default(),
        };
        let known: HashSet<&str> =
            [base, Some(ours)].into_iter().flatten().flat_map(BlockMapping::comment_lines).collect();
        let mut here: Vec<Merged> =
            ours.fields.iter().map(|field| self.of_ours(base, field, theirs, &undivided)).collect();
        let mut there: Vec<Option<Merged>> =
            theirs.fields.iter().map(|field| self.of_theirs(base, ours, field, &undivided, &known)).collect();
        let place = |(field, merged): (&Field<'_>, &Option<Merged>)| {
            ours.index(field.slot)
                .map_or(if merged.is_some() { TheirPlace::New } else { TheirPlace::Gone }, TheirPlace::At)
        };
        let mut places: Vec<TheirPlace> = theirs.fields.iter().zip(&there).map(place).collect();
        if sealed {
            rev::decide(&mut here, &mut there, &mut places, ours, theirs);
        }
        let added: Vec<bool> =
            ours.fields.iter().map(|field| base.is_none_or(|base| base.find(field.slot).is_none())).collect();
        let (mut lines, mut outcomes) = (String::new(), Vec::new());
        let mut next = Some(0);
        for slot in weave(&added, &places) {
            let (merged, field) = match slot {
                MergedSlot::Ours(at) => (here.get(at), ours.fields.get(at)),
                MergedSlot::Theirs(at) => (there.get(at).and_then(Option::as_ref), theirs.fields.get(at)),
            };
            if let (Some(merged), Some(field)) = (merged, field) {
                let follows = matches!(slot, MergedSlot::Ours(at) if next == Some(at));
                // Only a field that stands as in ours is known to be followed well by the lines behind it there.
                let is_ours = || merged.outcome.is_some() && merged.lines.ends_with(&field.lines());
                next = if let MergedSlot::Ours(at) = slot { Some(at + 1).filter(|_| is_ours()) } else { None };
                lines.push_str(&if follows { merged.lines.clone() } else { outdented(&merged.lines, ours.column) });
                outcomes.extend(merged.outcome.clone().map(|outcome| (field.slot.to_owned(), outcome)));
            }
        }
        let below = merged_above(base.map(|base| base.below), ours.below, theirs.below, ours.column);
        let below = if next == Some(ours.fields.len()) { below } else { outdented(&below, ours.column) };
        (lines + &below, outcomes)
    }

    /// Returns the result for a field of ours.
    fn of_ours(
        &self,
        base: Option<&BlockMapping<'_>>,
        ours: &Field<'_>,
        theirs: &BlockMapping<'_>,
        undivided: &UndividedFields<'_>,
    ) -> Merged {
        let base = base.and_then(|base| base.find(ours.slot));
        match theirs.find(ours.slot) {
            theirs if undivided.is_to_decide(ours) && theirs.is_none_or(|theirs| theirs.value != ours.value) => {
                self.undivided(base, Some(ours), theirs, ours.column, undivided.both_added)
            }
            Some(theirs) => self.in_both(base, ours, theirs),
            None => self.in_ours(base, ours),
        }
    }

    /// Returns the result for a field of theirs; none if ours has it too, or it is not to be there. `known` are the
    /// lines of comment that ours has, or has deleted.
    fn of_theirs(
        &self,
        base: Option<&BlockMapping<'_>>,
        ours: &BlockMapping<'_>,
        theirs: &Field<'_>,
        undivided: &UndividedFields<'_>,
        known: &HashSet<&str>,
    ) -> Option<Merged> {
        let base = base.and_then(|base| base.find(theirs.slot));
        match ours.index(theirs.slot) {
            Some(_) => None,
            None if undivided.is_to_decide(theirs) => {
                Some(self.undivided(base, None, Some(theirs), ours.column, undivided.both_added))
            }
            None => self.in_theirs(base, theirs, ours.column, known),
        }
    }

    // --- one field ---

    /// Returns a field that must be decided as a whole.
    fn undivided(
        &self,
        base: Option<&Field<'_>>,
        ours: Option<&Field<'_>>,
        theirs: Option<&Field<'_>>,
        column: usize,
        both_added: bool,
    ) -> Merged {
        let above = |field: Option<&Field<'_>>| field.map_or("", |field| field.part.above).to_owned();
        let above = match (ours, theirs) {
            (Some(ours), Some(theirs)) => {
                merged_above(base.map(|base| base.part.above), ours.part.above, theirs.part.above, column)
            }
            (None, theirs) => moved_above(&above(theirs), column),
            (ours, None) => above(ours),
        };
        let value = |field: Option<&Field<'_>>| field.map(|field| field.value.clone());
        let (before, here, there) = (value(base), value(ours), value(theirs));
        let why = match (base, ours, theirs) {
            _ if before != here && before != there && base.is_some() && ours.is_some() && theirs.is_some() => {
                Why::BothChanged
            }
            (None, ..) if both_added || here.is_some() && there.is_some() => Why::BothAdded,
            _ => Why::Together,
        };
        let (body, outcome) = self.open(ours, theirs, column, why);
        Merged { lines: format!("{above}{body}"), outcome }
    }

    /// Returns a field that both sides have.
    fn in_both(&self, base: Option<&Field<'_>>, ours: &Field<'_>, theirs: &Field<'_>) -> Merged {
        let above = merged_above(base.map(|base| base.part.above), ours.part.above, theirs.part.above, ours.column);
        let (body, outcome) = self.body(base, ours, theirs);
        self.with_comments(above, body, outcome, base, ours, theirs)
    }

    /// Puts above a field each comment of either side that found no place in its merged lines.
    fn with_comments(
        &self,
        above: String,
        body: String,
        outcome: Option<Outcome>,
        base: Option<&Field<'_>>,
        ours: &Field<'_>,
        theirs: &Field<'_>,
    ) -> Merged {
        let (here, there) = (ours.comments(), theirs.comments());
        if here.is_empty() && there.is_empty() {
            return Merged { lines: above + &body, outcome };
        }
        let before = base.map(Field::comments).unwrap_or_default();
        let has_conflicts = outcome.as_ref().is_some_and(|outcome| !outcome.is_settled());
        let kept = comments::of_merged(&format!("{above}{body}"), has_conflicts, self.options);
        // A part that cannot be read does not count as kept; the verification of the whole text will reject it.
        let lost = kept.map(|kept| comments::lost(&before, &here, &there, &kept)).unwrap_or_default();
        let lost: String = lost.iter().map(|words| format!("{}{words}\n", " ".repeat(ours.column))).collect();
        Merged { lines: above + &lost + &body, outcome }
    }

    /// Returns the merged lines of a field that is there on both sides.
    fn body(&self, base: Option<&Field<'_>>, ours: &Field<'_>, theirs: &Field<'_>) -> (String, Option<Outcome>) {
        let says = |field: &Field<'_>| Some(Outcome::Value(field.value.clone()));
        if let Some(base) = base {
            if theirs.is_written_like(base) {
                return (ours.lines(), says(ours));
            }
            if ours.is_written_like(base)
                && let Some(lines) = theirs.lines_in(ours.column)
            {
                return (lines, says(theirs));
            }
        }
        let tails = || [base.map_or(Some(""), Field::tail), ours.tail(), theirs.tail()];
        if let Some(merged) = self.by_parts(base, ours, theirs) {
            return merged;
        }
        if ours.value == theirs.value || base.is_some_and(|base| base.value == theirs.value) {
            return (with_tail(ours.lines(), ours.tail(), tails()), says(ours));
        }
        if base.is_some_and(|base| base.value == ours.value) {
            if let Some(lines) = theirs.put_into(ours) {
                return (with_tail(lines, ours.tail(), tails()), says(theirs));
            }
            if let Some(lines) = theirs.lines_in(ours.column) {
                return (with_tail(lines, theirs.tail(), tails()), says(theirs));
            }
        }
        if let Some((lines, outcome)) = self.inside(base, ours, theirs) {
            return (lines, outcome);
        }
        let why = if base.is_some() { Why::BothChanged } else { Why::BothAdded };
        self.open(Some(ours), Some(theirs), ours.column, why)
    }

    /// Merges a list or a mapping whose value at most one side has changed, for the comments among its parts; none if
    /// it has no comments or cannot be merged so.
    fn by_parts(
        &self,
        base: Option<&Field<'_>>,
        ours: &Field<'_>,
        theirs: &Field<'_>,
    ) -> Option<(String, Option<Outcome>)> {
        let wanted = match base.map(|base| &base.value) {
            Some(base) if *base == ours.value => &theirs.value,
            Some(base) if *base == theirs.value => &ours.value,
            _ if ours.value == theirs.value => &ours.value,
            _ => return None,
        };
        let has_comments = |field: &Field<'_>| field.part.body.contains('#');
        if matches!(ours.value, Value::Text(_) | Value::Bare(_)) || !has_comments(ours) && !has_comments(theirs) {
            return None;
        }
        if self.deletes_commented(base, ours, theirs) {
            return Some(self.open(Some(ours), Some(theirs), ours.column, Why::BothChanged));
        }
        let (lines, outcome) = self.inside(base, ours, theirs)?;
        let says = |outcome: &Outcome| !outcome.is_settled() || outcome.decided(Side::Ours).as_ref() == Some(wanted);
        outcome.as_ref().is_some_and(says).then_some((lines, outcome))
    }

    /// Returns true if one side has deleted a part of a value on which the other has commented. A mapping whose keys
    /// are merged one by one, each with its comments, does not count.
    fn deletes_commented(&self, base: Option<&Field<'_>>, ours: &Field<'_>, theirs: &Field<'_>) -> bool {
        if let Some(lists) = self.three_lists(base, Some(ours), Some(theirs)) {
            return lists.plan(ours).is_some_and(|plan| lists.deletes_commented(&plan, self.reading));
        }
        let is_merged_by_key = !is_one_thing(ours) && self.inner(ours).is_some();
        !is_merged_by_key
            && base.is_some_and(|base| {
                deletes_commented(&base.version(), &ours.version(), &theirs.version(), self.reading)
            })
    }

    /// Merges the value of a key; none if it must be decided as a whole.
    fn inside(
        &self,
        base: Option<&Field<'_>>,
        ours: &Field<'_>,
        theirs: &Field<'_>,
    ) -> Option<(String, Option<Outcome>)> {
        if is_one_thing(ours) {
            return None;
        }
        if let Some(merged) = self.lists(base, Some(ours), Some(theirs)) {
            return Some(merged);
        }
        let base = base?;
        let laid_out = [base, theirs].map(|field| Reformatted::of(field.located(), self.reading));
        let [b, t] = laid_out.each_ref().map(|relaid| relaid.as_ref().and_then(|relaid| relaid.table(self.reading)));
        match (b.or_else(|| self.inner(base)), self.inner(ours), t.or_else(|| self.inner(theirs))) {
            (Some(b), Some(o), Some(t)) => {
                let (lines, outcome) = self.tables(Some(&b), &o, &t, None);
                let head = ours.text.get(ours.part.start..line_end(ours.text, ours.entry.key.span.end as usize))?;
                let head = with_tail(head.to_owned(), ours.tail(), [base.tail(), ours.tail(), theirs.tail()]);
                // A key without a value would not be an empty mapping, for whichever side one decides.
                let is_filled = |whose| outcome.iter().any(|(_, outcome)| outcome.is_there(whose));
                (is_filled(Side::Ours) && is_filled(Side::Theirs))
                    .then(|| (format!("{}{head}{lines}", " ".repeat(ours.column)), Some(Outcome::Map(outcome))))
            }
            _ if [base, ours, theirs].iter().all(|field| matches!(field.entry.value, Node::Map { .. })) => {
                (!self.deletes_commented(Some(base), ours, theirs)).then_some(())?;
                let (text, value) = flow::merge(base.located(), ours.located(), theirs.located(), self.reading)?;
                Some((moved(&ours.with_value(&text)?, ours.column, ours.column)?, Some(Outcome::Value(value))))
            }
            _ => None,
        }
    }

    /// Returns a field's value as a mapping of its own, if it is a block mapping below its key.
    fn inner<'t>(&self, field: &Field<'t>) -> Option<BlockMapping<'t>> {
        let Node::Map { entries, .. } = &field.entry.value else { return None };
        let head = line_end(field.text, field.entry.key.span.end as usize);
        BlockMapping::cut(field.text, entries, head..field.part.end(), None, self.reading)
    }

    /// Merges lists, of which any may be absent; none if a value is no list.
    fn lists(
        &self,
        base: Option<&Field<'_>>,
        ours: Option<&Field<'_>>,
        theirs: Option<&Field<'_>>,
    ) -> Option<(String, Option<Outcome>)> {
        let members = |field: Option<&Field<'_>>| -> Option<()> {
            field.map_or(Some(()), |field| Members::of(field, self.reading).map(drop))
        };
        members(base).and(members(ours)).and(members(theirs))?;
        let is_list = |field: Option<&Field<'_>>| field.is_some_and(|field| matches!(field.value, Value::List(_)));
        if !is_list(ours) && !is_list(theirs) {
            return None;
        }
        let lists = self.three_lists(base, ours, theirs)?;
        let plan = lists.plan(ours.or(theirs)?)?;
        let (lines, value) = lists.written(&plan, ours, theirs, self)?;
        if plan.picks.is_empty() && (ours.is_none() || theirs.is_none()) {
            return Some((String::new(), None));
        }
        let lines = match (ours, theirs) {
            (Some(ours), Some(theirs)) => {
                with_tail(lines, ours.tail(), [base.map_or(Some(""), Field::tail), ours.tail(), theirs.tail()])
            }
            _ => lines,
        };
        Some((lines, Some(Outcome::Value(value))))
    }

    /// Returns the three versions of a list; none if one of them is no list.
    fn three_lists<'t>(
        &self,
        base: Option<&'t Field<'t>>,
        ours: Option<&'t Field<'t>>,
        theirs: Option<&'t Field<'t>>,
    ) -> Option<Lists<'t>> {
        let of = |field: Option<&'t Field<'t>>| {
            field.map_or(Some(Members::none()), |field| Members::of(field, self.reading))
        };
        Some(Lists { base: of(base)?, ours: of(ours)?, theirs: of(theirs)? })
    }

    /// Returns a field that theirs does not have.
    fn in_ours(&self, base: Option<&Field<'_>>, ours: &Field<'_>) -> Merged {
        let (gap, comment) = split_above(ours.part.above);
        let kept = |body: String, outcome| Merged { lines: format!("{}{body}", ours.part.above), outcome };
        match base {
            None => kept(ours.lines(), Some(Outcome::Value(ours.value.clone()))),
            Some(base) if base.value == ours.value && !comments::has_new(&base.comments(), &ours.comments()) => {
                Merged { lines: gap.to_owned(), outcome: None }
            }
            Some(base) => match self.lists(Some(base), Some(ours), None).filter(|_| base.value != ours.value) {
                Some((body, outcome)) => {
                    let comment = if outcome.is_some() { comment } else { "" };
                    Merged { lines: format!("{gap}{comment}{body}"), outcome }
                }
                None => {
                    let (body, outcome) = self.open(Some(ours), None, ours.column, Why::TheirsDeleted);
                    kept(body, outcome)
                }
            },
        }
    }

    /// Returns a field that ours does not have; none if it is not added.
    fn in_theirs(
        &self,
        base: Option<&Field<'_>>,
        theirs: &Field<'_>,
        column: usize,
        known: &HashSet<&str>,
    ) -> Option<Merged> {
        let above = moved_above(&unknown_gap(theirs.part.above, known), column)
            + &moved_above(carried(theirs.part.above), column);
        let Some(base) = base else {
            let lines = theirs.lines_in(column).unwrap_or_else(|| theirs.lines());
            return Some(Merged { lines: above + &lines, outcome: Some(Outcome::Value(theirs.value.clone())) });
        };
        if base.value == theirs.value && !comments::has_new(&base.comments(), &theirs.comments()) {
            return None;
        }
        let (lines, outcome) = match self.lists(Some(base), None, Some(theirs)).filter(|_| base.value != theirs.value) {
            Some((lines, outcome)) => (moved(lines.trim_start_matches(' '), theirs.column, column)?, outcome),
            None => self.open(None, Some(theirs), column, Why::OursDeleted),
        };
        outcome.map(|outcome| Merged { lines: above + &lines, outcome: Some(outcome) })
    }

    /// Returns both sides of a field between markers.
    fn open(
        &self,
        ours: Option<&Field<'_>>,
        theirs: Option<&Field<'_>>,
        column: usize,
        why: Why,
    ) -> (String, Option<Outcome>) {
        let lines = |field: &Field<'_>| field.lines_in(column).unwrap_or_else(|| field.lines());
        let text = |field: Option<&Field<'_>>| field.map(lines).unwrap_or_default();
        let value = |field: Option<&Field<'_>>| field.map(|field| field.value.clone());
        let lines = markers::around(&text(ours), &text(theirs), self.options);
        (lines, Some(Outcome::Open { ours: value(ours), theirs: value(theirs), why }))
    }
}

/// Returns true if a field's value is taken whole: half of one statement, or retraction, and half of another would be a
/// statement that nobody made.
fn is_one_thing(field: &Field<'_>) -> bool {
    matches!(field.shape, Some(Shape::Statement | Shape::Main(_))) || field.slot != field.entry.key.text
}

/// Returns true if a field is a part of a record's content.
fn is_content(field: &Field<'_>) -> bool {
    !EDITORIAL.contains(&field.slot)
}

/// Returns lines with the comments at their beginning moved to a column, if they stand behind it: below another field,
/// they might be taken for its text.
pub(super) fn outdented(lines: &str, column: usize) -> String {
    let is_above = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let above: usize = lines.split_inclusive('\n').take_while(is_above).map(str::len).sum();
    let (above, rest) = lines.split_at_checked(above).unwrap_or(("", lines));
    let is_behind = |line: &str| line.len() - line.trim_start().len() > column;
    if above.lines().any(is_behind) { moved_above(above, column) + rest } else { lines.to_owned() }
}

/// Returns the comments that stand for themselves above a field of theirs, and that ours does not have.
fn unknown_gap(above: &str, known: &HashSet<&str>) -> String {
    let gap = above.strip_suffix(carried(above)).unwrap_or_default();
    gap.split_inclusive('\n')
        .filter(|line| line.trim_start().starts_with('#') && !known.contains(line.trim()))
        .collect()
}

/// The fields of a mapping that are not merged one by one.
struct UndividedFields<'t> {
    /// Whether both sides have added the record.
    both_added: bool,
    /// The slots of keys that form one statement together, of which either side has changed some.
    torn: HashSet<&'t str>,
}

impl UndividedFields<'_> {
    /// Returns true if a field is in conflict when the sides differ on it.
    fn is_to_decide(&self, field: &Field<'_>) -> bool {
        self.both_added && is_content(field) || self.torn.contains(field.slot)
    }
}
