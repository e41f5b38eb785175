//! The faces of a check: each only translates findings, none decides anything.

pub mod concise;
pub mod full;
pub mod json;
pub mod pairs;
pub mod review;
pub mod summary;

use gainsay_diff::rules::{self, Group};
use gainsay_diff::{Outcome, Summary};
use gainsay_model::Workspace;
use gainsay_model::finding::{Finding, Level};

use crate::places::Places;

/// What a check found, and how much of it was asked for.
pub struct Report<'w> {
    /// Everything that was read.
    pub workspace: &'w Workspace,
    /// Where things stand.
    pub places: Places<'w>,
    /// What was found; worst first.
    pub outcome: &'w Outcome,
    /// What the findings are compared with, if they are only those that are new.
    pub since: Option<&'w SinceThen>,
    /// Paths from the root, of files or folders: only findings with a place in one of them count. All count if there is none.
    pub within: Vec<String>,
    /// The two notes that are no conflicts were asked for.
    pub notes: bool,
    /// Conflicts that are ruled upon were asked for.
    pub ruled: bool,
}

/// What became of the findings of an earlier state.
pub struct SinceThen {
    /// How people call that state.
    pub name: String,
    /// So many of its findings are gone.
    pub resolved: usize,
    /// So many remain.
    pub open: usize,
}

impl Report<'_> {
    /// Findings with a place in the files asked for, whatever else they are.
    pub fn findings(&self) -> impl Iterator<Item = (usize, &Finding)> {
        self.outcome.findings.iter().enumerate().filter(|(_, finding)| self.is_within(finding))
    }

    /// Findings that a person is shown: those asked for.
    pub fn shown(&self) -> impl Iterator<Item = &Finding> {
        self.findings().map(|(_, f)| f).filter(|f| (self.ruled || f.ruled.is_none()) && (self.notes || !is_mere_note(f)))
    }

    /// Findings that count: shown, and not ruled upon.
    pub fn counted(&self) -> impl Iterator<Item = &Finding> {
        self.shown().filter(|f| f.ruled.is_none())
    }

    /// Whether a finding that counts is at this level or above.
    pub fn fails(&self, from: Level) -> bool {
        self.counted().any(|f| f.level >= from)
    }

    /// The numbers of the check.
    pub fn summary(&self) -> &Summary {
        &self.outcome.summary
    }

    fn is_within(&self, finding: &Finding) -> bool {
        self.within.is_empty() || finding.labels.iter().any(|label| self.is_path_within(label.route.file() as usize))
    }

    fn is_path_within(&self, file: usize) -> bool {
        let path = self.workspace.files.get(file).map_or("", |f| f.path.as_str());
        self.within
            .iter()
            .any(|asked| asked.is_empty() || path.strip_prefix(asked.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }
}

/// One of the two notes that are no conflicts.
fn is_mere_note(finding: &Finding) -> bool {
    rules::find(finding.rule).is_some_and(|rule| rule.group == Group::Note)
}
