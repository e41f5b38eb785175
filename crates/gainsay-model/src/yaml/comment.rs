//! Finds words that a `#` cuts off from a plain text: YAML takes them for a comment, and their writer did not mean one.

use super::cut::{Piece, WHITE};
use super::{Cut, Scalar};

/// The key whose value withdraws a claim: `retracted: #2018` is read as written, without a value.
const WITHDRAWS: &str = "retracted";

/// Returns the words that a `#` cuts off from a plain text that ends at byte `end` of a piece: white space, `#` and a
/// character that is no white space, and the rest of the line. `in_brackets` is true for a text in a flow list or
/// mapping.
pub(super) fn after_text(piece: &Piece<'_>, end: usize, in_brackets: bool) -> Option<Box<Cut>> {
    let rest = piece.text.get(end..)?;
    let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let hash = rest.get(gap..)?;
    let is_text = gap > 0 && hash.starts_with('#') && hash.chars().nth(1).is_some_and(|next| !next.is_whitespace());
    if !is_text {
        return None;
    }
    let line = hash.split(['\n', '\r']).next().unwrap_or_default().trim_end_matches(WHITE);
    let words =
        if in_brackets { line.get(..end_in_brackets(line)).unwrap_or_default().trim_end_matches(WHITE) } else { line };
    let start = end + gap;
    let rest = rest.get(..gap + words.len())?.to_owned();
    let behind = line.get(words.len()..)?.trim_start_matches([' ', '\t']).to_owned();
    Some(Box::new(Cut { rest, behind, span: piece.span(start, start + line.len()) }))
}

/// Returns the words behind a key whose value is only a `#` and a text, as `#1` in `quote: #1`.
///
/// The key ends at byte `end` of the piece.
pub(super) fn after_key(piece: &Piece<'_>, key: &Scalar, end: usize, in_brackets: bool) -> Option<Box<Cut>> {
    if key.text == WITHDRAWS {
        return None;
    }
    let colon = colon(piece.text.get(end..)?)?;
    after_text(piece, end + colon + 1, in_brackets)
}

/// Returns the place of a key's colon in the text behind the key; white space, line breaks and comments may stand
/// between.
fn colon(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        let gap = rest.len() - rest.trim_start_matches(WHITE).len();
        at += gap;
        match text.as_bytes().get(at)? {
            b':' => return Some(at),
            b'#' if gap > 0 => at += text.get(at..)?.find(['\n', '\r'])?,
            _ => return None,
        }
    }
}

/// Returns the place in a line where a plain text between brackets would end: before a comma, a bracket, or a colon and
/// white space.
fn end_in_brackets(line: &str) -> usize {
    let ends = |(at, letter): &(usize, char)| match letter {
        ',' | '[' | ']' | '{' | '}' => true,
        ':' => line
            .get(at + 1..)
            .is_none_or(|rest| rest.is_empty() || rest.starts_with([' ', '\t', ',', '[', ']', '{', '}'])),
        _ => false,
    };
    line.char_indices().find(ends).map_or(line.len(), |(at, _)| at)
}
