//! A client of the language server that speaks the protocol with the program itself, as an editor does.

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::program;

/// The longest wait: longer than anything takes here, even on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A client, and the server that it has started.
pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    /// The messages that were received and not waited for yet.
    waiting: VecDeque<Value>,
    last: i64,
    root: PathBuf,
}

impl Client {
    /// Starts a server, and sends nothing yet.
    pub fn start(root: &Path) -> Client {
        let mut command = Command::new(program());
        command.current_dir(root).arg("lsp").env_remove("CI").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::inherit()).spawn().expect("the program runs");
        let (input, output) = (child.stdin.take(), child.stdout.take().expect("piped"));
        let (give, get) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if give.send(message).is_err() {
                    return;
                }
            }
        });
        Client { child, input, output: get, waiting: VecDeque::new(), last: 0, root: root.to_owned() }
    }

    /// Starts a server for a workspace whose positions count UTF-16 units, and waits until it is initialized.
    pub fn open(root: &Path) -> Client {
        Client::open_with(root, &json!({}))
    }

    /// Starts a server for a workspace, with these capabilities.
    pub fn open_with(root: &Path, capabilities: &Value) -> Client {
        let mut client = Client::start(root);
        let folder = json!({ "uri": uri(root), "name": "workspace" });
        let params = json!({ "processId": null, "rootUri": uri(root), "capabilities": capabilities, "workspaceFolders": [folder] });
        client.request("initialize", params).expect("an answer");
        client.notify("initialized", json!({}));
        client
    }

    /// Returns the address of a file of the workspace.
    pub fn uri(&self, path: &str) -> String {
        uri(&self.root.join(path))
    }

    /// Sends bytes unchanged.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("still open");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server listens");
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    /// Sends a notification to the server.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request without waiting, and returns its id.
    pub fn begin(&mut self, method: &str, params: Value) -> i64 {
        self.last += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.last, "method": method, "params": params }));
        self.last
    }

    /// Waits for an answer.
    ///
    /// # Errors
    /// Returns the error that the server answers.
    pub fn answer(&mut self, id: i64) -> Result<Value, Value> {
        let answer = self.wait(&|message| message.get("method").is_none() && message["id"] == id);
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["result"].clone()),
        }
    }

    /// Sends a request, and waits for the answer.
    ///
    /// # Errors
    /// Returns the error that the server answers.
    pub fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.begin(method, params);
        self.answer(id)
    }

    /// Sends a request about a place of a document, and waits for the answer.
    ///
    /// # Errors
    /// Returns the error that the server answers.
    pub fn at(&mut self, method: &str, path: &str, line: u32, character: u32) -> Result<Value, Value> {
        let place = json!({ "line": line, "character": character });
        self.request(method, json!({ "textDocument": { "uri": self.uri(path) }, "position": place }))
    }

    /// Opens a document.
    pub fn open_document(&mut self, path: &str, text: &str) {
        let document = json!({ "uri": self.uri(path), "languageId": "yaml", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Changes a document: the whole text, or ranges.
    pub fn change(&mut self, path: &str, version: i32, changes: Value) {
        let document = json!({ "uri": self.uri(path), "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Waits for the first message that matches; earlier messages can still be waited for.
    pub fn wait(&mut self, fits: &dyn Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.waiting.iter().position(fits) {
            return self.waiting.remove(at).expect("just found");
        }
        let begun = Instant::now();
        loop {
            let left = PATIENCE.saturating_sub(begun.elapsed());
            let message = self.output.recv_timeout(left).unwrap_or_else(|error| {
                panic!("{error}; so far there came {:#?}", self.waiting);
            });
            if fits(&message) {
                return message;
            }
            self.waiting.push_back(message);
        }
    }

    /// Waits for the diagnostics of a file that match.
    pub fn diagnostics(&mut self, path: &str, fits: &dyn Fn(&Value) -> bool) -> Vec<Value> {
        let uri = self.uri(path);
        let message = self.wait(&|message| {
            let params = &message["params"];
            message["method"] == "textDocument/publishDiagnostics" && params["uri"] == uri && fits(params)
        });
        message["params"]["diagnostics"].as_array().cloned().unwrap_or_default()
    }

    /// Takes the diagnostics that came in and were not waited for, in order: the parameters of the messages.
    pub fn told(&mut self) -> Vec<Value> {
        let is_told = |message: &Value| message["method"] == "textDocument/publishDiagnostics";
        let (told, others) = std::mem::take(&mut self.waiting).into_iter().partition(is_told);
        self.waiting = others;
        let told: VecDeque<Value> = told;
        told.into_iter().map(|mut message| message["params"].take()).collect()
    }

    /// Discards the messages that were received and not waited for.
    pub fn forget(&mut self) {
        self.waiting.clear();
        while self.output.try_recv().is_ok() {}
    }

    /// Returns whether the server still answers.
    pub fn is_well(&mut self) -> bool {
        self.request("workspace/symbol", json!({ "query": "" })).is_ok()
    }

    /// Ends the server as the protocol requires, and returns its exit status.
    pub fn end(mut self) -> Option<i32> {
        self.request("shutdown", Value::Null).expect("an answer");
        self.notify("exit", Value::Null);
        self.leave()
    }

    /// Closes the input, and returns the exit status of the server.
    pub fn leave(mut self) -> Option<i32> {
        self.input = None;
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the server does not end");
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The manifest of the workspace.
pub const MANIFEST: &str = "gainsay: 1\n";

/// The vocabulary, people and source of the workspace.
pub const RECORDS: &str = "\
entity: ada
name: Ada Lovelace
aka: [Countess]
speaks-for: [{for: press-office, from: 2017-01-01}]
---
entity: press-office
name: The Press Office
---
entity: bob
name: Bob
---
predicate: knows
label: knows
temporal: timeless
implies: [heard-of]
---
predicate: heard-of
label: has heard of
temporal: timeless
---
source: letters
title: Letters
";

/// A claim.
pub const AFFIRMS: &str = "claim: ada-knows\nby: ada\naffirms: ada knows bob\nsaid: 2018-05-01\nsource: letters\n";
/// A claim that contradicts [`AFFIRMS`].
pub const DENIES: &str = "claim: bob-denies\nby: bob\ndenies: ada knows bob\nsaid: 2018-05-02\nsource: letters\n";

/// Makes a workspace in which two claims contradict each other, each in a file of its own.
pub fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in [("gainsay.yaml", MANIFEST), ("records.yaml", RECORDS), ("a.yaml", AFFIRMS), ("b.yaml", DENIES)]
    {
        fs::write(folder.path().join(path), text).expect("written");
    }
    folder
}

/// Returns the address of a file.
pub fn uri(path: &Path) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    let path = path.to_str().expect("UTF-8");
    let encoded =
        path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    format!("file://{}", encoded.collect::<String>())
}

/// Reads a message; none at the end. The server must write headers as the protocol requires.
fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        let number = line.strip_prefix("Content-Length: ").unwrap_or_else(|| panic!("a strange header: {line}"));
        length = number.trim_end_matches("\r\n").parse().ok();
    }
    let mut body = vec![0; length.expect("a length")];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("JSON"))
}
