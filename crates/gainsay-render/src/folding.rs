//! Tables that are folded and never cut: a cell that is too long continues below, in its own column.

use std::borrow::Cow;

use gainsay_model::text::escaped;
use textwrap::core::display_width;

use crate::layout::wrapped;
use crate::paint::Paint;

/// The number of spaces between two columns.
const GAP: usize = 2;

/// The indent of a line that belongs to the one above.
const INDENT: usize = 2;

/// A part of a table: its heading, and its rows.
#[derive(Clone, Default, Debug)]
pub struct Section {
    /// The heading over the rows; nothing is shown if it is empty.
    pub heading: String,
    /// The rows.
    pub rows: Vec<FoldedRow>,
}

/// A row, and the notes below it.
#[derive(Clone, Default, Debug)]
pub struct FoldedRow {
    /// A cell for each column.
    pub cells: Vec<String>,
    /// The notes below the row, each on lines of its own.
    pub notes: Vec<String>,
}

/// Returns the lines of a table in sections that share their columns. No line is wider than `width`, where words allow
/// it. Empty columns are left out. If even the words of all columns are too wide to stand side by side, the cells of
/// the last columns stand below the others.
pub fn folded(headings: &[&str], sections: &[Section], width: usize, paint: Paint) -> Vec<String> {
    let indent = if sections.iter().any(|section| !section.heading.is_empty()) { INDENT } else { 0 };
    let heading = FoldedRow { cells: headings.iter().map(|word| word.to_uppercase()).collect(), notes: Vec::new() };
    let rows = || sections.iter().flat_map(|section| &section.rows);
    let columns = Columns::fitting(rows().chain(Some(&heading)), rows(), width.saturating_sub(indent));
    let mut lines = Vec::new();
    let put = |lines: &mut Vec<String>, row: &FoldedRow| {
        lines.extend(columns.lines(row, width.saturating_sub(indent)).map(|line| format!("{:indent$}{line}", "")));
    };
    if heading.cells.iter().any(|cell| !cell.is_empty()) {
        put(&mut lines, &heading);
    }
    for (number, section) in sections.iter().enumerate() {
        if indent > 0 && number > 0 {
            lines.push(String::new());
        }
        if !section.heading.is_empty() {
            lines.extend(wrapped(&escaped(&section.heading), width).iter().map(|line| paint.bold(line)));
        }
        section.rows.iter().for_each(|row| put(&mut lines, row));
    }
    lines
}

/// The columns of a table.
struct Columns {
    /// The numbers of the columns that stand side by side, and their widths.
    beside: Vec<(usize, usize)>,
    /// The numbers of the columns that stand below.
    below: Vec<usize>,
}

impl Columns {
    /// Arranges the columns that are not empty in `filled`; `rows` includes the headings.
    fn fitting<'r>(
        rows: impl Iterator<Item = &'r FoldedRow>,
        filled: impl Iterator<Item = &'r FoldedRow>,
        width: usize,
    ) -> Columns {
        let mut has_text: Vec<bool> = Vec::new();
        for row in filled {
            has_text.resize(has_text.len().max(row.cells.len()), false);
            row.cells.iter().zip(&mut has_text).for_each(|(cell, has_text)| *has_text |= !cell.is_empty());
        }
        // The width of each column without folding, and the least width that it needs.
        let mut widths: Vec<(usize, usize)> = vec![(0, 0); has_text.len()];
        for row in rows {
            for (cell, (natural, least)) in row.cells.iter().zip(&mut widths) {
                let cell = escaped(cell);
                *natural = display_width(&cell).max(*natural);
                // The text is broken wherever it can be.
                let words = wrapped(&cell, 1);
                *least = words.iter().map(|word| display_width(word)).max().unwrap_or(0).max(*least);
            }
        }
        let mut beside: Vec<usize> = (0..has_text.len()).filter(|i| has_text[*i]).collect();
        let mut below = Vec::new();
        while beside.len() > 1 && total(beside.iter().map(|i| widths[*i].1)) > width {
            below.extend(beside.pop());
        }
        below.reverse();
        let mut beside: Vec<(usize, usize)> = beside.into_iter().map(|i| (i, widths[i].0)).collect();
        while total(beside.iter().map(|(_, width)| *width)) > width {
            let widest = beside.iter_mut().filter(|(i, width)| *width > widths[*i].1).max_by_key(|(_, width)| *width);
            let Some((_, widest)) = widest else { break };
            *widest -= 1;
        }
        Columns { beside, below }
    }

    /// Returns the lines of a row and its notes.
    fn lines(&self, row: &FoldedRow, width: usize) -> impl Iterator<Item = String> {
        let cell = |i: usize| row.cells.get(i).map_or(Cow::Borrowed(""), |cell| escaped(cell));
        let cells: Vec<(Vec<String>, usize)> =
            self.beside.iter().map(|(i, width)| (wrapped(&cell(*i), *width), *width)).collect();
        let height = cells.iter().map(|(lines, _)| lines.len()).max().unwrap_or(0);
        let line = |number: usize| {
            let parts = cells.iter().map(|(lines, width)| padded(lines.get(number).map_or("", String::as_str), *width));
            parts.collect::<Vec<_>>().join(&" ".repeat(GAP)).trim_end().to_owned()
        };
        let mut lines: Vec<String> = (0..height).map(line).collect();
        let below = |text: &str| -> Vec<String> {
            wrapped(text, width.saturating_sub(INDENT)).iter().map(|line| format!("{:INDENT$}{line}", "")).collect()
        };
        for text in self.below.iter().map(|i| cell(*i)).filter(|text| !text.is_empty()) {
            lines.extend(below(&text));
        }
        for note in &row.notes {
            lines.extend(below(&escaped(note)));
        }
        lines.into_iter()
    }
}

