//! Statements, as written and as read by their predicates.

use super::{DateId, QuantityId};
use crate::interner::{Interner, Symbol};
use crate::text::{folded, spaced};

/// A statement as read by its predicate.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Statement {
    /// The entity that the statement is about.
    pub subject: Symbol,
    /// The predicate of the statement.
    pub predicate: Symbol,
    /// The object, of the type that the predicate's `object` asks for.
    pub object: Object,
}

/// The object of a statement. Equal objects are equal values: numbers that are written differently, as `50` and `5e1`,
/// are equal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Object {
    /// An entity.
    Entity(Symbol),
    /// A number, perhaps with bounds and a unit.
    Quantity(QuantityId),
    /// A date.
    Date(DateId),
    /// A text.
    Text(Text),
}

/// A text that is compared with others. Two texts are equal if their folded forms are, however they are written.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// The form by which the text is compared ([`crate::text::folded`]).
    pub folded: Symbol,
    /// The text as it is written and shown, with each run of white space as one space.
    pub written: Symbol,
}

impl Text {
    /// Adds a text to the interner.
    pub(crate) fn new(names: &mut Interner, text: &str) -> Text {
        Text { folded: names.add(&folded(text)), written: names.add(&spaced(text)) }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.folded == other.folded
    }
}

impl Eq for Text {}

impl std::hash::Hash for Text {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.folded.hash(state);
    }
}

/// The statement of a claim, at each step from a text to its reading.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum StatementState {
    /// The text could not even be split into its parts.
    Nothing,
    /// The statement as written.
    Written(RawStatement),
    /// The statement as read by its predicate.
    Read(Statement),
}

/// A statement as written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RawStatement {
    /// The first word of the statement.
    pub subject: Symbol,
    /// The second word of the statement.
    pub predicate: Symbol,
    /// The rest of the statement.
    pub object: Symbol,
    /// Whether the statement is in the long form, in which a text object is the scalar itself.
    pub long: bool,
}

/// Splits `SUBJECT PREDICATE OBJECT`.
///
/// # Errors
///
/// Returns the part that is missing.
pub fn split_statement(text: &str) -> Result<[&str; 3], &'static str> {
    let mut rest = text.trim();
    let mut word = || {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after.trim_start();
        word
    };
    let (subject, predicate) = (word(), word());
    match (predicate.is_empty(), rest.is_empty()) {
        (true, _) => Err("predicate and object"),
        (_, true) => Err("object"),
        _ => Ok([subject, predicate, rest]),
    }
}

/// Returns the text that a text object stands for: in the long form, or without quotes, as it is; else without its
/// quotes and escapes. Returns none if the quotes are not well-formed.
pub fn text_object(written: &str, long: bool) -> Option<String> {
    let Some(quoted) = written.strip_prefix('"').filter(|_| !long) else { return Some(written.to_owned()) };
    let mut plain = String::with_capacity(quoted.len());
    let mut chars = quoted.chars();
    loop {
        match chars.next()? {
            '"' => return chars.as_str().trim().is_empty().then_some(plain),
            '\\' => match chars.next()? {
                c @ ('"' | '\\') => plain.push(c),
                _ => return None,
            },
            c => plain.push(c),
        }
    }
}
