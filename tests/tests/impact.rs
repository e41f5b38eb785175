//! The law of what an edit can touch: whatever records of whatever kind are edited, the conflicts outside the impact of
//! that are the same before and after it.

use std::collections::{BTreeMap, BTreeSet};

use gainsay_diff::Line;
use gainsay_diff::changes::changes;
use gainsay_diff::impact::{SnapshotPair, changes_something};
use gainsay_tests::edits::{Parsed, State, edit_records, state, unmended_state, workspace};
use gainsay_tests::random::Draw;
use gainsay_tests::workspaces::today;

/// The most claims of a random workspace.
const SIZE: usize = 24;

/// Pairs and sets by their claims and mechanism, each with its rule, certainty and ruling.
type Pairs = BTreeMap<(Vec<String>, &'static str), (&'static str, bool, Option<String>)>;

fn pairs(state: &State) -> Pairs {
    let lines = gainsay_diff::pairs(&workspace(state), today()).into_iter();
    let held = |line: Line| match line {
        Line::Pair(pair) => ((vec![pair.a, pair.b], pair.mechanism), (pair.rule, pair.certain, pair.ruled)),
        Line::Set(set) => ((set.claims, set.mechanism), (set.rule, set.certain, set.ruled)),
    };
    lines.map(held).collect()
}

/// The ids of the claims that the step from one state to another can touch; none if that is everything.
fn impact(parsed: &mut Parsed, before: &State, after: &State) -> Option<BTreeSet<String>> {
    let (old, new) = (parsed.of(before), parsed.of(after));
    let pair = SnapshotPair::new(&parsed.versions, old, new);
    let [old, new] = pair.workspaces(&pair.differing());
    let changes = changes(&old, &new, &|path| before.get(path) != after.get(path));
    if !changes_something(&changes) {
        return Some(BTreeSet::new());
    }
    let all = parsed.versions.all();
    let ids = |claims: &[u32]| {
        claims.iter().filter_map(|i| all.records.claims[*i as usize].id).map(|id| all.text(id).to_owned()).collect()
    };
    pair.impact(&changes).map(|impact| ids(&impact.claims))
}

/// So many edits are made of each workspace.
const EDITS: u64 = 12;

#[test]
fn conflicts_outside_the_impact_of_an_edit_stay_as_they_are() {
    let cases: u64 = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(3_000);
    let (mut changed, mut spared, mut everything, mut sets) = (0, 0, 0, 0);
    for seed in 0..cases.div_ceil(EDITS) {
        let mut draw = Draw(seed ^ 0x1D10_7E57);
        let (before, other) = (state(seed, SIZE, &mut draw), unmended_state(seed ^ 0x0BAD_5EED, SIZE, &mut draw));
        let (mut parsed, were) = (Parsed::default(), pairs(&before));
        for edit in 0..EDITS {
            let after = edit_records(&before, &other, &mut draw);
            let Some(impact) = impact(&mut parsed, &before, &after) else {
                everything += 1;
                continue;
            };
            let are = pairs(&after);
            for key in were.keys().chain(are.keys()) {
                let is_inside = key.0.iter().all(|claim| impact.contains(claim));
                let is_changed = were.get(key) != are.get(key);
                assert!(
                    is_inside || !is_changed,
                    "seed {seed}, edit {edit}: {key:?} is {:?}, was {:?}",
                    are.get(key),
                    were.get(key)
                );
                changed += usize::from(is_changed);
                sets += usize::from(is_changed && key.0.len() > 2);
                spared += usize::from(!is_inside);
            }
        }
    }
    // It must say something, both of what changes and of what does not.
    assert!(changed > cases as usize / 4 && spared > changed, "{changed} pairs changed, {spared} were spared");
    assert!(sets > cases as usize / 100, "{sets} sets changed");
    assert!(everything * 4 < cases, "{everything} of {cases} edits touched everything");
}
