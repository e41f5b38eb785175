//! Rows and columns for spreadsheets (RFC 4180) and for Markdown.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};
use gainsay_model::sheet::guarded;
use gainsay_model::text::escaped;

use crate::markdown::inline;

/// A writer of rows as RFC 4180 says, headings first: each row ends with CR LF, and a cell with a comma, a quotation
/// mark or a line end stands in quotation marks. A cell that a spreadsheet would run as a formula begins with a `'`.
pub struct CsvWriter<W: Write> {
    out: csv::Writer<W>,
}

impl<W: Write> CsvWriter<W> {
    /// Makes a writer for `out`.
    pub fn new(out: W) -> CsvWriter<W> {
        CsvWriter { out: WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out) }
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn write<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) -> io::Result<()> {
        for cell in cells {
            self.out.write_field(guarded(&escaped(cell)).as_bytes())?;
        }
        Ok(self.out.write_record(None::<&[u8]>)?)
    }

    /// Writes the data that is still buffered.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes a row of a Markdown table.
///
/// # Errors
/// Returns the errors of `out`.
pub fn markdown_row<'c>(out: &mut dyn Write, cells: impl IntoIterator<Item = &'c str>) -> io::Result<()> {
    let cells: Vec<String> = cells.into_iter().map(inline).collect();
    writeln!(out, "| {} |", cells.join(" | "))
}

/// Writes the headings of a Markdown table, and the line below them.
///
/// # Errors
/// Returns the errors of `out`.
pub fn markdown_headings<'c>(out: &mut dyn Write, headings: impl IntoIterator<Item = &'c str>) -> io::Result<()> {
    let headings: Vec<&str> = headings.into_iter().collect();
    markdown_row(out, headings.iter().copied())?;
    writeln!(out, "|{}", " --- |".repeat(headings.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_as_the_rfc_says_and_runs_nothing() {
        let mut bytes = Vec::new();
        let mut csv = CsvWriter::new(&mut bytes);
        csv.write(["statement", "said"]).unwrap();
        csv.write(["a, b and \"c\"", "=HYPERLINK(1)"]).unwrap();
        csv.write(["'-1", "it's"]).unwrap();
        csv.write(["", "@x"]).unwrap();
        csv.finish().unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, "statement,said\r\n\"a, b and \"\"c\"\"\",'=HYPERLINK(1)\r\n''-1,it's\r\n,'@x\r\n");
    }

    #[test]
    fn a_row_of_markdown_is_one_row() {
        let mut bytes = Vec::new();
        markdown_headings(&mut bytes, ["a", "b"]).unwrap();
        markdown_row(&mut bytes, ["x | y\nz", "<b>"]).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "| a | b |\n| --- | --- |\n| x \\| y\\\\nz | &lt;b> |\n");
    }
}
