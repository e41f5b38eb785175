//! Renaming: the new id of a record, wherever it is named.

use std::collections::HashMap;

use gainsay_model::edit::{Texts, rename};
use gainsay_model::schema::Kind;
use lsp_server::ErrorCode;
use lsp_types::{TextEdit, Uri, WorkspaceEdit};
use serde_json::{Value, json};

use super::{Answer, Answers, answer};
use crate::positions::Lines;
use crate::query::OpenFile;
use crate::uri;

impl Answers<'_, '_> {
    pub(super) fn prepare_rename(&self, file: &OpenFile, byte: usize) -> Answer {
        let named = self.named_at(file, byte).filter(|(kind, id, _)| self.can_be_renamed(*kind, id));
        let Some((_, id, range)) = named else { return Ok(Value::Null) };
        Ok(json!({ "range": self.range(file, range), "placeholder": id }))
    }

    pub(super) fn rename(&self, file: &OpenFile, byte: usize, new: &str) -> Answer {
        let refused = |message: String| (ErrorCode::RequestFailed, message);
        let named = self.named_at(file, byte).filter(|(kind, id, _)| self.can_be_renamed(*kind, id));
        let (kind, old, _) = named.ok_or_else(|| refused("no record that can be renamed is named here".to_owned()))?;
        let texts = self.texts_naming(&[&old, new]);
        let object_type = |predicate: &str| self.object_type(predicate);
        let changed = rename(&texts, kind, &old, new, &object_type).map_err(|refusal| refused(refusal.to_string()))?;
        answer(WorkspaceEdit { changes: Some(self.changes(&texts, &changed)), ..WorkspaceEdit::default() })
    }

    fn can_be_renamed(&self, kind: Kind, id: &str) -> bool {
        self.place(kind, id).is_some_and(|place| !self.workspace().built_in(place))
    }

    /// Returns the texts of the files that may contain one of these ids.
    fn texts_naming(&self, ids: &[&str]) -> Texts {
        let files = ids.iter().flat_map(|id| self.last.files_naming(id));
        let files = files.filter_map(|number| self.workspace().files.get(number as usize));
        files.map(|file| (file.path.clone(), file.text().to_owned())).collect()
    }

    /// Returns the edits that turn the first texts into the second.
    pub(super) fn changes(&self, before: &Texts, after: &Texts) -> HashMap<Uri, Vec<TextEdit>> {
        let change = |(path, new): (&String, &String)| {
            let old = before.get(path).map_or("", String::as_str);
            (uri::of_path(&self.live.root().join(path)), self.edits(old, &Lines::new(old), new))
        };
        after.iter().map(change).collect()
    }
}
