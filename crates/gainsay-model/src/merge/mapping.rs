//! Mappings: what becomes of each field, and the merged lines.

use std::collections::HashSet;

use super::field::{Field, Table};
use super::flow;
use super::item::{Lists, Members};
use super::layout::{carried, ended, line_end, moved, moved_above, split_above};
use super::list::plan;
use super::order::{Place, Slot, weave};
use super::outcome::{Outcome, Whose};
use super::relaid::Relaid;
use super::value::{Reading, Value};
use super::{Options, Why, markers};
use crate::schema::{EDITORIAL, Shape};
use crate::yaml::Node;

mod rev;

/// Merges mappings, in one manner.
#[derive(Clone, Copy, Debug)]
pub(super) struct Merger<'o> {
    pub options: &'o Options,
    pub reading: Reading,
}

/// What has become of a field: its lines, those above it included, and what it says; none if it is gone.
#[derive(Clone, Debug)]
struct Merged {
    lines: String,
    outcome: Option<Outcome>,
}

impl Merger<'_> {
    /// The merged lines of a mapping, and what its fields say. `sealed` tells whether it is a record, which may bear a version.
    pub(super) fn tables(
        &self,
        base: Option<&Table<'_>>,
        ours: &Table<'_>,
        theirs: &Table<'_>,
        sealed: bool,
    ) -> (String, Vec<(String, Outcome)>) {
        // Two who give one id to two records do not know of each other: whatever differs is to be seen.
        let twins = sealed && base.is_none();
        let mut here: Vec<Merged> = ours.fields.iter().map(|field| self.of_ours(base, field, theirs, twins)).collect();
        let mut there: Vec<Option<Merged>> = theirs.fields.iter().map(|field| self.of_theirs(base, ours, field, twins)).collect();
        let place = |(field, merged): (&Field<'_>, &Option<Merged>)| {
            ours.index(field.slot).map_or(if merged.is_some() { Place::New } else { Place::Gone }, Place::At)
        };
        let mut places: Vec<Place> = theirs.fields.iter().zip(&there).map(place).collect();
        if sealed {
            rev::decide(&mut here, &mut there, &mut places, ours, theirs);
        }
        let added: Vec<bool> = ours.fields.iter().map(|field| base.is_none_or(|base| base.find(field.slot).is_none())).collect();
        let (mut lines, mut outcomes) = (String::new(), Vec::new());
        for slot in weave(&added, &places) {
            let (merged, field) = match slot {
                Slot::Ours(at) => (here.get(at), ours.fields.get(at)),
                Slot::Theirs(at) => (there.get(at).and_then(Option::as_ref), theirs.fields.get(at)),
            };
            if let (Some(merged), Some(field)) = (merged, field) {
                lines.push_str(&merged.lines);
                outcomes.extend(merged.outcome.clone().map(|outcome| (field.slot.to_owned(), outcome)));
            }
        }
        lines.push_str(three(base.map(|base| base.below), ours.below, theirs.below));
        (lines, outcomes)
    }

    /// What becomes of a field of ours. `twins` tells whether both sides have added the record.
    fn of_ours(&self, base: Option<&Table<'_>>, ours: &Field<'_>, theirs: &Table<'_>, twins: bool) -> Merged {
        let base = base.and_then(|base| base.find(ours.slot));
        match theirs.find(ours.slot) {
            theirs if twins && is_content(ours) && theirs.is_none_or(|theirs| theirs.value != ours.value) => {
                self.apart(Some(ours), theirs, ours.column)
            }
            Some(theirs) => self.in_both(base, ours, theirs),
            None => self.in_ours(base, ours),
        }
    }

    /// What becomes of a field of theirs; none if ours has it too, or it is not to be there.
    fn of_theirs(&self, base: Option<&Table<'_>>, ours: &Table<'_>, theirs: &Field<'_>, twins: bool) -> Option<Merged> {
        let base = base.and_then(|base| base.find(theirs.slot));
        match ours.index(theirs.slot) {
            Some(_) => None,
            None if twins && is_content(theirs) => Some(self.apart(None, Some(theirs), ours.column)),
            None => self.in_theirs(base, theirs, ours.column),
        }
    }

    // --- one field ---

    /// A field of a record that both sides have added, and on which they differ.
    fn apart(&self, ours: Option<&Field<'_>>, theirs: Option<&Field<'_>>, column: usize) -> Merged {
        let above = ours.map_or("", |ours| ours.part.above);
        let (body, outcome) = self.open(ours, theirs, column, Why::BothAdded);
        Merged { lines: format!("{above}{body}"), outcome }
    }

    fn in_both(&self, base: Option<&Field<'_>>, ours: &Field<'_>, theirs: &Field<'_>) -> Merged {
        let above = merged_above(base.map(|base| base.part.above), ours.part.above, theirs.part.above, ours.column);
        let (body, outcome) = self.body(base, ours, theirs);
        Merged { lines: above + &body, outcome }
    }

    /// The merged lines of a field that is there on both sides.
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
        if ours.value == theirs.value || base.is_some_and(|base| base.value == theirs.value) {
            return (ours.lines(), says(ours));
        }
        if base.is_some_and(|base| base.value == ours.value)
            && let Some(lines) = theirs.put_into(ours).or_else(|| theirs.lines_in(ours.column))
        {
            return (lines, says(theirs));
        }
        if let Some((lines, outcome)) = self.inside(base, ours, theirs) {
            return (lines, outcome);
        }
        let why = if base.is_some() { Why::BothChanged } else { Why::BothAdded };
        self.open(Some(ours), Some(theirs), ours.column, why)
    }

    /// Merges what stands under a key; none if it must be decided as a whole.
    fn inside(&self, base: Option<&Field<'_>>, ours: &Field<'_>, theirs: &Field<'_>) -> Option<(String, Option<Outcome>)> {
        if ours.shape == Some(Shape::Statement) || ours.slot != ours.entry.key.text {
            // Half of one statement and half of another are what nobody said.
            return None;
        }
        if let Some(merged) = self.lists(base, Some(ours), Some(theirs)) {
            return Some(merged);
        }
        let base = base?;
        let laid_out = [base, theirs].map(|field| Relaid::of(field.spot(), self.reading));
        let [b, t] = laid_out.each_ref().map(|relaid| relaid.as_ref().and_then(|relaid| relaid.table(self.reading)));
        match (b.or_else(|| self.inner(base)), self.inner(ours), t.or_else(|| self.inner(theirs))) {
            (Some(b), Some(o), Some(t)) => {
                let (lines, outcome) = self.tables(Some(&b), &o, &t, false);
                let head = ours.text.get(ours.part.start..line_end(ours.text, ours.entry.key.span.end as usize))?;
                // A key with nothing behind it would be no empty mapping, whichever way one decides.
                let is_filled = |whose| outcome.iter().any(|(_, outcome)| outcome.is_there(whose));
                (is_filled(Whose::Ours) && is_filled(Whose::Theirs))
                    .then(|| (format!("{}{head}{lines}", " ".repeat(ours.column)), Some(Outcome::Map(outcome))))
            }
            _ if [base, ours, theirs].iter().all(|field| matches!(field.entry.value, Node::Map { .. })) => {
                let (text, value) = flow::merge(base.spot(), ours.spot(), theirs.spot(), self.reading)?;
                Some((moved(&ours.with_value(&text)?, ours.column, ours.column)?, Some(Outcome::Value(value))))
            }
            _ => None,
        }
    }

    /// A field's value as a table of its own, if it is a block mapping below its key.
    fn inner<'t>(&self, field: &Field<'t>) -> Option<Table<'t>> {
        let Node::Map { entries, .. } = &field.entry.value else { return None };
        let head = line_end(field.text, field.entry.key.span.end as usize);
        Table::cut(field.text, entries, head..field.part.end(), None, self.reading)
    }

    /// Merges lists, of which one may not be there: what is no list is not for here.
    fn lists(&self, base: Option<&Field<'_>>, ours: Option<&Field<'_>>, theirs: Option<&Field<'_>>) -> Option<(String, Option<Outcome>)> {
        let members =
            |field: Option<&Field<'_>>| -> Option<()> { field.map_or(Some(()), |field| Members::of(field, self.reading).map(drop)) };
        members(base).and(members(ours)).and(members(theirs))?;
        let is_list = |field: Option<&Field<'_>>| field.is_some_and(|field| matches!(field.value, Value::List(_)));
        if !is_list(ours) && !is_list(theirs) {
            return None;
        }
        let reading = self.reading;
        let of = |field| Members::of(field, reading);
        let lists = Lists {
            base: base.map_or(Some(Members::none()), of)?,
            ours: ours.map_or(Some(Members::none()), of)?,
            theirs: theirs.map_or(Some(Members::none()), of)?,
        };
        let ordered = ours.or(theirs)?.shape == Some(Shape::Sequence);
        let picks = plan(&lists.base.values, &lists.ours.values, &lists.theirs.values, ordered)?;
        if picks.is_empty() && (ours.is_none() || theirs.is_none()) {
            return Some((String::new(), None));
        }
        let (lines, value) = lists.written(&picks, ours, theirs, self)?;
        Some((lines, Some(Outcome::Value(value))))
    }

    /// A field that theirs does not have.
    fn in_ours(&self, base: Option<&Field<'_>>, ours: &Field<'_>) -> Merged {
        let (gap, comment) = split_above(ours.part.above);
        let kept = |body: String, outcome| Merged { lines: format!("{}{body}", ours.part.above), outcome };
        match base {
            None => kept(ours.lines(), Some(Outcome::Value(ours.value.clone()))),
            Some(base) if base.value == ours.value => Merged { lines: gap.to_owned(), outcome: None },
            Some(base) => match self.lists(Some(base), Some(ours), None) {
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

    /// A field that ours does not have; none if it stays so.
    fn in_theirs(&self, base: Option<&Field<'_>>, theirs: &Field<'_>, column: usize) -> Option<Merged> {
        let above = moved_above(carried(theirs.part.above), column);
        let Some(base) = base else {
            let lines = theirs.lines_in(column).unwrap_or_else(|| theirs.lines());
            return Some(Merged { lines: above + &lines, outcome: Some(Outcome::Value(theirs.value.clone())) });
        };
        if base.value == theirs.value {
            return None;
        }
        let (lines, outcome) = match self.lists(Some(base), None, Some(theirs)) {
            Some((lines, outcome)) => (moved(lines.trim_start_matches(' '), theirs.column, column)?, outcome),
            None => self.open(None, Some(theirs), column, Why::OursDeleted),
        };
        outcome.map(|outcome| Merged { lines: above + &lines, outcome: Some(outcome) })
    }

    /// Both sides of a field between markers.
    fn open(&self, ours: Option<&Field<'_>>, theirs: Option<&Field<'_>>, column: usize, why: Why) -> (String, Option<Outcome>) {
        let lines = |field: &Field<'_>| field.lines_in(column).unwrap_or_else(|| field.lines());
        let text = |field: Option<&Field<'_>>| field.map(lines).unwrap_or_default();
        let value = |field: Option<&Field<'_>>| field.map(|field| field.value.clone());
        let lines = markers::around(&text(ours), &text(theirs), self.options);
        (lines, Some(Outcome::Open { ours: value(ours), theirs: value(theirs), why }))
    }
}

/// Whether a field is a part of what a record says.
fn is_content(field: &Field<'_>) -> bool {
    !EDITORIAL.contains(&field.slot)
}

/// What is no value, in three versions: ours, unless only theirs has changed it.
pub(super) fn three<'t>(base: Option<&str>, ours: &'t str, theirs: &'t str) -> &'t str {
    if base == Some(ours) { theirs } else { ours }
}

/// The lines above a field: ours, and behind them whatever comment theirs has added.
fn merged_above(base: Option<&str>, ours: &str, theirs: &str, column: usize) -> String {
    let lines = |text: &str| -> Vec<String> { text.lines().map(|line| line.trim().to_owned()).collect() };
    let (b, o, t) = (base.map(lines), lines(ours), lines(theirs));
    if b.as_ref() == Some(&o) && o != t {
        return moved_above(theirs, column);
    }
    let known: HashSet<&String> = o.iter().chain(b.iter().flatten()).collect();
    let is_new = |line: &&String| !line.is_empty() && !known.contains(line);
    let added: String = t.iter().filter(is_new).map(|line| format!("{line}\n")).collect();
    ended(ours.to_owned()) + &moved_above(&added, column)
}
