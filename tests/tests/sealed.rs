//! Seals that were proved to hold when their records were read: what is edited later is noticed all the same, whether it
//! is a record, its seal or the vocabulary, and whatever was kept of an earlier run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use gainsay_diff::findings::AnyFinding;
use gainsay_model::file::FileSource;

use gainsay_model::read::{ParsedFiles, Seals, Suggest};
use gainsay_model::record::{Digest, Place, Rev};
use gainsay_model::schema::Kind;
use gainsay_model::seal::with_rev;
use gainsay_model::snapshot_codec::CachedRecords;
use gainsay_model::{Input, Workspace};
use gainsay_tests::kept::InMemory;
use gainsay_tests::random::{self, Draw};
use gainsay_tests::workspaces::{File, files_in, root, today};

/// Files that can be read only until they are taken away.
struct Vanishing {
    files: InMemory,
    are_gone: AtomicBool,
}

impl FileSource for Vanishing {
    fn fetch(&self, path: &str, bytes: &mut Vec<u8>) -> Result<(), String> {
        if self.are_gone.load(Ordering::Relaxed) { Err("it is gone".into()) } else { self.files.fetch(path, bytes) }
    }
}

fn in_memory(files: &[File]) -> InMemory {
    InMemory(files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())).collect())
}

fn by_parser(files: &[File]) -> Workspace {
    let input = |(path, text): &File| Input { path: path.clone(), bytes: Ok(text.clone().into_bytes()) };
    Workspace::read_by_parser(files.iter().map(input).collect())
}

/// Returns the digest of each record, as its text gives it.
fn digests(files: &[File]) -> BTreeMap<(String, u32), (Kind, Digest)> {
    let workspace = by_parser(files);
    let of = |header: gainsay_model::records::RecordHeader| {
        let Place { file, start } = header.place;
        let file = &workspace.files[file as usize];
        let digest = workspace.digest(header.kind, header.place)?;
        (header.id.is_some() && !file.built_in).then(|| ((file.path.clone(), start), (header.kind, digest)))
    };
    workspace.records.headers().filter_map(of).collect()
}

/// Returns the files with a seal in every record that can be sealed.
fn all_sealed(files: &[File]) -> Vec<File> {
    let mut sealed: BTreeMap<String, String> = files.iter().cloned().collect();
    // From the last one on, so that no place moves before its turn.
    for ((path, start), (_, digest)) in digests(files).into_iter().rev() {
        let text = sealed.get_mut(&path).expect("a file that was read");
        if let Ok(with_seal) = with_rev(text, start, Rev { count: 1, digest }) {
            *text = with_seal;
        }
    }
    sealed.into_iter().collect()
}

/// Reads files as a run does that keeps what it reads, and as the next one does.
fn read_twice(source: &Arc<dyn FileSource>, files: &[File]) -> [Workspace; 2] {
    let paths: Vec<String> = files.iter().map(|(path, _)| path.clone()).collect();
    let first = ParsedFiles::read(source, paths.clone(), None, 1, Seals::Proved, &|| ());
    let kept = CachedRecords::unpack(&packed(&first)).expect("what was packed");
    let second = ParsedFiles::read(source, paths, Some(kept), 1, Seals::Proved, &|| ());
    [first, second].map(|read| read.finish(Suggest::All))
}

fn packed(read: &ParsedFiles) -> Vec<u8> {
    let mut packed = Vec::new();
    read.pack(&read.keepable(), &mut |bytes| packed.extend_from_slice(bytes));
    packed
}

/// Every sealed record without a fault is known to hold although its text is gone. Returns how many there are.
fn assert_proved(files: &[File], what: &str) -> usize {
    let sealed = all_sealed(files);
    let wanted = digests(&sealed);
    let vanishing = Arc::new(Vanishing { files: in_memory(&sealed), are_gone: AtomicBool::new(false) });
    let source: Arc<dyn FileSource> = vanishing.clone();
    let workspaces = read_twice(&source, &sealed);
    vanishing.are_gone.store(true, Ordering::Relaxed);
    let mut proved = 0;
    for workspace in workspaces {
        let faulty: BTreeSet<(Kind, &str)> = workspace
            .findings
            .iter()
            .flat_map(|finding| &finding.records)
            .map(|record| (record.kind, record.id.as_str()))
            .collect();
        macro_rules! look {
            ($($records:expr),*) => {$(
                for record in $records {
                    let (Some(id), Place { file, start }, kind) = (record.id, record.place, kind_of(record)) else { continue };
                    let place = (workspace.files[file as usize].path.clone(), start);
                    let Some((_, digest)) = wanted.get(&place) else { continue };
                    let known = workspace.digest_of(record);
                    if record_is_sealed(record) && !faulty.contains(&(kind, workspace.text(id))) {
                        assert_eq!(known, Some(*digest), "{what}: {place:?}");
                        proved += 1;
                    }
                    assert!(known.is_none_or(|known| known == *digest), "{what}: {place:?}");
                }
            )*};
        }
        let records = &workspace.records;
        look!(&records.claims, &records.entities, &records.predicates, &records.sources, &records.rulings);
    }
    proved
}

