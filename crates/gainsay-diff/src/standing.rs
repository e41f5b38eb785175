//! A check that stands, and is brought up to date by what was edited, without going through everything again.
//!
//! What an edit of claims can bear on lies near them (`index`). That much of the workspace is taken out twice, as it was and as it is
//! ([`Workspace::part`]), and both parts are checked as any workspace is. What only the first finds is gone, what only the second finds is
//! new, and all else stays. What does not lie near is in neither or in both, and may be found wrongly in both: that falls out.
//!
//! Edits of other records, and findings for which the whole workspace has to be known, are for a new check.

mod index;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use gainsay_model::date::Day;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::read::{Again, Chosen};
use gainsay_model::record::Place;
use gainsay_model::schema::Kind;
use gainsay_model::workspace::File;
use gainsay_model::{Name, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::{self, Asked, Outcome, Summary, found, ruled, summary};
use crate::clash::Comparer;
use crate::ledger::Ledger;
use crate::rules::{self, Group};
use crate::rulings::Rulings;
use index::Index;

/// A file that was edited.
#[derive(Clone, Debug)]
pub struct Edit {
    /// From the workspace's root, with `/` between folders.
    pub path: String,
    /// What is in it now; nothing, if it is no more.
    pub bytes: Vec<u8>,
}

/// A check that stands.
pub struct Standing {
    workspace: Workspace,
    outcome: Outcome,
    today: Day,
    /// What reading found in the files in which anything was found; none where that is not known any more.
    faults: FxHashMap<u32, Option<Vec<Finding>>>,
    /// Where to look for what edits bear on, once that is made; none where it cannot be.
    index: Option<Index>,
}

/// Of more files than these it is not asked what reading found in each.
const MANY_FAULTY: usize = 1_000;

/// An edit that bears on more claims than these, and on more than a share of all, is for a new check.
const NEAR: (usize, usize) = (1_000, 4);

/// The rule of references to what is not there.
const UNKNOWN: &str = "unknown-reference";
/// The rule of ids that more than one record has.
const DOUBLE: &str = "duplicate-id";

impl Standing {
    /// Checks a workspace on a day.
    pub fn new(workspace: Workspace, today: Day) -> Standing {
        let outcome = check::check(&workspace, today);
        let faulty: BTreeSet<u32> = workspace.findings.iter().flat_map(|f| &f.labels).map(|label| label.route.file()).collect();
        let few = faulty.len() <= MANY_FAULTY;
        let faults = faulty.into_iter().map(|file| (file, if few { workspace.faults_of(file) } else { None })).collect();
        Standing { workspace, outcome, today, faults, index: None }
    }

    /// The workspace. Its files need not be in order, and of its records those that were edited away are still there.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// What the check found: the same as a new check would.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// Makes ready for edits, as the first one would have to.
    pub fn prepare(&mut self) {
        if self.index.is_none() {
            self.index = Index::new(&self.workspace);
        }
    }

    /// The check after edits, on a day; none if they are for a new one.
    pub fn after(mut self, edits: Vec<Edit>, today: Day) -> Option<Standing> {
        if today != self.today {
            return None;
        }
        self.prepare();
        let mut index = self.index.take()?;
        let mut step = Step::default();
        for edit in edits {
            self.read(&mut index, edit, &mut step)?;
        }
        self.take(index, step)
    }

    /// Reads an edited file, and finds out which of its claims are others than before.
    fn read(&mut self, index: &mut Index, edit: Edit, step: &mut Step) -> Option<()> {
        let file = index.file(&mut self.workspace, edit.path)?;
        let old_faults = self.faults.get(&file).cloned().unwrap_or_else(|| Some(Vec::new()))?;
        let Again { mut claims, others, file: text, findings } = self.workspace.read_again(file, &edit.bytes);
        claims.iter_mut().flat_map(|claim| claim.ids_of_claims()).for_each(|name| *name = index.called(&self.workspace, *name));
        let mut ids = FxHashSet::default();
        if others || !claims.iter().filter_map(|claim| claim.id).all(|id| ids.insert(id)) {
            return None;
        }
        let records = &mut self.workspace.records.claims;
        let before = index.claims_of(file, records);
        let known: FxHashMap<Name, u32> = before.iter().filter_map(|i| Some((records[*i as usize].id?, *i))).collect();
        let is_sound = old_faults.is_empty() && findings.is_empty();
        let mut stay = Vec::new();
        let first = records.len() as u32;
        for claim in claims {
            let same = claim.id.and_then(|id| known.get(&id)).copied();
            match same.filter(|i| is_sound && !index.is_pinned(&claim) && records[*i as usize].says_the_same(&claim)) {
                Some(i) => {
                    step.moved.insert(records[i as usize].place, claim.place);
                    records[i as usize].place = claim.place;
                    stay.push(i);
                }
                None => records.push(claim),
            }
        }
        let new = first..records.len() as u32;
        stay.sort_unstable();
        let gone: Vec<u32> = before.into_iter().filter(|i| stay.binary_search(i).is_err()).collect();
        // What a seal or a ruling says of the old text can be told only as long as that is there.
        if gone.iter().any(|i| index.is_pinned(&records[*i as usize])) && !self.workspace.files[file as usize].is_at_hand() {
            return None;
        }
        index.enter(&self.workspace, file, stay, new.clone());
        step.gone.extend(gone);
        step.new.extend(new);
        step.faults[0].extend(old_faults);
        step.faults[1].extend(findings.iter().cloned());
        step.files.push((file, text));
        self.faults.insert(file, Some(findings));
        Some(())
    }

    /// Takes over what has changed.
    fn take(mut self, mut index: Index, step: Step) -> Option<Standing> {
        let ids = |claims: &[u32]| claims.iter().filter_map(|i| self.workspace.records.claims[*i as usize].id).collect::<BTreeSet<Name>>();
        // What was probably meant by an unknown id is looked for among all.
        let is_guessed = || self.outcome.findings.iter().any(|finding| finding.rule == UNKNOWN);
        if index.makes_doubles(&self.workspace, &step.gone, &step.new) || (ids(&step.gone) != ids(&step.new) && is_guessed()) {
            return None;
        }
        let core: Vec<u32> = step.gone.iter().chain(&step.new).copied().collect();
        let near = index.near(&self.workspace, &core, NEAR.0.max(index.claims() / NEAR.1))?;
        let [was, is] = step.faults;
        let before = self.checked(&without(&near, &step.new, was));
        let files: FxHashSet<u32> = step.files.iter().map(|(number, _)| *number).collect();
        for (number, file) in step.files {
            self.workspace.files[number as usize] = file;
        }
        let after = self.checked(&without(&near, &step.gone, is.clone()));
        let (gone, new) = (minus(before.0.clone(), &after.0).0, minus(after.0, &before.0).0);
        if gone.iter().chain(&new).any(|finding| !is_local(finding)) {
            return None;
        }
        let mut findings = std::mem::take(&mut self.outcome.findings);
        if !step.moved.is_empty() {
            findings.iter_mut().for_each(|finding| finding.routes(|route| move_route(route, &step.moved)));
        }
        let (left, missing) = minus(findings, &gone);
        if missing > 0 {
            return None;
        }
        self.outcome.findings = self.in_order(&index, left, new, &files);
        self.outcome.summary = counted(&self.outcome, [&before.1, &after.1]);
        self.workspace.findings.retain(|finding| finding.labels.iter().all(|label| !files.contains(&label.route.file())));
        self.workspace.findings.extend(is);
        index.forget(&step.gone);
        self.index = Some(index);
        Some(self)
    }

    /// The findings of a part of the workspace, and its numbers.
    fn checked(&self, chosen: &Chosen) -> (Vec<Finding>, Summary) {
        let (part, files) = self.workspace.part(chosen);
        let ledger = Ledger::new(&part);
        let mut findings = found(&Comparer::new(&ledger), &Rulings::new(&ledger, self.today), Asked::ALL, None);
        let number = |route: &mut Route| {
            let file = route.file_mut();
            *file = files[*file as usize];
        };
        findings.iter_mut().for_each(|finding| finding.routes(number));
        (findings, summary(&ledger))
    }

    /// Puts what is new among what is left, which is in order but for what points into the files that were edited.
    fn in_order(&self, index: &Index, left: Vec<Finding>, mut new: Vec<Finding>, edited: &FxHashSet<u32>) -> Vec<Finding> {
        // Those of one level in one file are in order together, or not.
        let key = |finding: &Finding| (finding.level, finding.labels.first().map(|label| label.route.file()));
        let fresh: FxHashSet<_> = new.iter().map(key).collect();
        let is_again = |finding: &Finding| fresh.contains(&key(finding)) || key(finding).1.is_some_and(|file| edited.contains(&file));
        let (again, mut all): (Vec<Finding>, Vec<Finding>) = left.into_iter().partition(is_again);
        new.extend(again);
        check::sort(&self.workspace, &mut new);
        all.append(&mut new);
        let by_file = |a: Option<u32>, b: Option<u32>| match (a, b) {
            (Some(a), Some(b)) => index.order(&self.workspace, a, b),
            (a, b) => a.cmp(&b),
        };
        all.sort_by(|a, b| {
            let ((a, file), (b, other)) = (key(a), key(b));
            Reverse(a).cmp(&Reverse(b)).then_with(|| by_file(file, other))
        });
        all
    }
}

/// What some edits change.
#[derive(Default)]
struct Step {
    /// Claims that are no more, by index; the old of what was changed are among them.
    gone: Vec<u32>,
    /// Claims that are new, likewise.
    new: Vec<u32>,
    /// Where claims stand now that are what they were.
    moved: FxHashMap<Place, Place>,
    /// What reading the files found before, and finds now.
    faults: [Vec<Finding>; 2],
    /// The files as they are now.
    files: Vec<(u32, File)>,
}

/// Leads a route to where its record stands now, if that has moved.
fn move_route(route: &mut Route, moved: &FxHashMap<Place, Place>) {
    if let Route::Record(place) | Route::Key(place, ..) | Route::Part(place, ..) = route
        && let Some(now) = moved.get(place)
    {
        *place = *now;
    }
}

/// What is chosen without some of the claims, and with what reading found.
fn without(chosen: &Chosen, claims: &[u32], findings: Vec<Finding>) -> Chosen {
    let left_out: FxHashSet<u32> = claims.iter().copied().collect();
    let is_in = |claim: &&u32| !left_out.contains(*claim);
    Chosen {
        claims: chosen.claims.iter().filter(is_in).copied().collect(),
        sealed: chosen.sealed.iter().filter(is_in).copied().collect(),
        findings,
        ..chosen.clone()
    }
}

/// Whether a finding depends on nothing but what lies near: not on which words there are in all the workspace, nor how often.
fn is_local(finding: &Finding) -> bool {
    let group = rules::find(finding.rule).map(|rule| rule.group);
    group != Some(Group::Vocabulary) && finding.rule != UNKNOWN && finding.rule != DOUBLE
}

/// What findings are looked up by.
fn key(finding: &Finding) -> (&'static str, Option<Route>) {
    (finding.rule, finding.labels.first().map(|label| label.route))
}

/// Findings without these, each as often as it is among them; and how many of these were not there.
fn minus(findings: Vec<Finding>, these: &[Finding]) -> (Vec<Finding>, usize) {
    let mut wanted: FxHashMap<_, Vec<&Finding>> = FxHashMap::default();
    for finding in these {
        wanted.entry(key(finding)).or_default().push(finding);
    }
    let mut missing = these.len();
    let mut is_left = |finding: &Finding| {
        let these = wanted.get_mut(&key(finding));
        let found = these.and_then(|these| Some((these.iter().position(|f| *f == finding)?, these)));
        let Some((at, these)) = found else { return true };
        these.swap_remove(at);
        missing -= 1;
        false
    };
    (findings.into_iter().filter(|finding| is_left(finding)).collect(), missing)
}

/// The numbers after a step, given those of the part before and after it.
fn counted(outcome: &Outcome, [before, after]: [&Summary; 2]) -> Summary {
    let Summary { records, taking_part, left_out, undated, .. } = &outcome.summary;
    let step = |all: usize, before: usize, after: usize| (all + after).saturating_sub(before);
    let claims = |summary: &Summary| summary.records.iter().filter(|(kind, _)| *kind == Kind::Claim).map(|(_, count)| count).sum();
    let of_kind =
        |(kind, count): &(Kind, usize)| (*kind, if *kind == Kind::Claim { step(*count, claims(before), claims(after)) } else { *count });
    Summary {
        records: records.iter().map(of_kind).collect(),
        taking_part: step(*taking_part, before.taking_part, after.taking_part),
        left_out: step(*left_out, before.left_out, after.left_out),
        undated: step(*undated, before.undated, after.undated),
        ruled: ruled(&outcome.findings),
    }
}
