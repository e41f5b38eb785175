//! A step from one state of a workspace to another: which claims it takes and which it brings, and what of the
//! workspace it can touch, as it is before the step and after it.

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

/// An edit that touches more claims than these, and more than a share of all, is for a new check.
const MOST: (usize, usize) = (1_000, 4);

/// The rule of references to what is not there.
const UNKNOWN: &str = "unknown-reference";

/// What some edits change. The claims that they bring stand in the workspace behind all others; all else in it is as
/// before the step.
#[derive(Default)]
pub struct EditStep {
    /// Claims that are no more, by index; the old of what was changed are among them.
    pub gone: Vec<u32>,
    /// Claims that are new, likewise.
    pub new: Vec<u32>,
    /// The files.
    pub edited: Vec<Edited>,
    /// Claims that are what they were, and where they stand on the other side of the step.
    moved: Vec<(u32, Place)>,
}

/// A file that was edited.
pub struct Edited {
    /// Its number.
    pub number: u32,
    /// What reading it finds before the step and after it.
    pub faults: [Vec<Finding>; 2],
    /// The file, as it is on the other side of the step.
    file: File,
}

impl EditStep {
    /// The step that edits make; none if they are for a new check. `faults` tells what reading a file finds before it.
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

    /// Reads an edited file, and finds out which of its claims are others than before.
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
        // What a seal or a ruling says of the old text can be told only as long as that is there.
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

    /// The part of a workspace in which all lies that the step touches, as it is before it and after it; none if that
    /// cannot be told, given what a check finds before it.
    pub fn parts(
        &mut self,
        workspace: &mut Workspace,
        lookup: &Lookup,
        findings: &[AnyFinding],
    ) -> Option<[PartialWorkspace; 2]> {
        let ids = |claims: &[u32]| {
            claims.iter().filter_map(|i| workspace.records.claims[*i as usize].id).collect::<BTreeSet<Symbol>>()
        };
        // What was probably meant by an unknown id is looked for among all.
        let is_guessed = || findings.iter().any(|finding| finding.rule() == UNKNOWN);
        let (gone, new) = (ids(&self.gone), ids(&self.new));
        // Which ids look alike is told of all of them.
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

    /// What is chosen without some of the claims, and with what reading found on one side of the step.
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

    /// Goes the step, as far as files and places are concerned; having gone it, goes it back.
    pub fn go(&mut self, workspace: &mut Workspace) {
        for edited in &mut self.edited {
            std::mem::swap(&mut workspace.files[edited.number as usize], &mut edited.file);
        }
        for (claim, place) in &mut self.moved {
            std::mem::swap(&mut workspace.records.claims[*claim as usize].place, place);
        }
    }

    /// What becomes of the findings of a check: none if more than lies in the parts has to be known for that.
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

    /// Has findings of before the step point to where their records stand after it.
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

/// What is found after a step, in no order.
pub struct StepResult {
    /// The findings that were there before it, too.
    pub left: Vec<AnyFinding>,
    /// The findings that are no longer there.
    pub gone: Vec<AnyFinding>,
    /// The findings that were not there before.
    pub new: Vec<AnyFinding>,
    /// The numbers of the parts before it and after it.
    pub numbers: [Summary; 2],
}

/// Part of a workspace, by itself.
pub struct PartialWorkspace {
    /// What is in it.
    pub workspace: Workspace,
    /// The number that each of its files has in the whole.
    files: Vec<u32>,
}

impl PartialWorkspace {
    fn of(workspace: &Workspace, chosen: &Selection) -> PartialWorkspace {
        let (workspace, files) = workspace.part(chosen);
        PartialWorkspace { workspace, files }
    }

    /// What a check finds in it on a day, pointing into the whole; and its numbers.
    fn check(&self, today: Day) -> (Vec<AnyFinding>, Summary) {
        let ledger = Ledger::new(&self.workspace);
        let all = found(&Comparer::new(&ledger), &Rulings::new(&ledger, today), Asked::ALL, None);
        let mut findings = all.findings;
        self.lead(&mut findings);
        (findings, Summary { silenced: all.silenced, unpinned: all.unpinned, ..summary(&ledger) })
    }

    /// Has findings of this part point into the whole.
    pub fn lead(&self, findings: &mut [AnyFinding]) {
        let number = |route: &mut Route| {
            let file = route.file_mut();
            *file = self.files[*file as usize];
        };
        findings.iter_mut().for_each(|finding| finding.lead(number));
    }
}

/// Whether a finding depends on nothing but what an edit touches: not on which words there are in all the workspace,
/// nor how often.
fn is_local(finding: &AnyFinding) -> bool {
    let group = rules::find(finding.rule()).map(|rule| rule.group);
    group != Some(Group::Vocabulary) && finding.rule() != UNKNOWN && finding.rule() != DOUBLE
}

/// What findings are looked up by.
fn key(finding: &AnyFinding) -> (&'static str, Option<Route>) {
    (finding.rule(), finding.first_route())
}

/// Findings without these, each as often as it is among them; and how many of these were not there.
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
