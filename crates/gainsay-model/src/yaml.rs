//! Reads YAML: from the text of a file to documents, with a place for every key and value.
//!
//! Only this module knows the YAML parser, and no part of it shows outside. The module never looks at the form of a
//! scalar (`2018`, `no`, `~` are text), never expands an alias, and never fails: it returns every part that can be
//! read, and for any other a [`Fault`] with its place.
//!
//! A line that begins with `---` or `...` at column 1 is a document marker wherever it stands: YAML allows it inside no
//! scalar. So a text is cut at its markers first, and each piece is parsed by itself: a broken document cannot harm its
//! neighbours, and one record can be read again without the rest.

mod comment;
mod cut;
mod edited_range;
mod explain;
pub(crate) mod fast_path;
mod foreign;
mod nodes;
mod write;

pub use edited_range::EditedRange;
pub use write::{for_any_reader, plain_reads_back, plain_reads_back_in_flow, quoted};
pub(crate) use write::{in_place_of, may_be_typed, needs_quotes, quoted_as_json};

use std::borrow::Cow;
use std::ops::Range;

use crate::schema::Kind;
use cut::Piece;
use fast_path::{Field, Form};

/// The largest file that is read, in bytes: 64 MiB.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// The number of levels to which lists and mappings may be nested; a record itself is the first level.
pub const DEEPEST: usize = 64;

/// The most faults of one text that are reported one by one. A hostile text of 64 MiB could hold millions.
const MOST_FAULTS: usize = 1_000;

/// A range of a text: byte offsets from the start of the whole file's text, `end` exclusive.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// A text value, with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scalar {
    /// The text after quotes, escapes, folding and chomping; empty where nothing is written.
    pub text: String,
    /// The place of the value, quotes included. A block scalar's runs from its first to its last character that is not
    /// white space, without the `>-` line. An empty value stands at the end of its key.
    pub span: Span,
    /// Whether the value is written without quotes and not as a block.
    pub plain: bool,
    /// The words behind the value that YAML takes for a comment, and that were most likely meant as its text, as `#1
    /// and honest` in `quote: We are #1 and honest`.
    pub cut: Option<Box<Cut>>,
}

/// The words that a plain text has lost to a `#`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cut {
    /// The lost words, from the white space before the `#` on. Between brackets they end where the text would have
    /// ended if the `#` had begun no comment.
    pub rest: String,
    /// The text behind on the line that is no part of the value: between brackets, further members and brackets.
    pub behind: String,
    /// The place of all that YAML does not read: from the `#` to the end of its line, without white space there.
    pub span: Span,
}

/// A value in a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Node {
    /// A text.
    Scalar(Scalar),
    /// A list.
    List {
        /// The members of the list, in order.
        items: Vec<Node>,
        /// The place of the list: from `[` to `]`, or from the first `-` to the end of the last member.
        span: Span,
    },
    /// A mapping.
    Map {
        /// The entries of the mapping, in order, with duplicate keys.
        entries: Vec<Entry>,
        /// The place of the mapping: from `{` to `}`, or from the first key to the end of the last value.
        span: Span,
    },
    /// A value with an anchor or a tag, or an alias. Its fault is reported, and it must not be used.
    Refused {
        /// The place of the value.
        span: Span,
    },
}

/// A key and its value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The key.
    pub key: Scalar,
    /// The value; an empty plain scalar where none is written.
    pub value: Node,
}

/// A YAML document whose root is a mapping with at least one key: a record, or a text in the form of one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// The place of the document: from the first key to the end of the last value, words included that a `#` has cut
    /// off there.
    pub span: Span,
    /// The entries of the document, in order, with duplicate keys; never empty.
    pub entries: Vec<Entry>,
    /// Whether the document stands between brackets, as a record written as JSON does.
    pub flow: bool,
}

/// Returns the first entry with that key.
pub fn entry<'e>(entries: &'e [Entry], key: &str) -> Option<&'e Entry> {
    entries.iter().find(|entry| entry.key.text == key)
}

/// A part of a text that could not be read, or must not be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The rule that the part breaks: `not-yaml` or `wrong-shape`.
    pub rule: &'static str,
    /// The place of the fault.
    pub span: Span,
    /// The fault, in plain words.
    pub message: String,
    /// The advice on how to mend the fault.
    pub help: Option<String>,
    /// The edit that mends the fault, where one does and keeps the meaning: a range of the text, and the new text in
    /// its place.
    pub fix: Option<(Span, String)>,
    /// The edit that mends it if one thing was meant, which somebody has to say.
    pub perhaps: Option<Box<(Span, String)>>,
}

/// The reading of a text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reading {
    /// The documents that could be read, in order.
    pub documents: Vec<Document>,
    /// The faults, in order of place. Past the first thousand they are only counted, in one last fault.
    pub faults: Vec<Fault>,
}

