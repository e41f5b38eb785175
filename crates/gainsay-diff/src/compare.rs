//! Compares the conflicts of two states of a workspace.
//!
//! Pairs are compared by their claims and their mechanism: a pair that only the later state has is introduced, one that
//! only the earlier state had is resolved, one that both have under another rule or with another certainty is changed,
//! and the rest are kept. Users are shown findings: the pairs of each sort, grouped as a check groups all of them.

mod edited;
mod pair_changes;
mod sets;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use gainsay_model::Workspace;
use gainsay_model::date::Day;
use gainsay_model::finding::{Level, Route};
use gainsay_model::record::Place;
use gainsay_model::schema::Kind;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::changes::{Change, Changes};
use crate::check::{settled, summary};
use crate::clash::{Clash, Comparer};
use crate::conflicts::group::ConflictGrouper;
use crate::conflicts::pairs::{ClaimSelection, Line, PairKind, every_pair};
use crate::explain::conflicts::of_conflict;
use crate::findings::{AnyFinding, Conflict, Was};
use crate::fingerprint::identity;
use crate::impact;
use crate::ledger::{ClaimId, Ledger};
use crate::mechanism::Mechanism;
use crate::outcome::{Outcome, Summary};
use crate::rules::PairRule;
use crate::rules::levels::Levels;
use crate::rulings::{Rulings, UNPINNED};
use crate::sets::SetFinder;
use edited::chosen_in;
use sets::compare_sets;

pub use edited::edited_claims;
pub use pair_changes::PairChanges;
use pair_changes::{PairNumbering, Side};

/// The effect of a change on the conflicts.
#[derive(Debug)]
pub struct Comparison {
    /// The conflicts that only the later state has, the worst first; they point into it.
    pub introduced: Vec<AnyFinding>,
    /// The conflicts that only the earlier state had; they point into that one.
    pub resolved: Vec<AnyFinding>,
    /// The conflicts that both have, under another rule or with another certainty; they point into the later state, and
    /// give the former rule and certainty.
    pub changed: Vec<AnyFinding>,
    /// The rulings that no longer hold, or are about no conflict any more, and were not so before; and those whose
    /// claims have changed without being pinned.
    pub rulings: Vec<AnyFinding>,
    /// The number of pairs that both states have unchanged, as far as they were counted.
    pub kept: usize,
    /// The numbers of the later state.
    pub summary: Summary,
    /// Every pair that is not kept, in the order of the stream.
    pub pairs: PairChanges,
}

impl Comparison {
    /// Makes the findings of the later state point first to a change: to a place in a file for whose path `differs`
    /// returns true.
    pub fn point_at(&mut self, after: &Workspace, differs: &dyn Fn(&str) -> bool) {
        let stays = |route: Route| !after.files.get(route.file() as usize).is_some_and(|file| differs(&file.path));
        for finding in self.introduced.iter_mut().chain(&mut self.changed) {
            if let AnyFinding::Conflict(conflict) = finding {
                conflict.shown.sort_by_key(|shown| stays(shown.route));
            }
        }
    }
}

/// A pair, or a set, that is not kept; its JSON is a line of `diff --output pairs`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PairChange<Text = String> {
    /// The change of the pair.
    pub change: ChangeKind,
    /// The pair or the set, as it is; if it is resolved, as it was.
    #[serde(flatten)]
    pub line: Line<Text>,
}

impl PairChange {
    /// Returns the change with the texts of this one.
    fn borrowed(&self) -> PairChange<&str> {
        PairChange { change: self.change, line: self.line.borrowed() }
    }
}

/// The change of a pair.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// The pair is new.
    Introduced,
    /// The pair is gone.
    Resolved,
    /// The pair has another rule, or another certainty.
    Changed,
}

/// The pairs of two states that are counted as kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Count {
    /// All pairs, so that all of the later state are looked for.
    All,
    /// Only pairs that were looked for because they could differ.
    Compared,
}

/// Compares the conflicts of two states, on a day.
pub fn compare(before: &Workspace, after: &Workspace, today: Day) -> Comparison {
    compare_edited(before, after, None, Count::All, today)
}

