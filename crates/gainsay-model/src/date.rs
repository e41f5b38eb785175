//! Dates, to the day: what a date names is a span of days.
//!
//! The forms are those of EDTF (ISO 8601-2:2019) levels 0 and 1, but for times of day, with the seasons 25 to 32
//! and marks on unspecified dates from level 2. What is not read is answered with the nearest form that is.

use chrono::{Datelike, Days as Count, NaiveDate};

use crate::text::{escaped, trimmed_to};

mod nearest;

/// A day, counted from 1970-01-01; proleptic Gregorian calendar, astronomical years.
pub type Day = i64;

/// Stands for −∞: before every day that can be read, and safe to add days to.
pub const NEG_INFINITY: Day = -(1 << 60);

/// Stands for +∞: after every day that can be read, and safe to add days to.
pub const INFINITY: Day = 1 << 60;

/// The first to the last of some days, both included; `first` is never after `last` in what this module gives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Days {
    /// The first day, or [`NEG_INFINITY`].
    pub first: Day,
    /// The last day, or [`INFINITY`].
    pub last: Day,
}

impl Days {
    /// All time.
    pub const ALWAYS: Days = Days { first: NEG_INFINITY, last: INFINITY };

    /// Whether the two have a day in common.
    pub fn meets(self, other: Days) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Whether every day of this is one of the other.
    pub fn within(self, other: Days) -> bool {
        other.first <= self.first && self.last <= other.last
    }

    /// Whether this is a single day.
    pub fn is_one_day(self) -> bool {
        self.first == self.last
    }

    /// The days that both have.
    pub fn intersection(self, other: Days) -> Option<Days> {
        let common = Days { first: self.first.max(other.first), last: self.last.min(other.last) };
        (common.first <= common.last).then_some(common)
    }

    /// The first day of the later minus the last day of the earlier: 1 for neighbours, 0 or less if they meet.
    pub fn gap(self, other: Days) -> i64 {
        self.first.max(other.first) - self.last.min(other.last)
    }
}

/// The doubt that stands after a date.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mark {
    /// No mark.
    None,
    /// `?`
    Uncertain,
    /// `~`
    Approximate,
    /// `%`: both.
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

    /// By how many units of its own precision a date so marked is widened, on either side.
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
    /// The days it names, its mark aside.
    pub days: Days,
    /// The same, widened by the mark: `2018-02~` is January to March; without a mark, `days` again.
    pub wide: Days,
    /// Its mark.
    pub mark: Mark,
}

/// One end of an interval.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum End {
    /// A date.
    At(Moment),
    /// `..`: without bound.
    Open,
    /// Nothing written: there is an end, and it is not known.
    Unknown,
}

impl End {
    /// Its mark, if it is a date.
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
        /// What stands before the slash.
        start: End,
        /// What stands after it.
        end: End,
    },
}

/// Why a text is not a date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DateFault {
    /// What is wrong, in a few words, on one line.
    pub message: String,
    /// What to do. Every form in back quotes is one that [`Date::read`] accepts; it is told to be written only where
    /// it means exactly what the text says.
    pub help: String,
    /// The form that means exactly what the text says, if there is one.
    pub fix: Option<String>,
}

/// No form that is read, or that a person is known to have meant, is longer than this, in bytes.
const LONGEST: usize = 80;

/// Years of more digits are not read: those suffice for a hundred times the age of the world.
const YEAR_DIGITS: usize = 12;

/// No day is named in a year beyond this, on either side: it leaves room to widen the furthest that are read.
const FURTHEST_YEAR: i64 = 10_000_000_000_000;

/// The Gregorian calendar repeats itself after 400 years, which are so many days.
const CYCLE: i64 = 146_097;

impl Date {
    /// Reads a date, exactly as written: no space before, within or after it. A text that is too long is
    /// refused unread.
    pub fn read(text: &str) -> Result<Date, DateFault> {
        if text.len() > LONGEST {
            return Err(DateFault {
                message: format!("`{}` is too long for a date", shown(text)),
                help: EXAMPLES.to_string(),
                fix: None,
            });
        }
        read_exactly(text).map_err(|wrong| match wrong {
            Wrong::Value(fault) => fault,
            Wrong::Form => nearest::explain(text),
        })
    }

