//! Times in words: the time that a claim is about, how two times relate, and which date would decide.

use gainsay_diff::grounds::{ClaimTime, Contrast, DateDoubt, NotFirm, SaidTime, Spans, TimeBearing, TimeRelation};
use gainsay_diff::time::{Apart, Doubt, Meeting, Reach, Sure};
use gainsay_model::date::{Days, INFINITY, NEG_INFINITY};
use gainsay_model::record::Lasts;

use super::dates;
use super::naming::Naming;

/// Returns the time that a claim is about: `for May 2018, when it was said`.
pub fn claim_time(naming: &Naming, time: &ClaimTime) -> String {
    match time {
        ClaimTime::Timeless => "for all time".into(),
        ClaimTime::Given(date) => format!("for {}", naming.date(date)),
        ClaimTime::Unknown => "for no known time".into(),
        ClaimTime::Presumed { date, of_source, bearing } => {
            let why = if *of_source { "when its source appeared" } else { "when it was said" };
            let date = naming.date(date);
            match bearing {
                TimeBearing::From => format!("for the time from {date} on, {why}"),
                TimeBearing::UpTo => format!("for the time up to {date}, {why}"),
                TimeBearing::At => format!("for {date}, {why}"),
            }
        }
    }
}

/// Returns the time at which something was said: `on 1 May 2018`.
pub fn said(naming: &Naming, said: &SaidTime) -> String {
    match said {
        SaidTime::On(date) | SaidTime::In(date) => naming.when(date, false),
        SaidTime::NoLaterThanSource(days) => format!("{}, no later than its source", dates::days(*days)),
    }
}

/// Returns how the times of two claims relate; empty if time does not matter.
pub fn relation(naming: &Naming, relation: &TimeRelation) -> String {
    match relation {
        TimeRelation::Spans(spans, meeting) => of_spans(naming, spans, *meeting),
        TimeRelation::Once { claims, what, days, grace, meeting } => {
            let [x, y] = naming.claims([&claims[0], &claims[1]]);
            of_once([x, y], *what, *days, *grace, *meeting)
        }
    }
}

/// Returns words for some time within days: `on 1 May 2018`, `at some time in May 2018`.
fn some_time(reach: &Reach) -> String {
    let days = dates::days(reach.outer);
    if reach.throughout || reach.outer.is_one_day() || reach.outer == Days::ALWAYS {
        days
    } else {
        format!("at some time {days}")
    }
}