/// Reads a whole file's text.
///
/// A broken document gives one `not-yaml` fault at its first error and no [`Document`]. Empty documents give neither.
pub fn read(text: &str) -> Reading {
    let mut faults = Faults::default();
    let mut documents = Vec::new();
    if text.len() > LARGEST {
        faults.push(too_large());
    } else {
        documents.extend(cut::pieces(text).filter_map(|piece| read_piece(&piece, &mut faults)));
    }
    Reading { documents, faults: faults.told() }
}

/// The documents of a text, one after the other, each in the simple form where it has that.
pub(crate) struct Documents<'t> {
    text: &'t str,
    /// The place where the next document begins.
    at: usize,
    /// The place where the last document began.
    last: usize,
    /// Where the last document to read ends.
    end: usize,
    tame: bool,
    faults: Faults,
}

/// A document in one of two forms.
pub(crate) enum Next {
    /// The document is in the simple form, and its fields were given.
    Simple(Kind, u32),
    /// The document is in another form.
    Full(Document),
}

impl<'t> Documents<'t> {
    /// Returns the documents of a text that stand in a range of whole documents.
    pub fn within(text: &'t str, Range { start, end }: Range<usize>) -> Documents<'t> {
        let tame = fast_path::is_tame(text.get(start..end).unwrap_or_default());
        let mut documents = Documents { text, at: start, last: start, end, tame, faults: Faults::default() };
        if text.len() > LARGEST {
            documents.faults.push(too_large());
            documents.at = documents.end;
        }
        documents
    }

    /// Returns the next document; if it is in the simple form, its fields are left in `fields`.
    pub fn next(&mut self, fields: &mut Vec<Field>) -> Option<Next> {
        while self.at < self.end {
            self.last = self.at;
            if let Some(simple) = fast_path::record(self.text, self.at, self.tame, fields) {
                self.at = simple.end;
                if let Some(kind) = simple.kind {
                    return Some(Next::Simple(kind, simple.start));
                }
            } else if let Some(document) = self.full() {
                return Some(Next::Full(document));
            }
        }
        None
    }

    /// Returns the last document, given its fields in the simple form.
    pub fn of_fields(&mut self, kind: Kind, fields: &[Field]) -> Option<Document> {
        whole_document(self.text, kind, fields).or_else(|| self.full())
    }

    /// Returns the last document, read by the parser.
    pub fn full(&mut self) -> Option<Document> {
        let piece = cut::piece_from(self.text, self.last);
        self.at = self.last + piece.text.len();
        read_piece(&piece, &mut self.faults)
    }

    /// Returns the faults, in order of place, as in [`Reading::faults`].
    pub fn faults(self) -> Vec<Fault> {
        self.faults.told()
    }
}

/// Reads again the one record that begins at byte `start`, as given by the [`Document::span`] of an earlier reading.
///
/// Only that record's piece of the text is parsed. Returns none if no record begins there.
pub fn read_at(text: &str, start: u32) -> Option<Document> {
    if text.len() > LARGEST {
        return None;
    }
    let piece = cut::piece_around(text, start as usize)?;
    let document = read_simple(text, &piece).or_else(|| read_piece(&piece, &mut Faults::default()));
    document.filter(|document| document.span.start == start)
}

/// Reads a piece of a text in the simple form; none if it is in another, or has a block, which the parser unfolds.
fn read_simple(text: &str, piece: &Piece<'_>) -> Option<Document> {
    let mut fields = Vec::new();
    let simple = fast_path::record(text, piece.base, fast_path::is_tame(piece.text), &mut fields)?;
    let kind = simple.kind.filter(|_| simple.end == piece.base + piece.text.len())?;
    whole_document(text, kind, &fields)
}

/// Returns the document of some fields in the simple form; none if one is a block, which only the parser unfolds.
fn whole_document(text: &str, kind: Kind, fields: &[Field]) -> Option<Document> {
    let has_block = fields.iter().any(|field| field.form == Form::Block);
    (!has_block).then(|| fast_path::document_of(text, kind, fields))
}

/// Returns the range of a text, from one document marker to the next, in which byte `at` lies; its own marker is
/// included.
pub(crate) fn piece_at(text: &str, at: usize) -> Range<usize> {
    let piece = cut::piece_around(text, at);
    piece.map_or(0..text.len(), |piece| piece.base..piece.base + piece.text.len())
}

/// Returns the ranges of a text from one document marker to the next, in order and without a gap.
pub(crate) fn piece_ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    cut::pieces(text).map(|piece| piece.base..piece.base + piece.text.len())
}

/// A range of a text from one document marker to the next, and its content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StreamPart {
    /// The range of the text, its marker (`---` or `...`) included.
    pub span: Span,
    /// The value of the part, which may be no record; none where nothing is written.
    pub root: Option<Node>,
}

