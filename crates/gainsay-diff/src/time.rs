//! The times of claims, and the relation of two times. Times are whole days; see `docs/contradictions.md`.

pub mod succession;

use gainsay_model::date::{Date, Day, Days, End, INFINITY, Moment, NEG_INFINITY};
use gainsay_model::record::Lasts;

/// A span of days that a claim speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reach {
    /// The days in which it may lie; for a denial, the days that it possibly denies.
    pub outer: Days,
    /// The days on which it surely holds; for a denial, the days that it surely denies.
    pub sure: Option<Days>,
    /// Whether it holds all through, not at some time within.
    pub throughout: bool,
}

/// The time of a claim, worked out once.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Time {
    near: Reach,
    beyond: Reach,
    /// Whether a certain conclusion can rest on the time: no date is marked, and none is only a date of publication.
    pub firm: bool,
    /// Whether a `when` is given.
    pub given: bool,
    /// Whether the claim is a promise without a `when`: then nothing is presumed to hold.
    pub promised: bool,
    /// The start and the end that a `when` gives.
    pub stretch: Option<WhenBounds>,
}

/// The start and the end of a `when`, each a range of days widened by its marks.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct WhenBounds {
    start: Days,
    end: Days,
    /// Whether the start is a date, neither open nor unknown.
    start_dated: bool,
    /// Whether the end is a date, neither open nor unknown.
    end_dated: bool,
    /// Whether the time is an interval, and not a single date.
    pub is_interval: bool,
    /// Whether the end is open, and a `said` gives a day on which it had not come.
    still_on: bool,
}

/// The dates and properties from which a claim's time is worked out.
#[derive(Clone, Copy, Debug)]
pub struct Dates {
    /// The date of `when`.
    pub when: Option<Date>,
    /// The date of `said`.
    pub said: Option<Date>,
    /// The date of `published` of the source.
    pub published: Option<Date>,
    /// Whether the act is `promises`.
    pub promises: bool,
    /// Whether the predicate is an event.
    pub event: bool,
    /// The time for which the predicate lasts.
    pub lasts: Lasts,
    /// Whether the claim denies.
    pub negative: bool,
}

impl Time {
    /// Works out the time that a claim speaks of.
    pub fn new(dates: Dates) -> Time {
        let near = dates.reach(dates.event);
        let beyond = if dates.negative { near } else { dates.reach(true) };
        let firm = match (dates.when, dates.said) {
            (Some(when), _) => !when.is_marked(),
            (None, Some(said)) => !said.is_marked(),
            (None, None) => false,
        };
        Time {
            near,
            beyond,
            firm,
            given: dates.when.is_some(),
            promised: dates.promises && dates.when.is_none(),
            stretch: dates.stretch(),
        }
    }

    /// Returns the days of the statement itself, or of a statement derived on an event or beyond one.
    pub fn reach(&self, beyond_event: bool) -> &Reach {
        if beyond_event { &self.beyond } else { &self.near }
    }

    /// Returns the days in which the time may lie, both for the statement itself and for statements derived on an event
    /// or beyond one.
    pub fn outer(&self) -> Days {
        let (near, beyond) = (self.near.outer, self.beyond.outer);
        Days { first: near.first.min(beyond.first), last: near.last.max(beyond.last) }
    }
}

/// Returns the span in which a claim was made, for its time: `said` widened, else that of `published`; none if neither
/// is known.
pub fn span_said(said: Option<Date>, published: Option<Date>) -> Option<Days> {
    said.or(published).map(|date| date.wide_span())
}

fn one_day(day: Day) -> Days {
    Days { first: day, last: day }
}

fn days(first: Day, last: Day) -> Option<Days> {
    (first <= last).then_some(Days { first, last })
}

/// The days of an unknown end: it is some day, and never without bound.
const SOME_DAY: Days = Days { first: NEG_INFINITY / 2, last: INFINITY / 2 };

