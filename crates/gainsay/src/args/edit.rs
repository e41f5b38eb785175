//! The arguments of the verbs that edit records.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args as Arguments, Command, FromArgMatches, Subcommand, ValueHint};
use gainsay_model::schema::{Kind, Shape};

use super::values::{KindWord, Today, read_id};

/// The options of every verb that edits.
#[derive(Arguments, Clone, Copy, Debug)]
pub struct EditOptions {
    /// Show what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write a reference to an id, too, that is yet to come
    #[arg(long)]
    pub anyway: bool,
    /// Today's date.
    #[command(flatten)]
    pub today: Today,
}

/// The kinds of record for `add`.
#[derive(Subcommand, Debug)]
pub enum Add {
    /// Who said what
    #[command(
        long_about = "Write a new claim: who took which stance on what, when, in which source, in which words.",
        after_help = "\
Examples:
  gainsay add claim --by bahrami --denies \"iran has-relations-with taliban\" --said 2018-05 --source tabnak-2018
  gainsay add claim --like bahrami-denies-relations --said 2018-06 --quote \"no relations\"
  gainsay add claim --json claims.jsonl"
    )]
    Claim(AddRecord<0>),
    /// Who or what is spoken of
    #[command(
        long_about = "Write a new entity: a person, an organisation, a state, a place, or whatever else is spoken of.",
        after_help = "Example:\n  gainsay add entity --name \"Mohammad Reza Bahrami\" --kind person --speaks-for iran"
    )]
    Entity(AddRecord<1>),
    /// What can be said of things
    #[command(
        long_about = "Write a new predicate: what can be said of things, and what follows from it.",
        after_help = "Example:\n  gainsay add predicate --id funds --label funds --implies supports"
    )]
    Predicate(AddRecord<2>),
    /// Where something was said
    #[command(
        long_about = "Write a new source: an article, a book, a recording. `gainsay source add FILE` also keeps a copy.",
        after_help = "Example:\n  gainsay add source --title \"Iran and the Taliban\" --publisher Tabnak --url https://example.org/1 --published 2018-12-31"
    )]
    Source(AddRecord<3>),
    /// What was decided about claims; `gainsay rule` does it with less typing
    #[command(
        long_about = "Write a new ruling: what was decided about claims. `gainsay rule` does it with less typing, and pins the claims.",
        after_help = "Example:\n  gainsay add ruling --between claim-a --between claim-b --verdict open --because \"both stand by it\""
    )]
    Ruling(AddRecord<4>),
}

/// A record to add: its keys as options, by the table of the format. `KIND` is an index into [`Kind::ALL`].
#[derive(Clone, Debug)]
pub struct AddRecord<const KIND: usize> {
    /// The record to add.
    pub wanted: Wanted,
}

/// A request for a new record.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The kind of the record.
    pub kind: Kind,
    /// The id; generated if there is none.
    pub id: Option<String>,
    /// The keys and the texts typed for them, in the order of the table; for a key with several, one after the other.
    pub typed: Vec<(&'static str, String)>,
    /// The file of JSON objects to add instead; `-` means standard input.
    pub json: Option<PathBuf>,
    /// The id of a record whose keys are copied where nothing else is given.
    pub like: Option<String>,
    /// The file to which the record is added.
    pub into: Option<PathBuf>,
    /// The options of every verb that edits.
    pub options: EditOptions,
}

/// The name of the option for the file to which a record is added.
const INTO: &str = "into";

/// Returns the option for the file to which a record is added; `--file` is another name for it, unless that is a key.
fn into(kind: Kind) -> Arg {
    let help = "Add it to this file [default: a file of its own, beside others of its kind]";
    let arg = Arg::new(INTO).long(INTO).value_name("PATH").help(help).value_hint(ValueHint::FilePath);
    if kind.key("file").is_some() { arg } else { arg.visible_alias("file") }
}

impl<const KIND: usize> AddRecord<KIND> {
    fn kind() -> Kind {
        Kind::ALL.get(KIND).copied().unwrap_or(Kind::Claim)
    }
}

