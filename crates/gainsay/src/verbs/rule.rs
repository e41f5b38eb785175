//! `rule`: records what the editors decided about claims that conflict.

use gainsay_diff::clash::Comparer;
use gainsay_diff::ledger::{ClaimId, Ledger};
use gainsay_diff::rulings::pinned;
use gainsay_model::Workspace;
use gainsay_model::date::write_day;
use gainsay_model::edit::Edit;
use gainsay_model::interner::{Symbol, is_id};
use gainsay_model::new_record::Habits;
use gainsay_model::records::Record as _;
use gainsay_model::schema::{Kind, VERDICTS};
use gainsay_model::text::escaped;
use gainsay_model::value::{Record, Value};
use gainsay_render::prose;
use gainsay_store::clock::today;

use super::edit::Editing;
use super::{find, no_id};
use crate::Status;
use crate::args::Rule;
use crate::args::edit::EditOptions;
use crate::problem::Problem;
use crate::terminal::Terminal;

/// Writes a ruling on claims, pinned to their present content.
///
/// # Errors
/// Returns the errors of editing, and one for claims that do not exist or do not conflict, or for an invalid verdict or
/// id.
pub fn rule(args: &Rule, terminal: &mut Terminal) -> Result<Status, Problem> {
    let options = EditOptions { dry_run: args.dry_run, anyway: args.anyway, today: args.today };
    let editing = Editing::begin(&options, terminal)?;
    let workspace = &editing.workspace;
    let claims = claims(workspace, &args.claims)?;
    let verdict = verdict(args)?;
    if !args.anyway {
        refuse_what_does_not_conflict(workspace, &claims)?;
    }
    let id = id(workspace, args)?;
    let because = args.because.trim();
    if because.is_empty() {
        return Err(Problem::new("a ruling needs a reason").help("give one with `--because \"…\"`"));
    }
    let between = claims.iter().map(|claim| Value::text(pinned(workspace, *claim))).collect();
    let mut fields = vec![
        ("ruling".to_owned(), Value::text(id.clone())),
        ("between".to_owned(), Value::List(between)),
        ("verdict".to_owned(), Value::text(verdict)),
        ("because".to_owned(), Value::text(because)),
    ];
    if let Some(by) = &args.by {
        fields.push(("by".to_owned(), Value::text(by.clone())));
    }
    fields.push(("decided".to_owned(), Value::text(write_day(today(args.today.today)))));
    let record = Record::new(Kind::Ruling, fields).ok_or_else(|| Problem::new("the ruling could not be written"))?;
    let path = Habits::of(workspace).path_for(&record);
    editing.make(&[(path, Edit::Insert { record })], &options, terminal)
}

/// Returns the claims that are ruled upon, each once.
fn claims(workspace: &Workspace, ids: &[String]) -> Result<Vec<Symbol>, Problem> {
    let mut claims = Vec::new();
    for id in ids {
        let found = find(workspace, id, Some(Kind::Claim))?;
        let name = found.id.ok_or_else(|| Problem::new(format!("the claim `{}` cannot be named", escaped(id))))?;
        if !claims.contains(&name) {
            claims.push(name);
        }
    }
    if claims.len() < 2 {
        return Err(Problem::new("a ruling is about two or more claims")
            .help("name the claims that conflict: `gainsay rule A B …`"));
    }
    Ok(claims)
}

fn verdict(args: &Rule) -> Result<String, Problem> {
    let words: Vec<&str> = args.verdict.split_whitespace().collect();
    let help = format!("it is one of {}, or `prefers CLAIM`", VERDICTS.join(", "));
    match words.as_slice() {
        [one] if VERDICTS.contains(one) => Ok((*one).to_owned()),
        ["prefers", claim] if args.claims.iter().any(|known| known == claim) => Ok(format!("prefers {claim}")),
        ["prefers", claim] => {
            Err(Problem::new(format!("`{}` is not among the claims that are ruled upon", escaped(claim))).help(help))
        }
        _ => Err(Problem::new(format!("`{}` is no verdict", escaped(&args.verdict))).help(help)),
    }
}

/// Refuses a ruling on claims that do not conflict: there would be nothing to rule upon.
fn refuse_what_does_not_conflict(workspace: &Workspace, claims: &[Symbol]) -> Result<(), Problem> {
    let ledger = Ledger::new(workspace);
    let comparer = Comparer::new(&ledger);
    let mut known: Vec<ClaimId> = Vec::new();
    for claim in claims {
        let index = workspace.claim_index(*claim);
        let absence = index.and_then(|index| ledger.absences.get(index).copied().flatten());
        match (ledger.find(*claim), absence) {
            (Some(id), None) => known.push(id),
            (_, Some(absence)) => {
                let id = escaped(workspace.text(*claim)).into_owned();
                return Err(Problem::new(format!(
                    "`{id}` takes no part in conflicts: it is {}",
                    prose::absence(absence)
                ))
                .help("`--anyway` writes the ruling all the same"));
            }
            // A claim that only relays has no part in conflicts, and no fault.
            (None, None) => {}
        }
    }
    let conflict = |a: &ClaimId| known.iter().any(|b| a != b && !comparer.conflicts(*a, *b).is_empty());
    if known.iter().any(conflict) {
        return Ok(());
    }
    let [a, b] = [0, 1].map(|i| claims.get(i).map_or("", |claim| workspace.text(*claim)));
    Err(Problem::new("these claims do not conflict")
        .help(format!("`gainsay why {} {}` tells why", escaped(a), escaped(b)))
        .help("`--anyway` writes the ruling all the same"))
}

/// Returns the id of the ruling: the one that was asked for, or one that names the first two claims.
fn id(workspace: &Workspace, args: &Rule) -> Result<String, Problem> {
    let is_taken =
        |id: &str| workspace.rulings().any(|ruling| ruling.id().is_some_and(|known| workspace.text(known) == id));
    match &args.id {
        Some(id) if !is_id(id) => Err(no_id(id)),
        Some(id) if is_taken(id) => {
            Err(Problem::new(format!("there is a ruling `{id}` already")).help("give another id with `--id`"))
        }
        Some(id) => Ok(id.clone()),
        None => {
            let [a, b] = [0, 1].map(|i| args.claims.get(i).map_or("", String::as_str));
            let plain = format!("{a}-and-{b}");
            let numbered = (2_u32..).map(|number| format!("{plain}-{number}"));
            let free = std::iter::once(plain.clone()).chain(numbered).find(|id| !is_taken(id));
            Ok(free.unwrap_or(plain))
        }
    }
}
