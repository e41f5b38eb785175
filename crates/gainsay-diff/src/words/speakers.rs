//! Who speaks, and in whose name.

use gainsay_model::finding::{Reason, Route};

use crate::clash::{Comparer, Pairing};
use crate::ledger::entities::{EntityId, Speaks};
use crate::ledger::{ClaimId, Entry, Ledger};
use crate::rules::PairRule;
use crate::words::times::days_text;

fn reason(text: impl Into<String>, route: Option<Route>) -> Reason {
    Reason::new(text).at(route)
}

/// Who speaks, and in whose name, as far as it bears on the rule.
pub fn speakers(comparer: &Comparer, a: ClaimId, b: ClaimId, pairing: &Pairing) -> Vec<Reason> {
    let ledger = comparer.ledger;
    let (x, y) = (ledger.claim(a), ledger.claim(b));
    let speaker = ledger.entity_text(x.speaker);
    match pairing.rule {
        PairRule::ReportDivergence => {
            vec![reason(format!("both report one utterance of {speaker}, and the reports are independent of each other"), None)]
        }
        PairRule::Reversal => {
            let (first, second) = if ledger.spoken(x).before(&ledger.spoken(y)) { (a, b) } else { (b, a) };
            let said = |id| said_text(ledger, ledger.claim(id));
            vec![reason(
                format!("{speaker} said {} {}, and {} {}", ledger.claim_text(first), said(first), ledger.claim_text(second), said(second)),
                None,
            )]
        }
        PairRule::SelfContradiction => vec![reason(format!("both were said by {speaker}{}", said_together(ledger, x, y)), None)],
        PairRule::MixedMessage => principal(ledger, a, b).map(|principal| in_the_name_of(ledger, a, b, principal)).unwrap_or_default(),
        PairRule::Dispute => Vec::new(),
    }
}

/// In whose name both claims are made: of several, the first by name.
pub fn principal(ledger: &Ledger, a: ClaimId, b: ClaimId) -> Option<EntityId> {
    ledger.sides.first_common(ledger.claim(a).principals, ledger.claim(b).principals)
}

fn said_together(ledger: &Ledger, x: &Entry, y: &Entry) -> String {
    match (x.record.said, y.record.said) {
        (Some(said), Some(other)) if said == other => format!(", {}", said_text(ledger, x)),
        _ => ", and nothing says which of them first".into(),
    }
}

fn said_text(ledger: &Ledger, entry: &Entry) -> String {
    match entry.record.said {
        Some(said) if ledger.workspace.date(said).span().is_one_day() => format!("on {}", ledger.workspace.dates.text(said)),
        Some(said) => format!("in {}", ledger.workspace.dates.text(said)),
        None => format!("{}, no later than its source", days_text(ledger.spoken(entry).days)),
    }
}

/// Of longer ways from a speaker to a principal only the beginning is told, in offices.
const MOST_TOLD: usize = 12;

/// So many offices of such a way are told.
const TOLD: usize = 6;

/// The offices by which both claims are made in one name.
fn in_the_name_of(ledger: &Ledger, a: ClaimId, b: ClaimId, principal: EntityId) -> Vec<Reason> {
    let name = ledger.entity_text(principal);
    let mut reasons = vec![reason(format!("both are said in the name of {name}"), None)];
    for id in [a, b] {
        let Way { first, further } = offices(ledger, ledger.claim(id), principal);
        let last = first.last().filter(|_| further > 0).map(|edge| {
            let holder = ledger.entity_text(edge.speaks.whom);
            reason(format!("{holder} speaks for {name}, by {further} more offices"), None)
        });
        let told = first.iter().map(|edge| {
            let (text, route) = office_text(ledger, edge);
            reason(text, Some(route))
        });
        for told in told.chain(last) {
            if reasons.iter().all(|known| known.text != told.text) {
                reasons.push(told);
            }
        }
    }
    reasons
}

/// An edge on the way from a speaker to a principal.
struct OfficeEdge<'e> {
    holder: EntityId,
    speaks: Speaks<'e>,
}

/// The way from a speaker to a principal.
struct Way<'e> {
    /// All of it, or its beginning.
    first: Vec<OfficeEdge<'e>>,
    /// How many offices follow.
    further: usize,
}

/// The shortest way from the speaker (or the one he speaks for) to a principal, by edges that may have been valid.
fn offices<'l>(ledger: &'l Ledger, entry: &Entry, principal: EntityId) -> Way<'l> {
    let start = entry.record.more().on_behalf.and_then(|name| ledger.entities.find(name)).unwrap_or(entry.speaker);
    let told = |steps: usize| if steps <= MOST_TOLD { steps } else { TOLD };
    if let Some(steps) = ledger.sides.straight(ledger.workspace, entry.record, start, principal) {
        let mut at = start;
        let edge = |_| {
            let speaks = *ledger.entities.class(at).speaks_for.first()?;
            Some(OfficeEdge { holder: std::mem::replace(&mut at, speaks.whom), speaks })
        };
        let first: Vec<OfficeEdge> = (0..told(steps as usize)).map_while(edge).collect();
        return Way { further: steps as usize - first.len(), first };
    }
    let mut from: rustc_hash::FxHashMap<EntityId, (EntityId, Speaks<'l>)> = rustc_hash::FxHashMap::default();
    let mut open = std::collections::VecDeque::from([start]);
    while let Some(at) = open.pop_front().filter(|_| !from.contains_key(&principal)) {
        for edge in &ledger.entities.class(at).speaks_for {
            if edge.whom != start && ledger.sides.are_possibly(entry.principals, edge.whom) && !from.contains_key(&edge.whom) {
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
    Way { further: steps - way.len(), first: way }
}

fn office_text(ledger: &Ledger, edge: &OfficeEdge) -> (String, Route) {
    let office = edge.speaks.office;
    let date = |word: &str, id: Option<_>| id.map(|id| format!(" {word} {}", ledger.workspace.dates.text(id))).unwrap_or_default();
    let text = format!(
        "{} speaks for {}{}{}",
        ledger.entity_text(edge.holder),
        ledger.entity_text(edge.speaks.whom),
        date("from", office.from),
        date("until", office.until)
    );
    (text, Route::Key(edge.speaks.place, "speaks-for", Some(office.index)))
}
