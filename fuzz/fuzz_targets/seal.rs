//! Seals any text, record by record. A seal that is not refused keeps every record as it was, inserts one piece of text
//! and changes no other, and sealing again changes nothing.
#![no_main]

use gainsay_model::Input;
use gainsay_model::Workspace;
use gainsay_model::record::{Place, Rev};
use gainsay_model::schema::Kind;
use gainsay_model::seal::with_rev;
use gainsay_model::yaml::{self, Document};
use libfuzzer_sys::fuzz_target;

fn read(text: &str) -> Workspace {
    Workspace::read(vec![Input { path: "records.yaml".into(), bytes: Ok(text.as_bytes().to_vec()) }])
}

/// Returns the canonical form of every document, whatever its kind.
fn forms(workspace: &Workspace, documents: &[Document]) -> Vec<Option<String>> {
    let form = |document: &Document| {
        let kind = Kind::of_first_key(&document.entries[0].key.text).unwrap_or(Kind::Claim);
        workspace.document_form(kind, Place { file: 0, start: document.span.start })
    };
    documents.iter().map(form).collect()
}

/// Returns whether the second text is the first with something inserted at one place.
fn is_inserted(before: &str, after: &str) -> bool {
    let (before, after) = (before.as_bytes(), after.as_bytes());
    let first = before.iter().zip(after).take_while(|(x, y)| x == y).count();
    let last = before.iter().rev().zip(after.iter().rev()).take_while(|(x, y)| x == y).count();
    first + last >= before.len()
}

fuzz_target!(|text: &str| {
    let workspace = read(text);
    let Some(file) = workspace.files.first().filter(|file| !file.text().is_empty()) else { return };
    let documents = yaml::read(file.text()).documents;
    let before = forms(&workspace, &documents);
    for document in documents.iter().take(2) {
        let Some(kind) = Kind::of_first_key(&document.entries[0].key.text) else { continue };
        let place = Place { file: 0, start: document.span.start };
        let Some(digest) = workspace.digest(kind, place) else { continue };
        let rev = Rev { count: 1, digest };
        assert_eq!(Rev::read(&rev.to_string()), Some(rev));
        let Ok(sealed) = with_rev(file.text(), place.start, rev) else { continue };
        assert_eq!(with_rev(&sealed, place.start, rev).as_ref(), Ok(&sealed));
        let again = read(&sealed);
        assert_eq!(again.digest(kind, place), Some(digest));
        let after = forms(&again, &yaml::read(&sealed).documents);
        assert_eq!(before, after);
        let had_one = document.entries.iter().any(|entry| entry.key.text == "rev");
        assert!(had_one || is_inserted(file.text(), &sealed), "{:?} became {sealed:?}", file.text());
    }
});
