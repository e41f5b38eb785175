//! Succession as ranges of numbers: each time is a point, and the times that do not follow a given one, nor are followed
//! by it, lie in a few boxes. An index of points finds them without a look at the others.

use gainsay_model::date::{Day, Days, INFINITY, NEG_INFINITY};

use super::{Relation, SOME_DAY, Time, WhenBounds};
use crate::kd_tree::{ANY, AxisRange};

/// The days in which the time may lie: the first, and the last.
const OUTER: [usize; 2] = [0, 1];
/// The days of which the time is sure; if there are none, the last comes before the first.
const SURE: [usize; 2] = [2, 3];
/// The days in which the start lies.
const START: [usize; 2] = [4, 5];
/// The days in which the end lies.
const END: [usize; 2] = [6, 7];
/// The last day on which the time can have begun, no later than its end.
const BEGINS: usize = 8;
/// The first day on which the time can have ended, no earlier than its start.
const ENDS: usize = 9;
/// The kind of the time.
const KIND: usize = 10;
/// The first day of a state that is said to go on, else a day before all days.
const STILL_ON: usize = 11;
/// The number of dimensions of a time.
pub const DIMENSIONS: usize = 12;

// --- the kinds of times ---

/// No time is given, or one that ends before it starts: it follows nothing.
const UNFIT: i64 = 0;
/// A single day.
const ONE_DAY: i64 = 1;
/// A date of several days.
const SEVERAL_DAYS: i64 = 2;
/// An interval.
const INTERVAL: i64 = 3;

/// A time as a point.
pub type TimePoint = [i64; DIMENSIONS];
/// A range of each dimension of times.
pub type TimeBox = [AxisRange; DIMENSIONS];

impl Time {
    /// Returns the time of a claim as a point, for a statement that is no event.
    pub fn point(&self) -> TimePoint {
        let mut at = [0; DIMENSIONS];
        let near = self.reach(false);
        let mut put = |dimensions: [usize; 2], days: Days| {
            at[dimensions[0]] = days.first;
            at[dimensions[1]] = days.last;
        };
        put(OUTER, near.outer);
        put(SURE, near.sure.unwrap_or(Days { first: INFINITY + 1, last: NEG_INFINITY - 1 }));
        let Some(stretch) = self.stretch.filter(WhenBounds::can_follow) else { return at };
        put(START, stretch.start);
        put(END, stretch.end);
        at[BEGINS] = stretch.begins();
        at[ENDS] = stretch.ends();
        at[KIND] = match (stretch.is_interval, near.outer.is_one_day()) {
            (true, _) => INTERVAL,
            (false, true) => ONE_DAY,
            (false, false) => SEVERAL_DAYS,
        };
        at[STILL_ON] = if stretch.still_on { stretch.begun() } else { NEG_INFINITY - 1 };
        at
    }

    /// Returns the boxes of all times that are not in succession with this one: neither took over from the other. In a
    /// denial, `denies` tells whether this time is that of the denial. Returns none if no time is in succession with
    /// this one.
    pub fn out_of_succession(&self, relation: Relation, denies: bool, grace: Day) -> Option<Vec<TimeBox>> {
        let stretch = self.stretch.filter(WhenBounds::can_follow)?;
        // Of two single dates none takes over.
        let unfit = if stretch.is_interval { (UNFIT, UNFIT) } else { (UNFIT, SEVERAL_DAYS) };
        let mut boxes = vec![only_with(KIND, unfit)];
        boxes.extend(unordered(&stretch, grace));
        boxes.extend(side_by_side(&stretch));
        boxes.extend(self.covered(relation, denies));
        boxes.retain(|extents| extents.iter().all(|(first, last)| first <= last));
        Some(boxes)
    }

    /// Returns the boxes of times, one of which lies somewhere in the sure days of the other.
    fn covered(&self, relation: Relation, denies: bool) -> Vec<TimeBox> {
        let near = self.reach(false);
        let (mine_may, theirs) = match relation {
            Relation::Together => (!near.throughout, Some((SEVERAL_DAYS, SEVERAL_DAYS))),
            Relation::Denial => (!denies, denies.then_some((SEVERAL_DAYS, INTERVAL))),
        };
        let mut boxes = Vec::new();
        if mine_may && !near.outer.is_one_day() {
            let mut extents = [ANY; DIMENSIONS];
            extents[SURE[0]] = (i64::MIN, near.outer.first);
            extents[SURE[1]] = (near.outer.last, i64::MAX);
            boxes.push(extents);
        }
        if let (Some(kinds), Some(sure)) = (theirs, near.sure) {
            let mut extents = only_with(KIND, kinds);
            extents[OUTER[0]] = (sure.first, i64::MAX);
            extents[OUTER[1]] = (i64::MIN, sure.last);
            boxes.push(extents);
        }
        boxes
    }
}

impl WhenBounds {
    /// Returns true if the time does not end before it starts.
    fn can_follow(&self) -> bool {
        self.start.first <= self.end.last
    }

    /// Returns the last day on which the time can have begun.
    fn begins(&self) -> Day {
        self.start.last.min(self.end.last)
    }

    /// Returns the first day on which the time can have ended.
    fn ends(&self) -> Day {
        self.end.first.max(self.start.first)
    }

    /// Returns the first day of the start; an unknown start has none.
    pub(super) fn begun(&self) -> Day {
        self.start().map_or(NEG_INFINITY, |start| start.first)
    }
}

