//! Folds text for the comparison with quotes, and leads from folded text back to its source.

use std::ops::Range;

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::characters::{is_ignorable, is_line_break, is_presentation_form, is_shared_mark, is_spaceless, plain_mark};

/// Whether a hyphen at the end of a line may stand there only because the line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEndHyphens {
    /// Lines end where their author ended them: HTML, Markdown, a quote.
    Kept,
    /// Words may be split over lines: plain text, PDF.
    MaySplitWords,
}

/// A text in the form in which it is compared, which differs from the text only in how things are written:
/// ligatures, invisible characters, quotation marks, dashes, white space and Unicode normalization.
///
/// Places in it lead back to places of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    text: String,
    /// The places where the distance to the source changes: offset in the folded text, offset in the source.
    places: Vec<(u32, u32)>,
    splits: Vec<Split>,
}

/// A hyphen at a line's end, which is left out of the folded text: it is read as `-`, as `- `, and before a
/// lower-case letter also as nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Split {
    /// The place in the folded text, before the letter or digit that begins the next line.
    pub(crate) at: u32,
    pub(crate) before_lower_case: bool,
}

impl Folded {
    /// Folds a text. Linear in its length.
    pub fn of(source: &str, hyphens: LineEndHyphens) -> Folded {
        let mut folder = Folder::new(source, hyphens);
        folder.run();
        let folded = Folded { text: folder.text, places: folder.places, splits: folder.splits };
        if folded.text.is_ascii() || is_nfc_quick(folded.text.chars()) == IsNormalized::Yes {
            folded
        } else {
            folded.composed()
        }
    }

    /// Returns the folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the bytes of the source that a range of the folded text was made from.
    pub fn source_range(&self, range: Range<usize>, source: &str) -> Range<usize> {
        let start = self.source_place(range.start);
        let Some((last, _)) = self.text.get(range.clone()).and_then(|text| text.char_indices().next_back()) else {
            return start..start;
        };
        let end = self.source_place(range.start + last);
        let length = source.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        start..end + length
    }

    /// Returns the hyphen left out at this place, if one was.
    pub(crate) fn split_at(&self, place: usize) -> Option<&Split> {
        let index = self.splits.partition_point(|split| (split.at as usize) < place);
        self.splits.get(index).filter(|split| split.at as usize == place)
    }

    /// Returns true if a hyphen was left out behind the first and before the second place.
    pub(crate) fn has_split_between(&self, start: usize, end: usize) -> bool {
        let index = self.splits.partition_point(|split| split.at as usize <= start);
        self.splits.get(index).is_some_and(|split| (split.at as usize) < end)
    }

    /// Returns true if any hyphen was left out.
    pub(crate) fn has_splits(&self) -> bool {
        !self.splits.is_empty()
    }

    pub(crate) fn source_place(&self, place: usize) -> usize {
        let index = self.places.partition_point(|(here, _)| *here as usize <= place);
        match index.checked_sub(1).and_then(|index| self.places.get(index)) {
            Some((here, there)) => *there as usize + (place - *here as usize),
            None => place,
        }
    }

    /// Returns the text in Unicode NFC.
    fn composed(self) -> Folded {
        let mut composed = Composed { text: String::with_capacity(self.text.len()), places: Vec::new() };
        let mut splits = self.splits.clone();
        let mut next_split = 0;
        let mut place = Cursor::new(&self.places);
        let mut start = 0;
        let mut characters = self.text.char_indices().peekable();
        while characters.next().is_some() {
            let end = characters.peek().map_or(self.text.len(), |(at, _)| *at);
            let splits_here = splits.get(next_split).is_some_and(|split| split.at as usize == end);
            if !splits_here && characters.peek().is_some_and(|(_, next)| may_join_preceding(*next)) {
                continue;
            }
            composed.take(self.text.get(start..end).unwrap_or_default(), start, &mut place);
            start = end;
            if splits_here && let Some(split) = splits.get_mut(next_split) {
                split.at = offset(composed.text.len());
                next_split += 1;
            }
        }
        Folded { text: composed.text, places: composed.places, splits }
    }
}

fn may_join_preceding(c: char) -> bool {
    c >= '\u{300}' && (canonical_combining_class(c) != 0 || is_nfc_quick(std::iter::once(c)) == IsNormalized::Maybe)
}

