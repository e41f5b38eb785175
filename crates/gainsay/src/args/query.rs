//! The arguments of the verbs that answer questions.

use clap::{Args as Arguments, ValueEnum};
use gainsay_model::record::Stance;
use gainsay_model::schema::Kind;

use super::output::TextFormat;
use super::values::{KindWord, Today, read_id, read_stance};

/// The arguments of `show`.
#[derive(Arguments, Debug)]
#[command(
    after_help = "Examples:\n  gainsay show bahrami-denies-relations\n  gainsay show iran --kind entity --output json"
)]
pub struct Show {
    /// The record's id, or what an entity or a source is called
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
    /// Show at most this many conflicts of a claim, and count the others [default: 50 as text, else all]
    #[arg(long, value_name = "N", conflicts_with = "all")]
    pub limit: Option<usize>,
    /// Show all conflicts of a claim, however many there are
    #[arg(long)]
    pub all: bool,
    /// Today's date.
    #[command(flatten)]
    pub today: Today,
}

/// The arguments of `list`.
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
    /// Today's date.
    #[command(flatten)]
    pub today: Today,
}

/// The arguments of `ask`.
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
    /// Today's date.
    #[command(flatten)]
    pub today: Today,
}

/// Filters for the statements that are shown. A statement must match all of them.
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

/// Options for showing statements or claims.
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
    /// Today's date.
    #[command(flatten)]
    pub today: Today,
}

/// The arguments of `positions`.
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
    /// The filters for statements.
    #[command(flatten)]
    pub filters: StatementFilters,
    /// The options for showing them.
    #[command(flatten)]
    pub sheet: SheetOptions,
}

/// The arguments of `matrix`.
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
    /// The filters for statements.
    #[command(flatten)]
    pub filters: StatementFilters,
    /// The options for showing them.
    #[command(flatten)]
    pub sheet: SheetOptions,
}

/// The arguments of `timeline`.
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
    /// The filters for statements.
    #[command(flatten)]
    pub filters: StatementFilters,
    /// The options for showing them.
    #[command(flatten)]
    pub sheet: SheetOptions,
}

/// The arguments of `why`.
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
    /// Today's date.
    #[command(flatten)]
    pub today: Today,
}

/// The arguments of `explain`.
#[derive(Arguments, Debug)]
#[command(after_help = "Example:\n  gainsay explain reversal")]
pub struct Explain {
    /// The rule, or the mechanism
    #[arg(value_name = "RULE")]
    pub rule: Option<String>,
}

/// The kinds of record that can be listed.
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
    /// Returns the kind of the records.
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

/// The orders of `list`.
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

/// The formats of `list`.
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

/// The formats of `positions`, `matrix` and `timeline`.
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

/// The orders of `timeline`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, ValueEnum)]
pub enum DayOrder {
    /// By the day on which a claim was said, oldest first; those of unknown days last
    #[default]
    Said,
    /// By the time of which a claim speaks; where it does not say so, by the day on which it was said
    Held,
}

/// The formats of `show`.
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
