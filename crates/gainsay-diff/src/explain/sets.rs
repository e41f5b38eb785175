//! Makes conflicts as values from conflicts of three or more claims.

use std::collections::BTreeSet;

use gainsay_model::date::Days;
use gainsay_model::finding::Route;
use gainsay_model::record::{Object, ObjectType};

use crate::clash::Comparer;
use crate::explain::conflicts::{NAMED, came_first, shown_claim, stance_route, statement_text};
use crate::explain::derivations::{derivation, derivation_of};
use crate::explain::pair::presumptions;
use crate::explain::set_positions::{Carrying, SetPosition, carrying, positions};
use crate::explain::speakers::said;
use crate::explain::times::why_not_firm;
use crate::findings::{Conflict, Example, ShownClaim};
use crate::grounds::{DateDoubt, Doubt, FirstOfMany, Ground, GroundKind, Holding};
use crate::held_claims::SHOWN;
use crate::ledger::entities::EntityId;
use crate::ledger::{ClaimId, Ledger, Statement, StatementId};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;
use crate::rules::levels::Levels;
use crate::rulings::Rulings;
use crate::set_conflict::{Proof, SetConflict};
use crate::sets::most;
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::{Arguments, Derived};

/// Returns a conflict of a set of claims as a value; none if the manifest silences it.
pub fn of_set(
    comparer: &Comparer,
    rulings: &Rulings,
    levels: &Levels,
    set: &SetConflict,
    with_grounds: bool,
) -> Option<Conflict> {
    let ledger = comparer.ledger;
    let level = levels.of_pair(set.rule, set.mechanism, set.certain)?;
    let contested = contested(comparer, set);
    let positions = positions(comparer, set);
    let shown = all_shown(comparer, set, &positions);
    let grounds = if with_grounds {
        grounds(comparer, set, &positions, &contested)
    } else if set.mechanism == Mechanism::OverTotal {
        // What it adds up to is told in any case.
        proof(comparer, set)
    } else {
        Vec::new()
    };
    let names: BTreeSet<&str> = shown.iter().map(|shown| shown.speaker.as_str()).collect();
    Some(Conflict {
        rule: set.rule,
        other_rules: Vec::new(),
        mechanism: set.mechanism,
        level,
        certain: set.certain,
        contested,
        ruled: rulings.covering_set(&set.claims).map(str::to_owned),
        positions: positions.into_iter().map(|position| position.by_ids(comparer)).collect(),
        example: example(comparer, set),
        speakers: names.into_iter().map(str::to_owned).collect(),
        shown,
        grounds,
        was: None,
        lasting: Some(lasting(ledger, set)),
    })
}

/// Returns the part of a set that stays the same from one state to another.
pub fn lasting(ledger: &Ledger, set: &SetConflict) -> String {
    let claim = |id: Option<ClaimId>| id.map(|id| ledger.claim_text(id)).unwrap_or_default().to_owned();
    match &set.proof {
        Proof::Cycle { predicate, component, .. } => {
            let parts = [ledger.predicate_text(*predicate), &scope(ledger, set), ledger.entity_text(*component)];
            parts.join("\0")
        }
        Proof::Chain { .. } => claim(set.claims.last()),
        Proof::Cover { .. } => claim(set.claims.first()),
        Proof::Total { predicate, .. } => [ledger.predicate_text(*predicate), &scope(ledger, set)].join("\0"),
    }
}

/// Returns the scope of the claims.
fn scope(ledger: &Ledger, set: &SetConflict) -> String {
    let Some(first) = set.claims.first() else { return String::new() };
    let text = |symbol| ledger.workspace.text(symbol);
    // Keys are sorted by number, which is not the same in every state.
    let mut words: Vec<String> = ledger
        .claim(first)
        .record
        .more()
        .scope
        .iter()
        .map(|(key, word)| format!("{}: {}", text(*key), text(word.folded)))
        .collect();
    words.sort();
    words.join(", ")
}

/// Returns the contested statement of a set.
pub fn contested(comparer: &Comparer, set: &SetConflict) -> String {
    let ledger = comparer.ledger;
    let said = |claim: Option<ClaimId>| {
        let statement = claim.map(|claim| ledger.statement_of(ledger.claim(claim).statement));
        statement.map(|s| comparer.statement_text(s.predicate, s.pair, &s.object)).unwrap_or_default()
    };
    match &set.proof {
        Proof::Cycle { predicate, component, .. } => about(comparer, *predicate, *component, *component),
        Proof::Chain { .. } => said(set.claims.last()),
        Proof::Cover { .. } => said(set.claims.first()),
        Proof::Total { predicate, .. } => {
            format!("… {} <={}", ledger.predicate_text(*predicate), total(ledger, *predicate))
        }
    }
}

