//! The speakers of claims, and the principals in whose name they speak.

use std::collections::VecDeque;

use gainsay_model::finding::Route;
use rustc_hash::FxHashMap;

use crate::clash::{Comparer, Pairing};
use crate::grounds::{Ground, GroundKind, SaidTime};
use crate::ledger::entities::{EntityId, Speaks};
use crate::ledger::{ClaimId, Entry, Ledger};
use crate::rules::PairRule;

/// Returns the speakers and principals, as far as they bear on the rule.
pub fn speakers(comparer: &Comparer, a: ClaimId, b: ClaimId, pairing: &Pairing) -> Vec<Ground> {
    let ledger = comparer.ledger;
    let (x, y) = (ledger.claim(a), ledger.claim(b));
    let speaker = ledger.entity_text(x.speaker).to_owned();
    match pairing.rule {
        PairRule::ReportDivergence => vec![Ground::new(GroundKind::OneUtterance { speaker })],
        PairRule::Reversal => {
            let (first, second) = if ledger.spoken(x).before(&ledger.spoken(y)) { (a, b) } else { (b, a) };
            let said = |id| (ledger.claim_text(id).to_owned(), said(ledger, ledger.claim(id)));
            vec![Ground::new(GroundKind::InOrder { speaker, first: said(first), second: said(second) })]
        }
        PairRule::SelfContradiction => {
            let is_together = x.record.said.is_some() && x.record.said == y.record.said;
            vec![Ground::new(GroundKind::OneSpeaker { speaker, together: is_together.then(|| said(ledger, x)) })]
        }
        PairRule::MixedMessage => {
            principal(ledger, a, b).map(|principal| in_the_name_of(ledger, a, b, principal)).unwrap_or_default()
        }
        PairRule::Dispute => Vec::new(),
    }
}

/// Returns the principal in whose name both claims are made: of several, the one with the shortest way from both
/// speakers; of those, the first by name.
pub fn principal(ledger: &Ledger, a: ClaimId, b: ClaimId) -> Option<EntityId> {
    let [near_a, near_b] = [a, b].map(|id| nearest_principals(ledger, ledger.claim(id)));
    let common = near_a.iter().filter_map(|(id, steps)| Some((steps + near_b.get(id)?, *id)));
    let nearest = common.min_by_key(|(steps, id)| (*steps, ledger.entity_text(*id))).map(|(_, id)| id);
    nearest.or_else(|| ledger.sides.first_common(ledger.claim(a).principals, ledger.claim(b).principals))
}

/// The number of principals of a speaker that are looked at to find the nearest one that two speakers share.
const MOST_NEAR: usize = 200;

/// Returns the nearest principals of a claim, the speaker among them, each with the number of offices on the way.
fn nearest_principals(ledger: &Ledger, entry: &Entry) -> FxHashMap<EntityId, usize> {
    let on_behalf = entry.record.more().on_behalf.and_then(|name| ledger.entities.find(name));
    let mut near = FxHashMap::from_iter([(entry.speaker, 0), (on_behalf.unwrap_or(entry.speaker), 0)]);
    let mut open = VecDeque::from([on_behalf.unwrap_or(entry.speaker)]);
    while let Some(at) = open.pop_front().filter(|_| near.len() < MOST_NEAR) {
        let steps = near.get(&at).copied().unwrap_or_default() + 1;
        for edge in &ledger.entities.class(at).speaks_for {
            if ledger.sides.are_possibly(entry.principals, edge.whom) && !near.contains_key(&edge.whom) {
                near.insert(edge.whom, steps);
                open.push_back(edge.whom);
            }
        }
    }
    near
}

/// Returns the principal in whose name a claim is made, if that is not only the speaker: the one that the claim names,
/// else the nearest one for whom the speaker may have spoken that day.
pub fn on_behalf(ledger: &Ledger, entry: &Entry) -> Option<EntityId> {
    if let Some(given) = entry.record.more().on_behalf.and_then(|name| ledger.entities.find(name)) {
        return Some(given).filter(|given| *given != entry.speaker);
    }
    let direct = ledger.entities.class(entry.speaker).speaks_for.iter().map(|edge| edge.whom);
    let valid = direct.filter(|whom| *whom != entry.speaker && ledger.sides.are_possibly(entry.principals, *whom));
    valid.min_by_key(|whom| ledger.entity_text(*whom))
}

