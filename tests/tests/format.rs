//! The laws of formatting, over random files in every layout.

use gainsay_model::edit::format;
use gainsay_model::value::{Record, Value};
use gainsay_model::yaml;
use gainsay_tests::frames::comments;
use gainsay_tests::layouts;
use gainsay_tests::random::Draw;

fn cases(default: u64) -> u64 {
    std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(default)
}

/// The records of a text. How many line breaks end a block depends on what follows it.
fn records(text: &str) -> Vec<Vec<(String, Value)>> {
    fn ended(value: &Value) -> Value {
        match value {
            Value::Text(text) => Value::text(text.trim_end_matches('\n')),
            Value::List(items) => Value::List(items.iter().map(ended).collect()),
            Value::Mapping(entries) => {
                Value::Mapping(entries.iter().map(|(key, value)| (key.clone(), ended(value))).collect())
            }
        }
    }
    let reading = yaml::read(text);
    assert!(reading.faults.is_empty(), "{text}");
    let record = |document| Record::of(document).expect("a record");
    let fields = |record: &Record| record.fields().iter().map(|(key, value)| (key.clone(), ended(value))).collect();
    reading.documents.iter().map(|document| fields(&record(document))).collect()
}

#[test]
fn formatting_changes_no_word_and_no_comment() {
    let cases = cases(500);
    let mut refused = 0;
    for seed in 0..cases {
        let text = layouts::file(&mut Draw(seed ^ 0xF00));
        let Ok(formatted) = format(&text) else {
            refused += 1;
            continue;
        };
        let context = || format!("seed {seed}\n{text}\n=====>\n{formatted}");
        assert_eq!(records(&text), records(&formatted), "{}", context());
        assert_eq!(comments(&text), comments(&formatted), "{}", context());
        assert_eq!(format(&formatted).as_ref(), Ok(&formatted), "again: {}", context());
        assert!(!formatted.contains("\r\n") && !formatted.starts_with('\u{feff}'), "{}", context());
        assert!(formatted.ends_with('\n') && !formatted.starts_with("---"), "{}", context());
        for document in yaml::read(&formatted).documents {
            let kind = Record::of(&document).expect("a record").kind();
            let place = |key: &str| kind.keys().iter().position(|known| known.name == key).unwrap_or(usize::MAX);
            assert!(document.entries.is_sorted_by_key(|entry| place(&entry.key.text)), "{}", context());
        }
    }
    assert!(refused * 20 <= cases, "{refused} of {cases} were refused");
}

#[test]
fn a_canonical_file_stays_as_it_is() {
    for seed in 0..cases(500) {
        let text = layouts::file(&mut Draw(seed ^ 0xF00));
        let records: Vec<Record> = yaml::read(&text).documents.iter().filter_map(Record::of).collect();
        let written = gainsay_model::write::write_all(&records);
        assert_eq!(format(&written).as_ref(), Ok(&written));
    }
}

#[test]
fn values_are_laid_out_and_blocks_are_left_alone() {
    let text = "---\r\nclaim: \"a\"\r\n# who\r\n\"by\": 'no' # so\r\n\r\nquote: |\r\n      kept\r\n        as it is\r\n\r\nsource: s\r\nvia:\r\n- b # of b\r\n- c\r\ndenies: {subject: x, predicate: p, object: y}\r\nbased-on: [ d,\r\n  e ]\r\nnote: >\r\n  folded\r\n  by hand";
    let formatted = "claim: a\n# who\nby: \"no\" # so\ndenies: x p y\nsource: s\nvia:\n- b # of b\n- c\nquote: |\n      kept\n        as it is\nbased-on: [d, e]\nnote: >\n  folded\n  by hand\n";
    assert_eq!(format(text).as_deref(), Ok(formatted));
}
