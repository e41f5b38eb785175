//! Merges whole files: documents are matched by their names, wherever they stand, and put together again.

mod renamed;
mod root;

use std::collections::{HashMap, HashSet};

use super::comments;
use super::document::{Document, FileVersion};
use super::layout::merged_above;
use super::mapping::Merger;
use super::order::{MergedSlot, TheirPlace, weave};
use super::outcome::Outcome;
use super::value::ScalarReading;
use renamed::{Renames, Theirs};

use super::{Counts, Merge, Options, Why, markers, verify};
use crate::layout::ended;
use crate::yaml::{self, StreamPart};

/// Merges three texts by their documents.
///
/// # Errors
///
/// Returns, in words, the reason for which that cannot be done.
pub(super) fn merge(base: &str, ours: &str, theirs: &str, options: &Options) -> Result<Merge, String> {
    let reading = if options.any_yaml { ScalarReading::AnyYaml } else { ScalarReading::Record };
    let texts = [("the base", base), ("ours", ours), ("theirs", theirs)];
    let plain = texts.map(|(_, text)| plain(text));
    let read = |i: usize| -> Result<Vec<StreamPart>, String> {
        let (who, text) = (texts.get(i).map_or("", |(who, _)| who), plain.get(i).map_or("", String::as_str));
        if text.contains('\r') {
            return Err(format!("{who} has line breaks that are neither LF nor CRLF"));
        }
        yaml::parts(text).map_err(|fault| {
            format!("{who} is not YAML: line {}: {}", line_of(text, fault.span.start as usize), fault.message)
        })
    };
    let parts = [read(0)?, read(1)?, read(2)?];
    let [base, ours_plain, theirs] = &plain;
    let [b, o, t] = &parts;
    let by_place = options.any_yaml && are_in_place([b, o, t].map(|parts| Document::names(parts, reading)));
    let file = |text, parts| FileVersion::of(text, parts, by_place, reading);
    let files = FileVersions {
        base: file(base, b),
        ours: file(ours_plain, o),
        theirs: file(theirs, t),
        merger: Merger { options, reading },
    };
    let mut counts = Counts::default();
    let (text, outcomes) = files.merged(&mut counts)?;
    let unnamed: Vec<Outcome> = outcomes.iter().map(|(_, outcome)| outcome.clone()).collect();
    if !verify::holds(&text, &unnamed, reading, options) {
        return Err("put together key by key, the text would not say what it should".into());
    }
    if !files.keep_comments(&text, unnamed.iter().all(Outcome::is_settled)) {
        return Err("put together key by key, the text would lack a comment".into());
    }
    let mut conflicts = Vec::new();
    for (name, outcome) in &outcomes {
        outcome.gather(name, "", &mut conflicts);
    }
    for (conflict, line) in conflicts.iter_mut().zip(markers::lines(&text, options)) {
        conflict.line = line;
    }
    Ok(Merge { text: like(ours, text), conflicts, doubt: None, counts })
}

/// Returns true if three files have their documents at the same places, as far as their names tell.
fn are_in_place([base, ours, theirs]: [Vec<String>; 3]) -> bool {
    let stay = |side: &Vec<String>| {
        let there: HashMap<&String, usize> = side.iter().enumerate().map(|(at, name)| (name, at)).collect();
        side.len() == base.len()
            && base.iter().enumerate().all(|(at, name)| there.get(name).is_none_or(|now| *now == at))
    };
    [&base, &ours, &theirs].iter().all(|names| names.len() <= 1) || stay(&ours) && stay(&theirs)
}

/// Returns a text without byte-order mark, lines ending in LF.
fn plain(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n")
}

/// Returns a merged text with the byte-order mark and the line ends of ours.
fn like(ours: &str, text: String) -> String {
    let pairs = ours.matches("\r\n").count();
    let text = if pairs * 2 > ours.matches('\n').count() { text.replace('\n', "\r\n") } else { text };
    if ours.starts_with('\u{feff}') { format!("\u{feff}{text}") } else { text }
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).map_or(1, |before| before.matches('\n').count() + 1)
}

pub(super) struct FileVersions<'t> {
    pub base: FileVersion<'t>,
    pub ours: FileVersion<'t>,
    pub theirs: FileVersion<'t>,
    pub merger: Merger<'t>,
}

