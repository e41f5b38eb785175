//! The program against the brute force, on random workspaces dense with conflicts.
//!
//! `GAINSAY_SEEDS` says how many (300 if not given), `GAINSAY_FIRST_SEED` where they begin. A disagreement is printed
//! with its seed and the smallest workspace on which the two still disagree.

use std::collections::{BTreeMap, BTreeSet};

use gainsay_diff::clash::Comparer;
use gainsay_diff::conflicts::{Gathered, conflicts};
use gainsay_diff::ledger::Ledger;
use gainsay_diff::rulings::Rulings;
use gainsay_diff::{pairs, pairs_held};
use gainsay_tests::answers::{answer, difference};
use gainsay_tests::brute::Answer;
use gainsay_tests::random::{TODAY, shrink, workspace};
use gainsay_tests::workspaces::{File, read, shown, today};
use gainsay_tests::{brute, chains, crowds, deep};

/// The most claims of a random workspace.
const SIZE: usize = 60;

fn number(name: &str, otherwise: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")),
        Err(_) => otherwise,
    }
}

/// What the brute force finds.
fn wanted(files: &[File]) -> Answer {
    brute::answer(files, TODAY)
}

/// How the program answers otherwise than the brute force.
fn disagreement(files: &[File]) -> Option<String> {
    difference(&wanted(files), &answer(files))
}

/// What a disagreement is about, whatever the records: a sign, and a line of an answer without its ids. What is made
/// smaller must stay about the same.
fn matters(disagreement: &str) -> BTreeSet<String> {
    let of_line = |line: &str| -> Option<String> {
        let (sign, json) = line.split_at_checked(1)?;
        let mut line: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).ok()?;
        line.retain(|key, _| !matches!(key.as_str(), "a" | "b" | "claims" | "id" | "ruled"));
        Some(format!("{sign}{line:?}"))
    };
    disagreement.lines().filter_map(of_line).collect()
}

#[test]
fn the_program_and_the_brute_force_agree() {
    agree(number("GAINSAY_SEEDS", 300), |seed| workspace(seed, SIZE));
}

#[test]
fn they_agree_where_things_lie_deep_in_each_other() {
    agree(number("GAINSAY_SEEDS", 300), deep::workspace);
}

#[test]
fn they_agree_where_many_claims_crowd_on_one_thing() {
    agree(number("GAINSAY_SEEDS", 300), crowds::workspace);
}

#[test]
fn they_agree_where_claims_conflict_in_sets() {
    let first = number("GAINSAY_FIRST_SEED", 1);
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for seed in first..first + number("GAINSAY_SEEDS", 300) {
        for line in wanted(&chains::workspace(seed)).pairs {
            for mechanism in ["order-cycle", "denied-chain", "jointly-denied", "over-total"] {
                for (certain, count) in [("true", 0), ("false", 1)] {
                    let is_so = line.contains(&format!("\"mechanism\":\"{mechanism}\""))
                        && line.contains(&format!("\"certain\":{certain}"));
                    counts.entry(mechanism).or_default()[count] += usize::from(is_so);
                }
            }
        }
    }
    assert!(
        counts.values().all(|[certain, possible]| *certain > 0 && certain + possible > 3),
        "too few sets: {counts:?}"
    );
    println!("{counts:?}");
    agree(number("GAINSAY_SEEDS", 300), chains::workspace);
}

/// Where pairs are too many to be held, the claims are compared again, some after the other.
#[test]
fn all_pairs_are_written_however_few_are_held() {
    let first = number("GAINSAY_FIRST_SEED", 1);
    let mut most = 0;
    for seed in first..first + number("GAINSAY_SEEDS", 300) {
        for files in [workspace(seed, SIZE), crowds::workspace(seed)] {
            let workspace = read(&files);
            let all = pairs(&workspace, today());
            for held in [0, 3, all.len().saturating_sub(1)] {
                assert_eq!(pairs_held(&workspace, today(), held), all, "seed {seed}: {held} held");
            }
            most = most.max(all.len());
        }
    }
    assert!(most > 20, "no workspace has more than {most} pairs");
}

/// Findings are the components of the pairs of one mechanism, contested statement and ruling, with rule, level and
/// certainty.
#[test]
fn they_tell_the_same_findings() {
    let first = number("GAINSAY_FIRST_SEED", 1);
    let mut told = 0;
    for seed in first..first + number("GAINSAY_SEEDS", 300) {
        for files in [workspace(seed, SIZE), deep::workspace(seed), crowds::workspace(seed), chains::workspace(seed)] {
            told += findings_found(&files).len();
            if let Some(whole) = findings_differ(&files) {
                let small = shrink(&files, |files| findings_differ(files).is_some());
                let least = findings_differ(&small).unwrap_or_default();
                panic!(
                    "seed {seed}: `-` is the brute force, `+` the program\n{whole}\nsmallest:\n{least}\n{}",
                    shown(&small)
                );
            }
        }
    }
    assert!(told > 0, "nothing was told: nothing was compared");
}

