//! Errors: what could not be done, where, and the remedy.

use std::io;
use std::path::Path;

/// The reason why something could not be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error {
    /// The message: what could not be done, and where; one line, without a full stop.
    pub message: String,
    /// The remedies.
    pub help: Vec<String>,
}

impl Error {
    /// Makes an error that has no remedy yet.
    pub fn new(message: impl Into<String>) -> Error {
        Error { message: message.into(), help: Vec::new() }
    }

    /// Adds a remedy.
    pub fn help(mut self, text: impl Into<String>) -> Error {
        self.help.push(text.into());
        self
    }

    /// Makes an error about a file or a folder with which something failed. `what` is a participle: *read*, *written*.
    pub fn at(path: &Path, what: &str, error: &io::Error) -> Error {
        Error::new(format!("{} could not be {what}: {}", path.display(), reason(error)))
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<gainsay_git::GitError> for Error {
    fn from(trouble: gainsay_git::GitError) -> Error {
        Error { message: trouble.message, help: trouble.help.into_iter().collect() }
    }
}

/// Returns the message of a system error, in plain words and without its number.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "no permission".into(),
        io::ErrorKind::NotFound => "it is not there".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".into(),
        io::ErrorKind::StorageFull => "no space is left on the disk".into(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_lowercase()
        }
    }
}
