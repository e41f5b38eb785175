//! `matrix`: statements by speakers.

use gainsay_diff::clash::Comparer;
use gainsay_diff::ledger::Ledger;
use gainsay_diff::ledger::entities::EntityId;
use gainsay_diff::matrix::matrix as held;
use gainsay_diff::rulings::Rulings;
use gainsay_diff::statements::statements;
use gainsay_render::matrix::Shown;
use gainsay_render::prose::Naming;
use gainsay_store::clock::today;

use super::{entity, statement_filters as filters};
use crate::Status;
use crate::args::{Matrix, SheetFormat};
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::workspace::load_records;

/// The largest number of cells of a grid, unless all are asked for: it can grow with the square of the number of
/// claims.
const MOST_CELLS: usize = 1_000_000;

/// Shows what each speaker holds on each statement.
///
/// # Errors
/// Returns the errors of reading the workspace, and one if an entity, a predicate or a statement does not exist.
pub fn matrix(args: &Matrix, terminal: &mut Terminal) -> Result<Status, Problem> {
    let mut loaded = load_records(terminal)?;
    let statement = filters::read_statement(&args.filters, &mut loaded.workspace)?;
    let ledger = Ledger::new(&loaded.workspace);
    let comparer = Comparer::new(&ledger);
    let mut filter = filters::filter(&args.filters, statement.as_ref(), &comparer)?;
    let sides: Vec<EntityId> = args.side.iter().map(|id| entity(&ledger, id)).collect::<Result<_, _>>()?;
    let open = filters::open_claims(&comparer, &Rulings::new(&ledger, today(args.sheet.today.today)));
    filter.claims = args.filters.contested.then(|| open.contested.clone());
    let matrix = held(&comparer, &statements(&comparer, &filter), &sides, &open);
    let naming = if args.sheet.ids { Naming::by_ids(&loaded.workspace) } else { Naming::new(&loaded.workspace) };
    let (mut limit, width) = (filters::limit(&args.sheet, terminal), filters::width(terminal));
    let is_grid = matches!(args.sheet.output, SheetFormat::Csv | SheetFormat::Markdown);
    if is_grid && args.sheet.limit.is_none() && !args.sheet.all {
        limit = limit.min(MOST_CELLS / matrix.speakers.len().max(1));
    }
    let shown = Shown { naming: &naming, ledger: &ledger, matrix: &matrix, limit };
    match args.sheet.output {
        SheetFormat::Table => shown.text(width, terminal.styled, &mut terminal.out)?,
        SheetFormat::Json => shown.json(&mut terminal.out)?,
        SheetFormat::Csv => shown.csv(terminal.exact()?)?,
        SheetFormat::Markdown => shown.markdown(&mut terminal.out)?,
    }
    filters::hint(limit.min(matrix.rows.len()), matrix.rows.len(), "statement", &ledger, terminal);
    Ok(if loaded.workspace.records.claims.is_empty() { Status::NoClaims } else { Status::Fine })
}
