//! The schema: every kind of record, its keys in canonical order, the shape of each value, and its content. One table
//! serves reading, writing, the canonical form and suggestions.

use std::fmt;

/// The kinds of record. The first key of a record tells its kind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A claim that somebody made.
    Claim,
    /// A person, a body or a thing that statements are about.
    Entity,
    /// A predicate of the vocabulary.
    Predicate,
    /// A source in which claims were made.
    Source,
    /// A decision of the editors about a conflict.
    Ruling,
    /// The record of the workspace itself.
    Manifest,
}

impl Kind {
    /// All kinds, the commonest first.
    pub const ALL: [Kind; 6] = [Kind::Claim, Kind::Entity, Kind::Predicate, Kind::Source, Kind::Ruling, Kind::Manifest];

    /// Returns the word for the kind, in prose and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Claim => "claim",
            Kind::Entity => "entity",
            Kind::Predicate => "predicate",
            Kind::Source => "source",
            Kind::Ruling => "ruling",
            Kind::Manifest => "manifest",
        }
    }

    /// Returns the word for one record of the kind, with its article.
    pub fn one(self) -> String {
        format!("{} {}", if self == Kind::Entity { "an" } else { "a" }, self.word())
    }

    /// Returns the word for several records of the kind.
    pub fn plural(self) -> &'static str {
        match self {
            Kind::Claim => "claims",
            Kind::Entity => "entities",
            Kind::Predicate => "predicates",
            Kind::Source => "sources",
            Kind::Ruling => "rulings",
            Kind::Manifest => "manifests",
        }
    }

    /// Returns the first key of a record of the kind.
    pub fn first_key(self) -> &'static str {
        if self == Kind::Manifest { "gainsay" } else { self.word() }
    }

    /// Returns the kind whose records begin with `key`.
    pub fn of_first_key(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.first_key() == key)
    }

    /// Returns the keys of a record of the kind, in canonical order.
    pub const fn keys(self) -> &'static [Key] {
        match self {
            Kind::Claim => CLAIM,
            Kind::Entity => ENTITY,
            Kind::Predicate => PREDICATE,
            Kind::Source => SOURCE,
            Kind::Ruling => RULING,
            Kind::Manifest => MANIFEST,
        }
    }

    /// Returns the key of that name.
    pub fn key(self, name: &str) -> Option<&'static Key> {
        self.keys().iter().find(|key| key.name == name)
    }
}

/// Returns the index of a key among those of its kind, at compile time: an unknown key stops the compiler.
#[allow(clippy::panic)]
pub(crate) const fn place_of(kind: Kind, name: &str) -> u8 {
    let keys = kind.keys();
    let mut place = 0;
    while place < keys.len() {
        if is_same(keys[place].name.as_bytes(), name.as_bytes()) {
            return place as u8;
        }
        place += 1;
    }
    panic!("no such key")
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A key of a record.
#[derive(Debug)]
pub struct Key {
    /// The name of the key, as written.
    pub name: &'static str,
    /// The shape of the value.
    pub shape: Shape,
    /// The content of the texts in the value: names of records, dates, prose.
    pub content: Content,
    /// Whether a record without the key is faulty.
    pub required: bool,
    /// The purpose of the key, in a few words.
    pub about: &'static str,
}

/// The shape of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A single scalar.
    One,
    /// Returns a list of scalars; one bare value is a list of one.
    Many,
    /// A list of scalars whose order means something.
    Sequence,
    /// A list of ids, or a single one, each a scalar or a mapping with this main key.
    Edges(&'static str),
    /// A scalar or a mapping with this main key.
    Main(&'static str),
    /// A mapping of free keys to scalars.
    Mapping,
    /// The word `true`.
    Flag,
    /// A text `SUBJECT PREDICATE OBJECT`, or a mapping of these three.
    Statement,
}

/// The content of a text in a record. For a mapping with a main key, it is the content of that key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
    /// The record's own id.
    Id,
    /// The id of a record of that kind.
    Reference(Kind),
    /// The id of a claim, bare or pinned to a version: `ID@REV`.
    Pin,
    /// A verdict: `prefers CLAIM-ID`, or a word.
    Verdict,
    /// A statement: a subject, a predicate and an object.
    Triple,
    /// A date.
    Date,
    /// A number, a duration, a version or `true`: not words, and written without quotes.
    Figure,
    /// A word or free text.
    Prose,
}

impl Content {
    /// Returns the content of a key of a mapping that is a value of a record: `from` in `speaks-for`, `because` in
    /// `retracted`. `main` is the mapping's main key, if it has one, and `self` the content of that key.
    pub fn within(self, main: Option<&str>, key: &str) -> Content {
        match (main, key) {
            (Some(main), key) if main == key => self,
            (Some(_), "from" | "until") => Date,
            _ => Prose,
        }
    }
}

impl Shape {
    /// Returns the key that a mapping of this shape can be reduced to.
    pub fn main_key(self) -> Option<&'static str> {
        if let Edges(main) | Main(main) = self { Some(main) } else { None }
    }

    /// Returns true if the shape is a list, so that one bare value is a list of one.
    pub fn is_list(self) -> bool {
        matches!(self, Many | Sequence | Edges(_))
    }
}