/// Returns a statement of two entities as a text.
fn about(comparer: &Comparer, predicate: PredicateId, subject: EntityId, object: EntityId) -> String {
    let name = comparer.ledger.entities.class(object).representative;
    comparer.plain_text(predicate, Arguments { subject, object: Some(object) }, &Object::Entity(name))
}

/// Returns the most that the values of a predicate can add up to, with its unit.
fn total(ledger: &Ledger, predicate: PredicateId) -> String {
    let total = ledger.vocabulary.word(predicate).record.total.as_ref();
    total.map(|total| with_unit(ledger, predicate, &total.to_string())).unwrap_or_default()
}

fn with_unit(ledger: &Ledger, predicate: PredicateId, number: &str) -> String {
    let unit = match ledger.vocabulary.word(predicate).object() {
        ObjectType::Number(Some(unit)) => unit.as_str(),
        _ => "",
    };
    format!("{number} {unit}").trim_end().to_owned()
}

fn all_shown(comparer: &Comparer, set: &SetConflict, positions: &[SetPosition]) -> Vec<ShownClaim> {
    let says_all = matches!(set.mechanism, Mechanism::DeniedChain | Mechanism::JointlyDenied);
    let shown =
        positions.iter().flat_map(|position| position.first(SHOWN).into_iter().map(move |claim| (position, claim)));
    shown
        .map(|(position, (claim, held))| {
            // The claim's own statement need not be shown twice.
            let held = position.held[held].as_str();
            let own = says_all || held == statement_text(comparer, claim);
            shown_claim(comparer, claim, (!own).then_some(held))
        })
        .collect()
}

/// Returns two claims that explain the set: for one speaker who moved, one that was made before the other.
fn example(comparer: &Comparer, set: &SetConflict) -> Example {
    let ledger = comparer.ledger;
    let (a, b) = if set.rule == PairRule::Reversal {
        (Some(set.moved[0]), Some(set.moved[1]))
    } else {
        (set.claims.first(), set.claims.last())
    };
    let is_dated = |id: &Option<ClaimId>| {
        let said = id.and_then(|id| ledger.claim(id).record.said);
        said.is_some_and(|said| ledger.workspace.date(said).span().is_one_day())
    };
    let text = |id: Option<ClaimId>| id.map(|id| ledger.claim_text(id)).unwrap_or_default().to_owned();
    let is_denied = set.mechanism == Mechanism::DeniedChain;
    Example {
        certain: set.certain,
        dated: is_dated(&a) && is_dated(&b),
        second_came_first: a.zip(b).is_some_and(|(a, b)| came_first(ledger, b, a)),
        denied: set.claims.last().filter(|_| is_denied).map(|id| statement_text(comparer, id)),
        principal: set.principal.map(|principal| ledger.entity_text(principal.entity).to_owned()),
        claims: [text(a), text(b)],
    }
}

// --- the reasons ---

/// Returns the grounds of a set, and what would decide it.
fn grounds(comparer: &Comparer, set: &SetConflict, positions: &[SetPosition], contested: &str) -> Vec<Ground> {
    let ledger = comparer.ledger;
    let mut grounds = derivations(comparer, set);
    grounds.extend(proof(comparer, set));
    grounds.extend(speakers(ledger, set));
    grounds.extend(rests(ledger, set, positions, contested));
    if !set.certain {
        grounds.extend(doubts(comparer, set));
    }
    grounds
}

/// Returns the derivations by which the shown claims come to the statements that the proof needs.
fn derivations(comparer: &Comparer, set: &SetConflict) -> Vec<Ground> {
    let ledger = comparer.ledger;
    let of_claim = |Carrying { claim, carried }: Carrying| derivation(comparer, claim, &carried?);
    let mut grounds: Vec<Ground> = carrying(ledger, set, 2 * SHOWN).into_iter().filter_map(of_claim).collect();
    let of_denied = |(statement, state): (Statement, Derived)| derivation_of(comparer, &statement, &state);
    grounds.extend(denied(ledger, set).into_iter().filter_map(of_denied));
    grounds
}

