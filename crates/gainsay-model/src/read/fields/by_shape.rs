//! Takes values by their shape: one, many, a mapping, links.

use rustc_hash::FxHashMap;

use crate::edit::{Edit, KeyPath, Target};
use crate::finding::Finding;
use crate::fix::Fix;
use crate::schema::Kind;
use crate::text::{escaped, spaced};
use crate::value::Value;
use crate::yaml::{self, Entry, Node, Scalar, Span};

use super::{Fields, Link, is_cut, is_empty};
use crate::read::keys;

/// The advice for a list of one in the place of a single value.
const ALONE: &str = "write the value alone, without brackets or hyphen";

impl<'d> Fields<'_, '_, 'd> {
    /// Returns the value of a key as one scalar.
    pub fn one(&mut self, key: &'static str) -> Option<&'d Scalar> {
        match self.value(key)? {
            Node::Scalar(scalar) => Some(scalar).filter(|scalar| self.is_usable(key, scalar)),
            Node::Refused { .. } => self.spoilt(key),
            Node::List { items, .. } if items.is_empty() => None,
            other => {
                self.wrong_shape(key, other.span(), format!("`{key}` takes one value, not a {}", shape_of(other)));
                let is_single =
                    matches!(other, Node::List { items, .. } if matches!(items.as_slice(), [Node::Scalar(_)]));
                if let Node::List { items, .. } = other
                    && let [Node::Scalar(only)] = items.as_slice()
                {
                    self.write_alone(key, only);
                }
                self.help(match (self.kind, key) {
                    _ if is_single => ALONE.into(),
                    (Kind::Claim, "by") => "write a claim for each of them, with one `utterance`".into(),
                    (Kind::Claim, _) if matches!(other, Node::List { .. }) => {
                        "write one value; for several, a claim for each".into()
                    }
                    _ => "write one value".into(),
                });
                None
            }
        }
    }

    /// Adds to the fault just reported the edit that writes the only member of a list as the value of its key.
    pub(super) fn write_alone(&mut self, key: &'static str, only: &Scalar) {
        let place = self.place;
        let Some(last) = self.reader.findings.last_mut() else { return };
        let Some(name) = last.records.first() else { return };
        let record = Target::new(name.kind, &name.id);
        let edit = Edit::Set { record, key: KeyPath::of(key), value: Value::text(&only.text) };
        last.fixes.push(Fix::safe(ALONE).editing(place, edit));
    }

    /// Returns a list of scalars; one bare value is a list of one.
    pub fn many(&mut self, key: &'static str) -> Vec<(u32, &'d Scalar)> {
        let Some(value) = self.value(key) else { return Vec::new() };
        match value {
            Node::Scalar(scalar) if !self.is_usable(key, scalar) => Vec::new(),
            Node::Scalar(scalar) => vec![(0, scalar)],
            Node::List { items, .. } => self.items(key, items),
            Node::Refused { .. } => self.spoilt(key).unwrap_or_default(),
            Node::Map { span, .. } => {
                self.wrong_shape(key, *span, format!("`{key}` takes a list, not a mapping"));
                Vec::new()
            }
        }
    }

    pub(super) fn items(&mut self, key: &'static str, items: &'d [Node]) -> Vec<(u32, &'d Scalar)> {
        let mut found = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match item {
                Node::Scalar(scalar) if !self.is_usable(key, scalar) => {}
                Node::Scalar(scalar) if !is_empty(scalar) => found.push((index as u32, scalar)),
                Node::Scalar(scalar) => {
                    self.wrong_shape(key, scalar.span, format!("an item of `{key}` has nothing in it"))
                }
                Node::Refused { .. } => self.faulty.push(key),
                other => self.wrong_shape(
                    key,
                    other.span(),
                    format!("an item of `{key}` is one value, not a {}", shape_of(other)),
                ),
            }
        }
        found
    }

