//! Reads records in the simple form, straight from their fields. Only a record without faults is read here; any other
//! is left to [`Fields`], which reports its faults.
//!
//! [`Fields`]: super::fields::Fields

use std::borrow::Cow;

use super::Reader;
use super::claim::{ACCUSES, PROMISES};
use super::others::is_sha256;
use crate::interner::{Symbol, is_id};
use crate::record::{
    Claim, DateId, Entity, Office, Place, RawStatement, Rev, Seal, Source, Stance, StatementState, split_statement,
};
use crate::schema::{ACTS, CONFIDENCE, Kind, RELIABILITY};
use crate::text::is_blank;
use crate::yaml::fast_path::{Field, Form, document_of};
use unicode_normalization::is_nfc;

impl Reader<'_> {
    /// Reads a record from its fields. Returns none if any part of it needs the parser; then nothing is added but
    /// symbols.
    pub fn simple(&mut self, file: u32, text: &str, kind: Kind, start: u32, fields: &[Field]) -> Option<()> {
        let place = Place { file, start };
        let document = || Cow::Owned(document_of(text, kind, fields));
        match kind {
            Kind::Claim => {
                let mut claim = self.simple_claim(text, place, fields)?;
                self.seals.prove_claim(&mut claim, self.names, document);
                self.records.claims.push(claim);
            }
            Kind::Entity => {
                let mut entity = self.simple_entity(text, place, fields)?;
                self.seals.prove(entity.seal.as_mut(), kind, document);
                self.records.entities.push(entity);
            }
            Kind::Source => {
                let mut source = self.simple_source(text, place, fields)?;
                self.seals.prove(source.seal.as_mut(), kind, document);
                self.records.sources.push(source);
            }
            _ => return None,
        }
        Some(())
    }

    fn simple_claim(&mut self, text: &str, place: Place, fields: &[Field]) -> Option<Claim> {
        let mut claim = Claim::at(place);
        for value in values(text, fields) {
            match value.field.key {
                key::CLAIM => claim.id = Some(self.names.add_claim(value.word().filter(|word| is_id(word))?)),
                key::BY => claim.by = Some(self.name_of(&value)?),
                stance @ key::AFFIRMS..=key::RELAYS => {
                    if claim.stance.is_some() {
                        return None;
                    }
                    claim.stance = Stance::ALL.get(usize::from(stance - key::AFFIRMS)).copied();
                    let [subject, predicate, object] = split(in_nfc(value.one()?)?)?.map(|part| self.names.add(part));
                    claim.saying = StatementState::Written(RawStatement { subject, predicate, object, long: false });
                }
                key::WHEN => claim.when = Some(self.date_of(&value)?),
                key::SAID => claim.said = Some(self.date_of(&value)?),
                key::SOURCE => claim.source = Some(self.name_of(&value)?),
                key::ACT => {
                    let act = ACTS.iter().position(|act| Some(*act) == value.word())?;
                    (claim.promises, claim.accuses) = (act == PROMISES, act == ACCUSES);
                }
                key::AT | key::LANG | key::NOTE => value.is_one()?,
                key::QUOTE => {
                    value.is_one()?;
                    claim.quoted = true;
                }
                key::TRANSLATION => {
                    value.is_one()?;
                    claim.translated = true;
                }
                key::TAGS => {}
                key::CONFIDENCE => drop(CONFIDENCE.iter().find(|word| Some(**word) == value.word())?),
                key::RETRACTED => {
                    claim.more_mut().retracted = Some(self.date_of(&value)?);
                    claim.retracted = true;
                }
                key::REV => claim.more_mut().seal = Some(seal(&value)?),
                key::FOR => claim.more_mut().on_behalf = Some(self.name_of(&value)?),
                key::UTTERANCE => claim.more_mut().utterance = Some(self.name_of(&value)?),
                key::ANSWERS => claim.more_mut().answers = Some(self.name_of(&value)?),
                key::VIA => claim.more_mut().via = Some(self.names_of(&value)?),
                key::BASED_ON => claim.more_mut().based_on = self.names_of(&value)?,
                key::SUPERSEDES => claim.more_mut().supersedes = self.names_of(&value)?,
                _ => return None,
            }
        }
        (claim.by.is_some() && claim.stance.is_some() && claim.source.is_some()).then_some(claim)
    }

    fn simple_entity(&mut self, text: &str, place: Place, fields: &[Field]) -> Option<Entity> {
        let mut entity = Entity::at(place);
        let mut named = false;
        for value in values(text, fields) {
            match value.key(Kind::Entity)? {
                "entity" => entity.id = Some(self.id(&value)?),
                "name" => {
                    value.says_something()?;
                    named = true;
                }
                "rev" => entity.seal = Some(seal(&value)?),
                "kind" => entity.kind = Some(self.name_of(&value)?),
                "aka" => {}
                "part-of" => entity.part_of = self.names_of(&value)?,
                "same-as" => entity.same_as = self.names_of(&value)?,
                "speaks-for" => {
                    let whom = self.names_of(&value)?.into_iter().enumerate();
                    entity.speaks_for =
                        whom.map(|(i, whom)| Office { whom, index: i as u32, from: None, until: None }).collect();
                }
                "since" => entity.since = Some(self.date_of(&value)?),
                "until" => entity.until = Some(self.date_of(&value)?),
                "note" => value.is_one()?,
                _ => return None,
            }
        }
        // A life that ends before it begins is a fault.
        let span = |date: DateId| self.dates.date(date).span();
        let is_sound =
            entity.since.zip(entity.until).is_none_or(|(since, until)| span(since).first <= span(until).last);
        (named && is_sound).then_some(entity)
    }

    fn simple_source(&mut self, text: &str, place: Place, fields: &[Field]) -> Option<Source> {
        let mut source = Source::at(place);
        let mut titled = false;
        for value in values(text, fields) {
            match value.key(Kind::Source)? {
                "source" => source.id = Some(self.id(&value)?),
                "title" => {
                    value.says_something()?;
                    titled = true;
                }
                "rev" => source.seal = Some(seal(&value)?),
                "publisher" | "author" | "lang" | "note" => value.is_one()?,
                "file" => {
                    value.is_one()?;
                    source.kept = true;
                }
                "url" => source.marks[0] = mark("url", &value)?,
                "archived" => source.marks[1] = mark("archived", &value)?,
                "sha256" => source.marks[2] = mark("sha256", &value)?,
                "published" => source.published = Some(self.date_of(&value)?),
                "accessed" => source.accessed = Some(self.date_of(&value)?),
                "derived-from" => source.derived_from = self.names_of(&value)?,
                "reliability" => drop(RELIABILITY.iter().find(|word| Some(**word) == value.word())?),
                _ => return None,
            }
        }
        titled.then_some(source)
    }

    fn id(&mut self, value: &FieldValue) -> Option<Symbol> {
        let word = value.word()?;
        is_id(word).then(|| self.names.add(word))
    }

    fn name_of(&mut self, value: &FieldValue) -> Option<Symbol> {
        value.word().and_then(in_nfc).map(|word| self.names.add(word))
    }

    fn names_of(&mut self, value: &FieldValue) -> Option<Vec<Symbol>> {
        match value.field.form {
            Form::List => {
                value.items.iter().map(|item| Some(self.names.add(in_nfc(trimmed(item.text(value.text)))?))).collect()
            }
            _ => Some(vec![self.name_of(value)?]),
        }
    }

    fn date_of(&mut self, value: &FieldValue) -> Option<DateId> {
        self.dates.find(value.one()?)
    }
}

