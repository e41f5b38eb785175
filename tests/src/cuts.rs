//! Texts that a `#` has cut off, found without the reader of records, and the effect of the remedy.

use gainsay_model::finding::Finding;
use gainsay_model::schema::Kind;
use gainsay_model::yaml::{self, Entry, Node, Scalar, Span};

/// A text that a `#` has cut off.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lost {
    /// The part that YAML does not read: from the `#` to the end of the line.
    pub comment: Span,
    /// The bytes of the text as it was meant.
    pub whole: Span,
    /// The text as it was meant.
    pub meant: String,
    /// Says whether brackets follow it that count again after the remedy: the text need not be valid then.
    pub before_brackets: bool,
}

/// Returns every text that is cut off in the records of a file, in the order in which they stand.
pub fn lost(text: &str) -> Vec<Lost> {
    let is_record = |entries: &[Entry]| {
        let kind = entries.first().and_then(|first| Kind::of_first_key(&first.key.text));
        kind.is_some_and(|kind| kind != Kind::Manifest)
    };
    let mut found = Vec::new();
    for document in yaml::read(text).documents.iter().filter(|document| is_record(&document.entries)) {
        document.entries.iter().for_each(|entry| of_entry(entry, &mut found));
    }
    found
}

fn of_entry(entry: &Entry, found: &mut Vec<Lost>) {
    of_scalar(&entry.key, found);
    of_node(&entry.value, found);
}

fn of_node(node: &Node, found: &mut Vec<Lost>) {
    match node {
        Node::Scalar(scalar) => of_scalar(scalar, found),
        Node::List { items, .. } => items.iter().for_each(|item| of_node(item, found)),
        Node::Map { entries, .. } => entries.iter().for_each(|entry| of_entry(entry, found)),
        Node::Refused { .. } => {}
    }
}

fn of_scalar(scalar: &Scalar, found: &mut Vec<Lost>) {
    let Some(cut) = &scalar.cut else { return };
    let start = if scalar.text.is_empty() { cut.span.start } else { scalar.span.start };
    let end = cut.span.start + cut.rest.trim_start_matches([' ', '\t']).len() as u32;
    let before_brackets = !cut.behind.is_empty()
        && (!cut.behind.starts_with(',') || cut.behind.contains(['[', ']', '{', '}', '"', '\'']));
    found.push(Lost {
        comment: cut.span,
        whole: Span { start, end },
        meant: scalar.meant().into_owned(),
        before_brackets,
    });
}

/// Returns the text with the first remedy of a `cut-text` followed; none if the remedy does not write the text out.
pub fn remedied(text: &str, finding: &Finding, lost: &Lost) -> Option<String> {
    let remedy = finding.help.first()?.strip_prefix("put the whole text in quotes: `")?.strip_suffix('`')?;
    Some([text.get(..lost.whole.start as usize)?, remedy, text.get(lost.whole.end as usize..)?].concat())
}

/// Returns the text that begins at that byte, as it is read.
pub fn text_at(text: &str, start: u32) -> Option<String> {
    fn find(node: &Node, start: u32) -> Option<String> {
        match node {
            Node::Scalar(scalar) => (scalar.span.start == start).then(|| scalar.text.clone()),
            Node::List { items, .. } => items.iter().find_map(|item| find(item, start)),
            Node::Map { entries, .. } => entries.iter().find_map(|entry| find_in(entry, start)),
            Node::Refused { .. } => None,
        }
    }
    fn find_in(entry: &Entry, start: u32) -> Option<String> {
        let is_key = entry.key.span.start == start;
        if is_key { Some(entry.key.text.clone()) } else { find(&entry.value, start) }
    }
    yaml::read(text).documents.iter().flat_map(|document| &document.entries).find_map(|entry| find_in(entry, start))
}