/// Returns the states by which the affirmed statement, or the one that follows from a chain, carries the denied one; of
/// denials of several statements, the first.
fn denied(ledger: &Ledger, set: &SetConflict) -> Vec<(Statement, Derived)> {
    let statement = |id: &ClaimId| ledger.claim(*id).statement;
    let best = |whole: &Statement, denied: StatementId| {
        let denied = ledger.statement_of(denied);
        let states = ledger.all_carried(whole, denied.predicate, denied.pair);
        let by_event = |state: &Derived| !is_throughout(ledger, set) || state.event;
        states.into_iter().find(by_event)
    };
    match &set.proof {
        Proof::Chain { predicate, start, end, .. } => {
            let whole = || ledger.statement_about(*predicate, *start, *end);
            let state = set.claims.last().and_then(|denial| best(&whole(), statement(&denial)));
            state.map(|state| (whole(), state)).into_iter().collect()
        }
        Proof::Cover { .. } => {
            let claims = set.claims.in_order();
            let Some((affirmation, denials)) = claims.split_first() else { return Vec::new() };
            let mut known: Vec<StatementId> = denials.iter().map(statement).collect();
            known.sort_unstable();
            known.dedup();
            let affirmed = ledger.statement_of(statement(affirmation));
            let state = |id: StatementId| Some((affirmed.clone(), best(affirmed, id)?));
            known.into_iter().take(SHOWN).filter_map(state).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns true if the jointly denied statement holds all through its time: then only the events by which it holds are
/// denied.
fn is_throughout(ledger: &Ledger, set: &SetConflict) -> bool {
    let affirmation = set.claims.first().filter(|_| set.mechanism == Mechanism::JointlyDenied);
    affirmation.is_some_and(|id| ledger.time(ledger.claim(id)).reach(false).throughout)
}

/// Returns the grounds on which the claims conflict together.
fn proof(comparer: &Comparer, set: &SetConflict) -> Vec<Ground> {
    let ledger = comparer.ledger;
    let trait_of = |predicate: PredicateId, key| Route::Key(ledger.vocabulary.word(predicate).place(), key, None);
    let text = |predicate: PredicateId| ledger.predicate_text(predicate).to_owned();
    match &set.proof {
        Proof::Cycle { predicate, entities, .. } => {
            let word = ledger.vocabulary.word(*predicate);
            let asymmetric = word.record.traits.asymmetric;
            let follows = about(comparer, *predicate, entities[0], entities[0]);
            let leads = Ground::at(
                GroundKind::LeadsOn { predicate: text(*predicate), follows },
                trait_of(*predicate, "transitive"),
            );
            let key = if asymmetric { "asymmetric" } else { "irreflexive" };
            let never = GroundKind::NeverBack { predicate: text(*predicate), asymmetric };
            [leads, Ground::at(never, trait_of(*predicate, key))].into_iter().chain(one_day(ledger, set)).collect()
        }
        Proof::Chain { predicate, start, end, .. } => {
            let follows = about(comparer, *predicate, *start, *end);
            let leads = GroundKind::LeadsOn { predicate: text(*predicate), follows };
            std::iter::once(Ground::at(leads, trait_of(*predicate, "transitive"))).chain(one_day(ledger, set)).collect()
        }
        Proof::Cover { outer, denied } => {
            let claims = set.claims.first_few(1 + SHOWN);
            let denials = claims.iter().skip(1).zip(denied);
            let denials: Vec<(String, Days)> =
                denials.map(|(claim, days)| (ledger.claim_text(*claim).to_owned(), *days)).collect();
            let more = denied.len() - denials.len();
            vec![Ground::new(GroundKind::Covered { days: *outer, denials, more })]
        }
        Proof::Total { predicate, day, sum, .. } => {
            let record = ledger.vocabulary.word(*predicate).record;
            let most = most(ledger, *predicate).filter(|_| record.tolerance.is_some());
            let kind = GroundKind::OverTotal {
                predicate: text(*predicate),
                sum: with_unit(ledger, *predicate, &sum.to_string()),
                total: total(ledger, *predicate),
                with_tolerance: most.map(|most| with_unit(ledger, *predicate, &most.to_string())),
                day: *day,
            };
            vec![Ground::at(kind, trait_of(*predicate, "total"))]
        }
    }
}

/// Returns the days on which all of the claims may hold, as a ground.
fn one_day(ledger: &Ledger, set: &SetConflict) -> Option<Ground> {
    let (Proof::Cycle { predicate, .. } | Proof::Chain { predicate, .. }) = &set.proof else { return None };
    let word = ledger.vocabulary.word(*predicate);
    if !word.is_event() && !word.is_state() {
        return None;
    }
    let outer = |Carrying { claim, carried }: Carrying| {
        let entry = ledger.claim(claim);
        let beyond = entry.stance.positive() && carried.is_some_and(|state| state.event);
        ledger.time(entry).reach(beyond).outer
    };
    let days = match &set.proof {
        Proof::Chain { days, .. } => {
            let denied = set.claims.last().map(|denial| ledger.time(ledger.claim(denial)).reach(false).outer);
            days.zip(denied).and_then(|(days, denied)| days.intersection(denied))
        }
        _ => {
            let mut all = carrying(ledger, set, usize::MAX).into_iter().map(outer);
            all.try_fold(Days::ALWAYS, |days, outer| days.intersection(outer))
        }
    };
    Some(Ground::new(GroundKind::OneDay { days: days? }))
}

/// Returns the speakers, as far as they bear on the rule.
fn speakers(ledger: &Ledger, set: &SetConflict) -> Option<Ground> {
    let speaker = || set.claims.first().map(|id| ledger.entity_text(ledger.claim(id).speaker).to_owned());
    let kind = match set.rule {
        PairRule::Dispute => return None,
        PairRule::ReportDivergence => GroundKind::OneUtterance { speaker: speaker()? },
        PairRule::SelfContradiction => GroundKind::AllBySpeaker { speaker: speaker()? },
        PairRule::Reversal => {
            let told = |id: ClaimId| (ledger.claim_text(id).to_owned(), said(ledger, ledger.claim(id)));
            GroundKind::InOrder { speaker: speaker()?, first: told(set.moved[0]), second: told(set.moved[1]) }
        }
        PairRule::MixedMessage => {
            GroundKind::AllInOneName { principal: ledger.entity_text(set.principal?.entity).to_owned() }
        }
    };
    Some(Ground::new(kind))
}

/// Returns the number of claims of each position that are not shown.
fn rests(ledger: &Ledger, set: &SetConflict, positions: &[SetPosition], contested: &str) -> Vec<Ground> {
    let says_all = matches!(set.mechanism, Mechanism::DeniedChain | Mechanism::JointlyDenied);
    let rest = |position: &SetPosition| {
        let count = position.len().checked_sub(SHOWN).filter(|rest| *rest > 0)?;
        let held = if says_all {
            Holding::Side { contested: contested.to_owned(), how: position.held.concat() }
        } else {
            Holding::Values(FirstOfMany::of(position.held.get(SHOWN..)?, NAMED))
        };
        let first = ledger.claim_text(position.first(SHOWN + 1).get(SHOWN)?.0).to_owned();
        Some(Ground::new(GroundKind::Rest { held, count, first }))
    };
    positions.iter().filter_map(rest).collect()
}

// --- the points that would decide it ---

/// Returns the points that keep a set from being certain, and would decide it.
fn doubts(comparer: &Comparer, set: &SetConflict) -> Vec<Ground> {
    let ledger = comparer.ledger;
    let doubt = |doubt: Doubt, route: Option<Route>| Ground::at(GroundKind::Doubt(doubt), route);
    let mut doubts = Vec::new();
    match &set.proof {
        Proof::Cycle { .. } | Proof::Chain { .. } if one_day(ledger, set).is_some() => {
            doubts.push(doubt(Doubt::OneDay, None));
        }
        Proof::Cover { .. } => {
            let is_blurred = |id: &&ClaimId| !ledger.time(ledger.claim(**id)).firm;
            let not_firm = |id: &ClaimId| (ledger.claim_text(*id).to_owned(), why_not_firm(ledger, ledger.claim(*id)));
            let claims: Vec<_> = set.claims.in_order().iter().filter(is_blurred).take(SHOWN).map(not_firm).collect();
            if !claims.is_empty() {
                doubts.push(doubt(Doubt::Date(DateDoubt::NotFirm(claims)), None));
            }
        }
        _ => {}
    }
    if let Some(claim) = set.hedged {
        let hedge = Doubt::Hedge { claim: ledger.claim_text(claim).to_owned(), stance: ledger.claim(claim).stance };
        doubts.push(doubt(hedge, Some(stance_route(ledger, claim))));
    }
    for Carrying { claim, carried } in carrying(ledger, set, 2 * SHOWN) {
        let statement = ledger.statement_of(ledger.claim(claim).statement);
        doubts.extend(carried.iter().flat_map(|state| presumptions(comparer, statement, state)));
    }
    for (statement, state) in denied(ledger, set) {
        doubts.extend(presumptions(comparer, &statement, &state));
    }
    if let Some(principal) = set.principal.filter(|principal| !principal.sure) {
        doubts.push(doubt(Doubt::Office(ledger.entity_text(principal.entity).to_owned()), None));
    }
    doubts
}
