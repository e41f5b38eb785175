//! Completions: keys, ids, words, dates and units.

use gainsay_model::cursor::{Wanted, Writing, writing_at};
use gainsay_model::date::write_day;
use gainsay_model::record::ObjectType;
use gainsay_model::schema::{Content, Kind};
use gainsay_render::directory::Likeness;
use gainsay_render::hover;
use gainsay_render::offered_words::offered_words;
use lsp_types::{CompletionItem, CompletionItemKind, CompletionItemTextEdit, CompletionList, Range, TextEdit};

use super::{Answer, Answers, answer};
use crate::query::OpenFile;

/// The largest number of ids offered; further typing narrows them down.
const MOST: usize = 100;

impl Answers<'_, '_> {
    pub(super) fn completion(&self, file: &OpenFile, byte: usize) -> Answer {
        let text = &*file.document.text;
        let Some(writing) = writing_at(text, byte) else { return answer(list(Vec::new())) };
        let typed = text.get(writing.typed.clone()).unwrap_or_default();
        let offered = self.offered(&writing, typed);
        let range = self.range(file, writing.typed.clone());
        let items = offered.into_iter().zip(0usize..).map(|(offered, number)| offered.item(range, typed, number));
        answer(list(items.collect()))
    }

    fn offered(&self, writing: &Writing, typed: &str) -> Vec<Offered> {
        match &writing.wanted {
            Wanted::Key(_) => {
                let keys = writing.keys().into_iter().filter(|key| key.name.contains(typed));
                keys.map(|key| Offered::new(key.name, key.about, CompletionItemKind::Field).with_end(": ")).collect()
            }
            Wanted::InnerKey(_) => {
                let keys = writing.inner_keys().into_iter().filter(|key| key.contains(typed));
                keys.map(|key| Offered::new(key, "", CompletionItemKind::Field).with_end(": ")).collect()
            }
            Wanted::Unit(predicate) => match self.object_type(predicate) {
                Some(ObjectType::Number(Some(unit))) => vec![Offered::new(unit, "", CompletionItemKind::Unit)],
                _ => Vec::new(),
            },
            Wanted::Part(_, words) => match words.as_slice() {
                [_, predicate] => match self.object_type(predicate) {
                    None | Some(ObjectType::Entity) => self.ids(Kind::Entity, typed),
                    Some(ObjectType::Date) => self.dates(typed),
                    Some(_) => Vec::new(),
                },
                [_] => self.ids(Kind::Predicate, typed),
                _ => self.ids(Kind::Entity, typed),
            },
            Wanted::Value(..) => match writing.content() {
                Some(Content::Verdict) => [self.words(writing, typed), self.claims(typed)].concat(),
                Some(Content::Reference(Kind::Claim) | Content::Pin) => self.claims(typed),
                Some(Content::Reference(kind)) => self.ids(kind, typed),
                Some(Content::Date) => self.dates(typed),
                _ => self.words(writing, typed),
            },
        }
    }

    /// Returns the words of which one may stand under the key itself.
    fn words(&self, writing: &Writing, typed: &str) -> Vec<Offered> {
        let Wanted::Value(key, None) = &writing.wanted else { return Vec::new() };
        let fitting = offered_words(self.workspace(), key).into_iter().filter(|word| word.starts_with(typed));
        fitting.map(|word| Offered::new(word, "", CompletionItemKind::EnumMember)).collect()
    }

    fn ids(&self, kind: Kind, typed: &str) -> Vec<Offered> {
        let (found, _) = self.directory().find(kind, typed, MOST);
        let offered = |called: &[String]| called.join(", ");
        found
            .into_iter()
            .map(|listed| Offered::new(&listed.id, &offered(&listed.called), CompletionItemKind::Reference))
            .collect()
    }

    fn claims(&self, typed: &str) -> Vec<Offered> {
        let workspace = self.workspace();
        let claims = workspace.records.claims.iter().enumerate().filter(|(index, _)| self.last.is_there(*index));
        let ids = claims.filter_map(|(_, claim)| Some((workspace.text(claim.id?), claim)));
        let mut found: Vec<_> = ids.filter_map(|(id, claim)| Some((Likeness::of(id, typed)?, id, claim))).collect();
        found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        let speaker = |by: Option<_>| by.map(|by| workspace.text(by).to_owned()).unwrap_or_default();
        let found = found.into_iter().take(MOST);
        found.map(|(_, id, claim)| Offered::new(id, &speaker(claim.by), CompletionItemKind::Reference)).collect()
    }

    /// Returns today, this month and this year, as completions.
    fn dates(&self, typed: &str) -> Vec<Offered> {
        let today = write_day(self.today);
        let forms = [today.as_str(), today.get(..7).unwrap_or_default(), today.get(..4).unwrap_or_default()];
        let forms = forms.into_iter().filter(|form| !form.is_empty() && form.starts_with(typed));
        forms
            .map(|form| Offered::new(form, &hover::of_date(form).unwrap_or_default(), CompletionItemKind::Value))
            .collect()
    }
}

/// A completion that is offered.
#[derive(Clone)]
struct Offered {
    text: String,
    detail: String,
    kind: CompletionItemKind,
    end: &'static str,
}

impl Offered {
    fn new(text: &str, detail: &str, kind: CompletionItemKind) -> Offered {
        Offered { text: text.to_owned(), detail: detail.to_owned(), kind, end: "" }
    }

    fn with_end(self, end: &'static str) -> Offered {
        Offered { end, ..self }
    }

    /// Returns the completion as an item of the protocol. Its order and the selection are final: the editor must not
    /// filter again by the id alone if a name was typed.
    fn item(self, range: Range, typed: &str, number: usize) -> CompletionItem {
        let new = format!("{}{}", self.text, self.end);
        CompletionItem {
            label: self.text,
            detail: Some(self.detail).filter(|detail| !detail.is_empty()),
            kind: Some(self.kind),
            sort_text: Some(format!("{number:05}")),
            filter_text: (!typed.is_empty()).then(|| typed.to_owned()),
            text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit::new(range, new))),
            ..CompletionItem::default()
        }
    }
}

fn list(items: Vec<CompletionItem>) -> CompletionList {
    CompletionList { is_incomplete: true, items, ..CompletionList::default() }
}
