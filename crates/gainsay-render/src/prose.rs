//! Sentences: the only place where conflicts, notes, reasons and answers are put into words.

pub mod ask;
pub(crate) mod bulk;
pub mod changes;
mod conflicts;
pub mod consequences;
pub mod dates;
mod derivations;
mod grounds;
pub mod history;
pub(crate) mod naming;
pub mod origins;
mod sets;
pub mod sides;
mod times;
pub mod why;

use std::borrow::Cow;

use gainsay_diff::findings::AnyFinding;
use gainsay_diff::grounds::DerivationStep;
use gainsay_diff::ledger::Absence;
use gainsay_model::finding::{Finding, Reason};

pub use naming::Naming;
pub use times::claim_time;

/// Returns a finding in words. A finding about records has them already. A conflict has no list of its claims: the
/// finding itself knows them.
pub fn told<'f>(naming: &Naming, finding: &'f AnyFinding) -> Cow<'f, Finding> {
    match finding {
        AnyFinding::Record(finding) => Cow::Borrowed(finding),
        AnyFinding::Guard(guard) => {
            let steps =
                guard.path.iter().map(|step| Reason::new(derivations::between(naming, &step.kind)).at(step.route));
            Cow::Owned(Finding { because: steps.collect(), ..guard.finding.clone() })
        }
        AnyFinding::Conflict(conflict) => Cow::Owned(conflicts::conflict(naming, conflict)),
        AnyFinding::Note(note) => Cow::Owned(conflicts::note(naming, note)),
    }
}

/// Returns a finding in words for people, as [`told`] does: of very long derivations, the first and the last steps only.
pub fn abridged<'f>(naming: &Naming, finding: &'f AnyFinding) -> Cow<'f, Finding> {
    match finding {
        AnyFinding::Conflict(conflict) => Cow::Owned(conflicts::abridged_conflict(naming, conflict)),
        AnyFinding::Note(note) => Cow::Owned(conflicts::abridged_note(naming, note)),
        AnyFinding::Record(_) | AnyFinding::Guard(_) => told(naming, finding),
    }
}

/// Returns a finding in words for programs: as [`abridged`] does, but for conflicts of more than two claims, of whose
/// derivations nothing else tells all steps. Each two claims may have a finding, with thousands of steps in each.
pub fn for_programs<'f>(naming: &Naming, finding: &'f AnyFinding) -> Cow<'f, Finding> {
    match finding.conflict() {
        Some(conflict) if conflict.mechanism.is_of_sets() => told(naming, finding),
        _ => abridged(naming, finding),
    }
}

/// Returns a finding with its message, places and ruling. A conflict has neither its claims nor its reasons.
pub fn brief<'f>(naming: &Naming, finding: &'f AnyFinding) -> Cow<'f, Finding> {
    match finding {
        AnyFinding::Guard(guard) => Cow::Borrowed(&guard.finding),
        AnyFinding::Conflict(conflict) => Cow::Owned(conflicts::brief(naming, conflict)),
        AnyFinding::Record(_) | AnyFinding::Note(_) => told(naming, finding),
    }
}

/// Returns the kind of a finding, or its level: `possible contradiction`, `dispute`, or the level of a finding about
/// records.
pub fn kind(finding: &AnyFinding) -> String {
    match finding {
        AnyFinding::Conflict(conflict) => {
            let kind =
                if conflict.rule == gainsay_diff::rules::PairRule::Dispute { "dispute" } else { "contradiction" };
            // The certainty in the headline is that of the pair in it.
            if conflict.example.certain { kind.to_owned() } else { format!("possible {kind}") }
        }
        AnyFinding::Note(note) if note.rule() == "distinction" => "no contradiction".to_owned(),
        AnyFinding::Note(_) | AnyFinding::Record(_) | AnyFinding::Guard(_) => finding.level().word().to_owned(),
    }
}

/// Returns the kind of a conflict of two claims, with its rule.
pub fn kind_of(rule: &str, certain: bool) -> String {
    let possible = if certain { "" } else { "possible " };
    if rule == "dispute" { format!("{possible}{rule}") } else { format!("{possible}contradiction[{rule}]") }
}

/// Returns a word for the reason why a claim takes no part.
pub fn absence(absence: Absence) -> &'static str {
    match absence {
        Absence::Faulty => "faulty",
        Absence::Double => "double",
        Absence::Retracted => "retracted",
        Absence::Superseded => "superseded",
    }
}

/// Returns the kind of a finding, with its rule: `possible contradiction[mixed-message]`, `dispute`, `error[bad-date]`.
pub fn title(finding: &AnyFinding) -> String {
    let kind = kind(finding);
    if kind.ends_with(finding.rule()) { kind } else { format!("{kind}[{}]", finding.rule()) }
}

/// Returns the reason for one step of a derivation.
pub fn step(naming: &Naming, step: &DerivationStep) -> String {
    derivations::sentence(naming, step)
}

/// Returns the commands that record a decision about a conflict.
pub fn next(finding: &AnyFinding) -> Vec<String> {
    finding.conflict().map(conflicts::next).unwrap_or_default()
}

/// Returns the reasons of a conflict as a paragraph: the derivations, then the times, then who spoke for whom.
pub fn why_of(finding: &Finding) -> String {
    let reasons = finding.because.iter().filter(|reason| !reason.text.starts_with(conflicts::POSSIBLE));
    let mut paragraph = String::new();
    for reason in reasons {
        if !paragraph.is_empty() {
            // Steps follow the sentence that they lead to.
            paragraph.push_str(match (reason.step, paragraph.ends_with(':')) {
                (true, true) => " ",
                (true, false) => "; ",
                (false, _) => ". ",
            });
        }
        paragraph.push_str(&if reason.step { reason.text.clone() } else { capital(&reason.text) });
    }
    ended(paragraph)
}

/// Returns the reason why a conflict is only possible, and what would decide it, as a paragraph; empty if it is
/// certain.
pub fn doubts_of(finding: &Finding) -> String {
    let doubts = finding.because.iter().filter_map(|reason| reason.text.strip_prefix(conflicts::POSSIBLE));
    ended(doubts.map(capital).collect::<Vec<_>>().join(". "))
}

/// Returns a remedy as a full sentence.
pub fn remedy(help: &str) -> String {
    ended(capital(help))
}

fn ended(paragraph: String) -> String {
    if paragraph.is_empty() || paragraph.ends_with(['.', '?', '!']) { paragraph } else { paragraph + "." }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Returns texts joined by a word, with the number of the remaining ones: `1 or 2 or 5 more`.
fn listed(texts: &[String], more: usize, word: &str) -> String {
    let rest = (more > 0).then(|| format!("{more} more"));
    let texts: Vec<&str> = texts.iter().chain(&rest).map(String::as_str).collect();
    texts.join(&format!(" {word} "))
}
