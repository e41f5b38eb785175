//! The arguments: every verb, its options, and examples.

mod check;
pub mod edit;
mod git;
mod output;
mod query;
mod review;
mod ruling;
pub mod sheet;
pub mod site;
mod source;
mod values;

use std::path::PathBuf;

use clap::{Args as Arguments, Parser, Subcommand};

use crate::terminal::Color;

pub use check::{BaselineFile, BaselineVerb, Check, Filters, FindingOrder, FixMode};
pub use git::{GitHook, GitInstall, GitStatus, GitVerb, MergeFile, Textconv};
pub use output::{DiffFormat, Format, Formats, Output, TextFormat};
pub use query::{
    Ask, DayOrder, Explain, List, ListFormat, ListOrder, Listed, Matrix, Positions, SheetFormat, SheetOptions, Show,
    ShowFormat, StatementFilters, Timeline, Why,
};
pub use review::{Blame, Diff, Log};
pub use ruling::{Rule, Seal};
pub use source::{SourceAdd, SourceText, SourceVerb, SourceVerify};
pub use values::{KindWord, kind_and_id};

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
    /// Read the workspace on this many threads; 0, the default, means as many as there are processors
    #[arg(long, value_name = "N", global = true, display_order = 902, hide_short_help = true)]
    pub threads: Option<usize>,
    /// Read every file, and keep nothing of it in `.gainsay/` for the next time
    #[arg(long, global = true, display_order = 903, hide_short_help = true)]
    pub no_cache: bool,
    /// The verb.
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
        /// The action.
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
    /// Show one record, with everything that concerns it
    #[command(
        long_about = "Show one record as it is written, with everything that concerns it: conflicts, rulings, its source, answers, what \
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
                  its claims is in a conflict that nobody has ruled upon."
    )]
    Matrix(Matrix),
    /// Show claims in the order of days
    #[command(
        long_about = "Show claims in the order of days: of the days on which they were said or, with `--sort held`, of the time of which they \
                  speak. Claims that were retracted or superseded are shown as such."
    )]
    Timeline(Timeline),
    /// Write the workspace as pages that anybody can read
    #[command(
        long_about = "Write the workspace as a folder of plain pages: the contradictions side by side with their quotes, timelines, the \
                  matrix of who said what, sources with the quotes marked, the vocabulary, rulings, faults and history, with a \
                  search, tables and a feed. The pages open from disk and from any web server, and ask for nothing from \
                  elsewhere.\n\nThe folder is one of its own. Only what changed is written, and nothing is touched that an earlier \
                  `gainsay site` has not written. See `docs/pages.md` and `docs/publishing.md`."
    )]
    Site(site::Site),
    /// Serve the workspace as pages, live, on this machine
    #[command(
        long_about = "Serve the pages of `gainsay site` to browsers on this machine, made from the present workspace: a page reloads by \
                  itself when something that it shows has changed. Prints the address, with a token that admits a browser. Nothing is \
                  served to other machines, and nothing but the pages.\n\nWith --edit, records can be added and edited in forms, with \
                  the contradictions that would come of it shown first. Committing stays with git."
    )]
    Serve(site::Serve),
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
        /// The action.
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
        /// The kind of record.
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
                  no longer holds once one of them says something else. It goes where other rulings stand: into a file of its own beside \
                  them, or to the end of theirs. The claims stay as they are. Prints the path of the file."
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
        /// The action.
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
    /// Print the JSON Schema of records, for editors
    #[command(
        long_about = "Print the JSON Schema of records, draft 2020-12, for editors: one for all kinds of record. With it an editor completes \
                  keys, says what each is for, and marks those that are unknown or missing. `gainsay init` writes it into `.vscode`. What a \
                  record says is not looked at: that is what `gainsay check` does."
    )]
    Schema(Schema),
    /// Serve an editor
    #[command(
        long_about = "Serve an editor over standard input and output, by the Language Server Protocol: conflicts and faults as you type, \
                  completion of ids by name, the record behind an id and where it is used, renaming, layout, and edits that fix a finding. The \
                  editor starts it; `docs/editors.md` says how to set one up.\n\nEvery workspace that the editor has open is served: that \
                  around each of its folders, and that around each document."
    )]
    Lsp(Lsp),
    /// Print the script that completes lines in a shell
    #[command(
        long_about = "Print the script with which a shell completes lines: verbs and options, and the ids, keys, words and revisions of \
                  the workspace around the current folder, with what records are called. The script asks this program each time; \
                  nothing is checked, and nothing is written. It belongs to this version of the program: sourcing it anew in each \
                  shell, as in the examples, keeps the two together."
    )]
    Completions(Completions),
    /// Print the manual page, or write all of them
    Man(Man),
    /// Print this manual as Markdown, for the project's own documents
    #[command(hide = true)]
    DocsCli,
}

/// The arguments of `init`.
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

/// The arguments of `schema`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay schema                                           print it
  gainsay schema > .vscode/gainsay.schema.json             write it where `gainsay init` does
  gainsay schema --with-ids > .vscode/gainsay.schema.json  the editor then completes ids, with names beside them")]
pub struct Schema {
    /// List the ids of this workspace, and what records are called, for completion; others stay allowed
    #[arg(long)]
    pub with_ids: bool,
}

/// The arguments of `lsp`.
#[derive(Arguments, Debug)]
#[command(
    after_help = "Examples:\n  gainsay lsp           started by an editor, in any folder\n  gainsay lsp --stdio   the same"
)]
pub struct Lsp {
    /// Speak over standard input and output, as always: some editors give this to every server
    #[arg(long)]
    pub stdio: bool,
}

/// The arguments of `completions`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay completions bash        in ~/.bashrc: source <(gainsay completions bash)
  gainsay completions zsh         in ~/.zshrc, after compinit: source <(gainsay completions zsh)
  gainsay completions fish        in ~/.config/fish/config.fish: gainsay completions fish | source
  gainsay completions elvish      in ~/.config/elvish/rc.elv: eval (gainsay completions elvish | slurp)
  gainsay completions powershell  in $PROFILE: gainsay completions powershell | Out-String | Invoke-Expression")]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: clap_complete::Shell,
}

/// The arguments of `man`.
#[derive(Arguments, Debug)]
#[command(after_help = "Examples:\n  gainsay man | man -l -\n  gainsay man ~/.local/share/man/man1")]
pub struct Man {
    /// Write the page of every verb into this folder; made if it is not there
    #[arg(value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub folder: Option<PathBuf>,
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
}
