//! The arguments: every verb, what it takes, and examples of it.

pub mod edit;
pub mod sheet;

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args as Arguments, Parser, Subcommand, ValueEnum};
use gainsay_model::date::Day;
use gainsay_model::finding::Level;
use gainsay_model::merge::MARKER;
use gainsay_model::record::Stance;
use gainsay_model::schema::Kind;
use gainsay_store::clock::read_day;

use crate::terminal::Color;

/// Plain-text fact tracking: who said what, kept in YAML and git, with the contradictions pointed out.
#[derive(Parser, Debug)]
#[command(name = "gainsay", version, propagate_version = false, arg_required_else_help = true, max_term_width = 100, after_help = AFTER)]
pub struct Args {
    /// Work from this folder instead of the current one
    #[arg(short = 'C', value_name = "DIR", global = true, display_order = 900, value_hint = clap::ValueHint::DirPath)]
    pub directory: Option<PathBuf>,
    /// When to use colours; `NO_COLOR` and `CLICOLOR_FORCE` are honoured too
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, global = true, display_order = 901)]
    pub color: Color,
    /// Read the workspace on so many threads; 0, or nothing said: as many as there are processors
    #[arg(long, value_name = "N", global = true, display_order = 902, hide_short_help = true)]
    pub threads: Option<usize>,
    /// Read every file, and keep nothing of it in `.gainsay/` for the next time
    #[arg(long, global = true, display_order = 903, hide_short_help = true)]
    pub no_cache: bool,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

const AFTER: &str = "\
Start with `gainsay init --example try` and then `gainsay -C try check`.

Exit status: 0 nothing that fails; 1 findings; 2 it could not be done; 3 no claims found.";

