//! A review for the terminal: the verdict, what needs attention, and then each record.

use std::io::{self, Write};

use gainsay_diff::changes::{Change, FieldChange, Meaning};
use gainsay_model::canonical::Value;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::text::escaped;

use super::records::Records;
use super::words;
use crate::layout::{WIDTH, wrapped};
use crate::places::Places;
use crate::render::full::block;
use crate::review::Review;

/// Writes the review. `all` shows records, too, that are only laid out otherwise.
///
/// # Errors
/// Those of `out`.
pub fn render(review: &Review, all: bool, out: &mut dyn Write, styled: bool) -> io::Result<()> {
    let face = Face {
        review,
        before: Places::new(&review.before.workspace),
        after: Places::new(&review.after.workspace),
        records: Records { styled },
    };
    face.write_verdict(out)?;
    face.write_attention(out)?;
    let formatting = review.changes.formatting.iter().filter(|_| all);
    for change in review.changes.list.iter().chain(formatting) {
        face.records.write(change, &face.place_of(change), out)?;
        writeln!(out)?;
    }
    writeln!(out, "{}", words::summary(review))
}

struct Face<'r> {
    review: &'r Review,
    before: Places<'r>,
    after: Places<'r>,
    records: Records,
}

impl Face<'_> {
    fn write_verdict(&self, out: &mut dyn Write) -> io::Result<()> {
        let (before, after) = (escaped(&self.review.before.name), escaped(&self.review.after.name));
        let line = format!("{before} → {after}: {}", words::verdict(self.review));
        for line in wrapped(&line, WIDTH) {
            writeln!(out, "{}", self.records.bold(&line))?;
        }
        writeln!(out)
    }

    fn write_attention(&self, out: &mut dyn Write) -> io::Result<()> {
        let comparison = &self.review.comparison;
        self.write_section("could not be read", "31", &self.review.faults, false, out)?;
        self.write_section("introduced", "31", &comparison.introduced, false, out)?;
        self.write_section("changed", "33", &comparison.changed, false, out)?;
        self.write_section("resolved", "32", &comparison.resolved, true, out)?;
        self.write_section("rulings that no longer hold", "33", &comparison.rulings, false, out)?;
        if !self.review.changes.list.is_empty() {
            writeln!(out, "{}\n", self.heading("records", ""))?;
        }
        Ok(())
    }

    /// Findings under a heading. Of what is resolved only the message is shown: its places are those of the earlier state.
    fn write_section(&self, title: &str, color: &str, findings: &[Finding], earlier: bool, out: &mut dyn Write) -> io::Result<()> {
        if !findings.is_empty() {
            writeln!(out, "{}\n", self.heading(title, color))?;
        }
        for finding in findings {
            let mut gutter = 3;
            if earlier {
                let message = format!("{}[{}]: {}", finding.level.word(), finding.rule, escaped(&finding.message));
                writeln!(out, "{}", wrapped(&message, WIDTH).join("\n"))?;
                writeln!(out, "   = between: {}", escaped(&words::between(finding)))?;
            } else {
                let block = block(&self.after, finding, self.records.styled);
                gutter = gutter_of(&block).unwrap_or(gutter);
                writeln!(out, "{block}")?;
            }
            self.write_causes(finding, earlier, gutter, out)?;
        }
        Ok(())
    }

    /// By which changes a conflict came or went.
    fn write_causes(&self, finding: &Finding, earlier: bool, gutter: usize, out: &mut dyn Write) -> io::Result<()> {
        for change in self.review.causes(finding, earlier) {
            let lines = wrapped(&escaped(&self.cause(change)), WIDTH - gutter - "= by: ".len());
            let indent = format!("\n{:1$}", "", gutter + "= by: ".len());
            writeln!(out, "{:gutter$}= by: {}", "", lines.join(&indent))?;
        }
        writeln!(out)
    }

    /// A change, with the edges that came or went: those are what a conflict turns on.
    fn cause(&self, change: &Change) -> String {
        let headline = words::headline(change);
        if change.meaning != Meaning::Changed {
            return headline;
        }
        let told = change.fields.iter().map(|field| format!("{} {}", field.key, short(field)));
        format!("{headline}: {}", told.collect::<Vec<_>>().join("; "))
    }

    fn place_of(&self, change: &Change) -> String {
        let (places, place, gone) = match (change.after, change.before) {
            (Some(place), _) => (&self.after, place, ""),
            (None, Some(place)) => (&self.before, place, "was "),
            (None, None) => return String::new(),
        };
        let place = places.find(Route::Record(place));
        format!("{gone}{}:{}", place.file, place.start.0)
    }

    /// A line that everything up to the next one belongs under.
    fn heading(&self, title: &str, color: &str) -> String {
        let line = format!("--- {title} ");
        let line = format!("{line}{}", "-".repeat(WIDTH.saturating_sub(line.chars().count())));
        if color.is_empty() { self.records.bold(&line) } else { self.records.colored(&format!("1;{color}"), &line) }
    }
}

/// How far the reasons of a finding stand in, by where its first place stands.
fn gutter_of(block: &str) -> Option<usize> {
    let place = block.lines().find(|line| line.contains("--> "))?;
    let mut parts = place.split('\x1b');
    let first = parts.next().unwrap_or_default().to_owned();
    let plain = parts.fold(first, |plain, part| plain + part.split_once('m').map_or(part, |(_, rest)| rest));
    plain.find("-->").map(|at| at + 1)
}

/// A field's change in few words: the members of a list that came and went, else both values.
fn short(field: &FieldChange) -> String {
    let items = |value: &Option<Value>| match value {
        Some(Value::List(items)) => items.iter().map(Value::to_string).collect(),
        Some(value) => vec![value.to_string()],
        None => Vec::new(),
    };
    let (before, after): (Vec<String>, Vec<String>) = (items(&field.before), items(&field.after));
    let gone = before.iter().filter(|item| !after.contains(item)).map(|item| format!("-{item}"));
    let come = after.iter().filter(|item| !before.contains(item)).map(|item| format!("+{item}"));
    gone.chain(come).collect::<Vec<_>>().join(" ")
}
