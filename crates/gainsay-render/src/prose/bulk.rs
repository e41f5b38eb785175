//! Records created or deleted in bulk, in words.

use gainsay_diff::changes::Meaning;
use gainsay_model::schema::Kind;

use super::naming::Naming;
use crate::plural::plural;

/// The largest number of sources named for claims in bulk.
const SOURCES: usize = 5;

/// Records of which most are only counted.
pub struct Bulk {
    /// The kind of change: created or deleted.
    pub meaning: Meaning,
    /// The number of records.
    pub count: usize,
    /// The number of records that are shown one by one.
    pub shown: usize,
    /// The number of records by kind and folder.
    pub rows: Vec<Row>,
    /// The claims among them by source, the source of the most first; empty if no claim names a source.
    pub sources: Vec<(String, usize)>,
}

/// Records of one kind in one folder.
pub struct Row {
    /// The kind of the records.
    pub kind: Kind,
    /// The folder, with a `/` at its end; or the file, if all of them are in one.
    pub folder: String,
    /// The number of records.
    pub count: usize,
}

/// Returns the number of records created or deleted in bulk, and how to see them all.
pub fn in_bulk(bulk: &Bulk) -> String {
    let (count, meaning, shown) = (bulk.count, bulk.meaning.words(), bulk.shown);
    format!("{count} records {meaning}; the first {shown} follow, `gainsay diff --all` shows every one")
}

/// Returns the folder of the records of a row: `claims in claims/2018/`.
pub fn row(row: &Row) -> String {
    let kind = if row.count == 1 { row.kind.word() } else { row.kind.plural() };
    if row.folder.is_empty() { format!("{kind} in several folders") } else { format!("{kind} in {}", row.folder) }
}

/// Returns the sources of claims in bulk, with their numbers of claims.
pub fn sources(naming: &Naming, bulk: &Bulk) -> Option<String> {
    let (first, rest) = bulk.sources.split_at(SOURCES.min(bulk.sources.len()));
    let told = first.iter().map(|(id, count)| format!("{count} from “{}”", naming.source(id)));
    let others = (!rest.is_empty()).then(|| {
        let claims: usize = rest.iter().map(|(_, count)| count).sum();
        format!("{claims} from {}", plural(rest.len(), "other source"))
    });
    let told: Vec<String> = told.chain(others).collect();
    (!told.is_empty()).then(|| format!("claims by source: {}", told.join(", ")))
}
