//! Reasons in plain words: by what steps one statement follows from another, how two times bear on each other, who speaks for whom, and
//! what would decide a conflict that is only possible.

use gainsay_model::date::{DAWN, DUSK, Days, write_day};
use gainsay_model::finding::{Reason, Route};
use gainsay_model::record::{Lasts, Object};

use crate::clash::time::{Apart, Doubt, Meeting, Reach, Sure};
use crate::clash::{Candidate, Clash, Comparer, Mechanism, Pairing};
use crate::ledger::entities::{EntityId, Speaks};
use crate::ledger::speakers::Common;
use crate::ledger::{ClaimId, Entry, Ledger, Statement};
use crate::vocabulary::closure::{Closure, Derived, Via};
use crate::vocabulary::{PredicateId, StepKind};

fn reason(text: impl Into<String>, route: Option<Route>) -> Reason {
    Reason::new(text).at(route)
}

/// How long a state is presumed to stand.
pub fn lasts_text(lasts: Lasts) -> String {
    match lasts {
        Lasts::Forever => "forever".into(),
        Lasts::Days(days) => days_count(days),
    }
}

fn days_count(days: i64) -> String {
    if days == 1 { "1 day".into() } else { format!("{days} days") }
}

/// Some days, in words: `on 2018-05-01`, `from 2018-05-01 to 2018-05-31`, `up to 2018-05-31`, `from 2018-05-01 on`, `at any time`.
pub fn days_text(days: Days) -> String {
    match (days.first, days.last) {
        (DAWN, DUSK) => "at any time".into(),
        (DAWN, last) => format!("up to {}", write_day(last)),
        (first, DUSK) => format!("from {} on", write_day(first)),
        (first, last) if first == last => format!("on {}", write_day(first)),
        (first, last) => format!("from {} to {}", write_day(first), write_day(last)),
    }
}

/// For what time a claim speaks, as it is written: `for 2018-05, when it was said`.
pub fn time_text(ledger: &Ledger, entry: &Entry) -> String {
    let workspace = ledger.workspace;
    let record = entry.record;
    let word = ledger.vocabulary.word(ledger.statement_of(entry.statement).predicate);
    let published = record.source.and_then(|s| workspace.source(s)).and_then(|s| s.published);
    let text = |date| workspace.dates.text(date);
    if !word.is_event() && !word.is_state() {
        return "for all time".into();
    }
    let (date, why) = match (record.when, record.said, published) {
        (Some(when), ..) => return format!("for {}", text(when)),
        (None, Some(said), _) => (said, "when it was said"),
        (None, None, Some(published)) => (published, "when its source appeared"),
        (None, None, None) => return "for no known time".into(),
    };
    match (record.promises, word.is_event()) {
        (true, _) => format!("for the time from {} on, {why}", text(date)),
        (false, true) => format!("for the time up to {}, {why}", text(date)),
        (false, false) => format!("for {}, {why}", text(date)),
    }
}

// --- what follows from what ---

/// What a state of a statement's closure says.
fn carried(comparer: &Comparer, statement: &Statement, state: u32) -> String {
    let closure = comparer.ledger.closure(statement);
    let state = &closure.states[state as usize];
    comparer.plain_text(state.predicate, closure.about(state, statement.pair), statement.object)
}

/// The steps by which a claim carries a state of its closure; none for what it says itself.
pub fn derivation(comparer: &Comparer, claim: ClaimId, state: u32) -> Vec<Reason> {
    let ledger = comparer.ledger;
    let statement = ledger.statement_of(ledger.claim(claim).statement);
    let (says, carried, rule) = (carried(comparer, statement, 0), carried(comparer, statement, state), as_a_rule(ledger, statement, state));
    headed(format!("{} says `{says}`, and with it{rule} `{carried}`:", ledger.claim_text(claim)), steps(ledger, statement, state))
}