    /// Whether any part of it has a mark.
    pub fn is_marked(&self) -> bool {
        let marked = |end: &End| end.mark() != Mark::None;
        match self {
            Date::Single(moment) => moment.mark != Mark::None,
            Date::Interval { start, end } => marked(start) || marked(end),
        }
    }

    /// From the first day of its start to the last day of its end, marks aside; an open or unknown start is
    /// [`NEG_INFINITY`], such an end [`INFINITY`].
    pub fn span(&self) -> Days {
        self.outer(|moment| moment.days)
    }

    /// The same, each end widened by its own mark.
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

/// Returns what stands before the last dash.
fn up_to_dash(text: &str) -> Option<&str> {
    text.rsplit_once('-').map(|(before, _)| before)
}

/// The day of a year, month (1 to 12) and day of the month, if there is such a day; also none where the year
/// is beyond 10,000,000,000,000 on either side.
pub fn day_of(year: i64, month: u32, day: u32) -> Option<Day> {
    if !(-FURTHEST_YEAR..=FURTHEST_YEAR).contains(&year) {
        return None;
    }
    // The same day of the cycle that holds 1970.
    let like = NaiveDate::from_ymd_opt(1970 + i32::try_from((year - 1970).rem_euclid(400)).ok()?, month, day)?;
    Some(like.signed_duration_since(NaiveDate::default()).num_days() + (year - 1970).div_euclid(400) * CYCLE)
}

/// The day as `YYYY-MM-DD`, for explanations.
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

/// What a date names, before it is days.
#[derive(Clone, Copy)]
enum NamedSpan {
    /// A single day.
    Day(Day),
    /// Whole months, counted from January of the year 0, and how many of them the unit of precision has.
    Months { first: i64, last: i64, unit: i64 },
}

impl NamedSpan {
    /// Years from the first to the last, of a precision of so many years.
    fn years(first: i64, last: i64, unit: i64) -> NamedSpan {
        NamedSpan::Months { first: first * 12, last: last * 12 + 11, unit: unit * 12 }
    }

    /// `count` months from this one (0 to 11) of the year on.
    fn months(year: i64, month: i64, count: i64) -> NamedSpan {
        let first = year * 12 + month;
        NamedSpan::Months { first, last: first + count - 1, unit: count }
    }

    /// Its days, widened by so many units on either side; none if they lie too far away.
    fn days(self, units: i64) -> Option<Days> {
        let first_of = |month: i64| day_of(month.div_euclid(12), u32::try_from(month.rem_euclid(12)).ok()? + 1, 1);
        Some(match self {
            NamedSpan::Day(day) => Days { first: day - units, last: day + units },
            NamedSpan::Months { first, last, unit } => {
                Days { first: first_of(first - units * unit)?, last: first_of(last + units * unit + 1)? - 1 }
            }
        })
    }
}

/// Why the exact reader refused.
enum Wrong {
    /// The text has none of the forms that are read.
    Form,
    /// It has one, and what it says cannot be.
    Value(DateFault),
}

fn wrong<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong::Value(DateFault { message: message.into(), help: help.into(), fix: None }))
}

fn read_exactly(text: &str) -> Result<Date, Wrong> {
    match text.split_once('/') {
        Some((start, end)) => read_interval(start, end),
        None => read_moment(text).map(Date::Single),
    }
}

fn read_interval(start: &str, end: &str) -> Result<Date, Wrong> {
    if start.is_empty() && end.is_empty() {
        return wrong("a lone `/` names no time", "leave the date out, or give an end: `2016/`, `/2018`, `2016/..`");
    }
    let (from, to) = (read_end(start)?, read_end(end)?);
    if let (End::At(from), End::At(to)) = (from, to)
        && to.days.last < from.days.first
    {
        return wrong(
            format!(
                "the interval ends ({}) before it begins ({})",
                write_day(to.days.last),
                write_day(from.days.first)
            ),
            format!("check both dates; did you mean `{end}/{start}`?"),
        );
    }
    Ok(Date::Interval { start: from, end: to })
}

