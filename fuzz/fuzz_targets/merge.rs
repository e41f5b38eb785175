//! Merges any three texts. If one side alone has changed, its text is the result; a clean result reads, has every
//! comment that one side added and, for records, no member of a list twice; and every conflict is where it is reported.
#![no_main]

use std::collections::HashMap;

use gainsay_model::merge::{Options, merge};
use gainsay_model::yaml::{self, Node};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // A line of `===` ends a text, so that one input can hold three.
    let mut texts = text.splitn(3, "\n===\n");
    let [base, ours, theirs] = [(); 3].map(|()| texts.next().unwrap_or_default());
    for any_yaml in [true, false] {
        let options = Options { any_yaml, ..Options::default() };
        for (one, other) in [(ours, base), (base, ours), (ours, ours)] {
            assert_eq!(merge(base, one, other, &options).text, ours, "what one side alone has changed");
        }
        let result = merge(base, ours, theirs, &options);
        if result.is_clean() {
            assert!(yaml::parts(&result.text).is_ok(), "{:?}", result.text);
            keeps_comments([base, ours, theirs], &result.text);
            if !any_yaml && ours != base && theirs != base && ours != theirs {
                doubles_nothing([base, ours, theirs], &result.text);
            }
        }
        let lines: Vec<&str> = result.text.split('\n').collect();
        for conflict in &result.conflicts {
            let line = conflict.line.checked_sub(1).and_then(|line| lines.get(line));
            // A byte-order mark stays at the beginning of the file.
            let shown = line.map(|line| line.trim_start_matches('\u{feff}').trim_end_matches('\r'));
            assert_eq!(shown, Some("<<<<<<< ours"), "{result:?}");
        }
    }
});

/// Asserts that each comment that one side has, and the base does not, is in the result.
fn keeps_comments([base, ours, theirs]: [&str; 3], result: &str) {
    let [Some(base), Some(ours), Some(theirs), Some(result)] = [base, ours, theirs, result].map(comments) else {
        return;
    };
    for words in ours.keys().chain(theirs.keys()) {
        assert!(base.contains_key(words) || result.contains_key(words), "{words:?} is lost");
    }
}

/// Asserts that no text of a list, with the words that a `#` has cut off, is in the result more often than in one of
/// the three texts, at the same key of the same document; none of a document whose name two have in one of the texts.
fn doubles_nothing(sides: [&str; 3], result: &str) {
    let names = sides.map(|side| yaml::read(side).documents.iter().map(name).collect::<Vec<String>>());
    let is_shared = |name: &String| names.iter().any(|names| names.iter().filter(|other| *other == name).count() > 1);
    let sides = sides.map(members);
    for (place, count) in members(result).into_iter().filter(|((document, ..), _)| !is_shared(document)) {
        let most = sides.iter().filter_map(|side| side.get(&place)).max();
        assert!(most.is_some_and(|most| *most >= count), "{place:?} stands there {count} times");
    }
}

/// Returns how often each comment is in a text; none if the text does not read.
fn comments(text: &str) -> Option<HashMap<String, usize>> {
    let mut found = HashMap::new();
    for part in yaml::parts(text).ok()? {
        let mut texts = Vec::new();
        if let Some(root) = &part.root {
            scalars(root, &mut texts);
        }
        let (mut at, end) = (part.span.start as usize, part.span.end as usize);
        while let Some(hash) = text.get(at..end).and_then(|rest| rest.find('#')).map(|found| at + found) {
            if let Some(&(_, close)) = texts.iter().find(|(start, close)| (*start..*close).contains(&hash)) {
                at = close;
                continue;
            }
            let line = text[hash..].find(['\n', '\r']).map_or(text.len(), |end| hash + end);
            if text[..hash].is_empty() || text[..hash].ends_with([' ', '\t', '\n', '\r', '\u{feff}']) {
                *found.entry(text[hash..line].trim_end().to_owned()).or_default() += 1;
                at = line;
            } else {
                at = hash + 1;
            }
        }
    }
    Some(found)
}

/// Finds the places of the texts of a value, and of everything that has an anchor, an alias or a tag.
fn scalars(node: &Node, found: &mut Vec<(usize, usize)>) {
    match node {
        Node::Scalar(_) | Node::Refused { .. } => found.push((node.span().start as usize, node.span().end as usize)),
        Node::List { items, .. } => items.iter().for_each(|item| scalars(item, found)),
        Node::Map { entries, .. } => {
            for entry in entries {
                found.push((entry.key.span.start as usize, entry.key.span.end as usize));
                scalars(&entry.value, found);
            }
        }
    }
}

/// Returns the name of a document: its first key, and the id there.
fn name(document: &yaml::Document) -> String {
    match &document.entries[0].value {
        Node::Scalar(id) => format!("{} {}", document.entries[0].key.text, id.text),
        _ => document.entries[0].key.text.clone(),
    }
}

/// Returns how often each text is a member of a list, by the document and the key; documents that share a name are left
/// out.
fn members(text: &str) -> HashMap<(String, String, String), usize> {
    let documents = yaml::read(text).documents;
    let mut found = HashMap::new();
    let names: Vec<String> = documents.iter().map(name).collect();
    for (document, name) in documents.iter().zip(&names) {
        if names.iter().filter(|other| *other == name).count() > 1 {
            continue;
        }
        for entry in &document.entries {
            let items = if let Node::List { items, .. } = &entry.value {
                items.as_slice()
            } else {
                std::slice::from_ref(&entry.value)
            };
            for item in items {
                if let Node::Scalar(scalar) = item {
                    *found.entry((name.clone(), entry.key.text.clone(), scalar.marked().into_owned())).or_default() +=
                        1;
                }
            }
        }
    }
    found
}