/// Compares two states as [`compare`] does, given the claims on which the changes can bear: only pairs of one of these
/// are looked for. [`edited_claims`] finds these claims.
pub fn compare_edited(
    before: &Workspace,
    after: &Workspace,
    edited: Option<&FxHashSet<String>>,
    count: Count,
    today: Day,
) -> Comparison {
    let (old, new) = (Ledger::new(before), Ledger::new(after));
    let (old, new) = (ComparedState::new(&old, today), ComparedState::new(&new, today));
    let chosen = edited.map(|edited| chosen_in([&old.comparer, &new.comparer], edited));
    let (in_old, in_new) = chosen.as_ref().map(|[of_old, of_new]| (of_old, of_new)).unzip();
    let mut steps = Steps::default();
    walk((&old, in_old), (&new, in_new), &mut steps);
    if let (Count::All, Some(chosen)) = (count, in_new) {
        let mut count = |a: ClaimId, b: ClaimId| steps.kept += usize::from(!chosen.has(a) && !chosen.has(b));
        every_pair(&new.comparer, None, None, |a, b, _| count(a, b));
    }
    let changed = steps.changed.iter().map(|((rule, certain), found)| {
        let found = new.findings(found);
        found.into_iter().map(|finding| as_it_was(finding, *rule, *certain)).collect::<Vec<_>>()
    });
    let sets = compare_sets(&old, &new);
    let changed = changed.flatten().chain(sets.changed).collect();
    let rulings_of =
        |side: &ComparedState| side.rulings.check(&side.comparer).into_iter().map(AnyFinding::from).collect();
    let mut rulings = newly(before, rulings_of(&old), after, rulings_of(&new));
    rulings.extend(new.rulings.outrun(before, after).into_iter().map(AnyFinding::from));
    Comparison {
        changed: new.settled(changed),
        introduced: new.settled(new.findings(&steps.introduced).into_iter().chain(sets.introduced).collect()),
        resolved: old.settled(old.findings(&steps.resolved).into_iter().chain(sets.resolved).collect()),
        rulings: new.settled(rulings),
        kept: steps.kept + sets.kept,
        summary: summary(new.comparer.ledger),
        pairs: steps.pairs.finish().with_sets(sets.lines),
    }
}

