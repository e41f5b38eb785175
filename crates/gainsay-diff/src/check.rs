//! Checks a workspace: finds everything that there is to report about it.

pub mod guards;
pub mod look_alikes;
pub mod singles;
mod twins;
pub mod unused;
mod versions;

use std::cmp::{Ordering, Reverse};

use gainsay_model::Workspace;
use gainsay_model::date::Day;
use gainsay_model::finding::{Finding, Level, Route};
use gainsay_model::schema::Kind;
use gainsay_model::workspace::span_in;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::accusations::Accusations;
use crate::clash::Comparer;
use crate::conflicts::notes::distinctions;
use crate::conflicts::pairs::{Line, MOST_HELD, PairKind, Stream};
use crate::conflicts::{MOST_PAIRS, Met, Wanted, find};
use crate::explain::{self, notes};
use crate::findings::{AnyFinding, Conflict};
use crate::ledger::{ClaimId, Ledger};
use crate::outcome::{Outcome, Summary};
use crate::rules::levels::Levels;
use crate::rules::{self, Check, RULES, Rule};
use crate::rulings::Rulings;

/// The findings that are asked for. Others are not looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    /// The lowest level of findings that are asked for.
    pub from: Level,
    /// Whether the notes that are no conflicts are asked for, too. Where many claims meet there are many of them, and
    /// most are never shown.
    pub notes: bool,
    /// Whether conflicts come with their grounds. Derivations can be long, and not every output shows them.
    pub grounds: bool,
}

impl Asked {
    /// All findings.
    pub const ALL: Asked = Asked { from: Level::Note, notes: true, grounds: true };

    /// All findings but the notes that are no conflicts, of which there may be one for every two claims.
    pub const NO_NOTES: Asked = Asked { notes: false, ..Asked::ALL };
}

/// Checks a workspace on a day: rulings may have expired.
pub fn check(workspace: &Workspace, today: Day) -> Outcome {
    check_for(workspace, today, Asked::ALL)
}

/// Checks a workspace for the findings that are asked for.
pub fn check_for(workspace: &Workspace, today: Day, asked: Asked) -> Outcome {
    let ledger = Ledger::new(workspace);
    outcome(&ledger, found(&Comparer::new(&ledger), &Rulings::new(&ledger, today), asked, None))
}

/// Checks a workspace as [`check_for`] does, and calls `told` with the result and with a writer of all pairs, in the
/// order of the stream.
pub fn check_and_pairs<T>(
    workspace: &Workspace,
    today: Day,
    asked: Asked,
    told: impl FnOnce(Outcome, &PairWriter) -> T,
) -> T {
    let ledger = Ledger::new(workspace);
    let (comparer, rulings) = (Comparer::new(&ledger), Rulings::new(&ledger, today));
    let mut stream = Stream::new(&ledger, MOST_HELD);
    let outcome = outcome(&ledger, found(&comparer, &rulings, asked, Some(&mut stream)));
    stream.sort();
    told(outcome, &PairWriter { write: Box::new(|write| stream.write(&comparer, &rulings, write)) })
}

/// Writes the pairs of a workspace that is checked.
pub struct PairWriter<'s> {
    write: Box<WriteAll<'s>>,
}

/// A function that writes all pairs, each by a function for one pair.
type WriteAll<'s> = dyn Fn(&mut WritePair) -> Result<(), Stop> + 's;

/// A function that writes one pair.
type WritePair<'f> = dyn FnMut(Line<&str>) -> Result<(), Stop> + 'f;

/// A request to stop, since no more pairs can be written; the caller keeps the reason.
#[derive(Clone, Copy, Debug)]
pub struct Stop;

impl PairWriter<'_> {
    /// Calls `write` with one pair after the other.
    ///
    /// # Errors
    ///
    /// Returns the request of `write` to stop.
    pub fn write(&self, write: &mut WritePair) -> Result<(), Stop> {
        (self.write)(write)
    }
}

fn outcome(ledger: &Ledger, CheckResult { mut findings, silenced, unpinned }: CheckResult) -> Outcome {
    sort(ledger.workspace, &mut findings);
    Outcome { summary: Summary { ruled: ruled(&findings), silenced, unpinned, ..summary(ledger) }, findings }
}

/// Returns the number of findings that are ruled upon.
pub(crate) fn ruled(findings: &[AnyFinding]) -> usize {
    findings.iter().filter(|finding| finding.ruled().is_some()).count()
}

/// The result of a check, before its findings are sorted.
pub(crate) struct CheckResult {
    /// The findings that are asked for and that the manifest does not silence, each at its level, in no order.
    pub findings: Vec<AnyFinding>,
    /// The number of findings that the manifest silences, if all are asked for.
    pub silenced: usize,
    /// The number of rulings that hold and leave a claim without a pin.
    pub unpinned: usize,
}

