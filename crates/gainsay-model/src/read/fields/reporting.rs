//! Reports faults of keys and values, with their remedies.

use crate::finding::{Finding, Level, Route};
use crate::fix::Fix;
use crate::interner::nearest;
use crate::schema::Kind;
use crate::text::{composed, unseen};
use crate::value::Value;
use crate::yaml::{self, Cut, Entry, Scalar, Span};

use super::{Fields, scalar, shown};
use crate::read::keys;

/// The most keys given twice of a record that have fixes, since each fix is tried in the whole text of the record. The
/// others get theirs when these are made.
const MENDED: usize = 50;

/// The longest text that a remedy writes out, in characters.
const LONGEST_REMEDY: usize = 2_000;

impl<'d> Fields<'_, '_, 'd> {
    /// Reports a finding about this record, told apart by `key`.
    pub fn report(&mut self, finding: Finding, key: &str) -> &mut Finding {
        if self.reader.counts_only {
            return self.count(finding.rule);
        }
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

    /// Reports a finding under that rule which is only counted.
    pub fn count(&mut self, rule: &'static str) -> &mut Finding {
        self.reader.findings.push(Finding::about(rule, Route::File(self.place.file), String::new()));
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
    pub(super) fn spoilt<T>(&mut self, key: &'static str) -> Option<T> {
        self.faulty.push(key);
        None
    }

    /// Reports an unknown key. Returns the known ones that were most likely meant.
    pub(super) fn unknown_key(&mut self, key: &'d Scalar, of: &str, kind: Kind) -> Vec<&'static str> {
        let (help, meant) = self.reader.advice.on(kind, &key.text);
        if self.reader.counts_only {
            self.count("unknown-key");
            return meant;
        }
        let message = match unseen(&key.text) {
            Some(name) => {
                format!("{name} stands in this key and cannot be seen: `{}` is no key of {of}", shown(&key.text))
            }
            None => format!("`{}` is no key of {of}", shown(&key.text)),
        };
        self.report(Finding::fault("unknown-key", self.place.file, key.span, message), &key.text);
        let fixes = keys::renamings(kind, self.place.file, self.document, key, &meant);
        if let Some(last) = self.reader.findings.last_mut() {
            last.help.push(help);
            last.fixes.extend(fixes);
        }
        meant
    }

    /// Reports an unknown key in a mapping inside a record.
    pub(super) fn unknown_inner_key(&mut self, key: &'d Scalar, under: &str, known: &[&'static str]) {
        if self.reader.counts_only {
            self.count("unknown-key");
            return;
        }
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

    /// Reports a key that stands twice among some entries.
    pub(super) fn duplicate_key(&mut self, entries: &[Entry], key: &'d Scalar, first: Span) {
        self.doubled += 1;
        let is_mended = self.doubled <= MENDED && !self.reader.counts_only;
        let fixes = if is_mended { without_one(self.place.file, entries, key, first) } else { Vec::new() };
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
    pub(super) fn suggest(&mut self, scalar: &'d Scalar, known: &[&'static str]) {
        if self.reader.counts_only {
            return;
        }
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
pub(super) fn cut_text(file: u32, scalar: &Scalar, cut: &Cut) -> Finding {
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

/// Returns words as `a, b or c`, each in back quotes.
pub(super) fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|w| format!("`{w}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}
