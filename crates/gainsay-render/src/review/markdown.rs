//! The format of a review in Markdown: for a job summary, or as the comment on a pull request.

use std::io::{self, Write};

use gainsay_diff::changes::{Change, FieldChange, Meaning};
use gainsay_diff::findings::AnyFinding;
use gainsay_model::canonical::Value;
use gainsay_model::finding::Route;

use super::bulk::Shown;
use super::{ReviewReport, capital};
use crate::location::Location;
use crate::markdown::{self, code, inline};
use crate::prose::bulk::{self, Bulk, Row};
use crate::prose::changes::{self, TextRun};

/// The largest size of the text, in characters: GitHub takes a comment of 65,536 characters and no more. The rest is
/// counted.
const LONGEST: usize = 60_000;

/// Writes the review. `all` includes records whose layout alone has changed.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(report: &ReviewReport<'_>, all: bool, out: &mut dyn Write) -> io::Result<()> {
    let review = report.review;
    writeln!(out, "### {}\n", inline(&changes::verdict(review)))?;
    writeln!(
        out,
        "{} → {}: {}.\n",
        code(&review.before.name),
        code(&review.after.name),
        inline(&changes::summary(review))
    )?;
    let mut written = 0;
    let mut left = 0;
    for part in attention(report).into_iter().chain(records(report, all)) {
        written += part.len();
        if written > LONGEST {
            left += 1;
        } else {
            out.write_all(part.as_bytes())?;
        }
    }
    if left > 0 {
        writeln!(out, "\n…and {left} more, which would not fit here: `gainsay diff` shows them all.")?;
    }
    Ok(())
}

/// Returns everything that needs attention, in parts.
fn attention(report: &ReviewReport<'_>) -> Vec<String> {
    let mut parts = Vec::new();
    for section in report.sections() {
        parts.push(format!("#### {}\n\n", capital(section.title)));
        parts.extend(section.findings.iter().map(|finding| told(report, finding, section.earlier)));
    }
    parts
}

/// Returns the changes of records, in parts.
fn records(report: &ReviewReport<'_>, all: bool) -> Vec<String> {
    let shown = Shown::of(report, all);
    let heading = (!shown.changes.is_empty()).then(|| "#### Records\n\n".to_owned());
    let bulks = shown.bulks.iter().map(|bulk| in_bulk(report, bulk));
    heading.into_iter().chain(bulks).chain(shown.changes.iter().map(|change| record(report, &shown, change))).collect()
}

fn in_bulk(report: &ReviewReport<'_>, bulk: &Bulk) -> String {
    let row = |row: &Row| format!("  - {} {}\n", row.count, inline(&bulk::row(row)));
    let rows: String = bulk.rows.iter().map(row).collect();
    let sources = bulk::sources(report.naming(bulk.meaning == Meaning::Deleted), bulk);
    let sources = sources.map(|text| format!("  - {}\n", inline(&text))).unwrap_or_default();
    format!("- {}\n{rows}{sources}", inline(&bulk::in_bulk(bulk)))
}

fn told(report: &ReviewReport<'_>, finding: &AnyFinding, earlier: bool) -> String {
    let locations = report.locations(earlier);
    let linked = |route: Route| linked(report, &locations.find(route), earlier);
    let mut text = markdown::finding(report.naming(earlier), finding, linked);
    let (causes, counted) = changes::causes(&report.review.causes(finding, earlier));
    for cause in causes.into_iter().map(changes::headline).chain(counted) {
        text.push_str(&format!("  - by: {}\n", inline(&cause)));
    }
    text.push_str(&markdown::why(report.naming(earlier), finding));
    text.push('\n');
    text
}

fn record(report: &ReviewReport<'_>, shown: &Shown<'_>, change: &Change) -> String {
    let place = report
        .place_of(change)
        .map(|(place, earlier)| format!(" ({})", linked(report, &place, earlier)))
        .unwrap_or_default();
    let mut text = format!("- {}{place}\n", inline(&shown.headline(change)));
    match change.meaning {
        Meaning::Created | Meaning::Deleted => {
            let gist = changes::gist(report.naming_of(change), change);
            text.extend((!gist.is_empty()).then(|| format!("  - {}\n", inline(&gist))));
        }
        _ => text.extend(change.fields.iter().map(field)),
    }
    text
}

fn linked(report: &ReviewReport<'_>, place: &Location<'_>, earlier: bool) -> String {
    let shown = code(&format!("{}:{}", place.file, place.start.0));
    report.link(place, earlier).map_or_else(|| shown.clone(), |link| format!("[{shown}]({link})"))
}

fn field(field: &FieldChange) -> String {
    if let Some(stretches) = changes::word_by_word(field) {
        let told = stretches.iter().map(|stretch| match stretch {
            TextRun::Same(text) => inline(text),
            TextRun::Out(text) => marked("~~", text),
            TextRun::In(text) => marked("**", text),
        });
        return format!("  - {}: {}\n", code(&field.key), told.collect::<String>());
    }
    let value =
        |value: &Option<Value>| value.as_ref().map_or_else(|| "nothing".to_owned(), |value| code(&value.to_string()));
    format!("  - {}: {} → {}\n", code(&field.key), value(&field.before), value(&field.after))
}

/// Returns a text between marks. A mark counts only without white space on its inner side, so the white space is put
/// outside.
fn marked(mark: &str, text: &str) -> String {
    let inner = text.trim();
    if inner.is_empty() {
        return text.to_owned();
    }
    let (before, after) = (&text[..text.len() - text.trim_start().len()], &text[text.trim_end().len()..]);
    format!("{before}{mark}{}{mark}{after}", inline(inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_at_words() {
        assert_eq!(marked("**", " new word "), " **new word** ");
        assert_eq!(marked("~~", "  "), "  ");
    }
}
