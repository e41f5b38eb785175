//! A check that stands says after every edit what a new check says, or leaves the edit to a new check. And what a check says that it did not
//! say of an earlier state is found by going back from the later one as it is by checking both.

use std::collections::{BTreeMap, BTreeSet};

use gainsay_diff::Outcome;
use gainsay_diff::compare::{News, PairChange, compare, news};
use gainsay_diff::standing::{Edit, Index, Standing, since};
use gainsay_model::finding::{Finding, Route};
use gainsay_model::workspace::MANIFEST;
use gainsay_model::{Input, Workspace};
use gainsay_tests::random;
use gainsay_tests::workspaces::{records_of, today};

/// Files by path.
type State = BTreeMap<String, String>;

/// Numbers that are the same every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        ((self.0 >> 33) % count.max(1) as u64) as usize
    }
}

fn cases(cases: u64) -> u64 {
    std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases)
}

fn is_claim(record: &str) -> bool {
    record.lines().any(|line| line.starts_with("claim:"))
}

/// A random workspace: claims apart from other records, in files of several or of one. What refers to nothing, or has the id of another, is
/// mostly left out: after an edit of such a workspace everything has to be checked anew.
fn state(seed: u64, size: usize, draw: &mut Draw) -> State {
    let (mut state, mut files) = (State::new(), 0);
    let mut add = |path: String, text: &str| {
        let file: &mut String = state.entry(path).or_default();
        if !file.is_empty() {
            file.push_str("---\n");
        }
        file.push_str(text);
    };
    for (path, text) in random::workspace(seed, size) {
        if path == MANIFEST {
            add(path, &text);
            continue;
        }
        for record in records_of(&text) {
            if draw.below(4) == 0 {
                files += 1;
            }
            let folder = if is_claim(&record) { "claims" } else { "others" };
            add(format!("{folder}/{files:03}.yaml"), &record);
        }
    }
    while draw.below(20) > 0 && leave_out(&mut state) {}
    state
}

/// Leaves out the first claim at fault in a way for which everything is checked anew; whether there was one.
fn leave_out(state: &mut State) -> bool {
    let workspace = workspace(state);
    let is_one = |finding: &&Finding| matches!(finding.rule, "unknown-reference" | "duplicate-id");
    let routes = workspace.findings.iter().filter(is_one).filter_map(|finding| finding.labels.first()).map(|label| label.route);
    let at = routes.filter_map(|route| route.record()).find(|place| workspace.files[place.file as usize].path.starts_with("claims"));
    let Some(place) = at else { return false };
    let path = &workspace.files[place.file as usize].path;
    let records = gainsay_model::yaml::read(&state[path]).documents;
    let number = records.iter().rposition(|record| record.span.start <= place.start).unwrap_or_default();
    let mut records = records_of(&state[path]);
    records.remove(number);
    state.insert(path.clone(), records.join("---\n"));
    true
}

fn workspace(state: &State) -> Workspace {
    Workspace::read(state.iter().map(|(path, text)| Input { path: path.clone(), bytes: Ok(text.clone().into_bytes()) }).collect())
}

