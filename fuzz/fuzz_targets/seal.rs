//! Any text is sealed, record by record: a seal that is not refused keeps the digest, and sealing again changes nothing.
#![no_main]

use gainsay_model::Workspace;
use gainsay_model::record::{Place, Rev};
use gainsay_model::schema::Kind;
use gainsay_model::seal::with_rev;
use gainsay_model::workspace::Input;
use gainsay_model::yaml;
use libfuzzer_sys::fuzz_target;

fn read(text: &str) -> Workspace {
    Workspace::read(vec![Input { path: "records.yaml".into(), bytes: Ok(text.as_bytes().to_vec()) }])
}

fuzz_target!(|text: &str| {
    let workspace = read(text);
    let Some(file) = workspace.files.first().filter(|file| !file.text.is_empty()) else { return };
    for document in yaml::read(&file.text).documents {
        let Some(kind) = Kind::of_first_key(&document.entries[0].key.text) else { continue };
        let place = Place { file: 0, start: document.span.start };
        let Some(digest) = workspace.digest(kind, place) else { continue };
        let rev = Rev { count: 1, digest };
        let Ok(sealed) = with_rev(&file.text, place.start, rev) else { continue };
        assert_eq!(with_rev(&sealed, place.start, rev).as_ref(), Ok(&sealed));
        assert_eq!(read(&sealed).digest(kind, place), Some(digest));
        assert_eq!(yaml::read(&sealed).documents.len(), yaml::read(&file.text).documents.len());
    }
});
