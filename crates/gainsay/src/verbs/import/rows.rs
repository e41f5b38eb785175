//! The rows of a file to import, read by its header, by a map, or as JSON.

use std::collections::{BTreeSet, HashMap};
use std::io::Read;
use std::path::Path;
use std::rc::Rc;

use gainsay_model::edit::KeyPath;
use gainsay_model::schema::Kind;
use gainsay_model::sheet::{Column, Field, Map, Row, Table, Template};
use gainsay_model::text::escaped;
use gainsay_model::value::Value;

use gainsay_render::plural::plural;

use crate::args::sheet::ImportTable;
use crate::problem::Problem;

/// The content of a file to import.
#[derive(Default)]
pub struct Rows {
    /// The rows that can be read.
    pub read: Vec<NumberedRow>,
    /// The faults of the other rows.
    pub faults: Vec<RowFault>,
    /// The way in which the columns were understood, in plain words.
    pub guess: Vec<String>,
}

/// A row that can be read.
pub struct NumberedRow {
    /// The number of the row; the header is row 1.
    pub number: usize,
    /// The kind of record.
    pub kind: Kind,
    /// The fields of the row.
    pub row: Row,
    labels: Rc<[String]>,
}

/// The most rows that are named where many have the same fault.
const NAMED: usize = 3;

/// A fault of a row.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct RowFault {
    /// The number of the row.
    pub number: usize,
    /// The column, as the header names it.
    pub column: Option<String>,
    /// The message, in plain words.
    pub message: String,
}

/// Returns the lines that tell faults, in the order of their rows. Rows that have one fault in common share a line, and
/// what is beyond `most` lines is counted.
pub fn lines_of(faults: &BTreeSet<RowFault>, most: usize) -> Vec<String> {
    let mut groups: Vec<(&RowFault, Vec<usize>)> = Vec::new();
    let mut places: HashMap<(&Option<String>, &str), usize> = HashMap::new();
    for fault in faults {
        let place = *places.entry((&fault.column, fault.message.as_str())).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, rows)) => rows.push(fault.number),
            None => groups.push((fault, vec![fault.number])),
        }
    }
    let line = |(fault, rows): &(&RowFault, Vec<usize>)| match &fault.column {
        Some(column) => format!("{}, column `{}`: {}", numbers(rows), escaped(column), fault.message),
        None => format!("{}: {}", numbers(rows), fault.message),
    };
    let mut lines: Vec<String> = groups.iter().take(most).map(line).collect();
    if groups.len() > most {
        lines.push(format!("{} more", plural(groups.len() - most, "fault")));
    }
    lines
}

/// Returns the numbers of rows as `row 2`, `rows 2 and 5` or `rows 2, 5, 6 and 10 more`.
fn numbers(rows: &[usize]) -> String {
    let listed = |rows: &[usize]| rows.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    match rows {
        [] => String::new(),
        [row] => format!("row {row}"),
        [first @ .., last] if rows.len() <= NAMED + 1 => format!("rows {} and {last}", listed(first)),
        _ => format!("rows {} and {} more", listed(rows.get(..NAMED).unwrap_or_default()), rows.len() - NAMED),
    }
}

impl NumberedRow {
    /// Returns a fault of the row, in the column of a key.
    pub fn fault(&self, key: Option<&str>, message: impl Into<String>) -> RowFault {
        let field = key.and_then(|key| self.row.fields.iter().find(|field| field.key.key == key));
        let label = field.and_then(|field| self.labels.get(field.column).cloned());
        RowFault { number: self.number, column: label, message: message.into() }
    }
}

/// Reads a table.
///
/// # Errors
/// Returns an error if the file cannot be read, if it is no table, or if its header or map names no key of a record.
pub fn table(args: &ImportTable, separator: Option<u8>) -> Result<Rows, Problem> {
    let text = text_of(&args.sheet.file)?;
    let table = Table::read(&text, separator).map_err(|fault| {
        Problem::new(format!("{}: row {}: {}", args.sheet.file.display(), fault.row, fault.message))
    })?;
    let map = args.map.as_ref().map(|path| read_map(path)).transpose()?;
    let kind = kind_of(args, &table, map.as_ref())?;
    match map {
        Some(map) => by_map(kind, &table, &map),
        None => by_header(kind, &table),
    }
}