/// The steps by which a statement carries a state of its closure; none for itself.
pub fn derivation_of(comparer: &Comparer, statement: &Statement, state: u32) -> Vec<Reason> {
    let ledger = comparer.ledger;
    let (says, carried, rule) = (carried(comparer, statement, 0), carried(comparer, statement, state), as_a_rule(ledger, statement, state));
    headed(format!("who says `{says}` says with it{rule} `{carried}`:"), steps(ledger, statement, state))
}

/// Steps below what they lead to; nothing, where there are none.
fn headed(heading: String, steps: Vec<Reason>) -> Vec<Reason> {
    let heading = (!steps.is_empty()).then(|| Reason::new(heading));
    heading.into_iter().chain(steps.into_iter().map(Reason::as_step)).collect()
}

/// That a step is only presumed.
fn as_a_rule(ledger: &Ledger, statement: &Statement, state: u32) -> &'static str {
    if ledger.closure(statement).states[state as usize].usually > 0 { ", as a rule," } else { "" }
}

fn steps(ledger: &Ledger, statement: &Statement, state: u32) -> Vec<Reason> {
    let closure = ledger.closure(statement);
    let mut at = closure.states[0];
    let told = |(via, next): (Via, Derived)| {
        let told = step(ledger, statement, closure, (&at, &via, &next));
        at = next;
        told
    };
    closure.path(&closure.states[state as usize]).into_iter().map(told).collect()
}

/// One step of a derivation.
fn step(ledger: &Ledger, statement: &Statement, closure: &Closure, (from, via, to): (&Derived, &Via, &Derived)) -> Reason {
    match via {
        Via::Tie(tie) => {
            let (declared_by, key, index) = tie.said_by;
            let because =
                tie_because(ledger, declared_by, key, index).map(|why| format!(": {}", why.trim_end_matches('.'))).unwrap_or_default();
            let route = Route::Key(ledger.vocabulary.word(declared_by).place(), key, index);
            reason(format!("{}{because}", step_text(ledger, from.predicate, via, to.predicate)), Some(route))
        }
        Via::Whole(kind) => {
            let (before, after) = (closure.about(from, statement.pair), closure.about(to, statement.pair));
            let (part, whole) = match (kind, before.object, after.object) {
                (StepKind::WholeObject, Some(part), Some(whole)) => (part, whole),
                _ => (before.subject, after.subject),
            };
            let (predicate, part_id, whole_id) =
                (ledger.predicate_text(from.predicate), ledger.entity_text(part), ledger.entity_text(whole));
            reason(
                format!("{predicate} holds of the whole if of a part, and {part_id} is part of {whole_id}"),
                part_of_route(ledger, part, whole),
            )
        }
    }
}

/// One step of a derivation in words: `funds implies supports`.
pub fn step_text(ledger: &Ledger, from: PredicateId, via: &Via, to: PredicateId) -> String {
    let (from, to) = (ledger.predicate_text(from), ledger.predicate_text(to));
    match via {
        Via::Tie(tie) => match tie.kind {
            StepKind::Implies => format!("{from} implies {to}"),
            StepKind::Usually => format!("{from} usually implies {to}"),
            StepKind::Symmetric => format!("{from} is symmetric"),
            StepKind::Inverse => format!("{from} is the inverse of {to}"),
            StepKind::WholeSubject | StepKind::WholeObject => format!("{from} holds of the whole"),
        },
        Via::Whole(_) => format!("{from} of a part holds of the whole"),
    }
}

/// The record that says so.
pub fn via_route(ledger: &Ledger, via: &Via) -> Option<Route> {
    match via {
        Via::Tie(tie) => {
            let (declared_by, key, index) = tie.said_by;
            Some(Route::Key(ledger.vocabulary.word(declared_by).place(), key, index))
        }
        Via::Whole(_) => None,
    }
}

fn tie_because(ledger: &Ledger, declared_by: PredicateId, key: &str, index: Option<u32>) -> Option<String> {
    let edges = &ledger.vocabulary.word(declared_by).record.edges;
    edges.iter().find(|e| e.kind.key() == key && Some(e.index) == index).and_then(|e| e.because.clone())
}

