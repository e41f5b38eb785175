//! Positions of the claims of a set, and the statements that these carry to the proof.

use crate::claim_forest::ClaimPath;
use crate::clash::Comparer;
use crate::explain::conflicts::speaker_text;
use crate::explain::conflicts::statement_text;
use crate::findings::Position;
use crate::held_claims::{HeldClaims, HeldPath, SHOWN};
use crate::ledger::{ClaimId, Ledger};
use crate::set_conflict::{Proof, SetClaims, SetConflict};
use crate::sets::link_from;
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::{Arguments, Derived};

/// Returns the positions: the claims that affirm and those that deny; where all affirm, each claim by itself, and from
/// the fifth on all together.
pub fn positions<'s>(comparer: &Comparer, set: &'s SetConflict) -> Vec<SetPosition<'s>> {
    let side = |held: &str, claims: &[ClaimId]| SetPosition {
        held: vec![held.to_owned()],
        claims: Members::Listed(claims.iter().map(|claim| (*claim, 0)).collect()),
    };
    match (&set.proof, &set.claims) {
        (Proof::Chain { .. }, SetClaims::Denied { path, denial, .. }) => {
            let affirmed = SetPosition { held: vec!["affirmed".to_owned()], claims: Members::Path(path) };
            vec![affirmed, side("denied", &[*denial])]
        }
        (Proof::Chain { .. }, claims) => {
            let claims = claims.in_order();
            let (links, denial) = claims.split_at(claims.len() - 1);
            vec![side("affirmed", links), side("denied", denial)]
        }
        (Proof::Cover { .. }, claims) => {
            let claims = claims.in_order();
            let (affirmation, denials) = claims.split_at(1);
            vec![side("affirmed", affirmation), side("denied", denials)]
        }
        (Proof::Cycle { .. } | Proof::Total { .. }, _) => {
            let mut all: Vec<Position<Vec<(ClaimId, usize)>>> = Vec::new();
            for of_claim in carrying(comparer.ledger, set, usize::MAX) {
                let text = held(comparer, &of_claim);
                match all.get_mut(SHOWN - 1) {
                    Some(last) => {
                        last.claims.push((of_claim.claim, last.held.len()));
                        last.held.push(text);
                    }
                    None => all.push(Position { held: vec![text], claims: vec![(of_claim.claim, 0)] }),
                }
            }
            all.into_iter()
                .map(|Position { held, claims }| SetPosition { held, claims: Members::Listed(claims) })
                .collect()
        }
    }
}

/// Claims of a set that do not conflict with each other in it.
pub struct SetPosition<'s> {
    /// The values or statements that the claims hold, as texts.
    pub held: Vec<String>,
    claims: Members<'s>,
}

/// The claims of a position.
enum Members<'s> {
    /// Claims, each with the index of its text.
    Listed(Vec<(ClaimId, usize)>),
    /// Claims that all hold the first text.
    Path(&'s ClaimPath),
}

impl SetPosition<'_> {
    /// Returns the number of claims.
    pub fn len(&self) -> usize {
        match &self.claims {
            Members::Listed(claims) => claims.len(),
            Members::Path(path) => path.length(),
        }
    }

    /// Returns the first claims, at most `count` of them, each with the index of its text.
    pub fn first(&self, count: usize) -> Vec<(ClaimId, usize)> {
        match &self.claims {
            Members::Listed(claims) => claims.iter().take(count).copied().collect(),
            Members::Path(path) => path.first(count).into_iter().map(|claim| (claim, 0)).collect(),
        }
    }

    /// Returns the position with the ids of its claims.
    pub fn by_ids(self, comparer: &Comparer) -> Position<HeldClaims> {
        let claims = match self.claims {
            Members::Listed(claims) => {
                HeldClaims::Listed(claims.into_iter().map(|(id, held)| (comparer.claim_id(id), held)).collect())
            }
            Members::Path(path) => {
                let told = |claim| (comparer.claim_id(claim), speaker_text(comparer.ledger, claim));
                HeldClaims::Path(HeldPath::new(path.clone(), path.forest.told(told)))
            }
        };
        Position { held: self.held, claims }
    }
}

/// A claim of a set, and the statement that it carries to the proof, where it is not its own.
pub struct Carrying {
    /// The claim.
    pub claim: ClaimId,
    /// The statement.
    pub carried: Option<Derived>,
}

/// Returns the first claims of a set, at most `count` of them, with what they carry to the proof.
pub fn carrying(ledger: &Ledger, set: &SetConflict, count: usize) -> Vec<Carrying> {
    let claims = set.claims.first_few(count);
    let carried = |claim: ClaimId, predicate: PredicateId, pair: Arguments| {
        let unlifted = |state: &Derived| !state.lifted_subject && !state.lifted_object;
        let statement = ledger.statement_of(ledger.claim(claim).statement);
        ledger.all_carried(statement, predicate, pair).into_iter().find(unlifted)
    };
    let own = |claim: ClaimId| ledger.statement_of(ledger.claim(claim).statement).pair;
    match &set.proof {
        Proof::Cycle { predicate, entities, .. } => {
            let next = entities.iter().cycle().skip(1);
            let pairs = entities.iter().zip(next).map(|(from, to)| Arguments { subject: *from, object: Some(*to) });
            let of_claim =
                |(claim, pair): (ClaimId, Arguments)| Carrying { claim, carried: carried(claim, *predicate, pair) };
            claims.into_iter().zip(pairs).map(of_claim).collect()
        }
        Proof::Chain { predicate, start, .. } => {
            let (mut from, links) = (*start, set.claims.len() - 1);
            let of_claim = |(at, claim): (usize, ClaimId)| {
                let link = link_from(ledger, claim, from);
                from = link.object.unwrap_or(from);
                Carrying { claim, carried: if at < links { carried(claim, *predicate, link) } else { None } }
            };
            claims.into_iter().enumerate().map(of_claim).collect()
        }
        Proof::Cover { .. } => claims.into_iter().map(|claim| Carrying { claim, carried: None }).collect(),
        Proof::Total { predicate, .. } => {
            let of_claim = |claim: ClaimId| Carrying { claim, carried: carried(claim, *predicate, own(claim)) };
            claims.into_iter().map(of_claim).collect()
        }
    }
}

/// Returns the statement or value that a claim holds, in words.
fn held(comparer: &Comparer, Carrying { claim, carried }: &Carrying) -> String {
    let ledger = comparer.ledger;
    match carried {
        Some(state) => {
            let statement = ledger.statement_of(ledger.claim(*claim).statement);
            comparer.plain_text(state.predicate, state.pair, &statement.object)
        }
        None => statement_text(comparer, *claim),
    }
}
