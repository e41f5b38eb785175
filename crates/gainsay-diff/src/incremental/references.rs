//! References to what is not there. What is said of one depends on all the workspace: what was meant by it is looked
//! for everywhere. So they are told apart from the parts that a step compares, record by record, and kept.

use std::cmp::Ordering;

use gainsay_model::finding::{Finding, Route};
use gainsay_model::read::{ClaimsThere, ReferenceIndex};
use gainsay_model::record::Verdict;
use gainsay_model::schema::Kind;
use gainsay_model::{Symbol, Workspace};
use rustc_hash::{FxHashMap, FxHashSet};

use super::step::EditStep;
use super::{Lookup, UNKNOWN};
use crate::check::leveled;
use crate::findings::AnyFinding;
use crate::rules::levels::Levels;

/// With more references than these to what is not there, not all that was meant is looked for.
const MOST: usize = 100;

/// The findings about unknown references, by record.
pub struct References {
    told: FxHashMap<(Kind, u32), Told>,
    index: ReferenceIndex,
}

/// The findings about the unknown references of one record.
#[derive(Default)]
struct Told {
    findings: Vec<AnyFinding>,
    /// How many findings the manifest silences.
    silenced: usize,
}

/// What becomes of the findings about references with a step.
#[derive(Default)]
pub struct ChangedReferences {
    /// The findings that are no longer there.
    pub gone: Vec<AnyFinding>,
    /// The findings that were not there before.
    pub new: Vec<AnyFinding>,
    /// How many the manifest silences, before the step and after it.
    pub silenced: [usize; 2],
}

impl References {
    /// Takes down what a check of a workspace tells of references; none if there are too many, or if it cannot be told
    /// from all else that it tells.
    pub fn of(workspace: &mut Workspace, lookup: &Lookup) -> Option<References> {
        let findings = || workspace.findings.iter();
        // An object of several words where an id belongs is told by another rule.
        let about = findings().filter(|finding| finding.rule == UNKNOWN || finding.rule == "bad-statement");
        let places = about.filter_map(|finding| finding.labels.first()?.route.record());
        let records: FxHashSet<(Kind, u32)> =
            places.filter_map(|place| lookup.record_at(&workspace.records, place)).collect();
        if records.len() > MOST || !workspace.has_near_words() {
            return None;
        }
        let is_of_record = |finding: &&Finding| {
            finding.rule == UNKNOWN && finding.labels.iter().any(|l| lookup.is_record(workspace, l.route))
        };
        let expected = findings().filter(is_of_record).count();
        let mut references = References { told: FxHashMap::default(), index: ReferenceIndex::default() };
        let records: Vec<(Kind, u32)> = records.into_iter().collect();
        references.tell(workspace, lookup, &records);
        let is_unknown = |finding: &&AnyFinding| finding.rule() == UNKNOWN;
        let told = references.told.values().map(|told| told.findings.iter().filter(is_unknown).count() + told.silenced);
        (told.sum::<usize>() >= expected && references.told.len() <= MOST).then_some(references)
    }

    /// Has what is told point to where the records stand after a step, before that is gone.
    pub fn lead(&mut self, workspace: &Workspace, step: &EditStep) {
        self.told.values_mut().for_each(|told| step.lead(workspace, &mut told.findings));
    }

    /// Finds out what is told after a step that is gone; none if there are too many references to what is not there.
    pub fn follow(&mut self, workspace: &mut Workspace, lookup: &Lookup, step: &EditStep) -> Option<ChangedReferences> {
        let claims = &workspace.records.claims;
        let ids = |some: &[u32]| -> FxHashSet<Symbol> {
            some.iter().filter_map(|claim| claims.get(*claim as usize)?.id).collect()
        };
        let (gone, new) = (ids(&step.gone), ids(&step.new));
        let changed: FxHashSet<Symbol> = gone.symmetric_difference(&new).copied().collect();
        let others = step.others.records();
        let mut records: FxHashSet<(Kind, u32)> = step
            .gone
            .iter()
            .chain(&step.new)
            .map(|claim| (Kind::Claim, *claim))
            .chain(others.iter().copied())
            .collect();
        if !changed.is_empty() || !others.is_empty() {
            // What was meant may be another now.
            records.extend(self.told.keys());
        }
        records.extend(changed.iter().flat_map(|id| lookup.impact.naming(*id)).map(|claim| (Kind::Claim, claim)));
        if !changed.is_empty() {
            let rulings = workspace.records.rulings.iter().zip(0..).filter(|(ruling, _)| {
                let preferred = if let Some(Verdict::Prefers(claim)) = ruling.verdict { Some(claim) } else { None };
                ruling.between.iter().map(|pinned| pinned.claim).chain(preferred).any(|id| changed.contains(&id))
            });
            records.extend(rulings.map(|(_, index)| (Kind::Ruling, index)));
        }
        for claims in step.new.chunk_by(|a, b| a + 1 == *b) {
            let range = claims.first().copied().unwrap_or_default()..claims.last().map_or(0, |last| last + 1);
            self.index.add_claims(workspace, range);
        }
        others.iter().for_each(|(kind, index)| self.index.renew(workspace, *kind, *index));
        let mut changes = ChangedReferences::default();
        for told in records.iter().filter_map(|record| self.told.remove(record)) {
            changes.gone.extend(told.findings);
            changes.silenced[0] += told.silenced;
        }
        let is_gone = |(kind, index): &(Kind, u32)| *kind == Kind::Claim && lookup.impact.is_gone(*index);
        let there: Vec<(Kind, u32)> = records.into_iter().filter(|record| !is_gone(record)).collect();
        self.tell(workspace, lookup, &there);
        for told in there.iter().filter_map(|record| self.told.get(record)) {
            changes.new.extend(told.findings.iter().cloned());
            changes.silenced[1] += told.silenced;
        }
        (self.told.len() <= MOST).then_some(changes)
    }

    fn tell(&mut self, workspace: &mut Workspace, lookup: &Lookup, records: &[(Kind, u32)]) {
        let found = workspace.reference_findings(records, &self.index, lookup);
        let (levels, _) = Levels::new(workspace);
        for (record, found) in records.iter().zip(found).filter(|(_, found)| !found.is_empty()) {
            let all = found.len();
            let findings = leveled(&levels, found.into_iter().map(AnyFinding::from).collect());
            self.told.insert(*record, Told { silenced: all - findings.len(), findings });
        }
    }
}

impl ClaimsThere for Lookup {
    fn is_there(&self, claim: u32) -> bool {
        !self.impact.is_gone(claim)
    }

    fn has_id(&self, workspace: &Workspace, id: &str) -> bool {
        self.claim(workspace, id).is_some()
    }

    fn has_name(&self, workspace: &Workspace, name: Symbol) -> bool {
        self.impact.with_id(workspace, name).next().is_some()
    }

    fn order(&self, workspace: &Workspace, a: u32, b: u32) -> Ordering {
        let place = |claim: u32| workspace.records.claims.get(claim as usize).map(|claim| claim.place);
        match (place(a), place(b)) {
            (Some(a), Some(b)) => Lookup::order(self, workspace, a.file, b.file).then(a.start.cmp(&b.start)),
            (a, b) => a.cmp(&b),
        }
    }
}

impl Lookup {
    /// Returns whether a route leads into a record that is not the manifest.
    fn is_record(&self, workspace: &Workspace, route: Route) -> bool {
        route.record().is_some_and(|place| Some(place) != workspace.records.manifest.place)
    }
}