/// Finds the findings that are asked for.
pub(crate) fn found(
    comparer: &Comparer,
    rulings: &Rulings,
    Asked { from, notes, grounds }: Asked,
    stream: Option<&mut Stream>,
) -> CheckResult {
    let ledger = comparer.ledger;
    let workspace = ledger.workspace;
    let (levels, faults) = Levels::new(workspace);
    // Silenced findings are looked for, too, where they are to be counted.
    let asked = |rule: &Rule| levels.of_rule(rule.name).unwrap_or(Level::Note) >= from;
    let asked_of = |check: Check| RULES.iter().any(|rule| rule.check == check && asked(rule));
    let asked_note = |check: Check| {
        let is_told = |rule: &Rule| rule.check == check && levels.of_rule(rule.name).is_some_and(|level| level >= from);
        notes && RULES.iter().any(is_told)
    };

    let mut found: Vec<AnyFinding> = workspace.findings.iter().cloned().chain(faults).map(AnyFinding::from).collect();
    found.extend(guards::check(ledger));
    // Rulings and claims that rest on others ask for sets, which are found beside the pairs.
    let mut changes = Vec::new();
    let mut add_pair = stream.map(|stream| |a: ClaimId, b: ClaimId, kind: PairKind| stream.add(a, b, kind));
    let mut add_change = |a: ClaimId, n: ClaimId| changes.push((a, n));
    let mut accusations = asked_note(Check::Accusations).then(|| Accusations::new(comparer));
    let mut add_answer = accusations.as_mut().map(|accusations| |met: Met| accusations.meet(met));
    let wanted = Wanted {
        pairs: add_pair.as_mut().map(|add| add as &mut dyn FnMut(ClaimId, ClaimId, PairKind)),
        from,
        position_changes: if asked_note(Check::PositionChanges) { Some(&mut add_change) } else { None },
        answers: add_answer.as_mut().map(|add| add as &mut dyn FnMut(Met)),
    };
    let conflicts = find(comparer, rulings, &levels, MOST_PAIRS, wanted);
    for check in [Check::Claims, Check::LookAlikes, Check::Twins, Check::Rulings, Check::Versions] {
        if asked_of(check) {
            found.extend(of_records(check, comparer, rulings, &asked).into_iter().map(AnyFinding::from));
        }
    }
    if asked_note(Check::Distinctions) {
        distinctions(comparer, |a, n| found.push(AnyFinding::Note(Box::new(notes::distinction(comparer, a, n)))));
    }
    let unanswered = accusations.iter().flat_map(Accusations::unanswered);
    found.extend(unanswered.map(|accusation| AnyFinding::from(accusation.finding(ledger))));
    found.extend(changes.iter().map(|(a, n)| AnyFinding::Note(Box::new(notes::position_change(comparer, *a, *n)))));
    found.extend(
        conflicts
            .told
            .into_iter()
            .map(|conflict| match grounds {
                true => explain::conflicts::of_conflict(comparer, &conflict),
                false => explain::conflicts::without_grounds(comparer, &conflict),
            })
            .map(AnyFinding::from),
    );
    let sets = comparer.sets();
    let told: Vec<Conflict> =
        sets.iter().filter_map(|set| explain::sets::of_set(comparer, rulings, &levels, set, grounds)).collect();
    let silenced = conflicts.silenced + sets.len() - told.len();
    found.extend(told.into_iter().filter(|conflict| conflict.level >= from).map(AnyFinding::from));
    let all = found.len() + silenced;
    let findings = leveled(&levels, found);
    CheckResult { silenced: all - findings.len(), unpinned: rulings.unpinned(), findings }
}

/// Runs a check that looks at records one by one, for the rules that are asked for.
fn of_records(check: Check, comparer: &Comparer, rulings: &Rulings, asked: &dyn Fn(&Rule) -> bool) -> Vec<Finding> {
    let ledger = comparer.ledger;
    match check {
        Check::Claims => singles::check_those(comparer, rulings, &|name| rules::find(name).is_some_and(asked)),
        Check::LookAlikes => look_alikes::check(ledger.workspace),
        Check::Twins => twins::check(ledger),
        Check::Rulings => rulings.check(comparer),
        Check::Versions => versions::check(ledger),
        // Reading reports its own findings, and the other checks look at claims together.
        _ => Vec::new(),
    }
}

/// Returns the findings that the manifest does not silence, each at its level: the worst first, then by place.
pub(crate) fn settled(workspace: &Workspace, levels: &Levels, found: Vec<AnyFinding>) -> Vec<AnyFinding> {
    let mut settled = leveled(levels, found);
    sort(workspace, &mut settled);
    settled
}

