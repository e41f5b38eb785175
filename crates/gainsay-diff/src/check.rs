//! A check: everything that is to be said about a workspace.

pub mod guards;
pub mod singles;
mod versions;

use std::cmp::Reverse;

use gainsay_model::Workspace;
use gainsay_model::date::Day;
use gainsay_model::finding::{Finding, Route};
use gainsay_model::record::Record;
use gainsay_model::schema::Kind;
use gainsay_model::workspace::span_in;
use rustc_hash::FxHashMap;

use crate::clash::Comparer;
use crate::conflicts::meetings::{Voices, voices};
use crate::conflicts::notes;
use crate::conflicts::pairs::{self, Pair};
use crate::conflicts::{MOST_PAIRS, conflicts};
use crate::ledger::Ledger;
use crate::rules::levels::Levels;
use crate::rulings::Rulings;
use crate::words::findings;

/// What a check found.
#[derive(Debug)]
pub struct Outcome {
    /// Everything to be said, the worst first, then by place.
    pub findings: Vec<Finding>,
    /// The numbers.
    pub summary: Summary,
}

/// What was looked at, in numbers.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Records of each kind, those of built-in vocabularies aside.
    pub records: Vec<(Kind, usize)>,
    /// Claims that were compared.
    pub taking_part: usize,
    /// Claims left out for a fault.
    pub left_out: usize,
    /// Claims that say of a state that it holds, nobody knows when: compared only with their like.
    pub undated: usize,
    /// Conflicts that are ruled upon.
    pub ruled: usize,
}

/// Checks a workspace on a day: rulings may have had their time.
pub fn check(workspace: &Workspace, today: Day) -> Outcome {
    let ledger = Ledger::new(workspace);
    outcome(&Comparer::new(&ledger), &Rulings::new(&ledger, today), &voices(&ledger))
}

/// The same, and the stream of all pairs: the ledger is made once for both.
pub fn check_and_pairs(workspace: &Workspace, today: Day) -> (Outcome, Vec<Pair>) {
    let ledger = Ledger::new(workspace);
    let (comparer, rulings, voices) = (Comparer::new(&ledger), Rulings::new(&ledger, today), voices(&ledger));
    let pairs = pairs::stream(&comparer, &rulings, &voices);
    (outcome(&comparer, &rulings, &voices), pairs)
}

fn outcome(comparer: &Comparer, rulings: &Rulings, voices: &[Voices]) -> Outcome {
    let ledger = comparer.ledger;
    let workspace = ledger.workspace;
    let (levels, faults) = Levels::new(workspace);

    let mut found: Vec<Finding> = workspace.findings.iter().cloned().chain(faults).collect();
    found.extend(guards::check(ledger));
    found.extend(singles::check(comparer, rulings));
    found.extend(rulings.check(comparer));
    found.extend(versions::check(workspace));
    found.extend(conflicts(comparer, voices, rulings, MOST_PAIRS).iter().map(|conflict| findings::of_conflict(comparer, conflict)));
    found.extend(told_notes(comparer, voices));

    let findings = settled(workspace, &levels, found);
    let ruled = findings.iter().filter(|f| f.ruled.is_some()).count();
    Outcome { summary: Summary { ruled, ..summary(ledger) }, findings }
}

/// The two notes that are no conflicts.
fn told_notes(comparer: &Comparer, voices: &[Voices]) -> Vec<Finding> {
    let mut told = Vec::new();
    notes::distinctions(comparer, voices, |a, n| told.push(findings::distinction(comparer, a, n)));
    notes::position_changes(comparer, voices, |a, n| told.push(findings::position_change(comparer, a, n)));
    told
}

/// The findings that the manifest does not silence, each at its level: the worst first, then by place.
pub(crate) fn settled(workspace: &Workspace, levels: &Levels, found: Vec<Finding>) -> Vec<Finding> {
    let mut settled: Vec<Finding> = found
        .into_iter()
        .filter_map(|mut finding| {
            finding.level = levels.of(&finding)?;
            Some(finding)
        })
        .collect();
    let starts = starts(workspace, &settled);
    let start = |f: &Finding| f.labels.first().and_then(|label| starts.get(&label.route));
    settled.sort_by_cached_key(|f| (Reverse(f.level), start(f), f.rule, f.mechanism, f.message.clone()));
    settled
}

/// Where what each finding points at first begins: file and byte. Every record is looked into once.
fn starts(workspace: &Workspace, findings: &[Finding]) -> FxHashMap<Route, (u32, u32)> {
    let mut routes: Vec<Route> = findings.iter().filter_map(|f| f.labels.first()).map(|label| label.route).collect();
    routes.sort_unstable_by_key(|route| route.record());
    let mut last = None;
    let mut start = |route: Route| {
        let record = route.record();
        if last.as_ref().is_none_or(|(known, _)| *known != record) {
            last = Some((record, record.and_then(|place| workspace.document(place))));
        }
        let document = last.as_ref().and_then(|(_, document)| document.as_ref());
        (route, (route.file(), span_in(route, document).start))
    };
    routes.into_iter().map(&mut start).collect()
}

/// The numbers of a ledger; how many conflicts are ruled upon is not among them yet.
pub(crate) fn summary(ledger: &Ledger) -> Summary {
    let workspace = ledger.workspace;
    fn own<R: Record>(workspace: &Workspace, records: &[R]) -> (Kind, usize) {
        (R::KIND, records.iter().filter(|r| !workspace.built_in(r.place())).count())
    }
    let records = &workspace.records;
    Summary {
        records: vec![
            own(workspace, &records.claims),
            own(workspace, &records.entities),
            own(workspace, &records.predicates),
            own(workspace, &records.sources),
            own(workspace, &records.rulings),
        ],
        taking_part: ledger.claims.len(),
        left_out: ledger.left_out(),
        undated: ledger.claims.iter().filter(|c| c.undated).count(),
        ruled: 0,
    }
}
