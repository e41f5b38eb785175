//! Grounds in words: everything that a conflict rests on and, if it is only possible, what would decide it.

use gainsay_diff::grounds::{Doubt, FirstOfMany, Ground, GroundKind, Holding, TimeRelation};
use gainsay_diff::time::{Meeting, Sure};
use gainsay_model::date::Days;
use gainsay_model::finding::Reason;

use super::derivations::Extent;
use super::naming::Naming;
use super::{dates, derivations, listed, times};

/// Returns grounds as reasons, in their order; offices are the steps by which both claims speak in one name.
pub fn all<'g>(naming: &Naming, grounds: impl IntoIterator<Item = &'g Ground>, extent: Extent) -> Vec<Reason> {
    let mut all: Vec<Reason> = Vec::new();
    let mut is_name = false;
    for ground in grounds {
        let is_office = matches!(ground.kind, GroundKind::Office { .. } | GroundKind::FurtherOffices { .. });
        if let Some(last) = all.last_mut().filter(|_| is_name && is_office) {
            last.text.push(':');
        }
        is_name = matches!(ground.kind, GroundKind::OneName { .. });
        all.extend(reasons(naming, ground, extent));
    }
    all
}

/// Returns a ground as reasons: one; for a derivation, one for each of its steps that is told as well, and one for each
/// presumption.
pub fn reasons(naming: &Naming, ground: &Ground, extent: Extent) -> Vec<Reason> {
    match &ground.kind {
        GroundKind::Derivation(derivation) => derivations::derivation(naming, derivation, extent),
        GroundKind::Office { .. } | GroundKind::FurtherOffices { .. } => {
            vec![Reason::new(sentence(naming, &ground.kind)).at(ground.route).as_step()]
        }
        GroundKind::Doubt(Doubt::Edges(steps)) => derivations::presumptions(naming, steps, extent),
        kind => vec![Reason::new(sentence(naming, kind)).at(ground.route)],
    }
}

/// Returns whether a ground says what would decide a conflict that is only possible.
pub fn is_doubt(ground: &Ground) -> bool {
    matches!(ground.kind, GroundKind::Doubt(_))
}

/// Returns whether a ground says that time does not matter, which need not be said beside other reasons.
pub fn is_timeless(ground: &Ground) -> bool {
    matches!(ground.kind, GroundKind::Times(TimeRelation::Spans(_, Meeting::Surely(Sure::Timeless))))
}

fn sentence(naming: &Naming, kind: &GroundKind) -> String {
    let predicate =
        |id: &String| if naming.is_by_ids() { id.clone() } else { format!("“{}”", naming.predicate(id)) };
    match kind {
        GroundKind::Derivation(derivation) => {
            format!("if {}, then {}", naming.statement(&derivation.says), naming.statement(&derivation.carries))
        }
        GroundKind::Exclusion { one, other } => {
            format!("{} and {} exclude each other", predicate(one), predicate(other))
        }
        GroundKind::OneObject { predicate: of, at_a_time } => {
            format!("{} has one object{} (functional)", predicate(of), at(*at_a_time))
        }
        GroundKind::OneSubject { predicate: of, at_a_time } => {
            format!("{} has one subject{} (inverse-functional)", predicate(of), at(*at_a_time))
        }
        GroundKind::Once { predicate: of, happens } => {
            let once = if *happens { "happens once" } else { "holds over one stretch of time" };
            format!("{} {once} at most (`once`)", predicate(of))
        }
        GroundKind::OneWay { predicate: of, asymmetric } => {
            let why = if *asymmetric { "asymmetric" } else { "transitive and irreflexive" };
            format!("{} never holds both ways round ({why})", predicate(of))
        }
        GroundKind::QuoteMarks { claim, marks: [first, last], text } => format!(
            "the marks `{first}` and `{last}` around the text of `{claim}` are read as a part of it: only `\"` encloses a text, `\"{text}\"`"
        ),
        GroundKind::Times(relation) => times::relation(naming, relation),
        GroundKind::Doubt(doubt) => what_would_decide(naming, doubt),
        GroundKind::LeadsOn { .. }
        | GroundKind::NeverBack { .. }
        | GroundKind::OneDay { .. }
        | GroundKind::Covered { .. }
        | GroundKind::OverTotal { .. } => of_sets(naming, kind),
        GroundKind::AllBySpeaker { .. }
        | GroundKind::AllInOneName { .. }
        | GroundKind::OneUtterance { .. }
        | GroundKind::InOrder { .. }
        | GroundKind::OneSpeaker { .. }
        | GroundKind::OneName { .. }
        | GroundKind::Office { .. }
        | GroundKind::FurtherOffices { .. } => of_speakers(naming, kind),
        GroundKind::Agreement { held, .. } => format!("{} agree with each other", values(naming, held, "and")),
        GroundKind::Rest { held, count: 1, first } => format!("{} by 1 more claim: `{first}`", holding(naming, held)),
        GroundKind::Rest { held, count, first } => {
            format!("{} by {count} more claims, from `{first}` on", holding(naming, held))
        }
        GroundKind::WithinTolerance { given, asked } => {
            format!("{given} and {asked} do not differ by more than the tolerance")
        }
        GroundKind::NotCarried { less, more } => {
            format!("that {} does not mean that {}, so the two agree", naming.statement(less), naming.statement(more))
        }
        GroundKind::Guard { one, other, must_not_imply } => {
            let says = if *must_not_imply { "must not imply" } else { "is distinct from" };
            format!("the vocabulary guards this: {} {says} {}", predicate(one), predicate(other))
        }
    }
}

