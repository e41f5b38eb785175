//! What was meant by a text that is no date: the forms offered here have all been read.

use super::{DateFault, EXAMPLES, MONTHS, day_of, read_exactly, shown, write_day};

/// A way of writing dates that is not read.
struct Habit {
    /// What is wrong with it.
    wrong: &'static str,
    /// What may be meant by the text; what among it is no date is dropped.
    mend: fn(&str) -> Vec<String>,
}

/// Ways to write one date, the clearest first: the first that gives a date is told.
static SINGLE: [Habit; 13] = [
    Habit { wrong: "a date has no spaces in it or around it", mend: without_spaces },
    Habit { wrong: "times of day are not read, a date goes to the day", mend: without_time },
    Habit { wrong: "what is not known is written with a capital `X`", mend: with_unknown_digits },
    Habit { wrong: "a mark (`?`, `~`, `%`) stands once, after the whole date", mend: with_mark_last },
    Habit { wrong: "`X` stands only at the end of a date, for the day, for the month, or in the year", mend: with_unknown_end },
    Habit { wrong: "quarters are not read", mend: quarter },
    Habit { wrong: "weeks, and days counted through the year, are not read", mend: counted_day },
    Habit { wrong: "a year has four digits, more only after `Y`, and no other letters", mend: with_plain_year },
    Habit { wrong: "a date is written year first, in digits joined by `-`, two for a month or a day", mend: year_first },
    Habit { wrong: "months and seasons are written as numbers", mend: with_names },
    Habit { wrong: "decades and centuries are written with `X`", mend: decade_or_century },
    Habit { wrong: "years are counted from 1 BC as `0000`, 2 BC as `-0001`", mend: with_era },
    Habit { wrong: "there is more than a date", mend: first_that_reads },
];

/// Ways that put something around one date or between two.
static AROUND: [Habit; 5] = [
    Habit { wrong: "sets and lists of dates are not read", mend: set },
    Habit { wrong: "an interval is written with a slash", mend: joined },
    Habit { wrong: "a date that is about right has a `~` after it, a doubtful one a `?`", mend: doubted },
    Habit { wrong: "an end that is open is written as `..`", mend: open_ended },
    Habit { wrong: "one end of the interval is not a date", mend: interval },
];

pub(super) fn explain(text: &str) -> DateFault {
    let found = if text.contains('/') { AROUND.iter().rev().find_map(|habit| mended(habit, text)) } else { None };
    let found = found.or_else(|| AROUND.iter().chain(&SINGLE).find_map(|habit| mended(habit, text)));
    match found {
        Some((wrong, forms)) => DateFault {
            message: format!("{wrong}: `{}`", shown(text)),
            help: format!("write {}", forms.iter().map(|form| format!("`{form}`")).collect::<Vec<_>>().join(" or ")),
        },
        None if text.is_empty() => DateFault { message: "there is no date".to_string(), help: EXAMPLES.to_string() },
        None => DateFault { message: format!("`{}` is not a date that can be read", shown(text)), help: EXAMPLES.to_string() },
    }
}

/// The dates that the habit finds in the text, at most three.
fn mended(habit: &Habit, text: &str) -> Option<(&'static str, Vec<String>)> {
    let mut forms: Vec<String> = Vec::new();
    for form in (habit.mend)(text) {
        if form != text && !forms.contains(&form) && read_exactly(&form).is_ok() {
            forms.push(form);
        }
    }
    forms.truncate(3);
    (!forms.is_empty()).then_some((habit.wrong, forms))
}

/// The text itself if it is one date, else what it most likely means.
fn single(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.contains('/') && read_exactly(text).is_ok() {
        return Some(text.to_string());
    }
    let (_, forms) = SINGLE.iter().find_map(|habit| mended(habit, text))?;
    forms.into_iter().find(|form| !form.contains('/'))
}

// Ways to write one date

fn without_spaces(text: &str) -> Vec<String> {
    vec![text.split_whitespace().collect()]
}

fn without_time(text: &str) -> Vec<String> {
    let day = text.split(['T', 't', ' ']).next().unwrap_or_default();
    let rest = text.get(day.len() + 1..).unwrap_or_default();
    let timed = rest.starts_with(|c: char| c.is_ascii_digit());
    if timed && (rest.contains(':') || text.as_bytes().get(day.len()) == Some(&b'T')) { vec![day.to_string()] } else { Vec::new() }
}

fn with_unknown_digits(text: &str) -> Vec<String> {
    let capital = text.replace(['x', 'u', 'U', '*', '_'], "X");
    vec![capital.clone(), capital.replace('?', "X")]
}

