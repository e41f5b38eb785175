//! Joins statements between entities with functional and inverse-functional predicates.

use std::cell::OnceCell;

use crate::clash::About;
use crate::joins::predicate_classes::{ClassId, PredicateClasses};
use crate::joins::{Finder, StatementJoin};
use crate::ledger::StatementId;
use crate::ledger::entities::EntityId;
use crate::vocabulary::PredicateId;
use crate::vocabulary::leading::Leading;

impl Finder<'_, '_, '_> {
    /// Joins statements between entities with functional and inverse-functional predicates: they meet in the entity
    /// that may have only one. They meet there once, since two statements that differ in the other entity have one
    /// thing in common.
    pub(super) fn of_functional(&self, join: &mut impl FnMut(StatementJoin)) {
        for about in [About::Objects, About::Subjects] {
            let Some(families) = self.families(about) else { continue };
            let classes = OnceCell::new();
            let mut slots = self.slots(about, &families);
            for slot in slots.chunk_by_mut(|a, b| (a.family, a.one) == (b.family, b.one)).filter(|slot| slot.len() > 1)
            {
                if slot.chunk_by(FunctionalSlot::is_alike).count() >= self.comparer.many_statements {
                    let classes = classes.get_or_init(|| {
                        PredicateClasses::of_those_that_lead_to(self.ledger, self.functional_predicates(about))
                    });
                    slot.iter_mut().for_each(|s| s.class = classes.of(s.predicate).unwrap_or(s.class));
                    slot.sort_unstable();
                }
                let statements: Vec<StatementId> = slot.iter().map(|s| s.statement).collect();
                let mut rest = statements.as_slice();
                let mut bundles = Vec::new();
                for bundle in slot.chunk_by(FunctionalSlot::is_alike) {
                    let (these, others) = rest.split_at(bundle.len());
                    bundles.push(these);
                    rest = others;
                }
                for (i, one) in bundles.iter().enumerate() {
                    for (j, other) in bundles.iter().enumerate().skip(i).filter(|(j, _)| *j > i || one.len() > 1) {
                        join(StatementJoin { a: one, b: other, denied: false, among: i == j, about, by_law: None });
                    }
                }
            }
        }
    }

    /// Returns the slots in which statements say something of which there can be only one, sorted.
    fn slots(&self, about: About, families: &Families) -> Vec<FunctionalSlot> {
        let mut slots = Vec::new();
        for (i, statement) in self.ledger.statements.iter().enumerate() {
            let id = StatementId(i as u32);
            let Some(object) = statement.pair.object.filter(|_| self.positive(id)) else { continue };
            let Some(family) = families.of[statement.predicate.0 as usize] else { continue };
            let sides = families.leading.sides(statement.predicate);
            for exchanged in [false, true].into_iter().filter(|exchanged| sides[usize::from(*exchanged)]) {
                let is_subject = exchanged != (about == About::Objects);
                let one = if is_subject { statement.pair.subject } else { object };
                // A statement about one thing as subject and object has one slot.
                let is_subject = is_subject || statement.pair.subject == object;
                let predicate = statement.predicate;
                slots.push(FunctionalSlot { family, one, class: predicate.0, is_subject, statement: id, predicate });
            }
        }
        slots.sort_unstable();
        slots.dedup();
        slots
    }

    /// Groups functional predicates that one statement can carry together into families: pairs are looked for once for
    /// each family. Returns none if there are no such predicates.
    fn families(&self, about: About) -> Option<Families> {
        let vocabulary = &self.ledger.vocabulary;
        let mut ones = self.functional_predicates(about).peekable();
        ones.peek()?;
        let leading = Leading::to(vocabulary, ones);
        let mut used = vec![false; vocabulary.words.len()];
        self.ledger.statements.iter().for_each(|s| used[s.predicate.0 as usize] = true);
        let of = leading.families(vocabulary, vocabulary.ids().filter(|predicate| used[predicate.0 as usize]), |p| {
            self.is_functional(about, p)
        });
        Some(Families { leading, of })
    }

    /// Iterates over the predicates between entities that may have only one object, or one subject.
    fn functional_predicates(&self, about: About) -> impl Iterator<Item = PredicateId> {
        self.ledger.vocabulary.ids().filter(move |p| self.is_functional(about, *p))
    }

    fn is_functional(&self, about: About, predicate: PredicateId) -> bool {
        let word = self.ledger.vocabulary.word(predicate);
        word.takes_entities() && if about == About::Objects { word.functional } else { word.inverse_functional }
    }
}

/// The functional predicates in families, and the predicates that lead to them.
struct Families {
    leading: Leading,
    /// For each predicate, the first of the family that it leads to.
    of: Vec<Option<PredicateId>>,
}

/// A slot in which a statement says something of which there can be only one, for one entity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct FunctionalSlot {
    family: PredicateId,
    one: EntityId,
    /// The class of the predicate; the predicate itself, where there are few.
    class: ClassId,
    /// Whether the entity is the statement's subject.
    is_subject: bool,
    statement: StatementId,
    predicate: PredicateId,
}

impl FunctionalSlot {
    /// Returns true if the statements of two slots clash with others in the same ways.
    fn is_alike(&self, other: &FunctionalSlot) -> bool {
        (self.class, self.is_subject) == (other.class, other.is_subject)
    }
}