/// Returns what makes the claims of a set conflict together.
fn of_sets(naming: &Naming, kind: &GroundKind) -> String {
    let predicate =
        |id: &String| if naming.is_by_ids() { id.clone() } else { format!("“{}”", naming.predicate(id)) };
    match kind {
        GroundKind::LeadsOn { predicate: of, follows } => {
            format!("{} is transitive, and so it follows {}", predicate(of), naming.that(follows))
        }
        GroundKind::NeverBack { predicate: of, asymmetric: true } => {
            format!("{} never holds both ways round (asymmetric)", predicate(of))
        }
        GroundKind::NeverBack { predicate: of, asymmetric: false } => {
            format!("nothing is {} itself (irreflexive)", predicate(of))
        }
        GroundKind::OneDay { days } if *days == Days::ALWAYS => "all of it may hold on one day".to_owned(),
        GroundKind::OneDay { days } => format!("all of it may hold on one day: {}", dates::stretch(*days)),
        GroundKind::Covered { days, denials, more } => {
            let denial = |(claim, days): &(String, Days)| {
                format!("{} denies it for {}", naming.claim(claim), dates::stretch(*days))
            };
            let denials: Vec<String> = denials.iter().map(denial).collect();
            format!("{}, and that is all of {}", listed(&denials, *more, "and"), dates::stretch(*days))
        }
        GroundKind::OverTotal { predicate: of, sum, total, with_tolerance, day } => {
            let day = day.map(|day| format!(" on {}", dates::day(day))).unwrap_or_default();
            let most =
                with_tolerance.as_ref().map(|most| format!(", or {most} with the tolerance")).unwrap_or_default();
            format!("the values add up to {sum}{day}, and those of {} to no more than {total}{most}", predicate(of))
        }
        _ => String::new(),
    }
}

fn at(a_time: bool) -> &'static str {
    if a_time { " at a time" } else { "" }
}

/// Returns who speaks, and in whose name.
fn of_speakers(naming: &Naming, kind: &GroundKind) -> String {
    match kind {
        GroundKind::OneUtterance { speaker } => {
            format!("both report one utterance of {}, and neither report rests on the other", naming.entity(speaker))
        }
        GroundKind::InOrder { speaker, first: (a, first), second: (b, second) } => {
            let [a, b] = if naming.is_by_ids() { [a.as_str(), b.as_str()] } else { ["the one", "the other"] };
            let (first, second) = (times::said(naming, first), times::said(naming, second));
            format!("{} said {a} {first}, and {b} {second}", naming.entity(speaker))
        }
        GroundKind::OneSpeaker { speaker, together: Some(said) } => {
            format!("both were said by {}, {}", naming.entity(speaker), times::said(naming, said))
        }
        GroundKind::OneSpeaker { speaker, together: None } => {
            format!("both were said by {}, and nothing says which was first", naming.entity(speaker))
        }
        GroundKind::AllBySpeaker { speaker } => {
            format!("all of it was said by {}, and nothing says what was first", naming.entity(speaker))
        }
        GroundKind::AllInOneName { principal } => format!("all spoke in the name of {}", naming.entity(principal)),
        GroundKind::OneName { principal } => format!("both spoke in the name of {}", naming.entity(principal)),
        GroundKind::Office { holder, whom, from, until } => {
            // An office of which only some days are known has no ends that could be named.
            let date = |word: &str, date: &Option<String>| {
                let date = date.as_ref().filter(|date| !date.contains('/'));
                date.map(|date| format!(" {word} {}", naming.date(date))).unwrap_or_default()
            };
            format!(
                "{} speaks for {}{}{}",
                naming.entity(holder),
                naming.entity(whom),
                date("from", from),
                date("until", until)
            )
        }
        GroundKind::FurtherOffices { holder, principal, offices } => {
            format!("{} speaks for {} by {offices} more offices", naming.entity(holder), naming.entity(principal))
        }
        _ => String::new(),
    }
}

fn what_would_decide(naming: &Naming, doubt: &Doubt) -> String {
    match doubt {
        Doubt::Date(date) => times::deciding_date(naming, date),
        Doubt::Hedge { claim, stance } => {
            format!("{} only {} it, and does not say so outright", naming.claim(claim), stance.key())
        }
        // Each edge is a reason of its own.
        Doubt::Edges(_) => String::new(),
        Doubt::Value([one, other]) => format!("{} and {} are not exact", naming.object(one), naming.object(other)),
        Doubt::Scope(keys) => format!("only one of the two limits what it says (`scope`: `{}`)", keys.join("`, `")),
        Doubt::OneDay => "nothing says that all of it holds on one and the same day".to_owned(),
        Doubt::Office(principal) => {
            format!("it is not sure that both spoke for {} on the day they spoke", naming.entity(principal))
        }
    }
}

fn values(naming: &Naming, held: &FirstOfMany, word: &str) -> String {
    let names: Vec<String> = held.first.iter().map(|value| naming.object(value)).collect();
    listed(&names, held.more, word)
}

/// Returns what the claims that are not shown hold.
fn holding(naming: &Naming, held: &Holding) -> String {
    match held {
        Holding::Side { contested, how } => format!("{} is {how}", naming.that(contested)),
        Holding::Times(times) => format!("{} is said", values(naming, times, "or")),
        Holding::Values(held) => format!("{} is held", values(naming, held, "or")),
    }
}
