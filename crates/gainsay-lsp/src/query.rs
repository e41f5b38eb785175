//! Questions of a client about a workspace.

use std::ops::Range as Bytes;
use std::sync::{Arc, Mutex, PoisonError};

use lsp_server::RequestId;
use lsp_types::{Position, Range};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::documents::Document;
use crate::positions::Encoding;

/// A request that a workspace answers.
#[derive(Clone, Debug)]
pub struct Query {
    /// The id of the request.
    pub id: RequestId,
    /// The question.
    pub asked: Asked,
}

/// A question.
#[derive(Clone, Debug)]
pub enum Asked {
    /// A question about an open document.
    Of(OpenFile, Question),
    /// The records that match a text, in all workspaces together.
    Symbols(String, Gathered),
}

/// An open document of a workspace.
#[derive(Clone, Debug)]
pub struct OpenFile {
    /// The path from the workspace's root, with `/` between folders.
    pub path: String,
    /// The document as it is in the editor.
    pub document: Document,
}

/// A question about a document; places are bytes of its text.
#[derive(Clone, PartialEq, Debug)]
pub enum Question {
    /// The possible continuations of what is being written.
    Completion(usize),
    /// A description of whatever stands at a place.
    Hover(usize),
    /// The place of the record that is named here.
    Definition(usize),
    /// The other places that name the record; with `true`, including the record itself.
    References(usize, bool),
    /// A check that the record named here can be renamed.
    PrepareRename(usize),
    /// The edits that give the record named here another id.
    Rename(usize, String),
    /// The records of the document.
    Symbols,
    /// The document in canonical layout.
    Formatting,
    /// The fixes of the findings here.
    Actions(Bytes<usize>),
    /// The facts that claims do not write.
    Hints(Bytes<usize>),
    /// The lines to show above each claim.
    Lenses,
}

impl Question {
    /// Reads a question by its method; none if the method is unknown here.
    ///
    /// # Errors
    /// Returns what is wrong with its parameters.
    pub fn read(
        method: &str,
        params: &Value,
        document: &Document,
        encoding: Encoding,
    ) -> Option<Result<Question, String>> {
        let byte = || field::<Position>(params, "position").map(|position| document.byte(position, encoding));
        let range = || {
            let range: Range = field(params, "range")?;
            Ok(document.lines.bytes(&document.text, range, encoding))
        };
        let with_declaration = || {
            let asked = params.pointer("/context/includeDeclaration").and_then(Value::as_bool);
            asked.unwrap_or_default()
        };
        Some(match method {
            "textDocument/completion" => byte().map(Question::Completion),
            "textDocument/hover" => byte().map(Question::Hover),
            "textDocument/definition" => byte().map(Question::Definition),
            "textDocument/references" => byte().map(|byte| Question::References(byte, with_declaration())),
            "textDocument/prepareRename" => byte().map(Question::PrepareRename),
            "textDocument/rename" => {
                byte().and_then(|byte| Ok(Question::Rename(byte, field::<String>(params, "newName")?)))
            }
            "textDocument/documentSymbol" => Ok(Question::Symbols),
            "textDocument/formatting" => Ok(Question::Formatting),
            "textDocument/codeAction" => range().map(Question::Actions),
            "textDocument/inlayHint" => range().map(Question::Hints),
            "textDocument/codeLens" => Ok(Question::Lenses),
            _ => return None,
        })
    }

    /// Returns whether the answer has to wait until the last edit is checked.
    pub fn waits_for_check(&self) -> bool {
        matches!(self, Question::Actions(_) | Question::Rename(..) | Question::Hints(_) | Question::Lenses)
    }
}

/// Reads a field of some parameters.
///
/// # Errors
/// Returns what is wrong with the field.
pub fn field<T: DeserializeOwned>(params: &Value, name: &str) -> Result<T, String> {
    let value = params.get(name).ok_or_else(|| format!("`{name}` is missing"))?;
    T::deserialize(value).map_err(|error| format!("`{name}`: {error}"))
}

/// The answers of several workspaces to one request. The last one to answer gets them all.
#[derive(Clone, Debug)]
pub struct Gathered {
    found: Arc<Mutex<(usize, Vec<Value>)>>,
}

impl Gathered {
    /// Makes a value for this number of answers.
    pub fn of(count: usize) -> Gathered {
        Gathered { found: Arc::new(Mutex::new((count, Vec::new()))) }
    }

    /// Adds the answer of a workspace; returns all answers if that was the last.
    pub fn add(&self, found: Vec<Value>) -> Option<Value> {
        let mut all = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        all.1.extend(found);
        all.0 = all.0.saturating_sub(1);
        (all.0 == 0).then(|| Value::Array(std::mem::take(&mut all.1)))
    }
}
