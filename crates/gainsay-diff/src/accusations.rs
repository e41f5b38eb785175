//! Accusations, and whether the accused have answered them.
//!
//! A claim with `act: accuses` accuses the subject of its statement, unless it is made in that one's name. It is
//! answered by a claim of the accused's side that names it in `answers`, takes a stance on its statement, or conflicts
//! with it. Times play no part: a denial before the accusation is an answer, too.

use std::collections::BTreeMap;

use gainsay_model::finding::{Finding, Route};
use gainsay_model::interner::Symbol;
use gainsay_model::schema::Kind;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::Comparer;
use crate::conflicts::Met;
use crate::joins::{StatementJoin, runs};
use crate::ledger::entities::EntityId;
use crate::ledger::speakers::PrincipalsId;
use crate::ledger::{ClaimId, Entry, Ledger, Statement, StatementId};
use crate::vocabulary::PredicateId;

/// The most claims of a side that are compared with each accusation, where more statements meet than can be compared
/// pair by pair; where there are more, the accusation counts as answered.
const MOST_TRIES: usize = 64;

/// The most entities of a side; where the accused is tied to more, everybody counts as of that side, so that nobody is
/// called silent by mistake.
const MOST_ON_A_SIDE: usize = 256;

/// A claim that accuses somebody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Accusation {
    /// The claim.
    pub claim: ClaimId,
    /// The accused: the subject of its statement.
    pub accused: EntityId,
}

impl Accusation {
    /// Returns the accusation that a claim makes, if it makes one.
    pub fn of(ledger: &Ledger, claim: ClaimId) -> Option<Accusation> {
        let entry = ledger.claim(claim);
        if !entry.accuses {
            return None;
        }
        let accused = ledger.entities.find(entry.record.statement()?.subject)?;
        (!ledger.sides.are_possibly(entry.principals, accused)).then_some(Accusation { claim, accused })
    }

    /// Returns the finding of the accusation, if nobody has answered it.
    pub fn finding(self, ledger: &Ledger) -> Finding {
        let entry = ledger.claim(self.claim);
        let (id, accused) = (ledger.claim_text(self.claim), ledger.entity_text(self.accused));
        Finding::about(
            "unanswered",
            Route::Key(entry.record.place, entry.stance.key(), None),
            format!("`{id}` accuses `{accused}`, and no claim in that name answers it"),
        )
        .of(Kind::Claim, id)
        .help(format!(
            "look for an answer: a claim by `{accused}`, or by somebody who speaks for it, that takes a stance on this \
             statement, or has `answers: {id}`"
        ))
    }
}

/// The accusations of a ledger that are not answered, as far as the search has gone.
pub struct Accusations<'c, 'l, 'w> {
    comparer: &'c Comparer<'l, 'w>,
    all: FxHashMap<ClaimId, EntityId>,
    open: BTreeMap<ClaimId, EntityId>,
    sides: Sides,
}

impl<'c, 'l, 'w> Accusations<'c, 'l, 'w> {
    /// Returns the accusations that no claim answers by naming them or by taking a stance on their statements. The
    /// accusations that a claim answers by conflicting with them are found by [`Self::meet`].
    pub fn new(comparer: &'c Comparer<'l, 'w>) -> Accusations<'c, 'l, 'w> {
        let ledger = comparer.ledger;
        let accusations = ledger.ids().filter_map(|claim| Accusation::of(ledger, claim));
        let all: FxHashMap<ClaimId, EntityId> = accusations.map(|a| (a.claim, a.accused)).collect();
        let open = all.iter().map(|(claim, accused)| (*claim, *accused)).collect();
        let mut accusations = Accusations { comparer, all, open, sides: Sides::default() };
        if !accusations.open.is_empty() {
            accusations.drop_named();
            accusations.drop_spoken_of();
        }
        accusations
    }

    /// Returns the accusations that are not answered, in the byte order of their ids.
    pub fn unanswered(&self) -> impl Iterator<Item = Accusation> + '_ {
        self.open.iter().map(|(claim, accused)| Accusation { claim: *claim, accused: *accused })
    }

    /// Looks for answers among claims that meet: a claim that contradicts an accusation answers it.
    pub fn meet(&mut self, met: Met) {
        match met {
            Met::Pair(a, b) => self.pair(a, b),
            Met::Many(join) => self.join(join),
        }
    }

    fn pair(&mut self, a: ClaimId, b: ClaimId) {
        for (accusation, other) in [(a, b), (b, a)] {
            if let Some(accused) = self.open.get(&accusation).copied()
                && self.may_answer(other, accused)
            {
                self.open.remove(&accusation);
            }
        }
    }

