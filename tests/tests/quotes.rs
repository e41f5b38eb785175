//! Quotes looked for in kept copies of every form: the sample of forty whose answers are known.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gainsay_sources::{Extracted, KeptCopy, Quote, Searchable, TextOfRecord, Verdict, text_of_record};
use gainsay_tests::workspaces::root;
use serde::Deserialize;

/// Reads the documents of a YAML file, each a mapping.
fn records(path: &Path) -> Vec<BTreeMap<String, serde_yaml::Value>> {
    let text = std::fs::read_to_string(path).expect("a readable file of records");
    serde_yaml::Deserializer::from_str(&text)
        .map(|document| BTreeMap::deserialize(document).expect("a record"))
        .collect()
}

fn text<'a>(record: &'a BTreeMap<String, serde_yaml::Value>, key: &str) -> &'a str {
    record.get(key).and_then(serde_yaml::Value::as_str).unwrap_or_else(|| panic!("{key} in {record:?}"))
}

/// Reads the text of record of a file.
fn text_of(path: &PathBuf) -> TextOfRecord {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let name = path.file_name().expect("a file name").to_string_lossy();
    match text_of_record(&KeptCopy { name: &name, bytes: &bytes, addresses: &[] }) {
        Ok(Extracted::Text(text)) => text,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn the_forty_quotes_of_the_sample_are_found_or_not_as_they_should_be() {
    let folder = root().join("tests/quotes/sample");
    let expected = std::fs::read_to_string(root().join("tests/quotes/sample.expected.json")).expect("the answers");
    let expected: serde_json::Value = serde_json::from_str(&expected).expect("answers in JSON");
    let copies: BTreeMap<String, TextOfRecord> = records(&folder.join("sources/all.yaml"))
        .iter()
        .map(|source| (text(source, "source").to_string(), text_of(&folder.join("sources").join(text(source, "file")))))
        .collect();
    let mut wrong = Vec::new();
    let claims = records(&folder.join("claims/all.yaml"));
    for claim in &claims {
        let id = text(claim, "claim");
        let quote = Quote::parse(text(claim, "quote")).unwrap_or_else(|| panic!("{id} says nothing"));
        let found = match Searchable::of(&copies[text(claim, "source")]).find(&quote) {
            Verdict::Found(_) => "found",
            Verdict::NotFound => "not-found",
            Verdict::GaveUp => "gave up",
        };
        let answer = &expected["claims"][id];
        if answer["expect"] != found {
            wrong.push(format!("{id}: {found}, but it is {} ({})", answer["expect"], answer["why"]));
        }
    }
    assert_eq!(claims.len(), 40);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
