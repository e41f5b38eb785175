//! A step from one state of a workspace to another: the claims that it removes and adds, and the part of the workspace
//! that it can touch, before the step and after it.

use std::collections::BTreeSet;

use gainsay_model::date::Day;
use gainsay_model::file::File;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::read::{Reparsed, Selection};
use gainsay_model::record::Place;
use gainsay_model::records::Records;
use gainsay_model::schema::Kind;
use gainsay_model::yaml::EditedRange;
use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use super::others::ChangedRecords;
use super::{DOUBLE, FileEdit, Lookup, UNKNOWN};
use crate::check::{Asked, found, summary};
use crate::clash::Comparer;
use crate::findings::AnyFinding;
use crate::grounds::LedSteps;
use crate::impact::Edits;
use crate::ledger::Ledger;
use crate::outcome::Summary;
use crate::rules::{self, Group};
use crate::rulings::Rulings;

/// The most claims that an edit may touch, and the share of all claims; an edit that exceeds both needs a new check.
const MOST: (usize, usize) = (1_000, 4);

/// A file in which reading finds more than this is for a new check: not every fault is told then.
const MANY: usize = 500;

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
    /// Records of other kinds that were read again.
    pub others: ChangedRecords,
    /// Records that are what they were, by kind and index, and where they stand on the other side of the step.
    moved: Vec<(Kind, u32, Place)>,
}

/// A file that was edited.
pub struct Edited {
    /// The number of the file.
    pub number: u32,
    /// What reading the edited range finds before the step and after it.
    pub faults: [Vec<Finding>; 2],
    /// What reading the rest of the file finds, as it is after the step.
    pub rest: Vec<Finding>,
    /// Which of its documents were read again.
    pub range: EditedRange,
    /// The ids of the claims in them, before the step and after it.
    pub claims: Vec<String>,
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

