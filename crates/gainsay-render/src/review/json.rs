//! The format of a review as one JSON object, for programs: schema 1.

use std::io::{self, Write};

use gainsay_diff::changes::Change;
use gainsay_diff::findings::AnyFinding;
use gainsay_diff::fingerprint::fingerprints;
use gainsay_model::Workspace;
use gainsay_model::canonical::Value;
use serde::Serialize;

use super::ReviewReport;
use crate::json::ToldFinding;
use crate::location::Locations;
use crate::prose::Naming;
use crate::safe_json::write_json;

#[derive(Serialize)]
struct Answer<'r> {
    schema: u32,
    before: &'r str,
    after: &'r str,
    changes: Vec<JsonChange<'r>>,
    formatting: usize,
    conflicts: Conflicts<'r>,
    rulings: Vec<ToldFinding<'r>>,
    faults: Vec<ToldFinding<'r>>,
}

/// A change as programs read it.
#[derive(Serialize)]
pub struct JsonChange<'r> {
    kind: &'static str,
    id: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<&'r str>,
    words: &'static str,
    fields: Vec<Field<'r>>,
    /// The renamed records whose new ids are all that has changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    follows: Vec<Followed<'r>>,
    /// The file that has, or had, the record.
    file: &'r str,
    line: usize,
}

/// A renamed record that another one names.
#[derive(Serialize)]
struct Followed<'r> {
    kind: &'static str,
    id: &'r str,
}

#[derive(Serialize)]
struct Field<'r> {
    key: &'r str,
    before: Option<&'r Value>,
    after: Option<&'r Value>,
}

/// The conflicts by their fate. The places of resolved conflicts are those of the earlier snapshot.
#[derive(Serialize)]
struct Conflicts<'r> {
    introduced: Vec<ToldFinding<'r>>,
    resolved: Vec<ToldFinding<'r>>,
    changed: Vec<ToldFinding<'r>>,
    kept: usize,
}

/// Writes the review.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(report: &ReviewReport<'_>, all: bool, out: &mut dyn Write) -> io::Result<()> {
    let review = report.review;
    let (before, after) = (report.locations(true), report.locations(false));
    let (old, new) = (&review.before.workspace, &review.after.workspace);
    let comparison = &review.comparison;
    // The fingerprints of resolved conflicts distinguish them from all findings of their own snapshot.
    let mut fingerprints =
        Fingerprints { introduced: fingerprints(new, &comparison.introduced), ..Fingerprints::default() };
    fingerprints.of(old, &comparison.resolved, new, [&comparison.changed, &comparison.rulings, &review.faults]);
    let changes = report.changes(all).map(|change| {
        let (file, line) = report.place_of(change).map_or(("", 1), |(place, _)| (place.file, place.start.0));
        told(change, file, line)
    });
    let answer = Answer {
        schema: 1,
        before: &review.before.name,
        after: &review.after.name,
        changes: changes.collect(),
        formatting: review.changes.formatting.len(),
        conflicts: Conflicts {
            introduced: all_told(after, report.naming(false), &comparison.introduced, fingerprints.introduced),
            resolved: all_told(before, report.naming(true), &comparison.resolved, fingerprints.resolved),
            changed: all_told(after, report.naming(false), &comparison.changed, fingerprints.changed),
            kept: comparison.kept,
        },
        rulings: all_told(after, report.naming(false), &comparison.rulings, fingerprints.rulings),
        faults: all_told(after, report.naming(false), &review.faults, fingerprints.faults),
    };
    write_json(&answer, out)
}

#[derive(Default)]
struct Fingerprints {
    introduced: Vec<String>,
    resolved: Vec<String>,
    changed: Vec<String>,
    rulings: Vec<String>,
    faults: Vec<String>,
}

impl Fingerprints {
    fn of(
        &mut self,
        old: &Workspace,
        resolved: &[AnyFinding],
        new: &Workspace,
        [changed, rulings, faults]: [&Vec<AnyFinding>; 3],
    ) {
        self.resolved = fingerprints(old, resolved);
        self.changed = fingerprints(new, changed);
        self.rulings = fingerprints(new, rulings);
        self.faults = fingerprints(new, faults);
    }
}

fn all_told<'r>(
    locations: &'r Locations<'r>,
    naming: &'r Naming<'r>,
    findings: &'r [AnyFinding],
    fingerprints: Vec<String>,
) -> Vec<ToldFinding<'r>> {
    let told = |(finding, fingerprint)| ToldFinding::new(locations, naming, finding, fingerprint);
    findings.iter().zip(fingerprints).map(told).collect()
}

/// Returns a change of a record that is, or was, at this line of this file.
pub fn told<'r>(change: &'r Change, file: &'r str, line: usize) -> JsonChange<'r> {
    JsonChange {
        kind: change.kind.word(),
        id: &change.id,
        was: change.was.as_deref(),
        words: change.meaning.words(),
        fields: change
            .fields
            .iter()
            .map(|field| Field { key: &field.key, before: field.before.as_ref(), after: field.after.as_ref() })
            .collect(),
        follows: change.follows.iter().map(|(kind, id)| Followed { kind: kind.word(), id }).collect(),
        file,
        line,
    }
}
