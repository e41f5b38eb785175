//! Every claim of a set is needed: without any one of them the set is no conflict, and what is left of it is none.

use gainsay_diff::Line;
use gainsay_tests::chains;
use gainsay_tests::workspaces::{File, read, records_of, shown, today};

/// The sets of a workspace: their claims and mechanisms.
fn sets(files: &[File]) -> Vec<(Vec<String>, &'static str)> {
    let set = |line| if let Line::Set(set) = line { Some((set.claims, set.mechanism)) } else { None };
    gainsay_diff::pairs(&read(files), today()).into_iter().filter_map(set).collect()
}

/// A workspace with some of its claims alone.
fn with_claims(files: &[File], keep: impl Fn(&str) -> bool) -> Vec<File> {
    let is_kept = |record: &String| {
        record.lines().next().and_then(|line| line.strip_prefix("claim: ")).is_none_or(|id| keep(id.trim()))
    };
    let kept = |text: &String| records_of(text).into_iter().filter(is_kept).collect::<Vec<String>>().join("---\n");
    files.iter().map(|(path, text)| (path.clone(), kept(text))).collect()
}

#[test]
fn without_any_one_of_its_claims_a_set_is_no_conflict() {
    let cases: u64 = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(400);
    let mut dropped = 0;
    for seed in 0..cases {
        let files = chains::workspace(seed);
        for (claims, mechanism) in sets(&files) {
            let alone = with_claims(&files, |id| claims.iter().any(|claim| claim == id));
            assert!(
                sets(&alone).contains(&(claims.clone(), mechanism)),
                "seed {seed}: {claims:?} are no {mechanism} by themselves\n{}",
                shown(&alone)
            );
            for claim in &claims {
                let without = with_claims(&alone, |id| id != claim);
                let left = sets(&without).into_iter().find(|(_, other)| *other == mechanism);
                assert_eq!(left, None, "seed {seed}: {claims:?} without {claim}\n{}", shown(&without));
                dropped += 1;
            }
        }
    }
    assert!(dropped > cases as usize / 4, "only {dropped} claims were dropped");
}
