//! Reads the simple form, in which nearly every record is written, without the parser.
//!
//! In this form, each line at the margin is a key, and no key comes twice; behind it is a plain or quoted text on that
//! line, a block of text, or a list of plain texts. A document with anything else, right or wrong, is left to the
//! parser. The parser reads these records in the same way, places included; `tests` and a fuzz target compare the two.

use memchr::{memchr, memchr_iter, memchr2};

use super::cut::{MARK, is_control, is_marker};
use super::{Document, Entry, Node, Scalar, Span};
use crate::schema::{Key, Kind};

/// A record in the simple form; its fields are kept beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Simple {
    /// The kind of the record; none if nothing is written.
    pub kind: Option<Kind>,
    /// The first byte of the record.
    pub start: u32,
    /// The byte behind the record, where the next document begins.
    pub end: usize,
}

/// A value of a record, or a member of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Field {
    /// The key of the value, as an index into the [`Kind::keys`] of the record.
    pub key: u8,
    /// The form of the value.
    pub form: Form,
    /// The first byte of the key.
    pub line: u32,
    /// The first byte of the value, quotes included.
    pub start: u32,
    /// The byte behind the value.
    pub end: u32,
}

/// The form in which a value is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// A text without quotes, on one line.
    Plain,
    /// A text in quotes, without a character that has another meaning there.
    Quoted,
    /// A block, which is not empty.
    Block,
    /// A list; its members follow.
    List,
    /// A member of the list before it, without quotes.
    Item,
}

impl Field {
    /// Returns the text of a value that is neither a block nor a list.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        let quotes = usize::from(self.form == Form::Quoted);
        text.get(self.start as usize + quotes..self.end as usize - quotes).unwrap_or_default()
    }
}

/// Returns these fields of a record of that kind as the document that the parser reads, but for blocks: the lines of a
/// block stand in it as they are written, with their indents.
pub(crate) fn document_of(text: &str, kind: Kind, fields: &[Field]) -> Document {
    let scalar = |field: &Field| {
        let written = match field.form {
            Form::Block => text.get(field.start as usize..field.end as usize).unwrap_or_default(),
            _ => field.text(text),
        };
        let plain = matches!(field.form, Form::Plain | Form::Item);
        Scalar { text: written.to_owned(), span: Span { start: field.start, end: field.end }, plain, cut: None }
    };
    let mut entries: Vec<Entry> = Vec::with_capacity(fields.len());
    for field in fields {
        let list = entries.last_mut().map(|entry| &mut entry.value);
        let value = match (field.form, list) {
            (Form::Item, Some(Node::List { items, .. })) => {
                items.push(Node::Scalar(scalar(field)));
                continue;
            }
            (Form::List, _) => Node::List { items: Vec::new(), span: Span { start: field.start, end: field.end } },
            _ => Node::Scalar(scalar(field)),
        };
        let name = kind.keys().get(usize::from(field.key)).map_or("", |key| key.name);
        let span = Span { start: field.line, end: field.line + name.len() as u32 };
        entries.push(Entry { key: Scalar { text: name.to_owned(), span, plain: true, cut: None }, value });
    }
    let start = fields.first().map_or(0, |field| field.line);
    // The last member of a list between brackets ends before the list does.
    let span = Span { start, end: entries.last().map_or(start, |entry| entry.value.span().end) };
    Document { span, entries, flow: false }
}

/// Returns true if no part of a text needs a second check: it has neither control characters nor bytes that may begin
/// one, nor tabs and carriage returns.
pub(super) fn is_tame(text: &str) -> bool {
    // There is no branch, so that many bytes are checked together.
    !text.as_bytes().chunks(256).any(|chunk| chunk.iter().fold(false, |wild, &byte| wild | is_wild(byte)))
}

/// Returns true if a byte may belong to a character that needs a second check: C2 leads U+0080..U+009F, EF leads U+FEFF,
/// U+FFFE and U+FFFF.
fn is_wild(byte: u8) -> bool {
    (byte < b' ') & (byte != b'\n') | (byte == 0x7F) | (byte == 0xC2) | (byte == 0xEF)
}

/// Returns true if a text has no control character, by a slower check for texts with letters that begin as one does.
fn is_clean(text: &str) -> bool {
    text.chars().all(|c| !is_control(c) && !matches!(c, '\t' | '\r' | '\u{85}' | MARK))
}

