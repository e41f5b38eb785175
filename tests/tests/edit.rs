//! The laws of editing, over random files in every layout.

use std::collections::BTreeMap;

use gainsay_model::canonical::{canonical_form, digest};
use gainsay_model::edit::{Edit, FileRefusal, KeyPath, Refusal, Target, Texts, apply, rename};
use gainsay_model::record::{ObjectType, Rev, Stance};
use gainsay_model::references::references;
use gainsay_model::schema::{Kind, Shape};
use gainsay_model::text::composed;
use gainsay_model::value::{Record, Value};
use gainsay_model::write::write;
use gainsay_model::yaml::{self, Document, Node};
use gainsay_model::{Input, Workspace};
use gainsay_tests::frames::{check_frame, comments};
use gainsay_tests::random::Draw;
use gainsay_tests::{drafts, layouts, random};

/// How many random files each law is tried with.
fn cases(default: u64) -> u64 {
    std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(default)
}

fn documents(text: &str) -> Vec<Document> {
    yaml::read(text).documents
}

fn target(document: &Document) -> Target {
    let first = &document.entries[0];
    let Node::Scalar(id) = &first.value else { panic!("an id") };
    Target::new(Kind::of_first_key(&first.key.text).expect("a kind"), &id.text)
}

/// A file, the place of one of its records, and that record.
struct Drawn {
    text: String,
    at: usize,
    record: Record,
    target: Target,
}

fn drawn(draw: &mut Draw) -> Drawn {
    let text = layouts::file(draw);
    let documents = documents(&text);
    let at = draw.below(documents.len());
    let record = Record::of(&documents[at]).expect("a record");
    Drawn { target: target(&documents[at]), text, at, record }
}

