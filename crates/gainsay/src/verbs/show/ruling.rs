//! What bears on a ruling.

use gainsay_diff::ledger::ClaimId;
use gainsay_diff::rulings::pins;
use gainsay_model::record::{Pin, Ruling};
use serde::Serialize;

use super::conflict::{Conflict, conflicts_among, staleness, verdict};
use super::{Ground, Line, few};

/// What bears on a ruling.
#[derive(Serialize)]
pub struct Bearing<'w> {
    #[serde(skip)]
    id: &'w str,
    verdict: Option<String>,
    /// It covers its conflicts.
    holds: bool,
    /// Why it does not.
    stale: Vec<String>,
    /// Its `between` with all claims pinned as they are now, if one of them is not pinned.
    pins: Option<String>,
    /// Claims that it names and that take no part.
    left_out: Vec<&'w str>,
    /// The conflicts among its claims, whether or not it holds.
    conflicts: Vec<Conflict<'w>>,
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

    /// For people.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        if self.holds {
            lines.push(("holds", "yes; conflicts between its claims are shown only if asked for".into()));
        }
        lines.extend(self.stale.iter().map(|why| ("holds", format!("not any more; {why}"))));
        if let Some(pins) = &self.pins {
            lines.push((
                "pins",
                format!("not all claims are pinned, so that a change would go unnoticed; as they are now: `{pins}`"),
            ));
        }
        if !self.left_out.is_empty() {
            lines.push(("left out", format!("these of its claims take no part: {}", few(&self.left_out))));
        }
        if self.conflicts.is_empty() {
            lines.push(("conflict", "none between its claims".into()));
        }
        lines.extend(self.conflicts.iter().map(|conflict| conflict.line_of(self.id)));
        lines
    }
}
