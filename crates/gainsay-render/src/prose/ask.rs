//! The answer about a statement, in words.

use gainsay_diff::ask::{Answer, Voice};
use gainsay_diff::ledger::Ledger;
use gainsay_model::finding::Reason;

use super::derivations::Extent;
use super::origins::Reports;
use super::{Naming, grounds};

/// Returns the answer in one line: `contested: Iran has relations with the Taliban`.
pub fn answer(naming: &Naming, answer: &Answer) -> String {
    let hint = if answer.word == "unknown" { " (no claim bears on it)" } else { "" };
    format!("{}: {}{hint}", answer.word, naming.statement(&answer.statement))
}

/// Returns the steps from what a claim says to what is asked.
pub fn because(naming: &Naming, voice: &Voice) -> Vec<Reason> {
    grounds::all(naming, &voice.grounds, Extent::All)
}

/// Returns the number of reports of voices, and of their fewer origins; none if each has its own.
pub fn reports(ledger: &Ledger, voices: &[&Voice]) -> Option<String> {
    let sources = voices.iter().filter_map(|voice| ledger.claim(voice.claim).record.source);
    Reports::of(ledger.workspace, sources).sentence()
}

/// Returns the ruling on a claim, in words.
pub fn ruled(voice: &Voice) -> Option<String> {
    match (&voice.ruled_against, &voice.ruled) {
        (Some(ruling), _) => Some(format!("ruled against: {ruling}")),
        (None, Some(ruling)) => Some(format!("ruled upon: {ruling}")),
        (None, None) => None,
    }
}
