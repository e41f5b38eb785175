//! Recognises text that came into a record from elsewhere and cannot be read: lines of a merge, of a page or of a chat,
//! a dash in place of `---`, and invisible characters. The parser meets them as lines out of place; here they get a
//! message of their own.

use super::cut::{Piece, WHITE, lines};
use super::{Fault, Span};
use crate::schema::Kind;
use crate::text::{shows_nothing, unseen};

/// Returns the fault of a piece that the parser refused, by its cause where that came from elsewhere.
pub(super) fn told_by_cause(piece: &Piece<'_>, fault: Fault) -> Fault {
    if fault.rule != "not-yaml" {
        return fault;
    }
    let at = (fault.span.start as usize).saturating_sub(piece.base);
    let mut before = lines(piece.text).take_while(|(start, _)| *start <= at);
    let strange = lines(piece.text).find_map(|(start, line)| strange_line(piece, start, line));
    strange
        .or_else(|| before.find_map(|(start, line)| strange_character(piece, start, line)))
        .or_else(|| typographic_quote(piece, at))
        .unwrap_or(fault)
}

/// Returns the fault that makes a document a text without keys, where that is a character or a line from elsewhere.
pub(super) fn within_bare_text(piece: &Piece<'_>) -> Option<Fault> {
    lines(piece.text).find_map(|(start, line)| {
        let fault = strange_line(piece, start, line).or_else(|| strange_character(piece, start, line));
        fault.map(|fault| Fault { rule: "wrong-shape", ..fault })
    })
}

/// Returns the fault of a line that belongs to no record.
fn strange_line(piece: &Piece<'_>, start: usize, line: &str) -> Option<Fault> {
    // A fence may be indented, as a page lays it out.
    let indent = line.len() - line.trim_start_matches(' ').len();
    let (start, line) = match line.get(indent..) {
        Some(rest) if rest.starts_with("```") || rest.starts_with("~~~") => (start + indent, rest),
        _ => (start, line),
    };
    let first = line.chars().next()?;
    if !"<>=|`~-–—−*_+".contains(first) {
        return None;
    }
    let line = line.trim_end_matches(WHITE);
    if let Some(fault) = quoted_key(piece, start, line) {
        return Some(fault);
    }
    let run = line.chars().take_while(|c| *c == first).count();
    let rest = line.get(run * first.len_utf8()..).unwrap_or_default();
    let span = piece.span(start, start + line.len());
    match first {
        '<' | '>' | '|' | '=' if run >= 4 && (rest.is_empty() || rest.starts_with(' ')) => Some(conflict(span, first)),
        '`' | '~' if run >= 3 && !rest.contains(first) => {
            let end = start + line.len();
            let after = piece.text.get(end..).unwrap_or_default();
            let whole = end + if after.starts_with("\r\n") { 2 } else { usize::from(!after.is_empty()) };
            let fault = Fault::not_yaml(
                span,
                "this line belongs to the page or the chat that the record was copied from: it fences code there",
                "delete this line",
            );
            Some(Fault { fix: Some((piece.span(start, whole), String::new())), ..fault })
        }
        _ if line.chars().all(|c| "-–—−*_=+ ".contains(c)) && line.chars().filter(|c| *c != ' ').count() > 1
            || matches!(line, "–" | "—") =>
        {
            dash(piece, start, line)
        }
        _ => None,
    }
}

/// Returns the fault of `> by: iran` or `* by: iran`: a key behind the sign of a mail, or of a list in a page.
fn quoted_key(piece: &Piece<'_>, start: usize, line: &str) -> Option<Fault> {
    let rest = line.strip_prefix("> ").or_else(|| line.strip_prefix("* ")).or_else(|| line.strip_prefix("+ "))?;
    let (key, _) = rest.split_once(':')?;
    let is_key = Kind::ALL.into_iter().any(|kind| kind.key(key.trim()).is_some());
    let span = piece.span(start, start + 2);
    is_key.then(|| {
        let sign = line.get(..1).unwrap_or_default();
        let what = format!(
            "a `{sign}` stands before this key: it belongs to the mail or the page that the record was copied from"
        );
        Fault { fix: Some((span, String::new())), ..Fault::not_yaml(span, what, "delete it") }
    })
}

/// Returns the fault of a marker of a merge that was not finished.
fn conflict(span: Span, first: char) -> Fault {
    let what = match first {
        '<' => "here begins a merge conflict that was not decided",
        '|' => "here is a merge conflict that was not decided: what follows is the version that both sides began with",
        '=' => "here is a merge conflict that was not decided: what follows is the other side",
        _ => "here ends a merge conflict that was not decided",
    };
    Fault::not_yaml(
        span,
        what,
        "keep one side, or what is right of both, and delete the marker lines (`<<<<<<<`, `=======`, `>>>>>>>`, perhaps `|||||||`)",
    )
}

/// The longest line of dashes that is taken for a separator of records, in characters.
const LONGEST_DASH: usize = 100;

