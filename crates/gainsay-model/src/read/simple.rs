//! Records in the simple form, straight from their fields. Only what is without fault is read here; all else is for [`Fields`], which knows
//! what to say of it.
//!
//! [`Fields`]: super::fields::Fields

use super::Reader;
use super::claim::{ACTS, CONFIDENCE, PROMISES};
use super::others::{RELIABILITY, is_sha256};
use crate::names::{Name, is_id};
use crate::record::{Claim, DateId, Entity, More, Office, Place, Rev, Saying, Source, Stance, Written, split_statement};
use crate::schema::Kind;
use crate::yaml::simple::{Field, Form};

impl Reader<'_> {
    /// Reads a record from its fields; none, and nothing added but names, if anything in it wants a second look.
    pub fn simple(&mut self, file: u32, text: &str, kind: Kind, start: u32, fields: &[Field]) -> Option<()> {
        let place = Place { file, start };
        match kind {
            Kind::Claim => {
                let claim = self.simple_claim(text, place, fields)?;
                self.records.claims.push(claim);
            }
            Kind::Entity => {
                let entity = self.simple_entity(text, place, fields)?;
                self.records.entities.push(entity);
            }
            Kind::Source => {
                let source = self.simple_source(text, place, fields)?;
                self.records.sources.push(source);
            }
            _ => return None,
        }
        Some(())
    }

    fn simple_claim(&mut self, text: &str, place: Place, fields: &[Field]) -> Option<Claim> {
        let mut claim = Claim::at(place);
        let mut more = More::default();
        for (name, value) in values(Kind::Claim, text, fields) {
            match name {
                "claim" => claim.id = Some(self.id(&value)?),
                "by" => claim.by = Some(self.name_of(&value)?),
                "affirms" | "denies" | "suggests" | "doubts" | "relays" => {
                    if claim.stance.is_some() {
                        return None;
                    }
                    claim.stance = Stance::of_key(name);
                    let [subject, predicate, object] = split(value.one()?)?.map(|part| self.names.add(part));
                    claim.saying = Saying::Written(Written { subject, predicate, object, long: false });
                }
                "when" => claim.when = Some(self.date_of(&value)?),
                "said" => claim.said = Some(self.date_of(&value)?),
                "source" => claim.source = Some(self.name_of(&value)?),
                "act" => claim.promises = ACTS.iter().position(|act| Some(*act) == value.word())? == PROMISES,
                "at" | "quote" | "lang" | "translation" | "note" => value.is_one()?,
                "tags" => {}
                "confidence" => drop(CONFIDENCE.iter().find(|word| Some(**word) == value.word())?),
                "retracted" => {
                    self.date_of(&value)?;
                    claim.retracted = true;
                }
                "rev" => more.rev = Some(Rev::read(value.word()?)?),
                "for" => more.on_behalf = Some(self.name_of(&value)?),
                "utterance" => more.utterance = Some(self.name_of(&value)?),
                "answers" => more.answers = Some(self.name_of(&value)?),
                "via" => more.via = Some(self.names_of(&value)?),
                "based-on" => more.based_on = self.names_of(&value)?,
                "supersedes" => more.supersedes = self.names_of(&value)?,
                _ => return None,
            }
        }
        claim.more = more.kept();
        (claim.by.is_some() && claim.stance.is_some() && claim.source.is_some()).then_some(claim)
    }

    fn simple_entity(&mut self, text: &str, place: Place, fields: &[Field]) -> Option<Entity> {
        let mut entity = Entity::at(place);
        let mut named = false;
        for (name, value) in values(Kind::Entity, text, fields) {
            match name {
                "entity" => entity.id = Some(self.id(&value)?),
                "name" => {
                    value.is_one()?;
                    named = true;
                }
                "rev" => entity.rev = Some(Rev::read(value.word()?)?),
                "kind" => entity.kind = Some(self.name_of(&value)?),
                "aka" => {}
                "part-of" => entity.part_of = self.names_of(&value)?,
                "same-as" => entity.same_as = self.names_of(&value)?,
                "speaks-for" => {
                    let whom = self.names_of(&value)?.into_iter().enumerate();
                    entity.speaks_for = whom.map(|(i, whom)| Office { whom, index: i as u32, from: None, until: None }).collect();
                }
                "since" => entity.since = Some(self.date_of(&value)?),
                "until" => entity.until = Some(self.date_of(&value)?),
                "note" => value.is_one()?,
                _ => return None,
            }
        }
        named.then_some(entity)
    }

    fn simple_source(&mut self, text: &str, place: Place, fields: &[Field]) -> Option<Source> {
        let mut source = Source::at(place);
        let mut titled = false;
        for (name, value) in values(Kind::Source, text, fields) {
            match name {
                "source" => source.id = Some(self.id(&value)?),
                "title" => {
                    value.is_one()?;
                    titled = true;
                }
                "rev" => source.rev = Some(Rev::read(value.word()?)?),
                "publisher" | "author" | "url" | "archived" | "file" | "lang" | "note" => value.is_one()?,
                "sha256" => is_sha256(value.word()?).then_some(())?,
                "published" => source.published = Some(self.date_of(&value)?),
                "accessed" => drop(self.date_of(&value)?),
                "derived-from" => source.derived_from = self.names_of(&value)?,
                "reliability" => drop(RELIABILITY.iter().find(|word| Some(**word) == value.word())?),
                _ => return None,
            }
        }
        titled.then_some(source)
    }

    fn id(&mut self, value: &Value) -> Option<Name> {
        let word = value.word()?;
        is_id(word).then(|| self.names.add(word))
    }

    fn name_of(&mut self, value: &Value) -> Option<Name> {
        value.word().map(|word| self.names.add(word))
    }

    fn names_of(&mut self, value: &Value) -> Option<Vec<Name>> {
        match value.field.form {
            Form::List => Some(value.items.iter().map(|item| self.names.add(trimmed(item.text(value.text)))).collect()),
            _ => Some(vec![self.name_of(value)?]),
        }
    }

    fn date_of(&mut self, value: &Value) -> Option<DateId> {
        self.dates.read(value.one()?).ok()
    }
}

