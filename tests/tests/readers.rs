//! One workspace, read in every way that there is: each says the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gainsay_model::file::FileSource;
use gainsay_model::read::{ParsedFiles, Seals, Suggest};
use gainsay_model::snapshot_codec::CachedRecords;
use gainsay_model::{Input, Workspace, yaml};
use gainsay_tests::kept::InMemory;
use gainsay_tests::random::{self, Draw};
use gainsay_tests::retold::retold;
use gainsay_tests::workspaces::{File, files_in, root, shared, today};

type Files = Vec<(String, Vec<u8>)>;

fn inputs(files: &Files) -> Vec<Input> {
    files.iter().map(|(path, bytes)| Input { path: path.clone(), bytes: Ok(bytes.clone()) }).collect()
}

/// Reads files by the parser alone and the quick way; what both say.
fn readers_agree(files: &Files) -> Result<String, String> {
    let wanted = retold(&Workspace::read_by_parser(inputs(files)));
    for text in files.iter().filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok()) {
        for document in yaml::read(text).documents {
            let again = yaml::read_at(text, document.span.start);
            assert_eq!(again, Some(document), "read again by itself: {text}");
        }
    }
    same("quick", files, &wanted, &Workspace::read(inputs(files)))?;
    Ok(wanted)
}

fn same(way: &str, files: &Files, wanted: &str, other: &Workspace) -> Result<(), String> {
    let told = retold(other);
    if told == wanted {
        return Ok(());
    }
    let text: String =
        files.iter().map(|(path, bytes)| format!("== {path}\n{}\n", String::from_utf8_lossy(bytes))).collect();
    Err(format!("{way}\n{}\n{text}", similar::TextDiff::from_lines(wanted, &told).unified_diff()))
}

/// The same, and from a source of files on one thread and on three, and from what was kept.
fn agree(files: &Files) -> Result<(), String> {
    let wanted = readers_agree(files)?;
    let source = InMemory::source(files.iter().cloned());
    let paths = || files.iter().map(|(path, _)| path.clone()).collect();
    let others = [
        ("one thread", Workspace::read_from(&source, paths(), 1, &|| ())),
        ("three threads", Workspace::read_from(&source, paths(), 3, &|| ())),
    ];
    let found = |workspace: &Workspace| gainsay_diff::check(workspace, today()).findings;
    let expected = found(&Workspace::read_by_parser(inputs(files)));
    for (way, other) in others.into_iter().chain(kept_ways(files, &source)) {
        same(way, files, &wanted, &other)?;
        assert_eq!(found(&other), expected, "{way}");
        for (one, other) in other.files.iter().zip(files.iter().map(|(path, _)| path)) {
            assert!(one.built_in || &one.path == other);
        }
    }
    Ok(())
}

/// Reads files after they were kept: all that can be, and every other one of them.
fn kept_ways(files: &Files, source: &Arc<dyn FileSource>) -> [(&'static str, Workspace); 2] {
    let paths: Vec<String> = files.iter().map(|(path, _)| path.clone()).collect();
    let first = ParsedFiles::read(source, paths.clone(), None, 1, Seals::Proved, &|| ());
    let (keepable, mut packed) = (first.keepable(), Vec::new());
    first.pack(&keepable, &mut |bytes| packed.extend_from_slice(bytes));
    let again = |is_still: fn(usize) -> bool| {
        let mut kept = CachedRecords::unpack(&packed).expect("what was packed");
        kept.forget(is_still);
        let anew = AtomicUsize::new(0);
        let read = ParsedFiles::read(source, paths.clone(), Some(kept), 1, Seals::Proved, &|| {
            anew.fetch_add(1, Ordering::Relaxed);
        });
        let still = (0..keepable.len()).filter(|number| is_still(*number)).count();
        assert_eq!(anew.into_inner(), paths.len() - still, "only what is not kept is read");
        read.finish(Suggest::All)
    };
    [("all kept", again(|_| true)), ("half of it kept", again(|number| number % 2 == 0))]
}

fn bytes(files: &[File]) -> Files {
    let mut files: Files = files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())).collect();
    files.sort();
    files
}

#[test]
fn the_house_s_own_files_read_alike() {
    for folder in ["data/examples", "data/vocabulary"] {
        let files = bytes(&files_in(&root().join(folder)));
        assert!(!files.is_empty());
        agree(&files).unwrap_or_else(|difference| panic!("{difference}"));
    }
}

#[test]
fn other_people_s_files_read_alike() {
    let Some(folder) = shared("data") else { return };
    let files = bytes(&files_in(&folder));
    agree(&files).unwrap_or_else(|difference| panic!("{}", &difference[..difference.len().min(4_000)]));
}

/// Files are read with numbers of their own for names: what is compared by them must be the same in all.
#[test]
fn scopes_are_the_same_whatever_order_their_keys_are_met_in() {
    let shared = "entity: a\n---\nentity: b\n---\npredicate: p\n---\nsource: s\n";
    let claim = |id: &str, stance: &str, scope: &str| {
        format!("claim: {id}\nby: a\n{stance}: a p b\nsaid: 2018\nsource: s\nscope: {scope}\n")
    };
    let files = [
        ("a.yaml".into(), shared.into()),
        ("b.yaml".into(), claim("c1", "affirms", "{place: kabul}")),
        ("c.yaml".into(), claim("c2", "denies", "{measure: area, place: helmand}")),
        ("d.yaml".into(), claim("c3", "denies", "{place: helmand, measure: area}")),
    ];
    agree(&bytes(&files)).unwrap_or_else(|difference| panic!("{difference}"));
}

