//! Conversion of routes to lines and columns.

use std::cell::OnceCell;
use std::ops::Range;

use gainsay_model::Workspace;
use gainsay_model::finding::{Reason, Route};
use gainsay_model::text::escaped;
use gainsay_model::workspace::span_in;
use gainsay_model::yaml::Span;

use gainsay_model::lately::LatelyRead;

/// A location in a file, as people count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Location<'w> {
    /// The file's path from the root; `<NAME>` for a built-in vocabulary.
    pub file: &'w str,
    /// The index into [`Workspace::files`].
    pub number: usize,
    /// The bytes of the file's text.
    pub bytes: Range<usize>,
    /// The line and column of the first character, from 1; columns are counted in characters.
    pub start: (usize, usize),
    /// The line and column after the last character.
    pub end: (usize, usize),
}

/// The locations in one workspace; the lines of a file are computed once.
pub struct Locations<'w> {
    workspace: &'w Workspace,
    /// The records read last: the next finding often points into the same ones.
    lately: LatelyRead<'w>,
    lines: Vec<OnceCell<Vec<usize>>>,
}

impl<'w> Locations<'w> {
    /// Makes a value that has read nothing yet.
    pub fn new(workspace: &'w Workspace) -> Locations<'w> {
        Locations {
            workspace,
            lately: LatelyRead::new(workspace),
            lines: workspace.files.iter().map(|_| OnceCell::new()).collect(),
        }
    }

    /// Returns the records of the workspace, of which the last ones are kept.
    pub fn records(&self) -> &LatelyRead<'w> {
        &self.lately
    }

    /// Returns the place that a route leads to.
    pub fn find(&self, route: Route) -> Location<'w> {
        let number = route.file() as usize;
        let Some(file) = self.workspace.files.get(number) else {
            return Location { file: "", number, bytes: 0..0, start: (1, 1), end: (1, 1) };
        };
        let span = self.span(route);
        let start = floor(file.text(), span.start as usize);
        let end = floor(file.text(), span.end as usize).max(start);
        Location {
            file: &file.path,
            number,
            bytes: start..end,
            start: self.line_and_column(number, start),
            end: self.line_and_column(number, end),
        }
    }

    /// Returns the bytes that a route leads to.
    fn span(&self, route: Route) -> Span {
        let document = route.record().and_then(|place| self.lately.document(place));
        span_in(route, document.as_deref())
    }

    /// Returns a reason with the location of its source, safe to show.
    pub fn told(&self, reason: &Reason) -> String {
        let text = escaped(&reason.text);
        match reason.route.map(|route| self.find(route)) {
            Some(place) => format!("{text} ({}:{})", escaped(place.file), place.start.0),
            None => text.into_owned(),
        }
    }

    /// Returns the text of a line, counted from 1, without its end, and the byte at which it begins.
    pub fn text(&self, number: usize, line: usize) -> (&'w str, usize) {
        let text = self.workspace.files.get(number).map_or("", |f| f.text());
        let starts = self.starts(number);
        let start = line.checked_sub(1).and_then(|i| starts.get(i)).copied().unwrap_or(text.len());
        let end = starts.get(line).copied().unwrap_or(text.len());
        let line = text.get(start..end).unwrap_or_default();
        (line.trim_end_matches(['\r', '\n']), start)
    }

    fn line_and_column(&self, number: usize, byte: usize) -> (usize, usize) {
        let text = self.workspace.files.get(number).map_or("", |f| f.text());
        let starts = self.starts(number);
        let line = starts.partition_point(|&start| start <= byte).max(1);
        let start = starts.get(line - 1).copied().unwrap_or(0);
        // A byte-order mark is no character that anybody sees.
        let column = text.get(start..byte).unwrap_or_default().trim_start_matches('\u{feff}').chars().count();
        (line, column + 1)
    }

    /// Returns the bytes at which the lines of a file begin. Lines end as in YAML: `\n`, `\r\n` or `\r`.
    fn starts(&self, number: usize) -> &[usize] {
        let Some(cell) = self.lines.get(number) else { return &[0] };
        cell.get_or_init(|| {
            let bytes = self.workspace.files.get(number).map_or(&[][..], |f| f.text().as_bytes());
            let ends = |i: &usize| bytes[*i] == b'\n' || (bytes[*i] == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
            std::iter::once(0).chain((0..bytes.len()).filter(ends).map(|i| i + 1)).collect()
        })
    }
}

/// Returns the nearest character boundary at or before `byte`.
fn floor(text: &str, byte: usize) -> usize {
    text.floor_char_boundary(byte.min(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use gainsay_model::Input;

    #[test]
    fn lines_end_in_three_ways_and_columns_are_characters() {
        let text = "a: é1\r\nb: 2\rc: 3\nd: 4";
        let workspace = Workspace::read(vec![Input { path: "x.yaml".into(), bytes: Ok(text.into()) }]);
        let locations = Locations::new(&workspace);
        for (word, at) in [("1", (1, 5)), ("b", (2, 1)), ("3", (3, 4)), ("d", (4, 1))] {
            let start = text.find(word).unwrap_or_default() as u32;
            let place = locations.find(Route::Bytes(0, Span { start, end: start + 1 }));
            assert_eq!((place.start, place.end), (at, (at.0, at.1 + 1)), "{word}");
        }
        assert_eq!(locations.text(0, 1).0, "a: é1");
        assert_eq!(locations.text(0, 4), ("d: 4", text.len() - 4));
        assert_eq!(locations.text(0, 5).0, "");
    }
}
