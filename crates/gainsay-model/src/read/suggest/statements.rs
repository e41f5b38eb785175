//! Statements that are written in words: names and labels in place of ids.

use crate::edit::{Edit, KeyPath, Target};
use crate::finding::{Part, Route};
use crate::fix::Fix;
use crate::interner::Symbol;
use crate::quantity::Quantity;
use crate::record::{ObjectType, RawStatement};
use crate::schema::Kind;
use crate::text::{escaped, trimmed_to};
use crate::unknown_reference::{StatementContext, Unknown};
use crate::value::Value;
use crate::workspace::Workspace;

use super::denial_words::{is_denial, without_denial};
use super::denials::{How, turned};
use super::several::several;
use super::shown;
use super::{Advice, MOST_ASKED, MOST_WORDS, Suggestions};

impl Suggestions<'_> {
    /// Returns the advice for a whole statement in names and labels: `Mohammad Reza Bahrami is in contact with the
    /// Taliban`.
    pub(super) fn whole_statement(&self, unknown: &Unknown) -> Option<Advice> {
        let said = unknown.said.filter(|said| !said.written.long)?;
        // Where the predicate is written as its id, each other word is reported by itself.
        let predicate = self.workspace.text(said.written.predicate);
        if unknown.phrase
            || self.is_known(Kind::Predicate, predicate)
            || self.plain_id(Kind::Predicate, predicate).is_some()
        {
            return None;
        }
        if self.taken_apart.get() >= MOST_ASKED {
            return None;
        }
        self.taken_apart.set(self.taken_apart.get() + 1);
        let written = |key: &str, statement: &str| write_statement(self.workspace, said, unknown.id, key, statement);
        let text = whole_text(self.workspace, said);
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.len() > MOST_WORDS {
            return None;
        }
        if let Some(statement) = self.one_reading(&words).filter(|statement| *statement != text) {
            let advice = Advice::help(format!("write `{statement}`"));
            let key = said.stance.key();
            return Some(advice.with_fix(written(key, &statement)).of_whole());
        }
        // A reading that fits only without an article, or in another form of the verb, is a question.
        let without_articles: Vec<&str> = words.iter().copied().filter(|word| !is_article(word)).collect();
        if without_articles.len() < words.len()
            && let Some(statement) = self.one_reading(&without_articles)
        {
            let advice = Advice::help(format!("did you mean `{statement}`?"));
            return Some(advice.with_fix(written(said.stance.key(), &statement)).of_whole());
        }
        let read =
            |words: &[&str], sure: bool| Some((self.one_reading(words)?, if sure { How::Surely } else { How::InTime }));
        let denials = without_denial(&words, true);
        let found = denials.iter().find_map(|(words, sure)| read(words, *sure));
        let (statement, how) = found.or_else(|| {
            let denials = without_denial(&without_articles, true);
            denials.iter().find_map(|(words, _)| {
                let verbs = (0..words.len()).find_map(|at| {
                    let verb = format!("{}s", words.get(at)?);
                    let mut inflected = words.clone();
                    *inflected.get_mut(at)? = verb.as_str();
                    self.is_known(Kind::Predicate, &verb).then(|| self.one_reading(&inflected)).flatten()
                });
                Some((self.one_reading(words).or(verbs)?, How::Perhaps))
            })
        })?;
        Some(turned(said, &statement, how, &written).of_whole())
    }

    /// Returns the advice for a subject of several words before a known predicate: `South Korea funds taliban`, `iran
    /// and taliban funds bahrami`.
    pub(super) fn long_subject(&self, unknown: &Unknown) -> Option<Advice> {
        let said = unknown.said.filter(|said| !said.written.long && !unknown.phrase)?;
        if self.is_known(Kind::Predicate, self.workspace.text(said.written.predicate)) {
            return None;
        }
        let text = whole_text(self.workspace, said);
        let words: Vec<&str> = text.split_whitespace().take(MOST_WORDS).collect();
        let end = (2..words.len().saturating_sub(1))
            .find(|at| words.get(*at).is_some_and(|word| self.is_known(Kind::Predicate, word)))?;
        let subject = words.get(..end)?.join(" ");
        if words.iter().take(end).any(|word| is_denial(word)) {
            return None;
        }
        let route = Route::Part(said.place, said.stance.key(), Part::Subject);
        let reference = Unknown { route, wanted: Kind::Entity, said: None, id: None, ..*unknown };
        let advice =
            several(&self.named_so(Kind::Entity, &subject), &subject).or_else(|| self.joint(&reference, &subject));
        if advice.is_none()
            && let Some(first) = words.first().filter(|first| self.resolve(Kind::Entity, first).is_some())
        {
            let between = words.get(1..end)?.join(" ");
            let message =
                format!("`{}` stands between the subject `{}` and the predicate", shown(&between), shown(first));
            let help = "a statement is an entity, a predicate and the object, and nothing else: how sure it is said is the stance";
            return Some(Advice { message: Some(message), ..Advice::help(help) }.of_whole());
        }
        let advice = advice.unwrap_or_else(|| self.near(&reference, &subject));
        let message = format!("the subject of a statement is one id, and `{}` is none", shown(&subject));
        Some(Advice { message: Some(message), ..advice }.of_whole())
    }

    /// Returns the only statement that the words can be read as, in ids.
    pub(super) fn one_reading(&self, words: &[&str]) -> Option<String> {
        let mut readings: Vec<String> = Vec::new();
        for middle in 1..words.len().saturating_sub(1) {
            let Some(subject) = self.resolve(Kind::Entity, &words.get(..middle)?.join(" ")) else { continue };
            for end in middle + 1..words.len() {
                let Some(predicate) = self.resolve(Kind::Predicate, &words.get(middle..end)?.join(" ")) else {
                    continue;
                };
                let rest = words.get(end..)?.join(" ");
                let object = match self.workspace.object_type(&predicate)? {
                    ObjectType::Entity => self.resolve(Kind::Entity, &rest),
                    ObjectType::Number(_) => Quantity::read(&rest).is_ok().then_some(rest),
                    ObjectType::Date => crate::date::Date::find(&rest).map(|_| rest),
                    ObjectType::Text => Some(rest),
                };
                let Some(object) = object else { continue };
                let reading = format!("{subject} {predicate} {object}");
                if !readings.contains(&reading) {
                    readings.push(reading);
                }
            }
        }
        if readings.len() == 1 { readings.pop() } else { None }
    }
}

