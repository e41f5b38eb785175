//! A review with one line for each conflict and each record, for `grep` and for commit messages.

use std::io::{self, Write};

use gainsay_diff::findings::AnyFinding;
use gainsay_model::text::escaped;

use super::{ReviewReport, words};
use crate::location::Locations;
use crate::prose::told;

/// Writes the review. `all` shows records, too, that are only laid out otherwise.
///
/// # Errors
/// Those of `out`.
pub fn render(report: &ReviewReport<'_>, all: bool, out: &mut dyn Write) -> io::Result<()> {
    for section in report.sections() {
        let locations = report.locations(section.earlier);
        section.findings.iter().try_for_each(|finding| write_finding(section.word, finding, locations, out))?;
    }
    for change in report.changes(all) {
        let Some((place, _)) = report.place_of(change) else { continue };
        writeln!(out, "{}:{}: {}", escaped(place.file), place.start.0, escaped(&words::headline(change)))?;
    }
    Ok(())
}

fn write_finding(word: &str, finding: &AnyFinding, locations: &Locations<'_>, out: &mut dyn Write) -> io::Result<()> {
    let finding = told(finding);
    if let Some(label) = finding.labels.first() {
        let place = locations.find(label.route);
        write!(out, "{}:{}:{}: ", escaped(place.file), place.start.0, place.start.1)?;
    }
    writeln!(out, "{word} {}[{}]: {}", finding.level.word(), finding.rule, escaped(&finding.message))
}
