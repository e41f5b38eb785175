//! `git hook`: the commands that our hooks run. The staged files are checked before a commit, and only new findings
//! stop it. Commits that come in or go out are compared with the state before them.

mod commits;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use gainsay_diff::Asked;
use gainsay_diff::compare::born_of_merge;
use gainsay_diff::findings::AnyFinding;
use gainsay_git::{Repository, Staged};
use gainsay_model::Workspace;
use gainsay_model::date::Day;
use gainsay_model::finding::Level;
use gainsay_model::text::escaped;
use gainsay_model::workspace::lies_within;
use gainsay_render::location::Locations;
use gainsay_render::prose::Naming;
use gainsay_render::selection::Selection;
use gainsay_render::{Report, SinceThen, concise};
use gainsay_store::clock::today;
use gainsay_store::merging::{self, Revived, heads};
use gainsay_store::paths::{path_from, root_above};
use gainsay_store::repository;
use gainsay_store::review::Since;
use gainsay_store::{Snapshot, SnapshotSource};

use super::here;
use crate::Status;
use crate::args::GitHook;
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::verbs::check::fail_on;
use crate::workspace::{snapshots, warn_of_meant};

/// Runs the command for the hook with that name.
///
/// # Errors
/// Returns the errors of reading the repository and the workspaces.
pub fn hook(args: &GitHook, terminal: &mut Terminal) -> Result<Status, Problem> {
    match args.name.as_str() {
        "post-merge" => commits::after_merge(&args.words, terminal),
        "post-rewrite" => commits::after_rewrite(&args.words, terminal),
        "pre-push" => commits::before_push(&args.words, terminal),
        _ => check_all_staged(terminal),
    }
}

/// Checks every workspace with staged changes: the commit stops if something fails that the last commit does not have.
/// Conflicts that neither side of a merge has are marked as new in the merge, and so are records that it has brought
/// back.
fn check_all_staged(terminal: &mut Terminal) -> Result<Status, Problem> {
    let Some(repository) = whole_repository()? else { return Ok(Status::Fine) };
    let mut ended = Status::Fine;
    let changed = changed(&repository)?;
    for root in roots_of(&repository, &changed) {
        warn_of_meant_staged(&repository, &root, &changed, terminal)?;
        if check_staged(root, terminal)? == Status::Findings {
            ended = Status::Findings;
        }
    }
    if tell_revived(&repository, terminal)? {
        ended = Status::Findings;
    }
    Ok(ended)
}

/// Reports staged files that, by their names, were probably meant to be read. Whoever adds one learns of it here.
fn warn_of_meant_staged(
    repository: &Repository,
    root: &Path,
    changed: &[String],
    terminal: &Terminal,
) -> Result<(), Problem> {
    let Some(checkout) = repository.checkout() else { return Ok(()) };
    let folder = path_from(&checkout, root);
    let inner = changed.iter().filter(|path| lies_within(path, &folder));
    let inner: Vec<&str> =
        inner.filter_map(|path| path.get(folder.len()..)).map(|path| path.trim_start_matches('/')).collect();
    warn_of_meant(&snapshots(root.to_owned(), terminal).meant_in_index(&inner)?, terminal);
    Ok(())
}

/// Reports the records that a merge in progress has brought back although one side has deleted them, and returns
/// whether there are any.
fn tell_revived(repository: &Repository, terminal: &mut Terminal) -> Result<bool, Problem> {
    let heads = heads(repository);
    let mut revived = Vec::new();
    if !heads.is_empty() {
        let ours = repository.commit_of("HEAD")?;
        for head in heads {
            let theirs = repository.commit_of(&head)?;
            for root in roots_of(repository, &merging::touched(repository, ours, theirs)?) {
                revived.extend(merging::revived(&Repository::around(&root)?, ours, theirs)?);
            }
        }
    }
    for Revived { record, path, deleted_by_ours } in &revived {
        let (deleted, moved) = if *deleted_by_ours { ("ours", "theirs") } else { ("theirs", "ours") };
        let (record, path) = (escaped(record), escaped(path));
        writeln!(
            terminal.out,
            "{record}: deleted in {deleted}, and back with the merge, as {moved} has moved it to {path}"
        )?;
    }
    if !revived.is_empty() {
        terminal.hint(
            "nothing was committed: delete what is to be gone once more, or keep it with `git commit --no-verify`",
        );
    }
    Ok(!revived.is_empty())
}

fn check_staged(root: PathBuf, terminal: &mut Terminal) -> Result<Status, Problem> {
    let today = today(None);
    let (since, born, prefix, folder) = {
        let source = snapshots(root, terminal);
        let repository = source.repository()?;
        let staged = source.index()?;
        // Before the first commit there is no snapshot.
        let before = if repository.is_unborn() { Snapshot::empty("nothing") } else { source.revision("HEAD")? };
        let since = Since::of(&source, &before, &staged, (today, Asked::NO_NOTES))?;
        let born = born(&source, repository, &before, &since.workspace, today)?;
        (since, born, repository::prefix(&source.root), repository.folder().to_owned())
    };
    let fails = tell(None, since, &born, (&prefix, &folder), terminal)?;
    if fails {
        terminal
            .hint("nothing was committed: mend it, rule upon it, or commit all the same with `git commit --no-verify`");
    }
    Ok(if fails { Status::Findings } else { Status::Fine })
}

