//! Capabilities of this server, and of its client.

use std::path::PathBuf;

use lsp_types::PositionEncodingKind;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::positions::Encoding;
use crate::uri;

/// The capabilities of a client. One that is missing or malformed counts as absent.
#[derive(Clone, Debug)]
pub struct Client {
    /// The unit of positions.
    pub encoding: Encoding,
    /// Says whether it refreshes code lenses, and inlay hints, on request.
    pub refreshes: [bool; 2],
    /// The folders that are open in the client.
    pub folders: Vec<PathBuf>,
}

impl Client {
    /// Reads the parameters of `initialize`.
    pub fn of(params: &Value) -> Client {
        let encodings = params.pointer("/capabilities/general/positionEncodings");
        let offered: Vec<PositionEncodingKind> =
            encodings.and_then(|offered| Vec::deserialize(offered).ok()).unwrap_or_default();
        let can = |pointer: &str| params.pointer(pointer).and_then(Value::as_bool) == Some(true);
        let root = || params.get("rootUri").and_then(Value::as_str).and_then(uri::to_path);
        let path = || params.get("rootPath").and_then(Value::as_str).map(PathBuf::from);
        let mut folders = folders_of(params.get("workspaceFolders"));
        if folders.is_empty() {
            folders.extend(root().or_else(path));
        }
        Client {
            encoding: Encoding::among(&offered),
            refreshes: [
                can("/capabilities/workspace/codeLens/refreshSupport"),
                can("/capabilities/workspace/inlayHint/refreshSupport"),
            ],
            folders,
        }
    }
}

/// Returns the folders of a list of workspace folders.
pub fn folders_of(list: Option<&Value>) -> Vec<PathBuf> {
    let folders = list.and_then(Value::as_array).into_iter().flatten();
    folders.filter_map(|folder| uri::to_path(folder.get("uri")?.as_str()?)).collect()
}

/// Returns the answer to `initialize`.
pub fn answer(client: &Client) -> Value {
    json!({
        "capabilities": {
            "positionEncoding": client.encoding.kind(),
            "textDocumentSync": { "openClose": true, "change": 2, "save": true },
            "completionProvider": { "triggerCharacters": [" ", ":", "-", "[", "{", "\""] },
            "hoverProvider": true,
            "definitionProvider": true,
            "referencesProvider": true,
            "documentSymbolProvider": true,
            "workspaceSymbolProvider": true,
            "renameProvider": { "prepareProvider": true },
            "documentFormattingProvider": true,
            "codeActionProvider": { "codeActionKinds": ["quickfix"] },
            "codeLensProvider": {},
            "inlayHintProvider": true,
            "workspace": { "workspaceFolders": { "supported": true, "changeNotifications": true } },
        },
        "serverInfo": { "name": "gainsay", "version": env!("CARGO_PKG_VERSION") },
    })
}
