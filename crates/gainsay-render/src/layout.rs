//! Texts and tables that fit a page, measured in the columns that a terminal gives each character.

use std::borrow::Cow;

use gainsay_model::text::{escaped, trimmed_to};
use textwrap::core::{Word, display_width};
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm, wrap};

/// The width of a page, so that it fits wherever it is shown.
pub const WIDTH: usize = 80;

/// The text between two columns.
const GAP: &str = "  ";

/// Returns a text in lines of at most `width` columns, where its words allow it; at least one line.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let options = Options::new(width)
        .break_words(false)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    wrap(text, options).into_iter().map(Cow::into_owned).collect()
}

/// Returns the words of a line: the parts between spaces, so that no id is broken at its hyphens; in scripts that are
/// two columns wide and put no spaces between words, the letters, each with the punctuation after it.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    Box::new(WordSeparator::AsciiSpace.find_words(line).flat_map(|word| {
        let breaks = wide_letters(word.word).chain([word.word.len()]);
        let parts = breaks.scan(0, move |start, end| Some((std::mem::replace(start, end), end)));
        parts.map(move |(start, end)| {
            let mut part = Word::from(word.word.get(start..end).unwrap_or_default());
            part.whitespace = if end == word.word.len() { word.whitespace } else { "" };
            part
        })
    }))
}

/// Returns the positions of the two-column letters of a word that may begin a line.
fn wide_letters(word: &str) -> impl Iterator<Item = usize> + '_ {
    const CLOSING: &str = "，。、；：！？」』）》”’";
    let is_wide = |c: char| display_width(c.encode_utf8(&mut [0; 4])) == 2;
    let pairs = word.char_indices().zip(word.chars().skip(1));
    pairs
        .filter(move |((_, before), letter)| {
            letter.is_alphanumeric() && is_wide(*letter) && (before.is_alphanumeric() || CLOSING.contains(*before))
        })
        .map(|((at, before), _)| at + before.len_utf8())
}

/// A column of a table: its heading, and the width to which it may be cut if the table is too wide.
#[derive(Clone, Copy, Debug)]
pub struct Column(pub &'static str, pub usize);

/// A column that is not empty: its number, and its width.
type Fitted = (usize, Column, usize);

/// Returns the lines of a table, headings first. A row has a cell for each column; empty columns are left out.
///
/// With a `width`, in columns, no line is wider: cells are cut, and if that is not enough, the cells of the last column
/// stand below, each on lines of its own. Without one, every row is one line and nothing is cut.
pub fn table(columns: &[Column], rows: &[Vec<String>], width: Option<usize>) -> Vec<String> {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| escaped(cell).into_owned()).collect()).collect();
    let mut columns: Vec<Fitted> =
        columns.iter().enumerate().filter_map(|(i, column)| natural(i, *column, &rows)).collect();
    let below = if fit(columns.clone(), width).is_none() { columns.pop() } else { None };
    let columns = fit(columns.clone(), width).unwrap_or(columns);
    let headings: Vec<String> = columns.iter().chain(&below).fold(Vec::new(), |mut row, (i, column, _)| {
        row.resize(*i, String::new());
        row.push(column.0.to_uppercase());
        row
    });
    std::iter::once(&headings)
        .chain(&rows)
        .flat_map(|row| lines_of(row, &columns, below, width.unwrap_or(WIDTH)))
        .collect()
}

/// Returns the lines of one row.
fn lines_of(row: &[String], columns: &[Fitted], below: Option<Fitted>, width: usize) -> Vec<String> {
    let cell = |i: usize| row.get(i).map_or("", String::as_str);
    let cells: Vec<String> = columns.iter().map(|(i, _, width)| padded(cell(*i), *width)).collect();
    let mut lines = vec![cells.join(GAP).trim_end().to_owned()];
    if let Some(text) = below.map(|(i, ..)| cell(i)).filter(|text| !text.is_empty()) {
        lines.extend(wrapped(text, width.saturating_sub(GAP.len())).iter().map(|line| format!("{GAP}{line}")));
    }
    lines
}

/// Returns a column with the width that its cells need; none if all are empty.
fn natural(i: usize, column: Column, rows: &[Vec<String>]) -> Option<Fitted> {
    let width =
        rows.iter().filter_map(|row| row.get(i)).map(|cell| display_width(cell)).max().filter(|width| *width > 0)?;
    Some((i, column, width.max(display_width(column.0))))
}

/// Returns the columns cut so that they fit the page, the last first; none if they cannot be cut that far.
fn fit(mut columns: Vec<Fitted>, width: Option<usize>) -> Option<Vec<Fitted>> {
    let Some(page) = width else { return Some(columns) };
    loop {
        let whole: usize = columns.iter().map(|(_, _, width)| width + GAP.len()).sum();
        if whole <= page + GAP.len() {
            return Some(columns);
        }
        let can_be_cut = |(_, column, width): &&mut Fitted| *width > column.1.max(display_width(column.0));
        columns.iter_mut().rev().find(can_be_cut)?.2 -= 1;
    }
}

