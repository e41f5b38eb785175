//! The text of record: the text of a kept copy in which quotes are looked for.

use std::borrow::Cow;

use crate::could_not_look::CouldNotLook;
use crate::encoding::{self, Charset};
use crate::fold::LineEndHyphens;
use crate::form::Form;
use crate::unpack::LARGEST_COPY;
use crate::{html, markdown, mhtml, warc};

/// A copy of a source, kept in a file.
#[derive(Clone, Copy, Debug)]
pub struct KeptCopy<'a> {
    /// The file's name, whose ending tells the form where the content does not.
    pub name: &'a str,
    /// The content of the file.
    pub bytes: &'a [u8],
    /// The addresses of the source, by which its page is found in a WARC file that holds several.
    pub addresses: &'a [&'a str],
}

/// The text of a kept copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextOfRecord {
    /// The form of the copy that it was taken from.
    pub form: Form,
    /// The text, in each way in which the form can be read. A quote may stand in any of them.
    pub readings: Vec<Reading>,
}

/// One way of reading a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The text of the copy in this reading.
    pub text: String,
    /// Whether words may be split at its line ends.
    pub hyphens: LineEndHyphens,
}

/// The result of taking the text out of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extracted<'a> {
    /// The text of the copy.
    Text(TextOfRecord),
    /// A PDF, whose texts another program must make; [`TextOfRecord::from_pdf`] takes them.
    Pdf(Cow<'a, [u8]>),
}

/// Takes the text out of a copy.
///
/// # Errors
///
/// Returns the reason for which the copy cannot be searched.
pub fn text_of_record<'a>(copy: &KeptCopy<'a>) -> Result<Extracted<'a>, CouldNotLook> {
    if copy.bytes.len() > LARGEST_COPY {
        return Err(CouldNotLook::TooLarge);
    }
    match Form::of(copy.name, copy.bytes)? {
        Form::Pdf => Ok(Extracted::Pdf(Cow::Borrowed(copy.bytes))),
        Form::PlainText => plain_text(copy.bytes).and_then(TextOfRecord::checked),
        Form::Markdown => {
            encoding::exact_text(copy.bytes).and_then(|text| TextOfRecord::from_markdown(&text).checked())
        }
        Form::Html => from_html(Form::Html, copy.bytes, Charset::default()),
        Form::Mhtml => {
            let page = mhtml::main_page(copy.bytes)?;
            from_html(Form::Mhtml, &page.body, page.charset())
        }
        Form::Warc => from_warc(&warc::main_page(copy.bytes, copy.addresses)?),
    }
}

/// Takes the text from a file that lies beside a copy, with the copy's name and `.txt`, and stands for the copy.
///
/// # Errors
///
/// Returns the reason for which the text cannot be searched.
pub fn text_beside_copy(bytes: &[u8]) -> Result<TextOfRecord, CouldNotLook> {
    if bytes.len() > LARGEST_COPY {
        return Err(CouldNotLook::TooLarge);
    }
    let text = plain_text(bytes)?;
    if text.has_words() { Ok(text) } else { Err(CouldNotLook::NoWords) }
}

fn plain_text(bytes: &[u8]) -> Result<TextOfRecord, CouldNotLook> {
    Ok(TextOfRecord::from_plain_text(Form::PlainText, encoding::exact_text(bytes)?.into_owned()))
}

fn from_html(form: Form, bytes: &[u8], charset: Charset<'_>) -> Result<Extracted<'static>, CouldNotLook> {
    let page = html::Page::parse(&encoding::html_text(bytes, charset))?;
    let reading = Reading { text: page.text, hyphens: LineEndHyphens::Kept };
    TextOfRecord { form, readings: vec![reading] }.checked()
}

fn from_warc(page: &warc::Page) -> Result<Extracted<'static>, CouldNotLook> {
    match page.form {
        Form::Pdf => Ok(Extracted::Pdf(Cow::Owned(page.body.clone()))),
        Form::PlainText => {
            let text = encoding::decoded(&page.body, page.charset()).into_owned();
            TextOfRecord::from_plain_text(Form::Warc, text).checked()
        }
        _ => from_html(Form::Warc, &page.body, page.charset()),
    }
}

impl TextOfRecord {
    /// Makes one text of record from the texts that `pdftotext` takes from a PDF in several ways.
    ///
    /// # Errors
    ///
    /// Returns an error if no letter or digit is in them, as with a scan.
    pub fn from_pdf(texts: Vec<String>) -> Result<TextOfRecord, CouldNotLook> {
        let reading = |text| Reading { text, hyphens: LineEndHyphens::MaySplitWords };
        let text = TextOfRecord { form: Form::Pdf, readings: texts.into_iter().map(reading).collect() };
        if text.has_words() { Ok(text) } else { Err(CouldNotLook::NoWords) }
    }

    fn from_plain_text(form: Form, text: String) -> TextOfRecord {
        TextOfRecord { form, readings: vec![Reading { text, hyphens: LineEndHyphens::MaySplitWords }] }
    }

    fn from_markdown(text: &str) -> TextOfRecord {
        let reading = |text: String| Reading { text, hyphens: LineEndHyphens::Kept };
        let mut readings = vec![reading(text.to_string())];
        readings.extend(markdown::without_marks(text).map(reading));
        TextOfRecord { form: Form::Markdown, readings }
    }

    fn checked(self) -> Result<Extracted<'static>, CouldNotLook> {
        if self.has_words() { Ok(Extracted::Text(self)) } else { Err(CouldNotLook::NoWords) }
    }

    fn has_words(&self) -> bool {
        self.readings.iter().any(|reading| reading.text.chars().any(char::is_alphanumeric))
    }
}
