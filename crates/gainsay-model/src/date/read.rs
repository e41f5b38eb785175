//! Reads the exact forms of dates. A text that has none of them is answered by [`super::nearest`].

use super::{Date, DateFault, Day, Days, End, MONTHS, Mark, Moment, day_of, write_day, write_year};
use crate::text::{escaped, trimmed_to};

/// The most digits of a year: they suffice for a hundred times the age of the world.
const YEAR_DIGITS: usize = 12;

/// The span that a date names, before it is days.
#[derive(Clone, Copy)]
enum NamedSpan {
    /// A single day.
    Day(Day),
    /// Whole months, counted from January of the year 0, and the number of months of the unit of precision.
    Months { first: i64, last: i64, unit: i64 },
}

impl NamedSpan {
    /// Returns the span from the first to the last of some years, with a precision of `unit` years.
    fn years(first: i64, last: i64, unit: i64) -> NamedSpan {
        NamedSpan::Months { first: first * 12, last: last * 12 + 11, unit: unit * 12 }
    }

    /// Returns the span of `count` months from this one (0 to 11) of the year on.
    fn months(year: i64, month: i64, count: i64) -> NamedSpan {
        let first = year * 12 + month;
        NamedSpan::Months { first, last: first + count - 1, unit: count }
    }

    /// Returns the days of the span, widened by that many units on either side; none if they lie too far away.
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

/// The reason for which the exact reader refuses a text.
pub(super) enum Wrong {
    /// The text has none of the forms that are read.
    Form,
    /// The text has such a form, but an impossible value.
    Value(DateFault),
}

impl Wrong {
    /// Returns the reason with its forms, which are of a part of the text, as forms of the whole text. A form that is
    /// then no date is left out.
    fn in_whole(self, whole: impl Fn(&str) -> String) -> Wrong {
        let Wrong::Value(mut fault) = self else { return self };
        let form_of_whole = |part: &String| Some(whole(part)).filter(|form| read_exactly(form).is_ok());
        if let Some(part) = fault.fix.take() {
            fault.fix = form_of_whole(&part);
            fault.help = format!("write `{}`", fault.fix.as_ref().unwrap_or(&part));
        }
        fault.perhaps = fault.perhaps.iter().filter_map(form_of_whole).collect();
        Wrong::Value(fault)
    }
}

fn wrong<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, Wrong> {
    wrong_perhaps(message, help, [])
}

/// Refuses a text, with the forms that may be meant.
fn wrong_perhaps<T, const N: usize>(
    message: impl Into<String>,
    help: impl Into<String>,
    perhaps: [String; N],
) -> Result<T, Wrong> {
    Err(Wrong::Value(DateFault { message: message.into(), help: help.into(), fix: None, perhaps: perhaps.into() }))
}

pub(super) fn read_exactly(text: &str) -> Result<Date, Wrong> {
    match text.split_once('/') {
        Some((start, end)) => read_interval(start, end),
        None => read_moment(text).map(Date::Single),
    }
}

fn read_interval(start: &str, end: &str) -> Result<Date, Wrong> {
    if start.is_empty() && end.is_empty() {
        return wrong("a lone `/` names no time", "leave the date out, or give an end: `2016/`, `/2018`, `2016/..`");
    }
    let from = read_end(start).map_err(|wrong| wrong.in_whole(|form| format!("{form}/{end}")))?;
    let to = read_end(end).map_err(|wrong| wrong.in_whole(|form| format!("{start}/{form}")))?;
    if let (End::At(from), End::At(to)) = (from, to)
        && to.days.last < from.days.first
    {
        let turned = format!("{end}/{start}");
        return wrong_perhaps(
            format!(
                "the interval ends ({}) before it begins ({})",
                write_day(to.days.last),
                write_day(from.days.first)
            ),
            format!("check both dates; did you mean `{turned}`?"),
            [turned],
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
    let body = body.unwrap_or(text);
    let behind = text.strip_prefix(body).unwrap_or_default();
    // A mark belongs to one date: behind an interval it would be that of the end alone.
    let whole = |form: &str| if form.contains('/') { String::new() } else { format!("{form}{behind}") };
    let span = read_span(body).map_err(|wrong| if mark == Mark::None { wrong } else { wrong.in_whole(whole) })?;
    let (Some(days), Some(wide)) = (span.days(0), span.days(mark.units())) else {
        return wrong("the date lies too far away", format!("a year has at most {YEAR_DIGITS} digits"));
    };
    Ok(Moment { days, wide, mark })
}

fn read_span(text: &str) -> Result<NamedSpan, Wrong> {
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

/// Reads the digits after a `Y` as one year.
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
            perhaps: Vec::new(),
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

/// Reads four digits, of which the last three or fewer may be `X`.
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

/// Returns the span of a month, or of one of the seasons that stand in its place.
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
            let alone = format!("{written}-{month:02}");
            let help = format!("if the day is not known, the month alone is `{alone}`");
            wrong_perhaps("there is no day 00", help, [alone])
        }
        1..=12 => {
            let length = whole_month(year, month)?.days(0).map_or(31, |days| days.last - days.first + 1);
            let name = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
            let julian = if (month, day) == (2, 29) && year.rem_euclid(4) == 0 {
                " (29 in the Julian calendar; dates are Gregorian)"
            } else {
                ""
            };
            let alone = format!("{written}-{month:02}");
            wrong_perhaps(
                format!("{name} {written} has {length} days{julian}"),
                format!("check the day; if only the month is sure, it is `{alone}`"),
                [alone],
            )
        }
        13..=31 if day_of(year, day, month).is_some() => {
            let turned = format!("{written}-{day:02}-{month:02}");
            let help = format!("the month stands before the day: did you mean `{turned}`?");
            wrong_perhaps(format!("there is no month {month}"), help, [turned])
        }
        21..=32 => {
            let alone = format!("{written}-{month}");
            wrong_perhaps("a season has no days", format!("the season alone is `{alone}`"), [alone])
        }
        _ => Err(Wrong::Value(no_such_month(year, month))),
    }
}

fn no_such_month(year: i64, month: u32) -> DateFault {
    let written = write_year(year);
    let months = |kind: &str, first: u32, count: u32| {
        let whole = format!("{written}-{first:02}/{written}-{:02}", first + count - 1);
        DateFault {
            message: format!("{kind} are not read"),
            help: format!("`{whole}` is all of it, `{written}` some time in that year; the rest can stand in a note"),
            fix: None,
            perhaps: vec![whole],
        }
    };
    match month {
        33..=36 => months("quarters", (month - 33) * 3 + 1, 3),
        37..=39 => months("thirds of a year", (month - 37) * 4 + 1, 4),
        40..=41 => months("half-years", (month - 40) * 6 + 1, 6),
        0 => DateFault {
            message: "there is no month 00".to_string(),
            help: format!("if the month is not known, the year alone is `{written}`"),
            fix: None,
            perhaps: vec![written],
        },
        _ => {
            // `1914-18` is often written for a span of years.
            let later = format!("{written}/{}", write_year(year - year.rem_euclid(100) + i64::from(month)));
            let span = Some(later).filter(|later| year >= 0 && read_exactly(later).is_ok());
            let hint = span.as_ref().map(|span| format!("; a span of years is `{span}`")).unwrap_or_default();
            DateFault {
                message: format!("there is no month {month:02}"),
                help: format!("months are `{written}-01` to `{written}-12`, `{written}-21` is spring{hint}"),
                fix: None,
                perhaps: span.into_iter().collect(),
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

pub(super) const EXAMPLES: &str = "write a date like `2018`, `2018-05`, `2018-05-12`, `2018~` or `2016/2018-05`";

pub(super) fn shown(text: &str) -> String {
    escaped(&trimmed_to(text, 40)).into_owned()
}
