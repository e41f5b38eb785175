//! Section 3: when a claim holds, and how two times meet.

use super::dates::{AFTER_ALL, ALL_TIME, BEFORE_ALL, Date, Day, End, Single, Span};
use super::records::{Claim, Lasts, Temporal, Workspace};

/// How two claims' times bear on each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meeting {
    None,
    Possible,
    Certain,
}

/// An affirmation's time: outer days `O`, sure days `C`, and whether its mode is all.
#[derive(Clone, Copy, Debug)]
pub struct Affirmed {
    pub outer: Span,
    pub sure: Option<Span>,
    pub all: bool,
}

/// A denial's time: `P` and `D`.
#[derive(Clone, Copy, Debug)]
pub struct Denied {
    pub possible: Span,
    pub sure: Option<Span>,
}

/// "SAID is the outer span of `said`, however written (its marks count)"; "`said` missing: for time, the span of the
/// source's `published` serves"; "neither known: all time".
#[must_use]
pub fn said_span(claim: &Claim) -> Span {
    claim.said.or(claim.published).map_or(ALL_TIME, Date::outer)
}

fn is_event_claim(workspace: &Workspace, claim: &Claim) -> bool {
    workspace.predicates[claim.statement.predicate].is_event()
}

/// The time of what an affirmation carries; `passed` where it is of an `event` predicate or was derived beyond one.
#[must_use]
pub fn affirmed(workspace: &Workspace, claim: &Claim, passed: bool) -> Affirmed {
    let one_day = |span: Span| Some(span).filter(|s| s.is_one_day());
    match claim.when {
        None => {
            let (outer, _) = without_when(workspace, claim);
            let settled = claim.said.is_some() || claim.published.is_some();
            // "A state claim: mode some, `O = P = SAID`, `C = D = SAID` if that is one day, else none. An event
            // claim: … `C` none"; "with `act: promises` … `C` and `D` none"
            let none = is_event_claim(workspace, claim) || claim.promises || !settled;
            Affirmed { outer, sure: if none { None } else { one_day(outer) }, all: false }
        }
        // "a single date: mode some, `O = [first, last]`, `C = O` if that is one day"; "`C` of a single marked date is none"
        Some((_, Date::Single(single))) => {
            let sure = if single.mark.is_some() { None } else { one_day(single.span) };
            Affirmed { outer: single.widened(), sure, all: false }
        }
        Some((_, Date::Interval(start, end))) => {
            let outer = interval_outer(workspace, claim, start, end, passed);
            // "What is derived on an `event` predicate, or beyond one, has mode some, whatever the claim's, and its `C`
            // is `O` if that is one day, else none"
            let sure = if passed { one_day(outer) } else { interval_sure(claim, start, end, false) };
            Affirmed { outer, sure, all: !passed }
        }
    }
}

/// "A negative claim denies for every day it speaks of: `D` surely, `P` possibly."
#[must_use]
pub fn denied(workspace: &Workspace, claim: &Claim) -> Denied {
    match claim.when {
        None => {
            let (possible, sure) = without_when(workspace, claim);
            Denied { possible, sure }
        }
        // "Single date: both are its span"; marks widen `P` and leave `D` none.
        Some((_, Date::Single(single))) => Denied { possible: single.widened(), sure: single.mark.is_none().then_some(single.span) },
        // "Interval: `P = O`, and `D` is the `C` that a state's interval would have, except that an open start is sure
        // from −∞"; an unknown end "of a state or negative claim" bounds nothing and reaches nowhere
        Some((_, Date::Interval(start, end))) => {
            Denied { possible: interval_outer(workspace, claim, start, end, false), sure: interval_sure(claim, start, end, true) }
        }
    }
}

