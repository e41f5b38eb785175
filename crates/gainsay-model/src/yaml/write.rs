//! Writes a text so that it reads back the same.

use super::cut::{MARK, escaped, is_control};
use super::{Node, Scalar, read};

/// Returns true if a text, written without quotes on the line of its key, reads back as the same single scalar.
pub fn plain_reads_back(text: &str) -> bool {
    may_be_plain(text) && matches!(value_of(text), Some(Node::Scalar(scalar)) if is_same(&scalar, text))
}

/// Returns true if a text, written without quotes as a member of a list or the value of a mapping in brackets, reads
/// back as the same single scalar.
pub fn plain_reads_back_in_flow(text: &str) -> bool {
    if !may_be_plain(text) {
        return false;
    }
    match value_of(&format!("[{text}, {{k: {text}}}]")) {
        Some(Node::List { items, .. }) => match items.as_slice() {
            [Node::Scalar(member), Node::Map { entries, .. }] => match entries.as_slice() {
                [entry] => is_same(member, text) && matches!(&entry.value, Node::Scalar(value) if is_same(value, text)),
                _ => false,
            },
            _ => false,
        },
        _ => false,
    }
}

/// Returns a text as it is written in the place of another scalar: in double quotes if that one is in quotes, so that
/// JSON stays JSON, and where it would read as something else without.
pub(crate) fn in_place_of(written: &Scalar, text: &str) -> String {
    if written.plain && plain_reads_back_in_flow(text) { text.to_string() } else { quoted(text) }
}

/// Returns a text on one line, not between brackets, in a form that every YAML reader takes for that text, those of
/// YAML 1.1 included: plain where none can take it for anything else, and else in double quotes.
///
/// Records need no such care, since their values are read by their keys. It is for YAML that other programs read.
pub fn for_any_reader(text: &str) -> String {
    let begins_as_word =
        text.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '_' | '/' | '(' | '.'));
    if begins_as_word && !may_be_typed(text) && plain_reads_back(text) { text.to_owned() } else { quoted(text) }
}

/// Returns true if some YAML reader could take a plain text for a number, a date, a time, a truth value or nothing.
///
/// The check is generous: a text of characters of numbers and dates alone may be one, whatever its form.
pub(crate) fn may_be_typed(text: &str) -> bool {
    const WORDS: [&str; 20] = [
        "", "~", "null", "nil", "none", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", "inf", "infinity",
        ".nan", "nan", "<<", "=",
    ];
    let unsigned = text.trim_start_matches(['+', '-']);
    let is_word = WORDS.iter().any(|word| unsigned.eq_ignore_ascii_case(word));
    let begins = text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.'));
    let is_part = |c: char| c.is_ascii_digit() || c.is_ascii_whitespace() || "_.,:+-/eEtTzZ".contains(c);
    let has_base = ["0x", "0X", "0o", "0O", "0b", "0B"].iter().any(|base| unsigned.starts_with(base));
    is_word || begins && (has_base || text.chars().all(is_part))
}

/// Returns a text in double quotes, on one line, with as few escapes as possible. Any text reads back the same.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if is_unseen(character) => quoted.push_str(&escaped(character)),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns a text in double quotes as JSON requires it. It is YAML too, and reads back the same.
pub(crate) fn quoted_as_json(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if is_unseen(character) => quoted.push_str(&format!("\\u{:04X}", u32::from(character))),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns true unless a text has a character, or an end, that no text without quotes may have: the fast part of the
/// check.
fn may_be_plain(text: &str) -> bool {
    let is_edge = |character: char| character.is_whitespace();
    !text.is_empty()
        && !text.starts_with(is_edge)
        && !text.ends_with(is_edge)
        && !text.chars().any(|character| matches!(character, '\n' | '\r' | '\t') || is_unseen(character))
}

/// Returns true if a text with this character must be in double quotes, line breaks and tabs aside: other programs take
/// it for a line break, drop it, or refuse it.
pub(crate) fn needs_quotes(character: char) -> bool {
    character == '\r' || is_unseen(character)
}

/// Returns true for characters that other programs take for line breaks, drop, or refuse.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{85}' | '\u{2028}' | '\u{2029}' | MARK) || is_control(character)
}

/// Returns the value of a key with this text, as the parser reads it.
fn value_of(written: &str) -> Option<Node> {
    let reading = read(&format!("k: {written}\nl: m\n"));
    let [document] = reading.documents.try_into().ok()?;
    let [value, after] = <[_; 2]>::try_from(document.entries).ok()?;
    (reading.faults.is_empty() && after.key.text == "l").then_some(value.value)
}

fn is_same(scalar: &Scalar, text: &str) -> bool {
    scalar.plain && scalar.text == text
}
