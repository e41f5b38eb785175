//! Edits any text, record by record: every key is set and removed, members and records are added and removed, and
//! records are renamed. An edit that is not refused has changed what was wanted, and nothing else.
#![no_main]

use gainsay_model::edit::{Edit, KeyPath, Target, apply};
use gainsay_model::schema::Kind;
use gainsay_model::value::{Record, Value};
use gainsay_model::yaml::{self, Document, Node};
use gainsay_tests::frames::{check_frame, comments};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let reading = yaml::read(text);
    let values = values(&reading.documents);
    for (at, document) in reading.documents.iter().enumerate().take(3) {
        let Some(record) = Record::of(document) else { continue };
        let target = Target::new(record.kind(), record.id());
        for (number, key) in record.kind().keys().iter().enumerate().skip(1) {
            let value =
                values.get((number + text.len()) % values.len().max(1)).cloned().unwrap_or_else(|| Value::text("x"));
            keys(text, at, &record, &target, key.name, &value);
        }
        for (key, value) in record.fields().iter().skip(1) {
            within(text, at, &target, key, value);
        }
        whole(text, &target);
    }
});

/// Returns values to write: those of the text itself.
fn values(documents: &[Document]) -> Vec<Value> {
    documents.iter().flat_map(|document| &document.entries).filter_map(|entry| Value::of(&entry.value)).collect()
}

fn others(text: &str, at: usize, keys: &[&str]) -> Vec<(String, Value)> {
    let document = yaml::read(text).documents.swap_remove(at);
    let kept = document.entries.into_iter().filter(|entry| !keys.contains(&entry.key.text.as_str()));
    kept.filter_map(|entry| Some((entry.key.text.clone(), Value::of(&entry.value)?))).collect()
}

fn keys(text: &str, at: usize, record: &Record, target: &Target, key: &str, value: &Value) {
    let set = Edit::Set { record: target.clone(), key: KeyPath::of(key), value: value.clone() };
    if let Ok(after) = apply(text, &set) {
        assert_eq!(apply(&after, &set).as_ref(), Ok(&after), "{set:?}");
        if record.kind() != Kind::Claim || !gainsay_model::schema::STANCES.contains(&key) {
            check_frame(text, &after, at, &[key]);
            assert_eq!(others(text, at, &[key]), others(&after, at, &[key]));
        }
        if record.get(key).is_none() && others(text, at, &[]).iter().all(|(known, _)| known != key) {
            let unset = Edit::Unset { record: target.clone(), key: KeyPath::of(key) };
            if let Ok(back) = apply(&after, &unset) {
                assert_eq!(others(&back, at, &[]), others(text, at, &[]), "{text:?} {after:?}");
            }
        }
    }
    let add = Edit::Add { record: target.clone(), key: key.to_owned(), member: value.clone() };
    if let Ok(after) = apply(text, &add) {
        assert_eq!(apply(&after, &add).as_ref(), Ok(&after), "{add:?}");
        check_frame(text, &after, at, &[key]);
    }
}

fn within(text: &str, at: usize, target: &Target, key: &str, value: &Value) {
    let unset = Edit::Unset { record: target.clone(), key: KeyPath::of(key) };
    if let Ok(after) = apply(text, &unset) {
        check_frame(text, &after, at, &[key]);
        assert_eq!(apply(&after, &unset).as_ref(), Ok(&after));
    }
    match value {
        Value::List(members) => {
            for member in members.iter().take(3) {
                let take = Edit::Take { record: target.clone(), key: key.to_owned(), member: member.clone() };
                if let Ok(after) = apply(text, &take) {
                    check_frame(text, &after, at, &[key]);
                    assert!(apply(&after, &take).is_err());
                }
            }
        }
        Value::Mapping(entries) => {
            for (inner, _) in entries.iter().take(3) {
                let unset = Edit::Unset { record: target.clone(), key: KeyPath::within(key, inner) };
                if let Ok(after) = apply(text, &unset) {
                    check_frame(text, &after, at, &[key]);
                }
                let set =
                    Edit::Set { record: target.clone(), key: KeyPath::within(key, inner), value: Value::text("a: #b") };
                if let Ok(after) = apply(text, &set) {
                    check_frame(text, &after, at, &[key]);
                    assert_eq!(apply(&after, &set).as_ref(), Ok(&after));
                }
            }
        }
        Value::Text(_) => {}
    }
}

fn whole(text: &str, target: &Target) {
    let records = |text: &str| -> Vec<Option<Record>> { yaml::read(text).documents.iter().map(Record::of).collect() };
    if let Ok(after) = apply(text, &Edit::Remove { record: target.clone() }) {
        assert_eq!(records(&after).len() + 1, records(text).len());
        assert_eq!(comments(text), comments(&after));
    }
    let new =
        Record::new(Kind::Entity, [("entity".into(), Value::text("zz-new")), ("name".into(), Value::text("a\nb"))]);
    let new = new.expect("a record");
    if let Ok(after) = apply(text, &Edit::Insert { record: new.clone() }) {
        assert_eq!(records(&after).pop().flatten(), Some(new));
        assert_eq!(comments(text), comments(&after));
    }
    let rename = Edit::Rename { kind: target.kind, from: target.id.clone(), to: "zz".into(), literal: Vec::new() };
    if let Ok(after) = apply(text, &rename) {
        assert_eq!(comments(text), comments(&after));
        assert_eq!(yaml::read(text).documents.len(), yaml::read(&after).documents.len());
        let named = |text: &str, id: &str| {
            let is_id = |document: &Document| matches!(&document.entries[0].value, Node::Scalar(scalar) if scalar.text.trim() == id);
            yaml::read(text).documents.iter().filter(|document| is_id(document)).count()
        };
        assert!(named(&after, "zz") > named(text, "zz") || target.kind == Kind::Manifest);
    }
}
