//! Reads any bytes as a kept copy, for fuzzing: they are read or refused, and what is read can be searched.

use gainsay_sources::{Extracted, KeptCopy, Metadata, Quote, Searchable, text_of_record};

/// Reads bytes as a kept copy of that name, and looks for a quote in its text.
///
/// # Panics
/// Panics if the text of a copy has no words.
pub fn read_and_search(name: &str, bytes: &[u8]) {
    let copy = KeptCopy { name, bytes, addresses: &["https://a.example/page"] };
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
}