/// Returns a cell cut to a width and padded with spaces.
fn padded(cell: &str, width: usize) -> String {
    let cut = cut_to(cell, width);
    format!("{cut}{:1$}", "", width.saturating_sub(display_width(&cut)))
}

/// Returns the text cut to at most `width` columns, `…` included, where it is wider.
fn cut_to(text: &str, width: usize) -> Cow<'_, str> {
    if display_width(text) <= width {
        return Cow::Borrowed(text);
    }
    // A wide character takes two columns, so half as many characters always fit.
    let fitting = (width / 2..=width).rev().map(|characters| trimmed_to(text, characters));
    fitting.into_iter().find(|cut| display_width(cut) <= width).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_wrapped_between_words() {
        let text = "they were said at different times ".repeat(6);
        let lines = wrapped(text.trim(), 66);
        assert!(lines.len() > 2 && lines.iter().all(|line| display_width(line) <= 66), "{lines:#?}");
        assert_eq!(lines.join(" "), text.trim());
        assert_eq!(wrapped("", 10), [""]);
        assert_eq!(wrapped("unconstitutionally so", 6), ["unconstitutionally", "so"]);
    }

    #[test]
    fn a_table_fits_the_page_and_keeps_what_it_must() {
        let columns = [Column("id", 30), Column("empty", 5), Column("title", 20)];
        let id = "a-claim-with-an-id-of-thirty-x";
        let rows = [
            vec![id.to_owned(), String::new(), "denies that ".repeat(9)],
            vec!["b".to_owned(), String::new(), "c\nd".to_owned()],
        ];
        let lines = table(&columns, &rows, Some(WIDTH));
        assert_eq!(lines[0], "ID                              TITLE");
        assert!(lines[1].starts_with(&format!("{id}  denies that")) && lines[1].ends_with('…'), "{}", lines[1]);
        assert!(lines.iter().all(|line| display_width(line) <= WIDTH && line.trim_end() == line), "{lines:#?}");
        assert!(lines[2].ends_with("c\\nd"), "{}", lines[2]);
    }

    #[test]
    fn what_must_not_be_cut_stands_below() {
        let columns = [Column("id", 30), Column("statement", usize::MAX)];
        let statement = "denies that ".repeat(9);
        let lines = table(
            &columns,
            &[vec!["a".into(), statement.trim().to_owned()], vec!["b".into(), String::new()]],
            Some(WIDTH),
        );
        assert_eq!((lines[0].as_str(), lines[1].as_str(), lines[2].as_str()), ("ID", "  STATEMENT", "a"));
        assert_eq!(
            lines[3..lines.len() - 1].iter().map(|line| line.trim()).collect::<Vec<_>>().join(" "),
            statement.trim()
        );
        assert_eq!(lines.last().map(String::as_str), Some("b"));
        assert!(lines.iter().all(|line| display_width(line) <= WIDTH), "{lines:#?}");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        let rows = [vec!["伊朗与塔利班".to_owned(), "x".to_owned()], vec!["ada".to_owned(), "y".to_owned()]];
        let columns = [Column("name", 4), Column("id", 1)];
        assert_eq!(table(&columns, &rows, None), ["NAME          ID", "伊朗与塔利班  x", "ada           y"]);
        assert_eq!(table(&columns, &rows, Some(12))[1..], ["伊朗与…   x", "ada       y"]);
        let text = "伊朗驻阿富汗大使承认与塔利班有接触但否认有关系".repeat(3);
        let lines = wrapped(&text, 20);
        assert!(lines.iter().all(|line| display_width(line) <= 20) && lines.concat() == text, "{lines:#?}");
        assert_eq!(wrapped("mohammad-reza-bahrami", 10), ["mohammad-reza-bahrami"]);
    }

    #[test]
    fn a_table_that_fits_is_not_cut() {
        let lines = table(&[Column("kind", 1), Column("id", 1)], &[vec!["person".into(), "ada".into()]], Some(WIDTH));
        assert_eq!(lines, ["KIND    ID", "person  ada"]);
    }

    #[test]
    fn without_a_width_every_row_is_one_whole_line() {
        let columns = [Column("id", 30), Column("statement", usize::MAX), Column("title", 5)];
        let (statement, title) = ("denies that ".repeat(9), "a title of many words ".repeat(9));
        let lines = table(&columns, &[vec!["a".into(), statement.clone(), title.clone()]], None);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].contains(&statement) && lines[1].ends_with(title.trim_end()), "{}", lines[1]);
    }
}
