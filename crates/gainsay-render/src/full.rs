//! Findings for people, in full: the sides with their words and sources, and the reasons; faults of records with the
//! lines of the file.

mod claims;

pub use claims::lines_of_claim;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Padding, Renderer};
use gainsay_diff::findings::{AnyFinding, Note, NoteKind};
use gainsay_model::finding::{Finding, Level, Reason};
use gainsay_model::text::escaped;

use crate::contents::Contents;
use crate::layout;
use crate::location::Locations;
use crate::plural::plural;
use crate::prose::sides::sides;
use crate::prose::{Naming, abridged};
use crate::snippet::{Snippet, snippets};
use crate::{Report, summary};

/// The largest number of places shown for one finding; the others are counted. Only cycles and values that differ have
/// more.
const PLACES: usize = 24;

/// The number of findings from which they are counted by rule and by speaker.
const COUNTED: usize = 20;

/// The largest number of rules and of speakers named in such a count.
const NAMED: usize = 6;

/// The width at which reasons and remedies are wrapped, in characters: 80 columns, less the text before them.
const WRAP: usize = 66;

/// Writes each finding as a block, and the summary as the last line.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write, styled: bool) -> io::Result<()> {
    let limit = report.limit.unwrap_or(usize::MAX);
    let repeated = Repeated::of(report);
    let told: Vec<&AnyFinding> = report.shown().filter(|finding| repeated.is_first(finding)).collect();
    let (shown, rest) = told.split_at(limit.min(told.len()));
    for finding in shown {
        writeln!(out, "{}", block(&report.naming, &report.locations, finding, styled))?;
        let more = repeated.after(finding);
        if more > 0 {
            writeln!(out, "  and {} of claims by the same speaker that come to this", plural(more, "more pair"))?;
        }
        writeln!(out)?;
    }
    write_rest(rest, out)?;
    write_counts(report, told.len(), out)?;
    writeln!(out, "{}", summary::sentence(report))?;
    summary::since(report).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    summary::quotes(report).iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// Distinctions that a speaker makes more than once, by speaker and terms: a person reads each once.
struct Repeated<'r> {
    /// The note of the first pair, and the number of pairs.
    lines: HashMap<[&'r str; 3], (&'r Note, usize)>,
}

impl<'r> Repeated<'r> {
    fn of(report: &'r Report<'_>) -> Repeated<'r> {
        let mut lines: HashMap<[&str; 3], (&Note, usize)> = HashMap::new();
        for note in report.shown().filter_map(note_of) {
            if let Some(line) = line_of(note) {
                lines.entry(line).or_insert((note, 0)).1 += 1;
            }
        }
        Repeated { lines }
    }

    fn entry<'e>(&'e self, finding: &'e AnyFinding) -> Option<(&'e Note, &'e (&'r Note, usize))> {
        let AnyFinding::Note(note) = finding else { return None };
        Some((note, self.lines.get(&line_of(note)?)?))
    }

    /// Returns whether a finding is the first of its kind. Every finding that is no distinction is the first.
    fn is_first(&self, finding: &AnyFinding) -> bool {
        self.entry(finding).is_none_or(|(note, (first, _))| std::ptr::eq(note, *first))
    }

    /// Returns how many further pairs have the same distinction.
    fn after(&self, finding: &AnyFinding) -> usize {
        self.entry(finding).map_or(0, |(_, (_, count))| count - 1)
    }
}

fn note_of(finding: &AnyFinding) -> Option<&Note> {
    if let AnyFinding::Note(note) = finding { Some(note) } else { None }
}

/// Returns the speaker of a distinction, and its two terms; none for another note.
fn line_of(note: &Note) -> Option<[&str; 3]> {
    match &note.kind {
        NoteKind::Distinction { less, more } => Some([&note.shown[0].speaker, less, more]),
        NoteKind::PositionChange { .. } => None,
    }
}

/// Writes the number of findings by rule and by speaker, if there are too many for a reader to count.
fn write_counts(report: &Report<'_>, findings: usize, out: &mut dyn Write) -> io::Result<()> {
    if findings < COUNTED {
        return Ok(());
    }
    let contents = Contents::of(report);
    for (word, counts) in [("by rule", &contents.rules), ("by speaker", &contents.speakers)] {
        let named = counts.iter().take(NAMED).map(|(name, count)| format!("{name} {count}"));
        let rest = counts.len().checked_sub(NAMED).filter(|rest| *rest > 0).map(|rest| format!("{rest} more"));
        let text = named.chain(rest).collect::<Vec<_>>().join(", ");
        if !text.is_empty() {
            let lines = layout::wrapped(&escaped(&format!("{word}: {text}")), layout::WIDTH - 2);
            writeln!(out, "{}", lines.join("\n  "))?;
        }
    }
    Ok(())
}

