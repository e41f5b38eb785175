//! The fields of a document, read by their shape. A value of another shape becomes a finding and counts as not given.
//!
//! Here the keys are checked against the schema; `by_shape` and `by_meaning` take values, and `reporting` words faults.

mod by_meaning;
mod by_shape;
mod reporting;

use crate::finding::{Finding, Route};
use crate::fix::Fix;
use crate::record::Place;
use crate::schema::{Kind, STANCES, Shape};
use crate::text::{escaped, is_blank};
use crate::yaml::{self, Cut, Document, Entry, Node, Scalar, Span};

use super::Reader;
use super::claim::DECISIVE;
use super::keys;
pub(super) use by_meaning::id_from;
use reporting::cut_text;

/// A document that is being read into a record.
pub(super) struct Fields<'f, 'w, 'd> {
    pub reader: &'f mut Reader<'w>,
    pub kind: Kind,
    pub place: Place,
    pub document: &'d Document,
    /// The keys that could not be read, or that are given twice.
    faulty: Vec<&'d str>,
    /// The number of keys that were found to stand twice.
    doubled: usize,
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
        Fields { reader, kind, place, document, faulty: Vec::new(), doubled: 0 }
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
                        self.duplicate_key(&document.entries, key, first.span);
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
        if self.reader.counts_only && !mistyped.is_empty() {
            self.count("unknown-key");
            return mistyped.into_iter().map(|(_, meant)| meant).collect();
        }
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
                if self.reader.counts_only {
                    self.count("cut-text");
                    continue;
                }
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
