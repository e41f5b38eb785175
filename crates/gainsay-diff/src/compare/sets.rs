//! Compares the conflicts of three or more claims of two states: they are told apart by their claims, and where these
//! have changed, by the parts that stay the same.

use rustc_hash::FxHashMap;

use super::{ChangeKind, ComparedState, PairChange};
use crate::claim_paths::{ClaimPath, ClaimPaths};
use crate::conflicts::pairs::{Line, line_of};
use crate::explain::sets::{lasting, of_set};
use crate::findings::{AnyFinding, Was};
use crate::ids::{ClaimId, PathId};
use crate::mechanism::Mechanism;
use crate::rules::PairRule;
use crate::set_conflict::{SetClaims, SetConflict};

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
    let mut others: Vec<&SetConflict> = Vec::new();
    let mut is_met = vec![false; were.len()];
    for (set, same) in are.iter().zip(same_claims(old, new)) {
        let Some(i) = same else {
            others.push(set);
            continue;
        };
        is_met[i] = true;
        let was = &were[i];
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

/// Returns for each set of the later state the one of the earlier state that has the same claims and mechanism, by its
/// number.
fn same_claims(old: &ComparedState, new: &ComparedState) -> Vec<Option<usize>> {
    let (were, are) = (old.comparer.sets(), new.comparer.sets());
    let mut same = same_chains(old, new);
    // The claims of the others are spelled out.
    let mut is_met = vec![false; were.len()];
    same.iter().flatten().for_each(|i| is_met[*i] = true);
    if is_met.iter().all(|is_met| *is_met) || same.iter().all(Option::is_some) {
        return same;
    }
    let others = were.iter().enumerate().filter(|(i, _)| !is_met[*i]);
    let by_claims: FxHashMap<(Vec<&str>, Mechanism), usize> =
        others.map(|(i, set)| ((old.ids(set), set.mechanism), i)).collect();
    for (set, same) in are.iter().zip(&mut same).filter(|(_, same)| same.is_none()) {
        *same = by_claims.get(&(new.ids(set), set.mechanism)).copied();
    }
    same
}

/// Returns for each set of the later state the one of the earlier state in which the same claims follow each other and
/// are denied by the same claim, by its number. What chains share is followed once.
fn same_chains(old: &ComparedState, new: &ComparedState) -> Vec<Option<usize>> {
    let (mut by_path, mut paths) = (FxHashMap::default(), [None, None]);
    for (i, set) in old.comparer.sets().iter().enumerate() {
        if let SetClaims::Denied { path, denial, .. } = &set.claims {
            by_path.insert((path.paths.shared(), path.id, *denial), i);
            paths[path.paths.shared() as usize] = Some(&path.paths);
        }
    }
    let mut known: [FxHashMap<PathId, Option<PathId>>; 2] = Default::default();
    let same = |set: &SetConflict| {
        let SetClaims::Denied { path, denial, .. } = &set.claims else { return None };
        let shared = path.paths.shared();
        let earlier = earlier_path(old, new, (paths[shared as usize]?, path), &mut known[shared as usize])?;
        by_path.get(&(shared, earlier, old.earlier(new, *denial)?)).copied()
    };
    new.comparer.sets().iter().map(same).collect()
}

/// Returns the path of the earlier state that has the same claims as one of the later state. Paths that were looked for
/// are `known`.
fn earlier_path(
    old: &ComparedState,
    new: &ComparedState,
    (paths, path): (&ClaimPaths, &ClaimPath),
    known: &mut FxHashMap<PathId, Option<PathId>>,
) -> Option<PathId> {
    let (mut open, mut at) = (Vec::new(), path.id);
    let mut earlier = loop {
        if let Some(earlier) = known.get(&at) {
            break *earlier;
        }
        let Some((rest, claim)) = path.paths.rest(at) else {
            let begin = new.comparer.ledger.entity_text(path.paths.entity(at));
            let begin = old.comparer.ledger.workspace.names.find(begin);
            break begin.and_then(|name| paths.begun(old.comparer.ledger.entities.find(name)?));
        };
        open.push((at, claim));
        at = rest;
    };
    for (path, claim) in open.into_iter().rev() {
        earlier = earlier.and_then(|earlier| paths.continued(earlier, old.earlier(new, claim)?));
        known.insert(path, earlier);
    }
    earlier
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
    /// Returns the claim of this state that has the id of a claim of a later one.
    fn earlier(&self, later: &ComparedState, claim: ClaimId) -> Option<ClaimId> {
        self.comparer.ledger.find_id(later.comparer.ledger.claim_text(claim))
    }

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
