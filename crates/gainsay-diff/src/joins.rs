//! Finds the statements that have to be compared at all: those about the same two things, or with values of the same
//! one.

use std::cell::OnceCell;
use std::collections::BTreeMap;

pub mod denied_run;
mod functional;
mod lifted;
pub mod live_graph;
mod predicate_classes;
mod predicates;
mod values;

use crate::clash::{About, Candidate, Comparer, UNKNOWN};
use crate::mechanism::Mechanism;

use crate::ledger::entities::EntityId;
use crate::ledger::{Ledger, Statement, StatementId};
use crate::vocabulary::closure::{Arguments, Derived};
use crate::vocabulary::{PredicateId, PredicateInfo, Vocabulary};
use lifted::lifted;
use predicate_classes::PredicateClasses;
use predicates::{PredicateJoins, law_of};

/// Statements to compare, each of the first list with each of the second; in a denial the second are denied.
#[derive(Clone, Copy, Debug)]
pub struct StatementJoin<'m> {
    /// The first statements, which are affirmed.
    pub a: &'m [StatementId],
    /// The second statements, which are affirmed or denied.
    pub b: &'m [StatementId],
    /// Whether the second statements are denied.
    pub denied: bool,
    /// Whether the two lists are one, so that each two of it are compared once.
    pub among: bool,
    /// The mechanisms that are looked for.
    pub about: About,
    /// The way in which each of the first clashes with each of the second, if it is known without a look at the two.
    pub by_law: Option<ByLaw>,
}

/// The way in which statements clash without any presumption and without passing an event.
#[derive(Clone, Copy, Debug)]
pub enum ByLaw {
    /// Each of the first statements carries the one that each of the second denies.
    Denied,
    /// The first statements carry one of two clashing statements, and the second carry the other.
    Contest {
        /// The mechanism by which the two clash.
        mechanism: Mechanism,
        /// The statement that the first carry.
        one: (PredicateId, Arguments),
        /// The statement that the second carry.
        other: (PredicateId, Arguments),
    },
}

impl StatementJoin<'_> {
    /// Returns the ways in which two of the statements clash, times and speakers aside.
    pub fn candidates(&self, comparer: &Comparer, a: StatementId, b: StatementId) -> Vec<Candidate> {
        let (s, t) = (comparer.ledger.statement_of(a), comparer.ledger.statement_of(b));
        let vocabulary = &comparer.ledger.vocabulary;
        let (mechanism, one, other) = match self.by_law {
            None => return comparer.candidates_about(self.about, s, t, self.denied),
            Some(ByLaw::Denied) => (Mechanism::Denial, (t.predicate, t.pair), (t.predicate, t.pair)),
            Some(ByLaw::Contest { mechanism, one, other }) if self.a.binary_search(&a).is_ok() => {
                (mechanism, one, other)
            }
            Some(ByLaw::Contest { mechanism, one, other }) => (mechanism, other, one),
        };
        let carried = |statement: &Statement, carried: (PredicateId, Arguments)| {
            let steps = near_steps(vocabulary, statement, carried);
            Derived { steps, ..Derived::itself(vocabulary, carried.0, carried.1) }
        };
        let (x, y) = (carried(s, one), carried(t, other));
        vec![Candidate { mechanism, a: x, b: y, exact: true, usually: 0, steps: x.steps.saturating_add(y.steps) }]
    }

    /// Returns the number of pairs of claims that meet.
    pub fn pairs(&self, ledger: &Ledger) -> usize {
        let affirming = |s: &[StatementId]| s.iter().map(|s| ledger.affirming(*s).len()).sum::<usize>();
        let denying = |s: &[StatementId]| s.iter().map(|s| ledger.denying(*s).len()).sum::<usize>();
        affirming(self.a).saturating_mul(if self.denied { denying(self.b) } else { affirming(self.b) })
    }

    /// Returns two of the statements in the order in which they are compared.
    pub fn ordered(&self, ledger: &Ledger, a: StatementId, b: StatementId) -> (StatementId, StatementId) {
        if self.denied {
            return (a, b);
        }
        let [s, t] = [a, b].map(|id| ledger.statement_of(id));
        let in_one_thing = s.pair.object.is_none() || matches!(self.about, About::Objects | About::Subjects);
        if in_one_thing && s.predicate != t.predicate {
            return if s.predicate < t.predicate { (a, b) } else { (b, a) };
        }
        let either_way = self.among || matches!(self.about, About::Statements | About::Times);
        if either_way { ledger.in_order(a, b) } else { (a, b) }
    }
}

