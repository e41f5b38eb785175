//! Finds typographic quotation marks around a whole text: most likely a program put them in the place of plain ones,
//! and they are read as a part of the text.

use gainsay_model::finding::Route;
use gainsay_model::record::Object;
use gainsay_model::text::{escaped, trimmed_to};

use crate::grounds::{Ground, GroundKind};
use crate::ledger::{ClaimId, Ledger};

/// The marks that open a quotation in one language or another, and those that close it.
const OPENING: &[char] = &['“', '”', '„', '‟', '«', '»', '‘', '’', '‚', '‛', '‹', '›', '〝'];
const CLOSING: &[char] = &['“', '”', '«', '»', '‘', '’', '‹', '›', '〞', '〟'];

/// Returns, for each of the claims whose text stands as a whole in typographic quotation marks, the ground that these
/// belong to it.
pub fn marks_around(ledger: &Ledger, claims: [ClaimId; 2]) -> Vec<Ground> {
    claims.into_iter().filter_map(|id| marks_of(ledger, id)).collect()
}

fn marks_of(ledger: &Ledger, id: ClaimId) -> Option<Ground> {
    let entry = ledger.claim(id);
    let Object::Text(text) = entry.record.statement()?.object else { return None };
    let written = ledger.workspace.text(text.written);
    let inner = written.strip_prefix(OPENING)?.strip_suffix(CLOSING)?;
    let marks = [written.chars().next()?, written.chars().next_back()?];
    let text = escaped(&trimmed_to(inner, 60)).into_owned();
    let kind = GroundKind::QuoteMarks { claim: ledger.claim_text(id).to_owned(), marks, text };
    Some(Ground::at(kind, Route::Key(entry.record.place, entry.stance.key(), None)))
}
