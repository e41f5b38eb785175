//! Baselines: findings that a workspace begins with, by their fingerprints, so that only what comes later counts.

use std::collections::BTreeMap;

use crate::findings::AnyFinding;

/// The first line of a baseline.
const HEADING: &str = "# Known findings of this workspace, one a line: fingerprint, rule, what it is about.\n\
                       # `gainsay check --baseline FILE` leaves them out; `gainsay baseline prune FILE` removes what is gone.\n";

/// Findings that are known, by fingerprint.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Baseline {
    /// The description of each finding, for people who read the file: its rule and its subject.
    entries: BTreeMap<String, String>,
}

/// A malformed line of a baseline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadLine {
    /// The number of the line, from 1.
    pub number: usize,
    /// The text of the line.
    pub text: String,
}

impl Baseline {
    /// Returns the baseline of these findings and their fingerprints.
    pub fn of<'f>(findings: impl IntoIterator<Item = (String, &'f AnyFinding)>) -> Baseline {
        let words = |finding: &AnyFinding| {
            let ids: Vec<&str> = finding.records().take(3).map(|(_, id)| id).collect();
            let about = finding.conflict().map_or_else(|| ids.join(", "), |conflict| conflict.contested.clone());
            one_line(&format!("{} {about}", finding.rule()))
        };
        Baseline { entries: findings.into_iter().map(|(fingerprint, finding)| (fingerprint, words(finding))).collect() }
    }

    /// Reads a baseline. Empty lines and lines that begin with `#` are skipped; the text behind a fingerprint is for
    /// people.
    ///
    /// # Errors
    ///
    /// Returns the first line that does not begin with a fingerprint of 16 hexadecimal digits.
    pub fn read(text: &str) -> Result<Baseline, BadLine> {
        let mut entries = BTreeMap::new();
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (fingerprint, words) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            if fingerprint.len() != 16 || !fingerprint.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
                return Err(BadLine { number: index + 1, text: line.to_owned() });
            }
            entries.insert(fingerprint.to_owned(), words.trim().to_owned());
        }
        Ok(Baseline { entries })
    }

    /// Returns the baseline as the text of a file, in the order of the fingerprints, so that edits merge well.
    pub fn text(&self) -> String {
        let lines = self.entries.iter().map(|(fingerprint, words)| format!("{fingerprint} {words}"));
        lines.fold(HEADING.to_owned(), |text, line| text + line.trim_end() + "\n")
    }

    /// Returns true if a finding is known.
    pub fn has(&self, fingerprint: &str) -> bool {
        self.entries.contains_key(fingerprint)
    }

    /// Returns the number of known findings.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns true if no finding is known.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Keeps only the findings that are still found. Returns the number of entries that are removed.
    pub fn prune(&mut self, is_found: impl Fn(&str) -> bool) -> usize {
        let before = self.entries.len();
        self.entries.retain(|fingerprint, _| is_found(fingerprint));
        before - self.entries.len()
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let text =
            format!("{HEADING}0123456789abcdef dispute iran has-relations-with taliban\nfedcba9876543210 bad-date x\n");
        let baseline = Baseline::read(&text).expect("a baseline");
        assert_eq!(baseline.text(), text);
        assert!(baseline.has("0123456789abcdef") && !baseline.has("0123456789abcdee") && baseline.len() == 2);
        assert_eq!(Baseline::read(&text.replace('\n', "\r\n")), Ok(baseline));
    }

    #[test]
    fn a_line_that_is_no_fingerprint_is_refused_with_its_number() {
        let bad = |text: &str| Baseline::read(text).expect_err("refused").number;
        assert_eq!(bad("# x\n\nnonsense\n"), 3);
        assert_eq!(bad("0123456789ABCDEF dispute\n"), 1);
        assert_eq!(bad("<<<<<<< ours\n"), 1);
    }

    #[test]
    fn what_is_gone_is_pruned() {
        let mut baseline = Baseline::read("0123456789abcdef\nfedcba9876543210\n").expect("a baseline");
        assert_eq!(baseline.prune(|fingerprint| fingerprint.starts_with('f')), 1);
        assert!(!baseline.is_empty() && baseline.has("fedcba9876543210"));
    }
}