impl<const KIND: usize> Arguments for AddRecord<KIND> {
    fn augment_args(command: Command) -> Command {
        let kind = AddRecord::<KIND>::kind();
        let keys = kind.keys().iter().skip(1).filter(|key| key.name != "rev");
        let command = keys.fold(command, |command, key| {
            let arg = Arg::new(key.name).long(key.name).help(sentence(key.about)).help_heading("Keys");
            command.arg(match key.shape {
                Shape::Flag => arg.action(ArgAction::SetTrue),
                Shape::Mapping => arg.value_name("ENTRY=VALUE").action(ArgAction::Append).allow_hyphen_values(true),
                shape if shape.is_list() => arg.value_name("VALUE").action(ArgAction::Append).allow_hyphen_values(true),
                _ => arg.value_name("VALUE").allow_hyphen_values(true),
            })
        });
        let arg = |name: &'static str, value: &'static str, help: &'static str| {
            let arg = Arg::new(name).long(name).value_name(value).help(help);
            if value == "FILE" { arg.value_hint(ValueHint::FilePath) } else { arg }
        };
        let command = command
            .arg(arg("id", "ID", "The id of the new record [default: made from what it says]").value_parser(read_id))
            .arg(arg(
                "json",
                "FILE",
                "Add the objects of a JSON or JSON-lines file, all or none; `-` reads standard input",
            ))
            .arg(
                arg("like", "ID", "Take over what this record says, where nothing else is given").value_parser(read_id),
            )
            .arg(into(kind));
        EditOptions::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<const KIND: usize> FromArgMatches for AddRecord<KIND> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let kind = AddRecord::<KIND>::kind();
        let mut typed = Vec::new();
        for key in kind.keys().iter().skip(1).filter(|key| key.name != "rev") {
            if key.shape == Shape::Flag {
                typed.extend(matches.get_flag(key.name).then(|| (key.name, "true".to_owned())));
            } else {
                let values = matches.get_many::<String>(key.name).into_iter().flatten();
                typed.extend(values.map(|value| (key.name, value.clone())));
            }
        }
        let text = |name: &str| matches.get_one::<String>(name).cloned();
        let wanted = Wanted {
            kind,
            id: text("id"),
            typed,
            json: text("json").map(PathBuf::from),
            like: text("like"),
            into: text(INTO).map(PathBuf::from),
            options: EditOptions::from_arg_matches(matches)?,
        };
        Ok(AddRecord { wanted })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Add {
    /// Returns the request for a new record.
    pub fn wanted(&self) -> &Wanted {
        match self {
            Add::Claim(record) => &record.wanted,
            Add::Entity(record) => &record.wanted,
            Add::Predicate(record) => &record.wanted,
            Add::Source(record) => &record.wanted,
            Add::Ruling(record) => &record.wanted,
        }
    }
}

/// Returns a text with a capital letter at its beginning, as help texts have.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The arguments of `set`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay set bahrami-denies-relations said 2018-05-12
  gainsay set bahrami-denies-relations scope.place helmand
  gainsay set bahrami-denies-relations via+=al-monitor
  gainsay set bahrami-denies-relations tags-=to-check

A text stands as it is typed. A list or a mapping is written in brackets, `[a, b]` or `{key: value}`, or as one bare value.
Another stance replaces the one that is there. Comments and layout stay.")]
pub struct Set {
    /// The record: its id, or `KIND:ID`
    #[arg(value_name = "ID", value_parser = read_id)]
    pub id: String,
    /// The key, or an entry of its mapping; with `+=` or `-=` and a value, what to add to its list or take from it
    #[arg(value_name = "KEY")]
    pub key: String,
    /// Its new value
    #[arg(value_name = "VALUE", allow_hyphen_values = true)]
    pub value: Option<String>,
    /// The options of every verb that edits.
    #[command(flatten)]
    pub options: EditOptions,
}

/// The arguments of `unset`.
#[derive(Arguments, Debug)]
#[command(
    after_help = "Examples:\n  gainsay unset bahrami-denies-relations note\n  gainsay unset bahrami-denies-relations scope.place"
)]
pub struct Unset {
    /// The record: its id, or `KIND:ID`
    #[arg(value_name = "ID", value_parser = read_id)]
    pub id: String,
    /// The key, or an entry of its mapping
    #[arg(value_name = "KEY")]
    pub key: String,
    /// The options of every verb that edits.
    #[command(flatten)]
    pub options: EditOptions,
}

/// The arguments of `retract`.
#[derive(Arguments, Debug)]
#[command(after_help = "Example:\n  gainsay retract us-accuses-funding --because \"the report was withdrawn\"")]
pub struct Retract {
    /// The claim
    #[arg(value_name = "CLAIM", value_parser = read_id)]
    pub id: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub because: String,
    /// When it was taken back [default: today]
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// The options of every verb that edits.
    #[command(flatten)]
    pub options: EditOptions,
}

/// The arguments of `supersede`.
#[derive(Arguments, Debug)]
#[command(after_help = "Example:\n  gainsay supersede first-report corrected-report")]
pub struct Supersede {
    /// The older claim
    #[arg(value_name = "OLD", value_parser = read_id)]
    pub old: String,
    /// The claim that takes its place
    #[arg(value_name = "NEW", value_parser = read_id)]
    pub new: String,
    /// The options of every verb that edits.
    #[command(flatten)]
    pub options: EditOptions,
}

/// The arguments of `rename`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay rename bahrami mohammad-reza-bahrami
  gainsay rename iran islamic-republic --kind entity --dry-run

References in every file follow: statements, offices, rulings and their pins. Sealed versions stay sealed.
Words in quotes and notes stay as they are; no file is moved.")]
pub struct Rename {
    /// The id
    #[arg(value_name = "OLD", value_parser = read_id)]
    pub old: String,
    /// The new id
    #[arg(value_name = "NEW", value_parser = read_id)]
    pub new: String,
    /// The kind of record, where two share the id
    #[arg(long, value_enum)]
    pub kind: Option<KindWord>,
    /// The options of every verb that edits.
    #[command(flatten)]
    pub options: EditOptions,
}

/// The arguments of `fmt`.
#[derive(Arguments, Debug)]
#[command(after_help = "\
Examples:
  gainsay fmt                 every file of the workspace
  gainsay fmt claims/bahrami  the files of a folder
  gainsay fmt --check         only say which; exit status 1 if there is one")]
pub struct Fmt {
    /// Only these files, or those in these folders
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Write nothing; list the files that are laid out otherwise, and fail if there are any
    #[arg(long)]
    pub check: bool,
    /// The options of every verb that edits.
    #[command(flatten)]
    pub options: EditOptions,
}
