//! The summary, which is the last line: how much was checked, what was found, and what could not be checked.

use gainsay_diff::Summary;
use gainsay_diff::findings::AnyFinding;
use gainsay_diff::outcome::QuoteCounts;
use gainsay_model::finding::Level;
use gainsay_model::text::escaped;

use crate::plural::plural;
use crate::{Report, SinceThen};

/// The message for a workspace without claims.
pub const NO_CLAIMS: &str = "there are no claims to check";

/// Returns the reason why a file that was probably meant to be read is not: a clause without a full stop.
pub fn not_read_by_its_name(path: &str) -> String {
    format!("{path} is not read, for its name does not end in .yaml")
}

/// Returns the summary as one line. It never says that all is well if something could not be checked.
pub fn sentence(report: &Report<'_>) -> String {
    let numbers = report.summary();
    let claims = report.claims();
    let new = if report.since.is_some() { "new " } else { "" };
    let counted: Vec<&AnyFinding> = report.counted().collect();
    let found = match counted.len() {
        0 => format!("no {new}findings"),
        count => format!("{} ({})", plural(count, &format!("{new}finding")), by_level(&counted)),
    };
    let place = if report.within.is_empty() { String::new() } else { format!(" in {}", shown_paths(&report.within)) };
    let compared =
        if claims == numbers.taking_part { String::new() } else { format!(", {} compared", numbers.taking_part) };
    let mut parts = vec![format!("{}{compared}, {found}{place}", plural(claims, "claim"))];
    parts.extend(asides(report, numbers));
    parts.join("; ")
}

/// Returns how many findings are gone and how many remain since an earlier snapshot, a line each.
pub fn since(report: &Report<'_>) -> Vec<String> {
    let lines = |since: &SinceThen| {
        let name = escaped(&since.name);
        let remain = if since.open == 1 { "remains" } else { "remain" };
        [
            format!("since {name}: {} resolved", plural(since.resolved, "finding")),
            format!("since {name}: {} {remain} open", plural(since.open, "finding")),
        ]
    };
    report.since.map(lines).into_iter().flatten().collect()
}

/// Returns the results of checking the quotes of a report, as one line; none if there are no quotes.
pub fn quotes(report: &Report<'_>) -> Option<String> {
    quotes_line(&report.summary().quotes)
}

/// Returns the results of checking quotes, as one line; none if there are no quotes.
pub fn quotes_line(counts: &QuoteCounts) -> Option<String> {
    let all = plural(counts.all(), "quote");
    let why: Vec<String> =
        counts.unchecked.iter().map(|(key, count)| format!("{count} {}", why_unchecked(key))).collect();
    let unchecked = match counts.unchecked() {
        0 => "0 not checked".to_owned(),
        count => format!("{count} not checked ({})", why.join(", ")),
    };
    match (counts.all(), counts.found + counts.not_found) {
        (0, _) => None,
        // A quote that was not looked for was not found either.
        (_, 0) => Some(format!("{all}: {unchecked}")),
        _ => {
            let replaced = match counts.replaced {
                0 => String::new(),
                count => format!("; {count} found with other words in place of brackets"),
            };
            Some(format!("{all}: {} found, {} not found, {unchecked}{replaced}", counts.found, counts.not_found))
        }
    }
}

/// Returns words for the reason why a quote was not checked.
pub fn why_unchecked(key: &str) -> &str {
    match key {
        "unknown-source" => "without a known source",
        "no-copy" => "without a kept copy of the source",
        "missing-copy" => "whose copy is missing",
        "source-changed" => "whose copy has changed",
        "empty-quote" => "without words",
        "too-repetitive" => "too repetitive to look for",
        "too-large" => "whose copy is over 256 MiB",
        "unknown-encoding" => "whose copy is not UTF-8",
        "unknown-form" => "whose copy is of no form that can be read",
        "damaged" => "whose copy is damaged",
        "no-page" => "whose copy holds no page",
        "unknown-coding" => "whose copy is packed in an unknown way",
        "too-many-elements" => "whose copy has too many elements",
        "no-words" => "whose copy has no words",
        "no-pdftotext" => "whose copy is a PDF: `pdftotext` is not installed (Debian package poppler-utils)",
        "pdftotext-failed" => "whose copy `pdftotext` cannot read",
        other => other,
    }
}

fn asides(report: &Report<'_>, numbers: &Summary) -> Vec<String> {
    let mut parts = Vec::new();
    if numbers.ruled > 0 {
        parts.push(format!("{} ruled upon", plural(numbers.ruled, "conflict")));
    }
    if numbers.unpinned > 0 {
        parts.push(format!("{} without all pins", plural(numbers.unpinned, "ruling")));
    }
    if numbers.silenced > 0 {
        parts.push(format!("{} silenced by the manifest", plural(numbers.silenced, "finding")));
    }
    if report.selection.left_out > 0 {
        parts.push(format!("{} not asked for", plural(report.selection.left_out, "finding")));
    }
    if let Some(baseline) = report.selection.baseline.filter(|baseline| baseline.known > 0) {
        parts.push(format!("{} in the baseline", plural(baseline.known, "finding")));
    }
    if numbers.undated > 0 {
        parts.push(format!(
            "{} without a date, compared only with {} like",
            plural(numbers.undated, "claim"),
            if numbers.undated == 1 { "its" } else { "their" }
        ));
    }
    if numbers.left_out > 0 {
        parts.push(format!("{} left out for a fault", plural(numbers.left_out, "claim")));
    }
    parts.extend(unread(report));
    parts.extend(left_unread(report));
    parts
}

/// Returns the number of files that were not read on purpose; none if there are no such files.
pub fn left_unread(report: &Report<'_>) -> Option<String> {
    let left = report.left?;
    let told = [
        (left.excluded.len(), "excluded"),
        (left.ignored.len(), "ignored by git"),
        (left.not_checked_out.len(), "left out by the sparse checkout"),
    ];
    let mut parts = told.into_iter().filter(|(count, _)| *count > 0);
    let first = parts.next().map(|(count, why)| format!("{} {why}", plural(count, "file")));
    let all: Vec<String> = first.into_iter().chain(parts.map(|(count, why)| format!("{count} {why}"))).collect();
    let least = if left.may_be_more { "at least " } else { "" };
    (!all.is_empty()).then(|| format!("{least}{}", all.join(", ")))
}

/// Returns the number of texts that could not be read; none if all could.
pub fn unread(report: &Report<'_>) -> Option<String> {
    match report.unread().count() {
        0 => None,
        count => Some(format!("{} could not be read", plural(count, "text"))),
    }
}

fn by_level(findings: &[&AnyFinding]) -> String {
    let count = |level: Level| findings.iter().filter(|f| f.level() == level).count();
    let told = [Level::Error, Level::Warning, Level::Note].into_iter().filter(|&level| count(level) > 0);
    told.map(|level| plural(count(level), level.word())).collect::<Vec<_>>().join(", ")
}

fn shown_paths(paths: &[String]) -> String {
    let shown = |path: &String| if path.is_empty() { ".".to_owned() } else { escaped(path).into_owned() };
    paths.iter().map(shown).collect::<Vec<_>>().join(", ")
}
