//! A review with one line for each conflict and each record, for `grep` and for commit messages.

use std::io::{self, Write};

use gainsay_model::finding::{Finding, Route};
use gainsay_model::text::escaped;

use super::words;
use crate::places::Places;
use crate::review::Review;

/// Writes the review. `all` shows records, too, that are only laid out otherwise.
///
/// # Errors
/// Those of `out`.
pub fn render(review: &Review, all: bool, out: &mut dyn Write) -> io::Result<()> {
    let (before, after) = (Places::new(&review.before.workspace), Places::new(&review.after.workspace));
    let comparison = &review.comparison;
    let sections = [
        ("fault", &review.faults, &after),
        ("introduced", &comparison.introduced, &after),
        ("changed", &comparison.changed, &after),
        ("resolved", &comparison.resolved, &before),
        ("ruling", &comparison.rulings, &after),
    ];
    for (word, findings, places) in sections {
        findings.iter().try_for_each(|finding| write_finding(word, finding, places, out))?;
    }
    let formatting = review.changes.formatting.iter().filter(|_| all);
    for change in review.changes.list.iter().chain(formatting) {
        let (places, place) = if change.after.is_some() { (&after, change.after) } else { (&before, change.before) };
        let Some(place) = place.map(|place| places.find(Route::Record(place))) else { continue };
        writeln!(out, "{}:{}: {}", escaped(place.file), place.start.0, escaped(&words::headline(change)))?;
    }
    Ok(())
}

fn write_finding(word: &str, finding: &Finding, places: &Places<'_>, out: &mut dyn Write) -> io::Result<()> {
    if let Some(label) = finding.labels.first() {
        let place = places.find(label.route);
        write!(out, "{}:{}:{}: ", escaped(place.file), place.start.0, place.start.1)?;
    }
    writeln!(out, "{word} {}[{}]: {}", finding.level.word(), finding.rule, escaped(&finding.message))
}
