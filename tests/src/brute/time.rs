//! Section 3: when a claim holds, and how two times meet.

use super::dates::{AFTER_ALL, ALL_TIME, BEFORE_ALL, Date, Day, End, Single, Span};
use super::records::{Claim, Lasts, Predicate, Temporal, Workspace};

/// The relation of two claims' times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meeting {
    None,
    Possible,
    Certain,
}

/// The time of an affirmation: outer days `O`, sure days `C`, and whether its mode is all.
#[derive(Clone, Copy, Debug)]
pub struct Affirmed {
    pub outer: Span,
    pub sure: Option<Span>,
    pub all: bool,
}

/// The time of a denial: `P` and `D`.
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

/// Returns the time of what an affirmation carries; `passed` says that it is of an `event` predicate or was derived
/// beyond one.
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
        // "a single date: mode some, `O = [first, last]`, `C = O` if that is one day"; "`C` of a single marked date is
        // none"
        Some((_, Date::Single(single))) => {
            let sure = if single.mark.is_some() { None } else { one_day(single.span) };
            Affirmed { outer: single.widened(), sure, all: false }
        }
        Some((_, Date::Interval(start, end))) => {
            let outer = interval_outer(workspace, claim, start, end, passed);
            // "What is derived on an `event` predicate, or beyond one, has mode some, whatever the claim's, and its `C`
            // is `O` if that is one day, else none"; "with an open end (`2016/..`; of a state or an event) nothing is
            // sure after the first day of `said`"
            let too_late =
                |day: Span| end == End::Open && said_with_first_day(claim).is_some_and(|said| day.first > said.first);
            let sure = match passed {
                true => one_day(outer).filter(|day| !too_late(*day)),
                false => interval_sure(claim, start, end, false),
            };
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
        // "Single date: both are its span"; "`C` and `D` of a `when` are computed without marks, … save that `C` of a
        // single marked date is none"
        Some((_, Date::Single(single))) => Denied { possible: single.widened(), sure: Some(single.span) },
        // "Interval: `P = O`, and `D` is the `C` that a state's interval would have, except that an open start is sure
        // from −∞"; an unknown end "of a state or negative claim" bounds nothing and reaches nowhere
        Some((_, Date::Interval(start, end))) => Denied {
            possible: interval_outer(workspace, claim, start, end, false),
            sure: interval_sure(claim, start, end, true),
        },
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

/// Returns `O` of an interval; `unbounded` says that an unknown end is unbounded: "of a positive event, of what is
/// derived on an `event` predicate or beyond one".
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
/// to last(`said`) for an event (without bound where that lies before first(start): it was announced), but never to
/// before last(start), widened where marked; with `act: promises` (of either kind), without `said` (a marked one, or
/// one without the day needed, is none here), or, of a state, with `lasts: forever`, it is unbounded."
fn open_end(workspace: &Workspace, claim: &Claim, start: End) -> Day {
    let predicate = &workspace.predicates[claim.statement.predicate];
    let Some(said) = unmarked_said(claim).map(|said| said.last).filter(|day| *day != AFTER_ALL) else {
        return AFTER_ALL;
    };
    let start = if let End::At(single) = start { Some(single.widened()) } else { None };
    if claim.promises {
        return AFTER_ALL;
    }
    let reach = if predicate.is_event() {
        if start.is_some_and(|start| said < start.first) {
            return AFTER_ALL;
        }
        said
    } else {
        match predicate.lasts.unwrap_or(Some(365)) {
            None => return AFTER_ALL,
            Some(days) => said + days,
        }
    };
    start.map_or(reach, |start| reach.max(start.last))
}

/// Returns the `said` that an open end may rest on: "a marked one … is none here".
fn unmarked_said(claim: &Claim) -> Option<Span> {
    claim.said.filter(|said| !said.is_marked()).map(Date::plain)
}

/// "(… a `said` without a first day is none here)"
fn said_with_first_day(claim: &Claim) -> Option<Span> {
    unmarked_said(claim).filter(|said| said.first != BEFORE_ALL)
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
    let said = said_with_first_day(claim);
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
        (End::At(Single { span, .. }), _) => {
            Span::new(first, if span.is_one_day() { span.last } else { span.first - 1 })
        }
        (_, Some(said)) => {
            // "With an open end nothing is sure after the first day of `said`, and a `said` of one day, not before
            // first(a), is itself sure"
            let begins = if let End::At(single) = start { single.span.first } else { BEFORE_ALL };
            Span::new(first, said.first).or_else(|| (said.is_one_day() && said.first >= begins).then_some(said))
        }
        _ => None,
    }
}