/// Edits a file of claims, or makes one; what it holds now.
fn edit(state: &mut State, other: &State, draw: &mut Draw) -> String {
    let claims = |state: &State| state.keys().filter(|path| path.starts_with("claims")).cloned().collect::<Vec<_>>();
    let own = claims(state);
    let of = if draw.below(8) == 0 { other } else { &*state };
    let pool: Vec<String> = claims(of).iter().flat_map(|path| records_of(&of[path])).collect();
    let any = |draw: &mut Draw| pool.get(draw.below(pool.len())).cloned().unwrap_or_default();
    // As one claim, but with the words or the time of another, and perhaps another id.
    let key = ["affirms", "denies", "when", "said", "by", "suggests"][draw.below(6)];
    let line = |record: &str| record.lines().find(|line| line.starts_with(key)).map(str::to_owned);
    let mut record = any(draw);
    if let (Some(old), Some(new)) = (line(&record), line(&any(draw))) {
        record = record.replace(&old, &new);
    }
    if draw.below(4) > 0 {
        let id = format!("claim: n{}", draw.below(1_000));
        record = record
            .lines()
            .map(|line| if line.starts_with("claim:") { &id } else { line })
            .fold(String::new(), |text, line| text + line + "\n");
    }
    let path = match own.get(draw.below(own.len() + 1)) {
        Some(path) => path.clone(),
        None => format!("claims/{:03}-new.yaml", draw.below(200)),
    };
    let mut records = records_of(state.get(&path).map_or("", String::as_str));
    let at = draw.below(records.len() + 1);
    match draw.below(12) {
        0..=2 => records.insert(at, record),
        3 | 4 if at < records.len() => drop(records.remove(at)),
        5 if at < records.len() => records[at] = format!("# moved\n\n{}", records[at]),
        6 => records.reverse(),
        7 if at < records.len() => records[at].push_str("note: A word on it.\n"),
        8 if at < records.len() => records[at].push_str("nonsense: 1\n"),
        9 if at < records.len() => records[at] = records[at].replace("affirms:", "denies:"),
        10 => records.clear(),
        11 if draw.below(4) == 0 => records.push("claim: [\n".into()),
        _ if at < records.len() => records[at] = records[at].replace("2018", "2019"),
        _ => records.push(record),
    }
    if records.is_empty() && draw.below(2) == 0 {
        state.remove(&path);
    } else {
        state.insert(path.clone(), records.join("---\n"));
    }
    path
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
        let because: Vec<_> = finding.because.iter().map(|reason| (reason.route.map(path), &reason.text, reason.step)).collect();
        let Finding { rule, mechanism, level, certain, contested, records, message, help, ruled, key, .. } = finding;
        let what = (rule, mechanism, level, certain, contested, ruled, key);
        format!("{message}\n    {what:?}\n    {records:?}\n    {labels:?}\n    {because:?}\n    {help:?}\n")
    };
    let unread = workspace.findings.iter().filter(|finding| finding.rule == "not-yaml").count();
    let findings: String = outcome.findings.iter().map(line).collect();
    format!("{findings}{:?}\nunread: {unread}\n", outcome.summary)
}

/// Edits a random workspace again and again, and goes back by one to four rounds; how often that told what is new, of how often.
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
        let stays = found.is_some() || draw.below(4) == 0;
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
        let edits = edits.map(|path| Edit { bytes: now.get(&path).map_or_else(Vec::new, |text| text.clone().into_bytes()), path });
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

fn told_since(workspace: &Workspace, News { outcome, resolved, open }: &News, pairs: &[PairChange]) -> String {
    format!("{}{pairs:#?}\nresolved: {resolved}\nopen: {open}\n", told(workspace, outcome))
}

/// The same by going back from the later state, which is left as it was; none if it takes checking all.
fn back(before: &State, now: &State) -> Option<String> {
    let mut workspace = workspace(now);
    let is = gainsay_diff::check(&workspace, today());
    let (count, known) = (workspace.files.len(), told(&workspace, &is));
    let index = Index::new(&workspace)?;
    let paths: BTreeSet<&String> = before.keys().chain(now.keys()).filter(|path| before.get(*path) != now.get(*path)).collect();
    let bytes = |path: &String| before.get(path).map_or_else(Vec::new, |text| text.clone().into_bytes());
    let edits = paths.into_iter().map(|path| Edit { path: path.clone(), bytes: bytes(path) }).collect();
    let found = since(&mut workspace, is, index, edits, today());
    assert_eq!((told(&workspace, &gainsay_diff::check(&workspace, today())), workspace.files.len()), (known.clone(), count));
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
    format!("\n- {}\n+ {}", expected[first..expected.len() - last].join("\n- "), found[first..found.len() - last].join("\n+ "))
}

#[test]
fn after_every_edit_it_says_what_a_new_check_says() {
    let (mut known, mut all) = (0, 0);
    for seed in 0..cases(150) {
        let (some, of) = edited(seed, 40);
        (known, all) = (known + some, all + of);
    }
    assert!(known * 3 > all, "it told {known} of {all} edits only");
}

#[test]
fn going_back_finds_what_checking_both_states_finds() {
    let (mut known, mut all) = (0, 0);
    for seed in 0..cases(150) {
        let (some, of) = gone_back(seed, 40);
        (known, all) = (known + some, all + of);
    }
    assert!(known * 3 > all, "it told {known} of {all} only");
}
