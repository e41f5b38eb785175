//! What two claims contest, as a text: the same for every pair that contests it.

use gainsay_model::record::Object;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clash::values::Same;
use crate::clash::{Candidate, Comparer, Mechanism, values};
use crate::ledger::entities::EntityId;
use crate::ledger::{Ledger, Statement};
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::Arguments;

/// What all statements have in common that say the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SameStatement<'w> {
    /// The predicate that leads those that mirror each other.
    predicate: PredicateId,
    /// Whether that one has the two entities the other way round.
    exchanged: bool,
    /// The subject; of two entities the first.
    subject: EntityId,
    /// The second of two entities.
    object: Option<EntityId>,
    /// The value.
    value: Option<Same<'w>>,
}

impl<'w> Comparer<'_, 'w> {
    /// What is contested, as a text: the same for every pair that contests it, whichever way round it is put.
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
            // What a set of claims contests is no matter of two of them.
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

    /// Returns what a statement has in common with all that say the same: about entities that are the same, turned by
    /// symmetry or inverse, with a value that is written otherwise.
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

    /// A statement with representatives, as it stands.
    pub fn plain_text(&self, predicate: PredicateId, pair: Arguments, object: &Object) -> String {
        let ledger = self.ledger;
        let object = match pair.object {
            Some(entity) => ledger.entity_text(entity).to_owned(),
            None => values::object_text(ledger.workspace, ledger.vocabulary.word(predicate).object(), object),
        };
        format!("{} {} {object}", ledger.entity_text(pair.subject), ledger.predicate_text(predicate))
    }

    /// A statement with representatives; of itself and its mirrors under symmetry and inverse, the one first in byte
    /// order.
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

    /// Returns the same for all statements about two entities that mirror each other, of which one is said with that
    /// predicate, about the two in their places or exchanged.
    pub(crate) fn mirrored(&self, predicate: PredicateId, exchanged: bool) -> (PredicateId, bool) {
        self.mirrors().lead(predicate, exchanged)
    }

    fn mirrors(&self) -> &Mirrors {
        self.mirrors.get_or_init(|| Mirrors::new(self.ledger))
    }
}

/// With which predicates statements can be mirrored, of all predicates: they are joined where a mirror leads from one
/// to the other.
pub(super) struct Mirrors {
    /// Of each predicate the one that leads those that it is joined with, and whether subject and object are exchanged
    /// between the two.
    leads: Vec<(PredicateId, bool)>,
    /// Of each that leads others, the first by their texts with subject and object in their places as in its own
    /// statements, and with these exchanged.
    first: FxHashMap<PredicateId, [Option<PredicateId>; 2]>,
    /// Predicates that lead others and that mirror themselves.
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

    /// Returns the predicates that come first of all, by their texts, with which a statement can be mirrored, with its
    /// subject and object in their places, and exchanged: a space comes before all that an id can go on with, so that
    /// their order is that of the statements.
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