fn with_mark_last(text: &str) -> Vec<String> {
    let (sure, doubted) = (text.contains(['?', '%']), text.contains(['~', '%']));
    let mark = match (sure, doubted) {
        (false, false) => return Vec::new(),
        (true, false) => "?",
        (false, true) => "~",
        (true, true) => "%",
    };
    let plain: String = text.chars().filter(|c| !matches!(c, '?' | '~' | '%' | '(' | ')')).collect();
    vec![format!("{}{mark}", plain.trim())]
}

fn with_unknown_end(text: &str) -> Vec<String> {
    if !text.contains('X') {
        return Vec::new();
    }
    let (sign, unsigned) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let parts: Vec<&str> = unsigned.split('-').collect();
    let known = |part: &&str| !part.contains('X');
    match parts.as_slice() {
        [year, rest @ ..] if !known(year) => {
            let digits = year.find('X').and_then(|at| year.get(..at)).unwrap_or_default();
            if rest.len() > 2 || year.len() != 4 { Vec::new() } else { vec![format!("{sign}{digits:X<4}")] }
        }
        [year, month] if !known(month) => vec![format!("{sign}{year}-XX")],
        [year, month, _] if !known(month) => vec![format!("{sign}{year}-XX")],
        [year, month, _] => vec![format!("{sign}{year}-{month}-XX")],
        _ => Vec::new(),
    }
}

fn quarter(text: &str) -> Vec<String> {
    let text = text.to_ascii_uppercase();
    let Some((before, after)) = text.split_once('Q') else {
        return Vec::new();
    };
    let mut after = after.chars();
    let Some(number @ 1..=4) = after.next().and_then(|c| c.to_digit(10)) else {
        return Vec::new();
    };
    let around = format!("{before}{}", after.as_str());
    let year = around.trim_matches([' ', '-', '/', ',']);
    vec![format!("{year}-{:02}/{year}-{:02}", number * 3 - 2, number * 3)]
}

fn counted_day(text: &str) -> Vec<String> {
    let Some((year, rest)) = text.split_once('-') else {
        return Vec::new();
    };
    if rest.starts_with(['W', 'w']) {
        return vec![year.to_string()];
    }
    let first = year.parse().ok().and_then(|year| day_of(year, 1, 1));
    match (first, rest.parse::<i64>()) {
        (Some(first), Ok(count @ 1..=366)) if rest.len() == 3 && year.len() == 4 => {
            vec![write_day(first + count - 1)]
        }
        _ => Vec::new(),
    }
}

/// `800`, `-44`, `12018`, `+2018`, `20181230`, `Y17E7`, `1950S2`
fn with_plain_year(text: &str) -> Vec<String> {
    let body = text.trim_end_matches(['?', '~', '%']);
    let mark = text.get(body.len()..).unwrap_or_default();
    let body = body.trim_start_matches('+');
    let body = body.split('S').next().unwrap_or_default();
    let bare = body.trim_start_matches(['Y', 'y']);
    let (sign, digits) = bare.strip_prefix('-').map_or(("", bare), |rest| ("-", rest));
    let digits = match digits.split_once(['E', 'e']) {
        Some((digits, zeros)) => {
            format!("{digits}{}", "0".repeat(zeros.parse().unwrap_or(20).min(20)))
        }
        None => digits.to_string(),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return vec![format!("{body}{mark}")];
    }
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default();
    let year = digits.trim_start_matches('0');
    vec![
        if digits.len() == 8 { format!("{sign}{}-{}-{}{mark}", part(0..4), part(4..6), part(6..8)) } else { String::new() },
        if digits.len() == 6 { format!("{sign}{}-{}{mark}", part(0..4), part(4..6)) } else { String::new() },
        if year.len() > 4 { format!("Y{sign}{year}{mark}") } else { format!("{sign}{year:0>4}{mark}") },
    ]
}