/// Reads the document that begins at byte `from`, with its marker or as the first of the text; none if it is not in the
/// simple form.
pub(super) fn record(text: &str, from: usize, tame: bool, fields: &mut Vec<Field>) -> Option<Simple> {
    fields.clear();
    let bytes = text.as_bytes();
    let mut scan = Scan { bytes, at: from, keys: &[], next: 0, seen: 0, fields };
    if bytes.get(from..)?.starts_with(b"---\n") {
        scan.at += 4;
    } else if from != 0 || is_marker(bytes, 0) {
        return None;
    }
    let kind = scan.fields()?;
    let (start, end) = (scan.fields.first().map_or(0, |field| field.line), scan.at);
    let written = bytes.get(from..end)?;
    if !tame && !is_clean(text.get(from..end)?) {
        return None;
    }
    // Where there are no more colons than keys, and no `#`, no value has either.
    let keys = fields.iter().filter(|field| field.form != Form::Item).count();
    if memchr_iter(b':', written).count() != keys || memchr(b'#', written).is_some() {
        let plain = |field: &&Field| matches!(field.form, Form::Plain | Form::Item);
        let ends_early = |field: &Field| bytes.get(field.start as usize..field.end as usize).is_none_or(ends_early);
        if fields.iter().filter(plain).any(ends_early) {
            return None;
        }
    }
    Some(Simple { kind, start, end })
}

/// Returns true if YAML sees the end of a plain text before its line ends.
fn ends_early(value: &[u8]) -> bool {
    let mut from = 0;
    while let Some(found) = value.get(from..).and_then(|rest| memchr2(b':', b'#', rest)) {
        let at = from + found;
        let ends = match value.get(at) {
            Some(b':') => matches!(value.get(at + 1), None | Some(b' ')),
            _ => at > 0 && value.get(at - 1) == Some(&b' '),
        };
        if ends {
            return true;
        }
        from = at + 1;
    }
    false
}

/// A document being read.
struct Scan<'s> {
    bytes: &'s [u8],
    /// The place where the current line begins.
    at: usize,
    /// The keys of the document's kind.
    keys: &'static [Key],
    /// The index of the key behind the last one, which is the likeliest to come.
    next: usize,
    /// The keys that were already read, a bit each.
    seen: u32,
    fields: &'s mut Vec<Field>,
}

