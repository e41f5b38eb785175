//! Finds dates of past events that lie after today: most likely a slip of the pen.

use gainsay_model::date::{Day, write_day};
use gainsay_model::finding::{Finding, Route};
use gainsay_model::record::{Claim, DateId, Place};
use gainsay_model::schema::Kind;

use crate::ledger::Ledger;

/// Returns a finding for each date of a past event that lies after today: `said` of claims that take part or relay,
/// `retracted` of those that would if they were not withdrawn, `published` and `accessed` of sources, `decided` of
/// rulings.
///
/// The findings of sources and rulings name no record, since nothing that is compared depends on them.
pub fn check(ledger: &Ledger, today: Day) -> Vec<Finding> {
    let workspace = ledger.workspace;
    let is_late = |date: Option<DateId>| date.filter(|date| workspace.dates.earliest(*date) > today);
    let mut findings = Vec::new();
    for entry in ledger.claims.iter().chain(&ledger.relays) {
        if let Some(said) = is_late(entry.said) {
            findings.push(of_claim(ledger, entry.record, "said", said, today));
        }
    }
    for claim in workspace.claims_out().iter().filter_map(|i| workspace.records.claims.get(*i as usize)) {
        if let Some(retracted) = is_late(claim.more().retracted).filter(|_| ledger.would_take_part(claim)) {
            findings.push(of_claim(ledger, claim, "retracted", retracted, today));
        }
    }
    for source in workspace.sources() {
        for (key, date) in [("published", source.published), ("accessed", source.accessed)] {
            findings.extend(is_late(date).map(|date| finding(ledger, (source.place, key), date, today)));
        }
    }
    for ruling in workspace.rulings() {
        findings.extend(is_late(ruling.decided).map(|date| finding(ledger, (ruling.place, "decided"), date, today)));
    }
    findings
}

fn of_claim(ledger: &Ledger, claim: &Claim, key: &'static str, date: DateId, today: Day) -> Finding {
    let id = claim.id.map(|id| ledger.workspace.text(id)).unwrap_or_default();
    finding(ledger, (claim.place, key), date, today).of(Kind::Claim, id)
}

fn finding(ledger: &Ledger, (place, key): (Place, &'static str), date: DateId, today: Day) -> Finding {
    let written = ledger.workspace.dates.text(date);
    let message = format!("`{key}` lies in the future: {written}, and today is {}", write_day(today));
    Finding::about("future-date", Route::Key(place, key, None), message)
        .keyed(key)
        .help("correct the date; `--today` says what day it is, if the clock is wrong")
}
