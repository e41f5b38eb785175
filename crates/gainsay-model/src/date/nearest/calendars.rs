//! Recognises dates of other calendars: these are named, and converted where arithmetic alone does it, but never read
//! as Gregorian dates.

use calendrical_calculations::julian::fixed_from_julian;
use calendrical_calculations::persian::fixed_from_fast_persian;
use calendrical_calculations::rata_die::RataDie;

use super::{Guess, Plain, moments};
use crate::date::{Day, write_day, write_year};

/// A calendar that is not the Gregorian one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Calendar {
    SolarHijri,
    Hijri,
    Hebrew,
    Buddhist,
    Minguo,
    Julian,
    Japanese,
    Other(&'static str),
}

impl Calendar {
    fn name(self) -> &'static str {
        match self {
            Calendar::SolarHijri => "Solar Hijri (Persian)",
            Calendar::Hijri => "Hijri",
            Calendar::Hebrew => "Hebrew",
            Calendar::Buddhist => "Buddhist",
            Calendar::Minguo => "Minguo (ROC)",
            Calendar::Julian => "Julian",
            Calendar::Japanese => "Japanese",
            Calendar::Other(name) => name,
        }
    }
}

/// Words that name a calendar, alone or beside a date. Each word of a name is an entry of its own.
const NAMES: [(Calendar, &[&str]); 12] = [
    (
        Calendar::SolarHijri,
        &[
            "sh",
            "s.h",
            "ap",
            "a.p",
            "shamsi",
            "solar hijri",
            "jalali",
            "khorshidi",
            "persian",
            "iranian",
            "هش",
            "ه.ش",
            "ش",
        ],
    ),
    (Calendar::Hijri, &["ah", "a.h", "hijri", "hijra", "h", "هـ", "ه", "هق", "ه.ق", "islamic", "qamari", "lunar"]),
    (Calendar::Hebrew, &["hebrew", "jewish", "anno mundi"]),
    (Calendar::Buddhist, &["be", "b.e", "buddhist", "พ.ศ", "พศ"]),
    (Calendar::Minguo, &["roc", "r.o.c", "minguo", "民國", "民国"]),
    (Calendar::Julian, &["os", "o.s", "old style", "julian", "(os)", "(o.s.)"]),
    (
        Calendar::Japanese,
        &["reiwa", "heisei", "shōwa", "showa", "taishō", "taisho", "meiji", "令和", "平成", "昭和", "大正", "明治"],
    ),
    (
        Calendar::Other("Indian (Saka or Vikram)"),
        &["vs", "b.s", "vikram", "samvat", "bikram", "saka", "śaka", "sambat"],
    ),
    (Calendar::Other("Ethiopian or Coptic"), &["ethiopian", "ethiopic", "coptic", "e.c", "a.mart"]),
    (
        Calendar::Other("French republican"),
        &[
            "vendémiaire",
            "brumaire",
            "frimaire",
            "nivôse",
            "pluviôse",
            "ventôse",
            "germinal",
            "floréal",
            "prairial",
            "messidor",
            "thermidor",
            "fructidor",
        ],
    ),
    (Calendar::Other("Roman (ab urbe condita)"), &["auc", "a.u.c"]),
    (Calendar::Other("Chinese"), &["lunar new year", "農曆", "农历"]),
];

/// The months of calendars whose months have names of their own.
const MONTHS: [(Calendar, &[&str]); 3] = [
    (
        Calendar::SolarHijri,
        &[
            "farvardin",
            "ordibehesht",
            "khordad",
            "tir",
            "mordad",
            "amordad",
            "shahrivar",
            "mehr",
            "aban",
            "azar",
            "dey",
            "bahman",
            "esfand",
            "فروردین",
            "اردیبهشت",
            "خرداد",
            "تیر",
            "مرداد",
            "شهریور",
            "مهر",
            "آبان",
            "آذر",
            "دی",
            "بهمن",
            "اسفند",
        ],
    ),
    (
        Calendar::Hijri,
        &[
            "muharram",
            "safar",
            "rabi",
            "rabi'",
            "jumada",
            "rajab",
            "sha'ban",
            "shaban",
            "shaaban",
            "ramadan",
            "ramazan",
            "shawwal",
            "dhu",
            "dhu'l-qa'da",
            "dhu'l-hijja",
            "zilhijja",
            "محرم",
            "صفر",
            "رجب",
            "شعبان",
            "رمضان",
            "شوال",
        ],
    ),
    (
        Calendar::Hebrew,
        &[
            "tishrei",
            "tishri",
            "heshvan",
            "cheshvan",
            "marcheshvan",
            "kislev",
            "tevet",
            "shevat",
            "adar",
            "nisan",
            "iyar",
            "sivan",
            "tammuz",
            "elul",
        ],
    ),
];

