//! Incoming messages: a header with a length, and JSON. A malformed message is reported and skipped; the reader of
//! `lsp-server` would end there.

use std::io::{self, BufRead, Read};

use crossbeam_channel::{Receiver, bounded};
use lsp_server::{ErrorCode, Message};
use serde_json::Value;

/// The size in bytes of the largest message; a larger one is skipped unread.
const LARGEST: u64 = 256 << 20;

/// The length in bytes of the longest line of a header; a longer one is invalid.
const LONGEST_LINE: u64 = 8 << 10;

/// Something that came in.
#[derive(Debug)]
pub enum Incoming {
    /// A message.
    Message(Message),
    /// Something that is no valid message.
    Invalid(Invalid),
}

/// An invalid message, and the answer to it.
#[derive(Debug)]
pub struct Invalid {
    /// The id in the message, or null.
    pub id: Value,
    /// The code of the error.
    pub code: ErrorCode,
    /// The error in words.
    pub message: String,
}

/// Reads messages on a thread of its own, until there are no more.
pub fn start<R: BufRead + Send + 'static>(mut input: R) -> Receiver<Incoming> {
    let (give, get) = bounded(64);
    std::thread::spawn(move || {
        while let Ok(Some(incoming)) = read(&mut input) {
            let ends = matches!(&incoming, Incoming::Message(Message::Notification(last)) if last.method == "exit");
            if give.send(incoming).is_err() || ends {
                return;
            }
        }
    });
    get
}

/// Reads the next message; none at the end.
///
/// # Errors
/// Returns the errors of reading.
pub fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let Some(length) = read_header(input)? else { return Ok(None) };
    let Some(length) = length else {
        return Ok(Some(invalid(Value::Null, ErrorCode::ParseError, "a message begins with its Content-Length")));
    };
    if length > LARGEST {
        io::copy(&mut input.take(length), &mut io::sink())?;
        return Ok(Some(invalid(Value::Null, ErrorCode::ParseError, "the message is larger than 256 MiB")));
    }
    let mut body = Vec::new();
    if input.take(length).read_to_end(&mut body)? as u64 != length {
        return Ok(None);
    }
    Ok(Some(parse(&body)))
}

/// Reads a header; none at the end, and none within that if the header has no length.
fn read_header(input: &mut impl BufRead) -> io::Result<Option<Option<u64>>> {
    let (mut length, mut is_any) = (None, false);
    loop {
        let mut line = Vec::new();
        if input.take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        match text.split_once(':') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().ok();
            }
            // Empty lines before a header are ignored.
            None if text.is_empty() && !is_any => continue,
            None if text.is_empty() => return Ok(Some(length)),
            _ => {}
        }
        is_any = true;
    }
}

fn parse(body: &[u8]) -> Incoming {
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return invalid(Value::Null, ErrorCode::ParseError, &format!("this is no JSON: {error}")),
    };
    let id = value.get("id").filter(|id| id.is_string() || id.is_number()).cloned().unwrap_or(Value::Null);
    // A request with an invalid id would pass for a notification.
    let is_odd =
        value.get("id").is_some_and(|id| !id.is_string() && id.as_i64().is_none_or(|id| i32::try_from(id).is_err()));
    match serde_json::from_value(value) {
        Ok(message) if !is_odd => Incoming::Message(message),
        _ => invalid(id, ErrorCode::InvalidRequest, "this is neither a request nor a notification nor a response"),
    }
}

fn invalid(id: Value, code: ErrorCode, message: &str) -> Incoming {
    Incoming::Invalid(Invalid { id, code, message: message.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(input: &[u8]) -> Vec<String> {
        let mut input = io::BufReader::new(input);
        let mut found = Vec::new();
        while let Ok(Some(incoming)) = read(&mut input) {
            found.push(match incoming {
                Incoming::Message(Message::Notification(notification)) => notification.method,
                Incoming::Message(other) => format!("{other:?}"),
                Incoming::Invalid(Invalid { id, code, .. }) => format!("{} {id}", code as i32),
            });
        }
        found
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn what_is_no_message_is_passed_over() {
        let well = framed(r#"{"jsonrpc":"2.0","method":"well"}"#);
        for (odd, answer) in [
            (framed("{"), "-32700 null"),
            (framed("\u{0}"), "-32700 null"),
            (framed(&"[".repeat(10_000)), "-32700 null"),
            (framed("[]"), "-32600 null"),
            (framed(r#"{"id":7}"#), "-32600 7"),
            (framed(r#"{"id":1.5,"method":"x"}"#), "-32600 1.5"),
            ("Content-Type: text\r\n\r\n".to_owned(), "-32700 null"),
            ("Content-Length: many\r\n\r\n".to_owned(), "-32700 null"),
        ] {
            assert_eq!(all(format!("{well}{odd}{well}").as_bytes()), ["well", answer, "well"], "{odd:.60}");
        }
    }

    #[test]
    fn headers_are_read_in_any_case_and_order() {
        let body = r#"{"method":"well"}"#;
        let text = format!("\r\nX: y\r\ncontent-length: {}\r\nContent-Type: z\r\n\r\n{body}", body.len());
        assert_eq!(all(text.as_bytes()), ["well"]);
        assert_eq!(all(b"Content-Length: 100\r\n\r\n{}"), [""; 0]);
    }
}
