//! Dates as spans of days: EDTF level 1 as far as the contract's "Time" goes.

use chrono::{Datelike, NaiveDate};

/// A day counted from 1 January of the year 1; the two bounds below are no days.
pub type Day = i64;
/// The bound −∞.
pub const BEFORE_ALL: Day = i64::MIN / 4;
/// The bound +∞.
pub const AFTER_ALL: Day = i64::MAX / 4;

/// The days from `first` to `last`, both included, never empty; either may be a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub first: Day,
    pub last: Day,
}

/// The span of all time.
pub const ALL_TIME: Span = Span { first: BEFORE_ALL, last: AFTER_ALL };

impl Span {
    /// Returns the span of these days; none if the end comes before the beginning.
    #[must_use]
    pub fn new(first: Day, last: Day) -> Option<Span> {
        (first <= last).then_some(Span { first, last })
    }

    #[must_use]
    pub fn is_one_day(self) -> bool {
        self.first == self.last
    }

    #[must_use]
    pub fn meets(self, other: Span) -> bool {
        self.first.max(other.first) <= self.last.min(other.last)
    }

    #[must_use]
    pub fn is_within(self, other: Span) -> bool {
        other.first <= self.first && self.last <= other.last
    }
}

/// The unit of a date's own precision: the span that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Day,
    Months(i64),
}

/// A date that is no interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Single {
    /// The days it names, regardless of marks.
    pub span: Span,
    unit: Unit,
    /// The mark: `~`, `?` or `%`.
    pub mark: Option<char>,
}

impl Single {
    /// "A date marked `?` or `~` is widened by one unit of its own precision on either side, `%` by two."
    #[must_use]
    pub fn widened(self) -> Span {
        let units = match self.mark {
            None => return self.span,
            Some('%') => 2,
            Some(_) => 1,
        };
        match self.unit {
            Unit::Day => Span { first: self.span.first - units, last: self.span.last + units },
            Unit::Months(months) => Span {
                first: move_months(self.span.first, -units * months),
                last: move_months(self.span.last + 1, units * months) - 1,
            },
        }
    }
}

/// One end of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    At(Single),
    /// `..`: without bound.
    Open,
    /// An empty end: somewhere before or after the other end.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Date {
    Single(Single),
    Interval(End, End),
}

impl Date {
    /// Returns the days it may name: widened if marked, without bound if open or unknown.
    #[must_use]
    pub fn outer(self) -> Span {
        self.span(Single::widened)
    }

    /// Returns the days it names, regardless of marks.
    #[must_use]
    pub fn plain(self) -> Span {
        self.span(|single| single.span)
    }

    fn span(self, of: impl Fn(Single) -> Span) -> Span {
        match self {
            Date::Single(single) => of(single),
            Date::Interval(start, end) => Span {
                first: if let End::At(single) = start { of(single).first } else { BEFORE_ALL },
                last: if let End::At(single) = end { of(single).last } else { AFTER_ALL },
            },
        }
    }

    /// Returns the marks of the start and of the end; the mark of a single date is both.
    #[must_use]
    pub fn marks(self) -> (Option<char>, Option<char>) {
        let mark = |end| if let End::At(single) = end { single.mark } else { None };
        match self {
            Date::Single(single) => (single.mark, single.mark),
            Date::Interval(start, end) => (mark(start), mark(end)),
        }
    }

    #[must_use]
    pub fn is_marked(self) -> bool {
        self.marks() != (None, None)
    }
}

/// Returns a date from its written form; none if it cannot be read, does not exist, or ends before it begins.
#[must_use]
pub fn read(text: &str) -> Option<Date> {
    let text = text.trim();
    let Some((start, end)) = text.split_once('/') else {
        return read_single(text).map(Date::Single);
    };
    // "A lone `/` is not read."
    if start.is_empty() && end.is_empty() {
        return None;
    }
    let (start, end) = (read_end(start)?, read_end(end)?);
    if let (End::At(a), End::At(b)) = (start, end) {
        // "An interval is bad if last(end) < first(start)."
        if b.span.last < a.span.first {
            return None;
        }
    }
    Some(Date::Interval(start, end))
}

