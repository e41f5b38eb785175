//! The ways in which two statements clash, by what they carry.

use crate::clash::{About, Candidate, Comparer, values};
use crate::ledger::Statement;
use crate::ledger::entities::EntityId;
use crate::mechanism::Mechanism;
use crate::vocabulary::closure::{Arguments, Derived};

impl Comparer<'_, '_> {
    /// Returns true if, of two statements about the same, the first carries the second, values aside and nothing
    /// lifted.
    pub fn carries(&self, a: &Statement, b: &Statement) -> bool {
        let (vocabulary, exchanged) = (&self.ledger.vocabulary, a.pair.subject != b.pair.subject);
        let carries = |exchanged| self.relations.carries(vocabulary, a.predicate, b.predicate, exchanged);
        // With one thing as subject and object, the direction does not matter.
        carries(exchanged) || (Some(a.pair.subject) == a.pair.object && carries(!exchanged))
    }

    /// Returns true if two statements about the same may clash by what they carry, nothing lifted, if both are
    /// affirmed: by exclusion or asymmetry.
    pub fn may_oppose(&self, a: &Statement, b: &Statement) -> bool {
        self.relations.may_oppose(&self.ledger.vocabulary, a.predicate, b.predicate, a.pair.subject != b.pair.subject)
    }

    /// Returns true if a statement may clash with itself, by exclusion or asymmetry.
    pub fn may_oppose_itself(&self, statement: &Statement) -> bool {
        self.relations.may_oppose_itself(&self.ledger.vocabulary, statement.predicate)
    }

    /// Returns true if a statement carries anything that could clash with another about the same, if both are affirmed;
    /// nothing lifted.
    pub fn may_clash(&self, statement: &Statement) -> bool {
        let (vocabulary, predicate) = (&self.ledger.vocabulary, statement.predicate);
        self.relations.contends(vocabulary, predicate)
            || (vocabulary.has_once && self.relations.is_timed(vocabulary, predicate))
    }

    /// Returns true if two statements of the same subject give values where there can be only one.
    pub fn rival(&self, a: &Statement, b: &Statement) -> bool {
        self.relations.rival(&self.ledger.vocabulary, a.predicate, b.predicate)
    }

    /// Returns true if two statements about the same may have two times, where both carry something that happens or
    /// holds once; nothing lifted.
    pub fn may_be_twice(&self, a: &Statement, b: &Statement) -> bool {
        if !self.ledger.vocabulary.has_once {
            return false;
        }
        let (vocabulary, exchanged) = (&self.ledger.vocabulary, a.pair.subject != b.pair.subject);
        let twice = |exchanged| self.relations.share_once(vocabulary, a.predicate, b.predicate, exchanged);
        twice(exchanged) || (Some(a.pair.subject) == a.pair.object && twice(!exchanged))
    }

    /// Returns every way in which two statements clash, best first; `b_denied` means that the second is denied, not
    /// affirmed.
    pub fn candidates(&self, a: &Statement, b: &Statement, b_denied: bool) -> Vec<Candidate> {
        let mut found = Vec::new();
        About::ALL.into_iter().for_each(|about| self.find(a, b, b_denied, about, &mut found));
        self.best_first(a, b, found)
    }

    /// Returns the ways in which two statements clash by the given mechanisms, best first.
    pub fn candidates_about(&self, about: About, a: &Statement, b: &Statement, b_denied: bool) -> Vec<Candidate> {
        let mut found = Vec::new();
        self.find(a, b, b_denied, about, &mut found);
        self.best_first(a, b, found)
    }

    /// Sorts the candidates, best first; among equals, by their contested statements.
    fn best_first(&self, a: &Statement, b: &Statement, mut found: Vec<Candidate>) -> Vec<Candidate> {
        let rank = |c: &Candidate| (c.mechanism, c.usually, c.steps);
        if found.len() > 1 {
            found.sort_by_key(rank);
            for equals in found.chunk_by_mut(|c, d| rank(c) == rank(d)).filter(|equals| equals.len() > 1) {
                equals.sort_by_cached_key(|c| self.contested(a, b, c));
            }
        }
        found
    }

    /// Adds the ways in which two statements clash by the given mechanisms. Whatever the entities and the relations of
    /// the predicates tell apart costs no closure.
    fn find(&self, a: &Statement, b: &Statement, b_denied: bool, about: About, found: &mut Vec<Candidate>) {
        match (about, b_denied) {
            (About::Statements, true) => self.denials(a, b, found),
            (About::Statements, false) => self.oppositions(a, b, found),
            (About::Times, false) if are_about_the_same(a, b) && self.may_be_twice(a, b) => self.two_times(a, b, found),
            (About::Objects | About::Subjects, false) if share_an_entity(a, b) => self.rivals(a, b, about, found),
            _ => {}
        }
    }

    fn denials(&self, a: &Statement, b: &Statement, found: &mut Vec<Candidate>) {
        let ledger = self.ledger;
        let itself = Derived::itself(&ledger.vocabulary, b.predicate, b.pair);
        ledger.carried(a, b.predicate, b.pair, |x| {
            let exact = if b.pair.object.is_some() {
                Some(true)
            } else {
                values::denies(ledger.workspace, &a.object, &b.object)
            };
            if let Some(exact) = exact {
                found.push(Candidate {
                    mechanism: Mechanism::Denial,
                    a: x,
                    b: itself,
                    exact,
                    usually: x.usually,
                    steps: x.steps,
                });
            }
        });
    }

