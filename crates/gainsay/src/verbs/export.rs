//! `export`: records as the rows of a sheet.

use std::collections::BTreeMap;

use gainsay_model::Workspace;
use gainsay_model::schema::Kind;
use gainsay_model::sheet::{Column, Row, StatementColumns, columns, meaning, whole};
use gainsay_model::text::escaped;
use gainsay_model::value::{Record, Value};
use gainsay_render::sheet::{TableLayout, lines, table};

use crate::Status;
use crate::args::sheet::{Export, ExportTable};
use crate::problem::Problem;
use crate::terminal::Terminal;
use crate::workspace::load_records;

/// The kinds in the order of JSON lines, so that most references are to earlier records.
const KINDS: [Kind; 5] = [Kind::Entity, Kind::Predicate, Kind::Source, Kind::Claim, Kind::Ruling];

/// The number of left-out records that are named.
const NAMED: usize = 5;

/// Prints records as the rows of a sheet. Reports those that no sheet can hold completely.
///
/// # Errors
/// Returns the errors of reading the workspace and of standard output.
pub fn export(format: &Export, terminal: &mut Terminal) -> Result<Status, Problem> {
    let loaded = load_records(terminal)?;
    let workspace = &loaded.workspace;
    let mut left = Vec::new();
    match format {
        Export::Csv(args) => write_table(workspace, args, b',', &mut left, terminal)?,
        Export::Tsv(args) => write_table(workspace, args, b'\t', &mut left, terminal)?,
        Export::Jsonl(args) => {
            let kinds = KINDS.into_iter().filter(|kind| args.kind.is_none_or(|wanted| wanted.kind() == *kind));
            for kind in kinds {
                let records = records(workspace, kind, &mut left);
                let forms: Vec<Vec<(String, Value)>> = records.iter().map(|record| form(workspace, record)).collect();
                lines(&forms, &mut terminal.out)?;
            }
        }
    }
    Ok(tell_left_out(&left, terminal))
}

fn write_table(
    workspace: &Workspace,
    args: &ExportTable,
    separator: u8,
    left: &mut Vec<String>,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let kind = args.kind.kind();
    let statement = if args.split_statement { StatementColumns::Three } else { StatementColumns::One };
    let mut records = records(workspace, kind, left);
    let all: Vec<Option<Column>> = columns(kind, &records, statement).into_iter().map(Some).collect();
    records.retain(|record| {
        let comes_back = comes_back(workspace, record, &all);
        if !comes_back {
            left.push(format!("{kind}:{}", record.id()));
        }
        comes_back
    });
    Ok(table(kind, &records, TableLayout { separator, mark: args.bom, statement }, &mut terminal.out)?)
}

/// Returns the records of a kind that can be read completely; adds the names of the others to `left`.
fn records(workspace: &Workspace, kind: Kind, left: &mut Vec<String>) -> Vec<Record> {
    let own = workspace.records.headers_of(kind).filter(|header| !workspace.built_in(header.place));
    let mut records = Vec::new();
    for header in own {
        match workspace.document(header.place).as_ref().and_then(whole) {
            Some(record) => records.push(record),
            None => left.push(format!("{kind}:{}", header.id.map_or("?", |id| workspace.text(id)))),
        }
    }
    records
}

/// Returns the content of a record as it is digested, with its keys in the order of the table.
fn form(workspace: &Workspace, record: &Record) -> Vec<(String, Value)> {
    meaning(record, &|predicate| workspace.object_type(predicate))
}

/// Returns whether a record has the same content once its cells are read again.
fn comes_back(workspace: &Workspace, record: &Record, columns: &[Option<Column>]) -> bool {
    let kind = record.kind();
    let cells: Vec<String> = columns.iter().flatten().map(|column| column.cell(record)).collect();
    let again = Row::read(kind, columns, &cells).ok().and_then(|row| Record::new(kind, row.keys(kind)));
    let sorted = |record: &Record| form(workspace, record).into_iter().collect::<BTreeMap<_, _>>();
    again.is_some_and(|again| again == *record || sorted(&again) == sorted(record))
}

fn tell_left_out(left: &[String], terminal: &mut Terminal) -> Status {
    if left.is_empty() {
        return Status::Fine;
    }
    let named: Vec<String> = left.iter().take(NAMED).map(|name| format!("`{}`", escaped(name))).collect();
    let more = if left.len() > NAMED { " and others" } else { "" };
    let (count, noun) = (left.len(), if left.len() == 1 { "record is" } else { "records are" });
    terminal.hint(&format!(
        "{count} {noun} not in the sheet, for faults that `gainsay check` tells: {}{more}",
        named.join(", ")
    ));
    Status::Findings
}