/// The verbs.
#[derive(Subcommand, Debug)]
pub enum Verb {
    /// Make a workspace
    #[command(
        long_about = "Make a workspace: the manifest, a folder for each kind of record with a page that says what goes there, and \
                  `.gitattributes`. Prints every file. Overwrites nothing, so it can be run again."
    )]
    Init(Init),
    /// Check the records, and find every conflict
    #[command(
        long_about = "Read every record of the workspace, say what is wrong with it, and find every conflict between claims."
    )]
    Check(Check),
    /// Keep a list of known findings, so that only new ones count
    #[command(
        long_about = "Keep a list of findings that a workspace begins with, so that `gainsay check --baseline FILE` shows and counts only \
                  what came later. A finding is known by its fingerprint, which survives edits elsewhere. The file has one line a \
                  finding and belongs into git.",
        arg_required_else_help = true,
        disable_help_subcommand = true
    )]
    Baseline {
        /// What to do with it.
        #[command(subcommand)]
        verb: BaselineVerb,
    },
    /// Say what a change means, and which conflicts it makes or ends
    #[command(
        long_about = "Compare two snapshots of the workspace, straight from git: say what changed, in words of meaning, and which conflicts \
                  that introduces, resolves or changes. First a verdict and what needs attention, then each record.\n\nWithout arguments: \
                  HEAD and the working tree. A revision is compared with the working tree, `A..B` are two revisions, `A...B` is what B \
                  changed since it left A, and two folders are compared as they lie. Edits that only change the layout are counted."
    )]
    Diff(Diff),
    /// Tell the history of a record, or of a conflict
    #[command(
        long_about = "Tell the history of a record by its id, through moves, renames and splits of files: every commit that changed it, in \
                  words of meaning. Of a claim, also every conflict that came or went, whichever record made it.\n\nWith --conflict: the \
                  commits that made a conflict between two claims, or ended it."
    )]
    Log(Log),
    /// Say which commit last touched each key of a record
    #[command(
        long_about = "Say for each key of a record which commit last changed what it says, by the record's id, through moves, renames and \
                  splits of files. Changes of the layout do not count."
    )]
    Blame(Blame),
    /// Show one record, with what bears on it
    #[command(
        long_about = "Show one record as it is written, with what bears on it: conflicts, rulings, its source, who answers it, what \
                  replaces it, and its version."
    )]
    Show(Show),
    /// List records in a table
    #[command(
        long_about = "List records in a table: claims, unless another kind is named. Every filter given must fit."
    )]
    List(List),
    /// Ask who affirms a statement, and who denies it
    #[command(
        long_about = "Ask who affirms a statement and who denies it, and by what derivation. The first line is the answer: affirmed, \
                  denied, contested or unknown.\n\nContested means that some affirm it and others deny it, perhaps for different \
                  times: `--when` narrows it, and `gainsay why A B` says whether two claims contradict each other."
    )]
    Ask(Ask),
    /// Tell why two claims do, or do not, conflict
    #[command(
        long_about = "Tell why two claims do, or do not, conflict: what each carries, the times, and the first condition that fails."
    )]
    Why(Why),
    /// Show what a speaker or a side has held over time
    #[command(
        long_about = "Show what a speaker, or a side with all who speak for it, has held on each statement over time: the claims of each \
                  statement, oldest first, with what each turns against. Claims that were retracted or superseded are shown as such. \
                  A statement is one, however it is turned or written and by whichever of an entity's ids."
    )]
    Positions(Positions),
    /// Show statements by speakers: who affirms, denies, hedges, relays
    #[command(
        long_about = "Show for each statement what every speaker holds on it: affirmed, denied, hedged (suggested or doubted), relayed, \
                  contested (affirmed in one claim and denied in another), or silent. A statement is marked as contested if one of \
                  its claims stands in a conflict that nobody has ruled upon."
    )]
    Matrix(Matrix),
    /// Show claims in the order of days
    #[command(
        long_about = "Show claims in the order of days: of the days on which they were said or, with `--sort held`, of the time of which they \
                  speak. Claims that were retracted or superseded are shown as such."
    )]
    Timeline(Timeline),
    /// Explain a rule
    #[command(
        long_about = "Print the page of a rule: what it says, an example that raises it, one that does not, and what to do. Without a rule, \
                  list them all."
    )]
    Explain(Explain),
    /// Keep copies of sources, and look for quotes in them
    #[command(
        long_about = "Keep copies of sources, print their text, and look for the quotes of claims in them. Nothing is fetched from the \
                  network.",
        arg_required_else_help = true,
        disable_help_subcommand = true
    )]
    Source {
        /// What to do with them.
        #[command(subcommand)]
        verb: SourceVerb,
    },
    /// Write a new record
    #[command(
        long_about = "Write a new record: a claim, an entity, a source, a predicate or a ruling, its keys as options. Its id is made of what it \
                  says, and it goes where others of its kind stand. Prints the path of the file. What it would do to the conflicts is \
                  told; `--dry-run` shows it before anything is written. What would be a fault of reading is refused.",
        arg_required_else_help = true,
        disable_help_subcommand = true
    )]
    Add {
        /// Which kind of record.
        #[command(subcommand)]
        kind: edit::Add,
    },
    /// Give a key of a record another value
    #[command(
        long_about = "Give a key of a record another value, or add to its list or take from it. The file keeps every other line as it is, comments included. What would be a fault of reading is refused, and what the change does to the contradictions is told."
    )]
    Set(edit::Set),
    /// Take a key of a record away
    #[command(
        long_about = "Take a key of a record away, or one entry of its mapping. Comments stay. A key without which no record of that kind is complete is refused."
    )]
    Unset(edit::Unset),
    /// Mark a claim as taken back
    #[command(
        long_about = "Mark a claim as taken back, with the day and the reason. A retracted claim takes no part in contradictions, and stays in its file."
    )]
    Retract(edit::Retract),
    /// Say that one claim takes the place of another
    #[command(
        long_about = "Say in the newer of two claims that it takes the place of the older one, which then takes no part in contradictions any more."
    )]
    Supersede(edit::Supersede),
    /// Give a record another id, everywhere
    #[command(
        long_about = "Give a record another id, in its own file and in every file that refers to it, or in none. Pins and sealed versions that fitted still fit."
    )]
    Rename(edit::Rename),
    /// Put files into canonical layout
    #[command(
        long_about = "Put files into canonical layout: keys in their order, long texts folded. No meaning, no word and no comment changes. A file with a fault of reading is left as it is, and named."
    )]
    Fmt(edit::Fmt),
    /// Print records as the rows of a sheet
    #[command(
        long_about = "Print the records of a kind as the rows of a sheet, for a spreadsheet or another program. `gainsay import` reads the \
                  sheet back. Dates are written as they are; see `docs/spreadsheets.md` for how a spreadsheet leaves them so.",
        arg_required_else_help = true,
        disable_help_subcommand = true
    )]
    Export {
        /// The format.
        #[command(subcommand)]
        format: sheet::Export,
    },
    /// Write the rows of a sheet as records
    #[command(
        long_about = "Write the rows of a sheet as records: new ones, and changes of those whose ids are there. Columns are told by the \
                  header, or by a map. An empty cell leaves the key as it is. Nothing is written unless every row is good. Comments and \
                  layout stay.",
        arg_required_else_help = true,
        disable_help_subcommand = true
    )]
    Import {
        /// The format.
        #[command(subcommand)]
        format: sheet::Import,
    },
    /// Record what the editors decided about claims that conflict
    #[command(
        long_about = "Record what the editors decided about claims that conflict: a ruling, pinned to what the claims say now, so that it \
                  no longer holds once one of them says something else. It goes into a file of its own in `rulings`, or to the end of the \
                  file that holds all other rulings. The claims stay as they are. Prints the path of the file."
    )]
    Rule(Rule),
    /// Write the version of every new or changed record
    #[command(
        long_about = "Write the version `rev: N-DIGEST` into every record that has none or whose content has changed since it was sealed. \
                  Nothing else of a file changes."
    )]
    Seal(Seal),
    /// Have git show, merge and check records
    #[command(arg_required_else_help = true, disable_help_subcommand = true)]
    Git {
        /// What to do with git.
        #[command(subcommand)]
        verb: GitVerb,
    },
    /// Print the records of a file laid out for git's diff
    #[command(
        long_about = "Print the records of a file so that what means the same reads the same: keys in canonical order, statements in the \
                  short form, one member or sentence a line. This is what `git diff` compares once `gainsay git install` was run; `git \
                  diff --no-textconv` compares the files as they are.\n\nA file that is not wholly made of records is printed as it is. No \
                  workspace is needed."
    )]
    Textconv(Textconv),
    /// Merge two versions of a file, record by record and key by key
    #[command(
        long_about = "Merge what OURS and THEIRS have made of BASE, record by record and key by key, into OURS. Comments and layout of ours stay. \
                  Where both have changed one value, differently, neither wins: both stand there between the markers that git uses, and \
                  all else is merged. What cannot be read is merged line by line, and is never a clean merge.\n\nIt serves git as a merge \
                  driver; `docs/merging.md` says how, and what it guarantees."
    )]
    MergeFile(MergeFile),
    /// Print the completions for a shell
    Completions(Completions),
    /// Print the manual page, or write all of them
    Man(Man),
    /// Print this manual as Markdown, for the project's own documents
    #[command(hide = true)]
    DocsCli,
}

