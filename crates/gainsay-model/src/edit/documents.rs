//! Edits of whole records: a record is put at the end of a file, or taken out.

use rustc_hash::FxHashSet;

use super::block::{inserted, with_breaks, without_break};
use super::target::RecordText;
use super::verify::Expected;
use super::{Plan, Refusal, Target};
use crate::layout::{Comment, Scope, Splice, is_quiet, line_break, line_end, line_start, of_entries};
use crate::schema::Kind;
use crate::text::composed;
use crate::value::Record;
use crate::write::write_all;
use crate::yaml::{Reading, piece_at};

/// Plans to put records at the end of a file.
pub(super) fn insert(text: &str, reading: &Reading, records: &[Record]) -> Result<Option<Plan>, Refusal> {
    let key = |target: &Target| (target.kind, composed(&target.id).into_owned());
    let mut known: FxHashSet<(Kind, String)> =
        reading.documents.iter().filter_map(Target::of).map(|target| key(&target)).collect();
    for record in records {
        let target = Target::new(record.kind(), record.id().trim());
        if !known.insert(key(&target)) {
            return Err(Refusal::RecordExists(target));
        }
    }
    let last = text.get(piece_at(text, text.len())).unwrap_or_default();
    let after_marker = last.strip_prefix("---").or_else(|| last.strip_prefix("...")).unwrap_or(last);
    let marker = if is_quiet(after_marker) { "" } else { "---\n" };
    let lines = format!("{marker}{}", write_all(records));
    let splice = if text.is_empty() {
        Splice::insert(0, lines)
    } else {
        inserted(text, text.len(), lines.strip_suffix('\n').unwrap_or(&lines))
    };
    Ok(Some(Plan { ways: vec![vec![splice]], expected: Expected::Inserted(records.to_vec()) }))
}

/// Plans to take a record out of a file. Comments in it or about it stay, each on a line of its own.
pub(super) fn remove(text: &str, found: &RecordText<'_>) -> Result<Option<Plan>, Refusal> {
    let comments = of_entries(text, found.piece.clone(), &found.document.entries, Scope::document(""));
    let ways =
        if comments.is_empty() { vec![whole(text, found)] } else { vec![all_but_comments(text, found, &comments)] };
    Ok(Some(Plan { ways, expected: Expected::Removed { number: found.number } }))
}

/// Returns the replacements that take a record out with its marker; for the first record, with the marker of the next
/// one.
fn whole(text: &str, found: &RecordText<'_>) -> Vec<Splice> {
    let piece = found.piece.clone();
    let has_marker = text.get(piece.clone()).is_some_and(|piece| piece.starts_with("---"));
    let next = line_end(text, piece.end);
    let next_line = text.get(piece.end..next).map(str::trim_end);
    if piece.end == text.len() && piece.start > 0 && !text.ends_with(['\n', '\r']) {
        let start = text.get(..piece.start).map_or(piece.start, without_break);
        return vec![Splice::new(start..piece.end, "")];
    }
    let end = if !has_marker && next_line == Some("---") { next } else { piece.end };
    vec![Splice::new(piece.start..end, "")]
}

/// Returns the replacement of a record's lines by the comments in them.
fn all_but_comments(text: &str, found: &RecordText<'_>, comments: &[Comment<'_>]) -> Vec<Splice> {
    let span = found.document.span;
    let start = line_start(text, span.start as usize).max(found.region.start);
    let end = line_end(text, span.end as usize).min(found.region.end);
    let inside = comments.iter().filter(|comment| (start..end).contains(&comment.at));
    let mut lines: String = inside.map(|comment| format!("{}\n", comment.words)).collect();
    if !text.get(..end).is_some_and(|text| text.ends_with(['\n', '\r'])) {
        lines.truncate(without_break(&lines));
    }
    let start = if lines.is_empty() && end == text.len() && !text.ends_with(['\n', '\r']) {
        text.get(..start).map_or(start, without_break)
    } else {
        start
    };
    vec![Splice::new(start..end, with_breaks(&lines, line_break(text, start)))]
}
