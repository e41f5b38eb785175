//! A record for which the program asks key by key on a terminal.
//!
//! Every answer is checked as it is typed. Tab completes ids by the names of records, an empty line takes the offered
//! value, and `<` goes back. The effect of the record on the contradictions is shown before it is saved.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};

use gainsay_model::Workspace;
use gainsay_model::date::Date;
use gainsay_model::edit::KeyPath;
use gainsay_model::interner::is_id;
use gainsay_model::new_record::{Habits, slug, taken_ids};
use gainsay_model::record::Stance;
use gainsay_model::records::RecordHeader;
use gainsay_model::schema::{Content, Key, Kind, STANCES, Shape};
use gainsay_model::text::{composed, escaped};
use gainsay_model::value::{Record, Value};
use gainsay_model::write::write_all;
use rustyline::error::ReadlineError;

use super::{Fields, no_id, record, taken_id};
use crate::Status;
use crate::args::edit::{EditOptions, Wanted};
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::verbs::edit::{Editing, not_made};
use crate::verbs::set::read;
use gainsay_render::by_name::{by_name, called};
use gainsay_store::paths::new_path_within;

mod completion;

use completion::{Answers, Candidate, Prompt};

/// The keys that are asked for, by kind, in the order in which people know the answers.
const CLAIM: [&str; 8] = ["by", STANCE, "said", "source", "at", "quote", "when", "note"];
const ENTITY: [&str; 5] = ["name", "kind", "aka", "speaks-for", "part-of"];
const SOURCE: [&str; 5] = ["title", "publisher", "url", "published", "lang"];
const PREDICATE: [&str; 3] = ["label", "implies", "excludes"];
const RULING: [&str; 3] = ["between", "verdict", "because"];

/// The name that stands for the five keys that take a stance.
const STANCE: &str = "stance";

/// Returns whether to ask: nothing was given, and there is a person at the terminal.
pub fn is_wanted(wanted: &Wanted) -> bool {
    let is_empty = wanted.typed.is_empty() && wanted.json.is_none();
    is_empty && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks for a record, shows it with its effect, and saves it if that is wanted.
///
/// # Errors
/// Returns the errors of editing, and one for an interrupt, after which nothing is written.
pub fn ask(wanted: &Wanted, terminal: &mut Terminal) -> Result<Status, Problem> {
    let options = EditOptions { dry_run: true, ..wanted.options };
    let mut editing = Editing::begin(&options, terminal)?;
    let workspace = &editing.workspace;
    // What is wrong with the options is said before anything is typed.
    let into = wanted.into.as_ref().map(|path| new_path_within(&editing.root, path)).transpose()?;
    let mut taken = taken_ids(workspace, wanted.kind);
    match &wanted.id {
        Some(id) if !is_id(id) => return Err(no_id(id)),
        Some(id) if taken.contains(&*composed(id)) => return Err(taken_id(wanted.kind, id)),
        _ => {}
    }
    let mut asked = Asked { workspace, kind: wanted.kind, fields: Vec::new(), new: Vec::new(), prompt: Prompt::new()? };
    if let Some(like) = &wanted.like {
        super::take_over(workspace, wanted.kind, like, &mut asked.fields)?;
    }
    terminal.hint("an empty line takes what is offered or leaves the key out; Tab completes; `<` goes back; Ctrl-C ends, and nothing is written");
    asked.go_through()?;
    if let Some(id) = &wanted.id {
        asked.fields.insert(0, (wanted.kind.first_key().to_owned(), Value::text(id)));
    }
    let Asked { mut prompt, fields, new: mut records, .. } = asked;
    records.push(record(wanted.kind, fields, &mut taken, "")?);
    let (mut habits, mut new) = (Habits::of(workspace), BTreeMap::<String, Vec<Record>>::new());
    for (i, record) in records.iter().enumerate() {
        // The file that was named is for the record that was asked for, not for those that it needs.
        let named = into.clone().filter(|_| i + 1 == records.len());
        new.entry(named.unwrap_or_else(|| habits.path_for(record))).or_default().push(record.clone());
    }
    write!(std::io::stderr(), "\n{}\n", write_all(&records))?;
    let after = editing.texts_with(&new).map_err(not_made)?;
    editing.tell_consequences(&after, &options, terminal)?;
    if wanted.options.dry_run || !prompt.yes("save it?", true)? {
        terminal.hint("nothing was written");
        return Ok(Status::Fine);
    }
    // The files are locked and read only now: nobody else waits while a person types.
    let mut editing = Editing::begin(&wanted.options, terminal)?;
    let after = editing.texts_with(&new).map_err(not_made)?;
    editing.finish(&after, &wanted.options, terminal)
}

/// A record that is being asked for.
struct Asked<'w> {
    workspace: &'w Workspace,
    kind: Kind,
    fields: Fields,
    /// The records that the answers name and that must be added first.
    new: Vec<Record>,
    prompt: Prompt,
}