impl Dates {
    fn reach(&self, event: bool) -> Reach {
        match self.when {
            Some(Date::Single(moment)) => {
                let exact = moment.days.is_one_day() && !self.when.is_some_and(|when| when.is_marked());
                let sure = if self.negative { Some(moment.days) } else { exact.then_some(moment.days) };
                Reach { outer: moment.wide, sure, throughout: false }
            }
            Some(Date::Interval { start, end }) => {
                let outer = self.outer(&start, &end, event, |moment| moment.wide);
                match (self.negative, event) {
                    (false, true) => Reach { outer, sure: self.sure_of_event(&start, &end), throughout: false },
                    (negative, _) => Reach { outer, sure: self.sure(&start, &end), throughout: !negative },
                }
            }
            None => self.reach_of_said(),
        }
    }

    /// Returns the days of a claim without a `when`: a state holds when the claim is made, and an event happened some
    /// time before.
    fn reach_of_said(&self) -> Reach {
        let said = span_said(self.said, self.published);
        let span = said.unwrap_or(Days::ALWAYS);
        let (outer, sure) = if self.promises {
            (Days { first: span.first, last: INFINITY }, None)
        } else if self.event && said.is_some() {
            let before = Days { first: NEG_INFINITY, last: span.first };
            (
                Days { first: NEG_INFINITY, last: span.last },
                Some(before).filter(|_| self.negative && span.first > NEG_INFINITY),
            )
        } else {
            (span, Some(span).filter(|d| d.is_one_day()))
        };
        Reach { outer, sure, throughout: false }
    }

    /// Returns the days of `said` without a mark, by which an open end can be measured.
    fn said_unmarked(&self) -> Option<Days> {
        self.said.filter(|said| !said.is_marked()).map(|said| said.span())
    }

    /// Returns the first day of `said`, where an open end can be measured by it.
    fn first_said(&self) -> Option<Day> {
        self.said_unmarked().map(|said| said.first).filter(|first| *first > NEG_INFINITY)
    }

    /// Returns the day up to which an open end reaches. An interval that begins as early as on the day `begun` cannot
    /// end before.
    fn open_end(&self, begun: Day) -> Day {
        let last = self.said_unmarked().map_or(INFINITY, |said| said.last);
        match (self.event, self.lasts) {
            _ if self.promises || last == INFINITY => INFINITY,
            // The event was announced, and nothing tells until when it may have happened.
            (true, _) if last < begun => INFINITY,
            (true, _) => last,
            (false, Lasts::Forever) => INFINITY,
            (false, Lasts::Days(days)) => last + days,
        }
    }

    /// Returns the days from the first of the start to the last of the end, of dates as `days` reads them.
    fn outer(&self, start: &End, end: &End, event: bool, days: impl Fn(&Moment) -> Days) -> Days {
        // An unknown end bounds nothing. For a state or a denial with only its other end, it adds nothing either.
        let free = event && !self.negative;
        let first = match (start, end) {
            (End::At(start), _) => days(start).first,
            (End::Unknown, End::At(end)) if !free => days(end).first,
            _ => NEG_INFINITY,
        };
        let last = match (start, end) {
            (_, End::At(end)) => days(end).last,
            (End::At(start), End::Open) => self.open_end(days(start).first).max(days(start).last),
            (_, End::Open) => self.open_end(NEG_INFINITY),
            (End::At(start), End::Unknown) if !free => days(start).last,
            (_, End::Unknown) => INFINITY,
        };
        Days { first, last }
    }

    /// Returns the day on which something surely happened at some time in an interval: the only day of it, marks aside.
    /// With an open end, nothing is sure after it was first said.
    fn sure_of_event(&self, start: &End, end: &End) -> Option<Days> {
        let only = Some(self.outer(start, end, true, |moment| moment.days)).filter(|days| days.is_one_day());
        let said = if *end == End::Open { self.first_said() } else { None };
        only.filter(|day| said.is_none_or(|said| day.first <= said))
    }

