//! Reads weeks, quarters, seasons, decades and centuries, and dates with unknown digits.

use crate::date::nearest::Guess;
use crate::date::nearest::words::{self, IDLE};
use crate::date::read::read_exactly;
use crate::date::{day_of, write_day, write_year};

/// Reads a counted week or day: `2018-W12`, `2018-W12-3`, `2018-123`.
pub(super) fn counted(text: &str) -> Option<Guess> {
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

/// Reads `week 12 of 2018` or `KW 12/2018`.
pub(super) fn week_in_words(text: &str) -> Option<Guess> {
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

/// Reads a quarter: `Q1 2018`, `2018-Q1`, `first quarter of 2018`.
pub(super) fn quarter(text: &str) -> Option<Guess> {
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

/// Reads a season: `spring 2018`, `winter 2018/19`.
pub(super) fn season(text: &str) -> Option<Guess> {
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
pub(super) fn decade(text: &str) -> Option<Guess> {
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
pub(super) fn century(text: &str) -> Option<Guess> {
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

pub(super) fn ordinal(word: &str) -> Option<u32> {
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
pub(super) fn unknown_digits(text: &str) -> Option<Guess> {
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
pub(super) fn unknown_end(text: &str) -> Option<Guess> {
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
