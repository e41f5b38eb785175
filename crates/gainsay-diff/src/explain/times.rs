//! The times of claims, the relation of two times, and the date that would decide.

use gainsay_model::date::Days;

use crate::clash::{Candidate, Comparer};
use crate::grounds::{ClaimTime, Contrast, DateDoubt, NotFirm, Spans, TimeBearing, TimeRelation};
use crate::ledger::{ClaimId, Entry, Ledger};
use crate::mechanism::Mechanism;
use crate::time::{Doubt, Meeting, Time, span_of_once};

/// Returns the time that a claim speaks of.
pub fn claim_time(ledger: &Ledger, entry: &Entry) -> ClaimTime {
    let workspace = ledger.workspace;
    let record = entry.record;
    let word = ledger.vocabulary.word(ledger.statement_of(entry.statement).predicate);
    let published = record.source.and_then(|s| workspace.source(s)).and_then(|s| s.published);
    let text = |date| workspace.dates.text(date).into_owned();
    if !word.is_event() && !word.is_state() {
        return ClaimTime::Timeless;
    }
    let (date, of_source) = match (record.when, record.said, published) {
        (Some(when), ..) => return ClaimTime::Given(text(when)),
        (None, Some(said), _) => (said, false),
        (None, None, Some(published)) => (published, true),
        (None, None, None) => return ClaimTime::Unknown,
    };
    let bearing = match (record.promises, word.is_event()) {
        (true, _) => TimeBearing::From,
        (false, true) => TimeBearing::UpTo,
        (false, false) => TimeBearing::At,
    };
    ClaimTime::Presumed { date: text(date), of_source, bearing }
}

/// Returns the relation of the times of two claims.
pub fn relation(comparer: &Comparer, a: ClaimId, b: ClaimId, candidate: &Candidate, meeting: Meeting) -> TimeRelation {
    if candidate.mechanism == Mechanism::Once {
        return of_once(comparer, (a, b), candidate, meeting);
    }
    TimeRelation::Spans(spans(comparer, a, b, candidate), meeting)
}

fn spans(comparer: &Comparer, a: ClaimId, b: ClaimId, candidate: &Candidate) -> Spans {
    let ledger = comparer.ledger;
    let denial = candidate.mechanism == Mechanism::Denial;
    let reach = |id: ClaimId, beyond| (ledger.claim_text(id).to_owned(), *ledger.time(ledger.claim(id)).reach(beyond));
    Spans { a: reach(a, candidate.a.event), b: reach(b, !denial && candidate.b.event), denial }
}

/// Returns the relation of two times of what happens or holds once.
fn of_once(comparer: &Comparer, (a, b): (ClaimId, ClaimId), candidate: &Candidate, meeting: Meeting) -> TimeRelation {
    let ledger = comparer.ledger;
    let (at_a, at_b) = (ledger.time(ledger.claim(a)), ledger.time(ledger.claim(b)));
    let grace = ledger.vocabulary.word(candidate.a.predicate).grace;
    let (what, days) = contrast((&at_a, candidate.a.event), (&at_b, candidate.b.event), grace);
    let claims = [a, b].map(|id| ledger.claim_text(id).to_owned());
    TimeRelation::Once { claims, what, days, grace, meeting }
}

/// Returns the days that are shown to differ: those of the starts or ends of two intervals where these do, or else all.
fn contrast(a: (&Time, bool), b: (&Time, bool), grace: i64) -> (Contrast, [Days; 2]) {
    let ends = |what, one: Option<Days>, other: Option<Days>| one.zip(other).map(|(a, b)| (what, [a, b]));
    let differ = |(_, [a, b]): &(Contrast, [Days; 2])| a.gap(*b) > grace;
    let intervals = match (a.0.stretch, b.0.stretch) {
        (Some(s), Some(t)) if s.is_interval && t.is_interval && !a.1 && !b.1 => {
            let (starts, stops) = (ends(Contrast::Begin, s.start(), t.start()), ends(Contrast::End, s.end(), t.end()));
            starts.filter(differ).or(stops.filter(differ))
        }
        _ => None,
    };
    intervals.unwrap_or_else(|| (Contrast::Whole, [span_of_once(a), span_of_once(b)]))
}

/// Returns the date that would decide whether two times contradict.
pub fn deciding_date(
    comparer: &Comparer,
    (a, b): (ClaimId, ClaimId),
    candidate: &Candidate,
    doubt: Doubt,
) -> DateDoubt {
    let ledger = comparer.ledger;
    let text = |id: ClaimId| ledger.claim_text(id).to_owned();
    match doubt {
        Doubt::Event => DateDoubt::TwoInOneDay,
        Doubt::NotFirm => {
            let blurred = |id: &ClaimId| !ledger.time(ledger.claim(*id)).firm;
            DateDoubt::NotFirm(
                [a, b]
                    .into_iter()
                    .filter(blurred)
                    .map(|id| (text(id), why_not_firm(ledger, ledger.claim(id))))
                    .collect(),
            )
        }
        Doubt::Standing(_) => {
            let word = ledger.vocabulary.word(candidate.a.predicate);
            DateDoubt::Standing {
                predicate: ledger.workspace.text(word.name).to_owned(),
                lasts: (!word.is_event()).then_some(word.lasts),
                missing: [a, b].into_iter().filter(|id| ledger.claim(*id).when.is_none()).map(text).collect(),
            }
        }
        Doubt::WhichDay => DateDoubt::WhichDay(spans(comparer, a, b, candidate)),
    }
}

/// Returns the reason for which the date of a claim is not firm.
pub fn why_not_firm(ledger: &Ledger, entry: &Entry) -> NotFirm {
    let text = |date| ledger.workspace.dates.text(date).into_owned();
    match (entry.record.when, entry.record.said) {
        (Some(when), _) => NotFirm::When(text(when)),
        (None, Some(said)) => NotFirm::Said(text(said)),
        (None, None) => NotFirm::OfSource,
    }
}
