//! `git`: the settings by which git calls this program.

mod attributes;
mod changes;
mod drivers;
pub mod hook;
mod hooks;
pub mod install;
pub mod status;

use std::path::{Path, PathBuf};

use gainsay_git::Repository;
use gainsay_model::text::escaped;
use gainsay_store::paths::root_above;
use gainsay_store::reason;

use crate::Status;
use crate::args::GitVerb;
use crate::problem::Problem;
use crate::terminal::Terminal;

/// Runs the action that was asked for.
///
/// # Errors
/// Returns the errors of the action.
pub fn git(verb: &GitVerb, terminal: &mut Terminal) -> Result<Status, Problem> {
    match verb {
        GitVerb::Install(args) => install::install(args, terminal),
        GitVerb::Status(args) => status::status(args, terminal),
        GitVerb::Hook(args) => hook::hook(args, terminal),
    }
}

/// Returns the current folder, links followed.
pub(super) fn here() -> Result<PathBuf, Problem> {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    here.map_err(|e| Problem::new(format!("the current folder cannot be used: {}", reason(&e))))
}

/// Returns the workspace around the current folder, if it lies in the repository's checkout, and the repository seen
/// from it.
fn workspace_in(repository: &Repository) -> Result<Option<(PathBuf, Repository)>, Problem> {
    let Some(checkout) = repository.checkout().and_then(|checkout| checkout.canonicalize().ok()) else {
        return Ok(None);
    };
    let Some(root) = root_above(&here()?).filter(|root| root.starts_with(checkout)) else { return Ok(None) };
    let door = Repository::around(&root)?;
    Ok(Some((root, door)))
}

/// Returns a path as a person in this folder would write it.
fn shown(path: &Path) -> String {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let inner = here().ok().and_then(|here| real.strip_prefix(here).ok().map(Path::to_path_buf));
    escaped(&inner.unwrap_or_else(|| path.to_path_buf()).to_string_lossy()).into_owned()
}

/// Returns the path of the program of this name that the shell would run; none if there is none.
fn on_path() -> Option<PathBuf> {
    let name = format!("gainsay{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(&name)).find(|file| is_program(file))
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}