    /// Returns a mapping of keys to scalars.
    pub fn mapping(&mut self, key: &'static str) -> Vec<(&'d Scalar, &'d Scalar)> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Node::Map { entries, .. } = value else {
            if !matches!(value, Node::Refused { .. }) {
                self.wrong_shape(key, value.span(), format!("`{key}` takes a mapping: `{{key: word}}`"));
            }
            self.faulty.push(key);
            return Vec::new();
        };
        let mut found: Vec<(&Scalar, &Scalar)> = Vec::with_capacity(entries.len());
        let mut firsts: FxHashMap<String, Span> = FxHashMap::default();
        for entry in entries {
            let word = spaced(&entry.key.text);
            if let Some(first) = firsts.get(&word) {
                self.duplicate_key(entries, &entry.key, *first);
                self.faulty.push(key);
                continue;
            }
            match &entry.value {
                Node::Scalar(scalar) if is_empty(scalar) && is_cut(scalar) || !self.is_usable(key, scalar) => {}
                Node::Scalar(scalar) if is_empty(scalar) => {
                    let message = format!("`{}` has nothing after it", escaped(&entry.key.text));
                    self.report(Finding::fault("wrong-shape", self.place.file, entry.key.span, message), key);
                }
                Node::Scalar(scalar) => {
                    firsts.insert(word, entry.key.span);
                    found.push((&entry.key, scalar));
                }
                Node::Refused { .. } => self.faulty.push(key),
                other => self.wrong_shape(
                    key,
                    other.span(),
                    format!("`{}` takes one value, not a {}", escaped(&entry.key.text), shape_of(other)),
                ),
            }
        }
        found
    }

    /// Returns edges: each a scalar, or a mapping with the main key `main` and some of `others`.
    pub fn links(&mut self, key: &'static str, main: &'static str, others: &[&'static str]) -> Vec<Link<'d>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let nodes = match value {
            Node::List { items, .. } => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut found = Vec::with_capacity(nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            let index = index as u32;
            match node {
                Node::Scalar(to) if !self.is_usable(key, to) => {}
                Node::Scalar(to) if !is_empty(to) => found.push(Link { index, to, entries: &[] }),
                Node::Map { entries, span } => {
                    if let Some(to) = self.main_of(key, main, others, entries, *span) {
                        found.push(Link { index, to, entries });
                    }
                }
                Node::Refused { .. } => self.faulty.push(key),
                other => self.wrong_shape(
                    key,
                    other.span(),
                    format!("an item of `{key}` is an id, or a mapping with `{main}`"),
                ),
            }
        }
        found
    }

    /// Returns the main value of a mapping, and checks its keys.
    pub fn main_of(
        &mut self,
        key: &'static str,
        main: &'static str,
        others: &[&'static str],
        entries: &'d [Entry],
        span: Span,
    ) -> Option<&'d Scalar> {
        self.check_inner_keys(key, &[&[main], others].concat(), entries);
        match yaml::entry(entries, main).map(|e| &e.value) {
            Some(Node::Scalar(scalar)) if is_empty(scalar) && is_cut(scalar) || !self.is_usable(key, scalar) => None,
            Some(Node::Scalar(scalar)) if !is_empty(scalar) => Some(scalar),
            Some(other) => {
                self.wrong_shape(key, other.span(), format!("`{main}` takes one value"));
                None
            }
            None if entries.iter().any(|entry| keys::plain_text(&entry.key.text) == main) => None,
            None => {
                self.report(
                    Finding::fault("missing-key", self.place.file, span, format!("this mapping has no `{main}`")),
                    key,
                );
                self.faulty.push(key);
                None
            }
        }
    }

    /// Checks the keys of a mapping inside a record.
    pub fn check_inner_keys(&mut self, key: &'static str, known: &[&'static str], entries: &'d [Entry]) {
        let mut firsts: Vec<&'d Scalar> = Vec::new();
        for Entry { key: inner, .. } in entries {
            if !known.contains(&inner.text.as_str()) {
                self.unknown_inner_key(inner, key, known);
                self.faulty.push(key);
            } else if let Some(first) = firsts.iter().find(|first| first.text == inner.text) {
                self.duplicate_key(entries, inner, first.span);
                self.faulty.push(key);
            } else {
                firsts.push(inner);
            }
        }
    }
}

fn shape_of(node: &Node) -> &'static str {
    match node {
        Node::List { .. } => "list",
        Node::Map { .. } => "mapping",
        _ => "value",
    }
}