    /// Returns the days on which an interval of a state surely holds, or which a denial surely denies.
    fn sure(&self, start: &End, end: &End) -> Option<Days> {
        let alone =
            |end: &End| if let End::At(moment) = end { Some(moment.days).filter(|d| d.is_one_day()) } else { None };
        let from = match start {
            End::At(start) if start.days.is_one_day() => start.days.first,
            End::At(start) => start.days.last + 1,
            // "Never until May": a denial with an open start is sure from the beginning of time.
            End::Open if self.negative => NEG_INFINITY,
            End::Open | End::Unknown => return alone(end),
        };
        match end {
            End::At(end) if end.days.is_one_day() => days(from, end.days.last),
            End::At(end) => days(from, end.days.first - 1),
            End::Unknown => alone(start),
            End::Open => match self.said_unmarked().filter(|said| said.first > NEG_INFINITY) {
                None => alone(start),
                Some(said) => {
                    let begun = if let End::At(start) = start { start.days.first } else { NEG_INFINITY };
                    days(from, said.first)
                        .or_else(|| (said.is_one_day() && said.first >= begun).then(|| one_day(said.first)))
                }
            },
        }
    }

    fn stretch(&self) -> Option<WhenBounds> {
        Some(match self.when? {
            Date::Single(moment) => {
                let Days { first, last } = moment.wide;
                // A denial speaks of all days that it names, an affirmation of some of them.
                let (start, end) =
                    if self.negative { (one_day(first), one_day(last)) } else { (moment.wide, moment.wide) };
                WhenBounds { start, end, start_dated: true, end_dated: true, is_interval: false, still_on: false }
            }
            Date::Interval { start, end } => {
                let said = self.first_said().filter(|_| end == End::Open && !self.promises);
                let (start_dated, end_dated) = (matches!(start, End::At(_)), matches!(end, End::At(_)));
                let start = match start {
                    End::At(start) => start.wide,
                    End::Open => one_day(NEG_INFINITY),
                    End::Unknown => SOME_DAY,
                };
                let end = match (end, said) {
                    (End::At(end), _) => end.wide,
                    (End::Unknown, _) => SOME_DAY,
                    (End::Open, None) => one_day(INFINITY),
                    (End::Open, Some(said)) => Days { first: said.max(start.first), last: SOME_DAY.last },
                };
                WhenBounds { start, end, start_dated, end_dated, is_interval: true, still_on: said.is_some() }
            }
        })
    }
}

impl WhenBounds {
    /// Returns the days in which the start lies, if it is a date.
    pub fn start(&self) -> Option<Days> {
        self.start_dated.then_some(self.start)
    }

    /// Returns the days in which the end lies, if it is a date.
    pub fn end(&self) -> Option<Days> {
        self.end_dated.then_some(self.end)
    }

    /// Returns the days from the first of the start to the last of the end, where an open or unknown end is without
    /// bound.
    pub fn whole(&self) -> Days {
        Days {
            first: self.start().map_or(NEG_INFINITY, |start| start.first),
            last: self.end().map_or(INFINITY, |end| end.last),
        }
    }
}

/// Returns true if the second can have taken over from the first: if days can be chosen for the starts and ends of both
/// so that the second starts and ends no earlier than the first, and the first ends at most `grace` days after the
/// second has started.
fn follows(first: &WhenBounds, second: &WhenBounds, grace: i64) -> bool {
    // An early start of the first and a late end of the second leave the most room.
    let (start, end) = (first.start.first, second.end.last);
    let (ends, begins) = (first.end.first.max(start), second.start.last.min(end));
    let can_be = ends <= first.end.last.min(end) && begins >= second.start.first.max(start);
    // A state that is said to go on is over once another has begun, but not from its own first day on. An unknown start
    // has no first day.
    let later = !first.still_on || second.begun() > first.begun();
    can_be && later && ends <= begins + grace
}