/// Returns the conflicts that a merge made: those of its result that none of its parents has.
pub fn born_of_merge(parents: &[&Workspace], result: &Workspace, today: Day) -> Vec<AnyFinding> {
    let mut known: FxHashSet<(Vec<String>, &'static str)> = FxHashSet::default();
    for parent in parents {
        let lines = crate::conflicts::pairs::pairs(parent, today);
        let key = |line: &Line| (line.claims().into_iter().map(str::to_owned).collect(), line.mechanism());
        known.extend(lines.iter().map(key));
    }
    let ledger = Ledger::new(result);
    let side = ComparedState::new(&ledger, today);
    let is_born = |claims: &mut dyn Iterator<Item = ClaimId>, mechanism: Mechanism| {
        let ids = claims.map(|claim| ledger.claim_text(claim).to_owned()).collect();
        !known.contains(&(ids, mechanism.name()))
    };
    let is_new = |found: &FoundPair| {
        let mut claims = [found.a.min(found.b), found.a.max(found.b)].into_iter();
        is_born(&mut claims, found.kind.mechanism)
    };
    let born: Vec<FoundPair> = side.pairs(None).into_iter().filter(is_new).collect();
    let sets = side.comparer.sets().iter().filter(|set| is_born(&mut set.claims.sorted(), set.mechanism));
    let sets = sets.filter_map(|set| side.set_finding(set));
    side.settled(side.findings(&born).into_iter().chain(sets).collect())
}

/// The findings of the later state that the earlier one did not have, and the numbers of findings of the earlier one
/// that are gone and that remain.
pub struct News {
    /// The new findings, and the numbers of the later state. A conflict holds only its new pairs.
    pub outcome: Outcome,
    /// The number of findings of the earlier state that are gone.
    pub resolved: usize,
    /// The number of findings that remain.
    pub open: usize,
}

/// Returns the new findings in a check of the later state, given both checks and the comparison. Conflicts that are
/// ruled upon are neither resolved nor open, nor are the notes that are no conflicts.
pub fn news(before: (&Workspace, &Outcome), after: (&Workspace, Outcome), comparison: &Comparison) -> News {
    let counted = |findings: &[AnyFinding]| findings.iter().filter(|f| f.ruled().is_none() && !f.is_note()).count();
    let (conflicts_before, others_before) = sorted(before.1);
    let (conflicts_after, others_after) = sorted(&after.1);
    let (was, is) = (counted(&others_before), counted(&others_after));
    let mut found = newly(before.0, others_before, after.0, others_after);
    let remaining = is - counted(&found);
    let open = remaining + counted(&remaining_of(&conflicts_before, conflicts_after));
    let resolved = was - remaining + counted(&comparison.resolved);
    found.extend(comparison.introduced.iter().chain(&comparison.changed).cloned());
    // A check alone cannot tell that a claim without a pin has changed.
    found.extend(comparison.rulings.iter().filter(|finding| finding.rule() == UNPINNED).cloned());
    let findings = settled(after.0, &Levels::new(after.0).0, found);
    News { outcome: Outcome { findings, summary: after.1.summary }, resolved, open }
}

/// Returns the later conflicts that are left of earlier ones: with the same mechanism and contested statement, and two
/// claims in common.
fn remaining_of(before: &[AnyFinding], after: Vec<AnyFinding>) -> Vec<AnyFinding> {
    /// The mechanism, what lasts of a set, and the contested statement.
    type Matter<'f> = (Mechanism, Option<&'f str>, &'f str);
    fn matter(conflict: &Conflict) -> Matter<'_> {
        match conflict.lasting.as_deref() {
            Some(lasting) => (conflict.mechanism, Some(lasting), ""),
            None => (conflict.mechanism, None, &conflict.contested),
        }
    }
    let mut known: FxHashMap<Matter, Vec<&Conflict>> = FxHashMap::default();
    for conflict in before.iter().filter_map(AnyFinding::conflict) {
        known.entry(matter(conflict)).or_default().push(conflict);
    }
    // Many incidents may contest one statement: these are looked up by their claims, of which they hardly share any.
    let mut by_claim: FxHashMap<(Matter, &str), Vec<usize>> = FxHashMap::default();
    for (matter, several) in known.iter().filter(|((_, lasting, _), all)| lasting.is_none() && all.len() > 1) {
        for (i, conflict) in several.iter().enumerate() {
            conflict.claims().for_each(|claim| by_claim.entry((*matter, claim)).or_default().push(i));
        }
    }
    let remains = |conflict: &Conflict| {
        let matter = matter(conflict);
        match known.get(&matter).map_or(&[][..], Vec::as_slice) {
            [] => false,
            // A set remains whichever claims are in it.
            _ if conflict.lasting.is_some() => true,
            [one] => conflict.shares_two_claims(one),
            _ => {
                let mut met: FxHashSet<usize> = FxHashSet::default();
                let of_claim = |claim| by_claim.get(&(matter, claim)).into_iter().flatten();
                conflict.claims().flat_map(of_claim).any(|i| !met.insert(*i))
            }
        }
    };
    after.into_iter().filter(|finding| finding.conflict().is_some_and(remains)).collect()
}

/// Returns the conflicts of a check, and all its other findings.
fn sorted(outcome: &Outcome) -> (Vec<AnyFinding>, Vec<AnyFinding>) {
    outcome.findings.iter().cloned().partition(|finding| finding.conflict().is_some())
}

