//! Reads dates of digits that lack a form: other orders and signs, other years.

use crate::date::nearest::Guess;
use crate::date::read::read_exactly;
use crate::date::{day_of, write_day, write_year};

use super::one_exactly;

/// Reads a date with signs between its digits: `2018/05/01`, `01.05.2018`, `2018-5-1`, `5/2018`.
pub(super) fn numbers_only(text: &str) -> Option<Guess> {
    const WHY: &str = "a date is written year first, in digits joined by hyphens, two for a month or a day";
    let parts: Vec<&str> =
        text.split(['/', '.', '-', ' ', '–', ',', '_', ':']).filter(|part| !part.is_empty()).collect();
    let is_open = text.ends_with(['-', '–', '/']) || text.starts_with(['-', '–', '/']);
    if is_open
        || text.contains("..")
        || text.contains("--")
        || !parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()))
    {
        return None;
    }
    let write = |year: &str, rest: &[&str]| {
        let rest: String = rest.iter().map(|part| format!("-{part:0>2}")).collect();
        format!("{year}{rest}")
    };
    let short = |part: &&str| part.len() <= 2;
    match parts.as_slice() {
        [year, month, day]
            if year.len() == 4 && short(month) && short(day) && text.contains('/') && text.contains('-') =>
        {
            let month = format!("{year}-{month:0>2}");
            Guess::perhaps(
                "a slash stands between two dates, hyphens within one",
                [format!("{month}-{day:0>2}"), format!("{month}/{year}-{day:0>2}")],
            )
        }
        [year, month, day] if year.len() == 4 && short(month) && short(day) => {
            Guess::exactly(WHY, write(year, &[month, day]))
                .or_else(|| Guess::perhaps("the month stands before the day", [write(year, &[day, month])]))
        }
        [one, other, year] if year.len() == 4 && short(one) && short(other) => {
            let forms = [write(year, &[other, one]), write(year, &[one, other])];
            let read: Vec<&String> = forms.iter().filter(|form| read_exactly(form).is_ok()).collect();
            match read.as_slice() {
                [form] => Guess::exactly(WHY, form.as_str()),
                [form, other] if form == other => Guess::exactly(WHY, form.as_str()),
                [_, _] => Guess::perhaps(
                    "which is the day and which the month is not said; dates are written year first",
                    forms,
                ),
                _ => None,
            }
        }
        // `2005–06` is a month or two years.
        [year, month] if year.len() == 4 && month.len() == 2 && text.contains('–') => {
            const WHY: &str = "a date is joined by hyphens, a span of years by a slash";
            let years = later_year(year, month);
            match (read_exactly(&write(year, &[month])).is_ok(), years) {
                (true, None) => Guess::exactly(WHY, write(year, &[month])),
                (true, Some(years)) => Guess::perhaps(WHY, [write(year, &[month]), years]),
                (false, years) => Guess::exactly(WHY, years?),
            }
        }
        // `1675-6` may be a year written double, or two years.
        [year, month] if year.len() == 4 && month.len() == 1 && text.contains(['-', '–']) && follows(year, month) => {
            crate::date::nearest::phrases::double_year(&format!("{year}/{month}"))
        }
        [year, month] if year.len() == 4 && short(month) => Guess::exactly(WHY, write(year, &[month])),
        [month, year] if year.len() == 4 && short(month) => Guess::exactly(WHY, write(year, &[month])),
        [a, b, c] if short(a) && short(b) && short(c) => Guess::described(
            "a year has four digits, and here none has",
            "write the whole year, then the month and the day, like `2018-05-12`",
        ),
        [a, b] if short(a) && short(b) => Guess::described(
            "a date begins with its year, of four digits, and here is none",
            "write the whole date, like `2018-05-12`",
        ),
        _ => None,
    }
}

/// Returns true if a digit is the last one of the year after the given one.
pub(super) fn follows(year: &str, digit: &str) -> bool {
    year.parse::<i64>()
        .ok()
        .zip(digit.parse::<i64>().ok())
        .is_some_and(|(year, digit)| (year + 1).rem_euclid(10) == digit)
}

/// Reads `20180501` or `201805`.
pub(super) fn compact(text: &str) -> Option<Guess> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
    const WHY: &str = "the parts of a date are joined by hyphens";
    match text.len() {
        8 if (1500..=2200).contains(&part(0..4).parse().unwrap_or(0)) => {
            Guess::exactly(WHY, format!("{}-{}-{}", part(0..4), part(4..6), part(6..8)))
        }
        8 => Guess::perhaps(
            WHY,
            [
                format!("{}-{}-{}", part(0..4), part(4..6), part(6..8)),
                format!("{}-{}-{}", part(4..8), part(2..4), part(0..2)),
            ],
        ),
        6 if day_of(2000, part(2..4).parse().ok()?, part(4..6).parse().ok()?).is_some() => {
            Guess::described(WHY, "write the whole year, then the month and the day, like `2018-05-12`")
        }
        6 => Guess::perhaps(WHY, [format!("{}-{}", part(0..4), part(4..6))]),
        _ => None,
    }
}