/// The entity record that says that the one is part of the other.
fn part_of_route(ledger: &Ledger, part: EntityId, whole: EntityId) -> Option<Route> {
    let workspace = ledger.workspace;
    let says = |entity: &gainsay_model::record::Entity| {
        let index = entity.part_of.iter().position(|name| ledger.entities.find(*name) == Some(whole))?;
        Some(Route::Key(entity.place, "part-of", Some(index as u32)))
    };
    let representative = workspace.entity(ledger.entities.class(part).representative);
    // Only of several that are the same has another record to be looked for.
    representative.and_then(says).or_else(|| {
        let members = workspace.entities().filter(|e| e.id.and_then(|id| ledger.entities.find(id)) == Some(part));
        members.into_iter().find_map(says)
    })
}

// --- why two statements clash ---

/// What makes it impossible that both hold, where it is not plain denial.
pub fn opposition(comparer: &Comparer, a: ClaimId, b: ClaimId, candidate: &Candidate) -> Option<Reason> {
    let statement = |id: ClaimId| comparer.ledger.statement_of(comparer.ledger.claim(id).statement);
    opposition_of(comparer, statement(a), statement(b), candidate)
}

/// The same of two statements.
pub fn opposition_of(comparer: &Comparer, a: &Statement, b: &Statement, candidate: &Candidate) -> Option<Reason> {
    let ledger = comparer.ledger;
    let state = ledger.closure(a).states[candidate.a as usize];
    let word = ledger.vocabulary.word(state.predicate);
    let id = ledger.predicate_text(state.predicate);
    match candidate.mechanism {
        Mechanism::Denial => None,
        Mechanism::Exclusion => {
            let other = ledger.closure(b).states[candidate.b as usize].predicate;
            Some(reason(
                format!("{id} and {} exclude each other", ledger.predicate_text(other)),
                exclusion_route(ledger, state.predicate, other),
            ))
        }
        Mechanism::Functional => {
            let when = if word.is_event() || word.is_state() { " at a time" } else { "" };
            Some(reason(format!("{id} is functional: one object{when}"), Some(Route::Key(word.place(), "functional", None))))
        }
        Mechanism::InverseFunctional => {
            let when = if word.is_event() || word.is_state() { " at a time" } else { "" };
            Some(reason(
                format!("{id} is inverse-functional: one subject{when}"),
                Some(Route::Key(word.place(), "inverse-functional", None)),
            ))
        }
        Mechanism::Asymmetry => {
            let key = if word.record.traits.asymmetric { "asymmetric" } else { "irreflexive" };
            let why = if word.record.traits.asymmetric { "asymmetric" } else { "transitive and irreflexive" };
            Some(reason(format!("{id} is {why}: it never holds both ways round"), Some(Route::Key(word.place(), key, None))))
        }
    }
}

/// Where one of the two declares that they exclude each other.
fn exclusion_route(ledger: &Ledger, a: PredicateId, b: PredicateId) -> Option<Route> {
    let declared = |from: PredicateId, to: PredicateId| {
        let word = ledger.vocabulary.word(from);
        let edge = word
            .record
            .edges
            .iter()
            .find(|e| e.kind == gainsay_model::record::EdgeKind::Excludes && ledger.vocabulary.find(e.to) == Some(to))?;
        Some(Route::Key(word.place(), edge.kind.key(), Some(edge.index)))
    };
    declared(a, b).or_else(|| declared(b, a))
}

// --- times ---

/// The two times of a comparison: whose they are, and the days that it looks at.
struct Times<'t> {
    a: (String, &'t Reach),
    b: (String, &'t Reach),
    denial: bool,
}

fn times<'t>(comparer: &'t Comparer, a: ClaimId, b: ClaimId, candidate: &Candidate) -> Times<'t> {
    let ledger = comparer.ledger;
    let beyond = |id: ClaimId, state: u32| ledger.closure(ledger.statement_of(ledger.claim(id).statement)).states[state as usize].event;
    let denial = candidate.mechanism == Mechanism::Denial;
    let reach = |id: ClaimId, beyond| (ledger.claim_text(id).to_owned(), ledger.claim(id).time.reach(beyond));
    Times { a: reach(a, beyond(a, candidate.a)), b: reach(b, !denial && beyond(b, candidate.b)), denial }
}

