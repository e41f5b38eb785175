//! Positions: the claims of a conflict that stand together. Those that affirm and those that deny stand apart; of
//! claims with values, those stand together that do not differ. It takes n log n for n claims, whichever pairs there
//! are among them.

use std::hash::Hash;

use gainsay_model::date::Day;
use gainsay_model::record::Object;
use rustc_hash::FxHashMap;

use crate::clash::{Candidate, Comparer, values};
use crate::conflicts::position_claims::{GatheredPosition, PositionClaims, SharedClaims};
use crate::findings::Position;
use crate::ledger::entities::EntityId;
use crate::ledger::{ClaimId, Ledger, Statement};
use crate::mechanism::Mechanism;
use crate::time::{Meeting, Time, compare_once};
use crate::vocabulary::closure::Derived;

/// The most groups that are tried for a value, and the most values of a group that are compared with it, where values
/// have no order.
const TRIES: usize = 16;

/// The part of a claim in a conflict.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// The claim.
    pub claim: ClaimId,
    /// The sides on which the claim stands, of two, a bit each. Only by exclusion and asymmetry can a claim stand on
    /// both.
    pub sides: u8,
    /// The contested statement that the claim carries.
    state: Derived,
}

impl Held {
    /// Returns the part of a claim that carries `state`.
    pub fn new(claim: ClaimId, sides: u8, state: &Derived) -> Held {
        Held { claim, sides, state: *state }
    }
}

/// Returns the positions of claims that conflict in the way of `example`, oldest first. The `shared` ones affirm what is
/// denied.
pub fn positions(
    comparer: &Comparer,
    example: &Candidate,
    mut members: Vec<Held>,
    shared: Option<SharedClaims>,
) -> Vec<GatheredPosition> {
    let ledger = comparer.ledger;
    if let Some(shared) = shared {
        return of_denial(comparer, members, shared);
    }
    // Members are sorted by the last day on which each can have been made; unknown days come last.
    members.sort_by_cached_key(|held| age(ledger, held.claim));
    let of = match example.mechanism {
        Mechanism::Functional | Mechanism::InverseFunctional => by_value(comparer, example, &members),
        Mechanism::Once => by_time(comparer, example, &members),
        _ => by_side(&members),
    };
    // Members come oldest first, and so do the positions by their first members.
    let mut numbers: FxHashMap<usize, usize> = FxHashMap::default();
    let mut texts: FxHashMap<(usize, String), usize> = FxHashMap::default();
    let mut positions: Vec<Position<Vec<(ClaimId, usize)>>> = Vec::new();
    for (held, of) in members.iter().zip(of) {
        let number = *numbers.entry(of).or_insert_with(|| {
            positions.push(Position { held: Vec::new(), claims: Vec::new() });
            positions.len() - 1
        });
        let position = &mut positions[number];
        let index = *texts.entry((number, text(comparer, example, held))).or_insert_with_key(|(_, text)| {
            position.held.push(text.clone());
            position.held.len() - 1
        });
        position.claims.push((held.claim, index));
    }
    let position = |Position { held, claims }| Position { held, claims: PositionClaims::Listed(claims) };
    positions.into_iter().map(position).collect()
}

/// Returns a sort key by age: the last day on which a claim can have been made, and the claim.
fn age(ledger: &Ledger, claim: ClaimId) -> (Day, ClaimId) {
    (ledger.spoken(ledger.claim(claim)).days.last, claim)
}

/// Returns the two positions of a denial, oldest first, of which claims that affirm are shared with others.
fn of_denial(
    comparer: &Comparer,
    members: Vec<Held>,
    SharedClaims { of, mut ranks }: SharedClaims,
) -> Vec<GatheredPosition> {
    let ledger = comparer.ledger;
    let (mut denied, mut others) = (Vec::new(), Vec::new());
    for held in members {
        match of.rank(held.claim) {
            _ if held.sides != 1 => denied.push(held.claim),
            Some(rank) => ranks = ranks.with(rank),
            None => others.push(held.claim),
        }
    }
    let listed = |mut claims: Vec<ClaimId>| {
        claims.sort_by_cached_key(|claim| age(ledger, *claim));
        PositionClaims::Listed(claims.into_iter().map(|claim| (claim, 0)).collect())
    };
    let affirmed = if others.is_empty() {
        PositionClaims::Shared(SharedClaims { of, ranks })
    } else {
        listed(ranks.iter().map(|rank| of.claim(rank)).chain(others).collect())
    };
    let held = |sides: u8| vec![text_of_denial(sides).to_owned()];
    let mut positions =
        vec![Position { held: held(1), claims: affirmed }, Position { held: held(2), claims: listed(denied) }];
    positions.sort_by_key(|position| position.claims.iter().next().map(|(claim, _)| age(ledger, claim)));
    positions
}

/// Numbers members by their sides; a member on both sides conflicts with all others.
fn by_side(members: &[Held]) -> Vec<usize> {
    let number = |(i, held): (usize, &Held)| if held.sides == 0b11 { 2 + i } else { usize::from(held.sides) - 1 };
    members.iter().enumerate().map(number).collect()
}

