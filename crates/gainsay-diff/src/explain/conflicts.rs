//! Makes conflicts as values from groups of pairs: the contested statement, the speakers, the places, and the reasons.

use std::collections::BTreeSet;

use gainsay_model::finding::Route;
use rustc_hash::FxHashSet;

use crate::clash::Comparer;
use crate::conflicts::Gathered;
use crate::conflicts::position_claims::{GatheredPosition, PositionClaims};
use crate::explain::times::claim_time;
use crate::explain::{derivations, pair, speakers};
use crate::findings::{Conflict, Example, Position, ShownClaim};
use crate::grounds::{FirstOfMany, Ground, GroundKind, Holding};
use crate::held_claims::{HeldClaims, SHOWN};
use crate::ledger::{ClaimId, Ledger};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;

/// The number of values of a position that are named in a line.
pub const NAMED: usize = 3;

/// Returns a conflict as a value.
pub fn of_conflict(comparer: &Comparer, gathered: &Gathered) -> Conflict {
    let ledger = comparer.ledger;
    let (a, b, clash) = &gathered.example;
    let mut grounds = ways_of_others(comparer, gathered);
    if let Ok(pairing) = comparer.pairing(*a, *b) {
        grounds.extend(pair::of_conflict(comparer, *a, *b, &pairing, clash));
    }
    grounds.extend(gathered.positions.iter().filter_map(|position| agreement(ledger, gathered, position)));
    grounds.extend(gathered.positions.iter().filter_map(|position| rest_of(ledger, gathered, position)));
    Conflict { grounds, ..without_grounds(comparer, gathered) }
}

/// Returns a conflict as a value without its grounds, whose derivations can be long.
pub fn without_grounds(comparer: &Comparer, gathered: &Gathered) -> Conflict {
    let ledger = comparer.ledger;
    let by_id = |position: &GatheredPosition| Position {
        held: position.held.clone(),
        claims: by_ids(comparer, &position.claims),
    };
    Conflict {
        rule: gathered.rule,
        other_rules: gathered.other_rules.clone(),
        mechanism: gathered.mechanism,
        level: gathered.level,
        certain: gathered.certain,
        contested: gathered.contested.clone(),
        ruled: gathered.ruled.clone(),
        positions: gathered.positions.iter().map(by_id).collect(),
        example: example(comparer, gathered),
        speakers: all_speakers(ledger, gathered),
        shown: all_shown(comparer, gathered),
        grounds: Vec::new(),
        was: None,
        lasting: None,
    }
}

/// Returns the speaker of a claim, as its record gives it.
pub(super) fn speaker_text<'w>(ledger: &Ledger<'w>, claim: ClaimId) -> &'w str {
    ledger.claim(claim).record.by.map_or("", |by| ledger.workspace.text(by))
}

/// Returns the claims of a position by their ids.
fn by_ids(comparer: &Comparer, claims: &PositionClaims) -> HeldClaims {
    let speaker = |claim: ClaimId| speaker_text(comparer.ledger, claim);
    match claims {
        PositionClaims::Shared(shared) => {
            HeldClaims::Subset(shared.by_ids(|claim| (comparer.claim_id(claim), speaker(claim))))
        }
        PositionClaims::Listed(claims) => {
            HeldClaims::Listed(claims.iter().map(|(id, held)| (comparer.claim_id(*id), *held)).collect())
        }
    }
}

fn example(comparer: &Comparer, gathered: &Gathered) -> Example {
    let ledger = comparer.ledger;
    let (a, b, clash) = &gathered.example;
    let is_dated = |id: &ClaimId| {
        ledger.claim(*id).record.said.is_some_and(|said| ledger.workspace.date(said).span().is_one_day())
    };
    let principal = || speakers::principal(ledger, *a, *b).map(|principal| ledger.entity_text(principal).to_owned());
    Example {
        claims: [a, b].map(|id| ledger.claim_text(*id).to_owned()),
        certain: clash.certain,
        dated: is_dated(a) && is_dated(b),
        second_came_first: came_first(ledger, *b, *a),
        denied: (gathered.mechanism == Mechanism::Denial).then(|| statement_text(comparer, *b)),
        principal: if gathered.rule == PairRule::MixedMessage { principal() } else { None },
    }
}

/// Returns true if a claim was made before another one, or is the only one with a date.
pub(super) fn came_first(ledger: &Ledger, claim: ClaimId, other: ClaimId) -> bool {
    let day = |id| Some(ledger.workspace.date(ledger.claim(id).record.said?).span().last);
    match (day(claim), day(other)) {
        (Some(day), Some(other)) => day < other,
        (said, other) => said.is_some() && other.is_none(),
    }
}

fn all_speakers(ledger: &Ledger, gathered: &Gathered) -> Vec<String> {
    let speaker = |id: ClaimId| ledger.entity_text(ledger.claim(id).speaker);
    if !matches!(gathered.rule, PairRule::MixedMessage | PairRule::Dispute) {
        return vec![speaker(gathered.example.0).to_owned()];
    }
    let shown = gathered.positions.iter().flat_map(|position| shown(gathered, position));
    let names: BTreeSet<&str> = shown.map(|(id, _)| speaker(id)).collect();
    names.into_iter().map(str::to_owned).collect()
}

// --- the claims that are shown ---

/// Returns the claims of a position that are shown, each with the text that it holds: the oldest ones, and the one by
/// which the conflict is explained.
fn shown<'c>(gathered: &Gathered, position: &'c GatheredPosition) -> Vec<(ClaimId, &'c str)> {
    let mut shown: Vec<(ClaimId, usize)> = position.claims.iter().take(SHOWN).collect();
    let (a, b, _) = gathered.example;
    let explaining = [a, b].into_iter().filter(|id| !shown.iter().any(|(shown, _)| shown == id));
    let explained = explaining.filter_map(|id| Some((position.claims.find(id)?, id))).min();
    if let (Some(last), Some(((_, held), explained))) = (shown.last_mut(), explained) {
        *last = (explained, held);
    }
    shown.into_iter().map(|(id, held)| (id, position.held[held].as_str())).collect()
}

