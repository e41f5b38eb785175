//! The law of sheets: what is exported and imported again says the same.

use std::collections::BTreeMap;

use gainsay_model::schema::{Kind, STANCES};
use gainsay_model::sheet::{Column, Row, StatementColumns, Table, meaning};
use gainsay_model::value::{Record, Value};
use gainsay_render::sheet::{TableLayout, table};
use gainsay_tests::drafts;
use gainsay_tests::random::Draw;

/// Returns random records of a kind that a sheet can hold: with no unknown key, and claims with one stance.
fn records(kind: Kind) -> Vec<Record> {
    let seeds = std::env::var("GAINSAY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300);
    let drawn = (0..seeds).map(|seed| drafts::record(&mut Draw(seed * 6 + kind as u64), kind));
    let known = |record: Record| {
        let fields = record.fields().iter().filter(|(key, _)| kind.key(key).is_some());
        Record::new(kind, fields.cloned().collect::<Vec<_>>()).expect("a record with an id")
    };
    let drawn = drawn.map(known);
    let stances = |record: &Record| STANCES.iter().filter(|stance| record.get(stance).is_some()).count();
    drawn.filter(|record| kind != Kind::Claim || stances(record) == 1).collect()
}

fn says(record: &Record) -> BTreeMap<String, Value> {
    meaning(record, &|_| None).into_iter().collect()
}

#[test]
fn every_record_comes_back_from_its_row() {
    for kind in [Kind::Claim, Kind::Entity, Kind::Predicate, Kind::Source, Kind::Ruling] {
        let records = records(kind);
        assert!(records.len() > 100);
        for (separator, mark, statement) in
            [(b',', false, StatementColumns::One), (b'\t', true, StatementColumns::Three)]
        {
            let mut bytes = Vec::new();
            table(kind, &records, TableLayout { separator, mark, statement }, &mut bytes).expect("a table");
            let text = String::from_utf8(bytes).expect("UTF-8");
            let read = Table::read(&text, None).expect("a table");
            assert_eq!(read.rows.len(), records.len());
            let columns: Vec<Option<Column>> = read.header.iter().map(|name| Column::named(kind, name)).collect();
            assert!(columns.iter().all(Option::is_some), "{:?}", read.header);
            for (number, (row, record)) in read.rows.iter().zip(&records).enumerate() {
                assert_eq!(row.number, number + 2);
                let again = Row::read(kind, &columns, &row.cells).expect("a row").keys(kind);
                let again = Record::new(kind, again).expect("a record");
                assert_eq!(says(&again), says(record), "{:?}\n{record:?}", row.cells);
            }
        }
    }
}

#[test]
fn no_cell_is_taken_for_a_formula() {
    for kind in [Kind::Claim, Kind::Entity] {
        let mut bytes = Vec::new();
        let layout = TableLayout { separator: b',', mark: false, statement: StatementColumns::One };
        table(kind, &records(kind), layout, &mut bytes).expect("a table");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        for record in reader.records() {
            for cell in &record.expect("a row") {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            }
        }
    }
}
