//! Tests that the generator writes what it says, and that the prototype and the program agree about it.

// Clippy treats only functions that are marked as tests as tests.
#![allow(clippy::expect_used)]

use std::path::{Path, PathBuf};

use gainsay_bench::shapes::Shape;
use gainsay_bench::text::{self, Layout};
use gainsay_bench::workload::Workload;
use gainsay_bench::write::{Files, collected, shape, workspace};
use gainsay_bench::{EDITION, prototype};
use gainsay_diff::findings::AnyFinding;
use gainsay_diff::{Line, Outcome, Pair};
use gainsay_model::date::{Day, day_of};
use gainsay_model::{Input, Workspace};
use md5::{Digest, Md5};

/// The rules of the conflicts, and the two notes that are none.
const EXPECTED: [&str; 5] = ["dispute", "reversal", "self-contradiction", "distinction", "position-change"];

type Written = Vec<(String, String)>;

fn written(workload: &Workload, files: Files, layout: Layout) -> Written {
    collected(|take| workspace(workload, files, layout, take))
}

fn shaped(which: Shape, size: usize) -> Written {
    collected(|take| shape(which, size, 1, take))
}

fn read(files: &Written) -> Workspace {
    Workspace::read(
        files.iter().map(|(path, text)| Input { path: path.clone(), bytes: Ok(text.clone().into_bytes()) }).collect(),
    )
}

fn today() -> Day {
    day_of(2026, 11, 23).expect("a day of the calendar")
}

fn unexpected(outcome: &Outcome) -> Vec<&str> {
    outcome.findings.iter().filter(|finding| !EXPECTED.contains(&finding.rule())).map(AnyFinding::rule).collect()
}

fn line(line: &Line) -> String {
    // The workload has no sets.
    let Line::Pair(Pair { a, b, mechanism, rule, certain, .. }) = line else { return format!("{line:?}\n") };
    format!(
        "{{\"a\":\"{a}\",\"b\":\"{b}\",\"mechanism\":\"{mechanism}\",\"rule\":\"{rule}\",\"certain\":{certain},\"ruled\":null}}\n"
    )
}

/// Returns the pairs that the program finds in files.
fn engine(files: &Written) -> String {
    gainsay_diff::pairs(&read(files), today()).iter().map(line).collect()
}

/// Returns the pairs that the prototype finds in files, or why it does not read them.
fn bare(files: &Written, name: &str) -> Result<String, prototype::Refusal> {
    let folder = on_disk(files, name);
    let (base, _) = prototype::read(&folder)?;
    let packed = folder.with_extension("packed");
    prototype::save(&base, &packed).expect("a file that can be written");
    assert_eq!(prototype::load(&packed)?, base, "packed and taken out again");
    let mut out = Vec::new();
    base.write(&prototype::pairs(&base)?, &mut out).expect("nothing can fail in memory");
    Ok(String::from_utf8(out).expect("UTF-8"))
}

fn on_disk(files: &Written, name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder above it")).expect("a folder that can be made");
        std::fs::write(path, text).expect("a file that can be written");
    }
    folder
}

#[test]
fn the_same_numbers_write_the_same_bytes() {
    let ordinary = |seed: u64| digest(&written(&Workload::new(2_000, seed), Files::Thousands, Layout::Canonical));
    assert_eq!(ordinary(1), ordinary(1));
    assert_ne!(ordinary(1), ordinary(2));
    let shapes: Written = Shape::LARGE.into_iter().flatten().copied().flat_map(|which| shaped(which, 1_000)).collect();
    let told = (EDITION, ordinary(1), digest(&shapes));
    assert_eq!(
        told,
        ("1", "b08dd7e3d9dea25e11f2d09210a52ef5".into(), "56070834b426f6104db84dc71f0ff40b".into()),
        "other bytes than before are another edition"
    );
}

