//! From conflicts and notes to findings: what is contested, by whom, where that stands, and why.

use gainsay_model::finding::{Finding, Label, Level, Reason, Route};
use gainsay_model::schema::Kind;

use crate::clash::{Clash, Comparer, Mechanism, Pairing};
use crate::conflicts::Conflict;
use crate::ledger::{ClaimId, Ledger};
use crate::reasons;
use crate::rules::PairRule;
use crate::speakers::Common;

/// So many claims of a side are shown; the others are counted.
const SHOWN: usize = 5;

/// A conflict as a finding; its level is settled later.
pub fn of_conflict(comparer: &Comparer, conflict: &Conflict) -> Finding {
    let ledger = comparer.ledger;
    let (a, b, clash) = &conflict.example;
    let labels = conflict.sides.iter().flat_map(|(held, claims)| labels_of(ledger, conflict, held, claims)).collect();
    let mut because = Vec::new();
    let mut help = Vec::new();
    if let Ok(pairing) = comparer.pairing(*a, *b) {
        because = reasons::of_conflict(comparer, *a, *b, &pairing, &clash.candidate, clash.meeting);
        if !conflict.certain {
            because.extend(reasons::doubts(comparer, *a, *b, &pairing, &clash.candidate, clash.meeting));
        }
        help = help_for(ledger, *a, *b, conflict.rule);
    }
    because.extend(conflict.sides.iter().filter_map(|(held, claims)| rest_of(ledger, conflict, held, claims)));
    let records = conflict.sides.iter().flat_map(|(_, claims)| claims);
    let mut finding = Finding {
        rule: conflict.rule.name(),
        mechanism: Some(conflict.mechanism.name()),
        level: Level::Note,
        certain: Some(conflict.certain),
        contested: Some(conflict.contested.clone()),
        records: Vec::new(),
        labels,
        message: message(comparer, conflict),
        because,
        help,
        ruled: conflict.ruled.clone(),
        key: None,
    };
    let mut seen = rustc_hash::FxHashSet::default();
    for id in records.filter(|id| seen.insert(**id)) {
        finding = finding.of(Kind::Claim, ledger.claim_text(*id));
    }
    finding
}

// --- what is to be seen ---

/// The places of a side's claims, oldest first.
fn labels_of<'c>(ledger: &'c Ledger, conflict: &'c Conflict, held: &'c str, claims: &'c [ClaimId]) -> impl Iterator<Item = Label> + 'c {
    claims.iter().take(SHOWN).map(move |id| Label { route: stance_route(ledger, *id), text: seen(ledger, conflict.mechanism, held, *id) })
}

/// Where a claim takes its stance.
pub fn stance_route(ledger: &Ledger, id: ClaimId) -> Route {
    let entry = ledger.claim(id);
    Route::Key(entry.record.place, entry.stance.key(), None)
}

/// What a claim says of a side, and for when.
fn seen(ledger: &Ledger, mechanism: Mechanism, held: &str, id: ClaimId) -> String {
    let entry = ledger.claim(id);
    let verb = match entry.stance {
        gainsay_model::record::Stance::Suggests => "suggested",
        gainsay_model::record::Stance::Doubts => "doubted",
        stance if stance.positive() => "affirmed",
        _ => "denied",
    };
    let value = if mechanism == Mechanism::Denial { String::new() } else { format!("{held}, ") };
    format!("{value}{verb} by {} {}", ledger.entity_text(entry.speaker), reasons::time_text(ledger, entry))
}

/// How many claims of a side are not shown.
fn rest_of(ledger: &Ledger, conflict: &Conflict, held: &str, claims: &[ClaimId]) -> Option<Reason> {
    let rest = claims.len().checked_sub(SHOWN).filter(|rest| *rest > 0)?;
    let one = claims.get(SHOWN).map(|id| ledger.claim_text(*id)).unwrap_or_default();
    let what = if conflict.mechanism == Mechanism::Denial { format!("`{}` is {held}", conflict.contested) } else { format!("`{held}` is held") };
    let text = if rest == 1 { format!("{what} by 1 more claim: {one}") } else { format!("{what} by {rest} more claims, from {one} on") };
    Some(Reason { text, route: None })
}

// --- the message ---

