//! Finds the statements that have to be compared at all: those about the same two things, or with values of the same
//! one.

mod lifted;
mod predicates;

use gainsay_model::date::Days;
use gainsay_model::record::Object;
use rustc_hash::FxHashMap;

use crate::clash::values;
use crate::clash::{About, Candidate, Comparer, UNKNOWN};
use crate::mechanism::Mechanism;

use crate::kd_tree::KdTree;
use crate::ledger::entities::EntityId;
use crate::ledger::{Ledger, Statement, StatementId};
use crate::vocabulary::closure::{Arguments, Derived};
use crate::vocabulary::leading::Leading;
use crate::vocabulary::{PredicateId, Vocabulary};
use lifted::lifted;
use predicates::PredicateJoins;

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
        let several = self.a.len() > 1 || self.b.len() > 1;
        let joined = several && self.about == About::Statements && !self.denied;
        if self.among || joined { ledger.in_order(a, b) } else { (a, b) }
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

/// Calls `join` for all statements that may clash, each two of them once for each [`About`].
pub fn statement_joins(comparer: &Comparer, mut join: impl FnMut(StatementJoin)) {
    let finder = Finder { ledger: comparer.ledger, comparer };
    finder.about_the_same(&mut join);
    finder.about_values(&mut join);
    finder.of_functional(&mut join);
}

struct Finder<'f, 'l, 'w> {
    ledger: &'l Ledger<'w>,
    comparer: &'f Comparer<'l, 'w>,
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