    fn join(&mut self, join: &StatementJoin) {
        if self.open.is_empty() {
            return;
        }
        let ledger = self.comparer.ledger;
        let affirmed = |list: &[StatementId]| -> Vec<ClaimId> {
            list.iter().flat_map(|s| ledger.affirming(*s)).copied().collect()
        };
        let denied =
            |list: &[StatementId]| -> Vec<ClaimId> { list.iter().flat_map(|s| ledger.denying(*s)).copied().collect() };
        let (a, b) = (affirmed(join.a), if join.denied { denied(join.b) } else { affirmed(join.b) });
        self.try_some(&a, &b);
        if !join.among {
            self.try_some(&b, &a);
        }
    }

    /// Looks for answers to the first claims among the second.
    fn try_some(&mut self, accusing: &[ClaimId], others: &[ClaimId]) {
        let mut by_accused: BTreeMap<EntityId, Vec<ClaimId>> = BTreeMap::new();
        for claim in accusing {
            if let Some(accused) = self.open.get(claim) {
                by_accused.entry(*accused).or_default().push(*claim);
            }
        }
        let are_many = by_accused.len() > MOST_TRIES;
        for (accused, accusations) in by_accused {
            let answers: Vec<ClaimId> = if are_many {
                Vec::new()
            } else {
                others.iter().copied().filter(|c| self.may_answer(*c, accused)).take(MOST_TRIES + 1).collect()
            };
            let are_many = are_many || answers.len() > MOST_TRIES;
            for accusation in accusations {
                if are_many || answers.iter().any(|claim| !self.comparer.conflicts(accusation, *claim).is_empty()) {
                    self.open.remove(&accusation);
                }
            }
        }
    }

    /// Drops the accusations that a claim names in `answers`. A claim that only relays can answer so, too.
    fn drop_named(&mut self) {
        let ledger = self.comparer.ledger;
        let rich = ledger.rich_ids().map(|id| ledger.claim(id));
        for entry in rich.chain(ledger.relays.iter().filter(|entry| !entry.plain)) {
            let named = entry.record.more().answers.filter(|name| *name != entry.name);
            if let Some(accusation) = named.and_then(|name| ledger.find(name))
                && let Some(accused) = self.open.get(&accusation)
                && self.sides.has(ledger, entry.principals, *accused)
            {
                self.open.remove(&accusation);
            }
        }
    }

    /// Drops the accusations on whose statements the accused takes a stance.
    fn drop_spoken_of(&mut self) {
        let ledger = self.comparer.ledger;
        let mut accusing: Vec<(StatementId, EntityId, ClaimId)> =
            self.open.iter().map(|(claim, accused)| (ledger.claim(*claim).statement, *accused, *claim)).collect();
        accusing.sort_unstable();
        let mut rest = accusing.as_slice();
        for (first, run) in runs(ledger) {
            let end = StatementId(first.0 + run.len() as u32);
            let (here, later) = rest.split_at(rest.partition_point(|(statement, ..)| *statement < end));
            rest = later;
            let accused: FxHashSet<EntityId> = here.iter().map(|(_, accused, _)| *accused).collect();
            for accused in accused {
                let held = self.held(first..end, accused);
                let those = here.iter().filter(|(_, other, _)| *other == accused);
                let mut answered: FxHashMap<StatementId, bool> = FxHashMap::default();
                for (statement, _, claim) in those {
                    let is_answered = answered.entry(*statement).or_insert_with(|| {
                        held.iter().any(|held| held.bears_on(self.comparer, ledger.statement_of(*statement)))
                    });
                    if *is_answered {
                        self.open.remove(claim);
                    }
                }
            }
        }
    }

    /// Returns the stances of a side on statements about the same, one for each predicate and stance.
    fn held(&mut self, statements: std::ops::Range<StatementId>, accused: EntityId) -> Vec<Held<'l>> {
        let ledger = self.comparer.ledger;
        let mut held: FxHashMap<(PredicateId, EntityId, bool), Held> = FxHashMap::default();
        for id in (statements.start.0..statements.end.0).map(StatementId) {
            let statement = ledger.statement_of(id);
            for (claims, positive) in [(ledger.affirming(id), true), (ledger.denying(id), false)] {
                let key = (statement.predicate, statement.pair.subject, positive);
                if !held.contains_key(&key) && claims.iter().any(|claim| self.may_answer(*claim, accused)) {
                    held.insert(key, Held { statement, positive });
                }
            }
        }
        held.into_values().collect()
    }

    /// Returns true if a claim can be an answer of the accused: it is of that side, and no accusation of it.
    fn may_answer(&mut self, claim: ClaimId, accused: EntityId) -> bool {
        let ledger = self.comparer.ledger;
        self.all.get(&claim) != Some(&accused) && self.sides.has(ledger, ledger.claim(claim).principals, accused)
    }
}