fn read_end(text: &str) -> Result<End, Wrong> {
    match text {
        "" => Ok(End::Unknown),
        ".." => Ok(End::Open),
        _ => {
            let moment = read_moment(text)?;
            if text.starts_with('Y') {
                return wrong(
                    "a year of more than four digits cannot be the end of an interval",
                    format!("the year alone is `{text}`; what else there is to say can stand in a note"),
                );
            }
            Ok(End::At(moment))
        }
    }
}

fn read_moment(text: &str) -> Result<Moment, Wrong> {
    let (body, mark) = match text.as_bytes().last() {
        Some(b'?') => (text.strip_suffix('?'), Mark::Uncertain),
        Some(b'~') => (text.strip_suffix('~'), Mark::Approximate),
        Some(b'%') => (text.strip_suffix('%'), Mark::Both),
        _ => (Some(text), Mark::None),
    };
    let stretch = read_stretch(body.unwrap_or(text))?;
    let (Some(days), Some(wide)) = (stretch.days(0), stretch.days(mark.units())) else {
        return wrong("the date lies too far away", format!("a year has at most {YEAR_DIGITS} digits"));
    };
    Ok(Moment { days, wide, mark })
}

fn read_stretch(text: &str) -> Result<NamedSpan, Wrong> {
    if let Some(far) = text.strip_prefix('Y') {
        return read_far_year(far);
    }
    let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut parts = unsigned.split('-');
    let (Some(year), month, day, None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(Wrong::Form);
    };
    let years = read_years(year, negative)?;
    let Some(month) = month else {
        return Ok(years.all());
    };
    let year = years.one().ok_or(Wrong::Form)?;
    match (month, day) {
        ("XX", None | Some("XX")) => Ok(years.all()),
        (_, None) => read_month(year, two_digits(month)?),
        (_, Some("XX")) => whole_month(year, two_digits(month)?),
        (_, Some(day)) => read_day(year, two_digits(month)?, two_digits(day)?),
    }
}

/// The digits after a `Y`: one year.
fn read_far_year(text: &str) -> Result<NamedSpan, Wrong> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Wrong::Form);
    }
    if digits.len() > YEAR_DIGITS {
        return wrong("the year lies too far away", format!("a year has at most {YEAR_DIGITS} digits"));
    }
    let Ok(year) = text.parse::<i64>() else {
        return Err(Wrong::Form);
    };
    if digits.starts_with('0') || digits.len() < 5 {
        let form = write_year(year);
        return Err(Wrong::Value(DateFault {
            message: "`Y` is for years of five or more digits, the first of them no 0".to_string(),
            help: format!("write `{form}`"),
            fix: Some(form),
        }));
    }
    Ok(NamedSpan::years(year, year, 1))
}

/// Years of the same leading digits.
struct Years {
    first: i64,
    last: i64,
    unit: i64,
}

impl Years {
    fn one(&self) -> Option<i64> {
        (self.unit == 1).then_some(self.first)
    }

    fn all(&self) -> NamedSpan {
        NamedSpan::years(self.first, self.last, self.unit)
    }
}

/// Four digits, of which the last three or fewer may be `X`.
fn read_years(text: &str, negative: bool) -> Result<Years, Wrong> {
    let known = text.trim_end_matches('X');
    let unit = match text.len() - known.len() {
        0 => 1,
        1 => 10,
        2 => 100,
        3 => 1000,
        _ => return Err(Wrong::Form),
    };
    if text.len() != 4 || !known.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Wrong::Form);
    }
    let least = known.parse::<i64>().map_err(|_| Wrong::Form)? * unit;
    let most = least + unit - 1;
    match (negative, most) {
        (false, _) => Ok(Years { first: least, last: most, unit }),
        (true, 0) => wrong("there is no year -0000", "`0000` is 1 BC, `-0001` is 2 BC"),
        // The year 0 has no sign: `-000X` begins with -0009 and ends with -0001.
        (true, _) => Ok(Years { first: -most, last: -least.max(1), unit }),
    }
}

