//! Times in words: for when a claim speaks, how two times bear on each other, and which date would decide.

use gainsay_diff::clash::time::{Apart, Doubt, Meeting, Sure};
use gainsay_diff::grounds::{Bearing, ClaimTime, Contrast, DateDoubt, NotFirm, Said, Spans, TimeRelation};
use gainsay_model::date::{DAWN, DUSK, Day, Days, write_day};
use gainsay_model::record::Lasts;

/// Returns for what time a claim speaks, as it is written: `for 2018-05, when it was said`.
pub fn claim_time(time: &ClaimTime) -> String {
    match time {
        ClaimTime::Timeless => "for all time".into(),
        ClaimTime::Given(date) => format!("for {}", date_and_era(date)),
        ClaimTime::Unknown => "for no known time".into(),
        ClaimTime::Presumed { date, of_source, bearing } => {
            let why = if *of_source { "when its source appeared" } else { "when it was said" };
            let date = date_and_era(date);
            match bearing {
                Bearing::From => format!("for the time from {date} on, {why}"),
                Bearing::UpTo => format!("for the time up to {date}, {why}"),
                Bearing::At => format!("for {date}, {why}"),
            }
        }
    }
}

/// Returns when something was said: `on 2018-05-01`.
pub fn said(said: &Said) -> String {
    match said {
        Said::On(day) => format!("on {day}"),
        Said::In(time) => format!("in {time}"),
        Said::NoLaterThanSource(days) => format!("{}, no later than its source", days_text(*days)),
    }
}

/// Returns how the times of two claims bear on each other.
pub fn relation(relation: &TimeRelation) -> String {
    match relation {
        TimeRelation::Spans(spans, meeting) => of_spans(spans, *meeting),
        TimeRelation::Once { claims, what, days, grace, meeting } => of_once(claims, *what, *days, *grace, *meeting),
    }
}

fn of_spans(spans: &Spans, meeting: Meeting) -> String {
    let Spans { a: (x, at_x), b: (y, at_y), denial } = spans;
    let (first, second) = if *denial { ("affirmed", "denied") } else { ("said to hold", "said to hold") };
    match meeting {
        Meeting::Never(Apart::OneTime) => format!("{x} and {y} give one time"),
        Meeting::Surely(Sure::TwoTimes) => format!("{x} and {y} give two times"),
        Meeting::Surely(Sure::Timeless) => "time plays no part in it".into(),
        Meeting::Surely(Sure::Answered) => "the one answers the other and gives no time of its own: both speak of the same".into(),
        Meeting::Surely(Sure::OneMoment) => "both were said in one utterance, about one moment".into(),
        Meeting::Surely(Sure::Within) if *denial => {
            format!("{} is affirmed {}, and on all these days surely denied by {}", x, days_text(at_x.outer), y)
        }
        Meeting::Surely(Sure::Within) => match at_y.sure {
            Some(sure) if !at_x.throughout && at_x.outer.within(sure) => {
                format!("{x} lies {}, and on all these days {y} surely holds", days_text(at_x.outer))
            }
            _ => format!("{y} lies {}, and on all these days {x} surely holds", days_text(at_y.outer)),
        },
        Meeting::Surely(Sure::CommonDay) => {
            let common = at_x.sure.zip(at_y.sure).and_then(|(s, t)| s.intersection(t));
            let days = common.map_or_else(|| "on one day".into(), days_text);
            format!("both surely speak of the same time: {days}")
        }
        Meeting::Perhaps(Doubt::Standing(gap)) => {
            format!(
                "{x} ({}) and {y} ({}) are {} apart, and what was said may still stand",
                days_text(at_x.outer),
                days_text(at_y.outer),
                days_count(gap)
            )
        }
        Meeting::Perhaps(_) => {
            format!("it is {first} {} by {x}, and {second} {} by {y}: the two times meet", days_text(at_x.outer), days_text(at_y.outer))
        }
        Meeting::Never(Apart::Succession) => {
            format!("the one takes over from the other: {x} {}, {y} {}", days_text(at_x.outer), days_text(at_y.outer))
        }
        Meeting::Never(Apart::NoCommonDay(gap)) => {
            format!("the times do not meet: {x} {}, {y} {}, {} apart", days_text(at_x.outer), days_text(at_y.outer), days_count(gap))
        }
    }
}

fn of_once([x, y]: &[String; 2], what: Contrast, [at_x, at_y]: [Days; 2], grace: i64, meeting: Meeting) -> String {
    let gap = at_x.gap(at_y);
    let verb = match what {
        Contrast::Whole => "puts it",
        Contrast::Begin => "has it begin",
        Contrast::End => "has it end",
    };
    let told = format!("{x} {verb} {}, {y} {}", days_text(at_x), days_text(at_y));
    match meeting {
        Meeting::Never(_) if gap > 0 && gap <= grace => {
            format!("{told}: {} apart, which the predicate's `grace` of {} allows", days_count(gap), days_count(grace))
        }
        Meeting::Never(_) => format!("{told}: that can be one time"),
        _ => format!("{told}: {} apart", days_count(gap)),
    }
}