fn digest(files: &Written) -> String {
    let mut digest = Md5::new();
    for (path, text) in files {
        digest.update(path);
        digest.update(text);
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn only_what_was_made_to_conflict_is_found() {
    let workload = Workload::new(10_000, 1);
    let workspace = read(&written(&workload, Files::Thousands, Layout::Canonical));
    let outcome = gainsay_diff::check(&workspace, today());
    let lines = gainsay_diff::pairs(&workspace, today());
    let pairs: Vec<Pair> = lines.into_iter().filter_map(Line::pair).collect();
    assert_eq!(unexpected(&outcome), Vec::<&str>::new());
    assert_eq!(outcome.summary.taking_part, workload.claims.len());

    let ids: Vec<String> = (0..workload.claims.len()).map(text::claim).collect();
    let made = |id: &String| ids.binary_search(id).is_ok_and(|i| workload.claims[i].against.is_some());
    assert!(pairs.iter().all(|pair| made(&pair.a) || made(&pair.b)), "two claims conflict by chance");
    let mut mechanisms = std::collections::BTreeMap::new();
    for (claim, (against, mechanism)) in
        workload.claims.iter().zip(&ids).filter_map(|(claim, id)| Some((id, claim.against?)))
    {
        let found =
            pairs.iter().any(|pair| pair.a == ids[against] && pair.b == *claim && pair.mechanism == mechanism.name());
        assert!(found, "{claim} was made to conflict with {} by {}", ids[against], mechanism.name());
        *mechanisms.entry(mechanism.name()).or_insert(0) += 1;
    }
    assert_eq!(mechanisms.len(), 3, "{mechanisms:?}");
    assert!(pairs.iter().any(|pair| !pair.certain));
}

#[test]
fn the_workload_is_what_it_is_said_to_be() {
    let workload = Workload::new(20_000, 1);
    let share = |of: &dyn Fn(usize) -> bool| {
        (0..workload.claims.len()).filter(|&i| of(i)).count() * 1_000 / workload.claims.len()
    };
    let claim = |i: usize| &workload.claims[i];
    let writer = text::Writer::new(&workload, Layout::Canonical);
    let near = |share: usize, wanted: usize| {
        assert!(share.abs_diff(wanted) <= wanted / 7, "{share} in a thousand, and not {wanted}")
    };
    near(share(&|i| !claim(i).affirms), 70);
    near(share(&|i| claim(i).until.is_none()), 300);
    near(share(&|i| writer.claim(i).contains("\nquote: ")), 250);
    assert!((1..=5).contains(&share(&|i| claim(i).against.is_some())));
    assert!(share(&|i| writer.claim(i).contains("quote: >-\n")) > 20);
    let mut known = std::collections::HashSet::new();
    let again =
        workload.claims.iter().filter(|c| !known.insert((c.subject, c.predicate, c.object, c.affirms))).count() * 1_000;
    assert!((450..700).contains(&(again / workload.claims.len())), "{again}");
    let count =
        |of: &dyn Fn(&gainsay_bench::vocabulary::Predicate) -> usize| workload.predicates.iter().map(of).sum::<usize>();
    assert_eq!(workload.predicates.len(), 200);
    assert_eq!(count(&|p| p.number.into()), 50);
    assert_eq!(count(&|p| p.functional.into()), 30);
    assert_eq!(count(&|p| p.symmetric.into()), 40);
    assert_eq!(count(&|p| p.inverse_of.iter().count()), 20);
    assert_eq!(count(&|p| p.excludes.len()), 30);
}

#[test]
fn prototype_and_program_find_the_same_pairs() {
    for seed in 1..=3 {
        let workload = Workload::new(2_000, seed);
        let files = written(&workload, Files::Thousands, Layout::Canonical);
        let found = engine(&files);
        assert!(found.lines().count() > 5, "seed {seed}");
        assert_eq!(bare(&files, &format!("thousands-{seed}")), Ok(found.clone()), "seed {seed}");
        if seed == 1 {
            assert_eq!(bare(&written(&workload, Files::OneEach, Layout::Canonical), "one-each"), Ok(found.clone()));
            let loose = written(&workload, Files::Thousands, Layout::Loose);
            assert_eq!(engine(&loose), found, "the same in other words");
            assert!(bare(&loose, "loose").is_err(), "the prototype reads what it cannot know how to read");
        }
    }
}

#[test]
fn shapes_have_no_faults() {
    for which in Shape::LARGE.into_iter().flatten().copied() {
        let outcome = gainsay_diff::check(&read(&shaped(which, 1_000)), today());
        assert_eq!(unexpected(&outcome), Vec::<&str>::new(), "{}", which.name);
        assert!(!outcome.findings.is_empty(), "{}: nothing is contested", which.name);
    }
}

#[test]
fn small_shapes_can_be_read() {
    for which in Shape::SMALL.into_iter().flatten().copied() {
        let summary = gainsay_diff::check(&read(&shaped(which, 40)), today()).summary;
        assert_eq!((summary.taking_part, summary.left_out), (40, 0), "{}", which.name);
    }
}
