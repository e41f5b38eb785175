//! The arguments of `check` and `baseline`.

use std::path::PathBuf;

use clap::{Args as Arguments, Subcommand, ValueEnum};
use gainsay_model::finding::Level;

use super::output::{Format, Output};
use super::values::{Today, read_id, read_level, read_rule};

/// The arguments of `check`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay check                          everything
  gainsay check claims/bahrami           only what has a place in that folder
  gainsay check --fail-on warning        fail on warnings too
  gainsay check --since HEAD             only what is new since the last commit
  gainsay check --since main...          only what is new on this branch
  gainsay check --watch                  again whenever a file changes, until Ctrl-C
  gainsay check --by iran --certain      only certain conflicts that Iran, or who speaks for it, is in
  gainsay check --rule reversal --all    every reversal, however many there are
  gainsay check --statistics             how many by rule, predicate and speaker, and who stands alone
  gainsay check --baseline known.txt     only what is not in that file; see `gainsay baseline`
  gainsay check --fix                    mend what can be mended without asking
  gainsay check --fix=ask                show every fix, and ask
  gainsay check --output concise         one line a finding
  gainsay check --output full --output json=report.json
  gainsay check --output pairs           every pair of claims in conflict, one JSON object a line
  gainsay check --output github --output sarif=gainsay.sarif

Exit status: 0 nothing at or above the level that fails; 1 findings; 2 it could not be done; 3 no claims found.")]
pub struct Check {
    /// Show and count only findings with a place in one of these files or folders; everything is still read
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// How to show it, and in which file; may be given again [default: full]
    #[arg(long, short, value_name = "FORMAT[=FILE]", long_help = OUTPUT_HELP)]
    pub output: Vec<Output<Format>>,
    /// Show and count only what this revision does not have; `main...` is where this branch left `main`
    #[arg(long, value_name = "REV")]
    pub since: Option<String>,
    /// Check again whenever a file of the workspace changes, until Ctrl-C
    #[arg(long, long_help = WATCH_HELP)]
    pub watch: bool,
    /// First make the fixes of the findings, in the files: those that cannot change what was meant, or all, each shown
    /// and asked about
    #[arg(
        long,
        value_name = "HOW",
        value_enum,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "safe",
        conflicts_with_all = ["since", "watch"],
        long_help = FIX_HELP
    )]
    pub fix: Option<FixMode>,
    /// Show the notes that are no conflicts, too: `distinction`, `position-change` and `unanswered`
    #[arg(long)]
    pub notes: bool,
    /// Show conflicts that are ruled upon, too
    #[arg(long)]
    pub ruled: bool,
    /// Fail from this level on, whatever the manifest says
    #[arg(long, value_name = "LEVEL", value_parser = read_level, hide_possible_values = false)]
    pub fail_on: Option<Level>,
    /// The filters for findings.
    #[command(flatten)]
    pub filters: Filters,
    /// Show at most this many findings in full, and count the others [default: 50 on a terminal, else all]
    #[arg(long, value_name = "N", conflicts_with = "all")]
    pub limit: Option<usize>,
    /// Show every finding in full, however many there are
    #[arg(long)]
    pub all: bool,
    /// Call records by their ids, not by their names, and say which record gives each reason
    #[arg(long)]
    pub ids: bool,
    /// Count findings by rule, predicate and speaker in the place of showing them (`full`), or beside them (`json`)
    #[arg(long)]
    pub statistics: bool,
    /// In which order: the worst first, by file and line, or the newest statement first
    #[arg(long, value_name = "ORDER", value_enum, default_value_t)]
    pub sort: FindingOrder,
    /// Today's date.
    #[command(flatten)]
    pub today: Today,
}

/// The fixes that are made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum FixMode {
    /// Fixes that cannot change what was meant
    Safe,
    /// Fixes that somebody agrees to, one by one
    Ask,
}