pub(crate) fn leveled(levels: &Levels, found: Vec<AnyFinding>) -> Vec<AnyFinding> {
    let leveled = found.into_iter().filter_map(|mut finding| {
        finding.set_level(levels.of(&finding)?);
        Some(finding)
    });
    leveled.collect()
}

/// Sorts findings: the worst first, then by place.
pub(crate) fn sort(workspace: &Workspace, findings: &mut [AnyFinding]) {
    let starts = Starts::new(workspace, findings);
    findings.sort_by(|a, b| {
        let by_level = (Reverse(a.level()), starts.of(a)).cmp(&(Reverse(b.level()), starts.of(b)));
        by_level.then_with(|| a.order(b))
    });
}

/// Inserts `new` into findings that are sorted, but for those that point into edited files. Files are in the order of
/// their paths, even if those of the workspace are not.
pub(crate) fn insert_among(
    workspace: &Workspace,
    left: Vec<AnyFinding>,
    mut new: Vec<AnyFinding>,
    edited: &FxHashSet<u32>,
    by_file: impl Fn(u32, u32) -> Ordering,
) -> Vec<AnyFinding> {
    // The findings of one level in one file are either all sorted, or not.
    let key = |finding: &AnyFinding| (finding.level(), finding.first_route().map(|route| route.file()));
    let fresh: FxHashSet<_> = new.iter().map(key).collect();
    let is_again = |finding: &AnyFinding| {
        fresh.contains(&key(finding)) || key(finding).1.is_some_and(|file| edited.contains(&file))
    };
    let (again, mut all): (Vec<AnyFinding>, Vec<AnyFinding>) = left.into_iter().partition(is_again);
    new.extend(again);
    sort(workspace, &mut new);
    all.append(&mut new);
    let by_file = |a: Option<u32>, b: Option<u32>| match (a, b) {
        (Some(a), Some(b)) => by_file(a, b),
        (a, b) => a.cmp(&b),
    };
    all.sort_by(|a, b| {
        let ((a, file), (b, other)) = (key(a), key(b));
        Reverse(a).cmp(&Reverse(b)).then_with(|| by_file(file, other))
    });
    all
}

/// Inserts `new` into sorted findings.
pub(crate) fn insert(workspace: &Workspace, left: Vec<AnyFinding>, new: Vec<AnyFinding>) -> Vec<AnyFinding> {
    if new.is_empty() {
        return left;
    }
    let by_file = |a: u32, b: u32| {
        let path = |file: u32| workspace.files.get(file as usize).map(|file| (file.built_in, &file.path));
        if a == b { Ordering::Equal } else { path(a).cmp(&path(b)) }
    };
    insert_among(workspace, left, new, &FxHashSet::default(), by_file)
}

/// The file and byte at which the first place of each finding begins. To find it the record is read again, so that it
/// is looked up only where the place of the record alone leaves the order open.
struct Starts {
    within: FxHashMap<Route, u32>,
}

impl Starts {
    fn new(workspace: &Workspace, findings: &[AnyFinding]) -> Starts {
        let mut routes: Vec<Route> = findings.iter().filter_map(AnyFinding::first_route).collect();
        routes.sort_unstable_by_key(|route| (route.file(), route.record()));
        let mut within = FxHashMap::default();
        for of_file in routes.chunk_by(|a, b| a.file() == b.file()) {
            // Bytes may lie anywhere: before, in or after a record.
            let mixed = of_file.first().is_some_and(|route| route.record().is_none());
            for of_record in of_file.chunk_by(|a, b| a.record() == b.record()) {
                if mixed || of_record.len() > 1 {
                    let document =
                        of_record.first().and_then(|route| route.record()).and_then(|place| workspace.document(place));
                    within.extend(of_record.iter().map(|route| (*route, span_in(*route, document.as_ref()).start)));
                }
            }
        }
        Starts { within }
    }

    fn of(&self, finding: &AnyFinding) -> Option<(u32, u32)> {
        let route = finding.first_route()?;
        let place = || route.record().map_or(0, |place| place.start);
        Some((route.file(), self.within.get(&route).copied().unwrap_or_else(place)))
    }
}

/// Returns the numbers of a ledger, without those of rulings and of silenced findings.
pub(crate) fn summary(ledger: &Ledger) -> Summary {
    let workspace = ledger.workspace;
    // The records of built-in vocabularies come last.
    let own = |kind: Kind| (kind, workspace.records.count_first(kind, &|place| !workspace.built_in(place)));
    Summary {
        records: Kind::ALL.into_iter().filter(|kind| *kind != Kind::Manifest).map(own).collect(),
        taking_part: ledger.claims.len(),
        left_out: ledger.left_out(),
        undated: ledger.undated,
        ruled: 0,
        unpinned: 0,
        silenced: 0,
        quotes: Box::default(),
    }
}