/// Reads a bare year: `800`, `44`, `12018`, `+2018`.
pub(super) fn plain_year(text: &str) -> Option<Guess> {
    let digits = text.trim_start_matches('+');
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    const WHY: &str = "a year has four digits, more only after a Y";
    let number = digits.trim_start_matches('0');
    match digits.len() {
        4 => Guess::exactly("a year has no sign before it", digits),
        3 if digits.starts_with('0') && !number.is_empty() => {
            Guess::described(WHY, format!("write the whole year, like `2018`; `{digits:0>4}` is the year {number}"))
        }
        3 => Guess::exactly(WHY, format!("{digits:0>4}")),
        1 | 2 if number.is_empty() => Guess::described(WHY, "write the whole year, like `2018`; `0000` is 1 BC"),
        1 | 2 => {
            Guess::described(WHY, format!("write the whole year, like `2018`; `{digits:0>4}` is the year {number}"))
        }
        _ if number.len() <= 4 => Guess::perhaps(WHY, [format!("{number:0>4}")]),
        // `2018051` may be the 51st day of a year.
        _ => counted_day(digits).map_or_else(
            || Guess::perhaps(WHY, [format!("Y{number}")]),
            |(what, day)| Guess::described(WHY, format!("if it counts {what}, it is `{day}`")),
        ),
    }
}

/// Returns the day that a program has written as a number, and the unit of such numbers.
pub(super) fn counted_day(digits: &str) -> Option<(&'static str, String)> {
    const SECONDS: i64 = 86_400;
    let number = digits.parse::<i64>().ok()?;
    match digits.len() {
        5 if (30_000..50_000).contains(&number) => {
            Some(("days, as spreadsheets do", write_day(day_of(1899, 12, 30)? + number)))
        }
        9 | 10 => Some(("seconds since 1970", write_day(number / SECONDS))),
        12 | 13 => Some(("milliseconds since 1970", write_day(number / (1_000 * SECONDS)))),
        _ => None,
    }
}

/// Reads `-44` or `-44-03-15`: 45 BC where years are counted, 44 BC where they are named.
pub(super) fn negative(text: &str) -> Option<Guess> {
    let rest = text.strip_prefix(['-', '–'])?;
    let mut parts = rest.split('-');
    let year = parts.next()?;
    let tail: Vec<&str> = parts.collect();
    let numeric = |part: &&str| !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    if year.len() > 4 || !year.bytes().all(|b| b.is_ascii_digit()) || !tail.iter().all(numeric) || tail.len() > 2 {
        return None;
    }
    let number = year.parse::<i64>().ok().filter(|year| *year > 0)?;
    let tail: String = tail.iter().map(|part| format!("-{part:0>2}")).collect();
    let (named, counted) = (write_year(1 - number), write_year(-number));
    Guess::described(
        "a year before 1 is written with four digits, and counted from 1 BC as the year 0",
        format!("`{named}{tail}` is {number} BC, `{counted}{tail}` is {} BC", number + 1),
    )
}

/// Reads `Y17E7`, `1950S2` or `Y2018`: forms of EDTF that are not accepted.
pub(super) fn far_or_rounded(text: &str) -> Option<Guess> {
    if let Some((year, digits)) = text.split_once('s') {
        let count = digits.parse::<usize>().ok().filter(|count| (1..=3).contains(count))?;
        let known = year.get(..count).filter(|_| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))?;
        return Guess::described(
            "significant digits are not read",
            format!("`{known:X<4}` is all years that begin so, `{year}~` is about {year}"),
        );
    }
    let (digits, zeros) = text.strip_prefix('y')?.split_once('e')?;
    let zeros = zeros.parse::<usize>().ok().filter(|zeros| *zeros <= 12)?;
    Guess::exactly("exponents are not read", format!("Y{digits}{}", "0".repeat(zeros)))
}

/// Reads `2O18` or `2018-05-l2`: letters that look like digits.
pub(super) fn letters_for_digits(text: &str) -> Option<Guess> {
    let digits = text.replace('o', "0").replace(['l', 'i'], "1");
    if digits == text || text.bytes().filter(u8::is_ascii_digit).count() < 3 {
        return None;
    }
    Guess::perhaps("letters stand among the digits", [one_exactly(&digits)?.exact()?])
}

/// Returns `1914/1918` for `1914` and `18`: two years of one century, or of two that follow each other.
pub(in crate::date::nearest) fn later_year(year: &str, digits: &str) -> Option<String> {
    let (first, end) = (year.parse::<i64>().ok()?, digits.parse::<i64>().ok()?);
    let unit = 10_i64.checked_pow(u32::try_from(digits.len()).ok()?)?;
    let same = first - first.rem_euclid(unit) + end;
    (same > first).then(|| format!("{year}/{same:04}"))
}