/// Returns the number of steps by which a statement carries another, if it is that one, or leads there directly;
/// [`UNKNOWN`], if it carries it by more steps.
pub fn near_steps(vocabulary: &Vocabulary, statement: &Statement, (predicate, pair): (PredicateId, Arguments)) -> u32 {
    if (statement.predicate, statement.pair) == (predicate, pair) {
        return 0;
    }
    let is_turned = statement.pair != pair;
    let mut ties = vocabulary.word(statement.predicate).ties.iter();
    if ties.any(|tie| tie.to == predicate && tie.kind.exchanges() == is_turned) { 1 } else { UNKNOWN }
}

/// Statements about the same two entities, which differ, and of which nothing is lifted.
#[derive(Clone, Copy)]
pub struct StatementRun<'l> {
    /// The number of the first; the others follow.
    pub first: StatementId,
    /// The statements.
    pub statements: &'l [Statement],
}

/// A visitor of statements that meet.
pub trait JoinVisitor<'l> {
    /// Visits very many statements about the same two entities. Returns true if all denials among them are done, so that
    /// these are not visited again as joins.
    fn visit_denials(&mut self, _: StatementRun<'l>) -> bool {
        false
    }

    /// Visits statements that meet.
    fn visit(&mut self, join: StatementJoin);
}

/// A visitor of all statements that meet, denials among them.
#[cfg(test)]
struct VisitAll<F>(F);

#[cfg(test)]
impl<F: FnMut(StatementJoin)> JoinVisitor<'_> for VisitAll<F> {
    fn visit(&mut self, join: StatementJoin) {
        (self.0)(join);
    }
}

/// Calls `join` for all statements that may clash, each two of them once for each [`About`].
#[cfg(test)]
pub fn statement_joins(comparer: &Comparer, join: impl FnMut(StatementJoin)) {
    visit_joins(comparer, &mut VisitAll(join));
}

/// Visits all statements that may clash, each two of them once for each [`About`].
pub fn visit_joins<'l>(comparer: &Comparer<'l, '_>, visitor: &mut impl JoinVisitor<'l>) {
    let finder = Finder { ledger: comparer.ledger, comparer, once: OnceCell::new() };
    finder.about_the_same(visitor);
    finder.about_values(&mut |join| visitor.visit(join));
    finder.of_functional(&mut |join| visitor.visit(join));
}

struct Finder<'f, 'l, 'w> {
    ledger: &'l Ledger<'w>,
    comparer: &'f Comparer<'l, 'w>,
    /// The classes of the predicates that lead to what happens or holds once; worked out where many statements meet.
    once: OnceCell<PredicateClasses>,
}

/// Returns the runs of statements about the same two entities, or with values of the same one: they are numbered one
/// after the other.
pub fn runs<'l>(ledger: &'l Ledger) -> impl Iterator<Item = (StatementId, &'l [Statement])> {
    let about = |s: &Statement| match s.pair.object {
        Some(object) => (s.pair.subject.min(object), Some(s.pair.subject.max(object))),
        None => (s.pair.subject, None),
    };
    let mut next = 0;
    ledger.statements.chunk_by(move |s, t| about(s) == about(t)).map(move |run| {
        let first = StatementId(next);
        next += run.len() as u32;
        (first, run)
    })
}

impl<'l> Finder<'_, 'l, '_> {
    fn positive(&self, s: StatementId) -> bool {
        !self.ledger.affirming(s).is_empty()
    }

    fn negative(&self, s: StatementId) -> bool {
        !self.ledger.denying(s).is_empty()
    }

    /// Returns true if the claims of one statement may contradict each other: some deny it, it usually leads to a
    /// statement that excludes it, or it is given two times.
    fn opposes_itself(&self, id: StatementId, s: &Statement) -> bool {
        self.positive(id) && (self.negative(id) || self.comparer.may_oppose_itself(s) || self.is_twice(id, s))
    }

