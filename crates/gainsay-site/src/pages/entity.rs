//! The page of an entity: its claims and those about it, whom it speaks for, and what it has held over time.

use std::collections::BTreeMap;

use gainsay_diff::ledger::entities::EntityId;
use gainsay_diff::rules::PairRule;
use gainsay_diff::statements::StatedClaim;
use gainsay_model::date::is_a_day;
use gainsay_model::interner::Symbol;
use gainsay_model::record::{DateId, Entity, Office};
use gainsay_model::schema::Kind;
use gainsay_render::plural::plural;
use gainsay_render::prose::{self};
use maud::{Markup, html};
use rustc_hash::FxHashSet;
use serde::Serialize;

use super::claim::{ClaimData, stance, web};
use super::statement::is_contested;
use crate::page::{Frame, Page};
use crate::shown::{Name, Shown};
use crate::svg::lanes::{self, Lane, LaneMark};
use crate::view::{ClaimPlace, View};

/// The largest number of statements that have a lane.
const MOST_LANES: usize = 30;

/// The largest number of claims on a lane.
const MOST_MARKS: usize = 60;

/// The largest number of statements listed.
const MOST_LISTED: usize = 200;

/// The largest number of claims in the data.
const MOST_DATA: usize = 500;

/// The largest number of contradictions listed.
const MOST_CONFLICTS: usize = 60;

#[derive(Serialize)]
struct Data<'d, 'w> {
    schema: u32,
    entity: &'w str,
    name: &'d str,
    also: Vec<&'w str>,
    aka: &'d [String],
    kinds: Vec<&'w str>,
    part_of: Vec<&'w str>,
    parts: Vec<&'w str>,
    speaks_for: Vec<&'w str>,
    spoken_for_by: Vec<&'w str>,
    claims: Vec<ClaimData<'w>>,
    more_claims: usize,
    statements_about: Vec<&'d str>,
    more_statements_about: usize,
}

/// Makes the page of an entity.
pub fn page(view: &View, entity: EntityId) -> Page {
    let id = view.entity_id(entity);
    let frame = Frame::new(view, view.entity_path(id).unwrap_or_default());
    let name = view.naming.entity(id);
    let (claims, is_whole) = view.claims_of_side(entity);
    let records = members(view, entity);
    let aka: Vec<String> = aka(view, &records);
    let about = view.statements_about(entity);
    let class = view.ledger.entities.class(entity);
    let ids = |all: &[EntityId]| all.iter().map(|other| view.entity_id(*other)).collect();
    let data = Data {
        schema: 1,
        entity: id,
        name: &name,
        also: records
            .iter()
            .filter_map(|record| record.id)
            .map(|one| view.workspace.text(one))
            .filter(|one| *one != id)
            .collect(),
        aka: &aka,
        kinds: class.kinds.iter().map(|kind| view.workspace.text(*kind)).collect(),
        part_of: ids(&class.parents),
        parts: ids(&class.parts),
        speaks_for: class.speaks_for.iter().map(|office| view.entity_id(office.whom)).collect(),
        spoken_for_by: ids(view.holders(entity)),
        claims: claims
            .iter()
            .take(MOST_DATA)
            .filter_map(|place| view.claim_at(*place))
            .map(|claim| ClaimData::of(view, claim))
            .collect(),
        more_claims: claims.len().saturating_sub(MOST_DATA),
        statements_about: about
            .iter()
            .take(MOST_DATA)
            .filter_map(|number| view.statements.get(*number as usize))
            .map(|said| said.text.as_str())
            .collect(),
        more_statements_about: about.len().saturating_sub(MOST_DATA),
    };
    let body = html! {
        p.kicker { @if class.kinds.is_empty() { "Who and what" } @else { (Shown(&data.kinds.join(", "))) } }
        h1 { (Name(&name)) (frame.edit(Kind::Entity, id)) }
        (facts(&frame, entity, &records, &aka))
        (timeline(&frame, &claims, &name))
        (conflicts(&frame, &claims))
        (said(&frame, entity, &claims, is_whole))
        (statements(&frame, "What is said about it", about))
    };
    frame.page(&name, body, &data)
}

/// Returns the records of the same entity.
fn members<'w>(view: &View<'_, 'w>, entity: EntityId) -> Vec<&'w Entity> {
    let class = view.ledger.entities.class(entity);
    let mut found = Vec::new();
    let mut open: Vec<Symbol> = vec![class.representative];
    open.extend(view.same_as(class.representative));
    let mut seen = FxHashSet::default();
    for id in open {
        if seen.insert(id) {
            found.extend(view.workspace.entity(id));
        }
    }
    found
}

fn aka(view: &View, records: &[&Entity]) -> Vec<String> {
    let documents = records.iter().filter_map(|record| view.naming.document(record.place));
    documents
        .flat_map(|document| {
            gainsay_render::plain::texts(&document, "aka").into_iter().map(|text| text.into_owned()).collect::<Vec<_>>()
        })
        .collect()
}

