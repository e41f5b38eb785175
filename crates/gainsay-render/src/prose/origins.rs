//! How many reports claims rest on, and how many origins these have: a reprint is no second witness.

use gainsay_model::Workspace;
use gainsay_model::interner::Symbol;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::plural::plural;

/// Reports, and where they come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Reports {
    /// How many different sources there are.
    pub reports: usize,
    /// How many of them share nothing that any of them draws on.
    pub origins: usize,
}

impl Reports {
    /// Counts sources, and groups those that draw on a common one, at any remove.
    pub fn of(workspace: &Workspace, sources: impl IntoIterator<Item = Symbol>) -> Reports {
        let mut groups = Groups::default();
        let mut reports: Vec<Symbol> = sources.into_iter().collect();
        reports.sort_unstable();
        reports.dedup();
        for (number, report) in reports.iter().enumerate() {
            groups.parents.push(number);
            let mut open = vec![*report];
            while let Some(source) = open.pop() {
                // What another report has led to already, with all that lies behind it, is of the same origin.
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

    /// Returns how many reports there are of how few origins; nothing where each has its own.
    pub fn sentence(self) -> Option<String> {
        let Reports { reports, origins } = self;
        (origins < reports).then(|| format!("{}, {}", plural(reports, "report"), plural(origins, "origin")))
    }
}

/// Reports that share an origin, by number: each leads to its group's first.
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
