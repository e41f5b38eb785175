//! Conversion between bytes of a text and positions as the protocol counts them: lines, and within a line bytes, UTF-16
//! units or characters, as negotiated.

use std::ops::Range as Bytes;

use lsp_types::{Position, PositionEncodingKind, Range};
use memchr::{memchr_iter, memchr2_iter, memrchr2_iter};

/// The unit of positions within a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16.
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// Chooses among the encodings that a client offers.
    pub fn among(offered: &[PositionEncodingKind]) -> Encoding {
        if offered.contains(&PositionEncodingKind::UTF8) {
            Encoding::Utf8
        } else if offered.contains(&PositionEncodingKind::UTF32) && !offered.contains(&PositionEncodingKind::UTF16) {
            Encoding::Utf32
        } else {
            Encoding::Utf16
        }
    }

    /// Returns the name of the encoding in the protocol.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn units(self, c: char) -> usize {
        match self {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }
}

/// The beginnings of the lines of a text. Lines end in `\n`, `\r\n` or `\r`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// Finds the lines of a text.
    pub fn new(text: &str) -> Lines {
        let bytes = text.as_bytes();
        let ends = |at: &usize| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
        Lines {
            starts: std::iter::once(0).chain(memchr2_iter(b'\n', b'\r', bytes).filter(ends).map(|at| at + 1)).collect(),
        }
    }

    /// Returns the position of a byte; for a byte within a character, the position of the character.
    pub fn position(&self, text: &str, byte: usize, encoding: Encoding) -> Position {
        let byte = text.floor_char_boundary(byte.min(text.len()));
        let line = self.starts.partition_point(|start| *start <= byte).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or_default();
        position_in(text, line, start..byte, encoding)
    }

    /// Returns the byte at a position. A position after the end of its line means the end of the line; one within a
    /// character means its beginning; one after the last line means the end of the text.
    pub fn byte(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        let Some(start) = self.starts.get(line).copied() else { return text.len() };
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let line = text.get(start..end).unwrap_or_default().trim_end_matches(['\r', '\n']);
        let (mut left, mut at) = (position.character as usize, start);
        for c in line.chars() {
            let units = encoding.units(c);
            if left < units {
                break;
            }
            left -= units;
            at += c.len_utf8();
        }
        at
    }

    /// Returns the range of some bytes.
    pub fn range(&self, text: &str, bytes: Bytes<usize>, encoding: Encoding) -> Range {
        Range {
            start: self.position(text, bytes.start, encoding),
            end: self.position(text, bytes.end.max(bytes.start), encoding),
        }
    }

    /// Returns the bytes of a range.
    pub fn bytes(&self, text: &str, range: Range, encoding: Encoding) -> Bytes<usize> {
        let start = self.byte(text, range.start, encoding);
        start..self.byte(text, range.end, encoding).max(start)
    }
}

/// Finds positions in one text. Of a few places the lines before them are counted; if there are more, all lines are
/// found once.
#[derive(Default)]
pub struct Positions {
    asked: usize,
    lines: Option<Lines>,
}

/// The number of places up to which counting lines is quicker than finding all of them.
const FEW: usize = 6;

impl Positions {
    /// Returns the range of some bytes of the text.
    pub fn range(&mut self, text: &str, bytes: Bytes<usize>, encoding: Encoding) -> Range {
        self.asked += 1;
        if self.asked > FEW {
            return self.lines.get_or_insert_with(|| Lines::new(text)).range(text, bytes, encoding);
        }
        let byte = |byte: usize| text.floor_char_boundary(byte.min(text.len()));
        let (start, end) = (byte(bytes.start), byte(bytes.end.max(bytes.start)));
        let line = breaks_in(text, 0..start);
        let position = |byte: usize, line: usize| position_in(text, line, line_start(text, byte)..byte, encoding);
        Range { start: position(start, line), end: position(end, line + breaks_in(text, start..end)) }
    }
}

/// Returns the position behind the bytes of a line, which is the line of that number.
fn position_in(text: &str, line: usize, bytes: Bytes<usize>, encoding: Encoding) -> Position {
    let character: usize = text.get(bytes).unwrap_or_default().chars().map(|c| encoding.units(c)).sum();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Position { line: number(line), character: number(character) }
}

/// Returns the number of lines that end within some bytes of a text.
fn breaks_in(text: &str, bytes: Bytes<usize>) -> usize {
    let (all, start) = (text.as_bytes(), bytes.start);
    let within = all.get(bytes).unwrap_or_default();
    let alone = memchr_iter(b'\r', within).filter(|at| all.get(start + at + 1) != Some(&b'\n')).count();
    memchr_iter(b'\n', within).count() + alone
}

/// Returns the beginning of the line of a byte.
fn line_start(text: &str, byte: usize) -> usize {
    let all = text.as_bytes();
    let ends = |at: &usize| all.get(*at) == Some(&b'\n') || all.get(at + 1) != Some(&b'\n');
    memrchr2_iter(b'\n', b'\r', all.get(..byte).unwrap_or_default()).find(ends).map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    #[test]
    fn every_character_is_found_again() {
        let text = "a: é😀x\r\nb\rc\n\nü\u{feff}";
        let lines = Lines::new(text);
        for encoding in ALL {
            // There is no position between `\r` and `\n`.
            for (at, _) in text.char_indices().filter(|(at, _)| text.as_bytes()[*at] != b'\n' || *at != 11) {
                assert_eq!(lines.byte(text, lines.position(text, at, encoding), encoding), at, "{encoding:?}");
            }
        }
        let character = |encoding| lines.position(text, text.find('x').unwrap_or_default(), encoding).character;
        assert_eq!(ALL.map(character), [9, 6, 5]);
    }

    #[test]
    fn odd_positions_lead_to_the_nearest_place() {
        let text = "😀\nab";
        let lines = Lines::new(text);
        let at = |line, character| lines.byte(text, Position { line, character }, Encoding::Utf16);
        assert_eq!([at(0, 1), at(0, 9), at(1, 9), at(9, 0), at(u32::MAX, u32::MAX)], [0, 4, 7, 7, 7]);
        let odd = Range { start: Position { line: 1, character: 2 }, end: Position { line: 0, character: 0 } };
        assert_eq!(lines.bytes(text, odd, Encoding::Utf16), 7..7);
    }

    proptest! {
        #[test]
        fn counting_and_finding_lines_give_the_same(
            text in "[aé😀\r\n]{0,20}",
            places in prop::collection::vec((0usize..50, 0usize..50), 1..12),
        ) {
            for encoding in ALL {
                let (mut positions, lines) = (Positions::default(), Lines::new(&text));
                for (start, end) in &places {
                    prop_assert_eq!(
                        positions.range(&text, *start..*end, encoding),
                        lines.range(&text, *start..*end, encoding)
                    );
                }
            }
        }
    }
}
