//! The details of a finding as lines of plain text, for formats that have no fields for them.

use gainsay_diff::findings::AnyFinding;
use gainsay_model::finding::{Finding, Reason};
use gainsay_model::text::escaped;

use crate::Report;
use crate::location::Location;
use crate::plural::plural;
use crate::prose;

/// The largest number of places listed for one finding; the others are counted.
const PLACES: usize = 24;

/// Returns all details: each side with its words and sources, or the places; the reasons; the remedies, the next
/// commands and the ruling.
pub fn all(report: &Report<'_>, any: &AnyFinding, finding: &Finding) -> Vec<String> {
    let mut lines = sides(report, any);
    if lines.is_empty() {
        lines = locations(report, finding);
    }
    lines.extend(reasons(report, any, finding));
    lines
}

/// Returns the sides of a finding about claims, with a line for each claim; nothing for a finding about records.
pub fn sides(report: &Report<'_>, any: &AnyFinding) -> Vec<String> {
    let mut lines = Vec::new();
    for side in prose::sides::sides(&report.naming, any) {
        lines.push(format!("{}:", escaped(&side.holds)));
        lines.extend(side.claims.iter().map(|claim| {
            let parts = [Some(claim.sentence()), claim.quoted(), claim.source.as_ref().map(|source| source.cited())];
            let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" – ");
            format!("  - {} ({})", escaped(&text), shown(report, &report.locations.find(claim.route)))
        }));
        lines.extend((side.more > 0).then(|| format!("  - and {}", plural(side.more, "more claim"))));
        lines.extend(side.told_reports().map(|reports| format!("  {reports}")));
    }
    lines
}

/// Returns the reasons, the remedies, the next commands and the ruling, with a line for each.
pub fn reasons(report: &Report<'_>, any: &AnyFinding, finding: &Finding) -> Vec<String> {
    let is_about_claims = matches!(any, AnyFinding::Conflict(_) | AnyFinding::Note(_));
    let because: Vec<String> = if is_about_claims {
        let why = [("why", prose::why_of(finding)), ("possible", prose::doubts_of(finding))];
        let why = why.into_iter().filter(|(_, text)| !text.is_empty());
        why.map(|(word, text)| format!("{word}: {}", escaped(&text))).collect()
    } else {
        finding.because.iter().map(|reason| told(report, reason)).collect()
    };
    let because = because.into_iter();
    let next: Vec<String> = prose::next(any);
    let next = next.iter().map(|command| format!("next: {}", escaped(command)));
    let help = finding.help.iter().map(|text| format!("help: {}", escaped(text)));
    let ruled = finding.ruled.iter().map(|id| format!("ruled upon: {}", escaped(id)));
    because.chain(help).chain(next).chain(ruled).collect()
}

/// Returns the places that have a text, with a line for each.
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

/// Returns the file and line of a place.
fn shown(report: &Report<'_>, place: &Location<'_>) -> String {
    format!("{}:{}", escaped(&report.path(place)), place.start.0)
}
