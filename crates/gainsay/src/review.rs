//! A review: what differs between two states of a workspace, and what that does to the conflicts.
//!
//! The way of the data: two [`State`]s → the files that differ → two workspaces → [`changes`] and [`compare`] → a face.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::path::PathBuf;

use gainsay_diff::Outcome;
use gainsay_diff::changes::{Change, Changes, changes};
use gainsay_diff::compare::{self, Comparison, News, PairChange};
use gainsay_diff::reach;
use gainsay_diff::rules::{self, Group};
use gainsay_diff::standing::{Edit, Index, MOST_EDITS, since};
use gainsay_model::date::Day;
use gainsay_model::finding::Finding;
use gainsay_model::read::Input;
use gainsay_model::{Name, Workspace};

use crate::files::Loaded;
use crate::problem::Problem;
use crate::states::{Content, Differing, Origin, State};

/// What differs between two states.
pub struct Review {
    /// The root of the workspace.
    pub root: PathBuf,
    /// The earlier state.
    pub before: Read,
    /// The later one.
    pub after: Read,
    /// What happened to the records.
    pub changes: Changes,
    /// What happened to the conflicts.
    pub comparison: Comparison,
    /// Faults of reading that only the later state has: what could not be looked at.
    pub faults: Vec<Finding>,
    /// So many texts of the earlier state could not be read: what was in them seems to be new.
    pub unread_before: usize,
}

/// How much of two states is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// What differs, and what that can bear on.
    Reach,
    /// All of both.
    Whole,
}

/// A state, as far as it was read.
pub struct Read {
    /// How people call it.
    pub name: String,
    /// What its files say.
    pub workspace: Workspace,
}

impl Review {
    /// Reviews the step from one state to the other, on a day. Unless all of both states is asked for, only those files are read that can
    /// bear on what changed; then [`Comparison::kept`] counts only pairs among them.
    ///
    /// # Errors
    /// If git does not have what a file contains: nothing can be said then.
    pub fn of(origin: &Origin, before: &State, after: &State, depth: Depth, today: Day) -> Result<Review, Problem> {
        let differing = origin.differing(before, after)?;
        let paths: HashSet<&str> = differing.iter().map(|file| file.path.as_str()).collect();
        let differs = |path: &str| paths.contains(path);
        let read = |side: fn(&Differing) -> Option<&Content>| -> Result<Vec<Input>, Problem> {
            differing.iter().filter_map(|file| side(file).map(|content| origin.read(&file.path, content))).collect()
        };
        let (old, new) = (read(|file| file.before.as_ref())?, read(|file| file.after.as_ref())?);
        if depth == Depth::Reach {
            let (frame_before, frame_after) = both(|| Workspace::read_part(old.clone()), || Workspace::read_part(new.clone()));
            let changes = changes(&frame_before, &frame_after, &differs);
            if !reach::reaches(&changes) {
                return Ok(Review::from(origin, (before, frame_before), (after, frame_after), &differs, today));
            }
        }
        let rest = origin.files(before)?.iter().filter(|(path, _)| !differs(path)).map(|(path, content)| origin.read(path, content));
        let rest = rest.collect::<Result<Vec<Input>, Problem>>()?;
        let rest = if depth == Depth::Reach { reach::within(&old, &new, rest, &differs) } else { rest };
        let whole = |inputs: &[Input]| inputs.iter().chain(&rest).cloned().collect::<Vec<Input>>();
        if depth == Depth::Reach {
            let (before_read, after_read) = both(|| Workspace::read_part(whole(&old)), || Workspace::read_part(whole(&new)));
            let review = Review::from(origin, (before, before_read), (after, after_read), &differs, today);
            // Where something is at fault, it is told with what was probably meant.
            if review.faults.is_empty() {
                return Ok(review);
            }
        }
        let (before_read, after_read) = read_both(whole(&old), whole(&new));
        Ok(Review::from(origin, (before, before_read), (after, after_read), &differs, today))
    }

    fn from(
        origin: &Origin,
        (before, old): (&State, Workspace),
        (after, new): (&State, Workspace),
        differs: &dyn Fn(&str) -> bool,
        today: Day,
    ) -> Review {
        let changes = changes(&old, &new, differs);
        let mut comparison = compare::compare(&old, &new, today);
        comparison.point_at(&new, differs);
        let is_unread = |finding: &&Finding| {
            let file = finding.labels.first().and_then(|label| old.files.get(label.route.file() as usize));
            finding.rule == "not-yaml" && file.is_some_and(|file| differs(&file.path))
        };
        let unread_before = old.findings.iter().filter(is_unread).count();
        let faults = compare::newly(&old, faults(&old), &new, faults(&new));
        Review {
            root: origin.root.clone(),
            before: Read { name: before.name.clone(), workspace: old },
            after: Read { name: after.name.clone(), workspace: new },
            changes,
            comparison,
            faults,
            unread_before,
        }
    }

    /// Whether anything changed but the layout.
    pub fn says_something(&self) -> bool {
        !self.changes.list.is_empty() || !self.comparison.pairs.is_empty() || !self.faults.is_empty() || !self.comparison.rulings.is_empty()
    }