/// Returns the changes that a finding rests on: those of its claims, and those of the records that its reasons point
/// to; where there are none, those of the records that its claims name and that these rest on. `place` returns the
/// place of a changed record in the state of the finding.
pub fn causes(
    finding: &AnyFinding,
    changes: &Changes,
    states: [&Workspace; 2],
    place: impl Fn(&Change) -> Option<Place>,
) -> Vec<usize> {
    let rests_on: FxHashSet<Place> = finding.grounds().filter_map(Route::record).collect();
    let names = |change: &Change| {
        finding
            .records()
            .any(|(kind, id)| kind == change.kind && (id == change.id || Some(id) == change.was.as_deref()))
    };
    let those = |is_cause: &dyn Fn(&Change) -> bool| -> Vec<usize> {
        // New ids alone change no conflict.
        let causes = |change: &Change| change.follows.is_empty() && is_cause(change);
        changes.list.iter().enumerate().filter(|(_, change)| causes(change)).map(|(i, _)| i).collect()
    };
    let found = those(&|change| names(change) || place(change).is_some_and(|place| rests_on.contains(&place)));
    if !found.is_empty() {
        return found;
    }
    let claims: Vec<&str> = finding.records().map(|(_, id)| id).collect();
    those(&|change| matches!(change.kind, Kind::Entity | Kind::Source) && impact::bears_on(&change.id, &claims, states))
}

// --- one state ---

/// A state with its ledger and comparer.
struct ComparedState<'l, 'w> {
    comparer: Comparer<'l, 'w>,
    rulings: Rulings<'w>,
    levels: Levels,
}

/// Two claims that conflict; in a denial the second denies. There can be a great number of these, so that the clash is
/// judged again where more has to be known of it.
#[derive(Clone, Copy)]
struct FoundPair {
    a: ClaimId,
    b: ClaimId,
    kind: PairKind,
}

impl FoundPair {
    fn names<'w>(&self, side: &ComparedState<'_, 'w>) -> (&'w str, &'w str) {
        let ledger = side.comparer.ledger;
        (ledger.claim_text(self.a.min(self.b)), ledger.claim_text(self.a.max(self.b)))
    }
}

impl<'l, 'w> ComparedState<'l, 'w> {
    fn new(ledger: &'l Ledger<'w>, today: Day) -> ComparedState<'l, 'w> {
        let levels = Levels::new(ledger.workspace).0;
        ComparedState { comparer: Comparer::new(ledger), rulings: Rulings::new(ledger, today), levels }
    }

    /// Returns every pair, in the order of the stream; if some claims are chosen, every pair with at least one of them.
    fn pairs(&self, chosen: Option<&ClaimSelection>) -> Vec<FoundPair> {
        let comparer = &self.comparer;
        let (mut sets, mut found) = (SetFinder::new(comparer), Vec::new());
        every_pair(comparer, chosen, Some(&mut sets), |a, b, kind| found.push(FoundPair { a, b, kind }));
        comparer.keep_sets(|| sets.finish());
        // The numbers of claims follow the byte order of their ids.
        found.sort_unstable_by_key(|f| (f.a.min(f.b), f.a.max(f.b), f.kind.mechanism));
        found
    }

    fn findings(&self, found: &[FoundPair]) -> Vec<AnyFinding> {
        let mut grouper = ConflictGrouper::new(&self.comparer, &self.rulings, &self.levels, Level::Note);
        for FoundPair { a, b, kind } in found {
            let clashes = self.comparer.conflicts(*a, *b).into_iter();
            let same = clashes.filter(|clash| clash.candidate.mechanism == kind.mechanism);
            same.for_each(|clash| _ = grouper.add(*a, *b, clash));
        }
        grouper.conflicts().told.iter().map(|conflict| of_conflict(&self.comparer, conflict).into()).collect()
    }

    fn settled(&self, found: Vec<AnyFinding>) -> Vec<AnyFinding> {
        settled(self.comparer.ledger.workspace, &self.levels, found)
    }
}

// --- two states ---

#[derive(Default)]
struct Steps {
    introduced: Vec<FoundPair>,
    resolved: Vec<FoundPair>,
    /// The changed pairs as they are, by the rule and the certainty that they had.
    changed: Vec<((PairRule, bool), Vec<FoundPair>)>,
    kept: usize,
    pairs: PairNumbering,
}