/// How the times of two claims bear on each other.
pub fn times_text(comparer: &Comparer, a: ClaimId, b: ClaimId, candidate: &Candidate, meeting: Meeting) -> String {
    let Times { a: (x, at_x), b: (y, at_y), denial } = times(comparer, a, b, candidate);
    let (first, second) = if denial { ("affirmed", "denied") } else { ("said to hold", "said to hold") };
    match meeting {
        Meeting::Surely(Sure::Timeless) => "time plays no part in it".into(),
        Meeting::Surely(Sure::Answered) => "the one answers the other and gives no time of its own: both speak of the same".into(),
        Meeting::Surely(Sure::OneMoment) => "both were said in one utterance, about one moment".into(),
        Meeting::Surely(Sure::Within) if denial => {
            format!("{} is affirmed {}, and on all these days surely denied by {}", x, days_text(at_x.outer), y)
        }
        Meeting::Surely(Sure::Within) => match at_y.sure {
            Some(sure) if !at_x.throughout && at_x.outer.within(sure) => {
                format!("{x} lies {}, and on all these days {y} surely holds", days_text(at_x.outer))
            }
            _ => format!("{y} lies {}, and on all these days {x} surely holds", days_text(at_y.outer)),
        },
        Meeting::Surely(Sure::CommonDay) => {
            let common = at_x.sure.zip(at_y.sure).and_then(|(s, t)| s.intersection(t));
            let days = common.map_or_else(|| "on one day".into(), days_text);
            format!("both surely speak of the same time: {days}")
        }
        Meeting::Perhaps(Doubt::Standing(gap)) => {
            format!(
                "{x} ({}) and {y} ({}) are {} apart, and what was said may still stand",
                days_text(at_x.outer),
                days_text(at_y.outer),
                days_count(gap)
            )
        }
        Meeting::Perhaps(_) => {
            format!("it is {first} {} by {x}, and {second} {} by {y}: the two times meet", days_text(at_x.outer), days_text(at_y.outer))
        }
        Meeting::Never(Apart::Succession) => {
            format!("the one takes over from the other: {x} {}, {y} {}", days_text(at_x.outer), days_text(at_y.outer))
        }
        Meeting::Never(Apart::NoCommonDay(gap)) => {
            format!("the times do not meet: {x} {}, {y} {}, {} apart", days_text(at_x.outer), days_text(at_y.outer), days_count(gap))
        }
    }
}

/// Which date would decide whether two times contradict.
fn deciding_date(comparer: &Comparer, (a, b): (ClaimId, ClaimId), candidate: &Candidate, doubt: Doubt) -> String {
    let ledger = comparer.ledger;
    match doubt {
        Doubt::Event => "two of them fit in one day: only a closer look can tell whether they exclude each other".into(),
        Doubt::NotFirm => {
            let blurred = |id: &ClaimId| !ledger.claim(*id).time.firm;
            let one = |id: ClaimId| format!("{}: {}", ledger.claim_text(id), why_not_firm(ledger, ledger.claim(id)));
            [a, b].into_iter().filter(blurred).map(one).collect::<Vec<_>>().join("; ")
        }
        Doubt::Standing(_) => {
            let word = contested_word(comparer, a, candidate);
            let stands = if word.is_event() { "365 days".into() } else { lasts_text(word.lasts) };
            let missing: Vec<&str> =
                [a, b].into_iter().filter(|id| !ledger.claim(*id).time.given).map(|id| ledger.claim_text(id)).collect();
            format!("`{}` is presumed to stand for {stands}: give {} a `when`", ledger.workspace.text(word.name), missing.join(" and "))
        }
        Doubt::WhichDay => which_day(&times(comparer, a, b, candidate)),
    }
}

