//! Tests the dates that are read of texts, and the answers to texts that are not read.

use super::*;

fn span(text: &str) -> (String, String) {
    written(Date::read(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}")).span())
}

fn wide(text: &str) -> (String, String) {
    written(Date::read(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}")).wide_span())
}

fn written(days: Days) -> (String, String) {
    (write_day(days.first), write_day(days.last))
}

#[test]
fn equal_dates_have_one_plainest_form() {
    for (forms, plainest) in [
        (&["2017", "2017-XX", "2017-01/2017-12", "2017/2017", "2017-01-01/2017-12-31"][..], "2017"),
        (&["2018-05", "2018-05-XX", "2018-05-01/2018-05"], "2018-05"),
        (&["2018-21", "2018-25", "2018-31", "2018-03/2018-05"], "2018-21"),
        (&["2018-24", "2018-28", "2018-30", "2018-12/2019-02"], "2018-24"),
        (&["201X", "2010/2019"], "201X"),
        (&["20XX", "2000/2099"], "20XX"),
        (&["-004X"], "-004X"),
        (&["Y12018"], "Y12018"),
        (&["2017~", "2017-XX~", "2017-01~/2017-12~"], "2017~"),
        (&["2016/2018", "2016-01-01/2018-12"], "2016/2018"),
        (&["2016~/2018", "2016-01~/2018-12-31"], "2016~/2018"),
        (&["../2018-05", "/2018-05", "/2018-05-31"], "../2018-05"),
        (&["2016-05-02/..", "2016-05-02/"], "2016-05-02/.."),
        (&["../.."], "../.."),
        (&["-0044-03-15"], "-0044-03-15"),
    ] {
        for form in forms {
            assert_eq!(
                Date::read(form).unwrap_or_else(|fault| panic!("{form}: {fault:?}")).plainest(),
                plainest,
                "{form}"
            );
        }
    }
}

fn days(first: &str, last: &str) -> (String, String) {
    (first.to_string(), last.to_string())
}

fn fault(text: &str) -> DateFault {
    Date::read(text).expect_err(text)
}

#[test]
fn a_date_names_its_days() {
    for (text, first, last) in [
        ("2018", "2018-01-01", "2018-12-31"),
        ("2018-05", "2018-05-01", "2018-05-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2018-12-30", "2018-12-30", "2018-12-30"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("1XXX", "1000-01-01", "1999-12-31"),
        ("2018-XX", "2018-01-01", "2018-12-31"),
        ("2018-XX-XX", "2018-01-01", "2018-12-31"),
        ("2018-05-XX", "2018-05-01", "2018-05-31"),
        ("-0044-03-15", "-0044-03-15", "-0044-03-15"),
        ("-01XX", "-0199-01-01", "-0100-12-31"),
        ("-000X", "-0009-01-01", "-0001-12-31"),
        ("000X", "0000-01-01", "0009-12-31"),
        ("0000-02-29", "0000-02-29", "0000-02-29"),
        ("Y12018", "Y12018-01-01", "Y12018-12-31"),
        ("Y-13800000000", "Y-13800000000-01-01", "Y-13800000000-12-31"),
        ("2016/2018-05", "2016-01-01", "2018-05-31"),
        ("2018-05/2018", "2018-05-01", "2018-12-31"),
        ("2016/..", "2016-01-01", "the end of time"),
        ("../2018", "the beginning of time", "2018-12-31"),
        ("/2018", "the beginning of time", "2018-12-31"),
        ("../..", "the beginning of time", "the end of time"),
    ] {
        assert_eq!(span(text), days(first, last), "{text}");
    }
}

#[test]
fn seasons_are_those_of_the_half_of_the_earth() {
    for (code, first, last) in [
        (21, "2018-03-01", "2018-05-31"),
        (22, "2018-06-01", "2018-08-31"),
        (23, "2018-09-01", "2018-11-30"),
        (24, "2018-12-01", "2019-02-28"),
        (29, "2018-09-01", "2018-11-30"),
        (30, "2018-12-01", "2019-02-28"),
        (31, "2018-03-01", "2018-05-31"),
        (32, "2018-06-01", "2018-08-31"),
    ] {
        assert_eq!(span(&format!("2018-{code}")), days(first, last), "{code}");
    }
    for code in 21..=24 {
        assert_eq!(span(&format!("2018-{code}")), span(&format!("2018-{}", code + 4)));
    }
    assert_eq!(span("2019-24").1, "2020-02-29");
}

#[test]
fn a_mark_widens_by_the_unit_that_is_named() {
    for (text, first, last) in [
        ("2018-02~", "2018-01-01", "2018-03-31"),
        ("2018-02%", "2017-12-01", "2018-04-30"),
        ("1850~", "1849-01-01", "1851-12-31"),
        ("1850%", "1848-01-01", "1852-12-31"),
        ("2018-03-01?", "2018-02-28", "2018-03-02"),
        ("185X~", "1840-01-01", "1869-12-31"),
        ("18XX?", "1700-01-01", "1999-12-31"),
        ("-01XX~", "-0299-01-01", "0000-12-31"),
        ("2018-21~", "2017-12-01", "2018-08-31"),
        ("2018-XX~", "2017-01-01", "2019-12-31"),
        ("2018-05-XX~", "2018-04-01", "2018-06-30"),
        ("0000~", "-0001-01-01", "0001-12-31"),
        ("1984-06-02?/2004-08~", "1984-06-01", "2004-09-30"),
        ("../2018?", "the beginning of time", "2019-12-31"),
    ] {
        assert_eq!(wide(text), days(first, last), "{text}");
        let date = Date::read(text).unwrap();
        assert!(date.is_marked() && date.span().within(date.wide_span()), "{text}");
    }
    assert!(!Date::read("2018/..").unwrap().is_marked());
}

#[test]
fn an_interval_ends_no_earlier_than_it_begins() {
    for good in ["2018/2018", "2018-12/2018", "2004-06-11%/2004-06~", "2018-12-31/2018-12-31", "0000-02/0000"] {
        assert!(Date::read(good).is_ok(), "{good}");
    }
    assert_eq!(fault("2018/2017").help, "check both dates; did you mean `2017/2018`?");
    for bad in ["2018-06/2018-05", "2018-05-02/2018-05-01", "0001/0000", "2012-24/2012-21", "2018~/2017~"] {
        assert!(fault(bad).message.contains("before it begins"), "{bad}");
    }
    assert!(fault("/").message.contains("lone `/`"));
}

#[test]
fn what_cannot_be_is_said() {
    for (text, message) in [
        ("2018-02-30", "February 2018 has 28 days"),
        ("2020-02-30", "February 2020 has 29 days"),
        ("1900-02-29", "February 1900 has 28 days (29 in the Julian calendar; dates are Gregorian)"),
        ("2018-13", "there is no month 13"),
        ("2018-33", "quarters are not read"),
        ("-0000", "there is no year -0000"),
        ("2018-05-00", "there is no day 00"),
    ] {
        assert_eq!(fault(text).message, message, "{text}");
    }
}

/// Checks that each form that is offered can be read, whatever the text.
#[test]
fn every_form_that_is_offered_is_read() {
    let pieces = [
        "", "2018", "05", "5", "30", "-", "/", "..", "X", "?", "~", "%", " ", "Y", "12018", "May", "T10:00", "[", "]",
        ",", "–", "c. ", " to ", "s", "é", "\u{1b}", "0", "Q1", "BC",
    ];
    for a in pieces {
        for b in pieces {
            for c in pieces {
                let text = format!("{a}{b}{c}");
                if let Err(DateFault { message, help, fix, perhaps }) = Date::read(&text) {
                    assert!(fix.iter().chain(&perhaps).all(|form| Date::read(form).is_ok()), "{text:?}");
                    assert!(!message.contains(char::is_control), "{message:?}");
                    for offered in help.split('`').skip(1).step_by(2) {
                        assert!(Date::read(offered).is_ok(), "{text:?} was offered {offered:?}: {help}");
                    }
                }
            }
        }
    }
}

/// Checks that a form for a part of a text leaves the rest of it as it is.
#[test]
fn a_form_for_a_part_keeps_the_rest() {
    for (text, exact, perhaps) in [
        ("Y0044/0050", Some("0044/0050"), &[][..]),
        ("0040/Y0044~", Some("0040/0044~"), &[]),
        ("Y0044/0040", None, &[]),
        ("2018-02-31", None, &["2018-02"]),
        ("2018-02-31?", None, &["2018-02?"]),
        ("2018-02-31~/2018-03-05", None, &["2018-02~/2018-03-05"]),
        ("2018-01/2018-13-05", None, &["2018-01/2018-05-13"]),
        ("2018-06/2018-01-40", None, &[]),
        ("../2018-00", None, &["../2018"]),
        ("2018-21-05%", None, &["2018-05-21%"]),
        ("2018-23-40", None, &["2018-23"]),
        ("2018-34", None, &["2018-04/2018-06"]),
        ("2018-34?", None, &[]),
        ("1914-18~", None, &[]),
        ("2018-34/2019", None, &[]),
        ("1914-18", None, &["1914/1918"]),
        ("2019/2018", None, &["2018/2019"]),
    ] {
        let fault = fault(text);
        assert_eq!(fault.fix.as_deref(), exact, "{text}: {fault:?}");
        assert_eq!(fault.perhaps, perhaps, "{text}: {fault:?}");
    }
}

#[test]
fn hostile_texts_are_refused_at_once() {
    for text in
        ["9".repeat(1_000_000), format!("Y{}", "9".repeat(60)), "/".repeat(79), "a to ".repeat(16), "é–".repeat(30)]
    {
        let fault = fault(&text);
        assert!(fault.message.len() < 300, "{fault:?}");
    }
    assert!(Date::read("Y999999999999%").is_ok());
    assert!(fault("Y9999999999999").help.contains("12 digits"));
    for not_ascii in ["２０１８", "2018−05", "201é", "é?", "2018-0٣"] {
        assert!(Date::read(not_ascii).is_err(), "{not_ascii}");
    }
}

#[test]
fn days_are_counted_and_written_back() {
    assert_eq!(day_of(1970, 1, 1), Some(0));
    assert_eq!(day_of(2000, 3, 1), Some(11_017));
    assert_eq!(day_of(0, 1, 1), Some(-719_528));
    assert_eq!(day_of(2400, 1, 1).zip(day_of(2000, 1, 1)).map(|(a, b)| a - b), Some(CYCLE));
    for (year, month, day) in
        [(2018, 0, 1), (2018, 13, 1), (2018, 2, 29), (2018, 1, 0), (i64::MAX, 1, 1), (i64::MIN, 1, 1)]
    {
        assert_eq!(day_of(year, month, day), None);
    }
    // Near and far away, no two neighbours are written alike.
    for start in [0, CYCLE * 2_000_000_000, -CYCLE * 2_000_000_000] {
        for day in start - 500..start + 500 {
            assert_ne!(write_day(day), write_day(day + 1));
        }
    }
    for day in (-CYCLE * 4..CYCLE * 2).step_by(7) {
        let text = write_day(day);
        let (rest, of_month) = text.rsplit_once('-').unwrap();
        let (year, month) = rest.rsplit_once('-').unwrap();
        assert_eq!(day_of(year.parse().unwrap(), month.parse().unwrap(), of_month.parse().unwrap()), Some(day));
    }
    for (day, words) in
        [(NEG_INFINITY, "the beginning of time"), (INFINITY, "the end of time"), (i64::MIN, "the beginning of time")]
    {
        assert_eq!(write_day(day), words);
    }
}

#[test]
fn every_day_reads_back_as_itself() {
    for day in (-3_600_000..2_900_000).step_by(97) {
        let text = write_day(day);
        let Ok(Date::Single(moment)) = Date::read(&text) else { panic!("{text}") };
        assert_eq!(moment.days, Days { first: day, last: day });
    }
}

#[test]
fn spans_are_compared_by_their_days() {
    let (a, b, c) = (Days { first: 1, last: 5 }, Days { first: 5, last: 9 }, Days { first: 6, last: 9 });
    assert!(a.meets(b) && !a.meets(c) && c.within(b) && !b.within(c));
    assert_eq!(a.intersection(b), Some(Days { first: 5, last: 5 }));
    assert_eq!(a.intersection(c), None);
    assert_eq!((a.gap(b), a.gap(c), c.gap(a), b.gap(c)), (0, 1, 1, -3));
    assert!(Days { first: 5, last: 5 }.is_one_day() && !a.is_one_day());
    assert_eq!(Days::ALWAYS.intersection(a), Some(a));
    assert!(Days::ALWAYS.gap(Days::ALWAYS) < 0);
    assert!(
        NEG_INFINITY.checked_sub(1_000_000_000_000_000_000).is_some()
            && INFINITY.checked_add(1_000_000_000_000_000_000).is_some()
    );
}
