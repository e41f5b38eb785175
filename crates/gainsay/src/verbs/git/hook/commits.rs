//! Commits that came in by a merge, a pull or a rebase, or go out in a push. Git runs no check before they exist, so
//! their findings are reported afterwards, or before they leave. Only a push is stopped, and only if that was asked
//! for.

use std::io::{self, Read};
use std::path::PathBuf;

use gainsay_diff::Asked;
use gainsay_git::{Id, Repository};
use gainsay_store::Snapshot;
use gainsay_store::clock::today;
use gainsay_store::repository;
use gainsay_store::review::Since;

use super::{roots_of, tell, whole_repository};
use crate::Status;
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::workspace::snapshots;

/// The git setting that makes a push stop if its findings fail.
const BLOCKING: &str = "gainsay.blockPush";

/// The largest number of bytes read of what git passes to a hook: many thousand references.
const MOST_TOLD: u64 = 16 << 20;

/// A step from one commit to another.
struct Step {
    /// The name by which people call the snapshot before; it is empty if there is no commit.
    name: String,
    before: Option<Id>,
    after: Id,
}

/// Reports what a merge or a pull brought in, if git made no merge commit for it: `pre-merge-commit` has reported
/// those.
pub fn after_merge(words: &[String], terminal: &mut Terminal) -> Result<Status, Problem> {
    let Some(repository) = whole_repository()? else { return Ok(Status::Fine) };
    // A squashed merge is staged, and checked when it is committed.
    let is_squashed = words.first().is_some_and(|word| word == "1");
    if is_squashed || made_a_commit(&repository) {
        return Ok(Status::Fine);
    }
    arrived(&repository, terminal)
}

/// Reports what a rebase brought in. For an amended commit, `pre-commit` has done so.
pub fn after_rewrite(words: &[String], terminal: &mut Terminal) -> Result<Status, Problem> {
    match (words.first().map(String::as_str), whole_repository()?) {
        (Some("rebase"), Some(repository)) => arrived(&repository, terminal),
        _ => Ok(Status::Fine),
    }
}

/// Returns whether the merge that has just ended made a commit, judging by git's log of `HEAD`.
fn made_a_commit(repository: &Repository) -> bool {
    let log = std::fs::read_to_string(repository.git_folder().join("logs/HEAD")).unwrap_or_default();
    log.lines().last().is_some_and(|line| line.contains(": Merge made by"))
}

/// Compares the previous checkout with the present one, and never fails: nothing can be stopped any more.
fn arrived(repository: &Repository, terminal: &mut Terminal) -> Result<Status, Problem> {
    // Git keeps the previous commit here.
    let Ok(before) = repository.commit_of("ORIG_HEAD") else { return Ok(Status::Fine) };
    let step = Step { name: before.short(), before: Some(before), after: repository.commit_of("HEAD")? };
    if told(repository, step, "came in:", terminal)? {
        terminal.hint("nothing was stopped; `gainsay check --since ORIG_HEAD` tells it again, with all reasons");
    }
    Ok(Status::Fine)
}

/// Reports what a push sends, and stops it if that fails and `gainsay.blockPush` is set.
pub fn before_push(words: &[String], terminal: &mut Terminal) -> Result<Status, Problem> {
    let Some(repository) = whole_repository()? else { return Ok(Status::Fine) };
    let remote = words.first().map_or("source", String::as_str);
    let mut fails = false;
    for step in steps(&repository, remote, &read_told()?)? {
        fails |= told(&repository, step, "goes out:", terminal)?;
    }
    if !fails {
        return Ok(Status::Fine);
    }
    if is_on(repository.setting(BLOCKING).as_deref()) {
        terminal.hint("nothing was pushed: mend it, rule upon it, or push all the same with `git push --no-verify`");
        return Ok(Status::Findings);
    }
    terminal.hint(&format!("it is pushed all the same; `git config {BLOCKING} true` has such a push stopped"));
    Ok(Status::Fine)
}

fn read_told() -> Result<String, Problem> {
    let mut told = String::new();
    let read = io::stdin().lock().take(MOST_TOLD).read_to_string(&mut told);
    read.map_err(|error| Problem::new(format!("what git tells the hook cannot be read: {error}")))?;
    Ok(told)
}

/// Returns the step for each reference that is pushed: `LOCAL-NAME LOCAL-ID REMOTE-NAME REMOTE-ID` per line. Deleted
/// references, and those to no commit, have no step.
fn steps(repository: &Repository, remote: &str, told: &str) -> Result<Vec<Step>, Problem> {
    let mut steps: Vec<Step> = Vec::new();
    for line in told.lines() {
        let [_, local, name, there] = line.split(' ').collect::<Vec<_>>()[..] else { continue };
        let Ok(after) = repository.commit_of(local) else { continue };
        if steps.iter().any(|step| step.after == after) {
            continue;
        }
        let branch = name.strip_prefix("refs/heads/").unwrap_or(name);
        let (name, before) = match repository.commit_of(there) {
            Ok(before) => (format!("{remote}/{branch}"), Some(before)),
            Err(_) => left_from(repository, remote, after),
        };
        steps.push(Step { name, before, after });
    }
    Ok(steps)
}

/// Returns where a branch that the remote does not have, or has in another state, left a branch that it has; nothing if
/// none is known here.
fn left_from(repository: &Repository, remote: &str, commit: Id) -> (String, Option<Id>) {
    for branch in ["HEAD", "main", "master"] {
        let Ok(known) = repository.commit_of(&format!("refs/remotes/{remote}/{branch}")) else { continue };
        if let Ok(base) = repository.merge_base(known, commit) {
            return (format!("{remote}/{branch}"), Some(base));
        }
    }
    ("nothing".to_owned(), None)
}

fn is_on(value: Option<&str>) -> bool {
    value.is_some_and(|value| ["", "true", "yes", "on", "1"].contains(&value.to_ascii_lowercase().as_str()))
}

/// Prints the findings of a step for every workspace that it changes, under a heading; returns whether any of them
/// fails.
fn told(repository: &Repository, step: Step, heading: &str, terminal: &mut Terminal) -> Result<bool, Problem> {
    let mut fails = false;
    for root in roots_of(repository, &repository.paths_between(step.before, step.after)?) {
        let (since, prefix, folder) = compared(root, &step, terminal)?;
        fails |= tell(Some(heading), since, &[], (&prefix, &folder), terminal)?;
    }
    Ok(fails)
}

/// Checks a workspace before and after a step.
fn compared(root: PathBuf, step: &Step, terminal: &Terminal) -> Result<(Since, String, String), Problem> {
    let source = snapshots(root, terminal);
    let before = match step.before {
        Some(commit) => source.commit_quietly(commit, &step.name)?,
        None => Snapshot::empty(&step.name),
    };
    let after = source.commit_quietly(step.after, &step.after.short())?;
    let since = Since::of(&source, &before, &after, (today(None), Asked::NO_NOTES))?;
    Ok((since, repository::prefix(&source.root), source.repository()?.folder().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::is_on;

    #[test]
    fn a_setting_is_on_in_all_of_gits_words() {
        assert!([Some("true"), Some("Yes"), Some("on"), Some("1"), Some("")].into_iter().all(is_on));
        assert!([None, Some("false"), Some("no"), Some("0"), Some("maybe")].into_iter().all(|value| !is_on(value)));
    }
}
