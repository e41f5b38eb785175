//! A Code Quality report for GitLab: one list, which a merge request compares with that of its target branch.

use std::io::{self, Write};

use gainsay_diff::findings::AnyFinding;
use gainsay_model::finding::Level;
use gainsay_model::text::escaped;
use serde::{Serialize, Serializer};

use crate::Report;
use crate::prose::brief;
use crate::safe_json::write_json;

/// A finding as GitLab reads it. GitLab recognizes new findings by the fingerprint alone, so all fingerprints of a
/// report differ.
#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// Writes the findings as one list, which is empty if there are none.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_json(&Issues(report), out)
}

/// The findings of a report, each of which is made when it is written.
struct Issues<'r, 'w>(&'r Report<'w>);

impl Serialize for Issues<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Issues(report) = self;
        let findings = report.shown_by_fingerprint();
        serializer.collect_seq(findings.map(|(fingerprint, finding)| issue(report, finding, fingerprint)))
    }
}

fn issue(report: &Report<'_>, finding: &AnyFinding, fingerprint: String) -> Issue {
    let severity = severity(finding);
    let finding = &*brief(&report.naming, finding);
    let ((place, _), _) = report.filed(finding);
    let ruled = finding.ruled.as_ref().map(|id| format!(" (ruled upon: {id})")).unwrap_or_default();
    Issue {
        description: escaped(&format!("{}{ruled}", finding.message)).into_owned(),
        check_name: finding.rule,
        fingerprint,
        severity,
        location: Location { path: report.path(&place), lines: Lines { begin: place.start.0 } },
    }
}

/// Returns GitLab's word for the level of a finding. A conflict that is ruled upon weighs nothing any more.
fn severity(finding: &AnyFinding) -> &'static str {
    match finding.level() {
        _ if finding.ruled().is_some() => "info",
        Level::Error => "critical",
        Level::Warning => "major",
        Level::Note => "info",
    }
}
