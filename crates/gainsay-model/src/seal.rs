//! Writing a record's version into its text: one line goes in or is replaced, and nothing else changes.

use crate::record::Rev;
use crate::yaml::{self, Document, Entry, Node, Scalar};

/// Returns the text of a file with `rev` written into the record that begins at byte `start`.
///
/// Key and version are quoted as the record's first key and value are, so that JSON stays JSON, and one that is there already keeps
/// its quotes.
///
/// # Errors
/// The reason, where that cannot be done without touching anything else.
pub fn with_rev(text: &str, start: u32, rev: Rev) -> Result<String, String> {
    let before = yaml::read_at(text, start).ok_or("the record cannot be read")?;
    let sealed = match yaml::entry(&before.entries, "rev") {
        Some(entry) => replaced(text, entry, rev)?,
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

fn splice(text: &str, start: usize, end: usize, new: &str) -> String {
    [text.get(..start).unwrap_or_default(), new, text.get(end..).unwrap_or_default()].concat()
}

/// The text with another version in the place of the one that is there, or of nothing.
fn replaced(text: &str, entry: &Entry, rev: Rev) -> Result<String, String> {
    let Node::Scalar(scalar) = &entry.value else { return Err("its `rev` is no single value".into()) };
    let (start, end) = (scalar.span.start as usize, scalar.span.end as usize);
    if scalar.plain && scalar.text.is_empty() {
        let key_end = entry.key.span.end as usize;
        let colon = text.get(key_end..).and_then(|rest| rest.find(':')).ok_or("its `rev` has no value")?;
        let at = key_end + colon + 1;
        return Ok(splice(text, at, at, &format!(" {rev}")));
    }
    let quote = quote_of(text, scalar);
    Ok(splice(text, start, end, &format!("{quote}{rev}{quote}")))
}

/// The text with a version after the first entry: on a line of its own where the record has one for each key.
fn inserted(text: &str, document: &Document, rev: Rev) -> Result<String, String> {
    let first = document.entries.first().ok_or("the record is empty")?;
    let key_start = first.key.span.start as usize;
    let value_end = first.value.span().end.max(first.key.span.end) as usize;
    let before = text.get(..key_start).unwrap_or_default();
    let line_start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let indent = before.get(line_start..).unwrap_or_default().trim_start_matches('\u{feff}');
    let begins_line = indent.trim_matches([' ', '\t']).is_empty();
    let rest = text.get(value_end..).unwrap_or_default();
    let line = rest.split(['\n', '\r']).next().unwrap_or_default();
    let (line_end, line_break) = (value_end + line.len(), line_break(text, value_end));
    let entry = entry_like(text, first, rev);
    if !document.flow {
        return Ok(splice(text, line_end, line_end, &format!("{line_break}{indent}{entry}")));
    }
    let after_comma = line.trim_start_matches([' ', '\t']).strip_prefix(',').map(|after| after.trim_matches([' ', '\t']));
    Ok(match after_comma {
        // A comment behind the comma stays with the first entry.
        Some(after) if begins_line && (after.is_empty() || after.starts_with('#')) => {
            splice(text, line_end, line_end, &format!("{line_break}{indent}{entry},"))
        }
        None if begins_line && line.trim_matches([' ', '\t']).is_empty() => {
            splice(text, value_end, value_end, &format!(",{line_break}{indent}{entry}"))
        }
        _ => {
            let gap = if after_comma.is_some() && is_tight(line) { "" } else { " " };
            splice(text, value_end, value_end, &format!(",{gap}{entry}"))
        }
    })
}

/// Whether no white space stands behind the comma at the beginning of a line.
fn is_tight(line: &str) -> bool {
    line.trim_start_matches([' ', '\t']).strip_prefix(',').is_some_and(|after| !after.is_empty() && !after.starts_with([' ', '\t']))
}

/// `rev` and the version, quoted and set apart as the first key and value are.
fn entry_like(text: &str, first: &Entry, rev: Rev) -> String {
    let key = quote_of(text, &first.key);
    let Node::Scalar(value) = &first.value else { return format!("{key}rev{key}: {rev}") };
    let quote = if key.is_empty() { "" } else { quote_of(text, value) };
    let between = text.get(first.key.span.end as usize..value.span.start as usize).unwrap_or_default();
    let colon = if between == ":" && !key.is_empty() { ":" } else { ": " };
    format!("{key}rev{key}{colon}{quote}{rev}{quote}")
}

/// The quotation mark that a text is written with, or nothing.
fn quote_of(text: &str, scalar: &Scalar) -> &'static str {
    match text.as_bytes().get(scalar.span.start as usize) {
        Some(b'"') if !scalar.plain => "\"",
        Some(b'\'') if !scalar.plain => "'",
        _ => "",
    }
}

/// The line break that ends the line of byte `at`, or else the one before it; LF in a text of one line.
fn line_break(text: &str, at: usize) -> &'static str {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let found = after.find(['\n', '\r']).and_then(|end| after.get(end..));
    let starts = |rest: &str| match rest.as_bytes() {
        [b'\r', b'\n', ..] => "\r\n",
        [b'\r', ..] => "\r",
        _ => "\n",
    };
    match (found, before.rfind(['\n', '\r'])) {
        (Some(rest), _) => starts(rest),
        (None, Some(last)) => {
            let from = if before.get(..last).is_some_and(|before| before.ends_with('\r')) { last - 1 } else { last };
            starts(before.get(from..).unwrap_or_default())
        }
        (None, None) => "\n",
    }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::record::Digest;

    const REV: Rev = Rev { count: 1, digest: Digest(0x0123_4567_89ab) };

    fn sealed(text: &str) -> String {
        with_rev(text, yaml::read(text).documents[0].span.start, REV).unwrap()
    }

    #[test]
    fn json_stays_json() {
        for text in [
            r#"{"entity": "a", "name": "A"}"#,
            r#"{"entity":"a","name":"A"}"#,
            r#"{"predicate": "a"}"#,
            "{\n  \"entity\": \"a\",\n  \"name\": \"A\"\n}\n",
            "{\r\n\t\"entity\": \"a\",\r\n\t\"name\": \"A\"\r\n}",
            "{\n  \"predicate\": \"a\"\n}\n",
            "{ \"entity\": \"a\"\n, \"name\": \"A\"\n}\n",
            "{\n\"entity\"\n:\n\"a\"\n,\n\"name\":\"A\"}",
            r#"{"entity": "a", "rev": "1-000000000000", "name": "A"}"#,
            r#"{"entity": "a", "rev": "", "name": "A"}"#,
            r#"{"name":"A","entity":"a"}"#,
        ] {
            let text = sealed(text);
            let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(value["rev"], "1-0123456789ab", "{text}");
        }
    }

    #[test]
    fn the_version_is_written_as_the_first_entry_is() {
        for (text, expected) in [
            (r#"{"entity": "a", "name": "A"}"#, r#"{"entity": "a", "rev": "1-0123456789ab", "name": "A"}"#),
            (r#"{"entity":"a","name":"A"}"#, r#"{"entity":"a","rev":"1-0123456789ab","name":"A"}"#),
            ("{entity: a, name: A}", "{entity: a, rev: 1-0123456789ab, name: A}"),
            ("{entity: 'a', name: A}", "{entity: 'a', rev: 1-0123456789ab, name: A}"),
            ("{'entity': 'a', name: A}", "{'entity': 'a', 'rev': '1-0123456789ab', name: A}"),
            ("{\n  entity: a, # it\n  name: A\n}", "{\n  entity: a, # it\n  rev: 1-0123456789ab,\n  name: A\n}"),
            ("{\n  predicate: a # it\n}", "{\n  predicate: a, rev: 1-0123456789ab # it\n}"),
            ("--- {\n  predicate: a\n}", "--- {\n  predicate: a,\n  rev: 1-0123456789ab\n}"),
            ("\"entity\": \"a\"\nname: A\n", "\"entity\": \"a\"\n\"rev\": \"1-0123456789ab\"\nname: A\n"),
            ("entity: \"a\"\nname: A\n", "entity: \"a\"\nrev: 1-0123456789ab\nname: A\n"),
            ("entity: a\nrev: '1-000000000000' # x\nname: A", "entity: a\nrev: '1-0123456789ab' # x\nname: A"),
            ("entity: a\nrev: # x\nname: A", "entity: a\nrev: 1-0123456789ab # x\nname: A"),
            ("entity: a\nrev: \"\"\nname: A", "entity: a\nrev: \"1-0123456789ab\"\nname: A"),
        ] {
            assert_eq!(sealed(text), expected);
        }
    }

    #[test]
    fn the_line_ends_as_its_neighbours_do() {
        for (text, expected) in [
            ("entity: a\r\nname: A\n", "entity: a\r\nrev: 1-0123456789ab\r\nname: A\n"),
            ("# x\r\nentity: a\nname: A\r\n", "# x\r\nentity: a\nrev: 1-0123456789ab\nname: A\r\n"),
            ("# x\rpredicate: a", "# x\rpredicate: a\rrev: 1-0123456789ab"),
            ("# x\r\npredicate: a", "# x\r\npredicate: a\r\nrev: 1-0123456789ab"),
            ("\u{feff}predicate: a", "\u{feff}predicate: a\nrev: 1-0123456789ab"),
        ] {
            assert_eq!(sealed(text), expected);
        }
    }
}
