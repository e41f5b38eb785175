//! Dates, to the day: a date names a span of days.
//!
//! The forms are those of EDTF (ISO 8601-2:2019) levels 0 and 1, but for times of day, with the seasons 25 to 32 and
//! marks on unspecified dates from level 2. A text in no such form is answered with the nearest form.

use chrono::{Datelike, Days as Count, NaiveDate};

mod nearest;
mod read;
#[cfg(test)]
mod tests;

use read::{EXAMPLES, Wrong, read_exactly, shown};

/// The names of the months.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day, counted from 1970-01-01; proleptic Gregorian calendar, astronomical years.
pub type Day = i64;

/// Stands for −∞: before every day that can be read, and safe to add days to.
pub const NEG_INFINITY: Day = -(1 << 60);

/// Stands for +∞: after every day that can be read, and safe to add days to.
pub const INFINITY: Day = 1 << 60;

/// The distance from which on a day is an open end and not one that anybody means.
const FURTHEST: Day = 4_000_000_000;

/// Returns true if a day can be put on a calendar, and false if it is an open end.
pub fn is_a_day(day: Day) -> bool {
    day.abs() < FURTHEST
}

/// The first to the last of some days, both included; `first` is never after `last` in what this module gives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Days {
    /// The first day, or [`NEG_INFINITY`].
    pub first: Day,
    /// The last day, or [`INFINITY`].
    pub last: Day,
}

impl Days {
    /// The days of all time.
    pub const ALWAYS: Days = Days { first: NEG_INFINITY, last: INFINITY };

    /// Returns true if the two spans have a day in common.
    pub fn meets(self, other: Days) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Returns true if every day of this span is a day of the other.
    pub fn within(self, other: Days) -> bool {
        other.first <= self.first && self.last <= other.last
    }

    /// Returns true if the span is a single day.
    pub fn is_one_day(self) -> bool {
        self.first == self.last
    }

    /// Returns the days that both spans have; none if they have none in common.
    pub fn intersection(self, other: Days) -> Option<Days> {
        let common = Days { first: self.first.max(other.first), last: self.last.min(other.last) };
        (common.first <= common.last).then_some(common)
    }

    /// Returns the number of days from the last day of the earlier span to the first day of the later: 1 for
    /// neighbours, 0 or less if they meet.
    pub fn gap(self, other: Days) -> i64 {
        self.first.max(other.first) - self.last.min(other.last)
    }
}

/// The doubt that stands after a date.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mark {
    /// No mark.
    None,
    /// `?`: the date is uncertain.
    Uncertain,
    /// `~`: the date is approximate.
    Approximate,
    /// `%`: the date is uncertain and approximate.
    Both,
}

impl Mark {
    /// Returns the mark as it is written, or nothing.
    fn sign(self) -> &'static str {
        match self {
            Mark::None => "",
            Mark::Uncertain => "?",
            Mark::Approximate => "~",
            Mark::Both => "%",
        }
    }

    /// Returns the number of units of its own precision by which a date with this mark is widened, on either side.
    fn units(self) -> i64 {
        match self {
            Mark::None => 0,
            Mark::Uncertain | Mark::Approximate => 1,
            Mark::Both => 2,
        }
    }
}

/// One date: a day, a month, a season, a year, a decade, a century or a millennium.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Moment {
    /// The days that the date names, its mark aside.
    pub days: Days,
    /// The days that the date names, widened by the mark: `2018-02~` is January to March; without a mark, `days` again.
    pub wide: Days,
    /// The mark of the date.
    pub mark: Mark,
}

/// An end of an interval.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum End {
    /// A date.
    At(Moment),
    /// `..`: the interval has no bound.
    Open,
    /// No text: the interval has an end, which is not known.
    Unknown,
}

impl End {
    /// Returns the mark of the end, if it is a date.
    pub fn mark(&self) -> Mark {
        if let End::At(moment) = self { moment.mark } else { Mark::None }
    }
}

