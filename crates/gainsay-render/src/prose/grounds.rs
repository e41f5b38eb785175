//! Grounds in words: everything that a conflict rests on, and what would decide it, if it is only possible.

use gainsay_diff::grounds::{Doubt, Ground, GroundKind, Holding, Listed};
use gainsay_model::finding::Reason;

use super::{derivations, listed, times};

/// Returns a ground as reasons: one, but for derivations, which have one for each of their steps.
pub fn told(ground: &Ground) -> Vec<Reason> {
    match &ground.kind {
        GroundKind::Derivation(derivation) => derivations::derivation(derivation),
        kind => vec![Reason::new(sentence(kind)).at(ground.route)],
    }
}

fn sentence(kind: &GroundKind) -> String {
    match kind {
        GroundKind::Derivation(derivation) => format!("`{}` carries `{}`", derivation.says, derivation.carries),
        GroundKind::Exclusion { one, other } => format!("{one} and {other} exclude each other"),
        GroundKind::OneObject { predicate, at_a_time } => format!("{predicate} is functional: one object{}", at(*at_a_time)),
        GroundKind::OneSubject { predicate, at_a_time } => format!("{predicate} is inverse-functional: one subject{}", at(*at_a_time)),
        GroundKind::Once { predicate, happens } => {
            let once = if *happens { "happens once" } else { "holds over one stretch of time" };
            format!("{predicate} is `once`: it {once} at most")
        }
        GroundKind::OneWay { predicate, asymmetric } => {
            let why = if *asymmetric { "asymmetric" } else { "transitive and irreflexive" };
            format!("{predicate} is {why}: it never holds both ways round")
        }
        GroundKind::QuoteMarks { claim, marks: [first, last], text } => format!(
            "the marks `{first}` and `{last}` around the text of {claim} are read as a part of it: only `\"` encloses a text, `\"{text}\"`"
        ),
        GroundKind::Times(relation) => times::relation(relation),
        GroundKind::Doubt(doubt) => what_would_decide(doubt),
        GroundKind::OneUtterance { .. }
        | GroundKind::InOrder { .. }
        | GroundKind::OneSpeaker { .. }
        | GroundKind::OneName { .. }
        | GroundKind::Office { .. }
        | GroundKind::FurtherOffices { .. } => of_speakers(kind),
        GroundKind::Agreement { claims, of, held } => {
            let held = listed(&held.first, held.more, "and");
            format!("{} stand together: {held} do not differ", enumerated(claims, *of))
        }
        GroundKind::Rest { held, count: 1, first } => format!("{} by 1 more claim: {first}", holding(held)),
        GroundKind::Rest { held, count, first } => format!("{} by {count} more claims, from {first} on", holding(held)),
        GroundKind::WithinTolerance { given, asked } => format!("{given} and {asked} do not differ by more than the tolerance"),
        GroundKind::NotCarried { less, more } => format!("`{less}` does not carry `{more}`, so the two agree"),
        GroundKind::Guard { one, other, must_not_imply } => {
            let says = if *must_not_imply { "must not imply" } else { "is distinct from" };
            format!("the vocabulary guards this: {one} {says} {other}")
        }
    }
}

fn at(a_time: bool) -> &'static str {
    if a_time { " at a time" } else { "" }
}

/// Who speaks, and in whose name.
fn of_speakers(kind: &GroundKind) -> String {
    match kind {
        GroundKind::OneUtterance { speaker } => {
            format!("both report one utterance of {speaker}, and the reports are independent of each other")
        }
        GroundKind::InOrder { speaker, first: (a, first), second: (b, second) } => {
            format!("{speaker} said {a} {}, and {b} {}", times::said(first), times::said(second))
        }
        GroundKind::OneSpeaker { speaker, together: Some(said) } => format!("both were said by {speaker}, {}", times::said(said)),
        GroundKind::OneSpeaker { speaker, together: None } => {
            format!("both were said by {speaker}, and nothing says which of them first")
        }
        GroundKind::OneName { principal } => format!("both are said in the name of {principal}"),
        GroundKind::Office { holder, whom, from, until } => {
            let date = |word: &str, date: &Option<String>| date.as_ref().map(|date| format!(" {word} {date}")).unwrap_or_default();
            format!("{holder} speaks for {whom}{}{}", date("from", from), date("until", until))
        }
        GroundKind::FurtherOffices { holder, principal, offices } => {
            format!("{holder} speaks for {principal}, by {offices} more offices")
        }
        _ => String::new(),
    }
}

fn what_would_decide(doubt: &Doubt) -> String {
    match doubt {
        Doubt::Date(date) => format!("the date would decide: {}", times::deciding_date(date)),
        Doubt::Hedge { claim, stance } => format!("the hedge would decide: {claim} only {} it", stance.key()),
        Doubt::Edge { from, to } => format!("the edge would decide: {from} usually implies {to}, and not always"),
        Doubt::Value([one, other]) => format!("the value would decide: {one} and {other} are not exact"),
        Doubt::Scope(keys) => format!("the scope would decide: only one of the two says `{}`", keys.join("`, `")),
        Doubt::Office(principal) => {
            format!("the office would decide: whether both spoke for {principal} on the day they spoke is not sure")
        }
    }
}

/// Names and the count of the rest: `a, b and 2 others`.
fn enumerated(names: &[String], of: usize) -> String {
    match (names, of.saturating_sub(names.len())) {
        ([one], 0) => one.clone(),
        ([start @ .., last], 0) => format!("{} and {last}", start.join(", ")),
        (names, 1) => format!("{} and 1 other", names.join(", ")),
        (names, rest) => format!("{} and {rest} others", names.join(", ")),
    }
}

/// What claims that are not shown hold.
fn holding(held: &Holding) -> String {
    let listed = |Listed { first, more }: &Listed| listed(first, *more, "or");
    match held {
        Holding::Side { contested, how } => format!("`{contested}` is {how}"),
        Holding::Times(times) => format!("{} is said", listed(times)),
        Holding::Values(values) => format!("`{}` is held", listed(values)),
    }
}
