//! `import`: the rows of a sheet as new records, and as changes of existing ones.

mod plan;
mod rows;

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use gainsay_diff::rules::{self, Group};
use gainsay_model::Workspace;
use gainsay_model::edit::{KeyPath, Texts};
use gainsay_model::finding::{Finding, Route};
use gainsay_model::new_record::free_id;
use gainsay_model::record::Place;
use gainsay_model::schema::Kind;
use gainsay_model::sheet::Field;
use gainsay_model::text::composed;
use gainsay_model::value::Value;
use gainsay_store::editing::{UNKNOWN, ending};
use gainsay_store::paths::new_path_within;

use super::add::no_ending;
use super::edit::Editing;
use super::record_before;
use crate::Status;
use crate::args::sheet::{Import, ImportSheet, ImportTable};
use crate::problem::Problem;
use crate::terminal::Terminal;
use gainsay_render::by_name::Names;
use plan::{Known, Plan, known};
use rows::{NumberedRow, RowFault, Rows};

/// The most faults that are reported one by one.
const TOLD: usize = 50;

/// Writes the rows of a sheet into the workspace: all of them, or none; with `--keep-going`, the good ones.
///
/// # Errors
/// Returns the errors of editing, and one if the sheet cannot be read or rows cannot be written.
pub fn import(format: &Import, terminal: &mut Terminal) -> Result<Status, Problem> {
    let (sheet, mut rows) = match format {
        Import::Csv(args) => (&args.sheet, rows::table(args, None)?),
        Import::Tsv(args) => (&args.sheet, rows::table(args, Some(b'\t'))?),
        Import::Jsonl(args) => (args, rows::lines(&args.file, args.kind.map(|word| word.kind()))?),
    };
    for guess in &rows.guess {
        terminal.hint(guess);
    }
    let mut editing = Editing::begin(&sheet.options, terminal)?;
    if let Import::Csv(ImportTable { map: Some(map), .. }) | Import::Tsv(ImportTable { map: Some(map), .. }) = format
        && is_read_as_records(&editing, map)
    {
        terminal.hint(&format!(
            "the map {} is read as a record of the workspace, too: give it another ending, such as `.map`",
            map.display()
        ));
    }
    settle(&editing.workspace, &mut rows, sheet.options.anyway)?;
    let texts = good_texts(&mut editing, sheet, &mut rows, terminal)?;
    let faults: BTreeSet<RowFault> = rows.faults.into_iter().collect();
    for line in rows::lines_of(&faults, TOLD) {
        terminal.hint(&line);
    }
    let bad = faults.iter().map(|fault| fault.number).collect::<HashSet<_>>().len();
    if bad > 0 && !sheet.keep_going {
        let noun = if bad == 1 { "1 row".to_owned() } else { format!("{bad} rows") };
        return Err(Problem::new(format!("{noun} cannot be imported"))
            .help("nothing was written; `--keep-going` leaves such rows out"));
    }
    let status = editing.finish(&texts, &sheet.options, terminal)?;
    Ok(if bad > 0 { Status::Findings } else { status })
}

/// Returns true if a file is one of those that hold the records of the workspace.
fn is_read_as_records(editing: &Editing, file: &Path) -> bool {
    let paths = (file.canonicalize().ok(), editing.root.canonicalize().ok());
    let (Some(file), Some(root)) = paths else { return false };
    let Ok(inside) = file.strip_prefix(&root) else { return false };
    editing.workspace.files.iter().any(|known| !known.built_in && Path::new(&known.path) == inside)
}

/// Replaces names by ids, and gives an id to every row that has none. A second row with the same id is a fault, unless
/// it says the same.
fn settle(workspace: &Workspace, rows: &mut Rows, anyway: bool) -> Result<(), Problem> {
    let names = Names::of(workspace);
    let mut taken: HashSet<(Kind, String)> = known(workspace).into_keys().collect();
    // The first row of each id, by its number among the good ones.
    let mut first: HashMap<(Kind, String), usize> = HashMap::new();
    let mut good: Vec<NumberedRow> = Vec::new();
    for mut row in std::mem::take(&mut rows.read) {
        let kind = row.kind;
        names.put_ids(kind, &mut row.row);
        let id = match row.row.id(kind) {
            // Ids are in Unicode NFC, however a spreadsheet writes them.
            Some(id) => {
                let id = composed(id).into_owned();
                for field in row.row.fields.iter_mut().filter(|field| field.key.key == kind.first_key()) {
                    field.value = Value::text(&id);
                }
                id
            }
            None => {
                let is_taken = |id: &str| taken.contains(&(kind, id.to_owned()));
                let id = free_id(kind, &row.row.keys(kind), &is_taken, &ending).ok_or_else(no_ending)?;
                let field = Field { key: KeyPath::of(kind.first_key()), value: Value::text(&id), column: usize::MAX };
                row.row.fields.push(field);
                id
            }
        };
        if !anyway && is_day_of_a_spreadsheet(&id) && !taken.contains(&(kind, id.clone())) {
            let why = format!(
                "`{id}` looks like a day that a spreadsheet has made of an id: open the sheet with its columns as text; `--anyway` takes it as it is"
            );
            rows.faults.push(row.fault(Some(kind.first_key()), why));
            continue;
        }
        taken.insert((kind, id.clone()));
        match first.entry((kind, id)) {
            Entry::Vacant(free) => {
                free.insert(good.len());
                good.push(row);
            }
            Entry::Occupied(at) => {
                let other = good.get(*at.get()).filter(|other: &&NumberedRow| other.row.fields != row.row.fields);
                let number = other.map(|other| other.number);
                let fault = |number| row.fault(Some(kind.first_key()), format!("row {number} has the same id"));
                rows.faults.extend(number.map(fault));
            }
        }
    }
    rows.read = good;
    Ok(())
}