/// Returns the fix that writes a statement, under a stance, in the place of the one that is there.
pub(super) fn write_statement(
    workspace: &Workspace,
    said: StatementContext,
    id: Option<Symbol>,
    key: &str,
    statement: &str,
) -> Option<Fix> {
    let record = Target::new(Kind::Claim, workspace.text(id?));
    let edit = Edit::Set { record, key: KeyPath::of(key), value: Value::text(statement) };
    Some(Fix::ask(format!("write `{key}: {}`", shown_whole(statement))).editing(said.place, edit))
}

/// Returns the statement as it is written, on one line.
pub(super) fn whole_text(workspace: &Workspace, said: StatementContext) -> String {
    let RawStatement { subject, predicate, object, .. } = said.written;
    [subject, predicate, object].map(|name| workspace.text(name)).join(" ")
}

pub(super) fn shown_whole(statement: &str) -> String {
    trimmed_to(&escaped(statement), 200).into_owned()
}

pub(super) fn is_article(word: &str) -> bool {
    ["the", "a", "an"].iter().any(|article| word.eq_ignore_ascii_case(article))
}

pub(super) fn without_article(text: &str) -> Option<&str> {
    let (article, rest) = text.trim().split_once(' ')?;
    is_article(article).then_some(rest.trim())
}
