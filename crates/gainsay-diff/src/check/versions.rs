//! Versions: sealed records that say something else than when they were sealed.

use gainsay_model::Workspace;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::records::Record;

use crate::ledger::Ledger;

/// Every sealed record whose content no longer fits its digest.
pub fn check(ledger: &Ledger) -> Vec<Finding> {
    let (workspace, records) = (ledger.workspace, &ledger.workspace.records);
    unsealed(workspace, workspace.rich_claims().iter().map(|index| &records.claims[*index as usize]))
        .chain(unsealed(workspace, records.entities.iter()))
        .chain(unsealed(workspace, records.predicates.iter()))
        .chain(unsealed(workspace, records.sources.iter()))
        .chain(unsealed(workspace, records.rulings.iter()))
        .collect()
}

fn unsealed<'w, R: Record + 'w>(
    workspace: &'w Workspace,
    records: impl Iterator<Item = &'w R>,
) -> impl Iterator<Item = Finding> {
    records.filter_map(move |record| {
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
