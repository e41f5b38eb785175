//! Where reports come from: a reprint is not a second witness.

use gainsay_model::{Name, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

/// Everything that each source draws on, itself included, sorted; only sources that draw on something are listed.
pub fn origins(workspace: &Workspace) -> FxHashMap<Name, Vec<Name>> {
    let drawn = workspace.sources().filter(|s| !s.derived_from.is_empty()).filter_map(|s| s.id);
    drawn.map(|id| (id, closure(workspace, id))).collect()
}

fn closure(workspace: &Workspace, id: Name) -> Vec<Name> {
    let mut found = vec![id];
    let mut seen = FxHashSet::from_iter([id]);
    let mut next = 0;
    while let Some(&at) = found.get(next) {
        next += 1;
        // What is not there is no origin that anybody could share.
        let known = workspace.source(at).into_iter().flat_map(|s| &s.derived_from).filter(|d| workspace.source(**d).is_some());
        for from in known {
            if seen.insert(*from) {
                found.push(*from);
            }
        }
    }
    found.sort_unstable();
    found
}

/// Whether two sources have a common origin.
pub fn share(origins: &FxHashMap<Name, Vec<Name>>, a: Name, b: Name) -> bool {
    let of = |source: &Name| origins.get(source).cloned().unwrap_or_else(|| vec![*source]);
    let b = of(&b);
    of(&a).iter().any(|origin| b.binary_search(origin).is_ok())
}
