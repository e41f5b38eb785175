//! Documents that are open in the editor, with the content that the editor has.

use std::sync::Arc;

use lsp_types::{Position, Range};
use serde::Deserialize;
use serde_json::Value;

use crate::positions::{Encoding, Lines};

/// A document that is open in the editor.
#[derive(Clone, Debug)]
pub struct Document {
    /// The text of the document.
    pub text: Arc<str>,
    /// The lines of the text.
    pub lines: Arc<Lines>,
    /// The version, as the editor counts.
    pub version: i32,
}

impl Document {
    /// Makes a document from its text when it is opened.
    pub fn new(text: &str, version: i32) -> Document {
        Document { text: text.into(), lines: Arc::new(Lines::new(text)), version }
    }

    /// Makes changes, one after the other.
    ///
    /// # Errors
    /// Returns an error, in words, if a change is malformed. Then none is made.
    pub fn change(&mut self, changes: &[Value], version: i32, encoding: Encoding) -> Result<(), String> {
        let (mut text, mut lines) = (self.text.to_string(), Arc::clone(&self.lines));
        for change in changes {
            let Change { range, text: new } = Change::read(change)?;
            match range {
                Some(range) => text.replace_range(lines.bytes(&text, range, encoding), &new),
                None => text = new,
            }
            lines = Arc::new(Lines::new(&text));
        }
        *self = Document { text: text.into(), lines, version };
        Ok(())
    }

    /// Returns the byte at a position.
    pub fn byte(&self, position: Position, encoding: Encoding) -> usize {
        self.lines.byte(&self.text, position, encoding)
    }
}

/// A change of a document: of a range, or of the whole text.
#[derive(Deserialize)]
struct Change {
    range: Option<Range>,
    text: String,
}

impl Change {
    /// Reads a change. One with a malformed range is not taken for a change of the whole text.
    fn read(value: &Value) -> Result<Change, String> {
        Change::deserialize(value).map_err(|error| format!("a change of a document: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// Returns the text after a change of these characters, by characters alone.
    fn replaced(text: &str, range: std::ops::Range<usize>, new: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        chars[..range.start].iter().copied().chain(new.chars()).chain(chars[range.end..].iter().copied()).collect()
    }

    /// Returns the position of a character, counted line by line.
    fn position(text: &str, character: usize, encoding: Encoding) -> Position {
        let before: Vec<char> = text.chars().take(character).collect();
        let next = text.chars().nth(character);
        let (mut line, mut units) = (0, 0);
        for (i, c) in before.iter().enumerate() {
            let follows = before.get(i + 1).copied().or(if i + 1 == before.len() { next } else { None });
            let ends = *c == '\n' || (*c == '\r' && follows != Some('\n'));
            if ends {
                (line, units) = (line + 1, 0);
            } else {
                units += match encoding {
                    Encoding::Utf8 => c.len_utf8(),
                    Encoding::Utf16 => c.len_utf16(),
                    Encoding::Utf32 => 1,
                };
            }
        }
        Position { line, character: units as u32 }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn after_edits_the_text_is_the_editors(
            text in "[ab:é😀𝄞\r\n ]{0,40}",
            edits in prop::collection::vec((0usize..60, 0usize..20, "[xü😀\r\n]{0,6}"), 1..8),
            encoding in prop::sample::select(vec![Encoding::Utf8, Encoding::Utf16, Encoding::Utf32]),
        ) {
            let (mut document, mut expected) = (Document::new(&text, 0), text);
            for (version, (start, length, new)) in edits.into_iter().enumerate() {
                let count = expected.chars().count();
                let mut start = start.min(count);
                let mut end = (start + length).min(count);
                // Editors have no position between `\r` and `\n`.
                let chars: Vec<char> = expected.chars().collect();
                let splits = |at: usize| at > 0 && chars.get(at) == Some(&'\n') && chars[at - 1] == '\r';
                if splits(start) { start -= 1; }
                if splits(end) { end += 1; }
                let range = Range {
                    start: position(&expected, start, encoding),
                    end: position(&expected, end, encoding),
                };
                let change = json!({ "range": range, "text": new });
                document.change(&[change], version as i32, encoding).expect("a change");
                expected = replaced(&expected, start..end, &new);
                prop_assert_eq!(&*document.text, &expected);
                prop_assert_eq!(&*document.lines, &Lines::new(&expected));
            }
        }

        #[test]
        fn no_position_is_too_odd(
            text in "[aé😀\r\n]{0,10}",
            start in (any::<u32>(), any::<u32>()),
            end in (0u32..5, any::<u32>()),
            encoding in prop::sample::select(vec![Encoding::Utf8, Encoding::Utf16, Encoding::Utf32]),
        ) {
            let at = |(line, character)| json!({ "line": line, "character": character });
            let change = json!({ "range": { "start": at(start), "end": at(end) }, "text": "x" });
            prop_assert!(Document::new(&text, 0).change(&[change], 1, encoding).is_ok());
        }
    }

    #[test]
    fn a_change_that_is_none_changes_nothing() {
        let mut document = Document::new("a", 1);
        let odd = json!({ "range": { "start": -1, "end": 2 }, "text": "all" });
        assert!(document.change(&[json!({ "text": "b" }), odd], 2, Encoding::Utf8).is_err());
        assert_eq!((&*document.text, document.version), ("a", 1));
    }
}
