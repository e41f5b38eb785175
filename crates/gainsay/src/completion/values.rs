//! The values of arguments: the records, keys and words that each accepts.

use clap::Arg;
use clap_complete::engine::CompletionCandidate;
use gainsay_diff::rules::RULES;
use gainsay_git::Repository;
use gainsay_model::Workspace;
use gainsay_model::date::write_day;
use gainsay_model::record::ObjectType;
use gainsay_model::records::RecordHeader;
use gainsay_model::schema::{Content, Key, Kind, LEVELS, STANCES, Shape};
use gainsay_model::value::{Record, Value as Written};
use gainsay_render::directory::Directory;
use gainsay_render::offered_words::offered_words;
use gainsay_render::prose::Naming;
use gainsay_render::record_names::name_of;
use gainsay_store::Loaded;
use gainsay_store::clock::today;

use super::choice::choice;
use super::command_line::{CommandLine, unquoted};
use crate::args::{DiffFormat, Format, Formats, KindWord, kind_and_id};

/// The value that an argument accepts.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// A record of the kind, or of any kind; of the one that `--kind` names, if it is given.
    Record(Option<Kind>),
    /// A record that is not built in, of the kind that `--kind` names, if it is given.
    OwnRecord,
    /// A record that is not built in; `KIND:ID` is accepted too.
    PrefixedRecord,
    /// A key of the record named earlier on the line, or an entry of it.
    KeyOfRecord,
    /// The value of the key named earlier on the line.
    Assigned,
    /// The value of a key.
    Field(&'static Key),
    /// A statement, whose words may be separate arguments.
    Statement,
    /// A revision of git.
    Revision,
    /// A revision, or two with `..` or `...` between them, or a record.
    RangeOrRecord,
    /// A rule.
    Rule,
    /// One of these words.
    Word(fn() -> Vec<&'static str>),
}

impl Value {
    /// Returns the value that an argument of a verb accepts; none if any text is allowed, or if clap knows the values.
    pub fn of(verb: &str, arg: &Arg) -> Option<Value> {
        if let Some(key) = key_of(verb, arg) {
            return Some(Value::Field(key));
        }
        let name = arg.get_value_names().and_then(|names| names.first())?.as_str();
        match (name, verb) {
            ("ENTITY", _) => Some(Value::Record(Some(Kind::Entity))),
            ("PREDICATE", _) => Some(Value::Record(Some(Kind::Predicate))),
            ("SOURCE", _) | ("ID", "text" | "verify") => Some(Value::Record(Some(Kind::Source))),
            ("CLAIM" | "A" | "B" | "C", _) | ("OLD" | "NEW", "supersede") => Some(Value::Record(Some(Kind::Claim))),
            ("ID", "set" | "unset") => Some(Value::PrefixedRecord),
            ("ID", _) if arg.get_id() == "like" => Kind::of_first_key(verb).map(|kind| Value::Record(Some(kind))),
            // The id of a new record is free.
            ("ID", _) if arg.get_id() == "id" && !arg.is_positional() => None,
            ("ID", "show") => Some(Value::Record(None)),
            ("ID" | "OLD", _) => Some(Value::OwnRecord),
            ("KEY", "set" | "unset") => Some(Value::KeyOfRecord),
            ("VALUE", "set") => Some(Value::Assigned),
            ("STATEMENT", _) => Some(Value::Statement),
            ("REV", _) => Some(Value::Revision),
            ("A[..B] | ID", _) => Some(Value::RangeOrRecord),
            ("RULE", _) => Some(Value::Rule),
            ("VERDICT", _) => Kind::Ruling.key("verdict").map(Value::Field),
            ("STANCE", _) => Some(Value::Word(|| STANCES.to_vec())),
            ("LEVEL", _) => Some(Value::Word(|| LEVELS.to_vec())),
            ("FORMAT[=FILE]", "diff") => Some(Value::Word(names::<DiffFormat>)),
            ("FORMAT[=FILE]", _) => Some(Value::Word(names::<Format>)),
            _ => None,
        }
    }
}

fn names<F: Formats>() -> Vec<&'static str> {
    F::ALL.iter().map(|(name, _)| *name).collect()
}

/// Returns the key of a record that an option of `add` sets.
fn key_of(verb: &str, arg: &Arg) -> Option<&'static Key> {
    let key = Kind::of_first_key(verb)?.key(arg.get_id().as_str())?;
    arg.get_value_names().and_then(|names| names.first()).filter(|name| *name == "VALUE").map(|_| key)
}