/// Returns true if two times begin and end on the same days, as far as they tell: two seats, and not one handed over.
fn side_by_side(a: &WhenBounds, b: &WhenBounds) -> bool {
    let one_day = |x: Days, y: Days| x == y && x.is_one_day() && x.first > NEG_INFINITY && x.last < INFINITY;
    let (starts, ends) = (one_day(a.start, b.start), one_day(a.end, b.end));
    let intervals = a.is_interval && b.is_interval;
    let (start_loose, end_loose) = (!(a.start_dated && b.start_dated), !(a.end_dated && b.end_dated));
    (starts && ends) || (intervals && ((starts && end_loose) || (ends && start_loose)))
}

/// The way in which two times are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// The first time is of an affirmation, the second of a denial.
    Denial,
    /// Both times are of affirmations that cannot hold together.
    Together,
}

/// The circumstances that bear on a comparison of two times.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// Whether time plays no part.
    pub timeless: bool,
    /// Whether one claim has no `when` and answers the other.
    pub answers: bool,
    /// Whether both are one utterance about one moment.
    pub together: bool,
    /// Whether a contested predicate is an event: two fit in one day.
    pub event: bool,
    /// The time for which a statement may be presumed to hold, where it may.
    pub standing: Option<Lasts>,
    /// The number of days that two holdings may overlap when one takes over from the other; none where none does.
    pub grace: Option<i64>,
}

/// The result of a comparison of two times.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meeting {
    /// The times contradict.
    Surely(Sure),
    /// The times may contradict.
    Perhaps(Doubt),
    /// The times do not contradict.
    Never(Apart),
}

/// The reason for which two times surely contradict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sure {
    /// Time plays no part.
    Timeless,
    /// One claim answers the other.
    Answered,
    /// Both are one utterance about one moment.
    OneMoment,
    /// The whole time of the one lies within the sure days of the other.
    Within,
    /// Both have a sure day in common.
    CommonDay,
    /// Two times are given of what happens or holds once.
    TwoTimes,
}

/// The reason for which two times may contradict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// Two events fit in one day.
    Event,
    /// A date is marked as uncertain or approximate, or is only one of publication.
    NotFirm,
    /// The times meet, but the day that is meant is not known.
    WhichDay,
    /// That many days lie between the times, within the time for which a state is presumed to hold.
    Standing(i64),
}

/// The reason for which two times do not contradict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Apart {
    /// One takes over from the other.
    Succession,
    /// That many days lie between the times.
    NoCommonDay(i64),
    /// One time, or times that may be one, are given of what happens or holds once.
    OneTime,
}

/// Compares two times; the flag of each tells whether the statement was derived on an event or beyond one.
pub fn compare(relation: Relation, a: (&Time, bool), b: (&Time, bool), at: &Circumstances) -> Meeting {
    let event = relation == Relation::Together && at.event;
    let surely = |why| if event { Meeting::Perhaps(Doubt::Event) } else { Meeting::Surely(why) };
    if at.timeless {
        return Meeting::Surely(Sure::Timeless);
    }
    if at.answers {
        return surely(Sure::Answered);
    }
    if at.together {
        return surely(Sure::OneMoment);
    }
    let (x, y) = (a.0.reach(a.1), b.0.reach(b.1));
    if at.grace.is_some_and(|grace| succeed(relation, a, b, grace)) {
        return Meeting::Never(Apart::Succession);
    }
    let ground = match relation {
        Relation::Denial => denied(x, y),
        Relation::Together => held(x, y),
    };
    match ground {
        Some(why) if a.0.firm && b.0.firm => surely(why),
        Some(_) => Meeting::Perhaps(Doubt::NotFirm),
        None if x.outer.meets(y.outer) && !(a.0.firm && b.0.firm) => Meeting::Perhaps(Doubt::NotFirm),
        None if x.outer.meets(y.outer) => Meeting::Perhaps(Doubt::WhichDay),
        None => {
            let gap = x.outer.gap(y.outer);
            match at.standing {
                Some(Lasts::Forever) => Meeting::Perhaps(Doubt::Standing(gap)),
                Some(Lasts::Days(days)) if gap <= days => Meeting::Perhaps(Doubt::Standing(gap)),
                _ => Meeting::Never(Apart::NoCommonDay(gap)),
            }
        }
    }
}