fn of_spans(naming: &Naming, spans: &Spans, meeting: Meeting) -> String {
    let Spans { a: (x, at_x), b: (y, at_y), denial } = spans;
    let [x, y] = naming.claims([x, y]);
    match meeting {
        Meeting::Never(Apart::OneTime) => format!("{x} and {y} give one time"),
        Meeting::Surely(Sure::TwoTimes) => format!("{x} and {y} give two times"),
        Meeting::Surely(Sure::Timeless) => "time plays no part in this".into(),
        Meeting::Surely(Sure::Answered) => {
            "one answers the other and gives no time of its own, so both speak of the same time".into()
        }
        Meeting::Surely(Sure::OneMoment) => "both were said in one utterance, about one moment".into(),
        Meeting::Surely(Sure::Within) if *denial && at_x.outer.is_one_day() => {
            format!("{x} speaks of {}, and {y} denies it for that day too", dates::stretch(at_x.outer))
        }
        Meeting::Surely(Sure::Within) if *denial => {
            format!("{x} speaks of {}, and {y} denies it for all of that time", some_day(at_x))
        }
        Meeting::Surely(Sure::Within) => match at_y.sure {
            Some(sure) if !at_x.throughout && at_x.outer.within(sure) => {
                format!("{x} speaks of {}, and what {y} says holds for all of that time", some_day(at_x))
            }
            _ => format!("{y} speaks of {}, and what {x} says holds for all of that time", some_day(at_y)),
        },
        Meeting::Surely(Sure::CommonDay) => {
            let common = at_x.sure.zip(at_y.sure).and_then(|(s, t)| s.intersection(t));
            let days = common.map_or_else(|| "one day".into(), dates::stretch);
            format!("both speak of {days}")
        }
        Meeting::Perhaps(Doubt::Standing(gap)) => format!(
            "they are {} apart ({x} {}, {y} {}), and what was said first may still have held",
            dates::count(gap),
            dates::days(at_x.outer),
            dates::days(at_y.outer)
        ),
        Meeting::Perhaps(_) if at_x.outer.is_one_day() && at_x.outer == at_y.outer => {
            format!("both speak of {}", dates::stretch(at_x.outer))
        }
        Meeting::Perhaps(_) if Days::ALWAYS == at_x.outer && Days::ALWAYS == at_y.outer => {
            "it is not known of what time either speaks".into()
        }
        Meeting::Perhaps(_) if at_x.outer == Days::ALWAYS => unknown_time(&x, &y, at_y),
        Meeting::Perhaps(_) if at_y.outer == Days::ALWAYS => unknown_time(&y, &x, at_x),
        Meeting::Perhaps(_) => {
            format!("the two times overlap: {x} speaks of {}, {y} of {}", some_day(at_x), some_day(at_y))
        }
        Meeting::Never(Apart::Succession) => {
            format!("one takes over from the other: {x} {}, {y} {}", some_time(at_x), some_time(at_y))
        }
        Meeting::Never(Apart::NoCommonDay(gap)) => {
            format!(
                "the times do not meet: {x} {}, {y} {}, {} apart",
                some_time(at_x),
                some_time(at_y),
                dates::count(gap)
            )
        }
    }
}

/// Returns words for a time that is unknown, beside one that is known.
fn unknown_time(claim: &str, other: &str, at_other: &Reach) -> String {
    format!("it is not known of what time {claim} speaks; {other} speaks of {}", some_day(at_other))
}

/// Returns days as a noun phrase: `9 December 2016`, `some time in May 2018`, `all the time from 2016 to 2018`.
fn some_day(reach: &Reach) -> String {
    if reach.outer == Days::ALWAYS {
        "a time that is not known".into()
    } else if reach.outer.is_one_day() {
        dates::stretch(reach.outer)
    } else if reach.throughout {
        format!("all of {}", dates::stretch(reach.outer))
    } else {
        format!("some time {}", dates::days(reach.outer))
    }
}

fn of_once([x, y]: [String; 2], what: Contrast, [at_x, at_y]: [Days; 2], grace: i64, meeting: Meeting) -> String {
    let gap = at_x.gap(at_y);
    let verb = match what {
        Contrast::Whole => "gives",
        Contrast::Begin => "has it begin",
        Contrast::End => "has it end",
    };
    let days = |days| if what == Contrast::Whole { dates::days(days) } else { dates::stretch(days) };
    let sentence = format!("{x} {verb} {}, {y} {}", days(at_x), days(at_y));
    match meeting {
        Meeting::Never(_) if gap > 0 && gap <= grace => {
            format!(
                "{sentence}: {} apart, which the predicate's `grace` of {} allows",
                dates::count(gap),
                dates::count(grace)
            )
        }
        Meeting::Never(_) => format!("{sentence}: that can be one time"),
        _ => format!("{sentence}: {} apart", dates::count(gap)),
    }
}

