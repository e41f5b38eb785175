//! Reads a single date, as people write it.

use super::Guess;
use super::words::{self, IDLE};
use crate::date::read::{Wrong, read_exactly};
use crate::date::{Date, End, day_of, write_day, write_year};

/// Returns the text as a date, if it differs from one only by small letters for capital ones.
pub(super) fn exactly(text: &str) -> Option<String> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b"xy-/.?~%".contains(&b));
    let form = if plain { text.to_ascii_uppercase() } else { return None };
    read_exactly(&form).is_ok().then_some(form)
}

/// Returns the text as one date.
pub(super) fn single(text: &str) -> Option<Guess> {
    let readers: [fn(&str) -> Option<Guess>; 21] = [
        one_exactly,
        east_asian,
        marked,
        era_year,
        negative,
        numbers_only,
        compact,
        plain_year,
        named,
        quarter,
        counted,
        season,
        decade,
        century,
        unknown_digits,
        unknown_end,
        far_or_rounded,
        roman_year,
        week_in_words,
        short_year,
        letters_for_digits,
    ];
    readers.iter().find_map(|read| read(text))
}

/// Returns the text as a date if it has an exact form without a slash.
fn one_exactly(text: &str) -> Option<Guess> {
    exactly(text).filter(|form| !form.contains('/')).and_then(|form| Guess::exactly("", form))
}

/// Reads a misplaced mark: `2018 ?`, `~1850`, `?2018`, `2018-05 (?)`, `2004?-06-~11`.
fn marked(text: &str) -> Option<Guess> {
    const WHY: &str = "a mark (`?`, `~`, `%`) stands once, after the whole date";
    let why = WHY.replace('`', "");
    let mark = mark_of(text)?;
    let plain: String = text.chars().filter(|c| !matches!(c, '?' | '~' | '%' | '(' | ')')).collect();
    let plain = plain.trim();
    // `201?` may be a year with a mark, or a decade.
    let is_short = plain.len() == 3 && plain.bytes().all(|b| b.is_ascii_digit());
    if plain.is_empty() || plain.contains('/') || is_short && text.len() == 4 {
        return None;
    }
    let ends = text.trim_end_matches(['?', '~', '%', '(', ')', ' ']);
    let at_end = ends == plain && text.matches(mark_signs).count() <= 2;
    let before_year = text.trim_start_matches(['?', '~', '%', ' ']) == plain
        && plain.bytes().all(|b| b.is_ascii_digit() || b == b'x');
    let about = text.strip_prefix('~').is_some_and(|rest| rest.trim() == plain);
    let inner = single(plain)?;
    let sure = at_end || before_year || about;
    let meant = inner.changed(&why, |form| Some(format!("{form}{mark}")))?;
    Some(if sure { meant } else { meant.doubted() })
}

fn mark_signs(c: char) -> bool {
    matches!(c, '?' | '~' | '%')
}

fn mark_of(text: &str) -> Option<&'static str> {
    match (text.contains(['?', '%']), text.contains(['~', '%'])) {
        (false, false) => None,
        (true, false) => Some("?"),
        (false, true) => Some("~"),
        (true, true) => Some("%"),
    }
}

