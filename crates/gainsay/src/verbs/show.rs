//! `show`: one record as it is written, with everything that concerns it.

use gainsay_diff::clash::Comparer;
use gainsay_diff::ledger::Ledger;
use gainsay_diff::rulings::Rulings;
use gainsay_render::bearing::{self, Ground, Shown};
use gainsay_render::location::Locations;
use gainsay_render::prose::Naming;
use gainsay_render::safe_json::write_json;
use gainsay_render::safe_yaml::write_yaml;
use gainsay_store::clock::today;

use super::find;
use crate::Status;
use crate::args::{Show, ShowFormat};
use crate::problem::Problem;
use crate::terminal::{Progress, Terminal};
use crate::workspace::load;

/// Shows one record, and everything that concerns it.
///
/// # Errors
/// Returns the errors of reading the workspace, and one if no record has the id, or if records of several kinds have
/// it.
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
                most_conflicts: most_conflicts(args),
            },
            found,
        )
    };
    match args.output {
        ShowFormat::Text => {
            let naming = if args.ids { Naming::by_ids(workspace) } else { Naming::new(workspace) };
            bearing::render(&naming, &shown, &mut terminal.out, terminal.styled)?;
        }
        ShowFormat::Json => write_json(&shown, &mut terminal.out)?,
        ShowFormat::Yaml => write_yaml(&shown, terminal.exact()?)?,
    }
    Ok(Status::Fine)
}

/// The most conflicts of a claim that are shown to somebody who has not said how many he wants.
const SHOWN: usize = 50;

/// Returns the most conflicts of a claim that are shown; data has all unless there is a limit.
fn most_conflicts(args: &Show) -> usize {
    match args.limit {
        Some(limit) => limit,
        None if args.all || args.output != ShowFormat::Text => usize::MAX,
        None => SHOWN,
    }
}
