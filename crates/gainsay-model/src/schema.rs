//! The schema: every kind of record, its keys in canonical order, and the shape of each value. One table serves reading, the
//! canonical form and suggestions.

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

const fn required(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, required: true }
}

const fn optional(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, required: false }
}

use Shape::{Edges, Flag, Main, Many, Mapping, One, Sequence, Statement};

/// The five stances, which are keys of a claim.
pub const STANCES: [&str; 5] = ["affirms", "denies", "suggests", "doubts", "relays"];

/// Keys that say nothing of a record's meaning: left out of its digest.
pub const EDITORIAL: [&str; 3] = ["rev", "note", "tags"];

const CLAIM: &[Key] = &[
    required("claim", One),
    optional("rev", One),
    required("by", One),
    optional("for", One),
    optional("affirms", Statement),
    optional("denies", Statement),
    optional("suggests", Statement),
    optional("doubts", Statement),
    optional("relays", Statement),
    optional("act", One),
    optional("when", One),
    optional("said", One),
    required("source", One),
    optional("at", One),
    optional("via", Sequence),
    optional("quote", One),
    optional("lang", One),
    optional("translation", One),
    optional("utterance", One),
    optional("scope", Mapping),
    optional("answers", One),
    optional("based-on", Many),
    optional("supersedes", Many),
    optional("retracted", Main("date")),
    optional("confidence", One),
    optional("tags", Many),
    optional("note", One),
];

const ENTITY: &[Key] = &[
    required("entity", One),
    optional("rev", One),
    required("name", One),
    optional("kind", One),
    optional("aka", Many),
    optional("part-of", Many),
    optional("speaks-for", Edges("for")),
    optional("same-as", Many),
    optional("since", One),
    optional("until", One),
    optional("links", Mapping),
    optional("note", One),
];

const PREDICATE: &[Key] = &[
    required("predicate", One),
    optional("rev", One),
    optional("label", One),
    optional("temporal", One),
    optional("lasts", One),
    optional("object", One),
    optional("domain", Many),
    optional("range", Many),
    optional("implies", Edges("to")),
    optional("usually-implies", Edges("to")),
    optional("excludes", Edges("to")),
    optional("inverse-of", Main("to")),
    optional("symmetric", Flag),
    optional("asymmetric", Flag),
    optional("irreflexive", Flag),
    optional("transitive", Flag),
    optional("functional", Flag),
    optional("inverse-functional", Flag),
    optional("distinct-from", Edges("to")),
    optional("must-not-imply", Edges("to")),
    optional("total", One),
    optional("grace", One),
    optional("once", Flag),
    optional("posthumous", Flag),
    optional("tolerance", One),
    optional("whole", One),
    optional("note", One),
    optional("links", Mapping),
];

const SOURCE: &[Key] = &[
    required("source", One),
    optional("rev", One),
    required("title", One),
    optional("publisher", One),
    optional("author", One),
    optional("url", One),
    optional("archived", One),
    optional("file", One),
    optional("sha256", One),
    optional("published", One),
    optional("accessed", One),
    optional("lang", One),
    optional("derived-from", Many),
    optional("reliability", One),
    optional("note", One),
];

const RULING: &[Key] = &[
    required("ruling", One),
    optional("rev", One),
    required("between", Many),
    required("verdict", One),
    required("because", One),
    optional("by", One),
    optional("decided", One),
    optional("until", One),
    optional("note", One),
];

const MANIFEST: &[Key] = &[
    required("gainsay", One),
    optional("name", One),
    optional("use", Many),
    optional("rules", Mapping),
    optional("fail-on", One),
    optional("exclude", Many),
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
