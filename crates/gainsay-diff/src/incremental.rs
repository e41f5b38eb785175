//! A check that stands, and is brought up to date by what was edited, without going through everything again.
//!
//! What an edit of claims can touch is known ([`crate::impact`]). That much of the workspace is taken out twice, as it
//! was and as it is ([`Workspace::part`]), and both parts are checked as any workspace is. What only the first finds is
//! gone, what only the second finds is new, and all else stays. What the edit cannot touch is in neither or in both,
//! and may be found wrongly in both: that falls out.
//!
//! Edits of other records, and findings for which the whole workspace has to be known, are for a new check.

mod around;
mod lookup;
mod since;
mod step;

use std::collections::BTreeSet;

use gainsay_model::Workspace;
use gainsay_model::date::Day;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::schema::Kind;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::{self, ruled};
use crate::findings::AnyFinding;
use crate::outcome::{Outcome, Summary};
use crate::quotes::Plan;
pub use lookup::Lookup;
pub use since::since;
use step::{EditStep, Edited, StepResult};

/// A file that was edited.
#[derive(Clone, Debug)]
pub struct FileEdit {
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
    /// Where to look for what edits touch, once that is made; none where it cannot be.
    lookup: Option<Lookup>,
    /// Claims that were edited away.
    gone: FxHashSet<u32>,
    /// The files of which the last edits may have changed the findings.
    touched: FxHashSet<u32>,
}

/// Where more files than these were edited everything is checked anew.
pub const MOST_EDITS: usize = 1_000;

/// Of more files than these it is not asked what reading found in each.
const MANY_FAULTY: usize = 1_000;

/// The rule of ids that more than one record has.
const DOUBLE: &str = "duplicate-id";

impl Standing {
    /// Checks a workspace on a day.
    pub fn new(workspace: Workspace, today: Day) -> Standing {
        let outcome = check::check(&workspace, today);
        let faulty: BTreeSet<u32> =
            workspace.findings.iter().flat_map(|f| &f.labels).map(|label| label.route.file()).collect();
        let few = faulty.len() <= MANY_FAULTY;
        let faults =
            faulty.into_iter().map(|file| (file, if few { workspace.faults_of(file) } else { None })).collect();
        Standing {
            workspace,
            outcome,
            today,
            faults,
            lookup: None,
            gone: FxHashSet::default(),
            touched: FxHashSet::default(),
        }
    }

    /// The workspace. Its files need not be in order, and of its records those that were edited away are still there.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// What the check found: the same as a new check would.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// Returns the files, by number, in which the last edits may have changed a finding or what it points at. All
    /// others are found as before, to the letter.
    pub fn touched(&self) -> &FxHashSet<u32> {
        &self.touched
    }

    /// Returns whether a claim, by index, is still there: it was not edited away.
    pub fn is_there(&self, claim: usize) -> bool {
        u32::try_from(claim).is_ok_and(|claim| !self.gone.contains(&claim))
    }

    /// Returns the day of the check.
    pub fn today(&self) -> Day {
        self.today
    }

    /// Returns the number of the file of that path; it may be one that is no more.
    pub fn file(&self, path: &str) -> Option<u32> {
        match &self.lookup {
            Some(lookup) => lookup.number(&self.workspace, path),
            None => self.workspace.files.iter().position(|file| file.path == path).map(|number| number as u32),
        }
    }

    /// Returns how many claims were edited away and are still kept.
    pub fn gone(&self) -> usize {
        self.gone.len()
    }

    /// Returns the index of the claim of that id.
    pub fn claim(&self, id: &str) -> Option<usize> {
        match &self.lookup {
            Some(lookup) => lookup.claim(&self.workspace, id).map(|claim| claim as usize),
            None => self.workspace.claim_with_id(id)?.id.and_then(|name| self.workspace.claim_index(name)),
        }
    }