/// The values that may come next on a command line.
pub struct Values<'l> {
    line: &'l CommandLine,
}

impl<'l> Values<'l> {
    /// Makes the values for a command line.
    pub fn new(line: &'l CommandLine) -> Values<'l> {
        Values { line }
    }

    /// Returns the values that begin with the typed text or, if no id does, the one record with such a name.
    pub fn starting(&self, value: &Value, typed: &str) -> Vec<CompletionCandidate> {
        self.found(value, typed).unwrap_or_default()
    }

    fn found(&self, value: &Value, typed: &str) -> Option<Vec<CompletionCandidate>> {
        match value {
            Value::Record(kind) => self.records(Wanted { kind: kind.or_else(|| self.kind()), own: false }, "", typed),
            Value::OwnRecord => self.records(Wanted { kind: self.kind(), own: true }, "", typed),
            Value::PrefixedRecord => self.prefixed_records(typed),
            Value::KeyOfRecord => self.keys(typed),
            Value::Assigned => {
                let typed_key = self.line.value::<String>("key")?;
                let key = typed_key.trim_end_matches('=').trim_end_matches(['+', '-']);
                self.value_of(key, typed_key.contains("-="), typed)
            }
            Value::Field(key) => self.field(key, typed),
            Value::Statement => self.statement(&self.line.values("statement"), typed),
            Value::Revision => self.revisions("", typed),
            Value::RangeOrRecord => {
                let (before, last) = typed.rfind("..").map_or(("", typed), |at| typed.split_at(at + 2));
                let (before, last) = match last.strip_prefix('.') {
                    Some(rest) if !before.is_empty() => (typed.get(..=before.len()).unwrap_or(before), rest),
                    _ => (before, last),
                };
                let mut all = self.revisions(before, last).unwrap_or_default();
                if before.is_empty() && (!typed.is_empty() || all.is_empty()) {
                    all.extend(self.records(Wanted { kind: None, own: true }, "", typed).unwrap_or_default());
                }
                Some(all)
            }
            Value::Rule => {
                let fitting = RULES.iter().filter(|rule| rule.name.starts_with(typed));
                Some(fitting.map(|rule| told(rule.name.to_owned(), rule.summary())).collect())
            }
            Value::Word(words) => Some(words_starting(&words(), typed)),
        }
    }

    fn loaded(&self) -> Option<&'l Loaded> {
        self.line.workspace()
    }

    fn kind(&self) -> Option<Kind> {
        self.line.value::<KindWord>("kind").map(KindWord::kind)
    }

    /// Returns records, with a text before each id.
    fn records(&self, wanted: Wanted, before: &str, typed: &str) -> Option<Vec<CompletionCandidate>> {
        let workspace = &self.loaded()?.workspace;
        let typed = unquoted(typed);
        let ids = wanted.headers(workspace).filter_map(|header| header.id).map(|id| workspace.text(id));
        let ids: Vec<&str> = ids.filter(|id| id.starts_with(typed)).collect();
        if ids.is_empty() && !typed.is_empty() {
            let called = called(workspace, wanted, typed);
            return Some(called.into_iter().map(|found| found.add_prefix(before)).collect());
        }
        let naming = self.line.tells.then(|| Naming::new(workspace));
        let named = |id: String| {
            let of_id = |header: &RecordHeader| header.id.is_some_and(|known| workspace.text(known) == id);
            let name =
                naming.as_ref().and_then(|naming| Some(name_of(naming, &wanted.headers(workspace).find(of_id)?)));
            told(format!("{before}{id}"), &name.unwrap_or_default())
        };
        Some(choice(ids).into_iter().map(named).collect())
    }

    /// Returns records in the form of `set`: `KIND:ID` once a kind and its colon are typed.
    fn prefixed_records(&self, typed: &str) -> Option<Vec<CompletionCandidate>> {
        let (kind, id) = kind_and_id(typed);
        let before = kind.map(|kind| format!("{kind}:")).unwrap_or_default();
        self.records(Wanted { kind, own: true }, &before, id)
    }

