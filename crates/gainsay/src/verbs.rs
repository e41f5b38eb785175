//! The verbs: each reads what it needs, and says what it found.

pub mod ask;
pub mod baseline;
pub mod blame;
pub mod check;
pub mod completions;
pub mod diff;
pub mod docs_cli;
pub mod explain;
pub mod git;
pub mod init;
pub mod list;
pub mod log;
pub mod man;
pub mod merge_file;
mod reasons;
pub mod rule;
pub mod seal;
pub mod show;
pub mod textconv;
pub mod why;

use gainsay_diff::ledger::entities::EntityId;
use gainsay_diff::ledger::{Absence, Ledger};
use gainsay_model::Workspace;
use gainsay_model::interner::{Symbol, nearest};
use gainsay_model::record::{Place, Record, Rev};
use gainsay_model::schema::Kind;

use crate::problem::Problem;

/// A record of any kind: what every verb needs of it.
#[derive(Clone, Copy)]
pub struct AnyRecord {
    /// Its kind.
    pub kind: Kind,
    /// Its id; none if that could not be read.
    pub id: Option<Symbol>,
    /// Where it stands.
    pub place: Place,
    /// Its sealed version.
    pub rev: Option<Rev>,
}

impl AnyRecord {
    /// What every verb needs of this record.
    pub fn of<R: Record>(record: &R) -> AnyRecord {
        AnyRecord { kind: R::KIND, id: record.id(), place: record.place(), rev: record.rev() }
    }
}

/// Every record but the manifest, in the order of kinds and places; those of built-in vocabularies last.
pub fn records(workspace: &Workspace) -> Vec<AnyRecord> {
    fn of<R: Record>(records: &[R]) -> impl Iterator<Item = AnyRecord> {
        records.iter().map(AnyRecord::of)
    }
    let all = &workspace.records;
    of(&all.claims)
        .chain(of(&all.entities))
        .chain(of(&all.predicates))
        .chain(of(&all.sources))
        .chain(of(&all.rulings))
        .collect()
}

/// The one record of that id, or the first of those that share kind and id.
///
/// # Errors
/// If there is none, with the nearest id; if records of several kinds have the id and none is asked for.
pub fn find(workspace: &Workspace, id: &str, kind: Option<Kind>) -> Result<AnyRecord, Problem> {
    let known: Vec<AnyRecord> =
        records(workspace).into_iter().filter(|r| kind.is_none_or(|kind| r.kind == kind)).collect();
    let matching: Vec<&AnyRecord> =
        known.iter().filter(|r| r.id.is_some_and(|name| workspace.text(name) == id)).collect();
    let Some(first) = matching.first() else {
        return Err(unknown(id, kind, known.iter().filter_map(|r| r.id).map(|id| workspace.text(id))));
    };
    let mut kinds: Vec<Kind> = matching.iter().map(|r| r.kind).collect();
    kinds.dedup();
    if kinds.len() > 1 {
        let words: Vec<&str> = kinds.iter().map(|k| k.word()).collect();
        return Err(Problem::new(format!("`{id}` is the id of more than one record: {}", words.join(", ")))
            .help(format!("say which with `--kind {}`", kinds[0])));
    }
    Ok(**first)
}

/// Returns the entity of that id, with all that are the same.
///
/// # Errors
/// If there is none, with the nearest id.
pub fn entity(ledger: &Ledger, id: &str) -> Result<EntityId, Problem> {
    let name = known(ledger.workspace, Kind::Entity, id)?;
    ledger.entities.find(name).ok_or_else(|| unknown(id, Some(Kind::Entity), []))
}

/// Returns the name of a record of that kind and id.
///
/// # Errors
/// If there is none, with the nearest id.
pub fn known(workspace: &Workspace, kind: Kind, id: &str) -> Result<Symbol, Problem> {
    let ids = || records(workspace).into_iter().filter(|found| found.kind == kind).filter_map(|found| found.id);
    ids()
        .find(|known| workspace.text(*known) == id)
        .ok_or_else(|| unknown(id, Some(kind), ids().map(|known| workspace.text(known))))
}

/// There is no such id; with the nearest one that there is.
pub fn unknown<'k>(id: &str, kind: Option<Kind>, known: impl IntoIterator<Item = &'k str>) -> Problem {
    let what = kind.map_or("record", Kind::word);
    let problem = Problem::new(format!("no {what} has the id `{}`", gainsay_model::text::escaped(id)));
    match nearest(id, known) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(match kind {
            None | Some(Kind::Claim) | Some(Kind::Manifest) => "`gainsay list` lists the claims".to_owned(),
            Some(kind) => format!("`gainsay list {}` lists them all", kind.plural()),
        }),
    }
}

/// The record at that place, and its index; records stand in the order of their places.
pub fn record_at<R: Record>(records: &[R], place: Place) -> Option<(usize, &R)> {
    let i = records.binary_search_by_key(&place, Record::place).ok()?;
    records.get(i).map(|record| (i, record))
}

/// In a word why a claim takes no part.
pub fn absence_word(absence: Absence) -> &'static str {
    match absence {
        Absence::Faulty => "faulty",
        Absence::Double => "double",
        Absence::Retracted => "retracted",
        Absence::Superseded => "superseded",
    }
}