    /// What the change brings, as a check would tell it: worst first.
    pub fn outcome(&self) -> Outcome {
        let Comparison { introduced, changed, rulings, summary, .. } = &self.comparison;
        let mut findings: Vec<Finding> = self.faults.iter().chain(introduced).chain(changed).chain(rulings).cloned().collect();
        findings.sort_by_key(|finding| Reverse(finding.level));
        Outcome { findings, summary: summary.clone() }
    }

    /// Leaves only what is about these records.
    pub fn limit(&mut self, ids: &[String]) {
        let about = |change: &Change| ids.contains(&change.id) || change.was.as_ref().is_some_and(|was| ids.contains(was));
        let names = |finding: &Finding| finding.records.iter().any(|record| ids.contains(&record.id));
        self.changes.list.retain(about);
        self.changes.formatting.retain(about);
        let Comparison { introduced, resolved, changed, rulings, pairs, .. } = &mut self.comparison;
        for findings in [introduced, resolved, changed, rulings, &mut self.faults] {
            findings.retain(names);
        }
        pairs.retain(|step| ids.contains(&step.pair.a) || ids.contains(&step.pair.b));
    }

    /// Whether either state has a record of that id.
    pub fn knows(&self, id: &str) -> bool {
        [&self.before.workspace, &self.after.workspace].into_iter().any(|workspace| ids(workspace).any(|known| workspace.text(known) == id))
    }

    /// Every id of either state, to suggest one.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        [&self.before.workspace, &self.after.workspace].into_iter().flat_map(|w| ids(w).map(|id| w.text(id)))
    }

    /// The changes that a conflict rests on; `earlier` tells that it is of the earlier state.
    pub fn causes(&self, finding: &Finding, earlier: bool) -> Vec<&Change> {
        let place = |change: &Change| if earlier { change.before } else { change.after };
        let found = compare::causes(finding, &self.changes, [&self.before.workspace, &self.after.workspace], place);
        found.into_iter().filter_map(|i| self.changes.list.get(i)).collect()
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
    /// If git does not have what a file contains.
    pub fn of(origin: &Origin, before: &State, after: &State, today: Day) -> Result<Since, Problem> {
        let (old, new) = read_both(origin.inputs(before)?, origin.inputs(after)?);
        let (was, is) = both(|| gainsay_diff::check(&old, today), || gainsay_diff::check(&new, today));
        Ok(Since::compared(before, (&old, &was), (new, is), &origin.differing(before, after)?, today))
    }

    /// Checks the files on disk, on a day, and goes back from there to the earlier state by what differs. Only where that is not enough it
    /// is read and checked as well.
    ///
    /// # Errors
    /// If git does not have what a file contained.
    pub fn on_disk(origin: &Origin, before: &State, loaded: Loaded, today: Day) -> Result<Since, Problem> {
        let Loaded { mut workspace, disk, .. } = loaded;
        let own = || workspace.files.iter().filter(|file| !file.built_in).map(|file| &file.path);
        let after = origin.checkout_of(own().map(|path| (path.clone(), disk.place(path))))?;
        if !origin.files(&after)?.keys().eq(own()) || origin.repository()?.converts(own().map(String::as_str)) {
            // What git would have of these files is not what was read.
            drop(workspace);
            return Since::of(origin, before, &after, today);
        }
        let differing = origin.differing(before, &after)?;
        let edits = edits(origin, &differing)?;
        let index = || edits.and_then(|edits| Some((Index::new(&workspace)?, edits)));
        let (mut is, index) = both(|| gainsay_diff::check(&workspace, today), index);
        if let Some((index, edits)) = index {
            match since(&mut workspace, is, index, edits, today) {
                Ok((news, pairs)) => return Ok(Since { name: before.name.clone(), workspace, news, pairs }),
                Err(check) => is = check,
            }
        }
        let old = origin.workspace(before)?;
        let was = gainsay_diff::check(&old, today);
        Ok(Since::compared(before, (&old, &was), (workspace, is), &differing, today))
    }

    /// Compares two states that are checked.
    fn compared(
        before: &State,
        (old, was): (&Workspace, &Outcome),
        (new, is): (Workspace, Outcome),
        differing: &[Differing],
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
fn edits(origin: &Origin, differing: &[Differing]) -> Result<Option<Vec<Edit>>, Problem> {
    if differing.len() > MOST_EDITS {
        return Ok(None);
    }
    let edit = |file: &Differing| {
        let before = file.before.as_ref().map(|content| origin.read(&file.path, content)).transpose()?;
        let bytes = before.map_or(Ok(Vec::new()), |input| input.bytes);
        Ok(bytes.ok().map(|bytes| Edit { path: file.path.clone(), bytes }))
    };
    differing.iter().map(edit).collect()
}

fn ids(workspace: &Workspace) -> impl Iterator<Item = Name> {
    crate::verbs::records(workspace).into_iter().filter_map(|found| found.id)
}

/// Faults of reading, wherever they lie: a record that is taken away may leave others without what they rest on.
fn faults(workspace: &Workspace) -> Vec<Finding> {
    let is_fault = |finding: &&Finding| rules::find(finding.rule).is_some_and(|rule| rule.group == Group::Reading);
    workspace.findings.iter().filter(is_fault).cloned().collect()
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
        match one.join() {
            Ok(one) => (one, other),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