    /// Returns the keys of the record named earlier on the line, and the entries of their mappings.
    fn keys(&self, typed: &str) -> Option<Vec<CompletionCandidate>> {
        if let Some(at) = typed.find("+=").or_else(|| typed.find("-=")) {
            let (key, change) = typed.split_at(at);
            let (change, value) = change.split_at(2);
            let values = self.value_of(key, change == "-=", value)?;
            return Some(values.into_iter().map(|value| value.add_prefix(format!("{key}{change}"))).collect());
        }
        let (kind, record) = self.record()?;
        let keys = kind.keys().iter().skip(1).filter(|key| key.name != "rev");
        let with_entries = keys.flat_map(|key| {
            let inner = match (key.shape, record.get(key.name)) {
                (Shape::Mapping, Some(Written::Mapping(entries))) => {
                    entries.iter().map(|(name, _)| name.as_str()).collect()
                }
                (Shape::Main(_), _) => key.inner_keys().to_vec(),
                _ => Vec::new(),
            };
            let inner = inner.into_iter().map(|inner| format!("{}.{inner}", key.name)).collect::<Vec<_>>();
            let inner = inner.into_iter().filter(|name| typed.contains('.') && name.starts_with(typed));
            std::iter::once(key.name.to_owned()).chain(inner).map(|name| told(name, key.about))
        });
        Some(with_entries.filter(|key| key.get_value().to_string_lossy().starts_with(typed)).collect())
    }

    /// Returns the record named earlier on the line.
    fn record(&self) -> Option<(Kind, Record)> {
        let workspace = &self.loaded()?.workspace;
        let name = self.line.value::<String>("id")?;
        let (kind, id) = kind_and_id(&name);
        let mut headers = workspace.records.headers().filter(|header| kind.is_none_or(|kind| header.kind == kind));
        let header = headers.find(|header| header.id.is_some_and(|known| workspace.text(known) == id))?;
        Some((header.kind, Record::of(workspace.document(header.place).as_ref()?)?))
    }

    /// Returns the values of a key of the record named earlier on the line: the present ones, if one is to be removed.
    fn value_of(&self, name: &str, is_taken: bool, typed: &str) -> Option<Vec<CompletionCandidate>> {
        let (kind, record) = self.record()?;
        if is_taken {
            let Some(Written::List(members)) = record.get(name) else { return None };
            let members = members.iter().map(ToString::to_string).filter(|member| member.starts_with(typed));
            return Some(members.map(|member| told(member, "")).collect());
        }
        if let Some((key, inner)) = name.split_once('.') {
            let key = kind.key(key)?;
            return self.content(key.content.within(key.shape.main_key(), inner), typed);
        }
        self.field(kind.key(name)?, typed)
    }

    fn field(&self, key: &'static Key, typed: &str) -> Option<Vec<CompletionCandidate>> {
        // A free text needs no workspace.
        let may_be_words =
            !matches!(key.content, Content::Reference(_) | Content::Triple | Content::Date | Content::Pin);
        let words = if may_be_words { offered_words(&self.loaded()?.workspace, key) } else { Vec::new() };
        if words.is_empty() { self.content(key.content, typed) } else { Some(words_starting(&words, typed)) }
    }

    fn content(&self, content: Content, typed: &str) -> Option<Vec<CompletionCandidate>> {
        match content {
            Content::Reference(kind) => self.records(Wanted::any_of(kind), "", typed),
            Content::Pin => self.records(Wanted::any_of(Kind::Claim), "", typed),
            Content::Triple => self.statement(&[], typed),
            Content::Date => Some(dates(typed)),
            Content::Id | Content::Verdict | Content::Figure | Content::Prose => None,
        }
    }

    /// Returns the possible continuations of a statement, given its words that are separate arguments.
    fn statement(&self, before: &[String], typed: &str) -> Option<Vec<CompletionCandidate>> {
        let workspace = &self.loaded()?.workspace;
        let typed = unquoted(typed);
        let begun = typed.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let (whole, last) = typed.split_at_checked(begun)?;
        let words: Vec<&str> = before.iter().map(String::as_str).chain(whole.split_whitespace()).collect();
        let kind = match words.as_slice() {
            [] => Kind::Entity,
            [_] => Kind::Predicate,
            [_, predicate] if takes_entity(workspace, predicate) => Kind::Entity,
            _ => return None,
        };
        let found = self.records(Wanted::any_of(kind), whole, last)?;
        match found.as_slice() {
            // One argument is the whole statement: a shell would end it after the only word.
            [only] if before.is_empty() && words.len() < 2 => {
                let further = format!("{} ", only.get_value().to_string_lossy());
                self.statement(before, &further).filter(|found| !found.is_empty()).or(Some(found))
            }
            _ => Some(found),
        }
    }

