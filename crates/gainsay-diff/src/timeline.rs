//! Claims in the order of days: when they were said, or of which time they speak.

use gainsay_model::date::{Day, NEG_INFINITY};

use crate::ledger::Ledger;
use crate::statements::{StatedClaim, StatementClaims};

/// By which days claims are put in order.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum DayOrder {
    /// By the day on which claims were said.
    #[default]
    Said,
    /// By the time of which claims speak; where a claim has no `when`, by the day on which it was said.
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
