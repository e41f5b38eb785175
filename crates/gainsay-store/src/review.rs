//! A review: what differs between two states of a workspace, and what that does to the conflicts.
//!
//! The way of the data: two [`Snapshot`]s → the files that differ → two workspaces → [`changes`] and [`compare`] → a face.

use std::collections::HashSet;

use gainsay_diff::Outcome;
use gainsay_diff::changes::changes;
use gainsay_diff::compare::{self, News, PairChange};
use gainsay_diff::reach;
use gainsay_diff::review::{Review, Side};
use gainsay_diff::standing::{Edit, Index, MOST_EDITS, since};
use gainsay_model::Workspace;
use gainsay_model::date::Day;
use gainsay_model::read::Input;

use crate::Error;
use crate::load::{Loaded, join};
use crate::snapshot::{FileContent, FileDifference, Snapshot, SnapshotSource};

/// How much of two states is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// What differs, and what that can bear on.
    Reach,
    /// All of both.
    Whole,
}

/// Reviews the step from one state to the other, on a day. Unless all of both states is asked for, only those files are read that can
/// bear on what changed; then [`Comparison::kept`] counts only pairs among them.
///
/// # Errors
/// If git does not have what a file contains: nothing can be said then.
pub fn review(source: &SnapshotSource, before: &Snapshot, after: &Snapshot, depth: Depth, today: Day) -> Result<Review, Error> {
    let differing = source.differing(before, after)?;
    let paths: HashSet<&str> = differing.iter().map(|file| file.path.as_str()).collect();
    let differs = |path: &str| paths.contains(path);
    let read = |side: fn(&FileDifference) -> Option<&FileContent>| -> Result<Vec<Input>, Error> {
        differing.iter().filter_map(|file| side(file).map(|content| source.read(&file.path, content))).collect()
    };
    let side = |snapshot: &Snapshot, workspace: Workspace| Side { name: snapshot.name.clone(), workspace };
    let (old, new) = (read(|file| file.before.as_ref())?, read(|file| file.after.as_ref())?);
    if depth == Depth::Reach {
        let (frame_before, frame_after) = both(|| Workspace::read_part(old.clone()), || Workspace::read_part(new.clone()));
        let changes = changes(&frame_before, &frame_after, &differs);
        if !reach::reaches(&changes) {
            return Ok(Review::of(side(before, frame_before), side(after, frame_after), &differs, today));
        }
    }
    let rest = source.files(before)?.iter().filter(|(path, _)| !differs(path)).map(|(path, content)| source.read(path, content));
    let rest = rest.collect::<Result<Vec<Input>, Error>>()?;
    let rest = if depth == Depth::Reach { reach::within(&old, &new, rest, &differs) } else { rest };
    let whole = |inputs: &[Input]| inputs.iter().chain(&rest).cloned().collect::<Vec<Input>>();
    if depth == Depth::Reach {
        let (before_read, after_read) = both(|| Workspace::read_part(whole(&old)), || Workspace::read_part(whole(&new)));
        let review = Review::of(side(before, before_read), side(after, after_read), &differs, today);
        // Where something is at fault, it is told with what was probably meant.
        if review.faults.is_empty() {
            return Ok(review);
        }
    }
    let (before_read, after_read) = read_both(whole(&old), whole(&new));
    Ok(Review::of(side(before, before_read), side(after, after_read), &differs, today))
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
    /// If git does not have what a file contains.
    pub fn of(source: &SnapshotSource, before: &Snapshot, after: &Snapshot, today: Day) -> Result<Since, Error> {
        let (old, new) = read_both(source.inputs(before)?, source.inputs(after)?);
        let (was, is) = both(|| gainsay_diff::check(&old, today), || gainsay_diff::check(&new, today));
        Ok(Since::compared(before, (&old, &was), (new, is), &source.differing(before, after)?, today))
    }

    /// Checks the files on disk, on a day, and goes back from there to the earlier state by what differs. Only where that is not enough it
    /// is read and checked as well.
    ///
    /// # Errors
    /// If git does not have what a file contained.
    pub fn on_disk(source: &SnapshotSource, before: &Snapshot, loaded: Loaded, today: Day) -> Result<Since, Error> {
        let Loaded { mut workspace, disk, .. } = loaded;
        let own = || workspace.files.iter().filter(|file| !file.built_in).map(|file| &file.path);
        let after = source.checkout_of(own().map(|path| (path.clone(), disk.place(path))))?;
        if !source.files(&after)?.keys().eq(own()) || source.repository()?.converts(own().map(String::as_str)) {
            // What git would have of these files is not what was read.
            drop(workspace);
            return Since::of(source, before, &after, today);
        }
        let differing = source.differing(before, &after)?;
        let edits = edits(source, &differing)?;
        let index = || edits.and_then(|edits| Some((Index::new(&workspace)?, edits)));
        let (mut is, index) = both(|| gainsay_diff::check(&workspace, today), index);
        if let Some((index, edits)) = index {
            match since(&mut workspace, is, index, edits, today) {
                Ok((news, pairs)) => return Ok(Since { name: before.name.clone(), workspace, news, pairs }),
                Err(check) => is = check,
            }
        }
        let old = source.workspace(before)?;
        let was = gainsay_diff::check(&old, today);
        Ok(Since::compared(before, (&old, &was), (workspace, is), &differing, today))
    }

    /// Compares two states that are checked.
    fn compared(
        before: &Snapshot,
        (old, was): (&Workspace, &Outcome),
        (new, is): (Workspace, Outcome),
        differing: &[FileDifference],
        today: Day,
    ) -> Since {
        let mut comparison = compare::compare(old, &new, today);
        let paths: HashSet<&str> = differing.iter().map(|file| file.path.as_str()).collect();
        comparison.point_at(&new, &|path| paths.contains(path));
        let news = compare::news((old, was), (&new, is), &comparison);
        Since { name: before.name.clone(), workspace: new, news, pairs: comparison.pairs }
    }
}

/// What leads back from a later state to an earlier one; none if it is too much, and if a file could not be read then.
fn edits(source: &SnapshotSource, differing: &[FileDifference]) -> Result<Option<Vec<Edit>>, Error> {
    if differing.len() > MOST_EDITS {
        return Ok(None);
    }
    let edit = |file: &FileDifference| {
        let before = file.before.as_ref().map(|content| source.read(&file.path, content)).transpose()?;
        let bytes = before.map_or(Ok(Vec::new()), |input| input.bytes);
        Ok(bytes.ok().map(|bytes| Edit { path: file.path.clone(), bytes }))
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
