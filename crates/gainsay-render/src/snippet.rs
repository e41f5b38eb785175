//! The few lines of a file that a finding shows: made safe, and cut to the width of a page, with the marks moved along.

use std::ops::Range;

use gainsay_model::text::{escaped, trimmed_to};

use crate::location::{Location, Locations};

/// The longest line shown, in characters: 80 columns, less the line number before it.
const WIDTH: usize = 73;

/// The largest number of lines shown of one place.
const LINES: usize = 3;

/// The largest distance, in lines, at which places of one file are shown in one snippet.
const NEAR: usize = 12;

/// The number of characters kept before a mark that begins too far to the right.
const LEAD: usize = 20;

/// Lines of a file, as they are shown.
pub struct Snippet {
    /// The file's path, safe to show.
    pub path: String,
    /// The number of the first line.
    pub first_line: usize,
    /// The lines, safe to show; empty for a file that could not be read.
    pub source: String,
    /// The marks in the lines.
    pub marks: Vec<Mark>,
    number: usize,
    last_line: usize,
}

/// A mark in a snippet.
pub struct Mark {
    /// The range of bytes in the snippet's source.
    pub bytes: Range<usize>,
    /// The text at the mark; may be empty.
    pub text: String,
    /// Says whether this is the place to go to.
    pub primary: bool,
    /// The line and column in the file, and the column in the snippet.
    at: (usize, usize, usize),
}

impl Mark {
    /// Reduces the mark to the key if the text would not fit beside the whole value, or if the value continues on the
    /// next line.
    fn narrow(&mut self, source: &str) {
        let before = source.get(..self.bytes.start).unwrap_or_default();
        let column = before.chars().count() - before.rfind('\n').map_or(0, |end| before[..=end].chars().count());
        let marked = source.get(self.bytes.clone()).unwrap_or_default();
        let fits = column + marked.chars().count() + 1 + self.text.chars().count() <= WIDTH && !marked.contains('\n');
        let key = marked.find(':').filter(|_| !fits && !self.text.is_empty());
        self.bytes.end = key.map_or(self.bytes.end, |length| self.bytes.start + length);
        let marked = source.get(self.bytes.clone()).unwrap_or_default().chars().count();
        // If little space is left beside the mark, the text may extend further.
        let room = WIDTH.saturating_sub(column + marked).max(WIDTH / 2);
        self.text = trimmed_to(&self.text, room).into_owned();
    }
}

impl Snippet {
    /// Returns the rendered text with the columns of the file in its headings, where making a line safe or cutting it
    /// moved them.
    pub fn corrected(&self, rendered: String) -> String {
        self.marks.iter().filter(|mark| mark.at.1 != mark.at.2).fold(rendered, |rendered, mark| {
            let (line, column, shown) = mark.at;
            rendered.replacen(
                &format!("{}:{line}:{shown}\n", self.path),
                &format!("{}:{line}:{column}\n", self.path),
                1,
            )
        })
    }
}

/// Returns the snippets that show these places, in their order; the first place is the primary one.
pub fn snippets(locations: &Locations<'_>, labels: &[(Location<'_>, &str)]) -> Vec<Snippet> {
    let mut snippets: Vec<(Snippet, Vec<usize>)> = Vec::new();
    for (i, (place, _)) in labels.iter().enumerate() {
        let (first, last) = (place.start.0, last_line(place));
        let near = snippets
            .iter_mut()
            .find(|(e, _)| e.number == place.number && first <= e.last_line + NEAR && e.first_line <= last + NEAR);
        match near {
            Some((snippet, members)) => {
                snippet.first_line = snippet.first_line.min(first);
                snippet.last_line = snippet.last_line.max(last);
                members.push(i);
            }
            None => {
                let path = escaped(place.file).into_owned();
                let snippet = Snippet {
                    path,
                    first_line: first,
                    last_line: last,
                    source: String::new(),
                    marks: Vec::new(),
                    number: place.number,
                };
                snippets.push((snippet, vec![i]));
            }
        }
    }
    snippets.into_iter().map(|(snippet, members)| filled(locations, snippet, labels, &members)).collect()
}

fn last_line(place: &Location<'_>) -> usize {
    // A range that ends just before the first character of a line does not reach into it.
    let end = if place.end.1 == 1 && place.end.0 > place.start.0 { place.end.0 - 1 } else { place.end.0 };
    end.min(place.start.0 + LINES - 1)
}