/// Numbers members by their values; those that do not differ stand together.
fn by_value(comparer: &Comparer, example: &Candidate, members: &[Held]) -> Vec<usize> {
    let ledger = comparer.ledger;
    let entity = |held: &Held| match example.mechanism {
        Mechanism::InverseFunctional => Some(held.state.pair.subject),
        _ => held.state.pair.object,
    };
    let entities: Option<Vec<EntityId>> = members.iter().map(entity).collect();
    if let Some(entities) = entities {
        let whole = ledger.vocabulary.word(example.a.predicate).whole;
        let whole = if example.mechanism == Mechanism::InverseFunctional { whole.subject } else { whole.object };
        return by_entity(comparer, &entities, whole);
    }
    let objects: Vec<&Object> =
        members.iter().map(|held| &ledger.statement_of(ledger.claim(held.claim).statement).object).collect();
    let tolerance = ledger.vocabulary.word(example.a.predicate).record.tolerance.as_ref();
    let stretches = values::stretches(ledger.workspace, &objects);
    let mut order: Vec<usize> = (0..objects.len()).collect();
    order.sort_by_key(|i| (stretches[*i].last, stretches[*i].first));
    // Values that agree with the value that ends first agree with each other, as all of them reach past its end.
    let mut numbers = vec![0; objects.len()];
    let mut first: Option<usize> = None;
    for i in order {
        let anchor = first
            .filter(|first| values::differ(ledger.workspace, objects[*first], objects[i], tolerance).is_none())
            .unwrap_or(i);
        first = Some(anchor);
        numbers[i] = anchor;
    }
    numbers
}

/// Numbers entities; where parts stand for wholes, entities that overlap stand together.
fn by_entity(comparer: &Comparer, entities: &[EntityId], whole: bool) -> Vec<usize> {
    if !whole {
        return entities.iter().map(|entity| entity.0 as usize).collect();
    }
    let overlap = |a: usize, b: usize| comparer.ledger.entities.overlap(entities[a], entities[b]);
    grouped(entities.len(), |i| entities[i], overlap)
}

/// Numbers members by the times that they give to what happens or holds once; times that can be one stand together.
fn by_time(comparer: &Comparer, example: &Candidate, members: &[Held]) -> Vec<usize> {
    let ledger = comparer.ledger;
    let grace = ledger.vocabulary.word(example.a.predicate).grace;
    let times: Vec<(Time, bool)> =
        members.iter().map(|held| (ledger.time(ledger.claim(held.claim)), held.state.event)).collect();
    let agree =
        |a: &(Time, bool), b: &(Time, bool)| matches!(compare_once((&a.0, a.1), (&b.0, b.1), grace), Meeting::Never(_));
    let key = |i: usize| {
        let entry = ledger.claim(members[i].claim);
        (entry.when, entry.said, times[i].1)
    };
    grouped(members.len(), key, |a, b| agree(&times[a], &times[b]))
}

/// Numbers `count` items, of which those with equal keys are equal: items with one number agree with each other. An
/// item joins the first group of which all members agree with it, and [`TRIES`] limits the groups that are tried, and
/// the keys of a group.
fn grouped<K: Eq + Hash>(count: usize, key: impl Fn(usize) -> K, agree: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut known: FxHashMap<K, usize> = FxHashMap::default();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut number = |i: usize| {
        *known.entry(key(i)).or_insert_with(|| {
            let fits = |group: &Vec<usize>| group.len() < TRIES && group.iter().all(|other| agree(*other, i));
            let number = groups.iter().take(TRIES).position(fits).unwrap_or(groups.len());
            match groups.get_mut(number) {
                Some(group) => group.push(i),
                None => groups.push(vec![i]),
            }
            number
        })
    };
    (0..count).map(&mut number).collect()
}

/// Returns the value or statement that a claim holds, in words.
fn text(comparer: &Comparer, example: &Candidate, held: &Held) -> String {
    let ledger = comparer.ledger;
    let statement = ledger.statement_of(ledger.claim(held.claim).statement);
    match (example.mechanism, held.sides) {
        (Mechanism::Denial, sides) => text_of_denial(sides).into(),
        (mechanism @ (Mechanism::Exclusion | Mechanism::Asymmetry), 0b11) => {
            [&example.a, &example.b].map(|state| side_text(comparer, mechanism, state, statement)).join(" and ")
        }
        (Mechanism::Once, _) => {
            ledger.claim(held.claim).when.map(|when| ledger.workspace.dates.text(when).into_owned()).unwrap_or_default()
        }
        (mechanism, _) => side_text(comparer, mechanism, &held.state, statement),
    }
}

/// Returns what the claims of a side hold in a denial.
fn text_of_denial(sides: u8) -> &'static str {
    if sides == 1 { "affirmed" } else { "denied" }
}

/// Returns the value or statement that a claim of that statement holds by carrying `state`.
pub fn side_text(comparer: &Comparer, mechanism: Mechanism, state: &Derived, statement: &Statement) -> String {
    let ledger = comparer.ledger;
    let Derived { predicate, pair, .. } = *state;
    match mechanism {
        Mechanism::Functional => match pair.object {
            Some(object) => ledger.entity_text(object).to_owned(),
            None => {
                values::object_text(ledger.workspace, ledger.vocabulary.word(predicate).object(), &statement.object)
            }
        },
        Mechanism::InverseFunctional => ledger.entity_text(pair.subject).to_owned(),
        Mechanism::Asymmetry => comparer.plain_text(predicate, pair, &statement.object),
        _ => comparer.statement_text(predicate, pair, &statement.object),
    }
}
