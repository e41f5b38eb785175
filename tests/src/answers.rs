//! The answers of the program about a workspace, in the lines in which the contract's examples and the brute force are
//! written.

use std::collections::BTreeSet;

use gainsay_diff::rules::{self, Group};
use gainsay_model::schema::Kind;
use serde_json::json;

use crate::brute::Answer;
use crate::workspaces::{self, File};

/// Returns the program's answer about a workspace on [`workspaces::TODAY`].
pub fn answer(files: &[File]) -> Answer {
    let workspace = workspaces::read(files);
    let today = workspaces::today();
    let line = |pair| serde_json::to_string(pair).expect("a pair can be written as JSON");
    let pairs = gainsay_diff::pairs(&workspace, today).iter().map(line).collect();
    let (mut notes, mut singles) = (Vec::new(), BTreeSet::new());
    for finding in crate::told::check(&workspace, today) {
        let group = rules::find(finding.rule).map(|rule| rule.group);
        match group {
            Some(Group::Note) if finding.records.len() > 1 => {
                let mut claims: Vec<&str> =
                    finding.records.iter().filter(|r| r.kind == Kind::Claim).map(|r| r.id.as_str()).collect();
                claims.sort_unstable();
                let [a, b] = claims[..] else { panic!("a note is about two claims: {finding:#?}") };
                notes.push((a.to_owned(), b.to_owned(), finding.rule));
            }
            Some(Group::Claim | Group::Ruling | Group::Vocabulary | Group::Note) => {
                singles
                    .extend(finding.records.iter().map(|record| (finding.rule, record.kind.word(), record.id.clone())));
            }
            _ => {}
        }
    }
    notes.sort();
    Answer {
        pairs,
        notes: notes.iter().map(|(a, b, note)| ordered(&[("a", a), ("b", b), ("note", note)])).collect(),
        singles: singles
            .iter()
            .map(|(rule, kind, id)| ordered(&[("rule", rule), ("kind", kind), ("id", id)]))
            .collect(),
    }
}

/// Returns a JSON object of texts, its keys in this order.
fn ordered(entries: &[(&str, &str)]) -> String {
    let written: Vec<String> = entries.iter().map(|(key, value)| format!("{}:{}", json!(key), json!(value))).collect();
    format!("{{{}}}", written.join(","))
}

/// Returns where two answers differ, for people to read: `-` is wanted, `+` was found; none if they are equal.
pub fn difference(wanted: &Answer, found: &Answer) -> Option<String> {
    if wanted == found {
        return None;
    }
    let text = |answer: &Answer| {
        let part = |name: &str, lines: &[String]| {
            format!("# {name}\n{}", lines.iter().map(|line| format!("{line}\n")).collect::<String>())
        };
        part("pairs", &answer.pairs) + &part("notes", &answer.notes) + &part("singles", &answer.singles)
    };
    let (wanted, found) = (text(wanted), text(found));
    Some(
        similar::TextDiff::from_lines(&wanted, &found)
            .unified_diff()
            .context_radius(0)
            .header("wanted", "found")
            .to_string(),
    )
}