/// Returns whether a claim's time may be certain: "a claim with a mark anywhere in its `when` (or, where `said` or
/// `published` stands in for it, in that) is never certain in time"; by `published` "nothing certain rests on it".
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
/// to stand, if it is.
#[must_use]
pub fn deny(workspace: &Workspace, a: &Claim, passed: bool, n: &Claim, standing: Option<Lasts>) -> Meeting {
    if is_timeless(workspace, a) || is_one_moment(workspace, a, n) {
        return Meeting::Certain;
    }
    let (affirmed, denied) = (affirmed(workspace, a, passed), denied(workspace, n));
    // "certain if `O ⊆ D`, or mode all and `C ∩ D ≠ ∅`"
    let inside = denied.sure.is_some_and(|d| affirmed.outer.is_within(d));
    let sure = affirmed.all && both_meet(affirmed.sure, denied.sure);
    // "no affirmation among them is of what is derived on an event or beyond one"; "save … where an `O` of more than
    // one day lies in sure days of the other (`O ⊆ D` …)"
    let grace = workspace.predicates[n.statement.predicate].grace;
    if !passed && !(inside && !affirmed.outer.is_one_day()) && is_succession(a, n, grace) {
        return Meeting::None;
    }
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
    contested: &[usize],
    standing: Option<Lasts>,
) -> Meeting {
    let contested = || contested.iter().map(|p| &workspace.predicates[*p]);
    let most = if contested().any(Predicate::is_event) { Meeting::Possible } else { Meeting::Certain };
    if is_timeless(workspace, a) || is_one_moment(workspace, a, b) {
        return most;
    }
    let (first, second) = (affirmed(workspace, a, a_passed), affirmed(workspace, b, b_passed));
    // "certain if `C1 ∩ C2 ≠ ∅`, or A1 is some and `O1 ⊆ C2`, or the mirror image"
    let inside = |x: Affirmed, y: Affirmed| !x.all && y.sure.is_some_and(|sure| x.outer.is_within(sure));
    // "save … where an `O` of more than one day lies in sure days of the other (… `O1 ⊆ C2` with A1 of mode some)"
    let spread = |x: Affirmed, y: Affirmed| inside(x, y) && !x.outer.is_one_day();
    // "(of two that exclude each other the shorter; none: 0 d)"
    let grace = contested().map(|p| p.grace).min().unwrap_or(0);
    if !a_passed && !b_passed && !spread(first, second) && !spread(second, first) && is_succession(a, b, grace) {
        return Meeting::None;
    }
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

/// The days that a start or an end may lie on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Days {
    first: Day,
    last: Day,
}

/// "an unknown one any day": days, and neither of the bounds, which are none.
const ANY_DAY: Days = Days { first: BEFORE_ALL / 2, last: AFTER_ALL / 2 };

impl Days {
    /// Returns whether both are the same single day.
    fn is_the_day_of(self, other: Days) -> bool {
        let is_a_day = ANY_DAY.first < self.first && self.first < ANY_DAY.last;
        self == other && self.first == self.last && is_a_day
    }
}

/// The start and the end of a claim's time.
struct Course {
    start: Days,
    end: Days,
    is_interval: bool,
    has_vague_start: bool,
    has_vague_end: bool,
    /// Says whether it has an open end with a usable `said`.
    was_open_when_said: bool,
}

/// "Each time has a start and an end, each a range of days: a date its span, widened by its marks; an unknown one any
/// day; an open start −∞; an open end +∞, or, with a usable `said` (as above, and no promise), from the later of
/// first(`said`) and first(start) on. A single date of an affirmation on a state (mode some) is a start and an end of
/// that same span; a single date of a negative claim starts on its first day and ends on its last."
fn course(claim: &Claim) -> Option<Course> {
    let days = |span: Span| Days { first: span.first, last: span.last };
    let on = |day: Day| Days { first: day, last: day };
    let (_, when) = claim.when.as_ref()?;
    Some(match *when {
        Date::Single(single) => {
            let span = single.widened();
            let (start, end) = match claim.stance.is_negative() {
                true => (on(span.first), on(span.last)),
                false => (days(span), days(span)),
            };
            Course {
                start,
                end,
                is_interval: false,
                has_vague_start: false,
                has_vague_end: false,
                was_open_when_said: false,
            }
        }
        Date::Interval(a, b) => {
            let start = match a {
                End::At(single) => days(single.widened()),
                End::Unknown => ANY_DAY,
                End::Open => on(BEFORE_ALL),
            };
            let said = said_with_first_day(claim).filter(|_| !claim.promises);
            let end = match (b, said) {
                (End::At(single), _) => days(single.widened()),
                (End::Unknown, _) => ANY_DAY,
                (End::Open, None) => on(AFTER_ALL),
                (End::Open, Some(said)) => Days { first: said.first.max(start.first), last: ANY_DAY.last },
            };
            let is_vague = |end: End| !matches!(end, End::At(_));
            Course {
                start,
                end,
                is_interval: true,
                has_vague_start: is_vague(a),
                has_vague_end: is_vague(b),
                was_open_when_said: b == End::Open && said.is_some(),
            }
        }
    })
}

