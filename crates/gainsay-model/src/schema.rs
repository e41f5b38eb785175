//! The schema: every kind of record, its keys in canonical order, the shape of each value, and what stands in it. One
//! table serves reading, writing, the canonical form and suggestions.

use std::fmt;

/// The kinds of record; each is told by its first key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// Who said what.
    Claim,
    /// Who or what is spoken of.
    Entity,
    /// A word of the vocabulary.
    Predicate,
    /// Where things were said.
    Source,
    /// What the editors decided about a conflict.
    Ruling,
    /// The workspace itself.
    Manifest,
}

impl Kind {
    /// All kinds, the commonest first.
    pub const ALL: [Kind; 6] = [Kind::Claim, Kind::Entity, Kind::Predicate, Kind::Source, Kind::Ruling, Kind::Manifest];

    /// The word for it, in prose and in JSON.
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

    /// The first key of such a record.
    pub fn first_key(self) -> &'static str {
        if self == Kind::Manifest { "gainsay" } else { self.word() }
    }

    /// The kind whose records begin with `key`.
    pub fn of_first_key(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.first_key() == key)
    }

    /// The keys of such a record, in canonical order.
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

    /// The key of that name.
    pub fn key(self, name: &str) -> Option<&'static Key> {
        self.keys().iter().find(|key| key.name == name)
    }
}

/// The place of a key among those of its kind, worked out when the program is built: a key that is not there ends that.
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
    /// As written.
    pub name: &'static str,
    /// What its value must look like.
    pub shape: Shape,
    /// What its texts are: names of records, dates, prose.
    pub content: Content,
    /// Whether the record is at fault without it.
    pub required: bool,
}

/// What a value must look like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// One scalar.
    One,
    /// A list of scalars; one bare value is a list of one.
    Many,
    /// A list of scalars whose order means something.
    Sequence,
    /// One or more ids, each a scalar or a mapping with this main key.
    Edges(&'static str),
    /// A scalar or a mapping with this main key.
    Main(&'static str),
    /// A mapping of free keys to scalars.
    Mapping,
    /// `true`.
    Flag,
    /// `SUBJECT PREDICATE OBJECT`, or the mapping of these three.
    Statement,
}

/// What a text of a record is. Of a mapping with a main key it tells what stands under that key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
    /// The record's own id.
    Id,
    /// The id of a record of that kind.
    Reference(Kind),
    /// The id of a claim, bare or pinned to a version: `ID@REV`.
    Pin,
    /// `prefers CLAIM-ID`, or a word.
    Verdict,
    /// A subject, a predicate and an object.
    Triple,
    /// A date.
    Date,
    /// A number, a duration, a version, `true`: no words, and written as such.
    Figure,
    /// A word or free text.
    Prose,
}

impl Content {
    /// Returns what stands under a key of a mapping that is a value of a record: `from` in `speaks-for`, `because` in
    /// `retracted`. `main` is the mapping's main key, if it has one, and `self` what stands under that.
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

    /// Returns whether a list is wanted, so that one bare value is a list of one.
    pub fn is_list(self) -> bool {
        matches!(self, Many | Sequence | Edges(_))
    }
}

const fn required(name: &'static str, shape: Shape, content: Content) -> Key {
    Key { name, shape, content, required: true }
}

const fn optional(name: &'static str, shape: Shape, content: Content) -> Key {
    Key { name, shape, content, required: false }
}

use Content::{Date, Figure, Id, Pin, Prose, Reference, Triple};
use Shape::{Edges, Flag, Main, Many, Mapping, One, Sequence, Statement};

const TO_CLAIM: Content = Reference(Kind::Claim);
const TO_ENTITY: Content = Reference(Kind::Entity);
const TO_PREDICATE: Content = Reference(Kind::Predicate);
const TO_SOURCE: Content = Reference(Kind::Source);

/// The five stances, which are keys of a claim.
pub const STANCES: [&str; 5] = ["affirms", "denies", "suggests", "doubts", "relays"];

/// Keys that say nothing of a record's meaning: left out of its digest.
pub const EDITORIAL: [&str; 3] = ["rev", "note", "tags"];