/// Returns whether an id is written as spreadsheets write days: `03/01/26`, `1.3.2026`.
fn is_day_of_a_spreadsheet(id: &str) -> bool {
    let is_number =
        |part: &&str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    ['/', '.'].into_iter().any(|mark| match id.split(mark).collect::<Vec<_>>().as_slice() {
        [day, month, year] => is_number(day, 2) && is_number(month, 2) && is_number(year, 4),
        _ => false,
    })
}

/// Returns the new texts of the files. Rows that would lead to a fault of reading are reported as faulty; with
/// `--keep-going` the others are tried again without them.
fn good_texts(
    editing: &mut Editing,
    sheet: &ImportSheet,
    rows: &mut Rows,
    terminal: &Terminal,
) -> Result<Texts, Problem> {
    let into = sheet.into.as_ref().map(|path| new_path_within(&editing.root, path)).transpose()?;
    let known = known(&editing.workspace);
    loop {
        let mut plan = Plan::new(&editing.workspace, &known, sheet.empty_unsets, into.as_deref());
        let mut good = Vec::new();
        for row in std::mem::take(&mut rows.read) {
            match plan.take(&row) {
                Ok(()) => good.push(row),
                Err(fault) => rows.faults.push(fault),
            }
        }
        rows.read = good;
        let drafts = plan.drafts();
        let before = editing.texts_of(&drafts.paths())?;
        let texts = drafts.texts(&before).map_err(Problem::new)?;
        if texts.is_empty() {
            return Ok(texts);
        }
        let edited = editing.loaded_with(&texts, terminal.options, &terminal.events)?;
        let faults = faults(&edited, &known, rows, sheet.options.anyway);
        let numbers: HashSet<usize> = faults.iter().map(|fault| fault.number).collect();
        rows.faults.extend(faults);
        if numbers.is_empty() || !sheet.keep_going {
            return Ok(texts);
        }
        rows.read.retain(|row| !numbers.contains(&row.number));
    }
}

/// Returns the faults of reading in the records of rows. If a record existed before, only faults of keys that the row
/// sets count.
fn faults(edited: &Workspace, before: &Known, rows: &Rows, anyway: bool) -> Vec<RowFault> {
    let ids =
        rows.read.iter().map(|row| ((row.kind, composed(row.row.id(row.kind).unwrap_or_default()).into_owned()), row));
    let by_id: HashMap<(Kind, String), &NumberedRow> = ids.collect();
    let mut by_place = HashMap::new();
    for header in edited.records.headers() {
        let id = header.id.map(|id| (header.kind, edited.text(id).to_owned()));
        if let Some((id, row)) = id.and_then(|id| by_id.get(&id).map(|row| (id, *row))) {
            by_place.insert(header.place, (row, before.contains_key(&id)));
        }
    }
    let mut starts: Vec<Place> = edited.records.headers().map(|header| header.place).collect();
    starts.sort_unstable();
    let is_reading = |finding: &&Finding| rules::find(finding.rule).is_some_and(|rule| rule.group == Group::Reading);
    let counts = |finding: &&Finding| !(anyway && finding.rule == UNKNOWN);
    let of_row = |finding: &Finding| {
        let (place, key) = place_and_key(edited, &starts, finding.labels.first()?.route)?;
        let (row, was_there) = by_place.get(&place)?;
        let is_set = key.as_deref().is_some_and(|key| row.row.fields.iter().any(|field| field.key.key == key));
        let message = [finding.message.as_str()].into_iter().chain(finding.help.first().map(String::as_str));
        (is_set || !was_there).then(|| row.fault(key.as_deref(), message.collect::<Vec<_>>().join("; ")))
    };
    edited.findings.iter().filter(is_reading).filter(counts).filter_map(of_row).collect()
}

/// Returns the record to which a route points, and the key in it, if it is known.
fn place_and_key(workspace: &Workspace, starts: &[Place], route: Route) -> Option<(Place, Option<String>)> {
    match route {
        Route::Key(place, key, _) | Route::Part(place, key, _) => Some((place, Some(key.to_owned()))),
        Route::Record(place) => Some((place, None)),
        Route::Bytes(file, span) => {
            let place = record_before(starts, file, span.start)?;
            let document = workspace.document(place)?;
            let entries = document.entries.iter().take_while(|entry| entry.key.span.start <= span.start);
            Some((place, entries.last().map(|entry| entry.key.text.clone())))
        }
        Route::File(_) => None,
    }
}