/// Compares two times of what happens or holds once: they contradict where they differ by more than `grace` days. The
/// flag of each tells whether it is of an event, or was derived on one or beyond one.
pub fn compare_once(a: (&Time, bool), b: (&Time, bool), grace: i64) -> Meeting {
    let (Some(s), Some(t)) = (&a.0.stretch, &b.0.stretch) else { return Meeting::Never(Apart::OneTime) };
    let apart = |x: Days, y: Days| x.gap(y) > grace;
    let differ = |x: Option<Days>, y: Option<Days>| x.zip(y).is_some_and(|(x, y)| apart(x, y));
    let two_times = if a.1 || b.1 {
        apart(span_of_once(a), span_of_once(b))
    } else if s.is_interval && t.is_interval {
        differ(s.start(), t.start()) || differ(s.end(), t.end())
    } else {
        // Two days can lie within one interval.
        s.is_interval != t.is_interval && apart(s.whole(), t.whole())
    };
    match two_times {
        false => Meeting::Never(Apart::OneTime),
        true if a.0.firm && b.0.firm => Meeting::Surely(Sure::TwoTimes),
        true => Meeting::Perhaps(Doubt::NotFirm),
    }
}

/// Returns the days in which a claim says that an event happened once, or between which it says that a state began and
/// ended.
pub fn span_of_once((time, event): (&Time, bool)) -> Days {
    match time.stretch {
        Some(stretch) if !event => stretch.whole(),
        _ => time.reach(event).outer,
    }
}

/// Returns true if one took over from the other: at least one is given as an interval, and no affirmed statement is an
/// event.
fn succeed(relation: Relation, a: (&Time, bool), b: (&Time, bool), grace: i64) -> bool {
    let (Some(s), Some(t)) = (&a.0.stretch, &b.0.stretch) else { return false };
    let of_event = a.1 || (relation == Relation::Together && b.1);
    (s.is_interval || t.is_interval)
        && !of_event
        && (follows(s, t, grace) || follows(t, s, grace))
        && !side_by_side(s, t)
        && !covered(relation, a.0.reach(a.1), b.0.reach(b.1))
}

/// Returns true if one time lies somewhere in days of which the other is sure, and may be any of several: then none
/// takes over.
fn covered(relation: Relation, a: &Reach, b: &Reach) -> bool {
    let lies_in = |x: &Reach, y: &Reach| !x.outer.is_one_day() && inside(&x.outer, y.sure);
    match relation {
        Relation::Denial => lies_in(a, b),
        Relation::Together => (!a.throughout && lies_in(a, b)) || (!b.throughout && lies_in(b, a)),
    }
}

fn common(a: Option<Days>, b: Option<Days>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a.meets(b))
}

fn inside(inner: &Days, outer: Option<Days>) -> bool {
    outer.is_some_and(|outer| inner.within(outer))
}

fn denied(affirmed: &Reach, denial: &Reach) -> Option<Sure> {
    if inside(&affirmed.outer, denial.sure) {
        Some(Sure::Within)
    } else if affirmed.throughout && common(affirmed.sure, denial.sure) {
        Some(Sure::CommonDay)
    } else {
        None
    }
}

fn held(a: &Reach, b: &Reach) -> Option<Sure> {
    if common(a.sure, b.sure) {
        Some(Sure::CommonDay)
    } else if (!a.throughout && inside(&a.outer, b.sure)) || (!b.throughout && inside(&b.outer, a.sure)) {
        Some(Sure::Within)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
