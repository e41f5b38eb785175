//! Findings about claims for people: each side with its words and sources, then the reasons.

use gainsay_diff::findings::AnyFinding;
use gainsay_model::finding::{Finding, Level, Reason};
use gainsay_model::text::escaped;

use super::{with_steps, wrapped};
use crate::layout;
use crate::location::Locations;
use crate::paint::Paint;
use crate::plural::plural;
use crate::prose::sides::{ClaimLine, ToldSide};
use crate::prose::{self, Naming, abridged};

/// Returns a finding about claims as lines: who contradicts whom, each side with its words and sources, and the
/// reasons.
pub fn block(
    naming: &Naming,
    locations: &Locations<'_>,
    finding: &AnyFinding,
    sides: &[ToldSide],
    styled: bool,
) -> String {
    let paint = Paint { styled };
    let words = abridged(naming, finding);
    let title =
        if finding.ruled().is_some() { format!("ruled {}", prose::title(finding)) } else { prose::title(finding) };
    let mut lines = Vec::new();
    let head = layout::wrapped(&escaped(&format!("{title}: {}", words.message)), layout::WIDTH);
    let title = escaped(&title).into_owned();
    lines.push(head.first().map_or_else(String::new, |line| match line.strip_prefix(&title) {
        Some(rest) => format!("{}{}", paint.colored(color(finding), &title), paint.bold(rest)),
        None => paint.bold(line),
    }));
    lines.extend(head.iter().skip(1).map(|line| format!("  {}", paint.bold(line))));
    lines.push(String::new());
    for side in sides {
        lines.extend(lines_of(locations, side, paint));
    }
    lines.push(String::new());
    for (word, text) in notes(naming, locations, &words) {
        let mut text = text.lines();
        lines.push(format!("  {} {}", paint.bold(&format!("{word}:")), text.next().unwrap_or_default()));
        lines.extend(text.map(|line| format!("    {line}")));
    }
    for command in prose::next(finding) {
        lines.push(format!("  {} {}", paint.bold("next:"), escaped(&command)));
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.join("\n")
}

/// Returns the lines of one side: what it holds, then each claim with its words, its source and its place.
fn lines_of(locations: &Locations<'_>, side: &ToldSide, paint: Paint) -> Vec<String> {
    let mut lines: Vec<String> = within(2, &side.holds).iter().map(|line| paint.bold(line)).collect();
    for claim in &side.claims {
        lines.extend(lines_of_claim(locations, claim, 4, paint));
    }
    if side.more > 0 {
        lines.push(format!("    and {}", plural(side.more, "more claim")));
    }
    lines.extend(side.told_reports().map(|reports| format!("    {reports}")));
    lines
}

/// Returns a claim as lines that stand alone: who said what when, in which words and in which source, and the place of
/// the record.
pub fn lines_of_claim(locations: &Locations<'_>, claim: &ClaimLine, indent: usize, paint: Paint) -> Vec<String> {
    let deeper = indent + 2;
    let mut lines = within(indent, &claim.sentence());
    lines.extend(claim.quoted().iter().flat_map(|quote| within(deeper, quote)));
    lines.extend(claim.source.iter().flat_map(|source| within(deeper, &source.cited())));
    let place = locations.find(claim.route);
    let record = format!("{:deeper$}{} ({}:{})", "", escaped(&claim.id), escaped(place.file), place.start.0);
    lines.push(paint.dim(&record));
    lines
}

/// Returns a text in lines of a page's width, each indented by this number of spaces.
fn within(indent: usize, text: &str) -> Vec<String> {
    let lines = layout::wrapped(&escaped(text), layout::WIDTH - indent);
    lines.into_iter().map(|line| format!("{:indent$}{line}", "")).collect()
}

/// Returns the colour of a level.
fn color(finding: &AnyFinding) -> &'static str {
    match finding.level() {
        _ if finding.ruled().is_some() => "1;92",
        Level::Error => "1;91",
        Level::Warning => "1;93",
        Level::Note => "1;92",
    }
}

/// Returns the reasons, what would decide the conflict, the remedies and the ruling, each with its label. In a report
/// by ids each reason has its place.
fn notes(naming: &Naming, locations: &Locations<'_>, finding: &Finding) -> Vec<(&'static str, String)> {
    let help = finding.help.iter().map(|text| ("help", wrapped(&escaped(text))));
    let ruled = finding.ruled.iter().map(|id| ("ruled", wrapped(&format!("by {}", escaped(id)))));
    if naming.is_by_ids() {
        let reason = |reason: &Reason| locations.told(reason);
        let because = finding.because.chunk_by(|_, next| next.step).map(|reasons| ("why", with_steps(reasons, reason)));
        return because.chain(help).chain(ruled).collect();
    }
    let why = [("why", prose::why_of(finding)), ("possible", prose::doubts_of(finding))];
    let why = why.into_iter().filter(|(_, text)| !text.is_empty()).map(|(word, text)| (word, wrapped(&escaped(&text))));
    why.chain(help).chain(ruled).collect()
}
