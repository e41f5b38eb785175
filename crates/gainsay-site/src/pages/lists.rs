//! The list pages: contradictions, entities, statements and sources, in parts that a browser opens at once.

use std::ops::Range;

use gainsay_diff::ledger::entities::EntityId;
use gainsay_diff::matrix::Held;
use gainsay_render::html::text;
use gainsay_render::plural::plural;
use gainsay_render::prose;
use maud::{Markup, html};
use serde::Serialize;

use super::contradiction::kind;
use super::statement::is_contested;
use crate::page::{Frame, Page};
use crate::shown::{Name, Shown};
use crate::svg::lanes::shape;
use crate::view::View;

/// The largest number of rows on one page.
const ROWS: usize = 500;

/// Returns the number of parts for this number of rows: at least one.
pub fn parts(rows: usize) -> usize {
    rows.div_ceil(ROWS).max(1)
}

/// Returns the address of a part of a list.
pub fn path(name: &str, part: usize) -> String {
    if part == 0 { format!("{name}.html") } else { format!("{name}-{}.html", part + 1) }
}

/// Returns the rows of a part.
pub fn rows_of<T>(all: &[T], part: usize) -> &[T] {
    all.get(range_of(all.len(), part)).unwrap_or_default()
}

/// Returns the range of the rows in a part.
pub fn range_of(rows: usize, part: usize) -> Range<usize> {
    let start = (part * ROWS).min(rows);
    start..(start + ROWS).min(rows)
}

/// Returns the links to the parts of a list; empty if there is only one.
pub fn pager(frame: &Frame, name: &str, part: usize, rows: usize) -> Markup {
    let count = parts(rows);
    let current = |other: usize| (other == part).then_some("page");
    html! {
        @if count > 1 {
            nav.pager aria-label="Parts of this list" {
                ul {
                    @if part > 0 { li { a rel="prev" href=(frame.to(&path(name, part - 1))) { "Before" } } }
                    @for other in near(part, count) {
                        li { @match other {
                            Some(other) => a href=(frame.to(&path(name, other))) aria-current=[current(other)] {
                                (other + 1)
                            },
                            None => "…",
                        } }
                    }
                    @if part + 1 < count { li { a rel="next" href=(frame.to(&path(name, part + 1))) { "After" } } }
                }
            }
        }
    }
}

/// Returns the parts to link to: the first, the last and those near this one, with gaps between.
fn near(part: usize, count: usize) -> Vec<Option<usize>> {
    let mut shown: Vec<usize> =
        (0..count).filter(|other| *other == 0 || other + 1 == count || other.abs_diff(part) <= 2).collect();
    shown.dedup();
    let mut all = Vec::new();
    for (i, other) in shown.iter().enumerate() {
        if i > 0 && shown.get(i - 1).is_some_and(|before| before + 1 != *other) {
            all.push(None);
        }
        all.push(Some(*other));
    }
    all
}

/// Returns a field that narrows a list to the rows that contain a text. It works if scripts run.
pub fn filter(what: &str) -> Markup {
    html! {
        p.filter hidden {
            label { "Show only rows with " input type="search" name="filter" autocomplete="off"; }
            " " span.matches aria-live="polite" data-what=(what) {}
        }
    }
}

#[derive(Serialize)]
struct Data<R> {
    schema: u32,
    part: usize,
    parts: usize,
    rows: Vec<R>,
}

fn data<R>(part: usize, rows: usize, told: Vec<R>) -> Data<R> {
    Data { schema: 1, part: part + 1, parts: parts(rows), rows: told }
}

// --- contradictions ---

#[derive(Serialize)]
struct ConflictRow<'d> {
    title: String,
    message: String,
    certain: bool,
    ruled: Option<&'d str>,
    fingerprint: &'d str,
    page: Option<String>,
}

/// Returns a conflict in one line, as a link: its kind, and who contradicts whom.
pub fn conflict_line(frame: &Frame, finding: usize) -> Markup {
    let view = frame.view;
    let Some(any) = view.outcome.findings.get(finding) else { return html! {} };
    html! {
        (kind(any)) " "
        @if let Some(path) = view.conflict_path(finding) {
            a href=(frame.to(&path)) { (text(&prose::brief(view.naming, any).message)) }
        }
    }
}

