//! Finds the news about quotes since an earlier state: only quotes count whose claim, source or copy has changed.

use gainsay_model::Workspace;
use gainsay_model::finding::Route;
use gainsay_model::record::Place;
use rustc_hash::FxHashSet;

use super::QuoteCheck;
use super::copy::copy_of;
use crate::check;
use crate::compare::{News, newly};
use crate::findings::AnyFinding;

/// The changes between two states.
#[derive(Debug, Default)]
pub struct Changed<'c> {
    /// The paths of changed files that hold records.
    pub files: FxHashSet<&'c str>,
    /// The paths of changed copies, from the workspace's root.
    pub copies: FxHashSet<String>,
}

impl Changed<'_> {
    /// Returns the files of a state that tell on which of its quotes the change bears: those of the sources with a
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

    /// Separates the findings about quotes on which the change bears from those about others.
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
    /// Adds the news about quotes, given the results for them in both states. Those of the earlier state need only be
    /// there as far as the change bears on them.
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
