//! Joins statements whose objects are values: they meet in their subject.

use std::cell::OnceCell;

use gainsay_model::date::Days;
use gainsay_model::record::Object;
use rustc_hash::FxHashMap;

use crate::clash::About;
use crate::clash::values::{self, Certain};
use crate::joins::predicate_classes::PredicateClasses;
use crate::joins::predicates::PredicateJoins;
use crate::joins::{Finder, StatementJoin, runs};
use crate::kd_tree::KdTree;
use crate::ledger::StatementId;

impl Finder<'_, '_, '_> {
    /// Joins statements whose objects are values: they meet in their subject.
    pub(super) fn about_values(&self, join: &mut impl FnMut(StatementJoin)) {
        let functional = OnceCell::new();
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
            if bundles.len() < self.comparer.many_statements
                || !self.of_many_predicates(&functional, &value, &bundles, join)
            {
                self.of_few_predicates(&value, &bundles, &denied, join);
            }
        }
    }

    /// Joins statements of few predicates, bundled by predicate: each two bundles are looked at.
    fn of_few_predicates(
        &self,
        value: &impl Fn(StatementId) -> Days,
        bundles: &[&[StatementId]],
        denied: &[bool],
        join: &mut impl FnMut(StatementJoin),
    ) {
        for (i, one) in bundles.iter().enumerate() {
            for (j, other) in bundles.iter().enumerate().skip(i) {
                let (s, t) = (self.ledger.statement_of(one[0]), self.ledger.statement_of(other[0]));
                if self.comparer.rival(s, t) {
                    let among = i == j;
                    join(StatementJoin { a: one, b: other, denied: false, among, about: About::Objects, by_law: None });
                }
                if self.comparer.may_oppose(s, t) {
                    self.same_values(one, other, About::Statements, join);
                }
                if self.comparer.may_be_twice(s, t) {
                    self.same_values(one, other, About::Times, join);
                }
                if denied[j] && self.comparer.carries(s, t) {
                    self.deny_values(value, one, other, join);
                }
                if i != j && denied[i] && self.comparer.carries(t, s) {
                    self.deny_values(value, other, one, join);
                }
            }
        }
    }

    /// Joins statements of many predicates, bundled by predicate, by what they carry. Returns false, without any call,
    /// if it takes less to look at each two bundles.
    fn of_many_predicates(
        &self,
        functional: &OnceCell<PredicateClasses>,
        value: &impl Fn(StatementId) -> Days,
        bundles: &[&[StatementId]],
        join: &mut impl FnMut(StatementJoin),
    ) -> bool {
        let firsts: Vec<StatementId> = bundles.iter().map(|bundle| bundle[0]).collect();
        let affirmed = |i: usize| bundles[i].iter().any(|s| self.positive(*s));
        let denied = |i: usize| bundles[i].iter().any(|s| self.negative(*s));
        let Some(found) = PredicateJoins::new(self.comparer, &firsts, &affirmed, &denied).find(false) else {
            return false;
        };
        let all = |numbers: &[u32]| -> Vec<StatementId> {
            numbers.iter().flat_map(|i| bundles[*i as usize]).copied().collect()
        };
        for (affirmed, denied) in &found.denials {
            self.deny_values(value, &all(affirmed), &all(denied), join);
        }
        for (_, one, other) in &found.lists {
            self.same_values(&all(one), &all(other), About::Statements, join);
        }
        for (one, other) in &found.pairs {
            self.same_values(bundles[*one as usize], bundles[*other as usize], About::Statements, join);
        }
        let functional = functional.get_or_init(|| self.classes(|predicate| predicate.functional));
        each_two(&self.by_class(functional, bundles), |one, other, among| {
            if self.comparer.rival(self.ledger.statement_of(one[0]), self.ledger.statement_of(other[0])) {
                join(StatementJoin { a: one, b: other, denied: false, among, about: About::Objects, by_law: None });
            }
        });
        if self.ledger.vocabulary.has_once {
            each_two(&self.by_class(self.classes_of_once(), bundles), |one, other, _| {
                if self.comparer.may_be_twice(self.ledger.statement_of(one[0]), self.ledger.statement_of(other[0])) {
                    self.same_values(one, other, About::Times, join);
                }
            });
        }
        true
    }

    /// Returns the statements of bundles by the classes of their predicates. Those of predicates without a class are
    /// left out.
    fn by_class(&self, classes: &PredicateClasses, bundles: &[&[StatementId]]) -> Vec<Vec<StatementId>> {
        let class = |bundle: &&&[StatementId]| classes.of(self.ledger.statement_of(bundle[0]).predicate);
        let mut numbers = FxHashMap::default();
        let mut all: Vec<Vec<StatementId>> = Vec::new();
        for (class, bundle) in bundles.iter().filter_map(|bundle| Some((class(&bundle)?, bundle))) {
            let number = *numbers.entry(class).or_insert_with(|| {
                all.push(Vec::new());
                all.len() - 1
            });
            all[number].extend_from_slice(bundle);
        }
        all
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
            let verdict = |a: &StatementId| {
                let [a, d] = [a, d].map(|s| &self.ledger.statement_of(*s).object);
                values::denies(self.ledger.workspace, a, d)
            };
            // Those that clash certainly are looked through apart from those that may.
            let of = |certain: Certain| -> Vec<StatementId> {
                found.iter().copied().filter(|a| verdict(a) == Some(certain)).collect()
            };
            for a in [of(true), of(false)].iter().filter(|a| !a.is_empty()) {
                let about = About::Statements;
                join(StatementJoin { a, b: &[*d], denied: true, among: false, about, by_law: None });
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
        let by_value = |statements: &[StatementId]| {
            let mut by_value: FxHashMap<_, Vec<StatementId>> = FxHashMap::default();
            for s in statements.iter().filter(|s| self.positive(**s)) {
                by_value.entry(value(s)).or_default().push(*s);
            }
            by_value
        };
        let others = by_value(other);
        if one == other {
            for list in others.values() {
                if let [s] = list[..] {
                    join(StatementJoin { a: &[s], b: &[s], denied: false, among: true, about, by_law: None });
                } else {
                    join(StatementJoin { a: list, b: list, denied: false, among: true, about, by_law: None });
                    // Claims of one statement may clash as well.
                    for s in list {
                        join(StatementJoin { a: &[*s], b: &[*s], denied: false, among: true, about, by_law: None });
                    }
                }
            }
            return;
        }
        for (value, a) in by_value(one) {
            if let Some(b) = others.get(&value) {
                join(StatementJoin { a: &a, b, denied: false, among: false, about, by_law: None });
            }
        }
    }
}

/// Calls `found` with each two of the lists, and with each list and itself, which are compared among each other.
fn each_two(lists: &[Vec<StatementId>], mut found: impl FnMut(&[StatementId], &[StatementId], bool)) {
    for (i, one) in lists.iter().enumerate() {
        lists.iter().enumerate().skip(i).for_each(|(j, other)| found(one, other, i == j));
    }
}
