//! A review: what differs between two states of a workspace, and what that does to the conflicts.
//!
//! The way of the data: two [`Snapshot`]s → the files that differ → two workspaces → [`changes`] and [`compare`] → a
//! face.

use std::collections::{BTreeSet, HashMap, HashSet};

use gainsay_diff::Outcome;
use gainsay_diff::changes::changes;
use gainsay_diff::compare::{self, Count, News, PairChange};
use gainsay_diff::impact::{SnapshotPair, changes_something};
use gainsay_diff::incremental::{FileEdit, Lookup, MOST_EDITS, since};
use gainsay_diff::review::{Review, ReviewedState};
use gainsay_model::Workspace;
use gainsay_model::date::Day;
use gainsay_model::read::{FileVersions, Input, Version};

use crate::Error;
use crate::load::{Loaded, join};
use crate::quotes::{self, QuoteChecker};
use crate::snapshot::{FileContent, FileDifference, Snapshot, SnapshotSource};

/// How much of two states is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// What differs, and what that can touch.
    Impact,
    /// All of both.
    Whole,
}

/// Reviews the step from one state to the other, on a day. Unless all of both states is asked for, only what the step
/// can touch is looked at; then [`Comparison::kept`](compare::Comparison::kept) counts only pairs among that.
///
/// # Errors
/// Returns an error if git does not have what a file contains: nothing can be said then.
pub fn review(
    source: &SnapshotSource,
    before: &Snapshot,
    after: &Snapshot,
    depth: Depth,
    today: Day,
) -> Result<Review, Error> {
    let differing = source.differing(before, after)?;
    if depth == Depth::Impact
        && let Some(review) = review_by_impact(source, [before, after], &differing, today)?
    {
        return Ok(review);
    }
    let (old, new) = read_both(source.inputs(before)?, source.inputs(after)?);
    Ok(Review::of(side(before, old), side(after, new), &differs_in(&differing), Count::All, today))
}

fn side(snapshot: &Snapshot, workspace: Workspace) -> ReviewedState {
    ReviewedState { name: snapshot.name.clone(), workspace }
}

fn differs_in(differing: &[FileDifference]) -> impl Fn(&str) -> bool {
    let paths: HashSet<&str> = differing.iter().map(|file| file.path.as_str()).collect();
    move |path| paths.contains(path)
}

/// Reviews a step by what it can touch; none if that is everything, and if something is at fault, which is told with
/// what was probably meant.
fn review_by_impact(
    source: &SnapshotSource,
    [before, after]: [&Snapshot; 2],
    differing: &[FileDifference],
    today: Day,
) -> Result<Option<Review>, Error> {
    let differs = differs_in(differing);
    let mut files = ParsedFiles { source, versions: FileVersions::default(), contents: HashMap::new() };
    let mut sides: [Vec<Version>; 2] = Default::default();
    for file in differing {
        for (side, content) in sides.iter_mut().zip([&file.before, &file.after]) {
            side.extend(content.as_ref().map(|content| files.add(&file.path, content, true)).transpose()?);
        }
    }
    let pair = SnapshotPair::new(&files.versions, sides[0].iter().copied(), sides[1].iter().copied());
    let [old, new] = pair.workspaces(&pair.differing());
    let changes = changes(&old, &new, &differs);
    if !changes_something(&changes) {
        return Ok(Some(Review::of(side(before, old), side(after, new), &differs, Count::Compared, today)));
    }
    for (path, content) in source.files(before)?.iter().filter(|(path, _)| !differs(path)) {
        let version = files.add(path, content, false)?;
        sides.iter_mut().for_each(|side| side.push(version));
    }
    for side in &mut sides {
        let manifest = side.iter().find_map(|version| files.versions.content(*version).manifest.clone());
        side.extend(manifest.map(|manifest| files.versions.vocabularies(&manifest)).into_iter().flatten());
    }
    let pair = SnapshotPair::new(&files.versions, sides[0].iter().copied(), sides[1].iter().copied());
    let Some(touched) = pair.touched_by(&changes) else { return Ok(None) };
    let shown: BTreeSet<Version> = touched.iter().flat_map(|touched| pair.versions_of(touched)).collect();
    for version in shown {
        files.keep_text(version)?;
    }
    let pair = SnapshotPair::new(&files.versions, sides[0].iter().copied(), sides[1].iter().copied());
    let [old, new] = pair.workspaces(&touched);
    let review = Review::of(side(before, old), side(after, new), &differs, Count::Compared, today);
    Ok(Some(review).filter(|review| review.faults.is_empty()))
}

/// The files of two states, each version parsed once.
struct ParsedFiles<'s, 'e> {
    source: &'s SnapshotSource<'e>,
    versions: FileVersions,
    /// Where the texts are that are not kept.
    contents: HashMap<Version, (String, FileContent)>,
}

impl ParsedFiles<'_, '_> {
    fn add(&mut self, path: &str, content: &FileContent, keep_text: bool) -> Result<Version, Error> {
        let input = self.source.read(path, content)?;
        let bytes = input.bytes.as_deref().map_err(String::as_str);
        let version = self.versions.add(path, bytes);
        match bytes {
            Ok(bytes) if keep_text => self.versions.keep_text(version, bytes),
            _ => _ = self.contents.insert(version, (path.to_owned(), content.clone())),
        }
        Ok(version)
    }