/// `init`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay init                       in the current folder
  gainsay init --example try         the Iran–Taliban workspace, in the folder `try`
  gainsay init --example museum      the example `museum`, in the folder `museum`
  gainsay init here --example        the Iran–Taliban workspace, in the folder `here`")]
pub struct Init {
    /// The folder; made if it is not there [default: the current one; for an example, one of the name given]
    #[arg(value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub folder: Option<PathBuf>,
    /// Write an example to look around in: `iran-taliban` (real claims of 2018), `iran-taliban-2015-2021` (more of
    /// them), `flood`, `harbour` or `museum`. It goes into a folder of that name; any other name is that of a
    /// folder for `iran-taliban`
    #[arg(long, value_name = "NAME", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "not given, given without a name, given with one")]
    pub example: Option<Option<String>>,
}

/// `check`.
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
    /// Show the two notes that are no conflicts, too: `distinction` and `position-change`
    #[arg(long)]
    pub notes: bool,
    /// Show conflicts that are ruled upon, too
    #[arg(long)]
    pub ruled: bool,
    /// Fail from this level on, whatever the manifest says
    #[arg(long, value_name = "LEVEL", value_parser = read_level, hide_possible_values = false)]
    pub fail_on: Option<Level>,
    /// Which findings are asked for.
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
    /// What day it is.
    #[command(flatten)]
    pub today: Today,
}

/// Which findings of a check are shown and counted. Everything given must fit.
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

/// What `baseline` can be followed by.
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
    /// What day it is.
    #[command(flatten)]
    pub today: Today,
}

/// `diff`.
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
    /// What day it is.
    #[command(flatten)]
    pub today: Today,
}

/// `log`.
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

/// `blame`.
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

const DIFF_OUTPUT_HELP: &str = "\
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

const OUTPUT_HELP: &str = "\
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

const WATCH_HELP: &str = "\
Check, and check again whenever a file of the workspace is made, edited, moved or deleted, until Ctrl-C. Of a large workspace only what has changed is read again.
On a terminal each check is shown on an empty screen, elsewhere after a line that names what has changed (before JSON, XML and pairs, an empty line). With --since, a commit alone starts no check.";

/// `--today`.
#[derive(Arguments, Clone, Copy, Debug)]
pub struct Today {
    /// The day to take for today [default: by the clock]
    #[arg(long, value_name = "DATE", value_parser = read_day)]
    pub today: Option<Day>,
}

/// `show`.
#[derive(Arguments, Debug)]
#[command(
    after_help = "Examples:\n  gainsay show bahrami-denies-relations\n  gainsay show iran --kind entity --output json"
)]
pub struct Show {
    /// The record's id
    #[arg(value_name = "ID", value_parser = read_id)]
    pub id: String,
    /// Its kind, where records of several kinds have that id
    #[arg(long, value_enum)]
    pub kind: Option<KindWord>,
    /// Call records by their ids, not by their names
    #[arg(long)]
    pub ids: bool,
    /// How to show it
    #[arg(long, short, value_name = "FORMAT", value_enum, default_value_t)]
    pub output: ShowFormat,
    /// What day it is.
    #[command(flatten)]
    pub today: Today,
}

