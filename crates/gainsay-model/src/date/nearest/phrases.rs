//! Reads the words around one date, or between two: bounds, spans, doubts, parts of a year, and words in place of a
//! date.

use super::moments::{Words, exactly, is_interval, later_year, neighbour, single};
use super::words::{ABOUT, BOUNDS, BOUNDS_AFTER, PARTS, PERHAPS, RELATIVE, STILL, Side, UNDATED};
use super::{Guess, Suggestion};
use crate::date::read::read_exactly;
use crate::date::{day_of, write_day, write_year};

/// Reads words in place of a date: `n.d.`, `unknown`, `today`.
pub(super) fn no_date(text: &str) -> Option<Guess> {
    if UNDATED.contains(&text) {
        return Guess::described(
            "this is no date",
            "leave the key out where the date is not known; a date is like `2018` or `2018-05-12`",
        );
    }
    let is_relative = RELATIVE.contains(&text) || text.ends_with(" ago") || text.ends_with(" from now");
    is_relative.then(|| {
        Guess::described(
            "this means another day whenever it is read",
            "write the day that was meant, like `2018-05-12`",
        )
    })?
}

/// Reads dates in brackets: `[1667, 1668]`, `{2016..2018}`, `[2018]`, `(2018)`.
pub(super) fn set(text: &str) -> Option<Guess> {
    const WHY: &str = "sets and lists of dates are not read";
    let within =
        |open: char, close: char| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).map(str::trim);
    if let Some(inner) = within('(', ')') {
        return Some(single(inner)?.doubted()).filter(|meant| !matches!(meant.answer, Suggestion::Described(_)));
    }
    let (inner, all) =
        within('[', ']').map(|inner| (inner, false)).or_else(|| within('{', '}').map(|inner| (inner, true)))?;
    let date =
        |text: &str| if text.is_empty() { Some("..".to_string()) } else { one(text)?.exact().map(str::to_string) };
    if let Some(date) = one(inner) {
        let form = date.first()?.to_string();
        return Guess::perhaps("no brackets stand around a date", [form.clone(), format!("{form}?")]);
    }
    let ends: Vec<&str> = inner.split(',').flat_map(|part| part.split("..")).map(str::trim).collect();
    let form = format!("{}/{}", date(ends.first()?)?, date(ends.last()?)?);
    let is_whole = inner.split(',').count() == 1;
    match (all, is_whole) {
        (true, true) => Guess::exactly(WHY, form),
        (true, false) => {
            Guess::described(WHY, format!("make a record for each of the dates; `{form}` is all the time between them"))
        }
        (false, _) => Guess::described(
            WHY,
            format!("no form says that it is one of several; `{form}` is all the time between them"),
        ),
    }
}

/// Reads a time of day: `2018-05-12T10:00Z`, `12 May 2018 10:00`, `10.30 am, 12 May 2018`.
pub(super) fn time_of_day(text: &str) -> Option<Guess> {
    const WHY: &str = "times of day are not read, a date goes to the day";
    if let Some((start, end)) = text.split_once('/') {
        let day = |text: &str| day_of_time(text).or_else(|| exactly(text));
        let timed = day_of_time(start).is_some() || day_of_time(end).is_some();
        let days = timed.then(|| Some(format!("{}/{}", day(start)?, day(end)?)))??;
        return Guess::described(WHY, format!("the days alone are `{days}`; the times of day can stand in a note"));
    }
    let day = day_of_time(text)?;
    Guess::described(WHY, format!("the day alone is `{day}`; the time of day can stand in a note"))
}