fn kind_of<R: gainsay_model::records::Record>(_: &R) -> Kind {
    R::KIND
}

fn record_is_sealed<R: gainsay_model::records::Record>(record: &R) -> bool {
    record.rev().is_some()
}

#[test]
fn a_seal_is_proved_while_its_record_is_read() {
    let mut proved = 0;
    for seed in 0..cases(25) {
        proved += assert_proved(&random::workspace(seed, 40), &format!("seed {seed}"));
    }
    assert!(proved > 500, "{proved}");
    for folder in ["data/examples", "data/vocabulary"] {
        assert!(assert_proved(&files_in(&root().join(folder)), folder) > 0, "{folder}");
    }
}

#[test]
fn every_form_of_a_value_is_proved() {
    let canonical = include_str!("readers/simple.yaml").to_owned();
    let files = [("gainsay.yaml".to_owned(), "gainsay: 1\n".to_owned()), ("records.yaml".to_owned(), canonical)];
    assert!(assert_proved(&files, "simple") > 0);
}

/// Edits one line of the files: a stance, a word, a seal, or what a predicate takes.
fn edit(files: &mut [File], draw: &mut Draw) {
    let at = draw.below(files.len());
    let text = &mut files[at].1;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
    let Some(line) = (!lines.is_empty()).then(|| draw.below(lines.len())) else { return };
    let is_of = |key: &str| lines.iter().position(|line| line.starts_with(key));
    match draw.below(6) {
        0 => lines[line] = lines[line].replace("affirms:", "denies:"),
        1 => lines[line] = lines[line].replace('a', "e"),
        2 => {
            if let Some(line) = is_of("rev: 1-") {
                lines[line] = lines[line].replace(['0', '1', 'a'], "2").replacen("2-", "1-", 1);
            }
        }
        3 => {
            if let Some(line) = is_of("object:") {
                let other = ["object: text\n", "object: entity\n", "object: number\n"][draw.below(3)];
                lines[line] = other.to_owned();
            }
        }
        4 => {
            if let Some(line) = is_of("predicate:") {
                lines.insert(line + 1, "object: text\n".to_owned());
            }
        }
        _ => lines[line] = lines[line].replace(": ", ":  "),
    }
    *text = lines.concat();
}

fn found(workspace: &Workspace) -> Vec<AnyFinding> {
    gainsay_diff::check(workspace, today()).findings
}

#[test]
fn an_edit_of_a_record_a_seal_or_the_vocabulary_is_noticed() {
    let (mut draw, mut told) = (Draw(20_261_201), 0);
    for seed in 0..cases(25) {
        let mut files = all_sealed(&random::workspace(seed, 30));
        let paths: Vec<String> = files.iter().map(|(path, _)| path.clone()).collect();
        let source: Arc<dyn FileSource> = Arc::new(in_memory(&files));
        let mut read = ParsedFiles::read(&source, paths.clone(), None, 1, Seals::Proved, &|| ());
        for round in 0..6 {
            let (before, mut kept) = (files.clone(), CachedRecords::unpack(&packed(&read)).expect("what was packed"));
            edit(&mut files, &mut draw);
            let same: BTreeSet<&str> = before.iter().zip(&files).filter(|(a, b)| a == b).map(|(a, _)| &*a.0).collect();
            let still: Vec<bool> = kept.paths().map(|path| same.contains(path)).collect();
            kept.forget(|number| still[number]);
            let source: Arc<dyn FileSource> = Arc::new(in_memory(&files));
            let again = |kept| ParsedFiles::read(&source, paths.clone(), Some(kept), 1, Seals::Proved, &|| ());
            read = again(kept);
            let next = CachedRecords::unpack(&packed(&read)).expect("what was packed");
            let wanted = found(&by_parser(&files));
            assert_eq!(found(&again(next).finish(Suggest::All)), wanted, "seed {seed}, round {round}");
            told += wanted.iter().filter(|finding| finding.rule() == "unsealed-change").count();
        }
    }
    assert!(told > 50, "{told}");
}

/// How many cases to try: `GAINSAY_CASES`, if it is given.
fn cases(usual: u64) -> u64 {
    std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}
