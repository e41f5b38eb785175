//! Merges two texts that have a common base, record by record and key by key.
//!
//! The layout is that of ours: keys, comments, quotes and order stay, and the changes of theirs are put in. Where both
//! sides have changed one value differently, neither wins: both values stand there between markers. Parts that cannot
//! be merged key by key are merged line by line, and the result says so.
//!
//! `layout` cuts a text into fields and members, each with its own lines; `mapping` and `list` decide on each of them
//! and put the lines together; `files` does so for all records of a file. `verify` reads the result again, with the
//! conflicts decided for either side, and rejects a result that does not say what it should.

mod commented;
mod comments;
mod document;
mod field;
mod files;
mod flow;
mod item;
mod layout;
mod lines;
mod list;
mod mapping;
mod markers;
mod order;
mod outcome;
mod reformat;
mod together;
mod value;
mod verify;

use crate::yaml;

/// The usual length of a conflict marker.
pub const MARKER: usize = 7;

/// The options of a merge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// Whether the texts may be any YAML, and not only records.
    pub any_yaml: bool,
    /// The length of a conflict marker.
    pub marker: usize,
    /// The name of ours at a marker.
    pub ours: String,
    /// The name of theirs at a marker.
    pub theirs: String,
}

impl Default for Options {
    fn default() -> Options {
        Options { any_yaml: false, marker: MARKER, ours: "ours".into(), theirs: "theirs".into() }
    }
}

/// The result of a merge.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Merge {
    /// The merged text, with markers around conflicts.
    pub text: String,
    /// The conflicts, in the order of the text.
    pub conflicts: Vec<Conflict>,
    /// The reason for which the text was not merged key by key, or must be looked at although it has no marker.
    pub doubt: Option<String>,
    /// The numbers of keys taken from either side.
    pub counts: Counts,
}

impl Merge {
    /// Returns true if there is nothing left to decide.
    pub fn is_clean(&self) -> bool {
        self.conflicts.is_empty() && self.doubt.is_none()
    }

    fn verbatim(text: &str) -> Merge {
        Merge { text: text.to_owned(), ..Merge::default() }
    }
}

/// The number of keys, or whole records, that only one side had changed, or that both had changed in ways that fit
/// together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// The number of those changed by ours alone.
    pub ours: usize,
    /// The number of those changed by theirs alone, and taken over.
    pub theirs: usize,
    /// The number of those changed by both, alike or in different parts.
    pub both: usize,
}

impl Counts {
    fn add(&mut self, ours: bool, theirs: bool) {
        match (ours, theirs) {
            (true, true) => self.both += 1,
            (true, false) => self.ours += 1,
            (false, true) => self.theirs += 1,
            (false, false) => {}
        }
    }
}

/// A difference between ours and theirs that somebody has to decide.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// The record, as `claim an-id`; empty where a document has no name, or where it was merged line by line.
    pub record: String,
    /// The key, with those around it: `scope.place`; empty for a whole record.
    pub key: String,
    /// The cause of the conflict.
    pub why: Why,
    /// The line of the conflict's first marker in the merged text, from 1.
    pub line: usize,
}

/// The cause of a conflict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// Both sides changed the value, to different values.
    BothChanged,
    /// Both sides added the key, with different values.
    BothAdded,
    /// Ours deleted a part that theirs changed.
    OursDeleted,
    /// Theirs deleted a part that ours changed.
    TheirsDeleted,
    /// One side changed the key, and the other a key that forms one statement together with it.
    Together,
    /// One side gave the record another id, and the other changed or deleted it, or gave it a third.
    Renamed,
    /// Both sides changed the same lines of a text that was not merged by keys.
    Lines,
}

impl Why {
    /// Returns the cause in plain words.
    pub fn words(self) -> &'static str {
        match self {
            Why::BothChanged => "changed on both sides, to different values",
            Why::BothAdded => "added on both sides, and not the same",
            Why::OursDeleted => "deleted in ours, changed in theirs",
            Why::TheirsDeleted => "changed in ours, deleted in theirs",
            Why::Together => "changed on one side, while the other changed a key that says one thing together with it",
            Why::Renamed => "given another id on one side, and changed, deleted or given a third id on the other",
            Why::Lines => "both sides changed these lines",
        }
    }
}

/// Merges the changes of `ours` and `theirs` to `base`, which may be empty.
///
/// The merge never fails: parts that cannot be merged come back with markers. A clean result always reads as YAML, and
/// says what both sides together say.
pub fn merge(base: &str, ours: &str, theirs: &str, options: &Options) -> Merge {
    if let Some(one) = untouched(base, ours, theirs) {
        return in_doubt_unless_read(Merge::verbatim(one));
    }
    files::merge(base, ours, theirs, options).unwrap_or_else(|why| lines::merge(base, ours, theirs, options, why))
}

/// Returns the result where one side has changed nothing, or both have changed the same.
fn untouched<'t>(base: &str, ours: &'t str, theirs: &'t str) -> Option<&'t str> {
    if ours == theirs || theirs == base {
        Some(ours)
    } else if ours == base {
        Some(theirs)
    } else {
        None
    }
}

/// Returns the merge with a doubt if its text cannot be read, even if only one side touched it.
fn in_doubt_unless_read(merge: Merge) -> Merge {
    match yaml::parts(&merge.text) {
        Ok(_) => merge,
        Err(fault) => Merge { doubt: Some(format!("the result is not YAML: {}", fault.message)), ..merge },
    }
}

#[cfg(test)]
mod tests;
