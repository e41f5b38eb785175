//! `show`: one record as it is written, with what bears on it.

mod claim;
mod conflict;
mod entity;
mod predicate;
mod ruling;
mod source;

use std::io::{self, Write};
use std::ops::RangeInclusive;

use gainsay_diff::check::{guards, singles};
use gainsay_diff::clash::Comparer;
use gainsay_diff::findings::AnyFinding;
use gainsay_diff::ledger::Ledger;
use gainsay_diff::rules::levels::Levels;
use gainsay_diff::rulings::Rulings;
use gainsay_model::Workspace;
use gainsay_model::finding::Route;
use gainsay_model::interner::Symbol;
use gainsay_model::record::{Claim, Place};
use gainsay_model::records::RecordHeader;
use gainsay_model::schema::Kind;
use gainsay_model::text::escaped;
use gainsay_render::layout::{WIDTH, wrapped};
use gainsay_render::location::Locations;
use gainsay_render::plain::{Plain, plain};
use gainsay_render::prose::{self, Naming};
use gainsay_render::safe_json::write_json;
use gainsay_render::safe_yaml::write_yaml;
use gainsay_store::clock::today;
use serde::Serialize;

use super::{find, record_at};
use crate::Status;
use crate::args::{Show, ShowFormat};
use crate::problem::Problem;
use crate::terminal::{Progress, Terminal};
use crate::workspace::load;

/// So many ids are told to a person; the others are counted.
const TOLD: usize = 5;

/// Shows one record, and what bears on it.
///
/// # Errors
/// Those of reading the workspace, of an id that no record has, and of one that records of several kinds have.
pub fn show(args: &Show, terminal: &mut Terminal) -> Result<Status, Problem> {
    let loaded = load(terminal)?;
    let workspace = &loaded.workspace;
    let found = find(workspace, &args.id, args.kind.map(|word| word.kind()))?;
    let shown = {
        let _progress = Progress::start("comparing the claims");
        let ledger = Ledger::new(workspace);
        let comparer = Comparer::new(&ledger);
        let rulings = Rulings::new(&ledger, today(args.today.today));
        Shown::of(
            &Ground {
                workspace,
                comparer: &comparer,
                rulings: &rulings,
                locations: Locations::new(workspace),
                naming: Naming::new(workspace),
            },
            found,
        )
    };
    match args.output {
        ShowFormat::Text => write_text(workspace, &shown, terminal)?,
        ShowFormat::Json => write_json(&shown, &mut terminal.out)?,
        ShowFormat::Yaml => write_yaml(&shown, terminal.exact()?)?,
    }
    Ok(Status::Fine)
}

/// What everything that bears on a record is found in.
struct Ground<'g, 'w> {
    workspace: &'w Workspace,
    comparer: &'g Comparer<'g, 'w>,
    rulings: &'g Rulings<'w>,
    locations: Locations<'w>,
    naming: Naming<'w>,
}

/// A record, and what bears on it.
#[derive(Serialize)]
struct Shown<'w> {
    schema: u32,
    kind: &'static str,
    id: &'w str,
    file: &'w str,
    line: usize,
    version: Version,
    record: Option<Plain>,
    /// What a check finds wrong with it, conflicts aside.
    findings: Vec<ShownRecord>,
    /// Where other records of its kind with its id stand.
    doubles: Vec<Spot<'w>>,
    bearing: Bearing<'w>,
    #[serde(skip)]
    found: RecordHeader,
}

/// A place in a file.
#[derive(Serialize)]
struct Spot<'w> {
    file: &'w str,
    line: usize,
}

/// A finding, in short.
#[derive(Serialize)]
struct ShownRecord {
    level: &'static str,
    rule: &'static str,
    message: String,
}

/// Which version of a record this is.
#[derive(Serialize)]
struct Version {
    /// `sealed`, `changed` since it was sealed, `not sealed`, or `built in`.
    state: &'static str,
    sealed: Option<String>,
    digest: Option<String>,
}

