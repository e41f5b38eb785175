//! Failures of verbs: what could not be done, where, and the remedy.

use std::io;
use std::path::Path;

use gainsay_store::reason;

/// The reason why a verb could not do what it was asked to do. The exit status is 2.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The message: what could not be done, and where; one line, without a full stop.
    pub message: String,
    /// The remedies.
    pub help: Vec<String>,
}

impl Problem {
    /// Makes a problem that has no remedy yet.
    pub fn new(message: impl Into<String>) -> Problem {
        Problem { message: message.into(), help: Vec::new() }
    }

    /// Adds a remedy.
    pub fn help(mut self, text: impl Into<String>) -> Problem {
        self.help.push(text.into());
        self
    }

    /// Returns the problem as one of several records, with the number of the record.
    pub fn of_record(self, number: usize) -> Problem {
        Problem { message: format!("record {number}: {}", self.message), ..self }
    }

    /// Makes a problem with a file or folder. `what` is a participle: *read*, *written*.
    pub fn at(path: &Path, what: &str, error: &io::Error) -> Problem {
        gainsay_store::Error::at(path, what, error).into()
    }
}

impl From<gainsay_store::Error> for Problem {
    fn from(error: gainsay_store::Error) -> Problem {
        Problem { message: error.message, help: error.help }
    }
}

impl From<gainsay_git::GitError> for Problem {
    fn from(trouble: gainsay_git::GitError) -> Problem {
        gainsay_store::Error::from(trouble).into()
    }
}

impl From<io::Error> for Problem {
    /// Makes a problem of standard output, the only stream that a verb writes without a message of its own.
    fn from(error: io::Error) -> Problem {
        Problem::new(format!("standard output could not be written: {}", reason(&error)))
    }
}