    /// Returns the plan of the quotes, the workspace, and what the check found, so that what comes of the quotes can be
    /// noted there.
    pub fn for_quotes(&mut self) -> (Plan, &Workspace, &mut Outcome) {
        // Claims that were edited away are still in the workspace.
        let plan = Plan::of_claims(&self.workspace, &|claim| !self.gone.contains(&(claim as u32)));
        (plan, &self.workspace, &mut self.outcome)
    }

    /// Makes ready for edits, as the first one would have to.
    pub fn prepare(&mut self) {
        if self.lookup.is_none() {
            self.lookup = Lookup::new(&self.workspace);
        }
    }

    /// The check after edits, on a day; none if they are for a new one.
    pub fn after(mut self, edits: Vec<FileEdit>, today: Day) -> Option<Standing> {
        if today != self.today {
            return None;
        }
        self.prepare();
        let mut lookup = self.lookup.take()?;
        let faults = |_: &Workspace, file: u32| self.faults.get(&file).cloned().unwrap_or_else(|| Some(Vec::new()));
        let step = EditStep::read(&mut self.workspace, &mut lookup, edits, faults)?;
        self.take(lookup, step)
    }

    /// Takes over what has changed.
    fn take(mut self, mut lookup: Lookup, mut step: EditStep) -> Option<Standing> {
        let findings = std::mem::take(&mut self.outcome.findings);
        let parts = step.parts(&mut self.workspace, &lookup, &findings)?;
        let StepResult { left, gone, new, numbers } = step.follow(&self.workspace, &parts, findings, self.today)?;
        step.go(&mut self.workspace);
        let files: FxHashSet<u32> = step.edited.iter().map(|edited| edited.number).collect();
        let led_into = left.iter().filter(|finding| points_into(finding, &files));
        let touched = led_into.chain(&gone).chain(&new).flat_map(AnyFinding::places).map(Route::file);
        self.touched = touched.chain(files.iter().copied()).collect();
        self.outcome.findings =
            check::insert_among(&self.workspace, left, new, &files, |a, b| lookup.order(&self.workspace, a, b));
        self.outcome.summary = counted(&self.outcome, &numbers);
        self.workspace
            .findings
            .retain(|finding| finding.labels.iter().all(|label| !files.contains(&label.route.file())));
        for Edited { number, faults: [_, faults], .. } in step.edited {
            self.workspace.findings.extend(faults.iter().cloned());
            self.faults.insert(number, Some(faults));
        }
        self.gone.extend(&step.gone);
        lookup.impact.forget(step.gone);
        self.lookup = Some(lookup);
        Some(self)
    }
}

/// Returns whether a finding, or what it rests on, points into one of these files.
fn points_into(finding: &AnyFinding, files: &FxHashSet<u32>) -> bool {
    finding.places().chain(finding.grounds()).any(|route| files.contains(&route.file()))
}

/// The numbers after a step, given those of the part before and after it.
fn counted(outcome: &Outcome, [before, after]: &[Summary; 2]) -> Summary {
    let Summary { records, taking_part, left_out, undated, silenced, unpinned, quotes, .. } = &outcome.summary;
    let step = |all: usize, before: usize, after: usize| (all + after).saturating_sub(before);
    let claims = |summary: &Summary| {
        summary.records.iter().filter(|(kind, _)| *kind == Kind::Claim).map(|(_, count)| count).sum()
    };
    let of_kind = |(kind, count): &(Kind, usize)| {
        (*kind, if *kind == Kind::Claim { step(*count, claims(before), claims(after)) } else { *count })
    };
    Summary {
        records: records.iter().map(of_kind).collect(),
        taking_part: step(*taking_part, before.taking_part, after.taking_part),
        left_out: step(*left_out, before.left_out, after.left_out),
        undated: step(*undated, before.undated, after.undated),
        ruled: ruled(&outcome.findings),
        unpinned: step(*unpinned, before.unpinned, after.unpinned),
        silenced: step(*silenced, before.silenced, after.silenced),
        quotes: quotes.clone(),
    }
}
