//! The page of a statement: all who affirm, hedge, deny or relay it, with the sources of each.

use gainsay_diff::statements::{StatedClaim, StatementClaims};
use gainsay_model::interner::Symbol;
use gainsay_model::record::Stance;
use gainsay_render::plural::plural;
use gainsay_render::prose::origins::Reports;
use maud::{Markup, html};
use serde::Serialize;

use super::claim::{ClaimData, card, stance};
use crate::page::{Frame, Page};
use crate::shown::Name;
use crate::view::View;

/// The largest number of claims of a stance shown.
const MOST_CARDS: usize = 60;

#[derive(Serialize)]
struct Data<'d, 'w> {
    schema: u32,
    statement: &'d str,
    told: String,
    contested: bool,
    claims: Vec<ClaimData<'w>>,
    more: usize,
}

/// Makes the page of a statement, by its index.
pub fn page(view: &View, number: u32) -> Page {
    let frame = Frame::new(view, view.statement_path(number).unwrap_or_default());
    let Some(said) = view.statements.get(number as usize) else {
        return frame.page("No statement", html! { h1 { "No statement" } }, &());
    };
    let title = view.naming.statement(&said.text);
    let shown: Vec<&StatedClaim> = Stance::ALL.iter().flat_map(|stance| of(said, *stance).take(MOST_CARDS)).collect();
    let data = Data {
        schema: 1,
        statement: &said.text,
        told: title.clone(),
        contested: is_contested(view, said),
        claims: shown.iter().map(|claim| ClaimData::of(view, claim)).collect(),
        more: said.claims.len() - shown.len(),
    };
    let body = body(&frame, said, &title);
    frame.page(&title, body, &data)
}

/// Returns whether one of the statement's claims is in a conflict that nobody has ruled upon.
pub fn is_contested(view: &View, said: &StatementClaims) -> bool {
    said.claims.iter().any(|claim| view.open_claims.contested.contains(&claim.index))
}

/// Returns the claims that take a stance.
fn of<'s, 'w>(said: &'s StatementClaims<'w>, stance: Stance) -> impl Iterator<Item = &'s StatedClaim<'w>> {
    said.claims.iter().filter(move |claim| claim.stance == stance)
}

fn body(frame: &Frame, said: &StatementClaims, title: &str) -> Markup {
    let view = frame.view;
    let predicate = view.ledger.predicate_text(said.statement.predicate);
    let pair = said.statement.pair;
    html! {
        p.kicker {
            "Statement about " (frame.entity(view.entity_id(pair.subject)))
            @if let Some(object) = pair.object { " and " (frame.entity(view.entity_id(object))) }
            ": " (frame.predicate(predicate))
        }
        h1 { (Name(title)) @if is_contested(view, said) { " " span.contested { "contested" } } }
        @for one in Stance::ALL {
            @let count = of(said, one).count();
            @if count > 0 {
                section.stance-of {
                    h2 { (stance(one)) " " span.count { (count) } }
                    @if let Some(reports) = reports(view, said, one) { p.note { (reports) } }
                    div.cards { @for claim in of(said, one).take(MOST_CARDS) { (card(frame, claim, true)) } }
                    @if count > MOST_CARDS {
                        p.more {
                            "and " (plural(count - MOST_CARDS, "more claim")) ", in "
                            a href=(frame.to("data/claims.csv")) {
                                "the table of claims"
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Returns the number of reports of the claims with a stance, and of their fewer origins; none if each has its own.
fn reports(view: &View, said: &StatementClaims, stance: Stance) -> Option<String> {
    let sources: Vec<Symbol> =
        of(said, stance).filter(|claim| claim.stands()).filter_map(|claim| claim.record.source).take(1_000).collect();
    Reports::of(view.workspace, sources).sentence()
}