/// "**No `when`**": `O = P`, and `D`.
fn without_when(workspace: &Workspace, claim: &Claim) -> (Span, Option<Span>) {
    // "Neither known: all time, mode some, `C` and `D` none."
    if claim.said.is_none() && claim.published.is_none() {
        return (ALL_TIME, None);
    }
    let said = said_span(claim);
    // "With `act: promises`, of either kind: mode some, `O = P = [first(SAID), +∞)`, `C` and `D` none"
    if claim.promises {
        return (Span { first: said.first, last: AFTER_ALL }, None);
    }
    if is_event_claim(workspace, claim) {
        // "An event claim: mode some, `O = P = (−∞, last(SAID)]`, `C` none, `D = (−∞, first(SAID)]`, none if
        // first(SAID) is unbounded."
        let sure = (said.first != BEFORE_ALL).then_some(Span { first: BEFORE_ALL, last: said.first });
        (Span { first: BEFORE_ALL, last: said.last }, sure)
    } else {
        (said, Some(said).filter(|s| s.is_one_day()))
    }
}

/// `O` of an interval; `unbounded` where an unknown end is: "of a positive event, of what is derived on an `event`
/// predicate or beyond one".
fn interval_outer(workspace: &Workspace, claim: &Claim, start: End, end: End, unbounded: bool) -> Span {
    // "An unknown start or end bounds nothing: of a state or negative claim, `O` (`P`) is the span of the other end; …
    // and beside an open start or end, it is unbounded on that side"
    if !unbounded {
        match (start, end) {
            (End::Unknown, End::At(single)) | (End::At(single), End::Unknown) => return single.widened(),
            _ => {}
        }
    }
    let first = if let End::At(single) = start { single.widened().first } else { BEFORE_ALL };
    let last = match end {
        End::At(single) => single.widened().last,
        End::Unknown => AFTER_ALL,
        End::Open => open_end(workspace, claim, start),
    };
    Span { first, last }
}

/// "An open end reaches, given a `said`, to last(`said`) plus the `lasts` of the claim's predicate for a state claim,
/// to last(`said`) for an event, but never to before last(start), widened where marked; with `act: promises` (of either
/// kind), without `said` (a marked one, or one without the day needed, is none here), or, of a state, with
/// `lasts: forever`, it is unbounded."
fn open_end(workspace: &Workspace, claim: &Claim, start: End) -> Day {
    let predicate = &workspace.predicates[claim.statement.predicate];
    let Some(said) = usable_said(claim).map(|said| said.last).filter(|day| *day != AFTER_ALL) else {
        return AFTER_ALL;
    };
    if claim.promises {
        return AFTER_ALL;
    }
    let reach = if predicate.is_event() {
        said
    } else {
        match predicate.lasts.unwrap_or(Some(365)) {
            None => return AFTER_ALL,
            Some(days) => said + days,
        }
    };
    if let End::At(single) = start { reach.max(single.widened().last) } else { reach }
}

/// The `said` that an open end may rest on: "a marked one … is none here".
fn usable_said(claim: &Claim) -> Option<Span> {
    claim.said.filter(|said| !said.is_marked()).map(Date::plain)
}

/// "`C` from first(a) if a is one day, else the day after last(a), to last(b) if b is one day, else the day before
/// first(b)"; "`C` and `D` of a `when` are computed without marks".
fn interval_sure(claim: &Claim, start: End, end: End, negative: bool) -> Option<Span> {
    let one_day = |end: End| match end {
        End::At(single) => Some(single.span).filter(|s| s.is_one_day()),
        _ => None,
    };
    // "with an unknown end … `C` is only the day of the other end, if it is one day"
    if start == End::Unknown || end == End::Unknown {
        return one_day(start).or(one_day(end));
    }
    let said = usable_said(claim).filter(|said| said.first != BEFORE_ALL);
    // "With an open end and no `said` …, `C` is only the day of the other end"
    if end == End::Open && said.is_none() {
        return one_day(start);
    }
    let first = match start {
        End::At(Single { span, .. }) => {
            if span.is_one_day() {
                span.first
            } else {
                span.last + 1
            }
        }
        // "except that an open start is sure from −∞"
        End::Open if negative => BEFORE_ALL,
        // "(positive claims) with an open start (`../..` too), `C` is only the day of the other end"
        _ => return one_day(end),
    };
    match (end, said) {
        (End::At(Single { span, .. }), _) => Span::new(first, if span.is_one_day() { span.last } else { span.first - 1 }),
        (_, Some(said)) => {
            // "With an open end nothing is sure after the first day of `said`, and a `said` of one day, not before
            // first(a), is itself sure"
            let begins = if let End::At(single) = start { single.span.first } else { BEFORE_ALL };
            Span::new(first, said.first).or_else(|| (said.is_one_day() && said.first >= begins).then_some(said))
        }
        _ => None,
    }
}