impl Scan<'_> {
    /// Reads every field up to the end of the document. Returns the kind of the record.
    fn fields(&mut self) -> Option<Option<Kind>> {
        let mut kind = None;
        while let Some(&first) = self.bytes.get(self.at) {
            match first {
                b'a'..=b'z' => {
                    if kind.is_none() {
                        let known = [Kind::Claim, Kind::Source, Kind::Entity]
                            .into_iter()
                            .find(|kind| self.begins(kind.first_key()))?;
                        self.keys = known.keys();
                        kind = Some(known);
                    }
                    self.field()?;
                }
                b'\n' => self.at += 1,
                b'#' => self.at = self.line_end(self.at) + 1,
                b'-' | b'.' if is_marker(self.bytes, self.at) => return Some(kind),
                _ => return None,
            }
        }
        self.at = self.bytes.len();
        Some(kind)
    }

    /// Returns true if the line begins with this key.
    fn begins(&self, key: &str) -> bool {
        // The first letter and the colon tell most keys from each other.
        let (key, rest) = (key.as_bytes(), self.bytes.get(self.at..).unwrap_or_default());
        rest.first() == key.first() && rest.get(key.len()) == Some(&b':') && rest.starts_with(key)
    }

    fn line_end(&self, from: usize) -> usize {
        self.bytes.get(from..).and_then(|rest| memchr(b'\n', rest)).map_or(self.bytes.len(), |length| from + length)
    }

    fn field(&mut self) -> Option<()> {
        let (before, after) = (0..self.next, self.next..self.keys.len());
        let key = after.chain(before).find(|&key| self.keys.get(key).is_some_and(|key| self.begins(key.name)))?;
        if self.seen & (1 << key) != 0 {
            return None;
        }
        self.seen |= 1 << key;
        self.next = key + 1;
        let line = self.at;
        let colon = line + self.keys.get(key)?.name.len();
        let mut push = |form, start: usize, end: usize| {
            self.fields.push(Field { key: key as u8, form, line: line as u32, start: start as u32, end: end as u32 });
        };
        if self.bytes.get(colon + 1) == Some(&b'\n') {
            self.at = colon + 2;
            return self.block_list(key as u8, line);
        }
        if self.bytes.get(colon + 1) != Some(&b' ') {
            return None;
        }
        let start = colon + 2;
        let end = self
            .bytes
            .get(start..)
            .and_then(|rest| memchr(b'\n', rest))
            .map_or(self.bytes.len(), |length| start + length);
        let value = self.bytes.get(start..end)?;
        match *value.first()? {
            b'>' | b'|' => {
                if !matches!(value.get(1..)?, b"" | b"-" | b"+") {
                    return None;
                }
                self.at = end + 1;
                return self.block(key as u8, line);
            }
            b'[' => {
                self.at = end + 1;
                return self.flow_list(key as u8, line, start, value);
            }
            quote @ (b'"' | b'\'') => {
                let inner = value.strip_prefix(&[quote])?.strip_suffix(&[quote])?;
                if memchr2(quote, b'\\', inner).is_some() {
                    return None;
                }
                push(Form::Quoted, start, end);
            }
            _ if is_plain(value) => push(Form::Plain, start, end),
            _ => return None,
        }
        self.at = end + 1;
        Some(())
    }

    fn push(&mut self, key: u8, form: Form, line: usize, start: usize, end: usize) {
        self.fields.push(Field { key, form, line: line as u32, start: start as u32, end: end as u32 });
    }

    /// Reads a block of text, from its first line on.
    fn block(&mut self, key: u8, line: usize) -> Option<()> {
        let indent = self.indent(self.at);
        let start = self.at + indent;
        if indent == 0 || matches!(self.bytes.get(start), None | Some(b'\n')) {
            return None;
        }
        let mut end;
        loop {
            end = self.line_end(self.at);
            let mut next = end + 1;
            while self.bytes.get(next) == Some(&b'\n') {
                next += 1;
            }
            let deep = self.indent(next);
            self.at = next;
            match (deep, self.bytes.get(next + deep)) {
                (0, _) => break,
                (deep, Some(after)) if deep >= indent && *after != b'\n' => {}
                _ => return None,
            }
        }
        let written = self.bytes.get(start..end)?;
        let length = written.iter().rposition(|byte| !matches!(byte, b' ' | b'\n'))? + 1;
        self.push(key, Form::Block, line, start, start + length);
        Some(())
    }

    fn indent(&self, at: usize) -> usize {
        self.bytes.get(at..).unwrap_or_default().iter().take_while(|byte| **byte == b' ').count()
    }

    /// Reads the members of a list below its key, each after a dash.
    fn block_list(&mut self, key: u8, line: usize) -> Option<()> {
        let indent = self.indent(self.at);
        let first = self.at + indent;
        let list = self.fields.len();
        self.push(key, Form::List, line, first, first);
        while self.indent(self.at) == indent && self.bytes.get(self.at + indent..)?.starts_with(b"- ") {
            let (start, end) = (self.at + indent + 2, self.line_end(self.at));
            if !is_plain(self.bytes.get(start..end)?) {
                return None;
            }
            self.push(key, Form::Item, line, start, end);
            self.at = end + 1;
        }
        let end = self.fields.last().filter(|field| field.form == Form::Item)?.end;
        self.fields.get_mut(list)?.end = end;
        Some(())
    }

    /// Reads `[a, b]`: members without a character that could have another meaning in brackets.
    fn flow_list(&mut self, key: u8, line: usize, start: usize, value: &[u8]) -> Option<()> {
        let inner = value.strip_prefix(b"[")?.strip_suffix(b"]")?;
        self.push(key, Form::List, line, start, start + value.len());
        let mut at = start + 1;
        for item in inner.split(|byte| *byte == b',') {
            let space = usize::from(at > start + 1);
            let item = if space == 1 { item.strip_prefix(b" ")? } else { item };
            let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'/' | b'@' | b'_');
            if !item.first()?.is_ascii_alphanumeric() || !item.iter().all(is_word) {
                return None;
            }
            self.push(key, Form::Item, line, at + space, at + space + item.len());
            at += space + item.len() + 1;
        }
        Some(())
    }
}

/// Returns true if a text begins as a plain one can, and does not end in a space. Its end is checked once for the whole
/// record.
fn is_plain(value: &[u8]) -> bool {
    let begins = match value {
        [b'-', second, ..] => second.is_ascii_alphanumeric(),
        [first, ..] => BEGINS_PLAIN[usize::from(*first)],
        [] => false,
    };
    begins && value.last() != Some(&b' ')
}

/// The bytes with which a plain text can begin, whatever follows. Bytes with a meaning in YAML are not among them.
const BEGINS_PLAIN: [bool; 256] = {
    let mut begins = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let letter = byte as u8;
        begins[byte] = letter.is_ascii_alphanumeric()
            || !letter.is_ascii()
            || matches!(letter, b'/' | b'.' | b'_' | b'(' | b'$' | b'+' | b'<' | b'~' | b'^' | b';' | b'\\');
        byte += 1;
    }
    begins
};
