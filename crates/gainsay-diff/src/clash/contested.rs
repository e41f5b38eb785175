//! What two claims contest, as a text: the same for every pair that contests it.

use gainsay_model::record::Object;
use rustc_hash::FxHashSet;

use crate::clash::{Candidate, Comparer, Mechanism, values};
use crate::ledger::Statement;
use crate::ledger::entities::EntityId;
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::Arguments;

impl Comparer<'_, '_> {
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
        }
    }

    /// Returns the statement as [`Self::statement_text`] does, with the whole of a long text, and in one form for all
    /// dates that are equal.
    fn whole_text(&self, predicate: PredicateId, pair: Arguments, object: &Object) -> String {
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
        let Mirrors { in_place, exchanged } =
            *self.mirrors[predicate.0 as usize].get_or_init(|| self.mirrors_of(predicate));
        let text = write(in_place, pair.subject, entity);
        match exchanged {
            Some(exchanged) => text.min(write(exchanged, entity, pair.subject)),
            None => text,
        }
    }

    /// Finds the first predicates, by their texts, with which a statement can be mirrored: a space comes before all
    /// that an id can go on with, so that their order is that of the statements.
    fn mirrors_of(&self, predicate: PredicateId) -> Mirrors {
        let ledger = self.ledger;
        let (mut known, mut next) = (FxHashSet::from_iter([(predicate, false)]), vec![(predicate, false)]);
        let mut first = [Some(predicate), None];
        while let Some((p, exchanged)) = next.pop() {
            let place = &mut first[usize::from(exchanged)];
            if place.is_none_or(|known| ledger.predicate_text(p) < ledger.predicate_text(known)) {
                *place = Some(p);
            }
            let mirrors = ledger
                .vocabulary
                .word(p)
                .ties
                .iter()
                .filter(|tie| tie.kind.exchanges())
                .map(|tie| (tie.to, !exchanged));
            next.extend(mirrors.filter(|mirror| known.insert(*mirror)));
        }
        Mirrors { in_place: first[0].unwrap_or(predicate), exchanged: first[1] }
    }
}

/// The predicates that come first of all with which a statement can be mirrored, with its subject and object in their
/// places, and exchanged.
#[derive(Clone, Copy)]
pub(super) struct Mirrors {
    in_place: PredicateId,
    exchanged: Option<PredicateId>,
}