/// Reads a date with signs between its digits: `2018/05/01`, `01.05.2018`, `2018-5-1`, `5/2018`.
fn numbers_only(text: &str) -> Option<Guess> {
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
            super::phrases::double_year(&format!("{year}/{month}"))
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
fn follows(year: &str, digit: &str) -> bool {
    year.parse::<i64>()
        .ok()
        .zip(digit.parse::<i64>().ok())
        .is_some_and(|(year, digit)| (year + 1).rem_euclid(10) == digit)
}

/// Reads `30-Apr-18` or `12 May '18`, where the century of the year is not said.
fn short_year(text: &str) -> Option<Guess> {
    let words: Vec<&str> = text.split([' ', '-', '.', ',', '/']).filter(|word| !word.is_empty()).collect();
    let is_short = |word: &str| (1..=2).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    let is_short_year = |word: &&str| word.strip_prefix('\'').is_some_and(is_short);
    let is_named = |word: &&str| words::month(word).is_some() || words::season(word).is_some();
    let is_number = |word: &&str| is_short(word) || is_short_year(word);
    let fits = words.iter().all(|word| is_named(word) || is_number(word) || IDLE.contains(word));
    let numbers = words.iter().filter(|word| is_number(word)).count();
    let told = fits && words.iter().any(is_named) && (numbers == 2 || words.iter().any(is_short_year));
    told.then(|| {
        Guess::described(
            "a year has four digits, and here it has two",
            "write the whole year, then the month and the day, like `2018-05-12`",
        )
    })?
}

/// Reads `2O18` or `2018-05-l2`: letters that look like digits.
fn letters_for_digits(text: &str) -> Option<Guess> {
    let digits = text.replace('o', "0").replace(['l', 'i'], "1");
    if digits == text || text.bytes().filter(u8::is_ascii_digit).count() < 3 {
        return None;
    }
    Guess::perhaps("letters stand among the digits", [one_exactly(&digits)?.exact()?])
}

/// Reads `week 12 of 2018` or `KW 12/2018`.
fn week_in_words(text: &str) -> Option<Guess> {
    const NAMES: [&str; 8] = ["week", "calendar", "wk", "kw", "cw", "w", "woche", "semaine"];
    let (mut year, mut week, mut is_named) = (None, None, false);
    for word in text.split([' ', ',', '/', '-', '.']).filter(|word| !word.is_empty()) {
        let digits = NAMES.iter().find_map(|name| word.strip_prefix(name)).inspect(|_| is_named = true).unwrap_or(word);
        let number = ["st", "nd", "rd", "th"].iter().find_map(|end| digits.strip_suffix(end)).unwrap_or(digits);
        match number.len() {
            0 => {}
            _ if IDLE.contains(&word) => {}
            4 if year.is_none() => year = Some(number),
            1 | 2 if week.is_none() => week = Some(number),
            _ => return None,
        }
    }
    if is_named { counted(&format!("{}-w{:0>2}", year?, week?)) } else { None }
}

/// Returns `1914/1918` for `1914` and `18`: two years of one century, or of two that follow each other.
pub(super) fn later_year(year: &str, digits: &str) -> Option<String> {
    let (first, end) = (year.parse::<i64>().ok()?, digits.parse::<i64>().ok()?);
    let unit = 10_i64.checked_pow(u32::try_from(digits.len()).ok()?)?;
    let same = first - first.rem_euclid(unit) + end;
    (same > first).then(|| format!("{year}/{same:04}"))
}

/// Reads `20180501` or `201805`.
fn compact(text: &str) -> Option<Guess> {
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
fn plain_year(text: &str) -> Option<Guess> {
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
fn counted_day(digits: &str) -> Option<(&'static str, String)> {
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
fn negative(text: &str) -> Option<Guess> {
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
fn far_or_rounded(text: &str) -> Option<Guess> {
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

/// Reads a year with an era: `44 BC`, `AD 800`, `800 CE`, `1 B.C.E.`.
fn era_year(text: &str) -> Option<Guess> {
    let dated = Words::of(text)?;
    let (year, bc) = (dated.year?, dated.era?);
    if dated.month.is_some() || dated.day.is_some() {
        return None;
    }
    let why = if bc {
        "years before 1 are counted from 1 BC as the year 0"
    } else {
        "years after 1 BC are written without a word beside them"
    };
    Guess::exactly(why, write_year(year))
}

/// Reads a date in words: `30 December 2018`, `December 30th, 2018`, `30-Dec-2018`, `Mon, 5 May 2018`, `15 March 44
/// BC`.
fn named(text: &str) -> Option<Guess> {
    let dated = Words::of(text)?;
    const WHY: &str = "months are written as numbers, after the year";
    let Some(year) = dated.year else {
        let day = dated.month.is_some() || dated.day.is_some() && dated.idle;
        return day.then(|| {
            Guess::described("a date begins with its year, and here is none", "write the whole date, like `2018-05-12`")
        })?;
    };
    let Some(month) = dated.month else {
        return if dated.day.is_none() && dated.idle {
            Guess::exactly("nothing stands beside a date", write_year(year))
        } else {
            None
        };
    };
    let form = match dated.day {
        Some(day) => format!("{}-{month:02}-{day:02}", write_year(year)),
        None => format!("{}-{month:02}", write_year(year)),
    };
    if let Err(Wrong::Value(fault)) = read_exactly(&form) {
        return Some(Guess { why: fault.message, answer: super::Suggestion::Described(fault.help) });
    }
    if let (Some(weekday), Some(day)) = (dated.weekday, day_of(year, month, dated.day.unwrap_or(0)))
        && (day + 3).rem_euclid(7) != weekday
    {
        return Guess::perhaps("the day of the week does not fit the date", [form]);
    }
    let meant = Guess::exactly(WHY, form)?;
    // A day before the year 1 is Julian wherever it is written.
    Some(if dated.era == Some(true) && dated.day.is_some() { meant.doubted() } else { meant })
}

/// The parts of a date that is written in words.
#[derive(Clone, Copy, Default)]
pub(super) struct Words {
    /// The astronomical year.
    pub year: Option<i64>,
    pub month: Option<u32>,
    pub day: Option<u32>,
    /// Whether the era is BC, where one is named.
    pub era: Option<bool>,
    pub weekday: Option<i64>,
    /// Whether there are words that add nothing.
    pub idle: bool,
}

impl Words {
    /// Parses a text of numbers, months and words that add nothing; none if it has anything else, or anything twice.
    pub fn of(text: &str) -> Option<Words> {
        // A sign before a year has a meaning of its own.
        if text.starts_with(['-', '–']) {
            return None;
        }
        let text = eras(text);
        let mut words = Words::default();
        let mut numbers: Vec<(&str, bool)> = Vec::new();
        let parts = text.split([' ', ',', '.', '/', '(', ')']).flat_map(|word| word.split('-')).flat_map(around_month);
        for word in parts.filter(|word| !word.is_empty()) {
            if IDLE.contains(&word) {
                words.idle = true;
            } else if let Some(month) = words::month(word) {
                if words.month.replace(month).is_some() {
                    return None;
                }
            } else if matches!(word, "bc" | "ad") {
                if words.era.replace(word == "bc").is_some() {
                    return None;
                }
            } else if let Some(day) = words::weekday(word) {
                words.weekday = Some(day);
            } else {
                let digits = ["st", "nd", "rd", "th", "er", "º", "ª", "°", "de", "e"]
                    .iter()
                    .find_map(|end| word.strip_suffix(end))
                    .unwrap_or(word);
                if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return None;
                }
                numbers.push((digits, digits.len() < word.len()));
            }
        }
        words.take_numbers(&numbers)?;
        Some(words)
    }

    fn take_numbers(&mut self, numbers: &[(&str, bool)]) -> Option<()> {
        let long = |digits: &str| digits.len() > 2;
        let (day, year) = match *numbers {
            [] => (None, None),
            [(one, false)] if self.era.is_some() || long(one) => (None, Some(one)),
            [(one, _)] if !long(one) => (Some(one), None),
            [(day, _), (year, false)] if !long(day) && (long(year) || self.era.is_some()) => (Some(day), Some(year)),
            [(year, false), (day, _)] if !long(day) && long(year) => (Some(day), Some(year)),
            _ => return None,
        };
        self.day = match day {
            Some(day) => Some(day.parse().ok()?),
            None => None,
        };
        self.year = match year {
            Some(year) => {
                let year = year.parse::<i64>().ok().filter(|year| *year > 0 || self.era.is_none())?;
                Some(if self.era == Some(true) { 1 - year } else { year })
            }
            None => None,
        };
        Some(())
    }
}

/// Splits `30apr2018` into a number, a month and a number; returns any other word as it is.
fn around_month(word: &str) -> [&str; 3] {
    let digit = |c: char| c.is_ascii_digit();
    let (before, rest) = word.split_at(word.find(|c| !digit(c)).unwrap_or(word.len()));
    let (name, after) = rest.split_at(rest.find(digit).unwrap_or(rest.len()));
    let is_glued = words::month(name).is_some() && after.bytes().all(|b| b.is_ascii_digit());
    if is_glued { [before, name, after] } else { [word, "", ""] }
}

/// Returns the text with the name of each era as `bc` or `ad`, a word of its own.
fn eras(text: &str) -> String {
    let mut text = text.to_string();
    for (name, era) in [
        ("b.c.e", " bc "),
        ("b.c", " bc "),
        ("a.d", " ad "),
        ("c.e", " ad "),
        ("v.chr", " bc "),
        ("n.chr", " ad "),
        ("v. chr", " bc "),
        ("n. chr", " ad "),
        ("av. j.-c", " bc "),
        ("ap. j.-c", " ad "),
        ("a.c", " bc "),
        ("d.c", " ad "),
        ("before christ", " bc "),
        ("anno domini", " ad "),
    ] {
        text = text.replace(name, era);
    }
    let spaced: Vec<String> = text
        .split(' ')
        .map(|word| match word.trim_end_matches('.') {
            "bce" | "bc" => " bc ".to_string(),
            "ce" | "ad" => " ad ".to_string(),
            _ => ["bce", "bc", "ce", "ad"]
                .iter()
                .find_map(|era| {
                    let digits = word.strip_suffix(era).or_else(|| word.strip_prefix(era))?;
                    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
                    is_number.then(|| format!("{digits} {}", if era.starts_with('b') { "bc" } else { "ad" }))
                })
                .unwrap_or_else(|| word.to_string()),
        })
        .collect();
    spaced.join(" ")
}

/// Returns the day that a text names beside other words: year, month and day.
pub(super) fn day_in(text: &str) -> Option<(i64, u32, u32)> {
    let kept: Vec<&str> = text
        .split([' ', '(', ')', ','])
        .filter(|word| {
            word.starts_with(|c: char| c.is_ascii_digit()) || words::month(word.trim_end_matches('.')).is_some()
        })
        .collect();
    let meant = single(&kept.join(" "))?;
    let form = meant.exact()?;
    let mut parts = form.split('-').map(|part| part.parse::<i64>());
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    Some((year, u32::try_from(month).ok()?, u32::try_from(day).ok()?))
}

/// Reads a quarter: `Q1 2018`, `2018-Q1`, `first quarter of 2018`.
fn quarter(text: &str) -> Option<Guess> {
    let (mut year, mut number) = (None, None);
    let text = text.replace("quarter", " q ");
    for word in text.split([' ', '-', '/', ',', '.']).filter(|word| !word.is_empty()) {
        let glued = word.split_once('q').and_then(|(before, after)| Some((before, after.parse::<u32>().ok()?)));
        match word {
            "the" | "of" | "in" | "q" => {}
            "first" | "1st" => number = Some(1),
            "second" | "2nd" => number = Some(2),
            "third" | "3rd" => number = Some(3),
            "fourth" | "4th" | "last" => number = Some(4),
            _ => match glued {
                Some((before, quarter)) => {
                    number = Some(quarter);
                    if before.len() == 4 {
                        year = Some(before);
                    } else if !before.is_empty() {
                        return None;
                    }
                }
                None if word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) => year = Some(word),
                None if word.len() == 1 => number = word.parse().ok(),
                None => return None,
            },
        }
    }
    let (year, number) = (year?, number.filter(|number| text.contains('q') && (1..=4).contains(number))?);
    let all = format!("{year}-{:02}/{year}-{:02}", number * 3 - 2, number * 3);
    Guess::described(
        "quarters are not read",
        format!("`{all}` is all of that quarter, `{year}` some time in that year; the quarter can stand in a note"),
    )
}

/// Reads a counted week or day: `2018-W12`, `2018-W12-3`, `2018-123`.
fn counted(text: &str) -> Option<Guess> {
    const WHY: &str = "weeks, and days counted through the year, are not read";
    let (year, rest) = text.split_once(['-', 'w', ' '])?;
    let number = year.parse::<i32>().ok().filter(|_| year.len() == 4)?;
    let rest = rest.trim_start_matches(['w', '-', ' ']);
    if text.contains('w') {
        let (week, day) = rest.split_once('-').map_or((rest, None), |(week, day)| (week, Some(day)));
        let week = week.parse::<i64>().ok().filter(|week| (1..=53).contains(week))?;
        let of_week = day.map(str::parse::<i64>);
        // The fourth of January lies in the first week.
        let fourth = day_of(i64::from(number), 1, 4)?;
        let monday = fourth - (fourth + 3).rem_euclid(7) + (week - 1) * 7;
        return match of_week {
            Some(Ok(day @ 1..=7)) => Guess::exactly(WHY, write_day(monday + day - 1)),
            Some(_) => None,
            None => Guess::described(WHY, format!("that week is `{}/{}`", write_day(monday), write_day(monday + 6))),
        };
    }
    let count = rest.parse::<i64>().ok().filter(|count| rest.len() == 3 && (1..=366).contains(count))?;
    let day = write_day(day_of(i64::from(number), 1, 1)? + count - 1);
    if day.starts_with(year) { Guess::exactly(WHY, day) } else { None }
}

/// Reads a season: `spring 2018`, `winter 2018/19`.
fn season(text: &str) -> Option<Guess> {
    let (mut season, mut year, mut second) = (None, None, None);
    if text.contains(" -") {
        return None;
    }
    for word in text.split([' ', ',', '/', '-', '–', '.']).filter(|word| !word.is_empty()) {
        if let Some(number) = words::season(word) {
            // `spring-summer` has two seasons.
            if season.replace(number).is_some() {
                return None;
            }
        } else if word.bytes().all(|b| b.is_ascii_digit())
            && (word.len() == 4 && year.is_none() || year.is_some() && matches!(word.len(), 2 | 4))
        {
            if year.is_none() { year = Some(word) } else { second = Some(word) }
        } else if !matches!(word, "of" | "the" | "in" | "de" | "im") {
            return None;
        }
    }
    let (season, year) = (season?, year?);
    let why = "seasons are written as numbers, 21 to 24 for those of the north and 29 to 32 for those of the south";
    let north = format!("{year}-{}", 21 + season);
    let number = year.parse::<i64>().ok()?;
    match (season, second) {
        (3, Some(_)) => Guess::described(why, format!("`{north}` is December {year} to February {}", number + 1)),
        (_, Some(_)) => None,
        (3, None) => Guess::described(
            why,
            format!(
                "`{north}` is December {year} to February {}, `{}-24` the winter before; in the south the winter is `{year}-32`",
                number + 1,
                write_year(number - 1)
            ),
        ),
        (1, None) => Guess::described(
            why,
            format!(
                "in the north it is `{north}`; in the south `{year}-30`, December {year} to February {}, or the one before",
                number + 1
            ),
        ),
        _ => Guess::described(why, format!("in the north it is `{north}`, in the south `{year}-{}`", 29 + season)),
    }
}

/// Reads a decade: `1850s`, `the 1800s`, `'90s`.
fn decade(text: &str) -> Option<Guess> {
    const WHY: &str = "decades and centuries are written with X";
    let text = text.strip_prefix("in ").unwrap_or(text);
    let text = text.strip_prefix("the ").unwrap_or(text).replace('\'', "");
    let years = text.strip_suffix('s').or_else(|| text.strip_suffix("er"))?;
    if !years.bytes().all(|b| b.is_ascii_digit()) || !years.ends_with('0') {
        return None;
    }
    match (years.len(), years.strip_suffix("00")) {
        (4, Some(century)) => Guess::perhaps(WHY, [format!("{century}XX"), format!("{century}0X")]),
        (4, None) => Guess::exactly(WHY, format!("{}X", years.get(..3)?)),
        (2, _) => Guess::described(
            "which century the decade is of is not said",
            "write the first three digits of its years and an X, like `199X`",
        ),
        _ => None,
    }
}

/// Reads a century: `19th century`, `XIX century`, `19. Jahrhundert`, `XIXe siècle`.
fn century(text: &str) -> Option<Guess> {
    const WHY: &str = "decades and centuries are written with X";
    let text = text.strip_prefix("the ").unwrap_or(text);
    let words = [
        "century",
        "cent",
        "centuries",
        "c",
        "jahrhundert",
        "jh",
        "jhd",
        "siècle",
        "siglo",
        "secolo",
        "século",
        "век",
        "в",
    ];
    let (number, rest) = text.split_once(' ').or_else(|| text.split_once('-'))?;
    let (number, rest) = if words.contains(&number) { (rest, number) } else { (number, rest) };
    let mut rest = rest.split_whitespace();
    let bc = match (rest.next().map(|word| word.trim_end_matches('.')), rest.next()) {
        (Some(word), None) if words.contains(&word) => false,
        (Some(word), Some("bc" | "bce" | "b.c" | "b.c.e")) if words.contains(&word) => true,
        (Some(word), Some("ad" | "ce" | "a.d" | "c.e")) if words.contains(&word) => false,
        _ => return None,
    };
    let ends = ["st", "nd", "rd", "th", "ème", "er", "e", "."];
    let digits = ends.iter().find_map(|end| number.strip_suffix(end)).unwrap_or(number);
    let number = digits
        .parse::<u32>()
        .ok()
        .or_else(|| words::roman(digits))
        .or_else(|| ordinal(number))
        .filter(|number| (1..=99).contains(number))?;
    if bc {
        return Guess::described(
            WHY,
            format!(
                "no form is quite the same: `-{:02}XX` is {} to {} BC",
                number - 1,
                number * 100,
                (number - 1) * 100 + 1
            ),
        );
    }
    Guess::described(WHY, format!("`{:02}XX` is the years {:02}00 to {:02}99", number - 1, number - 1, number - 1))
}

fn ordinal(word: &str) -> Option<u32> {
    const WORDS: [&str; 21] = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
        "twenty-first",
    ];
    WORDS.iter().position(|known| *known == word).and_then(|at| u32::try_from(at).ok()).map(|at| at + 1)
}

/// Reads unknown digits: `19uu`, `201?`, `2018-??`, `201-`, `20--`.
fn unknown_digits(text: &str) -> Option<Guess> {
    const WHY: &str = "what is not known is written with a capital X";
    if !text.bytes().all(|b| b.is_ascii_digit() || b"xu?*_-".contains(&b))
        || text.bytes().filter(u8::is_ascii_digit).count() < 2
    {
        return None;
    }
    let with_x = text.replace(['u', '*', '_'], "x").to_ascii_uppercase();
    let sure = read_exactly(&with_x).is_ok() && !text.contains(['*', '_']);
    if sure {
        return Guess::exactly(WHY, with_x);
    }
    let all = with_x.replace('?', "X");
    let ended = text.trim_end_matches('-');
    let dashes = format!("{ended}{}", "X".repeat(4_usize.saturating_sub(ended.len())));
    let marked = with_x.strip_suffix('?').filter(|year| year.len() == 3).map(|year| format!("0{year}?"));
    Guess::perhaps(
        WHY,
        [Some(all), marked, (text.ends_with('-') && ended.len() < 4).then_some(dashes)].into_iter().flatten(),
    )
}

/// Reads `156X-12-25`, `2018-1X` or `2018-05-1X`: the form leaves out the part behind an `X`.
fn unknown_end(text: &str) -> Option<Guess> {
    const WHY: &str = "X stands only at the end of a date, for the day, for the month, or in the year";
    let text = text.to_ascii_uppercase();
    if !text.contains('X') || !text.bytes().all(|b| b.is_ascii_digit() || b"X-".contains(&b)) {
        return None;
    }
    let (sign, unsigned) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let parts: Vec<&str> = unsigned.split('-').collect();
    let form = match parts.as_slice() {
        [year, rest @ ..] if year.contains('X') => {
            let digits = year.find('X').and_then(|at| year.get(..at)).unwrap_or_default();
            if rest.len() > 2 || year.len() != 4 { String::new() } else { format!("{sign}{digits:X<4}") }
        }
        [year, _] => format!("{sign}{year}-XX"),
        [year, month, _] if month.contains('X') => format!("{sign}{year}-XX"),
        [year, month, _] => format!("{sign}{year}-{month}-XX"),
        _ => return None,
    };
    read_exactly(&form).ok()?;
    Guess::described(WHY, format!("`{form}` says what stands before the X; the rest can stand in a note"))
}

/// Reads `2018年5月1日`.
fn east_asian(text: &str) -> Option<Guess> {
    let (year, rest) = text.split_once(['年', '년'])?;
    let rest = rest.replace(['月', '日', '월', '일', ' '], "-");
    let parts: Vec<&str> = rest.split('-').filter(|part| !part.is_empty()).collect();
    let form = parts.iter().fold(year.trim().to_string(), |form, part| format!("{form}-{part:0>2}"));
    if year.trim().len() == 4 { Guess::exactly("a date is written in digits joined by hyphens", form) } else { None }
}

/// Reads Roman numerals: `MCMXCV`, `12.V.2018`.
fn roman_year(text: &str) -> Option<Guess> {
    if let Some(year) = words::roman(text).filter(|year| text.len() > 2 && *year >= 1000) {
        return Guess::perhaps("years are written in digits", [format!("{year:04}")]);
    }
    let parts: Vec<&str> = text.split(['.', ' ', '-', '/']).filter(|part| !part.is_empty()).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let (day, month) = (day.parse::<u32>().ok()?, words::roman(month).filter(|month| *month <= 12)?);
    if year.len() != 4 {
        None
    } else {
        Guess::perhaps("months are written in digits, after the year", [format!("{year}-{month:02}-{day:02}")])
    }
}

/// Returns the date just before (`before`) or just after all days of a form, in its own precision where that is a day,
/// a month or a year.
pub(super) fn neighbour(form: &str, before: bool) -> Option<String> {
    let Ok(Date::Single(moment)) = read_exactly(form) else { return None };
    if moment.days != moment.wide {
        return None;
    }
    let day = write_day(if before { moment.days.first - 1 } else { moment.days.last + 1 });
    let precision = form.trim_start_matches('-').split('-').count();
    let numeric = form.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let (year_month, _) = day.rsplit_once('-')?;
    let (year, _) = year_month.rsplit_once('-')?;
    let is_season = |form: &str| form.rsplit_once('-').is_some_and(|(_, month)| month > "12");
    let written = match precision {
        3 if numeric => day.clone(),
        2 if numeric && is_season(form) => year_month.to_string(),
        2 => year_month.to_string(),
        _ => year.to_string(),
    };
    read_exactly(&written).is_ok().then_some(written)
}

/// Returns true if the form is an interval with two ends.
pub(super) fn is_interval(form: &str) -> bool {
    matches!(read_exactly(form), Ok(Date::Interval { start: End::At(_), end: End::At(_) }))
}
