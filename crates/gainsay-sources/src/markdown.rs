//! Markdown without the marks that a reader does not see.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

/// Returns the text without the marks of emphasis, code and block quotes and without the targets of links; none if it
/// has no such marks.
pub(crate) fn without_marks(text: &str) -> Option<String> {
    let mut marks = Marks::of(text);
    marks.ranges.sort_by_key(|range| (range.start, range.end));
    let mut kept = String::with_capacity(text.len());
    let mut written = 0;
    for mark in &marks.ranges {
        if mark.start > written {
            kept.push_str(text.get(written..mark.start).unwrap_or_default());
        }
        written = written.max(mark.end);
    }
    kept.push_str(text.get(written..).unwrap_or_default());
    (written > 0).then_some(kept)
}

/// The ranges of a text that are marks.
struct Marks<'a> {
    text: &'a str,
    ranges: Vec<Range<usize>>,
}

impl<'a> Marks<'a> {
    fn of(text: &'a str) -> Marks<'a> {
        let mut marks = Marks { text, ranges: Vec::new() };
        let mut quotes: Vec<Range<usize>> = Vec::new();
        // The containers that are open: where each lies, and where its content lies as far as it was read.
        let mut open: Vec<(bool, Range<usize>, Option<Range<usize>>)> = Vec::new();
        let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            if let (Some((_, _, content)), false) = (open.last_mut(), matches!(event, Event::End(_))) {
                let start = content.as_ref().map_or(range.start, |content| content.start);
                *content = Some(start..range.end);
            }
            match event {
                Event::Start(tag) => {
                    if matches!(tag, Tag::BlockQuote(_)) {
                        quotes.push(range.clone());
                    }
                    open.push((is_marked(&tag), range, None));
                }
                Event::End(_) => {
                    if let Some((true, range, content)) = open.pop() {
                        marks.add_around(range, content);
                    }
                }
                Event::Code(_) => marks.add_backticks(range),
                _ => {}
            }
        }
        marks.add_quote_marks(&quotes);
        marks
    }

    fn add_around(&mut self, range: Range<usize>, content: Option<Range<usize>>) {
        match content {
            Some(content) => self.ranges.extend([range.start..content.start, content.end..range.end]),
            None => self.ranges.push(range),
        }
    }

    fn add_backticks(&mut self, range: Range<usize>) {
        let code = self.text.get(range.clone()).unwrap_or_default();
        let ticks = code.len() - code.trim_start_matches('`').len();
        if 2 * ticks <= code.len() {
            self.ranges.extend([range.start..range.start + ticks, range.end - ticks..range.end]);
        }
    }

    /// Adds the `>` at the beginning of each line of a block quote, as many as quotes stand in each other there.
    fn add_quote_marks(&mut self, quotes: &[Range<usize>]) {
        let mut edges: Vec<(usize, bool)> = Vec::new();
        for quote in quotes {
            if self.text.get(quote.start..).is_some_and(|rest| rest.starts_with('>')) {
                self.ranges.push(quote.start..quote.start + 1);
            }
            edges.extend([(quote.start, true), (quote.end, false)]);
        }
        edges.sort_unstable();
        let mut edges = edges.into_iter().peekable();
        let mut depth = 0usize;
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            while let Some((_, opens)) = edges.next_if(|(at, _)| *at <= start) {
                depth = if opens { depth + 1 } else { depth.saturating_sub(1) };
            }
            let mut at = start;
            for _ in 0..depth {
                let rest = self.text.get(at..start + line.len()).unwrap_or_default();
                let unspaced = rest.trim_start_matches([' ', '\t']);
                if !unspaced.starts_with('>') {
                    break;
                }
                at += rest.len() - unspaced.len() + 1;
                self.ranges.push(at - 1..at);
            }
            start += line.len();
        }
    }
}

/// Returns true if the marks around the content of an element are left out.
fn is_marked(tag: &Tag<'_>) -> bool {
    match tag {
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. } => true,
        Tag::CodeBlock(kind) => matches!(kind, CodeBlockKind::Fenced(_)),
        _ => false,
    }
}
