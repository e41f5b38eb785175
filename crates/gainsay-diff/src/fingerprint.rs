//! Fingerprints: identifiers of findings that stay the same when the files around them change.

use std::hash::Hash;

use gainsay_model::Workspace;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use crate::findings::{AnyFinding, Conflict};

/// Returns the fingerprint of each finding: 16 hex digits.
///
/// The fingerprint of a conflict is made of mechanism and contested statement and, where several are alike in these, of
/// the first of its claims by id; otherwise of rule and the first record's kind, id and key. A finding about no record
/// is identified by its file. The second of several findings that are still alike has its number in its fingerprint, so
/// that no two are equal.
pub fn fingerprints(workspace: &Workspace, findings: &[AnyFinding]) -> Vec<String> {
    let contests = counted(findings.iter().filter_map(contest));
    let several = |finding: &AnyFinding| contest(finding).is_some_and(|contest| contests[&contest] > 1);
    let first = |finding: &AnyFinding| finding.records().map(|(_, id)| id.to_owned()).min().unwrap_or_default();
    let told = |finding: &AnyFinding| (identity(workspace, finding), several(finding).then(|| first(finding)));
    let identities: Vec<(String, Option<String>)> = findings.iter().map(told).collect();
    let doubles = counted(identities.iter());
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    let of = |(finding, told): (&AnyFinding, &(String, Option<String>))| {
        // A claim may come first in a conflict that is ruled upon, and in one that is not.
        let ruled = finding.ruled().filter(|_| doubles[told] > 1);
        let identity =
            [Some(told.0.as_str()), told.1.as_deref(), ruled].into_iter().flatten().collect::<Vec<&str>>().join("\0");
        let count = seen.entry(identity.clone()).or_default();
        *count += 1;
        digest(&if *count == 1 { identity } else { format!("{identity}\0{count}") })
    };
    findings.iter().zip(&identities).map(of).collect()
}

/// Returns the number of times that each of these occurs.
fn counted<T: Eq + Hash>(all: impl Iterator<Item = T>) -> FxHashMap<T, usize> {
    let mut counts = FxHashMap::default();
    all.for_each(|one| *counts.entry(one).or_default() += 1);
    counts
}

/// Returns the mechanism of a conflict, and its contested statement, or the part of a set that stays the same.
fn contest(finding: &AnyFinding) -> Option<(&'static str, &str)> {
    fn what(conflict: &Conflict) -> &str {
        conflict.lasting.as_deref().unwrap_or(&conflict.contested)
    }
    finding.conflict().map(|conflict| (conflict.mechanism.name(), what(conflict)))
}

pub(crate) fn identity(workspace: &Workspace, finding: &AnyFinding) -> String {
    if let Some((mechanism, contested)) = contest(finding) {
        return ["", mechanism, contested].join("\0");
    }
    let key = finding.key().unwrap_or_default();
    match finding.records().next() {
        Some((kind, id)) if !id.is_empty() => [finding.rule(), kind.word(), id, key].join("\0"),
        _ => {
            let file = finding.first_route().and_then(|route| workspace.files.get(route.file() as usize));
            [finding.rule(), "file", file.map_or("", |f| &f.path), key].join("\0")
        }
    }
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Example;
    use crate::findings::Position;
    use crate::held_claims::HeldClaims;
    use crate::mechanism::Mechanism;
    use crate::rules::PairRule;
    use gainsay_model::finding::{Finding, Level, Route};
    use gainsay_model::schema::Kind;

    #[test]
    fn alike_findings_are_told_apart_and_others_do_not_move_them() {
        let workspace = Workspace::default();
        let fault = |key: &str| {
            AnyFinding::from(Finding::about("unknown-key", Route::File(0), "").of(Kind::Claim, "a").keyed(key))
        };
        let (one, two) =
            (fingerprints(&workspace, &[fault("x"), fault("x")]), fingerprints(&workspace, &[fault("y"), fault("x")]));
        assert_ne!(one[0], one[1]);
        assert_eq!(one[0], two[1]);
        assert!(one.iter().all(|f| f.len() == 16));
    }

    /// Returns a conflict about `contested` between claims, by a rule.
    fn conflict(rule: PairRule, contested: &str, claims: &[&str], ruled: Option<&str>) -> AnyFinding {
        let claims = HeldClaims::Listed(claims.iter().map(|claim| ((*claim).into(), 0)).collect());
        let example = Example {
            claims: [String::new(), String::new()],
            certain: true,
            dated: false,
            second_came_first: false,
            denied: None,
            principal: None,
        };
        Conflict {
            rule,
            other_rules: Vec::new(),
            mechanism: Mechanism::Denial,
            level: Level::Error,
            certain: true,
            contested: contested.into(),
            ruled: ruled.map(str::to_owned),
            positions: vec![Position { held: Vec::new(), claims }],
            example,
            speakers: Vec::new(),
            shown: Vec::new(),
            grounds: Vec::new(),
            was: None,
            lasting: None,
        }
        .into()
    }

    #[test]
    fn the_first_claim_tells_conflicts_apart_only_where_several_contest_one_statement() {
        let workspace = Workspace::default();
        let of = |findings: &[AnyFinding]| fingerprints(&workspace, findings);
        let (one, other) = (
            conflict(PairRule::Dispute, "x is y", &["b", "c"], None),
            conflict(PairRule::Dispute, "x is y", &["d", "e"], None),
        );
        // A conflict with other claims and another rule is the same finding.
        let again = of(&[conflict(PairRule::Reversal, "x is y", &["a", "f", "g"], None)]);
        assert_eq!(of(std::slice::from_ref(&one)), again);
        assert_ne!(of(std::slice::from_ref(&one)), of(&[conflict(PairRule::Dispute, "x is z", &["b", "c"], None)]));
        let both = of(&[one.clone(), other.clone()]);
        assert_ne!(both[0], both[1]);
        // A claim that joins later, and a ruling, leave both as they are.
        let later = of(&[conflict(PairRule::Dispute, "x is y", &["e", "d", "z"], Some("r")), one]);
        assert_eq!([&later[1], &later[0]], [&both[0], &both[1]]);
    }

    #[test]
    fn what_is_ruled_upon_leaves_the_fingerprint_to_what_is_not() {
        let workspace = Workspace::default();
        let (open, ruled) = (
            conflict(PairRule::Dispute, "x is y", &["a", "b"], None),
            conflict(PairRule::Dispute, "x is y", &["a", "c"], Some("r")),
        );
        let (one, other) =
            (fingerprints(&workspace, &[open.clone(), ruled.clone()]), fingerprints(&workspace, &[ruled, open]));
        assert_eq!([&one[0], &one[1]], [&other[1], &other[0]]);
        assert_ne!(one[0], one[1]);
    }
}
