//! Navigation: the places of records, and the places that name them.

use gainsay_model::finding::Route;
use gainsay_model::references::references_to;
use gainsay_model::schema::Kind;
use gainsay_model::yaml::{self, Document as Record};
use gainsay_render::directory::Likeness;
use gainsay_render::plain::text as text_of;
use lsp_types::{DocumentSymbol, Location, SymbolKind};
use serde_json::{Value, json};

use super::{Answer, Answers, NAMED, answer, kind_and_id};
use crate::diagnostics::Translator;
use crate::query::OpenFile;

/// The largest number of records of each kind found by a text.
const MOST: usize = 100;

impl Answers<'_, '_> {
    pub(super) fn definition(&self, file: &OpenFile, byte: usize) -> Answer {
        let named = self.named_at(file, byte);
        let place = named.and_then(|(kind, id, _)| self.place(kind, &id));
        match place.filter(|place| !self.workspace().built_in(*place)) {
            Some(place) => answer(self.location(&mut self.translator(), Route::Record(place))),
            None => Ok(Value::Null),
        }
    }

    pub(super) fn references(&self, file: &OpenFile, byte: usize, own: bool) -> Answer {
        let Some((kind, id, _)) = self.named_at(file, byte) else { return Ok(json!([])) };
        let workspace = self.workspace();
        let mut translator = self.translator();
        let mut found = Vec::new();
        for number in self.last.files_naming(&id) {
            let Some(file) = workspace.files.get(number as usize) else { continue };
            let is_literal = |predicate: &str| self.is_literal(predicate);
            let occurrences = references_to([(file.path.as_str(), file.text())], kind, &id, &is_literal);
            let wanted = occurrences.into_iter().filter(|one| own || !one.is_own);
            found.extend(wanted.map(|one| translator.location(number, one.span)));
        }
        answer(found)
    }

    pub(super) fn document_symbols(&self, file: &OpenFile) -> Answer {
        let records = yaml::read(&file.document.text).documents;
        let symbol = |record: &Record| {
            let (kind, id) = kind_and_id(record)?;
            let first = record.entries.first()?;
            let bytes = |start: u32, end: u32| start as usize..(end.max(start)) as usize;
            let all = self.range(file, bytes(record.span.start, record.span.end));
            let own = self.range(file, bytes(first.key.span.start, first.value.span().end.max(first.key.span.end)));
            #[allow(deprecated)]
            Some(DocumentSymbol {
                name: if id.is_empty() { kind.word().to_owned() } else { id.to_owned() },
                detail: ["name", "label", "title"]
                    .iter()
                    .find_map(|key| text_of(record, key))
                    .map(|text| text.into_owned()),
                kind: symbol_kind(kind),
                tags: None,
                deprecated: None,
                range: all,
                selection_range: own,
                children: None,
            })
        };
        answer(records.iter().filter_map(symbol).collect::<Vec<_>>())
    }

    /// Returns the records whose id or name contains a text.
    pub fn symbols(&self, typed: &str) -> Vec<Value> {
        let workspace = self.workspace();
        let mut translator = self.translator();
        let mut found = Vec::new();
        for kind in NAMED {
            for listed in self.directory().find(kind, typed, MOST).0 {
                let place = self.place(kind, &listed.id).filter(|place| !workspace.built_in(*place));
                if let Some(place) = place {
                    let location = self.location(&mut translator, Route::Record(place));
                    found.push(symbol(kind, &listed.id, listed.called.first().map(String::as_str), location));
                }
            }
        }
        let claims = workspace.records.claims.iter().enumerate().filter(|(index, _)| self.last.is_there(*index));
        let ids = claims.filter_map(|(_, claim)| Some((workspace.text(claim.id?), claim.place)));
        for (id, place) in ids.filter(|(id, _)| Likeness::of(id, typed).is_some()).take(MOST) {
            let location = self.location(&mut translator, Route::Record(place));
            found.push(symbol(Kind::Claim, id, None, location));
        }
        found
    }

    pub(super) fn translator(&self) -> Translator<'_> {
        Translator::new(self.last, self.live.root().to_owned(), self.encoding)
    }

    fn location(&self, translator: &mut Translator, route: Route) -> Location {
        translator.location(route.file(), self.workspace().span(route))
    }
}

fn symbol(kind: Kind, id: &str, name: Option<&str>, location: Location) -> Value {
    let shown = name.map_or_else(|| id.to_owned(), |name| format!("{id} – {name}"));
    json!({ "name": shown, "kind": symbol_kind(kind), "location": location, "containerName": kind.word() })
}

fn symbol_kind(kind: Kind) -> SymbolKind {
    match kind {
        Kind::Claim => SymbolKind::Event,
        Kind::Entity => SymbolKind::Object,
        Kind::Predicate => SymbolKind::Operator,
        Kind::Source => SymbolKind::File,
        Kind::Ruling => SymbolKind::Constant,
        Kind::Manifest => SymbolKind::Module,
    }
}
