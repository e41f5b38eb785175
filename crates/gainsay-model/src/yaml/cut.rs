//! Cuts a text at its document markers, and checks a piece before it is parsed.

use super::{Fault, Faults, Span};

/// A byte-order mark, as a character.
pub(super) const MARK: char = '\u{FEFF}';

/// White space as YAML defines it. Other white space, as the no-break space, belongs to the text.
pub(super) const WHITE: [char; 4] = [' ', '\t', '\n', '\r'];

/// The part of a text that holds one document.
pub(super) struct Piece<'a> {
    /// The text, from its marker on (`---` included, `...` too).
    pub text: &'a str,
    /// The place where the piece begins in the whole text, in bytes.
    pub base: usize,
    /// Whether the next piece begins with `---`: only then may directives stand at the end of this one.
    before_start: bool,
}

impl Piece<'_> {
    /// Returns true if the piece begins with `...`, which ends the document before it.
    pub(super) fn ends_one(&self) -> bool {
        self.text.starts_with('.') && is_marker(self.text.as_bytes(), 0)
    }

    /// Returns a span of the whole text, from offsets within the piece.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.base + start, self.base + end)
    }
}

/// Returns the pieces of a text, in order. Every byte belongs to exactly one.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut start = Some(0);
    std::iter::from_fn(move || {
        let from = start?;
        let end = next_marker(text, from);
        start = end;
        Some(piece(text, from, end))
    })
}

/// Returns the piece that holds byte `at`; none if that lies beyond the text.
pub(super) fn piece_around(text: &str, at: usize) -> Option<Piece<'_>> {
    let before = text.as_bytes().get(..at)?;
    let from = line_starts(before)
        .rev()
        .find(|&line| is_marker(text.as_bytes(), line))
        .or_else(|| marker_after_mark(text).filter(|&line| line <= at))
        .unwrap_or(0);
    Some(piece(text, from, next_marker(text, at.max(from))))
}

/// Returns the piece that begins at byte `from`.
pub(super) fn piece_from(text: &str, from: usize) -> Piece<'_> {
    piece(text, from, next_marker(text, from))
}

fn piece(text: &str, from: usize, end: Option<usize>) -> Piece<'_> {
    Piece {
        text: text.get(from..end.unwrap_or(text.len())).unwrap_or_default(),
        base: from,
        before_start: end.is_some_and(|end| text.as_bytes().get(end) == Some(&b'-')),
    }
}

/// Returns the place where the first marker line after byte `from` begins.
fn next_marker(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let rest = bytes.get(from..)?;
    let first = if from == 0 { marker_after_mark(text) } else { None };
    first.or_else(|| line_starts(rest).map(|line| from + line).find(|&line| is_marker(bytes, line)))
}

/// Returns the place of a marker in a text's first line behind a byte-order mark, which stands before column 1.
fn marker_after_mark(text: &str) -> Option<usize> {
    let line = MARK.len_utf8();
    (text.starts_with(MARK) && is_marker(text.as_bytes(), line)).then_some(line)
}

/// Returns the places where a line may begin: after each CR and each LF, between the two of a CRLF too.
pub(super) fn line_starts(bytes: &[u8]) -> impl DoubleEndedIterator<Item = usize> {
    let is_break = |&(_, byte): &(usize, &u8)| matches!(byte, b'\n' | b'\r');
    bytes.iter().enumerate().filter(is_break).map(|(at, _)| at + 1)
}

/// Returns true if the line that begins at `line` is a document marker.
pub(super) fn is_marker(bytes: &[u8], line: usize) -> bool {
    match bytes.get(line..) {
        Some([b'-', b'-', b'-', rest @ ..] | [b'.', b'.', b'.', rest @ ..]) => {
            matches!(rest.first(), None | Some(b' ' | b'\t' | b'\n' | b'\r'))
        }
        _ => false,
    }
}

/// Returns the number of lines that end in these bytes, by LF, CR or CRLF.
pub(super) fn count_breaks(bytes: &[u8]) -> usize {
    let pairs = bytes.windows(2).filter(|pair| pair == b"\r\n").count();
    line_starts(bytes).count() - pairs
}