/// Whether a claim's time may be certain: "a claim with a mark anywhere in its `when` (or, where `said` or `published`
/// stands in for it, in that) is never certain in time"; by `published` "nothing certain rests on it".
#[must_use]
pub fn may_be_certain(claim: &Claim) -> bool {
    match (&claim.when, claim.said) {
        (Some((_, when)), _) => !when.is_marked(),
        (None, Some(said)) => !said.is_marked(),
        (None, None) => false,
    }
}

/// "Between a claim without `when` and the one it `answers`, and only there, time is certain"; "**One utterance** …
/// the predicates of both events or of neither, and both without `when` (both or neither with `act: promises`) or with
/// `when` written alike, are about the same moment: time is certain".
#[must_use]
pub fn is_one_moment(workspace: &Workspace, a: &Claim, b: &Claim) -> bool {
    let answers = |x: &Claim, y: &Claim| x.when.is_none() && x.answers.as_ref() == Some(&y.id);
    answers(a, b) || answers(b, a) || is_one_moment_of_utterance(workspace, a, b)
}

#[must_use]
pub fn is_one_moment_of_utterance(workspace: &Workspace, a: &Claim, b: &Claim) -> bool {
    let alike = match (&a.when, &b.when) {
        (None, None) => a.promises == b.promises,
        (Some((a, _)), Some((b, _))) => a.trim() == b.trim(),
        _ => false,
    };
    is_one_utterance(a, b) && alike && is_event_claim(workspace, a) == is_event_claim(workspace, b)
}

#[must_use]
pub fn is_one_utterance(a: &Claim, b: &Claim) -> bool {
    a.utterance.is_some() && a.utterance == b.utterance
}

#[must_use]
pub fn is_timeless(workspace: &Workspace, claim: &Claim) -> bool {
    workspace.predicates[claim.statement.predicate].temporal == Temporal::Timeless
}

/// "**Denial in time**, affirmation A against negative N"; `standing` is how long the contested statement is presumed
/// to stand, where it is.
#[must_use]
pub fn deny(workspace: &Workspace, a: &Claim, passed: bool, n: &Claim, standing: Option<Lasts>) -> Meeting {
    if is_timeless(workspace, a) || is_one_moment(workspace, a, n) {
        return Meeting::Certain;
    }
    let (affirmed, denied) = (affirmed(workspace, a, passed), denied(workspace, n));
    if affirmed.all && (is_succession(a, n) || is_succession(n, a)) {
        return Meeting::None;
    }
    // "certain if `O ⊆ D`, or mode all and `C ∩ D ≠ ∅`"
    let inside = denied.sure.is_some_and(|d| affirmed.outer.is_within(d));
    let sure = affirmed.all && both_meet(affirmed.sure, denied.sure);
    if (inside || sure) && may_be_certain(a) && may_be_certain(n) {
        return Meeting::Certain;
    }
    // "possible if `O ∩ P ≠ ∅`", or by standing
    let stands = standing.is_some_and(|lasts| is_near(affirmed.outer, denied.possible, lasts));
    if affirmed.outer.meets(denied.possible) || stands { Meeting::Possible } else { Meeting::None }
}