/// `12/30/2018`, `30.12.2018`, `2018/12/30`, `2018-5`, `2018/5`, `5/2018`, `-44-3-15`
fn year_first(text: &str) -> Vec<String> {
    let body = text.trim_end_matches(['?', '~', '%']);
    let mark = text.get(body.len()..).unwrap_or_default();
    let (sign, unsigned) = body.strip_prefix('-').map_or(("", body), |rest| ("-", rest));
    let parts: Vec<&str> = unsigned.split(['/', '.', '-', ' ', ',']).filter(|part| !part.is_empty()).collect();
    if !parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())) {
        return Vec::new();
    }
    let write = |year: &str, rest: &[&str]| {
        let rest: String = rest.iter().map(|part| format!("-{part:0>2}")).collect();
        format!("{sign}{year:0>4}{rest}{mark}")
    };
    match parts.as_slice() {
        [year, month, day] if year.len() > 2 => vec![write(year, &[month, day])],
        [one, other, year] if year.len() > 2 => {
            vec![write(year, &[other, one]), write(year, &[one, other])]
        }
        [year, month] if year.len() > 2 => vec![write(year, &[month])],
        [month, year] if year.len() > 2 => vec![write(year, &[month])],
        [year, month, day] if !sign.is_empty() => vec![write(year, &[month, day])],
        [year, month] if !sign.is_empty() => vec![write(year, &[month])],
        _ => Vec::new(),
    }
}

/// `30 December 2018`, `December 30th, 2018`, `Dec 2018`, `30-Dec-2018`, `Spring, 2002`
fn with_names(text: &str) -> Vec<String> {
    let body = text.trim_end_matches(['?', '~', '%']);
    let mark = text.get(body.len()..).unwrap_or_default();
    let (mut year, mut month, mut day) = (None, None, None);
    for word in body.split([' ', ',', '.', '/', '\u{a0}']).flat_map(hyphenated).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        let digits = lower.trim_start_matches('-').trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let slot = match &*lower {
            "of" | "the" | "in" | "on" => continue,
            _ if number && digits.len() > 2 => &mut year,
            _ if number => &mut day,
            _ => &mut month,
        };
        let value = match number {
            true if lower.starts_with('-') => format!("-{digits:0>4}"),
            true => digits.to_string(),
            false => match month_or_season(&lower) {
                Some(number) => format!("{number:02}"),
                None => return Vec::new(),
            },
        };
        if slot.replace(value).is_some() {
            return Vec::new();
        }
    }
    match (year, month, day) {
        (Some(year), Some(month), Some(day)) => {
            vec![format!("{year:0>4}-{month}-{day:0>2}{mark}")]
        }
        (Some(year), Some(month), None) => vec![format!("{year:0>4}-{month}{mark}")],
        _ => Vec::new(),
    }
}

/// The words of `30-Dec-2018`; a sign stays with its number.
fn hyphenated(word: &str) -> Vec<&str> {
    if word.starts_with('-') { vec![word] } else { word.split('-').collect() }
}

fn month_or_season(word: &str) -> Option<usize> {
    let season = match word {
        "spring" => Some(21),
        "summer" => Some(22),
        "autumn" | "fall" => Some(23),
        "winter" => Some(24),
        _ => None,
    };
    let month = || MONTHS.iter().position(|name| name.to_lowercase().starts_with(word)).map(|at| at + 1);
    season.or_else(|| if word.len() >= 3 { month() } else { None }).or((word == "sept").then_some(9))
}

/// `1850s`, `the 1800s`, `19th century`
fn decade_or_century(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let lower = lower.strip_prefix("the ").unwrap_or(&lower).replace(['\'', '’'], "");
    if let Some(years) = lower.strip_suffix('s') {
        let century = years.strip_suffix("00").map(|digits| format!("{digits}XX"));
        return century.into_iter().chain(years.strip_suffix('0').map(|digits| format!("{digits}X"))).collect();
    }
    let number = lower.strip_suffix("century").or(lower.strip_suffix("c.")).map(str::trim_end);
    let number = number.and_then(|text| ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end))?.parse::<u32>().ok());
    match number {
        Some(number @ 1..=99) => vec![format!("{:02}XX", number - 1)],
        _ => Vec::new(),
    }
}

/// `44 BC`, `AD 800`
fn with_era(text: &str) -> Vec<String> {
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.chars().any(|c| !c.is_ascii_alphanumeric() && !matches!(c, ' ' | '.')) {
        return Vec::new();
    }
    match (&*letters.to_ascii_uppercase(), digits.parse::<u32>()) {
        ("BC" | "BCE", Ok(1)) => vec!["0000".to_string()],
        ("BC" | "BCE", Ok(year @ 2..=9999)) => vec![format!("-{:04}", year - 1)],
        ("AD" | "CE", Ok(year @ 1..=9999)) => vec![format!("{year:04}")],
        _ => Vec::new(),
    }
}

/// `2018 or so`, `in 2018`, `2018-05-12 (?)`
fn first_that_reads(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';' | ':' | '"'));
    words.filter(|word| read_exactly(word).is_ok()).take(1).map(str::to_string).collect()
}

// Ways that put something around one date or between two

