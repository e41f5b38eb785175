//! Tells what stands at a place of a text, or is being written there, for front ends that help with writing.

use std::ops::Range;

use crate::references::{Reference, references};
use crate::schema::{Content, Key, Kind, STANCES, Shape};
use crate::write::Role;
use crate::yaml::{Document, Entry, Node, Scalar};

// --- what stands there ---

/// A part of a record at a place, with its bytes in the file.
#[derive(Clone, Debug)]
pub enum Found<'d> {
    /// A key of the record.
    Key(&'static Key, Range<usize>),
    /// A date, as written.
    Date(&'d str, Range<usize>),
    /// An id.
    Id(Reference<'d>, Range<usize>),
}

/// Returns the part of a record at a byte, given the text of its file. `is_literal` says of a predicate whether its
/// objects are no entities.
pub fn found_at<'d>(
    text: &str,
    document: &'d Document,
    byte: usize,
    is_literal: &dyn Fn(&str) -> bool,
) -> Option<Found<'d>> {
    let kind = document.entries.first().and_then(|first| Kind::of_first_key(&first.key.text))?;
    let at = |range: &Range<usize>| range.start <= byte && byte <= range.end;
    let mut ids = references(document, is_literal).into_iter().map(|one| {
        let range = bytes_of(text, one.scalar, one.range.clone());
        (one, range)
    });
    if let Some((reference, range)) = ids.find(|(_, range)| at(range)) {
        return Some(Found::Id(reference, range));
    }
    for entry in &document.entries {
        let range = span_of(&entry.key);
        if at(&range) {
            return kind.key(&entry.key.text).map(|key| Found::Key(key, range));
        }
        if let Some(date) = date_at(&entry.value, Role::of(kind, &entry.key.text), &at) {
            return Some(Found::Date(&date.text, span_of(date)));
        }
    }
    None
}

fn date_at<'d>(node: &'d Node, role: Role, at: &dyn Fn(&Range<usize>) -> bool) -> Option<&'d Scalar> {
    match node {
        Node::Scalar(scalar) => (role.content == Content::Date && at(&span_of(scalar))).then_some(scalar),
        Node::List { items, .. } => items.iter().find_map(|item| date_at(item, role, at)),
        Node::Map { entries, .. } if role.content != Content::Triple => {
            entries.iter().find_map(|Entry { key, value }| date_at(value, role.within(&key.text), at))
        }
        Node::Map { .. } | Node::Refused { .. } => None,
    }
}

fn span_of(scalar: &Scalar) -> Range<usize> {
    scalar.span.start as usize..scalar.span.end as usize
}

/// Returns the bytes of a file in which a part of one of its texts stands; the bytes of the whole text where the file
/// writes it in another way than it reads.
pub fn bytes_of(file: &str, scalar: &Scalar, part: Range<usize>) -> Range<usize> {
    let all = span_of(scalar);
    let wanted = scalar.text.get(part.clone());
    let begins = if scalar.plain { 0 } else { 1 };
    [begins, 0]
        .into_iter()
        .map(|before| all.start + before + part.start..all.start + before + part.end)
        .find(|range| range.end <= all.end && wanted.is_some() && file.get(range.clone()) == wanted)
        .unwrap_or(all)
}

// --- what is being written ---

/// A part of a record that is being written at a place of a text, which need not be whole.
#[derive(Clone, Debug)]
pub struct Writing<'t> {
    /// The kind of the record; none before its first key says it.
    pub kind: Option<Kind>,
    /// The part that is expected at the place.
    pub wanted: Wanted<'t>,
    /// The bytes that are already typed of it, up to the place.
    pub typed: Range<usize>,
}

