//! Whole files: documents matched by what they are called, wherever they stand, and put together again.

use std::collections::HashMap;
use std::ops::Range;

use super::field::{Table, root_value};
use super::flow::{self, Spot};
use super::layout::{ended, line_end};
use super::mapping::{Merger, three};
use super::order::{Place, Slot, weave};
use super::outcome::{Outcome, Whose};
use super::value::{Reading, Value};
use super::{Counts, Merge, Options, Why, markers, proof};
use crate::schema::Kind;
use crate::yaml::{self, Node, Part};

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
    let by_place = options.any_yaml && parts.iter().all(|parts| parts.iter().filter(|part| part.root.is_some()).count() <= 1);
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

// --- documents ---

/// A document of a file.
pub(super) struct Document<'t> {
    text: &'t str,
    /// Its line `---`, if it has one.
    marker: &'t str,
    /// All that is not its marker.
    region: Range<usize>,
    root: Option<&'t Node>,
    kind: Option<Kind>,
    /// What it says; none if it is empty.
    value: Option<Value>,
    /// What it is matched by, and how many of the same name stand before it.
    name: (String, usize),
}

impl<'t> Document<'t> {
    /// The kind of a record, by its first key.
    pub(super) fn kind_of(root: &Node, reading: Reading) -> Option<Kind> {
        match root {
            Node::Map { entries, .. } if reading == Reading::Record => Kind::of_first_key(&entries.first()?.key.text),
            _ => None,
        }
    }

    fn of(text: &'t str, part: &'t Part, reading: Reading) -> Document<'t> {
        let (start, end) = (part.span.start as usize, part.span.end as usize);
        let head = line_end(text, start).min(end);
        let line = text.get(start..head).unwrap_or_default();
        let behind = line.strip_prefix("---").or_else(|| line.strip_prefix("...")).map(str::trim);
        let begin = match behind {
            Some("") => head,
            Some(rest) if rest.starts_with('#') => head,
            Some(_) if line.starts_with("---") && part.root.is_some() => start + 3,
            _ => start,
        };
        let root = part.root.as_ref();
        let kind = root.and_then(|root| Document::kind_of(root, reading));
        Document {
            text,
            marker: text.get(start..begin).unwrap_or_default(),
            region: begin..end,
            root,
            kind,
            value: root.map(|root| root_value(text, root, kind, reading)),
            name: (root.map(first_entry).unwrap_or_default(), 0),
        }
    }

    fn lines(&self) -> &'t str {
        self.text.get(self.region.clone()).unwrap_or_default()
    }

    fn is_written_like(&self, other: &Document<'_>) -> bool {
        self.lines().trim_end_matches('\n') == other.lines().trim_end_matches('\n')
    }

    /// The document as a table, if it is a block mapping, or empty.
    fn table(&self, reading: Reading) -> Option<Table<'t>> {
        match self.root? {
            Node::Map { entries, .. } => Table::cut(self.text, entries, self.region.clone(), self.kind, reading),
            _ => None,
        }
    }
}

/// The first key of a document and its value: what a record is called.
fn first_entry(root: &Node) -> String {
    match root {
        Node::Map { entries, .. } => match entries.first().map(|entry| (&entry.key.text, &entry.value)) {
            Some((key, Node::Scalar(scalar))) => format!("{key} {}", scalar.text),
            Some((key, _)) => key.clone(),
            None => String::new(),
        },
        _ => String::new(),
    }
}

/// The documents of a text.
struct File<'t> {
    documents: Vec<Document<'t>>,
    places: HashMap<(String, usize), usize>,
}

impl<'t> File<'t> {
    fn of(text: &'t str, parts: &'t [Part], by_place: bool, reading: Reading) -> File<'t> {
        let mut documents: Vec<Document<'t>> = parts.iter().map(|part| Document::of(text, part, reading)).collect();
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut places = HashMap::new();
        for (at, document) in documents.iter_mut().enumerate().filter(|(_, document)| document.root.is_some()) {
            if by_place {
                document.name.0.clear();
            }
            let count = seen.entry(document.name.0.clone()).or_default();
            document.name.1 = *count;
            *count += 1;
            places.insert(document.name.clone(), at);
        }
        File { documents, places }
    }

    fn find(&self, name: &(String, usize)) -> Option<&Document<'t>> {
        self.documents.get(*self.places.get(name)?)
    }

    /// What stands before the first marker, where that is no document.
    fn header(&self) -> Option<&'t str> {
        self.documents.first().filter(|first| first.root.is_none() && first.marker.is_empty()).map(Document::lines)
    }
}

// --- merging them ---

struct Files<'t> {
    base: File<'t>,
    ours: File<'t>,
    theirs: File<'t>,
    merger: Merger<'t>,
}

