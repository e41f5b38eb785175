//! The gist of a file: whether it holds nothing but claims, and which words they are about. A file laid out a key a line is looked through
//! line by line; any other is read.

use crate::canonical::{Value, fields};
use crate::record::Stance;
use crate::schema::Kind;
use crate::text::spaced;
use crate::yaml::{self, Node};
use unicode_normalization::is_nfc;

/// What has to be known of a file to tell whether a change elsewhere can bear on it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Gist {
    /// Its claims; none if it holds, or may hold, other records: then it always matters.
    pub claims: Option<Vec<Said>>,
}

/// A claim, as far as it matters.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Said {
    /// Its id.
    pub id: String,
    /// The words of its statement.
    pub about: Vec<String>,
    /// Speakers, sources and claims that it names, and its utterance.
    pub names: Vec<String>,
    /// It replaces another claim.
    pub supersedes: bool,
}

/// Keys that name other records.
const NAMING: [&str; 8] = ["by", "for", "source", "via", "utterance", "answers", "based-on", "supersedes"];

impl Gist {
    /// The gist of a file's bytes.
    pub fn of(bytes: &[u8]) -> Gist {
        let Ok(text) = yaml::decode(bytes) else { return Gist::default() };
        let by_lines = by_lines(text);
        Gist { claims: by_lines.unwrap_or_else(|| by_reading(text)) }
    }
}

/// Goes through a file laid out a key a line. None if it is not; some none if it holds something else than claims.
fn by_lines(text: &str) -> Option<Option<Vec<Said>>> {
    let mut claims: Vec<Said> = Vec::new();
    let mut open: Option<Said> = None;
    // Ids are read in NFC, which is for reading to see to.
    if !text.is_ascii() && !is_nfc(text) {
        return None;
    }
    // YAML takes a lone carriage return for a line end, too.
    if text.split('\r').skip(1).any(|rest| !rest.starts_with('\n')) {
        return None;
    }
    // A value that matters, and goes on below, is put together from its lines by reading.
    let mut matters = false;
    for line in text.lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line == "---" {
            claims.extend(open.take());
            matters = false;
            continue;
        }
        if line.starts_with(' ') {
            if matters {
                return None;
            }
            continue;
        }
        let (key, value) = plain_entry(line)?;
        matters = false;
        match (&mut open, key) {
            (None, "claim") => open = Some(Said { id: value.to_owned(), ..Said::default() }),
            (None, key) if Kind::of_first_key(key).is_some() => return Some(None),
            (None, _) => return None,
            (Some(_), "claim") => return None,
            (Some(said), key) => {
                let stance = Stance::of_key(key).is_some();
                matters = stance || NAMING.contains(&key);
                if matters {
                    let words = words(value)?;
                    if stance {
                        said.about.extend(words)
                    } else {
                        said.names.extend(words)
                    }
                    said.supersedes |= key == "supersedes";
                }
            }
        }
    }
    claims.extend(open);
    claims.iter().all(|said| is_plain_id(&said.id)).then_some(Some(claims))
}

/// `key: value` at the first column.
fn plain_entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let plain = !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    (plain && (value.is_empty() || value.starts_with(' '))).then_some((key, value.trim()))
}

/// The words of a value that needs no YAML to be read, a list in brackets included; none if it does.
fn words(value: &str) -> Option<Vec<String>> {
    let inner = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(value);
    // These mean something wherever they stand; those only at the beginning of a value.
    let odd = |c: char| matches!(c, '"' | '\'' | '\\' | '{' | '}' | '[' | ']' | '#');
    let leading = |c: char| matches!(c, '&' | '*' | '!' | '|' | '>' | '%' | '@' | '`' | '?' | '-');
    let listed = inner.len() != value.len();
    if inner.is_empty()
        || inner.contains(odd)
        || inner.starts_with(leading)
        || (listed && inner.split(',').any(|item| item.trim_start().starts_with(leading)))
    {
        return None;
    }
    Some(inner.split([' ', ',', '\t']).filter(|word| !word.is_empty()).map(str::to_owned).collect())
}

