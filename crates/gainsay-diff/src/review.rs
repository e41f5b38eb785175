//! A review: the differences between two states of a workspace, and their effect on the conflicts.

use std::cmp::Reverse;

use gainsay_model::date::Day;
use gainsay_model::finding::Finding;
use gainsay_model::{Symbol, Workspace};

use crate::Outcome;
use crate::changes::{Change, Changes, changes};
use crate::compare::{self, Comparison, Count};
use crate::findings::AnyFinding;
use crate::rules::{self, Group};

/// The differences between two states.
pub struct Review {
    /// The earlier state.
    pub before: ReviewedState,
    /// The later state.
    pub after: ReviewedState,
    /// The changes of the records.
    pub changes: Changes,
    /// The changes of the conflicts.
    pub comparison: Comparison,
    /// Faults of reading that only the later state has: parts that could not be compared.
    pub faults: Vec<AnyFinding>,
    /// The number of texts of the earlier state that could not be read: their content seems to be new.
    pub unread_before: usize,
}

/// A state of a workspace, as far as it was read.
pub struct ReviewedState {
    /// The name of the state for people.
    pub name: String,
    /// The workspace of the state.
    pub workspace: Workspace,
}

impl Review {
    /// Compares two states on a day. `differs` returns true for a path from the root whose content differs between the
    /// two, and `count` selects the pairs that are counted as kept.
    pub fn of(
        before: ReviewedState,
        after: ReviewedState,
        differs: &dyn Fn(&str) -> bool,
        count: Count,
        today: Day,
    ) -> Review {
        let (old, new) = (&before.workspace, &after.workspace);
        let changes = changes(old, new, differs);
        let edited = compare::edited_claims(old, new, &changes);
        let mut comparison = compare::compare_edited(old, new, edited.as_ref(), count, today);
        comparison.point_at(new, differs);
        let is_unread = |finding: &&Finding| {
            let file = finding.labels.first().and_then(|label| old.files.get(label.route.file() as usize));
            finding.rule == "not-yaml" && file.is_some_and(|file| differs(&file.path))
        };
        let unread_before = old.findings.iter().filter(is_unread).count();
        let faults = compare::newly(old, faults(old), new, faults(new));
        Review { before, after, changes, comparison, faults, unread_before }
    }

    /// Returns true if anything but the layout changed.
    pub fn says_something(&self) -> bool {
        !self.changes.list.is_empty()
            || !self.comparison.pairs.is_empty()
            || !self.faults.is_empty()
            || !self.comparison.rulings.is_empty()
    }

    /// Returns the findings that the change brings, as a check would report them: worst first.
    pub fn outcome(&self) -> Outcome {
        let Comparison { introduced, changed, rulings, summary, .. } = &self.comparison;
        let mut findings: Vec<AnyFinding> =
            self.faults.iter().chain(introduced).chain(changed).chain(rulings).cloned().collect();
        findings.sort_by_key(|finding| Reverse(finding.level()));
        Outcome { findings, summary: summary.clone() }
    }

    /// Leaves only the findings about these records.
    pub fn limit(&mut self, ids: &[String]) {
        let about =
            |change: &Change| ids.contains(&change.id) || change.was.as_ref().is_some_and(|was| ids.contains(was));
        let names = |finding: &AnyFinding| finding.records().any(|(_, id)| ids.iter().any(|known| known == id));
        self.changes.list.retain(about);
        self.changes.formatting.retain(about);
        let Comparison { introduced, resolved, changed, rulings, pairs, .. } = &mut self.comparison;
        for findings in [introduced, resolved, changed, rulings, &mut self.faults] {
            findings.retain(names);
        }
        pairs.retain(|claims| claims.iter().any(|claim| ids.iter().any(|id| id == claim)));
    }

    /// Returns true if either state has a record of that id.
    pub fn knows(&self, id: &str) -> bool {
        [&self.before.workspace, &self.after.workspace]
            .into_iter()
            .any(|workspace| ids(workspace).any(|known| workspace.text(known) == id))
    }

    /// Returns every id of either state, to suggest one.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        [&self.before.workspace, &self.after.workspace].into_iter().flat_map(|w| ids(w).map(|id| w.text(id)))
    }

    /// Returns the changes that a conflict rests on; `earlier` is true if it is one of the earlier state.
    pub fn causes(&self, finding: &AnyFinding, earlier: bool) -> Vec<&Change> {
        let place = |change: &Change| if earlier { change.before } else { change.after };
        let found = compare::causes(finding, &self.changes, [&self.before.workspace, &self.after.workspace], place);
        found.into_iter().filter_map(|i| self.changes.list.get(i)).collect()
    }
}

fn ids(workspace: &Workspace) -> impl Iterator<Item = Symbol> {
    workspace.records.headers().filter_map(|header| header.id)
}

/// Returns the faults of reading, wherever they lie: a removed record may leave others without the records that they
/// rest on.
fn faults(workspace: &Workspace) -> Vec<AnyFinding> {
    let is_fault = |finding: &&Finding| rules::find(finding.rule).is_some_and(|rule| rule.group == Group::Reading);
    workspace.findings.iter().filter(is_fault).cloned().map(AnyFinding::from).collect()
}