    /// Returns true if several claims make this one statement, which carries something that happens or holds once.
    fn is_twice(&self, id: StatementId, s: &Statement) -> bool {
        self.ledger.affirming(id).len() > 1 && self.comparer.may_be_twice(s, s)
    }

    /// Joins statements between entities: denials, exclusions, asymmetries and two times.
    fn about_the_same(&self, visitor: &mut impl JoinVisitor<'l>) {
        let is_plain = |s: &Statement| !s.own && s.pair.object != Some(s.pair.subject);
        for (first, run) in runs(self.ledger).filter(|(_, run)| run.first().is_some_and(|s| s.pair.object.is_some())) {
            let are_many = run.len() >= self.comparer.many_statements && run.iter().all(is_plain);
            let are_denials_done = are_many && visitor.visit_denials(StatementRun { first, statements: run });
            let join = &mut |join: StatementJoin| visitor.visit(join);
            if !self.joined(first, run, are_denials_done, join) {
                self.at_home(first, run, &mut |a, b, denied, about| {
                    let (a, b) = if denied { (a, b) } else { self.ledger.in_order(a, b) };
                    if !(denied && are_denials_done) {
                        join(StatementJoin { a: &[a], b: &[b], denied, among: a == b && !denied, about, by_law: None });
                    }
                });
            }
        }
        lifted(self.comparer, |a, b, denied| {
            visitor.visit(StatementJoin { a, b, denied, among: false, about: About::Statements, by_law: None });
        });
    }

    /// Joins many statements about the same two entities by the statements that they carry, where nothing can be lifted
    /// to the same and the two entities differ; without denials if these are done. Returns true if that was done.
    fn joined(
        &self,
        first: StatementId,
        run: &[Statement],
        are_denials_done: bool,
        join: &mut impl FnMut(StatementJoin),
    ) -> bool {
        if run.len() < self.comparer.many_statements || !self.are_apart(run) {
            return false;
        }
        let ids: Vec<StatementId> = (first.0..first.0 + run.len() as u32).map(StatementId).collect();
        let (affirmed, denied) = (|i: usize| self.positive(ids[i]), |i: usize| self.negative(ids[i]));
        let Some(found) = PredicateJoins::new(self.comparer, &ids, &affirmed, &denied).find(are_denials_done) else {
            return false;
        };
        let all = |numbers: &[u32]| -> Vec<StatementId> { numbers.iter().map(|i| ids[*i as usize]).collect() };
        let about = About::Statements;
        for (affirmed, denied) in &found.denials {
            let by_law = found.are_by_law.then_some(ByLaw::Denied);
            join(StatementJoin { a: &all(affirmed), b: &all(denied), denied: true, among: false, about, by_law });
        }
        for (contest, one, other) in &found.lists {
            let by_law = found.are_by_law.then(|| law_of(*contest, &run[0]));
            join(StatementJoin { a: &all(one), b: &all(other), denied: false, among: false, about, by_law });
        }
        for (one, other) in &found.pairs {
            let (a, b) = self.ledger.in_order(ids[*one as usize], ids[*other as usize]);
            join(StatementJoin { a: &[a], b: &[b], denied: false, among: a == b, about, by_law: None });
        }
        self.given_two_times(&ids, join);
        true
    }

    /// Returns true if statements about the same two entities are about different ones, of which neither is a part of
    /// the other, or of itself: then no two of the statements come to be about the same by lifting.
    fn are_apart(&self, run: &[Statement]) -> bool {
        let Some(Statement { pair, .. }) = run.first() else { return false };
        let Some(object) = pair.object.filter(|object| *object != pair.subject) else { return false };
        let entities = [pair.subject, object];
        let is_part_of = |part: EntityId, whole: EntityId| self.ledger.entities.steps(part, whole).is_some();
        run.iter().all(|s| !s.own)
            || !entities.iter().any(|part| entities.iter().any(|whole| is_part_of(*part, *whole)))
    }

