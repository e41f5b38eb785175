//! The arguments of the verbs that write and read sheets.

use std::path::PathBuf;

use clap::{Args as Arguments, Subcommand};

use super::KindWord;
use super::edit::EditOptions;

/// The formats of `export`.
#[derive(Subcommand, Debug)]
pub enum Export {
    /// Values separated by commas (RFC 4180)
    #[command(
        long_about = "Print records as a table of values separated by commas, as RFC 4180 says, a row for each record.",
        after_help = "\
Examples:
  gainsay export csv > claims.csv
  gainsay export csv --kind source --bom > sources.csv
  gainsay export csv --split-statement > claims.csv"
    )]
    Csv(ExportTable),
    /// Values separated by tabs
    #[command(
        long_about = "Print records as a table of values separated by tabs, a row for each record.",
        after_help = "Example:\n  gainsay export tsv --kind entity > entities.tsv"
    )]
    Tsv(ExportTable),
    /// One JSON object a line, as records are digested
    #[command(
        long_about = "Print records as JSON, one object a line, as they are digested.",
        after_help = "Examples:\n  gainsay export jsonl > all.jsonl\n  gainsay export jsonl --kind claim"
    )]
    Jsonl(ExportLines),
}

/// The arguments of `export csv` and `export tsv`.
#[derive(Arguments, Clone, Copy, Debug)]
pub struct ExportTable {
    /// The kind of record
    #[arg(long, value_enum, default_value = "claim")]
    pub kind: KindWord,
    /// Begin with a byte-order mark, by which some spreadsheets know UTF-8
    #[arg(long)]
    pub bom: bool,
    /// Write a statement in three columns: subject, predicate, object
    #[arg(long)]
    pub split_statement: bool,
}

/// The arguments of `export jsonl`.
#[derive(Arguments, Clone, Copy, Debug)]
pub struct ExportLines {
    /// Only this kind of record [default: all]
    #[arg(long, value_enum)]
    pub kind: Option<KindWord>,
}

/// The formats of `import`.
#[derive(Subcommand, Debug)]
pub enum Import {
    /// Values separated by commas or semicolons
    #[command(
        long_about = "Write the rows of a table of values separated by commas or semicolons as records: all of them, or none. A row whose id is there changes that record.",
        after_help = "\
Examples:
  gainsay import csv claims.csv --dry-run
  gainsay import csv quotes.csv --kind claim --map quotes.map
  gainsay import csv claims.csv --keep-going

A map is YAML: a key of the record, and what it is made of, such as `by: \"{Organisation | slug}\"`; docs/spreadsheets.md has all forms. Its keys tell the kind."
    )]
    Csv(ImportTable),
    /// Values separated by tabs
    #[command(
        long_about = "Write the rows of a table of values separated by tabs as records: all of them, or none. A row whose id is there changes that record.",
        after_help = "Example:\n  gainsay import tsv entities.tsv --into entities/people.yaml"
    )]
    Tsv(ImportTable),
    /// One JSON object a line
    #[command(
        long_about = "Write JSON objects, one a line, as records: all of them, or none. An object whose id is there changes that record.",
        after_help = "Examples:\n  gainsay import jsonl all.jsonl\n  gainsay import jsonl - --dry-run"
    )]
    Jsonl(ImportSheet),
}

/// The arguments of `import csv` and `import tsv`.
#[derive(Arguments, Debug)]
pub struct ImportTable {
    /// The arguments for every sheet.
    #[command(flatten)]
    pub sheet: ImportSheet,
    /// What each key is made of, for a sheet with columns of its own
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub map: Option<PathBuf>,
}

/// The arguments for every sheet.
#[derive(Arguments, Debug)]
pub struct ImportSheet {
    /// The sheet; `-` reads standard input
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub file: PathBuf,
    /// The kind of record [default: told by the first column, the map or each object]
    #[arg(long, value_enum)]
    pub kind: Option<KindWord>,
    /// Take the key of an empty cell away
    #[arg(long)]
    pub empty_unsets: bool,
    /// Leave rows out that cannot be imported, and write the others
    #[arg(long)]
    pub keep_going: bool,
    /// Add new records to this file [default: where others of their kind stand]
    #[arg(long, value_name = "PATH", value_hint = clap::ValueHint::FilePath)]
    pub into: Option<PathBuf>,
    /// The options of every verb that edits.
    #[command(flatten)]
    pub options: EditOptions,
}