/// A month, or one of the seasons that stand in its place.
fn read_month(year: i64, month: u32) -> Result<NamedSpan, Wrong> {
    // The first months, January being 0, of spring, summer, autumn and winter.
    const NORTH: [i64; 4] = [2, 5, 8, 11];
    const SOUTH: [i64; 4] = [8, 11, 2, 5];
    let seasons = match month {
        21..=24 => NORTH.get(month as usize - 21),
        25..=28 => NORTH.get(month as usize - 25),
        29..=32 => SOUTH.get(month as usize - 29),
        _ => None,
    };
    match seasons {
        Some(&first) => Ok(NamedSpan::months(year, first, 3)),
        None => whole_month(year, month),
    }
}

fn whole_month(year: i64, month: u32) -> Result<NamedSpan, Wrong> {
    match month {
        1..=12 => Ok(NamedSpan::months(year, i64::from(month) - 1, 1)),
        _ => Err(Wrong::Value(no_such_month(year, month))),
    }
}

fn read_day(year: i64, month: u32, day: u32) -> Result<NamedSpan, Wrong> {
    if let Some(day) = day_of(year, month, day) {
        return Ok(NamedSpan::Day(day));
    }
    let written = write_year(year);
    match month {
        1..=12 if day == 0 => {
            wrong("there is no day 00", format!("if the day is not known, the month alone is `{written}-{month:02}`"))
        }
        1..=12 => {
            let length = whole_month(year, month)?.days(0).map_or(31, |days| days.last - days.first + 1);
            let name = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
            let julian = if (month, day) == (2, 29) && year.rem_euclid(4) == 0 {
                " (29 in the Julian calendar; dates are Gregorian)"
            } else {
                ""
            };
            wrong(
                format!("{name} {written} has {length} days{julian}"),
                format!("check the day; if only the month is sure, it is `{written}-{month:02}`"),
            )
        }
        13..=31 if day_of(year, day, month).is_some() => wrong(
            format!("there is no month {month}"),
            format!("the month stands before the day: did you mean `{written}-{day:02}-{month:02}`?"),
        ),
        21..=32 => wrong("a season has no days", format!("the season alone is `{written}-{month}`")),
        _ => Err(Wrong::Value(no_such_month(year, month))),
    }
}

fn no_such_month(year: i64, month: u32) -> DateFault {
    let written = write_year(year);
    let months = |kind: &str, first: u32, count: u32| DateFault {
        message: format!("{kind} are not read"),
        help: format!(
            "`{written}-{first:02}/{written}-{:02}` is all of it, `{written}` some time in that year; the rest can stand in a note",
            first + count - 1
        ),
        fix: None,
    };
    match month {
        33..=36 => months("quarters", (month - 33) * 3 + 1, 3),
        37..=39 => months("thirds of a year", (month - 37) * 4 + 1, 4),
        40..=41 => months("half-years", (month - 40) * 6 + 1, 6),
        0 => DateFault {
            message: "there is no month 00".to_string(),
            help: format!("if the month is not known, the year alone is `{written}`"),
            fix: None,
        },
        _ => {
            // `1914-18` is what people write for a span of years.
            let later = format!("{written}/{}", write_year(year - year.rem_euclid(100) + i64::from(month)));
            let span = if year >= 0 && read_exactly(&later).is_ok() {
                format!("; a span of years is `{later}`")
            } else {
                String::new()
            };
            DateFault {
                message: format!("there is no month {month:02}"),
                help: format!("months are `{written}-01` to `{written}-12`, `{written}-21` is spring{span}"),
                fix: None,
            }
        }
    }
}

fn two_digits(text: &str) -> Result<u32, Wrong> {
    match text.as_bytes() {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Ok(u32::from(tens - b'0') * 10 + u32::from(ones - b'0')),
        _ => Err(Wrong::Form),
    }
}