    /// Adds the statements that the two carry and that exclude each other, or never hold both ways round.
    fn oppositions(&self, a: &Statement, b: &Statement, found: &mut Vec<Candidate>) {
        let ledger = self.ledger;
        if ledger.unsatisfiable.contains(&a.predicate) || ledger.unsatisfiable.contains(&b.predicate) {
            return;
        }
        if a.own || b.own {
            return self.lifted_oppositions(a, b, found);
        }
        if !(are_about_the_same(a, b) && self.may_oppose(a, b)) {
            return;
        }
        let (of_a, of_b) = (ledger.shared_closure(a.predicate), ledger.shared_closure(b.predicate));
        for x in of_a.opposing() {
            let word = ledger.vocabulary.word(x.predicate);
            let here = x.about(a.pair);
            let mut add = |mechanism, y: &Derived| {
                let (usually, steps) = (x.usually + y.usually, x.steps + y.steps);
                found.push(Candidate {
                    mechanism,
                    a: x.placed(a.pair),
                    b: y.placed(b.pair),
                    exact: true,
                    usually,
                    steps,
                });
            };
            for other in &word.excludes {
                for (_, y) in of_b.with(*other).filter(|(j, _)| !of_b.is_barred(*j)) {
                    let same = || {
                        here.object.is_some()
                            || values::same(ledger.workspace, &a.object) == values::same(ledger.workspace, &b.object)
                    };
                    if y.about(b.pair) == here && same() {
                        add(Mechanism::Exclusion, y);
                    }
                }
            }
            if let (true, Some(mirror)) = (word.asymmetric, here.mirror()) {
                for (_, y) in of_b.with(x.predicate).filter(|(j, _)| !of_b.is_barred(*j)) {
                    if y.about(b.pair) == mirror {
                        add(Mechanism::Asymmetry, y);
                    }
                }
            }
        }
    }

    /// Adds the statements that both carry and that happen or hold once. Lifted statements do not count.
    fn two_times(&self, a: &Statement, b: &Statement, found: &mut Vec<Candidate>) {
        let ledger = self.ledger;
        let (of_a, of_b) = (ledger.shared_closure(a.predicate), ledger.shared_closure(b.predicate));
        let same = |x: &Derived, y: &Derived| {
            x.about(a.pair) == y.about(b.pair)
                && (a.pair.object.is_some()
                    || values::same(ledger.workspace, &a.object) == values::same(ledger.workspace, &b.object))
        };
        for x in of_a.once() {
            for (_, y) in of_b.with(x.predicate).filter(|(_, y)| same(x, y)) {
                let (usually, steps) = (x.usually + y.usually, x.steps + y.steps);
                let (x, y) = (x.placed(a.pair), y.placed(b.pair));
                found.push(Candidate { mechanism: Mechanism::Once, a: x, b: y, exact: true, usually, steps });
            }
        }
    }

    /// Adds the statements that the two carry of which there can be only one: one object, or one subject. Lifted
    /// statements do not count.
    fn rivals(&self, a: &Statement, b: &Statement, about: About, found: &mut Vec<Candidate>) {
        let ledger = self.ledger;
        if [a, b].iter().any(|statement| !self.relations.is_single(&ledger.vocabulary, statement.predicate)) {
            return;
        }
        let (of_a, of_b) = (ledger.shared_closure(a.predicate), ledger.shared_closure(b.predicate));
        for x in of_a.single() {
            let word = ledger.vocabulary.word(x.predicate);
            let here = x.about(a.pair);
            for (_, y) in of_b.with(x.predicate) {
                let there = y.about(b.pair);
                let mut add = |mechanism, exact| {
                    let (usually, steps) = (x.usually + y.usually, x.steps + y.steps);
                    found.push(Candidate {
                        mechanism,
                        a: x.placed(a.pair),
                        b: y.placed(b.pair),
                        exact,
                        usually,
                        steps,
                    });
                };
                if about == About::Objects && word.functional && here.subject == there.subject {
                    let differ = match (here.object, there.object) {
                        (Some(one), Some(other)) => self.entities_differ(one, other, word.whole.object).then_some(true),
                        _ => values::differ(ledger.workspace, &a.object, &b.object, word.record.tolerance.as_ref()),
                    };
                    if let Some(exact) = differ {
                        add(Mechanism::Functional, exact);
                    }
                }
                let mirrored = about == About::Subjects
                    && word.inverse_functional
                    && here.object.is_some()
                    && here.object == there.object;
                if mirrored && self.entities_differ(here.subject, there.subject, word.whole.subject) {
                    add(Mechanism::InverseFunctional, true);
                }
            }
        }
    }

    /// Returns true if two entities cannot be one value: where parts stand for wholes, neither is a part of the other,
    /// and nothing is a part of both.
    fn entities_differ(&self, a: EntityId, b: EntityId, whole: bool) -> bool {
        a != b && !(whole && self.ledger.entities.overlap(a, b))
    }
}

/// Returns true if two statements are about the same two entities, in whichever order, or about values of one entity.
fn are_about_the_same(a: &Statement, b: &Statement) -> bool {
    a.pair == b.pair || a.pair.mirror() == Some(b.pair)
}

/// Returns true if an entity is the subject or object of both statements.
fn share_an_entity(a: &Statement, b: &Statement) -> bool {
    let is_in = |entity, pair: Arguments| entity == pair.subject || Some(entity) == pair.object;
    is_in(a.pair.subject, b.pair) || a.pair.object.is_some_and(|object| is_in(object, b.pair))
}