/// Returns the day beside a time of day.
fn day_of_time(text: &str) -> Option<String> {
    const HALVES: [&str; 4] = ["am", "pm", "a.m", "p.m"];
    const IDLE: [&str; 13] =
        ["z", "utc", "gmt", "at", "uhr", "on", "cet", "est", "the", "of", "in", "o'clock", "clock"];
    const HOURS: [&str; 8] = ["noon", "midday", "midnight", "morning", "afternoon", "evening", "night", "dawn"];
    let is_digits = |word: &str| !word.is_empty() && word.len() <= 6 && word.bytes().all(|b| b.is_ascii_digit());
    let is_half = |word: &str| HALVES.contains(&word.trim_end_matches('.'));
    let is_clock = |word: &str| {
        let word = word.trim_end_matches(['z', '.']);
        let hours = HALVES.iter().find_map(|half| word.strip_suffix(half));
        let digits = hours.unwrap_or(word).split([':', '.', '+', '-', 'h']).all(is_digits);
        digits && (word.contains(':') || hours.is_some())
    };
    let parted = match text.split_once('t') {
        Some((day, time)) if exactly(day).is_some() && time.starts_with(|c: char| c.is_ascii_digit()) => {
            return exactly(day).filter(|form| !form.contains('/'));
        }
        _ => text.replace(['(', ')', ','], " "),
    };
    let words: Vec<&str> = parted.split_whitespace().collect();
    let stands_for_hour = |at: usize, word: &str| {
        is_clock(word)
            || is_half(word)
            || HOURS.contains(&word)
            || is_digits(word)
                && words.get(at + 1).is_some_and(|next| is_half(next) || *next == "uhr" || *next == "o'clock")
    };
    if !words.iter().enumerate().any(|(at, word)| stands_for_hour(at, word)) {
        return None;
    }
    let rest = words.iter().enumerate().filter(|(at, word)| !stands_for_hour(*at, word) && !IDLE.contains(*word));
    let rest: Vec<&str> = rest.map(|(_, word)| *word).collect();
    one(&rest.join(" "))?.exact().map(str::to_string)
}

/// Reads a date beside words that say how it is meant: `1917-10-25 N.S.`, `some time in 2018`, `throughout 2018`, `as
/// of 2018`.
pub(super) fn spoken(text: &str) -> Option<Guess> {
    const NEW_STYLE: [&str; 8] =
        [" ns", " n.s", " (ns)", " (n.s.)", " (n.s)", " new style", " (new style)", " (gregorian)"];
    const SOME_TIME: [&str; 4] = ["sometime in ", "some time in ", "at some time in ", "at some point in "];
    const THROUGHOUT: [&str; 6] = ["throughout ", "all of ", "the whole of ", "all through ", "all year ", "during "];
    if let Some(rest) = NEW_STYLE.iter().find_map(|end| text.strip_suffix(end)) {
        return one(rest)?
            .changed("dates are Gregorian, and nothing stands beside them", |form| Some(form.to_string()));
    }
    if let Some(rest) = SOME_TIME.iter().find_map(|start| text.strip_prefix(start)) {
        return one(rest)?.changed("a date alone is some time in it", |form| Some(form.to_string()));
    }
    if let Some(rest) = THROUGHOUT.iter().find_map(|start| text.strip_prefix(start)) {
        let form = one(rest)?.exact().filter(|form| !form.contains('/'))?.to_string();
        return Guess::described(
            "a date alone is some time in it, a span is all the time from its start to its end",
            format!("`{form}/{form}` is all of it, `{form}` some time in it"),
        );
    }
    if let Some(rest) = text.strip_prefix("as of ").or_else(|| text.strip_prefix("as at ")) {
        let form = one(rest)?.exact().filter(|form| !form.contains('/'))?.to_string();
        return Guess::described(
            "no words stand beside a date",
            format!("`{form}` is that time alone, `{form}/..` from then on"),
        );
    }
    let rest =
        ["fy", "fiscal year ", "fiscal ", "financial year "].iter().find_map(|start| text.strip_prefix(start))?;
    rest.contains(|c: char| c.is_ascii_digit()).then(|| {
        Guess::described(
            "fiscal years are not read, as they begin at other times",
            "write the span of its months, like `2017-04/2018-03`",
        )
    })?
}

