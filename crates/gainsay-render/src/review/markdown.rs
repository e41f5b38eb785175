//! A review in Markdown: for a job summary, or as the comment on a pull request.

use std::io::{self, Write};

use gainsay_diff::changes::{Change, FieldChange, Meaning};
use gainsay_diff::findings::AnyFinding;
use gainsay_model::canonical::Value;
use gainsay_model::text::escaped;

use super::words::{self, Stretch};
use super::{ReviewReport, capital};
use crate::location::Location;
use crate::prose;

/// GitHub takes a comment of 65,536 characters and no more; the rest is counted.
const LONGEST: usize = 60_000;

/// Writes the review. `all` shows records, too, that are only laid out otherwise.
///
/// # Errors
/// Those of `out`.
pub fn render(report: &ReviewReport<'_>, all: bool, out: &mut dyn Write) -> io::Result<()> {
    let review = report.review;
    writeln!(out, "### {}\n", inline(&words::verdict(review)))?;
    writeln!(out, "{} → {}: {}.\n", code(&review.before.name), code(&review.after.name), inline(&words::summary(review)))?;
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

/// Everything that needs attention, one part each.
fn attention(report: &ReviewReport<'_>) -> Vec<String> {
    let mut parts = Vec::new();
    for section in report.sections() {
        parts.push(format!("#### {}\n\n", capital(section.title)));
        parts.extend(section.findings.iter().map(|finding| told(report, finding, section.earlier)));
    }
    parts
}

/// What happened to the records, one part each.
fn records(report: &ReviewReport<'_>, all: bool) -> Vec<String> {
    let mut parts: Vec<String> = report.changes(all).map(|change| record(report, change)).collect();
    if !parts.is_empty() {
        parts.insert(0, "#### Records\n\n".into());
    }
    parts
}

fn told(report: &ReviewReport<'_>, finding: &AnyFinding, earlier: bool) -> String {
    let (locations, causes) = (report.locations(earlier), report.review.causes(finding, earlier));
    let finding = prose::told(finding);
    let ruled = finding.ruled.as_ref().map(|id| format!(" (ruled upon: {})", code(id))).unwrap_or_default();
    let mut text = format!("- **{} {}**: {}{ruled}\n", finding.level.word(), code(finding.rule), inline(&finding.message));
    for label in &finding.labels {
        let seen = if label.text.is_empty() { String::new() } else { format!(" {}", inline(&label.text)) };
        text.push_str(&format!("  - {}{seen}\n", linked(report, &locations.find(label.route), earlier)));
    }
    for change in causes {
        text.push_str(&format!("  - by: {}\n", inline(&words::headline(change))));
    }
    if !finding.because.is_empty() {
        text.push_str("  <details><summary>because</summary>\n\n");
        for reason in &finding.because {
            text.push_str(&format!("  {}- {}\n", if reason.step { "  " } else { "" }, inline(&locations.told(reason))));
        }
        text.push_str("\n  </details>\n");
    }
    text.push('\n');
    text
}

fn record(report: &ReviewReport<'_>, change: &Change) -> String {
    let place = report.place_of(change).map(|(place, earlier)| format!(" ({})", linked(report, &place, earlier))).unwrap_or_default();
    let mut text = format!("- {}{place}\n", inline(&words::headline(change)));
    match change.meaning {
        Meaning::Created | Meaning::Deleted => {
            let gist = words::gist(change);
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
    if let Some(stretches) = words::word_by_word(field) {
        let told = stretches.iter().map(|stretch| match stretch {
            Stretch::Same(text) => inline(text),
            Stretch::Out(text) => marked("~~", text),
            Stretch::In(text) => marked("**", text),
        });
        return format!("  - {}: {}\n", code(&field.key), told.collect::<String>());
    }
    let value = |value: &Option<Value>| value.as_ref().map_or_else(|| "nothing".to_owned(), |value| code(&value.to_string()));
    format!("  - {}: {} → {}\n", code(&field.key), value(&field.before), value(&field.after))
}

/// A mark holds only if no white space stands beside it on its inner side.
fn marked(mark: &str, text: &str) -> String {
    let inner = text.trim();
    if inner.is_empty() {
        return text.to_owned();
    }
    let (before, after) = (&text[..text.len() - text.trim_start().len()], &text[text.trim_end().len()..]);
    format!("{before}{mark}{}{mark}{after}", inline(inner))
}

/// Text in which nothing is taken for Markdown or HTML, on one line; what stands between two backquotes is code.
fn inline(text: &str) -> String {
    let text = escaped(text);
    // Only pairs of single backquotes are sure to be read as they are meant.
    let paired = text.matches('`').count().is_multiple_of(2) && !text.contains("``");
    let mut safe = String::with_capacity(text.len());
    let mut in_code = false;
    for c in text.chars() {
        match c {
            '`' if paired => {
                in_code = !in_code;
                safe.push(c);
            }
            c if in_code => safe.push(c),
            '<' => safe.push_str("&lt;"),
            '&' => safe.push_str("&amp;"),
            '@' => safe.push_str("@\u{2060}"),
            '*' | '_' | '[' | ']' | '\\' | '#' | '~' | '|' | '!' | '`' => {
                safe.push('\\');
                safe.push(c);
            }
            c => safe.push(c),
        }
    }
    safe
}

/// As code, whatever is in it.
fn code(text: &str) -> String {
    let text = escaped(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_written_is_taken_for_markup() {
        assert_eq!(inline("a <b> *c* [d](e) @ada"), "a &lt;b> \\*c\\* \\[d\\](e) @\u{2060}ada");
        assert_eq!(inline("`p(s,o)` and * <"), "`p(s,o)` and \\* &lt;");
        assert_eq!(inline("one ` alone ![p](q) <b>"), "one \\` alone \\!\\[p\\](q) &lt;b>");
        assert_eq!(inline("x ``` ![p](q) ` y"), "x \\`\\`\\` \\!\\[p\\](q) \\` y");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
    }

    #[test]
    fn marks_stand_at_words() {
        assert_eq!(marked("**", " new word "), " **new word** ");
        assert_eq!(marked("~~", "  "), "  ");
    }
}
