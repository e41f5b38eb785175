//! Records that are counted, and not shown one by one: those created or deleted in bulk, by kind and folder, and those
//! that only follow a renamed record.

use std::collections::BTreeMap;

use gainsay_diff::changes::{Change, Meaning, RecordId};
use gainsay_model::canonical::Value;
use gainsay_model::schema::Kind;
use rustc_hash::FxHashMap;

use super::ReviewReport;
use crate::prose::bulk::{Bulk, Row};
use crate::prose::changes;

/// The number of created, or of deleted, records up to which all are shown one by one.
const MOST: usize = 50;

/// The number of records shown if there are more.
const FIRST: usize = 5;

/// The largest number of rows of counts.
const ROWS: usize = 12;

/// The changes of a review, divided into those shown one by one and records in bulk.
pub struct Shown<'r> {
    /// The records that are counted.
    pub bulks: Vec<Bulk>,
    /// The changes that are shown.
    pub changes: Vec<&'r Change>,
    /// For each renamed record the kinds of the records in which only its id has changed, as far as they are not shown.
    followers: FxHashMap<&'r RecordId, Vec<Kind>>,
}

impl<'r> Shown<'r> {
    /// Divides the changes of a review. With `all`, every change is shown, including those of layout.
    pub fn of(report: &ReviewReport<'r>, all: bool) -> Shown<'r> {
        let mut shown =
            Shown { bulks: Vec::new(), changes: report.changes(all).collect(), followers: FxHashMap::default() };
        if !all {
            shown.count_followers();
            shown.count(report, Meaning::Created);
            shown.count(report, Meaning::Deleted);
        }
        shown
    }

    /// Returns a change in one line; for a renamed record, with the number of those that follow.
    pub fn headline(&self, change: &Change) -> String {
        changes::headline(change) + &self.followers(change)
    }

    /// Returns the number of records that follow a renamed record, to put behind its change.
    pub fn followers(&self, change: &Change) -> String {
        let kinds = self.followers.get(&(change.kind, change.id.clone()));
        kinds.map(|kinds| changes::followed_by(kinds)).unwrap_or_default()
    }

    /// Removes the records that only follow renamed ones from those to show, and counts them.
    fn count_followers(&mut self) {
        for change in self.changes.extract_if(.., |change| change.was.is_none() && !change.follows.is_empty()) {
            for renamed in &change.follows {
                self.followers.entry(renamed).or_default().push(change.kind);
            }
        }
    }

    /// Removes all but the first of very many created, or deleted, records from those to show, and counts them.
    fn count(&mut self, report: &ReviewReport<'r>, meaning: Meaning) {
        let those: Vec<&Change> = self.changes.iter().copied().filter(|change| change.meaning == meaning).collect();
        if those.len() > MOST {
            let mut left = FIRST;
            self.changes.retain(|change| {
                let is_shown = change.meaning != meaning || left > 0;
                left -= usize::from(change.meaning == meaning && left > 0);
                is_shown
            });
            let (rows, sources) = (rows(report, &those), sources(&those));
            self.bulks.push(Bulk { meaning, count: those.len(), shown: FIRST.min(those.len()), rows, sources });
        }
    }
}

/// Counts records by kind and file, or by kind and folder: by the deepest folders that make few enough rows.
fn rows(report: &ReviewReport, changes: &[&Change]) -> Vec<Row> {
    let places: Vec<(Kind, &str)> = changes
        .iter()
        .map(|change| (change.kind, report.place_of(change).map_or("", |(place, _)| place.file)))
        .collect();
    let deepest = places.iter().map(|(_, file)| file.split('/').count()).max().unwrap_or(1);
    let counted = |depth: usize| {
        let mut counts: BTreeMap<(Kind, &str), usize> = BTreeMap::new();
        places.iter().for_each(|(kind, file)| *counts.entry((*kind, upper(file, depth))).or_default() += 1);
        counts
    };
    let mut counts = counted(deepest);
    for depth in (1..deepest).rev() {
        if counts.len() <= ROWS {
            break;
        }
        counts = counted(depth);
    }
    if counts.len() > ROWS {
        counts = counted(0);
    }
    let row = |((kind, folder), count): ((Kind, &str), usize)| Row { kind, folder: folder.to_owned(), count };
    counts.into_iter().map(row).collect()
}

/// Returns the first parts of a path, with a `/` at the end if the path continues below; for no parts, the root.
fn upper(file: &str, depth: usize) -> &str {
    match file.match_indices('/').nth(depth.saturating_sub(1)) {
        _ if depth == 0 => "",
        Some((end, slash)) => file.get(..end + slash.len()).unwrap_or(file),
        None => file,
    }
}

/// Counts claims by the source that they name.
fn sources(changes: &[&Change]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for change in changes.iter().filter(|change| change.kind == Kind::Claim) {
        let source = change.fields.iter().find(|field| field.key == "source");
        let source = source.and_then(|field| field.after.as_ref().or(field.before.as_ref())).map(Value::to_string);
        source.into_iter().for_each(|source| *counts.entry(source).or_default() += 1);
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|(a, many), (b, few)| few.cmp(many).then_with(|| a.cmp(b)));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cut_at_folders() {
        assert_eq!(upper("claims/a/b.yaml", 3), "claims/a/b.yaml");
        assert_eq!(upper("claims/a/b.yaml", 2), "claims/a/");
        assert_eq!(upper("claims/a/b.yaml", 1), "claims/");
        assert_eq!(upper("claims.yaml", 1), "claims.yaml");
        assert_eq!(upper("claims.yaml", 0), "");
    }
}