/// A merged document: its lines, and its outcome; none if it is empty.
pub(super) struct Merged {
    pub lines: String,
    pub outcome: Option<Outcome>,
    /// Whether the document's own marker stands among its lines, since the whole document is in conflict.
    pub is_whole: bool,
    /// The line `---` that the document is to have; none if it keeps its own.
    pub marker: Option<String>,
}

impl<'t> FileVersions<'t> {
    /// Returns the merged text, and the outcome of each of its documents by its name; counts the keys taken from either
    /// side.
    pub(super) fn merged(&self, counts: &mut Counts) -> Result<(String, Vec<(String, Outcome)>), String> {
        let (mut ours, mut theirs, mut places) = (Vec::new(), Vec::new(), Vec::new());
        let renames = Renames::of(self);
        let known = self.comments_of_ours_and_base();
        for (at, document) in self.ours.documents.iter().enumerate() {
            let merged = match renames.of_ours(at) {
                _ if document.root.is_none() => Some(self.empty(at, document)),
                Some(there) => {
                    Some(self.renamed(Some(document), there.and_then(|there| self.theirs.documents.get(there))))
                }
                None => self.ours(document, counts)?,
            };
            ours.push(merged);
        }
        for (at, document) in self.theirs.documents.iter().enumerate() {
            let merged = match renames.of_theirs(at) {
                _ if document.root.is_none() => self.new_empty(at, document, &known),
                Some(Theirs::Joined) => None,
                Some(Theirs::Deleted) => Some(self.renamed(None, Some(document))),
                None if self.ours.places.contains_key(&document.name) => None,
                None => self.only_theirs(document, counts),
            };
            let place = if document.root.is_none() {
                self.ours.empty_like(&self.theirs, at)
            } else {
                self.ours.places.get(&document.name).copied()
            };
            places
                .push(place.map_or(if merged.is_some() { TheirPlace::New } else { TheirPlace::Gone }, TheirPlace::At));
            theirs.push(merged);
        }
        let added: Vec<bool> =
            self.ours.documents.iter().map(|d| d.root.is_some() && self.base.find(&d.name).is_none()).collect();
        let mut file = Assembly { text: String::new(), outcomes: Vec::new(), begins_bare: self.begins_bare() };
        for slot in weave(&added, &places) {
            let (merged, document) = match slot {
                MergedSlot::Ours(at) => (ours.get_mut(at).and_then(Option::take), self.ours.documents.get(at)),
                MergedSlot::Theirs(at) => (theirs.get_mut(at).and_then(Option::take), self.theirs.documents.get(at)),
            };
            if let (Some(merged), Some(document)) = (merged, document) {
                file.add(merged, document, matches!(slot, MergedSlot::Ours(_)));
            }
        }
        Ok((file.text, file.outcomes))
    }

    fn begins_bare(&self) -> bool {
        self.ours.documents.first().is_none_or(|first| first.marker.is_empty())
    }

