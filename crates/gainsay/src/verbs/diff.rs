//! `diff`: the meaning of a change, and the conflicts that it causes or ends.

use std::path::{Path, PathBuf};

use gainsay_diff::review::Review;
use gainsay_git::Repository;
use gainsay_model::interner::nearest;
use gainsay_model::text::{composed, escaped};
use gainsay_model::workspace::MANIFEST;
use gainsay_render::links::Links;
use gainsay_render::location::Locations;
use gainsay_render::prose::Naming;
use gainsay_render::review::ReviewReport;
use gainsay_render::selection::Selection;
use gainsay_render::{Report, github, gitlab, junit, pairs, review, sarif};
use gainsay_store::clock::today;
use gainsay_store::repository;
use gainsay_store::review::{Depth, review as review_between};
use gainsay_store::{Snapshot, SnapshotSource};

use crate::Status;
use crate::args::{Diff, DiffFormat};
use crate::outputs::{asked, refuse_damage, write};
use crate::problem::Problem;
use crate::terminal::{Progress, Terminal};
use crate::verbs::check::{MOST_ON_A_TERMINAL, fail_on};
use crate::workspace::{find_root, snapshots};

/// Compares two snapshots and shows the differences in every format asked for.
///
/// # Errors
/// Returns the errors of reading either snapshot, of ids that neither has, and of writing.
pub fn diff(args: &Diff, terminal: &mut Terminal) -> Result<Status, Problem> {
    let outputs = asked(&args.output, DiffFormat::Full)?;
    let (mut review, root, ids, shallow) = {
        let _progress = Progress::start("comparing the two snapshots");
        let Sides { source, before, after, ids } = Sides::of(args, terminal)?;
        refuse_damage(&outputs, &source.root, std::iter::empty())?;
        let shallow = !ids.is_empty() && source.repository().is_ok_and(Repository::is_shallow);
        // The number of unchanged pairs and of claims, and whether an id exists, are only known from all records.
        let narrow = [DiffFormat::Full, DiffFormat::Concise, DiffFormat::Markdown, DiffFormat::Html, DiffFormat::Pairs];
        let whole = !ids.is_empty() || outputs.iter().any(|output| !narrow.contains(&output.format));
        let depth = if whole { Depth::Whole } else { Depth::Impact };
        let review = review_between(&source, &before, &after, depth, today(args.today.today))?;
        (review, source.root.clone(), ids, shallow)
    };
    let ids: Vec<String> = ids.iter().map(|id| composed(id).into_owned()).collect();
    refuse_unknown(&review, &ids, shallow)?;
    if !ids.is_empty() {
        review.limit(&ids);
    }
    let outcome = review.outcome();
    let report = Report {
        workspace: &review.after.workspace,
        locations: Locations::new(&review.after.workspace),
        naming: if args.ids { Naming::by_ids(&review.after.workspace) } else { Naming::new(&review.after.workspace) },
        outcome: &outcome,
        since: None,
        selection: Selection::all(&outcome),
        within: Vec::new(),
        limit: None,
        statistics: false,
        notes: false,
        ruled: false,
        fail_on: fail_on(None, &review.after.workspace),
        prefix: repository::prefix(&root),
        left: None,
    };
    let links = Links { base: repository::forge_address(), folder: report.prefix.clone() };
    let full = ReviewReport::new(&review, links, args.ids);
    let limit = (!args.all && terminal.page_width().is_some()).then_some(MOST_ON_A_TERMINAL);
    for output in &outputs {
        write(output, terminal, |out, styled| match output.format {
            DiffFormat::Full => review::full::render(&full, args.all, limit, out, styled),
            DiffFormat::Concise => review::concise::render(&full, args.all, out),
            DiffFormat::Markdown => review::markdown::render(&full, args.all, out),
            DiffFormat::Html => review::html::render(&full, args.all, out),
            DiffFormat::Json => review::json::render(&full, args.all, out),
            DiffFormat::Pairs => pairs::render(review.comparison.pairs.iter(), out),
            DiffFormat::Github => github::render(&report, out),
            DiffFormat::Sarif => sarif::render(&report, out),
            DiffFormat::Junit => junit::render(&report, out),
            DiffFormat::Gitlab => gitlab::render(&report, out),
        })?;
    }
    Ok(if args.exit_code && review.says_something() { Status::Findings } else { Status::Fine })
}

