//! Looks for a quote in a text, separated by a line `===`: the place of the quote lies in the text, in order, between
//! characters; so does the nearest passage; and a text that says something is found in itself.
#![no_main]

use std::ops::Range;

use gainsay_sources::{Form, LineEndHyphens, Quote, Reading, Searchable, TextOfRecord, Verdict};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let (text, quote) = input.split_once("\n===\n").unwrap_or((input, input));
    for hyphens in [LineEndHyphens::Kept, LineEndHyphens::MaySplitWords] {
        let record = TextOfRecord { form: Form::PlainText, readings: vec![Reading { text: text.to_owned(), hyphens }] };
        let searchable = Searchable::of(&record);
        let Some(sought) = Quote::parse(quote) else { continue };
        let lies_in_text = |place: &Range<usize>| text.get(place.clone()).is_some();
        match searchable.find(&sought) {
            Verdict::Found(found) => {
                assert!(found.passages.iter().all(lies_in_text), "{found:?}");
                assert!(found.passages.windows(2).all(|pair| pair[0].start <= pair[1].start), "{found:?}");
            }
            Verdict::NotFound => {
                if let Some(nearest) = searchable.nearest(&sought) {
                    assert!(lies_in_text(&nearest.place), "{nearest:?}");
                }
                assert!(
                    text != quote || hyphens == LineEndHyphens::MaySplitWords || text.contains('['),
                    "a text stands in itself"
                );
            }
            Verdict::GaveUp => {}
        }
    }
});