/// "**Succession** is no conflict: one took over from the other." Returns whether it did, apart from what depends on
/// `O` and on events.
fn is_succession(a: &Claim, b: &Claim, grace: Day) -> bool {
    // "Both claims have a `when`"; "at least one of the two times is given as an interval"
    let (Some(a), Some(b)) = (course(a), course(b)) else { return false };
    if !a.is_interval && !b.is_interval {
        return false;
    }
    // "save where both starts are one and the same single day and both ends are, or, both being intervals, both starts
    // are the same single day and an end is unknown or open, or both ends are and a start is (two seats left on one
    // day)"
    let (one_start, one_end) = (a.start.is_the_day_of(b.start), a.end.is_the_day_of(b.end));
    let vague_start = a.has_vague_start || b.has_vague_start;
    let vague_end = a.has_vague_end || b.has_vague_end;
    let both_intervals = a.is_interval && b.is_interval;
    if (one_start && one_end) || (both_intervals && ((one_start && vague_end) || (one_end && vague_start))) {
        return false;
    }
    // "for one order of the two"
    follows(&a, &b, grace) || follows(&b, &a, grace)
}

/// "days can be chosen in the four ranges with start 1 ≤ end 1, start 2 ≥ start 1, start 2 ≤ end 2, end 2 ≥ end 1 and
/// end 1 ≤ start 2 + *grace*".
fn follows(one: &Course, two: &Course, grace: Day) -> bool {
    // "where end 1 is open with a `said`, first(start 2) must be later than first(start 1)": an unknown start has no
    // first day
    let first = |start: Days| if start == ANY_DAY { BEFORE_ALL } else { start.first };
    if one.was_open_when_said && first(two.start) <= first(one.start) {
        return false;
    }
    // Every condition is easier to meet with an earlier start 1, an earlier end 1, and a later end 2; and with a later
    // start 2, as far as end 2 allows it.
    let start_1 = one.start.first;
    let end_1 = one.end.first.max(start_1);
    let end_2 = two.end.last;
    let start_2 = two.start.last.min(end_2);
    end_1 <= one.end.last
        && two.start.first <= start_2
        && start_2 >= start_1
        && end_2 >= end_1
        && end_1 <= start_2 + grace
}

/// "the two say different times for what happened or held once": by `once`, compared by what each carries; for each, a
/// flag says whether an event was passed on the way.
#[must_use]
pub fn differ_though_once(
    workspace: &Workspace,
    (a, a_passed): (&Claim, bool),
    (b, b_passed): (&Claim, bool),
    grace: Day,
) -> bool {
    let (Some((_, a_when)), Some((_, b_when))) = (&a.when, &b.when) else { return false };
    // "Days that lie no further apart than p's `grace` do not differ."
    let apart = |a: Span, b: Span| (b.first - a.last).max(a.first - b.last) > grace.max(0);
    // "A state: … `O1 ∩ O2 = ∅`, an open or unknown end being without bound here"; "(of the other, if it is not
    // [derived beyond an event], an open or unknown end is without bound too)"
    let outer = |claim: &Claim, when: &Date, passed: bool| {
        if passed { affirmed(workspace, claim, true).outer } else { when.outer() }
    };
    let are_apart = apart(outer(a, a_when, a_passed), outer(b, b_when, b_passed));
    // "p an event: `O1 ∩ O2 = ∅`"; "what is derived beyond an event counts as an event"
    if a_passed || b_passed {
        return are_apart;
    }
    // "All spans widened by their marks."
    let differ = |a: End, b: End| matches!((a, b), (End::At(a), End::At(b)) if apart(a.widened(), b.widened()));
    match (*a_when, *b_when) {
        // "A state: both intervals, and the spans of their starts are disjoint or those of their ends are (only where
        // both are dates)"
        (Date::Interval(start_1, end_1), Date::Interval(start_2, end_2)) => {
            differ(start_1, start_2) || differ(end_1, end_2)
        }
        (Date::Single(_), Date::Single(_)) => false,
        // "or one an interval and the other a single date, and `O1 ∩ O2 = ∅`"
        _ => are_apart,
    }
}

/// Returns whether one was certainly said before the other: "last < first, each widened by its marks …; not of one
/// `utterance`".
#[must_use]
pub fn is_said_before(a: &Claim, b: &Claim) -> bool {
    // "`said` missing: … for the order of utterances, some time up to its [`published`'s] last day"
    let span = |claim: &Claim| match (claim.said, claim.published) {
        (Some(said), _) => Some(said.outer()),
        (None, Some(day)) => Some(Span { first: BEFORE_ALL, last: day.outer().last }),
        (None, None) => None,
    };
    match (span(a), span(b)) {
        (Some(a_span), Some(b_span)) => a_span.last < b_span.first && !is_one_utterance(a, b),
        _ => false,
    }
}
