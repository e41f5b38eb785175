//! Bytes as an HTML page: read or refused, and what is read can be searched. Nothing panics and nothing hangs.
#![no_main]

use gainsay_sources::{Extracted, KeptCopy, Metadata, Quote, Searchable, text_of_record};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let copy = KeptCopy { name: "page.html", bytes, addresses: &["https://a.example/page"] };
    let _ = Metadata::of(&copy);
    if let Ok(Extracted::Text(text)) = text_of_record(&copy) {
        let searchable = Searchable::of(&text);
        for reading in &text.readings {
            assert!(reading.text.chars().count() > 0, "a text of record has words");
        }
        if let Some(quote) = Quote::parse("the [first] words […] of it") {
            let _ = searchable.find(&quote);
            let _ = searchable.nearest(&quote);
        }
    }
});
