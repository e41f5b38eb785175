//! Whole files: documents matched by what they are called, wherever they stand, and put together again.

mod root;

use std::collections::HashMap;

use super::document::{Document, File};
use super::layout::ended;
use super::mapping::{Merger, three};
use super::order::{Place, Slot, weave};
use super::outcome::Outcome;
use super::value::Reading;
use super::{Counts, Merge, Options, Why, markers, proof};
use crate::yaml::{self, Part};

/// Merges three texts by their documents.
///
/// # Errors
/// In words, why that cannot be done.
pub(super) fn merge(base: &str, ours: &str, theirs: &str, options: &Options) -> Result<Merge, String> {
    let reading = if options.any_yaml { Reading::AnyYaml } else { Reading::Record };
    let texts = [("the base", base), ("ours", ours), ("theirs", theirs)];
    let plain = texts.map(|(_, text)| plain(text));
    let read = |i: usize| -> Result<Vec<Part>, String> {
        let (who, text) = (texts.get(i).map_or("", |(who, _)| who), plain.get(i).map_or("", String::as_str));
        if text.contains('\r') {
            return Err(format!("{who} has line breaks that are neither LF nor CRLF"));
        }
        yaml::parts(text)
            .map_err(|fault| format!("{who} is not YAML: line {}: {}", line_of(text, fault.span.start as usize), fault.message))
    };
    let parts = [read(0)?, read(1)?, read(2)?];
    let [base, ours_plain, theirs] = &plain;
    let [b, o, t] = &parts;
    let by_place = options.any_yaml && are_in_place([b, o, t].map(|parts| Document::names(parts)));
    let file = |text, parts| File::of(text, parts, by_place, reading);
    let files = Files { base: file(base, b), ours: file(ours_plain, o), theirs: file(theirs, t), merger: Merger { options, reading } };
    let mut counts = Counts::default();
    let (text, outcomes) = files.merged(&mut counts)?;
    let unnamed: Vec<Outcome> = outcomes.iter().map(|(_, outcome)| outcome.clone()).collect();
    if !proof::holds(&text, &unnamed, reading, options) {
        return Err("put together key by key, the text would not say what it should".into());
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

/// Whether three files have their documents at the same places, as far as their names tell.
fn are_in_place([base, ours, theirs]: [Vec<String>; 3]) -> bool {
    let stay = |side: &Vec<String>| {
        let there: HashMap<&String, usize> = side.iter().enumerate().map(|(at, name)| (name, at)).collect();
        side.len() == base.len() && base.iter().enumerate().all(|(at, name)| there.get(name).is_none_or(|now| *now == at))
    };
    [&base, &ours, &theirs].iter().all(|names| names.len() <= 1) || stay(&ours) && stay(&theirs)
}

/// A text without byte-order mark, lines ending in LF.
fn plain(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n")
}

/// A merged text with the byte-order mark and the line ends of ours.
fn like(ours: &str, text: String) -> String {
    let pairs = ours.matches("\r\n").count();
    let text = if pairs * 2 > ours.matches('\n').count() { text.replace('\n', "\r\n") } else { text };
    if ours.starts_with('\u{feff}') { format!("\u{feff}{text}") } else { text }
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).map_or(1, |before| before.matches('\n').count() + 1)
}

pub(super) struct Files<'t> {
    pub base: File<'t>,
    pub ours: File<'t>,
    pub theirs: File<'t>,
    pub merger: Merger<'t>,
}

/// A merged document: its lines, and what it says; none if it says nothing.
pub(super) struct Merged {
    pub lines: String,
    pub outcome: Option<Outcome>,
    /// Whether its own marker stands among its lines, as the whole document is in conflict.
    pub is_whole: bool,
}

