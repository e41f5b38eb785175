//! The format with one line for each finding, for editors and `grep`.

use std::io::{self, Write};

use gainsay_diff::findings::AnyFinding;
use gainsay_model::text::escaped;

use crate::prose::{brief, title};
use crate::{Report, summary};

/// Writes `file:line:column: kind[rule]: message` for each finding.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.shown() {
        writeln!(out, "{}", line(report, finding))?;
    }
    summary::since(report).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    summary::quotes(report).iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// Returns a finding as one line.
pub fn line(report: &Report<'_>, finding: &AnyFinding) -> String {
    let title = title(finding);
    let finding = brief(&report.naming, finding);
    let place = finding.labels.first().map(|label| report.locations.find(label.route));
    let place =
        place.map(|place| format!("{}:{}:{}: ", escaped(place.file), place.start.0, place.start.1)).unwrap_or_default();
    let ruled = finding.ruled.as_ref().map(|id| format!(" (ruled upon: {})", escaped(id))).unwrap_or_default();
    format!("{place}{title}: {}{ruled}", escaped(&finding.message))
}
