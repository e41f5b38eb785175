//! A step from one state of a workspace to another: the claims that it removes and adds, and the part of the workspace
//! that it can touch, before the step and after it.

use std::collections::BTreeSet;

use gainsay_model::date::Day;
use gainsay_model::file::File;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::read::{Reparsed, Selection};
use gainsay_model::record::Place;
use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{DOUBLE, FileEdit, Lookup};
use crate::check::{Asked, found, look_alikes, summary};
use crate::clash::Comparer;
use crate::findings::AnyFinding;
use crate::impact::Edits;
use crate::ledger::Ledger;
use crate::outcome::Summary;
use crate::rules::{self, Group};
use crate::rulings::Rulings;

/// The most claims that an edit may touch, and the share of all claims; an edit that exceeds both needs a new check.
const MOST: (usize, usize) = (1_000, 4);

/// The rule of references to records that are not there.
const UNKNOWN: &str = "unknown-reference";

/// The changes of some edits. The claims that they add stand in the workspace behind all others; everything else in it
/// is as before the step.
#[derive(Default)]
pub struct EditStep {
    /// The claims that are removed, by index, the old forms of changed ones included.
    pub gone: Vec<u32>,
    /// The claims that are added, by index, the new forms of changed ones included.
    pub new: Vec<u32>,
    /// The files that were edited.
    pub edited: Vec<Edited>,
    /// Claims that are unchanged, with their places on the other side of the step.
    moved: Vec<(u32, Place)>,
}

/// A file that was edited.
pub struct Edited {
    /// The number of the file.
    pub number: u32,
    /// The findings of reading the file before the step and after it.
    pub faults: [Vec<Finding>; 2],
    /// The file, as it is on the other side of the step.
    file: File,
}

impl EditStep {
    /// Returns the step of some edits; none if they need a new check. `faults` returns the findings of reading a file
    /// before it.
    pub fn read(
        workspace: &mut Workspace,
        lookup: &mut Lookup,
        edits: Vec<FileEdit>,
        faults: impl Fn(&Workspace, u32) -> Option<Vec<Finding>>,
    ) -> Option<EditStep> {
        let mut step = EditStep::default();
        for FileEdit { path, bytes } in edits {
            let number = lookup.file(workspace, path)?;
            let before = faults(workspace, number)?;
            step.read_file(workspace, lookup, number, before, &bytes)?;
        }
        Some(step)
    }

    /// Reads an edited file, and finds the claims that have changed.
    fn read_file(
        &mut self,
        workspace: &mut Workspace,
        lookup: &mut Lookup,
        number: u32,
        faults: Vec<Finding>,
        bytes: &[u8],
    ) -> Option<()> {
        let before = lookup.claims_of(number, &workspace.records.claims);
        let Reparsed { mut claims, others, file, findings } = workspace.read_again(number, bytes, &before);
        let unknown = |name: &&mut Symbol| workspace.claim_index(**name).is_none();
        claims
            .iter_mut()
            .flat_map(|claim| claim.ids_of_claims())
            .filter(unknown)
            .for_each(|name| *name = lookup.called(workspace, *name));
        let mut ids = FxHashSet::default();
        if others || !claims.iter().filter_map(|claim| claim.id).all(|id| ids.insert(id)) {
            return None;
        }
        let records = &mut workspace.records.claims;
        let known: FxHashMap<Symbol, u32> =
            before.iter().filter_map(|i| Some((records[*i as usize].id?, *i))).collect();
        let is_sound = faults.is_empty() && findings.is_empty();
        let mut stay = Vec::new();
        let first = records.len() as u32;
        for claim in claims {
            let same = claim.id.and_then(|id| known.get(&id)).copied();
            let stays = |i: &u32| {
                let was = &records[*i as usize];
                let is_quoted_as_before = (was.quoted, was.translated) == (claim.quoted, claim.translated);
                is_sound && is_quoted_as_before && !lookup.impact.is_pinned(&claim) && was.says_the_same(&claim)
            };
            match same.filter(stays) {
                Some(i) => {
                    self.moved.push((i, claim.place));
                    stay.push(i);
                }
                None => records.push(claim),
            }
        }
        let new = first..records.len() as u32;
        stay.sort_unstable();
        let gone: Vec<u32> = before.into_iter().filter(|i| stay.binary_search(i).is_err()).collect();
        // The findings about a seal or a ruling on the old text can be made only as long as that is there.
        if gone.iter().any(|i| lookup.impact.is_pinned(&records[*i as usize]))
            && workspace.files[number as usize].text().is_empty()
        {
            return None;
        }
        lookup.enter(workspace, number, stay, new.clone());
        self.gone.extend(gone);
        self.new.extend(new);
        self.edited.push(Edited { number, faults: [faults, findings], file });
        Some(())
    }