const fn required(name: &'static str, shape: Shape, content: Content, about: &'static str) -> Key {
    Key { name, shape, content, required: true, about }
}

const fn optional(name: &'static str, shape: Shape, content: Content, about: &'static str) -> Key {
    Key { name, shape, content, required: false, about }
}

use Content::{Date, Figure, Id, Pin, Prose, Reference, Triple};
use Shape::{Edges, Flag, Main, Many, Mapping, One, Sequence, Statement};

const TO_CLAIM: Content = Reference(Kind::Claim);
const TO_ENTITY: Content = Reference(Kind::Entity);
const TO_PREDICATE: Content = Reference(Kind::Predicate);
const TO_SOURCE: Content = Reference(Kind::Source);

/// The five stances, which are keys of a claim.
pub const STANCES: [&str; 5] = ["affirms", "denies", "suggests", "doubts", "relays"];

/// The manners in which a claim can be made.
pub const ACTS: [&str; 8] = ["says", "confirms", "admits", "accuses", "promises", "rejects", "declines", "retracts"];

/// The degrees of confidence of the editors.
pub const CONFIDENCE: [&str; 3] = ["high", "medium", "low"];

/// The letters of a source's reliability.
pub const RELIABILITY: [&str; 6] = ["A", "B", "C", "D", "E", "F"];

/// The words for the relation of a predicate to time.
pub const TEMPORAL: [&str; 3] = ["state", "event", "timeless"];

/// The words for the sides on which a predicate passes from a part to its whole.
pub const WHOLE: [&str; 3] = ["subject", "object", "both"];

/// The verdicts of rulings that are one word.
pub const VERDICTS: [&str; 5] = ["open", "explained", "not-comparable", "changed-position", "report-error"];

/// The levels of findings.
pub const LEVELS: [&str; 3] = ["note", "warning", "error"];

impl Key {
    /// Returns the words that the value may be; none where it may be another text.
    pub fn words(&self) -> &'static [&'static str] {
        match self.name {
            "act" => &ACTS,
            "confidence" => &CONFIDENCE,
            "reliability" => &RELIABILITY,
            "temporal" => &TEMPORAL,
            "whole" => &WHOLE,
            "verdict" => &VERDICTS,
            "fail-on" => &LEVELS,
            _ => &[],
        }
    }

    /// Returns the keys of a mapping that is the value or a member of it, the main key first; none where its keys are
    /// free, or where there is no mapping.
    pub fn inner_keys(&self) -> &'static [&'static str] {
        match (self.shape, self.name) {
            (Statement, _) => &["subject", "predicate", "object"],
            (Edges(_), "speaks-for") => &["for", "from", "until"],
            (Edges(_), _) | (Main(_), "inverse-of") => &["to", "because"],
            (Main(_), _) => &["date", "by", "because"],
            _ => &[],
        }
    }
}

