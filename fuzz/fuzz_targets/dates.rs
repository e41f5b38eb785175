//! Reads any text as a date: it is accepted, or refused in words. A date names days in their order, and days that are
//! written out read back; a suggestion in place of a faulty date is a date.
#![no_main]

use gainsay_model::date::{Date, Days, day_of, write_day};
use gainsay_model::text::is_obeyed;
use libfuzzer_sys::fuzz_target;

/// Asserts that written days read back, if the year has four digits.
fn assert_reads_back(days: Days) {
    let (least, most) = (day_of(-9999, 1, 1).expect("a day"), day_of(9999, 12, 31).expect("a day"));
    for day in [days.first, days.last].into_iter().filter(|day| (least..=most).contains(day)) {
        let written = write_day(day);
        let read = Date::read(&written).unwrap_or_else(|fault| panic!("{written}: {fault:?}"));
        assert_eq!(read.span(), Days { first: day, last: day }, "{written}");
    }
}

fuzz_target!(|text: &str| {
    match Date::read(text) {
        Ok(date) => {
            let (span, wide) = (date.span(), date.wide_span());
            assert!(span.first <= span.last && span.within(wide) && span.meets(wide));
            assert!(date.is_marked() || span == wide);
            assert_eq!(span.intersection(wide), Some(span));
            assert_reads_back(span);
            assert_reads_back(wide);
        }
        Err(fault) => {
            assert!(!fault.message.is_empty() && !fault.help.is_empty());
            assert!(!fault.message.chars().chain(fault.help.chars()).any(is_obeyed), "{fault:?}");
            assert!(fault.message.len() + fault.help.len() < 1_000, "{fault:?}");
            for form in fault.help.split('`').skip(1).step_by(2) {
                assert!(Date::read(form).is_ok(), "{form:?} is offered for {text:?}: {fault:?}");
            }
        }
    }
});
