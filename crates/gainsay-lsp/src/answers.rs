//! Answers to questions about a workspace, from its last check and from the text in the editor.

mod actions;
mod completion;
mod hints;
mod hover;
mod navigation;
mod rename;

use std::cell::OnceCell;
use std::ops::Range as Bytes;

use gainsay_diff::findings::Conflict;
use gainsay_model::Workspace;
use gainsay_model::cursor::{Found, found_at};
use gainsay_model::date::Day;
use gainsay_model::edit::format;
use gainsay_model::record::{ObjectType, Place};
use gainsay_model::schema::Kind;
use gainsay_model::text::composed;
use gainsay_model::yaml::{self, Document as Record};
use gainsay_render::directory::Directory;
use gainsay_store::LiveWorkspace;
use gainsay_store::live::LastCheck;
use lsp_server::ErrorCode;
use lsp_types::{Range, TextEdit};
use serde::Serialize;
use serde_json::Value;

use crate::positions::{Encoding, Lines};
use crate::query::{OpenFile, Question};

/// Answers from the last check of a workspace.
pub struct Answers<'a, 'e> {
    live: &'a LiveWorkspace<'e>,
    last: &'a LastCheck,
    directory: &'a OnceCell<Directory>,
    encoding: Encoding,
    today: Day,
}

/// An answer, or the reason why there is none.
pub type Answer = Result<Value, (ErrorCode, String)>;

/// The kinds of record that have names.
const NAMED: [Kind; 4] = [Kind::Entity, Kind::Predicate, Kind::Source, Kind::Ruling];

impl<'a, 'e> Answers<'a, 'e> {
    /// Makes answers from the last check, on a day. The names of records are read when they are first needed, and kept
    /// in `directory`.
    pub fn new(
        live: &'a LiveWorkspace<'e>,
        last: &'a LastCheck,
        directory: &'a OnceCell<Directory>,
        encoding: Encoding,
        today: Day,
    ) -> Answers<'a, 'e> {
        Answers { live, last, directory, encoding, today }
    }

    /// Answers a question about a document.
    pub fn to(&self, file: &OpenFile, question: &Question) -> Answer {
        match question {
            Question::Completion(byte) => self.completion(file, *byte),
            Question::Hover(byte) => self.hover(file, *byte),
            Question::Definition(byte) => self.definition(file, *byte),
            Question::References(byte, own) => self.references(file, *byte, *own),
            Question::PrepareRename(byte) => self.prepare_rename(file, *byte),
            Question::Rename(byte, new) => self.rename(file, *byte, new),
            Question::Symbols => self.document_symbols(file),
            Question::Formatting => self.formatting(file),
            Question::Actions(range) => self.actions(file, range.clone()),
            Question::Hints(range) => self.hints(file, range.clone()),
            Question::Lenses => self.lenses(file),
        }
    }

    fn formatting(&self, file: &OpenFile) -> Answer {
        let text = &*file.document.text;
        let formatted = format(text).map_err(|refusal| (ErrorCode::RequestFailed, refusal.to_string()))?;
        answer(self.edits(text, &file.document.lines, &formatted))
    }

    // --- what the questions share ---

