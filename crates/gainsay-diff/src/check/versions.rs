//! Versions: sealed records that say something else than when they were sealed.

use gainsay_model::Workspace;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::record::Record;

/// Every sealed record whose content no longer fits its digest.
pub fn check(workspace: &Workspace) -> Vec<Finding> {
    let records = &workspace.records;
    unsealed(workspace, &records.claims)
        .chain(unsealed(workspace, &records.entities))
        .chain(unsealed(workspace, &records.predicates))
        .chain(unsealed(workspace, &records.sources))
        .chain(unsealed(workspace, &records.rulings))
        .collect()
}

fn unsealed<'w, R: Record>(workspace: &'w Workspace, records: &'w [R]) -> impl Iterator<Item = Finding> + 'w {
    records.iter().filter_map(move |record| {
        let (id, rev) = (record.id()?, record.rev()?);
        let now = workspace.digest(R::KIND, record.place())?;
        if now == rev.digest {
            return None;
        }
        let id = workspace.text(id);
        let finding = Finding::about(
            "unsealed-change",
            Route::Key(record.place(), "rev", None),
            format!("the {} `{id}` has changed since it was sealed", R::KIND),
        )
        .seen(format!("its digest is `{now}` now"))
        .of(R::KIND, id)
        .keyed("rev")
        .help(format!("if the change is meant, seal it: gainsay seal {id}"));
        Some(finding)
    })
}