/// The step after a question.
enum Step {
    Next,
    Back,
    Again,
}

impl Asked<'_> {
    fn go_through(&mut self) -> Result<(), Problem> {
        let keys: &[&str] = match self.kind {
            Kind::Claim => &CLAIM,
            Kind::Entity => &ENTITY,
            Kind::Source => &SOURCE,
            Kind::Predicate => &PREDICATE,
            Kind::Ruling | Kind::Manifest => &RULING,
        };
        let mut at = 0;
        while let Some(key) = keys.get(at) {
            let step = if *key == STANCE { self.ask_stance()? } else { self.ask_key(key)? };
            match step {
                Step::Next => at += 1,
                Step::Back => at = at.saturating_sub(1),
                Step::Again => {}
            }
        }
        Ok(())
    }

    fn known(&self, key: &str) -> Option<String> {
        self.fields.iter().find(|(known, _)| known == key).map(|(_, value)| value.to_string())
    }

    fn set(&mut self, key: &str, value: Value) {
        self.fields.retain(|(known, _)| known != key);
        self.fields.push((key.to_owned(), value));
    }

    /// Asks for one key.
    fn ask_key(&mut self, name: &str) -> Result<Step, Problem> {
        let Some(key) = self.kind.key(name) else { return Ok(Step::Next) };
        let candidates = match key.content {
            Content::Reference(kind) => candidates(self.workspace, kind),
            Content::Pin => candidates(self.workspace, Kind::Claim),
            _ => Vec::new(),
        };
        let known = self.known(name);
        let question = format!("{name} ({})", key.about);
        let answer = self.prompt.ask(&question, known.as_deref(), Answers::One(candidates))?;
        match answer.trim() {
            "<" => return Ok(Step::Back),
            "" if key.required && known.is_none() => return self.complain("this must be given"),
            "" => return Ok(Step::Next),
            _ => {}
        }
        match self.value(key, answer.trim())? {
            Ok(value) => {
                self.set(name, value);
                Ok(Step::Next)
            }
            Err(why) => self.complain(&why),
        }
    }

    /// Reads an answer; returns the reason if it cannot be the value of the key.
    fn value(&mut self, key: &Key, answer: &str) -> Result<Result<Value, String>, Problem> {
        if key.content == Content::Date
            && let Err(fault) = Date::read(answer)
        {
            return Ok(Err(format!("{}; {}", fault.message, fault.help)));
        }
        if let Content::Reference(kind) = key.content {
            let mut ids = Vec::new();
            for name in answer.split(", ") {
                match self.reference(kind, name.trim())? {
                    Some(id) => ids.push(Value::text(id)),
                    None => return Ok(Err(format!("there is no {kind} `{}`", escaped(name)))),
                }
            }
            let one = if ids.len() == 1 { ids.pop() } else { None };
            return Ok(Ok(one.unwrap_or(Value::List(ids))));
        }
        let several = matches!(key.shape, Shape::Many | Shape::Sequence) && answer.contains(", ");
        if several {
            return Ok(Ok(Value::List(answer.split(", ").map(|item| Value::text(item.trim())).collect())));
        }
        Ok(read(&KeyPath::of(key.name), answer, key.shape).map_err(|problem| problem.message))
    }

    /// Returns the id of the record that an answer names by id or by name; adds a new entity or source if that is
    /// wanted. Returns none if there is none.
    fn reference(&mut self, kind: Kind, name: &str) -> Result<Option<String>, Problem> {
        let is_known = |id: &str| {
            let known = self.workspace.records.headers_of(kind).filter_map(|header| header.id);
            known.into_iter().any(|known| self.workspace.text(known) == id)
        };
        let is_new = |id: &str| self.new.iter().any(|record| record.kind() == kind && record.id() == id);
        if is_known(name) || is_new(name) {
            return Ok(Some(name.to_owned()));
        }
        if let Some(id) = by_name(self.workspace, kind, name) {
            return Ok(Some(id));
        }
        let main = match kind {
            Kind::Entity => "name",
            Kind::Source => "title",
            _ => return Ok(None),
        };
        let id = slug(name);
        if id.is_empty() || is_known(&id) || !self.prompt.yes(&format!("add a new {kind} “{name}” as `{id}`?"), true)?
        {
            return Ok(None);
        }
        let fields = [(kind.first_key(), id.as_str()), (main, name)];
        self.new.extend(Record::new(kind, fields.map(|(key, text)| (key.to_owned(), Value::text(text)))));
        Ok(Some(id))
    }

    /// Asks for the stance and its statement.
    fn ask_stance(&mut self) -> Result<Step, Problem> {
        let known = STANCES.into_iter().find(|stance| self.known(stance).is_some());
        let words = STANCES.map(|stance| Candidate { id: stance.to_owned(), names: Vec::new() });
        let answer =
            self.prompt.ask(&format!("stance ({})", STANCES.join(", ")), known, Answers::One(words.to_vec()))?;
        let stance = match answer.trim() {
            "<" => return Ok(Step::Back),
            "" => known,
            word => STANCES.into_iter().find(|stance| stance.starts_with(word) && Stance::of_key(stance).is_some()),
        };
        let Some(stance) = stance else { return self.complain(&format!("write one of {}", STANCES.join(", "))) };
        let known = self.known(stance);
        let [entities, predicates] = [Kind::Entity, Kind::Predicate].map(|kind| candidates(self.workspace, kind));
        let answers = Answers::Statement { entities, predicates };
        let text = self.prompt.ask("statement (SUBJECT PREDICATE OBJECT)", known.as_deref(), answers)?;
        let text = match text.trim() {
            "<" => return Ok(Step::Again),
            "" => known.unwrap_or_default(),
            text => text.to_owned(),
        };
        if text.split_whitespace().count() < 3 {
            return self.complain("a statement is a subject, a predicate and an object");
        }
        self.fields.retain(|(key, _)| !STANCES.contains(&key.as_str()));
        self.set(stance, Value::text(text));
        Ok(Step::Next)
    }

    fn complain(&self, why: &str) -> Result<Step, Problem> {
        writeln!(std::io::stderr(), "  {}", escaped(why))?;
        Ok(Step::Again)
    }
}

/// Returns the records of a kind by their ids and names.
fn candidates(workspace: &Workspace, kind: Kind) -> Vec<Candidate> {
    let keys = ["name", "aka", "title", "label"];
    let candidate = |header: RecordHeader| {
        let id = workspace.text(header.id?).to_owned();
        Some(Candidate { id, names: called(workspace, header.place, &keys) })
    };
    workspace.records.headers_of(kind).filter_map(candidate).collect()
}

/// Returns the problem for an interrupt or the end of the input.
fn ended(error: ReadlineError) -> Problem {
    match error {
        ReadlineError::Interrupted | ReadlineError::Eof => Problem::new("you ended it").help("nothing was written"),
        error => Problem::new(format!("the terminal could not be read: {error}")).help("nothing was written"),
    }
}
