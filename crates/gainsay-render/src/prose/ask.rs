//! The answer about a statement, in words.

use gainsay_diff::ask::{Answer, Voice};
use gainsay_diff::grounds::Ground;
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

/// Returns the steps from what a claim says to what is asked, as programs read them.
pub fn because(naming: &Naming, grounds: &[Ground]) -> Vec<Reason> {
    grounds::all(naming, grounds, Extent::All)
}

/// Returns the steps as [`because`] does, with the ends of derivations of very many steps only.
pub fn abridged(naming: &Naming, grounds: &[Ground]) -> Vec<Reason> {
    grounds::all(naming, grounds, Extent::Ends(&|_| "`--output json` has them all".to_owned()))
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
