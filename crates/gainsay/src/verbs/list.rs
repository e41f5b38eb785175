//! `list`: records in a table, as data, or by their ids.

mod tables;

use rustc_hash::FxHashSet;
use std::io::Write;

use gainsay_diff::claim_filter::ClaimFilter;
use gainsay_diff::clash::Comparer;
use gainsay_diff::conflicts::{Gathered, MOST_PAIRS, conflicts};
use gainsay_diff::ledger::Ledger;
use gainsay_diff::ledger::speakers::SaidDays;
use gainsay_diff::rulings::Rulings;
use gainsay_diff::statements;
use gainsay_model::Workspace;
use gainsay_model::date::Day;
use gainsay_model::finding::Route;
use gainsay_model::interner::Symbol;
use gainsay_model::record::Claim;
use gainsay_model::records::RecordHeader;
use gainsay_model::schema::Kind;
use gainsay_model::text::escaped;
use gainsay_render::layout::table;
use gainsay_render::location::Locations;
use gainsay_render::plain::{PlainRecord, has_text, plain};
use gainsay_render::prose::Naming;
use gainsay_render::safe_json;
use gainsay_store::clock::today;
use serde::Serialize;

use super::{entity, known};
use crate::Status;
use crate::args::{List, ListFormat, ListOrder, Listed};
use crate::problem::Problem;
use crate::terminal::{Progress, Terminal};
use crate::workspace::load_records;

/// Lists records: claims that match every filter, or all records of another kind.
///
/// # Errors
/// Returns the errors of reading the workspace, and one for a filter that is not for this kind of record, or that names
/// what does not exist.
pub fn list(args: &List, terminal: &mut Terminal) -> Result<Status, Problem> {
    refuse_filters(args)?;
    let loaded = load_records(terminal)?;
    let workspace = &loaded.workspace;
    let ledger = Ledger::new(workspace);
    let kind = args.records.kind();
    let mut listed: Vec<RecordHeader> = workspace.records.headers_of(kind).collect();
    let there = listed.len();
    if kind == Kind::Claim {
        let fitting = fitting(args, &ledger, terminal)?;
        let mut claims: Vec<&Claim> =
            workspace.records.claims.iter().zip(fitting).filter_map(|(c, fits)| fits.then_some(c)).collect();
        sort_claims(&mut claims, args.sort, workspace);
        listed = claims.into_iter().map(RecordHeader::of).collect();
    } else if args.sort == ListOrder::Id {
        listed.sort_by_key(|found| found.id.map(|id| workspace.text(id)));
    }
    let naming = if args.ids { Naming::by_ids(workspace) } else { Naming::new(workspace) };
    match args.output {
        ListFormat::Table => write_table(&ledger, &naming, kind, &listed, terminal)?,
        ListFormat::Ids => write_ids(workspace, &listed, terminal)?,
        ListFormat::Json => write_json(workspace, &listed, terminal)?,
    }
    if listed.is_empty() {
        hint_at_nothing(kind, there, terminal);
    }
    Ok(if kind == Kind::Claim && there == 0 { Status::NoClaims } else { Status::Fine })
}

fn hint_at_nothing(kind: Kind, there: usize, terminal: &mut Terminal) {
    let records = kind.plural();
    match there {
        0 => terminal.hint(&format!("there are no {records} in this workspace yet")),
        1 => terminal.hint("the one claim that there is does not fit"),
        count => terminal.hint(&format!("none of the {count} {records} fits")),
    }
}

fn hint_at_ruled(count: usize, terminal: &mut Terminal) {
    let stand = match count {
        0 => return,
        1 => "1 more claim stands".to_owned(),
        count => format!("{count} more claims stand"),
    };
    terminal
        .hint(&format!("{stand} in conflicts that are ruled upon, and no others: `gainsay check --ruled` shows them"));
}

// --- which records ---

/// Refuses filters for records other than claims: no record would seem to match.
fn refuse_filters(args: &List) -> Result<(), Problem> {
    if args.records == Listed::Claims {
        return Ok(());
    }
    let given = [
        ("--by", args.by.is_some()),
        ("--sort said", args.sort == ListOrder::Said),
        ("--sort by", args.sort == ListOrder::By),
        ("--about", args.about.is_some()),
        ("--predicate", args.predicate.is_some()),
        ("--source", args.source.is_some()),
        ("--stance", args.stance.is_some()),
        ("--tag", args.tag.is_some()),
        ("--contested", args.contested),
    ];
    match given.iter().find(|(_, given)| *given) {
        None => Ok(()),
        Some((filter, _)) => {
            Err(Problem::new(format!("`{filter}` is for claims, and {} were asked for", args.records.kind().plural()))
                .help(format!("leave it out, or ask for claims: `gainsay list {filter} …`")))
        }
    }
}

