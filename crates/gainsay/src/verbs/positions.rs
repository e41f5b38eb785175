//! `positions`: what a speaker or a side has held over time.

use gainsay_diff::clash::Comparer;
use gainsay_diff::ledger::Ledger;
use gainsay_diff::positions::{Side, claims_of, positions as held};
use gainsay_diff::rulings::Rulings;
use gainsay_model::schema::Kind;
use gainsay_render::positions::Shown;
use gainsay_render::prose::Naming;
use gainsay_render::told_claim::Teller;
use gainsay_store::clock::today;

use super::{entity, known, statement_filters as filters};
use crate::Status;
use crate::args::{Positions, SheetFormat};
use crate::problem::Problem;
use crate::terminal::{Progress, Terminal};
use crate::workspace::load_records;

/// Shows what a speaker or a side has held on each statement.
///
/// # Errors
/// Returns the errors of reading the workspace, and one if an entity, a predicate or a statement does not exist.
pub fn positions(args: &Positions, terminal: &mut Terminal) -> Result<Status, Problem> {
    let mut loaded = load_records(terminal)?;
    let statement = filters::read_statement(&args.filters, &mut loaded.workspace)?;
    let ledger = Ledger::new(&loaded.workspace);
    let comparer = Comparer::new(&ledger);
    let filter = filters::filter(&args.filters, statement.as_ref(), &comparer)?;
    let entity = entity(&ledger, &args.entity)?;
    let claims = claims_of(&comparer, entity, args.only);
    let side = Side { claims, entity, only: args.only, only_contested: args.filters.contested };
    let rulings = Rulings::new(&ledger, today(args.sheet.today.today));
    let positions = {
        let _progress = Progress::start("comparing the claims");
        held(&comparer, &rulings, &side, &filter)
    };
    let naming = if args.sheet.ids { Naming::by_ids(&loaded.workspace) } else { Naming::new(&loaded.workspace) };
    let teller = Teller::new(&comparer, &naming);
    let (limit, width) = (filters::limit(&args.sheet, terminal), filters::width(terminal));
    let id = loaded.workspace.text(known(&loaded.workspace, Kind::Entity, &args.entity)?);
    let shown = Shown { teller: &teller, entity: id, positions: &positions, limit };
    match args.sheet.output {
        SheetFormat::Table => shown.text(width, terminal.styled, &mut terminal.out)?,
        SheetFormat::Json => shown.json(&mut terminal.out)?,
        SheetFormat::Csv => shown.csv(terminal.exact()?)?,
        SheetFormat::Markdown => shown.markdown(&mut terminal.out)?,
    }
    let (held, unanswered) = (positions.statements.len(), positions.unanswered.len());
    filters::hint(limit.min(held) + limit.min(unanswered), held + unanswered, "statement", &ledger, terminal);
    Ok(if loaded.workspace.records.claims.is_empty() { Status::NoClaims } else { Status::Fine })
}
