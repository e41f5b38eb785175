//! What a finding says besides its message, as lines of plain text: for those formats that have no room of their own
//! for it.

use gainsay_model::finding::{Finding, Reason};
use gainsay_model::text::escaped;

use crate::Report;
use crate::location::Location;
use crate::summary::plural;

/// So many places of one finding are told; the others are counted.
const PLACES: usize = 24;

/// All of it: the places, the reasons, the remedies and the ruling.
pub fn all(report: &Report<'_>, finding: &Finding) -> Vec<String> {
    let mut lines = locations(report, finding);
    lines.extend(reasons(report, finding));
    lines
}

/// The reasons, the remedies and the ruling, a line each.
pub fn reasons(report: &Report<'_>, finding: &Finding) -> Vec<String> {
    let because = finding.because.iter().map(|reason| told(report, reason));
    let help = finding.help.iter().map(|text| format!("help: {}", escaped(text)));
    let ruled = finding.ruled.iter().map(|id| format!("ruled upon: {}", escaped(id)));
    because.chain(help).chain(ruled).collect()
}

/// The places with something to be seen there, a line each.
fn locations(report: &Report<'_>, finding: &Finding) -> Vec<String> {
    let seen = finding.labels.iter().filter(|label| !label.text.is_empty());
    let mut lines: Vec<String> = seen
        .map(|label| format!("{}: {}", shown(report, &report.locations.find(label.route)), escaped(&label.text)))
        .collect();
    if let Some(untold) = lines.len().checked_sub(PLACES).filter(|untold| *untold > 0) {
        lines.truncate(PLACES);
        lines.push(format!("and {}", plural(untold, "more place")));
    }
    lines
}

fn told(report: &Report<'_>, reason: &Reason) -> String {
    let mark = if reason.step { "  - " } else { "because: " };
    let place =
        reason.route.map(|route| format!(" ({})", shown(report, &report.locations.find(route)))).unwrap_or_default();
    format!("{mark}{}{place}", escaped(&reason.text))
}

/// File and line.
fn shown(report: &Report<'_>, place: &Location<'_>) -> String {
    format!("{}:{}", escaped(&report.path(place)), place.start.0)
}
