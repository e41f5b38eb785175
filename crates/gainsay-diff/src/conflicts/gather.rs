//! Gathering pairs into conflicts: all pairs of one rule, mechanism and contested statement are one, with its sides.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::{Candidate, Clash, Comparer, Mechanism};
use crate::ledger::{ClaimId, Statement};
use crate::rules::PairRule;
use crate::rulings::Rulings;
use crate::vocabulary::closure::Derived;

/// All pairs of one rule, mechanism and contested statement that are ruled upon alike.
#[derive(Debug)]
pub struct Conflict {
    /// Who conflicts with whom.
    pub rule: PairRule,
    /// How.
    pub mechanism: Mechanism,
    /// What is contested.
    pub contested: String,
    /// The ruling that covers them.
    pub ruled: Option<String>,
    /// One pair at least is certain.
    pub certain: bool,
    /// What is held, and by which claims, oldest first.
    pub sides: Vec<(String, Vec<ClaimId>)>,
    /// The pair to explain it by: certain if any is, then the one with the fewest presumptions and steps, then the first by id.
    pub example: (ClaimId, ClaimId, Clash),
}

/// What tells conflicts apart.
type Key = (PairRule, Mechanism, String, Option<String>);

/// A conflict being gathered.
struct Gathered {
    certain: bool,
    sides: FxHashMap<String, FxHashSet<ClaimId>>,
    example: (ClaimId, ClaimId, Clash),
}

/// Gathers pairs into conflicts.
pub struct Gatherer<'g, 'l, 'w> {
    comparer: &'g Comparer<'l, 'w>,
    rulings: &'g Rulings<'w>,
    gathered: FxHashMap<Key, Gathered>,
}

impl<'g, 'l, 'w> Gatherer<'g, 'l, 'w> {
    /// Nothing is gathered yet.
    pub fn new(comparer: &'g Comparer<'l, 'w>, rulings: &'g Rulings<'w>) -> Self {
        Gatherer { comparer, rulings, gathered: FxHashMap::default() }
    }

    /// Adds a pair; of a denial the second denies.
    pub fn add(&mut self, a: ClaimId, b: ClaimId, clash: Clash) {
        let (mine, theirs) = sides(self.comparer, a, b, &clash);
        let gathered = self.gathered.entry(self.key(a, b, &clash)).or_insert_with(|| Gathered {
            certain: false,
            sides: FxHashMap::default(),
            example: (a, b, clash),
        });
        gathered.certain |= clash.certain;
        let ledger = self.comparer.ledger;
        // Of claims that say the same, each holds both sides.
        let alike = ledger.claim(a).statement == ledger.claim(b).statement
            && !matches!(clash.candidate.mechanism, Mechanism::Denial | Mechanism::Once);
        for (held, claim, other) in [(mine, a, b), (theirs, b, a)] {
            let side = gathered.sides.entry(held).or_default();
            side.insert(claim);
            side.extend(Some(other).filter(|_| alike));
        }
        let rank =
            |a: ClaimId, b: ClaimId, clash: &Clash| (!clash.certain, clash.candidate.usually, clash.candidate.steps, a.min(b), a.max(b));
        if rank(a, b, &clash) < rank(gathered.example.0, gathered.example.1, &gathered.example.2) {
            gathered.example = (a, b, clash);
        }
    }

    fn key(&self, a: ClaimId, b: ClaimId, clash: &Clash) -> Key {
        let ledger = self.comparer.ledger;
        let statement = |id: ClaimId| ledger.statement_of(ledger.claim(id).statement);
        let contested = self.comparer.contested(statement(a), statement(b), &clash.candidate);
        (clash.rule, clash.candidate.mechanism, contested, self.rulings.covering(a, b).map(str::to_owned))
    }

    /// Whether a ruling that holds names the claim.
    pub fn is_ruled(&self, claim: ClaimId) -> bool {
        self.rulings.naming(claim).is_some()
    }

    /// Whether a ruling that holds covers both claims.
    pub fn is_covered(&self, a: ClaimId, b: ClaimId) -> bool {
        self.rulings.covering(a, b).is_some()
    }

    /// The claims that a ruling that holds names together with this one.
    pub fn ruled_with(&self, claim: ClaimId) -> Vec<ClaimId> {
        self.rulings.beside(claim)
    }

    /// Whether the conflict that this pair belongs to is known to be certain.
    pub fn is_certain(&self, a: ClaimId, b: ClaimId, clash: &Clash) -> bool {
        self.gathered.get(&self.key(a, b, clash)).is_some_and(|g| g.certain)
    }

    /// The conflicts, by contested statement, mechanism and rule.
    pub fn conflicts(self) -> Vec<Conflict> {
        let comparer = self.comparer;
        let mut conflicts: Vec<Conflict> = self
            .gathered
            .into_iter()
            .map(|((rule, mechanism, contested, ruled), gathered)| {
                let mut sides: Vec<(String, Vec<ClaimId>)> =
                    gathered.sides.into_iter().map(|(held, claims)| (held, oldest_first(comparer, claims))).collect();
                sides.sort();
                Conflict { rule, mechanism, contested, ruled, certain: gathered.certain, sides, example: gathered.example }
            })
            .collect();
        conflicts.sort_by(|a, b| (&a.contested, a.mechanism, a.rule, &a.ruled).cmp(&(&b.contested, b.mechanism, b.rule, &b.ruled)));
        conflicts
    }
}

/// By the last day on which each can have been said; what nobody knows comes last.
fn oldest_first(comparer: &Comparer, claims: FxHashSet<ClaimId>) -> Vec<ClaimId> {
    let mut claims: Vec<ClaimId> = claims.into_iter().collect();
    let ledger = comparer.ledger;
    claims.sort_by_cached_key(|id| (ledger.spoken(ledger.claim(*id)).days.last, *id));
    claims
}

/// What either claim of a pair holds, in a word or a statement.
fn sides(comparer: &Comparer, a: ClaimId, b: ClaimId, clash: &Clash) -> (String, String) {
    let ledger = comparer.ledger;
    let (s, t) = (ledger.statement_of(ledger.claim(a).statement), ledger.statement_of(ledger.claim(b).statement));
    let Candidate { a: x, b: y, .. } = &clash.candidate;
    if clash.candidate.mechanism == Mechanism::Denial {
        return ("affirmed".into(), "denied".into());
    }
    if clash.candidate.mechanism == Mechanism::Once {
        let when = |id: ClaimId| ledger.claim(id).when.map(|when| ledger.workspace.dates.text(when).into_owned()).unwrap_or_default();
        return (when(a), when(b));
    }
    (side(comparer, clash.candidate.mechanism, x, s), side(comparer, clash.candidate.mechanism, y, t))
}

fn side(comparer: &Comparer, mechanism: Mechanism, state: &Derived, statement: &Statement) -> String {
    let ledger = comparer.ledger;
    let Derived { predicate, pair, .. } = *state;
    match mechanism {
        Mechanism::Functional => match pair.object {
            Some(object) => ledger.entity_text(object).to_owned(),
            None => crate::clash::values::object_text(ledger.workspace, ledger.vocabulary.word(predicate).object(), &statement.object),
        },
        Mechanism::InverseFunctional => ledger.entity_text(pair.subject).to_owned(),
        Mechanism::Asymmetry => comparer.plain_text(predicate, pair, &statement.object),
        Mechanism::Once | Mechanism::Exclusion | Mechanism::Denial => comparer.statement_text(predicate, pair, &statement.object),
    }
}
