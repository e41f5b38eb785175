//! The number of reports that claims rest on, and of the origins of these: a reprint is no second witness.

use gainsay_model::Workspace;
use gainsay_model::interner::Symbol;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::plural::plural;

/// The number of reports, and of their origins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Reports {
    /// The number of different sources.
    pub reports: usize,
    /// The number of groups of sources that share no origin.
    pub origins: usize,
}

impl Reports {
    /// Counts sources, and groups those that draw on a common source, directly or indirectly.
    pub fn of(workspace: &Workspace, sources: impl IntoIterator<Item = Symbol>) -> Reports {
        let mut groups = Groups::default();
        let mut reports: Vec<Symbol> = sources.into_iter().collect();
        reports.sort_unstable();
        reports.dedup();
        for (number, report) in reports.iter().enumerate() {
            groups.parents.push(number);
            let mut open = vec![*report];
            while let Some(source) = open.pop() {
                // A source that another report has led to already has, with everything behind it, the same origin.
                if let Some(known) = groups.of.insert(source, number) {
                    groups.join(known, number);
                } else if let Some(record) = workspace.source(source) {
                    open.extend(&record.derived_from);
                }
            }
        }
        let origins = (0..reports.len()).filter(|number| groups.parents[*number] == *number).count();
        Reports { reports: reports.len(), origins }
    }

    /// Returns the number of reports and of their fewer origins, in words; none if each has its own.
    pub fn sentence(self) -> Option<String> {
        let Reports { reports, origins } = self;
        (origins < reports).then(|| format!("{}, {}", plural(reports, "report"), plural(origins, "origin")))
    }
}

/// A union-find of reports that share an origin, by number: each leads to the first of its group.
#[derive(Default)]
struct Groups {
    parents: Vec<usize>,
    of: FxHashMap<Symbol, usize>,
}

impl Groups {
    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        self.parents[one.max(other)] = one.min(other);
    }

    fn first(&mut self, mut number: usize) -> usize {
        while self.parents[number] != number {
            self.parents[number] = self.parents[self.parents[number]];
            number = self.parents[number];
        }
        number
    }
}
