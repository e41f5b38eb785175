//! Tells the form of a kept copy from its content and its name.

use crate::could_not_look::CouldNotLook;
use crate::form::Form;
use crate::{encoding, mhtml, unpack};

impl Form {
    /// Determines the form of a copy from its content, and only then from the ending of its name.
    ///
    /// # Errors
    ///
    /// Returns an error if the copy has no form that is read.
    pub fn of(name: &str, bytes: &[u8]) -> Result<Form, CouldNotLook> {
        let ending = Ending::of(name);
        if let Some(form) = Form::by_content(bytes, ending)? {
            return Ok(form);
        }
        match ending {
            Ending::Known(form) => Ok(form),
            Ending::Other if is_text(bytes) => Ok(Form::PlainText),
            Ending::Other => Err(CouldNotLook::UnknownForm),
        }
    }

    fn by_content(bytes: &[u8], ending: Ending) -> Result<Option<Form>, CouldNotLook> {
        if bytes.starts_with(b"%PDF-") {
            return Ok(Some(Form::Pdf));
        }
        if bytes.starts_with(b"WARC/") {
            return Ok(Some(Form::Warc));
        }
        if unpack::is_gzip(bytes) {
            let beginning = unpack::beginning_of_gzip(bytes, 64);
            let is_warc = beginning.starts_with(b"WARC/") || ending == Ending::Known(Form::Warc);
            return if is_warc { Ok(Some(Form::Warc)) } else { Err(CouldNotLook::UnknownForm) };
        }
        if mhtml::begins_like_mhtml(bytes) {
            return Ok(Some(Form::Mhtml));
        }
        if ending == Ending::Known(Form::Markdown) {
            return Ok(Some(Form::Markdown));
        }
        Ok(begins_like_html(bytes).then_some(Form::Html))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Known(Form),
    Other,
}

impl Ending {
    fn of(name: &str) -> Ending {
        let name = name.to_ascii_lowercase();
        let form = match name.rsplit_once('.').map(|(_, ending)| ending) {
            Some("txt" | "text") => Form::PlainText,
            Some("md" | "markdown") => Form::Markdown,
            Some("htm" | "html" | "xhtml" | "xht") => Form::Html,
            Some("mht" | "mhtml") => Form::Mhtml,
            Some("warc") => Form::Warc,
            Some("pdf") => Form::Pdf,
            _ if name.ends_with(".warc.gz") => Form::Warc,
            _ => return Ending::Other,
        };
        Ending::Known(form)
    }
}

/// Returns true if content of an unknown ending is text: no control characters, and no markup of another kind.
fn is_text(bytes: &[u8]) -> bool {
    let Ok(text) = encoding::exact_text(bytes) else { return false };
    let start = text.trim_start();
    let is_markup = ["<?xml", "<svg", "{\\rtf", "%!PS"].iter().any(|mark| start.starts_with(mark));
    !is_markup && !text.chars().any(|c| c.is_control() && !c.is_whitespace())
}

/// The elements with which a page begins that has no document type.
const FIRST_ELEMENTS: [&str; 36] = [
    "html",
    "head",
    "body",
    "title",
    "meta",
    "link",
    "base",
    "script",
    "style",
    "noscript",
    "iframe",
    "frameset",
    "p",
    "div",
    "span",
    "a",
    "b",
    "br",
    "center",
    "font",
    "table",
    "ul",
    "ol",
    "dl",
    "h1",
    "h2",
    "h3",
    "h4",
    "header",
    "nav",
    "main",
    "article",
    "section",
    "blockquote",
    "pre",
    "img",
];

/// Returns true if content begins as HTML does, behind white space, comments and an XML declaration.
fn begins_like_html(bytes: &[u8]) -> bool {
    let Some(beginning) = encoding::beginning(bytes) else { return false };
    let mut rest = beginning.trim_start();
    while let Some(behind) = behind_comment(rest).or_else(|| behind_declaration(rest)) {
        rest = behind.trim_start();
    }
    let Some(tag) = rest.strip_prefix('<') else { return false };
    let ends = |rest: &str| rest.chars().next().is_none_or(|c| c.is_ascii_whitespace() || c == '>' || c == '/');
    let begins_with = |word: &str| {
        tag.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
            && tag.get(word.len()..).is_some_and(ends)
    };
    if tag.get(..8).is_some_and(|begin| begin.eq_ignore_ascii_case("!doctype")) {
        let name = tag.get(8..).unwrap_or_default().trim_start();
        return name.get(..4).is_some_and(|begin| begin.eq_ignore_ascii_case("html"))
            && name.get(4..).is_some_and(ends);
    }
    FIRST_ELEMENTS.iter().any(|element| begins_with(element))
}

fn behind_comment(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("<!--")?;
    inside.split_once("-->").map(|(_, behind)| behind)
}

fn behind_declaration(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("<?xml")?;
    inside.split_once("?>").map(|(_, behind)| behind)
}