/// Writes the number of findings of each rule that are not shown, and the command that shows them.
fn write_rest(rest: &[&AnyFinding], out: &mut dyn Write) -> io::Result<()> {
    if rest.is_empty() {
        return Ok(());
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    rest.iter().for_each(|finding| *counts.entry(finding.rule()).or_default() += 1);
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    let (digits, letters) =
        (rest.len().to_string().len(), counts.iter().map(|(rule, _)| rule.len()).max().unwrap_or(0));
    writeln!(out, "{} not shown; `--all` shows every one:", plural(rest.len(), "more finding"))?;
    for (rule, count) in counts {
        writeln!(out, "  {count:>digits$}  {rule:letters$}  gainsay check --rule {rule}")?;
    }
    writeln!(out)
}

/// Returns one finding as a block of lines, without a line end after the last: the sides for a finding about claims,
/// the lines of the file for a finding about records.
pub fn block(naming: &Naming, locations: &Locations<'_>, finding: &AnyFinding, styled: bool) -> String {
    let sides = sides(naming, finding);
    if sides.is_empty() {
        of_records(locations, &abridged(naming, finding), styled)
    } else {
        claims::block(naming, locations, finding, &sides, styled)
    }
}

/// Returns a finding about records: the lines of the files, in the look of a compiler's messages.
fn of_records(locations: &Locations<'_>, finding: &Finding, styled: bool) -> String {
    let shown = finding.labels.iter().take(PLACES);
    let labels: Vec<_> = shown.map(|label| (locations.find(label.route), label.text.as_str())).collect();
    let snippets = snippets(locations, &labels);
    let title = title(finding);
    let before = format!("{}[{}]: ", word(finding), finding.rule).len();
    let message = layout::wrapped(&escaped(&finding.message), layout::WIDTH - before).join("\n");
    let mut group = Group::with_title(title.primary_title(message).id(finding.rule));
    for snippet in &snippets {
        group = with_snippet(group, snippet);
    }
    let notes = notes(locations, finding);
    if !notes.is_empty() {
        group = group.element(Padding);
    }
    for (word, text) in notes {
        group = group.element(Title::NOTE.with_name(word).message(text));
    }
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    let rendered = renderer.term_width(400).render(&[group]);
    snippets.iter().fold(rendered, |rendered, snippet| snippet.corrected(rendered))
}

/// Returns the title line of a finding about records. A conflict that is ruled upon weighs no more than a note.
fn title(finding: &Finding) -> Title<'static> {
    match finding.level {
        _ if finding.ruled.is_some() => Title::NOTE.with_name(word(finding)),
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Note => Title::NOTE,
    }
}

fn word(finding: &Finding) -> &'static str {
    if finding.ruled.is_some() { "ruled" } else { finding.level.word() }
}

fn with_snippet<'g>(group: Group<'g>, snippet: &'g Snippet) -> Group<'g> {
    if snippet.source.is_empty() {
        // A file that could not be read has nothing to show but its name.
        return group.element(Origin::path(snippet.path.as_str()));
    }
    let annotations = snippet.marks.iter().map(|mark| {
        let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(mark.bytes.clone());
        if mark.text.is_empty() { annotation } else { annotation.label(mark.text.as_str()) }
    });
    group.element(
        annotate_snippets::Snippet::source(snippet.source.as_str())
            .path(snippet.path.as_str())
            .line_start(snippet.first_line)
            .annotations(annotations),
    )
}

/// Returns the reasons and the remedies of a finding about records, each with its label.
fn notes(locations: &Locations<'_>, finding: &Finding) -> Vec<(&'static str, String)> {
    let reason = |reason: &Reason| locations.told(reason);
    let because = finding.because.chunk_by(|_, next| next.step).map(|reasons| ("because", with_steps(reasons, reason)));
    let help = finding.help.iter().map(|text| ("help", wrapped(&escaped(text))));
    let ruled = finding.ruled.iter().map(|id| ("ruled", wrapped(&format!("by {}", escaped(id)))));
    let untold = finding.labels.len().checked_sub(PLACES).filter(|untold| *untold > 0);
    let untold = untold.map(|untold| {
        ("also", wrapped(&format!("{} not shown here: `--output json` has them all", more_places(untold))))
    });
    because.chain(untold).chain(help).chain(ruled).collect()
}

fn more_places(count: usize) -> String {
    if count == 1 { "1 more place is".into() } else { format!("{count} more places are") }
}

/// Returns a reason, and its steps below it.
fn with_steps(reasons: &[Reason], words: impl Fn(&Reason) -> String) -> String {
    let told = |reason: &Reason| {
        let mark = if reason.step { "- " } else { "" };
        let lines = layout::wrapped(&words(reason), WRAP - mark.len());
        format!("{mark}{}", lines.join(if reason.step { "\n  " } else { "\n" }))
    };
    reasons.iter().map(told).collect::<Vec<_>>().join("\n")
}

/// Returns a text in lines of at most [`WRAP`] characters, where its words allow it.
fn wrapped(text: &str) -> String {
    layout::wrapped(text, WRAP).join("\n")
}
