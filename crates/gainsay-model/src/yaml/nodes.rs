//! Builds nodes from the parser's events.

use granit_parser::{Event, Options, Parser, ScalarStyle, Span as Marks, StrInput, StructureStyle, options};

use super::cut::{MARK, Piece, WHITE};
use super::{DEEPEST, Document, Entry, Fault, Faults, Node, Scalar, Span, comment, explain};

/// Reads the document of one piece; none if it is empty or does not have the shape of a record.
///
/// Parts of the wrong shape are added to `faults`.
///
/// # Errors
///
/// Returns the first fault that is not YAML.
pub(super) fn read(piece: &Piece<'_>, faults: &mut Faults) -> Result<Option<Document>, Fault> {
    let mut nodes = Nodes::of(piece, faults);
    let root = nodes.root()?;
    Ok(root.and_then(|root| nodes.document(root)))
}

/// Reads the root of one piece, whatever its shape. A mapping that has lost a key is refused as a whole.
pub(super) fn root(piece: &Piece<'_>, faults: &mut Faults) -> Result<Option<Node>, Fault> {
    Nodes { wholly: true, ..Nodes::of(piece, faults) }.root()
}

impl<'f> Nodes<'f, 'f> {
    fn of(piece: &'f Piece<'f>, faults: &'f mut Faults) -> Nodes<'f, 'f> {
        // A `...` at the start closes the document before, which is not in this piece.
        let skipped = if piece.ends_one() { 3 } else { 0 };
        let text = piece.text.get(skipped..).unwrap_or_default();
        Nodes {
            events: Parser::new_from_str_with_options(text, parser_options()),
            piece,
            skipped,
            wholly: false,
            lost_first: false,
            faults,
            before: skipped,
            tag: None,
            open: Vec::new(),
        }
    }
}

fn parser_options() -> Options {
    options! {
        // Aliases are refused here, each at its place, since the parser would stop at them.
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        // The parser counts lists and mappings in flow and in block style apart; `Nodes` counts them together.
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    }
}

/// The events of one piece, which become nodes. Offsets are within the piece.
struct Nodes<'a, 'f> {
    events: Parser<'a, StrInput<'a>>,
    piece: &'f Piece<'a>,
    /// The number of bytes of the piece that the parser was not given.
    skipped: usize,
    faults: &'f mut Faults,
    /// Whether a mapping that has lost a key is refused.
    wholly: bool,
    /// Whether the first key was refused: without it there is no record, since it tells the kind.
    lost_first: bool,
    /// The place where the last event ended.
    before: usize,
    /// The tag of the last event.
    tag: Option<At>,
    /// The brackets open so far.
    open: Vec<usize>,
}

type At = std::ops::Range<usize>;

