//! Messages on their way to the client. Whoever answers a request does so through here, so that each is answered once.

use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, unbounded};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use rustc_hash::FxHashSet;
use serde::Serialize;
use serde_json::{Value, json};

use crate::transport::Invalid;

/// Where messages to the client go.
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
    /// Requests of the client that are not answered yet.
    unanswered: FxHashSet<RequestId>,
    /// The number of the last request to the client.
    own: i32,
}

enum Outgoing {
    Message(Message),
    /// An answer to what has no id.
    Other(Value),
}

/// Writes messages on a thread of its own, until nobody sends any more.
pub fn start<W: Write + Send + 'static>(mut output: W) -> (Outbox, JoinHandle<()>) {
    let (send, get) = unbounded();
    let writer = std::thread::spawn(move || {
        for outgoing in get {
            let written = match outgoing {
                Outgoing::Message(message) => message.write(&mut output),
                Outgoing::Other(value) => {
                    let text = value.to_string();
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
    /// Notes a request that is to be answered.
    pub fn expect(&self, id: &RequestId) {
        self.requests().unanswered.insert(id.clone());
    }

    /// Returns whether a request is still to be answered: it was not, and it was not cancelled.
    pub fn is_open(&self, id: &RequestId) -> bool {
        self.requests().unanswered.contains(id)
    }

    /// Answers a request, unless that was done.
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

    /// Answers what is no message.
    pub fn answer_invalid(&self, Invalid { id, code, message }: Invalid) {
        let answer = json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code as i32, "message": message } });
        let _ = self.send.send(Outgoing::Other(answer));
    }

    /// Tells the client something.
    pub fn notify(&self, method: &str, params: impl Serialize) {
        self.send(Message::Notification(Notification::new(method.to_owned(), params)));
    }

    /// Shows a person what went wrong.
    pub fn show(&self, text: &str) {
        self.notify("window/showMessage", json!({ "type": ERROR, "message": text }));
    }

    /// Notes something for whoever looks for the cause of an oddity.
    pub fn log(&self, text: &str) {
        self.notify("window/logMessage", json!({ "type": WARNING, "message": text }));
    }

    /// Asks the client for something. What it answers is passed over.
    pub fn ask(&self, method: &str) {
        let number = {
            let mut requests = self.requests();
            requests.own = requests.own.wrapping_add(1);
            requests.own
        };
        self.send(Message::Request(Request::new(number.into(), method.to_owned(), Value::Null)));
    }

    fn send(&self, message: Message) {
        // Where nobody reads on, the end of the input is near.
        let _ = self.send.send(Outgoing::Message(message));
    }

    fn requests(&self) -> MutexGuard<'_, Requests> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
