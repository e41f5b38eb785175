//! Test results as XML, in the format of JUnit: each finding is a test, and fails if the check fails because of it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use gainsay_diff::findings::AnyFinding;
use gainsay_model::text::{escaped, is_obeyed};

use crate::prose::abridged;
use crate::summary;
use crate::{Report, plain_lines};

/// A test: its class, its name, and its result.
struct Case {
    class: String,
    name: String,
    file: Option<String>,
    went: Went,
    /// The text about it.
    text: String,
}

/// The result of a test. `Error` means that it could not be run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Went {
    Passed,
    Failed,
    Skipped,
    Error,
}

/// Writes one suite, with a test for each finding. A test fails at the level that fails the check, is skipped if the
/// finding is ruled upon, and passes below that level. Without findings there is still one test, which passes only if
/// everything could be checked.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let nothing = report.shown_or_ruled().next().is_none().then(|| of_nothing(report));
    let of_nothing = nothing.iter().map(|case| case.went);
    let counts = counts(report.shown_or_ruled().map(|finding| went(report, finding)).chain(of_nothing));
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"gainsay\" {counts}>")?;
    writeln!(out, "  <testsuite name=\"gainsay check\" {counts}>")?;
    let mut names = HashMap::new();
    for finding in report.shown_or_ruled() {
        write_case(&case(report, finding, &mut names), out)?;
    }
    nothing.iter().try_for_each(|case| write_case(case, out))?;
    writeln!(out, "    <system-out>{}</system-out>", xml(&summary::sentence(report)))?;
    writeln!(out, "  </testsuite>\n</testsuites>")
}

/// Returns the test for a finding. Services recognize a test by its class and name, so these differ for all tests, and
/// contain no line number.
fn case(report: &Report<'_>, finding: &AnyFinding, names: &mut HashMap<(&'static str, String), usize>) -> Case {
    let any = finding;
    let finding = &*abridged(&report.naming, any);
    let message = escaped(&finding.message).into_owned();
    let count = names.entry((finding.rule, message.clone())).and_modify(|count| *count += 1).or_insert(1);
    let name = if *count == 1 { message } else { format!("{message} ({count})") };
    let ((place, _), _) = report.filed(finding);
    let path = report.path(&place);
    let mut lines = vec![format!("{}:{}:{}: {}", escaped(&path), place.start.0, place.start.1, finding.level.word())];
    lines.extend(plain_lines::all(report, any, finding));
    let (class, text) = (format!("gainsay.{}", finding.rule), lines.join("\n"));
    Case { class, name, file: Some(path), went: went(report, any), text }
}

/// Returns the result of the test for a finding.
fn went(report: &Report<'_>, finding: &AnyFinding) -> Went {
    match finding.ruled() {
        Some(_) => Went::Skipped,
        None if finding.level() >= report.fail_on => Went::Failed,
        None => Went::Passed,
    }
}

/// Returns the test for a check without findings.
fn of_nothing(report: &Report<'_>) -> Case {
    let (went, name) = match summary::unread(report) {
        Some(unread) => (Went::Skipped, unread),
        None if report.claims() == 0 => (Went::Error, summary::NO_CLAIMS.into()),
        None => (Went::Passed, "no findings".into()),
    };
    Case { class: "gainsay.check".into(), name, file: None, went, text: summary::sentence(report) }
}

/// Returns the numbers of tests by their results.
fn counts(results: impl Iterator<Item = Went>) -> String {
    let (mut all, mut failed, mut errors, mut skipped) = (0, 0, 0, 0);
    for went in results {
        all += 1;
        match went {
            Went::Passed => {}
            Went::Failed => failed += 1,
            Went::Skipped => skipped += 1,
            Went::Error => errors += 1,
        }
    }
    format!("tests=\"{all}\" failures=\"{failed}\" errors=\"{errors}\" skipped=\"{skipped}\"")
}

fn write_case(case: &Case, out: &mut dyn Write) -> io::Result<()> {
    let (class, name, text) = (xml(&case.class), xml(&case.name), xml(&case.text));
    let file =
        case.file.as_ref().map(|file| format!(" file=\"{}\"", xml(file).replace('\n', "&#10;"))).unwrap_or_default();
    writeln!(out, "    <testcase classname=\"{class}\" name=\"{name}\"{file}>")?;
    match case.went {
        Went::Passed => writeln!(out, "      <system-out>{text}</system-out>")?,
        Went::Failed => writeln!(out, "      <failure type=\"{class}\" message=\"{name}\">{text}</failure>")?,
        Went::Error => writeln!(out, "      <error type=\"{class}\" message=\"{name}\">{text}</error>")?,
        // Not every service reads the text inside.
        Went::Skipped => writeln!(out, "      <skipped message=\"{}\">{text}</skipped>", xml(last_line(&case.text)))?,
    }
    writeln!(out, "    </testcase>")
}

fn last_line(text: &str) -> &str {
    text.lines().last().unwrap_or_default()
}

/// Returns a text for use between tags or in quotes, safe to display: a character that a terminal would obey is written
/// by its number, and one that XML cannot express as a question mark in a box.
fn xml(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| matches!(c, '&' | '<' | '>' | '"' | '\'') || is_obeyed(c) || is_forbidden(c)) {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&apos;"),
            c if is_forbidden(c) => written.push(char::REPLACEMENT_CHARACTER),
            c if is_obeyed(c) && c != '\n' => written.push_str(&format!("&#{};", u32::from(c))),
            c => written.push(c),
        }
    }
    Cow::Owned(written)
}

/// Returns whether an XML 1.0 document may not contain the character, not even as a reference (section 2.2 of its
/// specification).
fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_a_tag_or_a_quote() {
        assert_eq!(xml("a < b & \"c\" > 'd'"), "a &lt; b &amp; &quot;c&quot; &gt; &apos;d&apos;");
        assert_eq!(xml("]]>"), "]]&gt;");
        assert_eq!(xml("\u{1b}\u{0}é\u{ffff}😀\n"), "\u{fffd}\u{fffd}é\u{fffd}😀\n");
        assert_eq!(xml("a\tb\u{202e}c"), "a&#9;b&#8238;c");
        assert!(matches!(xml("plain « é »"), Cow::Borrowed(_)));
    }
}
