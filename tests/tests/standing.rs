//! A check that stands says after every edit what a new check says, or leaves the edit to a new check. And what a check
//! says that it did not say of an earlier state is found by going back from the later one as it is by checking both.

use std::collections::BTreeSet;

use gainsay_diff::compare::{News, PairChanges, compare, news};
use gainsay_diff::incremental::{FileEdit, Lookup, Standing, since};
use gainsay_diff::{Asked, Outcome};
use gainsay_model::Workspace;
use gainsay_model::finding::{Finding, Route};
use gainsay_tests::edits::{State, edit, state, workspace};
use gainsay_tests::random::Draw;
use gainsay_tests::workspaces::today;

fn cases(cases: u64) -> u64 {
    std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases)
}

/// Everything that was found, with paths in the place of numbers.
fn told(workspace: &Workspace, outcome: &Outcome) -> String {
    let path = |route: Route| {
        let mut route = route;
        let number = std::mem::take(route.file_mut());
        format!("{} {route:?}", workspace.files[number as usize].path)
    };
    let line = |finding: &Finding| {
        let labels: Vec<_> = finding.labels.iter().map(|label| (path(label.route), &label.text)).collect();
        let because: Vec<_> =
            finding.because.iter().map(|reason| (reason.route.map(path), &reason.text, reason.step)).collect();
        let Finding { rule, mechanism, level, certain, contested, records, message, help, ruled, key, .. } = finding;
        let what = (rule, mechanism, level, certain, contested, ruled, key);
        format!("{message}\n    {what:?}\n    {records:?}\n    {labels:?}\n    {because:?}\n    {help:?}\n")
    };
    let unread = workspace.findings.iter().filter(|finding| finding.rule == "not-yaml").count();
    let findings: String = gainsay_tests::told::told(workspace, &outcome.findings).iter().map(line).collect();
    format!("{findings}{:?}\nunread: {unread}\n", outcome.summary)
}

/// Edits a random workspace again and again, and goes back by one to four rounds; how often that told what is new, of
/// how often.
fn gone_back(seed: u64, size: usize) -> (usize, usize) {
    let mut draw = Draw(seed);
    let mut states = vec![state(seed, size, &mut draw)];
    let other = state(seed ^ 0x0BAD_5EED, size, &mut draw);
    let (mut known, rounds) = (0, 12);
    for round in 0..rounds {
        let mut now = states[states.len() - 1].clone();
        (0..1 + draw.below(2)).for_each(|_| drop(edit(&mut now, &other, &mut draw)));
        let before = &states[states.len().saturating_sub(1 + draw.below(4))];
        let found = back(before, &now);
        known += usize::from(found.is_some());
        // Mostly undone, if it takes checking all: what is wrong would stay.
        let stays = found.is_some() || draw.below(12) == 0;
        if let Some(found) = found {
            let expected = whole(before, &now);
            assert!(found == expected, "seed {seed}, round {round}: {}", differing(&expected, &found));
        }
        if stays {
            states.push(now);
        }
    }
    (known, rounds)
}

/// Edits a random workspace again and again; how often the standing check told what came of it, of how many edits.
fn edited(seed: u64, size: usize) -> (usize, usize) {
    let mut draw = Draw(seed);
    let mut now = state(seed, size, &mut draw);
    let other = state(seed ^ 0x0BAD_5EED, size, &mut draw);
    let (mut known, rounds) = (0, 12);
    let mut standing = Standing::new(workspace(&now), today());
    for round in 0..rounds {
        let before = now.clone();
        let edits: Vec<String> = (0..1 + draw.below(2)).map(|_| edit(&mut now, &other, &mut draw)).collect();
        let edits = edits.into_iter().collect::<BTreeSet<String>>().into_iter();
        let edits = edits.map(|path| FileEdit {
            bytes: now.get(&path).map_or_else(Vec::new, |text| text.clone().into_bytes()),
            path,
        });
        let fresh = workspace(&now);
        let expected = told(&fresh, &gainsay_diff::check(&fresh, today()));
        standing = match standing.after(edits.collect(), today()) {
            Some(standing) => {
                known += 1;
                let found = told(standing.workspace(), standing.outcome());
                assert!(found == expected, "seed {seed}, round {round}: {}", differing(&expected, &found));
                standing
            }
            // Mostly undone: what is wrong would stay.
            None => {
                now = if draw.below(4) > 0 { before } else { now };
                Standing::new(workspace(&now), today())
            }
        };
    }
    (known, rounds)
}

/// What is new since an earlier state, by checking all of both.
fn whole(before: &State, now: &State) -> String {
    let (old, new) = (workspace(before), workspace(now));
    let (was, is) = (gainsay_diff::check(&old, today()), gainsay_diff::check(&new, today()));
    let mut comparison = compare(&old, &new, today());
    comparison.point_at(&new, &|path| before.get(path) != now.get(path));
    told_since(&new, &news((&old, &was), (&new, is), &comparison), &comparison.pairs)
}

fn told_since(workspace: &Workspace, News { outcome, resolved, open }: &News, pairs: &PairChanges) -> String {
    format!("{}{pairs:#?}\nresolved: {resolved}\nopen: {open}\n", told(workspace, outcome))
}