/// Reads two numbers with a slash that may be a double year: `1675/6`, `10 Feb 1750/51`, `2018/19`, `2018/05`.
pub(super) fn double_year(text: &str) -> Option<Guess> {
    const OLD: &str = "a year written double is old style";
    let (before, digits) = text.rsplit_once('/')?;
    if before.contains('/') || digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let at = before.len().checked_sub(4)?;
    let (prefix, year) = before.split_at_checked(at)?;
    let first = year.parse::<i64>().ok().filter(|_| year.bytes().all(|b| b.is_ascii_digit()))?;
    let unit = if digits.len() == 1 { 10 } else { 100 };
    let follows = (first + 1).rem_euclid(unit) == digits.parse::<i64>().ok()?;
    let second = write_year(first + 1);
    let month = format!("{year}-{digits:0>2}");
    let is_month = prefix.is_empty() && read_exactly(&month).is_ok();
    match (prefix.trim().is_empty(), follows) {
        (true, true) if first <= 1752 => {
            let other = if is_month { format!(", `{month}` the month") } else { String::new() };
            Guess::described(
                OLD,
                format!(
                    "where it is one, the second is meant, `{second}`; `{year}/{second}` is all of both years{other}"
                ),
            )
        }
        (true, true) if is_month => Guess::perhaps(
            "a month is joined by a hyphen, and a year has four digits",
            [month, format!("{year}/{second}")],
        ),
        (true, true) => Guess::described(
            "the end of a span has a year of four digits",
            format!("the span of both years is `{year}/{second}`; some time in it can stand in a note"),
        ),
        (true, false) if is_month => Guess::exactly("the month is joined to the year by a hyphen", month),
        (true, false) if digits.len() == 2 => {
            Guess::perhaps("the end of a span has a year of four digits", [later_year(year, digits)?])
        }
        (false, true) if first <= 1752 => {
            let day = Words::of(&format!("{prefix}{second}"))?;
            let month = day.month.map_or(second.clone(), |month| format!("{second}-{month:02}"));
            Guess::described(
                OLD,
                format!(
                    "the second is meant, `{second}`, and its days are of the Julian calendar: convert the day, or write less, like `{month}`"
                ),
            )
        }
        _ => None,
    }
}

/// Reads a single date, perhaps approximate or doubtful.
fn one(text: &str) -> Option<Guess> {
    let text = text.trim();
    single(text).filter(|meant| meant.exact().is_some()).or_else(|| doubted(text)).or_else(|| single(text))
}

/// Reads a span: `2016 to 2018`, `between 2016 and 2018`, `2016–2018`, `17-18 July 2014`, `1914–18`, `2018-05-12/14`,
/// `2016-present`.
pub(super) fn range(text: &str) -> Option<Guess> {
    const AND: [&str; 5] = [" and ", " und ", " et ", " y ", " e "];
    const LISTED: [&str; 10] = [" and ", " und ", " et ", " y ", " e ", " & ", " or ", " oder ", " ou ", ", "];
    const JOINTS: [&str; 17] = [
        " to ",
        " until ",
        " till ",
        " through ",
        " thru ",
        " up to ",
        " bis zum ",
        " bis ",
        " au ",
        " al ",
        " hasta ",
        "...",
        "..",
        "--",
        "–",
        "/",
        "-",
    ];
    let paired =
        ["between ", "bet. ", "bet ", "zwischen ", "entre ", "tra "].iter().find_map(|word| text.strip_prefix(word));
    let from =
        ["from ", "von ", "vom ", "du ", "dal ", "desde ", "del "].iter().find_map(|word| text.strip_prefix(word));
    let inner = paired.or(from).unwrap_or(text);
    let joints = if paired.is_some() { AND.iter().chain(&JOINTS) } else { [].iter().chain(&JOINTS) };
    for joint in joints {
        for (at, _) in inner.match_indices(joint).take(8) {
            let (left, right) =
                (inner.get(..at).unwrap_or_default().trim(), inner.get(at + joint.len()..).unwrap_or_default().trim());
            if let Some(meant) = pair(left, right, joint.trim()) {
                return Some(meant);
            }
        }
    }
    LISTED.iter().find_map(|joint| inner.split_once(joint)).and_then(|(left, right)| listed(left, right))
}

