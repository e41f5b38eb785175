//! The contested statement of two claims as a text, which is the same for every pair that contests it.

use gainsay_model::record::Object;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::values::Same;
use crate::clash::{Candidate, Comparer, values};
use crate::ledger::entities::EntityId;
use crate::ledger::{Ledger, Statement};
use crate::mechanism::Mechanism;
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::Arguments;

/// The common form of all statements that say the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SameStatement<'w> {
    /// The predicate that represents those that mirror each other.
    predicate: PredicateId,
    /// Whether that predicate has the two entities the other way round.
    exchanged: bool,
    /// The subject, or the first of two entities.
    subject: EntityId,
    /// The second of two entities.
    object: Option<EntityId>,
    /// The value of the statement.
    value: Option<Same<'w>>,
}

impl<'w> Comparer<'_, 'w> {
    /// Returns the contested statement as a text, which is the same for every pair that contests it, in whichever
    /// direction it is put.
    pub fn contested(&self, a: &Statement, b: &Statement, candidate: &Candidate) -> String {
        let ledger = self.ledger;
        let (state, pair) = (&candidate.a, candidate.a.pair);
        match candidate.mechanism {
            Mechanism::Denial => self.whole_text(b.predicate, b.pair, &b.object),
            Mechanism::Once => {
                self.whole_text(state.predicate, pair, &a.object).min(self.whole_text(state.predicate, pair, &b.object))
            }
            Mechanism::Asymmetry => {
                let mirror = Arguments { subject: pair.object.unwrap_or(pair.subject), object: Some(pair.subject) };
                self.statement_text(state.predicate, pair, &a.object).min(self.statement_text(
                    state.predicate,
                    mirror,
                    &a.object,
                ))
            }
            Mechanism::Exclusion => {
                let other = candidate.b.predicate;
                let (one, two) =
                    (self.whole_text(state.predicate, pair, &a.object), self.whole_text(other, pair, &a.object));
                if one <= two { format!("{one} / {two}") } else { format!("{two} / {one}") }
            }
            Mechanism::Functional => {
                format!("{} {} …", ledger.entity_text(pair.subject), ledger.predicate_text(state.predicate))
            }
            Mechanism::InverseFunctional => {
                format!(
                    "… {} {}",
                    ledger.predicate_text(state.predicate),
                    pair.object.map(|o| ledger.entity_text(o)).unwrap_or_default()
                )
            }
            // Two claims cannot contest what a set of claims does.
            Mechanism::DeniedChain | Mechanism::JointlyDenied | Mechanism::OrderCycle | Mechanism::OverTotal => {
                String::new()
            }
        }
    }

    /// Returns the statement as [`Self::statement_text`] does, with the whole of a long text, and in one form for all
    /// dates that are equal.
    pub(crate) fn whole_text(&self, predicate: PredicateId, pair: Arguments, object: &Object) -> String {
        let ledger = self.ledger;
        if pair.object.is_some() {
            return self.statement_text(predicate, pair, object);
        }
        let object = match object {
            Object::Date(date) => ledger.workspace.date(*date).plainest(),
            object => values::whole_object_text(ledger.workspace, ledger.vocabulary.word(predicate).object(), object),
        };
        format!("{} {} {object}", ledger.entity_text(pair.subject), ledger.predicate_text(predicate))
    }

    /// Returns the common form of a statement and all that say the same: about entities that are the same, exchanged by
    /// symmetry or inverse, with a value that is written in another way.
    pub fn same_statement(&self, statement: &Statement) -> SameStatement<'w> {
        let subject = statement.pair.subject;
        match statement.pair.object {
            Some(object) => {
                let (predicate, exchanged) = self.mirrored(statement.predicate, subject > object);
                let exchanged = exchanged && subject != object;
                let (subject, object) = (subject.min(object), Some(subject.max(object)));
                SameStatement { predicate, exchanged, subject, object, value: None }
            }
            None => {
                let value = Some(values::same(self.ledger.workspace, &statement.object));
                SameStatement { predicate: statement.predicate, exchanged: false, subject, object: None, value }
            }
        }
    }

    /// Returns a statement with its entities' representatives, as it stands.
    pub fn plain_text(&self, predicate: PredicateId, pair: Arguments, object: &Object) -> String {
        let ledger = self.ledger;
        let object = match pair.object {
            Some(entity) => ledger.entity_text(entity).to_owned(),
            None => values::object_text(ledger.workspace, ledger.vocabulary.word(predicate).object(), object),
        };
        format!("{} {} {object}", ledger.entity_text(pair.subject), ledger.predicate_text(predicate))
    }

    /// Returns a statement with its entities' representatives: of it and its mirrors under symmetry and inverse, the
    /// first in byte order.
    pub fn statement_text(&self, predicate: PredicateId, pair: Arguments, object: &Object) -> String {
        let ledger = self.ledger;
        let Some(entity) = pair.object else { return self.plain_text(predicate, pair, object) };
        let write = |p: PredicateId, s: EntityId, o: EntityId| {
            format!("{} {} {}", ledger.entity_text(s), ledger.predicate_text(p), ledger.entity_text(o))
        };
        let (in_place, exchanged) = self.mirrors().of(predicate);
        let text = write(in_place, pair.subject, entity);
        match exchanged {
            Some(exchanged) => text.min(write(exchanged, entity, pair.subject)),
            None => text,
        }
    }

    /// Returns the common form of all statements about two entities that mirror each other, given one of them by its
    /// predicate and by whether the two are exchanged.
    pub(crate) fn mirrored(&self, predicate: PredicateId, exchanged: bool) -> (PredicateId, bool) {
        self.mirrors().lead(predicate, exchanged)
    }

    fn mirrors(&self) -> &Mirrors {
        self.mirrors.get_or_init(|| Mirrors::new(self.ledger))
    }
}