/// The same by going back from the later state, which is left as it was; none if it takes checking all.
fn back(before: &State, now: &State) -> Option<String> {
    let mut workspace = workspace(now);
    let is = gainsay_diff::check(&workspace, today());
    let (count, known) = (workspace.files.len(), told(&workspace, &is));
    let lookup = Lookup::new(&workspace)?;
    let paths: BTreeSet<&String> =
        before.keys().chain(now.keys()).filter(|path| before.get(*path) != now.get(*path)).collect();
    let bytes = |path: &String| before.get(path).map_or_else(Vec::new, |text| text.clone().into_bytes());
    let edits = paths.into_iter().map(|path| FileEdit { path: path.clone(), bytes: bytes(path) }).collect();
    let found = since(&mut workspace, is, lookup, edits, (today(), Asked::ALL));
    assert_eq!(
        (told(&workspace, &gainsay_diff::check(&workspace, today())), workspace.files.len()),
        (known.clone(), count)
    );
    match found {
        Ok((news, pairs)) => Some(told_since(&workspace, &news, &pairs)),
        Err(is) => {
            assert_eq!(told(&workspace, &is), known);
            None
        }
    }
}

/// The lines in which two texts differ, from the first on.
fn differing(expected: &str, found: &str) -> String {
    let expected: Vec<&str> = expected.lines().collect();
    let found: Vec<&str> = found.lines().collect();
    let first = expected.iter().zip(&found).take_while(|(a, b)| a == b).count();
    let last = expected[first..].iter().rev().zip(found[first..].iter().rev()).take_while(|(a, b)| a == b).count();
    format!(
        "\n- {}\n+ {}",
        expected[first..expected.len() - last].join("\n- "),
        found[first..found.len() - last].join("\n+ ")
    )
}

/// Tries it on many workspaces, in which it is to tell what it can in a fair share: more than a third.
fn tells_its_share(of_one: fn(u64, usize) -> (usize, usize)) {
    let (mut known, mut all) = (0, 0);
    for seed in 0..cases(150) {
        let (some, of) = of_one(seed, 40);
        (known, all) = (known + some, all + of);
    }
    assert!(known * 3 > all, "it told {known} of {all} only");
}

#[test]
fn after_every_edit_it_says_what_a_new_check_says() {
    tells_its_share(edited);
}

#[test]
fn going_back_finds_what_checking_both_states_finds() {
    tells_its_share(gone_back);
}

/// Lays texts over files of a workspace, one after the other; each time it is to tell what a new check tells.
fn tells_all_of(mut now: State, edits: &[(&str, &str)]) {
    let mut standing = Standing::new(workspace(&now), today());
    for (path, text) in edits {
        now.insert((*path).to_owned(), (*text).to_owned());
        let edit = FileEdit { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() };
        let fresh = workspace(&now);
        let expected = told(&fresh, &gainsay_diff::check(&fresh, today()));
        standing = standing.after(vec![edit], today()).unwrap_or_else(|| Standing::new(workspace(&now), today()));
        let found = told(standing.workspace(), standing.outcome());
        assert!(found == expected, "{path} {text}: {}", differing(&expected, &found));
    }
}

/// A workspace with a speaker, a predicate and a source.
fn words() -> State {
    let words = "entity: ada\nname: Ada\n---\nentity: x\nname: X\n---\npredicate: leads\nlabel: leads\n---\n\
                 source: s\ntitle: S\n";
    State::from([("gainsay.yaml".to_owned(), "gainsay: 1\n".to_owned()), ("words.yaml".to_owned(), words.to_owned())])
}

fn claim(id: &str, stance: &str) -> String {
    format!("claim: {id}\nby: ada\n{stance}: ada leads x\nsource: s\nsaid: 2019-01-02\n")
}

#[test]
fn ids_that_look_alike_are_told_where_both_came_later() {
    let (one, other) = (claim("n1", "affirms"), claim("nl", "affirms"));
    let mut now = words();
    now.insert("a.yaml".to_owned(), claim("a", "affirms"));
    tells_all_of(now, &[("b.yaml", &one), ("c.yaml", &other), ("b.yaml", ""), ("c.yaml", &one)]);
}

#[test]
fn claims_that_share_an_id_come_and_go() {
    let (first, second, third) = (claim("a", "affirms"), claim("a", "denies"), claim("b", "denies"));
    let (both, turned) = ([&*first, &*second].join("---\n"), [&*second, &*first].join("---\n"));
    let around = |one: &str, other: &str| [one, &third, other].join("---\n");
    let (alike, other) = (around(&first, &first), around(&second, &first));
    let remarked = around(&format!("# one\n{first}"), &format!("{first}# two\n"));
    let mut now = words();
    now.insert("a.yaml".to_owned(), first.clone());
    let edits = [
        ("c.yaml", &*third),
        ("b.yaml", &second),
        ("b.yaml", &both),
        ("b.yaml", &turned),
        ("a.yaml", ""),
        ("b.yaml", &second),
        ("d.yaml", &both),
        ("d.yaml", &alike),
        ("d.yaml", &other),
        ("d.yaml", &alike),
        ("d.yaml", &remarked),
        ("d.yaml", ""),
        ("b.yaml", ""),
    ];
    tells_all_of(now, &edits);
}

#[test]
fn claims_that_share_an_id_are_no_reason_to_check_all() {
    let mut now = words();
    now.insert("a.yaml".to_owned(), claim("a", "affirms"));
    let mut standing = Standing::new(workspace(&now), today());
    for (path, text) in [("b.yaml", claim("a", "denies")), ("c.yaml", claim("c", "denies")), ("b.yaml", String::new())]
    {
        let edit = FileEdit { path: path.to_owned(), bytes: text.into_bytes() };
        standing = standing.after(vec![edit], today()).expect("a step");
    }
}
