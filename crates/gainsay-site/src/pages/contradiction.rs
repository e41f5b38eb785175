//! The page of a contradiction: the positions side by side, the times on one axis, why both cannot be true, and what
//! would decide it.

use gainsay_diff::findings::{AnyFinding, Conflict};
use gainsay_diff::grounds::{GroundKind, TimeRelation};
use gainsay_diff::held_claims::HeldClaims;
use gainsay_diff::statements::StatedClaim;
use gainsay_diff::time::Reach;
use gainsay_model::date::Days;
use gainsay_model::schema::Kind;
use gainsay_render::html::text;
use gainsay_render::json::ToldFinding;
use gainsay_render::plural::plural;
use gainsay_render::prose::{self, dates, sides};
use maud::{Markup, html};
use serde::Serialize;

use super::claim::{ClaimData, card};
use crate::page::{Frame, Page};
use crate::shown::Shown;
use crate::svg::time_bars::{self, Bar};
use crate::view::View;

/// The largest number of claims of a position shown as cards.
const MOST_CARDS: usize = 12;

/// The largest number of claims that have a bar.
const MOST_BARS: usize = 24;

#[derive(Serialize)]
struct Data<'d, 'w> {
    schema: u32,
    finding: ToldFinding<'d>,
    positions: Vec<PositionData<'w>>,
}

#[derive(Serialize)]
struct PositionData<'w> {
    held: Vec<String>,
    claims: Vec<ClaimData<'w>>,
    more: usize,
}

/// Makes the page of a conflict, by its index in the findings.
pub fn page(view: &View, finding: usize) -> Page {
    let frame = Frame::new(view, view.conflict_path(finding).unwrap_or_default());
    let (Some(any), Some(conflict)) = (view.outcome.findings.get(finding), view.conflict(finding)) else {
        return frame.page("No contradiction", html! { h1 { "No contradiction" } }, &());
    };
    let told = prose::told(view.naming, any);
    let fingerprint = view.fingerprints.get(finding).cloned().unwrap_or_default();
    let body = body(&frame, any, conflict);
    let positions = conflict.positions.iter().map(|position| PositionData {
        held: position.held.clone(),
        claims: claims_of(view, &position.claims).take(MOST_CARDS).map(|claim| ClaimData::of(view, claim)).collect(),
        more: position.claims.len().saturating_sub(MOST_CARDS),
    });
    let data = Data {
        schema: 1,
        finding: ToldFinding::new(&view.locations, view.naming, any, fingerprint),
        positions: positions.collect(),
    };
    frame.page(&told.message, body, &data)
}

/// Returns the claims of a position, oldest first.
fn claims_of<'v, 'w>(view: &'v View<'_, 'w>, claims: &'v HeldClaims) -> impl Iterator<Item = &'v StatedClaim<'w>> {
    claims.iter().filter_map(|(id, _)| view.claim_of(id))
}

fn body(frame: &Frame, any: &AnyFinding, conflict: &Conflict) -> Markup {
    let view = frame.view;
    let told = prose::told(view.naming, any);
    let (why, doubts, next) = (prose::why_of(&told), prose::doubts_of(&told), prose::next(any));
    html! {
        p.kicker { (kind(any)) }
        h1 { (text(&told.message)) }
        div.positions {
            @for (position, side) in conflict.positions.iter().zip(sides::sides_of(view.naming, conflict)) {
                section.position {
                    h2 { (Shown(&side.holds)) }
                    @if let Some(reports) = side.told_reports() { p.note { (reports) } }
                    @for claim in claims_of(view, &position.claims).take(MOST_CARDS) { (card(frame, claim, false)) }
                    @let more = position.claims.len().saturating_sub(MOST_CARDS);
                    @if more > 0 { p.more { "and " (plural(more, "more claim")) ", on the pages of the statements" } }
                }
            }
        }
        (times(view, conflict))
        section.why {
            h2 { "Why" }
            (steps(frame, conflict))
            @if !why.is_empty() { p { (text(&why)) } }
            @if !doubts.is_empty() { h3 { "What would decide it" } p { (text(&doubts)) } }
        }
        (ruling(frame, conflict, &told.help, &next))
    }
}