/// Makes a part of the list of contradictions.
pub fn contradictions(view: &View, part: usize) -> Page {
    let frame = Frame::new(view, path("contradictions", part));
    let all = &view.conflicts;
    let shown = rows_of(all, part);
    let first_ruled = (part * ROWS..).zip(shown).find(|(at, _)| *at >= view.open).map(|(_, finding)| *finding);
    let body = html! {
        h1 { "Contradictions" }
        p {
            (plural(view.open, "open contradiction")) ", " (all.len() - view.open) " ruled upon. The heaviest come \
                first: what is certain before what is possible, one speaker before one side before a dispute."
        }
        (filter("contradictions"))
        (pager(&frame, "contradictions", part, all.len()))
        ul.rows.filtered {
            @for finding in shown {
                @if Some(*finding) == first_ruled { li.heading { h2 { "Ruled upon" } } }
                li { (conflict_line(&frame, *finding)) }
            }
        }
        (pager(&frame, "contradictions", part, all.len()))
    };
    let row = |finding: &usize| {
        let any = view.outcome.findings.get(*finding)?;
        Some(ConflictRow {
            title: prose::title(any),
            message: prose::brief(view.naming, any).message.clone(),
            certain: any.conflict()?.certain,
            ruled: any.ruled(),
            fingerprint: view.fingerprints.get(*finding)?,
            page: view.conflict_path(*finding),
        })
    };
    let rows: Vec<ConflictRow> = shown.iter().filter_map(row).collect();
    frame.page("Contradictions", body, &data(part, all.len(), rows))
}

// --- entities ---

#[derive(Serialize)]
struct EntityRow<'w> {
    entity: &'w str,
    name: String,
    kinds: Vec<&'w str>,
    claims_by: usize,
    statements_about: usize,
    page: Option<String>,
}

/// Makes a part of the list of entities.
pub fn entities(view: &View, part: usize) -> Page {
    let frame = Frame::new(view, path("entities", part));
    let all = view.ledger.entities.classes.len();
    let row = |number: usize| {
        let entity = EntityId(number as u32);
        let id = view.entity_id(entity);
        let class = view.ledger.entities.class(entity);
        EntityRow {
            entity: id,
            name: view.naming.entity(id),
            kinds: class.kinds.iter().map(|kind| view.workspace.text(*kind)).collect(),
            claims_by: view.claims_by(entity).len(),
            statements_about: view.statements_about(entity).len(),
            page: view.entity_path(id),
        }
    };
    let rows: Vec<EntityRow> = range_of(all, part).map(row).collect();
    let body = html! {
        h1 { "Who and what" }
        p { (plural(all, "name")) " of whom and of what is spoken here." }
        (filter("names"))
        (pager(&frame, "entities", part, all))
        (table("Who and what", &["Name", "Kind", "Claims by it", "Statements about it"], html! {
            @for row in &rows {
                tr {
                    td { (frame.link(row.page.clone(), &row.name)) }
                    td { (Shown(&row.kinds.join(", "))) }
                    td.number { (row.claims_by) }
                    td.number { (row.statements_about) }
                }
            }
        }))
        (pager(&frame, "entities", part, all))
    };
    frame.page("Who and what", body, &data(part, all, rows))
}

/// Returns a table that can be sorted and filtered if scripts run.
pub fn table(label: &str, headings: &[&str], rows: Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label=(label) {
            table.sortable.filtered {
                thead { tr { @for heading in headings { th scope="col" { (heading) } } } }
                tbody { (rows) }
            }
        }
    }
}

// --- statements ---

#[derive(Serialize)]
struct StatementRow<'d> {
    statement: &'d str,
    told: String,
    contested: bool,
    claims: usize,
    page: Option<String>,
}

/// Returns a statement in one line, as a link, with the number of claims by stance.
pub fn statement_line(frame: &Frame, number: u32) -> Markup {
    let view = frame.view;
    let Some(said) = view.statements.get(number as usize) else { return html! {} };
    html! {
        (frame.link(view.statement_path(number), &view.naming.statement(&said.text)))
        " " (counts(said))
        @if is_contested(view, said) { " " span.contested { "contested" } }
    }
}