/// Reads two dates that are listed, which are no span. The first may lack parts that the second has.
fn listed(left: &str, right: &str) -> Option<Guess> {
    let last = one(right)?.exact()?.to_string();
    let form = match one(left).as_ref().and_then(Guess::exact) {
        Some(first) => format!("{first}/{last}"),
        None => filled(left, right)?.exact()?.to_string(),
    };
    Guess::described(
        "a date is one date or one span",
        format!(
            "make a record for each of the two, or leave the choice to a note; `{form}` is all the time between them"
        ),
    )
}

/// Reads a span from two texts, of which one may have only the parts that the other lacks.
fn pair(left: &str, right: &str, joint: &str) -> Option<Guess> {
    const WHY: &str = "a span is written with a slash between two dates";
    if STILL.contains(&right) {
        return one(left)?.changed("an end that is open is written as two dots", |from| {
            (!from.contains('/')).then(|| format!("{from}/.."))
        });
    }
    if joint == "/" && (left.is_empty() || right.is_empty() || left == ".." || right == "..") {
        let end = |text: &str| {
            if matches!(text, "" | "..") {
                Some((text.to_string(), true))
            } else {
                one(text).and_then(|one| Some((one.first()?.to_string(), one.exact().is_some())))
            }
        };
        let ((from, sure), (until, also)) = (end(left)?, end(right)?);
        let form = format!("{from}/{until}");
        return if sure && also { Guess::exactly(WHY, form) } else { Guess::perhaps(WHY, [form]) };
    }
    if let Some(meant) = in_words_of_edtf(left, right, joint) {
        return Some(meant);
    }
    // `17/18 July` may be a night, and `May/June` one of the two.
    let filled = || filled(left, right).map(|meant| if joint == "/" { meant.doubted() } else { meant });
    shortened(left, right, joint)
        .or_else(|| in_numbers(left, right, joint))
        .or_else(filled)
        .or_else(|| {
            let has_year = |text: &str| text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > 2);
            let eras = Words::of(left)
                .zip(Words::of(right))
                .is_some_and(|(left, right)| left.era.is_some() || right.era.is_some());
            if !(eras || has_year(left) && has_year(right)) {
                return None;
            }
            let (from, until) = (one(left)?, one(right)?);
            let form = format!("{}/{}", from.first()?, until.first()?);
            // A word before the first of two dates, or a mark after the second, may be meant for both.
            let is_marked = |form: &str| form.ends_with(['~', '?', '%']);
            let marked = from.first().is_some_and(is_marked) && !is_marked(left)
                || until.first().is_some_and(is_marked) && joint != "/";
            let sure = from.exact().is_some() && until.exact().is_some() && !marked;
            if sure { Guess::exactly(WHY, form) } else { Guess::perhaps(WHY, [form]) }
        })
        .filter(|meant| meant.first().is_none_or(is_interval))
}

/// Reads `1900/unknown` or `1900/open`, as the first draft of EDTF wrote them.
fn in_words_of_edtf(left: &str, right: &str, joint: &str) -> Option<Guess> {
    const WHY: &str = "an end that is not known is left out, one that is open is written as two dots";
    let end = |word: &str| match word {
        "unknown" => Some(""),
        "open" => Some(".."),
        _ => None,
    };
    if joint != "/" {
        return None;
    }
    match (end(left), end(right)) {
        (None, Some(end)) => one(left)?.changed(WHY, |form| (!form.contains('/')).then(|| format!("{form}/{end}"))),
        (Some(end), None) => one(right)?.changed(WHY, |form| (!form.contains('/')).then(|| format!("{end}/{form}"))),
        _ => None,
    }
}

