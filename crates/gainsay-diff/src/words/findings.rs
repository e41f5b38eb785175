//! From conflicts and notes to findings: what is contested, by whom, where that stands, and why.

use std::collections::BTreeSet;

use gainsay_model::finding::{Finding, Label, Reason, Route};
use gainsay_model::record::EdgeKind;
use gainsay_model::schema::Kind;
use rustc_hash::FxHashSet;

use crate::clash::{Comparer, Mechanism};
use crate::conflicts::{Conflict, Position};
use crate::ledger::{ClaimId, Ledger};
use crate::rules::PairRule;
use crate::words::{derivations, reasons, speakers, times};

/// So many claims of a position are shown; the others are counted.
const SHOWN: usize = 5;

/// So many values of a position are named in a headline.
const NAMED: usize = 3;

/// A conflict as a finding.
pub fn of_conflict(comparer: &Comparer, conflict: &Conflict) -> Finding {
    let ledger = comparer.ledger;
    let (a, b, clash) = &conflict.example;
    let mut because = ways_of_others(comparer, conflict);
    if let Ok(pairing) = comparer.pairing(*a, *b) {
        because.extend(reasons::of_conflict(comparer, *a, *b, &pairing, clash));
    }
    because.extend(conflict.positions.iter().filter_map(|position| agreement(ledger, conflict, position)));
    because.extend(conflict.positions.iter().filter_map(|position| rest_of(ledger, conflict, position)));
    let finding = Finding {
        rule: conflict.rule.name(),
        other_rules: conflict.other_rules.iter().map(|rule| rule.name()).collect(),
        mechanism: Some(conflict.mechanism.name()),
        level: conflict.level,
        certain: Some(conflict.certain),
        contested: Some(conflict.contested.clone()),
        records: Vec::new(),
        labels: labels_of(ledger, conflict),
        message: message(comparer, conflict),
        because,
        help: help_for(ledger, *a, *b, conflict.rule).into_iter().map(str::to_owned).collect(),
        fix: Vec::new(),
        ruled: conflict.ruled.clone(),
        key: None,
    };
    conflict.claims().fold(finding, |finding, id| finding.of(Kind::Claim, ledger.claim_text(id)))
}

// --- what is to be seen ---

/// The claims of a position that are shown, each with what it holds: the oldest ones, and the one that the conflict is explained by.
fn shown<'c>(conflict: &Conflict, position: &'c Position) -> Vec<(ClaimId, &'c str)> {
    let (first, rest) = position.claims.split_at(position.claims.len().min(SHOWN));
    let mut shown = first.to_vec();
    let (a, b, _) = conflict.example;
    if let (Some(last), Some(explained)) = (shown.last_mut(), rest.iter().find(|(id, _)| [a, b].contains(id))) {
        *last = *explained;
    }
    shown.into_iter().map(|(id, held)| (id, position.held[held].as_str())).collect()
}