fn contested_word<'c>(comparer: &'c Comparer, a: ClaimId, candidate: &Candidate) -> &'c crate::vocabulary::Word<'c> {
    let ledger = comparer.ledger;
    let state = ledger.closure(ledger.statement_of(ledger.claim(a).statement)).states[candidate.a as usize];
    ledger.vocabulary.word(state.predicate)
}

fn why_not_firm(ledger: &Ledger, entry: &Entry) -> String {
    let text = |date| ledger.workspace.dates.text(date);
    match (entry.record.when, entry.record.said) {
        (Some(when), _) => format!("`when: {}` is marked; an unmarked date would decide", text(when)),
        (None, Some(said)) => format!("`said: {}` is marked; an unmarked date would decide", text(said)),
        (None, None) => "it has no `said`, and nothing certain rests on when its source appeared".into(),
    }
}

/// Which end of which time, against which bound.
fn which_day(times: &Times) -> String {
    let Times { a: (x, at_x), b: (y, at_y), denial } = times;
    if *denial {
        return match at_y.sure {
            None if at_x.throughout || at_x.outer.is_one_day() => format!("{y} names no day that it surely denies: give it a `when`"),
            None => format!("{y} names no day that it surely denies, and {x} ({}) no exact one: give each a `when`", days_text(at_x.outer)),
            Some(sure) if at_x.throughout => format!("whether {x} held on any of the days {}, which {y} surely denies", days_text(sure)),
            Some(sure) => format!("whether {x} means a day that {y} surely denies: {}; {}", days_text(sure), beyond(x, at_x.outer, sure)),
        };
    }
    match (at_x.sure, at_y.sure) {
        (None, Some(sure)) => {
            format!("whether {x} means a day on which {y} surely holds: {}; {}", days_text(sure), beyond(x, at_x.outer, sure))
        }
        (Some(sure), None) => {
            format!("whether {y} means a day on which {x} surely holds: {}; {}", days_text(sure), beyond(y, at_y.outer, sure))
        }
        (Some(s), Some(t)) => format!("{x} surely holds only {}, and {y} only {}: exact ends would decide", days_text(s), days_text(t)),
        (None, None) => format!("on which day {x} holds ({}) and on which {y} ({})", days_text(at_x.outer), days_text(at_y.outer)),
    }
}

/// Which end of a time reaches out of which bound.
fn beyond(id: &str, outer: Days, sure: Days) -> String {
    let day = |day| match day {
        DAWN => "without bound".to_owned(),
        DUSK => "without bound".to_owned(),
        day => write_day(day),
    };
    if outer.first < sure.first {
        format!("the start of {id} ({}) is before {}", day(outer.first), write_day(sure.first))
    } else if outer.last > sure.last {
        format!("the end of {id} ({}) is after {}", day(outer.last), write_day(sure.last))
    } else {
        format!("{id} gives no exact day")
    }
}

// --- speakers ---

/// Who speaks, and in whose name, as far as it bears on the rule.
pub fn speakers(comparer: &Comparer, a: ClaimId, b: ClaimId, pairing: &Pairing) -> Vec<Reason> {
    use crate::rules::PairRule;
    let ledger = comparer.ledger;
    let (x, y) = (ledger.claim(a), ledger.claim(b));
    let speaker = ledger.entity_text(x.speaker);
    match pairing.rule {
        PairRule::ReportDivergence => {
            vec![reason(format!("both report one utterance of {speaker}, and the reports are independent of each other"), None)]
        }
        PairRule::Reversal => {
            let (first, second) = if x.spoken.before(&y.spoken) { (a, b) } else { (b, a) };
            let said = |id| said_text(ledger, ledger.claim(id));
            vec![reason(
                format!("{speaker} said {} {}, and {} {}", ledger.claim_text(first), said(first), ledger.claim_text(second), said(second)),
                None,
            )]
        }
        PairRule::SelfContradiction => vec![reason(format!("both were said by {speaker}{}", said_together(ledger, x, y)), None)],
        PairRule::MixedMessage => principal(ledger, a, b).map(|principal| in_the_name_of(ledger, a, b, principal)).unwrap_or_default(),
        PairRule::Dispute => Vec::new(),
    }
}