const FIX_HELP: &str = "\
First make the fixes of the findings that are asked for, in the files of the workspace, and then check it. Those \
fixes are made that cannot change what was meant: a key in capital letters, a date in another \
form. Each is reported on standard error. All files are written, or none; comments and all other lines stay. With `=ask`, which needs a \
terminal, every fix is shown with what it changes, and made if you agree.";

/// Filters for the findings that a check shows and counts. A finding must match all of them.
#[derive(Arguments, Debug)]
#[command(next_help_heading = "Only some findings")]
pub struct Filters {
    /// Only findings of this rule or mechanism; may be given again
    #[arg(long, value_name = "RULE", value_parser = read_rule)]
    pub rule: Vec<String>,
    /// Only findings with a claim by this speaker, or by one who speaks for them on the day said
    #[arg(long, value_name = "ENTITY", value_parser = read_id)]
    pub by: Option<String>,
    /// Only findings with a claim that has this entity as subject or object
    #[arg(long, value_name = "ENTITY", value_parser = read_id)]
    pub about: Option<String>,
    /// Only findings with a claim that has this predicate
    #[arg(long, value_name = "PREDICATE", value_parser = read_id)]
    pub predicate: Option<String>,
    /// Only findings of this level or a worse one
    #[arg(long, value_name = "LEVEL", value_parser = read_level)]
    pub level: Option<Level>,
    /// No conflicts that are only possible
    #[arg(long)]
    pub certain: bool,
    /// No findings that are in this file, which `gainsay baseline write` made
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub baseline: Option<PathBuf>,
}

/// Orders of findings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum FindingOrder {
    /// The worst first
    #[default]
    Level,
    /// By file and line
    Place,
    /// The newest statement first
    Date,
}

/// The actions of `baseline`.
#[derive(Subcommand, Debug)]
pub enum BaselineVerb {
    /// Write all findings into a file, so that checks can leave them out
    #[command(
        long_about = "Write all findings of the workspace into a file, a line each, so that `gainsay check --baseline FILE` leaves them out. What the file held before is \
                  replaced.",
        after_help = "Examples:\n  gainsay baseline write\n  gainsay check --baseline gainsay-baseline.txt"
    )]
    Write(BaselineFile),
    /// Take out of the file what is no finding any more
    #[command(
        long_about = "Take out of the file what is no finding any more. Nothing is added to it.",
        after_help = "Example:\n  gainsay baseline prune"
    )]
    Prune(BaselineFile),
}

/// The file of a baseline.
#[derive(Arguments, Debug)]
pub struct BaselineFile {
    /// The file
    #[arg(value_name = "FILE", default_value = "gainsay-baseline.txt", value_hint = clap::ValueHint::FilePath)]
    pub file: PathBuf,
    /// Today's date.
    #[command(flatten)]
    pub today: Today,
}

pub(super) const OUTPUT_HELP: &str = "\
How to show it, and in which file (else on standard output); may be given again:
  full     every place involved, with the reasons (the default)
  concise  one line a finding
  markdown the state as it is, as one page with counts by rule and speaker
  html     the same as a page for e-mail and print, which needs nothing else
  json     one object, for programs
  pairs    every pair of claims in conflict, one JSON object a line, whatever PATH, --ruled and the manifest say;
           with --since, every pair that is not as it was
  github   annotations in the log of a GitHub workflow, the worst first
  sarif    SARIF 2.1.0, for code scanning and editors
  junit    test results as XML, for Jenkins and others; what is ruled upon is a skipped test
  gitlab   a Code Quality report for GitLab
The last four name files from the root of the repository. Only one format can go to standard output. No file of the workspace is overwritten. No format changes the exit status.";

pub(super) const WATCH_HELP: &str = "\
Check, and check again whenever a file of the workspace is made, edited, moved or deleted, until Ctrl-C. Of a large workspace only what has changed is read again.
On a terminal each check is shown on an empty screen, elsewhere after a line that names what has changed (before JSON, XML and pairs, an empty line). With --since, a commit alone starts no check.";
