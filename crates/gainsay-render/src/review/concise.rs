//! The format of a review with one line for each conflict and each record, for `grep` and for commit messages.

use std::io::{self, Write};

use gainsay_diff::findings::AnyFinding;
use gainsay_model::text::escaped;

use super::ReviewReport;
use super::bulk::Shown;
use crate::location::Locations;
use crate::prose::bulk;
use crate::prose::{Naming, brief, title};

/// Writes the review. `all` includes records whose layout alone has changed.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(report: &ReviewReport<'_>, all: bool, out: &mut dyn Write) -> io::Result<()> {
    for section in report.sections() {
        let (locations, naming) = (report.locations(section.earlier), report.naming(section.earlier));
        section.findings.iter().try_for_each(|finding| write_finding(section.word, finding, locations, naming, out))?;
    }
    let shown = Shown::of(report, all);
    for bulk in &shown.bulks {
        writeln!(out, "{}", bulk::in_bulk(bulk))?;
        for row in &bulk.rows {
            writeln!(out, "{}: {} {}", bulk.meaning.words(), row.count, escaped(&bulk::row(row)))?;
        }
    }
    for change in &shown.changes {
        let Some((place, _)) = report.place_of(change) else { continue };
        writeln!(out, "{}:{}: {}", escaped(place.file), place.start.0, escaped(&shown.headline(change)))?;
    }
    Ok(())
}

fn write_finding(
    word: &str,
    finding: &AnyFinding,
    locations: &Locations<'_>,
    naming: &Naming,
    out: &mut dyn Write,
) -> io::Result<()> {
    let title = title(finding);
    let finding = brief(naming, finding);
    if let Some(label) = finding.labels.first() {
        let place = locations.find(label.route);
        write!(out, "{}:{}:{}: ", escaped(place.file), place.start.0, place.start.1)?;
    }
    writeln!(out, "{word} {title}: {}", escaped(&finding.message))
}