/// Reads a span whose end leaves out the beginning that it shares with the start: `1914–18`, `2018-05-12/14`,
/// `2018-05-12/06-14`.
fn shortened(left: &str, right: &str, joint: &str) -> Option<Guess> {
    const WHY: &str = "both ends of a span are written whole";
    if !right.bytes().all(|b| b.is_ascii_digit() || b == b'-') || right.starts_with('-') {
        return None;
    }
    let is_year = left.len() == 4 && left.bytes().all(|b| b.is_ascii_digit());
    if is_year && right.len() <= 2 && joint != "/" {
        let form = later_year(left, right)?;
        return if right.len() == 2 { Guess::exactly(WHY, form) } else { Guess::perhaps(WHY, [form]) };
    }
    let start = exactly(left).filter(|form| form.bytes().all(|b| b.is_ascii_digit() || b == b'-'))?;
    let same = start.get(..start.len().checked_sub(right.len())?)?;
    let form = format!("{start}/{same}{right}");
    let fits = same.ends_with('-') && read_exactly(&form).is_ok();
    match (fits, start.len(), right.len()) {
        (true, 10, 2 | 5) if joint != "-" => Guess::exactly(WHY, form),
        (true, 10, 2 | 5) | (true, 7, 2) => Guess::perhaps(WHY, [form]),
        _ => None,
    }
}

/// Reads a span in numbers, day first, whose start has no year: `12.-14.5.2018`, `28.2.-14.5.2018`.
fn in_numbers(left: &str, right: &str, joint: &str) -> Option<Guess> {
    const WHY: &str = "both ends of a span are written whole, year first";
    fn numbers(text: &str) -> Option<Vec<&str>> {
        let parts: Vec<&str> = text.trim_end_matches('.').split(['.', '/']).collect();
        parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())).then_some(parts)
    }
    let (from, until) = (numbers(left)?, numbers(right)?);
    let [end_day, _, year] = until.as_slice() else { return None };
    if year.len() != 4 || !matches!(from.len(), 1 | 2) || from.iter().any(|part| part.len() > 2) {
        return None;
    }
    let meant = single(right)?.changed(WHY, |form| {
        let (year_month, day) = form.rsplit_once('-')?;
        let (year, _) = year_month.rsplit_once('-')?;
        let start = match from.as_slice() {
            [day] => format!("{year_month}-{day:0>2}"),
            [day, month] => format!("{year}-{month:0>2}-{day:0>2}"),
            _ => return None,
        };
        (day == format!("{end_day:0>2}")).then(|| format!("{start}/{form}"))
    })?;
    Some(if joint == "/" { meant.doubted() } else { meant })
}

/// Reads a span of which each end may have the parts that the other lacks: `17-18 July 2014`, `July 17-18, 2014`, `May
/// to June 2018`, `100–44 BC`.
fn filled(left: &str, right: &str) -> Option<Guess> {
    const WHY: &str = "both ends of a span are written whole";
    let (mut from, mut until) = (lone(left)?, lone(right)?);
    if from.year.is_some() == until.year.is_some() && (from.era.is_some() || until.era.is_none()) {
        return None;
    }
    if until.era == Some(true) && from.era.is_none() && from.month.is_none() && until.month.is_none() {
        // A number as short as a day's is a year beside an era: `100–44 BC`, `52-44 BC`.
        let number = from.year.or(from.day.map(i64::from))?;
        return Guess::exactly(WHY, format!("{}/{}", write_year(1 - number), write_year(until.year?)));
    }
    if from.year.is_none() {
        from.year = until.year;
        if from.month.is_none() {
            from.month = until.month;
        }
    } else {
        return None;
    }
    if until.month.is_none() {
        until.month = from.month;
    }
    let write = |words: &Words| {
        let (year, month) = (write_year(words.year?), words.month?);
        Some(words.day.map_or(format!("{year}-{month:02}"), |day| format!("{year}-{month:02}-{day:02}")))
    };
    if from.day.is_some() != until.day.is_some() || from.era.is_some() || until.era.is_some() {
        return None;
    }
    let form = format!("{}/{}", write(&from)?, write(&until)?);
    Guess::exactly(WHY, form).or_else(|| {
        // `24 Dec - 6 Jan 2019` begins in the year before.
        let earlier = Words { year: from.year.map(|year| year - 1), ..from };
        Guess::perhaps(WHY, [format!("{}/{}", write(&earlier)?, write(&until)?)])
    })
}

