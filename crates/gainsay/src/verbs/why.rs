//! `why`: why two claims do, or do not, conflict.

use std::io::{self, Write};

use gainsay_diff::clash::Comparer;
use gainsay_diff::ledger::Ledger;
use gainsay_diff::rulings::Rulings;
use gainsay_diff::why::{PairConflict, Why, why as find_out};
use gainsay_model::Workspace;
use gainsay_model::finding::Reason;
use gainsay_model::interner::Symbol;
use gainsay_model::record::{Claim, Stance};
use gainsay_model::schema::Kind;
use gainsay_model::text::escaped;
use gainsay_render::layout::wrapped;
use gainsay_render::location::Locations;
use gainsay_render::prose::{self, Naming};
use gainsay_store::clock::today;

use super::{find, reasons};
use crate::Status;
use crate::args::Why as Args;
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::workspace::load;

/// Says whether two claims conflict, and why.
///
/// # Errors
/// Those of reading the workspace; if one of the claims is not there.
pub fn why(args: &Args, terminal: &mut Terminal) -> Result<Status, Problem> {
    let loaded = load(terminal)?;
    let workspace = &loaded.workspace;
    let (a, b) = (claim_of(workspace, &args.a)?, claim_of(workspace, &args.b)?);
    let ledger = Ledger::new(workspace);
    let comparer = Comparer::new(&ledger);
    let found = find_out(&comparer, &Rulings::new(&ledger, today(args.today.today)), a, b);
    let (locations, naming) = (Locations::new(workspace), Naming::new(workspace));
    writeln!(terminal.out, "{}\n", escaped(&prose::why::answer(&found)))?;
    for name in if a == b { vec![a] } else { vec![a, b] } {
        write_claim(workspace, &locations, name, &mut terminal.out)?;
    }
    match &found {
        Why::Conflicts(conflicts) => conflicts
            .iter()
            .try_for_each(|conflict| write_conflict(&naming, &locations, conflict, &mut terminal.out))?,
        Why::Not(because) => reasons::write(&locations, &prose::why::not(&naming, because), "", &mut terminal.out)?,
    }
    Ok(Status::Fine)
}

fn claim_of(workspace: &Workspace, id: &str) -> Result<Symbol, Problem> {
    let found = find(workspace, id, Some(Kind::Claim))?;
    found.id.ok_or_else(|| Problem::new(format!("the claim `{}` cannot be spoken of", escaped(id))))
}

/// Where a claim stands, and what it says, in one sentence.
fn write_claim(workspace: &Workspace, locations: &Locations, name: Symbol, out: &mut dyn Write) -> io::Result<()> {
    let Some(claim) = workspace.claim(name) else { return Ok(()) };
    let place = locations.find(gainsay_model::finding::Route::Record(claim.place));
    writeln!(out, "{} ({}:{})", escaped(workspace.text(name)), escaped(place.file), place.start.0)?;
    for line in wrapped(&escaped(&sentence(workspace, claim)), 76) {
        writeln!(out, "    {line}")?;
    }
    writeln!(out)
}

/// `bahrami denies iran has-relations-with taliban; said 2018-05`.
fn sentence(workspace: &Workspace, claim: &Claim) -> String {
    let text = |name: Option<Symbol>| name.map_or("somebody", |name| workspace.text(name));
    let date =
        |word: &str, id: Option<_>| id.map(|id| format!("; {word} {}", workspace.dates.text(id))).unwrap_or_default();
    let stance = claim.stance.map_or("says", Stance::key);
    let document = workspace.document(claim.place);
    let statement = document
        .as_ref()
        .and_then(|d| gainsay_render::plain::statement(d, stance))
        .unwrap_or_else(|| "something that could not be read".into());
    let behalf = claim.more().on_behalf.map(|name| format!(", for {},", workspace.text(name))).unwrap_or_default();
    format!("{}{behalf} {stance} `{statement}`{}{}", text(claim.by), date("when", claim.when), date("said", claim.said))
}

fn write_conflict(
    naming: &Naming,
    locations: &Locations,
    conflict: &PairConflict,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "contested, by {}: {}", conflict.mechanism.name(), escaped(&conflict.contested))?;
    reasons::write(locations, &prose::why::because(naming, conflict), "", out)?;
    match &conflict.ruled {
        Some(ruling) => reasons::write(locations, &[Reason::new(format!("ruled upon: {ruling}"))], "", out),
        None => Ok(()),
    }
}
