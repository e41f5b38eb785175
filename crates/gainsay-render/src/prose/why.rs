//! The reasons why two claims do, or do not, conflict, in words.

use gainsay_diff::findings::{AnyFinding, Conflict};
use gainsay_diff::grounds::FirstOfMany;
use gainsay_diff::why::{NoPart, PairConflict, Why, WhyNot};
use gainsay_model::finding::Reason;

use super::derivations::Extent;
use super::{Naming, grounds};

/// Returns the answer in one line.
pub fn answer(why: &Why) -> String {
    match why {
        Why::Not(_) => "they do not conflict".into(),
        Why::Conflicts(conflicts) => {
            let answer =
                if conflicts.iter().any(|conflict| conflict.certain) { "they conflict" } else { "they may conflict" };
            let titles: Vec<String> = conflicts.iter().map(title).collect();
            format!("{answer}: {}", titles.join("; "))
        }
    }
}

/// Returns the certainty, rule and mechanism of a conflict: `possible dispute, by denial`.
fn title(conflict: &PairConflict) -> String {
    format!("{}, by {}", super::kind_of(conflict.rule.name(), conflict.certain), conflict.mechanism.name())
}

/// Returns the contested statement, and how it is contested.
pub fn contested(naming: &Naming, conflict: &PairConflict) -> String {
    let statements = conflict.contested.split(" / ").map(|statement| naming.statement(statement));
    let contested = statements.collect::<Vec<_>>().join(" against ");
    format!("contested, by {}: {contested}", conflict.mechanism.name())
}

/// Returns whether some claims conflict together, in words: `they conflict together: dispute, by order-cycle`.
pub fn together(found: &[AnyFinding]) -> String {
    let conflicts: Vec<&Conflict> = found.iter().filter_map(AnyFinding::conflict).collect();
    if conflicts.is_empty() {
        return "they do not conflict together; ask of two of them whether they do".to_owned();
    }
    let is_certain = conflicts.iter().any(|conflict| conflict.certain);
    let answer = if is_certain { "they conflict together" } else { "they may conflict together" };
    let title = |conflict: &&Conflict| format!("{}, by {}", conflict.rule.name(), conflict.mechanism.name());
    format!("{answer}: {}", conflicts.iter().map(title).collect::<Vec<String>>().join("; "))
}

/// Returns the reasons of a conflict of two claims, and the ruling upon it.
pub fn because(naming: &Naming, conflict: &PairConflict) -> Vec<Reason> {
    let ruled = conflict.ruled.iter().map(|ruling| Reason::new(format!("ruled upon: {ruling}")));
    grounds::all(naming, &conflict.grounds, Extent::All).into_iter().chain(ruled).collect()
}

/// Returns why two claims do not conflict.
pub fn not(naming: &Naming, why: &[WhyNot]) -> Vec<Reason> {
    why.iter().flat_map(|why| reasons(naming, why)).collect()
}

fn reasons(naming: &Naming, why: &WhyNot) -> Vec<Reason> {
    let route = match why {
        WhyNot::Ground(ground) => return grounds::reasons(naming, ground, Extent::All),
        WhyNot::NoPart { route, .. } | WhyNot::SameValue { route, .. } | WhyNot::Distinction { route, .. } => {
            Some(*route)
        }
        _ => None,
    };
    vec![Reason::new(sentence(naming, why)).at(route)]
}

fn sentence(naming: &Naming, why: &WhyNot) -> String {
    match why {
        WhyNot::OneClaim => "a claim does not conflict with itself".into(),
        WhyNot::NoPart { claim, absence, .. } => no_part(claim, absence),
        WhyNot::TwoDenials => "both say that something is not so: two denials do not conflict".into(),
        WhyNot::BothHedged => "both leave room for doubt: *it may be so* and *it may not be so* do not conflict".into(),
        WhyNot::Scopes { key, words: [(a, word_a), (b, word_b)] } => {
            format!("their scopes differ in `{key}`: `{word_a}` in `{a}`, `{word_b}` in `{b}`; they are not compared")
        }
        WhyNot::OtherValue { says, denies } => {
            format!(
                "the values do not contradict: to deny that {} is not to deny that {}",
                naming.statement(denies),
                naming.statement(says)
            )
        }
        WhyNot::NotCarried { says, carries, denies } => match carried(naming, carries) {
            None => format!("nothing else follows if {}; {} is something else", naming.statement(says), naming.that(denies)),
            Some(carried) => format!("if {}, then {carried}, but it does not follow that {}", naming.statement(says), naming.statement(denies)),
        },
        WhyNot::OnlyTheOtherWay => "it follows only the other way round".into(),
        WhyNot::NotFunctional { predicate } => {
            format!("both affirm, and “{}” may have several objects (it is not functional)", naming.predicate(predicate))
        }
        WhyNot::SameValue { statements: [one, other], tolerance, .. } => {
            let tolerance = if *tolerance { ", or within the tolerance" } else { "" };
            format!(
                "the values do not differ: {} and {} can be one and the same{tolerance}",
                naming.statement(one),
                naming.statement(other)
            )
        }
        WhyNot::NothingOpposed { statements: [one, other] } => format!(
            "both affirm, and nothing that follows from {} excludes what follows from {}, or gives another value where there can be but one",
            naming.statement(one),
            naming.statement(other)
        ),
        WhyNot::FromParts { statements: [one, other] } => {
            format!(
                "{} and {} would clash, but both come from parts, and what holds of one part says nothing of another",
                naming.statement(one),
                naming.statement(other)
            )
        }
        WhyNot::AgainstItself { statements: [one, other] } => format!(
            "{} and {} would clash, but one of them is only presumed and at odds with what its own claim says, so it does not count",
            naming.statement(one),
            naming.statement(other)
        ),
        WhyNot::NoWhen { claim } => format!("{} gives no `when`, and only two times that are given can differ", naming.claim(claim)),
        WhyNot::Promise => "one of them is a promise, and a promise does not say when it happened".into(),
        WhyNot::NoDate { claim } => {
            format!("the claim of {} has no date, and a value without a date contradicts no dated one", naming.claim(claim))
        }
        WhyNot::Alternatives => {
            "one of them is one of several alternatives suggested in one utterance, and not all of these conflict with the other".into()
        }
        WhyNot::Distinction { speaker, .. } => {
            format!("{} draws a line between the two: see `gainsay explain distinction`", naming.entity(speaker))
        }
        WhyNot::PositionChange => "one side held both, at different times: see `gainsay explain position-change`".into(),
        WhyNot::Ground(_) => String::new(),
    }
}

fn no_part(claim: &str, absence: &NoPart) -> String {
    match absence {
        NoPart::Faulty => {
            format!("`{claim}` could not be read without a fault, and takes no part: `gainsay check` tells which")
        }
        NoPart::Double => format!("more than one claim is `{claim}`, and none of them takes part"),
        NoPart::Retracted => format!("`{claim}` is retracted, and takes no part"),
        NoPart::Superseded(Some(by)) => format!("`{claim}` is superseded by `{by}`, and takes no part"),
        NoPart::Superseded(None) => format!("`{claim}` is superseded, and takes no part"),
        NoPart::Relays => format!("`{claim}` only relays: who passes something on asserts nothing"),
    }
}

/// Returns what else a statement carries; none if there is nothing.
fn carried(naming: &Naming, FirstOfMany { first, more }: &FirstOfMany) -> Option<String> {
    let rest = (*more > 0).then(|| format!("{more} more"));
    let all: Vec<String> = first.iter().map(|text| naming.statement(text)).chain(rest).collect();
    (!all.is_empty()).then(|| all.join(", "))
}