/// Returns the fault of a line of dashes where `---` is meant.
fn dash(piece: &Piece<'_>, start: usize, line: &str) -> Option<Fault> {
    // A list in lists without end has a fault of its own.
    if line.chars().nth(LONGEST_DASH).is_some() || start == 0 && super::cut::is_marker(piece.text.as_bytes(), 0) {
        return None;
    }
    let span = piece.span(start, start + line.len());
    let after = piece.text.get(start + line.len()..).unwrap_or_default();
    let next = after.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let begins = next.split_once(':').is_some_and(|(key, _)| Kind::of_first_key(key.trim()).is_some());
    const WHY: &str = "records are parted by a line of three hyphens, and this one is another";
    if begins {
        let fault = Fault::not_yaml(span, WHY, "write `---`");
        return Some(Fault { fix: Some((span, "---".to_string())), ..fault });
    }
    Some(Fault::not_yaml(span, WHY, "did you mean `---`? If it belongs to a text, indent it by two spaces"))
}

/// Returns the fault of an invisible character, or of one that only looks like a sign of YAML, where such a sign
/// belongs.
fn strange_character(piece: &Piece<'_>, start: usize, line: &str) -> Option<Fault> {
    let put = |at: usize, c: char, what: String, fix: &str| {
        let span = piece.span(start + at, start + at + c.len_utf8());
        let help = match fix {
            "" => "delete it".to_string(),
            " " => "write a plain space in its place".to_string(),
            "\n" => "write a line break in its place".to_string(),
            _ => format!("write `{}`", fix.trim_end()),
        };
        Some(Fault { fix: Some((span, fix.to_string())), ..Fault::not_yaml(span, what, help) })
    };
    let named = |c: char| unseen(c.encode_utf8(&mut [0; 4])).unwrap_or_default();
    let space = |c: char| if c.is_whitespace() { " " } else { "" };
    // Other programs end a line at this character.
    if let Some((at, c)) =
        line.char_indices().find(|(_, c)| matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}'))
        && line.get(at + c.len_utf8()..).is_some_and(begins_with_key)
    {
        return put(at, c, format!("{} stands here, and lines do not end at it; it cannot be seen", named(c)), "\n");
    }
    // Only the characters before the first visible one are checked.
    if let Some((at, c)) =
        line.char_indices().take_while(|(_, c)| c.is_whitespace() || shows_nothing(*c)).find(|(_, c)| shows_nothing(*c))
    {
        // A byte-order mark at the beginning of the file is no part of its text.
        if piece.base + start + at == 0 && c == '\u{feff}' {
            return None;
        }
        return put(at, c, format!("{} stands at the beginning of this line; it cannot be seen", named(c)), space(c));
    }
    let key_end = line.find([':', '：', '﹕', '∶', '꞉', '"', '\'', '#'])?;
    let colon = line.get(key_end..)?.chars().next()?;
    let key = line.get(..key_end)?;
    let is_key = key
        .trim_start_matches([' ', '-'])
        .chars()
        .all(|c| c.is_alphanumeric() || "-_.".contains(c) || shows_nothing(c));
    if !is_key || key.trim().is_empty() {
        return None;
    }
    let after = line.get(key_end + colon.len_utf8()..)?;
    match colon {
        ':' => {
            let c = after.chars().next().filter(|c| shows_nothing(*c))?;
            put(
                key_end + 1,
                c,
                format!("{} stands after the colon; it cannot be seen", named(c)),
                if after.get(c.len_utf8()..)?.starts_with(' ') { "" } else { " " },
            )
        }
        '"' | '\'' | '#' => None,
        other => {
            let what = format!("this colon is another character (U+{:04X}) than the plain `:`", u32::from(other));
            put(key_end, other, what, if after.starts_with(' ') { ":" } else { ": " })
        }
    }
}

/// Returns true if a line begins with a known key.
fn begins_with_key(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, _)| Kind::ALL.into_iter().any(|kind| kind.key(key.trim()).is_some()))
}

/// Returns the fault of a value that begins with a typographic quotation mark, on the line where the parser gave up.
fn typographic_quote(piece: &Piece<'_>, at: usize) -> Option<Fault> {
    let start = piece.text.get(..at)?.rfind(['\n', '\r']).map_or(0, |line_break| line_break + 1);
    let line = piece.text.get(start..)?.split(['\n', '\r']).next()?;
    let (key, value) = line.split_once(": ")?;
    let c = value.trim_start().chars().next().filter(|c| "“”„«»‘’‚‹›「『".contains(*c))?;
    let place = start + key.len() + 2 + (value.len() - value.trim_start().len());
    Some(Fault::not_yaml(
        piece.span(place, place + c.len_utf8()),
        format!("this text begins with `{c}` (U+{:04X}), which is no quotation mark in these files", u32::from(c)),
        "put plain double quotes (`\"`) around the whole text",
    ))
}