/// `list`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay list                             all claims
  gainsay list --by bahrami --contested    what he said that conflicts with something
  gainsay list --by iran --sort said       what Iran and all who speak for it said, oldest first
  gainsay list --about taliban --stance denies
  gainsay list entities --output ids")]
pub struct List {
    /// Which records
    #[arg(value_name = "RECORDS", value_enum, default_value_t)]
    pub records: Listed,
    /// Claims by this speaker, and by all who speak for them on the day said
    #[arg(long, value_name = "ENTITY", value_parser = read_id)]
    pub by: Option<String>,
    /// With `--by`: only what the speaker says, not what others say for them
    #[arg(long, requires = "by")]
    pub only: bool,
    /// Claims with this entity as subject or object
    #[arg(long, value_name = "ENTITY", value_parser = read_id)]
    pub about: Option<String>,
    /// Claims with this predicate
    #[arg(long, value_name = "PREDICATE", value_parser = read_id)]
    pub predicate: Option<String>,
    /// Claims from this source
    #[arg(long, value_name = "SOURCE", value_parser = read_id)]
    pub source: Option<String>,
    /// Claims that take this stance
    #[arg(long, value_name = "STANCE", value_parser = read_stance)]
    pub stance: Option<Stance>,
    /// Claims with this tag
    #[arg(long, value_name = "TAG")]
    pub tag: Option<String>,
    /// Claims that conflict with another, unless that is ruled upon
    #[arg(long)]
    pub contested: bool,
    /// In which order
    #[arg(long, value_name = "ORDER", value_enum, default_value_t)]
    pub sort: ListOrder,
    /// Write statements, speakers and dates as records do: by ids, not by names
    #[arg(long)]
    pub ids: bool,
    /// How to show them
    #[arg(long, short, value_name = "FORMAT", value_enum, default_value_t)]
    pub output: ListFormat,
    /// What day it is.
    #[command(flatten)]
    pub today: Today,
}

/// `ask`.
#[derive(Arguments, Debug)]
#[command(
    after_help = "Examples:\n  gainsay ask \"iran in-contact-with taliban\"\n  gainsay ask \"iran has-relations-with taliban\" --when 2018"
)]
pub struct Ask {
    /// `SUBJECT PREDICATE OBJECT`, in one or several words of the shell
    #[arg(value_name = "STATEMENT", required = true)]
    pub statement: Vec<String>,
    /// Of this time only
    #[arg(long, value_name = "DATE")]
    pub when: Option<String>,
    /// Call records by their ids, not by their names
    #[arg(long)]
    pub ids: bool,
    /// How to show it
    #[arg(long, short, value_name = "FORMAT", value_enum, default_value_t)]
    pub output: TextFormat,
    /// What day it is.
    #[command(flatten)]
    pub today: Today,
}

/// Which statements are shown. Everything given must fit.
#[derive(Arguments, Debug)]
#[command(next_help_heading = "Only some statements")]
pub struct StatementFilters {
    /// Only this statement, however claims turn it: `SUBJECT PREDICATE OBJECT`
    #[arg(long, value_name = "STATEMENT")]
    pub statement: Option<String>,
    /// Only statements with a claim that has this predicate
    #[arg(long, value_name = "PREDICATE", value_parser = read_id)]
    pub predicate: Option<String>,
    /// Only statements with this entity as subject or object
    #[arg(long, value_name = "ENTITY", value_parser = read_id)]
    pub about: Option<String>,
    /// Only statements of which a claim conflicts with another, unless that is ruled upon
    #[arg(long)]
    pub contested: bool,
}

/// How statements or claims are shown, and how many of them.
#[derive(Arguments, Debug)]
pub struct SheetOptions {
    /// Show at most this many statements (of a timeline: claims) [default: 50 on a terminal, else all]
    #[arg(long, value_name = "N", conflicts_with = "all")]
    pub limit: Option<usize>,
    /// Show all, however many there are
    #[arg(long)]
    pub all: bool,
    /// Call records by their ids, not by their names
    #[arg(long)]
    pub ids: bool,
    /// How to show it
    #[arg(long, short, value_name = "FORMAT", value_enum, default_value_t)]
    pub output: SheetFormat,
    /// What day it is.
    #[command(flatten)]
    pub today: Today,
}

