//! The last commits and their changes, in the words of `diff`.

use std::collections::HashSet;

use gainsay_diff::compare::Count;
use gainsay_diff::findings::AnyFinding;
use gainsay_diff::fingerprint::fingerprints;
use gainsay_diff::review::{Review, ReviewedState};
use gainsay_git::Commit;
use gainsay_model::Workspace;
use gainsay_model::date::{Day, write_day};
use gainsay_render::links::Links;
use gainsay_render::prose::{self, Naming, changes};
use gainsay_render::review::ReviewReport;
use gainsay_store::review::{Depth, read_both, review};
use gainsay_store::{Error, Snapshot, SnapshotSource};
use serde::Serialize;

use crate::public::public;

/// The effect of one commit on the records and the conflicts.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Episode {
    /// The id of the commit, as people quote it.
    pub commit: String,
    /// The day on which it was committed.
    pub date: String,
    /// The moment of the commit, in the form of a feed.
    #[serde(skip)]
    pub moment: String,
    /// The author; none if names are not published.
    pub author: Option<String>,
    /// The first line of the message; none if messages are not published.
    pub title: Option<String>,
    /// The effect on the conflicts, in one line.
    pub verdict: String,
    /// The effect on the records, in one line.
    pub summary: String,
    /// The changes of records, in the words of `diff`.
    pub changes: Vec<ToldChange>,
    /// The number of changes that are not listed.
    pub more_changes: usize,
    /// The conflicts that it introduced.
    pub introduced: Vec<ToldConflict>,
    /// The conflicts that it resolved.
    pub resolved: Vec<ToldConflict>,
    /// The conflicts that it changed.
    pub changed: Vec<ToldConflict>,
    /// The number of conflicts that are in none of these lists.
    pub more_conflicts: usize,
}

/// A change of a record, in words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ToldChange {
    /// The kind of the record.
    pub kind: &'static str,
    /// The id of the record.
    pub id: String,
    /// The id that it had, if it was renamed.
    pub was: Option<String>,
    /// The kind of the change.
    pub meaning: String,
    /// The content of a created or deleted record, in one line.
    pub gist: String,
}

/// A conflict that was introduced, resolved or changed, in words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ToldConflict {
    /// The kind of the conflict, with its rule.
    pub kind: String,
    /// The headline: who contradicts whom, and on what.
    pub message: String,
    /// The fingerprint of the conflict.
    pub fingerprint: String,
    /// The ruling that covers it.
    pub ruled: Option<String>,
}

/// The largest number of changes of records shown for a commit.
const MOST_CHANGES: usize = 100;

/// The largest number of conflicts of each sort shown for a commit.
const MOST_CONFLICTS: usize = 50;

/// The largest number of commits searched for those that changed a record: a repository may contain much else.
const MOST_LOOKED_AT: usize = 1_000;

/// Options for a history.
#[derive(Clone, Copy, Debug)]
pub struct HistoryOptions {
    /// The largest number of commits shown.
    pub commits: usize,
    /// Says whether private records are left out, together with the messages and the names of the authors.
    pub only_public: bool,
    /// The day on which rulings are judged.
    pub today: Day,
}

/// Returns the effects of the last commits, along the first parents; empty if there is no commit.
///
/// # Errors
/// Returns an error if a commit or a file cannot be read.
pub fn history(source: &SnapshotSource, options: HistoryOptions) -> Result<Vec<Episode>, Error> {
    let Ok(repository) = source.repository() else { return Ok(Vec::new()) };
    let mut told = Vec::new();
    let mut next = repository.commit_of("HEAD").ok();
    for _ in 0..MOST_LOOKED_AT {
        let Some(id) = next.filter(|_| told.len() < options.commits) else { break };
        let commit = repository.commit(id)?;
        next = commit.parents.first().copied();
        if commit.is_cut_off && commit.parents.is_empty() {
            // The changes of the commit cannot be told from what was there before.
            break;
        }
        let after = source.commit_quietly(id, &id.short())?;
        let before = match next {
            Some(parent) => source.commit_quietly(parent, &parent.short())?,
            None => Snapshot::empty("nothing"),
        };
        told.extend(episode(source, &commit, [&before, &after], options)?);
    }
    Ok(told)
}

