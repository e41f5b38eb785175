//! What bears on a source.

use gainsay_model::names::Name;
use serde::Serialize;

use super::{Ground, Line, claims_that, counted, counted_or_none, texts};

/// What bears on a source.
#[derive(Serialize)]
pub struct Bearing<'w> {
    /// What it draws on, at any remove.
    draws_on: Vec<&'w str>,
    /// What draws on it: reprints, and whatever else has its words from it.
    drawn_on_by: Vec<&'w str>,
    claims: Vec<&'w str>,
}

impl<'w> Bearing<'w> {
    /// Looks for everything that bears on a source.
    pub fn of(ground: &Ground<'_, 'w>, id: Name) -> Bearing<'w> {
        let workspace = ground.workspace;
        let origins = gainsay_diff::ledger::origins::origins(workspace);
        let others = |names: &[Name]| -> Vec<Name> { names.iter().copied().filter(|name| *name != id).collect() };
        let mut drawing: Vec<Name> =
            origins.iter().filter(|(other, of)| **other != id && of.contains(&id)).map(|(other, _)| *other).collect();
        drawing.sort_by_key(|name| workspace.text(*name));
        Bearing {
            draws_on: origins.get(&id).map(|of| texts(workspace, &others(of))).unwrap_or_default(),
            drawn_on_by: texts(workspace, &drawing),
            claims: claims_that(workspace, |claim| claim.source == Some(id)),
        }
    }

    /// For people.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = counted("draws on", &self.draws_on).into_iter().collect();
        lines.extend(counted("reprints", &self.drawn_on_by));
        lines.push(counted_or_none("claims", &self.claims));
        lines
    }
}