/// `positions`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay positions iran                        what Iran and all who speak for it have held
  gainsay positions bahrami --only              what he said himself, in whosever name
  gainsay positions iran --contested            only where somebody contradicts it
  gainsay positions iran --statement \"iran has-relations-with taliban\"
  gainsay positions iran --output csv > iran.csv")]
pub struct Positions {
    /// The speaker, or the one for whom others speak
    #[arg(value_name = "ENTITY", value_parser = read_id)]
    pub entity: String,
    /// Only what the speaker says, not what others say for them
    #[arg(long)]
    pub only: bool,
    /// Which statements are shown.
    #[command(flatten)]
    pub filters: StatementFilters,
    /// How they are shown.
    #[command(flatten)]
    pub sheet: SheetOptions,
}

/// `matrix`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay matrix                                every statement, and who holds what on it
  gainsay matrix --contested --about taliban
  gainsay matrix --side iran --side united-states
  gainsay matrix --predicate has-relations-with --output markdown")]
pub struct Matrix {
    /// In place of all speakers: this one, with all who speak for it on the day said; may be given again
    #[arg(long, value_name = "ENTITY", value_parser = read_id)]
    pub side: Vec<String>,
    /// Which statements are shown.
    #[command(flatten)]
    pub filters: StatementFilters,
    /// How they are shown.
    #[command(flatten)]
    pub sheet: SheetOptions,
}

/// `timeline`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay timeline                              every claim, in the order in which they were said
  gainsay timeline --about taliban              what is said about the Taliban
  gainsay timeline --by iran --sort held        of which times Iran and all who speak for it speak
  gainsay timeline --statement \"iran has-relations-with taliban\" --output markdown")]
pub struct Timeline {
    /// Only claims by this speaker, and by all who speak for them on the day said
    #[arg(long, value_name = "ENTITY", value_parser = read_id)]
    pub by: Option<String>,
    /// With `--by`: only what the speaker says, not what others say for them
    #[arg(long, requires = "by")]
    pub only: bool,
    /// By which days
    #[arg(long, value_name = "ORDER", value_enum, default_value_t)]
    pub sort: DayOrder,
    /// Which statements are shown.
    #[command(flatten)]
    pub filters: StatementFilters,
    /// How they are shown.
    #[command(flatten)]
    pub sheet: SheetOptions,
}

/// `why`.
#[derive(Arguments, Debug)]
#[command(after_help = "Example:\n  gainsay why bahrami-denies-relations us-accuses-relations")]
pub struct Why {
    /// A claim
    #[arg(value_name = "A", value_parser = read_id)]
    pub a: String,
    /// Another claim
    #[arg(value_name = "B", value_parser = read_id)]
    pub b: String,
    /// More claims: whether all of them conflict together, as a set
    #[arg(value_name = "C", value_parser = read_id)]
    pub more: Vec<String>,
    /// Call records by their ids, not by their names, and say which record gives each reason
    #[arg(long)]
    pub ids: bool,
    /// What day it is.
    #[command(flatten)]
    pub today: Today,
}

/// `explain`.
#[derive(Arguments, Debug)]
#[command(after_help = "Example:\n  gainsay explain reversal")]
pub struct Explain {
    /// The rule, or the mechanism
    #[arg(value_name = "RULE")]
    pub rule: Option<String>,
}

/// What to do with sources.
#[derive(Subcommand, Debug)]
pub enum SourceVerb {
    /// Record a source from a kept copy
    #[command(
        long_about = "Record a source from a kept copy: its digest and, as far as the copy tells them, its title, address, days, publisher \
                  and language. What is given by an option wins. The copy stays where it is, inside the workspace; `--copy-to` copies it \
                  into a folder of the workspace. Nothing is overwritten. Prints the record and the paths of the files that were \
                  written.\n\nThe record goes into a file of its own in `sources`, or to the end of the file that holds all other sources. \
                  A line in `.gitattributes` keeps git from changing the copy's line ends."
    )]
    Add(SourceAdd),
    /// Print the text in which the quotes of a source are looked for
    #[command(
        long_about = "Print the text of record of a source: the text of its kept copy, in which quotes are looked for.",
        after_help = "Example:\n  gainsay source text evening-post-2021-03-05"
    )]
    Text(SourceText),
    /// Look for the quotes of sources, and show what stands around each
    #[command(
        long_about = "Look for every quote in the copy of its source, and show it with the ten words before and behind it: no rule can know \
                  that a quote was cut before its *not*. Without an ID: all sources with a copy.\n\nWith --fix: where a quote does not \
                  stand in the copy, ask for each whether the nearest passage should take its place. Without an answer nothing changes."
    )]
    Verify(SourceVerify),
}