const CONVERT: &str = "convert it, and keep the words of the source in `quote`";

/// Returns the answer to a date of another calendar, or to one that looks like it.
pub(super) fn foreign(plain: &Plain) -> Option<Guess> {
    let text = plain.text.as_str();
    if let Some(calendar) = named(text) {
        let why = format!("dates are Gregorian, and this one is of the {} calendar", calendar.name());
        return Guess::described(&why, conversion(calendar, text).unwrap_or_else(|| CONVERT.replace('`', "")));
    }
    let numbers = numbers(text);
    let year = numbers.iter().copied().find(|number| (1000..=9999).contains(number))?;
    let likely = match year {
        _ if !plain.foreign_digits && !is_slashed(text) => return None,
        1200..=1500 => "a year of a Hijri calendar",
        2400..=2700 => "a year of the Buddhist calendar",
        5000..=6200 => "a year of the Hebrew calendar",
        2051..=2399 if plain.foreign_digits => "a year of an Indian calendar",
        _ => return None,
    };
    let solar = if (1280..=1500).contains(&year) { conversion(Calendar::SolarHijri, text) } else { None };
    let help = match solar {
        Some(help) => format!(
            "if it is Solar Hijri (Persian), {help}; a Gregorian date has a year like `2018`, digits 0 to 9, and `-`"
        )
        .replace(", and `-`", " and hyphens"),
        None => "convert it to a Gregorian date, like `2018-05-12`".to_string(),
    };
    Guess::described(&format!("dates are Gregorian, in the digits 0 to 9; {year} looks like {likely}"), help)
}

/// Reads `25 October / 7 November 1917` or `25 October (7 November) 1917`: one day in the Julian and in the Gregorian
/// calendar.
pub(super) fn twice(text: &str) -> Option<Guess> {
    let (left, right, after) = match text.split_once(" (") {
        Some((left, rest)) => {
            let (right, after) = rest.split_once(')')?;
            (left, right, after)
        }
        None => {
            let (left, right) = text.split_once('/')?;
            (left, right, "")
        }
    };
    let (old, new) = (moments::Words::of(left)?, moments::Words::of(right)?);
    let year = if after.is_empty() { None } else { moments::Words::of(after)?.year };
    let (new_year, month) = (new.year.or(year).or(old.year)?, old.month.or(new.month)?);
    let old_year = old.year.unwrap_or(new_year);
    let day = |number: u32| u8::try_from(number).ok();
    let old = fixed_from_julian(i32::try_from(old_year).ok()?, day(month)?, day(old.day?)?);
    let converted = gregorian(old);
    let written = format!("{}-{:02}-{:02}", write_year(new_year), new.month.unwrap_or(month), new.day?);
    let why = "this is one day, first by the Julian calendar and then by the Gregorian one";
    (written == converted)
        .then(|| Guess::described(why, format!("the Gregorian one alone is `{converted}`; keep the other in a note")))?
}

/// Returns true for `1397/03/12`, as dates of Iran are written. A Gregorian date written so, year first, has a year
/// over 1500.
fn is_slashed(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '.', ' ']).collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

