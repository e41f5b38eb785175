//! The vocabularies that come with the program; a manifest takes them in by `use`.

/// A built-in vocabulary.
#[derive(Debug)]
pub struct Vocabulary {
    /// The word after `use`.
    pub name: &'static str,
    /// Its records, as YAML.
    pub text: &'static str,
}

/// All of them, by name.
pub static VOCABULARIES: &[Vocabulary] = &[Vocabulary { name: "diplomacy", text: include_str!("../../../data/vocabulary/diplomacy.yaml") }];

/// The vocabulary of that name.
pub fn find(name: &str) -> Option<&'static Vocabulary> {
    VOCABULARIES.iter().find(|v| v.name == name)
}