/// The keys that are no part of a record's meaning, and are left out of its digest.
pub const EDITORIAL: [&str; 3] = ["rev", "note", "tags"];

const CLAIM: &[Key] = &[
    required("claim", One, Id, "the id of the claim"),
    optional("rev", One, Figure, "its sealed version, written by `gainsay seal`"),
    required("by", One, TO_ENTITY, "who said it: a person or an organisation"),
    optional("for", One, TO_ENTITY, "in whose name, if not as the office says"),
    optional("affirms", Statement, Triple, "says that it is so"),
    optional("denies", Statement, Triple, "says that it is not so"),
    optional("suggests", Statement, Triple, "says that it may be so"),
    optional("doubts", Statement, Triple, "says that it may not be so"),
    optional("relays", Statement, Triple, "passes it on without vouching for it"),
    optional("act", One, Prose, "what kind of statement it is, such as `accuses` or `promises`"),
    optional("when", One, Date, "for what time it is said to hold"),
    optional("said", One, Date, "when it was said"),
    required("source", One, TO_SOURCE, "where it can be read or heard"),
    optional("at", One, Prose, "where in the source: a page, a paragraph, a minute"),
    optional("via", Sequence, TO_ENTITY, "through whom it reached the source, the nearest first"),
    optional("quote", One, Prose, "the words, letter for letter"),
    optional("lang", One, Prose, "the language of the quote"),
    optional("translation", One, Prose, "the quote in another language"),
    optional("utterance", One, Prose, "the utterance that several claims report"),
    optional("scope", Mapping, Prose, "what the statement is limited to, such as a place"),
    optional("answers", One, TO_CLAIM, "the claim that it answers"),
    optional("based-on", Many, TO_CLAIM, "claims that it rests on"),
    optional("supersedes", Many, TO_CLAIM, "claims that it replaces"),
    optional("retracted", Main("date"), Date, "when and why it was taken back"),
    optional("confidence", One, Prose, "how sure the editors are that it was said"),
    optional("tags", Many, Prose, "words to find it by"),
    optional("note", One, Prose, "anything else, for people"),
];

const ENTITY: &[Key] = &[
    required("entity", One, Id, "the id of the entity"),
    optional("rev", One, Figure, "its sealed version, written by `gainsay seal`"),
    required("name", One, Prose, "what it is called"),
    optional("kind", One, Prose, "what it is: a person, a state, a place"),
    optional("aka", Many, Prose, "other names"),
    optional("part-of", Many, TO_ENTITY, "what it is a part of"),
    optional("speaks-for", Edges("for"), TO_ENTITY, "in whose name it speaks"),
    optional("same-as", Many, TO_ENTITY, "entities that are the same"),
    optional("since", One, Date, "when it began"),
    optional("until", One, Date, "when it ended"),
    optional("links", Mapping, Prose, "where else it is described"),
    optional("note", One, Prose, "anything else, for people"),
];