/// Asking for one predicate what carries it tells what the closures of those tell that lead to it, and joining many
/// statements by what they carry tells what comparing every two of them tells.
#[test]
fn asking_what_carries_a_predicate_and_joining_change_no_conflict() {
    let first = number("GAINSAY_FIRST_SEED", 1);
    let (mut told, mut presumed) = (0, 0);
    for seed in first..first + number("GAINSAY_SEEDS", 300) {
        for files in [workspace(seed, SIZE), deep::workspace(seed)] {
            let workspace = read(&files);
            let conflicts = |many_states: usize, many_statements: usize| -> Vec<String> {
                let ledger = Ledger::new(&workspace).with_many_states(many_states);
                let comparer = Comparer::new(&ledger).with_many_statements(many_statements);
                let rulings = Rulings::new(&ledger, today());
                conflicts(&comparer, &rulings, usize::MAX).iter().map(|conflict| format!("{conflict:?}")).collect()
            };
            let by_closures = conflicts(usize::MAX, usize::MAX);
            // From the first predicate on, and from one in the midst of others.
            for many_states in [0, 1, 6] {
                assert_eq!(conflicts(many_states, usize::MAX), by_closures, "seed {seed}: {}", shown(&files));
            }
            assert_eq!(conflicts(usize::MAX, 0), by_closures, "seed {seed}: {}", shown(&files));
            told += by_closures.iter().filter(|conflict| conflict.contains("mechanism: Denial")).count();
            presumed += by_closures.iter().filter(|conflict| conflict.contains("usually: 1")).count();
        }
    }
    assert!(told > 0 && presumed > 0, "nothing was asked: {told}, {presumed}");
}

fn findings_differ(files: &[File]) -> Option<String> {
    let (mut wanted, mut found) = (findings_wanted(files), findings_found(files));
    let in_common: Vec<String> = wanted.iter().filter(|line| found.contains(line)).cloned().collect();
    wanted.retain(|line| !in_common.contains(line));
    found.retain(|line| !in_common.contains(line));
    let lines = |lines: Vec<String>, sign: &str| lines.iter().map(|line| format!("{sign}{line}\n")).collect::<String>();
    (!wanted.is_empty() || !found.is_empty()).then(|| lines(wanted, "-") + &lines(found, "+"))
}

/// Each finding in a line with its claims, and once more with its level by the manifest: by the brute force.
fn findings_wanted(files: &[File]) -> Vec<String> {
    use brute::findings::{Finding, Level};
    let line = |f: &Finding| format!("{:?}", (f.mechanism, &f.ruled, f.rule, &f.other_rules, f.certain, &f.claims));
    let with_level =
        |f: &Finding| format!("{:?} {:?}", (f.mechanism, &f.ruled, f.rule, &f.other_rules, f.certain), f.level);
    let by_manifest = brute::findings::findings(files, TODAY);
    let told = by_manifest.iter().filter(|finding| finding.level != Level::Silenced);
    let mut lines: Vec<String> = brute::findings::findings(&without_rules(files), TODAY).iter().map(line).collect();
    lines.extend(told.map(with_level));
    let none = BTreeSet::<&str>::new();
    let sets = brute::findings::findings_of_sets(files, TODAY);
    lines.extend(sets.iter().map(|(mechanism, ruled, rule, certain, level)| {
        format!("{:?} {level:?}", (mechanism, ruled, rule, &none, certain))
    }));
    lines.sort();
    lines
}

/// The same by the program.
fn findings_found(files: &[File]) -> Vec<String> {
    let workspace = read(&without_rules(files));
    let ledger = Ledger::new(&workspace);
    let comparer = Comparer::new(&ledger);
    let rulings = Rulings::new(&ledger, today());
    let line = |c: &Gathered| {
        let claims: BTreeSet<String> = c.claims().map(|claim| ledger.claim_text(claim).to_owned()).collect();
        let others: BTreeSet<&str> = c.other_rules.iter().map(|rule| rule.name()).collect();
        format!("{:?}", (c.mechanism.name(), &c.ruled, c.rule.name(), others, c.certain, claims))
    };
    let mut lines: Vec<String> = conflicts(&comparer, &rulings, usize::MAX).iter().map(line).collect();
    for finding in gainsay_tests::told::check(&read(files), today()) {
        if let (Some(mechanism), Some(certain)) = (finding.mechanism, finding.certain) {
            let others: BTreeSet<&str> = finding.other_rules.iter().copied().collect();
            lines.push(format!("{:?} {:?}", (mechanism, &finding.ruled, finding.rule, others, certain), finding.level));
        }
    }
    lines.sort();
    lines
}

/// The same files, the manifest's `rules` aside.
fn without_rules(files: &[File]) -> Vec<File> {
    let less = |text: &String| {
        text.lines().filter(|line| !line.starts_with("rules:")).map(|line| format!("{line}\n")).collect()
    };
    files
        .iter()
        .map(|(path, text)| (path.clone(), if path == "gainsay.yaml" { less(text) } else { text.clone() }))
        .collect()
}