fn message(comparer: &Comparer, conflict: &Conflict) -> String {
    let ledger = comparer.ledger;
    let (a, b, _) = &conflict.example;
    let who = |id: ClaimId| ledger.entity_text(ledger.claim(id).speaker);
    let what = what(conflict);
    let told = match conflict.rule {
        PairRule::ReportDivergence => format!("two reports of one utterance by {} differ: {what}", who(*a)),
        PairRule::Reversal => format!("{} said the opposite before: {what}", who(*a)),
        PairRule::SelfContradiction => format!("{} contradicts himself: {what}", who(*a)),
        PairRule::MixedMessage => {
            let common = comparer.pairing(*a, *b).map(|p| p.common);
            let name = match common {
                Ok(Common::Surely(principal) | Common::Possibly(principal)) => ledger.entity_text(principal),
                _ => "one party",
            };
            format!("{} speak for {name} with two voices: {what}", both(who(*a), who(*b)))
        }
        PairRule::Dispute => format!("{} disagree: {what}", both(who(*a), who(*b))),
    };
    if conflict.certain { told } else { format!("{told} (possible, not certain)") }
}

fn both(one: &str, other: &str) -> String {
    if one <= other { format!("{one} and {other}") } else { format!("{other} and {one}") }
}

/// What is contested, and how.
fn what(conflict: &Conflict) -> String {
    let contested = &conflict.contested;
    let sides: Vec<&str> = conflict.sides.iter().map(|(held, _)| held.as_str()).collect();
    match conflict.mechanism {
        Mechanism::Denial => format!("`{contested}` is affirmed and denied"),
        Mechanism::Exclusion => format!("`{}`, which exclude each other", contested.replace(" / ", "` and `")),
        Mechanism::Functional => format!("`{contested}` can have one object, and is given {}", listed(&sides)),
        Mechanism::InverseFunctional => format!("`{contested}` can have one subject, and is given {}", listed(&sides)),
        Mechanism::Asymmetry => format!("`{contested}` is said both ways round"),
    }
}

/// Values, as many as fit a line.
fn listed(values: &[&str]) -> String {
    match values {
        [one, two] => format!("{one} and {two}"),
        [one, two, rest @ ..] if !rest.is_empty() => format!("{one}, {two} and {} more", rest.len()),
        other => other.join(", "),
    }
}

// --- the remedy ---

fn help_for(ledger: &Ledger, a: ClaimId, b: ClaimId, rule: PairRule) -> Vec<String> {
    let dated = |id: ClaimId| ledger.claim(id).record.said.is_some_and(|said| ledger.workspace.date(said).span().is_one_day());
    let ruling = "if it is understood, record a ruling: see `gainsay explain unused-ruling`";
    let text = match rule {
        PairRule::SelfContradiction if !(dated(a) && dated(b)) => {
            "if they were said at different times, give `said` to the day; if one was misread, retract it; if it is a real contradiction, record a ruling"
        }
        PairRule::SelfContradiction => "if one was misread, retract it; if they speak of different times, give each its `when`; if it is a real contradiction, record a ruling",
        PairRule::Reversal => "if they speak of different times, give each its `when`; if the speaker changed his mind, record a ruling: changed-position",
        PairRule::ReportDivergence => "compare the reports with the words themselves; if one is wrong, record a ruling: report-error",
        PairRule::MixedMessage => "if one did not speak in that name, say so with `for`; if an office had ended, give it its dates",
        PairRule::Dispute => return Vec::new(),
    };
    if rule == PairRule::Dispute { vec![ruling.into()] } else { vec![text.into()] }
}

// --- notes ---

/// A line that a speaker draws: the less is affirmed, the more denied.
pub fn distinction(comparer: &Comparer, a: ClaimId, n: ClaimId) -> Finding {
    let ledger = comparer.ledger;
    let (less, more) = (statement_text(comparer, a), statement_text(comparer, n));
    let speaker = ledger.entity_text(ledger.claim(a).speaker);
    let message = format!("{speaker} draws a line: `{less}`, but not `{more}`");
    let mut finding = note(ledger, "distinction", a, n, message);
    for reason in carries(comparer, n, a) {
        finding.because.push(reason);
    }
    finding.because(format!("`{less}` does not carry `{more}`, so the two agree"), guard_route(comparer, a, n))
}

