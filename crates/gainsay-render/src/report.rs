//! The report of a check, the input of every format.

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

/// The outcome of a check, and the part of it that was asked for.
pub struct Report<'w> {
    /// The workspace that was checked.
    pub workspace: &'w Workspace,
    /// The locations in the workspace.
    pub locations: Locations<'w>,
    /// The names of records.
    pub naming: Naming<'w>,
    /// The outcome of the check; its findings are sorted, the worst first.
    pub outcome: &'w Outcome,
    /// The earlier findings that these are compared with, if only new ones are shown.
    pub since: Option<&'w SinceThen>,
    /// The findings selected by the filters, in the order asked for.
    pub selection: Selection,
    /// The paths of files or folders, from the root: only findings with a place in one of them count. If there are
    /// none, all findings count.
    pub within: Vec<String>,
    /// Says whether notes that are no conflicts were asked for.
    pub notes: bool,
    /// Says whether conflicts that are ruled upon were asked for.
    pub ruled: bool,
    /// The number of findings that a person is shown in full; all of them if there is none.
    pub limit: Option<usize>,
    /// Says whether counts are shown instead of findings.
    pub statistics: bool,
    /// The lowest level at which a finding fails the check.
    pub fail_on: Level,
    /// The path from the root of the repository to the workspace, with a `/` at its end; empty if the workspace is the
    /// root.
    pub prefix: String,
    /// The files that were not read on purpose, if files on disk were checked.
    pub left: Option<&'w LeftUnread>,
}

/// The fate of the findings of an earlier snapshot.
pub struct SinceThen {
    /// The name by which people call that snapshot.
    pub name: String,
    /// The number of its findings that are gone.
    pub resolved: usize,
    /// The number of its findings that remain.
    pub open: usize,
}

impl<'w> Report<'w> {
    /// Returns the selected findings that have a place in the files asked for, with their indices.
    pub fn findings(&self) -> impl Iterator<Item = (usize, &AnyFinding)> {
        let selected = self.selection.findings.iter().filter_map(|&i| Some((i, self.outcome.findings.get(i)?)));
        selected.filter(|(_, finding)| self.is_within(finding))
    }

    /// Returns the findings that a person is shown, as asked for.
    pub fn shown(&self) -> impl Iterator<Item = &AnyFinding> {
        self.shown_with_numbers().map(|(_, finding)| finding)
    }

    /// Returns the findings that a person is shown, with their indices.
    pub fn shown_with_numbers(&self) -> impl Iterator<Item = (usize, &AnyFinding)> {
        self.findings().filter(|(_, finding)| self.is_shown(finding))
    }

    /// Returns the findings that a person is shown, each with its fingerprint.
    pub fn shown_by_fingerprint(&self) -> impl Iterator<Item = (String, &AnyFinding)> {
        let mut fingerprints = fingerprints(self.workspace, &self.outcome.findings);
        let mut fingerprint = move |i: usize| fingerprints.get_mut(i).map(std::mem::take).unwrap_or_default();
        self.findings().filter(|(_, f)| self.is_shown(f)).map(move |(i, f)| (fingerprint(i), f))
    }

    /// Returns the findings that a person is shown, and those ruled upon whether or not they were asked for.
    pub fn shown_or_ruled(&self) -> impl Iterator<Item = &AnyFinding> {
        self.findings().map(|(_, f)| f).filter(|f| self.is_shown(f) || f.ruled().is_some())
    }

    /// Returns the findings that count: those shown that are not ruled upon.
    pub fn counted(&self) -> impl Iterator<Item = &AnyFinding> {
        self.shown().filter(|f| f.ruled().is_none())
    }

    /// Returns whether a finding that counts has this level or a worse one.
    pub fn fails(&self, from: Level) -> bool {
        self.counted().any(|f| f.level() >= from)
    }

    /// Returns the numbers of the check.
    pub fn summary(&self) -> &Summary {
        &self.outcome.summary
    }

    /// Returns the number of claims in the workspace.
    pub fn claims(&self) -> usize {
        self.summary().records.iter().find(|(kind, _)| *kind == Kind::Claim).map_or(0, |(_, count)| *count)
    }

    /// Returns the findings about texts that could not be read at all. They may have contained claims, so they count
    /// wherever they lie.
    pub fn unread(&self) -> impl Iterator<Item = &Finding> {
        self.workspace.findings.iter().filter(|f| is_unread(f))
    }

    /// Returns the file of a place, as its path from the root of the repository; `<NAME>` for a built-in vocabulary,
    /// which is no file.
    pub fn path(&self, place: &Location<'_>) -> String {
        let prefix = if self.is_file(place) { self.prefix.as_str() } else { "" };
        format!("{prefix}{}", place.file)
    }

    /// Returns the place of a finding to go to, which lies in the files asked for if one does, and the other places
    /// that lie in files.
    ///
    /// If all lie in a built-in vocabulary, the place is the manifest, which uses it.
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

/// A place in a file, and the text to show there.
pub type Filed<'w, 'f> = (Location<'w>, &'f str);

/// The name of the rule about texts that could not be read at all.
pub const UNREAD: &str = "not-yaml";

/// Returns true if a finding tells that a text could not be read at all.
pub fn is_unread(finding: &Finding) -> bool {
    finding.rule == UNREAD
}
