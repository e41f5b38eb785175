//! How a text is written so that it reads back the same.

use super::cut::{MARK, escaped, is_control};
use super::{Node, Scalar, read};

/// Whether a text, written without quotes on the line of its key, reads back as the same single scalar.
pub fn plain_reads_back(text: &str) -> bool {
    may_be_plain(text) && matches!(value_of(text), Some(Node::Scalar(scalar)) if is_same(&scalar, text))
}

/// Whether a text, written without quotes as a member of a list or the value of a mapping in brackets, reads back as
/// the same single scalar.
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

/// A text in double quotes, on one line, with as few escapes as will do. It reads back the same, whatever it holds.
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

/// The cheap part of the answer: what no text may hold or begin or end with if it is to stand without quotes.
fn may_be_plain(text: &str) -> bool {
    let is_edge = |character: char| character.is_whitespace();
    !text.is_empty()
        && !text.starts_with(is_edge)
        && !text.ends_with(is_edge)
        && !text.chars().any(|character| matches!(character, '\n' | '\r' | '\t') || is_unseen(character))
}

/// Characters that other programs take for line breaks, drop, or refuse.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{85}' | '\u{2028}' | '\u{2029}' | MARK) || is_control(character)
}

/// What stands as the value of a key, as the parser reads it.
fn value_of(written: &str) -> Option<Node> {
    let reading = read(&format!("k: {written}\nl: m\n"));
    let [document] = reading.documents.try_into().ok()?;
    let [value, after] = <[_; 2]>::try_from(document.entries).ok()?;
    (reading.faults.is_empty() && after.key.text == "l").then_some(value.value)
}

fn is_same(scalar: &Scalar, text: &str) -> bool {
    scalar.plain && scalar.text == text
}
