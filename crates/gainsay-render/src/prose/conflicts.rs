//! Conflicts and notes in words: what is contested, by whom, where that stands, why, and what would mend it.

use gainsay_diff::clash::Mechanism;
use gainsay_diff::conflicts::Position;
use gainsay_diff::findings::{Conflict, Example, Note, NoteKind, ShownClaim, Was};
use gainsay_diff::rules::PairRule;
use gainsay_model::finding::{Finding, Label, Reason};
use gainsay_model::record::Stance;
use gainsay_model::schema::Kind;

use super::{grounds, listed, times};

/// So many values of a position are named in a headline.
const NAMED: usize = 3;

/// Returns a conflict in words.
pub fn conflict(conflict: &Conflict) -> Finding {
    let was = conflict.was.iter().map(|was| Reason::new(what_it_was(conflict, *was)));
    let finding = Finding {
        rule: conflict.rule.name(),
        other_rules: conflict.other_rules.iter().map(|rule| rule.name()).collect(),
        mechanism: Some(conflict.mechanism.name()),
        level: conflict.level,
        certain: Some(conflict.certain),
        contested: Some(conflict.contested.clone()),
        records: Vec::new(),
        labels: conflict.shown.iter().map(label).collect(),
        message: headline(conflict),
        because: was.chain(conflict.grounds.iter().flat_map(grounds::told)).collect(),
        help: help(conflict).into_iter().map(str::to_owned).collect(),
        fix: Vec::new(),
        ruled: conflict.ruled.clone(),
        key: None,
    };
    conflict.claims().fold(finding, |finding, claim| finding.of(Kind::Claim, claim))
}

/// Returns a note in words.
pub fn note(note: &Note) -> Finding {
    let [first, second] = &note.shown;
    let message = match &note.kind {
        NoteKind::Distinction { less, more } => format!("{} draws a line: `{less}`, but not `{more}`", first.speaker),
        NoteKind::PositionChange { denied, affirmed_first } => {
            let (was, is) = if *affirmed_first { ("affirmed", "denied") } else { ("denied", "affirmed") };
            if first.speaker == second.speaker {
                format!("{} first {was} and later {is} `{denied}`, for another time", first.speaker)
            } else {
                format!("{} {was}, and later {} {is} `{denied}`, for another time", first.speaker, second.speaker)
            }
        }
    };
    let (at, label) = (second.route, seen(second));
    let finding = Finding::about(note.rule(), first.route, message).seen(seen(first)).at(at, label);
    let finding = finding.of(Kind::Claim, &first.claim).of(Kind::Claim, &second.claim).keyed(&second.claim);
    Finding { level: note.level, because: note.grounds.iter().flat_map(grounds::told).collect(), ..finding }
}

fn label(shown: &ShownClaim) -> Label {
    Label { route: shown.route, text: seen(shown) }
}

/// What a claim says of a side, and for when.
fn seen(shown: &ShownClaim) -> String {
    let verb = match shown.stance {
        Stance::Suggests => "suggested",
        Stance::Doubts => "doubted",
        stance if stance.positive() => "affirmed",
        _ => "denied",
    };
    let value = shown.held.as_ref().map(|held| format!("{held}, ")).unwrap_or_default();
    format!("{value}{verb} by {} {}", shown.speaker, times::claim_time(&shown.time))
}

/// What a conflict was in an earlier state, where it is another now.
fn what_it_was(conflict: &Conflict, Was { rule, certain }: Was) -> String {
    let sure = |certain: bool| if certain { "certain" } else { "possible" };
    let mut was = Vec::new();
    if conflict.certain != certain {
        was.push(format!("it was {}, and is {} now", sure(certain), sure(!certain)));
    }
    if conflict.rule != rule {
        was.push(format!("it was a `{}`, and is a `{}` now", rule.name(), conflict.rule.name()));
    }
    if was.is_empty() { format!("it was {} for some of its pairs", sure(certain)) } else { was.join("; ") }
}

// --- the headline ---

fn headline(conflict: &Conflict) -> String {
    let who = speakers(&conflict.speakers);
    let Example { certain, principal, .. } = &conflict.example;
    // What is said of the speakers is as certain as the pairs of that rule.
    let may = |sure: &str, possible: &str| if *certain { sure.to_owned() } else { format!("may {possible}") };
    let told = match conflict.rule {
        PairRule::ReportDivergence => format!("reports of one utterance by {who} {}", may("differ", "differ")),
        PairRule::Reversal => format!("{who} {} an earlier claim", may("reversed", "have reversed")),
        PairRule::SelfContradiction => format!("claims by {who} {} each other", may("contradict", "contradict")),
        PairRule::MixedMessage => {
            format!("{} {} with two voices", principal.as_deref().unwrap_or("one party"), may("speaks", "speak"))
        }
        PairRule::Dispute => format!("{who} {}", may("disagree", "disagree")),
    };
    let others: Vec<&str> = conflict.other_rules.iter().map(|rule| rule.name()).collect();
    let others = if others.is_empty() { String::new() } else { format!(" (also {})", others.join(", ")) };
    format!("{told}: {}{others}", what(conflict))
}

fn speakers(names: &[String]) -> String {
    match names {
        [one, other] => format!("{one} and {other}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} others", rest.len()),
        other => other.concat(),
    }
}

/// What is contested, and how.
fn what(conflict: &Conflict) -> String {
    let contested = &conflict.contested;
    match conflict.mechanism {
        // Not its mirror that comes first by name: the words of one who denies it.
        Mechanism::Denial => format!("`{}`", conflict.example.denied.as_ref().unwrap_or(contested)),
        Mechanism::Exclusion => format!("`{}`", contested.replace(" / ", "` against `")),
        Mechanism::Functional | Mechanism::InverseFunctional => format!("`{}`", contested.replace('…', &opposed(&conflict.positions))),
        Mechanism::Asymmetry => format!("`{contested}`, and the other way round"),
        Mechanism::Once => format!("when `{contested}`: {}", opposed(&conflict.positions)),
    }
}

/// The values of the positions, as many as fit a line: `279 K or 281 K against 553 K`.
fn opposed(positions: &[Position<String>]) -> String {
    let simple = positions.iter().all(|position| position.held.len() == 1);
    let cut =
        |texts: &[String], word: &str, most: usize| listed(texts.get(..most).unwrap_or(texts), texts.len().saturating_sub(most), word);
    let texts: Vec<String> = positions.iter().map(|position| cut(&position.held, "or", NAMED)).collect();
    cut(&texts, if simple { "or" } else { "against" }, 2)
}

// --- the remedy ---

fn help(conflict: &Conflict) -> Option<&'static str> {
    match conflict.rule {
        PairRule::SelfContradiction if !conflict.example.dated => Some(
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
