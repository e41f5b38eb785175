//! Why a copy could not be looked at.

use std::fmt;

use crate::form::Form;

/// Why a copy could not be looked at. Displays as the end of a sentence that begins with the name of the copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CouldNotLook {
    /// It is over 256 MiB.
    TooLarge,
    /// What is packed in it is over 256 MiB.
    UnpacksTooLarge,
    /// It is a text, but neither UTF-8 nor UTF-16 with a byte-order mark.
    UnknownEncoding,
    /// It has none of the forms that are read.
    UnknownForm,
    /// It does not hold what its form says.
    Damaged(Form),
    /// It holds no page that could be read: in a WARC file, no answer with status 200 and a text.
    NoPage(Form),
    /// It is packed in a way that is not known here.
    UnknownCoding(String),
    /// Its markup makes more elements than a page ever has.
    TooManyElements,
    /// No letter or digit is in it.
    NoWords,
    /// It is a PDF, and `pdftotext` is not installed.
    NoPdfToText,
    /// It is a PDF, and `pdftotext` could not read it, for the reason given.
    PdfToTextFailed(String),
}

impl CouldNotLook {
    /// A short name of the reason, for programs.
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
