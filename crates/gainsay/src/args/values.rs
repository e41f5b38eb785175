//! Values of arguments that several verbs take, and the functions that read them.

use clap::{Args as Arguments, ValueEnum};
use gainsay_model::date::Day;
use gainsay_model::finding::Level;
use gainsay_model::record::Stance;
use gainsay_model::schema::Kind;
use gainsay_store::clock::read_day;

/// The option `--today`.
#[derive(Arguments, Clone, Copy, Debug)]
pub struct Today {
    /// The day to take for today [default: by the clock]
    #[arg(long, value_name = "DATE", value_parser = read_day)]
    pub today: Option<Day>,
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
    /// Returns the kind of record.
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

/// Reads an id in Unicode form NFC, like the ids in files.
pub(super) fn read_id(text: &str) -> Result<String, std::convert::Infallible> {
    Ok(gainsay_model::text::composed(text.trim()).into_owned())
}

pub(super) fn read_rule(text: &str) -> Result<String, String> {
    let names = || gainsay_diff::rules::RULES.iter().map(|rule| rule.name);
    match names().find(|name| *name == text) {
        Some(name) => Ok(name.to_owned()),
        None => Err(match gainsay_model::interner::nearest(text, names()) {
            Some(near) => format!("there is no such rule; did you mean `{near}`? `gainsay explain` lists them all"),
            None => "there is no such rule; `gainsay explain` lists them all".into(),
        }),
    }
}

pub(super) fn read_level(text: &str) -> Result<Level, String> {
    Level::of_word(text).ok_or_else(|| "it is one of note, warning, error".into())
}

pub(super) fn read_stance(text: &str) -> Result<Stance, String> {
    Stance::of_key(text).ok_or_else(|| "it is one of affirms, denies, suggests, doubts, relays".into())
}

/// Splits `KIND:ID`. No id contains a colon, but a title may.
pub fn kind_and_id(name: &str) -> (Option<Kind>, &str) {
    let prefixed = name.split_once(':');
    let of_kind = prefixed.and_then(|(word, id)| Some((Kind::ALL.into_iter().find(|kind| kind.word() == word)?, id)));
    of_kind.map_or((None, name), |(kind, id)| (Some(kind), id))
}
