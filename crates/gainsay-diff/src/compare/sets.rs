//! Compares the conflicts of three or more claims of two states: they are told apart by their claims, and where these
//! have changed, by the parts that stay the same.

use rustc_hash::FxHashMap;

use super::{ChangeKind, ComparedState, PairChange};
use crate::claim_forest::{ClaimForest, ClaimPath, Links, Route};
use crate::conflicts::pairs::{Line, line_of};
use crate::explain::sets::{lasting, of_set};
use crate::findings::{AnyFinding, Was};
use crate::ids::{ClaimId, NodeId};
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
    // The claims of the others are spelled out, of chains one by one.
    let by_claims: FxHashMap<(Vec<&str>, Mechanism), usize> = were
        .iter()
        .enumerate()
        .filter(|(_, set)| !is_chain(set))
        .map(|(i, set)| ((old.ids(set), set.mechanism), i))
        .collect();
    for (set, same) in are.iter().zip(&mut same).filter(|(set, _)| !is_chain(set)) {
        *same = by_claims.get(&(new.ids(set), set.mechanism)).copied();
    }
    same
}

fn is_chain(set: &SetConflict) -> bool {
    set.mechanism == Mechanism::DeniedChain
}

/// Returns for each set of the later state the one of the earlier state in which the same claims follow each other and
/// are denied by the same claim, by its number. What chains share is followed once.
fn same_chains(old: &ComparedState, new: &ComparedState) -> Vec<Option<usize>> {
    let chains = || old.comparer.sets().iter().enumerate().filter(|(_, set)| is_chain(set));
    // A claim denies one chain.
    let by_denial: FxHashMap<ClaimId, usize> = chains().filter_map(|(i, set)| Some((set.claims.last()?, i))).collect();
    let forest = chains().find_map(|(_, set)| match &set.claims {
        SetClaims::Denied { path, .. } => Some(&*path.forest),
        SetClaims::Listed { .. } => None,
    });
    let mut earlier = Earlier { old, new, forest, claims: FxHashMap::default(), nodes: FxHashMap::default() };
    let same = |set: &SetConflict| {
        let was = *by_denial.get(&earlier.claim(set.claims.last().filter(|_| is_chain(set))?)?)?;
        earlier.is(&old.comparer.sets()[was], set).then_some(was)
    };
    new.comparer.sets().iter().map(same).collect()
}

/// What there was in an earlier state of the claims and chains of a later one.
struct Earlier<'s, 'c, 'w> {
    old: &'s ComparedState<'c, 'w>,
    new: &'s ComparedState<'c, 'w>,
    /// The forest of the earlier chains.
    forest: Option<&'s ClaimForest>,
    claims: FxHashMap<ClaimId, Option<ClaimId>>,
    nodes: FxHashMap<NodeId, Option<NodeId>>,
}

impl Earlier<'_, '_, '_> {
    /// Returns the claim of the earlier state that has the id of a claim of the later one.
    fn claim(&mut self, later: ClaimId) -> Option<ClaimId> {
        let find = || self.old.comparer.ledger.find_id(self.new.comparer.ledger.claim_text(later));
        *self.claims.entry(later).or_insert_with(find)
    }

    /// Returns true if a chain of the earlier state has the same claims as one of the later state.
    fn is(&mut self, was: &SetConflict, set: &SetConflict) -> bool {
        if was.claims.len() != set.claims.len() {
            return false;
        }
        if let (SetClaims::Denied { path: was, .. }, SetClaims::Denied { path, .. }) = (&was.claims, &set.claims)
            && self.route(path) == Some(was.route)
        {
            return true;
        }
        // Trees may have other roots now.
        let (was, is) = (was.claims.in_order(), set.claims.in_order());
        was.into_iter().zip(is).all(|(was, is)| self.claim(is) == Some(was))
    }

    /// Returns the route of the earlier state that has the same claims as one of the later state, if it is known.
    fn route(&mut self, path: &ClaimPath) -> Option<Route> {
        let Route { from, top, to } = path.route;
        let mut node = |node: NodeId| self.node(&path.forest, node);
        Some(Route { from: node(from)?, top: node(top)?, to: node(to)? })
    }

    /// Returns the node of the earlier state that is linked with its root by the same claims as one of the later state.
    fn node(&mut self, forest: &ClaimForest, node: NodeId) -> Option<NodeId> {
        let (mut open, mut at) = (Vec::new(), node);
        let mut earlier = loop {
            if let Some(earlier) = self.nodes.get(&at) {
                break *earlier;
            }
            open.push(at);
            match forest.parent(at) {
                Some(parent) => at = parent,
                None => break None,
            }
        };
        for node in open.into_iter().rev() {
            earlier = match forest.parent(node) {
                None => self.root(forest, node),
                Some(_) => earlier.and_then(|parent| self.child(parent, forest.links(node))),
            };
            self.nodes.insert(node, earlier);
        }
        earlier
    }

    fn root(&self, forest: &ClaimForest, root: NodeId) -> Option<NodeId> {
        let entity = self.new.comparer.ledger.entity_text(forest.entity(root));
        let entity = self.old.comparer.ledger.workspace.names.find(entity)?;
        self.forest?.known_root(self.old.comparer.ledger.entities.find(entity)?)
    }

    fn child(&mut self, parent: NodeId, links: Links) -> Option<NodeId> {
        let mut earlier = |claim: Option<ClaimId>| match claim {
            Some(claim) => self.claim(claim).map(Some),
            None => Some(None),
        };
        let links = Links { up: earlier(links.up)?, down: earlier(links.down)? };
        self.forest?.known_child(parent, links)
    }
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
