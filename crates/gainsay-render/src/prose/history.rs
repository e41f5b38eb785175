//! The history of a claim's conflicts in words, commit by commit.

use super::Naming;

/// A conflict with another claim in a commit: its rule, and whether it is certain.
type Had = (&'static str, bool);

/// Returns a conflict that began or ended: `possible dispute with Zarif, 3 May 2018 (zarif-relations), by denial`.
pub fn conflict(naming: &Naming, other: &str, mechanism: &str, had: Had) -> String {
    format!("{} with {}, by {mechanism}", kind(had), naming.claim_named(other))
}

/// Returns a conflict that has changed, and what it was.
pub fn changed(naming: &Naming, other: &str, mechanism: &str, [was, is]: [Had; 2]) -> String {
    format!("{}; it was a {}", conflict(naming, other, mechanism, is), kind(was))
}

fn kind((rule, certain): Had) -> String {
    super::kind_of(rule, certain)
}
