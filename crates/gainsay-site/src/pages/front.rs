//! The front page: the open contradictions, the heaviest first; those ruled upon; numbers; and the last commits.

use gainsay_diff::findings::AnyFinding;
use gainsay_model::schema::Kind;
use gainsay_render::html::text;
use gainsay_render::plural::plural;
use gainsay_render::prose::{self, sides};
use gainsay_render::summary::quotes_line;
use maud::{Markup, html};
use serde::Serialize;

use super::claim::language;
use super::contradiction::kind;
use crate::about::AboutData;
use crate::page::{Frame, Page};
use crate::shown::{Name, Shown};
use crate::view::View;

/// The largest number of contradictions shown on the front page.
const MOST: usize = 30;

/// The largest number of contradictions ruled upon that are named.
const MOST_RULED: usize = 10;

/// The largest number of the last commits shown.
const COMMITS: usize = 5;

#[derive(Serialize)]
struct Data<'d> {
    schema: u32,
    #[serde(flatten)]
    site: AboutData<'d>,
    records: Vec<(&'d str, usize)>,
    open: usize,
    ruled: usize,
    contradictions: Vec<Line<'d>>,
}

#[derive(Serialize)]
struct Line<'d> {
    title: String,
    message: String,
    fingerprint: &'d str,
    ruled: bool,
    page: Option<String>,
}

/// Makes the front page.
pub fn page(view: &View) -> Page {
    let frame = Frame::new(view, "index.html");
    let (open, ruled) = view.conflicts.split_at(view.open);
    let line = |finding: &usize| {
        let any = view.outcome.findings.get(*finding)?;
        Some(Line {
            title: prose::title(any),
            message: prose::told(view.naming, any).message.clone(),
            fingerprint: view.fingerprints.get(*finding)?,
            ruled: any.ruled().is_some(),
            page: view.conflict_path(*finding),
        })
    };
    let data = Data {
        schema: 1,
        site: view.about.data(),
        records: view.outcome.summary.records.iter().map(|(kind, count)| (kind.plural(), *count)).collect(),
        open: open.len(),
        ruled: ruled.len(),
        contradictions: open.iter().take(MOST).chain(ruled.iter().take(MOST_RULED)).filter_map(line).collect(),
    };
    let body = html! {
        h1.front { (Name(&view.about.name)) }
        (numbers(&frame))
        section {
            h2 { "Open contradictions " span.count { (open.len()) } }
            @if open.is_empty() { p { "Nothing that is claimed here contradicts anything else that is." } }
            @for finding in open.iter().take(MOST) { (teaser(&frame, *finding)) }
            @if open.len() > MOST {
                p.more { a href=(frame.to("contradictions.html")) { "All " (open.len()) " open contradictions" } }
            }
        }
        @if !ruled.is_empty() {
            section {
                h2 { "Ruled upon " span.count { (ruled.len()) } }
                ul.rows {
                    @for finding in ruled.iter().take(MOST_RULED) {
                        li { (super::lists::conflict_line(&frame, *finding)) }
                    }
                }
                @if ruled.len() > MOST_RULED { p.more { a href=(frame.to("rulings.html")) { "All rulings" } } }
            }
        }
        (commits(&frame))
    };
    frame.page(&view.about.name, body, &data)
}

fn numbers(frame: &Frame) -> Markup {
    let view = frame.view;
    let summary = &view.outcome.summary;
    let count = |kind: Kind| summary.records.iter().find(|(one, _)| *one == kind).map_or(0, |(_, count)| *count);
    let faults = super::faults::count(view);
    let figure = |path: &str, count: usize, word: &str| {
        html! {
            li { a href=(frame.to(path)) { strong { (count) } " " (word) } }
        }
    };
    let of = |count: usize, one: &'static str, many: &'static str| if count == 1 { one } else { many };
    html! {
        ul.numbers {
            (figure("statements.html", count(Kind::Claim), of(count(Kind::Claim), "claim", "claims")))
            (figure("statements.html", view.statements.len(), of(view.statements.len(), "statement", "statements")))
            (figure("entities.html", count(Kind::Entity), of(count(Kind::Entity), "name", "names")))
            (figure("sources.html", count(Kind::Source), of(count(Kind::Source), "source", "sources")))
            (figure("rulings.html", count(Kind::Ruling), of(count(Kind::Ruling), "ruling", "rulings")))
            @if faults > 0 {
                (figure("faults.html", faults, of(faults, "fault in the records", "faults in the records")))
            }
        }
        @if let Some(quotes) = quotes_line(&summary.quotes) { p.note { (Shown(&quotes)) "." } }
    }
}

/// Returns a contradiction in short: its kind, who contradicts whom, and the oldest words of either side.
fn teaser(frame: &Frame, finding: usize) -> Markup {
    let view = frame.view;
    let (Some(any), Some(path)) = (view.outcome.findings.get(finding), view.conflict_path(finding)) else {
        return html! {};
    };
    html! {
        article.teaser {
            p.kicker { (kind(any)) }
            h3 { a href=(frame.to(&path)) { (text(&prose::told(view.naming, any).message)) } }
            (words(any, view))
        }
    }
}

fn words(any: &AnyFinding, view: &View) -> Markup {
    const SIDES: usize = 3;
    let sides = sides::sides(view.naming, any);
    html! {
        div.sides {
            @for side in sides.iter().take(SIDES) {
                @if let Some(claim) = side.claims.first() {
                    div.side {
                        p.holds {
                            (Shown(&side.holds)) " – " (Name(&claim.speaker)) @if let Some(said) = &claim.said {
                                ", " (Shown(said))
                            }
                        }
                        @if let Some(quote) = &claim.quote {
                            blockquote dir="auto" lang=[language(claim.lang.as_deref())] {
                                (Shown(&gainsay_model::text::trimmed_to(quote, 180)))
                            }
                        }
                    }
                }
            }
            @if sides.len() > SIDES { p.more { "and " (plural(sides.len() - SIDES, "more position")) } }
        }
    }
}

/// Returns what the last commits introduced and resolved.
fn commits(frame: &Frame) -> Markup {
    let history = frame.view.history;
    html! {
        @if !history.is_empty() {
            section {
                h2 { "Lately" }
                @for episode in history.iter().take(COMMITS) { (super::history::episode(frame, episode, true)) }
                p.more { a href=(frame.to("history.html")) { "All of the history that is told here" } }
            }
        }
    }
}
