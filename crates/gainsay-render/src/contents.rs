//! The contents of a report: findings by rule, and the speakers in them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use gainsay_diff::findings::AnyFinding;

use crate::Report;
use crate::prose;

/// The largest number of speakers that a report names.
const MOST_SPEAKERS: usize = 20;

/// The table of contents of a report.
pub struct Contents<'r> {
    /// The name of the workspace.
    pub title: String,
    /// The number of findings of each rule, in the order of the sections.
    pub rules: Vec<(String, usize)>,
    /// The number of findings that each speaker is in, the largest first.
    pub speakers: Vec<(String, usize)>,
    /// The findings by title; within a title those about claims come first, by weight.
    pub sections: Vec<(String, Vec<&'r AnyFinding>)>,
}

impl<'r> Contents<'r> {
    /// Collects the contents from the findings that a person is shown.
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
