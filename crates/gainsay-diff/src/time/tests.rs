use gainsay_model::date::write_day;

use super::*;

/// Returns a positive claim about a state with that `when`, and with the text behind ` said ` as its `said`: `2016/..
/// said 2017`.
fn dates(text: &str) -> Dates {
    let read = |text: &str| Date::read(text).unwrap_or_else(|fault| panic!("{text}: {}", fault.message));
    let (when, said) = match text.split_once(" said ") {
        Some((when, said)) => (when, Some(read(said))),
        None => (text, None),
    };
    let when = (!when.is_empty()).then(|| read(when));
    Dates { when, said, published: None, promises: false, event: false, lasts: Lasts::Days(365), negative: false }
}

fn state(text: &str) -> Time {
    Time::new(dates(text))
}

fn event(text: &str) -> Time {
    Time::new(Dates { event: true, ..dates(text) })
}

fn denial(text: &str) -> Time {
    Time::new(Dates { negative: true, ..dates(text) })
}

fn written(days: Option<Days>) -> String {
    let day = |day: Day| match day {
        NEG_INFINITY => "..".to_owned(),
        INFINITY => "..".to_owned(),
        day => write_day(day),
    };
    days.map_or_else(|| "none".into(), |days| format!("{}/{}", day(days.first), day(days.last)))
}

fn circumstances(grace: Option<i64>) -> Circumstances {
    Circumstances { timeless: false, answers: false, together: false, event: false, standing: None, grace }
}

fn take_over(a: &str, b: &str, grace: i64) -> bool {
    let at = circumstances(Some(grace));
    let (a, b) = (state(a), state(b));
    let found = compare(Relation::Together, (&a, false), (&b, false), &at);
    assert_eq!(found, compare(Relation::Together, (&b, false), (&a, false), &at), "the order of the two matters");
    found == Meeting::Never(Apart::Succession)
}

fn gives_way(affirmed: &str, denied: &str) -> bool {
    let found = compare(Relation::Denial, (&state(affirmed), false), (&denial(denied), false), &circumstances(Some(0)));
    found == Meeting::Never(Apart::Succession)
}

#[test]
fn an_open_end_reaches_as_far_as_what_was_said_tells() {
    for (text, outer, sure) in [
        ("2016/.. said 2017-05-04", "2016-01-01/2018-05-04", "2017-01-01/2017-05-04"),
        ("2018/.. said 2018-05-10", "2018-01-01/2019-05-10", "2018-05-10/2018-05-10"),
        ("2018-08-01/.. said 2018-05-10", "2018-08-01/2019-05-10", "none"),
        ("2019-08-01/.. said 2018-05-10", "2019-08-01/2019-08-01", "none"),
        ("2016-02-01/..", "2016-02-01/..", "2016-02-01/2016-02-01"),
        ("2016-02-01/.. said 2017~", "2016-02-01/..", "2016-02-01/2016-02-01"),
        ("2016-02-01/.. said ../2017", "2016-02-01/2018-12-31", "2016-02-01/2016-02-01"),
        ("2016-02-01/.. said 2017/..", "2016-02-01/..", "2016-02-01/2017-01-01"),
        ("2016-02-01/", "2016-02-01/2016-02-01", "2016-02-01/2016-02-01"),
        ("/2016-02-01", "2016-02-01/2016-02-01", "2016-02-01/2016-02-01"),
        ("../2016", "../2016-12-31", "none"),
        ("../.. said 2017", "../2018-12-31", "none"),
    ] {
        let Reach { outer: found, sure: found_sure, .. } = *state(text).reach(false);
        assert_eq!((written(Some(found)).as_str(), written(found_sure).as_str()), (outer, sure), "{text}");
    }
}

#[test]
fn an_event_with_an_open_end_has_happened_when_it_was_said_or_was_announced() {
    for (text, outer, sure) in [
        ("2016/.. said 2017-05-04", "2016-01-01/2017-05-04", "none"),
        ("2018-08-01/.. said 2018-05-10", "2018-08-01/..", "none"),
        ("2018-08-01/.. said 2018-08-01", "2018-08-01/2018-08-01", "2018-08-01/2018-08-01"),
        ("2018-08-01/.. said 2018-07-01/2018-08-01", "2018-08-01/2018-08-01", "none"),
        ("2018-08-01/", "2018-08-01/..", "none"),
        ("/2018-08-01", "../2018-08-01", "none"),
        ("2018-08-01/2018-08-01", "2018-08-01/2018-08-01", "2018-08-01/2018-08-01"),
    ] {
        let Reach { outer: found, sure: found_sure, .. } = *event(text).reach(true);
        assert_eq!((written(Some(found)).as_str(), written(found_sure).as_str()), (outer, sure), "{text}");
    }
}

#[test]
fn a_denial_is_sure_of_the_days_that_it_names() {
    for (text, outer, sure) in [
        ("2018", "2018-01-01/2018-12-31", "2018-01-01/2018-12-31"),
        ("2018~", "2017-01-01/2019-12-31", "2018-01-01/2018-12-31"),
        ("../2018-05-01", "../2018-05-01", "../2018-05-01"),
        ("../.. said 2018-05", "../2019-05-31", "../2018-05-01"),
        ("../..", "../..", "none"),
        (" said 2018-05-01", "2018-05-01/2018-05-01", "2018-05-01/2018-05-01"),
        (" said 2018-05", "2018-05-01/2018-05-31", "none"),
    ] {
        let Reach { outer: found, sure: found_sure, .. } = *denial(text).reach(false);
        assert_eq!((written(Some(found)).as_str(), written(found_sure).as_str()), (outer, sure), "{text}");
    }
}

