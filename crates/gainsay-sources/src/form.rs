//! The forms that a kept copy may have.

use std::fmt;

/// The form of a kept copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// Text without markup.
    PlainText,
    /// Markdown.
    Markdown,
    /// An HTML page, alone or with all that belongs to it, as SingleFile keeps it.
    Html,
    /// A page with all that belongs to it as a MIME message.
    Mhtml,
    /// The responses that a crawler received, packed or not.
    Warc,
    /// A PDF.
    Pdf,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Form::PlainText => "plain text",
            Form::Markdown => "Markdown",
            Form::Html => "HTML",
            Form::Mhtml => "MHTML",
            Form::Warc => "WARC",
            Form::Pdf => "PDF",
        })
    }
}