/// Returns the width of columns side by side.
fn total(widths: impl Iterator<Item = usize>) -> usize {
    widths.map(|width| width + GAP).sum::<usize>().saturating_sub(GAP)
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{:1$}", "", width.saturating_sub(display_width(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Paint = Paint { styled: false };

    fn section(heading: &str, rows: &[&[&str]]) -> Section {
        let row = |cells: &&[&str]| FoldedRow {
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
            notes: Vec::new(),
        };
        Section { heading: heading.to_owned(), rows: rows.iter().map(row).collect() }
    }

    #[test]
    fn a_table_that_fits_is_not_folded_and_its_columns_stand_below_each_other() {
        let sections = [section("one", &[&["a", "", "bb"]]), section("two", &[&["aaa", "", "b"]])];
        assert_eq!(folded(&["", "", ""], &sections, 20, PLAIN), ["one", "  a    bb", "", "two", "  aaa  b"]);
    }

    #[test]
    fn long_cells_go_on_below_themselves_and_nothing_is_lost() {
        let sections = [section("", &[&["9 December 2016", "denies that it has relations with anybody", "an-id"]])];
        let lines = folded(&["said", "says", "claim"], &sections, 40, PLAIN);
        assert!(lines.iter().all(|line| display_width(line) <= 40), "{lines:#?}");
        assert!(lines.len() > 2 && lines[0].starts_with("SAID") && lines[0].ends_with("CLAIM"), "{lines:#?}");
        let words: Vec<&str> = lines[1..].iter().flat_map(|line| line.split_whitespace()).collect();
        assert_eq!(words.len(), "9 December 2016 denies that it has relations with anybody an-id".split(' ').count());
    }

    #[test]
    fn what_cannot_stand_beside_the_others_stands_below() {
        let id = "an-id-that-is-much-too-long-for-it";
        let lines = folded(&["", ""], &[section("", &[&["9 December 2016", id]])], 40, PLAIN);
        assert_eq!(lines, ["9 December 2016", &format!("  {id}")]);
    }

    #[test]
    fn wide_scripts_take_two_columns_and_are_folded_between_letters() {
        let text = "伊朗驻阿富汗大使承认与塔利班有接触但否认有关系";
        let sections = [section("", &[&["2016", text, "x"], &["2017", "ada", "y"]])];
        let lines = folded(&["", "", ""], &sections, 30, PLAIN);
        assert!(lines.iter().all(|line| display_width(line) <= 30), "{lines:#?}");
        let letters: String =
            lines.iter().flat_map(|line| line.chars()).filter(|c| display_width(&c.to_string()) == 2).collect();
        assert_eq!(letters, text);
        let at = |line: &str, c: char| line.split(c).next().map(display_width);
        assert_eq!(at(&lines[0], 'x'), lines.last().and_then(|line| at(line, 'y')), "{lines:#?}");
    }

    #[test]
    fn notes_stand_below_their_row() {
        let row = FoldedRow { cells: vec!["a".into()], notes: vec!["one two three".into()] };
        let sections = [Section { heading: "h".into(), rows: vec![row] }];
        assert_eq!(folded(&[""], &sections, 12, PLAIN), ["h", "  a", "    one two", "    three"]);
    }
}
