//! Which documents of a text an edit touches.
//!
//! A document is read by itself, from its marker to the next one ([`super::cut`]). So what lies between two markers
//! that stand before an edit and after it, with the same bytes, is read as before, and only moves.

use std::ops::Range;

use memchr::memchr_iter;

use super::cut::{is_marker, line_starts};

/// A range of whole documents in a text before an edit, and what stands in its place after the edit. Before and
/// behind it both texts are the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditedRange {
    /// The bytes before the edit.
    pub before: Range<u32>,
    /// The bytes after the edit.
    pub after: Range<u32>,
    /// How many line breaks stand up to the end of the range, before the edit and after it.
    pub breaks: [u32; 2],
}

impl EditedRange {
    /// Returns the range that holds all of a text, which is of so many bytes after an edit.
    pub fn whole(after: usize) -> EditedRange {
        EditedRange { before: 0..u32::MAX, after: 0..narrow(after), breaks: [0; 2] }
    }

    /// Returns the least range that holds all in which two texts differ, and that neither begins nor ends, but with
    /// the texts, at a byte of the first of which `is_open` says that what is found there may belong to either side.
    pub fn between(before: &str, after: &str, is_open: &dyn Fn(u32) -> bool) -> EditedRange {
        let (old, new) = (before.as_bytes(), after.as_bytes());
        let first = common_start(old, new);
        let last = common_end(&old[first..], &new[first..]);
        let marker_before = |end: usize| {
            let mut lines = line_starts(old.get(..end).unwrap_or_default()).rev();
            lines.find(|&line| line + MARKER <= end && is_marker(old, line)).unwrap_or_default()
        };
        let marker_behind = |start: usize| {
            let lines = line_starts(old.get(start..).unwrap_or_default()).map(|line| start + line);
            lines.into_iter().find(|&line| is_marker(old, line)).unwrap_or(old.len())
        };
        let mut start = marker_before(first);
        while start > 0 && is_open(narrow(start)) {
            start = marker_before(start);
        }
        let mut end = marker_behind(old.len() - last);
        while end < old.len() && is_open(narrow(end)) {
            end = marker_behind(end);
        }
        let behind = old.len() - end;
        let (common, after) = (breaks(&old[..start]), new.len() - behind);
        let breaks = [common + breaks(&old[start..end]), common + breaks(&new[start..after])];
        EditedRange { before: narrow(start)..narrow(end), after: narrow(start)..narrow(after), breaks }
    }

    /// Returns whether a byte of the text before the edit lies within the range.
    pub fn holds(&self, byte: u32) -> bool {
        self.before.contains(&byte)
    }

    /// Returns where a byte outside the range is after the edit.
    pub fn moved(&self, byte: u32) -> u32 {
        if byte < self.before.end { byte } else { byte - self.before.end + self.after.end }
    }

    /// Returns on which line a line outside the range is after the edit, both counted from 0.
    pub fn moved_line(&self, line: u32) -> u32 {
        let [before, after] = self.breaks;
        if line < before { line } else { line - before + after }
    }

    /// Returns whether what stands behind the range has moved.
    pub fn moves(&self) -> bool {
        self.before.end != self.after.end
    }
}

/// A marker with the byte behind it, which makes it one.
const MARKER: usize = 4;

/// The number of bytes that are compared at once.
const CHUNK: usize = 256;

fn narrow(byte: usize) -> u32 {
    u32::try_from(byte).unwrap_or(u32::MAX)
}

/// Returns how many lines end in these bytes, by LF, CR or CRLF.
fn breaks(bytes: &[u8]) -> u32 {
    let alone = memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n')).count();
    narrow(memchr_iter(b'\n', bytes).count() + alone)
}

/// Returns how many bytes two texts begin with alike.
fn common_start(a: &[u8], b: &[u8]) -> usize {
    let chunks = a.chunks_exact(CHUNK).zip(b.chunks_exact(CHUNK)).take_while(|(a, b)| a == b).count();
    let start = chunks * CHUNK;
    start + a[start..].iter().zip(&b[start..]).take_while(|(a, b)| a == b).count()
}