const CLAIM: &[Key] = &[
    required("claim", One, Id),
    optional("rev", One, Figure),
    required("by", One, TO_ENTITY),
    optional("for", One, TO_ENTITY),
    optional("affirms", Statement, Triple),
    optional("denies", Statement, Triple),
    optional("suggests", Statement, Triple),
    optional("doubts", Statement, Triple),
    optional("relays", Statement, Triple),
    optional("act", One, Prose),
    optional("when", One, Date),
    optional("said", One, Date),
    required("source", One, TO_SOURCE),
    optional("at", One, Prose),
    optional("via", Sequence, TO_ENTITY),
    optional("quote", One, Prose),
    optional("lang", One, Prose),
    optional("translation", One, Prose),
    optional("utterance", One, Prose),
    optional("scope", Mapping, Prose),
    optional("answers", One, TO_CLAIM),
    optional("based-on", Many, TO_CLAIM),
    optional("supersedes", Many, TO_CLAIM),
    optional("retracted", Main("date"), Date),
    optional("confidence", One, Prose),
    optional("tags", Many, Prose),
    optional("note", One, Prose),
];

const ENTITY: &[Key] = &[
    required("entity", One, Id),
    optional("rev", One, Figure),
    required("name", One, Prose),
    optional("kind", One, Prose),
    optional("aka", Many, Prose),
    optional("part-of", Many, TO_ENTITY),
    optional("speaks-for", Edges("for"), TO_ENTITY),
    optional("same-as", Many, TO_ENTITY),
    optional("since", One, Date),
    optional("until", One, Date),
    optional("links", Mapping, Prose),
    optional("note", One, Prose),
];

const PREDICATE: &[Key] = &[
    required("predicate", One, Id),
    optional("rev", One, Figure),
    optional("label", One, Prose),
    optional("temporal", One, Prose),
    optional("lasts", One, Figure),
    optional("object", One, Prose),
    optional("domain", Many, Prose),
    optional("range", Many, Prose),
    optional("implies", Edges("to"), TO_PREDICATE),
    optional("usually-implies", Edges("to"), TO_PREDICATE),
    optional("excludes", Edges("to"), TO_PREDICATE),
    optional("inverse-of", Main("to"), TO_PREDICATE),
    optional("symmetric", Flag, Figure),
    optional("asymmetric", Flag, Figure),
    optional("irreflexive", Flag, Figure),
    optional("transitive", Flag, Figure),
    optional("functional", Flag, Figure),
    optional("inverse-functional", Flag, Figure),
    optional("distinct-from", Edges("to"), TO_PREDICATE),
    optional("must-not-imply", Edges("to"), TO_PREDICATE),
    optional("total", One, Figure),
    optional("grace", One, Figure),
    optional("once", Flag, Figure),
    optional("posthumous", Flag, Figure),
    optional("tolerance", One, Figure),
    optional("whole", One, Prose),
    optional("note", One, Prose),
    optional("links", Mapping, Prose),
];

const SOURCE: &[Key] = &[
    required("source", One, Id),
    optional("rev", One, Figure),
    required("title", One, Prose),
    optional("publisher", One, Prose),
    optional("author", One, Prose),
    optional("url", One, Prose),
    optional("archived", One, Prose),
    optional("file", One, Prose),
    optional("sha256", One, Prose),
    optional("published", One, Date),
    optional("accessed", One, Date),
    optional("lang", One, Prose),
    optional("derived-from", Many, TO_SOURCE),
    optional("reliability", One, Prose),
    optional("note", One, Prose),
];

const RULING: &[Key] = &[
    required("ruling", One, Id),
    optional("rev", One, Figure),
    required("between", Many, Pin),
    required("verdict", One, Content::Verdict),
    required("because", One, Prose),
    optional("by", One, Prose),
    optional("decided", One, Date),
    optional("until", One, Date),
    optional("note", One, Prose),
];

const MANIFEST: &[Key] = &[
    required("gainsay", One, Figure),
    optional("name", One, Prose),
    optional("use", Many, Prose),
    optional("rules", Mapping, Prose),
    optional("fail-on", One, Prose),
    optional("exclude", Many, Prose),
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
