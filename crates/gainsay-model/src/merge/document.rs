//! The documents of a file, and their names.

use std::collections::HashMap;
use std::ops::Range;

use super::commented::CommentedValue;
use super::comments;
use super::field::{BlockMapping, root_value};
use super::flow::LocatedNode;
use super::value::{ScalarReading, Value};
use crate::layout::{Comment, Scope, line_end, of_node};
use crate::schema::Kind;
use crate::text::composed;
use crate::yaml::{Node, StreamPart, entry};

/// A document of a file.
pub(super) struct Document<'t> {
    /// The text of the whole file.
    pub text: &'t str,
    /// The line `---` of the document, if it has one.
    pub marker: &'t str,
    /// The range of the document without its marker.
    pub region: Range<usize>,
    pub root: Option<&'t Node>,
    pub kind: Option<Kind>,
    /// The value of the document; none if it is empty.
    pub value: Option<Value>,
    /// The name by which the document is matched, and the number of documents of that name before it.
    pub name: (String, usize),
}

impl<'t> Document<'t> {
    /// Returns the kind of a record, by its first key.
    pub(super) fn kind_of(root: &Node, reading: ScalarReading) -> Option<Kind> {
        match root {
            Node::Map { entries, .. } if reading == ScalarReading::Record => {
                Kind::of_first_key(&entries.first()?.key.text)
            }
            _ => None,
        }
    }

    /// Returns the names of the documents among the parts of a file.
    pub(super) fn names(parts: &[StreamPart], reading: ScalarReading) -> Vec<String> {
        parts.iter().filter_map(|part| part.root.as_ref()).map(|root| name_of(root, reading)).collect()
    }

    pub(super) fn of(text: &'t str, part: &'t StreamPart, reading: ScalarReading) -> Document<'t> {
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
            name: (root.map(|root| name_of(root, reading)).unwrap_or_default(), 0),
        }
    }

    pub(super) fn lines(&self) -> &'t str {
        self.text.get(self.region.clone()).unwrap_or_default()
    }

    pub(super) fn is_written_like(&self, other: &Document<'_>) -> bool {
        self.lines().trim_end_matches('\n') == other.lines().trim_end_matches('\n')
    }

    /// Returns all comments of the document, that of its marker included.
    pub(super) fn comments(&self) -> Vec<Comment<'t>> {
        let range = self.region.start - self.marker.len()..self.region.end;
        of_node(self.text, range, self.root, Scope::document(&self.name.0))
    }

    /// Returns the value of the document with the comments in it; none if the document is empty.
    pub(super) fn version(&self) -> Option<CommentedValue<'t>> {
        Some(CommentedValue { located: LocatedNode { text: self.text, node: self.root? }, range: self.region.clone() })
    }

    /// Returns the comment behind the document's marker, or an empty text.
    pub(super) fn marker_comment(&self) -> &'t str {
        self.marker.find('#').and_then(|at| self.marker.get(at..)).unwrap_or_default().trim_end()
    }

    /// Returns the lines of the document, with the comment behind its marker on a line before them.
    pub(super) fn all_lines(&self) -> String {
        let comment = self.marker_comment();
        if comment.is_empty() { self.lines().to_owned() } else { format!("{comment}\n{}", self.lines()) }
    }

    /// Returns the content of the document without its name and its version; none if there is no other.
    pub(super) fn content(&self) -> Option<Value> {
        let Some(Node::Map { entries, .. }) = self.root else { return None };
        let Some(Value::Map(said)) = &self.value else { return None };
        let (first, rev) = (entries.first()?.key.text.as_str(), if self.kind.is_some() { "rev" } else { "" });
        let content: Vec<(String, Value)> =
            said.iter().filter(|(key, _)| key != rev && key != first).cloned().collect();
        let kind = Value::Text(first.to_owned());
        (!content.is_empty()).then(|| Value::List(vec![kind, Value::Map(content)]))
    }

    /// Returns true if the document has changed since `base`, in its content or its comments. The version does not
    /// count.
    pub(super) fn is_changed_since(&self, base: &Document<'_>) -> bool {
        let is_sealed = self.kind.is_some();
        let said = |document: &Document<'_>| match &document.value {
            Some(Value::Map(entries)) if is_sealed => {
                entries.iter().filter(|(key, _)| key != "rev").cloned().map(Some).collect()
            }
            value => vec![value.clone().map(|value| (String::new(), value))],
        };
        said(self) != said(base) || comments::has_new(&base.comments(), &self.comments())
    }

    /// Returns the document as a table, if it is a block mapping, or empty.
    pub(super) fn table(&self, reading: ScalarReading) -> Option<BlockMapping<'t>> {
        match self.root? {
            Node::Map { entries, .. } => BlockMapping::cut(self.text, entries, self.region.clone(), self.kind, reading),
            _ => None,
        }
    }
}

/// The keys by which a document of any YAML is identified, wherever they stand in it.
const IDS: [&str; 3] = ["id", "key", "uuid"];

/// Returns the name of a document: for a record its first key and its value, for any other document its id, if it has
/// one.
fn name_of(root: &Node, reading: ScalarReading) -> String {
    if let Node::Map { entries, .. } = root
        && reading == ScalarReading::AnyYaml
        && let Some(id) = IDS.iter().find_map(|id| entry(entries, id))
        && let Node::Scalar(scalar) = &id.value
    {
        return format!("{} {}", id.key.text, scalar.text);
    }
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

/// Returns the documents of a text.
pub(super) struct FileVersion<'t> {
    pub documents: Vec<Document<'t>>,
    /// The index of each document, by its name.
    pub places: HashMap<(String, usize), usize>,
    /// The indexes of empty documents, by the gap that they stand in.
    empties: HashMap<Gap, usize>,
    /// The gap of each empty document, by its index.
    gaps: HashMap<usize, Gap>,
}

/// The place of an empty document: the name of the next document that is not empty, if any, and the number of empty
/// ones before it there.
type Gap = (Option<(String, usize)>, usize);

impl<'t> FileVersion<'t> {
    pub(super) fn of(
        text: &'t str,
        parts: &'t [StreamPart],
        by_place: bool,
        reading: ScalarReading,
    ) -> FileVersion<'t> {
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
        let (empties, gaps) = gaps(&documents);
        FileVersion { documents, places, empties, gaps }
    }

    /// Returns the index of the empty document that stands where the given one of another file does.
    pub(super) fn empty_like(&self, other: &FileVersion<'_>, at: usize) -> Option<usize> {
        self.empties.get(other.gaps.get(&at)?).copied()
    }

    pub(super) fn find(&self, name: &(String, usize)) -> Option<&Document<'t>> {
        self.documents.get(*self.places.get(name)?)
    }
}

/// Returns the empty documents by their gap, and their gaps by their index.
fn gaps(documents: &[Document<'_>]) -> (HashMap<Gap, usize>, HashMap<usize, Gap>) {
    let (mut empties, mut gaps) = (HashMap::new(), HashMap::new());
    let mut open: Vec<usize> = Vec::new();
    let mut close = |open: &mut Vec<usize>, next: Option<&(String, usize)>| {
        for (n, at) in open.drain(..).enumerate() {
            let gap: Gap = (next.cloned(), n);
            empties.insert(gap.clone(), at);
            gaps.insert(at, gap);
        }
    };
    for (at, document) in documents.iter().enumerate() {
        if document.root.is_none() {
            open.push(at);
        } else {
            close(&mut open, Some(&document.name));
        }
    }
    close(&mut open, None);
    (empties, gaps)
}
