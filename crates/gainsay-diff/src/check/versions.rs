//! Checks versions: finds sealed records whose content has changed since they were sealed.

use std::cell::OnceCell;

use gainsay_model::Workspace;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::record::Rev;
use gainsay_model::records::Record;
use gainsay_model::schema::Kind;
use rustc_hash::FxHashSet;

use crate::fixes::Mended;
use crate::ledger::Ledger;

/// Returns a finding for every sealed record whose content no longer fits its digest.
pub fn check(ledger: &Ledger) -> Vec<Finding> {
    let (workspace, records) = (ledger.workspace, &ledger.workspace.records);
    let versions = Versions { workspace, faulty: OnceCell::new() };
    let claims = workspace.rich_claims().iter().map(|index| &records.claims[*index as usize]);
    let claims = claims.filter_map(|claim| versions.unsealed(claim));
    claims
        .chain(records.entities.iter().filter_map(|entity| versions.unsealed(entity)))
        .chain(records.predicates.iter().filter_map(|predicate| versions.unsealed(predicate)))
        .chain(records.sources.iter().filter_map(|source| versions.unsealed(source)))
        .chain(records.rulings.iter().filter_map(|ruling| versions.unsealed(ruling)))
        .collect()
}

struct Versions<'w> {
    workspace: &'w Workspace,
    /// The records in which reading has found a fault, whose versions are not trusted.
    faulty: OnceCell<FxHashSet<(Kind, &'w str)>>,
}

impl<'w> Versions<'w> {
    fn unsealed<R: Record>(&self, record: &'w R) -> Option<Finding> {
        let (id, rev) = (record.id()?, record.rev()?);
        let now = self.workspace.digest_of(record)?;
        if now == rev.digest {
            return None;
        }
        let id = self.workspace.text(id);
        let record = Mended { kind: R::KIND, id, place: record.place() };
        let next = rev.count.checked_add(1).filter(|_| !self.is_faulty(R::KIND, id));
        let finding = Finding::about(
            "unsealed-change",
            Route::Key(record.place, "rev", None),
            format!("the {} `{id}` has changed since it was sealed", R::KIND),
        )
        .seen(format!("its digest is `{now}` now"))
        .of(R::KIND, id)
        .keyed("rev")
        .help(format!("if the change is meant, seal it: gainsay seal {id}"))
        .with_fix(next.map(|count| record.seal(Rev { count, digest: now })));
        Some(finding)
    }

    fn is_faulty(&self, kind: Kind, id: &str) -> bool {
        let faulty = self.faulty.get_or_init(|| {
            let records = self.workspace.findings.iter().flat_map(|finding| &finding.records);
            records.map(|record| (record.kind, record.id.as_str())).collect()
        });
        faulty.contains(&(kind, id))
    }
}