/// Returns which date would decide whether two times contradict.
pub fn deciding_date(doubt: &DateDoubt) -> String {
    match doubt {
        DateDoubt::TwoInOneDay => "two of them fit in one day: only a closer look can tell whether they exclude each other".into(),
        DateDoubt::NotFirm(claims) => {
            claims.iter().map(|(claim, why)| format!("{claim}: {}", not_firm(why))).collect::<Vec<_>>().join("; ")
        }
        DateDoubt::Standing { predicate, lasts, missing } => {
            let stands = lasts.map_or_else(|| "365 days".into(), lasts_text);
            format!("`{predicate}` is presumed to stand for {stands}: give {} a `when`", missing.join(" and "))
        }
        DateDoubt::WhichDay(spans) => which_day(spans),
    }
}

fn not_firm(why: &NotFirm) -> String {
    match why {
        NotFirm::When(date) => format!("`when: {date}` is marked; an unmarked date would decide"),
        NotFirm::Said(date) => format!("`said: {date}` is marked; an unmarked date would decide"),
        NotFirm::OfSource => "it has no `said`, and nothing certain rests on when its source appeared".into(),
    }
}

/// Which end of which time, against which bound.
fn which_day(spans: &Spans) -> String {
    let Spans { a: (x, at_x), b: (y, at_y), denial } = spans;
    if *denial {
        return match at_y.sure {
            None if at_x.throughout || at_x.outer.is_one_day() => format!("{y} names no day that it surely denies: give it a `when`"),
            None => format!("{y} names no day that it surely denies, and {x} ({}) no exact one: give each a `when`", days_text(at_x.outer)),
            Some(sure) if at_x.throughout => format!("whether {x} held on any of the days {}, which {y} surely denies", days_text(sure)),
            Some(sure) => format!("whether {x} means a day that {y} surely denies: {}; {}", days_text(sure), beyond(x, at_x.outer, sure)),
        };
    }
    match (at_x.sure, at_y.sure) {
        (None, Some(sure)) => {
            format!("whether {x} means a day on which {y} surely holds: {}; {}", days_text(sure), beyond(x, at_x.outer, sure))
        }
        (Some(sure), None) => {
            format!("whether {y} means a day on which {x} surely holds: {}; {}", days_text(sure), beyond(y, at_y.outer, sure))
        }
        (Some(s), Some(t)) => format!("{x} surely holds only {}, and {y} only {}: exact ends would decide", days_text(s), days_text(t)),
        (None, None) => format!("on which day {x} holds ({}) and on which {y} ({})", days_text(at_x.outer), days_text(at_y.outer)),
    }
}

/// Which end of a time reaches out of which bound.
fn beyond(id: &str, outer: Days, sure: Days) -> String {
    let day = |day| match day {
        DAWN => "without bound".to_owned(),
        DUSK => "without bound".to_owned(),
        day => write_day(day),
    };
    if outer.first < sure.first {
        format!("the start of {id} ({}) is before {}", day(outer.first), write_day(sure.first))
    } else if outer.last > sure.last {
        format!("the end of {id} ({}) is after {}", day(outer.last), write_day(sure.last))
    } else {
        format!("{id} gives no exact day")
    }
}

/// How long a state is presumed to stand.
fn lasts_text(lasts: Lasts) -> String {
    match lasts {
        Lasts::Forever => "forever".into(),
        Lasts::Days(days) => days_count(days),
    }
}

fn days_count(days: i64) -> String {
    if days == 1 { "1 day".into() } else { format!("{days} days") }
}

/// Some days, in words: `on 2018-05-01`, `from 2018-05-01 to 2018-05-31`, `up to 2018-05-31`, `from 2018-05-01 on`, `at any time`.
pub fn days_text(days: Days) -> String {
    match (days.first, days.last) {
        (DAWN, DUSK) => "at any time".into(),
        (DAWN, last) => format!("up to {}", day_and_era(last)),
        (first, DUSK) => format!("from {} on", day_and_era(first)),
        (first, last) if first == last => format!("on {}", day_and_era(first)),
        (first, last) => format!("from {} to {}", day_and_era(first), day_and_era(last)),
    }
}

/// A day, and of a year before 1 its name in words: `-0043-03-15 (44 BC)`.
fn day_and_era(day: Day) -> String {
    let text = write_day(day);
    let year = text.strip_prefix('-').or_else(|| text.strip_prefix("Y-")).or_else(|| text.strip_prefix("0000").map(|_| "0"));
    let counted = year.and_then(|rest| rest.split('-').next()?.parse::<u64>().ok());
    match counted {
        Some(year) => format!("{text} ({} BC)", year + 1),
        None => text,
    }
}

/// A date as it is written, and of years before 1 their names in words: `-2018/-2016 (2019 BC to 2017 BC)`.
fn date_and_era(text: &str) -> String {
    let era = |end: &str| {
        let counted = end.strip_prefix('-').or_else(|| end.strip_prefix("Y-")).or_else(|| end.strip_prefix("0000").map(|_| "0"))?;
        let year = counted.split('-').next()?.trim_end_matches(['?', '~', '%']).parse::<u64>().ok()?;
        Some(format!("{} BC", year.checked_add(1)?))
    };
    let eras: Vec<String> = text.split('/').filter_map(era).collect();
    if eras.is_empty() { text.to_string() } else { format!("{text} ({})", eras.join(" to ")) }
}
