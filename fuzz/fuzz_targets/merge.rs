//! Any three texts are merged. What one side alone has changed is the result, a clean result reads, and every conflict stands where it is told.
#![no_main]

use gainsay_model::merge::{Options, merge};
use gainsay_model::yaml;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // A line of `===` ends a text, so that one input can hold three.
    let mut texts = text.splitn(3, "\n===\n");
    let [base, ours, theirs] = [(); 3].map(|()| texts.next().unwrap_or_default());
    for any_yaml in [true, false] {
        let options = Options { any_yaml, ..Options::default() };
        for (one, other) in [(ours, base), (base, ours), (ours, ours)] {
            assert_eq!(merge(base, one, other, &options).text, ours, "what one side alone has changed");
        }
        let result = merge(base, ours, theirs, &options);
        assert!(!result.is_clean() || yaml::parts(&result.text).is_ok(), "{:?}", result.text);
        let lines: Vec<&str> = result.text.split('\n').collect();
        for conflict in &result.conflicts {
            let line = conflict.line.checked_sub(1).and_then(|line| lines.get(line));
            // A byte-order mark stays the first thing of the file.
            let shown = line.map(|line| line.trim_start_matches('\u{feff}').trim_end_matches('\r'));
            assert_eq!(shown, Some("<<<<<<< ours"), "{result:?}");
        }
    }
});
