//! What two claims contest, as a text: the same for every pair that contests it.

use gainsay_model::record::Object;

use crate::clash::{Candidate, Comparer, Mechanism, values};
use crate::ledger::Statement;
use crate::ledger::entities::EntityId;
use crate::vocabulary::PredicateId;
use crate::vocabulary::closure::Pair;

impl Comparer<'_, '_> {
    /// What is contested, as a text: the same for every pair that contests it, whichever way round it is put.
    pub fn contested(&self, a: &Statement, b: &Statement, candidate: &Candidate) -> String {
        let ledger = self.ledger;
        let (state, pair) = (&candidate.a, candidate.a.pair);
        match candidate.mechanism {
            Mechanism::Denial => self.whole_text(b.predicate, b.pair, &b.object),
            Mechanism::Once => self.whole_text(state.predicate, pair, &a.object).min(self.whole_text(state.predicate, pair, &b.object)),
            Mechanism::Asymmetry => {
                let mirror = Pair { subject: pair.object.unwrap_or(pair.subject), object: Some(pair.subject) };
                self.statement_text(state.predicate, pair, &a.object).min(self.statement_text(state.predicate, mirror, &a.object))
            }
            Mechanism::Exclusion => {
                let other = candidate.b.predicate;
                let (one, two) = (self.whole_text(state.predicate, pair, &a.object), self.whole_text(other, pair, &a.object));
                if one <= two { format!("{one} / {two}") } else { format!("{two} / {one}") }
            }
            Mechanism::Functional => format!("{} {} …", ledger.entity_text(pair.subject), ledger.predicate_text(state.predicate)),
            Mechanism::InverseFunctional => {
                format!("… {} {}", ledger.predicate_text(state.predicate), pair.object.map(|o| ledger.entity_text(o)).unwrap_or_default())
            }
        }
    }

    /// Returns the statement as [`Self::statement_text`] does, with the whole of a long text, and in one form for all dates that are equal.
    fn whole_text(&self, predicate: PredicateId, pair: Pair, object: &Object) -> String {
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
    pub fn plain_text(&self, predicate: PredicateId, pair: Pair, object: &Object) -> String {
        let ledger = self.ledger;
        let object = match pair.object {
            Some(entity) => ledger.entity_text(entity).to_owned(),
            None => values::object_text(ledger.workspace, ledger.vocabulary.word(predicate).object(), object),
        };
        format!("{} {} {object}", ledger.entity_text(pair.subject), ledger.predicate_text(predicate))
    }

    /// A statement with representatives; of itself and its mirrors under symmetry and inverse, the one first in byte order.
    pub fn statement_text(&self, predicate: PredicateId, pair: Pair, object: &Object) -> String {
        let ledger = self.ledger;
        let Some(entity) = pair.object else { return self.plain_text(predicate, pair, object) };
        let write = |p: PredicateId, s: EntityId, o: EntityId| {
            format!("{} {} {}", ledger.entity_text(s), ledger.predicate_text(p), ledger.entity_text(o))
        };
        let (mut seen, mut next) = (vec![(predicate, false)], 0);
        while let Some(&(p, exchanged)) = seen.get(next) {
            next += 1;
            let mirrors = ledger.vocabulary.word(p).ties.iter().filter(|t| t.kind.exchanges());
            for tie in mirrors {
                if !seen.contains(&(tie.to, !exchanged)) {
                    seen.push((tie.to, !exchanged));
                }
            }
        }
        let texts =
            seen.into_iter().map(|(p, exchanged)| if exchanged { write(p, entity, pair.subject) } else { write(p, pair.subject, entity) });
        texts.min().unwrap_or_default()
    }
}