fn facts(frame: &Frame, entity: EntityId, records: &[&Entity], aka: &[String]) -> Markup {
    let view = frame.view;
    let class = view.ledger.entities.class(entity);
    let dates = |key: fn(&Entity) -> Option<DateId>| {
        records.iter().find_map(|record| key(record)).map(|date| view.naming.date(&view.workspace.dates.text(date)))
    };
    let others = |all: &[EntityId]| {
        html! {
            @for (i, other) in all.iter().take(MOST_LISTED).enumerate() {
                @if i > 0 { ", " } (frame.entity(view.entity_id(*other)))
            }
        }
    };
    let links: Vec<(String, String)> = records
        .iter()
        .flat_map(|record| &record.links)
        .map(|(scheme, id)| (view.workspace.text(*scheme).to_owned(), view.workspace.text(*id).to_owned()))
        .collect();
    html! {
        dl.facts {
            @if !aka.is_empty() { dt { "Also called" } dd { (Shown(&aka.join(", "))) } }
            @if records.len() > 1 {
                dt { "The same as" }
                dd {
                    @for record in records.iter().skip(1) {
                        code { (Shown(record.id.map_or("", |id| view.workspace.text(id)))) } " "
                    }
                }
            }
            @if let Some(since) = dates(|record| record.since) { dt { "Since" } dd { (Shown(&since)) } }
            @if let Some(until) = dates(|record| record.until) { dt { "Until" } dd { (Shown(&until)) } }
            @if !class.parents.is_empty() { dt { "Part of" } dd { (others(&class.parents)) } }
            @if !class.parts.is_empty() { dt { "Parts" } dd { (others(&class.parts)) } }
            @if !class.speaks_for.is_empty() {
                dt { "Speaks for" }
                dd {
                    @for (i, office) in class.speaks_for.iter().enumerate() {
                        @if i > 0 { ", " } (frame.entity(view.entity_id(office.whom))) (term(view, office.office))
                    }
                }
            }
            @let holders = view.holders(entity);
            @if !holders.is_empty() {
                dt { "Spoken for by" }
                dd {
                    @for (i, holder) in holders.iter().take(MOST_LISTED).enumerate() {
                        @if i > 0 { ", " }
                        (frame.entity(view.entity_id(*holder)))
                        @let offices = &view.ledger.entities.class(*holder).speaks_for;
                        @for office in offices.iter().filter(|office| office.whom == entity) {
                            (term(view, office.office))
                        }
                    }
                }
            }
            @for (scheme, id) in &links {
                dt { (Shown(scheme)) }
                dd {
                    @match web(id) {
                        Some(url) => a href=(url) rel="noreferrer noopener external" { (Shown(id)) }
                        , None => (Shown(id))
                    }
                }
            }
            dt { "Id" } dd { code { (Shown(view.entity_id(entity))) } }
        }
    }
}

/// Returns the beginning and end of an office, in brackets.
fn term(view: &View, office: &Office) -> Markup {
    let date = |id: Option<DateId>| id.map(|id| view.workspace.dates.text(id));
    let words = prose::dates::term(view.naming, date(office.from).as_deref(), date(office.until).as_deref());
    html! { @if let Some(words) = words.strip_prefix(", ") { " (" (Shown(words)) ")" } }
}

/// Returns what the side has held, with a lane for each statement.
fn timeline(frame: &Frame, claims: &[ClaimPlace], name: &str) -> Markup {
    let view = frame.view;
    let mut by_statement: BTreeMap<u32, Vec<&StatedClaim>> = BTreeMap::new();
    for place in claims {
        if let Some(claim) = view.claim_at(*place).filter(|claim| is_a_day(claim.said.last)) {
            by_statement.entry(place.0).or_default().push(claim);
        }
    }
    let mut order: Vec<(&u32, &Vec<&StatedClaim>)> = by_statement.iter().collect();
    // Statements on which the side reversed come first, then those it spoke of most often.
    let turned = |claims: &Vec<&StatedClaim>| claims.iter().any(|claim| turns(view, claim));
    order.sort_by_key(|(number, claims)| (!turned(claims), std::cmp::Reverse(claims.len()), **number));
    let lanes: Vec<Lane> = order
        .iter()
        .take(MOST_LANES)
        .filter_map(|(number, claims)| {
            let said = view.statements.get(**number as usize)?;
            Some(Lane {
                label: view.naming.statement(&said.text),
                address: frame.to(&view.statement_path(**number)?),
                marks: claims.iter().take(MOST_MARKS).map(|claim| mark(view, claim)).collect(),
            })
        })
        .collect();
    let more = by_statement.len().saturating_sub(lanes.len());
    html! {
        @if !lanes.is_empty() {
            section.timeline {
                h2 { "Over time" }
                figure {
                    (lanes::draw(&format!("What {name} has held over time, a lane a statement"), &lanes))
                    figcaption {
                        "● affirms · ◐ suggests · ✕ denies · ◌ doubts · ▸ relays · ↯ contradicts what this side said \
                            elsewhere. Grey: retracted or superseded."
                        @if more > 0 { " " (plural(more, "more statement")) " below." }
                    }
                }
            }
        }
    }
}

