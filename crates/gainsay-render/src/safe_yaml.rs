//! YAML for other programs: every reader gets the same texts, and a terminal obeys nothing in it.

use std::fmt::Write as _;
use std::io::{self, Write};

use gainsay_model::text::is_obeyed;
use gainsay_model::yaml::{self, Entry, Node, Scalar};
use serde::Serialize;
use serde_json::Value;

use crate::safe_json::write_json;

/// Writes a value in block style. If it is too large or too deep for that, or if another reader of YAML (`serde_yaml`)
/// would read the result differently, it is written as JSON, which is YAML too.
///
/// # Errors
/// Returns the errors of `out`.
pub fn write_yaml(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut json = Vec::new();
    write_json(value, &mut json)?;
    match laid_out(&json).filter(|text| reads_back(text, &json)) {
        Some(text) => out.write_all(text.as_bytes()),
        None => out.write_all(&json),
    }
}

/// Returns whether another reader than our own reads the same data from the YAML as from the JSON.
fn reads_back(text: &str, json: &[u8]) -> bool {
    let (yaml, json) = (serde_yaml::from_str::<Value>(text), serde_json::from_slice::<Value>(json));
    matches!((yaml, json), (Ok(yaml), Ok(json)) if yaml == json)
}

/// Returns a JSON object as YAML in block style.
fn laid_out(json: &[u8]) -> Option<String> {
    let reading = yaml::read(std::str::from_utf8(json).ok()?);
    let [document] = reading.documents.as_slice() else { return None };
    let mut text = String::new();
    write_entries(&document.entries, 0, &mut text);
    reading.faults.is_empty().then_some(text)
}

/// Writes entries, one per line; the first is put at the end of the text, the others are indented by this number of
/// columns.
fn write_entries(entries: &[Entry], indent: usize, text: &mut String) {
    for (number, entry) in entries.iter().enumerate() {
        if number > 0 {
            indented(indent, text);
        }
        text.push_str(&one_line(&entry.key));
        text.push(':');
        match &entry.value {
            Node::Map { entries, .. } if !entries.is_empty() => {
                text.push('\n');
                indented(indent + 2, text);
                write_entries(entries, indent + 2, text);
            }
            Node::List { items, .. } if !items.is_empty() => {
                text.push('\n');
                write_items(items, indent, text);
            }
            value => write_short(value, text),
        }
    }
}

/// Writes members, one per line, indented by this number of columns.
fn write_items(items: &[Node], indent: usize, text: &mut String) {
    for item in items {
        indented(indent, text);
        text.push('-');
        match item {
            Node::Map { entries, .. } if !entries.is_empty() => {
                text.push(' ');
                write_entries(entries, indent + 2, text);
            }
            Node::List { items, .. } if !items.is_empty() => {
                text.push('\n');
                write_items(items, indent + 2, text);
            }
            value => write_short(value, text),
        }
    }
}

fn indented(indent: usize, text: &mut String) {
    // Writing to a String cannot fail.
    let _ = write!(text, "{:indent$}", "");
}

/// Writes a value that needs no lines of its own, after its key or dash.
fn write_short(value: &Node, text: &mut String) {
    text.push(' ');
    match value {
        Node::Scalar(scalar) => text.push_str(&one_line(scalar)),
        Node::List { .. } => text.push_str("[]"),
        Node::Map { .. } | Node::Refused { .. } => text.push_str("{}"),
    }
    text.push('\n');
}

/// Returns a text that every reader reads alike. A text without quotes in JSON is `true`, `false`, `null` or a number,
/// and stays.
fn one_line(scalar: &Scalar) -> String {
    if scalar.plain {
        return scalar.text.clone();
    }
    let needs_escapes = scalar.text.contains("##") || scalar.text.chars().any(is_obeyed);
    if needs_escapes { disarmed(&yaml::quoted(&scalar.text)) } else { yaml::for_any_reader(&scalar.text) }
}

/// Returns a text in double quotes, with escapes for everything that a terminal would obey, and for `##`, with which
/// commands to CI services begin.
fn disarmed(quoted: &str) -> String {
    let mut safe = String::with_capacity(quoted.len() + 16);
    let mut after_hash = false;
    for letter in quoted.chars() {
        if is_obeyed(letter) {
            let _ = write!(safe, "\\u{:04X}", u32::from(letter));
        } else if letter == '#' && after_hash {
            safe.push_str("\\x23");
        } else {
            safe.push(letter);
        }
        after_hash = letter == '#';
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn written(value: &Value) -> String {
        let mut out = Vec::new();
        write_yaml(value, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn values_are_laid_out() {
        let value = json!({"a": {"b": ["c", {"d": 1, "e": []}, ["f", [true]]], "g": {}}, "no": null});
        let text = "a:\n  b:\n  - c\n  - d: 1\n    e: []\n  -\n    - f\n    -\n      - true\n  g: {}\n\"no\": null\n";
        assert_eq!(written(&value), text);
    }

    #[test]
    fn nothing_is_obeyed_and_nothing_is_lost() {
        let value =
            json!({"a\u{1b}[31m": "b\u{202e}c", "d": "##[error] ###", "e": "\u{2028}\n", "f": "\u{85}", "": ""});
        let text = written(&value);
        assert!(!text.chars().any(|c| c != '\n' && is_obeyed(c)) && !text.contains("##"), "{text}");
        for Entry { key, value: node } in &yaml::read(&text).documents[0].entries {
            let Node::Scalar(scalar) = node else { panic!("{text}") };
            assert_eq!(value[&key.text], scalar.text.as_str());
        }
    }

    #[test]
    fn what_another_reader_would_take_for_something_else_is_noticed() {
        let json = br#"{"country": "no", "time": "12:30"}"#;
        assert!(reads_back("country: \"no\"\ntime: \"12:30\"\n", json));
        assert!(!reads_back("country: false\ntime: \"12:30\"\n", json));
        assert!(!reads_back("country: \"no\"\n", json) && !reads_back("country: [", json));
    }

    #[test]
    fn what_is_too_deep_is_json() {
        let deep = (0..70).fold(json!("x"), |inner, _| json!({ "a": inner }));
        assert!(written(&deep).starts_with("{\n"));
    }
}
