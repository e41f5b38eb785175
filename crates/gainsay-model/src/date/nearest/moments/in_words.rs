//! Reads dates of words: months by name, eras, other numerals.

use crate::date::nearest::Guess;
use crate::date::nearest::words::{self, IDLE};
use crate::date::read::{Wrong, read_exactly};
use crate::date::{day_of, write_year};

use super::single;

/// Reads a date in words: `30 December 2018`, `December 30th, 2018`, `30-Dec-2018`, `Mon, 5 May 2018`, `15 March 44
/// BC`.
pub(super) fn named(text: &str) -> Option<Guess> {
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
        return Some(Guess { why: fault.message, answer: crate::date::nearest::Suggestion::Described(fault.help) });
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
pub(in crate::date::nearest) struct Words {
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
pub(super) fn around_month(word: &str) -> [&str; 3] {
    let digit = |c: char| c.is_ascii_digit();
    let (before, rest) = word.split_at(word.find(|c| !digit(c)).unwrap_or(word.len()));
    let (name, after) = rest.split_at(rest.find(digit).unwrap_or(rest.len()));
    let is_glued = words::month(name).is_some() && after.bytes().all(|b| b.is_ascii_digit());
    if is_glued { [before, name, after] } else { [word, "", ""] }
}

/// Reads a year with an era: `44 BC`, `AD 800`, `800 CE`, `1 B.C.E.`.
pub(super) fn era_year(text: &str) -> Option<Guess> {
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

/// Returns the text with the name of each era as `bc` or `ad`, a word of its own.
pub(super) fn eras(text: &str) -> String {
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
pub(in crate::date::nearest) fn day_in(text: &str) -> Option<(i64, u32, u32)> {
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

/// Reads `30-Apr-18` or `12 May '18`, where the century of the year is not said.
pub(super) fn short_year(text: &str) -> Option<Guess> {
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

/// Reads `2018年5月1日`.
pub(super) fn east_asian(text: &str) -> Option<Guess> {
    let (year, rest) = text.split_once(['年', '년'])?;
    let rest = rest.replace(['月', '日', '월', '일', ' '], "-");
    let parts: Vec<&str> = rest.split('-').filter(|part| !part.is_empty()).collect();
    let form = parts.iter().fold(year.trim().to_string(), |form, part| format!("{form}-{part:0>2}"));
    if year.trim().len() == 4 { Guess::exactly("a date is written in digits joined by hyphens", form) } else { None }
}

/// Reads Roman numerals: `MCMXCV`, `12.V.2018`.
pub(super) fn roman_year(text: &str) -> Option<Guess> {
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