/// Returns the boxes of times that neither follow the given one nor are followed by it. Each says why the other is not
/// the second, and why it is not the first; see [`super::follows`].
fn unordered(mine: &WhenBounds, grace: Day) -> Vec<TimeBox> {
    let mut not_second = vec![
        (END[1], (i64::MIN, mine.ends() - 1)),
        (BEGINS, (i64::MIN, mine.start.first.max(mine.ends() - grace) - 1)),
    ];
    if mine.still_on {
        // What has no start comes before all days.
        not_second.push((START[0], (i64::MIN, mine.begun().max(SOME_DAY.first))));
    }
    let not_first = [
        (ENDS, (mine.end.last.min(mine.begins() + grace) + 1, i64::MAX)),
        (START[0], (mine.begins() + 1, i64::MAX)),
        (STILL_ON, (mine.begun(), i64::MAX)),
    ];
    let both = |(one, extent): (usize, AxisRange)| {
        not_first.map(|(other, range)| {
            let mut extents = only_with(one, extent);
            let (first, last) = extents[other];
            extents[other] = (first.max(range.0), last.min(range.1));
            extents
        })
    };
    not_second.into_iter().flat_map(both).collect()
}

/// Returns the boxes of times that begin and end on the same days, as far as they tell; see [`super::side_by_side`].
fn side_by_side(mine: &WhenBounds) -> Vec<TimeBox> {
    let one_day = |days: Days| days.is_one_day() && days.first > NEG_INFINITY && days.last < INFINITY;
    let (starts, ends) = (one_day(mine.start), one_day(mine.end));
    let with_start = |mut extents: TimeBox| {
        START.iter().for_each(|dimension| extents[*dimension] = (mine.start.first, mine.start.first));
        extents
    };
    let with_end = |mut extents: TimeBox| {
        END.iter().for_each(|dimension| extents[*dimension] = (mine.end.first, mine.end.first));
        extents
    };
    let mut boxes = Vec::new();
    if starts && ends {
        boxes.push(with_end(with_start([ANY; DIMENSIONS])));
    }
    if starts && mine.is_interval {
        let mut extents = with_start(only_with(KIND, (INTERVAL, INTERVAL)));
        if mine.end_dated {
            extents[END[1]] = (SOME_DAY.last, i64::MAX);
        }
        boxes.push(extents);
    }
    if ends && mine.is_interval {
        let mut extents = with_end(only_with(KIND, (INTERVAL, INTERVAL)));
        if mine.start_dated {
            extents[START[0]] = (i64::MIN, SOME_DAY.first);
        }
        boxes.push(extents);
    }
    boxes
}

/// Returns the box of all points that lie in a range of one dimension.
fn only_with(dimension: usize, range: AxisRange) -> TimeBox {
    let mut extents = [ANY; DIMENSIONS];
    extents[dimension] = range;
    extents
}

#[cfg(test)]
mod tests {
    use gainsay_model::date::Date;
    use gainsay_model::record::Lasts;

    use super::super::{Dates, succeed};
    use super::*;
    use crate::draws::draws;

    const WHENS: [&str; 22] = [
        "2018",
        "2018-05",
        "2018-05-10",
        "2018~",
        "2018-05-10?",
        "2018/2018",
        "2018-05-10/2018-05-10",
        "2017/2019",
        "2018-01-01/2018-12-31",
        "2018-01-01/2018-06-30",
        "2018-06-01/2018-12-31",
        "2018-05-10/",
        "/2018-12-31",
        "2018-05-10/..",
        "../2018-12-31",
        "2018/..",
        "../2018",
        "2018/",
        "/2018",
        "2017-12-31/2018-01-20",
        "2018-05~/2018-07?",
        "2019-02",
    ];
    const SAID: [&str; 5] = ["2018-05-10", "2018-06", "2019-02-01", "2018~", "2017"];

    fn date(text: &str) -> Date {
        Date::read(text).unwrap_or_else(|fault| panic!("{text}: {}", fault.message))
    }

    fn time(draw: &mut impl FnMut(u64) -> u64, negative: bool) -> Time {
        let when = Some(date(WHENS[draw(WHENS.len() as u64) as usize])).filter(|_| draw(12) > 0);
        let said = Some(date(SAID[draw(SAID.len() as u64) as usize])).filter(|_| draw(3) > 0);
        let lasts = [Lasts::Forever, Lasts::Days(30)][draw(2) as usize];
        Time::new(Dates { when, said, published: None, promises: draw(9) == 0, event: false, lasts, negative })
    }

    #[test]
    fn boxes_hold_the_times_that_are_not_in_succession() {
        let mut draw = draws(3);
        let (mut inside, mut excess, mut outside) = (0, 0, 0);
        for _ in 0..60_000 {
            let relation = [Relation::Together, Relation::Denial][draw(2) as usize];
            let (a, b) = (time(&mut draw, false), time(&mut draw, relation == Relation::Denial));
            let grace = [0, 0, 5, 31, 200, 4_000][draw(6) as usize];
            let succeeds = succeed(relation, (&a, false), (&b, false), grace);
            for (mine, other, denies) in [(&a, &b, false), (&b, &a, relation == Relation::Denial)] {
                let at = other.point();
                let is_inside =
                    |extents: &TimeBox| at.iter().zip(extents).all(|(at, (first, last))| (first..=last).contains(&at));
                let boxes = mine.out_of_succession(relation, denies, grace);
                let found = boxes.is_none_or(|boxes| boxes.iter().any(is_inside));
                assert!(found || succeeds, "{mine:?} and {other:?} ({relation:?}, {grace})");
                *(if found && succeeds {
                    &mut excess
                } else if found {
                    &mut inside
                } else {
                    &mut outside
                }) += 1;
            }
        }
        assert!(inside > 10_000 && outside > 10_000, "{inside} are inside, {outside} outside");
        // A few more do no harm.
        assert!(excess < 600, "{excess} are inside though in succession");
    }
}
