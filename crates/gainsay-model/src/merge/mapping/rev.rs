//! Decides the version of a merged record. It follows from the rest of the record, so that it is never in conflict.

use super::Merged;
use crate::merge::field::BlockMapping;
use crate::merge::order::TheirPlace;
use crate::merge::outcome::{Outcome, Side};
use crate::merge::value::Value;
use crate::record::Rev;
use crate::schema::EDITORIAL;

/// The key of the version.
const KEY: &str = "rev";

/// Sets the version of the merged record: that of the side with the same content, `rev`, notes and tags aside. If the
/// content is that of neither side, it is the version with the higher count, whose digest then does not fit: a check
/// will report this, and the next seal counts on from there.
pub(super) fn decide(
    ours_merged: &mut [Merged],
    theirs_merged: &mut [Option<Merged>],
    places: &mut [TheirPlace],
    ours: &BlockMapping<'_>,
    theirs: &BlockMapping<'_>,
) {
    let (our_rev, their_rev) = (index(ours), index(theirs));
    if is_theirs(ours_merged, theirs_merged, ours, theirs) {
        match (our_rev, their_rev) {
            (Some(at), Some(there)) => set(ours_merged, at, theirs, there, ours.column),
            (Some(at), None) => remove(ours_merged, at),
            (None, Some(there)) => insert(theirs_merged, places, theirs, there, ours.column),
            (None, None) => {}
        }
    } else {
        match (our_rev, their_rev) {
            (Some(at), _) => set(ours_merged, at, ours, at, ours.column),
            (None, Some(there)) => omit(theirs_merged, places, there),
            (None, None) => {}
        }
    }
}

/// Returns true if the version is to be that of theirs.
fn is_theirs(
    ours_merged: &[Merged],
    theirs_merged: &[Option<Merged>],
    ours: &BlockMapping<'_>,
    theirs: &BlockMapping<'_>,
) -> bool {
    let (here, there) = (says(ours), says(theirs));
    let merged = ours_merged.iter().zip(&ours.fields).map(|(merged, field)| (Some(merged), field));
    let merged = merged.chain(theirs_merged.iter().zip(&theirs.fields).map(|(merged, field)| (merged.as_ref(), field)));
    let merged = content(merged.filter_map(|(merged, field)| Some((field.slot, merged?.outcome.as_ref()?))));
    let is = |side: &Vec<(String, Value)>| merged.as_ref() == Some(side);
    match (is(&here), is(&there)) {
        (true, false) => false,
        (false, true) => true,
        _ => count(theirs) > count(ours),
    }
}

/// Returns the content of a record, without its version and the editorial keys.
fn says(table: &BlockMapping<'_>) -> Vec<(String, Value)> {
    let mut says: Vec<(String, Value)> = table
        .fields
        .iter()
        .filter(|field| !EDITORIAL.contains(&field.slot))
        .map(|f| (f.slot.to_owned(), f.value.clone()))
        .collect();
    says.sort();
    says
}

/// Returns the content of the merged record; none if a part of it is undecided.
fn content<'m>(merged: impl Iterator<Item = (&'m str, &'m Outcome)>) -> Option<Vec<(String, Value)>> {
    let mut content = Vec::new();
    for (slot, outcome) in merged.filter(|(slot, _)| !EDITORIAL.contains(slot)) {
        if !outcome.is_settled() {
            return None;
        }
        content.push((slot.to_owned(), outcome.decided(Side::Ours)?));
    }
    content.sort();
    Some(content)
}

fn index(table: &BlockMapping<'_>) -> Option<usize> {
    table.index(KEY)
}

/// Returns the number of times that a side has sealed the record; none if its version cannot be read.
fn count(table: &BlockMapping<'_>) -> Option<u32> {
    match table.find(KEY).map(|field| &field.value) {
        Some(Value::Text(text)) => Rev::read(text).map(|rev| rev.count),
        _ => None,
    }
}

/// Puts the version of `table` in the place of that of ours.
fn set(merged: &mut [Merged], at: usize, table: &BlockMapping<'_>, from: usize, column: usize) {
    if let (Some(merged), Some(field)) = (merged.get_mut(at), table.fields.get(from)) {
        *merged = Merged { lines: lines(table, from, column), outcome: Some(Outcome::Value(field.value.clone())) };
    }
}

fn remove(merged: &mut [Merged], at: usize) {
    if let Some(merged) = merged.get_mut(at) {
        *merged = Merged { lines: String::new(), outcome: None };
    }
}

fn insert(
    merged: &mut [Option<Merged>],
    places: &mut [TheirPlace],
    theirs: &BlockMapping<'_>,
    there: usize,
    column: usize,
) {
    if let (Some(merged), Some(place), Some(field)) =
        (merged.get_mut(there), places.get_mut(there), theirs.fields.get(there))
    {
        *merged =
            Some(Merged { lines: lines(theirs, there, column), outcome: Some(Outcome::Value(field.value.clone())) });
        *place = TheirPlace::New;
    }
}

fn omit(merged: &mut [Option<Merged>], places: &mut [TheirPlace], there: usize) {
    if let (Some(merged), Some(place)) = (merged.get_mut(there), places.get_mut(there)) {
        *merged = None;
        *place = TheirPlace::Gone;
    }
}

fn lines(table: &BlockMapping<'_>, at: usize, column: usize) -> String {
    let field = table.fields.get(at);
    field
        .map(|field| format!("{}{}", field.part.above, field.lines_in(column).unwrap_or_else(|| field.lines())))
        .unwrap_or_default()
}
