//! Hints beside a claim, which show what its text does not say: how many claims contradict it, what time it is about,
//! and in whose name it is made.

use std::ops::Range as Bytes;

use gainsay_model::schema::{Kind, STANCES};
use gainsay_model::yaml::{self, Document as Record, entry};
use gainsay_render::hover::{contradicted, unwritten};
use lsp_types::{InlayHint, Label};
use serde_json::{Value, json};

use super::{Answer, Answers, answer, kind_and_id};
use crate::query::OpenFile;

/// The largest number of claims that get hints at once.
const MOST: usize = 200;

impl Answers<'_, '_> {
    pub(super) fn lenses(&self, file: &OpenFile) -> Answer {
        let records = yaml::read(&file.document.text).documents;
        let lens = |record: &Record| {
            let (_, id) = kind_and_id(record).filter(|(kind, _)| *kind == Kind::Claim)?;
            let title = contradicted(id, self.conflicts_of(id))?;
            let start = record.span.start as usize;
            // The lens only informs; it has no command.
            Some(json!({ "range": self.range(file, start..start), "command": { "title": title, "command": "" } }))
        };
        Ok(Value::Array(records.iter().filter_map(lens).collect()))
    }

    pub(super) fn hints(&self, file: &OpenFile, within: Bytes<usize>) -> Answer {
        let records = yaml::read(&file.document.text).documents;
        let is_within =
            |record: &&Record| (record.span.start as usize) < within.end && (record.span.end as usize) > within.start;
        let claims = records.iter().filter(is_within).filter_map(|record| {
            let (_, id) = kind_and_id(record).filter(|(kind, _)| *kind == Kind::Claim)?;
            Some((id, self.last.claim(id)?, record))
        });
        let claims: Vec<(&str, usize, &Record)> = claims.take(MOST).collect();
        let indices: Vec<usize> = claims.iter().map(|(_, index, _)| *index).collect();
        let ids: Vec<&str> = claims.iter().map(|(id, ..)| *id).collect();
        let Some(part) = self.last.apart(&indices) else { return answer(Vec::<InlayHint>::new()) };
        let mut hints = Vec::new();
        for told in unwritten(&part, &ids, self.today) {
            let Some((_, _, record)) = claims.iter().find(|(id, ..)| *id == told.claim) else { continue };
            let keys: Vec<&str> = ["said"].into_iter().chain(STANCES).collect();
            hints.extend(told.said_for.and_then(|whom| self.hint(file, record, &["by"], &whom)));
            hints.extend(told.time.and_then(|time| self.hint(file, record, &keys, &time)));
        }
        answer(hints)
    }

    /// Returns a hint after the value of the first of these keys that a record has.
    fn hint(&self, file: &OpenFile, record: &Record, keys: &[&str], text: &str) -> Option<InlayHint> {
        let value = keys.iter().find_map(|key| entry(&record.entries, key))?.value.span();
        let end = value.end as usize;
        Some(InlayHint {
            position: self.range(file, end..end).start,
            label: Label::String(text.to_owned()),
            kind: None,
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: None,
            data: None,
        })
    }
}
