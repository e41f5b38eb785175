//! One line a finding, for editors and `grep`.

use std::io::{self, Write};

use gainsay_model::text::escaped;

use super::{Report, summary};

/// Writes `file:line:column: level[rule]: message` for each finding.
///
/// # Errors
/// Those of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.shown() {
        if let Some(label) = finding.labels.first() {
            let place = report.places.find(label.route);
            write!(out, "{}:{}:{}: ", escaped(place.file), place.start.0, place.start.1)?;
        }
        let ruled = finding.ruled.as_ref().map(|id| format!(" (ruled upon: {})", escaped(id))).unwrap_or_default();
        writeln!(out, "{}[{}]: {}{ruled}", finding.level.word(), finding.rule, escaped(&finding.message))?;
    }
    summary::since(report).iter().try_for_each(|line| writeln!(out, "{line}"))
}
