//! Denials that are written into the words of a statement, where a stance was meant.

use crate::fix::Fix;
use crate::read::fields::id_from;
use crate::record::{ObjectType, Stance};
use crate::schema::Kind;
use crate::unknown_reference::{StatementContext, Unknown};

use super::denial_words::{DENYING_SIGNS, is_denial, without_denial};
use super::statements::{shown_whole, whole_text, write_statement};
use super::{Advice, MOST_WORDS, Suggestions};

impl Suggestions<'_> {
    /// Returns the advice for a denial written into the predicate: `not-in-contact-with`, `does-not-fund`.
    pub(super) fn denied(&self, unknown: &Unknown, text: &str) -> Option<Advice> {
        let said = unknown.said.filter(|_| unknown.wanted == Kind::Predicate)?;
        let words: Vec<&str> = text.split(['-', '_']).collect();
        let (bare, sure) = without_denial(&words, false).into_iter().find_map(|(words, sure)| {
            let id = words.join("-");
            self.is_known(Kind::Predicate, &id).then_some((id, sure))
        })?;
        let part = |name| {
            let text = self.workspace.text(name);
            self.plain_id(Kind::Entity, text).unwrap_or_else(|| text.to_string())
        };
        let object = match self.workspace.object_type(&bare) {
            Some(ObjectType::Entity) => part(said.written.object),
            _ => self.workspace.text(said.written.object).to_string(),
        };
        let statement = format!("{} {bare} {object}", part(said.written.subject));
        let written = |key: &str, statement: &str| write_statement(self.workspace, said, unknown.id, key, statement);
        Some(turned(said, &statement, if sure { How::Surely } else { How::InTime }, &written))
    }

    /// Returns the advice for a denial in a statement that could not be taken apart, or in a word for nobody.
    pub(super) fn denied_elsewhere(&self, unknown: &Unknown, text: &str) -> Option<Advice> {
        const NOBODY: [&str; 8] = ["nobody", "no-one", "noone", "none", "nothing", "no", "neither", "nor"];
        let said = unknown.said?;
        let bare = ["not-", "non-", "no-"].iter().find_map(|word| text.strip_prefix(word));
        let denies_known = bare.is_some_and(|bare| unknown.wanted == Kind::Entity && self.is_known(Kind::Entity, bare));
        let is_signed =
            text.starts_with(DENYING_SIGNS) && id_from(text).is_some_and(|id| self.is_known(unknown.wanted, &id));
        let is_nobody = NOBODY.contains(&text.to_lowercase().as_str());
        let in_words = || {
            let statement = whole_text(self.workspace, said);
            unknown.wanted == Kind::Predicate && statement.split_whitespace().take(MOST_WORDS).any(is_denial)
        };
        let in_object = || unknown.phrase && text.split_whitespace().take(MOST_WORDS).any(is_denial);
        (denies_known || is_signed || is_nobody || in_words() || in_object()).then(|| {
            Advice::help(
                "a denial is a stance and no part of the words: write what is denied, as SUBJECT PREDICATE OBJECT, after `denies:`",
            )
            .of_whole()
        })
    }
}

/// The degree of certainty that a statement is denied in its own words, and that nothing else is said by them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Surely,
    /// The statement is surely denied, but for its time: `no longer`, `was not`.
    InTime,
    Perhaps,
}

/// Returns the advice to take the other stance, for a statement that was denied in its own words. `written` returns the
/// fix that writes a stance and a statement.
pub(super) fn turned(
    said: StatementContext,
    statement: &str,
    how: How,
    written: &dyn Fn(&str, &str) -> Option<Fix>,
) -> Advice {
    let key = match said.stance {
        Stance::Affirms => "denies",
        Stance::Suggests => "doubts",
        // A denial of a statement that is denied already may mean one denial or two.
        Stance::Denies | Stance::Doubts => {
            let (one, two) = if said.stance == Stance::Denies { ("denies", "affirms") } else { ("doubts", "suggests") };
            let shown = shown_whole(statement);
            let help = format!("this is denied twice: did you mean `{one}: {shown}` or `{two}: {shown}`?");
            return Advice::help(help).with_fix(written(one, statement)).with_fix(written(two, statement));
        }
        Stance::Relays => {
            return Advice::help(
                "a denial is a stance: make it a claim of whoever denies it, with `denies` in place of `relays`",
            );
        }
    };
    let line = format!("{key}: {}", shown_whole(statement));
    match how {
        How::InTime => Advice::help(format!("did you mean `{line}`, with the time in `when`?")),
        How::Perhaps => Advice::help(format!("did you mean `{line}`?")).with_fix(written(key, statement)),
        How::Surely => {
            Advice::help(format!("to say that it is not so, write `{line}`")).with_fix(written(key, statement))
        }
    }
}
