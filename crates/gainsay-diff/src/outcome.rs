//! What a check found, and its numbers.

use std::collections::BTreeMap;

use gainsay_model::schema::Kind;

use crate::findings::AnyFinding;

/// The result of a check.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The findings, the worst first, then by place.
    pub findings: Vec<AnyFinding>,
    /// The numbers of the check.
    pub summary: Summary,
}

/// The numbers of a check.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The number of records of each kind, without those of built-in vocabularies.
    pub records: Vec<(Kind, usize)>,
    /// The number of claims that were compared.
    pub taking_part: usize,
    /// The number of claims that were left out for a fault.
    pub left_out: usize,
    /// The number of claims that say of a state that it holds, at an unknown time: these are compared only with their
    /// like.
    pub undated: usize,
    /// The number of conflicts that are ruled upon.
    pub ruled: usize,
    /// The number of rulings that hold and leave a claim without a pin.
    pub unpinned: usize,
    /// The number of findings that the manifest silences, without the notes that are no conflicts.
    pub silenced: usize,
    /// The results of looking for quotes, if that was done.
    pub quotes: Box<QuoteCounts>,
}

/// The results for all quotes, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuoteCounts {
    /// The number of quotes that stand in the copy.
    pub found: usize,
    /// The number of quotes that do not stand in the copy.
    pub not_found: usize,
    /// The numbers of quotes that were not looked for, by reason.
    pub unchecked: BTreeMap<&'static str, usize>,
    /// The number of quotes that were found and have brackets that stand for other words.
    pub replaced: usize,
}

impl QuoteCounts {
    /// Returns the number of quotes that were not looked for.
    pub fn unchecked(&self) -> usize {
        self.unchecked.values().sum()
    }

    /// Returns the number of all quotes.
    pub fn all(&self) -> usize {
        self.found + self.not_found + self.unchecked()
    }
}
