//! Everything that concerns a source.

use std::collections::{HashMap, HashSet};

use gainsay_model::interner::Symbol;
use serde::Serialize;

use super::{Ground, claims_that, texts};

/// Everything that concerns a source.
#[derive(Serialize)]
pub struct Bearing<'w> {
    /// The sources that it draws on, directly or indirectly.
    pub(crate) draws_on: Vec<&'w str>,
    /// The sources that draw on it: reprints, and all others that take their words from it.
    pub(crate) drawn_on_by: Vec<&'w str>,
    pub(crate) claims: Vec<&'w str>,
}

impl<'w> Bearing<'w> {
    /// Collects everything that concerns a source.
    pub fn of(ground: &Ground<'_, 'w>, id: Symbol) -> Bearing<'w> {
        let workspace = ground.workspace;
        let mut edges: Vec<(Symbol, Symbol)> = Vec::new();
        for source in workspace.sources() {
            edges.extend(source.id.iter().flat_map(|from| source.derived_from.iter().map(|to| (*from, *to))));
        }
        edges.retain(|(_, to)| workspace.source(*to).is_some());
        let others = |edges: &[(Symbol, Symbol)]| {
            let mut found = reach(id, edges);
            found.sort_by_key(|name| workspace.text(*name));
            texts(workspace, &found)
        };
        let turned: Vec<(Symbol, Symbol)> = edges.iter().map(|(from, to)| (*to, *from)).collect();
        Bearing {
            draws_on: others(&edges),
            drawn_on_by: others(&turned),
            claims: claims_that(workspace, |claim| claim.source == Some(id)),
        }
    }
}

/// Returns everything that edges lead to from a start, directly or indirectly, without the start itself.
fn reach(start: Symbol, edges: &[(Symbol, Symbol)]) -> Vec<Symbol> {
    let mut next: HashMap<Symbol, Vec<Symbol>> = HashMap::new();
    edges.iter().for_each(|(from, to)| next.entry(*from).or_default().push(*to));
    let (mut seen, mut found, mut open) = (HashSet::from([start]), Vec::new(), vec![start]);
    while let Some(at) = open.pop() {
        for to in next.get(&at).into_iter().flatten().filter(|to| seen.insert(**to)) {
            found.push(*to);
            open.push(*to);
        }
    }
    found
}
