//! Finds references: the places where a record names another one, or itself.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::schema::{Content, Kind};
use crate::text::composed;
use crate::write::Role;
use crate::yaml::{self, Document, Entry, Node, Scalar, Span};

/// An id in a record: the record's own, or that of a record to which it refers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference<'d> {
    /// The kind of the record that is named.
    pub kind: Kind,
    /// The id, as written.
    pub id: &'d str,
    /// The key of the record under which the id stands.
    pub key: &'d str,
    /// The text in which the id stands.
    pub scalar: &'d Scalar,
    /// The bytes of the id within that text.
    pub range: Range<usize>,
    /// Whether it is the record's own id.
    pub is_own: bool,
}

/// Returns each id in a record, in the order of the text. `is_literal` says of a predicate whether its objects are no
/// entities.
pub fn references<'d>(document: &'d Document, is_literal: &dyn Fn(&str) -> bool) -> Vec<Reference<'d>> {
    let kind = document.entries.first().and_then(|first| Kind::of_first_key(&first.key.text));
    let Some(kind) = kind else { return Vec::new() };
    let mut walk = Walk { is_literal, found: Vec::new(), key: "", own: kind };
    for entry in &document.entries {
        walk.key = &entry.key.text;
        walk.node(&entry.value, Role::of(kind, &entry.key.text));
    }
    walk.found
}

/// Returns each text of a record in which an id stands for which `new_id` returns another one, with its new text.
/// `is_literal` is as for [`references`].
pub fn with_new_ids<'d>(
    document: &'d Document,
    is_literal: &dyn Fn(&str) -> bool,
    new_id: &dyn Fn(Kind, &str) -> Option<String>,
) -> Vec<(&'d Scalar, String)> {
    let mut changes: Vec<(&Scalar, String)> = Vec::new();
    // The replacements go from the last to the first, so that none moves another in the same text.
    for one in references(document, is_literal).into_iter().rev() {
        let Some(id) = new_id(one.kind, one.id) else { continue };
        match changes.last_mut().filter(|(scalar, _)| scalar.span == one.scalar.span) {
            Some((_, new)) => new.replace_range(one.range, &id),
            None => {
                let mut new = one.scalar.text.clone();
                new.replace_range(one.range, &id);
                changes.push((one.scalar, new));
            }
        }
    }
    changes
}

/// Returns a record as it would be with other ids in place of those for which `new_id` returns one; none if it names no
/// such id. `is_literal` is as for [`references`].
pub fn renamed(
    document: &Document,
    is_literal: &dyn Fn(&str) -> bool,
    new_id: &dyn Fn(Kind, &str) -> Option<String>,
) -> Option<Document> {
    let changes = with_new_ids(document, is_literal, new_id);
    let texts: FxHashMap<Span, String> = changes.into_iter().map(|(scalar, new)| (scalar.span, new)).collect();
    if texts.is_empty() {
        return None;
    }
    let mut renamed = document.clone();
    replace_texts(&mut renamed.entries, &texts);
    Some(renamed)
}

/// Puts new texts in the places of the old ones.
pub(crate) fn replace_texts(entries: &mut [Entry], texts: &FxHashMap<Span, String>) {
    entries.iter_mut().for_each(|entry| replace_in(&mut entry.value, texts));
}

fn replace_in(node: &mut Node, texts: &FxHashMap<Span, String>) {
    match node {
        Node::Scalar(own) => {
            if let Some(new) = texts.get(&own.span) {
                new.clone_into(&mut own.text);
            }
        }
        Node::Refused { .. } => {}
        Node::List { items, .. } => items.iter_mut().for_each(|item| replace_in(item, texts)),
        Node::Map { entries, .. } => replace_texts(entries, texts),
    }
}

/// A place in a file where a record is named.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Occurrence<'p> {
    /// The path of the file.
    pub path: &'p str,
    /// The text that names the record: an id, or the statement, pin or verdict that it is a part of.
    pub span: Span,
    /// The record in which the id stands: its kind and the beginning of its document.
    pub within: (Kind, u32),
    /// The key under which the id stands.
    pub key: String,
    /// Whether it is the record's own id.
    pub is_own: bool,
}

/// Returns each place in these files, given by path and text, where a record is named, in their order. `is_literal`
/// says of a predicate whether its objects are no entities. Ids are compared in NFC.
pub fn references_to<'p>(
    files: impl IntoIterator<Item = (&'p str, &'p str)>,
    kind: Kind,
    id: &str,
    is_literal: &dyn Fn(&str) -> bool,
) -> Vec<Occurrence<'p>> {
    let mut found = Vec::new();
    for (path, text) in files {
        // An id may be written in several ways that are the same in NFC; an ASCII id may not.
        if id.is_ascii() && !text.contains(id) {
            continue;
        }
        for document in yaml::read(text).documents {
            let Some(own) = document.entries.first().and_then(|first| Kind::of_first_key(&first.key.text)) else {
                continue;
            };
            let named = references(&document, is_literal)
                .into_iter()
                .filter(|one| one.kind == kind && composed(one.id) == composed(id));
            found.extend(named.map(|one| Occurrence {
                path,
                span: one.scalar.span,
                within: (own, document.span.start),
                key: one.key.to_owned(),
                is_own: one.is_own,
            }));
        }
    }
    found
}

struct Walk<'d, 'f> {
    is_literal: &'f dyn Fn(&str) -> bool,
    found: Vec<Reference<'d>>,
    key: &'d str,
    own: Kind,
}

