//! The verbs: each reads what it needs, and shows its result.

pub mod add;
pub mod ask;
pub mod baseline;
pub mod blame;
pub mod check;
pub mod completions;
pub mod diff;
pub mod docs_cli;
pub mod edit;
pub mod explain;
pub mod export;
pub mod fmt;
pub mod git;
pub mod import;
pub mod init;
pub mod list;
pub mod log;
pub mod lsp;
pub mod man;
pub mod matrix;
pub mod merge_file;
pub mod positions;
mod reasons;
pub mod rename;
pub mod retract;
pub mod rule;
pub mod schema;
pub mod seal;
pub mod serve;
pub mod set;
pub mod show;
pub mod site;
pub mod source;
mod statement_filters;
pub mod textconv;
pub mod timeline;
pub mod why;

use gainsay_diff::ledger::Ledger;
use gainsay_diff::ledger::entities::EntityId;
use gainsay_model::Workspace;
use gainsay_model::finding::Finding;
use gainsay_model::interner::{Symbol, nearest};
use gainsay_model::record::Place;
use gainsay_model::records::RecordHeader;
use gainsay_model::schema::Kind;
use gainsay_model::text::escaped;

use crate::problem::Problem;
use gainsay_render::by_name::all_by_name;

/// Returns the one record with that id, or the first of those that share kind and id; if no record has the id, the one
/// entity or source with that name.
///
/// # Errors
/// Returns an error if there is none, with the nearest id; if records of several kinds have the id and no kind is
/// given.
pub fn find(workspace: &Workspace, id: &str, kind: Option<Kind>) -> Result<RecordHeader, Problem> {
    let known: Vec<RecordHeader> =
        workspace.records.headers().filter(|r| kind.is_none_or(|kind| r.kind == kind)).collect();
    let matching: Vec<&RecordHeader> =
        known.iter().filter(|r| r.id.is_some_and(|name| workspace.text(name) == id)).collect();
    let Some(first) = matching.first() else {
        let (kind, id) = called(workspace, id, kind)?;
        return find(workspace, workspace.text(id), Some(kind));
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

/// Returns the one entity or source with that name, ignoring case; of a kind, if one is given.
///
/// # Errors
/// Returns an error if there is none, with the nearest id; if several have the name, with their ids.
fn called(workspace: &Workspace, name: &str, kind: Option<Kind>) -> Result<(Kind, Symbol), Problem> {
    let kinds = [Kind::Entity, Kind::Source].into_iter().filter(|known| kind.is_none_or(|kind| kind == *known));
    let found: Vec<(Kind, Symbol)> =
        kinds.flat_map(|kind| all_by_name(workspace, kind, name).into_iter().map(move |id| (kind, id))).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let all = workspace.records.headers().filter(|record| kind.is_none_or(|kind| record.kind == kind));
            Err(unknown(name, kind, all.filter_map(|record| record.id).map(|id| workspace.text(id))))
        }
        several => {
            let ids = several.iter().map(|(_, id)| format!("`{}`", workspace.text(*id))).collect::<Vec<_>>();
            Err(Problem::new(format!("more than one record is called `{}`", escaped(name)))
                .help(format!("give the id of the one that is meant: {}", ids.join(", "))))
        }
    }
}

/// Returns the problem with a text that should be an id and is none.
pub fn no_id(text: &str) -> Problem {
    Problem::new(format!("`{}` is no id", escaped(text))).help(ID_HELP)
}

/// The rule for ids.
pub const ID_HELP: &str = "an id is words of small letters and digits, joined by `-`, `.` or `/`";

/// Returns the last record that begins at or before a byte of a file, given where all records begin, in order.
pub fn record_before(starts: &[Place], file: u32, byte: u32) -> Option<Place> {
    let before = starts.partition_point(|place| *place <= Place { file, start: byte });
    starts.get(before.checked_sub(1)?).copied().filter(|place| place.file == file)
}

/// Returns the faults of a statement that somebody typed, in one line.
pub fn faults_of_statement(faults: &[Finding]) -> String {
    let told: Vec<String> = faults.iter().map(|fault| escaped(&fault.message).into_owned()).collect();
    if told.is_empty() { "its predicate could not be read".to_owned() } else { told.join("; ") }
}

/// Returns the entity with that id or name.
///
/// # Errors
/// Returns an error if there is none, with the nearest id.
pub fn entity(ledger: &Ledger, id: &str) -> Result<EntityId, Problem> {
    let name = known(ledger.workspace, Kind::Entity, id)?;
    ledger.entities.find(name).ok_or_else(|| unknown(id, Some(Kind::Entity), []))
}

/// Returns the id of a record of that kind, given its id or its name.
///
/// # Errors
/// Returns an error if there is none, with the nearest id.
pub fn known(workspace: &Workspace, kind: Kind, id: &str) -> Result<Symbol, Problem> {
    let mut ids = workspace.records.headers_of(kind).filter_map(|found| found.id);
    let by_id = ids.find(|known| workspace.text(*known) == id);
    by_id.map_or_else(|| called(workspace, id, Some(kind)).map(|(_, id)| id), Ok)
}

/// Returns the problem with an unknown id, with the nearest known one.
pub fn unknown<'k>(id: &str, kind: Option<Kind>, known: impl IntoIterator<Item = &'k str>) -> Problem {
    let what = kind.map_or("record", Kind::word);
    let problem = Problem::new(format!("no {what} has the id `{}`", escaped(id)));
    match nearest(id, known) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(match kind {
            None | Some(Kind::Claim) | Some(Kind::Manifest) => "`gainsay list` lists the claims".to_owned(),
            Some(kind) => format!("`gainsay list {}` lists them all", kind.plural()),
        }),
    }
}
