//! Typographic quotation marks around a whole text: a program put them there for the plain ones, most likely, and they
//! are read as a part of the text.

use gainsay_model::finding::{Reason, Route};
use gainsay_model::record::Object;
use gainsay_model::text::escaped;

use crate::ledger::{ClaimId, Ledger};

/// The marks that open a quotation in one language or another, and those that close it.
const OPENING: &[char] = &['“', '”', '„', '‟', '«', '»', '‘', '’', '‚', '‛', '‹', '›', '〝'];
const CLOSING: &[char] = &['“', '”', '«', '»', '‘', '’', '‹', '›', '〞', '〟'];

/// Says of each of the claims whose text stands as a whole in typographic quotation marks that these belong to it.
pub fn marks_around(ledger: &Ledger, claims: [ClaimId; 2]) -> Vec<Reason> {
    claims.into_iter().filter_map(|id| marks_of(ledger, id)).collect()
}

fn marks_of(ledger: &Ledger, id: ClaimId) -> Option<Reason> {
    let entry = ledger.claim(id);
    let Object::Text(text) = entry.record.statement()?.object else { return None };
    let written = ledger.workspace.text(text.written);
    let inner = written.strip_prefix(OPENING)?.strip_suffix(CLOSING)?;
    let (first, last) = (written.chars().next()?, written.chars().next_back()?);
    let text = format!(
        "the marks `{first}` and `{last}` around the text of {} are read as a part of it: only `\"` encloses a text, `\"{}\"`",
        ledger.claim_text(id),
        escaped(&gainsay_model::text::trimmed_to(inner, 60)),
    );
    Some(Reason::new(text).at(Route::Key(entry.record.place, entry.stance.key(), None)))
}
