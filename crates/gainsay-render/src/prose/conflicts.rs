//! Conflicts and notes in words: who contradicts whom on what, the reasons, and the remedies.

use gainsay_diff::findings::{Conflict, Example, Note, NoteKind, ShownClaim, Was};
use gainsay_diff::fixes::supersede;
use gainsay_diff::grounds::{Derivation, Ground};
use gainsay_diff::mechanism::Mechanism;
use gainsay_diff::rules::PairRule;
use gainsay_model::finding::{Finding, Label, Reason};
use gainsay_model::record::Stance;
use gainsay_model::schema::Kind;

use super::derivations::Extent;
use super::naming::Naming;
use super::sides::{ToldSide, sides_of};
use super::{grounds, listed, sets, times};

/// The largest number of claims that a command names.
const MOST_RULED: usize = 6;

/// The beginning of the reason why a conflict is only possible.
pub const POSSIBLE: &str = "possible, because ";

/// The largest number of parties of one side that a headline names.
const PARTIES: usize = 2;

/// The largest number of values of a position that a headline names.
const NAMED: usize = 3;

/// Returns a conflict in words, without its claims, of which there may be very many.
pub fn conflict(naming: &Naming, conflict: &Conflict) -> Finding {
    with_reasons(naming, conflict, Extent::All)
}

/// Returns a conflict in words as [`conflict`] does, with the ends of derivations of very many steps only.
pub fn abridged_conflict(naming: &Naming, conflict: &Conflict) -> Finding {
    with_reasons(naming, conflict, Extent::Ends(&|derivation| shows_all(conflict, derivation)))
}

fn with_reasons(naming: &Naming, conflict: &Conflict, extent: Extent) -> Finding {
    let finding = brief(naming, conflict);
    let was = conflict.was.iter().map(|was| Reason::new(what_it_was(conflict, *was)));
    let (doubts, because): (Vec<&Ground>, Vec<&Ground>) =
        conflict.grounds.iter().partition(|ground| grounds::is_doubt(ground));
    let because = because.into_iter().filter(|ground| !grounds::is_timeless(ground));
    let because = was.chain(grounds::all(naming, because, extent));
    let possible = doubts.into_iter().flat_map(|ground| grounds::reasons(naming, ground, extent));
    let possible = possible.map(|reason| Reason { text: format!("{POSSIBLE}{}", reason.text), ..reason });
    let because = because.chain(possible).collect();
    Finding { because, help: help(conflict).into_iter().collect(), ..finding }
}

/// Returns the words for what shows all steps of a derivation of a conflict.
fn shows_all(conflict: &Conflict, Derivation { claim, .. }: &Derivation) -> String {
    match claim {
        Some(claim) if !conflict.mechanism.is_of_sets() => {
            format!("`gainsay why {claim} {}` shows all", opponent(conflict, claim))
        }
        _ => "`--output json` has them all".to_owned(),
    }
}

/// Returns the claim of the pair that explains a conflict which stands against another claim of it.
fn opponent<'c>(conflict: &'c Conflict, claim: &str) -> &'c str {
    let [a, b] = &conflict.example.claims;
    let stands_with = |other: &str| {
        let mut held = conflict.positions.iter().map(|position| &position.claims);
        held.any(|held| held.has(claim) && held.has(other))
    };
    // In a denial the second denies, and no derivation is needed for it.
    let is_of_second = claim == b || (conflict.mechanism != Mechanism::Denial && claim != a && stands_with(b));
    if is_of_second { a } else { b }
}

/// Returns the message of a conflict with its places, without its claims and reasons.
pub fn brief(naming: &Naming, conflict: &Conflict) -> Finding {
    naming.introduce(&conflict.shown);
    Finding {
        rule: conflict.rule.name(),
        other_rules: conflict.other_rules.iter().map(|rule| rule.name()).collect(),
        mechanism: Some(conflict.mechanism.name()),
        level: conflict.level,
        certain: Some(conflict.certain),
        contested: Some(conflict.contested.clone()),
        records: Vec::new(),
        labels: conflict.shown.iter().map(|shown| label(naming, shown)).collect(),
        message: message(naming, conflict),
        because: Vec::new(),
        help: Vec::new(),
        fixes: Vec::new(),
        ruled: conflict.ruled.clone(),
        key: None,
    }
}