/// Returns the date that would decide whether two times contradict each other.
pub fn deciding_date(naming: &Naming, doubt: &DateDoubt) -> String {
    match doubt {
        DateDoubt::TwoInOneDay => {
            "two of them fit in one day, so only a closer look can tell whether they exclude each other".into()
        }
        DateDoubt::NotFirm(claims) => {
            if let [(one, NotFirm::OfSource), (other, NotFirm::OfSource)] = claims.as_slice() {
                return undated(&naming.claim(one), &naming.claim(other));
            }
            let reasons = claims.iter().map(|(claim, why)| not_firm(naming, &naming.claim(claim), why));
            reasons.collect::<Vec<_>>().join("; ")
        }
        DateDoubt::Standing { predicate, lasts, missing } => {
            let stands = lasts.map_or_else(|| "365 days".into(), lasts_text);
            let missing: Vec<String> = missing.iter().map(|claim| naming.claim(claim)).collect();
            let predicate = naming.predicate(predicate);
            format!(
                "“{predicate}” is taken to hold for {stands} unless something else is said; a `when` on the claim of {} would settle it",
                missing.join(" and ")
            )
        }
        DateDoubt::WhichDay(spans) => which_day(naming, spans),
    }
}

/// Returns what is missing where neither of two claims has a date.
fn undated(one: &str, other: &str) -> String {
    let who = if one == other { one.to_owned() } else { format!("{one} or {other}") };
    format!("neither record says when {who} said it; a `said` or a `when` on each would settle it")
}

fn not_firm(naming: &Naming, claim: &str, why: &NotFirm) -> String {
    match why {
        NotFirm::When(date) => {
            format!(
                "the time that {claim} speaks of is only {}; a date without a mark would settle it",
                naming.date(date)
            )
        }
        NotFirm::Said(date) => {
            format!(
                "the day on which {claim} said it is only {}; a date without a mark would settle it",
                naming.date(date)
            )
        }
        NotFirm::OfSource => {
            format!("the record does not say when {claim} said it; a `said` or a `when` would settle it")
        }
    }
}

/// Returns which of two times has to be known more exactly.
fn which_day(naming: &Naming, spans: &Spans) -> String {
    let Spans { a: (x, at_x), b: (y, at_y), denial } = spans;
    let [x, y] = naming.claims([x, y]);
    let is_exact = |reach: &Reach| reach.throughout || reach.outer.is_one_day();
    if *denial {
        return match at_y.sure {
            None if is_exact(at_x) => {
                format!("{y} does not say for which day it is denied; a `when` on that claim would settle it")
            }
            None => "neither says when exactly; a `when` on each would settle it".into(),
            Some(sure) if at_x.throughout => {
                format!("{y} denies it only {}; whether it was so then, {x} does not say", dates::days(sure))
            }
            Some(sure) => format!("{y} denies it {}, and {}", dates::days(sure), beyond(&x, at_x.outer, sure)),
        };
    }
    match (at_x.sure, at_y.sure) {
        (None, Some(sure)) => format!("{y} speaks of {}, and {}", dates::stretch(sure), beyond(&x, at_x.outer, sure)),
        (Some(sure), None) => format!("{x} speaks of {}, and {}", dates::stretch(sure), beyond(&y, at_y.outer, sure)),
        (Some(s), Some(t)) => {
            format!("{x} is exact only {}, and {y} only {}; exact ends would settle it", dates::days(s), dates::days(t))
        }
        (None, None) => "neither says when exactly; a `when` on either would settle it".into(),
    }
}

/// Returns which end of a time lies outside some days.
fn beyond(claim: &str, outer: Days, sure: Days) -> String {
    let says = |days: String| format!("{claim} may mean a time {days}; a `when` on that claim would settle it");
    if outer.first < sure.first {
        says(if outer.first == NEG_INFINITY {
            "long before".into()
        } else {
            format!("as early as {}", dates::day(outer.first))
        })
    } else if outer.last > sure.last {
        says(if outer.last == INFINITY {
            "long after".into()
        } else {
            format!("as late as {}", dates::day(outer.last))
        })
    } else {
        format!("{claim} gives no exact day; a `when` on that claim would settle it")
    }
}

/// Returns how long a state is presumed to last.
fn lasts_text(lasts: Lasts) -> String {
    match lasts {
        Lasts::Forever => "good".into(),
        Lasts::Days(days) => dates::count(days),
    }
}