/// Returns how many bytes two texts end with alike.
fn common_end(a: &[u8], b: &[u8]) -> usize {
    let chunks = a.rchunks_exact(CHUNK).zip(b.rchunks_exact(CHUNK)).take_while(|(a, b)| a == b).count();
    let end = chunks * CHUNK;
    let rest = |bytes: &[u8]| bytes.len() - end;
    end + a[..rest(a)].iter().rev().zip(b[..rest(b)].iter().rev()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Documents, read};

    fn spans(text: &str, edited: &str, is_open: &dyn Fn(u32) -> bool) -> [Range<u32>; 2] {
        let EditedRange { before, after, .. } = EditedRange::between(text, edited, is_open);
        [before, after]
    }

    #[test]
    fn only_the_document_that_an_edit_touches_is_in_the_stretch() {
        let text = "a: 1\n---\nb: 2\n---\nc: 3\n";
        for (edited, before, after) in [
            ("a: 1\n---\nb: 22\n---\nc: 3\n", 5..14, 5..15),
            ("a: 11\n---\nb: 2\n---\nc: 3\n", 0..5, 0..6),
            ("a: 1\n---\nb: 2\n---\nc: 4\n", 14..23, 14..23),
            ("a: 1\n---\nb: 2\n--\nc: 3\n", 5..23, 5..22),
            ("a: 1\n---\nb: 2\n---\nc: 3\n---\nd: 4\n", 14..23, 14..32),
        ] {
            assert_eq!(spans(text, edited, &|_| false), [before, after], "{edited}");
        }
        assert_eq!(spans(text, "a: 1\n---\nb: 22\n---\nc: 3\n", &|byte| byte == 14), [5..23, 5..24]);
    }

    /// Random numbers, the same ones for the same seed.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, bound: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % bound
        }

        fn some(&mut self, pieces: &[&str], most: usize) -> String {
            (0..self.below(most)).map(|_| pieces[self.below(pieces.len())]).collect()
        }
    }

    const PIECES: [&str; 24] = [
        "a: 1",
        "b: |\n c",
        "  ---",
        "---",
        "---",
        "---",
        "--- x",
        "...",
        "... x",
        "%YAML 1.2",
        "# ---",
        "\"",
        "[",
        "é: 2",
        "\u{feff}",
        "---\t",
        "----",
        "\n",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "&x y",
    ];

    /// All documents and faults outside the range are found as before, and stand where it says.
    #[test]
    fn what_is_outside_is_read_as_before() {
        let mut numbers = Numbers(1);
        for round in 0..6_000 {
            let text = numbers.some(&PIECES, 24);
            let mut place = |bound: usize| text.floor_char_boundary(numbers.below(bound + 1));
            let from = place(text.len());
            let to = place(text.len()).max(from);
            let edited = [&text[..from], &numbers.some(&PIECES, 4), &text[to..]].concat();
            let (was, is) = (read(&text), read(&edited));
            let is_open = |byte: u32| was.faults.iter().any(|fault| fault.span.start == byte);
            let range = EditedRange::between(&text, &edited, &is_open);
            let mut within = Documents::within(&edited, range.after.start as usize..range.after.end as usize);
            let mut fields = Vec::new();
            while within.next(&mut fields).is_some() {}
            let kept = was.documents.iter().filter(|document| !range.holds(document.span.start));
            let there = is.documents.iter().filter(|document| !range.after.contains(&document.span.start));
            let line = |text: &str, byte: u32| breaks(&text.as_bytes()[..byte as usize]);
            let kept: Vec<_> = kept
                .map(|document| {
                    let start = document.span.start;
                    (range.moved(start), range.moved_line(line(&text, start)), document.entries.len())
                })
                .collect();
            let there: Vec<_> = there
                .map(|document| (document.span.start, line(&edited, document.span.start), document.entries.len()))
                .collect();
            assert_eq!(kept, there, "round {round}: {text:?} {edited:?} {range:?}");
            let outside = was.faults.iter().filter(|fault| !range.holds(fault.span.start));
            let mut found: Vec<_> =
                outside.map(|fault| (range.moved(fault.span.start), fault.message.clone())).collect();
            found.extend(within.faults().into_iter().map(|fault| (fault.span.start, fault.message)));
            found.sort();
            let mut all: Vec<_> = is.faults.into_iter().map(|fault| (fault.span.start, fault.message)).collect();
            all.sort();
            assert_eq!(found, all, "round {round}: {text:?} {edited:?} {range:?}");
        }
    }
}
