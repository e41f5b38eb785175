//! The vocabularies that come with the program; a manifest takes them in by `use`.

use std::sync::OnceLock;

use crate::yaml::{self, Reading};

/// A built-in vocabulary.
#[derive(Debug)]
pub struct Vocabulary {
    /// The word after `use`.
    pub name: &'static str,
    /// Its records, as YAML.
    pub text: &'static str,
    reading: OnceLock<Reading>,
}

impl Vocabulary {
    /// Its documents; read once, however many workspaces take it in.
    pub fn reading(&self) -> &Reading {
        self.reading.get_or_init(|| yaml::read(self.text))
    }
}

/// All of them, by name.
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

/// The vocabulary of that name.
pub fn find(name: &str) -> Option<&'static Vocabulary> {
    VOCABULARIES.iter().find(|v| v.name == name)
}
