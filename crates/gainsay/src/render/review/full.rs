//! A review for the terminal: the verdict, what needs attention, and then each record.

use std::io::{self, Write};

use gainsay_diff::changes::{Change, FieldChange, Meaning};
use gainsay_model::canonical::Value;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::text::escaped;

use super::words::{self, Stretch};
use crate::layout::{WIDTH, wrapped};
use crate::places::Places;
use crate::render::full::block;
use crate::review::Review;

/// Writes the review. `all` shows records, too, that are only laid out otherwise.
///
/// # Errors
/// Those of `out`.
pub fn render(review: &Review, all: bool, out: &mut dyn Write, styled: bool) -> io::Result<()> {
    let face = Face { review, before: Places::new(&review.before.workspace), after: Places::new(&review.after.workspace), styled };
    face.write_verdict(out)?;
    face.write_attention(out)?;
    for change in &review.changes.list {
        face.write_change(change, out)?;
    }
    if all {
        for change in &review.changes.formatting {
            writeln!(out, "{}{}", face.bold(&escaped(&words::headline(change))), face.place_of(change))?;
        }
    }
    writeln!(out, "{}", words::summary(review))
}

struct Face<'r> {
    review: &'r Review,
    before: Places<'r>,
    after: Places<'r>,
    styled: bool,
}

impl Face<'_> {
    fn write_verdict(&self, out: &mut dyn Write) -> io::Result<()> {
        let (before, after) = (escaped(&self.review.before.name), escaped(&self.review.after.name));
        let line = format!("{before} → {after}: {}", words::verdict(self.review));
        for line in wrapped(&line, WIDTH) {
            writeln!(out, "{}", self.bold(&line))?;
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
            if earlier {
                let message = format!("{}[{}]: {}", finding.level.word(), finding.rule, escaped(&finding.message));
                writeln!(out, "{}", wrapped(&message, WIDTH).join("\n"))?;
                writeln!(out, "   = between: {}", escaped(&words::between(finding)))?;
            } else {
                writeln!(out, "{}", block(&self.after, finding, self.styled))?;
            }
            self.write_causes(finding, earlier, out)?;
        }
        Ok(())
    }

    /// By which changes a conflict came or went.
    fn write_causes(&self, finding: &Finding, earlier: bool, out: &mut dyn Write) -> io::Result<()> {
        for change in self.review.causes(finding, earlier) {
            let lines = wrapped(&escaped(&self.cause(change)), WIDTH - 10);
            writeln!(out, "   = by: {}", lines.join("\n         "))?;
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

    fn write_change(&self, change: &Change, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}{}", self.bold(&escaped(&words::headline(change))), self.place_of(change))?;
        match change.meaning {
            Meaning::Created | Meaning::Deleted => {
                for line in wrapped(&escaped(&words::gist(change)), WIDTH - 4) {
                    writeln!(out, "    {line}")?;
                }
            }
            _ => change.fields.iter().try_for_each(|field| self.write_field(field, out))?,
        }
        writeln!(out)
    }

    fn write_field(&self, field: &FieldChange, out: &mut dyn Write) -> io::Result<()> {
        let key = escaped(&field.key);
        if let Some(stretches) = words::word_by_word(field) {
            let text: String = stretches.iter().map(|stretch| self.stretch(stretch)).collect();
            let lines = wrapped(&text, WIDTH - 4);
            return writeln!(out, "    {key}:\n      {}", lines.join("\n      "));
        }
        let sides = [(&field.before, "31", "-"), (&field.after, "32", "+")];
        for (value, color, sign) in sides {
            let Some(value) = value else { continue };
            let text = format!("{key}: {}", escaped(&value.to_string()));
            let lines = wrapped(&text, WIDTH - 6);
            writeln!(out, "    {}", self.colored(color, &format!("{sign} {}", lines.join("\n      "))))?;
        }
        Ok(())
    }

    fn stretch(&self, stretch: &Stretch) -> String {
        match stretch {
            Stretch::Same(text) => escaped(text).into_owned(),
            Stretch::Out(text) if self.styled => self.colored("31", &escaped(text)),
            Stretch::In(text) if self.styled => self.colored("32", &escaped(text)),
            Stretch::Out(text) => format!("[-{}-]", escaped(text)),
            Stretch::In(text) => format!("{{+{}+}}", escaped(text)),
        }
    }

    fn place_of(&self, change: &Change) -> String {
        let (places, place, gone) = match (change.after, change.before) {
            (Some(place), _) => (&self.after, place, ""),
            (None, Some(place)) => (&self.before, place, "was "),
            (None, None) => return String::new(),
        };
        let place = places.find(Route::Record(place));
        format!("  ({gone}{}:{})", escaped(place.file), place.start.0)
    }

    /// A line that everything up to the next one belongs under.
    fn heading(&self, title: &str, color: &str) -> String {
        let line = format!("--- {title} ");
        let line = format!("{line}{}", "-".repeat(WIDTH.saturating_sub(line.chars().count())));
        if color.is_empty() { self.bold(&line) } else { self.colored(&format!("1;{color}"), &line) }
    }

    fn bold(&self, text: &str) -> String {
        if self.styled { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn colored(&self, color: &str, text: &str) -> String {
        if self.styled { format!("\x1b[{color}m{text}\x1b[0m") } else { text.to_owned() }
    }
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