/// The places of the claims that are shown, position by position. Where the pairs fall under several rules, or more claims are shown
/// than two positions have, the pair that the headline speaks of comes before all others: faces may leave out the last ones.
fn labels_of(ledger: &Ledger, conflict: &Conflict) -> Vec<Label> {
    let mut all: Vec<(ClaimId, &str)> = conflict.positions.iter().flat_map(|position| shown(conflict, position)).collect();
    let (a, b, _) = conflict.example;
    if !conflict.other_rules.is_empty() || all.len() > 2 * SHOWN {
        all.sort_by_key(|(id, _)| ![a, b].contains(id));
    }
    all.into_iter().map(|(id, held)| Label { route: stance_route(ledger, id), text: seen(ledger, conflict.mechanism, held, id) }).collect()
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
    for position in &conflict.positions {
        let holds = |claim: ClaimId| position.claims.iter().any(|(id, _)| *id == claim);
        let mut opponent = None;
        for (id, held) in shown(conflict, position) {
            let denies = conflict.mechanism == Mechanism::Denial && held == "denied";
            if !denies && told.insert(statement(id)) {
                let opponent = *opponent.get_or_insert_with(|| if holds(*b) { *a } else { *b });
                because.extend(way(comparer, id, opponent, conflict));
            }
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

/// That the several values of a position do not differ, if there are several.
fn agreement(ledger: &Ledger, conflict: &Conflict, position: &Position) -> Option<Reason> {
    if position.held.len() < 2 {
        return None;
    }
    let claims: Vec<&str> = shown(conflict, position).into_iter().map(|(id, _)| ledger.claim_text(id)).collect();
    let held = listed(&position.held, "and", SHOWN);
    Some(Reason::new(format!("{} stand together: {held} do not differ", enumerated(&claims, position.claims.len()))))
}

/// Names and the count of the rest: `a, b and 2 others`.
fn enumerated(names: &[&str], of: usize) -> String {
    match (names, of.saturating_sub(names.len())) {
        ([one], 0) => (*one).to_owned(),
        ([start @ .., last], 0) => format!("{} and {last}", start.join(", ")),
        (names, 1) => format!("{} and 1 other", names.join(", ")),
        (names, rest) => format!("{} and {rest} others", names.join(", ")),
    }
}

/// How many claims of a position are not shown.
fn rest_of(ledger: &Ledger, conflict: &Conflict, position: &Position) -> Option<Reason> {
    let rest = position.claims.len().checked_sub(SHOWN).filter(|rest| *rest > 0)?;
    let shown: Vec<ClaimId> = shown(conflict, position).into_iter().map(|(id, _)| id).collect();
    let one = position.claims.iter().find(|(id, _)| !shown.contains(id)).map(|(id, _)| ledger.claim_text(*id)).unwrap_or_default();
    let what = match conflict.mechanism {
        Mechanism::Denial => format!("`{}` is {}", conflict.contested, position.held.concat()),
        Mechanism::Once => format!("{} is said", listed(&position.held, "or", NAMED)),
        _ => format!("`{}` is held", listed(&position.held, "or", NAMED)),
    };
    let text = if rest == 1 { format!("{what} by 1 more claim: {one}") } else { format!("{what} by {rest} more claims, from {one} on") };
    Some(Reason::new(text))
}

// --- the message ---

fn message(comparer: &Comparer, conflict: &Conflict) -> String {
    let ledger = comparer.ledger;
    let (a, b, clash) = &conflict.example;
    let who = speakers(ledger, conflict);
    // What is said of the speakers is as certain as the pairs of that rule.
    let may = |certain: &str, possible: &str| if clash.certain { certain.to_owned() } else { format!("may {possible}") };
    let told = match conflict.rule {
        PairRule::ReportDivergence => format!("reports of one utterance by {who} {}", may("differ", "differ")),
        PairRule::Reversal => format!("{who} {} an earlier claim", may("reversed", "have reversed")),
        PairRule::SelfContradiction => format!("claims by {who} {} each other", may("contradict", "contradict")),
        PairRule::MixedMessage => {
            let name = speakers::principal(ledger, *a, *b).map_or("one party", |principal| ledger.entity_text(principal));
            format!("{name} {} with two voices", may("speaks", "speak"))
        }
        PairRule::Dispute => format!("{who} {}", may("disagree", "disagree")),
    };
    let others: Vec<&str> = conflict.other_rules.iter().map(|rule| rule.name()).collect();
    let others = if others.is_empty() { String::new() } else { format!(" (also {})", others.join(", ")) };
    format!("{told}: {}{others}", what(comparer, conflict))
}

/// Who speaks, by name: the speaker of the most serious pair, where its rule is about one; otherwise all who speak in the claims shown.
fn speakers(ledger: &Ledger, conflict: &Conflict) -> String {
    let speaker = |id: ClaimId| ledger.entity_text(ledger.claim(id).speaker);
    if !matches!(conflict.rule, PairRule::MixedMessage | PairRule::Dispute) {
        return speaker(conflict.example.0).to_owned();
    }
    let names: BTreeSet<&str> =
        conflict.positions.iter().flat_map(|position| shown(conflict, position)).map(|(id, _)| speaker(id)).collect();
    let names: Vec<&str> = names.into_iter().collect();
    match names.as_slice() {
        [one, other] => format!("{one} and {other}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} others", rest.len()),
        other => other.concat(),
    }
}

/// What is contested, and how.
fn what(comparer: &Comparer, conflict: &Conflict) -> String {
    let contested = &conflict.contested;
    match conflict.mechanism {
        // Not its mirror that comes first by name: the words of one who denies it.
        Mechanism::Denial => format!("`{}`", statement_text(comparer, conflict.example.1)),
        Mechanism::Exclusion => format!("`{}`", contested.replace(" / ", "` against `")),
        Mechanism::Functional | Mechanism::InverseFunctional => format!("`{}`", contested.replace('…', &opposed(&conflict.positions))),
        Mechanism::Asymmetry => format!("`{contested}`, and the other way round"),
        Mechanism::Once => format!("when `{contested}`: {}", opposed(&conflict.positions)),
    }
}

/// The values of the positions, as many as fit a line: `279 K or 281 K against 553 K`.
fn opposed(positions: &[Position]) -> String {
    let simple = positions.iter().all(|position| position.held.len() == 1);
    let texts: Vec<String> = positions.iter().map(|position| listed(&position.held, "or", NAMED)).collect();
    if simple { listed(&texts, "or", 2) } else { listed(&texts, "against", 2) }
}

/// As many texts as fit, joined by a word, and the count of the rest: `1 or 2 or 5 more`.
fn listed(texts: &[String], word: &str, most: usize) -> String {
    let rest = texts.len().saturating_sub(most);
    let more = (rest > 0).then(|| format!("{rest} more"));
    let texts: Vec<&str> = texts.iter().take(most).chain(&more).map(String::as_str).collect();
    texts.join(&format!(" {word} "))
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