/// Returns the seal that a version gives.
fn seal(value: &FieldValue) -> Option<Seal> {
    Rev::read(value.word()?).map(Seal::unproved)
}

/// Returns the digest of a value that tells one text from another.
fn mark(key: &str, value: &FieldValue) -> Option<u64> {
    let word = value.word().filter(|word| key != "sha256" || is_sha256(word))?;
    Some(Source::mark(key, word))
}

/// A value of a record, with the members of a list.
struct FieldValue<'f> {
    text: &'f str,
    field: &'f Field,
    items: &'f [Field],
}

impl<'f> FieldValue<'f> {
    /// Returns the key of the value, in a record of that kind.
    fn key(&self, kind: Kind) -> Option<&'static str> {
        kind.keys().get(usize::from(self.field.key)).map(|key| key.name)
    }

    /// Returns the text of a value on one line.
    fn one(&self) -> Option<&'f str> {
        matches!(self.field.form, Form::Plain | Form::Quoted).then(|| self.field.text(self.text))
    }

    /// Returns the text of a value on one line, without white space around it.
    fn word(&self) -> Option<&'f str> {
        self.one().map(trimmed)
    }

    /// Returns something if the value is one text, which may be a block, and not a blank one.
    fn says_something(&self) -> Option<()> {
        self.is_one()?;
        let quotes = usize::from(self.field.form == Form::Quoted);
        let written = self.text.get(self.field.start as usize + quotes..self.field.end as usize - quotes)?;
        (!is_blank(written)).then_some(())
    }

    /// Returns something if the value is one text, which may be a block.
    fn is_one(&self) -> Option<()> {
        (self.field.form != Form::List).then_some(())
    }
}

