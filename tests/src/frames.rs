//! The parts of a file that an edit must not change.

use std::collections::HashMap;

use gainsay_model::yaml::{self, Document, Entry, Node};

fn documents(text: &str) -> Vec<Document> {
    yaml::read(text).documents
}

/// Checks what must hold after every edit, except one of whole records: other records and other keys are unchanged, and
/// so are comments, empty lines, the end of the text and its line breaks.
///
/// # Panics
/// Panics if that does not hold.
pub fn check_frame(before: &str, after: &str, record: usize, touched: &[&str]) {
    let (old, new) = (documents(before), documents(after));
    let context = || format!("\n{}\n=====>\n{after}", before);
    assert_eq!(old.len(), new.len(), "{}", context());
    for (at, (a, b)) in old.iter().zip(&new).enumerate() {
        let entries = |text: &str, document: &Document| -> Vec<String> {
            let kept =
                document.entries.iter().filter(|entry| at != record || !touched.contains(&entry.key.text.as_str()));
            kept.map(|entry| {
                text[entry.key.span.start as usize..entry.value.span().end.max(entry.key.span.end) as usize].to_owned()
            })
            .collect()
        };
        assert_eq!(entries(before, a), entries(after, b), "{}", context());
    }
    assert_eq!(comments(before), comments(after), "comments{}", context());
    // Empty lines within the changed part may be kept or not.
    let [(all, outside), (all_after, outside_after)] =
        [before, after].map(|text| (empty_lines(text, None), empty_lines(text, Some((record, touched)))));
    assert!(outside <= all_after && outside_after <= all, "empty lines{}", context());
    let ends_empty = after.ends_with("\n\n") || after.ends_with("\r\n\r\n");
    assert!(before.ends_with('\n') == after.ends_with('\n') || ends_empty, "the end{}", context());
    let bare = |text: &str| text.matches('\n').count() - text.matches("\r\n").count();
    // The only line break may have gone with what was taken away.
    if before.contains('\n') && after.contains('\n') {
        assert_eq!(bare(before) == 0, bare(after) == 0, "line breaks{}", context());
    }
}

/// Returns the number of empty lines of a text outside its values, and outside some keys of one of its records.
fn empty_lines(text: &str, aside: Option<(usize, &[&str])>) -> usize {
    let mut values = scalars(text);
    if let Some((record, keys)) = aside {
        let entries = documents(text).swap_remove(record).entries.into_iter();
        let of_key = |entry: Entry| (entry.key.span.start as usize, entry.value.span().end as usize);
        values.extend(entries.filter(|entry| keys.contains(&entry.key.text.as_str())).map(of_key));
    }
    let mut at = 0;
    let mut count = 0;
    for line in text.split_inclusive('\n') {
        let is_inside = values.iter().any(|(start, end)| *start < at && at < *end);
        count += usize::from(line.trim().is_empty() && !is_inside);
        at += line.len();
    }
    count
}

fn scalars(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for document in documents(text) {
        document.entries.iter().for_each(|entry| add_entry(entry, &mut found));
    }
    found
}

fn add_entry(entry: &Entry, found: &mut Vec<(usize, usize)>) {
    found.push((entry.key.span.start as usize, entry.key.span.end as usize));
    add(&entry.value, found);
}

fn add(node: &Node, found: &mut Vec<(usize, usize)>) {
    match node {
        Node::Scalar(scalar) => found.push((scalar.span.start as usize, scalar.span.end as usize)),
        Node::List { items, .. } => items.iter().for_each(|item| add(item, found)),
        Node::Map { entries, .. } => entries.iter().for_each(|entry| add_entry(entry, found)),
        Node::Refused { .. } => {}
    }
}

/// Returns how often each comment is in a text, by its words.
#[must_use]
pub fn comments(text: &str) -> HashMap<String, usize> {
    let values = scalars(text);
    let mut found = HashMap::new();
    let mut at = 0;
    while let Some(hash) = text[at..].find('#').map(|found| at + found) {
        if let Some((_, end)) = values.iter().find(|(start, end)| *start <= hash && hash < *end) {
            at = *end;
            continue;
        }
        let line = text[hash..].find(['\n', '\r']).map_or(text.len(), |end| hash + end);
        *found.entry(text[hash..line].trim_end().to_owned()).or_default() += 1;
        at = line;
    }
    found
}
