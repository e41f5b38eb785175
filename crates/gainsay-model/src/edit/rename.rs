//! A record's new id, and every reference to it.

use rustc_hash::FxHashMap;

use super::proof::{Expected, kind_of};
use super::{Plan, Refusal, Target, flow};
use crate::layout::Splice;
use crate::names::is_id;
use crate::references::references;
use crate::schema::{Content, Kind};
use crate::text::composed;
use crate::write::Role;
use crate::yaml::{Document, Entry, Node, Reading, Scalar, Span};

/// Keys of a ruling in whose prose an id stands in backticks.
const PROSE: [&str; 2] = ["because", "note"];

/// Plans to give a record another id in one file, wherever the file names it.
pub(super) fn in_file(
    text: &str,
    reading: &Reading,
    kind: Kind,
    from: &str,
    to: &str,
    literal: &[String],
) -> Result<Option<Plan>, Refusal> {
    if !is_id(to) || kind == Kind::Manifest {
        return Err(Refusal::BadId(to.to_owned()));
    }
    let target = Target::new(kind, to);
    if composed(from) != composed(to) && reading.documents.iter().filter_map(Target::of).any(|other| other.is_same(&target)) {
        return Err(Refusal::RecordExists(target));
    }
    let mut renamed = Renamed { text, kind, from, to, literal, splices: Vec::new() };
    let documents: Vec<Document> = reading.documents.iter().map(|document| renamed.document(document)).collect();
    let splices = renamed.splices;
    Ok((!splices.is_empty()).then(|| Plan { ways: vec![splices], expected: Expected::Documents(documents) }))
}

/// A text whose references are being followed.
struct Renamed<'t> {
    text: &'t str,
    kind: Kind,
    from: &'t str,
    to: &'t str,
    literal: &'t [String],
    splices: Vec<Splice>,
}

impl Renamed<'_> {
    /// Returns a document as it is to read, and notes what is to be replaced for that.
    fn document(&mut self, document: &Document) -> Document {
        let mut wanted = document.clone();
        let Some(kind) = kind_of(document) else { return wanted };
        let literal = self.literal;
        let is_literal = |predicate: &str| literal.iter().any(|known| composed(known) == composed(predicate));
        let mut changes: Vec<(&Scalar, String)> = Vec::new();
        for one in references(document, &is_literal).into_iter().rev() {
            if one.kind == self.kind && composed(one.id) == composed(self.from) && one.id != self.to {
                match changes.last_mut().filter(|(scalar, _)| scalar.span == one.scalar.span) {
                    Some((_, new)) => new.replace_range(one.range, self.to),
                    None => {
                        let mut new = one.scalar.text.clone();
                        new.replace_range(one.range, self.to);
                        changes.push((one.scalar, new));
                    }
                }
            }
        }
        changes.extend(self.in_prose(document, kind));
        let mut texts = FxHashMap::default();
        for (scalar, new) in changes {
            let at = document.entries.partition_point(|entry| entry.value.span().end < scalar.span.end);
            let entry = document.entries.get(at);
            let role = entry.map_or(Role::of(kind, ""), |entry| Role::of(kind, &entry.key.text));
            let is_inner = !entry.is_some_and(|entry| matches!(&entry.value, Node::Scalar(_)));
            self.splices.push(self.replaced(scalar, &new, role, document.flow || is_inner));
            texts.insert(scalar.span, new);
        }
        put(&mut wanted.entries, &texts);
        wanted
    }

    /// Returns the texts of a ruling in which the id stands in backticks, and what they are to be.
    fn in_prose<'d>(&self, document: &'d Document, kind: Kind) -> Vec<(&'d Scalar, String)> {
        let (old, new) = (format!("`{}`", self.from), format!("`{}`", self.to));
        let is_prose = |entry: &&Entry| kind == Kind::Ruling && PROSE.contains(&entry.key.text.as_str());
        let text = |entry: &'d Entry| match &entry.value {
            Node::Scalar(scalar) if scalar.text.contains(&old) => Some((scalar, scalar.text.replace(&old, &new))),
            _ => None,
        };
        document.entries.iter().filter(is_prose).filter_map(text).collect()
    }

    fn replaced(&self, scalar: &Scalar, new: &str, role: Role, in_brackets: bool) -> Splice {
        let range = scalar.span.start as usize..scalar.span.end as usize;
        let written = self.text.get(range.clone()).unwrap_or_default();
        let is_one_word = scalar.plain && role.content != Content::Prose && !written.contains(char::is_whitespace);
        let by_words = if is_one_word { None } else { by_words(written, &scalar.text, new) };
        Splice::new(range, by_words.unwrap_or_else(|| flow::restyled(self.text, scalar, new, role, in_brackets)))
    }
}

/// Returns a written text with those words replaced that are others in its new reading; none if it is not written word by word as it reads.
fn by_words(written: &str, old: &str, new: &str) -> Option<String> {
    let quote = written.chars().next().filter(|first| matches!(first, '"' | '\''));
    let words = match quote {
        Some(quote) => written.strip_prefix(quote)?.strip_suffix(quote)?,
        None => written,
    };
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split_whitespace().collect(), new.split_whitespace().collect());
    let is_alike = old.len() == new.len() && words.split_whitespace().eq(old.iter().copied());
    if !is_alike {
        return None;
    }
    let mut rebuilt = String::with_capacity(written.len() + 16);
    let mut rest = words;
    for (old, new) in old.iter().zip(&new) {
        let at = rest.find(old)?;
        rebuilt.push_str(rest.get(..at)?);
        rebuilt.push_str(new);
        rest = rest.get(at + old.len()..)?;
    }
    rebuilt.push_str(rest);
    Some(quote.map_or(rebuilt.clone(), |quote| format!("{quote}{rebuilt}{quote}")))
}

/// Puts new texts in the places of others.
fn put(entries: &mut [Entry], texts: &FxHashMap<Span, String>) {
    for entry in entries {
        put_in(&mut entry.value, texts);
    }
}

fn put_in(node: &mut Node, texts: &FxHashMap<Span, String>) {
    match node {
        Node::Scalar(own) => {
            if let Some(new) = texts.get(&own.span) {
                new.clone_into(&mut own.text);
            }
        }
        Node::Refused { .. } => {}
        Node::List { items, .. } => items.iter_mut().for_each(|item| put_in(item, texts)),
        Node::Map { entries, .. } => put(entries, texts),
    }
}