fn set(text: &str) -> Vec<String> {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let Some(inner) = inner.or_else(|| text.strip_prefix('{')?.strip_suffix('}')) else {
        return Vec::new();
    };
    let ends: Vec<&str> = inner.split(',').flat_map(|part| part.split("..")).map(str::trim).collect();
    let end = |text: &&str| {
        if text.is_empty() { Some("..".to_string()) } else { single(text) }
    };
    match (ends.first().and_then(end), ends.last().and_then(end)) {
        (Some(first), Some(last)) if ends.len() > 1 => vec![format!("{first}/{last}")],
        (Some(first), _) => vec![first],
        _ => Vec::new(),
    }
}

/// `2016 to 2018`, `from 2016 until 2018`, `between 2016 and 2018`, `2016..2018`, `2016–2018`, `2016-2018`
fn joined(text: &str) -> Vec<String> {
    let lower = text.trim().to_lowercase();
    let ends = ["from ", "between "].iter().find_map(|word| lower.strip_prefix(word)).unwrap_or(&lower);
    let joints = [" to ", " until ", " till ", " and ", " - ", "..", "--", "–", "—", "/", "-"];
    let pairs = joints.iter().filter_map(|joint| ends.split_once(joint).filter(|_| *joint != "/"));
    let mut forms: Vec<String> = pairs.filter_map(|(start, end)| pair(start, end)).collect();
    // A dash of the printer's may also be meant as the hyphen within a date.
    forms.extend(ends.contains(['–', '—', '‐', '‑', '−']).then(|| ends.replace(['–', '—', '‐', '‑', '−'], "-")));
    forms
}

/// An interval from two texts that each have a year of their own, or of which the second is the end of the first.
fn pair(start: &str, end: &str) -> Option<String> {
    let (start, end) = (start.trim(), end.trim());
    let has_year = |text: &str| text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > 2);
    if has_year(start) && has_year(end) {
        return Some(format!("{}/{}", single(start)?, single(end)?));
    }
    shortened(start, end).filter(|_| end.len() == 2)
}

/// `2018-05-12/14`, `2018-05/06`, `1914–18`: the end begins as the start does.
fn shortened(start: &str, end: &str) -> Option<String> {
    let same = start.get(..start.len().checked_sub(end.len())?)?;
    Some(format!("{start}/{same}{end}"))
}

/// `about 1850`, `c. 1850`, `perhaps May 2018`
fn doubted(text: &str) -> Vec<String> {
    const ABOUT: [&str; 9] = ["circa", "approximately", "approx.", "around", "about", "ca.", "ca", "c.", "c"];
    const PERHAPS: [&str; 4] = ["perhaps", "possibly", "probably", "maybe"];
    let lower = text.trim().to_lowercase();
    let marked = |words: &[&str], mark: &str| {
        let rest = words.iter().find_map(|word| lower.strip_prefix(word))?;
        single(rest).map(|date| format!("{date}{mark}"))
    };
    marked(&ABOUT, "~").or_else(|| marked(&PERHAPS, "?")).into_iter().collect()
}

/// `since 2016`, `until May 2018`, `2016-`
fn open_ended(text: &str) -> Vec<String> {
    let lower = text.trim().to_lowercase();
    let after = |words: &[&str]| words.iter().find_map(|word| lower.strip_prefix(word)).and_then(single);
    let since = after(&["since ", "from "]).or_else(|| single(lower.strip_suffix(['-', '–'])?));
    let since = since.or_else(|| single(lower.strip_suffix("..")?));
    let until = after(&["until ", "till ", "to ", "up to ", ".."]);
    since.map(|date| format!("{date}/..")).into_iter().chain(until.map(|date| format!("../{date}"))).collect()
}

fn interval(text: &str) -> Vec<String> {
    let Some((start, end)) = text.split_once('/') else {
        return Vec::new();
    };
    // `12/30/2018` and `5/2018` are for the habits of single dates.
    if end.contains('/') || matches!(start.len(), 1 | 2) && start != ".." {
        return Vec::new();
    }
    let date = |text: &str| match text.trim() {
        "" => Some(String::new()),
        ".." => Some("..".to_string()),
        text => single(text),
    };
    // `2018/05` and `2000/12-12` are dates rather than intervals.
    let whole = text.replace('/', "-");
    if end.len() < 4 && !start.contains('-') || end.len() == 5 && start.len() == 4 {
        return vec![whole];
    }
    if end.len() <= 2 && !end.is_empty() {
        return shortened(start, end).into_iter().collect();
    }
    date(start).zip(date(end)).map(|(start, end)| format!("{start}/{end}")).into_iter().collect()
}