    fn revisions(&self, before: &str, typed: &str) -> Option<Vec<CompletionCandidate>> {
        let git = Repository::around(&gainsay_store::paths::find_root().ok()?).ok()?;
        let names = std::iter::once("HEAD".to_owned()).chain(git.revision_names()).collect::<Vec<_>>();
        let fitting = choice(names.iter().map(String::as_str).filter(|name| name.starts_with(typed)));
        Some(fitting.into_iter().map(|name| told(format!("{before}{name}"), "")).collect())
    }
}

/// Returns whether the object of a predicate is an entity, as far as is known.
fn takes_entity(workspace: &Workspace, predicate: &str) -> bool {
    workspace.object_type(predicate).is_none_or(|object| *object == ObjectType::Entity)
}

/// The records that are wanted.
#[derive(Clone, Copy)]
struct Wanted {
    /// The kind of the records; any kind if there is none.
    kind: Option<Kind>,
    /// Says whether built-in records are left out.
    own: bool,
}

impl Wanted {
    fn any_of(kind: Kind) -> Wanted {
        Wanted { kind: Some(kind), own: false }
    }

    fn headers(self, workspace: &Workspace) -> impl Iterator<Item = RecordHeader> + '_ {
        let headers = workspace.records.headers();
        let headers = headers.filter(move |header| self.kind.is_none_or(|kind| header.kind == kind));
        headers.filter(move |header| !self.own || !workspace.built_in(header.place))
    }
}

/// Returns the one record whose name contains the typed text.
fn called(workspace: &Workspace, wanted: Wanted, typed: &str) -> Option<CompletionCandidate> {
    let kinds: Vec<Kind> =
        Kind::ALL.into_iter().filter(|known| wanted.kind.is_none_or(|kind| kind == *known)).collect();
    let directory = Directory::of(workspace, &kinds);
    let mut found = kinds.iter().flat_map(|kind| directory.find(*kind, typed, 2).0);
    let one = found.next()?;
    found.next().is_none().then(|| told(one.id.clone(), &one.called.join(", ")))
}

/// Returns today, this month and this year.
fn dates(typed: &str) -> Vec<CompletionCandidate> {
    let today = write_day(today(None));
    let forms = [today.as_str(), today.get(..7).unwrap_or_default(), today.get(..4).unwrap_or_default()];
    words_starting(&forms, typed)
}

fn words_starting(words: &[&str], typed: &str) -> Vec<CompletionCandidate> {
    let fitting = words.iter().filter(|word| word.starts_with(unquoted(typed)));
    fitting.map(|word| told((*word).to_owned(), "")).collect()
}

/// Returns a choice with its description.
fn told(value: String, about: &str) -> CompletionCandidate {
    let about = gainsay_model::text::escaped(about).into_owned();
    CompletionCandidate::new(value).help(Some(about).filter(|about| !about.is_empty()).map(Into::into))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::{Command, CommandFactory, ValueHint};

    use super::*;
    use crate::args::Args;

    /// The names of values that cannot be completed: numbers, texts, dates and addresses, ids that are new, names of
    /// files that git gives.
    const FREE: [&str; 11] = ["DATE", "ENTRY=VALUE", "ID", "LABEL", "N", "NAME", "NEW", "TAG", "TEXT", "URL", "WORD"];

    fn free(verb: &Command, found: &mut BTreeSet<String>) {
        for arg in verb.get_arguments().filter(|arg| arg.get_action().takes_values()) {
            let is_known = arg.get_value_hint() != ValueHint::Unknown || !arg.get_possible_values().is_empty();
            if Value::of(verb.get_name(), arg).is_none() && !is_known {
                found.extend(arg.get_value_names().unwrap_or_default().iter().map(ToString::to_string));
            }
        }
        verb.get_subcommands().for_each(|verb| free(verb, found));
    }

    #[test]
    fn every_argument_is_completed_or_free() {
        let mut command = Args::command();
        command.build();
        let mut found = BTreeSet::new();
        free(&command, &mut found);
        assert_eq!(found, FREE.iter().map(ToString::to_string).collect());
    }
}
