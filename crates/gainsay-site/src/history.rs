//! What the last commits did, in the words of `diff`.

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

/// What one commit did to the records and to the conflicts.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Episode {
    /// The commit's id, as people quote it.
    pub commit: String,
    /// The day on which it was committed.
    pub date: String,
    /// The moment, as a feed wants it.
    #[serde(skip)]
    pub moment: String,
    /// Who wrote it; none if that is not published.
    pub author: Option<String>,
    /// The first line of its message; none if that is not published.
    pub title: Option<String>,
    /// What it did to the conflicts, in one line.
    pub verdict: String,
    /// What it did to the records, in one line.
    pub summary: String,
    /// What happened to each record, in the words of `diff`.
    pub changes: Vec<ToldChange>,
    /// How many changes are not among these.
    pub more_changes: usize,
    /// The conflicts that it introduced.
    pub introduced: Vec<ToldConflict>,
    /// Those that it resolved.
    pub resolved: Vec<ToldConflict>,
    /// Those that it changed.
    pub changed: Vec<ToldConflict>,
    /// How many conflicts are in none of these lists.
    pub more_conflicts: usize,
}

/// What happened to a record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ToldChange {
    /// Its kind.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// The id that it had, if it was renamed.
    pub was: Option<String>,
    /// What the change comes to.
    pub meaning: String,
    /// What a record that came or went says.
    pub gist: String,
}

/// A conflict that came, went or changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ToldConflict {
    /// What it is, with its rule.
    pub kind: String,
    /// Who stands against whom, and on what.
    pub message: String,
    /// What tells it from others.
    pub fingerprint: String,
    /// The ruling that covers it.
    pub ruled: Option<String>,
}

/// How many changes of records are told of a commit at most.
const MOST_CHANGES: usize = 100;

/// How many conflicts of each sort are told of a commit at most.
const MOST_CONFLICTS: usize = 50;

/// How many commits are looked at for those that changed a record at most: a repository may hold much else.
const MOST_LOOKED_AT: usize = 1_000;

/// How a history is told.
#[derive(Clone, Copy, Debug)]
pub struct HistoryOptions {
    /// So many commits are told.
    pub commits: usize,
    /// What is private is left out, and so are the words and the names of those who committed.
    pub only_public: bool,
    /// The day by which rulings are judged.
    pub today: Day,
}

/// Returns what the last commits did, along the first parents; nothing where there is no commit.
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
            // What it changed cannot be told from what was there before.
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

/// Reviews a step by what of both states is public.
fn public_review(source: &SnapshotSource, [before, after]: [&Snapshot; 2], today: Day) -> Result<Review, Error> {
    let differing = source.differing(before, after)?;
    let paths: HashSet<&str> = differing.iter().map(|file| file.path.as_str()).collect();
    let (old, new) = read_both(public(source.inputs(before)?)?.inputs, public(source.inputs(after)?)?.inputs);
    let side = |snapshot: &Snapshot, workspace: Workspace| ReviewedState { name: snapshot.name.clone(), workspace };
    Ok(Review::of(side(before, old), side(after, new), &|path| paths.contains(path), Count::Compared, today))
}

/// Returns what differs between the last commit and the files on disk; none where there is no commit.
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

/// What a step did to the records and to the conflicts.
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
            message: prose::told(naming, any).message.clone(),
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

/// Returns a moment as a feed wants it, in UTC.
pub fn moment_of(seconds: i64) -> String {
    let of_day = seconds.rem_euclid(86_400);
    format!("{}T{:02}:{:02}:{:02}Z", day_of(seconds), of_day / 3600, of_day / 60 % 60, of_day % 60)
}
