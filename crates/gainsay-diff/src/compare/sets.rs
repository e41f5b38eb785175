//! Compares the conflicts of three or more claims of two states: they are told apart by their claims, and where these
//! have changed, by the parts that stay the same.

use rustc_hash::FxHashMap;

use super::{ChangeKind, ComparedState, PairChange};
use crate::conflicts::pairs::{Line, line_of};
use crate::explain::sets::{lasting, of_set};
use crate::findings::{AnyFinding, Was};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;
use crate::set_conflict::SetConflict;

/// The sets that are not kept, as findings, and the number of those that are.
#[derive(Default)]
pub struct SetChanges {
    /// Conflicts of sets that only the later state has.
    pub introduced: Vec<AnyFinding>,
    /// Conflicts of sets that only the earlier state had.
    pub resolved: Vec<AnyFinding>,
    /// Conflicts of sets with other claims, another rule or another certainty than before.
    pub changed: Vec<AnyFinding>,
    /// The number of sets that are kept.
    pub kept: usize,
    /// The lines of the stream of pairs.
    pub lines: Vec<PairChange>,
}

/// Compares the sets of two states.
pub fn compare_sets(old: &ComparedState, new: &ComparedState) -> SetChanges {
    let (were, are) = (old.comparer.sets(), new.comparer.sets());
    let mut changes = SetChanges::default();
    let mut by_claims: FxHashMap<(Vec<&str>, Mechanism), usize> = FxHashMap::default();
    for (i, set) in were.iter().enumerate() {
        by_claims.insert((old.ids(set), set.mechanism), i);
    }
    let mut others: Vec<&SetConflict> = Vec::new();
    let mut is_met = vec![false; were.len()];
    for set in are {
        let Some(i) = by_claims.get(&(new.ids(set), set.mechanism)) else {
            others.push(set);
            continue;
        };
        is_met[*i] = true;
        let was = &were[*i];
        if (was.rule, was.certain) == (set.rule, set.certain) {
            changes.kept += 1;
        } else {
            changes.change(new, set, (was.rule, was.certain));
        }
    }
    let mut by_what_lasts: FxHashMap<(Mechanism, String), usize> = FxHashMap::default();
    for (i, set) in were.iter().enumerate().filter(|(i, _)| !is_met[*i]) {
        by_what_lasts.insert((set.mechanism, lasting(old.comparer.ledger, set)), i);
    }
    for set in others {
        match by_what_lasts.remove(&(set.mechanism, lasting(new.comparer.ledger, set))) {
            Some(i) => {
                is_met[i] = true;
                changes.change(new, set, (were[i].rule, were[i].certain));
            }
            None => {
                changes.introduced.extend(new.set_finding(set));
                changes.lines.push(PairChange { change: ChangeKind::Introduced, line: new.set_line(set) });
            }
        }
    }
    for (set, _) in were.iter().zip(&is_met).filter(|(_, is_met)| !**is_met) {
        changes.resolved.extend(old.set_finding(set));
        changes.lines.push(PairChange { change: ChangeKind::Resolved, line: old.set_line(set) });
    }
    changes
}

impl SetChanges {
    fn change(&mut self, new: &ComparedState, set: &SetConflict, (rule, certain): (PairRule, bool)) {
        self.changed.extend(new.set_finding(set).map(|mut finding| {
            if let AnyFinding::Conflict(conflict) = &mut finding {
                conflict.was = Some(Was { rule, certain });
            }
            finding
        }));
        self.lines.push(PairChange { change: ChangeKind::Changed, line: new.set_line(set) });
    }
}

impl<'w> ComparedState<'_, 'w> {
    /// Returns the ids of the claims of a set, sorted.
    fn ids(&self, set: &SetConflict) -> Vec<&'w str> {
        set.claims.sorted().map(|claim| self.comparer.ledger.claim_text(claim)).collect()
    }

    /// Returns the finding of a set, if the manifest does not silence it.
    pub(super) fn set_finding(&self, set: &SetConflict) -> Option<AnyFinding> {
        of_set(&self.comparer, &self.rulings, &self.levels, set, true).map(AnyFinding::from)
    }

    fn set_line(&self, set: &SetConflict) -> Line {
        line_of(&self.comparer, &self.rulings, set).owned()
    }
}
