//! The fields of a document, read by their shape. A value of another shape becomes a finding and counts as not given.

use rustc_hash::FxHashMap;
use unicode_normalization::char::is_combining_mark;

use crate::edit::{Edit, KeyPath, Target};
use crate::finding::{Finding, Level, Route};
use crate::fix::Fix;
use crate::interner::{Symbol, is_id, nearest};
use crate::record::{DateId, Place, Rev};
use crate::schema::{Kind, STANCES, Shape};
use crate::text::{composed, escaped, is_blank, shows_nothing, spaced, unseen};
use crate::value::Value;
use crate::yaml::{self, Cut, Document, Entry, Node, Scalar, Span};

use super::Reader;
use super::claim::DECISIVE;
use super::keys;

/// The longest text that a remedy writes out, in characters.
const LONGEST_REMEDY: usize = 2_000;

/// A document that is being read into a record.
pub(super) struct Fields<'f, 'w, 'd> {
    pub reader: &'f mut Reader<'w>,
    pub kind: Kind,
    pub place: Place,
    pub document: &'d Document,
    /// The keys that could not be read, or that are given twice.
    faulty: Vec<&'d str>,
}

/// An item of a list of edges: the other end, and the properties of the edge.
pub(super) struct Link<'d> {
    pub index: u32,
    pub to: &'d Scalar,
    pub entries: &'d [Entry],
}

impl<'d> Link<'d> {
    /// Returns the property of the edge under `key`, if it can be used.
    pub fn text(&self, key: &str) -> Option<&'d Scalar> {
        yaml::entry(self.entries, key).and_then(|e| scalar(&e.value)).filter(|s| !is_empty(s) && s.cut.is_none())
    }
}

fn scalar(node: &Node) -> Option<&Scalar> {
    if let Node::Scalar(scalar) = node { Some(scalar) } else { None }
}

/// Returns true if a key has no value, so that it counts as absent; `""` is a value.
fn is_empty(scalar: &Scalar) -> bool {
    scalar.plain && scalar.text.is_empty()
}

/// Returns true if a `#` has cut off words of a text.
pub(super) fn is_cut(scalar: &Scalar) -> bool {
    scalar.cut.is_some()
}

/// Returns true if an entry has a value.
fn is_given(entry: &Entry) -> bool {
    !scalar(&entry.value).is_some_and(is_empty)
}

impl<'f, 'w, 'd> Fields<'f, 'w, 'd> {
    pub fn new(reader: &'f mut Reader<'w>, kind: Kind, place: Place, document: &'d Document) -> Self {
        Fields { reader, kind, place, document, faulty: Vec::new() }
    }

    /// Checks each key against the schema: unknown, given twice, missing, or empty.
    pub fn check_keys(&mut self) {
        let document = self.document;
        // Only known keys are collected: these are few, however long the record is.
        let mut firsts: Vec<&'d Scalar> = Vec::new();
        // Where another record begins without a line between, its keys are reported once.
        let mut is_another = false;
        let mut meant = self.mistyped_keys();
        for entry in &document.entries {
            let key = &entry.key;
            let given_before = firsts.iter().find(|first| first.text == key.text).copied();
            if self.kind.key(&key.text).is_none() {
                let begins = !is_another && Kind::of_first_key(&key.text).is_some_and(|kind| kind != Kind::Manifest);
                if begins {
                    is_another = true;
                    self.another_record("unknown-key", key);
                } else if !is_another && keys::plain(self.kind, &key.text).is_none() {
                    meant.extend(self.unknown_key(key, &self.kind.one(), self.kind));
                }
            } else if is_given(entry) {
                // Of an id given twice the first is read, and the record has that id.
                let is_id = key.text == self.kind.first_key();
                match given_before {
                    Some(_) if is_another && is_id => {}
                    Some(_) if is_another => self.faulty.push(&key.text),
                    Some(_) if is_id && self.kind != Kind::Manifest => {
                        is_another = true;
                        self.another_record("duplicate-key", key);
                    }
                    Some(first) => {
                        let fixes = without_one(self.place.file, &document.entries, key, first.span);
                        self.duplicate_key(key, first.span, fixes);
                    }
                    None => firsts.push(key),
                }
            } else if !scalar(&entry.value).is_some_and(is_cut) {
                self.report(
                    Finding::fault(
                        "wrong-shape",
                        self.place.file,
                        key.span,
                        format!("`{}` has nothing after it", key.text),
                    ),
                    &key.text,
                )
                .help = vec!["give it a value, or leave the key out".into()];
            }
        }
        for key in self.kind.keys().iter().filter(|k| k.required) {
            if self.has(key.name) || meant.contains(&key.name) {
                continue;
            }
            let finding = Finding::about(
                "missing-key",
                Route::Record(self.place),
                format!("this {} has no `{}`", self.kind, key.name),
            );
            self.report(finding, key.name).help = vec![format!("add `{}: …`", key.name)];
        }
        self.check_blanks();
        if self.kind == Kind::Claim {
            self.check_stance(STANCES.iter().any(|stance| meant.contains(stance)));
        }
    }