fn filled(
    locations: &Locations<'_>,
    mut snippet: Snippet,
    labels: &[(Location<'_>, &str)],
    members: &[usize],
) -> Snippet {
    let mut marks: Vec<Mark> = Vec::new();
    for &i in members {
        let Some((place, text)) = labels.get(i) else { continue };
        marks.push(Mark {
            bytes: 0..0,
            text: escaped(text).into_owned(),
            primary: i == 0,
            at: (place.start.0, place.start.1, place.start.1),
        });
    }
    for line in snippet.first_line..=snippet.last_line {
        let (text, offset) = locations.text(snippet.number, line);
        let starts = |m: &usize| {
            labels.get(*m).filter(|(p, _)| p.start.0 == line).map(|(p, _)| p.bytes.start.saturating_sub(offset))
        };
        let from = members.iter().filter_map(starts).min();
        let shown = Line::fit(text, from);
        let base = snippet.source.len();
        for (mark, &i) in marks.iter_mut().zip(members) {
            let Some((place, _)) = labels.get(i) else { continue };
            if place.start.0 == line {
                mark.bytes.start = base + shown.position(place.bytes.start.saturating_sub(offset));
                mark.at.2 = shown.text.get(..mark.bytes.start - base).map_or(1, |before| before.chars().count() + 1);
            }
            if last_line(place) == line {
                mark.bytes.end = base + shown.position(place.bytes.end.saturating_sub(offset));
            }
        }
        snippet.source.push_str(&shown.text);
        snippet.source.push('\n');
    }
    for mark in &mut marks {
        mark.bytes.end = mark.bytes.end.max(mark.bytes.start);
        mark.narrow(&snippet.source);
    }
    snippet.marks = marks;
    if snippet.source.trim().is_empty() {
        snippet.source.clear();
    }
    snippet
}

/// A line that is safe to show and not too long.
struct Line {
    text: String,
    /// The positions of characters in the file's line and in `text`.
    moved: Vec<(usize, usize)>,
}

impl Line {
    /// Returns the part of a line that is shown; the byte `from` must be visible.
    fn fit(line: &str, from: Option<usize>) -> Line {
        let start = from.map_or(0, |from| window(line, from));
        let mut shown = Line { text: if start > 0 { "…".into() } else { String::new() }, moved: Vec::new() };
        let mut width = shown.text.chars().count();
        let rest = line.get(start..).unwrap_or_default();
        for (i, character) in rest.char_indices() {
            shown.moved.push((start + i, shown.text.len()));
            let mut buffer = [0; 4];
            let written = escaped(character.encode_utf8(&mut buffer));
            width += written.chars().count();
            if width >= WIDTH && rest.len() > i + character.len_utf8() {
                shown.text.push('…');
                break;
            }
            // A byte-order mark is no character that anybody sees.
            shown.text.push_str(if character == '\u{feff}' { "" } else { &written });
        }
        shown
    }

    /// Returns the position at which a byte of the file's line is shown; the end if it is cut off.
    fn position(&self, byte: usize) -> usize {
        match self.moved.binary_search_by_key(&byte, |(from, _)| *from) {
            Ok(i) => self.moved.get(i).map_or(self.text.len(), |(_, to)| *to),
            Err(0) => 0,
            Err(_) => self.text.len(),
        }
    }
}

/// Returns the byte at which the shown part of a line begins, so that `from` is visible.
fn window(line: &str, from: usize) -> usize {
    let before = line.get(..from).unwrap_or_default();
    if before.chars().rev().take(WIDTH / 2).count() < WIDTH / 2 {
        return 0;
    }
    before.char_indices().rev().nth(LEAD).map_or(0, |(i, _)| i)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_around_its_mark() {
        let line = format!("{{a: {}, affirms: b c d, e: {}}}", "x".repeat(200), "y".repeat(200));
        let from = line.find("affirms").unwrap_or_default();
        let shown = Line::fit(&line, Some(from));
        assert!(
            shown.text.starts_with('…') && shown.text.ends_with('…') && shown.text.chars().count() <= WIDTH,
            "{}",
            shown.text
        );
        assert!(shown.text[shown.position(from)..].starts_with("affirms: b c d"));
        assert_eq!(shown.position(line.len()), shown.text.len());
    }

    #[test]
    fn nothing_shown_is_obeyed_and_marks_move_along() {
        let line = "a: \u{1b}[31m\u{202e}b";
        let shown = Line::fit(line, None);
        assert_eq!(shown.text, "a: \\u{1b}[31m\\u{202e}b");
        assert_eq!(shown.position(line.len() - 1), shown.text.len() - 1);
        assert_eq!(shown.position(line.len()), shown.text.len());
    }

    #[test]
    fn a_line_that_fits_stands_as_it_is() {
        for length in [0, 1, WIDTH - 1, WIDTH, WIDTH + 1] {
            let line = "z".repeat(length);
            let shown = Line::fit(&line, Some(0));
            assert_eq!(shown.text == line, length <= WIDTH, "{length}");
            assert!(shown.text.chars().count() <= WIDTH);
        }
    }
}
