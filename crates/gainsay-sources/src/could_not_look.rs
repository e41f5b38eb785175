//! The reasons for which a copy cannot be searched.

use std::fmt;

use crate::form::Form;

/// The reason for which a copy cannot be searched. Displays as the end of a sentence that begins with the name of the
/// copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CouldNotLook {
    /// The copy is over 256 MiB.
    TooLarge,
    /// The content packed in the copy is over 256 MiB.
    UnpacksTooLarge,
    /// The copy is a text, but neither UTF-8 nor UTF-16 with a byte-order mark.
    UnknownEncoding,
    /// The copy has none of the forms that are read.
    UnknownForm,
    /// The content of the copy is not what its form promises.
    Damaged(Form),
    /// The copy holds no page that could be read: in a WARC file, no answer with status 200 and a text.
    NoPage(Form),
    /// The copy is packed with a coding that is not known here.
    UnknownCoding(String),
    /// The markup of the copy makes more elements than a page ever has.
    TooManyElements,
    /// The copy has no letter or digit in it.
    NoWords,
    /// The copy is a PDF, and `pdftotext` is not installed.
    NoPdfToText,
    /// The copy is a PDF, and `pdftotext` could not read it, for the reason given.
    PdfToTextFailed(String),
}

impl CouldNotLook {
    /// Returns a short name of the reason, for programs.
    pub fn key(&self) -> &'static str {
        match self {
            CouldNotLook::TooLarge | CouldNotLook::UnpacksTooLarge => "too-large",
            CouldNotLook::UnknownEncoding => "unknown-encoding",
            CouldNotLook::UnknownForm => "unknown-form",
            CouldNotLook::Damaged(_) => "damaged",
            CouldNotLook::NoPage(_) => "no-page",
            CouldNotLook::UnknownCoding(_) => "unknown-coding",
            CouldNotLook::TooManyElements => "too-many-elements",
            CouldNotLook::NoWords => "no-words",
            CouldNotLook::NoPdfToText => "no-pdftotext",
            CouldNotLook::PdfToTextFailed(_) => "pdftotext-failed",
        }
    }
}

impl fmt::Display for CouldNotLook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CouldNotLook::TooLarge => write!(f, "is over 256 MiB"),
            CouldNotLook::UnpacksTooLarge => write!(f, "unpacks to over 256 MiB"),
            CouldNotLook::UnknownEncoding => write!(f, "is neither UTF-8 nor UTF-16 with a byte-order mark"),
            CouldNotLook::UnknownForm => write!(f, "is no text, HTML, MHTML, WARC or PDF file"),
            CouldNotLook::Damaged(form) => write!(f, "is damaged: it cannot be read as {form}"),
            CouldNotLook::NoPage(form) => write!(f, "is a {form} file without a page that can be read"),
            CouldNotLook::UnknownCoding(coding) => {
                write!(f, "holds its page packed as {coding:?}, which cannot be unpacked here")
            }
            CouldNotLook::TooManyElements => write!(f, "has too many elements for a page"),
            CouldNotLook::NoWords => write!(f, "has no letter or digit in it"),
            CouldNotLook::NoPdfToText => {
                write!(f, "is a PDF file, and `pdftotext` is not installed (Debian package poppler-utils)")
            }
            CouldNotLook::PdfToTextFailed(why) => write!(f, "is a PDF file that `pdftotext` cannot read: {why}"),
        }
    }
}

impl std::error::Error for CouldNotLook {}