/// Returns the claims that are shown, position by position. Where the pairs fall under several rules, or more claims
/// are shown than two positions have, the pair of the headline comes before all others, so that the last ones may be
/// left out.
fn all_shown(comparer: &Comparer, gathered: &Gathered) -> Vec<ShownClaim> {
    let mut all: Vec<(ClaimId, &str)> =
        gathered.positions.iter().flat_map(|position| shown(gathered, position)).collect();
    let (a, b, _) = gathered.example;
    if !gathered.other_rules.is_empty() || all.len() > 2 * SHOWN {
        all.sort_by_key(|(id, _)| ![a, b].contains(id));
    }
    let says_all = matches!(gathered.mechanism, Mechanism::Denial | Mechanism::Once);
    all.into_iter().map(|(id, held)| shown_claim(comparer, id, (!says_all).then_some(held))).collect()
}

/// Returns a claim as it is shown, with the value or statement that it holds.
pub fn shown_claim(comparer: &Comparer, id: ClaimId, held: Option<&str>) -> ShownClaim {
    let ledger = comparer.ledger;
    let entry = ledger.claim(id);
    ShownClaim {
        claim: ledger.claim_text(id).to_owned(),
        statement: statement_text(comparer, id),
        on_behalf: speakers::on_behalf(ledger, entry).map(|entity| ledger.entity_text(entity).to_owned()),
        route: stance_route(ledger, id),
        stance: entry.stance,
        held: held.map(str::to_owned),
        speaker: ledger.entity_text(entry.speaker).to_owned(),
        time: claim_time(ledger, entry),
    }
}

/// Returns the route to the stance of a claim.
pub fn stance_route(ledger: &Ledger, id: ClaimId) -> Route {
    let entry = ledger.claim(id);
    Route::Key(entry.record.place, entry.stance.key(), None)
}

/// Returns the statement of a claim itself.
pub fn statement_text(comparer: &Comparer, id: ClaimId) -> String {
    let statement = comparer.ledger.statement_of(comparer.ledger.claim(id).statement);
    comparer.plain_text(statement.predicate, statement.pair, &statement.object)
}

// --- the reasons ---

/// Returns the steps by which the shown claims beside the example come to the contested statement, each way once.
fn ways_of_others(comparer: &Comparer, gathered: &Gathered) -> Vec<Ground> {
    let ledger = comparer.ledger;
    let (a, b, _) = &gathered.example;
    let statement = |id: ClaimId| ledger.claim(id).statement;
    let mut known = FxHashSet::from_iter([statement(*a), statement(*b)]);
    let mut grounds = Vec::new();
    for position in &gathered.positions {
        let holds = |claim: ClaimId| position.claims.find(claim).is_some();
        let mut opponent = None;
        for (id, held) in shown(gathered, position) {
            let denies = gathered.mechanism == Mechanism::Denial && held == "denied";
            if !denies && known.insert(statement(id)) {
                let opponent = *opponent.get_or_insert_with(|| if holds(*b) { *a } else { *b });
                grounds.extend(way(comparer, id, opponent, gathered));
            }
        }
    }
    grounds
}

/// Returns the steps by which a claim comes to the statement that is contested between it and an opponent.
fn way(comparer: &Comparer, id: ClaimId, opponent: ClaimId, gathered: &Gathered) -> Option<Ground> {
    let ledger = comparer.ledger;
    let (s, t) =
        (ledger.statement_of(ledger.claim(id).statement), ledger.statement_of(ledger.claim(opponent).statement));
    let denied = gathered.mechanism == Mechanism::Denial;
    let candidates = comparer.candidates(s, t, denied);
    let same = candidates
        .iter()
        .find(|c| c.mechanism == gathered.mechanism && comparer.contested(s, t, c) == gathered.contested);
    derivations::derivation(comparer, id, &same?.a)
}

/// Returns the ground that the several values of a position do not differ, if there are several.
fn agreement(ledger: &Ledger, gathered: &Gathered, position: &GatheredPosition) -> Option<Ground> {
    (position.held.len() > 1).then(|| {
        let claims = shown(gathered, position).into_iter().map(|(id, _)| ledger.claim_text(id).to_owned()).collect();
        Ground::new(GroundKind::Agreement {
            claims,
            of: position.claims.len(),
            held: FirstOfMany::of(&position.held, SHOWN),
        })
    })
}

/// Returns the number of claims of a position that are not shown, as a ground.
fn rest_of(ledger: &Ledger, gathered: &Gathered, position: &GatheredPosition) -> Option<Ground> {
    let count = position.claims.len().checked_sub(SHOWN).filter(|rest| *rest > 0)?;
    let shown: Vec<ClaimId> = shown(gathered, position).into_iter().map(|(id, _)| id).collect();
    let first =
        position.claims.iter().find(|(id, _)| !shown.contains(id)).map(|(id, _)| ledger.claim_text(id).to_owned());
    let held = match gathered.mechanism {
        Mechanism::Denial => Holding::Side { contested: gathered.contested.clone(), how: position.held.concat() },
        Mechanism::Once => Holding::Times(FirstOfMany::of(&position.held, NAMED)),
        _ => Holding::Values(FirstOfMany::of(&position.held, NAMED)),
    };
    Some(Ground::new(GroundKind::Rest { held, count, first: first.unwrap_or_default() }))
}