#[test]
fn random_workspaces_read_alike() {
    for seed in 0..cases(60) {
        agree(&bytes(&random::workspace(seed, 40))).unwrap_or_else(|difference| panic!("seed {seed}: {difference}"));
    }
}

/// What real records are broken with: everything that means something to YAML, and some letters that only seem to.
const SCRAPS: [&str; 51] = [
    " #1", "\t#x", " #1, ", "\n", "---\n", "\n---\n", "...\n", "--- ", "---", "\r", "\r\n", "\t", " ", "  ", "   ",
    ":", ": ", " :", "#", " #", "# ", "- ", "-", "\n- ", "\n  - ", "[", "]", "{", "}", ", ", "'", "\"", "\\", ">-\n",
    "|\n", "|+\n", ">2\n", "&a ", "*a", "!t ", "%", "? ", "~", "<<: ", "\u{feff}", "\u{85}", "\u{a0}", "\u{2028}", "é",
    "\u{0}", "claim: ",
];

/// A file with some of its bytes replaced, taken out, doubled or added to.
fn mutated(text: &str, draw: &mut Draw) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..1 + draw.below(3) {
        let at = draw.below(letters.len() + 1);
        let length = draw.below(6).min(letters.len() - at);
        let scrap = SCRAPS[draw.below(SCRAPS.len())].chars();
        match draw.below(4) {
            0 => drop(letters.splice(at..at + length, scrap)),
            1 => drop(letters.drain(at..at + length)),
            2 => {
                let lines: Vec<char> = letters[at..].iter().copied().take_while(|c| *c != '\n').chain(['\n']).collect();
                letters.splice(at..at, lines);
            }
            _ => drop(letters.splice(at..at, scrap)),
        }
    }
    letters.into_iter().collect()
}

#[test]
fn broken_records_read_alike() {
    let mut draw = Draw(20_261_126);
    let canonical = include_str!("readers/simple.yaml");
    for round in 0..cases(4_000) {
        let text = if round % 100 == 0 { random::workspace(round, 6).swap_remove(1).1 } else { canonical.to_owned() };
        let text = mutated(&text, &mut draw);
        let files = vec![("gainsay.yaml".into(), b"gainsay: 1\n".to_vec()), ("records.yaml".into(), text.into_bytes())];
        // The two readers are what may differ; the other ways are tried now and then.
        let told = if round % 20 == 0 { agree(&files) } else { readers_agree(&files).map(drop) };
        told.unwrap_or_else(|difference| panic!("round {round}: {difference}"));
    }
}

/// How many cases to try: `GAINSAY_CASES`, if it is given.
fn cases(usual: u64) -> u64 {
    std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}

/// The rest of claims that are at fault, each in its own way, behind their ids.
const FAULTY: [&str; 14] = [
    "by: a\naffirms: a p b\n",
    "by: a\naffirms: a p b\nsorce: s\n",
    "by: a\naffirms: a p b\nsource: s\ndate: 2018\n",
    "by: a\nAffirms: a p b\nSource: s\n",
    "by: a\naffirms: a p b\nAffirms: a p b\nsource: s\n",
    "by: a\naffirms: a p b\nsource: s\nwhen: 3. Mai 2018\n",
    "by: a\naffirms: a p b\nsource: s\nsource: s\nby: b\n",
    "by: a\naffirms: a p b\ndenies: a p b\nsource: s\n",
    "by: a\naffirms: a p b\nsource: s\nquote: We are #1 and honest\n",
    "by: a\naffirms: a p b\nsource: s\nact: sings\nquote: >-\n  some\n  words\n",
    "by: a\naffirms: a p b\nsource: s\nretracted: {dat: 2018, becuse: x}\n",
    "by: a\naffirms: a p\nsource: s\n",
    "by:\naffirms: {subject: a, predicat: p, object: b}\nsource: [s, t]\n",
    "by: a\naffirms: a p b\nsource: s\nclaim: another\nby: a\n",
];

#[test]
fn faults_that_are_only_counted_are_as_many_as_if_they_were_told() {
    let base = "entity: a\nname: A\n---\nentity: b\nname: B\n---\npredicate: p\n---\nsource: s\ntitle: S\n";
    let reading = |records: String| {
        let files = [("base.yaml", base.to_owned()), ("gainsay.yaml", "gainsay: 1\n".to_owned()), ("r.yaml", records)];
        Workspace::read(inputs(&files.map(|(path, text)| (path.to_owned(), text.into_bytes())).to_vec())).findings
    };
    let alone: Vec<usize> = FAULTY.iter().map(|faulty| reading(format!("claim: c\n{faulty}")).len()).collect();
    assert!(alone.iter().all(|faults| *faults > 0), "{alone:?}");
    let (mut draw, mut wanted) = (Draw(20_261_201), 0);
    let records = (0..9_000).map(|number| {
        let way = draw.below(FAULTY.len());
        wanted += alone[way];
        format!("---\nclaim: c{number}\n{}", FAULTY[way])
    });
    let told = reading(records.collect());
    let rest = told
        .iter()
        .filter_map(|finding| finding.message.strip_suffix(" more faults of this file are not told one by one"));
    let rest: usize = rest.map(|count| count.parse::<usize>().expect("a count")).sum();
    assert!(rest > 1_000, "{rest}");
    assert_eq!(told.len() - 1 + rest, wanted);
}
