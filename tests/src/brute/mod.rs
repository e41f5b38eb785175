//! The slow, obvious second reading of the contract: every pair of claims, every derivation of both sides, the
//! definitions applied as they stand. Each piece quotes the clause that it renders, so that a disagreement with the
//! program can be settled by reading.
//!
//! Set mechanisms (order-cycle, denied-chain, jointly-denied, over-total) are not found here; where they bear on what
//! is (`unused-ruling`, `undermined`), they are taken from outside: [`answer_given_sets`].

#![allow(missing_docs, clippy::expect_used, clippy::panic, reason = "a judge of tests: a workspace that it cannot read must stop the test")]

pub mod closure;
pub mod conflicts;
pub mod dates;
pub mod digest;
pub mod notes;
pub mod quantities;
pub mod records;
pub mod singles;
pub mod speakers;
pub mod time;
pub mod yaml;

#[cfg(test)]
mod tests;

/// What must come of a workspace, as lines of `expected.jsonl`, `expected.notes.jsonl` and `expected.single.jsonl`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub pairs: Vec<String>,
    pub notes: Vec<String>,
    pub singles: Vec<String>,
}

/// The answer for a workspace's files (path from the root, text) on a day (`YYYY-MM-DD`).
#[must_use]
pub fn answer(files: &[(String, String)], today: &str) -> Answer {
    answer_given_sets(files, today, &[])
}

/// The same, told which sets of claims conflict by the mechanisms that are not found here.
#[must_use]
pub fn answer_given_sets(files: &[(String, String)], today: &str, sets: &[Vec<String>]) -> Answer {
    let workspace = records::read(files, today);
    let closures = conflicts::close_all(&workspace);
    let pairs = conflicts::find(&workspace, &closures);
    let notes = notes::find(&workspace, &closures);
    let singles = singles::find(&workspace, &closures, &pairs, sets);
    Answer { pairs: pairs.iter().map(|pair| pair.write(&workspace)).collect(), notes, singles }
}
