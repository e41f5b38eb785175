//! Hooks: the scripts that git runs before a commit and a push, and after commits came in. A hook that somebody else
//! wrote stays as it is.

use std::io;
use std::path::{Path, PathBuf};

use gainsay_git::Repository;
use gainsay_store::read_file::read_unwaiting;

use crate::problem::Problem;

/// A hook that is written.
pub struct Wanted {
    /// The name that git gives it.
    pub name: &'static str,
    /// The description for the person who installs it.
    pub words: &'static str,
    /// The message of its script if the program is missing or could not run.
    not_done: &'static str,
}

/// The hooks that are written. Git runs `pre-merge-commit`, and not `pre-commit`, before the commit of a merge; neither
/// runs in a rebase, a cherry-pick or a fast-forward.
pub const WANTED: [Wanted; 5] = [
    Wanted { name: "pre-commit", words: "checks the records", not_done: NOT_CHECKED },
    Wanted { name: "pre-merge-commit", words: "checks the records", not_done: NOT_CHECKED },
    Wanted { name: "post-merge", words: "tells what came in", not_done: NOT_COMPARED },
    Wanted { name: "post-rewrite", words: "tells what a rebase brought in", not_done: NOT_COMPARED },
    Wanted { name: "pre-push", words: "tells what goes out", not_done: NOT_CHECKED },
];

const NOT_CHECKED: &str = "the records were not checked";
const NOT_COMPARED: &str = "what came in was not looked at";

/// The line by which a hook is recognized as ours; the number after it counts its versions.
const MARK: &str = "# gainsay hook ";

/// The present state of a hook.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hook {
    /// There is no hook.
    Missing,
    /// The hook is ours, in the present version.
    Ours,
    /// The hook is ours, in another version.
    OutOfDate,
    /// The hook is somebody else's, and calls us.
    Calls,
    /// The hook is somebody else's, perhaps that of a known program.
    Other(Option<&'static Manager>),
    /// The hook belongs to other repositories too.
    Shared,
}

/// A program that runs hooks of its own.
#[derive(PartialEq, Eq, Debug)]
pub struct Manager {
    /// The name of the program.
    pub name: &'static str,
    /// The words that follow a hook's path to say that the program owns it.
    pub possessive: &'static str,
    /// The text by which its hooks are recognized.
    sign: &'static str,
    /// The file in which it is told what to run.
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

/// Returns the text of a hook. Only status 1, which means findings, stops git: if the program is missing, fails or is
/// too old to know the hook, the script says so and lets git continue.
pub fn script(wanted: &Wanted) -> String {
    let Wanted { name, not_done, .. } = wanted;
    format!(
        "#!/bin/sh\n{MARK}2: `gainsay git install` wrote it, and `gainsay git install --uninstall` takes it away.\n\
         if ! command -v gainsay >/dev/null 2>&1; then\n    echo 'gainsay is not on the PATH: {not_done}' >&2\n    exit 0\nfi\n\
         gainsay git hook {name} \"$@\"\nstatus=$?\n\
         if [ $status -gt 1 ]; then\n    echo \"gainsay ended with status $status: {not_done}\" >&2\n    exit 0\nfi\n\
         exit $status\n"
    )
}

/// Returns the path of a hook, and its present state.
///
/// # Errors
/// Returns an error if git's settings lead to no folder, or the hook cannot be read.
pub fn look(repository: &Repository, wanted: &Wanted) -> Result<(PathBuf, Hook), Problem> {
    let name = wanted.name;
    let folder = repository.hooks_folder()?;
    if let Some(own) = of_husky(&folder) {
        let path = own.join(name);
        let hook = if calls(&path) { Hook::Calls } else { Hook::Other(MANAGERS.first()) };
        return Ok((path, hook));
    }
    let path = folder.join(name);
    let found = match read_unwaiting(&path) {
        Ok(text) => of_text(&String::from_utf8_lossy(&text), wanted),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Hook::Missing,
        Err(error) => return Err(Problem::at(&path, "read", &error)),
    };
    Ok(if found != Hook::Calls && !repository.holds(&folder) { (folder, Hook::Shared) } else { (path, found) })
}

fn of_text(text: &str, wanted: &Wanted) -> Hook {
    if text == script(wanted) {
        Hook::Ours
    } else if text.lines().any(|line| line.starts_with(MARK)) {
        Hook::OutOfDate
    } else if text.contains("gainsay git hook") {
        Hook::Calls
    } else {
        Hook::Other(MANAGERS.iter().find(|manager| text.contains(manager.sign)))
    }
}

/// Returns the folder in which users of husky write hooks; git is pointed to another one, which husky rewrites whenever
/// it likes.
fn of_husky(folder: &Path) -> Option<&Path> {
    folder.ancestors().take(2).find(|folder| folder.file_name().is_some_and(|name| name == ".husky"))
}

fn calls(path: &Path) -> bool {
    read_unwaiting(path).is_ok_and(|text| String::from_utf8_lossy(&text).contains("gainsay git hook"))
}

/// Returns the remedy for a hook that is not ours to write.
pub fn remedy(name: &str, hook: Hook) -> String {
    // Only findings stop git, even if the hook runs under `set -e`.
    let line = format!(
        "if command -v gainsay >/dev/null 2>&1; then gainsay git hook {name} \"$@\" || [ $? -ne 1 ] || exit 1; fi"
    );
    match hook {
        Hook::Other(Some(manager)) => format!("have {} run `gainsay git hook {name}`: {}", manager.name, manager.place),
        // In a folder without a workspace it does nothing.
        Hook::Shared => {
            format!("`core.hooksPath` leads there; if all of them may have it, add this line to its {name}: `{line}`")
        }
        _ => format!("add this line to it: `{line}`"),
    }
}