/// Returns the words of one end.
fn lone(text: &str) -> Option<Words> {
    Words::of(text.trim_end_matches('.'))
}

/// Reads a bound: `before 1410-09-29`, `by 2018`, `since 2016`, `2018 onwards`, `< 1900`, `2016-`.
pub(super) fn bound(text: &str) -> Option<Guess> {
    const OPEN: &str = "an end that is open is written as two dots";
    let said = |side: Side, rest: &str| {
        let date = one(without_edge(side, rest.trim()))?;
        let marked = date.first().is_some_and(|form| form.ends_with(['~', '?', '%']));
        match side {
            Side::NotAfter => date.changed(OPEN, |form| Some(format!("../{form}"))),
            Side::NotBefore => date.changed(OPEN, |form| Some(format!("{form}/.."))),
            Side::Before if marked => date.doubted().changed(OPEN, |form| Some(format!("../{form}"))),
            Side::After if marked => date.doubted().changed(OPEN, |form| Some(format!("{form}/.."))),
            Side::Before => date.changed(OPEN, |form| Some(format!("../{}", neighbour(form, true)?))),
            Side::After => date.changed(OPEN, |form| Some(format!("{}/..", neighbour(form, false)?))),
        }
    };
    let before = BOUNDS.iter().find_map(|(word, side)| said(*side, text.strip_prefix(word)?));
    let after = || BOUNDS_AFTER.iter().find_map(|(word, side)| said(*side, text.strip_suffix(word)?));
    // A dash or a sign may be a slip.
    let slip = || {
        let rest = text.strip_suffix(['-', '–', '+']).or_else(|| text.strip_suffix(" ff"))?;
        Some(said(Side::NotBefore, rest)?.doubted())
    };
    let glued = || {
        let (word, rest) = text.split_once(['-', ' '])?;
        let side = match word {
            "pre" => Side::Before,
            "post" => Side::After,
            _ => return None,
        };
        Some(said(side, rest)?.doubted())
    };
    before.or_else(after).or_else(slip).or_else(glued)
}

/// Returns the date without words that only repeat the bound: `by the end of 2018`, `from 2016 onwards`.
fn without_edge(side: Side, text: &str) -> &str {
    const ENDS: [&str; 3] = ["the end of ", "end of ", "the last day of "];
    const STARTS: [&str; 5] = ["the beginning of ", "beginning of ", "the start of ", "start of ", "the first day of "];
    let without = |words: &[&str]| words.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    match side {
        Side::NotAfter | Side::After => without(&ENDS),
        Side::Before => without(&STARTS),
        Side::NotBefore => {
            let onwards = BOUNDS_AFTER.iter().filter(|(_, side)| *side == Side::NotBefore);
            let rest = without(&STARTS);
            onwards.filter_map(|(word, _)| rest.strip_suffix(word)).next().unwrap_or(rest)
        }
    }
}

/// Reads an approximate or doubtful date: `about 1850`, `c. 1850`, `1850 or so`, `perhaps May 2018`.
pub(super) fn doubted(text: &str) -> Option<Guess> {
    const ABOUT_WHY: &str = "a date that is about right has a tilde after it";
    const PERHAPS_WHY: &str = "a date that is doubtful has a question mark after it";
    let text = text.trim();
    let add = |form: &str, mark: &str| {
        let bare = form.trim_end_matches(['~', '?', '%']);
        let marked = if bare.len() == form.len() || form.ends_with(mark) { mark } else { "%" };
        (!form.contains('/')).then(|| format!("{bare}{marked}"))
    };
    let before = |words: &[&str], mark: &str, why: &str| {
        words.iter().find_map(|word| single(text.strip_prefix(word)?.trim())?.changed(why, |form| add(form, mark)))
    };
    let after = |words: &[&str], mark: &str, why: &str| {
        words.iter().find_map(|word| single(text.strip_suffix(word)?.trim())?.changed(why, |form| add(form, mark)))
    };
    before(&ABOUT, "~", ABOUT_WHY)
        .or_else(|| before(&PERHAPS, "?", PERHAPS_WHY))
        .or_else(|| {
            after(
                &[" or so", " circa", " ca.", " ca", " approx.", " approx", " approximately", "ish", "-ish"],
                "~",
                ABOUT_WHY,
            )
        })
        .or_else(|| after(&[" perhaps", " possibly", " probably", " uncertain", " doubtful"], "?", PERHAPS_WHY))
        .or_else(|| {
            Some(
                before(&["vers ", "gegen ", "hacia ", "verso ", "likely ", "cal ", "cal. "], "~", ABOUT_WHY)?.doubted(),
            )
        })
        .or_else(|| {
            let year = text.strip_prefix('c').filter(|rest| rest.len() == 4)?;
            Some(single(year)?.changed(ABOUT_WHY, |form| add(form, "~"))?.doubted())
        })
}

