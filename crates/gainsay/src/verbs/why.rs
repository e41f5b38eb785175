//! `why`: the reasons why two claims do, or do not, conflict.

use std::io::{self, Write};

use gainsay_diff::clash::Comparer;
use gainsay_diff::explain::sets;
use gainsay_diff::findings::AnyFinding;
use gainsay_diff::ledger::{ClaimId, Ledger};
use gainsay_diff::rules::levels::Levels;
use gainsay_diff::rulings::Rulings;
use gainsay_diff::set_conflict::SetConflict;
use gainsay_diff::sets::within;
use gainsay_diff::why::{PairConflict, Why, why as find_out};
use gainsay_model::Workspace;
use gainsay_model::finding::Route;
use gainsay_model::interner::Symbol;
use gainsay_model::schema::Kind;
use gainsay_model::text::escaped;
use gainsay_render::full::lines_of_claim;
use gainsay_render::layout::{WIDTH, wrapped};
use gainsay_render::location::Locations;
use gainsay_render::paint::Paint;
use gainsay_render::prose::sides::{spoken_claim, spoken_for};
use gainsay_render::prose::{self, Naming};
use gainsay_store::clock::today;

use super::{find, reasons};
use crate::Status;
use crate::args::Why as Args;
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::workspace::load_records;

/// Says whether two claims conflict, and why.
///
/// # Errors
/// Returns the errors of reading the workspace, and one if a claim does not exist.
pub fn why(args: &Args, terminal: &mut Terminal) -> Result<Status, Problem> {
    let loaded = load_records(terminal)?;
    let workspace = &loaded.workspace;
    let (a, b) = (claim_of(workspace, &args.a)?, claim_of(workspace, &args.b)?);
    let ledger = Ledger::new(workspace);
    let comparer = Comparer::new(&ledger);
    let rulings = Rulings::new(&ledger, today(args.today.today));
    let locations = Locations::new(workspace);
    let naming = if args.ids { Naming::by_ids(workspace) } else { Naming::new(workspace) };
    if !args.more.is_empty() {
        let more = args.more.iter().map(|id| claim_of(workspace, id)).collect::<Result<Vec<Symbol>, Problem>>()?;
        let claims = [&[a, b], more.as_slice()].concat();
        return why_together(&comparer, &rulings, &naming, &locations, &claims, terminal);
    }
    let found = find_out(&comparer, &rulings, a, b);
    writeln!(terminal.out, "{}\n", escaped(&prose::why::answer(&found)))?;
    for name in if a == b { vec![a] } else { vec![a, b] } {
        write_claim(&naming, &locations, &ledger, name, terminal)?;
    }
    match &found {
        Why::Conflicts(conflicts) => conflicts
            .iter()
            .try_for_each(|conflict| write_conflict(&naming, &locations, conflict, &mut terminal.out))?,
        Why::Not(because) => {
            reasons::write(&naming, &locations, &prose::why::not(&naming, because), "", &mut terminal.out)?
        }
    }
    Ok(Status::Fine)
}

/// Says whether some claims conflict together, and why, by each set that is among them.
fn why_together(
    comparer: &Comparer,
    rulings: &Rulings,
    naming: &Naming,
    locations: &Locations,
    claims: &[Symbol],
    terminal: &mut Terminal,
) -> Result<Status, Problem> {
    let ledger = comparer.ledger;
    let mut numbers: Vec<ClaimId> = claims.iter().filter_map(|claim| ledger.find(*claim)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let of_set = |set: &SetConflict| sets::of_set(comparer, rulings, &Levels::default(), set, true);
    let found: Vec<AnyFinding> = within(comparer.sets(), &numbers).filter_map(of_set).map(AnyFinding::from).collect();
    writeln!(terminal.out, "{}\n", prose::why::together(&found))?;
    for claim in claims {
        write_claim(naming, locations, ledger, *claim, terminal)?;
    }
    for finding in &found {
        let told = prose::told(naming, finding);
        wrapped(&escaped(&told.message), WIDTH).iter().try_for_each(|line| writeln!(terminal.out, "{line}"))?;
        reasons::write(naming, locations, &told.because, "", &mut terminal.out)?;
        if let Some(ruling) = &told.ruled {
            writeln!(terminal.out, "  - ruled upon: {}", escaped(ruling))?;
        }
    }
    Ok(Status::Fine)
}

fn claim_of(workspace: &Workspace, id: &str) -> Result<Symbol, Problem> {
    let found = find(workspace, id, Some(Kind::Claim))?;
    found.id.ok_or_else(|| Problem::new(format!("the claim `{}` cannot be spoken of", escaped(id))))
}

/// Writes who said what and when, in which words and in which source.
fn write_claim(
    naming: &Naming,
    locations: &Locations,
    ledger: &Ledger,
    name: Symbol,
    terminal: &mut Terminal,
) -> io::Result<()> {
    let Some(claim) = naming.workspace().claim(name) else { return Ok(()) };
    let paint = Paint { styled: terminal.styled };
    let place = locations.find(Route::Record(claim.place));
    let spoken = match ledger.find(name) {
        Some(id) => spoken_for(naming, ledger, id),
        None => spoken_claim(naming, claim),
    };
    let lines = match spoken {
        Some(spoken) => lines_of_claim(locations, &spoken, 0, paint),
        None => vec![format!("{} ({}:{})", naming.workspace().text(name), place.file, place.start.0)],
    };
    lines.iter().try_for_each(|line| writeln!(terminal.out, "{line}"))?;
    writeln!(terminal.out)
}

fn write_conflict(
    naming: &Naming,
    locations: &Locations,
    conflict: &PairConflict,
    out: &mut dyn Write,
) -> io::Result<()> {
    let contested = prose::why::contested(naming, conflict);
    wrapped(&escaped(&contested), WIDTH).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    reasons::write(naming, locations, &prose::why::because(naming, conflict), "", out)
}