/// Checks the lines before a document begins: comments, and directives such as `%YAML 1.2`.
///
/// Returns true if there is anything left to parse. Directives other than `%YAML 1.x` are added to `faults`.
pub(super) fn check_directives(piece: &Piece<'_>, faults: &mut Faults) -> Result<bool, Fault> {
    if piece.text.starts_with('-') {
        return Ok(true);
    }
    let mut directives = Vec::new();
    let mut has_content = false;
    for (at, line) in lines(piece.text) {
        let words = line.trim_start_matches(MARK);
        let after_end = if at == 0 && piece.ends_one() { line.strip_prefix("...") } else { None };
        if let Some(rest) = after_end {
            if !is_blank(rest) {
                let words = rest.trim_matches(WHITE);
                let start = at + line.len() - rest.trim_start_matches(WHITE).len();
                return Err(Fault::not_yaml(
                    piece.span(start, start + words.len()),
                    "nothing may follow `...` on its line: it ends a document",
                    "move this to the next line, or put the whole text that it belongs to in quotes",
                ));
            }
        } else if words.starts_with('%') {
            directives.push((at + line.len() - words.len(), words.trim_end_matches(WHITE)));
        } else if !is_blank(words) {
            has_content = true;
            break;
        }
    }
    if let Some(&(at, directive)) = directives.first()
        && (has_content || !piece.before_start)
    {
        return Err(Fault::not_yaml(
            piece.span(at, at + directive.len()),
            "a line that begins with `%` is an instruction to YAML programs, and must stand before a line `---`",
            "delete the line; `%YAML 1.2` and the like are not needed here",
        ));
    }
    for (at, directive) in directives {
        if !is_version(directive) {
            faults.wrong_shape(
                piece.span(at, at + directive.len()),
                "YAML directives other than `%YAML 1.2` are not used here",
                "delete the line",
            );
        }
    }
    Ok(has_content)
}

/// Returns true if a directive is `%YAML 1.x`: whatever the x is, all scalars are read as text.
fn is_version(directive: &str) -> bool {
    let mut words = directive.split([' ', '\t']).filter(|word| !word.is_empty());
    let is_first = words.next() == Some("%YAML");
    let minor = words.next().and_then(|version| version.strip_prefix("1."));
    let is_digits = |minor: &str| !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit());
    is_first && minor.is_some_and(is_digits) && words.next().is_none_or(|word| word.starts_with('#'))
}

/// Returns true if the rest of a line is blank: white space, or a comment behind it.
fn is_blank(line: &str) -> bool {
    let words = line.trim_matches(WHITE);
    words.is_empty() || words.starts_with('#')
}

/// Returns the lines of a text without their ends, each with its offset. CR, LF and CRLF end a line.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    // The empty line between the CR and the LF of a CRLF does no harm, since it is blank.
    text.split(['\n', '\r']).scan(0, |at, line| {
        let start = *at;
        *at += line.len() + 1;
        Some((start, line))
    })
}

/// Refuses characters that YAML does not allow and nobody can see: NUL and the other control characters.
pub(super) fn check_characters(piece: &Piece<'_>) -> Result<(), Fault> {
    if piece.text.bytes().all(is_harmless) {
        return Ok(());
    }
    let Some((at, bad)) = piece.text.char_indices().find(|&(_, character)| is_control(character)) else {
        return Ok(());
    };
    let name = match bad {
        '\0' => "a NUL character",
        '\u{8}' => "a backspace character",
        '\u{C}' => "a form feed character",
        '\u{1B}' => "an escape character",
        '\u{7F}' => "a delete character",
        '\u{FFFE}' | '\u{FFFF}' => "a code that is no character",
        _ => "a control character",
    };
    Err(Fault::not_yaml(
        piece.span(at, at + bad.len_utf8()),
        format!("{name} (U+{:04X}) stands in the text; YAML does not allow it, and it cannot be seen", u32::from(bad)),
        format!(
            "delete it; where it is really meant, write the text in double quotes and the character as {}",
            escaped(bad)
        ),
    ))
}

/// Returns the escape of a control character in double quotes.
pub(super) fn escaped(character: char) -> String {
    let code = u32::from(character);
    if code <= 0xFF { format!("\\x{code:02X}") } else { format!("\\u{code:04X}") }
}

/// Returns true if a byte can be no part of a control character: a fast check before the slow one.
fn is_harmless(byte: u8) -> bool {
    // C2 leads U+0080..U+009F, EF leads U+FFFE and U+FFFF.
    matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7E | 0x80..=0xC1 | 0xC3..=0xEE | 0xF0..)
}

/// Returns true if YAML 1.2 does not count a character as printable. The next-line character (U+0085) is.
pub(super) fn is_control(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' | '\u{85}' => false,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}' => true,
        _ => false,
    }
}
