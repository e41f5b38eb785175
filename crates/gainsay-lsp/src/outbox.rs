//! Messages to the client. Every answer to a request goes through here, so that each request is answered once.

use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, unbounded};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use rustc_hash::FxHashSet;
use serde::Serialize;
use serde_json::{Value, json};

use crate::transport::Invalid;

/// The queue of messages to the client.
#[derive(Clone)]
pub struct Outbox {
    send: Sender<Outgoing>,
    open: Arc<Mutex<Requests>>,
}

/// The types of messages.
const ERROR: u8 = 1;
const WARNING: u8 = 2;

#[derive(Default)]
struct Requests {
    /// The requests of the client that are not answered yet.
    unanswered: FxHashSet<RequestId>,
    /// The number of the last request to the client.
    own: i32,
}

enum Outgoing {
    Message(Message),
    /// A message that is already written.
    Text(String),
}

/// Writes messages on a thread of its own, until nobody sends any more.
pub fn start<W: Write + Send + 'static>(mut output: W) -> (Outbox, JoinHandle<()>) {
    let (send, get) = unbounded();
    let writer = std::thread::spawn(move || {
        for outgoing in get {
            let written = match outgoing {
                Outgoing::Message(message) => message.write(&mut output),
                Outgoing::Text(text) => {
                    write!(output, "Content-Length: {}\r\n\r\n{text}", text.len()).and_then(|()| output.flush())
                }
            };
            if written.is_err() {
                return;
            }
        }
    });
    (Outbox { send, open: Arc::default() }, writer)
}

impl Outbox {
    /// Registers a request that is to be answered.
    pub fn expect(&self, id: &RequestId) {
        self.requests().unanswered.insert(id.clone());
    }

    /// Returns whether a request still needs an answer: it was neither answered nor cancelled.
    pub fn is_open(&self, id: &RequestId) -> bool {
        self.requests().unanswered.contains(id)
    }

    /// Answers a request, unless it was answered before.
    pub fn answer(&self, id: RequestId, result: Result<Value, (ErrorCode, String)>) {
        if !self.requests().unanswered.remove(&id) {
            return;
        }
        let response = match result {
            Ok(value) => Response::new_ok(id, value),
            Err((code, message)) => Response::new_err(id, code as i32, message),
        };
        self.send(Message::Response(response));
    }

    /// Answers an invalid message.
    pub fn answer_invalid(&self, Invalid { id, code, message }: Invalid) {
        let answer = json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code as i32, "message": message } });
        let _ = self.send.send(Outgoing::Text(answer.to_string()));
    }

    /// Sends a notification to the client.
    pub fn notify(&self, method: &str, params: impl Serialize) {
        self.send(Message::Notification(Notification::new(method.to_owned(), params)));
    }

    /// Publishes the diagnostics of a file, given the parameters of the message as JSON.
    pub fn publish(&self, params: &str) {
        let method = "textDocument/publishDiagnostics";
        let text = format!("{{\"jsonrpc\":\"2.0\",\"method\":\"{method}\",\"params\":{params}}}");
        let _ = self.send.send(Outgoing::Text(text));
    }

    /// Shows an error to the user.
    pub fn show(&self, text: &str) {
        self.notify("window/showMessage", json!({ "type": ERROR, "message": text }));
    }

    /// Writes a message to the log of the client.
    pub fn log(&self, text: &str) {
        self.notify("window/logMessage", json!({ "type": WARNING, "message": text }));
    }

    /// Sends a request to the client. Its answer is ignored.
    pub fn ask(&self, method: &str) {
        let number = {
            let mut requests = self.requests();
            requests.own = requests.own.wrapping_add(1);
            requests.own
        };
        self.send(Message::Request(Request::new(number.into(), method.to_owned(), Value::Null)));
    }

    fn send(&self, message: Message) {
        // If nobody reads any more, the input ends soon.
        let _ = self.send.send(Outgoing::Message(message));
    }

    fn requests(&self) -> MutexGuard<'_, Requests> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
