//! When what is claimed holds, and how two times bear on each other. Times are whole days; see `docs/contradictions.md`.

use gainsay_model::date::{DAWN, DUSK, Date, Day, Days, End};
use gainsay_model::record::Lasts;

/// A stretch of days that a claim speaks of.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Reach {
    /// Where it may lie. Of a denial: the days that it possibly denies.
    pub outer: Days,
    /// Days on which it surely holds. Of a denial: those that it surely denies.
    pub sure: Option<Days>,
    /// It holds all through, not at some time within.
    pub throughout: bool,
}

/// A claim's time, worked out once.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Time {
    near: Reach,
    beyond: Reach,
    /// Something certain can rest on it: no date is marked, and none is a mere date of publication.
    pub firm: bool,
    /// A `when` is given.
    pub given: bool,
    /// Promised, without a `when`: nothing is presumed to stand.
    pub promised: bool,
    spell: Option<Spell>,
}

/// A time given as an interval, for telling who took over from whom.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Spell {
    start: Days,
    end: Days,
    /// The first day of `said`, where the end is open.
    said: Option<Day>,
}

/// What a claim's time is worked out from.
#[derive(Clone, Copy, Debug)]
pub struct Dates {
    /// `when`.
    pub when: Option<Date>,
    /// `said`.
    pub said: Option<Date>,
    /// `published` of its source.
    pub published: Option<Date>,
    /// Its act is `promises`.
    pub promises: bool,
    /// Its predicate is an event.
    pub event: bool,
    /// How long its predicate lasts.
    pub lasts: Lasts,
    /// It denies.
    pub negative: bool,
}

impl Time {
    /// Works out when a claim speaks of.
    pub fn new(dates: Dates) -> Time {
        let near = dates.reach(dates.event);
        let beyond = if dates.negative { near } else { dates.reach(true) };
        let firm = match (dates.when, dates.said) {
            (Some(when), _) => !when.is_marked(),
            (None, Some(said)) => !said.is_marked(),
            (None, None) => false,
        };
        Time { near, beyond, firm, given: dates.when.is_some(), promised: dates.promises && dates.when.is_none(), spell: dates.spell() }
    }

    /// Its days: of the statement itself, or of what is derived on an event or beyond one.
    pub fn reach(&self, beyond_event: bool) -> &Reach {
        if beyond_event { &self.beyond } else { &self.near }
    }

    /// The days that it may lie in, both of the statement itself and of what is derived on an event or beyond one.
    pub fn outer(&self) -> Days {
        let (near, beyond) = (self.near.outer, self.beyond.outer);
        Days { first: near.first.min(beyond.first), last: near.last.max(beyond.last) }
    }
}

/// The span in which a claim was said, for its time: `said` widened, else that of `published`; none if neither is known.
pub fn span_said(said: Option<Date>, published: Option<Date>) -> Option<Days> {
    said.or(published).map(|date| date.wide_span())
}

fn one_day(day: Day) -> Days {
    Days { first: day, last: day }
}

fn days(first: Day, last: Day) -> Option<Days> {
    (first <= last).then_some(Days { first, last })
}

impl Dates {
    fn reach(&self, event: bool) -> Reach {
        match self.when {
            Some(Date::Single(moment)) => {
                let exact = moment.days.is_one_day() && !self.when.is_some_and(|when| when.is_marked());
                let sure = if self.negative { Some(moment.days) } else { exact.then_some(moment.days) };
                Reach { outer: moment.wide, sure, throughout: false }
            }
            Some(Date::Interval { start, end }) => {
                let outer = self.outer(&start, &end, event);
                match (self.negative, event) {
                    (false, true) => Reach { outer, sure: Some(outer).filter(|d| d.is_one_day()), throughout: false },
                    (negative, _) => Reach { outer, sure: self.sure(&start, &end), throughout: !negative },
                }
            }
            None => self.reach_of_said(),
        }
    }

    /// Without a `when`, what is said holds when it is said; an event, some time before.
    fn reach_of_said(&self) -> Reach {
        let said = span_said(self.said, self.published);
        let span = said.unwrap_or(Days::ALWAYS);
        let (outer, sure) = if self.promises {
            (Days { first: span.first, last: DUSK }, None)
        } else if self.event && said.is_some() {
            let before = Days { first: DAWN, last: span.first };
            (Days { first: DAWN, last: span.last }, Some(before).filter(|_| self.negative && span.first > DAWN))
        } else {
            (span, Some(span).filter(|d| d.is_one_day()))
        };
        Reach { outer, sure, throughout: false }
    }

    /// `said`, where an open end can be measured by it: unmarked.
    fn said_unmarked(&self) -> Option<Days> {
        self.said.filter(|said| !said.is_marked()).map(|said| said.span())
    }

    /// The day up to which an open end reaches.
    fn open_end(&self) -> Day {
        let last = self.said_unmarked().map_or(DUSK, |said| said.last);
        match (self.event, self.lasts) {
            _ if self.promises || last == DUSK => DUSK,
            (true, _) => last,
            (false, Lasts::Forever) => DUSK,
            (false, Lasts::Days(days)) => last + days,
        }
    }

