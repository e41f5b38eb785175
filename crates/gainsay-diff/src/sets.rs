//! Conflicts of three or more claims, which no two of them show alone.
//!
//! Claims of one scope form graphs, one for each transitive predicate: each statement that an affirmation carries is an
//! edge. Order cycles and denied chains are shortest paths in these graphs. Affirmations that several denials cover
//! together are found where denials meet affirmations, and totals are added up day by day. Each mechanism gives values:
//! the claims of a smallest proof, in the order in which it reads, and the proof.

mod chain_facts;
mod denied_chain;
mod graph;
mod jointly_denied;
mod order_cycle;
mod over_total;
mod route_sums;
mod scopes;
mod search;
mod shared_searches;
mod spread;
mod summed;
mod together;
mod trees;

use std::rc::Rc;

use crate::clash::Comparer;
use crate::joins::denied_run::DeniedRun;
use crate::joins::{JoinVisitor, StatementJoin, StatementRun, visit_joins};
use crate::ledger::ClaimId;
use crate::mechanism::Mechanism;
use crate::set_conflict::{Proof, SetClaims, SetConflict};
use graph::Graphs;
pub use graph::link_from;
use jointly_denied::JointDenials;
pub use over_total::most;
use scopes::ScopeIds;
use together::{KnownPrincipals, Together};

/// Returns all conflicts of three or more claims, in the order of the stream of pairs.
pub fn sets(comparer: &Comparer) -> Vec<SetConflict> {
    let mut finder = SetFinder::new(comparer);
    if finder.wants_joins() {
        visit_joins(comparer, &mut finder);
    }
    finder.finish()
}

impl<'l> JoinVisitor<'l> for SetFinder<'_, 'l, '_> {
    fn visit_denials(&mut self, run: StatementRun<'l>) -> bool {
        let run = DeniedRun::new(self.comparer.ledger, run);
        run.into_iter().for_each(|run| self.denied_run(Rc::new(run)));
        true
    }

    fn visit(&mut self, join: StatementJoin) {
        self.join(&join);
    }
}

impl Comparer<'_, '_> {
    /// Returns the conflicts of three and more claims, in the order of the stream of pairs. They are looked for once.
    pub fn sets(&self) -> &[SetConflict] {
        self.sets.get_or_init(|| sets(self))
    }

    /// Keeps the conflicts of three or more claims that were found by another search.
    pub(crate) fn keep_sets(&self, found: impl FnOnce() -> Vec<SetConflict>) {
        self.sets.get_or_init(found);
    }
}

/// Finds conflicts of three or more claims, beside another search that goes through statements that meet.
pub struct SetFinder<'f, 'l, 'w> {
    comparer: &'f Comparer<'l, 'w>,
    joint: JointDenials<'l, 'w>,
}

impl<'f, 'l, 'w> SetFinder<'f, 'l, 'w> {
    /// Returns a finder of the sets of a ledger.
    pub fn new(comparer: &'f Comparer<'l, 'w>) -> SetFinder<'f, 'l, 'w> {
        SetFinder { comparer, joint: JointDenials::new(comparer.ledger) }
    }

    /// Returns true if the finder needs the statements that meet.
    pub fn wants_joins(&self) -> bool {
        self.joint.are_possible()
    }

    /// Adds statements that meet.
    pub fn join(&mut self, join: &StatementJoin) {
        self.joint.join(join);
    }

    /// Adds the denials among very many statements, which are not given as statements that meet.
    pub fn denied_run(&mut self, run: Rc<DeniedRun<'l>>) {
        self.joint.denied_run(run);
    }

    /// Returns the sets, in the order of the stream of pairs.
    pub fn finish(self) -> Vec<SetConflict> {
        let ledger = self.comparer.ledger;
        let scopes = ScopeIds::new(ledger);
        let graphs = Graphs::new(ledger, &scopes);
        let mut found = order_cycle::find(ledger, &graphs);
        found.extend(self.joint.find(&scopes));
        found.extend(over_total::find(ledger, &scopes));
        let mut known = KnownPrincipals::default();
        let ruled = found.into_iter().filter_map(|found| {
            let together = Together::of(self.comparer, found.claims.in_order())?;
            Some(together.set(self.comparer, &mut known, found))
        });
        let mut sets: Vec<SetConflict> = ruled.collect();
        sets.extend(denied_chain::find(self.comparer, &graphs, &scopes, &mut known));
        merged(sets)
    }
}

/// A set as a mechanism finds it, without its rule yet.
struct Found {
    mechanism: Mechanism,
    claims: SetClaims,
    proof: Proof,
    certain: bool,
}

/// Returns each set once for each mechanism, in order: it is certain if any of its proofs is.
fn merged(mut sets: Vec<SetConflict>) -> Vec<SetConflict> {
    let order = |a: &SetConflict, b: &SetConflict| a.claims.order(&b.claims).then(a.mechanism.cmp(&b.mechanism));
    sets.sort_by(order);
    sets.dedup_by(|other, kept| {
        let same = order(kept, other).is_eq();
        kept.certain |= same && other.certain;
        same
    });
    sets
}

/// Returns the sets all of whose claims are among some, which are sorted.
pub fn within<'s>(sets: &'s [SetConflict], claims: &'s [ClaimId]) -> impl Iterator<Item = &'s SetConflict> {
    // Sets are in the order of their first claims.
    let beginning = move |claim: &'s ClaimId| {
        let start = sets.partition_point(|set| set.claims.least() < Some(*claim));
        sets[start..].iter().take_while(move |set| set.claims.least() == Some(*claim))
    };
    let are_all_there = |set: &&SetConflict| {
        set.claims.len() <= claims.len() && set.claims.sorted().all(|claim| claims.binary_search(&claim).is_ok())
    };
    claims.iter().flat_map(beginning).filter(are_all_there)
}
