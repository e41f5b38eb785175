//! Dates in words: *on 17 July 2014*, *in May 2018*, *from 29 June 2014 on*, *about 1850*.

use gainsay_model::date::{Date, Day, Days, End, INFINITY, MONTHS, Mark, Moment, NEG_INFINITY, year_month_day};

use super::Naming;

/// Returns a date with the preposition that a sentence needs: `on 17 July 2014`, `from 2016 on`, `about 1850`.
///
/// For a state, an interval is a span of time (`from 2016 to May 2018`). For an event (`is_event`), it gives the days
/// between which the event happened (`between 2016 and May 2018`).
pub fn when(date: &Date, is_event: bool) -> String {
    match date {
        Date::Single(moment) => moment_when(moment),
        Date::Interval { start, end } => interval(start, end, is_event),
    }
}

/// Returns a date without a preposition, for use beside a name: `17 July 2014`, `May 2018`, `2016 to May 2018`.
pub fn date(date: &Date) -> String {
    match date {
        Date::Single(moment) => moment_name(moment),
        Date::Interval { start: End::At(start), end: End::At(end) } => {
            format!("{} to {}", moment_name(start), moment_name(end))
        }
        Date::Interval { start, end } => interval(start, end, false),
    }
}

/// Returns days with the preposition that a sentence needs: `in May 2018`, `up to 31 December 2018`, `at any time`.
pub fn days(days: Days) -> String {
    match (days.first, days.last) {
        (NEG_INFINITY, INFINITY) => "at any time".to_owned(),
        (NEG_INFINITY, last) => format!("up to {}", day(last)),
        (first, INFINITY) => format!("from {} on", day(first)),
        _ => {
            let name = Name::of(days);
            format!("{} {}", name.preposition, name.text)
        }
    }
}

/// Returns days as a noun phrase: `9 December 2016`, `May 2018`, `the time from 3 May 2018 to 2 June 2018`.
pub fn stretch(days: Days) -> String {
    match (days.first, days.last) {
        (NEG_INFINITY, INFINITY) => "all time".to_owned(),
        (NEG_INFINITY, last) => format!("the time up to {}", day(last)),
        (first, INFINITY) => format!("the time from {} on", day(first)),
        _ => match Name::of(days) {
            Name { preposition: "between", text } => format!("the time from {}", text.replacen(" and ", " to ", 1)),
            Name { text, .. } => text,
        },
    }
}

/// Returns a day: `17 July 2014`, `15 March 44 BC`.
pub fn day(day: Day) -> String {
    match year_month_day(day) {
        Some((year, month, date)) => format!("{date} {} {}", month_name(month), year_name(year)),
        None if day < 0 => "the beginning of time".to_owned(),
        None => "the end of time".to_owned(),
    }
}

/// Returns a count of days: `1 day`, `30 days`.
pub fn count(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

fn interval(start: &End, end: &End, is_event: bool) -> String {
    match (start, end) {
        (End::At(start), End::At(end)) if is_event => {
            format!("between {} and {}", moment_name(start), moment_name(end))
        }
        (End::At(start), End::At(end)) => format!("from {} to {}", moment_name(start), moment_name(end)),
        (End::At(start), End::Open) => format!("from {} on", moment_name(start)),
        (End::At(start), End::Unknown) => format!("from {} to an unknown day", moment_name(start)),
        (End::Open, End::At(end)) => format!("up to {}", moment_name(end)),
        (End::Unknown, End::At(end)) => format!("from an unknown day to {}", moment_name(end)),
        (End::Open, End::Open) => "at any time".to_owned(),
        (End::Open, End::Unknown) => "up to an unknown day".to_owned(),
        (End::Unknown, End::Open) => "from an unknown day on".to_owned(),
        (End::Unknown, End::Unknown) => "for an unknown time".to_owned(),
    }
}

fn moment_when(moment: &Moment) -> String {
    let name = Name::of(moment.days);
    match moment.mark {
        Mark::None => format!("{} {}", name.preposition, name.text),
        Mark::Uncertain => format!("perhaps {} {}", name.preposition, name.text),
        Mark::Approximate => format!("about {}", name.text),
        Mark::Both => format!("perhaps about {}", name.text),
    }
}

fn moment_name(moment: &Moment) -> String {
    let text = Name::of(moment.days).text;
    match moment.mark {
        Mark::None => text,
        Mark::Uncertain => format!("perhaps {text}"),
        Mark::Approximate => format!("about {text}"),
        Mark::Both => format!("perhaps about {text}"),
    }
}

/// The name of a span of days, and the preposition before it.
struct Name {
    preposition: &'static str,
    text: String,
}

impl Name {
    /// Returns the shortest name of days with two ends.
    ///
    /// Seasons are named by their months, since the season depends on the hemisphere.
    fn of(days: Days) -> Name {
        let ends = year_month_day(days.first).zip(year_month_day(days.last)).zip(year_month_day(days.last + 1));
        let Some((((year, month, date), (last_year, last_month, _)), (_, _, next_date))) = ends else {
            return Name { preposition: "from", text: format!("{} to {}", day(days.first), day(days.last)) };
        };
        let are_whole_months = date == 1 && next_date == 1;
        let are_whole_years = are_whole_months && month == 1 && last_month == 12;
        if days.is_one_day() {
            Name { preposition: "on", text: day(days.first) }
        } else if are_whole_years {
            Name { preposition: "in", text: years(year, last_year) }
        } else if are_whole_months && (year, month) == (last_year, last_month) {
            Name { preposition: "in", text: format!("{} {}", month_name(month), year_name(year)) }
        } else if are_whole_months {
            let first = if year == last_year {
                month_name(month).to_owned()
            } else {
                format!("{} {}", month_name(month), year_name(year))
            };
            let last = format!("{} {}", month_name(last_month), year_name(last_year));
            Name { preposition: "between", text: format!("{first} and {last}") }
        } else {
            Name { preposition: "between", text: format!("{} and {}", day(days.first), day(days.last)) }
        }
    }
}

fn years(first: i64, last: i64) -> String {
    if first == last {
        year_name(first)
    } else if first > 999 && first % 10 == 0 && last == first + 9 {
        format!("the {first}s")
    } else {
        format!("the years {} to {}", year_name(first), year_name(last))
    }
}

fn month_name(month: u32) -> &'static str {
    MONTHS.get(month.saturating_sub(1) as usize).copied().unwrap_or_default()
}

