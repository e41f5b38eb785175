//! Denials among very many statements about the same two entities, and the affirmations that carry what they deny.

use crate::joins::StatementRun;
use crate::joins::live_graph::{LiveGraph, NodeId};
use crate::joins::predicates::{Carried, itself};
use crate::ledger::{Ledger, StatementId};

/// Very many statements about the same two entities, some of which are denied.
pub struct DeniedRun<'l> {
    /// The statements.
    pub run: StatementRun<'l>,
    /// The affirmed statements and all to which they lead.
    pub graph: LiveGraph,
    affirmed: Vec<StatementId>,
    /// The denied statements to which an affirmed one leads, each with its place in the graph.
    denied: Vec<(StatementId, NodeId)>,
}

impl<'l> DeniedRun<'l> {
    /// Returns the run with its graph; none if nothing is denied.
    pub fn new(ledger: &'l Ledger, run: StatementRun<'l>) -> Option<DeniedRun<'l>> {
        let ids = || (0..run.statements.len()).map(|i| StatementId(run.first.0 + i as u32));
        let all_denied: Vec<StatementId> = ids().filter(|id| !ledger.denying(*id).is_empty()).collect();
        if all_denied.is_empty() {
            return None;
        }
        let affirmed: Vec<StatementId> = ids().filter(|id| !ledger.affirming(*id).is_empty()).collect();
        let carried = |id: StatementId| itself(ledger.statement_of(id));
        let graph = LiveGraph::new(&ledger.vocabulary, affirmed.iter().map(|id| carried(*id)));
        let denied = all_denied.into_iter().filter_map(|id| Some((id, graph.number(carried(id))?))).collect();
        Some(DeniedRun { run, graph, affirmed, denied })
    }

    /// Returns the affirmed statements.
    pub fn affirmed(&self) -> &[StatementId] {
        &self.affirmed
    }

    /// Returns the denied statements to which an affirmed one leads, each with its place in the graph.
    pub fn denied(&self) -> &[(StatementId, NodeId)] {
        &self.denied
    }

    /// Returns the place of a statement of the run in the graph, if it is there.
    pub fn node(&self, statement: StatementId) -> Option<NodeId> {
        let carried: Carried = itself(self.run.statements.get((statement.0 - self.run.first.0) as usize)?);
        self.graph.number(carried)
    }

    /// Returns the denied statements that an affirmed one carries.
    pub fn carried_by(&self, affirmed: StatementId) -> Vec<StatementId> {
        let Some(from) = self.node(affirmed) else { return Vec::new() };
        let costs = self.graph.costs_from(from);
        let reached = self.denied.iter().filter(|(_, node)| costs[*node as usize].is_some());
        reached.map(|(statement, _)| *statement).collect()
    }
}
