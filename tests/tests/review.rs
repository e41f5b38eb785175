//! Laws of reviews: what a change introduces and resolves is the difference of two checks, whatever the change; and
//! looking only at what it can touch finds the same.

use std::collections::{BTreeMap, BTreeSet};

use gainsay_diff::Line;
use gainsay_diff::changes::{Meaning, changes};
use gainsay_diff::compare::{
    ChangeKind, Comparison, Count, PairChanges, born_of_merge, compare, compare_edited, edited_claims, newly,
};
use gainsay_diff::findings::AnyFinding;
use gainsay_diff::impact::{SnapshotPair, changes_something};
use gainsay_model::Workspace;
use gainsay_model::canonical::Value;
use gainsay_model::edit::{Edit, KeyPath, Target, Texts, apply, rename};
use gainsay_model::schema::Kind;
use gainsay_tests::edits::Parsed;
use gainsay_tests::random::Draw;
use gainsay_tests::workspaces::{File, read, records_of, shown, today};
use gainsay_tests::{crowds, random};
use proptest::prelude::*;

/// The most claims of a random workspace.
const SIZE: usize = 24;

fn often(cases: u32) -> ProptestConfig {
    let cases = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// A state: files by path.
type State = BTreeMap<String, String>;

/// A random workspace with one record a file, named by kind and id where that can be told.
fn state(seed: u64) -> State {
    let mut state = State::new();
    for (path, text) in random::workspace(seed, SIZE) {
        if path == "gainsay.yaml" {
            state.insert(path, text);
            continue;
        }
        for (i, piece) in text.split("\n---\n").enumerate() {
            let first = piece
                .lines()
                .find(|line| !line.starts_with('#') && !line.trim().is_empty() && *line != "---")
                .unwrap_or_default();
            let name: String = first.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
            let mut place = format!("{name}.yaml");
            while state.contains_key(&place) {
                place = format!("{i}{place}");
            }
            state.insert(place, format!("{}\n", piece.trim_start_matches("---\n")));
        }
    }
    state
}

/// The state after a change: some files as another random workspace has them. `claims` leaves the others alone.
fn changed(before: &State, seed: u64, each: u64, claims: bool) -> State {
    let other = state(seed);
    let mut after = before.clone();
    let paths: BTreeSet<&String> = before.keys().chain(other.keys()).collect();
    for (i, path) in paths.into_iter().enumerate() {
        let chosen = (seed ^ (i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        if !chosen.is_multiple_of(each) || path == "gainsay.yaml" || (claims && !path.starts_with("claim")) {
            continue;
        }
        match other.get(path) {
            Some(text) => after.insert(path.clone(), text.clone()),
            None => after.remove(path),
        };
    }
    after
}

fn files(state: &State) -> Vec<File> {
    state.iter().map(|(path, text)| (path.clone(), text.clone())).collect()
}

fn workspace(state: &State) -> Workspace {
    read(&files(state))
}

fn said(findings: &[AnyFinding]) -> BTreeSet<String> {
    // The findings come from workspaces with other files around, and are the same without any text to look into.
    gainsay_tests::told::told(&Workspace::default(), findings)
        .iter()
        .map(|f| format!("{} {:?} {:?} {:?} {:?} {}", f.rule, f.mechanism, f.certain, f.contested, f.ruled, f.message))
        .collect()
}

/// The faults of reading that only the later state has.
fn new_faults(old: &Workspace, new: &Workspace) -> BTreeSet<String> {
    let any = |workspace: &Workspace| workspace.findings.iter().cloned().map(AnyFinding::from).collect();
    said(&newly(old, any(old), new, any(new)))
}

/// Compares two states as `diff` does: reading only what the change can touch. Tells the new faults, too.
fn compare_within_impact(before: &State, after: &State) -> (Comparison, BTreeSet<String>) {
    let mut parsed = Parsed::default();
    let (old, new) = (parsed.of(before), parsed.of(after));
    let pair = SnapshotPair::new(&parsed.versions, old, new);
    let [old, new] = pair.workspaces(&pair.differing());
    let changes = changes(&old, &new, &|path| before.get(path) != after.get(path));
    if !changes_something(&changes) {
        return (compare(&old, &new, today()), new_faults(&old, &new));
    }
    let [old, new] = match pair.touched_by(&changes) {
        Some(touched) => pair.workspaces(&touched),
        None => [workspace(before), workspace(after)],
    };
    (compare(&old, &new, today()), new_faults(&old, &new))
}

/// Everything that a comparison tells.
fn told(comparison: &Comparison) -> (Vec<BTreeSet<String>>, &PairChanges, usize) {
    let Comparison { introduced, resolved, changed, rulings, pairs, kept, .. } = comparison;
    ([introduced, resolved, changed, rulings].map(|findings| said(findings)).into(), pairs, *kept)
}

/// A claim of a crowd is left out, said anew under another id, or says what another one said.
fn edited_crowd(files: &[File], draw: &mut Draw) -> Vec<File> {
    let mut files = files.to_vec();
    let Some((_, text)) = files.last_mut() else { return files };
    let mut records = records_of(text);
    let claims: Vec<usize> = (0..records.len()).filter(|i| records[*i].starts_with("claim: ")).collect();
    let (one, other) = (claims[draw.below(claims.len())], claims[draw.below(claims.len())]);
    let body = |record: &str| record.split_once('\n').map_or(String::new(), |(_, body)| body.to_owned());
    match draw.below(3) {
        0 => _ = records.remove(one),
        1 => records.insert(one, format!("claim: c99\n{}", body(&records[other]))),
        _ => records[one] = format!("{}\n{}", records[one].lines().next().unwrap_or_default(), body(&records[other])),
    }
    *text = records.join("---\n");
    files
}

/// Alternatives stand and fall together, and claims take part or not by what others say: an edit bears on claims that
/// it leaves as they are.
#[test]
fn an_edit_of_claims_is_compared_by_the_pairs_that_it_bears_on() {
    let cases = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(400);
    let (mut steps, mut kept) = (0, 0);
    for seed in 0..cases {
        let mut draw = Draw(seed);
        let before = crowds::workspace(seed);
        let after = edited_crowd(&before, &mut draw);
        let (old, new) = (read(&before), read(&after));
        let edited = edited_claims(&old, &new, &changes(&old, &new, &|_| true));
        assert!(edited.is_some(), "seed {seed}: only claims were edited");
        let whole = compare(&old, &new, today());
        let by_edit = compare_edited(&old, &new, edited.as_ref(), Count::All, today());
        assert_eq!(told(&whole), told(&by_edit), "seed {seed}");
        let fewer = compare_edited(&old, &new, edited.as_ref(), Count::Compared, today());
        assert_eq!(whole.pairs, fewer.pairs, "seed {seed}");
        steps += whole.pairs.len();
        kept += whole.kept - fewer.kept;
    }
    assert!(steps > 0 && kept > 0, "{steps} pairs came, went or changed, and {kept} were left alone");
}

/// The keys that an edit of a record gives another value, with the kind of the records whose ids the value has; none for
/// any other text.
const EDITED: [(Kind, &str, Option<Kind>); 20] = [
    (Kind::Entity, "name", None),
    (Kind::Entity, "kind", None),
    (Kind::Entity, "part-of", Some(Kind::Entity)),
    (Kind::Entity, "same-as", Some(Kind::Entity)),
    (Kind::Entity, "speaks-for", Some(Kind::Entity)),
    (Kind::Entity, "until", None),
    (Kind::Source, "title", None),
    (Kind::Source, "url", None),
    (Kind::Source, "published", None),
    (Kind::Source, "derived-from", Some(Kind::Source)),
    (Kind::Predicate, "label", None),
    (Kind::Predicate, "domain", None),
    (Kind::Predicate, "implies", Some(Kind::Predicate)),
    (Kind::Predicate, "excludes", Some(Kind::Predicate)),
    (Kind::Predicate, "inverse-of", Some(Kind::Predicate)),
    (Kind::Predicate, "temporal", None),
    (Kind::Claim, "by", Some(Kind::Entity)),
    (Kind::Claim, "source", Some(Kind::Source)),
    (Kind::Claim, "said", None),
    (Kind::Claim, "note", None),
];

/// The ids of the records of a kind that are written in the files themselves.
fn ids_of(files: &[File], kind: Kind) -> Vec<String> {
    let workspace = read(files);
    let headers =
        workspace.records.headers_of(kind).filter(|header| !workspace.files[header.place.file as usize].built_in);
    headers.filter_map(|header| Some(workspace.text(header.id?).to_owned())).collect()
}

/// One key of one record has another value, or is gone.
fn with_an_edited_key(files: &[File], draw: &mut Draw) -> Option<Vec<File>> {
    let (kind, key, names) = EDITED[draw.below(EDITED.len())];
    let ids = ids_of(files, kind);
    let value = match names {
        Some(named) => {
            let named = ids_of(files, named);
            named.get(draw.below(named.len().max(1)))?.clone()
        }
        None => ["2001", "2019-03", "person", "event"][draw.below(4)].to_owned(),
    };
    let id = ids.get(draw.below(ids.len().max(1)))?;
    let record = Target::new(kind, id);
    let edit = match draw.once(250) {
        true => Edit::Unset { record, key: KeyPath::of(key) },
        false => Edit::Set { record, key: KeyPath::of(key), value: Value::Text(value) },
    };
    for (i, (_, text)) in files.iter().enumerate() {
        if let Ok(new) = apply(text, &edit) {
            let mut files = files.to_vec();
            files[i].1 = new;
            return Some(files);
        }
    }
    None
}

/// Some records have other ids, wherever they are named.
fn with_renamed_records(files: &[File], draw: &mut Draw) -> Option<Vec<File>> {
    let mut texts: Texts = files.iter().cloned().collect();
    for number in 0..1 + draw.below(2) {
        let kind = [Kind::Entity, Kind::Entity, Kind::Source, Kind::Predicate][draw.below(4)];
        let ids = ids_of(files, kind);
        let id = ids.get(draw.below(ids.len().max(1)))?;
        let state = read(&texts.clone().into_iter().collect::<Vec<File>>());
        let renamed = rename(&texts, kind, id, &format!("{}-{number}", ["a", "zz"][draw.below(2)]), &|predicate| {
            state.object_type(predicate)
        });
        texts.extend(renamed.ok()?);
    }
    Some(texts.into_iter().collect())
}

/// Edits of entities and sources bear on the claims that name them or what rests on them, and some of their keys on no
/// claim at all.
#[test]
fn an_edit_of_any_record_is_compared_by_the_pairs_that_it_bears_on() {
    let cases = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(600);
    let (mut steps, mut left_alone) = (0, 0);
    for seed in 0..cases {
        let mut draw = Draw(seed);
        let before = if seed % 3 == 0 { crowds::workspace(seed) } else { random::workspace(seed, SIZE) };
        let Some(after) = with_an_edited_key(&before, &mut draw) else { continue };
        let (old, new) = (read(&before), read(&after));
        let all = compare(&old, &new, today());
        let Some(edited) = edited_claims(&old, &new, &changes(&old, &new, &|_| true)) else { continue };
        let by_edit = compare_edited(&old, &new, Some(&edited), Count::All, today());
        assert_eq!(told(&all), told(&by_edit), "seed {seed}: {}", shown(&after));
        steps += all.pairs.len();
        left_alone += usize::from(edited.is_empty());
    }
    assert!(steps > 0 && left_alone > 0, "{steps} pairs came, went or changed; {left_alone} edits bear on no claim");
}

/// A record under another id is what it was, and so is each that names it.
#[test]
fn new_ids_change_no_pair() {
    let cases = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(120);
    let (mut renamed, mut following, mut kept) = (0, 0, 0);
    for seed in 0..cases {
        let mut draw = Draw(seed);
        let before = if seed % 3 == 0 { crowds::workspace(seed) } else { random::workspace(seed, SIZE) };
        let Some(after) = with_renamed_records(&before, &mut draw) else { continue };
        let (old, new) = (read(&before), read(&after));
        let found = changes(&old, &new, &|_| true);
        let all = compare(&old, &new, today());
        if let Some(edited) = edited_claims(&old, &new, &found) {
            let by_edit = compare_edited(&old, &new, Some(&edited), Count::All, today());
            assert_eq!(told(&all), told(&by_edit), "seed {seed}: {}", shown(&after));
        }
        if found.list.iter().all(|change| !change.follows.is_empty()) && !found.list.is_empty() {
            assert!(all.pairs.is_empty(), "seed {seed}: {:?} {}", all.pairs, shown(&after));
            renamed += found.list.iter().filter(|change| change.was.is_some()).count();
            following += found.list.iter().filter(|change| change.was.is_none()).count();
            kept += all.kept;
        }
    }
    assert!(renamed > 20 && following > 20 && kept > 20, "{renamed} {following} {kept}");
}

/// The claims and the mechanism of a pair or a set.
type Key = (Vec<String>, &'static str);

fn key<Text: AsRef<str>>(line: &Line<Text>) -> Key {
    (line.claims().into_iter().map(str::to_owned).collect(), line.mechanism())
}

fn pairs(workspace: &Workspace) -> BTreeMap<Key, (&'static str, bool)> {
    let pairs = gainsay_diff::pairs(workspace, today()).into_iter();
    let is = |line: &Line| match line {
        Line::Pair(pair) => (pair.rule, pair.certain),
        Line::Set(set) => (set.rule, set.certain),
    };
    pairs.map(|line| (key(&line), is(&line))).collect()
}

const SETS: [&str; 4] = ["denied-chain", "jointly-denied", "order-cycle", "over-total"];

proptest! {
    #![proptest_config(often(96))]

    #[test]
    fn introduced_and_resolved_are_the_difference_of_two_checks(seed in any::<u64>(), other in any::<u64>(), each in 1u64..6, claims in any::<bool>()) {
        let before = state(seed);
        let after = changed(&before, other, each, claims);
        let (old, new) = (workspace(&before), workspace(&after));
        let (were, are) = (pairs(&old), pairs(&new));
        let comparison = compare(&old, &new, today());
        let of = |step: ChangeKind| -> BTreeSet<Key> {
            let pairs = comparison.pairs.iter().filter(|pair| pair.change == step);
            pairs.map(|pair| key(&pair.line)).collect()
        };
        let only = |these: &BTreeMap<Key, _>, those: &BTreeMap<Key, (&str, bool)>| -> BTreeSet<Key> {
            these.keys().filter(|key| !those.contains_key(*key)).cloned().collect()
        };
        // A set of other claims than before can be the same conflict, and is then changed.
        let is_set = |key: &Key| SETS.contains(&key.1);
        let of_pairs = |keys: BTreeSet<Key>| -> BTreeSet<Key> { keys.into_iter().filter(|key| !is_set(key)).collect() };
        let (came, went) = (only(&are, &were), only(&were, &are));
        let (introduced, resolved) = (of(ChangeKind::Introduced), of(ChangeKind::Resolved));
        let moved: BTreeSet<Key> = came.difference(&introduced).cloned().collect();
        prop_assert_eq!(of_pairs(introduced.clone()), of_pairs(came.clone()));
        prop_assert_eq!(of_pairs(resolved.clone()), of_pairs(went.clone()));
        prop_assert!(introduced.is_subset(&came) && resolved.is_subset(&went));
        prop_assert_eq!(moved.len(), went.len() - resolved.len());
        let differ: BTreeSet<Key> = were.iter().filter(|(key, was)| are.get(*key).is_some_and(|is| is != *was)).map(|(key, _)| key.clone()).collect();
        prop_assert_eq!(of(ChangeKind::Changed), differ.union(&moved).cloned().collect::<BTreeSet<Key>>());
        prop_assert_eq!(comparison.kept, were.keys().filter(|key| are.contains_key(*key)).count() - differ.len());
        let found = changes(&old, &new, &|path| before.get(path) != after.get(path));
        let edited = edited_claims(&old, &new, &found);
        prop_assert!(edited.is_some() || !claims, "only claims were edited");
        let by_edit = compare_edited(&old, &new, edited.as_ref(), Count::All, today());
        prop_assert_eq!(told(&comparison), told(&by_edit));
    }

    #[test]
    fn what_a_change_can_touch_is_enough(seed in any::<u64>(), other in any::<u64>(), each in 2u64..12, claims in any::<bool>()) {
        let before = state(seed);
        let after = changed(&before, other, each, claims);
        let (old, new) = (workspace(&before), workspace(&after));
        let whole = compare(&old, &new, today());
        let (within, faults) = compare_within_impact(&before, &after);
        prop_assert_eq!(&whole.pairs, &within.pairs);
        for (all, some) in [
            (&whole.introduced, &within.introduced),
            (&whole.resolved, &within.resolved),
            (&whole.changed, &within.changed),
            (&whole.rulings, &within.rulings),
        ] {
            prop_assert_eq!(said(all), said(some));
        }
        prop_assert_eq!(new_faults(&old, &new), faults);
    }

    #[test]
    fn nothing_changes_between_a_state_and_itself(seed in any::<u64>()) {
        let state = workspace(&state(seed));
        let found = changes(&state, &state, &|_| true);
        prop_assert!(found.list.is_empty() && found.formatting.is_empty(), "{:?}", found);
        let comparison = compare(&state, &state, today());
        prop_assert!(comparison.pairs.is_empty() && comparison.rulings.is_empty());
    }

    #[test]
    fn a_change_and_its_reversal_mirror_each_other(seed in any::<u64>(), other in any::<u64>(), each in 1u64..6) {
        let before = state(seed);
        let after = changed(&before, other, each, false);
        let (old, new) = (workspace(&before), workspace(&after));
        let (there, back) = (changes(&old, &new, &|_| true), changes(&new, &old, &|_| true));
        let count = |changes: &gainsay_diff::changes::Changes, meaning: Meaning| changes.list.iter().filter(|c| c.meaning == meaning).count();
        prop_assert_eq!(count(&there, Meaning::Created), count(&back, Meaning::Deleted));
        prop_assert_eq!(there.list.len(), back.list.len());
        let (there, back) = (compare(&old, &new, today()), compare(&new, &old, today()));
        prop_assert_eq!((there.introduced.len(), there.resolved.len()), (back.resolved.len(), back.introduced.len()));
    }

    #[test]
    fn files_may_be_split_and_joined(seed in any::<u64>()) {
        let before = state(seed);
        let mut after = State::new();
        for (path, text) in &before {
            let place = if path == "gainsay.yaml" { path.clone() } else { "all.yaml".to_owned() };
            let joined = after.entry(place).or_default();
            if !joined.is_empty() {
                joined.push_str("---\n");
            }
            joined.push_str(text);
        }
        let (old, new) = (workspace(&before), workspace(&after));
        let count = |state: &State| state.values().map(|text| records_of(text).len()).sum::<usize>();
        prop_assume!(count(&before) == count(&after));
        let told: Vec<_> = changes(&old, &new, &|_| true).list.into_iter().filter(|c| c.meaning != Meaning::Renamed).collect();
        prop_assert!(told.is_empty(), "{told:?}");
    }

    #[test]
    fn born_of_a_merge_is_what_neither_parent_has(seed in any::<u64>(), ours in any::<u64>(), theirs in any::<u64>()) {
        let mut base = state(seed);
        // A manifest may silence what it likes; here it says nothing.
        base.insert("gainsay.yaml".into(), "gainsay: 1\n".into());
        let (a, b) = (changed(&base, ours, 5, true), changed(&base, theirs, 5, true));
        let mut merged = a.clone();
        for (path, text) in &b {
            if base.get(path) != Some(text) {
                merged.insert(path.clone(), text.clone());
            }
        }
        let (a, b, merged) = (workspace(&a), workspace(&b), workspace(&merged));
        let (of_a, of_b) = (pairs(&a), pairs(&b));
        let born: BTreeSet<Key> = pairs(&merged).into_keys().filter(|key| !of_a.contains_key(key) && !of_b.contains_key(key)).collect();
        let found = born_of_merge(&[&a, &b], &merged, today());
        prop_assert_eq!(found.is_empty(), born.is_empty());
        let claims: BTreeSet<&str> = born.iter().flat_map(|(claims, _)| claims.iter().map(String::as_str)).collect();
        let named: BTreeSet<&str> = found.iter().flat_map(|f| f.records().map(|(_, id)| id)).collect();
        prop_assert_eq!(named, claims);
    }
}