impl Files<'_> {
    /// The merged text, and what each of its documents says, by its name; counts how much came from where.
    pub(super) fn merged(&self, counts: &mut Counts) -> Result<(String, Vec<(String, Outcome)>), String> {
        let (mut ours, mut theirs, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (at, document) in self.ours.documents.iter().enumerate() {
            ours.push(if document.root.is_none() { Some(self.empty(at, document)) } else { self.ours(document, counts)? });
        }
        for document in &self.theirs.documents {
            let at = self.ours.places.get(&document.name).filter(|_| document.root.is_some());
            let merged = if at.is_none() && document.root.is_some() { self.only_theirs(document, counts) } else { None };
            places.push(at.map_or(if merged.is_some() { Place::New } else { Place::Gone }, |at| Place::At(*at)));
            theirs.push(merged);
        }
        let added: Vec<bool> = self.ours.documents.iter().map(|d| d.root.is_some() && self.base.find(&d.name).is_none()).collect();
        let mut file = Assembly { text: String::new(), outcomes: Vec::new(), begins_bare: self.begins_bare() };
        for slot in weave(&added, &places) {
            let (merged, document) = match slot {
                Slot::Ours(at) => (ours.get_mut(at).and_then(Option::take), self.ours.documents.get(at)),
                Slot::Theirs(at) => (theirs.get_mut(at).and_then(Option::take), self.theirs.documents.get(at)),
            };
            if let (Some(merged), Some(document)) = (merged, document) {
                file.add(merged, document, matches!(slot, Slot::Ours(_)));
            }
        }
        Ok((file.text, file.outcomes))
    }

    fn begins_bare(&self) -> bool {
        self.ours.documents.first().is_none_or(|first| first.marker.is_empty())
    }

    /// What says nothing stays, but for a header that only theirs has changed.
    fn empty(&self, at: usize, document: &Document<'_>) -> Merged {
        let lines = match self.theirs.header() {
            Some(theirs) if at == 0 && document.marker.is_empty() => three(self.base.header(), document.lines(), theirs),
            _ => document.lines(),
        };
        Merged { lines: lines.to_owned(), outcome: None, is_whole: false }
    }

    /// A document of ours; none if it is deleted.
    fn ours(&self, ours: &Document<'_>, counts: &mut Counts) -> Result<Option<Merged>, String> {
        let base = self.base.find(&ours.name);
        if let Some(theirs) = self.theirs.find(&ours.name) {
            root::count(counts, base, ours, theirs);
            return self.both(base, ours, theirs).map(Some);
        }
        let is_changed = base.is_none_or(|base| base.value != ours.value);
        counts.add(is_changed, base.is_some());
        Ok(match base {
            Some(_) if !is_changed => None,
            Some(_) => Some(self.open(Some(ours), None, Why::TheirsDeleted)),
            None => Some(kept(ours)),
        })
    }

    /// A document that ours does not have; none if it stays so.
    fn only_theirs(&self, theirs: &Document<'_>, counts: &mut Counts) -> Option<Merged> {
        let base = self.base.find(&theirs.name);
        let is_changed = base.is_none_or(|base| base.value != theirs.value);
        counts.add(base.is_some(), is_changed);
        match base {
            Some(_) if !is_changed => None,
            Some(_) => Some(self.open(None, Some(theirs), Why::OursDeleted)),
            None => Some(kept(theirs)),
        }
    }

    /// A whole document between markers.
    pub(super) fn open(&self, ours: Option<&Document<'_>>, theirs: Option<&Document<'_>>, why: Why) -> Merged {
        let lines = |one: Option<&Document<'_>>| one.map(|one| format!("---\n{}", ended(one.lines().to_owned()))).unwrap_or_default();
        let value = |one: Option<&Document<'_>>| one.and_then(|one| one.value.clone());
        let lines = markers::around(&lines(ours), &lines(theirs), self.merger.options);
        Merged { lines, outcome: Some(Outcome::Open { ours: value(ours), theirs: value(theirs), why }), is_whole: true }
    }
}

/// A document as it stands.
pub(super) fn kept(document: &Document<'_>) -> Merged {
    Merged { lines: document.lines().to_owned(), outcome: document.value.clone().map(Outcome::Value), is_whole: false }
}

/// A file on its way to being put together.
struct Assembly {
    text: String,
    outcomes: Vec<(String, Outcome)>,
    /// Whether no marker is to stand at its beginning.
    begins_bare: bool,
}

impl Assembly {
    fn add(&mut self, merged: Merged, document: &Document<'_>, is_ours: bool) {
        let lines = if self.text.is_empty() && merged.is_whole { merged.lines.replacen("\n---\n", "\n", 1) } else { merged.lines };
        if !merged.is_whole {
            self.text.push_str(match (self.text.is_empty(), document.marker) {
                (true, _) if self.begins_bare => "",
                (false, "") => "---\n",
                (_, marker) if is_ours => marker,
                _ => "---\n",
            });
        }
        self.text = ended(std::mem::take(&mut self.text)) + &ended(lines);
        self.outcomes.extend(merged.outcome.map(|outcome| (document.name.0.clone(), outcome)));
    }
}
