//! The page of rulings: what the editors decided, why, and whether it still holds.

use gainsay_model::record::Ruling;
use gainsay_model::schema::Kind;
use gainsay_render::html::text;
use gainsay_render::plural::plural;
use maud::{Markup, html};
use serde::Serialize;

use crate::page::{Frame, Page};
use crate::shown::{Name, Shown};
use crate::view::{View, anchor};

#[derive(Serialize)]
struct Data<'w> {
    schema: u32,
    rulings: Vec<RulingData<'w>>,
}

#[derive(Serialize)]
struct RulingData<'w> {
    ruling: &'w str,
    verdict: Option<String>,
    because: Option<String>,
    by: Option<String>,
    decided: Option<String>,
    until: Option<String>,
    between: Vec<&'w str>,
    contradictions: Vec<String>,
    stale: Vec<String>,
}

/// Makes the page.
pub fn page(view: &View) -> Page {
    let frame = Frame::new(view, "rulings.html");
    let mut all: Vec<(&str, &Ruling)> = view.rulings_told().collect();
    // The newest come first; rulings without a date come last.
    let day = |ruling: &Ruling| ruling.decided.map_or(i64::MIN, |date| view.workspace.date(date).span().last);
    all.sort_by_key(|(id, ruling)| (std::cmp::Reverse(day(ruling)), *id));
    let told = |(id, ruling): &(&'_ str, &'_ Ruling)| {
        let get = |key: &str| view.text_of(ruling.place, key);
        RulingData {
            ruling: ruling.id.map_or("", |id| view.workspace.text(id)),
            verdict: get("verdict"),
            because: get("because"),
            by: get("by"),
            decided: get("decided"),
            until: get("until"),
            between: ruling.between.iter().map(|pinned| view.workspace.text(pinned.claim)).collect(),
            contradictions: view
                .ruled_by(id)
                .iter()
                .filter_map(|finding| view.fingerprints.get(*finding).cloned())
                .collect(),
            stale: stale(view, id),
        }
    };
    let data = Data { schema: 1, rulings: all.iter().map(told).collect() };
    let body = html! {
        h1 { "Rulings" }
        p {
            (plural(all.len(), "ruling")) ": what the editors decided about contradictions. A ruling never takes a \
                claim away."
        }
        @for (id, ruling) in &all { (card(&frame, id, ruling)) }
    };
    frame.page("Rulings", body, &data)
}

/// Returns the reasons why a ruling no longer holds; empty if it does.
fn stale(view: &View, id: &str) -> Vec<String> {
    let about = view.faults_of("stale-ruling", id);
    about
        .iter()
        .flat_map(|finding| finding.labels.iter().map(|label| label.text.clone()))
        .filter(|text| !text.is_empty())
        .collect()
}

/// Returns a ruling as a card.
pub fn card(frame: &Frame, id: &str, ruling: &Ruling) -> Markup {
    let view = frame.view;
    let get = |key: &str| view.text_of(ruling.place, key);
    let (stale, conflicts) = (stale(view, id), view.ruled_by(id));
    html! {
        article.claim.decision id=(anchor("ruling", id)) {
            p.says { span.verdict { (Shown(&get("verdict").unwrap_or_default())) } (frame.edit(Kind::Ruling, id)) }
            @if let Some(because) = get("because") { p { (Shown(&because)) } }
            p.note {
                @if let Some(by) = get("by") { "by " (Name(&view.naming.entity(&by))) " " }
                @if let Some(decided) = get("decided") { "on " (Shown(&view.naming.date(&decided))) " " }
                @if let Some(until) = get("until") { "until " (Shown(&view.naming.date(&until))) }
            }
            p.note {
                "between " @for (i, pinned) in ruling.between.iter().enumerate() {
                    @if i > 0 { ", " } (frame.claim(view.workspace.text(pinned.claim)))
                }
            }
            @for why in &stale { p.stale { "It no longer holds: " (text(why)) } }
            @for finding in conflicts { p.contests { (super::lists::conflict_line(frame, *finding)) } }
            p.id { code { (Shown(id)) } }
        }
    }
}
