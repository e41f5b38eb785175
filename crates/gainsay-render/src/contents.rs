//! The contents of a report: findings by rule, and who is in them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use gainsay_diff::findings::AnyFinding;

use crate::Report;
use crate::prose;

/// How many speakers a report names.
const MOST_SPEAKERS: usize = 20;

/// What a report begins with.
pub struct Contents<'r> {
    /// What the workspace is called.
    pub title: String,
    /// How many findings there are of each rule, in the order of the sections.
    pub rules: Vec<(String, usize)>,
    /// In how many findings each speaker is, the most first.
    pub speakers: Vec<(String, usize)>,
    /// The findings by what they are, those of people first by weight.
    pub sections: Vec<(String, Vec<&'r AnyFinding>)>,
}

impl<'r> Contents<'r> {
    /// Looks through the findings that a person is shown.
    pub fn of(report: &'r Report<'_>) -> Contents<'r> {
        let mut sections: Vec<(String, Vec<&AnyFinding>)> = Vec::new();
        let mut speakers: BTreeMap<String, usize> = BTreeMap::new();
        for finding in report.shown() {
            let title = prose::title(finding);
            match sections.iter_mut().find(|(known, _)| *known == title) {
                Some((_, findings)) => findings.push(finding),
                None => sections.push((title, vec![finding])),
            }
            for speaker in finding.conflict().iter().flat_map(|conflict| &conflict.speakers) {
                *speakers.entry(report.naming.entity(speaker)).or_default() += 1;
            }
        }
        let mut speakers: Vec<(String, usize)> = speakers.into_iter().collect();
        speakers.sort_by_key(|(_, count)| Reverse(*count));
        speakers.truncate(MOST_SPEAKERS);
        let name = report.workspace.manifest().name.clone();
        Contents {
            title: name.unwrap_or_else(|| "Findings".to_owned()),
            rules: sections.iter().map(|(title, findings)| (title.clone(), findings.len())).collect(),
            speakers,
            sections,
        }
    }
}
