//! Claims in the order of days: of their making, or of the time that they speak of.

use gainsay_model::date::{Day, NEG_INFINITY};

use crate::ledger::Ledger;
use crate::statements::{StatedClaim, StatementClaims};

/// The days by which claims are sorted.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum DayOrder {
    /// The days on which the claims were made.
    #[default]
    Said,
    /// The times that the claims speak of; where a claim has no `when`, the day on which it was made.
    Held,
}

/// Returns the claims of some statements, oldest first; those of unknown days last.
pub fn timeline<'w>(ledger: &Ledger, statements: Vec<StatementClaims<'w>>, order: DayOrder) -> Vec<StatedClaim<'w>> {
    let workspace = ledger.workspace;
    let mut claims: Vec<StatedClaim<'w>> = statements.into_iter().flat_map(|said| said.claims).collect();
    let held = |claim: &StatedClaim| -> Day {
        let days = claim.record.when.map_or(claim.said, |when| workspace.date(when).span());
        if days.first == NEG_INFINITY { days.last } else { days.first }
    };
    match order {
        DayOrder::Said => claims.sort_by_cached_key(|claim| claim.order(workspace)),
        DayOrder::Held => claims.sort_by_cached_key(|claim| (held(claim), claim.order(workspace))),
    }
    claims
}
