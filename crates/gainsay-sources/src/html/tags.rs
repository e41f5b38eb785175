//! Finds tags without parsing the page: enough to learn the encoding, and to keep from the parser the tags that would
//! take it time with the square of their length.

use std::ops::Range;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};
use memchr::memchr;

use crate::bytes::find_from;

/// The most attributes of a tag that are given to the parser, which compares each with all before it.
const MOST_ATTRIBUTES: usize = 256;

/// The number of bytes at the beginning of a page in which a declaration of its encoding is looked for.
const DECLARATION_WITHIN: usize = 64 << 10;

/// Elements whose content is text with no tags in it.
const RAW_TEXT: [&[u8]; 10] =
    [b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes", b"noscript", b"plaintext"];

/// Returns the ranges of a page that hold attributes past the number that a tag may have.
pub(super) fn excess_attributes(source: &str) -> Vec<Range<usize>> {
    Tags::of(source.as_bytes()).filter_map(|tag| tag.excess).collect()
}

/// Returns the encoding that a page declares in `<meta>` or in an XML declaration.
pub(crate) fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let beginning = bytes.get(..bytes.len().min(DECLARATION_WITHIN))?;
    in_xml_declaration(beginning)
        .or_else(|| Tags::of(beginning).take_while(|tag| tag.name != b"body").find_map(|tag| in_meta(&tag)))
        .map(encoding_in_browsers)
}

/// Returns the encoding that browsers use for a declared one: a declaration written in ASCII cannot be of UTF-16.
fn encoding_in_browsers(declared: &'static Encoding) -> &'static Encoding {
    if declared == UTF_16LE || declared == UTF_16BE {
        UTF_8
    } else if declared == X_USER_DEFINED {
        WINDOWS_1252
    } else {
        declared
    }
}

fn in_xml_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let declaration = bytes.trim_ascii_start().strip_prefix(b"<?xml")?;
    let declaration = String::from_utf8_lossy(declaration.get(..memchr(b'>', declaration)?)?);
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = value.trim_start_matches(['"', '\'']).split(['"', '\'']).next()?;
    Encoding::for_label(label.as_bytes())
}

fn in_meta(tag: &Tag<'_>) -> Option<&'static Encoding> {
    if tag.name != b"meta" {
        return None;
    }
    let value = |sought: &str| {
        tag.attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(sought.as_bytes())).map(|(_, value)| *value)
    };
    if let Some(label) = value("charset") {
        return Encoding::for_label(label);
    }
    let is_content_type = value("http-equiv").is_some_and(|kind| kind.eq_ignore_ascii_case(b"content-type"));
    let content = String::from_utf8_lossy(value("content").filter(|_| is_content_type)?).to_ascii_lowercase();
    let label = content.split_once("charset")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = label.trim_start_matches(['"', '\'']).split(['"', '\'', ';', ' ']).next()?;
    Encoding::for_label(label.as_bytes())
}

struct Tag<'a> {
    /// The name of the tag, in lower case.
    name: Vec<u8>,
    attributes: Vec<(&'a [u8], &'a [u8])>,
    excess: Option<Range<usize>>,
}

