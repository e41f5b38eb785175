//! What became of a claim's conflicts in words, commit by commit.

use super::Naming;

/// A conflict with another claim, as a commit has it: its rule, and whether it is certain.
type Had = (&'static str, bool);

/// Returns a conflict that came or went: `possible dispute with Zarif, 3 May 2018 (zarif-relations), by denial`.
pub fn conflict(naming: &Naming, other: &str, mechanism: &str, had: Had) -> String {
    format!("{} with {}, by {mechanism}", kind(had), claim(naming, other))
}

/// Returns a conflict that is another than before, and what it was.
pub fn changed(naming: &Naming, other: &str, mechanism: &str, [was, is]: [Had; 2]) -> String {
    format!("{}; it was a {}", conflict(naming, other, mechanism, is), kind(was))
}

fn kind((rule, certain): Had) -> String {
    let possible = if certain { "" } else { "possible " };
    if rule == "dispute" { format!("{possible}{rule}") } else { format!("{possible}contradiction[{rule}]") }
}

/// A claim by its speaker and the day on which it was said, with its id; one that is not there any more by its id.
fn claim(naming: &Naming, id: &str) -> String {
    if naming.is_by_ids() || naming.place_of(id).is_none() {
        return id.to_owned();
    }
    let said = naming.said(id).map(|said| format!(", {said}")).unwrap_or_default();
    format!("{}{said} ({id})", naming.speaker(id))
}
