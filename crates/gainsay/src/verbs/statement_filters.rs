//! The selection of statements for `positions`, `matrix` and `timeline`, and their number.

use gainsay_diff::clash::Comparer;
use gainsay_diff::ledger::Ledger;
use gainsay_diff::rulings::Rulings;
use gainsay_diff::statements::{OpenClaims, StatementFilter};
use gainsay_model::Workspace;
use gainsay_model::finding::Finding;
use gainsay_model::record::Statement;
use gainsay_model::schema::Kind;
use gainsay_model::text::escaped;
use gainsay_render::layout::WIDTH;

use super::{entity, known};
use crate::args::{SheetFormat, SheetOptions, StatementFilters};
use crate::problem::Problem;
use crate::terminal::{Progress, Terminal};
use crate::verbs::faults_of_statement;

/// The largest number of statements or claims shown on a terminal.
const ON_A_TERMINAL: usize = 50;

/// Reads the statement that is asked for, before the workspace is used for anything else.
///
/// # Errors
/// Returns an error if it cannot be read.
pub fn read_statement(filters: &StatementFilters, workspace: &mut Workspace) -> Result<Option<Statement>, Problem> {
    let Some(text) = &filters.statement else { return Ok(None) };
    workspace.read_statement(text).map(Some).map_err(|faults| not_understood(text, &faults))
}

fn not_understood(text: &str, faults: &[Finding]) -> Problem {
    let message = faults_of_statement(faults);
    let problem = Problem::new(format!("--statement: `{}`: {message}", escaped(text)));
    faults.iter().flat_map(|fault| fault.help.clone()).fold(problem, |problem, help| problem.help(help))
}

/// Returns the filter that was asked for, except for contested statements.
///
/// # Errors
/// Returns an error if it names something that does not exist.
pub fn filter<'w>(
    filters: &StatementFilters,
    statement: Option<&Statement>,
    comparer: &Comparer<'_, 'w>,
) -> Result<StatementFilter<'w>, Problem> {
    let ledger = comparer.ledger;
    let same = match statement {
        Some(asked) => {
            let read = ledger.read_statement(asked).ok_or_else(|| {
                not_understood(filters.statement.as_deref().unwrap_or_default(), &[])
                    .help("`gainsay check` tells what is wrong with it")
            })?;
            Some(comparer.same_statement(&read))
        }
        None => None,
    };
    Ok(StatementFilter {
        statement: same,
        predicate: filters.predicate.as_deref().map(|id| known(ledger.workspace, Kind::Predicate, id)).transpose()?,
        about: filters.about.as_deref().map(|id| entity(ledger, id)).transpose()?,
        claims: None,
    })
}

/// Returns the claims that still need attention.
pub fn open_claims(comparer: &Comparer, rulings: &Rulings) -> OpenClaims {
    let _progress = Progress::start("comparing the claims");
    OpenClaims::find(comparer, rulings)
}

/// Returns the largest number of statements or claims to show.
pub fn limit(sheet: &SheetOptions, terminal: &Terminal) -> usize {
    match (sheet.all, sheet.limit) {
        (true, _) => usize::MAX,
        (false, Some(limit)) => limit,
        (false, None) if terminal.page_width().is_some() && sheet.output == SheetFormat::Table => ON_A_TERMINAL,
        (false, None) => usize::MAX,
    }
}

/// Returns the width of a page: that of the terminal; for a file or a pipe, a width that fits everywhere.
pub fn width(terminal: &Terminal) -> usize {
    terminal.page_width().unwrap_or(WIDTH)
}

/// Says how many were left out, and how to see them; or that nothing matches.
pub fn hint(shown: usize, all: usize, what: &str, ledger: &Ledger, terminal: &mut Terminal) {
    if all == 0 && ledger.workspace.records.claims.is_empty() {
        terminal.hint("there are no claims in this workspace yet");
    } else if all == 0 {
        terminal.hint(&format!("no {what} fits"));
    } else if shown < all {
        let more = all - shown;
        let plural = if more == 1 { "" } else { "s" };
        terminal.hint(&format!("{more} more {what}{plural}: `--all` shows them, `--limit N` the first N"));
    }
}
