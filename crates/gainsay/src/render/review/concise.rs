//! A review with one line for each conflict and each record, for `grep` and for commit messages.

use std::io::{self, Write};

use gainsay_model::finding::Finding;
use gainsay_model::text::escaped;

use super::{Face, words};
use crate::places::Places;
use crate::review::Review;

/// Writes the review. `all` shows records, too, that are only laid out otherwise.
///
/// # Errors
/// Those of `out`.
pub fn render(review: &Review, all: bool, out: &mut dyn Write) -> io::Result<()> {
    let face = Face::new(review);
    for section in face.sections() {
        let places = face.places(section.earlier);
        section.findings.iter().try_for_each(|finding| write_finding(section.word, finding, places, out))?;
    }
    for change in face.changes(all) {
        let Some((place, _)) = face.place_of(change) else { continue };
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