/// The predicates with which statements can be mirrored: two are joined where a mirror leads from one to the other.
pub(super) struct Mirrors {
    /// For each predicate, the representative of those that it is joined with, and whether subject and object are
    /// exchanged between the two.
    leads: Vec<(PredicateId, bool)>,
    /// For each representative, the first predicate by text with subject and object in the representative's order, and
    /// the first with these exchanged.
    first: FxHashMap<PredicateId, [Option<PredicateId>; 2]>,
    /// Representatives that mirror themselves.
    symmetric: FxHashSet<PredicateId>,
}

impl Mirrors {
    fn new(ledger: &Ledger) -> Mirrors {
        let vocabulary = &ledger.vocabulary;
        let mut leads: Vec<Option<(PredicateId, bool)>> = vec![None; vocabulary.words.len()];
        let (mut first, mut symmetric) = (FxHashMap::default(), FxHashSet::default());
        for lead in vocabulary.ids() {
            let (mut known, mut open) = (FxHashSet::default(), Vec::new());
            if leads[lead.0 as usize].is_none() {
                open.push((lead, false));
            }
            let mut best = [None; 2];
            while let Some((predicate, exchanged)) = open.pop() {
                if !known.insert((predicate, exchanged)) {
                    continue;
                }
                leads[predicate.0 as usize].get_or_insert((lead, exchanged));
                let place: &mut Option<PredicateId> = &mut best[usize::from(exchanged)];
                if place.is_none_or(|known| ledger.predicate_text(predicate) < ledger.predicate_text(known)) {
                    *place = Some(predicate);
                }
                let ties = vocabulary.word(predicate).ties.iter();
                open.extend(ties.filter(|tie| tie.kind.exchanges()).map(|tie| (tie.to, !exchanged)));
            }
            if !known.is_empty() {
                first.insert(lead, best);
                symmetric.extend(known.contains(&(lead, true)).then_some(lead));
            }
        }
        let leads = leads.into_iter().zip(vocabulary.ids()).map(|(lead, itself)| lead.unwrap_or((itself, false)));
        Mirrors { leads: leads.collect(), first, symmetric }
    }

    /// Returns the first predicates by text with which a statement can be mirrored, with its subject and object in
    /// their places, and exchanged. A space sorts before all characters with which an id can go on, so that the order
    /// of the predicates is that of the statements.
    fn of(&self, predicate: PredicateId) -> (PredicateId, Option<PredicateId>) {
        let (lead, exchanged) = self.leads[predicate.0 as usize];
        let first = self.first.get(&lead).copied().unwrap_or_default();
        let side = usize::from(exchanged);
        (first[side].unwrap_or(predicate), first[1 - side])
    }

    fn lead(&self, predicate: PredicateId, exchanged: bool) -> (PredicateId, bool) {
        let (lead, turned) = self.leads[predicate.0 as usize];
        (lead, !self.symmetric.contains(&lead) && exchanged ^ turned)
    }
}
