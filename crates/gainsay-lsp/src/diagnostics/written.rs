//! Diagnostics as the JSON that is sent.
//!
//! From one edit to the next nearly all diagnostics of a file stay as they are, or only move by lines. So their text is
//! kept, and only the numbers of lines in it are exchanged.

use std::fmt::Write;
use std::hash::BuildHasher;
use std::rc::Rc;

use lsp_types::{DiagnosticSeverity, Range, Uri};
use rustc_hash::FxBuildHasher;
use serde_json::{Value, json};

/// The name of the source of all diagnostics.
pub(super) const SOURCE: &str = "gainsay";

/// A diagnostic as JSON, which can move with the lines of its files.
#[derive(Clone, Debug)]
pub(super) struct Written {
    json: String,
    /// The numbers of the lines in it, in order.
    lines: Vec<RangeLines>,
    digest: u64,
}

/// Where the numbers of the first and the last line of a range stand in the JSON.
#[derive(Clone, Copy, Debug)]
struct RangeLines {
    /// The number of the file of the range.
    file: u32,
    first: usize,
    last: usize,
}

/// The content of a diagnostic.
pub(super) struct Content<'c> {
    pub file: u32,
    pub range: Range,
    pub severity: DiagnosticSeverity,
    pub rule: &'c str,
    /// The address of the page of the rule.
    pub page: Option<&'c Uri>,
    pub message: &'c str,
    pub related: Vec<RelatedPlace<'c>>,
}

/// A place that is related to a diagnostic.
pub(super) struct RelatedPlace<'c> {
    pub file: u32,
    pub uri: Rc<str>,
    pub range: Range,
    pub text: &'c str,
}

impl Written {
    /// Writes a diagnostic.
    pub fn new(content: &Content) -> Written {
        let Content { file, range, severity, rule, page, message, related } = content;
        let mut written = Written { json: String::from("{"), lines: Vec::new(), digest: 0 };
        written.range(*file, *range);
        written.value("severity", json!(severity));
        written.value("code", json!(rule));
        page.iter().for_each(|page| written.value("codeDescription", json!({ "href": page })));
        written.value("source", json!(SOURCE));
        written.value("message", json!(message));
        if !related.is_empty() {
            written.json.push_str(",\"relatedInformation\":[");
            for (number, RelatedPlace { file, uri, range, text }) in related.iter().enumerate() {
                written.json.push_str(if number == 0 { "{\"location\":{" } else { ",{\"location\":{" });
                written.range(*file, *range);
                written.value("uri", json!(&**uri));
                written.json.push('}');
                written.value("message", json!(text));
                written.json.push('}');
            }
            written.json.push(']');
        }
        written.json.push('}');
        written.json.shrink_to_fit();
        written.lines.shrink_to_fit();
        written.digest = FxBuildHasher.hash_one(&written.json);
        written
    }

    /// Returns the JSON.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// Returns a number that tells it from others.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// Moves it: a range goes to the line that `to` returns for its file and its first line.
    pub fn move_lines(&mut self, to: &dyn Fn(u32, u32) -> u32) {
        let first = |lines: &RangeLines| number_at(&self.json, lines.first).0;
        if self.lines.iter().all(|lines| to(lines.file, first(lines)) == first(lines)) {
            return;
        }
        let (mut json, mut copied) = (String::with_capacity(self.json.len()), 0);
        for RangeLines { file, first, last } in &mut self.lines {
            let (old_first, old_last) = (number_at(&self.json, *first), number_at(&self.json, *last));
            let now = to(*file, old_first.0);
            let numbers = [(first, old_first, now), (last, old_last, old_last.0 - old_first.0 + now)];
            for (at, (_, behind), now) in numbers {
                json.push_str(self.json.get(copied..*at).unwrap_or_default());
                *at = json.len();
                let _ = write!(json, "{now}");
                copied = behind;
            }
        }
        json.push_str(self.json.get(copied..).unwrap_or_default());
        self.digest = FxBuildHasher.hash_one(&json);
        self.json = json;
    }

