//! Decodes bytes as text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::could_not_look::CouldNotLook;
use crate::html::declared_encoding;

/// The encoding named by the header of an HTTP response or of a part of a MIME message, for the content behind it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Charset<'a>(pub(crate) Option<&'a str>);

impl Charset<'_> {
    fn encoding(self) -> Option<&'static Encoding> {
        Encoding::for_label(self.0?.trim().as_bytes())
    }
}

/// The number of bytes at the beginning of a copy that tell its form.
const BEGINNING: usize = 64 << 10;

/// Decodes text that says nothing about its encoding: UTF-8, or UTF-16 with a byte-order mark.
pub(crate) fn exact_text(bytes: &[u8]) -> Result<Cow<'_, str>, CouldNotLook> {
    match Encoding::for_bom(bytes) {
        Some((encoding, mark)) if encoding == UTF_16LE || encoding == UTF_16BE => encoding
            .decode_without_bom_handling_and_without_replacement(bytes.get(mark..).unwrap_or_default())
            .ok_or(CouldNotLook::UnknownEncoding),
        bom => {
            let mark = bom.map_or(0, |(_, mark)| mark);
            let text = bytes.get(mark..).unwrap_or_default();
            std::str::from_utf8(text).map(Cow::Borrowed).map_err(|_| CouldNotLook::UnknownEncoding)
        }
    }
}

/// Decodes an HTML page by its byte-order mark, else by the header before it, else by what it declares itself, else
/// as UTF-8 if it is, else as windows-1252.
pub(crate) fn html_text<'a>(bytes: &'a [u8], charset: Charset<'_>) -> Cow<'a, str> {
    decode(bytes, || charset.encoding().or_else(|| declared_encoding(bytes)))
}

/// Decodes text by its byte-order mark, else by the header before it, else as UTF-8 if it is, else as windows-1252.
pub(crate) fn decoded<'a>(bytes: &'a [u8], charset: Charset<'_>) -> Cow<'a, str> {
    decode(bytes, || charset.encoding())
}

fn decode(bytes: &[u8], said: impl FnOnce() -> Option<&'static Encoding>) -> Cow<'_, str> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or_else(|| (said().unwrap_or_else(|| guessed(bytes)), 0));
    encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { WINDOWS_1252 }
}

/// Returns the first characters of a text of any encoding that has ASCII in it, or of UTF-16 with a mark.
pub(crate) fn beginning(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let beginning = bytes.get(..bytes.len().min(BEGINNING))?;
    let (encoding, mark) = Encoding::for_bom(beginning).unwrap_or((WINDOWS_1252, 0));
    Some(encoding.decode_without_bom_handling(beginning.get(mark..)?).0)
}
