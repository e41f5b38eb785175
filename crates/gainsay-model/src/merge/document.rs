//! The documents of a file, and what each is called.

use std::collections::HashMap;
use std::ops::Range;

use super::field::{Table, root_value};
use super::layout::line_end;
use super::value::{Reading, Value};
use crate::schema::Kind;
use crate::text::composed;
use crate::yaml::{Node, Part};

/// A document of a file.
pub(super) struct Document<'t> {
    /// The whole text.
    pub text: &'t str,
    /// Its line `---`, if it has one.
    pub marker: &'t str,
    /// All that is not its marker.
    pub region: Range<usize>,
    pub root: Option<&'t Node>,
    pub kind: Option<Kind>,
    /// What it says; none if it is empty.
    pub value: Option<Value>,
    /// What it is matched by, and how many of the same name stand before it.
    pub name: (String, usize),
}

impl<'t> Document<'t> {
    /// The kind of a record, by its first key.
    pub(super) fn kind_of(root: &Node, reading: Reading) -> Option<Kind> {
        match root {
            Node::Map { entries, .. } if reading == Reading::Record => Kind::of_first_key(&entries.first()?.key.text),
            _ => None,
        }
    }

    /// What the documents among the parts of a file are called.
    pub(super) fn names(parts: &[Part]) -> Vec<String> {
        parts.iter().filter_map(|part| part.root.as_ref()).map(first_entry).collect()
    }

    pub(super) fn of(text: &'t str, part: &'t Part, reading: Reading) -> Document<'t> {
        let (start, end) = (part.span.start as usize, part.span.end as usize);
        let head = line_end(text, start).min(end);
        let line = text.get(start..head).unwrap_or_default();
        let behind = line.strip_prefix("---").or_else(|| line.strip_prefix("...")).map(str::trim);
        let begin = match behind {
            Some("") => head,
            Some(rest) if rest.starts_with('#') => head,
            Some(_) if line.starts_with("---") && part.root.is_some() => start + 3,
            _ => start,
        };
        let root = part.root.as_ref();
        let kind = root.and_then(|root| Document::kind_of(root, reading));
        Document {
            text,
            marker: text.get(start..begin).unwrap_or_default(),
            region: begin..end,
            root,
            kind,
            value: root.map(|root| root_value(text, root, kind, reading)),
            name: (root.map(first_entry).unwrap_or_default(), 0),
        }
    }

    pub(super) fn lines(&self) -> &'t str {
        self.text.get(self.region.clone()).unwrap_or_default()
    }

    pub(super) fn is_written_like(&self, other: &Document<'_>) -> bool {
        self.lines().trim_end_matches('\n') == other.lines().trim_end_matches('\n')
    }

    /// The document as a table, if it is a block mapping, or empty.
    pub(super) fn table(&self, reading: Reading) -> Option<Table<'t>> {
        match self.root? {
            Node::Map { entries, .. } => Table::cut(self.text, entries, self.region.clone(), self.kind, reading),
            _ => None,
        }
    }
}

/// The first key of a document and its value: what a record is called.
fn first_entry(root: &Node) -> String {
    match root {
        Node::Map { entries, .. } => match entries.first().map(|entry| (&entry.key.text, &entry.value)) {
            // An id may be written in two ways that look the same.
            Some((key, Node::Scalar(scalar))) => format!("{key} {}", composed(&scalar.text)),
            Some((key, _)) => key.clone(),
            None => String::new(),
        },
        _ => String::new(),
    }
}

/// The documents of a text.
pub(super) struct File<'t> {
    pub documents: Vec<Document<'t>>,
    /// Where each is, by its name.
    pub places: HashMap<(String, usize), usize>,
}

impl<'t> File<'t> {
    pub(super) fn of(text: &'t str, parts: &'t [Part], by_place: bool, reading: Reading) -> File<'t> {
        let mut documents: Vec<Document<'t>> = parts.iter().map(|part| Document::of(text, part, reading)).collect();
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut places = HashMap::new();
        for (at, document) in documents.iter_mut().enumerate().filter(|(_, document)| document.root.is_some()) {
            if by_place {
                document.name.0.clear();
            }
            let count = seen.entry(document.name.0.clone()).or_default();
            document.name.1 = *count;
            *count += 1;
            places.insert(document.name.clone(), at);
        }
        File { documents, places }
    }

    pub(super) fn find(&self, name: &(String, usize)) -> Option<&Document<'t>> {
        self.documents.get(*self.places.get(name)?)
    }

    /// What stands before the first marker, where that is no document.
    pub(super) fn header(&self) -> Option<&'t str> {
        self.documents.first().filter(|first| first.root.is_none() && first.marker.is_empty()).map(Document::lines)
    }
}