/// A merged document: its lines, and what it says; none if it says nothing.
struct Merged {
    lines: String,
    outcome: Option<Outcome>,
    /// Whether its own marker stands among its lines, as the whole document is in conflict.
    is_whole: bool,
}

impl Files<'_> {
    /// The merged text, and what each of its documents says, by its name; counts how much came from where.
    fn merged(&self, counts: &mut Counts) -> Result<(String, Vec<(String, Outcome)>), String> {
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
            count(counts, base, ours, theirs);
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

    /// A document that both have.
    fn both(&self, base: Option<&Document<'_>>, ours: &Document<'_>, theirs: &Document<'_>) -> Result<Merged, String> {
        let reading = self.merger.reading;
        let whole = |one: &Document<'_>| Ok(kept(one));
        if ours.is_written_like(theirs) || base.is_some_and(|base| theirs.is_written_like(base)) {
            return whole(ours);
        }
        if base.is_some_and(|base| ours.is_written_like(base)) {
            return whole(theirs);
        }
        let before = base.and_then(|base| base.table(reading));
        if let (Some(o), Some(t)) = (ours.table(reading), theirs.table(reading))
            && before.is_some() == base.is_some()
        {
            let (lines, outcome) = self.merger.tables(before.as_ref(), &o, &t, ours.kind.is_some_and(|kind| kind != Kind::Manifest));
            let is_filled = |whose| outcome.iter().any(|(_, outcome)| outcome.is_there(whose));
            return Ok(match (is_filled(Whose::Ours), is_filled(Whose::Theirs)) {
                (true, true) => Merged { lines, outcome: Some(Outcome::Map(outcome)), is_whole: false },
                (false, false) if outcome.is_empty() => Merged { lines, outcome: None, is_whole: false },
                // No document would be left, if one decided so.
                _ => self.open(Some(ours), Some(theirs), Why::BothChanged),
            });
        }
        if ours.value == theirs.value || base.is_some_and(|base| base.value == theirs.value) {
            return whole(ours);
        }
        if base.is_some_and(|base| base.value == ours.value) {
            return whole(theirs);
        }
        base.and_then(|base| self.in_brackets(base, ours, theirs))
            .ok_or_else(|| format!("the layout of {} does not allow it to be merged key by key", shown(&ours.name.0)))
    }

    fn in_brackets(&self, base: &Document<'_>, ours: &Document<'_>, theirs: &Document<'_>) -> Option<Merged> {
        if ours.kind.is_some() {
            // What its keys mean would be left out of account.
            return None;
        }
        let of = |text, node| Spot { text, node };
        let (text, value) =
            flow::merge(of(base.text, base.root?), of(ours.text, ours.root?), of(theirs.text, theirs.root?), self.merger.reading)?;
        let span = ours.root?.span();
        let before = ours.text.get(ours.region.start..span.start as usize)?;
        let after = ours.text.get(span.end as usize..ours.region.end)?;
        Some(Merged { lines: format!("{before}{text}{after}"), outcome: Some(Outcome::Value(value)), is_whole: false })
    }

    /// A whole document between markers.
    fn open(&self, ours: Option<&Document<'_>>, theirs: Option<&Document<'_>>, why: Why) -> Merged {
        let lines = |one: Option<&Document<'_>>| one.map(|one| format!("---\n{}", ended(one.lines().to_owned()))).unwrap_or_default();
        let value = |one: Option<&Document<'_>>| one.and_then(|one| one.value.clone());
        let lines = markers::around(&lines(ours), &lines(theirs), self.merger.options);
        Merged { lines, outcome: Some(Outcome::Open { ours: value(ours), theirs: value(theirs), why }), is_whole: true }
    }
}

fn kept(document: &Document<'_>) -> Merged {
    Merged { lines: document.lines().to_owned(), outcome: document.value.clone().map(Outcome::Value), is_whole: false }
}

/// Counts who changed which key of a document.
fn count(counts: &mut Counts, base: Option<&Document<'_>>, ours: &Document<'_>, theirs: &Document<'_>) {
    let keys = |document: Option<&Document<'_>>| -> HashMap<String, Value> {
        match document.and_then(|document| document.value.clone()) {
            Some(Value::Map(entries)) => entries.into_iter().filter(|(key, _)| key != "rev").collect(),
            _ => HashMap::new(),
        }
    };
    let (b, o, t) = (keys(base), keys(Some(ours)), keys(Some(theirs)));
    let mut all: Vec<&String> = b.keys().chain(o.keys()).chain(t.keys()).collect();
    all.sort_unstable();
    all.dedup();
    for key in all {
        counts.add(b.get(key) != o.get(key), b.get(key) != t.get(key));
    }
}

fn shown(name: &str) -> String {
    if name.is_empty() { "the document".into() } else { format!("`{name}`") }
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
