//! What a check found, and its numbers.

use std::collections::BTreeMap;

use gainsay_model::schema::Kind;

use crate::findings::AnyFinding;

/// What a check found.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Everything to be said, the worst first, then by place.
    pub findings: Vec<AnyFinding>,
    /// The numbers.
    pub summary: Summary,
}

/// What was looked at, in numbers.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Records of each kind, those of built-in vocabularies aside.
    pub records: Vec<(Kind, usize)>,
    /// Claims that were compared.
    pub taking_part: usize,
    /// Claims left out for a fault.
    pub left_out: usize,
    /// Claims that say of a state that it holds, nobody knows when: compared only with their like.
    pub undated: usize,
    /// Conflicts that are ruled upon.
    pub ruled: usize,
    /// Rulings that hold and leave a claim without a pin.
    pub unpinned: usize,
    /// Findings that the manifest silences; the notes that are no conflicts are not among them.
    pub silenced: usize,
    /// What came of the quotes, if they were looked for.
    pub quotes: Box<QuoteCounts>,
}

/// What came of all quotes, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuoteCounts {
    /// Those that stand in the copy.
    pub found: usize,
    /// Those that do not.
    pub not_found: usize,
    /// Those that were not looked for, by reason.
    pub unchecked: BTreeMap<&'static str, usize>,
    /// Those that were found and have brackets that stand for other words.
    pub replaced: usize,
}

impl QuoteCounts {
    /// Returns how many were not looked for.
    pub fn unchecked(&self) -> usize {
        self.unchecked.values().sum()
    }

    /// Returns how many there are.
    pub fn all(&self) -> usize {
        self.found + self.not_found + self.unchecked()
    }
}