    /// Reads the edited range of a file, and finds out which of its claims are others than before.
    fn read_file(
        &mut self,
        workspace: &mut Workspace,
        lookup: &mut Lookup,
        number: u32,
        faults: Vec<Finding>,
        bytes: &[u8],
    ) -> Option<()> {
        let range = workspace.edited_range(number, bytes, &faults);
        let is_in = |start: u32| range.holds(start);
        let claims = lookup.claims_of(number, &workspace.records.claims);
        let start_of = |i: &u32| workspace.records.claims[*i as usize].place.start;
        let (mut before, mut stay): (Vec<u32>, Vec<u32>) = claims.into_iter().partition(|i| is_in(start_of(i)));
        before.sort_by_key(start_of);
        self.move_behind(workspace, lookup, number, &range, &stay);
        let is_found_in = |finding: &Finding| finding.labels.iter().any(|label| label.route.start().is_none_or(&is_in));
        let (faults, mut rest): (Vec<Finding>, Vec<Finding>) = faults.into_iter().partition(is_found_in);
        for finding in &mut rest {
            finding.routes(|route| route.start().into_iter().for_each(|at| route.move_to(range.moved(at))));
        }
        let Reparsed { records: found, file, findings } = workspace.read_again(number, bytes, &range, &before);
        let Records { mut claims, entities, predicates, sources, rulings, .. } = found;
        let others = Records { entities, predicates, sources, rulings, ..Records::default() };
        self.others.exchange(workspace, lookup, (number, &range), others)?;
        let unknown = |name: &&mut Symbol| workspace.claim_index(**name).is_none();
        claims
            .iter_mut()
            .flat_map(|claim| claim.ids_of_claims())
            .filter(unknown)
            .for_each(|name| *name = lookup.called(workspace, *name));
        if rest.len() + findings.len() > MANY {
            return None;
        }
        let records = &mut workspace.records.claims;
        let ids = before.iter().map(|i| &records[*i as usize]).chain(&claims).filter_map(|claim| claim.id);
        let ids = ids.map(|id| workspace.names.text(id).to_owned()).collect();
        let mut known: FxHashMap<Symbol, Vec<u32>> = FxHashMap::default();
        for i in before.iter().rev() {
            records[*i as usize].id.into_iter().for_each(|id| known.entry(id).or_default().push(*i));
        }
        let is_sound = faults.is_empty() && findings.is_empty();
        let first = records.len() as u32;
        for claim in claims {
            // Of claims that share an id, the order tells which is which.
            let same = claim.id.and_then(|id| known.get_mut(&id)?.pop());
            let stays = |i: &u32| {
                let was = &records[*i as usize];
                let is_quoted_as_before = (was.quoted, was.translated) == (claim.quoted, claim.translated);
                is_sound && is_quoted_as_before && !lookup.impact.is_pinned(&claim) && was.says_the_same(&claim)
            };
            match same.filter(stays) {
                Some(i) => {
                    self.moved.push((Kind::Claim, i, claim.place));
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
        self.edited.push(Edited { number, faults: [faults, findings], rest, range, claims: ids, file });
        Some(())
    }

    /// Notes the new places of the records of a file that stand behind the edited range: of some of its claims, and
    /// of all records of other kinds.
    fn move_behind(&mut self, workspace: &Workspace, lookup: &Lookup, file: u32, range: &EditedRange, claims: &[u32]) {
        if !range.moves() {
            return;
        }
        let claims = claims.iter().map(|i| (Kind::Claim, *i, workspace.records.claims[*i as usize].place));
        let behind = claims.chain(lookup.others_of(file, &workspace.records));
        let behind = behind.filter(|(.., place)| place.start >= range.before.end);
        self.moved.extend(behind.map(|(kind, i, place)| (kind, i, Place { start: range.moved(place.start), file })));
    }

    /// Returns the part of a workspace that the step touches, before it and after it; none if it cannot be known.
    /// References to records that are not there are reported in the parts only if the findings of before the step are
    /// `given`.
    pub fn parts(
        &mut self,
        workspace: &mut Workspace,
        lookup: &Lookup,
        given: Option<&[AnyFinding]>,
    ) -> Option<[PartialWorkspace; 2]> {
        let ids = |claims: &[u32]| {
            claims.iter().filter_map(|i| workspace.records.claims[*i as usize].id).collect::<BTreeSet<Symbol>>()
        };
        // Suggestions for an unknown id are looked for among all records.
        let is_guessed = || given.into_iter().flatten().any(|finding| finding.rule() == UNKNOWN);
        let (gone, new) = (ids(&self.gone), ids(&self.new));
        // Ids that look alike are found among all of them.
        let look_alike = || gone.symmetric_difference(&new).any(|id| lookup.any_like(workspace, workspace.text(*id)));
        if lookup.makes_doubles(workspace, &self.gone, &self.new) || (gone != new && (is_guessed() || look_alike())) {
            return None;
        }
        let claims = self.gone.iter().chain(&self.new).copied().collect();
        let edits = Edits { claims, ..self.others.edits() };
        let mut touched = lookup.impact.impact(workspace, &edits, MOST.0.max(lookup.claims() / MOST.1))?.chosen;
        touched.without_references = given.is_none();
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
        for (kind, index, place) in &mut self.moved {
            if let Some(there) = workspace.records.place_mut(*kind, *index) {
                std::mem::swap(there, place);
            }
        }
        self.others.swap(workspace);
    }

    /// Returns the findings of a check after the step, of those that are asked for; none if more than the parts has to
    /// be known for that.
    pub fn follow(
        &self,
        workspace: &Workspace,
        [before, after]: &[PartialWorkspace; 2],
        mut findings: Vec<AnyFinding>,
        (today, asked): (Day, Asked),
    ) -> Option<StepResult> {
        let ((mut was, before), (is, after)) = (before.check(today, asked), after.check(today, asked));
        self.lead(workspace, &mut was);
        self.lead(workspace, &mut findings);
        let (gone, new) = (minus(was.clone(), &is).0, minus(is, &was).0);
        let (left, missing) = minus(findings, &gone);
        let is_told = missing == 0 && gone.iter().chain(&new).all(is_local);
        is_told.then_some(StepResult { left, gone, new, numbers: [before, after] })
    }

    /// Has findings of before the step point to where their records stand after it.
    pub fn lead(&self, workspace: &Workspace, findings: &mut [AnyFinding]) {
        let (lead, mut led) = (self.leader(workspace), LedSteps::default());
        findings.iter_mut().for_each(|finding| finding.lead(&mut led, &lead));
    }

    /// Returns what has a route of before the step point to where its record stands after it.
    pub fn leader<'s>(&'s self, workspace: &Workspace) -> impl Fn(&mut Route) + use<'s> {
        let ranges: FxHashMap<u32, &EditedRange> =
            self.edited.iter().map(|edited| (edited.number, &edited.range)).collect();
        let is_within = |place: &Place| ranges.get(&place.file).is_some_and(|range| range.holds(place.start));
        let there = |(kind, index, to): &(Kind, u32, Place)| {
            let from = match kind {
                Kind::Claim => workspace.records.claims.get(*index as usize)?.place,
                _ => return None,
            };
            (from != *to && is_within(&from)).then_some((from, *to))
        };
        let moved: FxHashMap<Place, Place> =
            self.moved.iter().filter_map(there).chain(self.others.moved(workspace)).collect();
        move |route: &mut Route| {
            let Some((range, start)) = ranges.get(&route.file()).zip(route.start()) else { return };
            match route.record().and_then(|place| moved.get(&place)) {
                Some(now) => route.move_to(now.start),
                None => route.move_to(range.moved(start)),
            }
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

    /// Returns the findings of a check of the part on a day that are asked for, which point into the whole, and its
    /// numbers.
    fn check(&self, today: Day, asked: Asked) -> (Vec<AnyFinding>, Summary) {
        let ledger = Ledger::new(&self.workspace);
        let all = found(&Comparer::new(&ledger), &Rulings::new(&ledger, today), asked, None);
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
        let mut led = LedSteps::default();
        findings.iter_mut().for_each(|finding| finding.lead(&mut led, number));
    }
}

/// Returns true if a finding depends only on records that an edit touches: not on the words of the whole workspace, nor
/// on their number.
fn is_local(finding: &AnyFinding) -> bool {
    let group = rules::find(finding.rule()).map(|rule| rule.group);
    group != Some(Group::Vocabulary) && finding.rule() != UNKNOWN && (finding.rule() != DOUBLE || is_double(finding))
}

/// Returns true if a finding is about claims that share an id.
pub fn is_double(finding: &AnyFinding) -> bool {
    finding.rule() == DOUBLE && finding.records().all(|(kind, _)| kind == Kind::Claim)
}

/// Returns the key by which findings are looked up.
fn key(finding: &AnyFinding) -> (&'static str, Option<Route>) {
    (finding.rule(), finding.first_route())
}

/// Returns findings without these, each as often as it is among them; and the number of these that were not there.
pub fn minus(findings: Vec<AnyFinding>, these: &[AnyFinding]) -> (Vec<AnyFinding>, usize) {
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