fn named(text: &str) -> Option<Calendar> {
    let unbracketed = text.replace(['(', ')', ',', '[', ']'], " ");
    let words: Vec<&str> = unbracketed.split_whitespace().map(|word| word.trim_end_matches('.')).collect();
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    let stands = |name: &str| match name.len() {
        _ if name.contains(' ') => unbracketed.contains(name),
        // Short names have other meanings elsewhere than at an end.
        ..=4 if name.is_ascii() => {
            has_digit && (words.first() == Some(&name) || words.last() == Some(&name) || glued(&words, name))
        }
        _ => words.contains(&name) || glued(&words, name),
    };
    let find = |table: &[(Calendar, &[&str])], stands: &dyn Fn(&str) -> bool| {
        table.iter().find(|(_, names)| names.iter().any(|name| stands(name))).map(|(calendar, _)| *calendar)
    };
    let anno_mundi = matches!(words.last(), Some(&"am" | &"a.m"))
        && words.iter().any(|word| word.len() == 4 && word.starts_with(['4', '5']));
    if anno_mundi {
        return Some(Calendar::Hebrew);
    }
    // The name of a month alone is no date.
    find(&NAMES, &stands).or_else(|| find(&MONTHS, &|name| has_digit && words.contains(&name)))
}

/// Returns true for `1397sh`, `h30` or `民國107年`: a name with a number directly beside it.
fn glued(words: &[&str], name: &str) -> bool {
    let is_number = |rest: &str| !rest.is_empty() && rest.starts_with(|c: char| c.is_ascii_digit());
    words.iter().any(|word| {
        word.strip_prefix(name).is_some_and(|rest| name.len() > 1 && is_number(rest))
            || word
                .strip_suffix(name)
                .is_some_and(|rest| rest.len() > 2 && rest.ends_with(|c: char| c.is_ascii_digit()))
    })
}

fn numbers(text: &str) -> Vec<i32> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

/// Returns the Gregorian form of the date, where arithmetic alone converts it.
fn conversion(calendar: Calendar, text: &str) -> Option<String> {
    let numbers = numbers(text);
    match (calendar, numbers.as_slice()) {
        (Calendar::SolarHijri, [year, month @ 1..=12, day @ 1..=31]) if (1..=1600).contains(year) => {
            let (month, day) = (u8::try_from(*month).ok()?, u8::try_from(*day).ok()?);
            (day <= if month < 7 { 31 } else { 30 })
                .then(|| format!("convert it: that day is `{}`", gregorian(fixed_from_fast_persian(*year, month, day))))
        }
        (Calendar::SolarHijri, [year]) if (1..=1600).contains(year) => Some(solar_year(*year)),
        (Calendar::SolarHijri, [.., year]) | (Calendar::SolarHijri, [year, ..]) if (1000..=1600).contains(year) => {
            Some(solar_year(*year))
        }
        (Calendar::Buddhist, [year]) if (2484..=2700).contains(year) => {
            Some(format!("convert it: BE {year} is `{}`", year - 543))
        }
        (Calendar::Minguo, [year]) if (1..=300).contains(year) => {
            Some(format!("convert it: Minguo {year} is `{}`", year + 1911))
        }
        (Calendar::Julian, _) => {
            let day = moments::day_in(text)?;
            let (year, month, day) = (i32::try_from(day.0).ok()?, u8::try_from(day.1).ok()?, u8::try_from(day.2).ok()?);
            let length = match month {
                2 if year.rem_euclid(4) == 0 => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            (day <= length)
                .then(|| format!("convert it: that day is `{}`", gregorian(fixed_from_julian(year, month, day))))
        }
        _ => None,
    }
}

fn solar_year(year: i32) -> String {
    let first = gregorian(fixed_from_fast_persian(year, 1, 1));
    let last = gregorian(RataDie::new(fixed_from_fast_persian(year + 1, 1, 1).to_i64_date() - 1));
    format!("convert it: {year} SH is `{first}/{last}`")
}

fn gregorian(fixed: RataDie) -> String {
    // The Gregorian calendar counts the first day of the year 1 as 1 in that library, and 1970-01-01 as 0 here.
    const EPOCH: i64 = 719_163;
    let day: Day = fixed.to_i64_date() - EPOCH;
    write_day(day)
}
