//! What a client asks about a workspace.

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
    /// Its id.
    pub id: RequestId,
    /// What is asked.
    pub asked: Asked,
}

/// What is asked.
#[derive(Clone, Debug)]
pub enum Asked {
    /// About an open document.
    Of(OpenFile, Question),
    /// Which records fit a text, of all workspaces together.
    Symbols(String, Gathered),
}

/// An open document of a workspace.
#[derive(Clone, Debug)]
pub struct OpenFile {
    /// From the workspace's root, with `/` between folders.
    pub path: String,
    /// As it is in the editor.
    pub document: Document,
}

/// What is asked about a document; places are bytes of its text.
#[derive(Clone, PartialEq, Debug)]
pub enum Question {
    /// How what is being written may go on.
    Completion(usize),
    /// What stands there.
    Hover(usize),
    /// Where the record is that is named there.
    Definition(usize),
    /// Where else it is named, where it is written perhaps included.
    References(usize, bool),
    /// Whether a record is named there that can be renamed.
    PrepareRename(usize),
    /// What is to be changed to give the record that is named there another id.
    Rename(usize, String),
    /// Which records there are.
    Symbols,
    /// The document in canonical layout.
    Formatting,
    /// What can be done about the findings there.
    Actions(Bytes<usize>),
    /// What is said without being written.
    Hints(Bytes<usize>),
    /// What is to be said above each claim.
    Lenses,
}

impl Question {
    /// Reads a question by its method; none if that is not known here.
    ///
    /// # Errors
    /// What is wrong with its parameters.
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

    /// Returns whether the answer has to wait until what was edited last is checked.
    pub fn waits_for_check(&self) -> bool {
        matches!(self, Question::Actions(_) | Question::Rename(..) | Question::Hints(_) | Question::Lenses)
    }
}

/// Reads a field of some parameters.
///
/// # Errors
/// What is wrong with it.
pub fn field<T: DeserializeOwned>(params: &Value, name: &str) -> Result<T, String> {
    let value = params.get(name).ok_or_else(|| format!("`{name}` is missing"))?;
    T::deserialize(value).map_err(|error| format!("`{name}`: {error}"))
}

/// What several workspaces answer to one request. Whoever is the last to answer has them all.
#[derive(Clone, Debug)]
pub struct Gathered {
    found: Arc<Mutex<(usize, Vec<Value>)>>,
}

impl Gathered {
    /// Waits for so many.
    pub fn of(count: usize) -> Gathered {
        Gathered { found: Arc::new(Mutex::new((count, Vec::new()))) }
    }

    /// Adds what one of them answers; all of it, if that was the last.
    pub fn add(&self, found: Vec<Value>) -> Option<Value> {
        let mut all = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        all.1.extend(found);
        all.0 = all.0.saturating_sub(1);
        (all.0 == 0).then(|| Value::Array(std::mem::take(&mut all.1)))
    }
}
