//! The formats of a matrix: statements by speakers.

use std::io::{self, Write};

use gainsay_diff::ledger::Ledger;
use gainsay_diff::matrix::{Cell, Held, Matrix, Row};
use serde::Serialize;
use textwrap::core::display_width;

use crate::folding::{FoldedRow, Section, folded};
use crate::grid::{CsvWriter, markdown_headings, markdown_row};
use crate::paint::Paint;
use crate::prose::Naming;
use crate::safe_json::write_json;

/// A matrix to be shown.
pub struct Shown<'s, 'w> {
    /// The names of records.
    pub naming: &'s Naming<'w>,
    /// The ledger in which entities are looked up.
    pub ledger: &'s Ledger<'w>,
    /// The matrix.
    pub matrix: &'s Matrix,
    /// The largest number of statements shown.
    pub limit: usize,
}

/// The word in the cell of a speaker who says nothing.
const SILENT: &str = "silent";

/// The least width of the column of statements in a grid; if the speakers leave less, they are not put side by side.
const ROOM_FOR_STATEMENTS: usize = 36;

impl Shown<'_, '_> {
    /// Writes the matrix as text: a grid if all speakers fit side by side; otherwise the speakers of each statement by
    /// what they hold.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn text(&self, width: usize, styled: bool, out: &mut dyn Write) -> io::Result<()> {
        let paint = Paint { styled };
        let speakers = self.speakers();
        // A grid that is wider than any terminal need not be measured.
        let names: Vec<String> = speakers.iter().take(width).map(|speaker| self.speaker(*speaker)).collect();
        let room = names.iter().map(|name| display_width(name).max(Held::Contested.word().len()) + 2).sum::<usize>();
        let lines = if room + ROOM_FOR_STATEMENTS <= width {
            let headings: Vec<&str> = std::iter::once("statement").chain(names.iter().map(String::as_str)).collect();
            let rows = self.rows().map(|row| FoldedRow { cells: self.cells(row, &speakers), notes: Vec::new() });
            let section = Section { heading: String::new(), rows: rows.collect() };
            if section.rows.is_empty() { Vec::new() } else { folded(&headings, &[section], width, paint) }
        } else {
            let sections: Vec<Section> = self.rows().map(|row| self.section(row, speakers.len())).collect();
            folded(&[], &sections, width, paint)
        };
        lines.iter().try_for_each(|line| writeln!(out, "{line}"))
    }

    /// Writes the matrix as JSON: a speaker who is silent on a statement has no cell.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let id = |speaker: usize| self.matrix.speakers.get(speaker).map_or("", |id| self.ledger.entity_text(*id));
        let cell = |cell: &Cell| JsonCell {
            speaker: id(cell.speaker),
            held: cell.held.word(),
            claims: cell.claims.iter().map(|claim| self.ledger.workspace.text(*claim)).collect(),
        };
        let statement = |row: &'_ Row| JsonRow {
            statement: row.statement.clone(),
            contested: row.contested,
            unanswered: row.unanswered.iter().map(|claim| self.ledger.workspace.text(*claim)).collect(),
            cells: row.cells.iter().map(cell).collect(),
        };
        let statements = self.rows().map(statement).collect();
        write_json(&JsonMatrix { schema: 1, speakers: self.speakers().into_iter().map(id).collect(), statements }, out)
    }

    /// Writes the matrix as CSV, with a row for each statement and a column for each speaker.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = CsvWriter::new(out);
        let speakers = self.speakers();
        let names: Vec<String> = speakers.iter().map(|speaker| self.speaker(*speaker)).collect();
        csv.write(["statement", "contested", "unanswered"].into_iter().chain(names.iter().map(String::as_str)))?;
        for row in self.rows() {
            let statement = self.naming.statement(&row.statement);
            let yes = |is: bool| if is { "yes" } else { "" };
            let mut cells = vec![statement.as_str(), yes(row.contested), yes(!row.unanswered.is_empty())];
            cells.extend(self.words(row, &speakers, SILENT));
            csv.write(cells)?;
        }
        csv.finish()
    }

    /// Writes the matrix as a Markdown table.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        let speakers = self.speakers();
        let names: Vec<String> = speakers.iter().map(|speaker| self.speaker(*speaker)).collect();
        markdown_headings(out, std::iter::once("Statement").chain(names.iter().map(String::as_str)))?;
        self.rows().try_for_each(|row| markdown_row(out, self.cells(row, &speakers).iter().map(String::as_str)))
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.matrix.rows.iter().take(self.limit)
    }

    /// Returns the speakers of the statements that are shown, by number.
    fn speakers(&self) -> Vec<usize> {
        let mut speak = vec![false; self.matrix.speakers.len()];
        for cell in self.rows().flat_map(|row| &row.cells) {
            if let Some(speaks) = speak.get_mut(cell.speaker) {
                *speaks = true;
            }
        }
        speak.iter().enumerate().filter_map(|(number, speaks)| speaks.then_some(number)).collect()
    }

    fn speaker(&self, number: usize) -> String {
        self.matrix.speakers.get(number).map(|id| self.naming.entity(self.ledger.entity_text(*id))).unwrap_or_default()
    }

    /// Returns what each speaker holds, with a word for those who say nothing.
    fn words<'r>(&self, row: &'r Row, speakers: &'r [usize], silent: &'r str) -> impl Iterator<Item = &'r str> {
        let mut cells = row.cells.iter().peekable();
        speakers.iter().map(move |speaker| match cells.next_if(|cell| cell.speaker == *speaker) {
            Some(cell) => cell.held.word(),
            None => silent,
        })
    }

    /// Returns the statement, and what each speaker holds; the cell of a silent speaker is empty.
    fn cells(&self, row: &Row, speakers: &[usize]) -> Vec<String> {
        std::iter::once(self.heading(row)).chain(self.words(row, speakers, "").map(str::to_owned)).collect()
    }

    fn heading(&self, row: &Row) -> String {
        let mark = match (row.contested, row.unanswered.is_empty()) {
            (false, true) => "",
            (true, true) => " (contested)",
            (false, false) => " (unanswered)",
            (true, false) => " (contested, unanswered)",
        };
        format!("{}{mark}", self.naming.statement(&row.statement))
    }

    /// Returns a statement with its speakers by what they hold, and the number of silent speakers.
    fn section(&self, row: &Row, speakers: usize) -> Section {
        let held = |held: Held| {
            let those = row.cells.iter().filter(|cell| cell.held == held);
            let names: Vec<String> = those.map(|cell| self.speaker(cell.speaker)).collect();
            (!names.is_empty()).then(|| vec![held.word().to_owned(), names.join(", ")])
        };
        let silent = speakers - row.cells.len();
        let silent = (silent > 0).then(|| vec![SILENT.to_owned(), format!("{silent} of {speakers} speakers")]);
        let rows = Held::ALL.into_iter().filter_map(held).chain(silent);
        let rows = rows.map(|cells| FoldedRow { cells, notes: Vec::new() }).collect();
        Section { heading: self.heading(row), rows }
    }
}

#[derive(Serialize)]
struct JsonMatrix<'a> {
    schema: u32,
    speakers: Vec<&'a str>,
    statements: Vec<JsonRow<'a>>,
}

#[derive(Serialize)]
struct JsonRow<'a> {
    statement: String,
    contested: bool,
    unanswered: Vec<&'a str>,
    cells: Vec<JsonCell<'a>>,
}

#[derive(Serialize)]
struct JsonCell<'a> {
    speaker: &'a str,
    held: &'static str,
    claims: Vec<&'a str>,
}