/// Returns every part of a text, in order and without a gap, whatever its documents are: lists and bare texts too.
///
/// A part that a record may not use is [`Node::Refused`], and so is a mapping with a key that cannot be read. Nothing
/// is left out.
///
/// # Errors
///
/// Returns the first `not-yaml` fault.
pub fn parts(text: &str) -> Result<Vec<StreamPart>, Fault> {
    if text.len() > LARGEST {
        return Err(too_large());
    }
    let mut faults = Faults::default();
    let mut part = |piece: Piece<'_>| {
        let has_content = cut::check_directives(&piece, &mut faults)?;
        cut::check_characters(&piece)?;
        let root = if has_content { nodes::root(&piece, &mut faults)? } else { None };
        Ok(StreamPart { span: piece.span(0, piece.text.len()), root })
    };
    cut::pieces(text).map(&mut part).collect()
}

/// The beginnings of a file that Git LFS leaves in the place of another; the second as versions before 2014 wrote it.
const LFS_POINTERS: [&str; 2] = ["version https://git-lfs.github.com/spec/", "version https://hawser.github.com/spec/"];

/// Returns true if a file is a pointer of Git LFS and nothing else: lines of a key and a value, the first being
/// `version`, and no line that could be of a record. By its specification a pointer is smaller than 1,024 bytes.
pub fn is_lfs_pointer(bytes: &[u8]) -> bool {
    if bytes.len() >= 1024 || !LFS_POINTERS.iter().any(|begin| bytes.starts_with(begin.as_bytes())) {
        return false;
    }
    let is_pointer_line =
        |line: &str| line.is_empty() || ["oid ", "size ", "ext-"].iter().any(|key| line.starts_with(key));
    std::str::from_utf8(bytes).is_ok_and(|text| text.lines().skip(1).all(is_pointer_line))
}

/// Returns the text of a file's bytes.
///
/// # Errors
///
/// Returns a `not-yaml` fault for a file over 64 MiB, for a pointer of Git LFS, for UTF-16 or UTF-32, and at the first
/// byte that is not UTF-8.
pub fn decode(bytes: &[u8]) -> Result<&str, Fault> {
    if bytes.len() > LARGEST {
        return Err(too_large());
    }
    if is_lfs_pointer(bytes) {
        return Err(Fault::not_yaml(
            Span::default(),
            "this is a Git LFS pointer: the content of the file is not here",
            "run `git lfs pull` to fetch it",
        ));
    }
    if let Some(encoding) = wide_encoding(bytes) {
        return Err(Fault::not_yaml(
            Span::default(),
            format!("this file is written in {encoding}; only UTF-8 can be read"),
            "save the file again, choosing the encoding UTF-8",
        ));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let before = bytes.get(..at).unwrap_or_default();
        let line = cut::count_breaks(before) + 1;
        let byte = bytes.get(at).copied().unwrap_or_default();
        Fault::not_yaml(
            Span::new(at, at + 1),
            format!(
                "this file is not UTF-8: the byte {byte:02X} at offset {at}, on line {line}, belongs to no character"
            ),
            "save the file again, choosing the encoding UTF-8",
        )
    })
}

impl Span {
    /// Returns a span from byte offsets within a text of at most [`LARGEST`] bytes.
    fn new(start: usize, end: usize) -> Span {
        let narrow = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { start: narrow(start), end: narrow(end) }
    }
}

impl Document {
    /// Returns the document as YAML reads it, without the words that a `#` has cut off; none if there are no such
    /// words.
    pub fn left(&self) -> Option<Document> {
        let is_cut = self.entries.iter().any(|entry| entry.key.cut.is_some() || entry.value.is_cut());
        let mut left = is_cut.then(|| self.clone())?;
        forget_cuts(&mut left.entries);
        Some(left)
    }
}

impl Node {
    /// Returns true if a `#` has cut off words of any part of the document.
    pub(crate) fn is_cut(&self) -> bool {
        match self {
            Node::Scalar(scalar) => scalar.cut.is_some(),
            Node::List { items, .. } => items.iter().any(Node::is_cut),
            Node::Map { entries, .. } => entries.iter().any(|entry| entry.key.cut.is_some() || entry.value.is_cut()),
            Node::Refused { .. } => false,
        }
    }

    fn forget_cuts(&mut self) {
        match self {
            Node::Scalar(scalar) => scalar.cut = None,
            Node::List { items, .. } => items.iter_mut().for_each(Node::forget_cuts),
            Node::Map { entries, .. } => forget_cuts(entries),
            Node::Refused { .. } => {}
        }
    }
}

fn forget_cuts(entries: &mut [Entry]) {
    for entry in entries {
        entry.key.cut = None;
        entry.value.forget_cuts();
    }
}

