//! A person at a terminal: a program that asks, and answers that are typed once the question is there.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// The longest wait for an answer of the program.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program on a terminal of its own.
pub struct Dialogue {
    child: Child,
    typed: ChildStdin,
    printed: Receiver<Vec<u8>>,
    /// All that was printed.
    pub text: String,
    /// The number of bytes of it that were waited for.
    seen: usize,
}

impl Dialogue {
    /// Runs a line of shell on a terminal, in a folder; none if there is no program that makes a terminal.
    #[must_use]
    pub fn begin(folder: &Path, line: &str) -> Option<Dialogue> {
        let mut command = Command::new("script");
        command.args(["-qec", line, "/dev/null"]).current_dir(folder).env("NO_COLOR", "1").env("TERM", "xterm");
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let Ok(mut child) = child else {
            crate::skipped::say("there is no `script` program, which makes terminals");
            return None;
        };
        let (typed, mut out) = (child.stdin.take().expect("a stream"), child.stdout.take().expect("a stream"));
        let (sender, printed) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = out.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() {
                    return;
                }
            }
        });
        Some(Dialogue { child, typed, printed, text: String::new(), seen: 0 })
    }

    /// Waits until a new text is printed.
    ///
    /// # Panics
    /// Panics if it is not printed.
    pub fn expect(&mut self, text: &str) -> &mut Dialogue {
        loop {
            if let Some(at) = self.text[self.seen..].find(text) {
                self.seen += at + text.len();
                return self;
            }
            match self.printed.recv_timeout(PATIENCE) {
                Ok(bytes) => self.text.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => panic!("{text:?} did not come: {}", self.text),
            }
        }
    }

    /// Types keys.
    ///
    /// # Panics
    /// Panics if nobody reads them.
    pub fn send(&mut self, keys: &str) -> &mut Dialogue {
        self.typed.write_all(keys.as_bytes()).and_then(|()| self.typed.flush()).expect("the program reads");
        self
    }

    /// Waits for the end, and returns the exit status.
    ///
    /// # Panics
    /// Panics if the status is unknown.
    pub fn end(mut self) -> i32 {
        drop(self.typed);
        self.child.wait().expect("an end").code().expect("a status")
    }
}