/// What bears on a record of each kind.
#[derive(Serialize)]
#[serde(untagged)]
enum Bearing<'w> {
    Claim(claim::Bearing<'w>),
    Entity(entity::Bearing<'w>),
    Predicate(predicate::Bearing<'w>),
    Source(source::Bearing<'w>),
    Ruling(ruling::Bearing<'w>),
    Nothing {},
}

impl<'w> Shown<'w> {
    fn of(ground: &Ground<'_, 'w>, found: RecordHeader) -> Shown<'w> {
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

    fn lines(&self) -> Vec<Line> {
        match self {
            Bearing::Claim(bearing) => bearing.lines(),
            Bearing::Entity(bearing) => bearing.lines(),
            Bearing::Predicate(bearing) => bearing.lines(),
            Bearing::Source(bearing) => bearing.lines(),
            Bearing::Ruling(bearing) => bearing.lines(),
            Bearing::Nothing {} => Vec::new(),
        }
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

    fn told(&self, kind: &str, id: &str) -> String {
        let digest = self.digest.as_deref().unwrap_or("not known");
        match (self.state, &self.sealed) {
            ("sealed", Some(rev)) => format!("sealed as {rev}"),
            ("changed", Some(rev)) => format!("changed since it was sealed as {rev}: its digest is {digest} now"),
            ("built in", _) => "comes with the program".into(),
            _ if kind == Kind::Claim.word() => format!("not sealed; a ruling pins it as {id}@0-{digest}"),
            _ => format!("not sealed; its digest is {digest}"),
        }
    }
}

/// What a check finds wrong with a record, conflicts aside.
fn findings(ground: &Ground, found: &RecordHeader) -> Vec<ShownRecord> {
    let Some(id) = found.id.map(|id| ground.workspace.text(id)) else { return Vec::new() };
    let (levels, _) = Levels::new(ground.workspace);
    let is_about = |finding: &&AnyFinding| finding.records().any(|(kind, other)| kind == found.kind && other == id);
    let (comparer, rulings) = (ground.comparer, ground.rulings);
    let of_records = singles::check(comparer, rulings).into_iter().chain(rulings.check(comparer)).map(AnyFinding::from);
    let read = ground.workspace.findings.iter().cloned().map(AnyFinding::from);
    let all: Vec<AnyFinding> = read.chain(guards::check(comparer.ledger)).chain(of_records).collect();
    let told = |finding: &AnyFinding| {
        Some(ShownRecord {
            level: levels.of(finding)?.word(),
            rule: finding.rule(),
            message: prose::told(&ground.naming, finding).message.clone(),
        })
    };
    all.iter().filter(is_about).filter_map(told).collect()
}

// --- for people ---

/// Something that bears on a record: a word for what it is, and the rest.
type Line = (&'static str, String);

/// Ids, the first few by name.
fn few(ids: &[&str]) -> String {
    match ids.get(..TOLD) {
        Some(first) if ids.len() > TOLD => format!("{} and {} more", first.join(", "), ids.len() - TOLD),
        _ => ids.join(", "),
    }
}

/// How many there are, and the first few by name; none if there is none.
fn counted(word: &'static str, ids: &[&str]) -> Option<Line> {
    match ids {
        [] => None,
        [one] => Some((word, (*one).to_owned())),
        many => Some((word, format!("{}: {}", many.len(), few(many)))),
    }
}

/// The same, and said so if there is none.
fn counted_or_none(word: &'static str, ids: &[&str]) -> Line {
    counted(word, ids).unwrap_or_else(|| (word, "none".into()))
}

fn write_text(workspace: &Workspace, shown: &Shown<'_>, terminal: &mut Terminal) -> io::Result<()> {
    let (text, lines) = as_written(workspace, shown);
    let gutter = lines.end().to_string().len();
    let blue = |text: &str| if terminal.styled { format!("\x1b[1;94m{text}\x1b[0m") } else { text.to_owned() };
    let (arrow, unnumbered, equals) =
        (blue(&format!("{:gutter$}-->", "")), blue(&format!("{:gutter$} |", "")), blue(&format!("{:gutter$} =", "")));
    let mut out = format!("{arrow} {}:{}\n{unnumbered}\n", escaped(shown.file), shown.line);
    for (line, number) in text.iter().zip(lines) {
        let bar = blue(&format!("{number:>gutter$} |"));
        // A line that is too long goes on below, behind a bar without a number.
        let (line, room) = (escaped(line), WIDTH - gutter - 3);
        let parts = if line.chars().count() <= room { vec![line.into_owned()] } else { wrapped(&line, room - 2) };
        for (i, part) in parts.iter().enumerate() {
            let line = if i == 0 { format!("{bar} {part}") } else { format!("{unnumbered}   {part}") };
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    out.push_str(&format!("{unnumbered}\n"));
    for (word, rest) in bearing_lines(shown) {
        let indent = gutter + 3 + word.len() + 2;
        let rest = wrapped(&escaped(&rest), WIDTH - indent.min(WIDTH / 2)).join(&format!("\n{:indent$}", ""));
        out.push_str(&format!("{equals} {word}: {rest}\n"));
    }
    terminal.out.write_all(out.as_bytes())
}

fn bearing_lines(shown: &Shown<'_>) -> Vec<Line> {
    let mut lines = vec![("version", shown.version.told(shown.kind, shown.id))];
    // Why a ruling no longer holds is told with what bears on it.
    let findings = shown.findings.iter().filter(|finding| finding.rule != "stale-ruling");
    lines.extend(findings.map(|finding| (finding.level, format!("{} [{}]", finding.message, finding.rule))));
    lines.extend(shown.doubles.iter().map(|double| {
        ("also", format!("another {} of this id stands at {}:{}", shown.kind, double.file, double.line))
    }));
    lines.extend(shown.bearing.lines());
    lines
}

/// The lines of a record, and their numbers.
fn as_written<'w>(workspace: &'w Workspace, shown: &Shown<'w>) -> (Vec<&'w str>, RangeInclusive<usize>) {
    let locations = Locations::new(workspace);
    let number = shown.found.place.file;
    let first = shown.line;
    let last = match workspace.document(shown.found.place) {
        Some(document) => locations.find(Route::Bytes(number, document.span)).end.0,
        None => first,
    };
    let text = |line: usize| locations.text(number as usize, line).0;
    // A bracket that closes all on a line of its own is no part of a value, but of the record.
    let closing = (last + 1..).take_while(|line| matches!(text(*line).trim(), "}" | "]" | "},")).last();
    let last = closing.unwrap_or(last);
    ((first..=last).map(text).collect(), first..=last)
}

/// The ids of the claims that fit, in the order of their places.
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

/// The texts of names.
fn texts<'w>(workspace: &'w Workspace, names: &[Symbol]) -> Vec<&'w str> {
    names.iter().map(|name| workspace.text(*name)).collect()
}
