//! A workspace that stays open: its last check, kept up to date with changes on disk and in unsaved texts.
//!
//! If possible, only what an edit touches is read and checked again ([`gainsay_diff::incremental`]); otherwise
//! everything is. Either way the findings are those of a new check.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use gainsay_diff::Outcome;
use gainsay_diff::finding_index::FindingIndex;
use gainsay_diff::findings::AnyFinding;
use gainsay_diff::grounds::LedSteps;
use gainsay_diff::incremental::{FileEdit, MOST_EDITS, Standing};
use gainsay_diff::ledger::Ledger;
use gainsay_diff::quotes::{QuoteCheck, QuoteState};
use gainsay_diff::rules::{self, Group};
use gainsay_model::date::Day;
use gainsay_model::finding::Route;
use gainsay_model::schema::Kind;
use gainsay_model::yaml::EditedRange;
use gainsay_model::{LeftUnread, Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::copies::CopyStats;
use crate::files::belongs;
use crate::overlays::Overlays;
use crate::quotes::QuoteChecker;
use crate::{Changed, Error, Events, LoadOptions, Loaded, load_overlaid};

/// A workspace that stays open, and its last check.
pub struct LiveWorkspace<'e> {
    root: PathBuf,
    options: LoadOptions,
    events: &'e dyn Events,
    overlays: Overlays,
    quotes: QuoteChecker<'e>,
    /// The last check; none if the workspace could not be read.
    last: Option<LastCheck>,
}

/// A change of a workspace that stays open.
#[derive(Clone, Debug)]
pub enum Change {
    /// The file on disk has changed.
    OnDisk(Changed),
    /// An unsaved text lies over a file, perhaps one that is not on disk yet.
    Overlaid {
        /// The path from the workspace's root, with `/` between folders.
        path: String,
        /// The text that counts in place of the one on disk.
        text: String,
    },
    /// No unsaved text lies over a file any more: what is on disk counts again.
    Uncovered {
        /// The path from the workspace's root, with `/` between folders.
        path: String,
    },
}

/// The extent of an update.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Update {
    /// Everything was read and checked anew.
    Everything,
    /// Only these files may show other findings: in all others the findings are exactly as before, and so is what they
    /// point to.
    Files(BTreeSet<String>),
    /// Only these files may show other findings. Records other than claims were changed, and may be called otherwise
    /// wherever their ids are named.
    Renamed(BTreeSet<String>, FxHashSet<Symbol>),
}