/// The keys of a claim, by their index in the schema: there are a great number of claims, and to compare words would
/// take longer than everything else.
mod key {
    use crate::schema::{Kind, place_of};

    macro_rules! keys {
        ($($name:ident: $key:literal),*) => {$(pub const $name: u8 = place_of(Kind::Claim, $key);)*};
    }

    keys! {
        CLAIM: "claim", REV: "rev", BY: "by", FOR: "for", AFFIRMS: "affirms", RELAYS: "relays", ACT: "act", WHEN: "when", SAID: "said",
        SOURCE: "source", AT: "at", VIA: "via", QUOTE: "quote", LANG: "lang", TRANSLATION: "translation", UTTERANCE: "utterance",
        ANSWERS: "answers", BASED_ON: "based-on", SUPERSEDES: "supersedes", RETRACTED: "retracted", CONFIDENCE: "confidence", TAGS: "tags",
        NOTE: "note"
    }
}

/// Returns the values of a record, in the order in which they are written.
fn values<'f>(text: &'f str, fields: &'f [Field]) -> impl Iterator<Item = FieldValue<'f>> {
    let mut rest = fields;
    std::iter::from_fn(move || {
        let (field, after) = rest.split_first()?;
        let members = if field.form == Form::List {
            after.iter().take_while(|field| field.form == Form::Item).count()
        } else {
            0
        };
        let (items, after) = after.split_at(members);
        rest = after;
        Some(FieldValue { text, field, items })
    })
}

/// Returns a text that is in NFC, as ids are read; any other is left to the parser.
fn in_nfc(text: &str) -> Option<&str> {
    (text.is_ascii() || is_nfc(text)).then_some(text)
}

/// Returns a text without white space around it.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        // A text that begins and ends with an ASCII letter has no white space around it.
        [first, .., last] | [first @ last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// Returns the three parts of a statement.
fn split(text: &str) -> Option<[&str; 3]> {
    // In ASCII text with single spaces between words there is no other white space, since the simple form has no
    // control characters.
    if text.is_ascii()
        && let Some((subject, rest)) = cut(text)
        && let Some((predicate, object)) = cut(rest)
        && object.as_bytes().last().is_some_and(u8::is_ascii_graphic)
        && object.as_bytes().first().is_some_and(u8::is_ascii_graphic)
    {
        return Some([subject, predicate, object]);
    }
    split_statement(text).ok()
}

/// Returns the part before the first space, which must not be empty, and the part behind it.
fn cut(text: &str) -> Option<(&str, &str)> {
    // Words are short: a look at each letter is faster than a search for the space.
    let at = text.bytes().position(|byte| byte == b' ').filter(|at| *at > 0)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}
