//! Everything that concerns a ruling.

use gainsay_diff::ledger::ClaimId;
use gainsay_diff::rulings::pins;
use gainsay_model::record::{Pin, Ruling};
use serde::Serialize;

use super::Ground;
use super::conflict::{Conflict, conflicts_among, staleness, verdict};

/// Everything that concerns a ruling.
#[derive(Serialize)]
pub struct Bearing<'w> {
    #[serde(skip)]
    pub(crate) id: &'w str,
    pub(crate) verdict: Option<String>,
    /// Says whether it covers its conflicts.
    pub(crate) holds: bool,
    /// The reasons why it does not.
    pub(crate) stale: Vec<String>,
    /// The text of `between` with all claims pinned as they are now, if a claim is not pinned.
    pub(crate) pins: Option<String>,
    /// The claims that it names and that take no part.
    pub(crate) left_out: Vec<&'w str>,
    /// The conflicts among its claims, whether or not it holds.
    pub(crate) conflicts: Vec<Conflict<'w>>,
}

impl<'w> Bearing<'w> {
    /// Collects everything that concerns a ruling.
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
