//! Annotations for GitHub: commands in the log of a workflow, which GitHub shows at the lines that they name.

use std::io::{self, Write};

use gainsay_diff::findings::AnyFinding;
use gainsay_model::finding::Level;
use gainsay_model::text::escaped;

use crate::ci_log::disarmed;
use crate::location::Location;
use crate::plural::plural;
use crate::prose::abridged;
use crate::report::UNREAD;
use crate::summary;
use crate::{Report, concise, plain_lines};

/// The number of annotations of a level that GitHub shows for one step of a workflow; it silently drops the others.
const MOST: usize = 10;

/// Writes an annotation for each finding, the worst first, and the summary. Findings that GitHub would drop follow as
/// plain lines, counted in one last notice. What could not be checked comes first.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let unseen = unseen(report);
    let (annotated, rest) = divided(report.shown().collect(), unseen.len());
    for text in unseen {
        writeln!(out, "{}", remark("error", &text))?;
    }
    for finding in annotated {
        writeln!(out, "{}", annotation(report, finding))?;
    }
    for finding in &rest {
        writeln!(out, "{}", line(&concise::line(report, finding)))?;
    }
    if !rest.is_empty() {
        writeln!(out, "{}", remark("notice", &counted(&rest)))?;
    }
    writeln!(out, "{}", line(&summary::sentence(report)))
}

/// Returns what could not be checked, unless a finding says so already.
fn unseen(report: &Report<'_>) -> Vec<String> {
    let told = report.shown().filter(|f| f.rule() == UNREAD).count();
    let unread = if told < report.unread().count() { summary::unread(report) } else { None };
    let no_claims = if report.claims() == 0 { Some(summary::NO_CLAIMS.to_owned()) } else { None };
    unread.into_iter().chain(no_claims).collect()
}

/// Divides the findings into those that GitHub shows beside this number of other errors, the worst first, and the rest.
fn divided(findings: Vec<&AnyFinding>, errors: usize) -> (Vec<&AnyFinding>, Vec<&AnyFinding>) {
    let of = |level: Level| findings.iter().copied().filter(move |f| weight(f) == level).collect::<Vec<_>>();
    let levels = [Level::Error, Level::Warning, Level::Note].map(|level| (level, of(level)));
    let room = |level: Level| if level == Level::Error { MOST.saturating_sub(errors) } else { MOST };
    let too_many = levels.iter().any(|(level, found)| found.len() > room(*level));
    let (mut annotated, mut rest) = (Vec::new(), Vec::new());
    for (level, found) in levels {
        // The last notice takes the place of another.
        let room = if too_many && level == Level::Note { MOST - 1 } else { room(level) };
        annotated.extend(found.iter().copied().take(room));
        rest.extend(found.iter().copied().skip(room));
    }
    (annotated, rest)
}

/// Returns the level by which a finding is sorted. A conflict that is ruled upon weighs no more than a note.
fn weight(finding: &AnyFinding) -> Level {
    if finding.ruled().is_some() { Level::Note } else { finding.level() }
}

fn annotation(report: &Report<'_>, finding: &AnyFinding) -> String {
    let command = command(weight(finding));
    let any = finding;
    let finding = &*abridged(&report.naming, any);
    let ((place, _), _) = report.filed(finding);
    let title =
        if finding.ruled.is_some() { format!("{} (ruled upon)", finding.rule) } else { finding.rule.to_owned() };
    let mut lines = vec![escaped(&finding.message).into_owned()];
    lines.extend(plain_lines::all(report, any, finding));
    format!(
        "::{} file={},{},title={}::{}",
        command,
        property(&escaped(&report.path(&place))),
        span(&place),
        property(&title),
        data(&lines.join("\n"))
    )
}

fn command(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    }
}

/// Returns the lines and columns of a place as properties; GitHub takes columns only within one line.
fn span(place: &Location<'_>) -> String {
    let ((line, column), (end_line, end_column)) = (place.start, place.end);
    let columns = if line == end_line && column < end_column {
        format!(",col={column},endColumn={end_column}")
    } else {
        String::new()
    };
    format!("line={line},endLine={end_line}{columns}")
}

/// Returns a sentence with the number of findings that have no annotation.
fn counted(rest: &[&AnyFinding]) -> String {
    let verb = if rest.len() == 1 { "is" } else { "are" };
    let count = plural(rest.len(), "more finding");
    format!("{count} {verb} in the log of this step, and not annotated: GitHub shows {MOST} of a level")
}

/// Returns an annotation without a line, for a remark about the whole check.
fn remark(command: &str, text: &str) -> String {
    format!("::{command} title=gainsay::{}", data(text))
}

/// Returns a line that is no command, whatever words it contains.
fn line(text: &str) -> String {
    disarmed(&format!("- {text}")).into_owned()
}

/// Returns the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Returns the value of a command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use gainsay_model::finding::{Finding, Route};

    fn findings(count: usize, level: Level) -> Vec<AnyFinding> {
        (0..count).map(|_| Finding { level, ..Finding::about("unknown-key", Route::File(0), "") }.into()).collect()
    }

    #[test]
    fn what_ends_a_value_is_written_out() {
        assert_eq!(data("100 % sure,\r\nnot: ::"), "100 %25 sure,%0D%0Anot: ::");
        assert_eq!(property("a:b,c%3A"), "a%3Ab%2Cc%253A");
    }

    #[test]
    fn a_plain_line_is_no_command() {
        assert_eq!(line("::error::x"), "- ::error::x");
        assert_eq!(line("he said ##[stop-commands]x"), "- he said # #[stop-commands]x");
    }

    #[test]
    fn the_worst_are_first_and_none_is_lost() {
        let found = [findings(3, Level::Note), findings(12, Level::Warning), findings(1, Level::Error)].concat();
        let (annotated, rest) = divided(found.iter().collect(), 0);
        assert_eq!(
            annotated.iter().map(|f| f.level()).collect::<Vec<_>>(),
            [vec![Level::Error], vec![Level::Warning; 10], vec![Level::Note; 3]].concat()
        );
        assert_eq!(rest.len(), 2);
        let notes = findings(11, Level::Note);
        let (annotated, rest) = divided(notes.iter().collect(), 0);
        assert_eq!((annotated.len(), rest.len()), (9, 2), "the notice that counts the rest is the tenth");
        let notes = findings(10, Level::Note);
        assert_eq!(divided(notes.iter().collect(), 1).1.len(), 0);
        let errors = findings(10, Level::Error);
        assert_eq!(divided(errors.iter().collect(), 1).1.len(), 1);
    }
}