/// Returns the kind of a finding, with its rule and its certainty.
pub fn kind(any: &AnyFinding) -> Markup {
    let certain = any.conflict().is_some_and(|conflict| conflict.example.certain);
    html! {
        span.kind.possible[!certain] { (prose::kind(any)) } " "
        span.rule {
            @if !prose::kind(any).ends_with(any.rule()) { (any.rule()) }
            @if let Some(conflict) = any.conflict() { " by " (conflict.mechanism.name()) }
        }
        @if any.ruled().is_some() { " " span.ruled { "ruled upon" } }
    }
}

/// Returns the days that each claim is about, as bars.
fn times(view: &View, conflict: &Conflict) -> Markup {
    let claims = conflict.positions.iter().flat_map(|position| claims_of(view, &position.claims).take(MOST_CARDS));
    let bars: Vec<Bar> = claims.filter_map(|claim| bar(view, claim)).take(MOST_BARS).collect();
    let timeless = bars.iter().all(|bar| bar.reach.outer == Days::ALWAYS && bar.reach.sure.is_none());
    let both = both_claim(conflict);
    html! {
        @if !bars.is_empty() && !timeless {
            section.times {
                h2 { "For which days" }
                figure {
                    (time_bars::draw("For which days each claim speaks", &bars, both))
                    figcaption {
                        "Light: days that may be meant. Dark: days that surely are. A faded end is open. "
                        span aria-hidden="true" { "▴" } " the day it was said."
                        @if let Some(both) = both {
                            " Marked: the days of which both speak, " (Shown(&dates::stretch(both))) "."
                        }
                    }
                }
            }
        }
    }
}

fn bar(view: &View, claim: &StatedClaim) -> Option<Bar> {
    let entry = view.ledger.claim(view.number_of(claim)?);
    let reach: Reach = *view.ledger.time(entry).reach(false);
    let id = view.workspace.text(claim.name);
    let said = view.naming.said(id).map(|said| format!(", {said}")).unwrap_or_default();
    let sure = match reach.sure {
        Some(sure) if sure == reach.outer => ", for sure".to_owned(),
        Some(sure) => format!(", for sure {}", dates::days(sure)),
        None => String::new(),
    };
    Some(Bar {
        label: format!("{}{said}", view.naming.speaker(id)),
        told: format!("{} {}{sure}", claim.stance.key(), dates::days(reach.outer)),
        reach,
        denies: claim.stance.negative(),
        // A claim with a date only in its source was said on no known day.
        said: if claim.record.said.is_some() { claim.said } else { Days::ALWAYS },
    })
}

/// Returns the days common to both claims in the explanation of the conflict.
fn both_claim(conflict: &Conflict) -> Option<Days> {
    conflict.grounds.iter().find_map(|ground| match &ground.kind {
        GroundKind::Times(TimeRelation::Spans(spans, _)) => {
            spans.a.1.outer.intersection(spans.b.1.outer).filter(|both| *both != Days::ALWAYS)
        }
        _ => None,
    })
}

/// Returns the derivations as chips from statement to statement.
fn steps(frame: &Frame, conflict: &Conflict) -> Markup {
    let naming = frame.view.naming;
    let derivations: Vec<_> = conflict
        .grounds
        .iter()
        .filter_map(
            |ground| if let GroundKind::Derivation(derivation) = &ground.kind { Some(derivation) } else { None },
        )
        .collect();
    html! {
        @for derivation in derivations {
            ol.steps {
                li { span.chip { (Shown(&naming.statement(&derivation.says))) } }
                @for step in derivation.steps.iter() {
                    li.because { (text(&prose::step(naming, step))) }
                }
                li { span.chip.presumed[derivation.presumed] { (Shown(&naming.statement(&derivation.carries))) } }
            }
        }
    }
}

fn ruling(frame: &Frame, conflict: &Conflict, help: &[String], next: &[String]) -> Markup {
    let view = frame.view;
    html! {
        section.ruling {
            @match conflict.ruled.as_deref().and_then(|id| Some((id, view.workspace.ruling(view.naming.find(id)?)?))) {
                Some((id, ruling)) => {
                    h2 { "The ruling" }
                    (super::rulings::card(frame, id, ruling))
                }
                None => {
                    h2 { "Not ruled upon" }
                    @for help in help { p { (text(&prose::remedy(help))) } }
                    @for command in next { pre tabindex="0" { code { (Shown(command)) } } }
                    @let claims: Vec<&str> = conflict.shown.iter().map(|shown| shown.claim.as_str()).collect();
                    p { (frame.add(Kind::Ruling, &[("between", &claims.join(";"))], "Rule on this")) }
                }
            }
        }
    }
}