/// The part of a record that is expected at a place.
#[derive(Clone, Debug)]
pub enum Wanted<'t> {
    /// A key of a record that already has these keys.
    Key(Vec<&'t str>),
    /// A key of a mapping that stands under that key of the record.
    InnerKey(&'static Key),
    /// A value under that key of the record; within a mapping, under that key of it.
    Value(&'static Key, Option<&'t str>),
    /// A part of a statement: subject, predicate or object, after these words.
    Part(&'static Key, Vec<&'t str>),
    /// The unit of a number that is the object of that predicate.
    Unit(&'t str),
}

/// Returns the part that is being written at a byte of a text; none in a comment, in prose, and where it cannot be
/// known.
pub fn writing_at(text: &str, byte: usize) -> Option<Writing<'_>> {
    let byte = text.floor_char_boundary(byte.min(text.len()));
    let record = record_around(text, byte);
    let lines = lines_of(text, record.clone());
    let line_start = text.get(..byte)?.rfind('\n').map_or(0, |at| at + 1).max(record.start);
    let before = text.get(line_start..byte)?;
    if before.trim_start().starts_with('#') || before.contains(" #") {
        return None;
    }
    let keys: Vec<&str> = lines.iter().filter_map(|line| key_of(line.text)).collect();
    let kind = keys.first().and_then(|first| Kind::of_first_key(first));
    if !before.starts_with([' ', '\t', '-']) {
        let Some((key, value)) = before.split_once(':') else {
            let present = keys.into_iter().filter(|key| !is_being_written(text, line_start, key)).collect();
            return Some(Writing { kind, wanted: Wanted::Key(present), typed: line_start..byte });
        };
        let key = kind?.key(key.trim_matches(['"', '\'']))?;
        return in_value(kind, key, value, byte);
    }
    // The key of a value on lines of its own is the last one above it that is not indented.
    let above = lines.iter().take_while(|line| line.start < line_start).filter_map(|line| key_of(line.text)).last()?;
    let key = kind?.key(above)?;
    let own = before.trim_start().trim_start_matches("- ").trim_start_matches('-').trim_start();
    match own.split_once(':') {
        Some((inner, value)) if takes_mapping(key) => in_mapping(kind, key, inner.trim(), value, byte),
        None if takes_mapping(key) && !before.trim_start().starts_with('-') => {
            Some(Writing { kind, wanted: Wanted::InnerKey(key), typed: byte - own.len()..byte })
        }
        _ => in_value(kind, key, own, byte),
    }
}

/// Returns the part that is being written after a key, behind the beginning of its value.
fn in_value<'t>(kind: Option<Kind>, key: &'static Key, value: &'t str, byte: usize) -> Option<Writing<'t>> {
    let typed = |text: &str| byte - text.len()..byte;
    // The innermost bracket decides.
    let flow = value.rfind(['[', '{', ',']).and_then(|at| Some((at, value.get(at + 1..)?.trim_start())));
    if let Some((at, own)) = flow.filter(|_| value.trim_start().starts_with(['[', '{'])) {
        let is_in_mapping = value.get(..=at)?.rfind('{') > value.get(..=at)?.rfind('}');
        if is_in_mapping && (takes_mapping(key) || key.shape == Shape::Statement) {
            return match own.split_once(':') {
                Some((inner, value)) => in_mapping(kind, key, inner.trim(), value, byte),
                None => Some(Writing { kind, wanted: Wanted::InnerKey(key), typed: typed(own) }),
            };
        }
        return Some(Writing { kind, wanted: Wanted::Value(key, None), typed: typed(unquoted(own)) });
    }
    let own = unquoted(value.trim_start());
    if key.content == Content::Triple {
        let mut words: Vec<&str> = own.split_whitespace().collect();
        let last = if own.ends_with(char::is_whitespace) { "" } else { words.pop().unwrap_or_default() };
        let wanted = match words.as_slice() {
            [_, predicate, _] => Wanted::Unit(predicate),
            [_, _, _, ..] => return None,
            _ => Wanted::Part(key, words),
        };
        return Some(Writing { kind, wanted, typed: typed(last) });
    }
    // A verdict names a claim after a word.
    let last = own.rsplit(' ').next().unwrap_or_default();
    let own = if key.content == Content::Verdict { last } else { own };
    Some(Writing { kind, wanted: Wanted::Value(key, None), typed: typed(own) })
}

fn in_mapping<'t>(
    kind: Option<Kind>,
    key: &'static Key,
    inner: &'t str,
    value: &'t str,
    byte: usize,
) -> Option<Writing<'t>> {
    let own = unquoted(value.trim_start());
    Some(Writing { kind, wanted: Wanted::Value(key, Some(inner)), typed: byte - own.len()..byte })
}

fn takes_mapping(key: &Key) -> bool {
    matches!(key.shape, Shape::Edges(_) | Shape::Main(_) | Shape::Mapping | Shape::Statement)
}

fn unquoted(text: &str) -> &str {
    text.strip_prefix(['"', '\'']).unwrap_or(text)
}