    fn outer(&self, start: &End, end: &End, event: bool) -> Days {
        // An unknown end bounds nothing. Of a state or a denial that is given by its other end, it adds nothing either.
        let free = event && !self.negative;
        let first = match (start, end) {
            (End::At(start), _) => start.wide.first,
            (End::Unknown, End::At(end)) if !free => end.wide.first,
            _ => DAWN,
        };
        let last = match (start, end) {
            (_, End::At(end)) => end.wide.last,
            (End::At(start), End::Open) => self.open_end().max(start.wide.last),
            (_, End::Open) => self.open_end(),
            (End::At(start), End::Unknown) if !free => start.wide.last,
            (_, End::Unknown) => DUSK,
        };
        Days { first, last }
    }

    /// The days on which an interval of a state surely holds, or which a denial surely denies.
    fn sure(&self, start: &End, end: &End) -> Option<Days> {
        let alone = |end: &End| if let End::At(moment) = end { Some(moment.days).filter(|d| d.is_one_day()) } else { None };
        let from = match start {
            End::At(start) if start.days.is_one_day() => start.days.first,
            End::At(start) => start.days.last + 1,
            // "Never until May": a denial with an open start is sure from the beginning of time.
            End::Open if self.negative => DAWN,
            End::Open | End::Unknown => return alone(end),
        };
        match end {
            End::At(end) if end.days.is_one_day() => days(from, end.days.last),
            End::At(end) => days(from, end.days.first - 1),
            End::Unknown => alone(start),
            End::Open => match self.said_unmarked().filter(|said| said.first > DAWN) {
                None => alone(start),
                Some(said) => {
                    let begun = if let End::At(start) = start { start.days.first } else { DAWN };
                    days(from, said.first).or_else(|| (said.is_one_day() && said.first >= begun).then(|| one_day(said.first)))
                }
            },
        }
    }

    fn spell(&self) -> Option<Spell> {
        let Some(Date::Interval { start, end }) = self.when else { return None };
        let bound = |end: &End, otherwise: Day| if let End::At(moment) = end { moment.days } else { one_day(otherwise) };
        let said = self.said_unmarked().map(|said| said.first).filter(|first| *first > DAWN);
        Some(Spell {
            start: bound(&start, DAWN),
            end: bound(&end, DUSK),
            said: said.filter(|_| matches!(end, End::Open) && !self.promises),
        })
    }
}

/// Whether the second takes over from the first.
fn follows(first: &Spell, second: &Spell) -> bool {
    let end = first.said.map_or(first.end, one_day);
    let later = second.start.first > first.start.first || (first.said.is_none() && second.start.first == first.start.first);
    let same = second.start.first == first.start.first && second.end.last == end.last;
    later && second.end.last >= end.last && !same && second.start.last >= end.first
}

/// How two times are to be compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// An affirmation (first) against a denial (second).
    Denial,
    /// Two affirmations that cannot hold together.
    Together,
}

/// What else bears on a comparison of two times.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// Time plays no part.
    pub timeless: bool,
    /// One has no `when` and answers the other.
    pub answers: bool,
    /// One utterance about one moment.
    pub together: bool,
    /// A contested predicate is an event: two fit in one day.
    pub event: bool,
    /// How long what was said may be presumed to stand, where it may.
    pub standing: Option<Lasts>,
}

/// How two times bear on each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meeting {
    /// They contradict.
    Surely(Sure),
    /// They may.
    Perhaps(Doubt),
    /// They do not.
    Never(Apart),
}

/// Why two times surely contradict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sure {
    /// Time plays no part.
    Timeless,
    /// One answers the other.
    Answered,
    /// One utterance about one moment.
    OneMoment,
    /// The whole time of the one lies within the sure days of the other.
    Within,
    /// A sure day in common.
    CommonDay,
}

/// Why two times only may contradict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// Two events fit in one day.
    Event,
    /// A date is marked as uncertain or approximate, or is only one of publication.
    NotFirm,
    /// They meet, but which day is meant is not known.
    WhichDay,
    /// So many days lie between, within what a state is presumed to stand.
    Standing(i64),
}

/// Why two times do not contradict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Apart {
    /// One takes over from the other.
    Succession,
    /// So many days lie between.
    NoCommonDay(i64),
}

/// Compares two times; `beyond` tells of each whether what it says was derived on an event or beyond one.
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
    if succeed(relation, a, b) {
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

/// One took over from the other: both given as intervals, and no affirmation of some time within.
fn succeed(relation: Relation, a: (&Time, bool), b: (&Time, bool)) -> bool {
    let (Some(s), Some(t)) = (&a.0.spell, &b.0.spell) else { return false };
    let throughout = a.0.reach(a.1).throughout && (relation == Relation::Denial || b.0.reach(b.1).throughout);
    throughout && (follows(s, t) || follows(t, s))
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