/// Returns the time at which a claim was made.
pub fn said(ledger: &Ledger, entry: &Entry) -> SaidTime {
    let text = |date| ledger.workspace.dates.text(date).into_owned();
    match entry.record.said {
        Some(said) if ledger.workspace.date(said).span().is_one_day() => SaidTime::On(text(said)),
        Some(said) => SaidTime::In(text(said)),
        None => SaidTime::NoLaterThanSource(ledger.spoken(entry).days),
    }
}

/// The most offices of a way from a speaker to a principal that are all shown; of a longer way only the beginning is.
const MOST_TOLD: usize = 12;

/// The number of offices of a long way that are shown.
const TOLD: usize = 6;

/// Returns the offices by which both claims are made in one name.
fn in_the_name_of(ledger: &Ledger, a: ClaimId, b: ClaimId, principal: EntityId) -> Vec<Ground> {
    let name = ledger.entity_text(principal).to_owned();
    let mut grounds = vec![Ground::new(GroundKind::OneName { principal: name.clone() })];
    for id in [a, b] {
        let OfficePath { first, further } = offices(ledger, ledger.claim(id), principal);
        let last = first.last().filter(|_| further > 0).map(|edge| {
            let holder = ledger.entity_text(edge.speaks.whom).to_owned();
            Ground::new(GroundKind::FurtherOffices { holder, principal: name.clone(), offices: further })
        });
        for office in first.iter().map(|edge| office(ledger, edge)).chain(last) {
            if grounds.iter().all(|known| known.kind != office.kind) {
                grounds.push(office);
            }
        }
    }
    grounds
}

/// An edge on the way from a speaker to a principal.
struct OfficeEdge<'e> {
    holder: EntityId,
    speaks: Speaks<'e>,
}

/// The way from a speaker to a principal.
struct OfficePath<'e> {
    /// The offices of the whole way, or of its beginning.
    first: Vec<OfficeEdge<'e>>,
    /// The number of offices that follow.
    further: usize,
}

/// Returns the shortest way from the speaker (or the one that the claim is made for) to a principal, by edges that may
/// have been valid.
fn offices<'l>(ledger: &'l Ledger, entry: &Entry, principal: EntityId) -> OfficePath<'l> {
    let start = entry.record.more().on_behalf.and_then(|name| ledger.entities.find(name)).unwrap_or(entry.speaker);
    let told = |steps: usize| if steps <= MOST_TOLD { steps } else { TOLD };
    if let Some(steps) = ledger.sides.straight(ledger.workspace, entry.record, start, principal) {
        let mut at = start;
        let edge = |_| {
            let speaks = *ledger.entities.class(at).speaks_for.first()?;
            Some(OfficeEdge { holder: std::mem::replace(&mut at, speaks.whom), speaks })
        };
        let first: Vec<OfficeEdge> = (0..told(steps as usize)).map_while(edge).collect();
        return OfficePath { further: steps as usize - first.len(), first };
    }
    let mut from: FxHashMap<EntityId, (EntityId, Speaks<'l>)> = FxHashMap::default();
    let mut open = VecDeque::from([start]);
    while let Some(at) = open.pop_front().filter(|_| !from.contains_key(&principal)) {
        for edge in &ledger.entities.class(at).speaks_for {
            if edge.whom != start
                && ledger.sides.are_possibly(entry.principals, edge.whom)
                && !from.contains_key(&edge.whom)
            {
                from.insert(edge.whom, (at, *edge));
                open.push_back(edge.whom);
            }
        }
    }
    let (mut way, mut at) = (Vec::new(), principal);
    while let Some((holder, speaks)) = from.get(&at) {
        way.push(OfficeEdge { holder: *holder, speaks: *speaks });
        at = *holder;
    }
    way.reverse();
    let steps = way.len();
    way.truncate(told(steps));
    OfficePath { further: steps - way.len(), first: way }
}

fn office(ledger: &Ledger, edge: &OfficeEdge) -> Ground {
    let office = edge.speaks.office;
    let date = |id: Option<_>| id.map(|id| ledger.workspace.dates.text(id).into_owned());
    let kind = GroundKind::Office {
        holder: ledger.entity_text(edge.holder).to_owned(),
        whom: ledger.entity_text(edge.speaks.whom).to_owned(),
        from: date(office.from),
        until: date(office.until),
    };
    Ground::at(kind, Route::Key(edge.speaks.place, "speaks-for", Some(office.index)))
}
