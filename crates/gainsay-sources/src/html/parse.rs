//! Runs the parser, and keeps from it the markup that would take it time with the square of a page's length.

use std::cell::Cell;

use html5ever::interface::Tracer;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{TokenizerResult, ns};

use super::element::Role;
use super::tags::excess_attributes;
use super::tree::{Handle, Tree};
use crate::could_not_look::CouldNotLook;

/// The most elements that may be open at once; those that wait to be opened again count twice. Browsers stop at 512.
const MOST_OPEN: usize = 512;

/// The number of tags between two counts of the open elements.
const TAGS_BETWEEN_LOOKS: usize = 32;

/// The number of bytes of a page that are given to the parser at once.
const PORTION: usize = 64 << 10;

/// Parses a page.
pub(super) fn tree(source: &str) -> Result<Tree, CouldNotLook> {
    let options = TreeBuilderOpts { scripting_enabled: true, drop_doctype: true, ..TreeBuilderOpts::default() };
    let guard = Guard {
        builder: TreeBuilder::new(Tree::new(), options),
        tags_since_look: Cell::new(0),
        too_deep: Cell::new(false),
    };
    let tokenizer = Tokenizer::new(guard, TokenizerOpts::default());
    let mut from = 0;
    for excess in excess_attributes(source) {
        feed(&tokenizer, source.get(from..excess.start).unwrap_or_default())?;
        from = excess.end;
    }
    feed(&tokenizer, source.get(from..).unwrap_or_default())?;
    tokenizer.end();
    Ok(tokenizer.sink.builder.sink)
}

fn feed(tokenizer: &Tokenizer<Guard>, mut text: &str) -> Result<(), CouldNotLook> {
    let input = BufferQueue::default();
    while !text.is_empty() {
        let (portion, rest) = text.split_at(text.floor_char_boundary(PORTION.min(text.len())));
        text = rest;
        input.push_back(StrTendril::from_slice(portion));
        // Scripts are not run, and the encoding is known.
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        if tokenizer.sink.builder.sink.is_full() {
            return Err(CouldNotLook::TooManyElements);
        }
    }
    Ok(())
}

/// Stands between tokenizer and tree builder, and leaves out start tags where elements are nested too deep: the builder
/// walks through all open elements at nearly every tag.
struct Guard {
    builder: TreeBuilder<Handle, Tree>,
    tags_since_look: Cell<usize>,
    too_deep: Cell<bool>,
}

impl Guard {
    fn is_too_deep(&self) -> bool {
        let tags = self.tags_since_look.get() + 1;
        self.tags_since_look.set(tags % TAGS_BETWEEN_LOOKS);
        if tags == TAGS_BETWEEN_LOOKS {
            let open = Open::default();
            self.builder.trace_handles(&open);
            self.too_deep.set(open.count.get() > MOST_OPEN || self.builder.sink.is_full());
        }
        self.too_deep.get()
    }
}

impl TokenSink for Guard {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        if let Token::TagToken(tag) = &token
            && self.is_too_deep()
            && tag.kind == TagKind::StartTag
            && opens_content(tag)
        {
            return match Role::of(&ns!(html), &tag.name, &[]) {
                Role::Inline => TokenSinkResult::Continue,
                _ => self.builder.process_token(Token::CharacterTokens(StrTendril::from_slice("\n")), line),
            };
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Returns true if other elements may stand in the element of this tag.
fn opens_content(tag: &Tag) -> bool {
    !matches!(
        &*tag.name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
            | "script"
            | "style"
            | "textarea"
            | "title"
            | "xmp"
            | "iframe"
            | "noembed"
            | "noframes"
            | "noscript"
            | "plaintext"
    )
}

/// Counts the elements that the tree builder holds on to.
#[derive(Default)]
struct Open {
    count: Cell<usize>,
}

impl Tracer for Open {
    type Handle = Handle;

    fn trace_handle(&self, _: &Handle) {
        self.count.set(self.count.get() + 1);
    }
}
