//! Hooks: what git runs before a commit. A hook that somebody else wrote stays as it is.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use gainsay_git::Repository;

use crate::problem::Problem;

/// The hooks that are written. Git runs the second before the commit of a merge, and not the first.
pub const NAMES: [&str; 2] = ["pre-commit", "pre-merge-commit"];

/// The line by which a hook is known as ours; the number after it counts its versions.
const MARK: &str = "# gainsay hook ";

/// What stands in the place of a hook.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hook {
    /// Nothing.
    Missing,
    /// Ours, as it is written today.
    Ours,
    /// Ours, of another version.
    OutOfDate,
    /// Somebody's who calls us.
    Calls,
    /// Somebody else's, perhaps that of a program known by name.
    Other(Option<&'static Manager>),
    /// The hooks of other repositories too.
    Shared,
}

/// A program that runs hooks of its own.
#[derive(PartialEq, Eq, Debug)]
pub struct Manager {
    /// As it calls itself.
    pub name: &'static str,
    /// That a hook is its own, behind the hook's path.
    pub possessive: &'static str,
    /// What its hooks have in them.
    sign: &'static str,
    /// Where it is told what to run.
    place: &'static str,
}

static MANAGERS: [Manager; 3] = [
    Manager { name: "husky", possessive: ", husky's", sign: "husky", place: "in .husky" },
    Manager {
        name: "pre-commit",
        possessive: ", pre-commit's",
        sign: "pre-commit.com",
        place: "as a local hook in .pre-commit-config.yaml, with `language: system` and `pass_filenames: false`",
    },
    Manager { name: "lefthook", possessive: ", lefthook's", sign: "lefthook", place: "as a command in lefthook.yml" },
];

/// The text of a hook.
pub fn script(name: &str) -> String {
    format!(
        "#!/bin/sh\n{MARK}1: `gainsay git install` wrote it, and `gainsay git install --uninstall` takes it away.\n\
         if command -v gainsay >/dev/null 2>&1; then\n    exec gainsay git hook {name}\nfi\n\
         echo 'gainsay is not on the PATH: the records were not checked' >&2\n"
    )
}

/// Where a hook lies, and what stands there.
///
/// # Errors
/// If git's settings lead to no folder, or the hook cannot be read.
pub fn look(repository: &Repository, name: &str) -> Result<(PathBuf, Hook), Problem> {
    let folder = repository.hooks_folder()?;
    if let Some(own) = of_husky(&folder) {
        let path = own.join(name);
        let hook = if calls(&path) { Hook::Calls } else { Hook::Other(MANAGERS.first()) };
        return Ok((path, hook));
    }
    let path = folder.join(name);
    let found = match fs::read(&path) {
        Ok(text) => of_text(&String::from_utf8_lossy(&text), name),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Hook::Missing,
        Err(error) => return Err(Problem::at(&path, "read", &error)),
    };
    Ok(if found != Hook::Calls && !repository.holds(&folder) { (folder, Hook::Shared) } else { (path, found) })
}

fn of_text(text: &str, name: &str) -> Hook {
    if text == script(name) {
        Hook::Ours
    } else if text.lines().any(|line| line.starts_with(MARK)) {
        Hook::OutOfDate
    } else if text.contains("gainsay git hook") {
        Hook::Calls
    } else {
        Hook::Other(MANAGERS.iter().find(|manager| text.contains(manager.sign)))
    }
}

/// The folder in which husky's users write hooks; git is shown another one, which husky writes anew whenever it likes.
fn of_husky(folder: &Path) -> Option<&Path> {
    folder.ancestors().take(2).find(|folder| folder.file_name().is_some_and(|name| name == ".husky"))
}

fn calls(path: &Path) -> bool {
    fs::read(path).is_ok_and(|text| String::from_utf8_lossy(&text).contains("gainsay git hook"))
}

/// What to do where a hook is not ours to write.
pub fn remedy(name: &str, hook: Hook) -> String {
    let line = format!("! command -v gainsay >/dev/null 2>&1 || gainsay git hook {name} || exit 1");
    match hook {
        Hook::Other(Some(manager)) => format!("have {} run `gainsay git hook {name}`: {}", manager.name, manager.place),
        // Where no workspace is, it does nothing.
        Hook::Shared => format!("`core.hooksPath` leads there; if all of them may have it, add this line to its {name}: `{line}`"),
        _ => format!("add this line to it: `{line}`"),
    }
}
