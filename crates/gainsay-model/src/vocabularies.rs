//! The vocabularies that come with the program; a manifest uses them by `use`.

use std::sync::OnceLock;

use crate::yaml::{self, Reading};

/// A built-in vocabulary.
#[derive(Debug)]
pub struct Vocabulary {
    /// The word after `use`.
    pub name: &'static str,
    /// The records of the vocabulary, as YAML.
    pub text: &'static str,
    reading: OnceLock<Reading>,
}

impl Vocabulary {
    /// Returns the documents of the vocabulary, which are read once, however many workspaces use it.
    pub fn reading(&self) -> &Reading {
        self.reading.get_or_init(|| yaml::read(self.text))
    }
}

/// All built-in vocabularies, by name.
pub static VOCABULARIES: [Vocabulary; 1] = [Vocabulary {
    name: "diplomacy",
    text: include_str!("../../../data/vocabulary/diplomacy.yaml"),
    reading: OnceLock::new(),
}];

/// Returns the vocabulary that has a predicate of that id.
pub fn with_predicate(id: &str) -> Option<&'static Vocabulary> {
    let is_it = |line: &str| line.strip_prefix("predicate: ") == Some(id);
    VOCABULARIES.iter().find(|vocabulary| vocabulary.text.lines().any(is_it))
}

/// Returns the vocabulary of that name.
pub fn find(name: &str) -> Option<&'static Vocabulary> {
    VOCABULARIES.iter().find(|v| v.name == name)
}