    /// Reports required texts that are blank, and required lists that are empty.
    fn check_blanks(&mut self) {
        const TEXTS: [&str; 3] = ["name", "title", "because"];
        let document = self.document;
        for key in self.kind.keys().iter().filter(|key| key.required || key.shape == Shape::Statement) {
            let Some(entry) = self.entry(key.name).filter(|entry| is_given(entry)) else { continue };
            let is_blank = match &entry.value {
                Node::Scalar(scalar) => TEXTS.contains(&key.name) && !is_cut(scalar) && is_blank(&scalar.text),
                Node::List { items, .. } => items.is_empty(),
                _ => false,
            };
            if is_blank {
                let message = if document.entries.first().is_some_and(|first| first.key.text == key.name) {
                    format!("`{}` is empty: a record has an id", key.name)
                } else {
                    format!("`{}` is empty, and this {} cannot do without it", key.name, self.kind)
                };
                self.wrong_shape(key.name, entry.value.span(), message);
                self.help(format!("write what belongs there after `{}:`", key.name));
            }
        }
    }

    /// Reports all keys that are known but for their typing, at once. Returns the keys that they stand for.
    fn mistyped_keys(&mut self) -> Vec<&'static str> {
        let mistyped = keys::mistyped(self.kind, self.document);
        if let Some(finding) = keys::finding(self.place.file, self.document, &mistyped) {
            let key = mistyped.first().map_or("", |(key, _)| key.text.as_str());
            self.report(finding, key);
        }
        mistyped.into_iter().map(|(_, meant)| meant).collect()
    }

    /// Reports that another record begins at a key without a line `---` above it.
    fn another_record(&mut self, rule: &'static str, key: &'d Scalar) {
        let message =
            format!("a second record begins here with `{}`, and no line parts it from the first", shown(&key.text));
        let route = Route::Bytes(self.place.file, Span { end: key.span.start, ..key.span });
        let finding = Finding::fault(rule, self.place.file, key.span, message)
            .help("write `---` on a line of its own above it")
            .fixed(route, "---\n");
        self.report(finding, &key.text);
    }

    /// Reports each text that a `#` has cut off, and takes a claim out if one of them is compared.
    ///
    /// The rest of such a text counts in a ruling, where a claim is not compared, and as the record's own id; elsewhere
    /// the text counts as not given ([`Fields::is_usable`]).
    pub fn check_cuts(&mut self) {
        let document = self.document;
        for entry in &document.entries {
            let mut cuts = Vec::new();
            gather_cuts_of(entry, &mut cuts);
            let key = &entry.key.text;
            if !cuts.is_empty() && self.is_lost(key) {
                self.faulty.push(key);
            }
            for (scalar, cut) in cuts {
                let finding = cut_text(self.place.file, scalar, cut);
                self.report(finding, key);
            }
        }
    }

    /// Returns true if a text under `key` can be used: it is whole, or what a `#` has left of it counts.
    fn is_usable(&self, key: &str, scalar: &Scalar) -> bool {
        !is_cut(scalar) || !self.is_lost(key)
    }

    /// Returns true if a text under `key` counts as not given if a `#` has cut it off.
    fn is_lost(&self, key: &str) -> bool {
        match self.kind {
            Kind::Claim => DECISIVE.contains(&key) && key != Kind::Claim.first_key(),
            Kind::Ruling => false,
            kind => key != kind.first_key(),
        }
    }

    /// Checks that a claim has exactly one stance.
    fn check_stance(&mut self, is_told: bool) {
        let given: Vec<&'d Scalar> =
            STANCES.iter().filter(|s| self.value(s).is_some()).filter_map(|s| self.entry(s)).map(|e| &e.key).collect();
        match given.as_slice() {
            [_] => {}
            [] if STANCES.iter().any(|s| self.has(s)) => self.faulty.push(STANCES[0]),
            [] if is_told => self.faulty.push(STANCES[0]),
            [] => {
                self.faulty.push(STANCES[0]);
                let route = Route::Record(self.place);
                self.report(Finding::about("missing-key", route, "this claim takes no stance"), "stance").help =
                    vec!["add one of `affirms`, `denies`, `suggests`, `doubts`, `relays`, with `SUBJECT PREDICATE OBJECT` after it".into()];
            }
            [first, second, ..] => {
                self.faulty.push(STANCES[0]);
                let message = format!("one claim takes one stance, here `{}` and `{}`", first.text, second.text);
                let finding = Finding::fault("wrong-shape", self.place.file, second.span, message)
                    .at(Route::Bytes(self.place.file, first.span), "the other stance");
                self.report(finding, &second.text).help = vec!["make two claims of it".into()];
            }
        }
    }

    /// Returns true if one of these keys could not be read, or is given twice.
    pub fn any_faulty(&self, keys: &[&str]) -> bool {
        self.faulty.iter().any(|f| keys.contains(f))
    }

    /// Returns the entry of a key that counts: the first with a value.
    fn entry(&self, key: &str) -> Option<&'d Entry> {
        let mut entries = self.document.entries.iter().filter(|e| e.key.text == key);
        let first = entries.next()?;
        Some(if is_given(first) { first } else { entries.find(|e| is_given(e)).unwrap_or(first) })
    }

    fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// Returns the value of a key, if it has one.
    pub fn value(&self, key: &str) -> Option<&'d Node> {
        self.entry(key).filter(|e| is_given(e)).map(|e| &e.value)
    }

    /// Returns true if a key has no value but a `#` and a text.
    pub fn is_cut_off(&self, key: &str) -> bool {
        self.entry(key).is_some_and(|entry| !is_given(entry) && scalar(&entry.value).is_some_and(is_cut))
    }

    // --- taking values by shape ---

    /// Returns the value of a key as one scalar.
    pub fn one(&mut self, key: &'static str) -> Option<&'d Scalar> {
        match self.value(key)? {
            Node::Scalar(scalar) => Some(scalar).filter(|scalar| self.is_usable(key, scalar)),
            Node::Refused { .. } => self.spoilt(key),
            Node::List { items, .. } if items.is_empty() => None,
            other => {
                self.wrong_shape(key, other.span(), format!("`{key}` takes one value, not a {}", shape_of(other)));
                let is_single =
                    matches!(other, Node::List { items, .. } if matches!(items.as_slice(), [Node::Scalar(_)]));
                if let Node::List { items, .. } = other
                    && let [Node::Scalar(only)] = items.as_slice()
                {
                    self.write_alone(key, only);
                }
                self.help(match (self.kind, key) {
                    _ if is_single => ALONE.into(),
                    (Kind::Claim, "by") => "write a claim for each of them, with one `utterance`".into(),
                    (Kind::Claim, _) if matches!(other, Node::List { .. }) => {
                        "write one value; for several, a claim for each".into()
                    }
                    _ => "write one value".into(),
                });
                None
            }
        }
    }

    /// Adds to the fault just reported the edit that writes the only member of a list as the value of its key.
    fn write_alone(&mut self, key: &'static str, only: &Scalar) {
        let place = self.place;
        let Some(last) = self.reader.findings.last_mut() else { return };
        let Some(name) = last.records.first() else { return };
        let record = Target::new(name.kind, &name.id);
        let edit = Edit::Set { record, key: KeyPath::of(key), value: Value::text(&only.text) };
        last.fixes.push(Fix::safe(ALONE).editing(place, edit));
    }

    /// Returns a list of scalars; one bare value is a list of one.
    pub fn many(&mut self, key: &'static str) -> Vec<(u32, &'d Scalar)> {
        let Some(value) = self.value(key) else { return Vec::new() };
        match value {
            Node::Scalar(scalar) if !self.is_usable(key, scalar) => Vec::new(),
            Node::Scalar(scalar) => vec![(0, scalar)],
            Node::List { items, .. } => self.items(key, items),
            Node::Refused { .. } => self.spoilt(key).unwrap_or_default(),
            Node::Map { span, .. } => {
                self.wrong_shape(key, *span, format!("`{key}` takes a list, not a mapping"));
                Vec::new()
            }
        }
    }

    fn items(&mut self, key: &'static str, items: &'d [Node]) -> Vec<(u32, &'d Scalar)> {
        let mut found = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match item {
                Node::Scalar(scalar) if !self.is_usable(key, scalar) => {}
                Node::Scalar(scalar) if !is_empty(scalar) => found.push((index as u32, scalar)),
                Node::Scalar(scalar) => {
                    self.wrong_shape(key, scalar.span, format!("an item of `{key}` has nothing in it"))
                }
                Node::Refused { .. } => self.faulty.push(key),
                other => self.wrong_shape(
                    key,
                    other.span(),
                    format!("an item of `{key}` is one value, not a {}", shape_of(other)),
                ),
            }
        }
        found
    }

    /// Returns a mapping of keys to scalars.
    pub fn mapping(&mut self, key: &'static str) -> Vec<(&'d Scalar, &'d Scalar)> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Node::Map { entries, .. } = value else {
            if !matches!(value, Node::Refused { .. }) {
                self.wrong_shape(key, value.span(), format!("`{key}` takes a mapping: `{{key: word}}`"));
            }
            self.faulty.push(key);
            return Vec::new();
        };
        let mut found: Vec<(&Scalar, &Scalar)> = Vec::with_capacity(entries.len());
        let mut firsts: FxHashMap<String, Span> = FxHashMap::default();
        for entry in entries {
            let word = spaced(&entry.key.text);
            if let Some(first) = firsts.get(&word) {
                let fixes = without_one(self.place.file, entries, &entry.key, *first);
                self.duplicate_key(&entry.key, *first, fixes);
                self.faulty.push(key);
                continue;
            }
            match &entry.value {
                Node::Scalar(scalar) if is_empty(scalar) && is_cut(scalar) || !self.is_usable(key, scalar) => {}
                Node::Scalar(scalar) if is_empty(scalar) => {
                    let message = format!("`{}` has nothing after it", escaped(&entry.key.text));
                    self.report(Finding::fault("wrong-shape", self.place.file, entry.key.span, message), key);
                }
                Node::Scalar(scalar) => {
                    firsts.insert(word, entry.key.span);
                    found.push((&entry.key, scalar));
                }
                Node::Refused { .. } => self.faulty.push(key),
                other => self.wrong_shape(
                    key,
                    other.span(),
                    format!("`{}` takes one value, not a {}", escaped(&entry.key.text), shape_of(other)),
                ),
            }
        }
        found
    }

    /// Returns edges: each a scalar, or a mapping with the main key `main` and some of `others`.
    pub fn links(&mut self, key: &'static str, main: &'static str, others: &[&'static str]) -> Vec<Link<'d>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let nodes = match value {
            Node::List { items, .. } => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut found = Vec::with_capacity(nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            let index = index as u32;
            match node {
                Node::Scalar(to) if !self.is_usable(key, to) => {}
                Node::Scalar(to) if !is_empty(to) => found.push(Link { index, to, entries: &[] }),
                Node::Map { entries, span } => {
                    if let Some(to) = self.main_of(key, main, others, entries, *span) {
                        found.push(Link { index, to, entries });
                    }
                }
                Node::Refused { .. } => self.faulty.push(key),
                other => self.wrong_shape(
                    key,
                    other.span(),
                    format!("an item of `{key}` is an id, or a mapping with `{main}`"),
                ),
            }
        }
        found
    }

    /// Returns the main value of a mapping, and checks its keys.
    pub fn main_of(
        &mut self,
        key: &'static str,
        main: &'static str,
        others: &[&'static str],
        entries: &'d [Entry],
        span: Span,
    ) -> Option<&'d Scalar> {
        self.check_inner_keys(key, &[&[main], others].concat(), entries);
        match yaml::entry(entries, main).map(|e| &e.value) {
            Some(Node::Scalar(scalar)) if is_empty(scalar) && is_cut(scalar) || !self.is_usable(key, scalar) => None,
            Some(Node::Scalar(scalar)) if !is_empty(scalar) => Some(scalar),
            Some(other) => {
                self.wrong_shape(key, other.span(), format!("`{main}` takes one value"));
                None
            }
            None if entries.iter().any(|entry| keys::plain_text(&entry.key.text) == main) => None,
            None => {
                self.report(
                    Finding::fault("missing-key", self.place.file, span, format!("this mapping has no `{main}`")),
                    key,
                );
                self.faulty.push(key);
                None
            }
        }
    }

    /// Checks the keys of a mapping inside a record.
    pub fn check_inner_keys(&mut self, key: &'static str, known: &[&'static str], entries: &'d [Entry]) {
        let mut firsts: Vec<&'d Scalar> = Vec::new();
        for Entry { key: inner, .. } in entries {
            if !known.contains(&inner.text.as_str()) {
                self.unknown_inner_key(inner, key, known);
                self.faulty.push(key);
            } else if let Some(first) = firsts.iter().find(|first| first.text == inner.text) {
                let fixes = without_one(self.place.file, entries, inner, first.span);
                self.duplicate_key(inner, first.span, fixes);
                self.faulty.push(key);
            } else {
                firsts.push(inner);
            }
        }
    }

    // --- taking values by meaning ---

    /// Returns the record's own id.
    pub fn id(&mut self) -> Option<Symbol> {
        let key = self.kind.first_key();
        let scalar = self.one(key)?;
        let text = &*composed(scalar.text.trim());
        if is_id(text) {
            return Some(if self.kind == Kind::Claim {
                self.reader.names.add_claim(text)
            } else {
                self.reader.names.add(text)
            });
        }
        let suggestion = id_from(text);
        let message = match unseen(text) {
            Some(name) => format!("{name} stands in this id and cannot be seen: `{}`", shown(text)),
            None => format!(
                "`{}` is no id: words of small letters (or of letters that have no case) and digits, joined by `-`, `.` or `/`",
                shown(text)
            ),
        };
        self.wrong_shape(key, scalar.span, message);
        if let (Some(suggestion), Some(last)) = (suggestion, self.reader.findings.last_mut()) {
            last.help = vec![format!("for example `{suggestion}`, if no other {} has that id", self.kind)];
        }
        None
    }

    /// Returns one name: a reference or a word.
    pub fn name(&mut self, key: &'static str) -> Option<Symbol> {
        let scalar = self.one(key)?;
        Some(self.reader.names.add_id(scalar.text.trim()))
    }

    /// Returns a list of names.
    pub fn names(&mut self, key: &'static str) -> Vec<Symbol> {
        self.many(key).into_iter().map(|(_, s)| self.reader.names.add_id(s.text.trim())).collect()
    }

    /// Returns the index of the value among a few allowed words.
    pub fn word(&mut self, key: &'static str, allowed: &[&'static str]) -> Option<usize> {
        let scalar = self.one(key)?;
        let text = scalar.text.trim();
        let known = allowed.iter().position(|word| *word == text);
        if known.is_none() {
            self.wrong_shape(
                key,
                scalar.span,
                format!("`{}` is no `{key}`: it is one of {}", shown(text), listed(allowed)),
            );
            self.suggest(scalar, allowed);
        }
        known
    }

    /// Returns the value of a key as a date.
    pub fn date(&mut self, key: &'static str) -> Option<DateId> {
        let scalar = self.one(key)?;
        self.date_in(key, scalar)
    }

    /// Returns a scalar in the value of `key` as a date.
    pub fn date_in(&mut self, key: &'static str, scalar: &'d Scalar) -> Option<DateId> {
        match self.reader.dates.read(&scalar.text) {
            Ok(date) => Some(date),
            Err(fault) => {
                self.faulty.push(key);
                let finding = Finding::fault("bad-date", self.place.file, scalar.span, fault.message);
                let route = Route::Bytes(self.place.file, scalar.span);
                let fixes = fixes_by_forms(route, fault.fix, fault.perhaps, |form| yaml::in_place_of(scalar, form));
                self.report(Finding { fixes, ..finding.help(fault.help) }, key);
                None
            }
        }
    }

    /// Returns true for `true`; `false` counts as absent, and any other value is a fault.
    pub fn flag(&mut self, key: &'static str) -> bool {
        let Some(scalar) = self.one(key) else { return false };
        match scalar.text.trim() {
            "true" => true,
            "false" => false,
            other => {
                self.wrong_shape(key, scalar.span, format!("`{key}` is `true` or left out, not `{}`", shown(other)));
                false
            }
        }
    }

    /// Returns the sealed version.
    pub fn rev(&mut self) -> Option<Rev> {
        let scalar = self.one("rev")?;
        let rev = Rev::read(scalar.text.trim());
        if rev.is_none() {
            self.wrong_shape(
                "rev",
                scalar.span,
                format!("`{}` is no version: `N-DIGEST`, as `gainsay seal` writes it", shown(&scalar.text)),
            );
        }
        rev
    }

    // --- reporting ---

    /// Reports a finding about this record, told apart by `key`.
    pub fn report(&mut self, finding: Finding, key: &str) -> &mut Finding {
        let id = self
            .entry(self.kind.first_key())
            .and_then(|e| scalar(&e.value))
            .map(|s| composed(s.text.trim()).into_owned())
            .unwrap_or_default();
        let mut finding = finding.of(self.kind, id).keyed(key);
        finding.level = Level::Error;
        self.reader.findings.push(finding);
        let last = self.reader.findings.len() - 1;
        &mut self.reader.findings[last]
    }

    /// Reports that the value of `key` does not have the right shape, and counts as not given.
    pub fn wrong_shape(&mut self, key: &'d str, span: Span, message: String) {
        self.faulty.push(key);
        self.report(Finding::fault("wrong-shape", self.place.file, span, message), key);
    }

    /// Reports a fault of that rule in the value of `key`, which counts as not given.
    pub fn fault(&mut self, rule: &'static str, key: &'d str, span: Span, message: String, help: String) {
        self.faulty.push(key);
        self.report(Finding::fault(rule, self.place.file, span, message).help(help), key);
    }

    /// Adds a remedy to the finding just reported.
    pub fn help(&mut self, help: String) {
        if let Some(last) = self.reader.findings.last_mut() {
            last.help.push(help);
        }
    }

    /// Marks a key as faulty for an anchor, an alias or a tag, which the YAML reader has already reported.
    fn spoilt<T>(&mut self, key: &'static str) -> Option<T> {
        self.faulty.push(key);
        None
    }

    /// Reports an unknown key. Returns the known ones that were most likely meant.
    fn unknown_key(&mut self, key: &'d Scalar, of: &str, kind: Kind) -> Vec<&'static str> {
        let message = match unseen(&key.text) {
            Some(name) => {
                format!("{name} stands in this key and cannot be seen: `{}` is no key of {of}", shown(&key.text))
            }
            None => format!("`{}` is no key of {of}", shown(&key.text)),
        };
        self.report(Finding::fault("unknown-key", self.place.file, key.span, message), &key.text);
        let (help, meant) = keys::advice(kind, &key.text);
        let fixes = keys::renamings(kind, self.place.file, self.document, key, &meant);
        if let Some(last) = self.reader.findings.last_mut() {
            last.help.push(help);
            last.fixes.extend(fixes);
        }
        meant
    }

    /// Reports an unknown key in a mapping inside a record.
    fn unknown_inner_key(&mut self, key: &'d Scalar, under: &str, known: &[&'static str]) {
        let message = format!("`{}` is no key of the mapping under `{under}`", shown(&key.text));
        let finding = Finding::fault("unknown-key", self.place.file, key.span, message);
        let plain = keys::plain_text(&key.text);
        let finding = match known.iter().find(|known| **known == plain) {
            Some(meant) => {
                let route = Route::Bytes(self.place.file, key.span);
                finding.help(format!("write `{meant}`")).fixed(route, yaml::in_place_of(key, meant))
            }
            None => match nearest(&key.text, known.iter().copied()) {
                Some(near) => {
                    let route = Route::Bytes(self.place.file, key.span);
                    let fix = Fix::ask(format!("write `{near}`")).replacing(route, yaml::in_place_of(key, near));
                    finding.help(format!("did you mean `{near}`?")).with_fix(fix)
                }
                None => finding.help(format!("it takes {}", listed(known))),
            },
        };
        self.report(finding, &key.text);
    }

    fn duplicate_key(&mut self, key: &'d Scalar, first: Span, fixes: Vec<Fix>) {
        // Of an id given twice the first is read, and the record has that id.
        if key.text != self.kind.first_key() {
            self.faulty.push(&key.text);
        }
        let file = self.place.file;
        let finding = Finding::fault(
            "duplicate-key",
            file,
            key.span,
            format!("`{}` stands twice; the first counts", shown(&key.text)),
        )
        .seen("again here")
        .at(Route::Bytes(file, first), "first here")
        .help("keep one of the two");
        self.report(Finding { fixes, ..finding }, &key.text);
    }

    /// Suggests the word that was meant for the finding just reported: as a remedy where the two differ only in their
    /// typing, else as a question.
    fn suggest(&mut self, scalar: &'d Scalar, known: &[&'static str]) {
        let plain = keys::plain_text(&scalar.text);
        let route = Route::Bytes(self.place.file, scalar.span);
        let Some(last) = self.reader.findings.last_mut() else { return };
        if let Some(meant) = known.iter().find(|word| **word == plain) {
            let title = format!("write `{meant}`");
            last.help = vec![title.clone()];
            last.fixes = vec![Fix::safe(title).replacing(route, yaml::in_place_of(scalar, meant))];
        } else if let Some(near) = nearest(&scalar.text, known.iter().copied()) {
            last.help = vec![format!("did you mean `{near}`?")];
            last.fixes = vec![Fix::ask(format!("write `{near}`")).replacing(route, yaml::in_place_of(scalar, near))];
        }
    }
}

