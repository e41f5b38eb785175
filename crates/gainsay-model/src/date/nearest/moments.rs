//! Reads a single date, as people write it.

mod in_digits;
mod in_words;
mod longer;

use super::Guess;
use crate::date::read::read_exactly;
use crate::date::{Date, End, write_day};

pub(super) use self::in_digits::later_year;
use self::in_digits::{compact, far_or_rounded, letters_for_digits, negative, numbers_only, plain_year};
pub(super) use self::in_words::{Words, day_in};
use self::in_words::{east_asian, era_year, named, roman_year, short_year};
use self::longer::{century, counted, decade, quarter, season, unknown_digits, unknown_end, week_in_words};

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
