//! Counts of findings: by rule, by predicate, by speaker, and by the speaker who stands alone.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use gainsay_diff::findings::Conflict;
use gainsay_diff::held_claims::HeldClaims;
use gainsay_model::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::layout::{Column, table};
use crate::{Report, prose, summary};

/// Counts of findings, the largest first.
#[derive(Serialize)]
pub struct Statistics {
    /// The counts by kind and rule.
    pub rules: Vec<Count>,
    /// The counts of conflicts by the contested predicate.
    pub predicates: Vec<Count>,
    /// The counts of conflicts by speaker.
    pub speakers: Vec<SpeakerCount>,
}

/// The number of findings that have something in common.
#[derive(Serialize)]
pub struct Count {
    /// The name of what they have in common.
    pub name: String,
    /// The number of findings.
    pub findings: usize,
    /// The number of certain ones; findings that are no conflicts count as certain.
    pub certain: usize,
}

/// The number of conflicts that a speaker is in.
#[derive(Serialize)]
pub struct SpeakerCount {
    /// The id of the speaker.
    pub by: String,
    /// The name of the speaker.
    pub name: String,
    /// The number of conflicts.
    pub findings: usize,
    /// The number of these in which the speaker dissents: nobody else is on that side, and more than one speaker is
    /// against it.
    pub dissents: usize,
}

impl Statistics {
    /// Counts the findings that a person is shown, including those ruled upon if they were asked for.
    pub fn of(report: &Report<'_>) -> Statistics {
        let mut rules: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let mut predicates: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let mut speakers: FxHashMap<Symbol, (usize, usize)> = FxHashMap::default();
        for finding in report.shown() {
            let conflict = finding.conflict();
            let certain = usize::from(conflict.is_none_or(|conflict| conflict.certain));
            let count = |counts: &mut BTreeMap<String, (usize, usize)>, name: String| {
                let (all, sure) = counts.entry(name).or_default();
                (*all, *sure) = (*all + 1, *sure + certain);
            };
            count(&mut rules, prose::title(finding));
            let Some(conflict) = conflict else { continue };
            for predicate in predicates_of(conflict) {
                count(&mut predicates, report.naming.predicate(predicate));
            }
            let sides = speakers_of(report, conflict);
            let all: FxHashSet<Symbol> = sides.iter().flatten().copied().collect();
            for speaker in &all {
                let is_alone = sides.iter().any(|side| side.len() == 1 && side.contains(speaker));
                let others = all.len() - 1;
                let (findings, dissents) = speakers.entry(*speaker).or_default();
                (*findings, *dissents) = (*findings + 1, *dissents + usize::from(is_alone && others > 1));
            }
        }
        let mut speakers: Vec<SpeakerCount> = speakers
            .into_iter()
            .map(|(by, (findings, dissents))| {
                let by = report.workspace.text(by);
                SpeakerCount { by: by.to_owned(), name: report.naming.entity(by), findings, dissents }
            })
            .collect();
        speakers.sort_by(|a, b| {
            let by_count = (b.findings, b.dissents).cmp(&(a.findings, a.dissents));
            by_count.then_with(|| (&a.name, &a.by).cmp(&(&b.name, &b.by)))
        });
        Statistics { rules: counted(rules), predicates: counted(predicates), speakers }
    }
}

/// Writes the counts as tables, and the summary as the last line.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(report: &Report<'_>, width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let Statistics { rules, predicates, speakers } = Statistics::of(report);
    let row = |count: &Count| vec![count.name.clone(), count.findings.to_string(), count.certain.to_string()];
    for (heading, counts) in [("what", rules), ("predicate", predicates)] {
        let rows: Vec<Vec<String>> = counts.iter().map(row).collect();
        write_table(&[Column(heading, 30), Column("findings", 8), Column("certain", 8)], &rows, width, out)?;
    }
    let rows: Vec<Vec<String>> = speakers
        .iter()
        .map(|count| vec![count.name.clone(), count.findings.to_string(), count.dissents.to_string()])
        .collect();
    write_table(
        &[Column("speaker", 30), Column("findings", 8), Column("alone against several", 8)],
        &rows,
        width,
        out,
    )?;
    writeln!(out, "{}", summary::sentence(report))
}

fn write_table(columns: &[Column], rows: &[Vec<String>], width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    table(columns, rows, width).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    writeln!(out)
}

fn counted(counts: BTreeMap<String, (usize, usize)>) -> Vec<Count> {
    let mut counts: Vec<Count> =
        counts.into_iter().map(|(name, (findings, certain))| Count { name, findings, certain }).collect();
    counts.sort_by(|a, b| b.findings.cmp(&a.findings).then_with(|| a.name.cmp(&b.name)));
    counts
}

/// Returns the predicates of the contested statements: two if two predicates exclude each other.
fn predicates_of(conflict: &Conflict) -> BTreeSet<&str> {
    conflict.contested.split(" / ").filter_map(|statement| statement.split(' ').nth(1)).collect()
}

/// Returns the speakers of each side.
fn speakers_of(report: &Report, conflict: &Conflict) -> Vec<FxHashSet<Symbol>> {
    let workspace = report.workspace;
    let speaker = |id: &str| workspace.claim_with_id(id)?.by;
    let of_position = |claims: &HeldClaims| match claims.speakers() {
        Some(speakers) => speakers.filter_map(|id| workspace.names.find(id)).collect(),
        None => claims.iter().filter_map(|(id, _)| speaker(id)).collect(),
    };
    conflict.positions.iter().map(|position| of_position(&position.claims)).collect()
}