/// `source add`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay source add copies/interview.html
  gainsay source add ~/Downloads/interview.html --copy-to sources/copies
  gainsay source add copies/minutes.pdf --id minutes --title \"Minutes of the mill committee\" --published 1748")]
pub struct SourceAdd {
    /// The kept copy
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub file: PathBuf,
    /// The id of the source [default: made of the title]
    #[arg(long, value_name = "ID", value_parser = read_id)]
    pub id: Option<String>,
    /// Copy the file into this folder of the workspace
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub copy_to: Option<PathBuf>,
    /// The title
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Where it was taken from
    #[arg(long, value_name = "URL", value_hint = clap::ValueHint::Url)]
    pub url: Option<String>,
    /// When it was published
    #[arg(long, value_name = "DATE")]
    pub published: Option<String>,
    /// When the copy was taken
    #[arg(long, value_name = "DATE")]
    pub accessed: Option<String>,
    /// Who published it
    #[arg(long, value_name = "TEXT")]
    pub publisher: Option<String>,
    /// Its language
    #[arg(long, value_name = "TAG")]
    pub lang: Option<String>,
    /// Print the record, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `source text`.
#[derive(Arguments, Debug)]
pub struct SourceText {
    /// The source
    #[arg(value_name = "ID", value_parser = read_id)]
    pub id: String,
}

/// `source verify`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay source verify
  gainsay source verify evening-post-2021-03-05 --fix")]
pub struct SourceVerify {
    /// The sources [default: all that have a copy]
    #[arg(value_name = "ID", value_parser = read_id)]
    pub ids: Vec<String>,
    /// Ask for each quote that was not found whether the nearest passage should take its place
    #[arg(long)]
    pub fix: bool,
}

/// `rule`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay rule claim-a claim-b --verdict open --because \"both sides stand by it\"
  gainsay rule claim-a claim-b --verdict changed-position --because \"after the visit\"
  gainsay rule claim-a claim-b --verdict \"prefers claim-b\" --because \"the transcript bears it out\" --dry-run

Verdicts: open (a real disagreement, seen), explained (no conflict, once understood), not-comparable, changed-position, report-error, prefers CLAIM.")]
pub struct Rule {
    /// The claims: two or more
    #[arg(value_name = "CLAIM", value_parser = read_id, required = true, num_args = 1..)]
    pub claims: Vec<String>,
    /// What was decided
    #[arg(long, value_name = "VERDICT")]
    pub verdict: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub because: String,
    /// Who decided
    #[arg(long, value_name = "ENTITY", value_parser = read_id)]
    pub by: Option<String>,
    /// The id of the ruling [default: made of the first two claims]
    #[arg(long, value_name = "ID", value_parser = read_id)]
    pub id: Option<String>,
    /// Rule upon claims, too, that do not conflict
    #[arg(long)]
    pub anyway: bool,
    /// Print the ruling, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// What day it is.
    #[command(flatten)]
    pub today: Today,
}

/// `seal`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay seal                            every new or changed record
  gainsay seal bahrami-denies-relations   only this one
  gainsay seal --staged                   only what the next commit would change
  gainsay seal --check                    only say which; exit status 1 if there is one")]
pub struct Seal {
    /// Only these records
    #[arg(value_name = "ID", value_parser = read_id)]
    pub ids: Vec<String>,
    /// Write nothing; list what is not sealed, and fail if there is anything
    #[arg(long)]
    pub check: bool,
    /// Only records of this kind
    #[arg(long, value_enum)]
    pub kind: Option<KindWord>,
    /// Only records that the next commit would change
    #[arg(long)]
    pub staged: bool,
}

/// What `git` can be followed by.
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

/// `git install`.
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
    /// Take that away again
    #[arg(long, conflicts_with = "uninstall")]
    pub no_textconv: bool,
    /// Take away what was installed: the drivers, and hooks that are ours. The lines in .gitattributes stay
    #[arg(long)]
    pub uninstall: bool,
}

/// `git status`.
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

/// `git hook`.
#[derive(Arguments, Debug)]
pub struct GitHook {
    /// Which
    #[arg(value_name = "HOOK", value_parser = ["pre-commit", "pre-merge-commit", "post-merge", "post-rewrite", "pre-push"])]
    pub name: String,
    /// What git tells the hook on its command line
    #[arg(value_name = "WORD", trailing_var_arg = true, allow_hyphen_values = true)]
    pub words: Vec<String>,
}

/// `textconv`.
#[derive(Arguments, Debug)]
#[command(after_help = "Example:\n  gainsay textconv claims/bahrami/bahrami-denies-relations.yaml")]
pub struct Textconv {
    /// The file, of any name
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub file: PathBuf,
}

