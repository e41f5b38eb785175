//! The laws of writing records: what is written reads back as the same record, here and with another reader of YAML,
//! and keeps its digest.

use gainsay_model::canonical::canonical_form;
use gainsay_model::schema::Kind;
use gainsay_model::value::{Record, Value};
use gainsay_model::write::{write, write_all};
use gainsay_model::{Input, Workspace, yaml};
use gainsay_tests::drafts;
use gainsay_tests::random::{self, Draw};

fn read(text: &str) -> Vec<Record> {
    let reading = yaml::read(text);
    assert!(reading.faults.is_empty(), "{:?} in\n{text}", reading.faults);
    reading.documents.iter().map(|document| Record::of(document).expect("a record")).collect()
}

/// Returns random records of every kind, as many as the environment asks for.
fn records() -> impl Iterator<Item = Record> {
    let seeds = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(150);
    (0..seeds).flat_map(|seed| Kind::ALL.map(|kind| drafts::record(&mut Draw(seed * 6 + kind as u64), kind)))
}

#[test]
fn what_is_written_reads_back() {
    for record in records() {
        let text = write(&record);
        assert_eq!(read(&text), [record], "{text}");
        assert_eq!(write(&read(&text)[0]), text);
    }
}

#[test]
fn records_written_together_read_back() {
    for seed in 0..300 {
        let mut draw = Draw(seed);
        let records: Vec<Record> = (0..5).map(|number| drafts::record(&mut draw, Kind::ALL[number])).collect();
        let text = write_all(&records);
        assert_eq!(read(&text), records, "{text}");
    }
}

#[test]
fn another_reader_reads_the_same_texts() {
    for record in records() {
        let text = write(&record);
        let fields = Value::Mapping(record.fields().to_vec());
        let read: Result<serde_yaml::Value, _> = serde_yaml::from_str(&text);
        let read = read.unwrap_or_else(|error| panic!("{error}:\n{text}"));
        assert!(is_same(&read, &fields), "{read:?}\n{fields:?}\n{text}");
    }
}

/// Whether another reader's value is ours. What is plain and no text to it is compared by how it would write it, so
/// that only dates and figures may be such.
fn is_same(theirs: &serde_yaml::Value, ours: &Value) -> bool {
    match (theirs, ours) {
        (serde_yaml::Value::Sequence(theirs), Value::List(ours)) => {
            theirs.len() == ours.len() && theirs.iter().zip(ours).all(|(theirs, ours)| is_same(theirs, ours))
        }
        (serde_yaml::Value::Mapping(theirs), Value::Mapping(ours)) => {
            let mut pairs = theirs.iter().zip(ours);
            theirs.len() == ours.len()
                && pairs.all(|((theirs, value), (key, ours))| theirs.as_str() == Some(key) && is_same(value, ours))
        }
        (serde_yaml::Value::String(theirs), Value::Text(ours)) => theirs == ours,
        (serde_yaml::Value::Bool(theirs), Value::Text(ours)) => theirs.to_string() == *ours,
        (serde_yaml::Value::Number(theirs), Value::Text(ours)) => theirs.to_string() == *ours,
        _ => false,
    }
}

#[test]
fn what_is_written_keeps_its_digest() {
    for seed in 0..40 {
        let files = random::workspace(seed, 120);
        let input =
            |(path, text): &(String, String)| Input { path: path.clone(), bytes: Ok(text.clone().into_bytes()) };
        let inputs: Vec<Input> = files.iter().map(input).collect();
        let workspace = Workspace::read(inputs);
        let object_type = |predicate: &str| workspace.object_type(predicate);
        for document in files.iter().flat_map(|(_, text)| yaml::read(text).documents) {
            let Some(record) = Record::of(&document) else { continue };
            let form = |document: &yaml::Document| canonical_form(document, record.kind(), &object_type);
            let text = write(&record);
            let again = yaml::read(&text);
            assert_eq!(form(&again.documents[0]), form(&document), "{text}");
        }
    }
}