impl<'a> Nodes<'a, '_> {
    /// Returns the root of the document; none where nothing is written.
    fn root(&mut self) -> Result<Option<Node>, Fault> {
        let mut root = None;
        while let Some((event, at)) = self.next()? {
            match event {
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                Event::StreamEnd => break,
                event => root = Some(self.node(event, at, 1)?),
            }
        }
        Ok(root.filter(|root| !matches!(root, Node::Scalar(Scalar { text, plain: true, .. }) if text.is_empty())))
    }

    /// Returns the document of a root; reports a root that is no mapping with keys, and returns none.
    fn document(&mut self, root: Node) -> Option<Document> {
        let span = root.span();
        let (message, help) = match root {
            Node::Map { entries, .. } if !entries.is_empty() => {
                let from = span.start as usize - self.piece.base;
                let flow = self.piece.text.as_bytes().get(from) == Some(&b'{');
                return if self.lost_first { None } else { document(entries, flow) };
            }
            Node::Refused { .. } => return None,
            Node::Map { .. } if self.lost_first => return None,
            Node::Map { .. } => {
                ("this document is an empty mapping; a record has keys", "delete it, or write a record")
            }
            Node::List { .. } => (
                "this document is a list; a record is made of lines `key: value`",
                "write each record by itself, with a line `---` between two records",
            ),
            Node::Scalar(scalar) => {
                let text = self.piece.text;
                let from = scalar.span.start as usize - self.piece.base;
                if let Some(fault) = super::foreign::within_bare_text(self.piece) {
                    self.faults.push(fault);
                    return None;
                }
                if let Some(fault) = explain::missing_space(self.piece, text, from) {
                    self.faults.push(Fault { rule: "wrong-shape", ..fault });
                    return None;
                }
                (
                    "this document is a bare text; a record is made of lines `key: value`",
                    "begin with a key, as in `claim: an-id`; a comment begins with `#`",
                )
            }
        };
        let line = explain::first_line(self.piece, span.start as usize - self.piece.base);
        self.faults.wrong_shape(line, message, help);
        None
    }

    /// Returns the node that an event begins, at a depth of lists and mappings.
    fn node(&mut self, event: Event<'a>, at: At, depth: usize) -> Result<Node, Fault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let refused = self.refuse_tag(tag.is_some(), &at) | self.refuse_anchor(anchor)?;
                let span = self.scalar_span(style, at.clone(), text.is_empty());
                self.check_layout(style, &at)?;
                self.check_content(style, &at, &text);
                if refused {
                    return Ok(Node::Refused { span });
                }
                // For an empty value the parser gives `~`, at a place without length.
                let plain = style == ScalarStyle::Plain;
                let text = if plain && at.is_empty() { String::new() } else { text.into() };
                let cut = if plain && !at.is_empty() {
                    comment::after_text(self.piece, at.end, !self.open.is_empty())
                } else {
                    None
                };
                Ok(Node::Scalar(Scalar { text, span, plain, cut }))
            }
            Event::SequenceStart(style, anchor, tag) => {
                let refused = self.refuse_tag(tag.is_some(), &at) | self.refuse_anchor(anchor)?;
                self.enter(style, &at, depth)?;
                let node = self.list(style, at, depth)?;
                Ok(if refused { Node::Refused { span: node.span() } } else { node })
            }
            Event::MappingStart(style, anchor, tag) => {
                let refused = self.refuse_tag(tag.is_some(), &at) | self.refuse_anchor(anchor)?;
                self.enter(style, &at, depth)?;
                let node = self.map(style, at, depth)?;
                Ok(if refused { Node::Refused { span: node.span() } } else { node })
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                let span = self.piece.span(at.start, at.end);
                self.faults.wrong_shape(
                    span,
                    "a value that begins with `*` is a YAML alias, and aliases are not used here",
                    "write the value out; if the `*` belongs to the text, put the text in double quotes",
                );
                Ok(Node::Refused { span })
            }
            // No other event begins a node.
            _ => Ok(Node::Refused { span: self.piece.span(at.start, at.end) }),
        }
    }

    fn list(&mut self, style: StructureStyle, at: At, depth: usize) -> Result<Node, Fault> {
        let mut items = Vec::new();
        let close = loop {
            match self.next()? {
                None => break at.clone(),
                Some((Event::SequenceEnd, close)) => break close,
                Some((event, at)) => items.push(self.node(event, at, depth + 1)?),
            }
        };
        let first = items.first().map(|item| item.span().start as usize - self.piece.base);
        let start = match style {
            StructureStyle::Flow => at.start,
            StructureStyle::Block => self.first_dash(at.start, first.unwrap_or(at.start)),
        };
        let last = items.last().map(|item| item.span().end);
        fit(&mut items);
        Ok(Node::List { items, span: self.leave(style, start, last, close) })
    }

    fn map(&mut self, style: StructureStyle, at: At, depth: usize) -> Result<Node, Fault> {
        let mut entries = Vec::new();
        let mut last = None;
        let mut lost = false;
        let close = loop {
            let (event, key_at) = match self.next()? {
                None => break at.clone(),
                Some((Event::MappingEnd, close)) => break close,
                Some(key) => key,
            };
            let key = self.node(event, key_at, depth + 1)?;
            let Some((event, value_at)) = self.next()? else {
                break at.clone();
            };
            let told = self.faults.count();
            let value = self.node(event, value_at, depth + 1)?;
            last = Some(key.span().end.max(value.span().end));
            match self.entry(key, value, told) {
                Some(entry) => entries.push(entry),
                None => {
                    lost = true;
                    self.lost_first |= depth == 1 && entries.is_empty();
                }
            }
        };
        fit(&mut entries);
        let span = self.leave(style, at.start, last, close);
        Ok(if lost && self.wholly { Node::Refused { span } } else { Node::Map { entries, span } })
    }

    /// Returns a key and its value as an entry; none, with a fault, where the key is not one. Faults from `told` on are
    /// the value's.
    fn entry(&mut self, key: Node, mut value: Node, told: usize) -> Option<Entry> {
        let key = match key {
            Node::Scalar(key) => key,
            Node::Refused { .. } => return None,
            Node::List { span, .. } | Node::Map { span, .. } => {
                self.faults.wrong_shape(
                    span,
                    "a list or a mapping stands where a key should; a key is a word",
                    "if this is a text, put it in double quotes",
                );
                return None;
            }
        };
        if key.plain && key.text == "<<" {
            self.faults.go_back(told);
            self.faults.wrong_shape(
                key.span,
                "`<<` merges another mapping into this one in some YAML programs, and is not used here",
                "write the keys and values out",
            );
            return None;
        }
        if key.plain && key.text.is_empty() {
            self.faults.go_back(told);
            self.faults.wrong_shape(
                key.span,
                "the key before this colon is missing",
                "write a key before it, or delete the line",
            );
            return None;
        }
        if let Node::Scalar(scalar) = &mut value
            && scalar.text.is_empty()
            && scalar.span.start == scalar.span.end
        {
            scalar.span = Span { start: key.span.end, end: key.span.end };
            scalar.cut =
                comment::after_key(self.piece, &key, key.span.end as usize - self.piece.base, !self.open.is_empty());
        }
        Some(Entry { key, value })
    }

    /// Notes that a list or mapping begins.
    ///
    /// # Errors
    ///
    /// Returns a fault where it is nested too deep.
    fn enter(&mut self, style: StructureStyle, at: &At, depth: usize) -> Result<(), Fault> {
        if style == StructureStyle::Flow {
            self.open.push(at.start);
        }
        if depth > DEEPEST { Err(explain::too_deep(self.piece, at.start)) } else { Ok(()) }
    }

    /// Notes that a list or mapping ends. Returns its span.
    fn leave(&mut self, style: StructureStyle, start: usize, last: Option<u32>, close: At) -> Span {
        if style == StructureStyle::Flow {
            self.open.pop();
        }
        let start = self.piece.span(start, start).start;
        // Only a closing bracket has a length; a block ends where its last value does.
        let end = match last {
            Some(last) if close.is_empty() || style == StructureStyle::Block => last,
            _ => self.piece.span(close.end, close.end).end,
        };
        Span { start, end: end.max(start) }
    }

    fn refuse_tag(&mut self, has_tag: bool, at: &At) -> bool {
        if has_tag {
            let tag = self.tag.take().unwrap_or_else(|| at.clone());
            self.faults.wrong_shape(
                self.piece.span(tag.start, tag.end),
                "a value that begins with `!` has a YAML tag, and tags are not used here",
                "delete the tag: every value is read as its key needs; if the `!` belongs to the text, put the text in double quotes",
            );
        }
        has_tag
    }

    /// Returns true if a node has an anchor, and reports it. The parser gives the anchor's place in an event of its
    /// own, right behind the node's.
    fn refuse_anchor(&mut self, anchor: usize) -> Result<bool, Fault> {
        if anchor == 0 {
            return Ok(false);
        }
        if let Some((Event::Anchor(..), at)) = self.next()? {
            self.faults.wrong_shape(
                self.piece.span(at.start, at.end),
                "a value that begins with `&` has a YAML anchor, and anchors are not used here",
                "delete the anchor; if the `&` belongs to the text, put the text in double quotes",
            );
        }
        Ok(true)
    }

    /// Returns the next event and its place, in bytes of the piece.
    fn next(&mut self) -> Result<Option<(Event<'a>, At)>, Fault> {
        match self.events.next_event() {
            None => Ok(None),
            Some(Ok((event, marks))) => {
                let at = self.place(&marks);
                self.tag = marks.tag_span().map(|tag| self.place(&tag));
                self.before = self.before.max(at.end);
                Ok(Some((event, at)))
            }
            Some(Err(error)) => {
                let at = error.marker().byte_offset().unwrap_or_default() + self.skipped;
                Err(explain::fault(self.piece, error.kind(), at, self.before, &self.open))
            }
        }
    }

    fn place(&self, marks: &Marks) -> At {
        let at = marks.byte_range().unwrap_or_default();
        at.start + self.skipped..at.end + self.skipped
    }

    /// Returns a scalar's span. The parser's span of a block runs on over the line breaks behind it, and that of an
    /// empty block over text that is not its own.
    fn scalar_span(&self, style: ScalarStyle, at: At, is_empty: bool) -> Span {
        if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            let text = self.piece.text.get(at.clone()).unwrap_or_default();
            let end = if is_empty { at.start } else { at.start + text.trim_end_matches(WHITE).len() };
            let start = end - text.get(..end - at.start).unwrap_or_default().trim_start_matches(WHITE).len();
            return self.piece.span(start, end);
        }
        self.piece.span(at.start, at.end)
    }

    /// Refuses a text in quotes that goes on at the left margin, outside of brackets: YAML requires an indent, and a
    /// quotation mark that nobody closed would take in the keys below it.
    fn check_layout(&self, style: ScalarStyle, at: &At) -> Result<(), Fault> {
        let is_quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
        // Other people's files, which are merged but never read as records, may be laid out as their programs allow.
        if !is_quoted || !self.open.is_empty() || self.wholly {
            return Ok(());
        }
        let written = self.piece.text.get(at.clone()).unwrap_or_default();
        let margin = written.match_indices(['\n', '\r']).map(|(end, _)| end + 1);
        let stray = margin.into_iter().find(|start| !written.get(*start..).unwrap_or_default().starts_with(WHITE));
        match stray {
            Some(start) => Err(explain::quote_at_margin(self.piece, at.start, at.start + start)),
            None => Ok(()),
        }
    }

    /// Reports characters that YAML does not allow in a text without quotes, and a `>5` that is no text but the
    /// beginning of one.
    fn check_content(&mut self, style: ScalarStyle, at: &At, text: &str) {
        let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        if is_block && text.is_empty() {
            self.check_empty_block(at.start);
        }
        if (is_block || style == ScalarStyle::Plain) && text.contains(MARK) {
            let written = self.piece.text.get(at.clone()).unwrap_or_default();
            let start = at.start + written.find(MARK).unwrap_or_default();
            self.faults.wrong_shape(
                self.piece.span(start, start + MARK.len_utf8()),
                "a byte-order mark (U+FEFF) stands within this text; it cannot be seen",
                "delete it; where it is really meant, put the text in double quotes and write the mark as `\\uFEFF`",
            );
        }
    }

    /// Reports an empty block whose line gives an indent, as in `total: >5`.
    fn check_empty_block(&mut self, start: usize) {
        // At the end of a text the parser gives the place of the sign, and else that of the block.
        let text = self.piece.text;
        let at_sign = matches!(text.as_bytes().get(start), Some(b'>' | b'|'));
        let before = if at_sign { text } else { text.get(..start).unwrap_or_default() }.trim_end_matches(WHITE);
        let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let words = before.get(line..).unwrap_or_default();
        let Some(sign) = words.rfind(['>', '|']) else { return };
        let header = words.get(sign..).unwrap_or_default();
        if header.contains(|digit: char| digit.is_ascii_digit()) && header.len() <= 3 {
            self.faults.wrong_shape(
                self.piece.span(line + sign, before.len()),
                "this begins a text on the lines below, and there is none",
                "if it is the text itself, put it in double quotes",
            );
        }
    }

    /// Returns the place of the first dash of a block list. The parser gives it, but for a list that is indented no
    /// further than its key, where it gives the place behind the dash.
    fn first_dash(&self, start: usize, first_item: usize) -> usize {
        if start < first_item && self.piece.text.as_bytes().get(start) == Some(&b'-') {
            return start;
        }
        let before = self.piece.text.get(..start).unwrap_or_default().trim_end_matches(WHITE);
        if before.ends_with('-') { before.len() - 1 } else { start }
    }
}

/// Returns the record of a root mapping.
fn document(entries: Vec<Entry>, flow: bool) -> Option<Document> {
    let first = entries.first()?.key.span;
    let last = entries.last()?;
    let end = end_with_cut(&last.value).max(last.key.span.end);
    Some(Document { span: Span { start: first.start, end }, entries, flow })
}

/// Returns the end of a value, with the words that a `#` has cut off at its end.
fn end_with_cut(value: &Node) -> u32 {
    let last = match value {
        Node::Scalar(scalar) => scalar.cut.as_ref().map(|cut| cut.span.end),
        Node::List { items, .. } => items.last().map(end_with_cut),
        Node::Map { entries, .. } => entries.last().map(|entry| end_with_cut(&entry.value)),
        Node::Refused { .. } => None,
    };
    last.unwrap_or_default().max(value.span().end)
}

/// Releases unused memory of a short list: files hold a great number of them.
fn fit<T>(short: &mut Vec<T>) {
    if short.len() <= short.capacity() / 2 {
        short.shrink_to_fit();
    }
}