/// Returns a note in words.
pub fn note(naming: &Naming, note: &Note) -> Finding {
    note_with_reasons(naming, note, Extent::All)
}

/// Returns a note in words, with the ends of derivations of very many steps only.
pub fn abridged_note(naming: &Naming, note: &Note) -> Finding {
    let [one, other] = &note.shown;
    let command = format!("`gainsay why {} {}` shows all", one.claim, other.claim);
    note_with_reasons(naming, note, Extent::Ends(&|_| command.clone()))
}

fn note_with_reasons(naming: &Naming, note: &Note, extent: Extent) -> Finding {
    naming.introduce(&note.shown);
    let [first, second] = &note.shown;
    let [one, other] = [&first.speaker, &second.speaker].map(|speaker| naming.entity(speaker));
    let message = match &note.kind {
        NoteKind::Distinction { less, more } => {
            format!(
                "{one} draws a line, and affirms that {}, but denies that {}",
                naming.statement(less),
                naming.statement(more)
            )
        }
        NoteKind::PositionChange { denied, affirmed_first } => {
            let (was, is) = if *affirmed_first { ("affirmed", "denied") } else { ("denied", "affirmed") };
            let denied = naming.statement(denied);
            if first.speaker == second.speaker {
                format!("{one} first {was} and later {is} this, for another time: {denied}")
            } else {
                format!("{one} {was} and later {other} {is} this, for another time: {denied}")
            }
        }
    };
    let (at, text) = (second.route, seen(naming, second));
    let finding = Finding::about(note.rule(), first.route, message).seen(seen(naming, first)).at(at, text);
    let finding = finding.of(Kind::Claim, &first.claim).of(Kind::Claim, &second.claim).keyed(&second.claim);
    let because = note.grounds.iter().flat_map(|ground| grounds::reasons(naming, ground, extent)).collect();
    Finding { level: note.level, because, ..finding }
}

fn label(naming: &Naming, shown: &ShownClaim) -> Label {
    Label { route: shown.route, text: seen(naming, shown) }
}

/// Returns the verb for a stance.
fn verb_of(stance: Stance) -> &'static str {
    match stance {
        Stance::Suggests => "suggested",
        Stance::Doubts => "doubted",
        stance if stance.positive() => "affirmed",
        _ => "denied",
    }
}

/// Returns what a claim says for its side, and for what time.
fn seen(naming: &Naming, shown: &ShownClaim) -> String {
    let value = shown.held.as_ref().map(|held| format!("{}, ", naming.object(held))).unwrap_or_default();
    let verb = verb_of(shown.stance);
    format!("{value}{verb} by {} {}", naming.entity(&shown.speaker), times::claim_time(naming, &shown.time))
}

/// Returns what a conflict was in an earlier snapshot, if it has changed.
fn what_it_was(conflict: &Conflict, Was { rule, certain }: Was) -> String {
    let sure = |certain: bool| if certain { "certain" } else { "possible" };
    let mut was = Vec::new();
    if conflict.certain != certain {
        was.push(format!("it was {}, and is {} now", sure(certain), sure(!certain)));
    }
    if conflict.rule != rule {
        was.push(format!("it was a `{}`, and is a `{}` now", rule.name(), conflict.rule.name()));
    }
    if !was.is_empty() {
        was.join("; ")
    } else if conflict.mechanism.is_of_sets() {
        "it rested on other claims before".to_owned()
    } else {
        format!("it was {} for some of its pairs", sure(certain))
    }
}

// --- the headline ---

/// Returns the headline: who contradicts whom, and on what.
fn message(naming: &Naming, conflict: &Conflict) -> String {
    let others: Vec<&str> = conflict.other_rules.iter().map(|rule| rule.name()).collect();
    let others = if others.is_empty() { String::new() } else { format!(" (also {})", others.join(", ")) };
    let headline = headline(naming, conflict);
    let between = if headline.contains(": ") { " –" } else { ":" };
    format!("{headline}{between} {}{others}", about(naming, conflict))
}