/// Prints the new findings of the later of two snapshots below a heading, if one is given, and returns whether any of
/// them fails. `born` are conflicts that a merge caused; `prefix` and `folder` are the path of the workspace in the
/// repository, with and without a `/` at the end.
fn tell(
    heading: Option<&str>,
    since: Since,
    born: &[AnyFinding],
    (prefix, folder): (&str, &str),
    terminal: &mut Terminal,
) -> Result<bool, Problem> {
    let Since { name, workspace, news, .. } = since;
    let then = SinceThen { name, resolved: news.resolved, open: news.open };
    let report = Report {
        workspace: &workspace,
        locations: Locations::new(&workspace),
        naming: Naming::new(&workspace),
        outcome: &news.outcome,
        since: Some(&then),
        selection: Selection::all(&news.outcome),
        within: Vec::new(),
        limit: None,
        statistics: false,
        notes: false,
        ruled: false,
        fail_on: fail_on(None, &workspace),
        prefix: prefix.to_owned(),
        left: None,
    };
    // A step without new or resolved findings is not reported.
    if report.shown().next().is_some() || then.resolved > 0 {
        if let Some(heading) = heading {
            writeln!(terminal.out, "{heading}")?;
        }
        if !folder.is_empty() {
            writeln!(terminal.out, "in {folder}:")?;
        }
        concise::render(&report, &mut terminal.out)?;
        write_born(&report, born, terminal)?;
    }
    // A conflict that the merge caused is new to everybody: it never goes in unseen.
    Ok(report.fails(report.fail_on) || born.iter().any(|finding| finding.level() >= report.fail_on.min(Level::Warning)))
}

fn write_born(report: &Report<'_>, born: &[AnyFinding], terminal: &mut Terminal) -> Result<(), Problem> {
    if !born.is_empty() {
        writeln!(terminal.out, "born of the merge, and in neither of its sides:")?;
    }
    for finding in born {
        writeln!(terminal.out, "  {}", concise::line(report, finding))?;
    }
    Ok(())
}

/// Returns the conflicts that a merge in progress causes; empty if there is no merge.
fn born(
    source: &SnapshotSource,
    repository: &Repository,
    ours: &Snapshot,
    result: &Workspace,
    today: Day,
) -> Result<Vec<AnyFinding>, Problem> {
    let heads = heads(repository);
    if heads.is_empty() {
        return Ok(Vec::new());
    }
    let mut parents = vec![source.workspace(ours)?];
    for head in heads {
        parents.push(source.workspace(&source.commit_quietly(repository.commit_of(&head)?, &head)?)?);
    }
    let parents: Vec<&Workspace> = parents.iter().collect();
    Ok(born_of_merge(&parents, result, today))
}

/// Returns the repository around the current folder, seen from the folder that is checked out; none if it is bare.
fn whole_repository() -> Result<Option<Repository>, Problem> {
    let checkout = Repository::around(&here()?)?.checkout();
    Ok(checkout.map(|checkout| Repository::around(&checkout)).transpose()?)
}

/// Returns the roots of the workspaces that contain any of these paths, which are from the repository's root.
fn roots_of(repository: &Repository, paths: &[String]) -> BTreeSet<PathBuf> {
    let Some(checkout) = repository.checkout() else { return BTreeSet::new() };
    let folder =
        |path: &String| checkout.join(path).ancestors().skip(1).find(|folder| folder.is_dir()).map(Path::to_path_buf);
    let folders: BTreeSet<PathBuf> = paths.iter().filter_map(folder).collect();
    folders.iter().filter_map(|folder| root_above(folder)).filter(|root| root.starts_with(&checkout)).collect()
}

/// Returns the paths at which the index differs from the last commit.
fn changed(repository: &Repository) -> Result<Vec<String>, Problem> {
    // Before the first commit there is none.
    let tree = if repository.is_unborn() { None } else { repository.tree(repository.commit_of("HEAD")?)? };
    let mut before: BTreeMap<String, _> = match tree {
        Some(tree) => repository.files(tree, &|_, _| true)?.into_iter().collect(),
        None => BTreeMap::new(),
    };
    let index = repository.index()?;
    let mut changed = Vec::new();
    for (path, staged) in index.files() {
        let was = before.remove(path);
        if !matches!((staged, was), (Staged::As(now), Some(was)) if now == was) {
            changed.push(path.to_owned());
        }
    }
    changed.extend(before.into_keys());
    Ok(changed)
}
