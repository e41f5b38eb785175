//! The rows of a table in text: values separated by commas, semicolons or tabs.

use csv::ReaderBuilder;

use super::cell::unguarded;

/// A table: its header, and the rows below it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The rows that are not empty.
    pub rows: Vec<TableRow>,
}

/// A row of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableRow {
    /// The number of the row, as a spreadsheet counts: the header is row 1.
    pub number: usize,
    /// The cells of the row, without guards, as many as the header has.
    pub cells: Vec<String>,
}

/// The fault of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableFault {
    /// The number of the row.
    pub row: usize,
    /// The fault, in plain words.
    pub message: String,
}

impl Table {
    /// Reads a table, with or without a byte-order mark at its beginning. If no separator is given, it is found in the
    /// header.
    ///
    /// # Errors
    ///
    /// Returns the fault of its quotation marks or of the number of its cells.
    pub fn read(text: &str, separator: Option<u8>) -> Result<Table, TableFault> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let separator = separator.unwrap_or_else(|| separator_of(text));
        let numbers = row_numbers(text, separator)?;
        let mut reader =
            ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut table = Table { header: Vec::new(), rows: Vec::new() };
        for (place, record) in reader.records().enumerate() {
            let number = numbers.get(place).copied().unwrap_or(place + 1);
            let fault = |message: String| TableFault { row: number, message };
            let record = record.map_err(|error| fault(error.to_string()))?;
            let mut cells: Vec<String> = record.iter().map(|cell| unguarded(cell).to_owned()).collect();
            if place == 0 {
                table.header = cells;
                continue;
            }
            if cells.iter().skip(table.header.len()).any(|cell| !cell.trim().is_empty()) {
                return Err(fault(format!("there are {} cells below {} columns", cells.len(), table.header.len())));
            }
            cells.resize(table.header.len(), String::new());
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                table.rows.push(TableRow { number, cells });
            }
        }
        Ok(table)
    }
}

/// Returns the most frequent separator in the first line, outside quotation marks.
fn separator_of(text: &str) -> u8 {
    let mut is_quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in text.bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            byte if !is_quoted => counts.iter_mut().filter(|(known, _)| *known == byte).for_each(|(_, n)| *n += 1),
            _ => {}
        }
    }
    let mut best = counts[0];
    for other in counts {
        best = if other.1 > best.1 { other } else { best };
    }
    best.0
}

/// The state of a reader of a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    RowStart,
    CellStart,
    Cell,
    Quoted,
    AfterQuote,
}

/// Returns the number of each row that is not an empty line, as a spreadsheet counts.
fn row_numbers(text: &str, separator: u8) -> Result<Vec<usize>, TableFault> {
    let (mut at, mut row, mut numbers) = (At::RowStart, 1, Vec::new());
    let mut before = 0;
    for byte in text.bytes() {
        let is_second_half = byte == b'\n' && before == b'\r' && at == At::RowStart;
        before = byte;
        if is_second_half {
            continue;
        }
        let is_break = matches!(byte, b'\n' | b'\r');
        if at == At::RowStart && !is_break {
            numbers.push(row);
        }
        at = match (at, byte) {
            (At::Quoted, b'"') => At::AfterQuote,
            (At::Quoted, _) | (At::AfterQuote, b'"') => At::Quoted,
            (_, byte) if byte == separator => At::CellStart,
            (_, b'\n' | b'\r') => {
                row += 1;
                At::RowStart
            }
            (At::RowStart | At::CellStart, b'"') => At::Quoted,
            (At::AfterQuote, _) => {
                let message = "after the quotation mark that ends a cell there is more; a quotation mark within a cell is written twice";
                return Err(TableFault { row, message: message.into() });
            }
            _ => At::Cell,
        };
    }
    if at == At::Quoted {
        return Err(TableFault { row, message: "a quotation mark that begins a cell is never closed".into() });
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(usize, Vec<String>)>, usize> {
        let table = Table::read(text, None).map_err(|fault| fault.row)?;
        let header = (1, table.header);
        Ok(std::iter::once(header).chain(table.rows.into_iter().map(|row| (row.number, row.cells))).collect())
    }

    fn row(number: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn other_habits_of_spreadsheets_are_understood() {
        let rows = vec![row(1, &["a", "b"]), row(2, &["x\ny; z", "=1"]), row(5, &["q", ""])];
        assert_eq!(read("\u{feff}a;b\n\"x\ny; z\";'=1\n;\n\nq\n"), Ok(rows.clone()));
        assert_eq!(read("a\tb\n\"x\ny; z\"\t'=1\n\n\nq"), Ok(rows.clone()));
        assert_eq!(read("a,b\r\n\"x\ny; z\",'=1\r\n\r\n,\r\nq,\r\n"), Ok(rows));
        assert_eq!(read("a,b\n\"x\r\n\"\"y\",z\n"), Ok(vec![row(1, &["a", "b"]), row(2, &["x\r\n\"y", "z"])]));
    }

    #[test]
    fn what_would_lose_words_is_refused_with_its_row() {
        assert_eq!(read("a,b\n1,2\n1,2,3\n"), Err(3));
        assert_eq!(read("a,b\n\n1,\"2\n1,2\n"), Err(3));
        assert_eq!(read("a,b\n1,\"2\" inches\n"), Err(2));
    }
}
