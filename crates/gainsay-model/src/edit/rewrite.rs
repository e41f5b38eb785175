//! Replaces texts of records by others, word by word where possible, so that their layout stays.

use rustc_hash::FxHashMap;

use super::verify::{Expected, kind_of};
use super::{Plan, flow};
use crate::layout::Splice;
use crate::references::replace_texts;
use crate::schema::{Content, Kind};
use crate::write::Role;
use crate::yaml::{Document, Node, Reading, Scalar};

/// Plans to replace texts of a file. `changes` returns the texts of a document to replace, each with its new text.
/// Returns none if it returns none.
pub(super) fn texts<'r, F>(text: &str, reading: &'r Reading, changes: F) -> Option<Plan>
where
    F: Fn(&'r Document, Kind) -> Vec<(&'r Scalar, String)>,
{
    let mut splices = Vec::new();
    let mut documents = reading.documents.clone();
    for (document, wanted) in reading.documents.iter().zip(&mut documents) {
        let Some(kind) = kind_of(document) else { continue };
        let mut texts = FxHashMap::default();
        for (scalar, new) in changes(document, kind) {
            splices.push(replaced(text, document, kind, scalar, &new));
            texts.insert(scalar.span, new);
        }
        if !texts.is_empty() {
            replace_texts(&mut wanted.entries, &texts);
        }
    }
    (!splices.is_empty()).then(|| Plan { ways: vec![splices], expected: Expected::Documents(documents) })
}

fn replaced(text: &str, document: &Document, kind: Kind, scalar: &Scalar, new: &str) -> Splice {
    let at = document.entries.partition_point(|entry| entry.value.span().end < scalar.span.end);
    let entry = document.entries.get(at);
    let role = Role::of(kind, entry.map_or("", |entry| &entry.key.text));
    let is_inner = !entry.is_some_and(|entry| matches!(&entry.value, Node::Scalar(_)));
    let range = scalar.span.start as usize..scalar.span.end as usize;
    let written = text.get(range.clone()).unwrap_or_default();
    let is_one_word = scalar.plain && role.content != Content::Prose && !written.contains(char::is_whitespace);
    let by_words = if is_one_word { None } else { by_words(written, &scalar.text, new) };
    Splice::new(range, by_words.unwrap_or_else(|| flow::restyled(text, scalar, new, role, document.flow || is_inner)))
}

/// Returns a written text with those words replaced that its new reading has changed; none if the text is not written
/// word by word as it reads.
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
    Some(match quote {
        Some(quote) => format!("{quote}{rebuilt}{quote}"),
        None => rebuilt,
    })
}