    /// Returns an empty document, with the comments that theirs has added to it.
    fn empty(&self, at: usize, document: &Document<'_>) -> Merged {
        let like = |file: &FileVersion<'t>| {
            file.empty_like(&self.ours, at).and_then(|at| file.documents.get(at)).map(Document::all_lines)
        };
        let lines = match like(&self.theirs) {
            Some(theirs) if like(&self.base).as_ref() == Some(&theirs) => document.lines().to_owned(),
            Some(theirs) => merged_above(like(&self.base).as_deref(), document.lines(), &theirs, 0),
            None => document.lines().to_owned(),
        };
        Merged { lines, outcome: None, is_whole: false, marker: None }
    }

    /// Returns an empty document of theirs where ours has none, with its new comments; none if it has no new ones.
    fn new_empty(&self, at: usize, document: &Document<'_>, known: &HashSet<String>) -> Option<Merged> {
        if self.ours.empty_like(&self.theirs, at).is_some() {
            return None;
        }
        let new = |words: &&str| !known.contains(*words);
        let lines: String =
            crate::layout::of_lines(document.lines()).filter(new).map(|words| format!("{words}\n")).collect();
        let marker = if known.contains(document.marker_comment()) { "---\n" } else { document.marker };
        let is_new = !lines.is_empty() || marker.contains('#');
        is_new.then(|| Merged { lines, outcome: None, is_whole: false, marker: Some(marker.to_owned()) })
    }

    /// Returns the words of all comments that ours has, or had before it deleted them.
    fn comments_of_ours_and_base(&self) -> HashSet<String> {
        let documents = self.ours.documents.iter().chain(&self.base.documents);
        documents.flat_map(Document::comments).map(|comment| comment.words.to_owned()).collect()
    }

    /// Returns true if a merged text has every comment that it must have.
    fn keep_comments(&self, text: &str, is_settled: bool) -> bool {
        let all = |file: &FileVersion<'t>| file.documents.iter().flat_map(Document::comments).collect::<Vec<_>>();
        let (ours, theirs) = (all(&self.ours), all(&self.theirs));
        if ours.is_empty() && theirs.is_empty() {
            return true;
        }
        let kept = comments::of_merged(text, !is_settled, self.merger.options);
        kept.is_some_and(|kept| comments::lost(&all(&self.base), &ours, &theirs, &kept).is_empty())
    }

    /// Returns a document of ours; none if it is deleted.
    fn ours(&self, ours: &Document<'_>, counts: &mut Counts) -> Result<Option<Merged>, String> {
        let base = self.base.find(&ours.name);
        if let Some(theirs) = self.theirs.find(&ours.name) {
            root::count(counts, base, ours, theirs);
            return self.both(base, ours, theirs).map(Some);
        }
        let is_changed = base.is_none_or(|base| ours.is_changed_since(base));
        counts.add(is_changed, base.is_some());
        Ok(match base {
            Some(_) if !is_changed => None,
            Some(_) => Some(self.open(Some(ours), None, Why::TheirsDeleted)),
            None => Some(kept(ours)),
        })
    }

    /// Returns a document that ours does not have; none if it is not added.
    fn only_theirs(&self, theirs: &Document<'_>, counts: &mut Counts) -> Option<Merged> {
        let base = self.base.find(&theirs.name);
        let is_changed = base.is_none_or(|base| theirs.is_changed_since(base));
        counts.add(base.is_some(), is_changed);
        match base {
            Some(_) if !is_changed => None,
            Some(_) => Some(self.open(None, Some(theirs), Why::OursDeleted)),
            None => Some(kept(theirs)),
        }
    }

    /// Returns a whole document between markers.
    pub(super) fn open(&self, ours: Option<&Document<'_>>, theirs: Option<&Document<'_>>, why: Why) -> Merged {
        let marker = |one: &Document<'_>| match one.marker_comment() {
            "" => "---".to_owned(),
            comment => format!("--- {comment}"),
        };
        let lines = |one: Option<&Document<'_>>| {
            one.map(|one| format!("{}\n{}", marker(one), ended(one.lines().to_owned()))).unwrap_or_default()
        };
        let value = |one: Option<&Document<'_>>| one.and_then(|one| one.value.clone());
        let lines = markers::around(&lines(ours), &lines(theirs), self.merger.options);
        Merged {
            lines,
            outcome: Some(Outcome::Open { ours: value(ours), theirs: value(theirs), why }),
            is_whole: true,
            marker: None,
        }
    }

    /// Returns a document to which one side, or each side differently, has given another id, as it is on either side.
    fn renamed(&self, ours: Option<&Document<'_>>, theirs: Option<&Document<'_>>) -> Merged {
        self.open(ours, theirs, Why::Renamed)
    }
}

/// Returns a document as it stands.
pub(super) fn kept(document: &Document<'_>) -> Merged {
    Merged {
        lines: document.lines().to_owned(),
        outcome: document.value.clone().map(Outcome::Value),
        is_whole: false,
        marker: None,
    }
}

/// A file that is being put together.
struct Assembly {
    text: String,
    outcomes: Vec<(String, Outcome)>,
    /// Whether the file is to begin without a marker.
    begins_bare: bool,
}

impl Assembly {
    fn add(&mut self, merged: Merged, document: &Document<'_>, is_ours: bool) {
        let lines = if self.text.is_empty() && merged.is_whole {
            merged.lines.replacen("\n---\n", "\n", 1)
        } else {
            merged.lines
        };
        if !merged.is_whole {
            let own = if is_ours || document.marker.contains('#') { document.marker } else { "---\n" };
            self.text.push_str(match (self.text.is_empty(), merged.marker.as_deref().unwrap_or(own)) {
                (true, marker) if self.begins_bare && !marker.contains('#') => "",
                (false, "") => "---\n",
                (_, marker) => marker,
            });
        }
        self.text = ended(std::mem::take(&mut self.text)) + &ended(lines);
        self.outcomes.extend(merged.outcome.map(|outcome| (document.name.0.clone(), outcome)));
    }
}
