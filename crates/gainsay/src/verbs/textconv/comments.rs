//! Comments, and the keys that they belong to. Nothing else reads them; but people who review a change want to see
//! them.

use std::collections::BTreeMap;

use gainsay_model::yaml::{Document, Entry, Node, Scalar, Span};

/// The comments by the beginning of the key that they belong to; those after the last key are at [`END`].
pub type Comments<'t> = BTreeMap<u32, Vec<&'t str>>;

/// The position of comments that no key follows.
pub const END: u32 = u32::MAX;

/// Returns every comment of a text without faults: one on the line of a value belongs to that value's key, any other to
/// the next key of a record.
pub fn comments<'t>(text: &'t str, documents: &[Document]) -> Comments<'t> {
    let keys: Vec<Span> = documents.iter().flat_map(|document| &document.entries).map(whole).collect();
    let mut found = Comments::new();
    for (at, comment) in between(text, &scalars(documents)) {
        let next = keys.partition_point(|key| key.end <= at);
        let before = next.checked_sub(1).and_then(|i| keys.get(i));
        let same_line =
            |key: &&Span| text.get(key.end as usize..at as usize).is_some_and(|gap| !gap.contains(['\n', '\r']));
        let with = before.filter(same_line).or(keys.get(next)).map_or(END, |key| key.start);
        found.entry(with).or_default().push(comment);
    }
    found
}

/// Returns the span from a key to the end of its value.
fn whole(entry: &Entry) -> Span {
    Span { start: entry.key.span.start, end: entry.value.span().end.max(entry.key.span.end) }
}

/// Returns the span from the beginning of a text to its end, or to the end of what a `#` has cut off: that is shown
/// with the text, and is no comment.
fn whole_text(scalar: &Scalar) -> Span {
    Span { end: scalar.cut.as_ref().map_or(scalar.span.end, |cut| cut.span.end), ..scalar.span }
}

/// Returns the places of all keys and single values, in the order of the text.
fn scalars(documents: &[Document]) -> Vec<Span> {
    fn gather(entries: &[Entry], spans: &mut Vec<Span>) {
        for entry in entries {
            spans.push(whole_text(&entry.key));
            gather_value(&entry.value, spans);
        }
    }
    fn gather_value(node: &Node, spans: &mut Vec<Span>) {
        match node {
            Node::Scalar(scalar) => spans.push(whole_text(scalar)),
            Node::List { items, .. } => items.iter().for_each(|item| gather_value(item, spans)),
            Node::Map { entries, .. } => gather(entries, spans),
            Node::Refused { span } => spans.push(*span),
        }
    }
    let mut spans = Vec::new();
    documents.iter().for_each(|document| gather(&document.entries, &mut spans));
    spans
}

/// Returns the comments between these places, each with its position.
fn between<'t>(text: &'t str, spans: &[Span]) -> Vec<(u32, &'t str)> {
    let mut found = Vec::new();
    let mut from = 0;
    for (start, end) in spans.iter().map(|span| (span.start, span.end)).chain([(text.len() as u32, END)]) {
        let gap = text.get(from as usize..start as usize).unwrap_or_default();
        let mut at = from;
        for line in gap.split_inclusive(['\n', '\r']) {
            found.extend(comment_in(line).map(|i| (at + i as u32, line.get(i..).unwrap_or_default().trim_end())));
            at += line.len() as u32;
        }
        from = from.max(end);
    }
    found
}

/// Returns the position of a comment in a line: a `#` with nothing or white space before it.
fn comment_in(line: &str) -> Option<usize> {
    line.match_indices('#')
        .map(|(i, _)| i)
        .find(|i| line.get(..*i).is_some_and(|b| b.is_empty() || b.ends_with([' ', '\t', '\u{feff}'])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use gainsay_model::yaml;

    #[test]
    fn each_comment_goes_with_a_key() {
        let text = "# lead\nclaim: a # here\nby: b#c\nquote: >- # folded\n  # no comment\nvia:\n  # within\n  - x\n# next\nat: \"# 3\"\n---\n# other\nentity: e\n# tail\n";
        let documents = yaml::read(text).documents;
        let found = comments(text, &documents);
        let of = |key: &str| found.get(&(text.find(key).unwrap() as u32)).cloned().unwrap_or_default();
        assert_eq!(of("claim"), ["# lead", "# here"]);
        assert_eq!(of("by"), [""; 0]);
        assert_eq!(of("quote"), ["# folded"]);
        assert_eq!(of("via"), ["# within"]);
        assert_eq!(of("at:"), ["# next"]);
        assert_eq!(of("entity"), ["# other"]);
        assert_eq!(found.get(&END).cloned().unwrap_or_default(), ["# tail"]);
    }

    #[test]
    fn what_a_text_has_lost_is_no_comment() {
        let text = "claim: a\nquote: We are #1 # 2\nat: #3\nvia: [b #4\n, c]\n";
        let found = comments(text, &yaml::read(text).documents);
        assert_eq!(found, Comments::new());
    }
}
