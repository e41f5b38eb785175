//! The slow, obvious second reading of the contract: every pair of claims, every derivation of both sides, the
//! definitions applied literally. Each piece quotes the clause that it applies, so that a disagreement with the engine
//! can be settled by reading. It was written from the text alone, and is kept so.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::panic,
    reason = "a judge of tests: a workspace that it cannot read must stop the test"
)]

pub mod closure;
pub mod conflicts;
pub mod contested;
pub mod dates;
pub mod digest;
pub mod findings;
pub mod notes;
pub mod quantities;
pub mod records;
pub mod sets;
pub mod singles;
pub mod speakers;
pub mod time;
pub mod unanswered;
pub mod yaml;

#[cfg(test)]
mod tests;

/// The required answer about a workspace, as lines of `expected.jsonl`, `expected.notes.jsonl` and
/// `expected.single.jsonl`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub pairs: Vec<String>,
    pub notes: Vec<String>,
    pub singles: Vec<String>,
}

/// Returns the answer for a workspace's files (path from the root, text) on a day (`YYYY-MM-DD`).
#[must_use]
pub fn answer(files: &[(String, String)], today: &str) -> Answer {
    let workspace = records::read(files, today);
    let closures = conflicts::close_all(&workspace);
    let pairs = conflicts::find(&workspace, &closures);
    let sets = sets::find(&workspace, &closures);
    let notes = notes::find(&workspace, &closures);
    let singles = singles::find(&workspace, &closures, &pairs, &sets);
    // "sort among the pairs by that list, a pair being `[a, b]`, then by mechanism"
    let id = |at: usize| workspace.claims[at].id.clone();
    let lines_of_pairs =
        pairs.iter().map(|pair| ((vec![id(pair.a), id(pair.b)], pair.mechanism), pair.write(&workspace)));
    let lines_of_sets = sets.iter().map(|set| ((set.ids(&workspace), set.mechanism), set.write(&workspace)));
    let mut lines: Vec<_> = lines_of_pairs.chain(lines_of_sets).collect();
    lines.sort();
    Answer { pairs: lines.into_iter().map(|(_, line)| line).collect(), notes, singles }
}
