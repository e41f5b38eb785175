//! A record as it is written, with everything that concerns it: conflicts, rulings, sources, answers.

pub(crate) mod claim;
pub(crate) mod conflict;
pub(crate) mod entity;
pub(crate) mod lines;
pub(crate) mod predicate;
pub(crate) mod ruling;
pub(crate) mod source;

use std::io::{self, Write};
use std::ops::RangeInclusive;

use gainsay_diff::check::{guards, singles};
use gainsay_diff::clash::Comparer;
use gainsay_diff::findings::AnyFinding;
use gainsay_diff::rules::levels::Levels;
use gainsay_diff::rulings::Rulings;
use gainsay_model::Workspace;
use gainsay_model::finding::Route;
use gainsay_model::interner::Symbol;
use gainsay_model::record::{Claim, Place};
use gainsay_model::records::{Record, RecordHeader};
use gainsay_model::schema::Kind;
use gainsay_model::text::escaped;
use serde::Serialize;

use crate::layout::{WIDTH, wrapped};
use crate::location::Locations;
use crate::paint::Paint;
use crate::plain::{PlainRecord, plain};
use crate::prose::{self, Naming};

/// Writes a record as it is written, with line numbers, and below it everything that concerns it.
///
/// # Errors
/// Returns the errors of `out`.
pub fn render(naming: &Naming, shown: &Shown<'_>, out: &mut dyn Write, styled: bool) -> io::Result<()> {
    let (text, lines) = as_written(naming.workspace(), shown);
    let gutter = lines.end().to_string().len();
    let paint = Paint { styled };
    let blue = |text: &str| paint.colored("1;94", text);
    let (arrow, unnumbered, equals) =
        (blue(&format!("{:gutter$}-->", "")), blue(&format!("{:gutter$} |", "")), blue(&format!("{:gutter$} =", "")));
    let mut page = format!("{arrow} {}:{}\n{unnumbered}\n", escaped(shown.file), shown.line);
    for (line, number) in text.iter().zip(lines) {
        let bar = blue(&format!("{number:>gutter$} |"));
        // A line that is too long continues below, behind a bar without a number.
        let (line, room) = (escaped(line), WIDTH - gutter - 3);
        let parts = if line.chars().count() <= room { vec![line.into_owned()] } else { wrapped(&line, room - 2) };
        for (i, part) in parts.iter().enumerate() {
            let line = if i == 0 { format!("{bar} {part}") } else { format!("{unnumbered}   {part}") };
            page.push_str(line.trim_end());
            page.push('\n');
        }
    }
    page.push_str(&format!("{unnumbered}\n"));
    for (word, rest) in lines::in_words(naming, shown) {
        let indent = gutter + 3 + word.len() + 2;
        let rest = wrapped(&escaped(&rest), WIDTH - indent.min(WIDTH / 2)).join(&format!("\n{:indent$}", ""));
        page.push_str(&format!("{equals} {word}: {rest}\n"));
    }
    out.write_all(page.as_bytes())
}

/// Returns the lines of a record, and their range of numbers.
fn as_written<'w>(workspace: &'w Workspace, shown: &Shown<'w>) -> (Vec<&'w str>, RangeInclusive<usize>) {
    let locations = Locations::new(workspace);
    let number = shown.found.place.file;
    let first = shown.line;
    let last = match workspace.document(shown.found.place) {
        Some(document) => locations.find(Route::Bytes(number, document.span)).end.0,
        None => first,
    };
    let text = |line: usize| locations.text(number as usize, line).0;
    // A closing bracket on a line of its own belongs to the record, not to a value.
    let closing = (last + 1..).take_while(|line| matches!(text(*line).trim(), "}" | "]" | "},")).last();
    let last = closing.unwrap_or(last);
    ((first..=last).map(text).collect(), first..=last)
}

/// The context in which everything that concerns a record is found.
pub struct Ground<'g, 'w> {
    /// The workspace.
    pub workspace: &'w Workspace,
    /// The comparer of the claims that take part.
    pub comparer: &'g Comparer<'g, 'w>,
    /// The rulings of the workspace.
    pub rulings: &'g Rulings<'w>,
    /// The locations of records.
    pub locations: Locations<'w>,
    /// The names of records.
    pub naming: Naming<'w>,
    /// The most conflicts of a claim that are shown; the others are counted.
    pub most_conflicts: usize,
}

/// A record, and everything that concerns it.
#[derive(Serialize)]
pub struct Shown<'w> {
    pub(crate) schema: u32,
    pub(crate) kind: &'static str,
    pub(crate) id: &'w str,
    pub(crate) file: &'w str,
    pub(crate) line: usize,
    pub(crate) version: Version,
    pub(crate) record: Option<PlainRecord>,
    /// The findings of a check about the record, except conflicts.
    pub(crate) findings: Vec<Told>,
    /// The places of other records of the same kind with the same id.
    pub(crate) doubles: Vec<Spot<'w>>,
    pub(crate) bearing: Bearing<'w>,
    #[serde(skip)]
    pub(crate) found: RecordHeader,
}

/// A place in a file.
#[derive(Serialize)]
pub(crate) struct Spot<'w> {
    pub(crate) file: &'w str,
    pub(crate) line: usize,
}

/// A finding, in short.
#[derive(Serialize)]
pub(crate) struct Told {
    pub(crate) level: &'static str,
    pub(crate) rule: &'static str,
    pub(crate) message: String,
}

