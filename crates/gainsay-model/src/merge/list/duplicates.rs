//! Finds duplicates in a merged list: members that both sides have added in different words, though they are one thing,
//! or may be.

use std::collections::{HashMap, HashSet};

use super::list_diff::names;
use crate::merge::value::Value;
use crate::text::folded;

/// The most pairs of members without an id that are compared one by one.
const MOST_COMPARISONS: usize = 100_000;

/// Returns the tokens that identify a member of a list. Two members with a common token are one thing.
///
/// A text is identified by itself, letter case and white space aside; a mapping by the key that identifies it, or else
/// by its whole content. `main` is the key that a text stands for.
pub(in crate::merge) fn tokens(value: &Value, main: Option<&str>) -> Vec<String> {
    match value {
        Value::Text(text) | Value::Bare(text) => vec![format!("{}={}", main.unwrap_or_default(), folded(text))],
        Value::Opaque(text) => vec![format!("&{text}")],
        Value::List(_) => vec![format!("{value:?}")],
        Value::Map(_) => {
            let names = names(value);
            let id = |id: &Value| {
                if let Value::Text(text) | Value::Bare(text) = id { folded(text) } else { format!("{id:?}") }
            };
            if names.is_empty() {
                vec![format!("{value:?}")]
            } else {
                names.iter().map(|(key, value)| format!("{key}={}", id(value))).collect()
            }
        }
    }
}

/// Returns true if a member of ours and one of theirs, none of which are equal, are one thing in different words, or
/// may be.
pub(super) fn has_duplicates(ours: &[&Value], theirs: &[&Value], main: Option<&str>) -> bool {
    let known: HashSet<String> = ours.iter().flat_map(|value| tokens(value, main)).collect();
    theirs.iter().flat_map(|value| tokens(value, main)).any(|token| known.contains(&token)) || has_similar(ours, theirs)
}

/// Returns true if two mappings that no key identifies have half of their content in common.
fn has_similar(ours: &[&Value], theirs: &[&Value]) -> bool {
    fn unknown<'v>(values: &[&'v Value]) -> Vec<&'v [(String, Value)]> {
        let entries = |value: &&'v Value| match value {
            Value::Map(entries) if names(value).is_empty() => Some(entries.as_slice()),
            _ => None,
        };
        values.iter().filter_map(entries).collect()
    }
    let (ours, theirs) = (unknown(ours), unknown(theirs));
    if ours.len().saturating_mul(theirs.len()) > MOST_COMPARISONS {
        return true;
    }
    let alike = |a: &[(String, Value)], b: &[(String, Value)]| {
        // The entries of both are sorted by their keys.
        let same = a.iter().filter(|entry| b.binary_search(entry).is_ok()).count();
        same > 0 && same * 2 >= a.len().max(b.len())
    };
    ours.iter().any(|a| theirs.iter().any(|b| alike(a, b)))
}

/// Returns true if a merged list has no member more often than each of the three lists that it was made of.
pub(super) fn doubles_nothing<'v>(
    sides: [&[Value]; 3],
    merged: impl Iterator<Item = &'v Value>,
    main: Option<&str>,
) -> bool {
    let count = |values: &mut dyn Iterator<Item = &Value>| {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for token in values.flat_map(|value| tokens(value, main)) {
            *counts.entry(token).or_default() += 1;
        }
        counts
    };
    let counts = sides.map(|side| count(&mut side.iter()));
    let most = |token: &String| counts.iter().filter_map(|counts| counts.get(token)).max().copied().unwrap_or_default();
    let mut merged = merged;
    let merged = count(&mut merged);
    merged.iter().all(|(token, count)| *count <= most(token))
}
