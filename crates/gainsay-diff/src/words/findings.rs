//! From conflicts and notes to findings: what is contested, by whom, where that stands, and why.

use std::collections::BTreeSet;

use gainsay_model::finding::{Finding, Label, Level, Reason, Route};
use gainsay_model::record::EdgeKind;
use gainsay_model::schema::Kind;
use rustc_hash::FxHashSet;

use crate::clash::{Comparer, Mechanism};
use crate::conflicts::Conflict;
use crate::ledger::{ClaimId, Ledger};
use crate::rules::PairRule;
use crate::words::{derivations, reasons, speakers, times};

/// So many claims of a side are shown; the others are counted.
const SHOWN: usize = 5;

/// A conflict as a finding; its level is settled later.
pub fn of_conflict(comparer: &Comparer, conflict: &Conflict) -> Finding {
    let ledger = comparer.ledger;
    let (a, b, clash) = &conflict.example;
    let labels = conflict.sides.iter().flat_map(|(held, claims)| labels_of(ledger, conflict, held, claims)).collect();
    let mut because = ways_of_others(comparer, conflict);
    if let Ok(pairing) = comparer.pairing(*a, *b) {
        because.extend(reasons::of_conflict(comparer, *a, *b, &pairing, clash));
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
        help: help_for(ledger, *a, *b, conflict.rule).into_iter().map(str::to_owned).collect(),
        ruled: conflict.ruled.clone(),
        key: None,
    };
    let mut seen = FxHashSet::default();
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
    let value = if matches!(mechanism, Mechanism::Denial | Mechanism::Once) { String::new() } else { format!("{held}, ") };
    format!("{value}{verb} by {} {}", ledger.entity_text(entry.speaker), times::time_text(ledger, entry))
}

/// By what steps the claims that are shown beside the example come to what is contested, each way once.
fn ways_of_others(comparer: &Comparer, conflict: &Conflict) -> Vec<Reason> {
    let ledger = comparer.ledger;
    let (a, b, _) = &conflict.example;
    let statement = |id: ClaimId| ledger.claim(id).statement;
    let mut told = FxHashSet::from_iter([statement(*a), statement(*b)]);
    let mut because = Vec::new();
    for (held, claims) in &conflict.sides {
        let denies = conflict.mechanism == Mechanism::Denial && held == "denied";
        for id in claims.iter().take(SHOWN).filter(|_| !denies) {
            if !told.insert(statement(*id)) {
                continue;
            }
            let opponent = if claims.contains(b) { *a } else { *b };
            because.extend(way(comparer, *id, opponent, conflict));
        }
    }
    because
}

/// The steps by which a claim comes to what is contested between it and an opponent.
fn way(comparer: &Comparer, id: ClaimId, opponent: ClaimId, conflict: &Conflict) -> Vec<Reason> {
    let ledger = comparer.ledger;
    let (s, t) = (ledger.statement_of(ledger.claim(id).statement), ledger.statement_of(ledger.claim(opponent).statement));
    let denied = conflict.mechanism == Mechanism::Denial;
    let candidates = comparer.candidates(s, t, denied);
    let same = candidates.iter().find(|c| c.mechanism == conflict.mechanism && comparer.contested(s, t, c) == conflict.contested);
    same.map(|candidate| derivations::derivation(comparer, id, &candidate.a)).unwrap_or_default()
}

/// How many claims of a side are not shown.
fn rest_of(ledger: &Ledger, conflict: &Conflict, held: &str, claims: &[ClaimId]) -> Option<Reason> {
    let rest = claims.len().checked_sub(SHOWN).filter(|rest| *rest > 0)?;
    let one = claims.get(SHOWN).map(|id| ledger.claim_text(*id)).unwrap_or_default();
    let what =
        if conflict.mechanism == Mechanism::Denial { format!("`{}` is {held}", conflict.contested) } else { format!("`{held}` is held") };
    let text = if rest == 1 { format!("{what} by 1 more claim: {one}") } else { format!("{what} by {rest} more claims, from {one} on") };
    Some(Reason::new(text))
}

// --- the message ---

fn message(comparer: &Comparer, conflict: &Conflict) -> String {
    let ledger = comparer.ledger;
    let (a, b, _) = &conflict.example;
    let (who, several) = speakers(ledger, conflict);
    let each = if several { " each" } else { "" };
    let may = |certain: &str, possible: &str| if conflict.certain { certain.to_owned() } else { format!("may {possible}") };
    let told = match conflict.rule {
        PairRule::ReportDivergence => format!("reports of one utterance by {who} {}", may("differ", "differ")),
        PairRule::Reversal => format!("{who}{each} {} an earlier claim", may("reversed", "have reversed")),
        PairRule::SelfContradiction => format!("claims by {who}{each} {} each other", may("contradict", "contradict")),
        PairRule::MixedMessage => {
            let name = speakers::principal(ledger, *a, *b).map_or("one party", |principal| ledger.entity_text(principal));
            format!("{name} {} with two voices", may("speaks", "speak"))
        }
        PairRule::Dispute => format!("{who} {}", may("disagree", "disagree")),
    };
    format!("{told}: {}", what(comparer, conflict))
}