/// A date as it can be written in a record.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Date {
    /// `2018`, `2018-05-12`, `201X`, `2018-21?`
    Single(Moment),
    /// `2016/2018-05`, `2016/..`, `/2018`; the end is never before the start.
    Interval {
        /// The end before the slash.
        start: End,
        /// The end after the slash.
        end: End,
    },
}

/// The reason for which a text is not a date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DateFault {
    /// The fault, in a few words, on one line.
    pub message: String,
    /// The advice to the writer. Every form in back quotes is one that [`Date::read`] accepts; the advice is to write a
    /// form only where it means exactly what the text says.
    pub help: String,
    /// The form that means exactly what the text says, if there is one.
    pub fix: Option<String>,
    /// The forms of which one may be meant, where the advice is a question.
    pub perhaps: Vec<String>,
}

/// The most bytes of a form that is read, or that a person is known to have meant.
const LONGEST: usize = 80;

/// The furthest year, on either side, in which days are named: it leaves room to widen the furthest dates that are
/// read.
const FURTHEST_YEAR: i64 = 10_000_000_000_000;

/// The number of days in 400 years, after which the Gregorian calendar repeats itself.
const CYCLE: i64 = 146_097;

impl Date {
    /// Reads a date, exactly as written: no space before, within or after it. A text that is too long is refused
    /// without being read.
    pub fn read(text: &str) -> Result<Date, DateFault> {
        if text.len() > LONGEST {
            return Err(DateFault {
                message: format!("`{}` is too long for a date", shown(text)),
                help: EXAMPLES.to_string(),
                fix: None,
                perhaps: Vec::new(),
            });
        }
        read_exactly(text).map_err(|wrong| match wrong {
            Wrong::Value(fault) => fault,
            Wrong::Form => nearest::explain(text),
        })
    }

    /// Returns the date that a text writes, exactly as [`Self::read`] does; none if it writes none. It takes much less
    /// than to say what is wrong with the text.
    pub fn find(text: &str) -> Option<Date> {
        if text.len() > LONGEST { None } else { read_exactly(text).ok() }
    }

    /// Returns true if any part of the date has a mark.
    pub fn is_marked(&self) -> bool {
        let marked = |end: &End| end.mark() != Mark::None;
        match self {
            Date::Single(moment) => moment.mark != Mark::None,
            Date::Interval { start, end } => marked(start) || marked(end),
        }
    }

    /// Returns the days from the first of the date's start to the last of its end, marks aside. An open or unknown
    /// start is [`NEG_INFINITY`], such an end [`INFINITY`].
    pub fn span(&self) -> Days {
        self.outer(|moment| moment.days)
    }

    /// Returns the span of the date, each end widened by its own mark.
    pub fn wide_span(&self) -> Days {
        self.outer(|moment| moment.wide)
    }

    /// Returns the marks of both ends; of a single date, twice its own.
    pub fn marks(&self) -> (Mark, Mark) {
        match self {
            Date::Single(moment) => (moment.mark, moment.mark),
            Date::Interval { start, end } => (start.mark(), end.mark()),
        }
    }

    /// Returns the plainest form that names the same days with the same marks: `2017` for `2017-XX` and for
    /// `2017-01/2017-12`, `2018-21` for `2018-25`. Dates that agree in both have one form; an unknown end is
    /// written as an open one.
    pub fn plainest(&self) -> String {
        let (days, (from, to)) = (self.span(), self.marks());
        match plainest_of(days).filter(|_| from == to) {
            Some(text) => text + from.sign(),
            None => {
                let (first, last) =
                    (plainest_end(days.first, |days| days.first), plainest_end(days.last, |days| days.last));
                format!("{first}{}/{last}{}", from.sign(), to.sign())
            }
        }
    }

    fn outer(&self, days: impl Fn(&Moment) -> Days) -> Days {
        match self {
            Date::Single(moment) => days(moment),
            Date::Interval { start, end } => Days {
                first: if let End::At(moment) = start { days(moment).first } else { NEG_INFINITY },
                last: if let End::At(moment) = end { days(moment).last } else { INFINITY },
            },
        }
    }
}