/// Returns for each claim whether it matches every filter.
fn fitting(args: &List, ledger: &Ledger, terminal: &mut Terminal) -> Result<Vec<bool>, Problem> {
    let workspace = ledger.workspace;
    let filter = ClaimFilter {
        by: args.by.as_deref().map(|id| entity(ledger, id)).transpose()?,
        only: args.only,
        about: args.about.as_deref().map(|id| entity(ledger, id)).transpose()?,
        predicate: args.predicate.as_deref().map(|id| known(workspace, Kind::Predicate, id)).transpose()?,
    };
    let source = args.source.as_deref().map(|id| known(workspace, Kind::Source, id)).transpose()?;
    let fits = |claim: &Claim| {
        source.is_none_or(|source| claim.source == Some(source))
            && args.stance.is_none_or(|stance| claim.stance == Some(stance))
            && args.tag.as_deref().is_none_or(|tag| has_tag(workspace, claim, tag))
    };
    let asked = filter.fitting(ledger);
    let claims = workspace.records.claims.iter().enumerate();
    let mut fitting: Vec<bool> = claims.map(|(i, claim)| asked.contains(&i) && fits(claim)).collect();
    if args.contested {
        let contested = contested(ledger, today(args.today.today));
        let ruled = fitting.iter().enumerate().filter(|(i, fits)| **fits && contested.ruled.contains(i)).count();
        hint_at_ruled(ruled, terminal);
        for (i, fits) in fitting.iter_mut().enumerate() {
            *fits &= contested.open.contains(&i);
        }
    }
    Ok(fitting)
}

/// Sorts claims; those that are equal keep the order of their places.
fn sort_claims(claims: &mut [&Claim], order: ListOrder, workspace: &Workspace) {
    let text = |name: Option<Symbol>| name.map_or("", |name| workspace.text(name));
    let said = |claim: &Claim| {
        let published = claim.source.and_then(|source| workspace.source(source)).and_then(|source| source.published);
        let [said, published] = [claim.said, published].map(|date| date.map(|id| workspace.date(id)));
        SaidDays::new(said, published).days.last
    };
    match order {
        ListOrder::Place => {}
        ListOrder::Id => claims.sort_by_key(|claim| text(claim.id)),
        ListOrder::Said => claims.sort_by_cached_key(|claim| said(claim)),
        ListOrder::By => claims.sort_by_cached_key(|claim| (text(claim.by), said(claim))),
    }
}

fn has_tag(workspace: &Workspace, claim: &Claim, tag: &str) -> bool {
    workspace.document(claim.place).is_some_and(|document| has_text(&document, "tags", tag))
}

/// The claims that conflict with another, as indices into the records.
struct Contested {
    /// The claims in a conflict that nobody has ruled upon.
    open: FxHashSet<usize>,
    /// The claims that are only in conflicts ruled upon.
    ruled: FxHashSet<usize>,
}

fn contested(ledger: &Ledger, today: Day) -> Contested {
    let _progress = Progress::start("comparing the claims");
    let comparer = Comparer::new(ledger);
    let found = conflicts(&comparer, &Rulings::new(ledger, today), MOST_PAIRS);
    let open = statements::contested(ledger, &found);
    let ruled = found.iter().filter(|conflict| conflict.ruled.is_some());
    let ruled = ruled.flat_map(Gathered::claims).map(|id| ledger.claim(id).index as usize);
    Contested { ruled: ruled.filter(|claim| !open.contains(claim)).collect(), open }
}

// --- how they are shown ---

fn write_table(
    ledger: &Ledger,
    naming: &Naming,
    kind: Kind,
    listed: &[RecordHeader],
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    if listed.is_empty() {
        return Ok(());
    }
    let (columns, rows) = tables::of(ledger, naming, kind, listed);
    for line in table(columns, &rows, terminal.page_width()) {
        writeln!(terminal.out, "{line}")?;
    }
    Ok(())
}

fn write_ids(workspace: &Workspace, listed: &[RecordHeader], terminal: &mut Terminal) -> Result<(), Problem> {
    for id in listed.iter().filter_map(|found| found.id) {
        writeln!(terminal.out, "{}", escaped(workspace.text(id)))?;
    }
    Ok(())
}

/// A record and its place, for programs.
#[derive(Serialize)]
struct ListedRecord<'w> {
    kind: &'static str,
    id: Option<&'w str>,
    file: &'w str,
    line: usize,
    record: Option<PlainRecord>,
}

fn write_json(workspace: &Workspace, listed: &[RecordHeader], terminal: &mut Terminal) -> Result<(), Problem> {
    let locations = Locations::new(workspace);
    let told = |found: &RecordHeader| {
        let place = locations.find(Route::Record(found.place));
        ListedRecord {
            kind: found.kind.word(),
            id: found.id.map(|id| workspace.text(id)),
            file: place.file,
            line: place.start.0,
            record: workspace.document(found.place).map(|document| plain(&document, found.kind)),
        }
    };
    let all: Vec<ListedRecord<'_>> = listed.iter().map(told).collect();
    Ok(safe_json::write_json(&all, &mut terminal.out)?)
}
