//! What is new about quotes since an earlier state: only those count whose claim, source or copy has changed.

use gainsay_model::Workspace;
use gainsay_model::finding::Route;
use gainsay_model::record::Place;
use rustc_hash::FxHashSet;

use super::QuoteCheck;
use super::copy::copy_of;
use crate::check;
use crate::compare::{News, newly};
use crate::findings::AnyFinding;

/// What has changed between two states.
#[derive(Debug, Default)]
pub struct Changed<'c> {
    /// The paths of files that hold records.
    pub files: FxHashSet<&'c str>,
    /// The paths of copies, from the workspace's root.
    pub copies: FxHashSet<String>,
}

impl Changed<'_> {
    /// Returns the files of a state that tell which of its quotes the change bears on: those of the sources with a
    /// copy, and of the claims on a source that has changed or is not there.
    pub fn files_of<'w>(&self, workspace: &'w Workspace) -> FxHashSet<&'w str> {
        let records = &workspace.records;
        let changed: FxHashSet<usize> =
            (0..records.sources.len()).filter(|source| self.is_source(workspace, *source)).collect();
        let is_touched = |id| workspace.source_index(id).is_none_or(|source| changed.contains(&source));
        let claims = records.claims.iter().filter(|claim| claim.quoted && claim.source.is_some_and(is_touched));
        let sources = records.sources.iter().filter(|source| source.kept);
        let places = claims.map(|claim| claim.place).chain(sources.map(|source| source.place));
        places.filter_map(|place| workspace.files.get(place.file as usize)).map(|file| file.path.as_str()).collect()
    }

    fn is_in(&self, workspace: &Workspace, place: Place) -> bool {
        workspace.files.get(place.file as usize).is_some_and(|file| self.files.contains(file.path.as_str()))
    }

    fn is_source(&self, workspace: &Workspace, source: usize) -> bool {
        let record = &workspace.records.sources[source];
        let is_copy_changed = || copy_of(workspace, source).is_ok_and(|path| self.copies.contains(&path));
        self.is_in(workspace, record.place) || (record.kept && is_copy_changed())
    }

    /// Separates what a check says of quotes on which the change bears from what it says of others.
    fn separate(
        &self,
        workspace: &Workspace,
        quotes: &QuoteCheck,
        found: Vec<AnyFinding>,
    ) -> (Vec<AnyFinding>, Vec<AnyFinding>) {
        let records = &workspace.records;
        let mut touched: FxHashSet<Place> = FxHashSet::default();
        for seen in quotes.seen.iter().filter(|seen| self.is_source(workspace, seen.source)) {
            touched.insert(records.sources[seen.source].place);
            touched.extend(seen.quotes.iter().map(|(claim, _)| records.claims[*claim].place));
        }
        let place = |finding: &AnyFinding| finding.first_route().and_then(Route::record);
        found.into_iter().partition(|finding| {
            place(finding).is_some_and(|place| touched.contains(&place) || self.is_in(workspace, place))
        })
    }
}

impl News {
    /// Adds what is new about quotes, given what was seen of them in both states. Of the earlier one only what the
    /// change bears on need be there.
    pub fn add_quotes(
        &mut self,
        (before, was): (&Workspace, &QuoteCheck),
        (after, is): (&Workspace, &QuoteCheck),
        changed: &Changed,
    ) {
        let (found, silenced) = is.findings(after);
        let (now, others) = changed.separate(after, is, found);
        let (then, _) = changed.separate(before, was, was.findings(before).0);
        let (all_then, all_now) = (then.len(), now.len());
        let new = newly(before, then, after, now);
        let remaining = all_now - new.len();
        self.open += others.len() + remaining;
        self.resolved += all_then - remaining;
        let outcome = &mut self.outcome;
        outcome.findings = check::insert(after, std::mem::take(&mut outcome.findings), new);
        outcome.summary.silenced += silenced;
        *outcome.summary.quotes = is.counts();
    }
}