impl<'d> Walk<'d, '_> {
    fn node(&mut self, node: &'d Node, role: Role) {
        match node {
            Node::Scalar(scalar) => self.scalar(scalar, role.content),
            Node::List { items, .. } => items.iter().for_each(|item| self.node(item, role)),
            Node::Map { entries, .. } if role.content == Content::Triple => self.long_statement(entries),
            Node::Map { entries, .. } => {
                entries.iter().for_each(|entry| self.node(&entry.value, role.within(&entry.key.text)))
            }
            Node::Refused { .. } => {}
        }
    }

    fn scalar(&mut self, scalar: &'d Scalar, content: Content) {
        let words = words(&scalar.text);
        let whole = || trimmed(&scalar.text);
        match content {
            Content::Id => self.add(self.own, scalar, whole(), true),
            Content::Reference(kind) => self.add(kind, scalar, whole(), false),
            Content::Pin => {
                let whole = whole();
                let end = scalar.text.find('@').unwrap_or(whole.end).min(whole.end);
                self.add(Kind::Claim, scalar, whole.start..end, false);
            }
            Content::Verdict => {
                if let [verb, claim] = words.as_slice()
                    && scalar.text.get(verb.clone()) == Some("prefers")
                {
                    self.add(Kind::Claim, scalar, claim.clone(), false);
                }
            }
            Content::Triple => self.short_statement(scalar, &words),
            Content::Date | Content::Figure | Content::Prose => {}
        }
    }

    fn short_statement(&mut self, scalar: &'d Scalar, words: &[Range<usize>]) {
        let [subject, predicate, object, ..] = words else { return };
        self.add(Kind::Entity, scalar, subject.clone(), false);
        self.add(Kind::Predicate, scalar, predicate.clone(), false);
        if !scalar.text.get(predicate.clone()).is_some_and(self.is_literal) {
            self.add(Kind::Entity, scalar, object.start..trimmed(&scalar.text).end, false);
        }
    }

    fn long_statement(&mut self, entries: &'d [Entry]) {
        let part = |key: &str| match entries.iter().find(|entry| entry.key.text == key).map(|entry| &entry.value) {
            Some(Node::Scalar(scalar)) => Some(scalar),
            _ => None,
        };
        let is_literal = part("predicate").is_some_and(|predicate| (self.is_literal)(predicate.text.trim()));
        for (key, kind) in [("subject", Kind::Entity), ("predicate", Kind::Predicate), ("object", Kind::Entity)] {
            if let Some(scalar) = part(key).filter(|_| key != "object" || !is_literal) {
                self.add(kind, scalar, trimmed(&scalar.text), false);
            }
        }
    }

    fn add(&mut self, kind: Kind, scalar: &'d Scalar, range: Range<usize>, is_own: bool) {
        if let Some(id) = scalar.text.get(range.clone()).filter(|id| !id.is_empty()) {
            self.found.push(Reference { kind, id, key: self.key, scalar, range, is_own });
        }
    }
}

/// Returns the places of the words of a text, as a statement is read.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for word in text.split(char::is_whitespace) {
        if !word.is_empty() {
            words.push(at..at + word.len());
        }
        at += word.len() + text.get(at + word.len()..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    words
}

/// Returns the bytes of a text without white space at its ends.
fn trimmed(text: &str) -> Range<usize> {
    let start = text.len() - text.trim_start().len();
    start..start + text.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_found_wherever_it_is_named() {
        let files = [
            ("a.yaml", "entity: mu\u{308}ller\n---\nclaim: a\nby: \"m\u{fc}ller\"\n"),
            ("b.yaml", "claim: müller\nfor: b\n"),
        ];
        let found = references_to(files, Kind::Entity, "müller", &|_| false);
        let told: Vec<_> = found.iter().map(|one| (one.path, one.within.0, one.key.as_str(), one.is_own)).collect();
        assert_eq!(told, [("a.yaml", Kind::Entity, "entity", true), ("a.yaml", Kind::Claim, "by", false)]);
    }

    fn named(text: &str) -> Vec<String> {
        let reading = yaml::read(text);
        let found = references(&reading.documents[0], &|predicate| predicate == "has-cost");
        found.iter().map(|one| format!("{} {}{}", one.kind, one.id, if one.is_own { "!" } else { "" })).collect()
    }

    #[test]
    fn every_id_in_a_record_is_found() {
        let claim = "claim: c\nby: e\naffirms: a  p b\nsource: s\nvia: [x, {y: z}]\nbased-on: d\nretracted: {date: 2018, by: who}\nnote: e\n";
        assert_eq!(
            named(claim),
            ["claim c!", "entity e", "entity a", "predicate p", "entity b", "source s", "entity x", "claim d"]
        );
        assert_eq!(named("claim: c\ndenies: a has-cost 12 %\n"), ["claim c!", "entity a", "predicate has-cost"]);
        assert_eq!(
            named("claim: c\ndenies: {object: b, subject: a, predicate: p}\n")[1..],
            ["entity a", "predicate p", "entity b"]
        );
        assert_eq!(
            named("entity: a\nspeaks-for: [b, {for: c, from: 2018}]\nkind: d\n"),
            ["entity a!", "entity b", "entity c"]
        );
        assert_eq!(
            named("predicate: p\nimplies:\n- {to: q, because: r}\ninverse-of: s\n"),
            ["predicate p!", "predicate q", "predicate s"]
        );
        assert_eq!(
            named("ruling: r\nbetween: [a@1-0123456789ab, b]\nverdict: prefers a\nbecause: a\n"),
            ["ruling r!", "claim a", "claim b", "claim a"]
        );
        assert_eq!(named("gainsay: 1\nuse: [a]\n"), [""; 0]);
    }
}