/// Returns a year as people name it: `2018`, `AD 79`, `44 BC`. The year 0 of the calendar is 1 BC.
fn year_name(year: i64) -> String {
    match year {
        ..=0 => format!("{} BC", 1 - year),
        1..=999 => format!("AD {year}"),
        _ => year.to_string(),
    }
}

/// Returns the beginning and end of an office, given as dates of records, with a comma before each: `, from 2015 at the
/// latest, until 10 December 2016`; empty if neither is given.
pub fn term(naming: &Naming, from: Option<&str>, until: Option<&str>) -> String {
    let bound = |date: &str, word: &str, open: &str, at: &str| match date.strip_prefix(open) {
        Some(day) => format!(", {word} {} {at}", naming.date(day)),
        None => match date.strip_suffix(open.trim_start_matches('/')).filter(|_| open.starts_with('/')) {
            Some(day) => format!(", {word} {} {at}", naming.date(day.trim_end_matches('/'))),
            None => format!(", {word} {}", naming.date(date)),
        },
    };
    let from = from.map(|date| bound(date, "from", "../", "at the latest")).unwrap_or_default();
    let until = until.map(|date| bound(date, "until", "/..", "at the earliest")).unwrap_or_default();
    format!("{from}{until}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn said(text: &str, of_state: &str, beside_a_name: &str) {
        let read = Date::read(text).expect("a date");
        assert_eq!((when(&read, false), date(&read)), (of_state.to_owned(), beside_a_name.to_owned()), "{text}");
    }

    #[test]
    fn dates_are_named_by_their_precision() {
        said("2014-07-17", "on 17 July 2014", "17 July 2014");
        said("2018-05", "in May 2018", "May 2018");
        said("2018", "in 2018", "2018");
        said("201X", "in the 2010s", "the 2010s");
        said("19XX", "in the years 1900 to 1999", "the years 1900 to 1999");
        said("2018-22", "between June and August 2018", "June and August 2018");
        said("2018-24", "between December 2018 and February 2019", "December 2018 and February 2019");
    }

    #[test]
    fn marks_are_words() {
        said("1850~", "about 1850", "about 1850");
        said("2015?", "perhaps in 2015", "perhaps 2015");
        said("2016-12-09?", "perhaps on 9 December 2016", "perhaps 9 December 2016");
        said("1850%", "perhaps about 1850", "perhaps about 1850");
        said("2016~/2018-05", "from about 2016 to May 2018", "about 2016 to May 2018");
    }

    #[test]
    fn intervals_say_which_end_is_open_or_unknown() {
        said("2014-06-29/..", "from 29 June 2014 on", "from 29 June 2014 on");
        said("../2018-12-31", "up to 31 December 2018", "up to 31 December 2018");
        said("2016/2018-05", "from 2016 to May 2018", "2016 to May 2018");
        said("2016/", "from 2016 to an unknown day", "from 2016 to an unknown day");
        said("/2016", "from an unknown day to 2016", "from an unknown day to 2016");
        said("../..", "at any time", "at any time");
        let event = Date::read("2016/2018-05").expect("a date");
        assert_eq!(when(&event, true), "between 2016 and May 2018");
    }

    #[test]
    fn years_before_1000_have_their_era() {
        said("-0043-03-15", "on 15 March 44 BC", "15 March 44 BC");
        said("0000", "in 1 BC", "1 BC");
        said("0079-08-24", "on 24 August AD 79", "24 August AD 79");
        said("Y-170000", "in 170001 BC", "170001 BC");
    }

    #[test]
    fn days_are_named_by_what_they_fill() {
        let span = |text: &str| Date::read(text).expect("a date").span();
        assert_eq!(days(span("2018-05")), "in May 2018");
        assert_eq!(days(span("../2018-12-31")), "up to 31 December 2018");
        assert_eq!(days(span("2018-05-03/2018-06-02")), "between 3 May 2018 and 2 June 2018");
        assert_eq!(days(Days::ALWAYS), "at any time");
        assert_eq!(stretch(span("2018-05")), "May 2018");
        assert_eq!(stretch(span("2018-05-03/2018-06-02")), "the time from 3 May 2018 to 2 June 2018");
    }
}