/// Reads a part of a date: `early 2018`, `mid-2018`, `late May 2018`, `the first half of 2018`, `early 1990s`.
pub(super) fn part(text: &str) -> Option<Guess> {
    let (word, rest, part) = PARTS.iter().find_map(|(word, part)| Some((*word, text.strip_prefix(word)?, *part)))?;
    let date = one(rest.trim())?;
    let form = match &date.answer {
        // In the advice about a century, the form comes first.
        Suggestion::Described(help) => help.split('`').nth(1).filter(|form| form.len() == 4 && form.ends_with("XX"))?,
        _ => date.first()?,
    };
    let why = format!("there is no form for \"{}\"", word.trim_end_matches([' ', '-']));
    let Some(span) = span_of_part(form, part) else {
        return Guess::described(&why, format!("`{form}` with a note"));
    };
    let all = if part.ends_with("half") { "is all of it" } else { "is a guess at it" };
    Guess::described(&why, format!("`{span}` {all}, or `{form}` with a note"))
}

/// Returns the months of a part of a year, or the days of a part of a month.
fn span_of_part(form: &str, part: &str) -> Option<String> {
    let is_number = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    let (from, until) = match (part, form.split_once('-')) {
        ("early", None) => (1, 5),
        ("mid", None) => (5, 8),
        ("late", None) => (9, 12),
        ("first half", None) => (1, 6),
        ("second half", None) => (7, 12),
        ("early", Some(_)) => (1, 10),
        ("mid", Some(_)) => (11, 20),
        ("late", Some(_)) => (21, 31),
        ("first half", Some(_)) => (1, 15),
        (_, _) => (16, 31),
    };
    match form.split_once('-') {
        None if is_number(form, 4) => Some(format!("{form}-{from:02}/{form}-{until:02}")),
        Some((year, month)) if is_number(year, 4) && is_number(month, 2) => {
            let (year, number) = (year.parse::<i64>().ok()?, month.parse::<u32>().ok().filter(|month| *month <= 12)?);
            let last = (28..=until.max(28)).rev().find(|day| day_of(year, number, *day).is_some())?;
            let until = if until > 28 { write_day(day_of(year, number, last)?) } else { format!("{form}-{until:02}") };
            Some(format!("{form}-{from:02}/{until}"))
        }
        _ => None,
    }
}

/// Reads a date with its weekday: `Monday, 2018-05-12`.
pub(super) fn weekday(text: &str) -> Option<Guess> {
    let (word, rest) = text.split_once(' ')?;
    let day = super::words::weekday(word.trim_end_matches([',', '.']))?;
    let date = single(rest)?;
    let form = date.exact()?.to_string();
    let mut parts = form.split('-').map(str::parse::<i64>);
    let (year, month, of_month) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let count = day_of(year, u32::try_from(month).ok()?, u32::try_from(of_month).ok()?)?;
    if (count + 3).rem_euclid(7) == day {
        return Guess::exactly("nothing stands beside a date", form);
    }
    Guess::perhaps("the day of the week does not fit the date", [form])
}