/// Who speaks in the claims that are shown, by name, and whether that is more than one.
fn speakers(ledger: &Ledger, conflict: &Conflict) -> (String, bool) {
    let shown = conflict.sides.iter().flat_map(|(_, claims)| claims.iter().take(SHOWN));
    let names: BTreeSet<&str> = shown.map(|id| ledger.entity_text(ledger.claim(*id).speaker)).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let told = match names.as_slice() {
        [one, other] => format!("{one} and {other}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} others", rest.len()),
        other => other.concat(),
    };
    (told, names.len() > 1)
}

/// What is contested, and how.
fn what(comparer: &Comparer, conflict: &Conflict) -> String {
    let contested = &conflict.contested;
    let sides: Vec<&str> = conflict.sides.iter().map(|(held, _)| held.as_str()).collect();
    match conflict.mechanism {
        // Not its mirror that comes first by name: the words of one who denies it.
        Mechanism::Denial => format!("`{}`", statement_text(comparer, conflict.example.1)),
        Mechanism::Exclusion => format!("`{}`", contested.replace(" / ", "` against `")),
        Mechanism::Functional | Mechanism::InverseFunctional => format!("`{}`", contested.replace('…', &listed(&sides))),
        Mechanism::Asymmetry => format!("`{contested}`, and the other way round"),
        Mechanism::Once => format!("when `{contested}`: {}", listed(&sides)),
    }
}

/// Values, as many as fit a line.
fn listed(values: &[&str]) -> String {
    match values {
        [one, two] => format!("{one} or {two}"),
        [one, two, rest @ ..] => format!("{one} or {two} or {} more", rest.len()),
        other => other.concat(),
    }
}

// --- the remedy ---

fn help_for(ledger: &Ledger, a: ClaimId, b: ClaimId, rule: PairRule) -> Option<&'static str> {
    let dated = |id: ClaimId| ledger.claim(id).record.said.is_some_and(|said| ledger.workspace.date(said).span().is_one_day());
    match rule {
        PairRule::SelfContradiction if !(dated(a) && dated(b)) => Some(
            "if they were said at different times, give `said` to the day; if one was misread, retract it; if it is a real contradiction, record a ruling",
        ),
        PairRule::SelfContradiction => Some(
            "if one was misread, retract it; if they speak of different times, give each its `when`; if it is a real contradiction, record a ruling",
        ),
        PairRule::Reversal => Some(
            "if they speak of different times, give each its `when`; if the speaker changed position, record a ruling: `changed-position`",
        ),
        PairRule::ReportDivergence => {
            Some("compare the reports with the words themselves; if one is wrong, record a ruling: `report-error`")
        }
        PairRule::MixedMessage => Some("if one did not speak in that name, say so with `for`; if an office had ended, give it its dates"),
        PairRule::Dispute => None,
    }
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
    let mut finding = finding.because(format!("`{less}` does not carry `{more}`, so the two agree"), None);
    finding.because.extend(guard(comparer, a, n));
    finding
}

/// The steps by which what is denied would carry what is affirmed.
pub fn carries(comparer: &Comparer, more: ClaimId, less: ClaimId) -> Vec<Reason> {
    let ledger = comparer.ledger;
    let (of_more, of_less) = (ledger.statement_of(ledger.claim(more).statement), ledger.statement_of(ledger.claim(less).statement));
    let carried = ledger.all_carried(of_more, of_less.predicate, of_less.pair);
    let state = carried.iter().find(|s| !s.lifted_subject && !s.lifted_object);
    state.map(|state| derivations::derivation_of(comparer, of_more, state)).unwrap_or_default()
}

/// The guard by which the vocabulary keeps the predicates of two claims apart, if there is one.
pub fn guard(comparer: &Comparer, a: ClaimId, n: ClaimId) -> Option<Reason> {
    let ledger = comparer.ledger;
    let predicate = |id: ClaimId| ledger.statement_of(ledger.claim(id).statement).predicate;
    let guard = |from, to, kind: EdgeKind, says: &str| {
        let word = ledger.vocabulary.word(from);
        let edge = word.record.edges.iter().find(|e| e.kind == kind && ledger.vocabulary.find(e.to) == Some(to))?;
        let text = format!("the vocabulary guards this: {} {says} {}", ledger.predicate_text(from), ledger.predicate_text(to));
        Some(Reason::new(text).at(Route::Key(word.place(), kind.key(), Some(edge.index))))
    };
    let (less, more) = (predicate(a), predicate(n));
    guard(less, more, EdgeKind::MustNotImply, "must not imply")
        .or_else(|| guard(less, more, EdgeKind::DistinctFrom, "is distinct from"))
        .or_else(|| guard(more, less, EdgeKind::DistinctFrom, "is distinct from"))
}

/// A position that one side gave up.
pub fn position_change(comparer: &Comparer, a: ClaimId, n: ClaimId) -> Finding {
    let ledger = comparer.ledger;
    let affirmed_first = ledger.spoken(ledger.claim(a)).before(&ledger.spoken(ledger.claim(n)));
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
            finding.because.extend(derivations::derivation(comparer, a, &candidate.a));
            finding.because.push(Reason::new(times::times_text(comparer, a, n, candidate, meeting)));
        }
        if pairing.rule == PairRule::MixedMessage {
            finding.because.extend(speakers::speakers(comparer, a, n, &pairing));
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
    comparer.plain_text(statement.predicate, statement.pair, &statement.object)
}