/// Returns a single date for exactly these days, if there is one.
fn plainest_of(days: Days) -> Option<String> {
    let day = write_day(days.first);
    let (month, year) = (up_to_dash(&day)?, up_to_dash(up_to_dash(&day)?)?);
    let season = match month.get(year.len()..)? {
        "-03" => "-21",
        "-06" => "-22",
        "-09" => "-23",
        _ => "-24",
    };
    let within =
        |digits: usize| Some(format!("{}{}", year.get(..year.len().checked_sub(digits)?)?, "X".repeat(digits)));
    let forms = [Some(day.clone()), Some(month.to_owned()), Some(format!("{year}{season}")), Some(year.to_owned())];
    let forms = forms.into_iter().chain([1, 2, 3].map(within)).flatten();
    forms.into_iter().find(|text| read_exactly(text).is_ok_and(|date| date.span() == days))
}

/// Returns the shortest date that begins or ends, as `bound` tells, on this day; `..` where there is no bound.
fn plainest_end(day: Day, bound: impl Fn(Days) -> Day) -> String {
    if day == NEG_INFINITY || day == INFINITY {
        return "..".to_owned();
    }
    let text = write_day(day);
    let month = up_to_dash(&text).unwrap_or_default();
    let shorter = [up_to_dash(month).unwrap_or_default(), month];
    let found = shorter.into_iter().find(|text| read_exactly(text).is_ok_and(|date| bound(date.span()) == day));
    found.map(str::to_owned).unwrap_or(text)
}

/// Returns the part of a text before its last dash.
fn up_to_dash(text: &str) -> Option<&str> {
    text.rsplit_once('-').map(|(before, _)| before)
}

/// Returns the day of a year, month (1 to 12) and day of the month, if there is such a day; also none where the year is
/// beyond 10,000,000,000,000 on either side.
pub fn day_of(year: i64, month: u32, day: u32) -> Option<Day> {
    if !(-FURTHEST_YEAR..=FURTHEST_YEAR).contains(&year) {
        return None;
    }
    // The cycle that holds 1970 has a day like this one.
    let like = NaiveDate::from_ymd_opt(1970 + i32::try_from((year - 1970).rem_euclid(400)).ok()?, month, day)?;
    Some(like.signed_duration_since(NaiveDate::default()).num_days() + (year - 1970).div_euclid(400) * CYCLE)
}

/// Returns the day as `YYYY-MM-DD`, for explanations.
///
/// A year before 0 has its sign and four digits (`-0044-03-15`), one of five or more digits the `Y` of EDTF
/// (`Y12018-03-15`; so written it is clear, but it is not read back: EDTF has no days in such years). [`NEG_INFINITY`]
/// and [`INFINITY`], and what lies beyond any year that is read, are `the beginning of time` and `the end of time`.
pub fn write_day(day: Day) -> String {
    match year_month_day(day) {
        Some((year, month, date)) => format!("{}-{month:02}-{date:02}", write_year(year)),
        None if day < 0 => "the beginning of time".to_string(),
        None => "the end of time".to_string(),
    }
}

/// Returns the year (astronomical: 0 is 1 BC), the month and the day of the month; none beyond any year that is read.
pub fn year_month_day(day: Day) -> Option<(i64, u32, u32)> {
    let cycles = day.div_euclid(CYCLE);
    if cycles.unsigned_abs() > FURTHEST_YEAR.unsigned_abs() / 400 {
        return None;
    }
    let like = NaiveDate::default().checked_add_days(Count::new(day.rem_euclid(CYCLE).unsigned_abs()))?;
    Some((i64::from(like.year()) + cycles * 400, like.month(), like.day()))
}

fn write_year(year: i64) -> String {
    let sign = if year < 0 { "-" } else { "" };
    let letter = if year.unsigned_abs() > 9999 { "Y" } else { "" };
    format!("{letter}{sign}{:04}", year.unsigned_abs())
}
