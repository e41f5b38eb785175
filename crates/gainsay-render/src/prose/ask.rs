//! What bears on a statement that was asked, in words.

use gainsay_diff::ask::Voice;
use gainsay_diff::explain::times::claim_time;
use gainsay_diff::ledger::Ledger;
use gainsay_model::finding::Reason;

use super::{Naming, grounds, times};

/// Returns the steps from what a claim says to what is asked.
pub fn because(naming: &Naming, voice: &Voice) -> Vec<Reason> {
    voice.grounds.iter().flat_map(|ground| grounds::reasons(naming, ground)).collect()
}

/// Returns who says what, for when, and what is ruled upon that: `Bahrami denies that Iran has relations with the
/// Taliban, for May 2018, when it was said`.
pub fn sentence(naming: &Naming, ledger: &Ledger, voice: &Voice, statement: &str) -> String {
    let entry = ledger.claim(voice.claim);
    let ruled = match (&voice.ruled_against, &voice.ruled) {
        (Some(ruling), _) => format!("; ruled against: {ruling}"),
        (None, Some(ruling)) => format!("; ruled upon: {ruling}"),
        (None, None) => String::new(),
    };
    let (speaker, time) =
        (naming.entity(ledger.entity_text(entry.speaker)), times::claim_time(naming, &claim_time(ledger, entry)));
    format!("{speaker} {} that {}, {time}{ruled}", entry.stance.key(), naming.statement(statement))
}