impl Writing<'_> {
    /// Returns the content that is expected as a value; none where a key is expected.
    pub fn content(&self) -> Option<Content> {
        match &self.wanted {
            Wanted::Key(_) | Wanted::InnerKey(_) | Wanted::Unit(_) => None,
            Wanted::Value(key, None) => Some(key.content),
            Wanted::Value(key, Some(inner)) if key.content == Content::Triple => match *inner {
                "subject" | "object" => Some(Content::Reference(Kind::Entity)),
                "predicate" => Some(Content::Reference(Kind::Predicate)),
                _ => None,
            },
            Wanted::Value(key, Some(inner)) => Some(key.content.within(key.shape.main_key(), inner)),
            Wanted::Part(_, words) => {
                Some(Content::Reference(if words.len() == 1 { Kind::Predicate } else { Kind::Entity }))
            }
        }
    }

    /// Returns the keys that may be written there.
    pub fn keys(&self) -> Vec<&'static Key> {
        let Wanted::Key(present) = &self.wanted else { return Vec::new() };
        let Some(kind) = self.kind else {
            return Kind::ALL.iter().filter_map(|kind| kind.keys().first()).collect();
        };
        let has_stance = present.iter().any(|key| STANCES.contains(key));
        let is_given = |key: &Key| {
            present.contains(&key.name) || (has_stance && kind == Kind::Claim && STANCES.contains(&key.name))
        };
        kind.keys().iter().filter(|key| !is_given(key)).collect()
    }

    /// Returns the keys that may be written in a mapping there.
    pub fn inner_keys(&self) -> Vec<&'static str> {
        let Wanted::InnerKey(key) = &self.wanted else { return Vec::new() };
        match key.shape {
            Shape::Statement => vec!["subject", "predicate", "object"],
            Shape::Edges(main) if key.content == Content::Reference(Kind::Entity) => vec![main, "from", "until"],
            Shape::Edges(main) | Shape::Main(main) => vec![main, "because"],
            _ => Vec::new(),
        }
    }
}

/// A line of a text.
struct Line<'t> {
    start: usize,
    text: &'t str,
}

/// Returns the bytes of the record around a byte: between the marks of documents.
fn record_around(text: &str, byte: usize) -> Range<usize> {
    let is_mark = |line: &str| line.starts_with("---") || line.starts_with("...");
    let lines = lines_of(text, 0..text.len());
    let after = lines.partition_point(|line| line.start <= byte);
    let start = lines.get(..after).unwrap_or_default().iter().rev().find(|line| is_mark(line.text));
    let end = lines.get(after..).unwrap_or_default().iter().find(|line| is_mark(line.text));
    let start = start.map_or(0, |line| line.start + line.text.len());
    start..end.map_or(text.len(), |line| line.start).max(start)
}

fn lines_of(text: &str, within: Range<usize>) -> Vec<Line<'_>> {
    let mut start = within.start;
    let lines = text.get(within).unwrap_or_default().split_inclusive('\n');
    lines
        .map(|line| {
            let found = Line { start, text: line };
            start += line.len();
            found
        })
        .collect()
}

/// Returns the key that a line begins with, if it is not indented.
fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(':')?;
    let is_key = !key.is_empty() && !key.contains(char::is_whitespace) && !key.starts_with(['-', '#', '[', '{']);
    is_key.then(|| key.trim_matches(['"', '\'']))
}

