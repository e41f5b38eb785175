//! Reads a YAML document into a record: each key is checked against the schema, each fault has its place, and nothing
//! is lost because a neighbour is broken.

use std::borrow::Cow;

use crate::finding::Finding;
use crate::interner::{Interner, nearest};
use crate::record::{Dates, Place};
use crate::records::Records;
use crate::schema::Kind;
use crate::yaml::Document;

use super::fields::Fields;
use super::keys::{self, Advice};
use super::proof::Seals;

/// Reads documents into records.
pub(crate) struct Reader<'w> {
    pub names: &'w mut Interner,
    pub dates: &'w mut Dates,
    pub records: &'w mut Records,
    pub findings: &'w mut Vec<Finding>,
    pub seals: Seals,
    /// Whether findings are only counted: they need no words, and no places.
    pub counts_only: bool,
    /// The advice on unknown keys that was given before.
    pub advice: &'w mut Advice,
}

impl Reader<'_> {
    /// Reads one document of a file. Only the manifest's own file may hold a manifest.
    pub fn read(&mut self, file: u32, document: &Document, may_be_manifest: bool) {
        let Some(first) = document.entries.first() else { return };
        let place = Place { file, start: document.span.start };
        let Some(kind) = Kind::of_first_key(&first.key.text) else {
            let typed = Kind::of_first_key(&keys::plain_text(&first.key.text))
                .and_then(|kind| keys::finding(file, document, &keys::mistyped(kind, document)));
            self.findings.push(typed.unwrap_or_else(|| unknown_kind(file, document)));
            return;
        };
        if kind == Kind::Manifest && (!may_be_manifest || self.records.manifest.place.is_some()) {
            let finding = Finding::fault(
                "wrong-shape",
                file,
                first.key.span,
                "a manifest stands only once, first in the workspace's own `gainsay.yaml`",
            )
            .help("move this record there, or add the folder to `exclude` if it is a workspace of its own");
            self.findings.push(finding);
            return;
        }
        let mut fields = Fields::new(self, kind, place, document);
        fields.check_keys();
        fields.check_cuts();
        match kind {
            Kind::Claim => {
                let mut claim = fields.claim();
                self.seals.prove_claim(&mut claim, self.names, || Cow::Borrowed(document));
                self.records.claims.push(claim);
            }
            Kind::Entity => {
                let mut entity = fields.entity();
                self.seals.prove(entity.seal.as_mut(), kind, || Cow::Borrowed(document));
                self.records.entities.push(entity);
            }
            Kind::Predicate => {
                let mut predicate = fields.predicate();
                self.seals.prove(predicate.seal.as_mut(), kind, || Cow::Borrowed(document));
                self.records.predicates.push(predicate);
            }
            Kind::Source => {
                let mut source = fields.source();
                self.seals.prove(source.seal.as_mut(), kind, || Cow::Borrowed(document));
                self.records.sources.push(source);
            }
            Kind::Ruling => {
                let mut ruling = fields.ruling();
                self.seals.prove(ruling.seal.as_mut(), kind, || Cow::Borrowed(document));
                self.records.rulings.push(ruling);
            }
            Kind::Manifest => self.records.manifest = fields.manifest(),
        }
    }
}

/// Returns the finding for a record whose first key names no kind: it may be a slip, or the right key in the wrong
/// place.
fn unknown_kind(file: u32, document: &Document) -> Finding {
    let first = &document.entries[0].key;
    let kinds = || Kind::ALL.into_iter().map(Kind::first_key);
    let elsewhere = document.entries.iter().find(|e| kinds().any(|k| k == e.key.text));
    let finding = Finding::fault(
        "unknown-key",
        file,
        first.span,
        format!("`{}` begins no kind of record", crate::text::escaped(&first.text)),
    );
    match (elsewhere, nearest(&first.text, kinds())) {
        (Some(entry), None) => {
            finding.help(format!("put `{}` first: a record's first key says what it is", entry.key.text))
        }
        (_, Some(near)) => finding.help(format!("did you mean `{near}`? A record's first key says what it is")),
        (None, None) => {
            finding.help("a record begins with `claim`, `entity`, `predicate`, `source` or `ruling`, and its id")
        }
    }
}