impl Finder<'_, '_, '_> {
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
    fn about_the_same(&self, join: &mut impl FnMut(StatementJoin)) {
        for (first, run) in runs(self.ledger).filter(|(_, run)| run.first().is_some_and(|s| s.pair.object.is_some())) {
            if !self.joined(first, run, join) {
                self.at_home(first, run, &mut |a, b, denied, about| {
                    let (a, b) = if denied { (a, b) } else { self.ledger.in_order(a, b) };
                    join(StatementJoin { a: &[a], b: &[b], denied, among: a == b && !denied, about, by_law: None });
                });
            }
        }
        lifted(self.ledger, |come, b, denied| {
            join(StatementJoin { a: come, b: &[b], denied, among: false, about: About::Statements, by_law: None })
        });
    }

    /// Joins many statements about the same two entities by the statements that they carry, where nothing is lifted and
    /// the two entities differ. Returns true if that was done.
    fn joined(&self, first: StatementId, run: &[Statement], join: &mut impl FnMut(StatementJoin)) -> bool {
        let is_plain = |s: &Statement| !s.own && s.pair.object != Some(s.pair.subject);
        if run.len() < self.comparer.many_statements
            || !run.iter().all(is_plain)
            || !PredicateJoins::new(self.comparer, first, run).join(join)
        {
            return false;
        }
        self.given_two_times(first, run, join);
        true
    }

    /// Joins those statements about the same two entities that may be given two times.
    fn given_two_times(&self, first: StatementId, run: &[Statement], join: &mut impl FnMut(StatementJoin)) {
        let id = |i: usize| StatementId(first.0 + i as u32);
        let timed: Vec<usize> = (0..run.len())
            .filter(|i| self.positive(id(*i)) && self.comparer.may_be_twice(&run[*i], &run[*i]))
            .collect();
        for (at, i) in timed.iter().enumerate() {
            for j in &timed[at..] {
                let is_one = if i == j {
                    self.is_twice(id(*i), &run[*i])
                } else {
                    self.comparer.may_be_twice(&run[*i], &run[*j])
                };
                if is_one {
                    let (a, b) = self.ledger.in_order(id(*i), id(*j));
                    join(StatementJoin {
                        a: &[a],
                        b: &[b],
                        denied: false,
                        among: a == b,
                        about: About::Times,
                        by_law: None,
                    });
                }
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

    /// Joins statements whose objects are values: they meet in their subject.
    fn about_values(&self, join: &mut impl FnMut(StatementJoin)) {
        for (first, run) in runs(self.ledger).filter(|(_, run)| run.first().is_some_and(|s| s.pair.object.is_none())) {
            if run.len() == 1 && !run.iter().any(|s| self.opposes_itself(first, s)) {
                continue;
            }
            let ids: Vec<StatementId> = (first.0..first.0 + run.len() as u32).map(StatementId).collect();
            let bundles: Vec<&[StatementId]> = ids
                .chunk_by(|a, b| self.ledger.statement_of(*a).predicate == self.ledger.statement_of(*b).predicate)
                .collect();
            let denied: Vec<bool> = bundles.iter().map(|bundle| bundle.iter().any(|s| self.negative(*s))).collect();
            let values = if denied.contains(&true) { self.placed(&ids) } else { Vec::new() };
            let value = |s: StatementId| values[(s.0 - first.0) as usize];
            for (i, one) in bundles.iter().enumerate() {
                for (j, other) in bundles.iter().enumerate().skip(i) {
                    let (s, t) = (self.ledger.statement_of(one[0]), self.ledger.statement_of(other[0]));
                    if self.comparer.rival(s, t) {
                        join(StatementJoin {
                            a: one,
                            b: other,
                            denied: false,
                            among: i == j,
                            about: About::Objects,
                            by_law: None,
                        });
                    }
                    if self.comparer.may_oppose(s, t) {
                        self.same_values(one, other, About::Statements, join);
                    }
                    if self.comparer.may_be_twice(s, t) {
                        self.same_values(one, other, About::Times, join);
                    }
                    if denied[j] && self.comparer.carries(s, t) {
                        self.deny_values(&value, one, other, join);
                    }
                    if i != j && denied[i] && self.comparer.carries(t, s) {
                        self.deny_values(&value, other, one, join);
                    }
                }
            }
        }
    }

    /// Returns the places of the values of one subject among each other.
    fn placed(&self, statements: &[StatementId]) -> Vec<Days> {
        let objects: Vec<&Object> = statements.iter().map(|s| &self.ledger.statement_of(*s).object).collect();
        values::stretches(self.ledger.workspace, &objects)
    }

    /// Joins denied statements with the affirmed ones whose values have anything in common with theirs.
    fn deny_values(
        &self,
        value: &impl Fn(StatementId) -> Days,
        affirmed: &[StatementId],
        denied: &[StatementId],
        join: &mut impl FnMut(StatementJoin),
    ) {
        let affirmed: Vec<StatementId> = affirmed.iter().copied().filter(|a| self.positive(*a)).collect();
        let points: Vec<_> = affirmed.iter().enumerate().map(|(i, a)| ([value(*a).first, value(*a).last], i)).collect();
        let index = KdTree::new(&points, None, &[0, 1]);
        for d in denied.iter().filter(|d| self.negative(**d)) {
            let meets = [(i64::MIN, value(*d).last), (value(*d).first, i64::MAX)];
            let mut found: Vec<StatementId> = index.within(&meets).map(|i| affirmed[i]).collect();
            found.sort_unstable();
            for a in found {
                join(StatementJoin {
                    a: &[a],
                    b: &[*d],
                    denied: true,
                    among: false,
                    about: About::Statements,
                    by_law: None,
                });
            }
        }
    }

    /// Joins statements with the same value that exclude each other, or that are one and the same.
    fn same_values(
        &self,
        one: &[StatementId],
        other: &[StatementId],
        about: About,
        join: &mut impl FnMut(StatementJoin),
    ) {
        let value = |s: &StatementId| values::same(self.ledger.workspace, &self.ledger.statement_of(*s).object);
        let mut by_value: FxHashMap<_, Vec<StatementId>> = FxHashMap::default();
        for b in other.iter().filter(|b| self.positive(**b)) {
            by_value.entry(value(b)).or_default().push(*b);
        }
        let among = one == other;
        for a in one.iter().filter(|a| self.positive(**a)) {
            for b in by_value.get(&value(a)).into_iter().flatten().filter(|b| !among || a <= *b) {
                let (a, b) = if among { self.ledger.in_order(*a, *b) } else { (*a, *b) };
                join(StatementJoin { a: &[a], b: &[b], denied: false, among: a == b, about, by_law: None });
            }
        }
    }

    /// Joins statements between entities with functional and inverse-functional predicates: they meet in the entity
    /// that may have only one. They meet there once, since two statements that differ in the other entity have one
    /// thing in common.
    fn of_functional(&self, join: &mut impl FnMut(StatementJoin)) {
        for about in [About::Objects, About::Subjects] {
            let Some(families) = self.families(about) else { continue };
            let slots = self.slots(about, &families);
            for slot in slots.chunk_by(|a, b| (a.family, a.one) == (b.family, b.one)).filter(|slot| slot.len() > 1) {
                let statements: Vec<StatementId> = slot.iter().map(|s| s.statement).collect();
                let mut rest = statements.as_slice();
                let mut bundles = Vec::new();
                for bundle in slot.chunk_by(|a, b| (a.predicate, a.is_subject) == (b.predicate, b.is_subject)) {
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
                slots.push(FunctionalSlot { family, one, predicate: statement.predicate, is_subject, statement: id });
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
        let is_one = |p: PredicateId| {
            let word = vocabulary.word(p);
            word.takes_entities() && if about == About::Objects { word.functional } else { word.inverse_functional }
        };
        let mut ones = vocabulary.ids().filter(|p| is_one(*p)).peekable();
        ones.peek()?;
        let leading = Leading::to(vocabulary, ones);
        let mut used = vec![false; vocabulary.words.len()];
        self.ledger.statements.iter().for_each(|s| used[s.predicate.0 as usize] = true);
        let of = leading.families(vocabulary, vocabulary.ids().filter(|predicate| used[predicate.0 as usize]), is_one);
        Some(Families { leading, of })
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
    predicate: PredicateId,
    /// Whether the entity is the statement's subject.
    is_subject: bool,
    statement: StatementId,
}
