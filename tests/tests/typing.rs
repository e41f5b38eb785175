//! While somebody types, a workspace that stays open says what a new check of the same texts says: in files of many
//! records of all kinds, in texts that are half typed, broken and mended, in edits across records, with CRLF, comments,
//! and blocks of text in which markers stand.

use std::collections::BTreeMap;

use gainsay_diff::Asked;
use gainsay_model::read::Suggest;
use gainsay_model::workspace::MANIFEST;
use gainsay_store::cache::CacheMode;
use gainsay_store::live::{Change, Update};
use gainsay_store::quotes::QuoteChecker;
use gainsay_store::{LiveWorkspace, LoadOptions, Silent};
use gainsay_tests::edits::workspace;
use gainsay_tests::random::Draw;
use gainsay_tests::told::{all, shown};
use gainsay_tests::typing::{mixed, texts_after};
use gainsay_tests::workspaces::today;

const OPTIONS: LoadOptions = LoadOptions { threads: Some(1), cache: CacheMode::Never, suggest: Suggest::All };

/// Types in a random workspace; returns how often a change was answered, and how often by some files alone.
fn typed(seed: u64, rounds: usize) -> (usize, usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let (root, mut draw) = (folder.path(), Draw(seed));
    let mut texts: BTreeMap<String, String> = mixed(seed, &mut draw);
    for (path, text) in &texts {
        let place = root.join(path);
        std::fs::create_dir_all(place.parent().expect("a folder")).expect("made");
        std::fs::write(place, text).expect("written");
    }
    let mut live = LiveWorkspace::open(root, OPTIONS, today(), &Silent).expect("a workspace");
    let (mut all_changes, mut some) = (0, 0);
    for round in 0..rounds {
        let paths: Vec<String> = texts.keys().filter(|path| *path != MANIFEST).cloned().collect();
        let path = &paths[draw.below(paths.len())];
        for (step, text) in texts_after(&texts[path], &mut draw).into_iter().enumerate() {
            let name = format!("seed {seed}, round {round}, step {step}, {path}");
            let before = live.last().map(|last| shown(last.workspace(), last.outcome())).expect("a check");
            texts.insert(path.clone(), text.clone());
            let change = Change::Overlaid { path: path.clone(), text };
            let update = live.update(vec![change], today()).expect("an update");
            let last = live.last().expect("a check");
            let fresh = workspace(&texts);
            let mut outcome = gainsay_diff::check(&fresh, today());
            QuoteChecker::new(root, OPTIONS, &Silent).add_to(&mut outcome, &fresh, Asked::ALL);
            let now = shown(last.workspace(), last.outcome());
            assert_eq!(now, shown(&fresh, &outcome), "{name}");
            assert_eq!(all(last.workspace(), last.outcome()), all(&fresh, &outcome), "{name}");
            all_changes += 1;
            if let Update::Files(named) = update {
                some += 1;
                let of_others = |shown: BTreeMap<String, Vec<String>>| {
                    shown.into_iter().filter(|(path, _)| !named.contains(path)).collect::<BTreeMap<_, _>>()
                };
                assert_eq!(of_others(before), of_others(now), "{name}: {named:?}");
            }
        }
    }
    (all_changes, some)
}

#[test]
fn after_every_letter_it_says_what_a_new_check_says() {
    let cases: u64 = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12);
    let first: u64 = std::env::var("GAINSAY_FIRST_SEED").ok().and_then(|first| first.parse().ok()).unwrap_or(0);
    let (mut changes, mut some) = (0, 0);
    for seed in first..first + cases {
        let (all, of_files) = typed(seed, 8);
        (changes, some) = (changes + all, some + of_files);
    }
    println!("{some} of {changes} changes named some files");
    assert!(some * 3 > changes, "only {some} of {changes} changes named some files");
}
