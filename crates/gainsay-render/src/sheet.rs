//! Records as a sheet, with one row for each record, for spreadsheets and other programs.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};
use gainsay_model::schema::Kind;
use gainsay_model::sheet::{StatementColumns, columns, guarded};
use gainsay_model::value::{Record, Value};

/// The layout of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TableLayout {
    /// The separator between two cells.
    pub separator: u8,
    /// Says whether a byte-order mark stands first.
    pub mark: bool,
    /// The columns of a statement.
    pub statement: StatementColumns,
}

/// Writes records of one kind as a table (RFC 4180): a header, and a row for each record.
///
/// # Errors
/// Returns the errors of `out`.
pub fn table(kind: Kind, records: &[Record], layout: TableLayout, out: &mut dyn Write) -> io::Result<()> {
    if layout.mark {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut writer = WriterBuilder::new().delimiter(layout.separator).terminator(Terminator::CRLF).from_writer(out);
    let columns = columns(kind, records, layout.statement);
    let names: Vec<String> = columns.iter().map(|column| guarded(&column.name()).into_owned()).collect();
    writer.write_record(&names)?;
    for record in records {
        let cells = columns.iter().map(|column| guarded(&column.cell(record)).into_owned());
        writer.write_record(cells.collect::<Vec<String>>())?;
    }
    writer.flush()
}

/// Writes records as JSON lines: one object with the keys and values of a record per line.
///
/// # Errors
/// Returns the errors of `out`.
pub fn lines<'r>(records: impl IntoIterator<Item = &'r Vec<(String, Value)>>, out: &mut dyn Write) -> io::Result<()> {
    for fields in records {
        serde_json::to_writer(&mut *out, &Value::Mapping(fields.clone()))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(fields: &[(&str, &str)]) -> Option<Record> {
        Record::new(Kind::Claim, fields.iter().map(|(key, text)| ((*key).to_owned(), Value::text(*text))))
    }

    #[test]
    fn a_table_is_rfc_4180_with_guards() {
        let claim = record(&[("claim", "c"), ("by", "a"), ("denies", "a p \"x, y\""), ("quote", "=1\r\n\"so\"")]);
        let layout = TableLayout { separator: b',', mark: true, statement: StatementColumns::Three };
        let mut out = Vec::new();
        assert!(table(Kind::Claim, claim.as_slice(), layout, &mut out).is_ok());
        let text = String::from_utf8_lossy(&out);
        let (header, rows) = text.split_once("\r\n").unwrap_or_default();
        assert!(
            header.starts_with("\u{feff}claim,rev,by,for,stance,subject,predicate,object,act,when,said"),
            "{header}"
        );
        assert!(rows.starts_with("c,,a,,denies,a,p,\"\"\"x, y\"\"\",,"), "{rows}");
        assert!(rows.contains(",\"'=1\r\n\"\"so\"\"\",") && rows.ends_with("\r\n"), "{rows}");
    }
}