    fn range(&mut self, file: u32, Range { start, end }: Range) {
        let json = &mut self.json;
        let mut line = |before: &str, line: u32, character: u32| {
            json.push_str(before);
            let at = json.len();
            let _ = write!(json, "{line},\"character\":{character}}}");
            at
        };
        let first = line("\"range\":{\"start\":{\"line\":", start.line, start.character);
        let last = line(",\"end\":{\"line\":", end.line, end.character);
        json.push('}');
        self.lines.push(RangeLines { file, first, last });
    }

    fn value(&mut self, key: &str, value: Value) {
        let _ = write!(self.json, ",\"{key}\":{value}");
    }
}

/// Returns the number that stands at a byte, and the byte behind it.
fn number_at(json: &str, at: usize) -> (u32, usize) {
    let digits = json.as_bytes().iter().skip(at).take_while(|byte| byte.is_ascii_digit()).count();
    (json.get(at..at + digits).and_then(|digits| digits.parse().ok()).unwrap_or_default(), at + digits)
}

#[cfg(test)]
mod tests {
    use lsp_types::{Diagnostic, Position};
    use proptest::prelude::*;

    use super::*;

    fn range(first: u32, last: u32) -> Range {
        let position = |line: u32| Position { line, character: line % 7 };
        Range { start: position(first), end: position(last) }
    }

    fn written(message: &str, places: &[(u32, u32, u32)]) -> Written {
        let page = Uri("file:///rule.md".into());
        let related = |(file, first, count): &(u32, u32, u32)| RelatedPlace {
            file: *file,
            uri: format!("file:///{file}.yaml").into(),
            range: range(*first, first + count),
            text: message,
        };
        let (file, first, count) = places[0];
        Written::new(&Content {
            file,
            range: range(first, first + count),
            severity: DiagnosticSeverity::Warning,
            rule: "dispute",
            page: Some(&page).filter(|_| first.is_multiple_of(2)),
            message,
            related: places[1..].iter().map(related).collect(),
        })
    }

    proptest! {
        #[test]
        fn what_has_moved_reads_as_if_written_there(
            message in "[a\"\\\\é\n\u{1}0-9]{0,12}",
            places in prop::collection::vec((0u32..3, 0u32..200, 0u32..3), 1..6),
        ) {
            // The lines of one of the files move, across the numbers of digits.
            let to = |file: u32, line: u32| if file == 1 && line >= 5 { line + 95 } else { line };
            let mut moved = written(&message, &places);
            let read: Diagnostic = serde_json::from_str(moved.json()).expect("a diagnostic");
            prop_assert_eq!(read.range, range(places[0].1, places[0].1 + places[0].2));
            prop_assert_eq!(read.related_information.map_or(0, |related| related.len()), places.len() - 1);
            moved.move_lines(&to);
            let there: Vec<_> = places.iter().map(|(file, first, count)| (*file, to(*file, *first), *count)).collect();
            let mut expected = written(&message, &there);
            // Characters and the page stay what they were.
            let characters = |json: &str| {
                let mut read: Diagnostic = serde_json::from_str(json).expect("a diagnostic");
                let mut all = vec![&mut read.range];
                all.extend(read.related_information.iter_mut().flatten().map(|related| &mut related.location.range));
                all.into_iter().for_each(|range| (range.start.character, range.end.character) = (0, 0));
                read.code_description = None;
                read
            };
            prop_assert_eq!(characters(moved.json()), characters(expected.json()));
            let json = moved.json().to_owned();
            moved.move_lines(&|_, line| line);
            prop_assert_eq!(moved.json(), json);
            expected.move_lines(&|_, line| line + 1);
            moved.move_lines(&|_, line| line + 1);
            prop_assert_eq!(characters(moved.json()), characters(expected.json()));
        }
    }
}