/// `merge-file`.
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
    /// Print the result, and leave OURS as it is
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

/// `completions`.
#[derive(Arguments, Debug)]
#[command(
    after_help = "Examples:\n  gainsay completions bash > ~/.local/share/bash-completion/completions/gainsay\n  gainsay completions zsh > ~/.zfunc/_gainsay"
)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: clap_complete::Shell,
}

/// `man`.
#[derive(Arguments, Debug)]
#[command(after_help = "Examples:\n  gainsay man | man -l -\n  gainsay man ~/.local/share/man/man1")]
pub struct Man {
    /// Write the page of every verb into this folder; made if it is not there
    #[arg(value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub folder: Option<PathBuf>,
}

/// A kind of record, as an argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
#[allow(missing_docs)]
pub enum KindWord {
    Claim,
    Entity,
    Predicate,
    Source,
    Ruling,
}

impl KindWord {
    /// The kind.
    pub fn kind(self) -> Kind {
        match self {
            KindWord::Claim => Kind::Claim,
            KindWord::Entity => Kind::Entity,
            KindWord::Predicate => Kind::Predicate,
            KindWord::Source => Kind::Source,
            KindWord::Ruling => Kind::Ruling,
        }
    }
}

/// Records to list.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, ValueEnum)]
#[allow(missing_docs)]
pub enum Listed {
    #[default]
    Claims,
    Entities,
    Predicates,
    Sources,
    Rulings,
}

impl Listed {
    /// Their kind.
    pub fn kind(self) -> Kind {
        match self {
            Listed::Claims => Kind::Claim,
            Listed::Entities => Kind::Entity,
            Listed::Predicates => Kind::Predicate,
            Listed::Sources => Kind::Source,
            Listed::Rulings => Kind::Ruling,
        }
    }
}

/// Orders of `list`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, ValueEnum)]
pub enum ListOrder {
    /// By file and line
    #[default]
    Place,
    /// By id
    Id,
    /// By the day on which a claim was said, oldest first; those of unknown days last
    Said,
    /// By the speaker's id, and then as `said`
    By,
}

/// Formats of `list`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, ValueEnum)]
pub enum ListFormat {
    /// Columns: as wide as the terminal; in a file or a pipe one whole line a record
    #[default]
    Table,
    /// A list of objects, each with all that the record says
    Json,
    /// One id a line
    Ids,
}

/// Formats of `positions`, `matrix` and `timeline`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, ValueEnum)]
pub enum SheetFormat {
    /// Columns, folded so that they fit the terminal; in a file or a pipe 80 columns
    #[default]
    Table,
    /// One object, with the ids of all records
    Json,
    /// A spreadsheet (RFC 4180): with `'` before what one would run as a formula
    Csv,
    /// A table for a page
    Markdown,
}

/// Orders of `timeline`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, ValueEnum)]
pub enum DayOrder {
    /// By the day on which a claim was said, oldest first; those of unknown days last
    #[default]
    Said,
    /// By the time of which a claim speaks; where it does not say so, by the day on which it was said
    Held,
}

/// Formats of `show`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, ValueEnum)]
pub enum ShowFormat {
    /// As written, for people
    #[default]
    Text,
    /// Plain data
    Json,
    /// Plain data
    Yaml,
}

/// Formats of `ask`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, ValueEnum)]
pub enum TextFormat {
    /// For people
    #[default]
    Text,
    /// Plain data
    Json,
}

/// A format, and where it goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output<F> {
    /// How it is shown.
    pub format: F,
    /// The file it is written to; standard output, if none.
    pub file: Option<PathBuf>,
}

/// Formats, by their names.
pub trait Formats: Copy + 'static {
    /// All of them; the first is the default.
    const ALL: &'static [(&'static str, Self)];

    /// Returns whether it is made of commands that a CI service is meant to obey.
    fn commands_ci(self) -> bool;
}

/// Formats of `check`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Every place, with the reasons.
    Full,
    /// One line a finding.
    Concise,
    /// One JSON object.
    Json,
    /// Every pair in conflict, one JSON object a line.
    Pairs,
    /// Annotations in the log of a GitHub workflow.
    Github,
    /// One SARIF log.
    Sarif,
    /// Test results, as XML.
    Junit,
    /// A Code Quality report for GitLab.
    Gitlab,
    /// The state as it is, as a page of Markdown.
    Markdown,
    /// The same as one page of HTML.
    Html,
}