/// Returns who contradicts whom: `Ghasemi denies what Mujahid affirms`, `Iran contradicts itself (Zarif, Bahrami)`.
pub fn headline(naming: &Naming, conflict: &Conflict) -> String {
    if conflict.mechanism.is_of_sets() {
        return sets::headline(naming, conflict);
    }
    let Example { certain, principal, .. } = &conflict.example;
    let [first, second] = conflict.example.in_order();
    let speaker = |id: &str| naming.speaker(id);
    let dated = |id: &str| format!("{} ({})", speaker(id), said(naming, id));
    let may = |sure: &str, possible: &str| if *certain { sure.to_owned() } else { format!("may {possible}") };
    match conflict.rule {
        PairRule::ReportDivergence => {
            format!("Two reports of one utterance by {} {}", speaker(first), may("differ", "differ"))
        }
        PairRule::Reversal => {
            let stances = [first, second]
                .map(|id| conflict.shown.iter().find(|shown| shown.claim == id).map(|shown| shown.stance));
            let how = match (conflict.mechanism, stances) {
                (Mechanism::Denial, [Some(was), Some(is)]) => {
                    format!(
                        ": {} {}, then {} {}",
                        verb_of(was),
                        said_on(naming, first),
                        verb_of(is),
                        said_on(naming, second)
                    )
                }
                _ => format!(" ({}, then {})", said(naming, first), said(naming, second)),
            };
            format!("{} {}{how}", speaker(first), may("changed position", "have changed position"))
        }
        PairRule::SelfContradiction => {
            format!("Two claims by {} {}", speaker(first), may("contradict each other", "contradict each other"))
        }
        PairRule::MixedMessage => {
            let principal = principal.as_deref().map_or_else(|| "One party".to_owned(), |id| naming.entity(id));
            format!(
                "{principal} {}: {}, {}",
                may("contradicts itself", "contradict itself"),
                dated(first),
                dated(second)
            )
        }
        PairRule::Dispute => dispute(naming, conflict),
    }
}

/// Returns who disputes what: who denies what others affirm, or who says something else than others.
fn dispute(naming: &Naming, conflict: &Conflict) -> String {
    let sides = sides_of(naming, conflict);
    let side = |holds: &str| sides.iter().find(|side| side.holds == holds);
    match (conflict.mechanism, side("affirmed"), side("denied")) {
        (Mechanism::Denial, Some(affirmed), Some(denied)) => {
            let (deniers, affirmers) = (parties(denied), parties(affirmed));
            format!(
                "{} {} what {} {}",
                deniers.0,
                verb("den", "ies", "y", deniers.1),
                affirmers.0,
                verb("affirm", "s", "", affirmers.1)
            )
        }
        _ => {
            // The side that stands alone comes first.
            let mut all: Vec<(String, usize)> = sides.iter().map(parties).collect();
            all.sort_by_key(|(_, count)| *count);
            match all.as_slice() {
                [(few, count), (many, _)] => format!("{few} {} otherwise than {many}", verb("say", "s", "", *count)),
                all => {
                    let names: Vec<String> = all.iter().map(|(names, _)| names.clone()).collect();
                    format!(
                        "{} say different things",
                        listed(&names[..PARTIES.min(names.len())], names.len().saturating_sub(PARTIES), "and")
                    )
                }
            }
        }
    }
}

pub fn verb(stem: &str, one: &str, several: &str, count: usize) -> String {
    format!("{stem}{}", if count == 1 { one } else { several })
}

/// Returns the speakers of a side, and their least number: `Ukraine, the United States and 2 others`.
pub fn parties(side: &ToldSide) -> (String, usize) {
    let mut names: Vec<&str> = Vec::new();
    for claim in &side.claims {
        if !names.contains(&claim.speaker.as_str()) {
            names.push(&claim.speaker);
        }
    }
    let shown = names.len();
    let others = shown.saturating_sub(PARTIES);
    let count = shown + side.more;
    let text = match (names.as_slice(), others, side.more) {
        ([one], _, 0) => (*one).to_owned(),
        ([one, other], _, 0) => format!("{one} and {other}"),
        ([one, other, _], 1, 0) => format!("{one}, {other} and another"),
        (names, others, 0) => format!("{} and {others} others", names[..PARTIES.min(names.len())].join(", ")),
        (names, ..) => format!("{} and others", names[..PARTIES.min(names.len())].join(", ")),
    };
    (text, count)
}

pub fn said(naming: &Naming, id: &str) -> String {
    naming.said(id).unwrap_or_else(|| "no date given".to_owned())
}