/// A value of a record, with the members of a list.
struct Value<'f> {
    text: &'f str,
    field: &'f Field,
    items: &'f [Field],
}

impl<'f> Value<'f> {
    /// The text of one that stands on its line.
    fn one(&self) -> Option<&'f str> {
        matches!(self.field.form, Form::Plain | Form::Quoted).then(|| self.field.text(self.text))
    }

    /// The same without white space around it.
    fn word(&self) -> Option<&'f str> {
        self.one().map(trimmed)
    }

    /// That it is one text, be it a block.
    fn is_one(&self) -> Option<()> {
        (self.field.form != Form::List).then_some(())
    }
}

/// The values of a record, each with its key.
fn values<'f>(kind: Kind, text: &'f str, fields: &'f [Field]) -> impl Iterator<Item = (&'static str, Value<'f>)> {
    let keys = kind.keys();
    let mut rest = fields;
    std::iter::from_fn(move || {
        let (field, after) = rest.split_first()?;
        let members = after.iter().take_while(|field| field.form == Form::Item).count();
        let (items, after) = after.split_at(members);
        rest = after;
        Some((keys.get(usize::from(field.key))?.name, Value { text, field, items }))
    })
}

/// A text without white space around it.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        // What begins and ends in an ASCII letter has none.
        [first, .., last] | [first @ last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// The three parts of a statement.
fn split(text: &str) -> Option<[&str; 3]> {
    // In ASCII, where words stand a space apart, nothing else is white space: controls are not in the simple form.
    if text.is_ascii()
        && let Some((subject, rest)) = text.split_once(' ')
        && let Some((predicate, object)) = rest.split_once(' ')
        && ![subject, predicate, object].into_iter().any(|part| part.is_empty() || part.starts_with(' ') || part.ends_with(' '))
    {
        return Some([subject, predicate, object]);
    }
    split_statement(text).ok()
}
