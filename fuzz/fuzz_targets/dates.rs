//! Any text is read as a date or refused in words; what is read names days in their order.
#![no_main]

use gainsay_model::date::Date;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match Date::read(text) {
        Ok(date) => {
            let (span, wide) = (date.span(), date.wide_span());
            assert!(span.first <= span.last && wide.first <= span.first && span.last <= wide.last);
            assert!(date.is_marked() || span == wide);
        }
        Err(fault) => assert!(!format!("{fault:?}").is_empty()),
    }
});