/// The advice for a list of one in the place of a single value.
const ALONE: &str = "write the value alone, without brackets or hyphen";

/// Returns the fixes of a value that has to be written in another form: the form that means exactly the same, or each
/// of those that may be meant.
pub(super) fn fixes_by_forms(
    route: Route,
    exact: Option<String>,
    perhaps: Vec<String>,
    quoted: impl Fn(&str) -> String,
) -> Vec<Fix> {
    let title = |form: &str| format!("write `{form}`");
    let safe = exact.iter().map(|form| Fix::safe(title(form)).replacing(route, quoted(form)));
    let asked = perhaps.iter().map(|form| Fix::ask(title(form)).replacing(route, quoted(form)));
    safe.chain(asked).collect()
}

/// Returns a text fit for a quote in a message: one line, no control characters, not too long.
pub(super) fn shown(text: &str) -> String {
    crate::text::trimmed_to(&escaped(text), 60).into_owned()
}

/// Returns words as `a, b or c`, each in back quotes.
fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|w| format!("`{w}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// Collects the texts of an entry, at any depth, that a `#` has cut off, in the order in which they stand.
fn gather_cuts_of<'d>(entry: &'d Entry, cuts: &mut Vec<(&'d Scalar, &'d Cut)>) {
    cuts.extend(entry.key.cut.as_deref().map(|cut| (&entry.key, cut)));
    gather_cuts(&entry.value, cuts);
}