fn refuse_unknown(review: &Review, ids: &[String], shallow: bool) -> Result<(), Problem> {
    let Some(unknown) = ids.iter().find(|id| !review.knows(id)) else { return Ok(()) };
    let problem =
        Problem::new(format!("`{}` is neither a revision nor the id of a record in either snapshot", escaped(unknown)));
    let problem = if shallow {
        problem
            .help("history was fetched only in part: `git fetch --unshallow` gets the rest (in CI: `fetch-depth: 0`)")
    } else {
        problem
    };
    Err(match nearest(unknown, review.ids()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("`gainsay list` lists the claims, `git log --oneline` the revisions"),
    })
}

/// The two snapshots that were asked for, and the ids of records.
struct Sides<'t> {
    source: SnapshotSource<'t>,
    before: Snapshot,
    after: Snapshot,
    ids: Vec<String>,
}

impl<'t> Sides<'t> {
    /// Reads the arguments as git does: a range, or one or two revisions; or two folders. The rest are ids.
    fn of(args: &Diff, terminal: &'t Terminal) -> Result<Sides<'t>, Problem> {
        if let [a, b, ids @ ..] = args.what.as_slice()
            && let Some((a, b)) = folders(a, b)?
        {
            if args.staged {
                return Err(Problem::new("two folders are compared as they lie, and nothing of them is staged")
                    .help("leave out `--staged`"));
            }
            let source = snapshots(b.clone(), terminal);
            let (before, after) = (source.folder(&a)?, source.folder(&b)?);
            return Ok(Sides { source, before, after, ids: [ids, &args.only].concat() });
        }
        let source = snapshots(find_root()?, terminal);
        let (before, after, ids) = Sides::revisions(args, &source)?;
        Ok(Sides { source, before, after, ids: [ids, &args.only].concat() })
    }

    fn revisions<'a>(args: &'a Diff, source: &SnapshotSource) -> Result<(Snapshot, Snapshot, &'a [String]), Problem> {
        let repository = source.repository()?;
        let is_revision = |word: &str| repository.commit_of(word).is_ok();
        let end = || if args.staged { source.index() } else { source.checkout() };
        match args.what.as_slice() {
            [range, ids @ ..] if range.contains("..") => {
                if args.staged {
                    return Err(Problem::new("a range has two ends of its own, and `--staged` would be a third")
                        .help("leave one of them out"));
                }
                let (from, to, merge_base) = ends(range);
                let (mut before, after) = (repository.commit_of(from)?, repository.commit_of(to)?);
                let mut name = from.to_owned();
                if merge_base {
                    before = repository.merge_base(before, after)?;
                    name = format!("{} (where {to} left {from})", before.short());
                }
                Ok((source.commit(before, &name)?, source.commit(after, to)?, ids))
            }
            [a, b, ids @ ..] if !args.staged && is_revision(a) && is_revision(b) => {
                Ok((source.revision(a)?, source.revision(b)?, ids))
            }
            [a, ids @ ..] if is_revision(a) => Ok((source.revision(a)?, end()?, ids)),
            ids => Ok((source.revision("HEAD")?, end()?, ids)),
        }
    }
}

/// Returns the ends of a range, with `HEAD` for a missing one, and whether it begins with the common ancestor.
fn ends(range: &str) -> (&str, &str, bool) {
    let merge_base = range.contains("...");
    let (from, to) = range.split_once(if merge_base { "..." } else { ".." }).unwrap_or((range, ""));
    (or_head(from), or_head(to), merge_base)
}

fn or_head(end: &str) -> &str {
    if end.is_empty() { "HEAD" } else { end }
}

/// Returns two folders that are workspaces; none if these are not two folders.
fn folders(a: &str, b: &str) -> Result<Option<(PathBuf, PathBuf)>, Problem> {
    let is_workspace = |folder: &str| Path::new(folder).join(MANIFEST).is_file();
    match (is_workspace(a), is_workspace(b)) {
        (true, true) => Ok(Some((a.into(), b.into()))),
        (false, false) => Ok(None),
        (has, _) => {
            let other = if has { b } else { a };
            if !Path::new(other).is_dir() {
                return Ok(None);
            }
            let message = format!("{} cannot be compared as a folder: it has no {MANIFEST}", escaped(other));
            Err(Problem::new(message).help("name the folder in which its manifest lies"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_git_reads_them() {
        assert_eq!(ends("a..b"), ("a", "b", false));
        assert_eq!(ends("a...b"), ("a", "b", true));
        assert_eq!(ends("a.."), ("a", "HEAD", false));
        assert_eq!(ends("...b"), ("HEAD", "b", true));
    }
}
