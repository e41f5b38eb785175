//! What bears on a ruling.

use gainsay_diff::ledger::ClaimId;
use gainsay_diff::rulings::pins;
use gainsay_model::record::{Pin, Ruling};
use serde::Serialize;

use super::Ground;
use super::conflict::{Conflict, conflicts_among, staleness, verdict};

/// What bears on a ruling.
#[derive(Serialize)]
pub struct Bearing<'w> {
    #[serde(skip)]
    pub(crate) id: &'w str,
    pub(crate) verdict: Option<String>,
    /// It covers its conflicts.
    pub(crate) holds: bool,
    /// Why it does not.
    pub(crate) stale: Vec<String>,
    /// Its `between` with all claims pinned as they are now, if one of them is not pinned.
    pub(crate) pins: Option<String>,
    /// Claims that it names and that take no part.
    pub(crate) left_out: Vec<&'w str>,
    /// The conflicts among its claims, whether or not it holds.
    pub(crate) conflicts: Vec<Conflict<'w>>,
}

impl<'w> Bearing<'w> {
    /// Looks for everything that bears on a ruling.
    pub fn of(ground: &Ground<'_, 'w>, ruling: &'w Ruling) -> Bearing<'w> {
        let ledger = ground.comparer.ledger;
        let mut claims: Vec<ClaimId> = ruling.between.iter().filter_map(|pinned| ledger.find(pinned.claim)).collect();
        claims.sort_unstable();
        claims.dedup();
        let absent = ruling.between.iter().filter(|pinned| ledger.find(pinned.claim).is_none());
        let id = ruling.id.map_or("", |id| ground.workspace.text(id));
        let stale = staleness(ground, id);
        Bearing {
            id,
            verdict: verdict(ground, ruling),
            holds: stale.is_empty(),
            stale,
            pins: ruling.between.iter().any(|pinned| pinned.pin == Pin::Loose).then(|| pins(ground.workspace, ruling)),
            left_out: absent.map(|pinned| ground.workspace.text(pinned.claim)).collect(),
            conflicts: conflicts_among(ground, &claims),
        }
    }
}