/// Returns a place as an offset of 32 bits: no text of record has 4 GiB.
fn offset(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn note_place(places: &mut Vec<(u32, u32)>, here: usize, there: usize) {
    let (here, there) = (offset(here), offset(there));
    let expected = places.last().map_or(here, |(h, t)| t + (here - h));
    if expected != there {
        places.push((here, there));
    }
}

struct Composed {
    text: String,
    places: Vec<(u32, u32)>,
}

impl Composed {
    /// Takes up characters that may combine with each other and with nothing around them.
    fn take(&mut self, part: &str, at: usize, place: &mut Cursor<'_>) {
        if part.len() == 1 || is_nfc_quick(part.chars()) == IsNormalized::Yes {
            for (offset, c) in part.char_indices() {
                note_place(&mut self.places, self.text.len(), place.source(at + offset));
                self.text.push(c);
            }
        } else {
            let source = place.source(at);
            for c in part.nfc() {
                note_place(&mut self.places, self.text.len(), source);
                self.text.push(c);
            }
        }
    }
}

/// Looks up source places in ascending order.
struct Cursor<'a> {
    places: &'a [(u32, u32)],
    next: usize,
}

impl<'a> Cursor<'a> {
    fn new(places: &'a [(u32, u32)]) -> Cursor<'a> {
        Cursor { places, next: 0 }
    }

    fn source(&mut self, place: usize) -> usize {
        while self.places.get(self.next).is_some_and(|(here, _)| *here as usize <= place) {
            self.next += 1;
        }
        match self.next.checked_sub(1).and_then(|index| self.places.get(index)) {
            Some((here, there)) => *there as usize + (place - *here as usize),
            None => place,
        }
    }
}

/// The number of characters behind a shared mark that are looked at to find its script.
pub(crate) const SHARED_MARKS_LOOKED_PAST: usize = 8;

struct Folder<'a> {
    source: &'a str,
    hyphens: LineEndHyphens,
    text: String,
    places: Vec<(u32, u32)>,
    splits: Vec<Split>,
    /// The place where white space began that is not written yet.
    space: Option<usize>,
    /// Whether the last character written is `«`.
    after_opening_guillemet: bool,
    /// Whether the last character written is a single quotation mark that may still become half of a double one.
    after_single_mark: bool,
    /// Whether the last character written, shared marks aside, is of a script without spaces.
    after_spaceless: bool,
}