fn gather_cuts<'d>(node: &'d Node, cuts: &mut Vec<(&'d Scalar, &'d Cut)>) {
    match node {
        Node::Scalar(scalar) => cuts.extend(scalar.cut.as_deref().map(|cut| (scalar, cut))),
        Node::List { items, .. } => items.iter().for_each(|item| gather_cuts(item, cuts)),
        Node::Map { entries, .. } => entries.iter().for_each(|entry| gather_cuts_of(entry, cuts)),
        Node::Refused { .. } => {}
    }
}

/// Returns the fixes for a key that stands twice: the second goes, or where it says something else one of the two.
fn without_one(file: u32, entries: &[Entry], second: &Scalar, first: Span) -> Vec<Fix> {
    let entry = |span: Span| entries.iter().find(|entry| entry.key.span == span);
    let value = |span: Span| entry(span).and_then(|entry| Value::of(&entry.value));
    let without = |fix: Fix, span: Span| fix.without_entry(Route::Bytes(file, span));
    let title = |which: &str| format!("take the {which} `{}` out", shown(&second.text));
    if value(first).is_some() && value(first) == value(second.span) {
        return vec![without(Fix::safe(title("second")), second.span)];
    }
    vec![without(Fix::ask(title("second")), second.span), without(Fix::ask(title("first")), first)]
}

