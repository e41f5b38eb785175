//! An incremental check: it is kept, and brought up to date after edits without going through everything again.
//!
//! The impact of an edit of claims is known ([`crate::impact`]). That part of the workspace is taken out twice, as it
//! was and as it is ([`Workspace::part`]), and both parts are checked as any workspace is. Findings of the first alone
//! are gone, findings of the second alone are new, and all others stay. A finding that the edit cannot touch is in
//! neither or in both; one that is wrong in both, since a part is not the whole, cancels out.
//!
//! Edits of other records, and findings that depend on the whole workspace, are left to a new check.

mod around;
mod lookup;
mod others;
mod references;
mod since;
mod step;

use std::collections::BTreeSet;

use gainsay_model::date::Day;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::schema::Kind;
use gainsay_model::yaml::EditedRange;
use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::{self, Asked, ruled};
use crate::findings::AnyFinding;
use crate::grounds::LedSteps;
use crate::outcome::{Outcome, Summary};
use crate::quotes::Plan;
pub use lookup::Lookup;
use references::{ChangedReferences, References};
pub use since::since;
use step::{EditStep, Edited, StepResult, is_double, minus};

/// A file that was edited.
#[derive(Clone, Debug)]
pub struct FileEdit {
    /// The path from the workspace's root, with `/` between folders.
    pub path: String,
    /// The present content of the file; empty, if it was removed.
    pub bytes: Vec<u8>,
}

/// A check that is kept up to date.
pub struct Standing {
    workspace: Workspace,
    outcome: Outcome,
    today: Day,
    /// The findings of reading for each file with any; none where they are not known any more.
    faults: FxHashMap<u32, Option<Vec<Finding>>>,
    /// The tables for finding the impact of edits, once they are made; none where they cannot be.
    lookup: Option<Lookup>,
    /// The findings about unknown references, by record, once they are collected; none if there are too many.
    references: Option<References>,
    /// The number of claims with the id of an earlier one.
    doubles: usize,
    /// The claims that were edited away.
    gone: FxHashSet<u32>,
    /// The files of which the last edits may have changed the findings.
    touched: FxHashSet<u32>,
    /// The ids of the records other than claims that the last edits changed.
    changed_others: FxHashSet<Symbol>,
    /// Which ranges of files were read again for the last edits, and the claims in them.
    read_again: FxHashMap<u32, EditedRange>,
    claims_read_again: FxHashSet<String>,
    /// The claims that the last edits took and brought.
    last: [Vec<u32>; 2],
}

/// The most files that are edited at once; where there are more, everything is checked anew.
pub const MOST_EDITS: usize = 1_000;

/// The most claims with the id of an earlier one; where there are more, everything is checked anew.
const MOST_DOUBLES: usize = 100;

/// The most files for which the findings of reading are kept one by one.
const MANY_FAULTY: usize = 1_000;

/// The rule of references to what is not there.
const UNKNOWN: &str = "unknown-reference";

/// The rule of ids that more than one record has.
const DOUBLE: &str = "duplicate-id";

