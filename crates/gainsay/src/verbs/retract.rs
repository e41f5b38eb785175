//! `retract` and `supersede`: a claim is retracted, or another one replaces it.

use gainsay_model::Workspace;
use gainsay_model::date::write_day;
use gainsay_model::edit::{Edit, KeyPath};
use gainsay_model::interner::Symbol;
use gainsay_model::record::Claim;
use gainsay_model::schema::Kind;
use gainsay_model::text::escaped;
use gainsay_model::value::Value;
use gainsay_store::clock::today;
use rustc_hash::FxHashSet;

use super::edit::{EditedRecord, Editing};
use crate::Status;
use crate::args::edit::{Retract, Supersede};
use crate::problem::Problem;
use crate::terminal::Terminal;
use gainsay_render::bearing::record_at;

/// Marks a claim as retracted, with the day and the reason.
///
/// # Errors
/// Returns the errors of editing, and one for a claim that is retracted already.
pub fn retract(args: &Retract, terminal: &mut Terminal) -> Result<Status, Problem> {
    let editing = Editing::begin(&args.options, terminal)?;
    let EditedRecord { target: record, path, header } = claim(&editing, &args.id)?;
    let because = args.because.trim();
    if because.is_empty() {
        return Err(Problem::new("a retraction needs a reason").help("give one with `--because \"…\"`"));
    }
    let known = record_at(&editing.workspace.records.claims, header.place).map(|(_, claim)| claim);
    if known.is_some_and(|claim| claim.retracted) {
        return Err(Problem::new(format!("the claim `{}` is retracted already", escaped(&record.id)))
            .help(format!("`gainsay set {} retracted.because \"…\"` changes the reason", record.id)));
    }
    let date = args.date.clone().unwrap_or_else(|| write_day(today(args.options.today.today)));
    let entries = [("date", date), ("because", because.to_owned())];
    let value = Value::Mapping(entries.map(|(key, text)| (key.to_owned(), Value::text(text))).into());
    let edit = Edit::Set { record, key: KeyPath::of("retracted"), value };
    editing.make(&[(path, edit)], &args.options, terminal)
}

/// Records in the newer claim that it supersedes the older one.
///
/// # Errors
/// Returns the errors of editing, and one for claims that would supersede each other in a cycle.
pub fn supersede(args: &Supersede, terminal: &mut Terminal) -> Result<Status, Problem> {
    let editing = Editing::begin(&args.options, terminal)?;
    let old = claim(&editing, &args.old)?;
    let EditedRecord { target: record, path, header } = claim(&editing, &args.new)?;
    if old.header.id == header.id {
        return Err(Problem::new(format!("`{}` cannot supersede itself", escaped(&record.id)))
            .help("name the older claim and then the newer one: `gainsay supersede OLD NEW`"));
    }
    if supersedes(&editing.workspace, old.header.id, header.id) {
        return Err(Problem::new(format!(
            "`{}` is superseded by `{}` already, so it cannot supersede it",
            escaped(&record.id),
            escaped(&old.target.id)
        ))
        .help("name the older claim first: `gainsay supersede OLD NEW`"));
    }
    let edit = Edit::Add { record, key: "supersedes".to_owned(), member: Value::text(old.target.id) };
    editing.make(&[(path, edit)], &args.options, terminal)
}

fn claim(editing: &Editing, id: &str) -> Result<EditedRecord, Problem> {
    editing.record(&format!("{}:{}", Kind::Claim.word(), id.strip_prefix("claim:").unwrap_or(id)))
}

/// Returns whether a claim supersedes another, itself included, over any number of steps.
fn supersedes(workspace: &Workspace, from: Option<Symbol>, to: Option<Symbol>) -> bool {
    let (Some(from), Some(to)) = (from, to) else { return false };
    let next = |id: Symbol| workspace.claim_index(id).and_then(|i| workspace.records.claims.get(i));
    let (mut open, mut seen) = (vec![from], FxHashSet::default());
    while let Some(id) = open.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id) {
            let older = next(id).map(|claim: &Claim| claim.more().supersedes.clone()).unwrap_or_default();
            open.extend(older);
        }
    }
    false
}
