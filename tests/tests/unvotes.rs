//! Recorded votes in the General Assembly of the United Nations, read in place where they are at hand: states that
//! affirm and deny one thing, and states that come to vote otherwise. Known conflicts are found, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};

use gainsay_diff::{Line, Pair};
use gainsay_tests::workspaces::{read, shared, today};
use serde_json::Value;

/// A vote that takes a position: yes or no. Who abstains says nothing.
struct Vote {
    rollcall: String,
    date: String,
    family: String,
    country: String,
    yes: bool,
}

/// The fields of a line of CSV.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => fields.last_mut().expect("a field").push(c),
        }
    }
    fields
}

/// The votes, and what is known about them; nothing where they are not at hand.
fn votes() -> Option<(Vec<Vote>, Value)> {
    let folder = shared("data/unvotes")?;
    let text = |name| std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let votes = text("votes.csv").lines().skip(1).filter_map(|line| vote(&fields(line))).collect();
    // Where a resolution has no number, Python wrote what JSON does not have.
    let known = text("expected.json").replace(": NaN", ": null");
    Some((votes, serde_json::from_str(&known).expect("what is expected is JSON")))
}

fn vote(fields: &[String]) -> Option<Vote> {
    let [rollcall, _, date, _, family, _, _, country, vote] = fields else {
        panic!("a line of another form: {fields:?}")
    };
    let rollcall = rollcall.trim_end_matches(".0").to_owned();
    let (date, family, country) = (date.clone(), family.clone(), country.to_lowercase());
    matches!(vote.as_str(), "yes" | "no").then(|| Vote { rollcall, date, family, country, yes: vote == "yes" })
}

/// Everything that conflicts if each vote is a claim about a thing of its own, named by `about`.
fn conflicts(votes: &[Vote], about: impl Fn(&Vote) -> String) -> Vec<Pair> {
    let mut entities: BTreeSet<String> = votes.iter().map(|v| v.country.clone()).collect();
    entities.extend(votes.iter().map(&about));
    let mut records = vec![
        "predicate: merits-support\ntemporal: timeless\nobject: text\n".to_owned(),
        "source: rolls\ntitle: Rolls\n".to_owned(),
    ];
    records.extend(entities.iter().map(|id| format!("entity: {id}\nname: {id}\n")));
    records.extend(votes.iter().map(|v| {
        let (country, rollcall, stance) = (&v.country, &v.rollcall, if v.yes { "affirms" } else { "denies" });
        format!(
            "claim: {country}-{rollcall}\nby: {country}\n{stance}: {} merits-support adoption\nsaid: {}\nsource: rolls\n",
            about(v),
            v.date
        )
    }));
    let files =
        [("gainsay.yaml".to_owned(), "gainsay: 1\n".to_owned()), ("votes.yaml".to_owned(), records.join("---\n"))];
    let workspace = read(&files);
    assert!(workspace.findings.is_empty(), "{:#?}", workspace.findings);
    gainsay_diff::pairs(&workspace, today()).into_iter().filter_map(Line::pair).collect()
}

#[test]
fn every_yes_disputes_every_no_and_nothing_else_does() {
    let Some((votes, known)) = votes() else { return };
    let mut expected: BTreeMap<String, u64> = BTreeMap::new();
    for rollcall in known["direct_denial_rollcalls"].as_array().expect("a list") {
        expected.insert(rollcall["rcid"].to_string(), rollcall["pairs"].as_u64().expect("a count"));
    }
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for pair in conflicts(&votes, |v| format!("rollcall-{}", v.rollcall)) {
        assert!((pair.mechanism, pair.rule, pair.certain) == ("denial", "dispute", true), "{pair:?}");
        let rollcall = pair.a.rsplit('-').next().unwrap_or_default().to_owned();
        *found.entry(rollcall).or_default() += 1;
    }
    assert_eq!(found, expected);
}

#[test]
fn a_state_reverses_itself_where_it_is_known_to() {
    let Some((votes, known)) = votes() else { return };
    let known: BTreeSet<(String, String)> = known["same_country_yes_no_reversals"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|r| {
            (
                r["country"].as_str().unwrap_or_default().to_lowercase(),
                r["family"].as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect();
    let family: BTreeMap<&str, &str> = votes.iter().map(|v| (v.rollcall.as_str(), v.family.as_str())).collect();
    let found: BTreeSet<(String, String)> = conflicts(&votes, |v| v.family.clone())
        .into_iter()
        .filter(|pair| matches!(pair.rule, "reversal" | "self-contradiction"))
        .filter_map(|pair| {
            pair.a.rsplit_once('-').map(|(country, rollcall)| (country.to_owned(), family[rollcall].to_owned()))
        })
        .collect();
    // In some families a yes to one resolution is a no to the next, so that more comes out than people call a reversal.
    assert!(known.is_subset(&found), "not found: {:?}", known.difference(&found).collect::<Vec<_>>());
    assert!(known.len() > 10, "only {} are known", known.len());
}