/// Returns the date on which a claim was said, with a preposition.
fn said_on(naming: &Naming, id: &str) -> String {
    let said = naming.text_of_claim(id, "said");
    said.map_or_else(|| "on an unknown day".to_owned(), |said| naming.when(&said, false))
}

/// Returns the contested statement, and how it is contested.
pub fn about(naming: &Naming, conflict: &Conflict) -> String {
    let contested = &conflict.contested;
    match conflict.mechanism {
        // The words of the denying claim are used, not the mirrored statement that comes first by name.
        Mechanism::Denial => naming.statement(conflict.example.denied.as_ref().unwrap_or(contested)),
        Mechanism::Exclusion => {
            let statements: Vec<String> = contested.split(" / ").map(|statement| naming.statement(statement)).collect();
            statements.join(" against ")
        }
        Mechanism::Functional | Mechanism::InverseFunctional => {
            naming.statement(contested).replace('…', &opposed(conflict, |held| naming.object(held)))
        }
        Mechanism::Asymmetry => format!("{}, and the other way round", naming.statement(contested)),
        Mechanism::Once => {
            format!("when {}: {}", naming.statement(contested), opposed(conflict, |held| naming.date(held)))
        }
        Mechanism::DeniedChain | Mechanism::JointlyDenied | Mechanism::OrderCycle | Mechanism::OverTotal => {
            sets::about(naming, conflict)
        }
    }
}

/// Returns the values of the positions, as many as fit a line: `279 K or 281 K against 553 K`.
fn opposed(conflict: &Conflict, name: impl Fn(&str) -> String) -> String {
    let positions = &conflict.positions;
    let simple = positions.iter().all(|position| position.held.len() == 1);
    let cut = |texts: &[String], word: &str, most: usize| {
        listed(texts.get(..most).unwrap_or(texts), texts.len().saturating_sub(most), word)
    };
    let held = |held: &[String]| held.iter().map(|text| name(text)).collect::<Vec<String>>();
    let texts: Vec<String> = positions.iter().map(|position| cut(&held(&position.held), "or", NAMED)).collect();
    cut(&texts, if simple { "or" } else { "against" }, 2)
}

// --- the remedy ---

/// Returns the commands that would record a decision about a conflict: a ruling and, for one speaker who changed
/// position, the later claim in place of the earlier.
pub fn next(conflict: &Conflict) -> Vec<String> {
    if conflict.ruled.is_some() {
        return Vec::new();
    }
    let [first, second] = conflict.example.in_order();
    let verdict = match conflict.rule {
        PairRule::Reversal => "changed-position",
        PairRule::ReportDivergence => "report-error",
        PairRule::SelfContradiction | PairRule::MixedMessage | PairRule::Dispute => "open",
    };
    // Of very many claims, those are named that explain the conflict.
    let some: Vec<&str> = conflict.first_claims(MOST_RULED + 1).collect();
    // A set is ruled upon as a whole.
    let claims = if conflict.mechanism.is_of_sets() {
        conflict.claims().collect::<Vec<&str>>().join(" ")
    } else if some.len() <= MOST_RULED {
        some.join(" ")
    } else {
        format!("{first} {second}")
    };
    let mut commands = vec![format!("gainsay rule {claims} --verdict {verdict} --because \"…\"")];
    commands.extend(supersede(conflict).and_then(|fix| fix.command));
    commands
}

fn help(conflict: &Conflict) -> Option<String> {
    let help = match conflict.rule {
        PairRule::SelfContradiction if !conflict.example.dated => Some(
            "if they were said at different times, give `said` to the day; if one was misread, retract it; if it is a real contradiction, record a ruling",
        ),
        PairRule::SelfContradiction => Some(
            "if one was misread, retract it; if they speak of different times, give each its `when`; if it is a real contradiction, record a ruling",
        ),
        PairRule::Reversal => {
            let [_, second] = conflict.example.in_order();
            return Some(format!(
                "if they speak of different times, give each its `when`; if the speaker changed position, record a ruling: `changed-position`; if only `{second}` is to stand, let it supersede the other"
            ));
        }
        PairRule::ReportDivergence => {
            Some("compare the reports with the words themselves; if one is wrong, record a ruling: `report-error`")
        }
        PairRule::MixedMessage => {
            Some("if one did not speak in that name, say so with `for`; if an office had ended, give it its dates")
        }
        PairRule::Dispute => None,
    };
    help.map(str::to_owned)
}
