//! The page of faults: findings about records, and the notes that are no contradictions.

use gainsay_diff::findings::AnyFinding;
use gainsay_model::text::escaped;
use gainsay_render::html::text;
use gainsay_render::json::ToldFinding;
use gainsay_render::plural::plural;
use gainsay_render::prose;
use maud::{Markup, html};
use serde::Serialize;

use super::lists::{filter, pager, parts, path, rows_of};
use crate::page::{Frame, Page};
use crate::shown::Shown;
use crate::view::View;

#[derive(Serialize)]
struct Data<'d> {
    schema: u32,
    part: usize,
    parts: usize,
    findings: Vec<ToldFinding<'d>>,
}

/// Returns the number of findings that are no contradictions.
pub fn count(view: &View) -> usize {
    all(view).count()
}

fn all<'f>(view: &'f View) -> impl Iterator<Item = (usize, &'f AnyFinding)> {
    view.outcome.findings.iter().enumerate().filter(|(_, any)| any.conflict().is_none())
}

/// Makes a part of the page.
pub fn page(view: &View, part: usize) -> Page {
    let frame = Frame::new(view, path("faults", part));
    let faults: Vec<(usize, &AnyFinding)> = all(view).collect();
    let shown = rows_of(&faults, part);
    let told = |(number, _): &(usize, &AnyFinding)| {
        let (any, print) = (view.outcome.findings.get(*number)?, view.fingerprints.get(*number)?);
        Some(ToldFinding::new(&view.locations, view.naming, any, print.clone()))
    };
    let body = html! {
        h1 { "Faults" }
        p {
            (plural(faults.len(), "finding")) " about records that are no contradictions: what could not be read, \
                what is missing, what should be looked at."
        }
        (filter("faults"))
        (pager(&frame, "faults", part, faults.len()))
        ul.rows.filtered { @for (_, any) in shown { li { (fault(view, any)) } } }
        (pager(&frame, "faults", part, faults.len()))
    };
    let data = Data {
        schema: 1,
        part: part + 1,
        parts: parts(faults.len()),
        findings: shown.iter().filter_map(told).collect(),
    };
    frame.page("Faults", body, &data)
}

fn fault(view: &View, any: &AnyFinding) -> Markup {
    let told = prose::told(view.naming, any);
    let why = prose::why_of(&told);
    html! {
        span.kind data-level=(any.level().word()) { (prose::title(any)) } " "
        (text(&told.message))
        @if let Some(label) = told.labels.first() {
            @let place = view.locations.find(label.route);
            " " span.place { (escaped(&format!("{}:{}", place.file, place.start.0))) }
            @if !label.text.is_empty() { p.note { (text(&label.text)) } }
        }
        @if !why.is_empty() { p.note { (text(&why)) } }
        @for help in &told.help { p.note { (Shown("→ ")) (text(&prose::remedy(help))) } }
    }
}
