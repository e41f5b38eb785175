//! The arguments of `git`, and of the commands that git calls.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as Arguments, Subcommand};
use gainsay_model::merge::MARKER;

use super::output::TextFormat;

/// The actions of `git`.
#[derive(Subcommand, Debug)]
pub enum GitVerb {
    /// Wire git's diff, merge and commits to this program
    #[command(
        long_about = "Tell git to use this program: merges go record by record, `git diff` names the record above each change, a \
                  commit is checked first, and what a pull, a rebase or a push brings is reported. Prints every file that it changes, and \
                  can be run again.\n\nIt writes a diff and a merge driver into the repository's own settings (not shared, so each clone \
                  needs it once), the hooks pre-commit, pre-merge-commit, post-merge, post-rewrite and pre-push, and the missing lines in \
                  the workspace's .gitattributes. Where this program is missing or fails, git does as it does without it. A hook that \
                  somebody else wrote stays as it is; what to add to it is printed.\n\nA push is stopped only where you ask for it: \
                  `git config gainsay.blockPush true`."
    )]
    Install(GitInstall),
    /// Tell what git is wired to
    #[command(
        long_about = "Tell of each part whether it is wired, and where: the program on the PATH, the diff and the merge driver, the \
                  hooks, and what .gitattributes say of record files."
    )]
    Status(GitStatus),
    /// Do what a hook of git's asks for
    #[command(hide = true)]
    Hook(GitHook),
}

/// The arguments of `git install`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay git install                     in this repository
  gainsay git install --global            the drivers only, for all of your repositories
  gainsay git install --textconv          `git diff` shows records in one layout, too
  gainsay git install --uninstall         take drivers and hooks away again

Exit status: 0 all is wired; 1 something was left as it is, and the output says what; 2 it could not be done.")]
pub struct GitInstall {
    /// For this repository; so also without it
    #[arg(long, conflicts_with = "global")]
    pub local: bool,
    /// For all of your repositories: the drivers, but no hooks
    #[arg(long)]
    pub global: bool,
    /// Have `git diff` and `git log -p` show records in one layout. `git apply` cannot read what they print then, and
    /// `git blame` in editors names lines that the file does not have
    #[arg(long, conflicts_with_all = ["no_textconv", "uninstall"])]
    pub textconv: bool,
    /// Undo that
    #[arg(long, conflicts_with = "uninstall")]
    pub no_textconv: bool,
    /// Remove what was installed: the drivers, and hooks that are ours. The lines in .gitattributes stay
    #[arg(long)]
    pub uninstall: bool,
}

/// The arguments of `git status`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay git status
  gainsay git status --output json

Exit status: 0 all is wired; 1 something is not; 2 it could not be done.")]
pub struct GitStatus {
    /// How to show it
    #[arg(long, short, value_name = "FORMAT", value_enum, default_value_t)]
    pub output: TextFormat,
}

/// The arguments of `git hook`.
#[derive(Arguments, Debug)]
pub struct GitHook {
    /// Which
    #[arg(value_name = "HOOK", value_parser = ["pre-commit", "pre-merge-commit", "post-merge", "post-rewrite", "pre-push"])]
    pub name: String,
    /// What git tells the hook on its command line
    #[arg(value_name = "WORD", trailing_var_arg = true, allow_hyphen_values = true)]
    pub words: Vec<String>,
}

/// The arguments of `textconv`.
#[derive(Arguments, Debug)]
#[command(after_help = "Example:\n  gainsay textconv claims/bahrami/bahrami-denies-relations.yaml")]
pub struct Textconv {
    /// The file, of any name
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub file: PathBuf,
}

/// The arguments of `merge-file`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay merge-file base.yaml ours.yaml theirs.yaml      the result stands in ours.yaml
  gainsay merge-file -p base.yaml ours.yaml theirs.yaml   only print it
  gainsay merge-file --any-yaml base.yml ours.yml theirs.yml
  gainsay merge-file --path=%P --marker-size=%L -L=%X -L=%S -L=%Y -- %O %A %B    the driver to tell git

Exit status: 0 it is merged; 1 something is left to decide; 2 it could not be done, and nothing is written.")]
pub struct MergeFile {
    /// The common ancestor; may be empty, or not there
    #[arg(value_name = "BASE", value_hint = clap::ValueHint::FilePath)]
    pub base: PathBuf,
    /// One version; the result is written here
    #[arg(value_name = "OURS", value_hint = clap::ValueHint::FilePath)]
    pub ours: PathBuf,
    /// The other version
    #[arg(value_name = "THEIRS", value_hint = clap::ValueHint::FilePath)]
    pub theirs: PathBuf,
    /// The files are any YAML, and not records: documents and lists are matched by what they look like
    #[arg(long)]
    pub any_yaml: bool,
    /// Print the result, and leave OURS unchanged
    #[arg(long, short = 'p')]
    pub stdout: bool,
    /// How long a conflict marker is
    #[arg(long, value_name = "N", default_value_t = MARKER, value_parser = read_marker)]
    pub marker_size: usize,
    /// What to call ours, the base and theirs, in this order; the base is not shown
    #[arg(short = 'L', value_name = "LABEL", action = clap::ArgAction::Append, allow_hyphen_values = true)]
    pub labels: Vec<OsString>,
    /// What to call the file in messages
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub path: Option<PathBuf>,
}

/// Reads the length of a marker; git gives 0 if nobody has set one.
pub(super) fn read_marker(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Ok(MARKER),
        Ok(size @ 1..=1000) => Ok(size),
        _ => Err("it is a number from 1 to 1000".into()),
    }
}
