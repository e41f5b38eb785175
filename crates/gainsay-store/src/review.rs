//! Reviews: the differences between two snapshots of a workspace, and their effect on the conflicts.
//!
//! Data flows from two [`Snapshot`]s to the files that differ, to two workspaces, to [`changes`] and [`compare`], and
//! then to a front end.

use std::collections::{BTreeSet, HashMap, HashSet};

use gainsay_diff::changes::changes;
use gainsay_diff::compare::{self, Count, News, PairChanges};
use gainsay_diff::impact::{SnapshotPair, changes_something};
use gainsay_diff::incremental::{FileEdit, Lookup, MOST_EDITS, since};
use gainsay_diff::review::{Review, ReviewedState};
use gainsay_diff::{Asked, Outcome, check_for};
use gainsay_model::Workspace;
use gainsay_model::date::Day;
use gainsay_model::read::{FileVersions, Input, Version};

use crate::Error;
use crate::content::{FileContent, FileDifference};
use crate::load::Loaded;
use crate::quotes::{self, QuoteChecker};
use crate::snapshot::{Snapshot, SnapshotSource};
use crate::threads::join;

/// The extent of a review.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// Only the differences, and what they can touch.
    Impact,
    /// All of both snapshots.
    Whole,
}

/// Reviews the step from one snapshot to the other, on a day. Unless all of both is asked for, only what the step can
/// touch is examined; then [`Comparison::kept`](compare::Comparison::kept) counts only pairs among that.
///
/// # Errors
/// Returns an error if git does not have the content of a file: nothing can be said then.
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

/// Reviews a step by what it can touch; none if that is everything, or if something is faulty, so that it has to be
/// reported with suggestions.
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

/// The files of two snapshots, each version parsed once.
struct ParsedFiles<'s, 'e> {
    source: &'s SnapshotSource<'e>,
    versions: FileVersions,
    /// The origins of the texts that are not kept in memory.
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

/// The findings of a later snapshot that an earlier one did not have.
pub struct Since {
    /// The name by which people call the earlier snapshot.
    pub name: String,
    /// The workspace of the later snapshot.
    pub workspace: Workspace,
    /// The findings that are new, gone or unchanged.
    pub news: News,
    /// Every pair that is not unchanged.
    pub pairs: PairChanges,
}

impl Since {
    /// Checks both snapshots, on a day, for the findings that are asked for.
    ///
    /// # Errors
    /// Returns an error if git does not have the content of a file.
    pub fn of(
        source: &SnapshotSource,
        before: &Snapshot,
        after: &Snapshot,
        asked: (Day, Asked),
    ) -> Result<Since, Error> {
        let differing = source.differing(before, after)?;
        let mut since = Since::of_both(source, before, after, &differing, asked)?;
        quotes::add_between(&mut since.news, &since.workspace, source, [before, after], &differing)?;
        Ok(since)
    }

    /// Checks everything but the quotes of both snapshots.
    fn of_both(
        source: &SnapshotSource,
        before: &Snapshot,
        after: &Snapshot,
        differing: &[FileDifference],
        (today, asked): (Day, Asked),
    ) -> Result<Since, Error> {
        let (old, new) = read_both(source.inputs(before)?, source.inputs(after)?);
        let (was, is) = both(|| check_for(&old, today, asked), || check_for(&new, today, asked));
        Ok(Since::compared(before, (&old, &was), (new, is), differing, today))
    }

    /// Checks the files on disk, on a day, for the findings that are asked for, and goes back from there to the earlier
    /// snapshot by the differences. Only if that is not enough, the earlier snapshot is read and checked as well.
    ///
    /// # Errors
    /// Returns an error if git does not have the content of a file.
    pub fn on_disk(
        source: &SnapshotSource,
        before: &Snapshot,
        loaded: Loaded,
        checker: &mut QuoteChecker,
        asked: (Day, Asked),
    ) -> Result<Since, Error> {
        let (mut since, differing) = Since::without_quotes(source, before, loaded, asked)?;
        checker.add_since(&mut since.news, &since.workspace, (source, before), &differing)?;
        Ok(since)
    }

    /// Checks everything but the quotes, and returns the files that differ as well.
    fn without_quotes(
        source: &SnapshotSource,
        before: &Snapshot,
        loaded: Loaded,
        (today, asked): (Day, Asked),
    ) -> Result<(Since, Vec<FileDifference>), Error> {
        let Loaded { mut workspace, disk, .. } = loaded;
        let own = || workspace.files.iter().filter(|file| !file.built_in).map(|file| &file.path);
        let after = source.checkout_of(own().map(|path| (path.clone(), disk.place(path))))?;
        if !source.files(&after)?.keys().eq(own()) || source.repository()?.converts(own().map(String::as_str)) {
            // The content that git would have for these files is not what was read.
            drop(workspace);
            let differing = source.differing(before, &after)?;
            return Ok((Since::of_both(source, before, &after, &differing, (today, asked))?, differing));
        }
        let differing = source.differing(before, &after)?;
        let edits = edits(source, &differing)?;
        let lookup = || edits.and_then(|edits| Some((Lookup::new(&workspace)?, edits)));
        let (mut is, lookup) = both(|| check_for(&workspace, today, asked), lookup);
        if let Some((lookup, edits)) = lookup {
            match since(&mut workspace, is, lookup, edits, (today, asked)) {
                Ok((news, pairs)) => {
                    return Ok((Since { name: before.name.clone(), workspace, news, pairs }, differing));
                }
                Err(check) => is = check,
            }
        }
        let old = source.workspace(before)?;
        let was = check_for(&old, today, asked);
        let since = Since::compared(before, (&old, &was), (workspace, is), &differing, today);
        Ok((since, differing))
    }

    /// Compares two checked snapshots.
    fn compared(
        before: &Snapshot,
        (old, was): (&Workspace, &Outcome),
        (new, is): (Workspace, Outcome),
        differing: &[FileDifference],
        today: Day,
    ) -> Since {
        let differs = differs_in(differing);
        let edited = compare::edited_claims(old, &new, &changes(old, &new, &differs));
        let mut comparison = compare::compare_edited(old, &new, edited.as_ref(), Count::Compared, today);
        comparison.point_at(&new, &differs);
        let news = compare::news((old, was), (&new, is), &comparison);
        Since { name: before.name.clone(), workspace: new, news, pairs: comparison.pairs }
    }
}

/// Returns the edits that lead back from a later snapshot to an earlier one; none if there are too many, or if a file
/// could not be read then.
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

/// Reads two workspaces at the same time; the faults of the later one are told.
pub fn read_both(before: Vec<Input>, after: Vec<Input>) -> (Workspace, Workspace) {
    both(|| Workspace::read_to_compare(before), || Workspace::read(after))
}

/// Runs two functions at the same time, and returns both results.
fn both<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (join(one), other)
    })
}