fn kind_of(args: &ImportTable, table: &Table, map: Option<&Map>) -> Result<Kind, Problem> {
    let first = || table.header.first().and_then(|name| Kind::of_first_key(&name.trim().to_lowercase()));
    let told = args.sheet.kind.map(|word| word.kind()).or_else(|| match map {
        Some(map) => map.kind,
        None => first(),
    });
    told.filter(|kind| *kind != Kind::Manifest).ok_or_else(|| {
        let first = table.header.first().map(String::as_str).unwrap_or_default();
        Problem::new(format!("what the rows are cannot be told from the first column, `{}`", escaped(first)))
            .help("give `--kind claim`, or another kind of record")
    })
}

fn read_map(path: &Path) -> Result<Map, Problem> {
    let text = text_of(path)?;
    Map::read(&text).map_err(|fault| Problem::new(format!("{}: {fault}", path.display())))
}

fn by_header(kind: Kind, table: &Table) -> Result<Rows, Problem> {
    let mut rows = Rows::default();
    let mut columns: Vec<Option<Column>> = Vec::new();
    for header in &table.header {
        let exact = Column::named(kind, header);
        let is_there = |column: &Column| columns.contains(&Some(column.clone()));
        if exact.as_ref().is_some_and(is_there) {
            return Err(Problem::new(format!("two columns are called `{}`", escaped(header))).help("leave one out"));
        }
        let is_exact = exact.is_some();
        let column = exact.or_else(|| Column::guessed(kind, header).filter(|column| !is_there(column)));
        match &column {
            Some(column) if !is_exact => {
                rows.guess.push(format!("the column `{}` is read as `{}`", escaped(header), column.name()));
            }
            None if !header.trim().is_empty() => {
                rows.guess.push(format!("the column `{}` is left out; a map can say what it is", escaped(header)));
            }
            _ => {}
        }
        columns.push(column);
    }
    if columns.iter().all(Option::is_none) {
        return Err(
            Problem::new(format!("no column is one of {}", kind.one())).help("say what they are with `--map FILE`")
        );
    }
    let cells = table.rows.iter().map(|row| (row.number, row.cells.clone()));
    rows.read_all(kind, &columns, &table.header, cells);
    Ok(rows)
}

/// Returns the number of the column of that name: letter for letter, or else the only one but for capital letters.
fn place_of(header: &[String], wanted: &str) -> Option<usize> {
    let exact = header.iter().position(|name| name.trim() == wanted);
    let lower = wanted.to_lowercase();
    let mut alike = header.iter().enumerate().filter(|(_, name)| name.trim().to_lowercase() == lower);
    exact.or_else(|| alike.next().filter(|_| alike.next().is_none()).map(|(place, _)| place))
}

fn by_map(kind: Kind, table: &Table, map: &Map) -> Result<Rows, Problem> {
    let columns = map.columns(kind).map_err(|fault| Problem::new(format!("the map: {fault}")))?;
    let wanted: Vec<&str> = map.entries.iter().flat_map(|(_, template)| template.headers()).collect();
    let places: HashMap<&str, usize> =
        wanted.iter().filter_map(|header| Some((*header, place_of(&table.header, header)?))).collect();
    if let Some(missing) = wanted.into_iter().find(|header| !places.contains_key(header)) {
        let known = table.header.iter().map(|name| name.trim());
        let problem = Problem::new(format!("the map wants a column `{}`, which is not there", escaped(missing)));
        return Err(match gainsay_model::interner::nearest(missing, known) {
            Some(near) => problem.help(format!("did you mean `{}`?", escaped(near))),
            None => problem.help("the header must have every column that the map names"),
        });
    }
    let label = |(key, template): &(String, Template)| match template.headers().first() {
        Some(header) => (*header).to_owned(),
        None => key.clone(),
    };
    let labels: Vec<String> = map.entries.iter().map(label).collect();
    let cells = table.rows.iter().map(|row| {
        let cell = |header: &str| row.cells.get(*places.get(header)?).map(String::as_str);
        (row.number, map.entries.iter().map(|(_, template)| template.fill(&cell)).collect())
    });
    let mut rows = Rows::default();
    rows.read_all(kind, &columns, &labels, cells);
    Ok(rows)
}