/// Returns the claims that answer an accusation, in the byte order of their ids, with those that only relay last.
pub fn answers(comparer: &Comparer, accusation: Accusation) -> Vec<Symbol> {
    let ledger = comparer.ledger;
    let (mut sides, accuser) = (Sides::default(), ledger.claim(accusation.claim));
    let names_it = |entry: &Entry| entry.record.more().answers == Some(accuser.name);
    let answers = |id: ClaimId| {
        let entry = ledger.claim(id);
        let held = Held { statement: ledger.statement_of(entry.statement), positive: entry.stance.positive() };
        let accuses_too = || Accusation::of(ledger, id).is_some_and(|other| other.accused == accusation.accused);
        let speaks_of_it = || {
            held.bears_on(comparer, ledger.statement_of(accuser.statement))
                || !comparer.conflicts(accusation.claim, id).is_empty()
        };
        names_it(entry) || (!accuses_too() && speaks_of_it())
    };
    let mut is_of_side = |entry: &Entry| sides.has(ledger, entry.principals, accusation.accused);
    let others = ledger.ids().filter(|id| *id != accusation.claim);
    let claims: Vec<ClaimId> = others.filter(|id| is_of_side(ledger.claim(*id))).collect();
    let relays = ledger.relays.iter().filter(|entry| names_it(entry) && is_of_side(entry)).map(|entry| entry.name);
    let relays: Vec<Symbol> = relays.collect();
    claims.into_iter().filter(|id| answers(*id)).map(|id| ledger.claim(id).name).chain(relays).collect()
}

/// A stance on a statement.
#[derive(Clone, Copy)]
struct Held<'l> {
    statement: &'l Statement,
    positive: bool,
}

impl Held<'_> {
    /// Returns true if the stance is one on an accusation's statement: it affirms a statement that carries that one, or
    /// denies one that it carries. Statements do not count as lifted, and values need not agree.
    fn bears_on(&self, comparer: &Comparer, accusing: &Statement) -> bool {
        let about = |statement: &Statement| {
            let pair = statement.pair;
            pair.object.map_or((pair.subject, None), |o| (pair.subject.min(o), Some(pair.subject.max(o))))
        };
        let carries = if self.positive { [self.statement, accusing] } else { [accusing, self.statement] };
        about(self.statement) == about(accusing) && comparer.carries(carries[0], carries[1])
    }
}

/// The sides of those who are accused.
#[derive(Default)]
struct Sides {
    by_accused: FxHashMap<EntityId, Option<Vec<EntityId>>>,
    known: FxHashMap<(PrincipalsId, EntityId), bool>,
}

impl Sides {
    /// Returns true if a claim with these principals is of the accused's side.
    fn has(&mut self, ledger: &Ledger, principals: PrincipalsId, accused: EntityId) -> bool {
        let Sides { by_accused, known } = self;
        *known.entry((principals, accused)).or_insert_with(|| {
            let side = by_accused.entry(accused).or_insert_with(|| side_of(ledger, accused));
            let is_among = |side: &Vec<EntityId>| side.iter().any(|e| ledger.sides.are_possibly(principals, *e));
            side.as_ref().is_none_or(is_among)
        })
    }
}

/// Returns the entities that can answer for an entity: itself, its wholes, and those for whom it speaks, at any remove
/// and whatever the day; none where there are too many to look at.
fn side_of(ledger: &Ledger, accused: EntityId) -> Option<Vec<EntityId>> {
    let mut side = vec![accused];
    let mut known = FxHashSet::from_iter([accused]);
    let mut next = 0;
    while let Some(entity) = side.get(next).copied() {
        let class = ledger.entities.class(entity);
        let above = class.parents.iter().copied().chain(class.speaks_for.iter().map(|speaks| speaks.whom));
        side.extend(above.filter(|entity| known.insert(*entity)));
        if side.len() > MOST_ON_A_SIDE {
            return None;
        }
        next += 1;
    }
    Some(side)
}

/// Returns true if an accusation is against an entity, or against one for which the entity can answer.
pub fn is_against(ledger: &Ledger, accusation: Accusation, entity: EntityId) -> bool {
    side_of(ledger, accusation.accused).is_some_and(|side| side.contains(&entity))
}