/// Returns the number of claims by stance.
fn counts(said: &gainsay_diff::statements::StatementClaims) -> Markup {
    html! {
        span.counts {
            @for stance in gainsay_model::record::Stance::ALL {
                @let count = said.claims.iter().filter(|claim| claim.stance == stance).count();
                @if count > 0 {
                    span data-stance=(stance.key()) title={ (count) " " (stance.key()) }
                    { span aria-hidden="true" { (shape(stance)) } " " (count) span.hidden { " " (stance.key()) } }
                    " "
                }
            }
        }
    }
}

/// Makes a part of the list of statements.
pub fn statements(view: &View, part: usize) -> Page {
    let frame = Frame::new(view, path("statements", part));
    let all = view.statements.len();
    let shown = || range_of(all, part).map(|number| number as u32);
    let row = |number: u32| {
        let said = view.statements.get(number as usize)?;
        Some(StatementRow {
            statement: &said.text,
            told: view.naming.statement(&said.text),
            contested: is_contested(view, said),
            claims: said.claims.len(),
            page: view.statement_path(number),
        })
    };
    let rows: Vec<StatementRow> = shown().filter_map(row).collect();
    let body = html! {
        h1 { "Statements" }
        p { (plural(all, "statement")) " that somebody affirms, denies, hedges or passes on." }
        (filter("statements"))
        (pager(&frame, "statements", part, all))
        ul.rows.filtered { @for number in shown() { li { (statement_line(&frame, number)) } } }
        (pager(&frame, "statements", part, all))
    };
    frame.page("Statements", body, &data(part, all, rows))
}

// --- sources ---

#[derive(Serialize)]
struct SourceRow<'w> {
    source: &'w str,
    title: String,
    publisher: Option<String>,
    published: Option<String>,
    claims: usize,
    kept: bool,
    page: Option<String>,
}

/// Makes a part of the list of sources.
pub fn sources(view: &View, part: usize) -> Page {
    let frame = Frame::new(view, path("sources", part));
    let all = view.sources().count();
    let shown = view.sources().skip(range_of(all, part).start).take(ROWS);
    let rows: Vec<(i64, SourceRow)> = shown
        .map(|(id, source)| {
            let date = source.published.map(|date| view.workspace.date(date).span().last).unwrap_or(i64::MAX);
            (
                date,
                SourceRow {
                    source: id,
                    title: view.naming.source(id),
                    publisher: view.text_of(source.place, "publisher"),
                    published: view.text_of(source.place, "published").map(|date| view.naming.date(&date)),
                    claims: source.id.map_or(0, |id| view.claims_of_source(id).len()),
                    kept: source.kept,
                    page: view.source_path(id),
                },
            )
        })
        .collect();
    let body = html! {
        h1 { "Sources" }
        p { (plural(all, "source")) " in which something was said." }
        (filter("sources"))
        (pager(&frame, "sources", part, all))
        (table("Sources", &["Title", "Publisher", "Published", "Claims", "Kept copy"], html! {
            @for (date, row) in &rows {
                tr {
                    td { (frame.link(row.page.clone(), &row.title)) }
                    td { @if let Some(publisher) = &row.publisher { (Name(publisher)) } }
                    td data-sort=(date) { @if let Some(published) = &row.published { (Shown(published)) } }
                    td.number { (row.claims) }
                    td { @if row.kept { "yes" } }
                }
            }
        }))
        (pager(&frame, "sources", part, all))
    };
    let rows: Vec<SourceRow> = rows.into_iter().map(|(_, row)| row).collect();
    frame.page("Sources", body, &data(part, all, rows))
}

/// Returns the shape for what a speaker holds.
pub fn shape_of(held: Held) -> &'static str {
    match held {
        Held::Affirmed => "●",
        Held::Denied => "✕",
        Held::Hedged => "◐",
        Held::Relayed => "▸",
        Held::Contested => "↯",
    }
}
