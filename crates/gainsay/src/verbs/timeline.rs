//! `timeline`: claims in the order of days.

use gainsay_diff::clash::Comparer;
use gainsay_diff::ledger::Ledger;
use gainsay_diff::positions::claims_of;
use gainsay_diff::rulings::Rulings;
use gainsay_diff::statements::statements;
use gainsay_diff::timeline::{DayOrder, timeline as in_order};
use gainsay_render::prose::Naming;
use gainsay_render::timeline::Shown;
use gainsay_render::told_claim::Teller;
use gainsay_store::clock::today;

use super::{entity, statement_filters as filters};
use crate::Status;
use crate::args::{self, SheetFormat, Timeline};
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::workspace::load_records;

/// Shows claims in the order of days.
///
/// # Errors
/// Returns the errors of reading the workspace, and one if an entity, a predicate or a statement does not exist.
pub fn timeline(args: &Timeline, terminal: &mut Terminal) -> Result<Status, Problem> {
    let mut loaded = load_records(terminal)?;
    let statement = filters::read_statement(&args.filters, &mut loaded.workspace)?;
    let ledger = Ledger::new(&loaded.workspace);
    let comparer = Comparer::new(&ledger);
    let mut filter = filters::filter(&args.filters, statement.as_ref(), &comparer)?;
    if args.filters.contested {
        let rulings = Rulings::new(&ledger, today(args.sheet.today.today));
        filter.claims = Some(filters::open_claims(&comparer, &rulings).contested);
    }
    let order = match args.sort {
        args::DayOrder::Said => DayOrder::Said,
        args::DayOrder::Held => DayOrder::Held,
    };
    let mut claims = in_order(&ledger, statements(&comparer, &filter), order);
    if let Some(by) = &args.by {
        let those = claims_of(&comparer, entity(&ledger, by)?, args.only);
        claims.retain(|claim| those.contains(&claim.index));
    }
    let (all, limit, width) = (claims.len(), filters::limit(&args.sheet, terminal), filters::width(terminal));
    claims.truncate(limit);
    let naming = if args.sheet.ids { Naming::by_ids(&loaded.workspace) } else { Naming::new(&loaded.workspace) };
    let shown = Shown { teller: &Teller::new(&comparer, &naming), claims: &claims };
    match args.sheet.output {
        SheetFormat::Table => shown.text(width, terminal.styled, &mut terminal.out)?,
        SheetFormat::Json => shown.json(&mut terminal.out)?,
        SheetFormat::Csv => shown.csv(terminal.exact()?)?,
        SheetFormat::Markdown => shown.markdown(&mut terminal.out)?,
    }
    filters::hint(claims.len(), all, "claim", &ledger, terminal);
    Ok(if loaded.workspace.records.claims.is_empty() { Status::NoClaims } else { Status::Fine })
}