    fn workspace(&self) -> &'a Workspace {
        self.last.workspace()
    }

    fn directory(&self) -> &'a Directory {
        self.directory.get_or_init(|| Directory::of(self.workspace(), &NAMED))
    }

    /// Returns whether the objects of a predicate are not entities.
    fn is_literal(&self, predicate: &str) -> bool {
        self.object_type(predicate).is_some_and(|object| *object != ObjectType::Entity)
    }

    fn object_type(&self, predicate: &str) -> Option<&'a ObjectType> {
        self.workspace().object_type(predicate)
    }

    /// Calls `tell` with what is at a byte of a document.
    fn with_found<T>(
        &self,
        file: &OpenFile,
        byte: usize,
        tell: impl FnOnce(&Found, &Record) -> Option<T>,
    ) -> Option<T> {
        let text = &*file.document.text;
        let records = yaml::read(text).documents;
        let record = records.iter().rev().find(|record| record.span.start as usize <= byte)?;
        tell(&found_at(text, record, byte, &|predicate| self.is_literal(predicate))?, record)
    }

    /// Returns the kind and the id of the record that is named at a byte of a document, and its bytes there.
    fn named_at(&self, file: &OpenFile, byte: usize) -> Option<(Kind, String, Bytes<usize>)> {
        self.with_found(file, byte, |found, _| match found {
            Found::Id(reference, range) => Some((reference.kind, reference.id.to_owned(), range.clone())),
            Found::Key(..) | Found::Date(..) => None,
        })
    }

    /// Returns the place of the record of that kind and id.
    fn place(&self, kind: Kind, id: &str) -> Option<Place> {
        let workspace = self.workspace();
        if kind == Kind::Claim {
            return self
                .last
                .claim(&composed(id))
                .and_then(|claim| workspace.records.claims.get(claim))
                .map(|c| c.place);
        }
        let name = workspace.names.find(&composed(id))?;
        match kind {
            Kind::Entity => workspace.entity(name).map(|entity| entity.place),
            Kind::Predicate => workspace.predicate(name).map(|predicate| predicate.place),
            Kind::Source => workspace.source(name).map(|source| source.place),
            Kind::Ruling => workspace.ruling(name).map(|ruling| ruling.place),
            Kind::Claim | Kind::Manifest => None,
        }
    }

    fn conflicts_of(&self, claim: &str) -> impl Iterator<Item = &'a Conflict> {
        self.last.findings_of(Kind::Claim, claim).filter_map(|finding| finding.conflict())
    }

    fn range(&self, file: &OpenFile, bytes: Bytes<usize>) -> Range {
        file.document.lines.range(&file.document.text, bytes, self.encoding)
    }

    /// Returns the edit that turns one text into another; empty if they are equal.
    fn edits(&self, old: &str, lines: &Lines, new: &str) -> Vec<TextEdit> {
        let edit = differing_lines(old, new);
        edit.map(|(bytes, text)| TextEdit::new(lines.range(old, bytes, self.encoding), text)).into_iter().collect()
    }
}

/// Returns the lines from the first to the last in which a text differs from another, as bytes of it, and the lines of
/// the other text there; none if they are equal.
fn differing_lines(old: &str, new: &str) -> Option<(Bytes<usize>, String)> {
    let (of_old, of_new): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let before = of_old.iter().zip(&of_new).take_while(|(a, b)| a == b).count();
    let (rest_old, rest_new) = (of_old.get(before..)?, of_new.get(before..)?);
    let after = rest_old.iter().rev().zip(rest_new.iter().rev()).take_while(|(a, b)| a == b).count();
    let start: usize = of_old.iter().take(before).map(|line| line.len()).sum();
    let middle = rest_old.get(..rest_old.len() - after)?;
    let text = rest_new.get(..rest_new.len() - after)?.concat();
    let end = start + middle.iter().map(|line| line.len()).sum::<usize>();
    (old != new).then_some((start..end, text))
}

/// Returns a value as an answer.
fn answer(value: impl Serialize) -> Answer {
    serde_json::to_value(value).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}

/// Returns the kind and the id of a record as it is written.
fn kind_and_id(record: &Record) -> Option<(Kind, &str)> {
    let first = record.entries.first()?;
    let kind = Kind::of_first_key(&first.key.text)?;
    match &first.value {
        yaml::Node::Scalar(id) => Some((kind, id.text.trim())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_lines_that_differ_make_one_text_of_another(old in "[ab\n\r]{0,12}", new in "[ab\n\r]{0,12}") {
            match differing_lines(&old, &new) {
                None => prop_assert_eq!(old, new),
                Some((bytes, text)) => {
                    let mut made = old;
                    made.replace_range(bytes, &text);
                    prop_assert_eq!(made, new);
                }
            }
        }
    }

    #[test]
    fn only_lines_that_differ_are_replaced() {
        assert_eq!(differing_lines("a\nb\nc\n", "a\nx\nc\n"), Some((2..4, "x\n".to_owned())));
        assert_eq!(differing_lines("a\n", "a\nb\n"), Some((2..2, "b\n".to_owned())));
    }
}
