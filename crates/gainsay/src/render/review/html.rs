//! A review as one page of HTML that needs nothing else: no script, no font, no network.

use std::io::{self, Write};

use gainsay_diff::changes::{Change, FieldChange, Meaning};
use gainsay_model::canonical::Value;
use gainsay_model::finding::{Finding, Reason, Route};
use gainsay_model::text::escaped;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::words::{self, Stretch};
use crate::links::Links;
use crate::places::Places;
use crate::review::Review;

const STYLE: &str = include_str!("review.css");

/// Writes the page. `all` shows records, too, that are only laid out otherwise.
///
/// # Errors
/// Those of `out`.
pub fn render(review: &Review, all: bool, out: &mut dyn Write) -> io::Result<()> {
    let face = Face {
        review,
        before: Places::new(&review.before.workspace),
        after: Places::new(&review.after.workspace),
        links: Links::from_environment(&review.root),
    };
    out.write_all(face.page(all).into_string().as_bytes())
}

struct Face<'r> {
    review: &'r Review,
    before: Places<'r>,
    after: Places<'r>,
    links: Links,
}

impl Face<'_> {
    fn page(&self, all: bool) -> Markup {
        let title = format!("{} → {}", self.review.before.name, self.review.after.name);
        let comparison = &self.review.comparison;
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="referrer" content="no-referrer";
                    title { "Gainsay: " (escaped(&title)) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    header {
                        p.states { (escaped(&title)) }
                        h1 { (text(&words::verdict(self.review))) }
                        p { (text(&words::summary(self.review))) "." }
                    }
                    main {
                        (self.section("Could not be read", "fault", &self.review.faults, false))
                        (self.section("Introduced", "introduced", &comparison.introduced, false))
                        (self.section("Changed", "changed", &comparison.changed, false))
                        (self.section("Resolved", "resolved", &comparison.resolved, true))
                        (self.section("Rulings that no longer hold", "fault", &comparison.rulings, false))
                        (self.records("Records", &self.review.changes.list))
                        @if all { (self.records("Only laid out otherwise", &self.review.changes.formatting)) }
                    }
                }
            }
        }
    }

    fn section(&self, title: &str, class: &str, findings: &[Finding], earlier: bool) -> Markup {
        html! {
            @if !findings.is_empty() {
                section class=(class) {
                    h2 { (title) " " span.count { (findings.len()) } }
                    @for finding in findings { (self.finding(finding, earlier)) }
                }
            }
        }
    }

    fn finding(&self, finding: &Finding, earlier: bool) -> Markup {
        let places = if earlier { &self.before } else { &self.after };
        html! {
            article {
                h3 { span.level { (finding.level.word()) } " " code { (finding.rule) } " " (text(&finding.message)) }
                ul.places {
                    @for label in &finding.labels {
                        li { (self.linked(places, label.route, earlier)) " " (text(&label.text)) }
                    }
                }
                @for change in self.review.causes(finding, earlier) { p.cause { "by: " (text(&words::headline(change))) } }
                @if let Some(ruling) = &finding.ruled { p.cause { "ruled upon: " code { (escaped(ruling)) } } }
                @if !finding.because.is_empty() {
                    details {
                        summary { "because" }
                        ul { @for reason in &finding.because { (reason_item(places, reason)) } }
                    }
                }
            }
        }
    }

    fn records(&self, title: &str, changes: &[Change]) -> Markup {
        html! {
            @if !changes.is_empty() {
                section.records {
                    h2 { (title) " " span.count { (changes.len()) } }
                    @for change in changes { (self.change(change)) }
                }
            }
        }
    }

    fn change(&self, change: &Change) -> Markup {
        let place = match (change.after, change.before) {
            (Some(place), _) => self.linked(&self.after, Route::Record(place), false),
            (None, Some(place)) => self.linked(&self.before, Route::Record(place), true),
            (None, None) => html! {},
        };
        html! {
            article {
                h3 {
                    (change.kind.word()) " " code { (escaped(&change.id)) }
                    @if let Some(was) = &change.was { ", was " code { (escaped(was)) } }
                    " " span.meaning { (words::meaning(change)) } " " span.place { (place) }
                }
                @if matches!(change.meaning, Meaning::Created | Meaning::Deleted) {
                    p { (escaped(&words::gist(change))) }
                } @else if !change.fields.is_empty() {
                    table { @for field in &change.fields { (field_row(field)) } }
                }
            }
        }
    }

    fn linked(&self, places: &Places<'_>, route: Route, earlier: bool) -> Markup {
        let place = places.find(route);
        let shown = format!("{}:{}", place.file, place.start.0);
        let link = self.links.to(place.file, place.start.0).filter(|_| !earlier);
        html! {
            @match link {
                Some(link) => a href=(link) { (escaped(&shown)) },
                None => span.place { (escaped(&shown)) },
            }
        }
    }
}

fn reason_item(places: &Places<'_>, reason: &Reason) -> Markup {
    html! { li.step[reason.step] { (text(&places.told(reason))) } }
}

fn field_row(field: &FieldChange) -> Markup {
    let value = |value: &Option<Value>| value.as_ref().map(|value| escaped(&value.to_string()).into_owned());
    html! {
        tr {
            th scope="row" { (escaped(&field.key)) }
            td {
                @if let Some(stretches) = words::word_by_word(field) {
                    @for stretch in &stretches {
                        @match stretch {
                            Stretch::Same(text) => (escaped(text)),
                            Stretch::Out(text) => del { (escaped(text)) },
                            Stretch::In(text) => ins { (escaped(text)) },
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

/// A sentence of the program's, what stands in backquotes as code.
fn text(sentence: &str) -> Markup {
    let sentence = escaped(sentence);
    let parts: Vec<&str> = sentence.split('`').collect();
    let paired = parts.len() % 2 == 1;
    html! {
        @if paired {
            @for (i, part) in parts.iter().enumerate() {
                @if i % 2 == 1 { code { (part) } } @else { (part) }
            }
        } @else { (sentence) }
    }
}