impl<'e> LiveWorkspace<'e> {
    /// Reads and checks the workspace with that root, on a day.
    ///
    /// # Errors
    /// Returns an error if its manifest cannot be read or asks for a newer version of the format, or if its root cannot
    /// be listed.
    pub fn open(
        root: &Path,
        options: LoadOptions,
        today: Day,
        events: &'e dyn Events,
    ) -> Result<LiveWorkspace<'e>, Error> {
        let mut live = LiveWorkspace::closed(root, options, events);
        live.check(today)?;
        Ok(live)
    }

    /// Makes a value for the workspace with that root; nothing is read before the first update.
    pub fn closed(root: &Path, options: LoadOptions, events: &'e dyn Events) -> LiveWorkspace<'e> {
        let quotes = QuoteChecker::new(root, options, events);
        LiveWorkspace { root: root.to_owned(), options, events, overlays: Overlays::default(), quotes, last: None }
    }

    /// Returns the folder of the manifest.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the last check; none if the workspace could not be read.
    pub fn last(&self) -> Option<&LastCheck> {
        self.last.as_ref()
    }

    /// Returns the unsaved texts that lie over its files.
    pub fn overlays(&self) -> &Overlays {
        &self.overlays
    }

    /// Returns the states of the kept copies of sources, which show whether they have changed since they were read.
    pub fn copies(&self) -> &CopyStats {
        self.quotes.copies()
    }

    /// Returns the results of the search for quotes.
    pub fn quotes(&self) -> &QuoteCheck {
        self.quotes.check()
    }

    /// Returns the result for the quote of a claim, by its index; none if it has none.
    pub fn quote(&self, claim: usize) -> Option<&QuoteState> {
        self.quotes.state_of(claim)
    }

    /// Prepares the data for the next change, while nobody waits.
    pub fn prepare(&mut self) {
        self.last.iter_mut().for_each(|last| last.standing.prepare());
    }

    /// Brings the check up to date, on a day.
    ///
    /// # Errors
    /// Returns the errors of [`LiveWorkspace::open`]. There is no check then, and the next update reads everything.
    pub fn update(&mut self, changes: Vec<Change>, today: Day) -> Result<Update, Error> {
        let Some(last) = self.last.take() else {
            changes.into_iter().for_each(|change| _ = self.overlay(change));
            return self.check(today);
        };
        let (mut edited, mut has_copies) = (BTreeSet::new(), false);
        for change in changes {
            has_copies |= matches!(&change, Change::OnDisk(changed) if changed.is_copy);
            let is_listed = matches!(change, Change::OnDisk(_));
            let path = self.overlay(change);
            edited.extend(path.filter(|path| is_listed || last.file(path).is_some() || belongs(&self.root, path)));
        }
        if edited.is_empty() && !has_copies && last.standing.today() == today {
            self.last = Some(last);
            return Ok(Update::Files(BTreeSet::new()));
        }
        match self.after(last, &edited, has_copies, today) {
            Some(files) => {
                let renamed = self.last.as_ref().map(|last| last.standing.changed_others());
                Ok(match renamed.filter(|renamed| !renamed.is_empty()) {
                    Some(renamed) => Update::Renamed(files, renamed.clone()),
                    None => Update::Files(files),
                })
            }
            None => self.check(today),
        }
    }

    /// Returns the ledger of its claims, for questions that no finding answers. If claims were edited since everything
    /// was read, everything is read and checked again for that.
    ///
    /// # Errors
    /// Returns the errors of [`LiveWorkspace::update`].
    pub fn ledger(&mut self, today: Day) -> Result<Option<Ledger<'_>>, Error> {
        self.settle(today)?;
        Ok(self.last.as_ref().map(|last| Ledger::new(last.workspace())))
    }

    /// Reads and checks everything again if claims were edited since the last time: the workspace is then as if it had
    /// just been opened, and claims that were edited away take no memory. Returns whether that was done.
    ///
    /// # Errors
    /// Returns the errors of [`LiveWorkspace::update`].
    pub fn settle(&mut self, today: Day) -> Result<bool, Error> {
        let is_settled = self.last.as_ref().is_some_and(|last| !last.is_edited);
        if !is_settled {
            self.check(today)?;
        }
        Ok(!is_settled)
    }

    /// Applies a change to the unsaved texts; returns the path of a file whose content may differ now.
    fn overlay(&mut self, change: Change) -> Option<String> {
        match change {
            Change::OnDisk(changed) => {
                (!changed.is_copy && self.overlays.text(&changed.path).is_none()).then_some(changed.path)
            }
            Change::Overlaid { path, text } => self.overlays.set(&path, text).then_some(path),
            Change::Uncovered { path } => self.overlays.clear(&path).then_some(path),
        }
    }

    /// Returns the present content of a file, which is empty if it was removed; none if it cannot be read.
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        match self.overlays.text(path) {
            Some(text) => Some(text.as_bytes().to_vec()),
            None => {
                let is_there = self.root.join(path).symlink_metadata().is_ok();
                Changed { path: path.to_owned(), is_there, is_copy: false }.bytes(&self.root)
            }
        }
    }

    /// Checks what edits of files touch, and returns the files that may show other findings now; none where everything
    /// has to be checked.
    fn after(
        &mut self,
        last: LastCheck,
        edited: &BTreeSet<String>,
        copies_changed: bool,
        today: Day,
    ) -> Option<BTreeSet<String>> {
        if edited.len() > MOST_EDITS {
            return None;
        }
        let edit = |path: &String| Some(FileEdit { path: path.clone(), bytes: self.bytes(path)? });
        let edits = edited.iter().map(edit).collect::<Option<_>>()?;
        let quotes_before: Vec<AnyFinding> = last.with_quotes.iter().flat_map(quote_findings).cloned().collect();
        let LastCheck { standing, left, .. } = last;
        let mut standing = standing.after(edits, today)?;
        let with_quotes = owned(self.quotes.added_again_to(&mut standing, copies_changed).1);
        let last = self.last.insert(LastCheck::new(standing, with_quotes, left, true));
        let quotes: Vec<&AnyFinding> = last.with_quotes.iter().flat_map(quote_findings).collect();
        let of_quotes = differing(&quotes_before.iter().collect::<Vec<_>>(), &quotes);
        let touched = last.standing.touched().iter().copied().chain(of_quotes.into_iter().flat_map(places_of));
        Some(touched.filter_map(|file| last.path(file)).map(str::to_owned).collect())
    }

    /// Reads and checks everything.
    fn check(&mut self, today: Day) -> Result<Update, Error> {
        self.last = None;
        let Loaded { workspace, left, .. } = load_overlaid(&self.root, self.options, &self.overlays, self.events)?;
        let progress = self.events.begin("comparing the claims");
        let mut standing = Standing::new(workspace, today);
        drop(progress);
        let with_quotes = owned(self.quotes.added_to(&mut standing).1);
        self.last = Some(LastCheck::new(standing, with_quotes, left, false));
        Ok(Update::Everything)
    }
}

