//! The arguments of the verbs that write and read sheets.

use clap::{Args as Arguments, Subcommand};

use super::KindWord;

/// `export`.
#[derive(Subcommand, Debug)]
pub enum Export {
    /// Values separated by commas (RFC 4180)
    #[command(after_help = "\
Examples:
  gainsay export csv > claims.csv
  gainsay export csv --kind source --bom > sources.csv
  gainsay export csv --split-statement > claims.csv")]
    Csv(ExportTable),
    /// Values separated by tabs
    #[command(after_help = "Example:\n  gainsay export tsv --kind entity > entities.tsv")]
    Tsv(ExportTable),
    /// One JSON object a line, as records are digested
    #[command(after_help = "Examples:\n  gainsay export jsonl > all.jsonl\n  gainsay export jsonl --kind claim")]
    Jsonl(ExportLines),
}

/// `export csv` and `export tsv`.
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

/// `export jsonl`.
#[derive(Arguments, Clone, Copy, Debug)]
pub struct ExportLines {
    /// Only this kind of record [default: all]
    #[arg(long, value_enum)]
    pub kind: Option<KindWord>,
}
