//! Times in words: for when a claim speaks, how two times bear on each other, and which date would decide.

use gainsay_model::date::{DAWN, DUSK, Day, Days, write_day};
use gainsay_model::record::Lasts;

use crate::clash::time::{Apart, Doubt, Meeting, Reach, Sure, Time, span_of_once};
use crate::clash::{Candidate, Comparer, Mechanism};
use crate::ledger::{ClaimId, Entry, Ledger};

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

/// For what time a claim speaks, as it is written: `for 2018-05, when it was said`.
pub fn time_text(ledger: &Ledger, entry: &Entry) -> String {
    let workspace = ledger.workspace;
    let record = entry.record;
    let word = ledger.vocabulary.word(ledger.statement_of(entry.statement).predicate);
    let published = record.source.and_then(|s| workspace.source(s)).and_then(|s| s.published);
    let text = |date| date_and_era(&workspace.dates.text(date));
    if !word.is_event() && !word.is_state() {
        return "for all time".into();
    }
    let (date, why) = match (record.when, record.said, published) {
        (Some(when), ..) => return format!("for {}", text(when)),
        (None, Some(said), _) => (said, "when it was said"),
        (None, None, Some(published)) => (published, "when its source appeared"),
        (None, None, None) => return "for no known time".into(),
    };
    match (record.promises, word.is_event()) {
        (true, _) => format!("for the time from {} on, {why}", text(date)),
        (false, true) => format!("for the time up to {}, {why}", text(date)),
        (false, false) => format!("for {}, {why}", text(date)),
    }
}

/// The two times of a comparison: whose they are, and the days that it looks at.
struct Times {
    a: (String, Reach),
    b: (String, Reach),
    denial: bool,
}

fn times(comparer: &Comparer, a: ClaimId, b: ClaimId, candidate: &Candidate) -> Times {
    let ledger = comparer.ledger;
    let denial = candidate.mechanism == Mechanism::Denial;
    let reach = |id: ClaimId, beyond| (ledger.claim_text(id).to_owned(), *ledger.time(ledger.claim(id)).reach(beyond));
    Times { a: reach(a, candidate.a.event), b: reach(b, !denial && candidate.b.event), denial }
}

/// How the times of two claims bear on each other.
pub fn times_text(comparer: &Comparer, a: ClaimId, b: ClaimId, candidate: &Candidate, meeting: Meeting) -> String {
    let Times { a: (x, at_x), b: (y, at_y), denial } = times(comparer, a, b, candidate);
    let (first, second) = if denial { ("affirmed", "denied") } else { ("said to hold", "said to hold") };
    if candidate.mechanism == Mechanism::Once {
        return two_times_text(comparer, (a, b), candidate, meeting);
    }
    match meeting {
        Meeting::Never(Apart::OneTime) => format!("{x} and {y} give one time"),
        Meeting::Surely(Sure::TwoTimes) => format!("{x} and {y} give two times"),
        Meeting::Surely(Sure::Timeless) => "time plays no part in it".into(),
        Meeting::Surely(Sure::Answered) => "the one answers the other and gives no time of its own: both speak of the same".into(),
        Meeting::Surely(Sure::OneMoment) => "both were said in one utterance, about one moment".into(),
        Meeting::Surely(Sure::Within) if denial => {
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

/// How two times of what happens or holds once bear on each other.
fn two_times_text(comparer: &Comparer, (a, b): (ClaimId, ClaimId), candidate: &Candidate, meeting: Meeting) -> String {
    let ledger = comparer.ledger;
    let (at_a, at_b) = (ledger.time(ledger.claim(a)), ledger.time(ledger.claim(b)));
    let grace = ledger.vocabulary.word(candidate.a.predicate).grace;
    let contrast = contrast((&at_a, candidate.a.event), (&at_b, candidate.b.event), grace);
    let gap = contrast.a.gap(contrast.b);
    let verb = contrast.verb;
    let told = format!("{} {verb} {}, {} {}", ledger.claim_text(a), days_text(contrast.a), ledger.claim_text(b), days_text(contrast.b));
    match meeting {
        Meeting::Never(_) if gap > 0 && gap <= grace => {
            format!("{told}: {} apart, which the predicate's `grace` of {} allows", days_count(gap), days_count(grace))
        }
        Meeting::Never(_) => format!("{told}: that can be one time"),
        _ => format!("{told}: {} apart", days_count(gap)),
    }
}

/// The days of two claims that are to be told of what happens or holds once, and what the claims say of these days.
struct Contrast {
    verb: &'static str,
    a: Days,
    b: Days,
}

/// Returns the days of which it is to be told that they differ: those of the starts or ends of two intervals where these do, or else all.
fn contrast(a: (&Time, bool), b: (&Time, bool), grace: i64) -> Contrast {
    let ends = |verb, one: Option<Days>, other: Option<Days>| one.zip(other).map(|(a, b)| Contrast { verb, a, b });
    let differ = |contrast: &Contrast| contrast.a.gap(contrast.b) > grace;
    let intervals = match (a.0.stretch, b.0.stretch) {
        (Some(s), Some(t)) if s.is_interval && t.is_interval && !a.1 && !b.1 => {
            let (starts, stops) = (ends("has it begin", s.start(), t.start()), ends("has it end", s.end(), t.end()));
            starts.filter(differ).or(stops.filter(differ))
        }
        _ => None,
    };
    intervals.unwrap_or_else(|| Contrast { verb: "puts it", a: span_of_once(a), b: span_of_once(b) })
}

/// Which date would decide whether two times contradict.
pub fn deciding_date(comparer: &Comparer, (a, b): (ClaimId, ClaimId), candidate: &Candidate, doubt: Doubt) -> String {
    let ledger = comparer.ledger;
    match doubt {
        Doubt::Event => "two of them fit in one day: only a closer look can tell whether they exclude each other".into(),
        Doubt::NotFirm => {
            let blurred = |id: &ClaimId| !ledger.time(ledger.claim(*id)).firm;
            let one = |id: ClaimId| format!("{}: {}", ledger.claim_text(id), why_not_firm(ledger, ledger.claim(id)));
            [a, b].into_iter().filter(blurred).map(one).collect::<Vec<_>>().join("; ")
        }
        Doubt::Standing(_) => {
            let word = contested_word(comparer, candidate);
            let stands = if word.is_event() { "365 days".into() } else { lasts_text(word.lasts) };
            let missing: Vec<&str> =
                [a, b].into_iter().filter(|id| ledger.claim(*id).when.is_none()).map(|id| ledger.claim_text(id)).collect();
            format!("`{}` is presumed to stand for {stands}: give {} a `when`", ledger.workspace.text(word.name), missing.join(" and "))
        }
        Doubt::WhichDay => which_day(&times(comparer, a, b, candidate)),
    }
}

fn contested_word<'c>(comparer: &'c Comparer, candidate: &Candidate) -> &'c crate::vocabulary::Word<'c> {
    comparer.ledger.vocabulary.word(candidate.a.predicate)
}

fn why_not_firm(ledger: &Ledger, entry: &Entry) -> String {
    let text = |date| ledger.workspace.dates.text(date);
    match (entry.record.when, entry.record.said) {
        (Some(when), _) => format!("`when: {}` is marked; an unmarked date would decide", text(when)),
        (None, Some(said)) => format!("`said: {}` is marked; an unmarked date would decide", text(said)),
        (None, None) => "it has no `said`, and nothing certain rests on when its source appeared".into(),
    }
}

/// Which end of which time, against which bound.
fn which_day(times: &Times) -> String {
    let Times { a: (x, at_x), b: (y, at_y), denial } = times;
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
