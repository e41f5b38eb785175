//! Records that came or went in bulk, in words.

use gainsay_diff::changes::Meaning;
use gainsay_model::schema::Kind;

use super::naming::Naming;
use crate::plural::plural;

/// How many sources of claims in bulk are named.
const SOURCES: usize = 5;

/// Records of which most are counted.
pub struct Bulk {
    /// What became of them: created or deleted.
    pub meaning: Meaning,
    /// How many they are.
    pub count: usize,
    /// How many of them are shown one by one.
    pub shown: usize,
    /// How many are of which kind, in which folder.
    pub rows: Vec<Row>,
    /// The claims among them by source, the source of most first; none where no claim names a source.
    pub sources: Vec<(String, usize)>,
}

/// Records of one kind in one folder.
pub struct Row {
    /// Their kind.
    pub kind: Kind,
    /// Their folder, with a `/` at its end; a file, where all of them are in one.
    pub folder: String,
    /// How many they are.
    pub count: usize,
}

/// Returns how many records came, or went, in bulk, and how to see them all.
pub fn in_bulk(bulk: &Bulk) -> String {
    let (count, meaning, shown) = (bulk.count, bulk.meaning.words(), bulk.shown);
    format!("{count} records {meaning}; the first {shown} follow, `gainsay diff --all` shows every one")
}

/// Returns where records of a row lie: `claims in claims/2018/`.
pub fn row(row: &Row) -> String {
    let kind = if row.count == 1 { row.kind.word() } else { row.kind.plural() };
    if row.folder.is_empty() { format!("{kind} in several folders") } else { format!("{kind} in {}", row.folder) }
}

/// Returns from which sources claims came in bulk: `from “Article on the visit” 14 claims, from 3 other sources 20`.
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