fn is_plain_id(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '/'))
}

/// Reads a file for its gist.
fn by_reading(text: &str) -> Option<Vec<Said>> {
    let reading = yaml::read(text);
    if !reading.faults.is_empty() {
        return None;
    }
    let mut claims = Vec::new();
    for document in &reading.documents {
        let mut said = Said::default();
        let first = document.entries.first().filter(|entry| entry.key.text == Kind::Claim.first_key())?;
        for (key, value) in fields(document, Kind::Claim, &|_| None) {
            match key.as_str() {
                // Of an id that a `#` has cut off, what is left is the id.
                "claim" => said.id = if let Node::Scalar(scalar) = &first.value { spaced(&scalar.text) } else { value.to_string() },
                key if Stance::of_key(key).is_some() => add_words(&value, &mut said.about),
                key if NAMING.contains(&key) => add_words(&value, &mut said.names),
                _ => {}
            }
            said.supersedes |= key == "supersedes";
        }
        claims.push(said);
    }
    Some(claims)
}

fn add_words(value: &Value, words: &mut Vec<String>) {
    match value {
        Value::Text(text) => words.extend(text.split(' ').map(str::to_owned)),
        Value::List(items) => items.iter().for_each(|item| add_words(item, words)),
        Value::Mapping(entries) => entries.iter().for_each(|(_, value)| add_words(value, words)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(text: &str) -> Option<Vec<Said>> {
        Gist::of(text.as_bytes()).claims
    }

    const PLAIN: &str =
        "# why\nclaim: a\nby: x\naffirms: s p o\nvia: [m, n]\nquote: >-\n  affirms: t q u\nsupersedes: b\n---\nclaim: c\ndenies: s p 5 %\n";

    #[test]
    fn lines_tell_what_reading_tells() {
        let by_lines = by_lines(PLAIN).flatten().unwrap_or_default();
        let sorted = |claims: &[Said]| {
            let sort = |said: &Said| {
                let (mut about, mut names) = (said.about.clone(), said.names.clone());
                about.sort();
                names.sort();
                Said { about, names, ..said.clone() }
            };
            claims.iter().map(sort).collect::<Vec<_>>()
        };
        assert_eq!(Some(sorted(&by_lines)), by_reading(PLAIN).map(|read| sorted(&read)));
        assert_eq!(by_lines[0].about, ["s", "p", "o"]);
        assert_eq!(by_lines[0].names, ["x", "m", "n", "b"]);
        assert!(by_lines[0].supersedes && !by_lines[1].supersedes);
    }

    #[test]
    fn other_layouts_are_read() {
        for text in [
            "{claim: a, affirms: s p o}",
            "claim: a\naffirms:\n  subject: s\n  predicate: p\n  object: o",
            "claim: \"a\"\naffirms: s p o",
            "claim: a\r\naffirms: s\r\n  p o\r\n",
            "claim: a\nnote: n\raffirms: s p o",
            "claim: a\naffirms: \"s \\\n  p o\"",
            "claim: a\naffirms: 's p o'",
        ] {
            let said = claims(text).unwrap_or_default();
            assert_eq!(said.len(), 1, "{text}");
            assert_eq!(said[0].id, "a", "{text}");
            let mut about = said[0].about.clone();
            about.sort();
            assert_eq!(about, ["o", "p", "s"], "{text}");
        }
    }

    #[test]
    fn what_may_hold_other_records_always_matters() {
        for text in ["entity: a\nname: A", "claim: a\naffirms: s p o\n---\nsource: b\ntitle: B", "claim: [", "claim: a\naffirms: &x s p o"]
        {
            assert_eq!(claims(text), None, "{text}");
        }
        assert_eq!(claims(""), Some(Vec::new()));
    }
}