fn mark(view: &View, claim: &StatedClaim) -> LaneMark {
    let words = view.teller.words(claim, &[]);
    LaneMark {
        day: claim.said.last,
        stance: claim.stance,
        stands: claim.stands(),
        turns: turns(view, claim),
        told: format!("{}, {}: {}", words.speaker, words.said, words.stance),
    }
}

/// Returns whether a claim contradicts another one of its speaker or its side.
fn turns(view: &View, claim: &StatedClaim) -> bool {
    let conflicts = view.conflicts_of(view.workspace.text(claim.name));
    let is_within =
        |rule: PairRule| matches!(rule, PairRule::Reversal | PairRule::SelfContradiction | PairRule::MixedMessage);
    conflicts.iter().filter_map(|finding| view.conflict(*finding)).any(|conflict| is_within(conflict.rule))
}

/// Returns the contradictions of the claims of the side.
fn conflicts(frame: &Frame, claims: &[ClaimPlace]) -> Markup {
    let view = frame.view;
    let mut all: Vec<usize> = claims
        .iter()
        .filter_map(|place| view.claim_at(*place))
        .flat_map(|claim| view.conflicts_of(view.workspace.text(claim.name)))
        .copied()
        .collect();
    all.sort_unstable();
    all.dedup();
    html! {
        @if !all.is_empty() {
            section {
                h2 { "Contradictions it is in " span.count { (all.len()) } }
                ul.rows {
                    @for finding in all.iter().take(MOST_CONFLICTS) {
                        li { (super::lists::conflict_line(frame, *finding)) }
                    }
                }
                @if all.len() > MOST_CONFLICTS {
                    p.more {
                        "and " (all.len() - MOST_CONFLICTS) " more, in " a href=(frame.to("contradictions.html")) {
                            "the list of contradictions"
                        }
                    }
                }
            }
        }
    }
}

/// Returns the claims of the side: the speaker, the date and the statement of each.
fn said(frame: &Frame, entity: EntityId, claims: &[ClaimPlace], is_whole: bool) -> Markup {
    let view = frame.view;
    html! {
        @if !claims.is_empty() {
            section {
                h2 { "What it says " span.count { (claims.len()) } }
                @if !is_whole { p.note { "So many speak for it that not all of them are looked at here." } }
                div.scroll tabindex="0" role="group" aria-label="What it says" {
                    table.sortable {
                        thead {
                            tr {
                                th scope="col" { "Said" }
                                th scope="col" { "By" }
                                th scope="col" { "Stance" }
                                th scope="col" { "Statement" }
                            }
                        }
                        tbody {
                            @for place in claims.iter().take(MOST_LISTED) {
                                @if let Some(claim) = view.claim_at(*place) {
                                    @let words = view.teller.words(claim, &[]);
                                    tr.withdrawn[!claim.stands()] {
                                        td data-sort=(claim.said.last) { (Shown(&words.said)) }
                                        td {
                                            @if claim.speaker == entity {
                                                (Name(&words.speaker))
                                            } @else { (frame.entity(view.entity_id(claim.speaker))) }
                                        }
                                        td {
                                            (stance(claim.stance)) @if let Some(absence) = claim.absence {
                                                " (" (prose::absence(absence)) ")"
                                            }
                                        }
                                        td {
                                            @let path = view.claim_path(view.workspace.text(claim.name));
                                            (frame.link(path, &words.statement))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                @if claims.len() > MOST_LISTED {
                    p.more {
                        "and " (plural(claims.len() - MOST_LISTED, "more claim")) ", in "
                        a href=(frame.to("data/claims.csv")) {
                            "the table of claims"
                        }
                    }
                }
            }
        }
    }
}

/// Returns statements as a list, the contested ones first.
fn statements(frame: &Frame, title: &str, numbers: &[u32]) -> Markup {
    let view = frame.view;
    let mut all: Vec<(bool, std::cmp::Reverse<usize>, u32)> = numbers
        .iter()
        .filter_map(|number| {
            let said = view.statements.get(*number as usize)?;
            Some((!is_contested(view, said), std::cmp::Reverse(said.claims.len()), *number))
        })
        .collect();
    all.sort_unstable();
    html! {
        @if !all.is_empty() {
            section {
                h2 { (title) " " span.count { (all.len()) } }
                ul.rows {
                    @for (_, _, number) in all.iter().take(MOST_LISTED) {
                        li { (super::lists::statement_line(frame, *number)) }
                    }
                }
                @if all.len() > MOST_LISTED {
                    p.more {
                        "and " (all.len() - MOST_LISTED) " more, in " a href=(frame.to("statements.html")) {
                            "the list of statements"
                        }
                    }
                }
            }
        }
    }
}