/// Returns true if a key is the one on the line that begins there.
fn is_being_written(text: &str, line_start: usize, key: &str) -> bool {
    text.get(line_start..).and_then(|rest| rest.lines().next()).and_then(key_of) == Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    const RECORDS: &str = "\
entity: ada
speaks-for: [{for: office, from: 2018-05}]
---
claim: c
by: ada
denies: \"ada knows bob\"
when: 2018-05-01
source: s
";

    fn found(word: &str, nth: usize) -> String {
        let at = RECORDS.match_indices(word).nth(nth).expect("a word").0 + 1;
        let reading = yaml::read(RECORDS);
        let document = reading.documents.iter().find(|document| (document.span.end as usize) >= at).expect("a record");
        match found_at(RECORDS, document, at, &|_| false) {
            Some(Found::Key(key, range)) => format!("key {} {}", key.name, &RECORDS[range]),
            Some(Found::Date(date, range)) => format!("date {date} {}", &RECORDS[range]),
            Some(Found::Id(id, range)) => format!("{} {} {}", id.kind, id.id, &RECORDS[range]),
            None => "nothing".to_owned(),
        }
    }

    #[test]
    fn what_stands_at_a_place_is_found() {
        assert_eq!(found("ada", 0), "entity ada ada");
        assert_eq!(found("speaks", 0), "key speaks-for speaks-for");
        assert_eq!(found("office", 0), "entity office office");
        assert_eq!(found("2018-05", 0), "date 2018-05 2018-05");
        assert_eq!(found("claim", 0), "key claim claim");
        assert_eq!(found("knows", 0), "predicate knows knows");
        assert_eq!(found("bob", 0), "entity bob bob");
        assert_eq!(found("2018-05-01", 0), "date 2018-05-01 2018-05-01");
    }

    /// Returns the part that is expected at `|`, and the beginning of it that is typed.
    fn wanted(text: &str) -> String {
        let (before, after) = text.split_once('|').expect("a place");
        let whole = format!("{before}{after}");
        let Some(writing) = writing_at(&whole, before.len()) else { return "nothing".to_owned() };
        let what = match &writing.wanted {
            Wanted::Key(_) => writing.keys().iter().take(3).map(|key| key.name).collect::<Vec<_>>().join(" "),
            Wanted::InnerKey(_) => writing.inner_keys().join(" "),
            Wanted::Unit(predicate) => format!("unit of {predicate}"),
            _ => format!("{:?}", writing.content()),
        };
        format!("{what} < {}", &whole[writing.typed.clone()])
    }

    #[test]
    fn what_is_being_written_is_told_from_what_is_there() {
        for (text, expected) in [
            ("|", "claim entity predicate < "),
            ("cl|", "claim entity predicate < cl"),
            ("claim: a\n|", "rev by for < "),
            ("claim: a\nby: b\naf|\nsource: s\n", "rev for affirms < af"),
            ("claim: a\ndenies: a b c\n|", "rev by for < "),
            ("entity: x\n---\nclaim: a\nby: ad|", "Some(Reference(Entity)) < ad"),
            ("claim: a\nby: |\nsource: s\n", "Some(Reference(Entity)) < "),
            ("claim: a\naffirms: ad|", "Some(Reference(Entity)) < ad"),
            ("claim: a\naffirms: ada kn|", "Some(Reference(Predicate)) < kn"),
            ("claim: a\naffirms: \"ada knows |\"", "Some(Reference(Entity)) < "),
            ("claim: a\naffirms: dam has-height 15 me|", "unit of has-height < me"),
            ("claim: a\naffirms: dam has-height 15 metres high|", "nothing"),
            ("claim: a\naffirms: {subject: ad|}", "Some(Reference(Entity)) < ad"),
            ("claim: a\naffirms: {subject: ada, predicate: k|", "Some(Reference(Predicate)) < k"),
            ("claim: a\naffirms: {sub|", "subject predicate object < sub"),
            ("claim: a\naffirms:\n  predicate: k|", "Some(Reference(Predicate)) < k"),
            ("claim: a\naffirms:\n  |", "subject predicate object < "),
            ("claim: a\nbased-on: [b, c|]", "Some(Reference(Claim)) < c"),
            ("claim: a\nbased-on:\n- b\n- c|", "Some(Reference(Claim)) < c"),
            ("claim: a\nwhen: 20|", "Some(Date) < 20"),
            ("entity: a\nspeaks-for: [{for: of|", "Some(Reference(Entity)) < of"),
            ("entity: a\nspeaks-for:\n  - for: of|", "Some(Reference(Entity)) < of"),
            ("entity: a\nspeaks-for:\n  - for: office\n    fr|", "for from until < fr"),
            ("entity: a\nspeaks-for: [{for: office, from: 20|", "Some(Date) < 20"),
            ("ruling: r\nverdict: prefers a|", "Some(Verdict) < a"),
            ("claim: a\n# by: |", "nothing"),
            ("claim: a\nnonsense: b|", "nothing"),
            ("nonsense: b|", "nothing"),
            ("claim: a\nby: é|", "Some(Reference(Entity)) < é"),
        ] {
            assert_eq!(wanted(text), expected, "{text}");
        }
    }

    #[test]
    fn no_place_is_too_odd() {
        let text = "claim: é\r\naffirms: [{: ,\n  - x: {[\n---\n:\n- -\n\"";
        for byte in 0..text.len() + 3 {
            if let Some(writing) = writing_at(text, byte) {
                assert!(text.get(writing.typed).is_some(), "{byte}");
            }
        }
    }
}
