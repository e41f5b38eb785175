//! Hovers: what is at a place.

use std::ops::Range as Bytes;

use gainsay_diff::quotes::QuoteState;
use gainsay_model::cursor::Found;
use gainsay_model::schema::Kind;
use gainsay_render::hover;
use lsp_types::{Contents, Hover, MarkupContent, MarkupKind};
use serde_json::Value;

use super::{Answer, Answers, answer};
use crate::query::OpenFile;

impl Answers<'_, '_> {
    pub(super) fn hover(&self, file: &OpenFile, byte: usize) -> Answer {
        let told = self.with_found(file, byte, |found, _| match found {
            Found::Key(key, range) => Some((hover::of_key(key), range.clone())),
            Found::Date(date, range) => Some((hover::of_date(date)?, range.clone())),
            Found::Id(reference, range) => Some((self.record(reference.kind, reference.id)?, range.clone())),
        });
        let Some((value, range)) = told else { return Ok(Value::Null) };
        answer(self.shown(file, value, range))
    }

    fn shown(&self, file: &OpenFile, value: String, range: Bytes<usize>) -> Hover {
        let contents = Contents::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value });
        Hover { contents, range: Some(self.range(file, range)) }
    }

    /// Returns everything that concerns a record; if that is too much to search, the number of claims that contradict
    /// it.
    fn record(&self, kind: Kind, id: &str) -> Option<String> {
        self.place(kind, id)?;
        let part = self.last.around(kind, id);
        let known = part.and_then(|part| hover::of_record(&part, kind, id, self.today));
        let mut told = known.unwrap_or_else(|| {
            let contradicted = hover::contradicted(id, self.conflicts_of(id)).map(|text| format!("\n- {text}"));
            format!("{kind} `{id}`\n{}", contradicted.unwrap_or_default())
        });
        if kind == Kind::Claim
            && let Some(state) = self.last.claim(id).and_then(|claim| self.live.quote(claim))
        {
            let state = match state {
                QuoteState::Found(_) => Ok(true),
                QuoteState::NotFound { .. } => Ok(false),
                QuoteState::Unchecked(why) => Err(why.key()),
            };
            told.push_str(&format!("\n{}", hover::of_quote(state)));
        }
        Some(told)
    }
}