fn read_end(text: &str) -> Option<End> {
    match text {
        "" => Some(End::Unknown),
        ".." => Some(End::Open),
        _ => read_single(text).map(End::At),
    }
}

fn read_single(text: &str) -> Option<Single> {
    let mark = text.chars().last().filter(|c| "~?%".contains(*c));
    let body = if mark.is_some() { &text[..text.len() - 1] } else { text };
    let (span, unit) = read_body(body)?;
    Some(Single { span, unit, mark })
}

fn read_body(body: &str) -> Option<(Span, Unit)> {
    let (negative, rest) = match body.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, body),
    };
    let parts: Vec<&str> = rest.split('-').collect();
    let (&year_text, after) = parts.split_first()?;
    if year_text.len() != 4 || !year_text.is_ascii() {
        return None;
    }
    let digits = year_text.trim_end_matches('X');
    let unknown = 4 - digits.len();
    if unknown > 2 || !all_digits(digits) {
        return None;
    }
    let years = 10_i64.pow(u32::try_from(unknown).ok()?);
    let size: i64 = digits.parse::<i64>().ok()? * years;
    // `-0000` is no year.
    if negative && size == 0 && unknown == 0 {
        return None;
    }
    let first_year = if negative { -(size + years - 1) } else { size };
    if unknown > 0 {
        return after.is_empty().then(|| months(first_year, 1, 12 * years));
    }
    let year = first_year;
    match *after {
        [] | ["XX"] | ["XX", "XX"] => Some(months(year, 1, 12)),
        [month] => {
            let month = two_digits(month)?;
            match month {
                1..=12 => Some(months(year, month, 1)),
                // "21–24 and 25–28 northern: 21 is March to May, 24 December to February of the next year;
                // 29–32 southern: 29 September to November, 30 December to February of the next year."
                21..=32 => {
                    let begins = match month {
                        21 | 25 | 31 => 3,
                        22 | 26 | 32 => 6,
                        23 | 27 | 29 => 9,
                        _ => 12,
                    };
                    Some(months(year, begins, 3))
                }
                _ => None,
            }
        }
        [month, "XX"] => {
            let month = two_digits(month).filter(|m| (1..=12).contains(m))?;
            Some(months(year, month, 1))
        }
        [month, day] => {
            let date = NaiveDate::from_ymd_opt(
                i32::try_from(year).ok()?,
                u32::try_from(two_digits(month)?).ok()?,
                u32::try_from(two_digits(day)?).ok()?,
            )?;
            let day = i64::from(date.num_days_from_ce());
            Some((Span { first: day, last: day }, Unit::Day))
        }
        _ => None,
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn two_digits(text: &str) -> Option<i64> {
    (text.len() == 2 && all_digits(text)).then(|| text.parse().ok())?
}

/// Returns the span of this number of months from the first day of this one.
fn months(year: i64, month: i64, count: i64) -> (Span, Unit) {
    let first = first_of_month(year * 12 + month - 1);
    let last = first_of_month(year * 12 + month - 1 + count) - 1;
    (Span { first, last }, Unit::Months(count))
}

/// Returns the first day of a month, months being counted from January of the year 0.
fn first_of_month(month: i64) -> Day {
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).unwrap_or(0), u32::try_from(month).unwrap_or(1), 1);
    date.map_or(BEFORE_ALL, |date| i64::from(date.num_days_from_ce()))
}

/// Returns the first day of a month, this number of months later.
fn move_months(first: Day, by: i64) -> Day {
    let date = i32::try_from(first).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
    date.map_or(first, |date| first_of_month(i64::from(date.year()) * 12 + i64::from(date.month0()) + by))
}

/// Returns a day as `YYYY-MM-DD`.
#[must_use]
pub fn write_day(day: Day) -> String {
    let date = i32::try_from(day).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
    date.map_or_else(String::new, |date| format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()))
}
