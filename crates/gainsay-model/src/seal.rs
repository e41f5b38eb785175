//! Writing a record's version into its text: one line goes in or is replaced, and nothing else changes.

use crate::record::Rev;
use crate::yaml::{self, Document, Node};

/// The text of a file with `rev` written into the record that begins at byte `start`; refused, with the reason, where that cannot be
/// done without touching anything else.
pub fn with_rev(text: &str, start: u32, rev: Rev) -> Result<String, String> {
    let before = yaml::read_at(text, start).ok_or("the record cannot be read")?;
    let sealed = match yaml::entry(&before.entries, "rev") {
        Some(entry) => match &entry.value {
            Node::Scalar(scalar) if !scalar.text.is_empty() => splice(text, scalar.span.start, scalar.span.end, &rev.to_string()),
            Node::Scalar(_) => {
                splice(text, after_colon(text, entry.key.span.end)?, after_colon(text, entry.key.span.end)?, &format!(" {rev}"))
            }
            _ => return Err("its `rev` is no single value".into()),
        },
        None => inserted(text, &before, rev)?,
    };
    let after = yaml::read_at(&sealed, start).ok_or("the record would no longer be read")?;
    let others = |document: &Document| -> Vec<(String, String)> {
        document.entries.iter().filter(|e| e.key.text != "rev").map(|e| (e.key.text.to_string(), content(&e.value))).collect()
    };
    let written = after.entries.iter().any(|e| e.key.text == "rev" && matches!(&e.value, Node::Scalar(s) if *s.text == *rev.to_string()));
    let neighbours = yaml::read(text).documents.len() == yaml::read(&sealed).documents.len();
    if written && neighbours && others(&before) == others(&after) {
        Ok(sealed)
    } else {
        Err("the line cannot go in without changing the rest; lay the record out one key a line".into())
    }
}

fn splice(text: &str, start: u32, end: u32, new: &str) -> String {
    [&text[..start as usize], new, &text[end as usize..]].concat()
}

fn after_colon(text: &str, key_end: u32) -> Result<u32, String> {
    let rest = &text[key_end as usize..];
    rest.find(':').map(|i| key_end + i as u32 + 1).ok_or_else(|| "its `rev` has no value".into())
}

/// A new line after that of the first key, indented like it, with the file's own line end; in flow style, a new entry.
fn inserted(text: &str, document: &Document, rev: Rev) -> Result<String, String> {
    let first = document.entries.first().ok_or("the record is empty")?;
    let value_end = first.value.span().end.max(first.key.span.end) as usize;
    let line_start = text[..first.key.span.start as usize].rfind(['\n', '\r']).map_or(0, |i| i + 1);
    let indent = text[line_start..first.key.span.start as usize].trim_start_matches('\u{feff}');
    if indent.contains('{') {
        return Ok(splice(text, value_end as u32, value_end as u32, &format!(", rev: {rev}")));
    }
    let newline = if text.contains("\r\n") {
        "\r\n"
    } else if text.contains('\n') || !text.contains('\r') {
        "\n"
    } else {
        "\r"
    };
    let line_end = text[value_end..].find(['\n', '\r']).map_or(text.len(), |i| value_end + i);
    Ok(splice(text, line_end as u32, line_end as u32, &format!("{newline}{indent}rev: {rev}")))
}

/// A value's content, places aside.
fn content(node: &Node) -> String {
    match node {
        Node::Scalar(scalar) => format!("{:?}", scalar.text),
        Node::List { items, .. } => format!("[{}]", items.iter().map(content).collect::<Vec<_>>().join(",")),
        Node::Map { entries, .. } => {
            format!("{{{}}}", entries.iter().map(|e| format!("{:?}:{}", e.key.text, content(&e.value))).collect::<Vec<_>>().join(","))
        }
        Node::Refused { .. } => "refused".into(),
    }
}
