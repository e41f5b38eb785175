//! Any bytes are read and checked; every finding points into its file, and pairs come sorted.
#![no_main]

use gainsay_model::workspace::Input;
use gainsay_model::{Workspace, date};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // A line of `===` ends a file, so that one input can hold a manifest and records.
    let cut = bytes.windows(5).position(|window| window == b"\n===\n");
    let (manifest, records) = cut.map_or((&b"gainsay: 1\n"[..], bytes), |at| (&bytes[..at], &bytes[at + 5..]));
    let input = |path: &str, bytes: &[u8]| Input { path: path.into(), bytes: Ok(bytes.to_vec()) };
    let workspace = Workspace::read(vec![input("gainsay.yaml", manifest), input("records.yaml", records)]);
    let today = date::day_of(2026, 11, 23).expect("a day of the calendar");
    for finding in gainsay_diff::check(&workspace, today).findings {
        for label in &finding.labels {
            let span = workspace.span(label.route);
            let text = &workspace.files[label.route.file() as usize].text;
            assert!(text.is_empty() || text.get(span.start as usize..span.end as usize).is_some(), "{span:?} {finding:#?}");
        }
    }
    let pairs = gainsay_diff::pairs(&workspace, today);
    assert!(pairs.iter().all(|pair| pair.a < pair.b));
    assert!(pairs.is_sorted_by(|x, y| (&x.a, &x.b, x.mechanism) < (&y.a, &y.b, y.mechanism)));
});
