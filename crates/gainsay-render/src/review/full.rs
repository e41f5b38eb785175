//! The format of a review for the terminal: the verdict, the findings that need attention, and then each record.

use std::io::{self, Write};

use gainsay_diff::changes::{Change, FieldChange, Meaning};
use gainsay_model::canonical::Value;
use gainsay_model::text::escaped;

use super::bulk::Shown;
use super::records::Records;
use super::{ReviewReport, Section};
use crate::full::block;
use crate::layout::{WIDTH, wrapped};
use crate::paint::Paint;
use crate::plural::plural;
use crate::prose::bulk::{self, Bulk};
use crate::prose::{Naming, brief, changes, title};

/// Writes the review, with at most `limit` findings of each sort in full. `all` shows every record, including those
/// whose layout alone has changed.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(
    report: &ReviewReport<'_>,
    all: bool,
    limit: Option<usize>,
    out: &mut dyn Write,
    styled: bool,
) -> io::Result<()> {
    let (review, records) = (report.review, Records { paint: Paint { styled } });
    let verdict =
        format!("{} → {}: {}", escaped(&review.before.name), escaped(&review.after.name), changes::verdict(review));
    for line in wrapped(&verdict, WIDTH) {
        writeln!(out, "{}", records.paint.bold(&line))?;
    }
    writeln!(out)?;
    for section in report.sections() {
        write_section(report, &section, limit, records, out)?;
    }
    write_records(report, all, records, out)?;
    writeln!(out, "{}", changes::summary(review))
}

/// Writes the changes of records: records created or deleted in bulk are counted, all others shown one by one.
fn write_records(report: &ReviewReport<'_>, all: bool, records: Records, out: &mut dyn Write) -> io::Result<()> {
    let shown = Shown::of(report, all);
    if !shown.changes.is_empty() {
        writeln!(out, "{}\n", heading("records", "1", records))?;
    }
    for bulk in &shown.bulks {
        write_bulk(report.naming(bulk.meaning == Meaning::Deleted), bulk, records, out)?;
    }
    for change in &shown.changes {
        let place = report
            .place_of(change)
            .map(|(place, gone)| format!("{}{}:{}", if gone { "was " } else { "" }, place.file, place.start.0));
        let headline = shown.headline(change);
        records.write(report.naming_of(change), change, (&headline, &place.unwrap_or_default()), out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn write_bulk(naming: &Naming, bulk: &Bulk, records: Records, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", records.paint.bold(&wrapped(&format!("{}:", bulk::in_bulk(bulk)), WIDTH).join("\n")))?;
    let digits = bulk.count.to_string().len();
    for row in &bulk.rows {
        writeln!(out, "  {:>digits$} {}", row.count, escaped(&bulk::row(row)))?;
    }
    for line in bulk::sources(naming, bulk).iter().flat_map(|text| wrapped(&escaped(text), WIDTH - 2)) {
        writeln!(out, "  {line}")?;
    }
    writeln!(out)
}

/// Writes findings under a heading. Of a resolved conflict only the message is shown, since its places are those of the
/// earlier snapshot.
fn write_section(
    report: &ReviewReport<'_>,
    section: &Section<'_>,
    limit: Option<usize>,
    records: Records,
    out: &mut dyn Write,
) -> io::Result<()> {
    let color = match section.word {
        "resolved" => "1;32",
        "fault" | "introduced" => "1;31",
        _ => "1;33",
    };
    writeln!(out, "{}\n", heading(section.title, color, records))?;
    let (shown, rest) = section.findings.split_at(limit.unwrap_or(usize::MAX).min(section.findings.len()));
    for finding in shown {
        if section.earlier {
            let message = format!("{}: {}", title(finding), escaped(&brief(report.naming(true), finding).message));
            writeln!(out, "{}", wrapped(&message, WIDTH).join("\n"))?;
            writeln!(out, "  claims: {}", escaped(&changes::between(finding)))?;
        } else {
            let block = block(report.naming(false), report.locations(false), finding, records.paint.styled);
            writeln!(out, "{block}")?;
        }
        let (causes, counted) = changes::causes(&report.review.causes(finding, section.earlier));
        for cause in causes.into_iter().map(cause).chain(counted) {
            write_cause(&cause, out)?;
        }
        writeln!(out)?;
    }
    if !rest.is_empty() {
        writeln!(out, "{} not shown; `--all` shows every one\n", plural(rest.len(), "more finding"))?;
    }
    Ok(())
}

/// Writes the change that caused or ended a conflict.
fn write_cause(cause: &str, out: &mut dyn Write) -> io::Result<()> {
    const WORD: &str = "  by: ";
    let lines = wrapped(&escaped(cause), WIDTH - WORD.len());
    writeln!(out, "{WORD}{}", lines.join(&format!("\n{:1$}", "", WORD.len())))
}

/// Returns a change, with the edges that were added or removed: those decide a conflict.
fn cause(change: &Change) -> String {
    let headline = changes::headline(change);
    if change.meaning != Meaning::Changed {
        return headline;
    }
    let told = change.fields.iter().map(|field| format!("{} {}", field.key, short(field)));
    format!("{headline}: {}", told.collect::<Vec<_>>().join("; "))
}

/// Returns a heading line for all lines up to the next heading.
fn heading(title: &str, color: &str, records: Records) -> String {
    let line = format!("--- {title} ");
    let rest = "-".repeat(WIDTH.saturating_sub(line.chars().count()));
    records.paint.colored(color, &format!("{line}{rest}"))
}

/// Returns the change of a field in a few words: the added and removed members of a list; otherwise both values.
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