fn episode(
    source: &SnapshotSource,
    commit: &Commit,
    [before, after]: [&Snapshot; 2],
    options: HistoryOptions,
) -> Result<Option<Episode>, Error> {
    if source.differing(before, after)?.is_empty() {
        return Ok(None);
    }
    let review = if options.only_public {
        public_review(source, [before, after], options.today)?
    } else {
        review(source, before, after, Depth::Impact, options.today)?
    };
    Ok(review.says_something().then(|| told(commit, &review, options.only_public)))
}

/// Reviews a step by what is public in both snapshots.
fn public_review(source: &SnapshotSource, [before, after]: [&Snapshot; 2], today: Day) -> Result<Review, Error> {
    let differing = source.differing(before, after)?;
    let paths: HashSet<&str> = differing.iter().map(|file| file.path.as_str()).collect();
    let (old, new) = read_both(public(source.inputs(before)?)?.inputs, public(source.inputs(after)?)?.inputs);
    let side = |snapshot: &Snapshot, workspace: Workspace| ReviewedState { name: snapshot.name.clone(), workspace };
    Ok(Review::of(side(before, old), side(after, new), &|path| paths.contains(path), Count::Compared, today))
}

/// Returns the differences between the last commit and the files on disk; none if there is no commit.
///
/// # Errors
/// Returns an error if a file cannot be read.
pub fn uncommitted(source: &SnapshotSource, today: Day) -> Result<Option<Episode>, Error> {
    let head = source.repository().ok().and_then(|repository| repository.commit_of("HEAD").ok());
    let Some(head) = head else { return Ok(None) };
    let (before, after) = (source.commit_quietly(head, "HEAD")?, source.checkout()?);
    let review = review(source, &before, &after, Depth::Impact, today)?;
    Ok(Some(changes_of(&review)))
}

fn told(commit: &Commit, review: &Review, only_public: bool) -> Episode {
    Episode {
        commit: commit.id.short(),
        date: day_of(commit.committed),
        moment: moment_of(commit.committed),
        author: (!only_public).then(|| commit.author.clone()),
        title: (!only_public).then(|| commit.title.clone()),
        ..changes_of(review)
    }
}

/// Returns the effect of a step on the records and the conflicts.
fn changes_of(review: &Review) -> Episode {
    let report = ReviewReport::new(review, Links::default(), false);
    let comparison = &review.comparison;
    let all: Vec<_> = report.changes(false).collect();
    let change = |change: &&gainsay_diff::changes::Change| ToldChange {
        kind: change.kind.word(),
        id: change.id.clone(),
        was: change.was.clone(),
        meaning: changes::meaning(change),
        gist: if change.before.is_none() || change.after.is_none() {
            changes::gist(report.naming_of(change), change)
        } else {
            String::new()
        },
    };
    let conflicts = |all: &[AnyFinding], naming: &Naming, workspace: &Workspace| -> Vec<ToldConflict> {
        let prints = fingerprints(workspace, all);
        let told = all.iter().zip(prints).take(MOST_CONFLICTS).map(|(any, fingerprint)| ToldConflict {
            kind: prose::title(any),
            message: prose::brief(naming, any).message.clone(),
            fingerprint,
            ruled: any.ruled().map(str::to_owned),
        });
        told.collect()
    };
    let (old, new) = (&review.before.workspace, &review.after.workspace);
    let more = [&comparison.introduced, &comparison.resolved, &comparison.changed]
        .iter()
        .map(|all| all.len().saturating_sub(MOST_CONFLICTS))
        .sum();
    Episode {
        verdict: changes::verdict(review),
        summary: changes::summary(review),
        changes: all.iter().take(MOST_CHANGES).map(change).collect(),
        more_changes: all.len().saturating_sub(MOST_CHANGES),
        introduced: conflicts(&comparison.introduced, report.naming(false), new),
        resolved: conflicts(&comparison.resolved, report.naming(true), old),
        changed: conflicts(&comparison.changed, report.naming(false), new),
        more_conflicts: more,
        ..Episode::default()
    }
}

/// Returns the day of a moment, in UTC.
pub fn day_of(seconds: i64) -> String {
    write_day(seconds.div_euclid(86_400))
}

/// Returns a moment in the form of a feed, in UTC.
pub fn moment_of(seconds: i64) -> String {
    let of_day = seconds.rem_euclid(86_400);
    format!("{}T{:02}:{:02}:{:02}Z", day_of(seconds), of_day / 3600, of_day / 60 % 60, of_day % 60)
}