/// Walks the pairs of both states side by side.
fn walk(
    (old, in_old): (&ComparedState, Option<&ClaimSelection>),
    (new, in_new): (&ComparedState, Option<&ClaimSelection>),
    steps: &mut Steps,
) {
    let (were, are) = (old.pairs(in_old), new.pairs(in_new));
    let (mut were, mut are) = (were.iter().peekable(), are.iter().peekable());
    loop {
        let order = match (were.peek(), are.peek()) {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(was), Some(is)) => {
                was.names(old).cmp(&is.names(new)).then(was.kind.mechanism.cmp(&is.kind.mechanism))
            }
        };
        let was = if order.is_le() { were.next() } else { None };
        let is = if order.is_ge() { are.next() } else { None };
        steps.take((old, was), (new, is));
    }
}

impl Steps {
    fn take(
        &mut self,
        (old, was): (&ComparedState, Option<&FoundPair>),
        (new, is): (&ComparedState, Option<&FoundPair>),
    ) {
        match (was, is) {
            (Some(was), Some(is)) if was.kind == is.kind => self.kept += 1,
            (Some(was), Some(is)) => {
                let key = (was.kind.rule, was.kind.certain);
                match self.changed.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, found)) => found.push(*is),
                    None => self.changed.push((key, vec![*is])),
                }
                self.pairs.add(Side::New, new, is, ChangeKind::Changed);
            }
            (Some(was), None) => {
                self.resolved.push(*was);
                self.pairs.add(Side::Old, old, was, ChangeKind::Resolved);
            }
            (None, Some(is)) => {
                self.introduced.push(*is);
                self.pairs.add(Side::New, new, is, ChangeKind::Introduced);
            }
            (None, None) => {}
        }
    }
}

/// Returns a conflict that gives its former rule and certainty.
fn as_it_was(mut finding: AnyFinding, rule: PairRule, certain: bool) -> AnyFinding {
    if let AnyFinding::Conflict(conflict) = &mut finding {
        conflict.was = Some(Was { rule, certain });
    }
    finding
}

/// Returns the findings of the later state that the earlier one does not have, compared by the parts that stay the
/// same.
pub fn newly(before: &Workspace, old: Vec<AnyFinding>, after: &Workspace, new: Vec<AnyFinding>) -> Vec<AnyFinding> {
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    for finding in &old {
        *known.entry(identity(before, finding)).or_default() += 1;
    }
    let mut is_new = |finding: &AnyFinding| match known.get_mut(&identity(after, finding)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    new.into_iter().filter(|finding| is_new(finding)).collect()
}

/// The conflicts of a claim: by the other claim and the mechanism, the rule and whether it is certain. For a set the
/// other claims are named, separated by spaces.
pub type ConflictsOf = BTreeMap<(String, &'static str), (&'static str, bool)>;

/// Returns the conflicts of one claim; none if it takes no part.
pub fn conflicts_of(workspace: &Workspace, claim: &str) -> ConflictsOf {
    let ledger = Ledger::new(workspace);
    let comparer = Comparer::new(&ledger);
    let Some(id) = ledger.find_id(claim) else { return ConflictsOf::new() };
    let told = |other: ClaimId, clash: Clash| {
        let key = (ledger.claim_text(other).to_owned(), clash.candidate.mechanism.name());
        (key, (clash.rule.name(), clash.certain))
    };
    let others = ledger.ids().filter(|other| *other != id);
    let pairs = others
        .flat_map(|other| comparer.conflicts(id, other).into_iter().map(move |clash| (other, clash)))
        .map(|(o, c)| told(o, c));
    let sets = comparer.sets().iter().filter(|set| set.claims.has(id)).map(|set| {
        let others = set.claims.sorted().filter(|other| *other != id).map(|other| ledger.claim_text(other));
        let key = (others.collect::<Vec<&str>>().join(" "), set.mechanism.name());
        (key, (set.rule.name(), set.certain))
    });
    pairs.chain(sets).collect()
}
