//! The arguments.

use std::path::PathBuf;

use clap::{Args as Arguments, Parser, Subcommand, ValueEnum};
use gainsay_bench::shapes::Shape;

/// Measures Gainsay; see docs/performance.md.
#[derive(Parser)]
#[command(name = "gainsay-bench", max_term_width = 100)]
pub struct Args {
    /// The verb.
    #[command(subcommand)]
    pub verb: Verb,
}

/// The verbs.
#[derive(Subcommand)]
pub enum Verb {
    /// Write a workspace to measure with; the same numbers write the same bytes
    Generate(Generate),
    /// Answer the ordinary workload with the bare prototype: its pairs, as `gainsay check --output pairs` writes them
    Prototype(Prototype),
    /// Open, read and close every YAML file of a folder, and nothing else
    Read(Folder),
    /// Measure everything, and print the tables of docs/performance.md; exit 1 if two programs give different answers
    Table(Table),
    /// Count the instructions of a few runs, and name what differs from the baseline; exit 1 if anything does
    Instructions(Instructions),
}

/// A folder.
#[derive(Arguments)]
pub struct Folder {
    /// The folder
    pub folder: PathBuf,
}

/// The arguments of `generate`.
#[derive(Arguments)]
pub struct Generate {
    /// How many claims; of the shapes `parts` and `wholes`, how many entities
    #[arg(value_parser = size)]
    pub size: usize,
    /// Where to; an existing folder is added to
    pub folder: PathBuf,
    /// Not the ordinary workload: one of the shapes that hurt
    #[arg(long, value_parser = shape, value_name = "NAME", conflicts_with_all = ["per_file", "rows"])]
    pub shape: Option<Shape>,
    /// One claim a file, a thousand files a folder, instead of a thousand claims a file
    #[arg(long)]
    pub per_file: bool,
    /// Another workload of that size
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Write the claims and the predicates as JSON lines, too, for other programs
    #[arg(long, value_name = "FOLDER")]
    pub rows: Option<PathBuf>,
}

/// The arguments of `prototype`.
#[derive(Arguments)]
#[command(arg_required_else_help = true)]
pub struct Prototype {
    /// A workspace of the ordinary workload
    #[arg(required_unless_present = "packed")]
    pub folder: Option<PathBuf>,
    /// Write what was read as packed records, too
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
    /// Read packed records instead
    #[arg(long, value_name = "FILE", conflicts_with_all = ["folder", "save"])]
    pub packed: Option<PathBuf>,
}

/// A part of the measurements.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// A thousand records a file, nothing known before
    Cold,
    /// One record a file, nothing known before
    Files,
    /// One file of very many has changed
    Warm,
    /// What starting costs
    Start,
    /// The shapes that hurt
    Shapes,
    /// How time and memory grow with small files of unlucky shape
    Growth,
}

/// The arguments of `table`.
#[derive(Arguments)]
pub struct Table {
    /// The sizes of the ordinary workload
    #[arg(long, value_delimiter = ',', value_parser = size, default_value = "10k,100k,1M")]
    pub sizes: Vec<usize>,
    /// How many files of one record
    #[arg(long, value_parser = size, default_value = "100k")]
    pub files: usize,
    /// How often everything is run, after once to warm up
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub rounds: u32,
    /// Only these parts
    #[arg(long, value_enum, value_delimiter = ',', default_value = "cold,files,warm,start,shapes,growth")]
    pub only: Vec<Part>,
    /// Of the shapes only these
    #[arg(long, value_parser = shape, value_delimiter = ',', value_name = "NAME")]
    pub shape: Vec<Shape>,
    /// Another build of the program, to be put beside it where nothing is known before, and where it is told how it
    /// grows
    #[arg(long, value_name = "PATH")]
    pub before: Option<PathBuf>,
    /// Give up on a shape after so many seconds
    #[arg(long, default_value_t = 60)]
    pub patience: u64,
    /// Give up on a shape that wants more memory than so many GiB
    #[arg(long, default_value_t = 8)]
    pub memory: u64,
    /// The program to measure.
    #[command(flatten)]
    pub program: Program,
}

/// The arguments of `instructions`.
#[derive(Arguments)]
pub struct Instructions {
    /// Make these counts the baseline
    #[arg(long)]
    pub update: bool,
    /// The program in which to count.
    #[command(flatten)]
    pub program: Program,
}

/// The option for the program that is measured.
#[derive(Arguments)]
pub struct Program {
    /// The program to measure; if not given, the release program is built
    #[arg(long, value_name = "PATH")]
    pub gainsay: Option<PathBuf>,
}

/// Reads `10k`, `1M` or a plain number.
fn size(text: &str) -> Result<usize, String> {
    let (digits, unit) = match text.strip_suffix(['k', 'M']) {
        Some(digits) if text.ends_with('k') => (digits, 1_000),
        Some(digits) => (digits, 1_000_000),
        None => (text, 1),
    };
    digits
        .parse()
        .ok()
        .and_then(|n: usize| n.checked_mul(unit))
        .filter(|n| *n > 0)
        .ok_or_else(|| "such as 20000, 100k or 1M".into())
}

fn shape(text: &str) -> Result<Shape, String> {
    let names = || Shape::all().map(|shape| shape.name).collect::<Vec<_>>().join(", ");
    Shape::named(text).ok_or_else(|| format!("one of {}", names()))
}
