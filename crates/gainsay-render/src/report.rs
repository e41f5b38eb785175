//! What a check found, as every format takes it.

use gainsay_diff::findings::AnyFinding;
use gainsay_diff::fingerprint::fingerprints;
use gainsay_diff::{Outcome, Summary};
use gainsay_model::finding::{Finding, Level, Route};
use gainsay_model::schema::Kind;
use gainsay_model::workspace::{MANIFEST, lies_within};
use gainsay_model::{LeftUnread, Workspace};

use crate::location::{Location, Locations};
use crate::prose::Naming;
use crate::selection::Selection;

/// What a check found, and how much of it was asked for.
pub struct Report<'w> {
    /// Everything that was read.
    pub workspace: &'w Workspace,
    /// Where things stand.
    pub locations: Locations<'w>,
    /// What records are called.
    pub naming: Naming<'w>,
    /// What was found; worst first.
    pub outcome: &'w Outcome,
    /// What the findings are compared with, if they are only those that are new.
    pub since: Option<&'w SinceThen>,
    /// The findings asked for by what they are, in the order asked for.
    pub selection: Selection,
    /// Paths from the root, of files or folders: only findings with a place in one of them count. All count if there
    /// is none.
    pub within: Vec<String>,
    /// The notes that are no conflicts were asked for.
    pub notes: bool,
    /// Conflicts that are ruled upon were asked for.
    pub ruled: bool,
    /// How many findings a person is shown in full; all, if nothing is said.
    pub limit: Option<usize>,
    /// Counts are shown in the place of findings.
    pub statistics: bool,
    /// The level from which on findings fail.
    pub fail_on: Level,
    /// The path from the root of the repository to the workspace, with a `/` at its end; empty if they are one.
    pub prefix: String,
    /// What was not read on purpose, where files on disk were checked.
    pub left: Option<&'w LeftUnread>,
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

impl<'w> Report<'w> {
    /// Findings that were asked for, with a place in the files asked for.
    pub fn findings(&self) -> impl Iterator<Item = (usize, &AnyFinding)> {
        let selected = self.selection.findings.iter().filter_map(|&i| Some((i, self.outcome.findings.get(i)?)));
        selected.filter(|(_, finding)| self.is_within(finding))
    }

    /// Findings that a person is shown: those asked for.
    pub fn shown(&self) -> impl Iterator<Item = &AnyFinding> {
        self.findings().map(|(_, f)| f).filter(|f| self.is_shown(f))
    }

    /// The same, each with its fingerprint.
    pub fn shown_by_fingerprint(&self) -> impl Iterator<Item = (String, &AnyFinding)> {
        let mut fingerprints = fingerprints(self.workspace, &self.outcome.findings);
        let mut fingerprint = move |i: usize| fingerprints.get_mut(i).map(std::mem::take).unwrap_or_default();
        self.findings().filter(|(_, f)| self.is_shown(f)).map(move |(i, f)| (fingerprint(i), f))
    }

    /// The same as shown, and those ruled upon whether they were asked for or not.
    pub fn shown_or_ruled(&self) -> impl Iterator<Item = &AnyFinding> {
        self.findings().map(|(_, f)| f).filter(|f| self.is_shown(f) || f.ruled().is_some())
    }

    /// Findings that count: shown, and not ruled upon.
    pub fn counted(&self) -> impl Iterator<Item = &AnyFinding> {
        self.shown().filter(|f| f.ruled().is_none())
    }

    /// Returns whether a finding that counts is at this level or above.
    pub fn fails(&self, from: Level) -> bool {
        self.counted().any(|f| f.level() >= from)
    }

    /// Returns the numbers of the check.
    pub fn summary(&self) -> &Summary {
        &self.outcome.summary
    }

    /// How many claims the workspace holds.
    pub fn claims(&self) -> usize {
        self.summary().records.iter().find(|(kind, _)| *kind == Kind::Claim).map_or(0, |(_, count)| *count)
    }

    /// Returns the texts that could not be read at all. They may have held claims, so they count wherever they lie.
    pub fn unread(&self) -> impl Iterator<Item = &Finding> {
        self.workspace.findings.iter().filter(|f| is_unread(f))
    }

    /// Returns the file that a place is in, as its path from the root of the repository; `<NAME>` of a built-in
    /// vocabulary, which is no file.
    pub fn path(&self, place: &Location<'_>) -> String {
        let prefix = if self.is_file(place) { self.prefix.as_str() } else { "" };
        format!("{prefix}{}", place.file)
    }

    /// Returns the place of a finding to go to, which lies in the files asked for if one does; and the others that lie
    /// in files.
    ///
    /// If all lie in a built-in vocabulary, it is the manifest, which has it used.
    pub fn filed<'f>(&self, finding: &'f Finding) -> (Filed<'w, 'f>, Vec<Filed<'w, 'f>>) {
        let found = finding.labels.iter().map(|label| (self.locations.find(label.route), label.text.as_str()));
        let mut filed: Vec<Filed<'w, 'f>> = found.filter(|(place, _)| self.is_file(place)).collect();
        if filed.is_empty() {
            return ((self.manifest(), ""), filed);
        }
        let asked = filed.iter().position(|(place, _)| self.is_path_within(place.number)).unwrap_or(0);
        (filed.remove(asked), filed)
    }

    fn is_shown(&self, finding: &AnyFinding) -> bool {
        (self.ruled || finding.ruled().is_none()) && (self.notes || !finding.is_note())
    }

    fn manifest(&self) -> Location<'w> {
        let number =
            self.workspace.files.iter().position(|f| f.path == MANIFEST).and_then(|number| u32::try_from(number).ok());
        Location { file: MANIFEST, ..self.locations.find(Route::File(number.unwrap_or(u32::MAX))) }
    }

    fn is_file(&self, place: &Location<'_>) -> bool {
        self.workspace.files.get(place.number).is_none_or(|file| !file.built_in)
    }

    fn is_within(&self, finding: &AnyFinding) -> bool {
        self.within.is_empty() || finding.places().any(|route| self.is_path_within(route.file() as usize))
    }

    fn is_path_within(&self, file: usize) -> bool {
        let path = self.workspace.files.get(file).map_or("", |f| f.path.as_str());
        self.within.iter().any(|asked| lies_within(path, asked))
    }
}

/// A place in a file, and what is to be seen there.
pub type Filed<'w, 'f> = (Location<'w>, &'f str);

/// The rule of texts that could not be read at all.
pub const UNREAD: &str = "not-yaml";

/// Returns true if a finding tells that a text could not be read at all.
pub fn is_unread(finding: &Finding) -> bool {
    finding.rule == UNREAD
}
