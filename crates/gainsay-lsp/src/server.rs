//! The protocol: which requests are allowed when, the open documents, and the workspaces that they belong to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crossbeam_channel::Receiver;
use gainsay_store::LoadOptions;
use gainsay_store::belonging::is_yaml;
use gainsay_store::live::Change;
use gainsay_store::paths::{path_from, root_above};
use lsp_server::{ErrorCode, Message, Notification, Request};
use serde_json::Value;

use crate::capabilities::{Client, answer, folders_of};
use crate::documents::Document;
use crate::folder::{Folder, Task};
use crate::outbox::Outbox;
use crate::query::{Asked, Gathered, OpenFile, Query, Question, field};
use crate::transport::Incoming;
use crate::uri;

/// The server.
pub struct Server {
    options: LoadOptions,
    outbox: Outbox,
    phase: Phase,
    /// The documents that are open, by their addresses.
    documents: BTreeMap<String, Open>,
    /// The workspaces, by their roots.
    folders: BTreeMap<PathBuf, Folder>,
}

/// The phase of the session.
enum Phase {
    /// The client has not sent its capabilities yet.
    New,
    /// All requests are allowed.
    Running(Client),
    /// No more requests are allowed.
    Ending,
}

/// A document that is open.
struct Open {
    document: Document,
    /// The path; none if the document is no file on this machine.
    path: Option<PathBuf>,
    /// The root of the workspace that it belongs to, and its path from there.
    place: Option<(PathBuf, String)>,
}

/// The reason why a request is refused.
type Refused = (ErrorCode, String);

impl Server {
    /// Makes a server that has received no message yet.
    pub fn new(options: LoadOptions, outbox: Outbox) -> Server {
        Server { options, outbox, phase: Phase::New, documents: BTreeMap::new(), folders: BTreeMap::new() }
    }

    /// Handles incoming messages until there are no more. Returns whether the client asked to shut down before it left.
    pub fn run(mut self, incoming: &Receiver<Incoming>) -> bool {
        for incoming in incoming {
            match incoming {
                Incoming::Invalid(invalid) => self.outbox.answer_invalid(invalid),
                Incoming::Message(Message::Request(request)) => self.request(request),
                Incoming::Message(Message::Notification(notification)) if notification.method == "exit" => break,
                Incoming::Message(Message::Notification(notification)) => self.notification(&notification),
                // Answers of the client change nothing.
                Incoming::Message(Message::Response(_)) => {}
            }
        }
        std::mem::take(&mut self.folders).into_values().for_each(Folder::close);
        matches!(self.phase, Phase::Ending)
    }

    // --- requests ---

    fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        self.outbox.expect(&id);
        let answered = match (&self.phase, method.as_str()) {
            (Phase::New, "initialize") => Some(Ok(self.initialize(&params))),
            (Phase::New, _) => {
                Some(Err((ErrorCode::ServerNotInitialized, "`initialize` comes before all else".to_owned())))
            }
            (Phase::Ending, _) => Some(Err((ErrorCode::InvalidRequest, "the server was shut down".to_owned()))),
            (Phase::Running(_), "initialize") => {
                Some(Err((ErrorCode::InvalidRequest, "`initialize` may come only once".to_owned())))
            }
            (Phase::Running(_), "shutdown") => {
                self.phase = Phase::Ending;
                Some(Ok(Value::Null))
            }
            (Phase::Running(client), method) => {
                let query = self.query(method, &params, client);
                match query {
                    Ok(Some((root, asked))) => {
                        self.ask(&root, Query { id: id.clone(), asked });
                        None
                    }
                    Ok(None) => Some(Ok(Value::Null)),
                    Err(refused) => Some(Err(refused)),
                }
            }
        };
        if let Some(result) = answered {
            self.outbox.answer(id, result);
        }
    }

    fn initialize(&mut self, params: &Value) -> Value {
        let client = Client::of(params);
        let answer = answer(&client);
        self.phase = Phase::Running(client);
        answer
    }

    /// Reads a request about workspaces; none if there is nothing to ask, because the document belongs to no workspace.
    fn query(&self, method: &str, params: &Value, client: &Client) -> Result<Option<(Vec<PathBuf>, Asked)>, Refused> {
        let wrong = |message: String| (ErrorCode::InvalidParams, message);
        if method == "workspace/symbol" {
            let text: String = field(params, "query").map_err(wrong)?;
            let roots: Vec<PathBuf> = self.folders.keys().cloned().collect();
            let gathered = Gathered::of(roots.len());
            return Ok(if roots.is_empty() { None } else { Some((roots, Asked::Symbols(text, gathered))) });
        }
        let nothing = Document::new("", 0);
        if Question::read(method, params, &nothing, client.encoding).is_none() {
            return Err((ErrorCode::MethodNotFound, format!("`{method}` is not known here")));
        }
        let open = self.document(params).map_err(wrong)?;
        let document = open.document.clone();
        let question = Question::read(method, params, &document, client.encoding);
        let question = question.unwrap_or_else(|| Err(String::new())).map_err(wrong)?;
        Ok(open.place.clone().map(|(root, path)| (vec![root], Asked::Of(OpenFile { path, document }, question))))
    }

    fn ask(&self, roots: &[PathBuf], query: Query) {
        for folder in roots.iter().filter_map(|root| self.folders.get(root)) {
            folder.tell(Task::Query(query.clone()));
        }
    }

    fn document(&self, params: &Value) -> Result<&Open, String> {
        let uri = uri_of(params)?;
        self.documents.get(uri).ok_or_else(|| format!("{uri} is not open"))
    }

    // --- notifications ---

    fn notification(&mut self, notification: &Notification) {
        let Notification { method, params } = notification;
        if !matches!(self.phase, Phase::Running(_)) {
            return;
        }
        let done = match method.as_str() {
            "initialized" => {
                self.enter_folders();
                Ok(())
            }
            "$/cancelRequest" => self.cancel(params),
            "textDocument/didOpen" => self.open(params),
            "textDocument/didChange" => self.change(params),
            "textDocument/didClose" => self.close(params),
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                self.folders.values().for_each(|folder| folder.tell(Task::Look));
                Ok(())
            }
            "workspace/didChangeWorkspaceFolders" => {
                self.change_folders(params);
                Ok(())
            }
            // Unknown notifications may be ignored.
            _ => Ok(()),
        };
        if let Err(message) = done {
            self.outbox.log(&format!("{method}: {message}"));
        }
    }

    fn cancel(&self, params: &Value) -> Result<(), String> {
        let id = field(params, "id")?;
        self.outbox.answer(id, Err((ErrorCode::RequestCanceled, "cancelled".to_owned())));
        Ok(())
    }

    fn open(&mut self, params: &Value) -> Result<(), String> {
        let document = params.get("textDocument").ok_or("`textDocument` is missing")?;
        let (uri, text): (String, String) = (field(document, "uri")?, field(document, "text")?);
        let version = field(document, "version").unwrap_or_default();
        let path = uri::to_path(&uri).filter(|path| is_yaml(&path.to_string_lossy()));
        let open = Open { document: Document::new(&text, version), path, place: None };
        self.documents.insert(uri.clone(), open);
        self.lay(&uri);
        Ok(())
    }

    fn change(&mut self, params: &Value) -> Result<(), String> {
        let uri = uri_of(params)?.to_owned();
        let Phase::Running(Client { encoding, .. }) = self.phase else { return Ok(()) };
        let open = self.documents.get_mut(&uri).ok_or_else(|| format!("{uri} is not open"))?;
        let changes = params.get("contentChanges").and_then(Value::as_array).ok_or("`contentChanges` is missing")?;
        let version = params.pointer("/textDocument/version").and_then(Value::as_i64);
        let version = version.and_then(|version| i32::try_from(version).ok()).unwrap_or(open.document.version);
        open.document.change(changes, version, encoding)?;
        self.lay(&uri);
        Ok(())
    }

    fn close(&mut self, params: &Value) -> Result<(), String> {
        let uri = uri_of(params)?;
        let open = self.documents.remove(uri).ok_or_else(|| format!("{uri} is not open"))?;
        if let Some((root, path)) = open.place
            && let Some(folder) = self.folders.get(&root)
        {
            folder.tell(Task::Change(Change::Uncovered { path }, None));
        }
        Ok(())
    }

    /// Lays the text of a document over its file.
    fn lay(&mut self, uri: &str) {
        let Some(open) = self.documents.get_mut(uri) else { return };
        if open.place.is_none()
            && let Some(path) = &open.path
            && let Some(root) = path.parent().and_then(root_above)
        {
            let inner = path_from(&root, path);
            open.place = Some((root, inner));
        }
        let Some((root, path)) = open.place.clone() else { return };
        let Document { text, version, .. } = &open.document;
        let task = Task::Change(Change::Overlaid { path, text: text.to_string() }, Some(*version));
        self.enter(&root);
        if let Some(folder) = self.folders.get(&root) {
            folder.tell(task);
        }
    }

    // --- folders ---

    /// Opens the workspaces of the client's folders.
    fn enter_folders(&mut self) {
        let Phase::Running(client) = &self.phase else { return };
        let roots: Vec<PathBuf> = client.folders.iter().filter_map(|folder| root_above(folder)).collect();
        roots.iter().for_each(|root| self.enter(root));
    }

    fn enter(&mut self, root: &Path) {
        let Phase::Running(client) = &self.phase else { return };
        if !self.folders.contains_key(root) {
            let folder = Folder::enter(root.to_owned(), client.clone(), self.options, self.outbox.clone());
            self.folders.insert(root.to_owned(), folder);
        }
    }

    fn change_folders(&mut self, params: &Value) {
        let Phase::Running(client) = &mut self.phase else { return };
        let left = folders_of(params.pointer("/event/removed"));
        client.folders.retain(|folder| !left.contains(folder));
        client.folders.extend(folders_of(params.pointer("/event/added")));
        let kept: Vec<PathBuf> = client.folders.iter().filter_map(|folder| root_above(folder)).collect();
        let is_open =
            |root: &PathBuf| self.documents.values().any(|open| open.place.as_ref().is_some_and(|(r, _)| r == root));
        let gone: Vec<PathBuf> =
            self.folders.keys().filter(|root| !kept.contains(root) && !is_open(root)).cloned().collect();
        gone.iter().filter_map(|root| self.folders.remove(root)).for_each(Folder::close);
        self.enter_folders();
    }
}

fn uri_of(params: &Value) -> Result<&str, String> {
    let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
    uri.ok_or_else(|| "`textDocument.uri` is missing".to_owned())
}
