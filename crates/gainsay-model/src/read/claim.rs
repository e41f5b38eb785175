//! Claims: the statement, the stance, and the keys that decide whether a claim takes part.

use crate::interner::Symbol;
use crate::record::{Claim, DateId, Extras, RawStatement, Stance, StatementState, Text, split_statement};
use crate::schema::{ACTS, CONFIDENCE, STANCES};
use crate::text::spaced;
use crate::yaml::{self, Entry, Node, Scalar};

use super::fields::{Fields, is_cut, shown};
use super::keys;

/// The index of the act that asks for an answer.
pub(super) const ACCUSES: usize = 3;

/// The index of the act that looks forward.
pub(super) const PROMISES: usize = 4;

/// The keys without which it cannot be known what was claimed, by whom and of when.
pub(super) const DECISIVE: [&str; 11] =
    ["claim", "by", "for", "affirms", "denies", "suggests", "doubts", "relays", "when", "said", "scope"];

/// The advice on the form of a statement.
pub(crate) const FORM: &str = "write `SUBJECT PREDICATE OBJECT`: an entity, a predicate, and the object";

impl<'d> Fields<'_, '_, 'd> {
    /// Reads the document as a claim.
    pub fn claim(&mut self) -> Claim {
        let stance = self.stance();
        let written = stance.and_then(|s| self.statement(s.key()));
        let retracted = self.retracted();
        let act = self.word("act", &ACTS);
        let more = Extras {
            seal: self.seal(),
            on_behalf: self.name("for"),
            via: Some(self.names("via")).filter(|via| !via.is_empty()),
            utterance: self.name("utterance"),
            scope: self.scope(),
            answers: self.name("answers"),
            based_on: self.names("based-on"),
            supersedes: self.names("supersedes"),
            retracted: retracted.flatten(),
        };
        let claim = Claim {
            id: self.id(),
            place: self.place,
            by: self.name("by"),
            stance,
            saying: written.map_or(StatementState::Nothing, StatementState::Written),
            promises: act == Some(PROMISES),
            accuses: act == Some(ACCUSES),
            when: self.date("when"),
            said: self.date("said"),
            source: self.name("source"),
            retracted: retracted.is_some(),
            faulty: false,
            ambiguous: false,
            quoted: self.value("quote").is_some(),
            translated: self.value("translation").is_some(),
            more: more.kept(),
        };
        self.check_texts();
        let whole = claim.id.is_some() && claim.by.is_some() && written.is_some();
        Claim { faulty: !whole || self.any_faulty(&DECISIVE), ..claim }
    }

    /// Returns the stance, if there is exactly one.
    fn stance(&self) -> Option<Stance> {
        let mut given = STANCES.iter().filter(|key| self.value(key).is_some());
        let stance = given.next().and_then(|key| Stance::of_key(key));
        if given.next().is_some() { None } else { stance }
    }

    fn statement(&mut self, key: &'static str) -> Option<RawStatement> {
        match self.value(key)? {
            // A text that a `#` has cut off is already reported.
            Node::Scalar(scalar) if is_cut(scalar) => None,
            Node::Scalar(scalar) => self.short_statement(key, scalar),
            Node::Map { entries, .. } => self.long_statement(key, entries),
            _ => {
                self.one(key);
                None
            }
        }
    }

    fn short_statement(&mut self, key: &'static str, scalar: &'d Scalar) -> Option<RawStatement> {
        match split_statement(&scalar.text) {
            Ok(parts) => Some(self.written(parts, false)),
            Err(missing) => {
                self.fault(
                    "bad-statement",
                    key,
                    scalar.span,
                    format!("this statement has no {missing}: `{}`", shown(&scalar.text)),
                    FORM.into(),
                );
                None
            }
        }
    }

    fn long_statement(&mut self, key: &'static str, entries: &'d [Entry]) -> Option<RawStatement> {
        const PARTS: [&str; 3] = ["subject", "predicate", "object"];
        self.check_inner_keys(key, &PARTS, entries);
        let mut parts = Vec::with_capacity(3);
        for part in PARTS {
            match yaml::entry(entries, part).map(|e| &e.value) {
                Some(Node::Scalar(scalar)) if is_cut(scalar) => return None,
                Some(Node::Scalar(scalar)) if !scalar.text.trim().is_empty() => parts.push(scalar.text.trim()),
                Some(other) => {
                    self.fault("bad-statement", key, other.span(), format!("`{part}` takes one value"), FORM.into());
                    return None;
                }
                // A mistyped key is reported as such.
                None if entries.iter().any(|entry| keys::plain_text(&entry.key.text) == part) => return None,
                None => {
                    let span = self.value(key).map_or(self.document.span, Node::span);
                    self.fault("bad-statement", key, span, format!("this statement has no `{part}`"), FORM.into());
                    return None;
                }
            }
        }
        Some(self.written(parts.try_into().ok()?, true))
    }

    fn written(&mut self, parts: [&str; 3], long: bool) -> RawStatement {
        let [subject, predicate, object] = parts.map(|part| self.reader.names.add_id(part));
        RawStatement { subject, predicate, object, long }
    }

    fn scope(&mut self) -> Vec<(Symbol, Text)> {
        let mut scope: Vec<_> = self
            .mapping("scope")
            .into_iter()
            .map(|(key, word)| (self.reader.names.add(&spaced(&key.text)), Text::new(self.reader.names, &word.text)))
            .collect();
        scope.sort_unstable_by_key(|(key, _)| *key);
        scope
    }

    /// Returns the date of a retraction, none where it cannot be read, if the claim is withdrawn: any value of
    /// `retracted` withdraws it.
    fn retracted(&mut self) -> Option<Option<DateId>> {
        Some(match self.value("retracted")? {
            Node::Map { entries, span } => {
                let date = self.main_of("retracted", "date", &["by", "because"], entries, *span);
                date.and_then(|date| self.date_in("retracted", date))
            }
            _ => self.date("retracted"),
        })
    }

    /// Checks the keys that only a reader needs for their shape. Their values are not kept.
    fn check_texts(&mut self) {
        for key in ["at", "quote", "lang", "translation", "note"] {
            self.one(key);
        }
        self.many("tags");
        self.word("confidence", &CONFIDENCE);
    }
}