/// The version of a record.
#[derive(Serialize)]
pub(crate) struct Version {
    /// The state: `sealed`, `changed` since it was sealed, `not sealed`, or `built in`.
    pub(crate) state: &'static str,
    pub(crate) sealed: Option<String>,
    pub(crate) digest: Option<String>,
}

/// Everything that concerns a record, by its kind.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Bearing<'w> {
    Claim(claim::Bearing<'w>),
    Entity(entity::Bearing<'w>),
    Predicate(predicate::Bearing<'w>),
    Source(source::Bearing<'w>),
    Ruling(ruling::Bearing<'w>),
    Nothing {},
}

impl<'w> Shown<'w> {
    /// Collects everything that concerns a record.
    pub fn of(ground: &Ground<'_, 'w>, found: RecordHeader) -> Shown<'w> {
        let workspace = ground.workspace;
        let spot = spot(&ground.locations, found.place);
        let others = workspace
            .records
            .headers()
            .filter(|other| other.kind == found.kind && other.id == found.id && other.place != found.place);
        Shown {
            schema: 1,
            kind: found.kind.word(),
            id: found.id.map_or("", |id| workspace.text(id)),
            file: spot.file,
            line: spot.line,
            version: Version::of(workspace, &found),
            record: workspace.document(found.place).map(|document| plain(&document, found.kind)),
            findings: findings(ground, &found),
            doubles: others.map(|other| self::spot(&ground.locations, other.place)).collect(),
            bearing: Bearing::of(ground, &found),
            found,
        }
    }
}

impl<'w> Bearing<'w> {
    fn of(ground: &Ground<'_, 'w>, found: &RecordHeader) -> Bearing<'w> {
        let records = &ground.workspace.records;
        let bearing = match found.kind {
            Kind::Claim => record_at(&records.claims, found.place)
                .map(|(i, claim)| Bearing::Claim(claim::Bearing::of(ground, i, claim))),
            Kind::Entity => record_at(&records.entities, found.place)
                .map(|(_, entity)| Bearing::Entity(entity::Bearing::of(ground, entity))),
            Kind::Predicate => found.id.map(|id| Bearing::Predicate(predicate::Bearing::of(ground, id))),
            Kind::Source => found.id.map(|id| Bearing::Source(source::Bearing::of(ground, id))),
            Kind::Ruling => record_at(&records.rulings, found.place)
                .map(|(_, ruling)| Bearing::Ruling(ruling::Bearing::of(ground, ruling))),
            Kind::Manifest => None,
        };
        bearing.unwrap_or(Bearing::Nothing {})
    }
}

fn spot<'w>(locations: &Locations<'w>, place: Place) -> Spot<'w> {
    let found = locations.find(Route::Record(place));
    Spot { file: found.file, line: found.start.0 }
}

impl Version {
    fn of(workspace: &Workspace, found: &RecordHeader) -> Version {
        let digest = workspace.digest(found.kind, found.place);
        let state = match found.rev {
            _ if workspace.built_in(found.place) => "built in",
            None => "not sealed",
            Some(rev) if Some(rev.digest) == digest => "sealed",
            Some(_) => "changed",
        };
        Version { state, sealed: found.rev.map(|rev| rev.to_string()), digest: digest.map(|digest| digest.to_string()) }
    }
}

/// Returns the findings of a check about a record, except conflicts.
fn findings(ground: &Ground, found: &RecordHeader) -> Vec<Told> {
    let Some(id) = found.id.map(|id| ground.workspace.text(id)) else { return Vec::new() };
    let (levels, _) = Levels::new(ground.workspace);
    let is_about = |finding: &&AnyFinding| finding.records().any(|(kind, other)| kind == found.kind && other == id);
    let (comparer, rulings) = (ground.comparer, ground.rulings);
    let of_records = singles::check(comparer, rulings).into_iter().chain(rulings.check(comparer)).map(AnyFinding::from);
    let read = ground.workspace.findings.iter().cloned().map(AnyFinding::from);
    let all: Vec<AnyFinding> = read.chain(guards::check(comparer.ledger)).chain(of_records).collect();
    let told = |finding: &AnyFinding| {
        Some(Told {
            level: levels.of(finding)?.word(),
            rule: finding.rule(),
            message: prose::told(&ground.naming, finding).message.clone(),
        })
    };
    all.iter().filter(is_about).filter_map(told).collect()
}

/// Returns the ids of the claims for which `fits` returns true, in the order of their places.
fn claims_that(workspace: &Workspace, fits: impl Fn(&Claim) -> bool) -> Vec<&str> {
    workspace
        .records
        .claims
        .iter()
        .filter(|claim| fits(claim))
        .filter_map(|claim| claim.id)
        .map(|id| workspace.text(id))
        .collect()
}

/// Returns the texts of names.
fn texts<'w>(workspace: &'w Workspace, names: &[Symbol]) -> Vec<&'w str> {
    names.iter().map(|name| workspace.text(*name)).collect()
}

/// Returns the record at that place, and its index; records are sorted by place.
pub fn record_at<R: Record>(records: &[R], place: Place) -> Option<(usize, &R)> {
    let i = records.binary_search_by_key(&place, Record::place).ok()?;
    records.get(i).map(|record| (i, record))
}