/// The last check of a workspace that stays open.
pub struct LastCheck {
    standing: Standing,
    /// The findings together with the results for quotes, if these add any.
    with_quotes: Option<Outcome>,
    left: LeftUnread,
    index: OnceCell<FindingIndex>,
    /// Says whether claims were edited since everything was read.
    is_edited: bool,
}

impl LastCheck {
    fn new(standing: Standing, with_quotes: Option<Outcome>, left: LeftUnread, is_edited: bool) -> LastCheck {
        LastCheck { standing, with_quotes, left, index: OnceCell::new(), is_edited }
    }

    /// Returns the workspace. Its files may be in any order, and claims that were edited away are still in its list:
    /// [`LastCheck::is_there`] tells them apart, and [`LiveWorkspace::ledger`] knows none of them.
    pub fn workspace(&self) -> &Workspace {
        self.standing.workspace()
    }

    /// Returns whether a claim, by its index in the list of the workspace, still exists and was not edited away.
    pub fn is_there(&self, claim: usize) -> bool {
        self.standing.is_there(claim)
    }

    /// Returns the number of the file with that path.
    pub fn file(&self, path: &str) -> Option<u32> {
        self.standing.file(path)
    }

    /// Returns how many claims were edited away and are still in the list.
    pub fn edited_away(&self) -> usize {
        self.standing.gone()
    }

    /// Returns the index of the claim with that id.
    pub fn claim(&self, id: &str) -> Option<usize> {
        self.standing.claim(id)
    }

    /// Returns the part of the workspace that contains everything that concerns a record ([`Standing::around`]).
    pub fn around(&self, kind: Kind, id: &str) -> Option<Workspace> {
        self.standing.around(kind, id)
    }

    /// Returns the part of the workspace that is needed to read some claims, given by index ([`Standing::apart`]).
    pub fn apart(&self, claims: &[usize]) -> Option<Workspace> {
        self.standing.apart(claims)
    }

    /// Returns the numbers of the files that may name a record with that id ([`Standing::files_naming`]).
    pub fn files_naming(&self, id: &str) -> BTreeSet<u32> {
        self.standing.files_naming(id)
    }

    /// Returns all findings, with the results for quotes.
    pub fn outcome(&self) -> &Outcome {
        self.with_quotes.as_ref().unwrap_or(self.standing.outcome())
    }

