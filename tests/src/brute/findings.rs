//! Section 6: findings, by gathering pairs.

use super::conflicts::{self, Pair};
use super::records::{self, Record};
use super::sets;
use super::yaml::{self, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A finding: all pairs about one thing, as a check reports them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub mechanism: &'static str,
    pub contested: String,
    pub ruled: Option<String>,
    pub claims: BTreeSet<String>,
    pub rule: &'static str,
    /// "it names the other rules among its pairs"
    pub other_rules: BTreeSet<&'static str>,
    pub certain: bool,
    pub level: Level,
}

/// The level of a finding, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Silenced,
    Note,
    Warning,
    Error,
}

/// The table of section 5: rules in order, with the level of what is certain and of what is possible.
const RULES: [(&str, Level, Level); 5] = [
    ("report-divergence", Level::Warning, Level::Note),
    ("reversal", Level::Warning, Level::Note),
    ("self-contradiction", Level::Error, Level::Warning),
    ("mixed-message", Level::Warning, Level::Note),
    ("dispute", Level::Note, Level::Note),
];

/// Returns the findings of the pairs of a workspace; each set of three and more claims is a finding of its own, and not
/// among these.
#[must_use]
pub fn findings(files: &[(String, String)], today: &str) -> BTreeSet<Finding> {
    let workspace = records::read(files, today);
    let levels = levels_of_manifest(files);
    let pairs = conflicts::find(&workspace, &conflicts::close_all(&workspace));
    // "all pairs of one mechanism and contested statement …, those under one ruling and those under none apart"
    let mut groups: BTreeMap<(&'static str, &str, &Option<String>), Vec<&Pair>> = BTreeMap::new();
    for pair in &pairs {
        groups.entry((pair.mechanism, &pair.contested, &pair.ruled)).or_default().push(pair);
    }
    let mut findings = BTreeSet::new();
    for ((mechanism, contested, ruled), pairs) in groups {
        for pairs in components(&pairs) {
            // "A finding's rule is that of its most serious pair (by level, then by the table's order)".
            let order = |pair: &&&Pair| {
                let place = RULES.iter().position(|(rule, ..)| *rule == pair.rule);
                (std::cmp::Reverse(level(pair, &levels)), place)
            };
            let Some(worst) = pairs.iter().min_by_key(order) else { continue };
            let id = |at: usize| workspace.claims[at].id.clone();
            findings.insert(Finding {
                mechanism,
                contested: contested.to_owned(),
                ruled: ruled.clone(),
                claims: pairs.iter().flat_map(|pair| [id(pair.a), id(pair.b)]).collect(),
                rule: worst.rule,
                other_rules: pairs.iter().map(|pair| pair.rule).filter(|rule| *rule != worst.rule).collect(),
                // "it is certain if any pair is"
                certain: pairs.iter().any(|pair| pair.certain),
                level: level(worst, &levels),
            });
        }
    }
    findings
}

fn level(pair: &Pair, levels: &BTreeMap<String, Level>) -> Level {
    level_of(pair.mechanism, pair.rule, pair.certain, levels)
}

/// Returns the findings of sets of three and more claims, "a set's rule and level are by this table too": mechanism,
/// ruling, rule, whether it is certain, and the level; without those that the manifest silences.
#[must_use]
pub fn findings_of_sets(
    files: &[(String, String)],
    today: &str,
) -> Vec<(&'static str, Option<String>, &'static str, bool, Level)> {
    let workspace = records::read(files, today);
    let levels = levels_of_manifest(files);
    let sets = sets::find(&workspace, &conflicts::close_all(&workspace));
    let told = sets.into_iter().map(|set| {
        let level = level_of(set.mechanism, set.rule, set.certain, &levels);
        (set.mechanism, set.ruled, set.rule, set.certain, level)
    });
    told.filter(|(.., level)| *level != Level::Silenced).collect()
}

/// "split into connected components (claims joined by the pairs among them)"
fn components<'a>(pairs: &[&'a Pair]) -> Vec<Vec<&'a Pair>> {
    let mut left = pairs.to_vec();
    let mut components = Vec::new();
    while let Some(first) = left.pop() {
        let mut claims = BTreeSet::from([first.a, first.b]);
        let mut component = vec![first];
        while let Some(at) = left.iter().position(|pair| claims.contains(&pair.a) || claims.contains(&pair.b)) {
            let pair = left.remove(at);
            claims.extend([pair.a, pair.b]);
            component.push(pair);
        }
        components.push(component);
    }
    components
}

/// "The manifest's `rules` may name a rule, or a mechanism, which then wins; the level given is that of certain
/// findings, possible ones get one step less, never below `note`; `allow` silences both."
fn level_of(mechanism: &str, rule: &str, is_certain: bool, levels: &BTreeMap<String, Level>) -> Level {
    let given = levels.get(mechanism).or_else(|| levels.get(rule));
    let table = RULES.iter().find(|(known, ..)| *known == rule);
    match (given, table) {
        (Some(Level::Error), _) if !is_certain => Level::Warning,
        (Some(Level::Warning), _) if !is_certain => Level::Note,
        (Some(level), _) => *level,
        (None, Some((_, certain, possible))) => {
            if is_certain {
                *certain
            } else {
                *possible
            }
        }
        (None, None) => Level::Note,
    }
}

fn levels_of_manifest(files: &[(String, String)]) -> BTreeMap<String, Level> {
    let manifest = files.iter().find(|(path, _)| path == "gainsay.yaml").and_then(|(_, text)| yaml::read(text).ok());
    let document = manifest
        .and_then(|documents| documents.into_iter().find(|keys| keys.first().is_some_and(|(key, _)| key == "gainsay")));
    let Some(document) = document else { return BTreeMap::new() };
    let Some(Value::Map(rules)) = Record(&document).value("rules") else { return BTreeMap::new() };
    let level = |value: &Value| match value {
        Value::Text(text) => {
            [("allow", Level::Silenced), ("note", Level::Note), ("warning", Level::Warning), ("error", Level::Error)]
                .into_iter()
                .find(|(word, _)| word == text)
                .map(|(_, level)| level)
        }
        _ => None,
    };
    rules.iter().filter_map(|(rule, value)| Some((rule.clone(), level(value)?))).collect()
}