/// The steps by which what is denied would carry what is affirmed.
fn carries(comparer: &Comparer, more: ClaimId, less: ClaimId) -> Vec<Reason> {
    let ledger = comparer.ledger;
    let (of_more, of_less) = (ledger.statement_of(ledger.claim(more).statement), ledger.statement_of(ledger.claim(less).statement));
    let closure = ledger.closure(of_more);
    let state = closure.with(of_less.predicate).find(|(_, s)| !s.lifted_subject && !s.lifted_object && closure.about(s, of_more.pair) == of_less.pair);
    state.map(|(index, _)| reasons::derivation(comparer, more, index)).unwrap_or_default()
}

/// The guard that keeps the two predicates apart, if there is one.
fn guard_route(comparer: &Comparer, a: ClaimId, n: ClaimId) -> Option<Route> {
    use gainsay_model::record::EdgeKind;
    let ledger = comparer.ledger;
    let predicate = |id: ClaimId| ledger.statement_of(ledger.claim(id).statement).predicate;
    let guard = |from, to, kinds: &[EdgeKind]| {
        let word = ledger.vocabulary.word(from);
        let edge = word.record.edges.iter().find(|e| kinds.contains(&e.kind) && ledger.vocabulary.find(e.to) == Some(to))?;
        Some(Route::Key(word.place(), edge.kind.key(), Some(edge.index)))
    };
    let (less, more) = (predicate(a), predicate(n));
    guard(less, more, &[EdgeKind::MustNotImply, EdgeKind::DistinctFrom]).or_else(|| guard(more, less, &[EdgeKind::DistinctFrom]))
}

/// A position that one side gave up.
pub fn position_change(comparer: &Comparer, a: ClaimId, n: ClaimId) -> Finding {
    let ledger = comparer.ledger;
    let affirmed_first = ledger.claim(a).spoken.before(&ledger.claim(n).spoken);
    let (first, second) = if affirmed_first { (a, n) } else { (n, a) };
    let who = |id: ClaimId| ledger.entity_text(ledger.claim(id).speaker);
    let denied = statement_text(comparer, n);
    let (was, is) = if affirmed_first { ("affirmed", "denied") } else { ("denied", "affirmed") };
    let message = if who(a) == who(n) {
        format!("{} first {was} and later {is} `{denied}`, for another time", who(a))
    } else {
        format!("{} {was}, and later {} {is} `{denied}`, for another time", who(first), who(second))
    };
    let mut finding = note(ledger, "position-change", first, second, message);
    if let Ok(pairing) = comparer.pairing(a, n) {
        let (s, t) = (ledger.statement_of(ledger.claim(a).statement), ledger.statement_of(ledger.claim(n).statement));
        if let Some(candidate) = comparer.candidates(s, t, true).first() {
            let meeting = comparer.meeting(a, n, &pairing, candidate);
            finding.because.extend(reasons::derivation(comparer, a, candidate.a));
            finding.because.push(Reason { text: reasons::times_text(comparer, a, n, candidate, meeting), route: None });
        }
        if pairing.rule == PairRule::MixedMessage {
            finding.because.extend(reasons::speakers(comparer, a, n, &pairing));
        }
    }
    finding
}

fn note(ledger: &Ledger, rule: &'static str, first: ClaimId, second: ClaimId, message: String) -> Finding {
    let label = |id| seen(ledger, Mechanism::Denial, "", id);
    Finding::about(rule, stance_route(ledger, first), message)
        .seen(label(first))
        .at(stance_route(ledger, second), label(second))
        .of(Kind::Claim, ledger.claim_text(first))
        .of(Kind::Claim, ledger.claim_text(second))
        .keyed(ledger.claim_text(second))
}

/// What a claim itself says.
pub fn statement_text(comparer: &Comparer, id: ClaimId) -> String {
    let statement = comparer.ledger.statement_of(comparer.ledger.claim(id).statement);
    comparer.plain_text(statement.predicate, statement.pair, statement.object)
}

/// What two claims are to each other by one mechanism, as one reads it in `why`.
pub fn of_pair(comparer: &Comparer, a: ClaimId, b: ClaimId, pairing: &Pairing, clash: &Clash) -> Vec<Reason> {
    let mut because = reasons::of_conflict(comparer, a, b, pairing, &clash.candidate, clash.meeting);
    if !clash.certain {
        because.extend(reasons::doubts(comparer, a, b, pairing, &clash.candidate, clash.meeting));
    }
    because
}