impl Scalar {
    /// Returns the text as it was most likely meant: with the words that a `#` has cut off.
    pub fn meant(&self) -> Cow<'_, str> {
        match &self.cut {
            None => Cow::Borrowed(&self.text),
            Some(cut) if self.text.is_empty() => Cow::Borrowed(cut.rest.trim_start_matches([' ', '\t'])),
            Some(cut) => Cow::Owned(format!("{}{}", self.text, cut.rest)),
        }
    }

    /// Returns the text for people to read and to compare, with words that a `#` has cut off marked as such: `We are
    /// [cut off: #1 and honest]`. No cut text equals one that is whole.
    pub fn marked(&self) -> Cow<'_, str> {
        match &self.cut {
            None => Cow::Borrowed(&self.text),
            Some(cut) => {
                let gap = if self.text.is_empty() { "" } else { " " };
                Cow::Owned(format!("{}{gap}[cut off: {}]", self.text, cut.rest.trim_start_matches([' ', '\t'])))
            }
        }
    }
}

impl Node {
    /// Returns the place of the value.
    pub fn span(&self) -> Span {
        match self {
            Node::Scalar(scalar) => scalar.span,
            Node::List { span, .. } | Node::Map { span, .. } | Node::Refused { span } => *span,
        }
    }
}

impl Fault {
    fn not_yaml(span: Span, message: impl Into<String>, help: impl Into<String>) -> Fault {
        Fault { rule: "not-yaml", span, message: message.into(), help: Some(help.into()), fix: None, perhaps: None }
    }

    /// Returns the fault of a text that begins with a bracket and is no list or mapping, or more than one.
    pub(crate) fn not_a_value(typed: &str) -> Fault {
        Fault::not_yaml(
            Span::new(0, typed.len()),
            "this is not one list or mapping in brackets",
            "write `[a, b]` or `{key: value}`; put a text that begins with a bracket in double quotes, within a list",
        )
    }

    fn wrong_shape(span: Span, message: impl Into<String>, help: impl Into<String>) -> Fault {
        Fault { rule: "wrong-shape", span, message: message.into(), help: Some(help.into()), fix: None, perhaps: None }
    }
}

/// Reads one piece; its faults are added to `faults`.
fn read_piece(piece: &Piece<'_>, faults: &mut Faults) -> Option<Document> {
    let before = faults.count();
    let read = cut::check_directives(piece, faults).and_then(|has_content| {
        cut::check_characters(piece)?;
        if has_content { nodes::read(piece, faults) } else { Ok(None) }
    });
    read.unwrap_or_else(|fault| {
        // A broken document is reported once, at its first error: other faults in it may come from that.
        faults.go_back(before);
        faults.push(foreign::told_by_cause(piece, fault));
        None
    })
}

/// The faults of a text; past a limit they are only counted.
#[derive(Default)]
struct Faults {
    list: Vec<Fault>,
    untold: usize,
}

impl Faults {
    /// Adds a fault of shape. Its message is only made where it is reported.
    fn wrong_shape(&mut self, span: Span, message: &str, help: &str) {
        if self.list.len() < MOST_FAULTS {
            self.list.push(Fault::wrong_shape(span, message, help));
        } else {
            self.untold += 1;
        }
    }

    fn push(&mut self, fault: Fault) {
        if self.list.len() < MOST_FAULTS {
            self.list.push(fault);
        } else {
            self.untold += 1;
        }
    }

    fn count(&self) -> usize {
        self.list.len() + self.untold
    }

    /// Removes all faults but the first `count`.
    fn go_back(&mut self, count: usize) {
        self.list.truncate(count);
        self.untold = count.saturating_sub(self.list.len());
    }

    /// Returns all faults in order of place, with the number of further ones at the end.
    fn told(mut self) -> Vec<Fault> {
        self.list.sort_by_key(|fault| fault.span);
        if self.untold > 0
            && let Some(last) = self.list.last()
        {
            let message = format!("{} more faults of this file are not told one by one", self.untold);
            self.list.push(Fault {
                message,
                help: Some("mend the faults above first".into()),
                fix: None,
                perhaps: None,
                ..last.clone()
            });
        }
        self.list
    }
}

fn too_large() -> Fault {
    Fault::not_yaml(Span::default(), "this file is larger than 64 MiB and is not read", "split it into several files")
}

/// Returns the name of an encoding with two or four bytes to a character, if these bytes are in one: recognised by a
/// byte-order mark, or by the zero byte beside every plain letter.
fn wide_encoding(bytes: &[u8]) -> Option<&'static str> {
    match *bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] | [1..=255, 0, 0, 0, ..] | [0, 0, 0, 1..=255, ..] => {
            Some("UTF-32")
        }
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [1..=255, 0, 1..=255, 0, ..] | [0, 1..=255, 0, 1..=255, ..] => {
            Some("UTF-16")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