/// In whose name both claims are made: of several, the first by name.
pub fn principal(ledger: &Ledger, a: ClaimId, b: ClaimId) -> Option<EntityId> {
    let common = ledger.sides.all_common(ledger.claim(a).principals, ledger.claim(b).principals);
    common.into_iter().min_by_key(|id| ledger.entity_text(*id))
}

fn said_together(ledger: &Ledger, x: &Entry, y: &Entry) -> String {
    match (x.record.said, y.record.said) {
        (Some(said), Some(other)) if said == other => format!(", {}", said_text(ledger, x)),
        _ => ", and nothing says which of them first".into(),
    }
}

fn said_text(ledger: &Ledger, entry: &Entry) -> String {
    match entry.record.said {
        Some(said) if ledger.workspace.date(said).span().is_one_day() => format!("on {}", ledger.workspace.dates.text(said)),
        Some(said) => format!("in {}", ledger.workspace.dates.text(said)),
        None => format!("{}, no later than its source", days_text(entry.spoken.days)),
    }
}

/// The offices by which both claims are made in one name.
fn in_the_name_of(ledger: &Ledger, a: ClaimId, b: ClaimId, principal: EntityId) -> Vec<Reason> {
    let name = ledger.entity_text(principal);
    let mut reasons = vec![reason(format!("both are said in the name of {name}"), None)];
    for id in [a, b] {
        let entry = ledger.claim(id);
        for edge in offices(ledger, entry, principal) {
            let (text, route) = office_text(ledger, &edge);
            if reasons.iter().all(|known| known.text != text) {
                reasons.push(reason(text, Some(route)));
            }
        }
    }
    reasons
}

/// An edge on the way from a speaker to a principal.
struct OfficeEdge<'e> {
    holder: EntityId,
    speaks: Speaks<'e>,
}

/// The shortest way from the speaker (or the one he speaks for) to a principal, by edges that may have been valid.
fn offices<'l>(ledger: &'l Ledger, entry: &Entry, principal: EntityId) -> Vec<OfficeEdge<'l>> {
    let possible = &ledger.sides.principals(entry.principals).possible;
    let start = entry.record.on_behalf.and_then(|name| ledger.entities.find(name)).unwrap_or(entry.speaker);
    let mut from: rustc_hash::FxHashMap<EntityId, (EntityId, Speaks<'l>)> = rustc_hash::FxHashMap::default();
    let mut open = std::collections::VecDeque::from([start]);
    while let Some(at) = open.pop_front() {
        for edge in &ledger.entities.class(at).speaks_for {
            if edge.whom != start && possible.contains(&edge.whom) && !from.contains_key(&edge.whom) {
                from.insert(edge.whom, (at, *edge));
                open.push_back(edge.whom);
            }
        }
    }
    let (mut way, mut at) = (Vec::new(), principal);
    while let Some((holder, speaks)) = from.get(&at) {
        way.push(OfficeEdge { holder: *holder, speaks: *speaks });
        at = *holder;
    }
    way.reverse();
    way
}

fn office_text(ledger: &Ledger, edge: &OfficeEdge) -> (String, Route) {
    let office = edge.speaks.office;
    let date = |word: &str, id: Option<_>| id.map(|id| format!(" {word} {}", ledger.workspace.dates.text(id))).unwrap_or_default();
    let text = format!(
        "{} speaks for {}{}{}",
        ledger.entity_text(edge.holder),
        ledger.entity_text(edge.speaks.whom),
        date("from", office.from),
        date("until", office.until)
    );
    (text, Route::Key(edge.speaks.place, "speaks-for", Some(office.index)))
}

// --- what would decide ---

