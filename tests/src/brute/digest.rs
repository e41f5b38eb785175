//! The digest of a record's semantic content: format.md, "Versions".

use super::quantities::fold_space;
use super::records::{ObjectType, Workspace, statement_parts, text_object};
use super::yaml::{Document, Value};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

const STATEMENTS: [&str; 5] = ["affirms", "denies", "suggests", "doubts", "relays"];
const BOOLEANS: [&str; 8] =
    ["symmetric", "asymmetric", "irreflexive", "transitive", "functional", "inverse-functional", "once", "posthumous"];
const LISTS: [&str; 18] = [
    "via",
    "based-on",
    "supersedes",
    "aka",
    "part-of",
    "speaks-for",
    "same-as",
    "domain",
    "range",
    "implies",
    "usually-implies",
    "excludes",
    "distinct-from",
    "must-not-imply",
    "derived-from",
    "between",
    "use",
    "exclude",
];
/// The main key of each mapping that may be written as one value.
const MAIN: [(&str, &str); 7] = [
    ("speaks-for", "for"),
    ("implies", "to"),
    ("usually-implies", "to"),
    ("excludes", "to"),
    ("distinct-from", "to"),
    ("must-not-imply", "to"),
    ("retracted", "date"),
];

/// "the first 12 hex digits of the SHA-256 of its canonical form"
#[must_use]
pub fn of(document: &Document, workspace: &Workspace) -> String {
    let hash = Sha256::digest(canonical(document, workspace).as_bytes());
    hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// "the record as JSON by RFC 8785 with all keys but `rev`, `note` and `tags`, every value a string, a list, or a
/// mapping"
fn canonical(document: &Document, workspace: &Workspace) -> String {
    let mut entries = Vec::new();
    for (key, value) in document {
        if ["rev", "note", "tags"].contains(&key.as_str()) || entries.iter().any(|(k, _)| k == key) {
            continue;
        }
        let json = if STATEMENTS.contains(&key.as_str()) {
            statement(value, workspace)
        } else if BOOLEANS.contains(&key.as_str()) {
            // "booleans the word `true` (`false` is left out …)"
            (*value != Value::Text("false".into())).then(|| plain(key, value)).flatten()
        } else if LISTS.contains(&key.as_str()) {
            list(key, value)
        } else {
            plain(key, value)
        };
        // "empty values left out"
        if let Some(json) = json {
            entries.push((key.clone(), json));
        }
    }
    object(entries)
}

fn object(mut entries: Vec<(String, String)>) -> String {
    entries.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    let entries: Vec<String> = entries.iter().map(|(key, json)| format!("{}:{json}", string(key))).collect();
    format!("{{{}}}", entries.join(","))
}

/// "strings in NFC, each run of Unicode white space one space, trimmed"
fn normal(text: &str) -> String {
    fold_space(&text.nfc().collect::<String>())
}

fn string(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

fn plain(key: &str, value: &Value) -> Option<String> {
    match value {
        Value::Nothing => None,
        Value::Text(text) | Value::Cut(text) => Some(normal(text)).filter(|t| !t.is_empty()).map(|t| string(&t)),
        Value::List(members) => {
            let members: Vec<String> = members.iter().filter_map(|m| plain(key, m)).collect();
            (!members.is_empty()).then(|| format!("[{}]", members.join(",")))
        }
        Value::Map(map) => {
            let entries: Vec<(String, String)> =
                map.iter().filter_map(|(k, v)| Some((k.clone(), plain("", v)?))).collect();
            let main = MAIN.iter().find(|(k, _)| *k == key).map(|(_, main)| *main);
            match &entries[..] {
                [] => None,
                // "a mapping that holds only its main key … as that bare value"
                [(only, json)] if Some(only.as_str()) == main => Some(json.clone()),
                _ => Some(object(entries)),
            }
        }
    }
}

/// "a bare value where a list is wanted as a list of one; lists (all but `via`) sorted by the bytes of their members'
/// JSON, duplicates dropped"
fn list(key: &str, value: &Value) -> Option<String> {
    let mut members: Vec<String> = match value {
        Value::List(members) => members.iter().filter_map(|m| plain(key, m)).collect(),
        value => plain(key, value).into_iter().collect(),
    };
    if key != "via" {
        members.sort();
        members.dedup();
    }
    (!members.is_empty()).then(|| format!("[{}]", members.join(",")))
}

/// "statements in the short form, a text object in double quotes with `\"` and `\\` its only escapes"
fn statement(value: &Value, workspace: &Workspace) -> Option<String> {
    let Some((subject, predicate, object)) = statement_parts(value) else {
        return plain("", value);
    };
    // "Ids are read in NFC wherever they stand."
    let at = workspace.predicate(&predicate.nfc().collect::<String>());
    let is_text = at.is_some_and(|at| workspace.predicates[at].object == ObjectType::Text);
    let object = if is_text {
        let text = text_object(&object, matches!(value, Value::Text(_))).unwrap_or(object);
        format!("\"{}\"", normal(&text).replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        normal(&object)
    };
    Some(string(&format!("{} {} {object}", normal(&subject), normal(&predicate))))
}