    /// Returns which range of a file, by number, was read again for the last edits.
    pub fn range_read_again(&self, file: u32) -> Option<&EditedRange> {
        self.standing.range_read_again(file)
    }

    /// Returns whether the last edits have moved anything to another line.
    pub fn moves_lines(&self) -> bool {
        self.standing.moves_lines()
    }

    /// Has a finding of before the last edits point to where its records stand now. Returns whether all that it speaks
    /// of and points at reads as before ([`Standing::lead`]).
    pub fn lead(&self, finding: &mut AnyFinding, led: &mut LedSteps) -> bool {
        self.standing.lead(finding, led)
    }

    /// Returns the findings that show a place in one of some files, by the numbers of these, in order.
    pub fn findings_by_file(&self, files: &FxHashSet<u32>) -> FxHashMap<u32, Vec<&AnyFinding>> {
        let mut by_file: FxHashMap<u32, Vec<&AnyFinding>> = FxHashMap::default();
        for finding in &self.outcome().findings {
            for file in finding.places().map(Route::file).filter(|file| files.contains(file)) {
                let of_file = by_file.entry(file).or_default();
                if of_file.last().is_none_or(|last| !std::ptr::eq(*last, finding)) {
                    of_file.push(finding);
                }
            }
        }
        by_file
    }

    /// Returns the files that were left unread on purpose when everything was read.
    pub fn left(&self) -> &LeftUnread {
        &self.left
    }

    /// Returns the findings that are about a record, in order.
    pub fn findings_of(&self, kind: Kind, id: &str) -> impl Iterator<Item = &AnyFinding> {
        self.by_numbers(self.index().of_record(kind, id))
    }

    /// Returns the findings that show a place in a file, by its number in the workspace, in order.
    pub fn findings_in(&self, file: u32) -> impl Iterator<Item = &AnyFinding> {
        self.by_numbers(self.index().in_file(file))
    }

    /// Returns the findings by records and files; the index is made when it is first needed.
    pub fn index(&self) -> &FindingIndex {
        self.index.get_or_init(|| FindingIndex::new(&self.outcome().findings))
    }

    fn by_numbers<'c>(&'c self, numbers: &'c [u32]) -> impl Iterator<Item = &'c AnyFinding> {
        numbers.iter().filter_map(|number| self.outcome().findings.get(*number as usize))
    }

    fn path(&self, file: u32) -> Option<&str> {
        self.workspace().files.get(file as usize).map(|file| file.path.as_str())
    }
}

fn owned(outcome: Cow<Outcome>) -> Option<Outcome> {
    if let Cow::Owned(outcome) = outcome { Some(outcome) } else { None }
}

/// Returns the findings about quotes.
fn quote_findings(outcome: &Outcome) -> impl Iterator<Item = &AnyFinding> {
    let is_of_quotes =
        |finding: &&AnyFinding| rules::find(finding.rule()).is_some_and(|rule| rule.group == Group::Quote);
    outcome.findings.iter().filter(is_of_quotes)
}

fn places_of(finding: &AnyFinding) -> impl Iterator<Item = u32> {
    finding.places().map(Route::file)
}

/// Returns the findings that are only in one of two lists.
fn differing<'f>(before: &[&'f AnyFinding], after: &[&'f AnyFinding]) -> Vec<&'f AnyFinding> {
    let key = |finding: &AnyFinding| (finding.rule(), finding.first_route());
    let mut unmet: FxHashMap<_, Vec<&AnyFinding>> = FxHashMap::default();
    for finding in before {
        unmet.entry(key(finding)).or_default().push(finding);
    }
    let mut new = Vec::new();
    for finding in after {
        let alike = unmet.get_mut(&key(finding));
        match alike.and_then(|alike| Some((alike.iter().position(|known| known == finding)?, alike))) {
            Some((at, alike)) => _ = alike.swap_remove(at),
            None => new.push(*finding),
        }
    }
    new.into_iter().chain(unmet.into_values().flatten()).collect()
}
