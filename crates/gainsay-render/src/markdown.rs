//! Findings in Markdown: a report on a workspace, and the findings of a review.

use std::io::{self, Write};

use gainsay_diff::findings::AnyFinding;
use gainsay_model::finding::Route;
use gainsay_model::text::escaped;

use crate::contents::Contents;
use crate::plural::plural;
use crate::prose::sides::sides;
use crate::prose::{self, Naming};
use crate::summary;
use crate::{Report, prose::abridged, prose::brief};

/// Writes a page about the state of a workspace: counts by rule and by speaker, then every finding with its words and
/// sources.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let contents = Contents::of(report);
    writeln!(out, "# {}\n\n{}.\n", inline(&contents.title), inline(&summary::sentence(report)))?;
    for (heading, counts) in [("By rule", &contents.rules), ("By speaker", &contents.speakers)] {
        if !counts.is_empty() {
            writeln!(out, "| {heading} | findings |\n| --- | --- |")?;
            for (name, count) in counts {
                writeln!(out, "| {} | {count} |", inline(name))?;
            }
            writeln!(out)?;
        }
    }
    for (rule, findings) in &contents.sections {
        writeln!(out, "## {} ({})\n", inline(rule), findings.len())?;
        for finding in findings {
            let place = |route: Route| {
                let place = report.locations.find(route);
                code(&format!("{}:{}", place.file, place.start.0))
            };
            writeln!(out, "{}{}", self::finding(&report.naming, finding, place), why(&report.naming, finding))?;
        }
    }
    summary::since(report).iter().try_for_each(|line| writeln!(out, "{}\n", inline(line)))
}

/// Returns a finding as a list item: the headline, then each side with its words and sources. `place` writes the place
/// of a route.
pub fn finding(naming: &Naming, any: &AnyFinding, place: impl Fn(Route) -> String) -> String {
    let words = brief(naming, any);
    let ruled = words.ruled.as_ref().map(|id| format!(" (ruled upon: {})", code(id))).unwrap_or_default();
    let mut text = format!("- **{}**: {}{ruled}\n", inline(&prose::title(any)), inline(&words.message));
    let sides = sides(naming, any);
    if sides.is_empty() {
        for label in &words.labels {
            let seen = if label.text.is_empty() { String::new() } else { format!(" {}", inline(&label.text)) };
            text.push_str(&format!("  - {}{seen}\n", place(label.route)));
        }
    }
    for side in &sides {
        text.push_str(&format!("  - *{}*\n", inline(&side.holds)));
        for claim in &side.claims {
            let quote = claim.quoted().map(|quote| format!(": {}", inline(&quote))).unwrap_or_default();
            let source =
                claim.source.as_ref().map(|source| format!(" – {}", inline(&source.cited()))).unwrap_or_default();
            text.push_str(&format!("    - {}{quote}{source} ({})\n", inline(&claim.sentence()), place(claim.route)));
        }
        if side.more > 0 {
            text.push_str(&format!("    - and {}\n", plural(side.more, "more claim")));
        }
        text.extend(side.told_reports().map(|reports| format!("    - {reports}\n")));
    }
    text
}

/// Returns the reasons of a finding, folded away: what it rests on, what would decide it, and the next command.
pub fn why(naming: &Naming, any: &AnyFinding) -> String {
    let words = abridged(naming, any);
    let next = prose::next(any).into_iter().map(|command| format!("Next: {}", code(&command)));
    let paragraphs = [prose::why_of(&words), prose::doubts_of(&words)].into_iter().filter(|text| !text.is_empty());
    let help = words.help.iter().map(|text| inline(&prose::remedy(text)));
    let all: Vec<String> = paragraphs.map(|text| inline(&text)).chain(help).chain(next).collect();
    if all.is_empty() {
        return String::new();
    }
    let body = all.iter().map(|paragraph| format!("  {paragraph}\n\n")).collect::<String>();
    format!("  <details><summary>why</summary>\n\n{body}  </details>\n")
}

/// Returns a text on one line in which nothing is taken for Markdown or HTML; a part between two backquotes is code.
pub fn inline(text: &str) -> String {
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

/// Returns a text as code, whatever it contains.
pub fn code(text: &str) -> String {
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
}