impl Standing {
    /// Checks a workspace on a day.
    pub fn new(workspace: Workspace, today: Day) -> Standing {
        let outcome = check::check(&workspace, today);
        let doubles = workspace.doubled_claims().len();
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
            references: None,
            doubles,
            gone: FxHashSet::default(),
            touched: FxHashSet::default(),
            changed_others: FxHashSet::default(),
            read_again: FxHashMap::default(),
            claims_read_again: FxHashSet::default(),
            last: Default::default(),
        }
    }

    /// Returns the workspace. Its files need not be in order, and its records include those that were edited away.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// Returns the outcome of the check, which is that of a new check.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// Returns the files, by number, in which the last edits may have changed a finding or its routes. The findings in
    /// all others are exactly as before.
    pub fn touched(&self) -> &FxHashSet<u32> {
        &self.touched
    }

    /// Returns the ids of the records other than claims that the last edits changed: wherever one of them is named, it
    /// may be called otherwise now.
    pub fn changed_others(&self) -> &FxHashSet<Symbol> {
        &self.changed_others
    }

    /// Returns which range of a file, by number, was read again for the last edits.
    pub fn range_read_again(&self, file: u32) -> Option<&EditedRange> {
        self.read_again.get(&file)
    }

    /// Returns whether the last edits have moved anything to another line.
    pub fn moves_lines(&self) -> bool {
        self.read_again.values().any(|range| range.breaks[0] != range.breaks[1])
    }

    /// Has a finding of before the last edits point to where its records stand now. Returns whether all that it speaks
    /// of and points at reads as before. All findings of one call have one `led`.
    pub fn lead(&self, finding: &mut AnyFinding, led: &mut LedSteps) -> bool {
        let is_read_again = |route: Route| match self.read_again.get(&route.file()) {
            Some(range) => route.start().is_none_or(|start| range.holds(start)),
            None => false,
        };
        if finding.places().chain(finding.grounds()).any(is_read_again)
            || finding.records().any(|(kind, id)| kind == Kind::Claim && self.claims_read_again.contains(id))
        {
            return false;
        }
        finding.lead(led, |route| {
            if let Some((range, start)) = self.read_again.get(&route.file()).zip(route.start()) {
                route.move_to(range.moved(start));
            }
        });
        true
    }

    /// Returns true if a claim, by index, is still there, and was not edited away.
    pub fn is_there(&self, claim: usize) -> bool {
        u32::try_from(claim).is_ok_and(|claim| !self.gone.contains(&claim))
    }

    /// Returns the day of the check.
    pub fn today(&self) -> Day {
        self.today
    }

    /// Returns the number of the file of that path, which may have been removed.
    pub fn file(&self, path: &str) -> Option<u32> {
        match &self.lookup {
            Some(lookup) => lookup.number(&self.workspace, path),
            None => {
                let own = self.workspace.files.partition_point(|file| !file.built_in);
                let own = self.workspace.files.get(..own)?;
                own.binary_search_by(|file| file.path.as_str().cmp(path)).ok().map(|number| number as u32)
            }
        }
    }

    /// Returns the number of claims that were edited away and are still kept.
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

    /// Returns the plan of the quotes, the workspace, and the outcome, so that the results of the quotes can be added
    /// there.
    pub fn for_quotes(&mut self) -> (Plan, &Workspace, &mut Outcome) {
        // Claims that were edited away are still in the workspace.
        let plan = Plan::of_claims(&self.workspace, &|claim| !self.gone.contains(&(claim as u32)));
        (plan, &self.workspace, &mut self.outcome)
    }

    /// Returns the plan of the quotes, given that of before the last edits, whether the quote of a claim, by index, may
    /// be another since then, and the workspace and what the check found, as [`Standing::for_quotes`] does. The sources
    /// with a copy are what they were.
    pub fn for_quotes_again(&mut self, mut plan: Plan) -> (Plan, impl Fn(usize) -> bool, &Workspace, &mut Outcome) {
        let [gone, new] = &self.last;
        plan.exchange(&self.workspace, gone, new);
        let (read_again, claims) = (&self.read_again, &self.workspace.records.claims);
        let was_edited = move |claim: usize| {
            claims.get(claim).is_none_or(|claim| {
                let range = read_again.get(&claim.place.file);
                range.is_some_and(|range| range.after.contains(&claim.place.start))
            })
        };
        (plan, was_edited, &self.workspace, &mut self.outcome)
    }

    /// Prepares for edits, as the first one would otherwise have to.
    pub fn prepare(&mut self) {
        if self.lookup.is_none() {
            self.lookup = (self.doubles <= MOST_DOUBLES).then(|| Lookup::with_doubles(&self.workspace));
            self.lookup.iter().for_each(|lookup| _ = lookup.looks(&self.workspace));
            self.references = self.lookup.as_ref().and_then(|lookup| References::of(&mut self.workspace, lookup));
        }
    }

    /// Returns the check after edits, on a day; none if they need a new one.
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

    /// Takes over the changes of a step.
    fn take(mut self, mut lookup: Lookup, mut step: EditStep) -> Option<Standing> {
        let findings = std::mem::take(&mut self.outcome.findings);
        let given = self.references.is_none().then_some(findings.as_slice());
        let parts = step.parts(&mut self.workspace, &lookup, given)?;
        let StepResult { mut left, mut gone, mut new, numbers } =
            step.follow(&self.workspace, &parts, findings, (self.today, Asked::ALL))?;
        self.references.iter_mut().for_each(|references| references.lead(&self.workspace, &step));
        let leader = step.leader(&self.workspace);
        self.workspace.lead_references(leader);
        step.go(&mut self.workspace);
        lookup.impact.forget(step.gone.iter().copied());
        let references = self.references.as_mut();
        let references = references.map(|references| references.follow(&mut self.workspace, &lookup, &step));
        let references = references.unwrap_or_else(|| Some(ChangedReferences::default()))?;
        let missing;
        (left, missing) = minus(left, &references.gone);
        if missing > 0 {
            return None;
        }
        gone.extend(references.gone);
        new.extend(references.new);
        let doubles = |findings: &[AnyFinding]| findings.iter().filter(|finding| is_double(finding)).count();
        self.doubles = (self.doubles + doubles(&new)).saturating_sub(doubles(&gone));
        if self.doubles > MOST_DOUBLES {
            return None;
        }
        self.changed_others = step.others.ids().collect();
        let files: FxHashSet<u32> = step.edited.iter().map(|edited| edited.number).collect();
        let led_into = left.iter().filter(|finding| points_into(finding, &files));
        let touched = led_into.chain(&gone).chain(&new).flat_map(AnyFinding::places).map(Route::file);
        self.touched = touched.chain(files.iter().copied()).collect();
        self.outcome.findings =
            check::insert_among(&self.workspace, left, new, &files, |a, b| lookup.order(&self.workspace, a, b));
        self.outcome.summary = counted(&self.outcome, &numbers);
        let silenced = &mut self.outcome.summary.silenced;
        *silenced = (*silenced + references.silenced[1]).saturating_sub(references.silenced[0]);
        self.workspace
            .findings
            .retain(|finding| finding.labels.iter().all(|label| !files.contains(&label.route.file())));
        self.read_again.clear();
        self.claims_read_again.clear();
        for Edited { number, faults: [_, faults], mut rest, range, claims, .. } in step.edited {
            self.read_again.insert(number, range);
            self.claims_read_again.extend(claims);
            rest.extend(faults);
            self.workspace.findings.extend(rest.iter().cloned());
            self.faults.insert(number, Some(rest));
        }
        self.gone.extend(&step.gone);
        self.last = [step.gone, step.new];
        self.lookup = Some(lookup);
        Some(self)
    }
}

/// Returns true if a finding, or a record that gives its reasons, is in one of these files.
fn points_into(finding: &AnyFinding, files: &FxHashSet<u32>) -> bool {
    finding.places().chain(finding.grounds()).any(|route| files.contains(&route.file()))
}

/// Returns the numbers after a step, given those of the part before and after it.
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