    /// Returns the part of a workspace that the step touches, before it and after it; none if it cannot be known, given
    /// the findings of a check before it.
    pub fn parts(
        &mut self,
        workspace: &mut Workspace,
        lookup: &Lookup,
        findings: &[AnyFinding],
    ) -> Option<[PartialWorkspace; 2]> {
        let ids = |claims: &[u32]| {
            claims.iter().filter_map(|i| workspace.records.claims[*i as usize].id).collect::<BTreeSet<Symbol>>()
        };
        // Suggestions for an unknown id are looked for among all records.
        let is_guessed = || findings.iter().any(|finding| finding.rule() == UNKNOWN);
        let (gone, new) = (ids(&self.gone), ids(&self.new));
        // Ids that look alike are found among all of them.
        let look_alike = || {
            let changed: Vec<&str> = gone.symmetric_difference(&new).map(|id| workspace.text(*id)).collect();
            look_alikes::any_like(workspace, &changed)
        };
        if lookup.makes_doubles(workspace, &self.gone, &self.new) || (gone != new && (is_guessed() || look_alike())) {
            return None;
        }
        let edits = Edits { claims: self.gone.iter().chain(&self.new).copied().collect(), ..Edits::default() };
        let touched = lookup.impact.impact(workspace, &edits, MOST.0.max(lookup.claims() / MOST.1))?.chosen;
        let before = PartialWorkspace::of(workspace, &self.without(&touched, &self.new, 0));
        self.go(workspace);
        let after = PartialWorkspace::of(workspace, &self.without(&touched, &self.gone, 1));
        self.go(workspace);
        Some([before, after])
    }

    /// Returns a selection without some of its claims, and with the findings of reading on one side of the step.
    fn without(&self, chosen: &Selection, claims: &[u32], side: usize) -> Selection {
        let left_out: FxHashSet<u32> = claims.iter().copied().collect();
        let is_in = |claim: &&u32| !left_out.contains(*claim);
        Selection {
            claims: chosen.claims.iter().filter(is_in).copied().collect(),
            sealed: chosen.sealed.iter().filter(is_in).copied().collect(),
            findings: self.edited.iter().flat_map(|edited| &edited.faults[side]).cloned().collect(),
            ..chosen.clone()
        }
    }

    /// Makes the step, as far as files and places are concerned; made once more, it goes back.
    pub fn go(&mut self, workspace: &mut Workspace) {
        for edited in &mut self.edited {
            std::mem::swap(&mut workspace.files[edited.number as usize], &mut edited.file);
        }
        for (claim, place) in &mut self.moved {
            std::mem::swap(&mut workspace.records.claims[*claim as usize].place, place);
        }
    }

    /// Returns the findings of a check after the step; none if more than the parts has to be known for that.
    pub fn follow(
        &self,
        workspace: &Workspace,
        [before, after]: &[PartialWorkspace; 2],
        mut findings: Vec<AnyFinding>,
        today: Day,
    ) -> Option<StepResult> {
        let ((mut was, before), (is, after)) = (before.check(today), after.check(today));
        self.lead(workspace, &mut was);
        self.lead(workspace, &mut findings);
        let (gone, new) = (minus(was.clone(), &is).0, minus(is, &was).0);
        let (left, missing) = minus(findings, &gone);
        let is_told = missing == 0 && gone.iter().chain(&new).all(is_local);
        is_told.then_some(StepResult { left, gone, new, numbers: [before, after] })
    }