/// Returns the finding for a text that a `#` has cut off. The first remedy is the whole text in quotes.
fn cut_text(file: u32, scalar: &Scalar, cut: &Cut) -> Finding {
    let message = if scalar.text.is_empty() {
        format!(
            "nothing is read after this key: what begins with `#` is a comment, so `{}` is lost",
            shown(cut.rest.trim_start())
        )
    } else {
        format!(
            "this text ends before the `#`: what follows is a comment, so `{}` is lost",
            shown(cut.rest.trim_start())
        )
    };
    let quoted = yaml::quoted(&scalar.meant());
    let remedy = if quoted.chars().count() <= LONGEST_REMEDY {
        format!("put the whole text in quotes: `{quoted}`")
    } else {
        "put the whole text in double quotes, with `\\\"` for each quotation mark and `\\\\` for each backslash in it"
            .into()
    };
    let mut finding = Finding::fault("cut-text", file, cut.span, message).seen("this is not read").help(remedy);
    if !cut.behind.is_empty() {
        finding =
            finding.help(format!("what stands behind it on the line, `{}`, is then read, too", shown(&cut.behind)));
    }
    let finding = finding.help("or, if it is a comment, write a space after the `#`");
    // What stands between brackets, and a key without a value, are left to people.
    if !scalar.plain || scalar.text.is_empty() || !cut.behind.is_empty() {
        return finding;
    }
    let whole = Route::Bytes(file, Span { start: scalar.span.start, end: cut.span.end });
    let mark = Route::Bytes(file, Span { start: cut.span.start, end: cut.span.start + 1 });
    finding
        .with_fix(Fix::ask("put the whole text in quotes").replacing(whole, quoted))
        .with_fix(Fix::ask("write a space after the `#`, as in a comment").replacing(mark, "# "))
}

fn shape_of(node: &Node) -> &'static str {
    match node {
        Node::List { .. } => "list",
        Node::Map { .. } => "mapping",
        _ => "value",
    }
}

/// Returns an id made of a text that is none: lower case, with a single `-` for all else.
pub(super) fn id_from(text: &str) -> Option<String> {
    // The lower case of `İ` is `i` with a second dot, which nobody means.
    let seen = text.chars().filter(|c| c.is_whitespace() || !shows_nothing(*c)).take(80);
    let lower: String = seen.map(|c| if c == 'İ' { 'I' } else { c }).collect::<String>().to_lowercase();
    let fits = |c: char| c.is_alphanumeric() || is_combining_mark(c) || c == '.' || c == '/';
    let words =
        lower.split(|c: char| !fits(c)).map(|word| word.trim_matches(['.', '/'])).filter(|word| !word.is_empty());
    let id = words.collect::<Vec<_>>().join("-");
    is_id(&id).then_some(id)
}
