//! Conversion between bytes of a text and positions as the protocol counts them: lines, and within a line bytes, UTF-16
//! units or characters, as negotiated.

use std::ops::Range as Bytes;

use lsp_types::{Position, PositionEncodingKind, Range};
use memchr::memchr2_iter;

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
        let before = text.get(start..byte).unwrap_or_default();
        let character: usize = before.chars().map(|c| encoding.units(c)).sum();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Position { line: number(line), character: number(character) }
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

#[cfg(test)]
mod tests {
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
}