    fn keep_text(&mut self, version: Version) -> Result<(), Error> {
        if let Some((path, content)) = self.contents.remove(&version)
            && let Ok(bytes) = self.source.read(&path, &content)?.bytes
        {
            self.versions.keep_text(version, &bytes);
        }
        Ok(())
    }
}

/// What a check says of a later state that it did not say of an earlier one.
pub struct Since {
    /// How people call the earlier state.
    pub name: String,
    /// The later state.
    pub workspace: Workspace,
    /// What is new, what is gone, and what remains.
    pub news: News,
    /// Every pair that is not kept.
    pub pairs: Vec<PairChange>,
}

impl Since {
    /// Checks both states, on a day.
    ///
    /// # Errors
    /// Returns an error if git does not have what a file contains.
    pub fn of(source: &SnapshotSource, before: &Snapshot, after: &Snapshot, today: Day) -> Result<Since, Error> {
        let differing = source.differing(before, after)?;
        let mut since = Since::of_both(source, before, after, &differing, today)?;
        quotes::add_between(&mut since.news, &since.workspace, source, [before, after], &differing)?;
        Ok(since)
    }

    /// Checks all but the quotes of both states.
    fn of_both(
        source: &SnapshotSource,
        before: &Snapshot,
        after: &Snapshot,
        differing: &[FileDifference],
        today: Day,
    ) -> Result<Since, Error> {
        let (old, new) = read_both(source.inputs(before)?, source.inputs(after)?);
        let (was, is) = both(|| gainsay_diff::check(&old, today), || gainsay_diff::check(&new, today));
        Ok(Since::compared(before, (&old, &was), (new, is), differing, today))
    }

    /// Checks the files on disk, on a day, and goes back from there to the earlier state by what differs. Only where
    /// that is not enough it is read and checked as well.
    ///
    /// # Errors
    /// Returns an error if git does not have what a file contained.
    pub fn on_disk(
        source: &SnapshotSource,
        before: &Snapshot,
        loaded: Loaded,
        checker: &mut QuoteChecker,
        today: Day,
    ) -> Result<Since, Error> {
        let (mut since, differing) = Since::without_quotes(source, before, loaded, today)?;
        checker.add_since(&mut since.news, &since.workspace, (source, before), &differing)?;
        Ok(since)
    }

    /// Checks all but quotes, and returns the files that differ as well.
    fn without_quotes(
        source: &SnapshotSource,
        before: &Snapshot,
        loaded: Loaded,
        today: Day,
    ) -> Result<(Since, Vec<FileDifference>), Error> {
        let Loaded { mut workspace, disk, .. } = loaded;
        let own = || workspace.files.iter().filter(|file| !file.built_in).map(|file| &file.path);
        let after = source.checkout_of(own().map(|path| (path.clone(), disk.place(path))))?;
        if !source.files(&after)?.keys().eq(own()) || source.repository()?.converts(own().map(String::as_str)) {
            // What git would have of these files is not what was read.
            drop(workspace);
            let differing = source.differing(before, &after)?;
            return Ok((Since::of_both(source, before, &after, &differing, today)?, differing));
        }
        let differing = source.differing(before, &after)?;
        let edits = edits(source, &differing)?;
        let lookup = || edits.and_then(|edits| Some((Lookup::new(&workspace)?, edits)));
        let (mut is, lookup) = both(|| gainsay_diff::check(&workspace, today), lookup);
        if let Some((lookup, edits)) = lookup {
            match since(&mut workspace, is, lookup, edits, today) {
                Ok((news, pairs)) => {
                    return Ok((Since { name: before.name.clone(), workspace, news, pairs }, differing));
                }
                Err(check) => is = check,
            }
        }
        let old = source.workspace(before)?;
        let was = gainsay_diff::check(&old, today);
        let since = Since::compared(before, (&old, &was), (workspace, is), &differing, today);
        Ok((since, differing))
    }

    /// Compares two states that are checked.
    fn compared(
        before: &Snapshot,
        (old, was): (&Workspace, &Outcome),
        (new, is): (Workspace, Outcome),
        differing: &[FileDifference],
        today: Day,
    ) -> Since {
        let differs = differs_in(differing);
        let edited = compare::edited_claims(old, &new, &differs);
        let mut comparison = compare::compare_edited(old, &new, edited.as_ref(), Count::Compared, today);
        comparison.point_at(&new, &differs);
        let news = compare::news((old, was), (&new, is), &comparison);
        Since { name: before.name.clone(), workspace: new, news, pairs: comparison.pairs }
    }
}

/// What leads back from a later state to an earlier one; none if it is too much, and if a file could not be read then.
fn edits(source: &SnapshotSource, differing: &[FileDifference]) -> Result<Option<Vec<FileEdit>>, Error> {
    if differing.len() > MOST_EDITS {
        return Ok(None);
    }
    let edit = |file: &FileDifference| {
        let before = file.before.as_ref().map(|content| source.read(&file.path, content)).transpose()?;
        let bytes = before.map_or(Ok(Vec::new()), |input| input.bytes);
        Ok(bytes.ok().map(|bytes| FileEdit { path: file.path.clone(), bytes }))
    };
    differing.iter().map(edit).collect()
}

/// Reads two workspaces at once.
pub fn read_both(before: Vec<Input>, after: Vec<Input>) -> (Workspace, Workspace) {
    both(|| Workspace::read(before), || Workspace::read(after))
}

/// Does two things at once.
fn both<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (join(one), other)
    })
}