impl<'a> Folder<'a> {
    fn new(source: &'a str, hyphens: LineEndHyphens) -> Folder<'a> {
        Folder {
            source,
            hyphens,
            text: String::with_capacity(source.len()),
            places: Vec::new(),
            splits: Vec::new(),
            space: None,
            after_opening_guillemet: false,
            after_single_mark: false,
            after_spaceless: false,
        }
    }

    fn run(&mut self) {
        let mut at = 0;
        while let Some(rest) = self.source.get(at..).filter(|rest| !rest.is_empty()) {
            let run = self.unchanged_ascii(rest);
            if run > 0 {
                self.write_run(rest.get(..run).unwrap_or_default(), at);
                at += run;
                continue;
            }
            let Some(c) = rest.chars().next() else { break };
            let next = at + c.len_utf8();
            at = match self.split_behind(c, next) {
                Some((begins_again, before_lower_case)) => {
                    self.write_split(at, before_lower_case);
                    begins_again
                }
                None => {
                    self.take(c, at);
                    next
                }
            };
        }
    }

    /// Returns how many bytes from here on are ASCII that is written as it stands.
    fn unchanged_ascii(&self, rest: &str) -> usize {
        let split_words = self.hyphens == LineEndHyphens::MaySplitWords;
        let unchanged = |b: u8| match b {
            b'\'' | b'`' => false,
            b'-' => !split_words,
            b => b > b' ' && b < 0x7f,
        };
        let bytes = rest.as_bytes();
        let mut end = 0;
        while let Some(&b) = bytes.get(end) {
            let single_space = b == b' ' && end > 0 && bytes.get(end + 1).is_some_and(|next| unchanged(*next));
            if !unchanged(b) && !single_space {
                break;
            }
            end += 1;
        }
        end
    }

    fn write_run(&mut self, run: &str, at: usize) {
        if let Some(first) = run.chars().next() {
            self.write_space(first, at);
        }
        note_place(&mut self.places, self.text.len(), at);
        self.text.push_str(run);
        self.after_opening_guillemet = false;
        self.after_single_mark = false;
        self.after_spaceless &= run.chars().all(is_shared_mark);
    }

    /// Takes up a character as it stands in the source.
    fn take(&mut self, c: char, at: usize) {
        if c.is_whitespace() {
            self.space.get_or_insert(at);
        } else if is_ignorable(c) {
        } else if is_presentation_form(c) {
            let mut letters = Vec::new();
            decompose_compatible(c, |letter| letters.push(letter));
            let leading = usize::from(letters.first() == Some(&' '));
            for letter in letters.into_iter().skip(leading) {
                if letter.is_whitespace() {
                    self.space.get_or_insert(at);
                } else if !is_ignorable(letter) {
                    self.write(letter, at);
                }
            }
        } else {
            self.write(c, at);
        }
    }

    /// Writes a character that can be seen.
    fn write(&mut self, c: char, at: usize) {
        self.write_space(c, at);
        match plain_mark(c) {
            Some("'") if self.after_single_mark => {
                self.text.pop();
                self.text.push('"');
                self.after_single_mark = false;
            }
            Some(plain) => {
                for form in plain.chars() {
                    self.push(form, at);
                }
                self.after_single_mark = plain == "'";
            }
            None if c == '\'' && self.after_single_mark => {
                self.text.pop();
                self.text.push('"');
                self.after_single_mark = false;
            }
            None => {
                self.push(c, at);
                self.after_single_mark = c == '\'';
            }
        }
        self.after_opening_guillemet = c == '«';
        self.after_spaceless = is_spaceless(c) || (self.after_spaceless && is_shared_mark(c));
    }

    fn push(&mut self, c: char, at: usize) {
        note_place(&mut self.places, self.text.len(), at);
        self.text.push(c);
    }

    /// Writes the white space before a character, if there is any that counts.
    fn write_space(&mut self, next: char, at: usize) {
        let Some(space) = self.space.take() else { return };
        self.after_single_mark = false;
        let inside_guillemets = self.after_opening_guillemet || next == '»';
        if !self.text.is_empty() && !inside_guillemets && !self.is_between_spaceless(next, at) {
            self.push(' ', space);
        }
    }

    fn is_between_spaceless(&self, next: char, at: usize) -> bool {
        self.after_spaceless
            && self.begins_spaceless(next, at)
            && !(next.is_numeric() && self.text.chars().next_back().is_some_and(char::is_numeric))
    }

    /// Returns true if the text that begins here is of a script without spaces, shared marks aside.
    fn begins_spaceless(&self, next: char, at: usize) -> bool {
        if is_spaceless(next) || !is_shared_mark(next) {
            return is_spaceless(next);
        }
        let behind = self.source.get(at..).unwrap_or_default().chars().skip(1).take(SHARED_MARKS_LOOKED_PAST);
        behind
            .filter(|c| !c.is_whitespace() && !is_ignorable(*c))
            .find(|c| is_spaceless(*c) || !is_shared_mark(*c))
            .is_some_and(is_spaceless)
    }

    /// Returns where the next line's text begins, and whether with a lower-case letter, if the character is a hyphen at
    /// a line's end that may split a word.
    fn split_behind(&self, c: char, next: usize) -> Option<(usize, bool)> {
        if self.hyphens == LineEndHyphens::Kept || !matches!(c, '-' | '\u{2010}' | '\u{ad}') {
            return None;
        }
        let mut line_ended = false;
        for (offset, c) in self.source.get(next..)?.char_indices() {
            if c.is_whitespace() {
                line_ended |= is_line_break(c);
            } else if c == '\u{ad}' || !is_ignorable(c) {
                let begins_word = line_ended && c.is_alphanumeric();
                return begins_word.then_some((next + offset, c.is_lowercase()));
            }
        }
        None
    }

    fn write_split(&mut self, at: usize, before_lower_case: bool) {
        self.write_space('-', at);
        self.splits.push(Split { at: offset(self.text.len()), before_lower_case });
        self.after_opening_guillemet = false;
        self.after_single_mark = false;
        self.after_spaceless = false;
    }
}
