//! Merging: two texts that came of one, back into one, record by record and key by key.
//!
//! The layout is that of ours: keys, comments, quotes and order stay, and what theirs has changed is put in. Where both
//! have changed one value, differently, neither wins: both stand there between markers. What cannot be done key by key
//! is done line by line, and said so.
//!
//! The way: `layout` cuts a text into fields and members, each with its own lines; `mapping` and `list` say what
//! becomes of each and put the lines together; `files` does so for all records of a file; `proof` reads the result
//! again, as whoever decides the conflicts one way or the other will, and nothing passes that does not say what it
//! should.

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

/// How to merge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// Take the texts for any YAML, and not for records.
    pub any_yaml: bool,
    /// How long a conflict marker is.
    pub marker: usize,
    /// What ours is called at a marker.
    pub ours: String,
    /// What theirs is called at a marker.
    pub theirs: String,
}

impl Default for Options {
    fn default() -> Options {
        Options { any_yaml: false, marker: MARKER, ours: "ours".into(), theirs: "theirs".into() }
    }
}

/// What came of a merge.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Merge {
    /// The merged text, with markers around what is in conflict.
    pub text: String,
    /// What is in conflict, in the order of the text.
    pub conflicts: Vec<Conflict>,
    /// Why this was not merged key by key, or why it must be looked at although no marker stands in it.
    pub doubt: Option<String>,
    /// How many keys were taken from where.
    pub counts: Counts,
}

impl Merge {
    /// Whether nothing is left to decide.
    pub fn is_clean(&self) -> bool {
        self.conflicts.is_empty() && self.doubt.is_none()
    }

    fn verbatim(text: &str) -> Merge {
        Merge { text: text.to_owned(), ..Merge::default() }
    }
}

/// How many keys, or whole records, only one side had changed, and how many both had changed so that they fit together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Changed by ours alone.
    pub ours: usize,
    /// Changed by theirs alone, and taken over.
    pub theirs: usize,
    /// Changed by both, alike or in different parts.
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

/// Something that ours and theirs say differently, and that somebody has to decide.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// The record, as `claim an-id`; empty where a document has no name, or where it was merged line by line.
    pub record: String,
    /// The key, with those around it: `scope.place`; empty for a whole record.
    pub key: String,
    /// How it came about.
    pub why: Why,
    /// The line of its first marker in the merged text, from 1.
    pub line: usize,
}

/// How a conflict came about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// Both changed it, to different values.
    BothChanged,
    /// Both added it, with different values.
    BothAdded,
    /// Ours deleted what theirs changed.
    OursDeleted,
    /// Theirs deleted what ours changed.
    TheirsDeleted,
    /// One changed it, and the other something that says one thing together with it.
    Together,
    /// One gave the record another id, and the other changed or deleted it, or gave it a third.
    Renamed,
    /// Both changed the same lines of a text that was not merged by keys.
    Lines,
}

impl Why {
    /// In plain words.
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

/// Merges what `ours` and `theirs` have made of `base`, which may be empty.
///
/// Never fails: what cannot be merged comes back with markers. A clean result always reads as YAML, and says what was
/// to be said.
pub fn merge(base: &str, ours: &str, theirs: &str, options: &Options) -> Merge {
    if let Some(one) = untouched(base, ours, theirs) {
        return in_doubt_unless_read(Merge::verbatim(one));
    }
    files::merge(base, ours, theirs, options).unwrap_or_else(|why| lines::merge(base, ours, theirs, options, why))
}

/// The result where one side has changed nothing, or both have changed the same.
fn untouched<'t>(base: &str, ours: &'t str, theirs: &'t str) -> Option<&'t str> {
    if ours == theirs || theirs == base {
        Some(ours)
    } else if ours == base {
        Some(theirs)
    } else {
        None
    }
}

/// A text that cannot be read is nobody's clean result, even if only one side touched it.
fn in_doubt_unless_read(merge: Merge) -> Merge {
    match yaml::parts(&merge.text) {
        Ok(_) => merge,
        Err(fault) => Merge { doubt: Some(format!("the result is not YAML: {}", fault.message)), ..merge },
    }
}

#[cfg(test)]
mod tests;
