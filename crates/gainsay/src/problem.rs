//! What could not be done: what, where, and the remedy.

use std::io;
use std::path::Path;

use gainsay_store::reason;

/// Why a verb could not do what it was asked to do. Exit status 2.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// What could not be done, and where; one line, without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Vec<String>,
}

impl Problem {
    /// Returns a problem without a remedy yet.
    pub fn new(message: impl Into<String>) -> Problem {
        Problem { message: message.into(), help: Vec::new() }
    }

    /// With a remedy.
    pub fn help(mut self, text: impl Into<String>) -> Problem {
        self.help.push(text.into());
        self
    }

    /// Returns the problem with one of several records, by its number.
    pub fn of_record(self, number: usize) -> Problem {
        Problem { message: format!("record {number}: {}", self.message), ..self }
    }

    /// Returns a file or folder with which something failed.
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
    /// The only stream that a verb writes without a word of its own is standard output.
    fn from(error: io::Error) -> Problem {
        Problem::new(format!("standard output could not be written: {}", reason(&error)))
    }
}
