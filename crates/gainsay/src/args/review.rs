//! The arguments of the verbs that look at changes and history.

use clap::Args as Arguments;

use super::output::{DiffFormat, Output, TextFormat};
use super::values::{KindWord, Today, read_id};

/// The arguments of `diff`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay diff                           what is not committed yet
  gainsay diff --staged                  what the next commit would change
  gainsay diff HEAD~1                    since the last commit but one
  gainsay diff main...my-branch          what a branch changes
  gainsay diff v1..v2 bahrami-denies-relations
  gainsay diff old-copy new-copy         two folders, without git
  gainsay diff main...HEAD --output markdown

Exit status: 0 done; 1 something differs in meaning, with --exit-code; 2 it could not be done. `gainsay check --since REV` fails by what is new.")]
pub struct Diff {
    /// A revision, a range of two, or two folders; then the ids of records, to see only these
    #[arg(value_name = "A[..B] | ID")]
    pub what: Vec<String>,
    /// Ids of records, to see only these, whatever they look like
    #[arg(last = true, value_name = "ID", value_parser = read_id)]
    pub only: Vec<String>,
    /// Compare with what is staged, not with the working tree
    #[arg(long, visible_alias = "cached")]
    pub staged: bool,
    /// Show every record and conflict, however many there are, and records, too, that are only laid out otherwise
    #[arg(long)]
    pub all: bool,
    /// Call records by their ids, not by their names
    #[arg(long)]
    pub ids: bool,
    /// How to show it, and in which file; may be given again [default: full]
    #[arg(long, short, value_name = "FORMAT[=FILE]", long_help = DIFF_OUTPUT_HELP)]
    pub output: Vec<Output<DiffFormat>>,
    /// Exit with 1 if anything differs but the layout
    #[arg(long)]
    pub exit_code: bool,
    /// Today's date.
    #[command(flatten)]
    pub today: Today,
}

/// The arguments of `log`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay log bahrami-denies-relations
  gainsay log qassemi --kind entity
  gainsay log bahrami-denies-relations --from v1
  gainsay log --conflict bahrami-denies-relations us-accuses-relations")]
pub struct Log {
    /// The record's id
    #[arg(value_name = "ID", value_parser = read_id, required_unless_present = "conflict")]
    pub id: Option<String>,
    /// Two claims: tell which commits made a conflict between them, and which ended it
    #[arg(long, value_names = ["A", "B"], num_args = 2, value_parser = read_id, conflicts_with = "id")]
    pub conflict: Vec<String>,
    /// Its kind, where records of several kinds have that id
    #[arg(long, value_enum)]
    pub kind: Option<KindWord>,
    /// Up to this revision
    #[arg(long, value_name = "REV", default_value = "HEAD", hide_default_value = true)]
    pub from: String,
    /// Show commits, too, that only changed its layout or moved it
    #[arg(long)]
    pub all: bool,
    /// Call records by their ids, not by their names
    #[arg(long)]
    pub ids: bool,
    /// How to show it
    #[arg(long, short, value_name = "FORMAT", value_enum, default_value_t)]
    pub output: TextFormat,
}

/// The arguments of `blame`.
#[derive(Arguments, Debug)]
#[command(
    after_help = "Examples:\n  gainsay blame bahrami-denies-relations\n  gainsay blame qassemi --kind entity --from v1"
)]
pub struct Blame {
    /// The record's id
    #[arg(value_name = "ID", value_parser = read_id)]
    pub id: String,
    /// Its kind, where records of several kinds have that id
    #[arg(long, value_enum)]
    pub kind: Option<KindWord>,
    /// As of this revision
    #[arg(long, value_name = "REV", default_value = "HEAD", hide_default_value = true)]
    pub from: String,
    /// How to show it
    #[arg(long, short, value_name = "FORMAT", value_enum, default_value_t)]
    pub output: TextFormat,
}

pub(super) const DIFF_OUTPUT_HELP: &str = "\
How to show it, and in which file (else on standard output); may be given again:
  full      for the terminal (the default)
  concise   one line for each conflict and each record
  markdown  for a job summary or the comment on a pull request
  html      one page that needs nothing else
  json      one object, for programs
  pairs     every pair of claims that is not as it was, one JSON object a line
  github, sarif, junit, gitlab
            what the change introduces, for services that run checks: see `gainsay check --help`
Only one format can go to standard output. No file of the workspace is overwritten. No format changes the exit status.";
