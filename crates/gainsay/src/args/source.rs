//! The arguments of `source`.

use std::path::PathBuf;

use clap::{Args as Arguments, Subcommand};

use super::values::read_id;

/// The actions of `source`.
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
    /// Look for the quotes of sources, and show the text around each
    #[command(
        long_about = "Look for every quote in the copy of its source, and show it with the ten words before and behind it: no rule can know \
                  that a quote was cut before its *not*. Without an ID: all sources with a copy.\n\nWith --fix: where a quote does not \
                  stand in the copy, ask for each whether the nearest passage should take its place. Without an answer nothing changes."
    )]
    Verify(SourceVerify),
}

/// The arguments of `source add`.
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

/// The arguments of `source text`.
#[derive(Arguments, Debug)]
pub struct SourceText {
    /// The source
    #[arg(value_name = "ID", value_parser = read_id)]
    pub id: String,
}

/// The arguments of `source verify`.
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