const MONTHS: [&str; 12] = [
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

const EXAMPLES: &str = "write a date like `2018`, `2018-05`, `2018-05-12`, `2018~` or `2016/2018-05`";

fn shown(text: &str) -> String {
    escaped(&trimmed_to(text, 40)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> (String, String) {
        written(Date::read(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}")).span())
    }

    fn wide(text: &str) -> (String, String) {
        written(Date::read(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}")).wide_span())
    }

    fn written(days: Days) -> (String, String) {
        (write_day(days.first), write_day(days.last))
    }

    #[test]
    fn equal_dates_have_one_plainest_form() {
        for (forms, plainest) in [
            (&["2017", "2017-XX", "2017-01/2017-12", "2017/2017", "2017-01-01/2017-12-31"][..], "2017"),
            (&["2018-05", "2018-05-XX", "2018-05-01/2018-05"], "2018-05"),
            (&["2018-21", "2018-25", "2018-31", "2018-03/2018-05"], "2018-21"),
            (&["2018-24", "2018-28", "2018-30", "2018-12/2019-02"], "2018-24"),
            (&["201X", "2010/2019"], "201X"),
            (&["20XX", "2000/2099"], "20XX"),
            (&["-004X"], "-004X"),
            (&["Y12018"], "Y12018"),
            (&["2017~", "2017-XX~", "2017-01~/2017-12~"], "2017~"),
            (&["2016/2018", "2016-01-01/2018-12"], "2016/2018"),
            (&["2016~/2018", "2016-01~/2018-12-31"], "2016~/2018"),
            (&["../2018-05", "/2018-05", "/2018-05-31"], "../2018-05"),
            (&["2016-05-02/..", "2016-05-02/"], "2016-05-02/.."),
            (&["../.."], "../.."),
            (&["-0044-03-15"], "-0044-03-15"),
        ] {
            for form in forms {
                assert_eq!(
                    Date::read(form).unwrap_or_else(|fault| panic!("{form}: {fault:?}")).plainest(),
                    plainest,
                    "{form}"
                );
            }
        }
    }

    fn days(first: &str, last: &str) -> (String, String) {
        (first.to_string(), last.to_string())
    }

    fn fault(text: &str) -> DateFault {
        Date::read(text).expect_err(text)
    }

    #[test]
    fn a_date_names_its_days() {
        for (text, first, last) in [
            ("2018", "2018-01-01", "2018-12-31"),
            ("2018-05", "2018-05-01", "2018-05-31"),
            ("2020-02", "2020-02-01", "2020-02-29"),
            ("2018-12-30", "2018-12-30", "2018-12-30"),
            ("201X", "2010-01-01", "2019-12-31"),
            ("20XX", "2000-01-01", "2099-12-31"),
            ("1XXX", "1000-01-01", "1999-12-31"),
            ("2018-XX", "2018-01-01", "2018-12-31"),
            ("2018-XX-XX", "2018-01-01", "2018-12-31"),
            ("2018-05-XX", "2018-05-01", "2018-05-31"),
            ("-0044-03-15", "-0044-03-15", "-0044-03-15"),
            ("-01XX", "-0199-01-01", "-0100-12-31"),
            ("-000X", "-0009-01-01", "-0001-12-31"),
            ("000X", "0000-01-01", "0009-12-31"),
            ("0000-02-29", "0000-02-29", "0000-02-29"),
            ("Y12018", "Y12018-01-01", "Y12018-12-31"),
            ("Y-13800000000", "Y-13800000000-01-01", "Y-13800000000-12-31"),
            ("2016/2018-05", "2016-01-01", "2018-05-31"),
            ("2018-05/2018", "2018-05-01", "2018-12-31"),
            ("2016/..", "2016-01-01", "the end of time"),
            ("../2018", "the beginning of time", "2018-12-31"),
            ("/2018", "the beginning of time", "2018-12-31"),
            ("../..", "the beginning of time", "the end of time"),
        ] {
            assert_eq!(span(text), days(first, last), "{text}");
        }
    }

    #[test]
    fn seasons_are_those_of_the_half_of_the_earth() {
        for (code, first, last) in [
            (21, "2018-03-01", "2018-05-31"),
            (22, "2018-06-01", "2018-08-31"),
            (23, "2018-09-01", "2018-11-30"),
            (24, "2018-12-01", "2019-02-28"),
            (29, "2018-09-01", "2018-11-30"),
            (30, "2018-12-01", "2019-02-28"),
            (31, "2018-03-01", "2018-05-31"),
            (32, "2018-06-01", "2018-08-31"),
        ] {
            assert_eq!(span(&format!("2018-{code}")), days(first, last), "{code}");
        }
        for code in 21..=24 {
            assert_eq!(span(&format!("2018-{code}")), span(&format!("2018-{}", code + 4)));
        }
        assert_eq!(span("2019-24").1, "2020-02-29");
    }

    #[test]
    fn a_mark_widens_by_the_unit_that_is_named() {
        for (text, first, last) in [
            ("2018-02~", "2018-01-01", "2018-03-31"),
            ("2018-02%", "2017-12-01", "2018-04-30"),
            ("1850~", "1849-01-01", "1851-12-31"),
            ("1850%", "1848-01-01", "1852-12-31"),
            ("2018-03-01?", "2018-02-28", "2018-03-02"),
            ("185X~", "1840-01-01", "1869-12-31"),
            ("18XX?", "1700-01-01", "1999-12-31"),
            ("-01XX~", "-0299-01-01", "0000-12-31"),
            ("2018-21~", "2017-12-01", "2018-08-31"),
            ("2018-XX~", "2017-01-01", "2019-12-31"),
            ("2018-05-XX~", "2018-04-01", "2018-06-30"),
            ("0000~", "-0001-01-01", "0001-12-31"),
            ("1984-06-02?/2004-08~", "1984-06-01", "2004-09-30"),
            ("../2018?", "the beginning of time", "2019-12-31"),
        ] {
            assert_eq!(wide(text), days(first, last), "{text}");
            let date = Date::read(text).unwrap();
            assert!(date.is_marked() && date.span().within(date.wide_span()), "{text}");
        }
        assert!(!Date::read("2018/..").unwrap().is_marked());
    }

    #[test]
    fn an_interval_ends_no_earlier_than_it_begins() {
        for good in ["2018/2018", "2018-12/2018", "2004-06-11%/2004-06~", "2018-12-31/2018-12-31", "0000-02/0000"] {
            assert!(Date::read(good).is_ok(), "{good}");
        }
        assert_eq!(fault("2018/2017").help, "check both dates; did you mean `2017/2018`?");
        for bad in ["2018-06/2018-05", "2018-05-02/2018-05-01", "0001/0000", "2012-24/2012-21", "2018~/2017~"] {
            assert!(fault(bad).message.contains("before it begins"), "{bad}");
        }
        assert!(fault("/").message.contains("lone `/`"));
    }

    #[test]
    fn what_cannot_be_is_said() {
        for (text, message) in [
            ("2018-02-30", "February 2018 has 28 days"),
            ("2020-02-30", "February 2020 has 29 days"),
            ("1900-02-29", "February 1900 has 28 days (29 in the Julian calendar; dates are Gregorian)"),
            ("2018-13", "there is no month 13"),
            ("2018-33", "quarters are not read"),
            ("-0000", "there is no year -0000"),
            ("2018-05-00", "there is no day 00"),
        ] {
            assert_eq!(fault(text).message, message, "{text}");
        }
    }

    /// Whatever is asked, what is offered can be read.
    #[test]
    fn every_form_that_is_offered_is_read() {
        let pieces = [
            "", "2018", "05", "5", "30", "-", "/", "..", "X", "?", "~", "%", " ", "Y", "12018", "May", "T10:00", "[",
            "]", ",", "–", "c. ", " to ", "s", "é", "\u{1b}", "0", "Q1", "BC",
        ];
        for a in pieces {
            for b in pieces {
                for c in pieces {
                    let text = format!("{a}{b}{c}");
                    if let Err(DateFault { message, help, fix }) = Date::read(&text) {
                        assert!(fix.is_none_or(|form| Date::read(&form).is_ok()), "{text:?}");
                        assert!(!message.contains(char::is_control), "{message:?}");
                        for offered in help.split('`').skip(1).step_by(2) {
                            assert!(Date::read(offered).is_ok(), "{text:?} was offered {offered:?}: {help}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn hostile_texts_are_refused_at_once() {
        for text in
            ["9".repeat(1_000_000), format!("Y{}", "9".repeat(60)), "/".repeat(79), "a to ".repeat(16), "é–".repeat(30)]
        {
            let fault = fault(&text);
            assert!(fault.message.len() < 300, "{fault:?}");
        }
        assert!(Date::read("Y999999999999%").is_ok());
        assert!(fault("Y9999999999999").help.contains("12 digits"));
        for not_ascii in ["２０１８", "2018−05", "201é", "é?", "2018-0٣"] {
            assert!(Date::read(not_ascii).is_err(), "{not_ascii}");
        }
    }

    #[test]
    fn days_are_counted_and_written_back() {
        assert_eq!(day_of(1970, 1, 1), Some(0));
        assert_eq!(day_of(2000, 3, 1), Some(11_017));
        assert_eq!(day_of(0, 1, 1), Some(-719_528));
        assert_eq!(day_of(2400, 1, 1).zip(day_of(2000, 1, 1)).map(|(a, b)| a - b), Some(CYCLE));
        for (year, month, day) in
            [(2018, 0, 1), (2018, 13, 1), (2018, 2, 29), (2018, 1, 0), (i64::MAX, 1, 1), (i64::MIN, 1, 1)]
        {
            assert_eq!(day_of(year, month, day), None);
        }
        // Near and far away, no two neighbours are written alike.
        for start in [0, CYCLE * 2_000_000_000, -CYCLE * 2_000_000_000] {
            for day in start - 500..start + 500 {
                assert_ne!(write_day(day), write_day(day + 1));
            }
        }
        for day in (-CYCLE * 4..CYCLE * 2).step_by(7) {
            let text = write_day(day);
            let (rest, of_month) = text.rsplit_once('-').unwrap();
            let (year, month) = rest.rsplit_once('-').unwrap();
            assert_eq!(day_of(year.parse().unwrap(), month.parse().unwrap(), of_month.parse().unwrap()), Some(day));
        }
        for (day, words) in [
            (NEG_INFINITY, "the beginning of time"),
            (INFINITY, "the end of time"),
            (i64::MIN, "the beginning of time"),
        ] {
            assert_eq!(write_day(day), words);
        }
    }

    #[test]
    fn every_day_reads_back_as_itself() {
        for day in (-3_600_000..2_900_000).step_by(97) {
            let text = write_day(day);
            let Ok(Date::Single(moment)) = Date::read(&text) else { panic!("{text}") };
            assert_eq!(moment.days, Days { first: day, last: day });
        }
    }

    #[test]
    fn spans_are_compared_by_their_days() {
        let (a, b, c) = (Days { first: 1, last: 5 }, Days { first: 5, last: 9 }, Days { first: 6, last: 9 });
        assert!(a.meets(b) && !a.meets(c) && c.within(b) && !b.within(c));
        assert_eq!(a.intersection(b), Some(Days { first: 5, last: 5 }));
        assert_eq!(a.intersection(c), None);
        assert_eq!((a.gap(b), a.gap(c), c.gap(a), b.gap(c)), (0, 1, 1, -3));
        assert!(Days { first: 5, last: 5 }.is_one_day() && !a.is_one_day());
        assert_eq!(Days::ALWAYS.intersection(a), Some(a));
        assert!(Days::ALWAYS.gap(Days::ALWAYS) < 0);
        assert!(
            NEG_INFINITY.checked_sub(1_000_000_000_000_000_000).is_some()
                && INFINITY.checked_add(1_000_000_000_000_000_000).is_some()
        );
    }
}
