//! `git hook`: what our hooks run. The workspaces in which something is about to be committed are checked as they stand in the checkout.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gainsay_git::{Repository, Staged};

use super::here;
use crate::Status;
use crate::args::{Check, Format, GitHook, Output, Today};
use crate::files::root_above;
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::verbs::check::check;

/// Checks every workspace with staged changes; the commit stops where the check fails.
///
/// # Errors
/// Those of reading the repository, and of the check.
pub fn hook(_: &GitHook, terminal: &mut Terminal) -> Result<Status, Problem> {
    let mut ended = Status::Fine;
    for root in workspaces()? {
        std::env::set_current_dir(&root).map_err(|e| Problem::at(&root, "entered", &e))?;
        let output = vec![Output { format: Format::Concise, file: None }];
        let args = Check { paths: Vec::new(), output, notes: false, ruled: false, fail_on: None, today: Today { today: None } };
        // A workspace without a claim may well be committed.
        if check(&args, terminal)? == Status::Findings {
            ended = Status::Findings;
        }
    }
    Ok(ended)
}

/// The roots of the workspaces in which something is staged.
fn workspaces() -> Result<BTreeSet<PathBuf>, Problem> {
    let Some(checkout) = Repository::around(&here()?)?.checkout() else { return Ok(BTreeSet::new()) };
    let repository = Repository::around(&checkout)?;
    let changed = changed(&repository)?;
    let root = |path: &String| root_above(checkout.join(path).parent().unwrap_or(Path::new("")));
    Ok(changed.iter().filter_map(root).filter(|root| root.starts_with(&checkout)).collect())
}

/// The paths of which the index holds something else than the last commit.
fn changed(repository: &Repository) -> Result<Vec<String>, Problem> {
    // Before the first commit there is none.
    let tree = repository.commit_of("HEAD").ok().map(|head| repository.tree(head)).transpose()?.flatten();
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