/// The start tags of a page, found as the tokenizer of HTML finds them.
struct Tags<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tags<'a> {
    fn of(bytes: &'a [u8]) -> Tags<'a> {
        Tags { bytes, at: 0 }
    }

    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn skip_to(&mut self, found: Option<usize>, behind: usize) {
        self.at = found.map_or(self.bytes.len(), |found| (found + behind).min(self.bytes.len()));
    }

    fn skip_past(&mut self, end: &[u8]) {
        self.skip_to(find_from(self.bytes, end, self.at), end.len());
    }

    fn skip_while(&mut self, matches: impl Fn(u8) -> bool) {
        self.at += self.rest().iter().take_while(|b| matches(**b)).count();
    }

    fn comment(&mut self) {
        let rest = self.rest();
        if rest.starts_with(b"<!-->") || rest.starts_with(b"<!--->") {
            return self.skip_past(b">");
        }
        self.at += 4;
        // A comment ends with `-->` or `--!>`.
        loop {
            self.skip_past(b"--");
            self.at -= usize::from(self.at < self.bytes.len());
            match self.rest() {
                [] => return,
                [b'-', b'>', ..] => return self.at += 2,
                [b'-', b'!', b'>', ..] => return self.at += 3,
                _ => {}
            }
        }
    }

    /// Reads a tag whose name begins here, up to behind its `>`.
    fn tag(&mut self) -> Tag<'a> {
        let start = self.at;
        self.skip_while(|b| !ends_name(b));
        let name = self.bytes.get(start..self.at).unwrap_or_default().to_ascii_lowercase();
        let mut attributes = Vec::new();
        let mut count = 0;
        let mut excess = None;
        loop {
            self.skip_while(|b| b.is_ascii_whitespace() || b == b'/');
            match self.byte() {
                None => break,
                Some(b'>') => {
                    if let Some(start) = excess {
                        return Tag { name, attributes, excess: Some(self.past_tag(start)) };
                    }
                    self.at += 1;
                    break;
                }
                Some(_) => {}
            }
            count += 1;
            if count == MOST_ATTRIBUTES + 1 {
                excess = Some(self.at);
            }
            let attribute = self.attribute();
            if count <= MOST_ATTRIBUTES {
                attributes.push(attribute);
            }
        }
        let excess = excess.map(|start| start..self.bytes.len());
        Tag { name, attributes, excess }
    }

    fn past_tag(&mut self, start: usize) -> Range<usize> {
        let excess = start..self.at;
        self.at += 1;
        excess
    }

    fn attribute(&mut self) -> (&'a [u8], &'a [u8]) {
        let start = self.at;
        self.at += 1;
        self.skip_while(|b| !ends_name(b) && b != b'=');
        let name = self.bytes.get(start..self.at).unwrap_or_default();
        self.skip_while(|b| b.is_ascii_whitespace());
        if self.byte() != Some(b'=') {
            return (name, b"");
        }
        self.at += 1;
        self.skip_while(|b| b.is_ascii_whitespace());
        let value = match self.byte() {
            Some(quote @ (b'"' | b'\'')) => {
                let start = self.at + 1;
                self.at = start;
                let end = memchr(quote, self.rest()).map(|end| start + end);
                self.skip_to(end, 1);
                self.bytes.get(start..end.unwrap_or(self.bytes.len()))
            }
            _ => {
                let start = self.at;
                self.skip_while(|b| !b.is_ascii_whitespace() && b != b'>');
                self.bytes.get(start..self.at)
            }
        };
        (name, value.unwrap_or_default())
    }

    /// Skips the content of an element that holds no tags, up to its end tag.
    fn raw_text(&mut self, name: &[u8]) {
        loop {
            let end = find_from(self.bytes, b"</", self.at);
            self.skip_to(end, 2);
            let rest = self.rest();
            let ends = rest.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name))
                && rest.get(name.len()).is_none_or(|b| ends_name(*b));
            if rest.is_empty() || ends {
                return;
            }
        }
    }
}

fn ends_name(b: u8) -> bool {
    b.is_ascii_whitespace() || b == b'/' || b == b'>'
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            let open = memchr(b'<', self.rest())?;
            self.at += open;
            match self.rest() {
                [b'<', b'!', b'-', b'-', ..] => self.comment(),
                [b'<', b'!' | b'?', ..] => self.skip_past(b">"),
                [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => {
                    self.at += 2;
                    let tag = self.tag();
                    if tag.excess.is_some() {
                        return Some(Tag { name: Vec::new(), ..tag });
                    }
                }
                [b'<', b'/', ..] => self.skip_past(b">"),
                [b'<', letter, ..] if letter.is_ascii_alphabetic() => {
                    self.at += 1;
                    let tag = self.tag();
                    if RAW_TEXT.contains(&tag.name.as_slice()) {
                        self.raw_text(&tag.name);
                    }
                    return Some(tag);
                }
                _ => self.at += 1,
            }
        }
    }
}