/// What keeps a conflict from being certain, and would decide it.
fn doubts(comparer: &Comparer, a: ClaimId, b: ClaimId, pairing: &Pairing, candidate: &Candidate, meeting: Meeting) -> Vec<Reason> {
    let ledger = comparer.ledger;
    let (x, y) = (ledger.claim(a), ledger.claim(b));
    let mut doubts = Vec::new();
    if let Meeting::Perhaps(doubt) = meeting {
        doubts.push(reason(format!("the date would decide: {}", deciding_date(comparer, (a, b), candidate, doubt)), None));
    }
    for (id, entry) in [(a, x), (b, y)].into_iter().filter(|(_, e)| e.stance.hedged()) {
        let route = Route::Key(entry.record.place, entry.stance.key(), None);
        doubts.push(reason(format!("the hedge would decide: {} only {} it", ledger.claim_text(id), entry.stance.key()), Some(route)));
    }
    for (id, state) in [(a, candidate.a), (b, candidate.b)] {
        doubts.extend(presumptions(ledger, id, state));
    }
    if !candidate.exact {
        let values = [x, y].map(|e| value_text(ledger, ledger.statement_of(e.statement)));
        doubts.push(reason(format!("the value would decide: {} and {} are not exact", values[0], values[1]), None));
    }
    if pairing.scope_partial {
        doubts.push(reason(scope_text(ledger, x, y), None));
    }
    if let (crate::rules::PairRule::MixedMessage, Common::Possibly, Some(principal)) =
        (pairing.rule, pairing.common, principal(ledger, a, b))
    {
        doubts.push(reason(
            format!("the office would decide: whether both spoke for {} on the day they spoke is not sure", ledger.entity_text(principal)),
            None,
        ));
    }
    doubts
}

/// The presumptions on the way to what a claim carries.
fn presumptions(ledger: &Ledger, claim: ClaimId, state: u32) -> Vec<Reason> {
    let closure = ledger.closure(ledger.statement_of(ledger.claim(claim).statement));
    let mut from = closure.states[0].predicate;
    let mut found = Vec::new();
    for (via, to) in closure.path(&closure.states[state as usize]) {
        if let Via::Tie(tie) = &via
            && tie.kind == StepKind::Usually
        {
            let text = format!("the edge would decide: {}, and not always", step_text(ledger, from, &via, to.predicate));
            found.push(reason(text, via_route(ledger, &via)));
        }
        from = to.predicate;
    }
    found
}

fn value_text(ledger: &Ledger, statement: &Statement) -> String {
    match statement.object {
        Object::Entity(name) => ledger.workspace.text(*name).to_owned(),
        other => crate::clash::values::object_text(ledger.workspace, ledger.vocabulary.word(statement.predicate).object(), other),
    }
}

fn scope_text(ledger: &Ledger, x: &Entry, y: &Entry) -> String {
    let keys = |e: &Entry| -> Vec<String> { e.record.scope.iter().map(|(key, _)| ledger.workspace.text(*key).to_owned()).collect() };
    let (mine, theirs) = (keys(x), keys(y));
    let mut apart: Vec<String> =
        mine.iter().filter(|k| !theirs.contains(k)).chain(theirs.iter().filter(|k| !mine.contains(k))).cloned().collect();
    apart.sort();
    format!("the scope would decide: only one of the two says `{}`", apart.join("`, `"))
}

/// Everything that a conflict of two claims by one mechanism rests on, and what would decide it, if it is only possible.
pub fn of_conflict(comparer: &Comparer, a: ClaimId, b: ClaimId, pairing: &Pairing, clash: &Clash) -> Vec<Reason> {
    let Clash { candidate, meeting, certain, .. } = clash;
    let mut reasons = derivation(comparer, a, candidate.a);
    if candidate.mechanism != Mechanism::Denial {
        reasons.extend(derivation(comparer, b, candidate.b));
    }
    reasons.extend(opposition(comparer, a, b, candidate));
    reasons.push(reason(times_text(comparer, a, b, candidate, *meeting), None));
    reasons.extend(speakers(comparer, a, b, pairing));
    if !certain {
        reasons.extend(doubts(comparer, a, b, pairing, candidate, *meeting));
    }
    reasons
}