impl Rows {
    fn read_all(
        &mut self,
        kind: Kind,
        columns: &[Option<Column>],
        labels: &[String],
        cells: impl Iterator<Item = (usize, Vec<String>)>,
    ) {
        let labels: Rc<[String]> = labels.into();
        for (number, cells) in cells {
            match Row::read(kind, columns, &cells) {
                Ok(row) => self.read.push(NumberedRow { number, kind, row, labels: labels.clone() }),
                Err(fault) => self.faults.push(RowFault {
                    number,
                    column: labels.get(fault.column).cloned(),
                    message: fault.message,
                }),
            }
        }
    }
}

/// The kinds in the order in which an object's keys are tried for them: `source` is a key of a claim too.
const KINDS: [Kind; 5] = [Kind::Claim, Kind::Ruling, Kind::Predicate, Kind::Entity, Kind::Source];

/// Reads JSON lines.
///
/// # Errors
/// Returns an error if the file cannot be read.
pub fn lines(file: &Path, kind: Option<Kind>) -> Result<Rows, Problem> {
    let text = text_of(file)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut rows = Rows::default();
    for (at, line) in text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match object(line, kind) {
            Ok((kind, row)) => {
                let labels = row.fields.iter().map(|field| field.key.key.clone()).collect();
                rows.read.push(NumberedRow { number: at + 1, kind, row, labels });
            }
            Err((column, message)) => rows.faults.push(RowFault { number: at + 1, column, message }),
        }
    }
    Ok(rows)
}

fn object(line: &str, kind: Option<Kind>) -> Result<(Kind, Row), (Option<String>, String)> {
    let object = serde_json::from_str(line).map_err(|fault| (None, format!("this is no JSON: {fault}")))?;
    let serde_json::Value::Object(entries) = object else { return Err((None, "this is no JSON object".into())) };
    let told = KINDS.into_iter().find(|kind| entries.contains_key(kind.first_key()));
    let kind = kind.or(told).ok_or((None, "no key tells the kind of record; give `--kind`".to_owned()))?;
    let mut row = Row::default();
    for (key, value) in entries {
        if kind.key(&key).is_none() {
            let message = format!("{} has no such key", kind.one());
            return Err((Some(key), message));
        }
        let path = KeyPath::of(key);
        match Value::of_json(value).and_then(Value::without_empties) {
            Some(value) => row.fields.push(Field { key: path, value, column: row.fields.len() }),
            None => row.empty.push(path),
        }
    }
    Ok((kind, row))
}

/// Reads a file, or standard input for `-`.
fn text_of(path: &Path) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.map_err(|e| Problem::at(path, "read", &e))?;
    String::from_utf8(bytes)
        .map_err(|_| Problem::new(format!("{} is not UTF-8", path.display())).help("save it as UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_one_fault_share_a_line() {
        let fault = |number: usize, column: &str, message: &str| RowFault {
            number,
            column: Some(column.to_owned()),
            message: message.to_owned(),
        };
        let mut faults: BTreeSet<RowFault> = (2..12).map(|row| fault(row, "by", "no")).collect();
        faults.extend([fault(3, "said", "no"), fault(4, "said", "no"), fault(4, "at", "so"), fault(5, "at", "thus")]);
        let lines = lines_of(&faults, 3);
        let expected =
            ["rows 2, 3, 4 and 7 more, column `by`: no", "rows 3 and 4, column `said`: no", "row 4, column `at`: so"];
        assert_eq!(lines[..3], expected);
        assert_eq!(lines[3..], ["1 fault more"]);
    }
}