    /// Makes findings from before the step point to the places of their records after it.
    fn lead(&self, workspace: &Workspace, findings: &mut [AnyFinding]) {
        let there = |(claim, place): &(u32, Place)| (workspace.records.claims[*claim as usize].place, *place);
        let moved: FxHashMap<Place, Place> = self.moved.iter().map(there).filter(|(from, to)| from != to).collect();
        let lead = |route: &mut Route| {
            if let Route::Record(place) | Route::Key(place, ..) | Route::Part(place, ..) = route
                && let Some(now) = moved.get(place)
            {
                *place = *now;
            }
        };
        if !moved.is_empty() {
            findings.iter_mut().for_each(|finding| finding.lead(lead));
        }
    }
}

/// The findings after a step, in no order.
pub struct StepResult {
    /// The findings that were there before the step, too.
    pub left: Vec<AnyFinding>,
    /// The findings that are no longer there.
    pub gone: Vec<AnyFinding>,
    /// The findings that were not there before.
    pub new: Vec<AnyFinding>,
    /// The numbers of the parts before the step and after it.
    pub numbers: [Summary; 2],
}

/// A part of a workspace, by itself.
pub struct PartialWorkspace {
    /// The workspace of the part.
    pub workspace: Workspace,
    /// The number that each file of the part has in the whole.
    files: Vec<u32>,
}

impl PartialWorkspace {
    fn of(workspace: &Workspace, chosen: &Selection) -> PartialWorkspace {
        let (workspace, files) = workspace.part(chosen);
        PartialWorkspace { workspace, files }
    }

    /// Returns the findings of a check of the part on a day, which point into the whole, and its numbers.
    fn check(&self, today: Day) -> (Vec<AnyFinding>, Summary) {
        let ledger = Ledger::new(&self.workspace);
        let all = found(&Comparer::new(&ledger), &Rulings::new(&ledger, today), Asked::ALL, None);
        let mut findings = all.findings;
        self.lead(&mut findings);
        (findings, Summary { silenced: all.silenced, unpinned: all.unpinned, ..summary(&ledger) })
    }

    /// Makes findings of this part point into the whole.
    pub fn lead(&self, findings: &mut [AnyFinding]) {
        let number = |route: &mut Route| {
            let file = route.file_mut();
            *file = self.files[*file as usize];
        };
        findings.iter_mut().for_each(|finding| finding.lead(number));
    }
}

/// Returns true if a finding depends only on records that an edit touches: not on the words of the whole workspace, nor
/// on their number.
fn is_local(finding: &AnyFinding) -> bool {
    let group = rules::find(finding.rule()).map(|rule| rule.group);
    group != Some(Group::Vocabulary) && finding.rule() != UNKNOWN && finding.rule() != DOUBLE
}

/// Returns the key by which findings are looked up.
fn key(finding: &AnyFinding) -> (&'static str, Option<Route>) {
    (finding.rule(), finding.first_route())
}

/// Returns findings without these, each as often as it is among them; and the number of these that were not there.
fn minus(findings: Vec<AnyFinding>, these: &[AnyFinding]) -> (Vec<AnyFinding>, usize) {
    let mut wanted: FxHashMap<_, Vec<&AnyFinding>> = FxHashMap::default();
    for finding in these {
        wanted.entry(key(finding)).or_default().push(finding);
    }
    let mut missing = these.len();
    let mut is_left = |finding: &AnyFinding| {
        let these = wanted.get_mut(&key(finding));
        let found = these.and_then(|these| Some((these.iter().position(|f| *f == finding)?, these)));
        let Some((at, these)) = found else { return true };
        these.swap_remove(at);
        missing -= 1;
        false
    };
    (findings.into_iter().filter(|finding| is_left(finding)).collect(), missing)
}