    /// Joins those statements about the same two entities that may be given two times.
    fn given_two_times(&self, ids: &[StatementId], join: &mut impl FnMut(StatementJoin)) {
        if !self.ledger.vocabulary.has_once {
            return;
        }
        let classes = self.classes_of_once();
        let mut by_class: BTreeMap<_, Vec<StatementId>> = BTreeMap::new();
        for id in ids.iter().copied().filter(|id| self.positive(*id)) {
            let Statement { predicate, pair, .. } = self.ledger.statement_of(id);
            if let Some(class) = classes.of(*predicate) {
                by_class.entry((class, pair.subject)).or_default().push(id);
            }
        }
        let lists: Vec<Vec<StatementId>> = by_class.into_values().collect();
        for (i, one) in lists.iter().enumerate() {
            for (j, other) in lists.iter().enumerate().skip(i) {
                let [s, t] = [one, other].map(|list| self.ledger.statement_of(list[0]));
                if self.comparer.may_be_twice(s, t) {
                    self.two_times(one, other, i == j, join);
                }
            }
        }
    }

    /// Returns the classes of the predicates that lead to what happens or holds once.
    fn classes_of_once(&self) -> &PredicateClasses {
        self.once.get_or_init(|| self.classes(|predicate| predicate.once))
    }

    /// Returns the classes of the predicates that lead to those for which the function returns true.
    fn classes(&self, is_one: impl Fn(&PredicateInfo) -> bool) -> PredicateClasses {
        let vocabulary = &self.ledger.vocabulary;
        let targets = vocabulary.ids().filter(|predicate| is_one(vocabulary.word(*predicate)));
        PredicateClasses::of_those_that_lead_to(self.ledger, targets)
    }

    /// Joins statements of two lists that may be given two times, or of one list, each with itself, too.
    fn two_times(&self, one: &[StatementId], other: &[StatementId], among: bool, join: &mut impl FnMut(StatementJoin)) {
        let about = About::Times;
        if !among || one.len() > 1 {
            join(StatementJoin { a: one, b: other, denied: false, among, about, by_law: None });
        }
        for id in one.iter().copied().filter(|_| among) {
            if self.is_twice(id, self.ledger.statement_of(id)) {
                join(StatementJoin { a: &[id], b: &[id], denied: false, among, about, by_law: None });
            }
        }
    }

    /// Finds those statements about the same two entities that can clash without lifting.
    fn at_home(
        &self,
        first: StatementId,
        run: &[Statement],
        found: &mut impl FnMut(StatementId, StatementId, bool, About),
    ) {
        if run.len() == 1 && !run.iter().any(|s| s.own || self.opposes_itself(first, s)) {
            return;
        }
        let id = |i: usize| StatementId(first.0 + i as u32);
        // A statement that is only affirmed and carries nothing that could clash meets those that are denied, or that
        // need lifting.
        let alone = |i: &usize| !run[*i].own && !self.negative(id(*i));
        let others: Vec<usize> = (0..run.len()).filter(|i| !alone(i)).collect();
        let contending: Vec<usize> =
            (0..run.len()).filter(|i| !alone(i) || self.comparer.may_clash(&run[*i])).collect();
        let all: Vec<usize> = if others.is_empty() { Vec::new() } else { (0..run.len()).collect() };
        for (i, s) in run.iter().enumerate() {
            let a = id(i);
            let (positive, negative) = (self.positive(a), self.negative(a));
            let partners = match (alone(&i), self.comparer.may_clash(s)) {
                (false, _) => &all,
                (true, true) => &contending,
                (true, false) => &others,
            };
            for j in &partners[partners.partition_point(|j| *j < i)..] {
                let (j, t) = (*j, &run[*j]);
                let b = id(j);
                let own = s.own || t.own;
                if positive && self.positive(b) && (own || self.comparer.may_oppose(s, t)) {
                    found(a, b, false, About::Statements);
                }
                if positive
                    && self.positive(b)
                    && if a == b { self.is_twice(a, s) } else { self.comparer.may_be_twice(s, t) }
                {
                    found(a, b, false, About::Times);
                }
                if positive && self.negative(b) && (own || self.comparer.carries(s, t)) {
                    found(a, b, true, About::Statements);
                }
                if a != b && negative && self.positive(b) && (own || self.comparer.carries(t, s)) {
                    found(b, a, true, About::Statements);
                }
            }
        }
    }
}