/// "**Holding together**, affirmations A1, A2"; at most possible where a contested predicate is an event.
#[must_use]
pub fn hold_together(
    workspace: &Workspace,
    (a, a_passed): (&Claim, bool),
    (b, b_passed): (&Claim, bool),
    contested_event: bool,
    standing: Option<Lasts>,
) -> Meeting {
    let most = if contested_event { Meeting::Possible } else { Meeting::Certain };
    if is_timeless(workspace, a) || is_one_moment(workspace, a, b) {
        return most;
    }
    let (first, second) = (affirmed(workspace, a, a_passed), affirmed(workspace, b, b_passed));
    if first.all && second.all && (is_succession(a, b) || is_succession(b, a)) {
        return Meeting::None;
    }
    // "certain if `C1 ∩ C2 ≠ ∅`, or A1 is some and `O1 ⊆ C2`, or the mirror image"
    let inside = |x: Affirmed, y: Affirmed| !x.all && y.sure.is_some_and(|sure| x.outer.is_within(sure));
    let sure = both_meet(first.sure, second.sure) || inside(first, second) || inside(second, first);
    if sure && may_be_certain(a) && may_be_certain(b) {
        return most;
    }
    let stands = standing.is_some_and(|lasts| is_near(first.outer, second.outer, lasts));
    if first.outer.meets(second.outer) || stands { Meeting::Possible } else { Meeting::None }
}

fn both_meet(a: Option<Span>, b: Option<Span>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a.meets(b))
}

/// "the gap between `O` and `P` (first day of the later minus last day of the earlier) is at most …"
#[must_use]
pub fn is_near(a: Span, b: Span, lasts: Lasts) -> bool {
    let gap = (b.first - a.last).max(a.first - b.last);
    lasts.is_none_or(|days| gap <= days)
}

/// "**Succession** is no conflict": the second of two intervals follows the first. "Marks play no part."
fn is_succession(one: &Claim, two: &Claim) -> bool {
    let (Some((_, Date::Interval(start1, end1))), Some((_, Date::Interval(start2, end2)))) = (&one.when, &two.when) else {
        return false;
    };
    // "an open or unknown start being −∞ and such an end +∞"
    let start = |end: &End| if let End::At(s) = end { s.span } else { Span { first: BEFORE_ALL, last: BEFORE_ALL } };
    let end = |end: &End| if let End::At(s) = end { s.span } else { Span { first: AFTER_ALL, last: AFTER_ALL } };
    let (start1, start2, mut first_end1, mut last_end1, last_end2) =
        (start(start1), start(start2), end(end1).first, end(end1).last, end(end2).last);
    // "save that an open end with a `said` (usable as above, and no promise), where it is end 1, is first(`said`) in
    // both comparisons, and first(start 2) must then be later than first(start 1)"
    let said = usable_said(one).map(|said| said.first).filter(|day| *day != BEFORE_ALL);
    if let (End::Open, Some(said), false) = (end1, said, one.promises) {
        (first_end1, last_end1) = (said, said);
        if start2.first <= start1.first {
            return false;
        }
    }
    // "first(start 2) ≥ first(start 1), last(end 2) ≥ last(end 1), not both equal, and last(start 2) ≥ first(end 1)"
    start2.first >= start1.first
        && last_end2 >= last_end1
        && (start2.first, last_end2) != (start1.first, last_end1)
        && start2.last >= first_end1
}

/// Whether one was certainly said before the other: "last < first, neither marked, not of one `utterance`".
#[must_use]
pub fn is_said_before(a: &Claim, b: &Claim) -> bool {
    // "`said` missing: … for the order of utterances, some time up to its [`published`'s] last day"
    let span = |claim: &Claim| match (claim.said, claim.published) {
        (Some(said), _) => (!said.is_marked()).then(|| said.plain()),
        (None, Some(day)) => (!day.is_marked()).then(|| Span { first: BEFORE_ALL, last: day.plain().last }),
        (None, None) => None,
    };
    match (span(a), span(b)) {
        (Some(a_span), Some(b_span)) => a_span.last < b_span.first && !is_one_utterance(a, b),
        _ => false,
    }
}
