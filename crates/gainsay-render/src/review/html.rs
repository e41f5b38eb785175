//! The format of a review as one HTML page that needs nothing else: no script, no font, no network.

use std::io::{self, Write};

use gainsay_diff::changes::{Change, FieldChange, Meaning};
use gainsay_diff::findings::AnyFinding;
use gainsay_model::canonical::Value;
use gainsay_model::finding::Route;
use gainsay_model::text::escaped;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::bulk::Shown;
use super::{ReviewReport, Section, capital};
use crate::html::{END_OF_PAGE, END_OF_SECTION, POLICY, STYLE, card, open, text, write};
use crate::location::Location;
use crate::prose;
use crate::prose::bulk::{self, Bulk};
use crate::prose::changes::{self, TextRun};

/// Writes the page. `all` includes records whose layout alone has changed.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(report: &ReviewReport<'_>, all: bool, out: &mut dyn Write) -> io::Result<()> {
    open(page(report), END_OF_PAGE, out)?;
    for section in report.sections() {
        open(html! { section class=(section.word) { (heading(&section)) } }, END_OF_SECTION, out)?;
        for finding in section.findings {
            write(finding_told(report, finding, section.earlier), out)?;
        }
        out.write_all(END_OF_SECTION.as_bytes())?;
    }
    records(report, all, out)?;
    out.write_all(END_OF_PAGE.as_bytes())
}

/// Returns the page without its sections.
fn page(report: &ReviewReport<'_>) -> Markup {
    let title = format!("{} → {}", report.review.before.name, report.review.after.name);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { "Gainsay: " (escaped(&title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    p.states { (escaped(&title)) }
                    h1 { (text(&changes::verdict(report.review))) }
                    p { (text(&changes::summary(report.review))) "." }
                }
                main {}
            }
        }
    }
}

fn heading(section: &Section<'_>) -> Markup {
    html! { h2 { (capital(section.title)) " " span.count { (section.findings.len()) } } }
}

fn finding_told(report: &ReviewReport<'_>, finding: &AnyFinding, earlier: bool) -> Markup {
    let place = |route: Route| linked(report, &report.locations(earlier).find(route), earlier);
    let (causes, counted) = changes::causes(&report.review.causes(finding, earlier));
    html! {
        (card(report.naming(earlier), finding, place, Some(&prose::title(finding)), html! {
            @for cause in causes.into_iter().map(changes::headline).chain(counted) { p.cause { "by: " (text(&cause)) } }
        }))
    }
}

/// Writes what has changed of records.
fn records(report: &ReviewReport<'_>, all: bool, out: &mut dyn Write) -> io::Result<()> {
    let shown = Shown::of(report, all);
    if shown.changes.is_empty() {
        return Ok(());
    }
    let section = html! {
        section.records {
            h2 { "Records " span.count { (report.changes(all).count()) } }
            @for bulk in &shown.bulks { (in_bulk(report, bulk)) }
        }
    };
    open(section, END_OF_SECTION, out)?;
    for change in &shown.changes {
        write(record(report, &shown, change), out)?;
    }
    out.write_all(END_OF_SECTION.as_bytes())
}

fn in_bulk(report: &ReviewReport<'_>, bulk: &Bulk) -> Markup {
    html! {
        p { (text(&bulk::in_bulk(bulk))) ":" }
        ul {
            @for row in &bulk.rows { li { (row.count) " " (escaped(&bulk::row(row))) } }
            @if let Some(sources) = bulk::sources(report.naming(bulk.meaning == Meaning::Deleted), bulk) {
                li { (escaped(&sources)) }
            }
        }
    }
}

fn record(report: &ReviewReport<'_>, shown: &Shown<'_>, change: &Change) -> Markup {
    html! {
        article {
            h3 {
                (change.kind.word()) " " code { (escaped(&change.id)) }
                @if let Some(was) = &change.was { ", was " code { (escaped(was)) } }
                " " span.meaning { (changes::meaning(change)) (shown.followers(change)) }
                @if let Some((place, earlier)) = report.place_of(change) { " " (linked(report, &place, earlier)) }
            }
            @if matches!(change.meaning, Meaning::Created | Meaning::Deleted) {
                p { (escaped(&changes::gist(report.naming_of(change), change))) }
            } @else if !change.fields.is_empty() {
                table { @for field in &change.fields { (field_row(field)) } }
            }
        }
    }
}

fn linked(report: &ReviewReport<'_>, place: &Location<'_>, earlier: bool) -> Markup {
    let shown = format!("{}:{}", place.file, place.start.0);
    html! {
        @match report.link(place, earlier) {
            Some(link) => a.place href=(link) { (escaped(&shown)) },
            None => span.place { (escaped(&shown)) },
        }
    }
}

fn field_row(field: &FieldChange) -> Markup {
    let value = |value: &Option<Value>| value.as_ref().map(|value| escaped(&value.to_string()).into_owned());
    html! {
        tr {
            th scope="row" { (escaped(&field.key)) }
            td {
                @if let Some(stretches) = changes::word_by_word(field) {
                    @for stretch in &stretches {
                        @match stretch {
                            TextRun::Same(text) => (escaped(text)),
                            TextRun::Out(text) => del { (escaped(text)) },
                            TextRun::In(text) => ins { (escaped(text)) },
                        }
                    }
                } @else {
                    @if let Some(before) = value(&field.before) { del { (before) } " " }
                    @if let Some(after) = value(&field.after) { ins { (after) } }
                }
            }
        }
    }
}