impl Formats for Format {
    const ALL: &'static [(&'static str, Format)] = &[
        ("full", Format::Full),
        ("concise", Format::Concise),
        ("json", Format::Json),
        ("pairs", Format::Pairs),
        ("github", Format::Github),
        ("sarif", Format::Sarif),
        ("junit", Format::Junit),
        ("gitlab", Format::Gitlab),
        ("markdown", Format::Markdown),
        ("html", Format::Html),
    ];

    fn commands_ci(self) -> bool {
        self == Format::Github
    }
}

/// Formats of `diff`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DiffFormat {
    /// For the terminal.
    Full,
    /// One line for each conflict and each record.
    Concise,
    /// For the comment on a pull request.
    Markdown,
    /// One page.
    Html,
    /// One JSON object.
    Json,
    /// Every pair that is not kept, one JSON object a line.
    Pairs,
    /// What is new, as annotations in the log of a GitHub workflow.
    Github,
    /// What is new, as one SARIF log.
    Sarif,
    /// What is new, as test results.
    Junit,
    /// What is new, as a Code Quality report for GitLab.
    Gitlab,
}

impl Formats for DiffFormat {
    const ALL: &'static [(&'static str, DiffFormat)] = &[
        ("full", DiffFormat::Full),
        ("concise", DiffFormat::Concise),
        ("markdown", DiffFormat::Markdown),
        ("html", DiffFormat::Html),
        ("json", DiffFormat::Json),
        ("pairs", DiffFormat::Pairs),
        ("github", DiffFormat::Github),
        ("sarif", DiffFormat::Sarif),
        ("junit", DiffFormat::Junit),
        ("gitlab", DiffFormat::Gitlab),
    ];

    fn commands_ci(self) -> bool {
        self == DiffFormat::Github
    }
}

impl<F: Formats> FromStr for Output<F> {
    type Err = String;

    fn from_str(text: &str) -> Result<Output<F>, String> {
        let (word, file) = text.split_once('=').map_or((text, None), |(word, file)| (word, Some(file)));
        let format = F::ALL.iter().find(|(known, _)| *known == word).map(|(_, format)| *format);
        match (format, file) {
            (None, _) => {
                let known: Vec<&str> = F::ALL.iter().map(|(name, _)| *name).collect();
                Err(format!("it is one of {}, perhaps with =FILE", known.join(", ")))
            }
            (Some(_), Some("")) => Err("the name of the file is missing after `=`".into()),
            (Some(format), file) => Ok(Output { format, file: file.filter(|file| *file != "-").map(PathBuf::from) }),
        }
    }
}

/// Reads an id in NFC, as those in files are.
fn read_id(text: &str) -> Result<String, std::convert::Infallible> {
    Ok(gainsay_model::text::composed(text.trim()).into_owned())
}

fn read_rule(text: &str) -> Result<String, String> {
    let names = || gainsay_diff::rules::RULES.iter().map(|rule| rule.name);
    match names().find(|name| *name == text) {
        Some(name) => Ok(name.to_owned()),
        None => Err(match gainsay_model::interner::nearest(text, names()) {
            Some(near) => format!("there is no such rule; did you mean `{near}`? `gainsay explain` lists them all"),
            None => "there is no such rule; `gainsay explain` lists them all".into(),
        }),
    }
}

fn read_level(text: &str) -> Result<Level, String> {
    Level::of_word(text).ok_or_else(|| "it is one of note, warning, error".into())
}

/// Git gives 0 where nobody has said how long.
fn read_marker(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Ok(MARKER),
        Ok(size @ 1..=1000) => Ok(size),
        _ => Err("it is a number from 1 to 1000".into()),
    }
}

fn read_stance(text: &str) -> Result<Stance, String> {
    Stance::of_key(text).ok_or_else(|| "it is one of affirms, denies, suggests, doubts, relays".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_hold_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn every_verb_says_what_it_does_in_one_line() {
        for verb in crate::manual::verbs(&crate::manual::command()) {
            let about = verb.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(!about.is_empty() && about.len() <= 70 && !about.contains('\n'), "{}: {about}", verb.get_name());
            let after = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(verb.is_hide_set() || after.contains("Example"), "{} has no example", verb.get_name());
        }
    }

    #[test]
    fn every_format_is_told_of() {
        for (word, format) in Format::ALL {
            assert_eq!(word.parse(), Ok(Output { format: *format, file: None }));
            assert!(OUTPUT_HELP.contains(&format!("\n  {word:9}")), "{word}");
        }
    }

    #[test]
    fn a_format_may_name_a_file() {
        assert_eq!("json=a=b.json".parse(), Ok(Output { format: Format::Json, file: Some("a=b.json".into()) }));
        assert_eq!("full".parse(), Ok(Output { format: Format::Full, file: None }));
        assert!("json=".parse::<Output<Format>>().is_err() && "xml".parse::<Output<Format>>().is_err());
    }
}