#[test]
fn one_takes_over_where_ends_can_be_chosen_so() {
    for (a, b) in [
        ("2009/2014", "2014-01-16/2014-04-04"),
        ("2018/2018", "2018/2018"),
        ("/1918-04-19", "1918-04-19"),
        ("2016/.. said 2018-05-04", "2018-08/.. said 2019"),
        ("2016/.. said 2018-05-04", "2018-08/2018 said 2019"),
        ("1850~/1870~", "1871/1880"),
        ("2010/2015-03-01", "2015-03-01/2020"),
        ("2010/", "2012/2014"),
        ("2010/2012", "/2014"),
        ("2010-01-01/2015-03-01", "2015-03"),
    ] {
        assert!(take_over(a, b, 0), "{a} and {b}");
    }
    for (a, b) in [
        ("2009/2014", "2013/2014"),
        ("2009/2013", "2011/2015"),
        ("2015-03-01/2016-03-01", "2015-03-01/2016-03-01"),
        ("2015-03-01/", "2015-03-01/2016"),
        ("2015-03-01/..", "2015-03-01/2016"),
        ("/2016-03-01", "2014/2016-03-01"),
        ("2015-03-01/2015-03-01", "2015-03-01"),
        // *In May*, and another from the first of May to the last.
        ("2018-05", "2018-05-01/2018-05-31"),
        // Two single dates.
        ("2018", "2018"),
        ("2016/.. said 2018-05-04", "2016/.. said 2019"),
        ("2016/..", "2018-08/.. said 2019"),
        ("../2016", "../2016-05-01"),
        // Neither start has a first day, so that neither is later.
        ("../.. said 2017", "/.."),
    ] {
        assert!(!take_over(a, b, 0), "{a} and {b}");
    }
}

#[test]
fn grace_lets_two_holdings_overlap() {
    let (a, b) = ("2010-01-01/2015-03-04", "2015-03-01/2020-01-01");
    assert!(!take_over(a, b, 0) && !take_over(a, b, 2) && take_over(a, b, 3));
}

#[test]
fn a_denial_can_take_over_too() {
    for (a, n) in [
        ("2010/2015", "2015-05-01/2018"),
        ("/1918-04-19", "1918-04-19"),
        ("2015/2018", "2018"),
        ("2010/2015", "2009/2010"),
    ] {
        assert!(gives_way(a, n), "{a} and not {n}");
    }
    for (a, n) in [
        ("2010/2015", "2012"),
        ("2018-05", "2018-05-01/2018-05-31"),
        ("2018-05-10/2018-05-20", "2018"),
        ("2018", "2018-05-10"),
    ] {
        assert!(!gives_way(a, n), "{a} and not {n}");
    }
}

#[test]
fn what_is_once_has_two_times_if_they_cannot_be_one() {
    let sure = Meeting::Surely(Sure::TwoTimes);
    let doubtful = Meeting::Perhaps(Doubt::NotFirm);
    let one = Meeting::Never(Apart::OneTime);
    for (a, b, grace, expected) in [
        ("1803-01-17", "1803-02", 0, sure),
        ("1803-01-17", "1803-01", 0, one),
        ("1803-01-17", "1803-01-19", 1, sure),
        ("1803-01-17", "1803-01-19", 2, one),
        ("1803-01-17~", "1803-01-19", 0, doubtful),
        ("1803-01-17~", "1803-01-18", 0, one),
        ("1803/.. said 1805", "1806", 0, sure),
        ("1803/", "1806", 0, one),
    ] {
        let (x, y) = (event(a), event(b));
        assert_eq!(compare_once((&x, true), (&y, true), grace), expected, "{a} and {b}");
        assert_eq!(compare_once((&y, true), (&x, true), grace), expected, "{b} and {a}");
    }
    for (a, b, grace, expected) in [
        ("1871/1875", "1871/1876-03-01", 0, sure),
        ("1871/1875", "1871/1876-03-01", 61, one),
        ("1871/1875", "1871/1876-03-01", 60, sure),
        ("1871/1875", "1873/1875", 0, sure),
        ("1871/1875", "1871-05/1875-06", 0, one),
        ("1871/..", "1871/1875", 0, one),
        ("1871/.. said 1872", "1869/1875", 0, sure),
        ("/1875", "1871/1876", 0, sure),
        ("1871/1875~", "1871/1876", 0, one),
        ("1871/1875~", "1871/1877", 0, doubtful),
        ("1871/1875", "1876-01-01", 0, sure),
        ("1871/..", "1876-01-01", 0, one),
        ("1871/", "1870-12-31", 0, sure),
        ("1871", "1875", 0, one),
    ] {
        let (x, y) = (state(a), state(b));
        assert_eq!(compare_once((&x, false), (&y, false), grace), expected, "{a} and {b}");
        assert_eq!(compare_once((&y, false), (&x, false), grace), expected, "{b} and {a}");
    }
    // Beyond an event a state counts as one: its open end reaches as far as `said` tells, and that of the other is
    // without bound.
    let (beyond, other) = (state("1871/.. said 1872-01-01"), state("1875/1880"));
    assert_eq!(compare_once((&beyond, true), (&other, false), 0), sure);
    assert_eq!(compare_once((&beyond, false), (&other, true), 0), one);
    assert_eq!(compare_once((&state(" said 1871"), false), (&state("1875"), false), 0), one);
}