/// Values that are equal are contested as one, however they are written; those with other marks are not.
#[test]
fn they_tell_equal_values_as_one_finding() {
    for (object, values, findings) in [
        ("date", ["2017-XX", "2017", "2017-01/2017-12"], 1),
        ("date", ["2018-21", "2018-25", "2018-31"], 1),
        ("date", ["2017~", "2017-XX~", "2017~"], 1),
        ("date", ["../2017", "/2017", "/2017-12"], 1),
        ("date", ["2017", "2017~", "2017"], 2),
        ("number %", ["50", "50.0 %", "5e1"], 1),
        ("number", ["0", "~0", "0"], 2),
        ("number", ["280 ± 5", "275..285", "280 +/- 5.0"], 1),
        ("text", ["Foo", "foo", "FOO"], 1),
    ] {
        let vocabulary =
            format!("gainsay: 1\n---\nsource: paper\n---\nentity: envoy\n---\npredicate: p\nobject: {object}\n");
        let stances = ["affirms", "denies", "denies"];
        let claim = |(at, (stance, value)): (usize, (&str, &str))| {
            format!("---\nclaim: c{at}\nby: envoy\n{stance}: envoy p {value}\nsource: paper\nwhen: 2018-05-01\n")
        };
        let claims: String = stances.into_iter().zip(values).enumerate().map(claim).collect();
        let files: Vec<File> = vec![("gainsay.yaml".into(), vocabulary + &claims)];
        assert_eq!(findings_differ(&files), None, "{values:?}");
        assert_eq!(wanted(&files).pairs.len(), 2, "{values:?}");
        let told = findings_found(&files).iter().filter(|line| line.contains("c0")).count();
        assert_eq!(told, findings, "{values:?}");
    }
}

/// Who says what usually excludes itself, of things or of values, contradicts whoever says the same.
#[test]
fn they_agree_on_a_statement_that_opposes_itself() {
    let vocabulary = "gainsay: 1\n---\nsource: paper\npublished: 2019-01-01\n---\nentity: envoy\n---\nentity: court\n---\npredicate: shuns\n\
        excludes: shuns\n---\npredicate: avoids\nusually-implies: shuns\n---\npredicate: lacks\nobject: number\nexcludes: lacks\n---\n\
        predicate: wants\nobject: number\nusually-implies: lacks\n";
    for statement in ["envoy avoids court", "court avoids court", "envoy wants 3"] {
        let claim = |id: &str, by: &str| {
            format!("---\nclaim: {id}\nby: {by}\naffirms: {statement}\nsource: paper\nsaid: 2018\n")
        };
        let text = format!("{vocabulary}{}{}", claim("one", "envoy"), claim("other", "court"));
        let files: Vec<File> = vec![("gainsay.yaml".into(), text)];
        assert_eq!(wanted(&files).pairs.len(), 1, "{statement}");
        assert_eq!(disagreement(&files), None, "{statement}");
    }
}

/// What answers one of two alternatives speaks of the time of that one, and of the other at its own.
#[test]
fn they_agree_on_an_answer_to_one_of_several_alternatives() {
    let vocabulary = "gainsay: 1\n---\nsource: paper\n---\nentity: envoy\n---\nentity: court\n---\npredicate: has\nobject: number\nfunctional: true\n";
    let claim = |id: &str, lines: &str| format!("---\nclaim: {id}\nby: envoy\nsource: paper\n{lines}");
    let breath = "when: 2018-09-13/2020-09-26\nsaid: 2017-12\nutterance: u\nsuggests: envoy has";
    let answer = |said: &str| claim("c3", &format!("answers: c1\nsaid: {said}\naffirms: envoy has 50..60\n"));
    for (said, pairs) in [("2018-08-08", 0), ("2019-08-08", 2)] {
        let text = [
            vocabulary,
            &claim("c1", &format!("{breath} >=100\n")),
            &claim("c2", &format!("{breath} 100\n")),
            &answer(said),
        ]
        .concat();
        let files: Vec<File> = vec![("gainsay.yaml".into(), text)];
        assert_eq!(wanted(&files).pairs.len(), pairs, "{said}");
        assert_eq!(disagreement(&files), None, "{said}");
    }
}

fn agree(seeds: u64, workspace: impl Fn(u64) -> Vec<File>) {
    let first = number("GAINSAY_FIRST_SEED", 1);
    let mut conflicts = 0;
    for seed in first..first + seeds {
        let files = workspace(seed);
        let wanted = wanted(&files);
        conflicts += wanted.pairs.len();
        if let Some(whole) = difference(&wanted, &answer(&files)) {
            let about = matters(&whole);
            let small =
                shrink(&files, |files| disagreement(files).is_some_and(|told| !matters(&told).is_disjoint(&about)));
            let told = disagreement(&small).unwrap_or_default();
            panic!(
                "seed {seed}: `-` is the brute force, `+` the program\n{whole}\nsmallest:\n{told}\n{}",
                shown(&small)
            );
        }
    }
    assert!(conflicts > 0, "the random workspaces hold no conflict: nothing was compared");
}