/// How often each refusal came up.
#[derive(Default)]
struct Refusals(BTreeMap<&'static str, usize>);

impl Refusals {
    fn count(&mut self, refusal: &Refusal) {
        *self.0.entry(refusal.name()).or_default() += 1;
    }

    /// Nearly every edit of a random file can be made; what cannot is laid out oddly or held by a lost comment.
    fn assert_rare(&self, cases: u64) {
        let refused = ["layout", "unsafe"].iter().filter_map(|name| self.0.get(name)).sum::<usize>() as u64;
        assert!(refused * 100 <= cases * 3, "{refused} of {cases} were refused: {:?}", self.0);
    }
}

/// The keys of a record. How many line breaks end a block depends on what follows it.
fn fields(record: &Record) -> BTreeMap<String, Value> {
    record.fields().iter().map(|(key, value)| (key.clone(), ended(value))).collect()
}

fn ended(value: &Value) -> Value {
    match value {
        Value::Text(text) => Value::text(text.trim_end_matches('\n')),
        Value::List(items) => Value::List(items.iter().map(ended).collect()),
        Value::Mapping(entries) => {
            Value::Mapping(entries.iter().map(|(key, value)| (key.clone(), ended(value))).collect())
        }
    }
}

/// The record as it is read from the text after an edit.
fn reread(drawn: &Drawn, after: &str) -> Record {
    Record::of(&documents(after)[drawn.at]).expect("a record")
}

/// A value as a record holds it.
fn normal(record: &Record, key: &str, value: Value) -> Value {
    let alone = Record::new(record.kind(), [record.fields()[0].clone(), (key.to_owned(), value)]);
    alone.expect("a record").get(key).expect("a value").clone()
}

fn is_stance(key: &str) -> bool {
    Stance::of_key(key).is_some()
}

#[test]
fn setting_a_key_changes_that_key_alone() {
    let (mut refusals, cases) = (Refusals::default(), cases(1_000));
    for seed in 0..cases {
        let mut draw = Draw(seed);
        let drawn = drawn(&mut draw);
        let keys = drawn.record.kind().keys();
        let key = &keys[1 + draw.below(keys.len() - 1)];
        let value = normal(&drawn.record, key.name, drafts::value(&mut draw, key));
        let edit = Edit::Set { record: drawn.target.clone(), key: KeyPath::of(key.name), value: value.clone() };
        let after = match apply(&drawn.text, &edit) {
            Ok(after) => after,
            Err(refusal) => {
                refusals.count(&refusal);
                continue;
            }
        };
        let mut wanted = fields(&drawn.record);
        let was_there = wanted.contains_key(key.name);
        let old_stance = wanted.keys().find(|known| !was_there && is_stance(key.name) && is_stance(known)).cloned();
        if let Some(old) = &old_stance {
            wanted.remove(old);
        }
        wanted.insert(key.name.to_owned(), ended(&value));
        assert_eq!(fields(&reread(&drawn, &after)), wanted, "seed {seed}\n{}\n=====>\n{after}", drawn.text);
        let touched: Vec<&str> = old_stance.iter().map(String::as_str).chain([key.name]).collect();
        check_frame(&drawn.text, &after, drawn.at, &touched);
        assert_eq!(apply(&after, &edit).as_ref(), Ok(&after), "seed {seed}: again");
        if !was_there && old_stance.is_none() {
            check_place(&drawn, &after, key.name);
            let unset = Edit::Unset { record: drawn.target.clone(), key: KeyPath::of(key.name) };
            if !key.required && !is_stance(key.name) {
                assert_eq!(
                    apply(&after, &unset).as_deref(),
                    Ok(&*drawn.text),
                    "seed {seed}: there and back with {}\n{after}",
                    key.name
                );
            }
        }
    }
    refusals.assert_rare(cases);
}

/// A new key stands behind the last of those that come before it in the schema.
fn check_place(drawn: &Drawn, after: &str, key: &str) {
    let document = &documents(after)[drawn.at];
    let place = |name: &str| drawn.record.kind().keys().iter().position(|known| known.name == name);
    let at = document.entries.iter().position(|entry| entry.key.text == key).expect("the key");
    let before = document
        .entries
        .iter()
        .filter_map(|entry| place(&entry.key.text))
        .filter(|other| *other < place(key).unwrap())
        .max();
    assert_eq!(place(&document.entries[at - 1].key.text), before, "{after}");
}

#[test]
fn unsetting_a_key_takes_that_key_away() {
    let (mut refusals, cases) = (Refusals::default(), cases(1_000));
    for seed in 0..cases {
        let mut draw = Draw(seed ^ 0x51);
        let drawn = drawn(&mut draw);
        let keys: Vec<&(String, Value)> = drawn.record.fields().iter().skip(1).collect();
        if keys.is_empty() {
            continue;
        }
        let (key, value) = keys[draw.below(keys.len())];
        let inner = match value {
            Value::Mapping(entries) if draw.once(700) => Some(entries[draw.below(entries.len())].0.clone()),
            _ => None,
        };
        let path = KeyPath { key: key.clone(), inner: inner.clone() };
        let after = match apply(&drawn.text, &Edit::Unset { record: drawn.target.clone(), key: path }) {
            Ok(after) => after,
            Err(refusal) => {
                refusals.count(&refusal);
                continue;
            }
        };
        let mut wanted = drawn.record.fields().to_vec();
        if let Some(inner) = inner
            && let Some((_, Value::Mapping(entries))) = wanted.iter_mut().find(|(known, _)| known == key)
        {
            entries.retain(|(known, _)| *known != inner);
        } else {
            wanted.retain(|(known, _)| known != key);
        }
        let wanted = Record::new(drawn.record.kind(), wanted).expect("a record");
        assert_eq!(fields(&reread(&drawn, &after)), fields(&wanted), "seed {seed}\n{}\n=====>\n{after}", drawn.text);
        check_frame(&drawn.text, &after, drawn.at, &[key]);
    }
    refusals.assert_rare(cases);
}

#[test]
fn setting_within_a_mapping_changes_that_entry_alone() {
    let (mut refusals, cases) = (Refusals::default(), cases(1_000));
    for seed in 0..cases {
        let mut draw = Draw(seed ^ 0x77);
        let drawn = drawn(&mut draw);
        let shape = |shape: Shape| matches!(shape, Shape::Mapping | Shape::Main(_));
        let keys: Vec<_> = drawn.record.kind().keys().iter().filter(|key| shape(key.shape)).collect();
        if keys.is_empty() {
            continue;
        }
        let key = keys[draw.below(keys.len())];
        let current = drawn.record.get(key.name);
        let inner = match current {
            Some(Value::Mapping(entries)) if draw.once(500) => entries[draw.below(entries.len())].0.clone(),
            _ => draw.pick_text(&["because", "by", "place", "measure", "wikidata"]),
        };
        let value = Value::Text(drafts::text(&mut draw));
        let edit =
            Edit::Set { record: drawn.target.clone(), key: KeyPath::within(key.name, &inner), value: value.clone() };
        let after = match apply(&drawn.text, &edit) {
            Ok(after) => after,
            Err(refusal) => {
                refusals.count(&refusal);
                continue;
            }
        };
        let mut entries = match (current, key.shape) {
            (Some(Value::Mapping(entries)), _) => entries.clone(),
            (Some(bare), Shape::Main(main)) => vec![(main.to_owned(), bare.clone())],
            _ => Vec::new(),
        };
        match entries.iter_mut().find(|(known, _)| *known == inner) {
            Some((_, old)) => *old = value,
            None => entries.push((inner, value)),
        }
        let mut wanted = fields(&drawn.record);
        wanted.insert(key.name.to_owned(), Value::Mapping(entries));
        let wanted = Record::new(drawn.record.kind(), wanted).expect("a record");
        assert_eq!(fields(&reread(&drawn, &after)), fields(&wanted), "seed {seed}\n{}\n=====>\n{after}", drawn.text);
        check_frame(&drawn.text, &after, drawn.at, &[key.name]);
        assert_eq!(apply(&after, &edit).as_ref(), Ok(&after), "seed {seed}: again");
    }
    refusals.assert_rare(cases);
}

#[test]
fn members_come_and_go_alone() {
    let (mut refusals, cases) = (Refusals::default(), cases(1_000));
    for seed in 0..cases {
        let mut draw = Draw(seed ^ 0x1234);
        let drawn = drawn(&mut draw);
        let keys: Vec<_> = drawn.record.kind().keys().iter().filter(|key| key.shape.is_list()).collect();
        if keys.is_empty() {
            continue;
        }
        let key = keys[draw.below(keys.len())];
        let members = match drawn.record.get(key.name) {
            Some(Value::List(members)) => members.clone(),
            _ => Vec::new(),
        };
        let adds = members.is_empty() || draw.once(500);
        let member = match drafts::value(&mut draw, key) {
            _ if !adds => members[draw.below(members.len())].clone(),
            Value::List(mut items) => items.pop().expect("a member"),
            one => one,
        };
        let member = match normal(&drawn.record, key.name, Value::List(vec![member])) {
            Value::List(mut items) => items.pop().expect("a member"),
            one => one,
        };
        let (record, name) = (drawn.target.clone(), key.name.to_owned());
        let edit = if adds {
            Edit::Add { record, key: name, member: member.clone() }
        } else {
            Edit::Take { record, key: name, member: member.clone() }
        };
        let after = match apply(&drawn.text, &edit) {
            Ok(after) => after,
            Err(refusal) => {
                refusals.count(&refusal);
                continue;
            }
        };
        let mut wanted = members.clone();
        if adds && !members.iter().any(|known| is_same(known, &member)) {
            wanted.push(member);
        } else if !adds {
            wanted.retain(|known| !is_same(known, &member));
        }
        let mut record = fields(&drawn.record);
        record.remove(key.name);
        if !wanted.is_empty() {
            record.insert(key.name.to_owned(), Value::List(wanted));
        }
        let record = Record::new(drawn.record.kind(), record).expect("a record");
        assert_eq!(fields(&reread(&drawn, &after)), fields(&record), "seed {seed}\n{}\n=====>\n{after}", drawn.text);
        check_frame(&drawn.text, &after, drawn.at, &[key.name]);
    }
    refusals.assert_rare(cases);
}

/// Members are the same if their texts are, white space aside.
fn is_same(a: &Value, b: &Value) -> bool {
    let plain = |value: &Value| value.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    plain(a) == plain(b)
}

#[test]
fn records_come_and_go_alone() {
    let (mut refusals, cases) = (Refusals::default(), cases(1_000));
    for seed in 0..cases {
        let mut draw = Draw(seed ^ 0x9999);
        let drawn = drawn(&mut draw);
        let old: Vec<Record> = documents(&drawn.text).iter().filter_map(Record::of).collect();
        let inserts = draw.once(500);
        let kind = Kind::ALL[draw.below(5)];
        let record = drafts::record(&mut draw, kind);
        let edit = if inserts {
            Edit::Insert { record: record.clone() }
        } else {
            Edit::Remove { record: drawn.target.clone() }
        };
        let after = match apply(&drawn.text, &edit) {
            Ok(after) => after,
            Err(refusal) => {
                refusals.count(&refusal);
                continue;
            }
        };
        let mut wanted = old;
        if inserts {
            wanted.push(record);
        } else {
            wanted.remove(drawn.at);
        }
        let read: Vec<_> = documents(&after).iter().filter_map(Record::of).map(|record| fields(&record)).collect();
        assert_eq!(read, wanted.iter().map(fields).collect::<Vec<_>>(), "seed {seed}\n{}\n=====>\n{after}", drawn.text);
        assert_eq!(comments(&drawn.text), comments(&after), "seed {seed}\n{}\n=====>\n{after}", drawn.text);
        assert!(yaml::read(&after).faults.is_empty(), "seed {seed}\n{after}");
        if inserts {
            assert!(after.starts_with(drawn.text.trim_end_matches(['\n', '\r'])), "seed {seed}");
        }
    }
    refusals.assert_rare(cases);
}

#[test]
fn renaming_follows_every_reference() {
    let (mut refusals, cases) = (Refusals::default(), cases(1_000));
    for seed in 0..cases {
        let mut draw = Draw(seed ^ 0xABCDE);
        let drawn = drawn(&mut draw);
        let no_literals = |_: &str| false;
        let old = documents(&drawn.text);
        let known = |documents: &[Document], kind: Kind| -> Vec<String> {
            let found = documents.iter().flat_map(|document| references(document, &no_literals));
            found.filter(|one| one.kind == kind).map(|one| one.id.to_owned()).collect()
        };
        let all: Vec<_> = old.iter().flat_map(|document| references(document, &no_literals)).collect();
        let one = &all[draw.below(all.len())];
        if one.kind == Kind::Manifest {
            continue;
        }
        let edit =
            Edit::Rename { kind: one.kind, from: one.id.to_owned(), to: "new-name/1".into(), literal: Vec::new() };
        let after = match apply(&drawn.text, &edit) {
            Ok(after) => after,
            Err(refusal) => {
                refusals.count(&refusal);
                continue;
            }
        };
        let wanted: Vec<String> = known(&old, one.kind)
            .into_iter()
            .map(|id| if id == one.id { "new-name/1".to_owned() } else { id })
            .collect();
        let new = documents(&after);
        assert_eq!(known(&new, one.kind), wanted, "seed {seed}\n{}\n=====>\n{after}", drawn.text);
        assert_eq!(comments(&drawn.text), comments(&after));
        for kind in Kind::ALL.into_iter().filter(|kind| *kind != one.kind) {
            assert_eq!(known(&new, kind), known(&old, kind), "seed {seed}");
        }
        let back =
            Edit::Rename { kind: one.kind, from: "new-name/1".into(), to: one.id.to_owned(), literal: Vec::new() };
        if gainsay_model::interner::is_id(one.id) {
            let back = apply(&after, &back).unwrap_or_else(|refusal| panic!("seed {seed}: {refusal}\n{after}"));
            let records = |text: &str| documents(text).iter().filter_map(Record::of).collect::<Vec<_>>();
            assert_eq!(records(&back), records(&drawn.text), "seed {seed}");
        }
    }
    refusals.assert_rare(cases);
}

/// A workspace after a record of it was renamed: no reference is left, every version and every pin that fitted fits,
/// and the way back leads to what was there.
#[test]
fn renaming_in_a_workspace_keeps_versions_and_pins() {
    for seed in 0..cases(60).min(400) {
        let files: Texts = random::workspace(seed, 60).into_iter().collect();
        let before = workspace(&files);
        let is_literal =
            |predicate: &str| before.object_type(predicate).is_some_and(|object| *object != ObjectType::Entity);
        let named = |files: &Texts| -> Vec<(Kind, String)> {
            let all = files.values().flat_map(|text| documents(text));
            all.flat_map(|document| {
                references(&document, &is_literal).iter().map(|one| (one.kind, one.id.to_owned())).collect::<Vec<_>>()
            })
            .collect()
        };
        let own: Vec<Target> = files
            .values()
            .flat_map(|text| documents(text))
            .filter(|document| Record::of(document).is_some())
            .map(|document| target(&document))
            .collect();
        let mut draw = Draw(seed);
        let Target { kind, id } = own[draw.below(own.len())].clone();
        let object_type = |predicate: &str| before.object_type(predicate);
        let renamed = match rename(&files, kind, &id, "new-name", &object_type) {
            Ok(renamed) => renamed,
            Err(FileRefusal { refusal: Refusal::BadId(_) | Refusal::Faulty, .. }) => continue,
            Err(refusal) => panic!("seed {seed}: {refusal}"),
        };
        let mut after = files.clone();
        after.extend(renamed);
        let is_old = |(other, name): &(Kind, String)| *other == kind && composed(name) == composed(&id);
        assert!(!named(&after).iter().any(is_old), "seed {seed}");
        assert_eq!(versions(&after), versions(&files), "seed {seed}");
        let types = workspace(&after);
        let back = rename(&after, kind, "new-name", &composed(&id), &|predicate| types.object_type(predicate))
            .unwrap_or_else(|refusal| panic!("seed {seed}: {refusal}"));
        let mut again = after;
        again.extend(back);
        // An id may have stood there in another form that is the same in NFC.
        let written = |document: &Document| Record::of(document).map(|record| composed(&write(&record)).into_owned());
        let records = |files: &Texts| -> Vec<Option<String>> {
            files.values().flat_map(|text| documents(text)).map(|document| written(&document)).collect()
        };
        assert_eq!(records(&again), records(&files), "seed {seed}");
    }
}

fn workspace(files: &Texts) -> Workspace {
    let input = |(path, text): (&String, &String)| Input { path: path.clone(), bytes: Ok(text.clone().into_bytes()) };
    Workspace::read(files.iter().map(input).collect())
}

/// Of every version and every pin, whether it fits.
fn versions(files: &Texts) -> Vec<bool> {
    let workspace = workspace(files);
    let object_type = |predicate: &str| workspace.object_type(predicate);
    let all: Vec<Document> = files.values().flat_map(|text| documents(text)).collect();
    let digest_of = |document: &Document, kind: Kind| digest(&canonical_form(document, kind, &object_type));
    let mut claims = BTreeMap::new();
    for document in &all {
        if document.entries[0].key.text == "claim" && Record::of(document).is_some() {
            claims
                .entry(composed(&target(document).id).into_owned())
                .or_insert_with(|| digest_of(document, Kind::Claim));
        }
    }
    let mut fits = Vec::new();
    for document in &all {
        let Some(record) = Record::of(document) else { continue };
        if let Some(Value::Text(rev)) = record.get("rev") {
            fits.push(Rev::read(rev.trim()).is_some_and(|rev| rev.digest == digest_of(document, record.kind())));
        }
        if let (Kind::Ruling, Some(Value::List(between))) = (record.kind(), record.get("between")) {
            let pins = between
                .iter()
                .filter_map(|pin| pin.to_string().split_once('@').map(|(id, rev)| (id.to_owned(), rev.to_owned())));
            fits.extend(pins.map(|(id, rev)| {
                let digest = claims.get(composed(id.trim()).as_ref());
                digest.is_some_and(|digest| Rev::read(rev.trim()).is_some_and(|rev| rev.digest == *digest))
            }));
        }
    }
    fits
}

/// The only line break of a text may go with the last key, where the text does not end in one.
#[test]
fn what_ends_without_a_line_break_still_does() {
    let text = "gainsay: 1\nname: N";
    let unset = Edit::Unset { record: Target::new(Kind::Manifest, "1"), key: KeyPath::of("name") };
    let after = apply(text, &unset).expect("the name goes");
    assert_eq!(after, "gainsay: 1");
    check_frame(text, &after, 0, &["name"]);
}