const PREDICATE: &[Key] = &[
    required("predicate", One, Id, "the id of the predicate"),
    optional("rev", One, Figure, "its sealed version, written by `gainsay seal`"),
    optional("label", One, Prose, "how a sentence says it"),
    optional("temporal", One, Prose, "whether it is a state, an event or timeless"),
    optional("lasts", One, Figure, "how long a state is presumed to last"),
    optional("object", One, Prose, "what its object is: an entity, a number, a date or a text"),
    optional("domain", Many, Prose, "the kinds of its subjects"),
    optional("range", Many, Prose, "the kinds of its objects"),
    optional("implies", Edges("to"), TO_PREDICATE, "what always follows from it"),
    optional("usually-implies", Edges("to"), TO_PREDICATE, "what mostly follows from it"),
    optional("excludes", Edges("to"), TO_PREDICATE, "what cannot be so as well"),
    optional("inverse-of", Main("to"), TO_PREDICATE, "the same, said from the other side"),
    optional("symmetric", Flag, Figure, "holds both ways"),
    optional("asymmetric", Flag, Figure, "never holds both ways"),
    optional("irreflexive", Flag, Figure, "never holds of something and itself"),
    optional("transitive", Flag, Figure, "goes on from one to the next"),
    optional("functional", Flag, Figure, "has one object at a time"),
    optional("inverse-functional", Flag, Figure, "has one subject at a time"),
    optional("distinct-from", Edges("to"), TO_PREDICATE, "predicates that it must not become the same as"),
    optional("must-not-imply", Edges("to"), TO_PREDICATE, "predicates that must never follow from it"),
    optional("total", One, Figure, "what its values add up to at most"),
    optional("grace", One, Figure, "how far apart two dates of it may lie"),
    optional("once", Flag, Figure, "happens at most once"),
    optional("posthumous", Flag, Figure, "can be said of the dead"),
    optional("tolerance", One, Figure, "how far two numbers may differ"),
    optional("whole", One, Prose, "how it passes between a whole and its parts"),
    optional("note", One, Prose, "anything else, for people"),
    optional("links", Mapping, Prose, "where else it is described"),
];

const SOURCE: &[Key] = &[
    required("source", One, Id, "the id of the source"),
    optional("rev", One, Figure, "its sealed version, written by `gainsay seal`"),
    required("title", One, Prose, "its title"),
    optional("publisher", One, Prose, "who published it"),
    optional("author", One, Prose, "who wrote it"),
    optional("url", One, Prose, "its address"),
    optional("archived", One, Prose, "the address of an archived copy"),
    optional("file", One, Prose, "the kept copy, by its path from the root"),
    optional("sha256", One, Prose, "the digest of the kept copy"),
    optional("published", One, Date, "when it was published"),
    optional("accessed", One, Date, "when it was read"),
    optional("lang", One, Prose, "its language"),
    optional("derived-from", Many, TO_SOURCE, "sources that it took over"),
    optional("reliability", One, Prose, "how far the editors trust it"),
    optional("note", One, Prose, "anything else, for people"),
];

const RULING: &[Key] = &[
    required("ruling", One, Id, "the id of the ruling"),
    optional("rev", One, Figure, "its sealed version, written by `gainsay seal`"),
    required("between", Many, Pin, "the claims that it is about"),
    required("verdict", One, Content::Verdict, "what was decided"),
    required("because", One, Prose, "why"),
    optional("by", One, Prose, "who decided"),
    optional("decided", One, Date, "when"),
    optional("until", One, Date, "until when it holds"),
    optional("note", One, Prose, "anything else, for people"),
];

const MANIFEST: &[Key] = &[
    required("gainsay", One, Figure, "the version of the format"),
    optional("name", One, Prose, "what the workspace is called"),
    optional("use", Many, Prose, "vocabularies that come with the program"),
    optional("rules", Mapping, Prose, "levels of rules and mechanisms"),
    optional("fail-on", One, Prose, "the level from which on a check fails"),
    optional("exclude", Many, Prose, "files to leave out"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_begins_with_its_own_required_key() {
        for kind in Kind::ALL {
            let first = &kind.keys()[0];
            assert_eq!((first.name, first.required), (kind.first_key(), true));
            assert_eq!(Kind::of_first_key(first.name), Some(kind));
        }
    }

    #[test]
    fn no_key_stands_twice() {
        for kind in Kind::ALL {
            for (i, key) in kind.keys().iter().enumerate() {
                assert!(kind.keys()[i + 1..].iter().all(|k| k.name != key.name), "{kind}: {}", key.name);
            }
        }
    }
}
