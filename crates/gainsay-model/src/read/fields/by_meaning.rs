//! Takes values by their meaning: ids, names, words, dates, versions.

use unicode_normalization::char::is_combining_mark;

use crate::finding::{Finding, Route};
use crate::interner::{Symbol, is_id};
use crate::record::{DateId, Rev, Seal};
use crate::schema::Kind;
use crate::text::{composed, shows_nothing, unseen};
use crate::yaml::{self, Scalar};

use super::reporting::listed;
use super::{Fields, fixes_by_forms, shown};

impl<'d> Fields<'_, '_, 'd> {
    /// Returns the record's own id.
    pub fn id(&mut self) -> Option<Symbol> {
        let key = self.kind.first_key();
        let scalar = self.one(key)?;
        let text = &*composed(scalar.text.trim());
        if is_id(text) {
            return Some(if self.kind == Kind::Claim {
                self.reader.names.add_claim(text)
            } else {
                self.reader.names.add(text)
            });
        }
        let suggestion = id_from(text);
        let message = match unseen(text) {
            Some(name) => format!("{name} stands in this id and cannot be seen: `{}`", shown(text)),
            None => format!(
                "`{}` is no id: words of small letters (or of letters that have no case) and digits, joined by `-`, `.` or `/`",
                shown(text)
            ),
        };
        self.wrong_shape(key, scalar.span, message);
        if let (Some(suggestion), Some(last)) = (suggestion, self.reader.findings.last_mut()) {
            last.help = vec![format!("for example `{suggestion}`, if no other {} has that id", self.kind)];
        }
        None
    }

    /// Returns one name: a reference or a word.
    pub fn name(&mut self, key: &'static str) -> Option<Symbol> {
        let scalar = self.one(key)?;
        Some(self.reader.names.add_id(scalar.text.trim()))
    }

    /// Returns a list of names.
    pub fn names(&mut self, key: &'static str) -> Vec<Symbol> {
        self.many(key).into_iter().map(|(_, s)| self.reader.names.add_id(s.text.trim())).collect()
    }

    /// Returns the index of the value among a few allowed words.
    pub fn word(&mut self, key: &'static str, allowed: &[&'static str]) -> Option<usize> {
        let scalar = self.one(key)?;
        let text = scalar.text.trim();
        let known = allowed.iter().position(|word| *word == text);
        if known.is_none() {
            self.wrong_shape(
                key,
                scalar.span,
                format!("`{}` is no `{key}`: it is one of {}", shown(text), listed(allowed)),
            );
            self.suggest(scalar, allowed);
        }
        known
    }

    /// Returns the value of a key as a date.
    pub fn date(&mut self, key: &'static str) -> Option<DateId> {
        let scalar = self.one(key)?;
        self.date_in(key, scalar)
    }

    /// Returns a scalar in the value of `key` as a date.
    pub fn date_in(&mut self, key: &'static str, scalar: &'d Scalar) -> Option<DateId> {
        if self.reader.counts_only {
            let date = self.reader.dates.find(&scalar.text);
            if date.is_none() {
                self.faulty.push(key);
                self.count("bad-date");
            }
            return date;
        }
        match self.reader.dates.read(&scalar.text) {
            Ok(date) => Some(date),
            Err(fault) => {
                self.faulty.push(key);
                let finding = Finding::fault("bad-date", self.place.file, scalar.span, fault.message);
                let route = Route::Bytes(self.place.file, scalar.span);
                let fixes = fixes_by_forms(route, fault.fix, fault.perhaps, |form| yaml::in_place_of(scalar, form));
                self.report(Finding { fixes, ..finding.help(fault.help) }, key);
                None
            }
        }
    }

    /// Returns true for `true`; `false` counts as absent, and any other value is a fault.
    pub fn flag(&mut self, key: &'static str) -> bool {
        let Some(scalar) = self.one(key) else { return false };
        match scalar.text.trim() {
            "true" => true,
            "false" => false,
            other => {
                self.wrong_shape(key, scalar.span, format!("`{key}` is `true` or left out, not `{}`", shown(other)));
                false
            }
        }
    }

    /// Returns the seal.
    pub fn seal(&mut self) -> Option<Seal> {
        let scalar = self.one("rev")?;
        let rev = Rev::read(scalar.text.trim());
        if rev.is_none() {
            self.wrong_shape(
                "rev",
                scalar.span,
                format!("`{}` is no version: `N-DIGEST`, as `gainsay seal` writes it", shown(&scalar.text)),
            );
        }
        rev.map(Seal::unproved)
    }
}

/// Returns an id made of a text that is none: lower case, with a single `-` for all else.
pub(in crate::read) fn id_from(text: &str) -> Option<String> {
    // The lower case of `İ` is `i` with a second dot, which nobody means.
    let seen = text.chars().filter(|c| c.is_whitespace() || !shows_nothing(*c)).take(80);
    let lower: String = seen.map(|c| if c == 'İ' { 'I' } else { c }).collect::<String>().to_lowercase();
    let fits = |c: char| c.is_alphanumeric() || is_combining_mark(c) || c == '.' || c == '/';
    let words =
        lower.split(|c: char| !fits(c)).map(|word| word.trim_matches(['.', '/'])).filter(|word| !word.is_empty());
    let id = words.collect::<Vec<_>>().join("-");
    is_id(&id).then_some(id)
}
